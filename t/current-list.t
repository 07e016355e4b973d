# SPDX-License-Identifier: MIT
# Lists of tasks of the current generation: get_task_list and get_task_count
# (sops-current 4.1, 4.2), one line for each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task clear_tasks add_project);
use Bk::Process qw(tmpdir);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s     = Bk::Service->new(generation => 'current', release => '3.34');
my $older = Bk::Service->new(generation => 'current', release => '3.32', name => '332', maria => $s->{maria});
my $asks  = Bk::Service->new(generation => 'current', release => '3.34', name => 'iam', maria => $s->{maria},
	set => { iam => 'trusted' });
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $FAULT = 'http 500';

# ask(ENDPOINT, name => value, ...): with a hash first: of (a pool), project, app,
# headers, method.
sub ask {
	my ($endpoint, @query) = @_;
	my %how = ref $query[0] ? %{ shift @query } : ();
	my $of  = delete $how{of} // $s;
	return $of->ask_current(delete $how{method} // 'GET', $endpoint, path => [ delete $how{project} // 2 ], query => \@query, %how);
}

# What is seen of an answer: the items by what $show makes of each, or why there
# are none; their ids without $show.
sub seen {
	my ($answer, $show) = @_;
	my $json = $answer->{json};
	return "http $answer->{status}" if $answer->{status} != 200;
	return ref $json->{message} ? JSON::PP->new->canonical->encode($json->{message}) : $json->{message} if !$json->{result};
	return $json->{data}{count} if ref $json->{data} eq 'HASH';
	return join q( ), map { $show ? $show->($_) : $_->{id} } @{ $json->{data} };
}

sub ids { return seen(ask(get_task_list => @_)) }
sub count { return seen(ask(get_task_count => @_)) }
sub page { my $answer = ask(get_task_list => @_); return seen($answer) . ' | ' . ($answer->{json}{count} // 'none') }

# A refusal as a whole, but for its trace_id: 'trace' says whether there is one.
sub refusal {
	my $json = ask(@_)->{json};
	return { %$json, exists $json->{trace_id} ? (trace_id => 'trace') : () };
}

# --- an answer

my $one = add_task($s, name => '一 one', template_id => '7', executor => 'Bob', task => { category => 'OpsTools', create_method => 'app' },
	start_time => '2026-03-08 06:59:59.123456', finish_time => '2026-03-08 07:00:00.000999');
my $two = add_task($s, name => 'Two 100%_\\x', template_id => '8', executor => '', create_time => '2026-07-01 16:00:00',
	start_time => undef, finish_time => undef, instance => { is_started => 0, is_finished => 0 },
	task => { category => 'strange', template_source => 'common', is_child_taskflow => 1 });
my %item = (
	id => $one, name => '一 one', category => '运维工具', create_method => 'app', creator => 'admin', executor => 'Bob',
	start_time => '2026-03-08T06:59:59.123Z', finish_time => '2026-03-08T07:00:00.000Z', is_started => $true, is_finished => $true,
	template_source => 'project', template_id => '7', is_child_taskflow => $false, project_id => 1, project_name => '蓝鲸',
	bk_biz_id => 2, bk_biz_name => '蓝鲸', auth_actions => [ map { "task_$_" } qw(view edit operate claim delete clone) ]);
my %second = (%item, id => $two, name => 'Two 100%_\\x', category => 'strange', create_method => 'api', executor => '',
	start_time => undef, finish_time => undef, is_started => $false, is_finished => $false, template_source => 'common',
	template_id => '8', is_child_taskflow => $true);
for my $of ($s, $older) {
	my $json = ask(get_task_list => { of => $of })->{json};
	like(delete $json->{trace_id}, qr/\A[0-9a-f]{32}\z/, '4.1: trace_id');
	is_deeply($json, { result => $true, data => [ \%second, \%item ], count => 2, code => 0 }, '4.1: all of an answer, the newest first');
	$json = ask(get_task_count => { of => $of })->{json};
	delete $json->{trace_id};
	is_deeply($json, { result => $true, data => { count => 2 }, code => 0 }, '4.2: all of an answer');
}
is(seen(ask(get_task_list => { headers => [ 'Accept-Language', 'en' ] }), sub { $_[0]{category} }), 'strange OPS Tools', '4.0.4: categories in English');
for my $case ([ Default => '默认分类' ], [ Other => '其它' ], [ EnterpriseIT => '企业IT' ], [ opstools => 'opstools' ], [ '' => '' ]) {
	$s->db->do('UPDATE bk_sops.taskflow3_taskflowinstance SET category = ? WHERE id = ?', $case->[0], $two);
	is(ask('get_task_list')->{json}{data}[0]{category}, $case->[1], "4.0.4: the category '$case->[0]'");
}

# --- times

# [the number, expected_timezone, start_time of the first task, of the second]
my $ZONE = 'expected_timezone';
is(seen(ask(get_task_list => $ZONE => $_->[1]), sub { JSON::PP->new->allow_nonref->encode($_[0]{start_time}) }),
	join(' ', map { defined ? qq("$_") : 'null' } @$_[ 3, 2 ]), "$_->[0]: $ZONE=$_->[1]") for
  [ '24', '',                 '2026-03-08T06:59:59.123Z',  undef ],
  [ '35', 'Asia/Shanghai',    '2026-03-08 14:59:59 +0800', '' ],
  [ '35', 'asia/shanghai',    '2026-03-08 14:59:59 +0800', '' ],
  [ '35', 'America/New_York', '2026-03-08 01:59:59 -0500', '' ],
  [ '35', 'aMERICA/nEW_yORK', '2026-03-08 01:59:59 -0500', '' ],
  [ '35', 'UTC',              '2026-03-08 06:59:59 +0000', '' ],
  [ '35', 'Etc/GMT-8',        '2026-03-08 14:59:59 +0800', '' ],
  [ '35', 'etc/gmt+8',        '2026-03-07 22:59:59 -0800', '' ],
  [ '35', 'Asia/Kathmandu',   '2026-03-08 12:44:59 +0545', '' ],
  [ '35', 'America/Argentina/Buenos_Aires', '2026-03-08 03:59:59 -0300', '' ];
is(ask(get_task_list => $ZONE => 'America/New_York')->{json}{data}[1]{finish_time}, '2026-03-08 03:00:00 -0400', '35: one second later it is summer');
is_deeply(ask('get_task_list')->{json}{data}, [ { %second, category => '' }, \%item ], '35: the next call has no zone');
is(ids($ZONE => 'America/New_York', create_time_start => '2026-07-02'), $two, '35: dates without a zone stay in Asia/Shanghai');
for my $bad ('Mars/Base', ' UTC', 'UTC ', 'GMT+8', '../UTC', '/etc/localtime', 'Asia', 'Asia/', 'Asia//Shanghai', 'posix/UTC', 'Right/UTC', 'posixrules',
	'localtime', 'Factory', 'zone.tab', 'tzdata.zi', 'leapseconds', 'Asia/Shanghai/x', '上海', "UTC\0", 'x' x 500, '<b>"') {
	my %wrong = (result => $false, data => '', message => "expected_timezone $bad is unknown.", code => 3546100);
	is_deeply(refusal($_ => $ZONE => $bad, limit => 'x', keyword => "\0"), \%wrong, "35: $_, $ZONE=$bad, no trace_id") for qw(get_task_list get_task_count);
}
is(count($ZONE => 'America/New_York'), 2, '35: get_task_count');
for my $case ([ '.123456', '.123Z' ], [ '.000999', '.000Z' ], [ '', 'Z' ], [ '.000000', 'Z' ]) {
	$s->db->do('UPDATE bk_sops.pipeline_pipelineinstance SET start_time = ? WHERE id = ?', "2026-07-01 04:00:00$case->[0]", $one);
	is(ask('get_task_list')->{json}{data}[1]{start_time}, "2026-07-01T04:00:00$case->[1]", "36: microseconds '$case->[0]'");
}

# --- which tasks

clear_tasks($s);
sub task { my ($name, %o) = @_; return add_task($s, name => $name, %o) }
my %on   = (instance => { is_finished => 0 });
my $new  = { is_started => 0, is_finished => 0 };
my $a    = task('Deploy 100%_\\x', template_id => '8', executor => 'Alice', create_time => '2026-02-01 16:00:00', task => { create_method => 'periodic' }, %on);
my $b    = task('部署 deploy', template_id => '', executor => '', create_time => '2026-02-01 15:59:59.999999', instance => $new);
my $c    = task('😀 it\'s', template_id => '9', executor => 'x', create_time => '2026-01-31 15:00:00', task => { is_child_taskflow => 1 });
my $gone = task('deleted', task => { is_deleted => 1 });
my $far  = task('of another project', project => 2);
my $all  = "$c $b $a";
for (
	[ '4.1', 'deleted ones and those of another project are not there', $all ],
	[ '31', 'keyword', $a, keyword => 'Deploy' ],
	[ '31', 'case counts', $b, keyword => 'deploy' ],
	[ '31', '%, _ and \\', $a, keyword => '100%_\\x' ],
	[ '31', '% is no pattern', '', keyword => 'De%y' ],
	[ '31', '_ is none', '', keyword => 'Deplo_' ],
	[ '31', 'Chinese', $b, keyword => '部署' ],
	[ '31', 'beyond U+FFFF', $c, keyword => '😀' ],
	[ '31', 'blanks around it', $a, keyword => "\t Deploy\x{3000} " ],
	[ '31', 'empty', $all, keyword => '' ],
	[ '31', 'blanks alone', $all, keyword => '  ' ],
	[ '31', 'a quote', $c, keyword => q(it's) ],
	[ '4.1', 'no SQL', '', keyword => q(' OR 1=1 -- ) ],
	[ '4.1', 'bytes that are no UTF-8', '', keyword => "\xFF\xFE" ],
	[ '4.1', 'a very long text', '', keyword => 'x' x 9000 ],
	[ '32', 'executor', $a, executor => 'Alice' ],
	[ '32', 'without case', $a, executor => 'aLICE' ],
	[ '32', 'blanks behind it', $a, executor => 'alice  ' ],
	[ '32', 'none', $b, executor => '' ],
	[ '4.1', 'create_method', $a, create_method => 'periodic' ],
	[ '4.1', 'an empty one', '', create_method => '' ],
	[ '33', 'template_id', $a, template_id => '8' ],
	[ '33', 'compared as a text', '', template_id => '08' ],
	[ '33', 'an empty one', $b, template_id => '' ],
	[ '30', 'is_started=true', "$c $a", is_started => 'true' ],
	[ '30', 'is_started=0', "$c $a", is_started => '0' ],
	[ '30', 'is_started=no', "$c $a", is_started => 'no' ],
	[ '30', 'is_started= false', "$c $a", is_started => ' false' ],
	[ '30', 'is_started=', $b, is_started => '' ],
	[ '30', 'is_started=False', $b, is_started => 'False' ],
	[ '30', 'is_finished=TRUE', $c, is_finished => 'TRUE' ],
	[ '30', 'both', $a, is_started => 1, is_finished => 'false' ],
	[ '86', 'the last one counts', $a, template_id => 9, template_id => 8 ],
	[ '4.1', 'unknown parameters', $all, foo => 1 ],
) {
	my ($number, $name, $wanted, @query) = @$_;
	is(ids(@query), $wanted, "$number: $name");
	is(count(@query), scalar split(/ /, $wanted), "$number: $name, get_task_count");
}
# What get_task_count reads and does not filter by.
for (
	[ '33', 'template_ids', "$c $a", template_ids => "8,\x{3000}9 ," ],
	[ '33', 'of which one is', $a, template_ids => ' 8 ' ],
	[ '33', 'empty', '', template_ids => '' ],
	[ '33', 'a comma alone', '', template_ids => ',' ],
	[ '33', 'with template_id', '', template_ids => '8', template_id => '9' ],
	[ '4.1', 'is_child_taskflow', $c, is_child_taskflow => 'true' ],
	[ '4.1', 'is_child_taskflow=1', $c, is_child_taskflow => '1' ],
	[ '4.1', 'not is_child_taskflow', "$b $a", is_child_taskflow => '' ],
	[ '34', 'a day', $a, create_time_start => '2026-02-02' ],
	[ '34', 'and the day before', "$b $a", create_time_start => '2026-02-01' ],
	[ '34', 'its end is 23:59:59.999999 in Shanghai', "$c $b", create_time_end => '2026-02-01' ],
	[ '34', 'both', $b, create_time_start => '2026-02-01', create_time_end => '2026-02-01' ],
	[ '34', 'one digit', $a, create_time_start => '2026-2-2 0:0:0' ],
	[ '34', '+08:00', $a, create_time_start => '2026-02-02 00:00:00 +08:00' ],
	[ '34', '-0500', $a, create_time_start => '2026-02-01 11:00-0500' ],
	[ '34', 'Z behind a blank', $a, create_time_start => '2026-02-01 16:00:00Z' ],
	[ '34', 'T and Z', $a, create_time_start => '2026-02-01T16:00:00Z' ],
	[ '34', 'a fraction', "$b $a", create_time_start => '2026-02-01T15:59:59.999999Z' ],
	[ '34', 'empty', $all, create_time_start => '', create_time_end => '' ],
	[ '34', 'blanks', $all, create_time_start => '  ' ],
	[ '34', 'blanks around it', $a, create_time_start => " 2026-02-02\x{3000}" ],
) {
	my ($number, $name, $wanted, @query) = @$_;
	my %asked = @query;
	is(ids(@query), $wanted, "$number: $name");
	is(count(@query), $asked{template_id} ? 1 : 3, "$number: $name, get_task_count does not care");
}
is(ids(template_ids => join ',', 8, 1001 .. 1999), $a, '33: 1000 template_ids');
my $many = ask(get_task_list => template_ids => join ',', 8, 1001 .. 2000);
is("$many->{status}: $many->{json}{message}", '501: template_ids has more ids than are asked for here', '33: and one more');

# --- wrong fields

my $FORMS = '，支持的格式：YYYY-MM-DD HH:MM:SS、YYYY-MM-DD HH:MM:SS +HHMM、YYYY-MM-DD HH:MM:SS+HHMM、YYYY-MM-DDTHH:MM:SSZ 或 YYYY-MM-DD';
sub no_date { my ($name, $text) = @_; return ($name => ["无法解析日期格式: $text$FORMS"]) }
for my $endpoint (qw(get_task_list get_task_count)) {
	my $is_refused = sub {
		my ($number, $name, $message, @query) = @_;
		is_deeply(refusal($endpoint, @query), { result => $false, data => '', message => $message, code => 3546100, trace_id => 'trace' },
			"$number: $endpoint, $name");
	};
	$is_refused->('34', "create_time_$_->[0]=$_->[1]", { no_date("create_time_$_->[0]", $_->[1]) }, "create_time_$_->[0]" => $_->[1]) for
	  map { [ start => $_ ], [ end => $_ ] } qw(yesterday 07/02/2026 20260702 2026-02-30 2026-13-01 2026-07-02T01:00:00 2026-07-02T01:00Z 0000-01-01),
	  '2026-07-02 01:00:00 UTC', '2026-02-01 24:00', '<b>"\\';
	$is_refused->('34', 'blanks around it are not shown', { no_date(create_time_end => 'x y') }, create_time_end => " x y\x{3000}");
	$is_refused->('34', 'both', { no_date(create_time_start => 'x'), no_date(create_time_end => 'y') }, create_time_start => 'x', create_time_end => 'y');
	my $NUL = [ '不允许是用空字符串。' ];
	$is_refused->('4.1', "a NUL in $_", { $_ => $NUL }, $_ => "a\0b")
	  for qw(keyword executor create_method template_id template_ids create_time_start create_time_end);
	$is_refused->('4.1', 'a NUL, in English', { keyword => ['Null characters are not allowed.'] }, { headers => [ 'Accept-Language', 'en' ] }, keyword => "\0");
	$is_refused->('4.1', 'each field is named', { keyword => $NUL, no_date(create_time_end => 'x') }, keyword => "\0", create_time_end => 'x');
	$is_refused->('4.1', 'before the page', { keyword => $NUL }, keyword => "\0", limit => 'x');
	is(seen(ask($endpoint, { project => 9 }, keyword => "\0")), 'project(9) with scope(cmdb_biz) does not exist.', "1.3: $endpoint, the project comes first");
	is(seen(ask($endpoint, { project => 9 }, $ZONE => 'x')), 'project(9) with scope(cmdb_biz) does not exist.', "1.3: $endpoint, before the zone, too");
	is(seen(ask($endpoint, is_started => "\0")), $endpoint eq 'get_task_count' ? 2 : "$c $a", "30: $endpoint, a flag may be anything");
}

# --- pages

my $PAGE = '[API] pagination error: ';
my $LESS = "${PAGE}offset and limit must be greater or equal to 0.";
sub no_int { return "${PAGE}invalid literal for int() with base 10: $_[0]" }
is(page(@$_[ 3 .. $#$_ ]), $_->[2], "$_->[0]: $_->[1]") for
  [ '28', 'limit=0',                  ' | 3',           limit => 0 ],
  [ '28', 'limit=0, a huge offset',   ' | 3',           limit => 0, offset => '9' x 30 ],
  [ '28', 'limit=2',                  "$c $b | 3",      limit => 2 ],
  [ '28', 'limit=1_0',                "$all | 3",       limit => '1_0' ],
  [ '28', 'limit= 2 ',                "$c $b | 3",      limit => ' 2 ' ],
  [ '28', 'limit=+2',                 "$c $b | 3",      limit => '+2' ],
  [ '28', 'limit=٢',                  "$c $b | 3",      limit => '٢' ],
  [ '28', 'limit of any size',        "$all | 3",       limit => '9' x 30 ],
  [ '28', 'limit=-0',                 ' | 3',           limit => '-0' ],
  [ '28', 'offset=1',                 "$b $a | 3",      offset => 1 ],
  [ '28', 'offset behind the end',    ' | 3',           offset => 3 ],
  [ '28', 'offset=2^63',              ' | 3',           offset => '9223372036854775808' ],
  [ '28', 'a filter, the first page', "$c | 2",         template_ids => '8,9', limit => 1 ],
  [ '28', '... the last one, full',   "$a | 2",         template_ids => '8,9', limit => 1, offset => 1 ],
  [ '28', '... not full',             "$a | 2",         template_ids => '8,9', offset => 1 ],
  [ '28', '... all of them',          "$c $a | 2",      template_ids => '8,9', limit => 2 ],
  [ '28', '... more than all',        "$c $a | 2",      template_ids => '8,9' ],
  [ '28', '... limit=0',              ' | 2',           template_ids => '8,9', limit => 0 ],
  [ '28', '... offset behind the end', ' | 2',          template_ids => '8,9', offset => 2 ],
  [ '28', '... that admits none',     ' | 0',           template_ids => '5' ],
  [ '28', '... without_count',        "$c $a | -1",     template_ids => '8,9', without_count => 1 ],
  [ '28', 'limit=-1',                 "$LESS | none",   limit => -1 ],
  [ '28', 'offset=-1',                "$LESS | none",   offset => -1 ],
  [ '28', 'offset=-1, limit=0',       "$LESS | none",   offset => -1, limit => 0 ],
  [ '28', 'limit=abc',                no_int("'abc'") . ' | none', limit => 'abc' ],
  [ '28', 'limit=',                   no_int(q('')) . ' | none',   limit => '' ],
  [ '28', 'limit=1.5',                no_int(q('1.5')) . ' | none', limit => '1.5' ],
  [ '28', 'limit=1__0',               no_int(q('1__0')) . ' | none', limit => '1__0' ],
  [ '28', 'a single quote',           no_int(q("it's")) . ' | none', limit => q(it's) ],
  [ '28', 'both quotes',              no_int(q('a"b\\'c')) . ' | none', limit => q(a"b'c) ],
  [ '28', 'what is not printable',    no_int(q('\\x01\\u200b上')) . ' | none', limit => "\x01\x{200b}上" ],
  [ '28', 'a long text is cut',       no_int(q(') . 'x' x 199) . ' | none', limit => 'x' x 300 ],
  [ '28', 'offset before limit',      no_int(q('x')) . ' | none', offset => 'x', limit => 'y' ],
  [ '4.1', 'offset=2^64',             "$FAULT | none",  offset => '18446744073709551616' ],
  [ '4.1', ';',                       no_int(q('2;offset=1')) . ' | none', limit => '2;offset=1' ],
  [ '29', 'without_count=true',       "$all | -1",      without_count => 'true' ],
  [ '29', 'without_count=0',          "$all | -1",      without_count => '0' ],
  [ '29', 'without_count=False',      "$all | 3",       without_count => 'False' ],
  [ '29', 'without_count=',           "$all | 3",       without_count => '' ];
is_deeply(refusal(get_task_list => limit => -1), { result => $false, data => '', message => $LESS, code => 3545000, trace_id => 'trace' },
	'28: all of a refusal');
is(count(limit => 'x', offset => -1), 3, '28: get_task_count has no pages');
is(count(without_count => 1), 3, '29: get_task_count counts');
is(count(cursor => 'x', fields => 'x'), 3, '4.2: get_task_count does not know cursor and fields');

# --- pages by cursor, and some members, which bk-sops does not have

# The ids, the count, and next_cursor: 'end' for null, 'none' where there is none.
sub by_cursor {
	my $json = ask(get_task_list => @_)->{json};
	return $json->{message} if !$json->{result};
	return join ' ', (map { $_->{id} } @{ $json->{data} }), '|', $json->{count}, exists $json->{next_cursor} ? $json->{next_cursor} // 'end' : 'none';
}
is(by_cursor(@$_[ 1 .. $#$_ ]), $_->[0], '4.1: cursor, ' . (join('=', @$_[ 1 .. $#$_ ]) || 'without')) for
  [ "$all | 3 none" ], [ "$c | 3 none", limit => 1 ], [ "$all | 3 end", cursor => '' ], [ "$c | 3 $c", cursor => '', limit => 1 ],
  [ "$b | 3 $b", cursor => $c, limit => 1 ], [ "$a | 3 end", cursor => $b, limit => 1 ], [ '| 3 end', cursor => $a ], [ '| 3 end', cursor => 1 ],
  [ '| 3 end', cursor => '', limit => 0 ], [ "$b $a | 3 end", cursor => " $c ", offset => 0 ], [ "$c $b | 3 $b", cursor => '', limit => 2 ],
  [ "$all | 3 end", cursor => '', limit => 3 ], [ "$b $a | 3 end", cursor => $b, cursor => $c ], [ "$all | 3 end", cursor => '9' x 30 ],
  [ "$all | 3 end", cursor => $gone ], [ "$all | 3 end", cursor => $far ], [ "$all | 3 end", cursor => $far + 1000 ],
  [ "$c | -1 $c", cursor => '', limit => 1, without_count => 1 ], [ "$a | -1 end", cursor => $b, limit => 1, without_count => 1 ],
  [ "$c | 2 $c", cursor => '', limit => 1, template_ids => '8,9' ], [ "$a | 2 end", cursor => $c, limit => 1, template_ids => '8,9' ],
  [ "$c $a | 2 end", cursor => '', limit => 2, template_ids => '8,9' ], [ "$a | 2 end", cursor => $b, template_ids => '8,9' ];
my ($whole) = @{ ask(get_task_list => $ZONE => 'UTC')->{json}{data} };
sub some_members { return ask(get_task_list => $ZONE => 'UTC', @_)->{json}{data}[0] }
my @members = qw(id name category create_method creator executor start_time finish_time is_started is_finished template_source template_id is_child_taskflow
	project_id project_name bk_biz_id bk_biz_name auth_actions);
is_deeply(some_members(fields => $_), { $_ => $whole->{$_} }, "4.1: fields=$_") for @members;
is_deeply(some_members(@{ $_->[0] }), { %$whole{ @{ $_->[1] } } }, "4.1: @{ $_->[0] }") for
  [ [ fields => join ',', @members ], \@members ], [ [ fields => '' ], \@members ], [ [ fields => ' , ,' ], \@members ], [ [ fields => 'name , id,,' ], [qw(id name)] ],
  [ [ fields => 'id,id' ], ['id'] ], [ [ fields => 'id', fields => 'name' ], ['name'] ], [ [ fields => 'auth_actions,bk_biz_id', cursor => '' ], [qw(bk_biz_id auth_actions)] ];
is(by_cursor(fields => 'id', limit => 1), "$c | 3 none", '4.1: fields, the count');
my $WHOLE   = 'must be a whole number';
my $OUT_OF  = 'must be names out of ' . join ', ', @members;
my $BESIDE  = 'offset: must be 0 together with cursor';
is_deeply(refusal(get_task_list => @$_[ 1 .. $#$_ ]), { result => $false, message => $_->[0], code => 3540000, trace_id => 'trace' },
	'4.1: ' . join '=', map { s/\0/NUL/r } @$_[ 1 .. $#$_ ]) for
  [ "cursor: $WHOLE", cursor => 'x' ], [ "cursor: $WHOLE", cursor => '1.5' ], [ "cursor: $WHOLE", cursor => "$c,$b" ],
  [ 'cursor: must be greater or equal to 0', cursor => -1 ], [ 'cursor: must be a next_cursor of a page before', cursor => 0 ],
  [ 'cursor: must not have a NUL', cursor => "1\0" ], [ $BESIDE, cursor => 5, offset => 1 ], [ $BESIDE, cursor => '', offset => 1 ],
  (map { [ "fields: $OUT_OF", fields => $_ ] } 'nome', 'id,nome', 'ID', '*', "'", 'flow_type', 'next_cursor'), [ 'fields: must not have a NUL', fields => "id\0" ],
  [ "cursor: $WHOLE", cursor => 'x', fields => 'x' ], [ "fields: $OUT_OF", cursor => 5, fields => 'x' ];
is(ids(@$_[ 1 .. $#$_ ]), $_->[0], "4.1: what bk-sops refuses, too, comes first: $_->[1]") for
  [ no_int(q('x')), limit => 'x', cursor => 'x', fields => 'x' ], [ JSON::PP->new->canonical->encode({ keyword => ['不允许是用空字符串。'] }), keyword => "\0", fields => 'x' ],
  [ "$ZONE x is unknown.", $ZONE => 'x', fields => 'x' ], [ 'project(9) with scope(cmdb_biz) does not exist.', { project => 9 }, fields => 'x', cursor => 'x' ];
is_deeply([ sort keys %{ ask(get_task_list => $ZONE => 'x', fields => 'x')->{json} } ], [qw(code data message result)], '1.4: ... without a trace_id of it');

$s->db->do('CREATE TABLE bk_sops.spare AS SELECT * FROM bk_sops.taskflow3_taskflowinstance WHERE id = ?', $a);
$s->db->do('UPDATE bk_sops.spare SET project_id = 5');
for my $id (200_001 .. 200_450) {
	$s->db->do('UPDATE bk_sops.spare SET id = ?', $id);
	$s->db->do('INSERT INTO bk_sops.taskflow3_taskflowinstance SELECT * FROM bk_sops.spare');
}
my %length = map { $_ => scalar @{ ask(get_task_list => { project => 5 }, $_ ? (limit => $_) : ())->{json}{data} } } 0, 199, 200, 201, 1000;
is_deeply(\%length, { 0 => 100, 199 => 199, 200 => 200, 201 => 200, 1000 => 200 }, '28: at most 200 tasks, 100 where nothing is said');
# All ids, page by page: what is behind a page is called with its answer.
sub all_pages {
	my ($next, $behind, @query) = @_;
	my @seen;
	while (my @place = $next->()) {
		my $json = ask(get_task_list => { project => 5 }, limit => 70, fields => 'id', @place, @query)->{json};
		push @seen, map { $_->{id} } @{ $json->{data} };
		$behind->($json);
	}
	return join ' ', @seen;
}
my $tasks = join ' ', reverse 200_001 .. 200_450;
my ($offset, $cursor) = (0, '');
is(all_pages(sub { defined $offset ? (offset => $offset) : () }, sub { $offset = @{ $_[0]{data} } ? $offset + 70 : undef }), $tasks, '28: 450 tasks by offset');
my $by_cursor = sub { defined $cursor ? (cursor => $cursor) : () };
is(all_pages($by_cursor, sub { $cursor = $_[0]{next_cursor} }), $tasks, '4.1: 450 tasks by cursor');
$cursor = '';
is(all_pages($by_cursor, sub { $cursor = $_[0]{next_cursor} }, is_started => 1, without_count => 1), $tasks, '4.1: ... with a filter, without a count');
$cursor = '';
my $made = 300_000;
is(all_pages($by_cursor, sub {
	$cursor = $_[0]{next_cursor};
	$s->db->do('DELETE FROM bk_sops.taskflow3_taskflowinstance WHERE id IN (?, ?)', map { $_->{id} } @{ $_[0]{data} }[ 0, -1 ]);
	$s->db->do('UPDATE bk_sops.spare SET id = ?', ++$made);
	$s->db->do('INSERT INTO bk_sops.taskflow3_taskflowinstance SELECT * FROM bk_sops.spare');
}), $tasks, '4.1: ... each once while the first and the last one of a page are deleted, and others made');
$s->db->do('DELETE FROM bk_sops.taskflow3_taskflowinstance WHERE id > 200000');
$s->db->do('DROP TABLE bk_sops.spare');

# --- a task without instance, times that are odd

my $lost = task('lost', template_id => '77', task => { pipeline_instance_id => undef });
is(ids(@$_[ 2 .. $#$_ ]), $_->[1], "31: a task without an instance, $_->[0]") for
  [ 'no filter of instances', $FAULT ], [ 'its template', $FAULT, template_id => 77 ], [ 'not on the page', $b, limit => 1, offset => 2 ],
  [ 'an empty keyword', $all, keyword => '' ], [ 'is_started', "$c $a", is_started => 1 ], [ 'a date', $all, create_time_start => '2020-01-01' ];
is(by_cursor(@$_[ 1 .. $#$_ ]), $_->[0], "4.1: ... @$_[ 1 .. $#$_ ]") for
  [ "$c | 4 $c", cursor => $lost, limit => 1 ], [ "$c $b | 4 $b", cursor => $lost, limit => 2 ];
is(ids(fields => 'id'), $FAULT, '4.1: ... not without its members, either');
is(count(@$_[ 2 .. $#$_ ]), $_->[1], "31: get_task_count counts it, $_->[0]") for [ 'no filter', 4 ], [ 'an empty keyword', 3, keyword => '' ];
$s->db->do('UPDATE bk_sops.taskflow3_taskflowinstance SET is_deleted = 1 WHERE id = ?', $lost);
my $old = task('old', project => 5, start_time => '0999-01-01 00:00:00');
is(ids({ project => 5 }), $old, '1.8: the year 999 in UTC');
is(ids({ project => 5 }, $ZONE => 'UTC'), $FAULT, '1.8: and in a zone');
is(ids({ project => 5 }, $ZONE => 'UTC', fields => 'id,finish_time'), $old, '4.1: ... of which it is not asked');

# --- projects

for my $project (3, 4, 5) { task("in $project", project => $project, id => 500 + $project) }
my @block = map { "project_$_" } qw(id name);
sub block { return seen(ask(get_task_list => @_), sub { join '/', map { $_ // 'null' } @{ $_[0] }{ @block, qw(bk_biz_id bk_biz_name) } }) }
is(block(@$_[ 2 .. $#$_ ]), $_->[1], "37: $_->[0]") for
  [ 'scope=project',          '3/without a business/-1/null', { project => 3 }, scope => 'project' ],
  [ 'scope=foo',              '3/without a business/-1/null', { project => 3 }, scope => 'foo' ],
  [ 'scope=',                 '3/without a business/-1/null', { project => 3 }, scope => '' ],
  [ 'without scope',          'project(4) with scope(cmdb_biz) does not exist.', { project => 4 } ],
  [ 'a business by its project', '2/games/3/games', { project => 2 }, scope => 'project' ],
  [ 'a disabled one',         '5/disabled/5/disabled 5/disabled/5/disabled', { project => 5 } ],
  [ 'a number that is too large (85)', 'project(' . '9' x 30 . ') with scope(cmdb_biz) does not exist.', { project => '9' x 30 } ];
is(ids({ project => 7 }),   $FAULT, '38: two projects of one business');
is(count({ project => 7 }), $FAULT, '38: get_task_count');
is(count({ project => 3 }, scope => 'project'), 1, '37: get_task_count');

# --- who may do what

for my $case ([ 'get_task_list', 'trusted', 'my_app', 501 ], [ 'get_task_list', 'not trusted', 'x', 501 ], [ 'get_task_count', 'trusted', 'my_app', 200 ],
	[ 'get_task_count', 'not trusted', 'x', 501 ]) {
	my ($endpoint, $who, $app, $status) = @$case;
	is(ask($endpoint, { of => $asks, app => $app })->{status}, $status, "5.1: iam = trusted, $endpoint of an application that is $who");
}
is(ids({ of => $asks }, keyword => 'none'), 'http 501', '5.1: a list without tasks is forwarded, too');
is(ids({ of => $asks, app => $_->[0] }, @$_[ 2 .. $#$_ ]), $_->[1], "5.1: iam = trusted, $_->[0], @$_[ 2 .. $#$_ ]") for
  [ 'my_app', ids(), fields => 'id' ], [ 'x', 'http 501', fields => 'id' ], [ 'my_app', $b, fields => 'id', cursor => $c, limit => 1 ],
  [ 'my_app', 'http 501', fields => 'id,auth_actions' ], [ 'my_app', 'http 501', fields => '' ], [ 'my_app', 'http 501', cursor => '' ],
  [ 'my_app', "fields: $OUT_OF", fields => 'auth_actions,x' ], [ 'x', 'http 501', fields => 'x' ], [ 'my_app', $LESS, fields => 'id', limit => -1 ],
  [ 'my_app', 'http 501', limit => -1 ];
is(ids({ app => 'x' }), ids(), '5.4: iam = skip, an application that is not trusted');
is(ask($_, { method => 'POST' })->{status}, 405, "77: POST $_") for qw(get_task_list get_task_count);

# --- below chroot, where the system's zones are not

SKIP: {
	skip 'only root can confine workers', 5 if $> != 0;
	my $jail = Bk::Service->new(generation => 'current', release => '3.34', name => 'jail', maria => $s->{maria},
		set => { chroot => tmpdir, 'mysql.sops.socket' => $s->{maria}{socket} =~ s/\A\Q@{[tmpdir]}\E//r });
	is(ids({ of => $jail }, $ZONE => $_), ids(), "35: below chroot, $ZONE=$_") for '', 'asia/Shanghai';
	is(ask(get_task_list => { of => $jail }, $ZONE => 'America/New_York')->{status}, 501, '35: ... a zone that cannot be read is forwarded');
	is(ask(get_task_count => { of => $jail }, $ZONE => '../x')->{json}{code}, 3546100, '35: ... but not what is none');
	$jail->{pool}->stop;
	is(join('', $jail->{pool}->complaints), '', 'nothing bad in the log of that pool');
}

# --- known answers

my $tag = ask('get_task_list')->{headers}{etag};
is(ask(get_task_list => { headers => [ 'If-None-Match', $tag ] })->{status}, 304, 'a known list');
task('one more');
is(ask(get_task_list => { headers => [ 'If-None-Match', $tag ] })->{status}, 200, '... that has changed');

for my $of ($older, $asks) {
	$of->{pool}->stop;
	is(join('', $of->{pool}->complaints), '', 'nothing bad in the log of a second pool');
}
$s->finish;
