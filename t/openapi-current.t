# SPDX-License-Identifier: MIT
# schema/openapi-current.yaml beside the program: its tables, recorded answers of
# bk-sops, and what the program answers.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentLists qw(add_flow add_periodic add_clocked add_function add_mini_app);
use Bk::CurrentTask qw(add_task add_log add_record add_run flow);
use Bk::CurrentTemplate qw(add_template);
use Bk::OpenApi;
use Bk::RecordedCurrent qw(recorded_entries recorded_value);
use Bk::Service;
use File::Basename qw(dirname);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my $source = Bk::Nginx::source();
my $tables = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi') . '/t/unit/api-tables';
plan(skip_all => 'not installed: YAML::XS') if !Bk::OpenApi::available();
plan(skip_all => "not built: $tables") if !-x $tables;
Bk::Service::need();

my $api = Bk::OpenApi->new("$source/schema/openapi-current.yaml");
my %route;
for (split /\n/, qx($tables current)) {
	my ($what, @row) = split /\t/, $_, -1;
	# A name may have a second URL.
	my $id = $route{ $row[0] } ? "$row[0]/$row[2]" : $row[0];
	@{ $route{$id} }{qw(name method variables parameters properties)} = (@row[ 0, 1 ], map { [ split /,/ ] } @row[2 .. 4]);
}
my @names = sort keys %route;
my %is_forwarded = map { $_ => 1 } grep { grep { $_ eq 'forwarded' } @{ $route{$_}{properties} } } @names;
my @answered = grep { !$is_forwarded{$_} } @names;
sub own_path { my ($name) = @_; return "/apigw/$route{$name}{name}/" . join '', map { "{$_}/" } @{ $route{$name}{variables} } }
sub operation { my ($name) = @_; return $api->path(own_path($name))->{ lc $route{$name}{method} } }

# --- the document by itself, and the tables

is(join(' ', $api->unused), '', 'every reference leads somewhere, every component is used');
my @objects = $api->objects;
is(join(' ', map { my ($place, $o) = @$_; map { "$place: $_" } grep { !exists $o->{properties}{$_} } @{ $o->{required} } }
	grep { ref $_->[1]{required} eq 'ARRAY' } @objects), '', 'what is required is beside its properties');
is_deeply([ sort keys %{ $api->document->{paths} } ], [ sort map { own_path($_) } @names ], 'the paths are those of the routes');
for my $name (@names) {
	my ($variables, $parameters) = @{ $route{$name} }{qw(variables parameters)};
	my %is  = map { $_ => 1 } @{ $route{$name}{properties} };
	my $own = operation($name);
	is(join(' ', keys %{ $api->path(own_path($name)) }), lc $route{$name}{method}, "$name: its method");
	is($own->{operationId}, $name, "$name: its operationId");
	is_deeply([ map { $_->{name} } grep { $_->{in} eq 'path' } map { $api->resolve($_) } @{ $own->{parameters} } ], $variables, "$name: the variables of its path");
	is(join(' ', sort map { keys %$_ } $api->parameters($own, 'query'), $api->body($own, 'application/json')), join(' ', sort @$parameters), "$name: its parameters");
	is(exists $own->{responses}{304} || 0, $is{tagged} || 0, "$name: 304 where there are tags");
	is(exists $api->parameters($own, 'header')->{'If-None-Match'} || 0, $is{tagged} || 0, "$name: If-None-Match likewise");
}

# --- answers of bk-sops

my (%seen, %wrong);
for my $entry (@{ recorded_entries("$source/t/data/current-answers.jsonl.xz") }) {
	my ($name) = grep { $entry->{target} =~ m{\A/apigw/\Q$_\E/} } reverse @names or next;
	for my $line (grep { $entry->{status}[$_] == 200 } 0, 1) {
		next if !$route{$name} || $entry->{method} ne $route{$name}{method} || $is_forwarded{$name} && $entry->{needs}[$line];
		my $why = $api->wrong($api->resolve(operation($name)->{responses}{200})->{content}{'application/json'}{schema}, recorded_value($entry, $line));
		$seen{$name}++;
		$wrong{$name} //= "$entry->{id}: $why" if defined $why;
	}
}
is($wrong{$_}, undef, "$_: $seen{$_} recorded answers") for sort keys %seen;
is_deeply([ grep { !$is_forwarded{$_} } sort keys %seen ], \@answered, 'each endpoint that is answered has some');

# --- answers of the program

