# SPDX-License-Identifier: MIT
package Bk::CurrentTask;

# Tasks in the database of a test, as the current generation stores them with
# engine_ver 2 (sops-current 6.1, 6.2): with any bytes, also those that it would
# never write.  The rows of engine_ver 1 are those of 2019: Bk::Task's
# add_states, add_status, add_relation, add_data and add_history write them.
use v5.28;
use warnings;
use Bk::Task ();
use Exporter 'import';
use JSON::PP     ();
use MIME::Base64 qw(encode_base64);
our @EXPORT_OK = qw(add_task add_project add_plugin add_variable add_whitelist add_log add_record add_run clear_tasks instance_of flow
	fancy4);

my ($last, $version, $next_row) = (1000, 0, 100_000);
my @written;    # [table, column, value] of each row, in the order of writing

my $writer = JSON::PP->new->ascii->canonical->allow_nonref;

# What json.dumps of Python and ujson agree on; ujson writes "\/", too.
sub _json { my ($value) = @_; return $writer->encode($value) }
sub _ujson { return _json(@_) =~ s{/}{\\/}gr }

# A row that clear_tasks removes by its column $key.  Values are text; a reference
# is to a literal.
sub _row {
	my ($service, $table, $key, %value) = @_;
	Bk::Task::_insert($service, $table,
		map { ("`$_`" => ref $value{$_} ? ${ $value{$_} } : Bk::Task::_text($value{$_})) } keys %value);
	push @written, [ $table, $key, $value{$key} ];
}

# A tree is compressed JSON.
sub _blob {
	my ($value) = @_;
	return \Bk::Task::_blob(ref $value eq 'HASH' || ref $value eq 'ARRAY' ? _ujson($value) : $value);
}

# The instance_id of a task that add_task made.
sub instance_of { my ($id) = @_; return sprintf 'n%031d', $id }

