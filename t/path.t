# SPDX-License-Identifier: MIT
# A rule of the web server on one of our URLs holds however the URL is spelt,
# and however the web server splits it: what its rules did not see is not
# answered.
use v5.28;
use warnings;
use Bk::Http qw(http);
use Bk::Nginx;
use Bk::Process qw(tmpdir start wait_for spew);
use Bk::Service;
use Bk::WebServers;
use IO::Socket::INET;
use Test::More;

Bk::Service::need();
my %header = (auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef);
my $s      = Bk::Service->new(all => 0, sample => 'nginx-apigw.conf', set => { %header, 'status.path' => '/status' });
my $socket = $s->{pool}{socket};
my $APIGW  = $Bk::Service::APIGW;
my $RULED  = "$APIGW/get_task_detail";
my $FREE   = "$APIGW/get_template_list/2/";
my @who    = (headers => [ 'Bk-Username', 'viewer', 'Bk-App-Code', 'my_app' ]);
my $dir    = tmpdir;
mkdir "$dir/$_" for qw(empty site);
spew("$dir/site/bksops.fcgi", '');
chmod 0755, "$dir/empty", "$dir/site";

# Of the URL that the rule is on: what a client may try.
my @spellings = (
	[ 'as it is',                         "$RULED/1/2/" ],
	[ 'a directory in front',             "/x$RULED/1/2/" ],
	[ 'two directories in front',         "/x/y$RULED/1/2/" ],
	[ 'a script in front',                "/bksops.fcgi$RULED/1/2/" ],
	[ 'the prefix twice',                 "$APIGW$RULED/1/2/" ],
	[ 'another endpoint in front',        "${FREE}..$RULED/1/2/" ],
	[ 'dots that lead to it',             "/x/..$RULED/1/2/" ],
	[ 'encoded dots that lead to it',     "/x/%2e%2e$RULED/1/2/" ],
	[ 'encoded dots and slashes',         "/x%2f%2e%2e$RULED/1/2/" ],
	[ 'a dot inside',                     "$APIGW/./get_task_detail/1/2/" ],
	[ 'two slashes in front',             "/$RULED/1/2/" ],
	[ 'two slashes inside the prefix',    '/o//bk_sops/apigw/get_task_detail/1/2/' ],
	[ 'an encoded slash in the prefix',   '/o%2Fbk_sops/apigw/get_task_detail/1/2/' ],
	[ 'an encoded slash behind it',       "$APIGW%2Fget_task_detail/1/2/" ],
	[ 'an encoded letter',                '/o/%62k_sops/apigw/get_task_detail/1/2/' ],
	[ 'a letter that is encoded twice',   '/o/%2562k_sops/apigw/get_task_detail/1/2/' ],
	[ 'a parameter of the path',          '/o/bk_sops/apigw;x/get_task_detail/1/2/' ],
	[ 'a NUL',                            "$RULED/1/2/%00" ],
	[ 'capitals',                         '/o/bk_sops/APIGW/get_task_detail/1/2/' ],
	[ 'a backslash',                      '/o/bk_sops\\apigw/get_task_detail/1/2/' ],
	[ 'the absolute form',                "http://paas.example.com$RULED/1/2/" ],
	[ 'the absolute form, in front',      "http://paas.example.com/x$RULED/1/2/" ],
);

my $handler = "SetHandler \"proxy:unix:$socket|fcgi://bksops-fcgi\"";
my $broad   = "DocumentRoot $dir/empty\n<Location \"/\">\n$handler\n</Location>\n";
my $deny    = "<Location \"$RULED/\">\nRequire all denied\n</Location>\n";
my $pass    = "ProxyPass \"/\" \"unix:$socket|fcgi://bksops-fcgi/\"\n";

sub nginx {
	my ($name, $lines) = @_;
	return Bk::Nginx::available() && Bk::Nginx->new(name => "-$name", site => <<~EOT)->{port};
	$lines
	location $RULED/ { deny all; }
	location / {
		fastcgi_pass unix:$socket;
		include fastcgi_params;
	}
	EOT
}

