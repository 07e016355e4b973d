# SPDX-License-Identifier: MIT
package Bk::Maria;

# A private mariadbd on a UNIX socket.  Making a data directory costs seconds,
# so it is made once and copied.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir wait_for slurp);
use Fcntl ':flock';

sub available {
	eval { require DBI; require DBD::MariaDB; 1 } or return;
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	return !system 'command -v mariadbd mariadb-install-db >/dev/null';
}

sub _template {
	my $dir = "${\($ENV{BKSOPS_CACHE} // '/tmp')}/bksops-test-mariadb-$<";
	mkdir $dir, 0700;
	die "$dir is somebody else's\n" if (stat $dir)[4] != $<;
	open my $lock, '>', "$dir/lock" or die "$dir/lock: $!";
	flock $lock, LOCK_EX or die "flock: $!";
	return "$dir/data" if -e "$dir/complete";
	system 'rm', '-rf', "$dir/data";
	my $me = getpwuid $<;
	system("mariadb-install-db --no-defaults --force --user=$me --datadir=$dir/data"
		  . ' --auth-root-authentication-method=normal --skip-test-db'
		  . " >$dir/log 2>&1") == 0
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
	$self->{pid} = Bk::Process::start('mariadbd',
		out => $self->{log},
		cmd => [
			'mariadbd', '--no-defaults',
			'--user=' . getpwuid($<), "--datadir=$self->{data}",
			"--socket=$self->{socket}",
			$o{port} ? ('--bind-address=127.0.0.1', "--port=$o{port}") : '--skip-networking',
			@{ $o{args} // [] },
			'--default-time-zone=+00:00', '--skip-log-bin',
			'--innodb-flush-log-at-trx-commit=0',
			'--innodb-buffer-pool-size=32M',
			'--innodb-log-file-size=8M', '--max-connections=200',
			'--sql-mode=NO_ENGINE_SUBSTITUTION',
			@{ $self->{args} },
		]);
	wait_for('mariadbd', sub {
		waitpid($self->{pid}, 1) and die "mariadbd did not start:\n" . slurp($self->{log});
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

sub do { my ($self, $sql, @values) = @_; return $self->dbh->do($sql, undef, @values) }

sub one {
	my ($self, $sql, @values) = @_;
	return ($self->dbh->selectrow_array($sql, undef, @values))[0];
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

# load(DATABASE, FILE...): a new database with the files (.sql, .sql.gz) in it.
sub load {
	my ($self, $database, @files) = @_;
	$self->do("DROP DATABASE IF EXISTS $database");
	$self->do("CREATE DATABASE $database DEFAULT CHARACTER SET utf8");
	for my $file (@files) {
		my $cat = $file =~ /\.gz$/ ? 'zcat' : 'cat';
		system("$cat '$file' | mariadb --no-defaults -u root"
			  . " -S '$self->{socket}' --default-character-set=utf8mb4 $database") == 0
		  or die "$file does not load\n";
	}
}

# The account that the service reads with; may SELECT and nothing else.
sub read_only_account {
	my ($self, $password, @databases) = @_;
	$self->do("CREATE OR REPLACE USER bksops_ro\@localhost IDENTIFIED BY '$password'");
	$self->do("GRANT SELECT ON $_.* TO bksops_ro\@localhost") for @databases;
}

1;
