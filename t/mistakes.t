# SPDX-License-Identifier: MIT
# Mistakes that people make in a configuration, and the word by which -t tells
# them.  What a start would find is found by -t as well, which leaves no trace.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run good);
use Bk::Fcgi qw(fcgi_get);
use Bk::Process qw(spew slurp start stop wait_for);
use Fcntl qw(:flock);
use File::Path qw(make_path);
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

my $program = $Bk::Config::program;
my $dir     = $Bk::Config::dir;
my $root    = $> == 0;
plan skip_all => "no program $program" if !-x $program;

# --- what the mistakes are about ---
mkdir "$dir/$_" or die $! for qw(d root run pool.d);
spew("$dir/file",      "text\n");
spew("$dir/empty",     '', 0600);
spew("$dir/open",      "secret\n", 0644);
spew("$dir/list.json", "[]\n", 0644);
spew("$dir/pool.d/wrong.conf", "[a]\npm = statik\n", 0644);
spew("$dir/pool.d/global.cnf", "[global]\n", 0644);
symlink "$dir/file", "$dir/link" or die $!;
POSIX::mkfifo("$dir/pipe", 0600) or die $!;
my $tcp     = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die $!;
my $port    = $tcp->sockport;
my $served  = IO::Socket::UNIX->new(Local => "$dir/served", Listen => 1) or die $!;
my $stale   = IO::Socket::UNIX->new(Local => "$dir/stale", Listen => 1) or die $!;
close $stale;
make_path("$dir/out-jail$dir", "$dir/in-jail$dir");
symlink "$dir/served", "$dir/out-jail$dir/served" or die $!;
symlink '/served',     "$dir/in-jail$dir/served"  or die $!;
spew("$dir/in-jail/served", '');
my $long = 'x' x 110;

# The good pool after another one.
sub second { my (%set) = @_; return good(%set) =~ s/\[www\]/[b]/r . good() }

