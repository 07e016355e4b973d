# SPDX-License-Identifier: MIT
package Bk::CurrentLists;

# What the lists of the current generation show beside tasks, in the database of
# a test, as bk-sops stores it (sops-current 6.2): with any bytes, also those
# that it would never write.  Bk::CurrentTask's clear_tasks removes it.
use v5.28;
use warnings;
use Bk::CurrentTask ();
use Exporter 'import';
our @EXPORT_OK = qw(add_flow add_periodic add_clocked add_function add_mini_app add_config);

# Ids that neither Bk::CurrentTask nor Bk::CurrentTemplate counts to: all have
# rows in pipeline_snapshot.
my $last = 50_000;
my $TIME = '2026-07-01 04:00:00';

# Its own keys would not let bk-sops write a template without the row of its
# snapshot; what was loaded without them may be so.
sub _add {
	my ($service, $table, %row) = @_;
	$service->db->do('SET FOREIGN_KEY_CHECKS = 0');
	Bk::CurrentTask::_row($service, $table, id => %row);
	$service->db->do('SET FOREIGN_KEY_CHECKS = 1');
	return $row{id};
}

# add_flow(SERVICE, ...): the id of a new template.
#   common      1: a common one
#   md5         the version of its snapshot; undef: there is none
#   template, pipeline
#               {column => text} of it and of pipeline_pipelinetemplate, or
#               pipeline => undef: there is none
sub add_flow {
	my ($service, %o) = @_;
	my $id       = $o{id} // ++$last;
	my $snapshot = exists $o{md5} ? $o{md5} : 'v1';
	_add($service, 'pipeline_snapshot', id => $id, md5sum => $snapshot, create_time => $TIME, data => undef) if defined $snapshot;
	_add($service, 'pipeline_pipelinetemplate',
		id => $id, template_id => "flow$id", name => "flow $id", create_time => $TIME, creator => 'admin', edit_time => $TIME,
		snapshot_id => $id, has_subprocess => 0, is_deleted => 0, %{ $o{pipeline} // {} }) if !exists $o{pipeline} || $o{pipeline};
	my %template = (
		id => $id, category => 'Other', notify_type => '{}', notify_receivers => '{}', time_out => 20, is_deleted => 0,
		pipeline_template_id => "flow$id", ai_notify_type => '[]', ai_notify_group => '[]');
	return _add($service, 'template_commontemplate', %template, extra_info => '{}', %{ $o{template} // {} }) if $o{common};
	return _add($service, 'tasktmpl3_tasktemplate', %template, project_id => 1, executor_proxy => '', default_flow_type => 'common',
		%{ $o{template} // {} });
}

# add_periodic(SERVICE, ...): the id of a new periodic task of project 1.
#   tree, extra_info   JSON; a reference to the bytes of a blob; undef: NULL
#   task, inner        {column => text} of periodictask_periodictask and of
#                      periodic_task_periodictask
#   celery             the same of django_celery_beat_periodictask, or undef:
#                      there is none
sub add_periodic {
	my ($service, %o) = @_;
	my $id     = $o{id} // ++$last;
	my $celery = !exists $o{celery} || $o{celery} ? $id : undef;
	_add($service, 'pipeline_snapshot', id => $id, md5sum => "periodic$id", create_time => $TIME,
		data => Bk::CurrentTask::_blob(exists $o{tree} ? $o{tree} : '{"constants":{}}'));
	_add($service, 'django_celery_beat_periodictask',
		id => $id, name => "periodic $id", task => '', args => '[]', kwargs => '{}', headers => '{}', one_off => 0, enabled => 1,
		total_run_count => 9, date_changed => $TIME, description => '', %{ $o{celery} // {} }) if $celery;
	_add($service, 'periodic_task_periodictask',
		id => $id, name => "periodic $id", cron => '*/5 * * * * (m/h/d/dM/MY) Asia/Shanghai', total_run_count => 3, creator => 'admin',
		extra_info => Bk::CurrentTask::_blob(exists $o{extra_info} ? $o{extra_info} : '{}'), celery_task_id => $celery,
		snapshot_id => $id, priority => 100, queue => '', %{ $o{inner} // {} });
	return _add($service, 'periodictask_periodictask',
		id => $id, template_id => '12', task_id => $id, project_id => 1, template_source => 'project', creator => 'bob',
		editor => 'eve', %{ $o{task} // {} });
}

# Each of these: the id of a new row of its table, of project 1, with
# (column => text).
sub add_clocked {
	my ($service, %o) = @_;
	return _add($service, 'clocked_task_clockedtask',
		id => ++$last, project_id => 1, task_name => 'a clocked task', template_id => 1, template_name => 'a flow',
		template_source => 'project', creator => 'bob', editor => '', plan_start_time => $TIME, task_params => '{}',
		notify_type => '{}', notify_receivers => '{}', state => 'not_started', %o);
}

sub add_function {
	my ($service, %o) = @_;
	return _add($service, 'function_functiontask',
		id => ++$last, creator => 'bob', create_time => $TIME, claimant => '', rejecter => '', predecessor => '',
		status => 'submitted', task_id => 1, %o);
}

sub add_mini_app {
	my ($service, %o) = @_;
	my $id = ++$last;
	return _add($service, 'appmaker_appmaker',
		id => $id, name => "app $id", code => "app_maker_$id", logo_url => '', link => 'http://x/', creator => 'admin',
		create_time => $TIME, template_scheme_id => '', category => 'Default', is_deleted => 0, project_id => 1,
		task_template_id => 1, %o);
}

sub add_config {
	my ($service, %o) = @_;
	return _add($service, 'core_projectconfig',
		id => ++$last, project_id => 1, executor_proxy => '', executor_proxy_exempts => '', max_periodic_task_num => -1,
		task_clean_configs => '{}', custom_display_configs => '{}', %o);
}

1;
