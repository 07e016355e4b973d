#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds bksops-fcgi with gcc and clang and runs every check; the last thing it
# prints is prove's summary, and behind it what failed, if something did.  Works
# in build-check/, which it makes.
set -eu
cd "$(dirname "$0")"
top=$PWD

. t/lib/packages.sh
need_packages $BUILD_PACKAGES clang clang-format mandoc \
	libcmocka-dev valgrind perl libdbd-mariadb-perl libyaml-libyaml-perl openssl curl \
	mariadb-server-core mariadb-client logrotate nginx-light apache2-bin \
	libapache2-mod-fcgid apache2-suexec-pristine lighttpd lighttpd-mod-deflate spawn-fcgi multiwatch \
	haproxy prometheus redis-server acl strace procps systemd-container util-linux passwd xz-utils
need_packages "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev"
PATH=$PATH:/usr/sbin:/sbin
jobs=$(nproc)

step()
{
	printf '== %s\n' "$*"
}

# Versions of clang-format disagree; the tree is as this one writes it.
step "style: clang-format 14"
if clang-format --version | grep -q 'version 14\.'; then
	find src t fuzz bench -name '*.[ch]' | sort |
	    xargs clang-format --dry-run --Werror
else
	echo "not checked: $(clang-format --version)"
fi

step "manual pages: mandoc -T lint"
mandoc -T lint -W warning man/*.[578]

step "autoreconf"
autoreconf -fi

# build NAME CONFIGURE-ARGUMENTS...: an out-of-tree build in build-check/NAME.
build()
{
	name=$1
	shift
	step "build: $name"
	mkdir -p "build-check/$name"
	(cd "build-check/$name" && "$top/configure" --enable-werror "$@" \
	    >configure.out 2>&1 || { tail -n 30 configure.out; exit 1; })
	make -s -C "build-check/$name" -j "$jobs" all
}

build gcc
build clang CC=clang
build fuzz CC=clang --enable-fuzz --enable-asan
build asan --enable-asan
build msan CC=clang --enable-fuzz --enable-msan

step "make distcheck (unit tests)"
make -s -C build-check/gcc distcheck PROVE_TESTS=t/unit >build-check/distcheck.log 2>&1 || {
	tail -n 40 build-check/distcheck.log
	exit 1
}

# fuzz NAME SECONDS: the targets of the build in build-check/NAME.
fuzz()
{
	for target in "build-check/$1"/fuzz/*.fuzz; do
		name=$(basename "$target" .fuzz)
		mkdir -p "build-check/corpus/$name"
		"$target" -max_total_time="$2" -rss_limit_mb=2048 \
		    -timeout=10 -verbosity=0 \
		    -artifact_prefix="build-check/$name-" \
		    "build-check/corpus/$name" "fuzz/corpus/$name"
	done
}
step "fuzz targets, ${FUZZ_SECONDS:=5} seconds each"
fuzz fuzz "$FUZZ_SECONDS"

step "unit tests and fuzz targets, ${MSAN_SECONDS:=2} seconds each, under MemorySanitizer"
make -s -C build-check/msan -j "$jobs" check PROVEFLAGS="-j$jobs" \
    PROVE_TESTS=t/unit
fuzz msan "$MSAN_SECONDS"

# Whoever reads on behind a number reads another digit then.  The sanitizers
# have a malloc of their own.
step "tests with a server, fresh memory full of the digit 7"
mkdir -p build-check/sevens
cat >build-check/sevens/bksops-fcgi <<EOF
#!/bin/sh
GLIBC_TUNABLES=glibc.malloc.tcache_count=0:glibc.malloc.perturb=200 \\
    exec "$top/build-check/gcc/bksops-fcgi" "\$@"
EOF
chmod +x build-check/sevens/bksops-fcgi
# Not startup.t, which looks for the path of the program, not valgrind.t, whose
# malloc is valgrind's, not shared-hosting.t, which builds a program itself, and
# not systemd.t, which copies the program into a container.
BKSOPS_FCGI=$top/build-check/sevens/bksops-fcgi BKSOPS_SRCDIR=$top \
    prove -I t/lib -j "$jobs" $(grep -lE 'Bk::(Pool|Service|Systemd|WebServers)' t/*.t |
	grep -vE '/(shared-hosting|startup|systemd|valgrind)\.t$')

step "tests, under AddressSanitizer and UndefinedBehaviorSanitizer"
make -s -C build-check/asan -j "$jobs" check PROVEFLAGS="-j$jobs" \
    BKSOPS_PLAIN="$top/build-check/gcc"
