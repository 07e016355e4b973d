# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/auth/bucket.c src/auth/bucket.h \
	src/auth/component.c src/auth/component.h \
	src/auth/credentials.c src/auth/credentials.h \
	src/auth/esb.c src/auth/esb.h \
	src/auth/identity.c src/auth/identity.h \
	src/auth/iam.c src/auth/iam.h \
	src/auth/limiter.c src/auth/limiter.h \
	src/auth/paas.c src/auth/paas.h \
	src/auth/policy.c src/auth/policy.h \
	src/auth/ratelimit.c src/auth/ratelimit.h \
	src/auth/refusal.c src/auth/refusal.h \
	src/auth/token.c src/auth/token.h
