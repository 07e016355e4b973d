# SPDX-License-Identifier: MIT
# The shipped files for the status pages behind each web server, and Prometheus
# with the configuration in bksops-fcgi-status(7).
use v5.28;
use warnings;
use Bk::Http qw(http);
use Bk::Nginx;
use Bk::OpenMetrics qw(metrics_read metrics_value);
use Bk::Process qw(tmpdir start wait_for slurp spew);
use Bk::Service;
use Bk::WebServers;
use Test::More;

Bk::Service::need();
my $dir = tmpdir;
my $own = "$dir/own.sock";
my $s   = Bk::Service->new(set => { 'status.listen' => $own });

my %port = (nginx => Bk::WebServers::nginx_status($own));
$port{Apache}   = Bk::WebServers::apache_status($own)   if Bk::WebServers::has_apache();
$port{lighttpd} = Bk::WebServers::lighttpd_status($own) if Bk::WebServers::has_lighttpd();

for my $server (qw(nginx Apache lighttpd)) {
SKIP: {
		my $port = $port{$server} // skip "$server is not installed", 8;
		my $get = sub { my ($target, %o) = @_; return http($port, 'GET', $target, %o) };
		like($get->('/status')->{body}, qr/^total processes: +2$/m, "$server: /status");
		my $metrics = $get->('/status?openmetrics=&full=');
		is($metrics->{headers}{'content-type'}, 'application/openmetrics-text; version=1.0.0; charset=utf-8', "$server: the content type of OpenMetrics");
		is(metrics_value(eval { metrics_read($metrics->{body}) } // {}, 'bksops_workers'), 2, "$server: metrics");
		is($get->('/ping')->{body}, 'pong', "$server: /ping");
		is($get->($_)->{status}, 200, "$server: $_") for '/live', '/ready';
		is($get->('/x')->{status}, 404, "$server: nothing else");
		unlike($get->('/status', from => '127.0.0.2')->{body}, qr/processes/, "$server: not for other clients");
	}
}

# --- Prometheus ---
my ($yaml) = slurp(Bk::Nginx::source() . '/man/bksops-fcgi-status.7') =~ /^(scrape_configs:.*?)^\.Ed$/ms;
ok($yaml, 'the manual page has a configuration for Prometheus');
SKIP: {
	skip 'Prometheus is not installed', 2 if system 'command -v prometheus promtool >/dev/null';
	$yaml =~ s/127\.0\.0\.1:8081/127.0.0.1:$port{nginx}/ or die 'it does not name the port';
	spew("$dir/prometheus.yml", "global:\n  scrape_interval: 1s\n$yaml");
	is(`promtool check config '$dir/prometheus.yml' >'$dir/promtool.out' 2>&1; echo \$?`, "0\n", 'promtool finds nothing in it') or diag slurp("$dir/promtool.out");
	my $web = Bk::Process::free_port();
	start('prometheus', out => "$dir/prometheus.out", cmd => [ 'prometheus', "--config.file=$dir/prometheus.yml",
		"--storage.tsdb.path=$dir/prometheus", "--web.listen-address=127.0.0.1:$web" ]);
	ok(eval { wait_for('a sample', sub {
		my $answer = eval { http($web, 'GET', '/api/v1/query?query=bksops_workers_started_total') };
		$answer && $answer->{body} =~ /"pool":"pool".*"value":\[[0-9.]+,"2"\]/;
	}, 60) }, 'Prometheus reads the metrics') or diag slurp("$dir/prometheus.out");
}
$s->finish;
