# SPDX-License-Identifier: MIT
# What get_template_list, get_template_info and the two components for common
# templates answer (sops 3.6, 6.5).  E500 of bk-sops is M17 at the gateway.
# "(design)": where the service differs from bk-sops on purpose.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(query);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(slurp);
use Bk::Service;
use Bk::Template qw(add_template);
use Compress::Zlib ();
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new(set => { 'pm.max_children' => 1, common_templates => 'on' });
my $old = Bk::Pool->new(maria => $s->{maria}, name => 'old', set => { 'pm.max_children' => 1 });
my $port = Bk::Nginx->new(pool => $old, name => 'old', all => 1)->{port};
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
$s->db->do('USE open_paas');
$s->db->do(q{UPDATE esb_function_controller SET wlist = CONCAT(wlist, ';bk_fta') WHERE func_code = 'user_auth::skip_user_auth'});
$s->db->do('USE bk_sops');
my $owner = ($s->{pool}->workers)[0];

# The releases before V3.3.21 are asked, unless told otherwise.
my $new = 0;
my @app = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret');

sub answer_of {
	my ($http) = @_;
	my $json = Bk::Service::json($http) // { message => 'no JSON' };
	return { %$json, status => $http->{status}, body => $http->{body} };
}

# An answer; the parameters may repeat a name.
sub ask {
	my ($component, @parameters) = @_;
	my @user = grep({ $_ eq 'bk_username' } @parameters) ? () : (bk_username => 'admin');
	return answer_of(Bk::Http::http($new ? $s->{nginx}{port} : $port, 'GET',
		"/api/c/compapi/v2/sops/$component/?" . query(@app, @user, @parameters)));
}

# The same with a JSON body: members as JSON text.
sub post {
	my ($component, $members) = @_;
	utf8::encode($members);
	return answer_of(Bk::Http::http($port, 'POST', "/api/c/compapi/v2/sops/$component/",
		body => qq({"bk_app_code":"bk_cdman","bk_app_secret":"cd-secret","bk_username":"admin",$members})));
}

sub data_of { my ($got) = @_; return $got->{code} == 0 && $got->{result} ? $got->{data} : { refused => $got->{message} } }
sub list { return data_of(ask('get_template_list', bk_biz_id => 2, @_)) }
sub info { my ($id, @more) = @_; return data_of(ask('get_template_info', template_id => $id, bk_biz_id => 2, @more)) }

# The ids of a list, or why there is none.
sub ids { my ($list) = @_; return ref $list eq 'ARRAY' ? join(' ', map { $_->{id} } @$list) : $list->{refused} }

sub m17 {
	my ($component, $detail) = @_;
	return "Component request third-party system [SOPS] interface [$component] error: $detail, "
	  . 'please try again later or contact component developer to handle this';
}
my $NO_JSON = 'interface response is not the JSON format';
my $E500    = 'Status Code: 500, Error Message: Third-party system internal error';

sub is_m17 {
	my ($name, $detail, $component, @parameters) = @_;
	my $got = ask($component, @parameters);
	is_deeply([ @$got{qw(status result code data message)} ], [ 200, $false, 1306201, undef, m17($component, $detail) ], $name);
}

sub is_refused {
	my ($name, $message, $component, @parameters) = @_;
	my $got = ask($component, @parameters);
	is_deeply([ @$got{qw(status result code data message)} ], [ 200, $false, 1306000, undef, $message ], $name);
}

sub delete_template {
	my ($id) = @_;
	$s->db->do("UPDATE bk_sops.$_ SET is_deleted = 1 WHERE id = $id") for qw(tasktmpl3_tasktemplate template_commontemplate);
}

