-- SPDX-License-Identifier: MIT
-- Sample data for schema/2019/bk_sops.sql: business 2 with task 10, the
-- example of the document of get_task_detail, and tasks in other states, and
-- business 3.
--
-- bk-sops stores blobs as zlib streams.  COMPRESS() makes one behind a length
-- of four bytes, hence SUBSTRING(..., 5): trees are JSON, engine data are
-- Python pickles.

SET NAMES utf8mb4;

INSERT INTO django_content_type (id, app_label, model) VALUES
(1, 'core', 'business');
INSERT INTO auth_permission (id, name, content_type_id, codename) VALUES
(1, 'Can view business', 1, 'view_business'),
(2, 'Can manage business', 1, 'manage_business');
INSERT INTO auth_group (id, name) VALUES (1, '2\0Maintainers');

-- admin may everything, operator01 belongs to business 2, guest to none.
INSERT INTO account_user (id, password, last_login, is_superuser, username,
  nickname, is_staff, is_active, date_joined) VALUES
(1, '', NULL, 1, 'admin', '', 1, 1, '2019-01-01 00:00:00'),
(2, '', NULL, 0, 'operator01', '', 0, 1, '2019-01-01 00:00:00'),
(3, '', NULL, 0, 'guest', '', 0, 1, '2019-01-01 00:00:00');
INSERT INTO account_user_groups (user_id, group_id) VALUES (2, 1);

INSERT INTO core_business (id, cc_id, cc_name, cc_owner, cc_company, time_zone,
  executor, life_cycle, always_use_executor, status) VALUES
(1, 2, 'blueking', '0', '0', 'Asia/Shanghai', '', '2', 0, 'enable');
INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id,
  group_id, permission_id) VALUES ('1', 1, 1, 1), ('1', 1, 1, 2);

INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(1, 'd41d8cd98f00b204e9800998ecf8427e', '2019-01-17 04:13:03',
SUBSTRING(COMPRESS('{
 "activities": {
  "node9b5ae13799d63e179f0ce3088b62": {
   "outgoing": "line27bc7b4ccbcf37ddb9d1f6572a04",
   "incoming": "line490caa49d2a03e64829693281032",
   "name": "timing",
   "error_ignorable": false,
   "component": {
    "code": "sleep_timer",
    "data": {
     "bk_timing": {
      "hook": false,
      "value": "2"
     }
    }
   },
   "stage_name": "stage1",
   "can_retry": true,
   "isSkipped": true,
   "type": "ServiceActivity",
   "optional": false,
   "id": "node9b5ae13799d63e179f0ce3088b62",
   "loop": null
  },
  "node880ded556c6c3c269be3cedc64b6": {
   "outgoing": "line490caa49d2a03e64829693281032",
   "incoming": "lineb83161d6e0593ad68d9ec73a961b",
   "name": "pause",
   "error_ignorable": false,
   "component": {
    "code": "pause_node",
    "data": {}
   },
   "stage_name": "stage1",
   "can_retry": true,
   "isSkipped": true,
   "type": "ServiceActivity",
   "optional": true,
   "id": "node880ded556c6c3c269be3cedc64b6",
   "loop": null
  }
 },
 "end_event": {
  "type": "EmptyEndEvent",
  "outgoing": "",
  "incoming": "line27bc7b4ccbcf37ddb9d1f6572a04",
  "id": "node5c48f37aa9f0351e8b43ab6a2295",
  "name": ""
 },
 "outputs": [],
 "flows": {
  "line490caa49d2a03e64829693281032": {
   "is_default": false,
   "source": "node880ded556c6c3c269be3cedc64b6",
   "id": "line490caa49d2a03e64829693281032",
   "target": "node9b5ae13799d63e179f0ce3088b62"
  },
  "lineb83161d6e0593ad68d9ec73a961b": {
   "is_default": false,
   "source": "noded383bc1d7387391f889c6bab18b8",
   "id": "lineb83161d6e0593ad68d9ec73a961b",
   "target": "node880ded556c6c3c269be3cedc64b6"
  },
  "line27bc7b4ccbcf37ddb9d1f6572a04": {
   "is_default": false,
   "source": "node9b5ae13799d63e179f0ce3088b62",
   "id": "line27bc7b4ccbcf37ddb9d1f6572a04",
   "target": "node5c48f37aa9f0351e8b43ab6a2295"
  }
 },
 "gateways": {},
 "line": [
  {
   "source": {
    "id": "node9b5ae13799d63e179f0ce3088b62",
    "arrow": "Right"
   },
   "target": {
    "id": "node5c48f37aa9f0351e8b43ab6a2295",
    "arrow": "Left"
   },
   "id": "line27bc7b4ccbcf37ddb9d1f6572a04"
  },
  {
   "source": {
    "id": "node880ded556c6c3c269be3cedc64b6",
    "arrow": "Right"
   },
   "target": {
    "id": "node9b5ae13799d63e179f0ce3088b62",
    "arrow": "Left"
   },
   "id": "line490caa49d2a03e64829693281032"
  },
  {
   "source": {
    "id": "noded383bc1d7387391f889c6bab18b8",
    "arrow": "Right"
   },
   "id": "lineb83161d6e0593ad68d9ec73a961b",
   "target": {
    "id": "node880ded556c6c3c269be3cedc64b6",
    "arrow": "Left"
   }
  }
 ],
 "start_event": {
  "type": "EmptyStartEvent",
  "outgoing": "lineb83161d6e0593ad68d9ec73a961b",
  "incoming": "",
  "id": "noded383bc1d7387391f889c6bab18b8",
  "name": ""
 },
 "id": "node7ef6970d06ad3bc092594cb5ec5f",
 "constants": {
  "${IP}": {
   "source_tag": "var_ip_picker.ip_picker",
   "source_info": {},
   "name": "IP",
   "index": 2,
   "custom_type": "ip",
   "value": {
    "var_ip_custom_value": "127.0.0.1",
    "var_ip_method": "custom",
    "var_ip_tree": []
   },
   "show_type": "show",
   "source_type": "custom",
   "validator": [],
   "key": "${IP}",
   "desc": "",
   "validation": "",
   "is_meta": false
  },
  "${job_script_type}": {
   "source_tag": "job_fast_execute_script.job_script_type",
   "source_info": {
    "node554316ea019a341f8c28cc6a7da9": [
     "job_script_type"
    ]
   },
   "name": "type",
   "index": 0,
   "custom_type": "",
   "value": "1",
   "show_type": "show",
   "source_type": "component_inputs",
   "key": "${job_script_type}",
   "validation": "",
   "desc": ""
  },
  "${EXIT}": {
   "source_tag": "",
   "source_info": {},
   "name": "EXIT",
   "index": 1,
   "custom_type": "input",
   "value": "0",
   "show_type": "show",
   "source_type": "custom",
   "validator": [],
   "key": "${EXIT}",
   "validation": "^.+$",
   "desc": ""
  }
 },
 "location": [
  {
   "stage_name": "stage1",
   "name": "pause",
   "y": 135,
   "x": 300,
   "type": "tasknode",
   "id": "node880ded556c6c3c269be3cedc64b6"
  },
  {
   "y": 150,
   "x": 1000,
   "type": "endpoint",
   "id": "node5c48f37aa9f0351e8b43ab6a2295"
  },
  {
   "stage_name": "stage1",
   "name": "timing",
   "y": 135,
   "x": 595,
   "type": "tasknode",
   "id": "node9b5ae13799d63e179f0ce3088b62"
  },
  {
   "y": 150,
   "x": 80,
   "type": "startpoint",
   "id": "noded383bc1d7387391f889c6bab18b8"
  }
 ]
}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(1, 'node1b6e5a62f0773dc0a0d0a9a5f0d1', 'job', '2019-01-17 04:00:00', 'admin',
 '', NULL, '2019-01-17 04:00:00', 0, 1, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(266, 'Other', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0, 1,
 'node1b6e5a62f0773dc0a0d0a9a5f0d1');

-- Task 10 has run; task 11, of the same flow, has not been started.
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(1, 'node7ef6970d06ad3bc092594cb5ec5f', 'job_20190117121300', 'admin',
 '2019-01-17 04:13:03.000000', 'admin', '2019-01-17 04:13:08.000000',
 '2019-01-17 04:13:15.000000', '', 1, 1, 0, 1, 1, 1, NULL),
(2, 'node20f2a3c1d7e93b0f9d2c4a6e8b10', 'job_20190117130000', 'operator01',
 '2019-01-17 05:00:00.000000', '', NULL, NULL, '', 0, 0, 0, 1, 1, 1, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(10, 'Other', '266', 'app', '', 'common', 'finished', 0, 1, 1, 'business'),
(11, 'Other', '266', 'app', '', 'common', 'execute_task', 0, 1, 2, 'business');
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node7ef6970d06ad3bc092594cb5ec5f',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nV${IP}\np5\nV127.0.0.1\np6\nsV${job_script_type}\np7\nV1\np8\nsV${EXIT}\np9\nV0\np10\nstRp11\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nV${job_script_type}\np5\nV1\np6\nsV${IP}\np7\nV127.0.0.1\np8\nsV${EXIT}\np9\nV0\np10\nstRp11\n.'), 5),
 SUBSTRING(COMPRESS('S\'\'\n.'), 5));

-- The states of task 10 and of its four nodes, in the order they ran.
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node7ef6970d06ad3bc092594cb5ec5f', 'FINISHED',
 '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0, '2019-01-17 04:13:08',
 '2019-01-17 04:13:08', '2019-01-17 04:13:15', '', 0),
('noded383bc1d7387391f889c6bab18b8', 'FINISHED',
 '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-01-17 04:13:08', '2019-01-17 04:13:08', '2019-01-17 04:13:08',
 '3e3c8ba0f2a13c0c8a35b6d2fb1e9a01', 0),
('node880ded556c6c3c269be3cedc64b6', 'FINISHED', 'pause', 0, 1, 0,
 '2019-01-17 04:13:08', '2019-01-17 04:13:08', '2019-01-17 04:13:12',
 '3e3c8ba0f2a13c0c8a35b6d2fb1e9a02', 0),
('node9b5ae13799d63e179f0ce3088b62', 'FINISHED', 'timing', 0, 1, 0,
 '2019-01-17 04:13:12', '2019-01-17 04:13:12', '2019-01-17 04:13:15',
 '3e3c8ba0f2a13c0c8a35b6d2fb1e9a03', 0),
