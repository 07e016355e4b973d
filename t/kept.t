# SPDX-License-Identifier: MIT
# Connections that web servers keep, while workers come and go: not one request
# is lost, not even a POST, which no web server sends twice.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(http query);
use Bk::Kept;
use Bk::Load qw(load_while wait_for_answers other_answers);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for slurp spew halt);
use Bk::Service;
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my ($POSTS, $CLIENTS, $KEPT, $LIMIT, $RELOADS) = (1600, 6, 3, 20, 20);
my $s    = Bk::Service->new;
my $BODY = query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin',
	task_id => 1, bk_biz_id => 2);
my @FORM = (headers => [ 'Content-Type', 'application/x-www-form-urlencoded' ], body => $BODY);
my $number = 0;

sub pool {
	my (%set) = @_;
	my $pool = Bk::Pool->new(maria => $s->db, name => 'kept' . ++$number,
		set => { 'pm.max_children' => 3, keepalive => '1h', request_timeout => '60s',
			slowlog => undef, request_slowlog_timeout => undef, %set });
	$pool->{access} = tmpdir . "/$pool->{name}.access.log";
	return $pool;
}

# What each worker has answered, by its process id.
sub answered_by {
	my ($pool) = @_;
	my %count;
	$count{$_}++ for slurp($pool->{access}) =~ /"pid":(\d+)/g;
	return \%count;
}

