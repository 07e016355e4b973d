# SPDX-License-Identifier: MIT
# What a pool says of itself: the forms of its status, whether the numbers are
# true, and that it answers when all workers are busy.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect fcgi_request fcgi_answer fcgi_get);
use Bk::Http qw(query);
use Bk::Json qw(json_strict);
use Bk::Load qw(load_while);
use Bk::Nginx;
use Bk::OpenMetrics qw(metrics_read metrics_value metrics_promtool);
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for secret slurp spew);
use Bk::Service;
use Bk::Task qw(add_task fancy);
use IO::Socket::INET;
use JSON::PP ();
use Test::More;

Bk::Service::need();
my $s   = Bk::Service->new;
my $dir = tmpdir;
my $ESB = '/api/c/compapi/v2/sops/';
my @who = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin', bk_biz_id => 2);
my $DETAIL = "${ESB}get_task_detail/?" . query(@who, task_id => 1);

# --- the reader of OpenMetrics finds what is wrong ---
my @wrong = (
	[ 'no end',                    "# TYPE a gauge\n# HELP a x\na 1\n" ],
	[ 'a line after the end',      "# TYPE a gauge\n# HELP a x\na 1\n# EOF\na 1\n" ],
	[ 'an empty line',             "# TYPE a gauge\n# HELP a x\n\na 1\n# EOF\n" ],
	[ 'no type',                   "# HELP a x\na 1\n# EOF\n" ],
	[ 'no help',                   "# TYPE a gauge\na 1\n# EOF\n" ],
	[ 'a counter without _total',  "# TYPE a counter\n# HELP a x\na 1\n# EOF\n" ],
	[ 'a counter below zero',      "# TYPE a counter\n# HELP a x\na_total -1\n# EOF\n" ],
	[ 'a wrong unit',              "# TYPE a_bytes gauge\n# UNIT a_bytes seconds\n# HELP a_bytes x\na_bytes 1\n# EOF\n" ],
	[ 'a sample twice',            "# TYPE a gauge\n# HELP a x\na{b=\"1\"} 1\na{b=\"1\"} 2\n# EOF\n" ],
	[ 'a label twice',             "# TYPE a gauge\n# HELP a x\na{b=\"1\",b=\"2\"} 1\n# EOF\n" ],
	[ 'a quote in a label',        "# TYPE a gauge\n# HELP a x\na{b=\"\"\"} 1\n# EOF\n" ],
	[ 'a family in two parts',     "# TYPE a gauge\n# HELP a x\na 1\n# TYPE b gauge\n# HELP b x\nb 1\n# TYPE a gauge\na 1\n# EOF\n" ],
	[ 'a histogram that shrinks',  "# TYPE a histogram\n# HELP a x\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\na_count 1\na_sum 1\n# EOF\n" ],
	[ 'a histogram without +Inf',  "# TYPE a histogram\n# HELP a x\na_bucket{le=\"1.0\"} 2\na_count 2\na_sum 1\n# EOF\n" ],
	[ 'a count that is no bucket', "# TYPE a histogram\n# HELP a x\na_bucket{le=\"+Inf\"} 2\na_count 1\na_sum 1\n# EOF\n" ],
	[ 'no UTF-8',                  "# TYPE a gauge\n# HELP a \xFF\na 1\n# EOF\n" ],
);
is(join(', ', map { $_->[0] } grep { eval { metrics_read($_->[1]); 1 } } @wrong), '', 'the reader of OpenMetrics refuses what is none');

# --- asking ---
my $number = 0;
my $pool;
my %ledger;    # "ENDPOINT OUTCOME" => requests, bytes => of bodies: since the pool started

# Another pool on the same database; the one of before stops.
sub pool {
	my (%set) = @_;
	$pool->stop if $pool;
	%ledger = (bytes => 0);
	return $pool = Bk::Pool->new(maria => $s->db, name => 's' . ++$number, set => \%set, global => { log_level => 'debug' },
		asan => 'handle_segv=0');
}

