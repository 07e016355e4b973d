# SPDX-License-Identifier: MIT
# Clients that ask without a pause and compare every answer with what it must
# be, to the byte but for the request id.
package Bk::Load;
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answers fcgi_get);
use Bk::Process qw(tmpdir wait_for slurp spew);
use Exporter 'import';
use POSIX ();
use Time::HiRes qw(time);
our @EXPORT_OK = qw(load_while wait_for_answers same_answer other_answers ask_pool_while disturb);

# The text without what differs from answer to answer.
sub _plain { my ($text) = @_; return $text =~ s/"request_id":"[0-9a-f]{32}"/"request_id":""/r =~ s/^X-Request-Id: \S+\r\n//mr }

# What came instead of the answer of before, for who wants to know why.
sub _others { return tmpdir . '/other-answers' }

sub other_answers { return slurp(_others()) }

# Whether `ask` gives the answer of before, and just that.
sub same_answer {
	my ($ask, $want) = @_;
	my $got = eval { $ask->() };
	return 1 if $got && $got->{status} == $want->{status} && _plain($got->{body}) eq _plain($want->{body});
	open my $others, '>>', _others() or die $!;
	syswrite $others, sprintf "%.3f %s\n", time, $got ? "$got->{status} " . substr $got->{body}, 0, 400 : "died: $@";
	return 0;
}

# `clients` processes call ask(CLIENT, N), N from 1, until `code` has returned;
# how often it said which word: {word => count}.
sub _clients_while {
	my ($code, $clients, $ask) = @_;
	pipe(my $stop_out, my $stop_in) or die $!;
	my (@pipes, @pids);
	for my $client (1 .. $clients) {
		pipe(my $out, my $in) or die $!;
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			close $stop_in;
			my ($n, %count) = (0);
			vec(my $set = '', fileno $stop_out, 1) = 1;
			$count{ $ask->($client, ++$n) }++ while !select my $ready = $set, undef, undef, 0;
			syswrite $in, "@{[ %count ]}\n";
			POSIX::_exit(0);
		}
		push @pipes, $out;
		push @pids,  $pid;
	}
	close $stop_out;
	$code->();
	close $stop_in;
	my %sum;
	for my $pipe (@pipes) {
		my %count = split ' ', <$pipe> // die "a client died\n";
		$sum{$_} += $count{$_} for keys %count;
	}
	waitpid $_, 0 for @pids;
	return \%sum;
}

# `clients` processes call $o{ask} until `code` has returned.  [good, bad]: how
# often the answer was that of $o{want}, and how often not.
sub load_while {
	my ($code, %o) = @_;
	spew(_others(), '');
	my $sum = _clients_while($code, $o{clients} // 4, sub { same_answer($o{ask}, $o{want}) ? 'good' : 'bad' });
	return ($sum->{good} // 0, $sum->{bad} // 0);
}

# Waits until the pool has answered `n` more requests, by its access log.
sub wait_for_answers {
	my ($pool, $n) = @_;
	open my $log, '<', tmpdir . "/$pool->{name}.access.log" or die $!;
	seek $log, 0, 2;
	while ($n > 0) {
		wait_for("an answer, $n before the last", sub {
			seek $log, 0, 1;
			my $before = $n;
			$n-- while defined readline $log;
			return $n < $before;
		});
	}
}

# Runs `code`, which may cost a request that is in flight meanwhile.  The mark
# that clients look at has an odd size for that time.
sub _mark { return tmpdir . '/disturbance' }

sub disturb {
	my ($code) = @_;
	for my $do ($code, sub { }) {
		open my $mark, '>>', _mark() or die $!;
		syswrite $mark, '.';
		close $mark;
		$do->();
	}
}

# One request of a client that trusts nobody: what became of it.
sub _one {
	my ($pool, $target, $want, $id) = @_;
	my $before  = -s _mark();
	my $socket  = fcgi_connect($pool->{socket}) or return 'refused';
	$socket->syswrite(fcgi_request($target, params => [ REQUEST_ID => $id ]));
	my @answers = fcgi_answers($socket);
	my $rest    = pop @answers;
	return $before % 2 || $before != -s _mark() ? 'in_flight' : 'lost' if !@answers;
	return 'doubled' if @answers > 1 || length $rest;
	return $answers[0] =~ /^X-Request-Id: \Q$id\E\r$/m && _plain($answers[0]) eq $want ? 'good' : 'wrong';
}

# `clients` processes ask a pool, whose access log is of JSON, for a target
# until `code` has returned; each request has a connection and an id of its own.
# {good, wrong: of another request or not the answer of before, doubled: more
# than one answer, lost: none though nothing was disturbed, in_flight: none of
# those during a `disturb`, refused: no connection, twice: ids with two lines
# in the access log, unlogged: answers without one}.
sub ask_pool_while {
	my ($code, %o) = @_;
	spew(_mark(), '');
	my $want = _plain(fcgi_get($o{pool}{socket}, $o{target}) // die "no answer before\n");
	my $sum  = _clients_while($code, $o{clients} // 4, sub { _one($o{pool}, $o{target}, $want, "load-$_[0]-$_[1]") });
	my %lines;
	$lines{$_}++ for slurp("${\tmpdir}/$o{pool}{name}.access.log") =~ /"request_id":"(load-\d+-\d+)"/g;
	my $answered = ($sum->{good} // 0) + ($sum->{wrong} // 0) + ($sum->{doubled} // 0);
	my %result = (map { $_ => 0 } qw(good wrong doubled lost in_flight refused));
	return { %result, %$sum, twice => scalar(grep { $_ > 1 } values %lines), unlogged => $answered > keys %lines ? $answered - keys %lines : 0 };
}

1;
