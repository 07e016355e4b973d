# SPDX-License-Identifier: MIT
# esb 11.1: URL and method; 12 is in sops-count.t.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s    = Bk::Service->new;
my $c    = '/api/c/compapi';
my $call = join '&', W, U, I;
my $good = object(WJ, UJ, IJ);
my @yaml = (change => [ esb_channel => 'DELETE FROM esb_channel' ]);

run(
	$s,
	[ 1, 'a good GET',                                    GET => url($call),                                     task(1) ],
	[ 2, 'no slash at the end, no redirect',              GET => "$c/v2/sops/get_task_detail?$call",             task(1) ],
	[ 3, 'slashes around the path',                       GET => "$c///v2/sops/get_task_detail///?" . W,         answer('M10') ],
	[ 4, 'a double slash inside, merged by nginx',        GET => "$c/v2//sops/get_task_detail/?" . W,            answer('M10') ],
	[ 5, 'no version in the path',                        GET => "$c/sops/get_task_detail/?" . W,                not_found() ],
	[ 6, 'an unknown component',                          GET => "$c/v2/sops/nope/",                             not_found() ],
	(map { [ 6, "$_ is unknown, too", POST => "$c/$_/", not_found() ] } 'v2/sops/create_tasks', 'v2/sops', 'v2/create_task', 'sops/create_task'),
	[ 7, 'self-service-api',                              GET => '/api/c/self-service-api/v2/sops/get_task_detail/?' . W, not_found() ],
	[ 8, 'capitals, the row is there',                    GET => "$c/V2/SOPS/GET_TASK_DETAIL/?$call",            task(1) ],
	[ 9, 'capitals, no row',                              GET => "$c/V2/SOPS/GET_TASK_DETAIL/?$call",            not_found(), @yaml ],
	[ 9, 'small letters, no row: the built-in channel',   GET => url($call),                                     task(1), @yaml ],
	[ 10, 'POST, the row is there',                       POST => D, task(1),     body => $good ],
	[ 11, 'POST, no row',                                 POST => D, not_found(), body => $good, @yaml ],
	(map { [ 13, $_, $_ => url($call), not_found() ] } qw(PUT DELETE PATCH OPTIONS)),
	[ 13, 'PUT with a good body',                         PUT  => D, not_found(), body => $good ],
	[ 14, 'HEAD: no body',                                HEAD => url($call), no_body() ],
	[ 15, 'the column method says POST',                  GET  => url($call), task(1), change => [ esb_channel => "UPDATE esb_channel SET method = 'POST'" ] ],
	[ 16, 'a row without the slash, POST',                POST => D, task(1), body => $good,
		change => [ esb_channel => "UPDATE esb_channel SET path = '/v2/sops/get_task_detail' WHERE id = 9" ] ],
	[ 17, '%2F in the path',                              GET => "$c/v2%2Fsops/get_task_detail/?" . W, answer('M10') ],
);
$s->finish;
