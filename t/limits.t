# SPDX-License-Identifier: MIT
# Limits of a request, asked over FastCGI itself: web servers have smaller ones.
use v5.28;
use warnings;
use Bk::Pool;
use Bk::Process ();
use IO::Socket::UNIX;
use Test::More;

my $pool = Bk::Pool->new(set => { 'pm.max_children' => 1 });

sub record {
	my ($type, $content) = @_;
	return pack('CCnnCC', 1, $type, 1, length $content, 0, 0) . $content;
}

# A stream of records (PARAMS 4, STDIN 5) with its empty end.
sub stream {
	my ($type, $content) = @_;
	return join('', map { record($type, $_) } unpack '(a65535)*', $content) . record($type, '');
}

sub pair {
	my ($name, $value) = @_;
	return join '', (map { pack 'N', 0x80000000 | length } $name, $value), $name, $value;
}

# The answer's header and body, over a connection that is kept.
sub ask {
	my ($s, $body, @params) = @_;
	my $params = '';
	while (my ($name, $value) = splice @params, 0, 2) {
		$params .= pair($name, $value);
	}
	$s->print(record(1, pack 'nCx5', 1, 1) . stream(4, $params) . stream(5, $body)) or return '';
	my $answer = '';
	while ($s->read(my $head, 8) == 8) {
		my (undef, $type, undef, $len, $pad) = unpack 'CCnnC', $head;
		my $content = '';
		$s->read($content, $len + $pad) if $len + $pad;
		return $answer if $type == 3;
		$answer .= substr $content, 0, $len if $type == 6;
	}
	return $answer;
}

my $s = IO::Socket::UNIX->new(Peer => $pool->{socket}) or die "connect: $!";
local $SIG{ALRM} = sub { die "no answer in time\n" };
alarm $Bk::Process::PATIENCE;
my @get  = (REQUEST_METHOD => 'GET', DOCUMENT_URI => '/ping');
my @post = (REQUEST_METHOD => 'POST', DOCUMENT_URI => '/ping');
my $json = qr{Content-Type: application/json; charset=utf-8\r\n.*"data":null,"result":false\}\z}s;
my @rows = (
	[ 'a usual request',             '', \@get, qr/^Status: 200 .*pong\z/s ],
	[ 'parameters of 131,072 bytes', '', [ @get, X => 'x' x (131072 - 59) ], qr/^Status: 200 .*pong\z/s ],
	[ 'one byte more: 431',          '', [ @get, X => 'x' x (131072 - 58) ], qr/^Status: 431 .*$json/s ],
	[ '512 parameters',              '', [ @get, map { ("X$_" => '') } 1 .. 510 ], qr/^Status: 200 .*pong\z/s ],
	[ 'one more: 431',               '', [ @get, map { ("X$_" => '') } 1 .. 511 ], qr/^Status: 431 .*$json/s ],
	[ 'a body of 1 MiB',             'x' x 1048576, \@post, qr/^Status: 200 .*pong\z/s ],
	[ 'one byte more: 413',          'x' x 1048577, \@post, qr/^Status: 413 .*$json/s ],
	[ 'then a usual request',        '', \@get, qr/^Status: 200 .*pong\z/s ],
	[ 'HEAD has no body',            '', [ REQUEST_METHOD => 'HEAD', DOCUMENT_URI => '/ping' ], qr/^Status: 200 .*\r\n\r\n\z/s ],
);
for my $row (@rows) {
	my ($name, $body, $params, $want) = @$row;
	like(ask($s, $body, @$params), $want, "$name, on one connection");
}
$pool->stop;
is(join(', ', $pool->complaints), '', 'no crash and no sanitizer report in the log');
done_testing();