# --- the table: [what is written, exit status, the word].  What is written is a
# whole file, or changes of a good pool. ---
my @mistakes = (
	[ {},                                                      0, qr/test is successful/ ],
	# the form of the file
	[ '',                                                     78, qr/no pool: add a section/ ],
	[ "[global]\npid = $dir/run/pid\n",                       78, qr/no pool: add a section/ ],
	[ "pid = /x\n" . good(),                                  78, qr/in front of the first \[section\]/ ],
	[ "[www\n",                                               78, qr/without its \]/ ],
	[ "[]\n",                                                 78, qr/no name for a pool/ ],
	[ "[our pool]\n",                                         78, qr/no name for a pool/ ],
	[ "[www] listen = 9000\n",                                78, qr/only a comment may follow/ ],
	[ good() . "listen 9000\n",                               78, qr/neither \[section\] nor key = value/ ],
	[ good() . "app_host = \e[1m\n",                          78, qr/a control character/ ],
	[ good() . 'app_host = ' . 'x' x 5000 . "\n",             78, qr/a line of more than 4095 bytes/ ],
	[ good() . "[www]\n",                                     78, qr/a second section is not served: .*, on line 1/ ],
	[ "[global]\n[global]\n" . good(),                        78, qr/\[global\] was there already/ ],
	[ good() . "pm = static\npm = static\n",                  78, qr/pm was set already, on line 10/ ],
	# names of keys
	[ { 'listen.mod' => '0660' },                             78, qr/unknown key listen\.mod; do you mean listen\.mode/ ],
	[ { frobnicate => 1 },                                    78, qr/\[pool www\] not served: .*unknown key frobnicate/ ],
	[ second(frobnicate => 1),                                78, qr/\[pool b\] not served: .*unknown key frobnicate/ ],
	[ { pid => '/run/x.pid' },                                78, qr/belongs into \[global\]/ ],
	[ "[global]\nlisten = 9000\n" . good(),                   78, qr/belongs into the section of a pool/ ],
	# values
	[ { pm => 'statik' },                                     78, qr/static, dynamic or ondemand/ ],
	[ { 'pm.max_children' => 0 },                             78, qr/a number from 1 to 1024/ ],
	[ { request_timeout => 'soon' },                          78, qr/a duration/ ],
	[ { 'listen.mode' => '0888' },                            78, qr/an octal number/ ],
	[ { auth => 'oauth' },                                    78, qr/esb, header or jwt/ ],
	[ { generation => 'current' },                            78, qr/generation = current wants auth = jwt/ ],
	[ { time_zone => 'Mars/Base' },                           78, qr/a time zone of this system/ ],
	[ { 'access.format' => '%b' },                            78, qr/access\.format = %b/ ],
	[ { 'listen.allowed_clients' => 'all' },                  78, qr/IP addresses/ ],
	[ "[global]\ndaemonize = maybe\n" . good(),               78, qr/yes or no/ ],
	[ "[global]\nlog_level = info\n" . good(),                78, qr/debug, notice, warning/ ],
	# keys that need or exclude others
	[ { request_slowlog_timeout => '1s' },                    78, qr/needs slowlog/ ],
	[ { pm => 'dynamic' },                                    78, qr/pm = dynamic needs/ ],
	[ { 'ping.path' => '/p', 'status.path' => '/p' },         78, qr/is ping\.path already/ ],
	[ { 'mysql.sops.socket' => undef },                       78, qr/needs mysql\.sops\.socket or mysql\.sops\.host/ ],
	[ { 'mysql.sops.host' => 'db1' },                         78, qr/both set; leave one out/ ],
	[ { 'mysql.sops.user' => undef },                         78, qr/needs mysql\.sops\.user/ ],
	[ { 'mysql.sops.database' => undef },                     78, qr/needs mysql\.sops\.database/ ],
	[ { 'mysql.paas.database' => undef },                     0, qr/WARNING: .*\[www\] has no mysql\.paas\.database: the tables of the PaaS are looked for in \w+, that of/ ],
	[ { 'mysql.sops.password' => 'x' },                       78, qr/both set; leave one out/ ],
	[ { 'mysql.sops.socket' => undef, 'mysql.sops.host' => 'db1', 'mysql.sops.ssl_mode' => 'verify_ca' },
		78, qr/needs mysql\.sops\.ssl_ca/ ],
	[ { iam => 'ask' },                                       78, qr/needs iam\.url, for iam = ask/ ],
	[ { 'iam.url' => 'http://h/' },                            0, qr/WARNING: .*\[www\] iam\.url is ignored: iam is not ask/ ],
	[ { auth => 'jwt' },                                      78, qr/needs jwt\.public_key_file/ ],
	[ { auth => 'header', listen => '127.0.0.1:0' },          78, qr/listen = 127/ ],
	[ { auth => 'header', listen => '9000' },                 78, qr/set listen\.allowed_clients/ ],
	# files that are read
	[ { 'login.secret_key_file' => undef },                   78, qr/needs login\.secret_key_file/ ],
	[ { 'login.secret_key_file' => "$dir/none" },             78, qr/login\.secret_key_file = .*No such file/ ],
	[ { 'login.secret_key_file' => "$dir/empty" },            78, qr/login\.secret_key_file = .*empty/ ],
	[ { 'mysql.sops.password_file' => "$dir/open" },          78, qr/chmod o= FILE/ ],
	[ { 'mysql.sops.password_file' => "$dir/d" },             78, qr/not a regular file/ ],
	[ { 'mysql.sops.option_file' => "$dir/none" },            78, qr/mysql\.sops\.option_file = .*No such file/ ],
	[ { auth => 'jwt', 'jwt.public_key_file' => "$dir/file" }, 78, qr/jwt\.public_key_file = .*PEM/ ],
	[ { component_outputs => "$dir/list.json" },              78, qr/component_outputs = / ],
	# included files
	[ "[global]\ninclude = none.d/*.conf\n" . good(),          0, qr/include = none\.d\/\*\.conf matches no file/ ],
	[ "[global]\ninclude = none.d/*.conf\n",                  78, qr/t\.conf:2: include = .* matches no file, and there is no pool/ ],
	[ "[global]\ninclude = pool.d/*.conf\n" . good(),         78, qr/\[pool a\] not served: .*wrong\.conf:2: pm =/ ],
	[ "[global]\ninclude = pool.d/*.cnf\n" . good(),          78, qr/not served: .*global\.cnf:1: .*holds pools only/ ],
	[ "[global]\ninclude =\n" . good(),                       78, qr/a pattern of file names/ ],
	# addresses
	[ second(listen => "$dir/www.sock"),                      78, qr/www\.sock is that of \[b\] already/ ],
	[ { 'status.listen' => "$dir/www.sock" },                 78, qr/status\.listen = .* is that of \[www\] already/ ],
	[ { listen => "127.0.0.1:$port" },                        78, qr/www\] .*:2: listen = .*: Address already in use/ ],
	[ { 'status.listen' => "127.0.0.1:$port" },               78, qr/status\.listen = .*: Address already in use/ ],
	[ { listen => '192.0.2.1:9000' },                         78, qr/listen = .*: Cannot assign requested address/ ],
	[ { listen => "$dir/served" },                            78, qr/listen = .*: already in use/ ],
	[ { listen => "$dir/stale" },                              0, qr/test is successful/ ],
	[ { listen => "$dir/file" },                              78, qr/listen = .*: is there, and no socket/ ],
	[ { listen => "$dir/d/" },                                78, qr/listen = .*: is a directory/ ],
	[ { listen => "$dir/none/sock" },                         78, qr/listen = .*: No such file or directory/ ],
	[ { listen => "$dir/file/sock" },                         78, qr/listen = .*: Not a directory/ ],
	[ { listen => "/run/none-of-ours/sock" },                  0, qr/its directory is not there/ ],
	[ { listen => "$dir/$long" },                             78, qr/at most 107 bytes/ ],
	# logs and the PID file
	map({
		my ($key, $of) = @$_;
		my $text = $of ? good($key => '/run/none-of-ours/file') : "[global]\n$key = /run/none-of-ours/file\n" . good();
		[ $text, 0, qr/WARNING: \Q$of$key\E = .*: its directory is not there; what starts the program must make it/ ]
	} [ error_log => '' ], [ pid => '' ], map { [ $_ => '[pool www] ' ] } qw(error_log access.log slowlog)),
	[ { 'access.log' => '/dev/stderr' },                      78, qr/access\.log = .*: write stderr/ ],
	[ { error_log => '/proc/self/fd/2' },                     78, qr/error_log = .*: write stderr/ ],
	[ { slowlog => '/dev/stdout' },                           78, qr/slowlog = .*: write stderr/ ],
	[ { slowlog => "$dir/none/slow" },                        78, qr/slowlog = .*: No such file or directory/ ],
	[ { 'access.log' => "$dir/none/log" },                    78, qr/:10: access\.log = .*: No such file or directory/ ],
	[ { 'access.log' => "$dir/d" },                           78, qr/access\.log = .*: neither a file nor a pipe/ ],
	[ { 'access.log' => "$dir/link" },                        78, qr/access\.log = .*: a symbolic link is not followed/ ],
	[ { 'access.log' => "$dir/pipe" },                         0, qr/test is successful/ ],
	[ "[global]\nerror_log = $dir/none/log\n" . good(),       78, qr/t\.conf:2: error_log = .*: No such file/ ],
	[ "[global]\nerror_log = /dev/fd/2\n" . good(),           78, qr/error_log = .*: write stderr/ ],
	[ "[global]\npid = $dir/none/pid\n" . good(),             78, qr/t\.conf:2: pid = .*: No such file/ ],
	# The rights of root do not count there.
	map({
		my ($path, $why) = @$_;
		(
			map({ [ "[global]\n$_ = $path\n" . good(), 78, qr{t\.conf:2: $_ = $path: $why} ] } qw(pid error_log)),
			map({ [ { $_ => $path },             78, qr{t\.conf:\d+: $_ = $path: $why} ] }
				'listen', 'status.listen', 'access.log', 'slowlog'),
		)
	} [ '/proc/none', 'No such file or directory' ], [ '/sys/none', 'Permission denied' ]),
	[ "[global]\npid = /dev/null\n" . good(),                 78, qr{t\.conf:2: pid = /dev/null: no regular file} ],
);
push @mistakes, (
	# what only root is told
	[ { user => undef },                                      78, qr/needs user when/ ],
	[ { user => 'nobody-at-all' },                            78, qr/no such user/ ],
	[ { user => 'root' },                                     78, qr/workers do not run as root/ ],
	[ { group => 'nobody-at-all' },                           78, qr/no such group/ ],
	[ { 'listen.owner' => 'nobody-at-all' },                  78, qr/listen\.owner = .*no such user/ ],
	[ { chroot => "$dir/none" },                              78, qr/chroot = .*No such file/ ],
	[ { chroot => "$dir/root", chdir => '/none' },            78, qr/chdir = .*No such file/ ],
	[ { chroot => "$dir/root", 'mysql.sops.socket' => "$dir/served" },
		78, qr/mysql\.sops\.socket = .*: hidden by chroot = / ],
	[ { chroot => "$dir/root", 'paas.redis' => "$dir/served" }, 78, qr/paas\.redis = .*: hidden by chroot = / ],
	# an absolute link below chroot that leads to the file outside, and one to a file below
	[ { chroot => "$dir/out-jail", 'mysql.sops.socket' => "$dir/served" },
		78, qr/mysql\.sops\.socket = .*: hidden by chroot = / ],
	[ { chroot => "$dir/in-jail", 'mysql.sops.socket' => "$dir/served" }, 0, qr/test is successful/ ],
) if $root;

