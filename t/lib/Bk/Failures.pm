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
my %said;     # of a failed test's number: what it said about it, in lines

# A failure that comes once in a hundred runs is known from these lines only.
INIT {
	if (my $diag = Test::Builder->can('diag')) {
		no warnings 'redefine';
		*Test::Builder::diag = sub {
			my ($builder, @text) = @_;
			push @{ $said{ $builder->current_test } }, join('', map { $_ // 'undef' } @text) =~ /^.+/mg;
			goto &$diag;
		};
	}
}

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

# The lines of the tests that failed, each with the first ones of what they said.
sub _failed {
	my ($n, @lines) = (0);
	for my $test (Test::Builder->can('new') ? Test::Builder->new->details : ()) {
		next if $n++, $test->{ok};
		my @about = grep { !/^  (?:Failed test|at )/ } @{ $said{$n} // [] };
		push @lines, "not ok $n - $test->{name}\n", map { '  # ' . substr($_, 0, 300) . "\n" } splice @about, 0, 20;
	}
	return @lines;
}

END {
	if ($$ == $owner) {
		my $status = $?;
		print "not ok - $death[0]", map { "# $_" } @death[ 1 .. $#death ] if @death;
		my @lines = (_failed(), @death);
		# A test that Perl cannot compile dies unheard.
		push @lines, "ended with status $status\n" if $status && !@lines;
		if ($ENV{BKSOPS_FAILURES} && @lines && open my $out, '>>', $ENV{BKSOPS_FAILURES}) {
			print $out "$0\n", map { "  $_" } @lines;
		}
		$? = $status;
	}
}

1;
