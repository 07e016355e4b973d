# SPDX-License-Identifier: MIT
# The configuration file: the documents that come from the table of keys, and
# what the program says about files that are wrong.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Jwt ();
use Bk::Process qw(tmpdir spew slurp);
use File::Basename qw(dirname);
use Test::More;

my $source  = $ENV{BKSOPS_SRCDIR} // '.';
my $program = $ENV{BKSOPS_FCGI}   // './bksops-fcgi';
my $confdoc = dirname($program) . '/confdoc';
my $root    = $> == 0;
my $dir     = tmpdir;
my ($SECRET, $KEY) = ('Sekret-4711-pass', 'Sekret-0815-login');
plan skip_all => "no program $program" if !-x $program;

# Runs the program: exit status, standard output and error.
sub run {
	my (@args) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN,  '<', '/dev/null'  or die $!;
		open STDOUT, '>', "$dir/stdout" or die $!;
		open STDERR, '>', "$dir/stderr" or die $!;
		exec { $args[0] } @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $status = $? & 127 ? "signal $?" : $? >> 8;
	return ($status, slurp("$dir/stdout"), slurp("$dir/stderr"));
}

# What the program says about a file: exit status, message without its stamp.
sub test_file {
	my ($text, $option) = @_;
	spew("$dir/t.conf", $text);
	my ($status, $out, $err) = run($program, $option // '-t', '-c', "$dir/t.conf");
	$err =~ s/^\[[^]]*\] [A-Z]+: //;
	$err =~ s/\n\z//;
	return ($status, $err, $out);
}

# A good file: its lines by key; undef leaves one out, a list is added.
spew("$dir/password", "$SECRET\n", 0600);
spew("$dir/key",      "$KEY\n",    0640);
my @GOOD = (
	listen                     => "$dir/www.sock",
	user                       => 'nobody',
	'mysql.sops.socket'        => '/run/mysqld/mysqld.sock',
	'mysql.sops.user'          => 'bksops_ro',
	'mysql.sops.password_file' => "$dir/password",
	'mysql.sops.database'      => 'bk_sops',
	'mysql.paas.database'      => 'open_paas',
	'login.secret_key_file'    => "$dir/key",
);

sub good {
	my (%set) = @_;
	my @lines = '[www]';
	for (my $i = 0; $i < @GOOD; $i += 2) {
		my $key = $GOOD[$i];
		my $value = exists $set{$key} ? delete $set{$key} : $GOOD[ $i + 1 ];
		push @lines, "$key = $value" if defined $value;
	}
	push @lines, map { "$_ = $set{$_}" } sort keys %set;
	return join '', map { "$_\n" } @lines;
}

sub line_of {
	my ($text, $key) = @_;
	my $n = 0;
	for (split /\n/, $text) {
		$n++;
		return $n if /^\Q$key\E( =|\z)/;
	}
	return 1;
}

my ($sample, $text);

# --- the documents ---
{
	my ($status, $out) = run($confdoc, 'sample');
	$sample = $out;
	is($status, 0, 'confdoc sample');
	is($out, slurp("$source/fcgi-conf/bksops-fcgi.conf"),
		'fcgi-conf/bksops-fcgi.conf is what the table says');
	($status, $out) = run($confdoc, 'man');
	is($status, 0, 'confdoc man');
	is($out, slurp("$source/man/bksops-fcgi.conf.5"),
		'man/bksops-fcgi.conf.5 is what the table says');
	my @sample = sort $sample =~ /^;?([a-z_.]+) =/mg;
	my @man    = sort $out =~ /^\.It Ic (\S+)$/mg;
	is_deeply(\@man, \@sample, 'the sample and the manual page have the same keys');
	my (undef, undef, $dump) = test_file(good(), '-T');
	my %dumped = map { $_ => 1 } $dump =~ /^([a-z_.]+) =/mg;
	my @missing = grep { !$dumped{$_} } @sample;
	is_deeply(\@missing, [ 'include', 'login.secret_key', 'mysql.paas.password', 'mysql.sops.password' ],
		'-T has every key but include and passwords that come from files');
	is((run($confdoc))[0], 64, 'confdoc without argument: exit 64');
}

