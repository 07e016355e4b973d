# SPDX-License-Identifier: MIT
package Bk::Kept;

# Web servers that keep connections to a pool.  Each function starts one and
# returns its port; Apache's is Bk::WebServers::apache_proxy_reuse.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir start wait_for spew);
use IO::Socket::INET;

sub has_haproxy { return -x '/usr/sbin/haproxy' }

sub _listening {
	my ($name, $port) = @_;
	wait_for($name, sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
	return $port;
}

# nginx that keeps `kept` idle connections in each of its two processes.
sub nginx {
	my ($pool, $kept) = @_;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	my ($dir, $port) = (tmpdir . "/nginx-keep-$pool->{name}", Bk::Process::free_port());
	my $user = $< == 0 ? 'user root;' : '';
	my $temp = join ' ', map { "${_}_temp_path $dir/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
	mkdir $dir;
	spew("$dir/nginx.conf", <<~EOT);
	daemon off; $user pid $dir/pid; error_log $dir/error.log;
	worker_processes 2;
	events { worker_connections 512; }
	http {
		access_log off; $temp
		upstream bksops { server unix:$pool->{socket}; keepalive $kept; }
		server {
			listen 127.0.0.1:$port;
			location / { include /etc/nginx/fastcgi_params; fastcgi_pass bksops; fastcgi_keep_conn on; }
		}
	}
	EOT
	start('nginx', signal => 'QUIT', cmd => [ 'nginx', '-c', "$dir/nginx.conf", '-e', "$dir/error.log" ]);
	return _listening('nginx', $port);
}

# HAProxy that keeps up to `kept` connections, or as many as it likes.  What it
# could not answer is in haproxy-POOL.out.
sub haproxy {
	my ($pool, $kept) = @_;
	my ($file, $port) = (tmpdir . "/haproxy-$pool->{name}", Bk::Process::free_port());
	my $most = $kept ? "pool-max-conn $kept" : '';
	spew("$file.cfg", <<~EOT);
	defaults
		mode http
		log stdout format raw local0
		option httplog
		option dontlog-normal
		timeout connect 5s
		timeout client 120s
		timeout server 120s
	fcgi-app bksops
		docroot /
		option keep-conn
	frontend web
		bind 127.0.0.1:$port
		default_backend pool
	backend pool
		use-fcgi-app bksops
		http-reuse always
		server bksops unix\@$pool->{socket} proto fcgi $most
	EOT
	start('haproxy', signal => 'TERM', out => "$file.out", cmd => [ '/usr/sbin/haproxy', '-f', "$file.cfg" ]);
	return _listening('HAProxy', $port);
}

1;
