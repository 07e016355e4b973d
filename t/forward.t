# SPDX-License-Identifier: MIT
# What only bk-sops can answer, behind nginx with the shipped sample: it gets the
# request as it came, and our own errors arrive as they are (design, "forward").
# t/forward-servers.t has each URL and parameter behind each web server.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task flow);
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use Bk::Python;
use Bk::Service;
use Digest::SHA qw(sha256_hex);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my @FORWARDS = (site_prefix => '/o/bk_sops/', iam => 'trusted', forward => 'accel');
my $s     = Bk::Service->new(generation => 'current', set => {@FORWARDS});
my $task  = add_task($s, tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ]);
my $FALSE = JSON::PP::false;

my $python = Bk::Python->new;

# The sample in front of a pool; `change` changes its text.
sub site {
	my ($name, $pool, $change) = @_;
	my $text = slurp(Bk::Nginx::source() . '/fcgi-conf/nginx-current.conf');
	$text =~ s/unix:[^;]*/unix:$pool->{socket}/;
	$text =~ s/^(\s*(?:fastcgi|proxy)_\w+_timeout) \d+s;/$1 ${Bk::Process::PATIENCE}s;/mg;
	$text =~ s/127\.0\.0\.1:8000/'127.0.0.1:' . $python->{port}/e or die 'the sample has no address of bk-sops';
	return Bk::Nginx->new(name => $name, site => $change ? $change->($text) : $text);
}

my $web   = site('-accel', $s->{pool});
my $known = jwt(key('gateway'), claims('admin', 'my_app'), kid => 'bk-sops');
my $token = jwt(key('gateway'), claims('admin', 'foreign_app'), kid => 'bk-sops');
my $BASE  = '/o/bk_sops/apigw';