# --- the sample is a good file, with each of its keys ---
$sample =~ s{/etc/bksops-fcgi/(sops|paas)\.password$}{$dir/password}mg;
$sample =~ s{/etc/bksops-fcgi/login\.key$}{$dir/key}mg;
spew("$dir/public", Bk::Jwt::key('config')->{public}, 0644);
$sample =~ s{/etc/bksops-fcgi/apigw\.pub$}{$dir/public}mg;
$sample =~ s{^(;?(?:user|listen\.owner) =) www-data}{$1 nobody}mg;
$sample =~ s{^(;?(?:group|listen\.group) =) www-data}{$1 65534}mg;
is_deeply([ (test_file($sample))[0, 1] ], [ 0, "configuration file $dir/t.conf test is successful" ],
	'the sample passes -t');
my %instead = (
	'mysql.sops.host'     => 'mysql.sops.socket',
	'mysql.sops.password' => 'mysql.sops.password_file',
	'login.secret_key'    => 'login.secret_key_file',
);
for my $key ($sample =~ /^;([a-z_.]+) =/mg) {
	my $text = $sample;
	$text =~ s/^;(?=\Q$key\E =)//m;
	$text =~ s/^(login\.secret_key) =$/$1 = x/m;
	$text =~ s/^(?=\Q$instead{$key}\E =)/;/m if $instead{$key};
	$text =~ s/^;(?=slowlog =)//m if $key eq 'request_slowlog_timeout';
	my ($status, $err) = test_file($text);
	is($status, 0, "the sample with $key") or diag $err;
}

# --- -T ---
{
	my @files = (
		[ 'a good file',         good() ],
		[ 'passwords in it',     good('mysql.sops.password_file' => undef, 'mysql.sops.password' => $SECRET, 'login.secret_key_file' => undef, 'login.secret_key' => $KEY) ],
		[ 'another PaaS host',   good('mysql.paas.host' => 'db1', 'mysql.paas.password' => $SECRET, 'mysql.paas.port' => 3307) ],
		[ 'another PaaS socket', good('mysql.sops.socket' => undef, 'mysql.sops.host' => 'a, b', 'mysql.paas.socket' => '/s') ],
		[ 'odd values',          good(rlimit_core => 'unlimited', 'listen.mode' => '0', keepalive => 0, 'paas.cache' => '1500ms', request_timeout => '2m') ],
	);
	for (@files) {
		my ($name, $text) = @$_;
		my ($status, $err, $dump) = test_file($text, '-T');
		is_deeply([ $status, $err ], [ 0, '' ], "-T: $name");
		my ($again, $err2, $dump2) = test_file($dump, '-T');
		is_deeply([ $again, $err2 ], [ 0, '' ], "-T: $name: the output is a file that is right");
		is($dump2, $dump, "-T: $name: and dumps as itself");
		unlike("$dump$err", qr/Sekret/, "-T: $name: no secret");
		like($dump, qr/^mysql\.sops\.password = \*{8}$/m, "-T: $name: masked") if $name =~ /passwords/;
	}
	my $dump = (test_file(good('mysql.paas.host' => 'db1'), '-T'))[2];
	like($dump, qr/^mysql\.paas\.socket =\s*$/m, 'a host for the PaaS takes the place of its socket');
	like($dump, qr/^mysql\.paas\.user = bksops_ro$/m, 'mysql.paas.user is that of mysql.sops');
}

