# SPDX-License-Identifier: MIT
# A statement of a list that takes too long, as a rare filter on millions of rows
# does: the call ends at request_timeout with 504 and the envelope, the server no
# longer has the statement, and the worker lives on (sops-current 6.3, 87).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentLists qw(add_flow add_periodic add_clocked add_function add_mini_app);
use Bk::CurrentTask qw(add_task add_log add_record flow);
use Bk::CurrentTemplate qw(add_template);
use Bk::Process qw(wait_for);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output);
Bk::Service::need();
my $s     = Bk::Service->new(generation => 'current');
my $hurry = Bk::Service->new(generation => 'current', name => 'hurry', maria => $s->{maria}, set => { 'pm.max_children' => 1, request_timeout => '1s' });
my $db    = $s->db;
my $FAULT = { result => JSON::PP::false, code => '50000', data => undef, message => '系统异常,请联系管理员处理' };

my $task = add_task($s, tree => flow([ a => {} ]), nodes => ['a'], states => [ { children => [ { id => 'a' } ] } ], statistics => {}, executed => [ { node_id => 'a' } ]);
my $flow = add_flow($s);
add_record($s, $task);
add_log($s, 'a', 'v1', 'a line');
add_periodic($s, task => { template_id => $flow });
add_clocked($s, template_id => $flow);
add_function($s, task_id => $task);
add_mini_app($s);
my $template = add_template($s, schemes => [ [ 's', 'a scheme', '"[]"' ] ]);

# [the table that waits, endpoint, how it is asked]
my ($TASKS, $INSTANCES, $EXECUTED) = qw(taskflow3_taskflowinstance pipeline_pipelineinstance analysis_statistics_taskflowexecutednodestatistics);
my @log  = (query => [ node_id => 'a', version => 'v1' ]);
my @edit = (query => [ include_edit_info => 1 ]);
# A page that is full: its total is asked for in a round trip of its own.
my $TOTAL = 'SELECT COUNT(*)';
my @lists = (
	[ tasktmpl3_tasktemplate    => 'get_template_list', path => [2] ],
	[ pipeline_pipelinetemplate => 'get_template_list', path => [2], query => [ name_keyword => 'nothing' ] ],
	[ template_commontemplate   => 'get_template_list', path => [2], query => [ template_source => 'common' ] ],
	[ template_commontemplate   => 'get_common_template_list' ],
	[ pipeline_templatescheme   => 'get_template_schemes', path => [ 2, $template ] ],
	[ $TASKS     => 'get_task_list',  path => [2] ],
	[ $INSTANCES => 'get_task_list',  path => [2], query => [ keyword => 'nothing' ] ],
	[ $TASKS     => 'get_task_list',  path => [2], query => [ template_id => 'nothing', without_count => 1 ] ],
	[ $TOTAL     => 'get_task_list',  path => [2], query => [ limit => 1 ] ],
	[ $TASKS     => 'get_task_count', path => [2] ],
	[ $INSTANCES => 'get_task_count', path => [2], query => [ executor => 'nobody' ] ],
	[ $TASKS     => 'query_task_count', path => [2], json => { group_by => 'create_method' } ],
	[ $INSTANCES => 'query_task_count', path => [2], json => { group_by => 'status' } ],
	[ analysis_statistics_taskflowstatistics => 'query_task_count', path => [2], json => { group_by => 'category' } ],
	[ operate_record_taskoperaterecord       => 'get_task_operate_record', path => [ $task, 1 ], query => [ scope => 'project' ] ],
	[ eri_logentry              => 'get_task_node_log', path => [ $task, 2 ], @log ],
	[ eri_state                 => 'get_task_node_log', path => [ $task, 2 ], query => [ node_id => 'a' ] ],
	[ eri_logentry              => 'inner/get_task_node_log', @log ],
	[ analysis_statistics_taskflowstatistics => 'get_task_effective_time', path => [ $task, 2 ] ],
	[ $EXECUTED  => 'get_task_effective_time', path => [ $task, 2 ] ],    # in its second round trip
	[ $EXECUTED  => 'inner/get_task_effective_time', path => [ $task, 2 ] ],
	[ periodictask_periodictask => 'get_periodic_task_list', path => [2] ],
	[ pipeline_pipelinetemplate => 'get_periodic_task_list', path => [2], @edit ],
	[ clocked_task_clockedtask  => 'get_clocked_task_list', path => [2] ],
	[ function_functiontask     => 'get_functionalization_task_list' ],
	[ $INSTANCES => 'get_functionalization_task_list', query => [ execute_status => 'finished' ] ],
	[ appmaker_appmaker         => 'get_mini_app_list', path => [2] ],
	[ core_project              => 'get_user_project_list' ],
	[ core_projectconfig        => 'get_user_project_list', query => [ include_executor_proxy => 1 ] ],
);

