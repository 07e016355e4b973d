# SPDX-License-Identifier: MIT
# The shipped files of fcgi-conf/ for the current generation, behind each web
# server: what only bk-sops can answer reaches it as it was asked, by URL and by
# parameter, and what is answered here does not (design, "forward").
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_plugin add_task flow);
use Bk::CurrentTemplate qw(add_template pipeline_of);
use Bk::Http qw(http);
use Bk::Jwt qw(key jwt claims);
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use Bk::Python;
use Bk::Service;
use Bk::WebServers;
use Digest::SHA qw(sha256_hex);
use File::Basename qw(dirname);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $tables = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi') . '/t/unit/api-tables';
plan(skip_all => "not built: $tables") if !-x $tables;

my $BASE    = '/o/bk_sops/apigw';
my $FALSE   = JSON::PP::false;
my @CURRENT = (site_prefix => '/o/bk_sops/', iam => 'trusted', 'iam.auth_actions' => 'all', release => '3.32');
my $s       = Bk::Service->new(generation => 'current', set => { @CURRENT, forward => 'accel' });
my @alone   = (auth => 'jwt', generation => 'current', @CURRENT, 'mysql.paas.database' => undef, 'login.secret_key_file' => undef);
my $plain   = Bk::Pool->new(name => 'plain', maria => $s->{maria}, set => {@alone});
my $task    = add_task($s, tree => flow([ a => {}, b => { component => { code => 'x', data => { v => { hook => \0, value => '${y}' } } } } ]),
	nodes => [qw(a b)], states => [ { children => [ { id => 'a' } ] } ], data => { a => { inputs => {}, outputs => { x => 1 } } });
add_plugin($s, 'foreign', 'v1.0');
add_template($s, id => 9, tree => flow([ a => { type => 'SubProcess', template_id => pipeline_of(add_template($s)) } ]), schemes => [ [ 's', 'a scheme', '"[]"' ] ]);
add_template($s, id => 10001, common => 1);
my $python  = Bk::Python->new;
my $known   = jwt(key('gateway'), claims('admin', 'my_app'), kid => 'bk-sops');
my $large   = JSON::PP->new->encode({ task_id_list => [$task], version => 'x' x 200_000 });

# What only bk-sops answers: [method, URL].
my @ONLY = (
	[ GET  => 'get_user_project_detail/2/' ], [ GET => 'get_plugin_list/2/' ], [ GET => 'get_plugin_detail/2/' ],
	[ GET  => 'get_plugin_base_info/2/' ], [ POST => 'preview_task_tree/2/9/' ], [ POST => 'preview_common_task_tree/2/10001/' ],
	[ GET  => 'get_task_plugin_log/1/2/' ], [ GET => 'get_node_job_executed_log/1/2/' ], [ GET => 'inner/get_task_plugin_log/' ],
	[ GET  => 'inner/get_node_job_executed_log/' ], [ GET => 'plugin-gateway/categories/' ], [ GET => 'plugin-gateway/plugins/' ],
	[ GET  => 'plugin-gateway/plugins/a-b_1/' ], [ POST => 'dispatch_plugin_query/' ], [ GET => 'get_node_execution_record/9/2/' ],
);

# What is answered here: [method, URL], which every sample gives to the pool.
my @HERE = (
	(map { [ GET => "$_/2/" ] } qw(get_template_list get_task_list get_task_count get_periodic_task_list get_clocked_task_list get_mini_app_list)),
	(map { [ GET => "$_/9/2/" ] } qw(get_template_info get_template_schemes get_task_detail get_task_status get_task_node_detail get_task_node_data
		get_task_operate_record get_task_effective_time get_periodic_task_info get_task_node_log inner/get_task_effective_time)),
	(map { [ GET => "$_/" ] } qw(get_common_template_list get_functionalization_task_list get_user_project_list inner/get_task_node_log
		plugin-gateway/runs/status), 'plugin-gateway/runs/' . '0a' x 16),
	[ GET => 'get_common_template_info/10001/' ],
	(map { [ POST => "$_/2/" ] } qw(get_tasks_status get_tasks_manual_intervention_state query_task_count)),
);

