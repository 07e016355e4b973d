# SPDX-License-Identifier: MIT
# Error log, access log, slow log: what stands in them, where they go, that no
# line is lost when they are rotated, and that no request fails with them.
use v5.28;
use warnings;
use Bk::Fcgi 'fcgi_get';
use Bk::Maria;
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for at_end slurp spew);
use IO::Socket::UNIX;
use JSON::PP ();
use POSIX ();
use Socket qw(SOCK_DGRAM);
use Test::More;

plan skip_all => 'not installed: ' . Bk::Maria::missing() if !Bk::Maria::available();
my $source = $ENV{BKSOPS_SRCDIR} // '.';
my $maria  = Bk::Maria->new;
$maria->load('open_paas', "$source/schema/open_paas.sql", "$source/t/data/open_paas.sql");
$maria->load('bk_sops', "$source/schema/2019/bk_sops.sql", "$source/t/data/bk_sops.sql");
$maria->read_only_account($Bk::Pool::PASSWORD, 'open_paas', 'bk_sops');
my $GOOD = 'bk_app_code=bk_cdman&bk_app_secret=cd-secret&bk_username=admin&task_id=1&bk_biz_id=2';

my $dir = tmpdir;
my $ESB = '/api/c/compapi/v2/sops/get_task_detail/';

