# SPDX-License-Identifier: MIT
# bksops-fcgi --doctor against a real server: what it finds of each mistake
# that an operator can make, and what it never shows.
use v5.28;
use warnings;
use utf8;
use Bk::Doctor ();
use Bk::Maria;
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for slurp spew);
use Bk::Token ();
use IO::Socket::UNIX;
use JSON::PP ();
use Test::More;

plan skip_all => 'not installed: ' . Bk::Maria::missing() if !Bk::Maria::available();
binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output);

my $source = $ENV{BKSOPS_SRCDIR} // '.';
my $dir    = tmpdir;
my $root   = $> == 0;
my $m      = Bk::Maria->new;
my @WANTED = Bk::Doctor::indexes($source);
my $TOKEN  = Bk::Token::token('4102444800|admin|salt');
$m->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql", "$source/schema/indexes.sql");
$m->load('open_paas', "$source/schema/open_paas.sql", "$source/t/data/open_paas.sql", "$source/schema/indexes-paas.sql");
$m->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
$m->do('INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES (?, 0, 0)', $TOKEN);
# The server's own time zones: two that are right and one that is not.
for ([ 'Asia/Shanghai', 8 ], [ 'Asia/Tokyo', 9 ], [ 'Asia/Kolkata', 5 ]) {
	$m->do("INSERT INTO mysql.time_zone (Use_leap_seconds) VALUES ('N')");
	my $id = $m->one('SELECT LAST_INSERT_ID()');
	$m->do('INSERT INTO mysql.time_zone_name VALUES (?, ?)', $_->[0], $id);
	$m->do("INSERT INTO mysql.time_zone_transition_type VALUES (?, 0, ?, 0, 'X')", $id, 3600 * $_->[1]);
}
spew("$dir/password", "$Bk::Pool::PASSWORD\n", 0600);
spew("$dir/wrong", "wrong-PASSWORD-0815\n", 0600);
spew("$dir/key", "$Bk::Pool::LOGIN_KEY\n", 0600);
spew("$dir/wrong.key", "wrong-KEY-0815\n", 0600);

sub section { return Bk::Doctor::section($m, @_) }

# All that was ever printed, to look for what must not be.
my $said = '';

# doctor(TEXT, OPTION...): exit status, standard output and error.
sub doctor {
	my ($text, @options) = @_;
	spew("$dir/d.conf", $text, 0600);
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN,  '<', '/dev/null'   or die $!;
		open STDOUT, '>', "$dir/stdout" or die $!;
		open STDERR, '>', "$dir/stderr" or die $!;
		exec Bk::Pool::program(), '-c', "$dir/d.conf", @options or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $status = $? & 127 ? "signal $?" : $? >> 8;
	my ($out, $err) = (slurp("$dir/stdout"), slurp("$dir/stderr"));
	$said .= "$out$err";
	return ($status, $out, $err);
}

# [pool, level, check, text] of each finding.
my %check;
sub found {
	my @found = Bk::Doctor::found($_[0]);
	$check{ $_->[2] } = 1 for @found;
	return @found;
}

