-- SPDX-License-Identifier: MIT
-- Sample data for schema/2019/bk_sops.sql: business 2 with task 10, the
-- example of the document of get_task_detail.
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