# A request; %o: path, query, params.
sub ask {
	my ($to, %o) = @_;
	my $target = ($o{path} // '/ping') . (defined $o{query} ? "?$o{query}" : '');
	return fcgi_get($to, $target, params => [ REMOTE_ADDR => $o{remote} // '192.0.2.7', @{ $o{params} // [] } ]) // '';
}

sub lines { return split /\n/, slurp($_[0]) }

# The line of the answer that was just given: it is written before the answer
# is complete.
sub last_line { return (lines(@_))[-1] // '' }

sub header { my ($answer, $name) = @_; return $answer =~ /^\Q$name\E: (.*?)\r$/mi ? $1 : undef }

# Sets keys of a pool's file and makes the master read it.
sub change {
	my ($pool, $text) = @_;
	my $before = () = $pool->log =~ /reloading/g;
	my %old = map { $_ => 1 } $pool->workers;
	spew($pool->{conf}, $text);
	kill 'HUP', $pool->{pid};
	wait_for('new workers', sub { my @now = $pool->workers; @now && !grep { $old{$_} } @now });
}

# --- a pool with everything, of text ---
my $pool = Bk::Pool->new(
	name   => 'one',
	maria  => $maria,
	global => { log_level => 'debug' },
	set    => {
		'pm.max_children'       => 1,
		'access.log'            => "$dir/one.access.log",
		'access.format'         => '%R %u "%m %r%Q%q" %s %l %n %{outcome}x %{request_id}x',
		'access.suppress_path'  => '/live, /ping',
		'live.path'             => '/live',
		error_log               => "$dir/one.error.log",
		slowlog                 => "$dir/one.slow.log",
		request_slowlog_timeout => '1ms',
	});
my ($to, $access, $error, $slow) = ($pool->{socket}, map { "$dir/one.$_.log" } qw(access error slow));

# A worker that answers: the socket is there before the files are.
wait_for('an answer', sub { ask($to) =~ /pong/ });
is(join(' ', map { sprintf '%04o', (stat)[2] & 07777 } $access, $error, $slow), '0600 0600 0600', 'log files have mode 0600');
is((stat $error)[4], $>, 'and belong to the one who started the master');
ask($to);
ask($to, path => '/live');
is(slurp($access), '', 'access.suppress_path: no line for what was answered 200');
ask($to, path => '/live/', params => [ REQUEST_ID => 'id-1' ]);
is(last_line($access), '192.0.2.7 - "GET /live/" 404 0 one refused id-1', 'a line for another path');

# --- request ids ---
my $NEW = qr/[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/;
my @ids = (
	[ 'REQUEST_ID of the web server',         qr/id-1/, REQUEST_ID => 'id-1', HTTP_X_REQUEST_ID => 'id-2' ],
	[ "never a client's X-Request-Id",        $NEW, HTTP_X_REQUEST_ID => 'id-2' ],
	[ 'of 64 bytes of all kinds',             qr/Aa0._-x{58}/, REQUEST_ID => 'Aa0._-' . 'x' x 58 ],
	[ 'one of 65 bytes is none',              $NEW, REQUEST_ID => 'x' x 65 ],
	[ 'one with a blank is none',             $NEW, REQUEST_ID => 'a b' ],
	[ 'one with a line feed is none',         $NEW, REQUEST_ID => "a\nb" ],
	[ 'one with a byte above ASCII is none',  $NEW, REQUEST_ID => "a\xC1" ],
	[ 'an empty one is none',                 $NEW, REQUEST_ID => '', HTTP_X_REQUEST_ID => 'id-2' ],
	[ 'a new one when nobody gives one',      $NEW ],
);
for (@ids) {
	my ($name, $want, @params) = @$_;
	my $answer = ask($to, path => $ESB, params => \@params);
	my $id     = header($answer, 'X-Request-Id') // 'none';
	like($id, qr/\A$want\z/, "request id: $name");
	is((split / /, last_line($access))[-1], $id, 'and it is in the access log');
}
my $answer = ask($to, path => $ESB, params => [ REQUEST_ID => '0123456789abcdef0123456789abcdef' ]);
like($answer, qr/"request_id":"0123456789abcdef0123456789abcdef"/, 'request_id in JSON: the id, when it has the form of those of ESB');
$answer = ask($to, path => $ESB, params => [ REQUEST_ID => 'id-3' ]);
like($answer, qr/"request_id":"$NEW"/, 'a new one when it has not');
$maria->do('RENAME TABLE bk_sops.taskflow3_taskflowinstance TO bk_sops.away');
ask($to, path => $ESB, query => $GOOD, params => [ REQUEST_ID => 'id-4' ]);
$maria->do('RENAME TABLE bk_sops.away TO bk_sops.taskflow3_taskflowinstance');
like(slurp($error), qr/ ERROR: \[pool one\] request id-4: get_task_detail: /, 'lines of the error log have the id');
unlike($pool->log, qr/get_task_detail/, "a pool's own error log has the lines of its workers");
like($pool->log, qr/ NOTICE: \[pool one\] child \d+ started/, "and that of [global] those of the master");
isnt(header(ask($to), 'X-Request-Id'), header(ask($to), 'X-Request-Id'), 'new ids differ');
like(header(ask($to, params => [ map { ("X$_" => '') } 1 .. 600 ]), 'X-Request-Id'), qr/\A$NEW\z/, 'an answer 431 has one, too');

# --- where the time went, for who asks ---
{
	my $text   = slurp($pool->{conf});
	my $get    = sub { my ($path, $query, @o) = @_; return ask($to, path => $path, query => $query, params => \@o) };
	my @all    = ([ 'a call', $ESB, $GOOD ], [ 'a refusal', $ESB ], [ 'no such page', '/x' ], [ 'a page', '/ping' ]);
	my $timing = sub { header($get->(@_), 'Server-Timing') };
	is(join(' ', map { $timing->(@$_[ 1, 2 ]) // 'none' } @all), 'none none none none',
		'server_timing: not unless it is asked for');
	change($pool, "${text}server_timing = yes\n");
	my $ms = qr/\d+\.\d{3}/;
	for (@all) {
		my ($name, @ask) = @$_;
		like($timing->(@ask) // 'none',
			qr/\Aqueue;dur=$ms, read;dur=$ms, connect;dur=$ms, work;dur=$ms, sql;dur=$ms, total;dur=$ms\z/,
			"server_timing: $name");
	}
	my %part = $timing->($ESB, $GOOD) =~ /(\w+);dur=([\d.]+)/g;
	cmp_ok($part{sql}, '>', 0, 'server_timing: the time of the databases');
	cmp_ok($part{connect} + $part{work} + $part{sql}, '<=', $part{total} + 0.01,
		'server_timing: the parts of the total');
	my $answer = $get->($ESB, $GOOD);
	my $etag   = header($answer, 'ETag') // 'none';
	is(header($get->($ESB, $GOOD), 'ETag'), $etag, 'server_timing: the tag is that of the same answer');
	my $known = $get->($ESB, $GOOD, HTTP_IF_NONE_MATCH => $etag);
	is(join(' ', map { header($known, $_) // 'none' } qw(Status ETag Server-Timing)), "304 Not Modified $etag none",
		'server_timing: nothing of it in 304');
	change($pool, $text);
}

# --- what clients send ---
ask($to, path => $ESB, query => 'task_id=1&bk_token=T0PS-secret&T0PS-secret&bk_app_secret=T0PS-secret&bk%5Ftoken=T0PS-secret');
like(last_line($access), qr{"GET \Q$ESB\E\?task_id=1&bk_token=\*\*\*&\*\*\*&bk_app_secret=\*\*\*&bk_token=\*\*\*" 200 }, 'secrets of a query are masked');
ask($to, path => "/x\n[24-Nov-2026 10:58:02 UTC] ALERT: forged", remote => "1\n2");
like(last_line($access), qr{"GET /x\\x0A\[24-Nov-2026 10:58:02 UTC\] ALERT: forged" 404 }, 'no request forges a line');
ask($to, path => '/%3Fbk_token=T0PS-secret');
like(last_line($access), qr{"GET /\*\*\*" }, 'nor does a path show parameters');

# --- the slow log ---
ask($to, path => $ESB, query => $GOOD, params => [ REQUEST_ID => 'id-9' ]) for 1 .. 3;
like(slurp($slow), qr/^\[\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d UTC\] \[pool one\] pid \d+ request id-9: GET \Q$ESB\E 200 in \d+\.\d{3} ms: queue \d+\.\d{3}, read \d+\.\d{3}, connect \d+\.\d{3}, work \d+\.\d{3}, write \d+\.\d{3}, sql \d+\.\d{3} \((?:\w+ \d+\.\d{3}(?:, )?)+\)$/m,
	'slowlog: where the time went');
my ($sql, $parts) = last_line($slow) =~ /sql (\d+\.\d+) \(([^()]+)\)$/;
my $sum = 0;
$sum += $_ for $parts =~ /\w (\d+\.\d+)/g;
cmp_ok($sum, '>', $sql / 2, "slowlog: its statements have the time of SQL, the first one, too ($parts of $sql)");

# --- a worker has the logs of its own pool ---
my $other = slurp($pool->{conf}) =~ s/\A.*?(?=\[one\])//sr;
$other =~ s/\bone\b(?!\.(?:key|password))/two/g;
$other =~ s/^pm.max_children = 1$/pm.max_children = 2/m;
change($pool, slurp($pool->{conf}) . $other);
wait_for('another pool', sub { eval { ask("$dir/two.sock") =~ /pong/ } });
my %each = map { $_ => "$_.access.log $_.error.log $_.slow.log" } qw(one two);
# The logs of each pool that its workers have open; they close others first.
sub open_logs {
	my %seen;
	for my $worker ($pool->workers) {
		my ($name) = (eval { slurp("/proc/$worker/comm") } // '') =~ /:(\w+)/ or next;
		my @open = map { readlink // '' } glob "/proc/$worker/fd/*";
		$seen{$name} = join ' ', sort map { m{/([^/]+\.(?:access|error|slow)\.log)\z} ? $1 : () } @open;
	}
	return \%seen;
}
wait_for('three workers', sub { my @w = $pool->workers; @w == 3 && \@w });
eval {
	wait_for('their logs', sub {
		my $seen = open_logs();
		return !grep { ($seen->{$_} // '') ne $each{$_} } keys %each;
	});
};
is_deeply(open_logs(), \%each, 'a worker holds the logs of its pool and no others');

# --- reload ---
my $text = slurp($pool->{conf}) =~ s/\[two\].*//sr;
change($pool, $text =~ s/^access.format = .*/access.format = %m %{app}x/mr);
ask($to, path => '/new');
is(last_line($access), 'GET -', 'a reload changes access.format');

# Who was refused, and at what: a user stands there when he was admitted, an app
# when there is one of that code.
change($pool, $text =~ s/^access.format = .*/access.format = %{outcome}x %{endpoint}x %{app}x %u/mr);
my $APP = 'bk_app_code=bk_cdman&bk_app_secret=cd-secret';
my $ANN = "$APP&bk_username=ann&task_id=1&bk_biz_id=2";
for (
	[ '2.1/2: an unknown component',     '- - -',                            $ANN, path => $ESB =~ s/detail/nothing/r ],
	[ '2.1/2: another method',           '- - -',                            $ANN, method => 'PUT' ],
	[ '2.1/2: the channel is not read',  'get_task_detail - -',              $ANN, sql => 'component_codename = component_codename', hide => 'esb_channel' ],
	[ '2.1/3: inactive',                 'get_task_detail - -',              $ANN, sql => 'is_active = 0' ],
	[ '2.1/3: another codename',         'get_task_detail - -',              $ANN, sql => "component_codename = 'x'" ],
	[ '3.2: no secret',                  'get_task_detail - -',              'bk_app_code=bk_cdman&bk_username=ann' ],
	[ '3.2: no app code',                'get_task_detail - -',              'bk_app_secret=cd-secret&bk_username=ann' ],
	[ '3.2: an unknown app',             'get_task_detail - -',              'bk_app_code=nope&bk_app_secret=cd-secret&bk_username=ann' ],
	[ '3.2: a secret in its place',      'get_task_detail - -',              'bk_app_code=cd-secret&bk_app_secret=cd-secret&bk_username=ann' ],
	[ '3.2: a wrong secret',             'get_task_detail bk_cdman -',       'bk_app_code=bk_cdman&bk_app_secret=x&bk_username=ann' ],
	[ '3.4: a wrong signature',          'get_task_detail bk_cdman -',       'bk_app_code=bk_cdman&bk_signature=x&bk_username=ann' ],
	[ '4: no user',                      'get_task_detail bk_cdman -',       $APP ],
	[ '4.4: not on the whitelist',       'get_task_detail bk_fta -',         'bk_app_code=bk_fta&bk_app_secret=fta-secret&bk_username=ann' ],
	[ '4.2: a wrong token',              'get_task_detail bk_cdman -',       "$ANN&bk_token=x" ],
	[ '4.3: an unknown access token',    'get_task_detail bk_cdman -',       "$ANN&bk_access_token=x" ],
	[ '5.2: no permission',              'get_task_detail bk_cdman ann',     $ANN, sql => 'perm_level = 1' ],
	[ '5.3: broken limits',              'get_task_detail bk_cdman ann',     $ANN, sql => "rate_limit_required = 1, rate_limit_conf = '{bad'" ],
	[ '5.1: another destination',        'get_task_detail bk_cdman ann',     $ANN, sql => "comp_conf = 'x'" ],
	[ '6: no task_id',                   'get_task_detail bk_cdman ann',     "$APP&bk_username=ann&bk_biz_id=2" ],
  ) {
	my ($name, $want, $query, %o) = @$_;
	$maria->do('DROP TABLE IF EXISTS open_paas.before');
	$maria->do('CREATE TABLE open_paas.before AS SELECT * FROM open_paas.esb_channel WHERE id = 9');
	$maria->do("UPDATE open_paas.esb_channel SET $o{sql} WHERE id = 9") if $o{sql};
	$maria->do("RENAME TABLE open_paas.$o{hide} TO open_paas.away") if $o{hide};
	fcgi_get($to, ($o{path} // $ESB) . "?$query", method => $o{method} // 'GET');
	$maria->do("RENAME TABLE open_paas.away TO open_paas.$o{hide}") if $o{hide};
	$maria->do('REPLACE INTO open_paas.esb_channel SELECT * FROM open_paas.before');
	is(last_line($access), "refused $want", "esb $name: what is known of a refused call");
}
change($pool, $text =~ s/^access.format = .*/access.format = %C %{user}C %d %{SERVER_NAME}e %f %M %{Content-Type}o %p %P %t %T %%/mr);
ask($to, path => '/all');
like(last_line($access), qr{\A\d+\.\d\d% \d+\.\d\d% \d+\.\d{3} - /all \d+ application/json; charset=utf-8 (\d+) $pool->{pid} \d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000 \d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000 %\z},
	'letters that need the system: the sandbox lets them');
change($pool, $text =~ s/^error_log = .*//mr =~ s/^access.format = .*/access.format = json/mr);
ask($to, path => '/new', params => [ REQUEST_ID => 'id-4' ], query => 'a=b');
my $row = eval { JSON::PP->new->utf8->decode(last_line($access)) } // {};
is(join(' ', sort keys %$row),
	join(' ', qw(answer_id app bytes client_request_id connect endpoint method outcome path pid pool query queue
		read remote request_id seconds sql statements status time traceparent user work write)), 'access.format = json: its members')
  or diag last_line($access);
is(join(' ', @$row{qw(pool method path query status outcome remote)}), 'one GET /new *** 404 refused 192.0.2.7', 'and their values');
like($row->{time}, qr/\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\z/, 'time as in RFC 3339');
$maria->do('RENAME TABLE bk_sops.taskflow3_taskflowinstance TO bk_sops.away');
ask($to, path => $ESB, query => $GOOD, params => [ REQUEST_ID => 'id-5' ]);
$maria->do('RENAME TABLE bk_sops.away TO bk_sops.taskflow3_taskflowinstance');
like($pool->log, qr/request id-5: get_task_detail: /, 'a reload takes the own error log away');
$row = eval { JSON::PP->new->utf8->decode(last_line($access)) } // {};
like($row->{answer_id}, qr/\A$NEW\z/, 'answer_id: the id in JSON, when it is another one');

# What a client says of its request is no id of ours, and forges nothing.
my ($trace, $parent) = ('4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7');
for (
	[ 'nothing',                       undef ],
	[ 'an id',                         'id-9', HTTP_X_REQUEST_ID => 'id-9' ],
	[ 'any text',                      "a b/\"\x{FFFD}", HTTP_X_REQUEST_ID => "a b/\"\xC1" ],
	[ 'a forged line',                 "x\n{}", HTTP_X_REQUEST_ID => "x\n{}" ],
	[ 'a long one, which is cut',      'x' x 256, HTTP_X_REQUEST_ID => 'x' x 9000 ],
) {
	my ($name, $want, @params) = @$_;
	ask($to, path => '/new', params => [ REQUEST_ID => 'id-8', @params ]);
	my $got = eval { JSON::PP->new->utf8->decode(last_line($access)) } // {};
	is_deeply([ @$got{qw(request_id client_request_id)} ], [ 'id-8', $want ], "client_request_id: $name");
}
for (
	[ 'a good one',                    1, "00-$trace-$parent-01" ],
	[ 'a later version',               1, "01-$trace-$parent-01" ],
	[ 'a later version with more',     1, "cc-$trace-$parent-01-more \x01" ],
	[ 'version 0 with more',           0, "00-$trace-$parent-01-more" ],
	[ 'a later version, run on',       0, "cc-$trace-$parent-012" ],
	[ 'version ff',                    0, "ff-$trace-$parent-01" ],
	[ 'no trace',                      0, '00-' . '0' x 32 . "-$parent-01" ],
	[ 'no parent',                     0, "00-$trace-" . '0' x 16 . '-01' ],
	[ 'capitals',                      0, '00-' . uc($trace) . "-$parent-01" ],
	[ 'no hexadecimal digit',          0, '00-' . 'g' x 32 . "-$parent-01" ],
	[ 'a NUL',                         0, '00-' . "\0" x 32 . "-$parent-01" ],
	[ 'other separators',              0, "00_${trace}_${parent}_01" ],
	[ 'cut off',                       0, "00-$trace-$parent-0" ],
	[ 'two of them',                   0, "00-$trace-$parent-01, 00-$trace-$parent-01" ],
	[ 'an empty one',                  0, '' ],
) {
	my ($name, $good, $sent) = @$_;
	ask($to, path => '/new', params => [ HTTP_TRACEPARENT => $sent ]);
	my $got = eval { JSON::PP->new->utf8->decode(last_line($access)) } // {};
	is($got->{traceparent} // 'null', $good ? substr($sent, 0, 55) : 'null', "traceparent: $name");
}
mkdir "$dir/directory";
symlink $access, "$dir/link";
my $json = slurp($pool->{conf});
for ([ "$dir/directory", 'Is a directory' ], [ "$dir/link", 'a symbolic link is not followed' ], [ "$dir/none/x", 'No such file or directory' ]) {
	my ($where, $why) = @$_;
	change($pool, $json =~ s/^access.log = .*/access.log = $where/mr);
	like($pool->log, qr/ERROR: \[pool one\] \S+:\d+: access\.log = \Q$where\E: $why$/m, "access.log = $where: the log says why not");
	ask($to, path => '/old', params => [ REQUEST_ID => "id-$where" =~ tr{/}{.}r ]);
	like(last_line($access), qr/"id-\Q${\($where =~ tr{\/}{.}r)}\E"/, 'and the old file goes on');
}
spew($pool->{conf}, $text =~ s/^access.log = .*/access.log = stderr/mr);
change($pool, slurp($pool->{conf}));
ask($to, path => '/err', params => [ REQUEST_ID => 'id-6' ]);
like($pool->log, qr{^192\.0\.2\.7 - "GET /err" 404 0 one refused id-6$}m, 'access.log = stderr');
change($pool, slurp($pool->{conf}) =~ s/^access.log = .*/access.log = journal/mr);
SKIP: {
	skip 'a journal listens here', 2 if -S '/run/systemd/journal/socket';
	ask($to, path => '/none', params => [ REQUEST_ID => 'id-7' ]);
	like($pool->log, qr{WARNING: \[pool one\] no journal listens: the lines of access\.log go to stderr$}m, 'access.log = journal, without one: a line says so');
	like($pool->log, qr{^192\.0\.2\.7 - "GET /none" 404 0 one refused id-7$}m, 'and stderr has the lines');
}

# --- syslog ---
SKIP: {
	skip 'a syslog listens here, or cannot be put there', 3 if $> != 0 || -e '/dev/log';
	my $syslog = IO::Socket::UNIX->new(Local => '/dev/log', Type => SOCK_DGRAM) or skip "/dev/log: $!", 3;
	at_end(sub { unlink '/dev/log' });
	change($pool, slurp($pool->{conf}) =~ s/^access.log = .*/access.log = syslog/mr =~ s/^log_level/error_log = syslog\nsyslog.ident = mine\nsyslog.facility = local3\nlog_level/mr);
	my %got;
	ask($to, path => '/sys', params => [ REQUEST_ID => 'id-8' ]);
	kill 'HUP', $pool->{pid};
	wait_for('lines of syslog', sub {
		$syslog->blocking(0);
		my $line;
		while (defined $syslog->recv($line, 9000) && length $line) {
			$got{access} = $line if $line =~ /id-8/;
			$got{error}  = $line if $line =~ /reloading/;
		}
		return $got{access} && $got{error};
	});
	like($got{access}, qr{\A<158>.* mine\[\d+\]: 192\.0\.2\.7 - "GET /sys" 404 0 one refused id-8}, 'access.log = syslog: facility, ident, level info');
	like($got{error}, qr{\A<157>.* mine\[$pool->{pid}\]: reloading }, 'error_log = syslog: the same, level notice');
	unlink '/dev/log';
	like(ask($to), qr/pong/, 'and requests are answered when syslog is gone');
}
$pool->stop;

# --- a disk that is full ---
SKIP: {
	skip 'no /dev/full', 3 if !-e '/dev/full';
	my $full = Bk::Pool->new(
		name => 'full',
		set  => { 'pm.max_children' => 1, 'access.log' => '/dev/full', slowlog => '/dev/full', 'access.format' => '%s' });
	my $good = grep { ask($full->{socket}) =~ /pong/ } 1 .. 20;
	is($good, 20, 'logs that cannot be written: every request is answered');
	is(() = $full->log =~ /ERROR: \[pool full\] request \w+: access\.log: a line is lost: No space left on device/g, 1, 'and one line says that lines are lost');
	$full->stop;
	my $mute = Bk::Pool->new(name => 'mute', global => { error_log => '/dev/full' }, set => { error_log => '/dev/full' });
	like(ask($mute->{socket}, path => $ESB), qr/"result":false/, 'an error log that cannot be written fails no request');
	$mute->stop;
}

# --- a disk that was full: the next line is no part of the unfinished one ---
{
	my @logs = map { "$dir/torn.$_.log" } qw(access error slow);
	spew($_, 'unfinished') for @logs;
	my $torn = Bk::Pool->new(name => 'torn', maria => $maria,
		set => { 'access.log' => $logs[0], error_log => $logs[1], slowlog => $logs[2], 'access.format' => 'json' });
	$maria->do('RENAME TABLE bk_sops.taskflow3_taskflowinstance TO bk_sops.away');
	ask($torn->{socket}, path => $ESB, query => $GOOD) for 1, 2;
	$maria->do('RENAME TABLE bk_sops.away TO bk_sops.taskflow3_taskflowinstance');
	like(slurp($_), qr/\Aunfinished\n(?:[\[{].*\n){2,}\z/, 'a line of an earlier program is ended: ' . s{.*/}{}r) for @logs;
	$torn->stop;
}
SKIP: {
	skip 'only root can mount a small file system', 4 if $> != 0;
	my $disk = "$dir/disk";
	mkdir $disk;
	my $torn = Bk::Pool->new(
		name => 'small',
		wrap => [ 'unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o size=64k,mode=0700 none "$0" && exec "$@"', $disk ],
		set  => {
			'access.log' => "$disk/access.log", 'access.format' => 'json',
			slowlog      => undef, request_slowlog_timeout => undef,
		});
	my $seen = "/proc/$torn->{pid}/root$disk";
	skip 'no small file system', 4 if !-e "$seen/access.log";
	ask($torn->{socket});
	open my $filler, '>', "$seen/filler" or die $!;
	$filler->autoflush;
	1 while print $filler 'x' x 4096;
	wait_for('a line that is cut off', sub { ask($torn->{socket}); slurp("$seen/access.log") !~ /\n\z/ });
	my %old = map { $_ => 1 } $torn->workers;
	kill 'KILL', keys %old;
	wait_for('other workers', sub { my @now = $torn->workers; @now == keys %old && !grep { $old{$_} } @now });
	is(ask($torn->{socket}) =~ /pong/ ? slurp("$seen/access.log") !~ /\n\z/ : 'no answer', 1,
		'a full disk: a line is cut off');
	unlink "$seen/filler";
	truncate $filler, 0;
	close $filler;
	ask($torn->{socket}) for 1 .. 3;
	my @lines = lines("$seen/access.log");
	is(join(' ', scalar(grep { !/\}\z/ } @lines), scalar(grep { /.\{"time"/ } @lines)), '1 0',
		'and other workers begin a new line behind it');
	is(scalar(grep { $_ eq '' } @lines), 0, 'no line is empty');
	$torn->stop;
	is(join(' ', $torn->complaints(crash => 1)), '', 'and nothing bad in the log');
}

# --- rotation under load ---
{
	my $log  = "$dir/rotate.access.log";
	my $load = Bk::Pool->new(name => 'rotate', set => { 'access.log' => $log, 'access.format' => '%{request_id}x', 'pm.max_children' => 3 });
	my ($CLIENTS, $EACH, $ROUNDS) = (3, 150, 4);
	my @clients = map {
		my $client = $_;
		my $pid    = fork // die "fork: $!";
		if (!$pid) {
			my $bad = grep { ask($load->{socket}, params => [ REQUEST_ID => "c$client-$_" ]) !~ /pong/ } 1 .. $EACH;
			POSIX::_exit($bad ? 1 : 0);
		}
		$pid;
	} 1 .. $CLIENTS;
	for my $round (1 .. $ROUNDS) {
		wait_for('lines', sub { -s $log });
		rename $log, "$log.$round" or die $!;
		kill 'USR1', $load->{pid};
		wait_for('the new file', sub { -e $log });
	}
	is(join(' ', map { waitpid $_, 0; $? } @clients), '0 0 0', 'USR1 under load: every request is answered');
	my %count;
	$count{$_}++ for map { lines($_) } glob "$log*";
	is_deeply(\%count, { map { my $c = $_; map { ("c$c-$_" => 1) } 1 .. $EACH } 1 .. $CLIENTS }, 'and has one line, in one of the files')
	  or diag scalar keys %count;
	ok(-s "$log.$ROUNDS" && (() = glob "$log.*") == $ROUNDS, 'which all have some');
	$load->stop;
}

# --- the sample for logrotate: with a unit of systemd, and by the PID file ---
for my $by ('systemctl', 'pid') {
SKIP: {
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	skip 'not installed: logrotate', 4 if system 'command -v logrotate >/dev/null';
	mkdir "$dir/$by", 0755;
	my $log  = "$dir/$by/www.log";
	my $turn = Bk::Pool->new(name => "turn-$by", global => $by eq 'pid' ? { pid => "$dir/turn.pid" } : {}, set => { 'access.log' => $log, 'access.format' => '%{request_id}x' });
	ask($turn->{socket}, params => [ REQUEST_ID => 'before' ]);
	# In place of systemd: the master that its unit has, or none.
	spew("$dir/$by/systemctl", "#!/bin/sh\necho \"\$*\" >>$dir/$by/asked\n" .
		($by eq 'pid' ? "exit 3\n" : "case \$* in *is-active*) exit 0 ;; esac\nkill -USR1 $turn->{pid}\n"), 0755);
	local $ENV{PATH} = "$dir/$by:$ENV{PATH}";
	spew("$dir/logrotate", slurp("$source/fcgi-conf/bksops-fcgi.logrotate") =~ s{/var/log/bksops-fcgi}{$dir/$by}r =~ s{/run/bksops-fcgi/bksops-fcgi\.pid}{$dir/turn.pid}gr, 0644);
	my $said = `logrotate --force --state $dir/state $dir/logrotate 2>&1`;
	is($said, '', "bksops-fcgi.logrotate: logrotate takes it ($by)");
	wait_for('the new file', sub { -e $log });
	wait_for('the new workers', sub { ask($turn->{socket}, params => [ REQUEST_ID => 'after' ]); -s $log });
	is((lines("$log.1"))[0], 'before', 'the old lines are in the old file');
	is((lines($log))[0], 'after', 'the new ones in the new one');
	is_deeply([ lines("$dir/$by/asked") ], [ '-q is-active bksops-fcgi.service', $by eq 'pid' ? () : 'kill --kill-who=main -s USR1 bksops-fcgi.service' ], 'the unit is asked for, and its master alone is told');
	$turn->stop;
}
}

my @bad = map { $_->complaints } $pool;
is("@bad", '', 'no crash, no sanitizer report and no secret in any log');
done_testing();
