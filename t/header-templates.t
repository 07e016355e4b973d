# SPDX-License-Identifier: MIT
# The endpoints about templates at bk-sops' own URLs (sops 3.6, 6.5), with
# auth = header and auth = jwt.  What they answer is tested in sops-templates.t.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http escape);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir spew);
use Bk::Service;
use Bk::Template qw(add_template);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my %header = (
	auth => 'header', 'pm.max_children' => 1, 'mysql.paas.database' => undef, 'login.secret_key_file' => undef);
my $s = Bk::Service->new(sample => 'nginx-apigw.conf', set => { %header, common_templates => 'on' });

# Pools on the same database: bk-sops before V3.3.21, and auth = jwt.
sub pool {
	my ($name, %set) = @_;
	my $pool = Bk::Pool->new(maria => $s->{maria}, name => $name, set => { %header, %set });
	return ($pool, Bk::Nginx->new(pool => $pool, name => $name, all => 1, sample => 'nginx-apigw.conf')->{port});
}
my $key = key('now');
my $pem = tmpdir . '/apigw.pub';
spew($pem, $key->{public}, 0600);
my ($old, $old_port) = pool('old');
my ($jwt, $jwt_port) = pool('jwt', auth => 'jwt', 'jwt.public_key_file' => $pem, common_templates => 'on');
my $port  = $s->{nginx}{port};
my $FALSE = JSON::PP::false;
my $FAULT = { result => $FALSE, code => 1306000, status_code => 50000, message => '系统异常,请联系管理员处理' };

