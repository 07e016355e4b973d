# SPDX-License-Identifier: MIT
# esb 11.3: app authentication.
use v5.28;
use warnings;
use utf8;
use Bk::Cases;
use Bk::Service;
use Test::More;

Bk::Service::need();
my $s = Bk::Service->new;
my $good = object(WJ, UJ, IJ);
my @call = (bk_app_code => 'bk_cdman', bk_username => 'admin', task_id => 1, bk_biz_id => 2);

sub app { my ($code, $secret) = @_; return "bk_app_code=$code&bk_app_secret=$secret" }

# A good JSON body but for the app code.
sub coded { return body => object(bk_app_secret => '"cd-secret"', UJ, IJ, bk_app_code => @_) }

# A signed GET, at the time of the question; see Bk::Cases::signed.
sub sign { my @o = @_; return sub { url(signed(@o)) } }

my $bk_sops = '11111111-2222-3333-4444-555555555555';
my $token = stored_token($s, time + 3600 . '|admin|AAAAAAAA');
my $replayed;
my $replay = sub { $replayed //= url(signed('cd-secret', @call)) };
my $time = time;
my $signed_body = object(bk_app_code => '"bk_cdman"', UJ, IJ);

run(
	$s,
	[ 37, 'nothing at all',           GET => D, answer('M2') ],
	[ 38, 'only bk_app_code',         GET => url('bk_app_code=bk_cdman'), answer('M2') ],
	[ 39, 'only bk_app_secret',       GET => url('bk_app_secret=cd-secret'), answer('M3') ],
	[ 40, 'an unknown code',          GET => url(app('nope', 'cd-secret'), U, I), answer('M4', 'nope') ],
	[ 41, 'a wrong secret',           GET => url(app('bk_cdman', 'wrong'), U, I), answer('M5', 'bk_cdman') ],
	[ 41, 'a blank after the secret', GET => url(app('bk_cdman', 'cd-secret%20'), U, I), answer('M5', 'bk_cdman') ],
	[ 42, 'the secret in capitals',   GET => url(app('bk_cdman', 'CD-SECRET'), U, I), answer('M5', 'bk_cdman') ],
	[ 43, 'the older names',          GET => url('app_code=bk_cdman&app_secret=cd-secret&username=admin', I), task(1) ],
	[ 44, 'both names, the older are wrong', GET => url('app_code=nope&app_secret=x&username=bob', W, U, I), task(1) ],
	[ 44, 'both names, the newer are wrong', GET => url('app_code=bk_cdman&app_secret=cd-secret&bk_app_code=nope&bk_app_secret=x', U, I), answer('M4', 'nope') ],
	[ 45, 'empty newer names',        GET => url('bk_app_code=&app_code=bk_cdman&bk_app_secret=&app_secret=cd-secret&bk_username=&username=admin', I), task(1) ],
	[ 46, 'both_app, secret of paas_app', GET => url(app('both_app', 'paas-secret'), U, I), task(1) ],
	[ 46, 'both_app, secret of esb_app_account', GET => url(app('both_app', 'esb-secret'), U, I), task(1) ],
	[ 47, 'an offline app',           GET => url(app('offline_app', 'off-secret'), I), answer('M10') ],
	[ 48, 'null_app',                 GET => url(app('null_app', 'x'), U, I), answer('M5', 'null_app') ],
	[ 48, 'null_app, None',           GET => url(app('null_app', 'None'), U, I), answer('M5', 'null_app') ],
	[ 48, 'empty_app',                GET => url(app('empty_app', 'x'), U, I), answer('M5', 'empty_app') ],
	[ 49, 'BK_CDMAN passes, the whitelist does not', GET => url(app('BK_CDMAN', 'cd-secret'), U, I), answer('M10') ],
	[ 50, 'BK_SOPS with a token',     GET => url(app('BK_SOPS', $bk_sops), "bk_token=$token", I), task(1) ],
	[ 51, 'a blank after the code',   GET => url(app('bk_cdman%20', 'cd-secret'), U, I), answer('M10') ],
	[ 51, 'a blank before the code',  GET => url(app('%20bk_cdman', 'cd-secret'), U, I), answer('M4', ' bk_cdman') ],
	[ 52, 'a number as code',         POST => D, answer('M10'), body => object(bk_app_code => 123, bk_app_secret => '"numsecret"', UJ, IJ) ],
	[ 52, 'a number in the whitelist', POST => D, answer('M10'), body => object(bk_app_code => 123, bk_app_secret => '"numsecret"', UJ, IJ),
		change => [ esb_function_controller => "UPDATE esb_function_controller SET wlist = '123'" ] ],
	[ 52, 'a number with a token (esb 3.3)', POST => D, sops_fault(q{Value for header {Bk-App-Code: 123} must be of type str or bytes, not <type 'int'>}),
		body => object(bk_app_code => 123, bk_app_secret => '"numsecret"', bk_token => qq("$token"), IJ) ],
	[ 52, 'a number that no app has', POST => D, answer('M4', '99'), body => object(bk_app_code => 99, bk_app_secret => '"x"', UJ, IJ) ],
	[ 52, 'a fraction (design)',      POST => D, answer('M19'), body => object(bk_app_code => '123.0', bk_app_secret => '"numsecret"', UJ, IJ) ],
	[ 52, 'the same as text',         POST => D, answer('M10'), body => object(bk_app_code => '"123"', bk_app_secret => '"numsecret"', UJ, IJ) ],
	[ 53, '0 as code',                POST => D, answer('M3'), coded('0') ],
	[ 53, 'false as code',            POST => D, answer('M3'), coded('false') ],
	[ 54, 'null as code, the alias counts', POST => D, task(1), coded('null', app_code => '"bk_cdman"') ],
	[ 55, 'an object as code',        POST => D, answer('M19'), coded('{"a":1}') ],
	[ 55, 'a list of one as code (design)', POST => D, answer('M19'), coded('["bk_cdman"]') ],
	[ 55, 'true as code (design)',    POST => D, answer('M19'), coded('true') ],
	[ 55, 'an empty object as code',  POST => D, answer('M3'), coded('{}') ],
	[ 56, 'a number as secret',       POST => D, answer('M5', 'bk_cdman'), body => object(WJ, UJ, IJ, bk_app_secret => 1) ],
	[ 56, 'a list as secret',         POST => D, answer('M5', 'bk_cdman'), body => object(WJ, UJ, IJ, bk_app_secret => '["cd-secret"]') ],
	[ 57, '0 as secret',              POST => D, answer('M2'), body => object(WJ, UJ, IJ, bk_app_secret => 0) ],
	[ 58, 'byte FF as code',          GET => url(app('%FF', 'x')), answer('M4', "\x{ff}"), raw => "=\xc3\xbf]" ],
	[ 59, 'a Chinese code',           GET => url(app('%E4%B8%AD%E5%9B%BD', 'x')), answer('M4', '中国'), raw => "=\xe4\xb8\xad\xe5\x9b\xbd]" ],
	[ 60, 'control characters in the code', POST => D, answer('M4', "\x01\n\"\\\x7f\x{2028}"),
		coded('"\u0001\n\"\\\\\u007f\u2028"'), raw => "=\\u0001\\n\\\"\\\\\x7f\xe2\x80\xa8]" ],
	[ 61, 'X-Bkapi-Authorization is no carrier', GET => url(I), answer('M2'), headers => [ 'X-Bkapi-Authorization', object(WJ, UJ) ] ],
	[ 62, 'paas_app cannot be read',        GET => url(W, U, I), answer('M19'), hide => 'paas_app' ],
	[ 62, 'esb_app_account cannot be read', GET => url(W, U, I), answer('M19'), hide => 'esb_app_account' ],

	[ 63, 'a signature',                    GET => sign('cd-secret', @call), task(1) ],
	[ 63, 'a signature and a wrong secret', GET => sign('cd-secret', @call, bk_app_secret => 'wrong'), task(1) ],
	[ 63, 'the parameter signature',        GET => sign('cd-secret', { name => 'signature' }, @call), task(1) ],
	[ 63, 'signed with another secret',     GET => sign('wrong', @call), answer('M6') ],
	[ 63, 'signed with a right secret of two', GET => sign('esb-secret', @call, bk_app_code => 'both_app'), task(1) ],
	[ 63, 'signed with the other of two',   GET => sign('paas-secret', @call, bk_app_code => 'both_app'), task(1) ],
	[ 63, 'a signed POST',                  POST => sign('cd-secret', { method => 'POST', body => $signed_body }), task(1), body => $signed_body ],
	[ 63, 'a POST with another body than signed', POST => sign('cd-secret', { method => 'POST', body => $signed_body }),
		answer('M6'), body => "$signed_body " ],
	[ 63, 'null_app, signed with None (design)', GET => sign('None', @call, bk_app_code => 'null_app'), answer('M6') ],
	[ 63, 'empty_app, signed with nothing (design)', GET => sign('', @call, bk_app_code => 'empty_app'), answer('M6') ],
	[ 64, 'a signature beside a good body', POST => D . '?bk_signature=zz', answer('M7a'), body => $good ],
	[ 65, 'a signature in the body only',   POST => D, task(1), body => object(WJ, UJ, IJ, bk_signature => '"zz"') ],
	[ 66, 'an empty signature',             GET => url(W, U, I, 'bk_signature='), task(1) ],
	[ 67, '302 s old',                      GET => sign('cd-secret', @call, bk_timestamp => $time - 302), answer('M8c') ],
	[ 67, '240 s old',                      GET => sign('cd-secret', @call, bk_timestamp => $time - 240), task(1) ],
	[ 67, 'far in the future',              GET => sign('cd-secret', @call, bk_timestamp => $time + 1_000_000_000), task(1) ],
	[ 67, 'no time',                        GET => sign('cd-secret', @call, bk_timestamp => undef), answer('M8a') ],
	[ 67, 'an empty time',                  GET => sign('cd-secret', @call, bk_timestamp => ''), answer('M8a') ],
	[ 67, 'a time that is no number',       GET => sign('cd-secret', @call, bk_timestamp => '1.5'), answer('M8b') ],
	[ 67, 'a time with blanks and a sign',  GET => sign('cd-secret', @call, bk_timestamp => " +$time "), task(1) ],
	[ 68, 'nonce a',                        GET => sign('cd-secret', @call, bk_nonce => 'a'), answer('M7b') ],
	[ 68, 'nonce 0',                        GET => sign('cd-secret', @call, bk_nonce => '0'), answer('M7c') ],
	[ 68, 'nonce -1',                       GET => sign('cd-secret', @call, bk_nonce => '-1'), answer('M7c') ],
	[ 68, 'no nonce',                       GET => sign('cd-secret', @call, bk_nonce => undef), answer('M7a') ],
	[ 68, 'an empty nonce',                 GET => sign('cd-secret', @call, bk_nonce => ''), answer('M7a') ],
	[ 68, 'a nonce of 30 digits',           GET => sign('cd-secret', @call, bk_nonce => '1' x 30), task(1) ],
	[ 69, 'a signed URL',                   GET => $replay, task(1) ],
	[ 69, 'the same again',                 GET => $replay, task(1) ],
	[ 70, 'X-Request-Uri with the public path', GET => sign('cd-secret', @call), task(1), headers => [ 'X-Request-Uri', D . '?x' ] ],
	[ 70, 'signed over another path',       GET => sign('cd-secret', { path => '/c/compapi/v2/sops/get_task_detail/' }, @call), answer('M6') ],
);
$s->finish;
