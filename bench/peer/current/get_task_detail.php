<?php
// SPDX-License-Identifier: MIT
// Outputs that are pickles are not read here: the bench stores none.
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

// Puts the labels on the nodes of a tree, and of those in it.
function add_labels(stdClass $tree, array $labels): void
{
    $nodes = [$tree->start_event, $tree->end_event,
        ...array_values((array)$tree->activities),
        ...array_values((array)$tree->gateways)];
    foreach ($nodes as $node) {
        if (isset($labels[$node->id])) {
            $node->labels = $labels[$node->id];
        }
        if (isset($node->pipeline)) {
            add_labels($node->pipeline, $labels);
        }
    }
}

$sops = database('bk_sops_current');
$id = $_GET['task_id'];
$project = check_caller($sops, $_GET['scope'] ?? 'cmdb_biz', $id);
$task = row($sops, 'SELECT id, create_method, template_id, engine_ver,
        pipeline_instance_id
    FROM taskflow3_taskflowinstance WHERE id = ? AND project_id = ?',
    [$id, $project['id']]);
if (!$task) {
    refuse("[API] get_task_detail task[id=$id] of project[project_id=" .
        "{$project['id']}, biz_id{$project['bk_biz_id']}] does not exist",
        NOT_FOUND);
}
$instance = row($sops, 'SELECT * FROM pipeline_pipelineinstance WHERE id = ?',
    [$task['pipeline_instance_id']]);
$snapshot = row($sops, 'SELECT data FROM pipeline_snapshot WHERE id = ?',
    [$instance['execution_snapshot_id']]);
$labels = [];
foreach (rows($sops, 'SELECT n.node_id, l.code AS label, g.code AS `group`
        FROM pipeline_web_core_nodeininstance n
        LEFT JOIN pipeline_web_label_nodeininstanceattrlabel a
          ON a.node_id = n.id
        LEFT JOIN pipeline_web_label_nodeininstanceattrlabel_labels m
          ON m.nodeininstanceattrlabel_id = a.id
        LEFT JOIN pipeline_web_label_label l ON l.id = m.label_id
        LEFT JOIN pipeline_web_label_labelgroup g ON g.id = l.group_id
        WHERE n.instance_id = ? ORDER BY n.id, m.id',
        [$instance['instance_id']]) as $row) {
    $labels[$row['node_id']] ??= [];
    if ($row['label'] !== null) {
        $labels[$row['node_id']][] =
            ['label' => $row['label'], 'group' => $row['group']];
    }
}
$stored = row($sops, 'SELECT outputs FROM eri_executiondata
    WHERE node_id = ?', [$instance['instance_id']]);

$tree = json_decode(zlib_decode($snapshot['data']), false, 1024,
    JSON_BIGINT_AS_STRING);
add_labels($tree, $labels);
$values = $stored ? json_decode($stored['outputs']) : new stdClass;
$outputs = [];
foreach ($values as $key => $value) {
    $outputs[] = ['key' => $key, 'value' => $value,
        'name' => $tree->constants->$key->name];
}
succeed([
    'id' => (int)$task['id'],
    'project_id' => (int)$project['id'],
    'project_name' => $project['name'],
    'name' => $instance['name'],
    'create_time' => shown($instance['create_time']),
    'creator' => $instance['creator'],
    'create_method' => $task['create_method'],
    'template_id' => $task['template_id'] === '' ? '' :
        (int)$task['template_id'],
    'start_time' => shown($instance['start_time']),
    'finish_time' => shown($instance['finish_time']),
    'executor' => $instance['executor'],
    'elapsed_time' =>
        elapsed($instance['start_time'], $instance['finish_time']),
    'pipeline_tree' => $tree,
    'task_url' => task_url($project, (int)$task['id']),
    'constants' => $tree->constants,
    'outputs' => $outputs,
    'ex_data' => ($values->ex_data ?? '') ?: '',
]);
