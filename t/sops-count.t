# SPDX-License-Identifier: MIT
# What query_task_count answers (sops 3.8, 6.5) in all three modes.  Cases are
# asked with auth = header unless they say another mode.  "(design)": where the
# service differs from bk-sops on purpose.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http query);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir spew);
use Bk::Service;
use Bk::Task qw(add_task);
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
my $FAULT  = { result => $FALSE, code => 1306000, status_code => 50000, message => '系统异常,请联系管理员处理' };
my $PARAMS = 'query_task_list params';
my $BAD    = 'have invalid key or value:';

my $NUMBER  = 'must be a whole number';
my $BOOLEAN = 'must be true or false';
my $TIME    = 'must be a time such as YYYY-MM-DD, YYYY-MM-DD HH:MM:SS or YYYY-MM-DDTHH:MM:SS+HH:MM';
my ($FIELD, $LOOKUP, $NO) = ('no such field', 'this field has no such lookup', 'this field is not supported');

# ask(BODY, business => ..., user => ..., app => ..., headers => [...], port)
sub ask {
	my ($body, %o) = @_;
	utf8::encode($body) if utf8::is_utf8($body);
	my $user   = exists $o{user} ? $o{user} : 'root1';
	my $target = "$Bk::Service::APIGW/query_task_count/" . ($o{business} // 2) . '/';
	my $method = $o{method} // 'POST';
	my $answer = http($o{port} // $port, $method, $target, ($method eq 'POST' ? (body => $body) : ()),
		headers => [
			(defined $user   ? ('Bk-Username', $user)   : ()),
			(defined $o{app} ? ('Bk-App-Code', $o{app}) : ()), @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

# "5: CREATED 1 EXECUTING 0 FINISHED 2": the counts that are not 0, all with a
# question of status; or why there are none.
sub counts_of {
	my ($json, $all) = @_;
	return $json->{message} // 'nothing' if !$json->{result};
	my @groups = @{ $json->{data}{groups} };
	return join ' ', "$json->{data}{total}:", map { $_->{value} || $all ? ($_->{code}, $_->{value}) : () } @groups;
}
sub counts { my ($body, @o) = @_; return counts_of(ask($body, @o)->{json}, 1) }
sub total { my ($conditions, @o) = @_; return counts(qq({"group_by":"flow_type","conditions":{$conditions}}), @o) =~ s/:.*//sr }

sub is_counts  { my ($name, $want, @ask) = @_; is(counts(@ask), $want, $name) }
sub is_total   { my ($name, $want, $conditions) = @_; is(total($conditions), $want, $name) }
sub is_refused { my ($name, $message, @ask) = @_; is_deeply(ask(@ask)->{json}, { message => $message, result => $FALSE }, $name) }
sub is_fault   { my ($name, @ask) = @_; my $got = ask(@ask); is_deeply([ $got->{status}, $got->{json} ], [ 500, $FAULT ], $name) }

# is_bad(NAME, '"KEY":VALUE', WHY): the message of step 6 (design)
sub is_bad {
	my ($name, $condition, $why, %o) = @_;
	my $shown = $o{shown} // $condition =~ s/":/": /r;
	is_refused("$name (design)", "$PARAMS conditions[$shown] $BAD $why",
		qq({"group_by":"status","conditions":{$condition}}), %o);
}

# --- groups (the fixture's own tasks are deleted first)

$s->db->do('UPDATE taskflow3_taskflowinstance SET is_deleted = 1');
is_counts('sops 3.8: no task', '0: CREATED 0 EXECUTING 0 FINISHED 0', '{"group_by":"status"}');
sub task { my ($started, $finished, %o) = @_; return add_task($s, %o, instance => { is_started => $started, is_finished => $finished, %{ $o{instance} // {} } }) }
my $first = task(1, 1, name => 'task1', task => { category => 'OpsTools', create_method => 'app' }, create_time => '2018-07-12 01:00:00',
	start_time => '2018-07-12 01:00:00.500000', instance => { executor => 'alice' });
task(1, 0, name => 'Task2_x', task => { category => 'OpsTools', create_method => 'mobile', flow_type => 'common_func' }, create_time => '2018-07-12 02:00:00',
	instance => { creator => 'carol' });
task(0, 0, name => '任务3', task => { category => 'DevTools', create_method => 'periodic', template_id => '12' }, create_time => '2018-07-12 03:00:00');
my $two = task(0, 0, name => 'other', task => { business_id => 2, category => 'OfficeApp' });
task(1, 1, name => 'gone', task => { is_deleted => 1 });
task(1, 1, name => 'nobody', task => { business_id => undef });
is_counts('sops 3.8: status', '3: CREATED 1 EXECUTING 1 FINISHED 1', '{"group_by":"status"}');
is_counts('sops 3.8: category', '3: OpsTools 2 MonitorAlarm 0 ConfManage 0 DevTools 1 EnterpriseIT 0 OfficeApp 0 Other 0', '{"group_by":"category"}');
is_counts('sops 3.8: create_method', '3: app 1 api 0 app_maker 0 periodic 1 mobile 1', '{"group_by":"create_method"}');
is_counts('sops 3.8: flow_type', '3: common 2 common_func 1', '{"group_by":"flow_type"}');
is_counts('sops 26: business 002', '3: common 2 common_func 1', '{"group_by":"flow_type"}', business => '002');
is_counts('sops 3.8: another business', '1: common 1 common_func 0', '{"group_by":"flow_type"}', business => 3);
is(ask('{"group_by":"flow_type"}')->{body},
	do { my $t = '{"data":{"total":3,"groups":[{"code":"common","name":"默认任务流程","value":2},{"code":"common_func","name":"职能化任务流程","value":1}]},"result":true}';
		utf8::encode($t); $t }, 'sops 3.8: the answer, member by member');
sub names { my ($group, $language) = @_;
	return join ' ', map { $_->{name} } @{ ask(qq({"group_by":"$group"}), headers => [ 'Accept-Language', $language ])->{json}{data}{groups} } }
is(names(@$_[ 0, 1 ]), $_->[2], "sops 3.8: names of $_->[0], $_->[1]") for
  [ 'status',        'zh-hans', '未执行 执行中 已完成' ], [ 'status', 'en', 'Created Executing Finished' ],
  [ 'category',      'zh-hans', '运维工具 监控告警 配置管理 开发工具 企业IT 办公应用 其它' ],
  [ 'category',      'en', 'OPS Tools Alarm Conf Manage Dev Tools Enterprise IT Office App Others' ],
  [ 'create_method', 'zh-hans', '手动 API网关 轻应用 周期任务 移动端' ], [ 'flow_type', 'en', 'Default Task Flow Functional Task Flow' ];
is(names('create_method', 'en'), 'Manual API Gateway Mini-APP Periodic Task 移动端', 'sops 188: create_method in English: mobile keeps its name');

my $bare = add_task($s, task => { pipeline_instance_id => undef, category => 'opstools ', create_method => 'APP', flow_type => 'x' });
is_counts('sops 174: a task with NULL instance: in total only', '4: CREATED 1 EXECUTING 1 FINISHED 1', '{"group_by":"status"}');
is_counts('sops 176: a category that is no choice: in total only', '4: OpsTools 2 MonitorAlarm 0 ConfManage 0 DevTools 1 EnterpriseIT 0 OfficeApp 0 Other 0',
	'{"group_by":"category"}');
is_counts('sops 176: nor such a create_method', '4: app 1 api 0 app_maker 0 periodic 1 mobile 1', '{"group_by":"create_method"}');
is_total('sops 3.8: a condition on the instance drops it', 3, '"creator__isnull":false');
my $odd = task(0, 1, name => 'odd');
is_counts('sops 175: is_started 0, is_finished 1: counted twice', '5: CREATED 2 EXECUTING 1 FINISHED 2', '{"group_by":"status"}');
$s->db->do("UPDATE taskflow3_taskflowinstance SET is_deleted = 1 WHERE id = $odd");

# --- what is no question

is_refused("sops 169: $_->[0]", 'invalid param format', $_->[1]) for
  [ 'bad JSON', '{' ], [ 'empty', '' ], [ 'blanks', ' ' ], [ 'bytes FF', "\xFF" ], [ 'FF in a text', qq({"group_by":"status\xFF"}) ], [ 'a form', 'group_by=status' ],
  [ 'a second value', '{"group_by":"status"}{}' ], [ 'a BOM', "\xEF\xBB\xBF{\"group_by\":\"status\"}" ];
is_fault("sops 170: $_", $_) for '[]', '"a"', 'null', '1', 'true', '[{"group_by":"status"}]';
is_refused("sops 171: group_by $_->[0]", "$PARAMS group_by[$_->[1]] is invalid", qq({"group_by":$_->[0]})) for
  [ 'null', 'None' ], [ '["status"]', q([u'status']) ], [ 'true', 'True' ], [ '{"a":1}', q({u'a': 1}) ], [ '"state"', 'state' ], [ '""', '' ], [ '"Status"', 'Status' ],
  [ '"中"', '中' ], [ '1', '1' ], [ '1.50', '1.5' ], [ '1e20', '1e+20' ], [ '0.1234567890123456', '0.123456789012' ], [ '100000000000000000000', '100000000000000000000' ],
  [ '[100000000000000000000,0.10,"\'"]', q([100000000000000000000L, 0.1, u"'"]) ];
is_refused('sops 171: no group_by', "$PARAMS group_by[None] is invalid", '{}');
is_refused("sops 172: conditions $_->[0]", "$PARAMS conditions[$_->[1]] are invalid dict data", qq({"group_by":"status","conditions":$_->[0]})) for
  [ '[1,"中"]', q([1, u'\u4e2d']) ], [ 'null', 'None' ], [ '"x"', 'x' ], [ '"中"', '中' ], [ '[]', '[]' ], [ '0', '0' ], [ 'false', 'False' ], [ '""', '' ];
is_refused('sops 3.8: conditions come before group_by', "$PARAMS conditions[x] are invalid dict data", '{"conditions":"x","group_by":"x"}');
is_refused('sops 173: the permission comes before bad JSON', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', '{', user => 'nobody');
is_refused('sops 173: and before a body that is no object', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', '[]', user => 'nobody');
is_refused('sops 173: and before bad conditions', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]',
	'{"group_by":"status","conditions":{"foo":1}}', user => 'nobody');
is_counts("sops 3.8: Content-Type $_", '4: common 2 common_func 1', '{"group_by":"flow_type"}', headers => [ 'Content-Type', $_ ])
  for 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain';

# --- other businesses and deleted tasks (design)

is_bad("sops 177: business__cc_id $_", qq("business__cc_id":$_), 'reaches another business')
  for '3', 'null', '"3"', '-2';
is_bad("sops 177: business__cc_id $_ does not drop the business", qq("business__cc_id":$_), $NUMBER) for '""', '"None"';
is_bad("sops 178: is_deleted $_", qq("is_deleted":$_), 'reaches deleted tasks') for 'true', '1', '"True"', 'null';
is_bad('sops 178: is_deleted is no bool', '"is_deleted":""', $BOOLEAN);
is_total('sops 177: the business itself', 4, '"business__cc_id":2');
is_total('sops 177: the business itself as text', 4, '"business__cc_id":" 02 "');
is_total("sops 178: is_deleted $_", 4, qq("is_deleted":$_)) for 'false', '0', '"f"';
is_total("sops 177: $_ in another business", 0, $_) for '"business":2', '"business_id":2', '"business__cc_id__in":[3]', qq("id":$two), '"is_deleted__exact":true';

# --- keys and values that bk-sops refuses

is_bad("sops 179: $_->[0]", @$_) for [ '"foo":1', $FIELD ], [ '"id__foo":1', $LOOKUP ], [ '"id":"abc"', $NUMBER ];
is_bad("sops 3.8: $_->[0]", @$_) for
  [ '"namefoo":1', $LOOKUP ], [ '"name中":1', $LOOKUP ], [ '"":1', $FIELD ], [ '"中文":1', $FIELD ],
  [ '"category__bad":1',    $LOOKUP ], [ '"category__a__b":1',               $LOOKUP ],
  [ '"create_time__year":2018', $LOOKUP ], [ '"pipeline_instance__contains":1', $LOOKUP ],
  [ '"category__bad":null', 'must not be null with this lookup' ], [ '"function_task":null', $NO ],
  [ '"function_task__creator":"x"', $NO ], [ '"pipeline_instance__snapshot__md5sum":"x"', $NO ],
  [ '"id":"中"', $NUMBER ], [ '"id":[1]', $NUMBER ], [ '"id":{"a": [null]}', $NUMBER ], [ '"id":NaN', $NUMBER ],
  [ '"id":Infinity', $NUMBER ], [ '"id__in":[1,"x"]', $NUMBER ], [ '"id__in":5', 'must be a list' ],
  [ '"id__range":[1]', 'must be two values' ], [ '"id__range":[1,2,3]', 'must be two values' ],
  [ '"create_time__lte":5', $TIME ], [ '"create_time__lte":"x"', $TIME ];
is_bad("sops 3.8: shown: $_->[0]", @$_[ 1, 2 ], shown => $_->[3]) for
  [ 'the first that is refused', '"id":7,"b":100000000000000000000,"a":0.10', $FIELD, '"b": 100000000000000000000' ],
  [ 'what terminals obey', '"id":"a\u001b[2J\u0000\u202e"', $NUMBER, '"id": "a\x1B[2J\x00\xE2\x80\xAE"' ],
  [ 'a newline in a list', qq("id":[1,\n2]), $NUMBER, '"id": [1,\x0A2]' ],
  [ '200 bytes of a value', '"id":"' . '中' x 100 . '"', $NUMBER, '"id": "' . '中' x 66 . '..."' ],
  [ '200 bytes of a key', '"' . 'k' x 201 . '":1', $FIELD, '"' . 'k' x 200 . '...": 1' ],
  [ '200 bytes, not cut', '"' . 'k' x 200 . '":1', $FIELD, '"' . 'k' x 200 . '": 1' ];
is_fault("sops 180: $_", qq({"group_by":"status","conditions":{$_}}))
  for '"create_time":"2019-01-01"', '"finish_time":"2019-01-01"', '"create_time":null', '"create_time":[]', '"create_time":{}', '"foo":1,"create_time":"x"';
is_bad("sops 181: $_", $_, 'must be milliseconds of the years 1 to 9999')
  for '"create_time":100000000000000000000', '"create_time":1e20';
is_fault('sops 181: finish_time 10^20', '{"group_by":"status","conditions":{"finish_time":100000000000000000000}}');
is_fault('sops 181: finish_time on the last day', '{"group_by":"status","conditions":{"finish_time":253402300799000}}');
is_bad("sops 185: $_", $_, $BOOLEAN) for '"is_started":"true"', '"is_started":[1]', '"is_started":2';
is_bad('sops 185: in English', '"is_started":"true"', $BOOLEAN, headers => [ 'Accept-Language', 'en' ]);
my @patterns = Bk::Mysqld::is_mysql()
  ? ([ '(', 'Mismatched parenthesis in regular expression.' ],
	[ '(?<1>a)',   'Syntax error in regular expression on line 1, character 4.' ],
	[ '(?<b->a)', 'A capture group has an invalid name.' ])
  : [ '(', q(Regex error 'missing closing parenthesis at offset 1') ];

# is_no_pattern(GROUP, CONDITIONS, '"KEY": VALUE', WHY)
sub is_no_pattern {
	my ($group, $conditions, $shown, $why) = @_;
	is_refused("sops 3.8: a pattern that is none: $group, $conditions (design)",
		"$PARAMS conditions[$shown] $BAD the database refuses $why",
		qq({"group_by":"$group","conditions":{$conditions}}));
}
for my $pattern (@patterns) {
	my ($text, $why) = @$pattern;
	my ($no, $or) = ("the pattern: $why", "this pattern or another: $why");
	for (qw(category create_method flow_type)) {
		is_no_pattern($_, qq("name__regex":"$text"), qq("name__regex": "$text"), $no);
		is_no_pattern($_, qq("name__regex":"","id__gt":0,"name__iregex":"$text"), qq("name__iregex": "$text"), $no);
		is_no_pattern($_, qq("creator__regex":"a","name__regex":"$text"), '"creator__regex": "a"', $or);
	}
	is_fault("sops 3.8: a pattern that is none: $text, status",
		qq({"group_by":"status","conditions":{"name__$_":"$text"}})) for qw(regex iregex);
}
is_refused('257 conditions (design)', "$PARAMS conditions have too many keys", '{"group_by":"status","conditions":{' . join(',', map { qq("k$_":1) } 1 .. 257) . '}}');
my $many = '[' . join(',', 1 .. 5000) . ']';
is_bad('sops 3.8: 5,000 values', qq("id__in":$many), 'too many values',
	shown => '"id__in": ' . substr($many, 0, 200) . '...');

# --- what the conditions select

is_total("sops 182: $_->[0]", $_->[1], $_->[0]) for
  [ '"create_time__lte":"2018-07-12 10:00:00"', 2 ], [ '"create_time__lt":"2018-07-12 10:00:00"', 1 ], [ '"create_time__lte":"2018-07-12T02:00:00Z"', 2 ],
  [ '"create_time__lte":"2018-07-12 10:00:00+0800"', 2 ], [ '"create_time__lte":"2018-07-12 10:00+08:00"', 2 ], [ '"create_time__lte":"2018-07-12 02:00:00.0+00"', 2 ],
  [ '"create_time__gte":"2018-07-12 09:00:00.000001","create_time__lte":"2018-7-12 11:0"', 2 ], [ '"create_time__gte":"2018-07-13"', 0 ],
  [ '"create_time__range":["2018-07-12 09:30","2018-07-12 10:30"]', 1 ], [ '"create_time__in":["2018-07-12 09:00:00",null]', 1 ],
  [ '"start_time__gte":"2018-07-12 09:00:00.5"', 1 ], [ '"start_time__gt":"2018-07-12 09:00:00.500000"', 0 ], [ '"create_time__startswith":"2018-07"', 3 ];
is_bad("sops 183: $_", qq("create_time__lte":"$_"), $TIME)
  for '2018-07-12 10:00:00 +0800', '2018-02-30 10:00', '2018-13-01', '0001-01-01';
my $ms = 1531360800_000;    # 2018-07-12 02:00 UTC
is_total("sops 3.8: $_->[0]", $_->[1], $_->[0]) for
  [ qq("create_time":$ms), 2 ], [ '"create_time":' . ($ms + 999), 2 ], [ '"create_time":' . ($ms + 1000), 1 ], [ '"create_time":' . ($ms + 500) . '.0', 1 ],
  [ '"create_time":-1', 3 ], [ '"create_time":true', 3 ], [ '"finish_time":' . ($ms - 86_400_000), 1 ], [ qq("create_time":$ms,"finish_time":$ms), 2 ],
  [ qq("create_time":$ms,"create_time__gte":"2000-01-01"), 3 ],
  [ qq("create_time__gte":"2000-01-01","create_time":$ms), 2 ],
  [ '"create_time":""', 4 ], [ '"finish_time":"None"', 4 ];
is_total('sops 184: name TASK1', 1, '"name":"TASK1"');
is_total("sops 3.8: $_->[0]", $_->[1], $_->[0]) for
  [ '"name":"task1   "', 1 ], [ '"name__contains":"ask"', 2 ], [ '"name__contains":"TASK"', 0 ], [ '"name__icontains":"TASK"', 2 ], [ '"name__startswith":"Task"', 1 ],
  [ '"name__istartswith":"tASK"', 2 ], [ '"name__endswith":"_x"', 1 ], [ '"name__endswith":"ax"', 0 ], [ '"name__contains":"%"', 0 ], [ '"name__contains":"\\\\"', 0 ],
  [ '"name__iendswith":"_X"', 1 ], [ '"name__iexact":"TASK1"', 1 ], [ '"name__iexact":"task_"', 0 ], [ '"name__in":["task1","任务3",5]', 2 ], [ '"name__in":[]', 0 ],
  [ '"name__in":{"task1":0}', 1 ], [ '"name__regex":"^task"', 1 ], [ '"name__iregex":"^task"', 2 ], [ '"name__regex":"任.3$"', 1 ], [ '"name__regex":"😀"', 0 ], [ '"name__iregex":"😀"', 0 ], [ '"name":["task1"]', 0 ],
  [ '"name":"\u0000"', 0 ], [ '"name":"😀"', 0 ], [ '"name__contains":"😀"', 0 ], [ '"name":"\' OR 1=1 -- "', 0 ], [ '"name__gt":"Task2"', 2 ], [ '"creator":"carol"', 1 ],
  [ '"executor__in":["alice","carol"]', 1 ], [ '"pipeline_instance__name":"task1"', 1 ], [ '"pipeline_instance__template__name__contains":"zzz"', 0 ],
  [ '"is_started":true', 2 ], [ '"is_started":1', 2 ], [ '"is_started":"1"', 2 ], [ '"is_started":"t"', 2 ], [ '"is_started":"True"', 2 ], [ '"is_started":1.0', 2 ],
  [ '"is_started":false', 1 ], [ '"is_started":"0"', 1 ], [ '"is_started":"f"', 1 ], [ '"is_started__in":[true,0]', 3 ], [ '"is_started":true,"is_finished":false', 1 ],
  [ '"category":"opstools"', 3 ], [ '"category__in":["OpsTools","DevTools"]', 4 ], [ '"category":null', 0 ], [ '"template_id":12', 1 ], [ '"template_id":"12"', 1 ],
  [ '"template_id":12.0', 0 ], [ qq("id":$first), 1 ], [ qq("id":"$first"), 1 ], [ qq("id":" +00$first "), 1 ], [ qq("pk":$first.9), 1 ], [ qq("id__gt":$first), 3 ],
  [ qq("id__range":[$first,"$first"]), 1 ], [ '"id__lt":-1', 0 ], [ '"id__gt":-100000000000000000000', 4 ], [ '"id__lt":100000000000000000000', 4 ], [ '"id":100000000000000000000', 0 ],
  [ qq("id__in":[$first,$first,-5,null]), 1 ], [ qq("id__startswith":$first), 1 ], [ '"create_info__isnull":true', 0 ], [ '"create_info__isnull":0', 4 ],
  [ qq("pipeline_instance":$first), 1 ], [ qq("pipeline_instance_id":$first), 1 ], [ '"pipeline_instance":null', 1 ], [ '"pipeline_instance__isnull":false', 3 ],
  [ '"business":1', 4 ], [ '"flow_type":"common","category":"OpsTools"', 1 ];
is_counts('sops 186: is_started null: tasks without instance', '1: CREATED 0 EXECUTING 0 FINISHED 0', '{"group_by":"status","conditions":{"is_started":null}}');
is_total('sops 186: start_time__isnull true: those, too', 3, '"start_time__isnull":true');
is_total('sops 186: start_time__isnull 1: not those', 2, '"start_time__isnull":1');
is_total('sops 186: with another condition not those either', 1, '"start_time__isnull":true,"is_started":true');
is_total("sops 187: $_: ignored", 4, $_) for '"category":""', '"category":"None"', '"order_by":"x"', '"type":1', '"component_code":[]', '"foo":""', '"foo":"None"';

# --- who may ask, and how

is_refused('sops 12: no Bk-Username', 'user[username=None] does not exist or has not logged in this APP', '{', user => undef);
is_refused('sops 24: no such business', 'business[bk_biz_id=099] does not exist', '{"group_by":"status"}', business => '099');
is_counts('sops 30: a trusted app', '4: common 2 common_func 1', '{"group_by":"flow_type"}', user => 'nobody', app => 'bk_fta');
is_counts('sops 30: a trusted app, with a pattern', '1: common 1 common_func 0', '{"group_by":"flow_type","conditions":{"name__regex":"^t"}}', user => 'nobody', app => 'bk_fta');
is_counts('sops 3.1.12: view_business suffices', '4: common 2 common_func 1', '{"group_by":"flow_type"}', user => 'viewer');
is(join(' ', $_->{status}, $_->{headers}{allow} // 'none'), '405 POST', 'sops 11: GET') for ask('', method => 'GET');
is(ask('{}', business => 'x')->{status}, 404, 'sops 4: business x');

sub token { my (@claims) = @_; return (port => $jwt_port, user => undef, headers => [ 'X-Bkapi-Jwt', jwt($key, claims(@claims)) ]) }
is_counts('jwt: counts', '4: CREATED 1 EXECUTING 1 FINISHED 1', '{"group_by":"status"}', token('viewer', 'my_app'));
is_refused('jwt: no permission', 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', '{', token('nobody', 'my_app'));
is_refused('jwt: bad JSON', 'invalid param format', '{', token('viewer', 'my_app'));

# esb(METHOD, MEMBERS): the answer at the gateway
my $COMPONENT = '/api/c/compapi/v2/sops/query_task_count/';
my %who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin');
sub esb_json { my ($members) = @_; utf8::encode($members);
	return Bk::Service::json($s->post($COMPONENT, body => '{' . join(',', map({ qq("$_":"$who{$_}") } sort keys %who), $members) . '}')) }
sub esb_get { return Bk::Service::json($s->get("$COMPONENT?" . query(%who, @_))) }
sub esb_form { return Bk::Service::json($s->post($COMPONENT, body => query(%who, @_), headers => [ 'Content-Type', 'application/x-www-form-urlencoded' ])) }
my $esb_fault = 'Component request third-party system [SOPS] interface [query_task_count] error: %s, please try again later or contact component developer to handle this';
is(counts_of(esb_json('"bk_biz_id":2,"group_by":"status"'), 1), '4: CREATED 1 EXECUTING 1 FINISHED 1', 'esb: a JSON body');
is(counts_of(esb_json('"bk_biz_id":"2","group_by":"status","conditions":{"name":"TASK1"}'), 1), '1: CREATED 0 EXECUTING 0 FINISHED 1', 'esb: with conditions');
is(counts_of(esb_get(bk_biz_id => 2, group_by => 'status'), 1), '4: CREATED 1 EXECUTING 1 FINISHED 1', 'esb 12: GET');
is(counts_of(esb_form(bk_biz_id => 2, group_by => 'status'), 1), '4: CREATED 1 EXECUTING 1 FINISHED 1', 'esb 6.2: a form');
is(esb_get(bk_biz_id => 2, group_by => 'status', conditions => '{}')->{message}, "$PARAMS conditions[{}] are invalid dict data", 'esb 12: GET, conditions are text');
is(esb_form(bk_biz_id => 2, group_by => 'status', conditions => '{"名":1}')->{message}, qq($PARAMS conditions[{"名":1}] are invalid dict data), 'esb 6.2: a form, conditions are text');
is(esb_json('"bk_biz_id":2,"group_by":"status","conditions":{"foo":1}')->{message},
	qq($PARAMS conditions["foo": 1] $BAD $FIELD), 'esb: a bad key');
is(esb_json('"bk_biz_id":2,"group_by":"status","conditions":{"create_time":null}')->{message}, sprintf($esb_fault, 'Status Code: 500, Error Message: Third-party system internal error'), 'esb: E500');
is(esb_json('"bk_biz_id":"x","group_by":"status"')->{message}, sprintf($esb_fault, 'interface response is not the JSON format'), 'esb 6.1: business x');
is(esb_json('"group_by":"status"')->{message}, 'Parameters error, param bk_biz_id is required', 'esb chapter 7: bk_biz_id is required');
is(esb_json('"bk_biz_id":2,"group_by":"status"')->{data}{groups}[0]{name}, '未执行', 'esb 2.6: names are Chinese');

# --- what could not be read

for my $table (qw(taskflow3_taskflowinstance pipeline_pipelineinstance)) {
	$s->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is_fault("without $table", '{"group_by":"status"}');
	is_refused("without $table: the user comes first", 'user[username=ghost] does not exist or has not logged in this APP', '{"group_by":"status"}', user => 'ghost');
	is_refused("without $table: what is no question", "$PARAMS group_by[x] is invalid", '{"group_by":"x"}') if $table =~ /pipeline/;
	$s->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
for my $pool ($header, $jwt) {
	$pool->stop;
	is(join('', $pool->complaints), '', 'nothing bad in the log of another pool');
}
$s->finish;
