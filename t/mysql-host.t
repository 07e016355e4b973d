# SPDX-License-Identifier: MIT
# mysql.*.host and ssl_mode: a host is asked over TCP, localhost, too, with what
# was asked of TLS; the doctor and the workers connect in the same way.
use v5.28;
use warnings;
use Bk::Doctor ();
use Bk::Fcgi qw(fcgi_get);
use Bk::Maria;
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use Test::More;

plan skip_all => 'not installed: ' . Bk::Maria::missing() if !Bk::Maria::available();
my $source = $ENV{BKSOPS_SRCDIR} // '.';
my $dir    = tmpdir;
my $port   = Bk::Process::free_port();
my $wrong  = Bk::Process::free_port();
my $m      = Bk::Maria->new;
$m->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql");
$m->read_only_account($Bk::Pool::PASSWORD, 'bk_sops');
for my $from ("'127.0.0.1'", "'::1'") {
	$m->account("bksops_ro\@$from", $Bk::Pool::PASSWORD);
	$m->do("GRANT SELECT ON bk_sops.* TO bksops_ro\@$from");
}

# --- certificates: as MySQL makes them for itself, and one for localhost ---
sub openssl { system("openssl @_ 2>$dir/openssl.log") == 0 or die slurp("$dir/openssl.log"); return }

for my $ca (qw(ca other)) {
	openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$ca -keyout $dir/$ca.key -out $dir/$ca.pem");
}
for ([ auto => 'MySQL_Server_8.0_Auto_Generated_Server_Certificate' ], [ named => 'localhost' ]) {
	my ($file, $name) = @$_;
	openssl("req -newkey rsa:2048 -nodes -subj /CN=$name -keyout $dir/$file.key -out $dir/$file.csr");
	openssl("x509 -req -in $dir/$file.csr -CA $dir/ca.pem -CAkey $dir/ca.key -CAcreateserial -days 2 -out $dir/$file.pem");
}
chmod 0644, glob "$dir/*.pem $dir/*.key";

# Starts the server anew, on TCP; args as those of Bk::Maria::start.
sub server {
	my (@args) = @_;
	$m->stop;
	return $m->start(port => $port, args => \@args);
}
sub tls { my ($file) = @_; return ("--ssl-ca=$dir/ca.pem", "--ssl-cert=$dir/$file.pem", "--ssl-key=$dir/$file.key") }

# Where the client libraries look for a server that they call localhost.
$ENV{MYSQL_UNIX_PORT} = $m->{socket};
spew("$dir/password", "$Bk::Pool::PASSWORD\n", 0600);
my %base = (auth => 'header', 'mysql.sops.socket' => undef, 'mysql.sops.port' => $port, 'mysql.paas.database' => undef,
	'login.secret_key_file' => undef);

# In front of the program's command, as the shell reads it; what logs had.
my (@complaints, @wrap);

# What the doctor says of each server: "ok", or why not.
sub doctor {
	my (%set) = @_;
	my %key = (%base, 'mysql.sops.user' => 'bksops_ro', 'mysql.sops.password_file' => "$dir/password",
		'mysql.sops.database' => 'bk_sops', ($> == 0 ? (user => 'nobody') : ()), %set);
	spew("$dir/d.conf", join '', "[www]\n", map { defined $key{$_} ? "$_ = $key{$_}\n" : () } sort keys %key);
	my $out = qx(@wrap @{[ Bk::Pool::program() ]} -c $dir/d.conf --doctor 2>&1);
	my @said = map { $_->[2] eq 'connect' ? $_->[3] : () } Bk::Doctor::found($out) or return $out;
	return join ', ', map { /: connected in / ? 'ok' : $_ } @said;
}

# Whether the workers of a pool reach the server.
my $number = 0;
sub ready {
	my (%set) = @_;
	my $pool = Bk::Pool->new(maria => $m, name => 'p' . ++$number, set => { %base, 'ready.path' => '/ready', %set });
	my $answer = fcgi_get($pool->{socket}, '/ready') // '';
	# The first worker's trial at the start may be there, too.
	my %how = map { ($_->[0] =~ /:\d+\z/ ? 'TCP' : 'socket') => 1 }
	  @{ $m->dbh->selectall_arrayref(q{SELECT host FROM information_schema.processlist WHERE user = 'bksops_ro'}) };
	$pool->stop;
	push @complaints, $pool->complaints;
	return ($answer =~ /\AStatus: 503/ ? 'not ready, ' : 'ready, ') . join ' ', sort keys %how;
}

my $UNREACHED = qr/no connection after \d+ ms: \(200[23]\)/;
my $NO_TLS    = qr/the server offers no TLS/;
my $TLS       = qr/no connection after \d+ ms: \(2026\)/;

