# SPDX-License-Identifier: MIT
package Bk::Http;

# HTTP/1.1 with exactly our bytes.
use v5.28;
use warnings;
use Bk::Process ();
use Exporter 'import';
use IO::Socket::INET;
use Socket qw(SO_RCVBUF);
our @EXPORT_OK = qw(http http_send http_answer escape query);

# Percent-encodes the bytes of a text.
sub escape {
	my ($text) = @_;
	utf8::encode($text) if utf8::is_utf8($text);
	$text =~ s/([^A-Za-z0-9._~-])/sprintf '%%%02X', ord $1/ge;
	return $text;
}

# query(a => 1, b => 2): "a=1&b=2", in this order.
sub query {
	my @pairs;
	while (my ($name, $value) = splice @_, 0, 2) {
		push @pairs, escape($name) . '=' . escape($value);
	}
	return join '&', @pairs;
}

# http_send(PORT, METHOD, TARGET, ...): the socket, or dies.
#   headers  [name => value, ...]
#   body     bytes
#   chunked  bytes, sent in chunks of 10
#   from     address of the client
#   receive  bytes that the kernel takes for it
#   without  bytes at the end that are not sent
sub http_send {
	my ($port, $method, $target, %o) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => $Bk::Process::PATIENCE,
		$o{from}    ? (LocalAddr => $o{from}) : (),
		$o{receive} ? (Sockopts => [ [ SO_RCVBUF, $o{receive} ] ]) : ())
	  or die "connect: $!";
	my @headers = ('Host', 'paas.example.com', @{ $o{headers} // [] }, 'Connection', 'close');
	my $request = "$method $target HTTP/1.1\r\n";
	while (my ($name, $value) = splice @headers, 0, 2) {
		$request .= "$name: $value\r\n";
	}
	$request .= 'Content-Length: ' . length($o{body}) . "\r\n" if defined $o{body};
	$request .= "Transfer-Encoding: chunked\r\n" if defined $o{chunked};
	$request .= "\r\n" . ($o{body} // '');
	$request .= join '', map { sprintf "%x\r\n%s\r\n", length, $_ } unpack('(a10)*', $o{chunked}), ''
	  if defined $o{chunked};
	local $SIG{ALRM} = sub { die "no room for the request in time\n" };
	alarm $Bk::Process::PATIENCE;
	$s->syswrite($request, length($request) - ($o{without} // 0));
	alarm 0;
	return $s;
}

# http_answer(SOCKET, METHOD, PAUSE): {status, headers => {lower-case name =>
# value}, body}, or dies.  PAUSE is called when the first bytes were read, and
# behind each further MiB: a client that reads slowly.
sub http_answer {
	my ($s, $method, $pause) = @_;
	local $SIG{ALRM} = sub { die "no answer in time\n" };
	alarm $Bk::Process::PATIENCE;
	my ($answer, $next) = ('', 1);
	while ($s->sysread($answer, 65536, length $answer)) {
		next if !$pause || length $answer < $next;
		$next += 1 << 20;
		$pause->();
	}
	alarm 0;
	my ($head, $body) = split /\r\n\r\n/, $answer, 2;
	my ($first, @lines) = split /\r\n/, $head // '';
	my ($status) = ($first // '') =~ m{^HTTP/1\.[01] (\d+)} or die "no HTTP answer: $answer\n";
	my %headers = map { my ($n, $v) = split /:\s*/, $_, 2; (lc $n, $v) } @lines;
	if (($headers{'transfer-encoding'} // '') eq 'chunked') {
		my ($rest, $plain) = ($body, '');
		while ($rest =~ s/^([0-9a-fA-F]+)\r\n//) {
			my $n = hex $1 or do { $rest = 'end'; last };
			length $rest >= $n + 2 or last;
			$plain .= substr $rest, 0, $n;
			substr $rest, 0, $n + 2, '';
		}
		die "the answer was cut\n" if $rest ne 'end';
		$body = $plain;
	} elsif (defined $headers{'content-length'} && $method ne 'HEAD') {
		die "the answer was cut\n" if length($body // '') != $headers{'content-length'};
	}
	return { status => $status, headers => \%headers, body => $body // '' };
}

# http(PORT, METHOD, TARGET, as http_send; pause => as of http_answer): the answer.
sub http {
	my ($port, $method, $target, %o) = @_;
	# What the client has not read finds little room.
	$o{receive} //= 262144 if $o{pause};
	return http_answer(http_send($port, $method, $target, %o), $method, $o{pause});
}

1;