# Pools without a database are told so at their start.
sub bad {
	my ($pool) = @_;
	my @lines = grep { !m{ does not answer: .*/none'} } $pool->log =~ /^.*(?:ERROR|ALERT): .*$/mg;
	return join "\n", $pool->complaints, @lines;
}

sub largest { my ($most) = sort { $b <=> $a } @_; return $most }

# --- web servers ---
my $pool = pool('pm.max_requests' => $LIMIT);
my @servers = (
	[ "nginx, keepalive $KEPT",     1,                             sub { Bk::Kept::nginx($pool, $KEPT) } ],
	[ 'Apache, enablereuse=on',     Bk::WebServers::has_apache(),  sub { Bk::WebServers::apache_proxy_reuse($pool) } ],
	[ 'HAProxy, http-reuse always', Bk::Kept::has_haproxy(),       sub { Bk::Kept::haproxy($pool, $KEPT) } ],
);
$_->[3] = $_->[1] && $_->[2]->() for @servers;

# The load of POSTs while `code` runs.
sub nothing_lost {
	my ($name, $port, $code) = @_;
	my $ask = sub { http($port, 'POST', $Bk::Service::DETAIL, @FORM) };
	my $want = $ask->();
	like($want->{body}, qr/"result":true/, "$name: a good answer");
	my ($good, $bad) = load_while($code, ask => $ask, want => $want, clients => $CLIENTS);
	is($bad, 0, "$name: no POST is lost") or diag other_answers(), map { slurp($_) } glob tmpdir . '/haproxy-*.out';
	note("$name: $good good, $bad lost");
}

for my $server (@servers) {
	my ($name, $there, undef, $port) = @$server;
  SKIP: {
		skip "no $name", 4 if !$there;
		$name .= ", pm.max_requests = $LIMIT";
		my $before = answered_by($pool);
		nothing_lost($name, $port, sub { wait_for_answers($pool, $POSTS) });
		my $after = answered_by($pool);
		my $most  = largest(values %$after);
		cmp_ok($most, '<=', 3 * $LIMIT, "$name: no worker answers more than three times that");
		cmp_ok(keys(%$after) - keys(%$before), '>=', $POSTS / $LIMIT / 3, "$name: many have taken each other's place");
		note("$name: the most that one worker answered: $most");
	}
}

# The same pool without a limit.
spew($pool->{conf}, slurp($pool->{conf}) =~ s/^pm\.max_requests.*\n//mr);
for my $server (@servers) {
	my ($name, $there, undef, $port) = @$server;
  SKIP: {
		skip "no $name", 2 if !$there;
		nothing_lost("$name, $RELOADS reloads", $port, sub {
			my $before = () = $pool->log =~ /reloading/g;
			for my $n (1 .. $RELOADS) {
				kill 'HUP', $pool->{pid};
				wait_for('the reload', sub { $before + $n == (() = $pool->log =~ /reloading/g) });
				wait_for_answers($pool, 20);
			}
		});
		nothing_lost("$name, workers asked to end", $port, sub {
			for my $n (1 .. $RELOADS) {
				my ($pid) = wait_for('workers', sub { my @now = $pool->workers; @now && \@now })->@*;
				kill 'QUIT', $pid;
				wait_for('its end', sub { !grep { $_ == $pid } $pool->workers });
				wait_for_answers($pool, 20);
			}
		});
	}
}
$pool->stop;
is(bad($pool), '', 'nothing else in the log');

# --- the socket itself ---
# A connection that is kept, after one answer.
sub keep {
	my ($pool) = @_;
	my $c = fcgi_connect($pool->{socket}) or die "connect: $!";
	return asks($c) ? $c : die "no first answer\n";
}

sub asks {
	my ($c) = @_;
	$c->syswrite(fcgi_request('/ping', keep => 1)) or return;
	return (fcgi_answer($c) // '') =~ /pong\z/;
}

# An eighth of seven is none: the limit is just that.
$pool = pool('pm.max_requests' => 7, 'pm.max_children' => 2);
is(scalar(grep { (fcgi_get($pool->{socket}, '/ping') // '') =~ /pong\z/ } 1 .. 70), 70,
	'pm.max_requests = 7: new connections are answered');
$pool->stop;
is(largest(values answered_by($pool)->%*), 7, 'by workers that answer just as many');

# One worker: a kept connection waits for the next one.
$pool = pool('pm.max_requests' => 7, 'pm.max_children' => 1);
{
	my @kept = map { keep($pool) } 1 .. 5;
	is(scalar(grep { asks($kept[ $_ % 5 ]) } 1 .. 70), 70,
		'pm.max_requests = 7, one worker: kept connections are answered');
	$pool->stop;
	is(largest(values answered_by($pool)->%*), 7, 'by workers that answer just as many');
}

# What ends a worker, by whom its connections are taken over, and how long a
# half request, or one of which the next is there already, is.
my $ping  = fcgi_request('/ping', keep => 1);
my @ends  = (
	[ 'HUP',                 sub { my ($pool) = @_; kill 'HUP', $pool->{pid} } ],
	[ 'USR1',                sub { my ($pool) = @_; kill 'USR1', $pool->{pid} },
		{ error_log => tmpdir . '/kept-usr1.log' } ],
	[ 'QUIT to the worker',  sub { my ($pool) = @_; kill 'QUIT', $pool->workers } ],
	[ 'pm.max_age',          sub { }, {}, 'pm.max_age' => '3s' ],
	[ 'pm = ondemand, QUIT', sub { my ($pool) = @_; kill 'QUIT', $pool->workers }, {}, pm => 'ondemand' ],
	[ 'pm = dynamic, QUIT',  sub { my ($pool) = @_; kill 'QUIT', $pool->workers }, {},
		pm => 'dynamic', 'pm.min_spare_servers' => 1, 'pm.max_spare_servers' => 1 ],
);
for my $row (@ends) {
	my ($name, $end, $global, %set) = @$row;
	my $pool = Bk::Pool->new(name => 'end' . ++$number, global => $global // {},
		set => { 'pm.max_children' => 1, keepalive => '1h', request_timeout => '60s', %set });
	my $idle  = keep($pool);
	my $half  = keep($pool);
	my $new   = fcgi_connect($pool->{socket});
	my $old = $pool->worker;
	my $large = fcgi_request('/ping', keep => 1, method => 'POST', body => 'x' x 60_000);
	my $long  = keep($pool);
	$half->syswrite(substr $ping, 0, 50);
	$long->syswrite(substr $large, 0, 40_000);
	asks($idle) or die "not answered\n";
	$end->($pool);
	wait_for('its end', sub { !-e "/proc/$old" });
	ok(asks($idle), "$name: an idle connection goes on with the next worker");
	$half->syswrite(substr $ping, 50);
	like(fcgi_answer($half) // '', qr/pong\z/, "$name: so does a request of which half has come");
	$long->syswrite(substr $large, 40_000);
	like(fcgi_answer($long) // '', qr/pong\z/, "$name: and one of tens of kilobytes");
	$new->syswrite($ping);
	like(fcgi_answer($new) // '', qr/pong\z/, "$name: and one of which nothing had come");
	$pool->stop;
	is(bad($pool), '', "$name: nothing else in the log");
}

# Bytes that the other end of a UNIX socket has not read: SIOCOUTQ of unix(7).
sub unread {
	my ($c) = @_;
	ioctl $c, 0x5411, my $n = pack 'i', 0 or die "ioctl: $!";
	return unpack 'i', $n;
}

# A request that is too large to be handed over keeps its worker, but not the
# worker's place.
my @enough = ('pm.max_requests' => 7);
for my $row (
	[ 'pm.max_requests', sub { my ($pool) = @_; fcgi_get($pool->{socket}, '/ping') for 1 .. 7 }, @enough ],
	[ 'the same, ondemand', sub { my ($pool) = @_; fcgi_get($pool->{socket}, '/ping') for 1 .. 7 }, @enough,
		pm => 'ondemand' ],
	[ 'pm.max_age',         sub { },                                         'pm.max_age' => '3s' ],
	[ 'QUIT to the worker', sub { my ($pool) = @_; kill 'QUIT', $pool->workers } ],
) {
	my ($name, $end, %set) = @$row;
	my $pool = Bk::Pool->new(name => 'large' . ++$number,
		set => { 'pm.max_children' => 1, keepalive => '1h', request_timeout => '600s', %set });
	my $large = fcgi_request('/ping', method => 'POST', body => 'x' x 100_000);
	my $post  = fcgi_connect($pool->{socket});
	my $old = $pool->worker;
	$post->syswrite(substr $large, 0, 80_000);
	wait_for('the upload to be read', sub { !unread($post) });
	$end->($pool);
	my $next = sub { grep { $_ != $old } $pool->workers };
	ok($set{pm} || eval { wait_for('another worker', $next) }, "$name: a worker with a large upload has a successor");
	like(fcgi_get($pool->{socket}, '/ping') // '', qr/pong\z/, "$name: which answers");
	ok($next->() && -e "/proc/$old", "$name: while the upload goes on");
	$post->syswrite(substr $large, 80_000);
	like(fcgi_answer($post) // '', qr/pong\z/, "$name: and is answered");
	$pool->stop;
	is(bad($pool), '', "$name: nothing else in the log");
}

# The master learns at once that its only worker has ended, which handed over
# a connection with a request, and that nobody is to take over any more.
for my $row ([ QUIT => 'stop' ], [ HUP => 'reload with another listen.mode' ]) {
	my ($signal, $name) = @$row;
	my $pool = Bk::Pool->new(name => 'heir' . ++$number, set => { 'pm.max_children' => 1, keepalive => '1h' });
	my $kept  = keep($pool);
	my $old = $pool->worker;
	halt($pool->{pid});
	kill 'QUIT', $old;
	wait_for('its end', sub { slurp("/proc/$old/stat") =~ /\) Z / });
	$kept->syswrite($ping);
	spew($pool->{conf}, slurp($pool->{conf}) =~ s/^listen\.mode = .*$/listen.mode = 0600/mr);
	kill $_, $pool->{pid} for $signal, 'CONT';
	like(fcgi_answer($kept) // '', qr/pong\z/, "$name: a request that was handed over to nobody is answered");
	$pool->stop if $signal ne 'QUIT';
	is(bad($pool), '', "$name: nothing else in the log");
}

# The same when the worker, which handed over what it had, has not quite ended:
# its last call is held up until the master knows that nobody is to stay.
SKIP: {
	skip 'strace cannot trace here', 4 if $> || system 'strace -o /dev/null true 2>/dev/null';
	for my $row ([ QUIT => 'stop' ], [ HUP => 'reload with another listen.mode' ]) {
		my ($signal, $name) = @$row;
		my $pool = Bk::Pool->new(name => 'late' . ++$number, set => { 'pm.max_children' => 1, keepalive => '1h' });
		my $kept  = keep($pool);
		my $old   = $pool->worker;
		my $trace = tmpdir . "/late$number.trace";
		my $strace = Bk::Process::start('strace', out => '/dev/null', cmd => [ 'strace', '-p', $old, '-o', $trace,
			'-e', 'trace=exit_group', '-e', 'inject=exit_group:delay_enter=3000000' ]);
		wait_for('strace', sub { slurp("/proc/$old/status") =~ /^TracerPid:\s*[1-9]/m });
		halt($pool->{pid});
		kill 'QUIT', $old;
		wait_for('its last call', sub { -s $trace });
		$kept->syswrite($ping);
		spew($pool->{conf}, slurp($pool->{conf}) =~ s/^listen\.mode = .*$/listen.mode = 0600/mr);
		kill $_, $pool->{pid} for $signal, 'CONT';
		like(fcgi_answer($kept) // '', qr/pong\z/, "$name, a worker that is about to end: its request is answered");
		$pool->stop if $signal ne 'QUIT';
		Bk::Process::stop($strace);
		is(bad($pool), '', "$name: nothing else in the log");
	}
}

# Who may connect after a reload is not who could before.
for my $set ([ 'listen.mode' => '0600' ], [ listen => tmpdir . '/moved.sock' ]) {
	my ($key, $value) = @$set;
	my $pool = Bk::Pool->new(name => 'moved' . ++$number, set => { 'pm.max_children' => 1, keepalive => '1h' });
	my $kept = keep($pool);
	spew($pool->{conf}, slurp($pool->{conf}) =~ s/^\Q$key\E = .*$/$key = $value/mr);
	kill 'HUP', $pool->{pid};
	ok(!defined fcgi_answer($kept), "a reload with another $key: a kept connection ends");
	$pool->stop;
}

# Idle workers of pm = ondemand end, but for the one with the connection.
{
	my %set  = (pm => 'ondemand', 'pm.max_children' => 1, keepalive => '1h', 'pm.process_idle_timeout' => '100ms');
	my $pool = Bk::Pool->new(name => 'ondemand', set => \%set);
	my $kept  = keep($pool);
	my $old = $pool->worker;
	my $other = Bk::Pool->new(name => 'other', set => \%set);
	for (1, 2) {
		fcgi_get($other->{socket}, '/ping');
		wait_for('an idle worker to end', sub { !$other->workers });
	}
	is(join(' ', $pool->workers), $old, 'pm = ondemand: the last worker stays with a kept connection');
	ok(asks($kept), 'which is answered');
	close $kept;
	ok(eval { wait_for('the end', sub { !$pool->workers }) }, 'and ends when that is closed');
	$_->stop for $pool, $other;
}
$s->finish;
