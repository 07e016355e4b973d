# SPDX-License-Identifier: MIT
# What the current generation keeps of tasks beside their states: records of
# operations, logs of nodes, runs of plugins (sops-current 4.15), one line for each
# case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task add_log add_record add_run clear_tasks flow);
use Bk::Iam;
use Bk::Jwt qw(key jwt claims);
use Bk::Process qw(tmpdir secret spew slurp);
use Bk::Service;
use Encode qw(encode);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $iam = Bk::Iam->new;
spew(tmpdir . '/shield.key', "sEcret-KEY\n", 0600);
secret('sEcret-KEY');
my %shield = ('shield.secret_key_file' => tmpdir . '/shield.key', 'shield.keywords' => encode('UTF-8', 'hidden,**,,两个字'));
my $s = Bk::Service->new(generation => 'current', release => '3.34', set => { %shield, 'pm.max_children' => 1 });

# Another pool over the same tables.
sub service {
	my ($name, $release, %set) = @_;
	return Bk::Service->new(generation => 'current', release => $release, name => $name, maria => $s->{maria}, set => { %shield, %set });
}

my $older    = service('332', '3.32');
my $trusting = service('trusted', '3.34', iam => 'trusted');
my $asking   = service('iam', '3.34', iam => 'ask', 'iam.url' => $iam->{url}, 'iam.system' => 'bk_sops');
my $away     = service('away', '3.34', node_log => 'forward', iam => 'trusted');
my %of       = ('3.34' => $s, '3.32' => $older);
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $plain = JSON::PP->new->canonical->allow_nonref;
my $DB    = 'bk_sops';

