# SPDX-License-Identifier: MIT
package Fill;

# A database of bk-sops with as many tasks as are asked for, of 200 businesses or
# projects: every second task in the first, which has grown like those of
# upstream's reports.  What Fill2019 and FillCurrent have in common.
use v5.28;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(insert ids);

our $OWNERS      = 200;
our $NODES       = 20;     # of a tree
our $LARGE       = 999;    # the task with a large tree
our $LARGE_NODES = 2_000;
our $SNAPSHOTS   = 5_000;
our $TEMPLATES   = 4_000;
my $STARTED = $SNAPSHOTS - 1;    # tasks, the newest, whose engine rows are there: each has a snapshot of its own

# Rows by falling id are of alternating owners.
our $OWNER = "IF(seq % 2, 1, 1 + seq DIV 2 % $OWNERS)";

# A tree with NODES steps: SQL that gives the text for the snapshot `seq`.
sub _tree {
	my $activities = join ',', map {
		sprintf '"node%s%02d":{"id":"node%s%02d","name":"step %d","type":"ServiceActivity","stage_name":"stage1",'
		  . '"component":{"code":"job_fast_execute_script","data":{"job_content":{"hook":false,"value":"%s"}}}}',
		  '%', $_, '%', $_, $_, 'echo step; ' x 20
	} 1 .. $NODES;
	return "REPLACE('{\"activities\":{$activities},\"constants\":{},\"flows\":{},\"gateways\":{},\"line\":[],\"location\":[],\"outputs\":[],"
	  . "\"start_event\":{\"id\":\"start\",\"type\":\"EmptyStartEvent\"},\"end_event\":{\"id\":\"end\",\"type\":\"EmptyEndEvent\"}}', '%', LPAD(seq, 26, '0'))";
}

# insert(TABLE, FROM, column => SQL, ...): the statement.
sub insert {
	my ($table, $from, @columns) = @_;
	my (@names, @values);
	while (my ($name, $value) = splice @columns, 0, 2) {
		push @names,  "`$name`";
		push @values, $value;
	}
	return "INSERT INTO $table (" . join(', ', @names) . ') SELECT ' . join(', ', @values) . " FROM $from";
}

# The parts of a task t of the newest ones, the tree itself (0) and its nodes n:
# {from, id, root, large_from, large_id, large_root}, SQL each.
sub ids {
	my ($tasks) = @_;
	my $first = $tasks > $STARTED ? $tasks - $STARTED : 0;
	my $root  = "CONCAT(LPAD(t.seq, 28, 0), '0000')";
	return {
		from       => "seq_${first}_to_$tasks t JOIN seq_0_to_$NODES n",
		root       => $root,
		id         => "IF(n.seq, CONCAT('node', LPAD(t.seq % $SNAPSHOTS, 26, 0), LPAD(n.seq, 2, 0)), $root)",
		large_from => "seq_1_to_$LARGE_NODES",
		large_root => "REPEAT('L', 32)",
		large_id   => "CONCAT('node', LPAD(seq, 28, 'L'))",
	};
}

# common(TASKS, owner => COLUMN, source => template_source, instance => [column
# => SQL, ...], task => [...]): the statements for trees, templates and tasks;
# the ids begin at 1001.  What a generation says of a column wins.
sub common {
	my ($tasks, %o) = @_;
	my $ago      = "NOW() - INTERVAL ($tasks - seq) MINUTE";
	my @instance = (creator => "'operator01'", create_time => $ago, executor => "'operator01'", start_time => $ago,
		finish_time => "IF(seq % 10, $ago, NULL)", is_started => 1, is_finished => 'seq % 10 > 0',
		execution_snapshot_id => "1000 + seq % $SNAPSHOTS", snapshot_id => "1000 + seq % $SNAPSHOTS",
		template_id => "1001 + seq % $TEMPLATES");
	my @task = (category => "ELT(1 + seq % 3, 'Other', 'OpsTools', 'MonitorAlarm')", template_id => "1001 + seq % $TEMPLATES",
		create_method => "ELT(1 + seq % 3, 'app', 'api', 'periodic')", flow_type => "'common'", current_flow => "'finished'",
		template_source => "'$o{source}'");
	my %instance = (@instance, @{ $o{instance} // [] });
	my %task     = (@task, @{ $o{task} // [] });
	my ($all, $large) = ("seq_1_to_$tasks", '(SELECT 0 AS seq) large');
	return (
		insert('pipeline_snapshot', 'seq_0_to_' . ($SNAPSHOTS - 1), id => '1000 + seq', md5sum => 'MD5(seq)', create_time => 'NOW()',
			data => 'SUBSTRING(COMPRESS(' . _tree() . '), 5)'),
		insert('pipeline_pipelineinstance', $all, id => '1000 + seq', instance_id => "CONCAT(LPAD(seq, 28, 0), '0000')",
			name => "CONCAT('task ', seq)", %instance),
		insert('taskflow3_taskflowinstance', $all, id => '1000 + seq', pipeline_instance_id => '1000 + seq', $o{owner} => $OWNER, %task),
		insert('pipeline_pipelineinstance', $large, id => $LARGE, instance_id => "REPEAT('L', 32)", name => "'large'", %instance),
		insert('taskflow3_taskflowinstance', $large, id => $LARGE, pipeline_instance_id => $LARGE, $o{owner} => 1, %task),
	);
}

# The templates of `common`, for tables that have both of theirs.
sub templates {
	my ($owner) = @_;
	return (
		insert('pipeline_pipelinetemplate', "seq_1_to_$TEMPLATES", id => '1000 + seq', template_id => 'MD5(seq)', name => "CONCAT('template ', seq)",
			create_time => 'NOW()', creator => "'admin'", edit_time => 'NOW()', snapshot_id => "1000 + seq % $SNAPSHOTS"),
		insert('tasktmpl3_tasktemplate', "seq_1_to_$TEMPLATES", id => '1000 + seq', category => "'Other'", $owner => $OWNER,
			pipeline_template_id => 'MD5(seq)'),
	);
}

# load(Bk::Maria, TASKS, statements, ...) into the database bk_sops: what the
# questions of bench/growth name.
sub load {
	my ($maria, $tasks, @sql) = @_;
	$maria->do($_) for 'USE bk_sops', q{SET sql_mode = '', foreign_key_checks = 0, unique_checks = 0, check_constraint_checks = 0}, @sql,
	  'SET foreign_key_checks = 1, unique_checks = 1, check_constraint_checks = 1';
	$maria->do("ANALYZE TABLE $_") for @{ $maria->dbh->selectcol_arrayref('SHOW TABLES') };
	my $newest    = 1000 + $tasks - ($tasks % 2 ? 0 : 1);
	my $yesterday = $maria->one('SELECT DATE_FORMAT(NOW() - INTERVAL 1 DAY, ?)', '%Y-%m-%d %H:%i:%s');
	return { offset => $tasks > 40_000 ? 10_000 : int($tasks / 4), far => int($tasks * 2 / 5), cursor => 1000 + int($tasks / 2),
		yesterday => $yesterday, task => $newest, node => sprintf('node%026d01', ($newest - 1000) % $SNAPSHOTS),
		template => 1001, periodic => 1001, owner => 2 };
}

1;
