# SPDX-License-Identifier: MIT
# What stands around the answers of the current generation: methods, tokens,
# users, trust, projects, bodies, traces (sops-current 1, 2, 7.5).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task flow);
use Bk::Jwt qw(key jwt claims);
use Bk::Process qw(wait_for);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my $s     = Bk::Service->new(generation => 'current', release => '3.34');
my $TRUE  = JSON::PP::true;
my $FALSE = JSON::PP::false;
my $FAULT = { result => $FALSE, code => '50000', message => '系统异常,请联系管理员处理', data => undef };
my $task  = add_task($s, name => 'one', tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ]);
my $other = add_task($s, name => 'two', project => 2, tree => flow([ b => {} ]), states => [ { children => [ { id => 'b' } ] } ]);
my @STATUS = (GET => 'get_task_status', path => [ $task, 2 ]);
my @MANY   = (POST => 'get_tasks_status', path => [2], json => { task_id_list => [$task] });

# The answer, without a trace that is of its form.
sub ask {
	my (@ask) = @_;
	my $answer = $s->ask_current(@ask);
	my $trace  = $answer->{json}{trace_id};
	delete $answer->{json}{trace_id} if defined $trace && $trace =~ /\A[0-9a-f]{32}\z/ && $trace eq $answer->{headers}{'sops-trace-id'};
	return $answer;
}

