# SPDX-License-Identifier: MIT
# Every source file names its licence in its first lines, and the archive of
# them is not made in silence without the tool that it needs.
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
	return if !-f || m{/corpus/|\.(?:gz|json|md|o|trs|log)\z|/\.\w};
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

SKIP: {
	my $build = dirname($ENV{BKSOPS_FCGI} // 'build/bksops-fcgi');
	skip 'not in a directory of configure', 1 if !-e "$build/Makefile";
	my $dir = tmpdir;
	spew("$dir/xz", "#!/bin/sh\nexit 127\n", 0755);
	local $ENV{PATH} = "$dir:$ENV{PATH}";
	like(qx(make -s -C $build dist-hook 2>&1), qr/^make dist needs xz, of the package xz-utils or xz$/m, 'make dist without xz says so');
}
done_testing();
