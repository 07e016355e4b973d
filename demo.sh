#!/bin/sh
# SPDX-License-Identifier: MIT
# Shows bksops-fcgi at work: builds it, starts a private MariaDB with sample
# data of a generation, a pool and nginx, and asks a question.
set -eu
cd "$(dirname "$0")"

usage()
{
	cat <<-EOT
	usage: ./demo.sh [--generation 2019|current] [--port N] [--detach]
	                              build, start, ask, stay
	       ./demo.sh --stop       stop what --detach left running
	EOT
}

port=8080
mode=stay
generation=2019
while [ $# -gt 0 ]; do
	case $1 in
	--port) [ $# -ge 2 ] || { usage >&2; exit 64; }; port=$2; shift ;;
	--generation) [ $# -ge 2 ] || { usage >&2; exit 64; }; generation=$2; shift ;;
	--detach) mode=detach ;;
	--stop) mode=stop ;;
	-h | --help) usage; exit 0 ;;
	*) usage >&2; exit 64 ;;
	esac
	shift
done
case $port in
*[!0-9]* | '' | ??????*) port=0 ;;
esac
[ "$port" -ge 1 ] && [ "$port" -le 65535 ] || {
	echo "demo.sh: --port takes a number from 1 to 65535" >&2
	exit 64
}

case $generation in
2019 | current) ;;
*)
	echo "demo.sh: --generation takes 2019 or current" >&2
	exit 64
	;;
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
stopped=
stop()
{
	alive "$run/$1.pid" || return 0
	pid=$(cat "$run/$1.pid")
	stopped="${stopped:-stopped} $1"
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
	rm -f "$var/run"
	rm -rf "$run"
	run=
}

if [ $mode = stop ]; then
	stop_all
	echo "demo.sh: ${stopped:-no demo runs}"
	exit 0
fi

# A demo that runs has the port until this one takes its place.
has_port()
{
	alive "$run/nginx.pid" && grep -q "listen 127.0.0.1:$port;" "$run/nginx.conf"
}

# Before minutes of installing and building.  Debian always has perl-base.
has_port || perl -MSocket -e '
	socket my $s, PF_INET, SOCK_STREAM, 0 or die "$!\n";
	setsockopt $s, SOL_SOCKET, SO_REUSEADDR, 1;
	bind $s, sockaddr_in($ARGV[0], INADDR_LOOPBACK) or die "demo.sh: port $ARGV[0]: $!; choose another one with --port\n"
' "$port" || exit 1

. t/lib/packages.sh
need_packages $BUILD_PACKAGES mariadb-server-core mariadb-client nginx-light curl openssl
PATH=$PATH:/usr/sbin:/sbin

if [ ! -x build/bksops-fcgi ] || [ -n "$(find src configure.ac Makefile.am -newer build/bksops-fcgi | head -n 1)" ]; then
	mkdir -p build
	: >build/demo.log
	# build WHAT COMMAND...: says what is being done, and shows why it failed.
	build()
	{
		echo "Building: $1"
		shift
		"$@" >>build/demo.log 2>&1 || {
			tail -n 20 build/demo.log >&2
			exit 1
		}
	}
	[ ! -f config.status ] || {
		echo "demo.sh: these sources are configured; run \"make distclean\" first" >&2
		exit 69
	}
	[ -x configure ] || build autoreconf autoreconf -fi
	[ -f build/Makefile ] || build configure sh -c 'cd build && ../configure'
	jobs=$(nproc)
	build "make -j$jobs, a minute or two; build/demo.log grows meanwhile" make -C build -j"$jobs" bksops-fcgi
fi

# Nothing of the above has failed: the demo that runs may end.
stop_all
mkdir -p "$var"
run=$(mktemp -d /tmp/bksops-demo.XXXXXX)
echo "$run" >"$var/run"
trap 'stop_all' EXIT
trap 'exit 130' INT TERM HUP
chmod 711 "$run"
# mariadb-install-db and nginx want a path without blanks.
ln -s "$var" "$run/var"
var=$run/var

# As root, nginx and the pool's workers run as www-data; else all run as one
# user, and whoever reaches nginx' port may as well connect to the pool.
me=$(id -un)
accept=zone_tables
if [ "$me" = root ]; then
	worker=$(id -un www-data 2>/dev/null || echo nobody)
	nginx_user="user $worker;"
	pool_user="user = $worker
listen.owner = $worker"
else
	nginx_user=
	pool_user="listen.mode = 0666"
	accept=$accept,socket
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
(umask 077 && printf '%s\n' "$password" >"$run/password")
$mysql -e "CREATE OR REPLACE USER bksops_ro@localhost IDENTIFIED BY '$password'"

