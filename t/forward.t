# SPDX-License-Identifier: MIT
# What only bk-sops can answer, behind nginx with the shipped sample: it gets the
# request as it came, and our own errors arrive as they are (design, "forward").
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task flow);
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir at_end slurp spew);
use Bk::Service;
use Bk::WebServers;
use Digest::SHA qw(sha256_hex);
use IO::Socket::INET;
use JSON::PP ();
use POSIX ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my @FORWARDS = (site_prefix => '/o/bk_sops/', iam => 'trusted', forward => 'accel');
my $s     = Bk::Service->new(generation => 'current', set => {@FORWARDS});
my $task  = add_task($s, tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ]);
my $FALSE = JSON::PP::false;

# Stands for the web processes of bk-sops: says what it was asked.
my $python = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 16) or die "listen: $!";
my $child  = fork // die "fork: $!";
if (!$child) {
	$SIG{TERM} = sub { POSIX::_exit(0) };
	while (my $c = $python->accept) {
		my $got = '';
		1 while $got !~ /\r\n\r\n/ && $c->sysread($got, 65536, length $got);
		my ($head, $body) = split /\r\n\r\n/, $got, 2;
		my ($method, $target) = $head =~ /\A(\S+) (\S+)/;
		my %header = map { /\A([^:]+): (.*)\z/ ? (lc $1, $2) : () } split /\r\n/, $head;
		1 while length $body < ($header{'content-length'} // 0) && $c->sysread($body, 65536, length $body);
		my $json = JSON::PP->new->canonical->encode({
			method => $method, target => $target, body => sha256_hex($body), token => sha256_hex($header{'x-bkapi-jwt'} // ''),
			host => $header{host}, id => $header{'x-request-id'} });
		$c->print("HTTP/1.1 209 Python\r\nContent-Type: text/python\r\nX-Python: yes\r\nContent-Length: "
			. length($json) . "\r\nConnection: close\r\n\r\n$json");
		close $c;
	}
	POSIX::_exit(0);
}
at_end(sub { kill 'TERM', $child });

# The sample in front of a pool; `change` changes its text.
sub site {
	my ($name, $pool, $change) = @_;
	my $text = slurp(Bk::Nginx::source() . '/fcgi-conf/nginx-current.conf');
	$text =~ s/unix:[^;]*/unix:$pool->{socket}/;
	$text =~ s/^(\s*(?:fastcgi|proxy)_\w+_timeout) \d+s;/$1 ${Bk::Process::PATIENCE}s;/mg;
	$text =~ s/127\.0\.0\.1:8000/'127.0.0.1:' . $python->sockport/e or die 'the sample has no address of bk-sops';
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

# --- other web servers: the samples of apigw with the endpoints of this generation ---

my ($sed) = slurp(Bk::Nginx::source() . '/README.md') =~ m{^    sed -i '(s/get_.*/)' FILE$}m;
ok($sed, 'README has the command that changes their patterns');
for my $server (@Bk::WebServers::SERVERS) {
	my ($name, $is_installed, $start, $sample) = @$server;
SKIP: {
		skip "$name is not installed", 4 if !$is_installed->();
		my $file = tmpdir . '/site.conf';
		spew($file, $sample->($s->{pool}, '-apigw'));
		system('sed', '-i', $sed, $file) == 0 or die 'sed';
		my $at = $start->('current-' . lc $name =~ tr/ /-/r, site => slurp($file));
		is(ask($at, 'GET', "get_task_node_data/2/$task/?node_id=a", token => $known)->{status}, 200, "$name: an endpoint of this generation");
		is(ask($at, 'GET', 'get_task_count/2/', token => $known)->{json}{data}{count}, 1, '... and one of the tasks of a project');
		is(ask($at, 'POST', 'get_tasks_status/2/', body => qq({"task_id_list":[$task]}), token => $known)->{status}, 200, '... and a POST');
		is_deeply([ ask($at, 'GET', 'get_plugin_list/2/', token => $known)->{json}{code} ], [undef], '... and another one is not asked of the pool');
	}
}

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
my $pages = site('-pages', $plain, sub {
	$_[0] =~ s/fastcgi_intercept_errors off;/fastcgi_intercept_errors on; error_page 501 = \@python;/r =~ s/error_page 413 502 504/error_page 502/r });
is_forwarded('error_page 501: a GET',                $pages, 'GET',  "get_task_status/$task/2/");
is_forwarded('error_page 501: a POST with its body', $pages, 'POST', 'get_tasks_status/2/', body => $large);

for my $pool ($own, $asks, $plain) {
	$pool->stop;
	is(join("\n", $pool->complaints), '', "pool $pool->{name}: nothing is wrong in its log");
}
$s->finish;
