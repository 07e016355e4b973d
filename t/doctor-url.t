# SPDX-License-Identifier: MIT
# bksops-fcgi --doctor --url: who answers a URL, a pool or another server, and
# what is said when nobody does.
use v5.28;
use warnings;
use Bk::Doctor ();
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir start wait_for slurp spew);
use Bk::WebServers;
use IO::Socket::INET;
use IO::Socket::UNIX;
use JSON::PP ();
use POSIX ();
use Test::More;

plan skip_all => 'not installed: nginx' if !Bk::Nginx::available();
my $dir     = tmpdir;
my $root    = $> == 0;
my $program = "$dir/bksops-fcgi";
my $ESB     = '/api/c/compapi/v2/sops/get_task_detail/';
my $APIGW   = '/o/bk_sops/apigw/get_tasks_status/1/';
# Another user may not get to where the program was built.
system('cp', Bk::Pool::program(), $program) == 0 or die 'cp';
chmod 0755, $program;

# No database is needed: what the doctor asks for is refused by the pool.
my %header = (auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef);
my $pool   = Bk::Pool->new(name => 'www');
my $other  = Bk::Pool->new(name => 'apigw', set => \%header);
my $both   = "$dir/both.conf";
spew($both, slurp($pool->{conf}) . slurp($other->{conf}) =~ s/^\[global\]\n.*\n//r);

sub site {
	my ($name, $lines) = @_;
	return Bk::Nginx->new(name => "-$name", site => $lines)->{port};
}

sub to { my ($socket) = @_; return "fastcgi_pass unix:$socket; include fastcgi_params;" }

# --- another server, which says what it is ---
my $esb = Bk::Process::free_port();
spew("$dir/esb.pl", <<'EOT');
use IO::Socket::INET;
$SIG{CHLD} = 'IGNORE';
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 16, ReuseAddr => 1)
  or die $!;
while (1) {
	my $client = $listen->accept or next;
	next if fork;
	my ($path) = (<$client> // '') =~ / (\S+)/;
	1 while defined($_ = <$client>) && /\S/;
	my %answer = (
		'/redirect' => "301 Moved\r\nServer: esb\r\nLocation: http://ann:secretpw\@127.0.0.1:$ARGV[1]$ARGV[2]?secret=1\r\n\r\n",
		'/hostile'  => "200 OK\r\nServer: \e[2J" . ('x' x 300) . "\r\n\r\n",
		'/nameless' => "200 OK\r\n\r\n",
		'/half'     => "200 OK\r\nServer: esb\r\nContent-Length: 9\r\n\r\nhalf",
		'/none'     => undef);
	sleep 3600 if $path eq '/never';
	my $answer = exists $answer{$path} ? $answer{$path} : "200 OK\r\nServer: esb\r\nContent-Length: 2\r\n\r\n{}";
	print $client "HTTP/1.1 $answer" if defined $answer;
	exit;
}
EOT

my $all   = site('all', 'location / { ' . to($pool->{socket}) . ' }');
my $mixed = site('mixed', "location /api/ { ${\to($pool->{socket})} }\nlocation /o/ { ${\to($other->{socket})} }");
my $swallowed = site('swallowed', <<~EOT);
location ^~ /api/ { proxy_pass http://127.0.0.1:$esb; }
location ~ /sops/ { ${\to($pool->{socket})} }
EOT
my $deny  = site('deny', "location / { deny all; " . to($pool->{socket}) . ' }');
my $gone  = site('gone', 'location / { ' . to("$dir/nothing.sock") . ' }');
my $free  = Bk::Process::free_port();
start('esb', out => "$dir/esb.out", cmd => [ $^X, "$dir/esb.pl", $esb, $all, $ESB ]);
wait_for('another server', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $esb) });

# --- TLS ---
my $tls = Bk::Process::free_port();
my $has_tls = !system 'openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1'
  . " -addext subjectAltName=IP:127.0.0.1 -keyout $dir/tls.key -out $dir/tls.crt >$dir/openssl.out 2>&1";
Bk::Nginx->new(name => '-tls', http => <<~EOT) if $has_tls;
server {
	listen 127.0.0.1:$tls ssl;
	ssl_certificate $dir/tls.crt;
	ssl_certificate_key $dir/tls.key;
	location / { ${\to($pool->{socket})} }
}
EOT

