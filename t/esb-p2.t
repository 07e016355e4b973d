# SPDX-License-Identifier: MIT
# esb 10.2: where profile P2 is not P1.  Two pools, each with the tables of its
# line; what is asked of $p1 shows that nothing of this is in P1.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Nginx;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $source = Bk::Nginx::source();
my $p1     = Bk::Service->new;
my $p2     = Bk::Service->new(
	name => '-p2',
	set  => { 'esb.profile' => 'p2' },
	paas => [ "$source/schema/open_paas.sql", "$source/t/data/open_paas.sql", "$source/t/data/open_paas-p2.sql" ]);

# bk_sops may name its user in P2, in P1 bk_cdman.
my $secret = '11111111-2222-3333-4444-555555555555';
my @app    = (bk_app_code => '"bk_sops"', bk_app_secret => qq("$secret"));
my $app    = object(@app);
my $good   = object(@app, UJ);
my $body   = object(@app, UJ, IJ);
my $broken = '{"a":';

sub header { return headers => [ 'X-Bkapi-Authorization', $_[0] ] }
sub others { return header(object(@_)) }

# The row of get_task_detail with other values; further statements may follow.
sub channel {
	my ($set, @sql) = @_;
	return change => [ esb_channel => "UPDATE esb_channel SET $set WHERE id = 9", @sql ];
}

# A second row of it, for a method.
sub row {
	my ($method, $set) = @_;
	my @as  = ("CREATE TEMPORARY TABLE one AS SELECT * FROM esb_channel WHERE id = 9",
		"UPDATE one SET id = 99, method = '$method', is_active = 1, perm_level = 0" . ($set ? ", $set" : ''),
		'INSERT INTO esb_channel SELECT * FROM one', 'DROP TABLE one');
	return @as;
}

# A stored token of `user` who was last seen so that it dies in `seconds`.
my $salt = 0;

sub user_token {
	my ($s, $user, $seconds) = @_;
	return stored_token($s, sprintf('%d|%s|%08d', time + 3600, $user, ++$salt), inactive_expire_time => time + $seconds);
}

sub with_token {
	my ($s, @o) = @_;
	return sub { url(S, 'bk_token=' . user_token($s, @o), I) };
}

my $fresh = user_token($p2, 'admin', 7200);
my $signed = sub { url(signed($secret, task_id => 1, bk_biz_id => 2)) };
my $no_app = sub { url(signed($secret, bk_app_code => 'bk_sops', task_id => 1, bk_biz_id => 2)) };

# --- the header X-Bkapi-Authorization ---
run(
	$p2,
	[ '10.2', 'the header has all credentials',      GET => url(I), task(1), header($good) ],
	[ '10.2', 'the header has the older names',      GET => url(I), task(1),
		others(app_code => '"bk_sops"', app_secret => qq("$secret"), username => '"admin"') ],
	[ '10.2', 'the header has a token',              GET => url(I), task(1), others(@app, bk_token => qq("$fresh")) ],
	[ '10.2', 'the header has more than credentials', GET => url(I), task(1), others(@app, UJ, task_id => 9, x => '{"a": [1]}') ],
	[ '10.2', 'a header with a POST',                POST => D, task(1), header($good), body => object(IJ) ],
	[ '10.2', 'the header counts, not the parameters', GET => url('bk_app_code=nope&bk_app_secret=x&bk_username=bob', I), task(1), header($good) ],
	[ '10.2', 'the header lacks the user, the parameters have one', GET => url(S, U, I), answer('M10'), header($app) ],
	[ '10.2', 'the header lacks the user, the parameters have a token', GET => url("bk_token=$fresh", I), answer('M10'), header($app) ],
	[ '10.2', 'the header lacks the secret',         GET => url(S, U, I), answer('M2'), others(UJ) ],
	[ '10.2', 'the header lacks the app code',       GET => url(S, U, I), answer('M3'), others(bk_app_secret => qq("$secret")) ],
	[ '10.2', 'an empty object as header',           GET => url(S, U, I), answer('M2'), header('{}') ],
	[ '10.2', 'a wrong secret in the header',        GET => url(S, U, I), answer('M5', 'bk_sops'), others(@app, bk_app_secret => '"x"', UJ) ],
	[ '10.2', 'a signed call has the app code of the header', GET => $signed, task(1), others(bk_app_code => '"bk_sops"', UJ) ],
	[ '10.2', 'a signed call whose header lacks the app code', GET => $no_app, answer('M3'), others(UJ) ],
	[ '10.2', 'an empty header',                     GET => url(S, U, I), answer('P2_header'), header('') ],
	(map { [ '10.2', "the header $_ is no JSON",     GET => url(S, U, I), answer('P2_header'), header($_) ] }
		'bk_sops', '{"a":', '{} x', '[1', q({'a': 1}), "\xff"),
	(map { [ '10.2', "the header $_ is no object",   GET => url(S, U, I), answer('M19'), header($_) ] }
		'[]', '[{"bk_app_code": "bk_sops"}]', '"bk_sops"', '1', 'null', 'true', 'NaN'),
	[ '10.2', 'a broken header of an inactive channel', GET => url(S, U, I), answer('M20'), header('x'), channel('is_active = 0') ],
	[ '10.2', 'a broken header and a broken body',   POST => D, answer('P2_header'), header('x'), body => $broken ],
);
run(
	$p1,
	[ '10.2', 'P1: the header is no carrier',        GET => url(I), answer('M2'), header($good) ],
	[ '10.2', 'P1: the header counts for nothing',   GET => url(W, U, I), task(1), header('x') ],
);