# --- values: [key, wrong value, what would be right] ---
my @values = (
	[ 'pid',                    'run/x.pid',       'an absolute path' ],
	[ 'error_log',              'log/x',           'an absolute path, stderr, syslog or journal' ],
	[ 'log_level',              'info',            'debug, notice, warning, error or alert' ],
	[ 'daemonize',              'maybe',           'yes or no' ],
	[ 'listen',                 'localhost:9000',  'a path of at most 107 bytes, address:port or port' ],
	[ 'listen',                 '0',               'a path of at most 107 bytes, address:port or port' ],
	[ 'listen',                 '127.0.0.1:65536', 'a path of at most 107 bytes, address:port or port' ],
	[ 'listen',                 '::1:9000',        'a path of at most 107 bytes, address:port or port' ],
	[ 'listen',                 '/' . 'x' x 107,   'a path of at most 107 bytes, address:port or port' ],
	[ 'listen.allowed_clients', '127.0.0.1, db1',  'IP addresses, comma separated' ],
	[ 'listen.allowed_clients', '10.0.0.0/8',      'IP addresses, comma separated' ],
	[ 'listen.backlog',         '0',               'a number from 1 to 65535' ],
	[ 'listen.mode',            '0888',            'an octal number up to 0777' ],
	[ 'listen.mode',            '01777',           'an octal number up to 0777' ],
	[ 'rlimit_core',            '-1',              'a number, or unlimited' ],
	[ 'pm',                     'Static',          'static, dynamic or ondemand' ],
	[ 'pm.max_children',        '0',               'a number from 1 to 1024' ],
	[ 'pm.max_children',        '1025',            'a number from 1 to 1024' ],
	[ 'pm.max_children',        '4x',              'a number from 1 to 1024' ],
	[ 'pm.max_children',        '',                'a number from 1 to 1024' ],
	[ 'pm.max_children',        '9' x 30,          'a number from 1 to 1024' ],
	[ 'request_timeout',        '10 s',            'a duration from 100ms to 1h, such as 10s, 500ms or 2m' ],
	[ 'request_timeout',        '99ms',            'a duration from 100ms to 1h, such as 10s, 500ms or 2m' ],
	[ 'paas.cache',             '61',              'a duration from 0s to 1m, such as 10s, 500ms or 2m' ],
	[ 'auth',                   'ESB',             'esb, header or jwt' ],
	[ 'esb.profile',            'p3',              'p1 or p2' ],
	[ 'time_zone',              'Mars/Olympus',    'a time zone of this system, such as Asia/Shanghai' ],
	[ 'time_zone',              'Asia',            'a time zone of this system, such as Asia/Shanghai' ],
	[ 'time_zone',              '../../etc/passwd', 'a time zone of this system, such as Asia/Shanghai' ],
	[ 'ping.path',              'ping',            'a path that starts with a slash' ],
	[ 'mysql.sops.ssl_mode',    'on',              'disabled, preferred, required, verify_ca or verify_identity' ],
);
my %global = map { $_ => 1 } qw(pid error_log log_level daemonize);
for (@values) {
	my ($key, $value, $want) = @$_;
	my $section = $global{$key} ? 'global' : 'www';
	my ($status, $err) = test_file("; a comment\n[$section]\n\n$key = $value\n");
	my $shown = substr $value, 0, 100;
	is_deeply([ $status, $err ], [ 78, "$dir/t.conf:4: $key = $shown: the value must be $want" ],
		"$key = $shown is wrong");
}

# --- files: [name, text, line, message] ---
my $name33 = 'x' x 33;
my $names = '1 to 32 letters, digits, dots, hyphens and underscores';
my @files = (
	[ 'a key with a typing error', "[www]\nlisten.mod = 1\n",       2, 'unknown key listen.mod; do you mean listen.mode?' ],
	[ 'a key like no other',       "[www]\nfrobnicate = 1\n",       2, 'unknown key frobnicate' ],
	[ 'a misspelt password key',   "[www]\nmysql.sops.pasword = Sekret\n", 2, 'unknown key mysql.sops.pasword; do you mean mysql.sops.password?' ],
	[ 'a pool key in [global]',    "[global]\nlisten = 9000\n",     2, 'the key listen belongs into the section of a pool' ],
	[ 'a global key in a pool',    "[www]\npid = /x\n",             2, 'the key pid belongs into [global]' ],
	[ 'a key twice',               "[www]\npm = static\n\npm = static\n", 4, 'pm was set already, on line 2' ],
	[ 'a pool twice',              "[www]\n[b]\n[www]\n",           3, '[www] was there already, on line 1' ],
	[ 'global twice',              "[global]\n[www]\n[global]\n",   3, '[global] was there already, on line 1' ],
	[ 'a key in front',            "pid = /x\n[global]\n",          1, 'the key pid stands in front of the first [section]' ],
	[ 'a section without name',    "[]\n",                          1, "[] is no name for a pool: $names" ],
	[ 'a section of a long name',  "[$name33]\n",                   1, "[$name33] is no name for a pool: $names" ],
	[ 'a section of a wrong name', "[a b]\n",                       1, "[a b] is no name for a pool: $names" ],
	[ 'a section without ]',       "[www\n",                        1, 'a section without its ]' ],
	[ 'text behind a section',     "[www] x = y\n",                 1, 'only a comment may follow [section]' ],
	[ 'no key = value',            "[www]\nSekret\n",               2, 'neither [section] nor key = value' ],
	[ 'a value that goes on',      "[www]\nuser = a\n  b\n",        3, 'neither [section] nor key = value' ],
	[ 'a line too long',           "[www]\nuser = " . 'x' x 5000 . "\n", 2, 'a line of more than 4095 bytes' ],
	[ 'a NUL byte',                "[www]\nuser = a\0b\n",          2, 'a control character (0x00)' ],
	[ 'an escape sequence',        "[www]\nuser = \e[1m\n",         2, 'a control character (0x1B)' ],
	[ 'nothing',                   '',                              0, 'no pool: add a section such as [www]' ],
	[ 'no pool',                   "[global]\npid = /x\n",          0, 'no pool: add a section such as [www]' ],
);
for (@files) {
	my ($name, $text, $line, $message) = @$_;
	my ($status, $err) = test_file($text);
	is_deeply([ $status, $err ], [ 78, "$dir/t.conf:" . ($line ? "$line: " : ' ') . $message ], $name);
}
is_deeply([ (test_file("\xEF\xBB\xBF" . good()))[0] ], [0], 'a byte order mark is no mistake');
$text = good();
$text =~ s/\n/\r\n/g;
is_deeply([ (test_file($text))[0] ], [0], 'nor are CR LF line ends');
is_deeply([ (test_file("[www]\nuser = " . 'x' x 4000 . "\npm = x\n"))[0] ], [78], 'a long line below the limit');

