# SPDX-License-Identifier: MIT
# Lists of the current generation beside those of tasks (sops-current 4.10,
# 4.11, 4.12, 4.13, 4.15), one line for each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentLists qw(add_flow add_periodic add_clocked add_function add_mini_app add_config);
use Bk::CurrentTask qw(add_task clear_tasks add_project flow);
use Bk::Iam;
use Bk::Process qw(tmpdir secret spew);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s     = Bk::Service->new(generation => 'current', release => '3.34');
my $older = Bk::Service->new(generation => 'current', release => '3.32', name => '332', maria => $s->{maria});
my $iam   = Bk::Iam->new;
secret('iam-secret-0815');
spew(tmpdir . '/iam.secret', "iam-secret-0815\n", 0600);
my $asks = Bk::Service->new(generation => 'current', release => '3.34', name => 'iam', maria => $s->{maria},
	set => { iam => 'ask', 'iam.url' => $iam->{url}, 'iam.app_secret_file' => tmpdir . '/iam.secret', 'iam.cache' => 0 });
my $hurries = Bk::Service->new(generation => 'current', release => '3.34', name => 'hurries', maria => $s->{maria},
	set => { iam => 'ask', 'iam.url' => $iam->{url}, 'iam.app_secret_file' => tmpdir . '/iam.secret', 'iam.timeout' => '500ms', 'iam.cache' => 0 });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $FAULT = 'http 500';
my %PATH  = (
	get_periodic_task_list => [2], get_clocked_task_list => [2], get_mini_app_list => [2], get_functionalization_task_list => [],
	get_user_project_list => []);

