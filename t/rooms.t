# SPDX-License-Identifier: MIT
# The sources against the table of src/README.md: a room includes headers of its
# own and of rooms above it only, and no files include each other in a circle.
use v5.28;
use warnings;
use Bk::Failures;
use List::Util qw(sum0);
use Test::More;

my $source = ($ENV{BKSOPS_SRCDIR} // '.') . '/src';

sub lines {
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!";
	return <$in>;
}

my @rooms = map { m{^\| `src/(\w+)/` \|} ? $1 : () } lines("$source/README.md");
my %floor = map { $rooms[$_] => $_ } 0 .. $#rooms;
my @found = map { m{/(\w+)/\z} ? $1 : () } glob "$source/*/";
is_deeply([ sort keys %floor ], \@found, 'each directory is a room of the table');

# The headers that declare endpoints.
my %declares;
for my $file (glob "$source/sops_*/*.h") {
	my $declared = grep { /^extern const struct endpoint\b/ } lines($file);
	$declares{ $file =~ s{\A\Q$source\E/}{}r } = $declared if $declared;
}
cmp_ok(sum0(values %declares), '>', 5, 'the endpoints are found');

# Whose files (X.c with X.h) include each other in a circle; each with the files
# that it includes.
sub circles {
	my (%includes) = @_;
	my (@found, %done);
	my $follow;
	$follow = sub {
		my ($file, @way) = @_;
		my ($from) = grep { $way[$_] eq $file } 0 .. $#way;
		push @found, join ' ', @way[ $from .. $#way ], $file if defined $from;
		return if defined $from || $done{$file};
		$follow->($_, @way, $file) for sort keys %{ $includes{$file} // {} };
		$done{$file} = 1;
	};
	$follow->($_) for sort keys %includes;
	return @found;
}
is_deeply([ circles(a => { b => 1 }, b => { c => 1 }, c => { b => 1, d => 1 }) ], ['b c b'], 'a circle is found');

my (@up, @lost, @knowing, %includes);
my $count = 0;
for my $file (map { glob "$source/$_/*.[ch]" } @rooms) {
	my ($name, $room) = $file =~ m{\A\Q$source\E/((\w+)/.*)};
	for (lines($file)) {
		my ($header, $of) = m{^\s*#\s*include\s+"((?:(\w+)/)?[^"]+)"} or next;
		$count++;
		my ($unit, $included) = map { s/\.[ch]\z//r } $name, $header;
		$includes{$unit}{$included} = 1 if $unit ne $included;
		if (!defined $of || !defined $floor{$of} || !-e "$source/$header") { push @lost, "$name: $header" }
		elsif ($floor{$of} > $floor{$room}) { push @up, "$name: $header" }
		push @knowing, $name if $room eq 'api' && $declares{$header};
	}
}
cmp_ok($count, '>', 500, 'the includes are found');
is(join("\n", @lost), '', 'an include names room and file');
is(join("\n", @up),   '', 'none is of a room below');
is(join("\n", circles(%includes)), '', 'none is of a circle');
is_deeply([ do { my %seen; grep { !$seen{$_}++ } @knowing } ], ['api/release_2019.c', 'api/release_current.c'],
	'the releases alone know their endpoints');
done_testing();
