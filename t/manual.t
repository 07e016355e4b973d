# SPDX-License-Identifier: MIT
# bksops-fcgi-api(7) beside the program's tables and beside the tests whose
# cases it lists.
use v5.28;
use warnings;
use Bk::Failures;
use Bk::Process qw(slurp);
use File::Basename qw(basename dirname);
use Test::More;

my $source = $ENV{BKSOPS_SRCDIR} // '.';
my $tables = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi') . '/t/unit/api-tables';
plan(skip_all => "not built: $tables") if !-x $tables;
my $page = slurp("$source/man/bksops-fcgi-api.7");

# The text of a chapter.
sub chapter { my ($name) = @_; return $page =~ /^\.Sh \Q$name\E\n(.*?)(?=^\.Sh )/ms ? $1 : '' }

# What the items of a chapter with this macro and name say: name => text.
sub items { my ($chapter, $name) = @_; return chapter($chapter) =~ /^\.It $name\n(.*?)(?=^\.(?:It|El)\b)/msg }

# --- the tables

my (%route, @write, %limit);
for (split /\n/, qx($tables)) {
	my ($what, $name, @row) = split /\t/, $_, -1;
	$route{$name} = "$row[0]:" . join(';', map { s/,/, /gr } grep { $_ ne '' } $row[1], join ',', sort split /,/, $row[2]) if $what eq 'route';
	push @write, $name if $what eq 'write';
	$limit{$name} = $row[0] =~ s/(?<=\d)(?=\d{3}\z)/,/r if $what eq 'limit';
}
cmp_ok(scalar keys %route, '>', 10, 'the tables are there');

# "METHOD:IDS;PARAMETERS" of the first sentence of an item.
sub call_of {
	my ($text) = @_;
	my ($method, $names) = $text =~ /\A(GET|POST)(?:, a JSON object)?(?::\s+([^.]*))?\.$/m or return $text;
	my ($ids, $parameters) = split /;\s+/, $names // '', 2;
	return "$method:" . join ';', map { join ', ', @$_ } grep { @$_ } [ split /,\s+/, $ids // '' ], [ sort split /,\s+/, $parameters // '' ];
}
my %item = items('ENDPOINTS', 'Ic (\w+)');
is_deeply({ map { $_ => call_of($item{$_}) } keys %item }, \%route, 'ENDPOINTS: methods, ids and parameters are those of the routes');
is_deeply([ chapter('ENDPOINTS') =~ /^\.Ql ([a-z]+_\w+) ?[,.]?$/mg ], [ qw(create_method flow_type), @write ], 'ENDPOINTS: those that write');

my $limits = chapter('LIMITS') =~ s/^\.\w+ ?//mgr =~ tr/\n/ /r;
like($limits, qr/\b$_->[1]/, "LIMITS: $_->[0]") for
  [ 'parameters of a call',  "$limit{parameters} parameters" ],
  [ 'task_id_list',          "$limit{task_id_list} ids" ],
  [ 'limit',                 "$limit{tasks_max} tasks in an answer" ],
  [ 'offset',                "offset of $limit{offset}," ],
  [ 'template_ids',          "$limit{template_ids} ids in template_ids" ],
  [ 'conditions',            "$limit{conditions} conditions" ],
  [ 'values of a condition', "$limit{values} values" ];
my %of_list = items('ADDITIONS', 'Ic (\w+)');
is($of_list{limit}, "Tasks of an answer, $limit{tasks} unless given; more than $limit{tasks_max} are $limit{tasks_max}.\n", 'get_task_list: limit');
is_deeply([ sort map { split / , / } chapter('ADDITIONS') =~ /^\.It Ic (.*)$/mg ], [ sort split /, /, $route{get_task_list} =~ s/.*;//r ],
	'get_task_list: each parameter is told of');

# --- what is forwarded

my ($forwarding) = chapter('THE CURRENT GENERATION') =~ /^\.Ss Forwarding\n(.*?)(?=^\.Ss )/ms;
my ($urls, $parameters) = map { [ sort map { split / , / } /^\.It Ic (.*)$/mg ] } ($forwarding // '') =~ /^\.Bl -tag.*?^\.El$/msg;
my %forwarded = map { my (undef, $name, undef, undef, undef, $properties) = split /\t/, $_, -1; $properties =~ /\bforwarded\b/ ? ($name => 1) : () }
	split /\n/, qx($tables current);
is_deeply($urls, [ sort keys %forwarded ], 'Forwarding: the URLs are those of the routes');
for my $sample (qw(apache-proxy_fcgi apache-fcgid lighttpd)) {
	my ($query) = slurp("$source/fcgi-conf/$sample-current.conf") =~ /\(\?i\)(.*)/;
	is_deeply([ sort grep { !/\A(?:json|false|off|no|f|n)\z/ } ($query // '') =~ /[a-z_]+/g ], $parameters, "Forwarding: the parameters are those in $sample-current.conf");
}

# --- the cases that do not hold

my %listed;
for (chapter('CASES OF THE SPECIFICATION') =~ /^\.It ((?:sops|esb) .*)$/mg) {
	my ($what, $numbers) = split ' ', $_, 2;
	$listed{"$what $_"} = 1 for map { /(\d+) to (\d+)/ ? $1 .. $2 : $_ } split /, /, $numbers;
}
my %tested;    # a case of which a test says "(design)": its file
for my $file (glob "$source/t/*.t") {
	my $text = slurp($file);
	my $esb  = basename($file) =~ /^esb-/;
	$tested{$_} = basename($file) for $text =~ /\b((?:sops|esb) \d+): ?[^'"\n]*\(design\)/g, $esb ? map { "esb $_" } $text =~ /\[ (\d+), +['"][^'"\n]*\(design\)/g : ();
}
cmp_ok(scalar keys %tested, '>', 20, 'the tests are found');
is(join(', ', map { "$_ in $tested{$_}" } grep { !$listed{$_} } sort keys %tested), '', 'CASES: each that a test asks otherwise is there');
done_testing();
