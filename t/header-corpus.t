# SPDX-License-Identifier: MIT
# Answers recorded at bk-sops itself, asked again with auth = header: one line
# for each recorded question.  t/data/header-*.jsonl.gz have the questions and
# answers, header-bk_sops.sql.gz the rows that they need.
#
# accept-header.json lists the same differences for the program that replays
# whole recordings (--accept); its rules go before those of the recording.
use v5.28;
use warnings;
use Bk::Json qw(json_strict json_decode json_difference json_text);
use Bk::Process qw(slurp);
use Bk::Recorded qw(recorded_difference);
use Bk::Service;
use Compress::Zlib ();
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $data = Bk::Nginx::source() . '/t/data';

my @entries = map { JSON::PP->new->decode($_) }
  map { split /\n/, Compress::Zlib::memGunzip(slurp($_)) } sort glob "$data/header-*.jsonl.gz";
my $s = Bk::Service->new(
	sample => 'nginx-apigw.conf',
	paas   => [],
	sops   => ["$data/header-bk_sops.sql.gz"],
	set    => {
		auth => 'header', site_prefix => '/', app_host => 'http://paas.example.com/o/bk_sops/',
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef });

# Sessions are not read: with one the answer is what others are told.
my %without_session = map { ($_->{target} => $_) }
  grep { $_->{case} ne 'session' && $_->{answer} =~ /"result": true\}$/ } @entries;

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

# What Python answers with 500 and is answered here (design): task => members
# of data, as its rows say.
sub nameless {
	my ($ex_data, %outputs) = @_;
	return sprintf '{"outputs":[%s],"ex_data":%s}',
	  join(',', map { qq({"key":"$_","name":"$_","value":$outputs{$_},"preset":false}) } sort keys %outputs), $ex_data;
}
my $no_snapshot = '{"pipeline_tree":null,"constants":null,"outputs":[]}';
my %answered = (
	87 => nameless('"\u6267\u884c\u5f02\u5e38 \ud83d\ude00"', '${cv}' => '"\u503c"'),
	88 => nameless('{"exception_msg":"\u4efb\u52a1\u6267\u884c\u5931\u8d25\uff0c<a href=\'%s\' target=\'_blank\'>\u524d\u5f80\u4f5c\u4e1a\u5e73\u53f0(JOB)'
		  . '\u67e5\u770b\u8be6\u60c5</a>","show_ip_log":true,"task_inst_id":5}', '${cv}' => '{"a":[1,2.5,null]}'),
	93  => nameless('null', '${cv}' => '"2019-01-01T00:00:00Z"'),
	94  => nameless('null', '${cv}' => 'null'),
	98  => nameless('null', '5' => '1'),
	100 => nameless('[1,2]', '${cv}' => '[1,[2,"x"]]'),
	101 => nameless('null', '${cv}' => '[1]'),
	104 => nameless('""', '${cv}' => '"\u9884\u7f6e"'),
	147 => $no_snapshot,
	153 => $no_snapshot,
	198 => '{"template_id":"abc"}',
	199 => '{"template_id":""}',
	202 => '{"template_id":"12.0"}',
	207 => '{"template_id":"1_0"}',
	208 => '{"template_id":"0x10"}',
	303 => nameless('null', '${nope}' => '1'),
	317 => nameless('null', '5' => '1'),
	326 => nameless('null', '${cv}' => '"\u516c\u5171\u503c"', '${cw}' => '{"k":["v",1]}'),
);

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
		return "status $status: " . json_text($got) if $status != 200 || ref $got->{data} ne 'HASH';
		my $want = json_strict($answered{$task});
		return json_difference($want, { map { ($_ => $got->{data}{$_}) } keys %$want });
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
	my ($entry) = @_;
	my $name = "corpus $entry->{id}: $entry->{case}, " . join ' ', $entry->{target}, map { "$_->[1]" } @{ $entry->{headers} };
	utf8::encode($name);
	my @headers = map { my ($n, $v) = @$_; utf8::encode($v); ($n, $v) } @{ $entry->{headers} };
	my $answer  = $s->ask($entry->{method} // 'GET', $entry->{target}, headers => \@headers,
		defined $entry->{body} ? (body => $entry->{body}) : ());
	my $wrong = wrong($entry->{case} eq 'session' ? $without_session{ $entry->{target} } : $entry, $answer);
	ok(!defined $wrong, $name) or diag($wrong);
}

ask_again($_) for @entries;
$s->finish;
