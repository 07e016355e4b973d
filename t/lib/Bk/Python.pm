# SPDX-License-Identifier: MIT
package Bk::Python;

# Stands for the web processes of bk-sops: says what it was asked.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir at_end slurp spew);
use Digest::SHA qw(sha256_hex);
use IO::Socket::INET;
use JSON::PP ();
use POSIX    ();

# new: {port}.  An answer has status 209, a type and a header of its own, and an
# object: method, target, host, id (X-Request-Id), and hashes of body and token.
sub new {
	my ($class) = @_;
	my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die "listen: $!";
	my $self   = bless { port => $listen->sockport, asked => tmpdir . '/python-' . $listen->sockport }, $class;
	spew($self->{asked}, '');
	my $child = fork // die "fork: $!";
	if (!$child) {
		$SIG{TERM} = sub { POSIX::_exit(0) };
		while (my $client = $listen->accept) {
			$self->_answer($client);
			close $client;
		}
		POSIX::_exit(0);
	}
	at_end(sub { kill 'TERM', $child; waitpid $child, 0 });
	return $self;
}

sub _answer {
	my ($self, $client) = @_;
	my $got = '';
	while ($got !~ /\r\n\r\n/) { $client->sysread($got, 65536, length $got) or return }
	my ($head, $body) = split /\r\n\r\n/, $got, 2;
	my ($method, $target) = $head =~ /\A(\S+) (\S+)/;
	my %header = map { /\A([^:]+): (.*)\z/ ? (lc $1, $2) : () } split /\r\n/, $head;
	while (length $body < ($header{'content-length'} // 0)) { $client->sysread($body, 65536, length $body) or return }
	open my $asked, '>>', $self->{asked} or die "$self->{asked}: $!";
	$asked->syswrite("$method $target\n");
	my $json = JSON::PP->new->canonical->encode({
		method => $method, target => $target, body => sha256_hex($body), token => sha256_hex($header{'x-bkapi-jwt'} // ''),
		host => $header{host}, id => $header{'x-request-id'} });
	$client->print("HTTP/1.1 209 Python\r\nContent-Type: text/python\r\nX-Python: yes\r\nContent-Length: "
		  . length($json) . "\r\nConnection: close\r\n\r\n$json");
}

# All that it was asked so far, a line each.
sub asked { my ($self) = @_; return slurp($self->{asked}) }

1;
