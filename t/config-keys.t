# SPDX-License-Identifier: MIT
# Every key of the configuration: a right value, which -T shows, and wrong ones,
# which -t refuses with file, line, key, value and what would be right.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run test_file good line_of);
use Bk::Jwt ();
use Bk::Process qw(spew);
use File::Basename qw(dirname);
use Test::More;

my $program = $Bk::Config::program;
my $dir     = $Bk::Config::dir;
my $root    = $> == 0;
plan skip_all => "no program $program" if !-x $program;

my ($group) = split / /, $);
$group = (getpwnam 'nobody')[3] if $root;
mkdir "$dir/root";
spew("$dir/other", "another\n", 0600);
spew("$dir/outputs.json", '{"a":[]}', 0644);
spew("$dir/lines", "one\r\nX-Other: 1\n", 0600);
spew("$dir/my.cnf", "[client]\n", 0640);
spew("$dir/open.cnf", "[client]\n", 0646);
spew("$dir/open", "secret\n", 0644);
spew("$dir/public", Bk::Jwt::key('config')->{public}, 0644);

my $PATH     = 'the value must be an absolute path';
my $LOG      = 'the value must be an absolute path, stderr, syslog or journal';
my $LISTEN   = 'the value must be an absolute path of at most 107 bytes, address:port or port';
my $RELATIVE = 'the value must be an absolute path, which begins with a slash';
my $LONG     = 'the value must be a path of at most 107 bytes';
my $PORT     = 'the value must be a port from 1 to 65535, behind the last colon';
my $NO_PORT  = 'the value must be one with a port, behind a colon';
my $BRACKETS = 'the value must be [IPv6 address]:port, with the brackets';
my $NAME     = 'the value must be the IP address of this machine or localhost, not another name';
my $SERVER   = 'the value must be an absolute path of at most 107 bytes, host:port or [IPv6 address]:port';
my $URL      = 'the value must be a path that starts with a slash';
my $BOOL     = 'the value must be yes or no';
my $HOSTS    = 'the value must be host names or addresses, comma separated';
my $ZONE     = 'the value must be a time zone of this system, such as Asia/Shanghai';
my $CLIENTS  = 'the value must be IP addresses, comma separated';
my $APPS     = 'the value must be codes of applications, comma separated';
my $CHECKS   = 'the value must be checks of --doctor, such as indexes, comma separated; see DOCTOR in bksops-fcgi(8)';
my $TIME     = 'the value must be a text of at most 64 bytes, with the conversions of strftime(3)';
my $PATHS    = 'the value must be paths that start with a slash, comma separated';
my $NO_USER  = 'no such user on this system';
my $NO_GROUP = 'no such group on this system';
my $NO_FILE  = 'No such file or directory';
my $SECRET   = 'others may use the file; take their rights away (chmod o= FILE)';
my $TRUSTED  = 'others may write the file; take that right away (chmod o-w FILE)';

sub number   { return "the value must be a number from $_[0] to $_[1]" }
sub duration { return "the value must be a duration from $_[0] to $_[1]" }
sub octal    { return 'the value must be an octal number up to 0777' }
sub text     { return "the value must be a text of at most $_[0] bytes" }
my $BASE_URL = 'the value must be a URL with http:// or https:// and without a query, or a path, of at most 1024 bytes';
my $WEB_URL  = $BASE_URL =~ s/, or a path//r;

# The wrong values of both ends of a range, and what is no number at all.
sub around {
	my ($min, $max, @more) = @_;
	return map { [ $_, number($min, $max) ] } $min - 1, $max + 1, '4x', '', '9' x 30, @more;
}

