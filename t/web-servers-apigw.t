# SPDX-License-Identifier: MIT
# The shipped files of fcgi-conf/ for bk-sops' own URLs: every web server gives
# the same answers.
use v5.28;
use warnings;
use utf8;
use Bk::Http qw(http);
use Bk::Service;
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my $s = Bk::Service->new(
	all    => 0,
	sample => 'nginx-apigw.conf',
	set    => { auth => 'header', common_templates => 'on', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $TD = "$Bk::Service::APIGW/get_task_detail";
my @who = ('Bk-Username', 'viewer', 'Bk-App-Code', 'my_app');
my $chinese = '张三';
utf8::encode($chinese);

my @questions = (
	[ 'a good GET',                     GET  => "$TD/1/2/", headers => \@who ],
	[ 'sops 2: no slash at the end',    GET  => "$TD/1/2?a=1", headers => \@who ],
	[ 'If-None-Match: *',               GET  => "$TD/1/2/", headers => [ @who, 'If-None-Match', '*' ] ],
	[ 'sops 4: letters',                GET  => "$TD/abc/2/", headers => \@who ],
	[ 'sops 8: POST',                   POST => "$TD/1/2/", headers => \@who, body => 'x' ],
	[ 'sops 9: a language',             GET  => "$TD/1/2/", headers => [ @who, 'Accept-Language', 'en' ] ],
	[ 'sops 12: no Bk-Username',        GET  => "$TD/1/2/" ],
	[ 'sops 14: Chinese',               GET  => "$TD/1/2/", headers => [ 'Bk-Username', $chinese ] ],
	[ 'sops 15: FF FE',                 GET  => "$TD/1/2/", headers => [ 'Bk-Username', "\xFF\xFE" ] ],
	[ 'sops 28: Arabic digits',         GET  => "$TD/%D9%A1/%D9%A2/", headers => \@who ],
	[ 'sops 30: a trusted app',         GET  => "$TD/1/2/", headers => [ 'Bk-Username', 'nobody', 'Bk-App-Code', 'bk_fta' ] ],
	[ 'get_task_status',                GET  => ($TD =~ s/detail/status/r) . '/1/2/', headers => \@who ],
	[ 'get_task_list',                  GET  => "$Bk::Service::APIGW/get_task_list/2/?limit=1", headers => \@who ],
	[ 'get_tasks_status',               POST => "$Bk::Service::APIGW/get_tasks_status/2/", headers => \@who, body => '{"task_id_list":[2]}' ],
	[ 'get_task_node_detail',           GET  => ($TD =~ s/detail/node_detail/r) . '/1/2/?node_id=x', headers => \@who ],
	[ 'sops 77: no such task',          GET  => "$TD/099/002/", headers => \@who ],
	(map { [ "sops 3.6: $_", GET => "$Bk::Service::APIGW/$_/", headers => \@who ] }
		  'get_template_list/2', 'get_template_info/9/2', 'get_common_template_list', 'get_common_template_info/9',
		  'get_periodic_task_list/2', 'get_periodic_task_info/9/2'),
	[ 'sops 3.8: a POST',               POST => "$Bk::Service::APIGW/query_task_count/2/", headers => \@who, body => '{"group_by":"status"}' ],
	[ 'sops 11: GET',                   GET  => "$Bk::Service::APIGW/query_task_count/2/", headers => \@who ],
	[ 'sops 2: no slash behind the name', GET => "$Bk::Service::APIGW/get_common_template_list", headers => \@who ],
	[ 'sops 152: common templates',     GET  => "$Bk::Service::APIGW/get_template_info/9/2/?template_source=common", headers => \@who ],
);

# What of an answer must be the same everywhere.
sub essence {
	my ($answer) = @_;
	return join "\n", $answer->{status}, (map { $answer->{headers}{$_} // '' } qw(content-type content-language allow)),
	  $answer->{body};
}

my %port = (nginx => $s->{nginx}{port});
$port{'Apache mod_proxy_fcgi'} = Bk::WebServers::apache_proxy($s->{pool}, '-apigw') if Bk::WebServers::has_apache();
$port{'Apache mod_fcgid'}      = Bk::WebServers::apache_fcgid($s->{pool}, '-apigw') if Bk::WebServers::has_fcgid();
$port{lighttpd}                = Bk::WebServers::lighttpd($s->{pool}, '-apigw')     if Bk::WebServers::has_lighttpd();

like(http($port{nginx}, 'GET', $_, headers => \@who)->{body}, qr/"result":true/, 'nginx: the answer to compare with is a good one')
  for "$TD/1/2/", "$Bk::Service::APIGW/get_template_list/2/", "$Bk::Service::APIGW/get_common_template_list/", "$Bk::Service::APIGW/get_common_template_list";
like(http($port{nginx}, 'GET', ($TD =~ s/detail/status/r) . '/1/2/', headers => \@who)->{body}, qr/get status error/,
	'nginx: get_task_status is sent to the pool');
like(http($port{nginx}, 'GET', ($TD =~ s/detail/node_detail/r) . '/99/2/', headers => \@who)->{body}, qr/task\[id=99\]/,
	'nginx: get_task_node_detail is sent to the pool');
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
unlike($s->get("$Bk::Service::APIGW/create_task/1/2/", headers => \@who)->{headers}{'content-type'}, qr/json/,
	'nginx: other URLs are not sent to the pool');
$s->finish;
