# SPDX-License-Identifier: MIT
package Bk::Periodic;

# Periodic tasks in the database of a test, as bk-sops stores them (sops 1.2,
# 3.7).
use v5.28;
use warnings;
use Bk::Task ();
use Exporter 'import';
our @EXPORT_OK = qw(add_periodic);

my $last = 7000;

# add_periodic(SERVICE, ...): the id of a new periodic task of business 2.
#   tree, extra_info   JSON; a reference to the bytes of a blob; undef: NULL
#   task               {column => text} of periodictask_periodictask
#   pipeline           the same of periodic_task_periodictask
#   celery             the same of periodic_task_djceleryperiodictask, or
#                      undef: there is none
sub add_periodic {
	my ($service, %o) = @_;
	my $id = ++$last;
	my ($insert, $text) = (\&Bk::Task::_insert, \&Bk::Task::_text);
	my $celery = !exists $o{celery} || defined $o{celery} ? $id : undef;
	$insert->($service, 'pipeline_snapshot',
		id   => $id, md5sum => $text->("periodic$id"), create_time => "'2019-01-17 04:13:03'",
		data => Bk::Task::_blob(exists $o{tree} ? $o{tree} : '{"constants":{},"line":[]}'));
	my %celery = (
		id => $id, name => "periodic $id", task => '', args => '[]', kwargs => '{}', enabled => 1, total_run_count => 9,
		last_run_at => '2019-02-02 02:02:02', date_changed => '2019-01-17 04:13:03', description => '', %{ $o{celery} // {} });
	$insert->($service, 'periodic_task_djceleryperiodictask', map { $_ => $text->($celery{$_}) } keys %celery) if defined $celery;
	my %pipeline = (
		id => $id, name => "periodic $id", cron => '*/5 * * * * (m/h/d/dM/MY)', total_run_count => 3, last_run_at => undef,
		creator => 'admin', celery_task_id => $celery, snapshot_id => $id, template_id => undef, %{ $o{pipeline} // {} });
	$insert->($service, 'periodic_task_periodictask',
		extra_info => Bk::Task::_blob(exists $o{extra_info} ? $o{extra_info} : 'null'),
		map { $_ => $text->($pipeline{$_}) } keys %pipeline);
	my %task = (id => $id, template_id => '12', business_id => 1, task_id => $id, %{ $o{task} // {} });
	$insert->($service, 'periodictask_periodictask', map { $_ => $text->($task{$_}) } keys %task);
	return $id;
}

1;
