# SPDX-License-Identifier: MIT
package Fill;

# A database of bk-sops' 2019 generation with as many tasks as are asked for, in
# 200 businesses: every second task in the first, which has grown like the
# businesses of upstream's reports.
use v5.28;
use warnings;

our $BUSINESSES = 200;
our $NODES      = 20;     # of a tree
our $LARGE       = 999;    # the task with a large tree
my $LARGE_NODES = 2_000;
my $SNAPSHOTS   = 5_000;
my $STARTED     = $SNAPSHOTS - 1;    # tasks, the newest, whose engine rows are there: each has a snapshot of its own

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

# The task LARGE, in the first business: SQL.
sub _large {
	my $root  = "REPEAT('L', 32)";
	my $nodes = "seq_1_to_$LARGE_NODES";
	my $id    = "CONCAT('node', LPAD(seq, 28, 'L'))";
	return (
		"INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, start_time, is_started, execution_snapshot_id,"
		  . " snapshot_id, template_id) VALUES ($LARGE, $root, 'large', 'operator01', '2019-01-01', '2019-01-01', 1, 1000, 1000, 1001)",
		'INSERT INTO taskflow3_taskflowinstance (id, category, template_id, create_method, flow_type, current_flow, business_id,'
		  . " pipeline_instance_id, template_source) VALUES ($LARGE, 'Other', 1001, 'app', 'common', 'finished', 1, $LARGE, 'business')",
		"INSERT INTO engine_status (id, state, name, created_time, started_time, archived_time) SELECT $id, 'FINISHED', 'step', NOW(), NOW(),"
		  . " NOW() FROM $nodes UNION ALL SELECT $root, 'FINISHED', 'step', NOW(), NOW(), NOW()",
		"INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) SELECT $id, $id, 0 FROM $nodes UNION ALL"
		  . " SELECT $root, $id, 1 FROM $nodes UNION ALL SELECT $root, $root, 0",
	);
}

# Rows by falling id are of alternating businesses.
my $BUSINESS = "IF(seq % 2, 1, 1 + seq DIV 2 % $BUSINESSES)";

