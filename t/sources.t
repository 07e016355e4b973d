# SPDX-License-Identifier: MIT
# Every source file names its licence in its first lines; every HTTP status has a
# reason phrase; the archive of the sources is not made in silence without the
# tool that it needs.
use v5.28;
use warnings;
use Bk::Failures;
use Bk::Process qw(tmpdir spew);
use File::Basename qw(dirname);
use File::Find;
use Test::More;

my $source = $ENV{BKSOPS_SRCDIR} // '.';
my @files  = map { "$source/$_" } qw(configure.ac Makefile.am demo.sh check.sh);
find({ no_chdir => 1, wanted => sub {
	return if !-f || m{/corpus/|\.(?:gz|xz|json|md|o|trs|log)\z|/\.\w};
	# What a build in the source tree makes.
	return if m{/t/unit/} && !/\.(?:[ch]|mk)\z/;
	push @files, $_;
} }, map { "$source/$_" } qw(src t fuzz bench man fcgi-conf schema));
my @without;
for my $file (@files) {
	open my $in, '<', $file or die "$file: $!";
	my $head = join '', map { scalar(<$in>) // '' } 1 .. 3;
	push @without, $file if $head !~ /SPDX-License-Identifier: MIT/ && $head !~ /^\x7fELF/;
}
cmp_ok(scalar(@files), '>', 200, 'the files are found');
is(join("\n", @without), '', 'SPDX-License-Identifier: MIT in each');
# Every HTTP status that the sources set has its reason phrase.
my @calls = qw(reply_status answer_plain answer_text refuse send_message);
my (%reason, %status, %macro);
for my $file (grep { m{/src/.*\.[ch]\z} } @files) {
	my $text = do { local $/; open my $in, '<', $file or die "$file: $!"; <$in> };
	$macro{$1} = $2 while $text =~ /^#define (\w+) ([1-5]\d\d)\b/mg;
	%reason = $text =~ /\{(\d{3}), "([\w ]+)"\}/g if $file =~ m{/fcgi/reply\.c\z};
	$status{$1} = $file while $file =~ m{/auth/refusal\.c\z} && $text =~ /\] = \{(\d{3}),/g;
	for my $name (@calls) {
		$status{$1} = $file while $text =~ /\b$name\(\s*[^,;]+,\s*(\d{3}|(?!TEXT|ARENA_JOIN)[A-Z]\w+)\b/g;
	}
}
$_ = $macro{$_} // $_ for my @set = keys %status;
cmp_ok(scalar(@set), '>', 8, 'statuses are found');
is(join(' ', grep { !length($reason{$_} // '') } sort @set), '', 'each has its reason phrase');

SKIP: {
	my $build = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi');
	skip 'not in a directory of configure', 1 if !-e "$build/Makefile";
	my $dir = tmpdir;
	spew("$dir/xz", "#!/bin/sh\nexit 127\n", 0755);
	local $ENV{PATH} = "$dir:$ENV{PATH}";
	like(qx(make -s -C $build dist-hook 2>&1), qr/^make dist needs xz, of the package xz-utils or xz$/m, 'make dist without xz says so');
}
done_testing();
