#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# The store room against a server of its own: what is read, how often it is
# asked, and what happens when tables, time or the server are missing.
use strict;
use warnings;
use Bk::Maria;
use Bk::Process qw(tmpdir);
use File::Basename;
use IO::Handle;
use Test::More;
use Time::HiRes qw(sleep time);

$ENV{PATH} .= ':/usr/sbin:/sbin';
my $source = $ENV{BKSOPS_SRCDIR} // dirname(dirname(__FILE__));
my $built = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi');
my $ask = "$built/t/unit/store-ask";
plan skip_all => "$ask is not built" unless -x $ask;
plan skip_all => 'not installed: ' . Bk::Maria::missing()
    unless Bk::Maria::available();

my $dir = tmpdir;
# In another time zone, and as an operator may have it.
my $maria = Bk::Maria->new(args => ['--default-time-zone=+03:00',
	'--autocommit=0', '--lock-wait-timeout=10']);
my $socket = $maria->{socket};
my $client = $maria->client . q( --init-command='SET autocommit=1');

# --- the server ------------------------------------------------------------

sub mysql
{
	my ($sql, $database) = @_;
	open my $mysql, '|-', "$client " . ($database // 'mysql')
	    or die "$client: $!";
	print $mysql Bk::Mysqld::sql($sql);
	close $mysql or die "failed: $sql";
}

sub value
{
	my ($sql) = @_;
	chomp(my $out = `$client -Ne "$sql"`);
	return $out;
}

sub start_server
{
	$maria->start;
}

sub stop_server
{
	my ($signal) = @_;
	Bk::Process::stop($maria->{pid}, $signal);
}

# --- the tool --------------------------------------------------------------

sub tool
{
	my ($generation, $cache, $database) = @_;
	pipe my $in, my $to or die;
	pipe my $from, my $out or die;
	my $pid = fork // die "fork: $!";
	if ($pid == 0) {
		open STDIN, '<&', $in;
		open STDOUT, '>&', $out;
		open STDERR, '>>', "$dir/tool.log";
		close $_ for $to, $from;
		exec $ask, $socket, $generation, $cache, $database // 'sops',
		    'paas';
		die "$ask: $!";
	}
	$to->autoflush;
	return {pid => $pid, to => $to, from => $from};
}

sub encode
{
	my ($text) = @_;
	$text =~ s/([^A-Za-z0-9_\/.-])/sprintf '%%%02X', ord $1/ge;
	return $text;
}

sub send_question
{
	my ($tool, $verb, %arguments) = @_;
	print { $tool->{to} } join(' ', $verb,
		map { "$_=" . encode($arguments{$_}) } sort keys %arguments),
	    "\n";
}

sub receive
{
	my ($tool) = @_;
	my $line = readline $tool->{from};
	return {result => 'the tool died'} unless defined $line;
	chomp $line;
	my %answer;
	for (split / /, $line) {
		my ($name, $value) = split /=/, $_, 2;
		$value =~ s/%(..)/chr hex $1/ge;
		$answer{$name} = $value;
	}
	return \%answer;
}

sub ask
{
	send_question(@_);
	return receive($_[0]);
}

sub end_tool
{
	my ($tool) = @_;
	close $tool->{to};
	waitpid $tool->{pid}, 0;
	return $?;
}

# The members of $expected, undef standing for NULL.
sub answers
{
	my ($name, $got, %expected) = @_;
	my %part = map { $_ => $got->{$_} } keys %expected;
	is_deeply(\%part, \%expected, $name)
	    or diag(explain($got));
}

# Polls until the code says yes; false when it does not in 30 seconds.
sub comes_true
{
	my ($code) = @_;
	my $end = time + 30;
	until ($code->()) {
		return 0 if time > $end;
		sleep 0.05;
	}
	return 1;
}

sub logged
{
	my ($pattern) = @_;
	open my $log, '<', "$dir/tool.log" or return 0;
	return scalar grep { /$pattern/ } <$log>;
}

sub without
{
	my ($table, $code) = @_;
	mysql("RENAME TABLE $table TO ${table}_hidden");
	$code->();
	mysql("RENAME TABLE ${table}_hidden TO $table");
}

# --- the data --------------------------------------------------------------

sub file
{
	my ($name) = @_;
	open my $in, '<', "$source/$name" or die "$name: $!";
	local $/;
	return <$in>;
}

mysql('CREATE DATABASE sops DEFAULT CHARACTER SET utf8;'
	. 'CREATE DATABASE paas DEFAULT CHARACTER SET utf8');
mysql(file('schema/2019/bk_sops.sql'), 'sops');
mysql(file('schema/open_paas.sql'), 'paas');

mysql(<<'SQL', 'paas');
SET sql_mode='';
INSERT INTO esb_component_system (id, name, execute_timeout)
VALUES (1, 'SOPS', 7);
INSERT INTO esb_channel (id, path, component_codename, is_active,
  component_system_id, timeout_time, comp_conf, component_name, perm_level,
  rate_limit_conf, rate_limit_required) VALUES
(1, '/v2/sops/both', 'short', 1, 1, NULL, NULL, NULL, 0, NULL, 0),
(2, '/v2/sops/both/', 'long', 1, NULL, 9, '{}', 'both', 2, '{"a":1}', 1),
(3, '/v2/sops/short', 'code', 0, 1, NULL, NULL, NULL, 1, NULL, 0),
(4, '/v2/sops/orphan/', 'code', 1, NULL, NULL, NULL, NULL, 0, NULL, 0);
INSERT INTO paas_app (name, code, auth_token) VALUES
('a', 'both_app', 'paas-secret'), ('b', 'null_app', NULL), ('c', 'one_app', 'x');
INSERT INTO esb_app_account (app_code, app_token) VALUES
('both_app', 'esb-secret'), ('bk_app', 'cd-secret');
INSERT INTO login_bktoken (token, is_logout) VALUES ('tOKEN_in', 0), ('out', 1);
INSERT INTO bkaccount_bkuser (username) VALUES ('admin');
INSERT INTO esb_user_auth_token (app_code, username, auth_token, expires) VALUES
('both_app', 'first', 'acc', UTC_TIMESTAMP() + INTERVAL 1000 SECOND),
('both_app', 'second', 'acc', UTC_TIMESTAMP() + INTERVAL 5000 SECOND),
('both_app', 'late', 'old', UTC_TIMESTAMP() - INTERVAL 10 SECOND);
INSERT INTO esb_function_controller (func_code, switch_status, wlist)
VALUES ('user_auth::skip_user_auth', 1, 'bk_app;both_app');
INSERT INTO esb_app_component_perm (app_code, component_id, expires)
VALUES ('both_app', 2, '2001-01-01'), ('bk_app', 1, '2001-01-01'),
('bk_app', 3, '2001-01-01');
SQL

mysql(<<'SQL', 'sops');
SET sql_mode='';
CREATE TABLE store_write (n INT);
INSERT INTO django_content_type (id, app_label, model) VALUES
(8, 'core', 'business'), (9, 'core', 'other');
INSERT INTO auth_permission (id, name, content_type_id, codename) VALUES
(20, '', 8, 'view_business'), (21, '', 8, 'manage_business'),
(22, '', 8, 'add_business'), (23, '', 9, 'view_business');
INSERT INTO auth_group (id, name) VALUES (5, 'g');
INSERT INTO account_user (id, username, is_superuser, is_active) VALUES
(1, 'root1', 1, 1), (2, 'nobody', 0, 1), (3, 'viewer', 0, 1),
(4, 'manager', 0, 1), (5, 'member', 0, 1), (6, 'gone_root', 1, 0),
(7, 'gone_member', 0, 0), (8, 'cc_only', 0, 1), (9, 'wrong_type', 0, 1),
(10, 'wrong_code', 0, 1);
INSERT INTO account_user_groups (user_id, group_id) VALUES (5, 5), (7, 5);
INSERT INTO core_business (id, cc_id, cc_name) VALUES
(1, 2, '蓝鲸😀'), (2, 3, 'three');
INSERT INTO guardian_userobjectpermission
  (object_pk, content_type_id, permission_id, user_id) VALUES
('1', 8, 20, 3), ('1', 8, 21, 4), ('2', 8, 20, 8), ('1', 9, 20, 9),
('1', 9, 23, 9), ('1', 8, 22, 10);
INSERT INTO guardian_groupobjectpermission
  (object_pk, content_type_id, group_id, permission_id) VALUES ('1', 8, 5, 20);
INSERT INTO pipeline_snapshot (id, md5sum, data) VALUES
(1, 'a', X'000102'), (2, 'b', NULL);
INSERT INTO pipeline_pipelinetemplate (id, template_id, snapshot_id)
VALUES (1, 't', 1);
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, executor,
  create_time, start_time, finish_time, execution_snapshot_id, snapshot_id,
  template_id) VALUES
