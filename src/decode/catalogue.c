/* SPDX-License-Identifier: MIT */
#include "decode/catalogue.h"

#include <stddef.h>

#define JOB_LINK "<a href='%s' target='_blank'>"

/* The mistakes are the catalogue's. */
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

struct text
catalogue_english(struct text chinese)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (text_is(chinese, texts[i].chinese))
			return text_of(texts[i].english);
	return chinese;
}
