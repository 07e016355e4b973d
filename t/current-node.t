# SPDX-License-Identifier: MIT
# What get_task_node_detail and get_task_node_data of the current generation
# answer for what is stored of a node (sops-current 4.6, 7.3), and for values of
# every kind (7.4).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task clear_tasks instance_of flow fancy4);
use Bk::Process qw(tmpdir spew);
use Bk::Service;
use Bk::Task qw(add_states add_data add_history fancy);
use Encode qw(encode decode);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my ($TRUE, $FALSE) = (JSON::PP::true, JSON::PP::false);
my $file = tmpdir . '/component_outputs.json';
spew($file, encode('UTF-8',
	'{"own":[{"key":"msg","name":{"zh-hans":"消息","en":"Message"}},{"key":"gone","name":"没有"}],'
	  . '"named":[{"key":"_loop","name":"圈"}]}'));
chmod 0644, $file;
my %set = (component_outputs => $file, 'shield.secret_key' => 'the_secret_key',
	'shield.keywords' => 'word,,other word');
my $s   = Bk::Service->new(generation => 'current', release => '3.34', set => \%set);
my $old = Bk::Service->new(generation => 'current', release => '3.32', set => \%set, name => '332',
	maria => $s->{maria});
$s->db->do('INSERT INTO bk_sops.component_framework_componentmodel (code, name, status, version, is_default_version)'
	  . " VALUES ('bk_display', '', 1, '1.0', 0), ('bk_display', '', 1, 'legacy', 0), ('removed', '', 0, '1.0', 0)");

# --- asking ------------------------------------------------------------------

# Each case is [NAME, ENDPOINT, TASK, [name => value, ...], WANT]; ENDPOINT is
# detail or data, in front of it 3.32 for that release.  WANT is an HTTP status,
# [CODE, message, data or none] of a refusal, or members of data by their paths;
# undef of one that must not be there.
my %service = ('3.34' => $s, '3.32' => $old);

sub ask {
	my ($endpoint, $task, $query, %o) = @_;
	my ($release, $name) = $endpoint =~ /\A(?:(3\.32) )?(detail|data)\z/ or die $endpoint;
	return $service{ $release // '3.34' }->ask_current('GET', "get_task_node_$name",
		path => $name eq 'data' ? [ 2, $task ] : [ $task, 2 ], query => $query, %o);
}

# The value at a path "histories/0/id"; 'absent'.
sub at {
	my ($value, $path) = @_;
	for my $key (split m{/}, $path) {
		my $is = ref $value;
		$value =
		    $is eq 'HASH' && exists $value->{$key}                         ? $value->{$key}
		  : $is eq 'ARRAY' && $key =~ /\A\d+\z/ && $key < @$value          ? $value->[$key]
		  :                                                                  return 'absent';
	}
	return $value;
}

sub is_answered {
	my ($case, %o) = @_;
	my ($name, $endpoint, $task, $query, $want) = @$case;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $got  = ask($endpoint, $task, $query, %o);
	my $json = $got->{json};
	return is($got->{status}, $want, $name) || diag($got->{body}) if !ref $want;
	if (ref $want eq 'ARRAY') {
		my ($code, $message, @data) = @$want;
		delete $json->{trace_id};
		return is_deeply($json, { result => $FALSE, code => $code, message => $message, @data }, $name);
	}
	my %found = map { $_ => length $_ ? at($json->{data}, $_) : $json->{data} } keys %$want;
	return is_deeply([ $got->{status}, \%found ], [ 200, $want ], $name) || diag(substr $got->{body}, 0, 2000);
}

sub unknown {
	my ($endpoint, $task, $node) = @_;
	return [ $endpoint eq 'detail' ? 3540000 : 3599999, "节点状态请求失败: 任务[ID: $task]中未找到节点[ID: $node]. "
		  . "请重试. 如持续失败可联系管理员处理 | get_node_$endpoint", data => {} ];
}
my @FORMAT  = (3599999, '_format_outputs fail', data => {});
my @NOTHING = (inputs => {}, outputs => [], ex_data => '');

