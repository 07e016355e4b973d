# SPDX-License-Identifier: MIT
package Bk::Token;

# bk_token as the login service makes it (esb 4.2), and signatures (esb 3.4).
use v5.28;
use warnings;
use Bk::Process ();
use Digest::MD5 'md5_hex';
use Digest::SHA 'hmac_sha1_base64';
use Exporter 'import';
use IPC::Open2;
use MIME::Base64;
our @EXPORT_OK = qw(token signature);

my %made;

# token(PLAINTEXT): "<expire>|<user>|<salt>" encrypted with the test's key.
sub token {
	my ($plain) = @_;
	return $made{$plain} //= do {
		require Bk::Pool;
		my $key = md5_hex(Bk::Pool::login_key());
		my $pid = open2(my $out, my $in, 'openssl', 'enc', '-aes-128-ecb', '-K', $key, '-nosalt');
		binmode $_ for $out, $in;
		utf8::encode($plain) if utf8::is_utf8($plain);
		print $in $plain;
		close $in;
		local $/;
		my $bytes = <$out>;
		waitpid $pid, 0;
		die 'openssl enc failed' if $?;
		(Bk::Process::secret(encode_base64($bytes, '') =~ tr{+/=}{-_}dr))[0];
	};
}

sub signature {
	my ($secret, $text) = @_;
	my $digest = hmac_sha1_base64($text, $secret);
	return (Bk::Process::secret($digest . '=' x (-length($digest) % 4)))[0];
}

1;
