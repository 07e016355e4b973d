# SPDX-License-Identifier: MIT
package Bk::RecordedCurrent;

# Answers that bk-sops' current generation gave, in both lines, and ours: what
# may differ by design (sops-current 7.9).
#
# t/data/current-answers.jsonl.xz has three lines for each question: the
# question, the answer of 3.34, and that of 3.32 or "same".  A trace_id is "" in
# them; of another status than 200 there is no answer, but null.
use v5.28;
use warnings;
use Bk::Json qw(json_strict json_decode json_difference json_text is_number);
use Exporter 'import';
use JSON::PP   ();
use Time::Local qw(timegm);
our @EXPORT_OK = qw(recorded_entries recorded_value wrong value_difference planted);

# The answers' clock: what ran then runs still.
my $RECORDED = timegm(0, 0, 6, 4, 6, 2026);

# recorded_entries(FILE): [{id, endpoint, note, method, target, headers, body,
# needs, status, answered, answer}, ...].  Of needs, status, answered (the headers
# Content-Type, Vary, Content-Language) and answer there are two: of 3.34, 3.32.
sub recorded_entries {
	my ($file) = @_;
	open my $in, '-|:raw', 'xz', '-dc', $file or die "xz: $!";
	my $reader = JSON::PP->new->utf8;
	my @entries;
	while (my $question = <$in>) {
		my $entry = $reader->decode($question);
		chomp(my @answer = map { scalar <$in> } 1, 2);
		$answer[1] = $answer[0] if $answer[1] eq '"same"';
		push @entries, { %$entry, answer => \@answer };
	}
	close $in or die "xz: $file";
	return \@entries;
}

# Lists that bk-sops orders by nothing: of any endpoint by the name of the
# member, and the groups of query_task_count by category.
my %unordered = map { $_ => 1 } qw(labels);

sub _in_order {
	my ($value, $name) = @_;
	no warnings 'recursion';
	if (ref $value eq 'HASH') {
		_in_order($value->{$_}, $_) for keys %$value;
	} elsif (ref $value eq 'ARRAY') {
		_in_order($_) for @$value;
		_sort($value) if defined $name && $unordered{$name};
	}
}

sub _sort { my ($list) = @_; @$list = sort { json_text($a) cmp json_text($b) } @$list if ref $list eq 'ARRAY' }

