# SPDX-License-Identifier: MIT
# The shipped files of fcgi-conf/: every web server gives the same answers.
use v5.28;
use warnings;
use Bk::Http qw(http query);
use Bk::Service;
use Bk::Token qw(signature);
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my $s = Bk::Service->new(all => 0);
my $D = $Bk::Service::DETAIL;
my @who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin');
my @task = (task_id => 1, bk_biz_id => 2);
my $json = JSON::PP->new->canonical->utf8->encode({ @who, @task });

# A signed request, as the path that is signed depends on the web server.
my $signed = do {
	my %q = (bk_app_code => 'bk_cdman', bk_nonce => 12345, bk_timestamp => time, bk_username => 'admin', @task);
	my $text = "GET$D?" . join '&', map { "$_=$q{$_}" } sort keys %q;
	query(%q, bk_signature => signature('cd-secret', $text));
};

my @questions = (
	[ 'a good GET',               GET  => "$D?" . query(@who, @task) ],
	[ 'esb 2: no trailing slash', GET  => ($D =~ s{/$}{}r) . '?' . query(@who, @task) ],
	[ 'esb 4: a double slash',    GET  => ($D =~ s{v2/}{v2//}r) . '?' . query(@who, @task) ],
	[ 'esb 8: capitals',          GET  => ($D =~ s{v2/sops/get_task_detail}{V2/SOPS/GET_TASK_DETAIL}r) . '?' . query(@who, @task) ],
	[ 'esb 10: a JSON body',      POST => $D, body => $json ],
	[ 'esb 27: a form',           POST => $D, body => query(@who, @task),
		headers => [ 'Content-Type', 'application/x-www-form-urlencoded' ] ],
	[ 'If-None-Match: *',         GET  => "$D?" . query(@who, @task), headers => [ 'If-None-Match', '*' ] ],
	[ 'If-None-Match: another',   GET  => "$D?" . query(@who, @task), headers => [ 'If-None-Match', 'W/"x"' ] ],
	[ 'esb 13: PUT',              PUT  => $D, body => '{}' ],
	[ 'esb 37: nothing',          GET  => $D ],
	[ 'esb 59: Chinese',          GET  => "$D?" . query(bk_app_code => "\x{4e2d}", bk_app_secret => 'x') ],
	[ 'esb 70: a signed request', GET  => "$D?$signed" ],
	[ 'esb 122: a header',        GET  => "$D?" . query(@who, @task), headers => [ 'X-Use-Test-Env', '1' ] ],
	[ 'esb 136: a language',      GET  => "$D?" . query(@who, @task), headers => [ 'Accept-Language', 'zh-CN' ] ],
	(map { [ $_, GET => ($D =~ s/get_task_detail/$_/r) . '?' . query(@who, @task, template_id => 9) ] }
		  qw(get_template_list get_common_template_list get_template_info get_common_template_info
		  get_task_status get_task_node_detail query_task_count get_periodic_task_list get_periodic_task_info)),
	[ 'get_task_list',            GET  => ($D =~ s/get_task_detail/get_task_list/r) . '?' . query(@who, bk_biz_id => 2, fields => 'id,name') ],
	[ 'get_tasks_status',         POST => ($D =~ s/get_task_detail/get_tasks_status/r),
		body => JSON::PP->new->canonical->encode({ @who, bk_biz_id => 2, task_id_list => [ 2 ] }) ],
	[ 'esb 6.2: a POST component', POST => $D =~ s/get_task_detail/query_task_count/r, body => $json =~ s/\}\s*\z/, "group_by": "status"}/r ],
	[ 'a task that is not there', GET  => "$D?" . query(@who, task_id => 99, bk_biz_id => 2) ],
);

# What of an answer must be the same everywhere.
sub essence {
	my ($answer) = @_;
	my $body = $answer->{body} =~ s/"request_id":"[0-9a-f]{32}"/"request_id":"R"/r;
	return join "\n", $answer->{status}, (map { $answer->{headers}{$_} // '' } 'content-type', 'content-language'), $body;
}

my %port = (nginx => $s->{nginx}{port});
$port{'Apache mod_proxy_fcgi'} = Bk::WebServers::apache_proxy($s->{pool}) if Bk::WebServers::has_apache();
$port{'Apache mod_fcgid'}      = Bk::WebServers::apache_fcgid($s->{pool}) if Bk::WebServers::has_fcgid();
$port{lighttpd}                = Bk::WebServers::lighttpd($s->{pool})     if Bk::WebServers::has_lighttpd();

like($s->get("$D?" . query(@who, @task))->{body}, qr/"result":true/, 'nginx: the answer to compare with is a good one');
for my $server ('Apache mod_proxy_fcgi', 'Apache mod_fcgid', 'lighttpd') {
SKIP: {
		skip "$server is not installed", scalar @questions if !$port{$server};
		for my $question (@questions) {
			my ($name, $method, $target, %o) = @$question;
			my $want = http($port{nginx}, $method, $target, %o);
			my $got = http($port{$server}, $method, $target, %o);
			is(essence($got), essence($want), "$server: $name");
		}
	}
}
like($s->get("${\($D =~ s/task_detail/template_list/r)}?" . query(@who, @task))->{body}, qr/"data":\[\],"result":true/, 'nginx: templates, too');
like($s->get(($D =~ s/detail/status/r) . '?' . query(@who, @task))->{body}, qr/get status error/, 'nginx: get_task_status is sent to the pool');
like($s->get(($D =~ s/detail/list/r) . '?' . query(@who, bk_biz_id => 2))->{body}, qr/"next_cursor":null/, 'nginx: get_task_list is sent to the pool');
like($s->post(($D =~ s/detail/status/r =~ s/task_/tasks_/r), body => JSON::PP->new->encode({ @who, bk_biz_id => 2 }))->{body}, qr/"data":\[\],"result":true/,
	'nginx: get_tasks_status is sent to the pool');
like($s->get(($D =~ s/detail/node_detail/r) . '?' . query(@who, task_id => 99, bk_biz_id => 2))->{body}, qr/task\[id=99\]/, 'nginx: get_task_node_detail is sent to the pool');
is($s->get('/api/c/compapi/v2/sops/create_task/')->{status}, 404, 'nginx: other URLs are not sent to the pool');
$s->finish;