(1, 'i1', 'n1', 'c1', 'e1', '2019-01-17 04:13:03.250000',
 '2019-01-17 04:13:03', '2019-01-17 04:13:09', 1, 1, 1),
(2, 'i2', 'n2', 'c2', '', '0000-00-00', NULL, NULL, NULL, 1, 1);
INSERT INTO engine_data VALUES ('i1', 'in', '', 'ex');
INSERT INTO taskflow3_taskflowinstance
  (id, template_id, create_method, is_deleted, business_id,
   pipeline_instance_id) VALUES
(10, '7', 'api', 1, 1, 1), (11, 'x', 'app', 0, 1, 2), (12, '', '', 0, 1, NULL),
(13, '7', 'api', 0, NULL, 1);
SQL

# 14 and 15: started and not; s1 has n1, that has n2, that has no state.
mysql(<<'SQL', 'sops');
SET sql_mode='';
INSERT INTO pipeline_pipelineinstance (id, instance_id, is_started,
  snapshot_id, template_id) VALUES (3, 's1', 1, 1, 1), (4, 's2', 0, 1, 1);
INSERT INTO taskflow3_taskflowinstance
  (id, is_deleted, business_id, pipeline_instance_id) VALUES
(14, 0, 1, 3), (15, 0, 1, 4), (16, 1, 1, 3);
INSERT INTO engine_status (id, state, name, `loop`, started_time) VALUES
('s1', 'RUNNING', 'p', 1, '2019-01-17 04:13:08'), ('N1', 'FAILED', 'q', 1, NULL),
('n1x', 'READY', 'r', 1, NULL);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) VALUES
('s1', 's1', 0), ('n1', 'n1', 0), ('s1', 'n1', 1), ('n2', 'n2', 0),
('n1', 'n2', 1), ('s1', 'n2', 2), ('S1', 'S1', 0), ('n1x', 'n1x', 0),
('s2', 's2', 0);
SQL

