/* SPDX-License-Identifier: MIT */
#include "sops_2019/ask_count.h"

#include "sops_2019/caller.h"

/* Numbers of the errors that a pattern leads to. */
static const struct {
	unsigned int first, last;
} regex_errors[] = {
    {1139, 1139}, /* MariaDB, and MySQL up to 5.7 */
    {3684, 3700}, /* MySQL 8: one for each mistake */
    {3887, 3887},
};

static bool
is_regex_error(unsigned int number)
{
	size_t n = sizeof(regex_errors) / sizeof(*regex_errors);

	for (size_t i = 0; i < n; i++)
		if (number >= regex_errors[i].first &&
		    number <= regex_errors[i].last)
			return true;
	return false;
}

enum db_result
sops_count_model(struct sops *sops, struct arena *arena, int64_t deadline,
    const struct count_model **model)
{
	enum db_result result;

	result = sops_generation(sops, arena, deadline);
	if (result == DB_OK)
		*model = &gen2019_count_model;
	return result;
}

static void
read_counts(const struct asking *a, size_t i, struct count_answer *answer)
{
	struct db_row row;

	answer->state = asking_row(a, i, &row);
	if (answer->state != STORE_ROW)
		return;
	answer->total = db_int(row.cells[0]);
	for (size_t n = 1; n < row.ncells && n <= COUNT_CHOICES; n++)
		answer->counts[n - 1] = db_int(row.cells[n]);
}

static bool
has_regex(const struct count_question *asked)
{
	for (size_t i = 0; i < asked->nconditions; i++)
		if (asked->conditions[i].lookup == COUNT_REGEX ||
		    asked->conditions[i].lookup == COUNT_IREGEX)
			return true;
	return false;
}

static void
note_regex_error(const struct asking *a, struct count_answer *answer)
{
	struct text text;
	unsigned int number = db_error(a->sops->db, &text);

	if (is_regex_error(number))
		answer->regex_error = arena_copy(a->arena, text);
}

/* The count alone. */
static enum db_result
ask_count(const struct asking *a, const struct count_question *asked,
    struct count_answer *answer)
{
	struct question *q = question_new(a->arena);
	enum db_result result;
	bool failed;

	answer->state = STORE_FAILED;
	if (q == NULL)
		return DB_OK;
	gen2019_count(q, a->caller, asked);
	result = asking_one(a, q, &failed);
	if (result == DB_OK && !failed)
		read_counts(a, 0, answer);
	if (result == DB_OK && failed && has_regex(asked))
		note_regex_error(a, answer);
	return result;
}

struct counting {
	const struct count_question *asked;
	struct count_answer *answer;
};

static void
add_counts(const struct asking *a, struct question *q, void *context)
{
	const struct counting *c = context;

	gen2019_count(q, a->caller, c->asked);
}

static bool
take_counts(const struct asking *a, size_t i, void *context)
{
	const struct counting *c = context;

	read_counts(a, i, c->answer);
	return true;
}

enum db_result
sops_ask_count(struct sops *sops, struct arena *arena,
    const struct sops_caller *caller, const struct count_question *asked,
    int64_t deadline, struct count_answer *answer)
{
	struct asking a = ASKING(sops, arena, caller, deadline, answer);
	/* A pattern that the server refuses must not cost the other answers. */
	bool apart = asked != NULL && has_regex(asked);
	static const struct asking_part part = {add_counts, take_counts};
	struct counting counting = {asked, answer};
	enum db_result result;

	*answer = (struct count_answer){.state = STORE_NOT_ASKED};
	result = sops_generation(sops, arena, deadline);
	if (result != DB_OK)
		return result;
	result = asking_together(
	    &a, apart || asked == NULL ? NULL : &part, true, &counting);
	if (result == DB_OK && apart)
		return caller->trusted || answer->access.permission.allowed
			   ? ask_count(&a, asked, answer)
			   : DB_OK;
	if (result != DB_FAILED)
		return result;
	result = asking_each(&a);
	if (result == DB_OK && asked != NULL)
		result = ask_count(&a, asked, answer);
	return result;
}
