# SPDX-License-Identifier: MIT
# What get_task_detail answers for what bk-sops stores (sops 6.2), and for what
# it would never store.  E500 of bk-sops is M17 at the gateway.  "(design)":
# where the service differs from bk-sops on purpose.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http query);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(slurp);
use Bk::Service;
use Bk::Task qw(add_task fancy);
use Compress::Zlib ();
use JSON::PP ();
use POSIX qw(strftime);
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s = Bk::Service->new(set => { 'pm.max_children' => 1 });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $FAULT = 'Component request third-party system [SOPS] interface [get_task_detail] error: '
  . 'Status Code: 500, Error Message: Third-party system internal error, '
  . 'please try again later or contact component developer to handle this';

sub raw {
	my ($id, %o) = @_;
	my $port = delete $o{port} // $s->{nginx}{port};
	return http($port, 'GET', $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman',
		bk_app_secret => 'cd-secret', bk_username => 'admin', task_id => $id, bk_biz_id => 2, %o));
}

# The headers of every answer (esb 2.4).
my $TYPE = 'application/json; charset=utf-8; en; Accept-Language, Cookie; SAMEORIGIN';

# Everything that the tests saw, to look for the secret in at the end.
my $seen = '';

# The answer as JSON, with the bytes of the body as `raw`.
sub ask {
	my ($id, %o) = @_;
	my $answer = raw($id, %o);
	$seen .= $answer->{body} if length $answer->{body} < 100_000;
	my $json = Bk::Service::json($answer) // { message => 'no JSON' };
	return { %$json, status => $answer->{status}, raw => $answer->{body},
		type => join('; ', map { $_ // 'none' } @{ $answer->{headers} }{qw(content-type content-language vary x-frame-options)}) };
}

# data of a good answer, or a hash that says why not.
sub data_of {
	my ($got) = @_;
	return $got->{data} if $got->{status} == 200 && $got->{code} == 0 && $got->{result} && $got->{type} eq $TYPE;
	return { refused => "$got->{message} ($got->{type})" };
}

sub detail { return data_of(ask(add_task($s, @_))) }

sub is_fault {
	my ($name, @task) = @_;
	my $id  = ref $task[0] ? ${ $task[0] } : add_task($s, @task);
	my $got = ask($id);
	is_deeply([ @$got{qw(status type result code data message)} ], [ 200, $TYPE, $false, 1306201, undef, $FAULT ], $name);
}

sub is_refused {
	my ($name, $message, $id, %o) = @_;
	my $got = ask($id, %o);
	is_deeply([ @$got{qw(status type result code data message)} ], [ 200, $TYPE, $false, 1306000, undef, $message ], $name);
}

sub gone { my ($task, $biz) = @_; return "task[id=$task] of business[bk_biz_id=" . ($biz // 2) . '] does not exist' }

# A tree with a constant for each of these keys.
sub tree_for { return '{"constants":{' . join(',', map { qq("$_":{"name":"$_"}) } @_) . '}}' }

my $V = tree_for('${v}');

# The text of the value of the only output, as it is in the body.
sub value_text {
	my ($pickle, $tree) = @_;
	my $got = ask(add_task($s, tree => $tree // $V, outputs => fancy('${v}' => $pickle)));
	return $1 if $got->{raw} =~ /"value":(.*?),"preset":(?:true|false)\}\]/s;
	return "refused: $got->{message}";
}

sub is_value {
	my ($name, $pickle, $want) = @_;
	utf8::encode(my $bytes = $want);
	is(value_text($pickle), $bytes, $name);
}

# The text of a number or string of a tree, as it is in the body.
sub in_tree {
	my ($json) = @_;
	my $got = ask(add_task($s, tree => qq({"x":$json,"constants":{}})));
	return $1 if $got->{raw} =~ /"pipeline_tree":\{"x":(.*?),"constants":\{\}\}/s;
	return $got->{message} eq $FAULT ? 'E500' : "refused: $got->{message}";
}

sub is_in_tree {
	my ($name, $json, $want) = @_;
	utf8::encode($want);
	is(in_tree($json), $want, $name);
}

# --- the parts of the answer

my $d = data_of(ask(2));
is_deeply([ @$d{qw(start_time finish_time executor elapsed_time outputs ex_data)} ], [ '', '', '', 0, [], '' ],
	'sops 39: a task that has not been started');
is_deeply([ @$d{qw(instance_name end_time)} ], [ 'two', '' ], 'sops 39: and the two members more (design)');

my $three = '{"constants":{"${a}":{"name":"A"},"${b}":{"name":"乙","source_type":"component_outputs"},'
  . '"${c}":{"name":"C","source_type":"custom"}}}';
$d = detail(tree => $three, outputs => fancy('${c}' => "I3\n", '${a}' => "V1\n", '${b}' => "I01\n"));
is($d->{ex_data}, undef, 'sops 40: ex_data of a finished task');
is_deeply($d->{outputs}, [
		{ key => '${c}', name => 'C',  value => 3,     preset => $false },
		{ key => '${a}', name => 'A',  value => '1',   preset => $false },
		{ key => '${b}', name => '乙', value => $true, preset => $true },
	], 'sops 40: three outputs, in stored order, with preset (design)');
$d = detail(tree => $three);
is_deeply([ @$d{qw(outputs ex_data)} ], [ [], '' ], 'sops 41: no row in engine_data');
$d = detail(tree => $three, outputs => fancy());
is_deeply([ @$d{qw(outputs ex_data)} ], [ [], undef ], 'sops 42: an empty FancyDict');
is_deeply(detail(outputs => fancy('${gone}' => "I1\n"))->{outputs},
	[ { key => '${gone}', name => '${gone}', value => 1, preset => $false } ], 'sops 43: a key that no constant has (design)');
is_deeply(detail(tree => $_->[1], outputs => fancy('${v}' => "I1\n"))->{outputs},
	[ { key => '${v}', name => '${v}', value => 1, preset => $false } ], "sops 44: $_->[0] (design)")
  for [ 'a constant without name', '{"constants":{"${v}":{}}}' ], [ 'a constant that is no object', '{"constants":{"${v}":7}}' ],
  [ 'constants that are no object', '{"constants":[1]}' ], [ 'constants null', '{"constants":null}' ];
for my $name ('7', 'null', '"x"', '[1,{"a":2}]', 'true') {
	my $got = ask(add_task($s, tree => qq({"constants":{"\${v}":{"name":$name}}}), outputs => fancy('${v}' => "I1\n")));
	like($got->{raw}, qr/"key":"\$\{v\}","name":\Q$name\E,"value":1/, "sops 45: the name of a constant is $name");
}
is_fault("sops 46: outputs is $_->[0]", outputs => $_->[1])
  for [ 'empty bytes', "S''\n." ], [ 'None', 'N.' ], [ 'a list', '(l.' ], [ 'a number', "I5\n." ], [ 'text', "Vabc\n." ];
is(detail(tree => $V, outputs => "(dS'\${v}'\nI1\ns.")->{outputs}[0]{value}, 1, 'sops 47: a plain dict');
my $ordered = "ccollections\nOrderedDict\n((lp1\n(lp2\nV\${z}\naI1\naa(lV\${a}\naI2\naa(lV\${m}\naI3\naatR.";
is(join(' ', map { "$_->{key}=$_->{value}" } @{ detail(tree => tree_for('${a}', '${m}', '${z}'), outputs => $ordered)->{outputs} }),
	'${z}=1 ${a}=2 ${m}=3', 'sops 48: an OrderedDict');
is_deeply([ map { [ @$_{qw(key value)} ] } @{ detail(tree => $V, outputs => "(dS'\${v}'\nI1\nsV\${v}\nI2\ns.")->{outputs} } ],
	[ [ '${v}', 2 ] ], 'sops 49: a key as bytes and as text is one');

# --- values of outputs

is_value('sops 50: a set (design)',          "c__builtin__\nset\n((lS'a'\naI1\natR",    '["a",1]');
is_value('sops 50: a frozenset (design)',    "c__builtin__\nfrozenset\n((lI1\natR",     '[1]');
is_value('sops 50: an empty set (design)',   "c__builtin__\nset\n((ltR",                '[]');
is_value('sops 51: a tuple',                 "(I1\nVb\nNt",                              '[1,"b",null]');
is_value("sops 52: $_->[0] (design)", "F$_->[0]\n", 'null') for ['nan'], ['inf'], ['-inf'];
is_value("sops 52: $_->[0]", $_->[1], $_->[2]) for
  [ '1e22', "F1e+22\n", '1e+22' ], [ '1e16', "F1e16\n", '1e+16' ], [ '1e15', "F1e15\n", '1000000000000000.0' ],
  [ '-0.0', "F-0.0\n", '-0.0' ], [ '0.1 + 0.2', "F0.30000000000000004\n", '0.30000000000000004' ],
  [ '0.1', "F0.10000000000000001\n", '0.1' ], [ '1.0', "F1.0\n", '1.0' ], [ '1e-7', "F9.9999999999999995e-08\n", '1e-07' ],
  [ '0.0001', "F0.0001\n", '0.0001' ], [ '1.2345678901234568e20', "F1.2345678901234568e+20\n", '1.2345678901234568e+20' ],
  [ '10 ** 30', 'L1' . '0' x 30 . "L\n", '1' . '0' x 30 ], [ '-10 ** 30', 'L-1' . '0' x 30 . "L\n", '-1' . '0' x 30 ],
  [ '2 ** 63', "L9223372036854775808L\n", '9223372036854775808' ], [ '5L', "L5L\n", '5' ];

# A datetime of ten bytes, and of the zones that sleep_timer writes.
my $naive    = "cdatetime\ndatetime\n(S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05\\n\\\\W'\ntR";
my $whole    = "S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05\\x00\\x00\\x00'\n";
my $shanghai = "cpytz\n_p\n(S'Asia/Shanghai'\nI28800\nI0\nS'CST'\ntR";
is_value('sops 53: a naive datetime with 678999 us', $naive, '"2019-01-02T03:04:05.678"');
is_value('sops 53: no microseconds', "cdatetime\ndatetime\n(${whole}tR", '"2019-01-02T03:04:05"');
is_value('sops 53: UTC', "cdatetime\ndatetime\n(S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05\\n\\\\W'\ncpytz\n_UTC\n(tRtR", '"2019-01-02T03:04:05.678Z"');
is_value('sops 53: Asia/Shanghai', "cdatetime\ndatetime\n($whole${shanghai}tR", '"2019-01-02T03:04:05+08:00"');
is_value('sops 54: a pytz zone', $shanghai, '"Asia/Shanghai"');
is_value('sops 54: a date',      "cdatetime\ndate\n(S'\\x07\\xe3\\x01\\x02'\ntR", '"2019-01-02"');
is_value('sops 54: a timedelta', "cdatetime\ntimedelta\n(I1\nI2\nI3\ntR",          '"1 day, 0:00:02.000003"');
is_value('sops 55: a Decimal',   "cdecimal\nDecimal\n(S'1.50'\ntR",                '"1.50"');
is_value('sops 55: a UUID', "ccopy_reg\n_reconstructor\n(cuuid\nUUID\nc__builtin__\nobject\nNtR(dS'int'\nL24197857161011715162171839636988778104L\nsb",
	'"12345678-1234-5678-1234-567812345678"');
is_value('sops 55: a time',    "cdatetime\ntime\n(S'\\x01\\x02\\x03\\x00\\x0f\\xa0'\ntR", '"01:02:03.004"');
is_value('sops 55: a complex', "c__builtin__\ncomplex\n(F1.0\nF2.0\ntR",                   '"(1+2j)"');
is_value('sops 55: a bytearray', "c__builtin__\nbytearray\n(Vabc\nS'latin-1'\ntR",         '"abc"');
is_value('sops 56: keys of a dict', "(dI1\nS'a'\nsNS'b'\nsF1.5\nS'c'\nsL100000000000000000000L\nS'd'\ns",
	'{"1":"a","null":"b","1.5":"c","100000000000000000000":"d"}');
is_value('sops 56: True and 1 are one key', "(dI1\nS'a'\nsI01\nS'b'\ns", '{"1":"b"}');
is_value('sops 56: True alone, as CPython 2.7.18 writes it', "(dI01\nS'b'\nsI00\nS'c'\ns", '{"True":"b","False":"c"}');
is(value_text("(d(I1\ntI1\ns"), "refused: $FAULT", 'sops 57: a tuple as a key');
is_value('sops 58: a key as bytes and as text, not ASCII: both', "(dS'\\xe4\\xb8\\xad'\nI1\nsV\\u4e2d\nI2\ns", '{"中":1,"中":2}');
is(value_text($_->[1]), "refused: $FAULT", "sops 59: $_->[0]") for
  [ 'a list that contains itself', "(lp9\ng9\na" ], [ 'a dict that contains itself', "(dp9\nS'a'\ng9\ns" ],
  [ 'two lists that contain each other', "(lp8\n(lp9\ng8\naa" ];
is_deeply(detail(ex_data => $_->[1])->{ex_data}, $_->[2], "sops $_->[0]") for
  [ '60: UTF-8 bytes in ex_data', "S'Traceback \\xe4\\xb8\\xad\\xe6\\x96\\x87'\n.", 'Traceback 中文' ],
  [ '60: text in ex_data', "Vno\\u4e2d\\u000anewline\n.", "no中\nnewline" ],
  [ '62: the dict of a JOB node', "(dS'exception_msg'\nVx\nsS'show_ip_log'\nI01\nsS'task_inst_id'\nL5L\ns.",
	{ exception_msg => 'x', show_ip_log => $true, task_inst_id => 5 } ],
  [ '60: a forced end', "(dS'_forced_failed'\nI01\ns.", { _forced_failed => $true } ];
is_fault('sops 61: bytes FF FE in ex_data', ex_data => "S'\\xff\\xfe'\n.");
is_value('sops 63: NUL and 7F', "S'abc\\x00\\x7f'\n", "\"abc\\u0000\x7f\"");

# --- what pickles may not name

my $gone  = "cno_such_mod\nThing\n(tR.";
my $class = "cpipeline.utils.collections\nNoSuchClass\n(tR.";
$d = detail(name => 'x', inputs => $gone);
is_deeply([ @$d{qw(name ex_data outputs)} ], [ 'x', undef, [] ], 'sops 64: a module that does not exist, in inputs');
my $MISSING = 'the pickle names the module "%s", which bk-sops does not have';
is(detail(ex_data => $gone)->{ex_data}, sprintf($MISSING, 'no_such_mod'), 'sops 65: in ex_data (design)');
is_fault('sops 66: in outputs', outputs => $gone);
is_fault("sops 67: a class that does not exist, in $_", $_ => $class) for qw(inputs outputs ex_data);

my $owner  = ($s->{pool}->workers)[0];
my $marker = Bk::Process::tmpdir . '/hostile';
mkdir $marker;
chmod 0777, $marker;    # the workers are somebody else
$marker .= '/executed';
my %hostile = (
	'posix.system'            => "cposix\nsystem\n(S'touch $marker'\ntR.",
	'os.system'               => "cos\nsystem\n(S'touch $marker'\ntR.",
	'nt.system'               => "cnt\nsystem\n(S'touch $marker'\ntR.",
	'subprocess.Popen'        => "csubprocess\nPopen\n(S'touch $marker'\ntR.",
	'subprocess.check_output' => "csubprocess\ncheck_output\n((lS'touch'\naS'$marker'\natR.",
	'__builtin__.eval'        => "c__builtin__\neval\n(S'1'\ntR.",
	'builtins.exec'           => "cbuiltins\nexec\n(S'1'\ntR.",
	'__builtin__.open'        => "c__builtin__\nopen\n(S'$marker'\nS'w'\ntR.",
	'__builtin__.getattr'     => "c__builtin__\ngetattr\n(cos\npath\nS'sep'\ntR.",
	'__builtin__.__import__'  => "c__builtin__\n__import__\n(S'os'\ntR.",
	'__builtin__.apply'       => "c__builtin__\napply\n(cposix\nsystem\n(S'touch $marker'\nttR.",
	'INST of os.system'       => "(S'touch $marker'\nios\nsystem\n.",
	'OBJ of os.system'        => "(cos\nsystem\nS'touch $marker'\no.",
	'STACK_GLOBAL'            => "\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x02id\x85R.",
	'NEWOBJ'                  => "\x80\x02cposix\nsystem\n(S'id'\nt\x81.",
	'NEWOBJ_EX'               => "\x80\x04cposix\nsystem\n(S'id'\nt}\x92.",
	'pickle.loads'            => "cpickle\nloads\n(S'N.'\ntR.",
	'marshal.loads'           => "cmarshal\nloads\n(S'N'\ntR.",
	'a persistent id'         => "Pabc\n.",
	'a binary persistent id'  => "N\x51.",
	'an extension code'       => "\x80\x02\x82\x01.",
	'protocol 6'              => "\x80\x06N.",
	'a buffer out of band'    => "\x80\x05\x97.",
	'an unknown opcode'       => "\xFF.",
	'an empty stack'          => '.',
	'no STOP'                 => 'N',
	'nothing'                 => '',
	'a memo that is not there' => "g7\n.",
	'a mark that is not there' => 't.',
	'a length beyond the end' => "T\xFF\xFF\xFF\x7Fabc.",
	'a negative length'       => "T\xFF\xFF\xFF\xFFabc.",
	'a length of 8 bytes'     => "\x80\x04\x8d\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFFabc.",
	'a memo index of 4 bytes' => "Nr\xFF\xFF\xFF\xFFj\xFE\xFF\xFF\xFF.",
	'100000 lists deep'       => '(l' x 100_000 . 'a' x 99_999 . '.',
	'100000 marks'            => '(' x 100_000 . '.',
	'lists that double 40 times' => "(lp0\n" . join('', map { my $n = $_ + 1; "0(lp$n\ng$_\nag$_\na" } 0 .. 39) . '.',
);
for my $kind (sort keys %hostile) {
	is_fault("sops 68: $kind in ex_data", ex_data => $hostile{$kind});
}
is_fault("sops 68: posix.system in $_", $_ => $hostile{'posix.system'}) for qw(inputs outputs);
is_fault('sops 68: posix.system inside an output', tree => $V,
	outputs => fancy('${v}' => "cposix\nsystem\n(S'touch $marker'\ntR"));
ok(!-e $marker, 'sops 68: and nothing was executed');
is(join(' ', $s->{pool}->workers), $owner, 'sops 68: and the worker is the same one');

# --- blobs

my $n = Compress::Zlib::compress('N.');
is_fault("sops 69: $_->[0] inputs", inputs => \$_->[1]) for
  [ 'corrupt', 'no zlib at all' ], [ 'empty', '' ], [ 'truncated', substr($n, 0, -3) ],
  [ 'a wrong checksum in', substr($n, 0, -1) . "\x00" ], [ 'gzip', Compress::Zlib::memGzip('N.') ];
is_fault("sops 69: the same of $_", $_ => \substr($n, 0, -3)) for qw(outputs ex_data);
is(detail(ex_data => \(Compress::Zlib::compress("Vx\n.") . 'more'))->{ex_data}, 'x', 'sops 70: bytes after the zlib stream');
is(detail(ex_data => "Vx\n.more")->{ex_data}, 'x', 'sops 70: bytes after STOP');

# {'${a}': u'中', '${b}': [1, True, None, 1.5]}: 0 to 2 as CPython 2.7 writes
# it, 3 and 4 as CPython 3 does.
my @protocol = (
	"(dp1\nS'\${b}'\np2\n(lp3\nI1\naI01\naNaF1.5\nasS'\${a}'\np4\nV\\u4e2d\ns.",
	"}q\x01(U\x04\${b}q\x02]q\x03(K\x01I01\nNG?\xf8\x00\x00\x00\x00\x00\x00eU\x04\${a}q\x04X\x03\x00\x00\x00\xe4\xb8\xadu.",
	"\x80\x02}q\x01(U\x04\${b}q\x02]q\x03(K\x01\x88NG?\xf8\x00\x00\x00\x00\x00\x00eU\x04\${a}q\x04X\x03\x00\x00\x00\xe4\xb8\xadu.",
	"\x80\x03}q\x00(X\x04\x00\x00\x00\${a}q\x01X\x03\x00\x00\x00\xe4\xb8\xadq\x02X\x04\x00\x00\x00\${b}q\x03]q\x04(K\x01\x88NG?\xf8\x00\x00\x00\x00\x00\x00eu.",
	"\x80\x04\x95*\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x04\${a}\x94\x8c\x03\xe4\xb8\xad\x94\x8c\x04\${b}\x94]\x94(K\x01\x88NG?\xf8\x00\x00\x00\x00\x00\x00eu.",
);
for my $p (0 .. 4) {
	my $outputs = detail(tree => tree_for('${a}', '${b}'), outputs => $protocol[$p])->{outputs};
	is_deeply({ map { ($_->{key} => $_->{value}) } @$outputs }, { '${a}' => '中', '${b}' => [ 1, $true, undef, 1.5 ] },
		'sops ' . ($p < 3 ? 71 : 72) . ": protocol $p" . ($p < 3 ? '' : ' (design)'));
}

# --- rows

is(detail($_->[0] => { is_deleted => 1 }, name => 'x')->{name}, 'x', "sops 73: deleted, $_->[1]")
  for [ 'task', 'the task' ], [ 'instance', 'the pipeline instance' ];
is_fault('sops 74: no pipeline instance', task => { pipeline_instance_id => undef });
my $id = add_task($s, task => { business_id => undef });
is_refused('sops 75: no business', gone($id), $id);
$id = add_task($s, task => { business_id => 2 });
is_refused('sops 76: a task of another business', gone($id), $id);
is(data_of(ask($id, bk_biz_id => 3))->{business_name}, 'other', 'sops 76: which has it');
is_refused('sops 77: as typed', gone('0099999', '002'), '0099999', bk_biz_id => '002');
is_refused("sops 78: task $_", gone($_), $_) for '2147483648', '4294967297', '18446744073709551617', '1' x 40, '0';
is(data_of(ask('0001'))->{id}, 1, 'sops 78: leading zeros');
for my $digits ('١', '٩٩٩') {
	is(ask($digits)->{message}, $FAULT =~ s/Status.*error(?=,)/interface response is not the JSON format/r, "sops 79: task $digits (design)");
}
$d = detail(instance => { execution_snapshot_id => undef });
ok($d->{id}, 'sops 80: execution_snapshot_id NULL: an answer (design)');
is_deeply([ @$d{qw(pipeline_tree constants outputs)} ], [ undef, undef, [] ], 'sops 80: without tree and constants (design)');
$d = detail(tree => undef, outputs => fancy('${v}' => "I1\n"));
ok(exists $d->{pipeline_tree} && exists $d->{constants}, 'sops 81: data NULL: the members are there (design)');
is_deeply([ @$d{qw(pipeline_tree constants)}, $d->{outputs}[0]{name} ], [ undef, undef, '${v}' ], 'sops 81: data NULL (design)');
is_fault("sops 81: data $_->[0]", tree => $_->[1]) for
  [ 'corrupt', \'junk' ], [ 'empty', \'' ], [ 'truncated', \substr(Compress::Zlib::compress('{"constants":{}}'), 0, -5) ],
  [ 'null', 'null' ], [ '{}', '{}' ], [ 'a list', '[]' ], [ 'a number', '1' ], [ 'text', '"constants"' ], [ 'no text', ' ' ];
for my $constants ('null', '[]', '7', '"x"', '[{"a":[1]}]', '{}') {
	my $got = ask(add_task($s, tree => qq({"constants": $constants} )));
	like($got->{raw}, qr/"pipeline_tree":\{"constants":\Q$constants\E\},"constants":\Q$constants\E,/, "sops 82: constants $constants");
}
is_fault("sops 83: $_->[0] after the tree", tree => qq({"constants":{}}$_->[1])) for
  [ 'x', 'x' ], [ 'NUL', "\0" ], [ '0B', "\x0B" ], [ 'a second tree', '{}' ];
$d = detail(tree => '{"a":1,"a":2,"constants":{"${v}":{"name":"first"}},"constants":{"${v}":{"name":"old","name":"last"}}}',
	outputs => fancy('${v}' => "I1\n"));
is_deeply([ $d->{pipeline_tree}{a}, $d->{pipeline_tree}{constants}, $d->{constants}, $d->{outputs}[0]{name} ],
	[ 2, { '${v}' => { name => 'last' } }, { '${v}' => { name => 'last' } }, 'last' ], 'sops 84: the last of equal keys counts');
is_in_tree("sops 85: $_ as stored (design)", $_, $_) for qw(0.3 0.1 0.6 0.7 1.1 4.35 0.12345678901234567890
  123456789.123456789 1e5 5e-324 1.7976931348623157e308 1E5 1e+5 0.0 100.10 -0.5 1.000000000000000e+17);
is_in_tree("sops 85: $_->[0]", @$_) for [ '0', '0' ], [ '-1', '-1' ], [ '01', '1' ], [ '-', '0' ], [ '1.', '1.0' ], [ '1e', '1.0' ], [ '18446744073709551615', '18446744073709551615' ],
  [ '-9223372036854775808', '-9223372036854775808' ], [ '9223372036854775808', '9223372036854775808' ],
  map { [ $_, 'E500' ] } qw(18446744073709551616 -9223372036854775809 +1 .5 NaN Infinity -Infinity nan True);
is_in_tree('sops 85: -0 is the integer 0', '-0', '0');
is_in_tree('sops 85: 1e400 (design)', '1e400', 'null');
is_in_tree("sops 86: $_->[0]", $_->[1], $_->[2]) for
  [ '\/', '"a\\/b"', '"a/b"' ], [ 'a raw tab', "\"a\tb\"", '"a\\tb"' ], [ 'raw control bytes', "\"\x01\x10\"", q{"\u0001\u0010"} ],
  [ 'raw emoji', "\"\x{1F600}\"", "\"\x{1F600}\"" ], [ 'escaped emoji', '"\\ud83d\\ude00"', "\"\x{1F600}\"" ],
  [ 'a lone high surrogate is dropped', '"\\ud83dx"', '"x"' ], [ 'Chinese', '"\\u4e2d"', '"中"' ],
  [ 'a lone high surrogate whose partner comes later', '"\\ud83dx\\ude00"', "\"x\x{1F600}\"" ],
  [ 'a lone high surrogate that a letter follows', '"\\ud83dx\\u0041"', 'E500' ],
  [ 'NUL escaped', '"\\u0000"', '"\\u0000"' ],
  [ 'a lone low surrogate (design)', '"\\ude00"', "\"\x{FFFD}\"" ], [ '\x', '"\\x41"', 'E500' ],
  [ 'a comma before }', '{"a":1,}', '{"a":1}' ], [ 'a comma before ]', '[1,]', 'E500' ], [ 'single quotes', "'a'", 'E500' ],
  [ 'a comment', '1/* */', 'E500' ];
is_fault("sops 86: $_->[0]", tree => "{\"x\":\"$_->[1]\",\"constants\":{}}") for
  [ 'byte FF', "\xFF" ], [ 'a cut sequence', "\xE4\xB8" ], [ 'an overlong one', "\xC0\xAF" ], [ 'NUL raw', "\0" ];
for my $depth (1, 100, 869) {
	my $deep = '[' x $depth . ']' x $depth;
	my $got = raw(add_task($s, tree => qq({"constants":{"a":$deep}})));
	like($got->{body}, qr/"constants":\{"a":\Q$deep\E\},"outputs"/, "sops 87: constants nested $depth deep");
}
is_fault("sops 87: constants nested $_ deep", tree => '{"constants":{"a":' . '[' x $_ . ']' x $_ . '}}') for 870, 1025, 100_000;
for my $row ([ ' 7 ', '7' ], [ '+7', '7' ], [ '007', '7' ], [ '７', '7' ], [ '٣', '3' ], [ '- 1', '-1' ], [ '-0', '0' ],
	[ '1234567890' x 2, '1234567890' x 2 ], [ '9' x 255, '9' x 255 ]) {
	my $got = ask(add_task($s, template_id => $row->[0]));
	like($got->{raw}, qr/"template_id":\Q$row->[1]\E,/, "sops 88: template_id '" . substr($row->[0], 0, 25) . q{'});
}
is(detail(template_id => $_)->{template_id}, $_, "sops 89: template_id '$_' is text (design)") for '', 'abc', '1.5', '0x10', '1_0', '7L', '--1', '中文', '1 2';
is(detail(name => $_->[1])->{name}, $_->[1], "sops $_->[0]") for
  [ '90: a Chinese name', '任务x' ], [ '95: U+2028, < and / in a name', "a\x{2028}<b>/&'\"\\" ];
utf8::encode(my $name = "任务x\x{2028}</");
like(ask(add_task($s, name => "任务x\x{2028}</"))->{raw}, qr/"name":"\Q$name\E"/, 'sops 95: in the bytes of the body');
$s->db->do(q{SET SESSION sql_mode = 'STRICT_ALL_TABLES'});
ok(!eval { add_task($s, name => "a\x{1F600}b"); 1 }, 'sops 91: emoji in a utf8 column, strict SQL: cannot be stored');
$s->db->do(q{SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'});
$id = add_task($s, name => "a\x{1F600}b");
my $stored = $s->db->one('SELECT name FROM bk_sops.pipeline_pipelineinstance WHERE id = ?', $id);
like($stored, qr/^a(?:\?{1,4}b)?\z/, 'sops 92: not strict: stored without it (MySQL cuts there)');
is(data_of(ask($id))->{name}, $stored, 'sops 92: and answered as stored');
$s->db->do('ALTER TABLE bk_sops.pipeline_pipelineinstance MODIFY name VARCHAR(128) CHARACTER SET utf8mb4 NOT NULL');
is(detail(name => "a\x{1F600}b")->{name}, "a\x{1F600}b", 'sops 93: emoji in a utf8mb4 column (design)');
$d = detail(tree => '{"constants":{"${v}":{"name":"\\ud83d\\ude00"}}}', outputs => fancy('${v}' => "V\\U0001f600\n"));
is_deeply([ $d->{constants}{'${v}'}{name}, @{ $d->{outputs}[0] }{qw(name value)} ], [ ("\x{1F600}") x 3 ], 'sops 94: emoji in the blobs');

# --- times

my $start = '2019-01-17 04:13:08';
is(detail(start_time => $_->[1], finish_time => $_->[2])->{elapsed_time}, $_->[3], "sops $_->[0]") for
  [ '96: 0.5 s backwards', '2019-01-17 04:13:08.500000', $start, 0 ], [ '96: 10 s backwards', '2019-01-17 04:13:18', $start, -10 ],
  [ '96: 7.999999 s', $start, '2019-01-17 04:13:15.999999', 7 ], [ '96: 10.5 s backwards', '2019-01-17 04:13:18.5', $start, -10 ],
  [ '97: a finish only', undef, $start, 0 ], [ '97: neither', undef, undef, 0 ];
cmp_ok(detail(start_time => '2100-01-01 00:00:00')->{elapsed_time}, '<', -1_000_000_000, 'sops 98: starts in 2100');
my $then = time - 100;
my $ago  = detail(start_time => strftime('%Y-%m-%d %H:%M:%S', gmtime $then))->{elapsed_time};
ok($ago >= 100 && $ago <= time - $then, "sops 99: started 100 s ago ($ago)");
is(detail(create_time => '0000-00-00 00:00:00')->{create_time}, '', 'sops 100: a zero date');
$s->db->do(q{SET SESSION sql_mode = 'ALLOW_INVALID_DATES'});
is(detail(create_time => '2019-02-31 00:00:00')->{create_time}, '', 'sops 100: 2019-02-31');
is(detail(start_time => '2019-02-31 00:00:00', finish_time => $start)->{elapsed_time}, 0, 'sops 100: which never started');
$s->db->do(q{SET SESSION sql_mode = 'NO_ENGINE_SUBSTITUTION'});
is(detail(create_time => $_->[0])->{create_time}, $_->[1], "sops 101: $_->[0]") for
  [ '1988-07-01 00:00:00', '1988-07-01 09:00:00 +0900' ], [ '1900-01-02 00:00:00', '1900-01-02 08:06:00 +0806' ],
  [ '2019-01-17 04:13:15.999999', '2019-01-17 12:13:15 +0800' ], [ '2019-01-17 16:00:00', '2019-01-18 00:00:00 +0800' ];
is_fault("sops 101: $_", create_time => $_) for '1899-12-31 00:00:00', '9999-12-31 23:59:59';
is(data_of(ask(1))->{task_url}, 'http://paas.example.com/o/bk_sops/taskflow/execute/2/?instance_id=1', 'sops 102: task_url');
is(join(' ', map { $_->{key} } @{ detail(tree => tree_for(map { "\${$_}" } qw(i q a y)),
	outputs => fancy(map { ("\${$_}" => "I1\n") } qw(i q a y)))->{outputs} }), '${i} ${q} ${a} ${y}', 'sops 103: stored order (design)');

# --- the client object that JOB nodes store

my $CLIENT = "ccopy_reg\n_reconstructor\n(cpackages.blueking.component.client\nComponentClientWithSignature\n"
  . "c__builtin__\nobject\nNtR(dS'app_code'\nS'bk_sops'\nsS'app_secret'\nS'JOB-SECRET-4711'\nsS'common_args'\n"
  . "(dS'bk_token'\nS'JOB-SECRET-4712'\nss";
my %client = (object => "${CLIENT}b", 'class of the old place' => "${CLIENT}b" =~ s/packages\.blueking/blueking/r);
is_value('sops 2.3.2: the client of a JOB node (design)', $client{object}, '"<packages.blueking.component.client.ComponentClientWithSignature>"');
is_deeply(detail(ex_data => "(dS'client'\n$client{object}s.")->{ex_data},
	{ client => '<packages.blueking.component.client.ComponentClientWithSignature>' }, 'sops 2.3.2: in ex_data (design)');
is(detail(ex_data => "$client{'class of the old place'}.")->{ex_data},
	sprintf($MISSING, 'blueking.component.client'), 'sops 2.3.2: of a module that has moved (design)');
is_deeply(detail(ex_data => "(l$client{object}a$client{object}a.")->{ex_data},
	[ ('<packages.blueking.component.client.ComponentClientWithSignature>') x 2 ], 'sops 2.3.2: twice in a list (design)');
value_text("(d$client{object}I1\ns");
ask(add_task($s, inputs => "$client{object}."));
ask(add_task($s, outputs => "$client{object}."));
ask(add_task($s, ex_data => $client{object}));
ask(add_task($s, ex_data => "${CLIENT}sb."));
is(index($seen, 'JOB-SECRET'), -1, 'sops 2.3.2: its secret is in no answer');
is(index($s->{pool}->log, 'JOB-SECRET'), -1, 'sops 2.3.2: nor in the log');

# --- large trees

my $nodes = 10_000;
my $script = 'x' x 200;
my $large = '{"activities":{' . join(',', map {
	sprintf '"node%028d":{"id":"node%028d","name":"\\u8282\\u70b9 %d","type":"ServiceActivity","incoming":"line%d",'
	  . '"outgoing":"line%d","component":{"code":"job_fast_execute_script","data":{"job_script_timeout":'
	  . '{"hook":false,"value":""},"job_content":{"hook":false,"value":"echo %s"}}},"optional":false,'
	  . '"retryable":true,"loop":null}', $_, $_, $_, $_, $_ + 1, $script
} 1 .. $nodes) . '},"constants":{"${v}":{"name":"n"}}}';
$id = add_task($s, tree => $large, outputs => fancy('${v}' => "I1\n"));
my $got = raw($id);
cmp_ok(length $got->{body}, '>', 5_000_000, 'a tree of 10,000 nodes: more than 5 MB');
my ($tree, $rest) = $got->{body} =~ /"pipeline_tree":(\{.*\}\}\}),"constants":(.*)\z/s;
utf8::encode(my $bytes = $large =~ s/\\u8282\\u70b9/节点/gr);
ok(($tree // '') eq $bytes, 'a tree of 10,000 nodes: whole');
like($rest // '', qr/^\{"\$\{v\}":\{"name":"n"\}\},"outputs":\[.*"result":true,"request_id":"[0-9a-f]{32}"\}\z/s,
	'a tree of 10,000 nodes: and what follows it');
is_fault('a tree of 10,000 nodes that breaks at its end', tree => substr($large, 0, -2));
is_fault('a tree of 10,000 nodes whose zlib stream breaks at its end',
	tree => \substr(Compress::Zlib::compress($large), 0, -2));
SKIP: {
	skip 'AddressSanitizer takes memory of its own', 1 if slurp(Bk::Pool::program()) =~ /__asan_init/;
	my ($peak) = slurp("/proc/$owner/status") =~ /^VmHWM:\s*(\d+) kB/m;
	cmp_ok($peak // 1e9, '<', 64 * 1024, "the worker never took 64 MiB ($peak kB)");
}
is(join(' ', $s->{pool}->workers), $owner, 'after all this the worker is the same one');

# --- document_fields = off

my $plain = Bk::Pool->new(maria => $s->{maria}, name => 'plain', set => { document_fields => 'off', app_host => '/o/bk_sops/' });
my $nginx = Bk::Nginx->new(pool => $plain, name => 'plain', all => 1);
$d = data_of(ask(1, port => $nginx->{port}));
is(join(' ', sort keys %$d), 'business_id business_name constants create_method create_time creator elapsed_time ex_data '
	  . 'executor finish_time id name outputs pipeline_tree start_time task_url template_id', 'document_fields = off: the members of bk-sops');
is(join(' ', sort keys %{ $d->{outputs}[0] }), 'key name value', 'document_fields = off: no preset');
is($d->{task_url}, '/o/bk_sops/taskflow/execute/2/?instance_id=1', 'sops 102: without BK_PAAS_HOST');
$d = data_of(ask(1));
is(join(' ', grep { exists $d->{$_} } qw(instance_name end_time)), 'instance_name end_time', 'document_fields = on: two members more');
is_deeply([ @$d{qw(instance_name end_time)} ], [ @$d{qw(name finish_time)} ], 'document_fields = on: with the same values');
is_deeply([ map { $_->{preset} } @{ $d->{outputs} } ], [ $true, $false ], 'document_fields = on: preset');
$plain->stop;
is(join('', $plain->complaints), '', 'document_fields = off: nothing bad in the log');
$s->finish;
