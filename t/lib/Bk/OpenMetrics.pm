# SPDX-License-Identifier: MIT
# A strict reader of OpenMetrics 1.0 text.
package Bk::OpenMetrics;
use v5.28;
use warnings;
use Exporter 'import';
our @EXPORT_OK = qw(metrics_read metrics_value metrics_promtool);

my $name   = qr/[a-zA-Z_:][a-zA-Z0-9_:]*/;
my $number = qr/[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Inf|NaN/;
my %suffixes = (
	counter   => qr/_total|_created/,
	gauge     => qr//,
	histogram => qr/_bucket|_count|_sum|_created/,
	info      => qr/_info/,
	unknown   => qr//,
);

sub _escaped {
	my ($text) = @_;
	$text =~ /\A(?:[^\\"\n]|\\[\\"n])*\z/ or die "a text that is not escaped: $text\n";
	return $text =~ s/\\(.)/$1 eq 'n' ? "\n" : $1/ger;
}

sub _labels {
	my ($text) = @_;
	my %labels;
	return \%labels if !defined $text;
	while ($text =~ /\G($name)="((?:[^\\"\n]|\\[\\"n])*)"(,|\z)/gc) {
		my ($label, $value, $end) = ($1, _escaped($2), $3);
		$label =~ /:|^__/ and die "the label $label is reserved\n";
		exists $labels{$label} and die "the label $label is there twice\n";
		$labels{$label} = $value;
		return \%labels if $end eq '';
	}
	die "labels are wrong: $text\n";
}

sub _key { my ($labels, @but) = @_; my %l = %$labels; delete @l{@but}; return join ',', map { "$_=$l{$_}" } sort keys %l }

sub _check_histogram {
	my ($family) = @_;
	my %points;
	for my $sample (@{ $family->{samples} }) {
		my ($suffix, $labels, $value) = @$sample;
		my $point = $points{ _key($labels, 'le') } //= { buckets => [] };
		(exists $labels->{le}) == ($suffix eq '_bucket') or die "le belongs to buckets\n";
		if   ($suffix eq '_bucket') { push @{ $point->{buckets} }, [ $labels->{le}, $value ] }
		else                        { $point->{$suffix} = $value }
	}
	for my $point (values %points) {
		my @buckets = @{ $point->{buckets} };
		@buckets && $buckets[-1][0] eq '+Inf' or die "no bucket +Inf at the end\n";
		for my $i (0 .. $#buckets) {
			my ($le, $n) = @{ $buckets[$i] };
			$le eq '+Inf' or $le =~ /\A(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])\z/ or die "le=$le is not canonical\n";
			$n =~ /\A[0-9]+\z/ or die "a bucket of $n\n";
			next if !$i;
			$le eq '+Inf' || $le > $buckets[ $i - 1 ][0] or die "le=$le is out of order\n";
			$n >= $buckets[ $i - 1 ][1] or die "the bucket $le is less than the one before\n";
		}
		defined $point->{_count} && $point->{_count} == $buckets[-1][1] or die "_count is not the bucket +Inf\n";
		defined $point->{_sum} && $point->{_sum} >= 0 or die "_sum is wrong\n";
	}
}

