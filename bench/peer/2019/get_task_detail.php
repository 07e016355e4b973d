<?php
// SPDX-License-Identifier: MIT
// Of pickles it reads only the text that the bench stores.
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

// A dict of texts, protocol 0.
function unpickle(string $blob): mixed
{
    $bytes = zlib_decode($blob);
    if ($bytes === "N.") {
        return null;
    }
    preg_match_all('/^s?V(.*)$/m', $bytes, $found);
    $dict = [];
    for ($i = 0; $i + 1 < count($found[1]); $i += 2) {
        $dict[$found[1][$i]] = $found[1][$i + 1];
    }
    return $dict;
}

check_esb('/v2/sops/get_task_detail/', ['task_id', 'bk_biz_id']);
$sops = database('bk_sops');
$business = check_business($sops);
$task = row($sops, 'SELECT id, create_method, template_id, pipeline_instance_id
    FROM taskflow3_taskflowinstance WHERE id = ? AND business_id = ?
    AND is_deleted = 0', [$_GET['task_id'], $business['id']]);
if (!$task) {
    refuse('task does not exist');
}
$instance = row($sops, 'SELECT * FROM pipeline_pipelineinstance WHERE id = ?',
    [$task['pipeline_instance_id']]);
$snapshot = row($sops, 'SELECT data FROM pipeline_snapshot WHERE id = ?',
    [$instance['execution_snapshot_id']]);
$data = row($sops, 'SELECT inputs, outputs, ex_data FROM engine_data
    WHERE id = ?', [$instance['instance_id']]);

$tree = json_decode(zlib_decode($snapshot['data']), false, 1024,
    JSON_BIGINT_AS_STRING);
$outputs = [];
$ex_data = '';
if ($data) {
    unpickle($data['inputs']);
    foreach (unpickle($data['outputs']) as $key => $value) {
        $constant = $tree->constants->$key;
        $outputs[] = ['key' => $key, 'name' => $constant->name,
            'value' => $value,
            'preset' => $constant->source_type === 'component_outputs'];
    }
    $ex_data = unpickle($data['ex_data']);
}
succeed([
    'id' => (int)$task['id'],
    'name' => $instance['name'],
    'business_id' => (int)$business['cc_id'],
    'business_name' => $business['cc_name'],
    'template_id' => (int)$task['template_id'],
    'create_time' => shown($instance['create_time']),
    'create_method' => $task['create_method'],
    'start_time' => shown($instance['start_time']),
    'finish_time' => shown($instance['finish_time']),
    'elapsed_time' =>
        elapsed($instance['start_time'], $instance['finish_time']),
    'creator' => $instance['creator'],
    'executor' => $instance['executor'],
    'task_url' => "http://bk_sops_host/taskflow/execute/{$business['cc_id']}/?instance_id={$task['id']}",
    'instance_name' => $instance['name'],
    'end_time' => shown($instance['finish_time']),
    'pipeline_tree' => $tree,
    'constants' => $tree->constants,
    'outputs' => $outputs,
    'ex_data' => $ex_data,
]);