my $tool = tool('auto', 0);

# --- paas_ask --------------------------------------------------------------

my %all = (path => '/v2/sops/both/', app => 'both_app', token => 'tOKEN_in',
	user => 'admin', access => 'acc', whitelist => 1);
my $got = ask($tool, 'paas', %all);
answers('esb chapter 9: every part in one answer', $got, result => 'ok',
	channel => 'row', id => 2, path => '/v2/sops/both/', codename => 'long',
	active => 1, timeout => 9, comp_conf => '{}', component_name => 'both',
	perm_level => 2, rate_limit_required => 1, rate_limit_conf => '{"a":1}',
	system_name => undef, execute_timeout => 0, app => 'row',
	secret0 => 'paas-secret', secret1 => 'esb-secret', token => 'row',
	is_logout => 0, user => 'row', username => 'admin', access => 'row',
	access_user => 'first', whitelist => 'row', on => 1,
	list => 'bk_app;both_app', grant => 'row');
cmp_ok($got->{seconds_left}, '<', 1000, 'esb 4.3: seconds left are of UTC');
cmp_ok($got->{seconds_left}, '>', 900, 'esb 4.3: and whole seconds');
is(ask($tool, 'paas', %all)->{trips}, 1, 'one round trip');
answers('nothing asked is not asked', ask($tool, 'paas'), result => 'ok',
	trips => 0, channel => 'not_asked', app => 'not_asked',
	token => 'not_asked', user => 'not_asked', access => 'not_asked',
	whitelist => 'not_asked', grant => 'not_asked');

for (
	['esb 16: a path stored without its slash',
		{path => '/v2/sops/short/', app => 'bk_app'},
		{id => 3, active => 0, timeout => 0, comp_conf => undef,
			system_name => 'SOPS', execute_timeout => 7,
			grant => 'row'}],
	['esb 1.3: the path with the slash goes first, also for the grant',
		{path => '/v2/sops/both/', app => 'bk_app'},
		{id => 2, grant => 'none'}],
	['esb 8: a path in capitals', {path => '/V2/SOPS/ORPHAN/'},
		{id => 4, path => '/v2/sops/orphan/', grant => 'not_asked'}],
	['esb 6: an unknown path', {path => '/v2/nope/', app => 'bk_app'},
		{channel => 'none', grant => 'none'}],
	['esb 46: both secrets', {app => 'both_app'},
		{app => 'row', code => 'both_app', secret0 => 'paas-secret',
			secret1 => 'esb-secret'}],
	['esb 48: a secret that is NULL', {app => 'null_app'},
		{app => 'row', code => 'null_app', secret0 => undef, secret1 => undef}],
	['esb 40: an unknown app', {app => 'nope'},
		{app => 'none', code => undef, secret0 => undef, secret1 => undef}],
	['esb 49: an app code in capitals', {app => 'BK_APP'},
		{app => 'row', code => 'bk_app', secret1 => 'cd-secret'}],
	['esb 51: blanks at the end of an app code', {app => 'bk_app  '},
		{app => 'row', code => 'bk_app', secret1 => 'cd-secret'}],
	['esb 51: a blank in front', {app => ' bk_app'}, {app => 'none'}],
	['esb 3.3: accents do not count', {app => "bk_\xC3\xA1pp"},
		{app => 'row', code => 'bk_app'}],
	['esb 73: a token that is logged out', {token => 'out'},
		{token => 'row', is_logout => 1}],
	['esb 77: a token that is not stored', {token => 'nope'},
		{token => 'none'}],
	['esb 79: the name is the row\'s', {user => 'ADMIN '},
		{user => 'row', username => 'admin'}],
	['esb 99: an access token that is over', {app => 'both_app',
			access => 'old'}, {access => 'row',
			access_user => 'late'}],
	['esb 100: an access token of another app', {app => 'bk_app',
			access => 'acc'}, {access => 'none'}],
	['esb 110: a grant is matched by collation',
		{path => '/v2/sops/both/', app => 'BOTH_APP'},
		{grant => 'row'}],
	['an empty text', {app => '', token => '', user => '', path => '/'},
		{app => 'none', token => 'none', user => 'none',
			channel => 'none'}],
	['a character beyond U+FFFF', {path => "/\xF0\x9F\x98\x80/",
			app => "\xF0\x9F\x98\x80", user => "\xF0\x9F\x98\x80"},
		{channel => 'none', app => 'none', user => 'none'}],
	['what is not UTF-8', {app => "\xFF"}, {app => 'none'}],
	['a NUL', {app => "bk_app\0"}, {app => 'none'}],
	['a text of a megabyte', {app => 'a' x 1000000}, {app => 'none'}],
	['a quote and a comment', {app => "' OR 1=1 -- ", token => "\\' OR 1=1#",
			user => "admin'/*", access => "';DROP TABLE x;--"},
		{app => 'none', token => 'none', user => 'none',
			access => 'none'}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, ask($tool, 'paas', %$question), result => 'ok',
		trips => 1, %$expected);
}

