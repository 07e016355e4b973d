/* SPDX-License-Identifier: MIT */
/* The keys of a pool: what it has of the PaaS beside its database. */
#include "config/keys_pool.h"

static const struct key secrets[] = {
    {.name = "login.secret_key",
	.type = KEY_TEXT,
	.offset = POOL(login_secret_key),
	.initial = "",
	.secret = true,
	.help = "SECRET_KEY of the login service, which its tokens are "
		"encrypted with. A file is better: see the next key. Needed "
		"for auth = esb."},
    {.name = "login.secret_key_file",
	.type = KEY_PATH,
	.offset = POOL(login_secret_key_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/login.key",
	.shown = true,
	.help = "File that holds that key, under the same rules as "
		"mysql.sops.password_file."},
    {.name = "jwt.public_key_file",
	.type = KEY_PATH,
	.offset = POOL(jwt_public_key_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/apigw.pub",
	.help = "File with the public RSA key of the API gateway in PEM, read "
		"before rights are dropped. Needed for auth = jwt. It may hold "
		"up to 8 keys, of which each is tried: put the next one beside "
		"the old one, reload, and remove the old one later. It is "
		"refused when others than its owner and group may write it."},
};

const struct key_group keys_secrets = KEY_GROUP("Secrets of the PaaS", secrets);

static const struct key redis[] = {
    {.name = "paas.redis",
	.type = KEY_SERVER,
	.offset = POOL(paas_redis),
	.initial = "",
	.example = "redis.example.com:6379",
	.help = "The Redis in which ESB counts calls against the rate limits "
		"of esb_channel: path of a UNIX socket, below chroot, or "
		"host:port. A name is looked up when a worker starts; its "
		"addresses are tried in turn. With it calls through ESB and "
		"through this program are counted together, and a "
		"Redis that does not answer allows every call, as with ESB. "
		"When empty the workers of the pool count in memory that they "
		"share. For auth = esb; see RATE LIMITS in bksops-fcgi(8)."},
    {.name = "paas.redis.password",
	.type = KEY_TEXT,
	.offset = POOL(paas_redis_password),
	.initial = "",
	.secret = true,
	.help = "Password of that Redis; none when empty. A file is better: "
		"see the next key."},
    {.name = "paas.redis.password_file",
	.type = KEY_PATH,
	.offset = POOL(paas_redis_password_file),
	.initial = "",
	.example = "/etc/bksops-fcgi/redis.password",
	.help = "File that holds the password, under the same rules as "
		"mysql.sops.password_file."},
    {.name = "paas.redis.database",
	.type = KEY_INT,
	.offset = POOL(paas_redis_database),
	.min = 0,
	.max = 65535,
	.initial = "0",
	.help = "Number of the database in it."},
    {.name = "paas.redis.timeout",
	.type = KEY_DURATION,
	.offset = POOL(paas_redis_timeout),
	.min = 10,
	.max = 10 * SECOND,
	.initial = "500ms",
	.help = "How long one call waits for Redis, connecting included. "
		"After a wait in vain Redis is not asked for a second."},
};

const struct key_group keys_redis = KEY_GROUP("Rate limits of the PaaS", redis);