# --- a body that is no JSON ---
run(
	$p2,
	[ '10.2', 'a broken body',                       POST => D, answer('P2_body'), body => $broken ],
	[ '10.2', 'a broken body and a header',          POST => D, answer('M1'), header($good), body => $broken ],
	[ '10.2', 'a broken body and a header that is no object', POST => D, answer('M1'), header('[]'), body => $broken ],
	[ '10.2', 'a broken body of an inactive channel', POST => D, answer('M20'), body => $broken, channel('is_active = 0') ],
	[ '10.2', 'a good body',                         POST => D, task(1), body => $body ],
);
run($p1, [ '10.2', 'P1: a broken body', POST => D, answer('M1'), body => $broken ]);

# --- what is empty, so that the older name counts ---
my %older = (bk_app_code => [ app_code => '"bk_sops"' ], bk_app_secret => [ app_secret => qq("$secret") ], bk_username => [ username => '"admin"' ]);
my %lacks = (bk_app_code => 'M3', bk_app_secret => 'M2', bk_username => 'M10');

# A good body in which `name` has this value and the older name is right.
sub with_older {
	my ($name, $value) = @_;
	return object(@app, UJ, IJ, $name => $value, @{ $older{$name} });
}
for my $name (sort keys %older) {
	run(
		$p2,
		(map { [ '10.2', "$name: $_ is empty, the older name counts", POST => D, task(1), body => with_older($name, $_) ] }
			'null', '""', '[]', '{}'),
		(map { [ '10.2', "$name: $_ is not empty, the older name does not count", POST => D, answer($lacks{$name}), body => with_older($name, $_) ] }
			'0', '0.0', 'false'),
	);
}
run(
	$p2,
	[ '10.2', 'the same in the header',              GET => url(I), answer('M3'), others(@app, UJ, bk_app_code => 0, app_code => '"bk_sops"') ],
	[ '10.2', 'the newer name counts if not empty',  GET => url(S, 'app_code=nope&app_secret=x&username=bob', U, I), task(1) ],
	[ '10.2', 'an empty newer name',                 GET => url('bk_app_code=&app_code=bk_sops', "bk_app_secret=&app_secret=$secret", 'bk_username=&username=admin', I), task(1) ],
);
my $old_zero = object(WJ, UJ, IJ, bk_app_code => 0, app_code => '"bk_cdman"', bk_username => 'false', username => '"admin"');
run($p1, [ '10.2', 'P1: 0 and false are empty', POST => D, task(1), body => $old_zero ]);

