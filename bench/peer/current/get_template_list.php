<?php
// SPDX-License-Identifier: MIT
// Project templates, without filters and without what only is there when it is
// asked for.
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

const ACTIONS = ['flow_create', 'flow_view', 'flow_edit', 'flow_delete',
    'flow_create_task', 'flow_create_mini_app', 'flow_create_periodic_task',
    'flow_create_clocked_task'];

$sops = database('bk_sops_current');
$project = check_caller($sops, $_GET['scope'] ?? 'cmdb_biz');
$rows = rows($sops, 'SELECT t.id, t.category, p.name, p.creator,
    p.create_time, p.editor, p.edit_time, p.description
    FROM tasktmpl3_tasktemplate t
    JOIN pipeline_pipelinetemplate p ON p.template_id = t.pipeline_template_id
    WHERE t.project_id = ? AND t.is_deleted = 0 ORDER BY t.id DESC',
    [$project['id']]);
$data = [];
foreach ($rows as $row) {
    $data[] = [
        'id' => (int)$row['id'],
        'name' => $row['name'],
        'creator' => $row['creator'],
        'create_time' => shown($row['create_time']),
        'editor' => $row['editor'],
        'edit_time' => shown($row['edit_time']),
        'category' => $row['category'],
        'description' => $row['description'],
        'auth_actions' => ACTIONS,
    ] + project_block($project);
}
succeed($data);
