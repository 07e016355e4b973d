# SPDX-License-Identifier: MIT
# Workers in their sandbox (process.seccomp): everything works in it.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Process qw(tmpdir wait_for slurp);
use Bk::Service;
use Bk::Task qw(add_task fancy);
use Test::More;

Bk::Service::need();
my $program = Bk::Pool::program();
if (`$program -V` !~ /^libseccomp \d/m) {
	my $pool = Bk::Pool->new;
	like(`$program -T -c $pool->{conf}`, qr/^process\.seccomp = no$/m, 'without libseccomp the default is no');
	Bk::Process::spew("$pool->{conf}.yes", slurp($pool->{conf}) . "process.seccomp = yes\n");
	like(`$program -t -c $pool->{conf}.yes 2>&1`,
		qr/:\d+: process\.seccomp = yes: this program was built without libseccomp$/m, 'and yes is refused');
	is($? >> 8, 78, 'with 78');
	done_testing();
	exit 0;
}

my $D = $Bk::Service::DETAIL;
my @who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', bk_biz_id => 2);

sub detail {
	my ($s, $id) = @_;
	my $answer = eval { $s->get("$D?" . query(@who, task_id => $id // 1)) } or return '';
	return $answer->{body} =~ /"result":true,"request_id":"[0-9a-f]{32}"\}\z/ ? $answer->{body} : '';
}

# A worker's line of /proc/PID/status.
sub status { my ($pid, $name) = @_; return slurp("/proc/$pid/status") =~ /^$name:\t(\d+)$/m ? $1 : 'none' }

# All workers are there, and confined as they should be.
sub workers {
	my ($s, $want) = @_;
	return wait_for('workers', sub {
		my @w = $s->{pool}->workers;
		return @w == 2 && !(grep { status($_, 'Seccomp') ne $want } @w) && \@w;
	})->@*;
}

my $s = Bk::Service->new;
ok(detail($s), 'a good answer');
my @workers = workers($s, 2);
is(status($_, 'NoNewPrivs'), 1, 'a worker has a filter (Seccomp: 2) and gains no rights (NoNewPrivs: 1)') for @workers;
my $master = status($s->{pool}{pid}, 'Seccomp');
is($master, status($$, 'Seccomp'), 'the master has no filter of its own');

my $tree = '{"activities":{' . join(',', map { sprintf '"node%d":{"id":"node%d","name":"%s"}', $_, $_, 'x' x 500 } 1 .. 4000) . '},"constants":{}}';
my $large = add_task($s, tree => $tree, outputs => fancy('${v}' => "I1\n"));
cmp_ok(length detail($s, $large), '>', 1048576, 'an answer of more than 1 MiB') for 1, 2;
like($s->post($D, body => query(@who, task_id => 1), headers => [ 'Content-Type', "application/x-www-form-urlencoded; charset=$_" ])->{body},
	qr/"result":true/, "a form in $_") for qw(gbk big5 iso-2022-jp shift_jis);
like($s->get($_->[0])->{body}, $_->[1], $_->[0]) for [ '/ping', qr/pong/ ], [ '/ready', qr/./ ], [ '/status?full', qr/pool/ ];

$s->db->stop;
like($s->get("$D?" . query(@who, task_id => 1))->{body}, qr/"result":false/, 'without a database');
$s->db->start;
ok(detail($s), 'and when it is back');

my $killed = $s->{pool}->worker;
kill 'KILL', $killed;
wait_for('another worker', sub { !grep { $_ == $killed } $s->{pool}->workers });
ok(detail($s), 'beside a worker that was killed') for 1 .. 4;
workers($s, 2);

for my $signal (qw(HUP USR1)) {
	my %before = map { $_ => 1 } $s->{pool}->workers;
	kill $signal, $s->{pool}{pid};
	wait_for("$signal: new workers", sub { !grep { $before{$_} } $s->{pool}->workers });
	workers($s, 2);
	ok(detail($s), "after $signal");
}

# A file that the master reads again.
my $conf = slurp($s->{pool}{conf});
Bk::Process::spew($s->{pool}{conf}, $conf =~ s/^(\[pool\]\n)/$1process.seccomp = no\n/mr);
kill 'HUP', $s->{pool}{pid};
is(scalar(my @free = workers($s, $master)), 2, 'process.seccomp = no: workers have no filter');
ok(detail($s), 'and answer');
wait_for('workers that are up', sub { status($free[0], 'NoNewPrivs') == 1 });
is(status($free[0], 'Seccomp'), $master, 'and have none once they are up, but gain no rights all the same');
Bk::Process::spew($s->{pool}{conf}, $conf);
kill 'HUP', $s->{pool}{pid};
workers($s, 2);

# Reloads with these lines in place of mysql.sops.socket.
sub with {
	my ($lines) = @_;
	Bk::Process::spew($s->{pool}{conf}, $conf =~ s/^mysql\.sops\.socket.*$/$lines/mr);
	my %before = map { $_ => 1 } $s->{pool}->workers;
	kill 'HUP', $s->{pool}{pid};
	wait_for('new workers', sub { !grep { $before{$_} } $s->{pool}->workers });
	workers($s, 2);
}

# The database over TCP, by name and by address.
{
	my $port = Bk::Process::free_port();
	$s->db->account("bksops_ro\@'%'", $Bk::Pool::PASSWORD);
	$s->db->do("GRANT SELECT ON $_.* TO bksops_ro\@'%'") for qw(open_paas bk_sops);
	my ($dir, $ssl) = (tmpdir, 0);
	$ssl = !system "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout $dir/tls.key -out $dir/tls.pem 2>/dev/null"
	  and chmod 0644, "$dir/tls.key", "$dir/tls.pem";
	$s->db->stop;
	$s->db->start(port => $port, args => $ssl ? [ "--ssl-cert=$dir/tls.pem", "--ssl-key=$dir/tls.key" ] : []);
	for my $host ('127.0.0.1', 'LOCALHOST') {
		with("mysql.sops.host = $host\nmysql.sops.port = $port");
		ok(detail($s), "a database at $host, over TCP") or diag $s->{pool}->log;
	}
  SKIP: {
		skip 'no certificate can be made', 1 if !$ssl;
		$s->db->do("ALTER USER bksops_ro\@'%' REQUIRE SSL");
		with("mysql.sops.host = LOCALHOST\nmysql.sops.port = $port\nmysql.sops.ssl_mode = required\nmysql.sops.ssl_ca = $dir/tls.pem");
		ok(detail($s), 'with TLS') or diag $s->{pool}->log;
	}
}

unlike($s->{pool}->log, qr/is not allowed|SIGSYS/, 'no call was refused');
$s->finish(crash => 1);