# pipeline_tree of a template with this tree, as it is in the body.  The
# template is in no list afterwards.
sub tree_text {
	my ($tree, %o) = @_;
	my $id  = add_template($s, tree => $tree, %o);
	my $got = ask('get_template_info', template_id => $id, bk_biz_id => 2, template_source => $o{common} ? 'common' : 'business');
	delete_template($id);
	return $1 if $got->{body} =~ /"pipeline_tree":(.*)\},"result":true/s;
	return $got->{message} eq m17('get_template_info', $E500) ? 'E500' : "refused: $got->{message}";
}

sub is_tree { my ($name, $tree, $want, %o) = @_; is(tree_text($tree, %o), $want, $name) }

# --- the list

is_deeply(list(), [], 'sops 3.6: no template: an empty list');
my $first  = add_template($s, pipeline => { name => '模板 <&"', editor => 'bob' }, template => { category => 'OpsTools' });
my $second = add_template($s);
my $third  = add_template($s, pipeline => { is_deleted => 1 });
my $common = add_template($s, common => 1);
my $shared = add_template($s, common => 1);
my $others = add_template($s, template => { business_id => 2 });
my $nobody = add_template($s, template => { business_id => undef });
my $gone   = add_template($s, template => { is_deleted => 1 });
my $gonecommon = add_template($s, common => 1, template => { is_deleted => 1 });
my %first = (id => $first, name => '模板 <&"', creator => 'admin', create_time => '2019-01-17 12:13:03 +0800', editor => 'bob',
	edit_time => '2019-01-18 12:13:03 +0800', category => 'OpsTools', bk_biz_id => '2', bk_biz_name => '蓝鲸');
is(ids(list()), "$third $second $first", 'sops 3.6: the newest first; is_deleted of the pipeline template does not count');
is_deeply(list()->[2], \%first, 'sops 3.6: the members of an item');
is_deeply([ map { $_->{bk_biz_id} } @{ list(bk_biz_id => '002') } ], [ ('002') x 3 ], 'sops 151: the business as typed');
is(ids(list(template_source => $_)), "$shared $common", "sops 152: template_source '$_': common")
  for '', 'zzz', 'common', 'COMMON', 'Business', 'business ', '业务';
is(list(template_source => 'x', bk_biz_id => 3)->[0]{bk_biz_name}, 'other', 'sops 152: with the business that asks');
is(ids(list(template_source => 'common', template_source => 'business')), "$third $second $first", 'sops 153: the last one counts');
is(ids(list(template_source => 'business', template_source => 'common')), "$shared $common", 'sops 153: the other way');
is(ids(data_of(post('get_template_list', qq("bk_biz_id":2,"template_source":$_->[0])))),
	$_->[1] ? "$third $second $first" : "$shared $common", "esb 6.2: template_source $_->[0]") for
  [ '"business"', 1 ], [ 'null', 1 ], [ '[]', 1 ], [ '{}', 1 ], [ '[null]', 1 ], [ '[[]]', 1 ], [ 'true', 0 ], [ 'false', 0 ], [ '0', 0 ],
  [ '1.5', 0 ], [ '["common"]', 0 ], [ '["business"]', 1 ], [ '["common","business",null]', 1 ], [ '["business","common"]', 0 ],
  [ '["business",1]', 0 ], [ '["business",[]]', 1 ], [ '["x",["business"]]', 1 ], [ '["business",[null]]', 0 ], [ '["business",[["business"]]]', 0 ],
  [ '{"business":"x"}', 1 ], [ '{"common":"business"}', 0 ], [ '["x",{"business":["y"]}]', 1 ], [ '{"business":{"common":1}}', 1 ];
is(list()->[1]{editor}, undef, 'sops 155: editor NULL');
is_deeply([ @{ info($second) }{qw(id editor)} ], [ $second, undef ], 'sops 155: editor NULL, one template');
unlike(ids(list()), qr/\b$gone\b/, 'sops 156: a deleted template is not in the list');
is_deeply(list()->[0]{create_time}, '2019-01-17 12:13:03 +0800', 'sops 3.1.10: the local time');

# --- one template

