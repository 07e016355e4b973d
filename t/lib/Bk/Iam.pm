# SPDX-License-Identifier: MIT
package Bk::Iam;

# A stand-in for BlueKing's IAM (sops-current 5.3), in a process of its own.
# What it answers is said by the name of the user that it is asked about; what
# it was asked stands in a file.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir wait_for slurp spew);
use IO::Socket::INET ();
use JSON::PP ();
use Time::HiRes qw(sleep);

my $json = JSON::PP->new->utf8->canonical;

# new(): started; a second one in the same test needs a name, one that listens
# where another did its port.
sub new {
	my ($class, %o) = @_;
	my $name = $o{name} // 'iam';
	my $self = bless { name => $name, port => $o{port} // Bk::Process::free_port(), asked => tmpdir . "/$name.asked" },
	  $class;
	$self->{url} = "http://127.0.0.1:$self->{port}/";
	spew($self->{asked}, '');
	$self->tell(undef);
	return $self->start;
}

# tell(DATA): what the user "told" is answered from now on.
sub tell { my ($self, $data) = @_; return spew("$self->{asked}.told", $json->allow_nonref->encode($data)) }

sub start {
	my ($self) = @_;
	my ($lib)  = __FILE__ =~ m{\A(.*)/Bk/};
	$self->{pid} = Bk::Process::start('IAM', out => tmpdir . "/$self->{name}.log",
		cmd => [ $^X, '-I', $lib, '-MBk::Iam', '-e', 'Bk::Iam::serve(@ARGV)', @$self{qw(port asked)} ]);
	wait_for('IAM', sub { IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port}) });
	return $self;
}

sub stop { my ($self) = @_; return Bk::Process::stop($self->{pid}) }

# What it was asked since the last look: [{line, headers => {}, body, process}],
# a process being one connection.
sub asked {
	my ($self) = @_;
	my @asked = map { $json->decode($_) } split /\n/, slurp($self->{asked});
	spew($self->{asked}, '');
	return @asked;
}

# --- the server ---

my $ANY   = { op => 'any', field => 'task.id', value => [] };
my $OWNER = { op => 'eq', field => 'task.iam_resource_owner', value => 'admin' };

sub good { my ($data) = @_; return (200, $json->encode({ code => 0, message => 'ok', data => $data })) }

# Seconds that an answer may take: fewer than the longest iam.timeout, so that
# who waits for it shows it.
our $SLOW = 50;

# By user: status, body; what it waits before; how many bytes of it are sent.
my %answer = (
	allowed  => sub { good($ANY) },
	nobody   => sub { good({}) },
	owner    => sub { good($OWNER) },
	path     => sub { good({ op => 'starts_with', field => 'task._bk_iam_path_', value => '/project,1/' }) },
	named    => sub { good({ op => 'eq', field => "$_[0]{resources}[0]{type}.name", value => 'one' }) },
	one      => sub { good({ op => 'in', field => 'project.id', value => ['1'] }) },
	broken   => sub { (500, $json->encode({ code => 1901500, message => 'system error', data => undef })) },
	cheat    => sub { (500, (good($ANY))[1]) },
	created  => sub { (201, (good($ANY))[1]) },
	moved    => sub { (302, (good($ANY))[1]) },
	refused  => sub { (200, $json->encode({ code => 1901403, message => 'no', data => $ANY })) },
	html     => sub { (200, '<html>allowed</html>') },
	list     => sub { (200, '[true]') },
	wrong    => sub { good('any') },
	deep     => sub { (200, '{"code":0,"data":' . '{"op":"OR","content":[' x 5000 . ']}' x 5000 . '}') },
	large    => sub { (200, (good($ANY))[1] . ' ' x 2_000_000) },
	endless  => sub { (200, ((good($ANY))[1] . ' ' x 100_000), 0, 100_000) },
	half     => sub { (200, (good($ANY))[1], 0, 20) },
	nothing  => sub { (200, '', 0, -1) },
	slow     => sub { (good($ANY), $SLOW) },
);

