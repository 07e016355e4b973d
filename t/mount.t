# SPDX-License-Identifier: MIT
# The shipped files of fcgi-conf/ in a site that has ESB (or bk-sops) mounted
# already, in each form that the web servers have for it: our endpoints come to
# us, every other URL goes on, and bk-sops' own URLs stay closed for strangers.
use v5.28;
use warnings;
use Bk::Http qw(http);
use Bk::Pool;
use Bk::Process qw(start stop);
use Bk::WebServers;
use IO::Socket::INET;
use POSIX ();
use Test::More;

# --- ESB: says who it is, whatever it is asked

my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 64) or die $!;
my $esb    = 'http://127.0.0.1:' . $listen->sockport;

sub serve {
	my ($client) = @_;
	my $request = '';
	while ($request !~ /\r\n\r\n/ && $client->sysread($request, 8192, length $request)) { }
	$client->syswrite("HTTP/1.1 200 OK\r\nX-Answered-By: ESB\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
	close $client;
}
my $pid = fork // die "fork: $!";
if (!$pid) {
	$SIG{$_} = 'DEFAULT' for qw(INT TERM HUP);
	while (my $client = $listen->accept) { serve($client) }
	POSIX::_exit(0);
}
Bk::Process::at_end(sub { kill 'TERM', $pid; waitpid $pid, 0 });
close $listen;

# --- what is asked

my $SOPS  = '/api/c/compapi/v2/sops';
my $APIGW = '/o/bk_sops/apigw';
my @endpoints = qw(get_template_list get_template_info get_common_template_list get_common_template_info
  get_task_status get_task_detail get_task_node_detail get_task_list get_tasks_status query_task_count
  get_periodic_task_list get_periodic_task_info);
my %family = (
	esb => {
		urls => '/api/',
		ours => [
			(map { "$SOPS/$_/" } @endpoints), "$SOPS/get_task_detail", "$SOPS/get_task_detail/?task_id=1",
			"$SOPS//get_task_detail//", '/api/c/compapi/V2/SOPS/GET_TASK_DETAIL/',
		],
		others => [
			(map { "$SOPS/$_" } 'create_task/', 'get_task_details/', 'get_task_detail/x/', ''),
			'/api/c/compapi/v2/cc/search_business/', '/api/c/compapi/v2/cc/get_task_detail/', '/api/',
			"$SOPS/create_task/?x=$SOPS/get_task_detail/", "/api/x$SOPS/get_task_detail/",
		],
	},
	apigw => {
		urls => '/o/bk_sops/',
		ours => [
			(map { "$APIGW/$_/1/2/" } @endpoints), "$APIGW/get_common_template_list",
			"$APIGW/get_task_detail/1/2?a=1",
		],
		others => [
			(map { "$APIGW/$_" } 'create_task/2/3/', 'get_task_details/1/2/', ''),
			'/o/bk_sops/', '/o/bk_sops/taskflow/api/', "/o/bk_sops/x$APIGW/get_task_detail/1/2/",
			"$APIGW/create_task/?x=$APIGW/get_task_detail/1/2/",
			(map { "$APIGW/get_task_detail/$_/create_task/2/3/" } '..', '%2E%2e', '.%2e'),
		],
	},
);
# Other spellings of an endpoint, which some servers take for it.
my @spellings = (
	"$APIGW/get_task_detail/1/2/", "$APIGW/get_task%5Fdetail/1/2/", '/o//bk_sops/apigw//get_task_detail/1/2/',
	"/x/..$APIGW/get_task_detail/1/2/", "$APIGW/./get_task_detail/1/2/", "$APIGW/get_task_detail/1/../2/",
	"$APIGW/create_task/%2E%2E/get_task_detail/1/2/",
);

# --- how ESB is mounted

# [form, who answers our endpoints, the site: SAMPLE is the shipped file, URLS
# and ESB are what is mounted, modules of httpd or lighttpd].  Where the site's
# own order decides, the samples and the README say what cures it.
my ($HOST, $END) = ("<VirtualHost *:PORT>\n", "</VirtualHost>\n");
my $RULE    = 'RewriteEngine On' . "\n" . 'RewriteRule "^URLS(.*)" "ESBURLS$1" [P]' . "\n";
my $CURED   = $RULE =~ s/^RewriteRule/RewriteCond %{ENV:no-proxy} !=1\nRewriteRule/mr;
my $PASS    = "ProxyPass URLS ESBURLS\n";
my $MATCH   = qq(ProxyPassMatch "^URLS(.*)" "ESBURLS\$1"\n);
my $PLACE   = "<Location URLS>\n\tProxyPass ESBURLS\n</Location>\n";
my $BALANCE = "<Proxy balancer://esb>\n\tBalancerMember ESB\n</Proxy>\nProxyPass URLS balancer://esbURLS\n";
my @apache  = (
	[ 'nothing behind',                            'we',  'SAMPLE' ],
	[ 'the file, then ProxyPass',                  'we',  "SAMPLE$PASS" ],
	[ 'ProxyPass, then the file',                  'we',  "${PASS}SAMPLE" ],
	[ 'ProxyPassMatch, then the file',             'we',  "${MATCH}SAMPLE" ],
	[ 'ProxyPass to a balancer, then the file',    'we',  "${BALANCE}SAMPLE" ],
	[ 'the file, then Location with ProxyPass',    'we',  "SAMPLE$PLACE" ],
	[ 'Location with ProxyPass, then the file',    'we',  "${PLACE}SAMPLE" ],
	[ 'ProxyPass in the virtual host, the file in the server', 'we', "SAMPLE${HOST}$PASS$END" ],
	[ 'ProxyPass in the server, the file in the virtual host', 'we', "$PASS${HOST}SAMPLE$END" ],
	[ 'ProxyPass and the file in the server',      'we',  "${PASS}SAMPLE$HOST$END" ],
	[ 'the file, then RewriteRule [P]',            'ESB', "SAMPLE$RULE" ],
	[ 'RewriteRule [P], then the file',            'ESB', "${RULE}SAMPLE" ],
	[ 'the file, then RewriteRule [P] with its condition', 'we', "SAMPLE$CURED" ],
	[ 'RewriteRule [P] with its condition, then the file', 'we', "${CURED}SAMPLE" ],
);
for my $row (@apache) {
	$row->[2] = "$HOST$row->[2]$END" if $row->[2] !~ /\Q$HOST/;
	$row->[3] = [qw(proxy proxy_http rewrite proxy_balancer slotmem_shm lbmethod_byrequests)];
}

sub location { return "location $_[0] {\n\tproxy_pass ESB;\n}\n" }
my @nginx = (
	[ 'nothing behind',                            'we',  'SAMPLE' ],
	[ 'the file, then location',                   'we',  'SAMPLE' . location('URLS') ],
	[ 'location, then the file',                   'we',  location('URLS') . 'SAMPLE' ],
	[ 'the file, then location ^~',                'ESB', 'SAMPLE' . location('^~ URLS') ],
	[ 'location ^~, then the file',                'ESB', location('^~ URLS') . 'SAMPLE' ],
	[ 'the file inside location ^~',               'we',  location('^~ URLS') =~ s/\}\n/SAMPLE}\n/r ],
	[ 'the file, then location ~',                 'we',  'SAMPLE' . location('~ ^URLS') ],
	[ 'location ~, then the file',                 'ESB', location('~ ^URLS') . 'SAMPLE' ],
);

