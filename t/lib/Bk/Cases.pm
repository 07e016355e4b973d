# SPDX-License-Identifier: MIT
package Bk::Cases;

# The numbered cases of esb chapter 11: one row is one question and one TAP
# line.
#
#   [ NUMBER, NAME, METHOD, TARGET, WANT, OPTION => VALUE, ... ]
#
# NUMBER alone with NAME is a case that is skipped, NAME being the reason.
# TARGET may be code that gives it, for what depends on the time.  Options:
#   body, headers   as Bk::Http::http
#   change          [TABLE, SQL, ...]: SQL is done before and undone after
#   hide            a table that cannot be read meanwhile
#   language        of Content-Language, "en" unless told
#   raw             bytes that the body must have
# Tables are those of open_paas unless they say another database.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(query);
use Bk::Process ();
use Bk::Service;
use Bk::Token ();
use Exporter 'import';
use JSON::PP ();
use Test::More ();
our @EXPORT = qw(D W S U I WJ UJ IJ url object run answer task refused
  not_found server_fault no_body login_fault sops_fault stored_token signed is_answer);

# The names of esb chapter 11.
use constant D => $Bk::Service::DETAIL;
use constant W => 'bk_app_code=bk_cdman&bk_app_secret=cd-secret';
use constant S => 'bk_app_code=bk_sops&bk_app_secret=11111111-2222-3333-4444-555555555555';
use constant U => 'bk_username=admin';
use constant I => 'task_id=1&bk_biz_id=2';

# W, U and I for object().
use constant WJ => (bk_app_code => '"bk_cdman"', bk_app_secret => '"cd-secret"');
use constant UJ => (bk_username => '"admin"');
use constant IJ => (task_id     => '1', bk_biz_id => '2');

sub url { return D . '?' . join '&', @_ }

# A JSON object in this order; the values are JSON texts.
sub object {
	my @members;
	while (my ($name, $value) = splice @_, 0, 2) {
		push @members, qq("$name": $value);
	}
	return '{' . join(', ', @members) . '}';
}

# esb 2.3; the numbers with letters are those with several forms.  The P2 ones
# are those of esb 10.2.
my $third = 'Component request third-party system [%s] interface [%s] error: %s,'
  . ' please try again later or contact component developer to handle this';
my %message = (
	M1  => [ 1306000, 'Request JSON string is wrong in format, which cannot be analyzed.' ],
	M2  => [ 1306000, 'Signature [bk_signature] and APP Secret [bk_app_secret] cannot be empty at the same time' ],
	M3  => [ 1306000, 'APP Code [bk_app_code] cannot be empty' ],
	M4  => [ 1306000, 'Invalid APP Code [bk_app_code=%s], please confirm if the APP Code has been registered' ],
	M5  => [ 1306000, 'APP Secret verification failed, pelase confirm if the APP Secret and APP Code [bk_app_code=%s] match' ],
	M6  => [ 1306000, 'Signature [bk_signature] verification failed, please provide valid parameters and signature' ],
	M7a => [ 1306000, 'Parameter bk_nonce does not exist' ],
	M7b => [ 1306000, 'Parameter bk_nonce is illegal' ],
	M7c => [ 1306000, 'Parameter bk_nonce is illegal, it must be a positive integer' ],
	M8a => [ 1306000, 'Parameter bk_timestamp does not exist' ],
	M8b => [ 1306000, 'Parameter bk_timestamp is illegal, due to non-time format' ],
	M8c => [ 1306000, 'Parameter bk_timestamp is illegal, because it has expired' ],
	M9  => [ 1306000, 'User authentication failed, please check if the bk_token is valid' ],
	M10 => [ 1306000, 'User authentication failed, please provide a valid user identity, such as bk_token, bk_username' ],
	M11 => [ 1306000, 'The specified user TOKEN [bk_access_token] does not exist' ],
	M12 => [ 1306000, 'The specified user TOKEN [bk_access_token] has expired, please apply for authorization again' ],
	M13 => [ 1306403, 'APP permission is insufficient, APP has no permission to access the component (%s) of the system (%s).'
		  . ' The APP manager can go to the Developer Center and apply for permission to access the component' ],
	M14 => [ 1306429, 'Access frequency limit, Access frequency of APP [%s] to component [%s] exceeds the limit;'
		  . ' the frequency limit is [%s], please try again later' ],
	M15 => [ 1306406, 'Parameters error, param %s is required' ],
	M16 => [ 1306206, 'Error, the component does not support access third-party test environment' ],
	M17 => [ 1306201, $third ],
	M19 => [ 1306000, 'Component error, please contact the component developer to handle it.' ],
	M20 => [ 1306405, 'Not found, inactive channel' ],
	M21 => [ 1306404, 'Not found, component class not found, %s' ],
	P2_body   => [ 1306000, 'Request JSON string is wrong in format, which cannot be analyzed.' ],
	P2_header => [ 1306406, 'Parameters error, request header X-Bkapi-Authorization is not a valid JSON format string' ],
	P2_access => [ 1306000, 'verify access_token failed, please check if the access_token is valid' ],
);

