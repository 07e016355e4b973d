/* SPDX-License-Identifier: MIT */
/* Lines of an access log, and what of a request they never show. */
#include "api/api.h"
#include "unit.h"

#include "pool/mask.h"
#include "pool/request_line.h"

#include <stdio.h>
#include <unistd.h>

/* 2026-11-24 10:58:02.345678 UTC, the end of a request that took 1.25 s. */
#define ENDED INT64_C(1795517882345678)
#define TOOK  1250000

struct request_row {
	const char *uri, *query, *remote, *user;
};

static const struct request_row usual = {
    "/api/c/?x=1", "task_id=1&bk_token=T0PS", "192.0.2.7", "admin"};
static const struct request_row hostile = {"/a\nb\"\\\x1b\x7f\xc2\x9b",
    "name=\r\n", "\xff", "a b\n[24-Nov-2026] ERROR: forged"};
static const struct request_row none = {"", "", "", ""};

static size_t
endpoint_of(const char *name)
{
	size_t i = 0;

	while (strcmp(api_endpoint_name(i), name) != 0)
		i++;
	return i;
}

/* The line of a request, in `out`. */
static void
render(const char *format, const struct request_row *row, char *out)
{
	static struct proc proc = {.resident = 3 * 1024 * 1024};
	struct fcgi_param params[] = {
	    {TEXT("REQUEST_URI"), text_of(row->uri)},
	    {TEXT("QUERY_STRING"), text_of(row->query)},
	    {TEXT("HTTP_USER_AGENT"), TEXT("curl/8")},
	};
	struct fcgi_request request = {.params = params,
	    .nparams = sizeof(params) / sizeof(*params),
	    .method = TEXT("GET"),
	    .uri = text_of(row->uri),
	    .query = text_of(row->query),
	    .remote_addr = text_of(row->remote),
	    .body = TEXT("12345"),
	    .client_fd = -1};
	struct reply reply = {.status = 200, .sent = 83};
	struct served served = {.endpoint = endpoint_of("get_task_detail"),
	    .app_code = TEXT("bk_cdman"),
	    .username = text_of(row->user),
	    .request_id = "id-1",
	    .answer_id = "0123"};
	struct trace trace = {.proc = &proc,
	    .queue_us = -1,
	    .read_us = 20,
	    .us = {[PROC_QUERY] = 1200000, [PROC_WORKING] = 40000},
	    .nstatements = 2};
	struct finished f = {.pool = "www",
	    .request = &request,
	    .reply = &reply,
	    .served = &served,
	    .trace = &trace,
	    .path = TEXT("/api/c/"),
	    .outcome = PROC_OK,
	    .status = 200,
	    .took_us = TOOK,
	    .ended_us = ENDED,
	    .user_us = 125000,
	    .system_us = 62500};
	struct access_format list;
	struct buf line;
	char why[ACCESS_WHY];

	reply_init(&reply);
	reply.sent = 83;
	reply_header(&reply, "ETag", TEXT("\"e\""));
	assert_int_equal(access_format_compile(format, &list, why), 0);
	buf_init(&line, LINE_BYTES);
	request_line_access(&line, &list, &f);
	memcpy(out, line.data, line.len);
	out[line.len] = '\0';
	buf_free(&line);
	reply_free(&reply);
}

struct line_row {
	const char *name;
	const char *format;
	const struct request_row *request;
	const char *want;
};

static struct line_row line_rows[] = {
    {"the default", "%R - %u %t \"%m %r\" %s", &usual,
	"192.0.2.7 - admin 24/Nov/2026:10:58:01 +0000 \"GET /api/c/\" 200"},
    {"%C", "%C %{user}C %{system}C %{total}C", &usual,
	"15.00% 10.00% 5.00% 15.00%"},
    {"%d", "%d %{seconds}d %{milliseconds}d %{mili}d %{milli}d %{micro}d",
	&usual, "1.250 1.250 1250.000 1250.000 1250.000 1250000"},
    {"%e", "%{HTTP_USER_AGENT}e %{NOT_SENT}e", &usual, "curl/8 -"},
    {"%e of what has a query", "%{QUERY_STRING}e %{REQUEST_URI}e", &usual,
	"task_id=1&bk_token=*** /api/c/?***"},
    {"%f %r", "%f %r", &usual, "/api/c/ /api/c/"},
    {"%r without REQUEST_URI", "%r", &none, "/api/c/"},
    {"%l %m %n", "%l %m %n", &usual, "5 GET www"},
    {"%M", "%M %{bytes}M %{kilo}M %{mega}M", &usual, "3145728 3145728 3072 3"},
    {"%o", "%{etag}o %{Location}o", &usual, "\\x22e\\x22 -"},
    {"%q %Q", "%Q%q", &usual, "?task_id=1&bk_token=***"},
    {"%q %Q without a query", "<%Q%q>", &none, "<>"},
    {"%s %%", "%s%%", &usual, "200%"},
    {"%t %T", "%{%H:%M:%S}t %{%H:%M:%S}T %T", &usual,
	"10:58:01 10:58:02 24/Nov/2026:10:58:02 +0000"},
    {"%x", "%{outcome}x %{app}x %{request_id}x %{answer_id}x %{bytes}x", &usual,
	"ok bk_cdman id-1 0123 83"},
    {"%x: times",
	"%{queue}x %{read}x %{connect}x %{sql}x %{work}x %{write}x "
	"%{statements}x",
	&usual, "- 0.000020 0.000000 1.200000 0.040000 0.000000 2"},
    {"%x: the endpoint", "%{endpoint}x", &usual, "get_task_detail"},
    {"no request forges a line or closes a quote", "\"%r\" %R %u", &hostile,
	"\"/a\\x0Ab\\x22\\x5C\\x1B\\x7F\\xC2\\x9B\" \\xFF "
	"a b\\x0A[24-Nov-2026] ERROR: forged"},
    {"what was not sent is -", "%R %u", &none, "- -"},
};

