# SPDX-License-Identifier: MIT
# How many round trips to the database each endpoint of the current generation
# takes, counted on the server: as many for large trees and long lists as for
# small ones.  The key of the token is one more where no file has it.
use v5.28;
use warnings;
use Bk::CurrentLists qw(add_flow add_periodic add_clocked add_function add_mini_app add_config);
use Bk::CurrentTask qw(add_task add_log add_record add_run flow instance_of add_project);
use Bk::CurrentTemplate qw(add_template pipeline_of);
use Bk::Jwt qw(key);
use Bk::Maria;
use Bk::Mysqld;
use Bk::Nginx;
use Bk::Process qw(tmpdir spew);
use Bk::Service;
use Bk::Task qw(add_states add_data);
use Bk::Trips;
use JSON::PP ();
use Test::More;

Bk::Service::need();
plan skip_all => 'MySQL does not show which statements came in one packet' if Bk::Mysqld::is_mysql();
my $source = Bk::Nginx::source();
my $maria  = Bk::Maria->new(args => Bk::Trips::server_args());
$maria->load('bk_sops', "$source/schema/current/bk_sops.sql", "$source/t/data/current.sql");
$maria->read_only_account($Bk::Pool::PASSWORD, 'bk_sops');
$maria->do('USE bk_sops');
my $file = tmpdir . '/gateway.pub';
spew($file, key('gateway')->{public}, 0644);
my %set = ('pm.max_children' => 1);
my $s   = Bk::Service->new(generation => 'current', maria => $maria, set => { %set, 'jwt.public_key_file' => $file });

# takes(TRIPS, NAME, as ask_current)
my $trips;
sub takes {
	my ($expected, $name, @ask) = @_;
	my $answer;
	my $got = $trips->of(sub { $answer = $s->ask_current(@ask) });
	is($answer->{json}{result} ? $got : $answer->{body}, $expected, "$name: round trips: $expected");
}

sub watch { $trips = Bk::Trips->new($maria, sub { $s->ask_current(GET => 'get_task_status', path => [ 1, $_[0] ]) }) }
$s->ask_current(GET => 'get_task_status', path => [ 1, 2 ]);    # opens the connection
watch();

# --- trees of 1 and 300 nodes, ten in each flow

my $GROUP = 10;

# A flow of nodes FIRST to LAST; the last of each is a subprocess with the next.
sub tree {
	my ($first, $last) = @_;
	my $end = $first + $GROUP - 1 < $last ? $first + $GROUP - 1 : $last;
	return flow([ map { ("n$_" => $_ == $end && $end < $last ? { pipeline => tree($end + 1, $last) } : {}) } $first .. $end ],
		start => "start$first", end => "end$first");
}

sub states {
	my ($first, $last) = @_;
	my $end = $first + $GROUP - 1 < $last ? $first + $GROUP - 1 : $last;
	return map { +{ id => "n$_", state => $_ == $end ? 'FAILED' : 'FINISHED', $_ == $end && $end < $last ? (children => [ states($end + 1, $last) ]) : () } } $first .. $end;
}

my $FIRST = 1;
my @with  = map { ("with_$_" => 1) } qw(ex_data failed_node_info auto_retry_status);
for my $nodes (1, 300) {
	my $last  = $FIRST + $nodes - 1;
	my $first = "n$FIRST";
	my $stack = JSON::PP->new->encode([ map { 'n' . ($FIRST + $_ * $GROUP - 1) } 1 .. ($nodes - 1) / $GROUP ]);
	my @data  = (inputs => { a => 1 }, outputs => { ex_data => 'no' });
	my $task  = add_task($s, tree => tree($FIRST, $last), states => [ { state => 'RUNNING', children => [ states($FIRST, $last) ] } ],
		data => { map { $_ => {@data} } $first, "n$last" }, history => [ map { +{ node_id => $first, loop => 1, @data } } 1 .. $nodes ],
		statistics => {}, executed => [ map { +{ node_id => "n$_" } } $FIRST .. $last ],
		labels => { map { ("n$_" => [ [ "l$_", 'g' ] ]) } $FIRST .. $last }, nodes => [ map { "n$_" } $FIRST .. $last ]);
	my @path = (path => [ $task, 2 ]);
	my $of   = "a tree of $nodes";
	takes(1, "get_task_status of $of",                       GET => 'get_task_status', @path);
	takes(1, '... of a caller who is not trusted',           GET => 'get_task_status', @path, app => 'x');
	takes(2, '... with all of failed nodes',                 GET => 'get_task_status', @path, query => \@with);
	takes(1, "get_task_detail of $of",                       GET => 'get_task_detail', @path);
	takes(1, '... of an MCP server',                         GET => 'get_task_detail', @path, app => 'v_mcp_x');
	takes(1, "get_task_node_detail of $of, a node with $nodes histories", GET => 'get_task_node_detail', @path, query => [ node_id => $first ]);
	takes(1, '... of its last node',                         GET => 'get_task_node_detail', @path, query => [ node_id => "n$last", subprocess_stack => $stack ]);
	takes(1, '... of an earlier loop',                       GET => 'get_task_node_detail', @path, query => [ node_id => $first, loop => 1 ]);
	takes(1, "get_task_node_data of $of",                    GET => 'get_task_node_data', path => [ 2, $task ], query => [ node_id => $first ]);
	takes(1, "get_tasks_status, one of $of",                 POST => 'get_tasks_status', path => [2], json => { task_id_list => [$task] });
	takes(1, '... with its nodes',                           POST => 'get_tasks_status', path => [2], json => { task_id_list => [$task], include_children_status => JSON::PP::true });
	takes(2, "get_task_effective_time of $of",               GET => 'get_task_effective_time', @path);
	takes(2, '... of a caller who is not trusted',           GET => 'get_task_effective_time', @path, app => 'x');
	takes(1, "get_tasks_manual_intervention_state, one of $of", POST => 'get_tasks_manual_intervention_state', path => [2], json => { task_id_list => [$task] });
	$FIRST += $nodes;
}

