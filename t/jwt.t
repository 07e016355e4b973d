# SPDX-License-Identifier: MIT
# auth = jwt: tokens of an API gateway (sops 3.1.6; 6.1/36, 37).
use v5.28;
use warnings;
use utf8;
use Bk::Jwt qw(key jwt claims);
use Bk::Process qw(tmpdir wait_for spew);
use Bk::Service;
use JSON::PP ();
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my ($now, $next, $unknown) = map { key($_) } qw(now next unknown);
my $file = tmpdir . '/apigw.pub';
spew($file, $now->{public}, 0600);
my $s = Bk::Service->new(
	sample => 'nginx-apigw.conf',
	set    => {
		auth => 'jwt', 'jwt.public_key_file' => $file,
		'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $TD    = "$Bk::Service::APIGW/get_task_detail/1/2/";
my $FALSE = JSON::PP::false;
my $FAULT = { result => $FALSE, code => 1306000, status_code => 50000, message => '系统异常,请联系管理员处理' };
my $EMPTY = 'X_BKAPI_JWT not in http header or it is empty, please called API through API Gateway';
my $WRONG = 'Invalid X_BKAPI_JWT, wrong format or value';

# ask(TOKEN or undef, target => ..., headers => [...])
sub ask {
	my ($token, %o) = @_;
	my $answer = $s->ask($o{method} // 'GET', $o{target} // $TD,
		headers => [ (defined $token ? ('X-Bkapi-Jwt', $token) : ()), @{ $o{headers} // [] } ]);
	$answer->{json} = Bk::Service::json($answer) // {};
	return $answer;
}

sub is_allowed {
	my ($name, @ask) = @_;
	my $got = ask(@ask);
	is("$got->{status} " . ($got->{json}{data}{name} // $got->{body}), '200 one', $name);
}

# The gateway is not believed.
sub is_denied {
	my ($name, $message, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{headers}{'content-type'}, $got->{json} ],
		[ 200, 'application/json', { result => $FALSE, data => undef, message => $message } ], $name);
}

# bk-sops refuses the user.
sub is_refused {
	my ($name, $message, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ 200, { result => $FALSE, message => $message } ], $name);
}

sub is_fault {
	my ($name, @ask) = @_;
	my $got = ask(@ask);
	is_deeply([ $got->{status}, $got->{json} ], [ 500, $FAULT ], $name);
}

sub unknown { return "user[username=$_[0]] does not exist or has not logged in this APP" }
sub no_perm { return "user[username=$_[0]] does not have perm of business:[bk_biz_id=2]" }

# --- good tokens -----------------------------------------------------------

my $good = jwt($now, claims('root1', 'my_app'));
is_allowed('a token', $good);
is_allowed($_, jwt($now, claims('viewer', 'my_app'), alg => $_)) for qw(RS256 RS384 RS512);
is_allowed('app_code and bk_username, the other spellings',
	jwt($now, claims(0, 0, app => { bk_app_code => 'my_app' }, user => { bk_username => 'viewer' })));
is_allowed('a trusted app', jwt($now, claims('nobody', 'bk_fta')));
is_allowed('a trusted app, by the other spelling', jwt($now, claims('nobody', 0, app => { bk_app_code => 'bk_bcs' })));
is_allowed('without times', jwt($now, claims('root1', 'my_app', iat => undef, nbf => undef, exp => undef)));
is_refused('no permission', no_perm('nobody'), jwt($now, claims('nobody', 'my_app')));
is_refused('an unknown user, in Chinese', unknown('张三'), jwt($now, claims('张三', 'my_app')));
is_refused('an empty user', unknown(''), jwt($now, claims('', 'my_app')));
is_refused('no such business', 'business[bk_biz_id=99] does not exist',
	jwt($now, claims('root1', 'my_app')), target => $TD =~ s{/2/$}{/99/}r);
is_fault('a member is missing: no user', jwt($now, claims(0, 'my_app', user => undef)));
is_fault('a member is missing: no app code', jwt($now, claims('root1', 0, app => {})));
is_fault('a member is missing: no name', jwt($now, claims(0, 'my_app', user => { verified => JSON::PP::true })));
is_fault('a trusted app with a name of 65 characters', jwt($now, claims('x' x 65, 'bk_fta')));

# --- bad ones --------------------------------------------------------------

is_denied('sops 36: no token', $EMPTY, undef);
is_denied('sops 36: an empty token', $EMPTY, '');
is_denied('sops 36: the plain headers are ignored', $EMPTY, undef,
	headers => [ 'Bk-Username', 'root1', 'Bk-App-Code', 'bk_fta' ]);
is_refused('the plain headers are ignored beside a token', no_perm('nobody'), jwt($now, claims('nobody', 'my_app')),
	headers => [ 'Bk-Username', 'root1', 'Bk-App-Code', 'bk_fta' ]);
is_denied('sops 37: expired', 'Invalid X_BKAPI_JWT, which is expired', jwt($now, claims('root1', 'my_app', exp => time - 60)));
is_denied('sops 37: another issuer', 'Invalid X_BKAPI_JWT, which is not from API Gateway',
	jwt($now, claims('root1', 'my_app', iss => 'apigw')));
is_denied('no issuer', 'Token is missing the "iss" claim', jwt($now, claims('root1', 'my_app', iss => undef)));
is_denied('not valid yet', 'The token is not yet valid (nbf)', jwt($now, claims('root1', 'my_app', nbf => time + 600)));
is_denied('issued in the future', 'The token is not yet valid (iat)', jwt($now, claims('root1', 'my_app', iat => time + 600)));
is_denied('for somebody else', 'Invalid audience', jwt($now, claims('root1', 'my_app', aud => 'x')));
is_denied('sops 37: an unknown key', $WRONG, jwt($unknown, claims('root1', 'my_app')));
is_denied("$_, the public key as its secret", $WRONG, jwt($now, claims('root1', 'my_app'), alg => $_)) for qw(HS256 HS512);
is_denied('PS256', $WRONG, jwt($now, claims('root1', 'my_app'), alg => 'PS256'));
is_denied("alg $_", $WRONG, jwt($now, claims('root1', 'my_app'), alg => 'none', header => { alg => $_ }))
  for qw(none None NONE ES256 rs512x), '';
is_denied("alg $_, signed", $WRONG, jwt($now, claims('root1', 'my_app'), alg => uc $_, header => { alg => $_ }))
  for qw(rs256 Rs512);
# RFC 7515, 4.1.11: nobody may pass over what he does not understand.
is_denied("crit: $_->[0]", $WRONG, jwt($now, claims('root1', 'my_app'), header => { crit => $_->[1], own => 1, b64 => $FALSE }))
  for [ 'an unknown name', ['own'] ], [ 'one of RFC 7797', ['b64'] ], [ 'a registered name', ['alg'] ],
  [ 'a name that is not there', ['x'] ], [ 'an empty list', [] ], [ 'a text', 'own' ], [ 'a number', 1 ],
  [ 'an object', { own => 1 } ], [ 'null', undef ];
is_allowed('other names of the header', jwt($now, claims('root1', 'my_app'), header => { kid => 'bk-sops', own => 1 }));
# RFC 7515, 2: base64url without its "=", whatever its length would need.
for my $part (qw(header claims signature)) {
	my @token = (claims('root1', 'my_app', map({ $_ => undef } qw(iat nbf exp)), x => 'yz'), header => { kid => 'x' });
	my $token = jwt($now, @token, padded => $part);
	like($token, qr/=/, "padding behind the $part");
	is_denied("padding behind the $part is refused", $WRONG, $token);
	is_allowed("the same without", jwt($now, @token));
}
is_denied('no signature', $WRONG, $good =~ s/[^.]+\z//r);
is_denied('sops 37: the signature of another token', $WRONG,
	jwt($now, claims('nobody', 'my_app')) =~ s/[^.]+\z//r . $good =~ s/.*\.//r);
is_denied('the claims of another token', $WRONG, join '.', map { ($_->[0][0], $_->[1][1], $_->[0][2]) }
	[ [ split /\./, $good ], [ split /\./, jwt($now, claims('admin', 'bk_fta')) ] ]);
is_denied('sops 37: one bit of the signature', $WRONG, $good =~ s/(.)(?=.{20}\z)/$1 eq 'A' ? 'B' : 'A'/er);
is_denied("garbage: $_", $WRONG, $_) for 'x', '...', '..', 'a.b', 'a.b.c', 'e30.e30.e30', "$good.$good", "$good.", "$good..", "$good x", "\xFF\xFE",
  "Bearer $good", '{"a":1}';
is_denied('claims that are no object', $WRONG, jwt($now, $_)) for '[]', '"x"', 'x', '';
is_allowed('a token of almost 16 KiB', jwt($now, claims('root1', 'my_app', pad => 'x' x 11000)));
is_denied('a token of more than 16 KiB', $WRONG, jwt($now, claims('root1', 'my_app', pad => 'x' x 12000)));
is(ask(undef, method => 'POST')->{status}, 405, 'the method is looked at before the token');
is(ask(undef, target => "${TD}x/")->{status}, 404, 'and the path before the method');

# --- rotation --------------------------------------------------------------

my $later = jwt($next, claims('root1', 'my_app'));
is_denied('before the rotation: the next key', $WRONG, $later);
my ($reloads, $failures) = (0, 0);

sub reload {
	my ($signal, $content, $mode) = @_;
	spew($file, $content, $mode);
	my @before = sort $s->{pool}->workers;
	kill $signal, $s->{pool}{pid};
	$reloads++;
	wait_for('new workers', sub {
		my %now = map { ($_ => 1) } $s->{pool}->workers;
		keys %now >= @before && !grep { $now{$_} } @before;
	});
}

sub is_kept {
	my ($name, $content, $message, $mode) = @_;
	spew($file, $content, $mode // 0600);
	kill 'HUP', $s->{pool}{pid};
	$failures++;
	wait_for('the complaint', sub {
		my $n = () = $s->{pool}->log =~ /the old configuration stays/g;
		$n == $failures;
	});
	like((split /\n/, $s->{pool}->log)[-1], qr{:\d+: \[pool\] jwt\.public_key_file = \Q$file\E: \Q$message\E}, "$name: the log");
	is_allowed("$name: the old key stays", $good);
}

my $none = 'it must hold public RSA keys in PEM (-----BEGIN PUBLIC KEY-----) and nothing else';
is_kept('an empty file',       '',           'empty');
is_kept('no key',              "x\n",        'no public key in PEM');
is_kept('a damaged key',       $now->{public} =~ s/\n.{20}/\n/r, $none);
is_kept('the private key',     Bk::Process::slurp($now->{private}), $none);
is_kept('a private key behind it', $now->{public} . Bk::Process::slurp($now->{private}), $none);
is_kept('the beginning alone', "-----BEGIN PUBLIC KEY-----\n", 'no public key in PEM');
is_kept('a short key',         key('short', bits => 512)->{public}, 'an RSA key in it has less than 1024 bits');
is_kept('too many keys',       $now->{public} x 9, 'it holds more than 8 keys');
is_kept('one that others may write', $now->{public}, 'others may write the file', 0646);
chmod 0600, $file;

reload('HUP', "the old one\n$now->{public}\nthe new one\n$next->{public}", 0644);
is_allowed('old and new key: the old one', $good);
is_allowed('old and new key: the new one', $later);
is_denied('old and new key: another one', $WRONG, jwt($unknown, claims('root1', 'my_app')));
reload('USR2', $next->{public});
is_allowed('the new key alone: the new one', $later);
is_denied('the new key alone: the old one', $WRONG, $good);
my @lines = grep { index($s->{pool}->log, $_) >= 0 } $good, $later, (split /\./, $good)[2];
is("@lines", '', 'no token in the log');
# A dynamic symbol of the program stands before the one of a library, for other libraries, too.
my @exported = `nm -D --defined-only @{[ Bk::Pool::program() ]}` =~ /\b(json_\w+)/g;
is("@exported", '', 'what libjwt calls in jansson is not ours');
$s->finish;
