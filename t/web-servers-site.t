# SPDX-License-Identifier: MIT
# The shipped files of fcgi-conf/ as a site uses them: whose id a request has,
# nginx's own errors, and what can be switched on by taking away a "#".
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(http query);
use Bk::Modes;
use Bk::Process qw(tmpdir at_end slurp stop);
use Bk::Service;
use Bk::WebServers;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;

Bk::Service::need();
my $m      = Bk::Modes->new;
my @caller = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin');
my $ORIGIN = 'https://ops.example.com';

# The samples by the family of URLs: [its end of a file's name, pool, a task that
# has an ETag, headers of the caller, an endpoint that takes a POST].
my %family = (
	esb   => [ '', $m->{esb}{pool}, "$Bk::Service::DETAIL?" . query(@caller, task_id => 2, bk_biz_id => 2), [],
		$Bk::Service::DETAIL ],
	apigw => [ '-apigw', $m->{header}{pool}, "$Bk::Service::APIGW/get_task_detail/2/2/",
		[ 'Bk-Username', 'admin', 'Bk-App-Code', 'my_app' ], "$Bk::Service::APIGW/query_task_count/2/" ],
);

# --- whose id a request has

# [server, whose id, modules, what the site has so that an answer shows the
# server's id]
my ($proxy, $fcgid) = ('Apache mod_proxy_fcgi', 'Apache mod_fcgid');
my $shown = 'Header always set X-Server-Id %{UNIQUE_ID}e' . "\n";
my @ids   = (
	[ 'nginx',    "the server's", undef, 'add_header X-Server-Id $request_id always;' . "\n" ],
	[ $proxy,     "the server's", [qw(unique_id headers)], $shown ],
	[ $fcgid,     "the server's", [qw(unique_id headers)], $shown ],
	[ $proxy,     'ours',         undef, '' ],
	[ $fcgid,     'ours',         undef, '' ],
	[ 'lighttpd', 'ours',         undef, '' ],
);
my %server = map { $_->[0] => $_ } @Bk::WebServers::SERVERS;
for my $row (@ids) {
	my ($name, $whose, $modules, $site) = @$row;
	my (undef, $is_installed, $start, $sample) = @{ $server{$name} };
	for my $kind (sort keys %family) {
		my ($end, $pool, $target, $who) = @{ $family{$kind} };
	SKIP: {
			skip "$name is not installed", 1 if !$is_installed->();
			my $text = $site . $sample->($pool, $end);
			my $web  = $start->("ids-$kind-" . lc "$name-$whose" =~ tr/ '/-/r, modules => $modules, site => $text);
			my @wrong;
			for (1 .. 3) {
				my $got = http($web->{port}, 'GET', $target, headers => [ @$who, 'X-Request-Id', 'mine', 'UNIQUE_ID', 'mine' ])->{headers};
				my ($id, $its) = map { $got->{$_} // 'none' } 'x-request-id', 'x-server-id';
				push @wrong, "$id, and the server's is $its"
				  if $whose eq 'ours' ? $id !~ /\A[0-9a-f]{32}\z/ : $id ne $its || $id !~ /\A[\w@-]{20,}\z/;
			}
			is(join("\n", @wrong), '', "$name, $kind: the id of a request is $whose, not the client's");
			stop($web->{pid});
		}
	}
}

# Its letters are those of base64, with "@" in older releases of httpd.
my $old = 'Vg4kZX8AAQEAAC@fK-gAAAAA';
like(fcgi_get($m->{esb}{pool}{socket}, '/', params => [ REQUEST_ID => $old ]), qr/^X-Request-Id: \Q$old\E\r$/m,
	'an id of an older httpd');

# --- nginx's own errors

# A FastCGI server that answers with the status that the query asks for.
my $ours = tmpdir . '/ours.sock';
my $own  = '{"message":"ours"}';
my $CHARSET = 'application/json; charset=utf-8';
my $listen = IO::Socket::UNIX->new(Local => $ours, Listen => 16) or die $!;
my $pid = fork // die "fork: $!";
if (!$pid) {
	$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
	while (my $client = $listen->accept) {
		my $in = '';
		# Until the end of the body, an empty record.
		while ($in !~ /\x01\x05..\x00\x00/s && $client->sysread($in, 65536, length $in)) { }
		my ($status) = $in =~ /status=(\d+)/;
		my $answer = join "\r\n", "Status: $status Ours", "Content-Type: $CHARSET", 'X-Request-Id: ours', '', $own;
		$client->syswrite(Bk::Fcgi::_record(6, $answer) . Bk::Fcgi::_record(6, '') . Bk::Fcgi::_record(3, "\0" x 8));
		close $client;
	}
	POSIX::_exit(0);
}
at_end(sub { kill 'TERM', $pid; waitpid $pid, 0 });
close $listen;

# Whoever connects waits there for ever.
my $silent = tmpdir . '/silent.sock';
my $never  = IO::Socket::UNIX->new(Local => $silent, Listen => 64) or die $!;

# What an answer is like: its status, type and body, and how long its id is.
sub shape {
	my ($answer) = @_;
	my ($type, $id) = map { $_ // 'none' } @{ $answer->{headers} }{qw(content-type x-request-id)};
	return "$answer->{status} $type $answer->{body} " . length $id;
}
for my $kind (sort keys %family) {
	my ($end, $pool, $target, $who, $post) = @{ $family{$kind} };
	my $sample = $server{nginx}[3];
	my %port = map {
		my ($name, $socket, $change) = @$_;
		my $text = $sample->({ socket => $socket }, $end);
		$text =~ s/$change->[0]/$change->[1]/ or die if $change;
		($name => Bk::WebServers::start_nginx("errors-$kind-$name", site => $text)->{port});
	} (
		[ 'pool',   $pool->{socket} ],
		[ 'larger', $pool->{socket}, [ 'client_max_body_size 1m', 'client_max_body_size 2m' ] ],
		[ 'nobody', tmpdir . '/nobody.sock' ],
		[ 'silent', $silent, [ qr/fastcgi_read_timeout \d+s/, 'fastcgi_read_timeout 1s' ] ],
		[ 'ours',   $ours ],
	);
	my $envelope = sub {
		my ($status, $type, $why) = @_;
		return qq($status $type {"message":"$why","data":null,"result":false} 32);
	};
	my $nginxs   = sub { my ($status, $why) = @_; return $envelope->($status, 'application/json', $why) };
	my $large    = 'The request body is larger than 1 MiB';
	my $away     = $nginxs->(502, 'The pool cannot be reached');
	my @large    = (POST => $post, body => 'x' x 1_500_000);
	my @chunks   = (POST => $post, chunked => 'x' x 1_100_000);
	my @get      = (GET => $target, headers => $who);
	for my $case (
		[ 'its own 413',                     pool   => $nginxs->(413, $large), @large ],
		[ 'its own 413 of a body in chunks', pool   => $nginxs->(413, $large), @chunks ],
		[ 'its own 502',                     nobody => $away, @get ],
		[ 'its own 502 of a POST',           nobody => $away, POST => $post, headers => $who, body => '{}' ],
		[ 'its own 504',                     silent => $nginxs->(504, 'The pool did not answer in time'), @get ],
		[ "the pool's 413",                  larger => $envelope->(413, $CHARSET, $large), @large ],
		(map { [ "a $_ of ours", ours => "$_ $CHARSET $own 4", GET => "$post?status=$_" ] } 413, 502, 504),
	  ) {
		my ($what, $where, $want, @ask) = @$case;
		is(shape(http($port{$where}, @ask)), $want, "nginx, $kind: $what");
	}
	my $error = $post =~ s{(sops|apigw)/.*}{$1/nginx-error}r;
	is(http($port{pool}, 'GET', $error)->{status}, 404, "nginx, $kind: nobody asks for the error itself");
}

# --- gzip and CORS

# A sample with all that it has behind a "#" and no blank.
sub switched_on {
	my ($text) = @_;
	$text =~ s/^(\t+)#(?! )/$1/mg or die 'there is nothing to switch on';
	return $text;
}
my %modules = (
	lighttpd => [qw(mod_setenv mod_redirect mod_fastcgi mod_deflate)],
	map { ("Apache $_" => [qw(filter deflate headers alias)]) } qw(mod_proxy_fcgi mod_fcgid),
);
for my $server (@Bk::WebServers::SERVERS) {
	my ($name, $is_installed, $start, $sample) = @$server;
	for my $kind (sort keys %family) {
		my ($end, $pool, $target, $who) = @{ $family{$kind} };
	SKIP: {
			skip "$name is not installed", 11 if !$is_installed->();
			skip 'lighttpd-mod-deflate is not installed', 11
			  if $name eq 'lighttpd' && !Bk::WebServers::has_lighttpd('mod_deflate');
			my $text = switched_on($sample->($pool, $end));
			my $web  = $start->("on-$kind-" . lc $name =~ tr/ /-/r, modules => $modules{$name}, site => $text);
			my $ask  = sub {
				my ($method, @headers) = @_;
				return http($web->{port}, $method, $target, headers => [ @$who, 'Origin', $ORIGIN, @headers ]);
			};
			my $zip = $ask->('GET', 'Accept-Encoding', 'gzip');
			my $tag = $zip->{headers}{etag} // 'none';
			is($zip->{headers}{'content-encoding'}, 'gzip', "$name, $kind: an answer is compressed");
			like($tag, qr/\AW\//, "$name, $kind: it has a tag");
			my $known = $ask->('GET', 'Accept-Encoding', 'gzip', 'If-None-Match', $tag);
			is($known->{status}, 304, "$name, $kind: which is known");
			my $plain = $ask->('GET');
			is($plain->{headers}{'content-encoding'}, undef, "$name, $kind: not for those who do not ask for it");
			like($plain->{body}, qr/"result":true/, "$name, $kind: an answer");
			is($plain->{headers}{'access-control-allow-origin'}, $ORIGIN, "$name, $kind: the other site may read it");
			is($known->{headers}{'access-control-allow-origin'}, $ORIGIN, "$name, $kind: and a 304");
			like($plain->{headers}{'access-control-expose-headers'} // 'none', qr/ETag/, "$name, $kind: and its tag");
			my $may = $ask->('OPTIONS', 'Access-Control-Request-Method', 'POST',
				'Access-Control-Request-Headers', 'content-type');
			like($may->{status}, qr/\A20[04]\z/, "$name, $kind: what a browser asks before");
			my @may = map { $may->{headers}{"access-control-allow-$_"} // 'none' } qw(origin methods headers);
			my $want = "$ORIGIN GET, POST Content-Type, If-None-Match, X-Bkapi-Authorization";
			is("@may", $want, "$name, $kind: and is told");
			stop($web->{pid});
		}
	}
}
$m->finish;