# finds(NAME, STATUS, [CHECK, LEVEL, PATTERN, ...], set => {}): the program ends
# with STATUS, the check has such findings, and nothing else is amiss: that
# every other check still says ok shows that it does not cry wolf.
sub finds {
	my ($name, $status, $wanted, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($got, $out, $err) = doctor($o{text} // section('www', %{ $o{set} // {} }), '--doctor');
	my ($check, $level, @patterns) = @$wanted;
	my @amiss = grep { $_->[1] ne 'ok' && "@$_[1, 2]" ne 'accepted served' } found($out);
	my @own   = $level eq 'ok' ? grep { $_->[2] eq $check } found($out) : @amiss;
	my @wrong = grep { $_->[2] ne $check || $_->[1] ne $level } ($level eq 'ok' ? (@own, @amiss) : @amiss);
	@wrong = () if $o{others};
	for my $pattern (@patterns) {
		push @wrong, [ 'not found', $pattern ]
		  if !grep { $_->[1] eq $level && $_->[2] eq $check && $_->[3] =~ $pattern } @own;
	}
	is("$got, amiss: " . join('; ', map { "@$_" } @wrong) . $err, "$status, amiss: ", $name) or diag $out;
}

# As JSON the same is found as in lines, and the counts and status agree.
sub same_as_json {
	my ($name, $text) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $out) = doctor($text, '--doctor');
	my ($again, $json) = doctor($text, '--doctor', '--json');
	my $read  = eval { JSON::PP->new->utf8->decode($json) } // {};
	my $plain = sub { join "\n", sort map { s/-?\d[\d.]*/N/gr } @_ };
	is($plain->(map { join ' ', @$_{qw(pool level check)}, $_->{place} eq '' ? () : "$_->{place}:", $_->{text} }
			  @{ $read->{findings} }),
		$plain->(map { "@$_" } found($out)), "$name: --json finds the same");
	my %count = (ok => 0, accepted => 0, warning => 0, error => 0);
	$count{ $_->[1] }++ for found($out);
	is("$again @$read{qw(status ok accepted warnings errors)}",
		join(' ', $status, $status, @count{qw(ok accepted warning error)}), "$name: --json has the same status and counts");
}

# Does something to the database, runs the code, and undoes it.
sub with {
	my ($do, $undo, $code) = @_;
	$m->do($_) for @$do;
	my $good = eval { $code->(); 1 };
	my $why  = $@;
	$m->do($_) for @$undo;
	die $why if !$good;
}

# --- a healthy pool ---
{
	my ($status, $out, $err) = doctor(section('www'), '--doctor');
	my %checks = map { $_->[2] => 1 } found($out);
	is("$status $err", '0 ', 'healthy: exit 0, nothing on standard error') or diag $out;
	is_deeply([ grep { $_->[1] ne 'ok' } found($out) ], [], 'healthy: all is ok');
	is(join(' ', sort keys %checks),
		'clock connect connections generation grants indexes login_key secrets socket tables task time_zone user zone_tables',
		'healthy: all checks are made');
	like($out, qr/\n\d+ ok, 0 warnings, 0 errors\n\z/, 'healthy: the last line counts');
	my @other = grep { !/^  ok: \w+: / } split /\n/, $out;
	is_deeply([ @other[ 0 .. $#other - 1 ] ], [
			'[www]',
			"[www] mysql.sops: bk_sops at socket $m->{socket}",
			"[www] mysql.paas: open_paas at socket $m->{socket}",
		], 'healthy: the findings stand below their pool and server, which are named once');
	is(() = $out =~ /\Q$m->{socket}\E/g, 2, 'healthy: ... and nowhere else');
	unlike($out, qr/-0\.0+\b/, 'healthy: no -0.000 s');
	unlike($out, qr/\e/, 'healthy: no colour in a file');
	is(scalar(grep { $_->[2] eq 'connect' } found($out)), 2, 'healthy: both servers are looked at');
	like($out, qr/task: .* takes [\d.]+ ms and gives \d{3,} bytes/, 'healthy: the newest task is read');
	like($out, qr/user = nobody/, 'healthy: with the rights of the pool\'s user') if $root;

	same_as_json('healthy', section('www'));
}

# --- a pool that runs, and one that does not ---
{
	my $pool = Bk::Pool->new(maria => $m, name => 'served', set => { 'status.path' => '/s' });
	my $conf = slurp($pool->{conf});
	my $at   = "$dir/served.sock";
	my $since = qr/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0800/;
	my $served = sub {
		my ($name, $level, $words, $text) = @_;
		my ($status, $out) = doctor($text // $conf, '--doctor');
		my @found = map { $_->[2] eq 'served' ? "$_->[1]: $_->[3]" : () } found($out);
		like("@found", qr/^$level: $words$/, $name) or diag $out;
	};
	$served->('a pool that runs', 'ok', qr/pool served is served by process $pool->{pid} since $since/);
	$served->('... under another name', 'warning', qr/what listens by process $pool->{pid} is not pool other of this .*/,
		$conf =~ s/^\[served\]/[other]/mr);
	$served->('... without a status page', 'ok', qr/not asked: status\.path is empty/,
		$conf =~ s/^status\.path = .*/status.path =/mr);
	$pool->stop;
	$served->('a pool that does not run', 'warning', qr/nobody listens: pool served is not served until .*/);
	my $port = Bk::Process::free_port();
	my $tcp  = Bk::Pool->new(maria => $m, name => 'tcp',
		set => { listen => "127.0.0.1:$port", 'listen.allowed_clients' => '127.0.0.1' });
	$served->('a pool over TCP', 'ok', qr/pool tcp is served since $since/, slurp($tcp->{conf}));
	$tcp->stop;
	my $silent = IO::Socket::UNIX->new(Local => "$dir/silent2", Listen => 5) or die $!;
	$served->('a socket where nobody answers', 'warning',
		qr/who serves pool served cannot be asked: .*: Connection timed out; .*/,
		$conf =~ s/\Q$at\E/$dir\/silent2/r);
	$served->('... beside one that is not there', 'warning', qr/who serves pool served cannot be asked: .*/,
		"${conf}status.listen = $dir/silent2\n");
	my $text = section('www', listen => "$dir/www.sock", 'listen.group' => 'www-data', 'listen.mode' => '0660');
	my $words = qr/not there, as the pool does not run; when it is, www-data may connect$/;
	finds('no socket', 0, [ socket => 'ok', $words ], text => $text)
	  if getpwnam 'www-data' && getpwnam('www-data') != $>;
}

# --- checks that a server has taken over lie about what they found ---
SKIP: {
	spew("$dir/lie.c", <<'EOT');
#include "doctor/report.h"
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int fd, const void *data, size_t len)
{
	struct finding finding;
	const char *lie = getenv("LIE");

	if (len != sizeof(finding))
		return syscall(SYS_write, fd, data, len);
	memcpy(&finding, data, len);
	if (strcmp(lie, "short") == 0)
		len--;
	else if (strcmp(lie, "once") == 0)
		memset(&finding.once, 2, 1);
	else if (strcmp(lie, "endless") == 0)
		memset(finding.text, '%', sizeof(finding.text));
	else
		finding.level = atoi(lie);
	syscall(SYS_write, fd, &finding, len);
	return sizeof(finding);
}
EOT
	skip 'no cc', 13 if system 'command -v cc >/dev/null';
	is(system("cc -shared -fPIC -I '$source/src' -o $dir/lie.so $dir/lie.c >$dir/lie.log 2>&1"), 0, 'the liar is built')
	  or diag slurp("$dir/lie.log");
	my $broken = section('www', 'login.secret_key_file' => "$dir/wrong.key");
	my $lies = qr/error: doctor: the checks sent what is no finding and were ended/;
	for ([ 1, 2, $lies ], [ 4, 2, $lies ], [ -1, 2, $lies ], [ 'short', 2, $lies ], [ 'once', 2, $lies ],
		[ 'endless', 2, qr/: login_key: %{3000,}$/m ]) {
		my ($lie, $want, $words) = @$_;
		local @ENV{qw(LIE LD_PRELOAD)} = ($lie, "$dir/lie.so");
		local $ENV{ASAN_OPTIONS} = join ':', $ENV{ASAN_OPTIONS} // (), 'verify_asan_link_order=0';
		my ($status, $out) = doctor($broken, '--doctor');
		is($status, $want, "a lie: $lie: exit $want") or diag $out;
		like($out, $words, '... which is told');
	}
}

# --- options ---
is((doctor(section('www'), $_))[0], 64, "$_ alone: exit 64") for '--json', '--quiet';
is((doctor("foo\n", '--doctor'))[0], 78, 'a file without a pool: exit 78');
is((doctor(section('www'), '--doctor', '-c', "$dir/none"))[0], 78, 'no configuration: exit 78');
finds('the only pool has a mistake', 2, [ configuration => 'error', qr/d\.conf:\d+: .*foo/ ], text => section('bad', foo => 1));
finds('the only pool\'s password is not to be read', 2, [ configuration => 'error', qr/password_file = \S+none: No such file/ ],
	set => { 'mysql.sops.password_file' => "$dir/none" });
same_as_json('the only pool has a mistake', section('bad', foo => 1));
like((doctor('', '-h'))[1], qr/--doctor \[-c FILE\] \[--url URL\] \[--json\] \[--quiet\]/, '-h names it');

# --- what is shown of it, and how ---
{
	my $fine   = section('www');
	my $broken = section('www', 'mysql.paas.user' => 'nobody_known');
	my ($status, $out) = doctor($broken, '--doctor');
	like("$status $out", qr/\A2 .*\n\d+ ok, 0 warnings, 1 error\n\z/s, 'one error is no "1 errors"');
	is(join(' ', doctor($fine, '--doctor', '--quiet')), '0  ', '--quiet: nothing when all is well');
	($status, $out) = doctor($broken, '--doctor', '--quiet');
	like("$status $out",
		qr/\A2 \[www\] mysql\.paas: open_paas at socket \S+\n  error: connect: .*\n\z/, '--quiet: what is not');
	my $read = eval { JSON::PP->new->utf8->decode((doctor($broken, '--doctor', '--quiet', '--json'))[1]) } // {};
	is(join(' ', map { $_->{check} } @{ $read->{findings} }) . " $read->{errors} " . ($read->{ok} > 5 ? 'counted' : 'not'),
		'connect 1 counted', '--quiet --json: only what is not ok, but all is counted');
	for (
		[ 'a terminal',          qr/  \e\[32mok\e\[0m: /, 'TERM=xterm' ],
		[ '... in red',          qr/  \e\[31merror\e\[0m: connect: /, 'TERM=xterm' ],
		[ '... without colours', qr/\A[^\e]*  ok: [^\e]*\z/, 'TERM=xterm', 'NO_COLOR=1' ],
		[ '... NO_COLOR is empty', qr/  \e\[32mok/, 'TERM=xterm', 'NO_COLOR=' ],
		[ '... that is dumb',    qr/\A[^\e]*  ok: [^\e]*\z/, 'TERM=dumb' ],
	  ) {
		my ($name, $pattern, @env) = @$_;
		my $command = "env -u NO_COLOR @env '" . Bk::Pool::program() . "' -c '$dir/d.conf' --doctor";
		spew("$dir/d.conf", $broken, 0600);
	  SKIP: {
			skip 'not installed: script', 1 if system 'command -v script >/dev/null';
			like(qx(script -qec "$command" /dev/null </dev/null), $pattern, $name);
		}
	}
}

# --- the account ---
my $for = Bk::Mysqld::is_mysql() ? 'TO' : 'FOR';
with([ 'GRANT INSERT, UPDATE ON bk_sops.* TO bksops_ro@localhost' ],
	[ 'REVOKE INSERT, UPDATE ON bk_sops.* FROM bksops_ro@localhost' ], sub {
		finds('an account that may write', 1, [ grants => 'warning', qr/INSERT, UPDATE on `bk_sops`\.\*; revoke/ ]);
	});
with([ 'GRANT DELETE ON bk_sops.* TO PUBLIC' ], [ 'REVOKE DELETE ON bk_sops.* FROM PUBLIC' ], sub {
	finds('everybody may write', 1, [ grants => 'warning', qr/DELETE on `bk_sops`\.\*; revoke/ ]);
}) if $m->one('SELECT VERSION()') =~ /^(\d+)\.(\d+)/ && ($1 > 10 || $2 >= 11);    # has PUBLIC
with([ map { "GRANT INSERT ON bk_number$_.* TO bksops_ro\@localhost" } 10 .. 60 ],
	[ map { "REVOKE INSERT ON bk_number$_.* FROM bksops_ro\@localhost" } 10 .. 60 ], sub {
		finds('more rights than a line holds', 1, [ grants => 'warning', qr/read: INSERT on `bk_number\d\d`\.\*; .{400,600}\.\.\.; revoke that/ ]);
	});
with([ 'CREATE ROLE inner_writer', 'GRANT DELETE ON bk_sops.engine_data TO inner_writer', 'CREATE ROLE writer',
		'GRANT inner_writer TO writer', 'GRANT writer TO bksops_ro@localhost' ],
	[ 'DROP ROLE writer', 'DROP ROLE inner_writer' ], sub {
		my @want = (grants => 'warning', qr/more than read: DELETE on `bk_sops`\.`engine_data` through the role `?writer`?(?:\@`%`)?;/);
		finds('a role of a role that may write', 1, \@want);
		$m->do("SET DEFAULT ROLE writer $for bksops_ro\@localhost");
		finds('as a default role', 1, \@want);
		$m->do("SET DEFAULT ROLE NONE $for bksops_ro\@localhost");
	});
with([ 'CREATE ROLE `the-reader`', 'GRANT SELECT ON bk_sops.* TO `the-reader`', 'GRANT `the-reader` TO bksops_ro@localhost' ],
	[ 'DROP ROLE `the-reader`' ], sub { finds('a role that may only read', 0, [ grants => 'ok', qr/may only read/ ]) });
with([ 'CREATE ROLE `a;b`', 'GRANT `a;b` TO bksops_ro@localhost' ], [ 'DROP ROLE `a;b`' ], sub {
	finds('a role with an odd name is not asked about', 1, [ grants => 'warning', qr/cannot be seen: `?a;b/ ]);
});
with([ "CREATE ROLE `a\e[31m\x{9b}b`", "GRANT `a\e[31m\x{9b}b` TO bksops_ro\@localhost" ], [ "DROP ROLE `a\e[31m\x{9b}b`" ], sub {
	finds('what turns a terminal red is masked', 1, [ grants => 'warning', qr/cannot be seen: `?a\?\[31m\?\?b/ ]);
});
finds('an error is never accepted', 2, [ connect => 'error', qr/1045/ ],
	set => { 'mysql.sops.password_file' => "$dir/wrong", 'doctor.accept' => 'connect' });
finds('a wrong password', 2, [ connect => 'error', qr/1045.*check mysql\.sops\.user and mysql\.sops\.password_file,/ ],
	set => { 'mysql.sops.password_file' => "$dir/wrong" });
finds('a database that is not there', 2, [ connect => 'error', qr/bk_nothing.*check mysql\.sops\.database = bk_nothing/ ],
	set => { 'mysql.sops.database' => 'bk_nothing' });

# --- the server ---
finds('no server at the socket', 2, [ connect => 'error', qr/socket \Q$dir\E\/nobody: .*where it listens/ ],
	set => { 'mysql.sops.socket' => "$dir/nobody", 'mysql.paas.socket' => $m->{socket} });
{
	my $port = Bk::Process::free_port();
	finds('each server of a list', 2, [ connect => 'error', qr/127\.0\.0\.1:$port/, qr/127\.0\.0\.2:$port/ ],
		set => { 'mysql.sops.socket' => undef, 'mysql.sops.host' => '127.0.0.1, 127.0.0.2',
			'mysql.sops.port' => $port, 'mysql.paas.socket' => $m->{socket}, 'mysql.paas.host' => '' });
	my $silent = IO::Socket::UNIX->new(Local => "$dir/silent", Listen => 5) or die $!;
	chmod 0777, "$dir/silent";
	finds('a server that says nothing is given up', 2, [ connect => 'error', qr/silent: no connection after \d+ ms/ ],
		set => { 'mysql.sops.socket' => "$dir/silent", 'mysql.paas.socket' => $m->{socket} });
}
with([ "SET GLOBAL init_connect = 'SET TIMESTAMP = UNIX_TIMESTAMP(NOW(6)) + 100'" ], [ "SET GLOBAL init_connect = ''" ], sub {
	finds('a clock that is ahead', 1, [ clock => 'warning', qr/differs from this system's by (?:99|100)\.\d+ s/ ]);
});
with([ "SET GLOBAL init_connect = 'SET TIMESTAMP = UNIX_TIMESTAMP(NOW(6)) - 100'" ], [ "SET GLOBAL init_connect = ''" ], sub {
	finds('a clock that is behind', 1, [ clock => 'warning', qr/by -(?:99|100)\.\d+ s/ ]);
});
with([ "SET GLOBAL init_connect = 'SET TIMESTAMP = UNIX_TIMESTAMP(NOW(6)) + 1'" ], [ "SET GLOBAL init_connect = ''" ], sub {
	finds('a second is nothing', 0, [ clock => 'ok', qr/by [01]\.\d+ s/ ]);
});
finds('more workers than the server has connections', 1,
	[ connections => 'warning', qr/up to 204 connections, max_connections is 200/ ], set => { 'pm.max_children' => 51 });
finds('as many as it has', 0, [ connections => 'ok', qr/up to 200 of 200/ ], set => { 'pm.max_children' => 50 });
finds('only one database is asked when the gateway admits', 0, [ connections => 'ok', qr/up to 150 of 200/ ],
	set => { 'pm.max_children' => 75, auth => 'header', 'login.secret_key_file' => undef, 'listen' => "$dir/h.sock",
		'listen.mode' => '0660', 'listen.group' => 'www-data' })
  if getpwnam 'www-data';
with([ 'ALTER USER bksops_ro@localhost WITH MAX_USER_CONNECTIONS 3' ],
	[ 'ALTER USER bksops_ro@localhost WITH MAX_USER_CONNECTIONS 0' ], sub {
		# Those of the run before may not be closed yet.
		my $left = sub { $m->one(q{SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'bksops_ro'}) };
		wait_for('their end', sub { $left->() == 0 });
		finds('fewer connections for the account', 1,
			[ connections => 'warning', qr/up to 8 connections, the account has 3/ ]);
	});

# --- tables ---
with([ 'RENAME TABLE bk_sops.engine_data TO bk_sops.hidden' ], [ 'RENAME TABLE bk_sops.hidden TO bk_sops.engine_data' ], sub {
	finds('a table is missing', 2, [ tables => 'error', qr/engine_data cannot be read: .*engine_data/ ]);
});
with([ 'ALTER TABLE open_paas.login_bktoken CHANGE is_logout gone TINYINT' ],
	[ 'ALTER TABLE open_paas.login_bktoken CHANGE gone is_logout TINYINT(1) NOT NULL' ], sub {
		finds('a column is missing', 2, [ tables => 'error', qr/login_bktoken cannot be read: .*is_logout/ ]);
	});
with([ 'REVOKE SELECT ON open_paas.* FROM bksops_ro@localhost', 'GRANT SELECT ON open_paas.login_bktoken TO bksops_ro@localhost' ],
	[ 'GRANT SELECT ON open_paas.* TO bksops_ro@localhost', 'REVOKE SELECT ON open_paas.login_bktoken FROM bksops_ro@localhost' ], sub {
		finds('tables that the account may not read', 2, [ tables => 'error', qr/8 of 9 tables: .*paas_app.* cannot be read: .*denied/ ], others => 1);
	});
with([ 'ALTER TABLE open_paas.esb_channel DROP KEY path, ADD UNIQUE KEY path (path, method)' ],
	[ 'ALTER TABLE open_paas.esb_channel DROP KEY path, ADD UNIQUE KEY path (path)' ], sub {
		finds('tables of the PaaS\' line P2', 2, [ generation => 'error', qr/line P2, but esb\.profile = p1; set it to p2/ ]);
		$m->do('RENAME TABLE open_paas.bkaccount_bkuser TO open_paas.hidden');
		finds('... which the configuration names', 0, [ generation => 'ok', qr/the PaaS' line P2/ ], set => { 'esb.profile' => 'p2' });
		$m->do('RENAME TABLE open_paas.hidden TO open_paas.bkaccount_bkuser');
	});
finds('another database, of a known generation', 2, [ generation => 'error', qr/open_paas has no readable table/ ],
	set => { 'mysql.sops.database' => 'open_paas', generation => '2019' });
finds('tables of the PaaS\' line P1, but p2 is configured', 2, [ generation => 'error', qr/line P1, but esb\.profile = p2; set it to p1/ ],
	set => { 'esb.profile' => 'p2' });
finds('bk-sops\' database for the PaaS', 2, [ generation => 'error', qr/is that of mysql\.sops\.database/ ],
	set => { 'mysql.paas.database' => 'bk_sops' });
finds('another database, of an unknown generation', 2, [ generation => 'error', qr/open_paas has no readable table/ ],
	set => { 'mysql.sops.database' => 'open_paas' });

# The GRANT that is printed mends it, and opens no database of a name that is alike.
with([ 'REVOKE SELECT ON open_paas.* FROM bksops_ro@localhost' ],
	[ 'REVOKE SELECT ON `open\_paas`.* FROM bksops_ro@localhost',
		'GRANT SELECT ON open_paas.* TO bksops_ro@localhost' ], sub {
		my ($grant) = map { $_->[3] =~ /(GRANT SELECT .*)/ } found((doctor(section('www'), '--doctor'))[1]);
		$m->do($grant);
		is($m->one("SELECT COUNT(*) FROM mysql.db WHERE User = 'bksops_ro' AND 'openXpaas' LIKE Db"), 0,
			"$grant: for one database");
		finds('... which the doctor is content with', 0, [ grants => 'ok', qr/may only read/ ]);
	});

# Each table that a statement names is checked.
{
	my %known = map { $_ => 1 } map { /CREATE TABLE `(\w+)`/g } map { slurp("$source/schema/$_") } '2019/bk_sops.sql', 'open_paas.sql';
	my $checked = slurp("$source/src/doctor/tables.c");
	my %read;
	for my $file (grep { !/inspect/ } map { glob "$source/src/$_/*.c" } qw(auth sops sops_2019)) {
		$read{$_} = 1 for grep { $known{$_} } slurp($file) =~ /\b(\w+_\w+)\b/g;
	}
	cmp_ok(scalar(keys %read), '>', 15, 'the statements are found');
	is_deeply([ grep { $checked !~ /"$_",/ } sort keys %read ], [], 'each table that is read is checked');
}

# --- indexes ---
{
	my (@drop, @add);
	for (@WANTED) {
		my ($database, $table, $columns, $name) = @$_;
		push @drop, "ALTER TABLE $database.$table DROP KEY $name";
		push @add,  "ALTER TABLE $database.$table ADD KEY $name ($columns)";
	}
	with(\@drop, \@add, sub {
		my ($status, $out) = doctor(section('www'), '--doctor');
		is($status, 1, 'no recommended index: exit 1');
		is_deeply(
			[ sort map { my ($table, $columns) = $_->[3] =~ /: no index on (\w+) (\([^;]+\)); to add/;
					$_->[1] eq 'warning' ? map { "$table $_" } $columns =~ /(\([\w,]+\))/g : () } found($out) ],
			[ sort map { "$_->[1] ($_->[2])" } @WANTED ], 'and the missing ones are those of schema/indexes*.sql');
		my $load = qr/mysql --socket=\Q$m->{socket}\E --user=root -p --force/;
		like($out, qr{: $load --database=bk_sops <\ ?/\S+/schema/indexes\.sql$}m, 'with the command that adds them');
		like($out, qr{: $load --database=open_paas <\ ?/\S+/schema/indexes-paas\.sql$}m, '... to the PaaS');
		my @lines = grep { $_->[2] eq 'indexes' } found($out);
		my %tables = map { $_->[1] => 1 } @WANTED;
		is(scalar(@lines), scalar(keys %tables), 'one line for each table');
		is_deeply([ grep { length > 200 } map { $_->[3] =~ /: (no index .*; to add what is missing:)/ } @lines ], [],
			'... which can be read');
		my $n = @lines;
		($status, $out) = doctor(section('www') . section('shop') . section('more'), '--doctor');
		like("$status $out", qr/\A1 .*\n\d+ ok, $n warnings, 0 errors\n\z/s, '... whatever the number of pools');
		is_deeply([ map { "@$_[0 .. 2]" } grep { $_->[1] ne 'ok' } found($out) ], [ ('www warning indexes') x $n ],
			'... said of the first');

		# --- warnings that are known ---
		my %known = ('doctor.accept' => 'zone_tables, indexes');
		($status, $out) = doctor(section('www', %known), '--doctor');
		like("$status $out", qr/\A0 .*\n\d+ ok, $n accepted, 0 warnings, 0 errors\n\z/s, 'known warnings: exit 0');
		is_deeply([ map { "@$_[0 .. 2]" } grep { $_->[1] ne 'ok' } found($out) ], [ ('www accepted indexes') x $n ],
			'... which are still said');
		is(join(' ', doctor(section('www', %known), '--doctor', '--quiet')), '0  ', '... but not with --quiet');
		same_as_json('known warnings', section('www', %known));
		($status, $out) = doctor(section('www', %known) . section('shop'), '--doctor');
		is("$status " . join(', ', map { "@$_[0 .. 2]" } grep { $_->[1] ne 'ok' } found($out)),
			'1 ' . join(', ', ('www accepted indexes') x $n, ('shop warning indexes') x $n),
			'... and another pool is warned all the same');
	});
	with([ 'ALTER TABLE bk_sops.pipeline_pipelineinstance DROP KEY bksops_create_time, ADD KEY other (create_time, name)' ],
		[ 'ALTER TABLE bk_sops.pipeline_pipelineinstance DROP KEY other, ADD KEY bksops_create_time (create_time)' ],
		sub { finds('an index of another name that begins so', 0, [ indexes => 'ok', qr/all that are recommended/ ]) });
	with([ 'ALTER TABLE open_paas.esb_user_auth_token DROP KEY bksops_auth_token, ADD KEY bksops_auth_token (auth_token(10))' ],
		[ 'ALTER TABLE open_paas.esb_user_auth_token DROP KEY bksops_auth_token, ADD KEY bksops_auth_token (auth_token)' ],
		sub { finds('an index on a part of the column is none', 1,
			[ indexes => 'warning', qr/esb_user_auth_token \(auth_token\)/ ]) });
}

# --- the login key ---
finds('another login key', 2, [ login_key => 'error', qr/opens none of the newest 1 token;/ ],
	set => { 'login.secret_key_file' => "$dir/wrong.key" });
with([ "UPDATE open_paas.login_bktoken SET token = 'x'" ], [ "UPDATE open_paas.login_bktoken SET token = '$TOKEN'" ], sub {
	finds('a token that is none', 2, [ login_key => 'error', qr/opens none/ ]);
});
with([ 'DELETE FROM open_paas.login_bktoken' ],
	[ "INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES ('$TOKEN', 0, 0)" ], sub {
		finds('no token to try', 1, [ login_key => 'warning', qr/no token to try/ ]);
	});

# --- the newest task ---
with([ "INSERT INTO bk_sops.engine_data SELECT 'nodeinstance00000000000000000002', inputs, 'SECRET-CONTENT', ex_data FROM bk_sops.engine_data" ],
	[ "DELETE FROM bk_sops.engine_data WHERE id = 'nodeinstance00000000000000000002'" ], sub {
		finds('a task that cannot be shown', 1, [ task => 'warning', qr/fails: engine_data\.outputs/ ]);
	});
with([ 'SET foreign_key_checks = 0', 'RENAME TABLE bk_sops.taskflow3_taskflowinstance TO bk_sops.kept',
		'CREATE TABLE bk_sops.taskflow3_taskflowinstance LIKE bk_sops.kept' ],
	[ 'DROP TABLE bk_sops.taskflow3_taskflowinstance', 'RENAME TABLE bk_sops.kept TO bk_sops.taskflow3_taskflowinstance' ], sub {
		finds('no task to try', 1, [ task => 'warning', qr/no task to try/ ]);
	});

# --- the system ---
SKIP: {
	my $web = getpwnam 'www-data';
	skip 'no user www-data, or this is he', 8 if !defined $web || $web == $>;
	my %open = (listen => "$dir/w.sock", 'listen.group' => 'www-data');
	finds('the web server\'s group may connect', 0, [ socket => 'ok', qr/www-data may connect/ ],
		set => { %open, 'listen.mode' => '0660' });
	finds('a mode that lets no group in', 2, [ socket => 'error', qr/neither owner nor in the group that mode 0600/ ],
		set => { %open, 'listen.mode' => '0600' });
	finds('another group', 2, [ socket => 'error', qr/neither owner nor in the group that mode 0660/ ],
		set => { %open, 'listen.group' => 'daemon', 'listen.mode' => '0660' });
	finds('a mode that lets everybody in', 1, [ socket => 'warning', qr/its mode lets every local user connect; set/ ],
		set => { %open, 'listen.mode' => '0666' });
	my %header = (%open, auth => 'header', 'login.secret_key_file' => undef);
	finds('... and ask as anybody', 2, [ socket => 'error', qr/with auth = header ask as anybody/ ],
		set => { %header, 'listen.mode' => '0666' });
	finds('header, for the web server', 0, [ socket => 'ok', qr/www-data may connect/ ], set => { %header, 'listen.mode' => '0660' });
	finds('the socket of the status', 2, [ socket => 'error', qr/^listen = \S+: www-data/, qr/^status\.listen = \S+: www-data is neither/ ],
		set => { %open, 'status.listen' => "$dir/s.sock", 'listen.mode' => '0600' });
	mkdir "$dir/closed", 0700;
	finds('a directory that it may not enter', 2, [ socket => 'error', qr/may not enter \Q$dir\E\/closed/ ],
		set => { %open, listen => "$dir/closed/w.sock", 'listen.mode' => '0660' });
}
finds('TCP for every local user', 1, [ socket => 'warning', qr/every local user can connect/ ], set => { listen => '127.0.0.1:9999' });
finds('TCP for one', 0, [ socket => 'ok', qr/for 127\.0\.0\.1 alone/ ],
	set => { listen => '127.0.0.1:9999', 'listen.allowed_clients' => '127.0.0.1' });
SKIP: {
	my ($most) = slurp('/proc/sys/net/core/somaxconn') =~ /(\d+)/;
	skip 'net.core.somaxconn is as large as it can be', 2 if !defined $most || $most >= 65535;
	my %tcp = (listen => '127.0.0.1:9999', 'listen.allowed_clients' => '127.0.0.1');
	finds('a longer backlog than the kernel has', 1, [ backlog => 'warning', qr/at most $most connections/ ],
		set => { %tcp, 'listen.backlog' => $most + 1 });
	finds('as long as the kernel has', 0, [ backlog => 'ok', qr/net\.core\.somaxconn = $most/ ],
		set => { %tcp, 'listen.backlog' => $most });
}
finds('the time zone', 0, [ time_zone => 'ok', qr/^Asia\/Tokyo, where it is \d{4}-\d\d-\d\d [\d:]+ \+0900/ ],
	set => { time_zone => 'Asia/Tokyo' });
finds('a zone that the server has no tables of', 1, [ zone_tables => 'warning', qr/no data of the time zone Africa\/Cairo; .*tzinfo_to_sql/ ],
	set => { time_zone => 'Africa/Cairo' });
finds('a zone that the server has wrong', 1, [ zone_tables => 'warning', qr/its Asia\/Kolkata is \+5\.00 hours .* system's \+5\.50/ ],
	set => { time_zone => 'Asia/Kolkata' });

# --- admission by a gateway ---
{
	require Bk::Jwt;
	spew("$dir/gateway.pub", Bk::Jwt::key('doctor')->{public}, 0644);
	my %jwt = (auth => 'jwt', 'jwt.public_key_file' => "$dir/gateway.pub",
		map { $_ => undef } 'login.secret_key_file', 'mysql.paas.database');
	my ($status, $out) = doctor(section('www', %jwt), '--doctor');
	my %checks = map { $_->[2] => 1 } found($out);
	is($status, 0, 'jwt: exit 0') or diag $out;
	is(join(' ', sort keys %checks),
		'clock connect connections generation grants indexes public_keys secrets socket tables task time_zone user zone_tables',
		'jwt: no login key, but public keys');
	unlike($out, qr/mysql\.paas/, 'jwt: the PaaS is not asked');
	finds('jwt: the keys are counted', 0, [ public_keys => 'ok', qr/gateway\.pub has 1 RSA key$/ ], set => \%jwt);
	chmod 0664, "$dir/gateway.pub";
	finds('jwt: keys that the group may write', 1, [ public_keys => 'warning', qr/its group may write it; chmod g-w/ ], set => \%jwt);
	finds('header: no key at all', 0, [ socket => 'ok', qr/gives it its socket/ ],
		set => { auth => 'header', 'login.secret_key_file' => undef, 'mysql.paas.database' => undef });
}

# --- files ---
spew("$dir/redis", "redis-PASSWORD-0815\n", 0620);
finds('Redis\' password, too', 1, [ secrets => 'warning', qr/^paas\.redis\.password_file = \S+: its group may write it/ ],
	set => { 'paas.redis' => '127.0.0.1:6379', 'paas.redis.password_file' => "$dir/redis" });
chmod 0660, "$dir/password";
finds('a secret that its group may write', 1, [ secrets => 'warning', qr/password_file = \S+: its group may write it/ ]);
chmod 0600, "$dir/password";
if ($root) {
	chown 65534, -1, "$dir/key";
	finds('a secret that is somebody\'s', 1, [ secrets => 'warning', qr/secret_key_file = \S+ belongs to uid 65534/ ]);
	chown 0, -1, "$dir/key";
}
{
	my %inline = ('mysql.sops.password_file' => undef, 'mysql.sops.password' => $Bk::Pool::PASSWORD);
	finds('a secret in a file that only its owner has', 0, [ secrets => 'ok', qr/open to others/ ], set => \%inline);
	spew("$dir/open.conf", section('www', %inline), 0644);
	my ($status, $out) = doctor('', '--doctor', '-c', "$dir/open.conf");
	my ($line) = grep { $_->[2] eq 'secrets' } found($out);
	is("$status $line->[1]", '1 warning', 'a secret in a file that others read');
	like($line->[3], qr/mysql\.sops\.password stands in \Q$dir\E\/open\.conf/, 'which is named');
}
spew("$dir/my.cnf", "[client]\nuser = bksops_ro\npassword = $Bk::Pool::PASSWORD\n", 0644);
my %option = ('mysql.sops.option_file' => "$dir/my.cnf", 'mysql.sops.user' => undef, 'mysql.sops.password_file' => undef);
finds('an option file that others read', 1, [ files => 'warning', qr/option_file = \S+: others may use it/ ], set => \%option);
chmod 0640, "$dir/my.cnf";
chown -1, 65534, "$dir/my.cnf" if $root;
finds('an option file for the workers', 0, [ files => 'ok', qr/my\.cnf can be read/ ], set => \%option);
spew("$dir/ca.pem", "", 0600);
chmod 0, "$dir/ca.pem";
finds('certificates that workers cannot read', 2, [ files => 'error', qr/sops\.ssl_ca = \S+: Permission denied; workers read it/ ],
	set => { 'mysql.sops.ssl_ca' => "$dir/ca.pem" });
finds('... of the PaaS', 2, [ files => 'error', qr/paas\.ssl_ca = \S+: Permission denied/ ],
	set => { 'mysql.paas.ssl_ca' => "$dir/ca.pem" });
chmod 0646, "$dir/ca.pem";
finds('certificates that others may write', 1, [ files => 'warning', qr/ca\.pem: others may write it/ ],
	set => { 'mysql.sops.ssl_ca' => "$dir/ca.pem" });
if ($root) {
	chmod 0600, "$dir/my.cnf";
	finds('an option file that workers cannot read', 2, [ files => 'error', qr/sops\.option_file = \S+: Permission denied; .*their user must be able to/ ],
		set => \%option, others => 1);
} else {
	finds('another user\'s pool', 1, [ user => 'warning', qr/not as user = root/ ], set => { user => 'root' });
}

# --- several pools ---
{
	my $two = section('good') . section('broken', 'mysql.sops.password_file' => "$dir/wrong");
	my ($status, $out) = doctor($two, '--doctor');
	is($status, 2, 'two pools, one broken: exit 2');
	is_deeply([ sort map { "@$_[0, 2]" } grep { $_->[1] ne 'ok' } found($out) ], [ 'broken connect', 'broken connect' ],
		'two pools, one broken: the other is well');
	is(scalar(grep { "@$_[0 .. 2]" eq 'good ok connections' && $_->[3] =~ /up to 16 of/ } found($out)), 2,
		'two pools: the connections of both count');
	same_as_json('two pools, one broken', $two);
	finds('a pool with a mistake beside a good one', 2, [ configuration => 'error', qr/d\.conf:\d+: .*foo/ ],
		text => section('good') . section('bad', foo => 1));
}

# The names of checks are known to doctor.accept and to the manual.
{
	my ($chapter) = slurp("$source/man/bksops-fcgi.8") =~ /^\.Sh DOCTOR\n(.*?)^\.Sh /ms;
	my %said = map { $_ => 1 } 'url', $chapter =~ /^\.It Cm (\w+)$/mg;
	is_deeply([ grep { !$said{$_} } sort keys %check ], [], 'each check is in the manual');
	cmp_ok(scalar(keys %check), '>', 15, '... of all that were made');
	is(join(' ', (doctor(section('www', 'doctor.accept' => join ', ', sort keys %said), '-t'))[0]), 0,
		'each check of the manual can be named in doctor.accept');
	finds('a check that is none', 2, [ configuration => 'error', qr/doctor\.accept = all: the value must be checks/ ],
		set => { 'doctor.accept' => 'all' });
}

my @secrets = ($Bk::Pool::PASSWORD, $Bk::Pool::LOGIN_KEY, 'wrong-PASSWORD-0815', 'wrong-KEY-0815', 'redis-PASSWORD-0815', $TOKEN, 'SECRET-CONTENT');
is_deeply([ grep { index($said, $_) >= 0 } @secrets ], [], 'no secret and no content is shown');
unlike($said, qr/ERROR: \w+Sanitizer|runtime error:|ended (?:on signal|with code)/, 'no crash');
done_testing();
