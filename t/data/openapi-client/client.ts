// SPDX-License-Identifier: MIT
// A client of schema/openapi.yaml, as its users write one: it is compiled with
// the types that openapi-typescript makes of the file, and asks each endpoint in
// each mode.  Prints a line for each answer: mode, endpoint, what was read of it.
import createClient from 'openapi-fetch'
import type { paths } from './api.js'

interface Given {
	url: { esb: string; header: string; jwt: string }
	jwt: string
	task: number
	node: string
	template: number
	common: number
	periodic: number
}

declare const process: { argv: string[] }

const given: Given = JSON.parse(process.argv[2])
const { task: task_id, node: node_id } = given
const bk_biz_id = 2

// What a good answer has, or why it is none.
async function show<A extends { result: boolean; message?: string }>(mode: string, name: string,
	asked: Promise<{ data?: A; response: Response }>, read: (good: Extract<A, { result: true }>) => unknown) {
	const { data, response } = await asked
	const isGood = (answer: A): answer is Extract<A, { result: true }> => answer.result
	const shown = data === undefined ? `HTTP ${response.status}` : isGood(data) ? read(data) : `refused: ${data.message}`
	console.log(`${mode} ${name}: ${shown}`)
}

async function askEsb() {
	const esb = createClient<paths>({ baseUrl: given.url.esb })
	const who = { bk_app_code: 'bk_cdman', bk_app_secret: 'cd-secret', bk_username: 'admin' }
	const asTask = { params: { query: { ...who, task_id, bk_biz_id } } }
	const ofBusiness = { params: { query: { ...who, bk_biz_id } } }
	const count = { ...who, bk_biz_id, group_by: 'status' as const }

	await show('esb', 'get_template_list', esb.GET('/api/c/compapi/v2/sops/get_template_list/', ofBusiness), a => a.data[0]?.name)
	await show('esb', 'get_template_info', esb.GET('/api/c/compapi/v2/sops/get_template_info/',
		{ params: { query: { ...who, bk_biz_id, template_id: given.template } } }), a => a.data.name)
	await show('esb', 'get_common_template_list', esb.GET('/api/c/compapi/v2/sops/get_common_template_list/',
		{ params: { query: who } }), a => a.data[0]?.name)
	await show('esb', 'get_common_template_info', esb.GET('/api/c/compapi/v2/sops/get_common_template_info/',
		{ params: { query: { ...who, template_id: given.common } } }), a => a.data.name)
	await show('esb', 'get_task_status', esb.GET('/api/c/compapi/v2/sops/get_task_status/', asTask), a => a.data.state)
	await show('esb', 'get_task_detail', esb.GET('/api/c/compapi/v2/sops/get_task_detail/', asTask), a => a.data.name)
	await show('esb', 'get_task_node_detail', esb.GET('/api/c/compapi/v2/sops/get_task_node_detail/',
		{ params: { query: { ...who, task_id, bk_biz_id, node_id } } }), a => a.data.id)
	await show('esb', 'query_task_count', esb.POST('/api/c/compapi/v2/sops/query_task_count/', { body: count }), a => a.data.total)
	await show('esb', 'get_periodic_task_list', esb.GET('/api/c/compapi/v2/sops/get_periodic_task_list/', ofBusiness), a => a.data[0]?.name)
	await show('esb', 'get_periodic_task_info', esb.GET('/api/c/compapi/v2/sops/get_periodic_task_info/',
		{ params: { query: { ...who, task_id: given.periodic, bk_biz_id } } }), a => a.data.name)
	await show('esb', 'get_task_list', esb.GET('/api/c/compapi/v2/sops/get_task_list/',
		{ params: { query: { ...who, bk_biz_id, limit: 1 } } }), a => a.count)
	await show('esb', 'get_tasks_status', esb.POST('/api/c/compapi/v2/sops/get_tasks_status/',
		{ body: { ...who, bk_biz_id, task_id_list: [task_id] } }), a => a.data[0]?.status.state)
	await show('esb', 'a POST', esb.POST('/api/c/compapi/v2/sops/get_task_detail/', { body: { ...who, task_id, bk_biz_id } }), a => a.data.name)
	await show('esb', 'a stranger', esb.GET('/api/c/compapi/v2/sops/get_task_detail/',
		{ params: { query: { ...who, bk_app_secret: 'wrong', task_id, bk_biz_id } } }), a => a.data.name)

	// @ts-expect-error: the compiler misses the business
	const wrong = () => esb.GET('/api/c/compapi/v2/sops/get_task_list/', { params: { query: who } })
}

async function askOwn(mode: 'header' | 'jwt', headers: Record<string, string>) {
	const own = createClient<paths>({ baseUrl: given.url[mode], headers })
	const ofBusiness = { params: { path: { bk_biz_id } } }
	const asTask = { params: { path: { task_id, bk_biz_id } } }

	await show(mode, 'get_template_list', own.GET('/apigw/get_template_list/{bk_biz_id}/', ofBusiness), a => a.data[0]?.name)
	await show(mode, 'get_template_info', own.GET('/apigw/get_template_info/{template_id}/{bk_biz_id}/',
		{ params: { path: { template_id: given.template, bk_biz_id } } }), a => a.data.name)
	await show(mode, 'get_common_template_list', own.GET('/apigw/get_common_template_list/'), a => a.data[0]?.name)
	await show(mode, 'get_common_template_info', own.GET('/apigw/get_common_template_info/{template_id}/',
		{ params: { path: { template_id: given.common } } }), a => a.data.name)
	await show(mode, 'get_task_status', own.GET('/apigw/get_task_status/{task_id}/{bk_biz_id}/', asTask), a => a.data.state)
	await show(mode, 'get_task_detail', own.GET('/apigw/get_task_detail/{task_id}/{bk_biz_id}/', asTask), a => a.data.name)
	await show(mode, 'get_task_node_detail', own.GET('/apigw/get_task_node_detail/{task_id}/{bk_biz_id}/',
		{ params: { path: { task_id, bk_biz_id }, query: { node_id } } }), a => a.data.id)
	await show(mode, 'query_task_count', own.POST('/apigw/query_task_count/{bk_biz_id}/',
		{ ...ofBusiness, body: { group_by: 'status' } }), a => a.data.total)
	await show(mode, 'get_periodic_task_list', own.GET('/apigw/get_periodic_task_list/{bk_biz_id}/', ofBusiness), a => a.data[0]?.name)
	await show(mode, 'get_periodic_task_info', own.GET('/apigw/get_periodic_task_info/{task_id}/{bk_biz_id}/',
		{ params: { path: { task_id: given.periodic, bk_biz_id } } }), a => a.data.name)
	await show(mode, 'get_task_list', own.GET('/apigw/get_task_list/{bk_biz_id}/',
		{ params: { path: { bk_biz_id }, query: { limit: 1 } } }), a => a.count)
	await show(mode, 'get_tasks_status', own.POST('/apigw/get_tasks_status/{bk_biz_id}/',
		{ ...ofBusiness, body: { task_id_list: [task_id] } }), a => a.data[0]?.status.state)
}

await askEsb()
await askOwn('header', { 'Bk-Username': 'admin', 'Bk-App-Code': 'my_app' })
await askOwn('jwt', { 'X-Bkapi-Jwt': given.jwt })
