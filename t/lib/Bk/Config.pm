# SPDX-License-Identifier: MIT
package Bk::Config;

# Configuration files for the program to test, and what it says about them.
use v5.28;
use warnings;
use Bk::Process qw(tmpdir spew slurp);
use POSIX ();
use Exporter 'import';

our @EXPORT_OK = qw(run test_file good line_of);

our $program = $ENV{BKSOPS_FCGI} // './bksops-fcgi';
our $dir     = tmpdir;
our ($SECRET, $KEY) = ('Sekret-4711-pass', 'Sekret-0815-login');

spew("$dir/password", "$SECRET\n", 0600);
spew("$dir/key",      "$KEY\n",    0640);
our @GOOD = (
	listen                     => "$dir/www.sock",
	user                       => 'nobody',
	'mysql.sops.socket'        => '/run/mysqld/mysqld.sock',
	'mysql.sops.user'          => 'bksops_ro',
	'mysql.sops.password_file' => "$dir/password",
	'mysql.sops.database'      => 'bk_sops',
	'mysql.paas.database'      => 'open_paas',
	'login.secret_key_file'    => "$dir/key",
);

# Runs a program: exit status, standard output and error.
sub run {
	my (@args) = @_;
	my $pid = fork // die "fork: $!";
	if (!$pid) {
		open STDIN,  '<', '/dev/null'  or die $!;
		open STDOUT, '>', "$dir/stdout" or die $!;
		open STDERR, '>', "$dir/stderr" or die $!;
		exec { $args[0] } @args or POSIX::_exit(127);
	}
	waitpid $pid, 0;
	my $status = $? & 127 ? "signal $?" : $? >> 8;
	return ($status, slurp("$dir/stdout"), slurp("$dir/stderr"));
}

# What the program says about a file: exit status, messages without their
# stamps and without the pool that is not served (t/mistakes.t), standard output.
# The pools of these tests lack what is warned of; t/mistakes*.t look at that.
sub test_file {
	my ($text, $option) = @_;
	spew("$dir/t.conf", $text);
	my ($status, $out, $err) = run($program, $option // '-t', '-c', "$dir/t.conf");
	$err =~ s/^\[[^]]*\] WARNING: \S+: \[[^]]+\] has no (?:app_host|mysql\.paas\.database): .*\n//mg;
	$err =~ s/^\[[^]]*\] [A-Z]+: (?:(?:\[pool [^]]*\] )?(?:a second section is )?not served: )?//mg;
	$err =~ s/\n\z//;
	return ($status, $err, $out);
}

# A good pool: its lines by key; undef leaves one out, others are added.
sub good {
	my (%set) = @_;
	my @lines = '[www]';
	for (my $i = 0; $i < @GOOD; $i += 2) {
		my $key = $GOOD[$i];
		my $value = exists $set{$key} ? delete $set{$key} : $GOOD[ $i + 1 ];
		push @lines, "$key = $value" if defined $value;
	}
	push @lines, map { defined $set{$_} ? "$_ = $set{$_}" : () } sort keys %set;
	return join '', map { "$_\n" } @lines;
}

# The number of the line that sets a key, or is a section; 1 when none does.
sub line_of {
	my ($text, $key) = @_;
	my $n = 0;
	for (split /\n/, $text) {
		$n++;
		return $n if /^\Q$key\E( =|\z)/;
	}
	return 1;
}

1;
