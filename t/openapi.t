# SPDX-License-Identifier: MIT
# schema/openapi.yaml beside the program: its tables, and what it answers.
use v5.28;
use warnings;
use utf8;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http);
use Bk::Json qw(json_decode);
use Bk::Modes;
use Bk::OpenApi;
use Bk::Periodic qw(add_periodic);
use Bk::Process qw(slurp);
use Bk::Service;
use Bk::Task qw(add_task add_states add_data add_history add_info instance_of fancy);
use Bk::Template qw(add_template);
use Compress::Zlib ();
use File::Basename qw(dirname);
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
my $source = Bk::Nginx::source();
my $tables = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi') . '/t/unit/api-tables';
plan(skip_all => 'not installed: YAML::XS') if !Bk::OpenApi::available();
plan(skip_all => "not built: $tables") if !-x $tables;
Bk::Service::need();

my $api = Bk::OpenApi->new("$source/schema/openapi.yaml");
my (%route, @write, %limit);
for (split /\n/, qx($tables)) {
	my ($what, @row) = split /\t/, $_, -1;
	@{ $route{ $row[0] } }{qw(method variables parameters properties)} = ($row[1], map { [ split /,/ ] } @row[2 .. 4]) if $what eq 'route';
	push @write, $row[0] if $what eq 'write';
	$limit{ $row[0] } = $row[1] if $what eq 'limit';
}
my @names = sort keys %route;

sub esb_path { return "/api/c/compapi/v2/sops/$_[0]/" }
sub own_path { my ($name) = @_; return "/apigw/$name/" . join '', map { "{$_}/" } @{ $route{$name}{variables} } }
sub operation { my ($esb, $name, $method) = @_; return $api->path($esb ? esb_path($name) : own_path($name))->{ lc $method } }

# --- the document by itself

cmp_ok(scalar @names, '>', 10, 'the tables are there');
is(join(' ', $api->unused), '', 'every reference leads somewhere, every component is used');
my %ids;
for my $path (values %{ $api->document->{paths} }) {
	$ids{ $_->{operationId} }++ for @$path{ grep { $_ ne 'servers' } keys %$path };
}
is(join(' ', grep { $ids{$_} > 1 } sort keys %ids), '', 'operationId is unique');
# What generators of clients trip over.
my @objects = $api->objects;
is(join(' ', map { my ($place, $o) = @$_; map { "$place: $_" } grep { !exists $o->{properties}{$_} } @{ $o->{required} } }
	grep { ref $_->[1]{required} eq 'ARRAY' } @objects), '', 'what is required is beside its properties');
