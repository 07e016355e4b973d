# SPDX-License-Identifier: MIT
# Clients that hang up: their requests are counted as cancelled, what they asked
# the database is stopped, and neither costs a connection to it or a line.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_get);
use Bk::Http qw(query);
use Bk::OpenMetrics qw(metrics_read metrics_value);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for spew halt);
use Bk::Service;
use Test::More;

Bk::Service::need();
my $WORKERS  = 4;
my $HANG_UPS = 300;
my $s        = Bk::Service->new(set => { 'pm.max_children' => $WORKERS, 'status.path' => '/status' });
my $db       = $s->db;
my $header   = Bk::Pool->new(maria => $db, name => 'header', set => { auth => 'header', 'mysql.paas.database' => undef,
	'login.secret_key_file' => undef, 'pm.max_children' => $WORKERS, 'status.path' => '/status' });

my $ESB = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $OWN = "$Bk::Service::APIGW/get_task_detail/1/2/";
my @who = (params => [ HTTP_BK_USERNAME => 'root1', HTTP_BK_APP_CODE => 'bk_fta' ]);

sub connections { return $db->dbh->selectrow_arrayref("SHOW GLOBAL STATUS LIKE 'Connections'")->[1] }

# Its log, but for the master's hint that more workers would have been busy.
sub said { my ($pool) = @_; return join '', grep { !/workers are busy/ } split /^/, $pool->log }

# Requests that a pool has answered, of one outcome or of all.
sub answered {
	my ($pool, @outcome) = @_;
	my ($body) = fcgi_get($pool->{socket}, '/status?openmetrics') =~ /\r\n\r\n(.*)/s;
	return metrics_value(metrics_read($body), 'bksops_requests_total', @outcome);
}

# So many clients that have asked and are gone before a worker sees them.
sub ask_and_go {
	my ($n, $pool, @request) = @_;
	my @workers = $pool->workers;
	halt(@workers);
	for (1 .. $n) {
		my $socket = fcgi_connect($pool->{socket}) or die "connect: $!";
		$socket->syswrite(fcgi_request(@request)) or die "write: $!";
	}
	kill 'CONT', @workers;
}

# As many that go while statements wait for a table.  When they are `stopped` they
# end although it stays locked.
sub go_while_asking {
	my ($n, $table, $pool, $stopped, @request) = @_;
	my $lock   = $db->connect;
	my $before = answered($pool, outcome => 'cancelled');
	$lock->do("LOCK TABLES $table WRITE");
	for (1 .. $n / $WORKERS) {
		my @sockets = map { fcgi_connect($pool->{socket}) } 1 .. $WORKERS;
		$_->syswrite(fcgi_request(@request)) for @sockets;
		wait_for('a statement to wait', sub { $db->statements_waiting });
		@sockets = ();
		$before += $WORKERS;
		wait_for('the requests to be given up', sub { answered($pool, outcome => 'cancelled') >= $before });
	}
	ok(eval { wait_for('them to end', sub { $db->statements_waiting == 0 }) }, "$table is locked: no statement goes on")
	  if $stopped;
	$lock->do('UNLOCK TABLES');
	$lock->disconnect;
}

my ($TASKS, $CHANNELS) = qw(bk_sops.taskflow3_taskflowinstance open_paas.esb_channel);
for (
	[ 'ESB, at once',                  $s->{pool}, \&ask_and_go, $ESB ],
	[ 'header, at once',               $header,    \&ask_and_go, $OWN, @who ],
	[ 'ESB, while bk-sops is asked',   $s->{pool}, sub { go_while_asking(shift, $TASKS, shift, 1, @_) }, $ESB ],
	[ 'ESB, while the PaaS is asked',  $s->{pool}, sub { go_while_asking(shift, $CHANNELS, shift, 1, @_) }, $ESB ],
	[ 'header, while bk-sops is asked', $header,   sub { go_while_asking(shift, $TASKS, shift, 1, @_) }, $OWN, @who ],
  ) {
	my ($name, $pool, $hang_up, @request) = @$_;
	my $works = sub { like(fcgi_get($pool->{socket}, @request), qr/"name":\s*"one"/, shift) };
	$works->("$name: an answer before");
	my ($connections, $cancelled, $log) = (connections(), answered($pool, outcome => 'cancelled'), said($pool));
	$hang_up->($HANG_UPS, $pool, @request);
	ok(eval { wait_for('the count', sub { answered($pool, outcome => 'cancelled') - $cancelled >= $HANG_UPS }) },
		"$name: $HANG_UPS are counted as cancelled") or diag(answered($pool, outcome => 'cancelled') - $cancelled);
	is(said($pool), $log, "$name: no line in the log");
	cmp_ok(connections() - $connections, '<=', 100, "$name: few new connections to the database");
	$works->("$name: an answer after");
}

# Those by which statements were stopped; idle workers keep one to each database.
my $kept = $WORKERS * 2 + $WORKERS;
my $have = sub { $db->one(q{SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'bksops_ro'}) };
ok(eval { wait_for('the others to be closed', sub { $have->() <= $kept }) }, 'idle workers have no connection too many')
  or diag($have->(), " and not $kept");

for my $pool ($s->{pool}, $header) {
	is(answered($pool, outcome => $_), 0, "$pool->{name}: no $_ is counted") for qw(timeout fault);
}
$header->stop;
is(join(' ', $header->complaints), '', 'nothing bad in the log of the other pool');

# Where an option file leads may be a proxy, with the statement of somebody else
# under the number of ours.
sub kills { return $db->dbh->selectrow_arrayref("SHOW GLOBAL STATUS LIKE 'Com_kill'")->[1] }
my $options = tmpdir . '/client.cnf';
spew($options, "[client]\nsocket = $db->{socket}\n", 0644);
my $file = Bk::Pool->new(maria => $db, name => 'file', set => { auth => 'header', 'mysql.paas.database' => undef,
	'login.secret_key_file' => undef, 'pm.max_children' => $WORKERS, 'status.path' => '/status',
	'mysql.sops.socket' => undef, 'mysql.sops.option_file' => $options });
my $kills = kills();
go_while_asking($WORKERS, $TASKS, $file, 0, $OWN, @who);
is(kills(), $kills, 'a server that the option file names: no statement is stopped by its number');
like(fcgi_get($file->{socket}, $OWN, @who), qr/"name":\s*"one"/, '... and there is an answer after');
$file->stop;
$s->finish;