# [key, right value, what -T shows if not the same, [wrong value, message]...];
# "!" in front of a message: only root is told.
my @global = (
	[ 'include',                     "$dir/none.d/*",    '-',   [ '', 'the value must be a pattern of file names' ] ],
	[ 'pid',                         '/run/x.pid',       undef, [ 'run/x.pid', $PATH ] ],
	[ 'error_log',                   'journal',          undef, map { [ $_, $LOG ] } 'log/x', 'Syslog', '' ],
	[ 'log_level',                   'debug',            undef, map { [ $_, 'the value must be debug, notice, warning, error or alert' ] } 'info', '' ],
	[ 'syslog.ident',                'tenant1',          undef, map { [ $_, 'the value must be a text of 1 to 64 bytes' ] } '', 'x' x 65 ],
	[ 'syslog.facility',             'local3',           undef, [ 'mail', 'the value must be daemon, user, local0, local1, local2, local3, local4, local5, local6 or local7' ] ],
	[ 'daemonize',                   'on',               'yes', map { [ $_, $BOOL ] } 'maybe', 'YES', '' ],
	[ 'process.max',                 '65535',            undef, around(0, 65535) ],
	[ 'process_control_timeout',     '90',               '90s', map { [ $_, duration('0s', '1h') ] } '3601', '-1', 'soon' ],
	[ 'emergency_restart_threshold', '10',               undef, around(0, 1024) ],
	[ 'emergency_restart_interval',  '2m',               undef, map { [ $_, duration('1s', '1h') ] } '999ms', '61m', '0' ],
	[ 'systemd_interval',            '0',                '0s',  map { [ $_, duration('0s', '1h') ] } '2h', '1 s' ],
);

