# SPDX-License-Identifier: MIT
package Bk::Json;

# JSON as it is on the wire: numbers keep their digits, members that come twice
# are noticed, and two values are compared to the first difference.
#
# Texts are Perl texts, arrays and objects references; numbers are references
# to their digits and true, false, null to their names, both blessed.
use v5.28;
use warnings;
no warnings 'recursion';
use Exporter 'import';
our @EXPORT_OK = qw(json_decode json_strict json_difference json_text is_number number);

my %short = (b => "\b", f => "\f", n => "\n", r => "\r", t => "\t", '"' => '"', '\\' => '\\', '/' => '/');
my %word  = map { my $name = $_; ($name => bless \$name, 'Bk::Json::Word') } qw(true false null);
my $digits = qr/-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/;
my $blank = qr{[ \t\r\n]*};
our ($lax, $twice);

sub number { my ($digits) = @_; return bless \$digits, 'Bk::Json::Number' }
sub is_number { return ref $_[0] eq 'Bk::Json::Number' }

sub _escaped {
	my ($hex, $low) = @_;
	my $c = hex $hex;
	return chr 0x10000 + (($c & 0x3FF) << 10) + (hex($low) & 0x3FF) if defined $low;
	die "a lone surrogate \\u$hex\n" if !$lax && $c >= 0xD800 && $c <= 0xDFFF;
	return chr $c;
}

sub _string {
	# In steps, as one pattern cannot take more than 32,766 pieces.
	my $text = '';
	while (1) {
		if (/\G([^"\\\x00-\x1F]+)/gc) { $text .= $1 }
		elsif (/\G"/gc)               { return $text }
		elsif (m{\G\\(["\\/bfnrt])}gc) { $text .= $short{$1} }
		elsif (/\G\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/gc) { $text .= _escaped($1, $2) }
		elsif (/\G\\u([0-9a-fA-F]{4})/gc) { $text .= _escaped($1) }
		else { die 'a string is wrong at ' . pos . "\n" }
	}
}

sub _object {
	no warnings 'recursion';
	my %members;
	return \%members if /\G$blank\}/gc;
	while (1) {
		/\G$blank"/gc or die 'no member at ' . pos . "\n";
		my $name = _string();
		/\G$blank:/gc or die 'no colon at ' . pos . "\n";
		push @$twice, $name if exists $members{$name};
		$members{$name} = _value();
		next if /\G$blank,/gc;
		return \%members if /\G$blank\}/gc;
		die 'an object is wrong at ' . pos . "\n";
	}
}

sub _array {
	no warnings 'recursion';
	my @elements;
	return \@elements if /\G$blank\]/gc;
	while (1) {
		push @elements, _value();
		next if /\G$blank,/gc;
		return \@elements if /\G$blank\]/gc;
		die 'an array is wrong at ' . pos . "\n";
	}
}

sub _value {
	no warnings 'recursion';
	/\G$blank/gc;
	return _string()       if /\G"/gc;
	return _object()       if /\G\{/gc;
	return _array()        if /\G\[/gc;
	return number($1)      if /\G($digits)/gc;
	return $word{$1}       if /\G(true|false|null)\b/gc;
	return number($1)      if $lax && /\G(NaN|-?Infinity)\b/gc;
	die 'no value at ' . (pos // 0) . "\n";
}

sub _decode {
	my ($bytes) = @_;
	local $_ = $bytes;
	utf8::decode($_) or die "not UTF-8\n";
	die "a surrogate in UTF-8\n" if !$lax && /[\x{D800}-\x{DFFF}]/;
	my $value = _value();
	/\G$blank\z/gc or die 'something follows at ' . pos . "\n";
	return $value;
}

# json_decode(BYTES): the value of what Python wrote, with NaN and surrogates;
# dies when it is no JSON.
sub json_decode {
	local ($lax, $twice) = (1, []);
	return _decode(@_);
}

# json_strict(BYTES): the value of what RFC 8259 allows, and a list of members
# that came twice.
sub json_strict {
	local ($lax, $twice) = (0, []);
	my $value = _decode(@_);
	return wantarray ? ($value, @$twice) : $value;
}

# json_text(VALUE): one line to show, members in order, ASCII.
sub json_text {
	my ($value) = @_;
	no warnings 'recursion';
	return 'nothing' if !defined $value;
	return $$value if ref $value eq 'Bk::Json::Number' || ref $value eq 'Bk::Json::Word';
	return '[' . join(',', map { json_text($_) } @$value) . ']' if ref $value eq 'ARRAY';
	return '{' . join(',', map { json_text($_) . ':' . json_text($value->{$_}) } sort keys %$value) . '}'
	  if ref $value eq 'HASH';
	return '"' . $value =~ s/([^ -~]|["\\])/sprintf '\\x{%X}', ord $1/ger . '"';
}

sub _short { my $text = json_text(@_); return length $text > 90 ? substr($text, 0, 87) . '...' : $text }

# json_difference(WANT, GOT, SAME): the first place where they differ, with
# both values; nothing when they are equal.  SAME->(WANT, GOT, PATH), if given,
# is asked about values that are not equal, and may accept GOT.
sub json_difference {
	my ($want, $got, $same, $path) = @_;
	$path //= '';
	no warnings 'recursion';
	if (ref $want eq 'HASH' && ref $got eq 'HASH') {
		for my $name (sort keys %{ { %$want, %$got } }) {
			my $here = "$path/" . $name =~ s/([^ -~])/sprintf '\\x{%X}', ord $1/ger;
			return "$here: not expected: " . _short($got->{$name}) if !exists $want->{$name};
			return "$here: missing: " . _short($want->{$name}) if !exists $got->{$name};
			my $difference = json_difference($want->{$name}, $got->{$name}, $same, $here);
			return $difference if defined $difference;
		}
		return;
	}
	if (ref $want eq 'ARRAY' && ref $got eq 'ARRAY') {
		return "$path: wanted " . @$want . ' elements, got ' . @$got if @$want != @$got;
		for my $i (0 .. $#$want) {
			my $difference = json_difference($want->[$i], $got->[$i], $same, "$path/$i");
			return $difference if defined $difference;
		}
		return;
	}
	if (ref $want eq ref $got && ref $want ne 'HASH' && ref $want ne 'ARRAY') {
		return if (ref $want ? $$want eq $$got : $want eq $got);
	}
	return if $same && $same->($want, $got, $path);
	return ($path || '/') . ': wanted ' . _short($want) . ', got ' . _short($got);
}

1;
