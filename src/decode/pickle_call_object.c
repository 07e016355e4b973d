/* SPDX-License-Identifier: MIT */
/*
 * Calls of datetime, pytz and zoneinfo, as texts that sops 2.4 and sops-current
 * 1.5 show; of Decimal and lazy texts; the state of a UUID.
 */
#include <stdio.h>
#include <stdlib.h>

#include "decode/pickle_call.h"
#include "decode/pickle_scalar.h"

#define DAY	 86400
#define MILLION	 1000000
#define DAYS_MAX 999999999 /* of a timedelta */

/* Arguments of a timedelta; more than that is out of range anyway. */
#define PART_MAX ((int64_t)1000000000000000)

/* The parts of a datetime as its state holds them. */
struct stored_datetime {
	unsigned year, month, day, hour, minute, second, micros;
};

static unsigned
byte_at(struct text state, size_t i)
{
	return (unsigned char)state.s[i];
}

static void
read_date(struct text state, struct stored_datetime *m)
{
	m->year = byte_at(state, 0) << 8 | byte_at(state, 1);
	/* The first bit is Python 3's "fold". */
	m->month = byte_at(state, 2) & 0x7F;
	m->day = byte_at(state, 3);
}

static void
read_time(struct text state, struct stored_datetime *m)
{
	m->hour = byte_at(state, 0) & 0x7F;
	m->minute = byte_at(state, 1);
	m->second = byte_at(state, 2);
	m->micros = byte_at(state, 3) << 16 | byte_at(state, 4) << 8 |
		    byte_at(state, 5);
}

static bool
exists(const struct stored_datetime *m)
{
	return m->year >= 1 && m->year <= 9999 && m->month >= 1 &&
	       m->month <= 12 && m->day >= 1 && m->day <= 31 && m->hour < 24 &&
	       m->minute < 60 && m->second < 60 && m->micros < MILLION;
}

/* Bytes; for Python 3 a byte string of Python 2, too, which may be ASCII. */
static bool
has_state(const struct pickle_call *call)
{
	const struct pickle_value *state = call->args[0];

	return state->kind == KIND_BYTES ||
	       (pickle_is_python3(call->vm) && state->kind == KIND_UNICODE &&
		   text_is_ascii(state->text));
}

/* The state of a datetime; false after a refusal, or when it is nonsense. */
static bool
read_datetime(const struct pickle_call *call, struct stored_datetime *m)
{
	struct text state;

	*m = (struct stored_datetime){2000, 1, 1, 0, 0, 0, 0};
	if (call->count == 0 || !has_state(call))
		return pickle_refuse(call->vm, call->name);
	state = call->args[0]->text;
	if (call->name->meaning == MEANS_DATE && state.len == 4) {
		read_date(state, m);
	} else if (call->name->meaning == MEANS_TIME && state.len == 6) {
		read_time(state, m);
	} else if (call->name->meaning == MEANS_DATETIME && state.len == 10) {
		read_date(state, m);
		read_time((struct text){state.s + 4, 6}, m);
	} else {
		return pickle_broken(call->vm, "a datetime of a wrong length");
	}
	return exists(m) ||
	       pickle_broken(call->vm, "a datetime that does not exist");
}

/* The second argument; *zone is NULL when there is none. */
static bool
zone_argument(const struct pickle_call *call, const struct pickle_zone **zone)
{
	*zone = NULL;
	if (call->count < 2 || call->args[1]->kind == KIND_NONE)
		return true;
	if (call->count > 2 || call->args[1]->kind != KIND_ZONE)
		return pickle_refuse(call->vm, call->name);
	*zone = call->args[1]->zone;
	return true;
}

#define OFFSET_MAX 16 /* bytes of "+08:05:43" with its NUL, rounded */

/* Seconds are shown where there are any, as Python 3 does. */
static void
offset_text(int32_t offset, char out[OFFSET_MAX])
{
	int minutes = abs(offset) / 60, seconds = abs(offset) % 60;
	int n = snprintf(out, OFFSET_MAX, "%c%02d:%02d", offset < 0 ? '-' : '+',
	    minutes / 60 % 24, minutes % 60);

	if (seconds != 0)
		snprintf(out + n, OFFSET_MAX - (size_t)n, ":%02d", seconds);
}

