# SPDX-License-Identifier: MIT
package Sample2019;

# The generation of 2019 in bench/run: business 2 of schema/2019/sample.sql with
# a task for each size of tree, and some thousand others; asked through ESB's
# URLs.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Nginx;
use Sample qw(root node group tree_text constants row rows snapshot list_tasks);

our $DATABASE = 'bk_sops';
our $LOCATION = '/api/';    # of the web server
my $BEFORE   = 10_000;      # ids of those are above it
my @SIZES    = (10, 100, 2_000);
my $BUSINESS = 2;
my @CALLER   = ($BUSINESS, 'operator01', 'esb_test');

sub _task_of { my ($nodes) = @_; return 100 + $nodes }

# What the engine writes of a task that has ended.
sub _states {
	my ($maria, $task, $nodes) = @_;
	my $root = root($task);
	my (@status, @relation);
	for my $i (0 .. $nodes) {
		my $id = $i ? node($task, $i) : $root;
		push @status, sprintf "('%s', 'FINISHED', '%s', 0, 1, 0, NOW(), NOW() - INTERVAL %d SECOND,"
		  . ' NOW() - INTERVAL %d SECOND, MD5(%d), 0)',
		  $id, $i ? "step $i" : "<class \\'pipeline.core.pipeline.Pipeline\\'>", $nodes - $i, $i ? $nodes - $i - 1 : 0, $i;
		my @above = ($id);
		push @above, node($task, group($i)) if group($i);
		push @above, $root if $i;
		push @relation, map { "('$above[$_]', '$id', $_)" } 0 .. $#above;
	}
	rows($maria, 'engine_status (id, state, name, retry, `loop`, skip, created_time, started_time, archived_time,'
		  . ' version, error_ignorable)', @status);
	rows($maria, 'engine_noderelationship (ancestor_id, descendant_id, distance)', @relation);
	my ($n, $values, %value) = (0, '', constants());
	$values .= 'V' . $_ . "\np1" . ++$n . "\nV$value{$_}\np2$n\ns" for sort keys %value;
	my $dict = "ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\n"
	  . "c__builtin__\ndict\np3\n(dp4\n${values}tRp9\n.";
	$maria->do("INSERT INTO engine_data SELECT descendant_id, z, z, SUBSTRING(COMPRESS('N.'), 5)"
		  . ' FROM engine_noderelationship JOIN (SELECT SUBSTRING(COMPRESS(?), 5) z) pickle WHERE ancestor_id = ?',
		$dict, $root);
}

sub _task {
	my ($maria, $nodes) = @_;
	my $id = _task_of($nodes);
	snapshot($maria, $id, tree_text($id, $nodes, loop => undef, can_retry => \1, isSkipped => \1));
	$maria->do("INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, executor,
		start_time, finish_time, description, is_started, is_finished, is_deleted, execution_snapshot_id,
		snapshot_id, template_id) VALUES (?, ?, 'bench', 'admin', NOW(), 'admin', NOW(), NOW(), '', 1, 1, 0, ?, ?, 1)",
		$id, root($id), $id, $id);
	row($maria, 'taskflow3_taskflowinstance', id => $id, category => 'Other', template_id => '266', create_method => 'app',
		create_info => '', flow_type => 'common', current_flow => 'finished', is_deleted => 0, business_id => 1,
		pipeline_instance_id => $id, template_source => 'business');
	_states($maria, $id, $nodes);
}

# load(Bk::Maria): the databases.
sub load {
	my ($maria) = @_;
	my $schema = Bk::Nginx::source() . '/schema';
	$maria->load('open_paas', "$schema/open_paas.sql", "$schema/sample-paas.sql");
	$maria->load($DATABASE, "$schema/2019/bk_sops.sql", "$schema/2019/sample.sql");
	$maria->do("USE $DATABASE");
	_task($maria, $_) for @SIZES;
	list_tasks($maria, $BEFORE, 1, 1, business_id => 1, template_source => "'business'");
	$maria->do('ANALYZE TABLE taskflow3_taskflowinstance, pipeline_pipelineinstance, engine_status,'
		  . ' engine_noderelationship, engine_data');
}

# What the pool has beside the defaults of Bk::Pool.
sub pool { return (app_host => 'http://bk_sops_host/') }

# _case(ENDPOINT, what it is asked, argument of bench/statements, name => value,
# ...): see cases.
sub _case {
	my ($endpoint, $what, $argument, @params) = @_;
	my $query = query(bk_app_code => $CALLER[2], bk_app_secret => 'xxx', bk_username => $CALLER[1],
		bk_biz_id => $BUSINESS, @params);
	return { endpoint => $endpoint, what => $what, arguments => [ $argument, @CALLER ],
		ours => { target => "/api/c/compapi/v2/sops/$endpoint/?$query" }, php => { target => "$endpoint.php?$query" } };
}

# What is measured, a list of {endpoint, what, ours => REQUEST, php => REQUEST
# (its target below bench/peer/2019), arguments of bench/statements}; requests as
# of Wrk.
sub cases {
	my @cases;
	for my $endpoint (qw(get_task_detail get_task_status)) {
		push @cases, map { _case($endpoint, "$_ nodes", _task_of($_), task_id => _task_of($_)) } @SIZES;
	}
	return (@cases, _case('get_task_list', "100 of $Sample::TASKS tasks", 100, limit => 100));
}

1;
