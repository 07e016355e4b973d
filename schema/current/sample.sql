-- SPDX-License-Identifier: MIT
-- Sample data for schema/current/bk_sops.sql: business 2 releases a game.  Task
-- 10 has finished, 11 was not started, 20 runs, 21 failed in its sub-process,
-- where it was tried three times, and 22 waits for a person.  They are made of
-- template 266, whose sub-process is template 267; the common templates 10001
-- and 10002 are the same once more.
--
-- bk-sops stores trees as zlib streams of JSON.  COMPRESS() makes one behind a
-- length of four bytes, hence SUBSTRING(..., 5).  What nodes were given and gave
-- is JSON as it is.

SET NAMES utf8mb4;

INSERT INTO core_project (id, name, time_zone, creator, `desc`, create_at,
  from_cmdb, bk_biz_id, is_disable) VALUES
(1, 'blueking', 'Asia/Shanghai', 'admin', '', '2026-06-01 02:00:00', 1, 2, 0);

-- These applications are believed, beside those that bk-sops knows itself.
INSERT INTO core_environmentvariables (id, `key`, name, value) VALUES
(1, 'APP_WHITELIST', '', 'game_dashboard,game_ci');

-- The tree that all of these tasks have.  The ids of its nodes end with the
-- number of the task, which is ## here, in place of @ stands the version.
SET @tree = '{
 "activities": {
  "n0ba4439ee9a46d9d9f14c60f88f45##": {
   "id": "n0ba4439ee9a46d9d9f14c60f88f45##",
   "name": "check the disks",
   "type": "ServiceActivity",
   "optional": true,
   "stage_name": "release",
   "error_ignorable": false,
   "skippable": true,
   "retryable": true,
   "auto_retry": {"enable": false, "interval": 0, "times": 1},
   "timeout_config": {
    "enable": false,
    "seconds": 10,
    "action": "forced_fail"},
   "loop": null,
   "component": {
    "code": "job_fast_execute_script",
    "version": "v1.0",
    "data": {
     "job_script_timeout": {
      "hook": false,
      "need_render": true,
      "value": "60"},
     "job_ip_list": {"hook": true, "need_render": true, "value": "${ip}"}}},
   "incoming": ["l15f5bac3ca9f13c52d14a4829dc1e##"],
   "outgoing": "lc39cbfe720b38ce21790f87803b92##"},
  "n8a68dc3e925eacf92633be230722a##": {
   "id": "n8a68dc3e925eacf92633be230722a##",
   "name": "deploy",
   "type": "SubProcess",
   "optional": true,
   "stage_name": "release",
   "error_ignorable": false,
   "skippable": true,
   "retryable": true,
   "auto_retry": {"enable": false, "interval": 0, "times": 1},
   "timeout_config": {
    "enable": false,
    "seconds": 10,
    "action": "forced_fail"},
   "loop": null,
   "template_id": "n8691b3cfaf650c41e2a56cb5fdda5e0",
   "version": "078f40fa23e0672777adc7c05d4773dd",
   "template_source": "project",
   "hooked_constants": ["${ip}", "${version}"],
   "always_use_latest": false,
   "scheme_id_list": [],
   "pipeline": {
    "activities": {
     "nef399b2d446bb37b7c32ad2cc1b60##": {
      "id": "nef399b2d446bb37b7c32ad2cc1b60##",
      "name": "stop the game server",
      "type": "ServiceActivity",
      "optional": true,
      "stage_name": "release",
      "error_ignorable": false,
      "skippable": true,
      "retryable": true,
      "auto_retry": {"enable": false, "interval": 0, "times": 1},
      "timeout_config": {
       "enable": false,
       "seconds": 10,
       "action": "forced_fail"},
      "loop": null,
      "component": {
       "code": "job_fast_execute_script",
       "version": "v1.0",
       "data": {
        "job_script_timeout": {
         "hook": false,
         "need_render": true,
         "value": "60"},
        "job_ip_list": {"hook": true, "need_render": true, "value": "${ip}"}}},
      "incoming": ["l93999185bdfe661c68ccb063fffff##"],
      "outgoing": "ldee56d4ca0c19d595024dae1f6bc3##"},
     "n12cba3ee81cf4a793796a51b6327c##": {
      "id": "n12cba3ee81cf4a793796a51b6327c##",
      "name": "copy the files",
      "type": "ServiceActivity",
      "optional": true,
      "stage_name": "release",
      "error_ignorable": false,
      "skippable": true,
      "retryable": true,
      "auto_retry": {"enable": true, "interval": 10, "times": 3},
      "timeout_config": {
       "enable": false,
       "seconds": 10,
       "action": "forced_fail"},
      "loop": null,
      "component": {
       "code": "job_push_local_files",
       "version": "1.0.0",
       "data": {
        "version": {"hook": true, "need_render": true, "value": "${version}"}}},
      "incoming": ["ldee56d4ca0c19d595024dae1f6bc3##"],
      "outgoing": "l2bd7cb65aec6b097c9005ba846f08##"}},
    "gateways": {},
    "flows": {
     "l93999185bdfe661c68ccb063fffff##": {
      "id": "l93999185bdfe661c68ccb063fffff##",
      "is_default": false,
      "source": "n9f373cdf2de81ca0fcf0be32497cb##",
      "target": "nef399b2d446bb37b7c32ad2cc1b60##"},
     "ldee56d4ca0c19d595024dae1f6bc3##": {
      "id": "ldee56d4ca0c19d595024dae1f6bc3##",
      "is_default": false,
      "source": "nef399b2d446bb37b7c32ad2cc1b60##",
      "target": "n12cba3ee81cf4a793796a51b6327c##"},
     "l2bd7cb65aec6b097c9005ba846f08##": {
      "id": "l2bd7cb65aec6b097c9005ba846f08##",
      "is_default": false,
      "source": "n12cba3ee81cf4a793796a51b6327c##",
      "target": "ne92dc5d4aa8b985e4f33cc4f8da49##"}},
    "line": [
     {
      "id": "l93999185bdfe661c68ccb063fffff##",
      "source": {"arrow": "Right", "id": "n9f373cdf2de81ca0fcf0be32497cb##"},
      "target": {"arrow": "Left", "id": "nef399b2d446bb37b7c32ad2cc1b60##"}},
     {
      "id": "ldee56d4ca0c19d595024dae1f6bc3##",
      "source": {"arrow": "Right", "id": "nef399b2d446bb37b7c32ad2cc1b60##"},
      "target": {"arrow": "Left", "id": "n12cba3ee81cf4a793796a51b6327c##"}},
     {
      "id": "l2bd7cb65aec6b097c9005ba846f08##",
      "source": {"arrow": "Right", "id": "n12cba3ee81cf4a793796a51b6327c##"},
      "target": {"arrow": "Left", "id": "ne92dc5d4aa8b985e4f33cc4f8da49##"}}],
    "location": [
     {
      "id": "n9f373cdf2de81ca0fcf0be32497cb##",
      "type": "startpoint",
      "x": 60,
      "y": 100},
     {
      "id": "nef399b2d446bb37b7c32ad2cc1b60##",
      "type": "tasknode",
      "x": 260,
      "y": 100},
     {
      "id": "n12cba3ee81cf4a793796a51b6327c##",
      "type": "tasknode",
      "x": 460,
      "y": 100},
     {
      "id": "ne92dc5d4aa8b985e4f33cc4f8da49##",
      "type": "endpoint",
      "x": 660,
      "y": 100}],
    "start_event": {
     "id": "n9f373cdf2de81ca0fcf0be32497cb##",
     "name": "",
     "type": "EmptyStartEvent",
     "incoming": "",
     "outgoing": "l93999185bdfe661c68ccb063fffff##"},
    "end_event": {
     "id": "ne92dc5d4aa8b985e4f33cc4f8da49##",
     "name": "",
     "type": "EmptyEndEvent",
     "incoming": ["l2bd7cb65aec6b097c9005ba846f08##"],
     "outgoing": ""},
    "constants": {
     "${ip}": {
      "key": "${ip}",
      "name": "server",
      "desc": "",
      "custom_type": "input",
      "source_type": "custom",
      "source_tag": "input.input",
      "source_info": {},
      "value": "10.0.1.12",
      "show_type": "show",
      "validation": "^.+$",
      "version": "legacy",
      "index": 0},
     "${version}": {
      "key": "${version}",
      "name": "version",
      "desc": "",
      "custom_type": "input",
      "source_type": "custom",
      "source_tag": "input.input",
      "source_info": {},
      "value": "@",
      "show_type": "show",
      "validation": "^.+$",
      "version": "legacy",
      "index": 1}},
    "outputs": []},
   "incoming": ["lc39cbfe720b38ce21790f87803b92##"],
   "outgoing": "l873317c44c33f4e59248f843b0fe1##"},
  "nd0cf705f201ddc526f49ba2e62392##": {
   "id": "nd0cf705f201ddc526f49ba2e62392##",
   "name": "look at the monitor",
   "type": "ServiceActivity",
   "optional": true,
   "stage_name": "release",
   "error_ignorable": false,
   "skippable": true,
   "retryable": true,
   "auto_retry": {"enable": false, "interval": 0, "times": 1},
   "timeout_config": {
    "enable": false,
    "seconds": 10,
    "action": "forced_fail"},
   "loop": null,
   "component": {
    "code": "pause_node",
    "version": "legacy",
    "data": {
     "description": {
      "hook": false,
      "need_render": true,
      "value": "Are there errors in the log?"}}},
   "incoming": ["l873317c44c33f4e59248f843b0fe1##"],
   "outgoing": "l7bbc5ad46ec45bb3fefefe839a66b##"},
  "na4510384236c8e83a0cf3b6d8b987##": {
   "id": "na4510384236c8e83a0cf3b6d8b987##",
   "name": "tell the players",
   "type": "ServiceActivity",
   "optional": true,
   "stage_name": "release",
   "error_ignorable": false,
   "skippable": true,
   "retryable": true,
   "auto_retry": {"enable": false, "interval": 0, "times": 1},
   "timeout_config": {
    "enable": false,
    "seconds": 10,
    "action": "forced_fail"},
   "loop": null,
   "component": {
    "code": "bk_notify",
    "version": "v1.0",
    "data": {
     "bk_notify_title": {
      "hook": false,
      "need_render": true,
      "value": "Version ${version}"}}},
   "incoming": ["l7bbc5ad46ec45bb3fefefe839a66b##"],
   "outgoing": "lc557e8969807879e6220eb2b5f28d##"}},
 "gateways": {},
 "flows": {
  "l15f5bac3ca9f13c52d14a4829dc1e##": {
   "id": "l15f5bac3ca9f13c52d14a4829dc1e##",
   "is_default": false,
   "source": "n9b0727c6edb03f7cfb8866c51ee01##",
   "target": "n0ba4439ee9a46d9d9f14c60f88f45##"},
  "lc39cbfe720b38ce21790f87803b92##": {
   "id": "lc39cbfe720b38ce21790f87803b92##",
   "is_default": false,
   "source": "n0ba4439ee9a46d9d9f14c60f88f45##",
   "target": "n8a68dc3e925eacf92633be230722a##"},
  "l873317c44c33f4e59248f843b0fe1##": {
   "id": "l873317c44c33f4e59248f843b0fe1##",
   "is_default": false,
   "source": "n8a68dc3e925eacf92633be230722a##",
   "target": "nd0cf705f201ddc526f49ba2e62392##"},
  "l7bbc5ad46ec45bb3fefefe839a66b##": {
   "id": "l7bbc5ad46ec45bb3fefefe839a66b##",
   "is_default": false,
   "source": "nd0cf705f201ddc526f49ba2e62392##",
   "target": "na4510384236c8e83a0cf3b6d8b987##"},
  "lc557e8969807879e6220eb2b5f28d##": {
   "id": "lc557e8969807879e6220eb2b5f28d##",
   "is_default": false,
   "source": "na4510384236c8e83a0cf3b6d8b987##",
   "target": "n818a75b9eb12e31cb526273ef9e0c##"}},
 "line": [
  {
   "id": "l15f5bac3ca9f13c52d14a4829dc1e##",
   "source": {"arrow": "Right", "id": "n9b0727c6edb03f7cfb8866c51ee01##"},
   "target": {"arrow": "Left", "id": "n0ba4439ee9a46d9d9f14c60f88f45##"}},
  {
   "id": "lc39cbfe720b38ce21790f87803b92##",
   "source": {"arrow": "Right", "id": "n0ba4439ee9a46d9d9f14c60f88f45##"},
   "target": {"arrow": "Left", "id": "n8a68dc3e925eacf92633be230722a##"}},
  {
   "id": "l873317c44c33f4e59248f843b0fe1##",
   "source": {"arrow": "Right", "id": "n8a68dc3e925eacf92633be230722a##"},
   "target": {"arrow": "Left", "id": "nd0cf705f201ddc526f49ba2e62392##"}},
  {
   "id": "l7bbc5ad46ec45bb3fefefe839a66b##",
   "source": {"arrow": "Right", "id": "nd0cf705f201ddc526f49ba2e62392##"},
   "target": {"arrow": "Left", "id": "na4510384236c8e83a0cf3b6d8b987##"}},
  {
   "id": "lc557e8969807879e6220eb2b5f28d##",
   "source": {"arrow": "Right", "id": "na4510384236c8e83a0cf3b6d8b987##"},
   "target": {"arrow": "Left", "id": "n818a75b9eb12e31cb526273ef9e0c##"}}],
 "location": [
  {
   "id": "n9b0727c6edb03f7cfb8866c51ee01##",
   "type": "startpoint",
   "x": 60,
   "y": 100},
  {
   "id": "n0ba4439ee9a46d9d9f14c60f88f45##",
   "type": "tasknode",
   "x": 260,
   "y": 100},
  {
   "id": "n8a68dc3e925eacf92633be230722a##",
   "type": "subflow",
   "x": 460,
   "y": 100},
  {
   "id": "nd0cf705f201ddc526f49ba2e62392##",
   "type": "tasknode",
   "x": 660,
   "y": 100},
  {
   "id": "na4510384236c8e83a0cf3b6d8b987##",
   "type": "tasknode",
   "x": 860,
   "y": 100},
  {
   "id": "n818a75b9eb12e31cb526273ef9e0c##",
   "type": "endpoint",
   "x": 1060,
   "y": 100}],
 "start_event": {
  "id": "n9b0727c6edb03f7cfb8866c51ee01##",
  "name": "",
  "type": "EmptyStartEvent",
  "incoming": "",
  "outgoing": "l15f5bac3ca9f13c52d14a4829dc1e##"},
 "end_event": {
  "id": "n818a75b9eb12e31cb526273ef9e0c##",
  "name": "",
  "type": "EmptyEndEvent",
  "incoming": ["lc557e8969807879e6220eb2b5f28d##"],
  "outgoing": ""},
 "constants": {
  "${ip}": {
   "key": "${ip}",
   "name": "server",
   "desc": "",
   "custom_type": "input",
   "source_type": "custom",
   "source_tag": "input.input",
   "source_info": {},
   "value": "10.0.1.12",
   "show_type": "show",
   "validation": "^.+$",
   "version": "legacy",
   "index": 0},
  "${version}": {
   "key": "${version}",
   "name": "version",
   "desc": "",
   "custom_type": "input",
   "source_type": "custom",
   "source_tag": "input.input",
   "source_info": {},
   "value": "@",
   "show_type": "show",
   "validation": "^.+$",
   "version": "legacy",
   "index": 1},
  "${job_id}": {
   "key": "${job_id}",
   "name": "job of the check",
   "desc": "",
   "custom_type": "",
   "source_type": "component_outputs",
   "source_tag": "",
   "source_info": {"n0ba4439ee9a46d9d9f14c60f88f45##": ["job_inst_id"]},
   "value": "",
   "show_type": "hide",
   "validation": "^.+$",
   "version": "legacy",
   "index": 2}},
 "outputs": ["${version}", "${job_id}"]}';

INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(10, 'd3d9446802a44259755d38e6d163e820', '2026-07-01 01:50:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '10'), '@', '1.8.1')), 5)),
(11, '6512bd43d9caa6e02c990b0a82652dca', '2026-07-01 01:50:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '11'), '@', '1.9.0')), 5)),
(20, '98f13708210194c475687be6106a3b84', '2026-07-01 01:50:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '20'), '@', '1.8.2')), 5)),
(21, '3c59dc048e8850243be8079a5c74d079', '2026-07-01 01:50:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '21'), '@', '1.8.2')), 5)),
(22, 'b6d767d2f8ed5d21a44b0e5886680cb9', '2026-07-01 01:50:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '22'), '@', '1.8.2')), 5));

-- The ids of all nodes of a task, once somebody asked for one of them.
SET @nodes = '{
 "node_id_set": [
  "n9b0727c6edb03f7cfb8866c51ee01##",
  "n0ba4439ee9a46d9d9f14c60f88f45##",
  "n8a68dc3e925eacf92633be230722a##",
  "n9f373cdf2de81ca0fcf0be32497cb##",
  "nef399b2d446bb37b7c32ad2cc1b60##",
  "n12cba3ee81cf4a793796a51b6327c##",
  "ne92dc5d4aa8b985e4f33cc4f8da49##",
  "nd0cf705f201ddc526f49ba2e62392##",
  "na4510384236c8e83a0cf3b6d8b987##",
  "n818a75b9eb12e31cb526273ef9e0c##"]}';

INSERT INTO pipeline_treeinfo (id, data) VALUES
(10, SUBSTRING(COMPRESS(REPLACE(@nodes, '##', '10')), 5)),
(21, SUBSTRING(COMPRESS(REPLACE(@nodes, '##', '21')), 5)),
(22, SUBSTRING(COMPRESS(REPLACE(@nodes, '##', '22')), 5));

INSERT INTO pipeline_pipelineinstance (id, instance_id, name, creator,
  create_time, executor, start_time, finish_time, description, is_started,
  is_finished, is_revoked, is_expired, is_deleted, snapshot_id,
  execution_snapshot_id, template_id, tree_info_id) VALUES
(10, 'n7123a699d77db6479a1d8ece2c4f110', 'release 1.8.1', 'alice',
 '2026-07-01 01:50:00.000000', 'alice', '2026-07-01 02:00:00.000000',
 '2026-07-01 02:09:41.365160', '', 1, 1, 0, 0, 0, 10, 10, NULL, 10),
(11, 'n7123a699d77db6479a1d8ece2c4f111', 'release 1.9.0', 'alice',
 '2026-07-01 01:51:00.000000', '', NULL, NULL, '', 0, 0, 0, 0, 0, 11, 11, NULL,
 NULL),
(20, 'n7123a699d77db6479a1d8ece2c4f120', 'release 1.8.2 to europe', 'alice',
 '2026-07-01 01:50:00.000000', 'alice', '2026-07-01 03:00:00.475140', NULL, '',
 1, 0, 0, 0, 0, 20, 20, NULL, NULL),
(21, 'n7123a699d77db6479a1d8ece2c4f121', 'release 1.8.2 to asia', 'alice',
 '2026-07-01 01:51:00.000000', 'alice', '2026-07-01 03:00:00.475140', NULL, '',
 1, 0, 0, 0, 0, 21, 21, NULL, 21),
(22, 'n7123a699d77db6479a1d8ece2c4f122', 'release 1.8.2 to america', 'alice',
 '2026-07-01 01:52:00.000000', 'alice', '2026-07-01 03:00:00.475140', NULL, '',
 1, 0, 0, 0, 0, 22, 22, NULL, 22);

INSERT INTO taskflow3_taskflowinstance (id, project_id, engine_ver, category,
  template_id, create_method, create_info, flow_type, current_flow, is_deleted,
  pipeline_instance_id, template_source, is_child_taskflow) VALUES
(10, 1, 2, 'OpsTools', '266', 'app', '', 'common', 'finished', 0, 10,
 'project', 0),
(11, 1, 2, 'OpsTools', '266', 'app', '', 'common', 'execute_task', 0, 11,
 'project', 0),
(20, 1, 2, 'OpsTools', '266', 'app', '', 'common', 'execute_task', 0, 20,
 'project', 0),
(21, 1, 2, 'OpsTools', '266', 'app', '', 'common', 'execute_task', 0, 21,
 'project', 0),
(22, 1, 2, 'OpsTools', '266', 'app', '', 'common', 'execute_task', 0, 22,
 'project', 0);

-- Each node behind the one that it is part of.
INSERT INTO eri_state (id, node_id, root_id, parent_id, name, version, `loop`,
  inner_loop, retry, skip, error_ignored, created_time, started_time,
  archived_time) VALUES
(1, 'n7123a699d77db6479a1d8ece2c4f110', 'n7123a699d77db6479a1d8ece2c4f110', '',
 'FINISHED', 'vfc7494c9a73aa96f224f8ab93b9a591b', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:00.000000', '2026-07-01 02:00:00.000000',
 '2026-07-01 02:09:41.365160'),
(2, 'n9b0727c6edb03f7cfb8866c51ee0110', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'v8f373a62c92fb52646b2c4e63570066e', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:00.000000', '2026-07-01 02:00:00.000000',
 '2026-07-01 02:00:00.000000'),
(3, 'n0ba4439ee9a46d9d9f14c60f88f4510', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'v8504219dd8096b767c1d562300ed8d48', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:00.000000', '2026-07-01 02:00:00.000000',
 '2026-07-01 02:00:12.256748'),
(4, 'n8a68dc3e925eacf92633be230722a10', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'v4eb6b83a54ce3700c35d691a88456a9d', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:12.256748', '2026-07-01 02:00:12.256748',
 '2026-07-01 02:04:03.345863'),
(5, 'n9f373cdf2de81ca0fcf0be32497cb10', 'n7123a699d77db6479a1d8ece2c4f110',
 'n8a68dc3e925eacf92633be230722a10', 'FINISHED',
 'v1e8758748c69ff10d9dd8fc818d58873', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:12.256748', '2026-07-01 02:00:12.256748',
 '2026-07-01 02:00:12.256748'),
(6, 'nef399b2d446bb37b7c32ad2cc1b6010', 'n7123a699d77db6479a1d8ece2c4f110',
 'n8a68dc3e925eacf92633be230722a10', 'FINISHED',
 'va70ec9dc4abaf4477594c31f79397a97', 1, 1, 0, 0, 0,
 '2026-07-01 02:00:12.256748', '2026-07-01 02:00:12.256748',
 '2026-07-01 02:01:31.254518'),
(7, 'n12cba3ee81cf4a793796a51b6327c10', 'n7123a699d77db6479a1d8ece2c4f110',
 'n8a68dc3e925eacf92633be230722a10', 'FINISHED',
 'vd748d9ea4d0b4f5df7d317d0bd5c1bff', 1, 1, 0, 0, 0,
 '2026-07-01 02:01:31.254518', '2026-07-01 02:01:31.254518',
 '2026-07-01 02:04:03.345863'),
(8, 'ne92dc5d4aa8b985e4f33cc4f8da4910', 'n7123a699d77db6479a1d8ece2c4f110',
 'n8a68dc3e925eacf92633be230722a10', 'FINISHED',
 'v1046cc15458b009eab804f3d0964f637', 1, 1, 0, 0, 0,
 '2026-07-01 02:04:03.345863', '2026-07-01 02:04:03.345863',
 '2026-07-01 02:04:03.345863'),
(9, 'nd0cf705f201ddc526f49ba2e6239210', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'vf85cf14e665a69e4de4f275457eb8074', 1, 1, 0, 0, 0,
 '2026-07-01 02:04:03.345863', '2026-07-01 02:04:03.345863',
 '2026-07-01 02:09:40.260431'),
(10, 'na4510384236c8e83a0cf3b6d8b98710', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'v20a77b8c09f8549c97943dfd4245322b', 1, 1, 0, 0, 0,
 '2026-07-01 02:09:40.260431', '2026-07-01 02:09:40.260431',
 '2026-07-01 02:09:41.365160'),
(11, 'n818a75b9eb12e31cb526273ef9e0c10', 'n7123a699d77db6479a1d8ece2c4f110',
 'n7123a699d77db6479a1d8ece2c4f110', 'FINISHED',
 'v5f35e320a697b3dc4dcd66a6ab7d558a', 1, 1, 0, 0, 0,
 '2026-07-01 02:09:41.365160', '2026-07-01 02:09:41.365160',
 '2026-07-01 02:09:41.365160'),
(12, 'n7123a699d77db6479a1d8ece2c4f120', 'n7123a699d77db6479a1d8ece2c4f120',
 '', 'RUNNING', 'veaab3a300a4a9d80bb7fa662d5a2147e', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140', NULL),
(13, 'n9b0727c6edb03f7cfb8866c51ee0120', 'n7123a699d77db6479a1d8ece2c4f120',
 'n7123a699d77db6479a1d8ece2c4f120', 'FINISHED',
 'va328d178ab6e09db89d558f5bd63c6db', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:00.475140'),
(14, 'n0ba4439ee9a46d9d9f14c60f88f4520', 'n7123a699d77db6479a1d8ece2c4f120',
 'n7123a699d77db6479a1d8ece2c4f120', 'FINISHED',
 'v296813dcec94f3c8593f08b7fab09965', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:12.731888'),
(15, 'n8a68dc3e925eacf92633be230722a20', 'n7123a699d77db6479a1d8ece2c4f120',
 'n7123a699d77db6479a1d8ece2c4f120', 'RUNNING',
 'v1db5b21adc33b89922b871f6df77cd19', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888', NULL),
(16, 'n9f373cdf2de81ca0fcf0be32497cb20', 'n7123a699d77db6479a1d8ece2c4f120',
 'n8a68dc3e925eacf92633be230722a20', 'FINISHED',
 'v0a8e57ba518b8ff6324bf7181eb41922', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:00:12.731888'),
(17, 'nef399b2d446bb37b7c32ad2cc1b6020', 'n7123a699d77db6479a1d8ece2c4f120',
 'n8a68dc3e925eacf92633be230722a20', 'FINISHED',
 'vcbf2818d53acf097e871c489e55642f6', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:01:31.729658'),
(18, 'n12cba3ee81cf4a793796a51b6327c20', 'n7123a699d77db6479a1d8ece2c4f120',
 'n8a68dc3e925eacf92633be230722a20', 'RUNNING',
 'vc496663923526d9d45f02d07451e7737', 1, 1, 0, 0, 0,
 '2026-07-01 03:01:31.729658', '2026-07-01 03:01:31.729658', NULL),
(19, 'n7123a699d77db6479a1d8ece2c4f121', 'n7123a699d77db6479a1d8ece2c4f121',
 '', 'RUNNING', 'v4741159efc48088c30b3202c6b613152', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140', NULL),
(20, 'n9b0727c6edb03f7cfb8866c51ee0121', 'n7123a699d77db6479a1d8ece2c4f121',
 'n7123a699d77db6479a1d8ece2c4f121', 'FINISHED',
 'vc236fcc9010ad0aad7d45817d514533c', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:00.475140'),
(21, 'n0ba4439ee9a46d9d9f14c60f88f4521', 'n7123a699d77db6479a1d8ece2c4f121',
 'n7123a699d77db6479a1d8ece2c4f121', 'FINISHED',
 'vb15e5b4a8565601ffc139ef3b854ac6c', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:12.731888'),
(22, 'n8a68dc3e925eacf92633be230722a21', 'n7123a699d77db6479a1d8ece2c4f121',
 'n7123a699d77db6479a1d8ece2c4f121', 'RUNNING',
 'v105c00a3554cf58360dd317c4e21899a', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888', NULL),
(23, 'n9f373cdf2de81ca0fcf0be32497cb21', 'n7123a699d77db6479a1d8ece2c4f121',
 'n8a68dc3e925eacf92633be230722a21', 'FINISHED',
 'va34f26e537924e2437d4f6e4c85527e6', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:00:12.731888'),
(24, 'nef399b2d446bb37b7c32ad2cc1b6021', 'n7123a699d77db6479a1d8ece2c4f121',
 'n8a68dc3e925eacf92633be230722a21', 'FINISHED',
 'v74cf17bae595bdb0eb64c2721037dc1a', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:01:31.729658'),
(25, 'n12cba3ee81cf4a793796a51b6327c21', 'n7123a699d77db6479a1d8ece2c4f121',
 'n8a68dc3e925eacf92633be230722a21', 'FAILED',
 'v99d36092227a5a48150cf78cca44e71e', 1, 1, 2, 0, 0,
 '2026-07-01 03:02:05.014623', '2026-07-01 03:02:05.014623',
 '2026-07-01 03:02:12.747726'),
(26, 'n7123a699d77db6479a1d8ece2c4f122', 'n7123a699d77db6479a1d8ece2c4f122',
 '', 'RUNNING', 'v1631a358cba4f93043376be71eaa548b', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140', NULL),
(27, 'n9b0727c6edb03f7cfb8866c51ee0122', 'n7123a699d77db6479a1d8ece2c4f122',
 'n7123a699d77db6479a1d8ece2c4f122', 'FINISHED',
 'v4341031b5a2a01bc4a1174d25d7462da', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:00.475140'),
(28, 'n0ba4439ee9a46d9d9f14c60f88f4522', 'n7123a699d77db6479a1d8ece2c4f122',
 'n7123a699d77db6479a1d8ece2c4f122', 'FINISHED',
 'va82303abef3814edb01f6eaae98b111a', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:00.475140', '2026-07-01 03:00:00.475140',
 '2026-07-01 03:00:12.731888'),
(29, 'n8a68dc3e925eacf92633be230722a22', 'n7123a699d77db6479a1d8ece2c4f122',
 'n7123a699d77db6479a1d8ece2c4f122', 'FINISHED',
 'vbcce13ffd4357c10b17d31ea00b0d25f', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:04:03.821003'),
(30, 'n9f373cdf2de81ca0fcf0be32497cb22', 'n7123a699d77db6479a1d8ece2c4f122',
 'n8a68dc3e925eacf92633be230722a22', 'FINISHED',
 'v4fd6a19197881c7b5ee151e11577f52f', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:00:12.731888'),
(31, 'nef399b2d446bb37b7c32ad2cc1b6022', 'n7123a699d77db6479a1d8ece2c4f122',
 'n8a68dc3e925eacf92633be230722a22', 'FINISHED',
 'v106f80ddca7e5d1c4e70baca82e5c985', 1, 1, 0, 0, 0,
 '2026-07-01 03:00:12.731888', '2026-07-01 03:00:12.731888',
 '2026-07-01 03:01:31.729658'),
(32, 'n12cba3ee81cf4a793796a51b6327c22', 'n7123a699d77db6479a1d8ece2c4f122',
 'n8a68dc3e925eacf92633be230722a22', 'FINISHED',
 'v692db08a02def8d85da9ac71c83a3463', 1, 1, 0, 0, 0,
 '2026-07-01 03:01:31.729658', '2026-07-01 03:01:31.729658',
 '2026-07-01 03:04:03.821003'),
(33, 'ne92dc5d4aa8b985e4f33cc4f8da4922', 'n7123a699d77db6479a1d8ece2c4f122',
 'n8a68dc3e925eacf92633be230722a22', 'FINISHED',
 'v803900aec95cbadede6b53f7b188b97e', 1, 1, 0, 0, 0,
 '2026-07-01 03:04:03.821003', '2026-07-01 03:04:03.821003',
 '2026-07-01 03:04:03.821003'),
(34, 'nd0cf705f201ddc526f49ba2e6239222', 'n7123a699d77db6479a1d8ece2c4f122',
 'n7123a699d77db6479a1d8ece2c4f122', 'RUNNING',
 'vfa2d8be1f92ba8295440effdaa1690d1', 1, 1, 0, 0, 0,
 '2026-07-01 03:04:03.821003', '2026-07-01 03:04:03.821003', NULL);

INSERT INTO eri_executiondata (id, node_id, inputs_serializer,
  outputs_serializer, inputs, outputs) VALUES
(1, 'n7123a699d77db6479a1d8ece2c4f110', 'json', 'json', '{}',
 '{"${version}": "1.8.1", "${job_id}": 10010}'),
(2, 'n0ba4439ee9a46d9d9f14c60f88f4510', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10010, "job_inst_url": "http://job.example.com/api_execute/10010", "_result": true, "_loop": 1, "_inner_loop": 1}'),
(3, 'n8a68dc3e925eacf92633be230722a10', 'json', 'json',
 '{"${ip}": "10.0.1.12", "${version}": "1.8.1"}', '{}'),
(4, 'nef399b2d446bb37b7c32ad2cc1b6010', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10020, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(5, 'n12cba3ee81cf4a793796a51b6327c10', 'json', 'json',
 '{"version": "1.8.1", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10014, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(6, 'nd0cf705f201ddc526f49ba2e6239210', 'json', 'json',
 '{"description": "Are there errors in the log?", "_loop": 1, "_inner_loop": 1}',
 '{"callback_data": {"operator": "bob"}, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(7, 'na4510384236c8e83a0cf3b6d8b98710', 'json', 'json',
 '{"bk_notify_title": "Version 1.8.1", "_loop": 1, "_inner_loop": 1}',
 '{"code": 0, "message": "", "_result": true, "_loop": 1, "_inner_loop": 1}'),
(8, 'n7123a699d77db6479a1d8ece2c4f120', 'json', 'json', '{}', '{}'),
(9, 'n0ba4439ee9a46d9d9f14c60f88f4520', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10020, "job_inst_url": "http://job.example.com/api_execute/10020", "_result": true, "_loop": 1, "_inner_loop": 1}'),
(10, 'n8a68dc3e925eacf92633be230722a20', 'json', 'json',
 '{"${ip}": "10.0.1.12", "${version}": "1.8.2"}', '{}'),
(11, 'nef399b2d446bb37b7c32ad2cc1b6020', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10030, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(12, 'n12cba3ee81cf4a793796a51b6327c20', 'json', 'json',
 '{"version": "1.8.2", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10024}'),
(13, 'n7123a699d77db6479a1d8ece2c4f121', 'json', 'json', '{}', '{}'),
(14, 'n0ba4439ee9a46d9d9f14c60f88f4521', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10021, "job_inst_url": "http://job.example.com/api_execute/10021", "_result": true, "_loop": 1, "_inner_loop": 1}'),
(15, 'n8a68dc3e925eacf92633be230722a21', 'json', 'json',
 '{"${ip}": "10.0.1.12", "${version}": "1.8.2"}', '{}'),
(16, 'nef399b2d446bb37b7c32ad2cc1b6021', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10031, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(17, 'n12cba3ee81cf4a793796a51b6327c21', 'json', 'json',
 '{"version": "1.8.2", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10025, "ex_data": "Job 10025 failed: 1 of 12 servers: 10.0.1.12: no space left on device", "_result": false, "_loop": 1, "_inner_loop": 1}'),
(18, 'n7123a699d77db6479a1d8ece2c4f122', 'json', 'json', '{}', '{}'),
(19, 'n0ba4439ee9a46d9d9f14c60f88f4522', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10022, "job_inst_url": "http://job.example.com/api_execute/10022", "_result": true, "_loop": 1, "_inner_loop": 1}'),
(20, 'n8a68dc3e925eacf92633be230722a22', 'json', 'json',
 '{"${ip}": "10.0.1.12", "${version}": "1.8.2"}', '{}'),
(21, 'nef399b2d446bb37b7c32ad2cc1b6022', 'json', 'json',
 '{"job_script_timeout": "60", "job_ip_list": "10.0.1.12", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10032, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(22, 'n12cba3ee81cf4a793796a51b6327c22', 'json', 'json',
 '{"version": "1.8.2", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10026, "_result": true, "_loop": 1, "_inner_loop": 1}'),
(23, 'nd0cf705f201ddc526f49ba2e6239222', 'json', 'json',
 '{"description": "Are there errors in the log?", "_loop": 1, "_inner_loop": 1}',
 '{}');

-- The first two tries of what failed; it may be tried once more on its own.
INSERT INTO eri_executionhistory (id, node_id, `loop`, retry, skip, version,
  started_time, archived_time, inputs_serializer, outputs_serializer, inputs,
  outputs) VALUES
(1, 'n12cba3ee81cf4a793796a51b6327c21', 1, 0, 0,
 'v65122dcd1bd59922891951f8479f662b', '2026-07-01 03:01:31.729658',
 '2026-07-01 03:01:38.462761', 'json', 'json',
 '{"version": "1.8.2", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10022, "ex_data": "Job 10022 failed: 1 of 12 servers: 10.0.1.12: no space left on device", "_result": false, "_loop": 1, "_inner_loop": 1}'),
(2, 'n12cba3ee81cf4a793796a51b6327c21', 1, 1, 0,
 'v58e675b1129d493d1e4dd82e9f837a26', '2026-07-01 03:01:48.510051',
 '2026-07-01 03:01:55.243154', 'json', 'json',
 '{"version": "1.8.2", "_loop": 1, "_inner_loop": 1}',
 '{"job_inst_id": 10023, "ex_data": "Job 10023 failed: 1 of 12 servers: 10.0.1.12: no space left on device", "_result": false, "_loop": 1, "_inner_loop": 1}');

INSERT INTO taskflow3_autoretrynodestrategy (node_id, taskflow_id,
  root_pipeline_id, retry_times, max_retry_times, `interval`) VALUES
('n12cba3ee81cf4a793796a51b6327c21', 21, 'n7123a699d77db6479a1d8ece2c4f121', 2,
 3, 10);

-- Plugins.
INSERT INTO component_framework_componentmodel (id, code, version, name,
  status, is_default_version) VALUES
(1, 'bk_notify', 'v1.0', 'Notify', 1, 0),
(2, 'job_fast_execute_script', 'v1.0', 'Execute a script', 1, 0),
(3, 'job_push_local_files', '1.0.0', 'Push files', 1, 0),
(4, 'pause_node', 'legacy', 'Pause', 1, 0);

-- The checks are labelled.
INSERT INTO pipeline_web_label_labelgroup (id, code, name) VALUES
(1, 'risk', 'Risk');

INSERT INTO pipeline_web_label_label (id, code, name, group_id) VALUES
(1, 'harmless', 'Harmless', 1);

INSERT INTO pipeline_web_core_nodeininstance (id, node_id, node_type,
  instance_id, create_time, edit_time) VALUES
(1, 'n9b0727c6edb03f7cfb8866c51ee0110', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(2, 'n0ba4439ee9a46d9d9f14c60f88f4510', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(3, 'n8a68dc3e925eacf92633be230722a10', 'SubProcess',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(4, 'n9f373cdf2de81ca0fcf0be32497cb10', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(5, 'nef399b2d446bb37b7c32ad2cc1b6010', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(6, 'n12cba3ee81cf4a793796a51b6327c10', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(7, 'ne92dc5d4aa8b985e4f33cc4f8da4910', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(8, 'nd0cf705f201ddc526f49ba2e6239210', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(9, 'na4510384236c8e83a0cf3b6d8b98710', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(10, 'n818a75b9eb12e31cb526273ef9e0c10', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f110', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(11, 'n9b0727c6edb03f7cfb8866c51ee0111', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(12, 'n0ba4439ee9a46d9d9f14c60f88f4511', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(13, 'n8a68dc3e925eacf92633be230722a11', 'SubProcess',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(14, 'n9f373cdf2de81ca0fcf0be32497cb11', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(15, 'nef399b2d446bb37b7c32ad2cc1b6011', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(16, 'n12cba3ee81cf4a793796a51b6327c11', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(17, 'ne92dc5d4aa8b985e4f33cc4f8da4911', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(18, 'nd0cf705f201ddc526f49ba2e6239211', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(19, 'na4510384236c8e83a0cf3b6d8b98711', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(20, 'n818a75b9eb12e31cb526273ef9e0c11', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f111', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(21, 'n9b0727c6edb03f7cfb8866c51ee0120', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(22, 'n0ba4439ee9a46d9d9f14c60f88f4520', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(23, 'n8a68dc3e925eacf92633be230722a20', 'SubProcess',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(24, 'n9f373cdf2de81ca0fcf0be32497cb20', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(25, 'nef399b2d446bb37b7c32ad2cc1b6020', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(26, 'n12cba3ee81cf4a793796a51b6327c20', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(27, 'ne92dc5d4aa8b985e4f33cc4f8da4920', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(28, 'nd0cf705f201ddc526f49ba2e6239220', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(29, 'na4510384236c8e83a0cf3b6d8b98720', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(30, 'n818a75b9eb12e31cb526273ef9e0c20', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f120', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(31, 'n9b0727c6edb03f7cfb8866c51ee0121', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(32, 'n0ba4439ee9a46d9d9f14c60f88f4521', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(33, 'n8a68dc3e925eacf92633be230722a21', 'SubProcess',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(34, 'n9f373cdf2de81ca0fcf0be32497cb21', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(35, 'nef399b2d446bb37b7c32ad2cc1b6021', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(36, 'n12cba3ee81cf4a793796a51b6327c21', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(37, 'ne92dc5d4aa8b985e4f33cc4f8da4921', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(38, 'nd0cf705f201ddc526f49ba2e6239221', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(39, 'na4510384236c8e83a0cf3b6d8b98721', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(40, 'n818a75b9eb12e31cb526273ef9e0c21', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f121', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(41, 'n9b0727c6edb03f7cfb8866c51ee0122', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(42, 'n0ba4439ee9a46d9d9f14c60f88f4522', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(43, 'n8a68dc3e925eacf92633be230722a22', 'SubProcess',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(44, 'n9f373cdf2de81ca0fcf0be32497cb22', 'EmptyStartEvent',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(45, 'nef399b2d446bb37b7c32ad2cc1b6022', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(46, 'n12cba3ee81cf4a793796a51b6327c22', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(47, 'ne92dc5d4aa8b985e4f33cc4f8da4922', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(48, 'nd0cf705f201ddc526f49ba2e6239222', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(49, 'na4510384236c8e83a0cf3b6d8b98722', 'ServiceActivity',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00'),
(50, 'n818a75b9eb12e31cb526273ef9e0c22', 'EmptyEndEvent',
 'n7123a699d77db6479a1d8ece2c4f122', '2026-07-01 01:50:00',
 '2026-07-01 01:50:00');

INSERT INTO pipeline_web_label_nodeininstanceattrlabel (id, node_id) VALUES
(2, 2),
(12, 12),
(22, 22),
(32, 32),
(42, 42);

INSERT INTO pipeline_web_label_nodeininstanceattrlabel_labels (id,
  nodeininstanceattrlabel_id, label_id) VALUES
(1, 2, 1),
(2, 12, 1),
(3, 22, 1),
(4, 32, 1),
(5, 42, 1);

-- The templates, the common one of the same flow, with a scheme that leaves the
-- check out.
INSERT INTO pipeline_snapshot (id, md5sum, create_time, data) VALUES
(266, '58d4d1e7b1e97b258c9ed0b37e02d087', '2026-06-30 01:00:00',
 SUBSTRING(COMPRESS(REPLACE(REPLACE(@tree, '##', '00'), '@', '1.8.0')), 5));

INSERT INTO pipeline_pipelinetemplate (id, template_id, name, create_time,
  creator, description, editor, edit_time, is_deleted, snapshot_id,
  has_subprocess) VALUES
(266, 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f266', 'release', '2026-06-30 01:00:00',
 'alice', 'Releases a version of the game.', 'bob', '2026-06-30 02:00:00', 0,
 266, 1),
(267, 'n8691b3cfaf650c41e2a56cb5fdda5e0', 'deploy', '2026-06-30 01:00:00',
 'alice', '', NULL, '2026-06-30 01:00:00', 0, 266, 0),
(268, 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f268', 'release of any game',
 '2026-06-30 01:00:00', 'admin', '', NULL, '2026-06-30 01:00:00', 0, 266, 1);

INSERT INTO tasktmpl3_tasktemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, pipeline_template_id, project_id,
  executor_proxy, default_flow_type, ai_notify_group, ai_notify_type) VALUES
(266, 'OpsTools', '{"success": [], "fail": ["weixin"]}',
 '{"receiver_group": ["Maintainers"], "more_receiver": "alice"}', 20, 0,
 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f266', 1, '', 'common', '{}', '{}'),
(267, 'OpsTools', '[]', '{}', 20, 0, 'n8691b3cfaf650c41e2a56cb5fdda5e0', 1,
 '', 'common', '{}', '{}');

INSERT INTO template_commontemplate (id, category, notify_type,
  notify_receivers, time_out, is_deleted, pipeline_template_id, extra_info,
  ai_notify_group, ai_notify_type) VALUES
(10001, 'Default', '[]', '{}', 20, 0, 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f268',
 '{}', '{}', '{}'),
(10002, 'Default', '[]', '{}', 20, 0, 'n8691b3cfaf650c41e2a56cb5fdda5e0',
 '{}', '{}', '{}');

INSERT INTO pipeline_templaterelationship (id, ancestor_template_id,
  descendant_template_id, subprocess_node_id, version, always_use_latest)
VALUES
(1, 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f266', 'n8691b3cfaf650c41e2a56cb5fdda5e0',
 'n8a68dc3e925eacf92633be230722a00', 'v1', 0);

INSERT INTO pipeline_templatecurrentversion (id, template_id, current_version)
VALUES
(1, 'n8691b3cfaf650c41e2a56cb5fdda5e0', 'v1');

INSERT INTO pipeline_templatescheme (id, unique_id, name, edit_time, data,
  template_id) VALUES
(1, '266-without the check', 'without the check', '2026-06-30 02:00:00',
 SUBSTRING(COMPRESS('"[\\"n8a68dc3e925eacf92633be230722a00\\"]"'), 5), 266);

INSERT INTO label_label (id, name, creator, project_id, is_default, color,
  description) VALUES
(1, 'game', 'alice', 1, 0, '#1c9574', NULL);

INSERT INTO label_templatelabelrelation (id, template_id, label_id) VALUES
(1, 266, 1);

-- The release runs each Monday, once at a given time, for whom a team releases,
-- and from a mini app.
INSERT INTO django_celery_beat_periodictask (id, name, task, args, kwargs,
  queue, exchange, routing_key, expires, enabled, last_run_at,
  total_run_count, date_changed, description, one_off, headers) VALUES
(1, 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f001', '', '[]', '{}', NULL, NULL, NULL,
 NULL, 1, NULL, 3, '2026-07-01 01:00:00', '', 0, '{}');

INSERT INTO periodic_task_periodictask (id, name, cron, total_run_count,
  last_run_at, creator, extra_info, celery_task_id, snapshot_id, template_id,
  priority, queue) VALUES
(1, 'release of the week', '0 10 1 * * (m/h/d/dM/MY) Asia/Shanghai', 3,
 '2026-06-29 02:00:00', 'alice', SUBSTRING(COMPRESS('{}'), 5), 1, 266,
 'n5d1f2a70d1f4c0fb2a3c4b5d6e7f266', 100, '');

INSERT INTO periodictask_periodictask (id, template_id, task_id, project_id,
  template_source, create_time, creator, edit_time, editor, template_version)
VALUES
(1, '266', 1, 1, 'project', '2026-06-30 03:00:00', 'alice', NULL, '',
 '58d4d1e7b1e97b258c9ed0b37e02d087');

INSERT INTO clocked_task_clockedtask (id, project_id, task_id, task_name,
  template_id, template_name, template_source, clocked_task_id, creator,
  plan_start_time, task_params, notify_receivers, notify_type, create_time,
  edit_time, editor, state) VALUES
(1, 1, NULL, 'release 1.9.1', 266, 'release', 'project', 1, 'alice',
 '2036-07-02 02:00:00', '{"constants": {"${version}": "1.9.1"}}', '{}', '[]',
 '2026-07-01 01:00:00', '2026-07-01 01:00:00', 'alice', 'not_started');

INSERT INTO function_functiontask (id, creator, create_time, claimant,
  claim_time, rejecter, reject_time, predecessor, transfer_time, status,
  task_id) VALUES
(1, 'alice', '2026-07-01 01:51:00', 'bob', '2026-07-01 01:55:00', '', NULL,
 '', NULL, 'claimed', 11);

INSERT INTO appmaker_appmaker (id, name, code, info, `desc`, logo_url, link,
  creator, create_time, editor, is_deleted, edit_time, task_template_id,
  template_scheme_id, project_id, category) VALUES
(1, 'release a game', 'release_game', NULL, NULL, '', 'http://paas.example.com/',
 'alice', '2026-07-01 01:00:00', NULL, 0, NULL, 266, '', 1, 'OpsTools');

INSERT INTO core_projectconfig (id, project_id, executor_proxy,
  executor_proxy_exempts, max_periodic_task_num, task_clean_configs,
  custom_display_configs) VALUES
(1, 1, 'releaser', '', 50, '{}', '{}');

-- What task 10 left: who started it, what its check logged, how long it took.
INSERT INTO operate_record_taskoperaterecord (id, operator, operate_type,
  operate_source, instance_id, project_id, operate_date, node_id, extra_info)
VALUES
(1, 'alice', 'create', 'app', 10, 1, '2026-07-01 01:50:00', '', '{}'),
(2, 'alice', 'start', 'app', 10, 1, '2026-07-01 02:00:00', '', '{}');

INSERT INTO eri_logentry (id, node_id, version, `loop`, logger_name,
  level_name, message, logged_at)
SELECT 1, node_id, version, 1, 'pipeline.logging', 'INFO',
  '[2026-07-01 10:00:01,120][INFO] 12 servers have room', started_time
FROM eri_state WHERE node_id = 'n0ba4439ee9a46d9d9f14c60f88f4510';

INSERT INTO analysis_statistics_taskflowstatistics (id, instance_id,
  task_instance_id, atom_total, subprocess_total, gateways_total, project_id,
  category, template_id, task_template_id, creator, create_time, start_time,
  finish_time, elapsed_time, create_method) VALUES
(1, 10, 10, 4, 1, 2, 1, 'OpsTools', '266', '266', 'alice',
 '2026-07-01 01:50:00', '2026-07-01 02:00:00', '2026-07-01 02:09:41', 581,
 'app');

INSERT INTO analysis_statistics_taskflowexecutednodestatistics (id,
  component_code, instance_id, task_instance_id, node_id, is_sub,
  subprocess_stack, started_time, archived_time, elapsed_time, status, is_skip,
  is_retry, version, template_id, task_template_id, project_id,
  instance_create_time, instance_start_time, instance_finish_time, is_remote)
VALUES
(1, 'job_fast_execute_script', 10, 10, 'n0ba4439ee9a46d9d9f14c60f88f4510', 0,
 '[]', '2026-07-01 02:00:01', '2026-07-01 02:00:31', 30, 1, 0, 0, 'v1.0',
 '266', '266', 1, '2026-07-01 01:50:00', '2026-07-01 02:00:00',
 '2026-07-01 02:09:41', 0);

-- A plugin that the dashboard runs through bk-sops.
INSERT INTO plugin_gateway_plugingatewayrun (id, source_key, plugin_id,
  plugin_version, client_request_id, open_plugin_run_id, callback_url,
  callback_token, callback_delivered_at, run_status, caller_app_code,
  trigger_payload, outputs, runtime_outputs, schedule_times,
  execution_expire_at, error_message, create_time, update_time) VALUES
(1, 'sops', 'builtin__bk_display', '1.0', 'r1',
 '0123456789abcdef0123456789abcdef', '', '', NULL, 'SUCCEEDED',
 'game_dashboard', '{}', '{"shown": "1.8.1"}', '{}', 1, NULL, '',
 '2026-07-01 02:00:00', '2026-07-01 02:00:05');
