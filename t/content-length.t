# SPDX-License-Identifier: MIT
# Content-Length, there and back: every answer has that of its body, and a
# request is taken only with the body that its CONTENT_LENGTH promises.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_answers fcgi_get);
use Bk::Http qw(http query escape);
use Bk::Nginx;
use Bk::OpenMetrics qw(metrics_read metrics_value);
use Bk::Periodic qw(add_periodic);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for);
use Bk::Service;
use Bk::Task qw(add_task add_info add_states add_data);
use Bk::Template qw(add_template);
use Bk::WebServers;
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $ESB   = '/api/c/compapi/v2/sops';
my $APIGW = $Bk::Service::APIGW;
my $dir   = tmpdir;
my %set   = ('status.path' => '/status', 'live.path' => '/live', 'ready.path' => '/ready', common_templates => 'on',
	request_timeout => '300s');
my $s   = Bk::Service->new(set => \%set);
my $own = Bk::Pool->new(maria => $s->db, name => 'header', set => { %set, auth => 'header',
	'status.listen' => "$dir/status.sock", 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my %socket = (esb => $s->{pool}{socket}, header => $own->{socket}, status => "$dir/status.sock");

my $node = 'a-node';
my $task = add_task($s, tree => json(start_event => { id => 'start' }, end_event => { id => 'end' }, gateways => {},
	constants => {}, activities => { $node => { id => $node, type => 'ServiceActivity' } }));
add_info($s, $task, json(node_id_set => [$node]));
add_states($s, $node, {});
add_data($s, $node);
my $large  = add_task($s, tree => '{"constants":{},"line":["' . 'x' x (2 << 20) . '"]}');
my $broken = add_task($s, tree => \'x');
my ($template, $common, $periodic) = (add_template($s), add_template($s, common => 1), add_periodic($s));
my %who  = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', bk_biz_id => 2);
my @who  = map { ($_ => $who{$_}) } sort keys %who;
my @user = (params => [ HTTP_BK_USERNAME => 'admin', HTTP_BK_APP_CODE => 'my_app' ]);

sub json { return JSON::PP->new->canonical->encode({@_}) }
sub esb  { my ($endpoint, @more) = @_; return "$ESB/$endpoint/?" . query(@who, @more) }
sub own  { my ($endpoint, @path) = @_; return join '/', "$APIGW/$endpoint", @path, '' }

# The status, and "whole" when the body has the length that the header says.
sub seen {
	my ($answer) = @_;
	my ($head, $body) = split /\r\n\r\n/, $answer // return('no answer'), 2;
	my ($status) = $head =~ /^Status: (\d+)/;
	my @lengths  = $head =~ /^Content-Length: (\d+)\r?$/mg;
	return "$status whole" if "@lengths" eq length $body;
	return "$status, length: " . ("@lengths" || 'none') . ', body: ' . length $body;
}

sub seen_of { my ($name, $target, %o) = @_; return seen(fcgi_get($socket{$name}, $target, %o)) }

# --- answers

for my $row (
	[ get_template_list        => [], [2] ],
	[ get_common_template_list => [], [] ],
	[ get_template_info        => [ template_id => $template ], [ $template, 2 ] ],
	[ get_common_template_info => [ template_id => $common ],   [$common] ],
	[ get_task_status          => [ task_id     => $task ],     [ $task, 2 ] ],
	[ get_task_detail          => [ task_id     => $task ],     [ $task, 2 ] ],
	[ get_task_node_detail     => [ task_id     => $task, node_id => $node ], [ $task, 2, "?node_id=$node" ] ],
	[ query_task_count         => [ group_by    => 'status' ], [2], { group_by => 'status' } ],
	[ get_periodic_task_list   => [], [2] ],
	[ get_periodic_task_info   => [ task_id => $periodic ], [ $periodic, 2 ] ],
	[ get_task_list            => [], [2] ],
	[ get_tasks_status         => [ task_id_list => [$task] ], [2], { task_id_list => [$task] } ],
) {
	my ($endpoint, $query, $path, $body) = @$row;
	my @post = $body ? (method => 'POST', body => json(%$body)) : ();
	my @esb  = $body ? ("$ESB/$endpoint/", method => 'POST', body => json(%who, @$query)) : esb($endpoint, @$query);
	my @own  = (own($endpoint, @$path) =~ s{(\?.*)/\z}{$1}r, @user, @post);
	is(seen_of(esb    => @esb), '200 whole', "auth = esb: $endpoint");
	is(seen_of(header => @own), '200 whole', "auth = header: $endpoint");
}
for my $row (
	[ 'a tree of 2 MiB', '200 whole', esb => esb(get_task_detail => task_id => $large) ],
	[ 'no such task',    '200 whole', esb => esb(get_task_detail => task_id => 0) ],
	[ 'no caller',       '200 whole', esb => "$ESB/get_task_detail/" ],
	[ 'a fault',         '200 whole', esb => esb(get_task_detail => task_id => $broken) ],
	[ 'no component',    '404 whole', esb => "$ESB/none/" ],
	[ 'one that writes', '501 whole', esb => "$ESB/create_task/" ],
	[ 'a large body',    '413 whole', esb => "$ESB/get_task_detail/", method => 'POST', body => 'x' x 1048577 ],
	[ 'large parameters', '431 whole', esb => "$ESB/get_task_detail/", params => [ X => 'x' x 131072 ] ],
	[ 'a tree of 2 MiB', '200 whole', header => own(get_task_detail => $large, 2), @user ],
	[ 'no such task',    '200 whole', header => own(get_task_detail => 0, 2), @user ],
	[ 'a fault',         '500 whole', header => own(get_task_detail => $broken, 2), @user ],
	[ 'no endpoint',     '404 whole', header => own('none'), @user ],
	[ 'one that writes', '501 whole', header => own(create_task => 1, 2), @user ],
	[ 'another method',  '405 whole', header => own(get_task_detail => 1, 2), method => 'DELETE', @user ],
	[ 'no page',         '404 whole', status => '/none' ],
	map { my $page = $_; map { [ $page, '200 whole', $_ => $page ] } qw(esb header status) }
	  qw(/ping /live /ready /status), map { ("/status?$_", "/status?full&$_") } qw(json html openmetrics)
) {
	my ($name, $want, @ask) = @$row;
	is(seen_of(@ask), $want, "$ask[0]: $name");
}
like(fcgi_get($socket{esb}, '/status?full', method => 'HEAD'), qr/^Content-Length: \d{3,}\r\n\r\n\z/m,
	'HEAD: the length, and no body');

# --- a list that is read page by page, and changes while it is sent

sub add_templates {
	my ($from, $to, $category) = @_;
	$s->db->do('INSERT INTO bk_sops.tasktmpl3_tasktemplate (id, category, notify_type, notify_receivers, time_out,'
		  . ' is_deleted, business_id, pipeline_template_id)'
		  . " SELECT $from + seq, ?, '[]', '', 20, 0, 1, ? FROM bk_sops.seq_1_to_$to",
		$category, sprintf 'nodetmpl%024d', $template);
	return;
}

# The answer to a client who reads its first bytes, then changes the database.
sub ask_and_change {
	my ($sql) = @_;
	my $socket = fcgi_connect($socket{header});
	$socket->syswrite(fcgi_request(own(get_template_list => 2), @user));
	$socket->recv(my $first, 1000, Socket::MSG_PEEK());
	$s->db->do($sql);
	return fcgi_answer($socket);
}

sub cuts { return scalar(() = $own->log =~ /answer cut/g) }

sub cancelled {
	my ($body) = fcgi_get($socket{header}, '/status?openmetrics') =~ /\r\n\r\n(.*)/s;
	return metrics_value(metrics_read($body), 'bksops_requests_total', outcome => 'cancelled');
}

add_templates(100_000, 6000, 'Other');
my $answer = ask_and_change('DELETE FROM bk_sops.tasktmpl3_tasktemplate WHERE id > 103000');
is(seen($answer), '200 whole', 'a list of 6,000 templates, half of them deleted while it is sent');
is(scalar(() = ($answer // '') =~ /"category"/g), 6000 + 1, '... is as it was before');
is(cuts(), 0, '... and not cut');
add_templates(200_000, 24_000, 'x' x 255);
$s->db->do("UPDATE bk_sops.pipeline_pipelinetemplate SET name = REPEAT(_utf8mb4 X'E4B8AD', 128) WHERE template_id = ?",
	sprintf 'nodetmpl%024d', $template);
for my $row ([ 'fewer', 'DELETE FROM bk_sops.tasktmpl3_tasktemplate WHERE id < 101000 AND id > 100000' ],
	[ 'longer', "UPDATE bk_sops.tasktmpl3_tasktemplate SET category = REPEAT(_utf8mb4 X'E4B8AD', 255)" ]) {
	my ($name, $sql) = @$row;
	my $before = cuts();
	is(ask_and_change($sql), undef, "a list of 20 MB, $name while it is sent: the connection ends without an end");
	is(cuts() - $before, 1, '... and the log says so, once');
}
{
	my ($before, $gone) = (cuts(), cancelled());
	my $lock   = $s->db->connect;
	my $socket = fcgi_connect($socket{header});
	$socket->syswrite(fcgi_request(own(get_template_list => 2), @user));
	$socket->recv(my $first, 1000, Socket::MSG_PEEK());
	$lock->do('LOCK TABLES bk_sops.tasktmpl3_tasktemplate WRITE');
	$socket->blocking(0);
	wait_for('a page to wait', sub { 1 while $socket->sysread(my $some, 1 << 20); $s->db->statements_waiting });
	close $socket;
	wait_for('the request to be given up', sub { cancelled() > $gone });
	$lock->disconnect;
	is(cuts(), $before, 'a client that hangs up while a page of it is read: no line in the log');
}
$s->db->do('DELETE FROM bk_sops.tasktmpl3_tasktemplate WHERE id > 100000');

# --- requests

my $WRONG = '{"message":"CONTENT_LENGTH is not the length of the request body","data":null,"result":false}';
my $FORM  = 'application/x-www-form-urlencoded';

# What is answered, and whether the connection stays open.
sub answered {
	my ($name, $target, %o) = @_;
	my $socket = fcgi_connect($socket{$name});
	$socket->syswrite(fcgi_request($target, %o, keep => 1));
	my ($head, $body) = split /\r\n\r\n/, fcgi_answer($socket) // return('no answer'), 2;
	my ($status) = $head =~ /^Status: (\d+)/;
	return "$status without a reason" if $status == 400 && $body ne $WRONG;
	$socket->syswrite(fcgi_request('/ping', keep => 1));
	return "$status, " . (fcgi_answer($socket) ? 'kept' : 'closed');
}

for my $to (
	[ esb    => "$ESB/get_task_detail/", json(%who, task_id => $task) ],
	[ header => own(get_tasks_status => 2), json(task_id_list => [$task]), @user ],
	[ esb    => '/ping', 'x' x 30 ],
	[ status => '/status?json', 'x' x 30 ],
) {
	my ($name, $target, $body, @more) = @$to;
	my $n = length $body;
	for my $row (
		[ 'none',                 undef,               '200, kept' ],
		[ 'an empty one',         '',                  '200, kept' ],
		[ 'the right one',        $n,                  '200, kept' ],
		[ 'zeros in front',       "000$n",             '200, kept' ],
		[ 'one more',             $n + 1,              '400, closed' ],
		[ 'one less',             $n - 1,              '400, closed' ],
		[ '0',                    '0',                 '400, closed' ],
		[ '-1',                   '-1',                '400, closed' ],
		[ 'a minus',              "-$n",               '400, closed' ],
		[ 'a plus',               "+$n",               '400, closed' ],
		[ 'a blank behind',       "$n ",               '400, closed' ],
		[ 'a blank in front',     " $n",               '400, closed' ],
		[ 'a NUL behind',         "$n\0",              '400, closed' ],
		[ 'a newline behind',     "$n\n",              '400, closed' ],
		[ 'two',                  "$n, $n",            '400, closed' ],
		[ 'abc',                  'abc',               '400, closed' ],
		[ 'a fraction',           "$n.0",              '400, closed' ],
		[ 'hexadecimal',          sprintf('0x%x', $n), '400, closed' ],
		[ 'digits of another script', "\xD9\xA3\xD9\xA0", '400, closed' ],
		[ '2 ** 32 more',         $n + 2**32,          '400, closed' ],
		[ '2 ** 64 more',         '18446744073709' . (551_616 + $n), '400, closed' ],
		[ '400 digits',           '9' x 400,           '400, closed' ],
	) {
		my ($which, $length, $want) = @$row;
		is(answered($name, $target, method => 'POST', body => $body, length => $length, @more), $want,
			"$name, $target, CONTENT_LENGTH: $which");
	}
}
for my $row (
	[ 'GET, none',       '200, kept',   esb => esb(get_task_detail => task_id => $task) ],
	[ 'GET, empty',      '200, kept',   esb => esb(get_task_detail => task_id => $task), length => '' ],
	[ 'GET, 0',          '200, kept',   esb => esb(get_task_detail => task_id => $task), length => 0 ],
	[ 'GET, 1',          '400, closed', esb => esb(get_task_detail => task_id => $task), length => 1 ],
	[ 'GET, own, empty', '200, kept',   header => own(get_task_detail => $task, 2), length => '', @user ],
	[ 'GET, own, 0',     '200, kept',   header => own(get_task_detail => $task, 2), length => 0, @user ],
	[ 'GET, own, 1',     '400, closed', header => own(get_task_detail => $task, 2), length => 1, @user ],
	[ 'GET /ping, 0',    '200, kept',   esb => '/ping', length => 0 ],
	[ '1 MiB',           '200, kept',   esb => '/ping', method => 'POST', body => 'x' x 1048576 ],
	[ '1 MiB and 1',     '413, kept',   esb => '/ping', method => 'POST', body => 'x' x 1048577 ],
	[ 'less than it', '413, closed', esb => '/ping', method => 'POST', body => 'x' x 1048577, length => 1048576 ],
	[ 'more than it', '400, closed', esb => '/ping', method => 'POST', body => 'x' x 1048576, length => 1048577 ],
) {
	my ($name, $want, @ask) = @$row;
	is(answered(@ask), $want, "CONTENT_LENGTH: $name");
}
my $cut = query(@who, task_id => 1);
is(answered(esb => "$ESB/get_task_detail/", method => 'POST', body => $cut, length => 1 + length $cut, type => $FORM),
	'400, closed', 'a form that was cut from task_id=12 to task_id=1');
is(answered(esb => "$ESB/get_task_detail/", method => 'POST', body => $cut, type => $FORM),
	'200, kept', 'the same form, whole');

# --- through web servers

my $D    = "$ESB/get_task_detail/";
my $body = json(%who, task_id => $task);

sub posted {
	my ($port, @how) = @_;
	my $got = eval { http($port, 'POST', $D, @how) } or return $@;
	return "$got->{status} " . ($got->{body} =~ /"result":true/ ? 'good' : $got->{body});
}
for my $row (
	[ 'nginx', $s->{nginx}{port} ],
	Bk::WebServers::has_apache()   ? [ 'mod_proxy_fcgi', Bk::WebServers::apache_proxy($s->{pool}) ] : (),
	Bk::WebServers::has_fcgid()    ? [ 'mod_fcgid', Bk::WebServers::apache_fcgid($s->{pool}) ] : (),
	Bk::WebServers::has_lighttpd() ? [ 'lighttpd', Bk::WebServers::lighttpd($s->{pool}) ]     : (),
	Bk::WebServers::has_haproxy()  ? [ 'HAProxy',  Bk::WebServers::haproxy($s->{pool}) ]      : (),
) {
	my ($name, $port) = @$row;
	is(posted($port, body => $body), '200 good', "$name: a POST");
	is(posted($port, chunked => $body), '200 good', "$name: a POST in chunks, of a length that nobody knows before");
}
my $port = Bk::Process::free_port();
Bk::Nginx->new(name => '-bodiless', http => <<~EOT);
server {
	listen 127.0.0.1:$port;
	location / { include /etc/nginx/fastcgi_params; fastcgi_pass_request_body off; fastcgi_pass unix:$socket{esb}; }
}
EOT
Bk::Process::wait_for('nginx', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
is(posted($port, body => $body), "400 $WRONG", 'nginx that does not send the body');
$own->stop;
is(join('', $own->complaints), '', 'nothing bad in the log of the other pool');
$s->finish;
