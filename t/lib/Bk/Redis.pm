# SPDX-License-Identifier: MIT
package Bk::Redis;

# A private redis-server, on a UNIX socket and on a port of 127.0.0.1, without
# files; and what ESB's Python does with it (esb 5.3).
use v5.28;
use warnings;
use Bk::Process qw(tmpdir wait_for);
use IO::Socket::UNIX;
use POSIX qw(floor);
use Time::HiRes qw(time);

sub available { return !system 'command -v redis-server >/dev/null' }

# new(args => [...] for the server, port => N): started; a second one in the
# same test needs a name.
sub new {
	my ($class, %o) = @_;
	my $name = $o{name} // 'redis';
	my $self = bless {
		name   => $name,
		socket => tmpdir . "/$name.sock",
		port   => $o{port} // Bk::Process::free_port(),
		args   => $o{args} // [],
	}, $class;
	return $self->start;
}

sub start {
	my ($self) = @_;
	$self->{pid} = Bk::Process::start('redis-server',
		out => tmpdir . "/$self->{name}.log",
		cmd => [
			'redis-server', '--bind', '127.0.0.1', '--port', $self->{port}, '--unixsocket', $self->{socket},
			'--unixsocketperm', '777', '--save', '', '--appendonly', 'no', '--dir', tmpdir, @{ $self->{args} },
		]);
	wait_for('redis-server', sub { eval { $self->ask('PING') } });
	return $self;
}

sub stop { my ($self) = @_; delete $self->{fd}; return Bk::Process::stop($self->{pid}) }

sub _read {
	my ($fd) = @_;
	my $line = <$fd> // die "Redis hung up\n";
	$line =~ s/\r\n\z// or die "half a line\n";
	my ($type, $rest) = $line =~ /\A([-+:\$*])(.*)\z/s or die "no answer of Redis: $line\n";
	die "$rest\n" if $type eq '-';
	return $rest  if $type =~ /[+:]/;
	return undef  if $rest < 0;
	return [ map { _read($fd) } 1 .. $rest ] if $type eq '*';
	read $fd, my $text, $rest + 2;
	return substr $text, 0, $rest;
}

# ask(COMMAND, ARGUMENT...): the answer; dies of an error.
sub ask {
	my ($self, @args) = @_;
	my $fd = $self->{fd} //= IO::Socket::UNIX->new(Peer => $self->{socket}) // die "no Redis: $!\n";
	print $fd '*' . @args . "\r\n", map { '$' . length($_) . "\r\n$_\r\n" } @args or die "Redis: $!\n";
	$fd->flush;
	my $answer = eval { _read($fd) };
	delete $self->{fd} if $@ =~ /hung up|half|no answer/;
	die $@ if $@;
	return $answer;
}

# The keys of a rule.
sub tokens_key { my ($app, $id, $rule) = @_; return "rlim::bk_esb_rate_limit::tokens::api::$app\::$id\::r$rule" }
sub time_key   { my ($app, $id, $rule) = @_; return "rlim::bk_esb_rate_limit::last_ts::api::$app\::$id\::r$rule" }

# A call through ESB, command by command: whether it is allowed.
sub esb {
	my ($self, $app, $id, $tokens, $seconds) = @_;
	my @key = map { $_->($app, $id, "${tokens}_$seconds") } \&tokens_key, \&time_key;
	my ($life, $last, $left) = ($seconds + 10, map { $self->ask('GET', $_) } reverse @key);
	if (!defined $last || !defined $left) {
		($last, $left) = (time, $tokens);
		$self->ask('SET', $key[0], $left,                'EX', $life);
		$self->ask('SET', $key[1], sprintf('%.3f', $last), 'EX', $life);
	}
	$self->ask('WATCH', $key[1]);
	my $fresh = floor($tokens / $seconds * (time - $last));
	if ($fresh >= 1 && $left < $tokens) {
		$self->ask(@$_) for ['MULTI'], [ 'INCRBYFLOAT', $key[0], $fresh < $tokens - $left ? $fresh : $tokens - $left ],
		  [ 'EXPIRE', $key[0], $life ], [ 'SET', $key[1], sprintf('%.3f', time), 'EX', $life ], ['EXEC'];
	} else {
		$self->ask('UNWATCH');
	}
	return 1 if $self->ask('INCRBYFLOAT', $key[0], -1) >= 0;
	$self->ask('INCRBYFLOAT', $key[0], 1);
	return 0;
}

1;
