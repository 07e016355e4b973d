# SPDX-License-Identifier: MIT
# Files that root makes, changes and removes in directories of tenants: what
# they put there instead is left alone.  And what listen.mode is worth there.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Pool;
use Bk::Process qw(tmpdir as_user wait_for slurp spew);
use IO::Socket::UNIX;
use POSIX qw(WNOHANG);
use Test::More;

plan skip_all => 'no program ' . Bk::Pool::program() if !-x Bk::Pool::program();
plan skip_all => 'only root has tenants' if $> != 0;
my ($ann, $ben) = map { [ (getpwnam $_)[ 2, 3 ] ] } grep { defined getpwnam $_ } qw(daemon games);
plan skip_all => 'the users daemon and games are not there' if !$ben;
my $dir    = tmpdir;
my $number = 0;

# A new directory of a user's.
sub directory {
	my ($owner) = @_;
	my $path = "$dir/d" . ++$number;
	mkdir $path, 0755;
	chown @$owner, $path;
	return $path;
}

sub mode { return sprintf '%04o', (lstat $_[0])[2] & 07777 }

# A socket of somebody's, for whom a mode and an owner matter.
sub victim {
	my ($path) = @_;
	my $socket = IO::Socket::UNIX->new(Local => $path, Listen => 1) or die $!;
	chmod 0600, $path;
	return $socket;
}

# A symbolic link of ann's.
sub link_of_ann {
	my ($to, $path) = @_;
	symlink $to, $path or die $!;
	system('chown', '-h', "$ann->[0]:$ann->[1]", $path) == 0 or die;
}

# A pool in ann's directory.
sub pool {
	my ($home, %set) = @_;
	return Bk::Pool->new(name => 'p' . ++$number, wrap => delete $set{wrap},
		set => { listen => "$home/www.sock", 'listen.owner' => 'daemon', %set });
}

# Two workers, and a process for status.listen.
sub processes { my ($pool) = @_; return slurp($pool->{conf}) =~ /^status\.listen/m ? 3 : 2 }

sub reload {
	my ($pool) = @_;
	my @before = wait_for('all', sub { my @now = $pool->workers; @now == processes($pool) && \@now })->@*;
	my %before = map { $_ => 1 } @before;
	kill 'HUP', $pool->{pid};
	wait_for('others', sub { my @now = $pool->workers; @now == processes($pool) && !grep { $before{$_} } @now });
}