# fill(Bk::Maria, tasks): the database bk_sops, which has the tables and the
# rows of schema/2019/sample.sql; ids of what is added begin at 1001.
sub fill {
	my ($maria, $tasks) = @_;
	my $first = $tasks > $STARTED ? $tasks - $STARTED : 0;
	my $tree  = _tree();
	# The parts of a task: the tree itself (0) and its nodes.
	my $root  = "CONCAT(LPAD(t.seq, 28, 0), '0000')";
	my $ids   = "IF(n.seq, CONCAT('node', LPAD(t.seq % $SNAPSHOTS, 26, 0), LPAD(n.seq, 2, 0)), $root)";
	my $parts = "seq_0_to_$NODES";
	my @sql   = (
		'USE bk_sops',
		q{SET sql_mode = '', foreign_key_checks = 0, unique_checks = 0},
		"INSERT INTO core_business (id, cc_id, cc_name, time_zone, status) SELECT seq, 1 + seq, CONCAT('business ', seq),"
		  . " 'Asia/Shanghai', 'enable' FROM seq_2_to_$BUSINESSES",
		'INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) SELECT 1000 + seq, MD5(seq), NOW(),'
		  . " SUBSTRING(COMPRESS($tree), 5) FROM seq_0_to_" . ($SNAPSHOTS - 1),
		"INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time, creator, edit_time, snapshot_id)"
		  . " SELECT 1000 + seq, MD5(seq), CONCAT('template ', seq), NOW(), 'admin', NOW(), 1000 + seq % $SNAPSHOTS FROM seq_1_to_4000",
		'INSERT INTO tasktmpl3_tasktemplate (id, category, business_id, pipeline_template_id)'
		  . " SELECT 1000 + seq, 'Other', $BUSINESS, MD5(seq) FROM seq_1_to_4000",
		"INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, create_time, executor, start_time, finish_time,"
		  . " is_started, is_finished, execution_snapshot_id, snapshot_id, template_id) SELECT 1000 + seq, CONCAT(LPAD(seq, 28, 0), '0000'),"
		  . " CONCAT('task ', seq), 'operator01', NOW() - INTERVAL ($tasks - seq) MINUTE, 'operator01', NOW() - INTERVAL ($tasks - seq) MINUTE,"
		  . " IF(seq % 10, NOW() - INTERVAL ($tasks - seq) MINUTE, NULL), 1, seq % 10 > 0, 1000 + seq % $SNAPSHOTS, 1000 + seq % $SNAPSHOTS,"
		  . " 1001 + seq % 4000 FROM seq_1_to_$tasks",
		'INSERT INTO taskflow3_taskflowinstance (id, category, template_id, create_method, flow_type, current_flow, business_id,'
		  . " pipeline_instance_id, template_source) SELECT 1000 + seq, ELT(1 + seq % 3, 'Other', 'OpsTools', 'MonitorAlarm'),"
		  . " 1001 + seq % 4000, ELT(1 + seq % 3, 'app', 'api', 'periodic'), 'common', 'finished', $BUSINESS, 1000 + seq, 'business'"
		  . " FROM seq_1_to_$tasks",
		"INSERT INTO engine_status (id, state, name, created_time, started_time, archived_time) SELECT $ids, 'FINISHED', 'step', NOW(), NOW(), NOW()"
		  . " FROM seq_${first}_to_$tasks t JOIN $parts n",
		"INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) SELECT $ids, $ids, 0 FROM seq_${first}_to_$tasks t JOIN $parts n",
		"INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) SELECT $root, $ids, 1"
		  . " FROM seq_${first}_to_$tasks t JOIN $parts n WHERE n.seq > 0",
		"INSERT INTO engine_data (id, inputs, outputs, ex_data) SELECT $ids, z, z, z FROM seq_${first}_to_$tasks t JOIN $parts n"
		  . " JOIN (SELECT SUBSTRING(COMPRESS('(dp0\n.'), 5) z) pickle",
		_large(),
		"INSERT INTO periodic_task_crontabschedule (id, minute, hour, day_of_week, day_of_month, month_of_year, timezone)"
		  . " VALUES (1001, '*/5', '*', '*', '*', '*', 'Asia/Shanghai')",
		"INSERT INTO periodic_task_djceleryperiodictask (id, name, enabled, crontab_id) SELECT 1000 + seq, CONCAT('periodic ', seq), 1, 1001"
		  . ' FROM seq_1_to_2000',
		'INSERT INTO periodic_task_periodictask (id, name, cron, creator, celery_task_id, snapshot_id, template_id, extra_info) SELECT 1000 + seq,'
		  . " CONCAT('periodic ', seq), '*/5 * * * *', 'operator01', 1000 + seq, 1000 + seq % $SNAPSHOTS, MD5(seq), SUBSTRING(COMPRESS('{}'), 5) FROM seq_1_to_2000",
		"INSERT INTO periodictask_periodictask (id, template_id, business_id, task_id) SELECT 1000 + seq, 1000 + seq, $BUSINESS, 1000 + seq"
		  . ' FROM seq_1_to_2000',
		'SET foreign_key_checks = 1, unique_checks = 1',
		'ANALYZE TABLE ' . join(', ', qw(core_business pipeline_snapshot pipeline_pipelinetemplate tasktmpl3_tasktemplate
			pipeline_pipelineinstance taskflow3_taskflowinstance engine_status engine_noderelationship engine_data
			periodic_task_periodictask periodictask_periodictask)),
	);
	$maria->do($_) for @sql;
	my $newest = 1000 + $tasks - ($tasks % 2 ? 0 : 1);
	my $yesterday = $maria->one('SELECT DATE_FORMAT(NOW() - INTERVAL 1 DAY, ?)', '%Y-%m-%d %H:%i:%s');
	return { offset => $tasks > 40_000 ? 10_000 : int($tasks / 4), cursor => 1000 + int($tasks / 2), yesterday => $yesterday, task => $newest, node => sprintf('node%026d01', ($newest - 1000) % $SNAPSHOTS), template => 1001, periodic => 1001, business => 2 };
}

1;
