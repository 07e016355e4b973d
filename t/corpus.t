# SPDX-License-Identifier: MIT
# Answers recorded at the client's end of the real Python services (nginx, ESB,
# login, bk-sops), asked again here: one line for each recorded question.
#
# t/data/chain-*.jsonl.gz have the questions and answers, chain-states*.json the
# states that the databases of the two dumps were in.
#
# accept-chain.json lists the same differences for the program that replays
# whole recordings (--accept); its rules go before those of the recording.
use v5.28;
use warnings;
use Bk::Http qw(escape);
use Bk::Json qw(json_strict json_decode json_difference json_text number);
use Bk::Process qw(slurp);
use Bk::Recorded qw(recorded_difference);
use Bk::Redis;
use Bk::Service;
use Bk::Token qw(token signature);
use Compress::Zlib ();
use JSON::PP ();
use POSIX qw(strftime);
use Test::More;

Bk::Service::need();
my $data    = Bk::Nginx::source() . '/t/data';
my $states  = { map { %{ JSON::PP->new->utf8->decode(slurp($_)) } } sort glob "$data/chain-states*.json" };
my @entries = map { JSON::PP->new->decode($_) }
  map { split /\n/, Compress::Zlib::memGunzip(slurp($_)) } sort glob "$data/chain-*.jsonl.gz";
my $redis = Bk::Redis::available() ? Bk::Redis->new : undef;
$redis->{down} = 0 if $redis;
my $s = Bk::Service->new(
	set  => { $redis ? ('paas.redis' => $redis->{socket}) : () },
	paas => ["$data/chain-open_paas.sql.gz"],
	sops => ["$data/chain-bk_sops.sql.gz"]);

# --- asking again ----------------------------------------------------------

my $state = '';

sub enter {
	my ($next) = @_;
	return if $next eq $state;
	$s->db->do($_) for @{ $state && $states->{$state}{revert} || [] };
	$s->db->do($_) for @{ $next  && $states->{$next}{apply}   || [] };
	$redis->ask('FLUSHALL') if $next && $states->{$next}{redis_reset} && $redis && !$redis->{down};
	$state = $next;
}

