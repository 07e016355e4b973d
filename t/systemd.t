# SPDX-License-Identifier: MIT
# The units under systemd itself, as process 1 of a container.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get fcgi_connect fcgi_request fcgi_answer);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir stop wait_for slurp spew);
use Bk::Systemd;
use File::Copy qw(copy);
use IO::Select;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

# The sanitizers need system calls that the units refuse at the end of a process.
my $program = ($ENV{BKSOPS_PLAIN} ? "$ENV{BKSOPS_PLAIN}/bksops-fcgi" : Bk::Pool::program());
plan skip_all => "no program $program" if !-x $program;
if (my $missing = Bk::Systemd::missing()) { plan skip_all => $missing }

my %units;
for my $unit (map { "bksops-fcgi$_" } qw(.service .socket @.service @.socket)) {
	$units{$unit} = slurp(Bk::Nginx::source() . "/fcgi-conf/$unit") =~ s{/usr/sbin/bksops-fcgi\b}{/opt/bksops-fcgi}gr
	  =~ s{^\[Service\]\n}{[Service]\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n}mr
	  =~ s{^WatchdogSec=.*}{WatchdogSec=3s}mr =~ s{^SocketGroup=.*}{SocketGroup=web}mr;
}
my $box = Bk::Systemd->new(units => \%units, accounts => [qw(web bksops shop)]);
my $etc = "$box->{root}/etc/bksops-fcgi";
copy($program, "$box->{root}/opt/bksops-fcgi") or die $!;
chmod 0755, "$box->{root}/opt/bksops-fcgi";
mkdir $etc, 0755;

# A pool's section; its secrets are its account's.
sub section {
	my ($name, $user, %set) = @_;
	for my $file (map { "$etc/$user.$_" } qw(password key)) {
		spew($file, "secret\n", 0600);
		chown 64002, 64002, $file if $user eq 'shop';
	}
	my %key = (
		'pm.max_children'          => 1,
		app_host                   => 'http://paas.example.com/o/bk_sops/',
		'mysql.sops.socket'        => '/srv/mysql.sock',
		'mysql.sops.user'          => 'ro',
		'mysql.sops.password_file' => "/etc/bksops-fcgi/$user.password",
		'mysql.sops.database'      => 'bk_sops',
		'mysql.paas.database'      => 'open_paas',
		'login.secret_key_file'    => "/etc/bksops-fcgi/$user.key",
		'ping.response'            => "pong of $name",
		%set,
	);
	return "[$name]\n" . join '', map { "$_ = $key{$_}\n" } sort keys %key;
}

# Without "listen" www has the socket of bksops-fcgi.socket.
sub config { my ($www, $more) = @_; spew("$etc/bksops-fcgi.conf", $www . section('more', 'bksops', user => 'bksops', listen => '/run/bksops-fcgi/more.sock', 'access.log' => '/var/log/bksops-fcgi/more.log', %$more)) }
my $www = section('www', 'bksops', user => 'bksops', 'process.priority' => -5, request_timeout => '60s');
my %own = (listen => '/run/bksops-fcgi/www.sock', 'listen.mode' => '0666');
my $own = section('www', 'bksops', user => 'bksops', 'process.priority' => -5, request_timeout => '60s', %own);
config($own, {});
spew("$etc/shop.conf", section('shop', 'shop', 'access.log' => '/var/log/bksops-fcgi/shop/access.log'), 0644);

plan skip_all => 'systemd does not start in a container here: ' . slurp($box->{log}) if !$box->boot;

