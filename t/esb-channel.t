# SPDX-License-Identifier: MIT
# esb 11.5: channel row, permission, time limit; 113 and 114 are in
# esb-ratelimit.t.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s    = Bk::Service->new;
my $call = join '&', W, U, I;
my $good = object(WJ, UJ, IJ);

# The row of get_task_detail with other values; further statements may follow.
sub channel {
	my ($set, @sql) = @_;
	return change => [ esb_channel => "UPDATE esb_channel SET $set WHERE id = 9", @sql ];
}

# Permission for an app.
sub granted {
	my ($app, $expires) = @_;
	$s->db->do('INSERT INTO open_paas.esb_app_component_perm'
		  . ' (app_code, component_id, expires, created_time, last_accessed_time)'
		  . " VALUES ('$app', 9, '$expires', '2000-01-01', '2000-01-01')");
}

sub withdrawn { $s->db->do('DELETE FROM open_paas.esb_app_component_perm') }

# get_task_status knows no node of the task.
my $status = refused('task[id=1] get status error: node(nodeinstance00000000000000000001) does not exist, may have not by executed');
my $denied = answer('M13', 'get_task_detail', 'SOPS');
my $broken = q(rate_limit_conf = '{bad');

run(
	$s,
	[ 104, 'inactive, no credentials',  GET  => D, answer('M20'), channel('is_active = 0') ],
	[ 104, 'inactive, a broken body',   POST => D, answer('M20'), channel('is_active = 0'), body => '{"a":' ],
	[ 104, 'inactive, a good body',     POST => D, answer('M20'), channel('is_active = 0'), body => $good ],
	[ 105, 'inactive, PUT',             PUT  => D, not_found(), channel('is_active = 0') ],
	[ 106, 'another codename',          GET  => url($call), answer('M21', 'generic.v2.sops.nope'),
		channel("component_codename = 'generic.v2.sops.nope'") ],
	[ 106, 'the codename in capitals',  GET  => url($call), answer('M21', 'generic.v2.SOPS.sops_component'),
		channel("component_codename = 'generic.v2.SOPS.sops_component'") ],
	[ 106, 'another codename, nothing else', GET => D, answer('M21', 'generic.v2.sops.nope'),
		channel("component_codename = 'generic.v2.sops.nope'") ],
	[ 107, 'comp_conf is no JSON',      GET  => url($call), answer('M19'), channel("comp_conf = 'x'") ],
	[ 107, 'comp_conf is empty',        GET  => url($call), answer('M19'), channel("comp_conf = ''") ],
	[ 107, 'comp_conf is no JSON, nor is the app known', GET => url('bk_app_code=nope&bk_app_secret=x', U, I),
		answer('M4', 'nope'), channel("comp_conf = 'x'") ],
	[ 107, 'comp_conf is no JSON, nor is there a user', GET => url(W, I), answer('M10'), channel("comp_conf = 'x'") ],
	[ 107, 'comp_conf is a list of pairs', GET => url($call), task(1),
		channel(q(comp_conf = '[["dest_path", "/o/bk_sops/apigw/get_task_detail/{task_id}/{bk_biz_id}/"], ["dest_http_method", "GET"], ["name", "get_task_detail"]]')) ],
	[ 107, 'comp_conf of another component of ours is followed', GET => url($call), $status,
		channel(q(comp_conf = '{"dest_path": "/o/bk_sops/apigw/get_task_status/{task_id}/{bk_biz_id}/", "dest_http_method": "GET", "name": "get_task_detail"}')) ],
	(map { [ 107, "comp_conf of another destination: $_ (design)", GET => url($call), answer('M19'),
		channel(qq(comp_conf = '{"dest_path": "$_", "dest_http_method": "GET", "name": "get_task_detail"}')) ] }
	  '/o/bk_sops/apigw/get_task_detail/{task_id}/1/', '/o/other/apigw/get_task_detail/{task_id}/{bk_biz_id}/', '/o/bk_sops/apigw/create_task/{task_id}/{bk_biz_id}/', ''),
	(map { [ 108, "level $_, no grant", GET => url($call), $denied, channel("perm_level = $_") ] } 1, 2, 3),
	[ 108, 'level 0, no grant',         GET  => url($call), task(1), channel('perm_level = 0') ],
	[ 108, 'level 3, grants cannot be read', GET => url($call), answer('M19'), channel('perm_level = 3'), hide => 'esb_app_component_perm' ],
	[ 111, 'denied, the names are NULL', GET => url($call), answer('M13', 'None', 'None'),
		channel('perm_level = 1, component_name = NULL, component_system_id = NULL') ],
	[ 112, 'a broken rate_limit_conf, no grant: denied (design)', GET => url($call), $denied, channel("perm_level = 2, $broken") ],
	[ 112, 'a broken rate_limit_conf, level 0', GET => url($call), task(1), channel($broken) ],
	[ 115, 'rate_limit_conf without app_ratelimit', GET => url($call), answer('M19'),
		channel(q(rate_limit_required = 1, rate_limit_conf = '{"x": {}}')) ],
	[ 115, 'rules that are an object',  GET  => url($call), answer('M19'),
		channel(q(rate_limit_required = 1, rate_limit_conf = '{"app_ratelimit": {"__default": {"tokens": 2, "minute": 1}}}')) ],
	[ 115, 'not required',              GET  => url($call), task(1),
		channel(q(rate_limit_required = 0, rate_limit_conf = '{"x": {}}')) ],
	[ 115, 'an empty rate_limit_conf',  GET  => url($call), task(1),
		channel(q(rate_limit_required = 1, rate_limit_conf = '{}')) ],
);

granted('bk_cdman', '2001-01-01');
run(
	$s,
	[ 109, 'a grant that expired in 2001', GET => url($call), task(1), channel('perm_level = 1') ],
	[ 109, 'the grant of another app', GET => url('bk_app_code=both_app&bk_app_secret=esb-secret', U, I), $denied, channel('perm_level = 1') ],
	[ 112, 'a broken rate_limit_conf and a grant', GET => url($call), task(1), channel("perm_level = 2, $broken") ],
);
withdrawn();
granted('BK_CDMAN', '2038-01-01');
run($s, [ 110, 'a grant for BK_CDMAN', GET => url($call), task(1), channel('perm_level = 1') ]);
withdrawn();

# A table of bk-sops is locked: the backend is slow.
my $other = $s->db->connect;
$other->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
my $slow = sub { sops_fault("Third-party system interface response time exceeds $_[0] seconds") };
my @system = (change => [ esb_component_system => 'UPDATE esb_component_system SET execute_timeout = 1, query_timeout = 9' ]);
run($s, [ 116, 'the system has execute_timeout 1', GET => url($call), $slow->(1), @system ]);
run($s, [ 116, 'the channel has timeout_time 1', GET => url($call), $slow->(1), channel('timeout_time = 1') ]);
$other->do('UNLOCK TABLES');
run($s, [ 116, 'the table is free again', GET => url($call), task(1) ]);
$s->finish;
