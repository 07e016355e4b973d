# SPDX-License-Identifier: MIT
package Bk::Maria;

# A private mariadbd on a UNIX socket, or MySQL's mysqld: see Bk::Mysqld.  Making
# a data directory costs seconds, so it is made once and copied.
use v5.28;
use warnings;
use Bk::Mysqld;
use Bk::Process qw(tmpdir wait_for slurp);
use Fcntl ':flock';

sub available {
	eval { require DBI; require DBD::MariaDB; 1 } or return;
	return Bk::Mysqld::available();
}

# What is not installed where it is not available.
sub missing { return Bk::Mysqld::name() . ' and DBD::MariaDB' }

# A server that starts removes the temporary tables that it finds in its
# directory for them, which is /tmp unless told otherwise: those of others.
sub _own_temporary_tables {
	my ($dir) = @_;
	mkdir $dir, 0700;
	return $dir;
}

sub _template {
	my $dir = ($ENV{BKSOPS_CACHE} // '/tmp') . '/bksops-test-' . (Bk::Mysqld::is_mysql() ? 'mysql' : 'mariadb') . "-$<";
	mkdir $dir, 0700;
	die "$dir is somebody else's\n" if (stat $dir)[4] != $<;
	open my $lock, '>', "$dir/lock" or die "$dir/lock: $!";
	flock $lock, LOCK_EX or die "flock: $!";
	return "$dir/data" if -e "$dir/complete";
	system 'rm', '-rf', "$dir/data";
	local $ENV{TMPDIR} = _own_temporary_tables("$dir/tmp");
	system(join(' ', Bk::Mysqld::install("$dir/data")) . " >$dir/log 2>&1") == 0
	  or die slurp("$dir/log");
	open my $done, '>', "$dir/complete" or die $!;
	return "$dir/data";
}

# new(name => NAME, args => [...]): started, empty.
sub new {
	my ($class, %o) = @_;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	my $name = $o{name} // 'maria';
	my $self = bless {
		data   => tmpdir . "/$name",
		socket => tmpdir . "/$name.sock",
		log    => tmpdir . "/$name.log",
		args   => $o{args} // [],
	}, $class;
	system('cp', '-a', _template(), $self->{data}) == 0 or die 'cp';
	$self->start;
	return $self;
}

# port => N: on TCP, too; args => [...] for the server.
sub start {
	my ($self, %o) = @_;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	local $ENV{TMPDIR} = _own_temporary_tables("$self->{data}.tmp");
	$self->{pid} = Bk::Process::start('the database',
		out => $self->{log},
		cmd => [
			Bk::Mysqld::server(),
			'--user=' . getpwuid($<), "--datadir=$self->{data}",
			"--socket=$self->{socket}",
			$o{port} ? ('--bind-address=127.0.0.1', "--port=$o{port}") : '--skip-networking',
			@{ $o{args} // [] },
			'--default-time-zone=+00:00', '--skip-log-bin',
			'--innodb-flush-log-at-trx-commit=0',
			'--innodb-buffer-pool-size=32M',
			'--max-connections=200',
			'--sql-mode=NO_ENGINE_SUBSTITUTION',
			@{ $self->{args} },
		]);
	wait_for('the database', sub {
		waitpid($self->{pid}, 1) and die "the database did not start:\n" . slurp($self->{log});
		eval { $self->connect };
	});
	chmod 0777, $self->{socket};
	return $self;
}

sub stop { my ($self) = @_; delete $self->{dbh}; Bk::Process::stop($self->{pid}) }

sub connect {
	my ($self) = @_;
	require DBI;
	return DBI->connect("DBI:MariaDB:mariadb_socket=$self->{socket}",
		'root', '', { RaiseError => 1, PrintError => 0 });
}

sub dbh { my ($self) = @_; return $self->{dbh} //= $self->connect }

sub do { my ($self, $sql, @values) = @_; return $self->dbh->do(Bk::Mysqld::sql($sql), undef, @values) }

sub one {
	my ($self, $sql, @values) = @_;
	return ($self->dbh->selectrow_array(Bk::Mysqld::sql($sql), undef, @values))[0];
}

# How many statements of the service wait for a table that somebody has locked.
sub statements_waiting {
	my ($self) = @_;
	return $self->one(q{SELECT COUNT(*) FROM information_schema.processlist WHERE user='bksops_ro' AND state LIKE 'Waiting for table%'});
}

# What the server is doing, a line for each connection.
sub processes {
	my ($self) = @_;
	my $rows = $self->dbh->selectall_arrayref('SELECT id, user, db, command, time, state, LEFT(info, 80) FROM information_schema.processlist');
	return join '', map { join('|', map { $_ // '' } @$_) . "\n" } @$rows;
}

# load(DATABASE, FILE...): a new database with the files (.sql, .sql.gz, .sql.xz)
# in it.
sub load {
	my ($self, $database, @files) = @_;
	$self->do("DROP DATABASE IF EXISTS $database");
	$self->do("CREATE DATABASE $database DEFAULT CHARACTER SET utf8");
	for my $file (@files) {
		my $cat = $file =~ /\.gz$/ ? 'zcat' : $file =~ /\.xz$/ ? 'xz -dc' : 'cat';
		system("$cat '$file' | " . $self->client . " $database") == 0
		  or die "$file does not load\n";
	}
}

# The command line of the client, as root; a name of a database may follow.
sub client {
	my ($self) = @_;
	return Bk::Mysqld::client() . " --no-defaults -u root -S '$self->{socket}' --default-character-set=utf8mb4";
}

# A new account in place of the one of that name.
sub account {
	my ($self, $name, $password) = @_;
	$self->do("DROP USER IF EXISTS $name");
	$self->do("CREATE USER $name IDENTIFIED BY '$password'");
}

# The account that the service reads with; may SELECT and nothing else.
sub read_only_account {
	my ($self, $password, @databases) = @_;
	$self->account('bksops_ro@localhost', $password);
	$self->do("GRANT SELECT ON $_.* TO bksops_ro\@localhost") for @databases;
}

1;
