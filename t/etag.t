# SPDX-License-Identifier: MIT
# Entity tags (RFC 9110 8.8.3) and If-None-Match (13.1.2), in all modes.
use v5.28;
use warnings;
use utf8;
use Bk::Modes;
use Bk::Service;
use Bk::Task qw(add_task add_states instance_of);
use Bk::Template qw(add_template);
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output todo_output);
Bk::Service::need();
my $m = Bk::Modes->new(set => { 'pm.max_children' => 1 });
my $s = $m->service;
my %workers = map { $_ => join ' ', $m->{$_}{pool}->workers } @Bk::Modes::MODES;
my $FORM = qr{\AW/"[0-9a-f]{32}"\z};

# get(ENDPOINT, [name => value] of the path, more for Bk::Modes::ask)
sub get {
	my ($endpoint, $path, %o) = @_;
	my $mode = delete $o{mode} // 'header';
	my $etag = delete $o{etag};
	my $method = delete $o{method} // 'GET';
	return $m->ask($mode, $method, $endpoint, path => $path, %o,
		headers => [ @{ $o{headers} // [] }, defined $etag ? ('If-None-Match', $etag) : () ]);
}
sub tag { return get(@_)->{headers}{etag} // 'none' }

# "200" with a whole body, "304" without one; anything else is told.
sub status_of {
	my ($answer) = @_;
	my $whole = $answer->{status} == 304 ? $answer->{body} eq '' : ref $answer->{json}{data} && $answer->{json}{result};
	return $answer->{status} . ($whole ? '' : ": $answer->{body}");
}
sub status { return status_of(get(@_)) }

# The tag that a web server makes of ours when it compresses the answer.
sub suffixed { my ($etag, $suffix) = @_; return $etag =~ s/"\z/$suffix"/r }

my @biz = (bk_biz_id => 2);
my $done = add_task($s, start_time => '2019-01-17 04:13:08', finish_time => '2019-01-17 04:13:15');
add_states($s, instance_of($done), { children => { "a$done" => {} } });
my $flow     = add_template($s);
my $caller   = add_template($s, tree => '{"activities":{"n1":{"id":"n1","type":"SubProcess","template_id":"' . sprintf('nodetmpl%024d', $flow) . '"}},"line":[],"location":[]}');
my $running  = add_task($s, start_time => '2019-01-17 04:13:08', instance => { is_finished => 0 });
add_states($s, instance_of($running), { status => { state => 'RUNNING' }, children => { "a$running" => { status => { state => 'RUNNING', archived_time => undef } } } });
my @done = (task_id => $done, @biz);
my @run  = (task_id => $running, @biz);

# --- which answers have one

my @tagged = (
	[ 'get_task_detail, finished',             get_task_detail => \@done ],
	[ 'get_task_detail, not started',          get_task_detail => [ task_id => 2, @biz ] ],
	[ 'get_task_status, finished',             get_task_status => \@done ],
	[ 'get_task_status, not started',          get_task_status => [ task_id => 2, @biz ] ],
	[ 'get_template_list',                     get_template_list => \@biz ],
	[ 'get_template_info',                     get_template_info => [ template_id => $flow, @biz ] ],
	[ 'get_template_info with a subprocess',   get_template_info => [ template_id => $caller, @biz ] ],
	[ 'get_task_list',                         get_task_list => \@biz ],
	[ 'get_periodic_task_list',                get_periodic_task_list => \@biz ],
);
for my $mode (@Bk::Modes::MODES) {
	for my $case (@tagged) {
		my ($name, @ask) = @$case;
		my $first = get(@ask, mode => $mode);
		my $etag  = $first->{headers}{etag} // 'none';
		like($etag, $FORM, "8.8.3: $name, auth = $mode");
		is($first->{headers}{'cache-control'}, 'private, no-cache', "and is asked for each time: $name, auth = $mode");
		is(tag(@ask, mode => $mode), $etag, "8.8.3: the same for the same answer: $name, auth = $mode");
		my $again = get(@ask, mode => $mode, etag => $etag);
		is(status_of($again), '304', "13.1.2: $name, auth = $mode");
		is($again->{headers}{etag}, $etag, "15.4.5: 304 has the tag: $name, auth = $mode");
		is(status(@ask, mode => $mode, etag => 'W/"0"'), '200', "13.1.2: another tag: $name, auth = $mode");
	}
	is(tag(get_task_detail => \@run, mode => $mode), 'none', "get_task_detail: none of a task that runs, auth = $mode");
	is(tag(get_task_status => \@run, mode => $mode), 'none', "get_task_status: none where a node runs, auth = $mode");
	is(tag(get_task_detail => [ task_id => 999, @biz ], mode => $mode), 'none', "none of a refusal, auth = $mode");
	is(get(get_task_detail => [ task_id => 999, @biz ], mode => $mode, etag => '*')->{status}, 200, "13.2.1: * does not hide a refusal, auth = $mode");
	is($m->ask($mode, 'POST', 'get_tasks_status', path => \@biz, json => { task_id_list => [ 2 ] }, headers => [ 'If-None-Match', '*' ])->{status}, 200,
		"13.1.2: a POST is answered, auth = $mode");
}
my $esb = get(get_task_detail => \@done, mode => 'esb');
isnt(get(get_task_detail => \@done, mode => 'esb')->{json}{request_id}, $esb->{json}{request_id}, 'auth = esb: request_id differs');
is(get(get_task_detail => \@done, mode => 'esb', headers => [ 'X-Request-Id', 'mine' ])->{headers}{etag}, $esb->{headers}{etag}, '8.8.1: the tag does not');
is(tag(get_task_detail => \@done, mode => 'jwt') eq tag(get_task_detail => \@done), !1, 'another configuration has other tags');
is($m->ask('header', 'HEAD', 'get_task_detail', path => \@done)->{status}, 405, 'sops 7: HEAD is refused as ever');
is($m->ask('header', 'HEAD', 'get_task_detail', path => \@done, headers => [ 'If-None-Match', '*' ])->{status}, 405, '13.2.1: also with If-None-Match');
is($m->ask('esb', 'HEAD', 'get_task_detail', path => \@done, headers => [ 'If-None-Match', '*' ])->{status}, 404, 'esb 1.3: HEAD is not found as ever');
is($m->ask('header', 'HEAD', 'get_task_detail', path => \@done)->{headers}{etag}, undef, 'and has no tag');
is($m->ask('esb', 'POST', 'get_task_detail', path => \@done)->{headers}{etag}, undef, 'auth = esb: nor has a POST of what is a GET');
is($m->ask('esb', 'POST', 'get_task_detail', path => \@done, headers => [ 'If-None-Match', $esb->{headers}{etag} ])->{status}, 200, '13.1.2: which is answered');

# --- what changes it

# changes(NAME, SQL, endpoint, path): the tag of before gives a whole answer.
sub changes {
	my ($name, $sql, @ask) = @_;
	my $before = get(@ask);
	$m->db->do($sql);
	my $after = get(@ask, etag => $before->{headers}{etag});
	is(status_of($after), '200', "$name");
	isnt($after->{body}, $before->{body}, "$name: the answer is another one");
	isnt($after->{headers}{etag} // 'none', $before->{headers}{etag}, "$name: and so is the tag");
}
changes('the name of a task', "UPDATE bk_sops.pipeline_pipelineinstance SET name = 'new' WHERE id = $done", get_task_detail => \@done);
changes('its creator is empty', "UPDATE bk_sops.pipeline_pipelineinstance SET creator = '' WHERE id = $done", get_task_detail => \@done);
changes('its tree', "UPDATE bk_sops.pipeline_snapshot SET data = (SELECT d FROM (SELECT data AS d FROM bk_sops.pipeline_snapshot WHERE id = 1) x) WHERE id = $done", get_task_detail => \@done);
changes('the name of the business', q(UPDATE bk_sops.core_business SET cc_name = 'renamed' WHERE cc_id = 2), get_task_detail => \@done);
changes('a snapshot that is lost', "UPDATE bk_sops.pipeline_pipelineinstance SET execution_snapshot_id = NULL WHERE id = $done", get_task_detail => \@done);
changes('the state of a node', "UPDATE bk_sops.engine_status SET state = 'FAILED' WHERE id = 'a$done'", get_task_status => \@done);
changes('the id of a called template', 'UPDATE bk_sops.tasktmpl3_tasktemplate SET id = 77 WHERE id = ' . $flow, get_template_info => [ template_id => $caller, @biz ]);
changes('the editor of a template from NULL', q(UPDATE bk_sops.pipeline_pipelinetemplate SET editor = '' WHERE id = ) . $flow, get_template_list => \@biz);
changes('a template more', "UPDATE bk_sops.tasktmpl3_tasktemplate SET is_deleted = 1 WHERE id = $caller", get_template_list => \@biz);
changes('a task more', "UPDATE bk_sops.taskflow3_taskflowinstance SET is_deleted = 1 WHERE id = 1", get_task_list => \@biz);
my $count = get(get_task_list => \@biz, query => [ limit => 1 ]);
$m->db->do('UPDATE bk_sops.taskflow3_taskflowinstance SET is_deleted = 1 WHERE id = 2');
is(status(get_task_list => \@biz, query => [ limit => 1 ], etag => $count->{headers}{etag}), '200', 'the count alone');
$m->db->do('UPDATE bk_sops.taskflow3_taskflowinstance SET is_deleted = 0 WHERE id = 2');
my $start = get(get_task_status => [ task_id => 2, @biz ])->{headers}{etag};
$m->db->do('UPDATE bk_sops.pipeline_pipelineinstance SET is_started = 1 WHERE id = 2');
is(get(get_task_status => [ task_id => 2, @biz ], etag => $start)->{status}, 200, 'a task that is started');
$m->db->do('UPDATE bk_sops.pipeline_pipelineinstance SET is_started = 0 WHERE id = 2');
is(status(get_task_status => [ task_id => 2, @biz ], etag => $start), '304', 'and as it was before');
my $chinese = tag(get_task_list => \@biz);
is(status(get_task_list => \@biz, etag => $chinese, headers => [ 'Accept-Language', 'en' ]), '200', 'another language');
is(status(get_task_list => \@biz, etag => $chinese, headers => [ 'Accept-Language', 'zh-cn' ]), '304', 'the same language in other words');
is(status(get_task_detail => \@done, etag => tag(get_task_detail => \@done), user => 'viewer'), '304', 'another user who may see it');
my $seen = tag(get_task_detail => \@done, user => 'viewer');
$m->db->do('DELETE FROM bk_sops.guardian_userobjectpermission WHERE user_id = 5');
my $refused = get(get_task_detail => \@done, user => 'viewer', etag => $seen);
is("$refused->{status} $refused->{json}{message}", '200 user[username=viewer] does not have perm of business:[bk_biz_id=2]', 'a permission that is taken away');
is($refused->{headers}{etag}, undef, 'and the refusal has no tag');
$m->db->do("UPDATE bk_sops.pipeline_pipelineinstance SET execution_snapshot_id = $done WHERE id = $done");
$m->db->do(q(UPDATE bk_sops.pipeline_snapshot SET data = 'x' WHERE id = ) . $done);
my $broken = get(get_task_detail => \@done);
is("$broken->{status} " . ($broken->{headers}{etag} // 'none'), '500 none', 'a fault has no tag');
is(get(get_task_detail => \@done, etag => '*')->{status}, 500, '13.2.1: * does not hide a fault');

# --- If-None-Match as it may come

my @ask = (get_task_detail => [ task_id => 2, @biz ]);
my $etag = tag(@ask);
my $strong = $etag =~ s{^W/}{}r;
is(status(@ask, etag => $_->[1]), $_->[2], "13.1.2: $_->[0]") for
  [ 'the tag',                               $etag,                                 304 ],
  [ '8.8.3.2: as a strong one',              $strong,                               304 ],
  [ '*',                                     '*',                                   304 ],
  [ '* with blanks',                         ' * ',                                 304 ],
  [ 'a list',                                qq("a", W/"b", $etag),                 304 ],
  [ 'a list without blanks',                 qq("a",$strong,"b"),                   304 ],
  [ '5.6.1: empty elements',                 qq(,, , $etag,,),                      304 ],
  [ 'tabs',                                  qq("a",\t$etag\t),                     304 ],
  [ 'an empty tag in front',                 qq("", $etag),                         304 ],
  [ 'a tag with a comma',                    qq("a,b", $etag),                      304 ],
  [ 'a tag with a backslash',                qq("a\\", $etag),                      304 ],
  [ 'bytes beyond ASCII',                    qq("\xE4\xB8\xAD", $etag),             304 ],
  [ 'another',                               'W/"' . '0' x 32 . '"',                200 ],
  [ 'a part of it',                          substr($etag, 0, 20) . '"',            200 ],
  [ 'more than it',                          substr($etag, 0, -1) . '0"',           200 ],
  [ 'in capitals',                           uc($etag) =~ s{^W/}{}r,               $etag =~ /[a-f]/ ? 200 : 304 ],
  [ 'empty',                                 '',                                    200 ],
  [ 'without quotes',                        $etag =~ tr/"//dr,                     200 ],
  [ 'one quote',                             qq("),                                 200 ],
  [ 'W/ alone',                              'W/',                                  200 ],
  [ 'an open tag',                           substr($etag, 0, -1),                  200 ],
  [ '8.8.3: w/ is not W/',                   "w/$strong",                           200 ],
  [ 'a blank behind W/',                     "W/ $strong",                          200 ],
  [ 'behind what is malformed',              "x, $etag",                            200 ],
  [ 'a blank inside a tag',                  qq("a b", $etag),                      200 ],
  (map { [ "compressed: $_",                 suffixed($etag, $_),                   304 ] } qw(-gzip -br -zstd --gzip ;gzip)),
  [ 'compressed, as a strong one',           suffixed($strong, '-gzip'),            304 ],
  [ 'compressed, another',                   suffixed('W/"' . '0' x 32 . '"', '-gzip'), 200 ],
  (map { [ "another suffix: $_",             suffixed($etag, $_),                   200 ] } qw(-x - -gzip-gzip -gzipx gzip -GZIP)),
  [ '* in a list',                           qq(*, $strong),                        200 ],
  [ 'no comma',                              qq("a" $etag),                         200 ],
  [ 'the last of 128',                       join(', ', ('"x"') x 127, $etag),      304 ],
  [ 'the 129th',                             join(', ', ('"x"') x 128, $etag),      200 ],
  [ '8 KiB',                                 '"' . 'x' x (8192 - 4 - length $etag) . qq(", $etag), 304 ],
  [ 'more than 8 KiB',                       '"' . 'x' x (8193 - 4 - length $etag) . qq(", $etag), 200 ],
  [ '30 KiB of commas',                      ',' x 30000 . $etag,                   200 ];
is(status(get_task_detail => \@run, etag => '"x"'), '200', '13.1.2: a task that runs has no tag to match');
is(get(get_task_detail => \@run, etag => '*')->{status}, 304, '13.1.2: but * matches it');

# --- streamed answers, and what it costs

$m->db->do("UPDATE bk_sops.pipeline_snapshot SET data = SUBSTRING(COMPRESS(CONCAT('{\"constants\":{},\"line\":[', REPEAT('\"0123456789abcdef\",', 100000), '1]}')), 5) WHERE id = $done");
my $large = get(get_task_detail => \@done);
is($large->{headers}{'content-length'}, length $large->{body}, 'an answer that is streamed: its length');
like($large->{headers}{etag}, $FORM, 'has a tag');
is(status(get_task_detail => \@done, etag => $large->{headers}{etag}), '304', '13.1.2: which is known');
is(status(get_task_detail => \@done, etag => '*'), '304', '13.1.2: *');
is(status(get_task_detail => \@done, etag => '"x"'), '200', '13.1.2: another');
my $known = get(get_task_detail => \@done, etag => $large->{headers}{etag});
is($m->statements('header', $known), 4, '304 takes the statements of 200');
is($known->{headers}{'content-length'} // 0, 0, '15.4.5: and has no body');
is($known->{headers}{vary}, 'Accept-Language, Cookie', '15.4.5: Vary is that of 200');
is($known->{headers}{'content-type'}, undef, '15.4.5: nor a type');
$m->db->do('INSERT INTO bk_sops.tasktmpl3_tasktemplate (id, category, notify_type, notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)'
	  . " SELECT 100000 + seq, 'Other', '[]', '', 20, 0, 1, ? FROM bk_sops.seq_1_to_4000", sprintf 'nodetmpl%024d', $flow);
like(tag(get_template_list => \@biz), $FORM, 'a list of 4,000 templates, read with one question');
$m->db->do('INSERT INTO bk_sops.tasktmpl3_tasktemplate (id, category, notify_type, notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)'
	  . " SELECT 200000 + seq, 'Other', '[]', '', 20, 0, 1, ? FROM bk_sops.seq_1_to_1000", sprintf 'nodetmpl%024d', $flow);
is(tag(get_template_list => \@biz), 'none', 'none of a list that is read while it is written');
is(status(get_template_list => \@biz, etag => '"x"'), '200', 'which is answered all the same');
is(join(' ', $m->{$_}{pool}->workers), $workers{$_}, "auth = $_: the worker is the same one") for @Bk::Modes::MODES;

# --- a reload with another configuration

my $pool = $m->{header}{pool};
my $before = tag(get_task_list => \@biz);
$pool->stop;
$pool->start;
is(tag(get_task_list => \@biz), $before, 'another worker has the same tags');
my $conf = Bk::Process::slurp($pool->{conf});
Bk::Process::spew($pool->{conf}, "${conf}time_zone = UTC\n");
$pool->stop;
$pool->start;
is(status(get_task_list => \@biz, etag => $before), '200', 'another configuration has other tags');
$m->finish;
