/* SPDX-License-Identifier: MIT */
/* Calls of Decimal, lazy texts and exceptions; the state of a UUID. */
#include "base/buf.h"
#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"
#include "python/number.h"
#include "python/repr.h"

/* Decimal digits of the largest UUID. */
#define UUID_DIGITS 39

/* The text of a Decimal is what its own str() gave. */
static bool
is_decimal(struct text t)
{
	static const char letters[] = "0123456789+-.EeInfityNasSIFTYA";

	for (size_t i = 0; i < t.len; i++)
		if (t.s[i] == '\0' || strchr(letters, t.s[i]) == NULL)
			return false;
	return t.len > 0 && t.len <= PICKLE_DIGITS_MAX;
}

static struct pickle_value *
call_decimal(const struct pickle_call *call)
{
	struct text text;

	if (call->count != 1)
		return pickle_call_refuse(call);
	if (pickle_is_int(call->args[0]))
		text = arena_printf(
		    call->vm->arena, "%lld", (long long)call->args[0]->number);
	else if (pickle_is_text(call->args[0]))
		text = text_strip(call->args[0]->text);
	else
		return pickle_call_refuse(call);
	/* The same long text may be called for as often as the pickle likes. */
	if (!pickle_work(call->vm, text.len))
		return NULL;
	if (text.s != NULL && !is_decimal(text))
		return pickle_broken(call->vm, "no Decimal");
	return pickle_text(call->vm, KIND_SHOWN, text);
}

#define JOB_LINK "<a href='%s' target='_blank'>"

/*
 * bk-sops' own translations (its locale/en/LC_MESSAGES/django.po) of the texts
 * that a plugin may leave in a stored pickle to be translated when it is read
 * (sops 2.3.4).  The text of the source is the Chinese one.  The mistakes are
 * the catalogue's.
 */
static const struct {
	const char *chinese, *english;
} texts[] = {
    /* bk_http_request */
    {"请求响应数据格式非 JSON", "Response data is not valid JSON"},
    /* job_execute_task and the other two of JOB */
    {"任务执行失败，" JOB_LINK "前往作业平台(JOB)查看详情</a>",
	"JOB task failed，" JOB_LINK "GOTO(JOB)</a>"},
    {"JOB任务ID", "JOB Task ID"},
    {"JOB任务链接", "JOB Task URL"},
    /* cc_update_host */
    {"所属运营商校验失败，请重试并修改为正确的所属运营商",
	"Isp name in invalid, please enter the correct"},
    {"所在国家校验失败，请重试并修改为正确的所在国家",
	"State name is invalid,  please enter the correct"},
    {"所在省份校验失败，请重试并修改为正确的所在省份",
	"Province name is invalid,  please enter the correct"},
    /* cc_update_set, cc_update_set_service_status */
    {"服务状态校验失败，请重试并修改为正确的服务状态",
	"Service status is invalid,  please enter the correct"},
    {"环境类型校验失败，请重试并修改为正确的环境类型",
	"Environment is invalid,  please enter the correct"},
    /* cc_update_module */
    {"模块类型校验失败，请重试并填写正确的模块类型",
	"Module type is invalid,  please enter the correct"},
    /* the engine's names */
    {"执行结果", "Execution Result"},
    {"开始时间", "Date Started"},
    {"归档时间", "Date Archived"},
    {"节点 ID", "Node ID"},
    {"节点名称", "Node Name"},
    {"状态", "Status"},
    {"输入数据", "Input Data"},
    {"输出数据", "Output Data"},
    {"异常数据", "Exceptions"},
    {"重试次数", "Retry Times"},
    {"循环次数", "Circle Times"},
    {"是否跳过", "Skip OR Not"},
    {"版本", "Version"},
    /* outputs of plugins (sops appendix B) */
    {"响应内容", "Response Content"},
    {"状态码", "Status Code"},
    {"返回码", "Response Code"},
    {"信息", "Message"},
};

/* The English text, or `chinese` itself where the catalogue has none. */
static struct text
catalogue_english(struct text chinese)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (text_is(chinese, texts[i].chinese))
			return text_of(texts[i].english);
	return chinese;
}