static void
check_line(void **state)
{
	const struct line_row *row = *state;
	char line[LINE_BYTES + 1];

	render(row->format, row->request, line);
	assert_string_equal(line, row->want);
}

struct json_row {
	const char *name;
	const struct request_row *request;
	const char *want; /* behind "remote"; "PID" stands for the number */
};

static struct json_row json_rows[] = {
    {"json", &usual,
	"{\"time\":\"2026-11-24T10:58:02.345Z\",\"pool\":\"www\",\"pid\":PID,"
	"\"request_id\":\"id-1\",\"answer_id\":\"0123\",\"client_request_id\":"
	"null,\"traceparent\":null,"
	"\"remote\":\"192.0.2.7\",\"method\":\"GET\",\"path\":\"/api/c/\","
	"\"query\":\"task_id=1&bk_token=***\",\"status\":200,\"bytes\":83,"
	"\"seconds\":1.250000,\"queue\":null,\"read\":0.000020,"
	"\"connect\":0.000000,\"sql\":1.200000,\"work\":0.040000,"
	"\"write\":0.000000,\"statements\":2,\"endpoint\":\"get_task_detail\","
	"\"outcome\":\"ok\",\"app\":\"bk_cdman\",\"user\":\"admin\"}"},
    {"json: no request forges a line or leaves its string", &hostile,
	"{\"time\":\"2026-11-24T10:58:02.345Z\",\"pool\":\"www\",\"pid\":PID,"
	"\"request_id\":\"id-1\",\"answer_id\":\"0123\",\"client_request_id\":"
	"null,\"traceparent\":null,"
	"\"remote\":\"\xef\xbf\xbd\",\"method\":\"GET\","
	"\"path\":\"/a\\nb\\\"\\\\\\u001B\xef\xbf\xbd\xef\xbf\xbd\","
	"\"query\":\"name=\\r\\n\",\"status\":200,\"bytes\":83,"
	"\"seconds\":1.250000,\"queue\":null,\"read\":0.000020,"
	"\"connect\":0.000000,\"sql\":1.200000,\"work\":0.040000,"
	"\"write\":0.000000,\"statements\":2,\"endpoint\":\"get_task_detail\","
	"\"outcome\":\"ok\",\"app\":\"bk_cdman\","
	"\"user\":\"a b\\n[24-Nov-2026] ERROR: forged\"}"},
};

static void
check_json(void **state)
{
	const struct json_row *row = *state;
	char line[LINE_BYTES + 1], want[LINE_BYTES];
	const char *pid = strstr(row->want, "PID");

	snprintf(want, sizeof(want), "%.*s%d%s", (int)(pid - row->want),
	    row->want, (int)getpid(), pid + 3);
	render("json", row->request, line);
	assert_string_equal(line, want);
}

/* The longest texts, all of them escaped: still a whole object. */
static void
check_json_is_whole(void **state)
{
	static char large[40000];
	const struct request_row row = {large, large, large, large};
	char line[LINE_BYTES + 1];
	size_t len;

	(void)state;
	memset(large, 1, sizeof(large) - 1);
	render("json", &row, line);
	len = strlen(line);
	assert_true(len > 1000 && len <= LINE_BYTES);
	assert_string_equal(line + len - 2, "\"}");
	render("%q%r%u%R%q%r%u%R%q%r%u%R", &row, line);
	assert_true(strlen(line) <= LINE_BYTES);
}

struct refused_row {
	const char *name;
	const char *format;
	const char *why;
};

