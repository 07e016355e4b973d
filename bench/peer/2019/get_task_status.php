<?php
// SPDX-License-Identifier: MIT
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

const DEPTH_MAX = 99;

// A node whose children are of `$children`, rows by the id of their parent.
function tree(array $row, array &$children): array
{
    $node = [
        'id' => $row['id'],
        'name' => $row['name'],
        'state' => $row['state'],
        'start_time' => shown($row['started_time']),
        'finish_time' => shown($row['archived_time']),
        'elapsed_time' => elapsed($row['started_time'], $row['archived_time']),
        'retry' => (int)$row['retry'],
        'loop' => (int)$row['loop'],
        'skip' => (bool)$row['skip'],
        'error_ignorable' => (bool)$row['error_ignorable'],
        'version' => $row['version'],
        'children' => new stdClass,
    ];
    $states = [];
    foreach ($children[$row['id']] ?? [] as $child) {
        $shown = tree($child, $children);
        $node['children']->{$child['id']} = $shown;
        $states[$shown['state']] = true;
    }
    if ($node['state'] === 'BLOCKED') {
        if (isset($states['RUNNING'])) {
            $node['state'] = 'RUNNING';
        } elseif (isset($states['FAILED']) || !$states) {
            $node['state'] = 'FAILED';
        } elseif (isset($states['SUSPENDED']) ||
                isset($states['NODE_SUSPENDED'])) {
            $node['state'] = 'NODE_SUSPENDED';
        }
    }
    return $node;
}

check_esb('/v2/sops/get_task_status/', ['task_id', 'bk_biz_id']);
$sops = database('bk_sops');
$business = check_business($sops);
$task = row($sops, 'SELECT i.instance_id, i.is_started
    FROM taskflow3_taskflowinstance t
    JOIN pipeline_pipelineinstance i ON i.id = t.pipeline_instance_id
    WHERE t.id = ? AND t.business_id = ? AND t.is_deleted = 0',
    [$_GET['task_id'], $business['id']]);
if (!$task || !$task['is_started']) {
    refuse('task does not exist or is not started');
}
$root = row($sops, 'SELECT * FROM engine_status WHERE id = ?',
    [$task['instance_id']]);
if (!$root) {
    refuse('node does not exist, may have not by executed');
}
$children = [];
foreach (rows($sops, 'SELECT p.ancestor_id AS parent, s.*
        FROM engine_noderelationship r
        JOIN engine_noderelationship p
          ON p.descendant_id = r.descendant_id AND p.distance = 1
        JOIN engine_status s ON s.id = p.descendant_id
        WHERE r.ancestor_id = ? AND r.distance <= ?',
        [$task['instance_id'], DEPTH_MAX]) as $row) {
    $children[$row['parent']][] = $row;
}
succeed(tree($root, $children));