# Exit status, and all that is said.
sub tested {
	my ($text, @as) = @_;
	spew("$dir/t.conf", $text, 0644);
	my ($status, @said) = run(@as, $program, '-t', '-c', "$dir/t.conf");
	return ($status, join '', @said);
}

# A master of that file; what it says goes to "out".
sub started {
	my ($name) = @_;
	spew("$dir/out", '');
	return start('bksops-fcgi', signal => 'TERM', out => "$dir/out", cmd => [ $program, '-F', '-c', "$dir/$name.conf" ]);
}

sub files { return join ' ', sort glob "$dir/* $dir/*/*" }

# The first run makes the files of the test's own.
tested('');
my $before = files();
for (@mistakes) {
	my ($written, $status, $word) = @$_;
	my ($got, $said) = tested(ref $written ? good(%$written) : $written);
	is($got, $status, "$word: exit $status") or diag $said;
	like($said, $word, "$word: is said");
	unlike($said, qr/Sekret/, "$word: no secret");
}
is(files(), $before, '-t leaves no file behind');

# --- the files and their pools ---
{
	my ($status, $said) = tested("[global]\ninclude = pool.d/*\ninclude = open*\n" . second(pm => 'x'));
	like($said, qr{^\Q$dir\E/t\.conf:14: \[www\]$}m, '-t lists the pools');
	like($said, qr{^\Q$dir\E/t\.conf:4: \[b\] not served$}m, 'those that are not served');
	like($said, qr{^\Q$dir\E/pool\.d/wrong\.conf:1: \[a\] not served$}m, 'those of included files');
	like($said, qr{^\Q$dir\E/pool\.d/global\.cnf: not served$}m, 'a file that is wrong');
	spew("$dir/pool.d/none.cfg", "; nothing yet\n", 0644);
	(undef, $said) = tested("[global]\ninclude = pool.d/*.cfg\n" . good());
	like($said, qr{/pool\.d/none\.cfg: no pool$}m, 'and one without a pool');
}

