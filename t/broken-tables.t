# SPDX-License-Identifier: MIT
# A table that cannot be read is a fault, and never reads as an empty one: with
# each table hidden in turn, an answer is that of before or says that something
# is broken, in profiles P1 and P2 of ESB and at bk-sops' own URLs.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(query);
use Bk::Periodic qw(add_periodic);
use Bk::Nginx;
use Bk::Pool;
use Bk::Service;
use Bk::Task qw(add_task add_states add_data add_history add_info instance_of fancy);
use Bk::Template qw(add_template);
use Bk::Token;
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $source = Bk::Nginx::source();
my %set    = ('pm.max_children' => 1, common_templates => 'on');
my $s  = Bk::Service->new(set => \%set);
my $db = $s->db;
$db->load('paas_p2', map { "$source/$_" } qw(schema/open_paas.sql t/data/open_paas.sql t/data/open_paas-p2.sql));
$db->do('GRANT SELECT ON paas_p2.* TO bksops_ro@localhost');
my %pool = (
	P1     => $s->{pool},
	P2     => Bk::Pool->new(maria => $db, name => 'p2',
		set => { %set, 'esb.profile' => 'p2', 'mysql.paas.database' => 'paas_p2' }),
	header => Bk::Pool->new(maria => $db, name => 'header', set => { %set, auth => 'header',
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef }));

# --- what is asked

my $task = add_task($s, start_time => '2019-01-17 04:13:08', finish_time => '2019-01-17 04:13:15');
my $node = "n$task";
add_states($s, instance_of($task), { children => { $node => {} } });
add_info($s, $task, qq({"node_id_set":["$node"]}));
add_data($s, $_) for instance_of($task), $node;
add_history($s, $node);
my ($template, $common, $periodic) = (add_template($s), add_template($s, common => 1),
	add_periodic($s, tree => '{"constants":{},"line":[]}'));
my @endpoints = (
	[ get_task_detail          => [ task_id => $task ] ],
	[ get_task_status          => [ task_id => $task ] ],
	[ get_task_node_detail     => [ task_id => $task ], [ node_id => $node ] ],
	[ get_template_list        => [] ],
	[ get_template_info        => [ template_id => $template ] ],
	[ get_template_info        => [ template_id => $common ], [ template_source => 'common' ] ],
	[ get_common_template_list => undef ],
	[ get_common_template_info => [ template_id => $common ], [], 'alone' ],
	[ get_periodic_task_list   => [] ],
	[ get_periodic_task_info   => [ task_id => $periodic ] ],
	[ get_task_list            => [] ],
	[ query_task_count         => [], { group_by => 'status' } ],
	[ query_task_count         => [], { group_by => 'category', conditions => { name__regex => '.' } } ],
	[ get_tasks_status         => [], { task_id_list => [$task], include_children_status => JSON::PP::true } ],
);

# The questions of a pool: [name, target, options of fcgi_get].
my $writer = JSON::PP->new->canonical->utf8;
sub own {
	my ($endpoint, $user) = @_;
	my ($name, $path, $more, $alone) = @$endpoint;
	my @path   = $path ? ((map { $path->[ 2 * $_ + 1 ] } 0 .. @$path / 2 - 1), $alone ? () : 2) : ();
	my $target = join '/', $Bk::Service::APIGW, $name, @path, '';
	my @body   = ref $more eq 'HASH' ? (method => 'POST', body => $writer->encode($more)) : ();
	$target .= '?' . query(@$more) if ref $more eq 'ARRAY' && @$more;
	return [ "$name as $user", $target, @body,
		params => [ HTTP_BK_USERNAME => $user, HTTP_BK_APP_CODE => 'my_app' ] ];
}

