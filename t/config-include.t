# SPDX-License-Identifier: MIT
# Configurations of several tenants: included files, and pools with mistakes,
# which cost nobody but their owner.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run test_file good);
use Bk::Process qw(spew slurp wait_for);
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

my $program = $Bk::Config::program;
my $dir     = $Bk::Config::dir;
my $root    = $> == 0;
plan skip_all => "no program $program" if !-x $program;
mkdir "$dir/pool.d";

sub pool {
	my ($name, %set) = @_;
	return good(listen => "$dir/$name.sock", %set) =~ s/\[www\]/[$name]/r;
}

# Writes the files of a case, "NAME" below pool.d; the main file is "".
my @written;
sub test_files {
	my ($files, $option) = @_;
	unlink splice @written;
	for (grep { $_ ne '' } sort keys %$files) {
		push @written, "$dir/pool.d/$_";
		spew($written[-1], $files->{$_}, 0644);
	}
	return test_file($files->{''}, $option);
}

sub pools_of { return join ' ', grep { $_ ne 'global' } $_[0] =~ /^\[(.*)\]$/mg }

my $include = "[global]\ninclude = pool.d/*.conf\n";
my $main    = $include . good();

# --- included files: [name, files, pools in their order] ---
my @good = (
	[ 'no file',                  { '' => $main },                                                        'www' ],
	[ 'the order of names',       { '' => $main, 'b.conf' => pool('b'), 'a.conf' => pool('a') . pool('c') }, 'www a c b' ],
	[ 'other names',              { '' => $main, 'a.cnf' => pool('a'), '.b.conf' => pool('b') },          'www' ],
	[ 'the order of patterns',    { '' => "[global]\ninclude = pool.d/b*\ninclude=pool.d/a*\n" . good(), 'a' => pool('a'), 'b' => pool('b') }, 'www b a' ],
	[ 'behind the pools',         { '' => good() . $include, 'a.conf' => pool('a') },                     'www a' ],
	[ 'no other pools',           { '' => $include, 'a.conf' => pool('a') },                              'a' ],
	[ 'an absolute pattern',      { '' => "[global]\ninclude = $dir/pool.d/a*\n" . good(), 'a' => pool('a') }, 'www a' ],
	[ 'a name without wildcards', { '' => "[global]\ninclude = pool.d/a\n" . good(), 'a' => pool('a') },  'www a' ],
	[ 'no such directory',        { '' => "[global]\ninclude = none.d/*\n" . good() },                    'www' ],
	[ 'an empty file',            { '' => $main, 'a.conf' => "; nothing yet\n" },                         'www' ],
	[ 'a byte order mark',        { '' => $main, 'a.conf' => "\xEF\xBB\xBF" . pool('a') },                'www a' ],
);
for (@good) {
	my ($name, $files, $pools) = @$_;
	my ($status, $err, $dump) = test_files($files, '-T');
	is_deeply([ $status, $err, pools_of($dump) ], [ 0, '', $pools ], "include: $name");
	unlike($dump, qr/^include/m, 'which stands in the dump');
}
{
	mkdir "$dir/[a]*";
	mkdir "$dir/[a]*/pool.d";
	spew("$dir/[a]*/t.conf",        $main);
	spew("$dir/[a]*/pool.d/a.conf", pool('a'));
	my ($status, $out) = run($program, '-T', '-c', "$dir/[a]*/t.conf");
	is(pools_of($out), 'www a', 'include: a directory whose name looks like a pattern');
}

