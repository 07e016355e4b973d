# SPDX-License-Identifier: MIT
# The configuration file: the documents that come from the table of keys, and
# what the program says about files that are wrong.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run test_file good line_of);
use Bk::Jwt ();
use Bk::Process qw(spew slurp);
use File::Basename qw(dirname);
use Test::More;

my $source  = $ENV{BKSOPS_SRCDIR} // '.';
my $program = $Bk::Config::program;
my $confdoc = dirname($program) . '/confdoc';
my $root    = $> == 0;
my $dir     = $Bk::Config::dir;
my ($SECRET, $KEY) = ($Bk::Config::SECRET, $Bk::Config::KEY);
plan skip_all => "no program $program" if !-x $program;

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

SKIP: {
	skip 'no mandoc', 1 if system('command -v mandoc >/dev/null 2>&1') != 0;
	# Which other manual pages are installed is not our concern.
	my @pages = glob "$source/man/*.[1-9]";
	my @said = grep { !/referenced manual not found|outdated mandoc\.db/ } map { split /\n/ } (run('mandoc', '-T', 'lint', @pages))[1, 2];
	is_deeply(\@said, [], 'mandoc -T lint has nothing to say');
}

# --- the sample is a good file, with each of its keys ---
$sample =~ s{/etc/bksops-fcgi/(sops|paas|redis)\.password$}{$dir/password}mg;
$sample =~ s{/etc/bksops-fcgi/(?:login\.key|shield\.key|iam\.secret)$}{$dir/key}mg;
spew("$dir/public", Bk::Jwt::key('config')->{public}, 0644);
$sample =~ s{/etc/bksops-fcgi/apigw\.pub$}{$dir/public}mg;
spew("$dir/outputs.json", "{}\n", 0644);
$sample =~ s{/etc/bksops-fcgi/component_outputs\.json$}{$dir/outputs.json}mg;
spew("$dir/my.cnf", "[client]\n", 0640);
$sample =~ s{/etc/bksops-fcgi/my\.cnf$}{$dir/my.cnf}mg;
$sample =~ s{/srv/bksops$}{$dir}mg;
$sample =~ s{/(?:run|var/log)/bksops-fcgi/}{$dir/}g;
$sample =~ s{^(;?(?:user|listen\.owner) =) (?:www-data|bksops)}{$1 nobody}mg;
$sample =~ s{^(;?(?:group|listen\.group) =) (?:www-data|bksops)}{$1 65534}mg;
is_deeply([ (test_file($sample))[0, 1] ], [ 0, "configuration file $dir/t.conf test is successful" ],
	'the sample passes -t');
