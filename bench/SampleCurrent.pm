# SPDX-License-Identifier: MIT
package SampleCurrent;

# The current generation in bench/run: a task for each size of tree and fifty
# small ones, as engine_ver 2 leaves them when they have ended; asked as an API
# gateway asks, with a token, by an application of the whitelist.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Jwt  qw(key jwt claims);
use Bk::Nginx;
use JSON::PP ();
use Sample qw(root node group tree_text constants row rows snapshot list_tasks);

our $DATABASE = 'bk_sops_current';
our $LOCATION = '/apigw/';    # of the web server
my $GATEWAY = 'bk-sops';
my ($PROJECT, $BUSINESS) = (1, 2);
my ($USER, $APP) = ('operator01', 'esb_test');
my %SIZES = (get_task_status => [ 10, 500, 2_000 ], get_task_detail => [ 10, 2_000 ]);
my @MANY  = (10_001 .. 10_050);    # tasks of get_tasks_status
my @LIMITS = (15, 100);            # of get_task_list
my $BEFORE = 100_000;              # the ids of its tasks
my $TEMPLATES = 200;               # of get_template_list
my $SMALL = 10;                    # nodes of each of them
my $LABELLED = 10;                 # of as many nodes one has labels
my $DAY = 86_400;

sub _task_of { my ($nodes) = @_; return 100 + $nodes }

my $START = q{'2026-07-01 04:00:00.250000'};

# A second for each node; the halves are rounded.
sub _states {
	my ($maria, $task, $nodes) = @_;
	my $root = root($task);
	my @states;
	for my $i (0 .. $nodes) {
		my ($id, $parent) = $i ? (node($task, $i), group($i) ? node($task, group($i)) : $root) : ($root, '');
		push @states, sprintf "('%s', '%s', '%s', 'FINISHED', CONCAT('v', MD5('%s')), 1, 1, 0, 0, 0, $START,"
		  . " $START + INTERVAL %d SECOND, $START + INTERVAL %d MICROSECOND)",
		  $id, $root, $parent, $id, $i, 1e6 * ($i || $nodes) + 1.5e6;
	}
	rows($maria, 'eri_state (node_id, root_id, parent_id, name, version, `loop`, inner_loop, retry, skip, error_ignored,'
		  . ' created_time, started_time, archived_time)', @states);
	row($maria, 'eri_executiondata', node_id => $root, inputs => '{}', inputs_serializer => 'json',
		outputs => JSON::PP->new->ascii->encode({constants()}), outputs_serializer => 'json');
}

# Each node has a row, and some of them labels.
sub _labels {
	my ($maria, $task, $nodes) = @_;
	my $root = root($task);
	rows($maria, 'pipeline_web_core_nodeininstance (node_id, node_type, create_time, edit_time, instance_id)',
		map { "('" . node($task, $_) . "', 'ServiceActivity', NOW(), NOW(), '$root')" } 1 .. $nodes);
	my $nodes_of = 'pipeline_web_core_nodeininstance WHERE instance_id = ?';
	$maria->do("INSERT INTO pipeline_web_label_nodeininstanceattrlabel (id, node_id) SELECT id, id FROM $nodes_of", $root);
	$maria->do('INSERT INTO pipeline_web_label_nodeininstanceattrlabel_labels (nodeininstanceattrlabel_id, label_id)'
		  . " SELECT id, seq FROM seq_1_to_2 JOIN $nodes_of AND id % $LABELLED = 0", $root);
}

sub _task {
	my ($maria, $id, $nodes) = @_;
	snapshot($maria, $id, tree_text($id, $nodes, retryable => \1, skippable => \1, executor_proxy => '',
		auto_retry     => { enable => \0, interval => 0, times => 1 },
		timeout_config => { enable => \0, seconds => 10, action => 'forced_fail' }));
	row($maria, 'pipeline_pipelineinstance', id => $id, instance_id => root($id), name => "\x{4efb}\x{52a1} $id",
		creator => 'admin', executor => 'admin', create_time => '2026-07-01 03:59:00',
		start_time => '2026-07-01 04:00:00.25', finish_time => '2026-07-01 04:30:00.75', description => '',
		is_started => 1, is_finished => 1, is_deleted => 0, is_revoked => 0, is_expired => 0,
		execution_snapshot_id => $id, snapshot_id => $id);
	row($maria, 'taskflow3_taskflowinstance', id => $id, category => 'Other', template_id => '266',
		create_method => 'app', create_info => '', flow_type => 'common', current_flow => 'finished', is_deleted => 0,
		project_id => $PROJECT, engine_ver => 2, pipeline_instance_id => $id, template_source => 'project',
		is_child_taskflow => 0);
	_states($maria, $id, $nodes);
	_labels($maria, $id, $nodes);
}