# --- mistakes: [name, files, pools that are left, [file, line, message]...] ---
my $taken = "listen = $dir/www.sock is that of [www] already";
my $pair  = 'neither [section] nor key = value';
my @bad = (
	[ 'a wrong value',            { '' => pool('a', 'pm.max_children' => 'x') . good() }, 'www', [ '', 10, 'pm.max_children = x: the value must be a number from 1 to 1024' ] ],
	[ 'the last pool',            { '' => good() . pool('a') . "pm = x\n" }, 'www', [ '', 19, 'pm = x: the value must be static, dynamic or ondemand' ] ],
	[ 'two pools',                { '' => pool('a', keepalive => 'x') . good() . pool('b', 'listen.mod' => 1) }, 'www',
		[ '', 10, 'keepalive = x: the value must be a duration from 0s to 1h' ], [ '', 29, 'unknown key listen.mod; do you mean listen.mode?' ] ],
	[ 'two mistakes in a pool',   { '' => pool('a') . "x = 1\ny = 2\nrubbish\n" . good() }, 'www', [ '', 10, 'unknown key x' ], [ '', 11, 'unknown key y' ], [ '', 12, $pair ] ],
	[ 'no pair',                  { '' => pool('a') . "rubbish\n" . good() }, 'www', [ '', 10, $pair ] ],
	[ 'a control character',      { '' => pool('a') . "user = \x01\n" . good() }, 'www', [ '', 10, 'a control character (0x01)' ] ],
	[ 'a line too long',          { '' => pool('a') . 'chdir = /' . 'x' x 5000 . "\n" . good() }, 'www', [ '', 10, 'a line of more than 4095 bytes' ] ],
	[ 'a name that is none',      { '' => pool('a b', pm => 'x') . good() }, 'www', [ '', 1, '[a b] is no name for a pool: 1 to 32 letters, digits, dots, hyphens and underscores' ],
		[ '', 10, 'pm = x: the value must be static, dynamic or ondemand' ] ],
	[ 'a long name',              { '' => pool('x' x 40) . pool('x' x 32) }, 'x' x 32, [ '', 1, '[' . 'x' x 40 . '] is no name for a pool: 1 to 32 letters, digits, dots, hyphens and underscores' ] ],
	[ 'a pool twice',             { '' => good() . "[www]\npm = static\n" }, 'www', [ '', 10, '[www] was there already, on line 1' ] ],
	[ 'the name of a bad pool',   { '' => pool('a') . "x = 1\n" . good() . pool('a') }, 'www', [ '', 10, 'unknown key x' ], [ '', 20, '[a] was there already, on line 1' ] ],
	[ 'an address of another',    { '' => good() . pool('a', listen => "$dir/www.sock") }, 'www', [ '', 11, $taken ] ],
	[ 'the address of a bad pool', { '' => pool('a', pm => 'x', listen => "$dir/www.sock") . good() }, 'www', [ '', 10, 'pm = x: the value must be static, dynamic or ondemand' ] ],
	[ 'a database that is missing', { '' => pool('a', 'mysql.sops.database' => undef) . good() }, 'www', [ '', 1, '[a] needs mysql.sops.database' ] ],
	[ 'a secret that is missing', { '' => pool('a', 'login.secret_key_file' => "$dir/none") . good() }, 'www', [ '', 9, "[a] login.secret_key_file = $dir/none: No such file or directory" ] ],

	[ 'included: a wrong value',  { '' => $main, 'a.conf' => pool('a', pm => 'x') . pool('b') }, 'www b', [ 'a.conf', 10, 'pm = x: the value must be static, dynamic or ondemand' ] ],
	[ 'included: no pair',        { '' => $main, 'a.conf' => pool('a') . "x\n" . pool('b') }, 'www b', [ 'a.conf', 10, $pair ] ],
	[ 'included: a rule',         { '' => $main, 'a.conf' => pool('a', 'mysql.sops.user' => undef), 'b.conf' => pool('b') }, 'www b', [ 'a.conf', 1, '[a] needs mysql.sops.user' ] ],
	[ 'included: a rule and its key', { '' => $main, 'a.conf' => pool('a', pm => 'dynamic', 'pm.min_spare_servers' => 9, 'pm.max_spare_servers' => 1) }, 'www',
		[ 'a.conf', 12, 'pm.min_spare_servers = 9: with pm = dynamic it is at most pm.max_spare_servers = 1' ] ],
	[ 'included: a secret',       { '' => $main, 'a.conf' => pool('a', 'login.secret_key_file' => "$dir/none") }, 'www', [ 'a.conf', 9, "[a] login.secret_key_file = $dir/none: No such file or directory" ] ],
	[ 'included: the pool of the main file', { '' => $main, 'a.conf' => good(listen => 9000) }, 'www', [ 'a.conf', 1, "[www] was there already, in $dir/t.conf on line 3" ] ],
	[ 'included: the address of the main file', { '' => $main, 'a.conf' => pool('a', listen => "$dir/www.sock") }, 'www', [ 'a.conf', 2, $taken ] ],
	[ 'included: the pool of another', { '' => $main, 'a.conf' => pool('a'), 'b.conf' => pool('a') . pool('b') }, 'www a b', [ 'b.conf', 1, "[a] was there already, in $dir/pool.d/a.conf on line 1" ] ],
	[ 'included: include',        { '' => $main, 'a.conf' => pool('a') . "include = x\n", 'b.conf' => pool('b') }, 'www b', [ 'a.conf', 10, 'the key include belongs into [global]' ] ],
	[ 'included: [global]',       { '' => $main, 'a.conf' => pool('a') . "[global]\n", 'b.conf' => pool('b') }, 'www b', [ 'a.conf', 10, 'an included file holds pools only' ] ],
	[ 'included: in front of all sections', { '' => $main, 'a.conf' => "pm = static\n" . pool('a') }, 'www', [ 'a.conf', 1, 'the key pm stands in front of the first [section]' ] ],
	[ 'included: a section without ]', { '' => $main, 'a.conf' => pool('a') . "[b\n" }, 'www', [ 'a.conf', 10, 'a section without its ]' ] ],
	[ 'included: a section that is damaged', { '' => $main, 'a.conf' => pool('a') . "[b\x02]\n" }, 'www', [ 'a.conf', 10, 'a control character (0x02)' ] ],

	[ 'included: 100,000 sections', { '' => $main, 'a.conf' => pool('a') . "[a]\n" x 100_000 }, 'www a', [ 'a.conf', 4104, 'more than 4096 pools' ],
		map { [ 'a.conf', $_, '[a] was there already, on line 1' ] } 10 .. 4103 ],

	[ 'no pool is left',          { '' => pool('a') . "x = 1\n$include", 'b.conf' => pool('b') . "y = 1\n", 'c.conf' => pool('c', 'login.secret_key_file' => "$dir/none") }, '',
		[ '', 10, 'unknown key x' ], [ 'b.conf', 10, 'unknown key y' ], [ 'c.conf', 9, "[c] login.secret_key_file = $dir/none: No such file or directory" ] ],

	[ 'global: a wrong value',    { '' => "[global]\ndaemonize = x\n" . good() }, '', [ '', 2, 'daemonize = x: the value must be yes or no' ] ],
	[ 'global: no pair',          { '' => "[global]\nx\n" . good() }, '', [ '', 2, $pair ] ],
	[ 'global: a control character', { '' => "[global]\npid = \x02\n" . good() }, '', [ '', 2, 'a control character (0x02)' ] ],
	[ 'in front of all sections', { '' => "x\n" . good() }, '', [ '', 1, $pair ] ],
	[ 'a section without ]',      { '' => good() . "[a\n" . pool('b') }, '', [ '', 10, 'a section without its ]' ] ],
	[ 'a section that is damaged', { '' => good() . "[a\x02]\n" . pool('b') }, '', [ '', 10, 'a control character (0x02)' ] ],
);
for (@bad) {
	my ($name, $files, $left, @said) = @$_;
	my $want = join "\n", map { "$dir/" . ($_->[0] eq '' ? 't.conf' : "pool.d/$_->[0]") . ":$_->[1]: $_->[2]" } @said;
	my ($status, $err, $dump) = test_files($files, '-T');
	is_deeply([ $status, $err ], [ 78, $want ], $name);
	is(pools_of($dump), $left, "$name: who is left");
	is((test_files($files))[1], $want, "$name: -t says the same");
}

