# SPDX-License-Identifier: MIT
# demo.sh: which ports and generations it takes, that a blank in its path is no
# obstacle, that each endpoint has something to show, and that the doctor finds
# nothing amiss.
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir at_end slurp spew);
use File::Copy qw(copy);
use IO::Socket::INET;
use JSON::PP ();
use Test::More;

my $source = Bk::Nginx::source();
my $place  = tmpdir . '/with a blank';
mkdir $place;
my @needs = map { "$source/$_" } qw(demo.sh configure.ac Makefile.am fcgi-conf schema src t);
system('cp', '-r', @needs, $place) == 0 or die 'cp';

# What installs and builds, which notes that it was called and fails.
my $stubs = tmpdir . '/stubs';
mkdir $stubs;
spew("$stubs/$_", "#!/bin/sh\necho \$0 >>$stubs/called\nexit 1\n", 0755) for qw(dpkg-query apt-get autoreconf make);

# demo(ARGUMENTS): its status and what it said.
sub demo { my (@words) = @_; my $said = `cd '$place' && ./demo.sh @words 2>&1`; return ($? >> 8, $said) }

# --- the port, before anything is installed or built ---
my $taken = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1) or die $!;
my $free  = Bk::Process::free_port();
my $range = qr/^demo\.sh: --port takes a number from 1 to 65535$/m;
{
	local $ENV{PATH} = "$stubs:$ENV{PATH}";
	for ((map { [ $_, 64, $range ] } 0, 65536, '99999999999999999999', '80a', -1, "''"),
		[ $taken->sockport, 1, qr/^demo\.sh: port \d+: Address already in use; choose another one with --port$/m ]) {
		my ($port, $want, $message) = @$_;
		my ($status, $said) = demo('--port', $port);
		is($status, $want, "--port $port: status $want");
		like($said, $message, 'with the reason');
	}
	my ($status, $said) = demo('--generation', 2020);
	is($status, 64, '--generation 2020: status 64');
	like($said, qr/^demo\.sh: --generation takes 2019 or current$/m, 'with the reason');
	is(slurp("$stubs/called"), '', 'nothing was installed or built for these');
	demo('--port', $free);
	like(slurp("$stubs/called"), qr/dpkg-query/, 'a free port: it goes on');
}

# --- the demo, in a path with a blank ---
my @packages = split ' ', `. '$source/t/lib/packages.sh' && echo \$BUILD_PACKAGES`;
push @packages, qw(mariadb-server-core mariadb-client nginx-light curl openssl);
if (`dpkg-query -W -f '\${Status}\n' @packages 2>&1` =~ /^(?!install ok installed)./m) {
	done_testing();
	exit;
}
mkdir "$place/build";
copy(Bk::Pool::program(), "$place/build/bksops-fcgi") or die $!;
chmod 0755, "$place/build/bksops-fcgi";
at_end(sub { demo('--stop') });
my ($status, $said) = demo('--detach', '--port', $free);
is($status, 0, 'a path with a blank: the demo runs') or diag $said;
my ($first) = $said =~ /^curl .*\n(.*\n.*)/m;
like($first // '', qr/^\{.{500,650} \.\.\.\n\(\d{4} characters; curl shows all\)$/,
	'the first answer is cut, with a remark');

# --- a demo that cannot start leaves the one that runs alone ---
for ([ $taken->sockport, qr/Address already in use/, $ENV{PATH} ], [ $free, qr/^(?:Installing|Missing packages), /m, "$stubs:$ENV{PATH}" ]) {
	my ($port, $message, $path) = @$_;
	local $ENV{PATH} = $path;
	my @got = demo('--detach', '--port', $port);
	is($got[0], 1, 'another one, which fails') or diag $got[1];
	like($got[1], $message, '... and says why');
	ok(IO::Socket::INET->new(PeerAddr => "127.0.0.1:$free"), '... leaves this one alone');
}
($status, $said) = demo('--detach', '--port', $free);
is($status, 0, 'one that starts takes its place') or diag $said;

# The databases that the pool's account reads.
sub databases {
	my $run    = slurp("$place/var/run") =~ s/\n//r;
	my $client = "mariadb --no-defaults -u root -S $run/mysqld.sock -N -r";
	return join '', sort `$client -e "SELECT Db FROM mysql.db WHERE User = 'bksops_ro'"`;
}

is(databases(), "bk\\_sops\nopen\\_paas\n", 'the account reads two databases, and none of a like name');

# shown(WHAT IT SAID): {endpoint => [the data of an answer, ...]}, by the commands
# that it names.
sub shown {
	my ($said) = @_;
	my %shown;
	for my $command ($said =~ /^(curl .*)$/mg) {
		my ($endpoint) = $command =~ m{/(?:sops|apigw)/((?:inner/)?[\w-]+(?:/runs(?:/status)?)?)/};
		my $answer = eval { JSON::PP::decode_json(`cd '$place' && $command -s`) } // {};
		my $data   = $answer->{data};
		ok($answer->{result} && (ref $data eq 'ARRAY' ? @$data : ref $data eq 'HASH' ? %$data : length $data), "$endpoint shows something")
		  or diag "$command: ", JSON::PP::encode_json($answer);
		push @{ $shown{$endpoint} }, $data;
	}
	return %shown;
}

sub doctor_is_content {
	my ($said) = @_;
	for my $command ($said =~ /^(build.* --doctor.*)$/mg) {
		my $found = `cd '$place' && $command`;
		is($? >> 8, 0, "$command: exit 0") or diag $found;
	}
	like($said, qr/^build\S* -c \S+ --doctor$/m, 'the doctor is shown');
}

sub states { return join ' ', sort map { $_->{state} } @_ }

my %shown = shown($said);
my %known = map { $_ => 1 } slurp("$source/schema/openapi.yaml") =~ m{^  /api/c/compapi/v2/sops/(\w+)/:}mg;
is_deeply([ sort keys %shown ], [ sort keys %known ], 'each endpoint is asked');
is(states(@{ $shown{get_task_status} }), 'FAILED RUNNING SUSPENDED', 'a task runs, one failed, one is suspended');
is(scalar @{ $shown{get_task_list} }, 2, 'two businesses have tasks');
doctor_is_content($said);

# --- the current generation, in its place ---
($status, $said) = demo('--detach', '--port', $free, '--generation', 'current');
is($status, 0, 'the current generation: the demo runs') or diag $said;
is(databases(), "bk\\_sops\n", 'the account reads one database');
%shown = shown($said);
%known = map { $_ => 1 } slurp("$source/schema/openapi-current.yaml") =~ m{^      operationId: (\S+)\n      tags: \[bk-sops\]}mg;
is_deeply([ sort keys %shown ], [ sort keys %known ], 'each endpoint that is answered is asked');
is(states(@{ $shown{get_task_status} }), 'FAILED FINISHED RUNNING', 'a task has finished, one runs, one failed');
is(scalar @{ $shown{get_task_node_detail}[0]{histories} // [] }, 2, 'its node was tried twice before');
is(join(' ', map { $_->{manual_intervention_required} ? $_->{id} : () } @{ $shown{get_tasks_manual_intervention_state}[0] // [] }),
	'22 21', 'somebody has to look at two tasks');
doctor_is_content($said);
is(join(' ', demo('--stop')), "0 demo.sh: stopped nginx bksops-fcgi mariadbd\n", '--stop says what it stopped');
is(join(' ', demo('--stop')), "0 demo.sh: no demo runs\n", '... or that nothing ran');
ok(!IO::Socket::INET->new(PeerAddr => "127.0.0.1:$free"), 'and nothing listens any more');
done_testing();
