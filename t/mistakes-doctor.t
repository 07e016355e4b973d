# SPDX-License-Identifier: MIT
# What bksops-fcgi --doctor says of an operator's mistakes, each against a real
# server: the exit status, and the words by which he finds his way.
use v5.28;
use warnings;
use Bk::Doctor ();
use Bk::Maria;
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use Bk::Token ();
use File::Temp ();
use IO::Socket::INET;
use IO::Socket::UNIX;
use Test::More;

plan skip_all => 'not installed: ' . Bk::Maria::missing() if !Bk::Maria::available();

my $source = $ENV{BKSOPS_SRCDIR} // '.';
my $dir    = tmpdir;
my $root   = $> == 0;
my $m      = Bk::Maria->new;
my $OLD    = Bk::Token::token('1500000000|admin|salt');
my $socket = qr/\Q$m->{socket}\E/;
my $client = qr/mysql --socket=$socket --user=root -p/;
my $grant  = qr/GRANT SELECT ON `open\\_paas`\.\* TO 'bksops_ro'\@'localhost'/;
my $closed = Bk::Process::free_port();
my $other  = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die $!;
my $taken  = $other->sockport;
$m->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql", "$source/schema/indexes.sql");
$m->load('open_paas', map { "$source/$_" } 'schema/open_paas.sql', 't/data/open_paas.sql', 'schema/indexes-paas.sql');
$m->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
$m->do('DELETE FROM open_paas.login_bktoken');
# The only token died years ago, and its user logged out.
$m->do('INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES (?, 1, 0)', $OLD);
$m->do("INSERT INTO mysql.time_zone (Use_leap_seconds) VALUES ('N')");
my $zone = $m->one('SELECT LAST_INSERT_ID()');
$m->do("INSERT INTO mysql.time_zone_name VALUES ('Asia/Shanghai', ?)", $zone);
$m->do("INSERT INTO mysql.time_zone_transition_type VALUES (?, 0, 28800, 0, 'CST')", $zone);
spew("$dir/$_->[0]", "$_->[1]\n", 0600)
  for [ password => $Bk::Pool::PASSWORD ], [ key => $Bk::Pool::LOGIN_KEY ], [ wrong => 'wrong-SECRET-0815' ];
spew("$dir/quoted", "'$Bk::Pool::PASSWORD'\n", 0600);
spew("$dir/blank", "$Bk::Pool::PASSWORD \n", 0600);
spew("$dir/readable", "$Bk::Pool::PASSWORD\n", 0604);
spew("$dir/writable", "$Bk::Pool::PASSWORD\n", 0620);
spew("$dir/foreign", "$Bk::Pool::PASSWORD\n", 0600);
chown 65534, -1, "$dir/foreign" if $root;
spew("$dir/my.cnf", "[client]\nuser = bksops_ro\npassword = $Bk::Pool::PASSWORD\n", 0604);
spew("$dir/closed.pem", '', 0000);
mkdir $_, 0755 for map { "$dir/$_" } 'jail', 'shut', 'barred';
my $closed_socket = IO::Socket::UNIX->new(Local => "$dir/closed.sock", Listen => 1) or die $!;
chmod 0000, "$dir/closed.sock", "$dir/barred";
chmod 0700, "$dir/shut";
# What a shell would take for more than a word.
my $odd     = "$dir/it's \$(id)";
my $odd_say = qr{'\Q$dir\E/it'\\''s \$\(id\)};
mkdir $odd, 0755;
spew("$odd/writable", "$Bk::Pool::PASSWORD\n", 0620);
spew("$odd/foreign",  "$Bk::Pool::PASSWORD\n", 0600);
spew("$odd/my.cnf", slurp("$dir/my.cnf"), 0604);
chown 65534, -1, "$odd/foreign" if $root;
symlink $m->{socket}, "$odd/sock" or die $!;
# Of services, unlike the temporary directory.
my $var = File::Temp->newdir('bksops-XXXXXX', DIR => '/var/tmp');
chmod 0755, $var;
mkdir "$var/it's shut", 0700;

