# SPDX-License-Identifier: MIT
# What get_task_status answers for what the engine stores (sops 6.3), and for
# what it would never store.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http query escape);
use Bk::Nginx;
use Bk::Pool;
use Bk::Service;
use Bk::Task qw(add_task add_states add_status add_relation instance_of);
use JSON::PP ();
use POSIX qw(strftime);
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new(set => { 'pm.max_children' => 1 });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $owner = ($s->{pool}->workers)[0];

# The answer as JSON, with the bytes of the body as `raw`.
sub ask {
	my ($task, %o) = @_;
	my $port   = delete $o{port} // $s->{nginx}{port};
	my $answer = http($port, 'GET', '/api/c/compapi/v2/sops/get_task_status/?'
		  . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin',
			task_id => $task, bk_biz_id => 2, %o));
	my $json = Bk::Service::json($answer) // { message => "no JSON: $answer->{status}" };
	return { code => -1, %$json, raw => $answer->{body} };
}

# data of a good answer, or a hash that says why not.
sub status {
	my $got = ask(@_);
	return $got->{code} == 0 && $got->{result} && $got->{message} eq '' ? $got->{data} : { state => $got->{message} };
}

sub is_refused {
	my ($name, $task, $text, %o) = @_;
	my $got = ask($task, %o);
	is_deeply([ @$got{qw(result code data message)} ],
		[ $false, 1306000, undef, $text =~ /^user|^business/ ? $text : "task[id=$task] get status error: $text" ], $name);
}

sub not_executed { my ($id) = @_; return "node($id) does not exist, may have not by executed" }

# A started task with these states: a state's name, or as add_states has it.
sub task_of {
	my ($root, %task) = @_;
	my $id = add_task($s, %task);
	add_states($s, instance_of($id), full($root, $id));
	return $id;
}

