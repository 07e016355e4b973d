# SPDX-License-Identifier: MIT
# Connections that web servers keep: more of them than workers, and no request
# waits behind an idle one (keepalive = 60s would show).
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(http query);
use Bk::Kept;
use Bk::Load qw(load_while same_answer wait_for_answers);
use Bk::Pool;
use Bk::Process qw(slurp);
use Bk::Service;
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my $WORKERS = 2;
my $CLIENTS = 8;
# The kernel lists sockets by the name that they were bound to, without directory:
# one that no other test has.
my $s = Bk::Service->new(name => "-keepalive-$$", set => { 'pm.max_children' => $WORKERS, keepalive => '60s' });
my $socket = $s->{pool}{socket};
my $DETAIL = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', task_id => 1, bk_biz_id => 2);
my $want = $s->get($DETAIL);
like($want->{body}, qr/"result":true/, 'a good answer');

# --- one worker alone ---
{
	my $PLACES = 64;
	my $pool = Bk::Pool->new(name => 'alone', set => { 'pm.max_children' => 1, keepalive => '1h' });
	my $asks = sub {
		my ($c) = @_;
		$c->syswrite(fcgi_request('/ping', keep => 1)) or return;
		return (fcgi_answer($c) // '') =~ /pong\z/;
	};
	my @kept;
	for (1 .. 3 * $PLACES) {
		my $c = fcgi_connect($pool->{socket}) or die $!;
		push @kept, $c if $asks->($c);
	}
	is(scalar(@kept), 3 * $PLACES, 'connections that stay open are answered, three times as many as a worker holds');
	# One that gave way to another was closed without a byte.
	is(scalar(grep { $asks->($_) } @kept), $PLACES, "$PLACES are still open and answer again");
	like(fcgi_get($pool->{socket}, '/ping') // '', qr/pong\z/, 'the next one is answered');
	is(scalar(grep { $asks->($_) } @kept), $PLACES - 1, 'in the place of one of them');
	$pool->stop;
}

# --- web servers that keep connections ---
sub is_kept {
	my ($name, $port) = @_;
	my $ask = sub { http($port, 'GET', $DETAIL) };
	ok(same_answer($ask, $want), "$name: the same answer");
	my ($good, $bad) = load_while(sub { wait_for_answers($s->{pool}, 20 * $CLIENTS) },
		ask => $ask, want => $want, clients => $CLIENTS);
	is($bad, 0, "$name: $CLIENTS clients, $WORKERS workers, no answer is wrong or lost ($good good)");
	my $kept = kept_connections();
	cmp_ok($kept, '>=', 1, "$name: it kept connections open");
	like(fcgi_get($socket, '/ping') // '', qr/pong\z/, "$name: a new connection does not wait behind them");
}

# Connections to the pool that are open: state 3 of the kernel's list.
sub kept_connections {
	my ($name) = $socket =~ m{([^/]+)\z};
	return scalar(() = slurp('/proc/net/unix') =~ /^\S+: \S+ \S+ \S+ \S+ 03 +\d+ (?:\S*\/)?\Q$name\E$/mg);
}

is_kept('nginx, keepalive 16', Bk::Kept::nginx($s->{pool}, 16));

SKIP: {
	skip 'no Apache with mod_proxy_fcgi', 4 if !Bk::WebServers::has_apache();
	is_kept('mod_proxy_fcgi, enablereuse=on', Bk::WebServers::apache_proxy_reuse($s->{pool}));
}

SKIP: {
	skip 'no HAProxy', 4 if !Bk::Kept::has_haproxy();
	is_kept('HAProxy, keep-conn', Bk::Kept::haproxy($s->{pool}));
}
$s->finish;