sub ping { my ($pool) = @_; return (fcgi_get($pool->{socket}, '/ping') // '') =~ /pong/ }

# Why a pool does not start; '' if it answers.
sub refusal {
	my $pool = eval { pool(@_) } or return $@;
	# The socket is there before the logs are opened.
	my $end = wait_for('an end', sub { waitpid($pool->{pid}, WNOHANG) ? 'refused' : ping($pool) && 'served' });
	return $end eq 'refused' ? $pool->log : do { $pool->stop; '' };
}

# --- another file, or another directory, in the place of the socket ---
my %put = (
	'another socket' => sub {
		my ($home, $other, $name) = @_;
		rename "$home/$name", "$home/moved" or die $!;
		rename "$other/$name", "$home/$name" or die $!;
		return "$home/$name";
	},
	'a link to another socket' => sub {
		my ($home, $other, $name) = @_;
		rename "$home/$name", "$home/moved" or die $!;
		link_of_ann("$other/$name", "$home/$name");
		return "$other/$name";
	},
	'a link to another directory' => sub {
		my ($home, $other, $name) = @_;
		rename $home, "$home.moved" or die $!;
		link_of_ann($other, $home);
		return "$other/$name";
	},
	'another directory' => sub {
		my ($home, $other, $name) = @_;
		rename $home, "$home.moved" or die $!;
		rename $other, $home or die $!;
		return "$home/$name";
	});
for my $what (sort keys %put) {
	for my $key (qw(listen status.listen)) {
		my ($home, $other, $name) = (directory($ann), directory($ben), "$key.sock");
		my $pool   = pool($home, listen => "$home/listen.sock", 'status.listen' => "$home/status.listen.sock");
		my $socket = victim("$other/$name");
		# The start has bound them both and gone on.
		wait_for('all its processes', sub { processes($pool) == (() = $pool->workers) });
		my $path = $put{$what}->($home, $other, $name);
		reload($pool);
		is(mode($path) . ' ' . (lstat $path)[4], '0600 0',
			"$key: $what keeps mode and owner in a reload");
		like($pool->log,
			qr{ERROR: \[pool $pool->{name}\] \Q$home\E/\S+: (?:another file|a symbolic link|No such file)},
			'... and that is said');
		$pool->stop;
		ok(-S $path, "... and is not removed at the end");
	}
}

# Between a look at a name and a change by name ann could be quick.
SKIP: {
	skip 'strace cannot trace here', 5 if system 'strace -o /dev/null true 2>/dev/null';
	# The leak check of a sanitizer does not work in a process that is traced.
	local $ENV{BKSOPS_FCGI} = "$ENV{BKSOPS_PLAIN}/bksops-fcgi" if $ENV{BKSOPS_PLAIN};
	skip 'not with a sanitizer', 5 if `nm @{[ Bk::Pool::program() ]} 2>/dev/null` =~ /__asan_init/;
	my $home  = directory($ann);
	victim("$home/www.sock")->close;
	my $calls = 'bind,connect,chmod,fchmodat,chown,lchown,fchownat,unlink,unlinkat,rename,setxattr';
	my $pool  = pool($home, wrap => [ 'strace', '-D', '-f', '-o', "$dir/trace", '-e', "trace=$calls" ]);
	spew($pool->{conf}, slurp($pool->{conf}) =~ s/^listen\.mode = .*/listen.mode = 0600/mr =~ s/daemon/games/r);
	reload($pool);
	is(mode("$home/www.sock") . ' ' . (lstat "$home/www.sock")[4], "0600 $ben->[0]", 'a reload changes mode and owner');
	$pool->stop;
	ok(!-e "$home/www.sock", 'a stop removes the socket');
	wait_for('the whole trace', sub { slurp("$dir/trace") =~ /^$pool->{pid} .*exited with/m });
	my @named = slurp("$dir/trace") =~ /^.*"\Q$home\E.*$/mg;
	is("@named", '', 'both by descriptor, not by name; nor does a start after a crash follow a name');

	# The last call before bind(2) stops the master, and ann is quick.
	my ($swapped, $other) = (directory($ann), directory([ 0, 0 ]));
	my $quick = fork // die $!;
	if (!$quick) {
		eval {
			wait_for('the stop', sub { slurp("$dir/stop") =~ /SIGSTOP/ });
			rename $swapped, "$swapped.moved" or die $!;
			link_of_ann($other, $swapped);
			kill 'CONT', slurp("$dir/stopped");
		};
		POSIX::_exit(0);
	}
	my @strace = ('strace', '-D', '-o', "$dir/stop", '-e', 'trace=umask', '-e', 'inject=umask:signal=STOP:when=1');
	$pool = eval {
		Bk::Pool->new(name => 'swap', socket => "$swapped.moved/www.sock", set => { listen => "$swapped/www.sock" },
			wrap => [ 'sh', '-c', "echo -n \$\$ >$dir/stopped; exec \"\$@\"", 'sh', @strace ]);
	};
	waitpid $quick, 0;
	ok(!-e "$other/www.sock", 'a link in the place of the directory leads no bind(2) elsewhere');
	ok($pool && ping($pool), 'the socket is in the directory that was found');
	$pool->stop if $pool;
}

# --- a start behind a link ---
for (
	[ 'the socket',       'listen',        'www.sock' ],
	[ 'that of status',   'status.listen', 'status.sock' ],
	[ 'the access log',   'access.log',    'access.log' ],
	[ 'the slow log',     'slowlog',       'slow.log' ],
	[ "the pool's log",   'error_log',     'error.log' ]) {
	my ($what, $key, $name) = @$_;
	my ($home, $other) = (directory($ann), directory($ben));
	link_of_ann($other, "$home/run");
	like(refusal($home, $key => "$home/run/$name"), qr{ALERT: .*\Q$home\E/run/\Q$name\E: a symbolic link},
		"$what behind a link of a tenant: no start, and the log says why");
	ok(!-e "$other/$name", '... and nothing is made where it leads');
	unlink "$home/run";
	symlink $other, "$home/run";
	my $pool = pool($home, $key => "$home/run/$name");
	ok(eval { wait_for('an answer', sub { ping($pool) }) } && -e "$other/$name",
		"$what behind a link of root's is made");
	$pool->stop;
}
{
	my ($home, $other) = (directory($ann), directory($ben));
	my $pool = Bk::Pool->new(name => 'pid', global => { pid => "$home/pid" });
	ok(eval { wait_for('the PID file', sub { slurp("$home/pid") eq "$pool->{pid}\n" }) }, 'a PID file');
	rename "$home/pid", "$home/moved" or die $!;
	spew("$home/pid", 'data');
	$pool->stop;
	is(slurp("$home/pid"), 'data', 'another file in its place is not removed at the end');
}

{
	my $home = directory($ann);
	like(refusal($home, listen => "$home/"), qr{ALERT: .*listen = \Q$home\E/: is a directory}, 'a socket needs a name');
}

# --- directories with a default ACL ---
SKIP: {
	my $home = directory($ann);
	skip 'setfacl is not installed', 1 if system 'command -v setfacl >/dev/null';
	skip 'the file system has no ACL', 1 if system "setfacl -m d:u::rwx $home 2>/dev/null";
	my $connects = sub {
		my ($who, $path) = @_;
		return as_user(@$who, sub { IO::Socket::UNIX->new(Peer => $path) ? 'yes' : 'no' });
	};
	my $few  = 'd:u::rwx,d:g::r-x,d:o::---';
	my $many = "$few,d:u:games:rwx,d:m::rwx";
	my $news = getpwnam('news') ? [ (getpwnam 'news')[ 2, 3 ] ] : [ 61234, 61234 ];
	my %third = ('listen.owner' => 'root', 'listen.group' => $news->[1]);
	# Who may connect: the group, and games, whom only a list can name.
	for (
		[ 'few entries',  $few,  '0666', 'yes yes' ],
		[ 'few entries',  $few,  '0660', 'yes no' ],
		[ 'few entries',  $few,  '0600', 'no no' ],
		[ 'a named user', $many, '0660', 'yes yes' ],
		[ 'a named user', $many, '0640', 'no no' ],
		[ 'a named user', $many, '0600', 'no no' ]) {
		my ($name, $acl, $mode, $want) = @$_;
		my $in = directory([ 0, 0 ]);
		system('setfacl', '-m', $acl, $in) == 0 or die;
		my $pool = pool($in, %third, 'listen.mode' => $mode);
		is(mode("$in/www.sock"), $mode, "a default ACL with $name: listen.mode = $mode");
		is(join(' ', map { $connects->($_, "$in/www.sock") } $news, $ben), $want, '... is what counts');
		spew($pool->{conf}, slurp($pool->{conf}) =~ s/^listen\.mode = .*/listen.mode = 0606/mr);
		reload($pool);
		is(eval { wait_for('the mode', sub { mode("$in/www.sock") eq '0606' }) }, 1, '... and changed by a reload');
		$pool->stop;
	}
}
done_testing();
