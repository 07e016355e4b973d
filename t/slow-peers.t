# SPDX-License-Identifier: MIT
# Peers that send a part of a request and no more, and such as send nothing: a
# good client is answered while they are still there.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(http query);
use Bk::Pool;
use Bk::Process qw(wait_for);
use Bk::Service;
use Bk::WebServers;
use IO::Select;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(time);

Bk::Service::need();
my $s      = Bk::Service->new;
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $GOOD   = qr/"result":true,"request_id":"[0-9a-f]{32}"\}\z/;
my $number = 0;

# Two workers that wait longer for the rest of a request than this test does.
sub pool {
	my (%set) = @_;
	return Bk::Pool->new(maria => $s->db, name => 'slow' . ++$number,
		set => { 'pm.max_children' => 2, request_timeout => '1h', keepalive => '1h', %set });
}

# What `code` returns, and the seconds that it took in the log of the test.
sub timed {
	my ($name, $code) = @_;
	my $start  = time;
	my $result = $code->();
	note(sprintf '%s: %.3f s', $name, time - $start);
	return $result;
}

# Of these sockets, those on which nothing has come, not even the end.
sub silent {
	my (@sockets) = @_;
	my %over = map { $_ => 1 } IO::Select->new(@sockets)->can_read(0);
	return grep { !$over{$_} } @sockets;
}

# Bytes that its peer has not read yet (SIOCOUTQ in unix(7)).
sub unread {
	my ($socket) = @_;
	my $bytes = pack 'i', 0;
	ioctl $socket, 0x5411, $bytes or die "ioctl: $!";
	return unpack 'i', $bytes;
}

# --- on the socket itself ---
my $whole = fcgi_request('/ping');
my @rows  = (
	# what they send, how many, keys of the pool
	[ 'half requests',                       substr($whole, 0, 30),            400 ],
	[ 'half requests of one byte',           substr($whole, 0, 1),             400 ],
	[ 'connections without a byte',          '',                               400 ],
	[ 'idle kept connections',               fcgi_request('/ping', keep => 1), 400 ],
	[ 'silent ones, rlimit_files = 24',      '',                               300, rlimit_files => 24 ],
	[ 'half requests, rlimit_files = 24',    substr($whole, 0, 30),            300, rlimit_files => 24 ],
	[ 'idle kept ones, rlimit_files = 24',   fcgi_request('/ping', keep => 1), 300, rlimit_files => 24 ],
);
for my $row (@rows) {
	my ($name, $bytes, $n, %set) = @$row;
	my $pool = pool(%set);
	wait_for('an answer', sub { (fcgi_get($pool->{socket}, $DETAIL) // '') =~ $GOOD });
	my @slow = map {
		my $c = fcgi_connect($pool->{socket}) or die "connect: $!";
		$c->syswrite($bytes);
		fcgi_answer($c) // die "not answered: $name\n" if $name =~ /kept/;
		$c;
	} 1 .. $n;
	my $answer = timed("$n $name", sub { fcgi_get($pool->{socket}, $DETAIL) });
	like($answer // 'no answer', $GOOD, "$n $name: the next client is answered");
	cmp_ok(scalar(silent(@slow)), '>=', 2, "$n $name: while some of them are still there");
	$pool->stop('TERM');
	is(join(' ', $pool->complaints), '', "$n $name: nothing else in the log");
}

# --- one that has just connected or begun, and then newer slow ones ---
for my $row (
	[ 'nothing yet',          0,  substr($whole, 0, 30) ],
	[ 'nothing yet, beside silent ones', 0, '' ],
	[ 'its first record',     16, substr($whole, 0, 30) ],
) {
	my ($name, $first, $bytes) = @$row;
	my $pool    = pool('pm.max_children' => 1);
	my $request = fcgi_request($DETAIL);
	my $slow    = sub {
		return map { my $c = fcgi_connect($pool->{socket}) or die $!; $c->syswrite($bytes); $c } 1 .. $_[0];
	};
	my @all = $slow->(100);
	wait_for('a worker with all connections that it can have', sub { silent(@all) == 64 });
	my $good = fcgi_connect($pool->{socket}) or die $!;
	$good->syswrite(substr $request, 0, $first);
	push @all, $good, $slow->(20);
	wait_for('all to be accepted', sub { silent(@all) == 64 });
	$good->syswrite(substr $request, $first);
	like(fcgi_answer($good) // 'no answer', $GOOD, "$name had come: 20 newer ones do not take its place");
	$pool->stop('TERM');
}

# --- one of which much has come, and those that send a byte now and then ---
{
	my $pool    = pool('pm.max_children' => 1);
	my $request = fcgi_request($DETAIL, params => [ HTTP_X_LONG => 'x' x 8000 ]);
	my $new     = sub { my $c = fcgi_connect($pool->{socket}) or die $!; $c->syswrite(substr $whole, 0, 24); $c };
	my $good    = fcgi_connect($pool->{socket}) or die $!;
	$good->syswrite(substr $request, 0, 8000);
	my @slow = map { $new->() } 1 .. 63;
	for my $round (1 .. 20) {
		$_->syswrite('x') for silent(@slow);
		wait_for('them to be read', sub { !grep { unread($_) } silent(@slow) });
		push @slow, $new->();
		wait_for('the new one to be accepted', sub { silent(@slow, $good) == 64 });
	}
	$good->syswrite(substr $request, 8000);
	like(fcgi_answer($good) // 'no answer', $GOOD, 'much had come: those that send on and on do not take its place');
	$pool->stop('TERM');
}

# --- through Apache, which passes bodies on as they come ---
SKIP: {
	skip 'no Apache with mod_proxy_fcgi', 4 if !Bk::WebServers::has_apache();
	my $pool = pool('status.path' => '/status');
	my $port = Bk::WebServers::start_apache('apache-slow', modules => [qw(proxy proxy_fcgi)], site => <<~EOT)->{port};
	SetHandler "proxy:unix:$pool->{socket}|fcgi://slow"
	ProxyTimeout 600
	StartServers 16
	MaxRequestWorkers 400
	EOT
	my $body = 'task_id=1&bk_biz_id=2&bk_app_code=bk_cdman&bk_app_secret=cd-secret&bk_username=admin';
	my $post = sub {
		my ($sent) = @_;
		my $c = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) or die "connect: $!";
		$c->syswrite("POST $Bk::Service::DETAIL HTTP/1.1\r\nHost: slow\r\nConnection: close\r\n"
			  . "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${\length $body}\r\n\r\n"
			  . substr $body, 0, $sent);
		return $c;
	};
	like(http($port, 'GET', $DETAIL)->{body}, $GOOD, 'Apache: a good answer');
	my $further = $post->(60);
	my @slow    = map { $post->(1) } 1 .. 300;
	# Twice as many as the workers can have; one was good, and who asks counts.
	my $asked = 0;
	wait_for('all to be accepted', sub {
		$asked++;
		fcgi_get($pool->{socket}, '/status') =~ /^accepted conn:\s+(\d+)/m && $1 >= 302 + $asked;
	});
	my $answer = timed('300 slow POSTs through Apache', sub { http($port, 'GET', $DETAIL) });
	like($answer->{body}, $GOOD, 'Apache: a GET is answered beside 300 slow POSTs');
	cmp_ok(scalar(silent(@slow)), '>=', 60, 'Apache: while many of them are still there');
	$further->syswrite(substr $body, 60);
	my $got = do { local $/; <$further> };
	like($got, qr/^HTTP.1.1 200 .*"result":true/s, 'Apache: the POST of which more had come goes on');
	$pool->stop('TERM');
}
$s->finish;
