# SPDX-License-Identifier: MIT
# auth = header: bk-sops' own URLs, and whom it takes a caller for (sops 6.1; 36
# and 37 are in jwt.t).
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http escape);
use Bk::Service;
use IO::Socket::UNIX;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new(
	sample => 'nginx-apigw.conf',
	set    => { auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $TD    = "$Bk::Service::APIGW/get_task_detail";
my $FALSE = JSON::PP::false;
my $FAULT = { result => $FALSE, code => 1306000, status_code => 50000, message => '系统异常,请联系管理员处理' };

# ask(USER, task => ..., business => ..., app => ..., target, method, headers):
# user and app undef: no such header.
sub ask {
	my ($user, %o) = @_;
	my $app = exists $o{app} ? $o{app} : 'my_app';
	utf8::encode($user) if defined $user && utf8::is_utf8($user);
	my $target = $o{target} // "$TD/" . escape($o{task} // 1) . '/' . escape($o{business} // 2) . '/';
	my $answer = $s->ask($o{method} // 'GET', $target, body => $o{body}, headers => [
		(defined $user ? ('Bk-Username', $user) : ()),
		(defined $app  ? ('Bk-App-Code', $app)  : ()),
		@{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer);
	return $answer;
}

sub is_allowed {
	my ($name, @ask) = @_;
	my $got  = ask(@ask);
	my $json = $got->{json} // {};
	is_deeply([ $got->{status}, [ sort keys %$json ], $json->{result}, $json->{data}{name} ],
		[ 200, [qw(data result)], JSON::PP::true, 'one' ], $name)
	  or diag($got->{body});
	return $got;
}

sub is_refused {
	my ($name, $message, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ 200, { message => $message, result => $FALSE } ], $name);
	return $got;
}

sub is_fault {
	my ($name, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ 500, $FAULT ], $name);
}

sub is_status {
	my ($status, $name, @ask) = @_;
	my $got  = ask(@ask);
	my $json = $got->{json} // {};
	is_deeply([ $got->{status}, [ sort keys %$json ], $json->{result}, $got->{headers}{'content-type'} ],
		[ $status, [qw(message result)], $FALSE, 'application/json' ], $name)
	  or diag($got->{body});
	return $got;
}

sub headers_of {
	my ($got) = @_;
	return join '; ', map { $got->{headers}{$_} // 'none' } qw(content-type vary content-language);
}

sub unknown { return "user[username=$_[0]] does not exist or has not logged in this APP" }
sub no_perm { return "user[username=$_[0]] does not have perm of business:[bk_biz_id=2]" }
sub missing { return "business[bk_biz_id=$_[0]] does not exist" }
sub no_task { return "task[id=$_[0]] of business[bk_biz_id=$_[1]] does not exist" }

# --- URLs and methods ------------------------------------------------------

my $answer = is_allowed('sops 1: a plain question', 'root1');
my $data   = $answer->{json}{data};
is(headers_of($answer), 'application/json; Accept-Language, Cookie; zh-hans', 'sops 1: its headers');
is("$data->{id} $data->{business_id} $data->{template_id}", '1 2 7', 'sops 1: its data');
is_allowed('an unknown parameter is ignored', 'root1', target => "$TD/1/2/?task_id=2&bk_username=x");
is_allowed('sops 2: without the last slash (design)', 'root1', target => "$TD/1/2?a=1&b=%20");
is_status(405, 'sops 3: POST without the last slash (design)', 'root1', target => "$TD/1/2", method => 'POST', body => '');
is_status(404, "sops 4: $_->[0] $_->[1]", 'root1', method => $_->[0], target => "$TD/$_->[1]", body => '')
  for [ GET => 'abc/2/' ], [ POST => 'abc/2/' ], [ GET => '1/' ], [ GET => '1/2/3/' ], [ GET => '' ], [ GET => '1//' ],
  [ GET => '1%20/2/' ], [ GET => '%FF/2/' ], [ GET => '1/2/x' ];
is_status(404, "sops 5: $_", 'root1', target => $_)
  for "$TD/+1/2/", "$TD/-1/2/", "$TD//1/2/", "$TD/1//2/", "$TD/1/2//", "/$TD/1/2/", "$TD/1%2F%2F2/", uc("$TD/") . '1/2/',
  $TD =~ s/get_task/GET_TASK/r . '/1/2/', "$Bk::Service::APIGW/no_such_endpoint/1/2/", $Bk::Service::APIGW,
  "$Bk::Service::APIGW//get_task_detail/1/2/", $TD =~ s/apigw/APIGW/r . '/1/2/',
  '/apigw/get_task_detail/1/2/', '/o/bk_sops/apigwx/get_task_detail/1/2/', '/o/bk_sops/', '/',
  '/api/c/compapi/v2/sops/get_task_detail/?task_id=1&bk_biz_id=2';
is_allowed('sops 6: a newline behind the last slash', 'root1', target => "$TD/1/2/%0A");
is_status(404, 'sops 6: two newlines, or one without the slash', 'root1', target => "$TD/1/2$_") for '/%0A%0A', '%0A';
for my $method (qw(HEAD OPTIONS)) {
	my $got = ask('root1', method => $method);
	is("$got->{status} " . ($got->{headers}{allow} // 'none'), '405 GET', "sops 7: $method");
}
is(ask('root1', method => 'HEAD')->{body}, '', 'sops 7: HEAD has no body');
is(ask('root1', method => 'TRACE')->{status}, 405, 'sops 7: TRACE, which nginx answers itself');
for my $method (qw(POST PUT PATCH DELETE)) {
	my $got = is_status(405, "sops 8: $method", 'root1', method => $method, body => '');
	is($got->{headers}{allow}, 'GET', "sops 8: $method: Allow (design)");
}
for my $method (qw(POST PUT PATCH DELETE)) {
	my $got = is_status(405, "sops 9: $method, en (design)", 'root1', method => $method, body => '', headers => [ 'Accept-Language', 'en' ]);
	is($got->{headers}{'content-language'}, 'en', "sops 9: $method: Content-Language");
}
$answer = is_status(405, 'sops 10: DELETE with proof against CSRF, and whoever asks', undef, method => 'DELETE',
	headers => [ Cookie => 'bk_sops_csrftoken=x', 'X-CSRFToken' => 'x' ]);
is($answer->{headers}{allow}, 'GET', 'sops 10: Allow');
$answer = is_status(405, 'sops 11: GET query_task_count', 'root1', target => "$Bk::Service::APIGW/query_task_count/2/");
is($answer->{headers}{allow}, 'POST', 'sops 11: Allow');

# --- users -----------------------------------------------------------------

is_refused('sops 12: no Bk-Username', unknown('None'), undef);
is_refused('sops 12: no header at all', unknown('None'), undef, app => undef);
is_refused('sops 13: an empty Bk-Username', unknown(''), '');
is_refused('sops 14: 张三', unknown('张三'), '张三');
is_fault('sops 15: FF FE', "\xFF\xFE");
is_fault("sops 15: $_->[0]", $_->[1]) for [ 'a lone surrogate', "\xED\xA0\x80" ], [ 'half a character', "a\xE4\xB8" ];
is_fault('sops 15: FF FE of a trusted app', "\xFF\xFE", app => 'bk_fta');
is_refused("sops 16: $_->[0]", unknown($_->[1]), $_->[1])
  for [ 'emoji', "\x{1F600}" ], [ 'quote and backslash', q{a'b\\} ], [ '300 characters', 'x' x 300 ],
  [ 'an attempt', q{' OR 1=1 -- } =~ s/ \z//r ], [ 'a percent sign', 'r%t1' ], [ 'None', 'None' ];
{
	# A NUL in a header does not pass nginx: FastCGI itself.
	my $socket = IO::Socket::UNIX->new(Peer => $s->{pool}{socket}) or die $!;
	my $record = sub { my ($type, $text) = @_; return pack('CCnnCC', 1, $type, 1, length $text, 0, 0) . $text };
	my @params = (REQUEST_METHOD => 'GET', DOCUMENT_URI => "$TD/1/2/", HTTP_BK_USERNAME => "root1\0x");
	my $params = '';
	while (my ($name, $value) = splice @params, 0, 2) { $params .= pack('CC', length $name, length $value) . $name . $value }
	$socket->syswrite($record->(1, pack 'nCx5', 1, 0) . $record->(4, $params) . $record->(4, '') . $record->(5, ''));
	my $answer = '';
	1 while $socket->sysread($answer, 65536, length $answer);
	like($answer, qr/"user\[username=root1\\u0000x\] does not exist/, 'sops 16: a NUL');
	is(ask("root1\0x")->{status}, 400, 'sops 16: a NUL through nginx, which does not pass it on');
}
is_refused("sops 17: '$_' is shown as the database spells it", no_perm('nobody'), $_) for 'NOBODY', 'nobody  ', 'Nobody';
is_allowed("sops 18: $_ is root1", $_) for 'röot1', 'ROOT1';
is_refused('sops 19: a superuser who is not active', no_perm('deadroot'), 'deadroot');
is_allowed("sops 20: $_", $_) for 'viewer', 'manager', 'member';
is_refused("sops 20: $_", no_perm($_), $_) for 'changer', 'wrongtype';
is_refused('sops 21: in a group with permission, not active', no_perm('gonemember'), 'gonemember');
$s->db->do('UPDATE bk_sops.account_user SET is_active = 0 WHERE username = ?', 'member');
is_refused('sops 21: switched off just now', no_perm('member'), 'member');
is_refused('sops 22: object_pk is the cc_id', no_perm('wrongpk'), 'wrongpk');
for my $table ('account_user_user_permissions (user_id INT, permission_id INT)',
	'auth_group_permissions (group_id INT, permission_id INT)') {
	$s->db->do("CREATE TABLE bk_sops.$table");
}
$s->db->do('INSERT INTO bk_sops.account_user_user_permissions VALUES (12, 1), (12, 2)');
$s->db->do('INSERT INTO bk_sops.auth_group_permissions VALUES (2, 1), (2, 2)');
is_refused("sops 23: only the permission on the model, $_", no_perm($_), $_) for 'bob', 'nobody';

# --- businesses ------------------------------------------------------------

is_refused("sops 24: no business $_", missing($_), 'root1', business => $_)
  for 99, 1, 0, 4294967296 + 2, '18446744073709551618', '2' x 40;
is_refused('sops 25: 0099, as typed', missing('0099'), 'root1', business => '0099');
is(is_allowed('sops 26: 002', 'viewer', business => '002')->{json}{data}{business_id}, 2, 'sops 26: and business_id is 2');
is_refused('sops 27: 002, refused', no_perm('nobody'), 'nobody', business => '002');
is_allowed("sops 28: $_", 'root1', business => $_) for '٢', '２', '٠2';
is_refused('sops 28: ٩, which is missing', missing('٩'), 'root1', business => '٩');
is_status(404, 'sops 28: ² is no decimal digit', 'root1', business => '²');
$s->db->do(q{UPDATE bk_sops.core_business SET status = 'disabled', life_cycle = '3' WHERE cc_id = 2});
is_allowed('sops 29: an archived business', 'viewer');

# --- trusted apps ----------------------------------------------------------

is_allowed("sops 30: $_", 'nobody', app => $_) for 'bk_fta', 'bk_bcs';
is_refused("sops 31: '$_' is not trusted", no_perm('nobody'), 'nobody', app => $_)
  for 'BK_FTA', 'bk_ft', 'bk_fta2', '', 'bk_fta,', 'bk_fta, bk_bcs', ',', "\xFF";
is_refused('sops 31: no app', no_perm('nobody'), 'nobody', app => undef);
is_allowed("sops 32: a trusted app, user '$_'", $_, app => 'bk_fta') for 'ghost', '', "\x{1F600}", 'deadroot';
is($s->db->one(q{SELECT COUNT(*) FROM bk_sops.account_user WHERE username = 'ghost'}), 0, 'sops 32: who is not created');
is_fault('sops 33: a trusted app without user', undef, app => 'bk_fta');
is_allowed('sops 33: 64 characters', '张' x 64, app => 'bk_fta');
is_fault("sops 33: $_->[0] characters", $_->[1], app => 'bk_bcs') for [ 65, '张' x 65 ], [ 70, 'x' x 70 ];
is_refused('sops 34: a trusted app, no such business', missing(99), 'nobody', app => 'bk_fta', business => 99);
is_fault('sops 34: the fault comes first', undef, app => 'bk_fta', business => 99);
is_refused('sops 35: the user is looked at first', unknown('ghost'), 'ghost', business => 99);
is_refused('sops 35: the business before the permission', missing(99), 'nobody', business => 99);
is_refused('sops 35: the permission before the task', no_perm('nobody'), 'nobody', task => 99);
is_refused('a token is no proof here', unknown('None'), undef, headers => [ 'X-Bkapi-Jwt', 'a.b.c' ]);
$answer = is_allowed('sops 38: sessions are not read (design)', 'root1', headers => [ Cookie => 'sessionid=x' ]);
like($answer->{json}{data}{create_time}, qr/ \+0800\z/, 'sops 38: times are those of time_zone');

# --- tasks, where the URL shows --------------------------------------------

is_refused('sops 76: a task of another business', no_task(1, 3), 'root1', business => 3);
is_refused('sops 77: as typed', no_task('0099999', '002'), 'root1', task => '0099999', business => '002');
is_refused("sops 78: $_", no_task($_, 2), 'root1', task => $_) for '2147483648', '1' x 40, '0', '18446744073709551617';
is_allowed("sops 79: $_", 'root1', task => $_) for '١', '１';
is_fault('sops 79: ٩, which is missing', 'root1', task => '٩');

# --- languages -------------------------------------------------------------

for my $row ([ 'sops 3.1.9: en', 'en', 'Accept-Language', 'en-US,zh;q=0.3' ],
	[ 'sops 3.1.9: a language that is not spoken', 'zh-hans', 'Accept-Language', 'fr' ],
	[ 'sops 3.1.9: the cookie',                    'en', Cookie => 'a=b; blueking_language=en' ],
	[ 'sops 3.1.9: the cookie of ESB',             'zh-hans', Cookie => 'django_language=en' ]) {
	my ($name, $want, @header) = @$row;
	is(ask('root1', headers => \@header)->{headers}{'content-language'}, $want, $name);
}

# --- the database ----------------------------------------------------------

$s->db->do('RENAME TABLE bk_sops.account_user TO bk_sops.account_user_hidden');
is_fault('a table that cannot be read: HTTP 500', 'root1');
is_allowed('which a trusted app does not need', 'root1', app => 'bk_fta');
$s->db->do('RENAME TABLE bk_sops.account_user_hidden TO bk_sops.account_user');
like($s->{pool}->log, qr/get_task_detail 1 2: the user could not be read$/m, 'and a line in the log says why');
is(http($s->{nginx}{port}, 'GET', '/ping')->{body}, 'pong', 'ping.path is answered in this mode, too');
$s->finish;