sub _check {
	my ($family) = @_;
	my $type = $family->{TYPE};
	my (%seen, %left, $last);
	@{ $family->{samples} } or die "no sample\n";
	if (defined(my $unit = $family->{UNIT})) {
		$family->{name} =~ /_\Q$unit\E\z/ or die "the name does not end with the unit $unit\n";
		$type ne 'info' or die "info has no unit\n";
	}
	$family->{name} =~ /_(?:total|created|bucket|count|sum|info)\z/ and die "a reserved end of a name\n";
	length($family->{HELP} // '') or die "no HELP\n";
	for my $sample (@{ $family->{samples} }) {
		my ($suffix, $labels, $value) = @$sample;
		$seen{ $suffix . '{' . _key($labels) }++ and die "twice: $suffix " . _key($labels) . "\n";
		my $metric = _key($labels, 'le');
		if (!defined $last || $last ne $metric) {
			$left{$metric} and die "samples of $metric are not together\n";
			$left{$last} = 1 if defined $last;
			$last = $metric;
		}
		$value eq 'NaN' || $value =~ /^-|Inf/ and $type ne 'gauge' and die "the value $value\n";
		$type ne 'info' || $value == 1 or die "info is not 1\n";
	}
	_check_histogram($family) if $type eq 'histogram';
}

# metrics_read(BYTES): {family => {TYPE, UNIT, HELP, samples => [[suffix,
# {labels}, value], ...]}}; dies with what is wrong.
sub metrics_read {
	my ($text) = @_;
	utf8::decode(my $copy = $text) or die "not UTF-8\n";
	$copy =~ s/^# EOF\n\z//m or die "no # EOF at the end\n";
	my @lines = split /\n/, $copy, -1;
	pop @lines;    # what follows the last line feed
	my (%families, %samples, $now);
	my $begin = sub {
		my ($family) = @_;
		return $now if $now && $now->{name} eq $family;
		_check($now) if $now;
		exists $families{$family} and die "$family comes back\n";
		return $now = $families{$family} = { name => $family, samples => [] };
	};
	eval {
		for my $line (@lines) {
			if ($line =~ /^# (TYPE|UNIT|HELP) ($name) (.+)\z/) {
				my ($what, $family, $rest) = ($1, $2, $3);
				$begin->($family);
				@{ $now->{samples} } and die "$what behind a sample\n";
				exists $now->{$what} and die "$what twice\n";
				$now->{$what} = $what eq 'HELP' ? _escaped($rest) : $rest;
				$what ne 'TYPE' || $suffixes{$rest} or die "no type: $rest\n";
				next;
			}
			my ($sample, $labels, $value) = $line =~ /^($name)(?:\{(.*)\})? ($number)\z/ or die "no line of OpenMetrics: $line\n";
			$now && defined $now->{TYPE} or die "a sample without TYPE: $line\n";
			my ($suffix) = $sample =~ /^\Q$now->{name}\E($suffixes{$now->{TYPE}})\z/ or die "no sample of a $now->{TYPE}: $line\n";
			push @{ $now->{samples} }, [ $suffix, _labels($labels), $value ];
		}
		_check($now) if $now;
		1;
	} or die(($now ? "$now->{name}: " : '') . $@);
	for my $family (values %families) {
		my %names = map { ($family->{name} . $_->[0] => 1) } @{ $family->{samples} };
		$samples{$_}++ and die "two families have samples $_\n" for sort keys %names;
	}
	return \%families;
}

# metrics_value(FAMILIES, SAMPLE NAME, label => value, ...): the sum of the
# samples with these labels; undef when there is none.
sub metrics_value {
	my ($families, $name, %labels) = @_;
	my $sum;
	for my $family (values %$families) {
		for my $sample (@{ $family->{samples} }) {
			my ($suffix, $has, $value) = @$sample;
			next if $family->{name} . $suffix ne $name;
			next if grep { ($has->{$_} // '') ne $labels{$_} } keys %labels;
			$sum = ($sum // 0) + $value;
		}
	}
	return $sum;
}

# What promtool says against the text, "" when nothing; undef when it is not
# installed.  Its reader of OpenMetrics wants a time for each sample; its lint
# knows the older format only, in which the names of counters end differently
# and there is no info.
sub metrics_promtool {
	my ($text, $dir) = @_;
	return if system 'command -v promtool >/dev/null';
	my ($timed, $old) = ($text) x 2;
	$timed =~ s/^([^#].*)$/$1 1700000000/mg;
	my %counter = map { ($_ => 1) } $text =~ /^# TYPE (\S+) counter$/mg;
	$old =~ s/^# (HELP|TYPE) (\S+)/"# $1 $2" . ($counter{$2} ? '_total' : '')/mge;
	$old =~ s/^# TYPE (\S+) info$/# TYPE $1_info gauge/mg;
	$old =~ s/^# HELP bksops_build /# HELP bksops_build_info /mg;
	$old =~ s/^# UNIT .*\n|^# EOF\n//mg;
	for ([ timed => $timed ], [ old => $old ]) {
		open my $out, '>', "$dir/metrics.$_->[0]" or die $!;
		print $out $_->[1];
		close $out;
	}
	my $said = `promtool tsdb create-blocks-from openmetrics '$dir/metrics.timed' '$dir/metrics.blocks' 2>&1`;
	$said = '' if !$?;
	$said .= `promtool check metrics <'$dir/metrics.old' 2>&1`;
	return $said;
}

1;
