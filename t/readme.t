# SPDX-License-Identifier: MIT
# README.md, the samples and the units say the same: one account, one directory
# for sockets, the paths of one installation.  What README.md tells to do is done
# by t/readme/follow (make check-readme).
use v5.28;
use warnings;
use Bk::Nginx;
use Bk::Pool;
use Bk::Process qw(tmpdir slurp spew);
use File::Basename qw(basename dirname);
use Test::More;

my $source = Bk::Nginx::source();
my $readme = slurp("$source/README.md");
my %sample = map { basename($_) => slurp($_) } glob "$source/fcgi-conf/*";
delete $sample{'local.mk'};
my %text   = (%sample, 'README.md' => $readme);
$text{$_} = slurp("$source/man/$_") for qw(bksops-fcgi.8 bksops-fcgi.conf.5);

# The distinct matches of `re` in all of them, with the files of each.
sub said {
	my ($re) = @_;
	my %by;
	for my $file (sort keys %text) {
		$by{$_}{$file} = 1 for $text{$file} =~ /$re/g;
	}
	note map { "$_: @{[ sort keys %{ $by{$_} } ]}\n" } sort keys %by;
	return [ sort keys %by ];
}

is_deeply(said(qr/^[ ;]*user = (\S+)/m), ['bksops'], 'one account');
is_deeply(said(qr{([\w/]*/run/bksops-fcgi)/}), ['/run/bksops-fcgi'], 'one directory for sockets');
is_deeply(said(qr{^RuntimeDirectory=(.*)}m), ['bksops-fcgi'], 'which is the unit\'s');
is_deeply(said(qr{(/var/log/bksops-fcgi)\b}), ['/var/log/bksops-fcgi'], 'one directory for logs');
is_deeply(said(qr{^LogsDirectory=([^/\n]*)}m), ['bksops-fcgi'], 'which is the units\'');
is_deeply(said(qr{(?<![\w~])(/\S*sbin/bksops-fcgi)\b}), ['/usr/sbin/bksops-fcgi'], 'one place of the program');
is_deeply(said(qr{\s(/\S*etc/bksops-fcgi)/(?!\.\.)}),
	[ '/etc/bksops-fcgi', '/home/shop/etc/bksops-fcgi' ], 'and of its configuration');
is_deeply(said(qr{(?:SocketGroup=|listen\.group = )(\S+)}), ['www-data'], 'one group of the web server');

# What a sample for a web server connects to is what README's pool has.
for my $name (sort grep { /^(?:nginx|apache-proxy|lighttpd)/ && !/apigw/ } keys %sample) {
	for my $socket ($sample{$name} =~ m{(/run/bksops-fcgi/[\w.-]+)}g) {
		like($readme, qr/^ +(?:status\.)?listen = \Q$socket\E$/m, "$name: README's pool listens at $socket");
	}
}

# Files that README names are there.
my %named = map { $_ => 1 } $readme =~ m{((?:fcgi-conf|schema|bench|src|(?<!/)doc)/[\w.@/-]*\w)}g;
ok(-e "$source/$_", "$_ is there") for sort keys %named;
ok($sample{$_}, "an example $_ is installed") for $readme =~ m{doc/bksops-fcgi/examples/([\w.@-]*\w)}g;

# The order of the steps, and each has something to copy.
my @steps = $readme =~ /^### (\d\. .*\n(?:(?!^##).*\n)*)/mg;
is(join('', map { substr $_, 0, 1 } @steps), '123456789', 'nine steps in their order');
like($_, qr/^    \S/m, 'to copy in step ' . (split /\n/)[0]) for @steps;

