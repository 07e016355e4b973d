# SPDX-License-Identifier: MIT
# iam = ask: what IAM is asked about callers whose application is not trusted, and
# what comes of its answers, good and hostile (sops-current 1.3, 1.4, 3.2, 5).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task flow);
use Bk::Iam;
use Bk::Jwt qw(key jwt claims);
use Bk::Process qw(tmpdir secret spew slurp wait_for);
use Bk::Service;
use IO::Socket::INET ();
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $SECRET = 'iam-"SECRET"-4711';
secret($SECRET);
spew(tmpdir . '/iam.secret', "$SECRET\n", 0600);
my $iam = Bk::Iam->new;
my %ask = (iam => 'ask', 'iam.url' => $iam->{url} =~ s{/\z}{}r, 'iam.app_secret_file' => tmpdir . '/iam.secret',
	'pm.max_children' => 1);
my $s = Bk::Service->new(generation => 'current', set => { %ask, 'iam.cache' => 0 });

# Another pool over the same tables.
sub service {
	my ($name, %set) = @_;
	return Bk::Service->new(generation => 'current', name => $name, maria => $s->{maria}, set => { %ask, %set });
}

# Who waits in vain waits in a pool that does not wait long.
my $hurries = service('hurries', 'iam.cache' => 0, 'iam.timeout' => '500ms');
sub pool { my ($user) = @_; return $user eq 'slow' ? $hurries : $s }

my $FALSE = JSON::PP::false;
my $task  = add_task($s, name => 'one', tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ]);
my $other = add_task($s, name => 'two', project => 2, tree => flow([ b => {} ]),
	states => [ { children => [ { id => 'b' } ] } ]);

