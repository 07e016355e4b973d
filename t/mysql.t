# SPDX-License-Identifier: MIT
# An account of MySQL 8's caching_sha2_password, the only way in since MySQL 9:
# over the socket, over TCP with TLS and without, and below chroot.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Maria;
use Bk::Process qw(tmpdir slurp spew wait_for);
use Bk::Service;
use Test::More;

plan skip_all => 'BKSOPS_MYSQLD names no server of MySQL' if !Bk::Mysqld::is_mysql();
my $s      = Bk::Service->new(set => { 'pm.max_children' => 1 });
my $dir    = tmpdir;
my $port   = Bk::Process::free_port();
my $conf   = slurp($s->{pool}{conf});
my $target = "$Bk::Service::DETAIL?" . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', bk_biz_id => 2, task_id => 1);
$s->db->account("bksops_ro\@'127.0.0.1'", $Bk::Pool::PASSWORD);
$s->db->do("GRANT SELECT ON $_.* TO bksops_ro\@'127.0.0.1'") for qw(open_paas bk_sops);
$s->db->stop;
$s->db->start(port => $port);
is($s->db->one(q{SELECT GROUP_CONCAT(DISTINCT plugin) FROM mysql.user WHERE user = 'bksops_ro'}), 'caching_sha2_password', 'how the account proves its password');

# Answers with these lines in place of mysql.sops.socket; the server has
# forgotten what it knows of the password, so that all of it is proven.
sub answers {
	my ($name, $lines) = @_;
	spew($s->{pool}{conf}, $conf =~ s/^mysql\.sops\.socket.*\n/$lines/mr);
	my %before = map { $_ => 1 } $s->{pool}->workers;
	kill 'HUP', $s->{pool}{pid};
	wait_for('a new worker', sub { !grep { $before{$_} } $s->{pool}->workers });
	$s->db->do('FLUSH PRIVILEGES');
	like($s->get($target)->{body}, qr/"result":true/, $name) or diag $s->{pool}->log;
	return $s->db->one(q{SELECT MAX(connection_type) FROM performance_schema.threads WHERE processlist_user = 'bksops_ro'});
}

is(answers('over the socket', "mysql.sops.socket = $s->{maria}{socket}\n"), 'Socket', 'which it was');
for my $tls ([ disabled => 'TCP/IP' ], [ preferred => 'SSL/TLS' ], [ required => 'SSL/TLS' ]) {
	is(answers("over TCP, ssl_mode = $tls->[0]", "mysql.sops.host = 127.0.0.1\nmysql.sops.port = $port\nmysql.sops.ssl_mode = $tls->[0]\n"),
		$tls->[1], "which is $tls->[1]");
}
SKIP: {
	skip 'only root can confine workers', 2 if $> != 0;
	is(answers('below chroot', "mysql.sops.socket = /maria.sock\nchroot = $dir\n"), 'Socket', 'over the socket');
}
$s->finish;