# The statements of step 3 as the shell passes them on: _ stands for itself.
my ($account) = $readme =~ /^    (head -c 24 .*\n(?:    .*\n)*)/m;
for my $shell (qw(sh bash)) {
	my $script = tmpdir . '/account';
	spew($script, "mysql() { cat; }\ninstall() { cat >/dev/null; }\ncat() { command cat \${1:+/dev/null}; }\n"
		. ($account // '') =~ s/^    //mgr);
	is(`$shell $script 2>&1`, <<'EOT', "step 3 in $shell");
CREATE USER IF NOT EXISTS bksops_ro@localhost;
ALTER USER bksops_ro@localhost IDENTIFIED BY '';
GRANT SELECT ON `bk\_sops`.* TO bksops_ro@localhost;
GRANT SELECT ON `open\_paas`.* TO bksops_ro@localhost;
EOT
}

# Apache's modules that the samples need are those that README enables.
for my $sample (qw(apache-proxy_fcgi.conf apache-fcgid.conf)) {
	my ($needs) = $sample{$sample} =~ /^# Needs: LoadModule ((?:.|\n# )*?)\.$/m;
	my $kind = $sample =~ /fcgid/ ? 'fcgid' : 'proxy_fcgi';
	my ($enabled) = $readme =~ /^    (a2enmod $kind .*)/m;
	# The packages' proxy_fcgi enables proxy.
	for my $module (grep { $_ ne 'proxy' } ($needs // '') =~ /(\w+?)_module/g) {
		like($enabled // '', qr/\b$module\b/, "$sample needs $module, which README enables");
	}
}

# --- the installed samples have the paths of the build ---
SKIP: {
	my $build = dirname(Bk::Pool::program());
	skip 'not built here', 1 if !-e "$build/Makefile";

	# $install->(NAME, PREFIX, VARIABLES): the directory of the installed samples.
	my $install = sub {
		my ($name, $prefix, @variables) = @_;
		my $to = tmpdir . "/$name";
		my @command = ('make', '-s', '-C', $build, "prefix=$prefix", @variables, "DESTDIR=$to", 'install-data-am');
		open my $make, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @command or die $!;
		my $said = join '', <$make>;
		ok(close $make, "make install below $prefix") or diag $said;
		return "$to$prefix/share/doc/bksops-fcgi/examples";
	};
	for ([ 'plain', '/opt/sops' ], [ 'odd', '/opt/a b&c|d\\e' ]) {
		my ($name, $prefix) = @$_;
		my $examples = $install->($name, $prefix, "localstatedir=$prefix/var", "runstatedir=$prefix/var/run");
		opendir my $dir, $examples or die "$examples: $!";
		my @files = grep { !/^\./ } readdir $dir;
		my %installed = map { $_ => slurp("$examples/$_") } @files;
		my $other = qr{(?<!\Q$prefix\E)(?<![\w~])/(?:usr/sbin|etc|var/log|run|var/run)/bksops};
		my @wrong = grep { $installed{$_} =~ $other } @files;
		is_deeply(\@wrong, [], 'none of ' . @files . ' samples names another place');
		is($installed{'apache-userdir.fcgi'}, $sample{'apache-userdir.fcgi'},
			'that of a user\'s directory keeps its own');
		like($installed{'bksops-fcgi@.service'},
			qr{^ExecStart=\Q$prefix\E/sbin/bksops-fcgi -F -c \Q$prefix\E/etc/bksops-fcgi/%i\.conf$}m, 'a unit starts it');
		like($installed{'bksops-fcgi.service'}, qr{^ReadWritePaths=-\Q$prefix\E/var/$_/bksops-fcgi$}m,
			"... and may write in $_")
		  for qw(run log);
		like($installed{'nginx.conf'}, qr{ unix:\Q$prefix\E/var/run/bksops-fcgi/www\.sock;}, 'nginx asks the socket');
		like($installed{'bksops-fcgi.logrotate'}, qr{^\Q$prefix\E/var/log/bksops-fcgi/\*\.log \{$}m,
			'the logs are rotated');
	}
	my $examples = $install->('debian', '/usr', 'sysconfdir=/etc');
	is(slurp("$examples/$_"), $sample{$_}, "Debian's paths: $_ as in the sources") for sort keys %sample;
}
done_testing();
