# SPDX-License-Identifier: MIT
# An account that the database refuses: every call is told so, not at once, and
# the server is asked again only once a second.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(query);
use Bk::Process qw(wait_for);
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

password('changed');
my $before = refused();
my $began  = clock_gettime(CLOCK_MONOTONIC);
my $asked  = 20;
my $told   = grep { ask($DETAIL) =~ /"result":false/ } 1 .. $asked;
my $ready  = ask('/ready');
my $passed = clock_gettime(CLOCK_MONOTONIC) - $began;
my $tries  = refused() - $before;
is($told, $asked, 'every call is told that it failed');
like($ready, qr/^Status: 503/m, 'the pool is not ready');
cmp_ok($tries, '>=', 1, 'the server was asked');
cmp_ok($tries, '<=', 1 + $passed, "... and at most once a second ($tries times)");
cmp_ok($passed, '>=', 0.1 * ($asked - $tries), 'a call that does not ask takes 0.1 s');

password($Bk::Pool::PASSWORD);
wait_for('the account', sub { ask($DETAIL) =~ /"result":true/ });
pass('the account is good again: so are the answers, without a reload');
my $log = $s->{pool}->log;
is(() = $log =~ /no server answers: \(1045\)/g, 1, 'one line when it was refused');
is(() = $log =~ /the server is back/g, 1, 'one when it was not any more');
$s->finish;
