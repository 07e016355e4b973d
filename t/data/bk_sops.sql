-- SPDX-License-Identifier: MIT
-- What the case tests of get_task_detail stand on, for the tables of
-- schema/2019/bk_sops.sql: business 2 and 3, users for every way to a
-- permission, task 1 (finished, with outputs) and task 2 (not started).
-- Tests add further tasks themselves.

SET NAMES utf8mb4;

INSERT INTO django_content_type (id, app_label, model) VALUES
(1, 'core', 'business'), (2, 'tasktmpl3', 'tasktemplate');
INSERT INTO auth_permission (id, name, content_type_id, codename) VALUES
(1, 'Can view business', 1, 'view_business'),
(2, 'Can manage business', 1, 'manage_business'),
(3, 'Can change business', 1, 'change_business'),
(4, 'Can view template', 2, 'view_business');
INSERT INTO auth_group (id, name) VALUES (1, '2\0Maintainers'), (2, 'others');

INSERT INTO account_user (id, password, last_login, is_superuser, username,
  nickname, is_staff, is_active, date_joined) VALUES
(1, '', NULL, 1, 'admin', '', 1, 1, '2019-01-01 00:00:00'),
(2, '', NULL, 1, 'root1', '', 1, 1, '2019-01-01 00:00:00'),
(3, '', NULL, 1, 'deadroot', '', 1, 0, '2019-01-01 00:00:00'),
(4, '', NULL, 0, 'nobody', '', 0, 1, '2019-01-01 00:00:00'),
(5, '', NULL, 0, 'viewer', '', 0, 1, '2019-01-01 00:00:00'),
(6, '', NULL, 0, 'manager', '', 0, 1, '2019-01-01 00:00:00'),
(7, '', NULL, 0, 'member', '', 0, 1, '2019-01-01 00:00:00'),
(8, '', NULL, 0, 'gonemember', '', 0, 0, '2019-01-01 00:00:00'),
(9, '', NULL, 0, 'wrongpk', '', 0, 1, '2019-01-01 00:00:00'),
(10, '', NULL, 0, 'wrongtype', '', 0, 1, '2019-01-01 00:00:00'),
(11, '', NULL, 0, 'changer', '', 0, 1, '2019-01-01 00:00:00'),
(12, '', NULL, 0, 'bob', '', 0, 1, '2019-01-01 00:00:00');
INSERT INTO account_user_groups (user_id, group_id) VALUES
(7, 1), (8, 1), (4, 2);

INSERT INTO core_business (id, cc_id, cc_name, cc_owner, cc_company, time_zone,
  executor, life_cycle, always_use_executor, status) VALUES
(1, 2, '蓝鲸', '0', '0', 'Asia/Shanghai', '', '2', 0, 'enable'),
(2, 3, 'other', '0', '0', 'Asia/Shanghai', '', '2', 0, 'enable');

-- object_pk is the business's primary key, not its cc_id: wrongpk has it.
INSERT INTO guardian_userobjectpermission (object_pk, content_type_id,
  permission_id, user_id) VALUES
('1', 1, 1, 5), ('1', 1, 2, 6), ('2', 1, 1, 9), ('1', 2, 4, 10),
('1', 1, 3, 11);
INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id,
  group_id, permission_id) VALUES ('1', 1, 1, 1);

INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(1, 'snapshot1', '2019-01-17 04:13:03', SUBSTRING(COMPRESS(
'{"activities":{},"constants":{"${IP}":{"name":"\\u4e2d IP","source_type":"component_outputs","key":"${IP}"},"${n}":{"name":"n","source_type":"custom","key":"${n}"}},"line":[]}'), 5)),
(2, 'snapshot2', '2019-01-17 04:13:03',
 SUBSTRING(COMPRESS('{"constants":{}}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(1, 'nodetemplate00000000000000000001', 't', '2019-01-17 04:00:00', 'admin',
 '', NULL, '2019-01-17 04:00:00', 0, 1, 0);
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(1, 'nodeinstance00000000000000000001', 'one', 'admin',
 '2019-01-17 04:13:03', 'bob', '2019-01-17 04:13:08', '2019-01-17 04:13:15',
 '', 1, 1, 0, 1, 1, 1, NULL),
(2, 'nodeinstance00000000000000000002', 'two', 'admin',
 '2019-01-17 04:13:03', '', NULL, NULL, '', 0, 0, 0, 2, 2, 1, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(1, 'Other', '7', 'app', '', 'common', 'finished', 0, 1, 1, 'business'),
(2, 'Other', '7', 'api', '', 'common', 'execute_task', 0, 1, 2, 'business');
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('nodeinstance00000000000000000001', SUBSTRING(COMPRESS('(dp1\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS\'${IP}\'\np5\nV127.0.0.1\nsS\'${n}\'\np6\nI3\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