my %ok = (channel => 'row', app => 'row', token => 'row', user => 'row',
	access => 'row', whitelist => 'row', grant => 'row');
for (
	[esb_channel => {channel => 'failed', grant => 'failed'}],
	[esb_component_system => {}],
	[esb_app_component_perm => {grant => 'failed'}],
	[paas_app => {app => 'failed'}],
	[esb_app_account => {app => 'failed'}],
	[login_bktoken => {token => 'failed'}],
	[bkaccount_bkuser => {user => 'failed'}],
	[esb_user_auth_token => {access => 'failed'}],
	[esb_function_controller => {whitelist => 'failed'}],
    ) {
	my ($table, $failed) = @$_;
	without("paas.$table", sub {
		answers("without $table", ask($tool, 'paas', %all),
			result => 'ok', %ok, %$failed);
	});
}
answers('all tables again', ask($tool, 'paas', %all), trips => 1, %ok);

# --- sops_ask_task_detail --------------------------------------------------

my %task = (business => 2, id => 10);
$got = ask($tool, 'task', %task, user => 'root1');
answers('sops 3.2: everything of a task, deleted or not', $got,
	result => 'ok', user => 'row', username => 'root1', business => 'row',
	cc_id => 2, permission => 'row', allowed => 1, task => 'row', id => 10,
	create_method => 'api', template_id => '7', has_instance => 1,
	name => 'n1', creator => 'c1', executor => 'e1',
	create_time => '2019-01-17 04:13:03.250000',
	start_time => '2019-01-17 04:13:03.000000',
	finish_time => '2019-01-17 04:13:09.000000', snapshot => "\0\1\2",
	has_data => 1, inputs => 'in', outputs => '', ex_data => 'ex');

for (
	['sops 24: an unknown business', {user => 'root1', business => 99},
		{business => 'none', permission => 'none', task => 'none'}],
	['sops 3.2: a task of another business', {user => 'root1',
			business => 3}, {business => 'row', task => 'none'}],
	['sops 3.2: a task of no business', {user => 'root1', id => 13},
		{task => 'none'}],
	['sops 3.2: a task without an instance', {user => 'root1', id => 12},
		{task => 'row', has_instance => 0, name => undef,
			snapshot => undef, has_data => 0}],
	['sops 39: nothing started, a zero date', {user => 'root1', id => 11},
		{task => 'row', has_instance => 1, executor => '',
			create_time => '0000-00-00 00:00:00.000000',
			start_time => undef, finish_time => undef,
			snapshot => undef, has_data => 0, outputs => undef}],
	['sops 3.2: an id beyond any integer', {user => 'root1',
			id => '99999999999999999999999'}, {task => 'none'}],
	['a business beyond any integer', {user => 'root1',
			business => '99999999999999999999999'},
		{business => 'none', task => 'none'}],
	['sops 14: an unknown user', {user => 'nope'},
		{user => 'none', permission => 'none', allowed => 0}],
	['sops 12: no user', {}, {user => 'none', allowed => 0}],
	['sops 16: an emoji, a quote', {user => "\xF0\x9F\x98\x80a'b\\"},
		{user => 'none', allowed => 0}],
	['sops 16: a user of 300 characters', {user => 'x' x 300},
		{user => 'none'}],
	['sops 17: the database\'s spelling', {user => 'NOBODY  '},
		{user => 'row', username => 'nobody', permission => 'row',
			allowed => 0}],
	['sops 18: accents do not count', {user => "r\xC3\xB6ot1"},
		{username => 'root1', allowed => 1}],
	['sops 19: an inactive superuser', {user => 'gone_root'},
		{user => 'row', permission => 'none', allowed => 0}],
	['sops 20: view_business', {user => 'viewer'}, {allowed => 1}],
	['sops 20: manage_business', {user => 'manager'}, {allowed => 1}],
	['sops 20: by a group', {user => 'member'}, {allowed => 1}],
	['sops 20: of this business only', {user => 'member', business => 3},
		{allowed => 0}],
	['sops 21: an inactive member', {user => 'gone_member'},
		{allowed => 0}],
	['sops 22: object_pk is the primary key', {user => 'cc_only'},
		{allowed => 0}],
	['sops 3.1.12: the content type of both rows', {user => 'wrong_type'},
		{allowed => 0}],
	['sops 3.1.12: another permission', {user => 'wrong_code'},
		{allowed => 0}],
	['sops 30: a trusted app', {user => 'nope', trusted => 1},
		{user => 'not_asked', permission => 'not_asked',
			business => 'row', task => 'row'}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, ask($tool, 'task', %task, %$question), result => 'ok',
		trips => 1, %$expected);
}