sub trust { my ($mode, $ca) = @_; return (ssl_mode => $mode, ssl_ca => $dir . '/' . ($ca // 'ca') . '.pem') }

# [NAME, {KEY of mysql.sops.* => VALUE}, what the doctor says]
sub rows {
	for my $row (@_) {
		my ($name, $set, $want) = @$row;
		my $got = doctor(map { ("mysql.sops.$_" => $set->{$_}) } keys %$set);
		ref $want ? like($got, $want, $name) : is($got, $want, $name);
	}
	return;
}

# --- without TLS ---
my $named = "$dir/named.cnf";
spew($named, "[client]\nhost = 127.0.0.1\n", 0644);
server(Bk::Mysqld::is_mysql() ? '--tls-version=' : ());
rows(
	[ 'localhost',                      { host => 'localhost' }, 'ok' ],
	[ '127.0.0.1',                      { host => '127.0.0.1' }, 'ok' ],
	[ 'localhost, a wrong port',        { host => 'localhost', port => $wrong }, $UNREACHED ],
	[ '127.0.0.1, a wrong port',        { host => '127.0.0.1', port => $wrong }, $UNREACHED ],
	[ 'the second of two hosts',        { host => '127.0.0.9, localhost' }, qr/$UNREACHED.*, ok\z/ ],
	[ 'localhost, TLS required',        { host => 'localhost', ssl_mode => 'required' }, $NO_TLS ],
	[ 'localhost, verify_ca',           { host => 'localhost', trust('verify_ca') }, $NO_TLS ],
	[ 'the option file names the host', { option_file => $named }, 'ok' ],
	[ '... TLS required',               { option_file => $named, ssl_mode => 'required' }, $NO_TLS ],
);
is(ready('mysql.sops.host' => 'localhost'), 'ready, TCP', 'workers ask localhost over TCP');
is(ready('mysql.sops.host' => 'localhost', 'mysql.sops.port' => $wrong), 'not ready, ', '... where nobody listens');
is(ready('mysql.sops.socket' => $m->{socket}), 'ready, socket', 'workers and the socket');

# --- a name with two addresses: in a file of the program's own ---
SKIP: {
	skip 'only root can give the program an /etc/hosts', 2 if $> != 0;
	spew("$dir/hosts", "::1 localhost\n127.0.0.1 localhost\n");
	@wrap = ('unshare', '-m', 'sh', '-c', q('mount --bind "$0" /etc/hosts && exec "$@"'), "$dir/hosts");
	rows([ 'localhost: ::1 refuses, 127.0.0.1 answers', { host => 'localhost' }, 'ok' ]);
	eval { server('--bind-address=::1') } or skip 'no IPv6', 1;
	rows([ 'localhost: ::1 answers', { host => 'localhost' }, 'ok' ]);
}
@wrap = ();

# --- TLS ---
server(tls('auto'));
SKIP: {
	# Others check the name, too: see client_mariadb.c.
	my ($version) = qx(@{[ Bk::Pool::program() ]} -V) =~ /^MySQL client (\S+)$/m;
	skip "MySQL client $version", 3 if $version =~ /\A3\.(?!3\.)/;
	rows(
		[ "verify_ca: a certificate as MySQL's own", { host => '127.0.0.1', trust('verify_ca') }, 'ok' ],
		[ '... of localhost',                        { host => 'localhost', trust('verify_ca') }, 'ok' ],
	);
	is(ready('mysql.sops.host' => '127.0.0.1', 'mysql.sops.ssl_mode' => 'verify_ca', 'mysql.sops.ssl_ca' => "$dir/ca.pem"),
		'ready, TCP', '... and the workers');
}
for my $host ('127.0.0.1', 'localhost') {
	rows(
		[ "$host: required",                { host => $host, ssl_mode => 'required' }, 'ok' ],
		[ "$host: verify_ca, another CA",   { host => $host, trust('verify_ca', 'other') }, $TLS ],
		[ "$host: verify_identity, its CA", { host => $host, trust('verify_identity') }, $TLS ],
	);
}
spew($named, "[client]\nsocket = $m->{socket}\n", 0644);
rows([ 'the option file names a socket, TLS required', { option_file => $named, ssl_mode => 'required' }, 'ok' ]);
server(tls('named'));
rows(
	[ 'verify_identity: the name',     { host => 'localhost', trust('verify_identity') }, 'ok' ],
	[ 'verify_identity: another name', { host => '127.0.0.1', trust('verify_identity') }, $TLS ],
	[ 'verify_identity: another CA',   { host => 'localhost', trust('verify_identity', 'other') }, $TLS ],
);
is("@complaints", '', 'no crash, no sanitizer report and no secret in the logs');
done_testing;
