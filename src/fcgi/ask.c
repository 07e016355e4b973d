/* SPDX-License-Identifier: MIT */
#include "fcgi/ask.h"

#include "base/clock.h"

#include <errno.h>
#include <fastcgi.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>

#define ASK_ID 1

static bool
is_try_again(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static int
send_all(int fd, struct text bytes, int64_t deadline)
{
	while (bytes.len > 0) {
		ssize_t n = send(fd, bytes.s, bytes.len, MSG_NOSIGNAL);

		if (n < 0 && !is_try_again())
			return -1;
		if (n < 0 && !clock_wait(fd, POLLOUT, deadline))
			return -1;
		if (n > 0) {
			bytes.s += n;
			bytes.len -= (size_t)n;
		}
	}
	return 0;
}

static int
receive_all(int fd, void *to, size_t len, int64_t deadline)
{
	char *at = to;

	while (len > 0) {
		ssize_t n = recv(fd, at, len, 0);

		if (n == 0)
			errno = ECONNRESET;
		if (n == 0 || (n < 0 && !is_try_again()))
			return -1;
		if (n < 0 && !clock_wait(fd, POLLIN, deadline))
			return -1;
		if (n > 0) {
			at += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

static void
add_record(struct buf *b, unsigned char type, struct text content)
{
	const FCGI_Header header = {.version = FCGI_VERSION_1,
	    .type = type,
	    .requestIdB0 = ASK_ID,
	    .contentLengthB1 = (unsigned char)(content.len >> 8),
	    .contentLengthB0 = (unsigned char)content.len};

	buf_add(b, &header, sizeof(header));
	buf_add_text(b, content);
}

/* Of FastCGI 3.4: always in the form of four bytes. */
static void
add_length(struct buf *b, size_t len)
{
	const unsigned char bytes[] = {(unsigned char)(len >> 24 | 0x80),
	    (unsigned char)(len >> 16), (unsigned char)(len >> 8),
	    (unsigned char)len};

	buf_add(b, bytes, sizeof(bytes));
}

static int
send_request(
    int fd, const struct fcgi_param *params, size_t nparams, int64_t deadline)
{
	const FCGI_BeginRequestBody begin = {.roleB0 = FCGI_RESPONDER};
	struct buf pairs, request;
	int result = -1;

	buf_init(&pairs, FCGI_ASK_PARAMS);
	buf_init(&request, FCGI_ASK_PARAMS + 5 * FCGI_HEADER_LEN);
	for (size_t i = 0; i < nparams; i++) {
		add_length(&pairs, params[i].name.len);
		add_length(&pairs, params[i].value.len);
		buf_add_text(&pairs, params[i].name);
		buf_add_text(&pairs, params[i].value);
	}
	add_record(&request, FCGI_BEGIN_REQUEST,
	    (struct text){(const char *)&begin, sizeof(begin)});
	add_record(&request, FCGI_PARAMS, buf_text(&pairs));
	add_record(&request, FCGI_PARAMS, TEXT(""));
	add_record(&request, FCGI_STDIN, TEXT(""));
	if (pairs.failed || request.failed)
		errno = EMSGSIZE;
	else
		result = send_all(fd, buf_text(&request), deadline);
	buf_free(&pairs);
	buf_free(&request);
	return result;
}

/* One record; its content goes to `out` when it is standard output.  1 at the
 * end of the answer. */
static int
receive_record(int fd, struct buf *out, int64_t deadline)
{
	unsigned char content[UCHAR_MAX + FCGI_MAX_LENGTH];
	FCGI_Header header;
	size_t len;

	if (receive_all(fd, &header, sizeof(header), deadline) < 0)
		return -1;
	len = (size_t)header.contentLengthB1 << 8 | header.contentLengthB0;
	if (receive_all(fd, content, len + header.paddingLength, deadline) < 0)
		return -1;
	if (header.type == FCGI_STDOUT && buf_add(out, content, len) < 0) {
		errno = EMSGSIZE;
		return -1;
	}
	return header.type == FCGI_END_REQUEST;
}

int
fcgi_ask(int fd, const struct fcgi_param *params, size_t nparams,
    struct buf *out, int64_t deadline)
{
	int end;

	if (send_request(fd, params, nparams, deadline) < 0)
		return -1;
	do
		end = receive_record(fd, out, deadline);
	while (end == 0 && clock_left(deadline) > 0);
	if (end == 0)
		errno = ETIMEDOUT;
	return end > 0 ? 0 : -1;
}
