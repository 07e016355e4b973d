# SPDX-License-Identifier: MIT
# bksops-fcgi --doctor beside tables of the current generation.
use v5.28;
use warnings;
use utf8;
use Bk::CurrentTask qw(add_task clear_tasks flow);
use Bk::Doctor ();
use Bk::Iam;
use Bk::Jwt qw(key);
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use Bk::Service;
use Test::More;

binmode $_, ':utf8' for map { Test::More->builder->$_ } qw(output failure_output);
my $s    = Bk::Service->new(generation => 'current');
my $dir  = tmpdir;
my $DB   = 'bk_sops';
my @WANTED = Bk::Doctor::indexes(Bk::Nginx::source(), 'current');
my ($drop, $add) = map { my $do = $_; sub { $s->db->do("ALTER TABLE $DB.$_->[1] " . $do->($_)) for @WANTED } }
  sub { "DROP KEY $_[0][3]" }, sub { "ADD KEY $_[0][3] ($_[0][2])" };
$add->();
# Whoever starts the program gives it its socket.
my $conf = slurp($s->{pool}{conf}) =~ s/^listen(?:\.mode)? = .*\n//mgr . "listen =\n";
my $task = sub { add_task($s, tree => flow([ a => {} ]), states => [ { children => [ { id => 'a' } ] } ], @_) };
$task->();

# doctor(KEY => VALUE, ...): the exit status, and what it finds.
my $out;
sub doctor {
	my %set  = ('doctor.accept' => 'zone_tables', @_);
	my $text = $conf;
	for my $key (sort keys %set) {
		$text =~ s/^\Q$key\E = .*\n//m;
		$text .= "$key = $set{$key}\n" if defined $set{$key};
	}
	spew("$dir/d.conf", $text, 0600);
	$out = `@{[ Bk::Pool::program() ]} -c $dir/d.conf --doctor 2>&1`;
	return ($? >> 8, Bk::Doctor::found($out));
}

# finds(NAME, STATUS, [CHECK, LEVEL, PATTERN], KEY => VALUE, ...): the program ends
# with STATUS, the check finds that, and nothing else is amiss but that the server
# does not know our time zone.
sub finds {
	my ($name, $status, $wanted, %set) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($got, @found) = doctor(%set);
	my ($check, $level, $pattern) = @$wanted;
	my @own   = grep { $_->[2] eq $check } @found;
	my @other = grep { $_->[1] !~ /\A(?:ok|accepted)\z/ && $_->[2] ne $check } @found;
	is("$got: " . join('; ', map { "@$_" } @other), "$status: ", $name) or diag $out;
	is_deeply([ map { $_->[1] } @own ], [$level], "... $check: $level");
	like($own[0] ? $own[0][3] : '', $pattern, '... which says what');
	return;
}

# --- IAM

my $iam = Bk::Iam->new;
my %ask = (iam => 'ask', 'iam.url' => $iam->{url});
my $GOOD = qr/iam\.url = \Q$iam->{url}\E answers about bk_sops in [\d.]+ ms; it is version 1\.12\.1\\x1B\z/;
finds('iam = ask',                     0, [ iam => 'ok', $GOOD ], %ask);
is_deeply([ map { $_->{line} } $iam->asked ], [ 'POST /api/v2/policy/systems/bk_sops/query/ HTTP/1.1', 'GET /version HTTP/1.1' ],
	'... which was asked once, and for its version');
finds('IAM does not know the system',  2, [ iam => 'error', qr/: it answers HTTP 404; applications that are not trusted, and lists with auth_actions, are answered 500\z/ ],
	%ask, 'iam.system' => 'other');
$iam->stop;
finds('IAM is away',                   2, [ iam => 'error', qr/: Connection refused; / ], %ask);
finds('IAM has no address',            2, [ iam => 'error', qr/: the name is unknown: / ], %ask, 'iam.url' => 'http://iam.invalid/');

