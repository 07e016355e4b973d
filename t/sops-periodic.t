# SPDX-License-Identifier: MIT
# What get_periodic_task_list and get_periodic_task_info answer (sops 3.7, 6.5)
# in all three modes.  Cases are asked with auth = header unless they say
# another mode.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http query escape);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Periodic qw(add_periodic);
use Bk::Pool;
use Bk::Process qw(tmpdir spew);
use Bk::Service;
use Compress::Zlib ();
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new(set => { 'pm.max_children' => 1 });
$s->db->do('USE bk_sops');
my %header = (
	auth => 'header', 'pm.max_children' => 1, 'mysql.paas.database' => undef, 'login.secret_key_file' => undef);

sub pool {
	my ($name, %set) = @_;
	my $pool = Bk::Pool->new(maria => $s->{maria}, name => $name, set => { %header, %set });
	return ($pool, Bk::Nginx->new(pool => $pool, name => $name, all => 1, sample => 'nginx-apigw.conf')->{port});
}
my $key = key('now');
my $pem = tmpdir . '/apigw.pub';
spew($pem, $key->{public}, 0600);
my ($header, $port) = pool('header');
my ($jwt, $jwt_port) = pool('jwt', auth => 'jwt', 'jwt.public_key_file' => $pem);
my ($TRUE, $FALSE) = (JSON::PP::true, JSON::PP::false);
my $FAULT = { result => $FALSE, code => 1306000, status_code => 50000, message => '系统异常,请联系管理员处理' };

