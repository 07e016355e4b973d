# SPDX-License-Identifier: MIT
package Bk::Pool;

# The program under test, with a configuration of the test's.
use v5.28;
use warnings;
use Bk::Fcgi qw(fcgi_connect);
use Bk::Process qw(tmpdir wait_for slurp spew secret leaks);

our $LOGIN_KEY = 'jO149njrTj4kEx6ZbUH8Zc53bfQJctINWaEzTWIsOoxSDNwK2I';
our $PASSWORD  = 'ro-PASSWORD-4711';

# Those of the fixtures.
secret($PASSWORD, $LOGIN_KEY, qw(cd-secret acct-secret esb-secret fta-secret bcs-secret
  11111111-2222-3333-4444-555555555555 paas-secret off-secret numsecret xxx-secret));

sub login_key { return $LOGIN_KEY }

sub program { return $ENV{BKSOPS_FCGI} // './bksops-fcgi' }

# Every request is logged, and every one is slow: so there is something to find
# secrets in.
#
# new(maria => Bk::Maria, name => NAME, global => {}, set => {key => value}):
# started; keys in `set` win over the defaults below, undef leaves one out.
# With `socket` it listens there by other means than "listen".  `asan` are more
# options of the sanitizer: with handle_segv=0 a worker that the test kills by
# SEGV ends at once, also in the middle of dlopen(3), whose locks a report of
# the sanitizer's needs.
sub new {
	my ($class, %o) = @_;
	my $name = $o{name} // 'pool';
	my $dir  = tmpdir;
	my $self = bless {
		log    => "$dir/$name.log",
		conf   => "$dir/$name.conf",
		name   => $name,
		wrap   => $o{wrap} // [],
		asan   => $o{asan},
	}, $class;
	spew("$dir/$name.password", "$PASSWORD\n",  0600);
	spew("$dir/$name.key",      "$LOGIN_KEY\n", 0600);
	my %key = (
		listen                      => "$dir/$name.sock",
		'listen.mode'               => '0666',
		'pm.max_children'           => 2,
		# Of a machine that does much else besides.
		request_timeout             => '60s',
		(($o{set}{iam} // '') eq 'ask' ? ('iam.timeout' => '60s') : ()),
		app_host                    => 'http://paas.example.com/o/bk_sops/',
		'mysql.sops.socket'         => $o{maria} ? $o{maria}{socket} : "$dir/none",
		'mysql.sops.user'           => 'bksops_ro',
		'mysql.sops.password_file'  => "$dir/$name.password",
		'mysql.sops.database'       => 'bk_sops',
		'mysql.paas.database'       => 'open_paas',
		'login.secret_key_file'     => "$dir/$name.key",
		'paas.cache'                => '0s',
		'process.dumpable'          => 'yes',
		'ping.path'                 => '/ping',
		'access.log'                => "$dir/$name.access.log",
		'access.format'             => 'json',
		slowlog                     => "$dir/$name.slow.log",
		request_slowlog_timeout     => '1ms',
		($< == 0 ? (user => 'nobody') : ()),
		%{ $o{set} // {} },
	);
	$self->{socket} = $o{socket} // $key{listen};
	my %global = (log_level => 'notice', %{ $o{global} // {} });
	spew($self->{conf}, join '',
		"[global]\n", (map { "$_ = $global{$_}\n" } sort keys %global),
		"[$name]\n", (map { defined $key{$_} ? "$_ = $key{$_}\n" : () } sort keys %key));
	$self->start;
	return $self;
}

sub start {
	my ($self) = @_;
	$self->{pid} = Bk::Process::start('bksops-fcgi',
		signal => 'QUIT',
		out    => $self->{log},
		env    => { ASAN_OPTIONS => join ':', 'detect_leaks=1:abort_on_error=1', $self->{asan} // () },
		cmd    => [ @{ $self->{wrap} }, program, '-F', '-c', $self->{conf} ]);
	wait_for('the pool', sub {
		waitpid($self->{pid}, 1)
		  and die "bksops-fcgi did not start:\n" . $self->log;
		fcgi_connect($self->{socket});
	});
	return $self;
}

sub stop { my ($self, $signal) = @_; return Bk::Process::stop($self->{pid}, $signal) }
sub log  { my ($self) = @_; return slurp($self->{log}) }

# Process id of a worker, once there is one: the master listens before it forks.
sub worker {
	my ($self) = @_;
	return wait_for('a worker', sub { ($self->workers)[0] });
}

# Process ids of the workers.
sub workers {
	my ($self) = @_;
	return split ' ', slurp("/proc/$self->{pid}/task/$self->{pid}/children");
}

# What the log must never have, as a list of complaints; to be asked at the
# end.  crash => 1: the test killed workers itself.
sub complaints {
	my ($self, %o) = @_;
	my $log = $self->log;
	my @bad;
	push @bad, "sanitizer: $1" if $log =~ /(ERROR: \w+Sanitizer.*|runtime error:.*)/;
	push @bad, "crash: $1" if !$o{crash} && $log =~ /(child \d+ exited on signal.*)/;
	push @bad, map { "secret: $_" } leaks();
	return @bad;
}

1;