# ask(ENDPOINT, name => value, ...): with a hash first: of (a pool), path, app,
# user, headers, method.
sub ask {
	my ($endpoint, @query) = @_;
	my %how = ref $query[0] ? %{ shift @query } : ();
	my $of  = delete $how{of} // $s;
	return $of->ask_current(delete $how{method} // 'GET', $endpoint, path => delete $how{path} // $PATH{$endpoint}, query => \@query, %how);
}

# What is seen of an answer: its items by what $show makes of each, or why there
# are none; their ids without $show.
sub seen {
	my ($answer, $show) = @_;
	my $json = $answer->{json};
	return "http $answer->{status}" if $answer->{status} != 200;
	return ref $json->{message} ? JSON::PP->new->canonical->encode($json->{message}) : $json->{message} if !$json->{result};
	return join q( ), map { $show ? $show->($_) // 'null' : $_->{id} } ref $json->{data} eq 'ARRAY' ? @{ $json->{data} } : $json->{data};
}
sub page { my $answer = ask(@_); return seen($answer) . ' | ' . ($answer->{json}{count} // 'none') }

# An answer as a whole, but for its trace_id: 'trace' says whether there is one.
sub whole {
	my $json = ask(@_)->{json};
	return { %$json, exists $json->{trace_id} ? (trace_id => 'trace') : () };
}
sub good { my ($data, @more) = @_; return { result => $true, data => $data, code => 0, trace_id => 'trace', @more } }

# A change that is gone after it was seen.
sub with {
	my ($table, $id, $column, $value, $code) = @_;
	my $old = $s->db->one("SELECT HEX(CAST(`$column` AS BINARY)) FROM bk_sops.$table WHERE id = $id");
	$s->db->do("UPDATE bk_sops.$table SET `$column` = ? WHERE id = $id", $value);
	$code->();
	$s->db->do("UPDATE bk_sops.$table SET `$column` = UNHEX(?) WHERE id = $id", $old);
}

# --- what is the same of several: pages, zones, projects

for my $list (qw(get_clocked_task_list get_mini_app_list get_functionalization_task_list)) {
	my $add = { get_clocked_task_list => \&add_clocked, get_mini_app_list => \&add_mini_app, get_functionalization_task_list => \&add_function }->{$list};
	my $task = add_task($s);
	my @ids  = reverse map { $add->($s, $list =~ /functional/ ? (task_id => $task) : ()) } 1 .. 4;
	is(page($list => @$_[ 2 .. $#$_ ]), $_->[1], "$_->[0]: $list") for
	  [ '4.0.2', "@ids | 4" ],
	  [ '28', ' | 4', limit => 0 ],
	  [ '28', "$ids[0] $ids[1] | 4", limit => 2 ],
	  [ '28', "$ids[2] $ids[3] | 4", limit => ' 2 ', offset => '0_2' ],
	  [ '28', "$ids[3] | 4", offset => "\x{663}" ],
	  [ '4.0.3', ' | 4', offset => 99 ],
	  [ '28', '[API] pagination error: offset and limit must be greater or equal to 0. | none', limit => -1 ],
	  [ '28', q([API] pagination error: invalid literal for int() with base 10: 'x' | none), offset => 'x' ];
	is_deeply(whole($list => limit => -1), { result => $false, data => '', code => 3545000, trace_id => 'trace',
		message => '[API] pagination error: offset and limit must be greater or equal to 0.' }, "4.0.3: $list, the whole refusal");
	clear_tasks($s);
	is_deeply(whole($list), good([], count => 0), "4.0.3: $list of nothing");
}
for my $list (qw(get_clocked_task_list get_mini_app_list get_periodic_task_list)) {
	my $add = { get_clocked_task_list => \&add_clocked, get_mini_app_list => \&add_mini_app, get_periodic_task_list => \&add_periodic }->{$list};
	my $own = $add->($s);
	my %other = $list =~ /periodic/ ? (task => { project_id => 3 }) : (project_id => 3);
	my $far = $add->($s, %other);
	is(seen(ask($list)), $own, "2.4: $list of a business");
	is(seen(ask($list => { path => [3] }, scope => 'project')), $far, "37: $list of a project");
	is_deeply(whole($list => { path => [99] }), { result => $false, message => 'project(99) with scope(cmdb_biz) does not exist.', code => 3540400 },
		"2.4: $list of no project");
	is(seen(ask($list => { path => [7] })), $FAULT, "38: $list of two projects");
	is(ask($list => { method => 'POST' })->{status}, 405, "77: POST $list");
	clear_tasks($s);
}
is_deeply(whole($_ => expected_timezone => 'Mars/Base', limit => 'x'), { result => $false, data => '', message => 'expected_timezone Mars/Base is unknown.',
	code => 3546100 }, "35: $_, an unknown zone") for qw(get_clocked_task_list get_periodic_task_list get_functionalization_task_list);

# --- get_periodic_task_list, get_periodic_task_info

my $flow = add_flow($s, md5 => 'now');
my %constants = ('${x}' => { key => '${x}', show_type => 'show', value => 1 }, '${y}' => { key => '${y}', show_type => 'hide' });
my $tree = flow([ a => {} ], constants => \%constants);
my $one  = add_periodic($s, tree => $tree, inner => { name => '一 one', last_run_at => '2026-03-08 06:59:59.9', creator => 'admin' },
	task => { template_id => $flow, template_version => 'now', edit_time => '2026-03-08 06:59:59' });
my %one = (
	id => $one, name => '一 one', template_id => "$flow", template_source => 'project', creator => 'bob',
	cron => '*/5 * * * * (m/h/d/dM/MY) Asia/Shanghai', enabled => $true, last_run_at => '2026-03-08 14:59:59 +0800', total_run_count => 3);
my %edit    = (editor => 'eve', edit_time => '2026-03-08 14:59:59 +0800', is_latest => $true);
my %actions = (auth_actions => [ map { "periodic_task_$_" } qw(view delete edit) ]);
my @INFO    = (get_periodic_task_info => { path => [ $one, 2 ] });
is_deeply(whole('get_periodic_task_list'), good([ { %one, %actions } ]), '4.10: all of a list');
is_deeply(whole(get_periodic_task_list => include_edit_info => 'Yes'), good([ { %one, %edit, %actions } ]), '4.10: with edit info');
is_deeply(whole(get_periodic_task_list => include_edit_info => 1, expected_timezone => 'America/New_York'),
	good([ { %one, %edit, %actions, last_run_at => '2026-03-08 01:59:59 -0500' } ]), '4.10: the zone is that of last_run_at');
my $answer = whole(@INFO);
is_deeply($answer, good({ %one, form => { '${x}' => $constants{'${x}'} }, pipeline_tree => $answer->{data}{pipeline_tree} }), '4.10: all of one');
is_deeply([ map { [ sort keys %$_ ] } $answer->{data}{pipeline_tree}, $answer->{data}{pipeline_tree}{constants} ],
	[ [ sort keys %$tree ], [ sort keys %constants ] ], '... its tree as it is stored');
is_deeply({ %{ whole(@INFO, include_edit_info => 'true')->{data} }{ keys %edit } }, \%edit, '4.10: one with edit info');
is_deeply(whole(get_periodic_task_info => { path => [ $one, 2 ], headers => [ 'X-Bkapi-Mcp-Server-Id', 1 ] }), $answer, '2.5: the same for an MCP server');
is_deeply(whole($_->[0], $_->[1], include_edit_info => 'x'), { result => $false, message => { include_edit_info => ['Must be a valid boolean.'] },
	code => 3540000, trace_id => 'trace' }, "43: $_->[0]") for [ get_periodic_task_list => {} ], [ get_periodic_task_info => { path => [ 999, 2 ] } ];
is_deeply(whole(get_periodic_task_info => { path => [ $_->[0], $_->[1] ] }), { result => $false, message => "task($_->[0]) does not exist", code => 3540400,
	trace_id => 'trace' }, "4.10: $_->[2]") for [ 999, 2, 'no such task' ], [ $one, 3, 'one of another project' ], [ '9' x 30, 2, 'a long id' ];
my $DNE = '数据不存在错误: 数据不存在错误, 错误内容 %s does not exist. | process_exception';
is_deeply(whole(get_periodic_task_info => { path => [ '0999', 2 ], app => 'stranger' }), { result => $false, data => undef,
	message => sprintf($DNE, 'PeriodicTask(id=0999)'), code => 3540400 }, '81: no such task, of an application that is not trusted');
is(seen(ask(get_periodic_task_info => { path => [ $one, 2 ], app => 'stranger' })), $one, '... one that is there');

# [stored, shown; undef: 500]
for my $case (
	[ '0 7 1,4 10 * (m/h/dM/MY/d) Asia/Shanghai', '0 7 * 1,4 10 (m/h/d/dM/MY) Asia/Shanghai', 'the old order' ],
	[ '0 7 * 1,4 10 (m/h/d/dM/MY) Asia/Shanghai', '0 7 * 1,4 10 (m/h/d/dM/MY) Asia/Shanghai', 'the new order' ],
	[ '1 2 3 4 5 (MY/dM/d/h/m)', '5 4 3 2 1 (m/h/d/dM/MY)', 'without a zone' ],
	[ '1 2 3 4 5 (m/h/d/dM/MY) America/New York', '1 2 3 4 5 (m/h/d/dM/MY) America/New York', 'two words behind it' ],
	[ '1 2 3 4 5 (m/h/d/dM/MY/x) UTC', '1 2 3 4 5 (m/h/d/dM/MY) UTC', 'more units' ],
	[ '', '', 'empty' ],
	[ '*/5 * * * *', undef, 'five words' ], [ '1 2 3 4 5 (m/h/d/dM/x)', undef, 'an unknown unit' ], [ '1 2 3 4 5 (m/h/d/dM)', undef, 'four units' ],
	[ '1 2 3 4 5 (m/h/d/dM/m)', undef, 'one twice' ], [ '1 2 3 4 5 m/h/d/dM/MY', undef, 'no brackets' ], [ '1  2 3 4 5 (m/h/d/dM/MY)', undef, 'two blanks' ],
	[ ' ', undef, 'a blank' ], [ '1 2 3 4 5 (', undef, 'half a bracket' ], [ '1 2 3 4 5 ()', undef, 'no units' ]) {
	with(periodic_task_periodictask => $one, cron => $case->[0], sub {
		is(seen(ask(@INFO), sub { $_[0]{cron} }), $case->[1] // $FAULT, "47: cron, $case->[2]");
		is(seen(ask('get_periodic_task_list'), sub { $_[0]{cron} }), $case->[1] // $FAULT, '... in a list');
	});
}
with(periodic_task_periodictask => $one, last_run_at => undef, sub { is(seen(ask('get_periodic_task_list'), sub { "'$_[0]{last_run_at}'" }), q(''), '47: last_run_at null') });
for my $case (
	[ 'celery_task_id NULL', 'periodic_task_periodictask', 'celery_task_id', undef ], [ 'no celery task', 'periodic_task_periodictask', 'celery_task_id', 1 ],
	[ 'extra_info NULL', 'periodic_task_periodictask', 'extra_info', undef ], [ 'extra_info that is no zlib', 'periodic_task_periodictask', 'extra_info', 'x' ],
	[ 'no inner task', 'periodictask_periodictask', 'task_id', 1 ]) {
	my ($name, $table, @change) = @$case;
	with($table, $one, @change, sub { is(seen(ask(@$_)), $FAULT, "47: $name: $_->[0]") for ['get_periodic_task_list'], \@INFO });
}
with(periodic_task_periodictask => $one, snapshot_id => 1, sub { is(seen(ask(@INFO)), $FAULT, '4.10: no snapshot') });
with(django_celery_beat_periodictask => $one, enabled => 0, sub { is(ask('get_periodic_task_list')->{json}{data}[0]{enabled}, $false, '4.10: not enabled') });
for my $bad (\'x', undef, '[]', '{}', '{"constants":[]}', '{"constants":{"x":1}}', '{"constants":{"x":{}}}') {
	my $id = add_periodic($s, tree => $bad);
	is(seen(ask(get_periodic_task_info => { path => [ $id, 2 ] })), $FAULT, '4.10: the tree ' . (ref $bad ? 'is no zlib' : $bad // 'is NULL'));
	$s->db->do("DELETE FROM bk_sops.periodictask_periodictask WHERE id = $id");
}

# [what, is_latest, {column => value} of the task]
my $common = add_flow($s, common => 1, md5 => 'c');
my $bare   = add_flow($s, pipeline => undef);
my $unread = add_flow($s, md5 => undef);
my $latest = sub { my $data = shift; my $v = $data->{is_latest}; return defined $v ? $v ? 'true' : 'false' : 'null' };
for (
	[ 'true', 'true', template_version => 'now' ],
	[ 'false', 'false', template_version => 'before' ],
	[ 'case counts', 'false', template_version => 'NOW' ],
	[ 'null', 'null', template_version => undef ],
	[ 'an empty version', 'null', template_version => '' ],
	[ 'business', 'true', template_source => 'business' ],
	[ 'a common template', 'true', template_source => 'common', template_id => $common, template_version => 'c' ],
	[ 'a template that is not there', sprintf($DNE, 'TaskTemplate matching query'), template_id => 999 ],
	[ 'a common one', sprintf($DNE, 'CommonTemplate matching query'), template_source => 'common', template_id => $flow ],
	[ 'onetime', $FAULT, template_source => 'onetime' ],
	[ 'an id that is no number', $FAULT, template_id => "${flow}x" ],
	[ 'no id', $FAULT, template_id => '' ],
	[ 'a template without a pipeline template', $FAULT, template_id => $bare ],
	[ 'one whose snapshot is gone', $FAULT, template_id => $unread ]) {
	my ($name, $expected, %task) = @$_;
	my $id = add_periodic($s, task => { template_id => $flow, template_version => 'now', %task });
	is(seen(ask(get_periodic_task_info => { path => [ $id, 2 ] }, include_edit_info => 1), $latest), $expected, "47: is_latest: $name");
	is(seen(ask(get_periodic_task_list => include_edit_info => 1), $latest), $expected =~ /^\w{4,5}\z/ ? "$expected true" : $expected, '... in a list');
	is(seen(ask('get_periodic_task_list')), "$id $one", '... which nobody asks for');
	$s->db->do("DELETE FROM bk_sops.periodictask_periodictask WHERE id = $id");
}
with(tasktmpl3_tasktemplate => $flow, is_deleted => 1, sub { is(seen(ask(@INFO, include_edit_info => 1), $latest), 'true', '47: a template that is deleted, but there') });
is_deeply(whole(@INFO, include_edit_info => 1)->{data}{is_latest}, $true, '47: ... and again');
clear_tasks($s);

# --- get_clocked_task_list

my $visible = add_flow($s);
my $deleted = add_flow($s, template => { is_deleted => 1 });
my $a = add_clocked($s, task_name => 'Deploy 100%_\\x', creator => 'Alice', editor => 'Eve', state => 'started', task_id => 7, clocked_task_id => 8,
	template_id => $visible, task_params => '{"constants":{"${x}":"一"}}', plan_start_time => '2026-03-08 06:59:59', create_time => '2026-03-08 07:00:00.5',
	edit_time => undef);
my $b = add_clocked($s, task_name => '部署 😀', creator => 'bob', template_id => $deleted, task_params => undef);
my $c = add_clocked($s, task_name => 'deploy', creator => 'carol', state => 'start_failed', template_source => 'common', template_id => 10001, task_params => '');
my %clocked = (
	id => $a, task_parameters => { constants => { '${x}' => '一' } }, creator => 'Alice', editor => 'Eve', state => 'started',
	plan_start_time => '2026-03-08 14:59:59 +0800', create_time => '2026-03-08 15:00:00 +0800', edit_time => '', project_id => 1, task_id => 7,
	task_name => 'Deploy 100%_\\x', template_id => $visible, template_name => 'a flow', template_source => 'project', clocked_task_id => 8,
	auth_actions => [ qw(clocked_task_view clocked_task_edit clocked_task_delete flow_view) ]);
is_deeply(whole(get_clocked_task_list => id => $a), good([ \%clocked ], count => 1), '4.11: all of an answer');
is_deeply(whole(get_clocked_task_list => id => $a, expected_timezone => 'America/New_York')->{data}, [ { %clocked,
	plan_start_time => '2026-03-08 01:59:59 -0500', create_time => '2026-03-08 03:00:00 -0400' } ], '35: in a zone, over its summer time');
is(seen(ask('get_clocked_task_list'), sub { JSON::PP->new->canonical->encode([ @{ $_[0] }{qw(task_id clocked_task_id)}, $_[0]{task_parameters}, scalar @{ $_[0]{auth_actions} } ]) }),
	'[null,null,{},3] [null,null,{},3] [7,8,{"constants":{"${x}":"一"}},4]', '46: task_params null and empty, a template that is deleted or common');
for (
	[ '4.11', "$c $b $a" ], [ '4.11', $a, id => $a ], [ '4.11', $a, id => " $a " ], [ '4.11', '', id => 0 ], [ '4.11', '', id => -1 ], [ '4.11', '', id => '9' x 40 ],
	[ '4.11', "$c $b $a", id => '', task_name => '', creator => '', editor => '', state => '' ],
	[ '46', '参数id必须为数字', id => 'abc' ], [ '46', '参数id必须为数字', id => '1,2' ], [ '46', '参数id必须为数字', id => '1.0' ],
	[ '46', '参数state必须为以下值之一: not_started, started, start_failed', state => 'foo' ],
	[ '46', '参数state必须为以下值之一: not_started, started, start_failed', state => 'Started' ],
	[ '4.11', $c, state => 'start_failed' ], [ '4.11', $b, state => 'not_started' ],
	[ '4.11', "$c $a", task_name => 'DEPLOY' ], [ '4.11', $a, task_name => '100%_\\' ], [ '4.11', '', task_name => 'D%y' ], [ '4.11', '', task_name => 'deplo_' ],
	[ '4.11', $b, task_name => '部' ], [ '4.11', $b, task_name => '😀' ], [ '4.11', $b, task_name => '署 😀' ], [ '4.11', '', task_name => '😀%' ],
	[ '4.11', '', task_name => q(' OR 1=1 -- ) ], [ '4.11', '', task_name => "\xFF\xFE" ], [ '4.11', '', task_name => "\xF0\x9F" ], [ '4.11', '', task_name => 'x' x 9000 ],
	[ '4.11', '', task_name => "\0" ], [ '4.11', $a, creator => 'LIC' ], [ '4.11', $a, editor => 'v' ], [ '4.11', '', editor => 'v', creator => 'bob' ],
	[ '86', $a, id => $b, id => $a ], [ '4.11', "$c $b $a", template_name => 'x' ]) {
	my ($number, $expected, @query) = @$_;
	is(seen(ask(get_clocked_task_list => @query)), $expected, "$number: " . join(' ', map { substr $_ =~ s/\0/NUL/r, 0, 30 } @query));
}
is_deeply(whole(get_clocked_task_list => id => 'x', limit => 'x'), { result => $false, message => '参数id必须为数字', code => 3540000, trace_id => 'trace' },
	'46: the whole refusal, before that of the page');
for my $bad ('x', '{', '{"a":1}x', ' ', "\xFF") {
	with(clocked_task_clockedtask => $b, task_params => $bad, sub { is(seen(ask('get_clocked_task_list')), $FAULT, "4.11: task_params $bad") });
}
with(clocked_task_clockedtask => $b, task_params => '[1, NaN, {"a": 1, "a": 2}]', sub {
	is_deeply(ask(get_clocked_task_list => id => $b)->{json}{data}[0]{task_parameters}[2], { a => 2 }, '4.11: task_params that are no object') });
clear_tasks($s);

# --- get_functionalization_task_list

my %run = (new => { is_started => 0, is_finished => 0 }, run => { is_finished => 0 }, revoked => { is_finished => 0, is_revoked => 1 }, done => {});
my %task = map { $_ => add_task($s, name => "task $_", template_id => '7', executor => 'bob', instance => $run{$_},
	project => $_ eq 'done' ? undef : $_ eq 'run' ? 3 : 1) } sort keys %run;
$s->db->do("UPDATE bk_sops.taskflow3_taskflowinstance SET project_id = NULL WHERE id = $task{done}");
my %function = map { $_->[0] => add_function($s, task_id => $task{ $_->[0] }, create_time => $_->[1], @$_[ 2 .. $#$_ ]) }
  [ 'new', '2026-06-30 16:00:00' ], [ 'run', '2026-07-01 04:00:00.123', status => 'claimed', claimant => 'Carol', claim_time => '2026-07-01 05:00:00' ],
  [ 'revoked', '2026-07-01 05:00:00', status => 'rejected', rejecter => 'ray', reject_time => '2026-07-01 06:00:00' ],
  [ 'done', '2026-07-02 04:00:00', creator => 'x😀', status => 'executed', predecessor => 'pre', transfer_time => '2026-07-01 06:00:00' ];
my ($new, $run, $revoked, $done) = @function{qw(new run revoked done)};
my %item = (
	id => $task{run}, name => 'task run', category => '其它', create_method => 'api', creator => 'admin', executor => 'bob',
	start_time => '2026-07-01T04:00:00Z', finish_time => '2026-07-01T04:00:07Z', is_started => $true, is_finished => $false,
	template_source => 'project', template_id => '7', is_child_taskflow => $false);
my %project = (project_id => 3, project_name => 'without a business', bk_biz_id => -1, bk_biz_name => undef);
my %claimed = (
	id => $run, name => 'task run', creator => 'bob', rejecter => '', claimant => 'Carol', predecessor => '', status => 'claimed',
	create_time => '2026-07-01T04:00:00.123Z', claim_time => '2026-07-01T05:00:00Z', reject_time => undef, transfer_time => undef,
	task => { %item, %project });
is_deeply(whole(get_functionalization_task_list => id_in => $run), good([ \%claimed ], count => 1), '4.12: all of an answer');
is_deeply(whole(get_functionalization_task_list => { of => $older }, id_in => $run), good([ { %claimed, task => \%item } ], count => 1),
	'0.4: 3.32 shows no project');
is_deeply(whole(get_functionalization_task_list => { headers => [ 'Accept-Language', 'en' ] }, id_in => $run)->{data}[0]{task}{category}, 'Others', '84: in English');
is_deeply(ask(get_functionalization_task_list => id_in => $done)->{json}{data}[0]{task}, { %item, id => $task{done}, name => 'task done', is_finished => $true },
	'4.12: a task of no project');
is_deeply({ %{ ask(get_functionalization_task_list => id_in => $run, expected_timezone => 'UTC')->{json}{data}[0] }{qw(create_time claim_time reject_time)} },
	{ create_time => '2026-07-01 04:00:00 +0000', claim_time => '2026-07-01 05:00:00 +0000', reject_time => '' }, '45: in a zone');
is(ask(get_functionalization_task_list => id_in => $run, expected_timezone => 'UTC')->{json}{data}[0]{task}{start_time}, '2026-07-01 04:00:00 +0000', '45: the task, too');
my $STATUS = '{"execute_status":["execute_status 参数值错误，只能是 nonExecution/running/revoked/finished 之一"]}';
for (
	[ '4.12', "$done $revoked $run $new" ],
	[ '4.12', "$done $revoked $run $new", map { $_ => '' } qw(status execute_status task_id_in id_in project_id create_time_lte create_time_gte creator claimant) ],
	[ '4.12', $run, status => 'claimed' ], [ '4.12', $run, status => ' claimed ' ], [ '4.12', '', status => 'bogus' ],
	[ '4.12', $new, execute_status => 'nonExecution' ], [ '4.12', $run, execute_status => 'running' ], [ '4.12', $revoked, execute_status => 'revoked' ],
	[ '4.12', $done, execute_status => 'finished' ], [ '45', $STATUS, execute_status => 'done' ], [ '45', $STATUS, execute_status => 'Running' ],
	[ '4.12', "$revoked $new", project_id => 1 ], [ '4.12', $run, project_id => ' 3 ' ], [ '4.12', $run, project_id => '3.0' ], [ '4.12', $run, project_id => '3.' ], [ '4.12', '', project_id => 30 ],
	[ '4.12', "$done $revoked $run $new", project_id => 0 ], [ '4.12', '', project_id => -1 ], [ '4.12', '', project_id => '9' x 40 ],
	[ '4.12', '{"project_id":["输入整数。"]}', project_id => 'x' ], [ '4.12', '{"project_id":["输入整数。"]}', project_id => '1.5' ], [ '4.12', '{"project_id":["输入整数。"]}', project_id => '.0' ],
	[ '4.12', "$run $new", id_in => "$run, $new" ], [ '4.12', $run, id_in => "$run,-5," . '9' x 30 ], [ '4.12', '', id_in => '-5' ],
	[ '45', $FAULT, id_in => 'a' ], [ '45', $FAULT, id_in => '1,' ], [ '45', $FAULT, task_id_in => '1,x' ], [ '4.12', $run, task_id_in => $task{run} ],
	[ '4.12', '', id_in => $new, task_id_in => $task{run} ],
	[ '4.12', $run, claimant => 'CAR' ], [ '4.12', $done, creator => '😀' ], [ '4.12', '', creator => '%' ],
	[ '4.12', '{"creator":["不允许是用空字符串。"]}', creator => "a\0" ],
	[ '4.12', "$done $revoked", create_time_gte => '2026-07-01 13:00:00' ], [ '4.12', "$run $new", create_time_lte => '2026-07-01 12:00:00.123' ],
	[ '4.12', $new, create_time_lte => '2026-07-01' ], [ '4.12', "$done $revoked $run", create_time_gte => '2026-07-01T04:00:00.123Z' ], [ '4.12', $done, create_time_gte => ' 2026-07-02 ' ],
	[ '4.12', '{"create_time_gte":["输入一个有效的日期/时间。"]}', create_time_gte => 'bad' ], [ '4.12', 'http 501', create_time_lte => '2026/07/01 12:00' ],
	[ '4.12', '{"create_time_lte":["输入一个有效的日期/时间。"],"project_id":["输入整数。"]}', create_time_lte => '2026-13-01', project_id => 'x', id_in => 'x' ],
	[ '4.12', 'http 501', id_in => join(',', 1 .. 1001) ], [ '4.12', $run, id_in => join(',', 1 .. 999, $run) ]) {
	my ($number, $expected, @query) = @$_;
	is(seen(ask(get_functionalization_task_list => @query)), $expected, "$number: " . join(' ', map { substr $_ =~ s/\0/NUL/r, 0, 30 } @query));
}
is_deeply(whole(get_functionalization_task_list => { headers => [ 'Accept-Language', 'en' ] }, project_id => 'x', create_time_gte => 'x', creator => "\0"),
	{ result => $false, data => '', code => 3546100, trace_id => 'trace', message => { project_id => ['Enter a whole number.'],
		create_time_gte => ['Enter a valid date/time.'], creator => ['Null characters are not allowed.'] } }, '45: the whole refusal, in English');
is(seen(ask(get_functionalization_task_list => { of => $older }, create_time_gte => $_)), "$done $revoked $run $new", "0.4: 3.32 knows no create_time_gte=$_")
  for '2026-07-02', 'bad', '2026/07/02';
with(function_functiontask => $new, task_id => 1, sub { is(seen(ask('get_functionalization_task_list')), $FAULT, '4.12: a task that is not there') });
with(taskflow3_taskflowinstance => $task{new}, pipeline_instance_id => undef, sub {
	is(seen(ask('get_functionalization_task_list')), $FAULT, '4.12: a task without an instance');
	is(seen(ask(get_functionalization_task_list => execute_status => 'running')), $run, '... which a filter leaves out') });
with(taskflow3_taskflowinstance => $task{new}, is_deleted => 1, sub { is(seen(ask(get_functionalization_task_list => id_in => $new)), $new, '4.12: a deleted task is there') });
clear_tasks($s);

# --- get_mini_app_list

my $app = add_mini_app($s, name => '轻应用', link => 'http://x/?a=1&b=<2>', category => 'OpsTools', task_template_id => 12, template_scheme_id => '3');
add_mini_app($s, is_deleted => 1);
is_deeply(whole('get_mini_app_list'), good([ {
	id => $app, name => '轻应用', code => "app_maker_$app", link => 'http://x/?a=1&b=<2>', category => 'OpsTools', task_template_id => 12,
	template_scheme_id => '3', auth_actions => [ map { "mini_app_$_" } qw(view edit delete create_task) ] } ], count => 1), '4.15: all of an answer, without deleted ones');
clear_tasks($s);

# --- get_user_project_list

my $projects = sub { $_[0]{project_id} };
is_deeply(whole('get_user_project_list')->{data}[2], { project_id => 3, bk_biz_id => -1, name => 'without a business' }, '4.13: an item');
is(seen(ask(get_user_project_list => @$_), $projects), '1 2 3 4 6 7', '4.13: those that are not disabled' . ($_->[0] ? " (@$_)" : ''))
  for [], [ include_staff_groups => 1 ];
add_config($s, executor_proxy => 'old');
add_config($s, executor_proxy => ' proxy ', executor_proxy_exempts => 'ex1, admin,x');
add_config($s, project_id => 2, executor_proxy => 'other', executor_proxy_exempts => 'a,admin,b');
add_config($s, project_id => 3, executor_proxy => '  ');
is(seen(ask(get_user_project_list => { user => $_->[0] }, include_executor_proxy => 'on'), sub { $_[0]{executor_proxy} }), $_->[1], "4.13: executor_proxy of $_->[0]")
  for [ admin => 'proxy admin admin admin admin admin' ], [ ex1 => 'ex1 other ex1 ex1 ex1 ex1' ], [ bob => 'proxy other bob bob bob bob' ];
is_deeply(whole(get_user_project_list => include_executor_proxy => 'x', include_staff_groups => 'z'), { result => $false, code => 3540000, trace_id => 'trace',
	message => { include_executor_proxy => ['Must be a valid boolean.'], include_staff_groups => ['Must be a valid boolean.'] } }, '4.13: wrong flags');
clear_tasks($s);

# --- IAM (5)

sub of_iam { my ($user, @more) = @_; return { of => $user eq 'slow' ? $hurries : $asks, user => $user, @more } }
sub words { my ($item) = @_; return '[' . join(',', map { s/\A(?:clocked_task|periodic_task|mini_app|flow)_//r } @{ $item->{auth_actions} }) . ']' }
sub answers { my ($list, $user, @more) = @_; return seen(ask($list => of_iam($user, @more)), \&words) }
my $seen_flow = add_flow($s, id => 7, pipeline => { creator => 'bob' });
my $hidden    = add_flow($s, id => 8, pipeline => { creator => 'admin' });
add_clocked($s, creator => 'admin', template_id => $seen_flow);
add_clocked($s, creator => 'bob', template_id => $hidden);
add_periodic($s, inner => { creator => 'admin' });
add_periodic($s, inner => { creator => 'bob' }, task => { creator => 'admin' });
add_mini_app($s, creator => 'admin');
add_mini_app($s, creator => 'bob');
# The newest, which is bob's, comes first.
my %all = (get_clocked_task_list => '[view,edit,delete,view]', get_periodic_task_list => '[view,delete,edit]', get_mini_app_list => '[view,edit,delete,create_task]');
for my $list (sort keys %all) {
	my $each = $all{$list};
	is(answers($list, 'allowed'), "$each $each", "5.1: $list, allowed");
	is(answers($list, 'nobody'), '[] []', "5.1: $list, nobody");
	is(answers($list, 'owner'), $list =~ /clocked/ ? '[view] [view,edit,delete]' : "[] $each", "5.2: $list, the owner");
	is(answers($list, 'path'), "$each $each", "5.2: $list, the path");
	is(answers($list, $_), $FAULT, "5.1: $list, $_") for qw(broken slow half html);
	is(answers($list, nobody => app => 'stranger'), 'iam authentication exception, please check, action:project_view', "1.4: $list, denied");
	$iam->asked;
	ask($list => of_iam('allowed'));
	is(scalar $iam->asked, 1, "5.1: $list, one question");
	ask($list => of_iam('allowed', path => [3]));
	is(scalar $iam->asked, 0, "5.1: $list, none of an empty list");
	my $tag = sub { ask($list => of_iam(@_))->{headers}{etag} // 'none' };
	is($tag->('allowed'), $tag->('allowed'), "5.1: $list, the tag stays");
	isnt($tag->('allowed'), $tag->('nobody'), '... and is another for another answer of IAM');
}
is(answers('get_clocked_task_list', 'seven'), '[] [view]', '5.1: flow_view is about the template alone');
is(answers('get_clocked_task_list', 'views'), '[view,view] [view,view]', '5.1: views alone');
with(pipeline_pipelinetemplate => 8, creator => 'admin', sub { with(tasktmpl3_tasktemplate => 8, is_deleted => 1, sub {
	is(answers('get_clocked_task_list', 'owner'), '[] [view,edit,delete]', '5.2: a template that is deleted is not considered') }) });

my $periodic = add_periodic($s, inner => { name => 'one', creator => 'admin' });
my @VIEW = ('periodic_task_view', [ $periodic, 2 ]);
is(seen(ask(get_periodic_task_info => of_iam($_->[0], app => 'stranger', path => $VIEW[1]))), $_->[1], "5.2: get_periodic_task_info, $_->[0]") for
  [ allowed => $periodic ], [ nobody => "iam authentication exception, please check, action:$VIEW[0]" ], [ broken => $FAULT ], [ named => $periodic ];
$iam->asked;
ask(get_periodic_task_info => of_iam('allowed', app => 'stranger', path => $VIEW[1]));
is_deeply(JSON::PP->new->utf8->decode(($iam->asked)[0]{body})->{resources}, [ { system => 'bk_sops', type => 'periodic_task', id => "$periodic",
	attribute => { iam_resource_owner => 'admin', _bk_iam_path_ => '/project,1/', name => 'one' } } ], '5.2: what is asked of a periodic task');
is(seen(ask(get_functionalization_task_list => of_iam($_->[0], app => $_->[1]))), $_->[2], "5.1: get_functionalization_task_list, $_->[0] of $_->[1]") for
  [ allowed => stranger => '' ], [ nobody => stranger => 'iam authentication exception, please check, action:function_view' ],
  [ broken => stranger => $FAULT ], [ nobody => my_app => '' ];

# [user or what it is told, the projects]
my $NONE = 'can not fetch project for user[%s]';
for (
	[ allowed => '1 2 3 4 6 7' ], [ nobody => '' ], [ one => '1' ], map({ [ $_ => sprintf $NONE, $_ ] } qw(broken slow half html owner path)),
	[ 'no data', '', undef ], [ 'one id', '3', { op => 'eq', field => 'project.id', value => '3' } ],
	[ 'OR', '1 4', { op => 'OR', content => [ map { { op => 'in', field => 'project.id', value => [$_] } } 4, 1, 5, 99 ] } ],
	[ 'not_in', '2 3 4 6', { op => 'not_in', field => 'project.id', value => [ '1', '7' ] } ],
	[ 'numbers', '', { op => 'in', field => 'project.id', value => [ 1, 2 ] } ],
	[ 'a name', sprintf($NONE, 'told'), { op => 'eq', field => 'project.name', value => 'games' } ],
	[ 'a name beside any', sprintf($NONE, 'told'), { op => 'OR', content => [ { op => 'any', field => 'project.id', value => [] },
		{ op => 'eq', field => 'project.name', value => 'games' } ] } ],
	[ 'an order', sprintf($NONE, 'told'), { op => 'lt', field => 'project.id', value => '3' } ],
	[ 'a part', sprintf($NONE, 'told'), { op => 'starts_with', field => 'project.id', value => '' } ],
	[ 'another type', sprintf($NONE, 'told'), { op => 'in', field => 'task.id', value => ['1'] } ],
	[ 'an AND of nothing', sprintf($NONE, 'told'), { op => 'AND', content => [] } ],
	[ 'text', sprintf($NONE, 'told'), 'any' ]) {
	my ($name, $expected, @data) = @$_;
	@data = ({ op => 'OR', content => [ map { { op => 'in', field => 'project.id', value => ["$_"] } } 4, 1, 5, 99 ] }) if $name eq 'OR';
	$iam->tell($data[0]) if @data;
	is(seen(ask(get_user_project_list => of_iam(@data ? 'told' : $name, app => $_)), $projects), $expected, "4.13: $name, $_") for qw(my_app stranger);
}
is_deeply(whole(get_user_project_list => of_iam('broken')), { result => $false, message => 'can not fetch project for user[broken]', code => 3599999, trace_id => 'trace' },
	'4.13: the whole refusal');
{
	my $tag = sub { my ($user, @query) = @_; ask(get_user_project_list => of_iam($user), @query)->{headers}{etag} // 'none' };
	$iam->tell({ op => 'in', field => 'project.id', value => ['1'] });
	my $first = $tag->('told');
	is($tag->('told'), $first, '4.13: the tag stays');
	$iam->tell({ op => 'in', field => 'project.id', value => ['2'] });
	isnt($tag->('told'), $first, "... and is another when IAM's answer is");
	my @proxy = (include_executor_proxy => 1);
	isnt($tag->('allowed', @proxy), $tag->('path2', @proxy), '... or when another user asks whose name is in it');
	$iam->asked;
	ask(get_user_project_list => of_iam('allowed'));
	is(scalar $iam->asked, 1, '4.13: one question');
}
$iam->stop;
is(seen(ask(get_user_project_list => of_iam('allowed')), $projects), sprintf($NONE, 'allowed'), '4.13: IAM is away');
is(answers($_, 'allowed'), $FAULT, "5.1: $_, IAM is away") for sort keys %all;
is(seen(ask(get_functionalization_task_list => of_iam('allowed'))), '', '5.1: get_functionalization_task_list of a trusted application needs no IAM');

# iam = trusted: [iam.auth_actions, a trusted application, another one]
for ([ forward => 501, 501 ], [ all => '1 2 3 4 6 7', 501 ], [ none => '', 501 ]) {
	my ($actions, @expected) = @$_;
	my $trusts = Bk::Service->new(generation => 'current', name => $actions, maria => $s->{maria}, set => { iam => 'trusted', 'iam.auth_actions' => $actions });
	for my $who ([ my_app => $expected[0] ], [ stranger => $expected[1] ]) {
		my ($app, $expected) = @$who;
		$expected = "http $expected" if $expected =~ /^501/;
		is(seen(ask(get_user_project_list => { of => $trusts, app => $app }), $projects), $expected, "5.4: iam.auth_actions = $actions, get_user_project_list, $app");
		is(ask($_ => { of => $trusts, app => $app })->{status}, $app eq 'my_app' && $actions ne 'forward' ? 200 : 501, "5.4: ... $_, $app") for sort keys %all;
		is(ask(get_functionalization_task_list => { of => $trusts, app => $app })->{status}, $app eq 'my_app' ? 200 : 501, "5.4: ... get_functionalization_task_list, $app");
	}
	is(answers_of($trusts), $actions eq 'all' ? '[view,edit,delete,create_task]' : '[]', "5.4: iam.auth_actions = $actions") if $actions ne 'forward';
	$trusts->{pool}->stop;
	is(join('', $trusts->{pool}->complaints), '', 'nothing bad in the log');
}
sub answers_of { my ($of) = @_; return (split / /, seen(ask(get_mini_app_list => { of => $of }), \&words))[0] }

# As many rows as are looked at, and one more.
my $add_rows = sub {
	my ($table, $id, $count, %set) = @_;
	my @columns = split /,/, $s->db->one("SELECT GROUP_CONCAT(column_name) FROM information_schema.columns WHERE table_schema = 'bk_sops'"
		. " AND table_name = '$table' AND column_name <> 'id'");
	my $to   = join ',', map { "`$_`" } @columns;
	my $from = join ',', map { $set{$_} // "`$_`" } @columns;
	$s->db->do("INSERT INTO bk_sops.$table ($to) SELECT $from FROM bk_sops.$table JOIN"
		. " (SELECT 1 FROM information_schema.collations a JOIN information_schema.collations b LIMIT $count) n WHERE id = $id");
};
my $last = add_periodic($s, task => { project_id => 3 });
for my $case ([ 8191, $FAULT, '8,192 periodic tasks are read' ], [ 1, 'http 501', '... and no more' ]) {
	$add_rows->('periodictask_periodictask', $last, $case->[0], task_id => 'NULL');
	is(seen(ask(get_periodic_task_list => { path => [3] }, scope => 'project')), $case->[1], "4.10: $case->[2]");
}
my $rest = 32768 - $s->db->one('SELECT COUNT(*) FROM bk_sops.core_project WHERE is_disable = 0');
for my $case ([ $rest, 32768, '32,768 projects are listed' ], [ 1, 'http 501', '... and no more' ]) {
	$add_rows->('core_project', 3, $case->[0], name => 'UUID()');
	my $answer = ask('get_user_project_list');
	is($answer->{status} == 200 ? @{ $answer->{json}{data} } : "http $answer->{status}", $case->[1], "4.13: $case->[2]");
}

$_->{pool}->stop for $older, $asks;
is(join('', map { $_->{pool}->complaints } $older), '', 'release = 3.32: nothing bad in the log');
$s->finish;
