# SPDX-License-Identifier: MIT
# esb 11.6: parameters and the answer; 132 is in sops-templates.t.
use v5.28;
use warnings;
use utf8;
use Bk::Cases;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s    = Bk::Service->new;
my $call = join '&', W, U, I;
my $not_json = sops_fault('interface response is not the JSON format');
my $test_env = answer('M16');

sub test_env { return headers => [ 'X-Use-Test-Env', $_[0] ] }
sub accepting { return headers => [ 'Accept-Language', $_[0] ] }

my $own = 'no second server answers here (bksops-fcgi-api(7))';
run(
	$s,
	[ 117, 'no task_id',   GET => url(W, U), answer('M15', 'task_id') ],
	[ 117, 'no task_id but a bk_biz_id', GET => url(W, U, 'bk_biz_id=2'), answer('M15', 'task_id') ],
	[ 118, 'no bk_biz_id', GET => url(W, U, 'task_id=1'), answer('M15', 'bk_biz_id') ],
	[ 119, 'an empty task_id',   GET => url(W, U, 'task_id=&bk_biz_id=2'), $not_json ],
	[ 119, 'an empty bk_biz_id', GET => url(W, U, 'task_id=1&bk_biz_id='), $not_json ],
	(map { [ 120, "task_id $_", GET => url(W, U, "task_id=$_&bk_biz_id=2"), $not_json ] }
		  qw(1/2 1%3Fa ../x {bk_biz_id} text -1 %2B1 1%20 0x1 %EF%BC%91 1%00 1/2/%23 %25)),
	(map { [ 120, "bk_biz_id $_", GET => url(W, U, "task_id=1&bk_biz_id=$_"), $not_json ] } qw(2%3Fx {task_id} text)),
	(map { [ 120, "JSON task_id $_", POST => D, $not_json, body => object(WJ, UJ, task_id => $_, bk_biz_id => 2) ] }
		  qw(null true 1.0 [1] {"a":1} "text" -1)),
	[ 120, 'leading zeros are digits', GET => url(W, U, 'task_id=001&bk_biz_id=02'), task(1) ],
	[ 121, 'a task_id of 23 digits in JSON', POST => D,
		refused('task[id=12345678901234567890123] of business[bk_biz_id=2] does not exist'),
		body => object(WJ, UJ, task_id => '12345678901234567890123', bk_biz_id => 2) ],
	[ 122, 'X-Use-Test-Env: 1',     GET => url($call), $test_env, test_env('1') ],
	[ 122, 'X-Use-Test-Env: no',    GET => url($call), $test_env, test_env('no') ],
	[ 122, 'X-Use-Test-Env: 0',     GET => url($call), task(1),   test_env('0') ],
	[ 122, 'X-Use-Test-Env: FALSE ', GET => url($call), task(1),  test_env('FALSE ') ],
	[ 122, 'X-Use-Test-Env: empty', GET => url($call), task(1),   test_env('') ],
	[ 123, 'test environment and no task_id', GET => url(W, U), answer('M15', 'task_id'), test_env('1') ],
	[ 124, 'result is true',        GET => url($call), task(1) ],
	[ 125, 'result is false',       GET => url(W, U, 'task_id=99&bk_biz_id=2'),
		refused('task[id=99] of business[bk_biz_id=2] does not exist') ],
	[ 126, $own ],
	[ 127, $own ],
	[ 128, $own ],
	[ 129, $own ],
	[ 130, 'an unknown URL of bk-sops, which answers with a page', GET => url(W, U, 'task_id=x&bk_biz_id=2'), $not_json ],
	[ 131, '500: a table of bk-sops cannot be read', GET => url($call),
		sops_fault('Status Code: 500, Error Message: Third-party system internal error'),
		hide => 'bk_sops.taskflow3_taskflowinstance' ],
	[ 133, 'Chinese that is stored escaped', GET => url($call), task(1), raw => "\"name\":\"\xe4\xb8\xad IP\"" ],
	[ 136, 'Accept-Language: zh-CN', GET => url($call), task(1), accepting('zh-CN'), language => 'zh-hans' ],
	[ 136, 'Accept-Language: zh-CN, a refusal', GET => D, answer('M2'), accepting('zh-CN'), language => 'zh-hans' ],
	[ 136, 'Accept-Language: zh-TW', GET => D, answer('M2'), accepting('zh-TW'), language => 'zh-hans' ],
	[ 136, 'Accept-Language: fr',    GET => D, answer('M2'), accepting('fr') ],
	[ 136, 'Accept-Language: fr, zh-CN;q=0.3, en;q=0.2', GET => D, answer('M2'), accepting('fr, zh-CN;q=0.3, en;q=0.2'), language => 'zh-hans' ],
	[ 136, 'cookie django_language', GET => D, answer('M2'), headers => [ 'Cookie', 'django_language=zh-hans' ], language => 'zh-hans' ],
	[ 136, 'cookie blueking_language', GET => D, answer('M2'), headers => [ 'Cookie', 'blueking_language=zh-cn' ] ],
	[ 137, 'esb_channel cannot be read', GET => url($call), server_fault(), hide => 'esb_channel' ],
	[ 137, 'esb_channel cannot be read, an unknown path', GET => '/api/c/compapi/v2/sops/nope/', server_fault(), hide => 'esb_channel' ],
	[ 138, 'bad secret, bad token, no parameters', GET => url('bk_app_code=bk_cdman&bk_app_secret=x&bk_token=bad'), answer('M5', 'bk_cdman') ],
	[ 138, 'bad token, no parameters', GET => url(W, 'bk_token=bad'), answer('M9') ],
);