# The bk_token of an entry as it is sent; the table holds the row it needs.
sub bk_token {
	my ($spec) = @_;
	my ($salt, $n, $token) = ($spec->{salt}, 0);
	do {
		my %value = (expire => time + $spec->{expire_offset}, salt => $salt);
		$token = token($spec->{plaintext} =~ s/\{(\w+)\}/$value{$1}/gr);
		$salt  = sprintf '%08d', ++$n;
	} until !$spec->{needs_dash} || $token =~ /-/ && $token =~ /_/;
	if (!$states->{$state}{no_tokens}) {
		my $stored = $token . ($spec->{row}{suffix} // '');
		$s->db->do('DELETE FROM open_paas.login_bktoken WHERE token = ?', $stored);
		$s->db->do('INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES (?, ?, ?)',
			$stored, @{ $spec->{row} }{qw(is_logout inactive_expire_time)}) if defined $spec->{row}{is_logout};
	}
	my $how = $spec->{transform} // '';
	return $how eq 'swapcase' ? $token =~ tr/a-zA-Z/A-Za-z/r
	  : $how eq 'standard_base64' ? escape($token =~ tr{-_}{+/}r)
	  : $how =~ /^append:(.*)/ ? "$token$1" : $token;
}

sub access_tokens {
	my ($entry) = @_;
	$s->db->do('DELETE FROM open_paas.esb_user_auth_token');
	for my $row (@{ $entry->{access} // [] }) {
		$s->db->do('INSERT INTO open_paas.esb_user_auth_token (app_code, username, auth_token, expires,'
			  . ' last_accessed_time, created_time) VALUES (?, ?, ?, ?, NOW(), NOW())',
			@$row{qw(app_code username auth_token)},
			strftime('%Y-%m-%d %H:%M:%S', gmtime(time + $row->{expire_offset})));
	}
}

sub unescape { my ($text) = @_; return $text =~ tr/+/ /r =~ s/%([0-9A-Fa-f]{2})/chr hex $1/ger }

# The signature over a target that does not have it yet (esb 3.4).
sub sign {
	my ($entry, $target, $body) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	my %pairs = map { my ($name, $value) = split /=/, $_, 2; (unescape($name), unescape($value // '')) } split /&/, $query;
	delete $pairs{ $entry->{sign}{param} };
	$pairs{data} = $body // '' if $entry->{method} eq 'POST';
	return signature($entry->{sign}{secret}, $entry->{method} . ($entry->{sign}{path} // unescape($path)) . '?'
		  . join '&', map { "$_=$pairs{$_}" } sort keys %pairs);
}

sub ask {
	my ($entry) = @_;
	my %spec = map { ($_->{name} => $_) } @{ $entry->{tokens} // [] };
	my $fill = sub {
		my ($text) = @_;
		return $text =~ s/\{\{token:?(\w*)\}\}/bk_token($spec{$1})/ger =~ s/\{\{now([-+]\d+)\}\}/time + $1/ger;
	};
	access_tokens($entry);
	my $target = $fill->($entry->{target});
	my $body   = defined $entry->{body} ? $fill->($entry->{body}) : undef;
	$target =~ s/\{\{sig\}\}/escape(sign($entry, $target =~ s{\{\{sig\}\}}{}r, $body))/e if $entry->{sign};
	my $hold = $states->{$state}{hold};
	my $other;
	if ($hold) {
		$other = $s->db->connect;
		$other->do($hold->{sql});
	}
	my $answer = $s->ask($entry->{method}, $target, body => $body,
		headers => [ map { @$_ } @{ $entry->{headers} // [] } ]);
	$other->do('UNLOCK TABLES') if $other;
	return $answer;
}

# --- comparing -------------------------------------------------------------

my $other_answer = 'Component request third-party system [SOPS] interface [%s] error: %s, '
  . 'please try again later or contact component developer to handle this';

sub refusal {
	my ($code, $message) = @_;
	my ($false, $null) = json_strict('[false,null]')->@*;
	return { result => $false, code => number($code), data => $null, message => $message, request_id => '0' x 32 };
}

# Where another answer than the recorded one is right.
sub other_answer {
	my ($entry) = @_;
	my ($case, $target) = ($entry->{case} // '', $entry->{target});
	return refusal(1306403, 'APP permission is insufficient, APP has no permission to access the component '
		  . '(get_task_detail) of the system (SOPS). The APP manager can go to the Developer Center and apply '
		  . 'for permission to access the component') if $state eq 'perm2_badrate';
	return refusal(1306000, 'Signature [bk_signature] verification failed, please provide valid parameters and signature')
	  if $case eq '63' && $target =~ /bk_app_code=(?:null|empty)_app/;
	# An app code is a text or a whole number.
	return refusal(1306000, 'Component error, please contact the component developer to handle it.')
	  if $case =~ /^5[25]$/ && ($entry->{body} // '') =~ /"bk_app_code": *+(?!"|-?\d+ *[,}]|false|null|\[\]|\{\})/;
	# A condition of query_task_count that reaches other businesses or deleted tasks.
	return refusal(1306000, qq(query_task_list params conditions["$1": $2] have invalid key or value: reaches )
		  . ($1 eq 'is_deleted' ? 'deleted tasks' : 'another business'))
	  if ($entry->{body} // '') =~ /"conditions": *\{"(is_deleted|business__cc_id)": *(\w+)\}/;
	return refusal(1306201, sprintf $other_answer, $target =~ m{/sops/(\w+)}, 'interface response is not the JSON format')
	  if $case eq '120' && $target =~ /task_id=(?:1%2F2%2F|%EF%BC%91&|%&|%25&)|bk_biz_id=2%3Fx$/;
	return;
}

# An answer of get_task_detail.
sub has_constants {
	my ($json) = @_;
	return ref $json->{data} eq 'HASH' && exists $json->{data}{constants};
}

# What the answer has beyond Python's, and outputs in an order of their own.
sub as_designed {
	my ($want) = @_;
	my $data = $want->{data};
	return if !has_constants($want);
	my ($true, $false) = json_strict('[true,false]')->@*;
	@$data{qw(instance_name end_time)} = @$data{qw(name finish_time)};
	for my $output (@{ $data->{outputs} }) {
		my $constant = $data->{constants}{ $output->{key} };
		$output->{preset} = ($constant->{source_type} // '') eq 'component_outputs' ? $true : $false;
	}
	$data->{outputs} = [ sort { $a->{key} cmp $b->{key} } @{ $data->{outputs} } ];
}

# What bk-sops failed to answer and is answered here: task => members of data.
sub nameless {
	my ($key, $value, $ex_data) = @_;
	return qq({"outputs":[{"key":"$key","name":"$key","value":$value,"preset":false}],"ex_data":$ex_data});
}
my $id = qr{[?&"]?task_id(?:=|": "?|"\r\n\r\n)(\d+)};
my %answered = (
	16  => '{"outputs":[{"key":"_result","name":"_result","value":true,"preset":false},'
	  . '{"key":"_loop","name":"_loop","value":0,"preset":false}],"ex_data":null}',
	84  => nameless('${nope}', '1', 'null'),
	87  => nameless('${cv}', '"\u503c"', '"\u6267\u884c\u5f02\u5e38 \ud83d\ude00"'),
	89  => nameless('${cv}', 'true', '"\u8bf7\u6c42\u54cd\u5e94\u6570\u636e\u683c\u5f0f\u975e JSON"'),
	90  => nameless('${cv}', '0', 'false'),
	92  => nameless('${cv}', '"bytes"', 'null'),
	101 => nameless('${cv}', '[1]', 'null'),
	104 => nameless('${cv}', '"\u9884\u7f6e"', '""'),
	147 => '{"pipeline_tree":null,"constants":null}',
	199 => '{"template_id":""}',
	209 => '{"template_id":"12L"}',
);

sub answered {
	my ($entry) = @_;
	return if $entry->{answer} !~ /\[SOPS\] interface \[get_task_detail\].*Status Code: 500/;
	my ($task) = join(' ', $entry->{target}, $entry->{body} // '') =~ $id or return;
	return $answered{$task};
}

# What is wrong with an answer.
sub wrong {
	my ($entry, $answer) = @_;
	my $other = other_answer($entry);
	return "status: $answer->{status}" if $answer->{status} != $entry->{status};
	return if $entry->{method} eq 'HEAD' && $answer->{body} eq '';
	return "headers: @{[ map { $_ // 'none' } @$_ ]}" for grep { "@$_" ne "@{ $entry->{content} }" }
	  [ map { $_ // '' } @{ $answer->{headers} }{ 'content-type', 'content-language' } ];
	my $got = eval { json_strict($answer->{body}) } // return "no JSON: $@";
	if (my $answered = answered($entry)) {
		return 'no data: ' . json_text($got) if ref $got->{data} ne 'HASH';
		my $want = json_strict($answered);
		return json_difference($want, { map { ($_ => $got->{data}{$_}) } keys %$want });
	}
	my $want = $other // json_decode($entry->{answer});
	as_designed($want);
	$got->{data}{outputs} = [ sort { $a->{key} cmp $b->{key} } @{ $got->{data}{outputs} } ]
	  if has_constants($got) && ref $got->{data}{outputs} eq 'ARRAY';
	$want->{request_id} = $got->{request_id}
	  if exists $want->{request_id} && ($got->{request_id} // '') =~ /^[0-9a-f]{32}\z/;
	return recorded_difference($want, $got, clock => $entry->{clock} ? time - $entry->{at} : undef);
}

# Whether Redis is as the entry needs it.
sub has_redis {
	my ($need) = @_;
	return if !$redis;
	my $down = $need eq 'redis_down';
	$down ? $redis->stop : $redis->start if $down != $redis->{down};
	$redis->{down} = $down;
	return 1;
}

my %cannot = (
	redis         => 'redis-server is not installed',
	redis_down    => 'redis-server is not installed',
	server_limits => 'limits of the servers between ESB and bk-sops, which are not there',
);
for my $entry (@entries) {
	my $name = "corpus $entry->{id}: $entry->{method}"
	  . (defined $entry->{case} ? ", esb $entry->{case}" : '') . ($entry->{state} ? ", $entry->{state}" : '');
SKIP: {
		my ($need) = @{ $entry->{needs} // [] };
		skip "$name: $cannot{$need}", 1 if $need && !($need =~ /^redis/ && has_redis($need));
		enter($entry->{state} // '');
		my $answer = eval { ask($entry) };
		my $wrong = $answer ? wrong($entry, $answer) : "no answer: $@";
		ok(!defined $wrong, $name) or diag($wrong);
	}
}
enter('');
$s->finish;
