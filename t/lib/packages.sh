# SPDX-License-Identifier: MIT
# Sourced by demo.sh and check.sh: installs Debian packages that are missing.

# need_packages PACKAGE...
need_packages()
{
	missing=
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
		    grep -q '^install ok installed' || missing="$missing $package"
	done
	[ -z "$missing" ] && return 0
	as_root=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || {
			echo "Missing packages, and no sudo to install them:$missing" >&2
			return 1
		}
		as_root=sudo
	fi
	echo "Installing, with what they need:$missing"
	# Nothing that is installed for us is to start serving on its own.
	policy=/usr/sbin/policy-rc.d
	made_policy=
	if [ ! -e "$policy" ]; then
		made_policy=yes
		printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
		$as_root chmod 755 "$policy"
	fi
	result=0
	echo "Installing: fetching the lists of packages" &&
	    $as_root apt-get -qq update &&
	    echo "Installing: fetching and unpacking, a minute or two" &&
	    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
		--no-install-recommends $missing >/dev/null || result=1
	[ -z "$made_policy" ] || $as_root rm -f "$policy"
	return $result
}
BUILD_PACKAGES="gcc make autoconf automake pkg-config libc6-dev libfcgi-dev
libyajl-dev libmariadb-dev zlib1g-dev libssl-dev libjwt-dev libinih-dev
libhiredis-dev libcurl4-openssl-dev libseccomp-dev"