sub split_answer {
	my ($answer) = @_;
	my ($head, $body) = split /\r\n\r\n/, $answer // die("no answer\n"), 2;
	my ($status) = $head =~ /\AStatus: (\d+)/;
	return { status => $status, body => $body, headers => { map { /^([^:]+): (.*)/ ? (lc $1 => $2) : () } split /\r\n/, $head } };
}

sub note_answer {
	my ($kind, $body, $times) = @_;
	$ledger{$kind} += $times // 1;
	$ledger{bytes} += length($body) * ($times // 1);
}

# Asks a worker and notes what that must count as; over another socket nothing
# is noted.
sub ask {
	my ($target, $kind, %o) = @_;
	my $answer = split_answer(fcgi_get($o{to} // $pool->{socket}, $target, %o));
	note_answer($kind // 'other ok', $answer->{body}) if !$o{to};
	return $answer;
}

# The status in a form, checked; %o as for ask.
my %type = (
	''          => 'text/plain; charset=utf-8',
	json        => 'application/json',
	html        => 'text/html; charset=utf-8',
	openmetrics => 'application/openmetrics-text; version=1.0.0; charset=utf-8',
);
my $line  = qr/[a-zA-Z ]+: +[ -~]+\n/;
my %valid = (
	'' => sub { $_[0] =~ /\A(?:$line)+(?:\n\*{24}\n(?:$line)+)*\z/ or die "no lines of text\n" },
	json        => sub { my ($value, @twice) = json_strict($_[0]); die "twice: @twice\n" if @twice; JSON::PP->new->decode($_[0]) },
	html        => sub {
		my ($html) = @_;
		die "not plain\n" if $html =~ /[^ -~\n]/;
		my @open;
		for ($html =~ m{(<[^<>]*>|&(?![a-z]+;|#\d+;)|[<>])}g) {
			if (m{^<([a-z0-9]+)[ >]}) { push @open, $1 if $1 ne 'meta' }
			elsif (m{^</([a-z0-9]+)>$}) { (pop(@open) // '') eq $1 or die "$_ closes nothing\n" }
			elsif ($_ ne '<!DOCTYPE html>') { die "not escaped: $_\n" }
		}
		die "open: @open\n" if @open;
		return $html;
	},
	openmetrics => sub { metrics_read($_[0]) },
);

sub status {
	my ($form, $full, %o) = @_;
	my $answer = ask('/status?' . join('&', grep { length } $form, $full ? 'full' : ''), undef, %o);
	die "status $answer->{status}\n" if $answer->{status} != 200;
	die "$answer->{headers}{'content-type'}\n" if $answer->{headers}{'content-type'} ne $type{$form};
	return $valid{$form}->($answer->{body});
}

# All counters of requests against what was sent before.
sub totals {
	my ($name) = @_;
	my %want    = %ledger;
	my $metrics = status('openmetrics');
	my %got     = (bytes => metrics_value($metrics, 'bksops_response_bytes_total'));
	for my $sample (@{ $metrics->{bksops_requests}{samples} }) {
		my ($suffix, $labels, $value) = @$sample;
		$got{"$labels->{endpoint} $labels->{outcome}"} = $value if $value > 0;
	}
	$want{request} = 0;
	$want{request} += $want{$_} for grep { / / } keys %want;
	# Who asks has been waiting, too.
	$want{queue} = $want{request} + 1;
	$got{$_} = metrics_value($metrics, "bksops_${_}_duration_seconds_count") for qw(request queue);
	is_deeply(\%got, \%want, "totals: $name") or diag explain { got => \%got, want => \%want };
	return $metrics;
}

# Requests that wait for a lock: [sockets], and what ends the wait.
sub stuck {
	my ($n) = @_;
	my $lock = $s->db->connect;
	$lock->do('LOCK TABLES bk_sops.taskflow3_taskflowinstance WRITE');
	my @sockets = map { send_request($DETAIL) } 1 .. $n;
	return (\@sockets, sub { $lock->do('UNLOCK TABLES'); $lock->disconnect });
}

sub send_request {
	my $socket = fcgi_connect($pool->{socket}) or die $!;
	$socket->syswrite(fcgi_request(@_));
	return $socket;
}

sub wait_ok {
	my ($name, $code) = @_;
	ok(eval { wait_for($name, $code); 1 }, $name) or diag $@;
}

# --- every form, and php-fpm's names in their order ---
my @names = ('pool', 'process manager', 'start time', 'start since', 'accepted conn', 'listen queue',
	'max listen queue', 'listen queue len', 'idle processes', 'active processes', 'total processes',
	'max active processes', 'max children reached', 'slow requests');
my @of_worker = ('pid', 'state', 'start time', 'start since', 'requests', 'request duration', 'request method');
pool('ping.response' => 'hello', 'pm.max_children' => 2);
{
	my @text = ask('/status')->{body} =~ /^([^:\n]+):/mg;
	is_deeply([ @text[ 0 .. $#names ] ], \@names, 'text: names and order of php-fpm');
	like(ask('/status')->{body}, qr/^pool: {17}s1\nprocess manager: {6}static\nstart time: {11}\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [-+]\d{4}\n/, 'text: columns of php-fpm');
	my $json = ask('/status?json')->{body};
	is_deeply([ ($json =~ /"([a-z ]+)":/g)[ 0 .. $#names ] ], \@names, 'JSON: the same');
	is(join(' ', $json =~ /"(?:start time|accepted conn|idle processes)":(\d+)/g) =~ tr/ //, 2, 'JSON: numbers are numbers');
	my $full = (split /^\*+\n/m, ask('/status?full')->{body})[1];
	is_deeply([ ($full =~ /^([^:\n]+):/mg)[ 0 .. 7 ] ], [ @of_worker, 'request URI' ], 'full text: names of php-fpm');
	$full = ask('/status?full&json')->{body} =~ s/.*"processes":\[\{//r;
	is_deeply([ ($full =~ /"([a-z ]+)":/g)[ 0 .. 7 ] ], [ @of_worker, 'request uri' ], 'full JSON: names of php-fpm');
	for my $form (sort keys %type) {
		for my $full (0, 1) {
			ok(eval { status($form, $full) }, ($full ? 'full ' : '') . ($form || 'text') . ': valid') or diag $@;
		}
	}
	is(status('json')->{'total processes'}, 2, 'JSON: all workers');
	is(scalar @{ status('json', 1)->{processes} }, 2, 'full JSON: each of them');
	is(ask('/status?openmetrics=&full')->{headers}{'content-type'}, $type{openmetrics}, 'a parameter may have a value, as Prometheus sends it');
	is(ask('/status?_=17')->{headers}{'content-type'}, $type{''}, 'others mean nothing');
	is(ask('/status')->{headers}{'cache-control'}, 'no-store', 'not to be stored');
	my $metrics = ask('/status?openmetrics&full')->{body};
	SKIP: {
		my $said = metrics_promtool($metrics, $dir) // skip 'promtool is not installed', 1;
		is($said, '', 'promtool reads it and finds nothing');
	}
	my $read = metrics_read($metrics);
	my %suffix = (counter => '_total', info => '_info');
	is_deeply([ sort map { $_->{name} . ($suffix{ $_->{TYPE} } // '') } values %$read ],
		[ sort +(slurp(Bk::Nginx::source() . '/man/bksops-fcgi-status.7') =~ /^\.It (bksops_\w+)$/mg) ], 'the manual page names them all');
	my %build = %{ $read->{bksops_build}{samples}[0][1] };
	my %library = map { /^(\S+)(?: client)? (.*)/ ? (lc $1 => $2) : () } split /\n/, qx(@{[ Bk::Pool::program() ]} -V);
	is("$build{version} $build{yajl} $build{mysql_client} $build{zlib}", "@library{qw(bksops-fcgi yajl mysql zlib)}", 'versions are those of -V');
	is(metrics_value($read, 'bksops_workers'), 2, 'workers by state are all workers');

	# A clock's second begins at any time of another's: all of one second are asked.
	my (%start, %worker);
	for (my $from = time, my $n = 0; $n < 40 || time < $from + 2; $n++) {
		my $json = status('json', 1);
		my $read = status('openmetrics', 1);
		my ($text) = ask('/status')->{body} =~ /^start time: +(.*)$/m;
		$start{"pool $_"}++ for $json->{'start time'}, metrics_value($read, 'bksops_start_time_seconds');
		$start{"text $text"}++;
		$worker{"$_->{pid} $_->{'start time'}"}++ for @{ $json->{processes} };
		$worker{"$_->[1]{pid} " . int $_->[2]}++ for @{ $read->{bksops_worker_start_time_seconds}{samples} };
	}
	is(keys %start, 2, 'start time: one, in JSON and metrics, and in text') or diag explain \%start;
	is(keys %worker, 2, 'start time: one of each process') or diag explain \%worker;

	# --- the other pages ---
	is(ask('/ping')->{body}, 'hello', 'ping.response');
	is(ask('/live')->{status}, 200, 'live');
	is(ask('/ready')->{status}, 200, 'ready');
	for my $target ('/ping', '/live', '/ready', map { "/status?$_" } sort keys %type) {
		my $head = split_answer(fcgi_get($pool->{socket}, $target, method => 'HEAD'));
		note_answer('other ok', '');
		is("$head->{status} $head->{body}", '200 ', "HEAD $target: no body");
		cmp_ok($head->{headers}{'content-length'}, '>', 3, '... but its length');
	}
	totals('of pages');
	$s->db->stop;
	is(ask('/ready', 'other fault')->{status}, 503, 'ready: 503 while the database is away');
	is(ask('/live')->{status}, 200, 'live all the same');
	ok(status('openmetrics'), 'status, too');
	$s->db->start;
	# Each worker has connections of its own.
	is(ask('/ready')->{status}, 200, 'ready: 200 when it is back') for 1 .. 4;
	totals('a fault is one');
}
pool(map { ("$_.path" => '') } qw(ping live ready status));
is(ask($_, 'other refused')->{status}, 404, "$_ is off without a path") for qw(/ping /live /ready /status);

# --- what was sent is what is counted ---
my $bad = add_task($s, outputs => "cos\nsystem\n(S'id'\ntR.");
pool('pm.max_children' => 2);

sub sent {
	ask($DETAIL, 'get_task_detail ok') for 1 .. 5;
	ask("${ESB}get_template_list/?" . query(@who), 'get_template_list ok') for 1 .. 3;
	ask("${ESB}get_task_detail/?" . query(@who, task_id => 99), 'get_task_detail refused') for 1 .. 2;
	ask("${ESB}get_task_detail/?" . query(@who, task_id => $bad), 'get_task_detail fault');
	ask("${ESB}create_task/", 'other refused');
	ask('/ping');
}
sub works { return grep { ask('/ping')->{status} == 200 } 1 .. 8 }

sent();
my $slow = () = slurp("$dir/$pool->{name}.slow.log") =~ /\n/g;
my $metrics = totals('of endpoints and outcomes');
is(metrics_value($metrics, 'bksops_refused_pickles_total'), 1, 'a refused pickle is counted');
is(metrics_value($metrics, 'bksops_slow_requests_total'), $slow, 'slow requests are the lines of the slow log');
cmp_ok(metrics_value($metrics, 'bksops_sql_duration_seconds_count'), '>', 8, 'questions to databases');
is(metrics_value($metrics, 'bksops_workers_started_total'), 2, 'workers started');
{
	my $one = $pool->worker;
	works();
	kill 'KILL', $one;
	wait_for('another worker', sub { my @now = $pool->workers; @now == 2 && !grep { $_ == $one } @now });
	sent();
	$metrics = totals('a worker was killed');
	is(metrics_value($metrics, 'bksops_workers_started_total'), 3, 'another one was started');
	is(metrics_value($metrics, 'bksops_workers_crashed_total'), 0, 'which is no crash');
	$one = $pool->worker;
	works();
	kill 'SEGV', $one;
	wait_for('another worker', sub { my @now = $pool->workers; @now == 2 && !grep { $_ == $one } @now });
	$metrics = totals('a worker crashed');
	is(metrics_value($metrics, 'bksops_workers_crashed_total'), 1, 'which is counted');
	my %old = map { $_ => 1 } $pool->workers;
	kill 'HUP', $pool->{pid};
	wait_for('new workers', sub { my @now = $pool->workers; @now == 2 && !grep { $old{$_} } @now });
	sent();
	$metrics = totals('after a reload');
	is(metrics_value($metrics, 'bksops_reloads_total'), 1, 'which is counted');
	is(metrics_value($metrics, 'bksops_workers_started_total'), 6, 'with the workers that it started');
	is(metrics_value($metrics, 'bksops_listen_backlog'), 511, 'the backlog is known');
	my $json = status('json');
	is($json->{requests}, metrics_value(totals('again'), 'bksops_requests_total') - 1, 'text and JSON have the same number');
}

# --- under load, while workers come and go ---
pool('pm.max_children' => 3, 'pm.max_requests' => 20);
{
	my $want = ask($DETAIL, 'get_task_detail ok');
	my $invalid = 0;
	my ($good, $bad) = load_while(
		sub {
			my $rounds = 0;
			while ($rounds++ < 15 || 12 > (() = $pool->log =~ /pm\.max_requests is reached/g)) {
				for my $form (sort keys %type) {
					eval { status($form, 1) } or $invalid++, diag "$form: $@";
				}
			}
		},
		clients => 4,
		ask     => sub { split_answer(fcgi_get($pool->{socket}, $DETAIL)) },
		want    => $want);
	is($bad,     0, "under load: every answer is good ($good)");
	is($invalid, 0, 'under load: every status is valid');
	note_answer('get_task_detail ok', $want->{body}, $good);
	totals('under load, with workers that were replaced');
}

# --- a process of its own ---
my $own = "$dir/own.sock";
my $SECRET = (secret('T0PS-secret'))[0];
pool('pm.max_children' => 2, request_timeout => '60s', 'status.listen' => $own);
{
	wait_for('the socket', sub { fcgi_connect($own) });
	is(status('json', 0, to => $own)->{'total processes'}, 2, 'status.listen: its process is no worker');
	is(status('json', 0, to => $own)->{'processes started'}, 2, 'nor was it started as one');
	is(status('json', 0, to => $own)->{requests}, 0, 'and what it answers are no requests of the pool');
	is(metrics_value(status('openmetrics', 1, to => $own), 'bksops_worker_state'), 2, 'it is not among the workers');
	is(ask('/ping',  undef, to => $own)->{body}, 'pong', 'status.listen: ping');
	is(ask('/live',  undef, to => $own)->{status}, 200, 'status.listen: live');
	is(ask('/ready', undef, to => $own)->{status}, 200, 'status.listen: ready');
	for my $target ($DETAIL, '/', '/status/x') {
		my $answer = ask($target, undef, to => $own);
		is($answer->{status}, 404, 'status.listen: nothing else, ' . ($target =~ s/\?.*//r));
		is_deeply(json_strict($answer->{body})->{message}, 'There is no such page', '... as JSON says');
	}
	is(ask('/status', undef, to => $own, params => [ map { ("X$_" => '') } 1 .. 600 ])->{status}, 431, 'status.listen: too many parameters');
	totals('none of these');

	my ($sockets, $go_on) = stuck(2);
	wait_ok('status.listen: answers while all workers wait for a lock', sub { status('json', 0, to => $own)->{'active processes'} == 2 });
	wait_ok('full: state and statement', sub { 2 == grep { $_->{state} eq 'query' && $_->{'current statement'} ne '-' } @{ status('json', 1, to => $own)->{processes} } });
	# Between two statements a worker is in no query for a moment.
	wait_ok('metrics: workers by state', sub { metrics_value(status('openmetrics', 0, to => $own), 'bksops_workers', state => 'query') == 2 });
	my @waiting = map { send_request('/ping') } 1 .. 3;
	wait_ok('listen queue: connections that wait', sub { status('json', 0, to => $own)->{'listen queue'} == 3 });
	my $json = status('json', 0, to => $own);
	is("@$json{'max listen queue', 'max children reached', 'max active processes', 'listen queue len'}", '3 1 2 511', 'max listen queue, max children reached, max active processes, listen queue len');
	is(metrics_value(status('openmetrics', 0, to => $own), 'bksops_listen_queue'), 3, 'metrics: the same');
	is(ask('/ready', undef, to => $own)->{status}, 200, 'ready: a lock is no absence');
	close $sockets->[1];
	wait_ok('a client that goes away is counted', sub { metrics_value(status('openmetrics', 0, to => $own), 'bksops_requests_total', outcome => 'cancelled') });
	$go_on->();
	note_answer('get_task_detail ok', split_answer(fcgi_answer($sockets->[0]))->{body});
	note_answer('other ok', split_answer(fcgi_answer($_))->{body}) for @waiting;
	my $cancelled = metrics_read(ask('/status?openmetrics', undef, to => $own)->{body});
	note_answer('get_task_detail cancelled', 'x' x (metrics_value($cancelled, 'bksops_response_bytes_total') - $ledger{bytes}));
	totals('of those that waited');
	wait_ok('listen queue: and none in the end', sub { status('json', 0, to => $own)->{'listen queue'} == 0 });

	my ($process) = grep { my $pid = $_; open my $in, '<', "/proc/$pid/cmdline"; (<$in> // '') =~ /^bksops-fcgi: status/ } $pool->workers;
	kill 'KILL', $process;
	wait_ok('status.listen: its process comes back', sub { (fcgi_get($own, '/ping') // '') =~ /pong/ });
	is(status('json', 0, to => $own)->{'processes started'}, 2, 'and is no worker again');
}

# --- what a request may show ---
{
	my $path = qq{/<script>alert("1")</script>'\\\x01\x7F\xC0\xFF\n\e[2Jx};
	my $shown = qq{/<script>alert("1")</script>'\\??????[2Jx};
	# The last request of each worker.
	ask("$path?bk_app_secret=$SECRET&bk_token=$SECRET", 'other refused', params => [ HTTP_COOKIE => "bk_token=$SECRET" ]) for 1 .. 20;
	my %body = map { $_ => ask("/status?full&$_", undef, to => $own)->{body} } keys %type;
	is(join(' ', grep { $body{$_} =~ /\Q$SECRET\E/ } sort keys %body), '', 'no secret of a request');
	like($body{''}, qr/^request URI: {10}\Q$shown\E$/m, 'text: a hostile path, control bytes are ?');
	is((grep { $_->{'request uri'} eq $shown } @{ status('json', 1, to => $own)->{processes} }) > 0, 1, 'JSON: it is escaped');
	(my $escaped = $shown) =~ s/([&<>"'])/{ '&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&#34;', "'" => '&#39;' }->{$1}/ge;
	like($body{html}, qr/<td>\Q$escaped\E<\/td>/, 'HTML: it is escaped');
	unlike($body{openmetrics}, qr/script/, 'metrics have no paths');
	for my $form (sort keys %type) {
		ok(eval { status($form, 1, to => $own) }, "a hostile path: $form is valid") or diag $@;
	}
	ask("/x;bk_token=$SECRET", 'other refused') for 1 .. 20;
	ask("/x%3Fbk_token=$SECRET", 'other refused') for 1 .. 20;
	%body = map { $_ => ask("/status?full&$_", undef, to => $own)->{body} } keys %type;
	is(join(' ', grep { $body{$_} =~ /\Q$SECRET\E/ } sort keys %body), '', 'nor parameters in a path');
}

# --- who may ask ---
my $own_port = Bk::Process::free_port();
{
	my $from = sub {
		my ($port, $address) = @_;
		my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, LocalAddr => $address) or die $!;
		$socket->syswrite(fcgi_request('/status'));
		return fcgi_answer($socket) // 'nothing';
	};
	spew_listen();
	wait_for('the port', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $own_port) });
	like($from->($own_port, '127.0.0.1'), qr/^pool: /m, 'listen.allowed_clients: status.listen answers one of them');
	is($from->($own_port, '127.0.0.2'), 'nothing', '... and nobody else');
}

sub spew_listen {
	my $text = slurp($pool->{conf});
	$text =~ s/^status\.listen = .*/status.listen = 127.0.0.1:$own_port\nlisten.allowed_clients = 127.0.0.1/m;
	spew($pool->{conf}, $text);
	kill 'HUP', $pool->{pid};
}
$pool->stop;
my @complaints = $pool->complaints(crash => 1);
is("@complaints", '', 'no crash and no secret in the log');
$s->finish;
