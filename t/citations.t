# SPDX-License-Identifier: MIT
# What comments, tests and the manual cite is in doc/, by its number; doc/README.md
# says how it is cited.
use v5.28;
use warnings;
use utf8;
use Bk::Failures;
use Bk::Process qw(slurp);
use Test::More;

my $source = $ENV{BKSOPS_SRCDIR} // '.';
my %document = (esb => 'esb.md', sops => 'sops-2019.md', 'sops-current' => 'sops-current.md');
my $item = qr/(?:chapter )?\d+(?:\.\d+)*|appendix [A-Z]|M\d+/;

# What a text cites: "esb 4.2", "sops 28".  A citation may go over lines of a comment.
sub cited {
	my ($text) = @_;
	$text =~ s/\n\s*(?:\*|#|\/\/|\.\\")?\s*/ /g;
	my @cited;
	while ($text =~ /(?<![\w-])(sops-current|sops|esb) ($item(?:(?:, | and | to (?:\g1 )?)$item)*)/g) {
		my ($name, $list) = ($1, $2);
		for (split /, | and /, $list) {
			my ($first, $last) = /^(\d+) to (?:\S+ )?(\d+)$/;
			push @cited, map { "$name $_" } defined $first ? $first .. $last : $_;
		}
	}
	return @cited;
}

for (
	[ 'a section',           '/* (sops 3.1.12). */',                'sops 3.1.12' ],
	[ 'at the end',          'sops 3.1.8, 3.1.9; whether.',         'sops 3.1.8|sops 3.1.9' ],
	[ 'a case',              "'esb 114: the limit'",                'esb 114' ],
	[ 'several',             '.It esb 126, 127 and 131',            'esb 126|esb 127|esb 131' ],
	[ 'from, to',            '.It sops 7 to 9',                     'sops 7|sops 8|sops 9' ],
	[ 'from, to, in full',   '.Pq esb 1 to esb 3',                  'esb 1|esb 2|esb 3' ],
	[ 'two documents',       'esb 4.2; sops 3.2',                   'esb 4.2|sops 3.2' ],
	[ 'chapters',            'esb 2.1, chapter 6',                  'esb 2.1|esb chapter 6' ],
	[ 'appendix, message',   'sops appendix A, esb M17',            'sops appendix A|esb M17' ],
	[ 'later releases',      'sops-current 4.0.4: the names',       'sops-current 4.0.4' ],
	[ 'over lines, in C',    "/* of a bool (sops\n\t * 3.5). */",   'sops 3.5' ],
	[ 'over lines, in Perl', "# of a bool (sops\n# 3.5).",          'sops 3.5' ],
	[ 'no citations',        'bk-sops 4002, sops: 405, auth = esb', '' ],
  ) {
	my ($name, $text, $want) = @$_;
	is(join('|', cited($text)), $want, "is read: $name");
}

# --- the documents

my %there;    # "esb 4.2" => 1
for my $name (sort keys %document) {
	my $text = slurp("$source/doc/$document{$name}");
	utf8::decode($text);
	my ($cases) = $text =~ /^## \d+\. Cases\n(.*?)(?=^## |\z)/ms;
	my @case = ($cases // '') =~ /^(?:\| )?(\d+)(?: \||\.) /mg;
	cmp_ok(scalar @case, '>', 50, "$name: " . @case . ' cases');
	is_deeply(\@case, [ 1 .. @case ], "$name: each has its number");
	my @target = (
		(map { s/^(\d+)\z/chapter $1/r } $text =~ /^#+ (\d+(?:\.\d+)*)\.? /mg),
		(map { "appendix $_" } $text =~ /^## Appendix ([A-Z])\. /mg),
		$text =~ /^\| (M\d+) \|/mg, @case);
	my %count;
	$count{$_}++ for @target;
	is(join(', ', grep { $count{$_} > 1 } @target), '', "$name: no number stands for two things");
	$there{"$name $_"} = 1 for @target;
}
for my $file (glob "$source/doc/*.md") {
	my $text = slurp($file);
	utf8::decode($text);
	my @long = grep { length > 120 && !/^\|/ } split /\n/, $text;
	is(join("\n", @long), '', $file =~ s{.*/}{doc/}r . ': lines of at most 120 characters');
}

# --- what cites them

# Files, and how many citations there are at least: a pattern that finds none is wrong.
for (
	[ 'src/*/*.[ch]',            100 ],
	[ 't/*.t t/lib/Bk/*.pm',     400 ],
	[ 't/unit/*.[ch]',           400 ],
	[ 'man/*.[578]',             100 ],
	[ 'fuzz/*.[ch] bench/*.c schema/*.sql schema/*/*.sql README.md src/README.md', 0 ],
  ) {
	my ($pattern, $least) = @$_;
	my ($count, @lost) = 0;
	for my $file (map { glob "$source/$_" } split ' ', $pattern) {
		next if $file =~ m{/t/citations\.t\z};
		my @cited = cited(slurp($file));
		$count += @cited;
		push @lost, map { "$file: $_" } grep { !$there{$_} } @cited;
	}
	cmp_ok($count, '>=', $least, "$pattern: $count citations");
	is(join("\n", @lost), '', "$pattern: each is in doc/");
}

# Tables whose numbers are printed with the name of the document.
for (
	[ 't/esb-*.t',       esb  => qr/\[ (\d+),\s+['"]/,               100 ],
	[ 't/logs.t',        esb  => qr/\[ '(\d+(?:\.\d+)+): /,            5 ],
	[ 't/sops-detail.t', sops => qr/\[ '(\d+(?:\.\d+)*): /,            5 ],
	[ 't/sops-node.t',   sops => qr/\[ ['"](\d+(?:\.\d+)*): /,         5 ],
	[ 't/sops-status.t', sops => qr/\[ ['"](\d+(?:\.\d+)*): /,         5 ],
  ) {
	my ($pattern, $name, $number, $least) = @$_;
	my @found = map { slurp($_) =~ /$number/g } glob "$source/$pattern";
	cmp_ok(scalar @found, '>=', $least, "$pattern: " . @found . ' numbers in tables');
	is(join(', ', grep { !$there{"$name $_"} } @found), '', "$pattern: each is in doc/$document{$name}");
}

# Seeds of the fuzz targets are named after the section that they are of: sops-2-3-3-protocol-1-obj, sops-6-2-42.
my @seeds = map { m{/((sops|esb)-(\d+(?:-\d+)+)[^/]*)\z} ? [ $1, $2, split /-/, $3 ] : () }
  glob "$source/fuzz/corpus/*/*";
my @lost_seeds = grep {
	my ($file, $name, @number) = @$_;
	!grep { $there{ "$name " . join '.', @number[ 0 .. $_ ] } } 1 .. $#number;
} @seeds;
cmp_ok(scalar @seeds, '>=', 50, 'fuzz/corpus: ' . @seeds . ' seeds of a section');
is(join(', ', map { $_->[0] } @lost_seeds), '', 'fuzz/corpus: each section is in doc/');

# Messages of ESB by their numbers alone, and citations in other forms, which the patterns above would pass by.
my $odd = qr/(?:sops|esb)(?:-current|-2019)?(?:(?:, | (?:cases?|section|ch\.|§) ?)\d+|(?: |, appendix )[A-D]\b)/;
my ($messages, @unknown, @odd) = 0;
for my $file (map { glob "$source/$_" } qw(src/*/*.[ch] t/*.t t/lib/Bk/*.pm t/unit/*.[ch] man/*.[578] fuzz/*.c)) {
	next if $file =~ m{/t/citations\.t\z};
	my $text = slurp($file) =~ s/\n\s*(?:\*|#)?\s*/ /gr;
	push @odd, map { "$file: $_" } $text =~ /(?<![\w\$>-])($odd)/g;
	next if $file !~ m{/(?:esb-\w+|Cases|refusal|auth\w*|api)\.\w+\z};
	my @numbers = $text =~ /\b(M[1-9]\d?)(?=\b|_)/g;
	$messages += @numbers;
	push @unknown, map { "$file: $_" } grep { !$there{"esb $_"} } @numbers;
}
cmp_ok($messages, '>=', 100, "$messages messages");
is(join("\n", @unknown), '', 'each message is in doc/esb.md');
is(join("\n", @odd), '', 'each citation has the form of doc/README.md');

like(slurp("$source/Makefile.am"), qr/^EXTRA_DIST = (?:.*\\\n)*.*\bdoc\b/m, 'doc/ is in the archive of the sources');
done_testing();
