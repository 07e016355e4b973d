# SPDX-License-Identifier: MIT
# esb 11.2: bodies, and which source the parameters come from.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s    = Bk::Service->new;
my $call = join '&', W, U, I;
my $good = object(WJ, UJ, IJ);

sub type { return headers => [ 'Content-Type', $_[0] ] }

sub multipart {
	my @parts;
	while (my ($name, $value) = splice @_, 0, 2) {
		push @parts, qq(--BOUND\r\nContent-Disposition: form-data; name="$name"\r\n\r\n$value\r\n);
	}
	return join('', @parts) . "--BOUND--\r\n";
}

my $FORM = 'application/x-www-form-urlencoded';
my $MULTI = 'multipart/form-data; boundary=BOUND';
my @who  = (bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret', bk_username => 'admin');
my $utf16 = "\xff\xfe" . join '', map { "$_\0" } split //, $good;

run(
	$s,
	[ 18, 'an unfinished object',           POST => D, answer('M1'), body => '{"a":' ],
	[ 19, 'garbage after the object',       POST => D, answer('M1'), body => '{} x' ],
	[ 20, 'an array',                       POST => D, answer('M2'), body => '[1,2]' ],
	[ 20, 'a string',                       POST => D, answer('M2'), body => '"abc"' ],
	[ 20, 'null',                           POST => D, answer('M2'), body => 'null' ],
	[ 20, 'an empty body',                  POST => D, answer('M2'), body => '' ],
	[ 21, 'an empty object',                POST => D, answer('M2'), body => '{}' ],
	[ 22, 'JSON as text/plain',             POST => D, task(1), body => $good, type('text/plain') ],
	[ 22, 'JSON without a Content-Type',    POST => D, task(1), body => $good ],
	[ 22, 'JSON as a form',                 POST => D, task(1), body => $good, type($FORM) ],
	[ 22, 'JSON as multipart',              POST => D, task(1), body => $good, type($MULTI) ],
	[ 23, 'blanks around the object',       POST => D, task(1), body => " \t\r\n$good\n\t " ],
	[ 23, '0x0B before the object',         POST => D, answer('M1'), body => "\x0b$good" ],
	[ 24, 'a byte order mark',              POST => D, answer('M2'), body => "\xef\xbb\xbf$good" ],
	[ 25, 'byte FF inside a string',        POST => D, answer('M1'), body => object(WJ, UJ, IJ, x => "\"\xff\"") ],
	[ 26, 'a form as application/json',     POST => D, answer('M2'), body => $call, type('application/json') ],
	[ 27, 'a form',                         POST => D, task(1), body => $call, type($FORM) ],
	[ 27, 'a form with a charset',          POST => D, task(1), body => $call, type("$FORM; charset=UTF-8") ],
	[ 27, 'a form, type in capitals',       POST => D, answer('M2'), body => $call, type('Application/X-WWW-Form-Urlencoded') ],
	[ 27, 'the query is not merged in',     POST => url(I), answer('M15', 'task_id'), body => join('&', W, U), type($FORM) ],
	[ 28, 'multipart without the task',     POST => D, answer('M15', 'task_id'), body => multipart(@who), type($MULTI) ],
	[ 28, 'multipart with the task',        POST => D, task(1), body => multipart(@who, task_id => 1, bk_biz_id => 2), type($MULTI) ],
	[ 29, 'the query does not count',       POST => url($call), answer('M2'), body => '{}' ],
	[ 30, 'task 1 in JSON, 9 in the query', POST => url('task_id=9&bk_biz_id=9'), task(1), body => $good ],
	[ 31, 'GET with a body',                GET  => url($call), task(1), body => object(WJ, UJ, task_id => 77, bk_biz_id => 2) ],
	[ 32, 'a key twice, the last is good',  POST => D, task(1), body => object(bk_app_code => '"nope"', WJ, UJ, IJ) ],
	[ 32, 'a key twice, the last is bad',   POST => D, answer('M4', 'nope'), body => object(WJ, UJ, IJ, bk_app_code => '"nope"') ],
	[ 33, 'task 1, then task 2',            GET => url($call, 'task_id=2'), task(2) ],
	[ 33, 'task 1, then task 5',            GET => url($call, 'task_id=5'),
		refused('task[id=5] of business[bk_biz_id=2] does not exist') ],
	[ 34, '";" separates',                  GET => url($call =~ tr/&/;/r), task(1) ],
	[ 35, 'a trailing comma',               POST => D, answer('M1'), body => '{"a":1,}' ],
	[ 35, 'single quotes',                  POST => D, answer('M1'), body => $good =~ tr/"/'/r ],
	[ 35, 'a raw newline in a string',      POST => D, answer('M1'), body => object(WJ, UJ, IJ, x => "\"a\nb\"") ],
	[ 35, 'UTF-16 with a byte order mark',  POST => D, answer('M2'), body => $utf16 ],
	[ 35, 'UTF-16 without one',             POST => D, answer('M1'), body => substr($utf16, 2) ],
	[ 36, 'NaN elsewhere',                  POST => D, task(1), body => object(WJ, UJ, IJ, x => 'NaN') ],
);
$s->finish;
