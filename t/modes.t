# SPDX-License-Identifier: MIT
# One master with three pools, auth = esb, header and jwt, behind nginx and
# Apache: each believes its own proof of who calls, and nothing else that a
# request has.
use v5.28;
use warnings;
use Bk::Http qw(http query);
use Bk::Jwt qw(key jwt claims);
use Bk::Nginx;
use Bk::Process qw(tmpdir wait_for slurp spew);
use Bk::Service;
use Bk::WebServers;
use IO::Socket::UNIX;
use Test::More;

Bk::Service::need();
my $dir = tmpdir;
my ($key, $other) = map { key($_) } qw(gateway other);
spew("$dir/gateway.pub", $key->{public}, 0600);
my $s    = Bk::Service->new(all => 0, set => { common_templates => 'on' });
my $conf = $s->{pool}{conf};
my %pool = (esb => $s->{pool});
# Beside the section of the ESB pool, with what differs.
my ($section) = slurp($conf) =~ /^\[pool\]\n(.*)/ms;
my $sections = '';
for my $auth (qw(header jwt)) {
	$pool{$auth} = { conf => $conf, socket => "$dir/$auth.sock" };
	my $text = $section =~ s/^(?:listen|mysql\.paas\.\w+|login\.\w+|paas\.cache) = .*\n//mgr;
	$text =~ s/^(access\.log|slowlog) = .*/$1 = $dir\/$auth-$1.log/mg;
	$sections .= "[$auth]\nlisten = $pool{$auth}{socket}\nauth = $auth\n"
	  . ($auth eq 'jwt' ? "jwt.public_key_file = $dir/gateway.pub\n" : '') . $text;
}
spew($conf, slurp($conf) . $sections);
kill 'HUP', $s->{pool}{pid};
wait_for("the pool $_", sub { IO::Socket::UNIX->new(Peer => $pool{$_}{socket}) }) for qw(header jwt);

my %port = (nginx => { esb => $s->{nginx}{port} });
$port{nginx}{$_} = Bk::Nginx->new(name => "-$_", pool => $pool{$_}, sample => 'nginx-apigw.conf')->{port} for qw(header jwt);
# All of nginx, so that a request for the other mode's URL arrives.
$port{'nginx, every URL'}{$_} = Bk::Nginx->new(name => "-all-$_", pool => $pool{$_}, all => 1)->{port} for qw(esb header jwt);
if (Bk::WebServers::has_apache()) {
	$port{Apache}{esb}    = Bk::WebServers::apache_proxy($pool{esb});
	$port{Apache}{header} = Bk::WebServers::apache_proxy($pool{header}, '-apigw');
}

my $ESB    = $Bk::Service::DETAIL . '?' . query(task_id => 1, bk_biz_id => 2);
my $OWN    = "$Bk::Service::APIGW/get_task_detail/1/2/";
my @app    = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret');
my $good   = $ESB . '&' . query(@app, bk_username => 'admin');
my $bob    = $ESB . '&' . query(@app, bk_username => 'bob');
my $token  = jwt($key,   claims('root1', 'bk_fta'));
my $forged = jwt($other, claims('root1', 'bk_fta'));
my @admin  = ('Bk-Username', 'root1', 'Bk-App-Code', 'bk_fta');
my @jwt    = ('X-Bkapi-Jwt', $token);
my @json   = ('X-Bkapi-Authorization', '{"bk_app_code":"bk_cdman","bk_app_secret":"cd-secret","bk_username":"admin"}');
my @claims = (@admin, @jwt, @json);

my $TASK    = qr/\A200 .*"name":"one"/s;
my $SECRET  = qr/\A200 .*cannot be empty at the same time/s;
my $NO_PERM = qr/\A200 .*user\[username=bob\] does not have perm/s;
my $EMPTY   = qr/\A200 .*X_BKAPI_JWT not in http header/s;
my $INVALID = qr/\A200 .*Invalid X_BKAPI_JWT/s;
my $UNKNOWN = qr/\A404 /;
my $NOBODY  = qr/\A200 .*user\[username=None\] does not exist/s;

for my $server (sort keys %port) {
	my $every = $server =~ /every/;
	for (
		[ esb    => 'app and user in the query',                   $good, [],      $TASK ],
		[ esb    => 'no credentials',                              $ESB,  [],      $SECRET ],
		[ esb    => 'the headers of all other modes instead',      $ESB,  \@claims, $SECRET ],
		[ esb    => 'the headers and an app, but no user',         $ESB . '&' . query(@app), \@claims, qr/\A200 .*please provide a valid user identity/s ],
		[ esb    => 'a user who may not',                          $bob,  [],      $NO_PERM ],
		[ esb    => 'and says to be another one in a header',      $bob,  \@admin,  $NO_PERM ],
		[ esb    => 'and has the token of another one',            $bob,  \@jwt,    $NO_PERM ],
		[ esb    => 'and X-Bkapi-Authorization, which P1 ignores', $bob,  \@json,   $NO_PERM ],
		[ header => 'the headers',                                 $OWN,  \@admin,  $TASK ],
		[ header => 'no headers, but the credentials of ESB',      "$OWN?" . query(@app, bk_username => 'admin'), [], $NOBODY ],
		[ header => 'no headers, but a token',                     $OWN,  \@jwt,    $NOBODY ],
		[ header => 'a user who may not, and the token of another', $OWN, [ 'Bk-Username', 'bob', 'Bk-App-Code', 'my_app', @jwt ], $NO_PERM ],
		[ jwt    => 'a token',                                     $OWN,  \@jwt,    $TASK ],
		[ jwt    => 'no token, but the headers',                   $OWN,  \@admin,  $EMPTY ],
		[ jwt    => "another gateway's token, and the headers",    $OWN,  [ 'X-Bkapi-Jwt', $forged, @admin ], $INVALID ],
		[ jwt    => 'a token, and headers that say otherwise',     $OWN,  [ @jwt, 'Bk-Username', 'bob', 'Bk-App-Code', 'my_app' ], $TASK ],
		$every ? (
			[ esb    => "bk-sops' own URL",  $OWN,  \@claims, $UNKNOWN ],
			[ header => 'the URL of ESB',    $good, \@claims, $UNKNOWN ],
			[ jwt    => 'the URL of ESB',    $good, \@claims, $UNKNOWN ],
		) : (),
	  ) {
		my ($auth, $name, $target, $headers, $want) = @$_;
		my $port = $port{$server}{$auth} or next;
		my $got  = http($port, 'GET', $target, headers => $headers);
		like("$got->{status} $got->{body}", $want, "$server, auth = $auth: $name");
	}
}
$s->finish;