# --- rules of several keys: [name, changes, key whose line it is, message] ---
sub spare { my ($min, $max) = @_; return (pm => 'dynamic', 'pm.max_children' => 4, 'pm.min_spare_servers' => $min, 'pm.max_spare_servers' => $max) }
is((test_file(good(%$_)))[0], 0, "pm = $_->{pm} is good") for { spare(1, 2) }, { pm => 'ondemand' };
my @rules = (
	[ 'no server',            { 'mysql.sops.socket' => undef },             '[www]',                    '[www] needs mysql.sops.socket or mysql.sops.host' ],
	[ 'socket and host',      { 'mysql.sops.host' => 'db1' },               'mysql.sops.host',          'mysql.sops.socket and mysql.sops.host are both set' ],
	[ 'no account',           { 'mysql.sops.user' => undef },               '[www]',                    '[www] needs mysql.sops.user' ],
	[ 'no database',          { 'mysql.sops.database' => undef },           '[www]',                    '[www] needs mysql.sops.database' ],
	[ 'an empty database',    { 'mysql.sops.database' => '' },              'mysql.sops.database',      '[www] needs mysql.sops.database' ],
	[ 'no PaaS server',       { 'mysql.paas.socket' => '' },                'mysql.paas.socket',        '[www] needs mysql.paas.socket or mysql.paas.host' ],
	[ 'no PaaS database',     { 'mysql.paas.database' => '' },              'mysql.paas.database',      '[www] needs mysql.paas.database' ],
	[ 'PaaS socket and host', { 'mysql.paas.socket' => '/s', 'mysql.paas.host' => 'h' }, 'mysql.paas.host', 'mysql.paas.socket and mysql.paas.host are both set' ],
	[ 'two passwords',        { 'mysql.sops.password' => 'Sekret' },        'mysql.sops.password_file', 'mysql.sops.password and mysql.sops.password_file are both set' ],
	[ 'two login keys',       { 'login.secret_key' => 'Sekret' },           'login.secret_key_file',    'login.secret_key and login.secret_key_file are both set' ],
	[ 'no login key',         { 'login.secret_key_file' => undef },         '[www]',                    '[www] needs login.secret_key_file or login.secret_key, for auth = esb' ],
	[ 'dynamic, no minimum',  { spare(0, 2) },                              'pm.min_spare_servers',     'pm = dynamic needs pm.min_spare_servers, 1 or more' ],
	[ 'dynamic, no maximum',  { spare(1, 0) },                              'pm.max_spare_servers',     'pm = dynamic needs pm.max_spare_servers, 1 or more' ],
	[ 'dynamic, none is set', { pm => 'dynamic' },                          '[www]',                    'pm = dynamic needs pm.min_spare_servers, 1 or more' ],
	[ 'dynamic, min > max',   { spare(3, 2) },                              'pm.min_spare_servers',     'pm.min_spare_servers = 3: with pm = dynamic it is at most pm.max_spare_servers = 2' ],
	[ 'dynamic, max > all',   { spare(1, 5) },                              'pm.max_spare_servers',     'pm.max_spare_servers = 5: with pm = dynamic it is at most pm.max_children = 4' ],
	[ 'dynamic, start > max', { spare(1, 2), 'pm.start_servers' => 3 },     'pm.start_servers',         'pm.start_servers = 3: with pm = dynamic it is at most pm.max_spare_servers = 2' ],
	[ 'dynamic, start < min', { spare(2, 3), 'pm.start_servers' => 1 },     'pm.min_spare_servers',     'pm.min_spare_servers = 2: with pm = dynamic it is at most pm.start_servers = 1' ],
	[ 'a letter of no use',   { 'access.format' => '%R %y' },               'access.format',            'access.format = %R %y: %y: no such letter' ],
	[ 'a cookie to be logged', { 'access.format' => '%{HTTP_COOKIE}e' },    'access.format',            'access.format = %{HTTP_COOKIE}e: %{HTTP_COOKIE}e: it is not known to be free of secrets' ],
	[ 'no slowlog',           { request_slowlog_timeout => '1s' },          'request_slowlog_timeout',  'request_slowlog_timeout needs slowlog' ],
	[ 'status.listen = listen', { 'status.listen' => "$dir/www.sock" },     'status.listen',            "status.listen = $dir/www.sock is that of [www] already" ],
	[ 'jwt, no public key',   { auth => 'jwt' },                            '[www]',                    '[www] needs jwt.public_key_file, for auth = jwt' ],
	map({ [ "header, listen = $_", { auth => 'header', listen => $_ },      'listen',                   "listen = $_ with auth = header, which believes whoever"
		  . ' connects: set listen.allowed_clients to the addresses of the web server, or listen on a UNIX socket' ] }
		'127.0.0.1:9000', '9000', '[::1]:9000', '*:9000'),
	[ 'header, nobody named', { auth => 'header', listen => '9000', 'listen.allowed_clients' => '' }, 'listen', 'listen = 9000 with auth = header, which believes'
		  . ' whoever connects: set listen.allowed_clients to the addresses of the web server, or listen on a UNIX socket' ],
	[ 'generation = current', { generation => 'current' },                  'generation',               'generation = current is not served by this version' ],
	[ 'esb.profile = p2',     { 'esb.profile' => 'p2' },                    'esb.profile',              'esb.profile = p2 is not served by this version' ],
);
my @root_rules = (
	[ 'no user',              { user => undef },                            '[www]',                    '[www] needs user when the program is started as root' ],
	[ 'user = root',          { user => 'root' },                           'user',                     'user = root: workers do not run as root' ],
	[ 'user = 0',             { user => '0' },                              'user',                     'user = 0: workers do not run as root' ],
	[ 'group = root',         { group => '0' },                             'group',                    'group = 0: workers do not run in the group of root' ],
	[ 'an unknown user',      { user => 'no-such' },                        'user',                     'user = no-such: no such user on this system' ],
	[ 'user = 4294967295',    { user => '4294967295' },                     'user',                     'user = 4294967295: no such user on this system' ],
	[ 'an unknown group',     { group => 'no-such' },                       'group',                    'group = no-such: no such group on this system' ],
	[ 'an unknown owner',     { 'listen.owner' => 'no-such' },              'listen.owner',             'listen.owner = no-such: no such user on this system' ],
);

