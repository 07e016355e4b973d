# SPDX-License-Identifier: MIT
# Connections that web servers keep: more of them than workers, and no request
# waits behind an idle one (keepalive = 60s would show).
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(http query);
use Bk::Load qw(load_while same_answer);
use Bk::Nginx;
use Bk::Process qw(tmpdir start wait_for slurp spew);
use Bk::Service;
use Bk::WebServers;
use Test::More;
use Time::HiRes qw(time);

Bk::Service::need();
my $WORKERS = 2;
my $CLIENTS = 8;
my $s = Bk::Service->new(set => { 'pm.max_children' => $WORKERS, keepalive => '60s' });
my $dir    = tmpdir;
my $socket = $s->{pool}{socket};
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $want = $s->get($DETAIL);
like($want->{body}, qr/"result":true/, 'a good answer');

# --- the pool alone ---
{
	# As many as the two workers hold, and more.
	my @kept = map {
		my $c = fcgi_connect($socket) or die $!;
		$c->syswrite(fcgi_request('/ping', keep => 1));
		[ $c, fcgi_answer($c) ];
	} 1 .. 200;
	is(scalar(grep { ($_->[1] // '') =~ /pong\z/ } @kept), 200, '200 connections that stay open are answered');
	like(fcgi_get($socket, '/ping') // '', qr/pong\z/, 'and so is the next one');
	my $again = 0;
	for my $c (map { $_->[0] } @kept) {
		# One that gave way to another was closed without a byte.
		$c->syswrite(fcgi_request('/ping', keep => 1)) or next;
		$again++ if (fcgi_answer($c) // '') =~ /pong\z/;
	}
	cmp_ok($again, '>=', 64, 'those that are still open answer again');
}

# --- web servers that keep connections ---
sub is_kept {
	my ($name, $port) = @_;
	my $ask = sub { http($port, 'GET', $DETAIL) };
	ok(same_answer($ask, $want), "$name: the same answer");
	my $until;
	my ($good, $bad) = load_while(sub { $until = time + 2; wait_for('the load', sub { time > $until }) },
		ask => $ask, want => $want, clients => $CLIENTS);
	is($bad, 0, "$name: $CLIENTS clients, $WORKERS workers, no answer is wrong or lost ($good good)");
	cmp_ok($good, '>=', $CLIENTS, "$name: and all were asked");
	my $kept = kept_connections();
	cmp_ok($kept, '>=', 1, "$name: it kept connections open");
	like(fcgi_get($socket, '/ping') // '', qr/pong\z/, "$name: a new connection does not wait behind them");
}

# Connections that the workers hold: sockets without their listening one.
sub kept_connections {
	my $n = 0;
	for my $worker ($s->{pool}->workers) {
		$n += () = map { readlink($_) // '' } grep { (readlink($_) // '') =~ /^socket:/ } glob "/proc/$worker/fd/*";
	}
	return $n - $WORKERS;
}

my $port = Bk::Nginx::free_port();
{
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	mkdir "$dir/nginx-keep";
	my $user = $< == 0 ? 'user root;' : '';
	my $temp = join ' ', map { "${_}_temp_path $dir/nginx-keep/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
	spew("$dir/nginx-keep/nginx.conf", <<~EOT);
	daemon off; $user pid $dir/nginx-keep/pid; error_log $dir/nginx-keep/error.log;
	worker_processes 2;
	events { worker_connections 512; }
	http {
		access_log off; $temp
		upstream bksops { server unix:$socket; keepalive 16; }
		server {
			listen 127.0.0.1:$port;
			location / { include /etc/nginx/fastcgi_params; fastcgi_pass bksops; fastcgi_keep_conn on; }
		}
	}
	EOT
	start('nginx', signal => 'QUIT', cmd => [ 'nginx', '-c', "$dir/nginx-keep/nginx.conf", '-e', "$dir/nginx-keep/error.log" ]);
	wait_for('nginx', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
}
is_kept('nginx, keepalive 16', $port);

SKIP: {
	skip 'no Apache with mod_proxy_fcgi', 5 if !Bk::WebServers::has_apache();
	is_kept('mod_proxy_fcgi, enablereuse=on', Bk::WebServers::apache_proxy_reuse($s->{pool}));
}

SKIP: {
	skip 'no HAProxy', 5 if !-x '/usr/sbin/haproxy';
	$port = Bk::Nginx::free_port();
	spew("$dir/haproxy.cfg", <<~EOT);
	defaults
		mode http
		timeout connect 5s
		timeout client 30s
		timeout server 30s
	fcgi-app bksops
		docroot /
		option keep-conn
	frontend web
		bind 127.0.0.1:$port
		default_backend pool
	backend pool
		use-fcgi-app bksops
		http-reuse always
		server bksops unix\@$socket proto fcgi
	EOT
	start('haproxy', signal => 'TERM', out => "$dir/haproxy.out", cmd => [ '/usr/sbin/haproxy', '-f', "$dir/haproxy.cfg" ]);
	wait_for('HAProxy', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
	is_kept('HAProxy, keep-conn', $port);
}
$s->finish;
