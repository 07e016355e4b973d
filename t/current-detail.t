# SPDX-License-Identifier: MIT
# What get_task_detail of the current generation answers for what bk-sops stores
# (sops-current 7.1, 7.3, 7.4), and for what it would never store.  "(design)":
# where the service differs from bk-sops on purpose.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task add_project add_whitelist instance_of flow fancy4);
use Bk::Service;
use Bk::Task qw(add_data fancy);
use Compress::Zlib ();
use JSON::PP       ();
use MIME::Base64 qw(encode_base64);
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my $s = Bk::Service->new(generation => 'current', release => '3.34', set => { 'pm.max_children' => 1 });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);

my $FAULT   = { result => $false, code => '50000', message => '系统异常,请联系管理员处理', data => undef };
my $FORWARD = 501;

# --- one task, one answer

sub ask { my ($id, @o) = @_; return $s->ask_current('GET', 'get_task_detail', path => [ $id, 2 ], @o) }

# data of a good answer, or a text that says what came instead.
sub data_of {
	my ($answer) = @_;
	my $json = $answer->{json};
	return $json->{data} if $answer->{status} == 200 && $json->{result} && $json->{code} == 0;
	return '500' if $answer->{status} == 500 && $json->{code} eq '50000' && !exists $json->{trace_id};
	return $answer->{status} == $FORWARD ? 'forward' : "$answer->{status}: " . ($json->{message} // 'no JSON');
}

sub detail { return data_of(ask(add_task($s, @_))) }

# A member of a new task's data, or what came instead of it.
sub member {
	my ($member, @task) = @_;
	my $data = detail(@task);
	return ref $data ? $data->{$member} : $data;
}

# A tree whose constants have these keys.
sub tree_of { return flow([], constants => { map { $_ => { name => "name of $_" } } @_ }) }

my $V = tree_of('${v}');

# --- the parts of the answer

my $id = add_task($s, name => 'full', template_id => '12', creator => 'alice', executor => 'bob',
	tree => flow([ a => {} ], constants => { '${v}' => { name => 'V', value => 1 } }),
	data => { '' => { outputs => { '${v}' => [ 1, 'x' ] } } });
my $data = data_of(ask($id));
my $tree = delete $data->{pipeline_tree};
is_deeply($data, {
		id          => $id,                         project_id  => 1, project_name => $data->{project_name},
		name        => 'full',
		create_time => '2026-07-01 11:59:00 +0800', creator     => 'alice', create_method => 'api', template_id => 12,
		start_time  => '2026-07-01 12:00:00 +0800', finish_time => '2026-07-01 12:00:07 +0800', executor => 'bob',
		elapsed_time => 7, task_url => "http://sops.example.com/taskflow/execute/1/?instance_id=$id",
		constants    => { '${v}' => { name => 'V', value => 1 } },
		outputs      => [ { key => '${v}', value => [ 1, 'x' ], name => 'V' } ],
		ex_data      => '' }, '4.3: the members of the data');
is_deeply($tree->{constants}, $data->{constants}, '4.3: constants of the data and of the tree');
is_deeply([ sort keys %{ ask($id)->{json} } ], [qw(code data result trace_id)], '4.3: and those of the answer');

for (
	[ '51: template_id ""',            { template_id => '' },    '' ],
	[ '51: template_id "12"',          { template_id => '12' },  12 ],
	[ '51: template_id "x"',           { template_id => 'x' },   '500' ],
	[ '51: a task of a onetime flow',  { template_id => '', task => { template_source => 'onetime' } }, '' ],
	[ '51: template_id of any length', { template_id => '123456789012345678901' }, '123456789012345678901' ],
  ) {
	my ($name, $task, $want) = @$_;
	is(member('template_id', %$task), $want, $name);
}

for (
	[ '25: 0.5 s',           '04:00:00', '04:00:00.500000', 0 ],
	[ '25: 1.5 s',           '04:00:00', '04:00:01.500000', 2 ],
	[ '25: 2.5 s',           '04:00:00', '04:00:02.500000', 2 ],
	[ '25: a clock set back', '04:00:05', '04:00:01',       -4 ],
	[ '4.3: not started',        undef,      undef,             0 ],
  ) {
	my ($name, $start, $finish, $want) = @$_;
	my %time = (start_time => $start, finish_time => $finish);
	is(member('elapsed_time', map { $_ => $time{$_} && "2026-07-01 $time{$_}" } keys %time), $want, $name);
}
$data = detail(start_time => undef, finish_time => undef, executor => '');
is_deeply([ @$data{qw(start_time finish_time executor)} ], [ '', '', '' ], '4.3: times of a task that was not started');
cmp_ok(member('elapsed_time', finish_time => undef), '>', 1000, '4.3: a running task has the time until now');
isnt(ref detail(task => { is_deleted => 1 }), '', '21: a deleted task is answered');
is(detail(snapshot => 0, instance => { is_expired => 1 }), '500', '4.3: the cleaner took the snapshot');
isnt(ref detail(instance => { is_expired => 1 }), '', '4.3: an expired task with its snapshot');
is(detail(task => { pipeline_instance_id => undef }), '500', '4.3: no pipeline instance');
is(detail(engine_ver => 3), '500', '4.3: an engine that bk-sops does not know');

# --- outputs (52)

sub v1 {
	my ($tree, %data) = @_;
	my $task = add_task($s, engine_ver => 1, tree => $tree);
	add_data($s, instance_of($task), %data) if %data;
	return $task;
}

# [key, name, value] of each, and ex_data.
sub outputs_of {
	my ($data) = @_;
	return $data if !ref $data;
	return [ (map { [ @$_{qw(key name value)} ] } @{ $data->{outputs} }), [ ex_data => $data->{ex_data} ] ];
}

my $NOTHING = [ [ ex_data => '' ] ];
my ($NONE, $ONE) = ([ ex_data => undef ], [ '${v}', 'name of ${v}', 1 ]);
my %ends    = (inputs => fancy4(), ex_data => 'N.');
for (
	[ 'v2: no row',                       [],                                      $NOTHING ],
	[ 'v2: none',                         [ { outputs => {} } ],                   $NOTHING ],
	[ 'v2: a constant',                   [ { outputs => { '${v}' => 1 } } ],      [ $ONE, @$NOTHING ] ],
	[ 'v2: a key that is no constant',    [ { outputs => { '${w}' => 'x' } } ],    '500' ],
	[ 'v2: ex_data, which is none',       [ { outputs => { ex_data => 'x' } } ],   '500' ],
	[ 'v2: outputs are a list',           [ { outputs => '[]' } ],                 '500' ],
	[ 'v2: outputs are null',             [ { outputs => 'null' } ],               '500' ],
	[ 'v2: inputs that nobody can read',  [ { inputs => '{', outputs => {} } ],    $NOTHING ],
  ) {
	my ($name, $row, $want) = @$_;
	is_deeply(outputs_of(detail(tree => $V, @$row ? (data => { '' => $row->[0] }) : ())), $want, "52: $name");
}
is_deeply(outputs_of(detail(tree => tree_of('ex_data'), data => { '' => { outputs => { ex_data => 'why' } } })),
	[ [ 'ex_data', 'name of ex_data', 'why' ], [ ex_data => 'why' ] ], '52: v2: ex_data that is a constant');
is(detail(tree => flow([], constants => { '${v}' => {} }), data => { '' => { outputs => { '${v}' => 1 } } }), '500',
	'52: v2: a constant without a name');
for (
	[ 'v1: no row',               [],                                                   $NOTHING ],
	[ 'v1: ex_data is None',      [ %ends, outputs => fancy4() ],                       [$NONE] ],
	[ 'v1: a constant',           [ %ends, outputs => fancy4('${v}' => "K\x01") ],      [ $ONE, $NONE ] ],
	[ 'v1: of Python 2',          [ %ends, outputs => fancy('${v}' => "I1\n") ],        [ $ONE, $NONE ] ],
	[ 'v1: ex_data is a text',    [ %ends, outputs => fancy4(), ex_data => "\x8c\x03bad." ], [ [ ex_data => 'bad' ] ] ],
	[ 'v1: no constant',          [ %ends, outputs => fancy4('${w}' => "K\x01") ],      '500' ],
	[ 'v1: outputs are None',     [ %ends, outputs => 'N.' ],                           '500' ],
  ) {
	my ($name, $row, $want) = @$_;
	is_deeply(outputs_of(data_of(ask(v1($V, @$row)))), $want, "52: $name");
}

# --- labels (53)

my $nested = flow([
		a => {},
		b => { pipeline => flow([ c => {} ], start => 'in', end => 'out') },
		d => { labels => ['kept'] } ],
	gateways => { g => { id => 'g', type => 'ParallelGateway' } });
$id = add_task($s, tree => $nested,
	labels => {
		a => [ [ 'l1', 'g1' ], [ 'l"2', '组' ] ], b => [], g => [], start => undef,
		c => [ [ 'inner', 'g1' ] ], out => [ [ 'e', 'g1' ] ] });
$data = data_of(ask($id))->{pipeline_tree};
my ($act, $inner) = ($data->{activities}, $data->{activities}{b}{pipeline});
for (
	[ 'two labels, in any order', [ sort { $a->{label} cmp $b->{label} } @{ $act->{a}{labels} } ],
		[ { label => 'l"2', group => '组' }, { label => 'l1', group => 'g1' } ] ],
	[ 'no labels',                       $act->{b}{labels},               [] ],
	[ 'a row without a row of labels',   $data->{start_event}{labels},    [] ],
	[ 'a gateway',                       $data->{gateways}{g}{labels},    [] ],
	[ 'inside a sub-process',            $inner->{activities}{c}{labels}, [ { label => 'inner', group => 'g1' } ] ],
	[ 'an event inside a sub-process',   $inner->{end_event}{labels},     [ { label => 'e', group => 'g1' } ] ],
	[ 'no row: no member',               exists $data->{end_event}{labels}, '' ],
	[ 'no row: what is stored stays',    $act->{d}{labels},               ['kept'] ],
  ) {
	my ($name, $got, $want) = @$_;
	is_deeply($got, $want, "53: $name");
}
is_deeply(data_of(ask($id))->{pipeline_tree}, $data, '53: the same from the store of trees');
$s->db->do(q{UPDATE bk_sops.pipeline_web_label_label SET code = 'renamed' WHERE code = 'inner'});
is(data_of(ask($id))->{pipeline_tree}{activities}{b}{pipeline}{activities}{c}{labels}[0]{label}, 'renamed',
	'53: and never an old label');

# --- who asks for what (54, 55)

sub gone {
	my ($task) = @_;
	return "[API] get_task_detail task[id=$task] of project[project_id=1, biz_id2] does not exist";
}
my $missing = ask(900_054);
is_deeply($missing->{json}, {
		result   => $false, code => 3540400, message => gone(900_054),
		trace_id => $missing->{headers}{'sops-trace-id'} }, '55: a missing task');
add_task($s, id => 900_054);
isnt(ref data_of(ask(900_054)), '', '54: which is there as soon as it was made (design)');
my $elsewhere = add_task($s, project => add_project($s));
is(ask($elsewhere)->{json}{message}, gone($elsewhere), '55: a task of another project');
my $row = 'TaskFlowInstance(id=900055) does not exist.';
is_deeply(ask(900_055, app => 'foreign_app')->{json}, {
		result  => $false, code => 3540400, data => undef,
		message => "数据不存在错误: 数据不存在错误, 错误内容 $row | process_exception" },
	'55: asked for by an application that is not trusted');

for (
	[ 'include_edit_info=x',               'include_edit_info'       => 'x',     'Must be a valid boolean.' ],
	[ 'include_children_status=2',         'include_children_status' => '2',     'Must be a valid boolean.' ],
	[ 'include_webhook_history= true ',    'include_webhook_history' => ' true ', 'Must be a valid boolean.' ],
	[ 'include_edit_info=TrUe',            'include_edit_info'       => 'TrUe',  undef ],
	[ 'include_edit_info=',                'include_edit_info'       => '',      undef ],
	[ 'include_webhook_history=off',       'include_webhook_history' => 'off',   undef ],
  ) {
	my ($name, $key, $value, $want) = @$_;
	my $json = ask($id, query => [ $key => $value ])->{json};
	is_deeply([ @$json{qw(result code message)} ],
		$want ? [ $false, 3540000, { $key => [$want] } ] : [ $true, 0, undef ], "3.1: $name");
}
my @two = qw(include_edit_info include_children_status);
is_deeply(ask($id, query => [ map { $_ => 'z' } @two ])->{json}{message},
	{ map { $_ => ['Must be a valid boolean.'] } @two }, '3.1: two that are none');
is(data_of(ask($id, query => [ include_webhook_history => 1 ])), 'forward', '4.3: a history of webhooks is forwarded');

my $older = Bk::Service->new(generation => 'current', release => '3.32', name => '332', maria => $s->{maria});
for ([ 'TrUe', '' ], [ 'oN', '' ], [ 'nO', '' ], [ 'True', 1 ], [ 'ON', 1 ], [ 'f', 1 ]) {
	my ($value, $good) = @$_;
	my $json = $older->ask_current('GET', 'get_task_detail', path => [ $id, 2 ],
		query => [ include_edit_info => $value ])->{json};
	is_deeply([ @$json{qw(result code)} ], $good ? [ $true, 0 ] : [ $false, 3540000 ], "3.1: include_edit_info=$value, release 3.32");
}
$older->{pool}->stop;
is(join('', $older->{pool}->complaints), '', 'nothing bad in the log of release 3.32');

# --- MCP servers (70, 2.5)

# A parameter of a node.
sub item { my ($value) = @_; return { hook => $false, need_render => $true, value => $value } }

my @forms = qw(button_refresh button_refresh_2 button_refresh_3 ip_is_exist is_tagged_ip need_log_outputs_even_fail
  job_rolling_config ©);
my %parameters = (
	kept  => item('x'), empty => item(''), none => item(undef), list => item([]), dict => item({}), zero => item(0),
	off   => item($false), bare => 'text', blank => '', other => { value => 1 },
	deep  => item({ value => 2, hook => 3 }),
	map { $_ => item('x') } @forms);
my %gateway = (
	id                => 'g', type => 'ExclusiveGateway', name => '', conditions => {}, converge_gateway_id => 'h',
	default_condition => { flow_id => 'f' });
my %constant = (key => '${v}', name => 'V', source_type => 'custom', custom_type => 'input', value => 0);
my %sub      = (version => 'w', template_id => '7', template_source => 'common', hooked_constants => []);
$id = add_task($s, labels => { a => [ [ 'l', 'g' ] ] }, tree => flow([
			a => {
				source_info => {}, loop => 1, version => 'v',
				component   => { code => 'job', version => 'v1', more => 1, data => \%parameters } },
			b => { %sub, scheme_id_list => [], pipeline => flow([ c => { template_id => 'never' } ]) } ],
		gateways  => { g => { %gateway, incoming => 'x', outgoing => [] } },
		flows     => { f => { id => 'f', is_default => $true, source => 'a', target => 'b' } },
		constants => { '${v}' => {
				%constant, desc => '', source_tag => '', source_info => {}, index => 1, show_type => 'show' } },
		more => { line => 1 }));
sub mcp { my (@query) = @_; return data_of(ask($id, app => 'v_mcp_x', query => \@query)) }
add_whitelist($s, 'my_app,other_app,v_mcp_x');

sub activity {
	my ($id, $type, %o) = @_;
	return {
		id         => $id, type => $type, name => $id, stage_name => '', retryable => $true, skippable => $true,
		auto_retry => { enable => $false, interval => 0, times => 1 }, error_ignorable => $false, %o };
}
my %events = (
	start_event => { id => 'start', name => '', type => 'EmptyStartEvent' },
	end_event   => { id => 'end', name => '', type => 'EmptyEndEvent' });
my $c    = activity('c', 'ServiceActivity', component => { code => 'bk_display', version => 'v1.0', data => {} });
my $part = {
	%events, activities => { c => $c }, constants => {}, gateways => {}, outputs => [],
	flows => {
		line_start_c => { source => 'start', target => 'c' },
		line_c_end   => { source => 'c', target => 'end' } } };
my %kept = (
	kept => 'x', zero => 0, off => $false, bare => 'text', other => { value => 1 }, deep => { value => 2, hook => 3 });
my $want = {
	%events,
	activities => {
		a => activity('a', 'ServiceActivity', source_info => {},
			component => { code => 'job', version => 'v1', data => \%kept }),
		b => activity('b', 'SubProcess', %sub, pipeline => $part) },
	gateways  => { g     => \%gateway },
	flows     => { f      => { is_default => $true, source => 'a', target => 'b' } },
	constants => { '${v}' => \%constant },
	outputs   => [], more => { line => 1 } };

for (
	[ 'TRUE',  1 ],  [ 'true', 1 ],  [ '1',     1 ],  [ 'yes', 1 ], [ 'YES', 1 ], [ 'on', '' ],
	[ 'false', '' ], [ '',     '' ], [ ' true', '' ], [ undef, '' ],
  ) {
	my ($value, $has) = @$_;
	my $got = mcp(defined $value ? (include_pipeline_tree => $value) : ());
	is(ref $got ? exists $got->{pipeline_tree} : $got, $has, '70: include_pipeline_tree=' . ($value // 'nothing'));
}
$data = mcp(include_pipeline_tree => 'TRUE');
is_deeply($data->{pipeline_tree}{$_}, $want->{$_}, "70: a trimmed tree: $_")
  for sort keys %{ { %$want, %{ $data->{pipeline_tree} } } };
is($data->{constants}{'${v}'}{show_type}, 'show', '2.5: constants of the data are whole');
is(ref mcp(include_webhook_history => 1), 'HASH', '2.5: the history of webhooks is left out, not forwarded');
for ([ 'an id', 'srv', '' ], [ 'a blank id', '  ', 1 ]) {
	my ($name, $server, $has) = @$_;
	my $got = data_of(ask($id, headers => [ 'X-Bkapi-Mcp-Server-Id' => $server ]));
	is(exists $got->{pipeline_tree}, $has, "2.5: an application behind an MCP server with $name");
}

# --- trees as they are stored (71, 76)

# The text of a value that the tree has beside its constants.
sub in_tree {
	my ($json) = @_;
	my $got = ask(add_task($s, tree => qq({"constants":{},"x":$json,"y":0})));
	return $got->{body} =~ /"x":(.*?),"y":0/s ? $1 : data_of($got);
}
for (
	[ '\/',                        '"a\/b"',                   '"a/b"' ],
	[ '\u00e9',                    '"\u00e9"',                 '"é"' ],
	[ 'surrogate pairs',           '"\ud83d\ude00"',           '"😀"' ],
	[ '4-byte characters',         '"😀"',                      '"😀"' ],
	[ 'an empty object',           '{}',                       '{}' ],
	[ '64 bits',                   '18446744073709551615',     '18446744073709551615' ],
	[ '< > &, U+2028',             '"<>&\u2028"',              "\"<>&\x{2028}\"" ],
  ) {
	my ($name, $json, $want) = @$_;
	utf8::encode(my $bytes = $want);
	is(in_tree($json), $bytes, ($name =~ /^</ ? '76' : '71') . ": $name");
}
is(member('name', name => '<b>&/" ' . "\x{2028}é"), '<b>&/" ' . "\x{2028}é", '76: a name');
my $blob = Compress::Zlib::compress('{"constants":{}}');
for (
	[ 'an empty object',     '{}',                            '500' ],
	[ 'a list',              '[]',                            '500' ],
	[ 'NULL',                undef,                           '500' ],
	[ 'truncated zlib',      \substr($blob, 0, -6),           '500' ],
	[ 'no zlib',             \'{"constants":{}}',             '500' ],
	[ 'broken JSON',         '{"constants":{}',               '500' ],
  ) {
	my ($name, $tree, $want) = @$_;
	is(detail(tree => $tree), $want, "71: a tree that is $name");
}

# --- values of engines (72 to 75)

# The text of the value of the only output, as it is in the body.
sub value_of {
	my ($task) = @_;
	my $got = ask($task);
	return $got->{body} =~ /"outputs":\[\{"key":"\$\{v\}","value":(.*?),"name":/s ? $1 : data_of($got);
}
sub v2 { my (%row) = @_; return add_task($s, tree => $V, data => { '' => \%row }) }
sub json_value { my ($json) = @_; return value_of(v2(outputs => qq({"\${v}": $json}))) }
sub v1_value { my ($pickle) = @_; return value_of(v1($V, %ends, outputs => $pickle)) }

for (
	[ 'protocol 0, Python 2',     fancy('${v}' => "S'\\xe6\\x96\\x87'\n"),                 '"文"' ],
	[ 'protocol 2',               "\x80\x02}U\x04\${v}U\x03\xe6\x96\x87s.",               '"文"' ],
	[ 'protocol 3',               "\x80\x03}X\x04\0\0\0\${v}X\x03\0\0\0\xe6\x96\x87s.",   '"文"' ],
	[ 'protocol 4',               fancy4('${v}' => "\x8c\x03\xe6\x96\x87"),               '"文"' ],
	[ 'memo',                     fancy4('${v}' => "\x8c\x01a\x94\x30(h\0h\0l"),          '["a","a"]' ],
	[ 'nested tuples',            fancy4('${v}' => "K\x01K\x02\x86K\x03\x86"),            '[[1,2],3]' ],
	[ 'set: an array (design)',   fancy4('${v}' => "\x8f(K\x01\x90"),                     '[1]' ],
	[ 'a key that is no text',    fancy4('${v}' => "K\x01", 'w' => 'N') =~ s/\x8c\x01w/K\x07/r, '500' ],
	[ 'int keys',                 fancy4('${v}' => "}K\x01K\x02s"),                       '{"1":2}' ],
	[ 'None, True, a float',      fancy4('${v}' => "N\x88G\x3f\xf8\0\0\0\0\0\0\x87"),     '[null,true,1.5]' ],
	[ 'what no data names',       fancy4('${v}' => "cos\nsystem\n(\x8c\x02id\x85R"),      '500' ],
	[ 'corrupted: no object',     'garbage',                                              '500' ],
  ) {
	my ($name, $pickle, $want) = @$_;
	utf8::encode(my $bytes = $want);
	is(v1_value($pickle), $bytes, "72: $name");
}
like(member('ex_data', engine_ver => 1), qr/^$/, '72: no row of engine_data');
like(data_of(ask(v1($V, %ends, outputs => fancy4(), ex_data => 'garbage')))->{ex_data},
	qr/^IOField to_python raise error: Traceback/, '72: corrupted: the value is a text');

for (
	[ 'NaN',                     'NaN',                      'null' ],
	[ 'Infinity',                '[Infinity, -Infinity]',    '[null,null]' ],
	[ '1e400',                   '1e400',                    'null' ],
	[ '20 digits',               '12345678901234567890',     '12345678901234567890' ],
	[ 'duplicate keys',          '{"a": 1, "b": 2, "a": 3}', '{"a":1,"b":2,"a":3}' ],
	[ '-0',                      '-0',                       '0' ],
	[ '-0.0',                    '-0.0',                     '-0.0' ],
	[ 'lone surrogates',         '"\ud800"',                 '"\ud800"' ],
  ) {
	my ($name, $json, $want) = @$_;
	utf8::encode(my $bytes = $want);
	is(json_value($json) =~ s/([,:]) /$1/gr, $bytes, "73: $name");
}
is(json_value('1, "${v}": 2'), '2', '73: duplicate keys: an output twice');

my $pickled = encode_base64(fancy4('${v}' => "X\x78\0\0\0" . 'y' x 120));
for (
	[ 'line breaks',               $pickled,                      '"' . 'y' x 120 . '"' ],
	[ 'without a final newline',   $pickled =~ s/\n\z//r,         '"' . 'y' x 120 . '"' ],
	[ 'what no data names',        encode_base64(fancy4('${v}' => "cos\nsystem\n(\x8c\x02id\x85R")), '500' ],
	[ 'bytes',                     encode_base64(fancy4('${v}' => "C\x03\xe6\x96\x87")), "\"\xe6\x96\x87\"" ],
  ) {
	my ($name, $text, $want) = @$_;
	is(value_of(v2(outputs => $text, outputs_serializer => 'pickle')), $want, "74: $name");
}
for (
	[ 'an unknown serializer',     '{"${v}": 1}', 'xml' ],
	[ 'no base64',                 '!',           'pickle' ],
	[ 'no pickle',                 'AAAA',        'pickle' ],
	[ 'broken JSON',               '{"${v}": ',   'json' ],
  ) {
	my ($name, $text, $serializer) = @$_;
	my $task = v2(outputs => $text, outputs_serializer => $serializer);
	is_deeply(outputs_of(data_of(ask($task))), $NOTHING, "74: $name");
}
is(value_of(v2(outputs => \fancy4('${v}' => "C\x02\xff\xfe"))), '500', '75: bytes that are not UTF-8');

# --- what stands around the answer (7.5)

sub status_of { my ($method) = @_; return $s->ask_current($method, 'get_task_detail', path => [ $id, 2 ])->{status} }
my @twice = (include_edit_info => 'x', include_edit_info => 1);
is(status_of('POST'),                                               405,     '77: POST');
is(status_of('HEAD'),                                               405,     '77: HEAD');
is(ask($id, headers => [ traceparent => 'x-y' ])->{json}{trace_id}, 'x-y',   '83: traceparent');
is(ask('9' x 40)->{json}{code},                                     3540400, '85: an id of any length');
is(ref data_of(ask($id, query => \@twice)),                         'HASH',  '86: the last one counts');

$s->finish;