# --- names that a terminal would obey, or that forge a line ---
for ([ "a\e[2J", 'a\\x1B[2J' ], [ "a\nb:1: [www]", 'a\\x0Ab:1: [www]' ], [ "a\xC2\x9B2J", 'a\\xC2\\x9B2J' ], [ "a\x9B2J", 'a\\x9B2J' ]) {
	my ($name, $shown) = @$_;
	mkdir "$dir/odd.d";
	spew("$dir/odd.d/$name.conf", "[odd]\npm = x\n", 0644);
	my (undef, $said) = tested("[global]\ninclude = odd.d/*.conf\n" . good());
	like($said, qr{^\Q$dir/odd.d/$shown.conf\E:1: \[odd\] not served$}m, "-t lists $shown");
	like($said, qr{ERROR: .*\Q/odd.d/$shown.conf\E:2: pm =}, 'so does the log');
	unlink "$dir/odd.d/$name.conf";
}

# --- who is not root may not try everything ---
SKIP: {
	my @nobody = (getpwnam 'nobody')[ 2, 3 ];
	skip 'only root can become somebody else', 13 if !$root || !@nobody;
	my @as = ('setpriv', "--reuid=$nobody[0]", "--regid=$nobody[1]", '--clear-groups');
	my $his = "$dir/his";
	mkdir $his, 0755 or die $!;
	spew("$his/key", "secret\n", 0600);
	chown @nobody, $his, "$his/key" or die $!;
	my %his = (listen => "$his/sock", map { $_ => "$his/key" } qw(mysql.sops.password_file login.secret_key_file));
	my ($well, $noted) = tested(good(%his, group => 'nogroup'), @as);
	is($well, 0, 'as a user, with his own files');
	like($noted, qr/WARNING: \Q$dir\E\/t\.conf:\d+: \[www\] $_ is ignored: the program is not started as root/, "$_ is ignored")
	  for qw(user group);
	for (
		[ 'login.secret_key_file' => "$dir/key" ],
		[ listen                  => "$dir/d/sock" ],
		[ listen                  => "$dir/served" ],
		[ 'access.log'            => "$dir/d/log" ],
		[ 'access.log'            => "$dir/file" ],
	) {
		my ($key, $value) = @$_;
		chmod 0700, "$dir/served";
		my ($status, $said) = tested(good(%his, $key => $value), @as);
		is($status, 78, "as a user: $key = $value: exit 78");
		like($said, qr/\Q$key = $value\E: Permission denied; cannot be tried as this user$/m, 'and why');
	}
}