('node5c48f37aa9f0351e8b43ab6a2295', 'FINISHED',
 '<class ''pipeline.core.flow.event.EmptyEndEvent''>', 0, 1, 0,
 '2019-01-17 04:13:15', '2019-01-17 04:13:15', '2019-01-17 04:13:15',
 '3e3c8ba0f2a13c0c8a35b6d2fb1e9a04', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
SELECT id, id, 0 FROM engine_status;
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
SELECT 'node7ef6970d06ad3bc092594cb5ec5f', id, 1 FROM engine_status
WHERE id <> 'node7ef6970d06ad3bc092594cb5ec5f';

-- What follows was written by bk-sops' own engine, renumbered: of business 2 a
-- task that runs (20), one that failed (21), one that is suspended (22), one
-- that a periodic task started (23) and one of a common template (24); of
-- business 3 one that has run (25).
INSERT INTO auth_group (id, name) VALUES (2, '3\0Maintainers');
INSERT INTO core_business (id, cc_id, cc_name, cc_owner, cc_company, time_zone,
  executor, life_cycle, always_use_executor, status) VALUES
(2, 3, 'games', '0', '0', 'America/New_York', '', '2', 0, 'enable');
INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id,
  group_id, permission_id) VALUES ('2', 1, 2, 1), ('2', 1, 2, 2);
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(2, 'f59bec69b5a378e10a2711f4761fe849', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"nodeabc72984ea354a1e826378363a02":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"99999999"}}},"outgoing":"linedd4efd8993a940fe901d78d0ab45","optional":false,"id":"nodeabc72984ea354a1e826378363a02","incoming":"line703c165da3274db1a7448b4adc91","name":"\\u957f\\u5b9a\\u65f6","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"nodebc2a2fc830fd4c5fae3c5b74f43f":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"line703c165da3274db1a7448b4adc91","optional":false,"id":"nodebc2a2fc830fd4c5fae3c5b74f43f","incoming":"line5773055a5c4449e9bd5aea829e8a","name":"\\u5b9a\\u65f6","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linedd4efd8993a940fe901d78d0ab45","id":"node43fa014173c346baa7e215a28d0d","name":""},"constants":{},"outputs":[],"line":[{"source":{"id":"nodec9e0efb37871421abf4ede46bad5","arrow":"Right"},"id":"line5773055a5c4449e9bd5aea829e8a","target":{"id":"nodebc2a2fc830fd4c5fae3c5b74f43f","arrow":"Left"}},{"source":{"id":"nodebc2a2fc830fd4c5fae3c5b74f43f","arrow":"Right"},"id":"line703c165da3274db1a7448b4adc91","target":{"id":"nodeabc72984ea354a1e826378363a02","arrow":"Left"}},{"source":{"id":"nodeabc72984ea354a1e826378363a02","arrow":"Right"},"id":"linedd4efd8993a940fe901d78d0ab45","target":{"id":"node43fa014173c346baa7e215a28d0d","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"line5773055a5c4449e9bd5aea829e8a","incoming":"","id":"nodec9e0efb37871421abf4ede46bad5","name":""},"flows":{"linedd4efd8993a940fe901d78d0ab45":{"is_default":false,"source":"nodeabc72984ea354a1e826378363a02","id":"linedd4efd8993a940fe901d78d0ab45","target":"node43fa014173c346baa7e215a28d0d"},"line703c165da3274db1a7448b4adc91":{"is_default":false,"source":"nodebc2a2fc830fd4c5fae3c5b74f43f","id":"line703c165da3274db1a7448b4adc91","target":"nodeabc72984ea354a1e826378363a02"},"line5773055a5c4449e9bd5aea829e8a":{"is_default":false,"source":"nodec9e0efb37871421abf4ede46bad5","id":"line5773055a5c4449e9bd5aea829e8a","target":"nodebc2a2fc830fd4c5fae3c5b74f43f"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"nodec9e0efb37871421abf4ede46bad5"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u5b9a\\u65f6","y":150,"x":190,"type":"tasknode","id":"nodebc2a2fc830fd4c5fae3c5b74f43f"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u957f\\u5b9a\\u65f6","y":150,"x":340,"type":"tasknode","id":"nodeabc72984ea354a1e826378363a02"},{"y":150,"x":490,"type":"endpoint","id":"node43fa014173c346baa7e215a28d0d"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(3, 'ae9a93391db9b241bd29bf5703ddce5c', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node5900d8d45e943edf88c15f97eea3":{"stage_name":"\\u6b65\\u9aa43","incoming":"line15d9842eb46130f7af8179c39ada","name":"\\u957f\\u5b9a\\u65f6","error_ignorable":false,"component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"99999999"}}},"outgoing":"linee39038bddc4d3588a16e6aaf4d9a","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node5900d8d45e943edf88c15f97eea3","loop":null},"nodef894441b5588357b9e0856b1a14a":{"stage_name":"\\u6b65\\u9aa42","incoming":"line466fbd6e493b3772b0aa326d25b0","name":"\\u5b9a\\u65f6","error_ignorable":false,"component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"line15d9842eb46130f7af8179c39ada","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodef894441b5588357b9e0856b1a14a","loop":null}},"end_event":{"incoming":"linee39038bddc4d3588a16e6aaf4d9a","outgoing":"","type":"EmptyEndEvent","id":"node2b962b8e9e373d5ca696bd1c4773","name":""},"outputs":[],"flows":{"line466fbd6e493b3772b0aa326d25b0":{"is_default":false,"source":"node206f9d3fbac53738bbae63c53ae2","id":"line466fbd6e493b3772b0aa326d25b0","target":"nodef894441b5588357b9e0856b1a14a"},"line15d9842eb46130f7af8179c39ada":{"is_default":false,"source":"nodef894441b5588357b9e0856b1a14a","id":"line15d9842eb46130f7af8179c39ada","target":"node5900d8d45e943edf88c15f97eea3"},"linee39038bddc4d3588a16e6aaf4d9a":{"is_default":false,"source":"node5900d8d45e943edf88c15f97eea3","id":"linee39038bddc4d3588a16e6aaf4d9a","target":"node2b962b8e9e373d5ca696bd1c4773"}},"id":"noded492001401ee39cf829892c91fd8","gateways":{},"line":[{"source":{"id":"node5900d8d45e943edf88c15f97eea3","arrow":"Right"},"id":"linee39038bddc4d3588a16e6aaf4d9a","target":{"id":"node2b962b8e9e373d5ca696bd1c4773","arrow":"Left"}},{"source":{"id":"nodef894441b5588357b9e0856b1a14a","arrow":"Right"},"id":"line15d9842eb46130f7af8179c39ada","target":{"id":"node5900d8d45e943edf88c15f97eea3","arrow":"Left"}},{"source":{"id":"node206f9d3fbac53738bbae63c53ae2","arrow":"Right"},"id":"line466fbd6e493b3772b0aa326d25b0","target":{"id":"nodef894441b5588357b9e0856b1a14a","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"line466fbd6e493b3772b0aa326d25b0","type":"EmptyStartEvent","id":"node206f9d3fbac53738bbae63c53ae2","name":""},"constants":{},"location":[{"y":150,"x":490,"type":"endpoint","id":"node2b962b8e9e373d5ca696bd1c4773"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u957f\\u5b9a\\u65f6","y":150,"x":340,"type":"tasknode","id":"node5900d8d45e943edf88c15f97eea3"},{"y":150,"x":40,"type":"startpoint","id":"node206f9d3fbac53738bbae63c53ae2"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u5b9a\\u65f6","y":150,"x":190,"type":"tasknode","id":"nodef894441b5588357b9e0856b1a14a"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(2, 'nodecf42e84a3a2e3b81b886b49a65b4', 'job_timer', '2019-01-20 00:00:00', 'operator01',
 '', NULL, '2019-01-20 00:00:00', 0, 2, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(267, 'Other', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0,
 1, 'nodecf42e84a3a2e3b81b886b49a65b4');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(3, 'noded492001401ee39cf829892c91fd8', 'job_running', 'operator01',
 '2019-02-13 20:51:54.000000', 'operator01', '2019-02-13 20:51:54.008713', NULL,
 '', 1, 0, 0, 3, 2, 2, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(20, 'Other', '267', 'app', '', 'common', 'execute_task', 0, 1, 3, 'business');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('noded492001401ee39cf829892c91fd8', 'RUNNING', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-02-13 20:51:54.010727', '2019-02-13 20:51:54.025335', NULL,
 '', 0),
('node206f9d3fbac53738bbae63c53ae2', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-02-13 20:51:54.028611', '2019-02-13 20:51:54.028090', '2019-02-13 20:51:54.031183',
 'b46ce0b45e2f34b4870f1fe9648e7bc5', 0),
('nodef894441b5588357b9e0856b1a14a', 'FINISHED', '定时', 0, 1, 0,
 '2019-02-13 20:51:54.034077', '2019-02-13 20:51:54.033569', '2019-02-13 20:51:54.046809',
 '87b7566224ff32228bb5e937075529dd', 0),
('node5900d8d45e943edf88c15f97eea3', 'RUNNING', '长定时', 0, 1, 0,
 '2019-02-13 20:51:54.063639', '2019-02-13 20:51:54.062656', NULL,
 'c5029adb63cb3801af70ed5c3036bd01', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('noded492001401ee39cf829892c91fd8', 'noded492001401ee39cf829892c91fd8', 0),
('node206f9d3fbac53738bbae63c53ae2', 'node206f9d3fbac53738bbae63c53ae2', 0),
('noded492001401ee39cf829892c91fd8', 'node206f9d3fbac53738bbae63c53ae2', 1),
('nodef894441b5588357b9e0856b1a14a', 'nodef894441b5588357b9e0856b1a14a', 0),
('noded492001401ee39cf829892c91fd8', 'nodef894441b5588357b9e0856b1a14a', 1),
('node5900d8d45e943edf88c15f97eea3', 'node5900d8d45e943edf88c15f97eea3', 0),
('noded492001401ee39cf829892c91fd8', 'node5900d8d45e943edf88c15f97eea3', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node206f9d3fbac53738bbae63c53ae2',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodef894441b5588357b9e0856b1a14a',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsVbk_timing\np6\nV1\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''business_tz''\np5\ncpytz\n_p\np6\n(S''Asia/Shanghai''\np7\nI29160\nI0\nS''LMT''\np8\ntRp9\nsS''timing_time''\np10\ncdatetime\ndatetime\np11\n(S''\\x07\\xea\\x0b\\x17\\x0c\\x1f"\\r\\xca&''\ng6\n(g7\nI28800\nI0\nS''CST''\np12\ntRp13\ntRp14\nsS''_result''\np15\nI01\nsS''_loop''\np16\nI0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node5900d8d45e943edf88c15f97eea3',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsVbk_timing\np6\nV99999999\np7\nstRp8\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''business_tz''\np5\ncpytz\n_p\np6\n(S''Asia/Shanghai''\np7\nI29160\nI0\nS''LMT''\np8\ntRp9\nsS''timing_time''\np10\ncdatetime\ndatetime\np11\n(S''\\x07\\xee\\x01\\x17\\x16\\x12\\x0c\\x0eC\\xe8''\ng6\n(g7\nI28800\nI0\nS''CST''\np12\ntRp13\ntRp14\nsS''_result''\np15\nI01\nsS''_loop''\np16\nI0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(4, '41804347b0163154e7797274e65eff8a', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node5cf9b4c2d0e547f6b761d6c0ec3b":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"job_fast_execute_script","data":{"job_account":{"hook":false,"value":"fail"},"job_script_timeout":{"hook":false,"value":""},"job_ip_list":{"hook":false,"value":"10.0.1.1,8.8.8.8"},"job_script_source":{"hook":false,"value":"manual"},"job_script_list_public":{"hook":false,"value":""},"job_content":{"hook":false,"value":"exit 1"},"job_script_type":{"hook":false,"value":"1"},"job_script_param":{"hook":false,"value":""},"job_script_list_general":{"hook":false,"value":""}}},"outgoing":"line7477d8fb57034eadad42832f8107","optional":false,"id":"node5cf9b4c2d0e547f6b761d6c0ec3b","incoming":"line207dc2b743a8481bb430ec448a56","name":"\\u5931\\u8d25\\u811a\\u672c","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"line7477d8fb57034eadad42832f8107","id":"nodec117e77ccf4f4a0880d822d5022d","name":""},"constants":{},"outputs":[],"line":[{"source":{"id":"node2e3297f727904346929acf7f17d5","arrow":"Right"},"id":"line207dc2b743a8481bb430ec448a56","target":{"id":"node5cf9b4c2d0e547f6b761d6c0ec3b","arrow":"Left"}},{"source":{"id":"node5cf9b4c2d0e547f6b761d6c0ec3b","arrow":"Right"},"id":"line7477d8fb57034eadad42832f8107","target":{"id":"nodec117e77ccf4f4a0880d822d5022d","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"line207dc2b743a8481bb430ec448a56","incoming":"","id":"node2e3297f727904346929acf7f17d5","name":""},"flows":{"line7477d8fb57034eadad42832f8107":{"is_default":false,"source":"node5cf9b4c2d0e547f6b761d6c0ec3b","id":"line7477d8fb57034eadad42832f8107","target":"nodec117e77ccf4f4a0880d822d5022d"},"line207dc2b743a8481bb430ec448a56":{"is_default":false,"source":"node2e3297f727904346929acf7f17d5","id":"line207dc2b743a8481bb430ec448a56","target":"node5cf9b4c2d0e547f6b761d6c0ec3b"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"node2e3297f727904346929acf7f17d5"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u5931\\u8d25\\u811a\\u672c","y":150,"x":190,"type":"tasknode","id":"node5cf9b4c2d0e547f6b761d6c0ec3b"},{"y":150,"x":340,"type":"endpoint","id":"nodec117e77ccf4f4a0880d822d5022d"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(5, '95c254cb84d1e8da30e22afa273cae8e', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node60dd152f438f3770bf1eaf99dc50":{"stage_name":"\\u6b65\\u9aa42","incoming":"line822966cbc6cd3219bab9208f0399","name":"\\u5931\\u8d25\\u811a\\u672c","error_ignorable":false,"component":{"code":"job_fast_execute_script","data":{"job_account":{"hook":false,"value":"fail"},"job_script_timeout":{"hook":false,"value":""},"job_ip_list":{"hook":false,"value":"10.0.1.1,8.8.8.8"},"job_script_source":{"hook":false,"value":"manual"},"job_script_list_public":{"hook":false,"value":""},"job_content":{"hook":false,"value":"exit 1"},"job_script_type":{"hook":false,"value":"1"},"job_script_param":{"hook":false,"value":""},"job_script_list_general":{"hook":false,"value":""}}},"outgoing":"line6bc69d46b2243309b996cd9f6fc5","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node60dd152f438f3770bf1eaf99dc50","loop":null}},"end_event":{"incoming":"line6bc69d46b2243309b996cd9f6fc5","outgoing":"","type":"EmptyEndEvent","id":"node862d29ceaca53e75a8e3bf8a87ba","name":""},"outputs":[],"flows":{"line822966cbc6cd3219bab9208f0399":{"is_default":false,"source":"node6d0e0b2d83b93245a1c90cf8722f","id":"line822966cbc6cd3219bab9208f0399","target":"node60dd152f438f3770bf1eaf99dc50"},"line6bc69d46b2243309b996cd9f6fc5":{"is_default":false,"source":"node60dd152f438f3770bf1eaf99dc50","id":"line6bc69d46b2243309b996cd9f6fc5","target":"node862d29ceaca53e75a8e3bf8a87ba"}},"id":"node67c38eeacb6937c78ae286971e0d","gateways":{},"line":[{"source":{"id":"node60dd152f438f3770bf1eaf99dc50","arrow":"Right"},"id":"line6bc69d46b2243309b996cd9f6fc5","target":{"id":"node862d29ceaca53e75a8e3bf8a87ba","arrow":"Left"}},{"source":{"id":"node6d0e0b2d83b93245a1c90cf8722f","arrow":"Right"},"id":"line822966cbc6cd3219bab9208f0399","target":{"id":"node60dd152f438f3770bf1eaf99dc50","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"line822966cbc6cd3219bab9208f0399","type":"EmptyStartEvent","id":"node6d0e0b2d83b93245a1c90cf8722f","name":""},"constants":{},"location":[{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u5931\\u8d25\\u811a\\u672c","y":150,"x":190,"type":"tasknode","id":"node60dd152f438f3770bf1eaf99dc50"},{"y":150,"x":40,"type":"startpoint","id":"node6d0e0b2d83b93245a1c90cf8722f"},{"y":150,"x":340,"type":"endpoint","id":"node862d29ceaca53e75a8e3bf8a87ba"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(3, 'node8ef5f52f541b3ed2bf040d17fc8c', 'job_script', '2019-01-20 00:00:00', 'operator01',
 '', NULL, '2019-01-20 00:00:00', 0, 4, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(268, 'Other', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0,
 1, 'node8ef5f52f541b3ed2bf040d17fc8c');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(4, 'node67c38eeacb6937c78ae286971e0d', 'job_failed', 'operator01',
 '2019-01-26 00:49:08.000000', 'operator01', '2019-01-26 00:49:08.007316', NULL,
 '', 1, 0, 0, 5, 4, 3, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(21, 'Other', '268', 'app', '', 'common', 'execute_task', 0, 1, 4, 'business');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node67c38eeacb6937c78ae286971e0d', 'BLOCKED', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-01-26 00:49:08.009142', '2019-01-26 00:49:08.019402', NULL,
 '', 0),
('node6d0e0b2d83b93245a1c90cf8722f', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-01-26 00:49:08.022659', '2019-01-26 00:49:08.022144', '2019-01-26 00:49:08.025116',
 '879747f6c422307aa15a5ee313f0bd0e', 0),
('node60dd152f438f3770bf1eaf99dc50', 'FAILED', '失败脚本', 0, 1, 0,
 '2019-01-26 00:49:08.027937', '2019-01-26 00:49:08.027462', '2019-01-26 00:49:08.039993',
 '1dd064971b633af98a565c785230ae4a', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('node67c38eeacb6937c78ae286971e0d', 'node67c38eeacb6937c78ae286971e0d', 0),
('node6d0e0b2d83b93245a1c90cf8722f', 'node6d0e0b2d83b93245a1c90cf8722f', 0),
('node67c38eeacb6937c78ae286971e0d', 'node6d0e0b2d83b93245a1c90cf8722f', 1),
('node60dd152f438f3770bf1eaf99dc50', 'node60dd152f438f3770bf1eaf99dc50', 0),
('node67c38eeacb6937c78ae286971e0d', 'node60dd152f438f3770bf1eaf99dc50', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node6d0e0b2d83b93245a1c90cf8722f',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node60dd152f438f3770bf1eaf99dc50',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nVjob_account\np5\nVfail\np6\nsVjob_script_timeout\np7\nV\nsS''_loop''\np8\nI0\nsVjob_ip_list\np9\nV10.0.1.1,8.8.8.8\np10\nsVjob_script_source\np11\nVmanual\np12\nsVjob_script_list_public\np13\nV\nsVjob_content\np14\nVexit 1\np15\nsVjob_script_type\np16\nV1\nsVjob_script_param\np17\nV\nsVjob_script_list_general\np18\nV\nstRp19\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI00\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('V\\u4f5c\\u4e1a\\u4e0d\\u5b58\\u5728 job not found, invalid ip: 8.8.8.8\np1\n.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(6, '6564cc69578a39c8fcde71083fc35a4a', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"nodeafd7036c8d044a3d9e8515ea11ea":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"line6272242d92d243598992436a07a6","optional":false,"id":"nodeafd7036c8d044a3d9e8515ea11ea","incoming":"line95946925fe3e499bb4cf526da1dc","name":"\\u5b9a\\u65f61\\u79d2","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node0e8813c05a0d416f8deb3c581a70":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"pause_node","data":{"description":{"hook":false,"value":"\\u8bf7\\u4eba\\u5de5\\u786e\\u8ba4"}}},"outgoing":"line95946925fe3e499bb4cf526da1dc","optional":false,"id":"node0e8813c05a0d416f8deb3c581a70","incoming":"line273ed659c5604333aa848510a1fc","name":"\\u6682\\u505c\\u8282\\u70b9","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node4d97ff902f84498dbf2919e88249":{"stage_name":"\\u6b65\\u9aa44","component":{"code":"example_component","data":{}},"outgoing":"linee9858c5e5aec4c88b81933abb9e5","optional":false,"id":"node4d97ff902f84498dbf2919e88249","incoming":"line6272242d92d243598992436a07a6","name":"\\u5b8c\\u6210","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linee9858c5e5aec4c88b81933abb9e5","id":"nodecd4ec5968b6945fd8de742c2ccac","name":""},"constants":{},"outputs":[],"line":[{"source":{"id":"nodeeb29f855676c42cf9f0c9adf5972","arrow":"Right"},"id":"line273ed659c5604333aa848510a1fc","target":{"id":"node0e8813c05a0d416f8deb3c581a70","arrow":"Left"}},{"source":{"id":"node0e8813c05a0d416f8deb3c581a70","arrow":"Right"},"id":"line95946925fe3e499bb4cf526da1dc","target":{"id":"nodeafd7036c8d044a3d9e8515ea11ea","arrow":"Left"}},{"source":{"id":"nodeafd7036c8d044a3d9e8515ea11ea","arrow":"Right"},"id":"line6272242d92d243598992436a07a6","target":{"id":"node4d97ff902f84498dbf2919e88249","arrow":"Left"}},{"source":{"id":"node4d97ff902f84498dbf2919e88249","arrow":"Right"},"id":"linee9858c5e5aec4c88b81933abb9e5","target":{"id":"nodecd4ec5968b6945fd8de742c2ccac","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"line273ed659c5604333aa848510a1fc","incoming":"","id":"nodeeb29f855676c42cf9f0c9adf5972","name":""},"flows":{"linee9858c5e5aec4c88b81933abb9e5":{"is_default":false,"source":"node4d97ff902f84498dbf2919e88249","id":"linee9858c5e5aec4c88b81933abb9e5","target":"nodecd4ec5968b6945fd8de742c2ccac"},"line6272242d92d243598992436a07a6":{"is_default":false,"source":"nodeafd7036c8d044a3d9e8515ea11ea","id":"line6272242d92d243598992436a07a6","target":"node4d97ff902f84498dbf2919e88249"},"line273ed659c5604333aa848510a1fc":{"is_default":false,"source":"nodeeb29f855676c42cf9f0c9adf5972","id":"line273ed659c5604333aa848510a1fc","target":"node0e8813c05a0d416f8deb3c581a70"},"line95946925fe3e499bb4cf526da1dc":{"is_default":false,"source":"node0e8813c05a0d416f8deb3c581a70","id":"line95946925fe3e499bb4cf526da1dc","target":"nodeafd7036c8d044a3d9e8515ea11ea"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"nodeeb29f855676c42cf9f0c9adf5972"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u6682\\u505c\\u8282\\u70b9","y":150,"x":190,"type":"tasknode","id":"node0e8813c05a0d416f8deb3c581a70"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u5b9a\\u65f61\\u79d2","y":150,"x":340,"type":"tasknode","id":"nodeafd7036c8d044a3d9e8515ea11ea"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u5b8c\\u6210","y":150,"x":490,"type":"tasknode","id":"node4d97ff902f84498dbf2919e88249"},{"y":150,"x":640,"type":"endpoint","id":"nodecd4ec5968b6945fd8de742c2ccac"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(7, '73d353428b6e9be6dfed2067f1baca8f', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"nodea408a833d25b33908c304636159b":{"stage_name":"\\u6b65\\u9aa44","incoming":"lineef1e1df3c9a632699e1b2f5e0cba","name":"\\u5b8c\\u6210","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line49a7c7e23f6b3b9aab37aa960292","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodea408a833d25b33908c304636159b","loop":null},"node62d47a1ccc373091bfee5dbd6bca":{"stage_name":"\\u6b65\\u9aa42","incoming":"line352348ad95583b34b856349fa2d3","name":"\\u6682\\u505c\\u8282\\u70b9","error_ignorable":false,"component":{"code":"pause_node","data":{"description":{"hook":false,"value":"\\u8bf7\\u4eba\\u5de5\\u786e\\u8ba4"}}},"outgoing":"line3d3f567f51b132299b26e584933a","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node62d47a1ccc373091bfee5dbd6bca","loop":null},"nodee761894989ab3a05ba01ee453333":{"stage_name":"\\u6b65\\u9aa43","incoming":"line3d3f567f51b132299b26e584933a","name":"\\u5b9a\\u65f61\\u79d2","error_ignorable":false,"component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"lineef1e1df3c9a632699e1b2f5e0cba","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodee761894989ab3a05ba01ee453333","loop":null}},"end_event":{"incoming":"line49a7c7e23f6b3b9aab37aa960292","outgoing":"","type":"EmptyEndEvent","id":"nodeed63ae7550523e209d338ff25a87","name":""},"outputs":[],"flows":{"line3d3f567f51b132299b26e584933a":{"is_default":false,"source":"node62d47a1ccc373091bfee5dbd6bca","id":"line3d3f567f51b132299b26e584933a","target":"nodee761894989ab3a05ba01ee453333"},"line352348ad95583b34b856349fa2d3":{"is_default":false,"source":"node0b5bedf83b0b33f183342208147c","id":"line352348ad95583b34b856349fa2d3","target":"node62d47a1ccc373091bfee5dbd6bca"},"lineef1e1df3c9a632699e1b2f5e0cba":{"is_default":false,"source":"nodee761894989ab3a05ba01ee453333","id":"lineef1e1df3c9a632699e1b2f5e0cba","target":"nodea408a833d25b33908c304636159b"},"line49a7c7e23f6b3b9aab37aa960292":{"is_default":false,"source":"nodea408a833d25b33908c304636159b","id":"line49a7c7e23f6b3b9aab37aa960292","target":"nodeed63ae7550523e209d338ff25a87"}},"id":"node40b422e57eb63445bd7e1b59741f","gateways":{},"line":[{"source":{"id":"nodea408a833d25b33908c304636159b","arrow":"Right"},"id":"line49a7c7e23f6b3b9aab37aa960292","target":{"id":"nodeed63ae7550523e209d338ff25a87","arrow":"Left"}},{"source":{"id":"nodee761894989ab3a05ba01ee453333","arrow":"Right"},"id":"lineef1e1df3c9a632699e1b2f5e0cba","target":{"id":"nodea408a833d25b33908c304636159b","arrow":"Left"}},{"source":{"id":"node0b5bedf83b0b33f183342208147c","arrow":"Right"},"id":"line352348ad95583b34b856349fa2d3","target":{"id":"node62d47a1ccc373091bfee5dbd6bca","arrow":"Left"}},{"source":{"id":"node62d47a1ccc373091bfee5dbd6bca","arrow":"Right"},"id":"line3d3f567f51b132299b26e584933a","target":{"id":"nodee761894989ab3a05ba01ee453333","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"line352348ad95583b34b856349fa2d3","type":"EmptyStartEvent","id":"node0b5bedf83b0b33f183342208147c","name":""},"constants":{},"location":[{"y":150,"x":40,"type":"startpoint","id":"node0b5bedf83b0b33f183342208147c"},{"y":150,"x":640,"type":"endpoint","id":"nodeed63ae7550523e209d338ff25a87"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u5b9a\\u65f61\\u79d2","y":150,"x":340,"type":"tasknode","id":"nodee761894989ab3a05ba01ee453333"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u6682\\u505c\\u8282\\u70b9","y":150,"x":190,"type":"tasknode","id":"node62d47a1ccc373091bfee5dbd6bca"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u5b8c\\u6210","y":150,"x":490,"type":"tasknode","id":"nodea408a833d25b33908c304636159b"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(4, 'nodea1f520a84a6f344c8a17857dcb5c', 'job_approval', '2019-01-20 00:00:00', 'operator01',
 '', NULL, '2019-01-20 00:00:00', 0, 6, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(269, 'Other', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0,
 1, 'nodea1f520a84a6f344c8a17857dcb5c');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(5, 'node40b422e57eb63445bd7e1b59741f', 'job_suspended', 'operator01',
 '2019-02-26 21:49:12.000000', 'operator01', '2019-02-26 21:49:12.035186', NULL,
 '', 1, 0, 0, 7, 6, 4, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(22, 'Other', '269', 'api', 'my_app', 'common', 'execute_task', 0, 1, 5, 'business');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node40b422e57eb63445bd7e1b59741f', 'SUSPENDED', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-02-26 21:49:12.039870', '2019-02-26 21:49:12.064394', NULL,
 '', 0),
('node0b5bedf83b0b33f183342208147c', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-02-26 21:49:12.071116', '2019-02-26 21:49:12.070167', '2019-02-26 21:49:12.075671',
 'a507f59f0a3337e08625e036bf377f83', 0),
('node62d47a1ccc373091bfee5dbd6bca', 'RUNNING', '暂停节点', 0, 1, 0,
 '2019-02-26 21:49:12.080957', '2019-02-26 21:49:12.080022', NULL,
 'a20800f9f0f63f57bf10c6e2316c5393', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('node40b422e57eb63445bd7e1b59741f', 'node40b422e57eb63445bd7e1b59741f', 0),
('node0b5bedf83b0b33f183342208147c', 'node0b5bedf83b0b33f183342208147c', 0),
('node40b422e57eb63445bd7e1b59741f', 'node0b5bedf83b0b33f183342208147c', 1),
('node62d47a1ccc373091bfee5dbd6bca', 'node62d47a1ccc373091bfee5dbd6bca', 0),
('node40b422e57eb63445bd7e1b59741f', 'node62d47a1ccc373091bfee5dbd6bca', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node0b5bedf83b0b33f183342208147c',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node62d47a1ccc373091bfee5dbd6bca',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsVdescription\np6\nV\\u8bf7\\u4eba\\u5de5\\u786e\\u8ba4\np7\nstRp8\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(8, 'b24b741a32b7cdbeed517f03039d1b42', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node73e33ffcb2224abfa56f7acce2cd":{"stage_name":"\\u6b65\\u9aa41","component":{"code":"example_component","data":{}},"outgoing":"line2fb072d53c97412f90b3a40dfaa7","optional":false,"id":"node73e33ffcb2224abfa56f7acce2cd","incoming":"lineb22808d3988f4ae3a9b19a68b82d","name":"\\u793a\\u4f8b\\u8282\\u70b94","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node07eb7afd330e40b8a9da520dfab8":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v5"},"n":{"hook":false,"value":5}}},"outgoing":"lineae279dcfcde64046bdb7f097ad89","optional":false,"id":"node07eb7afd330e40b8a9da520dfab8","incoming":"line2fb072d53c97412f90b3a40dfaa7","name":"\\u793a\\u4f8b\\u8282\\u70b95","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"nodee5d9cf02216b422d904278e5573a":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v1"},"n":{"hook":false,"value":1}}},"outgoing":"line5a442dc1eb9c4db8912b4eab16ca","optional":false,"id":"nodee5d9cf02216b422d904278e5573a","incoming":"lineaf1b94e93edd4a58a4495e3f9f3c","name":"\\u793a\\u4f8b\\u8282\\u70b91","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node137810e0a05d4facb983abd9f3ae":{"stage_name":"\\u6b65\\u9aa45","component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v3"},"n":{"hook":false,"value":3}}},"outgoing":"lineb22808d3988f4ae3a9b19a68b82d","optional":false,"id":"node137810e0a05d4facb983abd9f3ae","incoming":"line79aaae51cf0c4196ae6811409060","name":"\\u793a\\u4f8b\\u8282\\u70b93","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node9f9a91a64a2649638682d7433307":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"example_component","data":{}},"outgoing":"lineaf1b94e93edd4a58a4495e3f9f3c","optional":false,"id":"node9f9a91a64a2649638682d7433307","incoming":"line59e3704c939b410ba94549b5f824","name":"\\u793a\\u4f8b\\u8282\\u70b90","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node080be44f87d448a787f6cbac8bab":{"stage_name":"\\u6b65\\u9aa44","component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v7"},"n":{"hook":false,"value":7}}},"outgoing":"linee095994bed8248779dbada3eaef2","optional":false,"id":"node080be44f87d448a787f6cbac8bab","incoming":"linece7fd23484ea4373b844a8469ec9","name":"\\u793a\\u4f8b\\u8282\\u70b97","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"nodeee13819a59ad45b8a8c978579af0":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"example_component","data":{}},"outgoing":"linece7fd23484ea4373b844a8469ec9","optional":false,"id":"nodeee13819a59ad45b8a8c978579af0","incoming":"lineae279dcfcde64046bdb7f097ad89","name":"\\u793a\\u4f8b\\u8282\\u70b96","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":{}},"node0a34a594272a48f2997573235899":{"stage_name":"\\u6b65\\u9aa44","component":{"code":"example_component","data":{}},"outgoing":"line79aaae51cf0c4196ae6811409060","optional":false,"id":"node0a34a594272a48f2997573235899","incoming":"line5a442dc1eb9c4db8912b4eab16ca","name":"\\u793a\\u4f8b\\u8282\\u70b92","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linee095994bed8248779dbada3eaef2","id":"nodeb507723ef71448f3b4e3d5aa6eb2","name":""},"constants":{},"outputs":[],"line":[{"source":{"id":"nodea7b2ccfbd88e42c88e37bddae4c3","arrow":"Right"},"id":"line59e3704c939b410ba94549b5f824","target":{"id":"node9f9a91a64a2649638682d7433307","arrow":"Left"}},{"source":{"id":"node9f9a91a64a2649638682d7433307","arrow":"Right"},"id":"lineaf1b94e93edd4a58a4495e3f9f3c","target":{"id":"nodee5d9cf02216b422d904278e5573a","arrow":"Left"}},{"source":{"id":"nodee5d9cf02216b422d904278e5573a","arrow":"Right"},"id":"line5a442dc1eb9c4db8912b4eab16ca","target":{"id":"node0a34a594272a48f2997573235899","arrow":"Left"}},{"source":{"id":"node0a34a594272a48f2997573235899","arrow":"Right"},"id":"line79aaae51cf0c4196ae6811409060","target":{"id":"node137810e0a05d4facb983abd9f3ae","arrow":"Left"}},{"source":{"id":"node137810e0a05d4facb983abd9f3ae","arrow":"Right"},"id":"lineb22808d3988f4ae3a9b19a68b82d","target":{"id":"node73e33ffcb2224abfa56f7acce2cd","arrow":"Left"}},{"source":{"id":"node73e33ffcb2224abfa56f7acce2cd","arrow":"Right"},"id":"line2fb072d53c97412f90b3a40dfaa7","target":{"id":"node07eb7afd330e40b8a9da520dfab8","arrow":"Left"}},{"source":{"id":"node07eb7afd330e40b8a9da520dfab8","arrow":"Right"},"id":"lineae279dcfcde64046bdb7f097ad89","target":{"id":"nodeee13819a59ad45b8a8c978579af0","arrow":"Left"}},{"source":{"id":"nodeee13819a59ad45b8a8c978579af0","arrow":"Right"},"id":"linece7fd23484ea4373b844a8469ec9","target":{"id":"node080be44f87d448a787f6cbac8bab","arrow":"Left"}},{"source":{"id":"node080be44f87d448a787f6cbac8bab","arrow":"Right"},"id":"linee095994bed8248779dbada3eaef2","target":{"id":"nodeb507723ef71448f3b4e3d5aa6eb2","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"line59e3704c939b410ba94549b5f824","incoming":"","id":"nodea7b2ccfbd88e42c88e37bddae4c3","name":""},"flows":{"linee095994bed8248779dbada3eaef2":{"is_default":false,"source":"node080be44f87d448a787f6cbac8bab","id":"linee095994bed8248779dbada3eaef2","target":"nodeb507723ef71448f3b4e3d5aa6eb2"},"line59e3704c939b410ba94549b5f824":{"is_default":false,"source":"nodea7b2ccfbd88e42c88e37bddae4c3","id":"line59e3704c939b410ba94549b5f824","target":"node9f9a91a64a2649638682d7433307"},"line2fb072d53c97412f90b3a40dfaa7":{"is_default":false,"source":"node73e33ffcb2224abfa56f7acce2cd","id":"line2fb072d53c97412f90b3a40dfaa7","target":"node07eb7afd330e40b8a9da520dfab8"},"lineae279dcfcde64046bdb7f097ad89":{"is_default":false,"source":"node07eb7afd330e40b8a9da520dfab8","id":"lineae279dcfcde64046bdb7f097ad89","target":"nodeee13819a59ad45b8a8c978579af0"},"line5a442dc1eb9c4db8912b4eab16ca":{"is_default":false,"source":"nodee5d9cf02216b422d904278e5573a","id":"line5a442dc1eb9c4db8912b4eab16ca","target":"node0a34a594272a48f2997573235899"},"lineaf1b94e93edd4a58a4495e3f9f3c":{"is_default":false,"source":"node9f9a91a64a2649638682d7433307","id":"lineaf1b94e93edd4a58a4495e3f9f3c","target":"nodee5d9cf02216b422d904278e5573a"},"linece7fd23484ea4373b844a8469ec9":{"is_default":false,"source":"nodeee13819a59ad45b8a8c978579af0","id":"linece7fd23484ea4373b844a8469ec9","target":"node080be44f87d448a787f6cbac8bab"},"lineb22808d3988f4ae3a9b19a68b82d":{"is_default":false,"source":"node137810e0a05d4facb983abd9f3ae","id":"lineb22808d3988f4ae3a9b19a68b82d","target":"node73e33ffcb2224abfa56f7acce2cd"},"line79aaae51cf0c4196ae6811409060":{"is_default":false,"source":"node0a34a594272a48f2997573235899","id":"line79aaae51cf0c4196ae6811409060","target":"node137810e0a05d4facb983abd9f3ae"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"nodea7b2ccfbd88e42c88e37bddae4c3"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b90","y":150,"x":190,"type":"tasknode","id":"node9f9a91a64a2649638682d7433307"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b91","y":150,"x":340,"type":"tasknode","id":"nodee5d9cf02216b422d904278e5573a"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b92","y":150,"x":490,"type":"tasknode","id":"node0a34a594272a48f2997573235899"},{"status":"","stage_name":"\\u6b65\\u9aa45","name":"\\u793a\\u4f8b\\u8282\\u70b93","y":150,"x":640,"type":"tasknode","id":"node137810e0a05d4facb983abd9f3ae"},{"status":"","stage_name":"\\u6b65\\u9aa41","name":"\\u793a\\u4f8b\\u8282\\u70b94","y":150,"x":790,"type":"tasknode","id":"node73e33ffcb2224abfa56f7acce2cd"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b95","y":150,"x":940,"type":"tasknode","id":"node07eb7afd330e40b8a9da520dfab8"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b96","y":150,"x":1090,"type":"tasknode","id":"nodeee13819a59ad45b8a8c978579af0"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b97","y":150,"x":1240,"type":"tasknode","id":"node080be44f87d448a787f6cbac8bab"},{"y":150,"x":1390,"type":"endpoint","id":"nodeb507723ef71448f3b4e3d5aa6eb2"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(9, '229dc7346bb724bc9ea65c0e2f6c6ec6', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"nodeb5ceac8f5a7e39ba881f46fcb39d":{"stage_name":"\\u6b65\\u9aa44","incoming":"line5fa08e6d728a3413a9aa868712f6","name":"\\u793a\\u4f8b\\u8282\\u70b97","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v7"},"n":{"hook":false,"value":7}}},"outgoing":"linedf5bb505d35a32928d85cfa869cd","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"nodeb5ceac8f5a7e39ba881f46fcb39d","loop":null},"node0be84c98f0683e1d8b29e0afed2a":{"stage_name":"\\u6b65\\u9aa42","incoming":"lineca7f03909e2335579371e4f8966b","name":"\\u793a\\u4f8b\\u8282\\u70b95","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v5"},"n":{"hook":false,"value":5}}},"outgoing":"line53cf8ee268c53719acaf4034dfcb","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node0be84c98f0683e1d8b29e0afed2a","loop":null},"node476f84d2fcf733d283c028f08d34":{"stage_name":"\\u6b65\\u9aa45","incoming":"line07dd969dc2433864a342e0f9cf15","name":"\\u793a\\u4f8b\\u8282\\u70b93","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v3"},"n":{"hook":false,"value":3}}},"outgoing":"line9f4f4dff76d93c9c93806c55b4a4","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node476f84d2fcf733d283c028f08d34","loop":null},"nodeb7034094c78638a1a77110d8ae70":{"stage_name":"\\u6b65\\u9aa43","incoming":"lineb637a4ae56a8397d8035f5ec7a8e","name":"\\u793a\\u4f8b\\u8282\\u70b91","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v1"},"n":{"hook":false,"value":1}}},"outgoing":"linee5086550f17f3375bb4979fefdba","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"nodeb7034094c78638a1a77110d8ae70","loop":null},"node0b60de60928634ad8ce70123134d":{"stage_name":"\\u6b65\\u9aa41","incoming":"line9f4f4dff76d93c9c93806c55b4a4","name":"\\u793a\\u4f8b\\u8282\\u70b94","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"lineca7f03909e2335579371e4f8966b","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node0b60de60928634ad8ce70123134d","loop":null},"nodec2727eb0ab983d5d849cae931431":{"stage_name":"\\u6b65\\u9aa42","incoming":"linea9eeae3cdf6f3480a6d2696f11e9","name":"\\u793a\\u4f8b\\u8282\\u70b90","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"lineb637a4ae56a8397d8035f5ec7a8e","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"nodec2727eb0ab983d5d849cae931431","loop":null},"node5686f8879a7837de863db2507a75":{"stage_name":"\\u6b65\\u9aa44","incoming":"linee5086550f17f3375bb4979fefdba","name":"\\u793a\\u4f8b\\u8282\\u70b92","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line07dd969dc2433864a342e0f9cf15","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node5686f8879a7837de863db2507a75","loop":null},"node4c3d8c094e1230609650e197579f":{"stage_name":"\\u6b65\\u9aa43","incoming":"line53cf8ee268c53719acaf4034dfcb","name":"\\u793a\\u4f8b\\u8282\\u70b96","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line5fa08e6d728a3413a9aa868712f6","optional":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node4c3d8c094e1230609650e197579f","loop":{}}},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linedf5bb505d35a32928d85cfa869cd","id":"node52ff4e8e182a3f5fa20490e42518","name":""},"outputs":[],"flows":{"linee5086550f17f3375bb4979fefdba":{"is_default":false,"source":"nodeb7034094c78638a1a77110d8ae70","id":"linee5086550f17f3375bb4979fefdba","target":"node5686f8879a7837de863db2507a75"},"linea9eeae3cdf6f3480a6d2696f11e9":{"is_default":false,"source":"nodef67319babce63a3aa8eef7c79088","id":"linea9eeae3cdf6f3480a6d2696f11e9","target":"nodec2727eb0ab983d5d849cae931431"},"linedf5bb505d35a32928d85cfa869cd":{"is_default":false,"source":"nodeb5ceac8f5a7e39ba881f46fcb39d","id":"linedf5bb505d35a32928d85cfa869cd","target":"node52ff4e8e182a3f5fa20490e42518"},"line07dd969dc2433864a342e0f9cf15":{"is_default":false,"source":"node5686f8879a7837de863db2507a75","id":"line07dd969dc2433864a342e0f9cf15","target":"node476f84d2fcf733d283c028f08d34"},"line5fa08e6d728a3413a9aa868712f6":{"is_default":false,"source":"node4c3d8c094e1230609650e197579f","id":"line5fa08e6d728a3413a9aa868712f6","target":"nodeb5ceac8f5a7e39ba881f46fcb39d"},"lineca7f03909e2335579371e4f8966b":{"is_default":false,"source":"node0b60de60928634ad8ce70123134d","id":"lineca7f03909e2335579371e4f8966b","target":"node0be84c98f0683e1d8b29e0afed2a"},"lineb637a4ae56a8397d8035f5ec7a8e":{"is_default":false,"source":"nodec2727eb0ab983d5d849cae931431","id":"lineb637a4ae56a8397d8035f5ec7a8e","target":"nodeb7034094c78638a1a77110d8ae70"},"line9f4f4dff76d93c9c93806c55b4a4":{"is_default":false,"source":"node476f84d2fcf733d283c028f08d34","id":"line9f4f4dff76d93c9c93806c55b4a4","target":"node0b60de60928634ad8ce70123134d"},"line53cf8ee268c53719acaf4034dfcb":{"is_default":false,"source":"node0be84c98f0683e1d8b29e0afed2a","id":"line53cf8ee268c53719acaf4034dfcb","target":"node4c3d8c094e1230609650e197579f"}},"id":"node3f1deea774443ab78fdef8562dfd","gateways":{},"line":[{"source":{"id":"nodeb5ceac8f5a7e39ba881f46fcb39d","arrow":"Right"},"id":"linedf5bb505d35a32928d85cfa869cd","target":{"id":"node52ff4e8e182a3f5fa20490e42518","arrow":"Left"}},{"source":{"id":"nodef67319babce63a3aa8eef7c79088","arrow":"Right"},"id":"linea9eeae3cdf6f3480a6d2696f11e9","target":{"id":"nodec2727eb0ab983d5d849cae931431","arrow":"Left"}},{"source":{"id":"node0b60de60928634ad8ce70123134d","arrow":"Right"},"id":"lineca7f03909e2335579371e4f8966b","target":{"id":"node0be84c98f0683e1d8b29e0afed2a","arrow":"Left"}},{"source":{"id":"node0be84c98f0683e1d8b29e0afed2a","arrow":"Right"},"id":"line53cf8ee268c53719acaf4034dfcb","target":{"id":"node4c3d8c094e1230609650e197579f","arrow":"Left"}},{"source":{"id":"nodeb7034094c78638a1a77110d8ae70","arrow":"Right"},"id":"linee5086550f17f3375bb4979fefdba","target":{"id":"node5686f8879a7837de863db2507a75","arrow":"Left"}},{"source":{"id":"nodec2727eb0ab983d5d849cae931431","arrow":"Right"},"id":"lineb637a4ae56a8397d8035f5ec7a8e","target":{"id":"nodeb7034094c78638a1a77110d8ae70","arrow":"Left"}},{"source":{"id":"node4c3d8c094e1230609650e197579f","arrow":"Right"},"id":"line5fa08e6d728a3413a9aa868712f6","target":{"id":"nodeb5ceac8f5a7e39ba881f46fcb39d","arrow":"Left"}},{"source":{"id":"node476f84d2fcf733d283c028f08d34","arrow":"Right"},"id":"line9f4f4dff76d93c9c93806c55b4a4","target":{"id":"node0b60de60928634ad8ce70123134d","arrow":"Left"}},{"source":{"id":"node5686f8879a7837de863db2507a75","arrow":"Right"},"id":"line07dd969dc2433864a342e0f9cf15","target":{"id":"node476f84d2fcf733d283c028f08d34","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"linea9eeae3cdf6f3480a6d2696f11e9","incoming":"","id":"nodef67319babce63a3aa8eef7c79088","name":""},"constants":{},"location":[{"status":"","stage_name":"\\u6b65\\u9aa41","name":"\\u793a\\u4f8b\\u8282\\u70b94","y":150,"x":790,"type":"tasknode","id":"node0b60de60928634ad8ce70123134d"},{"y":150,"x":1390,"type":"endpoint","id":"node52ff4e8e182a3f5fa20490e42518"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b95","y":150,"x":940,"type":"tasknode","id":"node0be84c98f0683e1d8b29e0afed2a"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b91","y":150,"x":340,"type":"tasknode","id":"nodeb7034094c78638a1a77110d8ae70"},{"status":"","stage_name":"\\u6b65\\u9aa45","name":"\\u793a\\u4f8b\\u8282\\u70b93","y":150,"x":640,"type":"tasknode","id":"node476f84d2fcf733d283c028f08d34"},{"y":150,"x":40,"type":"startpoint","id":"nodef67319babce63a3aa8eef7c79088"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b90","y":150,"x":190,"type":"tasknode","id":"nodec2727eb0ab983d5d849cae931431"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b97","y":150,"x":1240,"type":"tasknode","id":"nodeb5ceac8f5a7e39ba881f46fcb39d"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b96","y":150,"x":1090,"type":"tasknode","id":"node4c3d8c094e1230609650e197579f"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b92","y":150,"x":490,"type":"tasknode","id":"node5686f8879a7837de863db2507a75"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(5, 'nodea16540b58c083acc9a5b3c8f030b', 'job_nightly', '2019-01-20 00:00:00', 'operator01',
 '', 'lisi', '2019-01-20 00:00:00', 0, 8, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(270, 'OpsTools', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0,
 1, 'nodea16540b58c083acc9a5b3c8f030b');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(6, 'node3f1deea774443ab78fdef8562dfd', 'job_periodic', 'operator01',
 '2019-02-27 15:12:23.000000', 'operator01', '2019-02-27 15:12:23.015910', '2019-02-27 15:12:23.170299',
 '', 1, 1, 0, 9, 8, 5, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(23, 'OpsTools', '270', 'periodic', '', 'common', 'finished', 0, 1, 6, 'business');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node3f1deea774443ab78fdef8562dfd', 'FINISHED', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-02-27 15:12:23.019180', '2019-02-27 15:12:23.041899', '2019-02-27 15:12:23.167858',
 '', 0),
('nodef67319babce63a3aa8eef7c79088', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-02-27 15:12:23.047870', '2019-02-27 15:12:23.046642', '2019-02-27 15:12:23.053595',
 '4154b0e89fe0327994fccd7d027725c1', 0),
('nodec2727eb0ab983d5d849cae931431', 'FINISHED', '示例节点0', 0, 1, 0,
 '2019-02-27 15:12:23.059044', '2019-02-27 15:12:23.058230', '2019-02-27 15:12:23.063469',
 '594a599bd39a313d93b8fe4911abd833', 0),
('nodeb7034094c78638a1a77110d8ae70', 'FINISHED', '示例节点1', 0, 1, 0,
 '2019-02-27 15:12:23.069740', '2019-02-27 15:12:23.068317', '2019-02-27 15:12:23.075216',
 '8241bf41948330de9d9aec959ccd541b', 0),
('node5686f8879a7837de863db2507a75', 'FINISHED', '示例节点2', 0, 1, 0,
 '2019-02-27 15:12:23.082469', '2019-02-27 15:12:23.081055', '2019-02-27 15:12:23.089505',
 '7877b1a346e935a58d264b5591f911c8', 0),
('node476f84d2fcf733d283c028f08d34', 'FINISHED', '示例节点3', 0, 1, 0,
 '2019-02-27 15:12:23.095033', '2019-02-27 15:12:23.094203', '2019-02-27 15:12:23.100150',
 '41a12acd5c7d3fedaabcda234e980eaa', 0),
('node0b60de60928634ad8ce70123134d', 'FINISHED', '示例节点4', 0, 1, 0,
 '2019-02-27 15:12:23.105375', '2019-02-27 15:12:23.104503', '2019-02-27 15:12:23.110980',
 '8e4baff7e23f3433b152dfe0b6d4afa0', 0),
('node0be84c98f0683e1d8b29e0afed2a', 'FINISHED', '示例节点5', 0, 1, 0,
 '2019-02-27 15:12:23.117428', '2019-02-27 15:12:23.116187', '2019-02-27 15:12:23.123402',
 '613de94f69c235b48b344372acf26867', 0),
('node4c3d8c094e1230609650e197579f', 'FINISHED', '示例节点6', 0, 1, 0,
 '2019-02-27 15:12:23.129350', '2019-02-27 15:12:23.128407', '2019-02-27 15:12:23.134517',
 '0a92bd12b954319b9c9d434872c708c6', 0),
('nodeb5ceac8f5a7e39ba881f46fcb39d', 'FINISHED', '示例节点7', 0, 1, 0,
 '2019-02-27 15:12:23.140485', '2019-02-27 15:12:23.139553', '2019-02-27 15:12:23.146296',
 'da6bae85318e3f46a9d4cebfab827bbc', 0),
('node52ff4e8e182a3f5fa20490e42518', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyEndEvent''>', 0, 1, 0,
 '2019-02-27 15:12:23.152581', '2019-02-27 15:12:23.151609', '2019-02-27 15:12:23.161428',
 '7632fe9a0d0a39ac8c45e25d945a000a', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('node3f1deea774443ab78fdef8562dfd', 'node3f1deea774443ab78fdef8562dfd', 0),
('nodef67319babce63a3aa8eef7c79088', 'nodef67319babce63a3aa8eef7c79088', 0),
('node3f1deea774443ab78fdef8562dfd', 'nodef67319babce63a3aa8eef7c79088', 1),
('nodec2727eb0ab983d5d849cae931431', 'nodec2727eb0ab983d5d849cae931431', 0),
('node3f1deea774443ab78fdef8562dfd', 'nodec2727eb0ab983d5d849cae931431', 1),
('nodeb7034094c78638a1a77110d8ae70', 'nodeb7034094c78638a1a77110d8ae70', 0),
('node3f1deea774443ab78fdef8562dfd', 'nodeb7034094c78638a1a77110d8ae70', 1),
('node5686f8879a7837de863db2507a75', 'node5686f8879a7837de863db2507a75', 0),
('node3f1deea774443ab78fdef8562dfd', 'node5686f8879a7837de863db2507a75', 1),
('node476f84d2fcf733d283c028f08d34', 'node476f84d2fcf733d283c028f08d34', 0),
('node3f1deea774443ab78fdef8562dfd', 'node476f84d2fcf733d283c028f08d34', 1),
('node0b60de60928634ad8ce70123134d', 'node0b60de60928634ad8ce70123134d', 0),
('node3f1deea774443ab78fdef8562dfd', 'node0b60de60928634ad8ce70123134d', 1),
('node0be84c98f0683e1d8b29e0afed2a', 'node0be84c98f0683e1d8b29e0afed2a', 0),
('node3f1deea774443ab78fdef8562dfd', 'node0be84c98f0683e1d8b29e0afed2a', 1),
('node4c3d8c094e1230609650e197579f', 'node4c3d8c094e1230609650e197579f', 0),
('node3f1deea774443ab78fdef8562dfd', 'node4c3d8c094e1230609650e197579f', 1),
('nodeb5ceac8f5a7e39ba881f46fcb39d', 'nodeb5ceac8f5a7e39ba881f46fcb39d', 0),
('node3f1deea774443ab78fdef8562dfd', 'nodeb5ceac8f5a7e39ba881f46fcb39d', 1),
('node52ff4e8e182a3f5fa20490e42518', 'node52ff4e8e182a3f5fa20490e42518', 0),
('node3f1deea774443ab78fdef8562dfd', 'node52ff4e8e182a3f5fa20490e42518', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node3f1deea774443ab78fdef8562dfd',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''task_id''\np5\nI23\nsS''language''\np6\nS''zh-hans''\np7\nsS''biz_cc_name''\np8\nVblueking\np9\nsS''task_name''\np10\nVjob_periodic\np11\nsS''executor''\np12\nVoperator01\np13\nsS''operator''\np14\nV\nsS''biz_cc_id''\np15\nI2\nsS''biz_supplier_account''\np16\nV0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dtRp4\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodef67319babce63a3aa8eef7c79088',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodec2727eb0ab983d5d849cae931431',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodeb7034094c78638a1a77110d8ae70',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsV\\u4e2d\\u6587\\u952e\np6\nV\\u503c\nsVparam\np7\nVv1\np8\nsVn\nI1\nstRp9\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node5686f8879a7837de863db2507a75',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node476f84d2fcf733d283c028f08d34',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsV\\u4e2d\\u6587\\u952e\np6\nV\\u503c\nsVparam\np7\nVv3\np8\nsVn\nI3\nstRp9\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node0b60de60928634ad8ce70123134d',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node0be84c98f0683e1d8b29e0afed2a',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsV\\u4e2d\\u6587\\u952e\np6\nV\\u503c\nsVparam\np7\nVv5\np8\nsVn\nI5\nstRp9\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node4c3d8c094e1230609650e197579f',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodeb5ceac8f5a7e39ba881f46fcb39d',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsV\\u4e2d\\u6587\\u952e\np6\nV\\u503c\nsVparam\np7\nVv7\np8\nsVn\nI7\nstRp9\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node52ff4e8e182a3f5fa20490e42518',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(10, '2de72bcde0fa300b83389698496c01d8', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"nodeb1fc7108ae394d3d9f91024282eb":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"example_component","data":{}},"outgoing":"linea285719caad3435988fefdd7594a","optional":false,"id":"nodeb1fc7108ae394d3d9f91024282eb","incoming":"line8446262f6e754346bbda366d1f9c","name":"c2","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"node2632ed4fc82647bdb4a3dbef89b7":{"stage_name":"\\u6b65\\u9aa42","incoming":"line37cdbb0a58dc4fd79fa27a91b78c","name":"c1","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line8446262f6e754346bbda366d1f9c","optional":true,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","id":"node2632ed4fc82647bdb4a3dbef89b7","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linea285719caad3435988fefdd7594a","id":"nodeb3700b8b538c41c0ba49d88dbc1b","name":""},"constants":{"${cv}":{"custom_type":"input","show_type":"show","source_type":"custom","key":"${cv}","desc":"","source_tag":"input.input","source_info":{},"name":"\\u516c\\u5171\\u53d8\\u91cf","index":0,"is_meta":false,"value":"\\u516c\\u5171","validator":[],"validation":"^.+$"}},"outputs":["${cv}"],"line":[{"source":{"id":"nodee4afffd46c2244fb9c4bf31ef9b1","arrow":"Right"},"id":"line37cdbb0a58dc4fd79fa27a91b78c","target":{"id":"node2632ed4fc82647bdb4a3dbef89b7","arrow":"Left"}},{"source":{"id":"node2632ed4fc82647bdb4a3dbef89b7","arrow":"Right"},"id":"line8446262f6e754346bbda366d1f9c","target":{"id":"nodeb1fc7108ae394d3d9f91024282eb","arrow":"Left"}},{"source":{"id":"nodeb1fc7108ae394d3d9f91024282eb","arrow":"Right"},"id":"linea285719caad3435988fefdd7594a","target":{"id":"nodeb3700b8b538c41c0ba49d88dbc1b","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"line37cdbb0a58dc4fd79fa27a91b78c","incoming":"","id":"nodee4afffd46c2244fb9c4bf31ef9b1","name":""},"flows":{"line8446262f6e754346bbda366d1f9c":{"is_default":false,"source":"node2632ed4fc82647bdb4a3dbef89b7","id":"line8446262f6e754346bbda366d1f9c","target":"nodeb1fc7108ae394d3d9f91024282eb"},"line37cdbb0a58dc4fd79fa27a91b78c":{"is_default":false,"source":"nodee4afffd46c2244fb9c4bf31ef9b1","id":"line37cdbb0a58dc4fd79fa27a91b78c","target":"node2632ed4fc82647bdb4a3dbef89b7"},"linea285719caad3435988fefdd7594a":{"is_default":false,"source":"nodeb1fc7108ae394d3d9f91024282eb","id":"linea285719caad3435988fefdd7594a","target":"nodeb3700b8b538c41c0ba49d88dbc1b"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"nodee4afffd46c2244fb9c4bf31ef9b1"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"c1","y":150,"x":190,"type":"tasknode","id":"node2632ed4fc82647bdb4a3dbef89b7"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"c2","y":150,"x":340,"type":"tasknode","id":"nodeb1fc7108ae394d3d9f91024282eb"},{"y":150,"x":490,"type":"endpoint","id":"nodeb3700b8b538c41c0ba49d88dbc1b"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(11, 'f9c6de761b5cd49523237f814808283e', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node0636b1aabf7a37fe99d6e9f0bf8f":{"stage_name":"\\u6b65\\u9aa42","incoming":"linedfb1919362513c5396d064c17e3c","name":"c1","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line9383051b46183c6db07a30db0140","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":true,"id":"node0636b1aabf7a37fe99d6e9f0bf8f","loop":null},"node00d65fe4509a3fa2861503f744d7":{"stage_name":"\\u6b65\\u9aa43","incoming":"line9383051b46183c6db07a30db0140","name":"c2","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line116f4197c0e5353ebcb17e0dd0b6","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node00d65fe4509a3fa2861503f744d7","loop":null}},"end_event":{"incoming":"line116f4197c0e5353ebcb17e0dd0b6","outgoing":"","type":"EmptyEndEvent","id":"node103d3f6c775e3ff1846f8b248adb","name":""},"outputs":[],"flows":{"line9383051b46183c6db07a30db0140":{"is_default":false,"source":"node0636b1aabf7a37fe99d6e9f0bf8f","id":"line9383051b46183c6db07a30db0140","target":"node00d65fe4509a3fa2861503f744d7"},"line116f4197c0e5353ebcb17e0dd0b6":{"is_default":false,"source":"node00d65fe4509a3fa2861503f744d7","id":"line116f4197c0e5353ebcb17e0dd0b6","target":"node103d3f6c775e3ff1846f8b248adb"},"linedfb1919362513c5396d064c17e3c":{"is_default":false,"source":"node2cc66cc68ece3525af6cd4e911bf","id":"linedfb1919362513c5396d064c17e3c","target":"node0636b1aabf7a37fe99d6e9f0bf8f"}},"id":"node17b1bfc96e5e3600896836dbd233","gateways":{},"line":[{"source":{"id":"node0636b1aabf7a37fe99d6e9f0bf8f","arrow":"Right"},"id":"line9383051b46183c6db07a30db0140","target":{"id":"node00d65fe4509a3fa2861503f744d7","arrow":"Left"}},{"source":{"id":"node2cc66cc68ece3525af6cd4e911bf","arrow":"Right"},"id":"linedfb1919362513c5396d064c17e3c","target":{"id":"node0636b1aabf7a37fe99d6e9f0bf8f","arrow":"Left"}},{"source":{"id":"node00d65fe4509a3fa2861503f744d7","arrow":"Right"},"id":"line116f4197c0e5353ebcb17e0dd0b6","target":{"id":"node103d3f6c775e3ff1846f8b248adb","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"linedfb1919362513c5396d064c17e3c","type":"EmptyStartEvent","id":"node2cc66cc68ece3525af6cd4e911bf","name":""},"constants":{},"location":[{"status":"","stage_name":"\\u6b65\\u9aa43","name":"c2","y":150,"x":340,"type":"tasknode","id":"node00d65fe4509a3fa2861503f744d7"},{"y":150,"x":490,"type":"endpoint","id":"node103d3f6c775e3ff1846f8b248adb"},{"y":150,"x":40,"type":"startpoint","id":"node2cc66cc68ece3525af6cd4e911bf"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"c1","y":150,"x":190,"type":"tasknode","id":"node0636b1aabf7a37fe99d6e9f0bf8f"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(6, 'nodeaf47ef67b6253da6b5d9b08bc3e0', 'job_common', '2019-01-20 00:00:00', 'operator01',
 '', NULL, '2019-01-20 00:00:00', 0, 10, 0);
INSERT INTO template_commontemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, pipeline_template_id) VALUES
(10001, 'OfficeApp', '[]', '{"more_receiver": "", "receiver_group": []}', 20, 0,
 'nodeaf47ef67b6253da6b5d9b08bc3e0');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(7, 'node17b1bfc96e5e3600896836dbd233', 'job_common', 'operator01',
 '2019-01-17 08:10:56.000000', 'operator01', '2019-01-17 08:10:56.012611', '2019-01-17 08:10:56.370196',
 '', 1, 1, 0, 11, 10, 6, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(24, 'OfficeApp', '10001', 'app', '', 'common', 'finished', 0, 1, 7, 'common');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node17b1bfc96e5e3600896836dbd233', 'FINISHED', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-01-17 08:10:56.016224', '2019-01-17 08:10:56.268592', '2019-01-17 08:10:56.365549',
 '', 0),
('node2cc66cc68ece3525af6cd4e911bf', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-01-17 08:10:56.276780', '2019-01-17 08:10:56.275467', '2019-01-17 08:10:56.283519',
 '0dd36b98808039a0bab5c73b63a51e21', 0),
('node0636b1aabf7a37fe99d6e9f0bf8f', 'FINISHED', 'c1', 0, 1, 0,
 '2019-01-17 08:10:56.292161', '2019-01-17 08:10:56.290638', '2019-01-17 08:10:56.298267',
 'f7adfd5bc8c83294b7773090fb045816', 0),
('node00d65fe4509a3fa2861503f744d7', 'FINISHED', 'c2', 0, 1, 0,
 '2019-01-17 08:10:56.306888', '2019-01-17 08:10:56.305849', '2019-01-17 08:10:56.318352',
 '9c8ce8ec664c3a70abd3b808634e4f4e', 0),
('node103d3f6c775e3ff1846f8b248adb', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyEndEvent''>', 0, 1, 0,
 '2019-01-17 08:10:56.336515', '2019-01-17 08:10:56.332633', '2019-01-17 08:10:56.352902',
 'e770e9ba9b343249a188635c2575d222', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('node17b1bfc96e5e3600896836dbd233', 'node17b1bfc96e5e3600896836dbd233', 0),
('node2cc66cc68ece3525af6cd4e911bf', 'node2cc66cc68ece3525af6cd4e911bf', 0),
('node17b1bfc96e5e3600896836dbd233', 'node2cc66cc68ece3525af6cd4e911bf', 1),
('node0636b1aabf7a37fe99d6e9f0bf8f', 'node0636b1aabf7a37fe99d6e9f0bf8f', 0),
('node17b1bfc96e5e3600896836dbd233', 'node0636b1aabf7a37fe99d6e9f0bf8f', 1),
('node00d65fe4509a3fa2861503f744d7', 'node00d65fe4509a3fa2861503f744d7', 0),
('node17b1bfc96e5e3600896836dbd233', 'node00d65fe4509a3fa2861503f744d7', 1),
('node103d3f6c775e3ff1846f8b248adb', 'node103d3f6c775e3ff1846f8b248adb', 0),
('node17b1bfc96e5e3600896836dbd233', 'node103d3f6c775e3ff1846f8b248adb', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node17b1bfc96e5e3600896836dbd233',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''task_id''\np5\nI24\nsS''language''\np6\nS''zh-hans''\np7\nsS''biz_cc_name''\np8\nVblueking\np9\nsS''task_name''\np10\nVjob_common\np11\nsS''executor''\np12\nVoperator01\np13\nsS''operator''\np14\nV\nsS''biz_cc_id''\np15\nI2\nsS''biz_supplier_account''\np16\nV0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dtRp4\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node2cc66cc68ece3525af6cd4e911bf',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node0636b1aabf7a37fe99d6e9f0bf8f',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node00d65fe4509a3fa2861503f744d7',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node103d3f6c775e3ff1846f8b248adb',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(12, 'ea0dcb3db5c1c1e88c9729e21a2dbf72', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node5bf38998123342bab78892f1597b":{"stage_name":"\\u6b65\\u9aa43","component":{"code":"example_component","data":{}},"outgoing":"linead923038ff1d481b9f1271260078","optional":false,"id":"node5bf38998123342bab78892f1597b","incoming":"linef28a4b5baca3471f8b879a6a7963","name":"done","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null},"nodec3ac3e27d98b48f4b85d2273bc5b":{"stage_name":"\\u6b65\\u9aa42","component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"linef28a4b5baca3471f8b879a6a7963","optional":false,"id":"nodec3ac3e27d98b48f4b85d2273bc5b","incoming":"linec3048a3b247e4313b2154884be2c","name":"\\u7ebd\\u7ea6\\u5b9a\\u65f6","error_ignorable":false,"can_retry":true,"isSkipped":true,"type":"ServiceActivity","loop":null}},"gateways":{},"end_event":{"type":"EmptyEndEvent","outgoing":"","incoming":"linead923038ff1d481b9f1271260078","id":"nodea8abfb343c464b2599584f0f418d","name":""},"constants":{},"outputs":[],"line":[{"source":{"id":"node7bdc4475129c42689bf2be8886f3","arrow":"Right"},"id":"linec3048a3b247e4313b2154884be2c","target":{"id":"nodec3ac3e27d98b48f4b85d2273bc5b","arrow":"Left"}},{"source":{"id":"nodec3ac3e27d98b48f4b85d2273bc5b","arrow":"Right"},"id":"linef28a4b5baca3471f8b879a6a7963","target":{"id":"node5bf38998123342bab78892f1597b","arrow":"Left"}},{"source":{"id":"node5bf38998123342bab78892f1597b","arrow":"Right"},"id":"linead923038ff1d481b9f1271260078","target":{"id":"nodea8abfb343c464b2599584f0f418d","arrow":"Left"}}],"start_event":{"type":"EmptyStartEvent","outgoing":"linec3048a3b247e4313b2154884be2c","incoming":"","id":"node7bdc4475129c42689bf2be8886f3","name":""},"flows":{"linead923038ff1d481b9f1271260078":{"is_default":false,"source":"node5bf38998123342bab78892f1597b","id":"linead923038ff1d481b9f1271260078","target":"nodea8abfb343c464b2599584f0f418d"},"linef28a4b5baca3471f8b879a6a7963":{"is_default":false,"source":"nodec3ac3e27d98b48f4b85d2273bc5b","id":"linef28a4b5baca3471f8b879a6a7963","target":"node5bf38998123342bab78892f1597b"},"linec3048a3b247e4313b2154884be2c":{"is_default":false,"source":"node7bdc4475129c42689bf2be8886f3","id":"linec3048a3b247e4313b2154884be2c","target":"nodec3ac3e27d98b48f4b85d2273bc5b"}},"location":[{"y":150,"x":40,"type":"startpoint","id":"node7bdc4475129c42689bf2be8886f3"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u7ebd\\u7ea6\\u5b9a\\u65f6","y":150,"x":190,"type":"tasknode","id":"nodec3ac3e27d98b48f4b85d2273bc5b"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"done","y":150,"x":340,"type":"tasknode","id":"node5bf38998123342bab78892f1597b"},{"y":150,"x":490,"type":"endpoint","id":"nodea8abfb343c464b2599584f0f418d"}]}'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(13, 'd33a08e5130553ccd991eb31cb4a673b', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node5e313314d41d32aaa7a1a841bb0d":{"stage_name":"\\u6b65\\u9aa43","incoming":"linea09272a53d2a3dc1ae8f74bdd3e7","name":"done","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"linec88079be69813202a2732f048230","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node5e313314d41d32aaa7a1a841bb0d","loop":null},"nodef8c631f3531131618f9bf064c8eb":{"stage_name":"\\u6b65\\u9aa42","incoming":"line22a4b959de5c368db0148afa22cd","name":"\\u7ebd\\u7ea6\\u5b9a\\u65f6","error_ignorable":false,"component":{"code":"sleep_timer","data":{"bk_timing":{"hook":false,"value":"1"}}},"outgoing":"linea09272a53d2a3dc1ae8f74bdd3e7","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodef8c631f3531131618f9bf064c8eb","loop":null}},"end_event":{"incoming":"linec88079be69813202a2732f048230","outgoing":"","type":"EmptyEndEvent","id":"node8f9da37cba29377ba5c37f2277b5","name":""},"outputs":[],"flows":{"linec88079be69813202a2732f048230":{"is_default":false,"source":"node5e313314d41d32aaa7a1a841bb0d","id":"linec88079be69813202a2732f048230","target":"node8f9da37cba29377ba5c37f2277b5"},"line22a4b959de5c368db0148afa22cd":{"is_default":false,"source":"nodee178e34f8d0432b286f5a638128c","id":"line22a4b959de5c368db0148afa22cd","target":"nodef8c631f3531131618f9bf064c8eb"},"linea09272a53d2a3dc1ae8f74bdd3e7":{"is_default":false,"source":"nodef8c631f3531131618f9bf064c8eb","id":"linea09272a53d2a3dc1ae8f74bdd3e7","target":"node5e313314d41d32aaa7a1a841bb0d"}},"id":"node685b015030bb3b08bf49d78119e6","gateways":{},"line":[{"source":{"id":"node5e313314d41d32aaa7a1a841bb0d","arrow":"Right"},"id":"linec88079be69813202a2732f048230","target":{"id":"node8f9da37cba29377ba5c37f2277b5","arrow":"Left"}},{"source":{"id":"nodef8c631f3531131618f9bf064c8eb","arrow":"Right"},"id":"linea09272a53d2a3dc1ae8f74bdd3e7","target":{"id":"node5e313314d41d32aaa7a1a841bb0d","arrow":"Left"}},{"source":{"id":"nodee178e34f8d0432b286f5a638128c","arrow":"Right"},"id":"line22a4b959de5c368db0148afa22cd","target":{"id":"nodef8c631f3531131618f9bf064c8eb","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"line22a4b959de5c368db0148afa22cd","type":"EmptyStartEvent","id":"nodee178e34f8d0432b286f5a638128c","name":""},"constants":{},"location":[{"status":"","stage_name":"\\u6b65\\u9aa43","name":"done","y":150,"x":340,"type":"tasknode","id":"node5e313314d41d32aaa7a1a841bb0d"},{"y":150,"x":40,"type":"startpoint","id":"nodee178e34f8d0432b286f5a638128c"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u7ebd\\u7ea6\\u5b9a\\u65f6","y":150,"x":190,"type":"tasknode","id":"nodef8c631f3531131618f9bf064c8eb"},{"y":150,"x":490,"type":"endpoint","id":"node8f9da37cba29377ba5c37f2277b5"}]}'), 5));
INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(7, 'node53dab7550ff23fd18f97b8b9ddfc', 'job_games', '2019-01-20 00:00:00', 'operator01',
 '', NULL, '2019-01-20 00:00:00', 0, 12, 0);
INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, business_id, pipeline_template_id)
VALUES
(271, 'Other', '[]', '{"receiver_group": [], "more_receiver": ""}', 20, 0,
 2, 'node53dab7550ff23fd18f97b8b9ddfc');
INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_deleted, execution_snapshot_id, snapshot_id, template_id,
  tree_info_id) VALUES
(8, 'node685b015030bb3b08bf49d78119e6', 'job_games', 'operator01',
 '2019-01-19 12:20:29.000000', 'operator01', '2019-01-19 12:20:29.011681', '2019-01-19 12:20:29.998083',
 '', 1, 1, 0, 13, 12, 7, NULL);
INSERT INTO taskflow3_taskflowinstance (id, category, template_id,
  create_method, create_info, flow_type, current_flow, is_deleted, business_id,
  pipeline_instance_id, template_source) VALUES
(25, 'Other', '271', 'app', '', 'common', 'finished', 0, 2, 8, 'business');
INSERT INTO engine_status (id, state, name, retry, `loop`, skip, created_time,
  started_time, archived_time, version, error_ignorable) VALUES
('node685b015030bb3b08bf49d78119e6', 'FINISHED', '<class ''pipeline.core.pipeline.Pipeline''>', 0, 1, 0,
 '2019-01-19 12:20:29.014793', '2019-01-19 12:20:29.364136', '2019-01-19 12:20:29.996053',
 '', 0),
('nodee178e34f8d0432b286f5a638128c', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyStartEvent''>', 0, 1, 0,
 '2019-01-19 12:20:29.368495', '2019-01-19 12:20:29.367655', '2019-01-19 12:20:29.372047',
 '238b5e72222a3b93af863ef6c31db72a', 0),
('nodef8c631f3531131618f9bf064c8eb', 'FINISHED', '纽约定时', 0, 1, 0,
 '2019-01-19 12:20:29.376212', '2019-01-19 12:20:29.375689', '2019-01-19 12:20:29.398048',
 '5603fd1ddf9738e7a8a15a28e4d0c6f9', 0),
('node5e313314d41d32aaa7a1a841bb0d', 'FINISHED', 'done', 0, 1, 0,
 '2019-01-19 12:20:29.965376', '2019-01-19 12:20:29.964552', '2019-01-19 12:20:29.972086',
 '8eb201550a453d299ea2ed69ce5e21fb', 0),
('node8f9da37cba29377ba5c37f2277b5', 'FINISHED', '<class ''pipeline.core.flow.event.EmptyEndEvent''>', 0, 1, 0,
 '2019-01-19 12:20:29.980379', '2019-01-19 12:20:29.978957', '2019-01-19 12:20:29.991766',
 'fb3ca7811c773fac883b9342df138266', 0);
INSERT INTO engine_noderelationship (ancestor_id, descendant_id, distance)
VALUES
('node685b015030bb3b08bf49d78119e6', 'node685b015030bb3b08bf49d78119e6', 0),
('nodee178e34f8d0432b286f5a638128c', 'nodee178e34f8d0432b286f5a638128c', 0),
('node685b015030bb3b08bf49d78119e6', 'nodee178e34f8d0432b286f5a638128c', 1),
('nodef8c631f3531131618f9bf064c8eb', 'nodef8c631f3531131618f9bf064c8eb', 0),
('node685b015030bb3b08bf49d78119e6', 'nodef8c631f3531131618f9bf064c8eb', 1),
('node5e313314d41d32aaa7a1a841bb0d', 'node5e313314d41d32aaa7a1a841bb0d', 0),
('node685b015030bb3b08bf49d78119e6', 'node5e313314d41d32aaa7a1a841bb0d', 1),
('node8f9da37cba29377ba5c37f2277b5', 'node8f9da37cba29377ba5c37f2277b5', 0),
('node685b015030bb3b08bf49d78119e6', 'node8f9da37cba29377ba5c37f2277b5', 1);
INSERT INTO engine_data (id, inputs, outputs, ex_data) VALUES
('node685b015030bb3b08bf49d78119e6',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''task_id''\np5\nI25\nsS''language''\np6\nS''zh-hans''\np7\nsS''biz_cc_name''\np8\nVgames\np9\nsS''task_name''\np10\nVjob_games\np11\nsS''executor''\np12\nVwangwu\np13\nsS''operator''\np14\nV\nsS''biz_cc_id''\np15\nI3\nsS''biz_supplier_account''\np16\nV0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dtRp4\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodee178e34f8d0432b286f5a638128c',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('nodef8c631f3531131618f9bf064c8eb',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nsVbk_timing\np6\nV1\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''business_tz''\np5\ncpytz\n_p\np6\n(S''America/New_York''\np7\nI-17760\nI0\nS''LMT''\np8\ntRp9\nsS''timing_time''\np10\ncdatetime\ndatetime\np11\n(S''\\x07\\xea\\x0b\\x16\\x17\\x1d\\x07\\t\\x08\\xa5''\ng6\n(g7\nI-18000\nI0\nS''EST''\np12\ntRp13\ntRp14\nsS''_result''\np15\nI01\nsS''_loop''\np16\nI0\nstRp17\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node5e313314d41d32aaa7a1a841bb0d',
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_loop''\np5\nI0\nstRp6\n.'), 5),
 SUBSTRING(COMPRESS('ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS''_result''\np5\nI01\nsS''_loop''\np6\nI0\nstRp7\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5)),
('node8f9da37cba29377ba5c37f2277b5',
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('S''''\n.'), 5),
 SUBSTRING(COMPRESS('N.'), 5));
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(14, 'd32c5c4f93fb0a723f8e5680293c8bea', '2019-01-20 00:00:00',
SUBSTRING(COMPRESS('{"activities":{"node2b381d1872e9338b9c48afcb0a88":{"stage_name":"\\u6b65\\u9aa42","incoming":"linea80c14e3668c376fa84b41ed0b4f","name":"\\u793a\\u4f8b\\u8282\\u70b90","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line107b90b90a7c363892eadbb099ba","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node2b381d1872e9338b9c48afcb0a88","loop":null},"nodeb2b04e09340232fc81f7067c1c45":{"stage_name":"\\u6b65\\u9aa44","incoming":"linebc16277b7b763effb6d0366e60c1","name":"\\u793a\\u4f8b\\u8282\\u70b92","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line05e78a593d69366e8b4f3ae383b4","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodeb2b04e09340232fc81f7067c1c45","loop":null},"nodef24a3e207e923888862361fdebec":{"stage_name":"\\u6b65\\u9aa41","incoming":"lineb2bd9732bded3bb187b881fe02fb","name":"\\u793a\\u4f8b\\u8282\\u70b94","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line88eb4b0bc33c3ac8b3b54cf6da42","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodef24a3e207e923888862361fdebec","loop":null},"nodedaf6b0d013e2318ebfa5faa8255b":{"stage_name":"\\u6b65\\u9aa45","incoming":"line05e78a593d69366e8b4f3ae383b4","name":"\\u793a\\u4f8b\\u8282\\u70b93","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v3"},"n":{"hook":false,"value":3}}},"outgoing":"lineb2bd9732bded3bb187b881fe02fb","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"nodedaf6b0d013e2318ebfa5faa8255b","loop":null},"node25ba6aa70e27313988f684d9afdc":{"stage_name":"\\u6b65\\u9aa42","incoming":"line88eb4b0bc33c3ac8b3b54cf6da42","name":"\\u793a\\u4f8b\\u8282\\u70b95","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v5"},"n":{"hook":false,"value":5}}},"outgoing":"line7331aa3be4bf364a80e9232ee497","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node25ba6aa70e27313988f684d9afdc","loop":null},"node41224cd3156b3318943e55d3b6d1":{"stage_name":"\\u6b65\\u9aa43","incoming":"line107b90b90a7c363892eadbb099ba","name":"\\u793a\\u4f8b\\u8282\\u70b91","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v1"},"n":{"hook":false,"value":1}}},"outgoing":"linebc16277b7b763effb6d0366e60c1","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node41224cd3156b3318943e55d3b6d1","loop":null},"node3f7fce3f17d0340ab30f5c928a1a":{"stage_name":"\\u6b65\\u9aa44","incoming":"line06cbd6552d353e38a081d4c0eb70","name":"\\u793a\\u4f8b\\u8282\\u70b97","error_ignorable":false,"component":{"code":"example_component","data":{"\\u4e2d\\u6587\\u952e":{"hook":false,"value":"\\u503c"},"param":{"hook":false,"value":"v7"},"n":{"hook":false,"value":7}}},"outgoing":"line2b6634ae94163cabb5af94ab17f4","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node3f7fce3f17d0340ab30f5c928a1a","loop":null},"node6b5b0a86e00b32ce8288079ec1ac":{"stage_name":"\\u6b65\\u9aa43","incoming":"line7331aa3be4bf364a80e9232ee497","name":"\\u793a\\u4f8b\\u8282\\u70b96","error_ignorable":false,"component":{"code":"example_component","data":{}},"outgoing":"line06cbd6552d353e38a081d4c0eb70","can_retry":true,"isSkipped":true,"type":"ServiceActivity","optional":false,"id":"node6b5b0a86e00b32ce8288079ec1ac","loop":{}}},"end_event":{"incoming":"line2b6634ae94163cabb5af94ab17f4","outgoing":"","type":"EmptyEndEvent","id":"node0d5543f9baa930bb89101e6ee3b3","name":""},"outputs":[],"flows":{"line2b6634ae94163cabb5af94ab17f4":{"is_default":false,"source":"node3f7fce3f17d0340ab30f5c928a1a","id":"line2b6634ae94163cabb5af94ab17f4","target":"node0d5543f9baa930bb89101e6ee3b3"},"line7331aa3be4bf364a80e9232ee497":{"is_default":false,"source":"node25ba6aa70e27313988f684d9afdc","id":"line7331aa3be4bf364a80e9232ee497","target":"node6b5b0a86e00b32ce8288079ec1ac"},"lineb2bd9732bded3bb187b881fe02fb":{"is_default":false,"source":"nodedaf6b0d013e2318ebfa5faa8255b","id":"lineb2bd9732bded3bb187b881fe02fb","target":"nodef24a3e207e923888862361fdebec"},"line06cbd6552d353e38a081d4c0eb70":{"is_default":false,"source":"node6b5b0a86e00b32ce8288079ec1ac","id":"line06cbd6552d353e38a081d4c0eb70","target":"node3f7fce3f17d0340ab30f5c928a1a"},"line88eb4b0bc33c3ac8b3b54cf6da42":{"is_default":false,"source":"nodef24a3e207e923888862361fdebec","id":"line88eb4b0bc33c3ac8b3b54cf6da42","target":"node25ba6aa70e27313988f684d9afdc"},"line05e78a593d69366e8b4f3ae383b4":{"is_default":false,"source":"nodeb2b04e09340232fc81f7067c1c45","id":"line05e78a593d69366e8b4f3ae383b4","target":"nodedaf6b0d013e2318ebfa5faa8255b"},"linebc16277b7b763effb6d0366e60c1":{"is_default":false,"source":"node41224cd3156b3318943e55d3b6d1","id":"linebc16277b7b763effb6d0366e60c1","target":"nodeb2b04e09340232fc81f7067c1c45"},"linea80c14e3668c376fa84b41ed0b4f":{"is_default":false,"source":"nodeee4a1775f24d39cab64bc43dd777","id":"linea80c14e3668c376fa84b41ed0b4f","target":"node2b381d1872e9338b9c48afcb0a88"},"line107b90b90a7c363892eadbb099ba":{"is_default":false,"source":"node2b381d1872e9338b9c48afcb0a88","id":"line107b90b90a7c363892eadbb099ba","target":"node41224cd3156b3318943e55d3b6d1"}},"gateways":{},"line":[{"source":{"id":"node3f7fce3f17d0340ab30f5c928a1a","arrow":"Right"},"id":"line2b6634ae94163cabb5af94ab17f4","target":{"id":"node0d5543f9baa930bb89101e6ee3b3","arrow":"Left"}},{"source":{"id":"nodeee4a1775f24d39cab64bc43dd777","arrow":"Right"},"id":"linea80c14e3668c376fa84b41ed0b4f","target":{"id":"node2b381d1872e9338b9c48afcb0a88","arrow":"Left"}},{"source":{"id":"nodef24a3e207e923888862361fdebec","arrow":"Right"},"id":"line88eb4b0bc33c3ac8b3b54cf6da42","target":{"id":"node25ba6aa70e27313988f684d9afdc","arrow":"Left"}},{"source":{"id":"node25ba6aa70e27313988f684d9afdc","arrow":"Right"},"id":"line7331aa3be4bf364a80e9232ee497","target":{"id":"node6b5b0a86e00b32ce8288079ec1ac","arrow":"Left"}},{"source":{"id":"node41224cd3156b3318943e55d3b6d1","arrow":"Right"},"id":"linebc16277b7b763effb6d0366e60c1","target":{"id":"nodeb2b04e09340232fc81f7067c1c45","arrow":"Left"}},{"source":{"id":"node2b381d1872e9338b9c48afcb0a88","arrow":"Right"},"id":"line107b90b90a7c363892eadbb099ba","target":{"id":"node41224cd3156b3318943e55d3b6d1","arrow":"Left"}},{"source":{"id":"node6b5b0a86e00b32ce8288079ec1ac","arrow":"Right"},"id":"line06cbd6552d353e38a081d4c0eb70","target":{"id":"node3f7fce3f17d0340ab30f5c928a1a","arrow":"Left"}},{"source":{"id":"nodedaf6b0d013e2318ebfa5faa8255b","arrow":"Right"},"id":"lineb2bd9732bded3bb187b881fe02fb","target":{"id":"nodef24a3e207e923888862361fdebec","arrow":"Left"}},{"source":{"id":"nodeb2b04e09340232fc81f7067c1c45","arrow":"Right"},"id":"line05e78a593d69366e8b4f3ae383b4","target":{"id":"nodedaf6b0d013e2318ebfa5faa8255b","arrow":"Left"}}],"start_event":{"incoming":"","outgoing":"linea80c14e3668c376fa84b41ed0b4f","type":"EmptyStartEvent","id":"nodeee4a1775f24d39cab64bc43dd777","name":""},"constants":{},"location":[{"status":"","stage_name":"\\u6b65\\u9aa41","name":"\\u793a\\u4f8b\\u8282\\u70b94","y":150,"x":790,"type":"tasknode","id":"nodef24a3e207e923888862361fdebec"},{"y":150,"x":1390,"type":"endpoint","id":"node0d5543f9baa930bb89101e6ee3b3"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b95","y":150,"x":940,"type":"tasknode","id":"node25ba6aa70e27313988f684d9afdc"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b91","y":150,"x":340,"type":"tasknode","id":"node41224cd3156b3318943e55d3b6d1"},{"status":"","stage_name":"\\u6b65\\u9aa45","name":"\\u793a\\u4f8b\\u8282\\u70b93","y":150,"x":640,"type":"tasknode","id":"nodedaf6b0d013e2318ebfa5faa8255b"},{"y":150,"x":40,"type":"startpoint","id":"nodeee4a1775f24d39cab64bc43dd777"},{"status":"","stage_name":"\\u6b65\\u9aa42","name":"\\u793a\\u4f8b\\u8282\\u70b90","y":150,"x":190,"type":"tasknode","id":"node2b381d1872e9338b9c48afcb0a88"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b97","y":150,"x":1240,"type":"tasknode","id":"node3f7fce3f17d0340ab30f5c928a1a"},{"status":"","stage_name":"\\u6b65\\u9aa43","name":"\\u793a\\u4f8b\\u8282\\u70b96","y":150,"x":1090,"type":"tasknode","id":"node6b5b0a86e00b32ce8288079ec1ac"},{"status":"","stage_name":"\\u6b65\\u9aa44","name":"\\u793a\\u4f8b\\u8282\\u70b92","y":150,"x":490,"type":"tasknode","id":"nodeb2b04e09340232fc81f7067c1c45"}]}'), 5));

-- The periodic task that started task 23.
INSERT INTO periodic_task_crontabschedule (id, minute, hour, day_of_week,
  day_of_month, month_of_year, timezone) VALUES
(1, '*/5', '15', '*', '1,10', '1-6', 'Asia/Shanghai');
INSERT INTO periodic_task_djceleryperiodictask (id, name, task, args, kwargs,
  queue, exchange, routing_key, expires, enabled, last_run_at, total_run_count,
  date_changed, description, crontab_id, interval_id) VALUES
(1, '2563e31255373a81918fabf5f6d87ea1',
 'pipeline.contrib.periodic_task.tasks.periodic_task_start', '[]',
 '{"period_task_id":1,"spread":true}', NULL, NULL, NULL, NULL, 1, NULL, 0,
 '2019-11-23 04:32:24.658523', '', 1, NULL);
INSERT INTO periodic_task_periodictask (id, name, cron, total_run_count,
  last_run_at, creator, extra_info, celery_task_id, snapshot_id, template_id)
VALUES
(1, 'nightly', '*/5 15 * 1,10 1-6 (m/h/d/dM/MY)', 1, '2019-11-23 04:32:24.976501',
 'operator01',
 SUBSTRING(COMPRESS('{"category":"OpsTools","business_id":1,"template_num_id":1,"template_id":"nodea16540b58c083acc9a5b3c8f030b"}'), 5), 1, 14, 'nodea16540b58c083acc9a5b3c8f030b');
INSERT INTO periodictask_periodictask (id, template_id, business_id, task_id)
VALUES (1, '270', 1, 1);
INSERT INTO periodic_task_periodictaskhistory (id, ex_data, start_at,
  start_success, periodic_task_id, pipeline_instance_id) VALUES
(1, '', '2019-11-23 04:32:24.976501', 1, 1,
 'node3f1deea774443ab78fdef8562dfd');
INSERT INTO periodictask_periodictaskhistory (id, ex_data, start_at,
  start_success, flow_instance_id, history_id, task_id) VALUES
(1, '', '2019-11-23 04:32:24.976501', 1, 23, 1, 1);