# ask(TARGET behind apigw/, user => ..., app => ..., headers => [...], method, port)
sub ask {
	my ($target, %o) = @_;
	my $user = exists $o{user} ? $o{user} : 'root1';
	utf8::encode($user) if defined $user && utf8::is_utf8($user);
	$target = join '', map { m{[/?&;=+%]} ? $_ : escape($_) } split m{([/?&;=+%])}, $target;
	my $answer = http($o{port} // $old_port, $o{method} // 'GET', "$Bk::Service::APIGW/$target",
		($o{method} // 'GET') eq 'POST' ? (body => '') : (),
		headers => [
			(defined $user   ? ('Bk-Username', $user)    : ()),
			(defined $o{app} ? ('Bk-App-Code', $o{app})  : ()), @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

sub data_of {
	my ($got) = @_;
	my $json = $got->{json};
	return join(',', sort keys %$json) eq 'data,result' && $json->{result} && $got->{status} == 200 ? $json->{data} : { refused => $got->{body} };
}
sub ids { my ($data) = @_; return ref $data eq 'ARRAY' ? join(' ', map { $_->{id} } @$data) : $data->{refused} }

sub is_list { my ($name, $want, @ask) = @_; is(ids(data_of(ask(@ask))), $want, $name) }
sub is_one  { my ($name, $want, @ask) = @_; my $data = data_of(ask(@ask)); is($data->{id} // $data->{refused}, $want, $name) }

sub is_answer {
	my ($name, $status, $json, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ $status, $json ], $name);
}
sub is_refused { my ($name, $message, @ask) = @_; is_answer($name, 200, { message => $message, result => $FALSE }, @ask) }
sub is_fault   { my ($name, @ask) = @_; is_answer($name, 500, $FAULT, @ask) }

sub is_status {
	my ($name, $status, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json}{result}, $got->{headers}{'content-type'} ], [ $status, $FALSE, 'application/json' ], $name)
	  or diag($got->{body});
}
sub absent { my ($id, $business) = @_; return "template[id=$id] of business[bk_biz_id=$business] does not exist" }
sub no_perm { return "user[username=$_[0]] does not have perm of business:[bk_biz_id=2]" }

my $first  = add_template($s, pipeline => { name => '模板' });
my $second = add_template($s);
my $common = add_template($s, common => 1);
my %item   = (creator => 'admin', create_time => '2019-01-17 12:13:03 +0800', editor => undef, edit_time => '2019-01-18 12:13:03 +0800', category => 'Other');
my %first  = (id => $first, name => '模板', bk_biz_id => '2', bk_biz_name => '蓝鲸', %item);
my %common = (id => $common, name => "template $common", %item);
my %tree   = (pipeline_tree => { activities => {} });

# --- those of a business

is_deeply(data_of(ask('get_template_list/2/'))->[1], \%first, 'sops 3.6: a list');
is_deeply(data_of(ask("get_template_info/$first/2/")), { %first, %tree }, 'sops 3.6: one template');
is_list('sops 2: without the last slash (design)', "$second $first", 'get_template_list/2');
is_list('sops 6: a newline behind the last slash', "$second $first", 'get_template_list/2/%0A');
is(data_of(ask("get_template_list/$_/"))->[0]{bk_biz_id}, $_, "sops 151: business $_, as typed") for '002', '٢', '２';
is(data_of(ask("get_template_list/٢/", port => $port))->[0]{bk_biz_id}, 2, 'V3.3.21: business ٢ is a number');
is_list("sops 152: $_: common", $common, "get_template_list/2/?$_")
  for 'template_source=', 'template_source', 'template_source=zzz', 'template_source=common', 'template_source=Business', 'template_source=business ',
  'template_source=%FF', 'template_source=%00', 'template_source=%5B%22business%22%5D', 'template_source=null';
is_list("sops 152: $_: of the business", "$second $first", "get_template_list/2/?$_")
  for 'template_source=business', 'Template_Source=common', 'x=common', 'template_source=%62usiness', '';
is_list('sops 153: the last one counts', "$second $first", 'get_template_list/2/?template_source=common&template_source=business');
is_list('sops 153: the other way, with ;', $common, 'get_template_list/2/?template_source=business;template_source=common');
is_deeply(data_of(ask("get_template_info/$common/3/?template_source=x")), { %common, %tree, bk_biz_id => '3', bk_biz_name => 'other' },
	'sops 161: a common template, with the business that asks');
is_refused('sops 157: a template of another business', absent("0$first", '03'), "get_template_info/0$first/03/");
is_refused('sops 162: no such common template', 'common template[id=1] does not exist', 'get_template_info/1/2/?template_source=common');
is_one("sops 163: template $_, which is there", $first, "get_template_info/$_/2/") for map { $first =~ tr/0-9/٠-٩/r, "٠$_" } $first;
is_fault("sops 163: $_", "get_template_info/$_") for '٩٩٩/2/', '٩٩٩/2/?template_source=common', '999/٢/';
is_refused("sops 3.1.1: template $_", absent($_, 2), "get_template_info/$_/2/") for '0', '4294967297', '18446744073709551617', '1' x 40;
is_status("sops 4: $_", 404, $_) for 'get_template_list/', 'get_template_list/x/', 'get_template_list/2/3/', 'get_template_list/-2/',
  "get_template_info/$first/", 'get_template_info/x/2/', "get_template_info/$first/2/3/", 'get_template_lists/2/', 'GET_TEMPLATE_LIST/2/';
is(join(' ', $_->{status}, $_->{headers}{allow} // 'none'), '405 GET', 'sops 8: POST') for ask('get_template_list/2/', method => 'POST');

# --- who may ask for them

my $list = 'get_template_list/2/';
my $info = "get_template_info/$first/2/";
for my $url ($list, $info) {
	is_refused("sops 12: no Bk-Username, $url", 'user[username=None] does not exist or has not logged in this APP', $url, user => undef);
	is_refused("sops 14: 张三, $url", 'user[username=张三] does not exist or has not logged in this APP', $url, user => '张三');
	is_fault("sops 15: FF FE, $url", $url, user => "\xFF\xFE");
	is_refused("sops 17: no permission, $url", no_perm('nobody'), $url, user => 'NOBODY');
	is_refused("sops 24: no such business, $url", 'business[bk_biz_id=099] does not exist', $url =~ s{/2/$}{/099/}r);
	like(ask($url, user => 'nobody', app => 'bk_fta')->{body}, qr/"result":true/, "sops 30: a trusted app, $url");
	is_fault("sops 33: a trusted app without user, $url", $url, user => undef, app => 'bk_fta');
}
is_list('sops 3.1.12: view_business suffices', "$second $first", $list, user => 'viewer');
is_refused('sops 35: the permission before the template', no_perm('nobody'), 'get_template_info/99999/2/', user => 'nobody');
$s->db->do(q{UPDATE bk_sops.account_user SET username = '无名' WHERE username = 'nobody'});
is_fault("no permission and a name that is not ASCII: bk-sops fails over the message, $_", $_, user => '无名') for $list, $info, 'get_task_detail/1/2/';
is_refused('a name that is not ASCII, no such business', 'business[bk_biz_id=99] does not exist', 'get_template_list/99/', user => '无名');
$s->db->do(q{UPDATE bk_sops.account_user SET username = 'nobody' WHERE username = '无名'});

# --- the endpoints for common templates

is_status("before V3.3.21: $_->[0] $_->[1] is no URL", 404, $_->[1], method => $_->[0])
  for map { [ GET => $_ ], [ POST => $_ ] } 'get_common_template_list/', "get_common_template_info/$common/";
is_list('V3.3.21: the list', $common, 'get_common_template_list/', port => $port);
is_list('V3.3.21: without the last slash (design)', $common, 'get_common_template_list', port => $port);
is_deeply(data_of(ask('get_common_template_list/', port => $port)), [ \%common ], 'V3.3.21: an item has no business');
is_deeply(data_of(ask("get_common_template_info/$common/", port => $port)), { %common, %tree }, 'V3.3.21: one template');
is_list("V3.3.21: for anybody: $_->[0]", $common, 'get_common_template_list/', port => $port, @$_[ 1 .. $#$_ ])
  for [ 'no header', user => undef ], [ 'an unknown user', user => 'ghost' ], [ 'FF FE', user => "\xFF\xFE" ],
  [ 'a trusted app without user', user => undef, app => 'bk_fta' ], [ 'a trusted app, 65 characters', user => 'x' x 65, app => 'bk_fta' ];
is_list('V3.3.21: parameters do not matter', $common, 'get_common_template_list/?template_source=business&bk_biz_id=99', port => $port);
is_refused("V3.3.21: template $_", "common template[id=$_] does not exist", "get_common_template_info/$_/", port => $port) for '1', "0$first", '1' x 40;
is_one('V3.3.21: template in Arabic digits', $common, 'get_common_template_info/' . $common =~ tr/0-9/٠-٩/r . '/', port => $port);
is_fault('V3.3.21: template ٩٩٩, which is missing', 'get_common_template_info/٩٩٩/', port => $port);
is_status("V3.3.21: $_", 404, $_, port => $port)
  for 'get_common_template_list/2/', 'get_common_template_info/', 'get_common_template_info/x/', "get_common_template_info/$common/2/";
is_status('V3.3.21: POST', 405, 'get_common_template_list/', port => $port, method => 'POST');

# --- auth = jwt

sub token { my (@claims) = @_; return (port => $jwt_port, user => undef, headers => [ 'X-Bkapi-Jwt', jwt($key, claims(@claims)) ]) }
my @none   = (port => $jwt_port, user => 'root1');
my $denied = { result => $FALSE, data => undef,
	message => 'X_BKAPI_JWT not in http header or it is empty, please called API through API Gateway' };
is_list('jwt: a list', "$second $first", $list, token('viewer', 'my_app'));
is_one('jwt: one template', $first, $info, token('viewer', 'my_app'));
is_refused('jwt: no permission', no_perm('nobody'), $list, token('nobody', 'my_app'));
is_answer("jwt: no token, $_", 200, $denied, $_, @none) for $list, $info, 'get_common_template_list/', "get_common_template_info/$common/";
is_list('jwt: the common list', $common, 'get_common_template_list/', token('ghost', 'my_app'));
is_one('jwt: one common template', $common, "get_common_template_info/$common/", token('ghost', 'my_app'));
is_list('jwt: the common list, for a token that names nobody', $common, 'get_common_template_list/', token(0, 0, user => undef, app => undef));
is_answer('jwt: an expired token', 200, { %$denied, message => 'Invalid X_BKAPI_JWT, which is expired' },
	'get_common_template_list/', token('root1', 'my_app', exp => time - 60));
is_fault('jwt: a token that names nobody, the list of a business', $list, token(0, 0, user => undef, app => undef));
is_status('jwt: the method comes first', 405, 'get_common_template_list/', @none, method => 'POST');

# --- what bk-sops fails over, and the log

add_template($s, pipeline => undef);
is_fault('sops 154: a template without pipeline template', $list);
$s->db->do('RENAME TABLE bk_sops.template_commontemplate TO bk_sops.hidden');
is_fault("a table that cannot be read: $_", $_, port => $port) for 'get_common_template_list/', "get_common_template_info/$common/";
$s->db->do('RENAME TABLE bk_sops.hidden TO bk_sops.template_commontemplate');
like($old->log, qr/get_template_list 2: a template has no pipeline template$/m, 'the log names the ids of the URL');
like($s->{pool}->log, qr/get_common_template_list: the templates could not be read$/m, 'and no ids where there are none');
for my $pool ($old, $jwt) {
	$pool->stop;
	is(join('', $pool->complaints), '', 'nothing bad in the log of another pool');
}
$s->finish;
