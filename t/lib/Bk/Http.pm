# SPDX-License-Identifier: MIT
package Bk::Http;

# HTTP/1.1 with exactly our bytes.
use v5.28;
use warnings;
use Bk::Process ();
use Exporter 'import';
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_RCVBUF);
our @EXPORT_OK = qw(http escape query);

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

# http(PORT, METHOD, TARGET, ...): {status, headers => {lower-case name => value},
# body}, or dies.
#   headers  [name => value, ...]
#   body     bytes
#   chunked  bytes, sent in chunks of 10
#   from     address of the client
#   pause    called when the first bytes of the answer were read, and behind
#            each further MiB: a client that reads slowly, and with little room
#            for what it has not read
sub http {
	my ($port, $method, $target, %o) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => $Bk::Process::PATIENCE,
		$o{from} ? (LocalAddr => $o{from}) : ())
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
	local $SIG{ALRM} = sub { die "no answer in time\n" };
	alarm $Bk::Process::PATIENCE;
	setsockopt $s, SOL_SOCKET, SO_RCVBUF, 262144 if $o{pause};
	$s->syswrite($request);
	my ($answer, $next) = ('', 1);
	while ($s->sysread($answer, 65536, length $answer)) {
		next if !$o{pause} || length $answer < $next;
		$next += 1 << 20;
		$o{pause}->();
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

1;
