<?php
// SPDX-License-Identifier: MIT
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';
require __DIR__ . '/states.php';

$sops = database('bk_sops_current');
$id = $_GET['task_id'];
$project = check_caller($sops, $_GET['scope'] ?? 'cmdb_biz', $id);
$task = row($sops, 'SELECT t.engine_ver, i.instance_id, i.name, i.is_started,
        i.is_expired, i.execution_snapshot_id
    FROM taskflow3_taskflowinstance t
    JOIN pipeline_pipelineinstance i ON i.id = t.pipeline_instance_id
    WHERE t.id = ? AND t.project_id = ? AND t.is_deleted = 0',
    [$id, $project['id']]);
if (!$task) {
    refuse("task[id=$id] get status error: " .
        'TaskFlowInstance matching query does not exist.');
}
$data = state_tree($task, rows($sops,
    'SELECT * FROM eri_state WHERE root_id = ? ORDER BY id',
    [$task['instance_id']]));
if ($data['state'] !== 'CREATED') {
    $snapshot = row($sops, 'SELECT data FROM pipeline_snapshot WHERE id = ?',
        [$task['execution_snapshot_id']]);
    if (!$snapshot) {
        refuse("task[id=$id] add node name error: " .
            "'NoneType' object has no attribute 'data'");
    }
    if (isset($data['children'])) {
        add_names($data['children'],
            json_decode(zlib_decode($snapshot['data']), true, 1024));
    }
}
$data['name'] = $task['name'];
if (isset($data['children'])) {
    children_as_objects($data);
}
succeed($data, ['message' => '']);
