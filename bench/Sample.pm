# SPDX-License-Identifier: MIT
package Sample;

# The databases of bench/run: business 2 of schema/2019/sample.sql with a task
# for each size of tree, and some thousand others.
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Pool;
use JSON::PP ();

our $TASKS = 5_000;     # in the list
my $BEFORE  = 10_000;   # ids of those are above it
my $GROUP   = 20;       # nodes; of as many one is a subprocess with the rest in it

sub task_of { my ($nodes) = @_; return 100 + $nodes }

sub _root { my ($nodes) = @_; return "bench$nodes" }
sub _node { my ($nodes, $i) = @_; return sprintf 'node%08x%020x', $nodes, $i * 7919 }
sub _line { my ($i) = @_; return sprintf 'line%028x', $i * 104729 }

# A tree shaped like the real ones: nodes with the fields of a JOB step, a
# script of 500 characters, flows, lines and locations.
sub _tree {
	my ($nodes) = @_;
	my (%activities, %flows, @line, @location);
	for my $i (1 .. $nodes) {
		my ($id, $next, $line) = (_node($nodes, $i), _node($nodes, $i + 1), _line($i));
		my $script = substr join("\n", map { "echo step $i.$_ && sleep $_" } 1 .. 40), 0, 500;
		$activities{$id} = { id => $id, name => "\x{8282}\x{70b9} $i", type => 'ServiceActivity',
			incoming => $line, outgoing => _line($i + 1), loop => undef,
			optional => \1, error_ignorable => \0, can_retry => \1, isSkipped => \1, stage_name => 'stage1',
			component => { code => 'job_fast_execute_script', data => {
				job_content => { hook => \0, value => $script },
				job_account => { hook => \0, value => 'root' },
				job_ip_list => { hook => \0, value => '10.0.0.' . $i % 250 },
				job_script_timeout => { hook => \0, value => 3600 } } } };
		$flows{$line} = { id => $line, source => $id, target => $next, is_default => \0 };
		push @line, { id => $line, source => { id => $id, arrow => 'Right' }, target => { id => $id, arrow => 'Left' } };
		push @location, { id => $id, type => 'tasknode', name => "node $i", x => 80 * $i, y => 135, stage_name => 'stage1' };
	}
	my %constants = map { ("\${v$_}" => { key => "\${v$_}", name => "v$_", index => $_, desc => '',
			custom_type => 'input', source_type => 'custom', source_tag => '', source_info => {},
			show_type => 'show', validation => '^.+$', value => "value $_" }) } 1 .. 5;
	my $text = JSON::PP->new->ascii->encode({ activities => \%activities, flows => \%flows, line => \@line,
		location => \@location, constants => \%constants, gateways => {}, outputs => [ keys %constants ],
		start_event => { id => 'start', type => 'EmptyStartEvent' }, end_event => { id => 'end', type => 'EmptyEndEvent' } });
	return $text =~ s{/}{\\/}gr;
}

# What the engine writes of a task that has ended.
sub _states {
	my ($maria, $nodes) = @_;
	my $root = _root($nodes);
	my (@status, @relation);
	for my $i (0 .. $nodes) {
		my $id = $i ? _node($nodes, $i) : $root;
		push @status, sprintf "('%s', 'FINISHED', '%s', 0, 1, 0, NOW(), NOW() - INTERVAL %d SECOND, NOW() - INTERVAL %d SECOND, MD5(%d), 0)",
		  $id, $i ? "step $i" : "<class \\'pipeline.core.pipeline.Pipeline\\'>", $nodes - $i, $i ? $nodes - $i - 1 : 0, $i;
		my @above = ($id);
		push @above, _node($nodes, $i - $i % $GROUP) if $i > $GROUP && $i % $GROUP;
		push @above, $root if $i;
		push @relation, map { "('$above[$_]', '$id', $_)" } 0 .. $#above;
	}
	while (my @some = splice @status, 0, 1000) {
		$maria->do('INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time, started_time,'
			  . ' archived_time, version, error_ignorable) VALUES ' . join ',', @some);
	}
	while (my @some = splice @relation, 0, 1000) {
		$maria->do('INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) VALUES ' . join ',', @some);
	}
	my $values = join '', map { "V\${v$_}\np1$_\nVvalue $_\np2$_\ns" } 1 .. 5;
	my $dict   = "ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\n${values}tRp9\n.";
	$maria->do("INSERT INTO engine_data SELECT descendant_id, z, z, SUBSTRING(COMPRESS('N.'), 5) FROM engine_noderelationship"
		  . ' JOIN (SELECT SUBSTRING(COMPRESS(?), 5) z) pickle WHERE ancestor_id = ?', $dict, $root);
}

sub _task {
	my ($maria, $nodes) = @_;
	my $id = task_of($nodes);
	$maria->do('INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES (?, ?, NOW(), SUBSTRING(COMPRESS(?), 5))',
		$id, _root($nodes), _tree($nodes));
	$maria->do("INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, executor,
		start_time, finish_time, description, is_started, is_finished, is_deleted, execution_snapshot_id,
		snapshot_id, template_id) VALUES (?, ?, 'bench', 'admin', NOW(), 'admin', NOW(), NOW(), '', 1, 1, 0, ?, ?, 1)",
		$id, _root($nodes), $id, $id);
	$maria->do("INSERT INTO taskflow3_taskflowinstance (id, category, template_id, create_method, create_info,
		flow_type, current_flow, is_deleted, business_id, pipeline_instance_id, template_source) VALUES
		(?, 'Other', '266', 'app', '', 'common', 'finished', 0, 1, ?, 'business')", $id, $id);
	_states($maria, $nodes);
}

# Tasks that only a list shows.
sub _tasks {
	my ($maria) = @_;
	$maria->do("INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, executor, start_time,
		finish_time, description, is_started, is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id)
		SELECT $BEFORE + seq, MD5(seq), CONCAT('\x{4efb}\x{52a1} ', seq), 'operator01', NOW() - INTERVAL $TASKS - seq MINUTE, 'operator01',
		NOW() - INTERVAL $TASKS - seq MINUTE, IF(seq % 10, NOW() - INTERVAL $TASKS - seq SECOND, NULL), '', 1, seq % 10 > 0, 0, 1, 1, 1 FROM seq_1_to_$TASKS");
	$maria->do("INSERT INTO taskflow3_taskflowinstance (id, category, template_id, create_method, create_info,
		flow_type, current_flow, is_deleted, business_id, pipeline_instance_id, template_source)
		SELECT $BEFORE + seq, ELT(1 + seq % 3, 'Other', 'OpsTools', 'MonitorAlarm'), '266', 'api', '', 'common', 'finished', 0, 1,
		$BEFORE + seq, 'business' FROM seq_1_to_$TASKS");
}

# load(Bk::Maria, NODES, ...)
sub load {
	my ($maria, @sizes) = @_;
	my $schema = Bk::Nginx::source() . '/schema';
	$maria->load('open_paas', "$schema/open_paas.sql", "$schema/sample-paas.sql");
	$maria->load('bk_sops', "$schema/2019/bk_sops.sql", "$schema/2019/sample.sql");
	$maria->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
	$maria->do('USE bk_sops');
	_task($maria, $_) for @sizes;
	_tasks($maria);
	$maria->do('ANALYZE TABLE taskflow3_taskflowinstance, pipeline_pipelineinstance, engine_status, engine_noderelationship, engine_data');
}

1;
