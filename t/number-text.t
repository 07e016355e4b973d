# SPDX-License-Identifier: MIT
# A number in a request ends where its text ends, whatever memory holds behind
# it: here, with fresh memory full of the digit 7, a digit more would be read.
use v5.28;
use warnings;
use Bk::Cases;
use Bk::Process qw(slurp);
use Bk::Service;
use Test::More;

Bk::Service::need();
# AddressSanitizer has a malloc of its own, which knows no such thing.
my $plain = $ENV{BKSOPS_PLAIN} ? "$ENV{BKSOPS_PLAIN}/bksops-fcgi" : Bk::Pool::program();
plan skip_all => "$plain is built with sanitizers" if slurp($plain) =~ /__asan_init/;
local $ENV{BKSOPS_FCGI} = $plain;
my $s = Bk::Service->new(wrap => [ 'env', 'GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=200' ]);

my $long = '9' x 1000;
# How the refusal of a user's name that is no text shows it.
my @rows = (
	[ '1.5',               '1.5',           'float' ],
	[ '0.5',               '0.5',           'float' ],
	[ '-2.25',             '-2.25',         'float' ],
	[ '1e3',               '1000.0',        'float' ],
	[ '1E+1',              '10.0',          'float' ],
	[ "0.$long",           '1.0',           'float' ],
	[ "1.${long}e1",       '20.0',          'float' ],
	[ "${long}e-999",      '10.0',          'float' ],
	[ '123456789',         '123456789',     'int' ],
	[ $long,               $long,           'long' ],
	[ '[1.5]',             '[1.5]',         'list' ],
	[ '{"a": [0.1, 2.5]}', "{u'a': [0.1, 2.5]}", 'dict' ],
);
for my $row (@rows) {
	my ($json, $shown, $type) = @$row;
	my $body = object(WJ, IJ, bk_username => $json);
	my $want = sops_fault("Value for header {Bk-Username: $shown} must be of type str or bytes, not <type '$type'>");
	# Several times, for memory that is the worker's already.
	my @got = map { Bk::Service::json($s->ask(POST => D, body => $body))->{message} } 1 .. 5;
	is(join("\n", @got), join("\n", ($want->[1]{message}) x @got), "bk_username is " . ($json =~ s/$long/999.../r));
}
$s->finish;
