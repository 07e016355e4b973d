# SPDX-License-Identifier: MIT
package Wrk;

# Requests per second, latency and CPU time, measured with wrk.
use v5.28;
use warnings;
use Bk::Process qw(slurp);
use POSIX ();

my $TICK        = POSIX::sysconf(POSIX::_SC_CLK_TCK());
my $WARM_UP     = 1;    # seconds
our $CONNECTIONS = 4;

# CPU seconds so far of a process's children.
sub _cpu {
	my ($pid) = @_;
	my $ticks = 0;
	for my $child (split ' ', slurp("/proc/$pid/task/$pid/children")) {
		my @stat = split ' ', slurp("/proc/$child/stat") =~ s/.*\) //r;
		$ticks += $stat[11] + $stat[12];
	}
	return $ticks / $TICK;
}

# {rps, p50, p99 (ms), cpu (us per request of PID's children)}
sub measure {
	my ($url, $pid, $seconds) = @_;
	my $wrk = "wrk -t1 -c$CONNECTIONS";
	`$wrk -d${WARM_UP}s '$url'`;
	my $before = _cpu($pid);
	my $out    = `$wrk -d${seconds}s --latency '$url'`;
	my $used   = _cpu($pid) - $before;
	die "wrk: $out" if $out =~ /Non-2xx|Socket errors/;
	my ($requests) = $out =~ /(\d+) requests in/ or die "wrk: $out";
	my %unit = (us => 1e-3, ms => 1, s => 1e3);
	my %p = map { $out =~ /^\s+$_%\s+([\d.]+)(us|ms|s)/m; ($_ => $1 * $unit{$2}) } 50, 99;
	my ($rps) = $out =~ m{Requests/sec:\s+([\d.]+)};
	return { rps => $rps, p50 => $p{50}, p99 => $p{99}, cpu => $used * 1e6 / $requests };
}

sub head {
	my ($title) = @_;
	printf "\n%s\n  %-22s %9s %8s %8s %10s %9s %9s\n", $title, '', 'req/s', 'p50 ms', 'p99 ms', 'CPU us/req', 'x req/s', 'x CPU';
}

# A row: what was measured, and its ratio to another.
sub show {
	my ($name, $m, $base) = @_;
	printf "  %-22s %9.0f %8.2f %8.2f %10.0f %9.2f %9.2f\n", $name, @$m{qw(rps p50 p99 cpu)},
	  $m->{rps} / $base->{rps}, $m->{cpu} / $base->{cpu};
}

1;
