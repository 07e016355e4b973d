# SPDX-License-Identifier: MIT
# The process manager: how many workers there are, when one ends and why.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(query);
use Bk::Load qw(ask_pool_while);
use Bk::Maria;
use Bk::Pool;
use Bk::Process qw(wait_for slurp halt);
use Bk::Service;
use Test::More;
use Time::HiRes qw(time);

Bk::Service::need();
my $s = Bk::Service->new;
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $number = 0;
my $pool;

# Another pool on the same database; the one of before stops.
sub pool {
	my ($set, $global) = @_;
	$pool->stop if $pool;
	$pool = Bk::Pool->new(maria => $s->db, name => 'pm' . ++$number, set => $set, global => $global,
		asan => 'handle_segv=0');
	return $pool;
}

sub workers { my @now = $pool->workers; return scalar @now }

# That there are n workers in the end.
sub come_to {
	my ($n, $name) = @_;
	my $there = eval { wait_for($name, sub { workers() == $n }); 1 };
	is(workers(), $n, $name) if !$there;
	pass($name) if $there;
}

# Requests that wait for a lock: [sockets], and what ends the wait.  In turn: each
# comes when the one before waits, and so to a worker that has none.
sub stuck {
	my ($n, $in_turn) = @_;
	my $lock = $s->db->connect;
	$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
	my @sockets = map {
		my $number = $_;
		my $socket = fcgi_connect($pool->{socket}) or die $!;
		$socket->syswrite(fcgi_request($DETAIL));
		wait_for("statement $number", sub { $s->db->statements_waiting == $number }) if $in_turn;
		$socket;
	} 1 .. $n;
	return (\@sockets, sub { $lock->do('UNLOCK TABLES'); $lock->disconnect });
}

