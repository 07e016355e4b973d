# SPDX-License-Identifier: MIT
# esb 11.4: user authentication.  bob may see nothing in business 2, so the
# refusal of bk-sops names him: that shows which user a call has.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Service;
use Bk::Token 'token';
use Test::More;

Bk::Service::need();
my $s  = Bk::Service->new;
my $db = $s->db;
$db->do('USE open_paas');
$db->do("INSERT INTO bkaccount_bkuser (password, is_superuser, username, chname, qq, phone, email, date_joined)"
	  . " VALUES ('!', 0, 'bob', '', '', '', '', '2019-01-01')");

my $salt = 0;

# A stored token of `user` that is good for `seconds`.
sub user_token {
	my ($user, $seconds, %column) = @_;
	return stored_token($s, sprintf('%d|%s|%08d', time + $seconds, $user, ++$salt), %column);
}

# The URL of S with a token that is made when it is asked.
sub with_token {
	my @o = @_;
	return sub { url(S, 'bk_token=' . user_token(@o), I) };
}

# A stored token of admin with a sign that standard base64 writes otherwise.
sub token_with_sign {
	while (1) {
		my $plain = sprintf '%d|admin|s%07d', time + 3600, ++$salt;
		return stored_token($s, $plain) if token($plain) =~ /[-_]/;
	}
}

sub bob { return refused('user[username=bob] does not have perm of business:[bk_biz_id=2]') }

my $GONE   = 'user[username=whoever] does not exist or has not logged in this APP';
my $later  = time + 3600;
my $fresh  = user_token('admin', 3600);
my $signs  = token_with_sign();
my $text   = stored_token($s, 'abc|admin|AAAAAAAA');
my $out    = stored_token($s, 'abd|admin|AAAAAAAA', is_logout => 1);
my $two    = stored_token($s, "$later|admin");
my $four   = stored_token($s, "$later|bob|AAAAAAAA|x");
my $padded = token("$later|admin|padded00");
stored_token($s, "$later|admin|padded00", token => "$padded=");

# The whitelist with another text, or another state.
sub wlist {
	my ($set) = @_;
	return change => [ esb_function_controller => "UPDATE esb_function_controller SET $set" ];
}

# A row of esb_user_auth_token.
sub granted {
	my ($seconds, $user, $app) = @_;
	my $values = join ', ', map { "'$_'" } $app // 'bk_sops', $user // 'admin', 'user-token';
	return change => [ esb_user_auth_token => 'INSERT INTO esb_user_auth_token'
		  . ' (app_code, username, auth_token, expires, last_accessed_time, created_time)'
		  . " VALUES ($values, UTC_TIMESTAMP() + INTERVAL $seconds SECOND, UTC_TIMESTAMP(), UTC_TIMESTAMP())" ];
}
my $access  = 'bk_access_token=user-token';
my $account = 'bk_app_code=acct_only&bk_app_secret=acct-secret';

