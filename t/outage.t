# SPDX-License-Identifier: MIT
# A database that is away or refuses: one line of a pool says so and why, and one
# that it is back, whatever the number of workers, and before a client asks.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(query);
use Bk::Pool;
use Bk::Process qw(wait_for slurp spew);
use Bk::Service;
use IO::Socket::INET;
use Test::More;

Bk::Service::need();
my $s       = Bk::Service->new;
my $db      = $s->db;
my $WORKERS = 8;
my @task    = (task_id => 1, bk_biz_id => 2);
my %call    = (
	esb    => '/api/c/compapi/v2/sops/get_task_detail/?'
	  . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', @task),
	header => '/o/bk_sops/apigw/get_task_detail/1/2/',
);

# A pool of many workers, %set besides.
my $number = 0;
sub pool {
	my ($mode, %set) = @_;
	return Bk::Pool->new(
		maria => $db,
		name  => $mode . ++$number,
		set   => {
			'pm.max_children' => $WORKERS,
			'ready.path'      => '/ready',
			'status.path'     => '/status',
			auth              => $mode,
			($mode eq 'header' ? ('mysql.paas.database' => undef, 'login.secret_key_file' => undef) : ()),
			%set,
		});
}

# Each worker has a call at the same time, for as long as one is waited for, and
# another one after that: how many were answered well.
sub ask_all {
	my ($pool) = @_;
	my ($mode) = $pool->{name} =~ /\A([a-z]+)/;
	my $good = 0;
	for (1, 2) {
		my @sockets = map { fcgi_connect($pool->{socket}) or die $! } 1 .. $WORKERS;
		my @who = (HTTP_BK_USERNAME => 'admin', HTTP_BK_APP_CODE => 'bk_fta');
		$_->syswrite(fcgi_request($call{$mode}, params => \@who)) for @sockets;
		$good += grep { (fcgi_answer($_) // '') =~ /"result": ?true/ } @sockets;
	}
	return $good;
}

# Workers that have answered something.
sub busy { my ($pool) = @_; return scalar grep { $_->{requests} > 0 } workers($pool) }
sub workers {
	my ($pool) = @_;
	my $body = fcgi_get($pool->{socket}, '/status?json&full') =~ s/.*?\r\n\r\n//sr;
	return Bk::Service::json({ body => $body })->{processes}->@*;
}

# Lines of the workers, without time and request, the known ones in a word:
# "2 ERROR: away, 1 NOTICE: back".  What a server says of a question that it took
# is another matter.
sub said {
	my ($pool) = @_;
	my %count;
	for ($pool->log =~ /^\[.*? UTC\] (\w+: \[pool \w+\] (?!child).*)$/mg) {
		my $line = s/ \[pool \w+\]//r =~ s/: \Krequest \w+: //r;
		$line =~ s/mysql \w+: the server (?:does not answer: \((?:20..|1053)\)|(refuses): \((\d+)\)) \S.+/$1 ? "refused $2" : 'away'/e;
		$line =~ s/mysql \w+: the server is back/back/;
		$count{$line}++ if $line =~ /\b(?:away|refused|refuses|does not answer|back)\b/;
	}
	return join ', ', map { "$count{$_} $_" } sort keys %count;
}

sub new_log { my ($pool) = @_; spew($pool->{log}, ''); return }

sub replaced {
	my ($pool, $signal, @to) = @_;
	my %old = map { $_ => 1 } $pool->workers;
	kill $signal, @to;
	wait_for('new workers', sub { my @now = $pool->workers; @now == $WORKERS && !grep { $old{$_} } @now });
	wait_for('workers that wait', sub { $WORKERS == grep { $_->{state} ne 'starting' } workers($pool) });
	return;
}

# --- a server that goes away and comes back ---
for my $mode (qw(esb header)) {
	my $pool = pool($mode);
	is(ask_all($pool), 2 * $WORKERS, "$mode: calls of all workers");
	is(said($pool), '', "$mode: and the log says nothing");
	$db->stop;
	is(ask_all($pool), 0, "$mode: the database is away for $WORKERS workers");
	cmp_ok(busy($pool), '>', 1, "$mode: several were asked");
	is(said($pool), '1 ERROR: away', "$mode: one line");
	replaced($pool, 'KILL', $pool->workers);
	ask_all($pool);
	is(said($pool), '1 ERROR: away', "$mode: workers that were replaced do not tell again");
	$db->start;
	is(ask_all($pool), 2 * $WORKERS, "$mode: it is back");
	is(said($pool), '1 ERROR: away, 1 NOTICE: back', "$mode: one line more, though the one who told is gone");

	# It goes and comes: a line is not told again at once.
	for (1, 2) {
		$db->stop;
		is(ask_all($pool), 0, "$mode: it is away again");
		$db->start if $_ == 1;
		ask_all($pool) if $_ == 1;
	}
	is(said($pool), '1 ERROR: away, 1 NOTICE: back', "$mode: of which the log says no more within a minute");
	$db->start;

	# A reload: it may be another server from now on.
	$db->stop;
	ask_all($pool);
	new_log($pool);
	replaced($pool, 'HUP', $pool->{pid});
	wait_for('the first worker', sub { said($pool) =~ /away/ });
	ask_all($pool);
	is(said($pool), '1 ERROR: away', "$mode: told again after a reload, once and before a client asks");
	$db->start;
	ask_all($pool);
	is(said($pool), '1 ERROR: away, 1 NOTICE: back', "$mode: and its end");
	$pool->stop;
}

# --- a start ---
for (
	[ 'a wrong password',   'refused 1045', 1, 'mysql.sops.password_file' => 'wrong' ],
	[ 'two that are none',  'refused 1049', 2, 'mysql.sops.database' => 'no_sops', 'mysql.paas.database' => 'no_paas' ],
	[ 'nobody there',       'away',         1, 'mysql.sops.socket' => Bk::Process::tmpdir . '/nobody' ],
) {
	my ($name, $want, $times, %set) = @$_;
	for (grep { /file/ } keys %set) {
		my $file = Bk::Process::tmpdir . "/$set{$_}";
		spew($file, "$set{$_}\n", 0600);
		$set{$_} = $file;
	}
	my $lines = "$times ERROR: $want";
	$db->do(q(GRANT SELECT ON `no\_%`.* TO bksops_ro@localhost)) if $want =~ /1049/;
	my $pool = pool('esb', %set);
	ok(eval { wait_for($lines, sub { said($pool) eq $lines }); 1 }, "a start with $name: $lines, before a client asks")
	  or diag said($pool);
	is(ask_all($pool), 0, '... and calls fail');
	is(said($pool), $lines, '... of which no worker says more') or diag $pool->log;
	$pool->stop;
}

# An account at its own limit, and one at that of all accounts.
for (
	[ 1226, map { "ALTER USER bksops_ro\@localhost WITH MAX_USER_CONNECTIONS $_" } 1, 0 ],
	[ 1203, 'SET GLOBAL max_user_connections = 1', 'SET GLOBAL max_user_connections = 100' ],
) {
	my ($error, $limit, $none) = @$_;
	$db->stop;
	$db->start(args => ['--max-user-connections=100']);
	my $pool = pool('esb');
	$db->do($limit);
	ask_all($pool);
	# The one connection that there may be is an end, too.
	like(said($pool), qr/\A1 ERROR: refused $error(?:, 1 NOTICE: back)?\z/,
		"a limit of connections ($error): refused, in one line") or diag $pool->log;
	$db->do($none);
	ask_all($pool);
	is(said($pool), "1 ERROR: refused $error, 1 NOTICE: back", '... and its end');
	$pool->stop;
}

# One that hangs does not hide the other.
{
	my $silent = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
	my $pool   = pool('esb',
		'mysql.paas.socket' => undef,
		'mysql.paas.host'   => '127.0.0.1',
		'mysql.paas.port'   => $silent->sockport,
		'mysql.sops.socket' => Bk::Process::tmpdir . '/nobody');
	ok(eval { wait_for('both', sub { said($pool) eq '2 ERROR: away' }); 1 },
		'a start with one that hangs and one that is not there: both are told')
	  or diag $pool->log;
	$pool->stop;
}

# --- one of two hosts ---
{
	my $port = Bk::Process::free_port();
	$db->account("bksops_ro\@'127.0.0.1'", $Bk::Pool::PASSWORD);
	$db->do("GRANT SELECT ON $_.* TO bksops_ro\@'127.0.0.1'") for qw(bk_sops open_paas);
	$db->stop;
	$db->start(port => $port);
	my $pool = pool('esb',
		'mysql.sops.socket' => undef,
		'mysql.sops.host'   => '127.0.0.9, 127.0.0.1',
		'mysql.sops.port'   => $port);
	is(ask_all($pool), 2 * $WORKERS, 'the first of two hosts is away: calls are answered');
	like(said($pool), qr/\A1 ERROR: mysql \w+: 127\.0\.0\.9 does not answer: \(200[23]\) \S.*\z/,
		'... and one line says which, and why');
	unlike(said($pool), qr/, \d+ (?:ERROR|WARNING)/, '... one in all');
	$pool->stop;
}

$s->finish(crash => 1);
