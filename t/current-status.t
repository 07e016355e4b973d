# SPDX-License-Identifier: MIT
# States of the current generation: get_task_status, get_tasks_status and
# get_tasks_manual_intervention_state (sops-current 4.4, 4.5, 4.15), one line for
# each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task clear_tasks instance_of flow);
use Bk::Service;
use Bk::Task qw(add_states add_data);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s     = Bk::Service->new(generation => 'current', release => '3.34');
my $older = Bk::Service->new(generation => 'current', release => '3.32', name => '332', maria => $s->{maria});
my $more  = Bk::Service->new(generation => 'current', release => '3.34', name => 'more', maria => $s->{maria},
	set => { 'tasks_status.max' => 2000 });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $writer = JSON::PP->new->canonical->allow_nonref->allow_bignum;

# The value at a path "data/children/a/state"; 'absent', or its JSON unless it is
# a text.
sub at {
	my ($value, $path) = @_;
	for my $key (split m{/}, $path) {
		$value =
		    ref $value eq 'HASH'  && exists $value->{$key} ? $value->{$key}
		  : ref $value eq 'ARRAY' && $key < @$value        ? $value->[$key]
		  :                                                  return 'absent';
	}
	return defined $value && !ref $value ? "$value" : $writer->encode($value);
}

# "STATE(a:STATE b:STATE)" of a node and those below it.
sub shape {
	my ($node) = @_;
	my $children = $node->{children} // return $node->{state};
	no warnings 'recursion';
	my @below = map { "$_:" . shape($children->{$_}) } sort keys %$children;
	return $node->{state} . (@below ? "(@below)" : '');
}

# The same of names.
sub names {
	my ($node) = @_;
	no warnings 'recursion';
	my @below = map { "$_:" . names($node->{children}{$_}) } sort keys %{ $node->{children} };
	return "'$node->{name}'" . (@below ? "(@below)" : '');
}

# What is looked at: a path, or a word of these.
my %look = (
	http  => sub { $_[0]{status} },
	shape => sub { shape($_[0]{json}{data}) },
	names => sub { names($_[0]{json}{data}) },
	keys  => sub { join ' ', sort keys %{ $_[0]{json}{data} } });

# In what is expected of a task, NUMBER and ROOT are its own.
sub seen {
	my ($answer, $expected, $id) = @_;
	my %seen = map { ($_ => $look{$_} ? $look{$_}->($answer) : at($answer->{json}, $_)) } keys %$expected;
	my $root = $id ? instance_of($id) : '';
	s/\bROOT\b/$root/g, s/\bNUMBER\b/$id/g for grep { $id } values %$expected;
	return \%seen;
}

my %created = (
	'data/state' => 'CREATED', 'data/start_time' => 'null', 'data/finish_time' => 'null', 'data/elapsed_time' => 0,
	'data/retry' => 0, 'data/skip' => 0, 'data/children' => '{}',
	keys => 'children elapsed_time finish_time name retry skip start_time state');