run(
	$s,
	[ 71, 'a fresh token',                 GET => url(S, "bk_token=$fresh", I), task(1) ],
	[ 71, 'a fresh token of bob',          GET => with_token('bob', 3600), bob() ],
	[ 72, 'the token only as a cookie',    GET => url(S, I), answer('M10'), headers => [ 'Cookie', "bk_token=$fresh" ] ],
	[ 73, 'logged out',                    GET => with_token('admin', 3600, is_logout => 1), answer('M9') ],
	[ 74, 'expired 30 s ago',              GET => with_token('admin', -30), task(1) ],
	[ 75, 'expired 66 s ago',              GET => with_token('admin', -66), answer('M9') ],
	[ 76, 'good for 50 s more than a day', GET => with_token('admin', 86400 + 50), task(1) ],
	[ 76, 'good for an hour more than a day', GET => with_token('admin', 86400 + 3600), answer('M9') ],
	[ 77, 'a token that is not stored',    GET => url(S, 'bk_token=' . token("$later|admin|notstore"), I), answer('M9') ],
	[ 78, 'a user that does not exist',    GET => with_token('nosuch', 3600), answer('M9') ],
	[ 79, 'a token for ADMIN',             GET => with_token('ADMIN', 3600), task(1) ],
	[ 79, 'a token for BOB is that of bob', GET => with_token('BOB', 3600), bob() ],
	[ 79, 'a token for "bob " is that of bob', GET => with_token('bob ', 3600), bob() ],
	[ 80, 'two fields',                    GET => url(S, "bk_token=$two", I), answer('M9') ],
	[ 80, 'four fields',                   GET => url(S, "bk_token=$four", I), bob() ],
	[ 81, 'the first field is no number',  GET => url(S, "bk_token=$text", I), login_fault() ],
	[ 81, 'the same, logged out',          GET => url(S, "bk_token=$out", I), login_fault() ],
	[ 81, 'the same, not stored',          GET => url(S, 'bk_token=' . token('abe|admin|AAAAAAAA'), I), answer('M9') ],
	[ 82, 'inactive_expire_time is 1',     GET => with_token('admin', 3600, inactive_expire_time => 1), task(1) ],
	[ 83, 'letter case swapped',           GET => url(S, 'bk_token=' . ($fresh =~ tr/a-zA-Z/A-Za-z/r), I), answer('M9') ],
	[ 84, 'a blank at the end',            GET => url(S, "bk_token=$fresh%20", I), task(1) ],
	[ 84, '"=" at the end',                GET => url(S, "bk_token=$fresh=", I), answer('M9') ],
	[ 84, '"=" at the end, stored so',     GET => url(S, "bk_token=$padded%3D", I), task(1) ],
	[ 85, 'the standard alphabet',         GET => url(S, 'bk_token=' . ($signs =~ s/-/%2B/gr =~ s/_/%2F/gr), I), answer('M9') ],
	[ 85, 'the URL alphabet',              GET => url(S, "bk_token=$signs", I), task(1) ],
	[ 86, 'garbage',                       GET => url(S, 'bk_token=garbage', I), answer('M9') ],
	[ 86, 'blanks',                        GET => url(S, 'bk_token=%20%20', I), answer('M9') ],
	[ 86, 'Chinese',                       GET => url(S, 'bk_token=%E4%B8%AD', I), answer('M9') ],
	[ 86, 'a JSON number',                 POST => D, answer('M9'), body => object(WJ, UJ, IJ, bk_token => 5) ],
	[ 87, 'an empty token and a name',     GET => url(W, 'bk_token=&bk_username=bob', I), bob() ],
	[ 88, 'a bad token and a name',        GET => url(W, 'bk_token=bad&bk_username=bob', I), answer('M9') ],
	[ 89, 'a good token and a name',       GET => url(W, "bk_token=$fresh&bk_username=bob", I), task(1) ],
	[ 90, 'a name, the app is not in the list', GET => url(S, U, I), answer('M10') ],
	[ 91, 'an unknown name',               GET => url(W, 'bk_username=whoever', I), refused($GONE) ],
	[ 92, 'an app after ";"',              GET => url('bk_app_code=both_app&bk_app_secret=esb-secret&bk_username=bob', I), bob() ],
	[ 93, 'a list with blanks, acct_only', GET => url($account, U, I), answer('M10'), wlist("wlist = ' acct_only ,bk_cdman'") ],
	[ 93, 'a list with blanks, bk_cdman',  GET => url(W, U, I), task(1), wlist("wlist = ' acct_only ,bk_cdman'") ],
	[ 94, 'a list with a newline',         GET => url(W, U, I), answer('M10'), wlist("wlist = 'acct_only\\nbk_cdman'") ],
	[ 94, 'a list with *',                 GET => url(W, U, I), answer('M10'), wlist("wlist = '*'") ],
	[ 94, 'a list in capitals',            GET => url(W, U, I), answer('M10'), wlist("wlist = 'BK_CDMAN'") ],
	[ 94, 'a list with empty entries',     GET => url(W, U, I), task(1), wlist("wlist = ',;,bk_cdman;;'") ],
	[ 95, 'the switch is off',             GET => url(W, U, I), answer('M10'), wlist('switch_status = 0') ],
	[ 95, 'the list is NULL',              GET => url(W, U, I), answer('M10'), wlist('wlist = NULL') ],
	[ 95, 'no row',                        GET => url(W, U, I), answer('M10'),
		change => [ esb_function_controller => 'DELETE FROM esb_function_controller' ] ],
	[ 96, 'the list cannot be read',       GET => url(W, U, I), answer('M19'), hide => 'esb_function_controller' ],
	[ 97, 'a name that begins with a blank', GET => url(W, 'bk_username=%20x', I),
		sops_fault('Invalid return character or leading space in header: Bk-Username') ],
	[ 97, 'a name with a newline',         GET => url(W, 'bk_username=a%0Ab', I),
		sops_fault('Invalid return character or leading space in header: Bk-Username') ],
	[ 97, 'a name that is a number (esb 6.4)', POST => D,
		sops_fault(q{Value for header {Bk-Username: 5} must be of type str or bytes, not <type 'int'>}),
		body => object(WJ, IJ, bk_username => 5) ],
	[ 97, 'a name that is a fraction (esb 6.4)', POST => D,
		sops_fault(q{Value for header {Bk-Username: 1.5} must be of type str or bytes, not <type 'float'>}),
		body => object(WJ, IJ, bk_username => '1.5') ],
	[ 97, 'a name that is a list (esb 6.4)', POST => D,
		sops_fault(q{Value for header {Bk-Username: [u'admin']} must be of type str or bytes, not <type 'list'>}),
		body => object(WJ, IJ, bk_username => '["admin"]') ],
	[ 97, 'a name that ends with a blank loses it', GET => url(W, 'bk_username=whoever%20', I), refused($GONE) ],
	[ 98, 'a Chinese name',                GET => url(W, 'bk_username=%E4%B8%AD', I), sops_fault('') ],
	[ 99, 'an access token, 303 s left',   GET => url(S, $access, I), task(1), granted(303) ],
	[ 99, 'an access token of bob',        GET => url(S, $access, I), bob(), granted(3600, 'bob') ],
	[ 99, 'an access token, 299 s left',   GET => url(S, $access, I), answer('M12'), granted(299) ],
	[ 99, 'an access token of long ago',   GET => url(S, $access, I), answer('M12'), granted(-999999) ],
	[ 100, 'an unknown access token',      GET => url(S, 'bk_access_token=x', I), answer('M11'), granted(3600) ],
	[ 100, 'an access token of another app', GET => url(S, $access, I), answer('M11'), granted(3600, 'admin', 'bk_cdman') ],
	[ 101, 'a bad access token and a good token', GET => url(S, "bk_access_token=x&bk_token=$fresh", I), answer('M11') ],
	[ 102, 'access_token without bk_',     GET => url(S, 'access_token=user-token', I), answer('M10'), granted(3600) ],
	[ 103, 'login_bktoken cannot be read', GET => url(S, "bk_token=$fresh", I), login_fault(), hide => 'login_bktoken' ],
	[ 103, 'bkaccount_bkuser cannot be read', GET => url(S, "bk_token=$fresh", I), login_fault(), hide => 'bkaccount_bkuser' ],
);
$s->finish;