# ask(OF, ENDPOINT, as ask_current): the status and the answer, whose trace_id is
# 'trace' or not there.
sub ask {
	my ($of, $endpoint, %o) = @_;
	my $answer = ($of{$of} // $of)->ask_current(delete $o{method} // 'GET', $endpoint, %o);
	my $json   = $answer->{json};
	$json->{trace_id} = 'trace' if $json->{trace_id};
	return ($answer->{status}, $json, $answer);
}

# raw(ENDPOINT AND QUERY): an answer that is too large to be decoded here.
sub raw {
	my $token = jwt(key('gateway'), claims('admin', 'my_app'), kid => $Bk::Service::GATEWAY);
	return $s->get("/apigw/$_[0]", headers => [ 'X-Bkapi-JWT', $token ]);
}

# The answer in a word or two.
sub word {
	my ($status, $json) = ask(@_);
	return "http $status" if $status == 500 || $status == 501;
	return $plain->encode($json->{message}) . " $json->{code}" if !$json->{result};
	return $plain->encode($json->{data});
}

sub set { my ($table, $column, $value) = @_; return $s->db->do("UPDATE $DB.$table SET $column = ?", $value) }

# --- get_task_operate_record

my $RECORD = 'get_task_operate_record';
my $task   = add_task($s, tree => flow([ a => {} ]), nodes => ['a']);
my @first  = (operator => '张三', operate_type => 'create', operate_date => '2026-07-01 04:00:00.000100', extra_info => '');
my $own    = add_record($s, $task, @first);
add_record($s, $task, operate_type => 'skip', operate_source => 'app', node_id => 'a', extra_info => '{"k": [1, "中", 1e400]}');
add_record($s, $task, project_id => 2, operate_type => 'pause');
add_record($s, $task + 1, operate_type => 'resume');
my @items = (
	{ project_id => 1, instance_id => $task, operator => '张三', operate_type => 'create', operate_source => 'api', node_id => '',
		operate_date => '2026-07-01T12:00:00.000100+08:00', extra_info => {}, operate_type_name => '创建', operate_source_name => 'api 接口' },
	{ project_id => 1, instance_id => $task, operator => 'admin', operate_type => 'skip', operate_source => 'app', node_id => 'a',
		operate_date => '2026-07-01T12:00:00+08:00', extra_info => { k => [ 1, '中', undef ] }, operate_type_name => '跳过',
		operate_source_name => 'app 页面' });
my @PROJECT = (query => [ scope => 'project' ]);
for my $release (sort keys %of) {
	is_deeply([ (ask($release, $RECORD, path => [ $task, 1 ], @PROJECT))[ 0, 1 ] ],
		[ 200, { result => $true, data => \@items, code => 0, trace_id => 'trace' } ], "4.15 $release: all of an answer");
}

sub kinds {
	my ($of, @ask) = @_;
	my ($status, $json) = ask($of, $RECORD, @ask);
	return "http $status" if $status != 200;
	return $json->{message} if !$json->{result};
	return join ' ', map { $_->{operate_type} } @{ $json->{data} };
}

# [number, name, what 3.34 says, what 3.32 does, as ask_current]
for (
	[ '49',    'the number of the business: 3.34 takes it for the project', 'pause', 'create skip', path => [ $task, 2 ] ],
	[ '49',    '... of another business',                  '', 'pause', path => [ $task, 3 ] ],
	[ '0.4',   'scope=project',                            'create skip', 'create skip', path => [ $task, 1 ], @PROJECT ],
	[ '4.15',  'a node',                                   'skip', 'skip', path => [ $task, 1 ], query => [ scope => 'project', node_id => 'a' ] ],
	[ '4.15',  'a node, without case and blanks',          'skip', 'skip', path => [ $task, 1 ], query => [ scope => 'project', node_id => 'A ' ] ],
	[ '4.15',  'an empty node',                            'create skip', 'create skip', path => [ $task, 1 ], query => [ scope => 'project', node_id => '' ] ],
	[ '4.15',  'no such node',                             '', '', path => [ $task, 1 ], query => [ scope => 'project', node_id => "x' OR 1=1 -- " ] ],
	[ '4.15',  'bytes that are no UTF-8',                  '', '', path => [ $task, 1 ], query => [ scope => 'project', node_id => "\xFF" ] ],
	[ '86',    'a node, the last of two',                  'skip', 'skip', path => [ $task, 1 ], query => [ scope => 'project', node_id => 'x', node_id => 'a' ] ],
	[ '81',    'a task that is not there',                 'resume', 'resume', path => [ $task + 1, 1 ], @PROJECT ],
	[ '85',    'a task beyond BIGINT',                     '', '', path => [ '9' x 40, 1 ], @PROJECT ],
	[ '2.4',   'no such project', ('project(99) with scope(cmdb_biz) does not exist.') x 2, path => [ $task, 99 ] ],
	[ '38',    'two projects of the business',             ('http 500') x 2, path => [ $task, 7 ] ],
	[ '81',    'who is not trusted, of a missing task',
		('数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance(id=9) does not exist. | process_exception') x 2,
		path => [ 9, 1 ], @PROJECT, app => 'x' ],
	[ '81',    'who is not trusted',                       'create skip', 'create skip', path => [ $task, 1 ], @PROJECT, app => 'x' ],
  ) {
	my ($number, $name, $new, $old, @ask) = @$_;
	is(kinds('3.34', @ask), $new, "$number 3.34: $name");
	is(kinds('3.32', @ask), $old, "$number 3.32: $name");
}
is(kinds($trusting, path => [ $task, 1 ], @PROJECT, app => 'x'), 'http 501', '5.4 iam = trusted: who is not trusted is forwarded');
is(kinds($asking, path => [ $task, 1 ], @PROJECT, app => 'x', user => 'nobody'), 'iam authentication exception, please check, action:task_view',
	'1.4 iam = ask: the words of a view that is not of Django REST framework');
is(kinds($asking, path => [ $task, 1 ], @PROJECT, app => 'x', user => 'allowed'), 'create skip', '5.1 iam = ask');

# What is stored: one record, a column of it, what is shown.
$s->db->do("DELETE FROM $DB.operate_record_taskoperaterecord WHERE id <> ?", $own);
my $stored = sub {
	my ($column, $value, $member, $expected, @ask) = @_;
	$s->db->do("UPDATE $DB.operate_record_taskoperaterecord SET operate_type='start', operate_source='api', extra_info='',"
		  . " operate_date='2026-07-01 04:00:00'");
	set('operate_record_taskoperaterecord', $column, $value);
	for my $release (sort keys %of) {
		my ($status, $json) = ask($release, $RECORD, path => [ $task, 1 ], @PROJECT, @ask);
		is($status == 200 ? $plain->encode($json->{data}[0]{$member}) : "http $status", $expected,
			sprintf '%s %s: %s = %.40s', $column eq 'operate_date' ? '1.8' : '4.0.4', $release, $column, $value);
	}
};
my %types = (
	create => '创建 Create', task_clone => '克隆(创建) Clone(Create)', start => '执行 Execute', pause => '暂停 Pause', resume => '继续 Continue',
	revoke => '撤消 Terminate', delete => '删除 Delete', update => '修改 Modify', callback => '回调 Callback', retry => '重试 Retry',
	skip => '跳过 Skip', skip_exg => '跳过失败网关 Skip failed gateway', skip_cpg => '跳过并行条件网关 Skip parallel conditional gateway',
	pause_subproc => '暂停节点 Pause Node', resume_subproc => '继续节点 Continue Node', forced_fail => '强制失败 Force Failed',
	spec_nodes_timer_reset => '调整时间 Change Time', task_action => '任务操作 task operation', nodes_action => '节点操作 node operation',
	none => 'None None');
my %sources = (
	app => 'app 页面|app page', api => 'api 接口|app interface', parent => '父任务|父任务', project => '项目流程|Project Flow',
	common => '公共流程|Common Flow', onetime => '一次性任务|One-Time Task');
for my $type (sort keys %types) {
	my ($chinese, $english) = split / /, $types{$type}, 2;
	$stored->(operate_type => $type, operate_type_name => qq("$chinese"));
	$stored->(operate_type => $type, operate_type_name => qq("$english"), headers => [ 'Accept-Language', 'en' ]);
}
for my $source (sort keys %sources) {
	my ($chinese, $english) = split /\|/, $sources{$source};
	$stored->(operate_source => $source, operate_source_name => qq("$chinese"));
	$stored->(operate_source => $source, operate_source_name => qq("$english"), headers => [ 'Accept-Language', 'en' ]);
}
$stored->(@$_) for
  [ operate_type   => '',       operate_type_name   => 'null' ],
  [ operate_type   => 'bogus',  operate_type_name   => 'http 500' ],
  [ operate_type   => 'Start',  operate_type_name   => 'http 500' ],
  [ operate_source => '',       operate_source_name => 'http 500' ],
  [ operate_source => 'bogus',  operate_source_name => 'http 500' ],
  [ extra_info     => '',       extra_info          => '{}' ],
  [ extra_info     => 'null',   extra_info          => 'null' ],
  [ extra_info     => '[1]',    extra_info          => '[1]' ],
  [ extra_info     => '0',      extra_info          => '0' ],
  [ extra_info     => 'NaN',    extra_info          => 'null' ],
  [ extra_info     => '{"a":"\ud83d\ude00"}', extra_info => '{"a":"😀"}' ],
  [ extra_info     => ' ',      extra_info          => 'http 500' ],
  [ extra_info     => 'not json', extra_info        => 'http 500' ],
  [ extra_info     => '{"a":1', extra_info          => 'http 500' ],
  [ extra_info     => '{} {}',  extra_info          => 'http 500' ],
  [ extra_info     => "{'a':1}", extra_info         => 'http 500' ],
  [ extra_info     => '[' x 5000 . ']' x 5000, extra_info => 'http 500' ],
  [ operate_date   => '2026-07-01 15:59:59.999999', operate_date => '"2026-07-01T23:59:59.999999+08:00"' ],
  [ operate_date   => '2026-12-31 16:00:00', operate_date => '"2027-01-01T00:00:00+08:00"' ],
  [ operate_date   => '1990-07-01 04:00:00.5', operate_date => '"1990-07-01T13:00:00.500000+09:00"' ],
  [ operate_date   => '1969-12-31 23:59:59.000001', operate_date => '"1970-01-01T07:59:59.000001+08:00"' ],
  [ operate_date   => '9999-12-31 16:00:00', operate_date => 'http 500' ],
  [ operate_date   => '9999-12-31 15:59:59.999999', operate_date => '"9999-12-31T23:59:59.999999+08:00"' ];
{
	my $zone = sub {
		my ($name, $stored, $shown) = @_;
		my $of = service(lc($name =~ s{\W}{}gr), '3.34', time_zone => $name);
		set(operate_record_taskoperaterecord => operate_date => $stored);
		is((ask($of, $RECORD, path => [ $task, 1 ], @PROJECT))[1]{data}[0]{operate_date}, $shown, "1.8: $stored in $name");
		$of->{pool}->stop;
	};
	$zone->(@$_) for
	  [ 'UTC',              '2026-07-01 04:00:00.000009', '2026-07-01T04:00:00.000009Z' ],
	  [ 'America/St_Johns', '2026-01-01 04:00:00',        '2026-01-01T00:30:00-03:30' ];
}
# As many as are answered, and one more.
$s->db->do("UPDATE $DB.operate_record_taskoperaterecord SET operate_date='2026-07-01 04:00:00'");
my $copy = "INSERT INTO $DB.operate_record_taskoperaterecord (operator,operate_type,operate_source,instance_id,project_id,operate_date,node_id,"
  . "extra_info) SELECT operator,operate_type,operate_source,instance_id,project_id,operate_date,node_id,extra_info"
  . " FROM $DB.operate_record_taskoperaterecord LIMIT ";
$s->db->do($copy . 10000) for 1 .. 13;
$s->db->do($copy . (10000 - 8192));
is(scalar(() = raw("$RECORD/$task/1/?scope=project")->{body} =~ /"instance_id":$task,/g), 10000, '4.15: 10,000 records');
$s->db->do($copy . 1);
is(kinds('3.34', path => [ $task, 1 ], @PROJECT), 'http 501', '4.15: 10,001 are forwarded');
$s->db->do("DELETE FROM $DB.operate_record_taskoperaterecord");

# --- get_task_node_log

my ($LOG, $INNER) = qw(get_task_node_log inner/get_task_node_log);
my $flow = flow([ b => {}, sub => { pipeline => flow([ c => {} ], start => 's2', end => 'e2') } ]);
my $logs = add_task($s, name => '日志 "x"', tree => $flow, nodes => [qw(b sub c)],
	states => [ { children => [ { id => 'b', version => 'v2' }, { id => 'sub', version => 'v1', children => [ { id => 'c', version => 'v1' } ] } ] } ]);
my $v1  = add_task($s, engine_ver => 1, tree => flow([ d => {} ]), nodes => ['d']);
my $new = add_task($s, tree => flow([ e => {} ]), instance => { is_started => 0 });
my $far = add_task($s, project => 2, tree => flow([ f => {} ]));
my $bad = add_task($s, snapshot => 0);
add_log($s, 'b', 'v1', 'old');
add_log($s, 'b', 'v2', "一 sEcret-KEY \x{1F600}", '', "two\nhidden**hidden两个字", 'last');
add_log($s, 'c', 'v1', 'of c');
add_log($s, 'f', 'v1', 'of another project');
add_log($s, 'sub', 'v1', undef);
# The keywords count one after another: "**" also in what is there for the others.
my $TEXT    = '一 ' . '*' x 18 . " \x{1F600}\n\ntwo\n" . '*' x 48 . "\nlast";
my %whole   = (result => $true, message => 'success', data => $TEXT, page => {});
my $MISSING = sub { "\"[API] $LOG task[id=$_[0]] of project[project_id=$_[1], biz_id=$_[2]] does not exist\" 3540400" };
my $DNE     = '"数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance(id=999) does not exist. | process_exception" 3540400';
my @B       = (query => [ node_id => 'b' ]);
for my $release (sort keys %of) {
	is_deeply([ (ask($release, $LOG, path => [ $logs, 2 ], @B))[ 0, 1 ] ], [ 200, \%whole ], "4.15 $release: all of an answer, no trace_id, no code");
	is_deeply([ (ask($release, $INNER, @B))[ 0, 1 ] ], [ 200, \%whole ], "4.15 $release: the inner one");
	for (
		[ '4.15',  'a version',                 '"old"', [ $logs, 2 ], [ node_id => 'b', version => 'v1' ] ],
		[ '4.15',  'no such version',           '""', [ $logs, 2 ], [ node_id => 'b', version => "v3' OR '1" ] ],
		[ '4.15',  'an empty version',          $plain->encode($TEXT), [ $logs, 2 ], [ node_id => 'b', version => '' ] ],
		[ '4.15',  'pages do not count',        $plain->encode($TEXT), [ $logs, 2 ], [ node_id => 'b', page => 'x', page_size => -1 ] ],
		[ '4.15',  'a node in a subprocess',    '"of c"', [ $logs, 2 ], [ node_id => 'c' ] ],
		[ '4.15',  'a message that is NULL',    'http 500', [ $logs, 2 ], [ node_id => 'sub' ] ],
		[ '4.15',  'a node of engine 1',        '""', [ $v1, 2 ], [ node_id => 'd' ] ],
		[ '4.15',  'a task that did not start', '""', [ $new, 2 ], [ node_id => 'e' ] ],
		[ '4.15',  '... a version of it',       '""', [ $new, 2 ], [ node_id => 'e', version => 'v1' ] ],
		[ '58',    'a node of the flow alone, no list of nodes', '"of another project"', [ $far, 3 ], [ node_id => 'f', version => 'v1' ] ],
		[ '4.15',  'no node',                   "\"[API] $LOG node_id is required\" 3540000", [ $logs, 2 ], [] ],
		[ '4.15',  'an empty node',             "\"[API] $LOG node_id is required\" 3540000", [ $logs, 2 ], [ node_id => '', version => 'v1' ] ],
		[ '4.15',  'a node of another task',    "\"[API] $LOG task[id=$logs] does not have node[f]\" 3540400", [ $logs, 2 ],
			[ node_id => 'f', version => 'v1' ] ],
		[ '4.15',  'a node with a quote',       "\"[API] $LOG task[id=$logs] does not have node[\\\"]\" 3540400", [ $logs, 2 ], [ node_id => '"' ] ],
		[ '55',    'no such task',              $MISSING->(999, 1, 2), [ 999, 2 ], [] ],
		[ '55',    'a task of another project', $MISSING->($far, 1, 2), [ $far, 2 ], [ node_id => 'f' ] ],
		[ '55',    'of another scope',          $MISSING->($far, 3, -1), [ $far, 3 ], [ node_id => 'f', scope => 'project' ] ],
		[ '85',    'a task beyond BIGINT',      $MISSING->('9' x 40, 1, 2), [ '9' x 40, 2 ], [ node_id => 'b' ] ],
		[ '2.4',   'no such project',           '"project(99) with scope(cmdb_biz) does not exist." 3540400', [ $logs, 99 ], [] ],
		[ '55',    'who is not trusted, no such task', $DNE, [ 999, 2 ], [], 'x' ],
		[ '55',    '... of another project',    $MISSING->($far, 1, 2), [ $far, 2 ], [ node_id => 'f' ], 'x' ],
		[ '55',    '... with a task',           '"of c"', [ $logs, 2 ], [ node_id => 'c' ], 'x' ],
		[ '58',    'a task without a flow',     'http 500', [ $bad, 2 ], [ node_id => 'b' ] ],
	  ) {
		my ($number, $name, $expected, $path, $query, $app) = @$_;
		is(word($release, $LOG, path => $path, query => $query, $app ? (app => $app) : ()), $expected, "$number $release: $name");
	}
	for (
		[ 'no node',                       '""', [] ],
		[ 'an empty node',                 '""', [ node_id => '' ] ],
		[ 'no such node',                  '""', [ node_id => 'x' ] ],
		[ 'a version alone',               '""', [ version => 'v1' ] ],
		[ 'a version',                     '"old"', [ node_id => 'b', version => 'v1' ] ],
		[ 'a node of any project',         '"of another project"', [ node_id => 'f', version => 'v1' ] ],
		[ 'a node that has no state',      '""', [ node_id => 'f' ] ],
		[ 'a message that is NULL',        'http 500', [ node_id => 'sub' ] ],
	  ) {
		my ($name, $expected, $query) = @$_;
		is(word($release, $INNER, query => $query), $expected, "4.15 $release: the inner one, $name");
	}
}
my %untrusted = (result => $false, message => 'you have no permission to call this api.', code => 3540100);
is_deeply((ask('3.34', $INNER, app => 'x', @B))[1], \%untrusted, '0.4 3.34: the inner one is for who is trusted');
is_deeply((ask($trusting, $INNER, app => 'x', @B))[1], \%untrusted, '0.4 3.34: ... not forwarded with iam = trusted');
is_deeply((ask('3.32', $INNER, app => 'x', @B))[1], \%whole, '0.4 3.32: it is for every application');
is(word($trusting, $LOG, path => [ $logs, 2 ], @B, app => 'x'), 'http 501', '5.4 iam = trusted: who is not trusted is forwarded');
is_deeply((ask($trusting, $LOG, path => [ $logs, 2 ], @B))[1], \%whole, '5.4 iam = trusted: who is trusted');

# IAM
my $system = { system_id => 'bk_sops', system_name => '标准运维' };
my %denied = (
	result => $false, code => 9900403, message => 'you have no permission to operate', data => undef, permission => {
		%$system, actions => [ { id => 'task_view', name => '查看任务', related_resource_types => [ { %$system, type => 'task',
			type_name => '任务实例', instances => [ [ { type => 'project', type_name => '项目', id => '1', name => 'project,1' },
				{ type => 'task', type_name => '任务实例', id => "$logs", name => '日志 "x"' } ] ] } ] } ] });
is_deeply([ (ask($asking, $LOG, path => [ $logs, 2 ], @B, app => 'x', user => 'nobody'))[ 0, 1 ] ], [ 200, \%denied ],
	'1.6 iam = ask: who may not is told what IAM would have to grant, no trace_id');
is_deeply((ask($asking, $LOG, path => [ $logs, 2 ], app => 'x', user => 'nobody', headers => [ 'Accept-Language', 'en' ]))[1], \%denied,
	'1.6 ... before the parameters are looked at');
is_deeply((ask($asking, $LOG, path => [ $logs, 2 ], @B, app => 'x', user => 'allowed'))[1], \%whole, '5.1 iam = ask: who may');
is_deeply((ask($asking, $LOG, path => [ $logs, 2 ], @B, user => 'nobody'))[1], \%whole, '2.3 iam = ask: who is trusted');
is(word($asking, $LOG, path => [ $logs, 2 ], @B, app => 'x', user => 'broken'), 'http 500', '5.1 iam = ask: IAM fails');

# Methods
for my $case ([ '方法 “PUT” 不被允许。' ], [ 'Method "PUT" not allowed.', headers => [ 'Accept-Language', 'en' ] ]) {
	my ($detail, @language) = @$case;
	for my $ask ([ $LOG, path => [ $logs, 2 ] ], [$INNER]) {
		my ($status, $json, $answer) = ask('3.34', @$ask, method => 'PUT', @language);
		is_deeply([ $status, $json, $answer->{headers}{allow} ], [ 405, { detail => $detail }, 'GET' ], "1.2: $ask->[0], $detail");
	}
}
is((ask('3.34', $INNER, method => 'PUT', token => ''))[0], 403, '1.2: no token comes first');
is((ask('3.34', $INNER, method => 'PUT', token => 'x'))[0], 403, '1.2: ... a bad one, too');
is_deeply([ @{ (ask('3.34', $RECORD, path => [ $task, 1 ], method => 'PUT'))[1] }{qw(result message)} ], [ $false, "$RECORD is asked with GET" ],
	'1.2: a view that is not of Django REST framework');

# Kept elsewhere
is(word($away, $LOG, path => [ $logs, 2 ], @B, app => $_), 'http 501', "4.15 node_log = forward: $_") for qw(my_app x);
is(word($away, $INNER, @B, app => $_), 'http 501', "4.15 node_log = forward: the inner one, $_") for qw(my_app x);
like((ask($away, $INNER, @B))[1]{message}, qr/\(node_log\)/, '... whose message names the key');
is((ask($away, $INNER, @B, method => 'POST'))[0], 405, '... another method is told here');
is((ask($away, $INNER, @B, token => ''))[0], 403, '... and that there is no token');

# A large one: never cut.  The sizes are of the messages, and 64 bytes for each row.
sub worker_memory {
	my ($peak) = slurp('/proc/' . ($s->{pool}->workers)[0] . '/status') =~ /^VmHWM:\s+(\d+) kB/m;
	return $peak / 1024;
}

sub log_of { return raw("$LOG/$logs/2/?node_id=b&version=large") }
my $MIB  = 1024 * 1024;
my $size = sub { $s->db->do("UPDATE $DB.eri_logentry SET message = REPEAT('x', ?) WHERE version = 'large'", $_[0]) };
add_log($s, 'b', 'large', map { "$_" } 1 .. 16);
$size->(7 * $MIB);
my $before = worker_memory();
is(log_of()->{status}, 501, '4.15: a log of 112 MiB is forwarded');
cmp_ok(worker_memory(), '<', $before + 40, '... and the worker does not take memory for it');
like(log_of()->{body}, qr/The log of this node takes more than 16 MiB,/, '... the message says so');
is(word('3.34', $INNER, query => [ node_id => 'b', version => 'large' ]), 'http 501', '... the inner one');
$size->($MIB - 64);
my $large = log_of();
is($large->{status}, 200, '4.15: a log of 16 MiB');
is(length($large->{body}) - length('{"result":true,"data":"","message":"success","page":{}}'), 16 * ($MIB - 64) + 15 * 2, '... is whole');
$s->db->do("UPDATE $DB.eri_logentry SET message = CONCAT(message, 'y') WHERE version = 'large' LIMIT 1");
is(log_of()->{status}, 501, '... with one byte more it is forwarded');
is((ask('3.34', $LOG, path => [ $logs, 2 ], @B))[0], 200, '... and the worker answers on');
$s->db->do("DELETE FROM $DB.eri_logentry WHERE version = 'large'");

# --- plugin-gateway/runs

my ($RUN, $STATUS) = qw(plugin-gateway/runs plugin-gateway/runs/status);
my ($id, $other) = map { $_ x 32 } qw(a b);
add_run($s, $id, run_status => 'SUCCEEDED', outputs => '{"n": 3, "中": "文", "x": [null, 1.5, true]}', error_message => '失败 "x"');
add_run($s, $other, caller_app_code => 'other_app');
my %status = (status => 'SUCCEEDED', outputs => { n => 3, '中' => '文', x => [ undef, 1.5, $true ] }, error_message => '失败 "x"');
my %run    = (%status, open_plugin_run_id => $id, plugin_id => 'builtin__bk_display', plugin_version => '1.0');
my $refused = sub { my ($message, $code) = @_; return { result => $false, message => $message, code => $code, error_type => '', trace_id => 'trace' } };
my $tag     = sub { return $refused->({ task_tag => [@_] }, 3540000) };
my @ENGLISH = (headers => [ 'Accept-Language', 'en' ]);
my $LONG    = '请确保这个字段不能超过 64 个字符。';
my $NUL     = '不允许是用空字符串。';
for my $release (sort keys %of) {
	my %good = (result => $true, code => 0, trace_id => 'trace');
	for (
		[ 'all of a run',            { %good, data => \%run }, $RUN, path => [$id] ],
		[ 'all of a status',         { %good, data => \%status }, $STATUS, query => [ task_tag => $id ] ],
		[ 'blanks around a tag',     { %good, data => \%status }, $STATUS, query => [ task_tag => "\t $id\x{3000}" ] ],
		[ 'the last of two tags',    { %good, data => \%status }, $STATUS, query => [ task_tag => $other, task_tag => $id ] ],
		[ 'no such run',             $refused->("plugin gateway run(${\('c' x 32)}) does not exist", 3540400), $RUN, path => [ 'c' x 32 ] ],
		[ 'no such tag',             $refused->('plugin gateway run(") does not exist', 3540400), $STATUS, query => [ task_tag => '"' ] ],
		[ 'of another application',  $refused->('plugin gateway run does not belong to app(my_app)', 3540100), $RUN, path => [$other] ],
		[ '... its status',          $refused->('plugin gateway run does not belong to app(my_app)', 3540100), $STATUS, query => [ task_tag => $other ] ],
		[ '... whose case differs',  $refused->('plugin gateway run does not belong to app(My_App)', 3540100), $RUN, path => [$id], app => 'My_App' ],
		[ 'no tag',                  $tag->('该字段是必填项。'), $STATUS, query => [ tag => 1 ] ],
		[ '... in English',          $tag->('This field is required.'), $STATUS, @ENGLISH ],
		[ 'an empty tag',            $tag->('该字段不能为空。'), $STATUS, query => [ task_tag => '' ] ],
		[ 'a tag of blanks',         $tag->('该字段不能为空。'), $STATUS, query => [ task_tag => " \x{3000}" ] ],
		[ '... in English',          $tag->('This field may not be blank.'), $STATUS, query => [ task_tag => '' ], @ENGLISH ],
		[ '64 characters',           $refused->('plugin gateway run(' . '中' x 64 . ') does not exist', 3540400), $STATUS,
			query => [ task_tag => '中' x 64 . ' ' ] ],
		[ '65 characters',           $tag->($LONG), $STATUS, query => [ task_tag => '中' x 65 ] ],
		[ '... in English',          $tag->('Ensure this field has no more than 64 characters.'), $STATUS, query => [ task_tag => 'x' x 65 ], @ENGLISH ],
		[ 'a NUL',                   $tag->($NUL), $STATUS, query => [ task_tag => "a\0b" ] ],
		[ '... in English',          $tag->('Null characters are not allowed.'), $STATUS, query => [ task_tag => "a\0b" ], @ENGLISH ],
		[ 'a long one with a NUL',   $tag->($LONG, $NUL), $STATUS, query => [ task_tag => 'x' x 70 . "\0" . 'x' ] ],
	  ) {
		my ($name, $expected, @ask) = @$_;
		is_deeply([ (ask($release, @ask))[ 0, 1 ] ], [ 200, $expected ], "4.15 $release: $name");
	}
}
is_deeply((ask($_, $RUN, path => [$other], app => 'other_app', user => 'nobody'))[1]{result}, $true, '3: no permission is asked of its owner')
  for $s, $trusting, $asking;
is_deeply((ask($trusting, $RUN, path => [$other], app => 'x'))[1], $refused->('plugin gateway run does not belong to app(x)', 3540100),
	'3: iam = trusted: nothing is forwarded');
for my $wrong ('a' x 31, 'a' x 33, 'A' x 32, 'g' x 32, 'status/x') {
	is((ask('3.34', "$RUN/$wrong"))[0], 404, "3: no such URL: runs/$wrong");
}
is_deeply([ (ask('3.34', $RUN, path => [$id], method => 'POST'))[0] ], [405], '1.2: another method');
set(plugin_gateway_plugingatewayrun => outputs => $_->[0]),
  is(word('3.34', $STATUS, query => [ task_tag => $id ]), qq({"error_message":"失败 \\"x\\"","outputs":$_->[1],"status":"SUCCEEDED"}), "4.15: outputs $_->[0]")
  for [ '[]', '[]' ], [ 'null', 'null' ], [ '"x"', '"x"' ], [ '{"a": {"b": "😀/"}}', '{"a":{"b":"😀/"}}' ];
SKIP: {
	# A server with a type JSON of its own takes nothing else.
	skip 'the server refuses broken JSON whatever it is told', 1
	  if !eval { $s->db->do("ALTER TABLE $DB.plugin_gateway_plugingatewayrun MODIFY outputs LONGTEXT"); 1 };
	set(plugin_gateway_plugingatewayrun => outputs => $_),
	  is(word('3.34', $RUN, path => [$id]), 'http 500', '4.15: outputs ' . substr $_, 0, 20) for 'x', '', '{"a":', '[' x 5000;
	set(plugin_gateway_plugingatewayrun => outputs => undef);
	is((ask('3.34', $RUN, path => [$id]))[1]{data}{outputs}, undef, '4.15: outputs NULL');
}
set(plugin_gateway_plugingatewayrun => outputs => '{}');
unlike((ask('3.34', $RUN, path => [$id]))[2]{body}, qr/TOKEN-4711/, 'the token of the callback is not shown');

# --- entity tags: none of these answers has a clock

add_record($s, $task, @first);
for my $case (
	[ $RECORD, [ path => [ $task, 1 ], @PROJECT ],        operate_record_taskoperaterecord => operator => 'x' ],
	[ $LOG,    [ path => [ $logs, 2 ], @B ],              eri_logentry => message => 'x' ],
	[ $INNER,  [@B],                                      eri_logentry => message => 'y' ],
	[ $RUN,    [ path => [$id] ],                         plugin_gateway_plugingatewayrun => run_status => 'x' ],
	[ $STATUS, [ query => [ task_tag => $id ] ],          plugin_gateway_plugingatewayrun => run_status => 'y' ]) {
	my ($endpoint, $ask, $table, $column, $value) = @$case;
	my $etag = (ask('3.34', $endpoint, @$ask))[2]{headers}{etag} // '';
	like($etag, qr{\AW/"[0-9a-f]{32}"\z}, "$endpoint has an entity tag");
	is((ask('3.34', $endpoint, @$ask, headers => [ 'If-None-Match', $etag ]))[0], 304, '... which is known');
	set($table, $column, $value);
	is((ask('3.34', $endpoint, @$ask, headers => [ 'If-None-Match', $etag ]))[0], 200, '... until a row changes');
}
clear_tasks($s);
for my $of ($older, $trusting, $asking, $away) {
	$of->{pool}->stop;
	is(join("\n", $of->{pool}->complaints), '', 'nothing is wrong in the log');
}
$s->finish;
