# SPDX-License-Identifier: MIT
# Answers recorded at bk-sops 3.34 and 3.32 themselves, asked again: one line for
# each recorded question and release.
use v5.28;
use warnings;
use Bk::Json qw(json_decode);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir spew secret);
use Bk::RecordedCurrent qw(recorded_entries recorded_value wrong value_difference planted);
use Bk::Service;
use Test::More;

Bk::Service::need();
plan skip_all => 'not installed: xz' if system 'command -v xz >/dev/null';
my $source  = Bk::Nginx::source();
my $data    = "$source/t/data";
my @entries = @{ recorded_entries("$data/current-answers.jsonl.xz") };
my %asked   = map { $_->{endpoint} => 1 } @entries;
# The URLs of the catalogue, and what only bk-sops answers, which is a 501 here.
my @forwarded = qw(categories get_plugin_base_info get_plugin_detail get_plugin_list plugins preview_common_task_tree preview_task_tree);
is_deeply([ sort keys %asked ], [ sort 'auth', @forwarded, qw(
	get_clocked_task_list get_common_template_info get_common_template_list get_functionalization_task_list get_mini_app_list
	get_periodic_task_info get_periodic_task_list get_task_count get_task_detail get_task_effective_time get_task_list
	get_task_node_data get_task_node_detail get_task_node_log get_task_operate_record get_task_status get_template_info
	get_template_list get_template_schemes get_tasks_manual_intervention_state get_tasks_status get_user_project_list
	inner/get_task_effective_time inner/get_task_node_log plugin-gateway/runs plugin-gateway/runs/status query_task_count) ],
	'each endpoint has answers, and tokens have');

# --- the comparison itself ---------------------------------------------------

sub whole { my ($entry) = @_; return $entry->{status}[0] == 200 }

my (@unequal, @unseen, $planted);
for my $entry (grep { whole($_) } @entries) {
	my ($trace) = map { $_->[1] } grep { $_->[0] eq 'traceparent' } @{ $entry->{headers} // [] };
	my $as_sent = $entry->{answer}[0] =~ s/"trace_id": ""\}\z/'"trace_id": "' . ($trace || '0' x 32) . '"}'/er;
	my $value   = sub { json_decode($as_sent) };
	push @unequal, $entry->{id} if defined value_difference($entry, recorded_value($entry, 0), $value->(), time);
	next if length $as_sent > 100_000;
	my $got = $value->();
	my $how = planted($entry, $got) // next;
	$planted++;
	push @unseen, "$entry->{id}: $how" if !defined value_difference($entry, recorded_value($entry, 0), $got, time);
}
is("@unequal", '', 'each recorded answer equals itself');
cmp_ok($planted, '>', 1000, 'answers with an error in one place');
is(join("\n", @unseen), '', 'each error is seen');

# --- the questions -----------------------------------------------------------

my %set = (
	component_outputs => "$data/current-outputs.json", 'shield.secret_key_file' => tmpdir . '/shield.key',
	'shield.keywords' => 'sup3rs3cret,hidden_token');
spew($set{'shield.secret_key_file'}, "oracle_secret_key\n", 0600);
secret('oracle_secret_key');
my $s = Bk::Service->new(generation => 'current', release => '3.34', set => \%set,
	sops => [ "$source/schema/current/bk_sops.sql", "$data/current-bk_sops.sql.xz" ]);
my $older = Bk::Service->new(generation => 'current', release => '3.32', set => \%set, name => '332',
	maria => $s->{maria});

# The URL that a question without the last "/" is led to.
sub with_slash {
	my ($entry) = @_;
	my $target = "$entry->{target}/";
	return (grep { $_->{target} eq $target && $_->{method} eq $entry->{method} && whole($_) } @entries)[0];
}

for my $line (0, 1) {
	my ($service, $release) = @{ [ [ $s, '3.34' ], [ $older, '3.32' ] ]->[$line] };
	for my $entry (@entries) {
		my $name = join ' ', $release, "$entry->{id}:", $entry->{method}, $entry->{target}, $entry->{note};
		my ($body, @headers) = ($entry->{body}, map { @$_ } @{ $entry->{headers} // [] });
		utf8::encode($_) for grep { defined } $name, $body, @headers;
		my $answer = eval { $service->ask($entry->{method}, $entry->{target}, headers => \@headers,
			defined $body ? (body => $body) : ()) };
		my $want = $entry->{status}[$line] == 301 ? { %{ with_slash($entry) }, headers => $entry->{headers} } : $entry;
		my $wrong = $answer ? wrong($want, $line, $answer, time) : "no answer: $@";
		ok(!defined $wrong, $name =~ tr/#//dr) or diag($wrong);
	}
}
$older->{pool}->stop;
is(join('', $older->{pool}->complaints), '', 'release = 3.32: nothing bad in the log');
$s->finish;
