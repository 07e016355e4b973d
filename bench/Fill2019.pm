# SPDX-License-Identifier: MIT
package Fill2019;

# The database of Fill as the generation 2019 has it.
use v5.28;
use warnings;
use Fill qw(insert ids);

# fill(Bk::Maria, tasks): the database bk_sops, which has the tables and the
# rows of schema/2019/sample.sql; ids of what is added begin at 1001.
sub fill {
	my ($maria, $tasks) = @_;
	my $part = ids($tasks);
	my ($root, $id, $from) = @$part{qw(root id from)};
	my ($large_root, $large_id, $large_from) = @$part{qw(large_root large_id large_from)};
	my @times = map { ($_ => 'NOW()') } qw(created_time started_time archived_time);
	return Fill::load($maria, $tasks,
		insert('core_business', "seq_3_to_$Fill::OWNERS", id => 'seq', cc_id => '1 + seq', cc_name => "CONCAT('business ', seq)",
			time_zone => "'Asia/Shanghai'", status => "'enable'"),
		Fill::common($tasks, owner => 'business_id', source => 'business'),
		Fill::templates('business_id'),
		insert('engine_status', $from, id => $id, state => "'FINISHED'", name => "'step'", @times),
		insert('engine_noderelationship', $from, ancestor_id => $id, descendant_id => $id, distance => 0),
		insert('engine_noderelationship', "$from WHERE n.seq > 0", ancestor_id => $root, descendant_id => $id, distance => 1),
		insert('engine_data', "$from JOIN (SELECT SUBSTRING(COMPRESS('(dp0\n.'), 5) z) pickle", id => $id, inputs => 'z', outputs => 'z', ex_data => 'z'),
		insert('engine_status', $large_from, id => $large_id, state => "'FINISHED'", name => "'step'", @times),
		insert('engine_status', 'DUAL', id => $large_root, state => "'FINISHED'", name => "'step'", @times),
		insert('engine_noderelationship', $large_from, ancestor_id => $large_id, descendant_id => $large_id, distance => 0),
		insert('engine_noderelationship', $large_from, ancestor_id => $large_root, descendant_id => $large_id, distance => 1),
		insert('engine_noderelationship', 'DUAL', ancestor_id => $large_root, descendant_id => $large_root, distance => 0),
		insert('periodic_task_crontabschedule', 'DUAL', id => 1001, minute => "'*/5'", timezone => "'Asia/Shanghai'",
			map { ($_ => "'*'") } qw(hour day_of_week day_of_month month_of_year)),
		insert('periodic_task_djceleryperiodictask', 'seq_1_to_2000', id => '1000 + seq', name => "CONCAT('periodic ', seq)", enabled => 1,
			crontab_id => 1001),
		insert('periodic_task_periodictask', 'seq_1_to_2000', id => '1000 + seq', name => "CONCAT('periodic ', seq)", cron => "'*/5 * * * *'",
			creator => "'operator01'", celery_task_id => '1000 + seq', snapshot_id => "1000 + seq % $Fill::SNAPSHOTS", template_id => 'MD5(seq)',
			extra_info => "SUBSTRING(COMPRESS('{}'), 5)"),
		insert('periodictask_periodictask', 'seq_1_to_2000', id => '1000 + seq', template_id => '1000 + seq', business_id => $Fill::OWNER,
			task_id => '1000 + seq'));
}

1;
