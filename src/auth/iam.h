/* SPDX-License-Identifier: MIT */
/*
 * The client of BlueKing's IAM (sops-current 5.3), for iam = ask: it asks for
 * the policies of one user, over a connection that is kept.  What came of one
 * action on one resource is held for iam.cache; of the policies for a list
 * nothing is.
 *
 * Who is not allowed by a whole and good answer is not allowed: whatever goes
 * wrong is PERMISSION_FAILED.
 */
#ifndef AUTH_IAM_H
#define AUTH_IAM_H

#include "auth/policy.h"
#include "base/trace.h"
#include "config/config.h"

/* Bytes of an answer: some ninety thousand ids. */
#define IAM_ANSWER_MAX ((size_t)1024 * 1024)

/* Decisions that are held (sops-current 5.1). */
#define IAM_CACHED 1024

struct iam;

/*
 * NULL when out of memory, or when libcurl cannot be had.  Both must live as
 * long; `trace` may be NULL.  Call it before chroot and before the sandbox: it
 * looks up the host, and makes what libcurl needs system calls for that a
 * worker does not have.
 */
struct iam *iam_new(const struct config_pool *config, struct trace *trace);

/* Closes the connection; NULL does nothing. */
void iam_free(struct iam *iam);

/*
 * Whether the user may do `action` ("task_view") to the resource, NULL for an
 * action that has none ("function_view").  Waits for at most iam.timeout and
 * not beyond `deadline` (clock_ms), but for the look-up of a name, which the
 * system's resolver limits.  With PERMISSION_FAILED iam_why says why, and,
 * where iam_is_away, the log does once for the pool, until IAM answers again.
 */
enum permission iam_ask(struct iam *iam, struct arena *arena, struct text user,
    const char *action, const struct policy_resource *resource,
    int64_t deadline);

/*
 * What the user may do to whatever it is: the policy of one action, or of each
 * of several, NULL behind the last.  PERMISSION_ALLOWED: they are known;
 * PERMISSION_FAILED and PERMISSION_CANCELLED as above.  The policies live as
 * long as the arena.
 */
enum permission
iam_ask_policy(struct iam *iam, struct arena *arena, struct text user,
    const char *action, int64_t deadline, const struct policy **policy);
enum permission iam_ask_policies(struct iam *iam, struct arena *arena,
    struct text user, const char *const *actions, int64_t deadline,
    const struct policy **policies);

/* Why the last question failed; valid until the next one. */
const char *iam_why(const struct iam *iam);

/* Whether it failed for what is wrong with IAM, of which the log tells once;
 * not: with this question, or with what a policy says of its resource. */
bool iam_is_away(const struct iam *iam);

#define IAM_VERSION 64 /* bytes, with the NUL */

/*
 * For --doctor: asks IAM, whether it takes our questions, once and past what
 * is held, and GET /version.  PERMISSION_FAILED as above, *version is "" when
 * IAM does not tell one.
 */
enum permission
iam_try(struct iam *iam, struct arena *arena, char version[IAM_VERSION]);

#endif
