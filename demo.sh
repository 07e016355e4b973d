#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows bksops-fcgi at work: builds it, starts a private MariaDB with sample
# data, a pool and nginx, and asks the question of the document's example.
set -eu
cd "$(dirname "$0")"

usage()
{
	cat <<-EOT
	usage: ./demo.sh [--port N] [--detach]    build, start, ask, stay
	       ./demo.sh --stop                   stop what --detach left running
	EOT
}

port=8080
mode=stay
while [ $# -gt 0 ]; do
	case $1 in
	--port) [ $# -ge 2 ] || { usage >&2; exit 64; }; port=$2; shift ;;
	--detach) mode=detach ;;
	--stop) mode=stop ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 64 ;;
	esac
	shift
done
case $port in
'' | *[!0-9]*) echo "demo.sh: --port takes a number" >&2; exit 64 ;;
esac

var=$PWD/var
# Sockets live in a short path: a UNIX socket's name has at most 107 bytes.
run=
[ ! -f "$var/run" ] || run=$(cat "$var/run")

alive()
{
	[ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null
}

# stop NAME SIGNAL: ends the process of $run/NAME.pid and waits for it.
stop()
{
	alive "$run/$1.pid" || return 0
	pid=$(cat "$run/$1.pid")
	kill -s "$2" "$pid" 2>/dev/null || return 0
	tries=0
	while kill -0 "$pid" 2>/dev/null && [ $tries -lt 300 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
}

stop_all()
{
	[ -n "$run" ] || return 0
	stop nginx QUIT
	stop bksops-fcgi QUIT
	stop mariadbd TERM
	rm -rf "$run" "$var/run"
	run=
}

stop_all
[ $mode != stop ] || exit 0

. t/lib/packages.sh
need_packages $BUILD_PACKAGES mariadb-server-core mariadb-client nginx-light curl
PATH=$PATH:/usr/sbin:/sbin

if [ ! -x build/bksops-fcgi ] || [ -n "$(find src configure.ac Makefile.am -newer build/bksops-fcgi | head -n 1)" ]; then
	echo "Building"
	mkdir -p build
	{
		[ -x configure ] || autoreconf -fi
		[ -f build/Makefile ] || (cd build && ../configure)
		make -C build bksops-fcgi
	} >build/demo.log 2>&1 || {
		tail -n 20 build/demo.log >&2
		exit 1
	}
fi

mkdir -p "$var"
run=$(mktemp -d /tmp/bksops-demo.XXXXXX)
echo "$run" >"$var/run"
trap 'stop_all' EXIT
trap 'exit 130' INT TERM HUP
chmod 711 "$run"

# As root, nginx and the pool's workers run as www-data.
me=$(id -un)
nginx_user= pool_user=
if [ "$me" = root ]; then
	worker=$(id -un www-data 2>/dev/null || echo nobody)
	nginx_user="user $worker;"
	pool_user="user = $worker
listen.owner = $worker"
fi

echo "Starting MariaDB"
# A server that starts removes the temporary tables that it finds in its
# directory for them: in /tmp those of another database.
TMPDIR=$run
export TMPDIR
# --force: it need not be able to look up this machine's name.
[ -d "$var/mysql/mysql" ] || mariadb-install-db --no-defaults --force \
	--user="$me" --datadir="$var/mysql" --skip-test-db \
	--auth-root-authentication-method=normal \
	>"$var/mariadb-install-db.log" 2>&1 || {
	tail -n 20 "$var/mariadb-install-db.log" >&2
	exit 1
}
mariadbd --no-defaults --user="$me" --datadir="$var/mysql" \
	--socket="$run/mysqld.sock" --pid-file="$run/mariadbd.pid" \
	--skip-networking --default-time-zone=+00:00 >"$var/mariadbd.log" 2>&1 &
mysql="mariadb --no-defaults -u root -S $run/mysqld.sock --default-character-set=utf8mb4"
tries=0
until $mysql -e 'SELECT 1' >/dev/null 2>&1; do
	tries=$((tries + 1))
	[ $tries -lt 300 ] || { tail -n 20 "$var/mariadbd.log" >&2; exit 1; }
	sleep 0.1
done

# A fresh password each time, in a file that only its owner reads.
password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && printf '%s\n' "$password" >"$run/password" &&
	printf 'demo-login-key\n' >"$run/login.key")
$mysql <<EOT
DROP DATABASE IF EXISTS bk_sops;
DROP DATABASE IF EXISTS open_paas;
CREATE DATABASE bk_sops DEFAULT CHARACTER SET utf8;
CREATE DATABASE open_paas DEFAULT CHARACTER SET utf8;
CREATE OR REPLACE USER bksops_ro@localhost IDENTIFIED BY '$password';
GRANT SELECT ON bk_sops.* TO bksops_ro@localhost;
GRANT SELECT ON open_paas.* TO bksops_ro@localhost;
EOT
cat schema/2019/bk_sops.sql schema/2019/sample.sql | $mysql bk_sops
cat schema/open_paas.sql schema/sample-paas.sql | $mysql open_paas

echo "Starting bksops-fcgi"
cat >"$var/bksops-fcgi.conf" <<EOT
[global]
pid = $run/bksops-fcgi.pid
error_log = $var/bksops-fcgi.log
daemonize = yes

[demo]
listen = $run/demo.sock
$pool_user
pm.max_children = 2
app_host = http://bk_sops_host/
time_zone = UTC
time_format = %Y-%m-%d %H:%M:%S
mysql.sops.socket = $run/mysqld.sock
mysql.sops.user = bksops_ro
mysql.sops.password_file = $run/password
mysql.sops.database = bk_sops
mysql.paas.database = open_paas
login.secret_key_file = $run/login.key
EOT
build/bksops-fcgi -c "$var/bksops-fcgi.conf"

echo "Starting nginx"
# The shipped locations, with this demo's socket.
sed "s|unix:[^;]*|unix:$run/demo.sock|" fcgi-conf/nginx.conf >"$run/locations.conf"
cat >"$run/nginx.conf" <<EOT
$nginx_user
pid $run/nginx.pid;
error_log $var/nginx-error.log;
events { worker_connections 256; }
http {
	access_log $var/nginx-access.log;
	client_body_temp_path $run/body;
	proxy_temp_path $run/proxy;
	fastcgi_temp_path $run/fastcgi;
	uwsgi_temp_path $run/uwsgi;
	scgi_temp_path $run/scgi;
	server {
		listen 127.0.0.1:$port;
		include $run/locations.conf;
	}
}
EOT
cp /etc/nginx/fastcgi_params "$run/"
nginx -c "$run/nginx.conf" -e "$var/nginx-error.log"

url="http://127.0.0.1:$port/api/c/compapi/v2/sops/get_task_detail/"
query="bk_app_code=esb_test&bk_app_secret=xxx&bk_username=admin&bk_biz_id=2&task_id=10"
tries=0
until answer=$(curl -sf "$url?$query"); do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || {
		echo "demo.sh: no answer; see $var/*.log" >&2
		exit 1
	}
	sleep 0.1
done
echo
echo "curl '$url?$query'"
echo "$answer"

if [ $mode = detach ]; then
	trap - EXIT
	exit 0
fi
echo
echo "Ctrl-C stops the demo."
while alive "$run/nginx.pid"; do
	sleep 1
done