# The statements of the service that name the table: those that the server was
# sent, and those that it has now.
sub sent { return $db->one(q{SELECT COUNT(*) FROM mysql.general_log WHERE user_host LIKE 'bksops_ro%' AND argument LIKE ?}, "%$_[0]%") }
sub has { return $db->one(q{SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'bksops_ro' AND info LIKE ?}, "%$_[0]%") }

# What makes statements wait for a table, and for the total: a view in place of
# the table waits for a lock of this name when the total is asked for.
sub hold {
	my ($what, $lock) = @_;
	return $lock->do("LOCK TABLES bk_sops.$what WRITE") if $what ne $TOTAL;
	$lock->do(q{SELECT GET_LOCK('total', 0)});
	$lock->do("RENAME TABLE bk_sops.$TASKS TO bk_sops.the_tasks");
	$lock->do(<<~EOT);
	CREATE FUNCTION bk_sops.waits() RETURNS INT NOT DETERMINISTIC READS SQL DATA
		RETURN (SELECT IF(info LIKE '$TOTAL%', GET_LOCK('total', 3600) + RELEASE_LOCK('total'), 1) FROM information_schema.processlist WHERE id = CONNECTION_ID())
	EOT
	return $lock->do("CREATE VIEW bk_sops.$TASKS AS SELECT * FROM bk_sops.the_tasks WHERE bk_sops.waits()");
}

sub release {
	my ($what, $lock) = @_;
	return $lock->do('UNLOCK TABLES') if $what ne $TOTAL;
	$lock->do(q{SELECT RELEASE_LOCK('total')});
	$lock->do("DROP VIEW bk_sops.$TASKS");
	$lock->do('DROP FUNCTION bk_sops.waits');
	return $lock->do("RENAME TABLE bk_sops.the_tasks TO bk_sops.$TASKS");
}

$db->do(q{SET GLOBAL log_output = 'TABLE'});
$db->do('SET GLOBAL general_log = ON');
for my $list (@lists) {
	my ($what, $endpoint, %ask) = @$list;
	my $name = join ' ', $endpoint, @{ $ask{query} // [] }, ($ask{json} // {})->{group_by} // (), $what eq $TOTAL ? 'whose total waits' : "while $what is locked";
	my $ask  = sub { return $_[0]->ask_current($ask{json} ? 'POST' : 'GET', $endpoint, %ask) };
	is($ask->($s)->{json}{result}, JSON::PP::true, "$endpoint is answered");
	my $lock = $db->connect;
	hold($what, $lock);
	$db->do('TRUNCATE mysql.general_log');
	my $answer;
	# A machine may be too busy to ask the server in a second.
	ok(eval { wait_for('the question', sub { $answer = $ask->($hurry); sent($what) }) }, "$name: the server is asked");
	is_deeply([ @$answer{qw(status json)} ], [ 504, $FAULT ], '... 504 and the envelope') or diag $answer->{body};
	ok(eval { wait_for('no statement', sub { has($what) == 0 }) }, '... the server has the statement no longer') or diag $db->processes;
	release($what, $lock);
	$lock->disconnect;
	ok(eval { wait_for('an answer', sub { $ask->($hurry)->{json}{result} }) }, '... the worker lives on');
}
$db->do('SET GLOBAL general_log = OFF');
$hurry->{pool}->stop;
is(join("\n", $hurry->{pool}->complaints), '', 'nothing is wrong in the log of the pool that hurries');
$s->finish;