# What all tasks stand on.
sub _ground {
	my ($maria) = @_;
	row($maria, 'core_project', id => $PROJECT, name => "\x{84dd}\x{9cb8}", time_zone => 'Asia/Shanghai',
		creator => 'admin', desc => '', create_at => '2026-07-01 03:00:00', from_cmdb => 1,
		bk_biz_id => $BUSINESS, is_disable => 0);
	row($maria, 'core_environmentvariables', key => 'APP_WHITELIST', name => '', value => "other_app,$APP");
	row($maria, 'apigw_manager_context', created_at => '2026-07-01 03:00:00', updated_at => '2026-07-01 03:00:00',
		scope => 'public_key', key => $GATEWAY, value => key('gateway')->{public});
	for my $id (1, 2) {
		row($maria, 'pipeline_web_label_labelgroup', id => $id, code => "group$id", name => "group $id");
		row($maria, 'pipeline_web_label_label', id => $id, code => "label$id", name => "label $id", group_id => $id);
	}
}

# All with the tree of the first of the small tasks.
sub _templates {
	my ($maria) = @_;
	$maria->do("INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time, creator, description, editor,
		edit_time, is_deleted, snapshot_id, has_subprocess) SELECT seq, MD5(seq), CONCAT('\x{6d41}\x{7a0b} ', seq),
		NOW() - INTERVAL seq DAY, 'admin', 'releases a game', IF(seq % 2, 'operator01', NULL), NOW(), 0, $MANY[0], 0
		FROM seq_1_to_$TEMPLATES");
	$maria->do("INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type, notify_receivers, time_out, is_deleted,
		pipeline_template_id, project_id, executor_proxy, default_flow_type, ai_notify_group, ai_notify_type)
		SELECT seq, 'OpsTools', '{}', '{}', 20, 0, MD5(seq), $PROJECT, '', 'common', '{}', '{}' FROM seq_1_to_$TEMPLATES");
}

# load(Bk::Maria): the database.
sub load {
	my ($maria) = @_;
	$maria->load($DATABASE, Bk::Nginx::source() . '/schema/current/bk_sops.sql');
	$maria->do("USE $DATABASE");
	_ground($maria);
	my %sizes = map { $_ => 1 } map { @$_ } values %SIZES;
	_task($maria, _task_of($_), $_) for sort { $a <=> $b } keys %sizes;
	_task($maria, $_, $SMALL) for @MANY;
	_templates($maria);
	list_tasks($maria, $BEFORE, $MANY[0], 'NULL', project_id => $PROJECT, template_source => "'project'", engine_ver => 2, is_child_taskflow => 'seq % 20 = 5');
	my $attr = 'pipeline_web_label_nodeininstanceattrlabel';
	$maria->do('ANALYZE TABLE taskflow3_taskflowinstance, pipeline_pipelineinstance, pipeline_snapshot, eri_state,'
		  . " eri_executiondata, pipeline_web_core_nodeininstance, $attr, ${attr}_labels, pipeline_pipelinetemplate, tasktmpl3_tasktemplate");
}

# What the pool has beside the defaults of Bk::Pool.
sub pool {
	return (generation => 'current', auth => 'jwt', iam => 'skip', site_prefix => '/',
		app_host              => 'http://sops.example.com/',
		'mysql.sops.database' => $DATABASE,
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef);
}

# _case(ENDPOINT, what it is asked, {task_id => ID}, {body => {...}} or {query =>
# [name => value, ...]}, argument of bench/statements): see Sample2019::cases.
sub _case {
	my ($endpoint, $what, $o, $argument) = @_;
	state $token = jwt(key('gateway'), claims($USER, $APP, exp => time + $DAY), kid => $GATEWAY);
	my @headers = ('X-Bkapi-JWT' => $token);
	my %rest    = (headers => \@headers, $o->{body} ? (body => JSON::PP->new->canonical->encode($o->{body})) : ());
	my %path    = (($o->{task_id} ? (task_id => $o->{task_id}) : ()), project_id => $BUSINESS);
	my @names   = grep { $path{$_} } qw(task_id project_id);
	my @query   = @{ $o->{query} // [] };
	return { endpoint => $endpoint, what => $what, arguments => [ $argument, $BUSINESS, $USER, $APP ],
		ours => { target => "/apigw/$endpoint/" . join('', map { "$path{$_}/" } @names) . (@query ? '?' . query(@query) : ''), %rest },
		php => { target => "$endpoint.php?" . query((map { ($_ => $path{$_}) } @names), @query), %rest } };
}

sub cases {
	my @cases;
	for my $endpoint (qw(get_task_status get_task_detail)) {
		push @cases, map { _case($endpoint, "$_ nodes", { task_id => _task_of($_) }, _task_of($_)) }
		  @{ $SIZES{$endpoint} };
	}
	return (@cases, _case('get_tasks_status', scalar(@MANY) . " tasks of $SMALL nodes",
		{ body => { task_id_list => \@MANY } }, join ',', @MANY),
		(map { _case('get_task_list', "$_ of $Sample::TASKS tasks", { query => [ limit => $_ ] }, $_) } @LIMITS),
		_case('get_template_list', "$TEMPLATES templates", {}, 0));
}

1;