sub esb {
	my ($endpoint, @who) = @_;
	my ($name, $path, $more, $alone) = @$endpoint;
	my @all    = (@who, @{ $path // [] }, $path && !$alone ? (bk_biz_id => 2) : ());
	my $target = "/api/c/compapi/v2/sops/$name/";
	return [ "$name as $who[-1]", $target, method => 'POST', body => $writer->encode({ @all, %$more }) ]
	  if ref $more eq 'HASH';
	return [ "$name as $who[-1]", "$target?" . query(@all, @{ $more // [] }) ];
}
# An application that may name its user, and one that may not.
my @cdman = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret');
my @sops  = (bk_app_code => 'bk_sops', bk_app_secret => '11111111-2222-3333-4444-555555555555');
my %app   = (P1 => [ \@cdman, \@sops ], P2 => [ \@sops, \@cdman ]);
my $later  = time + 7200;
my $stored = stored_token($s, "$later|admin|AAAAAAAA", inactive_expire_time => $later);
my $absent = Bk::Token::token("$later|admin|BBBBBBBB");
$db->do('INSERT INTO paas_p2.login_bktoken SELECT * FROM open_paas.login_bktoken');
for my $paas (qw(open_paas paas_p2)) {
	$db->do("INSERT INTO $paas.esb_user_auth_token
		(app_code, username, auth_token, expires, created_time, last_accessed_time)
		VALUES ('$_', 'admin', 'access', '2099-01-01', '2019-01-01', '2019-01-01')") for qw(bk_cdman bk_sops);
	$db->do("UPDATE $paas.esb_channel SET perm_level = 1 WHERE id = 10");
}
my ($detail, $status) = @endpoints;
sub questions {
	my ($profile) = @_;
	my ($app, $other) = @{ $app{$profile} };
	return map { [ $profile => $_ ] }
	  (map { esb($_, @$app, bk_username => 'admin') } @endpoints),
	  (map { esb($detail, @$app, bk_username => $_) } qw(bob ghost)),
	  (map { esb($detail, @$app, bk_token => $_) } $stored, $absent, 'x'),
	  (map { esb($detail, @$app, bk_access_token => $_) } qw(access none)),
	  esb($detail, @$other, bk_username => 'admin'), esb($status, @$app, bk_username => 'admin'),
	  esb($detail, bk_app_code => 'nobody', bk_app_secret => 'x', bk_username => 'admin');
}
my @questions = (
	(map { my $user = $_; map { [ header => own($_, $user) ] } @endpoints } qw(admin bob ghost)),
	map { questions($_) } qw(P1 P2));

# An answer without what differs each time.
sub ask {
	my ($pool, $question) = @_;
	my (undef, $target, @options) = @$question;
	my ($head, $body) = split /\r\n\r\n/, fcgi_get($pool{$pool}{socket}, $target, @options) // 'no answer', 2;
	my ($status) = $head =~ /^Status: (\d+)/;
	$body =~ s/"request_id":"\w+"//;
	return $status . ' ' . $body;
}

my $FAULT = qr/\A500 |"code":1306201,.*"result":false|\A200 \{"message":"Component error, please contact/;
my $LOGIN = qr/\A200 \{"message":"Component request third-party system \[BK_LOGIN\] interface \[is_login\] error: S/;

my %before = map { ("@{ $_->[1] } $_->[0]" => ask(@$_)) } @questions;
my @broken = grep { $before{"@{ $_->[1] } $_->[0]"} =~ $FAULT } @questions;
is(join(', ', map { "$_->[0] $_->[1][0]" } @broken), '', 'with all tables nothing is broken');

# Tables that are read: each makes some answer a fault.
my @paas = qw(paas_app esb_app_account login_bktoken esb_user_auth_token esb_function_controller esb_channel
  esb_app_component_perm);
my %read = (
	open_paas => [ @paas, qw(bkaccount_bkuser esb_component_system) ],
	paas_p2   => \@paas,
	bk_sops => [ qw(account_user account_user_groups core_business django_content_type auth_permission
		  guardian_userobjectpermission guardian_groupobjectpermission pipeline_snapshot pipeline_treeinfo
		  pipeline_pipelinetemplate pipeline_pipelineinstance
		  tasktmpl3_tasktemplate template_commontemplate taskflow3_taskflowinstance engine_status engine_data
		  engine_noderelationship engine_historydata engine_history periodic_task_djceleryperiodictask
		  periodic_task_periodictask periodictask_periodictask) ],
);
for my $database (sort keys %read) {
	my @tables = @{ $db->dbh->selectcol_arrayref("SHOW TABLES FROM $database") };
	for my $table (@tables) {
		my $is_read = grep { $_ eq $table } @{ $read{$database} };
		my (@wrong, $faults, %login);
		$db->do('SET foreign_key_checks = 0');
		$db->do("RENAME TABLE $database.$table TO $database.hidden");
		for (@questions) {
			my ($pool, $question) = @$_;
			my $answer = ask($pool, $question);
			$login{"$pool $question->[0]"} = $answer;
			if ($answer =~ $FAULT) { $faults++ }
			elsif ($answer ne $before{"@$question $pool"}) { push @wrong, "$pool $question->[0]: $answer" }
		}
		$db->do("RENAME TABLE $database.hidden TO $database.$table");
		is(join("\n", @wrong), '', "without $database.$table: nothing reads as empty");
		ok(!!$faults == !!$is_read, "... and there are faults, if it is read at all");
		next if $table !~ /^(?:bkaccount_bkuser|login_bktoken)\z/;
		my $profile = $database eq 'open_paas' ? 'P1' : 'P2';
		like($login{"$profile get_task_detail as $_->[0]"}, $LOGIN,
			"... $profile: a token that is $_->[1] is a fault of the login service")
		  for [ $stored, 'stored' ], [ $absent, 'not stored' ];
	}
}
is(join(' ', map { $_->[1][0] } grep { ask(@$_) ne $before{"@{ $_->[1] } $_->[0]"} } @questions), '',
	'and with all of them the answers are those of before');
$pool{$_}->stop for qw(P2 header);
is(join(' ', map { $pool{$_}->complaints } qw(P2 header)), '', 'nothing bad in the logs of the other pools');
$s->finish;