# --- files that cannot be read: [name, how it is made, message] ---
my $file = "$dir/pool.d/b.conf";
my @files = (
	[ 'a directory',       sub { mkdir $file },                          'not a regular file' ],
	[ 'a pipe',            sub { POSIX::mkfifo($file, 0600) },           'not a regular file' ],
	[ 'a dangling link',   sub { symlink "$dir/none", $file },           'No such file or directory' ],
	$root
	? [ 'one that others may write', sub { spew($file, pool('b'), 0646) }, 'others may write the file; take that right away (chmod o-w FILE)' ]
	: [ 'one that we may not read',  sub { spew($file, pool('b'), 0) },    'Permission denied' ],
);
for (@files) {
	my ($name, $make, $message) = @$_;
	$make->();
	my ($status, $err, $dump) = test_files({ '' => $main, 'a.conf' => pool('a') }, '-T');
	is_deeply([ $status, $err ], [ 78, "$file: $message" ], "included: $name");
	is(pools_of($dump), 'www a', "included: $name: the others are left");
	-d $file && !-l $file ? rmdir $file : unlink $file;
}
SKIP: {
	skip 'root may read everything', 1 if $root;
	mkdir "$dir/closed.d", 0;
	is((test_file("[global]\ninclude = closed.d/*\n" . good()))[1], "$dir/t.conf:2: include = closed.d/*: Permission denied", 'a directory that we may not read');
}

