# SPDX-License-Identifier: MIT
package Bk::Jwt;

# Tokens as an API gateway signs them (sops 3.1.6, sops-current 2.1), and keys,
# by openssl.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir slurp spew secret);
use Digest::SHA qw(hmac_sha256 hmac_sha384 hmac_sha512);
use Exporter 'import';
use JSON::PP ();
use MIME::Base64;
our @EXPORT_OK = qw(key jwt claims);

my $writer = JSON::PP->new->utf8->canonical;

sub _encode {
	my ($bytes, $padded) = @_;
	my $text = encode_base64($bytes, '') =~ tr{+/}{-_}r;
	return $padded ? $text : $text =~ s/=+\z//r;
}

# key(NAME, bits => 2048): {private => FILE, public => PEM}, made once.
my %keys;

sub key {
	my ($name, %o) = @_;
	return $keys{$name} //= do {
		my $file = tmpdir . "/jwt-$name.pem";
		system("openssl genrsa -out $file " . ($o{bits} // 2048) . ' 2>/dev/null') == 0 or die 'openssl genrsa';
		my $public = `openssl rsa -in $file -pubout 2>/dev/null`;
		die 'openssl rsa' if $?;
		{ private => $file, public => $public };
	};
}

sub _sign {
	my ($alg, $key, $text) = @_;
	return '' if $alg eq 'none';
	# The key as a program sees it that takes the block alone.
	my $secret = $key->{public} =~ s/\n\z//r;
	return hmac_sha256($text, $secret) if $alg eq 'HS256';
	return hmac_sha384($text, $secret) if $alg eq 'HS384';
	return hmac_sha512($text, $secret) if $alg eq 'HS512';
	my ($bits) = $alg =~ /^[RP]S(\d+)\z/ or die "no algorithm $alg";
	my $file = tmpdir . '/jwt-text';
	spew($file, $text);
	my @pss = $alg =~ /^P/ ? qw(-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest) : ();
	open my $out, '-|:raw', 'openssl', 'dgst', "-sha$bits", '-sign', $key->{private}, @pss, $file or die $!;
	local $/;
	my $signature = <$out>;
	close $out or die 'openssl dgst';
	return $signature;
}

# jwt(KEY, CLAIMS, ...): the token.  CLAIMS are a hash, or the text of that part.
#   alg     how it is signed: RS512, another one of RS, PS and HS, or none
#   kid     a member of the header
#   header  more of them, undef is null; another alg than the one that signs is
#           a lie; or the text of that part
#   without [name, ...] of the header that are left out
#   padded  'header', 'claims' or 'signature': base64 with its "=" in that part
sub jwt {
	my ($key, $claims, %o) = @_;
	my $alg    = $o{alg} // 'RS512';
	my $pad    = $o{padded} // '';
	my $header = $o{header} // {};
	if (ref $header) {
		my %header = (typ => 'JWT', alg => $alg, (defined $o{kid} ? (kid => $o{kid}) : ()), %$header);
		delete @header{ @{ $o{without} // [] } };
		$header = $writer->encode(\%header);
	}
	my $text = _encode($header, $pad eq 'header') . '.'
	  . _encode(ref $claims ? $writer->encode($claims) : $claims, $pad eq 'claims');
	my $signature = _encode(_sign($alg, $key, $text), $pad eq 'signature');
	secret("$text.$signature", $signature);
	return "$text.$signature";
}

# claims(USER, APP, claim => value, ...): as a gateway writes them; undef leaves
# a claim out.  Current gateways call the members bk_app_code and bk_username:
# app => {bk_app_code => ...}.
sub claims {
	my ($user, $app, %o) = @_;
	my %claims = (
		iss  => 'APIGW', iat => time, nbf => time - 300, exp => time + 900,
		app  => { app_code => $app, verified => JSON::PP::true },
		user => { username => $user, verified => JSON::PP::true }, %o);
	delete $claims{$_} for grep { !defined $claims{$_} } keys %claims;
	return \%claims;
}

1;
