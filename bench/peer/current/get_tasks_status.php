<?php
// SPDX-License-Identifier: MIT
// Without include_children_status.
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';
require __DIR__ . '/states.php';

const TASKS_MAX = 50;

$sops = database('bk_sops_current');
$body = json_decode(file_get_contents('php://input'), true);
if (!is_array($body) || ($body && array_is_list($body))) {
    refuse_outside('invalid param format', INVALID);
}
$project = check_caller($sops, (string)($body['scope'] ?? 'cmdb_biz'));
$ids = $body['task_id_list'] ?? [];
if (!is_array($ids) || !array_is_list($ids)) {
    refuse('task_id_list must be a list', INVALID);
}
if (count($ids) > TASKS_MAX) {
    refuse('task_id_list is too long, maximum length is ' . TASKS_MAX,
        INVALID);
}
if (!$ids) {
    succeed([]);
}
$marks = implode(', ', array_fill(0, count($ids), '?'));
$tasks = rows($sops, "SELECT t.id, t.engine_ver, t.flow_type, t.current_flow,
        t.is_deleted, i.instance_id, i.name, i.create_time, i.start_time,
        i.finish_time, i.is_started, i.is_expired
    FROM taskflow3_taskflowinstance t
    JOIN pipeline_pipelineinstance i ON i.id = t.pipeline_instance_id
    WHERE t.id IN ($marks) AND t.project_id = ? ORDER BY t.id DESC",
    [...$ids, $project['id']]);
$states = [];
if ($tasks) {
    $marks = implode(', ', array_fill(0, count($tasks), '?'));
    foreach (rows($sops, "SELECT * FROM eri_state WHERE root_id IN ($marks)
            ORDER BY id", array_column($tasks, 'instance_id')) as $row) {
        $states[$row['root_id']][] = $row;
    }
}
$data = [];
foreach ($tasks as $task) {
    $status = state_tree($task, $states[$task['instance_id']] ?? []);
    unset($status['children']);
    $data[] = [
        'id' => (int)$task['id'],
        'name' => $task['name'],
        'status' => ['name' => $task['name']] + $status,
        'flow_type' => $task['flow_type'],
        'current_flow' => $task['current_flow'],
        'is_deleted' => (bool)$task['is_deleted'],
        'create_time' => shown($task['create_time']),
        'start_time' => shown($task['start_time']),
        'finish_time' => shown($task['finish_time']),
        'url' => task_url($project, (int)$task['id']),
    ];
}
succeed($data);
