<?php
// SPDX-License-Identifier: MIT
// Without filters.
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

const ACTIONS = ['task_view', 'task_edit', 'task_operate', 'task_claim',
    'task_delete', 'task_clone'];

$sops = database('bk_sops_current');
$project = check_caller($sops, $_GET['scope'] ?? 'cmdb_biz');
$limit = (int)($_GET['limit'] ?? 100);
$offset = (int)($_GET['offset'] ?? 0);
if ($limit < 0 || $offset < 0) {
    refuse('[API] pagination error: offset and limit must be greater or ' .
        'equal to 0.', OPERATION);
}
$limit = min($limit, LIMIT_MAX);
$count = row($sops, 'SELECT COUNT(*) AS n FROM taskflow3_taskflowinstance
    WHERE project_id = ? AND is_deleted = 0', [$project['id']]);
$rows = rows($sops, "SELECT t.id, t.category, t.create_method,
    t.template_source, t.template_id, t.is_child_taskflow, i.name, i.creator,
    i.executor, i.start_time, i.finish_time, i.is_started, i.is_finished
    FROM taskflow3_taskflowinstance t
    JOIN pipeline_pipelineinstance i ON i.id = t.pipeline_instance_id
    WHERE t.project_id = ? AND t.is_deleted = 0
    ORDER BY t.id DESC LIMIT $limit OFFSET $offset", [$project['id']]);
$data = [];
foreach ($rows as $row) {
    $data[] = listed_task($row) + [
        'is_child_taskflow' => (bool)$row['is_child_taskflow'],
        'auth_actions' => ACTIONS,
    ] + project_block($project);
}
succeed($data, ['count' => (int)$count['n']]);