static struct pickle_value *
call_datetime(const struct pickle_call *call, const struct stored_datetime *m)
{
	char millis[8] = "", offset[OFFSET_MAX] = "";
	const struct pickle_zone *zone;

	if (!zone_argument(call, &zone))
		return NULL;
	if (zone != NULL && (!zone->fixed || (zone->offset % 60 != 0 &&
						 !pickle_is_python3(call->vm))))
		return pickle_text(call->vm, KIND_NOFORM,
		    TEXT("a datetime whose offset is not known"));
	if (zone != NULL && zone->offset == 0)
		strcpy(offset, "Z");
	else if (zone != NULL)
		offset_text(zone->offset, offset);
	if (m->micros > 0)
		snprintf(
		    millis, sizeof(millis), ".%03u", m->micros / 1000 % 1000);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(call->vm->arena, "%04u-%02u-%02uT%02u:%02u:%02u%s%s",
		m->year, m->month, m->day, m->hour, m->minute, m->second,
		millis, offset));
}

static struct pickle_value *
call_time(const struct pickle_call *call, const struct stored_datetime *m)
{
	const struct pickle_zone *zone;
	char millis[8] = "";

	if (!zone_argument(call, &zone))
		return NULL;
	if (zone != NULL)
		return pickle_text(
		    call->vm, KIND_NOFORM, TEXT("a time with a time zone"));
	if (m->micros > 0)
		snprintf(
		    millis, sizeof(millis), ".%03u", m->micros / 1000 % 1000);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(call->vm->arena, "%02u:%02u:%02u%s", m->hour,
		m->minute, m->second, millis));
}

/* Rounds towards minus infinity; the divisor is positive. */
static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct pickle_value *
call_timedelta(const struct pickle_call *call)
{
	int64_t part[3] = {0, 0, 0}, seconds;
	struct pickle_value *v;

	if (call->count > 3)
		return pickle_refuse(call->vm, call->name);
	for (size_t i = 0; i < call->count; i++) {
		if (!pickle_is_int(call->args[i]))
			return pickle_refuse(call->vm, call->name);
		part[i] = call->args[i]->number;
		if (part[i] > PART_MAX || part[i] < -PART_MAX)
			return pickle_broken(call->vm, "a timedelta too long");
	}
	if (part[0] > 2 * (int64_t)DAYS_MAX || part[0] < -2 * (int64_t)DAYS_MAX)
		return pickle_broken(call->vm, "a timedelta too long");
	seconds = part[0] * DAY + part[1] + floor_div(part[2], MILLION);
	if (floor_div(seconds, DAY) > DAYS_MAX ||
	    floor_div(seconds, DAY) < -DAYS_MAX)
		return pickle_broken(call->vm, "a timedelta too long");
	v = pickle_new(call->vm, KIND_DELTA);
	if (v != NULL)
		v->delta = (struct pickle_delta){seconds,
		    (int32_t)(part[2] - floor_div(part[2], MILLION) * MILLION)};
	return v;
}

static struct pickle_value *
call_of_datetime(const struct pickle_call *call)
{
	struct stored_datetime m;

	if (!read_datetime(call, &m))
		return NULL;
	if (call->name->meaning == MEANS_DATETIME)
		return call_datetime(call, &m);
	if (call->name->meaning == MEANS_TIME)
		return call_time(call, &m);
	if (call->count != 1)
		return pickle_refuse(call->vm, call->name);
	return pickle_text(call->vm, KIND_SHOWN,
	    arena_printf(
		call->vm->arena, "%04u-%02u-%02u", m.year, m.month, m.day));
}

static struct pickle_value *
new_zone(const struct pickle_call *call, struct text name, int64_t offset,
    bool fixed)
{
	struct pickle_value *v;

	if (offset <= -DAY || offset >= DAY)
		return pickle_broken(call->vm, "a time zone too far away");
	if (name.s == NULL)
		return pickle_fail(
		    call->vm, PICKLE_MEMORY, "the arena is full");
	v = pickle_new(call->vm, KIND_ZONE);
	if (v == NULL)
		return NULL;
	v->zone = pickle_alloc(call->vm, sizeof(*v->zone));
	if (v->zone == NULL)
		return NULL;
	*v->zone = (struct pickle_zone){name, (int32_t)offset, fixed};
	return v;
}

