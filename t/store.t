#!/usr/bin/perl
# SPDX-License-Identifier: MIT
# Endpoints and PaaS against a server of its own: what is read, how often it is
# asked, and what happens when tables, time or the server are missing.
use strict;
use warnings;
use Bk::Maria;
use Bk::Process qw(tmpdir halt);
use Compress::Zlib qw(compress);
use File::Basename;
use IO::Handle;
use JSON::PP;
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

# What an endpoint makes of a call.
sub call
{
	my ($tool, $endpoint, %arguments) = @_;
	my $got = ask($tool, 'call', endpoint => $endpoint, %arguments);
	$got->{json} = decode_json($got->{data}) if defined $got->{data};
	return $got;
}

# The same of the newest and the oldest of a list, and of how many it has.
sub listing
{
	my $got = call(@_);
	my $list = delete $got->{json};
	return $got if !$list;
	return {%$got, count => scalar @$list, first => $list->[0]{id},
		last => $list->[-1]{id}};
}

# The states of a tree, by the ids of its nodes.
sub states
{
	my ($node) = @_;
	return {$node->{id} => $node->{state},
		map { %{ states($_) } } values %{ $node->{children} }};
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

# Hexadecimal of what bk-sops stores: compressed JSON, and a pickle.
sub stored { return uc unpack 'H*', compress($_[0]) }
my $tree = stored('{"activities":{},"constants":{},"line":[],"location":[]}');
my $dict = stored("(dp0\n.");
my $old  = stored("S'old'\np0\n.");
my $new  = stored("S'new'\np0\n.");

mysql(<<"SQL", 'sops');
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
(1, 2, '蓝鲸😀'), (2, 3, 'three'), (3, 4, 'four');
INSERT INTO guardian_userobjectpermission
  (object_pk, content_type_id, permission_id, user_id) VALUES
('1', 8, 20, 3), ('1', 8, 21, 4), ('2', 8, 20, 8), ('1', 9, 20, 9),
('1', 9, 23, 9), ('1', 8, 22, 10);
INSERT INTO guardian_groupobjectpermission
  (object_pk, content_type_id, group_id, permission_id) VALUES ('1', 8, 5, 20);
INSERT INTO pipeline_snapshot (id, md5sum, data) VALUES
(1, 'a', X'$tree'), (2, 'b', NULL);
INSERT INTO pipeline_pipelinetemplate (id, template_id, snapshot_id)
VALUES (1, 't', 1);
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator, executor,
  create_time, start_time, finish_time, execution_snapshot_id, snapshot_id,
  template_id) VALUES
(1, 'i1', 'n1', 'c1', 'e1', '2019-01-17 04:13:03.250000',
 '2019-01-17 04:13:03', '2019-01-17 04:13:09', 1, 1, 1),
(2, 'i2', 'n2', 'c2', '', '0000-00-00', NULL, NULL, NULL, 1, 1);
INSERT INTO engine_data VALUES ('i1', X'$dict', X'$dict', X'$old');
INSERT INTO taskflow3_taskflowinstance
  (id, template_id, create_method, is_deleted, business_id,
   pipeline_instance_id) VALUES
(10, '7', 'api', 1, 1, 1), (11, 'x', 'app', 0, 1, 2), (12, '', '', 0, 1, NULL),
(13, '7', 'api', 0, NULL, 1);
SQL

# 14 and 15: started and not; s1 has n1, that has n2, that has no state.  17: s3
# has m1, that has m2, all with states.
mysql(<<'SQL', 'sops');
SET sql_mode='';
INSERT INTO pipeline_pipelineinstance (id, instance_id, is_started,
  snapshot_id, template_id) VALUES (3, 's1', 1, 1, 1), (4, 's2', 0, 1, 1),
(5, 's3', 1, 1, 1);
INSERT INTO taskflow3_taskflowinstance
  (id, is_deleted, business_id, pipeline_instance_id) VALUES
