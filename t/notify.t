# SPDX-License-Identifier: MIT
# What systemd is told of the program's life.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for slurp spew);
use IO::Select;
use IO::Socket::UNIX;
use Socket qw(SOCK_DGRAM);
use Test::More;

plan skip_all => 'no program ' . Bk::Pool::program() if !-x Bk::Pool::program();
my $address = tmpdir . '/notify';
my $notify  = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => $address) or die "$address: $!";
@ENV{qw(NOTIFY_SOCKET WATCHDOG_USEC)} = ($address, 400_000);

# The next message that begins so, or dies after 30 s; signs of life are counted and
# lines of state put aside meanwhile.
my ($alive, @state) = (0);

sub next_message {
	my ($want) = @_;
	while (IO::Select->new($notify)->can_read(30)) {
		$notify->recv(my $message, 1000);
		$alive++ if $message =~ /^WATCHDOG=1/;
		push @state, $message if $message =~ /^STATUS=/;
		return $message if $message =~ $want || $message !~ /^(?:WATCHDOG|STATUS)=/;
	}
	die "nothing more was said\n";
}

my $pool = Bk::Pool->new(global => { systemd_interval => '1s' });
is(next_message(qr/^READY/), "READY=1\nMAINPID=$pool->{pid}\nSTATUS=Ready to handle connections", 'a start');
ok(fcgi_get($pool->{socket}, '/ping'), 'a request') for 1 .. 3;
my $line = eval { wait_for('the numbers', sub { next_message(qr/^STATUS/) =~ /^STATUS=(.*Requests: 3.*)/ ? $1 : '' }) } // '';
like($line, qr/\AProcesses active: 0, idle: 2, Requests: 3, slow: \d, Traffic: \d+\.\dreq\/sec\z/, 'a line of state');
cmp_ok(next_message(qr/^WATCHDOG/) && $alive, '>=', 1, 'signs of life');

for my $worker ($pool->workers) {
	unlike(slurp("/proc/$worker/environ"), qr/NOTIFY|WATCHDOG/, 'workers do not know where to');
}

for my $what ('a good file', 'a bad file') {
	spew($pool->{conf}, slurp($pool->{conf}) . "frobnicate = 1\n") if $what eq 'a bad file';
	kill 'HUP', $pool->{pid};
	like(next_message(qr/^RELOADING/), qr/\ARELOADING=1\nMONOTONIC_USEC=\d{6,}\n/, "reload of $what: begins");
	like(next_message(qr/^READY/), qr/\AREADY=1\n/, 'and ends');
}

kill 'QUIT', $pool->{pid};
like(next_message(qr/^STOPPING/), qr/\ASTOPPING=1\n/, 'a stop');
is($pool->stop, 0, 'exit 0');
is(join(' ', $pool->complaints), '', 'no crash, no sanitizer report and no secret in the log');
done_testing();