%ok = (user => 'row', business => 'row', permission => 'row', task => 'row');
for (
	[account_user => 'viewer', {user => 'failed', permission => 'failed'}],
	[account_user_groups => 'viewer', {permission => 'failed'}],
	[django_content_type => 'viewer', {permission => 'failed'}],
	[auth_permission => 'viewer', {permission => 'failed'}],
	[auth_permission => 'root1', {allowed => 1}],
	[guardian_userobjectpermission => 'viewer', {permission => 'failed'}],
	[guardian_groupobjectpermission => 'root1', {allowed => 1}],
	[core_business => 'root1', {business => 'failed', allowed => 1,
			task => 'failed'}],
	[taskflow3_taskflowinstance => 'viewer', {task => 'failed'}],
	[pipeline_pipelineinstance => 'viewer', {task => 'failed'}],
	[pipeline_snapshot => 'viewer', {task => 'failed'}],
	[engine_data => 'viewer', {task => 'failed'}],
    ) {
	my ($table, $user, $failed) = @$_;
	without("sops.$table", sub {
		answers("without $table, asked by $user",
			ask($tool, 'task', %task, user => $user),
			result => 'ok', %ok, %$failed);
	});
}
without('sops.pipeline_snapshot', sub {
	answers('a task that is not there, though its tables are broken',
		ask($tool, 'task', %task, id => 99, user => 'viewer'),
		task => 'none', result => 'ok');
});

# --- templates -------------------------------------------------------------

mysql(<<'SQL', 'sops');
SET sql_mode='';
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, editor,
  snapshot_id, is_deleted) VALUES (2, 't2', 'second', 'e', 2, 1),
(3, 't3', 'third', NULL, 1, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, is_deleted, business_id,
  pipeline_template_id) VALUES (1, 'Other', 0, 1, 't'), (2, 'x', 1, 1, 't2'),
(3, 'y', 0, 1, 't2'), (4, 'z', 0, 2, 't3'), (5, '', 0, 1, NULL);
INSERT INTO template_commontemplate (id, category, is_deleted,
  pipeline_template_id) VALUES (10001, 'c', 0, 't'), (10002, 'd', 1, 't3');