(14, 0, 1, 3), (15, 0, 1, 4), (16, 1, 1, 3),
(17, 0, 1, 5);
INSERT INTO engine_status (id, state, name, `loop`, started_time) VALUES
('s1', 'RUNNING', 'p', 1, '2019-01-17 04:13:08'), ('N1', 'FAILED', 'q', 1, NULL),
('n1x', 'READY', 'r', 1, NULL), ('s3', 'RUNNING', 'p', 1, '2019-01-17 04:13:08'),
('m1', 'FAILED', 'q', 1, NULL), ('m2', 'READY', 'r', 1, NULL);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance) VALUES
('s1', 's1', 0), ('n1', 'n1', 0), ('s1', 'n1', 1), ('n2', 'n2', 0),
('n1', 'n2', 1), ('s1', 'n2', 2), ('S1', 'S1', 0), ('n1x', 'n1x', 0),
('s2', 's2', 0), ('s3', 's3', 0), ('m1', 'm1', 0), ('s3', 'm1', 1),
('m2', 'm2', 0), ('m1', 'm2', 1), ('s3', 'm2', 2);
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

# --- get_task_detail -------------------------------------------------------

my %task = (business => 2, id => 10);
my %found = (outcome => 'ok');
sub none_of { my ($id, $business) = @_; return (outcome => 'refused',
	said => "task[id=$id] of business[bk_biz_id=$business] does not exist") }
sub unknown { my ($business) = @_; return (outcome => 'refused',
	said => "business[bk_biz_id=$business] does not exist") }
sub fault { my ($why) = @_; return (outcome => 'fault', said => $why) }

$got = call($tool, 'get_task_detail', %task, user => 'root1');
answers('the caller of a task; the generation is asked for once', $got,
	outcome => 'ok', trips => 2,
	user => 'row', username => 'root1', business => 'row', cc_id => 2,
	permission => 'row', allowed => 1);
answers('sops 3.2: everything of a task, deleted or not', $got->{json}, id => 10,
	create_method => 'api', template_id => 7, name => 'n1', creator => 'c1',
	executor => 'e1', create_time => '2019-01-17 04:13:03',
	start_time => '2019-01-17 04:13:03', finish_time => '2019-01-17 04:13:09',
	elapsed_time => 6, pipeline_tree => {activities => {}, constants => {},
		line => [], location => []},
	constants => {}, outputs => [], ex_data => 'old');
$got = call($tool, 'get_task_detail', %task, user => 'root1', id => 11);
answers('sops 39: nothing started, a zero date, neither snapshot nor data',
	$got->{json}, executor => '', create_time => '', start_time => '',
	finish_time => '', pipeline_tree => undef, constants => undef,
	outputs => [], ex_data => '');

my %refused = (outcome => 'refused', allowed => 0);
for (
	['sops 24: an unknown business', {user => 'root1', business => 99},
		{unknown(99), business => 'none', permission => 'none'}],
	['sops 3.2: a task of another business', {user => 'root1',
			business => 3}, {none_of(10, 3), business => 'row'}],
	['sops 3.2: a task of no business', {user => 'root1', id => 13},
		{none_of(13, 2)}],
	['sops 3.2: a task without an instance', {user => 'root1', id => 12},
		{fault('the task has no pipeline instance')}],
	['sops 3.2: an id beyond any integer', {user => 'root1',
			id => '99999999999999999999999'},
		{none_of('99999999999999999999999', 2)}],
	['a business beyond any integer', {user => 'root1',
			business => '99999999999999999999999'},
		{unknown('99999999999999999999999'), business => 'none'}],
	['sops 14: an unknown user', {user => 'nope'},
		{%refused, user => 'none', permission => 'none'}],
	['sops 12: no user', {}, {%refused, user => 'none'}],
	['sops 16: an emoji, a quote', {user => "\xF0\x9F\x98\x80a'b\\"},
		{%refused, user => 'none'}],
	['sops 16: a user of 300 characters', {user => 'x' x 300},
		{%refused, user => 'none'}],
	['sops 17: the database\'s spelling', {user => 'NOBODY  '},
		{%refused, user => 'row', username => 'nobody',
			permission => 'row'}],
	['sops 18: accents do not count', {user => "r\xC3\xB6ot1"},
		{%found, username => 'root1', allowed => 1}],
	['sops 19: an inactive superuser', {user => 'gone_root'},
		{%refused, user => 'row', permission => 'none'}],
	['sops 20: view_business', {user => 'viewer'}, {%found, allowed => 1}],
	['sops 20: manage_business', {user => 'manager'}, {%found, allowed => 1}],
	['sops 20: by a group', {user => 'member'}, {%found, allowed => 1}],
	['sops 20: of this business only', {user => 'member', business => 3},
		{%refused}],
	['sops 21: an inactive member', {user => 'gone_member'}, {%refused}],
	['sops 22: object_pk is the primary key', {user => 'cc_only'},
		{%refused}],
	['sops 3.1.12: the content type of both rows', {user => 'wrong_type'},
		{%refused}],
	['sops 3.1.12: another permission', {user => 'wrong_code'}, {%refused}],
	['sops 30: a trusted app', {user => 'nope', trusted => 1},
		{%found, user => 'not_asked', permission => 'not_asked',
			business => 'row'}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, call($tool, 'get_task_detail', %task, %$question),
		trips => 1, %$expected);
}

