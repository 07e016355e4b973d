# SPDX-License-Identifier: MIT
package Bk::Failures;

# What failed in a test file and what it died of: as TAP, where the message of a
# die alone would be lost among others, and in the file of the environment
# variable BKSOPS_FAILURES, which `make check` shows behind prove's summary.
use v5.28;
use warnings;

our $logs;    # a directory: the ends of its logs are shown with a death
my $owner = $$;
my @death;    # lines

$SIG{__DIE__} = sub { died($_[0]) if defined $^S && !$^S };

sub _lines { my ($file) = @_; open my $in, '<', $file or return; return <$in> }

# The last lines of the logs that were written last; not of those with a line
# for each request.
sub _last_words {
	my @files = grep { -s && !/\b(?:access|slow)\b/ } glob "$logs/*.log";
	my %age   = map { $_ => -M } @files;
	@files = (sort { $age{$a} <=> $age{$b} } @files)[ 0 .. 3 ];
	return map {
		my @lines = _lines($_);
		("$_:\n", map { "  $_" } @lines > 10 ? @lines[ -10 .. -1 ] : @lines);
	} grep { defined } @files;
}

# The first one counts: what it leads to is no news.
sub died {
	my ($why) = @_;
	return if @death || $$ != $owner;
	@death = ("died: $why" =~ /^.*\n?/mg, $logs ? _last_words() : ());
	s/\n?\z/\n/ for @death;
}

END {
	if ($$ == $owner) {
		my $status = $?;
		print "not ok - $death[0]", map { "# $_" } @death[ 1 .. $#death ] if @death;
		if ($ENV{BKSOPS_FAILURES} && Test::Builder->can('new')) {
			my $n = 0;
			my @failed = grep { defined } map { $n++; $_->{ok} ? undef : "not ok $n - $_->{name}\n" } Test::Builder->new->details;
			if ((@failed || @death) && open my $out, '>>', $ENV{BKSOPS_FAILURES}) {
				print $out "$0\n", map { "  $_" } @failed, @death;
			}
		}
		$? = $status;
	}
}

1;
