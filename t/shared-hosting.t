# SPDX-License-Identifier: MIT
# SHARED HOSTING in bksops-fcgi(8), from beginning to end: an ordinary user
# builds and installs the program in his home directory, and Apache with suEXEC
# starts it as that user, with secrets that nobody else can read.
use v5.28;
use warnings;
use Bk::Http qw(http);
use Bk::Jwt qw(key jwt claims);
use Bk::Maria;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir stop as_user wait_for at_end slurp spew);
use Bk::WebServers;
use Cwd qw(abs_path);
use Test::More;

my $SUEXEC = '/usr/lib/apache2/suexec';
my $SRC    = abs_path(Bk::Nginx::source());
my $LOGS   = '/var/log/apache2';
plan(skip_all => 'not root: no user can be made') if $< != 0;
plan(skip_all => 'not installed: apache2-suexec-pristine') if !-u $SUEXEC;
plan(skip_all => 'not installed: libapache2-mod-fcgid')    if !Bk::WebServers::has_fcgid();
plan(skip_all => 'not installed: MariaDB')                 if !Bk::Maria::available();
plan(skip_all => 'no configure; run autoreconf -fi')       if !-x "$SRC/configure";

# --- a user, and a place for suEXEC's log, which has a compiled-in name

my $user = "bksops$$";
my $home = tmpdir . "/$user";
at_end(sub {
	system 'userdel', '-f', $user if getpwnam $user;
});
system('useradd', '-m', '-U', '-d', $home, '-s', '/bin/sh', $user) == 0 or die 'useradd';
my ($uid, $gid) = (getpwnam $user)[ 2, 3 ];
chmod 0711, $home;
if (mkdir $LOGS) {
	at_end(sub { unlink "$LOGS/suexec.log"; rmdir $LOGS });
}

# What a command line of that user prints; its status is in $?.
sub shell {
	my ($command) = @_;
	spew("$home/command", "umask 022; cd $home; exec 2>&1\n$command\n");
	my $as = "setpriv --reuid=$uid --regid=$gid --clear-groups env -i HOME=$home PATH=/usr/bin:/bin";
	return scalar `$as sh $home/command`;
}

# A file of that user.
sub put {
	my ($file, $text, $mode) = @_;
	spew("$home/$file", $text, $mode);
	chown $uid, $gid, "$home/$file";
}

# --- ./configure --prefix=$HOME && make && make install

# The sources without what builds have left in them.
my $without = join ' ', map { "--exclude='$_'" } qw(./build* ./var ./.git *.o *.a);
system("mkdir $home/source && tar -C '$SRC' -cf - $without . build-aux | tar -C $home/source -xf -"
	  . " && chmod -R u+w $home/source && chown -R $uid:$gid $home/source") == 0
  or die 'no copy of the sources';
my $jobs = `nproc` =~ s/\s//gr;
my $out  = shell("cd source && ./configure -q --prefix=\$HOME CFLAGS=-O0 && make -s -j$jobs && make -s install");
is($?, 0, './configure --prefix=$HOME && make && make install') or die $out;

# --- the configuration

my $maria = Bk::Maria->new;
$maria->load('bk_sops', "$SRC/schema/2019/bk_sops.sql", "$SRC/t/data/bk_sops.sql");
$maria->read_only_account($Bk::Pool::PASSWORD, 'bk_sops');
shell('mkdir -p -m 700 etc/bksops-fcgi && mkdir -m 755 public_html');
put('etc/bksops-fcgi/sops.password', "$Bk::Pool::PASSWORD\n", 0600);
put('etc/bksops-fcgi/apigw.pub', key('gateway')->{public}, 0600);
put('etc/bksops-fcgi/bksops-fcgi.conf', <<~EOT, 0600);
	[shop]
	pm.max_children = 1
	auth = jwt
	jwt.public_key_file = $home/etc/bksops-fcgi/apigw.pub
	site_prefix = /~$user/o/bk_sops
	app_host = http://paas.example.com/o/bk_sops/
	mysql.sops.socket = $maria->{socket}
	mysql.sops.user = bksops_ro
	mysql.sops.password_file = $home/etc/bksops-fcgi/sops.password
	mysql.sops.database = bk_sops
	EOT
