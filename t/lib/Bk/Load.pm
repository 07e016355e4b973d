# SPDX-License-Identifier: MIT
# Clients that ask without a pause and compare every answer with what it must
# be, to the byte but for the request id.
package Bk::Load;
use v5.28;
use warnings;
use Bk::Process qw(wait_for);
use Exporter 'import';
use POSIX ();
our @EXPORT_OK = qw(load_while same_answer);

# The body without what differs from answer to answer.
sub _plain {
	my ($answer) = @_;
	return $answer->{body} =~ s/"request_id":"[0-9a-f]{32}"/"request_id":""/r =~ s/^X-Request-Id: \S+\r\n//mr;
}

# Whether `ask` gives the answer of before, and just that.
sub same_answer {
	my ($ask, $want) = @_;
	my $got = eval { $ask->() } // return 0;
	return $got->{status} == $want->{status} && _plain($got) eq _plain($want);
}

# `clients` processes call $o{ask} until `code` has returned.  [good, bad]: how
# often the answer was that of $o{want}, and how often not.
sub load_while {
	my ($code, %o) = @_;
	pipe(my $stop_out, my $stop_in) or die $!;
	my (@pipes, @pids);
	for (1 .. $o{clients} // 4) {
		pipe(my $out, my $in) or die $!;
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			close $stop_in;
			my ($good, $bad, $set) = (0, 0, '');
			vec($set, fileno $stop_out, 1) = 1;
			while (!select my $ready = $set, undef, undef, 0) {
				same_answer($o{ask}, $o{want}) ? $good++ : $bad++;
			}
			syswrite $in, "$good $bad\n";
			POSIX::_exit(0);
		}
		push @pipes, $out;
		push @pids,  $pid;
	}
	close $stop_out;
	$code->();
	close $stop_in;
	my ($good, $bad) = (0, 0);
	for my $pipe (@pipes) {
		my ($g, $b) = split ' ', <$pipe> // die "a client died\n";
		$good += $g;
		$bad  += $b;
	}
	waitpid $_, 0 for @pids;
	return ($good, $bad);
}

1;