my %www    = (listen => "$dir/w.sock", 'listen.group' => 'www-data', 'listen.mode' => '0660');
my $ONLY   = 'SELECT ON open_paas.login_bktoken';
my @GRANTS = ([ 'REVOKE SELECT ON open_paas.* FROM bksops_ro@localhost' ],
	[ 'GRANT SELECT ON open_paas.* TO bksops_ro@localhost' ]);

my @BUT_ONE = grep { $_ ne 'engine_data' } map { /^CREATE TABLE `(\w+)`/mg } slurp("$source/schema/2019/bk_sops.sql");

# A table that is gone, and back.
sub rename_table {
	my ($table) = @_;
	return ([ "RENAME TABLE $table TO bk_sops.hidden" ], [ "RENAME TABLE bk_sops.hidden TO $table" ]);
}

# The server's clock, as it is for others than root, and back.
sub ahead {
	my ($seconds) = @_;
	return ([ "SET GLOBAL init_connect = 'SET TIMESTAMP = UNIX_TIMESTAMP(NOW(6)) + $seconds'" ],
		[ "SET GLOBAL init_connect = ''" ]);
}

# Where an option may not be had: why the row is left out.
my %lacks = (root => !$root && 'only root can do that',
	web => (!defined getpwnam 'www-data' || getpwnam('www-data') == $>) && 'no user www-data, or this is he');