$out = shell('sbin/bksops-fcgi -t -c etc/bksops-fcgi/bksops-fcgi.conf');
is($?, 0, 'the configuration is in order') or diag $out;
my $read = sub { open my $in, '<', "$home/etc/bksops-fcgi/sops.password" or return 'no'; return 'yes' };
is(as_user((getpwnam 'www-data')[ 2, 3 ], $read), 'no',  "httpd's user cannot read the secret");
is(as_user($uid, $gid, $read),                    'yes', 'the user can');

# --- the shipped files

my $htaccess = slurp("$SRC/fcgi-conf/apache-userdir.htaccess");
my $wrapper  = slurp("$SRC/fcgi-conf/apache-userdir.fcgi");
my ($allow)  = $htaccess =~ /^# Needs: (AllowOverride .*)\.$/m or die 'the file does not say what it needs';
$wrapper =~ s{^home=/home/shop$}{home=$home}m or die 'the wrapper names no home directory';
put('public_html/.htaccess',   $htaccess, 0644);
put('public_html/bksops.fcgi', $wrapper,  0755);
put('public_html/index.html',  'the shop', 0644);

sub site {
	my ($suexec) = @_;
	return <<~EOT;
		Suexec $suexec
		UserDir public_html
		DirectoryIndex index.html
		Header always set X-Server-Id %{UNIQUE_ID}e
		<Directory "$home/public_html">
			$allow
			Require all granted
		</Directory>
		EOT
}

sub start_httpd {
	my ($suexec) = @_;
	return Bk::WebServers::start_apache("apache-suexec-$suexec", site => site($suexec),
		user => [qw(www-data www-data)], modules => [qw(authz_host dir fcgid headers rewrite setenvif suexec unique_id userdir)]);
}

# --- with suEXEC

my $URL = "/~$user/o/bk_sops/apigw";
my @who = ('X-Bkapi-Jwt', jwt(key('gateway'), claims('viewer', 'my_app')));
my $web = start_httpd('On');

# get(TARGET, as Bk::Http::http)
sub get { my ($target, %o) = @_; return http($web->{port}, 'GET', $target, headers => \@who, %o) }

# The processes of the program in the home directory.
sub processes {
	my $program = "$home/sbin/bksops-fcgi";
	return grep { (readlink("/proc/$_/exe") // '') eq $program } map { m{(\d+)\z} } glob '/proc/[0-9]*';
}
like(get("$URL/get_task_detail/1/2/")->{body}, qr/"result":true/, 'a task, from the program in the home directory')
  or diag slurp("$web->{dir}/error.log"), slurp("$LOGS/suexec.log");
my @processes = processes();
my %owner     = map { $_ => 1 } map { slurp("/proc/$_/status") =~ /^Uid:\t(\d+)/m } @processes;
is(join(' ', keys %owner), $uid, 'which runs as the user');
is(get("$URL/get_task_status/1/2/")->{status}, 200, 'the state of a task');
my $id = get("$URL/get_task_status/1/2/", headers => [ @who, 'X-Request-Id', 'mine', 'UNIQUE_ID', 'mine' ])->{headers};
is($id->{'x-request-id'}, $id->{'x-server-id'}, "the id of a request is httpd's");
is(get("$URL/create_task/1/2/")->{status},     404, 'other endpoints are not taken');
is(get("/~$user/")->{body}, 'the shop', 'nor the rest of the site');
like(get("$URL/get_task_detail/1/2/", headers => [ 'Bk-Username', 'viewer', 'Bk-App-Code', 'my_app' ])->{body},
	qr/X_BKAPI_JWT not in http header/, 'another tenant, on the same machine, is no user without a token');
kill 'TERM', @processes;
wait_for('their end', sub { !processes() });
like(get("$URL/get_task_detail/1/2/")->{body}, qr/"result":true/, 'httpd starts new processes when they have ended');
stop($web->{pid});

# --- and without

$web = start_httpd('Off');
is(get("$URL/get_task_detail/1/2/")->{status}, 500,
	"without suEXEC httpd's user would have to read the secret");
stop($web->{pid});
done_testing();
