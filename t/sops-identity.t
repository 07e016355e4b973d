# SPDX-License-Identifier: MIT
# Who may ask about which business (sops 6.1), as far as the gateway lets the
# question through: users are named by a whitelisted app, as no login is needed
# to see what bk-sops makes of them.  What only the URLs of bk-sops can show is in
# sops-header.t and jwt.t.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(query);
use Bk::Service;
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new;
$s->db->do(q{UPDATE open_paas.esb_function_controller SET wlist = CONCAT(wlist, ';bk_fta;bk_bcs')
	WHERE func_code = 'user_auth::skip_user_auth'});

my %SECRET  = (bk_cdman => 'cd-secret', bk_fta => 'fta-secret', bk_bcs => 'bcs-secret');
my $FAULT   = 'Status Code: 500, Error Message: Third-party system internal error';
my $NO_JSON = 'interface response is not the JSON format';

# ask(USER, task_id => ..., bk_biz_id => ..., app => ..., name => value...)
sub ask {
	my ($user, %o) = @_;
	my $app = delete $o{app} // 'bk_cdman';
	my %q = (bk_app_code => $app, bk_app_secret => $SECRET{$app}, bk_username => $user,
		task_id => 1, bk_biz_id => 2, %o);
	my $answer = $s->get($Bk::Service::DETAIL . '?' . query(%q));
	my $json = Bk::Service::json($answer) // {};
	$json->{status} = $answer->{status};
	return $json;
}

sub is_allowed {
	my ($name, @ask) = @_;
	my $got = ask(@ask);
	is("$got->{status} $got->{code} " . ($got->{data}{name} // "no data: $got->{message}"), '200 0 one', $name);
	return $got->{data};
}

# Refused by bk-sops: message, and what the gateway adds (esb 6.3).
sub is_refused {
	my ($name, $message, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ @$got{qw(status result code data message)} ],
		[ 200, JSON::PP::false, 1306000, undef, $message ], $name);
}

# Answered by the gateway in place of bk-sops (esb 6.4).
sub is_failure {
	my ($name, $detail, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ @$got{qw(status result code data message)} ],
		[ 200, JSON::PP::false, 1306201, undef,
			"Component request third-party system [SOPS] interface [get_task_detail] error: $detail, "
			  . 'please try again later or contact component developer to handle this' ], $name);
}

sub unknown { return "user[username=$_[0]] does not exist or has not logged in this APP" }
sub no_perm { return "user[username=$_[0]] does not have perm of business:[bk_biz_id=2]" }
sub missing { return "business[bk_biz_id=$_[0]] does not exist" }