/*
 * _lazy_proxy_unpickle(function, (msgid,), {}, class): the msgid, which is the
 * text in the source's language, or its translation.
 */
static struct pickle_value *
call_lazy(const struct pickle_call *call)
{
	const struct pickle_value *function, *args;
	struct text text;

	if (call->count < 3)
		return pickle_call_refuse(call);
	function = call->args[0];
	args = call->args[1];
	if (function->kind != KIND_NAME ||
	    !text_is(function->name->module, "django.utils.translation") ||
	    args->kind != KIND_TUPLE || args->list.count != 1 ||
	    !pickle_is_text(args->list.items[0]))
		return pickle_call_refuse(call);
	text = args->list.items[0]->text;
	if (call->vm->english)
		text = catalogue_english(text);
	return pickle_text(call->vm, KIND_SHOWN, text);
}

/* Python 2's str() of exceptions, as far as their arguments are plain data. */

/* Bytes of one text; longer ones are shown by the class only. */
#define ERROR_TEXT_MAX ((size_t)64 * 1024)

/* Units of work of a call, and of each byte. */
#define CALL_WORK 256
#define BYTE_WORK 8

#define REPR_DEPTH 8 /* levels of tuples and lists */

static void
put_text_repr(struct buf *b, const struct pickle_value *v)
{
	struct text t = v->text;
	char quote = python_repr_quote(t);
	size_t n;

	if (v->kind == KIND_UNICODE)
		buf_add_char(b, 'u');
	buf_add_char(b, quote);
	for (; t.len > 0 && !b->failed; t.s += n, t.len -= n) {
		uint32_t c = (unsigned char)t.s[0];

		n = v->kind == KIND_UNICODE ? pickle_get_char(t.s, t.len, &c)
					    : 1;
		python_repr_character(b, c, quote);
	}
	buf_add_char(b, quote);
}

static bool
put_scalar_repr(struct buf *b, const struct pickle_value *v)
{
	char text[PYTHON_NUMBER_MAX];

	switch (v->kind) {
	case KIND_NONE:
		buf_addf(b, "None");
		return true;
	case KIND_BOOL:
		buf_addf(b, v->number ? "True" : "False");
		return true;
	case KIND_INT:
		buf_addf(b, "%lld", (long long)v->number);
		return true;
	case KIND_LONG:
		buf_addf(b, "%.*sL", TEXT_ARG(v->text));
		return true;
	case KIND_FLOAT:
		python_float_repr(v->real, text);
		buf_addf(b, "%s", text);
		return true;
	case KIND_BYTES:
	case KIND_UNICODE:
		put_text_repr(b, v);
		return true;
	default:
		return false;
	}
}

/* False when something is no plain data; b may have failed, too. */
static bool
put_repr(struct buf *b, const struct pickle_value *v, int depth)
{
	bool tuple = v->kind == KIND_TUPLE;

	if (!tuple && v->kind != KIND_LIST)
		return put_scalar_repr(b, v);
	if (depth == 0)
		return false;
	buf_add_char(b, tuple ? '(' : '[');
	for (size_t i = 0; i < v->list.count && !b->failed; i++) {
		if (i > 0)
			buf_addf(b, ", ");
		if (!put_repr(b, v->list.items[i], depth - 1))
			return false;
	}
	if (tuple && v->list.count == 1)
		buf_add_char(b, ',');
	buf_add_char(b, tuple ? ')' : ']');
	return true;
}

static bool
put_str(struct buf *b, const struct pickle_value *v)
{
	if (!pickle_is_text(v))
		return put_repr(b, v, REPR_DEPTH);
	buf_add_text(b, v->text);
	return true;
}

/* (errno, text) and (errno, text, file name) */
static bool
put_os_error(struct buf *b, const struct pickle_call *call)
{
	buf_addf(b, "[Errno ");
	if (!put_str(b, call->args[0]))
		return false;
	buf_addf(b, "] ");
	if (!put_str(b, call->args[1]))
		return false;
	if (call->count < 3)
		return true;
	buf_addf(b, ": ");
	return put_repr(b, call->args[2], REPR_DEPTH);
}

