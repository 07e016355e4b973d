# SPDX-License-Identifier: MIT
# How many round trips to the database each endpoint takes, counted on the
# server: as many for large trees and long lists as for small ones.  With auth =
# header, over a connection that is open.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Maria;
use Bk::Nginx;
use Bk::Periodic qw(add_periodic);
use Bk::Pool;
use Bk::Service;
use Bk::Task qw(add_task add_states add_data add_history add_info instance_of);
use Bk::Template qw(add_template);
use Bk::Trips;
use JSON::PP ();
use Test::More;

Bk::Service::need();
plan skip_all => 'MySQL does not show which statements came in one packet' if Bk::Mysqld::is_mysql();
my $source = Bk::Nginx::source();
my $maria  = Bk::Maria->new(args => Bk::Trips::server_args());
$maria->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql");
$maria->read_only_account($Bk::Pool::PASSWORD, 'bk_sops');
$maria->do('USE bk_sops');
my $pool = Bk::Pool->new(maria => $maria, set => { auth => 'header', 'pm.max_children' => 1, common_templates => 'on',
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef });

# What Bk::Task and its like add to.
sub service { return bless { maria => $maria }, 'Bk::Service' }

# The JSON of an answer.
sub ask {
	my ($url, $body) = @_;
	my $answer = fcgi_get($pool->{socket}, "$Bk::Service::APIGW/$url", params => [ HTTP_BK_USERNAME => 'root1' ],
		defined $body ? (method => 'POST', body => $body) : ());
	my ($json) = $answer =~ /\r\n\r\n(.*)/s;
	return JSON::PP::decode_json($json);
}

ask('get_task_status/1/2/');    # opens the connection
my $trips = Bk::Trips->new($maria, sub { ask("get_task_status/1/$_[0]/") });

# takes(TRIPS, NAME, URL behind apigw/, body of a POST)
sub takes {
	my ($expected, $name, $url, $body) = @_;
	my $json;
	my $got = $trips->of(sub { $json = ask($url, $body) });
	is($json->{result} ? $got : $json->{message}, $expected, "$name: round trips: $expected");
}

# --- trees of 1 and 300 nodes

my $JSON  = JSON::PP->new->canonical;
my $GROUP = 10;    # nodes; the last of them is a subprocess with the next ones

# What the subprocesses are of.
my ($part, $common_part) = map { $maria->one('SELECT template_id FROM pipeline_pipelinetemplate WHERE id = ?', $_) }
  add_template(service()), add_template(service(), common => 1);

# A flow of nodes FIRST to LAST.
sub flow {
	my ($first, $last) = @_;
	my $end = $first + $GROUP - 1 < $last ? $first + $GROUP - 1 : $last;
	my %activities = map { ("n$_" => { id => "n$_", name => "n$_", type => 'ServiceActivity',
			component => { code => 'sleep_timer', data => { bk_timing => { hook => JSON::PP::false, value => '2' } } } }) } $first .. $end;
	@{ $activities{"n$end"} }{qw(type template_id pipeline)} = ('SubProcess', $part, flow($end + 1, $last)) if $end < $last;
	return { id => "flow$first", activities => \%activities, constants => {}, flows => {}, gateways => {}, line => [], location => [], outputs => [],
		start_event => { id => "start$first", type => 'EmptyStartEvent' }, end_event => { id => "end$first", type => 'EmptyEndEvent' } };
}

# What the engine writes of the same nodes of a task.
sub states {
	my ($task, $first, $last) = @_;
	my $end = $first + $GROUP - 1 < $last ? $first + $GROUP - 1 : $last;
	return map { ("n$_" => { status => { state => $_ == $end ? 'RUNNING' : 'FINISHED' },
			$_ == $end && $end < $last ? (children => { states($task, $end + 1, $last) }) : () }) } $first .. $end;
}

my $FIRST = 1;
for my $nodes (1, 300) {
	my $last = $FIRST + $nodes - 1;
	my $tree = $JSON->encode(flow($FIRST, $last));
	my $task = add_task(service(), tree => $tree, inputs => '(d.', outputs => '(d.', ex_data => 'N.');
	add_states(service(), instance_of($task), { status => { state => 'RUNNING' }, children => { states($task, $FIRST, $last) } });
	add_data(service(), "n$FIRST");
	add_history(service(), "n$FIRST") for 1 .. $nodes;
	my $template = add_template(service(), tree => $tree);
	my $common   = add_template(service(), tree => $tree =~ s/$part/$common_part/gr, common => 1);
	my $periodic = add_periodic(service(), tree => $tree);
	my $of = "a tree of $nodes";
	takes(1, "get_task_status of $of",            "get_task_status/$task/2/");
	takes(1, "get_task_detail of $of",            "get_task_detail/$task/2/");
	takes($nodes > $GROUP ? 2 : 1, "get_template_info of $of",        "get_template_info/$template/2/");
	takes($nodes > $GROUP ? 2 : 1, "get_common_template_info of $of", "get_common_template_info/$common/");
	takes(1, "get_periodic_task_info of $of",     "get_periodic_task_info/$periodic/2/");
	takes(1, "get_task_node_detail of $of, a node with $nodes histories", "get_task_node_detail/$task/2/?node_id=n$FIRST");
	takes(1, "get_task_node_detail of $of, the last node, which runs",    "get_task_node_detail/$task/2/?node_id=n$last");
	takes(2, 'get_task_node_detail, a subprocess that runs', 'get_task_node_detail/' . "$task/2/?node_id=n" . ($FIRST + $GROUP - 1)) if $nodes > $GROUP;
	takes(1, "get_tasks_status, one of $of",                    'get_tasks_status/2/', qq({"task_id_list":[$task],"include_children_status":false}));
	takes(2, "get_tasks_status with nodes, one of $of",         'get_tasks_status/2/', qq({"task_id_list":[$task],"include_children_status":true}));
	$FIRST += $nodes;
}

