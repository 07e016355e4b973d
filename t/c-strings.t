# SPDX-License-Identifier: MIT
# A text is counted (src/base/text.h): nothing need end it.  A function that
# reads to a NUL reads on, so it takes no counted text; what is an exception
# stands in a table here, with what ends it.
use v5.28;
use warnings;
use Bk::Failures;
use Test::More;

my $source = ($ENV{BKSOPS_SRCDIR} // '.') . '/src';

# Functions that make a number of a C string, by file.
my %number = (
	'base/decimal.c strtod_l'   => 'the one helper: its own bounded copy',
	'base/sink.c sscanf'        => 'an environment variable',
	'config/value.c strtoll'   => 'the value of a key, which inih ends',
	'doctor/host.c fscanf'      => 'a file of /proc',
	'fcgi/server.c sscanf'      => 'what uname(2) has ended',
	'pool/listen.c sscanf'      => 'a line of /proc, which fgets ends',
	'pool/process.c sscanf'     => 'a line of /proc, which is ended there',
	'pool/trial.c sscanf'       => 'a line of /proc, which fgets ends',
	'pool/worker.c sscanf'      => 'a line of /proc, which is ended there',
	'python/number.c strtod'    => 'what snprintf has just written',
	'python/number.c strtol'    => 'what snprintf has just written',
);

# Where the bytes of a text, without their length, go to a function.
my %passed = (
	'api/esb.c arena_printf(dest.s)'                   => 'arena_printf ends it',
	'auth/component.c strncasecmp(path.s)'             => 'bounded by the length of both',
	'auth/iam.c curl_easy_setopt(question.s)' => 'CURLOPT_POSTFIELDSIZE_LARGE says its length',
	'auth/identity.c verify(json.s)'                   => 'arena_copy ends it',
	'auth/ratelimit.c strcspn(shown.s)'                => 'arena_printf ends it',
	'decode/pickle_write.c no_form(v->text.s)'         => 'a literal, always',
	'decode/tree_walk.c inflate_next(&part.s)'         => 'is set, not read',
	'decode/tree_walk.c json_memory_source(&part.s)'   => 'is set, not read',
	'decode/tree_write.c free(e->known.json.s)'        => 'is freed, not read',
	'decode/tree_write.c free(known->json.s)'          => 'is freed, not read',
	'doctor/host.c checkup_find(text.s)'               => 'arena_copy ends it',
	'sops/count_conditions.c refuse_condition(why.s)' => 'arena_join ends it',
	'sops_2019/node_detail.c call_fault(why.s)'        => 'arena_join ends it',
	'sops/call.c call_fault(why.s)'                    => 'arena_printf ends it',
	'sops_current/task_detail.c call_fault(text.s)'     => 'arena_printf ends it',
	'sops_current/template_info.c call_forward(why.s)'   => 'arena_printf ends it',
	'sops_current/template_info.c cannot_show(why.s)'    => 'arena_printf ends it',
	'sops_current/value.c call_fault(why.s)'           => 'arena_printf ends it',
	'sops_current/listing.c call_fault(arena_printf(call->arena, "", why).s)' => 'arena_printf ends it',
	'sops_current/node.c call_fault(text.s)'           => 'arena_printf ends it',
	'sops_current/operate_record.c call_fault(text.s)' => 'arena_printf ends it',
	'sops_current/plugin_run.c call_fault(text.s)'     => 'arena_printf ends it',
	'json/reader.c scan_collect(string->s)'            => 'no text, the scanner',
	'pool/pages.c read_half_id(text.s)'                => 'bounded by PROBE_ID, which is its length',
	'doctor/grants.c batch_sql(role.s)'    => 'arena_copy ends it',
);

my $text = qr/(?:\w+\([^()]*\)|[\w>.\[\]-]+)(?:\.|->)s/;

# C without comments, and strings without what is in them.
sub bare {
	my ($c) = @_;
	$c =~ s{(/\*.*?\*/)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')}{$1 ? ' ' : substr($2, 0, 1) . substr($2, -1)}gse;
	return $c =~ s/\s+/ /gr;
}

# The calls of a piece of C: name and arguments each.
sub calls {
	my ($c) = @_;
	my @found;
	while ($c =~ /\b(\w+)\s*(?=(\((?:[^()]++|(?2))*\)))/g) {
		my ($name, $in) = ($1, substr $2, 1, -1);
		next if $name =~ /^(?:if|while|for|switch|return|sizeof)\z/;
		my @argument;
		push @argument, $1 while $in =~ /\G\s*((?:[^,(){}]++|(\((?:[^()]++|(?2))*\))|(\{(?:[^{}]++|(?3))*\}))+),?/g;
		push @found, [ $name, @argument ];
	}
	return @found;
}

my $to_number = qr/(?:strto(?:[dflq]|ld|ll|u[lq]|ull|[iu]max)(?:_l)?|ato(?:[ifl]|ll)|v?[fs]?scanf)/;

sub numbers { return grep { /^$to_number\z/ } map { $_->[0] } calls($_[0]) }

# An argument that is the start of a text, where none beside it has a length.
sub unbounded {
	my @found;
	for (calls($_[0])) {
		my ($name, @a) = @$_;
		# memchr and the like take a length, as far on as it is.
		next if $name =~ /^mem/;
		for my $i (0 .. $#a) {
			my ($s) = $a[$i] =~ /^(?:.*[?:)]\s*)?(&?$text)\s*\z/ or next;
			my @beside = ($i ? $a[ $i - 1 ] : (), $a[ $i + 1 ] // ());
			push @found, "$name($s)" if !grep { /len|\bn\b|size/ } @beside;
		}
	}
	return @found;
}

# What the two see, so that they are known to see it.
for (
	[ 'strtod(p->value.s, NULL)',                   [ 'strtod' ], [ 'strtod(p->value.s)' ] ],
	[ 'x = a ? NAN : strtod ( t.s , NULL) / 2',     [ 'strtod' ], [ 'strtod(t.s)' ] ],
	[ 'n = strtoull(copy, NULL, 16) + atoi(b)',     [ 'strtoull', 'atoi' ], [] ],
	[ 'f(sscanf(line, "%d", &n), strlen(rows[i].s))', [ 'sscanf' ], [ 'strlen(rows[i].s)' ] ],
	[ 'f(g(1, 2), a.s == NULL ? "x" : a.s)',        [], [ 'f(a.s)' ] ],
	[ '/* atoi(x) */ say("strtod(t.s)", t.len, t.s)', [], [] ],
	[ 'strcmp(buf_text(&b).s, x)',                  [], [ 'strcmp(buf_text(&b).s)' ] ],
	[ 'memcpy(to, t.s, t.len)',                     [], [] ],
	[ 'f((struct text){t.s, n}, TEXT_ARG(t))',      [], [] ],
) {
	my ($c, $numbers, $unbounded) = @$_;
	my $bare = bare($c);
	is_deeply([ [ numbers($bare) ], [ unbounded($bare) ] ], [ $numbers, $unbounded ], "seen: $c");
}

my (%is_number, %is_passed);
my $files = 0;
for my $file (glob "$source/*/*.[ch]") {
	my ($name) = $file =~ m{\A\Q$source\E/(.*)};
	open my $in, '<', $file or die "$file: $!";
	my $c = bare(do { local $/; scalar <$in> });
	$files++;
	$is_number{"$name $_"} = 1 for numbers($c);
	$is_passed{"$name $_"} = 1 for unbounded($c);
}
cmp_ok($files, '>', 200, 'the sources are found');
is_deeply([ sort keys %is_number ], [ sort keys %number ], 'numbers are read by base/decimal.h and base/text.h');
is_deeply([ sort keys %is_passed ], [ sort keys %passed ], 'no text goes anywhere without its length');
done_testing();