is_deeply(info($first), { %first, pipeline_tree => { activities => {} } }, 'sops 3.6: the members of one template');
is(info("00$first", bk_biz_id => '02')->{bk_biz_id}, '02', 'sops 3.6: the business as typed, leading zeros');
is_refused('sops 156: a deleted template', "template[id=$gone] of business[bk_biz_id=2] does not exist",
	get_template_info => template_id => $gone, bk_biz_id => 2);
is_refused('sops 157: a template of another business', "template[id=$others] of business[bk_biz_id=02] does not exist",
	get_template_info => template_id => $others, bk_biz_id => '02');
is_refused('sops 157: a template of no business', "template[id=$nobody] of business[bk_biz_id=2] does not exist",
	get_template_info => template_id => $nobody, bk_biz_id => 2);
is_refused("sops 157: template $_", "template[id=$_] of business[bk_biz_id=2] does not exist",
	get_template_info => template_id => $_, bk_biz_id => 2) for '0', '00099999', '4294967297', '1' x 40;
is(info($common, template_source => 'common', bk_biz_id => $_)->{id}, $common, "sops 161: a common template, business $_") for 2, 3;
is_refused('sops 161: but not as one of the business', "template[id=$common] of business[bk_biz_id=2] does not exist",
	get_template_info => template_id => $common, bk_biz_id => 2);
is_refused('sops 162: no such common template', 'common template[id=1] does not exist',
	get_template_info => template_id => 1, bk_biz_id => 2, template_source => 'common');
is_refused('sops 162: a deleted common template', "common template[id=$gonecommon] does not exist",
	get_template_info => template_id => $gonecommon, bk_biz_id => 2, template_source => 'common');
is_m17("sops 163: template $_ (design)", $NO_JSON, get_template_info => template_id => $_, bk_biz_id => 2) for '١', '٩٩٩', 'x', '', '-1';

# --- the tree

my $rest = '"line":[{"a":1}],"location":[{"b":[]}]';
my $node = sprintf 'nodetmpl%024d', $first;
my $two  = sprintf 'nodetmpl%024d', $second;
my $far  = sprintf 'nodetmpl%024d', $others;
my $off  = sprintf 'nodetmpl%024d', $gone;
my $com  = sprintf 'nodetmpl%024d', $common;
sub sub_process { my ($id) = @_; return qq({"type":"SubProcess","template_id":"$id"}) }

is_tree('sops 3.6: line and location are left out',
	'{"line":{"a":[1]},"activities":{"line":{"type":"x","line":1,"location":[2]}},"location":"x","flows":{"line":3},"n":0.3}',
	'{"activities":{"line":{"type":"x","line":1,"location":[2]}},"flows":{"line":3},"n":0.3}');
is_tree('sops 158: a subprocess', qq({"activities":{"a":${\sub_process($node)}},$rest}),
	qq({"activities":{"a":{"type":"SubProcess","template_id":"$first"}}}));
is_tree('sops 158: the id in front of the type, and an activity between', qq({$rest,"activities":{"a":{"template_id":"$node","x":{"template_id":"y"},)
	  . qq("type":"SubProcess"},"b":{"type":"ServiceActivity","template_id":"$node"},"c":${\sub_process($two)},"d":${\sub_process($node)}}}),
	qq({"activities":{"a":{"template_id":"$first","x":{"template_id":"y"},"type":"SubProcess"},)
	  . qq("b":{"type":"ServiceActivity","template_id":"$node"},"c":{"type":"SubProcess","template_id":"$second"},)
	  . qq("d":{"type":"SubProcess","template_id":"$first"}}}));
is_tree('sops 158: of another business', qq({"activities":{"a":${\sub_process($far)}},$rest}), qq({"activities":{"a":{"type":"SubProcess","template_id":"$others"}}}));
is_tree('sops 158: deleted', qq({"activities":{"a":${\sub_process($off)}},$rest}), qq({"activities":{"a":{"type":"SubProcess","template_id":"$gone"}}}));
is_tree('sops 158: in capitals', qq({"activities":{"a":${\sub_process(uc $node)}},$rest}), qq({"activities":{"a":{"type":"SubProcess","template_id":"$first"}}}));
is_tree('sops 158: of a common template', qq({"activities":{"a":${\sub_process($com)}},$rest}),
	qq({"activities":{"a":{"type":"SubProcess","template_id":"$common"}}}), common => 1);
