# SPDX-License-Identifier: MIT
package Bk::Template;

# Templates in the database of a test, as bk-sops stores them (sops 1.2, 3.6).
use v5.28;
use warnings;
use Bk::Task ();
use Exporter 'import';
our @EXPORT_OK = qw(add_template);

my $last = 5000;

# add_template(SERVICE, ...): the id of a new template of business 2.
#   tree       JSON of the flow tree; a reference to the bytes of a blob; undef
#   common     1: a common template
#   template   {column => text} of tasktmpl3_tasktemplate or
#              template_commontemplate
#   pipeline   the same of pipeline_pipelinetemplate, or undef: there is none
sub add_template {
	my ($service, %o) = @_;
	my $id          = ++$last;
	my $template_id = sprintf 'nodetmpl%024d', $id;
	my ($insert, $text) = (\&Bk::Task::_insert, \&Bk::Task::_text);
	if (!exists $o{pipeline} || $o{pipeline}) {
		$insert->($service, 'pipeline_snapshot',
			id   => $id, md5sum => $text->("template$id"), create_time => "'2019-01-17 04:13:03'",
			data => Bk::Task::_blob(exists $o{tree} ? $o{tree} : '{"activities":{},"line":[],"location":[]}'));
		my %pipeline = (
			id => $id, template_id => $template_id, name => "template $id", create_time => '2019-01-17 04:13:03',
			creator => 'admin', description => '', editor => undef, edit_time => '2019-01-18 04:13:03',
			is_deleted => 0, snapshot_id => $id, has_subprocess => 0, %{ $o{pipeline} // {} });
		$insert->($service, 'pipeline_pipelinetemplate', map { $_ => $text->($pipeline{$_}) } keys %pipeline);
	} else {
		$template_id = undef;
	}
	my %template = (
		id => $id, category => 'Other', notify_type => '[]', notify_receivers => '', time_out => 20, is_deleted => 0,
		($o{common} ? () : (business_id => 1)), pipeline_template_id => $template_id, %{ $o{template} // {} });
	$insert->($service, $o{common} ? 'template_commontemplate' : 'tasktmpl3_tasktemplate',
		map { $_ => $text->($template{$_}) } keys %template);
	return $id;
}

1;