# Of a state: n(ID => STATE, [children], column => value).
sub n { my ($id, $state, $children, %o) = @_; return { id => $id, state => $state, children => $children // [], %o } }

# The root: r(STATE, [children], column => value).
sub r { my ($state, $children, %o) = @_; return [ { state => $state, children => $children // [], %o } ] }

# Of the old engine: o(STATE, {ID => o(...), ...}).
sub o { my ($state, $children) = @_; return { status => { state => $state }, children => $children // {} } }

# A task of that: v1({...} of add_states).
sub v1 { return (engine_ver => 1, old => $_[0]) }

# The pickle of a text in ASCII.
sub pickled { my ($text) = @_; return "V$text\n." }

# --- get_task_status: number, name, task, query, what is seen

my $MISSING = 'task[id=NUMBER] get status error: TaskFlowInstance matching query does not exist.';
my $NO_ID   = q{task[id=NUMBER] extract failed node info error: 'id'};
my $NO_TREE = q{task[id=NUMBER] add node name error: 'NoneType' object has no attribute 'data'};
my $AGAIN   = '请重试, 如持续失败可联系管理员处理 | get_task_status_v1';
my $nested  = flow([ a => { name => 'A' }, s => { name => 'S',
	pipeline => flow([ b => { name => 'B' } ], start => 'bs', end => 'be') } ]);
my $nodes   = [ n(a => 'FINISHED'), n(s => 'FINISHED', [ n(b => 'FINISHED') ]) ];
my %failed  = (states => r('RUNNING', [ n(a => 'FAILED') ]), data => { a => { outputs => { ex_data => 'why' } } });

# The seconds between two times of the root.
sub from_to {
	my ($from, $to) = @_;
	return [ { started_time => "2026-07-01 04:00:$from", archived_time => "2026-07-01 04:00:$to" } ];
}

my @status = (
	[ '1', 'the root names itself', { states => r('FINISHED', [ n(a => 'FINISHED') ]) }, [],
		{ 'data/root_id:' => 'ROOT', 'data/root_id' => 'absent', 'data/parent_id' => 'ROOT', 'data/id' => 'ROOT' } ],
	[ '1', 'and so do nodes', { states => r('FINISHED', [ n(a => 'FINISHED') ]) }, [],
		{ 'data/children/a/root_id:' => 'ROOT', 'data/children/a/parent_id' => 'ROOT', 'data/children/a/id' => 'a' } ],
	[ '2', 'the last row says of the root whether an error was ignored',
		{ states => r('FINISHED', [ n(a => 'FINISHED', [], error_ignored => 1) ]) }, [],
		{ 'data/error_ignorable' => 'true', 'data/error_ignored' => 'true',
			'data/children/a/error_ignored' => 'true' } ],
	[ '2', 'the reverse', { states => r('FINISHED', [ n(a => 'FINISHED') ], error_ignored => 1) }, [],
		{ 'data/error_ignorable' => 'false', 'data/error_ignored' => 'false' } ],
	[ '3', 'started, no states', { states => [] }, [], { http => 200, result => 'true', %created } ],
	[ '4', 'no state of the root', { states => [ n(a => 'RUNNING') ] }, [], { result => 'true', %created } ],
	[ '5', 'an unknown parent',
		{ states => r('FINISHED', [ n(a => 'FINISHED', [ n(b => 'FINISHED') ], parent_id => 'nowhere'),
			n(c => 'FINISHED') ]) },
		[], { shape => 'FINISHED(c:FINISHED)' } ],
	[ '5', 'two that are below each other',
		{ states => r('FINISHED', [ n(a => 'FINISHED', [], parent_id => 'b'),
			n(b => 'FINISHED', [], parent_id => 'a') ]) },
		[], { shape => 'FINISHED' } ],
	[ '6', 'FAILED goes up through RUNNING',
		{ states => r('RUNNING', [ n(s => 'RUNNING', [ n(t => 'RUNNING', [ n(f => 'FAILED') ]) ]) ]) }, [],
		{ shape => 'FAILED(s:FAILED(t:FAILED(f:FAILED)))' } ],
	[ '6', 'but not through SUSPENDED', { states => r('RUNNING',
		[ n(s => 'SUSPENDED', [ n(f => 'FAILED') ]) ]) }, [],
		{ shape => 'NODE_SUSPENDED(s:SUSPENDED(f:FAILED))' } ],
	[ '7', 'a SUSPENDED child', { states => r('RUNNING', [ n(a => 'SUSPENDED') ]) }, [],
		{ shape => 'NODE_SUSPENDED(a:SUSPENDED)' } ],
	[ '7', 'FAILED and SUSPENDED', { states => r('RUNNING', [ n(a => 'SUSPENDED'), n(b => 'FAILED') ]) }, [],
		{ shape => 'FAILED(a:SUSPENDED b:FAILED)' } ],
	[ '8', 'with_ex_data=false', {%failed}, [ with_ex_data => 'false' ], { 'data/ex_data' => '{"a":"why"}' } ],
	[ '8', 'with_ex_data=', {%failed}, [ with_ex_data => '' ], { 'data/ex_data' => 'absent' } ],
	[ '8', 'not given', {%failed}, [], { 'data/ex_data' => 'absent' } ],
	[ '9', 'REVOKED with a FAILED child', { %failed, states => r('REVOKED', [ n(a => 'FAILED') ]) },
		[ with_ex_data => 1 ],
		{ 'data/ex_data' => 'absent', shape => 'REVOKED(a:FAILED)' } ],
	[ '10', 'no row of data', { %failed, data => {} }, [ with_ex_data => 1 ], { 'data/ex_data' => '{"a":null}' } ],
	[ '10', 'outputs without ex_data', { %failed, data => { a => { outputs => { x => 1 } } } },
		[ with_ex_data => 1 ],
		{ 'data/ex_data' => '{"a":null}' } ],
	[ '10', 'an unknown serializer', { %failed, data => { a => { outputs => '{}', serializer => 'xml' } } },
		[ with_ex_data => 1 ], { http => 500, code => '50000' } ],
	[ '10', 'outputs that are a pickle',
		{ %failed, data => { a => { outputs => \"(dVex_data\nVwhy\ns." } } }, [ with_ex_data => 1 ],
			{ 'data/ex_data' => '{"a":"why"}' } ],
	[ '10', 'outputs that are no pickle', { %failed, data => { a => { outputs => \'x' } } }, [ with_ex_data => 1 ],
		{ http => 500 } ],
	[ '10', 'only leaves have it',
		{ states => r('RUNNING', [ n(s => 'FAILED', [ n(f => 'FAILED'),
			n(g => 'FINISHED', [ n(h => 'FAILED') ]) ]) ]) },
		[ with_ex_data => 1 ], { 'data/ex_data' => '{"f":null}' } ],
	[ '11', 'the old engine, with_ex_data', { v1(o('BLOCKED', { a => o('FAILED') })) },
		[ with_ex_data => 1 ], { shape => 'FAILED(a:FAILED)', 'data/ex_data' => 'absent' } ],
	[ '11', 'and subprocess_id',
		{ v1({ children => { s => o('BLOCKED', { f => o('FAILED') }) } }),
			ex_data => { f => 'why' } },
		[ with_ex_data => 1, subprocess_id => 's' ], { shape => 'FAILED(f:FAILED)', 'data/id' => 's',
			'data/ex_data' => '{"f":"why"}' } ],
	[ '11', 'and no row of engine_data',
		{ v1({ children => { s => o('BLOCKED', { f => o('FAILED') }) } }) },
		[ with_ex_data => 1, subprocess_id => 's' ], { http => 500 } ],
	[ '12', 'CREATED', { instance => { is_started => 0 } }, [],
		{ result => 'true', 'data/name' => 'a task', %created } ],
	[ '14', 'a sub-process that was not executed', { states => r('RUNNING', [ n(a => 'RUNNING') ]) },
		[ subprocess_id => 's' ],
		{ %created, 'data/name' => 'a task' } ],
	[ '15', 'one that was', { tree => $nested, states => r('FINISHED', $nodes) }, [ subprocess_id => 's' ],
		{ 'data/id' => 's', 'data/parent_id' => 'ROOT', names => q{'a task'(b:'')} } ],
	[ '15', 'without subprocess_id', { tree => $nested, states => r('FINISHED', $nodes) }, [],
		{ names => q{'a task'(a:'A' s:'S'(b:'B'))} } ],
	[ '15', 'of the old engine',
		{ v1({ children => { s => { children => { b => { status => { name => 'B' } } } } } }) },
		[ subprocess_id => 's' ], { 'data/id' => 's', names => q{'a task'(b:'B')} } ],
	[ '16', 'expired', { states => r('FINISHED'), instance => { is_expired => 1 } }, [],
		{ keys => 'name state', 'data/state' => 'EXPIRED', 'data/name' => 'a task' } ],
	[ '16', 'expired and cleaned', { snapshot => 0, instance => { is_expired => 1 } }, [],
		{ message => $NO_TREE, code => 3599999, data => 'absent' } ],
	[ '16', 'cleaned alone', { snapshot => 0, states => r('FINISHED') }, [], { message => $NO_TREE } ],
	[ '17', 'with_failed_node_info, CREATED', { states => [] }, [ with_failed_node_info => 1 ],
		{ message => $NO_ID, code => 3599999, data => 'absent' } ],
	[ '17', 'with_failed_node_info, EXPIRED', { instance => { is_expired => 1 } }, [ with_failed_node_info => 1 ],
		{ message => $NO_ID } ],
	[ '17', 'with_auto_retry_status, CREATED', { states => [] }, [ with_auto_retry_status => 1 ],
		{ message => $NO_ID } ],
	[ '17', 'expired and cleaned', { snapshot => 0, instance => { is_expired => 1 } },
		[ with_failed_node_info => 1 ],
		{ message => $NO_TREE } ],
	[ '18', 'a FAILED node below a RUNNING one',
		{ states => r('RUNNING', [ n(s => 'RUNNING', [ n(f => 'FAILED') ]) ]) },
		[ with_failed_node_info => 1 ], { 'data/failed_node_info' => '{"f":{},"s":{}}' } ],
	[ '18', 'below a FINISHED one', { states => r('RUNNING', [ n(s => 'FINISHED', [ n(f => 'FAILED') ]) ]) },
		[ with_failed_node_info => 1 ], { 'data/failed_node_info' => '{}' } ],
	[ '18', 'the old engine', { v1(o('BLOCKED', { a => o('FAILED') })),
			retries => { a => { retry_times => 1, max_retry_times => 3 } } }, [ with_failed_node_info => 1 ],
		{ 'data/failed_node_info' => '{"a":{"auto_retry_times":1,"max_auto_retry_times":3,"node_id":"a"}}' } ],
	[ '19', 'retries that are left',
		{ states => r('RUNNING', [ map { n($_ => 'FAILED') } qw(a b c) ]),
			retries => { a => { retry_times => 1, max_retry_times => 2 },
				b => { retry_times => 2, max_retry_times => 2 } } },
		[ with_failed_node_info => 1, with_auto_retry_status => 1 ],
		{ 'data/auto_retry_status' => '{"auto_retry_nodes":["a"],"exist_auto_retry_nodes":true}',
			'data/failed_node_info' => '{"a":{"auto_retry_times":1,"max_auto_retry_times":2,"node_id":"a"},'
			  . '"b":{"auto_retry_times":2,"max_auto_retry_times":2,"node_id":"b"},"c":{}}' } ],
	[ '19', 'none', { %failed, retries => { a => { retry_times => 2, max_retry_times => 2 } } },
		[ with_auto_retry_status => 1 ],
		{ 'data/auto_retry_status' => '{"auto_retry_nodes":[],"exist_auto_retry_nodes":false}',
			'data/failed_node_info' => 'absent' } ],
	[ '20', 'an engine that is not known', { engine_ver => 3, states => r('FINISHED') }, [],
		{ result => 'false', code => 3599999, data => 'absent',
			message => '非法请求: 不支持的引擎版本[3], 请联系管理员升级 | _unsupported_engine_ver_result' } ],
	[ '21', 'deleted', { states => r('FINISHED'), task => { is_deleted => 1 } }, [],
		{ message => $MISSING, code => 3599999, data => 'absent' } ],
	[ '21', 'of another project', { states => r('FINISHED'), project => 2 }, [], { message => $MISSING } ],
	[ '22', 'the old engine: BLOCKED by nothing', { v1(o('BLOCKED')) }, [], { shape => 'FAILED' } ],
	[ '22', 'BLOCKED by what is FINISHED', { v1(o('BLOCKED', { a => {} })) }, [],
		{ shape => 'BLOCKED(a:FINISHED)' } ],
	[ '22', 'BLOCKED by what runs',
		{ v1(o('BLOCKED', { a => o('RUNNING'), b => o('FAILED') })) },
		[], { shape => 'RUNNING(a:RUNNING b:FAILED)' } ],
	[ '22', 'state_refresh_at', { v1({ status => { state_refresh_at => '2026-07-01 04:00:01.234567' },
		children => { a => {} } }) }, [],
		{ 'data/state_refresh_at' => '2026-07-01T04:00:01.234Z', 'data/children/a/state_refresh_at' => 'null' } ],
	[ '22', 'names', { tree => flow([ a => { name => 'A' } ]),
		v1({ children => { a => { status => { name => '<class>' } } } }) }, [],
		{ names => q{'a task'(a:'<class>')}, 'data/parent_id' => 'absent', 'data/root_id:' => 'absent' } ],
	[ '22', 'error_ignored', { v1({ status => { error_ignorable => 1 } }) }, [],
		{ 'data/error_ignorable' => 'true', 'data/error_ignored' => 'true' } ],
	[ '23', 'a parent without a state', { v1({ children => { s => { status => undef,
		children => { a => {} } } } }) }, [],
		{ result => 'false', message => "任务数据请求失败: $AGAIN", data => '{}', code => 3599999 } ],
	[ '23', 'below a sub-process', { v1({ children => { s => { children => { t => { status => undef,
		children => { a => {} } } } } } }) },
		[ subprocess_id => 's' ], { message => "获取任务状态树数据失败: subprocess[ID: s]$AGAIN", data => '{}' } ],
	[ '23', 'no relation of the root to itself', { v1({ self => 0, children => { a => {} } }) }, [],
		{ message => "任务数据请求失败: $AGAIN" } ],
	[ '23', 'no state of the root', { v1({ status => undef }) }, [], { message => "任务数据请求失败: $AGAIN" } ],
	[ '23', 'no relations at all', { engine_ver => 1 }, [], \%created ],
	[ '24', 'a time that is NULL', { states => r('READY', [], started_time => undef) }, [],
		{ 'data/start_time' => 'null', 'data/finish_time' => 'null', 'data/elapsed_time' => 0 } ],
	[ '24', 'one that is set', { states => r('FINISHED') }, [],
		{ 'data/start_time' => '2026-07-01 12:00:00 +0800', 'data/finish_time' => '2026-07-01 12:00:07 +0800',
			'data/elapsed_time' => 7 } ],
	(map { [ '25', "from $_->[0] to $_->[1]", { states => from_to(@$_) }, [], { 'data/elapsed_time' => $_->[2] } ] }
		[ '00', '00.5', 0 ], [ '00', '01.5', 2 ], [ '00', '02.5', 2 ], [ '00', '02.500001', 3 ], [ '10', '00', -10 ],
			[ '01.5', '00', -2 ]),
	[ '25', 'the old engine', { v1({ status => { started_time => '2026-07-01 04:00:00',
		archived_time => '2026-07-01 04:00:01.5' } }) }, [],
		{ 'data/elapsed_time' => 2 } ],
	[ '4.4.2', 'flags and numbers as stored', { states => r('FINISHED', [], skip => 2, retry => -1, loop => 2147483647,
		error_ignored => -1) }, [],
		{ 'data/skip' => 2, 'data/retry' => -1, 'data/loop' => 2147483647, 'data/error_ignored' => -1 } ],
	[ '4.4.2', 'a state of no engine', { states => r('x"é', [ n(a => '') ]) }, [], { shape => 'x"é(a:)' } ],
	[ '4.4.2', 'a date that has no local one', { states => r('FINISHED', [],
		archived_time => '9999-12-31 23:00:00') }, [],
		{ http => 500 } ],
	[ '4.4.2', 'an engine that has not begun', { states => r('FINISHED'), instance => { is_started => 0 } }, [],
		\%created ],
	[ '4.4.4', 'a name that is no text', { tree => flow([ a => { name => 7 } ]),
		states => r('FINISHED', [ n(a => 'FINISHED') ]) }, [],
		{ 'data/children/a/name' => 7 } ],
	[ '4.4.4', 'nodes that are no activities', { tree => flow([]),
		states => r('FINISHED', [ n(start => 'FINISHED'), n(x => 'FINISHED') ]) },
		[], { names => q{'a task'(start:'' x:'')} } ],
	[ '4.4.4', 'a tree that is none', { tree => \'x', states => r('FINISHED', [ n(a => 'FINISHED') ]) }, [],
		{ http => 500 } ],
	[ '4.4.1', 'no instance', { task => { pipeline_instance_id => undef } }, [], { http => 500 } ],
	[ '4.4', 'the envelope', { states => r('FINISHED') }, [], { message => '', code => 0, result => 'true' } ],
);

sub write_task {
	my (%o) = @_;
	my ($old, $ex_data) = delete @o{qw(old ex_data)};
	my $id = add_task($s, %o);
	add_states($s, instance_of($id), $old) if $old;
	add_data($s, $_, ex_data => pickled($ex_data->{$_})) for sort keys %{ $ex_data // {} };
	return $id;
}

sub status {
	my ($id, @query) = @_;
	return $s->ask_current('GET', 'get_task_status', path => [ $id, 2 ], query => \@query);
}

for my $case (@status) {
	my ($number, $name, $task, $query, $expected) = @$case;
	my %expected = %$expected;
	clear_tasks($s);
	my $id = write_task(%$task);
	is_deeply(seen(status($id, @$query), \%expected, $id), \%expected, "$number: $name");
}

# --- lines that differ, and what is asked of the caller

clear_tasks($s);
my $id = write_task(%failed, retries => { a => { retry_times => 1, max_retry_times => 2 } });
is(at($older->ask_current('GET', 'get_task_status', path => [ $id, 2 ], query => [ $_->[1] => 1 ])->{json}, $_->[2]),
	$_->[3], "0.4: 3.32, $_->[0]") for
  [ 'failed_node_info has no node_id', with_failed_node_info => 'data/failed_node_info/a',
	'{"auto_retry_times":1,"max_auto_retry_times":2}' ],
  [ 'no auto_retry_status', with_auto_retry_status => 'data/auto_retry_status', 'absent' ],
  [ 'nor its failures', with_auto_retry_status => 'result', 'true' ];
is(at($s->ask_current('GET', 'get_task_status', path => [ 7, 2 ])->{json}, 'message'),
	'task[id=7] get status error: TaskFlowInstance matching query does not exist.', '4.4: there is no such task');
is(at($s->ask_current('GET', 'get_task_status', path => [ 7, 2 ], app => 'foreign_app')->{json}, 'code'), 3540400,
	'3.2: nor for who is not trusted');

# --- get_tasks_status

# tasks(IDS or the text of a body, more members)
sub tasks {
	my ($ids, %o) = @_;
	my $of = delete $o{of} // $s;
	return $of->ask_current('POST', 'get_tasks_status', path => [ 2 ],
		json => ref $ids ? { task_id_list => $ids, %o } : $ids);
}

# The ids of an answer, or what came instead.
sub ids {
	my ($answer) = @_;
	return "http $answer->{status}" if $answer->{status} != 200;
	return join ' ', map { $_->{id} } @{ $answer->{json}{data} } if $answer->{json}{result};
	return ref $answer->{json}{message} ? $writer->encode($answer->{json}{message}) : $answer->{json}{message};
}

clear_tasks($s);
my $new = write_task(tree => $nested, states => r('RUNNING', $nodes),
	task => { flow_type => 'common_func', current_flow => 'f' });
is_deeply(seen(tasks([ $new ]), $_->[1], $new), $_->[1], $_->[0]) for
  [ '4.5: an item', { 'data/0/id' => $new, 'data/0/name' => 'a task', 'data/0/flow_type' => 'common_func',
		'data/0/current_flow' => 'f', 'data/0/is_deleted' => 'false', 'data/0/status/name' => 'a task',
		'data/0/create_time' => '2026-07-01 11:59:00 +0800',
		'data/0/status/state' => 'RUNNING', 'data/0/status/id' => 'ROOT', message => 'absent', code => 0,
		'data/0/url' => "http://sops.example.com/taskflow/execute/1/?instance_id=$new" } ],
  [ '4.5: no children', { 'data/0/status/children' => 'absent' } ];
is(names(tasks([ $new ], include_children_status => 1)->{json}{data}[0]{status}), q{'a task'(a:'A' s:'S'(b:'B'))},
	'4.5: include_children_status');

my $unbegun = write_task(name => 'one', instance => { is_started => 0 }, start_time => undef, finish_time => undef);
my $other   = write_task(id => 1, name => 'two', instance => { is_started => 0 });
is_deeply([ map { at(tasks([ $unbegun, $other ])->{json}, $_) } map { ("data/$_/status/name",
	"data/$_/status/children") } 0, 1 ],
	[ qw(one absent two absent) ], '13: two CREATED tasks have names of their own');
is(at(status($unbegun)->{json}, 'data/children'), '{}', '12: CREATED, after get_tasks_status');
is_deeply(seen(tasks([ $unbegun ]), $_), $_, '24: a time that is NULL is "" in an item') for
  { 'data/0/start_time' => '', 'data/0/finish_time' => '', 'data/0/status/start_time' => 'null' };
my $unknown = write_task(engine_ver => 3);
is_deeply(seen(tasks([ $new, $unknown ]), $_), $_, '20: one with an unknown engine is the answer') for
  { result => 'false', code => 3599999, data => 'absent',
	message => '非法请求: 不支持的引擎版本[3], 请联系管理员升级 | _unsupported_engine_ver_result' };
my $deleted = write_task(task => { is_deleted => 1 });
is(at(tasks([ $deleted ])->{json}, 'data/0/is_deleted'), 'true', '21: deleted tasks are there');
is(at($s->ask_current('GET', 'get_task_detail', path => [ $deleted, 2 ])->{json}, 'result'), 'true',
	'21: in get_task_detail, too');
my $old = write_task(v1({ status => { state => 'BLOCKED' },
	children => { v => { status => { state => 'FAILED', name => 'V' } } } }));
is(shape(tasks([ $old, $new ])->{json}{data}[0]{status}), 'FAILED', '4.4.3: both engines in one list');
is(names(tasks([ $old ], include_children_status => 'true')->{json}{data}[0]{status}), q{'a task'(v:'V')},
	'4.4.4: names of the old engine');
my $broken = write_task(v1({ children => { w => { status => undef, children => { x => {} } } } }));
is_deeply(seen(tasks([ $new, $broken ]), $_), $_, '23: one that fails is the answer') for
  { result => 'false', code => 3599999, data => '{}', message => "任务数据请求失败: $AGAIN" };
my $foreign = write_task(project => 2);
my %expired = map { $_ => write_task(snapshot => $_, instance => { is_expired => 1 }) } 0, 1;
is(at(tasks([ $expired{1} ])->{json}, 'data/0/status'), '{"name":"a task","state":"EXPIRED"}', '4.5: an expired task');
is(ids(tasks([ $expired{0} ])), 'http 500', '4.5: a cleaned one');
my $gone = write_task(task => { pipeline_instance_id => undef });
is(ids(tasks([ $gone ])), 'http 500', '4.5: one without an instance');

my $TRUE  = 'Must be a valid boolean.';
my $all   = "$deleted $unbegun $new";
my $LONG  = 'task_id_list is too long, maximum length is';
my $LIST  = 'task_id_list must be a list';
my $PARAM = 'invalid param format';
is(ids(tasks(@{ $_->[2] })), $_->[3], "$_->[0]: $_->[1]") for
  [ '26', '50 ids',                [ [ ($new) x 50 ] ],                             $new ],
  [ '26', '51 ids',                [ [ ($new) x 51 ] ],                             "$LONG 50" ],
  [ '26', '51, one of them none',  [ [ 'x', ($new) x 50 ] ],                        "$LONG 50" ],
  [ '26', 'duplicates',            [ [ $new, $unbegun, $new, $deleted ] ],          $all ],
  [ '26', 'of another project',    [ [ $new, $foreign ] ],                          $new ],
  [ '26', 'unknown',               [ [ $new, 999999, 0, -1, '9' x 30 ] ],           $new ],
  [ '26', 'texts',                 [ [ "$new", " +$unbegun ", "00$deleted" ] ],     $all ],
  [ '26', 'a text that is none',   [ [ $new, 'abc' ] ],                             'http 500' ],
  [ '26', 'a long text',           [ [ '0' x 300 . $new ] ],                        'http 500' ],
  [ '26', 'a list in it',          [ [ $new, [ 1 ] ] ],                             'http 500' ],
  [ '26', 'an object in it',       [ [ { id => 1 } ] ],                             'http 500' ],
  [ '26', 'null for it',           [ '{"task_id_list":null}' ],                     $LIST ],
  [ '26', 'a number for it',       [ '{"task_id_list":1}' ],                        $LIST ],
  [ '26', 'null in it',            [ [ undef, $new, undef ] ],                      $new ],
  [ '26', 'true',                  [ [ $true ] ],                                   1 ],
  [ '26', 'false',                 [ [ $false ] ],                                  '' ],
  [ '26', 'fractions',             [ "{\"task_id_list\":[$new.0,$unbegun.9]}" ],    "$unbegun $new" ],
  [ '26', 'infinite',              [ '{"task_id_list":[1e999]}' ],                  'http 500' ],
  [ '26', 'NaN',                   [ '{"task_id_list":[NaN]}' ],                    'http 500' ],
  [ '26', 'an empty list',         [ [] ],                                          '' ],
  [ '26', 'no list',               [ '{}' ],                                        '' ],
  [ '82', 'an empty body',         [ '' ],                                          'http 500' ],
  [ '82', 'a list',                [ '[1]' ],                                       $PARAM ],
  [ '82', 'no JSON',               [ '{' ],                                         $PARAM ],
  [ '4.5',    'tasks_status.max',      [ [ $new, $old, 5001 .. 6998 ], of => $more ],   "$old $new" ],
  [ '4.5',    'and with children',     [ [ $new, $old, 5001 .. 6998 ], of => $more, include_children_status => 1 ],
	"$old $new" ],
  [ '4.5',    'and one more',          [ [ $new, $old, 5001 .. 6999 ], of => $more ],   "$LONG 2000" ],
  [ '3.1',    'a flag that is null',   [ [ $new ], include_children_status => undef ],
	'{"include_children_status":["该字段不能为 null。"]}' ],
  [ '3.1',    'one that is a text',    [ [ $new ], include_children_status => 'x' ],
	qq({"include_children_status":["$TRUE"]}) ],
  [ '3.1',    'and an unknown project', [ '{"task_id_list":1,"include_children_status":9,"scope":"project"}' ],
	qq({"include_children_status":["$TRUE"]}) ];
is(at($s->ask_current('POST', 'get_tasks_status', path => [ 9 ], json => $_)->{json}, 'message'),
	'project(9) with scope(cmdb_biz) does not exist.', "1.3: the project is looked at before $_")
  for '{"task_id_list":1}', '{"include_children_status":"x"}';

# --- get_tasks_manual_intervention_state

sub waiting {
	my ($ids) = @_;
	return $s->ask_current('POST', 'get_tasks_manual_intervention_state', path => [ 2 ],
		json => ref $ids ? { task_id_list => $ids } : $ids);
}

sub verdicts {
	my $answer = waiting(@_);
	return ids($answer) if !$answer->{json}{result};
	return join ' ',
		map { "$_->{id}:" . ($_->{manual_intervention_required} ? 'yes' : 'no') } @{ $answer->{json}{data} };
}

my $pause = flow([ a => {},
	s => { pipeline => flow([ t => { pipeline => flow([ p => { component => { code => 'pause_node' } } ]) } ]) } ]);
my $FAIL  = 'task.is_manual_intervention_required get fail';

sub paused {
	my ($state) = @_;
	return r('RUNNING', [ n(a => 'FINISHED'), n(s => 'RUNNING', [ n(t => 'RUNNING', [ n(p => $state) ]) ]) ]);
}

my @waits = (
	[ '27', 'a pause runs, in a sub-process', { tree => $pause, states => paused('RUNNING') }, 'NUMBER:yes' ],
	[ '27', 'one that is over', { tree => $pause, states => paused('FINISHED') }, 'NUMBER:no' ],
	[ '27', 'expired', { instance => { is_expired => 1 } }, $FAIL ],
	[ '4.15', 'a node failed', { states => r('RUNNING', [ n(a => 'FAILED') ]) }, 'NUMBER:yes' ],
	[ '4.15', 'and its tree is gone', { snapshot => 0, states => r('RUNNING', [ n(a => 'FAILED') ]) }, 'NUMBER:yes' ],
	[ '4.15', 'a node is suspended', { states => r('RUNNING', [ n(a => 'SUSPENDED') ]) }, 'NUMBER:yes' ],
	[ '4.15', 'the root is', { states => r('SUSPENDED') }, 'NUMBER:yes' ],
	[ '4.15', 'over', { states => r('FINISHED', [ n(a => 'FAILED') ]) }, 'NUMBER:no' ],
	[ '4.15', 'a state that is CREATED', { states => r('CREATED', [ n(a => 'FAILED') ]) }, 'NUMBER:no' ],
	[ '4.15', 'revoked', { states => r('REVOKED', [ n(a => 'FAILED') ]) }, 'NUMBER:no' ],
	[ '4.15', 'one runs', { tree => flow([ a => {} ]), states => r('RUNNING', [ n(a => 'RUNNING') ]) }, 'NUMBER:no' ],
	[ '4.15', 'nothing runs', { snapshot => 0, states => r('READY') }, 'NUMBER:no' ],
	[ '4.15', 'a node runs, cleaned', { snapshot => 0, states => r('RUNNING', [ n(a => 'RUNNING') ]) }, $FAIL ],
	[ '4.15', 'not started', { instance => { is_started => 0, is_expired => 1 }, engine_ver => 3 }, 'NUMBER:no' ],
	[ '4.15', 'no states yet', {}, 'NUMBER:no' ],
	[ '4.15', 'an unknown engine', { engine_ver => 3 }, $FAIL ],
	[ '4.15', 'no instance', { task => { pipeline_instance_id => undef } }, 'http 500' ],
	[ '4.15', 'the old engine', { v1(o('BLOCKED', { a => o('FAILED') })) }, 'NUMBER:yes' ],
	[ '4.15', 'the old engine, paused', { tree => $pause, v1(o('RUNNING', { p => o('RUNNING') })) }, 'NUMBER:yes' ],
	[ '4.15', 'the old engine, over', { v1(o('FINISHED')) }, 'NUMBER:no' ],
	[ '4.15', 'the old engine, no tree', { v1({ status => undef }) }, $FAIL ],
);
for my $case (@waits) {
	my ($number, $name, $task, $expected) = @$case;
	clear_tasks($s);
	my $of = write_task(%$task);
	is(verdicts([ $of ]), $expected =~ s/NUMBER/$of/r, "$number: $name");
}
is_deeply([ @{ waiting([ write_task(engine_ver => 3) ])->{json} }{qw(result data code)} ], [ $false, undef, 3599999 ],
	'4.15: a failure');
my ($first, $second) = map { write_task() } 1, 2;
is(verdicts($_->[2]), $_->[3], "$_->[0]: $_->[1]") for
  [ '27', 'nine ids',                [ ($first) x 9 ],                "$first:no" ],
  [ '27', 'ten',                     [ ($first) x 10 ],               'task_ids_list length can not exceeds 10' ],
  [ '4.15',   'the greatest id first',   [ $first, "$second", 999999 ],   "$second:no $first:no" ],
  [ '4.15',   'what is no id',           [ 'x' ],                         'http 500' ],
  [ '4.15',   'no list',                 '{"task_id_list":1}',            $LIST ],
  [ '4.15',   'null',                    '{"task_id_list":null}',         $LIST ],
  [ '82', 'an empty body',           '',                              'request body is not a valid json' ],
  [ '82', 'a list',                  '[1]',                           $PARAM ];

# --- more states than are held

clear_tasks($s);
my $huge = write_task(states => r('RUNNING'));
$s->db->do("INSERT INTO bk_sops.eri_state
	(node_id, root_id, parent_id, name, version, `loop`, inner_loop, retry, skip, error_ignored, created_time)
	SELECT CONCAT('h', seq), ?, ?, 'RUNNING', '', 1, 1, 0, 0, 0, '2026-07-01 04:00:00'
	FROM bk_sops.seq_1_to_99999", (instance_of($huge)) x 2);
$first = write_task(states => r('FINISHED'));
is(ids(tasks([ $first, $huge ])), 'task_id_list: these tasks have more than 100000 states of nodes, ask for fewer',
	'4.5: 100000 states and one');
is(verdicts([ $first, $huge ]), 'http 500', '4.15: 100000 states and one');
$s->db->do("UPDATE bk_sops.eri_state SET root_id = ? WHERE root_id = ?", instance_of($huge), instance_of($first));
is(status($huge)->{status}, 500, '4.4.2: 100001 states');
$s->db->do("DELETE FROM bk_sops.eri_state");

# --- nodes of other tasks

clear_tasks($s);
my $theirs = write_task(v1(o('FAILED', { secret => o('FAILED') })), project => 2);
add_data($s, 'secret', inputs => '(d.', outputs => '(d.', ex_data => pickled('SECRET'));
my $mine = write_task(v1(o('FAILED', { own => o('FAILED') })));
for my $node ('secret', instance_of($theirs)) {
	my $got = $s->ask_current(GET => 'get_task_status', path => [ $mine, 2 ], query => [ subprocess_id => $node, with_ex_data => 1 ]);
	is($got->{json}{data}{state}, 'CREATED', '4.4.3: a node of another task is none of this one');
	unlike($got->{body}, qr/SECRET|"secret"/, '... and nothing of it is shown');
}

# --- the end

for my $of ($older, $more) {
	$of->{pool}->stop;
	is(join('', $of->{pool}->complaints), '', 'nothing bad in the log of a second pool');
}
$s->finish;