my %MANY = (path => [2], json => { task_id_list => [$task] });
sub ask { my ($user, @ask) = @_; return pool($user)->ask_current(@ask, user => $user, app => 'stranger') }
sub status { my ($user, %o) = @_; return ask($user, GET => 'get_task_status', path => [ $o{task} // $task, 2 ]) }
sub tasks { my ($user) = @_; return ask($user, POST => 'get_tasks_status', %MANY) }
sub json { return JSON::PP->new->utf8->decode($_[0]) }

# The answer in a word: a status, or that of a denied action.
sub word {
	my ($got) = @_;
	my $j = $got->{json};
	return "$got->{status} $got->{body}" if !ref $j || !%$j;
	return 'allowed' if $j->{result};
	return "denied $1"
	  if $got->{status} == 200 && ($j->{message} // '') =~ /\Aiam authentication exception, please check, action:(\w+)\z/;
	return 'fault'  if $got->{status} == 500 && $j->{code} eq '50000';
	return "$got->{status} $got->{body}";
}

# --- 5.1: decisions ---

# [user, what is said of a task, of its project]
for (
	[ allowed => 'allowed', 'allowed' ],
	[ nobody  => 'denied task_view', 'denied project_view' ],
	[ stranger => 'denied task_view', 'denied project_view' ],
	[ owner   => 'allowed', 'denied project_view' ],
	[ path    => 'allowed', undef ],
	[ named   => 'allowed', 'denied project_view' ],
	[ one     => 'denied task_view', 'allowed' ],
) {
	my ($user, $task_view, $project_view) = @$_;
	is(word(status($user)), $task_view, "5.1 $user and a task");
	is(word(tasks($user)), $project_view, "5.1 $user and a project") if $project_view;
}
{
	my $got = status('nobody');
	my $trace = delete $got->{json}{trace_id};
	my $message = 'iam authentication exception, please check, action:task_view';
	is_deeply([ $got->{status}, $got->{json} ],
		[ 200, { result => $FALSE, data => undef, code => 3599999, message => $message } ],
		'1.4 the answer to who is denied');
	is($trace, $got->{headers}{'sops-trace-id'}, '1.4 ... has a trace');
}
is(word(ask(nobody => GET => $_->[0], path => $_->[1], query => $_->[2])), 'denied task_view', "5.1 $_->[0]")
	for [ get_task_detail => [ $task, 2 ] ], [ get_task_node_detail => [ $task, 2 ], [ node_id => 'a' ] ],
	[ get_task_node_data => [ 2, $task ], [ node_id => 'a' ] ];
is(word(ask(nobody => POST => 'get_tasks_manual_intervention_state', %MANY)), 'denied project_view',
	'5.1 get_tasks_manual_intervention_state');

# --- 5.2, 5.3: the question ---

$iam->asked;
status('owner');
{
	my ($asked, @more) = $iam->asked;
	is(scalar @more, 0, '5.3 one question');
	is($asked->{line}, 'POST /api/v2/policy/systems/bk_sops/query/ HTTP/1.1', '5.3 its path');
	is_deeply(json($asked->{body}), {
		system => 'bk_sops', subject => { type => 'user', id => 'owner' }, action => { id => 'task_view' }, environment => {},
		resources => [ { system => 'bk_sops', type => 'task', id => "$task", attribute => {
			iam_resource_owner => 'admin', _bk_iam_path_ => '/project,1/', name => 'one', type => 'common' } } ],
	}, '5.2 the task and its attributes');
	my $header = $asked->{headers};
	is_deeply([ @$header{qw(x-bk-app-code x-bk-app-secret x-bk-iam-version content-type)} ],
		[ 'bk_sops', $SECRET, '1', 'application/json' ], '5.3 headers');
	is_deeply(json($header->{'x-bkapi-authorization'}), { bk_app_code => 'bk_sops', bk_app_secret => $SECRET },
		'5.3 that of a gateway');
	tasks('one');
	status('nobody');
	my @asked = $iam->asked;
	is_deeply(json($asked[0]{body}), {
		system => 'bk_sops', subject => { type => 'user', id => 'one' }, action => { id => 'project_view' },
		environment => {},
		resources => [ { system => 'bk_sops', type => 'project', id => '1', attribute => { name => '蓝鲸' } } ],
	}, '5.2 the project');
	is_deeply([ map { $_->{process} } @asked ], [ ($asked->{process}) x 2 ], 'the connection is kept');
}

# --- 1.3, 3.2: who is not asked about, and the order ---

my $MISSING = '数据不存在错误: 数据不存在错误, 错误内容 TaskFlowInstance(id=999) does not exist. | process_exception';
$iam->asked;
my @STATUS = (GET => 'get_task_status', path => [ $task, 2 ]);
is(word($s->ask_current(@STATUS, user => 'nobody')), 'allowed', '2.3 a trusted application');
is(status('nobody', task => 999)->{json}{message}, $MISSING, '3.2 no such task');
is(ask(nobody => GET => 'get_task_status', path => [ $task, 99 ])->{json}{message},
	'project(99) with scope(cmdb_biz) does not exist.', '1.3 no such project');
is(scalar $iam->asked, 0, '... IAM is asked about none of them');
is(word(status('nobody', task => $other)), 'denied task_view', '3.2 a task of another project: IAM comes first');
like(status('allowed', task => $other)->{json}{message},
	qr/get status error: TaskFlowInstance matching query does not exist/, '3.2 ... then the endpoint');
is(word(ask(nobody => POST => 'get_tasks_status', path => [2], json => { task_id_list => 'x' })), 'denied project_view',
	'1.3 permission comes before parameters');
{
	# [endpoint, its path, what is denied]
	my @of_zone = ((map { [ $_, [2], 'project_view' ] } qw(get_template_list get_task_list get_task_count get_periodic_task_list get_clocked_task_list)),
		[ get_functionalization_task_list => [], 'function_view' ]);
	my @zone = (query => [ expected_timezone => 'x', limit => 'y', format => 'z' ]);
	my $bad  = { result => $FALSE, data => '', message => 'expected_timezone x is unknown.', code => 3546100 };
	for (@of_zone) {
		my ($endpoint, $path, $denied) = @$_;
		is_deeply(ask(nobody => GET => $endpoint, path => $path, @zone)->{json}, $bad, "1.3 $endpoint: the zone comes before the permission");
		is(word(ask(nobody => GET => $endpoint, path => $path, query => [ expected_timezone => 'UTC' ])), "denied $denied", '... and that after it');
		is(ask(nobody => GET => $endpoint, path => [99], @zone)->{json}{message}, 'project(99) with scope(cmdb_biz) does not exist.',
			'... and the project before it') if @$path;
	}
}

# --- 5.1: auth_actions, of trusted applications, too ---

{
	my $second = add_task($s, name => 'of bob', creator => 'bob');
	my $list   = sub { my ($user, %o) = @_; return pool($user)->ask_current(GET => 'get_task_list', path => [2], user => $user, %o) };
	# The actions of each task, the newest first; of several without "task_".
	my $actions = sub {
		my $got = $list->(@_);
		return word($got) if !$got->{json}{result};
		return join ' ', map { '[' . join(',', map { s/\Atask_//r } @{ $_->{auth_actions} }) . ']' } @{ $got->{json}{data} };
	};
	my $ALL = '[view,edit,operate,claim,delete,clone]';
	is($actions->('allowed'), "$ALL $ALL", '5.1 get_task_list: allowed');
	is($actions->('nobody'), '[] []', '5.1 ... nobody');
	is($actions->('owner'), "[] $ALL", '5.2 ... what he owns');
	is($actions->('path'), "$ALL $ALL", '5.2 ... what is in the project');
	is($actions->('views'), '[view] [view]', '5.1 ... one action alone');
	is($actions->($_), 'fault', "5.1 ... $_") for qw(broken cheat refused html list wrong large half nothing slow);
	is($actions->('allowed', app => 'stranger'), "$ALL $ALL", '5.1 ... an application that is not trusted');
	is($actions->('nobody', app => 'stranger'), 'denied project_view', '5.1 ... who is denied the list');
	$iam->asked;
	$list->('allowed');
	my ($asked, @more) = $iam->asked;
	is(scalar @more, 0, '5.1 one question for a list');
	is($asked->{line}, 'POST /api/v2/policy/systems/bk_sops/query_by_actions/ HTTP/1.1', '5.3 its path');
	is_deeply(json($asked->{body}), {
		system => 'bk_sops', subject => { type => 'user', id => 'allowed' }, environment => {}, resources => [],
		actions => [ map { { id => "task_$_" } } qw(view edit operate claim delete clone) ],
	}, '5.3 and what it asks');
	$list->('allowed', app => 'stranger');
	is(scalar $iam->asked, 2, '5.1 two for a caller who is not trusted');
	is($list->('allowed', query => [ keyword => 'none' ])->{json}{count}, 0, 'an empty list');
	is(scalar $iam->asked, 0, '5.1 ... of which nothing is asked');

	$list->('allowed', query => [ fields => 'id,name', cursor => '' ]);
	is(scalar $iam->asked, 0, '... nor for members without auth_actions');
	$list->('allowed', query => [ fields => 'id' ], app => 'stranger');
	is(scalar $iam->asked, 1, '... but whether who is not trusted may');
	is_deeply($list->('allowed', query => [ fields => 'auth_actions', limit => 1 ])->{json}{data},
		[ { auth_actions => [ map { "task_$_" } qw(view edit operate claim delete clone) ] } ], '5.1 auth_actions alone');
	is(word($list->('nobody', query => [ fields => 'x', cursor => 'x' ], app => 'stranger')), 'denied project_view', '1.3 ... and wrong ones');
	$iam->asked;

	# [what IAM says, what is shown]
	my $any = { op => 'any', field => 'task.id', value => [] };
	my $say = sub { { action => { id => $_[0] }, condition => $_[1] } };
	for (
		[ 'the last one alone', '[clone] [clone]', [ $say->('task_clone', $any) ] ],
		[ 'in another order', '[view,clone] [view,clone]', [ map { $say->("task_$_", $any) } qw(clone view) ] ],
		[ 'an unknown action', '[] []', [ $say->('task_destroy', $any) ] ],
		[ 'a condition that is null', '[edit] [edit]', [ $say->('task_view', undef), $say->('task_edit', $any) ] ],
		[ 'an action twice', '[] []', [ $say->('task_view', $any), $say->('task_view', {}) ] ],
		[ 'nothing', '[] []', [] ], [ 'null', '[] []', undef ],
		[ 'an expression', 'fault', $any ], [ 'true', 'fault', JSON::PP::true ], [ 'an action without id', 'fault', [ { action => {}, condition => $any } ] ],
		[ 'an unknown attribute', 'fault', [ $say->('task_view', { %$any, field => 'task.secret' }) ] ],
		[ 'an unknown operator', 'fault', [ $say->('task_view', { %$any, op => 'maybe' }) ] ],
	) {
		my ($name, $shown, $data) = @$_;
		$iam->tell($data);
		is($actions->('told'), $shown, "5.1 IAM says: $name");
	}
	my $tag = sub { $list->('told')->{headers}{etag} // 'none' };
	$iam->tell([ $say->('task_view', $any) ]);
	my $first = $tag->();
	like($first, qr/\AW\//, 'a list has a tag');
	is($tag->(), $first, '... which stays');
	is($list->('told', headers => [ 'If-None-Match', $first ])->{status}, 304, '... and is known');
	$iam->tell([ $say->('task_edit', $any) ]);
	isnt($tag->(), $first, "... and is another when IAM's answer is");
	is($list->('told', headers => [ 'If-None-Match', $first ])->{status}, 200, '... and not known then');
	$iam->stop;
	is($actions->('allowed'), 'fault', '5.1 IAM is away: a trusted application, too');
	is($list->('allowed', query => [ keyword => 'none' ])->{json}{count}, 0, '... but for an empty list');
	$iam->start;
	is($actions->('allowed'), "$ALL $ALL", '... and back');
	$s->db->do('DELETE FROM bk_sops.taskflow3_taskflowinstance WHERE id = ?', $second);
}

# --- 5.1: what is no good answer ---

for (qw(broken cheat created moved refused html list wrong deep large endless half nothing slow)) {
	is(word(status($_)), 'fault', "5.1 $_");
	is(word(status('allowed')), 'allowed', '... and IAM is asked again') if /half|nothing|large/;
}
my $allowed = sub { word($hurries->ask_current(@STATUS, user => 'allowed', app => 'stranger')) eq 'allowed' };
ok(eval { wait_for('an answer', $allowed) }, '... and IAM is asked again, when its time was over');
{
	my $quick = service('quick', request_timeout => '1s');
	my $got;
	$iam->asked;
	# A machine may be too busy to get as far as IAM in a second.
	wait_for('the question', sub {
		$got = $quick->ask_current(@STATUS, user => 'slow', app => 'stranger');
		return scalar $iam->asked;
	});
	is(word($got), 'fault', 'request_timeout ends the wait for IAM, too');
	$quick->{pool}->stop;
}
$iam->stop;
is(word(status('allowed')), 'fault', '5.1 IAM is away');
is(word($s->ask_current(@STATUS)), 'allowed', '... which no trusted application notices');
$iam->start;
is(word(status('allowed')), 'allowed', '... and back');
# What is wrong with one policy is no outage: each call says it.
$iam->tell({ op => 'eq', field => 'task.secret', value => 'x' });
is(word(status('told')), 'fault', 'hostile: a policy about an unknown attribute') for 1, 2;
is(word(status('allowed')), 'allowed', '... which is nobody else\'s');
is(() = $s->{pool}->log =~ /get_task_status \d+ 2: IAM: a condition is about an unknown attribute\n/g, 2, '... is told each time');
unlike($s->{pool}->log, qr/iam\.url: a condition/, '... and not as an outage');
my $log = $s->{pool}->log;
my $FAIL = 'calls of applications that are not trusted, and lists with auth_actions, fail meanwhile';
like($log, qr/ERROR: \[pool pool\] request \w+: iam\.url: it answers HTTP 500; $FAIL\n/, 'the log says why');
like($log, qr/NOTICE: \[pool pool\] request \w+: iam\.url answers again\n/, '... and that it is over');

# --- 5.1: what is held ---

{
	my $c = service('cache', 'iam.cache' => '60s');
	my $say = sub {
		my ($user, $id) = @_;
		my @path = (path => [ $id // $task, 2 ]);
		return word($c->ask_current(GET => 'get_task_status', @path, user => $user, app => 'stranger'));
	};
	my $many = sub { word($c->ask_current(POST => 'get_tasks_status', %MANY, user => $_[0], app => 'stranger')) };
	$iam->asked;
	is_deeply([ map { $say->('allowed') } 1 .. 5 ], [ ('allowed') x 5 ], 'held: allowed five times');
	is_deeply([ map { $say->('nobody') } 1 .. 5 ], [ ('denied task_view') x 5 ], 'held: denied five times');
	is(scalar $iam->asked, 2, '... IAM is asked once about each user');
	$many->('allowed') for 1 .. 2;
	is(scalar $iam->asked, 1, '... once about another action');
	$say->('allowed', $other) for 1 .. 2;
	is(scalar $iam->asked, 1, '... once about another task');
	$say->('broken') for 1 .. 2;
	is(scalar $iam->asked, 2, '... each time about what it did not answer');
	$s->db->do(q(UPDATE bk_sops.pipeline_pipelineinstance SET name = 'renamed' WHERE name = 'one'));
	$say->('allowed') for 1 .. 2;
	is(scalar $iam->asked, 1, '... once about a task that has another name now');
	$s->db->do(q(UPDATE bk_sops.pipeline_pipelineinstance SET name = 'one' WHERE name = 'renamed'));
	$say->("user$_") for 1 .. 20;
	is(scalar $iam->asked, 20, '... once about each of many users');
	$say->("user$_") for 1 .. 20;
	is(scalar $iam->asked, 0, '... who are all held');
	$c->{pool}->stop;
	is(join("\n", $c->{pool}->complaints), '', 'nothing is wrong in its log');
}
$iam->asked;
status('allowed') for 1 .. 3;
is(scalar $iam->asked, 3, '0s: asked each time');

# --- who hangs up ---

{
	my $p = service('patient');
	$iam->asked;
	my $client = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $p->{nginx}{port}) or die $!;
	my $token  = jwt(key('gateway'), claims('slow', 'stranger'), kid => 'bk-sops');
	syswrite $client, "GET /apigw/get_task_status/$task/2/ HTTP/1.1\r\nHost: x\r\nX-Bkapi-JWT: $token\r\n\r\n";
	wait_for('the question', sub { scalar $iam->asked });
	close $client;
	my $line = wait_for('the line', sub { slurp(tmpdir . '/poolpatient.access.log') }, $Bk::Iam::SLOW);
	is(JSON::PP->new->decode($line)->{status}, 499, 'IAM is waited for no longer when the client has gone');
	is(word($p->ask_current(@STATUS, user => 'allowed', app => 'stranger')), 'allowed', '... and is asked again');
	$p->{pool}->stop;
	is(join("\n", $p->{pool}->complaints), '', 'nothing is wrong in its log');
}

# --- names, and a connection that was closed ---

{
	my $n = service('name', 'iam.url' => "http://localhost:$iam->{port}", 'iam.cache' => 0);
	my $say = sub { word($n->ask_current(@STATUS, user => $_[0], app => 'stranger')) };
	is($say->('allowed'), 'allowed', 'IAM by name');
	$iam->stop;
	$iam->start;
	is($say->('allowed'), 'allowed', 'IAM was started anew between two questions');
	$n->{pool}->stop;
	is(join("\n", $n->{pool}->complaints), '', 'nothing is wrong in its log');
}

# --- why there is no answer about several actions, or for a list of projects: told once for a pool ---

for my $list ([ get_task_list => path => [2] ], ['get_user_project_list']) {
	my ($endpoint, @path) = @$list;
	my $w = service("why_$endpoint");
	$w->ask_current(GET => $endpoint, @path, user => 'refused');
	$w->{pool}->stop;
	is(join('; ', $w->{pool}->log =~ /ERROR: .*iam\.url: (.*); calls of/g), 'its code is not 0', "5.1 $endpoint: the log says what is wrong with the answer");
}

$hurries->{pool}->stop;
is(join("\n", $hurries->{pool}->complaints), '', 'nothing is wrong in the log of who does not wait long');
$s->finish;