sub ping { my ($pool) = @_; return (eval { fcgi_get($box->path("/run/bksops-fcgi/$pool.sock"), '/ping', seconds => 30) } // '') =~ /\r\n\r\n(.*?)\s*\z/s ? $1 : '' }

# systemctl WORDS: its exit status.
sub ctl { my ($words) = @_; my ($status, $said) = $box->run("systemctl $words"); note $said; return $status }

sub journal { my ($what) = @_; $box->run('journalctl --sync'); return ($box->run("journalctl --no-pager -o cat $what"))[1] }
sub main_pid { my ($unit) = @_; return $box->show($unit // 'bksops-fcgi', 'MainPID') }

# A new master, after the one that was told.
sub replaced { my ($old) = @_; return eval { wait_for('another master', sub { my $pid = main_pid(); $pid && $pid != $old && $box->show('bksops-fcgi', 'SubState') eq 'running' }) } }

# --- start, reload, stop ---
is(ctl('start bksops-fcgi'), 0, 'start') or die journal('-u bksops-fcgi');
is(ping($_), "pong of $_", "and at once the pool $_ answers") for qw(www more);
like($box->show('bksops-fcgi', 'StatusText'), qr/^(?:Ready|Processes)/, 'with a line of state');
my $master = main_pid();
my ($worker) = grep { slurp($box->path("/proc/$_/cmdline")) =~ /pool www/ } split ' ', slurp($box->path("/proc/$master/task/$master/children"));
sub nice { my ($pid) = @_; return (split ' ', slurp($box->path("/proc/$pid/stat")) =~ s/.*\) //r)[16] }
is(nice($worker) - nice($master), -5, 'process.priority = -5');
config($own, { 'ping.response' => 'pong of new' });
is(ctl('reload bksops-fcgi'), 0, 'reload of a good file');
ok(eval { wait_for('the reload', sub { ping('more') eq 'pong of new' }) }, 'and it counts');
config($own . "frobnicate = 1\n", { 'ping.response' => 'pong of newer' });
isnt(ctl('reload bksops-fcgi'), 0, 'reload of a file with a mistake in one pool: fails');
ok(eval { wait_for('the reload', sub { ping('more') eq 'pong of newer' }) }, 'the other pool has what is new');
is(ping('www'), 'pong of www', 'and that one answers');
like(journal('-u bksops-fcgi -p err'), qr/unknown key frobnicate/, 'the journal has the mistake as an error');
unlike(journal('-u bksops-fcgi -p err'), qr/UTC\]|is running/, 'and nothing that is none, and no time twice');
config($own, {});

# --- a master that hangs, and one that is killed with a request in hand ---
my $old = main_pid();
ctl('kill --kill-who=main -s STOP bksops-fcgi');
ok(replaced($old), 'a master that hangs is replaced');
is(ping('www'), 'pong of www', 'and the pool answers');
my $silent = IO::Socket::UNIX->new(Local => "$box->{root}/srv/mysql.sock", Listen => 5) or die $!;
chmod 0666, "$box->{root}/srv/mysql.sock";
my $client = fcgi_connect($box->path('/run/bksops-fcgi/www.sock'));
$client->syswrite(fcgi_request('/api/c/compapi/v2/sops/get_task_detail/?bk_app_code=a&bk_app_secret=b&bk_username=c&bk_biz_id=2&task_id=10'));
my $asked = IO::Select->new($silent)->can_read(30) ? $silent->accept : die "no worker asks a database\n";
$old = main_pid();
is(ctl('kill --kill-who=main -s KILL bksops-fcgi'), 0, 'a master is killed with a request in hand');
wait_for('its end', sub { main_pid() == 0 || main_pid() != $old });
close $asked;
close $silent;
like(fcgi_answer($client, 30) // '', qr/"result": ?false/, 'the request is answered');
ok(replaced($old), 'and there is a new master');
is(ctl('stop bksops-fcgi'), 0, 'stop');
is($box->show('bksops-fcgi', 'Result'), 'success', 'is no failure');

# --- with what README.md has in [global], which is for a start without systemd, too ---
my ($global) = slurp(Bk::Nginx::source() . '/README.md') =~ /^    (\[global\]\n(?:    .+\n)+)/m;
spew("$etc/bksops-fcgi.conf", ($global =~ s/^    //mgr) . "\n$own");
is(ctl('start bksops-fcgi'), 0, 'start with README\'s [global]') or diag journal('-u bksops-fcgi');
is(ping('www'), 'pong of www', 'and the pool answers');
is(slurp($box->path('/run/bksops-fcgi/bksops-fcgi.pid')) + 0, main_pid(), 'the master stays in the foreground');
like(slurp($box->path('/var/log/bksops-fcgi/bksops-fcgi.log')), qr/is running/, 'and its log is where logrotate looks');
is(ctl('stop bksops-fcgi'), 0, 'stop');

# --- sockets of systemd's ---
config($www, {});
is(ctl('enable --now bksops-fcgi.socket'), 0, 'bksops-fcgi.socket');
is($box->show('bksops-fcgi', 'ActiveState'), 'inactive', 'nothing runs');
is(ping('www'), 'pong of www', 'until the first connection');
my $pid = fork // die $!;
if (!$pid) { exec 'nsenter', '-t', $box->{first}, '-m', '-p', '-C', '-r', '-w', 'systemctl', 'restart', 'bksops-fcgi' or POSIX::_exit(1) }
my ($lost, $asks) = (0, 0);
do { $lost += ping('www') ne 'pong of www'; $asks++ } until waitpid($pid, 1);
is($lost, 0, "no connection is lost in a restart ($asks asked)") or diag journal('-u bksops-fcgi -u bksops-fcgi.socket');
is($?, 0, 'which succeeds');
is(ctl('stop bksops-fcgi.service bksops-fcgi.socket'), 0, 'both are stopped');
ctl('reset-failed');
is(ctl('start bksops-fcgi.service'), 0, 'the service starts the socket that is enabled');
is(ping('www'), 'pong of www', 'and has it, the pool answers');

# --- a tenant of its own, beside all that ---
is(ctl('start bksops-fcgi@shop.socket'), 0, 'bksops-fcgi@shop.socket');
is(ping('shop'), 'pong of shop', 'answers');
is((stat $box->path("/proc/" . main_pid('bksops-fcgi@shop')))[4], 64002, 'as shop');
ok(-s $box->path('/var/log/bksops-fcgi/shop/access.log'), 'and has a log');
ping('more');
ok(-s $box->path('/var/log/bksops-fcgi/more.log'), 'below the directory that has those of the other unit');
is(ctl('stop bksops-fcgi@shop'), 0, 'stop');
done_testing();