# 124: the members of the whole answer; t/document.t has those of a task.
my $whole = Bk::Service::json($s->get(url($call)));
is_deeply([ sort keys %$whole ], [qw(code data message request_id result)], 'esb 124: five members');
is_deeply(
	[ map { { %$_{qw(key name value)} } } @{ $whole->{data}{outputs} } ],
	[ { key => '${IP}', name => '中 IP', value => '127.0.0.1' }, { key => '${n}', name => 'n', value => 3 } ],
	'esb 124: data is that of task 1');

my ($first, $second) = map { Bk::Service::json($s->get(url($call),
		headers => [ 'X-Bkapi-Request-Id', 'a' x 32, 'X-Request-Id', 'b' x 32 ]))->{request_id} } 1, 2;
like($first,  qr/\A[0-9a-f]{32}\z/, 'esb 134: 32 hexadecimal digits');
like($second, qr/\A[0-9a-f]{32}\z/, 'esb 134: and again');
isnt($second, $first, 'esb 134: another one');
unlike("$first $second", qr/a{32}|b{32}/, 'esb 134: not the one of the client');

# 135: every kind of answer has the headers, as run() compares them each time;
# here they stand to be read.
my %kind = (
	'an answer'     => [ GET => url($call), 200 ],
	'a refusal'     => [ GET => D,          200 ],
	'not found'     => [ GET => '/api/c/compapi/v2/sops/nope/', 404 ],
	'a wrong method' => [ PUT => D,         404 ],
);
for my $kind (sort keys %kind) {
	my ($method, $target, $status) = @{ $kind{$kind} };
	my $answer = $s->ask($method, $target);
	is_deeply(
		[ $answer->{status}, @{ $answer->{headers} }{qw(content-type vary x-frame-options content-language)} ],
		[ $status, 'application/json; charset=utf-8', 'Accept-Language, Cookie', 'SAMEORIGIN', 'en' ],
		"esb 135: headers of $kind");
}

$s->db->stop;
for my $row ([ 'a good call', url($call) ], [ 'an unknown path', '/api/c/compapi/v2/sops/nope/' ]) {
	is_answer($s->get($row->[1]), server_fault(), "esb 137: the database is down, $row->[0]");
}
$s->db->start;
run($s, [ 137, 'the database is there again', GET => url($call), task(1) ]);
$s->finish;
