# SPDX-License-Identifier: MIT
# Values that are not what was meant, written on purpose: what -t says of them,
# and which of them -T shows as they are used.
use v5.28;
use warnings;
use lib ($ENV{BKSOPS_SRCDIR} // '.') . '/t/lib';
use Bk::Config qw(run test_file good line_of);
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
	[ "login.secret_key = Sek\t;ret",          0,  'put quotes around the whole' ],
	[ 'app_host =',                            0,  '[www] has no app_host' ],
);
for (@mistakes) {
	my ($written, $want, $word) = @$_;
	my ($text, $line) = file_with($written);
	test_file($text);
	my ($status, undef, $said) = run($program, '-t', '-c', "$dir/t.conf");
	is($status, $want, "$written: exit $want");
	$line = line_of($text, '[www]') if $word =~ /^\[www\]/;
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

# --- a start, which ends for want of a directory: what it warns of ---
for ([ 'without app_host', {}, qr/WARNING: \Q$dir\E\/t\.conf:1: \[www\] has no app_host/ ],
	[ 'with app_host', { app_host => 'http://h/' }, qr/\A(?!.*app_host)/s ],
	[ 'with a quoted password', { 'mysql.sops.password_file' => undef, 'mysql.sops.password' => '"x"' }, qr/\A(?!.*quotes)/s ]) {
	my ($name, $set, $want) = @$_;
	test_file(good(listen => "$dir/none/www.sock", %$set));
	my ($status, undef, $said) = run($program, '-F', '-c', "$dir/t.conf");
	is($status, 71, "a start $name");
	like($said, $want, 'and its log');
}

done_testing;