SQL
for (
	['sops 3.6: the templates of a business', 'templates', {},
		{count => 3, first => 5, last => 1}],
	['sops 3.6: read again', 'templates', {again => 1},
		{count => 3, first => 5, last => 1}],
	['sops 3.6: of another business', 'templates',
		{user => 'root1', business => 3}, {count => 1, first => 4}],
	['sops 3.6: common ones', 'templates', {common => 1},
		{count => 1, first => 10001}],
	['sops 3.6: common ones for anybody', 'templates',
		{common => 1, anybody => 1, user => 'nope'},
		{count => 1, user => 'not_asked', business => 'not_asked'}],
	['sops 3.6: of an unknown business', 'templates',
		{user => 'root1', business => 99},
		{count => 0, business => 'none'}],
	['sops 30: templates for a trusted app', 'templates',
		{user => 'nope', trusted => 1},
		{count => 3, user => 'not_asked', business => 'row'}],
	['sops 3.6: one template', 'template', {id => 1},
		{template => 'row', category => 'Other', has_pipeline => 1,
			editor => undef, snapshot => "\0\1\2"}],
	['sops 155: an editor; a deleted pipeline template', 'template',
		{id => 3}, {template => 'row', name => 'second', editor => 'e',
			snapshot => undef}],
	['sops 154: no pipeline template', 'template', {id => 5},
		{template => 'row', has_pipeline => 0}],
	['sops 156: a deleted template', 'template', {id => 2},
		{template => 'none'}],
	['sops 157: a template of another business', 'template', {id => 4},
		{template => 'none'}],
	['sops 161: a common template', 'template', {id => 10001, common => 1},
		{template => 'row', category => 'c'}],
	['sops 158: ids of templates: none, several, one, deleted or not',
		'template_ids', {pipelines => 'nope,t2,T,t3'},
		{ids => '0,-1,1,4'}],
	['sops 158: ids of common templates', 'template_ids',
		{pipelines => 't3,t', common => 1}, {ids => '10002,10001'}],
	['sops 158: 1,024 ids', 'template_ids', {pipelines => 'x,' x 1023 . 't'},
		{ids => '0,' x 1023 . '1'}],
    ) {
	my ($name, $verb, $question, $expected) = @$_;
	answers($name, ask($tool, $verb, user => 'viewer', business => 2,
			%$question), result => 'ok', trips => 1, %$expected);
}
for (
	[account_user => {user => 'failed', permission => 'failed'}, 'row'],
	[core_business => {business => 'failed'}, 'failed'],
	[guardian_groupobjectpermission => {permission => 'failed'}, 'row'],
	[tasktmpl3_tasktemplate => {permission => 'row'}, 'failed'],
	[pipeline_pipelinetemplate => {permission => 'row'}, 'failed'],
    ) {
	my ($table, $caller, $state) = @$_;
	without("sops.$table", sub {
		answers("without $table: templates", ask($tool, 'templates',
				user => 'viewer', business => 2),
			result => 'ok', list => $state, %$caller);
		answers("without $table: a template", ask($tool, 'template',
				user => 'viewer', business => 2, id => 1),
			result => 'ok', template => $state, %$caller);
	});
}
mysql("INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,"
	. " notify_receivers, time_out, is_deleted, business_id,"
	. " pipeline_template_id) SELECT 5 + seq, '', '', '', 0, 0, 1, 't'"
	. ' FROM seq_1_to_4092', 'sops');
answers('a page of templates is one round trip, however often it is read',
	ask($tool, 'templates', user => 'viewer', business => 2, again => 1),
	result => 'ok', trips => 1, count => 4095, first => 4097, last => 1);
mysql("INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,"
	. " notify_receivers, time_out, is_deleted, business_id,"
	. " pipeline_template_id) SELECT 5000 + seq, '', '', '', 0, 0, 1, 't'"
	. ' FROM seq_1_to_4098', 'sops');
answers('two pages and one more are three',
	ask($tool, 'templates', user => 'VIEWER', business => 2),
	result => 'ok', trips => 3, count => 8193, first => 9098, last => 1,
	username => 'viewer', cc_name => '蓝鲸?');
answers('and three more when they are read again',
	ask($tool, 'templates', user => 'viewer', business => 2, again => 1),
	result => 'ok', trips => 6, count => 8193, first => 9098, last => 1);
mysql('DELETE FROM tasktmpl3_tasktemplate WHERE id > 5', 'sops');
# --- sops_ask_task_status --------------------------------------------------

my %status = (business => 2, id => 14, user => 'root1');
%ok = (result => 'ok', trips => 1, user => 'row', business => 'row',
	permission => 'row');