static bool
put_error(struct buf *b, const struct pickle_call *call)
{
	enum pickle_meaning meaning = call->name->meaning;

	if (meaning == MEANS_ERROR_OTHER)
		return false;
	if (call->count == 0)
		return true;
	if (call->count == 1)
		return meaning == MEANS_ERROR_KEY
			   ? put_repr(b, call->args[0], REPR_DEPTH)
			   : put_str(b, call->args[0]);
	if (meaning == MEANS_ERROR_OS && call->count <= 3)
		return put_os_error(b, call);
	for (size_t i = 0; i < call->count && !b->failed; i++) {
		buf_addf(b, i == 0 ? "(" : ", ");

		if (!put_repr(b, call->args[i], REPR_DEPTH))
			return false;
	}
	buf_add_char(b, ')');
	return true;
}

/*
 * What Python 2's str() of an exception with these arguments gives; .s is
 * NULL when an argument is not plain data.
 */
static struct text
error_text(const struct pickle_call *call)
{
	struct text text = TEXT_NONE;
	struct buf b;

	buf_init(&b, ERROR_TEXT_MAX);
	if (put_error(&b, call) && !b.failed)
		text = arena_copy(call->vm->arena, buf_text(&b));
	/* Also for text that was given up. */
	if (!pickle_work(call->vm, CALL_WORK + b.len * BYTE_WORK))
		text = TEXT_NONE;
	buf_free(&b);
	return text;
}

static struct pickle_value *
call_error(const struct pickle_call *call)
{
	struct text text = error_text(call);

	if (text.s == NULL)
		text = ARENA_JOIN(call->vm->arena, TEXT("<"),
		    call->name->module, TEXT("."), call->name->name, TEXT(">"));
	return pickle_text(call->vm, KIND_SHOWN, text);
}

struct pickle_value *
pickle_call_object(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_DECIMAL:
		return call_decimal(call);
	case MEANS_LAZY:
		return call_lazy(call);
	case MEANS_ERROR:
	case MEANS_ERROR_KEY:
	case MEANS_ERROR_OS:
	case MEANS_ERROR_OTHER:
		return call_error(call);
	default:
		return pickle_call_refuse(call);
	}
}

/* Decimal digits as 128 bits, the low word first; false when they are more. */
static bool
read_128(struct text digits, uint32_t words[4])
{
	memset(words, 0, 4 * sizeof(*words));
	if (digits.len > UUID_DIGITS || !text_is_digits(digits))
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		uint64_t carry = (uint64_t)(digits.s[i] - '0');

		for (size_t k = 0; k < 4; k++) {
			carry += (uint64_t)words[k] * 10;
			words[k] = (uint32_t)carry;
			carry >>= 32;
		}
		if (carry != 0)
			return false;
	}
	return true;
}

static bool
read_uuid(const struct pickle_value *v, uint32_t words[4])
{
	memset(words, 0, 4 * sizeof(*words));
	if (v->kind == KIND_LONG)
		return read_128(v->text, words);
	if (v->kind != KIND_INT || v->number < 0)
		return false;
	words[0] = (uint32_t)v->number;
	words[1] = (uint32_t)(v->number >> 32);
	return true;
}

bool
pickle_uuid_state(
    struct pickle_vm *vm, struct pickle_value *uuid, struct pickle_value *state)
{
	const struct pickle_value *number = NULL;
	uint32_t w[4];

	if (state->kind != KIND_DICT || !pickle_work(vm, state->dict->count))
		return pickle_broken(vm, "a UUID of another state");
	for (size_t i = 0; i < state->dict->count; i++) {
		const struct pickle_item *item = &state->dict->items[i];

		if (pickle_is_text(item->key) &&
		    text_is(item->key->text, "int"))
			number = item->value;
	}
	if (number == NULL || !read_uuid(number, w))
		return pickle_broken(vm, "a UUID of another state");
	uuid->text = arena_printf(vm->arena, "%08x-%04x-%04x-%04x-%04x%08x",
	    w[3], w[2] >> 16, w[2] & 0xFFFF, w[1] >> 16, w[1] & 0xFFFF, w[0]);
	return uuid->text.s != NULL ||
	       pickle_fail(vm, PICKLE_MEMORY, "the arena is full");
}
