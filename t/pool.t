# SPDX-License-Identifier: MIT
# The life of the program: sockets, workers, rights, signals, reload.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Process qw(tmpdir wait_for at_end slurp spew);
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Time::HiRes qw(time);

my $program = $ENV{BKSOPS_FCGI} // './bksops-fcgi';
plan skip_all => "no program $program" if !-x $program;
my $root = $> == 0;
my $dir  = tmpdir;
my ($uid, $gid) = $root ? (getpwnam 'nobody')[2, 3] : ($>, $) + 0);
my %masters;          # process ids that may still run
$ENV{ASAN_OPTIONS} = 'detect_leaks=1:abort_on_error=1';
at_end(sub { kill 'KILL', $_, children($_) for keys %masters });

spew("$dir/password", "secret\n", 0600);
spew("$dir/key",      "secret\n", 0600);

# Writes a file of pools, {name => {key => value}}; its name.
sub config {
	my ($name, $pools, $global) = @_;
	my %global = (log_level => 'notice', %{ $global // {} });
	my $text = join '', "[global]\n", map { "$_ = $global{$_}\n" } sort keys %global;
	for my $pool (sort keys %$pools) {
		my %key = (
			listen                     => "$dir/$pool.sock",
			'pm.max_children'          => 2,
			user                       => $root ? 'nobody' : '',
			'mysql.sops.socket'        => "$dir/none",
			'mysql.sops.user'          => 'ro',
			'mysql.sops.password_file' => "$dir/password",
			'mysql.sops.database'      => 'bk_sops',
			'mysql.paas.database'      => 'open_paas',
			'login.secret_key_file'    => "$dir/key",
			'process.dumpable'         => 'yes',
			request_timeout            => '10s',
			%{ $pools->{$pool} },
		);
		$text .= "[$pool]\n" . join '', map { "$_ = $key{$_}\n" } sort keys %key;
	}
	spew("$dir/$name.conf", $text);
	return "$dir/$name.conf";
}

# Starts a master; %o: pools, global, args, and `prepare`, which the new
# process calls before it becomes the program.
sub master {
	my ($name, %o) = @_;
	my $m = { name => $name, log => "$dir/$name.log", conf => config($name, $o{pools} // { $name => {} }, $o{global}) };
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN, '<', '/dev/null' or die $!;
		$o{prepare}->() if $o{prepare};
		open STDOUT, '>>', $m->{log} or die $!;
		open STDERR, '>&', \*STDOUT or die $!;
		exec $program, @{ $o{args} // ['-F'] }, '-c', $m->{conf} or POSIX::_exit(127);
	}
	$masters{$pid} = 1;
	$m->{pid} = $pid;
	return $m;
}

# The exit status of a master that ends.
sub status_of {
	my ($m) = @_;
	wait_for("$m->{name} to end", sub { waitpid($m->{pid}, POSIX::WNOHANG()) == $m->{pid} });
	delete $masters{ $m->{pid} };
	return $? & 127 ? "signal " . ($? & 127) : $? >> 8;
}

sub stop { my ($m, $signal) = @_; kill $signal // 'TERM', $m->{pid}; return status_of($m) }

sub children { my ($pid) = @_; return split ' ', slurp("/proc/$pid/task/$pid/children") }

sub gone {
	my ($pid) = @_;
	return slurp("/proc/$pid/stat") =~ /\A\z|\) [ZX] /;
}

# Text that the log has, in the end.
sub logs {
	my ($m, $want) = @_;
	my $file = $m->{log};
	return eval { wait_for("$want in the log", sub { slurp($file) =~ $want }); 1 } || do { diag slurp($file); 0 };
}

# What /ping says there.
sub ping {
	my ($to) = @_;
	return (fcgi_get($to, '/ping') // '') =~ /\r\n\r\n(.*?)\s*\z/s ? $1 : 'no answer';
}

# Waits until a master answers there: the same master, for a start may fail.
sub up {
	my ($m, $to) = @_;
	$to //= "$dir/$m->{name}.sock";
	my $ok = eval { wait_for("$m->{name} at $to", sub { ping($to) eq 'pong' }) };
	$ok or diag "$m->{name} does not answer:\n" . slurp($m->{log});
	return $ok;
}

# All workers there, the first of them answering.
sub workers {
	my ($m, $count) = @_;
	wait_for("$count workers", sub { (() = children($m->{pid})) == $count });
	return children($m->{pid});
}

# --- a start, what it leaves, a fast stop ---
{
	my $m = master('one', global => { pid => "$dir/one.pid" }, pools => { one => { 'listen.mode' => '0640', $root ? ('listen.owner' => 'daemon', 'listen.group' => '65534') : () } });
	ok(up($m), 'ping');
	my @st = lstat "$dir/one.sock";
	is(sprintf('%04o', $st[2] & 07777), '0640', 'listen.mode');
	is_deeply([ @st[4, 5] ], $root ? [ (getpwnam 'daemon')[2], 65534 ] : [ $>, $) + 0 ], 'listen.owner, listen.group');
	my ($worker) = workers($m, 2);
	# It may be the one that has not come up yet.
	eval { wait_for('a worker that is up', sub { slurp("/proc/$worker/status") =~ /^NoNewPrivs:\t1$/m }) };
	my $status = slurp("/proc/$worker/status");
	like($status, qr/^Uid:\t$uid\t$uid\t$uid\t$uid$/m, 'a worker runs as the user, for good');
	like($status, qr/^Gid:\t$gid\t$gid\t$gid\t$gid$/m, 'and in the group');
	like($status, qr/^NoNewPrivs:\t1$/m, 'and gains no rights by running a program');
	like(slurp("/proc/$worker/limits"), qr/^Max core file size\s+0\s+0/m, 'and leaves no core file');
	is(slurp("/proc/$worker/comm"), "bksops:one\n", 'and is called like its pool');
	my @foreign = grep { /socket:|\.pid|password|key/ } map { readlink } glob "/proc/$worker/fd/*";
	is(scalar @foreign, 3, 'and holds three sockets, that of its pool and two for connections that go to another worker, and not the PID file')
	  or diag "@foreign";
	SKIP: {
		skip 'only root can become somebody else', 1 if !$root;
		unlike($status, qr/^Cap(?:Eff|Prm|Inh):\t0*[1-9a-f]/m, 'and has no capability');
	}
	my $log = length slurp($m->{log});
	wait_for('a worker of some age', sub { age($worker) > 1.2 });
	kill 'KILL', $worker;
	ok(logs($m, qr/child $worker exited on signal 9 \(SIGKILL\) after \d+\.\d{6} seconds/), 'a killed worker is logged');
	wait_for('another worker', sub { my @c = children($m->{pid}); @c == 2 && !grep { $_ == $worker } @c });
	ok(up($m), 'and replaced');
	# That no database is there is said once, when the first worker is up.
	my @about = grep { /WARNING|ERROR|ALERT/ && !/mysql/ } split /\n/, substr slurp($m->{log}), $log;
	is(scalar @about, 1, 'with one line of warning') or diag join "\n", @about;
	my @left = workers($m, 2);
	is(stop($m, 'TERM'), 0, 'TERM: exit 0');
	ok(!-e "$dir/one.sock", 'and the socket file is gone');
	is((() = grep { !gone($_) } @left), 0, 'and so are the workers');
}

sub age {
	my ($pid) = @_;
	my $stat = slurp("/proc/$pid/stat");
	return 0 if $stat !~ /\) (.*)/;
	return (split ' ', slurp('/proc/uptime'))[0] - (split ' ', $1)[19] / POSIX::sysconf(POSIX::_SC_CLK_TCK());
}

{
	my $m = master('int');
	ok(up($m), 'another start');
	my $idle = fcgi_connect("$dir/int.sock");    # an idle client delays nothing
	is(stop($m, 'INT'), 0, 'INT: exit 0');
	unlike(slurp($m->{log}), qr/on signal 9/, 'and nobody had to be killed');
}

# --- a graceful stop ---
{
	my $m = master('quit', pools => { quit => { 'pm.max_children' => 1 } });
	ok(up($m), 'QUIT: a start');
	my $socket = fcgi_connect("$dir/quit.sock");
	my $bytes  = fcgi_request('/ping');
	syswrite $socket, substr $bytes, 0, 20;
	# The worker has it once it has answered somebody else behind it.
	is(ping("$dir/quit.sock"), 'pong', 'a half-sent request keeps nobody waiting');
	kill 'QUIT', $m->{pid};
	ok(logs($m, qr/received SIGQUIT/), 'QUIT is logged');
	my $refused = eval { wait_for('the end of listening', sub {
		my $other = fcgi_connect("$dir/quit.sock") or return 1;
		syswrite $other, fcgi_request('/ping');
		vec(my $set = '', fileno $other, 1) = 1;
		return !select my $ready = $set, undef, undef, 0.3;
	}) };
	ok($refused, 'no new request is answered');
	syswrite $socket, substr $bytes, 20;
	like(fcgi_answer($socket) // 'nothing', qr/pong/, 'a half-sent request is answered after QUIT');
	is(status_of($m), 0, 'then it exits with 0');
}

# --- kill -9 of the master leaves nobody ---
{
	my $m = master('orphan');
	ok(up($m), 'kill -9: a start');
	my @workers = workers($m, 2);
	is(stop($m, 'KILL'), 'signal 9', 'the master is killed');
	ok(eval { wait_for("the end of $_", sub { gone($_) }) }, 'a worker ends, too') for @workers;
	ok(-S "$dir/orphan.sock", 'the socket file stays');
	$m = master('orphan');
	ok(up($m), 'a start in spite of the stale socket file');
	my $second = master('second', pools => { second => { listen => "$dir/orphan.sock" } });
	is(status_of($second), 71, 'a second one there: exit 71');
	like(slurp($second->{log}), qr/ALERT: \Q$second->{conf}\E:\d+: listen = \Q$dir\E\/orphan\.sock: already in use\n\z/, 'already in use');
	is(ping("$dir/orphan.sock"), 'pong', 'and the first one serves on');
	is(stop($m), 0, 'it stops');
	spew("$dir/orphan.sock", 'data');
	$m = master('orphan');
	is(status_of($m), 71, 'a file that is no socket: exit 71');
	is(slurp("$dir/orphan.sock"), 'data', 'and it is still there');
	unlink "$dir/orphan.sock";
	$m = master('long', pools => { long => { listen => "$dir/" . 'x' x 107 } });
	is(status_of($m), 78, 'a path too long for a socket: exit 78');
	$m = master('nodir', pools => { nodir => { listen => "$dir/none/sock" } });
	is(status_of($m), 71, 'a directory that is not there: exit 71');
	like(slurp($m->{log}), qr{\Q$dir\E/none/sock: No such file}, 'and the log names it');
}

# --- TCP ---
{
	my ($open, $closed) = ("127.0.0.1:" . Bk::Process::free_port(), "127.0.0.1:" . Bk::Process::free_port());
	my $m = master('tcp', pools => {
		open   => { listen => $open,   'listen.allowed_clients' => '::1, 127.0.0.1' },
		closed => { listen => $closed, 'listen.allowed_clients' => '192.0.2.1' },
	});
	ok(up($m, $open), 'TCP, from an allowed address');
	isnt(ping($closed), 'pong', 'TCP, from another address');
	like(slurp($m->{log}), qr/connection of 127\.0\.0\.1 refused: not among listen\.allowed_clients/,
		'TCP: the log writes an IPv4 address as the key does');
	is((() = workers($m, 4)), 4, 'two pools, two workers each');
	my $second = master('tcp2', pools => { tcp2 => { listen => $open } });
	is(status_of($second), 71, 'the same port again: exit 71');
	like(slurp($second->{log}), qr/ALERT: \Q$second->{conf}\E:\d+: listen = \Q$open\E: Address already in use/, 'and the log names it');
	is(stop($m), 0, 'TCP: exit 0');
}

# --- what a worker of root can read ---
SKIP: {
	skip 'only root can become somebody else', 5 if !$root;
	spew("$dir/secret.cnf", "[client]\n", 0600);
	my $m = master('rights');
	ok(up($m), 'rights: a start');
	my ($worker) = workers($m, 2);
	# The kernel's word on what the identity of the worker may open.
	my $status;
	wait_for('a worker without root', sub {
		$status = slurp("/proc/$worker/status");
		$status =~ /^Uid:\t$uid\t/m;
	});
	my ($groups) = $status =~ /^Groups:\t(.*)$/m;
	unlike($groups, qr/\b0\b/, 'no group of root is left') or diag $groups;
	my $shown = `setpriv --reuid=$uid --regid=$gid @{[ $groups =~ /\d/ ? "--groups=" . join ",", split " ", $groups : "--clear-groups" ]} cat $dir/secret.cnf 2>&1`;
	like($shown, qr/Permission denied/, 'what only root may read is not for workers');
	stop($m);
	$m = master('number', pools => { number => { user => 61234, group => 61235 } });
	ok(up($m), 'a user and a group that are numbers without an account');
	($worker) = workers($m, 2);
	wait_for('a worker without root', sub {
		$status = slurp("/proc/$worker/status");
		$status =~ /^Uid:\t61234\t/m;
	});
	like($status, qr/^Groups:\t61235 *$/m, 'that group is the only one');
	stop($m);
}

# --- started by somebody who ignores signals ---
{
	my $m = master('ignored', prepare => sub { $SIG{$_} = 'IGNORE' for qw(CHLD TERM QUIT HUP) });
	ok(up($m), 'started with ignored signals');
	my ($worker) = workers($m, 2);
	kill 'KILL', $worker;
	ok(logs($m, qr/child $worker exited on signal 9/), 'the dead are noticed all the same');
	is(stop($m), 0, 'and TERM stops it');
}

# --- in the background ---
{
	my %global = (daemonize => 'yes', pid => "$dir/d.pid", error_log => "$dir/d.err");
	my $m = master('d', global => \%global, args => []);
	is(status_of($m), 0, 'daemonize: the parent exits with 0');
	my $pid = slurp("$dir/d.pid");
	like($pid, qr/\A\d+\n\z/, 'the PID file has the number');
	chomp $pid;
	$masters{$pid} = 1;
	is(ping("$dir/d.sock"), 'pong', 'and the socket answers already');
	is((split ' ', slurp("/proc/$pid/stat") =~ s/.*\) //r)[3], $pid, 'a session of its own');
	is(readlink "/proc/$pid/fd/$_", '/dev/null', "descriptor $_ is /dev/null") for 0 .. 2;
	my $second = master('d2', global => { %global, error_log => 'stderr' }, args => []);
	is(status_of($second), 71, 'a second one: exit 71');
	like(slurp("$dir/d2.log"), qr/another master runs/, 'another master runs');
	is(slurp("$dir/d.pid"), "$pid\n", 'the PID file is untouched');
	POSIX::mkfifo("$dir/fifo", 0600) or die "mkfifo: $!";
	is(status_of(master('d3', global => { %global, pid => "$dir/fifo" }, args => [])), 71, 'a PID file that is a pipe: exit 71');
	ok(-p "$dir/fifo", 'the pipe is still there');
	spew("$dir/other.pid", 'data');
	config('d', { d => { listen => "$dir/d2.sock" } }, { %global, pid => "$dir/other.pid" });
	kill 'HUP', $pid;
	ok(eval { wait_for('the other socket', sub { ping("$dir/d2.sock") eq 'pong' }) }, 'it reloads');
	kill 'TERM', $pid;
	ok(eval { wait_for('the end of the daemon', sub { gone($pid) }) }, 'it stops');
	delete $masters{$pid};
	ok(!-e "$dir/d.pid", 'and the PID file is gone');
	is(slurp("$dir/other.pid"), 'data', 'not the one that a reload named');
	$m = master('d3', pools => { d3 => { listen => "$dir/none/sock" } }, global => { %global, error_log => 'stderr' }, args => []);
	is(status_of($m), 71, 'daemonize: a start that fails: exit 71');
	ok(!-e "$dir/d.pid", 'and leaves no PID file');
	my $no_files = sub { exec 'sh', '-c', 'trap "" XFSZ; ulimit -f 0; exec "$0" -c "$1" 2>&-', $program, "$dir/d4.conf" };
	is(status_of(master('d4', global => { %global, error_log => 'stderr' }, prepare => $no_files)), 71,
		'a PID file that cannot be written: exit 71');
	ok(!-e "$dir/d4.sock", 'and leaves no socket');
}

# --- sockets that the program is started with ---
{
	my $socket = IO::Socket::UNIX->new(Local => "$dir/given.sock", Listen => 5) or die $!;
	my $m = master('given', pools => { given => { listen => '' } }, global => { daemonize => 'yes' }, args => [],
		prepare => sub { POSIX::dup2(fileno $socket, 0) });
	ok(up($m), 'a socket as descriptor 0');
	is(stop($m, 'QUIT'), 0, 'it stops');
	ok(-S "$dir/given.sock", 'and leaves the socket file, which is not its own');
	$m = master('nosocket', pools => { nosocket => { listen => '' } });
	is(status_of($m), 71, 'no socket anywhere: exit 71');
	like(slurp($m->{log}), qr/\[nosocket\] has no "listen", and the program was not started with a listening socket/, 'and the log says so');

	my $tcp = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
	my $on_tcp = sub { POSIX::dup2(fileno $tcp, 0) };
	my $believed = qr/\[tcp\] was started with a TCP socket and has auth = header, .* set listen\.allowed_clients/;
	$m = master('tcp', pools => { tcp => { listen => '', auth => 'header' } }, prepare => $on_tcp);
	is(status_of($m), 71, 'auth = header on a TCP socket, for everybody: exit 71');
	like(slurp($m->{log}), $believed, 'and the log says why');
	$m = master('tcp', pools => { tcp => { listen => '' } }, prepare => $on_tcp);
	ok(up($m, '127.0.0.1:' . $tcp->sockport), 'auth = esb on a TCP socket, for everybody');
	config('tcp', { tcp => { listen => '', auth => 'header' } });
	kill 'HUP', $m->{pid};
	ok(logs($m, qr/$believed.*its old configuration stays/s), 'which a reload does not make auth = header');
	config('tcp', { tcp => { listen => '', auth => 'header', 'listen.allowed_clients' => '127.0.0.1' } });
	kill 'HUP', $m->{pid};
	ok(logs($m, qr/reloading.*reloading/s) && up($m, '127.0.0.1:' . $tcp->sockport), 'but for named clients it does');
	is(stop($m), 0, 'auth = header on a TCP socket: exit 0');

	my @given = map { IO::Socket::UNIX->new(Local => "$dir/fd$_.sock", Listen => 5) or die $! } 0, 1;
	my $pass = sub {
		my ($pid, $names) = @_;
		return sub {
			@ENV{qw(LISTEN_PID LISTEN_FDS)} = ($pid // $$, 2);
			$ENV{LISTEN_FDNAMES} = $names if $names;
			# First out of the way, then to 3 and 4, which exec keeps.
			my @high;
			for my $s (@given) { my $fd = POSIX::dup(fileno $s); $fd = POSIX::dup($fd) while $fd < 10; push @high, $fd }
			POSIX::dup2($high[$_], 3 + $_) for 0, 1;
			POSIX::close($_) for 5 .. 40;
		};
	};
	my %two = (a => { listen => '', 'pm.max_children' => 1 }, b => { listen => '', 'pm.max_children' => 1 });
	$m = master('fds', pools => \%two, prepare => $pass->());
	ok(up($m, "$dir/fd0.sock") && up($m, "$dir/fd1.sock"), 'LISTEN_FDS: two sockets for two pools');
	my @of = map { [ slurp("/proc/$_/comm") =~ /:(\w)/, holds($_, \@given) ] } workers($m, 2);
	is_deeply([ sort { $a->[0] cmp $b->[0] } @of ], [ [ 'a', 0 ], [ 'b', 1 ] ], 'in the order of the pools, and no worker has the other one');
	is(stop($m), 0, 'LISTEN_FDS: exit 0');
	$m = master('fdnames', pools => \%two, prepare => $pass->(undef, 'b:a'));
	ok(up($m, "$dir/fd0.sock") && up($m, "$dir/fd1.sock"), 'LISTEN_FDNAMES');
	@of = map { [ slurp("/proc/$_/comm") =~ /:(\w)/, holds($_, \@given) ] } workers($m, 2);
	is_deeply([ sort { $a->[0] cmp $b->[0] } @of ], [ [ 'a', 1 ], [ 'b', 0 ] ], 'by the names of the pools');
	kill 'HUP', $m->{pid};
	ok(logs($m, qr/reloading/), 'reload with sockets that were given');
	ok(up($m, "$dir/fd0.sock") && up($m, "$dir/fd1.sock"), 'they are kept');
	is(stop($m), 0, 'LISTEN_FDNAMES: exit 0');
	$m = master('fdother', pools => \%two, prepare => $pass->(1));
	is(status_of($m), 71, 'LISTEN_PID of somebody else: exit 71');
}

# --- what a process is called: the kernel keeps 15 bytes ---
{
	my $m = master('names', pools => { map { ($_ => { 'pm.max_children' => 1 }) } qw(tenant17 tenant18-of-many) });
	ok(up($m, "$dir/tenant17.sock") && up($m, "$dir/tenant18-of-many.sock"), 'two pools with long names');
	is(join(' ', sort map { slurp("/proc/$_/comm") =~ s/\n//r } workers($m, 2)), 'bksops:tenant17 bksops:tenant18',
		'eight letters of each are in the name of the process');
	is(stop($m), 0, 'and end');
}

# Which of the sockets a process holds.
sub holds {
	my ($pid, $sockets) = @_;
	my %mine = map { $_ => 1 } map { readlink // '' } glob "/proc/$pid/fd/*";
	return grep { $mine{ 'socket:[' . (stat $sockets->[$_])[1] . ']' } } 0 .. $#$sockets;
}

# --- reload ---
for my $signal ('HUP', 'USR2') {
	my $m = master('re', pools => { old => {}, kept => {} });
	ok(up($m, "$dir/kept.sock") && up($m, "$dir/old.sock"), "$signal: a start");
	my @before = workers($m, 4);
	wait_for('workers that are up', sub { 4 == grep { slurp("/proc/$_/status") =~ /^NoNewPrivs:\t1$/m } @before });
	my %holds;
	for my $pid (@before) {
		my ($pool) = slurp("/proc/$pid/cmdline") =~ /: pool (\w+)/;
		$holds{$pool}{$_} = 1 for grep { /^socket:/ } map { readlink // '' } glob "/proc/$pid/fd/*";
	}
	is_deeply([ scalar keys %{ $holds{kept} }, grep { $holds{old}{$_} } keys %{ $holds{kept} } ], [3], "$signal: two pools have no socket in common");
	my $text = slurp($m->{conf});
	spew($m->{conf}, "frobnicate = 1\n$text");
	kill $signal, $m->{pid};
	ok(logs($m, qr/ERROR: \Q$m->{conf}\E:\d+: the key frobnicate .*; the old configuration stays/), "$signal: a bad file, and why");
	is_deeply([ sort(children($m->{pid})) ], [ sort @before ], 'nothing has changed');

	# A pool with a mistake stays as it was, and the others change.
	config('re', { kept => { 'pm.max_children' => 1 }, old => { 'pm.max_children' => 'x' } });
	kill $signal, $m->{pid};
	ok(logs($m, qr/ERROR: \Q$m->{conf}\E:\d+: pm\.max_children = x: .*\[pool old\] its old configuration stays/s), "$signal: a bad pool, and why");
	is(scalar(workers($m, 3)), 3, 'the other pool has its new number of workers');
	is(ping("$dir/old.sock"), 'pong', 'the bad one answers');
	config('re', { kept => {}, old => { listen => "$dir/none/sock" }, never => { listen => "$dir/none/never" } });
	kill $signal, $m->{pid};
	ok(logs($m, qr{ERROR: \[pool old\] \Q$m->{conf}\E:\d+: listen = \Q$dir\E/none/sock: No such file or directory.*\[pool old\] its old configuration stays}s), "$signal: a socket that cannot be bound");
	ok(logs($m, qr{ERROR: \[pool never\] not served: \Q$m->{conf}\E:\d+: listen = \Q$dir\E/none/never: No such file or directory}), 'and that of a new pool');
	is(scalar(workers($m, 4)), 4, 'two pools are there');
	is(ping("$dir/old.sock"), 'pong', 'the old one answers');
	is(ping("$dir/kept.sock"), 'pong', 'and so does the other one');
	@before = children($m->{pid});

	# A request that has begun is answered by the worker that has it.
	my $socket = fcgi_connect("$dir/old.sock");
	my $bytes  = fcgi_request('/ping');
	syswrite $socket, substr $bytes, 0, 20;
	is(ping("$dir/old.sock"), 'pong', 'ping, behind a half-sent request') for 1 .. 4;
	my $listening = (lstat "$dir/kept.sock")[1];
	config('re', { kept => { 'pm.max_children' => 3 }, new => {} });
	kill $signal, $m->{pid};
	ok(up($m, "$dir/new.sock"), "$signal: a good file with another pool");
	ok(eval { wait_for('the old socket to go', sub { !-e "$dir/old.sock" }) }, 'the socket of the pool that is gone is removed');
	is((lstat "$dir/kept.sock")[1], $listening, 'the other one is the same file');
	is(ping("$dir/kept.sock"), 'pong', 'and answers');
	syswrite $socket, substr $bytes, 20;
	like(fcgi_answer($socket) // 'nothing', qr/pong/, 'a request that the old pool had begun is answered');
	my @after = workers($m, 5);
	my %before = map { $_ => 1 } @before;
	ok(!(grep { $before{$_} } @after), 'all workers are new ones, as many as the file says');
	is(stop($m), 0, "$signal: exit 0");
}

# --- a reload that even the old configuration of a pool does not survive ---
{
	mkdir "$dir/logs" or die $!;
	my $m = master('both', pools => { logged => { error_log => "$dir/logs/x" }, plain => {} });
	ok(up($m, "$dir/logged.sock") && up($m, "$dir/plain.sock"), 'a pool with a log of its own: a start');
	my @before = workers($m, 4);
	unlink "$dir/logs/x";
	rmdir "$dir/logs" or die $!;
	kill 'HUP', $m->{pid};
	ok(logs($m, qr{ERROR: .*\Q$dir\E/logs/x.*the old configuration stays}), 'its directory is gone: the reload is refused');
	is_deeply([ sort(children($m->{pid})) ], [ sort @before ], 'nothing has changed');
	is(ping("$dir/logged.sock"), 'pong', 'the pool goes on');
	is(stop($m), 0, 'it stops');
}

# --- no request is lost in a reload ---
{
	my $m = master('load');
	ok(up($m), 'reload under load: a start');
	my ($ok, $wrong, $end) = (0, 0, time + 2);
	my $next = time;
	while (time < $end) {
		if (time > $next) { kill 'HUP', $m->{pid}; $next = time + 0.3 }
		ping("$dir/load.sock") eq 'pong' ? $ok++ : $wrong++;
	}
	is($wrong, 0, 'no request is lost in a reload') or diag "of " . ($ok + $wrong);
	is(stop($m), 0, 'reload under load: exit 0');
}

# --- rotation of the log ---
{
	my $log = "$dir/rot.err";
	my $m = master('rot', global => { error_log => $log }, pools => { rot => { 'pm.max_children' => 1 } });
	ok(up($m), 'USR1: a start');
	my ($old) = workers($m, 1);
	rename $log, "$log.1" or die $!;
	kill 'USR1', $m->{pid};
	ok(eval { wait_for('the new log', sub { slurp($log) =~ /log opened again/ }) }, 'USR1: new lines go to a new file');
	my ($new) = eval { wait_for('a new worker', sub { my @c = children($m->{pid}); @c == 1 && $c[0] != $old && \@c })->@* };
	ok($new, 'a new worker takes over');
	my %out = map { readlink($_) // '' => 1 } glob "/proc/$new/fd/*";
	ok($out{$log} && !$out{"$log.1"}, 'it holds the new file and not the old one');
	my $size = -s "$log.1";
	ok(up($m), 'it answers');
	is(stop($m), 0, 'USR1: exit 0');
	like(slurp($log), qr/exiting, bye-bye/, 'the last line is in the new file');
	unlike(substr(slurp("$log.1"), $size), qr/NOTICE|WARNING|ERROR/, 'the old file has no more lines');
}

# --- workers that die at once ---
{
	mkdir "$dir/gone";
	my $m = master('die', pools => { die => { chdir => "$dir/gone" }, lives => {} });
	ok(up($m, "$dir/die.sock") && up($m, "$dir/lives.sock"), 'a start');
	rmdir "$dir/gone";
	kill 'KILL', children($m->{pid});
	ok(logs($m, qr/ERROR: \[pool die\] /), 'a worker that cannot start says why');
	ok(logs($m, qr/\[pool die\] a child ended before it had answered a request: next one in 400 ms/), 'the pool waits longer and longer');
	# This process may be late: only what came before.
	my ($until)  = slurp($m->{log}) =~ /\A(.*?next one in 400 ms)/s;
	my $starts = () = $until =~ /\[pool die\] child \d+ started/g;
	cmp_ok($starts, '<=', 8, 'and does not burn the processor');
	ok(up($m, "$dir/lives.sock"), 'the other pool answers');
	is(stop($m), 0, 'it stops');
	unlike(slurp($m->{log}) =~ s/.*received SIGTERM//sr, qr/started/, 'and waits for no other start');
}

# --- a log full of what sanitizers say is none ---
{
	my @said = grep { slurp($_) =~ /Sanitizer|runtime error/ } glob "$dir/*.log $dir/*.err";
	is_deeply(\@said, [], 'no sanitizer has anything to say') or diag map { slurp($_) } @said;
}

done_testing;
