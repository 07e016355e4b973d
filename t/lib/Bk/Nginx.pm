# SPDX-License-Identifier: MIT
package Bk::Nginx;

# A private nginx in front of a pool, with a shipped file of fcgi-conf/.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir start wait_for slurp spew);
use IO::Socket::INET;

sub available {
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	return !system 'command -v nginx >/dev/null';
}

sub source { return $ENV{BKSOPS_SRCDIR} // '.' }

sub _locations {
	my (%o) = @_;
	my $sample  = $o{sample} // 'nginx.conf';
	my $shipped = slurp(source . "/fcgi-conf/$sample") or die "no fcgi-conf/$sample";
	$shipped =~ s/unix:[^;]*/unix:$o{pool}{socket}/;
	# On a busy machine a pool's answer may take longer than the file allows.
	$shipped =~ s/^(\s*fastcgi_\w+_timeout) \d+s;/$1 ${Bk::Process::PATIENCE}s;/mg;
	$shipped =~ s/^location ~\*? \S+/location \//m if $o{all};
	return $shipped;
}

# new(pool => Bk::Pool, all => 1, sample => FILE): `all` sends every path to the
# pool, as nothing else stands behind nginx here.  new(http => TEXT): the text
# inside the http block, without a pool; new(site => TEXT): inside the server.
sub new {
	my ($class, %o) = @_;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	my $dir = tmpdir . '/nginx' . ($o{name} // '');
	mkdir $dir;
	spew("$dir/locations.conf", $o{site} // ($o{http} ? '' : _locations(%o)));
	spew("$dir/http.conf",      $o{http} // '');
	system 'cp', '/etc/nginx/fastcgi_params', $dir;
	my $self = bless { port => Bk::Process::free_port(), dir => $dir }, $class;
	my $user = $< == 0 ? 'user root;' : '';
	my $temp = join ' ', map { "${_}_temp_path $dir/$_;" } qw(client_body proxy fastcgi uwsgi scgi);
	spew("$dir/nginx.conf", <<~EOT);
	daemon off; $user pid $dir/pid; error_log $dir/error.log;
	worker_processes 2;
	events { worker_connections 2048; }
	http {
		access_log off; $temp
		large_client_header_buffers 4 32k;
		server { listen 127.0.0.1:$self->{port}; include $dir/locations.conf; }
		include $dir/http.conf;
	}
	EOT
	$self->{pid} = start('nginx', signal => 'QUIT', out => "$dir/out",
		cmd => [ 'nginx', '-c', "$dir/nginx.conf", '-e', "$dir/error.log" ]);
	wait_for('nginx', sub {
		IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port});
	});
	return $self;
}

# What it says itself, such as why it answered 502.
sub log { my ($self) = @_; return slurp("$self->{dir}/error.log") }

1;
