# SPDX-License-Identifier: MIT
package Bk::WebServers;

# Apache and lighttpd with the shipped files of fcgi-conf/, and HAProxy; nginx
# has a module of its own.  Each function starts a server; those for one kind of
# site return its port.
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir start wait_for slurp spew);
use IO::Socket::INET;

my $modules = '/usr/lib/apache2/modules';

sub has_apache   { return -x '/usr/sbin/apache2' && -e "$modules/mod_proxy_fcgi.so" }
sub has_fcgid    { return -x '/usr/sbin/apache2' && -e "$modules/mod_fcgid.so" }
sub has_lighttpd {
	my ($module) = @_;
	return -x '/usr/sbin/lighttpd' && (!$module || -e "/usr/lib/lighttpd/$module.so");
}
sub has_haproxy  { return -x '/usr/sbin/haproxy' }

# A shipped file with this test's paths in it.
sub _shipped {
	my ($file, %swap) = @_;
	my $text = slurp(Bk::Nginx::source() . "/fcgi-conf/$file") or die "no fcgi-conf/$file";
	for my $from (keys %swap) {
		$text =~ s/\Q$from\E/$swap{$from}/g or die "$file does not name $from";
	}
	# On a busy machine a pool's answer may take longer than the file allows.
	$text =~ s/^(.*[Tt]imeout"?[ =>]+)\d+/$1$Bk::Process::PATIENCE/mg;
	return $text;
}

sub _listening {
	my ($name, $port, $log) = @_;
	wait_for($name, sub {
		IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
	});
	return $port;
}

# The modules that a shipped file says it needs: a comment that forgets one
# fails every test of that file.
sub _needs {
	my ($site) = @_;
	my ($needs) = $site =~ /^# Needs: LoadModule ((?:\w+_module[,.]\s+(?:# )?)+)/m or return;
	return $needs =~ /(\w+)_module/g;
}

# start_apache(NAME, site => TEXT with a shipped file in it, modules => [those
# that the rest of it needs], user => [name, group] when started as root): {port,
# pid, dir}.  PORT in the text is the port.
sub start_apache {
	my ($name, %o) = @_;
	my $dir  = tmpdir . "/$name";
	my $port = Bk::Process::free_port();
	my $site = $o{site} =~ s/\bPORT\b/$port/gr;
	my ($as, $group) = @{ $o{user} // [ 'nobody', 'nogroup' ] };
	my $user = $< == 0 ? "User $as\nGroup $group" : '';
	my %once;
	my @load = grep { !$once{$_}++ } qw(mpm_event authz_core), _needs($site), @{ $o{modules} // [] };
	mkdir $dir;
	chmod 0777, $dir;
	my $lines = join '', map { "LoadModule ${_}_module $modules/mod_$_.so\n" } @load;
	spew("$dir/httpd.conf", <<~EOT);
	ServerRoot $dir
	PidFile $dir/pid
	ErrorLog $dir/error.log
	ServerName 127.0.0.1
	Timeout $Bk::Process::PATIENCE
	Listen 127.0.0.1:$port
	$user
	Mutex pthread
	$lines
	<IfModule mod_fcgid.c>
		FcgidIPCDir $dir
		FcgidProcessTableFile $dir/shm
	</IfModule>
	$site
	EOT
	my $pid = start($name, signal => 'TERM', out => "$dir/out",
		cmd => [ '/usr/sbin/apache2', '-DFOREGROUND', '-f', "$dir/httpd.conf" ]);
	_listening($name, $port);
	return { port => $port, pid => $pid, dir => $dir };
}

# The files of bk-sops' own URLs, "-apigw" and "-current", have names and sockets
# of their own.
sub _sample {
	my ($server, $pool, $kind) = @_;
	my $socket = $kind ? substr $kind, 1 : 'www';
	return _shipped($server . ($kind // '') . '.conf', "/run/bksops-fcgi/$socket.sock" => $pool->{socket});
}

# httpd starts the program itself, with the configuration of this pool but
# without "listen".
sub fcgid_sample {
	my ($pool, $kind) = @_;
	my $dir  = tmpdir;
	my $conf = slurp($pool->{conf});
	my $name = 'apache-fcgid' . ($kind // '');
	# httpd's user may not get to where the program was built.
	system('cp', Bk::Pool::program(), "$dir/bksops-fcgi") == 0 or die 'cp' if !-e "$dir/bksops-fcgi";
	$conf =~ s/^listen.*\n//mg;
	$conf =~ s/^pm\.max_children.*/pm.max_children = 1/m;
	# httpd's user reads the secrets itself.
	my @files = $conf =~ /_file = (\S+)/g;
	for my $file (@files) {
		system('cp', $file, "$file.fcgid") == 0 or die 'cp';
		chown scalar(getpwnam 'nobody'), -1, "$file.fcgid" if $< == 0;
		$conf =~ s/\Q$file\E$/$file.fcgid/m;
	}
	# And opens the logs.
	my $logs = "$dir/$name-logs";
	mkdir $logs;
	chown scalar(getpwnam 'nobody'), -1, $logs if $< == 0;
	$conf =~ s{^(access\.log|slowlog) = .*/}{$1 = $logs/}mg;
	spew("$dir/$name.conf", $conf);
	return _shipped("$name.conf",
		'/usr/sbin/bksops-fcgi' => "$dir/bksops-fcgi",
		'/etc/bksops-fcgi/' . ($kind ? substr $kind, 1 : 'bksops-fcgi') . '.conf' => "$dir/$name.conf");
}

# The servers that have samples: [name, whether it is installed, what starts it,
# text of the sample for a pool; with "-apigw" or "-current" of the one for
# bk-sops' own URLs].
our @SERVERS = (
	[ 'nginx',                 \&Bk::Nginx::available, \&start_nginx,    sub { _sample('nginx', @_) } ],
	[ 'Apache mod_proxy_fcgi', \&has_apache,           \&start_apache,   sub { _sample('apache-proxy_fcgi', @_) } ],
	[ 'Apache mod_fcgid',      \&has_fcgid,            \&start_apache,   \&fcgid_sample ],
	[ 'lighttpd',              \&has_lighttpd,         \&start_lighttpd, sub { _sample('lighttpd', @_) } ],
);

# Each with its sample and nothing behind.
sub apache_proxy { return _with('apache-proxy', \&start_apache,   _sample('apache-proxy_fcgi', @_), @_) }
sub apache_fcgid { return _with('apache-fcgid', \&start_apache,   fcgid_sample(@_),                @_) }
sub lighttpd     { return _with('lighttpd',     \&start_lighttpd, _sample('lighttpd', @_),          @_) }

sub _with {
	my ($name, $start, $site, $pool, $kind) = @_;
	return $start->($name . ($kind // ''), site => $site)->{port};
}

# As the shipped file, but connections are kept.
sub apache_proxy_reuse {
	my ($pool) = @_;
	my $site = _sample('apache-proxy_fcgi', $pool);
	$site =~ s/enablereuse=\w+/enablereuse=on/ or die 'the shipped file says nothing about enablereuse';
	return start_apache('apache-reuse', site => $site)->{port};
}

# As start_apache(); `modules` are those of server.modules, in their order.
sub start_lighttpd {
	my ($name, %o) = @_;
	my $dir  = tmpdir . "/$name";
	my $port = Bk::Process::free_port();
	my $load = join ', ', map { qq("$_") } @{ $o{modules} // ['mod_fastcgi'] };
	mkdir $dir;
	spew("$dir/lighttpd.conf", <<~EOT . $o{site});
	server.document-root = "$dir"
	server.bind = "127.0.0.1"
	server.port = $port
	server.modules = ( $load )
	server.max-read-idle = $Bk::Process::PATIENCE
	server.max-write-idle = $Bk::Process::PATIENCE
	EOT
	my $pid = start('lighttpd', signal => 'TERM', out => "$dir/out",
		cmd => [ '/usr/sbin/lighttpd', '-D', '-f', "$dir/lighttpd.conf" ]);
	_listening('lighttpd', $port);
	return { port => $port, pid => $pid, dir => $dir };
}

# As start_apache(): the text is that of a server block.
sub start_nginx {
	my ($name, %o) = @_;
	my $port  = Bk::Process::free_port();
	my $wait  = join ' ', map { "${_}_timeout ${Bk::Process::PATIENCE}s;" } qw(client_body send);
	my $nginx = Bk::Nginx->new(name => "-$name", http => "$wait\nserver {\n\tlisten 127.0.0.1:$port;\n$o{site}\n}\n");
	_listening('nginx', $port);
	return { port => $port, pid => $nginx->{pid}, dir => $nginx->{dir} };
}

# HAProxy in front of a pool; `lines` are added to its fcgi-app.
sub haproxy {
	my ($pool, $lines) = @_;
	my $dir  = tmpdir;
	my $port = Bk::Process::free_port();
	$lines //= '';
	spew("$dir/haproxy.cfg", <<~EOT);
	defaults
		mode http
		timeout connect 5s
		timeout client ${Bk::Process::PATIENCE}s
		timeout server ${Bk::Process::PATIENCE}s
	fcgi-app bksops
		docroot /
		$lines
	frontend web
		bind 127.0.0.1:$port
		default_backend pool
	backend pool
		use-fcgi-app bksops
		server bksops unix\@$pool->{socket} proto fcgi
	EOT
	start('haproxy', signal => 'TERM', out => "$dir/haproxy.out",
		cmd => [ '/usr/sbin/haproxy', '-f', "$dir/haproxy.cfg" ]);
	return _listening('haproxy', $port);
}

# The files for the status pages, with the socket at this place; each makes the
# server listen on a port of its own.
sub _status {
	my ($file, $socket) = @_;
	my $port = Bk::Process::free_port();
	return ($port, _shipped($file, '/run/bksops-fcgi/www-status.sock' => $socket, '127.0.0.1:8081' => "127.0.0.1:$port"));
}

sub apache_status {
	my ($socket) = @_;
	my ($port, $site) = _status('apache-proxy_fcgi-status.conf', $socket);
	start_apache('apache-status', site => $site);
	return _listening('apache-status', $port);
}

sub lighttpd_status {
	my ($socket) = @_;
	my ($port, $site) = _status('lighttpd-status.conf', $socket);
	start_lighttpd('lighttpd-status', site => $site);
	return _listening('lighttpd-status', $port);
}

sub nginx_status {
	my ($socket) = @_;
	my ($port, $site) = _status('nginx-status.conf', $socket);
	Bk::Nginx->new(name => '-status', http => $site);
	return _listening('nginx-status', $port);
}

1;
