# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/auth/admission.h \
	src/auth/app.c \
	src/auth/authorization.c src/auth/authorization.h \
	src/auth/bucket.c src/auth/bucket.h \
	src/auth/channel.c \
	src/auth/component.c src/auth/component.h \
	src/auth/credentials.c src/auth/credentials.h \
	src/auth/esb.c src/auth/esb.h \
	src/auth/header.c src/auth/header.h \
	src/auth/identity.c src/auth/identity.h \
	src/auth/jwt.c src/auth/jwt.h \
	src/auth/limiter.c src/auth/limiter.h \
	src/auth/paas.c src/auth/paas.h \
	src/auth/paas_channel.c \
	src/auth/paas_parts.c src/auth/paas_parts.h \
	src/auth/profile.c src/auth/profile.h \
	src/auth/ratelimit.c src/auth/ratelimit.h \
	src/auth/ratelimit_rule.c src/auth/ratelimit_rule.h \
	src/auth/redis.c src/auth/redis.h \
	src/auth/refusal.c src/auth/refusal.h \
	src/auth/signature.c src/auth/signature.h \
	src/auth/token.c src/auth/token.h \
	src/auth/user.c \
	src/auth/whitelist.c src/auth/whitelist.h
