# SPDX-License-Identifier: MIT
# Entity tags behind web servers that compress our answers: some make another
# tag of ours, and the client that sends it back still gets a 304.
use v5.28;
use warnings;
use Bk::Http qw(http);
use Bk::Nginx;
use Bk::Service;
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my $s = Bk::Service->new(
	sample => 'nginx-apigw.conf',
	set    => { auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef });
my $TARGET = "$Bk::Service::APIGW/get_task_detail/2/2/";
my @who    = ('Bk-Username', 'viewer', 'Bk-App-Code', 'my_app');

# [name, server of Bk::WebServers, coding, what the site has besides, modules]
my ($proxy, $fcgid) = ('Apache mod_proxy_fcgi', 'Apache mod_fcgid');
my $nginx    = "gzip on;\ngzip_types application/json;\n";
my $deflate  = "AddOutputFilterByType DEFLATE application/json\n";
my $brotli   = "AddOutputFilterByType BROTLI_COMPRESS application/json\n";
my $all      = "<Location />\n\tSetOutputFilter DEFLATE\n</Location>\n";
my $lighttpd = qq(deflate.mimetypes = ("application/json")\ndeflate.allowed-encodings = ("gzip")\n);
my @cases = (
	[ 'nginx, gzip',                     'nginx',    'gzip', $nginx ],
	[ 'mod_proxy_fcgi, mod_deflate',     $proxy,     'gzip', $deflate,  [qw(filter deflate)] ],
	[ 'mod_proxy_fcgi, mod_brotli',      $proxy,     'br',   $brotli,   [qw(filter brotli)] ],
	[ 'mod_proxy_fcgi, SetOutputFilter', $proxy,     'gzip', $all,      ['deflate'] ],
	[ 'mod_fcgid, mod_deflate',          $fcgid,     'gzip', $deflate,  [qw(filter deflate)] ],
	[ 'mod_fcgid, mod_brotli',           $fcgid,     'br',   $brotli,   [qw(filter brotli)] ],
	[ 'lighttpd, mod_deflate',           'lighttpd', 'gzip', $lighttpd, [qw(mod_fastcgi mod_deflate)] ],
);
my %server = map { $_->[0] => $_ } @Bk::WebServers::SERVERS;
for my $case (@cases) {
	my ($name, $which, $coding, $site, $modules) = @$case;
	my (undef, $is_installed, $start, $sample) = @{ $server{$which} };
SKIP: {
		skip "$which is not installed", 3 if !$is_installed->();
		skip 'lighttpd-mod-deflate is not installed', 3
		  if $which eq 'lighttpd' && !Bk::WebServers::has_lighttpd('mod_deflate');
		my $text = $site . $sample->($s->{pool}, '-apigw');
		my $port = $start->(lc $name =~ tr/ ,/--/r, modules => $modules, site => $text)->{port};
		my $get  = sub { return http($port, 'GET', $TARGET, headers => [ @who, 'Accept-Encoding', $coding, @_ ]) };
		my $first = $get->();
		is($first->{headers}{'content-encoding'}, $coding, "$name: the answer is compressed");
		my $tag = $first->{headers}{etag} // 'no tag';
		is($get->('If-None-Match', $tag)->{status}, 304, "$name: its tag is known") or diag $tag;
		is($get->('If-None-Match', '"x"')->{status}, 200, "$name: another is not");
	}
}
$s->finish;