# answer('M4', 'nope'): message 4 about "nope".
sub answer {
	my ($number, @about) = @_;
	my ($code, $text) = @{ $message{$number} // die "no message $number" };
	my %json = (result => JSON::PP::false, code => $code, data => undef, message => sprintf($text, @about));
	$json{request_id} = 'R' if $number !~ /^(?:M2[01]|P2_body|P2_header)$/;
	return [ 200, \%json ];
}

sub login_fault {
	return answer('M17', 'BK_LOGIN', 'is_login', 'Status Code: 500, Error Message: Third-party system internal error');
}
sub sops_fault { my ($detail) = @_; return answer('M17', 'SOPS', 'get_task_detail', $detail) }

sub not_found    { return [ 404, { message => 'The content does not exist', data => undef, result => JSON::PP::false } ] }
sub no_body      { return [ 404 ] }
sub server_fault {
	return [ 500, {
		message => 'Request is abnormal, please contact the component developer',
		data    => undef,
		result  => JSON::PP::false } ];
}

# OK with a task of business 2.
sub task {
	my ($id) = @_;
	return [ 200, { result => JSON::PP::true, code => 0, message => '', data => "task $id of business 2", request_id => 'R' } ];
}

# OK with a user whom bk-sops then refuses: its message shows who asked.
sub refused {
	my ($text) = @_;
	return [ 200, { result => JSON::PP::false, code => 1306000, message => $text, data => undef, request_id => 'R' } ];
}

my $writer = JSON::PP->new->canonical->pretty->allow_nonref->allow_bignum;

sub _text {
	my ($status, $json, $language) = @_;
	my $text = "HTTP $status\n" . ($json ? $writer->encode($json) : "no body\n");
	return $text . "Content-Language $language\nother headers are right\nbytes are right\n";
}

# The headers of every answer (esb 2.4); what is wrong with them.
sub _headers {
	my ($h) = @_;
	my %want = (
		'content-type'    => 'application/json; charset=utf-8',
		'vary'            => 'Accept-Language, Cookie',
		'x-frame-options' => 'SAMEORIGIN');
	my @bad = map { "$_: " . ($h->{$_} // 'none') } grep { ($h->{$_} // '') ne $want{$_} } sort keys %want;
	push @bad, "$_ is there" for grep { exists $h->{$_} } qw(set-cookie location x-bkapi-request-id);
	# Ours, not ESB's.
	push @bad, 'x-request-id is wrong' if ($h->{'x-request-id'} // '') !~ /^[0-9a-f]{32}\z/;
	return @bad ? join ', ', @bad : 'right';
}

# An answer in the form of the wanted one.
sub _got {
	my ($answer, $raw) = @_;
	my $json = Bk::Service::json($answer);
	if (ref $json eq 'HASH') {
		$json->{request_id} = 'R' if ($json->{request_id} // '') =~ /\A[0-9a-f]{32}\z/;
		my $data = $json->{data};
		$json->{data} = "task $data->{id} of business $data->{business_id}" if ref $data eq 'HASH';
	} elsif ($answer->{body} ne '') {
		$json = { 'no JSON object' => $answer->{body} };
	}
	my $bytes = defined $raw && index($answer->{body}, $raw) < 0 ? "wrong: $answer->{body}" : 'right';
	return "HTTP $answer->{status}\n"
	  . ($json ? $writer->encode($json) : "no body\n")
	  . 'Content-Language ' . ($answer->{headers}{'content-language'} // 'none') . "\n"
	  . 'other headers are ' . _headers($answer->{headers}) . "\n"
	  . "bytes are $bytes\n";
}

# Runs code with tables changed, and puts them back.
sub _changed {
	my ($db, $change, $hide, $code) = @_;
	$db->do('USE open_paas');
	$db->do('SET foreign_key_checks = 0');
	my ($table, @sql) = @{ $change // [] };
	if ($table) {
		$db->do("CREATE TABLE $table\_kept AS SELECT * FROM $table");
		$db->do($_) for @sql;
	}
	$db->do("RENAME TABLE $hide TO $hide\_hidden") if $hide;
	my $result = eval { $code->() };
	my $error  = $@;
	$db->do("RENAME TABLE $hide\_hidden TO $hide") if $hide;
	if ($table) {
		$db->do("DELETE FROM $table");
		$db->do("INSERT INTO $table SELECT * FROM $table\_kept");
		$db->do("DROP TABLE $table\_kept");
	}
	die $error if $error;
	return $result;
}

# is_answer(ANSWER, WANT, NAME, raw, language): one TAP line.
sub is_answer {
	my ($answer, $want, $name, %o) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return Test::More::is(_got($answer, $o{raw}), _text(@$want[0, 1], $o{language} // 'en'), $name);
}

# run(SERVICE, ROW, ...)
sub run {
	my ($s, @rows) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output);
	for my $row (@rows) {
		my ($number, $name, $method, $target, $want, %o) = @$row;
		if (!$method) {
		SKIP: { Test::More::skip("esb $number: $name", 1) }
			next;
		}
		my $answer = eval {
			_changed($s->db, @o{qw(change hide)}, sub {
				my $t = ref $target ? $target->() : $target;
				$s->ask($method, $t, map { defined $o{$_} ? ($_ => $o{$_}) : () } qw(headers body));
			});
		};
		my $test = "esb $number: $name";
		$answer ? is_answer($answer, $want, $test, %o) : Test::More::fail("$test: $@");
	}
	return;
}

# stored_token(SERVICE, PLAINTEXT, column => value): the token, with a row.
sub stored_token {
	my ($s, $plain, %o) = @_;
	my $token = Bk::Token::token($plain);
	$s->db->do('INSERT INTO open_paas.login_bktoken (token, is_logout, inactive_expire_time) VALUES (?, ?, ?)',
		$o{token} // $token, $o{is_logout} // 0, $o{inactive_expire_time} // 0);
	return $token;
}

# signed(SECRET, name => value, ...): the query string of a signed GET; nonce
# and time are good unless given, undef leaves one out.  method => '...' and
# body => '...' of a POST come in a hash before.
sub signed {
	my ($secret, @rest) = @_;
	my %o = ref $rest[0] ? %{ shift @rest } : ();
	my %q = (bk_nonce => 12345, bk_timestamp => time, @rest);
	delete $q{$_} for grep { !defined $q{$_} } keys %q;
	my %text = (%q, defined $o{body} ? (data => $o{body}) : ());
	my $string = ($o{method} // 'GET') . ($o{path} // D) . '?' . join '&', map { "$_=$text{$_}" } sort keys %text;
	return query((map { ($_, $q{$_}) } sort keys %q),
		($o{name} // 'bk_signature') => $o{signature} // Bk::Token::signature($secret, $string));
}

1;