# The groups of a value, or undef where they have an order.
sub _unordered_groups {
	my ($entry, $value) = @_;
	return $value->{data}{groups}
	  if $entry->{endpoint} eq 'query_task_count' && ($entry->{body} // '') =~ /category/
	  && ref $value eq 'HASH' && ref $value->{data} eq 'HASH';
	return;
}

sub recorded_value {
	my ($entry, $line) = @_;
	return json_decode($entry->{answer}[$line]);
}

# --- values ------------------------------------------------------------------

sub _is_text { my ($value) = @_; return defined $value && !ref $value }

# An integer has its digits, a float its value: Python writes its own 1e+16.
sub _same_number {
	my ($want, $got) = @_;
	my $float = qr/[.eE]/;
	return $$want =~ $float && $$got =~ $float && $$want == $$got;
}

sub _is_nan_as_null {
	my ($want, $got) = @_;
	return is_number($want) && $$want =~ /NaN|Infinity/ && json_text($got) eq 'null';
}

sub _is_set_as_array {
	my ($want, $got) = @_;
	return _is_text($want) && $want =~ /^(?:frozenset\(|set\()?[\[{(]/ && ref $got eq 'ARRAY';
}

sub _is_class { my ($want, $got) = @_; return _is_text($want) && _is_text($got) && $got =~ /^<[\w.]+>\z/ }

# [endpoints, where, what is accepted there]: NaN is no JSON; a set is an array;
# of an object that is no data the class is named.
my $output = qr{^/data/(?:outputs/\d+/value(?:/|\z)|histories/\d+/outputs/)};
my @designed = (
	[ qr/^get_task_(?:node_\w+|detail)\z/, qr{^/data/},                     \&_is_nan_as_null ],
	[ qr/^get_task_node_\w+\z/,            $output,                         \&_is_set_as_array ],
	[ qr/^get_task_detail\z/,              qr{^/data/outputs/\d+/value\z},  \&_is_set_as_array ],
	[ qr/^get_task_node_\w+\z/,
		qr{^/data/(?:inputs/|outputs/\d+/value\z|histories/\d+/outputs/)}, \&_is_class ],
);

# A batch names a task that was not started by its own name, not by another's.
sub _own_names {
	my ($want, $got) = @_;
	return if ref $want->{data} ne 'ARRAY' || ref $got->{data} ne 'ARRAY';
	for my $i (0 .. $#{ $want->{data} }) {
		my ($old, $new) = ($want->{data}[$i], $got->{data}[$i]);
		next if ref $old ne 'HASH' || ref $new ne 'HASH' || ref $old->{status} ne 'HASH' || ref $new->{status} ne 'HASH';
		my $name = $new->{status}{name};
		$old->{status}{name} = $name
		  if exists $old->{status}{name} && _is_text($name) && _is_text($new->{name}) && $name eq $new->{name};
	}
}

# value_difference(ENTRY, WANT, GOT, NOW): the first difference between two
# values that the design does not want, or undef.  Both may be changed.  NOW: the
# time of the answer, by which an elapsed_time may have grown.
sub value_difference {
	my ($entry, $want, $got, $now) = @_;
	my ($endpoint, $passed) = ($entry->{endpoint}, $now - $RECORDED);
	if (ref $want eq 'HASH' && ref $got eq 'HASH') {
		my ($trace) = map { $_->[1] } grep { lc $_->[0] eq 'traceparent' } @{ $entry->{headers} // [] };
		my $id = $got->{trace_id};
		$want->{trace_id} = $id
		  if exists $want->{trace_id} && _is_text($id) && (defined $trace ? $id eq $trace : $id =~ /^[0-9a-f]{32}\z/);
		_own_names($want, $got) if $endpoint eq 'get_tasks_status';
	}
	for ($want, $got) {
		_in_order($_);
		_sort(_unordered_groups($entry, $_));
	}
	return json_difference($want, $got, sub {
		my ($old, $new, $path) = @_;
		if (is_number($old) && is_number($new)) {
			return 1 if _same_number($old, $new);
			return $path =~ m{/elapsed_time\z} && abs($$new - $$old - $passed) <= 5;
		}
		return scalar grep { $endpoint =~ $_->[0] && $path =~ $_->[1] && $_->[2]->($old, $new) } @designed;
	});
}

# --- answers -----------------------------------------------------------------

# Statuses that stand for another one: [the recorded status, endpoints, notes,
# the statuses].  A token that is refused is a page of HTML there; and what makes
# Python fail may be answered here.
my @status = (
	[ 500, qr/^auth\z/, qr//,         403 ],
	[ 200, qr/^auth\z/, qr/^PS512\z/, 403 ],
);

sub _is_status_by_design {
	my ($entry, $want, $got) = @_;
	for (@status) {
		my ($status, $endpoint, $note, @instead) = @$_;
		return 1 if $status == $want && $entry->{endpoint} =~ $endpoint && $entry->{note} =~ $note
		  && grep { $_ == $got } @instead;
	}
	return;
}

# The spellings of a boolean: 3.32 ran on another library than its own when it
# was recorded.
sub _is_unknown {
	my ($entry, $line) = @_;
	return $line == 1 && $entry->{note} =~ /^drf315 bool/;
}

# wrong(ENTRY, LINE, ANSWER, NOW): what is wrong with an answer, or undef.  LINE: 0
# for 3.34, 1 for 3.32.
sub wrong {
	my ($entry, $line, $answer, $now) = @_;
	my ($want, $status, $headers) = ($entry->{status}[$line], $answer->{status}, $answer->{headers});
	return if $status != $want && _is_status_by_design($entry, $want, $status);
	return if $status == 501 && $entry->{needs}[$line];
	return "status: wanted $want, got $status: $answer->{body}" if $status != $want;
	return if _is_unknown($entry, $line);
	return $headers->{allow} ? undef : 'no header Allow' if $status == 405;
	return if $status == 403;
	my $got = eval { json_strict($answer->{body}) };
	# Where bk-sops writes a lone surrogate, so do we (sops-current 1.5).
	$got //= eval { json_decode($answer->{body}) } if $@ =~ /^a lone surrogate/ && $entry->{answer}[$line] =~ /\\ud[89ab]/;
	return "no JSON: $@" if !defined $got;
	# What a failure of Python's says is one text.
	return json_text($got->{result}) eq 'false' ? undef : 'result: wanted false, got ' . json_text($got) if $status == 500;
	my $head = join '; ', map { $headers->{$_} // 'none' } qw(content-type vary content-language);
	return "headers: wanted $entry->{answered}[$line], got $head" if $head ne $entry->{answered}[$line];
	return 'no header Sops-Trace-Id' if !length($headers->{'sops-trace-id'} // '');
	return "header Sops-Trace-Id: $headers->{'sops-trace-id'}"
	  if ref $got eq 'HASH' && exists $got->{trace_id}
	  && json_text($got->{trace_id}) ne json_text($headers->{'sops-trace-id'});
	return value_difference($entry, recorded_value($entry, $line), $got, $now);
}

# --- errors on purpose -------------------------------------------------------

# Each place of a value as [its container, its key], the outermost first.
sub _places {
	my ($value) = @_;
	no warnings 'recursion';
	my @keys = ref $value eq 'HASH' ? sort keys %$value : ref $value eq 'ARRAY' ? 0 .. $#$value : ();
	return map { my $key = $_; ([ $value, $key ], _places(ref $value eq 'HASH' ? $value->{$key} : $value->[$key])) } @keys;
}

my ($true, $false) = json_strict('[true,false]')->@*;

sub _another {
	my ($value) = @_;
	return Bk::Json::number($$value + 1) if is_number($value) && $$value =~ /^-?\d{1,9}\z/;
	return "$value." if _is_text($value);
	return json_text($value) eq 'true' ? $false : $true;
}

# A way to plant an error: [what it does, where it can, how]; the last two are
# given a container and a key of it.
my @ways = (
	[ 'another value', sub { 1 }, sub {
		my ($in, $k) = @_;
		$_ = _another($_) for ref $in eq 'HASH' ? $in->{$k} : $in->[$k];
	} ],
	[ 'nothing', sub { 1 }, sub {
		my ($in, $k) = @_;
		ref $in eq 'HASH' ? delete $in->{$k} : splice @$in, $k, 1;
	} ],
	[ 'one more', sub { 1 }, sub {
		my ($in, $k) = @_;
		ref $in eq 'HASH' ? ($in->{"$k "} = $true) : splice @$in, $k, 0, $true;
	} ],
	[ 'the next one', sub {
		my ($in, $k) = @_;
		return ref $in eq 'ARRAY' && $k && json_text($in->[$k]) ne json_text($in->[ $k - 1 ]);
	}, sub {
		my ($in, $k) = @_;
		@$in[ $k, $k - 1 ] = @$in[ $k - 1, $k ];
	} ],
);

# planted(ENTRY, VALUE): changes a JSON object in one place, which the entry's id
# chooses, in one of these ways; what was done, or undef when there is no such
# place.
sub planted {
	my ($entry, $value) = @_;
	my $n = $entry->{id};
	my ($way, $can, $do) = $ways[ $n % 4 ]->@*;
	my $groups = _unordered_groups($entry, $value) // 0;
	my @places = grep { $can->(@$_) && !($way eq 'the next one' && $_->[0] == $groups) } _places($value) or return;
	my ($in, $key) = $places[ $n * 7919 % @places ]->@*;
	$do->($in, $key);
	return "$way at $key";
}

1;
