# SPDX-License-Identifier: MIT
# Who starts the program, and how: spawn-fcgi, multiwatch, lighttpd, systemd,
# and a container in which it is process 1.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir at_end start stop wait_for slurp spew);
use Bk::WebServers;
use Bk::Http qw(http);
use Cwd qw(abs_path);
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

my $program = abs_path(Bk::Pool::program());
plan skip_all => "no program $program" if !-x $program;
my $dir  = tmpdir;
my $root = $> == 0;
$ENV{ASAN_OPTIONS} = 'detect_leaks=1:abort_on_error=1';

# Where a program is, or nothing.
sub has {
	my ($name) = @_;
	return (grep { -x } map { "$_/$name" } split(/:/, $ENV{PATH}), '/usr/sbin', '/sbin')[0];
}

spew("$dir/password", "secret\n", 0600);
spew("$dir/key",      "secret\n", 0600);

# A configuration of these pools, {name => {key => value}}, without "listen";
# its name.
sub config {
	my ($name, $pools, %global) = @_;
	my $text = "[global]\nlog_level = notice\n" . join '', map { "$_ = $global{$_}\n" } sort keys %global;
	for my $pool (sort keys %$pools) {
		my %key = (
			'pm.max_children'          => 1,
			user                       => $root ? 'nobody' : '',
			app_host                   => 'http://paas.example.com/o/bk_sops/',
			'mysql.sops.socket'        => "$dir/none",
			'mysql.sops.user'          => 'ro',
			'mysql.sops.password_file' => "$dir/password",
			'mysql.sops.database'      => 'bk_sops',
			'mysql.paas.database'      => 'open_paas',
			'login.secret_key_file'    => "$dir/key",
			'ping.response'            => "pong of $pool",
			%{ $pools->{$pool} },
		);
		$text .= "[$pool]\n" . join '', map { "$_ = $key{$_}\n" } sort keys %key;
	}
	spew("$dir/$name.conf", $text);
	return "$dir/$name.conf";
}