# What a case wants is the name of the first task, or a status and what the
# answer must be.
sub is_answered {
	my ($name, $want, @ask) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $got = ask(@ask);
	return is("$got->{status} " . ($got->{json}{data}{name} // $got->{body}), "200 $want", $name) if !ref $want;
	return is_deeply([ $got->{status}, $got->{json} ], $want, $name);
}

sub token { return jwt(key('gateway'), claims('admin', 'my_app', %{ shift() }), kid => 'bk-sops', @_) }
sub denied { return [ 403, { result => $FALSE, data => undef, code => 3540100, message => $_[0] } ] }
sub refused { my ($code, $message, @more) = @_; return [ 200, { result => $FALSE, code => $code, message => $message, @more } ] }
sub missing_row { return refused(3540400, "数据不存在错误: 数据不存在错误, 错误内容 $_[0] | process_exception", data => undef) }

# --- 77: methods and paths ---

# [name, method, endpoint, token or undef for a good one, status, Allow]
for (
	[ '77 POST of what is asked with GET',   POST    => 'get_task_status/1/2/', undef, 405, 'GET' ],
	[ '77 HEAD',                             HEAD    => 'get_task_status/1/2/', undef, 405, 'GET' ],
	[ '77 OPTIONS',                          OPTIONS => 'get_task_detail/1/2/', undef, 405, 'GET' ],
	[ '77 PUT',                              PUT     => 'get_task_node_data/2/1/', undef, 405, 'GET' ],
	[ '77 GET of what is asked with POST',   GET     => 'get_tasks_status/2/', undef, 405, 'POST' ],
	[ '77 the method comes before the token', GET    => 'get_tasks_status/2/', '', 405, 'POST' ],
	[ '77 but what changes something and has no token', POST => 'get_task_status/1/2/', '', 403, undef ],
	[ '77 and what has a bad one',           POST    => 'get_task_status/1/2/', 'x.y.z', 403, undef ],
	[ '77 HEAD without a token',             HEAD    => 'get_task_status/1/2/', '', 405, 'GET' ],
	[ '77 an unknown path',                  GET     => 'get_task_state/1/2/', undef, 404, undef ],
	[ '77 a letter for a number',            GET     => 'get_task_status/x/2/', undef, 404, undef ],
	[ '77 a number less',                    GET     => 'get_task_status/1/', undef, 404, undef ],
	[ '85 a sign before a number',           GET     => 'get_task_status/-1/2/', undef, 404, undef ],
) {
	my ($name, $method, $path, $token, $status, $allow) = @$_;
	my $got = $s->ask($method, "/apigw/$path", headers => [ 'X-Bkapi-JWT', $token // token({}) ]);
	is_deeply([ @$got{'status'}, $got->{headers}{allow} ], [ $status, $allow ], $name);
}

# --- 78: tokens ---

my $TOKEN   = 'The token in X-Bkapi-JWT is not signed by the API gateway';
my $TIMES   = 'The token in X-Bkapi-JWT has expired, or is not yet valid';
my $UNKNOWN = 'The key that signed the token in X-Bkapi-JWT is not known here';
my $NONE    = 'This API can only be accessed through API gateway';
my $good    = token({});
for (
	[ '78 no token',                         denied($NONE),    '' ],
	[ '78 a kid that is not known',          denied($UNKNOWN), token({}, kid => 'bk-other') ],
	[ '78 expired',                          denied($TIMES), token({ exp => time - 1 }) ],
	[ '78 nbf in the future',                denied($TIMES), token({ nbf => time + 600 }) ],
	[ '78 iat in the future',                denied($TIMES), token({ iat => time + 600 }) ],
	[ '78 exp that is no number',            denied($TIMES), token({ exp => 'soon' }) ],
	[ '78 an aud',                           denied('The token in X-Bkapi-JWT is for another audience'), token({ aud => 'x' }) ],
	[ '78 the key of another',               denied($TOKEN), jwt(key('other'), claims('admin', 'my_app'), kid => 'bk-sops') ],
	[ '78 a damaged signature',              denied($TOKEN), $good =~ s/(.)(?=.{20}\z)/$1 eq 'A' ? 'B' : 'A'/er ],
	[ '78 no signature',                     denied($TOKEN), $good =~ s/[^.]+\z//r ],
	[ '78 claims of another token',          denied($TOKEN), join '.', (split /\./, $good)[0], (split /\./, token({ x => 1 }))[1], (split /\./, $good)[2] ],
	[ '78 Bearer',                           denied($TOKEN), "Bearer $good" ],
	[ '78 garbage',                          denied($TOKEN), 'x.y.z' ],
	[ '78 bytes',                            denied($TOKEN), "\xFF\xFE.\xFF." ],
	[ '78 more than 16 KiB',                 denied($TOKEN), token({ pad => 'x' x 12000 }) ],
	map({ [ "78 alg $_, the public key as its secret", denied($TOKEN), token({}, alg => $_) ] } qw(HS256 HS512)),
	map({ [ "78 alg $_, unsigned", denied($TOKEN), token({}, alg => 'none', header => { alg => $_ }) ] } qw(none None NONE ES256)),
	[ '78 crit',                             denied($TOKEN), token({}, header => { crit => ['own'], own => 1 }) ],
	map({ [ "78 alg $_", 'one', token({}, alg => $_) ] } qw(RS256 RS384 RS512)),
	[ '78 PS512',                            denied($TOKEN), token({}, alg => 'PS512') ],
	[ '78 no alg',                           denied($TOKEN), token({}, without => ['alg']) ],
	[ '78 no kid: the key of jwt.gateway',   'one', token({}, without => ['kid']) ],
	[ '78 an empty kid',                     'one', token({}, kid => '') ],
	[ '78 another iss: the row of the kid',  'one', token({ iss => 'somebody' }) ],
	[ '78 no iss',                           'one', token({ iss => undef }) ],
	[ '78 no exp',                           'one', token({ exp => undef }) ],
	[ '78 exp as a text',                    'one', token({ exp => '' . (time + 600) }) ],
	[ '78 exp as a float',                   'one', token({ exp => time + 600.5 }) ],
	[ '78 a blank in front, = behind',       'one', " $good=" ],
) {
	my ($name, $want, $token) = @$_;
	is_answered($name, $want, @STATUS, token => $token);
}

# --- 78: rows of apigw_manager_context ---

$s->public_key('mine:bk-gw', key('first'));
my $of_iss = sub { return jwt(key($_[0]), claims('admin', 'my_app', iss => $_[1]), kid => 'bk-gw') };
is_answered('78 iss:kid alone', 'one', @STATUS, token => $of_iss->('first', 'mine'));
is_answered('78 iss:kid of another issuer', denied($UNKNOWN), @STATUS, token => $of_iss->('first', 'yours'));
$s->public_key('bk-gw', key('second'));
is_answered('78 iss:kid and kid: iss:kid counts', 'one', @STATUS, token => $of_iss->('first', 'mine'));
is_answered('78 iss:kid and kid: kid does not count', denied($TOKEN), @STATUS, token => $of_iss->('second', 'mine'));
is_answered('78 only kid: any issuer', 'one', @STATUS, token => $of_iss->('second', 'yours'));
is_answered('78 iss in the header counts before that of the claims', 'one', @STATUS,
	token => jwt(key('first'), claims('admin', 'my_app', iss => 'yours'), kid => 'bk-gw', header => { iss => 'mine' }));
$s->public_key('bk-gw', key('third'));
is_answered('78 a new key counts with the next request', 'one', @STATUS, token => $of_iss->('third', 'yours'));
is_answered('78 and the old one no more', denied($TOKEN), @STATUS, token => $of_iss->('second', 'yours'));
$s->db->do(q(UPDATE bk_sops.apigw_manager_context SET value = ? WHERE `key` = 'bk-gw'), 'no key');
is_answered('78 a row that holds no key', denied($TOKEN), @STATUS, token => $of_iss->('third', 'yours'));
ok(eval { wait_for('the line', sub { $s->{pool}->log =~ /ERROR: \[pool pool\] request \w+: apigw_manager_context: the key of a token cannot be used: no public key in PEM/ }) },
	'... which the log tells');
$s->public_key($_) for qw(bk-gw mine:bk-gw);
is_answered('78 the row is gone', denied($UNKNOWN), @STATUS, token => $of_iss->('third', 'yours'));

# --- 79: users ---

my $NOBODY = 'username cannot be empty, make sure api gateway has sent correct params: ';
for (
	[ '79 verified',                         'one',                             { bk_username => 'admin', verified => $TRUE } ],
	[ '79 not verified, with a name',        'one',                             { bk_username => 'bob', verified => $FALSE } ],
	[ '79 not verified, an empty name',      refused(3540000, $NOBODY),         { bk_username => '', verified => $FALSE } ],
	[ '79 verified, an empty name',          'one',                             { bk_username => '', verified => $TRUE } ],
	[ '79 an empty claim',                   refused(3540000, "${NOBODY}None"), {} ],
	[ '79 the old name of the member',       'one',                             { username => 'admin', verified => $FALSE } ],
) {
	my ($name, $want, $user) = @$_;
	is_answered($name, $want, @STATUS, claims => { user => $user });
}
is_answered('79 no claim', refused(3540000, "${NOBODY}None"), @STATUS, claims => { user => undef });
is_answered('79 a claim that is null', refused(3540000, "${NOBODY}None"), @STATUS,
	token => jwt(key('gateway'), JSON::PP->new->encode({ %{ claims('', 'my_app') }, user => undef }), kid => 'bk-sops'));
is_answered('79 bk_app_code', 'one', @STATUS, claims => { app => { bk_app_code => 'my_app' } });

# --- 80: trust ---

{
	my $t   = Bk::Service->new(generation => 'current', name => 'trust', maria => $s->{maria}, set => { iam => 'trusted', trusted_apps => 'mine,  ours' });
	my $row = sub { $s->db->do(q(UPDATE bk_sops.core_environmentvariables SET value = ? WHERE `key` = 'APP_WHITELIST'), $_[0]) };
	my $trusts = sub {
		my ($name, $app, $want) = @_;
		my $got = $t->ask_current(@STATUS, app => $app);
		is($got->{status}, $want ? 200 : 501, "80 $name");
		is_deeply([ @{ $got->{json} }{qw(result code message)}, $got->{headers}{'x-accel-redirect'} ],
			[ $FALSE, 3545000, 'The application is not one that bk-sops trusts, and IAM is not asked here', undef ], '... it is forwarded') if !$want;
	};
	$trusts->('one of the built-in list', $_, 1) for qw(bk_fta bk_bcs bk_datainstaller bk_dataadmin bk_sops bk_paas bk_monitorv3);
	$trusts->('of trusted_apps', $_, 1) for qw(mine ours);
	$row->('a,b, c,,d ');
	$trusts->("APP_WHITELIST has \"$_->[0]\"", @$_) for [ 'a', 1 ], [ 'b', 1 ], [ ' c', 1 ], [ 'd ', 1 ];
	$trusts->("APP_WHITELIST has no \"$_\"", $_, 0) for 'c', 'd', 'A', 'a,b', 'my_app';
	$row->('');
	$trusts->('an empty row', $_->[0], $_->[1]) for [ 'a', 0 ], [ 'bk_fta', 1 ];
	$s->db->do('DELETE FROM bk_sops.core_environmentvariables');
	$trusts->('no row', $_->[0], $_->[1]) for [ 'a', 0 ], [ 'ours', 1 ];
	$s->db->do(q(INSERT INTO bk_sops.core_environmentvariables (`key`, name, value) VALUES ('APP_WHITELIST', '', 'my_app,other_app, spaced_app')));
	$t->{pool}->stop;
	is(join("\n", $t->{pool}->complaints), '', '80 nothing is wrong in the log');
}

# --- 81: what is missing; scopes ---

my $NOT_HERE = "task[id=999] get status error: TaskFlowInstance matching query does not exist.";
for (
	[ '81 trusted: no such task',              refused(3599999, $NOT_HERE),                                          [ 999, 2 ], {} ],
	[ '81 not trusted: no such task',          missing_row('TaskFlowInstance(id=999) does not exist.'),              [ 999, 2 ], { app => 'x' } ],
	[ '81 not trusted: the task of another project', refused(3599999, $NOT_HERE =~ s/999/$other/r),                  [ $other, 2 ], { app => 'x' } ],
	[ '81 no such project',                    refused(3540400, 'project(99) with scope(cmdb_biz) does not exist.'), [ $task, 99 ], {} ],
	[ '81 not trusted: no such project, nor task', refused(3540400, 'project(99) with scope(cmdb_biz) does not exist.'), [ 999, 99 ], { app => 'x' } ],
	[ '2.4 the number of the project',         'one',                                                                [ $task, 1 ], { query => [ scope => 'project' ] } ],
	[ '2.4 any other text, too',               'one',                                                                [ $task, 1 ], { query => [ scope => '' ] } ],
	[ '2.4 a project without that number',     refused(3540400, 'project(99) with scope(x) does not exist.'),        [ $task, 99 ], { query => [ scope => 'x' ] } ],
	[ '2.4 two projects of one business',      [ 500, $FAULT ],                                                      [ $task, 7 ], {} ],
	[ '2.4 the number as it was typed',        refused(3540400, 'project(0099) with scope(cmdb_biz) does not exist.'), [ $task, '0099' ], {} ],
	[ '85 an id beyond BIGINT',                refused(3599999, $NOT_HERE =~ s/999/9 x 20/er),                       [ 9 x 20, 2 ], {} ],
	[ '85 not trusted: an id beyond BIGINT',   missing_row("TaskFlowInstance(id=@{[ 9 x 20 ]}) does not exist."),    [ 9 x 20, 2 ], { app => 'x' } ],
	[ '85 an id of 40 digits',                 refused(3599999, $NOT_HERE =~ s/999/9 x 40/er),                       [ 9 x 40, 2 ], {} ],
	[ '85 a project beyond BIGINT',            refused(3540400, "project(@{[ 9 x 20 ]}) with scope(cmdb_biz) does not exist."), [ $task, 9 x 20 ], {} ],
	[ '86 of a parameter that comes twice the last one counts', 'one',                                               [ $task, 1 ], { query => [ scope => 'cmdb_biz', scope => 'project' ] } ],
	[ '86 and not the first',                  refused(3540400, 'project(1) with scope(cmdb_biz) does not exist.'),  [ $task, 1 ], { query => [ scope => 'project', scope => 'cmdb_biz' ] } ],
) {
	my ($name, $want, $path, $more) = @$_;
	is_answered($name, $want, GET => 'get_task_status', path => $path, %$more);
}
# Python's \d and int() take the digits of every script.
is_answered('85 digits of another script', 'one', GET => 'get_task_status', path => [ $task =~ tr/0-9/\x{0660}-\x{0669}/r, 2 ]);

# --- 82: bodies ---

my $BAD_FORMAT = refused(3540000, 'invalid param format');
for (
	[ '82 get_tasks_status: an empty body',    [ 500, $FAULT ], 'get_tasks_status', '' ],
	[ '82 manual intervention: an empty body', refused(3540000, 'request body is not a valid json'), 'get_tasks_manual_intervention_state', '' ],
	map({ my $name = $_; map({ [ "82 $name: $_->[0]", $BAD_FORMAT, $name, $_->[1] ] }
		[ 'a list', '[]' ], [ 'a number', '1' ], [ 'null', 'null' ], [ 'no JSON', '{' ], [ 'text', 'x' ], [ 'bytes', "\xFF" ], [ 'too deep', '[' x 100000 ]) }
		qw(get_tasks_status get_tasks_manual_intervention_state)),
	[ '82 scope in the body',                  'data', 'get_tasks_status', { task_id_list => [$task], scope => 'project' }, [1] ],
	[ '82 scope null in the body',             'data', 'get_tasks_status', { task_id_list => [$task], scope => undef }, [1] ],
	[ '82 scope in the query is not read',     'data', 'get_tasks_status', { task_id_list => [$task] }, [2], [ scope => 'project' ] ],
) {
	my ($name, $want, $endpoint, $json, $path, $query) = @$_;
	my @ask = (POST => $endpoint, path => $path // [2], json => $json, $query ? (query => $query) : ());
	if (ref $want) { is_answered($name, $want, @ask) }
	else { is(ask(@ask)->{json}{data}[0]{id}, $task, $name) }
}

# --- 83: traces ---

my $PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
for (
	[ '83 traceparent is the trace',           $PARENT, $PARENT ],
	[ '83 whatever it says',                   'a "b" \\', 'a "b" \\' ],
	[ '83 none',                               undef, qr/\A[0-9a-f]{32}\z/ ],
	[ '83 an empty one',                       '', qr/\A[0-9a-f]{32}\z/ ],
) {
	my ($name, $sent, $want) = @$_;
	my $got = $s->ask_current(@STATUS, defined $sent ? (headers => [ traceparent => $sent ]) : ());
	ref $want ? like($got->{json}{trace_id}, $want, $name) : is($got->{json}{trace_id}, $want, $name);
	is($got->{headers}{'sops-trace-id'}, $got->{json}{trace_id}, '... and stands in the header');
}
{
	my ($one, $two) = map { $s->ask_current(@STATUS)->{json}{trace_id} } 1, 2;
	isnt($one, $two, '83 each answer has its own');
	for my $case ([ 'a project', [ $task, 99 ] ], [ 'a missing task', [ 999, 2 ], app => 'x' ], [ 'a user', [ $task, 2 ], claims => { user => {} } ]) {
		my ($what, $path, @more) = @$case;
		my $got = $s->ask_current(GET => 'get_task_status', path => $path, @more);
		ok(!exists $got->{json}{trace_id}, "83 refused for $what: no trace in the answer");
		like($got->{headers}{'sops-trace-id'}, qr/\A[0-9a-f]{32}\z/, '... but in the header');
	}
}

# The entity tag is that of the answer without the trace.
{
	my $got = $s->ask_current(@STATUS, headers => [ traceparent => 'one' ]);
	ok($got->{headers}{etag}, 'a status has an entity tag');
	my $again = $s->ask_current(@STATUS, headers => [ traceparent => 'two', 'If-None-Match' => $got->{headers}{etag} ]);
	is_deeply([ @$again{qw(status body)} ], [ 304, '' ], 'which is the same for another trace');
	$s->db->do(q(UPDATE bk_sops.eri_state SET name = 'FAILED' WHERE node_id = 'a'));
	is($s->ask_current(@STATUS, headers => [ 'If-None-Match' => $got->{headers}{etag} ])->{status}, 200, '... but not for another state');
	$s->db->do(q(UPDATE bk_sops.eri_state SET name = 'FINISHED' WHERE node_id = 'a'));
}
for my $endpoint ([ get_task_node_detail => [ $task, 2 ] ], [ get_task_node_data => [ 2, $task ] ]) {
	my ($name, $path) = @$endpoint;
	my $get = sub { $s->ask_current(GET => $name, path => $path, query => [ node_id => 'a' ], @_) };
	my $tag = $get->()->{headers}{etag};
	is($get->(headers => [ 'If-None-Match' => $tag ])->{status}, 304, "$name of a node that has ended: 304");
	is($get->(headers => [ 'If-None-Match' => $tag, 'X-Bkapi-Mcp-Server-Id' => 'x' ])->{status}, 200, '... but not for an MCP server, which gets less');
	$s->db->do(q(UPDATE bk_sops.eri_state SET archived_time = NULL, name = 'RUNNING' WHERE node_id = 'a'));
	my $running = $get->();
	is(defined $running->{headers}{etag} || 0, $name eq 'get_task_node_data' || 0, '... one that runs has a running clock, its data has none');
	isnt($running->{headers}{etag} // '', $tag, '... nor has it that tag');
	$s->db->do(q(UPDATE bk_sops.eri_state SET archived_time = started_time, name = 'FINISHED' WHERE node_id = 'a'));
}

# --- URLs without a prefix, and trust without a list ---

{
	my $t = Bk::Service->new(generation => 'current', name => 'none', maria => $s->{maria}, set => { site_prefix => '', trusted_apps => '', iam => 'trusted', 'mcp.app_prefix' => '' });
	is($t->ask_current(@STATUS)->{status}, 200, 'site_prefix empty: the paths begin with /apigw/');
	is($t->ask_current(@STATUS, app => $_->[0])->{status}, $_->[1], "trusted_apps empty: \"$_->[0]\"") for [ 'bk_fta', 200 ], [ '', 501 ], [ 'x', 501 ];
	my @detail = (GET => 'get_task_detail', path => [ $task, 2 ]);
	ok(exists $t->ask_current(@detail, app => 'bk_sops', claims => { app => { bk_app_code => 'bk_sops' } })->{json}{data}{pipeline_tree}, 'mcp.app_prefix empty: nobody is an MCP server by its name');
	$t->{pool}->stop;
	is(join("\n", $t->{pool}->complaints), '', 'nothing is wrong in the log');
}

# --- columns for tenants ---

$s->db->do("ALTER TABLE bk_sops.$_ ADD tenant_id VARCHAR(64) NOT NULL DEFAULT 'default'") for qw(core_project core_environmentvariables);
is_answered("2.6 with $_->[0]", 'one', @STATUS, @{ $_->[1] }) for [ 'columns for tenants', [] ],
  [ 'a token that names one', [ claims => { app => { bk_app_code => 'my_app', tenant_mode => 'single', tenant_id => 'x' } } ] ];
$s->db->do("ALTER TABLE bk_sops.$_ DROP tenant_id") for qw(core_project core_environmentvariables);

# --- 84: languages ---

for my $case ([ '84 Accept-Language', [ 'Accept-Language' => 'en' ] ], [ '84 a cookie', [ Cookie => 'blueking_language=en' ] ]) {
	my ($name, $headers) = @$case;
	my $got = $s->ask_current(GET => 'get_task_status', path => [ 999, 2 ], app => 'x', headers => $headers);
	is($got->{headers}{'content-language'}, 'en', "$name: English");
	is($got->{json}{message}, missing_row('TaskFlowInstance(id=999) does not exist.')->[1]{message}, '... but messages stay Chinese');
}

# --- 87: deadlines ---

{
	my $t = Bk::Service->new(generation => 'current', name => 'late', maria => $s->{maria}, set => { request_timeout => '300ms' });
	my $lock = $s->{maria}->connect;
	$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
	my $got = $t->ask_current(@STATUS);
	is_deeply([ @$got{qw(status json)} ], [ 504, $FAULT ], '87 a database that does not answer in time');
	$lock->do('UNLOCK TABLES');
	ok(eval { wait_for('an answer', sub { $t->ask_current(@STATUS)->{status} == 200 }) }, '87 the worker lives on');
	$t->{pool}->stop;
	is(join("\n", $t->{pool}->complaints), '', '87 nothing is wrong in the log');
}

$s->finish;
