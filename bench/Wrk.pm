# SPDX-License-Identifier: MIT
package Wrk;

# Requests per second, latency and CPU time, measured with wrk.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir slurp spew);
use JSON::PP ();
use POSIX ();

my $TICK        = POSIX::sysconf(POSIX::_SC_CLK_TCK());
my $WARM_UP     = 1;     # seconds
my $PATIENCE    = 30;    # seconds
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

# The file that tells wrk what a request is beside its target.  Its texts are
# Lua's as well as JSON's.
sub _script {
	my ($request) = @_;
	my $file = tmpdir . '/wrk.lua';
	my $json = JSON::PP->new->ascii->allow_nonref;
	my ($lua, @headers) = ('', @{ $request->{headers} // [] });
	while (my ($name, $value) = splice @headers, 0, 2) {
		$lua .= 'wrk.headers[' . $json->encode($name) . '] = ' . $json->encode($value) . "\n";
	}
	$lua .= qq{wrk.method = "POST"\nwrk.body = } . $json->encode($request->{body}) . "\n" if $request->{body};
	spew($file, $lua, 0600);
	return $file;
}

# measure(PORT, REQUEST, PID, SECONDS): {rps, p50, p99 (ms), cpu (us per request
# of PID's children)}.  The request is {target, headers => [name => value, ...],
# body}; with a body it is a POST.  When fewer than one of each connection were
# answered it takes longer.
sub measure {
	my ($port, $request, $pid, $seconds) = @_;
	my $wrk = "wrk -t1 -c$CONNECTIONS --timeout ${PATIENCE}s -s " . _script($request);
	my $url = "http://127.0.0.1:$port$request->{target}";
	`$wrk -d${WARM_UP}s '$url'`;
	my $before = _cpu($pid);
	my $out    = `$wrk -d${seconds}s --latency '$url'`;
	my $used   = _cpu($pid) - $before;
	die "wrk: $out" if $out =~ /Non-2xx|Socket errors/;
	my ($requests) = $out =~ /(\d+) requests in/ or die "wrk: $out";
	return measure($port, $request, $pid, 2 * $seconds) if $requests < $CONNECTIONS;
	my %unit = (us => 1e-3, ms => 1, s => 1e3);
	my %p = map { $out =~ /^\s+$_%\s+([\d.]+)(us|ms|s)/m; ($_ => $1 * $unit{$2}) } 50, 99;
	my ($rps) = $out =~ m{Requests/sec:\s+([\d.]+)};
	return { rps => $rps, p50 => $p{50}, p99 => $p{99}, cpu => $used * 1e6 / $requests };
}

sub head {
	my ($title) = @_;
	printf "\n%s\n  %-22s %9s %8s %8s %10s %9s %9s\n", $title, '',
	  'req/s', 'p50 ms', 'p99 ms', 'CPU us/req', 'x req/s', 'x CPU';
}

# A row: what was measured, and its ratio to another.
sub show {
	my ($name, $m, $base) = @_;
	printf "  %-22s %9.0f %8.2f %8.2f %10.0f %9.2f %9.2f\n", $name, @$m{qw(rps p50 p99 cpu)},
	  $m->{rps} / $base->{rps}, $m->{cpu} / $base->{cpu};
}

1;
