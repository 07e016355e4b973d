# SPDX-License-Identifier: MIT
package Bk::Recorded;

# A recorded answer of the Python services and ours: what may differ by design.
use v5.28;
use warnings;
use Bk::Json qw(json_difference json_text is_number);
use Exporter 'import';
our @EXPORT_OK = qw(recorded_difference);

our $clock;

# A node that ran when it was recorded runs still, and what it has taken is a
# number of seconds that no other has.
my $YEARS = 100_000_000;

sub _same_number {
	my ($want, $got, $path) = @_;
	if ($path =~ m{/elapsed_time$}) {
		return abs($got - $want - $clock) <= 5 if defined $clock;
		return 1 if $want > $YEARS && $got > $YEARS;
	}
	return $got == $want if $want =~ /^-?\d+$/ && $got =~ /^-?\d+$/;
	# ujson reads a number less exactly than it was written, and 5e-324 as 0.
	return 1 if $want == 0 && abs $got < 1e-323;
	return abs($got - $want) <= 1e-12 * abs $want;
}

# What is said of a condition and of a pickle that Python refuses: [where,
# Python's words, ours].
my $conditions = 'query_task_list params conditions';
my @own_words = (
	[ 'message', qr/^\Q$conditions\E\[\{.*\}\] have invalid key or value: /s,
		qr/^\Q$conditions\E\[".*": .+\] have invalid key or value: \w.*\w[.')]*$/ ],
	[ 'ex_data', qr/^IOField to_python raise error: No module named /,
		qr/^the pickle names the module ".+", which bk-sops does not have$/ ],
);

sub _own_words {
	my ($want, $got, $path) = @_;
	return grep { $path =~ m{/$_->[0]$} && $want =~ $_->[1] && $got =~ $_->[2] } @own_words;
}

# Differences that the design wants; WANT is Python's.
sub _designed {
	my ($want, $got, $path) = @_;
	if (is_number($want)) {
		return _same_number($$want, $$got, $path) if is_number($got);
		return $$want =~ /NaN|Infinity/ && json_text($got) eq 'null';
	}
	return 1 if !ref $want && !ref $got && _own_words($want, $got, $path);
	return $want =~ s/[\x{D800}-\x{DFFF}]/\x{FFFD}/gr =~ s/<([\w.]+) object at 0x[0-9a-f]+>/<$1>/gr
	  eq ($want =~ /\?/ ? $got =~ s/[\x{10000}-\x{10FFFF}]/?/gr : $got) if !ref $want && !ref $got;
	return !ref $want && $want =~ /^(?:frozen)?set\(\[/ && ref $got eq 'ARRAY';
}

# recorded_difference(WANT, GOT, clock => SECONDS): the first difference that
# the design does not want, or undef.  clock: since the recording, by which an
# elapsed_time may have grown; undef when that is not known.
sub recorded_difference {
	my ($want, $got, %o) = @_;
	local $clock = $o{clock};
	return json_difference($want, $got, \&_designed);
}

1;