my %instead = (
	'mysql.sops.host'     => 'mysql.sops.socket',
	'mysql.sops.password' => 'mysql.sops.password_file',
	'login.secret_key'    => 'login.secret_key_file',
	'shield.secret_key'   => 'shield.secret_key_file',
);
for my $key ($sample =~ /^;([a-z_.]+) =/mg) {
	next if $key eq 'chroot' && !$root;
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

# --- files: [name, text, line, message].  What follows a pool is its line 10. ---
sub named { my ($name) = @_; return good() =~ s/\[www\]/[$name]/r }
my $name33 = 'x' x 33;
my $names = '1 to 32 letters, digits, dots, hyphens and underscores';
my @files = (
	[ 'a key with a typing error', good() . "listen.mod = 1\n",     10, 'unknown key listen.mod; do you mean listen.mode?' ],
	[ 'a colon',                   good() . "pm: static\n",         10, 'pm: write pm = value, with = in place of :' ],
	[ 'a colon, of a needed key',  good('login.secret_key_file' => undef) . "login.secret_key_file: $dir/key\n", 9,
		'login.secret_key_file: write login.secret_key_file = value, with = in place of :' ],
	[ 'a key like no other',       good() . "frobnicate = 1\n",     10, 'unknown key frobnicate' ],
	[ 'a misspelt password key',   good() . "mysql.sops.pasword = Sekret\n", 10, 'unknown key mysql.sops.pasword; do you mean mysql.sops.password?' ],
	[ 'a pool key in [global]',    "[global]\nlisten = 9000\n",     2, 'the key listen belongs into the section of a pool' ],
	[ 'a global key in a pool',    good() . "pid = /x\n",           10, 'the key pid belongs into [global]' ],
	[ 'a key twice',               good() . "pm = static\n\npm = static\n", 12, 'pm was set already, on line 10' ],
	[ 'a pool twice',              good() . "[www]\n",              10, '[www] was there already, on line 1' ],
	[ 'global twice',              "[global]\n" . good() . "[global]\npid = x\n", 11, '[global] was there already, on line 1' ],
	[ 'a key in front',            "pid = /x\npid = /x\n[global]\n", 1, 'the key pid stands in front of the first [section]' ],
	[ 'a section without name',    named(''),                       1, "[] is no name for a pool: $names" ],
	[ 'a section of a long name',  named($name33),                  1, "[$name33] is no name for a pool: $names" ],
	[ 'a section of a wrong name', named('a b'),                    1, "[a b] is no name for a pool: $names" ],
	[ 'a section without ]',       "[www\npm = x\n",                1, 'a section without its ]' ],
	[ 'text behind a section',     "[www] x = y\n",                 1, 'only a comment may follow [section]' ],
	[ 'no key = value',            good() . "Sekret\n",             10, 'neither [section] nor key = value' ],
	[ 'a value that goes on',      good() . "chdir = /\n  b\n",     11, 'neither [section] nor key = value' ],
	[ 'a line too long',           good() . 'chdir = /' . 'x' x 5000 . "\n", 10, 'a line of more than 4095 bytes' ],
	[ 'a NUL byte',                good() . "chdir = a\0b\n",       10, 'a control character (0x00)' ],
	[ 'an escape sequence',        good() . "chdir = \e[1m\n",      10, 'a control character (0x1B)' ],
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

{
	spew("$dir/t.conf", "[]\n" . good());
	my (undef, $out, $err) = run($program, '-t', '-c', "$dir/t.conf");
	like($err, qr{ERROR: \[pool \] not served: \Q$dir\E/t\.conf:1: \[\] is no name}, 'a section without name is not the whole file');
	like($out, qr{^\Q$dir\E/t\.conf:1: \[\] not served$}m, '... in the list of pools');
	like((run($program, '--doctor', '-c', "$dir/t.conf"))[1], qr{^\[\]\n  error: configuration: \Q$dir\E/t\.conf:1: \[\] is no name}m, '... nor to --doctor');
}

# --- rules of several keys: [name, changes, key whose line it is, message] ---
sub spare { my ($min, $max) = @_; return (pm => 'dynamic', 'pm.max_children' => 4, 'pm.min_spare_servers' => $min, 'pm.max_spare_servers' => $max) }
is((test_file(good(%$_)))[0], 0, "pm = $_->{pm} is good") for { spare(1, 2) }, { pm => 'ondemand' };
my @rules = (
	[ 'no server',            { 'mysql.sops.socket' => undef },             '[www]',                    '[www] needs mysql.sops.socket or mysql.sops.host' ],
	[ 'socket and host',      { 'mysql.sops.host' => 'db1' },               'mysql.sops.host',          'mysql.sops.socket and mysql.sops.host are both set; leave one out' ],
	[ 'no account',           { 'mysql.sops.user' => undef },               '[www]',                    '[www] needs mysql.sops.user' ],
	[ 'no database',          { 'mysql.sops.database' => undef },           '[www]',                    '[www] needs mysql.sops.database' ],
	[ 'an empty database',    { 'mysql.sops.database' => '' },              'mysql.sops.database',      '[www] needs mysql.sops.database' ],
	[ 'verify_ca without a CA', { 'mysql.sops.socket' => undef, 'mysql.sops.host' => 'db1', 'mysql.sops.ssl_mode' => 'verify_ca' },
		'mysql.sops.ssl_mode', 'mysql.sops.ssl_mode = verify_ca needs mysql.sops.ssl_ca' ],
	[ '... of the PaaS', { 'mysql.paas.host' => 'db1', 'mysql.paas.ssl_mode' => 'verify_ca' },
		'mysql.paas.ssl_mode', 'mysql.paas.ssl_mode = verify_ca needs mysql.paas.ssl_ca' ],
	[ '... of bk-sops for the PaaS by TCP', { 'mysql.sops.ssl_mode' => 'verify_ca', 'mysql.paas.host' => '127.0.0.1' },
		'[www]', 'mysql.paas.ssl_mode = verify_ca needs mysql.paas.ssl_ca' ],
	[ 'no PaaS server',       { 'mysql.paas.socket' => '' },                'mysql.paas.socket',        '[www] needs mysql.paas.socket or mysql.paas.host' ],
	[ 'no PaaS database',     { 'mysql.paas.database' => '' },              'mysql.paas.database',      '[www] needs mysql.paas.database' ],
	[ 'PaaS socket and host', { 'mysql.paas.socket' => '/s', 'mysql.paas.host' => 'h' }, 'mysql.paas.host', 'mysql.paas.socket and mysql.paas.host are both set; leave one out' ],
	[ 'two passwords',        { 'mysql.sops.password' => 'Sekret' },        'mysql.sops.password_file', 'mysql.sops.password and mysql.sops.password_file are both set; leave one out' ],
	[ 'two login keys',       { 'login.secret_key' => 'Sekret' },           'login.secret_key_file',    'login.secret_key and login.secret_key_file are both set; leave one out' ],
	[ 'no login key',         { 'login.secret_key_file' => undef },         '[www]',                    '[www] needs login.secret_key_file or login.secret_key, for auth = esb' ],
	[ 'dynamic, no minimum',  { spare(0, 2) },                              'pm.min_spare_servers',     'pm = dynamic needs pm.min_spare_servers, 1 or more' ],
	[ 'dynamic, no maximum',  { spare(1, 0) },                              'pm.max_spare_servers',     'pm = dynamic needs pm.max_spare_servers, 1 or more' ],
	[ 'dynamic, none is set', { pm => 'dynamic', 'pm.max_spare_servers' => 2 }, '[www]',                'pm = dynamic needs pm.min_spare_servers, 1 or more' ],
	[ 'dynamic, min > max',   { spare(3, 2) },                              'pm.min_spare_servers',     'pm.min_spare_servers = 3: with pm = dynamic it is at most pm.max_spare_servers = 2' ],
	[ 'dynamic, max > all',   { spare(1, 5) },                              'pm.max_spare_servers',     'pm.max_spare_servers = 5: with pm = dynamic it is at most pm.max_children = 4' ],
	[ 'dynamic, start > max', { spare(1, 2), 'pm.start_servers' => 3 },     'pm.start_servers',         'pm.start_servers = 3: with pm = dynamic it is at most pm.max_spare_servers = 2' ],
	[ 'dynamic, start < min', { spare(2, 3), 'pm.start_servers' => 1 },     'pm.min_spare_servers',     'pm.min_spare_servers = 2: with pm = dynamic it is at most pm.start_servers = 1' ],
	[ 'a letter of no use',   { 'access.format' => '%R %y' },               'access.format',            'access.format = %R %y: %y: no such letter' ],
	[ 'a cookie to be logged', { 'access.format' => '%{HTTP_COOKIE}e' },    'access.format',            'access.format = %{HTTP_COOKIE}e: %{HTTP_COOKIE}e: it is not known to be free of secrets' ],
	[ 'no slowlog',           { request_slowlog_timeout => '1s' },          'request_slowlog_timeout',  'request_slowlog_timeout needs slowlog' ],
	[ 'status.listen = listen', { 'status.listen' => "$dir/www.sock" },     'status.listen',            "status.listen = $dir/www.sock is that of [www] already" ],
	[ 'jwt, no public key',   { auth => 'jwt' },                            '[www]',                    '[www] needs jwt.public_key_file, for auth = jwt without generation = current' ],
	map({ [ "header, listen = $_", { auth => 'header', listen => $_ },      'listen',                   "listen = $_ with auth = header, which believes whoever"
		  . ' connects: set listen.allowed_clients to the addresses of the web server, or listen on a UNIX socket' ] }
		'127.0.0.1:9000', '9000', '[::1]:9000', '*:9000'),
	[ 'header, nobody named', { auth => 'header', listen => '9000', 'listen.allowed_clients' => '' }, 'listen', 'listen = 9000 with auth = header, which believes'
		  . ' whoever connects: set listen.allowed_clients to the addresses of the web server, or listen on a UNIX socket' ],
	map({ [ "forward.location = $_", { forward => 'accel', 'forward.location' => $_ }, 'forward.location', "forward.location = $_: it must be a named location of nginx, such as \@python, which keeps method and body" ] }
		'/python', '@', '@a b', '@a;b'),
	[ 'two shield keys',      { 'shield.secret_key' => 'x', 'shield.secret_key_file' => "$dir/key" }, 'shield.secret_key_file', 'shield.secret_key and shield.secret_key_file are both set; leave one out' ],
	[ 'two secrets for IAM',  { 'iam.app_secret' => 'Sekret', 'iam.app_secret_file' => "$dir/key" }, 'iam.app_secret_file', 'iam.app_secret and iam.app_secret_file are both set; leave one out' ],
	[ 'iam = ask, no IAM',    { iam => 'ask' },                             '[www]',                    '[www] needs iam.url, for iam = ask' ],
	[ 'iam = ask, an empty URL', { iam => 'ask', 'iam.url' => '' },         'iam.url',                  '[www] needs iam.url, for iam = ask' ],
	[ 'generation = current', { generation => 'current' },                  'generation',               'generation = current wants auth = jwt: the API gateway stands in front of it' ],
	[ 'esb.path, header',     { 'esb.path' => '/x', auth => 'header' },     'esb.path',                 'esb.path = /x counts for auth = esb only; leave it out' ],
	[ 'esb.path, jwt',        { 'esb.path' => '/x', auth => 'jwt', 'jwt.public_key_file' => "$dir/public" }, 'esb.path', 'esb.path = /x counts for auth = esb only; leave it out' ],
	[ 'esb.profile, header',  { 'esb.profile' => 'p2', auth => 'header' },  'esb.profile',              'esb.profile = p2 counts for auth = esb only; leave it out' ],
	[ 'esb.profile, jwt',     { 'esb.profile' => 'p2', auth => 'jwt', 'jwt.public_key_file' => "$dir/public" }, 'esb.profile', 'esb.profile = p2 counts for auth = esb only; leave it out' ],
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

# --- all mistakes of a file: [name, its text, line and message of each] ---
{
	my @values = ([ pm => 'statik' ], [ auth => 'oauth' ], [ keepalive => 'soon' ], [ 'listen.mode' => '0888' ], [ 'ping.path' => 'ping' ]);
	my $wanted = join "\n", map { "$_->[0] = $_->[1]" } @values;
	my $server = good('mysql.sops.socket' => undef);
	my @many   = map { "x$_ = 1\n" } 1 .. 25;
	my @all = (
		[ 'five values', good() . "$wanted\n", 10 => 'pm = statik: the value must be static, dynamic or ondemand', 11 => 'auth = oauth: the value must be esb, header or jwt',
			12 => 'keepalive = soon: the value must be a duration from 0s to 1h', 13 => 'listen.mode = 0888: the value must be an octal number up to 0777',
			14 => 'ping.path = ping: the value must be a path that starts with a slash' ],
		[ 'values, rules and files', good('login.secret_key_file' => "$dir/none", pm => 'x', 'mysql.sops.database' => undef),
			9 => 'pm = x: the value must be static, dynamic or ondemand', 1 => '[www] needs mysql.sops.database', 8 => "[www] login.secret_key_file = $dir/none: No such file or directory" ],
		[ 'rules of one key', good(pm => 'dynamic'), map { (1, "pm = dynamic needs pm.${_}_spare_servers, 1 or more") } qw(min max) ],
		[ 'more than 20', good() . join('', @many), map({ (9 + $_, "unknown key x$_") } 1 .. 20), 0 => 'and 5 more' ],
		[ 'no account, and the keys of the PaaS', good('mysql.sops.user' => undef, map { ("mysql.paas.$_->[0]" => $_->[1]) } [ host => 'h' ], [ socket => '/s' ],
			[ password => 'Sekret' ], [ password_file => "$dir/password" ]), 1 => '[www] needs mysql.sops.user',
			9 => 'mysql.paas.socket and mysql.paas.host are both set; leave one out', 11 => 'mysql.paas.password and mysql.paas.password_file are both set; leave one out' ],
		[ '100,000 unknown keys', good() . "unknown = 1\n" x 100_000, map({ (9 + $_, 'unknown key unknown') } 1 .. 20), 0 => 'and 99980 more' ],
		[ '[global] and pools', "[global]\nlog_level = x\ndaemonize = y\n" . good(pm => 'x'), 2 => 'log_level = x: the value must be debug, notice, warning, error or alert',
			3 => 'daemonize = y: the value must be yes or no', 13 => 'pm = x: the value must be static, dynamic or ondemand' ],
		[ 'a pool twice', good() . "[www]\npm = x\n", 10 => '[www] was there already, on line 1', 11 => 'pm = x: the value must be static, dynamic or ondemand' ],
		# What follows from a mistake is none.
		[ 'a wrong address', good(auth => 'header', listen => 'x:1'), 2 => 'listen = x:1: the value must be the IP address of this machine or localhost, not another name' ],
		[ 'a wrong client', good(auth => 'header', listen => '127.0.0.1:1', 'listen.allowed_clients' => 'all'), 11 => 'listen.allowed_clients = all: the value must be IP addresses, comma separated' ],
		[ 'a wrong socket', good('mysql.sops.socket' => 'x'), 4 => 'mysql.sops.socket = x: the value must be an absolute path' ],
		[ 'a wrong host', $server . "mysql.sops.host = db1:3306\n", 9 => 'mysql.sops.host = db1:3306: the value must be host names or addresses alone; the port has a key of its own' ],
		[ 'a misspelt host', $server . "mysql.sops.hots = db1\n", 9 => 'unknown key mysql.sops.hots; do you mean mysql.sops.host?' ],
		[ 'no server', $server, 1 => '[www] needs mysql.sops.socket or mysql.sops.host' ],
		[ 'a quote without end', good('login.secret_key_file' => '"x'), 9 => 'login.secret_key_file: the value begins with a quote and does not end with the next one; if quotes belong to it, put it between others' ],
		[ 'a wrong number', good(pm => 'dynamic', 'pm.max_children' => 9, 'pm.min_spare_servers' => 'x', 'pm.max_spare_servers' => 2), 13 => 'pm.min_spare_servers = x: the value must be a number from 0 to 1024' ],
		[ 'a wrong auth', good(auth => 'x', 'login.secret_key_file' => undef), 9 => 'auth = x: the value must be esb, header or jwt' ],
		[ 'a wrong slowlog', good(slowlog => 'x', request_slowlog_timeout => '1s'), 11 => 'slowlog = x: the value must be an absolute path, stderr, syslog or journal' ],
		[ 'a password file', good('mysql.sops.password_file' => "$dir/none"), 6 => "[www] mysql.sops.password_file = $dir/none: No such file or directory" ],
		[ 'an option file', good('mysql.sops.option_file' => "$dir/none"), 10 => "[www] mysql.sops.option_file = $dir/none: No such file or directory" ],
	);
	for (@all) {
		my ($name, $text, @want) = @$_;
		my ($status, $err) = test_file($text);
		my @lines;
		while (my ($line, $message) = splice @want, 0, 2) { push @lines, "$dir/t.conf:" . ($line ? "$line: " : ' ') . $message }
		# Which of two comes first is not promised.
		is_deeply([ $status, sort split /\n/, $err ], [ 78, sort @lines ], "all mistakes: $name");
	}
}

# --- what a mode does not need ---
my @none = ('mysql.paas.database' => '', 'login.secret_key_file' => undef);
for ([ 'on a UNIX socket', {} ], [ 'started with a socket', { listen => undef } ],
	[ 'on TCP, for named clients', { listen => '9000', 'listen.allowed_clients' => '192.0.2.1' } ]) {
	my ($name, $set) = @$_;
	is_deeply([ (test_file(good(auth => 'header', @none, %$set)))[0] ], [0], "auth = header $name, without PaaS and login key");
}

# An empty value means none, also where the default is another one.
{
	my %empty = map { $_ => '' } qw(site_prefix trusted_apps mcp.app_prefix shield.keywords manual_waiting_components jwt.public_key_file);
	my ($status, $err, $dump) = test_file(good(auth => 'jwt', generation => 'current', @none, %empty), '-T');
	is_deeply([ $status, $err ], [ 0, '' ], 'empty values are right');
	is_deeply([ grep { $dump !~ /^\Q$_\E =\s*$/m } sort keys %empty ], [], '... and stay empty');
}

spew("$dir/my.cnf", "[client]\nssl-ca = /ca.pem\n", 0644);
is((test_file(good('mysql.sops.socket' => undef, 'mysql.sops.option_file' => "$dir/my.cnf",
	'mysql.sops.ssl_mode' => 'verify_ca')))[0], 0, 'verify_ca without ssl_ca, and an option file that may name one');

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
my $no_file = qr{ALERT: \Q$dir\E/none: No such file or directory; the sample is /\S+/examples/bksops-fcgi\.conf$};
my @options = (
	[ '-V',              [qw(-V)],        0,  qr/\Abksops-fcgi \d+\.\d+\.\d+\nlibfcgi .*\nyajl \d.*\nMySQL client \d.*\nzlib \d.*\nlibjwt .*\nhiredis \d.*\nlibcurl \d.*\nlibseccomp .*\nOpenSSL /, qr/\A\z/ ],
	[ '-h',              [qw(-h)],        0,  qr/\Ausage: bksops-fcgi /,          qr/\A\z/ ],
	[ '--version',       [qw(--version)], 0, qr/\Abksops-fcgi \d/,                qr/\A\z/ ],
	[ '--help',          [qw(--help)],   0,  qr/\Ausage: bksops-fcgi /,          qr/\A\z/ ],
	[ 'unknown option',  [qw(-x)],        64, qr/\A\z/,                           qr/usage: bksops-fcgi / ],
	[ '-c without FILE', [qw(-t -c)],     64, qr/\A\z/,                           qr/usage: bksops-fcgi / ],
	[ '--config without FILE', [qw(-t --config)], 64, qr/\A\z/,                   qr/config\b.*\nusage: bksops-fcgi / ],
	[ 'an argument',     [qw(-t x)],      64, qr/\A\z/,                           qr/\Abksops-fcgi: x is no option; .*-c\nusage: / ],
	[ '--json alone',    [qw(--json)],    64, qr/\A\z/,                           qr/\Abksops-fcgi: --json needs --doctor\nusage: / ],
	[ '--url alone',     [qw(--url http://h/)], 64, qr/\A\z/,                     qr/\Abksops-fcgi: --url needs --doctor\nusage: / ],
	[ '--quiet alone',   [qw(--quiet)],   64, qr/\A\z/,                           qr/\Abksops-fcgi: --quiet needs --doctor\nusage: / ],
	[ 'no such file',    [ '-t', '-c', "$dir/none" ], 78, qr/\A\z/,               $no_file ],
	[ 'a directory',     [ '-t', '-c', $dir ],        78, qr/\A\z/,               qr{ALERT: \Q$dir\E: Is a directory$} ],
	[ 'a run',           [ '-F', '-c', "$dir/none" ], 78, qr/\A\z/,               $no_file ],
);
for (@options) {
	my ($name, $args, $want, $want_out, $want_err) = @$_;
	my ($status, $out, $err) = run($program, @$args);
	is($status, $want, "$name: exit $want");
	like($out, $want_out, "$name: standard output");
	like($err, $want_err, "$name: standard error");
}

# --- a start that fails is told to who starts it, and in the log ---
for my $option ('', '-F') {
	my $text = good(listen => '127.0.0.1:1', 'listen.allowed_clients' => '192.0.2.1', 'status.listen' => "$dir/none/s.sock");
	spew("$dir/start.conf", "[global]\ndaemonize = yes\nerror_log = $dir/start.log\n$text");
	my ($status, $out, $err) = run($program, $option || (), '-c', "$dir/start.conf");
	is($status, 71, "a start that fails $option: exit 71");
	like($_, qr/ALERT: .*\Q$dir\E\/none/, "... and why") for $err, slurp("$dir/start.log");
	unlink "$dir/start.log";
}

# --- what -t tells of a pool, a start and --doctor tell: [name, its keys, lines of -t alone, lines of --doctor] ---
{
	my @pools = (
		[ 'a secret file', { pm => 'x', 'login.secret_key_file' => "$dir/none" }, [], 2 ],
		[ 'what a start opens', { pm => 'x', slowlog => "$dir/none/slow" }, ["$dir/t.conf:11: slowlog = $dir/none/slow: No such file or directory"], 2 ],
	);
	for (@pools) {
		my ($name, $set, $alone, $n) = @$_;
		my $text = good(%$set);
		my @test  = split /\n/, (test_file($text))[1];
		my @start = split /\n/, (test_file($text, '-F'))[1];
		my ($status, $out) = run($program, '--doctor', '-c', "$dir/t.conf");
		is_deeply([ sort @start, @$alone ], [ sort @test ], "a start tells what -t tells: $name");
		is_deeply([ scalar @test, grep { index($out, $_) < 0 } @test ], [$n], "--doctor tells what -t tells: $name") or diag $out;
		is($status, 2, '... and exits with 2');
	}
}

# --- long options: [short, long, arguments of both] ---
{
	my ($good, $none) = map { [ '-c', "$dir/$_" ] } 't.conf', 'none';
	spew("$dir/t.conf", good());
	my @long = (
		[ '-t', '--test',        $good ],
		[ '-T', '--dump',        $good ],
		[ '-F', '--nodaemonize', $none ],
		[ '-V', '--version',     [] ],
		[ '-h', '--help',        [] ],
	);
	my $said = sub { return join "\0", map { s/^\[[^]]*\] //mgr } run($program, @_) };
	is($said->($_->[1], @{ $_->[2] }), $said->($_->[0], @{ $_->[2] }), "$_->[1] is $_->[0]") for @long;
	is($said->('-t', $_, "$dir/t.conf"), $said->('-t', @$good), "$_ is -c") for '--config';
	my $help = (run($program, '-h'))[1];
	my @short = $help =~ /^  (-\w)\b/mg;
	my @both  = $help =~ /^  (-\w)(?: FILE)?, --\w/mg;
	is_deeply(\@short, \@both, '-h: each short option has a long one');
	my $page = slurp("$source/man/bksops-fcgi.8");
	for (@long) {
		my ($short, $long) = map { substr $_, 1 } @$_[ 0, 1 ];
		like($page, qr/^\.It Fl \Q$short\E , Fl \Q$long\E$/m, "bksops-fcgi(8) has -$long");
	}
	like($page, qr/^\.It Fl c , Fl -config Ar file$/m, 'bksops-fcgi(8) has --config');
}

done_testing;