my $many = join ',', map { qq("a$_":${\sub_process(sprintf 'nodetmpl%024d', $first + $_ % 2)}) } 1 .. 300;
is(scalar(() = tree_text(qq({"activities":{$many},$rest})) =~ /"template_id":"(?:$first|$second)"/g), 300, 'sops 158: 300 subprocesses');
my $thousand = join ',', map { qq("a$_":${\sub_process("none$_")}) } 1 .. 1000;
is_tree("sops 159: $_->[0]", qq({"activities":{$_->[1]},$rest}), 'E500') for
  [ 'of no template',            '"a":' . sub_process('nope') ],
  [ 'one of two of no template', '"a":' . sub_process($node) . ',"b":' . sub_process('nope') ],
  [ '1,000 of no template',      $thousand ],
  [ 'of a common template',      '"a":' . sub_process($com) ],
  [ 'without template_id',       '"a":{"type":"SubProcess"}' ],
  [ 'template_id null',          '"a":{"type":"SubProcess","template_id":null}' ],
  [ 'template_id a list',        qq("a":{"type":"SubProcess","template_id":["$node"]}) ],
  [ 'template_id of 200 bytes',  '"a":' . sub_process($node . ' ' x 200) ],
  [ 'template_id a quote',       q("a":{"type":"SubProcess","template_id":"x' OR 1=1 -- "}) ];
