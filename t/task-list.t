# SPDX-License-Identifier: MIT
# get_task_list (sops-current 4.1) over the tables of 2019, in all modes.
use v5.28;
use warnings;
use utf8;
use Bk::Modes;
use Bk::Service;
use Bk::Task qw(add_task);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $m = Bk::Modes->new(set => { 'pm.max_children' => 1 });
my $s = $m->service;
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my %workers = map { $_ => join ' ', $m->{$_}{pool}->workers } @Bk::Modes::MODES;

# ask(name => value, ...): parameters; with a hash first: mode, user, headers.
sub ask {
	my %how = ref $_[0] ? %{ shift() } : ();
	my $mode = delete $how{mode} // 'header';
	return $m->ask($mode, 'GET', 'get_task_list', path => [ bk_biz_id => 2 ], query => [@_], %how);
}

sub list { my $json = ask(@_)->{json}; return $json->{result} ? $json->{data} : [ { id => $json->{message} // 'no JSON' } ] }
sub ids { return join ' ', map { $_->{id} } @{ list(@_) } }

sub is_refused {
	my ($name, $message, @ask) = @_;
	is_deeply([ @{ ask(@ask)->{json} }{qw(result message data)} ], [ $false, $message, undef ], $name);
}

# --- an answer

my %item = (id => 1, name => 'one', category => '其它', create_method => 'app', creator => 'admin', executor => 'bob',
	start_time => '2019-01-17T04:13:08Z', finish_time => '2019-01-17T04:13:15Z', is_started => $true, is_finished => $true,
	template_source => 'business', template_id => '7', is_child_taskflow => $false, bk_biz_id => 2, bk_biz_name => '蓝鲸');
my %second = (%item, id => 2, name => 'two', create_method => 'api', executor => '', start_time => undef, finish_time => undef,
	is_started => $false, is_finished => $false);
for my $mode (@Bk::Modes::MODES) {
	my $json = ask({ mode => $mode })->{json};
	is_deeply($json->{data}, [ \%second, \%item ], "sops-current 4.1: the members of items, the newest first, auth = $mode");
	is_deeply([ @$json{qw(result count next_cursor)} ], [ $true, 2, undef ], "sops-current 4.1: count and next_cursor, auth = $mode");
}
is(list({ headers => [ 'Accept-Language', 'en' ] })->[0]{category}, 'Others', 'sops-current 4.0.4: the category in English');
is(list({ mode => 'esb', headers => [ 'Accept-Language', 'en' ] })->[0]{category}, '其它', 'sops 3.1.9: behind ESB there is no language');
$m->db->do(q(UPDATE bk_sops.taskflow3_taskflowinstance SET category = 'Old<x>' WHERE id = 2));
is(list()->[0]{category}, 'Old<x>', 'sops-current 4.0.4: a category that has no name');
$m->db->do(q(UPDATE bk_sops.taskflow3_taskflowinstance SET category = 'OpsTools' WHERE id = 2));
is(list()->[0]{category}, '运维工具', 'sops-current 4.0.4: OpsTools');
is(list(expected_timezone => $_->[0])->[$_->[1]]{start_time}, $_->[2], "sops-current 35: expected_timezone=$_->[0]") for
  [ 'Asia/Shanghai', 1, '2019-01-17 12:13:08 +0800' ], [ 'asia/shanghai', 0, '' ], [ '', 1, '2019-01-17T04:13:08Z' ];
is_refused('sops-current 35: another zone', 'expected_timezone: must be Asia/Shanghai, the time zone of this service', expected_timezone => 'Mars/Base');

# --- which tasks

my %id = (
	child   => add_task($s, name => 'Deploy 100%_\\x', task => { create_method => 'periodic', template_id => '8', category => 'DevTools' },
		instance => { executor => 'Alice', is_finished => 0, create_time => '2019-02-01 16:00:00', start_time => '2019-02-01 16:00:00.123999' }),
	chinese => add_task($s, name => '部署 deploy', task => { template_id => '' }, instance => { is_started => 0, is_finished => 0, create_time => '2019-02-01 15:59:59.999999' }),
	deleted => add_task($s, task => { is_deleted => 1 }),
	others  => add_task($s, task => { business_id => 2 }),
	lost    => add_task($s, task => { pipeline_instance_id => undef }),
);
my ($child, $chinese, $lost) = @id{qw(child chinese lost)};
my $all = "$lost $chinese $child 2 1";
is(ids(@$_[ 2 .. $#$_ ]), $_->[1], "sops-current 4.1: $_->[0]") for
  [ 'deleted ones and those of another business are not there', $all ],
  [ 'keyword', $child, keyword => 'Deploy' ],
  [ 'keyword: case counts (sops-current 31)', $chinese, keyword => 'deploy' ],
  [ 'keyword with %, _ and \\ (sops-current 31)', $child, keyword => '100%_\\x' ],
  [ '% is no pattern (sops-current 31)', '', keyword => 'De%y' ],
  [ 'keyword in Chinese', $chinese, keyword => '部署' ],
  [ 'keyword beyond U+FFFF', '', keyword => '😀' ],
  [ 'keyword with blanks around it', $child, keyword => '  Deploy ' ],
  [ 'an empty keyword asks for an instance (sops-current 31)', "$chinese $child 2 1", keyword => '' ],
  [ 'executor', $child, executor => 'Alice' ],
  [ 'executor without case (sops-current 32)', $child, executor => 'aLICE' ],
  [ 'no executor', '2', executor => '' ],
  [ 'create_method', $child, create_method => 'periodic' ],
  [ 'template_id', $child, template_id => '8' ],
  [ 'template_id that is empty (sops-current 33)', $chinese, template_id => '' ],
  [ 'template_ids (sops-current 33)', "$lost $child 2 1", template_ids => '7, 8,' ],
  [ 'template_ids without ids (sops-current 33)', '', template_ids => ',' ],
  [ 'is_started (sops-current 30)', "$child 1", is_started => 'true' ],
  [ 'not started (sops-current 30)', "$chinese 2", is_started => 'False' ],
  [ 'is_started that is empty (sops-current 30)', "$chinese 2", is_started => '' ],
  [ 'is_finished', '1', is_finished => 'TRUE' ],
  [ 'started and not finished', $child, is_started => 'true', is_finished => 'false' ],
  [ 'is_child_taskflow', '', is_child_taskflow => 'true' ],
  [ 'not is_child_taskflow', $all, is_child_taskflow => 'false' ],
  [ 'unknown parameters', $all, foo => 1 ],
  [ 'the last one counts', $child, template_id => 7, template_id => 8 ],
  [ 'quotes', '', keyword => q(' OR 1=1 -- ) ],
  [ 'bytes that are no UTF-8', '', keyword => "\xFF\xFE" ];
is(ids($_->[0] => $_->[1]), $_->[2], "sops-current 34: $_->[0]=$_->[1]") for
  [ create_time_start => '2019-02-02', $child ], [ create_time_start => '2019-02-01', "$chinese $child" ],
  [ create_time_end => '2019-02-01', "$chinese 2 1" ], [ create_time_end => '2019-02-02', "$chinese $child 2 1" ],
  [ create_time_start => '2019-02-02 00:00', $child ], [ create_time_start => '2019-02-02 00:00:01', '' ],
  [ create_time_start => '2019-2-2 0:00:00', $child ], [ create_time_start => '2019-02-01 16:00:00 +0000', $child ],
  [ create_time_start => '2019-02-01 16:00:00+00:00', $child ], [ create_time_start => '2019-02-01 11:00 -0500', $child ],
  [ create_time_start => '2019-02-01 16:00:00Z', $child ], [ create_time_start => '2019-02-01T16:00:00Z', $child ],
  [ create_time_start => '2019-02-01T15:59:59.999999Z', "$chinese $child" ], [ create_time_end => '2019-02-01T15:59:59.99Z', '2 1' ],
  [ create_time_end => '2019-02-01T23:59:59.999999+0800', "$chinese 2 1" ], [ create_time_start => '', $all ], [ create_time_start => ' 2019-02-02 ', $child ];
is_refused("sops-current 34: $_", 'create_time_end: must be a time such as YYYY-MM-DD, YYYY-MM-DD HH:MM:SS, YYYY-MM-DD HH:MM:SS +HHMM or YYYY-MM-DDTHH:MM:SSZ', create_time_end => $_)
  for qw(yesterday 2019 2019-02-30 2019-13-01 2019-02-01T01:00:00 2019-02-01T01:00Z 1549036800 19-02-01), '2019-02-01 24:00', '2019-02-01 01:00:00.5',
  '2019-02-01 01:00 +8', '2019-02-01 x', '0000-01-01', '9999-12-31 23:00:00 -0500', "2019-02-01\t01:00", '2019-02-01 01:60';
is(list(template_id => 8)->[0]{start_time}, '2019-02-01T16:00:00.123Z', 'sops-current 36: milliseconds');
is_deeply([ @{ list(limit => 1)->[0] }{qw(id name creator executor start_time is_started is_finished template_id)} ], [ $lost, (undef) x 6, '7' ], 'a task without instance');

# --- pages

sub page { my $json = ask(@_)->{json}; return join ' ', (map { $_->{id} } @{ $json->{data} // [] }), '|', $json->{count}, $json->{next_cursor} // 'end' }
is(page(@$_[ 1 .. $#$_ ]), $_->[0], 'pages: ' . (join('=', @$_[ 1 .. $#$_ ]) || 'all')) for
  [ "$all | 5 end" ], [ "$lost $chinese | 5 $chinese", limit => 2 ], [ "$child 2 | 5 2", limit => 2, offset => 2 ],
  [ '1 | 5 end', limit => 2, offset => 4 ], [ '2 1 | 5 end', limit => 2, offset => 3 ], [ '| 5 end', offset => 5 ], [ '| 5 end', limit => 0 ],
  [ "$all | 5 end", limit => 201 ], [ "$all | 5 end", limit => '9' x 30 ], [ "$lost | 5 $lost", limit => ' 1 ' ],
  [ "$child 2 | 5 2", limit => 2, cursor => $chinese ], [ '1 | 5 end', limit => 2, cursor => 2 ], [ '| 5 end', cursor => 1 ],
  [ "$all | 5 end", cursor => '' ], [ "$all | -1 end", without_count => 'true' ], [ "$all | 5 end", without_count => 'false' ],
  [ "$child | 4 $child", limit => 1, cursor => $chinese, keyword => '' ],
  [ "$lost | 3 $lost", template_id => 7, limit => 1 ], [ '1 | 3 end', template_id => 7, limit => 1, offset => 2 ],
  [ "$lost 2 1 | 3 end", template_id => 7, limit => 3 ], [ "$lost 2 1 | 3 end", template_id => 7 ], [ '2 1 | 3 end', template_id => 7, offset => 1 ],
  [ '| 3 end', template_id => 7, offset => 3 ], [ '| 3 end', template_id => 7, limit => 0 ], [ '| 0 end', template_id => 12345 ],
  [ '2 1 | 3 end', template_id => 7, cursor => $lost ], [ "$lost 2 1 | -1 end", template_id => 7, without_count => 'true' ];
$m->db->do('CREATE TABLE bk_sops.spare AS SELECT * FROM bk_sops.taskflow3_taskflowinstance WHERE id = 2');
$m->db->do('INSERT INTO bk_sops.taskflow3_taskflowinstance SELECT 200000 + seq, s.category, s.template_id, s.create_method, s.create_info, s.flow_type, s.current_flow,'
	  . ' s.is_deleted, s.business_id, NULL, s.template_source FROM bk_sops.spare s JOIN bk_sops.seq_1_to_450');
is(scalar @{ list() }, 100, 'sops-current 4.0.3: 100 tasks where nothing is said');
is(scalar @{ list(limit => 1000) }, 200, 'sops-current 28: at most 200');
my ($cursor, @seen) = ('');
while (defined $cursor) {
	my $json = ask(limit => 200, without_count => 'true', cursor => $cursor)->{json};
	push @seen, map { $_->{id} } @{ $json->{data} };
	$m->db->do('INSERT INTO bk_sops.taskflow3_taskflowinstance SELECT 300000 + ?, category, template_id, create_method, create_info, flow_type, current_flow,'
		  . ' is_deleted, business_id, NULL, template_source FROM bk_sops.spare', scalar @seen);
	$cursor = $json->{next_cursor};
}
is(join(' ', @seen), join(' ', (reverse 200001 .. 200450), $all), 'pages by cursor have each task once, also while others are created');
$m->db->do('DELETE FROM bk_sops.taskflow3_taskflowinstance WHERE id > 200000');

# --- fields

sub members { return join ' ', sort keys %{ list(@_)->[0] } }
is(members(fields => $_->[0]), $_->[1], "fields=$_->[0]") for
  [ 'id', 'id' ], [ 'id,name', 'id name' ], [ ' name , id,,', 'id name' ], [ 'bk_biz_name', 'bk_biz_name' ], [ 'id,id', 'id' ],
  [ '', join ' ', sort keys %item ], [ ',', join ' ', sort keys %item ];
my $names = 'id, name, category, create_method, creator, executor, start_time, finish_time, is_started, is_finished, template_source, template_id, is_child_taskflow, bk_biz_id, bk_biz_name';
is_refused("fields=$_", "fields: must be names out of $names", fields => $_) for 'id,nome', 'ID', 'project_id', '*';

# --- wrong parameters

is_refused("$_->[0]=$_->[1]", "$_->[0]: $_->[2]", $_->[0] => $_->[1]) for
  [ limit => 'abc', 'must be a whole number' ], [ limit => '-1', 'must be greater or equal to 0' ], [ limit => '1.5', 'must be a whole number' ],
  [ limit => '', 'must be a whole number' ], [ offset => '-1', 'must be greater or equal to 0' ], [ offset => 'x', 'must be a whole number' ],
  [ offset => 10001, 'must not be above 10000' ], [ offset => '9' x 30, 'must not be above 10000' ],
  [ cursor => 'x', 'must be a whole number' ], [ cursor => '-5', 'must be greater or equal to 0' ], [ cursor => 0, 'must be a next_cursor of a page before' ],
  (map { [ $_ => 'yes', 'must be true or false' ], [ $_ => '0', 'must be true or false' ] } qw(is_started is_finished is_child_taskflow without_count)),
  [ template_ids => join(',', 1 .. 201), 'must not be more than 200 ids' ],
  (map { [ $_ => "a\0b", 'must not have a NUL' ] } qw(keyword executor create_method template_id template_ids fields));
is(ids(template_ids => join ',', 8, 1001 .. 1199), $child, '200 template_ids');
is_refused('cursor and offset', 'offset: must be 0 together with cursor', cursor => 5, offset => 1);
is_refused('a wrong parameter, auth = esb', 'limit: must be a whole number', { mode => 'esb' }, limit => 'abc');

# --- who may ask, and esb_channel

is_refused('no permission', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', { user => 'nobody' });
is_refused('no permission, and a wrong parameter', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', { user => 'nobody' }, limit => 'x');
is_refused('an unknown user', 'user[username=ghost] does not exist or has not logged in this APP', { user => 'ghost' });
is_refused('an unknown business', 'business[bk_biz_id=9] does not exist', { path => [ bk_biz_id => 9 ] });
is(ids({ user => $_ }), $all, "permission of $_") for qw(viewer manager member);
is($m->ask('header', 'POST', 'get_task_list', path => [ bk_biz_id => 2 ])->{headers}{allow}, 'GET', 'POST at the URL of bk-sops');
is($m->ask('esb', 'POST', 'get_task_list', path => [ bk_biz_id => 2 ])->{status}, 404, 'esb 1.3: POST without a row of esb_channel');
$m->db->do(q(UPDATE open_paas.esb_channel SET perm_level = 1 WHERE path = '/v2/sops/get_task_detail/'));
like(ask({ mode => 'esb' })->{json}{message}, qr/no permission to access the component \(get_task_detail\)/, 'esb 108: the row of get_task_detail counts');
$m->db->do(q(INSERT INTO open_paas.esb_channel SELECT 900, 'x', '/v2/sops/get_task_list/', method, component_codename, 1, last_modified_time, created_time, component_system_id,
	timeout_time, type, '{"dest_path": "/o/bk_sops/apigw/get_task_list/{bk_biz_id}/", "dest_http_method": "GET"}', 'get_task_list', is_hidden, 0, rate_limit_conf,
	rate_limit_required, extra_info FROM open_paas.esb_channel WHERE path = '/v2/sops/get_task_detail/'));
is(ids({ mode => 'esb' }), $all, 'esb 5.1: a row of its own');
for ([ '"limit":1,"is_started":true', "$child" ], [ '"limit":null,"keyword":[],"is_finished":true', '1' ], [ '"limit":"2","without_count":false,"template_ids":"7"', "$lost 2" ], [ '"template_id":8', $child ]) {
	my $json = $m->ask('esb', 'POST', 'get_task_list', path => [ bk_biz_id => 2 ], json => "{$_->[0]}")->{json};
	is(join(' ', map { $_->{id} } @{ $json->{data} // [ { id => $json->{message} } ] }), $_->[1], "esb 6.2: {$_->[0]}");
}
is($m->ask('esb', 'POST', 'get_task_list', path => [ bk_biz_id => 2 ], json => "{$_->[0]}")->{json}{message}, $_->[1], "esb 6.2: {$_->[0]}")
  for [ '"limit":[1]', 'limit: must be a text' ], [ '"keyword":{"a":1}', 'keyword: must be a text' ], [ '"limit":1.5', 'limit: must be a whole number' ];

# --- statements

sub statements { return $m->statements('header', ask(@_)) - 3 }
is(statements(), 2, 'the page and the count');
is(statements(keyword => 'nothing'), 1, 'a page that has all that a filter admits tells the count');
is(statements(is_started => 'true', limit => 1), 2, '... and a full one does not');
is(statements(without_count => 'true', cursor => 5), 1, 'the page alone');
is(statements(limit => 'x'), 0, 'nothing for a wrong parameter');
for my $table (qw(taskflow3_taskflowinstance pipeline_pipelineinstance)) {
	$m->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is(ask()->{status}, 500, "without $table");
	is_refused("without $table: an unknown user is told", 'user[username=ghost] does not exist or has not logged in this APP', { user => 'ghost' });
	$m->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
is(ids(), $all, 'and with them again');
$m->db->do(q(UPDATE bk_sops.pipeline_pipelineinstance SET finish_time = '9999-12-31 23:00:00' WHERE id = 1));
is(list(keyword => 'one')->[0]{finish_time}, '9999-12-31T23:00:00Z', 'sops 3.1.10: a time that has no local form, in UTC');
my $odd = ask(expected_timezone => 'Asia/Shanghai')->{json};
is($odd->{message}, 'dates are null where a time has none in the local zone: task[id=1]',
	'design: where that is asked for, the message names the task');
is_deeply([ map { [ @$_{qw(start_time finish_time)} ] } grep { $_->{id} == 1 } @{ $odd->{data} } ],
	[ [ undef, undef ] ], '... whose dates are null');
is(scalar @{ $odd->{data} }, scalar @{ list() }, '... and the others are there');
ok(!exists ask()->{json}{message}, '... and no message elsewhere');
is(join(' ', $m->{$_}{pool}->workers), $workers{$_}, "auth = $_: the worker is the same one") for @Bk::Modes::MODES;
$m->finish;