# --- somebody else who calls himself the master ---
my @nobody = (getpwnam 'nobody')[ 2, 3 ];

# A process of nobody's, which runs `code` first, with the title of a master of
# t.conf: its id, and what must stay open for as long as it is to live.
sub pretender {
	my ($code) = @_;
	pipe my $read, my $write or die $!;
	my $pid = fork // die $!;
	return ($pid, $write) if $pid;
	close $write;
	$code->();
	open STDIN, '<&', $read or die $!;
	POSIX::setgid($nobody[1]);
	POSIX::setuid($nobody[0]);
	exec { $^X } "bksops-fcgi: master process ($dir/t.conf)", '-e', '<STDIN>' or POSIX::_exit(1);
}

SKIP: {
	skip 'only root can become somebody else', 2 if !$root || !@nobody;
	my $free = Bk::Process::free_port();
	my $own  = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $free, Listen => 1) or die $!;
	my ($pid, $life) = pretender(sub { fcntl $own, Fcntl::F_SETFD(), 0 or die $! });
	close $own;
	wait_for('the title', sub { (slurp("/proc/$pid/cmdline") // '') =~ /\Abksops-fcgi: master/ });
	my ($status, $said) = tested(good(listen => "127.0.0.1:$free"));
	is($status, 78, 'an address of somebody who has the title of a master');
	like($said, qr/listen = 127\.0\.0\.1:$free: Address already in use/, 'is not that of a master');
	close $life;
	waitpid $pid, 0;
}

# --- beside a running master, which a reload leaves its addresses ---
{
	my $free = Bk::Process::free_port();
	my $text = "[global]\npid = $dir/run/pid\nerror_log = $dir/run/log\n"
	  . good(listen => "127.0.0.1:$free", 'status.listen' => "$dir/run/sock");
	spew("$dir/run.conf", $text, 0644);
	my $pid = started('run');
	wait_for('the pool', sub { slurp("$dir/run/log") =~ /is running/ });
	my ($status, @said) = run($program, '-t', '-c', "$dir/run.conf");
	is($status, 0, 'the addresses of the running master are its own') or diag @said;
	($status, @said) = tested($text);
	is($status, 78, 'but not those of a master of another file');
	like("@said", qr/listen = 127\.0\.0\.1:$free: Address already in use/, 'which is told of TCP');
	($status, @said) = tested($text =~ s/127\.0\.0\.1:$free/$dir\/sock/r);
	like("@said", qr/status\.listen = \Q$dir\E\/run\/sock: already in use/, 'and of UNIX sockets');
	# The PID file that it has locked: [listen, exit status, the word].
	for ([ "$dir/www.sock", 78, qr/ALERT: .*t\.conf:2: pid = .*: another master runs: process $pid, / ],
		[ undef, 0, qr/WARNING: .*t\.conf:2: pid = .*: not written while process $pid has it locked/ ]) {
		my ($listen, $want, $word) = @$_;
		($status, @said) = tested("[global]\npid = $dir/run/pid\n" . good(listen => $listen));
		is($status, $want, "its PID file in another file: exit $want");
		like("@said", $word, 'and that is said');
	}
	SKIP: {
		skip 'only root can become somebody else', 1 if !$root || !@nobody;
		spew("$dir/run/theirs", '', 0666);
		open my $file, '<', "$dir/run/theirs" or die $!;
		my ($other, $life) = pretender(sub {
			flock $file, LOCK_EX or die $!;
			fcntl $file, Fcntl::F_SETFD(), 0 or die $!;
		});
		close $file;
		my $words = qr/process $other, which is another user's: test the file as that user, has it locked/;
		ok(eval { wait_for('the lock', sub { join(' ', tested("[global]\npid = $dir/run/theirs\n" . good())) =~ $words }) },
			"its PID file, of another user's master");
		close $life;
		waitpid $other, 0;
	}
	spew("$dir/run/own", "1\n");
	is((tested("[global]\npid = $dir/run/own\n" . good()))[0], 0, 'a PID file that nobody has locked is none');
	spew("$dir/run.conf", $text =~ s/:$free/:$port/r, 0644);
	($status, @said) = run($program, '-t', '-c', "$dir/run.conf");
	like("@said", qr/listen = 127\.0\.0\.1:$port: Address already in use/, 'a port that somebody else has');
	stop($pid);
}

# --- what chroot hides is named in the log as well, where no server runs yet ---
SKIP: {
	skip 'only root can confine workers', 1 if !$root;
	spew("$dir/t.conf", good(chroot => "$dir/root", 'mysql.sops.socket' => '/none', 'ready.path' => '/ready'), 0644);
	my $pid = started('t');
	wait_for('the pool', sub { fcgi_get("$dir/www.sock", '/ready') });
	like(slurp("$dir/out"), qr{mysql \w+: .*'/none'.* below chroot = \Q$dir\E/root$}m, 'chroot and no server');
	stop($pid);
}

# --- a start without some of its pools: [mistake, pools that are left] ---
for ([ { 'pm' => 'x' }, '1 of 2' ], [ { listen => "$dir/none/sock" }, '1 of 2' ]) {
	my ($set, $left) = @$_;
	spew("$dir/t.conf", second(%$set), 0644);
	my $pid = started('t');
	my $log = eval { wait_for('the start', sub { my $all = slurp("$dir/out"); $all =~ /running/ && $all }) };
	like($log, qr/is running, $left pools/, "a start: $left pools");
	like($log, qr/\[pool b\] not served: \Q$dir\E\/t\.conf:\d+: /, 'and the other one is named, with its line');
	stop($pid);
}

# --- a start that ends: [file, what it says, with the line] ---
spew("$dir/locked", '', 0644);
open my $locked, '<', "$dir/locked" or die $!;
flock $locked, LOCK_EX or die $!;
for (
	[ "[global]\nerror_log = $dir/none/log\n" . good(), qr{:2: error_log = \Q$dir\E/none/log: No such file} ],
	[ "[global]\npid = $dir/none/pid\n" . good(),       qr{:2: pid = \Q$dir\E/none/pid: No such file} ],
	[ "[global]\npid = $dir/locked\n" . good(),         qr{:2: pid = \Q$dir\E/locked: another master runs} ],
	[ good(listen => "$dir/none/sock"),                  qr{:2: listen = \Q$dir\E/none/sock: No such file} ],
	[ good('status.listen' => "$dir/none/sock"),         qr{:10: status\.listen = \Q$dir\E/none/sock: No such file} ],
	[ good('access.log' => "$dir/none/log"),             qr{:10: access\.log = \Q$dir\E/none/log: No such file} ],
	[ good(slowlog => "$dir/d"),                         qr{:10: slowlog = \Q$dir\E/d: Is a directory} ],
) {
	my ($text, $word) = @$_;
	spew("$dir/t.conf", $text, 0644);
	my ($status, @said) = run($program, '-F', '-c', "$dir/t.conf");
	isnt($status, 0, "a start: $word: it ends");
	like("@said", qr/ALERT: \Q$dir\E\/t\.conf$word/, 'and names the line');
}
close $locked;

done_testing;
