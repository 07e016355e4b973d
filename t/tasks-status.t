# SPDX-License-Identifier: MIT
# get_tasks_status (sops-current 4.5) over the tables of 2019, in all modes.
use v5.28;
use warnings;
use utf8;
use Bk::Fcgi qw(fcgi_get);
use Bk::Modes;
use Bk::Pool;
use Bk::Service;
use Bk::Task qw(add_task add_states add_relation add_status instance_of);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $m = Bk::Modes->new(set => { 'pm.max_children' => 1 });
my $s = $m->service;
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my %workers = map { $_ => join ' ', $m->{$_}{pool}->workers } @Bk::Modes::MODES;

# ask(IDS or text of JSON, more members)
sub ask {
	my ($ids, %o) = @_;
	my %call = map { exists $o{$_} ? ($_ => delete $o{$_}) : () } qw(user headers path);
	my $mode = delete $o{mode} // 'header';
	return $m->ask($mode, 'POST', 'get_tasks_status', path => [ bk_biz_id => 2 ], %call,
		json => ref $ids ? { task_id_list => $ids, %o } : $ids);
}

# data, or a list with the message that came instead.
sub tasks {
	my $json = ask(@_)->{json};
	return $json->{result} ? $json->{data} : [ { id => $json->{message} // "code $json->{code}" } ];
}

sub ids { return join ' ', map { $_->{id} } @{ tasks(@_) } }

sub states { return join ' ', map { $_->{status} ? "$_->{id}:$_->{status}{state}" : $_->{id} } @{ tasks(@_) } }

sub is_refused {
	my ($name, $message, @ask) = @_;
	is_deeply([ @{ ask(@ask)->{json} }{qw(result message data)} ], [ $false, $message, undef ], $name);
}

# --- an answer

my $done = add_task($s, name => '任务 <x>', start_time => '2019-01-17 04:13:08', finish_time => '2019-01-17 04:13:15',
	task => { current_flow => 'finished', flow_type => 'common_func' });
add_states($s, instance_of($done), { status => { name => 'the root', skip => 1, retry => 2 }, children => { "a$done" => { status => { name => 'a' } } } });
my %root = (id => instance_of($done), name => '任务 <x>', state => 'FINISHED', start_time => '2019-01-17 12:13:08 +0800',
	finish_time => '2019-01-17 12:13:15 +0800', elapsed_time => 7, retry => 2, loop => 1, skip => $true, error_ignorable => $false, version => 'v1');
my %item = (id => $done, name => '任务 <x>', flow_type => 'common_func', current_flow => 'finished', is_deleted => $false,
	create_time => '2019-01-17 12:13:03 +0800', start_time => '2019-01-17 12:13:08 +0800', finish_time => '2019-01-17 12:13:15 +0800',
	url => "http://paas.example.com/o/bk_sops/taskflow/execute/2/?instance_id=$done");
for my $mode (@Bk::Modes::MODES) {
	is_deeply(tasks([ $done ], mode => $mode), [ { %item, status => \%root } ], "sops-current 4.5: the members of an item, auth = $mode");
	is_deeply(tasks([ $done ], mode => $mode, include_children_status => $true)->[0]{status}{children},
		{ "a$done" => { %root, id => "a$done", name => 'a', skip => $false, retry => 0, children => {} } },
		"sops-current 4.5: include_children_status, auth = $mode");
}
my %created = (state => 'CREATED', name => 'two', start_time => undef, finish_time => undef, elapsed_time => 0, retry => 0, skip => 0);
is_deeply(tasks([ 2 ])->[0]{status}, \%created, 'sops-current 4.4.1: not started');
is_deeply(tasks([ 2 ], include_children_status => 1)->[0]{status}, { %created, children => {} }, 'sops-current 4.4.1: not started, with children');
is_deeply([ @{ tasks([ 2 ])->[0] }{qw(start_time finish_time)} ], [ '', '' ], 'sops-current 24: a time that is NULL');
my $fresh = add_task($s);
is(states([ $fresh ]), "$fresh:CREATED", 'sops-current 4.4.3: started, no relations yet');
my $gone = add_task($s, instance => { is_started => 0 }, task => { is_deleted => 1 });
is(tasks([ $gone ])->[0]{is_deleted}, $true, 'sops-current 4.5: deleted tasks are there');
my $others = add_task($s, task => { business_id => 2 });

# --- the list of ids

is(ids(@{ $_->[1] }), $_->[2], "sops-current 4.5: $_->[0]") for
  [ 'the greatest id first',     [ [ 2, $gone, $done ] ],              "$gone $done 2" ],
  [ 'each once',                 [ [ 2, 2, '2', ' 2 ' ] ],             '2' ],
  [ 'texts of numbers',          [ [ '2', "+$done", "00$done" ] ],     "$done 2" ],
  [ 'true is 1',                 [ [ $true ] ],                        '1' ] ,
  [ 'false is no id',            [ [ $false ] ],                       '' ],
  [ 'unknown ids are left out',  [ [ 2, 999999 ] ],                    '2' ],
  [ 'of another business',       [ [ 2, $others ] ],                   '2' ],
  [ 'what no id can be',         [ [ 2, 0, -2, '9' x 30, '-' . '9' x 30 ] ], '2' ],
  [ 'an empty list',             [ [] ],                               '' ],
  [ 'no list at all',            [ '{}' ],                             '' ],
  [ 'no body',                   [ undef ],                            'request body is not a valid json object' ],
  [ 'a body that is no JSON',    [ '{"task_id_list":[' ],              'request body is not a valid json object' ],
  [ 'a body that is a list',     [ '[2]' ],                            'request body is not a valid json object' ],
  [ 'repeated members: the last', [ '{"task_id_list":[1],"task_id_list":[2]}' ], '2' ];
is_refused("sops-current 4.5: $_->[0]", $_->[1], $_->[2]) for
  [ 'a number',          'task_id_list must be a list',                                   '{"task_id_list":2}' ],
  [ 'a text',            'task_id_list must be a list',                                   '{"task_id_list":"[2]"}' ],
  [ 'null',              'task_id_list must be a list',                                   '{"task_id_list":null}' ],
  [ 'an object',         'task_id_list must be a list',                                   '{"task_id_list":{"2":2}}' ],
  [ 'null in it',        'task_id_list must be a list of task ids, element 2 is none',    '{"task_id_list":[2,null]}' ],
  [ 'a fraction in it',  'task_id_list must be a list of task ids, element 1 is none',    '{"task_id_list":[2.5]}' ],
  [ 'letters in it',     'task_id_list must be a list of task ids, element 3 is none',    '{"task_id_list":[1,2,"x"]}' ],
  [ 'NaN in it',         'task_id_list must be a list of task ids, element 1 is none',    '{"task_id_list":[NaN]}' ],
  [ 'a list in it',      'task_id_list must be a list of task ids, element 1 is none',    '{"task_id_list":[[2]]}' ],
  [ 'an object in it',   'task_id_list must be a list of task ids, element 2 is none',    '{"task_id_list":[2,{"id":2}]}' ],
  [ 'a long text in it', 'task_id_list must be a list of task ids, element 1 is none',    '{"task_id_list":["' . '0' x 300 . '2"]}' ];
is_refused("include_children_status: $_", 'include_children_status: Must be a valid boolean.', "{\"task_id_list\":[2],\"include_children_status\":$_}")
  for qw("maybe" null 2 [] {});
is(ids([ 2 ], include_children_status => $_->[0]), '2', "include_children_status: '$_->[0]'") for map { [$_] } '', 'YES', 'off', 1, 0, 'f';
is_refused('sops-current 4.5: 501 ids', 'task_id_list is too long, maximum length is 500', [ (2) x 501 ]);
is_refused('sops-current 4.5: 501 ids, auth = esb', 'task_id_list is too long, maximum length is 500', [ (2) x 501 ], mode => 'esb');

# --- who may ask

is_refused('no permission', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', [ 2 ], user => 'nobody');
is_refused('no permission, and a wrong parameter', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', '{"task_id_list":2}', user => 'nobody');
is_refused('an unknown user', 'user[username=ghost] does not exist or has not logged in this APP', [ 2 ], user => 'ghost');
is_refused('an unknown business', 'business[bk_biz_id=9] does not exist', [ 2 ], path => [ bk_biz_id => 9 ]);
is(ids([ 2 ], user => $_), '2', "permission of $_") for qw(viewer manager member);
is(ask([ 2 ], mode => 'esb', user => 'nobody')->{json}{code}, 1306000, 'esb 6.3: a refusal has its code');
is($m->ask('header', 'GET', 'get_tasks_status', path => [ bk_biz_id => 2 ])->{status}, 405, 'GET at the URL of bk-sops: 405');
is($m->ask('header', 'GET', 'get_tasks_status', path => [ bk_biz_id => 2 ])->{headers}{allow}, 'POST', 'with Allow');
is($m->ask('esb', 'GET', 'get_tasks_status', path => [ bk_biz_id => 2 ])->{status}, 404, 'esb 1.3: GET without a row of esb_channel');
is($m->ask('esb', 'POST', 'get_tasks_status', json => { task_id_list => [ 2 ] })->{json}{message} =~ /bk_biz_id/, 1, 'esb M15: no bk_biz_id');

# --- esb_channel, which has no row of it: that of get_task_status counts

my $NO_PERM = "APP has no permission to access the component (get_task_status) of the system (SOPS)";
sub channel { my ($id, $set) = @_; $m->db->do("UPDATE open_paas.esb_channel SET $set WHERE id = $id") }
sub add_channel {
	my ($id, $name, $method, $variables) = @_;
	$m->db->do('INSERT INTO open_paas.esb_channel SELECT ?, ?, ?, method, component_codename, 1, last_modified_time, created_time, component_system_id,'
		  . ' timeout_time, type, ?, ?, is_hidden, perm_level, rate_limit_conf, rate_limit_required, extra_info FROM open_paas.esb_channel WHERE id = 9',
		$id, $name, "/v2/sops/$name/", qq({"dest_path": "/o/bk_sops/apigw/$name/$variables", "dest_http_method": "$method"}), $name);
}
sub at_esb { my ($json) = ask([ 2 ], mode => 'esb')->{json}; return $json->{result} ? 'good' : $json->{message} }
$m->db->do('DELETE FROM open_paas.esb_channel WHERE path LIKE ?', '/v2/sops/get_task_status%');
is(at_esb(), 'good', 'esb 1.3: neither has a row');
add_channel(900, 'get_task_status', 'GET', '{task_id}/{bk_biz_id}/');
is(at_esb(), 'good', 'esb 5.1: the row of get_task_status');
channel(900, 'perm_level = 1');
like(at_esb(), qr/\Q$NO_PERM/, 'esb 108: asks for a permission');
$m->db->do(q(INSERT INTO open_paas.esb_app_component_perm (app_code, component_id, expires, created_time, last_accessed_time)
	VALUES ('bk_cdman', 900, '2000-01-01', '2000-01-01', '2000-01-01')));
is(at_esb(), 'good', 'esb 109: which the app has');
channel(900, 'is_active = 0');
is(at_esb(), 'Not found, inactive channel', 'esb 104: is not active');
channel(900, q(is_active = 1, comp_conf = '{"dest_path": "/o/bk_sops/apigw/elsewhere/", "dest_http_method": "GET"}'));
like(at_esb(), qr/Component error/, 'esb 5.1: leads elsewhere');
channel(900, q(comp_conf = 'x'));
like(at_esb(), qr/Component error/, 'esb 107: its comp_conf is no JSON');
add_channel(901, 'get_tasks_status', 'POST', '{bk_biz_id}/');
is(at_esb(), 'good', 'esb 5.1: a row of its own counts, whatever the other says');
is($m->ask('esb', 'POST', 'get_tasks_status', path => [ bk_biz_id => 2 ], json => { task_id_list => [ 2 ] })->{json}{code}, 0, 'esb 6.3: with code 0');
is($m->ask('esb', 'GET', 'get_tasks_status', path => [ bk_biz_id => 2 ], query => [ task_id_list => '[2]' ])->{json}{message}, 'task_id_list must be a list',
	'esb 1.3: GET with a row of its own: parameters are texts');
channel(901, 'is_active = 0');
is(at_esb(), 'Not found, inactive channel', 'esb 104: a row of its own that is not active');
$m->db->do('DELETE FROM open_paas.esb_channel WHERE id >= 900');

# --- states

sub started {
	my ($node) = @_;
	my $id = add_task($s);
	add_states($s, instance_of($id), { %$node, children => { map { ("$_-$id" => $node->{children}{$_}) } keys %{ $node->{children} // {} } } });
	return $id;
}
my $state = sub { my ($state, %children) = @_; return { status => { state => $state }, children => \%children } };
my $blocked = started($state->('BLOCKED', a => $state->('FAILED'), b => $state->('RUNNING')));
my $failed  = started($state->('BLOCKED', a => $state->('BLOCKED', "deep$blocked" => $state->('FAILED')), b => $state->('FINISHED')));
my $paused  = started($state->('BLOCKED', a => $state->('SUSPENDED')));
my $running = started($state->('RUNNING', a => $state->('FAILED')));
my @four = sort { $b <=> $a } $blocked, $failed, $paused, $running;
my $states = "$running:RUNNING $paused:NODE_SUSPENDED $failed:FAILED $blocked:RUNNING";
is(states(\@four), $states, 'sops 3.4: a blocked root shows what is below it');
is(states(\@four, include_children_status => 1), $states, 'sops 3.4: also with children');
is(join(' ', sort keys %{ tasks([ $blocked ], include_children_status => 1)->[0]{status}{children} }), "a-$blocked b-$blocked", 'each tree has its own nodes');
is(states([ map { started($state->('BLOCKED')) } 1 .. 2 ]) =~ s/\d+://gr, 'FAILED FAILED', 'sops 3.4: blocked without children');
$m->db->do('UPDATE bk_sops.engine_status SET archived_time = NULL WHERE id = ?', instance_of($running));
my $asked   = time;
my $elapsed = tasks([ $running ])->[0]{status}{elapsed_time} + 1547698388;
ok($asked <= $elapsed && $elapsed <= time, 'sops 3.1.11: elapsed_time until now') or diag "$asked, $elapsed";

my $lost = add_task($s, task => { pipeline_instance_id => undef });
is_refused('sops 119: no pipeline instance', "task[id=$lost] get status error: 'NoneType' object has no attribute 'is_started'", [ 2, $lost ]);
my $selfless = started({ self => 0, children => { a => {} } });
is_refused('sops 117: the root has no relation to itself', "task[id=$selfless] get status error: list.remove(x): x not in list", [ 2, $selfless ]);
my $orphan = started({ children => { a => { status => undef } } });
is_refused('sops 107: a child without state', "task[id=$orphan] get status error: u'a-$orphan'", [ $orphan ], include_children_status => 1);
is(states([ $orphan ]), "$orphan:FINISHED", 'sops 107: is not looked at without children');

# --- dates that bk-sops cannot show, with others as ever

my $ODD = 'dates are null where a time has none in the local zone: ';
sub noticed { my ($mode) = @_; return scalar(() = $m->{$mode}{pool}->log =~ /WARNING: .*\Q$ODD\E/g) }
my @late = reverse map { add_task($s, @$_) } [ create_time => '1899-12-31 00:00:00' ],
  [ start_time => '9999-12-31 23:00:00' ], [ finish_time => '9999-12-31 23:00:00' ];
for my $mode (@Bk::Modes::MODES) {
	my $lines  = noticed($mode);
	my $answer = ask([ @late, $done, 2 ], mode => $mode)->{json};
	my @tasks  = @{ $answer->{data} // [] };
	is($answer->{message}, $ODD . join(', ', map { "task[id=$_]" } @late),
		"design: odd dates in a batch: the message names the tasks, auth = $mode");
	is_deeply([ map { [ @$_{qw(id create_time start_time finish_time)} ] } @tasks[ 0 .. 2 ] ],
		[ map { [ $_, undef, undef, undef ] } @late ], "... whose dates are null, auth = $mode");
	is_deeply($tasks[3], { %item, status => \%root }, "... the others are as ever, auth = $mode");
	is(noticed($mode) - $lines, 1, "... and the log has one line, auth = $mode");
	is(ask([ $done ], mode => $mode)->{json}{message} // '', '', "... and no message of a batch without, auth = $mode");
}
my $wild = started({ children => { a => {} } });
sub starts { $m->db->do('UPDATE bk_sops.engine_status SET started_time = ? WHERE id = ?', @_) }
starts('9999-12-31 23:00:00', instance_of($wild));
my $of_state = ask([ $wild, $done ])->{json};
is($of_state->{message}, "${ODD}task[id=$wild]", 'design: an odd date in a state: the message names the task');
is_deeply([ @{ $of_state->{data}[0]{status} // {} }{qw(state start_time finish_time)} ], [ 'FINISHED', undef, undef ],
	'... whose dates are null');
starts('1899-12-31 00:00:00', "a-$wild");
is(tasks([ $wild ], include_children_status => 1)->[0]{status}{children}{"a-$wild"}{start_time}, undef,
	'... those of its children, too');

# --- statements: each question is one, but that the first goes with the three
# about the caller

sub statements { my $answer = ask(@_); return $answer->{json}{result} ? $m->statements('header', $answer) - 3 : $answer->{body} }
my @many = map { started($state->($_ % 2 ? 'BLOCKED' : 'FINISHED', a => $state->('FINISHED'))) } 1 .. 500;
is(statements([ $done, 2 ]), 1, 'one where no root is blocked');
is(statements([ @many[0 .. 49] ]), 2, 'two for 50 tasks');
is(statements([ @many[0 .. 49] ], include_children_status => 1), 2, 'two for 50 tasks with children');
is(statements([]), 0, 'none for no task');
is(statements([ @many[ 0 .. 119 ] ]), 6, 'two for each 50 of 120');
is(ids([ @many[ 0 .. 119 ], 2, $done ]), join(' ', (sort { $b <=> $a } @many[ 0 .. 119 ]), $done, 2), 'all of them in one order');
is(statements([ @many ], include_children_status => 1), 20, '500 ids with children');
is(scalar @{ tasks([ @many ]) }, 500, '500 ids');
is(scalar @{ tasks([ @many ], mode => 'esb', include_children_status => 1) }, 500, '500 ids, auth = esb');
is_refused('sops-current 4.5: 501 ids that differ', 'task_id_list is too long, maximum length is 500', [ 2, @many ]);

# --- tasks_status.max: many ids are asked for in larger chunks

my $max = Bk::Pool->new(maria => $s->{maria}, name => 'max', set => { auth => 'header', 'tasks_status.max' => 3000,
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
sub up_to_max {
	my $answer = fcgi_get($max->{socket}, "$Bk::Service::APIGW/get_tasks_status/2/", params => [ HTTP_BK_USERNAME => 'admin' ],
		method => 'POST', body => JSON::PP::encode_json({ task_id_list => [@_], include_children_status => $true }));
	my $json = JSON::PP::decode_json($answer =~ s/.*?\r\n\r\n//sr);
	return $json->{result} ? scalar @{ $json->{data} } : $json->{message};
}
my @more = 1_000_000 .. 1_002_499;
is(up_to_max(@many, @more), 500, 'tasks_status.max = 3000: 3000 ids');
is(up_to_max(@many, @more, 2), 'task_id_list is too long, maximum length is 3000', 'tasks_status.max = 3000: 3001 ids');
$max->stop;
is(join('', $max->complaints), '', 'tasks_status.max = 3000: nothing bad in the log');

# --- large trees and missing tables

my $large = started({});
$m->db->do('INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) SELECT ?, ?, 1 FROM bk_sops.seq_1_to_60000', instance_of($large), instance_of($large));
$m->db->do('UPDATE bk_sops.engine_noderelationship SET distance = 0 WHERE ancestor_id = ? LIMIT 1', instance_of($large));
my $larger = started({ children => { a => {} } });
$m->db->do('INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) SELECT ?, ?, 1 FROM bk_sops.seq_1_to_60000', instance_of($larger), "a-$larger");
is_refused('too many relations in all', 'task_id_list: these tasks have more than 100000 relations between their nodes, ask for fewer', [ $larger, $large ], include_children_status => 1);
is(states([ $larger, 2 ]), "$larger:FINISHED 2:CREATED", 'which do not matter without children');
for my $table (qw(engine_status engine_noderelationship pipeline_pipelineinstance)) {
	$m->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is(ask([ 2 ])->{status}, 500, "without $table");
	is_refused("without $table: an unknown user is told", 'user[username=ghost] does not exist or has not logged in this APP', [ 2 ], user => 'ghost');
	$m->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
is(ids([ 2 ]), '2', 'and with them again');
is(join(' ', $m->{$_}{pool}->workers), $workers{$_}, "auth = $_: the worker is the same one") for @Bk::Modes::MODES;
$m->finish;