# Starts the doctor; what it says is in the file. `as`: another user.
my $runs = 0;
sub begin {
	my ($url, %o) = @_;
	my $out = "$dir/doctor." . ++$runs;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', '/dev/null' or die $!;
		open STDOUT, '>', $out or die $!;
		open STDERR, '>&', \*STDOUT or die $!;
		$ENV{$_} = $o{env}{$_} for keys %{ $o{env} // {} };
		if (my $as = $o{as}) {
			$) = "$as->[1] $as->[1]";
			POSIX::setgid($as->[1]);
			POSIX::setuid($as->[0]);
		}
		exec $program, '-c', $o{conf} // $pool->{conf}, '--doctor', '--url', $url, @{ $o{options} // [] }
		  or POSIX::_exit(127);
	}
	return [ $pid, $out ];
}

# The exit status and what was said, as it was.
sub end_raw {
	my ($run) = @_;
	waitpid $run->[0], 0;
	return ($? & 127 ? "signal $?" : $? >> 8) . "\n" . slurp($run->[1]);
}

# Likewise, each finding as "[pool] level: check: URL: text".
sub end {
	my ($status, @lines) = split /(?<=\n)/, end_raw(@_);
	my @rest = grep { !/^\[|^  \w+: \w+: / } @lines;
	return join '', $status, (map { "[$_->[0]] $_->[1]: $_->[2]: $_->[3]\n" } Bk::Doctor::found(join '', @lines)), @rest;
}

sub says {
	my ($name, $url, $pattern, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	like(end(begin($url, %o)), $pattern, $name);
}

# These take until the doctor gives up.
my $never = begin("http://127.0.0.1:$esb/never");

# What somebody else at a pool's place may say, whom it is asked.
my $seen = '"\1\6\0\1\0\10\0\0\r\n\r\nseen\1\3\0\1\0\10\0\0" . "\0" x 8';
my %fake = (
	silent  => [ '', qr/: Connection timed out; all workers are busy: set status\.listen\n/ ],
	closes  => [ 'exit', qr/: Connection reset by peer; / ],
	garbage => [ 'print $c "HTTP/1.1 400\r\n\r\n"; exit', qr/: Connection reset by peer; / ],
	endless => [ '1 while print $c "\1\7\0\1\0\10\0\0" . "x" x 8', qr/: Connection timed out; / ],
	other   => [ "print \$c $seen; sleep", qr/: no answer of this bksops-fcgi; / ],
);
spew("$dir/fake.pl", <<'EOT');
use IO::Socket::UNIX;
$SIG{CHLD} = 'IGNORE';
my $listen = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 16) or die $!;
while (1) {
	my $c = $listen->accept or next;
	next if fork;
	alarm 60;
	$c->autoflush(1);
	sysread $c, my $question, 4096;
	eval $ARGV[1];
	sleep;
}
EOT
my %faked;
for my $how (sort keys %fake) {
	start($how, out => "$dir/$how.out", cmd => [ $^X, "$dir/fake.pl", "$dir/$how.sock", $fake{$how}[0] ]);
	wait_for($how, sub { -S "$dir/$how.sock" });
	spew("$dir/$how.conf", slurp($pool->{conf}) =~ s{^listen = .*}{listen = $dir/$how.sock}mr);
	$faked{$how} = begin("http://127.0.0.1:$esb$ESB", conf => "$dir/$how.conf");
}

# --- a pool answers ---
my %port = (nginx => Bk::Nginx->new(name => '-sample', pool => $pool)->{port});
$port{Apache}   = Bk::WebServers::apache_proxy($pool) if Bk::WebServers::has_apache();
$port{lighttpd} = Bk::WebServers::lighttpd($pool)     if Bk::WebServers::has_lighttpd();
for my $server (qw(nginx Apache lighttpd)) {
SKIP: {
		skip "$server is not installed", 2 if !$port{$server};
		my $site = "http://127.0.0.1:$port{$server}";
		says("$server: an endpoint", "$site$ESB", qr/\A0\n\[www\] ok: url: \Q$site$ESB\E: pool www answered \(HTTP /);
		says("$server: a site", $site, qr/\A0\n\[www\] ok: url: \Q$site$ESB\E: pool www answered/);
	}
}
my $nginx = "http://127.0.0.1:$all";
says('a site with a slash', "$nginx/", qr/\A0\n\[www\] ok: url: \Q$nginx$ESB\E: pool www/);
says('two pools of a site', "http://127.0.0.1:$mixed",
	qr/\A0\n\[www\] ok: \S+ \S+\Q$ESB\E: pool www .*\n\[apigw\] ok: \S+ \S+\Q$APIGW\E: pool apigw answered \(HTTP 405\)\n/,
	conf => $both);
my $current = Bk::Pool->new(name => 'current', set => { %header, auth => 'jwt', generation => 'current' });
says('a pool of the current generation, without a key',
	"http://127.0.0.1:" . site('current', "location / { ${\to($current->{socket})} }"),
	qr/\A0\n\[current\] ok: \S+ \S+\Q$APIGW\E: pool current answered \(HTTP 405\)\n/, conf => $current->{conf});
says('a pool without its database', "$nginx$ESB",
	qr/\A0\n.*pool www answered \(HTTP 500\); --doctor without --url says what it lacks\n/);
says('of two pools the one that answers', "http://127.0.0.1:$mixed$APIGW",
	qr/\A0\n\[apigw\] ok: .*: pool apigw answered.*\n1 ok, 0/, conf => $both);
spew("$dir/twins.conf", slurp($pool->{conf}) . slurp($pool->{conf}) =~ s/^\[global\]\n.*\n//r =~ s/\[www\]/[shop]/r
	  =~ s{^listen = .*}{listen = $dir/shop.sock}mr);
says('two pools with the same URLs', "http://127.0.0.1:$all", qr/\A1\n\[www\]\ ok:\ .*:\ pool\ www\ answered.*\n
	\[shop\]\ warning:\ url:\ pool\ shop\ has\ the\ same\ URLs\ as\ www;\ give\ --url\ a\ URL\ that\ only\ it\ serves\n/x,
	conf => "$dir/twins.conf");
says('a URL that the pool does not have', "$nginx/x$ESB",
	qr/\A1\n\[www\] warning: .*pool www answered \(HTTP 404\): it has no such URL/);
spew("$dir/known.conf", slurp($pool->{conf}) . "doctor.accept = url\n");
says('... which is known', "$nginx/x$ESB", qr/\A0\n\[www\] accepted: url: .*\(HTTP 404\)/, conf => "$dir/known.conf");
says('another pool than those of the file', "http://127.0.0.1:$mixed$APIGW",
	qr/\A2\n\[-\] error: .*another server answered \(HTTP 405, Server: nginx/);
says('a query is not shown', "$nginx$ESB?bk_app_secret=Sekret#x",
	qr/\A0\n(?!.*Sekret)\[www\] ok: url: \Q$nginx$ESB\E: pool/s);
is(end_raw(begin("$nginx$ESB")) =~ s/HTTP \d+/HTTP/r,
	"0\n[www] $nginx$ESB\n  ok: url: pool www answered (HTTP); --doctor without --url says what it lacks\n"
	  . "1 ok, 0 warnings, 0 errors\n", 'the URL stands above what is found');
for my $length (1000, 5000) {
	my $long = "$nginx$ESB" . 'x' x $length;
	says("a URL of more than $length bytes is cut, the verdict is not", $long,
		qr/\A0\n\[www\] ok: url: \Q$nginx$ESB\Ex{100,330}\.\.\.: pool www answered \(HTTP \d+\)/);
}
says('--quiet: nothing of a pool that answers', "$nginx$ESB", qr/\A0\n\z/, options => ['--quiet']);
says('a proxy in the environment is not asked', "$nginx$ESB",
	qr/\A0\n/, env => { http_proxy => "http://127.0.0.1:$free" });
# Its database is none, which is said at its start.
unlike(slurp("$dir/apigw.log"), qr/ERROR(?!.* the server (?:does not answer|refuses): )|WARNING/, 'what is asked of bk-sops\' URLs is no fault of the pool');

# --- another server answers ---
my $E = "http://127.0.0.1:$esb";
says('an ESB in front', "$E$ESB",
	qr/\A2\n\[-\] error: url: \Q$E$ESB\E: another server answered \(HTTP 200, Server: esb\)\n0 ok, 0 w.*, 1 e/);
says('an ESB behind nginx, which takes the URL first', "http://127.0.0.1:$swallowed",
	qr/\A2\n\[-\] error: url: \S+\Q$ESB\E: another server answered \(HTTP 200, Server: nginx/);
says('one that names no server', "$E/nameless", qr/\A2\n.*another server answered \(HTTP 200\)\n/);
says('a redirection to a pool is not followed', "$E/redirect",
	qr/\A2\n.*another server answered \(HTTP 301, Server: esb, to \Q$nginx$ESB\E\)\n/);
says('a name that a terminal would obey', "$E/hostile", qr/\A2\n.*Server: \?\[2Jx{59,60}\)\n/);
says('an answer that is cut', "$E/half", qr/\A2\n.*another server answered \(HTTP 200, Server: esb\)\n/);
says('one that lets only some hosts ask', "http://127.0.0.1:$deny$ESB",
	qr/\A2\n.*another server answered \(HTTP 403, Server: nginx.*\); where only some hosts may ask/);
says('one that does not reach its pool', "http://127.0.0.1:$gone$ESB",
	qr/\A2\n.*another server answered \(HTTP 502, Server: nginx.*\); its error log says why/);

# --- nobody answers ---
says('a port that refuses', "http://127.0.0.1:$free$ESB",
	qr/\A2\n\[-\] error: .*: nobody answered: Connection refused\n/);
says('no answer at all', "$E/none", qr/\A2\n.*: nobody answered: \S/);
says('a name that is none', "http://no-such-host.invalid$ESB", qr/\A2\n.*: nobody answered: the name is unknown: /);
says('TLS where there is none', "https://127.0.0.1:$all$ESB", qr/\A2\n.*: nobody answered: TLS failed: /);
SKIP: {
	skip 'no openssl', 2 if !$has_tls;
	says('a certificate of an unknown CA', "https://127.0.0.1:$tls$ESB",
		qr/\A2\n.*: nobody answered: the certificate is not trusted: .*SSL_CERT_FILE\n/, env => { SSL_CERT_FILE => '' });
	says('a certificate of a CA that is named', "https://127.0.0.1:$tls$ESB", qr/\A0\n.*: pool www answered/,
		env => { SSL_CERT_FILE => "$dir/tls.crt" });
}

# --- a pool that cannot be asked ---
spew("$dir/idle.conf", slurp($pool->{conf}) =~ s/\[www\]/[idle]/r =~ s{^listen = .*}{listen = $dir/idle.sock}mr);
says('a pool that does not run', "$E$ESB",
	qr/\A2\n\[-\] error: .*: another server answered, or a pool that cannot be asked \(HTTP 200, Server: esb\)\n/,
	conf => "$dir/idle.conf");
says('... and why', "$E$ESB",
	qr/\n\[idle\] error: .*: pool idle .*: \S+: No such file or directory; does bksops-fcgi run\?\n/,
	conf => "$dir/idle.conf");
SKIP: {
	skip 'only root can be two users', 3 if !$root;
	my ($uid, $gid) = (getpwnam 'nobody')[ 2, 3 ];
	chmod 0644, $pool->{conf};
	says('a user who may not read the secrets', "$nginx$ESB", qr/\A0\n.*: pool www answered/, as => [ $uid, $gid ]);
	chmod 0660, $pool->{socket};
	spew("$dir/group.conf", slurp($pool->{conf}) . "listen.group = www-data\n", 0644);
	says('one who may not connect', "$nginx$ESB",
		qr/\A2\n.*\n\[www\] error: .*: pool www cannot be asked: \S+: Permission denied; ask as root\n/,
		as => [ $uid, $gid ]);
	says('... but a group might', "$nginx$ESB",
		qr/\n\[www\] error: .*Permission denied; ask as root or as a member of group www-data\n/,
		as => [ $uid, $gid ], conf => "$dir/group.conf");
	chmod 0666, $pool->{socket};
}
# The web server, or whoever starts it, gives it its socket.
for (
	[ 'the status socket of a pool without listen',
		qr/\A0\n.*pool bare answered/, 'status.listen' => "$dir/bare-status.sock" ],
	[ 'a pool without any',
		qr/\A2\n.*, or a pool that .*\n.*pool bare cannot be asked: who starts it gives it its socket; set status\.listen/ ],
  ) {
	my ($name, $pattern, %set) = @$_;
	unlink "$dir/bare.sock";
	my $listen = IO::Socket::UNIX->new(Local => "$dir/bare.sock", Listen => 16) or die $!;
	chmod 0666, "$dir/bare.sock";
	my $text = slurp($pool->{conf}) =~ s/\[www\]/[bare]/r =~ s/^listen = .*\n//mr;
	spew("$dir/bare.conf", join '', $text, map { "$_ = $set{$_}\n" } keys %set);
	my $pid = start('bare', signal => 'QUIT', in => $listen, out => "$dir/bare.log",
		cmd => [ $program, '-F', '-c', "$dir/bare.conf" ]);
	close $listen;
	wait_for('the pool', sub { fcgi_get("$dir/bare.sock", '/ping') });
	my $port = site('bare' . keys %set, 'location / { ' . to("$dir/bare.sock") . ' }');
	says($name, "http://127.0.0.1:$port$ESB", $pattern, conf => "$dir/bare.conf");
	Bk::Process::stop($pid);
}

# --- what a client can do with it: nothing ---
my $id = '0123456789abcdef' x 2;
sub ask {
	my ($question) = @_;
	return fcgi_get($pool->{socket}, '/ping', params => [ BKSOPS_DOCTOR => $question ]) =~ s/.*\r\n\r\n//sr;
}
sub probe { my ($header) = @_; return http($all, 'GET', '/ping', headers => [ 'X-Bksops-Doctor', $header ]) }
is(probe($id)->{body}, 'pong', 'the header of a client changes no answer');
is(ask("ask $id"), "unseen\n", '... and an id that was not announced is not remembered');
is(ask("expect $id"), "unseen\n", 'an id is announced');
probe($_) for map { sprintf '%032x', $_ } 1 .. 100;
is(ask("ask $id"), "unseen\n", '... and not seen in other requests');
probe($id);
is(ask("ask $id"), "seen\n", '... and seen, after any number of others');
is(ask('ask ' . uc $id), "seen\n", '... in capitals, too');
my $got = http($all, 'GET', '/ping', headers => [ 'Bksops-Doctor', "ask $id", 'BKSOPS_DOCTOR', "ask $id" ]);
is($got->{body}, 'pong', 'a client cannot ask');
is(ask($_), 'pong', "no question: $_")
  for 'ask', "ask ${id}0", 'ask ' . substr($id, 1), 'ask ' . 'g' x 32, 'ask ' . '0' x 32, "ask$id", "seen $id", '';
ask(sprintf 'expect %032x', $_) for 1 .. 8;
is(ask("ask $id"), "unseen\n", 'eight later ones take its place');

# --- the forms of what is said ---
{
	my ($status, $text) = split /\n/, end_raw(begin("$E$ESB", options => ['--json'])), 2;
	my $json = eval { JSON::PP->new->utf8->decode($text) } // {};
	my $found = $json->{findings}[0];
	is("$status $json->{status} $json->{errors} $found->{pool} $found->{check} $found->{level}",
		'2 2 1 - url error', '--json: the same');
	is("$found->{place} $found->{text}", "$E$ESB another server answered (HTTP 200, Server: esb)",
		'--json: the same text');
}
says("a URL that cannot be asked: $_", $_, qr/\A64\n.*--url wants http/)
  for 'paas.example.com', 'ftp://h/', 'file:///etc/passwd', 'http://user:Sekret@h/', 'http://', "http://h/\n";
{
	my $bad = "$dir/bad.conf";
	spew($bad, slurp($pool->{conf}) . "[broken]\nfoo = 1\n");
	says('a pool with a mistake is told of', "$nginx$ESB",
		qr/\A2\n\[broken\] error: configuration: .*foo.*\n(?:\[broken\] .*\n)+\[www\] ok: url: /, conf => $bad);
}
like(end($faked{$_}), qr/\A2\n.*\n\[www\] error: .*: pool www cannot be asked: \S+$fake{$_}[1]/,
	"somebody at a pool's place: $_")
  for sort keys %fake;
like(end($never),
	qr/\A2\n\[-\] error: .*: nobody answered: the time is up: /, 'a server that never answers is given up');
done_testing();