for (
	['sops 3.4: a tree comes with the task', {},
		{task => 'row', is_started => 1, tree => 'row', root => 's1',
			has_relations => 1, selves => 1, exists => 1,
			state => 'RUNNING', nodes => 2, parent0 => 's1',
			started_time => '2019-01-17 04:13:08.000000',
			node0 => 'n1', parent1 => 'n1', node1 => 'n2',
			state1 => undef}],
	['sops 3.4: a state whose id only looks the same', {},
		{node0 => 'n1', state0 => undef}],
	['sops 104: not started', {id => 15},
		{task => 'row', is_started => 0, tree => 'none', nodes => 0}],
	['sops 116: deleted', {id => 16}, {task => 'none', tree => 'none'}],
	['sops 116: another business', {business => 3},
		{task => 'none', tree => 'none', permission => 'row'}],
	['sops 119: no instance', {id => 12},
		{task => 'row', has_instance => 0, is_started => 0,
			tree => 'none'}],
	['sops 30: a trusted app', {trusted => 1, user => 'nope'},
		{user => 'not_asked', permission => 'not_asked',
			task => 'row', tree => 'row'}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, ask($tool, 'status', %status, %$question), %ok,
		%$expected);
}
for (
	['sops 3.4: the tree of a node, with what is above it', {node => 'n1'},
		{root => 'n1', selves => 1, nodes => 2, parent0 => 's1',
			node0 => 'n1', node1 => 'n2'}],
	['sops 3.4: one level of it', {node => 's1', depth => 1},
		{root => 's1', nodes => 1, node0 => 'n1'}],
	['sops 3.4: no relation', {node => 'gone'},
		{root => 'gone', has_relations => 0, selves => 0, exists => 0,
			nodes => 0}],
	['sops 3.4: the database finds s1, but it is not itself',
		{node => 'S1 '}, {root => 'S1 ', has_relations => 1,
			selves => 0, exists => 1}],
	['sops 3.4: no state', {node => 's2'}, {selves => 1, exists => 0}],
	['a node that is no id', {node => 'x' x 300}, {has_relations => 0}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, ask($tool, 'states', %$question), result => 'ok',
		trips => 1, tree => 'row', %$expected);
}
delete $ok{trips};
for (
	[engine_status => {}, {task => 'row', tree => 'failed'}],
	[engine_noderelationship => {}, {task => 'row', tree => 'failed'}],
	[engine_status => {id => 15}, {task => 'row', tree => 'not_asked'}],
	[engine_status => {id => 16}, {task => 'none', tree => 'not_asked'}],
	[pipeline_pipelineinstance => {}, {task => 'failed'}],
	[taskflow3_taskflowinstance => {}, {task => 'failed'}],
	[account_user => {}, {user => 'failed', permission => 'failed',
			task => 'row', tree => 'row'}],
    ) {
	my ($table, $question, $expected) = @$_;
	without("sops.$table", sub {
		answers("sops 3.4: without $table",
			ask($tool, 'status', %status, %$question), %ok,
			%$expected);
	});
}
without('sops.engine_status', sub {
	answers('sops 3.4: a node, without engine_status',
		ask($tool, 'states', node => 's1'), result => 'ok',
		tree => 'failed');
});

# Ids of permissions are held for a while, answers are not.
my $holder = tool('2019', 3000);
is(ask($holder, 'task', %task, user => 'viewer')->{allowed}, 1,
	'ids not held yet');
answers('ids held', ask($holder, 'task', %task, user => 'viewer'),
	trips => 1, allowed => 1);
is(ask($holder, 'task', %task, user => 'wrong_code')->{allowed}, 0,
	'ids held, another permission');
is(ask($holder, 'task', %task, user => 'member')->{allowed}, 1,
	'ids held, by a group');
is(ask($holder, 'task', %task, user => 'wrong_type')->{allowed}, 0,
	'ids held, the content type');
mysql('UPDATE guardian_userobjectpermission SET object_pk=7 WHERE user_id=3;'
	. 'UPDATE auth_permission SET codename=CONCAT(codename, 2)', 'sops');
is(ask($holder, 'task', %task, user => 'viewer')->{allowed}, 0,
	'a permission taken away counts at once');
is(ask($holder, 'task', %task, user => 'manager')->{allowed}, 1,
	'an id is held');
ok(comes_true(sub {
	ask($holder, 'task', %task, user => 'manager')->{allowed} == 0
}), 'but not for ever: paas.cache');
mysql('UPDATE guardian_userobjectpermission SET object_pk=1 WHERE user_id=3;'
	. 'UPDATE auth_permission SET codename=LEFT(codename, LENGTH(codename)-1)',
	'sops');
is(end_tool($holder), 0, 'the tool ends cleanly');

# --- generations -----------------------------------------------------------

my $current = tool('current', 0);
is(ask($current, 'task', %task, user => 'root1')->{result}, 'failed',
	'generation = current is not read');
end_tool($current);
mysql('ALTER TABLE taskflow3_taskflowinstance ADD project_id INT', 'sops');
$current = tool('auto', 0);
is(ask($current, 'task', %task, user => 'root1')->{result}, 'failed',
	'sops-current 0.5: project_id makes it the current generation');
end_tool($current);
mysql('ALTER TABLE taskflow3_taskflowinstance DROP project_id', 'sops');
is(logged('current generation'), 2, 'and the log says so');
without('sops.taskflow3_taskflowinstance', sub {
	my $other = tool('auto', 0);
	is(ask($other, 'task', %task, user => 'root1')->{result}, 'failed',
		'a database of something else');
	end_tool($other);
	my $given = tool('2019', 0);
	answers('generation = 2019 is taken for granted',
		ask($given, 'task', %task, user => 'root1'), result => 'ok',
		user => 'row', task => 'failed');
	end_tool($given);
});

# --- what is never done ----------------------------------------------------

answers('a session cannot write', ask($tool, 'write'), result => 'failed',
	failed => 1);
is(value('SELECT COUNT(*) FROM sops.store_write'), 0, 'and did not');
is(logged('write failed: \(1792\)'), 1, 'because it is read only');
ask($tool, 'broken', user => 'topsecret');
is(logged('broken failed: \(1064\)'), 1, 'a broken statement is logged');
is(logged(uc unpack('H*', 'topsecret')) + logged('topsecret'),
	0, 'without anything of its text');
