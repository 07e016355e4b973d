-- SPDX-License-Identifier: MIT
-- Sample data for schema/open_paas.sql: the app of the document's example,
-- esb_test with secret xxx, which may name its user (bk_username), and the
-- user admin.

SET NAMES utf8mb4;

INSERT INTO esb_component_system (id, name, label, component_admin,
  interface_admin, system_link, belong_to, remark, execute_timeout,
  query_timeout, doc_category_id) VALUES
(1, 'SOPS', 'SOPS', '', '', '', '', '', NULL, NULL, NULL);
INSERT INTO esb_channel (id, name, path, method, component_codename,
  is_active, last_modified_time, created_time, component_system_id,
  timeout_time, type, comp_conf, component_name, is_hidden, perm_level,
  rate_limit_conf, rate_limit_required, extra_info) VALUES
(1, '查询任务执行详情', '/v2/sops/get_task_detail/', '',
 'generic.v2.sops.sops_component', 1, '2019-01-01 00:00:00',
 '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_task_detail", "label": "\\u67e5\\u8be2\\u4efb\\u52a1\\u6267\\u884c\\u8be6\\u60c5", "label_en": "Query task execution details", "suggest_method": "GET", "api_type": "query", "dest_path": "/o/bk_sops/apigw/get_task_detail/{task_id}/{bk_biz_id}/", "dest_http_method": "GET"}',
 'get_task_detail', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query task execution details", "is_confapi": true}'),
(2, '查询任务执行状态', '/v2/sops/get_task_status/', '',
 'generic.v2.sops.sops_component', 1, '2019-01-01 00:00:00',
 '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_task_status", "suggest_method": "GET", "api_type": "query", "dest_path": "/o/bk_sops/apigw/get_task_status/{task_id}/{bk_biz_id}/", "dest_http_method": "GET"}',
 'get_task_status', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query task status", "is_confapi": true}'),
(3, '查询模板列表', '/v2/sops/get_template_list/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_template_list", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u6a21\\u677f\\u5217\\u8868", "label_en": "Query templates list", "dest_path": "/o/bk_sops/apigw/get_template_list/{bk_biz_id}/", "api_type": "query"}',
 'get_template_list', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query templates list", "is_confapi": true}'),
(4, '查询公共模板列表', '/v2/sops/get_common_template_list/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_common_template_list", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u516c\\u5171\\u6a21\\u677f\\u5217\\u8868", "label_en": "Query common templates list", "dest_path": "/o/bk_sops/apigw/get_common_template_list/", "api_type": "query"}',
 'get_common_template_list', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query common templates list", "is_confapi": true}'),
(5, '查询单个模板详情', '/v2/sops/get_template_info/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_template_info", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u5355\\u4e2a\\u6a21\\u677f\\u8be6\\u60c5", "label_en": "Query individual template detail", "dest_path": "/o/bk_sops/apigw/get_template_info/{template_id}/{bk_biz_id}/", "api_type": "query"}',
 'get_template_info', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query individual template detail", "is_confapi": true}'),
(6, '查询单个公共流程模板详情', '/v2/sops/get_common_template_info/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_common_template_info", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u5355\\u4e2a\\u516c\\u5171\\u6d41\\u7a0b\\u6a21\\u677f\\u8be6\\u60c5", "label_en": "Query common template detail", "dest_path": "/o/bk_sops/apigw/get_common_template_info/{template_id}/", "api_type": "query"}',
 'get_common_template_info', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query common template detail", "is_confapi": true}'),
(7, '查询任务节点执行详情', '/v2/sops/get_task_node_detail/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_task_node_detail", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u4efb\\u52a1\\u8282\\u70b9\\u6267\\u884c\\u8be6\\u60c5", "label_en": "Query a task node execution details", "dest_path": "/o/bk_sops/apigw/get_task_node_detail/{task_id}/{bk_biz_id}/", "api_type": "query"}',
 'get_task_node_detail', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query a task node execution details", "is_confapi": true}'),
(8, '查询任务分类统计总数', '/v2/sops/query_task_count/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 1,
 '{"name": "query_task_count", "suggest_method": "POST", "dest_http_method": "POST", "label": "\\u67e5\\u8be2\\u4efb\\u52a1\\u5206\\u7c7b\\u7edf\\u8ba1\\u603b\\u6570", "label_en": "Query task classification statistics", "dest_path": "/o/bk_sops/apigw/query_task_count/{bk_biz_id}/", "api_type": "operate"}',
 'query_task_count', 0, 0, NULL, 0,
 '{"suggest_method": "POST", "label_en": "Query task classification statistics", "is_confapi": true}'),
(9, '查询业务下的周期任务列表', '/v2/sops/get_periodic_task_list/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_periodic_task_list", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u4e1a\\u52a1\\u4e0b\\u7684\\u5468\\u671f\\u4efb\\u52a1\\u5217\\u8868", "label_en": "Query periodic task list", "dest_path": "/o/bk_sops/apigw/get_periodic_task_list/{bk_biz_id}/", "api_type": "query"}',
 'get_periodic_task_list', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query periodic task list", "is_confapi": true}'),
(10, '查询业务下的某个周期任务详情', '/v2/sops/get_periodic_task_info/', '', 'generic.v2.sops.sops_component', 1,
 '2019-01-01 00:00:00', '2019-01-01 00:00:00', 1, NULL, 2,
 '{"name": "get_periodic_task_info", "suggest_method": "GET", "dest_http_method": "GET", "label": "\\u67e5\\u8be2\\u4e1a\\u52a1\\u4e0b\\u7684\\u67d0\\u4e2a\\u5468\\u671f\\u4efb\\u52a1\\u8be6\\u60c5", "label_en": "Query periodic task detail", "dest_path": "/o/bk_sops/apigw/get_periodic_task_info/{task_id}/{bk_biz_id}/", "api_type": "query"}',
 'get_periodic_task_info', 0, 0, NULL, 0,
 '{"suggest_method": "GET", "label_en": "Query periodic task detail", "is_confapi": true}');

INSERT INTO esb_app_account (app_code, app_token, introduction, created_time)
VALUES ('esb_test', 'xxx', '', '2019-01-01 00:00:00');
INSERT INTO esb_function_controller (func_code, func_name, switch_status,
  wlist, func_desc, created_time) VALUES
('user_auth::skip_user_auth', 'skip user auth', 1,
 'bk_paas_log_alert,esb_test', '', '2019-01-01 00:00:00');
INSERT INTO bkaccount_bkuser (password, last_login, is_superuser, username,
  chname, qq, phone, email, date_joined) VALUES
('', NULL, 1, 'admin', 'admin', '', '', '', '2019-01-01 00:00:00');