# What writes, what is no URL of either, and a letter that is encoded.
my @ELSE = (
	[ POST => 'create_task/9/2/' ], [ POST => 'plugin-gateway/runs/' ], [ POST => 'plugin-gateway/runs/' . '0a' x 16 . '/cancel/' ],
	[ GET  => 'get_task_statuses/1/2/' ], [ GET => 'system/' ],
	[ GET  => 'get%5Fplugin_list/2/' ],
);

# Parameters that only bk-sops answers, as a web server can tell them: [why, URL, query].
my ($info, $schemes, $detail) = ('get_template_info/9/2/', 'get_template_schemes/2/9/', "get_task_detail/$task/2/");
my @PARAMETERS = (
	[ 'component_code',           "get_task_node_detail/$task/2/",    'node_id=a&component_code=foreign' ],
	[ '... of the data',          "get_task_node_data/2/$task/",      'component_code=foreign&node_id=a' ],
	[ 'include_webhook_history',  $detail,                            'include_webhook_history=1' ],
	[ '... in capitals',          $detail,                            'include_webhook_history=TRUE' ],
	[ '... encoded',              $detail,                            'include_webhook_history=%31' ],
	[ '... its name encoded',     $detail,                            'include_webhook_histor%79=1' ],
	[ '... twice',                $detail,                            'include_webhook_history=0&include_webhook_history=1' ],
	[ '... behind another',       $detail,                            'scope=cmdb_biz&a=%E4%BD%A0&include_webhook_history=yes' ],
	[ 'format',                   $info,                              'format=yaml' ],
	[ '... twice',                $info,                              'format=json&format=yaml' ],
	[ '... its name encoded',     $info,                              '%66ormat=yaml' ],
	[ '... its name half',        $info,                              'a=1&forma%74=yaml' ],
	[ '... its value encoded',    $info,                              'format=%79aml' ],
	[ 'include_constants',        $info,                              'include_constants=1' ],
	[ '... behind another',       $info,                              'format=json&scope=cmdb_biz&include_constants=On' ],
	[ '... of a common template', 'get_common_template_info/10001/',  'include_constants=true' ],
	[ 'unfold_subprocess',        $info,                              'unfold_subprocess=T' ],
	[ 'include_webhook',          $info,                              'include_webhook=y' ],
	[ 'with_constants',           $schemes,                           'with_constants=True' ],
	[ '... encoded',              $schemes,                           'with_constants=tru%65' ],
);

# What a web server takes for the same and the pool answers: a wrong word, and a
# value that is not the last.
my @LIKE = map { "$info?$_" } 'format=YAML', 'format=yaml&format=json';

# Parameters that do not: [URL, query].
my @ANSWERED = (
	(map { [ $info, $_ ] } 'format=json', 'format=JSON', 'format=', 'format', 'a=format=yaml', 'xformat=yaml', 'a=%66ormat=yaml', 'scope=format%3Dyaml'),
	(map { [ $info, "include_constants=$_" ] } '', qw(0 f N no False OFF)),
	[ $info, 'unfold_subprocess=0&include_webhook=false' ],
	[ $schemes, 'with_constants=false' ], [ $schemes, 'with_constants' ],
	[ $detail, 'include_webhook_history=off&scope=cmdb_biz' ],
	[ "get_task_node_data/2/$task/", 'node_id=a&component_code=' ],
);

my @routes = map { [ split /\t/, $_, -1 ] } split /\n/, qx($tables current);
sub names { my %n; $n{ $_->[1] =~ s{/[^a-z].*|/\z|/a-b_1/\z|/0a.*}{}r }++ for @_; return [ sort keys %n ] }
{
	my %forwarded;
	for my $row (@routes) {
		my (undef, $name, undef, undef, undef, $properties) = @$row;
		$forwarded{ $properties =~ /\bforwarded\b/ ? 'yes' : 'no' }{$name} = 1;
	}
	is_deeply(names(@ONLY), [ sort keys %{ $forwarded{yes} } ], 'these are the endpoints that are always forwarded');
	my %here = map { $_ => 1 } @{ names(@HERE) };
	is_deeply([ grep { !$here{$_} } sort keys %{ $forwarded{no} } ], [], 'and the others are among those');
}

