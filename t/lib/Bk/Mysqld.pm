# SPDX-License-Identifier: MIT
package Bk::Mysqld;

# What differs between the two servers: MariaDB's, and MySQL's where the variable
# BKSOPS_MYSQLD names its mysqld.
use v5.28;
use warnings;

# The program of MySQL's server; undef for MariaDB.
sub program { return $ENV{BKSOPS_MYSQLD} || undef }

sub is_mysql { return defined program() }

sub available {
	local $ENV{PATH} = "$ENV{PATH}:/usr/sbin:/sbin";
	return -x program() if is_mysql();
	return !system 'command -v mariadbd mariadb-install-db >/dev/null';
}

# What is to be said of a test that has no server.
sub name { return is_mysql() ? "MySQL ($ENV{BKSOPS_MYSQLD})" : 'MariaDB' }

# The command, without options, that makes a data directory whose root has no
# password.
sub install {
	my ($data) = @_;
	my $me = getpwuid $<;
	return (program(), '--no-defaults', '--initialize-insecure', "--user=$me", "--datadir=$data") if is_mysql();
	return ('mariadb-install-db', '--no-defaults', '--force', "--user=$me", "--datadir=$data",
		'--auth-root-authentication-method=normal', '--skip-test-db');
}

# The server's program and the options that only it has.
sub server {
	return (program(), '--no-defaults', '--mysqlx=OFF', '--secure-file-priv=NULL', '--innodb-redo-log-capacity=8M', '--cte-max-recursion-depth=1000000')
	  if is_mysql();
	return ('mariadbd', '--no-defaults', '--innodb-log-file-size=8M');
}

# The command-line client: either's speaks with both.
sub client {
	state $client = (grep { my $name = $_; grep { -x "$_/$name" } split /:/, $ENV{PATH} } qw(mariadb mysql))[0] // 'mariadb';
	return $client;
}

# SQL as the server has it: the tables seq_1_to_N, which are MariaDB's.
sub sql {
	my ($sql) = @_;
	return $sql if !is_mysql();
	my $n = 0;
	return $sql =~ s{\b(?:\w+\.)?seq_1_to_(\d+)\b}{$n++; "(WITH RECURSIVE numbers (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM numbers WHERE seq < $1) SELECT seq FROM numbers) numbers$n"}ger;
}

1;