static struct refused_row refused_rows[] = {
    {"an unknown letter", "%R %y", "%y: no such letter"},
    {"a capital one", "%S", "%S: no such letter"},
    {"nothing behind %", "%R %", "nothing behind the last %"},
    {"nothing behind braces", "%{x}", "nothing behind the last %"},
    {"no closing brace", "%{micro", "%{ without }"},
    {"an unknown unit", "%{hours}d", "%{hours}d: no such name"},
    {"a unit of another letter", "%{kilo}d", "%{kilo}d: no such name"},
    {"empty braces", "%{}d", "%{}d: no such name"},
    {"an unknown name of ours", "%{queues}x", "%{queues}x: no such name"},
    {"ours without a name", "%x", "%x needs a name, such as %{request_id}x"},
    {"a parameter without a name", "%e", "%e needs a name, %{name}e"},
    {"a header without a name", "%{}o", "%o needs a name, %{name}o"},
    {"braces where none belong", "%{x}s", "%s takes no braces"},
    {"an empty time", "%{}t", "%{}t is empty"},
    {"a long time",
	"%{0123456789012345678901234567890123456789012345678901234567890123}T",
	"%{...}T: longer than 63 bytes"},
    {"nothing at all", "", "it is empty"},
    {"too many parts",
	"%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s"
	"%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s%s",
	"it has more than 64 parts"},
    {"a cookie", "%{HTTP_COOKIE}e",
	"%{HTTP_COOKIE}e: it is not known to be free of secrets"},
    {"a token", "%{HTTP_X_BKAPI_JWT}e",
	"%{HTTP_X_BKAPI_JWT}e: it is not known to be free of secrets"},
    {"a header that nobody knows", "%{HTTP_X_MINE}e",
	"%{HTTP_X_MINE}e: it is not known to be free of secrets"},
    {"a parameter with a secret's name", "%{My_Password}e",
	"%{My_Password}e: it is not known to be free of secrets"},
};

static void
check_refused(void **state)
{
	const struct refused_row *row = *state;
	struct access_format list;
	char why[ACCESS_WHY] = "";

	assert_int_equal(access_format_compile(row->format, &list, why), -1);
	assert_string_equal(why, row->why);
}

struct mask_row {
	const char *name;
	const char *query;
	const char *want;
};

static struct mask_row mask_rows[] = {
    {"what is harmless is shown", "task_id=1&bk_biz_id=2&bk_app_code=a%20b",
	"task_id=1&bk_biz_id=2&bk_app_code=a%20b"},
    {"secrets by their names",
	"bk_app_secret=a&bk_token=b&access_token=c&bk_signature=d&app_secret=e"
	"&bk_access_token=f&password=g",
	"bk_app_secret=***&bk_token=***&access_token=***&bk_signature=***"
	"&app_secret=***&bk_access_token=***&password=***"},
    {"an unknown name is not shown either", "cd-secret=1&x=y", "***&***"},
    {"nor is a value without a name", "cd-secret", "***"},
    {"nor is one without =", "task_id=1&T0PS", "task_id=1&***"},
    {"a name that is percent-encoded", "bk%5Ftoken=T0PS&task%5fid=3",
	"bk_token=***&task_id=3"},
    {"a capital letter makes another name", "Task_Id=T0PS", "***"},
    {"semicolons separate as well", "task_id=1;bk_token=T0PS",
	"task_id=1;bk_token=***"},
    {"a second question mark", "task_id=1?bk_token=T0PS", "task_id=***"},
    {"a separator that is encoded", "task_id=1%26bk_token%3dT0PS",
	"task_id=***"},
    {"an equals sign in a value", "task_id=bk_token=T0PS", "task_id=***"},
    {"a broken escape", "task_id=%zz&bk_app_code=%4",
	"task_id=%zz&bk_app_code=%4"},
    {"a name without a value", "task_id&bk_token", "task_id&bk_token"},
    {"empty parts", "&&task_id=1&", "&&task_id=1&"},
};

static void
check_mask(void **state)
{
	const struct mask_row *row = *state;
	char out[MASK_BYTES];
	struct text got = mask_query(text_of(row->query), out);

	assert_int_equal(got.len, strlen(row->want));
	assert_memory_equal(got.s, row->want, got.len);
}

static struct mask_row path_rows[] = {
    {"a path", "/api/c/%E4%BD%A0/", "/api/c/%E4%BD%A0/"},
    {"a parameter of the path", "/a/;bk_token=T0PS", "/a/***"},
    {"a question mark that is encoded", "/a/%3Fbk_token=T0PS", "/a/***"},
    {"an equals sign", "/a/bk_token=T0PS", "/a/bk_token***"},
    {"a URL with a query", "http://h/p?task_id=1&bk_token=T0PS",
	"http://h/p?task_id=1&bk_token=***"},
    {"a fragment", "http://h/p#T0PS", "http://h/p***"},
};

static void
check_path(void **state)
{
	const struct mask_row *row = *state;
	char out[MASK_BYTES];
	struct text got = mask_uri(text_of(row->query), out);

	assert_int_equal(got.len, strlen(row->want));
	assert_memory_equal(got.s, row->want, got.len);
}

struct bare_row {
	const char *name;
};

int
main(void)
{
	static struct bare_row whole[] = {{"the longest texts fit"}};

	UNIT_TABLE(line_rows, check_line);
	UNIT_TABLE(json_rows, check_json);
	UNIT_TABLE(whole, check_json_is_whole);
	UNIT_TABLE(refused_rows, check_refused);
	UNIT_TABLE(mask_rows, check_mask);
	UNIT_TABLE(path_rows, check_path);
	return unit_run("access_format");
}
