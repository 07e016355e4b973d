# SPDX-License-Identifier: MIT
# A worker under valgrind answers 10,000 requests of every kind: no invalid
# access, and not a byte lost.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Process qw(tmpdir slurp);
use Bk::Service;
use Bk::Token qw(token);
use Test::More;

my $plain = $ENV{BKSOPS_PLAIN} ? "$ENV{BKSOPS_PLAIN}/bksops-fcgi" : Bk::Pool::program();
plan skip_all => 'valgrind is not installed' if system 'command -v valgrind >/dev/null';
plan skip_all => "$plain is built with sanitizers" if slurp($plain) =~ /__asan_init/;
my $requests = $ENV{BKSOPS_VALGRIND_REQUESTS} // 10_000;

local $ENV{BKSOPS_FCGI} = $plain;
my $log = tmpdir . '/valgrind';
my $s = Bk::Service->new(
	# valgrind itself needs calls that a worker does not.
	set  => { 'pm.max_children' => 1, request_timeout => '60s', 'process.seccomp' => 'no' },
	wrap => [ 'valgrind', '-q', '--leak-check=full', '--show-leak-kinds=definite,indirect,possible',
		'--errors-for-leak-kinds=definite,indirect,possible', '--error-exitcode=99', "--log-file=$log.%p" ]);
my $worker = $s->{pool}->worker;
my $D = $Bk::Service::DETAIL;
my @who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret');
my @task = (bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $token = token(time + 3600 . '|admin|abCD1234');
$s->db->do('INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES (?, 0, 0)', $token);

my @kinds = (
	[ GET => "$D?" . query(@who, @task), qr/"result":true/ ],
	[ GET => "$D?" . query(@who, @task, task_id => 2), qr/"result":true/ ],
	[ GET => "$D?" . query(@who, bk_token => $token, task_id => 1, bk_biz_id => 2), qr/"result":true/ ],
	[ POST => $D, qr/"result":true/, body => JSON::PP->new->encode({ @who, @task }) ],
	[ POST => $D, qr/"result":true/, body => query(@who, @task),
		headers => [ 'Content-Type', 'application/x-www-form-urlencoded; charset=gbk' ] ],
	[ POST => $D, qr/wrong in format/, body => '{"a":' ],
	[ GET => "$D?" . query(@who, @task, task_id => 99), qr/does not exist/ ],
	[ GET => "$D?" . query(@who, bk_token => 'x'), qr/bk_token is valid/ ],
	[ GET => $D, qr/cannot be empty/ ],
	[ GET => '/api/c/compapi/v2/sops/nope/', qr/does not exist/ ],
	[ GET => '/ping', qr/pong/ ],
);
my $bad = 0;
for my $i (1 .. $requests) {
	my ($method, $target, $want, %o) = @{ $kinds[ $i % @kinds ] };
	my $answer = eval { $s->ask($method, $target, %o) };
	$bad++ if !$answer || $answer->{body} !~ $want;
}
is($bad, 0, "$requests requests are answered as they should be");
is(join(',', $s->{pool}->workers), $worker, 'all by one worker');
$s->{pool}->stop;
ok(-e "$log.$worker", "the worker ran under valgrind");
is(slurp("$log.$worker"), '', 'valgrind has nothing to say of the worker');
is(slurp("$log.$s->{pool}{pid}"), '', 'nor of the master');
done_testing();
