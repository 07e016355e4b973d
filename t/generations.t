# SPDX-License-Identifier: MIT
# Which generation a pool answers: by the key, by the tables, and one of each in
# one master (sops-current 0.5).
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task flow);
use Bk::Fcgi qw(fcgi_get);
use Bk::Jwt qw(key jwt claims);
use Bk::Process qw(tmpdir wait_for slurp spew);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $source = Bk::Nginx::source();
my $dir    = tmpdir;
my @of_2019    = ("$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql");
my @of_current = ("$source/schema/current/bk_sops.sql", "$source/t/data/current.sql");
my $s    = Bk::Service->new(generation => 'current');
my $task = add_task($s, name => 'of today', tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ]);
$s->{maria}->load('sops2019', @of_2019);
$s->{maria}->load('nothing');
$s->{maria}->read_only_account($Bk::Pool::PASSWORD, qw(bk_sops sops2019 nothing));
spew("$dir/gateway.pub", key('gateway')->{public}, 0644);

sub section {
	my ($name, %set) = @_;
	my %key = (
		listen => "$dir/$name.sock", 'listen.mode' => '0666', 'pm.max_children' => 1, app_host => 'http://sops.example.com/',
		'mysql.sops.socket' => $s->{maria}{socket}, 'mysql.sops.user' => 'bksops_ro', 'mysql.sops.password_file' => "$dir/pool.password",
		site_prefix => '/', ($< == 0 ? (user => 'nobody') : ()), %set);
	return join '', "[$name]\n", map { "$_ = $key{$_}\n" } sort keys %key;
}

my @jwt = (auth => 'jwt', 'jwt.public_key_file' => "$dir/gateway.pub", iam => 'skip');
spew($s->{pool}{conf}, slurp($s->{pool}{conf})
	. section('set2019', auth => 'jwt', @jwt[ 2, 3 ], generation => '2019', 'mysql.sops.database' => 'sops2019')
	. section('setcurrent', @jwt, generation => 'current', 'mysql.sops.database' => 'bk_sops')
	. section('auto2019', @jwt, 'mysql.sops.database' => 'sops2019')
	. section('autocurrent', @jwt, 'mysql.sops.database' => 'bk_sops')
	. section('header', auth => 'header', 'mysql.sops.database' => 'bk_sops')
	. section('later', @jwt, 'mysql.sops.database' => 'nothing'));
kill 'HUP', $s->{pool}{pid};
wait_for('the pools', sub { -S "$dir/later.sock" && (fcgi_get("$dir/later.sock", '/x') // '') =~ /^Status/m });

# asked(POOL, PATH): status and the JSON of an answer to bk_sops' user.
sub asked {
	my ($pool, $path) = @_;
	my $token = jwt(key('gateway'), claims('root1', 'my_app', app => { app_code => 'bk_fta', verified => JSON::PP::true }), kid => 'bk-sops');
	my ($head, $body) = split /\r\n\r\n/, fcgi_get("$dir/$pool.sock", "/apigw/$path", params => [ HTTP_X_BKAPI_JWT => $token ]), 2;
	my ($status) = $head =~ /^Status: (\d+)/m;
	my ($after)  = $head =~ /^Retry-After: (\d+)/m;
	return { status => $status // 200, json => JSON::PP->new->utf8->decode($body), after => $after };
}

# [pool, path, name of the task, whether it is an answer of the current generation]
for (
	[ 'set2019',     'get_task_detail/1/2/',     'one',      0 ],
	[ 'auto2019',    'get_task_detail/1/2/',     'one',      0 ],
	[ 'setcurrent',  "get_task_detail/$task/2/", 'of today', 1 ],
	[ 'autocurrent', "get_task_detail/$task/2/", 'of today', 1 ],
) {
	my ($pool, $path, $name, $is_current) = @$_;
	my $got = asked($pool, $path);
	is_deeply([ $got->{status}, $got->{json}{data}{name}, exists $got->{json}{trace_id} ], [ 200, $name, !!$is_current ], "$pool, beside the others in one master");
	is(asked($pool, 'get_task_node_data/2/1/')->{status}, $is_current ? 200 : 404, '... with the URLs of its generation');
}

# --- not known yet ---

# More often than a connection holds results.
my ($got) = map { asked('later', "get_task_detail/$task/2/") } 1 .. 40;
is_deeply([ @$got{qw(status after)}, $got->{json}{message} ], [ 503, 1, 'The tables of bk-sops cannot be read, or are of no known generation' ],
	'auto, a database without tables: 503');
$s->{maria}->load('nothing', @of_current);
is(asked('later', 'get_task_status/1/2/')->{status}, 200, '... until they are there: no reload, no restart');

# --- auto and another mode than jwt ---

my ($head) = fcgi_get("$dir/header.sock", "/apigw/get_task_detail/$task/2/", params => [ HTTP_BK_APP_CODE => 'bk_fta', HTTP_BK_USERNAME => 'x' ]);
like($head, qr/^Status: 500/m, 'auto, header and tables of the current generation: it is not answered');
ok(eval { wait_for('the line', sub { $s->{pool}->log =~ /\[pool header\].* the tables are of the current generation of bk-sops, which is answered with auth = jwt$/m }) },
	'... and a line says why');
$s->finish;