my $GLOBAL = 'proxy.server = ( "URLS" => (( "host" => "127.0.0.1", "port" => ESBPORT )) )' . "\n";
my $INSIDE = qq(\$HTTP["url"] =~ "^URLS" {\n${GLOBAL}}\n);
my @good   = qw(mod_fastcgi mod_proxy);
my @bad    = reverse @good;
my @lighttpd = (
	[ 'nothing behind',                                      'we',  'SAMPLE',          ['mod_fastcgi'] ],
	[ 'mod_fastcgi, mod_proxy; the file, then proxy.server', 'we',  "SAMPLE$GLOBAL",   \@good ],
	[ 'mod_fastcgi, mod_proxy; proxy.server, then the file', 'we',  "${GLOBAL}SAMPLE", \@good ],
	[ 'mod_fastcgi, mod_proxy; the file, then a condition',  'we',  "SAMPLE$INSIDE",   \@good ],
	[ 'mod_fastcgi, mod_proxy; a condition, then the file',  'we',  "${INSIDE}SAMPLE", \@good ],
	[ 'mod_proxy, mod_fastcgi; the file, then proxy.server', 'ESB', "SAMPLE$GLOBAL",   \@bad ],
	[ 'mod_proxy, mod_fastcgi; proxy.server, then the file', 'ESB', "${GLOBAL}SAMPLE", \@bad ],
);
my %forms = (
	nginx                   => \@nginx,
	'Apache mod_proxy_fcgi' => \@apache,
	'Apache mod_fcgid'      => \@apache,
	lighttpd                => \@lighttpd,
);