# flow([NODE => {...}, ...], member => value, ...): a tree in which these
# activities run one after the other; start and end are the ids of its events.
# An activity with a pipeline, which is a flow(), is a sub-process.  Members of
# the tree (constants, gateways, ...) and of an activity win over the defaults.
sub flow {
	my ($activities, %o) = @_;
	my ($start, $end) = (delete $o{start} // 'start', delete $o{end} // 'end');
	my (%activity, %flow, @ids, @line);
	for (my $i = 0; $i < @$activities; $i += 2) {
		my ($id, $own) = @$activities[ $i, $i + 1 ];
		push @ids, $id;
		$activity{$id} = {
			id => $id, name => $id, optional => \0, error_ignorable => \0, retryable => \1, skippable => \1, stage_name => '',
			auto_retry => { enable => \0, interval => 0, times => 1 },
			($own->{pipeline}
				? (type => 'SubProcess', template_id => '1')
				: (type => 'ServiceActivity', component => { code => 'bk_display', version => 'v1.0', data => {} })),
			%$own };
	}
	my @order = ($start, @ids, $end);
	for my $i (1 .. $#order) {
		my $id = "line_$order[$i - 1]_$order[$i]";
		$flow{$id} = { id => $id, is_default => \0, source => $order[ $i - 1 ], target => $order[$i] };
		push @line, { id => $id, source => { arrow => 'Right', id => $order[ $i - 1 ] },
			target => { arrow => 'Left', id => $order[$i] } };
	}
	return {
		activities  => \%activity,
		constants   => {}, gateways => {}, outputs => [], flows => \%flow, line => \@line, location => [],
		start_event => { id => $start, name => '', type => 'EmptyStartEvent', incoming => '', outgoing => $line[0]{id} },
		end_event   => { id => $end, name => '', type => 'EmptyEndEvent', incoming => [ $line[-1]{id} ], outgoing => '' },
		%o };
}

# fancy4(KEY => OPCODES, ...): the pickle, protocol 4, of a FancyDict with these
# items, which bk-sops itself writes; the values are given as opcodes of their
# own, such as "K\x01" or "\x8c\x02hi".
sub fancy4 {
	my $items = '';
	while (my ($key, $value) = splice @_, 0, 2) {
		$items .= "\x8c" . chr(length $key) . $key . $value;
	}
	my ($module, $class) = ('pipeline.utils.collections', 'FancyDict');
	return "\x80\x04\x8c" . chr(length $module) . "$module\x8c" . chr(length $class) . "$class\x93)\x81($items" . 'u.';
}

# The text and the serializer of inputs or outputs: JSON of a hash or array, a
# pickle of a reference to its bytes, any other text as it is.
sub _eri {
	my ($value, $serializer) = @_;
	return (encode_base64($$value), $serializer // 'pickle') if ref $value eq 'SCALAR';
	return (ref $value ? _json($value) : $value, $serializer // 'json');
}

sub _eri_columns {
	my (%o) = @_;
	my %column = %o;
	@column{ $_, "${_}_serializer" } = _eri($o{$_} // {}, $o{"${_}_serializer"} // $o{serializer}) for qw(inputs outputs);
	delete $column{serializer};
	return %column;
}

my %ended = map { $_ => 1 } qw(FINISHED FAILED REVOKED);

# The rows of eri_state in the order of the list, each before its children, so
# that the ids grow.
sub _states {
	my ($service, $instance_id, $parent, $states) = @_;
	for my $state (@$states) {
		my %o        = %$state;
		my $children = delete $o{children} // [];
		my $id       = delete $o{id}       // $instance_id;
		my $name     = delete $o{state}    // 'FINISHED';
		_row($service, 'eri_state', 'node_id',
			node_id       => $id, root_id => $instance_id, parent_id => $id eq $instance_id ? '' : $parent, name => $name,
			version       => sprintf('v%032d', ++$version), loop => 1, inner_loop => 1, retry => 0, skip => 0,
			error_ignored => 0,
			created_time  => '2026-07-01 04:00:00', started_time => '2026-07-01 04:00:00',
			archived_time => $ended{$name} ? '2026-07-01 04:00:07' : undef, %o);
		no warnings 'recursion';
		_states($service, $instance_id, $id, $children);
	}
}

sub _labels {
	my ($service, $instance_id, $labels) = @_;
	for my $node (sort keys %$labels) {
		my $id = ++$next_row;
		_row($service, 'pipeline_web_core_nodeininstance', 'id',
			id => $id, node_id => $node, instance_id => $instance_id, node_type => 'ServiceActivity',
			create_time => '2026-07-01 04:00:00', edit_time => '2026-07-01 04:00:00');
		my $set = $labels->{$node} // next;
		_row($service, 'pipeline_web_label_nodeininstanceattrlabel', 'id', id => $id, node_id => $id);
		for my $pair (@$set) {
			my $label = ++$next_row;
			_row($service, 'pipeline_web_label_labelgroup', 'id', id => $label, code => $pair->[1], name => $pair->[1]);
			_row($service, 'pipeline_web_label_label', 'id',
				id => $label, code => $pair->[0], name => $pair->[0], group_id => $label);
			_row($service, 'pipeline_web_label_nodeininstanceattrlabel_labels', 'id',
				id => $label, nodeininstanceattrlabel_id => $id, label_id => $label);
		}
	}
}

sub _statistics {
	my ($service, $id, %o) = @_;
	my %of = (task_instance_id => $id, instance_id => $id, project_id => $o{project} // 1, template_id => '7', task_template_id => '8');
	_row($service, 'analysis_statistics_taskflowstatistics', 'id',
		id => ++$next_row, %of, atom_total => 1, subprocess_total => 0, gateways_total => 0, category => 'Other', creator => 'admin',
		create_time => '2026-07-01 03:59:00', start_time => '2026-07-01 04:00:00', finish_time => '2026-07-01 04:00:07',
		elapsed_time => 7, create_method => 'api', %$_)
	  for $o{statistics} // ();
	_row($service, 'analysis_statistics_taskflowexecutednodestatistics', 'id',
		id => ++$next_row, %of, component_code => 'bk_display', is_sub => 0, subprocess_stack => '[]', elapsed_time => 3, status => 1,
		started_time => '2026-07-01 04:00:00', archived_time => '2026-07-01 04:00:03', is_skip => 0, is_retry => 0, version => 'v1.0',
		instance_create_time => '2026-07-01 03:59:00', is_remote => 0, %$_)
	  for @{ $o{executed} // [] };
	_row($service, 'operate_record_taskoperaterecord', 'id',
		id => ++$next_row, instance_id => $id, project_id => $o{project} // 1, operator => 'bob', operate_type => 'start',
		operate_source => 'app', operate_date => '2026-07-01 04:00:00', node_id => '', extra_info => '{}', %$_)
	  for @{ $o{operations} // [] };
}

# add_task(SERVICE, ...): the id of a new task.
#   id          its own; else the next one after 1000
#   project     core_project.id; else 1
#   engine_ver, template_id, name, creator, executor, create_time, start_time,
#   finish_time short for those columns
#   task, instance
#               {column => text} of taskflow3_taskflowinstance and of
#               pipeline_pipelineinstance
#   tree        a flow() or another hash; JSON; a reference to the bytes of a
#               blob; undef: the snapshot is there and its data NULL
#   snapshot    0: no snapshot, as the cleaner leaves a task
#   nodes       [NODE, ...] of pipeline_treeinfo; JSON or a reference to bytes;
#               else there is none, as before the first question
#   states      rows of eri_state: [{id => NODE, state => NAME, children =>
#               [...], column => text}, ...].  Without id it is the root.
#   data        {NODE => {inputs => VALUE, outputs => VALUE}} of
#               eri_executiondata; '' stands for the root
#   history     [{node_id => NODE, loop => N, inputs => VALUE, outputs =>
#               VALUE, column => text}, ...] of eri_executionhistory
#   retries     {NODE => {retry_times => N, max_retry_times => N, column =>
#               text}} of taskflow3_autoretrynodestrategy
#   statistics  {column => text} of analysis_statistics_taskflowstatistics
#   executed    [{column => text}, ...] of ..._taskflowexecutednodestatistics
#   operations  [{column => text}, ...] of operate_record_taskoperaterecord
#   labels      {NODE => [[LABEL, GROUP], ...]}; [] is a node without labels,
#               undef one without the row that would have them
# A VALUE is a hash, or JSON, or a reference to the bytes of a pickle;
# serializer => NAME (or inputs_serializer, outputs_serializer) beside it says
# something else.  Node ids are unique in the database, as in bk-sops: another
# task with the same ones needs clear_tasks before.
sub add_task {
	my ($service, %o) = @_;
	my $id          = $o{id} // ++$last;
	my $instance_id = instance_of($id);
	my $snapshot    = $o{snapshot} // 1;
	_row($service, 'pipeline_snapshot', 'id',
		id => $id, md5sum => "task$id", create_time => '2026-07-01 04:00:00',
		data => _blob(exists $o{tree} ? $o{tree} : flow([]))) if $snapshot;
	_row($service, 'pipeline_treeinfo', 'id',
		id => $id, data => _blob(ref $o{nodes} eq 'ARRAY' ? { node_id_set => $o{nodes} } : $o{nodes})) if exists $o{nodes};
	my %short = map { $_ => $o{$_} } grep { exists $o{$_} } qw(name creator executor create_time start_time finish_time);
	_row($service, 'pipeline_pipelineinstance', 'id',
		id                    => $id, instance_id => $instance_id, name => 'a task', creator => 'admin', executor => 'bob',
		create_time           => '2026-07-01 03:59:00', start_time => '2026-07-01 04:00:00',
		finish_time           => '2026-07-01 04:00:07',
		description           => '', is_started => 1, is_finished => 1, is_revoked => 0, is_expired => 0, is_deleted => 0,
		execution_snapshot_id => $snapshot ? $id : undef, snapshot_id => $snapshot ? $id : undef, template_id => undef,
		tree_info_id          => exists $o{nodes} ? $id : undef, %short, %{ $o{instance} // {} });
	_row($service, 'taskflow3_taskflowinstance', 'id',
		id => $id, project_id => $o{project} // 1, engine_ver => $o{engine_ver} // 2, template_id => $o{template_id} // '7',
		category => 'Other', create_method => 'api', create_info => '', flow_type => 'common', current_flow => 'finished',
		is_deleted => 0, pipeline_instance_id => $id, template_source => 'project', is_child_taskflow => 0,
		%{ $o{task} // {} });
	_states($service, $instance_id, $instance_id, $o{states} // []);
	my $data = $o{data} // {};
	_row($service, 'eri_executiondata', 'node_id', node_id => length ? $_ : $instance_id, _eri_columns(%{ $data->{$_} }))
	  for sort keys %$data;
	_row($service, 'eri_executionhistory', 'id',
		id => ++$next_row, loop => 1, retry => 0, skip => 0, version => sprintf('v%032d', ++$version),
		started_time => '2026-07-01 04:00:00', archived_time => '2026-07-01 04:00:03', _eri_columns(%$_))
	  for @{ $o{history} // [] };
	my $retries = $o{retries} // {};
	_row($service, 'taskflow3_autoretrynodestrategy', 'node_id',
		node_id => $_, taskflow_id => $id, root_pipeline_id => $instance_id, retry_times => 0, max_retry_times => 1,
		interval => 0, %{ $retries->{$_} })
	  for sort keys %$retries;
	_labels($service, $instance_id, $o{labels} // {});
	_statistics($service, $id, %o);
	return $id;
}

# add_project(SERVICE, column => text, ...): the id of a project of the CMDB's;
# clear_tasks removes it, too.
sub add_project {
	my ($service, %o) = @_;
	my $id = $o{id} // ++$next_row;
	_row($service, 'core_project', 'id',
		id => $id, name => "project $id", time_zone => 'Asia/Shanghai', creator => 'admin', desc => '',
		create_at => '2026-07-01 03:00:00', from_cmdb => 1, bk_biz_id => $id, is_disable => 0, %o);
	return $id;
}

# add_plugin(SERVICE, CODE, VERSION, column => text, ...): one that bk-sops has;
# clear_tasks removes it, too.
sub add_plugin {
	my ($service, $code, $version, %o) = @_;
	_row($service, 'component_framework_componentmodel', 'id',
		id => ++$next_row, code => $code, version => $version, name => $code, status => 1, is_default_version => 0, %o);
}

# add_log(SERVICE, NODE, VERSION, MESSAGE, ...): rows of eri_logentry, undef for
# NULL; the next three likewise.  clear_tasks removes them all.
sub add_log {
	my ($service, $node, $of, @messages) = @_;
	_row($service, 'eri_logentry', 'id',
		id => ++$next_row, node_id => $node, version => $of, loop => 1, logger_name => 'x', level_name => 'INFO',
		message => $_, logged_at => '2026-07-01 04:00:00')
	  for @messages;
}

# add_record(SERVICE, TASK, column => text, ...): of operate_record_*.
sub add_record {
	my ($service, $task, %o) = @_;
	_row($service, 'operate_record_taskoperaterecord', 'id',
		id => ++$next_row, operator => 'admin', operate_type => 'start', operate_source => 'api', instance_id => $task, project_id => 1,
		operate_date => '2026-07-01 04:00:00', node_id => '', extra_info => '{}', %o);
	return $next_row;
}

# add_run(SERVICE, ID, column => text, ...): of plugin_gateway_plugingatewayrun.
sub add_run {
	my ($service, $id, %o) = @_;
	_row($service, 'plugin_gateway_plugingatewayrun', 'id',
		id => ++$next_row, source_key => 'src', plugin_id => 'builtin__bk_display', plugin_version => '1.0',
		client_request_id => "r$next_row", open_plugin_run_id => $id, callback_url => 'http://x/', callback_token => 'TOKEN-4711',
		run_status => 'RUNNING', caller_app_code => 'my_app', trigger_payload => '{}', outputs => '{}', runtime_outputs => '{}',
		schedule_times => 0, error_message => '', create_time => '2026-07-01 04:00:00', update_time => '2026-07-01 04:00:00', %o);
}

# add_variable(SERVICE, KEY, TEXT): a row of bk-sops' variables as it is; undef:
# there is none.
sub add_variable {
	my ($service, $key, $text) = @_;
	$service->db->do('DELETE FROM bk_sops.core_environmentvariables WHERE `key` = ?', $key);
	Bk::Task::_insert($service, 'core_environmentvariables',
		'`key`' => Bk::Task::_text($key), name => "''", value => Bk::Task::_text($text)) if defined $text;
}

sub add_whitelist { my ($service, $text) = @_; return add_variable($service, 'APP_WHITELIST', $text) }

# Removes what the functions above have written, but not the whitelist; of the
# engine of engine_ver 1 everything, as Bk::Task does not remember its rows.
sub clear_tasks {
	my ($service) = @_;
	$service->db->do("DELETE FROM bk_sops.engine_$_") for qw(history historydata data noderelationship status);
	while (my $row = pop @written) {
		my ($table, $column, $value) = @$row;
		$service->db->do("DELETE FROM bk_sops.$table WHERE $column = ?", $value);
	}
}

1;
