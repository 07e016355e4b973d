# SPDX-License-Identifier: MIT
# What processes have of where they came from: descriptors and environment of
# who started the master, secrets that the master has read.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for memory slurp spew);
use Test::More;

# A sanitizer keeps a copy of the environment for itself, and of memory that was freed.
$ENV{BKSOPS_FCGI} = "$ENV{BKSOPS_PLAIN}/bksops-fcgi" if $ENV{BKSOPS_PLAIN};
plan skip_all => 'no program ' . Bk::Pool::program() if !-x Bk::Pool::program();
my $sanitized = `nm @{[ Bk::Pool::program() ]} 2>/dev/null` =~ /__asan_init/;
my $dir = tmpdir;
my $own = "$dir/own.sock";
my $number = 0;

# A started pool with two workers and a process for status.listen, all up: the
# pool, the workers, the other.
sub pool {
	my ($wrap, %set) = @_;
	my $name = 'h' . ++$number;
	my $pool = Bk::Pool->new(name => $name, wrap => $wrap, socket => "$dir/$name.sock",
		set => { 'status.listen' => $own, %set });
	my $title = sub { join ' ', split /\0/, slurp("/proc/$_[0]/cmdline") };
	my @all = wait_for('three processes', sub {
		my @up = grep { $title->($_) =~ /\[idle\]/ } $pool->workers;
		@up == 3 && \@up;
	})->@*;
	return ($pool, [ grep { $title->($_) =~ /: pool/ } @all ], grep { $title->($_) =~ /: status/ } @all);
}