# load DATABASE CHARSET FILE...: a new database, which the account may read.
load()
{
	database=$1 charset=$2
	shift 2
	$mysql -e "DROP DATABASE IF EXISTS $database; CREATE DATABASE $database DEFAULT CHARACTER SET $charset"
	# A "_" of its own would stand for any character.
	$mysql -e "GRANT SELECT ON \`$(printf %s "$database" | sed 's/_/\\_/g')\`.* TO bksops_ro@localhost"
	cat "$@" | $mysql "$database"
}

# base64url: of what it reads, as a token has it.
base64url()
{
	openssl base64 -A | tr '+/' '-_' | tr -d =
}

# The API gateway's part: a key pair whose public half stands in the database,
# and a token of a trusted application, which is good for a day.
make_token()
{
	(umask 077 && openssl genrsa -out "$run/gateway.pem" 2048 2>/dev/null)
	$mysql bk_sops <<-EOT
		INSERT INTO apigw_manager_context (created_at, updated_at, scope, \`key\`, value)
		VALUES (NOW(6), NOW(6), 'public_key', 'bk-sops', '$(openssl rsa -in "$run/gateway.pem" -pubout 2>/dev/null)');
	EOT
	now=$(date +%s)
	text=$(printf '{"typ":"JWT","alg":"RS512","kid":"bk-sops"}' | base64url).$(
		printf '{"iss":"APIGW","iat":%d,"exp":%d,"app":{"bk_app_code":"%s","verified":true},"user":{"bk_username":"%s","verified":true}}' \
			"$now" $((now + 86400)) game_dashboard admin | base64url)
	signature=$(printf %s "$text" | openssl dgst -sha512 -sign "$run/gateway.pem" -binary | base64url)
	(umask 077 && printf '%s.%s\n' "$text" "$signature" >"$var/token")
}

# set_up_2019, set_up_current: the databases; what the pool is told beside its
# socket and bk-sops' database; and the shipped locations for nginx.
set_up_2019()
{
	load bk_sops utf8 schema/2019/bk_sops.sql schema/2019/sample.sql schema/indexes.sql
	load open_paas utf8 schema/open_paas.sql schema/sample-paas.sql schema/indexes-paas.sql
	(umask 077 && printf 'demo-login-key\n' >"$run/login.key")
	# Nobody logs in.
	accept=$accept,login_key
	settings="app_host = http://bk_sops_host/
common_templates = yes
time_zone = UTC
time_format = %Y-%m-%d %H:%M:%S
mysql.paas.database = open_paas
login.secret_key_file = $run/login.key"
	sed "s|unix:[^;]*|unix:$run/demo.sock|" fcgi-conf/nginx.conf >"$run/locations.conf"
}

set_up_current()
{
	load bk_sops utf8mb4 schema/current/bk_sops.sql schema/current/sample.sql schema/current/indexes.sql
	make_token
	settings="app_host = http://bk_sops_host/
generation = current
release = 3.34
auth = jwt
iam = skip"
	sed "s|unix:[^;]*|unix:$run/demo.sock|" fcgi-conf/nginx-current.conf >"$run/locations.conf"
}

"set_up_$generation"

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
$settings
mysql.sops.socket = $run/mysqld.sock
mysql.sops.user = bksops_ro
mysql.sops.password_file = $run/password
mysql.sops.database = bk_sops
; MariaDB's own tables of time zones are empty.
doctor.accept = $accept
EOT
build/bksops-fcgi -c "$var/bksops-fcgi.conf"

echo "Starting nginx"
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

# show URL OPTION...: asks until there is an answer; options of curl are words of
# this shell.
show()
{
	command="curl${2:+ $2} '$1'"
	tries=0
	until answer=$(eval "$command -sf"); do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || {
			echo "demo.sh: no answer; see $PWD/var/*.log" >&2
			exit 1
		}
		sleep 0.1
	done
	echo
	echo "$command"
	# It has thousands of characters, in one line.
	printf '%s' "$answer" | perl -CS -0777 -ne '
		print length > 600 ? substr($_, 0, 600) . " ...\n(" . (length) . " characters; curl shows all)\n" : "$_\n"'
	echo
	echo "More to ask:"
}

# One question to each endpoint: in business 2 task 10 has run, 11 has not been
# started, 20 runs, 21 failed, 22 is suspended, 23 was started by a periodic
# task, and 24 is of a common template.  Business 3 has task 25.
ask_2019()
{
	api=http://127.0.0.1:$port/api/c/compapi/v2/sops
	who="bk_app_code=esb_test&bk_app_secret=xxx&bk_username=admin"
	show "$api/get_task_detail/?$who&bk_biz_id=2&task_id=10"
	for question in \
		'get_task_status bk_biz_id=2&task_id=20' \
		'get_task_status bk_biz_id=2&task_id=21' \
		'get_task_status bk_biz_id=2&task_id=22' \
		'get_task_node_detail bk_biz_id=2&task_id=21&node_id=node60dd152f438f3770bf1eaf99dc50&component_code=job_fast_execute_script' \
		'get_task_list bk_biz_id=2' \
		'get_task_list bk_biz_id=3' \
		'get_template_list bk_biz_id=2' \
		'get_template_info bk_biz_id=2&template_id=266' \
		'get_common_template_list bk_biz_id=2' \
		'get_common_template_info bk_biz_id=2&template_id=10001' \
		'get_periodic_task_list bk_biz_id=2' \
		'get_periodic_task_info bk_biz_id=2&task_id=1'; do
		echo "curl '$api/${question%% *}/?$who&${question#* }'"
	done
	who='"bk_app_code": "esb_test", "bk_app_secret": "xxx", "bk_username": "admin"'
	echo "curl '$api/query_task_count/' -d '{$who, \"bk_biz_id\": 2, \"group_by\": \"status\"}'"
	echo "curl '$api/get_tasks_status/' -d '{$who, \"bk_biz_id\": 2, \"task_id_list\": [10, 11, 20, 21, 22, 23]}'"
}

# The same, behind the gateway: in business 2 task 10 has run, 11 has not been
# started, 20 runs, 21 failed in its sub-process, 22 waits for a person.
ask_current()
{
	api=http://127.0.0.1:$port/o/bk_sops/apigw
	token='-H "X-Bkapi-JWT: $(cat var/token)"'
	check=n0ba4439ee9a46d9d9f14c60f88f45
	copy=n12cba3ee81cf4a793796a51b6327c
	deploy=n8a68dc3e925eacf92633be230722a
	show "$api/get_task_detail/10/2/" "$token"
	for question in \
		'get_task_list/2/?is_started=true&limit=3' \
		'get_task_count/2/?keyword=a' \
		'get_template_list/2/?include_labels=true' \
		'get_common_template_list/' \
		'get_template_info/266/2/?include_subprocess=true' \
		'get_common_template_info/10001/' \
		'get_template_schemes/2/266/' \
		'get_periodic_task_list/2/?include_edit_info=true' \
		'get_periodic_task_info/1/2/' \
		'get_clocked_task_list/2/' \
		'get_functionalization_task_list/' \
		'get_mini_app_list/2/' \
		'get_user_project_list/?include_executor_proxy=true' \
		'get_task_operate_record/10/1/?scope=project' \
		"get_task_node_log/10/2/?node_id=${check}10" \
		'get_task_effective_time/10/2/' \
		"inner/get_task_node_log/?node_id=${check}10" \
		'inner/get_task_effective_time/10/2/' \
		'plugin-gateway/runs/0123456789abcdef0123456789abcdef/' \
		'plugin-gateway/runs/status/?task_tag=0123456789abcdef0123456789abcdef' \
		'get_task_status/10/2/' \
		'get_task_status/20/2/' \
		'get_task_status/21/2/?with_ex_data=true&with_failed_node_info=true' \
		"get_task_node_detail/21/2/?node_id=${copy}21&subprocess_stack=%5B%22${deploy}21%22%5D" \
		"get_task_node_data/2/10/?node_id=${check}10"; do
		echo "curl $token '$api/$question'"
	done
	for endpoint in get_tasks_status get_tasks_manual_intervention_state; do
		echo "curl $token '$api/$endpoint/2/' -d '{\"task_id_list\": [10, 11, 20, 21, 22]}'"
	done
	echo "curl $token '$api/query_task_count/2/' -d '{\"group_by\": \"status\"}'"
}

"ask_$generation"

echo
echo "Whether all is well, and who answers there:"
echo "build/bksops-fcgi -c var/bksops-fcgi.conf --doctor"
echo "build/bksops-fcgi -c var/bksops-fcgi.conf --doctor --url http://127.0.0.1:$port/"

if [ $mode = detach ]; then
	echo
	echo "./demo.sh --stop ends it."
	trap - EXIT
	exit 0
fi
echo
echo "Ctrl-C stops the demo."
while alive "$run/nginx.pid"; do
	sleep 1
done