# --- the sites

my $proxy = "http://127.0.0.1:$python->{port}";
my $pass  = "ProxyPass /o/bk_sops/ $proxy/o/bk_sops/\nProxyPreserveHost on\n";

sub nginx_sample {
	my ($pool) = @_;
	my $text = $Bk::WebServers::SERVERS[0][3]->($pool, '-current');
	$text =~ s{http://127\.0\.0\.1:8000}{$proxy} or die 'the sample has no address of bk-sops';
	return "$text\nlocation /o/bk_sops/ {\n\tproxy_pass $proxy;\n\tproxy_set_header Host \$http_host;\n}\n";
}

# Its lines for forward = 501 in place of those for accel.
sub nginx_501 {
	my ($text) = @_;
	$text =~ s/^\terror_page 413 502 504.*\n\tfastcgi_intercept_errors off;\n//m or die 'the sample has no lines for accel';
	$text =~ s/^\t#(error_page 502|error_page 501|fastcgi_intercept_errors)/\t$1/mg == 3 or die 'the sample has no lines for 501';
	return $text;
}

my %server = map { $_->[0] => $_ } @Bk::WebServers::SERVERS;
my ($httpd, $fcgid) = ('Apache mod_proxy_fcgi', 'Apache mod_fcgid');
my @modules = (modules => [qw(proxy proxy_http)]);

# [name, server, whether the pool says what is forwarded, what its site is, more for its start]
my @sites = (
	[ 'nginx, accel',               'nginx',    1, sub { nginx_sample($s->{pool}) } ],
	[ 'nginx, error_page',          'nginx',    1, sub { nginx_501(nginx_sample($_[0])) } ],
	[ "$httpd, ProxyPass before",   $httpd,     0, sub { $pass . $server{$httpd}[3]->($_[0], '-current') }, @modules ],
	[ "$httpd, ProxyPass behind",   $httpd,     0, sub { $server{$httpd}[3]->($_[0], '-current') . $pass }, @modules ],
	[ "$httpd, RewriteRule",        $httpd,     0, sub { <<~EOT . $server{$httpd}[3]->($_[0], '-current') }, modules => [qw(proxy proxy_http rewrite)] ],
	RewriteEngine on
	RewriteCond %{ENV:no-proxy} !=1
	RewriteRule ^/o/bk_sops/ $proxy%{REQUEST_URI} [P]
	ProxyPreserveHost on
	EOT
	[ "$fcgid, ProxyPass before",   $fcgid,     0, sub { $pass . $server{$fcgid}[3]->($_[0], '-current') }, @modules ],
	[ "$fcgid, ProxyPass behind",   $fcgid,     0, sub { $server{$fcgid}[3]->($_[0], '-current') . $pass }, @modules ],
	[ 'lighttpd',                   'lighttpd', 0, sub { <<~EOT . $server{lighttpd}[3]->($_[0], '-current') }, modules => [qw(mod_fastcgi mod_proxy)] ],
	\$HTTP["url"] =~ "^/o/bk_sops/" { proxy.server = ( "" => (( "host" => "127.0.0.1", "port" => $python->{port} )) ) }
	EOT
);

sub ask {
	my ($at, $method, $path, %o) = @_;
	my $answer = http($at->{port}, $method, "$BASE/$path", %o, headers => [ 'X-Bkapi-JWT', $known, @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

# What need not be encoded is not, in a path of httpd's and in a URL of lighttpd's.
sub spelled {
	my ($at, $target) = @_;
	return $target if $at->{name} =~ /nginx/;
	my ($path, $query) = $at->{name} =~ /Apache/ ? $target =~ /\A([^?]*)(.*)\z/ : ($target, '');
	return $path =~ s{(%[0-9A-Fa-f]{2})}{ my ($coded, $plain) = ($1, chr hex substr $1, 1); $plain =~ /[A-Za-z0-9._~-]/ ? $plain : $coded }ger . $query;
}

# bk-sops was asked the same.
sub is_forwarded {
	my ($name, $at, $method, $path, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $got = ask($at, $method, $path, %o);
	delete $got->{json}{id};
	is_deeply([ $got->{status}, @{ $got->{headers} }{qw(content-type x-python sops-trace-id x-accel-redirect)}, $got->{json} ],
		[ 209, 'text/python', 'yes', undef, undef, {
			method => $method, target => spelled($at, "$BASE/$path"), host => 'paas.example.com', token => sha256_hex($known), body => sha256_hex($o{body} // '') } ],
		"$at->{name}: $name") or diag substr $got->{body}, 0, 300;
}

# The pool was asked, and bk-sops was not.
sub is_answered {
	my ($name, $at, $method, $path, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $before = $python->asked;
	my $got    = ask($at, $method, $path, %o);
	ok($got->{headers}{'sops-trace-id'} && $python->asked eq $before, "$at->{name}: $name is answered here")
	  or diag "$got->{status} " . substr $got->{body}, 0, 300;
	return $got;
}

my @good = (
	[ 'a task',      GET  => "get_task_status/$task/2/" ],
	[ 'a node',      GET  => "get_task_node_data/2/$task/?node_id=a" ],
	[ 'a POST',      POST => 'get_tasks_status/2/', body => qq({"task_id_list":[$task]}) ],
	[ '... of 200 kB', POST => 'get_tasks_status/2/', body => $large ],
	[ 'no last slash', GET => "get_task_status/$task/2" ],
);

for my $row (@sites) {
	my ($name, $server, $is_told, $site, @start) = @$row;
	my (undef, $is_installed, $start) = @{ $server{$server} };
SKIP: {
		skip "$name is not installed", 1 if !$is_installed->();
		my $at = $start->('forward-' . lc $name =~ s/\W+/-/gr, site => $site->($plain), @start);
		$at->{name} = $name;
		is_forwarded("$_->[1] is forwarded", $at, $_->[0], "$_->[1]?a=%20b&scope=project&x=%E4%BD%A0", $_->[0] eq 'POST' ? (body => $large) : ()) for @ONLY;
		is_forwarded("$_->[1] goes on", $at, $_->[0], $_->[1], $_->[0] eq 'POST' ? (body => $large) : ()) for @ELSE;
		is_forwarded("$_->[0]: $_->[1]?$_->[2]", $at, 'GET', "$_->[1]?$_->[2]") for @PARAMETERS;
		for my $case (@good) {
			my ($what, @ask) = @$case;
			is(is_answered($what, $at, @ask)->{status}, 200, '... well');
		}
		is_answered("$_->[0] $_->[1]", $at, $_->[0], $_->[1], $_->[0] eq 'POST' ? (body => '{}') : ()) for @HERE;
		is_answered("$_->[0]?$_->[1]", $at, 'GET', "$_->[0]?$_->[1]") for @ANSWERED;
		# A node that was not executed and has variables: no URL tells it.
		my @node = (GET => "get_task_node_data/2/$task/?node_id=b");
		if ($is_told) {
			is_forwarded('what only the pool can tell', $at, @node);
			is(is_answered($_, $at, 'GET', $_)->{status}, 200, '... well') for @LIKE;
		} else {
			is_forwarded($_, $at, 'GET', $_) for @LIKE;
			my $got = is_answered('what only the pool can tell', $at, @node);
			is($got->{status}, 501, '... which refuses it');
			like($got->{json}{message}, qr/worked out by bk-sops alone/, '... and says what is missing');
		}
	}
}

# --- the plugins in component_outputs, as the samples say

spew(my $outputs = tmpdir . '/outputs.json', '{"foreign":[],"named":[]}', 0644);
my $knows = Bk::Pool->new(name => 'knows', maria => $s->{maria}, set => { @alone, component_outputs => $outputs });
for my $row (grep { $_->[0] =~ /behind|lighttpd/ } @sites) {
	my ($name, $server, undef, $site, @start) = @$row;
	my (undef, $is_installed, $start) = @{ $server{$server} };
SKIP: {
		skip "$name is not installed", 1 if !$is_installed->();
		my $text = $site->($knows);
		my ($rule) = $text =~ /^\s*#.*?(component_code=\(.*\)\[\^&\])$/m or die 'the sample does not say how plugins stay';
		$rule =~ s/sleep_timer\|bk_http_request/foreign|named/ or die 'the sample names no plugins';
		$text =~ s/^(?!\s*#)(.*)component_code=\[\^&\]/$1$rule/m or die 'the sample has no rule for plugins';
		my $at = $start->('knows-' . lc $name =~ s/\W+/-/gr, site => $text, @start);
		$at->{name} = $name;
		my $node = "get_task_node_data/2/$task/?node_id=a&component_code=";
		is(is_answered('a known plugin', $at, 'GET', "${node}foreign")->{status}, 200, '... well');
		is_forwarded('another plugin',               $at, 'GET', "${node}foreigner");
		is_forwarded('a known plugin and yaml',      $at, 'GET', "${node}foreign&format=yaml");
		is_forwarded('a known plugin, then another', $at, 'GET', "${node}foreign&component_code=x");
	}
}

# --- our own errors

my $slow = Bk::Pool->new(name => 'slow', maria => $s->{maria}, set => { @alone, request_timeout => '300ms' });
spew(my $key = tmpdir . '/gateway.pub', key('gateway')->{public}, 0644);
my $asks = Bk::Pool->new(name => 'asks', maria => $s->{maria}, set => { @alone, generation => 'auto', 'jwt.public_key_file' => $key, 'mysql.sops.database' => 'nothing' });
my $lock = $s->{maria}->connect;
$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
for my $row (grep { $_->[0] =~ /error_page|behind|lighttpd/ } @sites) {
	my ($name, $server, undef, $site, @start) = @$row;
	my (undef, $is_installed, $start) = @{ $server{$server} };
SKIP: {
		skip "$name is not installed", 1 if !$is_installed->();
		for (
			[ 413, $slow, { result => $FALSE, data => undef, message => 'The request body is larger than 1 MiB' }, POST => 'get_tasks_status/2/', body => ' ' x 2_000_000 ],
			[ 504, $slow, { result => $FALSE, code => '50000', message => '系统异常,请联系管理员处理', data => undef }, GET => "get_task_status/$task/2/" ],
			[ 503, $asks, undef, GET => "get_task_status/$task/2/" ],
		) {
			my ($status, $pool, $json, @ask) = @$_;
			# httpd's limit is in front of ours; without it, chance says
			# whether it sees an answer that comes while it sends.
			next if $status == 413 && $server eq $httpd;
			# Nor may the others' limits be in front of it.
			my $text = $site->($pool) =~ s/\b1048576\b/9437184/gr =~ s/max-request-size = 1024/max-request-size = 9216/r =~ s/body_size 1m/body_size 9m/r;
			my $got  = ask($start->("$status-" . lc $name =~ s/\W+/-/gr, site => $text, @start), @ask);
			is_deeply([ $got->{status}, $got->{headers}{'content-type'} =~ s/;.*//r, $json ? $got->{json} : $got->{json}{result} ],
				[ $status, 'application/json', $json // $FALSE ], "$name: our $status arrives as it is") or diag substr $got->{body}, 0, 300;
			is($got->{headers}{'retry-after'}, 1, '... with Retry-After') if $status == 503;
		}
	}
}
$lock->do('UNLOCK TABLES');

for my $pool ($plain, $knows, $slow, $asks) {
	$pool->stop;
	is(join("\n", $pool->complaints), '', "pool $pool->{name}: nothing is wrong in its log");
}
$s->finish;
