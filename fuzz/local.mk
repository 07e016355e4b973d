# SPDX-License-Identifier: MIT
# libFuzzer targets, built by ./configure CC=clang --enable-fuzz.
EXTRA_DIST += fuzz/corpus fuzz/params_seen.h
if FUZZ
noinst_PROGRAMS += \
	fuzz/body.fuzz \
	fuzz/form.fuzz \
	fuzz/json.fuzz \
	fuzz/multipart.fuzz \
	fuzz/pickle.fuzz \
	fuzz/policy.fuzz \
	fuzz/query.fuzz \
	fuzz/record.fuzz \
	fuzz/token.fuzz \
	fuzz/tree.fuzz
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
fuzz_body_fuzz_SOURCES = fuzz/body.c
fuzz_body_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_body_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_form_fuzz_SOURCES = fuzz/form.c
fuzz_form_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_form_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_json_fuzz_SOURCES = fuzz/json.c
fuzz_json_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_json_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_multipart_fuzz_SOURCES = fuzz/multipart.c
fuzz_multipart_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_multipart_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_pickle_fuzz_SOURCES = fuzz/pickle.c
fuzz_pickle_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_pickle_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_policy_fuzz_SOURCES = fuzz/policy.c
fuzz_policy_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_policy_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_query_fuzz_SOURCES = fuzz/query.c
fuzz_query_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_query_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_record_fuzz_SOURCES = fuzz/record.c
fuzz_record_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_record_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_token_fuzz_SOURCES = fuzz/token.c
fuzz_token_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_token_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
fuzz_tree_fuzz_SOURCES = fuzz/tree.c
fuzz_tree_fuzz_LDFLAGS = $(fuzz_ldflags)
fuzz_tree_fuzz_LDADD = libbksops.a $(LIBRARIES_USED)
endif
