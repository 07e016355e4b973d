# SPDX-License-Identifier: MIT
# What get_task_node_detail answers for what the engine stores of a node (sops
# 6.4), and for what it would never store.
use v5.28;
use warnings;
use utf8;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http query escape);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::OpenMetrics qw(metrics_read metrics_value);
use Bk::Pool;
use Bk::Process qw(spew wait_for);
use Bk::Service;
use Bk::Task qw(add_task add_states add_status add_relation add_data add_history add_info instance_of fancy);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $dir  = Bk::Process::tmpdir;
my $file = "$dir/component_outputs.json";
spew($file, '{"site_plugin":[{"key":"file","name":{"zh-hans":"\u6587\u4ef6","en":"File"}},{"key":"size","name":"Bytes"}],'
	  . '"bk_notify":[]}');
chmod 0644, $file;
my $s = Bk::Service->new(set => { 'pm.max_children' => 1, component_outputs => $file });
my $header = Bk::Pool->new(maria => $s->{maria}, name => 'apigw',
	set => { auth => 'header', component_outputs => $file, 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $port = Bk::Nginx->new(pool => $header, name => 'apigw', sample => 'nginx-apigw.conf')->{port};
my ($true, $false) = (JSON::PP::true, JSON::PP::false);

# --- asking ------------------------------------------------------------------

# At bk-sops' URL.  The answer as JSON, with the status and the body's bytes.
sub ask {
	my ($task, %o) = @_;
	my @language = $o{language} ? ('Accept-Language', delete $o{language}) : ();
	my $business = delete $o{bk_biz_id} // 2;
	my $query = delete $o{query} // query(%o);
	my $answer = http($port, 'GET', '/o/bk_sops/apigw/get_task_node_detail/' . escape($task) . "/$business/?$query",
		headers => [ 'Bk-Username', delete $o{bk_username} // 'admin', 'Bk-App-Code', 'my_app', @language ]);
	return { %{ Bk::Service::json($answer) // {} }, status => $answer->{status}, raw => $answer->{body} };
}

# data of a good answer, or a hash that says why not.
sub node {
	my $got = ask(@_);
	return $got->{data} if $got->{status} == 200 && $got->{result} && $got->{message} eq '';
	return { ex_data => "$got->{status} " . ($got->{message} // '') };
}

# In the place of ESB; parameters as JSON.
sub esb {
	my ($task, %o) = @_;
	my $answer = $s->post('/api/c/compapi/v2/sops/get_task_node_detail/', body => JSON::PP->new->ascii->encode({
		bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', task_id => $task, bk_biz_id => 2, %o }));
	return Bk::Service::json($answer);
}

# A refusal as bk-sops sends it, with data {} or none, and as ESB does.
sub is_refused {
	my ($name, $task, $message, $data, %o) = @_;
	my $got = ask($task, %o);
	delete @$got{qw(status raw)};
	is_deeply($got, { message => $message, result => $false, $data ? (data => {}) : () }, $name);
	$got = esb($task, %o);
	delete $got->{request_id};
	is_deeply($got, { message => $message, code => 1306000, result => $false, data => $data ? {} : undef }, "$name, by ESB");
}

sub is_fault {
	my ($name, $task, %o) = @_;
	my $got = ask($task, %o);
	is("$got->{status} $got->{status_code}", '500 50000', $name);
}

sub not_found { my ($node, $task) = @_; return "node[node_id=$node] not found in task[task_id=$task]" }
sub not_executed { my ($node) = @_; return "node($node) does not exist, may have not by executed" }

# --- tasks -------------------------------------------------------------------

my $JSON = JSON::PP->new->canonical->max_depth(10_000);

# A flow: activities, each given as its type and whatever else it has.
sub flow {
	my (%activities) = @_;
	return { start_event => { id => 'start' }, end_event => { id => 'end' }, gateways => { gate => {} }, constants => {},
		activities => { map { ($_ => { id => $_, type => 'ServiceActivity', %{ $activities{$_} } }) } keys %activities } };
}

# A task with one node that was executed; its id has the task's.
sub task_of {
	my (%o) = @_;
	my $task = add_task($s, tree => $o{tree} // $JSON->encode(flow()), task => $o{task}, instance => $o{instance});
	my $node = "n-$task";
	add_info($s, $task, $o{info} // $JSON->encode({ node_id_set => [ $node, 'other', @{ $o{ids} // [] } ] })) if !$o{no_info};
	add_states($s, $node, $o{states} // { status => { name => 'N' } });
	add_data($s, $node, %{ $o{data} // {} }) if !exists $o{data} || $o{data};
	return ($task, $node);
}

sub outputs_of { return { outputs => fancy(@_) } }
sub shown { my ($data) = @_; return join ' ', map { "$_->{key}=" . ($_->{value} // 'null') } @{ $data->{outputs} // [ { key => $data->{ex_data} } ] } }

# --- which node ----------------------------------------------------------------

my ($task, $node) = task_of();
is_refused('sops 124: no node_id', $task, not_found('None', $task), 1);
is_refused("sops 125: node_id $_->[0]", $task, not_found($_->[1], $task), 1, node_id => $_->[1]) for
  [ 'empty', '' ], [ 'unknown', 'nope' ], [ 'in capitals', uc $node ], [ 'of another task', 'n-1' ], [ 'with a blank', "$node " ],
  [ 'with a quote', "x'" ];
is_fault('sops 126: node_id in Chinese', $task, node_id => '中');
is_fault('sops 126: node_id that is no UTF-8', $task, query => 'node_id=%FF%FE');
is(ask($task, query => "node_id=a&node_id=$node")->{data}{id}, $node, 'sops 127: the last of two counts');
is(ask($task, query => "node_id=$node&node_id=b")->{message}, not_found('b', $task), 'sops 127: also when it is the wrong one');
is_refused("sops 128: subprocess_stack $_", $task, 'subprocess_stack is not a valid array json', 0, node_id => $node, subprocess_stack => $_)
  for '[', '', 'a', '[1,]', '{', "['a']", '[' x 1200 . ']' x 1200;
is_refused('sops 129: a bad stack and an unknown node', $task, 'subprocess_stack is not a valid array json', 0,
	node_id => 'nope', subprocess_stack => '[');
is(node($task, node_id => $node, subprocess_stack => $_)->{id}, $node, "sops 3.5: a stack $_ makes no difference where data is stored")
  for '{}', '5', 'null', '["a"]', ' [] ';
is_refused('sops 130: a node that was not executed', $task, not_executed('other'), 1, node_id => 'other');
is_refused('sops 3.5: no such task', 99, 'task[id=99] of business[bk_biz_id=2] does not exist', 0, node_id => 'x');
is_refused('sops 3.5: no such task, and a bad stack', '0099', 'task[id=0099] of business[bk_biz_id=2] does not exist', 0,
	node_id => 'x', subprocess_stack => '[');
is(ask($task, bk_biz_id => 3, node_id => $node)->{message}, "task[id=$task] of business[bk_biz_id=3] does not exist", 'sops 3.5: a task of another business');
is(ask($task, bk_biz_id => 9, node_id => $node)->{message}, 'business[bk_biz_id=9] does not exist', 'sops 3.1.4: no such business');
is(esb($task, node_id => $node, bk_username => 'nobody')->{message},
	'user[username=nobody] does not have perm of business:[bk_biz_id=2]', 'sops 3.1.4: a user without permission');
is(esb($task, node_id => $node, bk_username => 'viewer')->{data}{id}, $node, 'sops 3.1.4: a user with one');
is(esb("00$task", node_id => 'x')->{message}, not_found('x', $task), 'sops 3.5: the task is named by its number');
is_fault('sops 3.1.1: no such task, in Arabic digits', '٩٩', node_id => 'x');
is(node($task =~ tr/0-9/٠-٩/r, node_id => $node)->{id}, $node, 'sops 3.1.1: one that exists');

# --- parameters by ESB (esb 6.2)

is(esb($task, @{ $_->[1] })->{message}, $_->[2], "esb 6.2: $_->[0]") for
  [ 'a number as node_id', [ node_id => 12 ], not_found('12', $task) ],
  [ 'true', [ node_id => $true ], not_found('True', $task) ],
  [ 'null is left out', [ node_id => undef ], not_found('None', $task) ],
  [ 'of a list the last', [ node_id => [ 'x', 'y' ] ], not_found('y', $task) ],
  [ 'of an object a key', [ node_id => { k => 'v' } ], not_found('k', $task) ],
  [ 'a list inside a list, as Python shows it', [ node_id => [ [ [ 1, 'a' ] ] ] ], not_found(q([1, u'a']), $task) ],
  [ 'an array as subprocess_stack', [ node_id => $node, subprocess_stack => ['n1'] ], 'subprocess_stack is not a valid array json' ],
  [ 'whose last element is JSON', [ node_id => 'x', subprocess_stack => [ 'a', '[]' ] ], not_found('x', $task) ],
  [ 'an empty array is left out', [ node_id => 'x', subprocess_stack => [] ], not_found('x', $task) ],
  [ 'null as well', [ node_id => 'x', subprocess_stack => undef ], not_found('x', $task) ];

# --- what is stored

($task, $node) = task_of(
	states => { status => { name => '节点', retry => 1, loop => 2, skip => 1, version => 'v9', error_ignorable => 1, state => 'BLOCKED' },
		children => { c1 => { status => { state => 'FAILED' }, children => { c2 => {} } } } },
	data => { inputs => fancy(a => "I1\n", _loop => "I0\n"), outputs => fancy(_result => "I01\n", data => "V\\u4e2d\n"), ex_data => "V\\u9519\n." });
my $elapsed = 7;
is_deeply(ask($task, node_id => $node)->{data}, {
	id => $node, name => '节点', state => 'FAILED', retry => 1, loop => 2, skip => $true, version => 'v9', error_ignorable => $true,
	start_time => '2019-01-17 12:13:08 +0800', finish_time => '2019-01-17 12:13:15 +0800', elapsed_time => $elapsed,
	children => { c1 => { id => 'c1', name => 'a node', state => 'FAILED', retry => 0, loop => 1, skip => $false, version => 'v1',
			error_ignorable => $false, start_time => '2019-01-17 12:13:08 +0800', finish_time => '2019-01-17 12:13:15 +0800',
			elapsed_time => 7, children => {} } },
	histories => [], inputs => { a => 1, _loop => 0 }, ex_data => '错',
	outputs => [ map { { preset => $false, %$_ } } { key => '_result', value => $true }, { key => 'data', value => '中' } ]
}, 'sops 131: a node with children and data') or diag(explain(ask($task, node_id => $node)));
is_deeply([ sort keys %{ ask($task, node_id => $node) } ], [ sort qw(message data result status raw) ], 'sops 3.5: the answer has a message');
is(ask($task, node_id => $node)->{message}, '', 'sops 3.5: an empty one');
is_deeply(node($task, node_id => $node, component_code => '')->{outputs}, node($task, node_id => $node)->{outputs}, 'sops 3.5: an empty component_code is none');

# --- the order of outputs (sops appendix A)

# Pickles of keys, each of which is its own value.
sub named { return map { ($_ => "S'$_'\n") } @_ }
sub keys_of {
	my ($pickle) = @_;
	my ($task, $node) = task_of(data => { outputs => $pickle });
	return join ' ', map { $_->{key} // 'null' } @{ node($task, node_id => $node)->{outputs} };
}
sub plain { my $items = ''; while (my ($key, $value) = splice @_, 0, 2) { $items .= "S'$key'\n${value}s" } return "(d$items." }
is(keys_of(fancy(named(split ' ', $_->[1]))), $_->[2] // $_->[1], "sops appendix A: $_->[0]") for
  [ 'merged into another order', '${i} ${q} ${a} ${y}', '${q} ${y} ${a} ${i}' ],
  [ 'stored order', '${c} ${b} ${a}' ], [ 'three', '${IP} ${job_script_type} ${EXIT}' ],
  [ 'eight', '${k4} ${k5} ${k1} ${k6} ${k7} ${k2} ${k3} ${k0}' ],
  [ 'twelve', '${k9} ${k4} ${k5} ${k1} ${k6} ${k8} ${k7} ${k2} ${k3} ${k0} ${k10} ${k11}' ],
  [ 'a collision', '${v0} ${v8}' ], [ 'and the other way', '${v8} ${v0}' ], [ 'one', 'x' ];
is(keys_of("(dVa\nI1\nsVb\nI1\nsV\\u4e2d\nI1\ns."), 'a b 中', 'sops appendix A: unicode keys count by characters');
is(keys_of("(dS'\\xe4\\xb8\\xad'\nI1\nsS'a'\nI1\ns."), join(' ', sort { $a eq 'a' ? -1 : 1 } 'a', '中'), 'sops appendix A: bytes by bytes');
is(keys_of(plain(named(qw(b a)))), 'a b', 'sops appendix A: a plain dict');
is(keys_of("ccollections\nOrderedDict\n((l(S'b'\nI1\nla(S'a'\nI1\nlatR."), 'b a', 'sops appendix A: an OrderedDict keeps its order');
is(keys_of("(dI9\nI1\nsI2\nI1\ns."), '9 2', 'sops appendix A: integers are their own hashes');
is(keys_of("(dNI1\nsS'a'\nI1\ns."), 'null a', 'sops appendix A: a key whose hash is a place in memory: stored order');
my $many = keys_of(plain(map { ("k$_" => "I1\n") } 1 .. 6000));
is(scalar(split ' ', $many), 6000, 'sops appendix A: 6,000 outputs are all there');

# --- plugins

($task, $node) = task_of(data => { outputs => fancy(_loop => "I0\n", _result => "I01\n", business_tz => "cpytz\n_p\n(S'Asia/Shanghai'\nI29160\nI0\nS'LMT'\ntR",
	timing_time => "cdatetime\ndatetime\n(S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05\\x0a\\x5c\\x37'\ntR") });
my @timer = @{ node($task, node_id => $node, component_code => 'sleep_timer')->{outputs} };
is_deeply($timer[0], { name => '执行结果', key => '_result', value => $true, preset => $true }, 'sops 132: _result first, by its name');
is_deeply([ sort map { "$_->{name} $_->{key} $_->{preset}" } @timer[ 1 .. $#timer ] ], [ map { "$_ $_ 0" } qw(_loop business_tz timing_time) ],
	'sops 132: the others by their keys');
is_deeply({ map { ($_->{key} => $_->{value}) } @timer[ 1 .. $#timer ] }, { _loop => 0, business_tz => 'Asia/Shanghai', timing_time => '2019-01-02T03:04:05.678' },
	'sops 147: zone and time of a timer');
($task, $node) = task_of(data => { outputs => fancy(timing_time => "cdatetime\ndatetime\n(S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05\\x00\\x00\\x00'\ntR") });
is(node($task, node_id => $node)->{outputs}[0]{value}, '2019-01-02T03:04:05', 'sops 147: a time without microseconds');
sub names { my ($code, %o) = @_; return join ' | ', map { "$_->{name} ($_->{key})=" . ($_->{value} // 'null') } @{ node($task, node_id => $node, component_code => $code, %o)->{outputs} } }
($task, $node) = task_of(data => { outputs => fancy() });
is(names(@$_[ 1 .. $#$_ - 1 ]), $_->[-1], "sops 133: $_->[0]") for
  [ 'bk_http_request in English', 'bk_http_request', language => 'en', 'Response Content (data)= | Status Code (status_code)= | Execution Result (_result)=' ],
  [ 'in Chinese', 'bk_http_request', '响应内容 (data)= | 状态码 (status_code)= | 执行结果 (_result)=' ],
  (map { [ $_, $_, 'JOB任务ID (job_inst_id)= | JOB任务链接 (job_inst_url)= | 执行结果 (_result)=' ] } qw(job_execute_task job_fast_execute_script job_fast_push_file)),
  [ 'JOB in English', 'job_execute_task', language => 'en-US', 'JOB Task ID (job_inst_id)= | JOB Task URL (job_inst_url)= | Execution Result (_result)=' ],
  (map { [ $_, $_, '执行结果 (_result)=' ] } qw(pause_node sleep_timer cc_batch_delete_set cc_create_set cc_empty_set_hosts cc_replace_fault_machine
		  cc_transfer_host_module cc_transfer_to_idle cc_update_host cc_update_module cc_update_set cc_update_set_service_status example_component)),
  [ "a site's own", 'site_plugin', '文件 (file)= | Bytes (size)= | 执行结果 (_result)=' ],
  [ "a site's own in English", 'site_plugin', language => 'en', 'File (file)= | Bytes (size)= | Execution Result (_result)=' ],
  [ 'one that the site has put in place of bk-sops\'', 'bk_notify', '执行结果 (_result)=' ];
is(esb($task, node_id => $node, component_code => 'sleep_timer')->{data}{outputs}[0]{name}, '执行结果', 'esb 6.2: ESB sends no language on');
for (qw(nope 中 SLEEP_TIMER), "a'b") {
	my $data = node($task, node_id => $node, component_code => $_);
	is_deeply([ @$data{qw(outputs ex_data)} ], [ [], "get component[component_code=$_] format error: 'NoneType' object has no attribute 'outputs_format'" ],
		"sops 13" . (/中/ ? 5 : 4) . ": an unknown plugin, $_");
}
like(ask($task, node_id => $node, component_code => '中')->{raw}, qr/component_code=(?:\\u4e2d|\xE4\xB8\xAD)/, 'sops 135: as it was given');
($task, $node) = task_of(data => { outputs => fancy(_result => "N", status_code => "I00\n") });
is(names('bk_http_request', language => 'en'), 'Response Content (data)= | Status Code (status_code)=0 | Execution Result (_result)=null',
	'sops 3.5: null and false are values');

# --- texts that were stored to be translated when they are read

sub lazy {
	my ($chinese) = @_;
	return "cdjango.utils.functional\n_lazy_proxy_unpickle\n(cdjango.utils.translation\nugettext\n(V"
	  . ($chinese =~ s/([^ -~])/sprintf '\\u%04x', ord $1/ger) . "\nt(dc__builtin__\nunicode\ntR";
}
sub own { my ($target, @language) = @_; return Bk::Service::json(http($port, 'GET', "/o/bk_sops/apigw/$target",
	headers => [ 'Bk-Username', 'admin', 'Bk-App-Code', 'my_app', map { ('Accept-Language', $_) } @language ]))->{data} }
for ([ '请求响应数据格式非 JSON', 'Response data is not valid JSON' ], [ '开始时间', 'Date Started' ], [ '无此文本', '无此文本' ],
	[ "任务执行失败，<a href='%s' target='_blank'>前往作业平台(JOB)查看详情</a>", "JOB task failed，<a href='%s' target='_blank'>GOTO(JOB)</a>" ]) {
	my ($chinese, $english) = @$_;
	my %data = (outputs => fancy(v => lazy($chinese)), ex_data => lazy($chinese) . '.');
	($task, $node) = task_of(data => \%data);
	add_data($s, instance_of($task), %data);
	add_history($s, $node, ex_data => $data{ex_data});
	for ([ 'zh-hans', $chinese ], [ 'en;q=0.5,zh-hans', $chinese ], [ 'en', $english ]) {
		my ($language, $want) = @$_;
		my $data = node($task, node_id => $node, language => $language);
		is_deeply([ $data->{ex_data}, map { $_->{value} } @{ $data->{outputs} } ], [ $want, $want ],
			"sops 2.3.4: a text to be translated: $want, $language");
		is($data->{histories}[0]{ex_data}, $want, '... in a history');
		is(own("get_task_detail/$task/2/", $language)->{ex_data}, $want, '... in get_task_detail');
	}
	is(node($task, node_id => $node)->{ex_data}, $chinese, "... $chinese without a language");
	is(esb($task, node_id => $node)->{data}{ex_data}, $chinese, '... and behind ESB');
}

# --- values that are no dict

my @odd = ([ 'an empty text', "S''\n." ], [ 'None', 'N.' ], [ 'an empty list', '(l.' ], [ '0', "I0\n." ], [ 'false', "I00\n." ]);
for (@odd, [ 'a text', "S'abc'\n.", 1 ], [ 'a list', "(lI1\na.", 1 ], [ 'a tuple', "(I1\nt.", 1 ], [ '1', "I1\n.", 1 ],
	[ 'the text of a missing module', "cno_such_mod\nThing\n(tR.", 1 ]) {
	my ($name, $pickle, $true) = @$_;
	($task, $node) = task_of(data => { outputs => $pickle, inputs => $pickle });
	my $case = $true ? 137 : 136;
	my $data = node($task, node_id => $node);
	is_deeply($data->{outputs}, [], "sops $case: $name as outputs");
	is_deeply($data->{inputs},  {}, "sops 138: $name as inputs");
	if ($true) { is_fault("sops 137: $name with a plugin", $task, node_id => $node, component_code => 'sleep_timer') }
	else { is(names('sleep_timer'), '执行结果 (_result)=', "sops 136: $name with a plugin") }
	is(node($task, node_id => $node, component_code => 'nope')->{ex_data} =~ /^get component/ ? 1 : 0, 1, "sops $case: $name with an unknown one");
}

# --- a node that has not stored its inputs

my %kinds = (
	act => { component => { code => 'sleep_timer', data => { bk_timing => { hook => $false, value => '2' }, list => { hook => $false, value => [ 1, { k => '中' } ] } } } },
	hooked => { component => { data => { a => { hook => $true, value => '${plain}' }, b => { value => 1.50 } } } },
	formula => { component => { data => { a => { value => 'x ${plain}' } } } },
	deep => { component => { data => { a => { value => { k => [ '${plain}' ] } } } } },
	lazy => { component => { data => { a => { value => '${ip}' } } } },
	output => { component => { data => { a => { value => '${out}' } } } },
	unnamed => { component => { data => { a => { value => '${none}' } } } },
	odd => { component => { data => 5 } },
	sub => { type => 'SubProcess', pipeline => { %{ flow(inner => { component => { data => { x => { value => 'y' } } } }) },
			constants => { '${p}' => { show_type => 'show', value => 'shown', custom_type => 'input' }, '${h}' => { show_type => 'hide', value => 'hidden' } } } },
	sub2 => { type => 'SubProcess', pipeline => { %{ flow() }, constants => { '${p}' => { show_type => 'show', value => '${plain}' } } } },
);
my $flow = { %{ flow(%kinds) }, constants => {
		'${plain}' => { value => 'v', custom_type => 'input', source_type => 'custom' }, '${ip}' => { value => {}, custom_type => 'ip', source_type => 'custom' },
		'${out}' => { value => '', source_type => 'component_outputs', custom_type => '' } } };
$task = add_task($s, tree => $JSON->encode($flow), name => '任务 x');
add_states($s, $_, { status => { state => 'RUNNING' } }) for qw(start end gate inner), keys %kinds;
my $LOST = 'parser pipeline tree error: list index out of range';
my $UNKNOWN = 'the inputs of this node are not known before it has ended';
is_deeply([ @{ node($task, node_id => $_->[1], @{ $_->[2] // [] }) }{qw(inputs ex_data outputs)} ], [ $_->[3], $_->[4] // '', [] ], "sops $_->[0]") for
  [ '140: a start event', 'start', [], {}, $LOST ], [ '140: an end event', 'end', [], {}, $LOST ], [ '140: a gateway', 'gate', [], {}, $LOST ],
  [ '3.5: an activity', 'act', [], { bk_timing => '2', list => [ 1, { k => '中' } ] } ],
  [ '3.5: a constant', 'hooked', [], { a => 'v', b => 1.5 } ],
  (map { [ "3.5: $_ (design)", $_, [], {}, $UNKNOWN ] } qw(formula deep lazy output unnamed odd)),
  [ '3.5: inside a subprocess, no stack', 'inner', [], {}, $LOST ],
  [ '3.5: with the stack', 'inner', [ subprocess_stack => '["sub"]' ], { x => 'y' } ],
  [ '3.5: a wrong stack', 'inner', [ subprocess_stack => '["nope"]' ], {}, $LOST ],
  [ '3.5: a stack of numbers', 'act', [ subprocess_stack => '[1]' ], {}, $LOST ],
  [ '3.5: a text as stack', 'act', [ subprocess_stack => '"sub"' ], {}, $LOST ],
  [ '3.5: an object as stack', 'act', [ subprocess_stack => '{}' ], { bk_timing => '2', list => [ 1, { k => '中' } ] } ],
  (map { [ "3.5: a stack $_->[0]", 'act', [ subprocess_stack => $_->[0] ], {}, "parser pipeline tree error: '$_->[1]' object is not iterable" ] }
	  [ '5', 'int' ], [ '5.5', 'float' ], [ 'true', 'bool' ], [ 'null', 'NoneType' ], [ '12345678901234567890', 'long' ]),
  [ '3.5: a subprocess whose parameter is a formula (design)', 'sub2', [], {}, $UNKNOWN ];
add_data($s, 'start', inputs => "S''\n.", outputs => "S''\n.", ex_data => 'N.');
is_deeply([ @{ node($task, node_id => 'start') }{qw(id inputs outputs ex_data)} ], [ 'start', {}, [], undef ], 'sops 139: a start event that has stored its data');
is_deeply(node($task, node_id => 'sub')->{inputs}, { language => 'zh-hans', task_id => $task, task_name => '任务 x', biz_cc_id => 2, biz_cc_name => '蓝鲸',
	biz_supplier_account => '0', executor => 'member', operator => 'bob', '${p}' => 'shown' }, 'sops 141: a subprocess that runs')
  or diag(explain(node($task, node_id => 'sub')));
is(node($task, node_id => 'sub', language => 'en')->{inputs}{language}, 'en', 'sops 141: the language of the request');
is(node($task, node_id => 'sub', component_code => 'sleep_timer')->{outputs}[0]{value}, '', 'sops 3.5: with a plugin');
sub executor { my ($sql, @values) = @_; $s->db->do("UPDATE bk_sops.$sql", @values); return node($task, node_id => 'sub')->{inputs}{executor} }
is(executor(q(account_user SET last_login = DATE_SUB('2019-02-01', INTERVAL id DAY) WHERE id IN (7, 8))), 'gonemember', 'sops 141: who logged in longest ago');
is(executor(q(core_business SET executor = 'member' WHERE id = 1)), 'member', "sops 141: the business's executor before");
is(executor(q(pipeline_pipelineinstance SET executor = 'gonemember' WHERE id = ?), $task), 'gonemember', 'sops 141: and who executes the task before that');
is(executor(q(core_business SET always_use_executor = 1 WHERE id = 1)), 'member', 'sops 141: but not when the business has it so');
is(executor(q(core_business SET executor = 'bob' WHERE id = 1)), 'gonemember', 'sops 141: an executor who is no maintainer does not count');
is(executor(q(auth_group SET name = 'gone' WHERE id = 1)), '', 'sops 141: no maintainers');
$s->db->do(q(UPDATE bk_sops.auth_group SET name = CONCAT('2', CHAR(0), 'Maintainers') WHERE id = 1));

# --- histories

($task, $node) = task_of();
add_history($s, $node, inputs => fancy(a => "I1\n"), outputs => "S''\n.", ex_data => "V\\u9519\n.", loop => 3, skip => 1);
is_deeply(node($task, node_id => $node)->{histories}, [ { inputs => { a => 1 }, outputs => '', ex_data => '错', loop => 3, skip => $true, elapsed_time => 7,
		state => 'FAILED', start_time => '2019-01-17 12:13:08 +0800', finish_time => '2019-01-17 12:13:15 +0800', children => {} } ], 'sops 142: one history');
add_history($s, $node, started_time => '2019-01-01 00:00:00.5', archived_time => '2018-12-31 23:59:50', loop => 4);
is_deeply([ map { "$_->{loop} $_->{elapsed_time}" } @{ node($task, node_id => $node)->{histories} } ], [ '4 -10', '3 7' ], 'sops 3.5: the oldest first');
is_fault("sops 149: a history with $_->[0]", (sub { my ($t, $n) = task_of(); add_history($s, $n, @{ $_->[1] }); return ($t, node_id => $n) })->()) for
  [ 'broken inputs', [ inputs => \'xx' ] ], [ 'broken outputs', [ outputs => \'' ] ], [ 'broken ex_data', [ ex_data => 'garbage' ] ],
  [ 'a callable', [ ex_data => "cposix\nsystem\n(S'id'\ntR." ] ],
  [ 'a time in 1850', [ started_time => '1850-01-01 00:00:00' ] ], [ 'bytes that are no text', [ outputs => "S'\\xff'\n." ] ],
  [ 'protocol 3', [ inputs => "\x80\x03N." ] ];
is_fault("sops 2.3.1: broken $_", (sub { my ($t, $n) = task_of(data => { $_ => \'xx' }); return ($t, node_id => $n) })->()) for qw(inputs outputs ex_data);
is_fault("sops 2.3: protocol $_, which Python 2 has not", (sub { my ($t, $n) = task_of(data => { inputs => chr(0x80) . chr($_) . 'N.' }); return ($t, node_id => $n) })->()) for 3 .. 6;
is(node((sub { my ($t, $n) = task_of(data => { ex_data => "\x80\x02N." }); return ($t, node_id => $n) })->())->{ex_data}, undef, 'sops 2.3: protocol 2');
my ($t, $n) = task_of(data => { ex_data => "cposix\nsystem\n(S'id'\ntR." });
is_fault('sops 2.3.4: a callable in ex_data', $t, node_id => $n);
my $refused = () = $header->log =~ /names "posix system", which is not data/g;
is($refused, 2, 'sops 2.3.4: the log names what was refused');
is(metrics_value(metrics_read(fcgi_get($header->{socket}, '/status?openmetrics') =~ s/.*?\r\n\r\n//sr), 'bksops_refused_pickles_total'), 2,
	'sops 2.3.4: and the status counts it');

# --- which nodes a task has

sub known {
	my ($node, %o) = @_;
	my $task = add_task($s, tree => $o{tree} // $JSON->encode(flow(a => {}, sub => { type => 'SubProcess', pipeline => flow(b => {}) })), instance => $o{instance});
	add_info($s, $task, $o{info}) if exists $o{info};
	my $got = ask($task, node_id => $node);
	return $got->{status} != 200 ? 'fault' : $got->{message} =~ /^node\[/ ? 'not found' : $got->{result} || $got->{message} =~ /^node\(/ ? 'known' : $got->{message};
}
my $rows = $s->db->one('SELECT COUNT(*) FROM bk_sops.pipeline_treeinfo');
is(known($_), 'known', "sops 143: without tree_info: $_") for qw(start end gate a sub b);
is(known($_), 'not found', "sops 143: without tree_info: $_") for qw(c activities pipeline ServiceActivity);
is($s->db->one('SELECT COUNT(*) FROM bk_sops.pipeline_treeinfo'), $rows, 'sops 143: nothing is written');
is(known('a', info => $_->[1]), 'fault', "sops 144: tree_info $_->[0]") for
  [ 'corrupt', \'xxxx' ], [ 'empty', \'' ], [ 'NULL', undef ], [ '{}', '{}' ], [ 'null', 'null' ], [ 'a list', '["a"]' ], [ 'without list', '{"node_id_set":null}' ],
  [ 'of objects', '{"node_id_set":[{}]}' ], [ 'of lists', '{"node_id_set":["a",["a"]]}' ], [ 'cut', '{"node_id_set":["a"' ], [ 'deeper', '{"x":{"node_id_set":["a"]}}' ];
is(known('a', info => '{"x":1,"node_id_set":["b",1,null,"a"],"y":["c"]}'), 'known', 'sops 145: tree_info lists it');
is(known('1', info => '{"node_id_set":["b",1]}'), 'not found', 'sops 145: a number is no id');
is(known('c', info => '{"node_id_set":["b"],"y":["c"]}'), 'not found', 'sops 145: elsewhere does not count');
is(known('gate', info => '{"node_id_set":["b"]}'), 'not found', 'sops 145: the stored list wins over the tree');
is(known('a', tree => $_->[1]), 'fault', "sops 144: the tree $_->[0]") for
  [ 'corrupt', \'xxxx' ], [ 'null', 'null' ], [ 'a list', '[]' ], [ 'empty', '{}' ],
  (map { my %flow = %{ flow(a => {}) }; delete $flow{$_}; [ "without $_", $JSON->encode(\%flow) ] } qw(start_event end_event gateways activities)),
  (map { [ "with $_ as a list", $JSON->encode({ %{ flow(a => {}) }, $_ => [] }) ] } qw(start_event end_event gateways activities)),
  [ 'with an activity without type', $JSON->encode({ %{ flow(a => {}) }, activities => { a => {} } }) ],
  [ 'with an activity that is text', $JSON->encode({ %{ flow(a => {}) }, activities => { a => 'x' } }) ],
  [ 'with an event without id', $JSON->encode({ %{ flow(a => {}) }, start_event => {} }) ],
  [ 'with an event whose id is a list', $JSON->encode({ %{ flow(a => {}) }, end_event => { id => [] } }) ],
  [ 'with a subprocess without flow', $JSON->encode(flow(a => { type => 'SubProcess' })) ],
  [ 'with a subprocess whose flow is broken', $JSON->encode(flow(a => { type => 'SubProcess', pipeline => { activities => {} } })) ];
is(known('a', tree => $JSON->encode({ %{ flow(a => { pipeline => 5 }) }, x => { activities => [] } })), 'known', 'sops 143: what is no subprocess needs no flow');
is(known('b', tree => $JSON->encode(flow(a => { pipeline => flow(b => {}) }))), 'not found', 'sops 143: and has no nodes');
my $nested = flow('n-0' => {});
$nested = flow("n-$_" => { type => 'SubProcess', pipeline => $nested }) for 1 .. 200;
is(known('n-0', tree => $JSON->encode($nested)), 'known', 'sops 143: 200 subprocesses in each other');
$nested = flow("m-$_" => { type => 'SubProcess', pipeline => $nested }) for 1 .. 200;
is(known('n-0', tree => $JSON->encode($nested)), 'fault', 'sops 143: 400 are too many (design)');
my $large = $JSON->encode(flow(map { ("act$_" => { name => 'x' x 200 }) } 1 .. 10000));
is(known('act777', tree => $large) . ' ' . known('act10001', tree => $large), 'known not found', 'sops 143: a flow of 10,000 nodes');

# --- secrets, deleted tasks, snapshots

($task, $node) = task_of(data => { outputs => fancy(client => "ccopy_reg\n_reconstructor\n(cpackages.blueking.component.client\nBaseComponentClient\nc__builtin__\nobject\nNtR"
		  . "(dS'app_secret'\nS'Sekret-77'\nsb", job_inst_id => "I5\n") });
my $job = ask($task, node_id => $node, component_code => 'job_execute_task');
is((grep { $_->{key} eq 'client' } @{ $job->{data}{outputs} })[0]{value}, '<packages.blueking.component.client.BaseComponentClient>', 'sops 146: the client of a JOB node is shown by its class (design)');
unlike($job->{raw} . $header->log, qr/Sekret-77/, 'sops 146: its secret is nowhere');
($task, $node) = task_of(task => { is_deleted => 1 });
is(node($task, node_id => $node)->{id}, $node, 'sops 148: a deleted task');
is_fault('sops 150: no snapshot and no tree_info', add_task($s, instance => { execution_snapshot_id => undef }), node_id => 'x');
is_fault("sops 150: a snapshot that is NULL", add_task($s, tree => undef), node_id => 'x');
($task, $node) = task_of(instance => { execution_snapshot_id => undef });
is_fault('sops 150: no snapshot, of a task with tree_info', $task, node_id => $node);
is_refused('sops 150: which an unknown node comes before', $task, not_found('nope', $task), 1, node_id => 'nope');
is_fault('sops 3.5: no pipeline instance', add_task($s, task => { pipeline_instance_id => undef }), node_id => 'x');
($task, $node) = task_of(tree => \'garbage');
is(node($task, node_id => $node)->{id}, $node, 'sops 3.5: a broken tree that is not needed is not read (design)');

# --- states that make no tree are a fault here (sops 3.5, step 5)

is_fault("sops 3.5: $_->[0]", (sub { my ($t, $n) = task_of(states => $_->[1]); return ($t, node_id => $n) })->()) for
  [ 'no state', { status => undef } ], [ 'no relation to itself', { self => 0, children => { x1 => {} } } ],
  [ 'a child without state', { children => { x2 => { status => undef } } } ], [ 'a time in 1850', { status => { started_time => '1850-01-01 00:00:00' } } ],
  [ 'a time in 9999', { status => { archived_time => '9999-12-31 23:00:00' } } ];
($task, $node) = task_of(states => { self => 0, status => {} });
is_refused('sops 130: a state without relations', $task, not_executed($node), 1, node_id => $node);

# --- tables that cannot be read

($task, $node) = task_of();
for my $table (qw(engine_data engine_history engine_historydata engine_status engine_noderelationship pipeline_treeinfo pipeline_snapshot)) {
	$s->db->do("RENAME TABLE bk_sops.$table TO bk_sops.hidden");
	is_fault("without $table", $task, node_id => $node);
	is(ask($task, node_id => $node, bk_username => 'ghost')->{message}, 'user[username=ghost] does not exist or has not logged in this APP', "without $table: an unknown user is told");
	$s->db->do("RENAME TABLE bk_sops.hidden TO bk_sops.$table");
}
is(node($task, node_id => $node)->{id}, $node, 'and with them again');

# --- a changed file of the site's plugins

spew($file, '{"site_plugin":[{"key":"other","name":"O"}]}');
kill HUP => $header->{pid};
wait_for('the new outputs', sub { names('site_plugin') =~ /^O \(other\)/ });
is(names('site_plugin'), 'O (other)= | 执行结果 (_result)=', 'component_outputs: changed by a reload');
spew($file, '{"site_plugin":[{"key":"x"}]}');
kill HUP => $header->{pid};
wait_for('the refusal', sub { $header->log =~ /component_outputs = \Q$file\E: line 1, column \d+: an output must be an object/ });
is(names('site_plugin'), 'O (other)= | 执行结果 (_result)=', 'component_outputs: a bad file keeps what was');

# --- behind a gateway

spew("$dir/apigw.pub", key('now')->{public}, 0600);
my $gateway = Bk::Pool->new(maria => $s->{maria}, name => 'gateway',
	set => { auth => 'jwt', 'jwt.public_key_file' => "$dir/apigw.pub", 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $gate = Bk::Nginx->new(pool => $gateway, name => 'gateway', sample => 'nginx-apigw.conf')->{port};
sub through {
	my ($user) = @_;
	my $answer = http($gate, 'GET', "/o/bk_sops/apigw/get_task_node_detail/$task/2/?node_id=$node",
		headers => [ $user ? ('X-Bkapi-Jwt', jwt(key('now'), claims($user, 'my_app'))) : () ]);
	my $json = Bk::Service::json($answer);
	return $json->{result} ? $json->{data}{id} : $json->{message};
}
is(through('viewer'), $node, 'sops 3.1.6: auth = jwt');
is(through('nobody'), 'user[username=nobody] does not have perm of business:[bk_biz_id=2]', 'sops 3.1.6: auth = jwt, without permission');
like(through(), qr/X_BKAPI_JWT not in http header/, 'sops 3.1.6: auth = jwt, without token');
$gateway->stop;
is(join('', $gateway->complaints), '', 'behind a gateway: nothing bad in the log');

$header->stop;
is(join('', $header->complaints), '', 'at the URL of bk-sops: nothing bad in the log');
$s->finish;
