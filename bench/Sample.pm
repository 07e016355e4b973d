# SPDX-License-Identifier: MIT
package Sample;

# Trees of any size, and how they are stored in either generation: what
# Sample2019 and SampleCurrent have in common.
use v5.28;
use warnings;
use Exporter 'import';
use JSON::PP ();
our @EXPORT_OK = qw(root node group tree_text constants row rows snapshot list_tasks);

my $GROUP = 20;    # nodes; of as many one is a sub-process with the rest in it
my $ROWS  = 1000;  # of one INSERT

sub root { my ($task) = @_; return "bench$task" }
sub node { my ($task, $i) = @_; return sprintf 'node%08x%020x', $task, $i * 7919 }
sub _line { my ($task, $i) = @_; return sprintf 'line%08x%020x', $task, $i * 7907 }

# group(I): the number of the node that has this one in it; 0: the task itself.
sub group { my ($i) = @_; return $i > $GROUP && $i % $GROUP ? $i - $i % $GROUP : 0 }

# A node with the fields of a JOB step, a script of 500 characters.
sub _activity {
	my ($task, $i) = @_;
	my $script = substr join("\n", map { "echo step $i.$_ && sleep $_" } 1 .. 40), 0, 500;
	return (type => 'ServiceActivity', component => { code => 'job_fast_execute_script', version => 'legacy', data => {
		job_content        => { hook => \0, value => $script },
		job_account        => { hook => \0, value => 'root' },
		job_ip_list        => { hook => \0, value => '10.0.0.' . $i % 250 },
		job_script_timeout => { hook => \0, value => 3600 } } });
}

# The nodes in `group` of a task of so many nodes, one after the other.
sub _flow {
	my ($task, $nodes, $group, $fields) = @_;
	my @inside = grep { group($_) == $group } $group ? $group + 1 .. $group + $GROUP - 1 : 1 .. $nodes;
	@inside = grep { $_ <= $nodes } @inside;
	my ($start, $end) = map { sprintf '%s%08x%019x', $_, $task, $group } qw(start ended);
	my @ids = ($start, (map { node($task, $_) } @inside), $end);
	my @in  = map { _line($task, $group * 2 + $_) } @inside, $nodes * 3;
	my (%activities, %flows, @line, @location);
	for my $n (0 .. $#in) {
		my ($source, $target) = @ids[ $n, $n + 1 ];
		$flows{ $in[$n] } = { id => $in[$n], source => $source, target => $target, is_default => \0 };
		push @line, { id => $in[$n], source => { id => $source, arrow => 'Right' },
			target => { id => $target, arrow => 'Left' } };
		my $i = $inside[$n] // next;
		my $has_more = $i % $GROUP == 0 && $i < $nodes;
		$activities{$target} = { id => $target, name => "\x{8282}\x{70b9} $i", incoming => [ $in[$n] ],
			outgoing => $in[ $n + 1 ], optional => \1, error_ignorable => \0, stage_name => 'stage1', %$fields,
			$has_more
			? (type => 'SubProcess', template_id => '1', pipeline => { id => $target, _flow($task, $nodes, $i, $fields) })
			: _activity($task, $i) };
		push @location, { id => $target, type => $has_more ? 'subflow' : 'tasknode', name => "node $i",
			x => 80 * $n, y => 135, stage_name => 'stage1' };
	}
	return (activities => \%activities, flows => \%flows, line => \@line, location => \@location, gateways => {},
		constants => {}, outputs => [],
		start_event => { id => $start, name => '', type => 'EmptyStartEvent', incoming => '', outgoing => $in[0] },
		end_event   => { id => $end, name => '', type => 'EmptyEndEvent', incoming => [ $in[-1] ], outgoing => '' });
}

my $CONSTANTS = 5;

# What a task puts out, by its key.
sub constants { return map { ("\${v$_}" => "value $_") } 1 .. $CONSTANTS }

# tree_text(TASK, NODES, member => value, ...): a tree shaped like the real ones,
# as ujson writes it; the members are of each activity.
sub tree_text {
	my ($task, $nodes, %fields) = @_;
	my %constants = map { ("\${v$_}" => { key => "\${v$_}", name => "v$_", index => $_, desc => '',
			custom_type => 'input', source_type => 'custom', source_tag => '', source_info => {},
			show_type => 'show', validation => '^.+$', value => "value $_" }) } 1 .. $CONSTANTS;
	my $text = JSON::PP->new->ascii->encode({ id => root($task), _flow($task, $nodes, 0, \%fields),
		constants => \%constants, outputs => [ sort keys %constants ] });
	return $text =~ s{/}{\\/}gr;
}

# row(Bk::Maria, TABLE, column => value, ...)
sub row {
	my ($maria, $table, %value) = @_;
	my @columns = sort keys %value;
	my $columns = join ', ', map { "`$_`" } @columns;
	my $marks   = join ', ', ('?') x @columns;
	$maria->do("INSERT INTO $table ($columns) VALUES ($marks)", @value{@columns});
}

# rows(Bk::Maria, 'TABLE (COLUMNS)', '(SQL, ...)', ...): many of them.
sub rows {
	my ($maria, $table, @rows) = @_;
	while (my @some = splice @rows, 0, $ROWS) {
		$maria->do("INSERT INTO $table VALUES " . join ',', @some);
	}
}

our $TASKS = 5_000;    # that list_tasks adds

# list_tasks(Bk::Maria, BEFORE, SNAPSHOT, TEMPLATE, column => SQL, ...): tasks that
# only a list shows, their ids behind BEFORE, all with this snapshot and template of
# pipeline_*; the columns are those of a task that a generation has for itself.
sub list_tasks {
	my ($maria, $before, $snapshot, $template, %own) = @_;
	my @own = sort keys %own;
	$maria->do("INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, executor, start_time,
		finish_time, description, is_started, is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id)
		SELECT $before + seq, MD5(seq), CONCAT('\x{4efb}\x{52a1} ', seq), 'operator01',
		NOW() - INTERVAL $TASKS - seq MINUTE, 'operator01', NOW() - INTERVAL $TASKS - seq MINUTE,
		IF(seq % 10, NOW() - INTERVAL $TASKS - seq SECOND, NULL), '', 1, seq % 10 > 0, 0, $snapshot, $snapshot, $template FROM seq_1_to_$TASKS");
	$maria->do('INSERT INTO taskflow3_taskflowinstance (id, category, template_id, create_method, create_info,
		flow_type, current_flow, is_deleted, pipeline_instance_id, ' . join(', ', @own) . ")
		SELECT $before + seq, ELT(1 + seq % 3, 'Other', 'OpsTools', 'MonitorAlarm'), '266', 'api', '', 'common',
		'finished', 0, $before + seq, " . join(', ', @own{@own}) . " FROM seq_1_to_$TASKS");
}

# The tree of a task; the id is the task's.
sub snapshot {
	my ($maria, $task, $text) = @_;
	$maria->do('INSERT INTO pipeline_snapshot (id, md5sum, create_time, data)'
		  . ' VALUES (?, ?, NOW(), SUBSTRING(COMPRESS(?), 5))', $task, root($task), $text);
}

1;
