# SPDX-License-Identifier: MIT
# Templates of the current generation: get_template_list, get_template_info,
# both of common templates and get_template_schemes (sops-current 4.7, 4.8, 4.9),
# one line for each case with its number there.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(flow clear_tasks add_whitelist);
use Bk::CurrentTemplate qw(add_template add_relation pipeline_of);
use Bk::Iam;
use Bk::Service;
use Compress::Zlib ();
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $s     = Bk::Service->new(generation => 'current', release => '3.34', set => { 'pm.max_children' => 1 });
my $older = Bk::Service->new(generation => 'current', release => '3.32', name => '332', maria => $s->{maria}, set => { 'pm.max_children' => 1 });
my $asks  = Bk::Service->new(generation => 'current', release => '3.34', name => 'iam', maria => $s->{maria},
	set => { iam => 'trusted', 'pm.max_children' => 1 });
my $owner = ($s->{pool}->workers)[0];
my ($true, $false) = (JSON::PP::true, JSON::PP::false);
my $FAULT   = 'http 500';
my $FORWARD = 'http 501';
my $coder   = JSON::PP->new->canonical->allow_nonref;

# ask(ENDPOINT, PATH, name => value, ...): with a hash first: of (a pool), app,
# user, headers, method.
sub ask {
	my ($endpoint, $path, @query) = @_;
	my %how = ref $query[0] ? %{ shift @query } : ();
	my $of  = delete $how{of} // $s;
	return $of->ask_current(delete $how{method} // 'GET', $endpoint, path => $path, query => \@query, %how);
}

# The data of an answer by what $show makes of it, or why there is none.
sub seen {
	my ($answer, $show) = @_;
	my $json = $answer->{json};
	return "http $answer->{status}" if $answer->{status} != 200;
	return ref $json->{message} ? $coder->encode($json->{message}) : $json->{message} if !$json->{result};
	return $show->($json->{data});
}

sub of_items { my ($show) = @_; return sub { join q( ), map { $show->($_) } @{ $_[0] } } }
my $ids = of_items(sub { $_[0]{id} });
sub list { return ask('get_template_list', [2], @_) }
sub common { return ask('get_common_template_list', [], @_) }
sub info { my ($id, @query) = @_; return ask('get_template_info', [ $id, 2 ], @query) }
sub common_info { my ($id, @query) = @_; return ask('get_common_template_info', [$id], @query) }
sub schemes { my ($id, @query) = @_; return ask('get_template_schemes', [ 2, $id ], @query) }
sub tree { return seen(@_ == 1 && ref $_[0] eq 'HASH' ? $_[0] : info(@_), sub { $_[0]{pipeline_tree} }) }

# A refusal as a whole, but for its trace_id: 'trace' says whether there is one.
sub refusal {
	my ($answer) = @_;
	my $json = $answer->{json};
	return { %$json, exists $json->{trace_id} ? (trace_id => 'trace') : () };
}
sub gone { return "数据不存在错误: 数据不存在错误, 错误内容 $_[0] | process_exception" }

# --- lists: an answer

my $one = add_template($s, name => '一 one 😀', editor => 'bob', description => undef, create_time => '2026-03-08 06:59:59.123456', tags => [ [ 'b', '#111111' ], [ 'a', '#222222' ] ],
	template => { category => 'OpsTools', notify_type => '{"success":["weixin"],"fail":[]}', notify_receivers => '{"more_receiver":"x"}', executor_proxy => '代理' });
my $two = add_template($s, name => 'Two 100%_\\x!', template => { category => 'strange' });
my $far  = add_template($s, name => 'far', project => 2, tags => [ [ 'far', '#333333' ] ]);
my $gone = add_template($s, name => 'gone', template => { is_deleted => 1 });
my @FLOW   = qw(flow_create flow_view flow_edit flow_delete flow_create_task flow_create_mini_app flow_create_periodic_task flow_create_clocked_task);
my @COMMON = map { "common_flow_$_" } qw(create_task edit delete view create create_periodic_task);
my %block = (project_id => 1, project_name => '蓝鲸', bk_biz_id => 2, bk_biz_name => '蓝鲸');
my %two   = (id => $two, name => 'Two 100%_\\x!', creator => 'admin', create_time => '2026-07-01 12:00:00 +0800', editor => undef,
	edit_time => '2026-07-01 13:00:00 +0800', category => 'strange', description => '', %block, auth_actions => \@FLOW);
my %one   = (%two, id => $one, name => '一 one 😀', create_time => '2026-03-08 14:59:59 +0800', editor => 'bob', category => 'OpsTools', description => undef);
for my $of ($s, $older) {
	my $json = list({ of => $of })->{json};
	like(delete $json->{trace_id}, qr/\A[0-9a-f]{32}\z/, '4.7: trace_id');
	is_deeply($json, { result => $true, data => [ \%two, \%one ], code => 0 }, '4.7: all of an answer, the newest first');
}
my @with = (include_notify => 1, include_executor_proxy => 'yes', include_labels => 'true');
my %more = (notify_type => { success => [], fail => [] }, notify_receivers => {}, executor_proxy => '', labels => []);
is_deeply([ map { my %label = %$_; delete $label{label_id}; \%label } @{ list(@with)->{json}{data}[1]{labels} } ],
	[ { name => 'b', color => '#111111' }, { name => 'a', color => '#222222' } ], '4.7: labels of a template');
is(join(' ', sort keys %{ list(@with)->{json}{data}[1]{labels}[0] }), 'color label_id name', '4.7: ... their members');
is_deeply(list(@with)->{json}{data}[0], { %two, %more }, '4.7: what is asked for besides');
is_deeply([ @{ list(@with)->{json}{data}[1] }{qw(notify_type notify_receivers executor_proxy)} ],
	[ { success => ['weixin'], fail => [] }, { more_receiver => 'x' }, '代理' ], '4.7: ... of another template');
is_deeply(list({ app => 'v_mcp_x' })->{json}{data}, [ \%two, \%one ], '70: an MCP server gets the same');
is(seen(list({ headers => [ 'Accept-Language', 'en' ] }), of_items(sub { $_[0]{category} })), 'strange OpsTools', '4.7: the code of the category, in any language');
is(seen(list(expected_timezone => 'America/New_York'), of_items(sub { $_[0]{create_time} })), '2026-07-01 00:00:00 -0400 2026-03-08 01:59:59 -0500', '35: times in a zone');
is(seen(list(expected_timezone => 'utc'), of_items(sub { $_[0]{edit_time} })), '2026-07-01 05:00:00 +0000 2026-07-01 05:00:00 +0000', '35: ... in UTC');
is_deeply(list()->{json}{data}, [ \%two, \%one ], '35: the next call has no zone');
is(seen(list(limit => 1, offset => 1), $ids), "$two $one", '4.7: there are no pages');

# --- which templates

is(seen(list(@$_[ 2 .. $#$_ ]), $ids), $_->[1], "$_->[0]: " . join '=', @$_[ 2 .. $#$_ ]) for
  [ '39', "$two $one", id_in => '' ],
  [ '39', "$two $one", id_in => " $one, $two " ],
  [ '39', $two,        id_in => "+$two,999,-1,99999999999999999999999999,18446744073709551615" ],
  [ '39', '',          id_in => '0' ],
  [ '39', '',          id_in => "-$one" ],
  [ '39', '',          id_in => '99999999999999999999' ],
  [ '39', '',          id_in => "$far,$gone" ],
  [ '39', $one,        id_in => join ',', split(//, '1' x 500), $one ],
  [ '39', $one,        id_in => join '_', split //, $one ],
  [ '39', $FAULT,      id_in => '1,x' ],
  [ '39', $FAULT,      id_in => '1,' ],
  [ '39', $FAULT,      id_in => ',' ],
  [ '39', $FAULT,      id_in => ' ' ],
  [ '39', $FAULT,      id_in => '1.0' ],
  [ '39', $one,        id_in => "$two", id_in => $one ],
  [ '40', "$two $one", name_keyword => '' ],
  [ '40', $one,        name_keyword => 'ONE' ],
  [ '40', $one,        name_keyword => '一' ],
  [ '40', $one,        name_keyword => '😀' ],
  [ '40', '',          name_keyword => '一😀' ],
  [ '40', $two,        name_keyword => 'tWO 100%_\\X!' ],
  [ '40', $two,        name_keyword => '%' ],
  [ '40', $two,        name_keyword => '_' ],
  [ '40', $two,        name_keyword => '\\' ],
  [ '40', $two,        name_keyword => '!' ],
  [ '40', '',          name_keyword => 'T%o' ],
  [ '40', '',          name_keyword => 'Tw_' ],
  [ '40', "$two $one", name_keyword => ' ' ],
  [ '40', '',          name_keyword => '  one' ],
  [ '40', '',          name_keyword => "' OR 1=1 -- " ],
  [ '40', '',          name_keyword => "\xFF\xFE" ],
  [ '40', '',          name_keyword => 'x' x 9000 ],
  [ '40', '',          name_keyword => "\0" ],
  [ '40', $two,        name_keyword => 'o', id_in => $two ],
  [ '39', "$two $one", template_source => 'project' ],
  [ '39', "$two $one", template_source => 'business' ],
  [ '39', '',          template_source => 'onetime' ],
  [ '39', '',          template_source => '' ];
is(seen(ask(get_template_list => [3], id_in => $far), $ids), $far, '4.7: those of another project');
is(seen(ask(get_template_list => [3], scope => 'project'), $ids), '', '37: scope');
is(seen(ask(get_template_list => [404])), 'project(404) with scope(cmdb_biz) does not exist.', '37: no project');
is(seen(ask(get_template_list => [7])), $FAULT, '38: two projects of one business');

# --- common ones

my $shared = add_template($s, common => 1, id => 10001, name => '公共 one', tags => [ [ 'c', '#555555' ] ], template => { notify_type => '["rtx"]' });
my %common = (%two, id => $shared, name => '公共 one', category => 'Other', auth_actions => \@COMMON);
my %plain  = %common;
delete @plain{ keys %block };
is_deeply(common()->{json}{data}, [ \%plain ], '4.7: get_common_template_list: no project, actions of common flows');
is_deeply(common(@with)->{json}{data}, [ { %plain, notify_type => { success => ['rtx'], fail => ['rtx'] }, notify_receivers => {} } ], '42: no labels, no executor_proxy');
is(seen(common(id_in => 'x', name_keyword => 'zzz', template_source => 'project'), $ids), $shared, '4.7: ... which no filter narrows');
is(seen(common({ app => 'untrusted' }), $ids), $shared, '4.7: ... and anybody may ask for');
is(seen(common(expected_timezone => 'UTC'), of_items(sub { $_[0]{create_time} })), '2026-07-01 04:00:00 +0000', '35: ... in a zone');
is_deeply(refusal(common(expected_timezone => 'Mars', format => 'x')), { result => $false, data => '', message => 'expected_timezone Mars is unknown.', code => 3546100 },
	'35: ... an unknown one comes first, without trace_id');
my @of_common = (template_source => 'common');
is_deeply(list(@of_common)->{json}{data}, [ { %common, auth_actions => [] } ], '44: common templates in the list of a project, whose actions are those of project templates');
is(seen(list(@of_common, @with), of_items(sub { join ',', sort keys %{ $_[0] } })), 'auth_actions,bk_biz_id,bk_biz_name,category,create_time,creator,description,'
	  . 'edit_time,editor,id,name,notify_receivers,notify_type,project_id,project_name', '42: ... no labels, no executor_proxy');
is(seen(list(@of_common, id_in => $shared), $ids), $shared, '39: ... filtered by id');
is(seen(list(@of_common, name_keyword => 'ONE'), $ids), $shared, '40: ... and by name');
is(seen(list(@of_common, name_keyword => 'two'), $ids), '', '40: ... which it has not');
{
	$s->db->do('UPDATE bk_sops.template_commontemplate SET id = ? WHERE id = ?', $_->[0], $shared), is_deeply(list(@of_common)->{json}{data}[0]{auth_actions}, $_->[1], "44: $_->[2]"),
	  $s->db->do('UPDATE bk_sops.template_commontemplate SET id = ? WHERE id = ?', $shared, $_->[0]) for
	  [ $two, \@FLOW, 'a project template has the same number' ], [ $far, \@FLOW, 'one of another project does' ], [ $gone, [], 'it is deleted' ];
}

# --- parameters that are wrong

my $BOOL = 'Must be a valid boolean.';
my %asks_all = (get_template_list => [2], get_template_info => [ $one, 2 ], get_common_template_list => [], get_common_template_info => [$shared]);
for my $endpoint (sort keys %asks_all) {
	my $path = $asks_all{$endpoint};
	for my $flag (qw(include_executor_proxy include_subprocess include_constants include_notify include_labels unfold_subprocess)) {
		is_deeply(refusal(ask($endpoint, $path, $flag => 'maybe')), { result => $false, message => { $flag => [$BOOL] }, code => 3540000, trace_id => 'trace' }, "43: $endpoint, $flag=maybe");
	}
	is_deeply(ask($endpoint, $path, include_subprocess => 'x', format => 'x"m/l')->{json}{message}, { include_subprocess => [$BOOL], format => ['“x"m/l” 不是合法选项。'] }, "43: $endpoint, two at once");
	is_deeply(ask($endpoint, $path, { headers => [ 'Accept-Language', 'en' ] }, format => 'xml')->{json}{message}, { format => ['"xml" is not a valid choice.'] }, "43: $endpoint, in English");
	is(ask($endpoint, $path, format => '', include_labels => '')->{json}{code}, 0, "43: $endpoint, empty ones are none");
	is(ask($endpoint, $path, { method => 'POST' })->{status}, 405, "77: $endpoint, POST");
	is_deeply(ask($endpoint, $path, { of => $older }, include_webhook => 'x')->{json}{message}, { include_webhook => [$BOOL] }, "0.4: $endpoint, include_webhook of 3.32");
	is(ask($endpoint, $path, include_webhook => 'x')->{json}{code}, 0, "0.4: ... which 3.34 does not know");
}
is(seen(list(format => 'yaml'), $ids), "$two $one", '3.1: format means nothing to a list');
is_deeply(refusal(list({ app => 'x' }, include_labels => 'x', id_in => 'x')), { result => $false, message => { include_labels => [$BOOL] }, code => 3540000, trace_id => 'trace' }, '43: before id_in');

# --- rows that are no good

my $bare = add_template($s, pipeline => undef);
is(seen(list()), $FAULT, '40: a template without a pipeline template');
is(seen(list(name_keyword => 'o'), $ids), "$two $one", '40: ... which a name leaves out');
is(seen(info($bare)), $FORWARD, '4.8: ... its info, whose failure Python has words for');
is(seen(schemes($bare)), $FAULT, '4.9: ... its schemes');
clear_tasks($s);
for my $case (
	[ '["weixin"]',                   '{"fail":["weixin"],"success":["weixin"]}' ],
	[ '{"success":[],"fail":["mail"]}', '{"fail":["mail"],"success":[]}' ],
	[ 'not json',                     '{"fail":[],"success":[]}' ],
	[ '',                             '{"fail":[],"success":[]}' ],
	[ 'null',                         '{"fail":null,"success":null}' ],
	[ '5',                            '{"fail":5,"success":5}' ],
	[ ' {"a": "\u00e9"} ',            '{"a":"é"}' ],
	[ '{"a":1}x',                     '{"fail":[],"success":[]}' ],
  ) {
	my %template = (template => { notify_type => $case->[0], notify_receivers => '["r"]' });
	my $id = add_template($s, %template);
	my $shared = add_template($s, %template, common => 1);
	my @how = (include_notify => 1);
	is(seen(list(@how), of_items(sub { $coder->encode($_[0]{notify_type}) })), $case->[1], "41: notify_type '$case->[0]'");
	is($coder->encode($_->{json}{data}{notify_type}), $case->[1], '41: ... in an info') for info($id, @how), common_info($shared, @how);
	$s->db->do("UPDATE bk_sops.$_ SET notify_receivers = 'no json'") for qw(tasktmpl3_tasktemplate template_commontemplate);
	is_deeply([ map { seen($_) } list(@how), common(@how), info($id, @how), common_info($shared, @how) ], [ $FAULT, $FAULT, $FORWARD, $FAULT ], '41: notify_receivers that is no JSON');
	is(seen(list(), $ids), $id, '41: ... which nobody asked for');
	clear_tasks($s);
}

# --- one template

my $node = { component => { code => 'bk_display', version => 'v1.0', data => { m => { hook => \0, value => 'x' } } } };
sub constant { my ($type, $tag, %o) = @_; return { key => '${k}', name => 'k', value => 'v', source_type => $type, source_info => {}, source_tag => $tag, custom_type => 'input', desc => '', %o } }
my $id = add_template($s, name => 'T', has_subprocess => 1, tree => flow([ a => $node, b => {} ], constants => { '${k}' => constant('custom', 'input.input') }),
	labels => { a => [ [ 'l1', 'g1' ], [ 'l2', 'g2' ] ], start => [] }, tags => [ [ 'tag', '#111111' ] ]);
my $tree = flow([ a => $node, b => {} ], constants => { '${k}' => { %{ constant('custom', 'input.input') }, schema => { type => 'string', enum => [], description => '输入框变量' } } });
delete @$tree{qw(line location)};
$tree->{activities}{a}{labels} = [ { label => 'l1', group => 'g1' }, { label => 'l2', group => 'g2' } ];
$tree->{start_event}{labels} = [];
$tree = $coder->decode($coder->encode($tree));
my %info = (id => $id, name => 'T', creator => 'admin', create_time => '2026-07-01 12:00:00 +0800', editor => undef, edit_time => '2026-07-01 13:00:00 +0800',
	category => 'Other', pipeline_tree => $tree, description => '', %block);
for my $of ($s, $older) {
	my $json = info($id, { of => $of })->{json};
	ok(delete $json->{trace_id}, '4.8: trace_id');
	is_deeply($json, { result => $true, data => \%info, code => 0 }, '4.8: all of an answer');
}
is_deeply(info($id, @with, include_subprocess => 1)->{json}{data}, { %info, notify_type => { success => [], fail => [] }, notify_receivers => {}, executor_proxy => '',
	has_subprocess => $true, subprocess_has_update => $false }, '4.8: what is asked for besides; include_labels means nothing');
is_deeply(tree($id, unfold_subprocess => 1), $tree, '4.8: unfold_subprocess without subprocesses');
my $of_all = add_template($s, name => 'T', common => 1, tree => flow([ a => $node, b => {} ], constants => { '${k}' => constant('custom', 'input.input') }),
	labels => { a => [ [ 'l1', 'g1' ], [ 'l2', 'g2' ] ], start => [] });
my %of_all = (%info, id => $of_all);
is_deeply(info($of_all, @of_common)->{json}{data}, \%of_all, '4.8: a common one by template_source');
is_deeply(info($of_all, @of_common, include_executor_proxy => 1)->{json}{data}, \%of_all, '4.8: ... which has no executor_proxy');
delete @of_all{ keys %block };
is_deeply(common_info($of_all)->{json}{data}, \%of_all, '4.8: get_common_template_info');
is_deeply(common_info($of_all, @$_)->{json}{data}, \%of_all, "4.8: ... @$_ means nothing to it") for [ format => 'yaml' ], [ unfold_subprocess => 1 ], [ template_source => 'project' ];

# [the number, the answer, why]
my $MISSING = $id + 500;
is(seen($_->[1]), $_->[2], "$_->[0]") for
  [ '4.8: no such template', info($MISSING), "template[id=$MISSING] of project[project_id=1, biz_id=2] does not exist" ],
  [ '81: ... asked by who is not trusted', info($MISSING, { app => 'x' }), gone("TaskTemplate(id=$MISSING) does not exist.") ],
  [ '55: one of another project', ask(get_template_info => [ $id, 3 ]), "template[id=$id] of project[project_id=2, biz_id=3] does not exist" ],
  [ '55: ... asked by who is not trusted', ask(get_template_info => [ $id, 3 ], { app => 'x' }), "template[id=$id] of project[project_id=2, biz_id=3] does not exist" ],
  [ '4.8: no such common template', info($id, @of_common), "common template[id=$id] does not exist" ],
  [ '81: ... asked by who is not trusted', info($id, { app => 'x' }, @of_common), gone("CommonTemplate(id=$id) does not exist.") ],
  [ '4.8: ... without a project', common_info($id), "common template[id=$id] does not exist" ],
  [ '81: ... asked by who is not trusted', common_info($id, { app => 'x' }), gone("CommonTemplate(id=$id) does not exist.") ],
  [ '85: an id beyond BIGINT', info('99999999999999999999'), 'template[id=99999999999999999999] of project[project_id=1, biz_id=2] does not exist' ],
  [ '4.8: no project', ask(get_template_info => [ $id, 404 ]), 'project(404) with scope(cmdb_biz) does not exist.' ],
  [ '43: wrong parameters first', info($MISSING, include_notify => 'x'), $coder->encode({ include_notify => [$BOOL] }) ],
  [ '4.8: a missing one before what is forwarded', info($MISSING, include_constants => 1, format => 'yaml'), "template[id=$MISSING] of project[project_id=1, biz_id=2] does not exist" ],
  [ '4.8: include_constants', info($id, include_constants => 1), $FORWARD ],
  [ '4.8: ... of a common one', common_info($of_all, include_constants => 1), $FORWARD ],
  [ '4.8: format=yaml', info($id, format => 'yaml'), $FORWARD ],
  [ '0.4: include_webhook of 3.32', info($id, { of => $older }, include_webhook => 1), $FORWARD ];
is(info($_->[0], { of => $older }, include_webhook => 1, @of_common)->{json}{code}, 0, '0.4: ... means nothing to a common one') for [$of_all];
for my $table (qw(tasktmpl3_tasktemplate template_commontemplate)) {
	$s->db->do("UPDATE bk_sops.$table SET is_deleted = 1");
}
is(seen($_->[0]), $_->[1], "4.8: a deleted one, $_->[2]") for
  [ info($id), "template[id=$id] of project[project_id=1, biz_id=2] does not exist", 'of a project' ],
  [ info($id, { app => 'x' }), "template[id=$id] of project[project_id=1, biz_id=2] does not exist", 'asked by who is not trusted' ],
  [ common_info($of_all), "common template[id=$of_all] does not exist", 'a common one' ],
  [ common_info($of_all, { app => 'x' }), "common template[id=$of_all] does not exist", 'asked by who is not trusted' ];

# --- MCP servers

$s->db->do("UPDATE bk_sops.$_ SET is_deleted = 0") for qw(tasktmpl3_tasktemplate template_commontemplate);
add_whitelist($s, 'my_app,v_mcp_x');
my @mcp = ({ app => 'v_mcp_x' });
my %trimmed = %info;
delete $trimmed{pipeline_tree};
is_deeply(info($id, @mcp)->{json}{data}, \%trimmed, '2.5: no tree');
is_deeply(info($id, @mcp, include_pipeline_tree => $_)->{json}{data}, \%trimmed, "70: include_pipeline_tree=$_") for 'no', 'on', '';
for my $answer (info($id, @mcp, include_pipeline_tree => 'TRUE'), common_info($of_all, @mcp, include_pipeline_tree => 'Yes', include_constants => 1)) {
	is($coder->encode($answer->{json}{data}{pipeline_tree}{constants}), '{"${k}":{"custom_type":"input","key":"${k}","name":"k","source_tag":"input.input","source_type":"custom","value":"v"}}', '70: a trimmed tree, whose constants have no schema');
	is($coder->encode($answer->{json}{data}{pipeline_tree}{activities}{a}{component}), '{"code":"bk_display","data":{"m":"x"},"version":"v1.0"}', '70: ... nor parameters more than a value');
	ok(!exists $answer->{json}{data}{pipeline_tree}{$_}, "70: ... no $_") for qw(line location);
	ok(!exists $answer->{json}{data}{pipeline_tree}{activities}{a}{labels}, '70: ... no labels');
}
is(seen(info($id, @mcp, include_constants => 1)), $FORWARD, '2.5: template_constants of a project template are forwarded');
ok(!exists common_info($of_all, @mcp, include_constants => 1)->{json}{data}{template_constants}, '2.5: ... of a common one dropped');

# --- schemas of constants

clear_tasks($s);
my $schema = sub { my ($type, $what) = @_; return $coder->encode({ type => $type, enum => [], description => $what }) };
for my $case (
	[ $schema->('string', '系统当前时间变量'), 'custom', 'current_time.x' ],
	[ $schema->('string', '表格变量'),   'custom', 'datatable.datatable' ],
	[ $schema->('string', '日期时间变量'), 'custom', 'datetime.datetime' ],
	[ $schema->('string', '输入框变量'),  'custom', 'input.input.more' ],
	[ $schema->('string', '密码变量'),   'custom', 'password.password' ],
	[ $schema->('string', '下拉框变量'),  'custom', 'select.select' ],
	[ $schema->('string', '文本框变量'),  'custom', 'textarea.' ],
	[ $schema->('int',    '整数变量'),   'custom', 'int.int' ],
	[ 'null', 'custom', 'bk_user_selector.bk_user_selector' ],
	[ 'null', 'custom', 'staff_group_multi_selector.staff_group_selector' ],
	[ 'null', 'custom', 'input' ],
	[ 'null', 'custom', '' ],
	[ 'null', 'custom', undef ],
	[ 'null', 'custom', 5 ],
	[ 'null', 'custom', {} ],
	[ 'null', 'component_outputs', 'bk_display.x' ],
	[ 'null', 'component_outputs', 'x' x 300 ],
	[ 'null', 'Custom', 'ip.ip' ],
	[ 'null', undef,    'ip.ip' ],
	[ 'null', [],       'ip.ip' ],
	[ 'null', 'component_inputs', 'nodot' ],
	[ $FORWARD, 'component_inputs', 'bk_display.message' ],
	[ $FORWARD, 'component_inputs', 'input.input' ],
	[ $FORWARD, 'component_inputs', '' ],
	[ $FORWARD, 'custom', 'ip.ip' ],
	[ $FORWARD, 'custom', 'Input.input' ],
	[ $FORWARD, 'custom', '.input' ],
	[ $FORWARD, 'custom', 'input.' . 'x' x 300 ],
  ) {
	my ($wanted, $type, $tag) = @$case;
	my $of = add_template($s, tree => flow([], constants => { '${k}' => constant($type, $tag, schema => [ 'stored', {} ]) }));
	is(seen(info($of), sub { $coder->encode($_[0]{pipeline_tree}{constants}{'${k}'}{schema}) }), $wanted, '4.8: schema of ' . $coder->encode([ $type, $tag ]));
}
my $several = add_template($s, tree => flow([ a => {} ], constants => { map { ("\${k$_}" => constant('custom', $_ % 3 ? 'int.int' : 'input', schema => 1)) } 1 .. 300 }));
is(seen(info($several), sub { my $c = $_[0]{pipeline_tree}{constants}; scalar grep { my $n = $c->{"\${k$_}"}{schema}; $_ % 3 ? $n->{type} eq 'int' : !defined $n } 1 .. 300 }), 300, '4.8: each of 300 constants has its own');
is(seen(info($several, { headers => [ 'Accept-Language', 'en' ] })), $FORWARD, '4.8: their English is not known here');
my $english = add_template($s, tree => flow([ a => {} ], constants => { '${k}' => constant('custom', '') }));
is(seen(info($english, { headers => [ 'Accept-Language', 'en' ] }), sub { $_[0]{id} }), $english, '4.8: ... null is the same in English');
my $none = add_template($s, tree => do { my $t = flow([ a => {} ]); delete @$t{qw(constants line location outputs gateways)}; $t });
is(seen(info($none), sub { join ' ', sort keys %{ $_[0]{pipeline_tree} } }), 'activities end_event flows start_event', '4.8: members that are missing are not missed');

# --- subprocesses

clear_tasks($s);
my $child  = add_template($s, template => { is_deleted => 1 });
my $abroad = add_template($s, project => 2);
my $public = add_template($s, common => 1);
sub sub_of { my ($of, %o) = @_; return { type => 'SubProcess', template_id => ref $of ? $$of : pipeline_of($of), template_source => 'project', component => undef, %o } }
my $parent = add_template($s, tree => flow([ a => sub_of($child), b => sub_of($public, template_source => 'common'), c => {}, d => sub_of($abroad, template_source => undef), e => sub_of($child) ]),
	labels => { a => [ [ 'l', 'g' ] ] });
is(seen(info($parent), sub { my $a = $_[0]{pipeline_tree}{activities}; $coder->encode([ map { $_->{template_id} } @$a{qw(a b c d e)} ]) }),
	$coder->encode([ "$child", "$public", undef, "$abroad", "$child" ]), '4.8: the templates of subprocesses, as text');
is(seen(info($parent), sub { $_[0]{pipeline_tree}{activities}{a}{labels}[0]{label} }), 'l', '4.8: ... which have labels, too');
is(seen(info($parent, unfold_subprocess => 1)), $FORWARD, '4.8: unfold_subprocess');
is(seen(info($parent, { app => 'v_mcp_x' }, include_pipeline_tree => 1), sub { my $a = $_[0]{pipeline_tree}{activities}; "$a->{a}{template_id} $a->{b}{template_id}" }), "$child $public", '70: ... in a trimmed tree');
my $of_public = add_template($s, common => 1, tree => flow([ a => sub_of($public, template_source => 'common') ]));
is(seen(common_info($of_public), sub { $_[0]{pipeline_tree}{activities}{a}{template_id} }), "$public", '4.8: a common one in a common one');
for my $case (
	[ 'of no template', { a => sub_of(\'nowhere') }, 'format_template_data failed: TaskTemplate matching query does not exist.', gone('CommonTemplate matching query does not exist.') ],
	[ 'of no common template', { a => sub_of($child, template_source => 'common') }, 'format_template_data failed: CommonTemplate matching query does not exist.', gone('CommonTemplate matching query does not exist.') ],
	[ 'without template_id', { a => { type => 'SubProcess' } }, $FORWARD, $FAULT ],
	[ 'with a list for template_id', { a => { type => 'SubProcess', template_id => [] } }, $FORWARD, $FAULT ],
	[ 'with a long template_id', { a => sub_of(\('x' x 200)) }, $FORWARD, $FAULT ],
	[ 'and 1,024 more of as many templates', { map { ("s$_" => sub_of(\"many$_")) } 1 .. 1025 }, $FORWARD, $FORWARD ],
	[ 'and 4,096 more', { map { ("s$_" => sub_of($child)) } 1 .. 4097 }, $FORWARD, $FORWARD ],
  ) {
	my ($what, $activities, @wanted) = @$case;
	my %tree = (tree => flow([%$activities]));
	is(seen(info(add_template($s, %tree))), $wanted[0], "4.8: a subprocess $what");
	is(seen(common_info(add_template($s, %tree, common => 1))), $wanted[1], '4.8: ... of a common template');
}
sub has_update { my ($of, @query) = @_; return seen(info($of, include_subprocess => 1, @query), sub { $coder->encode($_[0]{subprocess_has_update}) }) }
for my $case (
	[ 'false', 'the current version',     'v1', ['v1'] ],
	[ 'true',  'another one',             'v1', ['v2'] ],
	[ 'true',  'another case',            'v1', ['V1'] ],
	[ 'false', 'always the latest',       'v1', ['v2'], always_use_latest => 1 ],
	[ 'false', 'no current version',      'v1', [] ],
	[ 'false', 'the last of two',         'v1', [ 'v2', 'v1' ] ],
	[ 'true',  'the first of two',        'v1', [ 'v1', 'v2' ] ],
  ) {
	my ($wanted, $what, @relation) = @$case;
	my ($up, $down) = map { add_template($s) } 1, 2;
	add_relation($s, $up, $down, @relation);
	is(has_update($up), $wanted, "4.8: subprocess_has_update: $what");
}

# --- YAML: what is refused before it would be made

my ($stale, $below) = map { add_template($s, name => '旧 "t"') } 1, 2;
add_relation($s, $stale, $below, 'v1', ['v2']);
is_deeply(refusal(info($stale, format => 'yaml', unfold_subprocess => 1)), { result => $false, code => 3599999, trace_id => 'trace',
	message => 'export yaml failed: template 旧 "t" has expired subprocess, please update it before exporting.' }, '4.8: format=yaml with a subprocess that is not of the current version');
my %hooked = (component => { code => 'x', data => { in => { hook => \1, value => '${k}' }, out => { hook => \0, value => '' } } });
sub bound { my (%info) = @_; return constant('component_inputs', 'x.in', source_info => \%info) }
for my $case (
	[ 'no constant has it',       q(convert yaml failed: 'a'),  [ a => {%hooked} ] ],
	[ 'one of another node does', q(convert yaml failed: 'a'),  [ a => {%hooked} ], bound(b => ['in']) ],
	[ 'one has another input',    q(convert yaml failed: 'in'), [ a => {%hooked} ], bound(a => ['else']) ],
	[ 'an output has it',         q(convert yaml failed: 'a'),  [ a => {%hooked} ], constant('component_outputs', 'x.in', source_info => { a => ['in'] }) ],
	[ 'it is bound',              $FORWARD, [ a => {%hooked} ], bound(a => [ 'else', 'in' ]) ],
	[ 'it is not hooked',         $FORWARD, [ a => $node ] ],
	[ 'two nodes have one',       $FORWARD, [ a => {%hooked}, b => {%hooked} ] ],
	[ 'a quote in its name',      q(convert yaml failed: "it's"), [ q(it's) => {%hooked} ] ],
	[ 'a subprocess has one',     $FORWARD, [ a => { %hooked, %{ sub_of($child) } } ] ],
  ) {
	my ($what, $wanted, $nodes, $constant) = @$case;
	my $of = add_template($s, tree => flow($nodes, constants => { $constant ? ('${k}' => $constant) : () }));
	is(seen(info($of, format => 'yaml')), $wanted, "4.8: format=yaml, an input from a constant: $what");
	next if $what !~ /no constant|bound/;
	my $up = add_template($s, tree => flow([ s => sub_of($of) ]));
	is(seen(info($up, format => 'yaml')), $wanted, '4.8: ... in a subprocess');
	is(seen(info(add_template($s, tree => flow([ s => sub_of($up) ])), format => 'yaml')), $FORWARD, '4.8: ... in one of its own');
	add_relation($s, $of, $child, 'v1', ["v$of"]);
	is(seen(info($up, format => 'yaml')), $FORWARD, '4.8: ... which has an old one');
}

# --- schemes

clear_tasks($s);
my $schemed = add_template($s, schemes => [ [ 'x-1', '方案 😀', '"[\\"a\\",\\"b\\"]"' ], [ 'x-0', 'list', '["a"]' ] ]);
my $json = schemes($schemed)->{json};
ok(delete $json->{trace_id}, '4.9: trace_id');
is_deeply($json, { result => $true, code => 0, data => [ { id => 'x-1', name => '方案 😀', data => '["a","b"]' }, { id => 'x-0', name => 'list', data => ['a'] } ] }, '4.9: all of an answer');
my $empty  = add_template($s, template => { is_deleted => 1 });
my $nested = add_template($s, tree => flow([ a => sub_of($schemed) ]));
my $broken = add_template($s, tree => '[');
my $count  = sub { scalar @{ $_[0] } };
is(seen(schemes(@{ $_->[1] }), $count), $_->[2], "4.9: $_->[0]") for
  [ 'a deleted template',                   [$empty], 0 ],
  [ 'no such template',                     [ $MISSING + 500 ], gone('TaskTemplate matching query does not exist.') ],
  [ '... asked by who is not trusted',      [ $MISSING + 500, { app => 'x' } ], gone('TaskTemplate(id=' . ($MISSING + 500) . ') does not exist.') ],
  [ 'with_constants=1',                     [ $schemed, with_constants => '1' ], 2 ],
  [ 'with_constants=TRUE',                  [ $schemed, with_constants => 'TRUE' ], $FORWARD ],
  [ '... of a template without schemes',    [ $empty, with_constants => 'true' ], 0 ],
  [ '... with a subprocess',                [ $nested, with_constants => 'true' ], $FORWARD ],
  [ '... whose tree is broken',             [ $broken, with_constants => 'true' ], $FAULT ],
  [ '... which nobody looks at without it', [$broken], 0 ];
is(seen(ask(get_template_schemes => [ 3, $schemed ], { app => $_ })), gone('TaskTemplate matching query does not exist.'), "4.9: of another project, $_") for 'my_app', 'x';
for my $case ([ 'no zlib', \'garbage' ], [ 'truncated', \substr(Compress::Zlib::compress('"' . join('', map { chr(33 + $_ % 1) . $_ } 1 .. 500) . '"'), 0, 100) ], [ 'no JSON', '["a"' ], [ 'empty', \'' ]) {
	is(seen(schemes(add_template($s, schemes => [ [ "b$case->[0]", 'x', $case->[1] ] ]))), $FAULT, "71: data that is $case->[0]");
}
my $huge = add_template($s, schemes => [ map { [ "large$_", 'x', \'' ] } 1, 2 ]);
for my $case ([ 8 << 20, $FAULT, '16 MiB of schemes are read' ], [ (8 << 20) + 1, $FORWARD, '... and no more' ]) {
	$s->db->do("UPDATE bk_sops.pipeline_templatescheme SET data = REPEAT('x', $case->[0] - 1024) WHERE template_id = $huge");
	is(seen(schemes($huge)), $case->[1], "4.9: $case->[2]");
}

# --- blobs that are no trees

clear_tasks($s);
for my $case (
	[ 'NULL',                        undef ],
	[ 'no zlib',                     \'garbage' ],
	[ 'a truncated stream',          \substr(Compress::Zlib::compress($coder->encode(flow([ map { ("n$_" => {}) } 1 .. 50 ]))), 0, 200) ],
	[ 'no JSON',                     '{"activities":' ],
	[ 'a list',                      '[]' ],
	[ 'null',                        'null' ],
	[ 'no activities',               '{"constants":{}}' ],
	[ 'activities that are a list',  '{"activities":[],"constants":{}}' ],
	[ 'an activity that is text',    '{"activities":{"a":"b"},"constants":{}}' ],
	[ 'an activity without a type',  '{"activities":{"a":{}},"constants":{}}' ],
	[ 'constants that are a list',   '{"activities":{},"constants":[]}' ],
	[ 'constants that are null',     '{"activities":{},"constants":null}' ],
	[ 'a constant that is no object', '{"activities":{},"constants":{"${a}":"b"}}' ],
	[ 'a constant that is null',     '{"activities":{},"constants":{"${a}":null}}' ],
	[ 'too deep JSON',               '{"activities":{},"constants":' . '{"a":' x 2000 . '1' . '}' x 2000 . '}' ],
	[ 'more JSON than fits',         \Compress::Zlib::compress('{"activities":{},"constants":{' . join(',', map { qq("\${$_}":{}) } 1 .. 70_000) . '}}'), $FORWARD ],
  ) {
	my ($what, $blob, $common) = @$case;
	is(seen(info(add_template($s, tree => $blob))), $FORWARD, "71: a tree that is $what, of a project template: Python's words");
	is(seen(common_info(add_template($s, tree => $blob, common => 1))), $common // $FAULT, '71: ... of a common one');
	clear_tasks($s);
}
is(seen(info(add_template($s, tree => '{"activities":{},"constants":{},"line":[{"constants":{"a":1}}],"line":{"x":[[]]},"location":null,"x":"\\u4e00\\/\\ud83d\\ude00"}')), sub { $coder->encode($_[0]{pipeline_tree}) }),
	'{"activities":{},"constants":{},"x":"一/😀"}', '71: escapes, and whatever stands in line and location is left out');
my $large = add_template($s, tree => flow([ map { ("n$_" => $_ % 2 ? {} : sub_of(1)) } 1 .. 2000 ], x => 'y' x 3_000_000));
add_template($s, id => 1);
is(seen(info($large), sub { join ' ', scalar keys %{ $_[0]{pipeline_tree}{activities} }, $_[0]{pipeline_tree}{activities}{n2}{template_id}, length $_[0]{pipeline_tree}{x} }), '2000 1 3000000', '4.8: a large tree');
is_deeply([ ($s->{pool}->workers)[0] ], [$owner], 'all of it from one worker');

# --- entity tags

clear_tasks($s);
my %tagged = (info => add_template($s, name => 'before', schemes => [ [ 'id', 'n', '""' ] ]), common => add_template($s, common => 1));
for my $case ([ get_template_list => [2] ], [ get_common_template_list => [] ], [ get_template_info => [ $tagged{info}, 2 ] ], [ get_common_template_info => [ $tagged{common} ] ], [ get_template_schemes => [ 2, $tagged{info} ] ]) {
	my $tag = ask(@$case)->{headers}{etag};
	my %same = (headers => [ 'If-None-Match' => $tag // '' ]);
	is(ask(@$case, {%same})->{status}, 304, "$case->[0]: 304 while nothing changes");
	$s->db->do($_) for 'UPDATE bk_sops.pipeline_pipelinetemplate SET name = CONCAT(name, "x")', 'UPDATE bk_sops.pipeline_templatescheme SET name = CONCAT(name, "x")';
	is(ask(@$case, {%same})->{status}, 200, '... and 200 when it has');
}

# --- iam = trusted, iam = ask

is(seen($_->[1]), $FORWARD, "iam = trusted: $_->[0]") for
  [ get_template_list        => ask(get_template_list => [2], { of => $asks, app => 'x' }) ],
  [ get_template_info        => info($tagged{info}, { of => $asks, app => 'x' }) ],
  [ get_common_template_info => common_info($tagged{common}, { of => $asks, app => 'x' }) ],
  [ get_template_schemes     => schemes($tagged{info}, { of => $asks, app => 'x' }) ],
  [ 'a list, whose auth_actions are not known', ask(get_template_list => [2], { of => $asks }) ],
  [ '... of common templates',                  common({ of => $asks }) ];
is(seen($_, sub { 'an answer' }), 'an answer', 'iam = trusted: who is trusted is answered') for info($tagged{info}, { of => $asks }), common_info($tagged{common}, { of => $asks }), schemes($tagged{info}, { of => $asks });

# --- iam = ask: what it says of each template

my $iam = Bk::Iam->new;
my $asked = Bk::Service->new(generation => 'current', name => 'ask', maria => $s->{maria},
	set => { iam => 'ask', 'iam.url' => $iam->{url}, 'iam.cache' => 0, 'pm.max_children' => 1 });
clear_tasks($s);
my ($mine, $theirs) = map { add_template($s, name => $_, creator => $_) } 'admin', 'bob';
my $both = add_template($s, name => 'admin', creator => 'bob', common => 1);
my %DENIED = map { my $action = $_; ($action => "iam authentication exception, please check, action:$action") } qw(project_view flow_view common_flow_view);
is(seen($_->[1], sub { 'an answer' }), $_->[2], "5.1: $_->[0]") for
  [ 'get_template_list',        ask(get_template_list => [2], { of => $asked, app => 'x', user => 'nobody' }), $DENIED{project_view} ],
  [ 'get_template_info',        info($mine, { of => $asked, app => 'x', user => 'nobody' }), $DENIED{flow_view} ],
  [ '... of a common one',      info($both, { of => $asked, app => 'x', user => 'nobody' }, @of_common), $DENIED{common_flow_view} ],
  [ 'get_common_template_info', common_info($both, { of => $asked, app => 'x', user => 'nobody' }), $DENIED{common_flow_view} ],
  [ 'get_template_schemes',     schemes($mine, { of => $asked, app => 'x', user => 'nobody' }), $DENIED{flow_view} ],
  [ '... of who may',           schemes($mine, { of => $asked, app => 'x', user => 'allowed' }), 'an answer' ],
  [ 'a denied caller with a wrong parameter', ask(get_template_list => [2], { of => $asked, app => 'x', user => 'nobody' }, format => 'x', id_in => 'x'), $DENIED{project_view} ],
  [ '... with a wrong time zone, which is around it', ask(get_template_list => [2], { of => $asked, app => 'x', user => 'nobody' }, expected_timezone => 'x'), 'expected_timezone x is unknown.' ];
my $actions = of_items(sub { "$_[0]{id}: " . join ',', @{ $_[0]{auth_actions} } });
my ($flow, $common_flow) = map { join ',', @$_ } \@FLOW, \@COMMON;
is(seen($_->[1], $actions), $_->[2], "5.1: auth_actions of $_->[0]") for
  [ 'who may anything',                list({ of => $asked, user => 'allowed' }), "$theirs: $flow $mine: $flow" ],
  [ 'who may with what is his',        list({ of => $asked, user => 'owner' }), "$theirs:  $mine: $flow" ],
  [ 'who may nothing',                 list({ of => $asked, user => 'nobody' }), "$theirs:  $mine: " ],
  [ 'a common one, of who may anything', common({ of => $asked, user => 'allowed' }), "$both: $common_flow" ],
  [ '... and of another owner',        common({ of => $asked, user => 'owner' }), "$both: " ],
  [ '44: ... in the list of a project', list({ of => $asked, user => 'allowed' }, @of_common), "$both: " ];
$s->db->do('UPDATE bk_sops.template_commontemplate SET id = ?', $mine);    # to the end of this test
is(seen(list({ of => $asked, user => 'owner' }, @of_common), $actions), "$mine: $flow", '44: ... whose number is that of a project template: its owner counts');
$iam->asked;
list({ of => $asked, user => 'allowed' }, id_in => 0);
is(scalar(grep { $_->{line} =~ /by_actions/ } $iam->asked), 0, '5.1: of no items nothing is asked');

# As many templates as are looked at, which are none that can be shown, and one more.
my $many    = add_template($s, project => 3, pipeline => undef);
my $columns = $s->db->one("SELECT GROUP_CONCAT(CONCAT('`', column_name, '`')) FROM information_schema.columns"
	. " WHERE table_schema = 'bk_sops' AND table_name = 'tasktmpl3_tasktemplate' AND column_name <> 'id'");
for my $case ([ 32767, $FAULT, '32,768 templates are read' ], [ 1, $FORWARD, '... and no more' ]) {
	$s->db->do("INSERT INTO bk_sops.tasktmpl3_tasktemplate ($columns) SELECT $columns FROM bk_sops.tasktmpl3_tasktemplate"
		. " JOIN (SELECT 1 FROM information_schema.collations a JOIN information_schema.collations b LIMIT $case->[0]) n WHERE id = $many");
	is(seen(ask(get_template_list => [3], scope => 'project'), $ids), $case->[1], "4.7: $case->[2]");
}
$s->db->do('DELETE FROM bk_sops.tasktmpl3_tasktemplate WHERE project_id = 3');

for my $of ($asked, $older, $asks) {
	$of->{pool}->stop;
	is(join('', $of->{pool}->complaints), '', 'nothing bad in the log of a second pool');
}
$s->finish;