# --- access_token ---
my $granted = 'INSERT INTO esb_user_auth_token (app_code, username, auth_token, expires, last_accessed_time, created_time)'
  . " VALUES ('bk_sops', 'admin', 'user-token', UTC_TIMESTAMP() + INTERVAL 1 HOUR, UTC_TIMESTAMP(), UTC_TIMESTAMP())";
my @granted = (change => [ esb_user_auth_token => $granted ]);
run(
	$p2,
	[ '10.2', 'an access_token cannot be verified',  GET => url(I), answer('P2_access'), others(access_token => '"x"') ],
	[ '10.2', 'nor beside good credentials',         GET => url(I), answer('P2_access'), others(@app, UJ, access_token => '"x"') ],
	[ '10.2', 'an empty access_token',               GET => url(I), task(1), others(@app, UJ, access_token => '""') ],
	[ '10.2', 'access_token is no parameter',        GET => url(S, 'access_token=x', U, I), task(1) ],
	[ '10.2', 'bk_access_token is one',              GET => url(S, 'bk_access_token=user-token', I), task(1), @granted ],
	[ '10.2', 'bk_access_token beside the header',   GET => url('bk_access_token=user-token', I), task(1), @granted, header($app) ],
	[ '10.2', 'an access_token without user: needs the SSM service' ],
);

# --- the answer's code ---
run(
	$p2,
	[ '10.2', 'bk-sops sends no code: 0',            GET => url(S, U, I), task(1) ],
	[ '10.2', 'bk-sops sends no code with a refusal: 1306000', GET => url(S, 'bk_username=whoever', I),
		refused('user[username=whoever] does not exist or has not logged in this APP') ],
);

# --- the keys for JWT are in the table of the whitelist ---
run($p2, [ '10.2', 'the row of the JWT keys is no whitelist', GET => url(W, U, I), answer('M10') ]);

# --- channels by method ---
my $inactive = answer('M20');
run(
	$p2,
	[ '10.2', 'a row without method: GET',           GET => url(S, U, I), task(1) ],
	[ '10.2', 'a row without method: POST',          POST => D, task(1), body => $body ],
	[ '10.2', 'a row without method: PUT',           PUT => D, not_found(), body => $body ],
	[ '10.2', 'the row of the method is preferred',  GET => url(S, U, I), task(1), channel('is_active = 0', row('GET')) ],
	[ '10.2', 'the other method has the row without', POST => D, $inactive, channel('is_active = 0', row('GET')), body => $body ],
	[ '10.2', 'the row of the method is inactive',   GET => url(S, U, I), $inactive, channel('id = 9', row('GET', 'is_active = 0')) ],
	[ '10.2', 'its inactive row is not that of POST', POST => D, task(1), channel('id = 9', row('GET', 'is_active = 0')), body => $body ],
	[ '10.2', 'permission is that of the row of the method', GET => url(S, U, I), answer('M13', 'get_task_detail', 'SOPS'),
		channel('id = 9', row('GET', 'perm_level = 1')) ],
	[ '10.2', 'only a row for POST: POST',           POST => D, $inactive, channel(q(method = 'POST', is_active = 0)), body => $body ],
	[ '10.2', 'only a row for POST: GET is built in', GET => url(S, U, I), task(1), channel(q(method = 'POST', is_active = 0)) ],
	[ '10.2', 'only a row for GET: POST is not known', POST => D, not_found(), channel(q(method = 'GET')), body => $body ],
	[ '10.2', 'a method that is NULL: POST is not known', POST => D, not_found(), channel('method = NULL'), body => $body ],
	[ '10.2', 'a row without slash, of the method',  POST => D, $inactive,
		channel('id = 9', row('POST', q(path = '/v2/sops/get_task_detail', is_active = 0))), body => $body ],
	[ '10.2', 'a row for PUT: PUT with JSON',        PUT => D, task(1), channel('id = 9', row('PUT')), body => $body ],
	[ '10.2', 'a row for PUT: PUT with a form',      PUT => D, answer('M2'), channel('id = 9', row('PUT')),
		headers => [ 'Content-Type', 'application/x-www-form-urlencoded' ], body => join('&', S, U, I) ],
	[ '10.2', 'a row for PUT: DELETE',               DELETE => D, not_found(), channel('id = 9', row('PUT')) ],
	[ '10.2', 'the letters of a path do not matter', GET => '/api/c/compapi/V2/SOPS/GET_TASK_DETAIL/?' . join('&', S, U, I), task(1) ],
	[ '10.2', 'esb_channel cannot be read',          GET => url(S, U, I), server_fault(), hide => 'esb_channel' ],
	[ '10.2', 'esb_component_system cannot be read', GET => url(S, U, I), task(1), hide => 'esb_component_system' ],
);
run(
	$p1,
	[ '10.2', 'P1: the method of a row counts for nothing', GET => url(W, U, I), $inactive, channel(q(method = 'POST', is_active = 0)) ],
	[ '10.2', 'P1: a row for PUT does not answer it', PUT => D, not_found(), channel(q(method = 'PUT')), body => object(WJ, UJ, IJ) ],
);