# A ServiceActivity with these fields of component.data.
sub activity {
	my ($data, %component) = @_;
	return { component => { code => 'bk_display', version => '1.0', data => $data, %component } };
}
sub field { my ($value, $render) = @_; return { hook => \0, need_render => $render // \1, value => $value } }

# --- a task of the new engine (4.6.2, 4.6.4, 4.6.5) ---------------------------

# a is in its third loop and was repeated in it; of the second loop the third run
# was the last.
my $task = add_task($s,
	tree => flow([
		a      => activity({ text => field('as typed', \0), other => field('${x}') }),
		plain  => { error_ignorable => \1, %{ activity({ n => field([ 1, '二' ]), s => field('') }) } },
		maybe  => activity({ n => field('a ${x}') }),
		bare   => activity({}, version => undef),
		around => { pipeline => flow([ inner => activity({}) ], start => 'around_start', end => 'around_end') },
		later  => { pipeline => flow([ last => activity({}) ], start => 'later_start', end => 'later_end') },
		plugin => activity({ subprocess => field({ pipeline => { activities => {} } }) },
			code => 'subprocess_plugin', version => '1.0.0'),
	], gateways => { gate => { id => 'gate', name => '', type => 'ParallelGateway' },
		idle => { id => 'idle', name => '闸', type => 'ExclusiveGateway' } },
		constants => {
			'${first}'  => { source_type => 'component_outputs', source_info => { a => [ 'msg', 'n' ] } },
			'${second}' => { source_type => 'component_outputs', source_info => { a => ['_result'], plain => [] } },
			'${third}'  => { source_type => 'component_outputs', source_info => { a => ['_result'] } },
			'${typed}'  => { source_type => 'custom', source_info => { a => ['n'] } } }),
	states => [ { state => 'RUNNING', children => [
		{ id => 'start' },
		{ id => 'a', state => 'FAILED', loop => 3, retry => 1, skip => 1, error_ignored => 1 },
		{ id => 'around', state => 'RUNNING', children => [ { id => 'around_start' },
			{ id => 'inner', state => 'FAILED' } ] },
		{ id => 'gate' }, { id => 'plugin' } ] } ],
	data => {
		a => { inputs => { text => 'rendered', _loop => 3, _inner_loop => 3 },
			outputs => '{"n": 1, "msg": "好", "ex_data": "no word, the_secret_key; another word", "_result": false,'
			  . ' "_loop": 3, "_inner_loop": 3}' },
		around => { inputs => '{"${x}": 1, "ab": 2, "${中}": 3}', outputs => {} },
		plugin => { inputs => { subprocess => { pipeline => { '${x}' => [ 1, 2 ] } } },
			outputs => { task_id => 12, task_url => 'u' } } },
	history => [
		{ node_id => 'a', loop => 1, inputs => { text => 'first' }, outputs => { n => 11 } },
		(map { { node_id => 'a', loop => 2, inputs => { text => "second $_" },
			outputs => { n => 20 + $_, ex_data => "word $_" }, id => 500 + $_, skip => $_ == 3 ? 1 : 0 } } 1 .. 3),
		{ node_id => 'a', loop => 3, id => 600, version => 'v of the run', inputs => {}, outputs => \fancy4(ex_data => "\x8c\x04word",
			day => "\x8f(K\x01\x90") },
		{ node_id => 'a', loop => 3, id => 601, inputs => {}, outputs => {}, started_time => '2026-07-01 04:00:00',
			archived_time => '2026-07-01 04:00:02.5' } ],
	retries => { a => { retry_times => 1, max_retry_times => 2 } });
my @A = (node_id => 'a');
my @names = ('消息', '没有', '执行结果', '循环次数', '当前流程循环次数');
my %a_data = (
	inputs => { text => 'as typed', _loop => 3, _inner_loop => 3 }, ex_data => 'no ******, ******; another ******',
	outputs => [ map { { preset => $FALSE, %$_ } } { key => 'n', value => 1 }, { key => 'first', value => '好' },
		{ key => 'ex_data', value => 'no word, the_secret_key; another word' },
		{ key => 'third', value => $FALSE }, { key => '_loop', value => 3 }, { key => '_inner_loop', value => 3 } ]);

is_answered($_) for (
	# who is asked for
	[ '55 no such task, of a trusted application', 'detail', 9999, \@A,
		[ 3540400, '[API] get_task_node_detail task[id=9999] of project[project_id=1, biz_id2] does not exist' ] ],
	[ '55 the same of the data', 'data', 9999, \@A,
		[ 3540400, '数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance matching query does not exist. | process_exception',
			data => undef ] ],
	[ '57 no node_id', 'detail', $task, [], unknown('detail', $task, 'None') ],
	[ '57 no node_id of the data', 'data', $task, [], unknown('data', $task, 'None') ],
	[ '57 a node of another task', 'data', $task, [ node_id => 'n<é>' ], unknown('data', $task, 'n<é>') ],
	[ '57 an id is compared exactly', 'detail', $task, [ node_id => 'A' ], unknown('detail', $task, 'A') ],
	[ '58 without pipeline_treeinfo: an activity', 'data', $task, [ node_id => 'plain' ], { ex_data => '' } ],
	[ '58 a node of a sub-process', 'data', $task, [ node_id => 'around_end', subprocess_stack => '["around"]' ],
		{ ex_data => '' } ],
	# where it is
	[ '56 a node of a sub-process without its stack', 'detail', $task, [ node_id => 'inner' ], 500 ],
	[ '56 with it', 'detail', $task, [ node_id => 'inner', subprocess_stack => '["around"]' ],
		{ id => 'inner', state => 'FAILED' } ],
	[ '56 with a wrong one', 'detail', $task, [ node_id => 'inner', subprocess_stack => '["later"]' ], 500 ],
	[ '56 with one that leads through no sub-process', 'data', $task,
		[ node_id => 'inner', subprocess_stack => '["a"]' ], 500 ],
	[ '56 the stack {}', 'detail', $task, [ @A, subprocess_stack => '{}' ], { id => 'a' } ],
	[ '56 the stack null', 'detail', $task, [ @A, subprocess_stack => 'null' ], { id => 'a' } ],
	[ '56 the stack "abc"', 'detail', $task, [ @A, subprocess_stack => '"abc"' ], 500 ],
	[ '56 the stack 5', 'data', $task, [ @A, subprocess_stack => '5' ], 500 ],
	[ '56 the stack [5]', 'data', $task, [ @A, subprocess_stack => '[5]' ], 500 ],
	[ '56 the stack [', 'detail', $task, [ @A, subprocess_stack => '[' ],
		[ 3599999, 'subprocess_stack is not a valid array json' ] ],
	[ '56 an empty text of the data', 'data', $task, [ @A, subprocess_stack => '' ],
		[ 3540000, 'subprocess_stack is not a valid array json' ] ],
	# loops
	[ '59 no loop', 'detail', $task, \@A, { loop => 3, history_id => -1, state => 'FAILED', 'histories/0/id' => 600,
		'histories/1/id' => 601, 'histories/2' => 'absent' } ],
	[ '59 the current loop', 'detail', $task, [ @A, loop => 3 ],
		{ loop => 3, history_id => -1, 'histories/1/id' => 601 } ],
	[ '59 a later one', 'detail', $task, [ @A, loop => 99 ], { loop => 3, history_id => -1, 'inputs/_loop' => 3 } ],
	[ '59 an earlier one', 'detail', $task, [ @A, loop => 2 ],
		{ loop => 2, history_id => 503, state => 'FINISHED', skip => $TRUE, 'inputs/text' => 'as typed',
			ex_data => '****** 3', 'histories/2' => 'absent',
			outputs => [ { key => 'ex_data', value => 'word 3', preset => $FALSE },
				{ key => 'n', value => 23, preset => $FALSE } ] } ],
	[ '59 an earlier one of the data', 'data', $task, [ @A, loop => 1 ],
		{ 'inputs/text' => 'as typed', 'outputs/0/value' => 11, ex_data => undef } ],
	[ '59 blanks and a sign', 'data', $task, [ @A, loop => ' +1 ' ], { 'outputs/0/value' => 11 } ],
	[ '59 without history', 'detail', $task, [ @A, loop => 0 ], 500 ],
	[ '59 without history of the data', 'data', $task, [ @A, loop => 0 ], { '' => {@NOTHING} } ],
	[ '59 the loop -1', 'detail', $task, [ @A, loop => -1 ], 500 ],
	[ '59 the loop -1 of the data', 'data', $task, [ @A, loop => -1 ], { '' => {@NOTHING} } ],
	(map { [ "59 the loop '$_'", 'detail', $task, [ @A, loop => $_ ], 500 ] } 'abc', '', '1.5', '1__0', '_1', '1_'),
	[ '59 the loop abc of the data', 'data', $task, [ @A, loop => 'abc' ], 500 ],
	[ '59 the loop 1_0 is 10', 'detail', $task, [ @A, loop => '1_0' ], { loop => 3 } ],
	[ '59 a loop in other digits', 'data', $task, [ @A, loop => '１' ], { 'outputs/0/value' => 11 } ],
	[ '59 of a node that was not executed it does not count', 'data', $task, [ node_id => 'plain', loop => 'abc' ],
		{ ex_data => '' } ],
	# histories
	[ '60 runs of the current loop have ex_data', 'detail', $task, \@A,
		{ 'histories/0' => { id => 600, node_id => 'a', history_id => 600, loop => 3, skip => $FALSE,
			version => 'v of the run',
				state => 'FAILED', children => {}, start_time => '2026-07-01 12:00:00 +0800',
					finish_time => '2026-07-01 12:00:03 +0800',
				elapsed_time => 3, inputs => {}, outputs => { ex_data => 'word', day => [1] }, ex_data => '******' },
			'histories/1/ex_data' => '', 'histories/1/elapsed_time' => 2 } ],
	[ '60 those of an earlier loop do not', 'detail', $task, [ @A, loop => 2 ],
		{ 'histories/0/id' => 501, 'histories/1/id' => 502, 'histories/0/ex_data' => 'absent',
			'histories/0/outputs' => { n => 21, ex_data => 'word 1' } } ],
	# outputs
	[ '61 without component_code what the engine adds is there', 'data', $task, \@A, { '' => \%a_data } ],
	[ '61 an empty component_code is none', 'data', $task, [ @A, component_code => '' ], { '' => \%a_data } ],
	[ '62 the first output of each constant has its name', 'data', $task, \@A,
		{ 'outputs/0/key' => 'n', 'outputs/1/key' => 'first', 'outputs/3/key' => 'third' } ],
	[ '4.6.4 declared outputs come first', 'data', $task, [ @A, component_code => 'own' ],
		{ (map { ("outputs/$_/name" => $names[$_], "outputs/$_/preset" => $TRUE) } 0 .. 4),
			'outputs/0/key' => 'first', 'outputs/0/value' => '好', 'outputs/1/value' => '',
				'outputs/2/key' => 'third', 'outputs/3/value' => 3,
			'outputs/5' => { name => 'n', key => 'n', value => 1, preset => $FALSE }, 'outputs/7' => 'absent' } ],
	[ '4.6.4 names that the file gives to those of the engine', 'data', $task, [ @A, component_code => 'named' ],
		{ 'outputs/0' => { name => '圈', key => '_loop', value => 3, preset => $TRUE }, 'outputs/1/name' => '执行结果',
			'outputs/2/key' => '_inner_loop' } ],
	[ '4.6.4 an unknown plugin', 'data', $task, [ @A, component_code => 'nosuch' ], [@FORMAT] ],
	[ '4.6.4 the same in the detail', 'detail', $task, [ @A, component_code => 'nosuch' ], [@FORMAT] ],
	[ '4.6.4 one that was removed', 'data', $task, [ @A, component_code => 'removed' ], [@FORMAT] ],
	[ '4.6.4 a code is compared exactly', 'data', $task, [ @A, component_code => 'BK_display' ], [@FORMAT] ],
	[ '4.6.4 a known one of another version', 'data', $task, [ node_id => 'plugin',
		component_code => 'bk_display' ], [@FORMAT] ],
	[ '4.6.4 one that component_outputs does not have', 'data', $task, [ @A, component_code => 'bk_display' ], 501 ],
	[ '4.6.4 without a version it is legacy', 'data', $task, [ node_id => 'bare', component_code => 'bk_display' ],
		501 ],
	[ '4.6.4 a node without data has no table at all', 'data', $task,
		[ node_id => 'start', component_code => 'nosuch' ], { '' => {@NOTHING} } ],
	# inputs
	[ '63 inputs of a sub-process lose their ${}', 'data', $task, [ node_id => 'around' ],
		{ inputs => { x => 1, '' => 2, '中' => 3 } } ],
	[ '64 need_render false: what was typed', 'data', $task, \@A,
		{ 'inputs/text' => 'as typed', 'inputs/other' => 'absent' } ],
	[ '64 on 3.32 what was executed', '3.32 data', $task, \@A, { 'inputs/text' => 'rendered' } ],
	[ '65 ex_data is masked, outputs are not', 'detail', $task, \@A,
		{ ex_data => $a_data{ex_data}, outputs => $a_data{outputs} } ],
	# nodes that are no activities, and nodes that were not executed
	[ '67 an event that was executed', 'detail', $task, [ node_id => 'start' ],
		{ @NOTHING, id => 'start', state => 'FINISHED', histories => [], history_id => -1 } ],
	[ '67 a gateway that was executed', 'data', $task, [ node_id => 'gate' ], { '' => {@NOTHING} } ],
	[ '67 an event that was not', 'detail', $task, [ node_id => 'end' ],
		{ '' => { @NOTHING, name => '', error_ignorable => $FALSE, state => 'READY' } } ],
	[ '67 a gateway that was not', 'detail', $task, [ node_id => 'idle' ],
		{ '' => { @NOTHING, name => '闸', error_ignorable => $FALSE, state => 'READY' } } ],
	[ '68 the inputs of an independent sub-process are as they are', 'data', $task, [ node_id => 'plugin' ],
		{ inputs => { subprocess => { pipeline => { '${x}' => [ 1, 2 ] } } },
			'outputs/0' => { key => 'task_id', value => 12, preset => $FALSE } } ],
	[ '69 a node with variables that was not executed', 'detail', $task, [ node_id => 'maybe' ], 501 ],
	[ '69 its data', 'data', $task, [ node_id => 'maybe' ], 501 ],
	[ '69 an unknown plugin is told first', 'data', $task, [ node_id => 'maybe', component_code => 'nosuch' ],
		[@FORMAT] ],
	[ '69 a sub-process that was not executed', 'data', $task, [ node_id => 'later' ], 501 ],
	[ '69 one without variables is as in the flow', 'detail', $task, [ node_id => 'plain' ],
		{ '' => { name => 'plain', error_ignorable => $TRUE, state => 'READY',
			inputs => { n => [ 1, '二' ], s => '' }, outputs => [], ex_data => '' } } ],
	[ '69 with its plugin', 'data', $task, [ node_id => 'plain', component_code => 'own' ],
		{ 'inputs/n' => [ 1, '二' ], 'outputs/0' => { name => '消息', key => 'msg', value => '', preset => $TRUE },
			'outputs/4/key' => '_inner_loop', ex_data => '' } ],
	# the state
	[ '4.6.5 a node', 'detail', $task, \@A,
		{ id => 'a', state => 'FAILED', 'root_id:' => instance_of($task), parent_id => instance_of($task),
			loop => 3, retry => 1, skip => $TRUE,
			error_ignorable => $TRUE, error_ignored => $TRUE, elapsed_time => 7, children => {}, name => 'absent',
			start_time => '2026-07-01 12:00:00 +0800', finish_time => '2026-07-01 12:00:07 +0800',
			auto_retry_info => { node_id => 'a', auto_retry_times => 1, max_auto_retry_times => 2 } } ],
	[ '4.6.5 a running sub-process stays so over a failed node', 'detail', $task, [ node_id => 'around' ],
		{ state => 'RUNNING', finish_time => undef, 'children/inner/state' => 'FAILED',
			'children/inner/parent_id' => 'around',
			'children/around_start/children' => {},
				'children/around_start/finish_time' => '2026-07-01 12:00:07 +0800', auto_retry_info => {} } ],
	[ '4.6.5 3.32 has no auto_retry_info', '3.32 detail', $task, \@A, { id => 'a', auto_retry_info => 'absent' } ],
);
is_answered([ '4.6.4 names in English', 'data', $task, [ @A, component_code => 'own' ],
		{ 'outputs/0/name' => 'Message', 'outputs/1/name' => '没有', 'outputs/2/name' => 'Execution Result' } ],
			headers => [ 'Accept-Language' => 'en' ]);
is_answered([ '55 no such task, of another application', 'detail', 9999, \@A,
		[ 3540400, '数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance(id=9999) does not exist. | process_exception',
			data => undef ] ], app => 'foreign_app');
is_answered([ "70 an MCP caller, max_histories $_->[0]", 'detail', $task,
	[ @A, loop => 2, defined $_->[0] ? (max_histories => $_->[0]) : () ],
		{ 'histories/0/id' => $_->[1], 'histories/' . (503 - $_->[1]) => 'absent' } ], app => 'v_mcp_x')
  for [ '1', 502 ], [ '0', 501 ], [ '-5', 501 ], [ 'abc', 501 ], [ '', 501 ], [ '2', 501 ];
is_answered([ '70 another caller', 'detail', $task, [ @A, loop => 2, max_histories => 1 ],
	{ 'histories/0/id' => 501 } ]);
clear_tasks($s);

# --- what is missing ---------------------------------------------------------

my @STATES = (states => [ { children => [ { id => 'a' } ] } ]);
for (
	[ '58 a node that pipeline_treeinfo does not list', [ nodes => ['b'] ], undef ],
	[ '4.6.1 pipeline_treeinfo that is no list', [ nodes => '{"node_id_set":{"a":1}}' ], 500 ],
	[ '4.6.1 no instance', [ task => { pipeline_instance_id => undef } ], 500 ],
	[ '4.6.1 an unknown engine', [ engine_ver => 3 ],
		[ 3599999, '非法请求: 不支持的引擎版本[3], 请联系管理员升级 | _unsupported_engine_ver_result' ] ],
	[ '4.6.1 a deleted task', [ task => { is_deleted => 1 } ], { id => 'a' } ],
	[ '4.17 a cleaned task', [ snapshot => 0, nodes => ['a'] ], 500 ],
	[ '71 a tree that is NULL', [ tree => undef ], 500 ],
	[ '71 a truncated tree', [ tree => \"\x78\x9c\xab" ], 500 ],
	[ '71 \/, \u, a pair of halves and four bytes in a name',
		[ tree => '{"activities":{"b":{"name":"\/\u4e2d\ud83d\ude00😀","type":"ServiceActivity"}},"gateways":{},'
		. '"start_event":{"id":"start"},"end_event":{"id":"a","name":"\/\u4e2d\ud83d\ude00😀"},"constants":{}}',
			states => [] ], { name => '/中😀😀' } ],
	[ '76 signs that mean something in HTML are as they are',
		[ tree => flow([ b => {} ], end_event => { id => 'a', name => "<&>/\x{2028}" }), states => [] ],
		{ name => "<&>/\x{2028}" } ],
) {
	my ($name, $row, $want) = @$_;
	my %row = @$row;
	$row{tree} = encode('UTF-8', $row{tree}) if defined $row{tree} && !ref $row{tree};
	my $id = add_task($s, tree => flow([ a => {} ]), @STATES, %row);
	is_answered([ $name, 'detail', $id, \@A, $want // unknown('detail', $id, 'a') ]);
	clear_tasks($s);
}
my $id = add_task($s, tree => flow([ a => {} ]), @STATES, engine_ver => 3);
is_answered([ '4.6.1 an unknown engine of the data', 'data', $id, \@A, 500 ]);
clear_tasks($s);

# --- values of the new engine (6.1, 7.4) --------------------------------------

# The value under "v" of the outputs, as it is written.
sub written {
	my ($data) = @_;
	my $id = add_task($s, tree => flow([ a => {} ]), @STATES, data => { a => $data });
	my $got = ask('data', $id, \@A);
	clear_tasks($s);
	return $got->{body} =~ /"key":"v","value":(.*),"preset":false\}[\],]/s ? decode('UTF-8',
		$1) : "$got->{status} " . ($got->{json}{message} // '');
}
sub eri { my ($value) = @_; return written({ outputs => "{\"v\": $value}" }) }
sub pickled { my ($opcodes) = @_; return written({ outputs => \fancy4(v => $opcodes) }) }

is(eri($_->[1]), $_->[2], "73 $_->[0]") for
  [ 'NaN', 'NaN', 'null' ], [ 'Infinity', '[Infinity, -Infinity]', '[null,null]' ], [ '1e400', '1e400', 'null' ],
  [ 'twenty digits', '12345678901234567890', '12345678901234567890' ], [ '-0.0', '-0.0', '-0.0' ],
  [ 'half a character', '"\ud83d"', '"\ud83d"' ], [ 'a float', '1e+16', '1e+16' ];
is(written({ outputs => '{"v": 1, "v": 3}' }), '3', '73 of equal keys the last value counts');
is(written($_->[1]), $_->[2], "74 $_->[0]") for
  [ 'lines of base64', { outputs => \fancy4(v => "\x8c\xc8" . 'x' x 200) }, '"' . 'x' x 200 . '"' ],
  [ 'without the last newline', { outputs => MIME::Base64::encode_base64(fancy4(v => "K\x01"), ''),
	outputs_serializer => 'pickle' }, '1' ],
  [ 'an unknown serializer', { outputs => '{"v": 1}', outputs_serializer => 'xml' },
	'200 fail: unsupport serializer type: xml' ],
  [ 'the same of inputs', { inputs => '{}', inputs_serializer => 'XML', outputs => '{"v": 1}' },
	'200 fail: unsupport serializer type: XML' ],
  [ 'outputs that are no object', { outputs => '[1]' }, '500 系统异常,请联系管理员处理' ],
  [ 'a pickle that names what is no data', { outputs => \"cos\nsystem\n(S'x'\ntR." }, '500 系统异常,请联系管理员处理' ];
is(pickled($_->[1]), $_->[2], "72 $_->[0]") for
  [ 'None', 'N', 'null' ], [ 'tuples in each other', "K\x01K\x02\x86\x85", '[[1,2]]' ],
	[ 'a set', "\x8f(K\x01\x90", '[1]' ],
  [ 'a dict with numbers as keys', "}K\x01K\x02s", '{"1":2}' ],
	[ 'the same value twice', "]\x94h\x00\x86", '[[],[]]' ],
  [ 'bytes', "C\x03\xe4\xb8\xad", '"中"' ];
is(pickled("C\x01\xff"), '500 系统异常,请联系管理员处理', '75 bytes that are not UTF-8');

# --- a task of the old engine (4.6.3, 4.6.5) ----------------------------------

my $v1 = add_task($s, engine_ver => 1,
	tree => flow([ a => activity({ n => field('${x}') }), plain => activity({ n => field(1) }), odd => {},
		none => {}, text => {},
		around => { pipeline => flow([ inner => {} ], start => 's2', end => 'e2') },
		later => { pipeline => flow([ last => {} ], start => 's3', end => 'e3') } ],
		constants => { '${msg}' => { source_type => 'component_outputs', source_info => { a => ['m'] } } }));
add_states($s, instance_of($v1), { children => {
	a => { status => { name => '甲', loop => 2, retry => 1, state_refresh_at => '2026-07-01 04:00:07.5' } },
	around => { status => { state => 'BLOCKED' }, children => { inner => { status => { state => 'FAILED' } } } },
		none => {}, odd => {}, text => {} } });
add_data($s, 'a', inputs => fancy(x => "I1\n"), outputs => fancy(m => "S'\\xe4\\xb8\\xad'\n", _loop => "I2\n"),
	ex_data => "Vno word\n.");
add_data($s, 'odd', inputs => fancy(), outputs => \"\x78\x9c broken");
add_data($s, 'none', inputs => 'N.', outputs => 'N.');
add_data($s, 'text', inputs => fancy(), outputs => "V1\n.");
add_history($s, 'a', loop => 1, inputs => fancy(x => "I0\n"), outputs => fancy(m => "I0\n"), ex_data => "Vword\n.",
	started_time => '2026-07-01 04:00:02', id => 70);
add_history($s, 'a', loop => 1, inputs => fancy(x => "I8\n"), outputs => fancy(m => "I8\n"),
	started_time => '2026-07-01 04:00:09', archived_time => '2026-07-01 04:00:10', id => 69);
add_history($s, 'a', loop => 2, inputs => fancy(x => "I9\n"), outputs => fancy(), ex_data => "Vword\n.", id => 71);

is_answered($_) for (
	[ '66 the detail of an executed node, 3.34', 'detail', $v1, \@A, 500 ],
	[ '66 its data', 'data', $v1, \@A, { '' => { inputs => { x => 1 }, ex_data => 'no ******',
		outputs => [ { key => 'msg', value => '中', preset => $FALSE },
			{ key => '_loop', value => 2, preset => $FALSE } ] } } ],
	[ '66 its detail, 3.32', '3.32 detail', $v1, \@A, { id => 'a', name => '甲', state => 'FINISHED', loop => 2,
		retry => 1, error_ignored => $FALSE,
		state_refresh_at => '2026-07-01T04:00:07.500Z', history_id => -1, parent_id => 'absent', 'histories/1' => 'absent',
		'histories/0/history_id' => 71, 'histories/0/ex_data' => '******', 'histories/0/inputs' => { x => 9 },
			'histories/0/id' => 'absent', 'histories/0/version' => 'absent' } ],
	[ '59 an earlier loop', '3.32 detail', $v1, [ @A, loop => 1 ],
		{ loop => 1, state => 'FINISHED', history_id => 69, elapsed_time => 1, inputs => { x => 8 },
		'histories/0/history_id' => 70, 'histories/0/ex_data' => '******', 'histories/1' => 'absent' } ],
	[ '59 its data: the run that began last', 'data', $v1, [ @A, loop => 1 ],
		{ inputs => { x => 8 }, ex_data => undef, 'outputs/0/value' => 8 } ],
	[ '59 no such loop', 'data', $v1, [ @A, loop => 0 ], 500 ],
	[ '59 no number', 'data', $v1, [ @A, loop => 'x' ], 500 ],
	[ '4.6.5 a blocked sub-process over a failed node', '3.32 detail', $v1, [ node_id => 'around' ],
		{ state => 'FAILED', @NOTHING, 'children/inner/state' => 'FAILED',
			'children/inner/error_ignored' => $FALSE } ],
	[ '56 a node of a sub-process needs no stack', 'data', $v1, [ node_id => 'inner' ], { '' => {@NOTHING} } ],
	[ '56 but with component_code', 'data', $v1, [ node_id => 'inner', component_code => 'own' ], [@FORMAT] ],
	[ '56 or when it was not executed', 'data', $v1, [ node_id => 'last' ], 500 ],
	[ '72 outputs None', 'data', $v1, [ node_id => 'none' ],
		{ '' => { inputs => undef, outputs => [], ex_data => undef } } ],
	[ '72 outputs that cannot be read are a text', 'data', $v1, [ node_id => 'odd' ], [@FORMAT] ],
	[ '72 outputs that are a text', 'data', $v1, [ node_id => 'text' ], [@FORMAT] ],
	[ '69 a node with variables that was not executed', 'data', $v1,
		[ node_id => 'last', subprocess_stack => '["later"]' ], { '' => {@NOTHING} } ],
	[ '69 one without', 'detail', $v1, [ node_id => 'plain' ],
		{ '' => { name => 'plain', state => 'READY', error_ignorable => $FALSE, error_ignored => $FALSE,
		inputs => { n => 1 }, outputs => [], ex_data => '' } } ],
	[ '69 a sub-process', 'data', $v1, [ node_id => 'later' ], { '' => {@NOTHING} } ],
);
clear_tasks($s);

# --- nodes of other tasks ------------------------------------------------------

add_task($s, project => 2, tree => flow([ theirs => activity({}) ]), nodes => ['theirs'], states => [ { children => [ { id => 'theirs' } ] } ],
	data => { theirs => { inputs => { secret => 1 }, outputs => { ex_data => 'secret' } } }, history => [ { node_id => 'theirs', loop => 1, inputs => { secret => 2 } } ]);
my $crafted = add_task($s, tree => flow([ theirs => activity({ own => field(1) }) ]), nodes => ['theirs'], states => [ {} ]);
is_answered($_) for (
	[ 'a flow that names a node of another task', 'data', $crafted, [ node_id => 'theirs' ], { '' => { inputs => { own => 1 }, outputs => [], ex_data => '' } } ],
	[ 'and its states', 'detail', $crafted, [ node_id => 'theirs' ], { state => 'READY', histories => 'absent' } ]);

# --- a flow that is too large to be looked through -------------------------------

my $wide = add_task($s, tree => flow([ w => activity({}) ], constants => { '${k}' => {
	key => '${k}', value => 'x' x 1_100_000, source_type => 'component_outputs', source_info => { w => ['res'] } } }),
	nodes => ['w'], states => [ { children => [ { id => 'w' } ] } ], data => { w => { outputs => { res => 1 } } });
is_answered([ 'constants of more than 1 MiB are not passed over', 'data', $wide, [ node_id => 'w' ], 501 ]);
clear_tasks($s);

$old->{pool}->stop;
is(join('', $old->{pool}->complaints), '', 'release = 3.32: nothing bad in the log');
$s->finish;