# What is said of each of several actions (query_by_actions), of an action and the
# type of its resource; undef: IAM does not name it.  All others are answered as
# above, or nothing.
my %each = (
	allowed => sub { $ANY },
	owner   => sub { { op => 'eq', field => "$_[1].iam_resource_owner", value => 'admin' } },
	path    => sub { { op => 'starts_with', field => "$_[1]._bk_iam_path_", value => '/project,1/' } },
	views   => sub { $_[0] =~ /_view\z/ ? { %$ANY, field => "$_[1].id" } : undef },
	seven   => sub { { op => 'eq', field => "$_[1].id", value => '7' } },
);

sub type_of { my ($action) = @_; return $action =~ /\A((?:periodic_|clocked_)?task|(?:common_)?flow|mini_app|project)_/ ? $1 : 'function' }

sub answer_each {
	my ($user, $body) = @_;
	my $each = $each{$user};
	return $answer{$user}->($body) if !$each && $answer{$user} && $user ne 'nobody';
	my @data;
	for my $id (map { $_->{id} } @{ $body->{actions} }) {
		my $condition = $each ? $each->($id, type_of($id)) : undef;
		push @data, { action => { id => $id }, condition => $condition } if $condition;
	}
	return good(\@data);
}

# A request; none when the client has closed.
sub read_request {
	my ($client) = @_;
	my ($line, %header) = scalar <$client> // return;
	while (defined(my $l = <$client>)) {
		$l =~ s/\r?\n\z//;
		last if $l eq '';
		$header{ lc $1 } = $2 if $l =~ /\A([^:]+):\s*(.*)\z/;
	}
	read $client, my $body, $header{'content-length'} // 0;
	return { line => $line =~ s/\s+\z//r, headers => \%header, body => $body, process => $$ };
}

sub reply {
	my ($client, $status, $body, $wait, $most) = @_;
	my $answer = join "\r\n", "HTTP/1.1 $status X", 'Content-Type: application/json', 'Location: /elsewhere',
	  'Content-Length: ' . length $body, '', $body;
	sleep $wait if $wait;
	$answer = $most < 0 ? '' : substr $answer, 0, $most + length($answer) - length $body if $most;
	print $client $answer;
	$client->flush;
	return !$most;
}

sub talk {
	my ($client, $file) = @_;
	while (my $request = read_request($client)) {
		open my $out, '>>', $file or die $!;
		syswrite $out, $json->encode($request) . "\n";
		close $out;
		my $body = eval { $json->decode($request->{body}) } // {};
		my $user = $body->{subject}{id} // '';
		my $told = $user eq 'told' ? slurp("$file.told") : undef;
		my @answer = $request->{line} =~ m{^GET /version } ? (200, '{"version":"1.12.1\u001b"}')
		  : defined $told ? (200, qq({"code":0,"message":"ok","data":$told}))
		  : $request->{line} =~ m{^POST /api/v2/policy/systems/bk_sops/query_by_actions/ } ? answer_each($user, $body)
		  : $request->{line} !~ m{^POST /api/v2/policy/systems/bk_sops/query/ } ? (404, '{}')
		  : ($answer{$user} // $answer{nobody})->($body);
		reply($client, @answer) or return;
	}
	return;
}

sub serve {
	my ($port, $file) = @_;
	my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port, Listen => 16, ReuseAddr => 1)
	  or die "$port: $!";
	my %children;
	$SIG{CHLD} = 'IGNORE';
	$SIG{PIPE} = 'IGNORE';
	$SIG{TERM} = sub { kill 'KILL', keys %children; exit };
	while (1) {
		my $client = $listen->accept or next;
		my $pid    = fork // die $!;
		if ($pid) { $children{$pid} = 1; next }
		$SIG{TERM} = 'DEFAULT';
		close $listen;
		talk($client, $file);
		POSIX::_exit(0);
	}
}

1;
