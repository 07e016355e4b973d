/* SPDX-License-Identifier: MIT */
#include "decode/pickle_text.h"

#include "base/utf8.h"

size_t
pickle_get_char(const char *s, size_t len, uint32_t *code_point)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t n = utf8_get(s, len, code_point);

	if (n > 0 || len < 3 || p[0] != 0xED || (p[1] & 0xE0) != 0xA0 ||
	    (p[2] & 0xC0) != 0x80)
		return n;
	*code_point =
	    0xD000u | (uint32_t)(p[1] & 0x3F) << 6 | (uint32_t)(p[2] & 0x3F);
	return 3;
}

size_t
pickle_put_char(char out[4], uint32_t c)
{
	if (!utf8_is_high(c) && !utf8_is_low(c))
		return utf8_put(out, c);
	out[0] = (char)0xED;
	out[1] = (char)(0x80 | (c >> 6 & 0x3F));
	out[2] = (char)(0x80 | (c & 0x3F));
	return 3;
}

/* Text that is put together character by character, pairs joined. */
struct joiner {
	char *s;
	size_t len;
	uint32_t high; /* a surrogate that waits for its partner, or 0 */
};

static void
flush(struct joiner *j)
{
	if (j->high != 0)
		j->len += pickle_put_char(j->s + j->len, j->high);
	j->high = 0;
}

static void
join(struct joiner *j, uint32_t c)
{
	if (j->high != 0 && utf8_is_low(c)) {
		c = utf8_of_pair(j->high, c);
		j->high = 0;
	}
	flush(j);
	if (utf8_is_high(c))
		j->high = c;
	else
		j->len += pickle_put_char(j->s + j->len, c);
}

static struct text
joined(struct joiner *j)
{
	flush(j);
	return (struct text){j->s, j->len};
}

struct text
pickle_from_utf8(struct pickle_vm *vm, struct text bytes)
{
	struct joiner j = {0};
	uint32_t c;
	size_t n;

	if (utf8_valid(bytes.s, bytes.len))
		return bytes;
	/* A joined pair is shorter, everything else as long as before. */
	j.s = pickle_alloc(vm, bytes.len);
	for (; j.s != NULL && bytes.len > 0; bytes.s += n, bytes.len -= n) {
		n = pickle_get_char(bytes.s, bytes.len, &c);
		if (n == 0) {
			pickle_broken(vm, "text that is not UTF-8");
			return TEXT_NONE;
		}
		join(&j, c);
	}
	return joined(&j);
}

struct text
pickle_from_latin1(struct pickle_vm *vm, struct text bytes)
{
	struct joiner j = {0};

	if (bytes.len > PICKLE_MAX)
		return TEXT_NONE;
	j.s = pickle_alloc(vm, bytes.len * 2 + 1);
	for (size_t i = 0; j.s != NULL && i < bytes.len; i++)
		join(&j, (unsigned char)bytes.s[i]);
	return joined(&j);
}

struct text
pickle_to_latin1(struct pickle_vm *vm, struct text unicode)
{
	char *bytes = pickle_alloc(vm, unicode.len + 1);
	size_t len = 0, n;
	uint32_t c;

	for (; bytes != NULL && unicode.len > 0;
	     unicode.s += n, unicode.len -= n) {
		n = pickle_get_char(unicode.s, unicode.len, &c);
		if (n == 0 || c > 0xFF) {
			pickle_broken(vm, "text that is not Latin-1");
			return TEXT_NONE;
		}
		bytes[len++] = (char)c;
	}
	return (struct text){bytes, len};
}

bool
pickle_to_utf8(struct text t, struct buf *scratch, struct text *utf8)
{
	size_t n;
	uint32_t c;
	struct joiner j = {0};

	*utf8 = t;
	if (utf8_valid(t.s, t.len))
		return true;
	buf_reset(scratch);
	j.s = buf_reserve(scratch, t.len);
	if (j.s == NULL)
		return false;
	for (; t.len > 0; t.s += n, t.len -= n) {
		n = pickle_get_char(t.s, t.len, &c);
		if (n == 0)
			return false;
		join(&j, c);
	}
	*utf8 = joined(&j);
	/* What is left are lone surrogates, as long as U+FFFD. */
	for (size_t i = 0; i < j.len; i += n) {
		n = pickle_get_char(j.s + i, j.len - i, &c);
		if (utf8_is_high(c) || utf8_is_low(c))
			utf8_put(j.s + i, UTF8_REPLACEMENT);
	}
	buf_commit(scratch, j.len);
	return true;
}