finds('a pool of this generation',     0, [ generation => 'ok', qr/the tables are of bk-sops' current generation\z/ ]);
finds('... its tables',                0, [ tables => 'ok', qr/all \d\d tables can be read, with their columns\z/ ]);
finds('... the keys of gateways',      0, [ gateway_keys => 'ok', qr/apigw_manager_context has the keys of bk-sops\z/ ]);
finds('... the newest task',           0, [ task => 'ok', qr/get_task_detail of the newest task takes [\d.]+ ms and gives \d+ bytes\z/ ]);
finds('generation = auto, which wants a key file', 2, [ configuration => 'error', qr/jwt\.public_key_file/ ], generation => 'auto');
spew("$dir/gateway.pub", key('gateway')->{public}, 0644);
finds('generation = auto',             0, [ generation => 'ok', qr/current generation/ ], generation => 'auto', 'jwt.public_key_file' => "$dir/gateway.pub");
finds('generation = 2019',             2, [ generation => 'error', qr/of bk-sops' current generation, but generation = 2019; set it to current\z/ ],
	generation => '2019', 'jwt.public_key_file' => "$dir/gateway.pub", map { $_ => undef } qw(release iam));
finds('auth = header',                 2, [ generation => 'error', qr/current generation, which is answered with auth = jwt only\z/ ],
	generation => 'auto', auth => 'header');
for my $case ([ 'no key', 'garbage', qr/no public key in PEM/ ], [ 'a damaged one', key('gateway')->{public} =~ s/MIIB/XXXX/r, qr/it must hold public RSA keys/ ]) {
	my ($what, $value, $why) = @$case;
	$s->db->do('UPDATE bk_sops.apigw_manager_context SET value = ?', $value);
	finds("a row with $what", 2, [ gateway_keys => 'error', qr/: the key of bk-sops cannot be used: .*$why/ ]);
}
$s->public_key('bk-sops');
$s->public_key('bk-sops', key('gateway'));
$s->public_key('another', key('other'));
finds('keys of two gateways',          0, [ gateway_keys => 'ok', qr/the keys of bk-sops, another\z/ ]);
$s->public_key('bk-sops');
finds('none of jwt.gateway',           1, [ gateway_keys => 'warning', qr/the keys of another, but none of jwt\.gateway = bk-sops, which tokens without kid are of\z/ ]);
finds('another jwt.gateway',           0, [ gateway_keys => 'ok', qr/the keys of another\z/ ], 'jwt.gateway' => 'another');
$s->public_key("a$_", key('other')) for 1 .. 9;
$s->public_key('issuer:bk-sops', key('gateway'));
finds('that of an issuer alone, and many others', 0, [ gateway_keys => 'ok', qr/the keys of issuer:bk-sops, a1, / ]);
$s->public_key($_) for 'issuer:bk-sops', map { "a$_" } 1 .. 9;
$s->public_key('another');
finds('no key',                        2, [ gateway_keys => 'error', qr/apigw_manager_context has no public key, so every token is refused; .*fetch_apigw_public_key/ ]);
$s->db->do("RENAME TABLE $DB.eri_state TO $DB.hidden");
finds('a table is missing',            2, [ tables => 'error', qr/1 of \d+ tables: eri_state cannot be read/ ]);
$s->db->do("RENAME TABLE $DB.hidden TO $DB.eri_state");
$s->public_key('bk-sops', key('gateway'));
$task->(tree => \'x', states => [ {} ]);
finds('a task that cannot be shown',   1, [ task => 'warning', qr/fails: / ]);
clear_tasks($s);
finds('no task',                       1, [ task => 'warning', qr/no task to try/ ]);

# --- release

my $table = "$DB.component_framework_componentmodel";
my $HINT  = qr/; that is a hint only: look up the version of bk-sops, and set release = /;
$task->();
finds('release = 3.34, a newer engine',  0, [ release => 'ok', qr/release = 3\.34, and the tables do not speak against it\z/ ], release => '3.34');
finds('no release, a newer engine',      0, [ release => 'ok', qr/release = 3\.34, / ], release => undef);
finds('release = 3.32, a newer engine',  0, [ release => 'ok', qr/release = 3\.32, and the tables do not speak against it\z/ ], release => '3.32');
$s->db->do("ALTER TABLE $table DROP COLUMN is_default_version");
finds('release = 3.32, an old engine',   0, [ release => 'ok', qr/release = 3\.32, and the tables do not speak against it\z/ ], release => '3.32');
finds('release = 3.34, an old engine',   1, [ release => 'warning', qr/release = 3\.34, but component_\w+ has no column is_default_version, as with an old engine, which 3\.32 has$HINT\Q3.32\E/ ], release => '3.34');
finds('... which is known',              0, [ release => 'accepted', qr/release = 3\.34, but / ], release => '3.34', 'doctor.accept' => 'zone_tables, release');
$s->db->do("ALTER TABLE $table ADD COLUMN is_default_version TINYINT(1) NOT NULL");

# --- indexes

finds('all recommended indexes',         0, [ indexes => 'ok', qr/all that are recommended are there\z/ ]);
$drop->();
{
	my $load  = qr{; to add what is missing: mysql --socket=\S+ --user=root -p --force --database=$DB < \S+/schema/current/indexes\.sql\z};
	my %lines = map { $_->[1] => [] } @WANTED;
	push @{ $lines{ $_->[1] } }, "($_->[2])" for @WANTED;
	for my $case ([ 'none of them', 1, 'warning', 'zone_tables' ], [ '... which is known', 0, 'accepted', 'zone_tables, indexes' ]) {
		my ($name, $status, $level, $accept) = @$case;
		my ($got, @found) = doctor('doctor.accept' => $accept);
		is($got, $status, "$name: exit $status");
		my %said = map { $_->[3] =~ /: no index on (\w+) (\([^;]+\))$load/ ? ($1 => [ split /, (?=\()/, $2 ]) : () }
		  grep { "@$_[1, 2]" eq "$level indexes" } @found;
		is_deeply(\%said, \%lines, '... a line for each table, with the columns and how they are added');
		is_deeply([ grep { $_->[1] !~ /\A(?:ok|accepted)\z/ && $_->[2] ne 'indexes' } @found ], [], '... and nothing else is amiss');
	}
}
system($s->db->client . " --force --database=$DB < '@{[ Bk::Nginx::source() ]}/schema/current/indexes.sql'") == 0 or die 'indexes.sql';
finds('the file adds them',              0, [ indexes => 'ok', qr/all that are recommended/ ]);

# --- the sample

{
	my $source = Bk::Nginx::source();
	$s->db->load('sample', map { "$source/schema/current/$_" } qw(bk_sops.sql sample.sql indexes.sql));
	$s->db->do("GRANT SELECT ON sample.* TO bksops_ro\@localhost");
	spew("$dir/gateway.pub", key('gateway')->{public}, 0644);
	finds('the sample database',         0, [ task => 'ok', qr/get_task_detail of the newest task/ ], 'mysql.sops.database' => 'sample',
		'jwt.public_key_file' => "$dir/gateway.pub");
	$s->db->do('REVOKE SELECT ON sample.* FROM bksops_ro@localhost');
}

# Each table that a statement names is checked, and has the columns.
{
	my $source  = Bk::Nginx::source();
	my %known   = map { $_ => 1 } slurp("$source/schema/current/bk_sops.sql") =~ /CREATE TABLE `(\w+)`/g;
	my ($table) = slurp("$source/src/doctor/tables.c") =~ /tables_current\[\] = \{(.*?)\n\};/s;
	my %read;
	for my $file (map { glob "$source/src/$_/*.[ch]" } qw(sops sops_current)) {
		$read{$_} = 1 for grep { $known{$_} } slurp($file) =~ /\b(\w+_\w+)\b/g;
	}
	cmp_ok(scalar(keys %read), '>', 10, 'the statements are found');
	is_deeply([ grep { $table !~ /"$_",/ } sort keys %read ], [], 'each table that is read is checked');
	my $sources = join '', map { slurp($_) } map { glob "$source/src/$_/*.[ch]" } qw(sops sops_current);
	my @columns = map { split /,/ } map { join '', /"([^"]*)"/g } $table =~ /\{"\w+",\s*("[^}]*")\}/g;
	cmp_ok(scalar(@columns), '>', 80, 'the columns are found');
	is_deeply([ grep { $sources !~ /\Q$_\E/ } @columns ], [], 'each column that is checked is read');
}
$s->finish;
