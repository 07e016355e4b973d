# SPDX-License-Identifier: MIT
# query_task_count of the current generation (sops-current 4.14), one line for
# each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task add_project);
use Bk::Iam;
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my %of = (generation => 'current', release => '3.34');
my $s  = Bk::Service->new(%of);
my %db = (maria => $s->{maria});
my $iam   = Bk::Iam->new;
my %ask   = (iam => 'ask', 'iam.url' => $iam->{url}, 'iam.cache' => '0');
my $older = Bk::Service->new(%of, %db, release => '3.32', name => '332');
my $asks  = Bk::Service->new(%of, %db, name => 'trusted', set => { iam => 'trusted' });
my $policies = Bk::Service->new(%of, %db, release => '3.32', name => 'iam332', set => \%ask);
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my ($NAME, $PARAMS) = ('query_task_count', '[API] query_task_list params');
my $FAULT = 'http 500';
my $AWAY  = 'http 501';

# ask(BODY, of => a pool, project, as ask_current)
sub ask {
	my ($body, %o) = @_;
	my ($of, $project) = (delete $o{of} // $s, delete $o{project} // 2);
	utf8::encode($body) if !ref $body;
	return $of->ask_current(POST => $NAME, path => [$project], json => $body, %o);
}

# "5: CREATED 1 EXECUTING 0 FINISHED 2": the counts that are not 0, those of
# categories in the order of their codes; or why there are none.
sub seen {
	my $answer = ask(@_);
	my $json   = $answer->{json};
	return "http $answer->{status}" if $answer->{status} != 200;
	return "$json->{code} $json->{message}" if !$json->{result};
	my @groups = grep { $_->{value} } @{ $json->{data}{groups} };
	return join ' ', "$json->{data}{total}:", map { ($_->{code}, $_->{value}) } sort { $a->{code} cmp $b->{code} } @groups;
}

# How many tasks the conditions admit, or the code of a refusal, or the status.
sub total {
	my ($conditions, %o) = @_;
	my $body = ref $conditions ? { group_by => 'flow_type', conditions => $conditions } : qq({"group_by":"flow_type","conditions":$conditions});
	return seen($body, %o) =~ s/\Ahttp //r =~ s/:? .*|:\z//r;
}

# --- an answer

my %new = (is_started => 0, is_finished => 0);
my ($ALICE, $DEPLOY) = ('Alice', 'Deploy 100%_\\x');
my $one = add_task($s, name => $DEPLOY, executor => $ALICE, creator => 'carl', create_time => '2026-02-01 16:00:00', template_id => '8',
	task => { create_method => 'periodic', category => 'OpsTools' }, statistics => { category => 'OpsTools' });
my $two = add_task($s, name => 'deploy', executor => '', create_time => '2026-02-01 15:59:59.999999', start_time => undef, finish_time => undef,
	template_id => '', instance => \%new, task => { flow_type => 'common_func', create_method => 'mcp' }, statistics => { category => 'strange' });
my $three = add_task($s, name => '部署', create_time => '2026-03-01 00:00:00', finish_time => undef, instance => { is_finished => 0, is_revoked => 1 },
	task => { is_child_taskflow => 1, recorded_executor_proxy => 'proxy', create_method => 'unknown' }, statistics => { category => 'OpsTools' });
my $gone  = add_task($s, name => 'gone', task => { is_deleted => 1, create_method => 'app' }, statistics => { category => 'Other' });
my $lost  = add_task($s, name => 'lost', task => { pipeline_instance_id => undef, flow_type => 'other' });
my $other = add_task($s, name => 'of another project', project => 2, statistics => { category => 'Default' });
add_task($s, name => 'of no project', task => { project_id => undef });

sub group { my ($code, $name, $value) = @_; return { code => $code, name => $name, value => $value } }
my %groups = (
	status        => [ 4, [ CREATED => '未执行', 'Ready', 1 ], [ EXECUTING => '执行中', 'Executing', 1 ], [ FINISHED => '已完成', 'Finished', 1 ] ],
	flow_type     => [ 4, [ common => '默认任务流程', 'General Task', 2 ], [ common_func => '职能化任务流程', 'Helper-Team Task', 1 ] ],
	create_method => [ 4,
		[ app => '手动', 'Manual', 0 ], [ api => 'API网关', 'API Gateway', 1 ], [ app_maker => '轻应用', 'Mini-APP', 0 ], [ periodic => '周期任务', 'Cron Task', 1 ],
		[ clocked => '计划任务', 'Scheduled Task', 0 ], [ mobile => '移动端', 'Mobile', 0 ], [ mcp => 'MCP', 'MCP', 1 ] ],
	category => [ 1, [ OpsTools => '运维工具', 'OPS Tools', 2 ], [ strange => 'strange', 'strange', 1 ] ]);
for my $of ($s, $older) {
	for my $by (sort keys %groups) {
		my ($total, @groups) = @{ $groups{$by} };
		for my $language (1, 2) {
			my $json = ask({ group_by => $by }, of => $of, headers => [ 'Accept-Language', $language == 1 ? 'zh-hans' : 'en' ])->{json};
			like(delete $json->{trace_id}, qr/\A[0-9a-f]{32}\z/, "4.14: $by: trace_id");
			$json->{data}{groups} = [ sort { $a->{code} cmp $b->{code} } @{ $json->{data}{groups} } ] if $by eq 'category';
			is_deeply($json, { result => $true, code => 0, data => { total => $total, groups => [ map { group($_->[0], $_->[$language], $_->[3]) } @groups ] } },
				'48: ' . ('Chinese', 'English')[ $language - 1 ] . ": by $by");
		}
	}
}
is(ask({ group_by => 'status' })->{headers}{etag}, undef, '4.14: no entity tag of what was posted');

# --- who may ask

is(seen({ group_by => 'flow_type' }, of => $_->[1], app => 'x', project => $_->[2] // 2), $_->[3], "5.4: not trusted, $_->[0]") for
  [ 'iam = skip', $s, undef, '4: common 2 common_func 1' ], [ 'iam = trusted', $asks, undef, $AWAY ],
  [ 'no such project', $s, 404, '3540400 project(404) with scope(cmdb_biz) does not exist.' ];

# --- the body

my $INVALID = '3540000 invalid param format';

# [number, the body, the answer]
is(seen($_->[1]), $_->[2], "$_->[0]: the body is '$_->[1]'") for
  [ '82',   '',                       '3540000 invalid json format' ],
  [ '82',   '[]',                     $INVALID ],
  [ '82',   '"x"',                    $INVALID ],
  [ '82',   '{',                      $INVALID ],
  [ '82',   'group_by=status',        $INVALID ],
  [ '4.14', '{}',                     "3540000 $PARAMS group_by[None] is invalid" ],
  [ '4.14', '{"group_by":""}',        "3540000 $PARAMS group_by[] is invalid" ],
  [ '4.14', '{"group_by":"Status"}',  "3540000 $PARAMS group_by[Status] is invalid" ],
  [ '4.14', '{"group_by":"name"}',    "3540000 $PARAMS group_by[name] is invalid" ],
  [ '4.14', '{"group_by":5}',         "3540000 $PARAMS group_by[5] is invalid" ],
  [ '4.14', '{"group_by":1.50}',      "3540000 $PARAMS group_by[1.5] is invalid" ],
  [ '4.14', '{"group_by":true}',      "3540000 $PARAMS group_by[True] is invalid" ],
  [ '4.14', '{"group_by":["status"]}', "3540000 $PARAMS group_by[['status']] is invalid" ],
  [ '4.14', '{"group_by":{"a":["b",null,1e2,12345678901234567890]}}', "3540000 $PARAMS group_by[{'a': ['b', None, 100.0, 12345678901234567890]}] is invalid" ],
  [ '4.14', '{"group_by":"status","conditions":null}', "3540000 $PARAMS conditions[None] are invalid dict data" ],
  [ '4.14', '{"group_by":"status","conditions":[]}',   "3540000 $PARAMS conditions[[]] are invalid dict data" ],
  [ '4.14', '{"group_by":"status","conditions":""}',   "3540000 $PARAMS conditions[] are invalid dict data" ],
  [ '4.14', '{"group_by":"x","conditions":"it\'s"}',   "3540000 $PARAMS conditions[it's] are invalid dict data" ],
  [ '82',   '{"group_by":"flow_type","scope":"project"}', '1: common 1' ],
  [ '82',   '{"group_by":"flow_type","scope":null}',      '1: common 1' ];
is(seen({ group_by => 'status' }, query => [ scope => 'project' ]), '4: CREATED 1 EXECUTING 1 FINISHED 1', '82: scope in the query means nothing');
is(seen('{"group_by":"status","scope":["é",1.0]}', project => 9), '3540400 project(9) with scope([\'é\', 1.0]) does not exist.', '82: a scope that is a list');
is(seen({ group_by => 'flow_type', conditions => {}, scope => 'project' }, project => 1), '4: common 2 common_func 1', '37: scope=project');

# --- conditions

# [number, JSON, how many tasks]
my $LONG = 'x' x 300;
is(total($_->[1]), $_->[2], "$_->[0]: " . substr $_->[1], 0, 80) for
  # what is left out
  [ '4.14', '{}', 4 ],
  [ '4.14', '{"template_id":""}',                     4 ],
  [ '4.14', '{"template_id":"None","executor":""}',   4 ],
  [ '4.14', '{"component_code":1,"order_by":[],"type":{},"is_remote":"x"}', 4 ],
  # the task's own
  [ '4.14', '{"template_id":"8"}',                    1 ],
  [ '4.14', '{"template_id":8}',                      1 ],
  [ '4.14', '{"template_id__in":["8","7",""]}',       4 ],
  [ '4.14', '{"template_id__in":"87"}',               3 ],
  [ '4.14', '{"template_id__in":[]}',                 0 ],
  [ '4.14', '{"template_id__in":[null]}',             0 ],
  [ '4.14', '{"template_id__in":5}',                  3599999 ],
  [ '4.14', '{"template_id__in":[["8"]]}',            501 ],
  [ '4.14', '{"template_id":["8"]}',                  501 ],
  [ '4.14', '{"template_id":null}',                   0 ],
  [ '4.14', '{"recorded_executor_proxy":null}',       3 ],
  [ '4.14', '{"recorded_executor_proxy__contains":"rox"}', 1 ],
  [ '4.14', '{"flow_type":"COMMON"}',                 2 ],
  [ '4.14', '{"flow_type":"common "}',                2 ],
  [ '4.14', '{"category__icontains":"opst"}',         1 ],
  [ '4.14', '{"category__contains":"opst"}',          0 ],
  [ '4.14', '{"category__contains":null}',            3599999 ],
  [ '4.14', '{"is_child_taskflow":true}',             1 ],
  [ '4.14', '{"is_child_taskflow":"True"}',           1 ],
  [ '4.14', '{"is_child_taskflow":"true"}',           3599999 ],
  [ '4.14', '{"is_child_taskflow":1.0}',              1 ],
  [ '4.14', '{"is_child_taskflow":2}',                3599999 ],
  [ '4.14', qq({"id":$one}),                            1 ],
  [ '4.14', qq({"id":"$one"}),                          1 ],
  [ '4.14', qq({"pk":" $one "}),                        1 ],
  [ '4.14', qq({"id__in":[$one,"$two",$other]}),          2 ],
  [ '4.14', qq({"id__gte":$two,"id__lte":$three}),          2 ],
  [ '4.14', '{"id":"x"}',                             3599999 ],
  [ '4.14', '{"id":[1]}',                             3599999 ],
  [ '4.14', '{"id":99999999999999999999}',            0 ],
  [ '4.14', '{"id__gte":-99999999999999999999}',      4 ],
  [ '4.14', '{"engine_ver":2}',                       4 ],
  [ '4.14', '{"project":1}',                          4 ],
  [ '4.14', '{"project":2}',                          0 ],
  [ '4.14', '{"project__name":"蓝鲸"}',               4 ],
  [ '4.14', '{"project__bk_biz_id":3}',               0 ],
  [ '4.14', '{"project__desc":"None"}',               4 ],
  [ '4.14', '{"project__create_at__lte":"2026-07-01 11:00:00"}', 4 ],
  # creation methods
  [ '48',   '{"create_method":"api"}',                0 ],
  [ '4.14', '{"create_method":["api","mcp"]}',        2 ],
  [ '4.14', '{"create_method":{"api":1}}',            1 ],
  [ '4.14', '{"create_method":[]}',                   4 ],
  [ '4.14', '{"create_method":null}',                 4 ],
  [ '4.14', '{"create_method":7}',                    3599999 ],
  [ '4.14', '{"create_method__in":["api"],"create_method":["mcp"]}', 1 ],
  # the instance's
  [ '4.14', '{"name":"deploy"}',                      1 ],
  [ '4.14', '{"name__icontains":"DEPLOY"}',           2 ],
  [ '4.14', '{"name__contains":"Deploy"}',            1 ],
  [ '4.14', '{"name__contains":"100%_"}',             1 ],
  [ '4.14', '{"name__contains":"%"}',                 1 ],
  [ '4.14', '{"name__contains":"_\\\\"}',             1 ],
  [ '4.14', '{"name__icontains":"部"}',               1 ],
  [ '4.14', '{"name__contains":"😀"}',                0 ],
  [ '4.14', '{"name":"x\' OR 1=1 -- "}',              0 ],
  [ '4.14', qq({"name":"$LONG"}),                     0 ],
  [ '4.14', '{"name__startswith":"Dep"}',             1 ],
  [ '4.14', '{"pipeline_instance__name":"部署"}',     1 ],
  [ '4.14', '{"executor":"ALICE"}',                   1 ],
  [ '4.14', '{"executor__in":["alice","bob"]}',       2 ],
  [ '4.14', '{"creator":"carl"}',                     1 ],
  [ '4.14', '{"is_started":true}',                    2 ],
  [ '4.14', '{"is_finished":false}',                  2 ],
  [ '4.14', '{"pipeline_instance__is_revoked":true}', 1 ],
  [ '4.14', '{"start_time":null}',                    2 ],
  [ '4.14', '{"start_time__isnull":true}',            2 ],
  [ '4.14', '{"start_time__isnull":false}',           2 ],
  [ '4.14', '{"start_time__isnull":1}',               501 ],
  [ '4.14', '{"pipeline_instance":null}',             1 ],
  [ '4.14', '{"creation":1}',                         3599999 ],
  [ '4.14', '{"names":1}',                            3599999 ],
  # times
  [ '4.14', '{"create_time__gte":"2026-02-02"}',      2 ],
  [ '4.14', '{"create_time__gte":"2026-02-02 00:00:00"}', 2 ],
  [ '4.14', '{"create_time__lte":"2026-02-01T16:00:00Z"}', 2 ],
  [ '4.14', '{"create_time__gte":"yesterday"}',       3599999 ],
  [ '4.14', '{"create_time__gte":"2026-13-01"}',      3599999 ],
  [ '4.14', '{"create_time__gte":"20260202"}',        501 ],
  [ '4.14', '{"create_time__gte":5}',                 3599999 ],
  [ '4.14', '{"create_time__date":"2026-02-01"}',     501 ],
  [ '4.14', '{"create_time":1769961600000}',          2 ],
  [ '4.14', '{"create_time":1769961599999}',          3 ],
  [ '4.14', '{"create_time":1769961599999.999}',      3 ],
  [ '4.14', '{"create_time":1769961600000.5}',        1 ],
  [ '4.14', '{"finish_time":1769875200000}',          1 ],
  [ '4.14', '{"finish_time":1769875200001}',          2 ],
  [ '4.14', '{"create_time":true}',                   3 ],
  [ '4.14', '{"create_time":0,"pipeline_instance__create_time__gte":"2026-03-01 08:00:00"}', 1 ],
  # what Django alone knows
  [ '4.14', '{"name__regex":"^D"}',                   501 ],
  [ '4.14', '{"name__iregex":"("}',                   501 ],
  [ '4.14', '{"pipeline_instance__snapshot__id":1}',  501 ],
  [ '4.14', '{"function_task__id":1}',                501 ],
  [ '48',   '{"no_such":1}',                          3599999 ],
  [ '48',   '{"":1}',                                 3599999 ],
  [ '48',   '{"id__":1}',                             3599999 ],
  [ '48',   '{"__in":[1]}',                           3599999 ],
  [ '48',   '{"template_id__near":1}',                3599999 ],
  [ '48',   '{"id__in__gte":[1]}',                    3599999 ],
  [ '48',   '{"t.id) OR (1":1}',                      3599999 ],
  [ '48',   "{\"$LONG\":1}",                          3599999 ],
  # what there is too much of
  [ '4.14', '{"id__in":[' . join(',', 1 .. 4096) . ']}', 4 ],
  [ '4.14', '{"id__in":[' . join(',', 1 .. 4097) . ']}', 3599999 ],
  [ '4.14', '{' . join(',', map { qq("a$_":1) } 1 .. 257) . '}', 3599999 ];
my $json = ask({ group_by => 'status', conditions => { no_such => 1 } })->{json};
delete $json->{trace_id};
is_deeply($json, { result => $false, code => 3599999, message => 'query_task_list params conditions["no_such": 1] have invalid key or value: no such field' },
	'48: all of a refusal');
is(seen({ group_by => $_, conditions => { no_such => 1 } }) =~ s/ .*//r, 3599999, "48: an unknown key, by $_") for sort keys %groups;
is(seen({ group_by => $_->[1], conditions => { $_->[2] => $_->[3] } }), $FAULT, "48: $_->[0], by $_->[1]") for
  map { my $by = $_; map { [ $_->[0], $by, @$_[ 1, 2 ] ] }
	[ 'create_time ""', 'create_time', '' ], [ 'finish_time ""', 'finish_time', '' ], [ 'create_time "None"', 'create_time', 'None' ],
	[ 'a text', 'create_time', '1769961600000' ], [ 'null', 'finish_time', undef ], [ 'a list', 'create_time', [] ],
	[ 'a year beyond 9999', 'create_time', 1e18 ], [ 'one day beyond', 'finish_time', 253402300799000 ] } qw(status category);
is(seen({ group_by => 'category', conditions => { $_->[0] => $_->[1] } }), $_->[2], "48: by category, $_->[0]") for
  [ 'flow_type', 'common_func', '1: strange 1' ], [ 'is_started', $true, '1: OpsTools 2' ], [ 'name', 'lost', '1:' ], [ 'id__in', [], '1:' ],
  [ 'is_deleted', $true, '1: Other 1' ];

# --- what bk-sops filters by itself

# [number, JSON, of 3.34, of 3.32]
for my $case (
	[ '48',   '{"is_deleted":true}',               1, 1 ],
	[ '48',   '{"is_deleted":false}',              4, 4 ],
	[ '48',   '{"is_deleted":""}',                 5, 5 ],
	[ '48',   '{"is_deleted":"None"}',             5, 5 ],
	[ '48',   '{"is_deleted":null}',               0, 0 ],
	[ '48',   '{"is_deleted":"x"}',                3599999, 3599999 ],
	[ '48',   '{"is_deleted__in":[true]}',         0, 0 ],
	[ '48',   '{"project_id":2}',                  4, 1 ],
	[ '0.4',  '{"project_id":1}',                  4, 4 ],
	[ '0.4',  '{"project_id":"2"}',                4, 1 ],
	[ '0.4',  '{"project_id":""}',                 4, 6 ],
	[ '0.4',  '{"project_id":"","is_deleted":""}', 5, 7 ],
	[ '0.4',  '{"project_id":null}',               4, 1 ],
	[ '0.4',  '{"project_id":"x"}',                4, 3599999 ],
	[ '0.4',  '{"project_id":[1]}',                4, 3599999 ],
	[ '0.4',  '{"project_id__in":[1,2]}',          4, 4 ],
	[ '0.4',  '{"project_id":2,"project__name":"games"}', 0, 1 ])
{
	my ($number, $conditions, @wanted) = @$case;
	is(total($conditions, of => $_->[0]), $_->[1], "$number: $_->[2]: $conditions") for [ $s, $wanted[0], '3.34' ], [ $older, $wanted[1], '3.32' ];
}
is(seen({ group_by => 'category', conditions => { project_id => 2 } }, of => $older), '1: Default 1', '0.4: 3.32, by category');
is(total('{"project_id":2}', of => $older, project => 404), 3540400, '0.4: 3.32, of a project that is not there');

# Whom IAM is asked about stays in the project that he may see (deviation).
is(total('{"project_id":2}', of => $policies, app => $_->[0], user => $_->[1]), $_->[2], "0.4: 3.32, iam = ask, $_->[3]") for
  [ 'my_app', 'one', 1, 'trusted' ], [ 'x', 'one', 4, 'who may see the one of the URL' ], [ 'x', 'nobody', 3599999, 'who may see none' ];
is(total('{"project_id":""}', of => $policies, app => 'x', user => 'one'), 4, '0.4: ... with a condition that is none');

is($_->ask_current(GET => $NAME, path => [2])->{status}, 405, '77: GET') for $s, $older;

$iam->stop;
$_->{pool}->stop for $older, $asks, $policies;
is(join('', map { $_->{pool}->complaints } $older, $asks, $policies), '', 'no crash of the other pools');
$s->finish;
