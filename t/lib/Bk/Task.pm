# SPDX-License-Identifier: MIT
package Bk::Task;

# Tasks in the database of a test, as bk-sops stores them (sops 1.2, 2): with
# any bytes, also those that bk-sops would never write.
use v5.28;
use warnings;
use Compress::Zlib ();
use Exporter 'import';
our @EXPORT_OK = qw(add_task add_states add_status add_relation add_data add_history add_info instance_of fancy);

my $last = 1000;

# A literal that stands for exactly these bytes.
sub _bytes {
	my ($bytes) = @_;
	return 'NULL' if !defined $bytes;
	utf8::encode($bytes) if utf8::is_utf8($bytes);
	return length $bytes ? "X'" . unpack('H*', $bytes) . "'" : "''";
}

sub _text {
	my $literal = _bytes(@_);
	return $literal =~ /^X/ ? "_utf8mb4 $literal" : $literal;
}

# Text is compressed, a reference is a blob as it is, undef is NULL.
sub _blob {
	my ($value) = @_;
	return _bytes($$value) if ref $value;
	return 'NULL' if !defined $value;
	utf8::encode($value) if utf8::is_utf8($value);
	return _bytes(Compress::Zlib::compress($value));
}

sub _insert {
	my ($service, $table, %literal) = @_;
	my @columns = sort keys %literal;
	$service->db->do("INSERT INTO bk_sops.$table (" . join(', ', @columns) . ') VALUES ('
		  . join(', ', @literal{@columns}) . ')');
}

# add_task(SERVICE, ...): the id of a new task of business 2.
#   tree                      JSON of the flow tree
#   inputs, outputs, ex_data  pickles; a row of engine_data when one is given
#   task, instance            {column => text} of taskflow3_taskflowinstance
#                             and pipeline_pipelineinstance
#   name, template_id, create_time, start_time, finish_time: short for those
# tree and pickles: text or bytes to be compressed, a reference to the bytes of
# a blob, undef for NULL.
sub add_task {
	my ($service, %o) = @_;
	my $id          = ++$last;
	my $instance_id = instance_of($id);
	_insert($service, 'pipeline_snapshot',
		id => $id, md5sum => _text("task$id"), create_time => "'2019-01-17 04:13:03'",
		data => _blob(exists $o{tree} ? $o{tree} : '{"constants":{}}'));
	my %instance = (
		id => $id, instance_id => $instance_id, name => $o{name} // 'a task', creator => 'admin',
		create_time => $o{create_time} // '2019-01-17 04:13:03', executor => 'bob',
		start_time => $o{start_time}, finish_time => $o{finish_time}, description => '',
		is_started => 1, is_finished => 1, is_deleted => 0, execution_snapshot_id => $id,
		snapshot_id => 2, template_id => 1, tree_info_id => undef, %{ $o{instance} // {} });
	_insert($service, 'pipeline_pipelineinstance', map { $_ => _text($instance{$_}) } keys %instance);
	my %task = (
		id => $id, category => 'Other', template_id => $o{template_id} // '7', create_method => 'api',
		create_info => '', flow_type => 'common', current_flow => 'finished', is_deleted => 0,
		business_id => 1, pipeline_instance_id => $id, template_source => 'business', %{ $o{task} // {} });
	_insert($service, 'taskflow3_taskflowinstance', map { $_ => _text($task{$_}) } keys %task);
	if (grep { exists $o{$_} } qw(inputs outputs ex_data)) {
		_insert($service, 'engine_data', id => "'$instance_id'",
			inputs  => _blob($o{inputs}  // '(d.'),
			outputs => _blob($o{outputs} // fancy()),
			ex_data => _blob($o{ex_data} // 'N.'));
	}
	return $id;
}

# The instance_id of a task that add_task made.
sub instance_of { my ($id) = @_; return sprintf 'node%028d', $id }

# add_relation(SERVICE, ANCESTOR, DESCENDANT, DISTANCE)
sub add_relation {
	my ($service, @relation) = @_;
	$service->db->do('INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) VALUES (?, ?, ?)', @relation);
}

# add_status(SERVICE, ID, column => value, ...): a row of engine_status.
sub add_status {
	my ($service, $id, %o) = @_;
	my %column = (
		id => $id, state => 'FINISHED', name => 'a node', retry => 0, loop => 1, skip => 0,
		created_time => '2019-01-17 04:13:08', started_time => '2019-01-17 04:13:08',
		archived_time => '2019-01-17 04:13:15', version => 'v1', error_ignorable => 0, %o);
	_insert($service, 'engine_status', map { ("`$_`" => _text($column{$_})) } keys %column);
}

# add_states(SERVICE, ID, {...}): what the engine writes when it has executed a
# node, and its children and theirs.
#   children  {id => {...}}
#   status    {column => text} of engine_status; undef: no row
#   self      0: without its relation to itself
sub add_states {
	my ($service, $id, $node, @ancestors) = @_;
	add_status($service, $id, %{ $node->{status} // {} }) if !exists $node->{status} || $node->{status};
	add_relation($service, $id, $id, 0) if $node->{self} // 1;
	add_relation($service, $ancestors[-$_], $id, $_) for 1 .. @ancestors;
	my $children = $node->{children} // {};
	no warnings 'recursion';
	add_states($service, $_, $children->{$_}, @ancestors, $id) for sort keys %$children;
}

# add_data(SERVICE, ID, inputs => PICKLE, outputs => PICKLE, ex_data => PICKLE):
# a row of engine_data; pickles as for add_task.
sub add_data {
	my ($service, $id, %o) = @_;
	my %row = (inputs => fancy(), outputs => fancy(), ex_data => 'N.', %o);
	_insert($service, 'engine_data', id => _text($id), map { $_ => _blob($row{$_}) } keys %row);
}

# add_history(SERVICE, ID, ...): an earlier execution of a node; pickles as for
# add_data, the rest are columns of engine_history.
sub add_history {
	my ($service, $id, %o) = @_;
	my $number = ++$last;
	my %blob = map { ($_ => _blob(delete $o{$_} // 'N.')) } qw(inputs outputs ex_data);
	_insert($service, 'engine_historydata', id => $number, %blob);
	my %column = (
		id => $number, identifier => $id, started_time => '2019-01-17 04:13:08', archived_time => '2019-01-17 04:13:15',
		data_id => $number, loop => 1, skip => 0, %o);
	_insert($service, 'engine_history', map { ("`$_`" => _text($column{$_})) } keys %column);
}

# add_info(SERVICE, TASK, JSON): the list of a task's nodes that the engine keeps.
sub add_info {
	my ($service, $task, $json) = @_;
	_insert($service, 'pipeline_treeinfo', id => $task, data => _blob($json));
	$service->db->do('UPDATE bk_sops.pipeline_pipelineinstance SET tree_info_id = ? WHERE id = ?', $task, $task);
}

# fancy(KEY => PICKLE, ...): the pickle, protocol 0, of a FancyDict with these
# items; the pickles of the values are given without their last ".".
sub fancy {
	my $items = '';
	while (my ($key, $value) = splice @_, 0, 2) {
		$items .= "S'$key'\n${value}s";
	}
	return "ccopy_reg\n_reconstructor\n(cpipeline.utils.collections\nFancyDict\n"
	  . "c__builtin__\ndict\n(d${items}tR.";
}

1;
