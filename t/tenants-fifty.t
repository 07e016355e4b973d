# SPDX-License-Identifier: MIT
# Fifty tenants with a user, a pool and a database each: everybody is answered
# from his own, one with a wrong password harms nobody, and nobody gets at what
# another has.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Maria;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir as_user wait_for spew secret);
use Errno qw(EACCES);
use IO::Socket::UNIX;
use Test::More;

plan skip_all => 'only root can become somebody else' if $> != 0;
plan skip_all => 'not installed: ' . Bk::Maria::missing() if !Bk::Maria::available();
my $dir    = tmpdir;
my $source = Bk::Nginx::source();
my $maria  = Bk::Maria->new;
my $BROKEN = 'tenant13';
my $TASK   = '/o/bk_sops/apigw/get_task_detail/1/2/';
my %tenant = map {
	my $name = sprintf 'tenant%02d', $_;
	# Numbers that no account has will do.
	($name => { id => 61000 + $_, socket => "$dir/$name.sock", file => "$dir/$name.password", password => "$name-Pw-" . 7919 * $_ });
} 1 .. 50;
my @names = sort keys %tenant;

# The tables once, and for each tenant views of those that the question needs:
# his task has a name of its own.
$maria->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql");
my @tables  = qw(account_user account_user_groups auth_permission core_business django_content_type engine_data
  guardian_groupobjectpermission guardian_userobjectpermission pipeline_pipelineinstance pipeline_snapshot taskflow3_taskflowinstance);
$maria->do('SET GLOBAL sync_frm = 0') if !Bk::Mysqld::is_mysql();    # nobody needs them after a crash
my @columns = map { $_->[0] } @{ $maria->dbh->selectall_arrayref('SHOW COLUMNS FROM bk_sops.pipeline_pipelineinstance') };
mkdir "$dir/pool.d";
for my $name (@names) {
	my $t = $tenant{$name};
	$maria->do("CREATE DATABASE $name");
	for my $table (@tables) {
		my $what = $table ne 'pipeline_pipelineinstance' ? '*' : join ', ', map { $_ eq 'name' ? "'task of $name' AS name" : $_ } @columns;
		$maria->do("CREATE VIEW $name.$table AS SELECT $what FROM bk_sops.$table");
	}
	$maria->do("CREATE USER $name\@localhost IDENTIFIED BY '$t->{password}'");
	$maria->do("GRANT SELECT ON $name.* TO $name\@localhost");
	secret($t->{password});
	spew($t->{file}, $t->{password} . ($name eq $BROKEN ? 'x' : '') . "\n", 0600);
	chown $t->{id}, $t->{id}, $t->{file} or die $!;
	spew("$dir/pool.d/$name.conf", <<~EOT, 0600);
	[$name]
	listen = $t->{socket}
	listen.owner = $t->{id}
	listen.group = $t->{id}
	listen.mode = 0660
	user = $t->{id}
	group = $t->{id}
	pm.max_children = 1
	auth = header
	ping.path = /ping
	request_timeout = 60s
	mysql.sops.socket = $maria->{socket}
	mysql.sops.user = $name
	mysql.sops.password_file = $t->{file}
	mysql.sops.database = $name
	EOT
}
my $pool = Bk::Pool->new(name => 'own', global => { include => "$dir/pool.d/*.conf" });

sub ask {
	my ($name) = @_;
	my $socket = fcgi_connect($tenant{$name}{socket}) or return;
	$socket->syswrite(fcgi_request($TASK, params => [ HTTP_BK_USERNAME => 'admin', HTTP_BK_APP_CODE => 'my_app' ]));
	return $socket;
}

# Whose task it is, or the status.
sub said {
	my ($socket) = @_;
	my $answer = $socket ? fcgi_answer($socket) // 'nothing' : 'no connection';
	return $answer =~ /"name":"task of (\w+)"/ ? $1 : $answer =~ /\AStatus: (\d+)/ ? $1 : $answer;
}

for my $name (@names) {
	my $ok = eval { wait_for("a ping of $name", sub { (fcgi_get($tenant{$name}{socket}, '/ping') // '') =~ /pong\z/ }) };
	ok($ok, "$name: its pool is up");
	is(said(ask($name)), $name eq $BROKEN ? 500 : $name, $name eq $BROKEN ? "$name: a wrong password is an error" : "$name: it is answered from its own database");
}

# All at once, and the broken one again and again.
my %worker = map { $_ => 1 } $pool->workers;
for my $round (1 .. 3) {
	my @asked = map { [ $_ => ask($_) ] } map { ($_, $BROKEN) } @names;
	my @wrong = grep { $_->[0] ne $_->[1] } map { my ($name, $socket) = @$_; [ $name eq $BROKEN ? 500 : $name, said($socket) ] } @asked;
	is_deeply(\@wrong, [], "round $round: all at once, and the one with the wrong password fifty times");
}
is_deeply({ map { $_ => 1 } $pool->workers }, \%worker, 'no worker has ended');
my @others = grep { /Access denied/ && !/\[pool $BROKEN\]/ } split /\n/, $pool->log;
is("@others", '', 'the log has errors of that one only');
like($pool->log, qr/\[pool $BROKEN\].*Access denied/, 'and says why');

# What each can read and connect to, by trying all.
sub reach {
	my (%reach, %why);
	for my $name (@names) {
		$! = 0;
		if (open my $file, '<', $tenant{$name}{file}) { push @{ $reach{file} }, $name }
		elsif ($! != EACCES) { push @{ $reach{"file: $!"} }, $name }
		$! = 0;
		if (IO::Socket::UNIX->new(Peer => $tenant{$name}{socket})) { push @{ $reach{socket} }, $name }
		elsif ($! != EACCES) { push @{ $reach{"socket: $!"} }, $name }
	}
	return join ', ', map { "$_ of @{ $reach{$_} }" } sort keys %reach;
}
for my $name (@names) {
	my $id = $tenant{$name}{id};
	is(as_user($id, $id, \&reach), "file of $name, socket of $name", "$name: reaches its own password file and socket, and of others none");
}
is(as_user(61000, 61000, \&reach), '', 'somebody else: none at all');
$pool->stop;
is(join(' ', $pool->complaints), '', 'no crash, no sanitizer report and no password in a log');
done_testing();