# --- templates: a second trip names those of subprocesses

for my $nodes (1, 300) {
	my $child    = add_template($s);
	my @tree     = (tree => flow([ map { ("t$_" => {}) } 1 .. $nodes ]), labels => { map { ("t$_" => [ [ 'l', 'g' ] ]) } 1 .. $nodes });
	my @nested   = (tree => flow([ map { ("t$_" => { type => 'SubProcess', template_id => pipeline_of($child) }) } 1 .. $nodes ]));
	my $template = add_template($s, @tree, schemes => [ map { [ "$nodes-$_", 'x', '"[]"' ] } 1 .. $nodes ], tags => [ map { [ "$nodes-$_", '#111111' ] } 1 .. $nodes ]);
	my $common   = add_template($s, @tree, common => 1);
	my @flags    = map { ("include_$_" => 1) } qw(labels notify executor_proxy subprocess);
	takes(1, "get_template_info of $nodes nodes",  GET => 'get_template_info', path => [ $template, 2 ], query => \@flags);
	takes(1, '... of a caller who is not trusted', GET => 'get_template_info', path => [ $template, 2 ], app => 'x');
	takes(1, 'get_common_template_info',           GET => 'get_common_template_info', path => [$common], query => \@flags);
	takes(2, "get_template_info of $nodes subprocesses", GET => 'get_template_info', path => [ add_template($s, @nested), 2 ]);
	takes(1, 'get_template_schemes',               GET => 'get_template_schemes', path => [ 2, $template ]);
	takes(1, 'get_template_list',                  GET => 'get_template_list', path => [2], query => [ @flags, id_in => $template, name_keyword => 'template' ]);
	takes(1, '... of the common ones',             GET => 'get_template_list', path => [2], query => [ template_source => 'common', @flags ]);
	takes(1, 'get_common_template_list',           GET => 'get_common_template_list', path => []);
	add_template($s) for 1 .. $nodes;
}

# --- engine v1, a plugin that is not in component_outputs, a pause that runs

my $v1 = add_task($s, engine_ver => 1, statistics => {}, tree => flow([ old => {} ]), nodes => ['old']);
add_states($s, instance_of($v1), { children => { old => {} } });
add_data($s, 'old');
takes(2, 'get_task_status of v1',      GET => 'get_task_status', path => [ $v1, 2 ]);
takes(1, 'get_task_detail of v1',      GET => 'get_task_detail', path => [ $v1, 2 ]);
takes(2, 'get_task_node_data of v1',   GET => 'get_task_node_data', path => [ 2, $v1 ], query => [ node_id => 'old' ]);
takes(2, 'get_task_effective_time of v1', GET => 'get_task_effective_time', path => [ $v1, 2 ], query => [ debug => 1 ]);
takes(2, 'get_tasks_status of v1',     POST => 'get_tasks_status', path => [2], json => { task_id_list => [$v1] });
my $pause = add_task($s, tree => flow([ wait => { component => { code => 'pause_node', data => {} } } ]), nodes => ['wait'],
	states => [ { state => 'RUNNING', children => [ { id => 'wait', state => 'RUNNING' } ] } ], data => { wait => {} });
takes(2, 'get_tasks_manual_intervention_state of a pause that runs', POST => 'get_tasks_manual_intervention_state', path => [2], json => { task_id_list => [$pause] });

# --- logs, records, runs of plugins

add_log($s, 'wait', 'v1', "line $_") for 1 .. 50;
add_record($s, $pause) for 1 .. 50;
my $run = 'a' x 32;
add_run($s, $run);
for my $version ([], [ version => 'v1' ]) {
	takes(1, "get_task_node_log @$version",       GET => 'get_task_node_log', path => [ $pause, 2 ], query => [ node_id => 'wait', @$version ]);
	takes(1, "inner/get_task_node_log @$version", GET => 'inner/get_task_node_log', query => [ node_id => 'wait', @$version ]);
}
takes(1, '... of a caller who is not trusted', GET => 'get_task_node_log', path => [ $pause, 2 ], query => [ node_id => 'wait' ], app => 'x');
takes(1, 'get_task_operate_record',    GET => 'get_task_operate_record', path => [ $pause, 1 ], query => [ scope => 'project' ]);
takes(1, 'plugin-gateway/runs',        GET => 'plugin-gateway/runs', path => [$run]);
takes(1, 'plugin-gateway/runs/status', GET => 'plugin-gateway/runs/status', query => [ task_tag => $run ]);

