# SPDX-License-Identifier: MIT
package FillCurrent;

# The database of Fill as the current generation has it, with engine_ver 2, and
# of each value that a list can be filtered by a rare one: of 50,000 tasks one
# has it, in the first project.
use v5.28;
use warnings;
use Fill qw(insert ids);

my $RARE = 50_000;

# Rows that grow with the tasks, or that are read by a column without an index.
sub _others {
	my ($tasks) = @_;
	my $tenth = int($tasks / 10);
	return (
		[ clocked_task_clockedtask => $tenth, project_id => $Fill::OWNER, task_id => '1000 + seq', task_name => "CONCAT('clocked ', seq)",
			template_id => "1001 + seq % $Fill::TEMPLATES", template_name => "'template'", template_source => "'project'",
			creator => "ELT(1 + seq % 2, 'operator01', 'operator02')", create_time => 'NOW()', plan_start_time => "NOW() + INTERVAL seq MINUTE",
			task_params => "'{}'", state => "ELT(1 + seq % 3, 'not_started', 'started', 'start_failed')" ],
		[ function_functiontask => $tenth, creator => "'operator01'", create_time => "NOW() - INTERVAL ($tenth - seq) MINUTE",
			claimant => "ELT(1 + seq % 2, '', 'operator02')", status => "IF(seq % 5000 = 1, 'rejected', 'finished')", task_id => '1001 + 10 * seq' ],
		[ appmaker_appmaker => 2_000, name => "CONCAT('app ', seq)", project_id => $Fill::OWNER, task_template_id => "1001 + seq" ],
		[ operate_record_taskoperaterecord => $tasks, operator => "'operator01'", operate_type => "'start'", operate_source => "'app'",
			instance_id => '1000 + seq', project_id => $Fill::OWNER, operate_date => 'NOW()' ],
		[ eri_logentry => $tenth, node_id => "CONCAT('node', LPAD(seq, 28, 0))", loop => 1, version => "'v1'", message => "'a line'",
			logged_at => 'NOW()' ],
		[ analysis_statistics_taskflowstatistics => $tasks, task_instance_id => '1000 + seq', instance_id => '1000 + seq', project_id => $Fill::OWNER,
			category => "ELT(1 + seq % 3, 'Other', 'OpsTools', 'MonitorAlarm')" ],
		[ label_templatelabelrelation => $Fill::TEMPLATES, template_id => '1000 + seq', label_id => 1 ],
	);
}

# fill(Bk::Maria, tasks): the database bk_sops, which has the tables and the
# rows of schema/current/sample.sql; ids of what is added begin at 1001.  Tables
# that the database has not are passed over.
sub fill {
	my ($maria, $tasks) = @_;
	$maria->do('USE bk_sops');
	my %has  = map { $_ => 1 } @{ $maria->dbh->selectcol_arrayref('SHOW TABLES') };
	my $part = ids($tasks);
	my ($root, $id, $from) = @$part{qw(root id from)};
	my ($large_root, $large_id, $large_from) = @$part{qw(large_root large_id large_from)};
	my @state = (name => "'FINISHED'", version => "'v1'", loop => 1, inner_loop => 1, map { ($_ => 'NOW()') } qw(created_time started_time archived_time));
	my @data  = (inputs => "'{}'", outputs => "'{}'", inputs_serializer => "'json'", outputs_serializer => "'json'");
	return Fill::load($maria, $tasks,
		insert('core_project', "seq_2_to_$Fill::OWNERS", id => 'seq', bk_biz_id => '1 + seq', name => "CONCAT('project ', seq)",
			time_zone => "'Asia/Shanghai'", from_cmdb => 1),
		Fill::common($tasks, owner => 'project_id', source => 'project',
			instance => [ executor => "IF(seq % $RARE = 7, 'operator02', 'operator01')", is_started => "seq % $RARE != 9",
				is_finished => "seq % 10 > 0 AND seq % $RARE != 9" ],
			task     => [ engine_ver => 2, create_method => "IF(seq % $RARE = 11, 'clocked', ELT(1 + seq % 3, 'app', 'api', 'periodic'))",
				template_id => "IF(seq % $RARE = 13, 1000, 1001 + seq % $Fill::TEMPLATES)", is_child_taskflow => 'seq % 20 = 5' ]),
		($has{tasktmpl3_tasktemplate} ? Fill::templates('project_id') : ()),
		insert('eri_state', $from, node_id => $id, root_id => $root, parent_id => "IF(n.seq, $root, '')", @state),
		insert('eri_executiondata', $from, node_id => $id, @data),
		insert('pipeline_web_core_nodeininstance', "$from WHERE n.seq > 0", node_id => $id, node_type => "'ServiceActivity'", instance_id => $root),
		insert('eri_state', 'DUAL', node_id => $large_root, root_id => $large_root, parent_id => "''", @state),
		insert('eri_state', $large_from, node_id => $large_id, root_id => $large_root, parent_id => $large_root, @state),
		insert('eri_executiondata', 'DUAL', node_id => $large_root, @data),
		map { my ($table, $rows, @columns) = @$_; $has{$table} ? insert($table, "seq_1_to_$rows", @columns) : () } _others($tasks));
}

1;
