# SPDX-License-Identifier: MIT
# Workers are killed and the database is restarted under load: nothing is lost
# but what was in flight on a killed worker, and the log says what happened.
use v5.28;
use warnings;
use Bk::Http qw(http query);
use Bk::Process qw(wait_for);
use Bk::Service;
use Test::More;
use Time::HiRes qw(time);

Bk::Service::need();
my $WORKERS = 3;
my $s = Bk::Service->new(set => { 'pm.max_children' => $WORKERS, request_timeout => '20s' });
my $D = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);

sub good {
	my $answer = eval { $s->get($D) } // return 0;
	return $answer->{status} == 200 && $answer->{body} =~ /"result":true,"request_id":"[0-9a-f]{32}"\}\z/;
}

# Four clients ask until told to stop; [good, bad] of them all.
sub load_while {
	my ($code) = @_;
	my (@pipes, @pids);
	pipe(my $stop_out, my $stop_in) or die $!;
	for (1 .. 4) {
		pipe(my $out, my $in) or die $!;
		my $pid = fork // die "fork: $!";
		if (!$pid) {
			my ($good, $bad) = (0, 0);
			close $stop_in;
			my $set = '';
			vec($set, fileno $stop_out, 1) = 1;
			while (!select my $ready = $set, undef, undef, 0) {
				good() ? $good++ : $bad++;
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
		my ($g, $b) = split ' ', <$pipe> // die 'a client died';
		$good += $g;
		$bad  += $b;
	}
	waitpid $_, 0 for @pids;
	return ($good, $bad);
}

# Until the clients have got some answers since now.
sub some_answers {
	my $until = time + 0.3;
	wait_for('answers', sub { good() && time > $until });
}

ok(good(), 'a good answer before');

my $killed = 0;
my ($good, $bad) = load_while(sub {
	for (1 .. 5) {
		some_answers();
		my ($pid) = $s->{pool}->workers;
		kill 'KILL', $pid and $killed++;
		wait_for('a new worker', sub {
			my @now = $s->{pool}->workers;
			@now == $WORKERS && !grep { $_ == $pid } @now;
		});
	}
	some_answers();
});
is($killed, 5, 'five workers were killed under load');
cmp_ok($bad, '<=', $killed, "at most the request in flight is lost with a worker ($good good, $bad lost)");
is(() = $s->{pool}->log =~ /child \d+ exited on signal 9 \(SIGKILL\)/g, 5, 'one line in the log for each');

($good, $bad) = load_while(sub {
	some_answers();
	$s->db->stop;
	$s->db->start;
	some_answers();
});
is($bad, 0, "no request is lost while the database restarts ($good good)");
my @away = $s->{pool}->log =~ /^.*(?:away|back|lost|gone).*$/mg;
cmp_ok(scalar(@away), '>=', 1, 'the log says that the database was away');
cmp_ok(scalar(@away), '<=', 4 * $WORKERS, 'in one line for each worker and connection, going and coming');

# Everything that has begun is answered before a graceful end.
($good, $bad) = load_while(sub {
	some_answers();
	kill 'HUP', $s->{pool}{pid};
	wait_for('the reload', sub { $s->{pool}->log =~ /reloading/ });
	some_answers();
});
is($bad, 0, "no request is lost during a reload ($good good)");
$s->finish(crash => 1);