%ok = (user => 'row', business => 'row', permission => 'row');
my %no_task = fault('the task could not be read');
my %no_user = fault('the user could not be read');
my %no_permission = fault('the permission could not be read');
my %no_business = fault('the business could not be read');
for (
	[account_user => 'viewer', {%no_user, user => 'failed',
			permission => 'failed'}],
	[account_user_groups => 'viewer', {%no_permission,
			permission => 'failed'}],
	[django_content_type => 'viewer', {%no_permission,
			permission => 'failed'}],
	[auth_permission => 'viewer', {%no_permission, permission => 'failed'}],
	[auth_permission => 'root1', {%found, allowed => 1}],
	[guardian_userobjectpermission => 'viewer', {%no_permission,
			permission => 'failed'}],
	[guardian_groupobjectpermission => 'root1', {%found, allowed => 1}],
	[core_business => 'root1', {%no_business, business => 'failed',
			allowed => 1}],
	[taskflow3_taskflowinstance => 'viewer', {%no_task}],
	[pipeline_pipelineinstance => 'viewer', {%no_task}],
	[pipeline_snapshot => 'viewer', {%no_task}],
	[engine_data => 'viewer', {%no_task}],
    ) {
	my ($table, $user, $expected) = @$_;
	without("sops.$table", sub {
		answers("without $table, asked by $user",
			call($tool, 'get_task_detail', %task, user => $user),
			%ok, %$expected);
	});
}
without('sops.pipeline_snapshot', sub {
	answers('a task that is not there, though its tables are broken',
		call($tool, 'get_task_detail', %task, id => 99,
			user => 'viewer'), none_of(99, 2));
});

# --- templates -------------------------------------------------------------

