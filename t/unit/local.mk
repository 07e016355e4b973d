# SPDX-License-Identifier: MIT
# Unit tests, each with cmocka; what names no LDADD of its own is linked so.
LDADD = libbksops.a $(LIBRARIES_USED) $(CMOCKA_LIBS)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
EXTRA_DIST += t/unit/unit.h t/unit/deflated.h t/unit/params_expect.h
if CMOCKA
check_PROGRAMS += \
	t/unit/access_format.t \
	t/unit/api.t \
	t/unit/auth.t \
	t/unit/base.t \
	t/unit/bucket.t \
	t/unit/child.t \
	t/unit/config.t \
	t/unit/count.t \
	t/unit/effective.t \
	t/unit/envelope.t \
	t/unit/fcgi.t \
	t/unit/fcgi_records.t \
	t/unit/grants.t \
	t/unit/iam.t \
	t/unit/json.t \
	t/unit/limits.t \
	t/unit/notify.t \
	t/unit/outage.t \
	t/unit/params.t \
	t/unit/params_body.t \
	t/unit/pickle.t \
	t/unit/ratelimit.t \
	t/unit/refusal.t \
	t/unit/reply.t \
	t/unit/signature.t \
	t/unit/sink.t \
	t/unit/status.t \
	t/unit/token.t \
	t/unit/value.t
if SANITIZER
check_PROGRAMS += t/unit/poison.t
endif
if !MSAN
# Through libjwt, jansson and OpenSSL from end to end: t/msan.c would have to
# stand before most of what they have.
check_PROGRAMS += t/unit/jwt.t
# Its megabytes take minutes; the fuzz target "tree" goes the same ways.
check_PROGRAMS += t/unit/tree.t t/unit/tree_flow.t t/unit/tree_shapes.t
if SECCOMP
# The filter of system calls is libseccomp's, and forbids MemorySanitizer's own.
check_PROGRAMS += t/unit/sandbox.t
endif
endif
# Tells t/openapi.t what the tables of src/api/ and src/sops_2019/ hold.
check_PROGRAMS += t/unit/api-tables
# Asks what t/store.t tells it to.
check_PROGRAMS += t/unit/store-ask
endif

fcgi_peers = t/unit/fcgi_bench.c t/unit/fcgi_bench.h \
	t/unit/fcgi_peer.c t/unit/fcgi_peer.h

t_unit_access_format_t_SOURCES = t/unit/access_format.c
t_unit_api_t_SOURCES = t/unit/api.c
t_unit_api_tables_SOURCES = t/unit/api-tables.c
t_unit_api_tables_LDADD = libbksops.a $(LIBRARIES_USED)
t_unit_auth_t_SOURCES = t/unit/auth.c t/unit/auth_cases.h \
	t/unit/auth_cases_app.c t/unit/auth_cases_channel.c \
	t/unit/auth_cases_user.c \
	t/unit/auth_paas.c t/unit/auth_paas.h t/unit/mint.c t/unit/mint.h
t_unit_base_t_SOURCES = t/unit/base.c
t_unit_bucket_t_SOURCES = t/unit/bucket.c
t_unit_child_t_SOURCES = t/unit/child.c
t_unit_config_t_SOURCES = t/unit/config.c
t_unit_count_t_SOURCES = t/unit/count.c
t_unit_effective_t_SOURCES = t/unit/effective.c
t_unit_envelope_t_SOURCES = t/unit/envelope.c
t_unit_fcgi_t_SOURCES = t/unit/fcgi.c $(fcgi_peers)
t_unit_fcgi_records_t_SOURCES = t/unit/fcgi_records.c $(fcgi_peers)
t_unit_grants_t_SOURCES = t/unit/grants.c
t_unit_iam_t_SOURCES = t/unit/iam.c
t_unit_json_t_SOURCES = t/unit/json.c t/unit/trace.h
t_unit_jwt_t_SOURCES = t/unit/jwt.c
t_unit_limits_t_SOURCES = t/unit/limits.c
t_unit_notify_t_SOURCES = t/unit/notify.c
t_unit_outage_t_SOURCES = t/unit/outage.c
t_unit_params_t_SOURCES = t/unit/params.c
t_unit_params_body_t_SOURCES = t/unit/params_body.c
t_unit_pickle_t_SOURCES = t/unit/pickle.c t/unit/pickle_cases.h \
	t/unit/pickle_python3.h t/unit/pickle_rows.h
t_unit_poison_t_SOURCES = t/unit/poison.c
t_unit_ratelimit_t_SOURCES = t/unit/ratelimit.c
t_unit_refusal_t_SOURCES = t/unit/refusal.c t/unit/auth_cases.h \
	t/unit/auth_paas.h
t_unit_reply_t_SOURCES = t/unit/reply.c
t_unit_sandbox_t_SOURCES = t/unit/sandbox.c
t_unit_signature_t_SOURCES = t/unit/signature.c t/unit/mint.c t/unit/mint.h
t_unit_sink_t_SOURCES = t/unit/sink.c
t_unit_status_t_SOURCES = t/unit/status.c
t_unit_store_ask_SOURCES = t/unit/store-ask.c
t_unit_store_ask_LDADD = libbksops.a $(LIBRARIES_USED)
t_unit_token_t_SOURCES = t/unit/token.c t/unit/mint.c t/unit/mint.h
t_unit_tree_t_SOURCES = t/unit/tree.c
t_unit_tree_flow_t_SOURCES = t/unit/tree_flow.c
t_unit_tree_shapes_t_SOURCES = t/unit/tree_shapes.c
t_unit_value_t_SOURCES = t/unit/value.c
