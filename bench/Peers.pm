# SPDX-License-Identifier: MIT
package Peers;

# What is measured beside this program, and the one nginx in front of all.
# Each is {socket, pid}.
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Process qw(tmpdir start wait_for spew);
use IO::Socket::INET;
use IO::Socket::UNIX;

sub _started {
	my ($name, $socket, @cmd) = @_;
	my $pid = start($name, out => tmpdir . "/$name.out", cmd => \@cmd);
	wait_for($name, sub { IO::Socket::UNIX->new(Peer => $socket) });
	return { socket => $socket, pid => $pid };
}

# PHP-FPM with the scripts of bench/peer; undef where there is none.
sub php_fpm {
	my ($maria, $workers) = @_;
	my ($program) = glob '/usr/sbin/php-fpm*' or return;
	my $dir  = tmpdir;
	my $user = $< == 0 ? "user = nobody\ngroup = nogroup" : '';
	spew("$dir/php.conf", <<~EOT);
	[global]
	error_log = $dir/php.log
	[peer]
	$user
	listen = $dir/php.sock
	listen.mode = 0666
	pm = static
	pm.max_children = $workers
	EOT
	system('cp', '-r', Bk::Nginx::source() . '/bench/peer', "$dir/php") == 0 or die 'cp';
	system('chmod', '-R', 'a+rX', "$dir/php") == 0 or die 'chmod';
	my $php = _started('php-fpm', "$dir/php.sock", $program, '-F', '-y', "$dir/php.conf",
		'-d', 'opcache.enable=1', '-d', 'memory_limit=512M');
	return { %$php, params => "fastcgi_param SCRIPT_FILENAME $dir\$fastcgi_script_name; fastcgi_param BENCH_SOCKET $maria->{socket};" };
}

sub ceiling {
	my ($workers) = @_;
	my $socket = tmpdir . '/ceiling.sock';
	return _started('ceiling', $socket, './bench/ceiling', $socket, $workers);
}

# nginx(PATH => {socket, params}, ...): its port.
sub nginx {
	my (%behind) = @_;
	my $dir  = tmpdir;
	my $port = Bk::Process::free_port();
	my $user = $< == 0 ? 'user root;' : '';
	my $locations = join '', map {
		"location $_ { fastcgi_pass unix:$behind{$_}{socket}; include /etc/nginx/fastcgi_params; "
		  . ($behind{$_}{params} // '') . " fastcgi_buffers 16 32k; fastcgi_buffer_size 32k; fastcgi_max_temp_file_size 0; }\n"
	} sort keys %behind;
	my $temp = join ' ', map { "${_}_temp_path $dir/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
	spew("$dir/bench.conf", "daemon off; $user pid $dir/bench.pid; error_log $dir/bench.err; events { worker_connections 256; }\n"
		  . "http { access_log off; $temp server { listen 127.0.0.1:$port;\n$locations} }\n");
	start('nginx', signal => 'QUIT', out => "$dir/bench.out",
		cmd => [ '/usr/sbin/nginx', '-c', "$dir/bench.conf", '-e', "$dir/bench.err" ]);
	wait_for('nginx', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
	return $port;
}

1;