mysql("UPDATE engine_data SET ex_data='new' WHERE id='i1'", 'sops');
is(ask($tool, 'task', %task, user => 'viewer')->{ex_data}, 'new',
	'no snapshot is kept, though the server starts without autocommit');

# --- time ------------------------------------------------------------------

my $locker = fork // die;
if ($locker == 0) {
	open STDERR, '>>', "$dir/log";
	exec "exec $client sops -e"
	    . ' "LOCK TABLES engine_data WRITE; DO SLEEP(60)"';
}
comes_true(sub {
	value('SELECT COUNT(*) FROM information_schema.processlist'
		. ' WHERE state=\'User sleep\'') > 0
});
$got = ask($tool, 'task', %task, user => 'viewer', budget => 1000);
is($got->{result}, 'timeout', 'a locked table: the budget of a second ends it');
cmp_ok($got->{ms}, '>=', 950, 'not before');
cmp_ok($got->{ms}, '<', 1500, 'and soon');
my $since = time;
ok(comes_true(sub { $maria->processes !~ /Waiting for table/ }),
	'the server gives the statement up, too');
cmp_ok(time - $since, '<', 8, 'by its own limit, not that of locks');
answers('the next question works', ask($tool, 'paas', %all), result => 'ok',
	trips => 1);
value("KILL $_") for split /\n/, value('SELECT id FROM'
	. ' information_schema.processlist WHERE state=\'User sleep\'');
waitpid $locker, 0;
answers('the table is free again', ask($tool, 'task', %task, user => 'viewer'),
	result => 'ok', task => 'row');
is(ask($tool, 'task', %task, user => 'viewer', budget => 0)->{result},
	'timeout', 'no time at all');

kill 'STOP', $maria->{pid};
$got = ask($tool, 'paas', %all, budget => 400);
is($got->{result}, 'timeout', 'a server that hangs');
cmp_ok($got->{ms}, '<', 900, 'ends with the budget');
$got = ask($tool, 'paas', %all, budget => 400);
is($got->{result}, 'down', 'connecting to it');
cmp_ok($got->{ms}, '<', 900, 'ends with the budget, too');
kill 'CONT', $maria->{pid};
is(ask($tool, 'paas', %all)->{result}, 'ok', 'it goes on');

# --- the server goes away --------------------------------------------------

# Another tool: this one has told of an outage a moment ago.
end_tool($tool);
$tool = tool('auto', 0);
ask($tool, 'paas', %all);
ask($tool, 'task', %task, user => 'viewer');
my $before = logged('the server does not answer');
stop_server('TERM');
my $starts = time;
start_server();
$starts = time - $starts;
answers('restarted between two questions', ask($tool, 'paas', %all),
	result => 'ok', app => 'row');
answers('for each connection', ask($tool, 'task', %task, user => 'viewer'),
	result => 'ok', task => 'row');
is(logged('the server does not answer'), $before, 'is not worth a line');

SKIP: {
	skip "the server starts in $starts s, for longer than a question waits",
	    3 if $starts > 3;
	stop_server('KILL');
	send_question($tool, 'paas', %all);
	comes_true(sub { logged('the server does not answer') > $before });
	start_server();
	$got = receive($tool);
	answers('restarted during a question', $got, result => 'ok',
		app => 'row');
	is(logged('the server does not answer'), $before + 1,
		'one line when it went away');
	is(logged('paas: the server is back'), 2, 'one when it is back');
}

# Another tool: this one has told of an outage a moment ago.
end_tool($tool);
$tool = tool('auto', 0);
ask($tool, 'paas', %all);
$before = logged('paas: the server does not answer');
stop_server('KILL');
$got = ask($tool, 'paas', %all, budget => 1000);
is($got->{result}, 'down', 'away for longer than the budget');
cmp_ok($got->{ms}, '<', 1500, 'ends with the budget');
$got = ask($tool, 'paas', %all);
is($got->{result}, 'down', 'away for longer than a restart takes');
cmp_ok($got->{ms}, '<', 5500, 'is found after five seconds in all');
$got = ask($tool, 'paas', %all);
is($got->{result}, 'down', 'still away');
cmp_ok($got->{ms}, '<', 300, 'is said at once');
is(logged('paas: the server does not answer'), $before + 1,
	'one line for all of them');
start_server();
answers('back', ask($tool, 'paas', %all), result => 'ok', trips => 1);

# A server that is there but refuses is not waited for.
my $refused = tool('2019', 0, 'nothing');
$got = ask($refused, 'task', %task, user => 'viewer');
is($got->{result}, 'down', 'an unknown database');
cmp_ok($got->{ms}, '<', 500, 'is said at once');
is(logged('sops: the server refuses: \(1049\)'), 1, 'and in the log');
end_tool($refused);

is(end_tool($tool), 0, 'the tool ends cleanly, with all its memory');
done_testing();