# --- lists

for my $tasks ('few tasks', 'many') {
	takes(1, "get_task_list of $tasks",            GET => 'get_task_list', path => [2]);
	takes(1, '... of a caller who is not trusted', GET => 'get_task_list', path => [2], app => 'x');
	takes(1, '... with a filter that admits few',  GET => 'get_task_list', path => [2], query => [ keyword => 'nothing' ]);
	takes(2, '... with all filters, a full page, in a zone', GET => 'get_task_list', path => [2], query => [ keyword => 'a', executor => 'bob',
		is_started => 1, is_finished => 1, is_child_taskflow => '', create_method => 'api', template_id => 7, template_ids => '7,8',
		create_time_start => '2026-01-01', create_time_end => '2027-01-01', limit => 1, expected_timezone => 'UTC' ]);
	takes(1, '... without a count',                GET => 'get_task_list', path => [2], query => [ without_count => 1 ]);
	takes(1, '... by cursor, two members',         GET => 'get_task_list', path => [2], query => [ cursor => '', fields => 'id,name' ]);
	takes(1, "get_task_count of $tasks",           GET => 'get_task_count', path => [2]);
	takes(1, "query_task_count of $tasks, by $_",  POST => 'query_task_count', path => [2], json => { group_by => $_, conditions => { name__contains => 'a' } })
	  for qw(status category);
	add_task($s) for 1 .. 150;
}
for my $rows (1, 150) {
	my $periodic;
	for (1 .. $rows) {
		my $flow = add_flow($s);
		$periodic = add_periodic($s, task => { template_id => $flow, template_version => 'v1' });
		add_clocked($s, template_id => $flow);
		add_function($s, task_id => $v1);
		add_mini_app($s);
		add_config($s, project_id => add_project($s), executor_proxy => 'x');
	}
	my @edit = (query => [ include_edit_info => 1 ]);
	takes(1, "get_periodic_task_list of $rows",          GET => 'get_periodic_task_list', path => [2]);
	takes(1, '... with their templates',                 GET => 'get_periodic_task_list', path => [2], @edit);
	takes(1, 'get_periodic_task_info',                   GET => 'get_periodic_task_info', path => [ $periodic, 2 ], @edit);
	takes(1, '... of a caller who is not trusted',       GET => 'get_periodic_task_info', path => [ $periodic, 2 ], app => 'x');
	takes(1, "get_clocked_task_list of $rows",           GET => 'get_clocked_task_list', path => [2]);
	takes(1, '... with all filters, in a zone',          GET => 'get_clocked_task_list', path => [2], query => [ task_name => 'a', creator => 'b', editor => '',
		state => 'not_started', offset => 1, expected_timezone => 'UTC' ]);
	takes(1, "get_functionalization_task_list of $rows", GET => 'get_functionalization_task_list');
	takes(1, '... with all filters, in a zone',          GET => 'get_functionalization_task_list', query => [ status => 'submitted', execute_status => 'finished',
		task_id_in => $v1, id_in => '1,2', project_id => 1, create_time_gte => '2026-01-01', create_time_lte => '2027-01-01', creator => 'b', claimant => 'c',
		expected_timezone => 'UTC' ]);
	takes(1, "get_mini_app_list of $rows",               GET => 'get_mini_app_list', path => [2]);
	takes(1, "get_user_project_list of $rows and more",  GET => 'get_user_project_list', query => [ include_executor_proxy => 1 ]);
}
my @ids = map { my $id = add_task($s, tree => flow([ "m$_" => {} ]), states => [ { children => [ { id => "m$_" } ] } ]); $id } 1 .. 50;
for my $count (1, 9, 50) {
	my %list = (task_id_list => [ @ids[ 0 .. $count - 1 ] ]);
	takes(1, "get_tasks_status of $count",     POST => 'get_tasks_status', path => [2], json => \%list);
	takes(1, '... with their nodes',           POST => 'get_tasks_status', path => [2], json => { %list, include_children_status => JSON::PP::true });
	takes(1, "get_tasks_manual_intervention_state of $count", POST => 'get_tasks_manual_intervention_state', path => [2], json => \%list) if $count < 10;
}

# --- the key of the token

$s->{pool}->stop;
is(join("\n", $s->{pool}->complaints), '', 'nothing is wrong in the log');
$s = Bk::Service->new(generation => 'current', name => 'keys', maria => $maria, set => \%set);
$s->public_key('bk-sops', key('gateway'));
$s->ask_current(GET => 'get_task_status', path => [ 1, 2 ]);
watch();
# The question that marks the end asks for its key, too.
takes(2 + 1, 'the key from the database: get_task_status', GET => 'get_task_status', path => [ $ids[0], 2 ]);
$s->finish;