is(join(' ', map { $_->[0] } grep { $_->[1]{in} && $_->[1]{schema} && ($api->merged($_->[1]{schema})->{type} // '') eq 'object' } @objects),
	'', 'a parameter is one value');
is_deeply([ map { $_->{url} } @{ $api->document->{servers} } ], ['/'], 'it says at which server the paths are');

# --- the tables

my @pages = qw(/ping /live /ready /status);
is_deeply([ sort keys %{ $api->document->{paths} } ],
	[ sort @pages, esb_path('{endpoint}'), '/apigw/{endpoint}/', map { (esb_path($_), own_path($_)) } @names ],
	'the paths are those of the routes');
is_deeply($api->parameters($api->path('/apigw/{endpoint}/')->{post}, 'path')->{endpoint}{enum}, \@write, 'the endpoints that write are those of the table');
is_deeply($api->document->{components}{parameters}{write_endpoint}{schema}{enum}, \@write, 'and so in ESB');

my %general = map { $_ => 1 } keys %{ $api->parameters(operation(1, 'get_task_status', 'GET'), 'query') };
delete @general{qw(task_id bk_biz_id)};

# Names without those that are general parameters.
sub own { return join ' ', sort grep { !$general{$_} } map { keys %$_ } @_ }

for my $name (@names) {
	my ($variables, $parameters) = @{ $route{$name} }{qw(variables parameters)};
	my %is    = map { $_ => 1 } @{ $route{$name}{properties} };
	my $is_get = $route{$name}{method} eq 'GET';
	my $path  = $api->path(own_path($name));
	my $own   = operation(0, $name, $route{$name}{method});
	my ($get, $post) = map { operation(1, $name, $_) } qw(GET POST);
	my $table = join ' ', sort @$variables, @$parameters;

	is(join(' ', grep { $_ ne 'servers' } keys %$path), lc $route{$name}{method}, "$name: its method");
	is_deeply([ map { $_->{name} } grep { $_->{in} eq 'path' } map { $api->resolve($_) } @{ $own->{parameters} } ], $variables, "$name: the variables of its path");
	is(own($api->parameters($own, 'query'), $api->body($own, 'application/json')), join(' ', sort @$parameters), "$name: its parameters");
	is(own($api->body($post, $_)), $table, "$name in ESB: parameters of a POST, $_")
	  for sort keys %{ $api->resolve($post->{requestBody})->{content} };
	is(own($api->parameters($get, 'query')), $table, "$name in ESB: parameters of a GET") if $is_get;
	is_deeply([ grep { !$general{$_} } keys %{ $api->parameters($post, 'query') } ], [], "$name in ESB: a POST has only the signature in its query");
	is_deeply($api->merged($api->resolve($post->{requestBody})->{content}{'application/json'}{schema})->{required} // [],
		[ ($name eq 'query_task_count' ? 'group_by' : ()), @$variables ], "$name in ESB: what a POST must have");
	is_deeply([ map { exists $_->{responses}{304} || 0 } $own, $get // (), $post ], [ ($is{tagged} || 0) x ($get ? 2 : 1), 0 ], "$name: 304 where there are tags");
	is_deeply([ map { exists $api->parameters($_, 'header')->{'If-None-Match'} || 0 } $own, $get // () ], [ ($is{tagged} || 0) x ($get ? 2 : 1) ], "$name: If-None-Match likewise");
	is(!!(grep { !%$_ } @{ $own->{security} }), !!$is{anonymous}, "$name: whether it must be known who asks");
	is(scalar(keys %{ $api->body($post, 'application/json') }) - scalar(grep { !/signature|nonce|timestamp/ } keys %general), @$variables + @$parameters,
		"$name in ESB: a POST has all general parameters in its body");
}
my $list = $api->parameters(operation(0, 'get_task_list', 'GET'), 'query');
my $many = operation(0, 'get_tasks_status', 'POST');
my $count = $api->body(operation(0, 'query_task_count', 'POST'), 'application/json')->{conditions};
my $parameter = $api->document->{components}{parameters};
my $grouped = sub { my ($n) = @_; return $n =~ s/(?<=\d)(?=\d{3}\z)/,/r };
is($list->{limit}{default}, $limit{tasks}, 'get_task_list: the usual limit');
like($parameter->{limit}{description}, qr/\b$limit{tasks_max} are $limit{tasks_max}|than $limit{tasks_max} are/, 'get_task_list: the highest limit');
is($list->{offset}{maximum}, $limit{offset}, 'get_task_list: the highest offset');
like($parameter->{template_ids}{description}, qr/\b$limit{template_ids} at most/, 'get_task_list: the number of template_ids');
is($api->body($many, 'application/json')->{task_id_list}{maxItems}, $limit{task_id_list}, 'get_tasks_status: the number of ids');
is($count->{maxProperties}, $limit{conditions}, 'query_task_count: the number of conditions');
like($count->{description}, qr/up to @{[ $grouped->($limit{values}) ]} for one/, 'query_task_count: the number of values');
like($api->document->{info}{description}, qr/at most\s+@{[ $grouped->($limit{parameters}) ]} parameters/, 'the number of parameters');

# --- answers of the Python services

my (%seen, %wrong);
for my $file (sort glob "$source/t/data/{chain,header,node}-*.jsonl.gz") {
	for my $entry (map { JSON::PP->new->decode($_) } split /\n/, Compress::Zlib::memGunzip(slurp($file))) {
		my ($base, $name) = $entry->{target} =~ m{(sops|apigw)/(\w+)} or next;
		my $operation = $entry->{status} == 200 && $route{$name} && operation($base eq 'sops', $name, $entry->{method} // 'GET') || next;
		my $json = eval { json_decode($entry->{answer}) } // next;
		my $why = $api->wrong($api->resolve($operation->{responses}{200})->{content}{'application/json'}{schema}, $json);
		$seen{$name}++;
		$wrong{$name} //= "$file $entry->{id}: $why" if defined $why;
	}
}
is($wrong{$_}, undef, "$_: $seen{$_} recorded answers") for sort keys %seen;
cmp_ok(scalar(keys %seen), '>=', 9, 'there are some');

# --- answers of the program

my $m = Bk::Modes->new(set => { 'pm.max_children' => 1, common_templates => 'on' });
my $s = $m->service;
my @biz  = (bk_biz_id => 2);
my $done = add_task($s, start_time => '2019-01-17 04:13:08', finish_time => '2019-01-17 04:13:15', outputs => fancy('${x}' => "V1\n"),
	tree => '{"constants":{"${x}":{"name":"X","source_type":"component_outputs"}},"activities":{}}');
my $node = "a$done";
add_states($s, instance_of($done), { children => { $node => {} } });
add_info($s, $done, qq({"node_id_set":["$node"]}));
add_data($s, $node, outputs => fancy('_result' => "I01\n", 'own' => "V1\n"));
add_history($s, $node);
my $broken = add_task($s, tree => \'x');
add_states($s, instance_of($broken), {});
my $template = add_template($s);
my $common   = add_template($s, common => 1);
my $periodic = add_periodic($s, tree => '{"constants":{"${a}":{"show_type":"show"}},"line":[]}');
my @done = (task_id => $done, @biz);
my @refused = (path => [ bk_biz_id => 9 ]);

# is_described(MODE, METHOD, NAME, STATUS, RESULT, NAME OF THE TEST, more for
# Bk::Modes::ask): an answer of this status and `result`, as the document says.
sub is_described {
	my ($mode, $method, $name, $status, $result, $test, %ask) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $answer = $m->ask($mode, $method, $name, %ask);
	my $json   = $answer->{json}{result};
	my $got    = "$answer->{status} " . (defined $json ? $json ? 'true' : 'false' : 'none');
	my $operation = operation($mode eq 'esb', $name, $mode eq 'esb' && $status != 404 ? $method : $route{$name}{method});
	my $why = $got eq "$status $result" ? $api->wrong_answer($operation, $answer) : "it is $got: " . substr $answer->{body}, 0, 300;
	is($why, undef, "$name, auth = $mode: $test");
	return $answer;
}

my %good = (
	get_template_list        => [ [ 'a list', path => \@biz ], [ 'common ones', path => \@biz, query => [ template_source => 'common' ] ] ],
	get_common_template_list => [ [ 'a list' ] ],
	get_template_info        => [ [ 'one', path => [ template_id => $template, @biz ] ] ],
	get_common_template_info => [ [ 'one', path => [ template_id => $common ] ] ],
	get_task_status          => [ [ 'finished', path => \@done ], [ 'not started', path => [ task_id => 2, @biz ] ] ],
	get_task_detail          => [ [ 'finished', path => \@done ], [ 'not started', path => [ task_id => 2, @biz ] ] ],
	get_task_node_detail     => [ [ 'a node', path => \@done, query => [ node_id => $node ] ],
		[ 'with a plugin', path => \@done, query => [ node_id => $node, component_code => 'job_fast_execute_script' ] ] ],
	query_task_count         => [ map { [ $_, path => \@biz, json => { group_by => $_, conditions => { id => $done } } ] }
		  @{ $api->document->{components}{schemas}{group_by}{enum} } ],
	get_periodic_task_list   => [ [ 'a list', path => \@biz ] ],
	get_periodic_task_info   => [ [ 'one', path => [ task_id => $periodic, @biz ] ] ],
	get_task_list            => [ [ 'a list', path => \@biz ], [ 'a page', path => \@biz, query => [ limit => 1, without_count => 'true' ] ],
		[ 'some members', path => \@biz, query => [ fields => 'id,name' ] ] ],
	get_tasks_status         => [ [ 'states', path => \@biz, json => { task_id_list => [ 2, $done ] } ],
		[ 'with children', path => \@biz, json => { task_id_list => [ 2, $done ], include_children_status => JSON::PP::true } ] ],
);
my %refused = (
	(map { $_ => [ 'of another business', path => [ bk_biz_id => 9 ] ] } qw(get_template_list get_periodic_task_list)),
	get_template_info        => [ 'unknown', path => [ template_id => 999, @biz ] ],
	get_common_template_info => [ 'unknown', path => [ template_id => 999 ] ],
	(map { $_ => [ 'unknown', path => [ task_id => 999, @biz ] ] } qw(get_task_status get_task_detail get_periodic_task_info)),
	get_task_node_detail => [ 'an unknown node, with data', path => \@done, query => [ node_id => 'none' ] ],
	query_task_count     => [ 'no group_by', path => \@biz, json => {} ],
	get_task_list        => [ 'a wrong flag', path => \@biz, query => [ is_started => 'yes' ] ],
	get_tasks_status     => [ 'no list', path => \@biz, json => { task_id_list => 1 } ],
);
for my $mode (@Bk::Modes::MODES) {
	for my $name (@names) {
		my $method = $route{$name}{method};
		for my $case (@{ $good{$name} }) {
			my ($test, @ask) = @$case;
			my $answer = is_described($mode, $method, $name, 200, 'true', $test, @ask);
			is_described($mode, $method, $name, 304, 'none', "$test, known", @ask, headers => [ 'If-None-Match', $answer->{headers}{etag} ])
			  if $answer->{headers}{etag};
		}
		is_described($mode, $method, $name, 200, 'false', @{ $refused{$name} }) if $refused{$name};
		is_described($mode, 'PUT', $name, $mode eq 'esb' ? 404 : 405, 'false', 'another method', @{ $good{$name}[0] }[ 1 .. $#{ $good{$name}[0] } ]);
	}
}
is_described('esb', 'GET', 'get_task_detail', 200, 'false', 'a fault', path => [ task_id => $broken, @biz ]);
is_described($_, 'GET', 'get_task_detail', 500, 'false', 'a fault', path => [ task_id => $broken, @biz ]) for qw(header jwt);
is_described('esb', 'POST', 'get_task_detail', 200, 'true', 'a POST', path => \@done);
is_described('esb', 'GET', 'get_task_detail', 200, 'false', 'nobody', user => '', path => \@done);
is_described('esb', 'GET', 'get_task_detail', 200, 'false', 'a parameter less', path => \@biz);
is_described('esb', 'GET', 'get_task_detail', 200, 'false', 'the test environment', path => \@done, headers => [ 'X-Use-Test-Env', 1 ]);
is_described('header', 'GET', 'get_task_list', 400, 'false', 'too many parameters', path => \@biz, query => [ ('a', 1) x ($limit{parameters} + 1) ]);
is_described('jwt', 'GET', 'get_task_detail', 200, 'false', 'a token that is none', path => \@done, headers => [ 'X-Bkapi-Jwt', 'x' ]);
my @cut = (body => '{}', length => 3);
for my $case (
	[ 'esb',    501, 'an endpoint that writes',    esb_path('{endpoint}') ],
	[ 'header', 501, 'an endpoint that writes',    '/apigw/{endpoint}/' ],
	[ 'esb',    400, 'another length of the body', esb_path('get_task_detail'), @cut ],
	[ 'header', 400, 'another length of the body', own_path('query_task_count'), @cut ],
) {
	my ($mode, $want, $name, $path, @more) = @$case;
	my $asked = ($mode eq 'esb' ? '' : '/o/bk_sops') . $path =~ s/\{endpoint\}/create_task/r =~ s/\{\w+\}/1/gr;
	my ($head, $body) = split /\r\n\r\n/, fcgi_get($m->{$mode}{pool}{socket}, $asked, method => 'POST', @more), 2;
	my %headers = map { lc =~ /\A([^:]+): (.*)\z/ ? ($1, $2) : () } split /\r\n/, $head;
	my $answer = { status => $headers{status} =~ s/ .*//r, headers => \%headers, body => $body };
	is($answer->{status}, $want, "$name, auth = $mode");
	is($api->wrong_answer($api->path($path)->{post}, $answer), undef, '... is described');
}

# --- each parameter does something

my %effect = (
	get_template_list    => [ path => \@biz, template_source => 'common' ],
	get_template_info    => [ path => [ template_id => $template, @biz ], template_source => 'common' ],
	get_task_node_detail => [ path => \@done, node_id => $node, component_code => 'none', subprocess_stack => 'x' ],
	query_task_count     => [ path => \@biz, conditions => 1, group_by => 'x' ],
	get_tasks_status     => [ path => \@biz, task_id_list => 1, include_children_status => 'x' ],
	get_task_list        => [ path => \@biz, map { ($_ => "\0") } @{ $route{get_task_list}{parameters} } ],
);
for my $name (grep { @{ $route{$_}{parameters} } } @names) {
	my ($path, %value) = @{ $effect{$name} }[ 1 .. $#{ $effect{$name} } ];
	my $asked = sub {
		my (@query) = @_;
		return $m->ask('header', $route{$name}{method}, $name, path => $path, $route{$name}{method} eq 'GET' ? (query => \@query) : (json => {@query}))->{body};
	};
	my @base = $name eq 'get_task_node_detail' ? (node_id => $node) : $name eq 'query_task_count' ? (group_by => 'status') : ();
	my $plain = $asked->(@base);
	is_deeply([ sort keys %value ], [ sort @{ $route{$name}{parameters} } ], "$name: all parameters are tried");
	for my $parameter (sort keys %value) {
		my %call = (@base, $parameter => $value{$parameter});
		$call{node_id} = 'x' if $parameter eq 'node_id';
		isnt($asked->(%call), $plain, "$name: $parameter is read");
	}
}

# --- pages

for my $case ([ '/ping' ], [ '/live' ], [ '/ready' ], map { [ '/status', $_ ] } '', '?json', '?json&full', '?html', '?openmetrics') {
	my ($page, $query) = @$case;
	my ($head, $body) = split /\r\n\r\n/, fcgi_get($m->{header}{pool}{socket}, $page . ($query // '')), 2;
	my %headers = map { /\A([^:]+): (.*)\z/ ? (lc $1, $2) : () } split /\r\n/, $head;
	is($api->wrong_answer($api->path($page)->{get}, { status => ($headers{status} // 200) =~ s/ .*//r, headers => \%headers, body => $body }), undef,
		'the page ' . $page . ($query // ''));
}
$m->finish;