# --- lists

# Adds N copies of the first row of a table that a condition finds; columns as
# given, in SQL with `seq`.
sub copies {
	my ($n, $table, $condition, %columns) = @_;
	my $names = $maria->dbh->selectcol_arrayref("SELECT column_name FROM information_schema.columns
		WHERE table_schema = 'bk_sops' AND table_name = '$table'");
	my @values = map { $columns{$_} // "`$_`" } @$names;
	$maria->do("INSERT INTO $table (" . join(', ', map { "`$_`" } @$names) . ') SELECT ' . join(', ', @values)
		  . " FROM $table JOIN seq_1_to_$n WHERE $condition");
}

# Ids of what is copied are above this one.
my $COPIES = 1_000_000;

sub clear {
	my ($table) = @_;
	$maria->do("DELETE FROM $table WHERE id > $COPIES");
}

my ($template, $common, $periodic) = (add_template(service()), add_template(service(), common => 1), add_periodic(service()));
for my $n (10, 3000) {
	clear($_) for qw(tasktmpl3_tasktemplate template_commontemplate periodictask_periodictask);
	copies($n, 'tasktmpl3_tasktemplate',    "id = $template", id => "$COPIES + seq");
	copies($n, 'template_commontemplate',   "id = $common",   id => "$COPIES + seq");
	copies($n, 'periodictask_periodictask', "id = $periodic", id => "$COPIES + seq");
	takes(1, "get_template_list of $n",        'get_template_list/2/');
	takes(1, "get_common_template_list of $n", 'get_common_template_list/');
	takes(1, "get_periodic_task_list of $n",   'get_periodic_task_list/2/');
}

# A task whose state depends on that of its node.
my $blocked = add_task(service());
add_states(service(), instance_of($blocked), { status => { state => 'BLOCKED' }, children => { below => {} } });
for my $n (10, 500) {
	my $first = $COPIES + $n;
	my $new   = "$first + seq";
	copies($n, 'pipeline_pipelineinstance',  "id = $blocked", id => $new, instance_id => "CONCAT('i', $new)");
	copies($n, 'taskflow3_taskflowinstance', "id = $blocked", id => $new, pipeline_instance_id => $new);
	copies($n, 'engine_status', "id = '" . instance_of($blocked) . "'", id => "CONCAT('i', $new)");
	copies($n, 'engine_status', "id = 'below'",                         id => "CONCAT('b', $new)");
	$maria->do("INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
		SELECT CONCAT('i', $new), CONCAT(IF(distance, 'b', 'i'), $new), distance FROM seq_1_to_$n
		JOIN (SELECT 0 distance UNION SELECT 1) distances");
	my $ids    = '"task_id_list":[' . join(',', map { $first + $_ } 1 .. $n) . ']';
	my $chunks = $n <= 50 ? 1 : $n / 50;
	takes(1, "get_task_list among $n",                       'get_task_list/2/?limit=200');
	takes(1, "get_task_list among $n, a filter that admits few", 'get_task_list/2/?keyword=nothing');
	takes(2, "... and one that fills the page",              'get_task_list/2/?is_started=true&limit=5');
	takes(1, "query_task_count of $n",                       'query_task_count/2/', '{"conditions":{},"group_by":"status"}');
	takes(2, "query_task_count of $n, with a regular expression", 'query_task_count/2/', '{"conditions":{"name__regex":"^a"},"group_by":"status"}');
	takes(2 * $chunks, "get_tasks_status of $n, two for each chunk",            'get_tasks_status/2/', "{$ids}");
	takes(2 * $chunks, "get_tasks_status of $n with nodes, two for each chunk", 'get_tasks_status/2/', "{$ids,\"include_children_status\":true}");
	$maria->do("UPDATE engine_status SET state = 'FINISHED' WHERE state = 'BLOCKED'");
	takes($chunks, "get_tasks_status of $n that have ended, one for each chunk", 'get_tasks_status/2/', "{$ids}");
	$maria->do("UPDATE engine_status SET state = 'BLOCKED' WHERE id = ?", instance_of($blocked));
}

$pool->stop;
is(join('', $pool->complaints), '', 'nothing bad in the log');
done_testing();