# Subprocesses of these pipeline templates; 1,025 are more than are asked for.
sub flow
{
	my $n = 0;
	return stored('{"activities":{' . join(',', map {
		'"a' . $n++ . qq(":{"type":"SubProcess","template_id":"$_"}) } @_)
	    . '},"line":[],"location":[]}');
}
my @many = map { "x$_" } 1 .. 1023;
my @flows = (flow('t', 'nope'), flow('t2'), flow('T', 't3'), flow(@many, 't'),
	flow(@many, 't', 't3'));
my $snapshots = join ',', map { "(1$_, '$_', X'$flows[$_]')" } 0 .. $#flows;
my $pipelines = join ',', map { "(1$_, 'f$_', '', 1$_)" } 0 .. $#flows;
my $flows = join ',', map { "(10$_, '', 0, 3, 'f$_')" } 0 .. $#flows;
my $common = join ',', map { "(1000$_, '', 0, 'f$_')" } 3 .. $#flows;
mysql(<<"SQL", 'sops');
SET sql_mode='';
INSERT INTO pipeline_snapshot (id, md5sum, data) VALUES $snapshots;
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, editor,
  snapshot_id, is_deleted) VALUES (2, 't2', 'second', 'e', 2, 1),
(3, 't3', 'third', NULL, 1, 0), (4, 't4', 'fourth', NULL, 1, 0);
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, snapshot_id)
VALUES $pipelines;
INSERT INTO tasktmpl3_tasktemplate (id, category, is_deleted, business_id,
  pipeline_template_id) VALUES (1, 'Other', 0, 1, 't'), (2, 'x', 1, 1, 't2'),
(3, 'y', 0, 1, 't2'), (4, 'z', 0, 2, 't3'), (5, '', 0, 1, 't4'),
(99, '', 0, 3, NULL), $flows;
INSERT INTO template_commontemplate (id, category, is_deleted,
  pipeline_template_id) VALUES (10001, 'c', 0, 't'), (10002, 'd', 1, 't3');
SQL
my %viewer = (user => 'viewer', business => 2);
my %root   = (user => 'root1', business => 4);
for (
	['sops 3.6: the templates of a business', {},
		{count => 3, first => 5, last => 1}],
	['sops 3.6: read again', {again => 1},
		{count => 3, first => 5, last => 1, again => 'the same'}],
	['sops 3.6: of another business', {user => 'root1', business => 3},
		{count => 1, first => 4}],
	['sops 3.6: common ones', {params => 'template_source=common'},
		{count => 1, first => 10001}],
	['sops 3.6: common ones for anybody',
		{endpoint => 'get_common_template_list', user => 'nope'},
		{count => 1, user => 'not_asked', business => 'not_asked'}],
	['sops 3.6: of an unknown business', {user => 'root1', business => 99},
		{unknown(99), business => 'none'}],
	['sops 30: templates for a trusted app', {user => 'nope', trusted => 1},
		{count => 3, user => 'not_asked', business => 'row'}],
	['sops 154: one without pipeline template', {%root},
		{fault('a template has no pipeline template')}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, listing($tool, 'get_template_list', %viewer, %$question),
		outcome => 'ok', trips => 1, %$expected);
}
$got = call($tool, 'get_template_info', %viewer, id => 1)->{json};
answers('sops 3.6: one template', $got, id => 1, category => 'Other',
	editor => undef, pipeline_tree => {activities => {}, constants => {}});
$got = call($tool, 'get_template_info', %viewer, id => 10001,
	params => 'template_source=common')->{json};
answers('sops 161: a common template', $got, id => 10001, category => 'c');
sub no_template { my ($id) = @_; return (outcome => 'refused', said =>
	"template[id=$id] of business[bk_biz_id=2] does not exist") }
for (
	['sops 155: an editor; a deleted pipeline template', {%viewer, id => 3},
		{fault('the template has no snapshot')}],
	['sops 154: no pipeline template', {%root, id => 99},
		{fault('a template has no pipeline template')}],
	['sops 156: a deleted template', {%viewer, id => 2}, {no_template(2)}],
	['sops 157: a template of another business', {%viewer, id => 4},
		{no_template(4)}],
	['sops 159: a subprocess of no template', {%root, id => 100},
		{fault('a subprocess is of no template'), trips => 2}],
	['sops 159: of several templates, of which one is deleted',
		{%root, id => 101},
		{fault('a subprocess is of several templates'), trips => 2}],
	['sops 158: of one template, in capitals, and of another business',
		{%root, id => 102}, {outcome => 'ok', trips => 2}],
	['sops 158: 1,024 templates are asked for at a time', {%root, id => 103},
		{fault('a subprocess is of no template'), trips => 2}],
	['sops 158: and no more', {%root, id => 104},
		{fault('the tree has subprocesses of too many templates')}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, call($tool, 'get_template_info', %$question), trips => 1,
		%$expected);
}
$got = call($tool, 'get_template_info', %root, id => 102)->{json};
is_deeply([map { $got->{pipeline_tree}{activities}{$_}{template_id} } qw(a0 a1)],
	[1, 4], 'sops 158: their ids stand in the tree');
for (
	[account_user => {%no_user, user => 'failed', permission => 'failed'}],
	[core_business => {%no_business, business => 'failed'}],
	[guardian_groupobjectpermission => {%no_permission,
			permission => 'failed'}],
	[tasktmpl3_tasktemplate => {outcome => 'fault', permission => 'row'},
		'the templates could not be read',
		'the template could not be read'],
	[pipeline_pipelinetemplate => {outcome => 'fault', permission => 'row'},
		'the templates could not be read',
		'the template could not be read'],
    ) {
	my ($table, $expected, $list, $info) = @$_;
	without("sops.$table", sub {
		answers("without $table: templates",
			call($tool, 'get_template_list', %viewer), %$expected,
			$list ? (said => $list) : ());
		answers("without $table: a template",
			call($tool, 'get_template_info', %viewer, id => 1),
			%$expected, $info ? (said => $info) : ());
	});
}
mysql("INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,"
	. " notify_receivers, time_out, is_deleted, business_id,"
	. " pipeline_template_id) SELECT 200 + seq, '', '', '', 0, 0, 1, 't'"
	. ' FROM seq_1_to_4092', 'sops');
answers('a page of templates is one round trip, however often it is read',
	listing($tool, 'get_template_list', %viewer, again => 1),
	outcome => 'ok', trips => 1, count => 4095, first => 4292, last => 1,
	again => 'the same');
mysql("INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,"
	. " notify_receivers, time_out, is_deleted, business_id,"
	. " pipeline_template_id) SELECT 5000 + seq, '', '', '', 0, 0, 1, 't'"
	. ' FROM seq_1_to_4098', 'sops');
answers('two pages and one more are three',
	listing($tool, 'get_template_list', %viewer, user => 'VIEWER'),
	outcome => 'ok', trips => 3, count => 8193, first => 9098, last => 1,
	username => 'viewer', cc_name => '蓝鲸?');
answers('and three more when they are read again',
	listing($tool, 'get_template_list', %viewer, again => 1),
	outcome => 'ok', trips => 6, count => 8193, again => 'the same');
mysql('DELETE FROM tasktmpl3_tasktemplate WHERE id > 199', 'sops');

# --- get_task_status -------------------------------------------------------

my %status = (business => 2, id => 14, user => 'root1');
my %no_states = fault('the states could not be read');
%ok = (outcome => 'ok', trips => 1, user => 'row', business => 'row',
	permission => 'row');
$got = call($tool, 'get_task_status', %status, id => 17);
answers('sops 3.4: a tree comes with the task', $got, %ok);
answers('sops 3.4: its states', $got->{json}, id => 's3', state => 'RUNNING',
	start_time => '2019-01-17 04:13:08');
is_deeply(states($got->{json}), {s3 => 'RUNNING', m1 => 'FAILED', m2 => 'READY'},
	'sops 3.4: all of them, below each other');
is_deeply(states(call($tool, 'get_task_status', %status, id => 'm1')->{json}),
	{m1 => 'FAILED', m2 => 'READY'},
	'sops 3.4: the tree of a node, without what is above it');
sub no_status { my ($id, $why) = @_; return (outcome => 'refused',
	said => "task[id=$id] get status error: $why") }
# The id is taken for that of a node, which is asked for then.
sub no_node { my ($id) = @_; return (no_status($id,
	"node($id) does not exist, may have not by executed"), trips => 2) }
for (
	['sops 3.4: a state whose id only looks the same', {},
		{no_status(14, "u'n1'")}],
	['sops 104: not started', {id => 15}, {}],
	['sops 116: deleted', {id => 16}, {no_node(16)}],
	['sops 116: another business', {business => 3}, {no_node(14)}],
	['sops 119: no instance', {id => 12}, {no_status(12,
			"'NoneType' object has no attribute 'is_started'")}],
	['sops 30: a trusted app', {id => 17, trusted => 1, user => 'nope'},
		{user => 'not_asked', permission => 'not_asked'}],
	['sops 3.4: no relation', {id => 'gone'}, {no_node('gone')}],
	['sops 3.4: the database finds s1, but it is not itself',
		{id => 'S1 '}, {no_status('S1 ',
			'list.remove(x): x not in list'), trips => 2}],
	['sops 3.4: no state', {id => 's2'}, {no_status('s2',
			"'NoneType' object has no attribute '__getitem__'"),
			trips => 2}],
	['a node that is no id', {id => 'x' x 300}, {no_node('x' x 300)}],
    ) {
	my ($name, $question, $expected) = @$_;
	answers($name, call($tool, 'get_task_status', %status, %$question), %ok,
		%$expected);
}
delete $ok{trips};
for (
	[engine_status => {}, {%no_states}],
	[engine_noderelationship => {}, {%no_states}],
	[engine_status => {id => 15}, {}],
	[engine_status => {id => 16}, {%no_states}],
	[engine_status => {id => 'm1'}, {%no_states}],
	[pipeline_pipelineinstance => {}, {%no_task}],
	[taskflow3_taskflowinstance => {}, {%no_task}],
	[account_user => {}, {%no_user, user => 'failed',
			permission => 'failed'}],
    ) {
	my ($table, $question, $expected) = @$_;
	without("sops.$table", sub {
		answers("sops 3.4: without $table",
			call($tool, 'get_task_status', %status, %$question),
			%ok, %$expected);
	});
}

# Ids of permissions are held for a while, answers are not.
my $holder = tool('2019', 3000);
is(call($holder, 'get_task_detail', %task, user => 'viewer')->{allowed}, 1,
	'ids not held yet');
answers('ids held', call($holder, 'get_task_detail', %task, user => 'viewer'),
	trips => 1, allowed => 1);
is(call($holder, 'get_task_detail', %task, user => 'wrong_code')->{allowed}, 0,
	'ids held, another permission');
is(call($holder, 'get_task_detail', %task, user => 'member')->{allowed}, 1,
	'ids held, by a group');
is(call($holder, 'get_task_detail', %task, user => 'wrong_type')->{allowed}, 0,
	'ids held, the content type');
mysql('UPDATE guardian_userobjectpermission SET object_pk=7 WHERE user_id=3;'
	. 'UPDATE auth_permission SET codename=CONCAT(codename, 2)', 'sops');
is(call($holder, 'get_task_detail', %task, user => 'viewer')->{allowed}, 0,
	'a permission taken away counts at once');
is(call($holder, 'get_task_detail', %task, user => 'manager')->{allowed}, 1,
	'an id is held');
ok(comes_true(sub {
	call($holder, 'get_task_detail', %task, user => 'manager')->{allowed} == 0
}), 'but not for ever: paas.cache');
mysql('UPDATE guardian_userobjectpermission SET object_pk=1 WHERE user_id=3;'
	. 'UPDATE auth_permission SET codename=LEFT(codename, LENGTH(codename)-1)',
	'sops');
is(end_tool($holder), 0, 'the tool ends cleanly');

# --- generations -----------------------------------------------------------

my $current = tool('current', 0);
is(call($current, 'get_task_detail', %task, user => 'root1')->{said},
	'a statement failed',
	'generation = current is not read');
end_tool($current);
mysql('ALTER TABLE taskflow3_taskflowinstance CHANGE business_id project_id INT,'
	. ' ADD is_child_taskflow INT', 'sops');
$current = tool('auto', 0);
is(call($current, 'get_task_detail', %task, user => 'root1')->{said},
	'a statement failed',
	'sops-current 0.5: is_child_taskflow makes it the current generation');
end_tool($current);
mysql('ALTER TABLE taskflow3_taskflowinstance CHANGE project_id business_id INT,'
	. ' DROP is_child_taskflow', 'sops');
is(logged('current generation'), 2, 'and the log says so');
without('sops.taskflow3_taskflowinstance', sub {
	my $other = tool('auto', 0);
	is(call($other, 'get_task_detail', %task, user => 'root1')->{said},
		'a statement failed',
		'a database of something else');
	end_tool($other);
	my $given = tool('2019', 0);
	answers('generation = 2019 is taken for granted',
		call($given, 'get_task_detail', %task, user => 'root1'),
		%no_task, user => 'row');
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
mysql("UPDATE engine_data SET ex_data=X'$new' WHERE id='i1'", 'sops');
is(call($tool, 'get_task_detail', %task, user => 'viewer')->{json}{ex_data}, 'new',
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
$got = call($tool, 'get_task_detail', %task, user => 'viewer', budget => 1000);
is($got->{outcome}, 'timeout', 'a locked table: the budget of a second ends it');
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
answers('the table is free again', call($tool, 'get_task_detail', %task,
		user => 'viewer'), outcome => 'ok');
is(call($tool, 'get_task_detail', %task, user => 'viewer', budget => 0)->{outcome},
	'timeout', 'no time at all');

halt($maria->{pid});
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
call($tool, 'get_task_detail', %task, user => 'viewer');
my $before = logged('the server does not answer');
stop_server('TERM');
my $starts = time;
start_server();
$starts = time - $starts;
answers('restarted between two questions', ask($tool, 'paas', %all),
	result => 'ok', app => 'row');
answers('for each connection', call($tool, 'get_task_detail', %task,
		user => 'viewer'), outcome => 'ok');
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
$got = call($refused, 'get_task_detail', %task, user => 'viewer');
is($got->{down}, 1, 'an unknown database');
cmp_ok($got->{ms}, '<', 500, 'is said at once');
is(logged('sops: the server refuses: \(1049\)'), 1, 'and in the log');
end_tool($refused);

is(end_tool($tool), 0, 'the tool ends cleanly, with all its memory');
done_testing();
