# SPDX-License-Identifier: MIT
# A FastCGI client that talks to a pool's socket itself, a step at a time.
package Bk::Fcgi;
use v5.28;
use warnings;
use Bk::Process ();
use Exporter 'import';
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
our @EXPORT_OK = qw(fcgi_connect fcgi_request fcgi_answer fcgi_answers fcgi_get);

sub _record { my ($type, $text) = @_; return pack('CCnnCC', 1, $type, 1, length $text, 0, 0) . $text }

sub _length { my ($n) = @_; return $n < 128 ? pack('C', $n) : pack('N', $n | 0x80000000) }

sub fcgi_connect {
	my ($to) = @_;
	return $to =~ m{^/} ? IO::Socket::UNIX->new(Peer => $to) : IO::Socket::INET->new(PeerAddr => $to);
}

# A stream of records, with its end.
sub _stream {
	my ($type, $text) = @_;
	return join '', (map { _record($type, $_) } unpack '(a65535)*', $text), _record($type, '');
}

# The bytes of a GET, or of another `method` with a `body` of JSON or of `type`;
# `keep` asks to keep the connection; `length` is the CONTENT_LENGTH in place of
# the body's, undef for none.
sub fcgi_request {
	my ($target, %o) = @_;
	my ($path, $query) = split /\?/, $target, 2;
	my $length = exists $o{length} ? $o{length} : defined $o{body} ? length $o{body} : undef;
	my @params = (REQUEST_METHOD => $o{method} // 'GET', SCRIPT_NAME => $path, DOCUMENT_URI => $path,
		REQUEST_URI => $target, QUERY_STRING => $query // '',
		defined $o{body} ? (CONTENT_TYPE   => $o{type} // 'application/json') : (),
		defined $length  ? (CONTENT_LENGTH => $length) : (), @{ $o{params} // [] });
	my $params = '';
	while (my ($name, $value) = splice @params, 0, 2) {
		$params .= _length(length $name) . _length(length $value) . $name . $value;
	}
	return _record(1, pack('nCx5', 1, $o{keep} ? 1 : 0)) . _stream(4, $params) . _stream(5, $o{body} // '');
}

# Takes the standard output of one answer from the bytes in $$in and those that
# come; undef, and all that has come in $$in, when the connection ends before
# the answer does, or nothing came for `seconds`.
sub _take {
	my ($socket, $in, $seconds) = @_;
	my ($at, $out) = (0, '');
	my $select = IO::Select->new($socket);
	while (1) {
		while (length($$in) >= $at + 8) {
			my ($type, $length, $padding) = (unpack 'CCnnCC', substr $$in, $at, 8)[ 1, 3, 4 ];
			last if length($$in) < $at + 8 + $length + $padding;
			$out .= substr $$in, $at + 8, $length if $type == 6;
			$at += 8 + $length + $padding;
			next if $type != 3;
			substr $$in, 0, $at, '';
			return $out;
		}
		$select->can_read($seconds // $Bk::Process::PATIENCE) or return;
		$socket->sysread($$in, 65536, length $$in) or return;
	}
}

# The standard output of the answer; undef when the connection ends before the
# answer does, or nothing came for `seconds`.
sub fcgi_answer { my ($socket, $seconds) = @_; return _take($socket, \(my $in = ''), $seconds) }

# All that comes until the connection ends: the whole answers, as fcgi_answer,
# and then the bytes that belong to none, '' as a rule.
sub fcgi_answers {
	my ($socket) = @_;
	my ($in, @answers) = ('');
	while (defined(my $answer = _take($socket, \$in))) {
		push @answers, $answer;
	}
	return (@answers, $in);
}

# Asks over a connection of its own; the answer, or undef.
sub fcgi_get {
	my ($to, $target, %o) = @_;
	my $socket = fcgi_connect($to) or return;
	$socket->syswrite(fcgi_request($target, %o)) or return;
	return fcgi_answer($socket, $o{seconds});
}

1;