sub answered { my ($socket) = @_; return (fcgi_answer($socket) // '') =~ /"result":true/ }

# The number of good answers while `code` runs; there must be no other ones.
sub nothing_lost {
	my ($name, $code) = @_;
	my $sum = ask_pool_while($code, pool => $pool, target => $DETAIL);
	my $good = delete $sum->{good};
	is_deeply($sum, { map { $_ => 0 } keys %$sum }, "$name: no answer is wrong, lost or doubled ($good good)") or diag explain $sum;
	return $good;
}

sub log_has {
	my ($want, $name) = @_;
	ok(eval { wait_for($name, sub { $pool->log =~ $want }); 1 }, $name) or diag $pool->log;
}

# --- pm = static ---
pool({ 'pm.max_children' => 3 });
come_to(3, 'static: pm.max_children workers');
my $title = sub { join ' ', split /\0/, slurp("/proc/$_[0]/cmdline") };
like($title->($pool->{pid}), qr/^bksops-fcgi: master process \(\S+pm1\.conf\)/, 'the title of the master');
ok(eval { wait_for('idle titles', sub { 3 == grep { $title->($_) =~ /^bksops-fcgi: pool pm1 \[idle\]/ } $pool->workers }) }, 'the title of an idle worker');
{
	my ($sockets, $go_on) = stuck(1);
	ok(eval { wait_for('a busy title', sub { grep { $title->($_) =~ /^bksops-fcgi: pool pm1 \[busy\]/ } $pool->workers }) }, 'the title of a busy worker');
	$go_on->();
	ok(answered($sockets->[0]), 'which answers in the end');
}

# --- pm = dynamic ---
pool({ pm => 'dynamic', 'pm.max_children' => 8, 'pm.start_servers' => 3, 'pm.min_spare_servers' => 2, 'pm.max_spare_servers' => 4, request_timeout => '60s' });
come_to(3, 'dynamic: pm.start_servers workers');
{
	my ($sockets, $go_on) = stuck(8, 'in turn');
	come_to(8, 'dynamic: a worker for each connection that waits, up to pm.max_children');
	ok(eval { wait_for('eight statements', sub { $s->db->statements_waiting == 8 }) }, 'all work');
	my $more = fcgi_connect($pool->{socket});
	$more->syswrite(fcgi_request($DETAIL));
	log_has(qr/\[pool pm2\] all 8 workers are busy and \d+ connections wait/, 'dynamic: too few is said');
	is(workers(), 8, 'and there are no more');
	$go_on->();
	is(scalar(grep { answered($_) } @$sockets, $more), 9, 'all are answered');
	come_to(4, 'dynamic: back to pm.max_spare_servers');
	is(() = $pool->log =~ /all 8 workers are busy/g, 1, 'in one line of the log');
}
pool({ pm => 'dynamic', 'pm.max_children' => 8, 'pm.min_spare_servers' => 2, 'pm.max_spare_servers' => 6 });
come_to(4, 'dynamic: without pm.start_servers the middle');
kill 'QUIT', ($pool->workers)[ 0 .. 2 ];
come_to(2, 'dynamic: pm.min_spare_servers are filled up');

# Workers that have answered pm.max_requests are not replaced when there are
# enough: so many are few again in less than the half minute of one at a beat.
pool({ pm => 'dynamic', 'pm.max_children' => 32, 'pm.start_servers' => 1, 'pm.min_spare_servers' => 1, 'pm.max_spare_servers' => 4, 'pm.max_requests' => 20, request_timeout => '60s' });
come_to(1, 'dynamic: one worker');
{
	my $answered;
	my $good = nothing_lost('dynamic, 1 to 32 to few', sub {
		my ($sockets, $go_on) = stuck(32);
		come_to(32, 'dynamic: 32 workers under load');
		$go_on->();
		$answered = grep { answered($_) } @$sockets;
		ok(eval { wait_for('few workers', sub { workers() <= 6 }) }, 'dynamic: few again, still under load') or diag workers();
	});
	is($answered, 32, 'dynamic: those that waited are answered');
	cmp_ok($good, '>=', 100, 'and so was the load');
}

# --- pm = ondemand ---
pool({ pm => 'ondemand', 'pm.max_children' => 4, 'pm.process_idle_timeout' => '300ms' });
come_to(0, 'ondemand: no worker before a connection');
like(fcgi_get($pool->{socket}, '/ping') // '', qr/pong\z/, 'ondemand: a connection is answered');
come_to(0, 'ondemand: pm.process_idle_timeout ends an idle worker');
{
	my ($sockets, $go_on) = stuck(4);
	come_to(4, 'ondemand: a worker for each connection that waits');
	$go_on->();
	is(scalar(grep { answered($_) } @$sockets), 4, 'all are answered');
	come_to(0, 'ondemand: and none in the end');
}

# --- process.max ---
pool({ pm => 'ondemand', 'pm.max_children' => 6, request_timeout => '60s' }, { 'process.max' => 3 });
{
	my ($sockets, $go_on) = stuck(6);
	come_to(3, 'process.max: no more workers');
	ok(eval { wait_for('three statements', sub { $s->db->statements_waiting == 3 }) }, 'of which all work') or diag($@, $s->db->processes, $pool->log);
	is(workers(), 3, 'and none comes later');
	$go_on->();
	is(scalar(grep { answered($_) } @$sockets), 6, 'the rest is answered by the same ones');
}

# --- when a worker lets another take its place ---
sub ask { my %head; my $out = fcgi_get($pool->{socket}, $DETAIL) // return; return { status => 200, body => $out } }

pool({ 'pm.max_children' => 2, 'pm.max_requests' => 20 }, { log_level => 'debug' });
{
	my $good = nothing_lost('pm.max_requests = 20',
		sub { wait_for('many lives', sub { 20 <= (() = $pool->log =~ /pm\.max_requests is reached/g) }) });
	my $reached = () = $pool->log =~ /pm\.max_requests is reached/g;
	cmp_ok($reached, '>=', int($good / 20), 'no worker answers more than that');
	cmp_ok($reached, '<=', $good / 18 + 4, 'nor stops more than an eighth earlier');
}
pool({ 'pm.max_children' => 2, 'pm.max_age' => '500ms' });
{
	my %before = map { $_ => 1 } $pool->workers;
	ok(eval { wait_for('new workers', sub { my @now = $pool->workers; @now == 2 && !grep { $before{$_} } @now }) }, 'pm.max_age: others take their place');
	like(fcgi_get($pool->{socket}, '/ping') // '', qr/pong\z/, 'and answer');
}
pool({ 'pm.max_children' => 1, 'pm.max_memory' => 1 });
{
	my $before = $pool->worker;
	ok(ask(), 'pm.max_memory: the request in hand is answered');
	log_has(qr/pm\.max_memory is reached: \d+ MiB/, 'pm.max_memory: said in the log');
	ok(eval { wait_for('another worker', sub { my ($now) = $pool->workers; $now && $now != $before }) }, 'and another one takes its place');
}

# Calls of read(2) and the like that a worker makes for as many requests.
sub reads {
	my ($requests, %set) = @_;
	pool({ 'pm.max_children' => 1, 'process.dumpable' => 'yes', %set });
	my $so_far = sub { slurp('/proc/' . $pool->worker . '/io') =~ /^syscr: (\d+)/m ? $1 : undef };
	fcgi_get($pool->{socket}, '/ping');
	my $before = $so_far->() // return;
	fcgi_get($pool->{socket}, '/ping') for 1 .. $requests;
	return $so_far->() - $before;
}
SKIP: {
	my $without = reads(64) // skip '/proc/PID/io is not there', 1;
	cmp_ok(reads(64, 'pm.max_memory' => 1048576), '<', $without + 32,
		'pm.max_memory: a worker that was never above it does not read what it has at each request');
}

# --- what goes wrong ---
pool({ 'pm.max_children' => 2, request_timeout => '60s' });
{
	my ($sockets, $go_on) = stuck(2, 'in turn');
	wait_for('two statements', sub { $s->db->statements_waiting == 2 });
	kill 'KILL', $pool->workers;
	log_has(qr/a child ended before it had answered a request: next one in \d+ ms/, 'a worker that dies in its first request throttles its pool');
	is(() = $pool->log =~ /ended before it had answered/g, 1, 'in one line for both');
	$go_on->();
	ok(eval { wait_for('an answer', sub { ask() }) }, 'and comes back');
}
pool({ 'pm.max_children' => 3 }, { emergency_restart_threshold => 2, emergency_restart_interval => '60s' });
{
	wait_for('answers', sub { ask() });
	my @before = $pool->workers;
	halt($before[2]);
	kill 'SEGV', @before[ 0, 1 ];
	log_has(qr/ALERT: \[pool \w+\] 2 children crashed within \d+ s: all are replaced/, 'emergency_restart_threshold: said');
	my @after = eval { wait_for('other workers', sub { my @now = grep { $_ != $before[2] } $pool->workers; @now == 3 && \@now })->@* };
	is(scalar @after, 3, 'and done');
	kill $_, $before[2] for qw(SEGV CONT);
	log_has(qr/child $before[2] exited on signal \d+/, 'one of those that are replaced crashes');
	kill 'SEGV', $after[0];
	log_has(qr/child $after[0] exited on signal \d+/, 'so does one of the others');
	ok(ask(), 'the pool answers');
	is(scalar(() = $pool->log =~ /ALERT/g), 1, 'the two are not counted together');
}
pool({ 'pm.max_children' => 4 }, { emergency_restart_threshold => 2, emergency_restart_interval => '1h' });
{
	wait_for('an answer', sub { ask() });
	my @before = $pool->workers;
	my @late = @before[ 2, 3 ];
	halt(@late);
	kill 'SEGV', @before[ 0, 1 ];
	log_has(qr/ALERT: .* all are replaced/, 'two crash');
	kill 'HUP', $pool->{pid};
	my %old = map { $_ => 1 } @before;
	wait_for('workers of the reload', sub { $pool->log =~ /reload/ && 4 == grep { !$old{$_} } $pool->workers });
	kill $_, @late for qw(SEGV CONT);
	log_has(qr/child $_ exited on signal \d+/, 'those that were to be replaced crash after a reload') for @late;
	ok(ask(), 'the pool answers');
	is(scalar(() = $pool->log =~ /ALERT/g), 1, 'which replaces nothing again');
}
# Workers that others have replaced are still their pool's: one that is stopped
# does not end before it goes on.
for my $signal (qw(HUP USR1)) {
	pool({ 'pm.max_children' => 2, request_timeout => '60s' },
		{ emergency_restart_threshold => 2, emergency_restart_interval => '1h' });
	wait_for('an answer', sub { ask() });
	my @before = $pool->workers;
	halt(@before);
	kill $signal, $pool->{pid};
	my %old = map { $_ => 1 } @before;
	my @after = wait_for('new workers', sub { my @new = grep { !$old{$_} } $pool->workers; @new == 2 && \@new })->@*;
	wait_for('an answer', sub { ask() });
	kill $_, @before for qw(SEGV CONT);
	log_has(qr/WARNING: \[pool $pool->{name}\] child $_ exited on signal \d+ \(SIG(?:SEGV|ABRT)\)/,
		"a crash after $signal is logged with its pool") for @before;
	log_has(qr/ALERT: \[pool $pool->{name}\] 2 children crashed within \d+ s: all are replaced/,
		"$signal: and counts for emergency_restart_threshold");
	$old{$_} = 1 for @after;
	ok(eval { wait_for('other workers', sub { my @now = $pool->workers; @now == 2 && !grep { $old{$_} } @now }) },
		"$signal: which is done");
	my $status = eval { wait_for('the status', sub { fcgi_get($pool->{socket}, '/status') }) } // '';
	like($status, qr/^processes crashed: +2$/m, "$signal: and is counted");
}
my $aside = Bk::Process::tmpdir() . '/aside.sock';
pool({ 'pm.max_children' => 2, 'status.listen' => $aside });
for my $way ([ KILL => 'killed' ], [ QUIT => 'asked to end' ]) {
	my ($signal, $done) = @$way;
	# The process of status.listen tells, so no worker has answered anything.
	my ($young) = wait_for('two idle workers', sub {
		my ($head, @full) = split /^\*+\n/m, fcgi_get($aside, '/status?full') // '';
		my @idle = grep { /^state: +idle$/m } @full;
		@idle == 2 && [ $idle[0] =~ /^pid: +(\d+)$/m ];
	})->@*;
	kill $signal, $young;
	ok(eval { wait_for('another', sub { my @now = $pool->workers; @now == 3 && !grep { $_ == $young } @now }) },
		"a young idle worker that is $done is replaced");
}
{
	my $half = fcgi_connect($pool->{socket});
	$half->syswrite(substr fcgi_request('/ping'), 0, 50);
	my ($reading) = wait_for('a worker that reads', sub {
		my ($head, @full) = split /^\*+\n/m, fcgi_get($aside, '/status?full') // '';
		my @reading = grep { /^state: +reading$/m } @full;
		@reading && [ $reading[0] =~ /^pid: +(\d+)$/m ];
	})->@*;
	kill 'KILL', $reading;
	ok(eval { wait_for('another', sub { my @now = $pool->workers; @now == 3 && !grep { $_ == $reading } @now }) },
		'so is one with half a request');
}
unlike($pool->log, qr/ended before it had answered/, 'which is no failed start');
pool({ 'pm.max_children' => 2, request_timeout => '3s' });
{
	wait_for('an answer', sub { ask() });
	my ($sockets, $go_on) = stuck(1);
	wait_for('the statement', sub { $s->db->statements_waiting == 1 });
	my ($worker) = wait_for('the busy one', sub { my @busy = grep { $title->($_) =~ /busy/ } $pool->workers; @busy && \@busy })->@*;
	halt($worker);    # whatever it hangs in
	log_has(qr{WARNING: \[pool \w+\] child $worker, request "GET /api/c/compapi/v2/sops/get_task_detail/" \(query \S+\) is executed for \d+\.\d+ s, terminating}, 'request_timeout: a worker that hangs is ended, and what it did is said');
	unlike($pool->log, qr/cd-secret/, 'but not the secrets of the request');
	log_has(qr/child $worker exited on signal 9/, 'with KILL when TERM does not help');
	$go_on->();
	ok(ask(), 'the others go on');
}

# --- the backlog ---
pool({ 'pm.max_children' => 1, request_timeout => '60s', 'listen.queue_timeout' => '1s' });
{
	ok(ask(), 'listen.queue_timeout: a good answer before');
	my ($sockets, $go_on) = stuck(1);
	wait_for('the statement', sub { $s->db->statements_waiting == 1 });
	my @late = map { my $c = fcgi_connect($pool->{socket}); $c->syswrite(fcgi_request($DETAIL)); $c } 1, 2;
	my $until = time + 3.5;
	wait_for('the wait to be too long', sub { time > $until });
	$go_on->();
	ok(answered($sockets->[0]), 'the one that is worked on is answered');
	my @answers = map { fcgi_answer($_) // '' } @late;
	is(scalar(grep { /\AStatus: 503 .*^Retry-After: 1\r$/ms } @answers), 2, 'those that waited too long are told 503 with Retry-After') or diag @answers;
	ok(ask() && ask()->{body} =~ /"result":true/, 'who comes now is answered');
}

# --- a client that goes away ---
# Over TCP it may also close for writing only, as no web server does.
for my $listen (undef, '127.0.0.1:' . Bk::Process::free_port()) {
	my $over = $listen ? 'TCP' : 'a UNIX socket';
	pool({ 'pm.max_children' => 1, request_timeout => '60s', $listen ? (listen => $listen) : () });
	my ($sockets, $go_on) = stuck(1);
	wait_for('the statement', sub { $s->db->statements_waiting == 1 });
	close $sockets->[0];
	ok(eval { wait_for('no statement', sub { $s->db->statements_waiting == 0 }) }, "a client of $over that goes away takes its statement with it");
	like(fcgi_get($pool->{socket}, '/ping') // '', qr/pong\z/, "$over: and the worker is free");
	$go_on->();
	unlike($pool->log, qr/ERROR/, "$over: which is no error");
	ok(ask()->{body} =~ /"result":true/, "$over: the next one is answered");
}
$pool->stop;
$s->finish;