# ask(NGINX, METHOD, PATH, as http): the answer, its JSON read.
sub ask {
	my ($nginx, $method, $path, %o) = @_;
	my $answer = http($nginx->{port}, $method, "$BASE/$path", %o, headers => [ 'X-Bkapi-JWT', $o{token} // $token, @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

# bk-sops was asked the same.
sub is_forwarded {
	my ($name, $nginx, $method, $path, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $got = ask($nginx, $method, $path, %o);
	my $id  = delete $got->{json}{id};
	is_deeply([ $got->{status}, @{ $got->{headers} }{qw(content-type x-python)}, $got->{json} ],
		[ 209, 'text/python', 'yes', {
			method => $method, target => "$BASE/$path", host => 'paas.example.com', token => sha256_hex($token), body => sha256_hex($o{body} // '') } ], $name);
	like($id // '', qr/\A[0-9a-f]{32}\z/, '... under the id of the request');
	is_deeply([ grep { exists $got->{headers}{$_} } qw(x-accel-redirect sops-trace-id content-language cache-control) ], [],
		'... and the answer has nothing of ours');
}

# --- forward = accel, with the sample ---

my $large = JSON::PP->new->encode({ task_id_list => [$task], pad => 'x' x 200_000 });
is(ask($web, 'GET', "get_task_status/$task/2/", token => $known)->{status}, 200, 'what we can answer is answered here');
is_forwarded('a GET',                    $web, 'GET',  "get_task_status/$task/2/");
is_forwarded('... with its query',       $web, 'GET',  "get_task_node_data/2/$task/?node_id=a%20b&component_code=x&x=%E4%BD%A0");
is_forwarded('a POST with its body',     $web, 'POST', 'get_tasks_status/2/', body => qq({"task_id_list":[$task]}));
is_forwarded('... of 200 kB',            $web, 'POST', 'get_tasks_manual_intervention_state/2/', body => $large);
is_forwarded('... that is empty',        $web, 'POST', 'get_tasks_status/2/', body => '');

# --- our own errors, and nginx's ---

# [name, nginx, status, JSON, as http]
my $own    = Bk::Pool->new(name => 'own', maria => $s->{maria}, set => {
	auth => 'jwt', generation => 'current', @FORWARDS, request_timeout => '300ms', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
spew(my $key = tmpdir . '/gateway.pub', key('gateway')->{public}, 0644);
my $asks   = Bk::Pool->new(name => 'asks', maria => $s->{maria}, set => {
	auth => 'jwt', 'jwt.public_key_file' => $key, @FORWARDS, 'mysql.sops.database' => 'nothing', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $of_own  = site('-own', $own, sub { $_[0] =~ s/client_max_body_size 1m/client_max_body_size 9m/r });
my $of_asks = site('-asks', $asks);
my $FAULT   = { result => $FALSE, code => '50000', message => '系统异常,请联系管理员处理', data => undef };
my @large   = (body => ' ' x 2_000_000);
my $lock    = $s->{maria}->connect;
$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
for (
	[ 'our 413',    $of_own,  413, { result => $FALSE, data => undef, message => 'The request body is larger than 1 MiB' }, 'POST', 'get_tasks_status/2/', @large ],
	[ "nginx's 413", $web,    413, { result => $FALSE, data => undef, message => 'The request body is larger than 1 MiB', code => 3545000 }, 'POST', 'get_tasks_status/2/', @large ],
	[ 'our 504',    $of_own,  504, $FAULT, 'GET', "get_task_status/$task/2/" ],
	[ 'our 503',    $of_asks, 503, undef,  'GET', "get_task_status/$task/2/" ],
	[ 'our 403',    $of_own,  403, { result => $FALSE, data => undef, code => 3540100, message => 'This API can only be accessed through API gateway' }, 'GET', "get_task_status/$task/2/", token => '' ],
) {
	my ($name, $nginx, $status, $json, @ask) = @$_;
	my $got = ask($nginx, @ask);
	is_deeply([ $got->{status}, $got->{headers}{'content-type'} =~ s/;.*//r, $json ? $got->{json} : $got->{json}{result} ],
		[ $status, 'application/json', $json // $FALSE ], "$name arrives as it is");
	is($got->{headers}{'retry-after'}, 1, '... with Retry-After') if $status == 503;
}
$lock->do('UNLOCK TABLES');

# --- bk-sops is away ---

my $gone = site('-gone', $s->{pool}, sub { $_[0] =~ s/(proxy_pass http:..127\.0\.0\.1:)\d+/$1 . Bk::Process::free_port()/er });
my $away = ask($gone, 'GET', "get_task_status/$task/2/");
is_deeply([ $away->{status}, $away->{headers}{'content-type'}, $away->{json} ],
	[ 502, 'application/json', { result => $FALSE, data => undef, code => 3545000, message => 'bk-sops cannot be reached, or did not answer in time' } ],
	'bk-sops is away: JSON that says so');

# --- what is always forwarded: nobody is asked who calls, nor the database ---

my %nobody = map {
	my $release = $_;
	($release => Bk::Pool->new(name => "nobody-$release", maria => $s->{maria}, set => {
		auth => 'jwt', generation => 'current', @FORWARDS, forward => '501', release => $release, 'mysql.sops.database' => 'nothing',
		'status.path' => '/status', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef }));
} '3.34', '3.32';
my %of = map { ($_ => site("-nobody-$_", $nobody{$_})) } keys %nobody;

# [URL, what its message says, members beside those of a refusal]
my $CODE = qr/known to the code of bk-sops alone/;
for (
	[ 'get_user_project_detail/2/',           qr/known to CMDB/,               'trace_id' ],
	[ 'get_plugin_list/2/',                   $CODE,                           'trace_id' ],
	[ 'get_plugin_detail/2/?code=a',          $CODE,                           'trace_id' ],
	[ 'get_plugin_base_info/2/',              $CODE,                           'trace_id' ],
	[ 'preview_task_tree/2/9/',               qr/not made yet/,                'trace_id' ],
	[ 'preview_common_task_tree/2/10001/',    qr/not made yet/,                'trace_id' ],
	[ 'get_task_plugin_log/1/2/',             qr/logs of a plugin are kept/ ],
	[ 'get_node_job_executed_log/1/2/',       qr/logs of a job are kept/ ],
	[ 'inner/get_task_plugin_log/?node_id=a', qr/logs of a plugin are kept/ ],
	[ 'inner/get_node_job_executed_log/',     qr/logs of a job are kept/ ],
	[ 'plugin-gateway/categories/',           qr/plugins a gateway has/,       'error_type', 'trace_id' ],
	[ 'plugin-gateway/plugins/',              qr/plugins a gateway has/,       'error_type', 'trace_id' ],
	[ 'plugin-gateway/plugins/a-B_1/',        qr/plugins a gateway has/,       'error_type', 'trace_id' ],
	[ 'dispatch_plugin_query/',               qr/a plugin asks of bk-sops/,    'trace_id' ],
	[ 'get_node_execution_record/9/2/',       qr/in earlier tasks/,            'trace_id' ],
) {
	my ($path, $message, @more) = @$_;
	for my $method (qw(GET POST PUT)) {
		my $got = ask($of{'3.32'}, $method, $path, token => '', body => '[');
		is($got->{status}, 501, "$method $path: 501, without a token");
		like($got->{json}{message}, $message, '... which says what is missing');
		is_deeply([ sort keys %{ $got->{json} } ], [ sort qw(result message code), @more ], '... in the form of the endpoint');
	}
}
my $skips = Bk::Pool->new(name => 'skips', maria => $s->{maria}, set => { auth => 'jwt', generation => 'current', @FORWARDS, iam => 'skip', forward => '501',
	'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
{
	my $of = site('-skips', $skips);
	my $is = sub {
		my ($test, $want, $path, $app, $method) = @_;
		my $token = jwt(key('gateway'), claims('admin', $app), kid => 'bk-sops');
		my $got = ask($of, $method // 'POST', $path, token => $token, body => '{}');
		is("$got->{status} " . ($got->{json}{message} // ''), $want, $test);
	};
	my $MISSING = '200 数据不存在错误: 数据不存在错误, 错误内容';
	$is->('3.2: a preview of no template, not trusted', "$MISSING TaskTemplate(id=99) does not exist. | process_exception", 'preview_task_tree/2/99/', 'x');
	$is->('3.2: ... of no common template', "$MISSING CommonTemplate(id=99) does not exist. | process_exception", 'preview_common_task_tree/2/99/', 'x');
	$is->('2.4: ... of no project', '200 project(99) with scope(cmdb_biz) does not exist.', 'preview_task_tree/99/99/', 'x');
	my $FORWARDED = '501 The flow of a task that is not made yet is worked out by bk-sops alone';
	$is->('... of a trusted application: forwarded', $FORWARDED, 'preview_task_tree/2/99/', 'my_app');
	$is->('... with another method: forwarded', $FORWARDED, 'preview_task_tree/2/99/', 'x', 'PUT');
}
is(ask($of{'3.34'}, 'GET', $_)->{status}, 501, "3.34: $_") for 'get_plugin_list/2/', 'plugin-gateway/plugins/x/', 'plugin-gateway/plugins/%E6%8F%92-%C3%A9/';
is(ask($of{'3.34'}, 'GET', $_)->{status}, 404, "$_ is no URL of 3.34")
  for 'get_node_execution_record/9/2/', 'plugin-gateway/plugins/x/y/', 'plugin-gateway/plugins/x.y/', 'get_plugin_list/x/', 'inner/';
my $metrics = fcgi_get($nobody{'3.32'}{socket}, '/status?openmetrics');
my %lines   = map { $_ => scalar(() = $metrics =~ /^bksops_requests_total\{[^}]*endpoint="$_",outcome="forwarded"\} (\d+)$/mg) }
  qw(plugin-gateway/plugins inner/get_task_plugin_log get_node_execution_record);
is_deeply(\%lines, { map { $_ => 1 } keys %lines }, 'each name has one counter');
like($metrics, qr!^bksops_requests_total\{[^}]*endpoint="plugin-gateway/plugins",outcome="forwarded"\} 6$!m, '... also of two URLs');

# --- forward = 501 ---

my $plain = Bk::Pool->new(name => 'plain', maria => $s->{maria}, set => {
	auth => 'jwt', generation => 'current', @FORWARDS, forward => '501', 'status.path' => '/status', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $got = ask(site('-plain', $plain), 'GET', "get_task_status/$task/2/");
is($got->{status}, 501, 'forward = 501: the client gets it where nothing else is set');
like($got->{json}{message}, qr/\AThe application is not one that bk-sops trusts, and IAM is not asked here\z/, '... with what is missing');
is_deeply([ @{ $got->{json} }{qw(result code)}, $got->{headers}{'x-accel-redirect'} ], [ $FALSE, 3545000, undef ], '... in the form of a refusal');
like(fcgi_get($plain->{socket}, '/status?openmetrics'), qr/^bksops_requests_total\{[^}]*endpoint="get_task_status",outcome="forwarded"\} 1$/m, '... and is counted');
my ($line) = grep { /get_task_status/ } split /\n/, slurp($plain->{conf} =~ s/\.conf\z/.access.log/r);
is(JSON::PP->new->utf8->decode($line)->{outcome}, 'forwarded', '... and logged');

for my $pool ($own, $asks, $plain, $skips, values %nobody) {
	$pool->stop;
	is(join("\n", $pool->complaints), '', "pool $pool->{name}: nothing is wrong in its log");
}
$s->finish;