sub lighttpd {
	my ($name, $more) = @_;
	return Bk::WebServers::has_lighttpd() && Bk::WebServers::start_lighttpd("lighttpd-$name", site => <<~EOT)->{port};
	\$HTTP["url"] !~ "^$RULED/" {
		fastcgi.server = ( "/" => (( "socket" => "$socket", "check-local" => "disable"$more )))
	}
	EOT
}

# HAProxy compares what the client sent: its rule has to decode that.
sub haproxy {
	return if system 'command -v haproxy >/dev/null';
	my $port = Bk::Process::free_port();
	spew("$dir/haproxy.cfg", <<~EOT);
	defaults
		mode http
		timeout connect 60s
		timeout client 60s
		timeout server 60s
	fcgi-app bksops
		docroot /
	frontend site
		bind 127.0.0.1:$port
		http-request deny if { path,url_dec -m beg $RULED/ }
		default_backend pool
	backend pool
		use-fcgi-app bksops
		server pool unix\@$socket proto fcgi
	EOT
	start('haproxy', out => "$dir/haproxy.out", cmd => [ 'haproxy', '-db', '-f', "$dir/haproxy.cfg" ]);
	wait_for('haproxy', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
	return $port;
}

sub apache {
	my ($name, $site, @load) = @_;
	return Bk::WebServers::has_apache()
	  && Bk::WebServers::start_apache("apache-$name", site => $site, modules => [ qw(proxy proxy_fcgi), @load ])->{port};
}

sub fcgid {
	return if !Bk::WebServers::has_fcgid();
	my $site = Bk::WebServers::fcgid_sample($s->{pool}, '-apigw');
	$site =~ s{^ScriptAliasMatch "[^"]*" ("[^"]*")}{ScriptAlias "/x" $1\nScriptAlias "/o" $1}m or die 'no ScriptAliasMatch';
	$site =~ s{<LocationMatch "[^"]*">(.*?)</LocationMatch>}{<LocationMatch "^/[ox]">$1</LocationMatch>\n$deny}s
	  or die 'no LocationMatch';
	return Bk::WebServers::start_apache('apache-fcgid', site => $site)->{port};
}

# [name, port]
my @servers = (
	[ 'nginx',                                 nginx('broad', '') ],
	[ 'nginx, merge_slashes off',              nginx('slashes', 'merge_slashes off;') ],
	[ 'nginx, the pool makes the error pages', nginx('error', 'error_page 403 /denied;') ],
	[ 'Apache SetHandler',                     apache('handler', "$broad$deny") ],
	[ 'Apache SetHandler, AllowEncodedSlashes NoDecode',
		apache('nodecode', "AllowEncodedSlashes NoDecode\nMergeSlashes Off\n$broad$deny") ],
	[ 'Apache SetHandler, AllowEncodedSlashes On',      apache('decode', "AllowEncodedSlashes On\n$broad$deny") ],
	[ 'Apache SetHandler, the pool makes the error pages', apache('error', "ErrorDocument 403 /denied\n$broad$deny") ],
	[ 'Apache ProxyPass',                      apache('pass', "$pass$deny") ],
	[ 'Apache ProxyPass, proxy-fcgi-pathinfo',
		apache('info', "SetEnvIf Request_URI . proxy-fcgi-pathinfo\n$pass$deny", 'setenvif') ],
	[ 'Apache mod_fcgid, ScriptAlias',         fcgid() ],
	[ 'lighttpd',                              lighttpd('broad', '') ],
	[ 'lighttpd, fix-root-scriptname',         lighttpd('root', ', "fix-root-scriptname" => "enable"') ],
	[ 'HAProxy',                               haproxy() ],
);
for my $server (@servers) {
	my ($name, $port) = @$server;
SKIP: {
		skip "$name is not installed", 1 + @spellings if !$port;
		my $free = http($port, 'GET', $FREE, @who);
		like("$free->{status} $free->{body}", qr/^200 .*"result":true/, "$name: a URL without a rule is answered");
		for (@spellings) {
			my ($how, $target) = @$_;
			my $got = http($port, 'GET', $target, @who);
			unlike($got->{body}, qr/pipeline_tree/, "$name: $how");
		}
	}
}

