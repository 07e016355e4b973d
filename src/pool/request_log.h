/* SPDX-License-Identifier: MIT */
/* What a worker writes about each of its requests. */
#ifndef POOL_REQUEST_LOG_H
#define POOL_REQUEST_LOG_H

#include "pool/logs.h"
#include "pool/request_line.h"

struct request_log {
	const struct config_pool *config;
	struct logs logs;
	struct access_format format;
	int64_t user_us, system_us;    /* of the processor, when it began */
	bool access_fails, slow_fails; /* that lines are lost was said */
};

/* Takes the pool's logs over from the master: the worker's lines of the error
 * log have the pool's name from now on. */
void request_log_init(struct request_log *log, const struct config_pool *config,
    const struct logs *logs);

/* A request begins: lines of the error log have its id. */
void request_log_begin(struct request_log *log, const struct served *served);

/* It was answered: a line in the access log and, when it was slow, in the slow
 * log; the slow are counted.  Sets the processor's times of `f`. */
void request_log_end(struct request_log *log, struct finished *f);

#endif