/* pytz._p(zone[, utcoffset, dstoffset, abbreviation]) */
static struct pickle_value *
call_pytz(const struct pickle_call *call)
{
	bool fixed = call->count == 4;

	if ((call->count != 1 && !fixed) || !pickle_is_text(call->args[0]) ||
	    (fixed && !pickle_is_int(call->args[1])))
		return pickle_refuse(call->vm, call->name);
	return new_zone(call, call->args[0]->text,
	    fixed ? call->args[1]->number : 0, fixed);
}

/* datetime.timezone(timedelta[, name]) */
static struct pickle_value *
call_timezone(const struct pickle_call *call)
{
	char text[OFFSET_MAX] = "";
	struct text name;
	int64_t offset;

	if (call->count == 0 || call->count > 2 ||
	    call->args[0]->kind != KIND_DELTA ||
	    (call->count == 2 && !pickle_is_text(call->args[1])))
		return pickle_refuse(call->vm, call->name);
	offset = call->args[0]->delta.seconds;
	if (offset != 0 && offset > -DAY && offset < DAY)
		offset_text((int32_t)offset, text);
	name = call->count == 2 ? call->args[1]->text
				: arena_printf(call->vm->arena, "UTC%s", text);
	return new_zone(call, name, offset, true);
}

/* ZoneInfo._unpickle(key, cached): its offsets are in a file of the system. */
static struct pickle_value *
call_zoneinfo(const struct pickle_call *call)
{
	if (call->count != 2 || !pickle_is_text(call->args[0]))
		return pickle_refuse(call->vm, call->name);
	return new_zone(
	    call, call->args[0]->text, 0, text_is(call->args[0]->text, "UTC"));
}

/* pytz.utc and pytz.FixedOffset(minutes) */
static struct pickle_value *
call_zone(const struct pickle_call *call)
{
	int64_t minutes;

	if (call->name->meaning == MEANS_PYTZ_UTC && call->count == 0)
		return new_zone(call, TEXT("UTC"), 0, true);
	if (call->name->meaning != MEANS_PYTZ_FIXED || call->count != 1 ||
	    !pickle_is_int(call->args[0]))
		return pickle_refuse(call->vm, call->name);
	minutes = call->args[0]->number;
	if (minutes <= -DAY / 60 || minutes >= DAY / 60)
		return pickle_broken(call->vm, "a time zone too far away");
	return new_zone(call,
	    arena_printf(call->vm->arena, "pytz.FixedOffset(%d)", (int)minutes),
	    minutes * 60, true);
}

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
		return pickle_refuse(call->vm, call->name);
	if (pickle_is_int(call->args[0]))
		text = arena_printf(
		    call->vm->arena, "%lld", (long long)call->args[0]->number);
	else if (pickle_is_text(call->args[0]))
		text = text_strip(call->args[0]->text);
	else
		return pickle_refuse(call->vm, call->name);
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
		return pickle_refuse(call->vm, call->name);
	function = call->args[0];
	args = call->args[1];
	if (function->kind != KIND_NAME ||
	    !text_is(function->name->module, "django.utils.translation") ||
	    args->kind != KIND_TUPLE || args->list.count != 1 ||
	    !pickle_is_text(args->list.items[0]))
		return pickle_refuse(call->vm, call->name);
	text = args->list.items[0]->text;
	if (call->vm->rules->english)
		text = catalogue_english(text);
	return pickle_text(call->vm, KIND_SHOWN, text);
}

struct pickle_value *
pickle_call_object(const struct pickle_call *call)
{
	switch (call->name->meaning) {
	case MEANS_DATETIME:
	case MEANS_DATE:
	case MEANS_TIME:
		return call_of_datetime(call);
	case MEANS_TIMEDELTA:
		return call_timedelta(call);
	case MEANS_TIMEZONE:
		return call_timezone(call);
	case MEANS_PYTZ:
		return call_pytz(call);
	case MEANS_PYTZ_UTC:
	case MEANS_PYTZ_FIXED:
		return call_zone(call);
	case MEANS_ZONEINFO:
		return call_zoneinfo(call);
	case MEANS_DECIMAL:
		return call_decimal(call);
	case MEANS_LAZY:
		return call_lazy(call);
	case MEANS_ERROR:
	case MEANS_ERROR_KEY:
	case MEANS_ERROR_OS:
	case MEANS_ERROR_OTHER:
		return pickle_call_error(call);
	default:
		return pickle_refuse(call->vm, call->name);
	}
}

/* Decimal digits as 128 bits, the low word first; false when they are more. */
static bool
read_128(struct text digits, uint32_t words[4])
{
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
