# SPDX-License-Identifier: MIT
# Two tenants, two users: what one pool can learn of the other.  Nothing.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Pool;
use Bk::Process qw(tmpdir as_user wait_for memory slurp spew);
use Errno qw(EACCES EPERM);
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

# A sanitizer keeps a copy of the environment for itself.
$ENV{BKSOPS_FCGI} = "$ENV{BKSOPS_PLAIN}/bksops-fcgi" if $ENV{BKSOPS_PLAIN};
plan skip_all => 'only root can become somebody else' if $> != 0;
my @users = grep { defined getpwnam $_ } qw(daemon games bin sys news);
plan skip_all => 'fewer than two users to be' if @users < 2;
my $dir = tmpdir;
my %tenant;
for my $name (qw(ann ben)) {
	my $user = shift @users;
	my ($uid, $gid) = (getpwnam $user)[ 2, 3 ];
	$tenant{$name} = { user => $user, uid => $uid, gid => $gid, socket => "$dir/$name.sock",
		secrets => { map { $_ => "$name-$_-" . ($name eq 'ann' ? 'XQ7' : 'ZK4') } qw(password key) } };
	for my $what (qw(password key)) {
		spew("$dir/$name.$what", "$tenant{$name}{secrets}{$what}\n", 0600);
		chown $uid, $gid, "$dir/$name.$what";
	}
}

sub section {
	my ($name) = @_;
	my $t = $tenant{$name};
	return <<~EOT;
	[$name]
	listen = $t->{socket}
	listen.owner = $t->{user}
	listen.group = $t->{gid}
	listen.mode = 0660
	user = $t->{user}
	pm.max_children = 2
	mysql.sops.socket = $dir/none
	mysql.sops.user = $name
	mysql.sops.password_file = $dir/$name.password
	mysql.sops.database = bk_sops
	mysql.paas.database = open_paas
	login.secret_key_file = $dir/$name.key
	EOT
}

# The master's environment is not the tenants' business.
$ENV{DEPLOY_TOKEN} = my $environment = 'env-secret-8WJ';
my $pool = Bk::Pool->new(name => 'own');
delete $ENV{DEPLOY_TOKEN};
spew($pool->{conf}, slurp($pool->{conf}) . section('ann') . section('ben'));
kill 'HUP', $pool->{pid};
for my $name (sort keys %tenant) {
	ok(eval { wait_for('an answer', sub { (fcgi_get($tenant{$name}{socket}, '/ping') // '') =~ /pong/ }) }, "$name was added by a reload");
	my $two = sub { my @own = grep { slurp("/proc/$_/cmdline") =~ /pool $name / } $pool->workers; @own == 2 && \@own };
	$tenant{$name}{workers} = eval { wait_for('both workers', $two) };
	ok($tenant{$name}{workers}, "$name has two workers") or die "no workers\n";
}

for my $pair ([qw(ann ben)], [qw(ben ann)]) {
	my ($name, $other) = @$pair;
	my $memory = memory($tenant{$name}{workers}[0]);
	# A wrong way to look would find nothing, too.
	cmp_ok(index($memory, $tenant{$name}{secrets}{key}), '>=', 0, "${name}'s worker knows its own login key");
	is(index($memory, $tenant{$other}{secrets}{$_}), -1, "${name}'s worker does not know ${other}'s $_") for qw(key password);
	SKIP: {
		skip 'a sanitizer keeps the environment', 1 if slurp("/proc/$tenant{$name}{workers}[0]/maps") =~ /libasan/;
		is(index($memory, $environment), -1, "${name}'s worker does not know the environment of the master");
	}
	no warnings 'portable';    # addresses have 64 bits
	my $page  = POSIX::sysconf(POSIX::_SC_PAGESIZE());
	my @pages = map { /^(\w+)-(\w+) rw-s .*\/dev\/zero/ ? (hex($2) - hex $1) / $page : () }
	  split /\n/, slurp("/proc/$tenant{$name}{workers}[0]/maps");
	is(scalar(grep { $_ > 1 } @pages), 2, "${name}'s worker sees one scoreboard and one table of rate limits");
	is(scalar(grep { $_ == 1 } @pages), 2, '... what its pool knows of servers, and whether the last line of stderr has an end, which all see');
}

# The errno of what a tenant's user tries.
sub as {
	my ($name, $code) = @_;
	return as_user(@{ $tenant{$name} }{qw(uid gid)}, sub { $! = 0; $code->() ? 0 : $! + 0 });
}

for my $pair ([qw(ann ben)], [qw(ben ann)]) {
	my ($name, $other) = @$pair;
	my ($mine, $theirs) = @tenant{ $name, $other };
	my $worker = $theirs->{workers}[0];
	my %try = (
		'read the password file of' => sub { open my $f, '<', "$dir/$_[0].password" },
		'read the login key of'     => sub { open my $f, '<', "$dir/$_[0].key" },
		'connect to the socket of'  => sub { IO::Socket::UNIX->new(Peer => "$dir/$_[0].sock") });
	for my $what (sort keys %try) {
		is(as($name, sub { $try{$what}->($name) }), 0, "$name can $what $name");
		is(as($name, sub { $try{$what}->($other) }), EACCES, "$name cannot $what $other");
	}
	my %never = (
		'read the memory of'  => [ EACCES, sub { open my $f, '<', "/proc/$worker/mem" } ],
		'read the environment of' => [ EACCES, sub { open my $f, '<', "/proc/$worker/environ" or return; sysread $f, my $x, 1 } ],
		'list the descriptors of' => [ EACCES, sub { opendir my $d, "/proc/$worker/fd" } ],
		'signal'              => [ EPERM, sub { kill 0, $worker } ]);
	for my $what (sort keys %never) {
		my ($errno, $code) = @{ $never{$what} };
		is(as($name, $code), $errno, "$name cannot $what a worker of $other");
	}
}

# One leaves: its socket goes, the other one stays.
spew($pool->{conf}, slurp($pool->{conf}) =~ s/^\[ben\].*//msr);
kill 'HUP', $pool->{pid};
ok(eval { wait_for('the end of ben', sub { !-e $tenant{ben}{socket} && !kill 0, $tenant{ben}{workers}[0] }) }, 'a pool that is removed ends, with its socket');
like(fcgi_get($tenant{ann}{socket}, '/ping') // '', qr/pong/, 'the other one answers');

# Rights of a socket that stays are those of the new file.
spew($pool->{conf}, slurp($pool->{conf}) =~ s/listen\.mode = 0660/listen.mode = 0600/r =~ s/listen\.owner = \S+/listen.owner = root/r);
kill 'HUP', $pool->{pid};
ok(eval { wait_for('the mode', sub { my @st = lstat $tenant{ann}{socket}; ($st[2] & 0777) == 0600 && $st[4] == 0 }) }, 'a reload changes owner and mode of a socket');
$pool->stop;
is(join(' ', $pool->complaints), '', 'no crash, no sanitizer report');
done_testing;
