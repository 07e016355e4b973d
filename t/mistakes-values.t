# SPDX-License-Identifier: MIT
# Values that are not what was meant, written on purpose: what -t says of them,
# and which of them -T shows as they are used.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run test_file good line_of);
use Bk::Process qw(slurp wait_for);
use IO::Socket::INET;
use Test::More;

my $program = $Bk::Config::program;
my $dir     = $Bk::Config::dir;
plan skip_all => "no program $program" if !-x $program;

# A key leaves out the other one that says the same.
my %instead = map { $_ => "${_}_file" } qw(mysql.sops.password login.secret_key);

# The file with this line, which is of a pool unless it says [global]; and the
# number of the line.
sub file_with {
	my ($written) = @_;
	my ($global, $key, $value) = $written =~ /\A(\[global\] )?(\S+?)\s*=\s?(.*)\z/;
	my $text = good($instead{$key} ? ($instead{$key} => undef) : (), $global ? () : ($key => $value));
	$text = "[global]\n$key = $value\n$text" if $global;
	return ($text, line_of($text, $key));
}

# Directives of php-fpm.conf(5) and www.conf that do not exist here under their
# names: all of them, as of PHP 8.4.
my $no      = 'does not exist here, because';
my @php_fpm = (
	[ '[global] log_limit',                       "$no a line is cut" ],
	[ '[global] log_buffering',                   "$no each line is written at once" ],
	[ '[global] events.mechanism',                "$no workers always wait by epoll" ],
	[ 'prefix',                                   "$no all paths are absolute" ],
	[ 'listen.acl_users',                         "$no listen.owner" ],
	[ 'listen.acl_groups',                        "$no listen.owner" ],
	[ 'listen.setfib',                            "$no Linux has no such" ],
	[ 'pm.status_path',                           'is status.path here' ],
	[ 'pm.status_listen',                         'is status.listen here' ],
	[ 'access.suppress_path[]',                   'is access.suppress_path, with commas' ],
	[ 'request_terminate_timeout',                'is request_timeout here' ],
	[ 'request_terminate_timeout_track_finished', "$no request_timeout" ],
	[ 'request_slowlog_trace_depth',              "$no slowlog" ],
	[ 'catch_workers_output',                     "$no what workers have to say goes to error_log" ],
	[ 'decorate_workers_output',                  "$no what workers have to say goes to error_log" ],
	[ 'clear_env',                                "$no the environment of the start is always wiped" ],
	[ 'env[PATH]',                                "$no the environment" ],
	[ 'security.limit_extensions',                "$no no scripts" ],
	[ 'apparmor_hat',                             "$no process.seccomp" ],
	map({ [ $_, "$no no PHP is run" ] } 'php_value[memory_limit]', 'php_flag[display_errors]',
		'php_admin_value[error_log]', 'php_admin_flag[log_errors]'),
);