is_allowed('sops 1: a plain question', 'root1');
is_failure("sops 4: task_id=$_", $NO_JSON, 'root1', task_id => $_) for 'abc', '';
is_failure("sops 5: task_id=$_", $NO_JSON, 'root1', task_id => $_) for '+1', '-1', ' 1', '1 ', '1/2';
is_failure("sops 5: bk_biz_id=$_", $NO_JSON, 'root1', bk_biz_id => $_) for '+2', '-2', '2.0', '';
is_failure('sops 14: 张三, which cannot be sent as a header (esb 6.4)', '', '张三');
is_failure('sops 15: FF FE, which cannot be sent as a header (esb 6.4)', '', "\xFF\xFE");
is_refused("sops 16: $_->[0]", unknown($_->[1]), $_->[1])
  for [ 'quote and backslash', q{a'b\\} ], [ '300 characters', 'x' x 300 ], [ 'quotes', q{"a" OR ''=''} ],
  [ 'a percent sign', 'r%t1' ], [ 'an underscore', 'root_' ];
is_failure('sops 16: emoji, which cannot be sent as a header (esb 6.4)', '', "\x{1F600}");
is_refused("sops 17: '$_' is shown as the database spells it", no_perm('nobody'), $_) for 'NOBODY', 'nobody  ', 'Nobody';
is_failure('sops 18: röot1, which cannot be sent as a header (esb 6.4)', '', 'röot1');
is_allowed('sops 18: ROOT1 is root1', 'ROOT1');
is_refused('sops 19: a superuser who is not active', no_perm('deadroot'), 'deadroot');
is_allowed('sops 20: view_business',           'viewer');
is_allowed('sops 20: only manage_business',    'manager');
is_allowed('sops 20: through a group',         'member');
is_refused('sops 20: another permission on the business', no_perm('changer'), 'changer');
is_refused('sops 20: the permission of another content type', no_perm('wrongtype'), 'wrongtype');
is_refused('sops 20: another group', no_perm('nobody'), 'nobody');
is_refused('sops 21: in a group with permission, not active', no_perm('gonemember'), 'gonemember');
$s->db->do('UPDATE bk_sops.account_user SET is_active = 0 WHERE username = ?', 'member');
is_refused('sops 21: switched off just now', no_perm('member'), 'member');
$s->db->do('UPDATE bk_sops.account_user SET is_active = 1 WHERE username = ?', 'member');
is_allowed('sops 21: and on again', 'member');
$s->db->do('UPDATE bk_sops.account_user SET is_active = 0 WHERE username = ?', 'viewer');
is_refused('sops 21: with a permission of one\'s own, not active', no_perm('viewer'), 'viewer');
$s->db->do('UPDATE bk_sops.account_user SET is_active = 1 WHERE username = ?', 'viewer');
is_refused('sops 22: object_pk is the cc_id', no_perm('wrongpk'), 'wrongpk');

for my $table ('account_user_user_permissions (user_id INT, permission_id INT)',
	'auth_group_permissions (group_id INT, permission_id INT)') {
	$s->db->do("CREATE TABLE bk_sops.$table");
}
$s->db->do('INSERT INTO bk_sops.account_user_user_permissions VALUES (12, 1), (12, 2)');
$s->db->do('INSERT INTO bk_sops.auth_group_permissions VALUES (2, 1), (2, 2)');
is_refused('sops 23: only the permission on the model',          no_perm('bob'),    'bob');
is_refused('sops 23: only the permission on the model, a group', no_perm('nobody'), 'nobody');

is_refused('sops 24: no such business', missing(99), 'root1', bk_biz_id => 99);
is_refused('sops 24: the primary key is not the number', missing(1), 'root1', bk_biz_id => 1);
is_refused('sops 24: beyond 32 and 64 bits', missing($_), 'root1', bk_biz_id => $_)
  for 2147483648 + 2, 4294967296 + 2, '18446744073709551618', '2' x 40;
is_refused('sops 25: no such business, as typed', missing('0099'), 'root1', bk_biz_id => '0099');
is(is_allowed('sops 26: business 002', 'viewer', bk_biz_id => '002')->{business_id}, 2, 'sops 26: and business_id is 2');
is_refused('sops 27: business 002, refused', no_perm('nobody'), 'nobody', bk_biz_id => '002');
is_failure("sops 28: $_ (design)", $NO_JSON, 'root1', bk_biz_id => $_) for '٢', '٩', '２';
$s->db->do(q{UPDATE bk_sops.core_business SET status = 'disabled', life_cycle = '3' WHERE cc_id = 2});
is_allowed('sops 29: an archived business', 'viewer');
$s->db->do(q{UPDATE bk_sops.core_business SET status = NULL WHERE cc_id = 2});
is_allowed('sops 29: status NULL', 'viewer');

is_allowed("sops 30: $_", 'nobody', app => $_) for 'bk_fta', 'bk_bcs';
is_allowed('sops 30: a user who is not active', 'deadroot', app => 'bk_fta');
$s->db->do(q{UPDATE open_paas.esb_function_controller SET wlist = CONCAT(wlist, ';BK_FTA')});
$SECRET{BK_FTA} = 'fta-secret';
is_refused('sops 31: BK_FTA is not trusted', no_perm('nobody'), 'nobody', app => 'BK_FTA');
is_allowed('sops 32: an unknown user of a trusted app', 'ghost', app => 'bk_fta');
is($s->db->one(q{SELECT COUNT(*) FROM bk_sops.account_user WHERE username = 'ghost'}), 0, 'sops 32: who is not created');
is_allowed('sops 33: a name of 64 characters', 'x' x 64, app => 'bk_fta');
is_failure('sops 33: a name of 65 characters', $FAULT, 'x' x 65, app => 'bk_fta');
is_failure('sops 33: a name of 70 characters', $FAULT, 'x' x 70, app => 'bk_fta');
is_refused('sops 34: a trusted app, no such business', missing(99), 'nobody', app => 'bk_fta', bk_biz_id => 99);
is_refused('sops 35: the user is looked at first', unknown('ghost'), 'ghost', bk_biz_id => 99);
is_refused('sops 35: the business before the permission', missing(99), 'nobody', bk_biz_id => 99);
is_refused('sops 35: the permission before the task', no_perm('nobody'), 'nobody', task_id => 99);
my @forged = (headers => [ 'Bk-Username', 'root1', 'Bk-App-Code', 'bk_fta', 'X-Bkapi-Jwt', 'a.b.c' ]);
my %nobody = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', task_id => 1, bk_biz_id => 2);
is(Bk::Service::json($s->get("$Bk::Service::DETAIL?" . query(%nobody, bk_username => 'nobody'), @forged))->{message},
	no_perm('nobody'), 'the headers of a gateway, from a client: they give no other user and no trust');
like(Bk::Service::json($s->get("$Bk::Service::DETAIL?" . query(%nobody), @forged))->{message},
	qr/^User authentication failed/, 'nor any user at all');
is($s->get("$Bk::Service::APIGW/get_task_detail/1/2/", @forged)->{status}, 404, 'nor the URLs of bk-sops');
$s->finish;
