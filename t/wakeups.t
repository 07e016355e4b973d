# SPDX-License-Identifier: MIT
# A new connection wakes one idle worker, and no connection waits while one is
# idle.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(query);
use Bk::Pool;
use Bk::Process qw(wait_for slurp halt);
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s = Bk::Service->new;
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);

# The pool, once all its workers wait.
sub pool {
	my ($name, $workers) = @_;
	my $pool = Bk::Pool->new(maria => $s->db, name => $name,
		set => { 'pm.max_children' => $workers, request_timeout => '60s' });
	wait_for('idle workers', sub { $workers == grep { slurp("/proc/$_/cmdline") =~ /\[idle\]/ } $pool->workers });
	# The title is a little earlier than the wait.
	wait_for('the wait', sub { !grep { slurp("/proc/$_/syscall") =~ /^running/ } $pool->workers });
	return $pool;
}

# How often its workers have slept so far.
sub sleeps {
	my ($pool) = @_;
	my $sum = 0;
	for my $worker ($pool->workers) {
		$sum += slurp("/proc/$worker/status") =~ /^voluntary_ctxt_switches:\t(\d+)$/m ? $1 : die "no number of $worker\n";
	}
	return $sum;
}

for my $workers (4, 64) {
	my ($pool, $pings) = (pool("wake$workers", $workers), 200);
	my $before = sleeps($pool);
	my $good   = grep { (fcgi_get($pool->{socket}, '/ping') // '') =~ /pong\z/ } 1 .. $pings;
	my $each   = (sleeps($pool) - $before) / $pings;
	is($good, $pings, "$workers idle workers answer $pings pings");
	# The worker sleeps before the request, and until its client has closed.
	cmp_ok($each, '<', 4, "$workers idle workers: few are woken by each") or diag sprintf '%.1f of them', $each;
	note(sprintf '%d workers: %.2f context switches for each ping', $workers, $each);
	$pool->stop;
}

# Each of these requests holds its worker until the lock goes: they all get one.
{
	my ($workers, $bursts, $together) = (16, 25, 0);
	my $pool = pool('burst', $workers);
	for my $burst (1 .. $bursts) {
		my $lock = $s->db->connect;
		$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
		# Stopped: who accepts before its client has sent may accept two.
		halt($pool->workers);
		my @sockets = map {
			my $c = fcgi_connect($pool->{socket}) or die "connect: $!";
			$c->syswrite(fcgi_request($DETAIL));
			$c;
		} 1 .. $workers;
		kill 'CONT', $pool->workers;
		$together++ if eval { wait_for('all statements', sub { $s->db->statements_waiting == $workers }, 20) };
		$lock->do('UNLOCK TABLES');
		$lock->disconnect;
		my $good = grep { (fcgi_answer($_) // '') =~ /"result":true/ } @sockets;
		is($good, $workers, "burst $burst: all are answered") if $good != $workers;
	}
	is($together, $bursts, "$bursts bursts of $workers requests: no one waits while a worker is idle");

	# Idle kept ones are spread over the workers: they may all ask at once.
	my @kept = map {
		my $c = fcgi_connect($pool->{socket}) or die "connect: $!";
		$c->syswrite(fcgi_request('/ping', keep => 1));
		fcgi_answer($c) // die "no answer\n";
		$c;
	} 1 .. $workers;
	my $lock = $s->db->connect;
	$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
	$_->syswrite(fcgi_request($DETAIL, keep => 1)) for @kept;
	ok(eval { wait_for('half of the workers', sub { $s->db->statements_waiting >= $workers / 2 }, 20) },
		"$workers kept connections: they are with many workers") or diag $s->db->statements_waiting;
	$lock->do('UNLOCK TABLES');
	$lock->disconnect;
	is(scalar(grep { (fcgi_answer($_) // '') =~ /"result":true/ } @kept), $workers, 'and all are answered');
	$pool->stop;
	is(join(' ', $pool->complaints), '', 'nothing else in the log');
}

# A request on a connection that a worker has, and a new one, at the same time.
{
	my ($rounds, $both, $good) = (25, 0, 0);
	my $pool = pool('both', 2);
	for my $round (1 .. $rounds) {
		my $early = fcgi_connect($pool->{socket}) or die "connect: $!";
		wait_for('another answer', sub { (fcgi_get($pool->{socket}, '/ping') // '') =~ /pong/ });
		my $lock = $s->db->connect;
		$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
		halt($pool->workers);
		$early->syswrite(fcgi_request($DETAIL));
		my $late = fcgi_connect($pool->{socket}) or die "connect: $!";
		$late->syswrite(fcgi_request($DETAIL));
		kill 'CONT', $pool->workers;
		$both++ if eval { wait_for('both statements', sub { $s->db->statements_waiting == 2 }, 20) };
		$lock->do('UNLOCK TABLES');
		$lock->disconnect;
		$good += grep { (fcgi_answer($_) // '') =~ /"result":true/ } $early, $late;
	}
	is($good, 2 * $rounds, "$rounds times an earlier and a new connection: all are answered");
	is($both, $rounds, "and neither waits while a worker is idle");
	$pool->stop;
}
$s->finish;
