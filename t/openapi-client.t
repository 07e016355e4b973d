# SPDX-License-Identifier: MIT
# A client that a generator makes of schema/openapi.yaml, with a compiler that
# checks its calls, asks the running pools in each mode; and redocly's
# recommended rules find nothing in the file.  What makes it comes from the npm
# registry, in the versions of t/data/openapi-client; npm keeps it in its cache.
use v5.28;
use warnings;
use Bk::Modes;
use Bk::Nginx;
use Bk::Periodic qw(add_periodic);
use Bk::Process qw(tmpdir slurp);
use Bk::Service;
use Bk::Task qw(add_task add_states add_data add_info instance_of);
use Bk::Template qw(add_template);
use Cwd qw(abs_path);
use JSON::PP ();
use Test::More;

my $source = abs_path(Bk::Nginx::source());
my $dir    = tmpdir . '/client';
my $node   = qx(node --version 2>/dev/null) =~ /\Av(\d+)\.(\d+)/ ? [ $1, $2 ] : undef;
plan(skip_all => 'not installed: Node.js 18 or later') if !$node || $node->[0] < 18;
plan(skip_all => 'not installed: npm') if system 'command -v npm >/dev/null';

# Runs a command where the client is made: its exit status and what it says.
sub run {
	my ($command) = @_;
	my $text = qx((cd '$dir' && $command) 2>&1 </dev/null);
	return ($?, $text);
}

system('cp', '-R', "$source/t/data/openapi-client", $dir) == 0 or die 'cp';
my $patience = '--fetch-retries=2 --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000';
my ($failed, $said) = run("npm ci --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error $patience");
plan(skip_all => 'the npm registry does not answer') if $failed && (run("npm ping $patience"))[0];
is($failed, 0, 'npm has the pinned packages') or BAIL_OUT($said);
Bk::Service::need();

# --- redocly

SKIP: {
	my ($major, $minor) = @$node;
	skip 'not installed: Node.js 20.19 or later, for redocly', 1 if $major < 20 || $major == 20 && $minor < 19;
	mkdir "$dir/schema" or die "mkdir: $!";
	system('cp', "$source/schema/openapi.yaml", "$dir/schema") == 0 or die 'cp';
	system('cp', "$source/.redocly.lint-ignore.yaml", $dir);
	local @ENV{qw(REDOCLY_TELEMETRY REDOCLY_SUPPRESS_UPDATE_NOTICE)} = qw(off true);
	($failed, $said) = run('node_modules/.bin/redocly lint schema/openapi.yaml --format=json >lint.json');
	my $found = eval { JSON::PP->new->decode(slurp("$dir/lint.json"))->{problems} };
	my @found = $found ? map { "$_->{ruleId}: $_->{message}" } grep { !$_->{ignored} } @$found : "no JSON: $said";
	is(join("\n", @found), '', "redocly's recommended rules find nothing");
}

# --- the client is made

($failed, $said) = run("node_modules/.bin/openapi-typescript '$source/schema/openapi.yaml' -o api.d.ts");
is($failed, 0, 'openapi-typescript makes types') or diag $said;
($failed, $said) = run('node_modules/.bin/tsc --strict --target es2022 --module nodenext --skipLibCheck client.ts');
is($said, '', 'the compiler finds nothing in the calls');

# --- and asks

my $m = Bk::Modes->new(set => { 'pm.max_children' => 1, common_templates => 'on' });
my $s = $m->service;
my $task = add_task($s, start_time => '2019-01-17 04:13:08', finish_time => '2019-01-17 04:13:15');
my %id   = (task => $task, node => "a$task", template => add_template($s), common => add_template($s, common => 1),
	periodic => add_periodic($s, tree => '{"constants":{},"line":[]}'));
add_states($s, instance_of($task), { children => { $id{node} => {} } });
add_info($s, $task, qq({"node_id_set":["$id{node}"]}));
add_data($s, $id{node});
my %url = map { $_ => "http://127.0.0.1:$m->{$_}{nginx}{port}" . ($_ eq 'esb' ? '' : '/o/bk_sops') } @Bk::Modes::MODES;
my $given = JSON::PP->new->canonical->encode({ url => \%url, jwt => $m->{token}, %id });
($failed, $said) = run("node client.js '$given'");
is($failed, 0, 'the client runs') or diag $said;
my %got   = map { /\A(\w+ [^:]+): (.*)\z/ ? ($1, $2) : () } split /\n/, $said;
my $count = $s->db->one('SELECT COUNT(*) FROM bk_sops.taskflow3_taskflowinstance');
my %want  = (
	get_template_list        => "template $id{template}",
	get_template_info        => "template $id{template}",
	get_common_template_list => "template $id{common}",
	get_common_template_info => "template $id{common}",
	get_task_status          => 'FINISHED',
	get_task_detail          => 'a task',
	get_task_node_detail     => $id{node},
	query_task_count         => $count,
	get_periodic_task_list   => "periodic $id{periodic}",
	get_periodic_task_info   => "periodic $id{periodic}",
	get_task_list            => $count,
	get_tasks_status         => 'FINISHED',
);
for my $mode (@Bk::Modes::MODES) {
	is($got{"$mode $_"}, $want{$_}, "auth = $mode: $_") for sort keys %want;
}
is($got{'esb a POST'}, $want{get_task_detail}, 'auth = esb: a POST');
like($got{'esb a stranger'}, qr/\Arefused: /, 'auth = esb: a refusal is one of the types, too');
$m->finish;
