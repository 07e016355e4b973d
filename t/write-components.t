# SPDX-License-Identifier: MIT
# Components that write stay with the Python services (esb chapter 7): a request that
# the web server sent here by mistake is told so, without asking a database.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Pool;
use JSON::PP ();
use Test::More;

my $FALSE = JSON::PP::false;
my @WRITE = qw(create_task start_task operate_task node_callback create_periodic_task set_periodic_task_enabled
  modify_cron_for_periodic_task modify_constants_for_periodic_task import_common_template);
my $esb    = Bk::Pool->new(name => 'esb');
my $header = Bk::Pool->new(
	name => 'header',
	set  => { auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });

sub is_answer {
	my ($pool, $method, $target, $status, $json, $name) = @_;
	my ($head, $body) = split /\r\n\r\n/, fcgi_get($pool->{socket}, $target, method => $method) // '', 2;
	my ($got) = ($head // '') =~ /^Status: (\d+ [^\r]+)/m;
	is_deeply([ $got, scalar eval { JSON::PP->new->utf8->decode($body) } ], [ $status, $json ], $name) or diag($body);
}

for my $name (@WRITE) {
	my $why = "$name writes and is not answered here; the web server has to send its URL to";
	is_answer($esb, 'POST', "/api/c/compapi/v2/sops/$name/", '501 Not Implemented',
		{ message => "$why ESB", data => undef, result => $FALSE }, "esb chapter 7: $name");
	is_answer($header, 'POST', "/o/bk_sops/apigw/$name/1/2/", '501 Not Implemented',
		{ message => "$why bk-sops", result => $FALSE }, "esb chapter 7: $name at bk-sops' own URL");
}
is_answer($header, 'POST', "/o/bk_sops/$_", '404 Not Found', { message => 'There is no such URL', result => $FALSE },
	"sops 5: $_")
  for 'create_task/1/2/', 'apigw/create_tasks/1/2/', 'apigw/';
for my $pool ($esb, $header) {
	$pool->stop;
	is(join(' ', $pool->complaints), '', "auth = $pool->{name}: nothing else");
}
done_testing;