# A node for add_states.  Ids of nodes are those of a test and its task, "c1" is
# "c1-1003", for a node belongs to one task alone.
sub full {
	my ($node, $task) = @_;
	my %node = ref $node ? %$node : (state => $node);
	my $children = $node{children} // {};
	$node{children} = { map { ("$_-$task" => full($children->{$_}, $task)) } keys %$children };
	$node{status} = { state => delete $node{state}, %{ $node{status} // {} } } if exists $node{state};
	return \%node;
}

# The states of a tree as text: "RUNNING(a:FINISHED b:FAILED)".
sub states {
	my ($tree) = @_;
	my $children = $tree->{children} // {};
	my @below = map { /^(\w+)/ ? "$1:" . states($children->{$_}) : $_ } sort keys %$children;
	return $tree->{state} . (@below ? "(@below)" : '');
}

# --- the parts of the answer

my $created = ask(2);
is_deeply($created->{data}, { retry => 0, finish_time => undef, skip => 0, start_time => undef, elapsed_time => 0,
		state => 'CREATED', children => {} }, 'sops 104: a task that was not started');
like($created->{raw}, qr/"skip":0,/, 'sops 104: skip is a number');
is(status(add_task($s, instance => { is_started => 0, start_time => '2019-01-17 04:13:08' }))->{state}, 'CREATED', 'sops 104: by is_started alone');
my $id = task_of({ status => { name => '任务 <x>', retry => 2, loop => 3, skip => 1, version => 'v2', error_ignorable => 1 },
		children => { a => { status => { archived_time => undef, state => 'RUNNING', version => '' } } } });
my $asked = time;
my $got = status($id);
my $elapsed = delete $got->{children}{"a-$id"}{elapsed_time};
is_deeply($got, { id => instance_of($id), name => '任务 <x>', state => 'FINISHED', retry => 2, loop => 3, skip => $true,
		error_ignorable => $true, version => 'v2', elapsed_time => 7, start_time => '2019-01-17 12:13:08 +0800',
		finish_time => '2019-01-17 12:13:15 +0800', children => { "a-$id" => { id => "a-$id", name => 'a node',
				state => 'RUNNING', retry => 0, loop => 1, skip => $false, error_ignorable => $false, version => '',
				start_time => '2019-01-17 12:13:08 +0800', finish_time => '', children => {} } } }, 'sops 3.4: the members of a node');
$elapsed += 1547698388;
ok($asked <= $elapsed && $elapsed <= time, 'sops 3.4: elapsed_time of a running node is until now') or diag "$asked, $elapsed";
like(ask(task_of({ status => { skip => 2, error_ignorable => -1 } }))->{raw}, qr/"skip":2,"error_ignorable":-1,/,
	'sops 3.4: flags other than 0 and 1 are numbers');

# --- what is missing

$id = add_task($s);
is_refused('sops 105: started, no relations yet', $id, not_executed(instance_of($id)));
is_refused('sops 106: a relation, no state', task_of({ status => undef }), q('NoneType' object has no attribute '__getitem__'));
$id = task_of({ children => { c1 => { status => undef } } });
is_refused('sops 107: a child without state', $id, "u'c1-$id'");
$id = task_of({ children => { q(c'1中) => { status => undef } } });
is_refused('sops 107: whose id is shown as Python shows text', $id, qq(u"c'1\\u4e2d-$id"));

# --- a blocked node

is(states(status(task_of($_->[1]))), $_->[2], "sops $_->[0]") for
  [ '108: blocked, a child failed', { state => 'BLOCKED', children => { a => 'FAILED' } }, 'FAILED(a:FAILED)' ],
  [ '109: blocked, a child suspended', { state => 'BLOCKED', children => { a => 'SUSPENDED' } }, 'NODE_SUSPENDED(a:SUSPENDED)' ],
  [ '110: blocked, one running, one failed', { state => 'BLOCKED', children => { a => 'FAILED', b => 'RUNNING' } }, 'RUNNING(a:FAILED b:RUNNING)' ],
  [ '110: running wins over suspended', { state => 'BLOCKED', children => { a => 'SUSPENDED', b => 'RUNNING' } }, 'RUNNING(a:SUSPENDED b:RUNNING)' ],
  [ '110: failed wins over suspended', { state => 'BLOCKED', children => { a => 'SUSPENDED', b => 'FAILED' } }, 'FAILED(a:SUSPENDED b:FAILED)' ],
  [ '111: blocked, children finished', { state => 'BLOCKED', children => { a => 'FINISHED', b => 'READY' } }, 'BLOCKED(a:FINISHED b:READY)' ],
  [ '112: blocked, no children', 'BLOCKED', 'FAILED' ],
  [ '113: blocked by a subprocess that is blocked by a failed node',
	{ state => 'BLOCKED', children => { a => { state => 'BLOCKED', children => { b => 'FAILED' } } } }, 'FAILED(a:FAILED(b:FAILED))' ],
  [ '113: blocked by a subprocess that is suspended inside',
	{ state => 'BLOCKED', children => { a => { state => 'BLOCKED', children => { b => 'SUSPENDED' } } } }, 'NODE_SUSPENDED(a:NODE_SUSPENDED(b:SUSPENDED))' ],
  [ '113: the state of children alone counts',
	{ state => 'BLOCKED', children => { a => { state => 'FINISHED', children => { b => 'FAILED' } } } }, 'BLOCKED(a:FINISHED(b:FAILED))' ],
  [ '115: finished with a failed child', { state => 'FINISHED', children => { a => 'FAILED' } }, 'FINISHED(a:FAILED)' ],
  map { [ "115: $_ stays", { state => $_, children => { a => 'FAILED' } }, "$_(a:FAILED)" ] } qw(READY RUNNING SUSPENDED REVOKED EXPIRED blocked);

# --- tasks that are not there

is_refused("sops 116: $_->[0]", $_->[1], not_executed($_->[1])) for
  [ 'a deleted task', task_of('FINISHED', task => { is_deleted => 1 }) ],
  [ 'a task of another business', task_of('FINISHED', task => { business_id => 2 }) ],
  [ 'a task of none', task_of('FINISHED', task => { business_id => undef }) ],
  [ 'a missing task', 99 ], [ 'as typed', '0099' ], [ 'zero', '0' ], [ 'a number beyond every row', '4294967297' ],
  [ 'forty digits', '1' x 40 ];
is(status(task_of('REVOKED', instance => { is_deleted => 1 }))->{state}, 'REVOKED', 'sops 116: is_deleted of the instance does not count');
$id = task_of('FINISHED');
is(status("00$id")->{id}, instance_of($id), 'sops 116: leading zeros');
is_refused('sops 116: a user without permission', $id, 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', bk_username => 'nobody');
is_refused('sops 116: an unknown user', $id, 'user[username=ghost] does not exist or has not logged in this APP', bk_username => 'ghost');
is_refused('sops 116: an unknown business', $id, 'business[bk_biz_id=9] does not exist', bk_biz_id => 9);
is(ask('٢')->{message} =~ s/.*error: //r, 'interface response is not the JSON format, please try again later or contact component developer to handle this',
	'sops 116: a task id in other digits (design)');

# --- relations that make no sense

$id = task_of({ self => 0, children => { a => 'FINISHED' } });
is_refused('sops 117: the root has no relation to itself', $id, not_executed($id));
$id = task_of({ children => { a => 'FINISHED' } });
add_relation($s, 'elsewhere', "a-$id", 1);
is_refused('sops 118: a parent outside the tree', $id, q('NoneType' object has no attribute 'setdefault'));
$id = task_of('FINISHED');
add_status($s, "p-$id");
add_status($s, "c-$id");
add_relation($s, instance_of($id), @$_) for [ "p-$id", 2 ], [ "c-$id", 3 ];
add_relation($s, "p-$id", "c-$id", 1);
is_refused('sops 118: a parent below the root that has no parent itself', $id, q('NoneType' object has no attribute 'setdefault'));
is_refused('sops 119: no pipeline instance', add_task($s, task => { pipeline_instance_id => undef }), q('NoneType' object has no attribute 'is_started'));
$id = task_of({ children => { a => { children => { b => 'FINISHED' } } } });
add_relation($s, instance_of($id), "b-$id", 1);
is_refused('sops 3.4: a child of two nodes', $id, q('started_time'));
$id = task_of({ children => { a => 'FINISHED', b => 'READY' } });
add_relation($s, instance_of($id), "$_-$id", 1) for qw(a a b);
add_relation($s, instance_of($id), "a-$id", 4);
is(states(status($id)), 'FINISHED(a:FINISHED b:READY)', 'sops 3.4: relations stored twice');
is(() = ask($id)->{raw} =~ /"a-$id":/g, 1, 'sops 3.4: are shown once');
$id = task_of('FINISHED');
add_relation($s, instance_of($id), instance_of($id), 1);
is_refused('sops 3.4: the root below itself', $id, q('started_time'));
$id = task_of('FINISHED');
add_relation($s, 'above', instance_of($id), 1);
is(status($id)->{state}, 'FINISHED', 'sops 3.4: what is above the root does not count');
$id = task_of({ children => { a => { children => { b => 'FINISHED' } } } });
add_relation($s, "b-$id", "a-$id", 1);
is_refused('sops 3.4: two nodes below each other', $id, q('started_time'));
$id = task_of({ children => { A => 'RUNNING' } });
$s->db->do('UPDATE bk_sops.engine_status SET id = ? WHERE id = ?', "a-$id", "A-$id");
is_refused('sops 3.4: ids differ in case, which the database does not see', $id, "u'A-$id'");
$id = task_of('FINISHED');
my ($above, $deep) = (instance_of($id), 700);
$s->db->do('INSERT INTO bk_sops.engine_status SELECT CONCAT("d", seq, "-", ?), state, name, retry, `loop`, skip, created_time,'
	  . " started_time, archived_time, version, error_ignorable FROM bk_sops.engine_status JOIN bk_sops.seq_1_to_$deep WHERE id = ?", $id, $above);
$s->db->do("INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) SELECT ?, CONCAT('d', seq, '-', ?), 2 FROM bk_sops.seq_1_to_$deep", $above, $id);
$s->db->do("INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance)"
	  . " SELECT IF(seq = 1, ?, CONCAT('d', seq - 1, '-', ?)), CONCAT('d', seq, '-', ?), 1 FROM bk_sops.seq_1_to_$deep", $above, $id, $id);
is_refused("sops 3.4: a tree that pretends to be $deep deep (design)", $id, 'maximum recursion depth exceeded');
$s->db->do('DELETE FROM bk_sops.engine_noderelationship WHERE descendant_id IN (?, ?)', map { "d$_-$id" } 501, 502);
my $chain = status($id);
is($chain->{state}, q(task[id=) . $id . q(] get status error: 'NoneType' object has no attribute 'setdefault'), 'sops 118: cut at 500: what is below has no parent');
$s->db->do("DELETE FROM bk_sops.engine_noderelationship WHERE descendant_id LIKE ? AND CAST(SUBSTRING(descendant_id, 2) AS UNSIGNED) > 500", "d%-$id");
my $levels = () = ask($id)->{raw} =~ /"children":/g;
is($levels, 501, 'sops 3.4: 500 levels are answered');

# --- times

is_deeply([ @{ status(task_of({ status => $_->[1] })) }{qw(start_time finish_time elapsed_time)} ], $_->[2], "sops $_->[0]") for
  [ '114: revoked before it was started', { state => 'REVOKED', started_time => undef }, [ '', '2019-01-17 12:13:15 +0800', 0 ] ],
  [ '114: neither', { started_time => undef, archived_time => undef }, [ '', '', 0 ] ],
  [ '3.1.11: a fraction is cut off', { started_time => '2019-01-17 04:13:08.5', archived_time => '2019-01-17 04:13:10.4' },
	[ '2019-01-17 12:13:08 +0800', '2019-01-17 12:13:10 +0800', 1 ] ],
  [ '3.1.11: ended before it began', { archived_time => '2019-01-17 04:12:58.000000' }, [ '2019-01-17 12:13:08 +0800', '2019-01-17 12:12:58 +0800', -10 ] ],
  [ '3.1.10: China had summer time', { started_time => '1988-07-01 00:00:00', archived_time => '1988-07-01 00:00:00' },
	[ ('1988-07-01 09:00:00 +0900') x 2, 0 ] ],
  [ '3.1.10: a zero date', { started_time => '0000-00-00 00:00:00' }, [ '', '2019-01-17 12:13:15 +0800', 0 ] ];
for my $column (qw(started_time archived_time)) {
	for my $at ('1850-01-01 00:00:00', '1899-12-31 00:00:00', '0001-01-01 00:00:00') {
		$id = task_of({ status => { $column => $at } });
		is_refused("sops 120: $column $at", $id, not_executed($id));
		$id = task_of({ children => { a => { status => { $column => $at } } } });
		is_refused("sops 120: $column $at of a child", $id, not_executed($id));
	}
	is_refused("sops 121: $column 9999-12-31 23:00", task_of({ status => { $column => '9999-12-31 23:00:00' } }), 'date value out of range');
	is_refused("sops 121: $column of a child", task_of({ children => { a => { status => { $column => '9999-12-31 23:00:00' } } } }), 'date value out of range');
}
is(status(task_of({ status => { archived_time => '9999-12-31 15:59:59' } }))->{finish_time}, '9999-12-31 23:59:59 +0800', 'sops 121: the last second');

# --- the task's id as that of a node

add_states($s, '77', { status => { state => 'BLOCKED' }, children => { x => { status => { state => 'SUSPENDED' } } } });
is(states(status(77)), 'NODE_SUSPENDED(x:SUSPENDED)', 'sops 122: a node with the id of a missing task');
is(status(77)->{id}, '77', 'sops 122: is the root');
is(states(status(77, bk_biz_id => 3)), 'NODE_SUSPENDED(x:SUSPENDED)', 'sops 122: in any business');
is_refused('sops 122: as typed', '077', not_executed('077'));
$id = task_of({ status => { started_time => '1850-01-01 00:00:00' } });
add_states($s, $id, {});
is(status($id)->{id}, $id, 'sops 120, 122: also when the task has a time that cannot be shown');
add_states($s, '78', { self => 0, children => { x78 => {} } });
is_refused('sops 122: without relation to itself', 78, 'list.remove(x): x not in list');
add_states($s, '79', { status => { started_time => '1850-03-01 00:00:00' } });
is_refused('sops 122: with a time that cannot be shown', 79, 'year=1850 is before 1900; the datetime strftime() methods require year >= 1900');
add_states($s, '80', { status => undef });
is_refused('sops 122: without state', 80, q('NoneType' object has no attribute '__getitem__'));

# --- deep and large trees

$id = add_task($s);
my $path = { status => { state => 'BLOCKED' } };
$path = { status => { state => 'BLOCKED' }, children => { "l$_-$id" => $path } } for reverse 1 .. 101;
add_states($s, instance_of($id), $path);
$levels = -1;
my $last;
for (my $node = status($id); $node; ($node) = values %{ $node->{children} }) { $levels++; $last = $node }
is("$levels $last->{id}", "99 l99-$id", 'sops 123: children at depth 100 are not included');
is($last->{state}, 'FAILED', 'sops 123: and the one above them has none');

$id = task_of('FINISHED');
my $root = instance_of($id);
$s->db->do('INSERT INTO bk_sops.engine_status SELECT CONCAT("n", seq, "-", ?), IF(seq = 5000, "FAILED", state), name, retry, `loop`, skip,'
	  . ' created_time, started_time, archived_time, version, error_ignorable FROM bk_sops.engine_status JOIN bk_sops.seq_1_to_10000 WHERE id = ?', $id, $root);
$s->db->do('INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) SELECT ?, CONCAT("n", seq, "-", ?), 1 FROM bk_sops.seq_1_to_10000', $root, $id);
$s->db->do(q(UPDATE bk_sops.engine_status SET state = 'BLOCKED' WHERE id = ?), $root);
$got = status($id);
is("$got->{state} " . keys %{ $got->{children} }, 'FAILED 10000', 'a task of 10,000 nodes');
$s->db->do('INSERT INTO bk_sops.engine_noderelationship (ancestor_id, descendant_id, distance) SELECT ?, CONCAT("n1-", ?), 1 FROM bk_sops.seq_1_to_400', $root, $id);
like(ask($id)->{message}, qr/Status Code: 500/, 'more than 100,000 relations are not read (design)');

# --- tables that cannot be read, and ids in other digits

my $FAULT = 'Component request third-party system [SOPS] interface [get_task_status] error: Status Code: 500, '
  . 'Error Message: Third-party system internal error, please try again later or contact component developer to handle this';
$id = task_of('FINISHED');
for my $table (qw(engine_status engine_noderelationship)) {
	$s->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is(ask($id)->{message}, $FAULT, "without $table");
	is(ask(99)->{message}, $FAULT, "without $table: a missing task, which could be a node");
	is(status(2)->{state}, 'CREATED', "without $table: a task that was not started");
	$s->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
is(status($id)->{state}, 'FINISHED', 'and with them again');

my $apigw = Bk::Pool->new(maria => $s->{maria}, name => 'apigw',
	set => { auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $port = Bk::Nginx->new(pool => $apigw, name => 'apigw', sample => 'nginx-apigw.conf')->{port};
sub at_bk_sops {
	my ($task) = @_;
	my $answer = http($port, 'GET', '/o/bk_sops/apigw/get_task_status/' . escape($task) . '/2/',
		headers => [ 'Bk-Username', 'admin', 'Bk-App-Code', 'my_app' ]);
	return "$answer->{status} " . (Bk::Service::json($answer) // {})->{ $answer->{status} == 200 ? 'message' : 'status_code' } // '';
}
is(at_bk_sops('99'), '200 task[id=99] get status error: ' . not_executed(99), 'sops 116: at the URL of bk-sops');
is(at_bk_sops('٩٩'), '500 50000', 'sops 3.1.1: a missing task in Arabic digits is a 500');
my $arabic = $id =~ tr/0-9/٠-٩/r;
like(http($port, 'GET', '/o/bk_sops/apigw/get_task_status/' . escape($arabic) . '/2/', headers => [ 'Bk-Username', 'admin' ])->{body},
	qr/"state":"FINISHED"/, 'sops 3.1.1: an existing one is answered');
$apigw->stop;
is(join('', $apigw->complaints), '', 'at the URL of bk-sops: nothing bad in the log');

is(join(' ', $s->{pool}->workers), $owner, 'after all this the worker is the same one');
$s->finish;
