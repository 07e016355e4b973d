# SPDX-License-Identifier: MIT
# The document that the project began from: task 10 of the sample data is its
# example, member for member.
use v5.28;
use warnings;
use Bk::Http qw(query);
use Bk::Nginx;
use Bk::Process qw(slurp);
use Bk::Service;
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $source = Bk::Nginx::source();
my $s = Bk::Service->new(
	all  => 0,
	paas => [ "$source/schema/open_paas.sql",    "$source/schema/sample-paas.sql" ],
	sops => [ "$source/schema/2019/bk_sops.sql", "$source/schema/2019/sample.sql" ],
	set  => { time_zone => 'UTC', time_format => '%Y-%m-%d %H:%M:%S', app_host => 'http://bk_sops_host/' });
my $want = JSON::PP->new->utf8->decode(slurp("$source/t/data/document.json"))->{data};

# The request of the document; its bk_token is an example, so the user is
# named instead.
my $answer = $s->post($Bk::Service::DETAIL, body => <<'EOT');
{"bk_app_code": "esb_test", "bk_app_secret": "xxx", "bk_username": "admin", "bk_biz_id": "2", "task_id": "10"}
EOT
my $json = Bk::Service::json($answer);
is($answer->{status}, 200, 'HTTP 200');
ok($json->{result}, 'result is true');
my $data = $json->{data};

# Where the example contradicts itself or bk-sops (sops chapter 4), the choice is:
my %choice = (
	template_id => [ 266, 'an integer, as the table of the document and the code have it' ],
	task_url    => [ 'http://bk_sops_host/taskflow/execute/2/?instance_id=10',
		'of this task: the example shows another one\'s' ],
);
my %added = (
	name        => [ $want->{instance_name}, 'the name that table and code use' ],
	finish_time => [ $want->{end_time},      'the name that table and code use' ],
);
for my $member (sort keys %$want) {
	next if $member =~ /^(pipeline_tree|outputs)$/ || $choice{$member};
	is_deeply($data->{$member}, $want->{$member}, "data.$member");
}
for my $member (sort keys %choice) {
	is($data->{$member}, $choice{$member}[0], "data.$member: $choice{$member}[1]");
}
for my $member (sort keys %added) {
	is($data->{$member}, $added{$member}[0], "data.$member: $added{$member}[1]");
}
is_deeply([ map { { %$_{qw(key name value)} } } @{ $data->{outputs} } ],
	$want->{outputs}, 'data.outputs');
is_deeply([ map { $_->{preset} ? 1 : 0 } @{ $data->{outputs} } ], [ 0, 0, 0 ],
	'data.outputs[].preset: none of the three comes from a plugin\'s outputs');
for my $member (sort keys %{ $want->{pipeline_tree} }) {
	next if $member eq 'constants';
	is_deeply($data->{pipeline_tree}{$member}, $want->{pipeline_tree}{$member}, "data.pipeline_tree.$member");
}
is_deeply($data->{pipeline_tree}{constants}, $want->{constants},
	'data.pipeline_tree.constants: the same as data.constants, the example leaves it empty');
is_deeply([ sort keys %$data ], [ sort(keys %$want, keys %added) ], 'no member is missing, none too many');

my %refused = (
	'the user guest belongs to no business' => [ { bk_username => 'guest' },
		'user[username=guest] does not have perm of business:[bk_biz_id=2]' ],
	'there is no task 12' => [ { task_id => 12 }, 'task[id=12] of business[bk_biz_id=2] does not exist' ],
);
for my $name (sort keys %refused) {
	my ($change, $message) = @{ $refused{$name} };
	my %q = (bk_app_code => 'esb_test', bk_app_secret => 'xxx', bk_username => 'admin',
		bk_biz_id => 2, task_id => 10, %$change);
	my $got = Bk::Service::json($s->get($Bk::Service::DETAIL . '?' . query(%q)));
	is($got->{message}, $message, $name);
}
my $got = Bk::Service::json($s->get($Bk::Service::DETAIL . '?' . query(bk_app_code => 'esb_test',
	bk_app_secret => 'xxx', bk_username => 'operator01', bk_biz_id => 2, task_id => 11)));
is($got->{data}{executor}, '', 'a member of the business sees the task that has not been started');
$s->finish;
