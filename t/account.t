# SPDX-License-Identifier: MIT
# An account that the database refuses: every call is told so, not at once, and
# the server is asked again only once a second.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(query);
use Bk::Process qw(slurp spew wait_for);
use Bk::Pool;
use Bk::Service;
use Test::More;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

Bk::Service::need();
my $s = Bk::Service->new(set => { 'pm.max_children' => 1, 'ready.path' => '/ready' });
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);

sub password { $s->db->do('ALTER USER bksops_ro@localhost IDENTIFIED BY ?', shift) }
sub refused { $s->db->dbh->selectrow_arrayref("SHOW GLOBAL STATUS LIKE 'Aborted_connects'")->[1] }
sub ask { fcgi_get($s->{pool}{socket}, shift) // '' }

# The worker has tried its databases, as the first one of a pool does.
sub is_up { ask('/ping') =~ /pong/ or die "no pong\n" }

# Calls of a pool whose account is refused.
sub is_braked {
	my ($what) = @_;
	my $before = refused();
	my $began  = clock_gettime(CLOCK_MONOTONIC);
	my $asked  = 20;
	my $told   = grep { ask($DETAIL) =~ /"result":false/ } 1 .. $asked;
	my $ready  = ask('/ready');
	my $passed = clock_gettime(CLOCK_MONOTONIC) - $began;
	my $tries  = refused() - $before;
	is($told, $asked, "$what: every call is told that it failed");
	like($ready, qr/^Status: 503/m, '... and the pool is not ready');
	cmp_ok($tries, '>=', 1, '... and the server was asked');
	cmp_ok($tries, '<=', 1 + $passed, "... at most once a second ($tries times)");
	cmp_ok($passed, '>=', 0.1 * ($asked - $tries), '... and a call that does not ask takes 0.1 s');
}

is_up();
password('changed');
is_braked('a wrong password');
password($Bk::Pool::PASSWORD);
wait_for('the account', sub { ask($DETAIL) =~ /"result":true/ });
pass('the account is good again: so are the answers, without a reload');
my $log = $s->{pool}->log;
is(() = $log =~ /the server refuses: \(1045\)/g, 1, 'one line when it was refused');
is(() = $log =~ /the server is back/g, 1, 'one when it was not any more');

# The other one of two servers is away: that is no reason to ask the first again
# and again.
my $port = Bk::Process::free_port();
$s->db->account("bksops_ro\@'127.0.0.1'", 'changed');
password('changed');    # 127.0.0.1 may count as localhost
$s->db->stop;
$s->db->start(port => $port);
spew($s->{pool}{conf}, slurp($s->{pool}{conf}) =~ s/^mysql\.sops\.socket.*\n/mysql.sops.host = 127.0.0.1, 127.0.0.9\nmysql.sops.port = $port\n/mr);
my %old = map { $_ => 1 } $s->{pool}->workers;
kill 'HUP', $s->{pool}{pid};
wait_for('a new worker', sub { my @now = $s->{pool}->workers; @now && !grep { $old{$_} } @now });
is_up();
is_braked('one server refuses, one is away');
$s->finish;
