# SPDX-License-Identifier: MIT
# Does what README.md says, word for word, on a bare Debian that has a site's
# databases and nginx: for the current generation, for that of 2019, and for this
# as an ordinary user.  For "make check-readme": it takes minutes, and the first
# time it fetches packages.
use v5.28;
use warnings;
use Bk::Jwt qw(claims jwt key);
use Bk::Nginx;
use Bk::Process qw(tmpdir start stop wait_for slurp spew);
use Digest::MD5 qw(md5_hex);
use File::Path qw(make_path);
use Test::More;

$ENV{PATH} .= ':/usr/sbin:/sbin';
plan skip_all => 'only root may change its root directory' if $> != 0;
for (qw(debootstrap unshare nsenter ip openssl)) {
	plan skip_all => "not installed: $_" if system "command -v $_ >/dev/null";
}
plan skip_all => 'namespaces are not allowed here' if system 'unshare -n -m -p --fork true 2>/dev/null';

my $suite  = 'bookworm';
my $source = Bk::Nginx::source();
my @site   = qw(mariadb-server-core mariadb-client nginx-light curl logrotate);

# --- what README.md says: [section, the paragraph in front, commands] ---
sub blocks {
	my ($title) = @_;
	my ($part) = slurp("$source/README.md") =~ /^## $title\n(.*?)^## /ms or die "README.md has no $title\n";
	my @found;
	for my $section (split /^### /m, $part) {
		my ($heading, $text) = split /\n/, $section, 2;
		while ($text =~ /((?:^(?!    ).+\n)*)\n?((?:^    .*\n|^\n(?=    ))+)/mg) {
			my ($intro, $code) = ($1, $2);
			push @found, { section => $heading, intro => $intro, code => $code =~ s/^    //mgr };
		}
	}
	return @found;
}
my @blocks = blocks('Install and run it');

sub section { my ($re) = @_; return grep { $_->{section} =~ $re } @blocks }
my ($packages) = section(qr/^1\./);
like($packages->{code}, qr/\Aapt-get install /, 'step 1 begins with the packages') or exit;

# --- the bare system, kept for the next time ---
my $cache = ($ENV{BKSOPS_CACHE} // '/tmp') . "/bksops-readme-$suite";
my $base  = "$cache/root";

sub must {
	my ($command) = @_;
	system("($command) >>$cache/log 2>&1") == 0 or die "$command\n" . substr slurp("$cache/log"), -2000;
}

sub prepare {
	mkdir $cache, 0700;
	die "$cache is somebody else's\n" if (stat $cache)[4] != 0;
	my $complete = md5_hex($packages->{code}, @site);
	return if slurp("$cache/complete") eq $complete;
	diag "fetching $suite and the packages into $cache: some minutes";
	unlink "$cache/complete", "$cache/log";
	if (!-e "$cache/bootstrapped") {
		my $mirror = $ENV{BKSOPS_MIRROR} // 'http://deb.debian.org/debian';
		must("rm -rf $base && debootstrap --variant=minbase $suite $base $mirror");
		spew("$cache/bootstrapped", '');
	}
	spew("$base/etc/apt/apt.conf.d/90test", qq(APT::Get::Assume-Yes "true";\n));
	spew("$base/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0755);
	# With -d: fetched now, installed by README's own words, without a network.
	spew("$base/download", qq(APT::Get::Download-Only "true";\n));
	spew("$base/packages", $packages->{code});
	must("cp /etc/resolv.conf $base/etc/ && chroot $base apt-get update");
	must("chroot $base env DEBIAN_FRONTEND=noninteractive apt-get install --no-install-recommends @site");
	must("chroot $base env APT_CONFIG=/download sh /packages");
	spew("$cache/complete", $complete);
}
my $lock;
mkdir $cache, 0700;
open $lock, '>', "$cache/lock" or die "$cache/lock: $!";
flock $lock, 2;
prepare();

# --- one machine: its files above the bare ones, no network but its own ---
my ($machine, $root, $user_id) = (undef, undef, 1000);

sub boot {
	my ($name) = @_;
	my $dir = tmpdir . "/$name";
	make_path(map { "$dir/$_" } qw(upper work root));
	$root = "$dir/root";
	spew("$dir/init", <<"EOT");
set -e
mount --make-rprivate /
mount -t overlay -o lowerdir=$base,upperdir=$dir/upper,workdir=$dir/work overlay $root
mount --rbind /dev $root/dev
mount -t proc proc $root/proc
ip link set lo up
echo up
exec sleep infinity
EOT
	$machine = start('unshare', signal => 'KILL', out => "$dir/out",
		cmd => [ qw(unshare -n -m -p --fork --kill-child sh), "$dir/init" ]);
	wait_for('the machine', sub {
		waitpid($machine, 1) and die "no machine: " . slurp("$dir/out");
		slurp("$dir/out") =~ /^up$/m;
	});
}

sub home { my ($user) = @_; return $user eq 'root' ? '/root' : "/home/$user" }

# inside(USER, DIRECTORY, COMMANDS): [what it printed, the commands that failed, each
# with its status].
sub inside {
	my ($user, $directory, $code) = @_;
	my ($first) = split ' ', slurp("/proc/$machine/task/$machine/children");
	my $file = tmpdir . '/commands';
	spew($file, "cd $directory\ntrap 'echo \"FAILED \$?: \$BASH_COMMAND\"' ERR\n$code", 0644);
	my @as = $user eq 'root' ? () : ('setpriv', "--reuid=$user_id", "--regid=$user_id", '--clear-groups');
	my $home = home($user);
	my $env  = "HOME=$home USER=$user DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	my $said = `nsenter -t $first -n -m -p chroot $root @as env -i $env bash -s <$file 2>&1`;
	return [ $said, [ $said =~ /^FAILED (.*)/mg ] ];
}

# What stands there already: the databases that these commands fill, and nginx in
# front of what `locations` says.
sub site {
	my ($user, $locations, $tables) = @_;
	my $home = home($user);
	my $got = inside('root', '/', <<"EOT");
echo '127.0.0.1 localhost paas.example.com' >/etc/hosts
[ $user = root ] || useradd --uid $user_id --create-home $user
mkdir -p $home/bksops-fcgi /root/bksops-fcgi /run/mysqld
cat >/etc/nginx/sites-enabled/paas <<'X'
server {
	listen 80;
	server_name paas.example.com;
$locations
}
X
nginx
id mysql >/dev/null 2>&1 || useradd --system mysql
install -d -o mysql /run/mysqld /var/lib/mysql
mariadb-install-db --user=mysql --skip-test-db >/dev/null
mariadbd --user=mysql >/var/log/mariadbd.log 2>&1 &
EOT
	is_deeply($got->[1], [], 'a site') or diag $got->[0];
	wait_for('the database', sub { inside('root', '/', 'mysql -e "SELECT 1"')->[0] !~ /FAILED/ });
	# The sources, without what was built from them.
	my ($first) = split ' ', slurp("/proc/$machine/task/$machine/children");
	my $files = -e "$source/.git" ? 'git ls-files -z -co --exclude-standard' : 'find . -type f -print0';
	my $to    = "/proc/$first/root$root$home/bksops-fcgi";
	system("cd $source && $files | tar --null -T - -cf - | tar -C $to --no-same-owner -xf -") == 0 or die 'tar';
	is_deeply(inside('root', "$home/bksops-fcgi", <<"EOT")->[1], [], 'with its tasks');
[ $user = root ] || chown -R $user $home/bksops-fcgi
$tables
EOT
}

# The site of 2019: ESB, bk-sops, the login service.
sub site_2019 {
	my ($user) = @_;
	site($user, <<'LOCATIONS', <<'TABLES');
	location /api/ { return 200 "ESB\n"; }
	location /o/bk_sops/ { return 302 /o/bk_sops/; }
LOCATIONS
mkdir -p /data/bkee/open_paas/login/conf
cat >/data/bkee/open_paas/login/conf/settings_production.py <<'X'
# -*- coding: utf-8 -*-
SECRET_KEY = 'the-login-service-key'
ESB_TOKEN = 'something-else'
X
mysql -e 'CREATE DATABASE bk_sops DEFAULT CHARACTER SET utf8; CREATE DATABASE open_paas DEFAULT CHARACTER SET utf8'
cat schema/2019/bk_sops.sql schema/2019/sample.sql | mysql bk_sops
cat schema/open_paas.sql schema/sample-paas.sql | mysql open_paas
TABLES
}

# That of the current generation: bk-sops, here one that says what it is asked,
# and the key of the gateway.
sub site_current {
	my ($public) = @_;
	site('root', <<'LOCATIONS', <<"TABLES");
	location /o/bk_sops/ { proxy_pass http://127.0.0.1:8001; }
}
server {
	listen 127.0.0.1:8001;
	location / { return 200 "bk-sops: $request_method $request_uri $http_x_bkapi_jwt\n"; }
LOCATIONS
mysql -e 'CREATE DATABASE bk_sops DEFAULT CHARACTER SET utf8mb4'
cat schema/current/bk_sops.sql schema/current/sample.sql schema/current/indexes.sql | mysql bk_sops
mysql bk_sops <<'X'
INSERT INTO apigw_manager_context (created_at, updated_at, scope, `key`, value)
VALUES (NOW(6), NOW(6), 'public_key', 'bk-sops', '$public');
X
mariadb-tzinfo-to-sql /usr/share/zoneinfo 2>/dev/null | mysql mysql
TABLES
}

# follow(USER, BLOCKS): all that was said.
sub follow {
	my ($user, @todo) = @_;
	my $all = '';
	for my $block (@todo) {
		my $run = sub { inside($user, home($user) . '/bksops-fcgi', $block->{code}) };
		my $got = $run->();
		# nginx reloads in the background.
		eval { wait_for('a reload', sub { $got->[0] !~ /another server/ || do { $got = $run->(); 0 } }) }
		  if $block->{code} =~ /--doctor --url/;
		my ($said, $failed) = @$got;
		$all .= $said;
		# The doctor has warnings for a database without the indexes that it
		# recommends.
		my ($first) = split /\n/, $block->{code};
		my @wrong = grep { !/^1: \S*bksops-fcgi --doctor$/ } @$failed;
		is_deeply(\@wrong, [], "$user, $block->{section}: $first") or diag $said;
	}
	return $all;
}

sub asks {
	my $call = 'bk_app_code=esb_test&bk_app_secret=xxx&bk_username=admin&bk_biz_id=2&task_id=10';
	return inside('root', '/', "curl -s 'http://paas.example.com/api/c/compapi/v2/sops/get_task_detail/?$call'")->[0];
}

my @steps = grep { $_->{intro} !~ /^With systemd/m } section(qr/^\d\./);

# --- the current generation: the steps, of which it replaces some ---
my %instead = map { $_->{intro} =~ /^Step (\d)\b/ ? ($1 => $_) : () } blocks('The current generation');
is(join(' ', sort keys %instead), '3 4 7 8', 'the current generation has four steps of its own');
my %done;
my @current = map {
	my ($number) = $_->{section} =~ /^(\d)/;
	my $own = $instead{$number};
	!$own ? $_ : $done{$number}++ ? () : { %$own, section => "$number, current generation" };
} @steps;
my $token = jwt(key('gateway'), claims('admin', 'game_dashboard'), kid => 'bk-sops');

sub asks_current {
	my ($what) = @_;
	return inside('root', '/', "curl -s -H 'X-Bkapi-Jwt: $token' 'http://paas.example.com/o/bk_sops/apigw/$what'")->[0];
}

boot('current');
site_current(key('gateway')->{public});
my $detail = 'get_task_detail/10/2/';
is(asks_current($detail), "bk-sops: GET /o/bk_sops/apigw/$detail $token\n", 'before: bk-sops answers');
my $said = follow('root', @current);
like($said, qr/pool www answered \(HTTP 405\)/, 'current: "pool www answered"') or diag $said;
like($said, qr/^pool: +www$/m, 'the status page answers');
my $doctor = inside('root', '/', 'bksops-fcgi --doctor');
is_deeply($doctor->[1], [], '--doctor exits 0 when all is well') or diag $doctor->[0];
like(asks_current($detail), qr/"result": ?true.*"id": ?10\b/s, 'the pool answers a task');
my $plugins = 'get_plugin_list/2/?limit=3';
is(asks_current($plugins), "bk-sops: GET /o/bk_sops/apigw/$plugins $token\n", 'what it cannot answer reaches bk-sops');
is(asks_current('create_task/1/2/'), "bk-sops: GET /o/bk_sops/apigw/create_task/1/2/ $token\n", 'and so does what writes');
my $broken = <<'EOT';
mysql bk_sops -e 'DROP TABLE apigw_manager_context'
bksops-fcgi --doctor
EOT
$doctor = inside('root', '/', $broken);
is_deeply($doctor->[1], ['2: bksops-fcgi --doctor'], '... and 2 after an error') or diag $doctor->[0];
stop($machine);

# --- that of 2019 ---
boot('root');
site_2019('root');
like(asks(), qr/^ESB$/, 'before: ESB answers');
$said = follow('root', @steps);
like($said, qr/pool www answered/, 'root: "pool www answered"') or diag $said;
like($said, qr/^302$/m, 'the release of bk-sops is asked');
like($said, qr/^pool: +www$/m, 'the status page answers');
like(asks(), qr/"result": ?true/, 'the pool answers a task');
my $rotate = inside('root', '/', 'logrotate --force /etc/logrotate.d/bksops-fcgi');
is_deeply($rotate->[1], [], 'logrotate takes the sample') or diag $rotate->[0];
stop($machine);

boot('user');
site_2019('shop');
my @own = section(qr/^As an ordinary user/);
is(scalar @own, 4, 'an ordinary user: what root gives, what the user does, the mount, the question');
$said = follow('root', $packages, section(qr/^[23]\./), $own[0]);
$said .= follow('shop', $own[1]);
$said .= follow('root', $own[2]);
$said .= follow('shop', $own[3]);
like($said, qr/pool www answered/, 'shop: "pool www answered"') or diag $said;
like(asks(), qr/"result": ?true/, 'the pool answers a task');
my $owners = <<'EOT';
for p in /proc/[0-9]*; do
	case $(readlink $p/exe || :) in */bksops-fcgi) stat -c %U $p ;; esac
done | sort -u
EOT
is(inside('root', '/', $owners)->[0], "shop\n", 'nothing runs as root');
stop($machine);
done_testing();