my $s    = Bk::Service->new(generation => 'current');
my $node = { inputs => { a => 1 }, outputs => { ex_data => 'no' } };
my $task = add_task($s, tree => flow([ a => {}, b => {} ], constants => { '${x}' => { name => 'X', key => '${x}' } }), nodes => [qw(a b)],
	statistics => {}, executed => [ { node_id => 'a' } ], operations => [ { operate_type => 'skip' } ],
	states => [ { state => 'RUNNING', children => [ { id => 'a', state => 'FAILED' } ] } ], data => { a => $node, '' => { outputs => { '${x}' => 1 } } },
	history => [ { node_id => 'a', loop => 1, %$node } ], retries => { a => { retry_times => 1, max_retry_times => 2 } });
my $waits  = add_task($s, tree => flow([ c => {} ]), nodes => ['c'], instance => { is_started => 0, is_finished => 0 }, start_time => undef);
my $broken = add_task($s, tree => \'x', states => [ {} ]);
my %flow   = (tree => flow([ a => {} ], constants => { '${x}' => { source_type => 'custom', source_tag => 'input.input' } }), labels => { a => [ [ 'l', 'g' ] ] });
my $template = add_template($s, %flow, schemes => [ [ 'id', 'scheme', '"[]"' ] ], tags => [ [ 'tag', '#111111' ] ]);
my $common   = add_template($s, %flow, common => 1);

my $run = 'a' x 32;
add_log($s, 'a', 'v1', 'a line');
add_record($s, $task, project_id => 2, extra_info => '{"a": 1}', node_id => 'a');
add_run($s, $run);
add_run($s, 'b' x 32, caller_app_code => 'x');

my $periodic = add_periodic($s, task => { template_id => add_flow($s), template_version => 'v0' });
add_clocked($s, task_id => 1);
add_clocked($s);
add_function($s, task_id => $task);
add_mini_app($s);