# --- caches: what was just asked, and then changed, is answered afresh ---
my $nosuch = 'bk_app_code=newcomer&bk_app_secret=s';
my $perm   = 'INSERT INTO esb_app_component_perm (app_code, component_id, expires, created_time, last_accessed_time)'
  . " VALUES ('bk_sops', 9, '2038-01-01', '2000-01-01', '2000-01-01')";
my @locked = channel('perm_level = 1');
my $denied = answer('M13', 'get_task_detail', 'SOPS');
my $cached = user_token($p2, 'admin', 7200);
my $token  = url(S, "bk_token=$cached", I);
my @logout = (change => [ login_bktoken => 'UPDATE login_bktoken SET is_logout = 1' ]);
run(
	$p2,
	[ '10.2', 'no cache: the secret before',         GET => url(S, U, I), task(1) ],
	[ '10.2', 'no cache: the secret has changed',    GET => url(S, U, I), answer('M5', 'bk_sops'),
		change => [ paas_app => "UPDATE paas_app SET auth_token = 'new' WHERE code = 'bk_sops'" ] ],
	[ '10.2', 'no cache: an app before it is registered', GET => url($nosuch, I), answer('M4', 'newcomer') ],
	[ '10.2', 'no cache: an app that was registered', GET => url($nosuch, I), answer('M10'),
		change => [ esb_app_account => "INSERT INTO esb_app_account VALUES (9, 'newcomer', 's', '', '2019-01-01')" ] ],
	[ '10.2', 'no cache: the app left the whitelist', GET => url(S, U, I), answer('M10'),
		change => [ esb_function_controller => "UPDATE esb_function_controller SET wlist = '' WHERE id = 1" ] ],
	[ '10.2', 'no cache: the app came to the whitelist', GET => url(W, U, I), task(1),
		change => [ esb_function_controller => "UPDATE esb_function_controller SET wlist = 'bk_cdman' WHERE id = 1" ] ],
	[ '10.2', 'no cache: the channel is switched off', GET => url(S, U, I), $inactive, channel('is_active = 0') ],
	[ '10.2', 'no cache: the channel is switched on', GET => url(S, U, I), task(1) ],
	[ '10.2', 'no cache: no grant',                  GET => url(S, U, I), $denied, @locked ],
	[ '10.2', 'no cache: a grant',                   GET => url(S, U, I), task(1), channel('perm_level = 1', $perm) ],
);
$p2->db->do('DELETE FROM open_paas.esb_app_component_perm');
run(
	$p2,
	[ '10.2', 'no cache: the grant was withdrawn',   GET => url(S, U, I), $denied, @locked ],
	[ '10.2', 'no cache: a token before its logout', GET => $token, task(1) ],
	[ '10.2', 'no cache: a token after its logout',  GET => $token, answer('M9'), @logout ],
);
my $other = $p2->db->connect;
$other->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
run($p2, [ '10.2', 'no cache: the time limit of the system', GET => url(S, U, I), sops_fault('Third-party system interface response time exceeds 1 seconds'),
	change => [ esb_component_system => 'UPDATE esb_component_system SET execute_timeout = 1' ] ]);