sub check_rule {
	my ($name, $set, $key, $message) = @{ $_[0] };
	my $text = good(%$set);
	my ($status, $err) = test_file($text);
	is_deeply([ $status, $err ], [ 78, "$dir/t.conf:" . line_of($text, $key) . ": $message" ], $name);
}
check_rule($_) for @rules;
SKIP: {
	skip 'only when started as root', scalar @root_rules if !$root;
	check_rule($_) for @root_rules;
}
{
	my $text = good() . good();
	$text =~ s/.*\K\[www\]/[two]/s;
	is_deeply([ (test_file($text))[0, 1] ], [ 78, "$dir/t.conf:11: listen = $dir/www.sock is that of [www] already" ],
		'two pools on one socket');
	my @same = ([ '9000', '*:9000' ], [ '127.0.0.1:9000', '127.0.0.1:09000' ]);
	for (@same) {
		my $both = good(listen => $_->[0]) . good(listen => $_->[1]) =~ s/www/two/r;
		like((test_file($both))[1], qr/:11: listen = \S+ is that of \[www\] already/, "two pools on $_->[0] and $_->[1]");
	}
}

# --- included files, and pools with mistakes ---
{
	mkdir "$dir/pool.d";
	my $two = good(listen => "$dir/two.sock") =~ s/\[www\]/[two]/r;
	my $main = "[global]\ninclude = pool.d/*.conf\n" . good();
	my $try = sub { my ($text, $option) = @_; spew("$dir/pool.d/b.conf", $text) if defined $text; return test_file($main, $option // '-t') };
	is_deeply([ ($try->(undef))[0] ], [0], 'include: nothing there');
	my (undef, undef, $dump) = $try->($two, '-T');
	like($dump, qr/^\[two\]\n(?:(?!\[).*\n)*?listen = \Q$dir\E\/two\.sock$/m, 'include: a pool of another file');
	unlike($dump, qr/^include/m, 'include: which stands in the dump');
	my @wrong = (
		[ 'a wrong value',            "$two\npm.max_children = x\n", qr{^\Q$dir\E/pool\.d/b\.conf:\d+: pm\.max_children = x: the value must be a number from 1 to 1024\z} ],
		[ 'an unknown key',           "$two\nlisten.mod = 1\n", qr{^\Q$dir\E/pool\.d/b\.conf:\d+: unknown key listen\.mod; do you mean listen\.mode\?\z} ],
		[ 'a pool of before',         good(), qr{^\Q$dir\E/pool\.d/b\.conf:1: \[www\]|^\Q$dir\E/t\.conf:\d+: \[www\] was there already, in \Q$dir\E/pool\.d/b\.conf on line 1\z} ],
		[ 'a rule',                   $two =~ s/^mysql\.sops\.user = .*//mr, qr{^\Q$dir\E/pool\.d/b\.conf:1: \[two\] needs mysql\.sops\.user\z} ],
		[ 'an address of another',    $two =~ s/two\.sock/www.sock/r, qr{: listen = \Q$dir\E/www\.sock is that of \[\w+\] already\z} ],
		[ 'a secret that is missing', $two =~ s/^(login\.secret_key_file = ).*/$1$dir\/missing/mr, qr{^\Q$dir\E/pool\.d/b\.conf:\d+: \[two\] login\.secret_key_file = \S+: No such file or directory\z} ],
		[ 'global',                   "[global]\nlog_level = error\n", qr{^\Q$dir\E/pool\.d/b\.conf:1: an included file holds pools only\z} ],
		[ 'include',                  "$two\ninclude = x\n", qr{^\Q$dir\E/pool\.d/b\.conf:\d+: the key include belongs into \[global\]\z} ],
		[ 'no key = value',           "$two\nrubbish\n", qr{^\Q$dir\E/pool\.d/b\.conf:\d+: neither \[section\] nor key = value\z} ],
		[ 'a control character',      "$two\n\x01\n", qr{^\Q$dir\E/pool\.d/b\.conf:\d+: a control character \(0x01\)\z} ],
	);
	for (@wrong) {
		my ($name, $text, $want) = @$_;
		my ($status, $err) = $try->($text);
		is($status, 78, "include: $name: exit 78");
		like($err, $want, "include: $name: file and line");
		my (undef, undef, $left) = $try->($text, '-T');
		is(() = $left =~ /^\[(?!global)/mg, 1, "include: $name: one pool is left");
	}
	my ($status, $err) = test_file(good('pm.max_children' => 'x') . "\n" . $two =~ s/^listen = .*/listen = x:y/mr);
	is($status, 78, 'two bad pools');
	my @lines = split /\n/, ($try->($two =~ s/^listen = .*/listen = x:y/mr))[1];
	is(scalar @lines, 1, 'a line for each bad pool');
	unlink "$dir/pool.d/b.conf";
}

# --- what a mode does not need ---
my @none = ('mysql.paas.database' => '', 'login.secret_key_file' => undef);
for ([ 'on a UNIX socket', {} ], [ 'started with a socket', { listen => undef } ],
	[ 'on TCP, for named clients', { listen => '9000', 'listen.allowed_clients' => '192.0.2.1' } ]) {
	my ($name, $set) = @$_;
	is_deeply([ (test_file(good(auth => 'header', @none, %$set)))[0] ], [0], "auth = header $name, without PaaS and login key");
}

# --- secret files: [name, how it is made, message] ---
my $file = "$dir/secret";
my @secrets = (
	[ 'missing',        sub { },                                  'No such file or directory' ],
	[ 'world-readable', sub { spew($file, 'Sekret', 0644) },      'others may use the file; take their rights away (chmod o= FILE)' ],
	[ 'world-writable', sub { spew($file, 'Sekret', 0602) },      'others may use the file; take their rights away (chmod o= FILE)' ],
	[ 'empty',          sub { spew($file, '', 0600) },            'empty' ],
	[ 'a newline',      sub { spew($file, "\n", 0600) },          'empty' ],
	[ 'too large',      sub { spew($file, 'x' x 65537, 0600) },   'larger than 64 KiB' ],
	[ 'a NUL in it',    sub { spew($file, "Sekret\0x", 0600) },   'a NUL byte in it' ],
	[ 'a directory',    sub { mkdir $file, 0700 },                'not a regular file' ],
	[ 'a pipe',         sub { POSIX::mkfifo($file, 0600) },       'not a regular file' ],
);
for (@secrets) {
	my ($name, $make, $message) = @$_;
	for my $key ('mysql.sops.password_file', 'login.secret_key_file') {
		$make->();
		my $text = good($key => $file);
		my ($status, $err) = test_file($text);
		is_deeply([ $status, $err ], [ 78, "$dir/t.conf:" . line_of($text, $key) . ": [www] $key = $file: $message" ],
			"$key: $name");
		-d $file ? rmdir $file : unlink $file;
	}
}
spew($file, 'x' x 65536, 0600);
is((test_file(good('login.secret_key_file' => $file)))[0], 0, 'a secret of 64 KiB');
SKIP: {
	skip 'root may read everything', 1 if $root;
	chmod 0, $file;
	like((test_file(good('login.secret_key_file' => $file)))[1], qr/: Permission denied\z/, 'a secret that we may not read');
}

# --- options ---
my @options = (
	[ '-V',              [qw(-V)],        0,  qr/\Abksops-fcgi \d+\.\d+\.\d+\nlibfcgi .*\nyajl \d.*\nMySQL client \d.*\nzlib \d.*\nlibjwt .*\nlibseccomp .*\nOpenSSL /, qr/\A\z/ ],
	[ '-h',              [qw(-h)],        0,  qr/\Ausage: bksops-fcgi /,          qr/\A\z/ ],
	[ 'unknown option',  [qw(-x)],        64, qr/\A\z/,                           qr/usage: bksops-fcgi / ],
	[ '-c without FILE', [qw(-t -c)],     64, qr/\A\z/,                           qr/usage: bksops-fcgi / ],
	[ 'an argument',     [qw(-t x)],      64, qr/\A\z/,                           qr/\Ausage: bksops-fcgi / ],
	[ 'no such file',    [ '-t', '-c', "$dir/none" ], 78, qr/\A\z/,               qr{ALERT: \Q$dir\E/none: No such file or directory$} ],
	[ 'a directory',     [ '-t', '-c', $dir ],        78, qr/\A\z/,               qr{ALERT: \Q$dir\E: Is a directory$} ],
	[ 'a run',           [ '-F', '-c', "$dir/none" ], 78, qr/\A\z/,               qr{ALERT: \Q$dir\E/none: No such file or directory$} ],
);
for (@options) {
	my ($name, $args, $want, $want_out, $want_err) = @$_;
	my ($status, $out, $err) = run($program, @$args);
	is($status, $want, "$name: exit $want");
	like($out, $want_out, "$name: standard output");
	like($err, $want_err, "$name: standard error");
}

done_testing;