# --- the absolute form (RFC 9112, 3.2.2), which Apache passes on ---
SKIP: {
	my ($port) = map { $_->[1] } grep { $_->[0] eq 'Apache SetHandler' } @servers;
	skip 'Apache is not installed', 1 if !$port;
	my $got = http($port, 'GET', "http://paas.example.com$FREE", @who);
	like("$got->{status} $got->{body}", qr/^200 .*"result":true/, 'Apache: an absolute URL is answered');
}

# --- sent on to a script by .htaccess ---
SKIP: {
	skip 'Apache is not installed', 6 if !Bk::WebServers::has_apache();
	my $allow = "<Directory \"$dir/site\">\nAllowOverride All\nRequire all granted\n</Directory>\n";
	my $files = "<FilesMatch \"\\.fcgi\$\">\n$handler\n</FilesMatch>\n";
	my $port  = apache('htaccess', "DocumentRoot $dir/site\n$allow$files", 'rewrite');
	for ([ 'a script', 'bksops.fcgi' ], [ 'a script with the URL behind it', 'bksops.fcgi/$1' ]) {
		my ($name, $to) = @$_;
		spew("$dir/site/.htaccess", "RewriteEngine On\nRewriteRule ^(o/bk_sops/apigw/.*) $to [L]\n", 0644);
		my $got = http($port, 'GET', "$RULED/1/2/?a=1", @who);
		like("$got->{status} $got->{body}", qr/^200 .*"result":true/, ".htaccess: $name");
		$got = http($port, 'GET', "$RULED/%D9%A1/%D9%A2", @who);
		like("$got->{status} $got->{body}", qr/^200 .*"result":true/, ".htaccess: $name, an encoded URL");
		$got = http($port, 'GET', "/bksops.fcgi$RULED/1/2/", @who);
		like($got->{status}, qr/^404/, ".htaccess: $name, which is not asked by its own URL");
	}
}

# --- reached below another URL, as the configuration says ---
SKIP: {
	skip 'Apache is not installed', 3 if !Bk::WebServers::has_apache();
	my $path = '/cgi/bksops.fcgi/api/c/compapi/';
	my $esb  = Bk::Pool->new(name => 'esb', maria => $s->{maria}, set => { 'esb.path' => $path });
	my $port = apache('script', $broad =~ s/\Q$socket\E/$esb->{socket}/r);
	my $D = $Bk::Service::DETAIL;
	my $q = 'bk_app_code=bk_cdman&bk_app_secret=cd-secret&bk_username=admin&task_id=1&bk_biz_id=2';
	like(http($port, 'GET', "/cgi/bksops.fcgi$D?$q")->{body}, qr/"result":true/, 'esb.path: the URL of a script');
	is(http($port, 'GET', "$D?$q")->{status}, 404, 'esb.path: no other URL');
	my $write = '/cgi/bksops.fcgi' . $D =~ s/get_task_detail/create_task/r;
	is(http($port, 'POST', $write, body => '{}')->{status}, 501, 'esb.path: a write');
}

# --- pages about the pool ---
SKIP: {
	skip 'Apache is not installed', 6 if !Bk::WebServers::has_apache();
	my $port = apache('status', $broad . "<Location \"/status\">\nRequire all denied\n</Location>\n");
	for ('/x/status', '//status', '/x/../status', '/%73tatus', '/status/', '/status;x') {
		unlike(http($port, 'GET', $_)->{body}, qr/pool:/, "status: $_");
	}
}
$s->finish;
