# SPDX-License-Identifier: MIT
# An answer that is cut looks cut: behind no web server does a client take half
# a document for the whole, whether the worker was killed, its deadline was
# reached or the client reads slowly.
use v5.28;
use warnings;
use Bk::Http qw(http query);
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir wait_for slurp);
use Bk::Service;
use Bk::Task qw(add_task);
use Bk::WebServers;
use Compress::Zlib ();
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep);

Bk::Service::need();
my $HALF = 5 << 20;    # bytes of the answer that come before it is cut
my $dir  = tmpdir;

# One worker each: the one that answers is the one that is killed.
my %one   = ('pm.max_children' => 1);
my $s     = Bk::Service->new(set => { %one, request_timeout => '300s' });
my $pool  = $s->{pool};
my $short = Bk::Pool->new(maria => $s->db, name => 'short', set => { %one, request_timeout => '5s' });

my $name  = 'x' x 1000;
my $nodes = join ',', map { qq("node$_":{"id":"node$_","name":"$name"}) } 1 .. 10_000;
my $task  = add_task($s, tree => qq({"activities":{$nodes},"constants":{}}));
my $D     = $Bk::Service::DETAIL . '?' . query(bk_app_code => 'bk_cdman', bk_app_secret => 'cd-secret',
	bk_username => 'admin', bk_biz_id => 2, task_id => $task);
cmp_ok(length $s->get($D)->{body}, '>', 10_000_000, 'an answer of 10 MB');

# What the web servers connect to: a name for what a case puts behind it.
my $socket = "$dir/front.sock";

sub put_behind {
	my ($place) = @_;
	unlink "$socket.new";
	symlink $place, "$socket.new" or die "symlink: $!";
	rename "$socket.new", $socket or die "rename: $!";
	return;
}
put_behind($pool->{socket});

# An nginx that has these lines beside its defaults.
sub nginx {
	my ($name, $lines) = @_;
	my $port = Bk::Process::free_port();
	Bk::Nginx->new(name => "-$name", http => <<~EOT);
	server {
		listen 127.0.0.1:$port;
		include /etc/nginx/fastcgi_params;
		fastcgi_read_timeout ${Bk::Process::PATIENCE}s;
		$lines
		location / { fastcgi_pass unix:$socket; }
	}
	EOT
	wait_for($name, sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port) });
	return $port;
}

# Takes one connection to the pool behind `place` and calls `halfway` with $HALF
# bytes of the answer passed on: the worker is in the middle then.
sub relay {
	my ($place, $halfway) = @_;
	unlink "$dir/relay.sock";
	my $listen = IO::Socket::UNIX->new(Local => "$dir/relay.sock", Listen => 1) or die "listen: $!";
	chmod 0777, "$dir/relay.sock";
	put_behind("$dir/relay.sock");
	my $pid = fork // die "fork: $!";
	return $pid if $pid;
	alarm $Bk::Process::PATIENCE;
	my $server = $listen->accept or POSIX::_exit(1);
	my $worker = IO::Socket::UNIX->new(Peer => $place) or POSIX::_exit(1);
	my %peer   = ($server => $worker, $worker => $server);
	my $passed = 0;
	$_->autoflush for $server, $worker;
	for my $select (IO::Select->new($server, $worker)) {
		for my $from ($select->can_read) {
			sysread $from, my $bytes, 65536 or POSIX::_exit(0);
			$peer{$from}->print($bytes);
			next if $from == $server;
			$halfway->() if $passed < $HALF && $passed + length $bytes >= $HALF;
			$passed += length $bytes;
		}
		redo;
	}
	return;
}

# What a client makes of the answer: "whole"; "cut", as HTTP says so; "half, and
# taken for the whole".
sub ask {
	my ($port, $pause) = @_;
	my $answer = eval { http($port, 'GET', $D, pause => $pause, headers => [ 'Accept-Encoding', 'gzip' ]) }
	  or return $@ =~ /^the answer was cut/ ? 'cut' : $@;
	return "status $answer->{status}" if $answer->{status} != 200;
	my $body = $answer->{body};
	$body = Compress::Zlib::memGunzip($body) // '' if ($answer->{headers}{'content-encoding'} // '') eq 'gzip';
	return $body =~ /"request_id":"[0-9a-f]{32}"\}\z/ ? 'whole' : 'half, and taken for the whole';
}

# A function that returns when the pool that gives up early has.
sub deadline {
	my $lines  = sub { scalar(() = slurp("$dir/short.access.log") =~ /\n/g) };
	my $before = $lines->();
	return sub { wait_for('the deadline', sub { $lines->() > $before }) };
}

# The web servers that are installed: the port of each, whether it takes the
# answer from the worker before the client reads it, and what a client gets of an
# answer that was cut.
my $front  = { socket => $socket };
my $sample = Bk::Nginx->new(name => '-sample', pool => $front);
my $gzip   = 'gzip on; gzip_types application/json; fastcgi_keep_conn on;';
my @fronts = (
	[ 'nginx by default',                    nginx(default => ''),                                1, 'cut' ],
	[ 'nginx, fastcgi_max_temp_file_size 0', nginx(memory  => 'fastcgi_max_temp_file_size 0;'),   0, 'cut' ],
	[ 'nginx, fastcgi_buffering off',        nginx(direct  => 'fastcgi_buffering off;'),          0, 'cut' ],
	[ 'nginx, gzip and fastcgi_keep_conn',   nginx(gzip    => $gzip),                             1, 'cut' ],
	[ 'nginx with the sample',               $sample->{port},                                     1, 'cut' ],
	Bk::WebServers::has_apache()   ? [ 'Apache',   Bk::WebServers::apache_proxy($front), 1, 'status 500' ] : (),
	Bk::WebServers::has_lighttpd() ? [ 'lighttpd', Bk::WebServers::lighttpd($front),     1, 'cut' ] : (),
	Bk::WebServers::has_haproxy()  ? [ 'HAProxy',  Bk::WebServers::haproxy($front),      0, 'cut' ] : (),
);

for my $row (@fronts) {
	my ($name, $port, $spools, $cut) = @$row;
	put_behind($pool->{socket});
	is(ask($port), 'whole', "$name: a client that reads");
	is(ask($port, sub { sleep 0.01 }), 'whole', "$name: a client that reads slowly");

	my ($worker) = wait_for('a worker', sub { my @w = $pool->workers; @w == 1 && \@w })->@*;
	my $pid = relay($pool->{socket}, sub { kill 'KILL', $worker });
	is(ask($port), $cut, "$name: the worker is killed halfway");
	waitpid $pid, 0;

	my $deadline = deadline();
	put_behind($short->{socket}) if !$spools;
	$pid = relay($short->{socket}, $deadline) if $spools;
	my $who = $spools ? 'the web server reads slowly' : 'the client does not read';
	is(ask($port, $spools ? () : $deadline), $cut, "$name: the deadline is reached halfway, $who");
	waitpid $pid, 0 if $spools;
}
is(() = $sample->log =~ /upstream prematurely closed connection/g, 2, 'nginx with the sample logs each cut');

$short->stop;
is(join('', $short->complaints), '', 'nothing bad in the log of the pool that gave up');
$s->finish(crash => 1);