$other->do('UNLOCK TABLES');

# --- tokens die when they are not used ---
run(
	$p2,
	[ '10.2', 'a token in use',                      GET => with_token($p2, 'admin', 7200), task(1) ],
	[ '10.2', 'a token that was idle until 30 s ago', GET => with_token($p2, 'admin', -30), task(1) ],
	[ '10.2', 'a token that was idle until 66 s ago', GET => with_token($p2, 'admin', -66), answer('M9') ],
	[ '10.2', 'inactive_expire_time is 0',           GET => with_token($p2, 'admin', -time), answer('M9') ],
	[ '10.2', 'a user whom only the user manager has', GET => with_token($p2, 'bob', 7200),
		refused('user[username=bob] does not have perm of business:[bk_biz_id=2]') ],
	[ '10.2', 'a token whose first field is no number', GET => sub { url(S, 'bk_token=' . stored_token($p2, 'abc|admin|AAAAAAAA'), I) }, login_fault() ],
	[ '10.2', 'login_bktoken cannot be read',        GET => url(S, "bk_token=$fresh", I), login_fault(), hide => 'login_bktoken' ],
);
run(
	$p1,
	[ '10.2', 'P1: an idle token',                   GET => with_token($p1, 'admin', -7200), task(1) ],
	[ '10.2', 'P1: a user who is not in the table',  GET => with_token($p1, 'nosuch', 7200), answer('M9') ],
);
my $idle = user_token($p2, 'admin', 60);
my $read = sub { $p2->db->one('SELECT inactive_expire_time FROM open_paas.login_bktoken WHERE token = ?', $idle) };
my $before = $read->();
run($p2, [ '10.2', 'a token that would be renewed', GET => url(S, "bk_token=$idle", I), task(1) ]);
is($read->(), $before, 'esb 10.2: it is not, the database is only read');

# --- the whitelist that P2 ships ---
run(
	$p2,
	[ '10.2', 'bk_sops may name its user',           GET => url(S, U, I), task(1) ],
	[ '10.2', 'bk_cdman may not',                    GET => url(W, U, I), answer('M10') ],
);
run($p1, [ '10.2', 'P1: bk_sops may not', GET => url(S, U, I), answer('M10') ]);

# --- M13 has names of the configuration ---
my $null = 'perm_level = 1, component_name = NULL, component_system_id = NULL';
run(
	$p2,
	[ '10.2', 'M13: the names of the rows are NULL', GET => url(S, U, I), $denied, channel($null) ],
	[ '10.2', 'M13: the names of the rows are others', GET => url(S, U, I), $denied,
		channel(q(perm_level = 1, component_name = 'x'), "UPDATE esb_component_system SET label = label") ],
	[ '10.2', 'M13: another name in comp_conf',      GET => url(S, U, I), answer('M13', 'detail', 'SOPS'),
		channel(q(perm_level = 1, comp_conf = REPLACE(comp_conf, '"name": "get_task_detail"', '"name": "detail"'))) ],
	[ '10.2', 'M13: no name in comp_conf',           GET => url(S, U, I), answer('M13', 'sops_component', 'SOPS'),
		channel(q(perm_level = 1, comp_conf = REPLACE(comp_conf, '"name"', '"nom"'))) ],
	[ '10.2', 'M13: comp_conf is no JSON',           GET => url(S, U, I), answer('M13', 'sops_component', 'SOPS'), channel(q(perm_level = 1, comp_conf = 'x')) ],
);
run($p1, [ '10.2', 'P1: the names are NULL', GET => url(W, U, I), answer('M13', 'None', 'None'), channel($null) ]);

# --- components that are not served here ---
run($p2, map { [ '10.2', "$_ is left to ESB", GET => "/api/c/compapi/v2/sops/$_/?" . join('&', S, U, I), not_found() ] }
	qw(get_tasks_status get_task_node_data get_plugin_list));

$p1->{pool}->stop;
is(join(' ', $p1->{pool}->complaints), '', 'P1: no crash, no sanitizer report and no secret in the log');
$p2->finish;
