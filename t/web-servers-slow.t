# SPDX-License-Identifier: MIT
# Slow clients behind each web server with the shipped files of fcgi-conf/: they
# hold no worker, so that others are answered while they are there.
use v5.28;
use warnings;
use Bk::Http qw(http http_send http_answer query);
use Bk::Service;
use Bk::WebServers;
use IO::Select;
use Test::More;

my ($WORKERS, $POSTS) = (4, 300);

Bk::Service::need();
my $s = Bk::Service->new(
	all => 0,
	set => { 'pm.max_children' => $WORKERS, request_timeout => "${Bk::Process::PATIENCE}s" });
my $D = $Bk::Service::DETAIL;
my @who  = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin');
my $json = JSON::PP->new->canonical->encode({ @who, task_id => 1, bk_biz_id => 2 });
my $small = "$D?" . query(@who, task_id => 1, bk_biz_id => 2);
my $large = "$D?" . query(@who, task_id => 2, bk_biz_id => 2);
$s->db->do(q(UPDATE bk_sops.pipeline_snapshot SET data = SUBSTRING(COMPRESS(CONCAT('{"constants":{},"line":[',
	REPEAT('"0123456789abcdef",', 550000), '1]}')), 5) WHERE id = (SELECT execution_snapshot_id FROM
	bk_sops.pipeline_pipelineinstance WHERE id = (SELECT pipeline_instance_id FROM
	bk_sops.taskflow3_taskflowinstance WHERE id = 2))));

sub is_good { my ($answer) = @_; return $answer->{status} == 200 && $answer->{body} =~ /"result":true/ }

# How many of the sockets get an answer that is good; as much as `length` bytes.
sub count_good {
	my ($length, @sockets) = @_;
	my @answers = map { eval { http_answer($_, '') } // () } @sockets;
	return scalar grep { is_good($_) && length $_->{body} >= $length } @answers;
}

for my $server (@Bk::WebServers::SERVERS) {
	my ($name, $is_installed, $start, $sample) = @$server;
SKIP: {
		skip "$name is not installed", 6 if !$is_installed->();
		my $port = $start->($name =~ tr/ A-Z/-a-z/r, site => $sample->($s->{pool}))->{port};

		# The answer is on its way, and they read none of it.  mod_fcgid
		# cannot hold answers: each of them has a process, of four.
		my $count   = $name eq 'Apache mod_fcgid' ? 3 : $WORKERS;
		my @readers = map { http_send($port, 'GET', $large, receive => 4096) } 1 .. $count;
		IO::Select->new($_)->can_read($Bk::Process::PATIENCE) for @readers;
		ok(is_good(http($port, 'GET', $small)), "$name: a small request while $count clients read 10 MB slowly");
		is(count_good(10_000_000, @readers), $count, "$name: which all get their whole answer later");

		my @posts = map { http_send($port, 'POST', $D, body => $json, without => 1) } 1 .. $POSTS;
		ok(is_good(http($port, 'GET', $small)), "$name: a request while $POSTS clients send slowly");
		$_->syswrite(substr $json, -1) for @posts;
		is(count_good(0, @posts), $POSTS, "$name: which all get their answer later");

		my $chunked = http_send($port, 'POST', $D, headers => [ 'Transfer-Encoding', 'chunked' ]);
		$chunked->syswrite(sprintf "%x\r\n%s\r\n0\r\n\r\n", length $json, $json);
		is(count_good(0, $chunked), 1, "$name: a body in chunks");
		my $refusal = $name eq 'Apache mod_fcgid' ? 500 : 413;
		is(http($port, 'POST', $D, body => ' ' x 2_000_000)->{status}, $refusal, "$name: a body of 2 MB");
	}
}
$s->finish;
