# SPDX-License-Identifier: MIT
# get_task_effective_time of the current generation, and its inner twin
# (sops-current 4.15), one line for each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task add_variable clear_tasks flow);
use Bk::Service;
use Bk::Task qw(add_relation add_status);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my %of = (generation => 'current', release => '3.34');
my $s  = Bk::Service->new(%of);
my %db = (maria => $s->{maria});
my $older = Bk::Service->new(%of, %db, release => '3.32', name => '332');
my $asks  = Bk::Service->new(%of, %db, name => 'trusted', set => { iam => 'trusted' });
my $set   = Bk::Service->new(%of, %db, name => 'set', set => { manual_waiting_components => ' pause_node,bk_approve, ' });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my ($NAME, $INNER, $CODES) = ('get_task_effective_time', 'inner/get_task_effective_time', 'MANUAL_WAITING_COMPONENT_CODES');
my $FAILED = 'calculate effective time failed:';

# ask(TASK, of => a pool, project, name, method, as ask_current)
sub ask {
	my ($task, %o) = @_;
	my ($of, $name, $project, $method) = (delete $o{of} // $s, delete $o{name} // $NAME, delete $o{project} // 2, delete $o{method} // 'GET');
	return $of->ask_current($method, $name, path => [ $task, $project ], %o);
}

# The seconds of an answer, or why there are none.
sub seen {
	my $answer = ask(@_);
	my $json   = $answer->{json};
	return "http $answer->{status}" if $answer->{status} != 200;
	return $json->{result} ? $json->{data}{effective_time} : "$json->{code} $json->{message}";
}

# --- flows

my %TYPE = (p => 'ParallelGateway', k => 'ConditionalParallelGateway', x => 'ExclusiveGateway', c => 'ConvergeGateway');

# graph('start>a a>p p>b,d ...', NODE => {member => value}): a flow of these ways;
# the first letter of a node's id says what it is: p, k, x and c gateways,
# an activity any other one.
sub graph {
	my ($ways, %own) = @_;
	my (%node, %flow);
	for my $way (split ' ', $ways) {
		my ($from, $to) = split />/, $way;
		my @lines = map { "$from-$_" } split /,/, $to // '';
		@flow{@lines} = map { +{ source => $from, target => s/.*-//r } } @lines;
		$node{$_} //= {} for $from, split /,/, $to // '';
		$node{$from}{outgoing} = @lines == 1 ? $lines[0] : \@lines;
	}
	my ($start, $end) = map { +{ id => $_, outgoing => '', %{ delete $node{$_} // {} } } } qw(start end);
	my (%gateway, %activity);
	for my $id (sort keys %node) {
		my $type = $TYPE{ substr $id, 0, 1 };
		my $list = $type ? \%gateway : \%activity;
		$list->{$id} = { id => $id, type => $type // 'ServiceActivity', $type ? () : (component => { code => "code_$id" }), %{ $node{$id} }, %{ $own{$id} // {} } };
	}
	return { activities => \%activity, gateways => \%gateway, flows => \%flow, start_event => $start, end_event => $end, constants => {} };
}

# A finished task: the seconds of its nodes, {a => 5} or {a => [5, 6]}.
sub task {
	my ($tree, $seconds, %o) = @_;
	clear_tasks($s);
	my @rows = map { my $id = $_; map { +{ node_id => $id, elapsed_time => $_, component_code => "code_$id" } } ref $seconds->{$id} ? @{ $seconds->{$id} } : $seconds->{$id} } sort keys %$seconds;
	return add_task($s, tree => $tree, statistics => {}, executed => \@rows, %o);
}

# --- an answer

my $simple = graph('start>a a>b b>end');
my $task   = task($simple, {}, statistics => { elapsed_time => 9, category => 'OpsTools' }, executed => [
	{ node_id => 'a', component_code => 'code_a', elapsed_time => 2 },
	{ node_id => 'a', component_code => 'code_a', elapsed_time => undef, is_retry => 1, status => 0, archived_time => undef },
	{ node_id => 'b', component_code => 'code_b', elapsed_time => 3, template_node_id => 't1', is_skip => 1 } ],
	operations => [
	{ operate_type => 'skip', operate_date => '2026-07-01 04:00:02' }, { operate_type => 'retry', operate_date => '2026-07-01 04:00:01', operator => 'eve' },
	{ operate_type => 'start' } ]);
my %as = (
	task_instance_id => $task, instance_id => $task, template_id => '7', task_template_id => '8', project_id => 1, creator => 'admin', create_method => 'api',
	create_time => '2026-07-01 11:59:00 +0800', start_time => '2026-07-01 12:00:00 +0800', finish_time => '2026-07-01 12:00:07 +0800', category => 'OpsTools');
my %data = (%as, total_elapsed_time => 9, effective_time => 5, excluded_node_count => 0, total_node_count => 3, excluded_component_codes => []);
my %row  = (started_time => '2026-07-01 12:00:00 +0800', archived_time => '2026-07-01 12:00:03 +0800', is_retry => $false, is_skip => $false, status => $true,
	template_node_id => undef);
my %debug = (
	node_details => [
		{ node_id => 'a', component_code => 'code_a', elapsed_time => 2, effective_time => 2, is_excluded => $false },
		{ node_id => 'b', component_code => 'code_b', elapsed_time => 3, effective_time => 3, is_excluded => $false } ],
	parallel_gateways => [],
	raw_data          => {
		node_statistics => [
			{ %row, node_id => 'a', component_code => 'code_a', elapsed_time => 2 },
			{ %row, node_id => 'a', component_code => 'code_a', elapsed_time => undef, is_retry => $true, status => $false, archived_time => undef },
			{ %row, node_id => 'b', component_code => 'code_b', elapsed_time => 3, is_skip => $true, template_node_id => 't1' } ],
		task_statistics => { %as, elapsed_time => 9 },
		user_operations => [
			{ instance_id => $task, operate_type => 'retry', operate_date => '2026-07-01 12:00:01 +0800', operator => 'eve' },
			{ instance_id => $task, operate_type => 'skip',  operate_date => '2026-07-01 12:00:02 +0800', operator => 'bob' } ] });
for my $of ($s, $older) {
	for my $name ($NAME, $INNER) {
		my $json = ask($task, of => $of, name => $name)->{json};
		is(defined delete $json->{trace_id}, $name eq $NAME, "4.15: $name: trace_id");
		is_deeply($json, { result => $true, data => \%data, code => 0 }, "4.15: $name: all of an answer");
		is_deeply(ask($task, of => $of, name => $name, query => [ debug => 1 ])->{json}{data}, { %data, debug => \%debug }, "4.15: $name: debug=1");
	}
}
is(exists ask($task, query => [ debug => $_ ])->{json}{data}{debug} ? 1 : 0, 0, "4.15: debug=$_ shows nothing") for '0', '', 'true', ' 1', '01', '１';
like(ask($task)->{headers}{etag}, qr/./, '4.15: an entity tag');
is(ask($task, headers => [ 'If-None-Match', ask($task)->{headers}{etag} ])->{status}, 304, '... which is known');

# --- who may ask

# [number, what, pool, name, the answer, as ask]
is(seen($_->[5] // $task, of => $_->[2], name => $_->[3], app => 'x'), $_->[4], "$_->[0]: not trusted, $_->[1]") for
  [ '81',   '3.34',              $s,     $NAME,  5 ],
  [ '81',   'inner of 3.34',     $s,     $INNER, '3540100 you have no permission to call this api.' ],
  [ '0.4',  'inner of 3.32',     $older, $INNER, 5 ],
  [ '5.4',  'iam = trusted',     $asks,  $NAME,  'http 501' ],
  [ '5.4',  'inner there',       $asks,  $INNER, '3540100 you have no permission to call this api.' ],
  [ '81',   'no such task',      $s,     $NAME,  '3540400 数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance(id=9) does not exist. | process_exception', 9 ];
is(seen($task, of => $asks, name => $_), 5, "5.4: iam = trusted, trusted, $_") for $NAME, $INNER;

# --- what is refused, in its order

is(seen($_->[1] // $task, project => $_->[2], query => $_->[3] // []), $_->[4], "$_->[0]: project $_->[2], @{ $_->[3] // [] }") for
  [ '37',   undef, 404, undef, '3540400 project(bk_biz_id=404) does not exist' ],
  [ '4.15', undef, '0404', undef, '3540400 project(bk_biz_id=0404) does not exist' ],
  [ '85',   undef, '9' x 30, undef, '3540400 project(bk_biz_id=' . '9' x 30 . ') does not exist' ],
  [ '38',   undef, 7, undef, "3599999 $FAILED get() returned more than one Project -- it returned 2!" ],
  [ '37',   undef, 1, [ scope => 'project' ], 5 ],
  [ '37',   undef, 1, [ scope => '' ], 5 ],
  [ '37',   undef, 2, [ scope => 'project' ], "3540400 task[id=$task] does not exist" ],
  [ '81',   9, 2, undef, '3540400 task[id=9] does not exist' ],
  [ '85',   '9' x 30, 2, undef, '3540400 task[id=' . '9' x 30 . '] does not exist' ],
  [ '85',   '٣', 2, undef, '3540400 task[id=٣] does not exist' ];
my @revoked = (operations => [ { operate_type => 'revoke' } ]);

# [number, what, the answer without the task's id, as add_task]
for my $case (
	[ '4.15', 'deleted',             '3540400 task[id=ID] does not exist', task => { is_deleted => 1 } ],
	[ '50',   'not finished',        '3540000 task[id=ID] is not finished yet', finish_time => undef, @revoked ],
	[ '50',   'revoked',             '3540000 task[id=ID] was revoked, cannot calculate effective time', @revoked, statistics => undef ],
	[ '4.15', 'no statistics',       '3540400 task statistics not found for task[id=ID]', statistics => undef ],
	[ '4.15', 'no instance',         "3599999 $FAILED 'NoneType' object has no attribute 'finish_time'", task => { pipeline_instance_id => undef } ],
	[ '4.17', 'a cleaned flow',      "3599999 $FAILED 'NoneType' object has no attribute 'data'", snapshot => 0, instance => { is_expired => 1 } ],
	[ '6.1',  'no flow',             "3599999 $FAILED pipeline_snapshot.data is NULL", tree => undef ],
	[ '71',   'a broken flow',       "3599999 $FAILED pipeline_snapshot.data: its zlib stream is broken", tree => \'x' ],
	[ '71',   'JSON of another kind', "3599999 $FAILED pipeline_snapshot.data: it is no flow", tree => '[1]' ],
	[ '4.15', 'no start event',      "3599999 $FAILED 'start_event'", tree => '{"activities":{}}' ],
	[ '4.15', 'an odd start event',  "3599999 $FAILED 'start_event'", tree => '{"start_event":[{"id":"a"}],"end_event":{"id":1}}' ],
	[ '4.15', 'expired, but there',  5, instance => { is_expired => 1 } ],
	[ '4.15', 'another user\'s skip', 5, operations => [ { operate_type => 'skip' } ] ],
	[ '4.15', 'times that are NULL', 5, statistics => { start_time => undef, finish_time => undef, elapsed_time => undef } ])
{
	my ($number, $what, $wanted, %own) = @$case;
	my $id = task($simple, { a => 2, b => 3 }, %own);
	is(seen($id), $wanted =~ s/ID/$id/r, "$number: $what");
}
my $json = ask((my $id = task($simple, {}, statistics => { start_time => undef, finish_time => undef, elapsed_time => undef })), query => [ debug => 1 ])->{json}{data};
is_deeply([ @$json{qw(start_time finish_time total_elapsed_time)}, $json->{debug}{raw_data}{task_statistics}{elapsed_time} ], [ undef, undef, 0, undef ],
	'4.15: NULL is null, and 0 as the total');
$id = task($simple, {});
add_task($s, statistics => { task_instance_id => $id });
is(seen($id), "3599999 $FAILED get() returned more than one TaskflowStatistics -- it returned 2!", '4.15: two rows of statistics');
add_task($s, statistics => { task_instance_id => $id }) for 1 .. 20;
is(seen($id), "3599999 $FAILED get() returned more than one TaskflowStatistics -- it returned more than 20!", '4.15: 22 rows of statistics');

# --- the walk

# [number, what, the ways, seconds of nodes, the time, members of nodes]
for my $case (
	[ '4.15', 'one after the other',         'start>a a>b b>end', { a => 2, b => 3 }, 5 ],
	[ '50',   'two rows of a node',          'start>a a>end', { a => [ 2, 3 ] }, 5 ],
	[ '4.15', 'a node without rows',         'start>a a>b b>end', { b => 3 }, 3 ],
	[ '4.15', 'rows of no node',             'start>a a>end', { a => 1, other => 100 }, 1 ],
	[ '4.15', 'less than nothing',           'start>a a>b b>end', { a => -5, b => 3 }, 0 ],
	[ '4.15', 'nothing less behind it',      'start>a a>b b>end', { a => 5, b => -3 }, 5 ],
	[ '4.15', 'the longest choice',          'start>x x>a,b,d a>e b>e d>e e>end', { a => 1, b => 7, d => 3, e => 10 }, 17 ],
	[ '50',   'behind a parallel gateway',   'start>p p>a,b a>c b>c c>d d>end', { a => 5, b => 7, d => 100 }, 7 ],
	[ '50',   '... of chosen branches',      'start>k k>a,b a>c b>c c>d d>end', { a => 5, b => 7, d => 100 }, 7 ],
	[ '50',   '... inside of another',       'start>p1 p1>p2,f p2>a,b a>c2 b>c2 c2>d d>c1 f>c1 c1>e e>end', { a => 5, b => 7, d => 100, e => 1000 }, 107,
		{ p1 => { converge_gateway_id => 'c1' }, p2 => { converge_gateway_id => 'c2' } } ],
	[ '4.15', 'its end is found down the first branch', 'start>p p>a,b a>d d>c b>c c>e e>end', { a => 1, d => 1, b => 9, e => 50 }, 9 ],
	[ '4.15', '... which leads to none',     'start>p p>a,b a>end b>c c>e e>end', { a => 1, b => 9, e => 50 }, 9 ],
	[ '4.15', 'an end that is no node',      'start>p p>a,b a>d b>d d>end', { a => 1, b => 9, d => 50 }, 59, { p => { converge_gateway_id => 'none' } } ],
	[ '4.15', 'an end that is null',         'start>p p>a,b a>c b>c c>d d>end', { a => 1, b => 9, d => 50 }, 9, { p => { converge_gateway_id => undef } } ],
	[ '4.15', 'one end of two',              'start>p1 p1>p2,f p2>a,b a>c b>c f>c c>e e>end', { a => 5, b => 7, f => 1, e => 1000 }, 7,
		{ p1 => { converge_gateway_id => 'c' }, p2 => { converge_gateway_id => 'c' } } ],
	[ '4.15', 'another converge gateway',    'start>p p>a a>c2 c2>b b>c1 c1>end', { a => 5, b => 7 }, 5, { p => { converge_gateway_id => 'c1' } } ],
	[ '4.15', 'a loop',                      'start>a a>x x>a,b b>end', { a => 2, b => 3 }, 5 ],
	[ '4.15', 'a node that is its own next', 'start>a a>a', { a => 2 }, 2 ],
	[ '4.15', 'a loop of gateways',          'start>p p>x x>p', {}, 0 ],
	[ '4.15', 'a way to the start',          'start>a a>start', { a => 2 }, 2 ],
	[ '4.15', 'a way to nowhere',            'start>a a>b b>end', { a => 2, b => 3 }, 2, { a => { outgoing => 'none' } } ],
	[ '4.15', 'ways that are no text',       'start>a a>b b>end', { a => 2, b => 3 }, 2, { a => { outgoing => [ 1, undef, {}, ['a-b'] ] } } ],
	[ '4.15', 'no ways',                     'start>a a>b b>end', { a => 2, b => 3 }, 2, { a => { outgoing => { x => 'a-b' } } } ],
	[ '4.15', 'a sub-process',               'start>a a>b b>end', { a => 2, b => 3, inner => 99 }, 5,
		{ a => { type => 'SubProcess', component => undef, pipeline => graph('start>inner inner>end') } } ])
{
	my ($number, $what, $ways, $seconds, $wanted, $own) = @$case;
	my $of = task(graph($ways, %{ $own // {} }), $seconds);
	is(seen($of), $wanted, "$number: $what");
	is(seen($of, query => [ debug => 1 ]), $what eq 'a sub-process' ? 'http 501' : $wanted, '... and with debug=1');
}
$json = ask(task(graph('start>p1 p1>p2,f p2>a,b a>c2 b>c2 c2>d d>c1 f>c1 c1>e e>end'), { a => 5, b => 7, f => 1 }), query => [ debug => 1 ])->{json}{data}{debug};
is_deeply([ map { $_->{node_id} } @{ $json->{node_details} } ], [qw(a b f)], '4.15: the first converge gateway down the first branch is the inner one');
$json = ask(task(graph('start>p1 p1>p2,f p2>a,b a>c2 b>c2 c2>d d>c1 f>c1 c1>e e>end', p1 => { converge_gateway_id => 'c1' }), { a => 5, b => 7, d => 2, f => 1 }),
	query => [ debug => 1 ])->{json}{data}{debug};
is_deeply([ map { $_->{node_id} } @{ $json->{node_details} } ], [qw(a b d f)], '4.15: activities as they are walked over');
sub branch { my ($start, $end, $seconds) = @_; return { branch_start_node_id => $start, branch_end_node_id => $end, effective_time => $seconds } }
is_deeply($json->{parallel_gateways}, [
	{ parallel_gateway_id => 'p2', converge_gateway_id => 'c2', branches => [ branch(a => 'c2', 5), branch(b => 'c2', 7) ], selected_branch_effective_time => 7 },
	{ parallel_gateway_id => 'p1', converge_gateway_id => 'c1', branches => [ branch(p2 => 'c1', 9), branch(f => 'c1', 1) ], selected_branch_effective_time => 9 } ],
	'4.15: parallel gateways, the inner one first');
is(exists ask(task(graph('start>end'), {}), query => [ debug => 1 ])->{json}{data}{debug} ? 1 : 0, 0, '4.15: debug=1 without anything to walk over');

# --- excluded components

my %SECONDS = (a => 5, b => 7);

# [number, the row, the key's pool, the time, how many nodes, the codes]
for my $case (
	[ '50',   undef,               $s,   12, 0, '' ],
	[ '50',   'code_b',            $s,   5,  1, 'code_b' ],
	[ '50',   ' code_b , ,code_x', $s,   5,  1, 'code_b code_x' ],
	[ '50',   'code_a,code_b',     $s,   0,  2, 'code_a code_b' ],
	[ '50',   'CODE_B',            $s,   12, 0, 'CODE_B' ],
	[ '50',   '',                  $set, 12, 0, '' ],
	[ '50',   undef,               $set, 12, 0, 'pause_node bk_approve' ],
	[ '50',   'code_a',            $set, 7,  1, 'code_a' ])
{
	my ($number, $row, $of, $seconds, $nodes, $codes) = @$case;
	my $excluded = task($simple, \%SECONDS);
	add_variable($s, $CODES, $row);
	my $got = ask($excluded, of => $of)->{json}{data};
	is("$got->{effective_time} $got->{excluded_node_count} @{ $got->{excluded_component_codes} }", "$seconds $nodes $codes",
		"$number: the codes are " . (defined $row ? "'$row'" : 'not in the database') . ($of == $set ? ', and in the configuration' : ''));
}
add_variable($s, $CODES, 'pause_node');
$id = task(graph('start>a a>b,d b>end d>end', a => { component => { code => 'pause_node' } }), { a => 100, b => 2, d => 3 });
is(seen($id), 5, '4.15: behind an excluded activity all counts');
is_deeply(ask($id, query => [ debug => 1 ])->{json}{data}{debug}{node_details}[0],
	{ node_id => 'a', component_code => 'pause_node', elapsed_time => 100, effective_time => 0, is_excluded => $true }, '... which debug shows');
is(seen(task(graph('start>a a>b,d b>end d>end', a => { component => { code => 'pause_node' } }), { b => 2, d => 3 })), 3, '4.15: one that was not executed is not excluded');

# --- without states

my %v1 = (engine_ver => 1);
is(seen(task($simple, \%SECONDS, statistics => { elapsed_time => 50 }, engine_ver => 3)), 50, '4.15: an engine that bk-sops does not know: the total');
is(seen(task($simple, { %SECONDS, c => 1 }, statistics => { elapsed_time => 50 }, engine_ver => 3, snapshot => 0)), 50, '... also without a flow');
add_variable($s, $CODES, 'code_a,code_b');
is(seen(task($simple, \%SECONDS, statistics => { elapsed_time => 50 }, engine_ver => 3)), 38, '... without what is excluded');
is(seen(task($simple, \%SECONDS, statistics => { elapsed_time => 5 }, engine_ver => 3)), 0, '... never less than nothing');
add_variable($s, $CODES, undef);
is(seen(task($simple, \%SECONDS, statistics => { elapsed_time => 50 }, %v1)), 12, '4.4.3: engine 1, no relations: CREATED, and the flow counts');
$id = task($simple, \%SECONDS, statistics => { elapsed_time => 50 }, %v1);
my $root = Bk::CurrentTask::instance_of($id);
add_relation($s, $root, $root, 0);
is(seen($id), 50, '23: engine 1, the status of the root is missing: the total');
add_status($s, $root);
is(seen($id), 12, '4.4.3: engine 1 with its status: the flow counts');

# --- hostile flows

# A row of choices: 2^N ways.
sub choices {
	my ($n) = @_;
	return graph(join ' ', 'start>x1', map { my $next = $_ == $n ? 'end' : 'x' . ($_ + 1); ("x$_>a$_,b$_", "a$_>$next", "b$_>$next") } 1 .. $n);
}
is(seen(task(choices(12), { a12 => 5 })), 5, '4.15: 4,096 ways');
is(seen(task(choices(13), {}), query => [ debug => 1 ]), 'http 501', '4.15: 8,192 ways are too much to show');
is(seen(task(choices(40), {})), 'http 501', '4.15: 2^40 ways');
my $loop = sub { my ($n) = @_; graph(join ' ', 'start>x1', map { my $from = $_; "x$from>" . join ',', map { "x$_" } 1 .. $n } 1 .. $n) };
is(seen(task($loop->(30), {})), 'http 501', '4.15: thirty gateways, each of which leads to all');
my $wide = graph(join ' ', 'start>p', 'p>' . join(',', map { "a$_" } 1 .. 3000), map { "a$_>c" } 1 .. 3000);
is(seen(task($wide, { a3000 => 4 })), 4, '4.15: 3,000 branches');
my $row = sub { my ($n) = @_; graph(join ' ', 'start>a1', map { my $next = $_ == $n ? 'end' : 'a' . ($_ + 1); "a$_>$next" } 1 .. $n) };
is(seen(task($row->(900), { a900 => 4 })), 4, '4.15: 900 activities in a row');
is(seen(task($row->(2000), {})), "3599999 $FAILED maximum recursion depth exceeded", '4.15: 2,000 in a row, where Python gives up');
is(seen(task({ %$simple, activities => { map { ("n$_" => {}) } 1 .. 70_000 } }, {})), 'http 501', '4.15: 70,000 activities');
is(seen(task({ %$simple, start_event => { id => 'start', outgoing => [ ('start-a') x 70_000 ] } }, {})), 'http 501', '4.15: 70,000 ways');
my $search = graph(join ' ', 'start>p1', (map { my $next = 'p' . ($_ % 900 + 1); "p$_>$next,$next" } 1 .. 900));
is(seen(task($search, {})), 'http 501', '4.15: nine hundred gateways in a ring without an end');

# [what, JSON]
is(seen(task($_->[1], { a => 2, b => 3 })), $_->[2], "73: equal keys: $_->[0]") for
  [ 'the last start counts',      '{"start_event":{"id":"x","outgoing":"q"},"start_event":{"id":"s","outgoing":"f"},"flows":{"f":{"target":"a"}},"activities":{"a":{}}}', 2 ],
  [ 'the last activities count',  '{"start_event":{"id":"s","outgoing":"f"},"flows":{"f":{"target":"a"}},"activities":{"a":{}},"activities":{"b":{}}}', 0 ],
  [ 'the last node counts',       '{"start_event":{"id":"s","outgoing":"f"},"flows":{"f":{"target":"a"},"g":{"target":"b"}},"activities":{"a":{"outgoing":"g"},"a":{},"b":{}}}', 2 ],
  [ 'the last flow counts',       '{"start_event":{"id":"s","outgoing":"f"},"flows":{"f":{"target":"a"},"f":{"target":"b"}},"activities":{"a":{},"b":{}}}', 3 ],
  [ 'the last way counts',        '{"start_event":{"id":"s","outgoing":["f","f"],"outgoing":"g"},"flows":{"f":{"target":"a"},"g":{"target":"b"}},"activities":{"a":{},"b":{}}}', 3 ],
  [ 'an end is none of the rest', '{"start_event":{"id":"s","outgoing":"f"},"end_event":{"id":"a"},"flows":{"f":{"target":"a"}},"activities":{"a":{}}}', 0 ],
  [ 'a flow to no text',          '{"start_event":{"id":"s","outgoing":"f"},"flows":{"f":{"target":["a"]}},"activities":{"a":{},"":{}}}', 0 ],
  [ 'nodes of all types',         '{"start_event":{"id":"s","outgoing":"f"},"flows":{"f":5,"g":[{"target":"a"}]},"activities":{"a":7,"b":[],"c":null},"gateways":[{"x":{}}]}', 0 ];
is($_->ask_current(POST => $NAME, path => [ $task, 2 ])->{status}, 405, '77: POST') for $s, $older;

$_->{pool}->stop for $older, $asks, $set;
is(join('', map { $_->{pool}->complaints } $older, $asks, $set), '', 'no crash of the other pools');
$s->finish;