# ask(TARGET behind apigw/, user => ..., app => ..., headers => [...], port)
sub ask {
	my ($target, %o) = @_;
	my $user = exists $o{user} ? $o{user} : 'root1';
	$target = join '', map { m{[/?&;=+%]} ? $_ : escape($_) } split m{([/?&;=+%])}, $target;
	my $method = $o{method} // 'GET';
	my $answer = http($o{port} // $port, $method, "$Bk::Service::APIGW/$target", ($method eq 'POST' ? (body => '') : ()),
		headers => [
			(defined $user   ? ('Bk-Username', $user)   : ()),
			(defined $o{app} ? ('Bk-App-Code', $o{app}) : ()), @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

sub data_of {
	my ($got) = @_;
	my $json = $got->{json};
	return join(',', sort keys %$json) eq 'data,result' && $json->{result} && $got->{status} == 200
	  ? $json->{data} : { refused => $got->{status} == 500 ? 'E500' : $got->{body} };
}
sub list { my (@o) = @_; return data_of(ask('get_periodic_task_list/2/', @o)) }
sub info { my ($id, @o) = @_; return data_of(ask("get_periodic_task_info/$id/2/", @o)) }
sub ids { my ($data) = @_; return ref $data eq 'ARRAY' ? join(' ', map { $_->{id} } @$data) : $data->{refused} }
sub id_of { my ($data) = @_; return $data->{id} // $data->{refused} }

sub is_answer {
	my ($name, $status, $json, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ $status, $json ], $name);
}
sub is_refused { my ($name, $message, @ask) = @_; is_answer($name, 200, { message => $message, result => $FALSE }, @ask) }
sub is_fault   { my ($name, @ask) = @_; is_answer($name, 500, $FAULT, @ask) }

# A periodic task that is gone after the test.
sub with {
	my ($code, %o) = @_;
	my $id = add_periodic($s, %o);
	$code->($id);
	$s->db->do("DELETE FROM bk_sops.periodictask_periodictask WHERE id = $id");
}

# --- the list

is_deeply(list(), [], 'sops 3.7: no periodic task: an empty list');
my $first  = add_periodic($s, pipeline => { name => '周期 <&"', last_run_at => '2019-01-17 04:13:15.999999', creator => '', template_id => undef });
my $second = add_periodic($s, celery => { enabled => 0 }, task => { template_id => 'abc' });
my $other  = add_periodic($s, task => { business_id => 2 });
my $nobody = add_periodic($s, task => { business_id => undef });
my %first  = (id => $first, name => '周期 <&"', template_id => '12', creator => '', cron => '*/5 * * * * (m/h/d/dM/MY)', enabled => $TRUE,
	last_run_at => '2019-01-17 12:13:15 +0800', total_run_count => 3);
my %second = (%first, id => $second, name => "periodic $second", template_id => 'abc', creator => 'admin', enabled => $FALSE, last_run_at => '');
is_deeply(list(), [ \%second, \%first ], 'sops 164: the list, the newest first; never run: last_run_at "", template_id text');
like(ask('get_periodic_task_list/2/')->{body}, qr/"template_id":"12"/, 'sops 164: template_id is text');
is(ids(list(user => 'viewer')), "$second $first", 'sops 3.1.12: view_business suffices');
is(ids(data_of(ask('get_periodic_task_list/٢/'))), "$second $first", 'sops 28: business ٢');
is(ids(data_of(ask('get_periodic_task_list/002?x=1'))), "$second $first", 'sops 26: business 002, parameters do not matter');
with(sub {
	my ($id) = @_;
	is_fault('sops 165: celery_task_id NULL: the list', 'get_periodic_task_list/2/');
	is_fault('sops 165: celery_task_id NULL: one', "get_periodic_task_info/$id/2/");
	is(id_of(info($first)), $first, 'sops 165: another one');
}, celery => undef);
for my $bad ([ 'NULL', undef ], [ 'garbage', \'garbage' ], [ 'empty', \'' ], [ 'cut', \substr(Compress::Zlib::compress('{"a":1}'), 0, -5) ],
	[ 'no JSON', 'nope' ], [ 'two values', '1 2' ]) {
	with(sub {
		my ($id) = @_;
		is_fault("sops 166: extra_info $bad->[0]: the list", 'get_periodic_task_list/2/');
		is_fault("sops 166: extra_info $bad->[0]: one", "get_periodic_task_info/$id/2/");
	}, extra_info => $bad->[1]);
}
for my $good ([ 'compressed null', 'null' ], [ 'an object', '{"notify":[1,{"a":"中"}]}' ],
	[ '5 MB', '["' . join('","', map { "x$_" x 100 } 1 .. 10_000) . '"]' ]) {
	with(sub {
		my ($id) = @_;
		is(ids(list()), "$id $second $first", "sops 166: extra_info $good->[0]: the list");
		is(id_of(info($id)), $id, "sops 166: extra_info $good->[0]: one");
	}, extra_info => $good->[1]);
}
with(sub { is(list()->[0]{enabled}, 2, 'sops chapter 1: enabled is a number where it is neither 0 nor 1') }, celery => { enabled => 2 });
with(sub {
	my ($id) = @_;
	is_fault('sops 101: last_run_at beyond 9999, one', "get_periodic_task_info/$id/2/");
	my $odd = ask('get_periodic_task_list/2/')->{json};
	is($odd->{message}, "dates are null where a time has none in the local zone: periodic task[id=$id]",
		'sops 101: last_run_at beyond 9999, the list: the message names it (design)');
	is_deeply($odd->{data}[0]{last_run_at}, undef, '... its date is null');
	is(ids($odd->{data}), "$id $second $first", '... and the others are there');
}, pipeline => { last_run_at => '9999-12-31 23:59:59' });

# --- one periodic task

my %tree = (form => {}, pipeline_tree => { constants => {}, line => [] });
is_deeply(info($first),  { %first,  %tree }, 'sops 3.7: one, with its form and its tree, line and all');
is_deeply(info($second), { %second, %tree }, 'sops 3.7: another one');
is_deeply(info("00$first"), { %first, %tree }, 'sops 3.1.1: leading zeros');
is(id_of(info($first =~ tr/0-9/٠-٩/r)), $first, 'sops 163: Arabic digits');
is_refused("sops 168: task $_->[0]", "task($_->[0]) does not exist", "get_periodic_task_info/$_->[0]/$_->[1]/")
  for [ '01', 2 ], [ "0$other", '02' ], [ $first, '3' ], [ $nobody, 2 ], [ '0', 2 ], [ '1' x 40, 2 ], [ '4294967297', 2 ];
is_refused('sops 163: Arabic digits, missing', 'task(٩٩) does not exist', 'get_periodic_task_info/٩٩/2/');

# form of a tree with these constants, as it is in the body
sub form_of {
	my ($constants, %o) = @_;
	my $form;
	with(sub {
		my $got = ask("get_periodic_task_info/$_[0]/2/");
		$form = $got->{body} =~ /"form":(.*)\},"result":true/s ? $1 : $got->{status} == 500 ? 'E500' : $got->{body};
	}, tree => $o{tree} // qq({"constants":$constants,"line":[]}));
	return $form;
}
is(form_of($_->[1]), $_->[2], "sops 3.7: form: $_->[0]") for
  [ 'of none', '{}', '{}' ],
  [ 'one of three is shown', '{"${a}":{"show_type":"hide"},"${b}":{"show_type":"show","value":[1,{"show_type":"hide"}]},"${c}":{"show_type":"Show"}}',
	'{"${b}":{"show_type":"show","value":[1,{"show_type":"hide"}]}}' ],
  [ 'a show_type behind, one inside', '{"${a}":{"value":{"show_type":"show"},"x":0.10,"show_type":"hide"},"${b}":{"value":"","show_type":"show"}}',
	'{"${b}":{"value":"","show_type":"show"}}' ],
  [ 'show_type of other types', '{"a":{"show_type":null},"b":{"show_type":["show"]},"c":{"show_type":1},"d":{"show_type":true}}', '{}' ],
  [ 'show_type twice: the last one counts', '{"a":{"show_type":"hide","show_type":"show"},"b":{"show_type":"show","show_type":"hide"}}',
	'{"a":{"show_type":"hide","show_type":"show"}}' ];
for my $bad ([ 'a constant without show_type', '{"constants":{"a":{"show_type":"show"},"b":{"name":"x"}}}' ],
	[ 'an empty constant', '{"constants":{"a":{}}}' ], [ 'a constant of text', '{"constants":{"a":"show"}}' ], [ 'a constant null', '{"constants":{"a":null}}' ],
	[ 'constants a list', '{"constants":[]}' ], [ 'constants null', '{"constants":null}' ], [ 'no constants', '{"line":[]}' ],
	[ 'the tree a list', '[]' ], [ 'the tree null', 'null' ], [ 'broken JSON', '{"constants":{}' ], [ 'a broken blob', \'junk' ]) {
	with(sub {
		my ($id) = @_;
		is_fault("sops 167: $bad->[0]: one", "get_periodic_task_info/$id/2/");
		is(ids(list()), "$id $second $first", "sops 167: $bad->[0]: the list");
	}, tree => $bad->[1]);
}
with(sub { is_fault('sops 167: a snapshot NULL', "get_periodic_task_info/$_[0]/2/") }, tree => undef);
my $large = join ',', map { sprintf '"${v%d}":{"name":"%s","show_type":"%s"}', $_, 'x' x 300, $_ % 2 ? 'show' : 'hide' } 1 .. 6000;
is(length form_of("{$large}"), length(join ',', grep { /"show"/ } split /,(?="\$)/, $large) + 2, 'a form of 3,000 constants of 6,000');

# --- who may ask, and how

for my $url ('get_periodic_task_list/2/', "get_periodic_task_info/$first/2/") {
	is_refused("sops 12: no Bk-Username, $url", 'user[username=None] does not exist or has not logged in this APP', $url, user => undef);
	is_refused("sops 17: no permission, $url", 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', $url, user => 'NOBODY');
	is_refused("sops 24: no such business, $url", 'business[bk_biz_id=099] does not exist', $url =~ s{/2/$}{/099/}r);
	like(ask($url, user => 'nobody', app => 'bk_fta')->{body}, qr/"result":true/, "sops 30: a trusted app, $url");
	is(join(' ', $_->{status}, $_->{headers}{allow} // 'none'), '405 GET', "sops 8: POST, $url") for ask($url, method => 'POST');
	is(ask($url =~ s{2/$}{x/}r)->{status}, 404, "sops 4: business x, $url");
}
is_refused('sops 35: the permission before the task', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]',
	'get_periodic_task_info/999/2/', user => 'nobody');

sub token { my (@claims) = @_; return (port => $jwt_port, user => undef, headers => [ 'X-Bkapi-Jwt', jwt($key, claims(@claims)) ]) }
is(ids(list(token('viewer', 'my_app'))), "$second $first", 'jwt: the list');
is(id_of(info($first, token('viewer', 'my_app'))), $first, 'jwt: one');
is_refused('jwt: no permission', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', 'get_periodic_task_list/2/', token('nobody', 'my_app'));
is_answer('jwt: no token', 200, { result => $FALSE, data => undef,
		message => 'X_BKAPI_JWT not in http header or it is empty, please called API through API Gateway' },
	'get_periodic_task_list/2/', port => $jwt_port);

# esb(COMPONENT, parameters): the answer at the gateway
sub esb {
	my ($component, @parameters) = @_;
	return Bk::Service::json($s->get("/api/c/compapi/v2/sops/$component/?"
		  . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', @parameters)));
}
sub without_id { my ($json) = @_; return [ @$json{qw(result code data message)} ] }
my $NO_JSON = 'Component request third-party system [SOPS] interface [get_periodic_task_info] error: interface response is not the JSON format, '
  . 'please try again later or contact component developer to handle this';
is_deeply(without_id(esb('get_periodic_task_list', bk_biz_id => 2)), [ $TRUE, 0, [ \%second, \%first ], '' ], 'esb: the list');
is_deeply(without_id(esb('get_periodic_task_info', bk_biz_id => 2, task_id => $first)), [ $TRUE, 0, { %first, %tree }, '' ], 'esb: one');
is_deeply(without_id(esb('get_periodic_task_info', bk_biz_id => 2, task_id => '01')), [ $FALSE, 1306000, undef, 'task(01) does not exist' ],
	'sops 168, esb 6.3: no such task');
is_deeply(without_id(esb('get_periodic_task_info', bk_biz_id => 2, task_id => '٩')), [ $FALSE, 1306201, undef, $NO_JSON ], 'esb 6.1: task ٩ (design)');
is(esb('get_periodic_task_list')->{message}, 'Parameters error, param bk_biz_id is required', 'esb chapter 7: bk_biz_id is required');
is(esb('get_periodic_task_info')->{message}, 'Parameters error, param task_id is required', 'esb chapter 7: task_id is required first');
is(esb('get_periodic_task_info', task_id => 1)->{message}, 'Parameters error, param bk_biz_id is required', 'esb chapter 7: then bk_biz_id');

# --- what could not be read, and how often it is asked

for my $table (qw(periodictask_periodictask periodic_task_periodictask periodic_task_djceleryperiodictask)) {
	$s->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is_fault("without $table: $_", $_) for 'get_periodic_task_list/2/', "get_periodic_task_info/$first/2/";
	is_refused("without $table: the user comes first", 'user[username=ghost] does not exist or has not logged in this APP',
		'get_periodic_task_list/2/', user => 'ghost');
	$s->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
$s->db->do("INSERT INTO bk_sops.periodictask_periodictask (id, template_id, business_id, task_id) SELECT 100000 + seq, '1', 1, $first FROM seq_1_to_8190");
is(scalar @{ list() }, 8192, 'a list of 8,192: whole');
$s->db->do("INSERT INTO bk_sops.periodictask_periodictask (id, template_id, business_id, task_id) VALUES (200000, '1', 1, $first)");
is_fault('a list of 8,193 (design)', 'get_periodic_task_list/2/');
$s->db->do('DELETE FROM bk_sops.periodictask_periodictask WHERE id > 100000');
for my $pool ($header, $jwt) {
	$pool->stop;
	is(join('', $pool->complaints), '', 'nothing bad in the log of another pool');
}
$s->finish;