# is_described(NAME, STATUS, RESULT, NAME OF THE TEST, as ask_current)
sub is_described {
	my ($name, $status, $result, $test, %ask) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $answer = $s->ask_current(delete $ask{method} // $route{$name}{method}, $route{$name}{name}, %ask);
	my $json   = $answer->{json}{result};
	my $got    = "$answer->{status} " . (defined $json ? $json ? 'true' : 'false' : 'none');
	is($got eq "$status $result" ? $api->wrong_answer(operation($name), $answer) : "it is $got: " . substr($answer->{body}, 0, 300), undef, "$name: $test");
	return $answer;
}

my %id   = (task_id => $task, project_id => 2, open_plugin_run_id => $run);
my %path = map { my $name = $_; $name => [ map { $_ eq 'task_id' && $name =~ /periodic/ ? $periodic : $id{$_} // ($name =~ /common/ ? $common : $template) } @{ $route{$name}{variables} } ] } @answered;
my @of_templates = grep { /template/ } @answered;
my @include      = map { ("include_$_" => 1) } qw(labels notify executor_proxy subprocess);
my @lists = qw(get_periodic_task_list get_clocked_task_list get_functionalization_task_list get_mini_app_list get_user_project_list);
my %ask  = (
	(map { $_ => [] } qw(get_task_detail get_task_status get_task_list get_task_count get_task_operate_record get_task_effective_time inner/get_task_effective_time plugin-gateway/runs get_periodic_task_info), @lists, @of_templates),
	query_task_count => [ json => { group_by => 'status' } ],
	(map { $_ => [ query => [ node_id => 'a' ] ] } qw(get_task_node_detail get_task_node_data)),
	(map { $_ => [ query => [ node_id => 'a', version => 'v1' ] ] } qw(get_task_node_log inner/get_task_node_log)),
	'plugin-gateway/runs/status' => [ query => [ task_tag => $run ] ],
	(map { $_ => [ json => { task_id_list => [ $task, $waits ] } ] } qw(get_tasks_status get_tasks_manual_intervention_state)));
my %more = (
	(map { $_ => [ [ 'with all', query => [@include] ], [ 'of an MCP server', headers => [ 'X-Bkapi-Mcp-Server-Id', 1 ], query => [ include_pipeline_tree => 1 ] ] ] } @of_templates),
	get_task_list        => [ [ 'in a zone', query => [ expected_timezone => 'America/New_York' ] ], [ 'without a count', query => [ without_count => 1 ] ],
		[ 'by cursor', query => [ cursor => '', limit => 1 ] ], [ 'some members', query => [ fields => 'id,auth_actions' ] ],
		[ 'in English', headers => [ 'Accept-Language', 'en' ] ] ],
	get_task_status      => [ [ 'with all', query => [ map { ("with_$_" => 1) } qw(ex_data failed_node_info auto_retry_status) ] ],
		[ 'not started', path => [ $waits, 2 ] ], [ 'a part', query => [ subprocess_id => 'a' ] ] ],
	get_tasks_status     => [ [ 'with children', json => { task_id_list => [ $task, $waits ], include_children_status => JSON::PP::true } ] ],
	get_task_detail      => [ [ 'not started', path => [ $waits, 2 ] ], [ 'of an MCP server', headers => [ 'X-Bkapi-Mcp-Server-Id', 1 ] ],
		[ '... with its flow', headers => [ 'X-Bkapi-Mcp-Server-Id', 1 ], query => [ include_pipeline_tree => 'true' ] ] ],
	get_task_effective_time => [ [ 'how it was worked out', query => [ debug => 1 ] ] ],
	query_task_count     => [ [ 'by category', json => { group_by => 'category' } ], [ 'with conditions', json => { group_by => 'create_method', conditions => { id => $task } } ] ],
	(map { $_ => [ [ 'with edit info', query => [ include_edit_info => 1 ] ] ] } qw(get_periodic_task_list get_periodic_task_info)),
	get_functionalization_task_list => [ [ 'in a zone', query => [ expected_timezone => 'UTC' ] ] ],
	get_user_project_list => [ [ 'with proxies', query => [ include_executor_proxy => 'true' ] ] ],
	get_task_node_detail => [ [ 'not executed', query => [ node_id => 'b' ] ] ],
	get_task_node_data   => [ [ 'not executed', query => [ node_id => 'b' ] ] ]);
my %refused = (
	(map { $_ => [ 'wrong parameters', query => [ format => 'x', include_notify => 'x' ] ] } grep { !/schemes/ } @of_templates),
	get_template_schemes => [ 'no such template', path => [ 2, 999 ] ],
	(map { $_ => [ 'no such project', path => [ 9 ] ] } qw(get_tasks_status get_tasks_manual_intervention_state query_task_count)),
	(map { $_ => [ 'wrong fields', query => [ create_time_start => 'x', create_time_end => 'y' ] ] } qw(get_task_list get_task_count)),
	(map { $_ => [ 'no such task', path => [ map { $_ eq 'task_id' ? 999 : 2 } @{ $route{$_}{variables} } ] ] } qw(get_task_detail get_task_status get_task_effective_time inner/get_task_effective_time get_periodic_task_info)),
	(map { $_ => [ 'no such zone', query => [ expected_timezone => 'x' ] ] } qw(get_periodic_task_list get_clocked_task_list)),
	get_functionalization_task_list => [ 'wrong fields', query => [ project_id => 'x', execute_status => 'x' ] ],
	get_mini_app_list => [ 'a wrong page', query => [ limit => 'x' ] ],
	get_user_project_list => [ 'a wrong flag', query => [ include_executor_proxy => 'x' ] ],
	(map { $_ => [ 'no such node', query => [ node_id => 'none' ] ] } qw(get_task_node_detail get_task_node_data get_task_node_log)),
	get_task_operate_record      => [ 'no such project', path => [ $task, 9 ] ],
	'inner/get_task_node_log'    => [ 'who is not trusted', app => 'x' ],
	'plugin-gateway/runs'        => [ 'of another application', path => [ 'b' x 32 ] ],
	'plugin-gateway/runs/status' => [ 'a long tag', query => [ task_tag => 'x' x 65 ] ]);
for my $name (@answered) {
	my @usual = (path => $path{$name}, @{ $ask{$name} });
	my $answer = is_described($name, 200, 'true', 'an answer', @usual);
	is_described($name, 304, 'none', 'known', @usual, headers => [ 'If-None-Match', $answer->{headers}{etag} ]) if $answer->{headers}{etag};
	for my $case (@{ $more{$name} // [] }) {
		my ($test, %own) = @$case;
		is_described($name, 200, 'true', $test, @usual, %own);
	}
	my ($test, %own) = @{ $refused{$name} };
	is_described($name, 200, 'false', $test, @usual, %own);
	is_described($name, 403, 'false', 'no token', @usual, token => '');
	is_described($name, 405, $name =~ /node_log|inner/ ? 'none' : 'false', 'another method', @usual, method => 'PUT');
}
for my $name (sort keys %is_forwarded) {
	my $status = $name eq 'get_node_execution_record' ? 404 : 501;    # of 3.32 alone
	is_described($name, $status, 'false', "$_, without a token", method => $_, path => [ map { 2 } @{ $route{$name}{variables} } ], token => '') for qw(GET POST);
}
is_described('get_task_detail', 500, 'false', 'a fault', path => [ $broken, 2 ]);
is_described('get_task_detail', 400, 'false', 'too many parameters', path => [ $task, 2 ], query => [ ('a', 1) x 1025 ]);
$s->finish;
