# SPDX-License-Identifier: MIT
# esb 5.3 and 11.5: rate limits, in memory and in the Redis of ESB.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Fcgi qw(fcgi_get);
use Bk::Http qw(escape query);
use Bk::OpenMetrics qw(metrics_read metrics_value);
use Bk::Process qw(tmpdir wait_for slurp spew secret halt);
use Bk::Redis;
use Bk::Service;
use IO::Socket::IP;
use IO::Socket::UNIX;
use Test::More;
use Time::HiRes ();

Bk::Service::need();
my $dir  = tmpdir;
my $call = join '&', W, U, I;
my $both = join '&', 'bk_app_code=both_app&bk_app_secret=esb-secret', I, 'bk_username=admin';
my $path = '/v2/sops/get_task_detail/';
my $s    = Bk::Service->new(set => { 'pm.max_children' => 4 });

sub rule { my ($tokens, $unit, $n) = @_; return qq({"tokens": $tokens, "$unit": @{[ $n // 1 ]}}) }

# The conf of the row of get_task_detail.
sub limit { my ($conf) = @_; return (change => [ esb_channel => "UPDATE esb_channel SET rate_limit_required = 1, rate_limit_conf = '$conf' WHERE id = 9" ]) }
sub apps { my %of = @_; return limit('{"app_ratelimit": {' . join(', ', map { qq("$_": [$of{$_}]) } sort keys %of) . '}}') }

sub m14 { my ($app, $rules, $at) = @_; return answer('M14', $app, $at // $path, $rules) }

# Rows that are the same whoever counts; each has a bucket of its own.
sub cases {
	my ($where) = @_;
	my @two   = apps(bk_cdman => rule(2, 'minute'));
	my @three = apps(bk_cdman => rule(3, 'day') . ', ' . rule(1, 'hour'));
	my @all   = apps(bk_cdman => rule(100, 'minute'), __default => rule(1, 'minute') . ', ' . rule(1, 'day'));
	my @none  = apps(bk_cdman => rule(0, 'day'));
	my @case  = apps(bk_sops => rule(100, 'minute'), BK_SOPS => rule(0, 'day', 7));
	my $token = stored_token($s, time + 86000 . '|admin|cveb5yzv');
	my $upper = S =~ s/bk_sops/BK_SOPS/r . "&bk_token=$token";
	return map { $_->[1] = "$where: $_->[1]"; $_ } (
		[ 113, 'the first call of two',        GET  => url($call), task(1), @two ],
		[ 113, 'the second call, by POST',     POST => D, task(1), @two, body => object(WJ, UJ, IJ) ],
		[ 113, 'the third call',               GET  => url($call), m14('bk_cdman', '2/1minute'), @two ],
		[ 113, 'the fourth call, in capitals', GET  => uc(D) =~ s/\/API\/C\/COMPAPI/\/api\/c\/compapi/r . "?$call",
			m14('bk_cdman', '2/1minute', uc $path), @two ],
		[ 113, 'the limit comes before the parameters', GET => url(W, U), m14('bk_cdman', '2/1minute'), @two ],
		[ 113, 'the user comes before the limit', GET => url(W, I), answer('M10'), @two ],
		[ 113, 'the permission comes before the limit', GET => url($call), answer('M13', 'get_task_detail', 'SOPS'),
			change => [ @{ $two[1] }, 'UPDATE esb_channel SET perm_level = 1 WHERE id = 9' ] ],
		[ 113, 'not required',                 GET  => url($call), task(1),
			change => [ @{ $two[1] }, 'UPDATE esb_channel SET rate_limit_required = 0 WHERE id = 9' ] ],
		[ 113, 'a call that fails is counted', GET  => url(W, U), answer('M15', 'task_id'), @three ],
		[ 113, 'of two rules the tighter one', GET  => url($call), m14('bk_cdman', '3/1day;1/1hour'), @three ],
		[ 113, 'the first rule counted that call, too', GET => url($call), m14('bk_cdman', '3/1day;1/1hour'), @three ],
		[ 113, 'and is now the one',           GET  => url($call), m14('bk_cdman', '3/1day;1/1hour'), @three ],
		[ 113, 'no rule but the default',      GET  => url($both), task(1), @all ],
		[ 113, 'that is exceeded',             GET  => url($both), m14('both_app', '1/1minute;1/1day'), @all ],
		[ 113, 'another app is not',           GET  => url($call), task(1), @all ],
		[ 113, 'no call at all',               GET  => url($call), m14('bk_cdman', '0/1day'), @none ],
		[ 113, 'the app code as received',     GET  => url($upper, I), m14('BK_SOPS', '0/7day'), @case ],
		[ 115, 'rules without a period',       GET  => url($call), answer('M19'), apps(bk_cdman => '{"tokens": 1}') ],
		[ 115, 'a period of 0',                GET  => url($call), answer('M19'), apps(bk_cdman => rule(1, 'minute', 0)) ],
		[ 115, 'no list of rules',             GET  => url($call), answer('M19'), limit('{"app_ratelimit": {"bk_cdman": 5}}') ],
		[ 112, 'a broken rate_limit_conf is no limit', GET => url($call), task(1), limit('{bad') ],
	);
}

# The database as a row of run() has it, for more than one question.
sub with_limit {
	my ($conf, $code) = @_;
	$s->db->do('UPDATE open_paas.esb_channel SET rate_limit_required = 1, rate_limit_conf = ? WHERE id = 9', $conf);
	$code->();
	$s->db->do('UPDATE open_paas.esb_channel SET rate_limit_required = 0, rate_limit_conf = NULL WHERE id = 9');
	return;
}

sub rules { my (@rules) = @_; return '{"app_ratelimit": {"bk_cdman": [' . join(', ', @rules) . ']}}' }

# "+" for an answer, "-" for M14, else what it was.
sub verdict {
	my ($answer) = @_;
	my $json = $answer && Bk::Service::json($answer);
	return !$json ? '?' : $json->{code} == 0 ? '+' : $json->{code} == 1306429 ? '-' : "[$json->{code}: $json->{message}]";
}

# The verdicts of so many calls.
sub calls {
	my ($n, $target) = @_;
	return join '', map { verdict(eval { $s->get($target // url($call)) }) } 1 .. $n;
}

# What a refused call says of the time: the seconds until each rule lets one in.
sub retry_after {
	my ($where) = @_;
	for (
		[ 'two in some hours',              2, 19800, rule(2, 'hour', 11) ],
		[ 'the rule behind has a token',    1, 43200, rule(1, 'hour', 12), rule(2, 'hour', 13) ],
		[ 'the rule behind has none',       1, 50400, rule(1, 'hour', 13), rule(1, 'hour', 14) ],
		[ 'the rule in front has none now', 1, 57600, rule(1, 'hour', 16), rule(1, 'hour', 15) ],
		[ 'no call at all',                 0, undef, rule(0, 'hour', 17) ],
	) {
		my ($name, $allowed, $want, @rules) = @$_;
		with_limit(rules(@rules), sub {
			my $start = Time::HiRes::time;
			my @got   = map { $s->get(url($call)) } 0 .. $allowed;
			my $late  = 2 + int(Time::HiRes::time - $start);
			my ($said, @early) = map { $_->{headers}{'retry-after'} } reverse @got;
			is(join('', map { verdict($_) } @got) . join(',', grep { defined } @early), '+' x $allowed . '-',
				"$where: $name: an allowed call has no Retry-After");
			ok(defined $want ? defined $said && $said <= $want && $said > $want - $late : !defined $said,
				"$where: $name: Retry-After") or diag $said // 'none';
		});
	}
	with_limit(rules(rule(1, 'second', 3)), sub {
		my ($first, $second) = map { $s->get(url($call)) } 1, 2;
		my $said = $second->{headers}{'retry-after'} // 0;
		is(verdict($first) . verdict($second) . ($said =~ /\A[123]\z/), '+-1', "$where: one in three seconds");
		sleep $said;
		is(calls(1), '+', "$where: after Retry-After a call is let in");
	});
	return;
}

# As many calls from each of several clients at once: how many were allowed.
sub together {
	my ($clients, $each) = @_;
	my @from = map {
		my $pid = open my $in, '-|';
		defined $pid or die "fork: $!";
		if (!$pid) {
			print calls($each);
			close STDOUT;
			POSIX::_exit(0);
		}
		$in;
	} 1 .. $clients;
	return join '', map { my $got = <$_>; close $_; $got } @from;
}

sub sorted { my ($calls) = @_; return join '', sort split //, $calls }

# Those of calls with these app codes, at the pool's own socket.
sub calls_of {
	my ($rest, @codes) = @_;
	return join '', map {
		my $answer = fcgi_get($s->{pool}{socket}, url('bk_app_code=' . escape($_), $rest));
		verdict($answer && { body => $answer =~ s/.*?\r\n\r\n//sr });
	} @codes;
}

# Calls that were allowed uncounted, since the pool was started.
sub fail_open {
	my $metrics = metrics_read(fcgi_get($s->{pool}{socket}, '/status?openmetrics') =~ s/.*?\r\n\r\n//sr);
	return eval { metrics_value($metrics, 'bksops_rate_limit_fail_open_total') } // 'no such counter';
}

# How often the log says it.
sub said { my ($re) = @_; my $n = () = $s->{pool}->log =~ /$re/g; return $n }

# The workers that have answered something.
sub busy { return scalar grep { $_->{requests} > 0 } Bk::Service::json($s->get('/status?json&full'))->{processes}->@* }

sub all_new {
	my (@old) = @_;
	return wait_for('new workers', sub {
		my @now = $s->{pool}->workers;
		@now == 4 && !(grep { my $pid = $_; grep { $_ == $pid } @old } @now);
	});
}

# --- in memory ---------------------------------------------------------------

run($s, cases('memory'));
with_limit(rules(rule(30, 'day')), sub {
	is(sorted(together(8, 10)), '+' x 30 . '-' x 50, 'memory: all workers count in one place');
	cmp_ok(busy(), '>', 1, 'more than one worker has answered');
});
with_limit(rules(rule(4, 'day')), sub {
	is(calls(3), '+++', 'memory: three of four calls');
	my @old = $s->{pool}->workers;
	kill 'KILL', @old;
	all_new(@old);
	is(calls(2), '+-', 'memory: workers that were killed have been counted');
	@old = $s->{pool}->workers;
	kill 'HUP', $s->{pool}{pid};
	all_new(@old);
	is(calls(1), '-', 'memory: a reload forgets nothing');
});
with_limit(rules(rule(1, 'second')), sub {
	is(calls(1), '+', 'memory: one a second');
	ok(wait_for('the next second', sub { calls(1) eq '+' }), 'memory: the token comes back');
});

retry_after('memory');

# MySQL takes them all for the one code: case, accents, blanks at the end.
my @codes     = glob '{b,B}{k,K}_{s,S}{o,ó,O,Ó}{p,P}{s,S}';
my @spellings = map { my $code = $_; map { "$code$_" } '', ' ', '  ', '   ' } @codes;
my $bk_sops   = S =~ s/.*&//r . '&' . I . '&bk_token=' . stored_token($s, time + 86000 . '|admin|spell0ng');
splice @spellings, 500;
for ([ 'its own rule', bk_sops => 'hour' ], [ 'the rule of all others', __default => 'day' ]) {
	my ($name, $app, $unit) = @$_;
	with_limit(qq({"app_ratelimit": {"$app": [) . rule(2, $unit) . ']}}', sub {
		is(calls_of($bk_sops, @spellings), '+' x 2 . '-' x 498, "memory: 500 spellings of an app code, $name");
	});
}
with_limit(rules(rule(1, 'hour', 3)), sub {
	my $got = calls_of('bk_app_secret=wrong&' . U . '&' . I, ('bk_cdman') x 3);
	is($got =~ s/\[1306000: APP Secret verification failed.*? match\]/x/gr, 'xxx', 'memory: a wrong secret');
	is(calls(2), '+-', 'memory: is not counted');
});

# More applications than there is room for: sixteen rules each.
my $apps = 2400;
$s->db->do(qq(INSERT INTO open_paas.esb_app_account (app_code, app_token, introduction, created_time)
	SELECT CONCAT('app_', seq), 'cd-secret', '', NOW() FROM seq_1_to_$apps));
my $many = join ', ', map { rule(1000 + $_, 'day') } 1 .. 16;
with_limit('{"app_ratelimit": {"bk_cdman": [' . rule(1, 'day', 2) . qq(], "__default": [$many]}}), sub {
	my $start = time;
	is(calls(2), '+-', 'memory: an app that has used up its limit');
	is(fail_open(), 0, 'memory: all calls were counted so far');
	my $who = 'bk_app_secret=cd-secret&' . $bk_sops =~ s/.*&//r;
	my $got = calls_of($who, map { "app_$_" } 1 .. $apps);
	# The parameters come behind the limit.
	is($got =~ s/\[1306406: [^\]]*\]//gr, '', "memory: $apps apps, of which none is refused because of others");
	cmp_ok(fail_open(), '>', 0, 'memory: those that have no room are counted');
	my $said = said(qr/ERROR: .*esb_channel 9: no room to count more applications; rate limits are not enforced/);
	cmp_ok($said, '>', 0, 'memory: the log says so');
	cmp_ok($said, '<=', 4 * (1 + int((time - $start) / 60)), 'memory: each worker once a minute');
	is(calls(1), '-', 'memory: the first app is still over its limit');
});
$s->db->do(q(DELETE FROM open_paas.esb_app_account WHERE app_code LIKE 'app\_%'));
$s->{pool}->stop;

# --- in Redis ----------------------------------------------------------------

if (!Bk::Redis::available()) {
	SKIP: { skip 'redis-server is not installed', 1 }
	$s->finish(crash => 1);
	exit 0;
}

my ($password) = secret('Redis-Pa55word-0815');
my $redis = Bk::Redis->new;

# Starts the pool anew, with other keys.
sub pool {
	my (%set) = @_;
	my $conf = slurp($s->{pool}{conf}) =~ s/^paas\.redis.*\n//mgr;
	spew($s->{pool}{conf}, $conf . join '', map { "paas.$_ = $set{$_}\n" } sort keys %set);
	$s->{pool}->stop;
	spew($s->{pool}{log}, '');
	$s->{pool}->start;
	return;
}

pool(redis => $redis->{socket});
run($s, cases('Redis'));
with_limit(rules(rule(5, 'minute')), sub {
	my $start = Time::HiRes::time;
	is(calls(1), '+', 'esb 5.3: a call');
	my ($tokens, $last) = ($redis->ask('GET', Bk::Redis::tokens_key(qw(bk_cdman 9 5_60))), $redis->ask('GET', Bk::Redis::time_key(qw(bk_cdman 9 5_60))));
	is($tokens, '4', 'esb 5.3: the tokens that are left, as ESB writes them');
	like($last, qr/\A\d{10}\.\d{3}\z/, 'esb 5.3: the time, as ESB writes it');
	ok($last >= $start - 0.001 && $last <= Time::HiRes::time + 0.001, 'esb 5.3: it is that of the call');
	my @life = map { $redis->ask('PTTL', $_->(qw(bk_cdman 9 5_60))) } \&Bk::Redis::tokens_key, \&Bk::Redis::time_key;
	is(scalar(grep { $_ > 10_000 && $_ <= 70_000 } @life), 2, 'esb 5.3: both live for the period and ten seconds');
	is_deeply([ sort @{ $redis->ask('KEYS', '*5_60') } ], [ sort map { $_->(qw(bk_cdman 9 5_60)) } \&Bk::Redis::tokens_key, \&Bk::Redis::time_key ],
		'esb 5.3: there is no other key');
});

retry_after('Redis');

with_limit('{"app_ratelimit": {"__default": [' . rule(7, 'minute') . ']}}', sub {
	is(calls_of($bk_sops, 'BK_sops'), '+', 'esb 3.3: another spelling of an app code');
	is($redis->ask('GET', Bk::Redis::tokens_key(qw(BK_sops 9 7_60))), '6', 'esb 3.3: ESB counts by the code as received');
});

# Tokens and age in seconds as somebody left them; what the next calls get, and
# the tokens after them.
for (
	[ 'no token, and none has come in',          0,  43000,  '-',   '0' ],
	[ 'one token has come in',                   0,  43400,  '+-',  '0' ],
	[ 'both have come in',                       0,  86500,  '++-', '0' ],
	[ 'never more than the rule has',            1,  1e6,    '++-', '0' ],
	[ 'a full bucket takes no more (P1)',        2,  86500,  '+++', '0' ],
	[ 'a time that is to come',                  1,  -5000,  '+-',  '0' ],
	[ 'tokens that are no number',               'x', 0,     '++-', '0' ],
	[ 'a time that is no number',                1,  undef,  '++-', '0' ],
	[ 'more tokens than the rule has',           5,  0,      '+',   '4' ],
) {
	my ($name, $tokens, $age, $want, $left) = @$_;
	my @key = map { $_->(qw(bk_cdman 9 2_86400)) } \&Bk::Redis::tokens_key, \&Bk::Redis::time_key;
	$redis->ask('SET', $key[0], $tokens, 'EX', 86410);
	$redis->ask('SET', $key[1], defined $age ? sprintf '%.3f', time - $age : 'x', 'EX', 86410);
	with_limit(rules(rule(2, 'day')), sub { is(calls(length $want), $want, "esb 5.3: $name") });
	is($redis->ask('GET', $key[0]), $left, 'the tokens that are left');
}
# ESB's calls at the same time leave fewer than none.
for ([ 'none', 0, 1 ], [ 'two fewer than none', -2, 3 ], [ 'a part of one', 0.5, 1 ]) {
	my ($name, $tokens, $need) = @$_;
	my $at = Time::HiRes::time;
	$redis->ask('SET', Bk::Redis::tokens_key(qw(bk_cdman 9 2_86400)), $tokens, 'EX', 86410);
	$redis->ask('SET', Bk::Redis::time_key(qw(bk_cdman 9 2_86400)), sprintf('%.3f', $at), 'EX', 86410);
	with_limit(rules(rule(2, 'day')), sub {
		my $said = $s->get(url($call))->{headers}{'retry-after'} // 'none';
		my $least = int($need * 43200 + $at - Time::HiRes::time);
		ok($said =~ /\A\d+\z/ && $said >= $least && $said <= $need * 43200,
			"Redis: tokens left: $name: Retry-After") or diag "$said of $least";
	});
}
for my $which (\&Bk::Redis::tokens_key, \&Bk::Redis::time_key) {
	my $key = $which->(qw(bk_cdman 9 2_86400));
	$redis->ask('DEL', $key);
	$redis->ask('RPUSH', $key, 1) if $which == \&Bk::Redis::time_key;
	with_limit(rules(rule(2, 'day')), sub { is(calls(3), '++-', 'esb 5.3: a missing or a strange key is made anew') });
}

# A call through ESB and one through the pool, in turn.
with_limit(rules(rule(4, 'hour')), sub {
	my $esb = sub { $redis->esb('bk_cdman', 9, 4, 3600) ? '+' : '-' };
	is($esb->() . calls(1) . $esb->() . calls(2) . $esb->(), '++++--', 'esb 5.3: calls through ESB and through the pool are counted together');
});
with_limit(rules(rule(30, 'day')), sub {
	is(sorted(together(8, 10)), '+' x 30 . '-' x 50, 'Redis: all workers count in one place');
});

# --- a Redis that does not answer (esb 114) ----------------------------------

my $two = rules(rule(2, 'day'));
sub forget { return $redis->ask('FLUSHALL') }

with_limit($two, sub {
	forget();
	is(calls(3), '++-', 'esb 114: Redis is up');
	$redis->stop;
	is(calls(9), '+' x 9, 'esb 114: Redis is down');
	is(fail_open(), 9, 'the status counts the calls that were allowed uncounted');
	cmp_ok(said(qr/ERROR: .*paas\.redis: .*; rate limits are not enforced meanwhile$/m), '>', 0, 'the log says so');
	is(said(qr/rate limits are not enforced/), 1, 'one line, whatever the number of workers');
	$redis->start;
	is(sorted(calls(20)), '+' x 2 . '-' x 18, 'esb 114: Redis is up again, and is asked at once');
	is(said(qr/NOTICE: .*paas\.redis answers again/), 1, 'the log says so, in one line');
});

# Redis closes connections of its own will: nobody is told.
with_limit($two, sub {
	pool(redis => $redis->{socket});
	forget();
	is(calls(1), '+', 'a call');
	$redis->ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
	is(calls(2), '+-', 'connections that Redis closed are opened again, and nothing is lost');
	is(said(qr/rate limits are not enforced/), 0, 'the log does not say a word');
});

# It hangs, with connections open and with none.
with_limit($two, sub {
	pool(redis => $redis->{socket});
	forget();
	is(calls(3), '++-', 'a call');
	for my $how ('while it is asked', 'when it is connected to') {
		halt($redis->{pid});
		is(calls(4), '++++', "esb 114: Redis hangs $how");
		pool(redis => $redis->{socket}) if $how =~ /asked/;
		kill 'CONT', $redis->{pid};
	}
	cmp_ok(said(qr/paas\.redis: it does not answer; rate limits/), '>', 0, 'the log says so');
	ok(wait_for('Redis is asked again', sub { calls(1) eq '-' }), 'it goes on: Redis is asked again');
});

# Who has no right to ask, or finds no database.
with_limit($two, sub {
	$redis->ask('CONFIG', 'SET', 'requirepass', $password);
	delete $redis->{fd};
	pool(redis => $redis->{socket});
	is(calls(3), '+++', 'esb 114: Redis wants a password');
	cmp_ok(said(qr/paas\.redis: NOAUTH .*; rate limits are not enforced/), '>', 0, 'the log says so');
	spew("$dir/wrong", "wrong-Pa55word-4711\n", 0600);
	secret('wrong-Pa55word-4711');
	pool(redis => $redis->{socket}, 'redis.password_file' => "$dir/wrong");
	is(calls(3), '+++', 'esb 114: a wrong password');
	cmp_ok(said(qr/paas\.redis: WRONGPASS .*; rate limits are not enforced/), '>', 0, 'the log says so');

	spew("$dir/right", "$password\n", 0600);
	$redis->ask('AUTH', $password);
	pool(redis => "127.0.0.1:$redis->{port}", 'redis.password_file' => "$dir/right", 'redis.database' => 3);
	forget();
	is(calls(3), '++-', 'a password, over TCP, in another database');
	is($redis->ask('GET', Bk::Redis::tokens_key(qw(bk_cdman 9 2_86400))), undef, 'the first database has nothing');
	$redis->ask('SELECT', 3);
	is($redis->ask('GET', Bk::Redis::tokens_key(qw(bk_cdman 9 2_86400))), '0', 'that one has');
	pool(redis => "127.0.0.1:$redis->{port}", 'redis.password_file' => "$dir/right", 'redis.database' => 99);
	is(calls(3), '+++', 'esb 114: a database that does not exist');
	forget();
	pool(redis => "localhost:$redis->{port}", 'redis.password' => $password);
	is(calls(3), '++-', 'a host name; a password in the configuration');
	$redis->ask('CONFIG', 'SET', 'requirepass', '');
	pool(redis => $redis->{socket}, 'redis.password' => $password);
	is(calls(3), '+++', 'esb 114: a password where there is none');
	pool(redis => "no-such-host.invalid:$redis->{port}");
	is(calls(3), '+++', 'esb 114: a host that is not known');
	my $unknown = qr/paas\.redis = no-such-host\.invalid:\d+: .*; rate limits are not enforced/;
	is(said($unknown), 1, 'the log says so, in one line');
});

# A name with two addresses, of which Redis has the second: in a file of the
# pool's own, as few machines have the same.
SKIP: {
	skip 'only root can give the pool an /etc/hosts', 1 if $> != 0;
	my $port  = Bk::Process::free_port();
	my $first = IO::Socket::IP->new(LocalHost => '::1', LocalPort => $port, Listen => 5, Timeout => 1) or skip 'no IPv6', 1;
	my $next  = Bk::Redis->new(name => 'next', port => $port);
	spew("$dir/hosts", "::1 localhost\n127.0.0.1 localhost\n");
	local $s->{pool}{wrap} = [ 'unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', "$dir/hosts" ];
	with_limit($two, sub {
		$next->ask('CONFIG', 'SET', 'requirepass', $password);
		pool(redis => "localhost:$port", 'redis.timeout' => '4s', 'redis.password' => $password);
		is(calls(3), '++-', 'the first address takes connections and is silent: the second has its share of the time');
		$first->close;
		$next->ask('CONFIG', 'SET', 'requirepass', '');
		$next->ask('FLUSHALL');
		pool(redis => "localhost:$port");
		is(calls(3), '++-', 'the first address refuses, the second answers');
		is(fail_open(), 0, 'all calls were counted');
		is(said(qr/rate limits are not enforced/), 0, 'the log does not say a word');
		$next->stop;
		is(calls(3), '+++', 'esb 114: both refuse');
		is(fail_open(), 3, 'they are counted');
		cmp_ok(said(qr/paas\.redis: Connection refused; rate limits are not enforced/), '>', 0, 'the log says why');
	});
}

# A name whose first address answers errors, or nothing.
SKIP: {
	skip 'only root can give the pool an /etc/hosts', 1 if $> != 0;
	my $port    = Bk::Process::free_port();
	my $replica = IO::Socket::IP->new(LocalHost => '::1', LocalPort => $port, Listen => 50) or skip 'no IPv6', 1;
	my $master  = Bk::Redis->new(name => 'master', port => $port);
	my $fake    = Bk::Process::start('a replica', in => $replica, cmd => [ $^X, '-MIO::Socket', '-e', <<'PERL' ]);
		my $listener = IO::Socket->new_from_fd(0, 'r+');
		$SIG{PIPE} = 'IGNORE';
		while (my $c = $listener->accept) {
			syswrite $c, "-READONLY You can't write against a read only replica.\r\n" if sysread $c, my $asked, 65536;
		}
PERL
	spew("$dir/hosts", "::1 localhost\n127.0.0.1 localhost\n");
	local $s->{pool}{wrap} = [ 'unshare', '-m', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', "$dir/hosts" ];
	with_limit($two, sub {
		pool(redis => "localhost:$port");
		like(calls(8), qr/-/, 'the first address refuses the command: each of 4 workers asks the second next time');
		cmp_ok(fail_open(), '<=', 4, '... so that few calls are not counted');
		$master->ask('FLUSHALL');
		pool(redis => "localhost:$port", 'redis.database' => 1);
		is(calls(3), '++-', 'the first address refuses the database: the second is asked at once');
		is(fail_open(), 0, '... and all calls are counted');
	});
	Bk::Process::stop($fake);
	$master->stop;

	$port = Bk::Process::free_port();
	my $silent = IO::Socket::IP->new(LocalHost => '::1', LocalPort => $port, Listen => 50) or die "listen: $!";
	my $conf   = slurp($s->{pool}{conf});
	$silent->blocking(0);
	my $asked = sub { my $n = 0; $n++ while $silent->accept; return $n };
	spew($s->{pool}{conf}, $conf =~ s/^pm\.max_children = \K4$/1/mr);
	with_limit(rules(rule(0, 'day')), sub {
		pool(redis => "localhost:$port", 'redis.timeout' => '400ms', 'redis.database' => 1);
		is(calls(1) . $asked->(), '+1', 'esb 114: the first address is silent, the second refuses');
		my $late = Bk::Redis->new(name => 'late', port => $port);
		ok(wait_for('the second', sub { calls(1) eq '-' }), '... which answers again');
		is($asked->(), 0, '... and is the first to be asked');
		$late->stop;
	});
	spew($s->{pool}{conf}, $conf);
}

# A replica takes no calls.
with_limit($two, sub {
	pool(redis => $redis->{socket});
	forget();
	$redis->ask('REPLICAOF', '127.0.0.1', 1);
	is(calls(3), '+++', 'esb 114: a replica that is not to be written');
	$redis->ask('REPLICAOF', 'NO', 'ONE');
	forget();
	is(calls(3), '++-', 'esb 114: it was made the master');
});

# Something that is no Redis.
for (
	[ 'a text',              "\$5\r\nhello\r\n" ],
	[ 'a list',              "*2147483647\r\n" ],
	[ 'nothing of Redis',    "HTTP/1.1 400 Bad Request\r\n\r\n" ],
	[ 'a line without end',  ':' . '1' x 100_000 ],
	[ 'a number, then more', ":1\r\n:0\r\n" ],
	[ 'an odd number',       ":abc\r\n" ],
	[ 'an error',            "-ERR no 'quoted' things\r\n" ],
	[ 'the end',             '' ],
) {
	my ($name, $answer) = @$_;
	my $listener = IO::Socket::UNIX->new(Local => "$dir/fake", Listen => 50) // die "listen: $!";
	chmod 0777, "$dir/fake";
	my $fake = Bk::Process::start('fake Redis', in => $listener, cmd => [ $^X, '-MIO::Socket', '-e', <<'PERL', $answer ]);
		my $listener = IO::Socket->new_from_fd(0, 'r+');
		$SIG{PIPE} = 'IGNORE';
		my @kept;
		while (my $c = $listener->accept) {
			sysread $c, my $asked, 65536;
			syswrite $c, $ARGV[0];
			push @kept, $c if $ARGV[0] ne '';
		}
PERL
	pool(redis => "$dir/fake");
	with_limit(rules(rule(0, 'day')), sub { is(calls(4), '++++', "esb 114: the answer is $name") });
	# What is too much is not the answer to the next question.
	cmp_ok(said(qr/paas\.redis: .*; rate limits are not enforced/), $name =~ /then more/ ? '==' : '>', 0, 'the log says so');
	Bk::Process::stop($fake);
	unlink "$dir/fake";
}

# --- below chroot ------------------------------------------------------------

SKIP: {
	skip 'only root can confine workers', 2 if $> != 0;
	my $conf = slurp($s->{pool}{conf});
	for my $to ("localhost:$redis->{port}", '/redis.sock') {
		spew($s->{pool}{conf}, $conf =~ s/^(mysql\.sops\.socket = )\Q$dir\E/$1/mr . "chroot = $dir\n");
		pool(redis => $to);
		forget();
		with_limit($two, sub { is(calls(3), '++-', "chroot: Redis at $to") });
	}
}

$s->finish(crash => 1);
