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
 '{"suggest_method": "GET", "label_en": "Query task status", "is_confapi": true}');

INSERT INTO esb_app_account (app_code, app_token, introduction, created_time)
VALUES ('esb_test', 'xxx', '', '2019-01-01 00:00:00');
INSERT INTO esb_function_controller (func_code, func_name, switch_status,
  wlist, func_desc, created_time) VALUES
('user_auth::skip_user_auth', 'skip user auth', 1,
 'bk_paas_log_alert,esb_test', '', '2019-01-01 00:00:00');
INSERT INTO bkaccount_bkuser (password, last_login, is_superuser, username,
  chname, qq, phone, email, date_joined) VALUES
('', NULL, 1, 'admin', 'admin', '', '', '', '2019-01-01 00:00:00');
