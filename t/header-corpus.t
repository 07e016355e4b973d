# SPDX-License-Identifier: MIT
# Answers recorded at bk-sops itself, asked again with auth = header: one line
# for each recorded question.  t/data/header-*.jsonl.gz have the questions and
# answers, header-bk_sops.sql.gz and header-tasks.sql.gz the rows that they
# need; node-header.jsonl.gz and node-bk_sops.sql.gz those of
# get_task_node_detail.
use v5.28;
use warnings;
use Bk::Json qw(json_strict json_decode);
use Bk::Process qw(slurp);
use Bk::Recorded qw(recorded_difference);
use Bk::Service;
use Compress::Zlib ();
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $data = Bk::Nginx::source() . '/t/data';

sub entries {
	my (@files) = @_;
	return map { JSON::PP->new->decode($_) } map { split /\n/, Compress::Zlib::memGunzip(slurp($_)) } @files;
}

sub service {
	my (@rows) = @_;
	return Bk::Service->new(
		sample => 'nginx-apigw.conf',
		paas   => [],
		sops   => [ map { "$data/$_.sql.gz" } @rows ],
		set    => {
			auth => 'header', site_prefix => '/',
			'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
}

# What the answer has beyond Python's, and outputs in an order of their own.
sub as_recorded {
	my ($got) = @_;
	my $answered = $got->{data};
	return if ref $answered ne 'HASH' || !exists $answered->{constants};
	delete @$answered{qw(instance_name end_time)};
	delete $_->{preset} for @{ $answered->{outputs} };
}

sub by_key {
	my ($json) = @_;
	my $data = $json->{data};
	$data->{outputs} = [ sort { $a->{key} cmp $b->{key} } @{ $data->{outputs} } ] if exists $data->{constants} && ref $data->{outputs} eq 'ARRAY';
}

# Conditions that reach other businesses or deleted tasks are refused.
sub is_refused_here { my ($entry) = @_; return ($entry->{body} // '') =~ /"is_deleted": true|"business__cc_id": (?!"?2)/ }

# What Python answers with 500 and is answered here (design).
my %answered = map { $_ => 1 } qw(147 317);

sub wrong {
	my ($entry, $answer) = @_;
	# Another method is told in JSON, and with Allow whatever it is.
	return $answer->{status} == 405 && $answer->{headers}{allow} ? () : "status $answer->{status}" if $entry->{status} == 405;
	my $got = eval { json_strict($answer->{body}) } // return "no JSON: $@";
	my ($status, $headers) = ($answer->{status},
		join '; ', map { $answer->{headers}{$_} // 'none' } qw(content-type vary content-language));
	my ($task) = $entry->{target} =~ m{task_detail/(\d+)};
	# Redirects and their HTML are 404 and JSON.
	return $status == 404 && $got->{message} ? () : "status $status" if $entry->{status} == 302;
	# Some faults are a page of HTML there.
	return "headers: $headers" if $headers ne $entry->{answered} && $entry->{answered} !~ m{^text/html};
	if ($entry->{status} == 500 && $task && $answered{$task}) {
		return $status == 200 && ref $got->{data} eq 'HASH' ? () : "status $status";
	}
	return "status $status" if $status != $entry->{status};
	return $got->{message} =~ /deleted tasks|another business/ ? () : 'not refused' if is_refused_here($entry);
	return if $entry->{answered} =~ m{^text/html};
	my $want = json_decode($entry->{answer});
	if ($status == 500) {
		my ($code, $false) = json_strict('[1306000,false]')->@*;
		@$want{qw(code result)} = ($code, $false);
	}
	as_recorded($got);
	by_key($_) for grep { ref $_->{data} eq 'HASH' } $want, $got;
	return recorded_difference($want, $got);
}

sub ask_again {
	my ($s, $entry) = @_;
	my $name = "corpus $entry->{id}: $entry->{case}, " . join ' ', $entry->{target}, map { "$_->[1]" } @{ $entry->{headers} };
	utf8::encode($name);
SKIP: {
		skip "$name: sessions are not read", 1 if $entry->{case} eq 'session';
		my @headers = map { my ($n, $v) = @$_; utf8::encode($v); ($n, $v) } @{ $entry->{headers} };
		my $answer  = $s->ask($entry->{method} // 'GET', $entry->{target}, headers => \@headers,
			defined $entry->{body} ? (body => $entry->{body}) : ());
		my $wrong   = wrong($entry, $answer);
		ok(!defined $wrong, $name) or diag($wrong);
	}
}

my $s = service(qw(header-bk_sops header-tasks));
ask_again($s, $_) for entries(sort glob "$data/header-*.jsonl.gz");
my $nodes = service('node-bk_sops');
ask_again($nodes, $_) for entries("$data/node-header.jsonl.gz");
$s->{pool}->stop;
is(join('', $s->{pool}->complaints), '', 'no crash, no sanitizer report and no secret in the log');
$nodes->finish;