sub ping { my ($to) = @_; return (fcgi_get($to, '/ping', seconds => 5) // '') =~ /\r\n\r\n(.*?)\s*\z/s ? $1 : '' }

# Whether the pool answers there, in the end.
sub up {
	my ($to, $pool, $log) = @_;
	return eval { wait_for("$pool at $to", sub { ping($to) eq "pong of $pool" }) } || do { diag slurp($log // '/dev/null'); 0 };
}

sub gone { my ($pid) = @_; return slurp("/proc/$pid/stat") =~ /\A\z|\) [ZX] / }

sub children { my ($pid) = @_; return split ' ', slurp("/proc/$pid/task/$pid/children") }

# --- sudo -u, runuser: in a working directory that is closed to the user ---
SKIP: {
	my @user = (getpwnam 'nobody')[ 2, 3 ];
	skip 'only root can become somebody else', 3 if !$root || !defined $user[1];
	my ($home, $closed) = ("$dir/home", "$dir/closed");
	mkdir $home, 0755 or die $!;
	mkdir $closed, 0700 or die $!;
	spew("$home/secret", "secret\n", 0600);
	chown @user, $home, "$home/secret";
	my %files = map { $_ => "$home/secret" } qw(mysql.sops.password_file login.secret_key_file);
	my $conf = config('closed', { closed => { %files, listen => "$home/www.sock", user => '' } },
		error_log => "$home/error.log", pid => "$home/pid");
	my @become = ('setpriv', "--reuid=$user[0]", "--regid=$user[1]", '--clear-groups');
	my $pid = start('bksops-fcgi', signal => 'QUIT', out => "$dir/closed.log",
		cmd => [ 'env', '-C', $closed, @become, $program, '-F', '-c', $conf ]);
	ok(up("$home/www.sock", 'closed', "$dir/closed.log"), 'a working directory that the user may not enter');
	is(stop($pid, 'QUIT'), 0, 'QUIT stops it');
	is(join(' ', glob "$home/*"), "$home/error.log $home/secret", 'and it removes its socket and its PID file');
}

# --- spawn-fcgi ---
SKIP: {
	skip 'spawn-fcgi is not installed', 8 if !has('spawn-fcgi');
	my $conf = config('spawn', { spawn => {} }, error_log => "$dir/spawn.log", pid => "$dir/spawn.pid", daemonize => 'yes');
	my $pid = start('spawn-fcgi', out => "$dir/spawn.out",
		cmd => [ 'spawn-fcgi', '-n', '-s', "$dir/spawn.sock", '-M', '0600', '--', $program, '-F', '-c', $conf ]);
	ok(up("$dir/spawn.sock", 'spawn', "$dir/spawn.out"), 'spawn-fcgi -n, with -F');
	is(slurp("$dir/spawn.pid"), "$pid\n", 'is replaced by the master');
	is(stop($pid, 'QUIT'), 0, 'which QUIT stops');

	spew("$dir/spawn.log", '');
	system("spawn-fcgi -s $dir/spawn.sock -P $dir/spawned.pid -- $program -c $conf >$dir/spawn.out") == 0 or die 'spawn-fcgi';
	at_end(sub { kill 'KILL', slurp("$dir/spawned.pid") || () });
	ok(up("$dir/spawn.sock", 'spawn', "$dir/spawn.log"), 'spawn-fcgi in the background');
	chomp(my $spawned = slurp("$dir/spawned.pid"));
	is(slurp("$dir/spawn.pid") =~ s/\n//r, $spawned, 'its PID file and ours name the same process');
	like(slurp("$dir/spawn.log"), qr/daemonize = yes is ignored/, 'for the program does not go to the background a second time');
	kill 'TERM', $spawned;
	ok(eval { wait_for('the end', sub { gone($spawned) }) }, 'TERM stops it');
	ok(!-e "$dir/spawn.pid", 'and it removes its PID file');
}

# --- multiwatch, which keeps several masters on one socket ---
SKIP: {
	skip 'spawn-fcgi and multiwatch are not installed', 6 if !has('spawn-fcgi') || !has('multiwatch');
	my $conf = config('multi', { multi => {} }, pid => "$dir/multi.pid");
	my $pid = start('multiwatch', out => "$dir/multi.log",
		cmd => [ 'spawn-fcgi', '-n', '-s', "$dir/multi.sock", '--', has('multiwatch'), '-f', '2', '-s', 'QUIT', '--', $program, '-F', '-c', $conf ]);
	ok(up("$dir/multi.sock", 'multi', "$dir/multi.log"), 'multiwatch answers');
	# One that is not up yet may miss a signal of multiwatch's.
	my $started = sub { return scalar(() = slurp("$dir/multi.log") =~ /is running/g) };
	my @two = eval { wait_for('two masters', sub { my @m = children($pid); @m == 2 && $started->() == 2 && \@m })->@* };
	is(scalar @two, 2, 'with two masters') or diag slurp("$dir/multi.log");
	my $first = slurp("$dir/multi.pid") =~ /(\d+)/ ? $1 : 0;
	is((() = grep { $_ == $first } @two), 1, 'of which one has the PID file');
	kill 'KILL', $first || ();
	ok(eval { wait_for('a third', sub { $started->() == 3 && !grep { $_ == $first } children($pid) }) },
		'a killed one is replaced');
	ok(up("$dir/multi.sock", 'multi', "$dir/multi.log"), 'and it still answers');
	@two = children($pid);
	stop($pid, 'TERM');
	is((() = grep { !gone($_) } @two), 0, 'TERM to multiwatch is a graceful end of both');
}

# --- lighttpd starts it (bin-path) ---
SKIP: {
	skip 'lighttpd is not installed', 3 if !Bk::WebServers::has_lighttpd();
	my $conf = config('lighty', { lighty => {} }, error_log => "$dir/lighty.log");
	my $port = Bk::Process::free_port();
	spew("$dir/lighttpd.conf", <<~EOT);
	server.document-root = "$dir"
	server.bind = "127.0.0.1"
	server.port = $port
	server.modules = ( "mod_fastcgi" )
	fastcgi.server = ( "/ping" => ((
		"socket" => "$dir/lighty.sock",
		"bin-path" => "$program -F -c $conf",
		"max-procs" => 1,
		"check-local" => "disable"
	)))
	EOT
	my $pid = start('lighttpd', signal => 'TERM', out => "$dir/lighttpd.out", cmd => [ '/usr/sbin/lighttpd', '-D', '-f', "$dir/lighttpd.conf" ]);
	my $answer = eval { wait_for('lighttpd', sub { eval { http($port, 'GET', '/ping') } }) };
	like($answer->{body} // '', qr/^pong of lighty/, 'lighttpd, bin-path') or diag slurp("$dir/lighty.log"), slurp("$dir/lighttpd.out");
	my ($master) = children($pid);
	is(readlink("/proc/$master/exe"), $program, 'the master is its child');
	stop($pid, 'TERM');
	ok(eval { wait_for('the end', sub { gone($master) }) }, 'and ends with it');
}

# --- systemd ---
SKIP: {
	skip 'systemd-socket-activate is not installed', 3 if !has('systemd-socket-activate');
	my $conf = config('named', { ann => {}, ben => {} });
	my $pid = start('systemd-socket-activate', out => "$dir/named.log",
		cmd => [ 'systemd-socket-activate', '-l', "$dir/one.sock", '-l', "$dir/two.sock", '--fdname=ben:ann',
			"--setenv=ASAN_OPTIONS=$ENV{ASAN_OPTIONS}", $program, '-F', '-c', $conf ]);
	wait_for('the sockets', sub { -S "$dir/two.sock" && IO::Socket::UNIX->new(Peer => "$dir/two.sock") });
	ok(up("$dir/one.sock", 'ben', "$dir/named.log"), 'systemd: the first connection starts it, the pool has the socket of its name');
	ok(up("$dir/two.sock", 'ann', "$dir/named.log"), 'and so has the other one');
	is(stop($pid, 'QUIT'), 0, 'QUIT stops it');
}

# The unit's ExecReload, each line if the one before it succeeded, as systemd
# has it: one tenant's mistake costs no other tenant a reload, and is told.
{
	my $conf = config('reload', { map { $_ => { listen => "$dir/$_.sock", 'listen.mode' => '0666' } } qw(good bad) });
	my $pid  = start('bksops-fcgi', signal => 'QUIT', out => "$dir/reload.log", cmd => [ $program, '-F', '-c', $conf ]);
	ok(up("$dir/$_.sock", $_, "$dir/reload.log"), "ExecReload: the pool $_") for qw(good bad);
	my @lines = slurp(Bk::Nginx::source() . '/fcgi-conf/bksops-fcgi.service') =~ /^ExecReload=(.*)/mg;
	my $reload = join ' && ', map { "$_ >>$dir/reload.out 2>&1" } map { s/\$MAINPID/$pid/r =~ s{\S*/bksops-fcgi\.conf}{$conf}r =~ s{^/usr/sbin/bksops-fcgi\b}{$program}r } @lines;
	my $text   = slurp($conf) =~ s/pong of good/pong of new/r;
	spew($conf, $text =~ s/(\[bad\]\n)/$1frobnicate = 1\n/r);
	is(system($reload) >> 8, 78, 'a mistake in a pool: the reload fails');
	like(slurp("$dir/reload.out"), qr/unknown key frobnicate/, 'and the mistake is named');
	ok(up("$dir/good.sock", 'new', "$dir/reload.log"), 'the other pool is as its section says now');
	is(ping("$dir/bad.sock"), 'pong of bad', 'that pool answers as before');
	spew($conf, $text =~ s/pong of bad/pong of mended/r);
	is(system($reload), 0, 'a good file: the reload succeeds');
	ok(up("$dir/bad.sock", 'mended', "$dir/reload.log"), 'and counts');
	is(stop($pid, 'QUIT'), 0, 'QUIT stops it');
}

# Standard error that systemd connected to its journal: lines have levels.
{
	open my $out, '>>', "$dir/stream.err" or die $!;
	my ($device, $inode) = stat $out;
	my $conf = config('stream', { stream => { listen => "$dir/stream.sock" } });
	spew("$dir/wrong.conf", slurp($conf) . "frobnicate = 1\n");
	for ([ "$device:$inode", qr/\A<3>\[pool stream\] not served: \Q$dir\E\/wrong/, 'the journal' ], [ "$device:1$inode", qr/\A\[.* UTC\] ERROR: /, 'something else' ]) {
		my ($stream, $want, $what) = @$_;
		local $ENV{JOURNAL_STREAM} = $stream;
		truncate $out, 0;
		is(system("$program -t -c $dir/wrong.conf >/dev/null 2>>$dir/stream.err") >> 8, 78, "standard error is $what: a wrong file");
		like(slurp("$dir/stream.err"), $want, 'the line has the level where the journal looks for it, else in words');
	}
}

SKIP: {
	my @units = map { "bksops-fcgi$_" } qw(.service .socket @.service @.socket);
	skip 'systemd-analyze is not installed', 3 + @units if !has('systemd-analyze');
	mkdir "$dir/units";
	for my $unit (@units) {
		my $text = slurp(Bk::Nginx::source() . "/fcgi-conf/$unit");
		like($text, qr/^\[(?:Service|Socket)\]$/m, "$unit is shipped");
		$text =~ s{/usr/sbin/bksops-fcgi }{$program }g;
		spew("$dir/units/$_", $text) for $unit, $unit =~ s/\@/\@shop/r;
	}
	local $ENV{SYSTEMD_UNIT_PATH} = "$dir/units:";
	for my $unit (qw(bksops-fcgi.service bksops-fcgi.socket bksops-fcgi@shop.service)) {
		my $said = `systemd-analyze verify --man=no $unit 2>&1`;
		is($? . (join '', grep { /bksops/ } split /^/, $said), 0, "systemd-analyze has nothing to say of $unit");
	}
}

# --- process 1 of a container ---
# unshare is the parent of process 1, as a container's runtime is.
my @container = ($root ? 'unshare' : ('unshare', '-U', '--map-current-user'), '--pid', '--fork', '--mount-proc');
SKIP: {
	skip 'namespaces are not allowed here', 14 if system "@container true >/dev/null 2>&1";
	my $conf = config('first', { first => { listen => "$dir/first.sock", 'listen.mode' => '0666' } });
	for my $signal (qw(TERM QUIT)) {
		spew("$dir/first.log", '');
		my $outside = start('unshare', signal => 'KILL', out => "$dir/first.log", cmd => [ @container, $program, '-F', '-c', $conf ]);
		ok(up("$dir/first.sock", 'first', "$dir/first.log"), "$signal: process 1 of a container");
		my ($pid) = children($outside);
		like(slurp("/proc/$pid/status"), qr/^NSpid:\t$pid\t1$/m, 'it is');
		# A process that loses its parent becomes a child of process 1, and ends.
		my @enter = ('nsenter', '-t', $pid, '-p', $root ? () : ('-U', '--preserve-credentials'));
		is(system(@enter, $^X, '-e', 'fork or sleep'), 0, 'an orphan is made');
		my $orphan = eval { wait_for('an orphan', sub { (grep { slurp("/proc/$_/cmdline") =~ /fork or sleep/ } children($pid))[0] }) };
		ok($orphan, 'which is its child now');
		kill 'KILL', $orphan // ();
		ok($orphan && eval { wait_for('no zombie', sub { !-e "/proc/$orphan" }) }, 'and is no zombie when it ends');
		kill $signal, $pid;
		ok(eval { wait_for('the end', sub { gone($pid) }) }, "$signal stops it");
		waitpid $outside, 0;
		is($?, 0, 'with 0');
	}
}

is_deeply([ grep { slurp($_) =~ /Sanitizer|runtime error|SIGSYS/ } glob "$dir/*.log $dir/*.out" ], [], 'no crash, no sanitizer report');
done_testing();