# --- descriptors ---
spew("$dir/foreign", 'of somebody else');
{
	my ($pool, $workers, $status) = pool([ 'sh', '-c', "exec \"\$@\" 7<$dir/foreign 8>>$dir/foreign", 'sh' ]);
	my %process = (master => $pool->{pid}, worker => $workers->[0], 'process of status.listen' => $status);
	for my $who (sort keys %process) {
		my @has = grep { (readlink $_ // '') eq "$dir/foreign" } glob "/proc/$process{$who}/fd/*";
		is("@has", '', "the $who has no descriptor of who started the program");
	}
	$pool->stop;
	is(join(' ', $pool->complaints), '', 'no crash, no sanitizer report');
}

# Sockets of systemd stay, what else it passes goes.
{
	my $pass = <<~'EOT';
	use POSIX;
	use IO::Socket::UNIX;
	$^F = 99;
	my $s = IO::Socket::UNIX->new(Local => shift, Listen => 5) or die $!;
	open my $f, '<', shift or die $!;
	POSIX::dup2(@$_) for [ fileno $f, 20 ], [ fileno $s, 21 ], [ 20, 3 ], [ 21, 4 ];
	@ENV{qw(LISTEN_PID LISTEN_FDS LISTEN_FDNAMES)} = ($$, 2, 'f:h2');
	exec @ARGV or die $!;
	EOT
	my ($pool, $workers, $status) = pool([ $^X, '-e', $pass, "$dir/h2.sock", "$dir/foreign" ], listen => '');
	like(fcgi_get("$dir/h2.sock", '/ping') // '', qr/pong/, 'LISTEN_FDS: the socket is used');
	my @all = map { glob "/proc/$_/fd/*" } $pool->{pid}, @$workers, $status;
	my @has = grep { (readlink $_ // '') eq "$dir/foreign" } @all;
	is("@has", '', 'nobody has the file beside it');
	my @sockets = grep { /^socket:/ } map { readlink } glob "/proc/$status/fd/*";
	is(scalar @sockets, 1, 'and the process of status.listen has its own socket only');
	$pool->stop;
	is(join(' ', $pool->complaints), '', 'no crash, no sanitizer report');
}

# --- the environment ---
# The C library moves GLIBC_TUNABLES, wherever it stands.
my $TUNABLES = 'GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=200';
my @secrets  = ('DEPLOY_TOKEN=env-first-8WJ', 'OTHER_TOKEN=env-last-3RK');
SKIP: {
	skip 'a sanitizer keeps the environment', 1 if $sanitized;
	for (
		[ 'an ordinary environment', @secrets ],
		[ 'GLIBC_TUNABLES first',    $TUNABLES, @secrets ],
		[ 'GLIBC_TUNABLES between',  $secrets[0], $TUNABLES, $secrets[1] ],
		[ 'GLIBC_TUNABLES last',     @secrets, $TUNABLES ]) {
		my ($name, @env) = @$_;
		my ($pool, $workers, $status) = pool([ 'env', '-i', @env ]);
		for my $process ([ 'a worker', $workers->[0] ], [ 'the process of status.listen', $status ]) {
			my ($who, $pid) = @$process;
			my $memory = memory($pid);
			my @known = grep { index($memory, $_) >= 0 } qw(env-first-8WJ env-last-3RK);
			is("@known", '', "$name: $who knows nothing of it");
			my $left = slurp("/proc/$pid/environ") =~ tr/\0//dr =~ s/\Abksops-fcgi: .*//r;
			is($left, '', "$name: nor has /proc/PID/environ of $who");
		}
		$pool->stop;
	}
}

# --- secrets ---
my %secret = ('mysql.sops.password' => 'inline-sops-7QP', 'mysql.paas.password' => 'inline-paas-5LM',
	'login.secret_key' => 'inline-login-9TX', 'paas.redis.password' => 'inline-redis-2FD');
my %inline = (%secret, 'mysql.sops.password_file' => undef, 'login.secret_key_file' => undef,
	'paas.redis' => "$dir/redis.sock");

# The secrets that a process has, by the names of their keys.
sub knows {
	my ($pid) = @_;
	my $memory = memory($pid);
	return join ' ', grep { index($memory, $secret{$_}) >= 0 } sort keys %secret;
}
SKIP: {
	skip 'a sanitizer keeps what was freed', 1 if $sanitized;
	for (
		[ 'with ready.path', 'mysql.paas.password mysql.sops.password', 'ready.path' => '/ready' ],
		[ 'without ready.path', '', 'ready.path' => '' ]) {
		my ($name, $want, %set) = @$_;
		my ($pool, $workers, $status) = pool([], %inline, %set);
		is(knows($workers->[0]), join(' ', sort keys %secret), "$name: a worker has the secrets of its pool");
		is(knows($status), $want, "$name: the process of status.listen has those of databases that it asks");
		my $other = Bk::Pool->new(name => 'other', set => { listen => "$dir/other.sock" });
		my $section = slurp($other->{conf}) =~ s/\A.*?(?=\[other\])//sr =~ s/other\.sock/third.sock/r;
		spew($pool->{conf}, slurp($pool->{conf}) . $section);
		$other->stop;
		kill 'HUP', $pool->{pid};
		wait_for('another pool', sub { (fcgi_get("$dir/third.sock", '/ping') // '') =~ /pong/ });
		my ($foreign) = grep { slurp("/proc/$_/cmdline") =~ /pool other \[idle/ } $pool->workers;
		is(knows($foreign), '', "$name: a worker of another pool has none of them");
		$pool->stop;
	}
}

# A file with secrets leaves no trace in what the master frees.
SKIP: {
	skip 'a sanitizer keeps what was freed', 1 if $sanitized;
	my $text = slurp(Bk::Pool->new(name => 'last', set => { %inline, listen => "$dir/last.sock" })->{conf});
	mkdir "$dir/pool.d";
	spew("$dir/pool.d/last.conf", $text =~ s/\A.*?(?=\[last\])//sr =~ s/last\.sock/deep.sock/r, 0600);
	my $pool = Bk::Pool->new(name => 'main', global => { include => "$dir/pool.d/*.conf" });
	my ($first) = wait_for('a worker', sub {
		my @idle = grep { slurp("/proc/$_/cmdline") =~ /pool main \[idle/ } $pool->workers;
		@idle && \@idle;
	})->@*;
	is(knows($first), '', 'an included file: a worker of another pool has none of its secrets');
	like(fcgi_get("$dir/deep.sock", '/ping') // '', qr/pong/, 'and its own pool is there');
}
done_testing();