# --- who answers

# HEAD is refused without a question to a database, so the pools need none.
sub who {
	my ($port, $target, %o) = @_;
	my $answer = http($port, 'HEAD', $target, %o);
	return 'ESB' if ($answer->{headers}{'x-answered-by'} // '') eq 'ESB';
	return 'we' if ($answer->{headers}{'x-request-id'} // '') =~ /\A[0-9a-f]{32}\z/;
	return "HTTP $answer->{status}";
}

# Who answers, and which of the targets somebody else does.
sub answered {
	my ($port, $want, @targets) = @_;
	return join ', ', $want, map { my $who = who($port, $_); $who eq $want ? () : "$_: $who" } @targets;
}

my %pool = (
	esb   => Bk::Pool->new(name => 'esb'),
	apigw => Bk::Pool->new(name => 'apigw',
		set => { auth => 'header', 'mysql.paas.database' => undef, 'login.secret_key_file' => undef }),
);
my $runs = 0;

# One form of mounting; `start` and `sample` as in Bk::WebServers.
sub try_form {
	my ($name, $kind, $start, $text, $form) = @_;
	my ($how, $want, $site, $modules) = @$form;
	my %f    = %{ $family{$kind} };
	my %word = (SAMPLE => $text, URLS => $f{urls}, ESB => $esb, ESBURLS => "$esb$f{urls}", ESBPORT => $esb =~ s/.*://r);
	$site =~ s/(SAMPLE|ESBURLS|ESBPORT|URLS|ESB)/$word{$1}/g;
	my $web  = $start->(lc($name =~ s/ .*//r) . '-' . ++$runs, site => $site, modules => $modules);
	my $else = $how eq 'nothing behind' ? 'HTTP 404' : 'ESB';
	is(answered($web->{port}, $want, @{ $f{ours} }),   $want, "$name, $f{urls}, $how: our endpoints");
	is(answered($web->{port}, $else, @{ $f{others} }), $else, "$name, $f{urls}, $how: the others");
	my @in = grep { who($web->{port}, $_, from => '127.0.0.2') eq 'we' } @spellings;
	is("@in", '', "$name, $f{urls}, $how: no stranger gets in") if $kind eq 'apigw';
	stop($web->{pid});
}

for my $server (@Bk::WebServers::SERVERS) {
	my ($name, $is_installed, $start, $sample) = @$server;
	my @forms = @{ $forms{$name} };
	for my $kind ('esb', 'apigw') {
	SKIP: {
			skip "$name is not installed", @forms * ($kind eq 'apigw' ? 3 : 2) if !$is_installed->();
			my $text = $sample->($pool{$kind}, $kind eq 'apigw' ? '-apigw' : '');
			try_form($name, $kind, $start, $text, $_) for @forms;
		}
	}
}
for my $pool (values %pool) {
	$pool->stop;
	is(join(' ', $pool->complaints), '', "nothing amiss in the log of $pool->{name}");
}
done_testing();
