# SPDX-License-Identifier: MIT
package Bk::WebServers;

# Apache and lighttpd with the shipped files of fcgi-conf/; nginx has a module
# of its own.  Each function starts a server and returns its port.
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir start wait_for slurp spew);
use IO::Socket::INET;

my $modules = '/usr/lib/apache2/modules';

sub has_apache   { return -x '/usr/sbin/apache2' && -e "$modules/mod_proxy_fcgi.so" }
sub has_fcgid    { return -x '/usr/sbin/apache2' && -e "$modules/mod_fcgid.so" }
sub has_lighttpd { return -x '/usr/sbin/lighttpd' }

# A shipped file with this test's paths in it.
sub _shipped {
	my ($file, %swap) = @_;
	my $text = slurp(Bk::Nginx::source() . "/fcgi-conf/$file") or die "no fcgi-conf/$file";
	for my $from (keys %swap) {
		$text =~ s/\Q$from\E/$swap{$from}/g or die "$file does not name $from";
	}
	return $text;
}

sub _listening {
	my ($name, $port, $log) = @_;
	wait_for($name, sub {
		IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
	});
	return $port;
}

sub _apache {
	my ($name, $load, $site) = @_;
	my $dir  = tmpdir . "/$name";
	my $port = Bk::Nginx::free_port();
	my $user = $< == 0 ? "User nobody\nGroup nogroup" : '';
	mkdir $dir;
	chmod 0777, $dir;
	my $lines = join '', map { "LoadModule ${_}_module $modules/mod_$_.so\n" } qw(mpm_event authz_core authz_host headers alias), @$load;
	spew("$dir/httpd.conf", <<~EOT);
	ServerRoot $dir
	PidFile $dir/pid
	ErrorLog $dir/error.log
	ServerName 127.0.0.1
	Listen 127.0.0.1:$port
	$user
	Mutex file:$dir
	$lines
	$site
	EOT
	start($name, signal => 'TERM', out => "$dir/out",
		cmd => [ '/usr/sbin/apache2', '-DFOREGROUND', '-f', "$dir/httpd.conf" ]);
	return _listening($name, $port);
}

# Apache with this text alone: apache(NAME, [modules], TEXT).
sub apache { return _apache(@_) }

# The files of bk-sops' own URLs have names and sockets of their own.
sub apache_proxy {
	my ($pool, $apigw) = @_;
	return _apache('apache-proxy' . ($apigw // ''), [qw(proxy proxy_fcgi)],
		$apigw
		? _shipped('apache-proxy_fcgi-apigw.conf', '/run/bksops-fcgi/apigw.sock' => $pool->{socket})
		: _shipped('apache-proxy_fcgi.conf',       '/run/bksops-fcgi/www.sock'   => $pool->{socket}));
}

# As the shipped file, but connections are kept.
sub apache_proxy_reuse {
	my ($pool) = @_;
	my $site = _shipped('apache-proxy_fcgi.conf', '/run/bksops-fcgi/www.sock' => $pool->{socket});
	$site =~ s/enablereuse=\w+/enablereuse=on/ or die 'the shipped file says nothing about enablereuse';
	return _apache('apache-reuse', [qw(proxy proxy_fcgi)], $site);
}

# httpd starts the program itself, with the configuration of this pool but
# without "listen".
sub apache_fcgid {
	my ($pool, $apigw) = @_;
	$apigw //= '';
	my $dir  = tmpdir;
	my $conf = slurp($pool->{conf});
	my $name = "apache-fcgid$apigw";
	# httpd's user may not get to where the program was built.
	system('cp', Bk::Pool::program(), "$dir/bksops-fcgi") == 0 or die 'cp';
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
	my $logs = "$dir/fcgid$apigw-logs";
	mkdir $logs;
	chown scalar(getpwnam 'nobody'), -1, $logs if $< == 0;
	$conf =~ s{^(access\.log|slowlog) = .*/}{$1 = $logs/}mg;
	spew("$dir/$name.conf", $conf);
	return _apache($name, ['fcgid'],
		"FcgidIPCDir $dir/$name\nFcgidProcessTableFile $dir/$name/shm\n"
		  . _shipped("$name.conf",
			'/usr/sbin/bksops-fcgi' => "$dir/bksops-fcgi",
			'/etc/bksops-fcgi/' . ($apigw ? 'apigw' : 'bksops-fcgi') . '.conf' => "$dir/$name.conf"));
}

sub _lighttpd {
	my ($name, $site) = @_;
	my $dir  = tmpdir . "/$name";
	my $port = Bk::Nginx::free_port();
	mkdir $dir;
	spew("$dir/lighttpd.conf", <<~EOT . $site);
	server.document-root = "$dir"
	server.bind = "127.0.0.1"
	server.port = $port
	server.modules = ( "mod_fastcgi" )
	EOT
	start('lighttpd', signal => 'TERM', out => "$dir/out",
		cmd => [ '/usr/sbin/lighttpd', '-D', '-f', "$dir/lighttpd.conf" ]);
	return _listening('lighttpd', $port);
}

sub lighttpd {
	my ($pool, $apigw) = @_;
	return _lighttpd('lighttpd' . ($apigw // ''),
		$apigw
		? _shipped('lighttpd-apigw.conf', '/run/bksops-fcgi/apigw.sock' => $pool->{socket})
		: _shipped('lighttpd.conf',       '/run/bksops-fcgi/www.sock'   => $pool->{socket}));
}

# The files for the status pages, with the socket at this place; each makes the
# server listen on a port of its own.
sub _status {
	my ($file, $socket) = @_;
	my $port = Bk::Nginx::free_port();
	return ($port, _shipped($file, '/run/bksops-fcgi/www-status.sock' => $socket, '127.0.0.1:8081' => "127.0.0.1:$port"));
}

sub apache_status {
	my ($socket) = @_;
	my ($port, $site) = _status('apache-proxy_fcgi-status.conf', $socket);
	_apache('apache-status', [qw(proxy proxy_fcgi)], $site);
	return _listening('apache-status', $port);
}

sub lighttpd_status {
	my ($socket) = @_;
	my ($port, $site) = _status('lighttpd-status.conf', $socket);
	_lighttpd('lighttpd-status', $site);
	return _listening('lighttpd-status', $port);
}

sub nginx_status {
	my ($socket) = @_;
	my ($port, $site) = _status('nginx-status.conf', $socket);
	Bk::Nginx->new(name => '-status', http => $site);
	return _listening('nginx-status', $port);
}

1;