# --- mistakes: [what is written, exit status, a word in the message] ---
my $other = 'begins with a quote and does not end with the next one';
my @mistakes = (
	[ 'app_host = "http://h/',                 78, "app_host: the value $other" ],
	[ "app_host = 'http://h/",                 78, $other ],
	[ 'app_host = "http://h/\'',               78, $other ],
	[ 'app_host = "http://h/\\"',              78, $other ],
	[ 'app_host = "',                          78, $other ],
	[ 'access.format = "%m %r" %s',            78, $other ],
	[ 'access.format = "%m" "%s"',             78, $other ],
	[ 'mysql.sops.password = "Se"kret"',       78, "mysql.sops.password: the value $other" ],
	[ '[global] error_log = "stderr',          78, "error_log: the value $other" ],
	[ '[global] include = "pool.d/*.conf',     78, "include: the value $other" ],
	[ 'pm.max_children = "four"',              78, 'pm.max_children = four: the value must be a number' ],
	[ 'mysql.sops.password = "Sekret"',        0,  'mysql.sops.password: the quotes around it are no part of it' ],
	[ "mysql.sops.password = 'Sekret'",        0,  'put it into a file: mysql.sops.password_file' ],
	[ 'login.secret_key = "Sekret"',           0,  'login.secret_key: the quotes around it are no part of it' ],
	[ 'paas.redis.password = "Sekret"',        0,  'paas.redis.password: the quotes around it are no part of it' ],
	[ 'mysql.sops.password = Sek ;ret',        0,  'mysql.sops.password: what follows the blank and the ; is a comment' ],
	[ 'mysql.sops.password = ;Sekret',         0,  'mysql.sops.password: what follows the blank and the ; is a comment' ],
	[ "paas.redis.password =\t;Sekret",        0,  'paas.redis.password: what follows the blank and the ; is a comment' ],
	[ "login.secret_key = Sek\t;ret",          0,  'put quotes around the whole' ],
	# php-fpm's sample has the variable in its paths.
	[ '[global] error_log = /var/log/$pool.log', 78, '$pool is known in the section of a pool only' ],
	[ '[global] pid = /run/$pool.pid',         78, '$pool is known in the section of a pool only' ],
	# Addresses and paths.
	map({
		my $key = $_;
		(
			[ "$key = unix:/run/www.sock",     78, 'an absolute path, without unix:' ],
			[ "$key = run/www.sock",           78, 'an absolute path, which begins with a slash' ],
			[ "$key = www.sock",               78, 'an absolute path, which begins with a slash' ],
			[ "$key = /" . 'x' x 107,          78, 'a path of at most 107 bytes' ],
			[ "$key = fcgi://127.0.0.1:9000",  78, 'with nothing in front' ],
			[ "$key = 127.0.0.1:70000",        78, 'a port from 1 to 65535' ],
			[ "$key = 127.0.0.1:",             78, 'a port from 1 to 65535' ],
			[ "$key = 127.0.0.1",              78, 'with a port' ],
			[ "$key = ::1:9000",               78, '[IPv6 address]:port, with the brackets' ],
		)
	} qw(listen status.listen paas.redis)),
	[ 'listen = www.example.com:9000',         78, 'or localhost, not another name' ],
	[ 'listen = 0',                            78, 'a port from 1 to 65535' ],
	[ 'mysql.sops.socket = unix:/run/m.sock',  78, 'an absolute path, without unix:' ],
	[ 'mysql.sops.socket = localhost',         78, 'an absolute path' ],
	[ 'slowlog = log/www.slow.log',            78, 'an absolute path' ],
	[ 'access.log = unix:/dev/log',            78, 'an absolute path, without unix:' ],
	[ 'mysql.sops.host = db1:3306',            78, 'the port has a key of its own' ],
	[ 'mysql.sops.host = db1, db2:3306',       78, 'the port has a key of its own' ],
	[ 'mysql.sops.host = mysql://db1',         78, 'host names or addresses, with nothing in front' ],
	# www.conf has a ; right behind its values.
	[ 'pm.process_idle_timeout = 10s;',        78, 'followed by a blank where a ; begins a comment' ],
	[ 'pm.max_children = 5;',                  78, 'followed by a blank where a ; begins a comment' ],
	# Keys of php-fpm.
	map({ [ "$_->[0] = x", 78, 'unknown key ' . $_->[0] =~ s/.* //r . ": that of php-fpm $_->[1]" ] } @php_fpm),
	map({ [ "[global] $_ = 1", 78, "the key $_ belongs into the section of a pool" ] }
		qw(process.priority rlimit_files rlimit_core)),
	[ 'include = pool.d/*.conf',               78, 'the key include belongs into [global]' ],
	# A comment behind a value, as other formats have it.
	map({ [ "$_ # ours", 78, s/.* (?=\S+ =)//r . ' # ours: the value must be alone: a comment begins with a blank and a ;, not with #' ] }
		'pm.max_children = 4', 'pm = static', 'listen.mode = 0660', 'keepalive = 5s', 'process.seccomp = yes', '[global] daemonize = no'),
	[ 'access.log = /tmp/x # ours',            0,  'access.log: the # and what follows it are part of the value' ],
	[ "slowlog = /tmp/x\t#ours",               0,  'slowlog: the # and what follows it are part of the value' ],
	[ 'mysql.sops.password = Sekret # ours',   0,  'mysql.sops.password: the # and what follows it are part of the value' ],
	# The URL of bk-sops.
	map({ [ "app_host = $_", 78, 'a URL with http:// or https:// and without a query, or a path, of at most 1024 bytes' ] }
		'bk.example.com/o/', 'ftp://h/', 'http://', 'https:///o/', 'http://h/?a=b', 'http://h/#a', 'http://h/o?', 'http://h h/'),
	# Names in other letters, or the last part alone.
	[ 'LISTEN = 9000',                         78, 'unknown key LISTEN; do you mean listen?' ],
	[ 'Pm.Max_Children = 4',                   78, 'unknown key Pm.Max_Children; do you mean pm.max_children?' ],
	[ '[global] PID = /x',                     78, 'unknown key PID; do you mean pid?' ],
	[ 'host = db1',                            78, 'unknown key host; do you mean mysql.sops.host?' ],
	[ 'Port = 3306',                           78, 'unknown key Port; do you mean mysql.sops.port?' ],
	# Keys without effect.
	map({ [ "pm.$_ = 2",                       0,  "[www] pm.$_ is ignored: pm is not dynamic" ] }
		qw(start_servers min_spare_servers max_spare_servers)),
	[ 'pm.process_idle_timeout = 2s',          0,  '[www] pm.process_idle_timeout is ignored: pm is not ondemand' ],
	[ 'app_host =',                            0,  '[www] has no app_host' ],
);
for (@mistakes) {
	my ($written, $want, $word) = @$_;
	my ($text, $line) = file_with($written);
	test_file($text);
	my ($status, undef, $said) = run($program, '-t', '-c', "$dir/t.conf");
	is($status, $want, "$written: exit $want");
	$line = line_of($text, '[www]') if $word =~ /^\[www\] has/;
	like($said, qr{: \Q$dir\E/t\.conf:$line: .*\Q$word\E}, "$written: $word");
	unlike($said, qr/Sekret|Se"kret/, 'no secret is shown');
}

# --- values that are used otherwise than written: [what is written, value] ---
my @used = (
	[ 'app_host = "http://h/o/"',              'http://h/o/' ],
	[ "app_host = 'http://h/o/'",              'http://h/o/' ],
	[ 'app_host = "http://h/o/"; ours',        'http://h/o/' ],
	[ "app_host = 'http://h/o/' ; \"ours\"",   'http://h/o/' ],
	[ 'app_host = http://h/o',                 'http://h/o/' ],
	[ 'app_host = "http://h/o"',               'http://h/o/' ],
	[ 'app_host = ""',                         '' ],
	[ 'time_format = "%Y-%m-%d"',              '%Y-%m-%d' ],
	[ 'pm.max_children = "7"',                 '7' ],
	[ 'keepalive = \'7s\'',                    '7s' ],
	[ 'pm = "static"',                         'static' ],
	[ 'listen = "9000"',                       '9000' ],
	[ '[global] error_log = "syslog"',         'syslog' ],
	[ 'listen = /run/$pool.sock',              '/run/www.sock' ],
	[ 'status.listen = /run/$pool/$pool.sock', '/run/www/www.sock' ],
	[ 'access.log = /var/log/$pool.access.log', '/var/log/www.access.log' ],
	[ 'slowlog = "/var/log/$pool.slow.log"',   '/var/log/www.slow.log' ],
	[ 'mysql.sops.database = sops_$pool',      'sops_www' ],
	[ 'esb.path = /$pools',                    '/wwws' ],
	[ 'listen = localhost:9000',               'localhost:9000' ],
	[ 'ping.response = "a ; b"',               '"a ; b"' ],
	[ 'ping.response = "; b"',                 '"; b"' ],
	[ 'ping.response = " a "',                 '" a "' ],
	[ 'ping.response = "a;b"',                 'a;b' ],
	[ 'ping.response = a "b" c',               'a "b" c' ],
	[ 'ping.response = a"',                    'a"' ],
	[ "ping.response = '\"a\"'",               '"\\"a\\""' ],
	[ "ping.response = '\\a\\'",               '\\a\\' ],
	[ "ping.response = ' \\a'",                '" \\\\a"' ],
	[ 'ping.response = "\\"a\\" \\\\ \\\' \\n"', '"\\"a\\" \\\\ \' \\\\n"' ],
	[ 'access.format = "%R \\"%m %r\\" %s"',   '%R "%m %r" %s' ],
);
for (@used) {
	my ($written, $value) = @$_;
	my ($text, $line) = file_with($written);
	my ($key) = $written =~ /(\S+) =/;
	my ($status, undef, $dump) = test_file($text, '-T');
	is($status, 0, "$written: exit 0");
	my ($shown) = $dump =~ /^\Q$key\E = ?(.*)$/m;
	is($shown, $value, "$written: $value is used");
	is((test_file($dump, '-T'))[2], $dump, "and is read as itself");
}

# --- what one row cannot show ---
for my $key (qw(listen.owner listen.group listen.mode)) {
	my %tcp = (listen => '127.0.0.1:' . Bk::Process::free_port(), $key => $key eq 'listen.mode' ? '0600' : 0);
	my $ignored = "[www] $key is ignored: listen is a TCP address";
	my ($status, $said) = test_file(good(%tcp));
	is($status, 0, "$key with a TCP address: exit 0");
	like($said, qr{^\Q$dir\E/t\.conf:\d+: \Q$ignored\E$}m, 'and it is said that it is ignored');
	like((test_file(good(%tcp, listen => undef)))[1], qr/\[www\] \Q$key\E is ignored: who starts the program/,
		'likewise when the socket is given');
	unlike((test_file(good(%tcp, 'status.listen' => "$dir/s.sock")))[1], qr/ignored/, 'not beside a UNIX socket for status');
}
{
	my $two = good(listen => '/run/$pool.sock') =~ s/\[www\]/[shop.1]/r;
	like((test_file($two, '-T'))[2], qr{^listen = /run/shop\.1\.sock$}m, '$pool of the pool shop.1');
	is_deeply([ (test_file(good(listen => 'localhost:9000') . good(listen => '127.0.0.1:9000') =~ s/www/two/r))[0, 1] ],
		[ 78, "$dir/t.conf:11: listen = 127.0.0.1:9000 is that of [www] already" ], 'localhost:9000 is 127.0.0.1:9000');
	# The manual has the table of the program: each of its rows is one of ours.
	my $page = slurp(($ENV{BKSOPS_SRCDIR} // '.') . '/man/bksops-fcgi.conf.5');
	my ($listed) = $page =~ /^\.Sh NAMES OF PHP-FPM\n(.*?)^\.Sh/ms;
	is_deeply([ sort $listed =~ /^\.It Li ([\w.]+)/mg ], [ sort map { $_->[0] =~ /([\w.]+)(?:\[[^ ]+)?\z/ } @php_fpm ],
		'the manual has each name of php-fpm');
}

# --- a start, which ends for want of a directory: what it warns of ---
for ([ 'without app_host', {}, qr/WARNING: \Q$dir\E\/t\.conf:1: \[www\] has no app_host/ ],
	[ 'with a key of no effect', { 'pm.start_servers' => 2 },
		qr/WARNING: \Q$dir\E\/t\.conf:10: \[www\] pm\.start_servers is ignored: pm is not dynamic/ ],
	[ 'with app_host', { app_host => 'http://h/' }, qr/\A(?!.*app_host)/s ],
	[ 'with a quoted password', { 'mysql.sops.password_file' => undef, 'mysql.sops.password' => '"x"' },
		qr/\A(?!.*quotes)/s ]) {
	my ($name, $set, $want) = @$_;
	test_file(good(listen => "$dir/none/www.sock", %$set));
	my ($status, undef, $said) = run($program, '-F', '-c', "$dir/t.conf");
	is($status, 71, "a start $name");
	like($said, $want, 'and its log');
}

# --- listen = localhost:PORT, as php-fpm takes it ---
{
	my $port = Bk::Process::free_port();
	test_file(good(listen => "localhost:$port"));
	my $pid = Bk::Process::start('bksops-fcgi', signal => 'TERM', out => "$dir/log",
		cmd => [ $program, '-F', '-c', "$dir/t.conf" ]);
	my $connect = sub { return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) };
	ok(eval { wait_for('the port', $connect) }, 'listen = localhost:PORT is served at 127.0.0.1');
	Bk::Process::stop($pid);
}

done_testing;