# --- a start and a reload ---

sub answers {
	my ($name) = @_;
	return IO::Socket::UNIX->new(Peer => "$dir/$name.sock") ? 1 : 0;
}

sub logs {
	my ($want) = @_;
	return ok(eval { wait_for("$want", sub { slurp("$dir/log") =~ $want }); 1 }, "the log: $want") || diag slurp("$dir/log");
}

{
	my $bad = "[global]\ninclude = pool.d/*.conf\nlog_level = x\n" . good('login.secret_key_file' => undef, 'mysql.sops.password_file' => "$dir/none");
	test_files({ '' => $main, 'a.conf' => pool('a'), 'b.conf' => pool('b', pm => 'x') });
	my $pid = Bk::Process::start('bksops-fcgi', signal => 'TERM', out => "$dir/log", cmd => [ $program, '-F', '-c', "$dir/t.conf" ]);
	logs(qr{ERROR: \[pool b\] not served: \Q$dir\E/pool\.d/b\.conf:10: pm = x: the value must be static, .*$}m);
	logs(qr/WARNING: bksops-fcgi is running, 2 of 3 pools, pid \d+$/m);
	is_deeply([ map { answers($_) } qw(www a b) ], [ 1, 1, 0 ], 'a start: the good pools are served');

	test_files({ '' => $main, 'a.conf' => pool('a') . "x = 1\n", 'b.conf' => pool('b') });
	kill 'HUP', $pid;
	logs(qr{ERROR: \Q$dir\E/pool\.d/a\.conf:10: unknown key x$}m);
	logs(qr/\[pool a\] its old configuration stays/);
	ok(eval { wait_for('pool b', sub { answers('b') }) }, 'a reload: a pool whose mistake was mended is served');
	is_deeply([ map { answers($_) } qw(www a) ], [ 1, 1 ], 'and one with a new mistake as before');

	test_files({ '' => $main, 'a.conf' => "pm = static\n" . pool('a'), 'b.conf' => pool('b') });
	kill 'HUP', $pid;
	logs(qr{ERROR: \Q$dir\E/pool\.d/a\.conf:1: the key pm stands in front});
	logs(qr/(?:\[pool a\] its old configuration stays.*){2}/s);
	test_files({ '' => $main, 'a.conf' => pool('a'), 'b.conf' => pool('b'), 'c.conf' => pool('c', pm => 'x') });
	kill 'HUP', $pid;
	logs(qr{ERROR: \[pool c\] not served: \Q$dir\E/pool\.d/c\.conf:10: pm = x: });
	is_deeply([ map { answers($_) } qw(www a b) ], [ 1, 1, 1 ], 'a reload: so are all pools of a file that is wrong');

	test_files({ '' => $main, 'a.conf' => "[]\n" . pool('d'), 'b.conf' => pool('b') });
	kill 'HUP', $pid;
	logs(qr{ERROR: \[pool \] not served: \Q$dir\E/pool\.d/a\.conf:1: \[\] is no name});
	ok(eval { wait_for('the end of a', sub { !answers('a') }) }, 'a reload: a section [] does not keep a pool that is gone from its file');

	test_files({ '' => $bad });
	kill 'HUP', $pid;
	logs(qr/log_level = x: the value must be .*; the old configuration stays/);
	logs(qr/\[www\] needs login.*; the old configuration stays/);
	logs(qr/mysql\.sops\.password_file = .*: No such file or directory; the old configuration stays/);
	is_deeply([ map { answers($_) } qw(www b d) ], [ 1, 1, 1 ], 'a reload with a mistake in [global]: nothing has changed');
	Bk::Process::stop($pid);
}

done_testing;
