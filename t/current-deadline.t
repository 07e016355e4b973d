# SPDX-License-Identifier: MIT
# A statement of a list that takes too long, as a rare filter on millions of rows
# does: the call ends at request_timeout with 504 and the envelope, the server no
# longer has the statement, and the worker lives on (sops-current 6.3, 87).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task);
use Bk::Process qw(wait_for);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output);
Bk::Service::need();
my $s  = Bk::Service->new(generation => 'current', set => { 'pm.max_children' => 1, request_timeout => '1s' });
my $db = $s->db;
add_task($s);
my $FAULT = { result => JSON::PP::false, code => '50000', data => undef, message => '系统异常,请联系管理员处理' };

# [the table that waits, endpoint, how it is asked]
my ($TASKS, $INSTANCES) = qw(taskflow3_taskflowinstance pipeline_pipelineinstance);
my @lists = (
	[ tasktmpl3_tasktemplate    => 'get_template_list', path => [2] ],
	[ pipeline_pipelinetemplate => 'get_template_list', path => [2], query => [ name_keyword => 'nothing' ] ],
	[ template_commontemplate   => 'get_template_list', path => [2], query => [ template_source => 'common' ] ],
	[ template_commontemplate   => 'get_common_template_list' ],
	[ $TASKS     => 'get_task_list',  path => [2] ],
	[ $INSTANCES => 'get_task_list',  path => [2], query => [ keyword => 'nothing' ] ],
	[ $TASKS     => 'get_task_list',  path => [2], query => [ template_id => 'nothing', without_count => 1 ] ],
	[ $TASKS     => 'get_task_count', path => [2] ],
	[ $INSTANCES => 'get_task_count', path => [2], query => [ executor => 'nobody' ] ],
);

# The statements of the service that name the table: those that the server was
# sent, and those that it has now.
sub sent { return $db->one(q{SELECT COUNT(*) FROM mysql.general_log WHERE user_host LIKE 'bksops_ro%' AND argument LIKE ?}, "%$_[0]%") }
sub has { return $db->one(q{SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'bksops_ro' AND info LIKE ?}, "%$_[0]%") }

$db->do(q{SET GLOBAL log_output = 'TABLE'});
$db->do('SET GLOBAL general_log = ON');
for my $list (@lists) {
	my ($table, $endpoint, %ask) = @$list;
	my $name = join ' ', $endpoint, @{ $ask{query} // [] }, "while $table is locked";
	my $ask  = sub { return $s->ask_current($ask{json} ? 'POST' : 'GET', $endpoint, %ask) };
	is($ask->()->{json}{result}, JSON::PP::true, "$endpoint is answered");
	my $lock = $db->connect;
	$lock->do("LOCK TABLES bk_sops.$table WRITE");
	$db->do('TRUNCATE mysql.general_log');
	my $answer = $ask->();
	is_deeply([ @$answer{qw(status json)} ], [ 504, $FAULT ], "$name: 504 and the envelope") or diag $answer->{body};
	cmp_ok(sent($table), '>', 0, '... the server was asked');
	ok(eval { wait_for('no statement', sub { has($table) == 0 }) }, '... and has the statement no longer') or diag $db->processes;
	$lock->do('UNLOCK TABLES');
	$lock->disconnect;
	is($ask->()->{json}{result}, JSON::PP::true, '... the worker lives on');
}
$db->do('SET GLOBAL general_log = OFF');
$s->finish;