# [what is wrong, keys of the pool, exit status, check, words, statements that do
# it and undo it, what it needs, "alone": nothing else is amiss]
my @rows = (
	[ 'nothing', {}, 0, login_key => qr/opens 1 of the newest 1 token$/ ],
	# --- the way to the server ---
	[ 'the path of the socket', { 'mysql.sops.socket' => "$dir/none.sock", 'mysql.paas.socket' => $m->{socket} }, 2,
		connect => qr{none\.sock: no connection .*\(2002\).*; check that the server runs and where it listens$} ],
	[ 'the rights to the socket', { 'mysql.sops.socket' => "$dir/closed.sock", 'mysql.paas.socket' => $m->{socket} }, 2,
		connect => qr{\(13\); \w+ \(uid \d+\), who asks, has no right to $dir/closed\.sock: .*, or set mysql\.sops\.host$} ],
	[ '... or to its directory', { 'mysql.sops.socket' => "$dir/barred/x.sock", 'mysql.paas.socket' => $m->{socket} }, 2,
		connect => qr{\(13\); \w+ \(uid \d+\), who asks, has no right to $dir/barred/: .*, or set} ],
	[ 'chroot hides the socket', { chroot => "$dir/jail" }, 2,
		connect => qr{; chroot = $dir/jail hides it: workers look for $dir/jail$socket; mount its directory},
		undef, undef, 'root' ],
	[ 'the port', { 'mysql.sops.socket' => undef, 'mysql.sops.host' => '127.0.0.1', 'mysql.sops.port' => $closed,
			'mysql.paas.socket' => $m->{socket}, 'mysql.paas.host' => '' }, 2,
		connect => qr/127\.0\.0\.1:$closed: no connection .*where it listens$/ ],
	# --- the account ---
	[ 'the password', { 'mysql.sops.password_file' => "$dir/wrong" }, 2,
		connect => qr/\(1045\).*; check mysql\.sops\.user and mysql\.sops\.password_file, and from which hosts/ ],
	[ 'the password in the configuration',
		{ 'mysql.sops.password' => 'wrong-SECRET-0815', 'mysql.sops.password_file' => undef }, 2,
		connect => qr/\(1045\).*; check mysql\.sops\.user and mysql\.sops\.password,/ ],
	[ 'no password at all', { 'mysql.sops.password_file' => undef }, 2,
		connect => qr/\(1045\).*; no password is set: set mysql\.sops\.password_file, or check mysql\.sops\.user$/ ],
	[ 'quotes around the password', { 'mysql.sops.password_file' => "$dir/quoted" }, 2,
		connect => qr/\(1045\).*password_file, .*; the quotes in that file are part of the password$/ ],
	[ 'a blank behind the password', { 'mysql.sops.password_file' => "$dir/blank" }, 2,
		connect => qr/\(1045\).*password_file, .*; the blank at the end of that file is part of the password$/ ],
	[ 'the user', { 'mysql.paas.user' => 'nobody_known' }, 2, connect => qr/\(1045\).*; check mysql\.paas\.user and/ ],
	[ 'the database', { 'mysql.sops.database' => 'bk_sop' }, 2,
		connect => qr/\(1044\)(?!.*password).*; check mysql\.sops\.database = bk_sop, or let the account read it: GRANT/ ],
	[ 'no GRANT', {}, 2,
		connect => qr/\(1044\)(?!.*password).*: $grant$/, @GRANTS ],
	[ 'a GRANT on one table', {}, 2,
		tables => qr/8 of 9 tables: esb_channel, .* cannot be read: .*denied.*; $grant$/,
		[ @{ $GRANTS[0] }, "GRANT $ONLY TO bksops_ro\@localhost" ],
		[ @{ $GRANTS[1] }, "REVOKE $ONLY FROM bksops_ro\@localhost" ] ],
	[ 'a GRANT without one table', {}, 2,
		tables => qr/1 of 23 tables: engine_data cannot be read: .*denied.*; GRANT SELECT/,
		[ 'REVOKE SELECT ON bk_sops.* FROM bksops_ro@localhost',
			map { "GRANT SELECT ON bk_sops.$_ TO bksops_ro\@localhost" } @BUT_ONE ],
		[ 'GRANT SELECT ON bk_sops.* TO bksops_ro@localhost',
			map { "REVOKE SELECT ON bk_sops.$_ FROM bksops_ro\@localhost" } @BUT_ONE ],
		undef, 'alone' ],
	[ 'a GRANT of too much', {}, 1, grants => qr/may do more than read: UPDATE on `bk_sops`\.\*; revoke that/,
		[ 'GRANT UPDATE ON bk_sops.* TO bksops_ro@localhost' ],
		[ 'REVOKE UPDATE ON bk_sops.* FROM bksops_ro@localhost' ] ],
	[ 'too few connections of the account', {}, 1,
		connections => qr/workers of pool www .* 8 connections, the account has 3/,
		[ 'ALTER USER bksops_ro@localhost WITH MAX_USER_CONNECTIONS 3' ],
		[ 'ALTER USER bksops_ro@localhost WITH MAX_USER_CONNECTIONS 0' ] ],
	# --- the tables ---
	[ 'no mysql.paas.database', { 'mysql.paas.database' => undef }, 2,
		generation => qr/mysql\.paas\.database = bk_sops is that of mysql\.sops\.database, as when it is not set, / ],
	[ 'the database of bk-sops, twice', { 'mysql.paas.database' => 'bk_sops' }, 2,
		generation => qr/mysql\.paas\.database = bk_sops is that of mysql\.sops\.database, as when it is not set, / ],
	[ 'the databases are mixed up', { 'mysql.sops.database' => 'open_paas' }, 2,
		generation => qr/open_paas has no readable table taskflow3_taskflowinstance .*is this bk-sops' database/ ],
	[ 'a table is missing', {}, 2, tables => qr/1 of 23 tables: engine_status cannot be read/,
		rename_table('bk_sops.engine_status'), undef, 'alone' ],
	[ 'a column is missing', {}, 2, tables => qr/login_bktoken cannot be read: .*is_logout/,
		[ 'ALTER TABLE open_paas.login_bktoken CHANGE is_logout gone TINYINT' ],
		[ 'ALTER TABLE open_paas.login_bktoken CHANGE gone is_logout TINYINT(1) NOT NULL' ] ],
	[ 'esb.profile', { 'esb.profile' => 'p2' }, 2, generation => qr/line P1, but esb\.profile = p2; set it to p1$/ ],
	[ 'an index is missing', {}, 1,
		indexes => qr{no index on \w+ \(create_time\).*: $client --force --database=bk_sops < /\S+/schema/indexes\.sql$},
		[ 'ALTER TABLE bk_sops.pipeline_pipelineinstance DROP KEY bksops_create_time' ],
		[ 'ALTER TABLE bk_sops.pipeline_pipelineinstance ADD KEY bksops_create_time (create_time)' ] ],
	# --- the login service ---
	[ 'the login key', { 'login.secret_key_file' => "$dir/wrong" }, 2,
		login_key => qr/opens none of the newest 1 token; it must be the SECRET_KEY of the running login service$/ ],
	[ 'nobody has logged in', {}, 1, login_key => qr/no token to try login\.secret_key on; log in once/,
		[ 'DELETE FROM open_paas.login_bktoken' ],
		[ "INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES ('$OLD', 1, 0)" ] ],
	# --- the server ---
	[ 'no tables of time zones', { time_zone => 'Africa/Cairo' }, 1,
		zone_tables => qr{time zone Africa/Cairo;.*: mysql_tzinfo_to_sql /usr/share/zoneinfo \| $client mysql$} ],
	[ 'the clock is ahead', {}, 1, clock => qr/its clock differs .*; synchronise both$/, ahead(100) ],
	[ 'max_connections', { 'pm.max_children' => 51 }, 1,
		connections => qr/up to 204 connections, max_connections is 200; .*SET GLOBAL max_connections = 224/ ],
	# --- the web server ---
	[ 'the web server is in no group', { %www, 'listen.group' => undef }, 2,
		socket => qr/www-data is neither owner .*; set listen\.group = www-data and listen\.mode = 0660$/,
		undef, undef, 'web' ],
	[ 'it may not enter the directory', { %www, listen => "$dir/shut/w.sock" }, 2,
		socket => qr{may not enter $dir/shut/; listen in another directory$}, undef, undef, 'web' ],
	[ 'nor a directory of services', { %www, listen => "$var/it's shut/w.sock" }, 2,
		socket => qr{; listen in another directory, or: chmod o\+x '$var/it'\\''s shut/'$}, undef, undef, 'web' ],
	[ 'there is no such directory', { %www, listen => "$dir/gone/w.sock" }, 2,
		socket => qr{$dir/gone/: No such .*: mkdir -p -m 755 $dir/gone/$}, undef, undef, 'web' ],
	[ 'the socket is open to all', { %www, 'listen.mode' => '0666' }, 1,
		socket => qr/lets every local user connect; set listen\.group/, undef, undef, 'web' ],
	[ 'TCP is open to all', { listen => '127.0.0.1:9999' }, 1,
		socket => qr/every local user can connect; set listen\.allowed_clients/ ],
	# --- what a start opens ---
	[ 'a port that another has', { listen => "127.0.0.1:$taken", 'listen.allowed_clients' => '127.0.0.1' }, 2,
		start => qr/listen = 127\.0\.0\.1:$taken: Address already in use$/ ],
	[ 'a log without its directory', { 'access.log' => "$dir/none/a.log" }, 2,
		start => qr{access\.log = $dir/none/a\.log: No such file} ],
	# --- files ---
	[ 'a secret that others may read', { 'mysql.sops.password_file' => "$dir/readable" }, 2,
		configuration => qr{password_file = $dir/readable: others may use the file; .*chmod o=} ],
	[ 'a secret that the group may write', { 'mysql.sops.password_file' => "$dir/writable" }, 1,
		secrets => qr{its group may write it; chmod g-w $dir/writable$} ],
	[ 'a secret that is another user\'s', { 'mysql.sops.password_file' => "$dir/foreign" }, 1,
		secrets => qr{belongs to uid 65534; chown root $dir/foreign,}, undef, undef, 'root' ],
	[ 'a secret that is not there', { 'mysql.sops.password_file' => "$dir/no-file" }, 2,
		configuration => qr/no-file: No such file/ ],
	[ 'an option file that others may read', { 'mysql.sops.option_file' => "$dir/my.cnf", 'mysql.sops.user' => undef,
			'mysql.sops.password_file' => undef }, 1,
		files => qr{others may use it; chgrp .*: chmod o= $dir/my\.cnf$} ],
	[ 'certificates that workers cannot read', { 'mysql.sops.ssl_ca' => "$dir/closed.pem" }, 2,
		files => qr/closed\.pem: Permission denied; workers read it/, undef, undef, 'root' ],
	# --- commands with a name that the shell would read ---
	[ 'a quoted path for mysql', { 'mysql.sops.socket' => "$odd/sock", 'mysql.paas.socket' => $m->{socket},
			time_zone => 'Africa/Cairo' }, 1, zone_tables => qr{ mysql --socket=$odd_say/sock' --user=root -p mysql$} ],
	[ '... mkdir', { %www, listen => "$odd/gone/w.sock" }, 2,
		socket => qr{: mkdir -p -m 755 $odd_say/gone/'$}, undef, undef, 'web' ],
	[ '... chmod', { 'mysql.sops.password_file' => "$odd/writable" }, 1, secrets => qr{; chmod g-w $odd_say/writable'$} ],
	[ '... chown', { 'mysql.sops.password_file' => "$odd/foreign" }, 1,
		secrets => qr{; chown root $odd_say/foreign',}, undef, undef, 'root' ],
	[ '... of an option file', { 'mysql.sops.option_file' => "$odd/my.cnf", 'mysql.sops.user' => undef,
			'mysql.sops.password_file' => undef }, 1, files => qr{: chmod o= $odd_say/my\.cnf'$} ],
	[ '... of a database', { 'mysql.sops.database' => "--x `%';id" }, 2,
		connect => qr/: GRANT SELECT ON `--x ``\\%';id`\.\* TO 'bksops_ro'\@'localhost'$/ ],
	[ 'an account that has a quote', { 'mysql.sops.user' => "it's", 'mysql.sops.database' => 'bk_sop' }, 2,
		connect => qr/: GRANT SELECT ON `bk\\_sop`\.\* TO the account$/,
		[ qq(CREATE USER "it's"\@localhost IDENTIFIED BY '$Bk::Pool::PASSWORD'), 'GRANT SELECT ON *.* TO "it\'s"@localhost',
			'REVOKE SELECT ON *.* FROM "it\'s"@localhost' ], [ 'DROP USER "it\'s"@localhost' ] ],
	# --- the file itself ---
	[ 'a key that is none', { foo => 1 }, 2, configuration => qr/d\.conf:\d+: .*foo/ ],
	[ 'a known check that is none', { 'doctor.accept' => 'index' }, 2,
		configuration => qr/doctor\.accept = index: .*such as indexes/ ],
	[ 'an error that is called known', { 'doctor.accept' => 'login_key', 'login.secret_key_file' => "$dir/wrong" }, 2,
		login_key => qr/opens none/ ],
);

for my $row (@rows) {
	my ($name, $set, $status, $check, $words, $do, $undo, $needs, $alone) = @$row;
  SKIP: {
		skip "$name: $lacks{$needs}", 2 if $needs && $lacks{$needs};
		$m->do($_) for @{ $do // [] };
		spew("$dir/d.conf", Bk::Doctor::section($m, 'www', %$set), 0600);
		my $out = qx('@{[ Bk::Pool::program() ]}' -c '$dir/d.conf' --doctor 2>&1 </dev/null);
		my $got = $? & 127 ? "signal $?" : $? >> 8;
		$m->do($_) for @{ $undo // [] };
		my $level = (qw(ok warning error))[$status];
		my @amiss = grep { $_->[1] ne 'ok' } Bk::Doctor::found($out);
		my @found = map { $_->[1] eq $level && $_->[2] eq $check ? $_->[3] : () } Bk::Doctor::found($out);
		my $hit   = (grep { $_ =~ $words } @found) && !($alone && @amiss > 1);
		is("exit $got, " . ($hit ? 'said' : "not said: $level $check $words"), "exit $status, said", $name)
		  or diag $out;
		unlike($out, qr/wrong-SECRET-0815|\Q$Bk::Pool::PASSWORD\E|\Q$OLD\E/, "$name: no secret is shown");
	}
}
cmp_ok(scalar(@rows), '>=', 30, 'that many mistakes');
done_testing();