sub mysql {
	my ($db) = @_;
	my $key = "mysql.$db";
	return (
		[ "$key.socket",        '/s',              undef, [ 's', $PATH ] ],
		[ "$key.host",          'db-1, 10.0.0.2, fe80::1%eth0', undef, map({ [ $_, $HOSTS ] } 'a b', 'a,', ',a', 'a,,b', ','),
			[ 'http://a', 'the value must be host names or addresses, with nothing in front' ] ],
		[ "$key.port",          '65535',           undef, around(1, 65535) ],
		[ "$key.user",          'reader@x',        undef, [ 'x' x 129, text(128) ] ],
		[ "$key.password",      'Sekret',          '********', [ 'Sekret', "$key.password and $key.password_file are both set; leave one out" ] ],
		[ "$key.password_file", "$dir/other",      undef, [ 'password', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open", $SECRET ] ],
		[ "$key.option_file",   "$dir/my.cnf",     undef, [ 'my.cnf', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open.cnf", $TRUSTED ], [ $dir, 'not a regular file' ] ],
		[ "$key.ssl_ca",        '/ca.pem',         undef, [ 'ca.pem', $PATH ] ],
		[ "$key.ssl_mode",      'verify_ca',       undef, [ 'on', 'the value must be disabled, preferred, required, verify_ca or verify_identity' ] ],
		[ "$key.database",      'other',           undef, [ 'x' x 193, text(192) ], [ '', "[www] needs $key.database" ] ],
	);
}

my @pool = (
	[ 'listen',                  '127.0.0.1:9000',   undef, map({ [ $_, $PORT ] } '0', '127.0.0.1:65536'), [ '::1:9000', $BRACKETS ],
		[ '/' . 'x' x 107, $LONG ],
		[ 'www.sock', $RELATIVE ], map({ [ $_, $NAME ] } '300.0.0.1:9000', 'db1:9000'), [ '[::1:9000', $LISTEN ] ],
	[ 'listen.backlog',          '1',                undef, around(1, 65535) ],
	[ 'listen.owner',            'nobody',           undef, [ 'no-such', "!$NO_USER" ], [ 'x' x 256, text(255) ] ],
	[ 'listen.group',            $group,             undef, [ 'no-such', "!$NO_GROUP" ], [ 'x' x 256, text(255) ] ],
	[ 'listen.mode',             '0600',             undef, map { [ $_, octal() ] } '0888', '01777', 'rw', '' ],
	[ 'listen.allowed_clients',  '127.0.0.1, ::1',   undef, map { [ $_, $CLIENTS ] } '127.0.0.1, db1', '10.0.0.0/8', '::1,', ',::1' ],
	[ 'listen.queue_timeout',    '0',                '0s',  map { [ $_, duration('0s', '1h') ] } '61m', '-1' ],
	[ 'user',                    '65533',            undef, [ 'no-such', "!$NO_USER" ], [ 'root', '!workers do not run as root' ], [ '', '![www] needs user when the program is started as root' ], [ 'x' x 256, text(255) ] ],
	[ 'group',                   $group,             undef, [ 'no-such', "!$NO_GROUP" ], [ '0', '!workers do not run in the group of root' ], [ 'x' x 256, text(255) ] ],
	[ 'chroot',                  "!$dir/root",       undef, [ 'srv', $PATH ], [ "$dir/none", "!$NO_FILE" ], [ "$dir/key", '!Not a directory' ] ],
	[ 'chdir',                   "$dir/root",        undef, [ 'srv', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/key", 'Not a directory' ] ],
	[ 'umask',                   '027',              undef, map { [ $_, octal() ] } '8', '01000', '' ],
	[ 'rlimit_files',            '1024',             undef, around(0, 1048576) ],
	[ 'rlimit_core',             'unlimited',        undef, map { [ $_, 'the value must be a number, or unlimited' ] } '-1', 'all', '' ],
	[ 'rlimit_as',               '1073741824',       undef, map { [ $_, number(0, '9223372036854775807') ] } '-1', '1G', '9223372036854775808' ],
	[ 'process.dumpable',        'true',             'yes', [ 'core', $BOOL ] ],
	[ 'process.priority',        '-20',              undef, map { [ $_, number(-20, 19) ] } '-21', '20', 'low', '', '-', '--1' ],
	[ 'process.seccomp',         'off',              'no',  [ 'strict', $BOOL ] ],
	[ 'pm',                      'ondemand',         undef, map { [ $_, 'the value must be static, dynamic or ondemand' ] } 'Static', '' ],
	[ 'pm.max_children',         '1024',             undef, around(1, 1024) ],
	[ 'pm.start_servers',        '3',                undef, around(0, 1024) ],
	[ 'pm.min_spare_servers',    '3',                undef, around(0, 1024) ],
	[ 'pm.max_spare_servers',    '3',                undef, around(0, 1024) ],
	[ 'pm.max_spawn_rate',       '1',                undef, around(1, 1024) ],
	[ 'pm.process_idle_timeout', '100ms',            undef, map { [ $_, duration('100ms', '1d') ] } '99ms', '25h' ],
	[ 'pm.max_requests',         '1000000000',       undef, around(0, 1000000000) ],
	[ 'pm.max_age',              '365d',             undef, map { [ $_, duration('0s', '365d') ] } '366d', '-1s', '99999999999999999999d' ],
	[ 'pm.max_memory',           '1048576',          undef, around(0, 1048576) ],
	[ 'keepalive',               '60s',              '1m',  map { [ $_, duration('0s', '1h') ] } '2h', 'yes' ],
	[ 'request_timeout',         '1500ms',           undef, map { [ $_, duration('100ms', '1h') ] } '10 s', '99ms', '3601', '0' ],
	[ 'auth',                    'header',           undef, map { [ $_, 'the value must be esb, header or jwt' ] } 'ESB', 'none' ],
	[ 'generation',              '2019',             undef, [ '2020', 'the value must be auto, 2019 or current' ], [ 'current', 'generation = current wants auth = jwt: the API gateway stands in front of it' ] ],
	[ 'esb.profile',             'p2',               undef, map { [ $_, 'the value must be p1 or p2' ] } 'p3', 'P2', '' ],
	[ 'esb.path',                '/~shop/api/c/compapi', undef, [ 'api/c/compapi', $URL ] ],
	[ 'site_prefix',             '/t/bk_sops',       undef, [ 'o/bk_sops', $URL ] ],
	[ 'app_host',                'http://h/',        undef, [ 'http://' . 'h' x 1018, $BASE_URL ], [ 'h', $BASE_URL ] ],
	[ 'time_zone',               'UTC',              undef, map { [ $_, $ZONE ] } 'Mars/Olympus', 'Asia', '../../etc/passwd', '/etc/passwd', '' ],
	[ 'time_format',             '%d.%m.%EY %k:%M %% %-H', undef, map { [ $_, $TIME ] } '%', '%f', '%Q', '%10d', '%_', '%E', 'x' x 65, '%c' x 32 ],
	[ 'trusted_apps',            'a_1, b-2',         undef, map { [ $_, $APPS ] } 'a b', 'a,', ',', 'a/b', 'a;b' ],
	[ 'common_templates',        'on',               'yes', [ 'V3.3.21', $BOOL ] ],
	[ 'document_fields',         '0',                'no',  [ '2', $BOOL ] ],
	[ 'server_timing',           '1',                'yes', [ '2', $BOOL ] ],
	[ 'tasks_status.max',        '100',              undef, around(0, 10000) ],
	[ 'component_outputs',       "$dir/outputs.json", undef, [ 'x.json', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open.cnf", $TRUSTED ],
		[ "$dir/other", 'line 1, column 1: it must be JSON in UTF-8' ] ],
	[ 'release',                 '3.32',             undef, [ '3.33', 'the value must be 3.34 or 3.32' ] ],
	[ 'jwt.gateway',             'bk-gw',            undef, [ '', 'the value must be a text of 1 to 255 bytes' ] ],
	[ 'iam',                     'skip',             undef, map { [ $_, 'the value must be trusted, skip or ask' ] } 'Ask', '' ],
	[ 'iam.url',                 'https://iam.example.com:8443/prod/', undef, [ 'http://' . 'h' x 1018, $WEB_URL ], [ 'h', $WEB_URL ], [ 'ftp://h/', $WEB_URL ],
		map { [ $_, 'it must be a URL with http:// or https:// and a host, without a user' ] } '/iam/', 'http://a:b@h/', 'http://h:99999/' ],
	[ 'iam.ssl_ca',              '/etc/ssl/iam.pem', undef, [ 'iam.pem', $PATH ] ],
	[ 'iam.system',              'my_sops',          undef, [ '', 'the value must be a text of 1 to 64 bytes' ] ],
	[ 'iam.app_code',            'my_sops',          undef, [ '', 'the value must be a text of 1 to 255 bytes' ] ],
	[ 'iam.app_secret',          'Sekret',           '********' ],
	[ 'iam.app_secret_file',     "$dir/other",       undef, [ 'key', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open", $SECRET ], [ "$dir/lines", 'more than one line' ] ],
	[ 'iam.timeout',             '10ms',             undef, map { [ $_, duration('10ms', '1m') ] } '9ms', '61', '0' ],
	[ 'iam.cache',               '0',                '0s',  map { [ $_, duration('0s', '1m') ] } '61', '-1' ],
	[ 'iam.auth_actions',        'none',             undef, map { [ $_, 'the value must be forward, all or none' ] } 'ask', '' ],
	[ 'mcp.app_prefix',          'mcp_',             undef, [ 'x' x 65, text(64) ] ],
	[ 'shield.secret_key',       'Sekret',           '********' ],
	[ 'shield.secret_key_file',  "$dir/other",       undef, [ 'key', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open", $SECRET ] ],
	[ 'shield.keywords',         'Sekret',           '********', [ 'Sekret' x 171, text(1024) ] ],
	[ 'node_log',                'forward',          undef, map { [ $_, 'the value must be database or forward' ] } 'paas3', '' ],
	[ 'manual_waiting_components', ' pause_node, x', 'pause_node, x', [ 'x' x 1025, text(1024) ] ],
	[ 'forward',                 'accel',            undef, [ '502', 'the value must be 501 or accel' ] ],
	[ 'forward.location',        '@bk-sops',         undef, [ 'x' x 256, text(255) ] ],
	mysql('sops'),
	mysql('paas'),
	[ 'login.secret_key',        'Sekret',           '********', [ 'Sekret', 'login.secret_key and login.secret_key_file are both set; leave one out' ] ],
	[ 'login.secret_key_file',   "$dir/other",       undef, [ 'key', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open", $SECRET ] ],
	[ 'jwt.public_key_file',     "$dir/public",      undef, [ 'key', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open.cnf", $TRUSTED ], [ "$dir/key", 'no public key in PEM (-----BEGIN PUBLIC KEY-----) in it' ] ],
	[ 'paas.redis',              'redis-1.example.com:6379', undef, map({ [ $_, $SERVER ] } ':6379', '[::1:6379', 'a b:1', 'x' x 254 . ':1'),
		map({ [ $_, $PORT ] } 'redis:0', 'redis:65536', 'redis:'),
		[ 'redis', $NO_PORT ], [ '::1:6379', $BRACKETS ], [ 'redis://h:1', 'the value must be host:port, with nothing in front' ],
		[ '/' . 'x' x 107, $LONG ], [ 'run/redis.sock', $RELATIVE ] ],
	[ 'paas.redis.password',     'Sekret',           '********', [ 'Sekret', 'paas.redis.password and paas.redis.password_file are both set; leave one out' ] ],
	[ 'paas.redis.password_file', "$dir/other",      undef, [ 'password', $PATH ], [ "$dir/none", $NO_FILE ], [ "$dir/open", $SECRET ] ],
	[ 'paas.redis.database',     '65535',            undef, around(0, 65535) ],
	[ 'paas.redis.timeout',      '10s',              undef, map { [ $_, duration('10ms', '10s') ] } '9ms', '11s', '0' ],
	[ 'paas.cache',              '60',               '1m',  map { [ $_, duration('0s', '1m') ] } '61', '-1' ],
	[ 'snapshot.memory',         '4096',             undef, around(0, 4096) ],
	[ 'ping.path',               '/p',               undef, [ 'ping', $URL ] ],
	[ 'ping.response',           'still here',       undef, [ 'x' x 1025, text(1024) ] ],
	[ 'live.path',               '/l',               undef, [ 'live', $URL ], [ '/ping', 'live.path = /ping is ping.path already' ] ],
	[ 'ready.path',              '/r',               undef, [ 'ready', $URL ], [ '/live', 'ready.path = /live is live.path already' ] ],
	[ 'status.path',             '/s',               undef, [ 'status', $URL ], [ '/ready', 'status.path = /ready is ready.path already' ] ],
	[ 'doctor.accept', 'indexes, zone_tables', undef,
		map { [ $_, $CHECKS ] } 'index', 'indexes,', 'indexes, all', 'Indexes', ',' ],
	[ 'status.listen',           '[::1]:9001',       undef, [ 'status.sock', $RELATIVE ], [ '9000x', $NO_PORT ] ],
	[ 'error_log',               '/var/log/www.log', undef, [ 'www.log', $PATH ], [ 'syslog', $PATH ] ],
	[ 'access.log',              'syslog',           undef, map { [ $_, $LOG ] } 'access.log', 'Journal' ],
	[ 'access.format',           '%R %s',            undef, [ 'x' x 1025, text(1024) ], [ '', 'it is empty' ], [ '%Z', '%Z: no such letter' ], [ '%{HTTP_COOKIE}e', '%{HTTP_COOKIE}e: it is not known to be free of secrets' ] ],
	[ 'access.suppress_path',    '/a, /b',           undef, map { [ $_, $PATHS ] } 'ping', '/a,', '/a, b' ],
	[ 'slowlog',                 '/var/log/s.log',   undef, map { [ $_, $LOG ] } 'slow.log', 'stdout' ],
	[ 'request_slowlog_timeout', '1m',               undef, map({ [ $_, duration('0s', '1h') ] } '61m', '1x'), [ '1s', 'request_slowlog_timeout needs slowlog' ] ],
);

# What else a key needs so that its value can be right, or wrong.
my %with = (
	'mysql.sops.host'         => { 'mysql.sops.socket' => undef },
	'mysql.sops.password'     => { 'mysql.sops.password_file' => undef },
	'login.secret_key'        => { 'login.secret_key_file' => undef },
	'request_slowlog_timeout' => { slowlog => '/var/log/s.log' },
);

# --- the table has every key of the program, and no other ---
{
	my $confdoc = dirname($program) . '/confdoc';
	my (undef, $sample) = run($confdoc, 'sample');
	my ($global, $pool) = $sample =~ /^\[global\]\n(.*)^\[www\]\n(.*)/ms;
	is_deeply([ sort map { $_->[0] } @global ], [ sort $global =~ /^;?([a-z_.]+) =/mg ], 'every key of [global] is in this test');
	is_deeply([ sort map { $_->[0] } @pool ],   [ sort $pool =~ /^;?([a-z_.]+) =/mg ],   'every key of a pool is in this test');
	my (undef, undef, $dump) = test_file(good('login.secret_key_file' => undef, 'login.secret_key' => 'x',
		'mysql.sops.password_file' => undef, 'mysql.sops.password' => 'x', 'mysql.paas.password' => 'x'), '-T');
	my ($of_global, $of_pool) = $dump =~ /^\[global\]\n(.*)^\[www\]\n(.*)/ms;
	is_deeply([ sort 'include', $of_global =~ /^([a-z_.]+) =/mg ], [ sort map { $_->[0] } @global ], '-T has every key of [global] but include');
	is_deeply([ sort $of_pool =~ /^([a-z_.]+) =/mg ], [ sort map { $_->[0] } @pool ], '-T has every key of a pool');
}

# --- values of [global]: a file for each ---

# The value of a key in a section of the dump.
sub shown {
	my ($dump, $section, $key) = @_;
	my ($own) = $dump =~ /^\[\Q$section\E\]\n(.*?)(?:^\[|\z)/ms;
	my ($value) = $own =~ /^\Q$key\E = ?(.*)$/m;
	return $value;
}

my $default = (test_file(good(), '-T'))[2];

for (@global) {
	my ($key, $value, $shown, @wrong) = @$_;
	my ($status, $err, $dump) = test_file("[global]\n$key = $value\n" . good(), '-T');
	is_deeply([ $status, $err ], [ 0, '' ], "[global] $key = $value is right");
	if ($key ne 'include') {
		is(shown($dump, 'global', $key), $shown // $value, '-T shows it');
		isnt(shown($default, 'global', $key), $shown // $value, 'it is not the default');
	}
	for (@wrong) {
		my ($value, $message) = @$_;
		my $cut = substr $value, 0, 100;
		($status, $err) = test_file("; a comment\n[global]\n\n$key = $value\n" . good());
		is_deeply([ $status, $err ], [ 78, "$dir/t.conf:4: $key = $cut: $message" ], "[global] $key = $cut is wrong");
	}
}

# --- values of a pool: a pool for each, all in one file ---

# Adds a pool to the file: its name, and the line on which it sets the key.
sub add_pool {
	my ($text, $key, $value, $with) = @_;
	my $name = 'p' . (() = $$text =~ /^\[/mg);
	my $pool = good(listen => "$dir/$name.sock", $key => $value, %$with) =~ s/\[www\]/[$name]/r;
	my $line = ($$text =~ tr/\n//) + line_of($pool, $key);
	$$text .= $pool;
	return ($name, $line);
}

my ($right, @right) = ('');
for (@pool) {
	my ($key, $value, $shown) = @$_;
	my $for_root = $value =~ s/^!//;
	next if $for_root && !$root;
	my ($name) = add_pool(\$right, $key, $value, $with{$key} // {});
	push @right, [ $name, $key, $shown // $value ];
}
my ($status, $err, $dump) = test_file($right, '-T');
is_deeply([ $status, $err ], [ 0, '' ], 'right values');
for (@right) {
	my ($name, $key, $shown) = @$_;
	is(shown($dump, $name, $key), $shown, "$key = $shown: -T shows it");
	# Without libseccomp there is no choice.
	next if $key eq 'process.seccomp' && shown($default, 'www', $key) eq 'no';
	isnt(shown($default, 'www', $key), $shown, 'it is not the default');
}

my ($wrong, @wrong) = ('');
for (@pool) {
	my ($key, undef, undef, @values) = @$_;
	for (@values) {
		my ($value, $message) = @$_;
		my $for_root = $message =~ s/^!//;
		next if $for_root && !$root;
		my $with = $message =~ /^((?:mysql\.paas|paas\.redis)\.password) and/ ? { "$1_file" => "$dir/password" } : {};
		my ($name, $line) = add_pool(\$wrong, $key, $value, $with);
		push @wrong, [ $name, $line, $key, $value, $message ];
	}
}
($status, $err) = test_file($wrong);
is($status, 78, 'wrong values: exit 78');
my %said = $err =~ m{^\Q$dir\E/t\.conf:(\d+): (.*)$}mg;
for (@wrong) {
	my ($name, $line, $key, $value, $message) = @$_;
	my $cut = $value =~ /Sekret/ ? '********' : substr $value, 0, 100;
	$message =~ s/www/$name/g;
	# Of two keys that exclude each other the line of the other one is named.
	$line = (grep { ($said{$_} // '') eq $message } $line - 9 .. $line + 9)[0] // 0 if $message =~ /are both set/;
	like($said{$line} // '', qr{\A(?:\[$name\] )?(?:\Q$key = $cut: \E)?\Q$message\E\z}, "$key = $cut is wrong");
	like($said{$line} // '', qr/\Q$key = $cut\E: /, 'the key and the value are named') if $message =~ /^the value/;
	delete $said{$line};
}
is_deeply(\%said, {}, 'nothing else is wrong');
unlike($err, qr/Sekret/, 'no secret is shown');

done_testing;
