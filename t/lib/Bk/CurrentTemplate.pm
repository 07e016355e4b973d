# SPDX-License-Identifier: MIT
package Bk::CurrentTemplate;

# Templates in the database of a test, as the current generation stores them
# (sops-current 4.7, 4.8, 4.9): with any bytes, also those that it would never
# write.  Bk::CurrentTask's clear_tasks removes them.
use v5.28;
use warnings;
use Bk::CurrentTask qw(flow);
use Exporter 'import';
our @EXPORT_OK = qw(add_template add_relation pipeline_of);

my ($row, $blob) = (\&Bk::CurrentTask::_row, \&Bk::CurrentTask::_blob);
my ($last, $next_row) = (5000, 500_000);

# The id of the pipeline template of a template.
sub pipeline_of { my ($id) = @_; return sprintf 'nt%030d', $id }

# add_template(SERVICE, ...): the id of a new template.
#   id         its own; else the next one after 5000
#   common     1: a common one; else that of project (core_project.id; else 1)
#   name, creator, editor, description, create_time, edit_time, has_subprocess
#              short for those columns of pipeline_pipelinetemplate
#   template   {column => text} of tasktmpl3_tasktemplate or
#              template_commontemplate
#   pipeline   undef: there is no row of pipeline_pipelinetemplate
#   tree       as add_task has it
#   version    of the snapshot, else "tmpl" and the id
#   labels     {NODE => [[LABEL, GROUP], ...]}; [] is a node without labels
#   tags       [[NAME, COLOR], ...]: labels of the template itself
#   schemes    [[ID, NAME, DATA], ...]: DATA is JSON, or a reference to the bytes
#              of a blob
sub add_template {
	my ($service, %o) = @_;
	my $id      = $o{id}      // ++$last;
	my $version = $o{version} // "tmpl$id";
	my $has     = !exists $o{pipeline} || $o{pipeline};
	if ($has) {
		my %short = map { $_ => $o{$_} } grep { exists $o{$_} } qw(name creator editor description create_time edit_time has_subprocess);
		$row->($service, 'pipeline_snapshot', 'id', id => $id, md5sum => $version, create_time => '2026-07-01 04:00:00',
			data => $blob->(exists $o{tree} ? $o{tree} : flow([])));
		$row->($service, 'pipeline_pipelinetemplate', 'id', id => $id, template_id => pipeline_of($id), name => "template $id",
			create_time => '2026-07-01 04:00:00', creator => 'admin', description => '', editor => undef,
			edit_time   => '2026-07-01 05:00:00.999999', is_deleted => 0, snapshot_id => $id, has_subprocess => 0, %short);
	}
	$row->($service, $o{common} ? 'template_commontemplate' : 'tasktmpl3_tasktemplate', 'id',
		id => $id, category => 'Other', notify_type => '[]', notify_receivers => '{}', time_out => 20, is_deleted => 0,
		ai_notify_type => '{}', ai_notify_group => '{}', pipeline_template_id => $has ? pipeline_of($id) : undef,
		($o{common} ? (extra_info => '{}') : (project_id => $o{project} // 1, executor_proxy => '', default_flow_type => 'common')),
		%{ $o{template} // {} });
	_labels($service, $id, $version, $o{labels} // {});
	for my $tag (@{ $o{tags} // [] }) {
		my $label = ++$next_row;
		$row->($service, 'label_label', 'id', id => $label, name => $tag->[0], color => $tag->[1], creator => 'admin', project_id => 1,
			is_default => 0);
		$row->($service, 'label_templatelabelrelation', 'id', id => $label, template_id => $id, label_id => $label);
	}
	for my $scheme (@{ $o{schemes} // [] }) {
		$row->($service, 'pipeline_templatescheme', 'id', id => ++$next_row, unique_id => $scheme->[0], name => $scheme->[1],
			edit_time => '2026-07-01 04:00:00', data => $blob->($scheme->[2]), template_id => $id);
	}
	return $id;
}

sub _labels {
	my ($service, $id, $version, $labels) = @_;
	for my $node (sort keys %$labels) {
		my $own = ++$next_row;
		$row->($service, 'pipeline_web_core_nodeintemplate', 'id', id => $own, node_id => $node, template_id => pipeline_of($id),
			version => $version, node_type => 'ServiceActivity', create_time => '2026-07-01 04:00:00', edit_time => '2026-07-01 04:00:00');
		$row->($service, 'pipeline_web_label_nodeintemplateattrlabel', 'id', id => $own, node_id => $own);
		for my $pair (@{ $labels->{$node} }) {
			my $label = ++$next_row;
			$row->($service, 'pipeline_web_label_labelgroup', 'id', id => $label, code => $pair->[1], name => $pair->[1]);
			$row->($service, 'pipeline_web_label_label', 'id', id => $label, code => $pair->[0], name => $pair->[0], group_id => $label);
			$row->($service, 'pipeline_web_label_nodeintemplateattrlabel_labels', 'id', id => $label,
				nodeintemplateattrlabel_id => $own, label_id => $label);
		}
	}
}

# add_relation(SERVICE, ANCESTOR, DESCENDANT, VERSION, CURRENT, column => text):
# a subprocess of these templates that stays with VERSION, and the current
# versions of the second, a list.
sub add_relation {
	my ($service, $ancestor, $descendant, $version, $current, %o) = @_;
	$row->($service, 'pipeline_templaterelationship', 'id', id => ++$next_row, ancestor_template_id => pipeline_of($ancestor),
		descendant_template_id => pipeline_of($descendant), subprocess_node_id => 'node', version => $version, always_use_latest => 0, %o);
	$row->($service, 'pipeline_templatecurrentversion', 'id', id => ++$next_row, template_id => pipeline_of($descendant),
		current_version => $_) for @$current;
}

1;
