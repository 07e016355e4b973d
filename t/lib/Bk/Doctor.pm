# SPDX-License-Identifier: MIT
package Bk::Doctor;

# Pools for bksops-fcgi --doctor, and what it prints, read line by line.
use v5.28;
use warnings;
use Bk::Process qw(slurp tmpdir);

# section(DATABASE, NAME, KEY => VALUE...): a good pool as a section, with the
# files password and key of the temporary directory; undef leaves a key out.
# Without "listen", so that no web server need be here.
sub section {
	my ($maria, $name, %set) = @_;
	my $dir = tmpdir;
	my %key = (
		'pm.max_children'          => 2,
		'mysql.sops.socket'        => $maria->{socket},
		'mysql.sops.user'          => 'bksops_ro',
		'mysql.sops.password_file' => "$dir/password",
		'mysql.sops.database'      => 'bk_sops',
		'mysql.paas.database'      => 'open_paas',
		'login.secret_key_file'    => "$dir/key",
		'process.dumpable'         => 'yes',
		($> == 0 ? (user => 'nobody') : ()),
		# That nobody listens there is no mistake of a test.
		(defined $set{listen} ? ('doctor.accept' => 'served') : ()),
		%set);
	return join '', "[$name]\n", map { defined $key{$_} ? "$_ = $key{$_}\n" : () } sort keys %key;
}

# Each finding: [pool, level, check, text]; in front of the text stands the
# server or URL that the line above it names.
sub found {
	my ($out) = @_;
	my ($pool, $place, @found);
	for (split /\n/, $out) {
		($pool, $place) = ($1, defined $2 ? "$2: " : '') if /^\[([^]]*)\](?: (.*))?\z/;
		push @found, [ $pool, $1, $2, "$place$3" ]
		  if defined $pool && /^  (ok|accepted|warning|error): (\w+): (.*)\z/;
	}
	return @found;
}

# [database, table, "a,b", name] of each index that the schema recommends for a
# generation; 2019 where none is named.
sub indexes {
	my ($source, $generation) = @_;
	my @files = ($generation // '2019') eq 'current' ? [ bk_sops => 'current/indexes.sql' ]
	  : ([ bk_sops => 'indexes.sql' ], [ open_paas => 'indexes-paas.sql' ]);
	my @all;
	for (@files) {
		my $sql = slurp("$source/schema/$_->[1]");
		while ($sql =~ /^ALTER TABLE (\w+)\s+ADD KEY (\w+) \(([^)]*)\);/mg) {
			my ($table, $name, $columns) = ($1, $2, $3);
			push @all, [ $_->[0], $table, $columns =~ s/\s+//gr, $name ];
		}
	}
	return @all;
}

1;
