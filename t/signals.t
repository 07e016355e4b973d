# SPDX-License-Identifier: MIT
# Every signal in every state of a worker: what becomes of the request in hand,
# of the connection, and of the process.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(query);
use Bk::Pool;
use Bk::Process qw(wait_for);
use Bk::Service;
use Bk::Task qw(add_task);
use IO::Select;
use POSIX ':sys_wait_h';
use Test::More;

Bk::Service::need();
my $s     = Bk::Service->new;
my $large = add_task($s, tree => '{"constants":{},"x":"' . 'y' x 3_000_000 . '"}');
my $WANTED = qr/"result":true,"request_id":"[0-9a-f]{32}"\}\z/;
my ($pool, $number, $unlock);

sub target {
	my ($task) = @_;
	return $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
		bk_username => 'admin', task_id => $task, bk_biz_id => 2);
}

# That the pool answers as it should; what it says instead is told.
sub comes_up {
	my $got;
	eval { wait_for('an answer', sub { ($got = fcgi_get($pool->{socket}, target(1)) // 'nothing') =~ $WANTED }) }
	  or die "no answer but this one:\n$got\n";
}

# A connection in the state, its `end`: what has to happen for an answer, and
# whether one is due at all.
my %state = (
	idle => sub { return { due => 0 } },
	reading => sub {
		my $socket = fcgi_connect($pool->{socket});
		my $bytes  = fcgi_request(target(1));
		$socket->syswrite(substr $bytes, 0, 40);
		# The next connection is answered: the worker has read that far.
		wait_for('another answer', sub { (fcgi_get($pool->{socket}, '/ping') // '') =~ /pong/ });
		return { socket => $socket, due => 1, go_on => sub { $socket->syswrite(substr $bytes, 40) } };
	},
	query => sub {
		my $lock = $s->db->connect;
		$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
		my $socket = fcgi_connect($pool->{socket});
		$socket->syswrite(fcgi_request(target(1)));
		wait_for('the statement', sub { $s->db->statements_waiting == 1 });
		return { socket => $socket, due => 1, begun => 1, go_on => sub { $lock->do('UNLOCK TABLES'); $lock->disconnect } };
	},
	writing => sub {
		my $socket = fcgi_connect($pool->{socket});
		$socket->syswrite(fcgi_request(target($large)));
		# The first bytes are there, the last ones do not fit the sockets.
		my $select = IO::Select->new($socket);
		wait_for('the first bytes', sub { $select->can_read(1) });
		return { socket => $socket, due => 1, begun => 1 };
	},
	kept => sub {
		my $socket = fcgi_connect($pool->{socket});
		$socket->syswrite(fcgi_request(target(1), keep => 1));
		fcgi_answer($socket) =~ $WANTED or die "no first answer\n";
		my $again = sub { $socket->syswrite(fcgi_request(target(1), keep => 1)) };
		return { socket => $socket, due => 0, kept => 1, go_on => $again };
	},
);

# What a signal does: `ends`: the master exits with 0; `whole`: what has begun
# to arrive is answered; `replaced`: another worker takes the place.
my @signals = (
	[ TERM => 'master', ends     => 1 ],
	[ INT  => 'master', ends     => 1 ],
	[ QUIT => 'master', ends     => 1, whole => 1 ],
	[ HUP  => 'master', replaced => 1, whole => 1 ],
	[ USR1 => 'master', replaced => 1, whole => 1, log => 1 ],
	[ USR2 => 'master', replaced => 1, whole => 1 ],
	[ TERM => 'worker', replaced => 1 ],
	[ INT  => 'worker', replaced => 1 ],
	[ QUIT => 'worker', replaced => 1, whole => 1 ],
	[ KILL => 'worker', replaced => 1, lost => 1 ],
);

for my $row (@signals) {
	my ($signal, $whom, %does) = @$row;
	for my $state (qw(idle reading query writing kept)) {
		my $name = "$signal to the $whom, $state";
		my $log  = $does{log} ? { error_log => Bk::Process::tmpdir() . '/signals' . ++$number . '.log' } : {};
		$pool = Bk::Pool->new(maria => $s->db, name => 'sig' . ++$number, global => $log,
			set => { 'pm.max_children' => 1, request_timeout => '30s', keepalive => '30s' });
		comes_up();
		my $worker = $pool->worker;
		my $c = $state{$state}->();
		kill $signal, $whom eq 'master' ? $pool->{pid} : $worker;
		# A request in hand is finished whatever the signal, but for KILL;
		# one that has not come whole only by a graceful one.
		# A connection that is kept goes on with the next worker, if there is one.
		my $due = $c->{kept} ? $does{whole} && $does{replaced} : $c->{due} && !$does{lost}
		  && ($c->{begun} || $does{whole});
		if (!$due && $c->{socket}) {
			my $got = fcgi_answer($c->{socket});
			ok(!defined $got, "$name: the connection ends without an answer");
			$c->{go_on}->() if $c->{begun} && $c->{go_on};
		} elsif ($due) {
			$c->{go_on}->() if $c->{go_on};
			like(fcgi_answer($c->{socket}) // 'nothing', $WANTED, "$name: is answered");
		}
		if ($does{ends}) {
			my $status = eval { wait_for('the end', sub { waitpid($pool->{pid}, WNOHANG) == $pool->{pid} && [$?] })->[0] };
			is($status, 0, "$name: the master ends with 0");
		} else {
			ok(eval { wait_for('another worker', sub { my @now = $pool->workers; @now == 1 && $now[0] != $worker }) }, "$name: another worker takes the place");
			like(fcgi_get($pool->{socket}, target(1)) // '', $WANTED, "$name: which answers");
			$pool->stop;
		}
		my @bad = $pool->complaints(crash => $does{lost});
		is("@bad", '', "$name: nothing else") if @bad;
	}
}
$s->finish;
