# SPDX-License-Identifier: MIT
package Bk::Process;

# Temporary directories and child processes of a test: all gone at its end,
# however it ends.
use v5.28;
use warnings;
use Bk::Failures;
use Exporter 'import';
use File::Temp ();
use IO::Socket::INET ();
use IO::Socket::UNIX ();
use POSIX ':sys_wait_h';
use Time::HiRes qw(sleep clock_gettime CLOCK_MONOTONIC);
# Seconds for what takes a moment: so many that only what never comes is late,
# however busy the machine is.
our $PATIENCE = 120;
our @EXPORT_OK = qw(tmpdir start stop halt as_user wait_for at_end memory slurp spew secret leaks);

my $owner = $$;
my %running;    # pid => [signal, name]
my @at_end;
my $root;
my %secrets;
my @ports;      # what holds the ports of free_port()

# A directory of this test, short enough for the names of UNIX sockets.
sub tmpdir {
	return $root if $root;
	$root = File::Temp::tempdir('bksops.XXXXXX', TMPDIR => 1, CLEANUP => 0);
	chmod 0711, $root;
	$Bk::Failures::logs = $root;
	return $root;
}

# A TCP port that nobody else gets while this test runs: below those that the
# kernel gives to whoever asks for any, and held by an abstract socket of its
# number against the tests that run beside this one.
sub free_port {
	for (1 .. 1000) {
		my $port = 10_000 + int rand 20_000;
		my $held = IO::Socket::UNIX->new(Local => "\0bksops-fcgi-port-$port", Listen => 1) or next;
		IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => $port, Listen => 1) or next;
		push @ports, $held;
		return $port;
	}
	die 'no free port';
}

# start(NAME, signal => 'TERM', env => {}, in => HANDLE, out => FILE, cmd =>
# [...]): the process id.  Standard output and error go to `out`.
sub start {
	my ($name, %o) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		POSIX::setsid() if $o{setsid};
		open STDIN, $o{in} ? '<&' : '<', $o{in} // '/dev/null' or die $!;
		open STDOUT, '>>', $o{out} // '/dev/null' or die $!;
		open STDERR, '>&', \*STDOUT or die $!;
		$ENV{$_} = $o{env}{$_} for keys %{ $o{env} // {} };
		exec { $o{cmd}[0] } @{ $o{cmd} } or POSIX::_exit(127);
	}
	$running{$pid} = [ $o{signal} // 'TERM', $name ];
	return $pid;
}

# Seconds for deadlines.  A machine that was suspended, or whose clock was set,
# has not been waiting.
sub _now { return clock_gettime(CLOCK_MONOTONIC) }

# stop(PID, SIGNAL): ends a process that start() made; its wait status.
sub stop {
	my ($pid, $signal) = @_;
	my $entry = delete $running{$pid} or return;
	kill $signal // $entry->[0], $pid;
	my $end = _now() + $PATIENCE;
	while (_now() < $end) {
		# -1: somebody has waited for it already.
		return $? if waitpid($pid, WNOHANG);
		sleep 0.01;
	}
	kill 'KILL', $pid;
	waitpid $pid, 0;
	warn "$entry->[1] had to be killed\n";
	return $?;
}

# What `code` returns, as text, in a process of another user and no other group:
# a worker that was taken over would get as far.
sub as_user {
	my ($uid, $gid, $code) = @_;
	pipe(my $out, my $in) or die $!;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		$) = "$gid $gid";
		POSIX::setgid($gid);
		POSIX::setuid($uid);
		syswrite $in, $> == $uid && $< == $uid ? $code->() : 'not that user';
		POSIX::_exit(0);
	}
	close $in;
	my $got = do { local $/; <$out> };
	waitpid $pid, 0;
	return $got;
}

# Polls until the code gives a true value, which is returned; dies when it gives
# none for long.
sub wait_for {
	my ($what, $code, $seconds) = @_;
	my $end = _now() + ($seconds // $PATIENCE);
	while (1) {
		my $value = $code->();
		return $value if $value;
		die sprintf "waited in vain: $what at %s line %d.\n", (caller)[ 1, 2 ] if _now() > $end;
		sleep 0.01;
	}
}

# Stops processes as SIGSTOP does, and returns when each of their threads has
# stopped: the signal alone is only on its way.
sub halt {
	my (@pids) = @_;
	kill 'STOP', @pids;
	for my $pid (@pids) {
		wait_for("process $pid to stop", sub {
			my @threads = map { slurp($_) } glob "/proc/$pid/task/*/stat";
			return !grep { length && !/\) [TtZX] / } @threads;
		});
	}
	return;
}

# All memory of a process that can be written.
sub memory {
	my ($pid) = @_;
	my $all = '';
	open my $mem, '<:raw', "/proc/$pid/mem" or die $!;
	for (split /\n/, slurp("/proc/$pid/maps")) {
		my ($from, $to, $rights, $name) = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)/ or next;
		no warnings 'portable';
		my $size = hex($to) - hex $from;
		# Not the shadow of a sanitizer, which is terabytes of nothing.
		next if $rights !~ /^rw/ || $size > 64 << 20 || $name =~ /^\[v/;
		sysseek $mem, hex $from, 0;
		sysread $mem, $all, $size, length $all;
	}
	return $all;
}

sub at_end { unshift @at_end, shift }

sub slurp {
	my ($file) = @_;
	open my $in, '<:raw', $file or return '';
	local $/;
	return scalar(<$in>) // '';
}

sub spew {
	my ($file, $text, $mode) = @_;
	open my $out, '>:raw', $file or die "$file: $!";
	print $out $text;
	close $out or die "$file: $!";
	chmod $mode, $file if defined $mode;
}

# What must stand in no log of this test: values, and how they look in a URL.
sub secret {
	for my $value (grep { length > 7 } @_) {
		$secrets{$value} = 1;
		$secrets{ $value =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ger } = 1;
	}
	return @_;
}

# Of the secrets of the fixtures and of this test, those that a log has, as
# "FILE: SECRET".  Logs are the files called *.log*, of whatever process, and
# what programs wrote to their standard error; those of the web server have
# what the client sent and are none of ours.
sub leaks {
	my @files = grep { -f && /\.log\b|\.err\b|[.-]log\z/ && !m{/nginx|/apache|/lighttpd} } glob "$root/* $root/*/*";
	my @found;
	for my $file (@files) {
		my $text = slurp($file);
		push @found, map { "$file: $_" } grep { index($text, $_) >= 0 } sort keys %secrets;
	}
	return @found;
}

$SIG{$_} = sub { Bk::Failures::died("of SIG$_[0]"); exit 1 } for qw(INT TERM HUP);
$SIG{PIPE} = 'IGNORE';

END {
	if ($$ == $owner) {
		my $status = $?;
		$_->() for @at_end;
		stop($_) for sort { $b <=> $a } keys %running;
		if ($root and my @leaks = leaks()) {
			print "not ok - no secret in a log\n", map { "# $_\n" } @leaks;
			$status ||= 1;
		}
		system 'rm', '-rf', $root if $root && !$ENV{BKSOPS_KEEP};
		$? = $status;
	}
}

1;