add_template($s, template => { pipeline_template_id => $two, is_deleted => 1 });
is_tree('sops 159: of two templates', qq({"activities":{"a":${\sub_process($two)}},$rest}), 'E500');
is_tree("sops 160: $_->[0]", $_->[1], 'E500') for
  [ 'no line',            '{"activities":{},"location":[]}' ],
  [ 'no location',        '{"activities":{},"line":[]}' ],
  [ 'no activities',      "{$rest}" ],
  [ 'activities a list',  qq({"activities":[],$rest}) ],
  [ 'activities null',    qq({"activities":null,$rest}) ],
  [ 'an activity of null', qq({"activities":{"a":null},$rest}) ],
  [ 'an activity without type', qq({"activities":{"a":{"name":"x"}},$rest}) ],
  [ 'a list', '[]' ], [ 'null', 'null' ], [ 'text', '"line"' ], [ 'broken JSON', qq({"activities":{},$rest) ],
  [ 'a broken blob', \'junk' ], [ 'a cut blob', \substr(Compress::Zlib::compress(qq({"activities":{},$rest})), 0, -5) ], [ 'data NULL', undef ];
is_tree('sops 160: line and location null', '{"activities":{},"line":null,"location":null}', '{"activities":{}}');
is_tree('sops 2.2.2: keys that come twice', qq({"activities":{"a":{"type":"x"}},"activities":{"b":${\sub_process($node)}},"line":1,"line":2,"location":3}),
	qq({"activities":{"a":{"type":"x"}},"activities":{"b":{"type":"SubProcess","template_id":"$first"}}}));
is_tree('sops 2.2.2: numbers and text as in other trees', qq({"activities":{},$rest,"a":[1.50,-0,1e400,"\\u4e2d\\/\\ud83d\\ude00"]}),
	do { my $want = '{"activities":{},"a":[1.50,0,null,"中/' . "\x{1F600}" . '"]}'; utf8::encode($want); $want });

# --- who may ask

is_refused("sops 3.1.4: an unknown user, $_->[0]", 'user[username=ghost] does not exist or has not logged in this APP', @$_, bk_username => 'ghost')
  for [ get_template_list => bk_biz_id => 2 ], [ get_template_info => template_id => $first, bk_biz_id => 2 ];
is_refused("sops 3.1.4: no such business, $_->[0]", 'business[bk_biz_id=099] does not exist', @$_)
  for [ get_template_list => bk_biz_id => '099' ], [ get_template_info => template_id => $first, bk_biz_id => '099' ];
is_refused("sops 3.1.4: no permission, $_->[0]", 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', @$_, bk_username => 'NOBODY')
  for [ get_template_list => bk_biz_id => '02' ], [ get_template_info => template_id => 99999, bk_biz_id => '02' ],
  [ get_template_info => template_id => $common, bk_biz_id => 2, template_source => 'common' ];
is(ids(list(bk_username => 'viewer')), "$third $second $first", 'sops 3.1.12: view_business suffices');

# --- what could not be read

sub without {
	my ($table, $code) = @_;
	$s->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	my $done = eval { $code->(); 1 };
	$s->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
	die $@ if !$done;
}
for my $table (qw(tasktmpl3_tasktemplate pipeline_pipelinetemplate)) {
	without($table, sub {
		is_m17("without $table: the list", $E500, get_template_list => bk_biz_id => 2);
		is_m17("without $table: one",      $E500, get_template_info => template_id => $first, bk_biz_id => 2);
		is_refused("without $table: the user comes first", 'user[username=ghost] does not exist or has not logged in this APP',
			get_template_list => bk_biz_id => 2, bk_username => 'ghost');
	});
}
without('template_commontemplate', sub {
	is(ids(list()), "$third $second $first", 'without template_commontemplate: the templates of the business');
	is_m17('without template_commontemplate: the common ones', $E500, get_template_list => bk_biz_id => 2, template_source => 'common');
});

# --- the components for common templates

is_m17("esb 132: $_->[0]", $NO_JSON, @$_) for [ get_common_template_list => bk_biz_id => 2 ], [ get_common_template_list => dummy => 1 ],
  [ get_common_template_info => template_id => $common ], [ get_common_template_info => template_id => 'x' ],
  [ get_common_template_list => bk_app_code => 'bk_fta', bk_app_secret => 'fta-secret', bk_username => 'x' x 65 ];
is(ask('get_common_template_info')->{message}, 'Parameters error, param template_id is required', 'esb 132: template_id is required');

$new = 1;
my %common = (id => $common, name => "template $common", creator => 'admin', create_time => '2019-01-17 12:13:03 +0800', editor => undef,
	edit_time => '2019-01-18 12:13:03 +0800', category => 'Other');
my $got = data_of(ask('get_common_template_list'));
is(ids($got), "$shared $common", 'V3.3.21: the list of common templates');
is_deeply($got->[1], \%common, 'V3.3.21: an item has no business');
is_deeply(data_of(ask('get_common_template_info', template_id => $common)), { %common, pipeline_tree => { activities => {} } }, 'V3.3.21: one common template');
is(ids(data_of(ask('get_common_template_list', bk_username => 'ghost', bk_biz_id => 'x'))), "$shared $common", 'V3.3.21: for anybody, whatever bk_biz_id is');
is(ids(data_of(ask('get_common_template_list', bk_app_code => 'bk_fta', bk_app_secret => 'fta-secret', bk_username => 'x' x 65))),
	"$shared $common", 'V3.3.21: for a trusted app, whatever the user');
is_refused("V3.3.21: template 00$_", "common template[id=00$_] does not exist", get_common_template_info => template_id => "00$_") for 1, $first, $gonecommon;
is_m17('V3.3.21: template x', $NO_JSON, get_common_template_info => template_id => 'x');
is(ask('get_common_template_info')->{message}, 'Parameters error, param template_id is required', 'V3.3.21: template_id is required');
like(ask('get_template_list', bk_biz_id => '02')->{body}, qr/"bk_biz_id":2,/, 'V3.3.21: bk_biz_id of a list is a number');
like(ask('get_template_info', template_id => $first, bk_biz_id => '02')->{body}, qr/"bk_biz_id":2,/, 'V3.3.21: bk_biz_id of one template is a number');
$new = 0;

# --- rows that bk-sops cannot show, last

my $late = add_template($s, pipeline => { edit_time => '9999-12-31 23:59:59' });
my $odd = ask('get_template_list', bk_biz_id => 2);
is($odd->{message}, "dates are null where a time has none in the local zone: template[id=$late]",
	'sops 101: a time beyond 9999, the list: the message names it (design)');
is_deeply([ @{ $odd->{data}[0] }{qw(id create_time edit_time)} ], [ $late, undef, undef ], '... its dates are null');
cmp_ok(scalar @{ $odd->{data} }, '>', 1, '... and the others are there');
is_m17('sops 101: a time beyond 9999, one',      $E500, get_template_info => template_id => $late, bk_biz_id => 2);
delete_template($late);
my $empty = add_template($s, pipeline => undef);
is_m17('sops 154: no pipeline template, the list', $E500, get_template_list => bk_biz_id => 2);
is_m17('sops 154: no pipeline template, one',      $E500, get_template_info => template_id => $empty, bk_biz_id => 2);
is(info($first)->{id}, $first, 'sops 154: another one');
is(ids(list(template_source => 'common')), "$shared $common", 'sops 154: the common list');
delete_template($empty);

# --- a list of many pages

my $more = 10_000;
$s->db->do("INSERT INTO bk_sops.tasktmpl3_tasktemplate (id, category, notify_type, notify_receivers, time_out, is_deleted, business_id,"
	  . " pipeline_template_id) SELECT 100000 + seq, 'Other', '[]', '', 20, 0, 1, '$node' FROM seq_1_to_$more");
$got = ask('get_template_list', bk_biz_id => 2, bk_username => 'viewer');
cmp_ok(length $got->{body}, '>', 2_000_000, 'a list of 10,000: more than 2 MB');
is_deeply([ map { $_->{id} } @{ $got->{data} } ], [ reverse($first, $second, $third, map { 100_000 + $_ } 1 .. $more) ], 'a list of 10,000: whole, in order');
is_deeply([ grep { $_->{bk_biz_name} ne '蓝鲸' } @{ $got->{data} } ], [], 'a list of 10,000: each with the name of the business');
$s->db->do("UPDATE bk_sops.tasktmpl3_tasktemplate SET pipeline_template_id = NULL WHERE id = $first");
is_m17('sops 154: the last one of 10,000', $E500, get_template_list => bk_biz_id => 2);
$s->db->do("UPDATE bk_sops.tasktmpl3_tasktemplate SET pipeline_template_id = '$node' WHERE id = $first");
$s->db->do('DELETE FROM bk_sops.tasktmpl3_tasktemplate WHERE id > 100000 + 4096 - 3');
is(scalar @{ list() }, 4096, 'a list of exactly one page: whole');
my $text = 'x' x 300;
my $activities = join ',', map { qq("node$_":{"id":"node$_","type":"ServiceActivity","text":"$text"}) } 1 .. 5000;
my $large = tree_text(qq({"activities":{"a":${\sub_process($far)},$activities},$rest}));
ok($large eq qq({"activities":{"a":{"type":"SubProcess","template_id":"$others"},$activities}}), 'a tree of 5,000 activities: whole');
SKIP: {
	skip 'AddressSanitizer takes memory of its own', 1 if slurp(Bk::Pool::program()) =~ /__asan_init/;
	my ($peak) = map { /^VmHWM:\s*(\d+) kB/m } slurp('/proc/' . $old->worker . '/status');
	cmp_ok($peak // 1e9, '<', 64 * 1024, "the worker never took 64 MiB ($peak kB)");
}
is(join(' ', $s->{pool}->workers), $owner, 'after all this the worker is the same one');
$old->stop;
is(join('', $old->complaints), '', 'nothing bad in the log of the other pool');
$s->finish;
