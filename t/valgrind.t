# SPDX-License-Identifier: MIT
# A worker under valgrind answers 10,000 requests of every kind of 2019, and
# another one a third of that of the current generation: no invalid access, and
# not a byte lost.
use v5.28;
use warnings;
use Bk::CurrentTask ();
use Bk::Http qw(query);
use Bk::Jwt qw(key jwt claims);
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

# The service with one worker.
sub service {
	my ($name, %o) = @_;
	return Bk::Service->new(
		%o,
		# valgrind itself needs calls that a worker does not.
		set  => { %{ $o{set} // {} }, 'pm.max_children' => 1, request_timeout => '60s', 'process.seccomp' => 'no' },
		wrap => [ 'valgrind', '-q', '--leak-check=full', '--show-leak-kinds=definite,indirect,possible',
			'--errors-for-leak-kinds=definite,indirect,possible', '--error-exitcode=99', "--log-file=$log-$name.%p" ]);
}

# is_clean(NAME, SERVICE, requests, [method, target, pattern of the answer, as Bk::Http], ...)
sub is_clean {
	my ($name, $s, $count, @kinds) = @_;
	my $worker = $s->{pool}->worker;
	my $bad = 0;
	for my $i (1 .. $count) {
		my ($method, $target, $want, %o) = @{ $kinds[ $i % @kinds ] };
		my $answer = eval { $s->ask($method, $target, %o) };
		$bad++ if !$answer || $answer->{body} !~ $want;
	}
	is($bad, 0, "$name: $count requests are answered as they should be");
	is(join(',', $s->{pool}->workers), $worker, '... all by one worker');
	$s->{pool}->stop;
	ok(-e "$log-$name.$worker", '... which ran under valgrind');
	is(slurp("$log-$name.$worker"), '', '... and valgrind has nothing to say of it');
	is(slurp("$log-$name.$s->{pool}{pid}"), '', '... nor of the master');
}

# --- 2019 ---

my $s = service('2019');
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
is_clean('2019', $s, $requests, @kinds);

# --- current ---

my $c    = service('current', generation => 'current', name => 'current', set => { forward => 'accel', 'shield.keywords' => 'word' });
my $tree = Bk::CurrentTask::flow([ a => { name => 'A' }, b => { pipeline => Bk::CurrentTask::flow([ c => {} ]) } ],
	constants => { '${x}' => { key => '${x}', name => 'X', source_type => 'component_outputs', source_info => { a => ['x'] } } });
my $id   = Bk::CurrentTask::add_task($c, tree => $tree, nodes => [qw(a b c)], labels => { a => [ [ 'l', 'g' ] ] },
	states  => [ { state => 'RUNNING', children => [ { id => 'a', state => 'FAILED' }, { id => 'b', state => 'RUNNING', children => [ { id => 'c' } ] } ] } ],
	data    => { a => { inputs => { i => 1 }, outputs => { x => 1, ex_data => 'a word' } }, c => { outputs => \Bk::CurrentTask::fancy4('x' => "K\x01") }, '' => { outputs => { '${x}' => 1 } } },
	history => [ { node_id => 'a', loop => 1, outputs => { ex_data => 'word' } } ], retries => { a => { retry_times => 1, max_retry_times => 2 } });
my @token = (headers => [ 'X-Bkapi-JWT', jwt(key('gateway'), claims('admin', 'my_app'), kid => 'bk-sops') ]);
my @mcp   = (headers => [ @{ $token[1] }, 'X-Bkapi-Mcp-Server-Id', 1 ]);
my $ids   = qq({"task_id_list":[$id,1],"include_children_status":true});
is_clean('current', $c, int($requests / 3),
	[ GET  => "/apigw/get_task_status/$id/2/?with_ex_data=1&with_failed_node_info=1&with_auto_retry_status=1", qr/"a word"/, @token ],
	[ GET  => "/apigw/get_task_detail/$id/2/",                                      qr/"labels":\[\{/, @token ],
	[ GET  => "/apigw/get_task_detail/$id/2/?include_pipeline_tree=1",              qr/"pipeline_tree"/, @mcp ],
	[ GET  => "/apigw/get_task_node_detail/$id/2/?node_id=a",                       qr/"a \*{6}"/, @token ],
	[ GET  => "/apigw/get_task_node_data/2/$id/?node_id=c&subprocess_stack=%5B%22b%22%5D", qr/"value":1/, @token ],
	[ POST => '/apigw/get_tasks_status/2/',                                         qr/"children"/, @token, body => $ids ],
	[ POST => '/apigw/get_tasks_manual_intervention_state/2/',                      qr/"manual_intervention_required":true/, @token, body => $ids ],
	[ GET  => "/apigw/get_task_status/999/2/",                                      qr/does not exist/, @token ],
	[ GET  => "/apigw/get_task_detail/$id/9/",                                      qr/does not exist/, @token ],
	[ GET  => "/apigw/get_task_detail/$id/2/?include_webhook_history=x",            qr/valid boolean/, @token ],
	[ GET  => "/apigw/get_task_detail/$id/2/",                                      qr/API gateway/ ],
	[ GET  => "/apigw/get_task_detail/$id/2/",                                      qr/not signed/, headers => [ 'X-Bkapi-JWT', 'a.b.c' ] ]);
done_testing();
