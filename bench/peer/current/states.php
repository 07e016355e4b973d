<?php
// SPDX-License-Identifier: MIT
// The states of tasks of engine_ver 2.

const CREATED = ['start_time' => null, 'state' => 'CREATED', 'retry' => 0,
    'skip' => 0, 'finish_time' => null, 'elapsed_time' => 0];

// A node as shown, with what is below it; `$children` are rows by the id of
// their parent.
function state_node(array $row, array &$children): array
{
    $node = [
        'id' => $row['node_id'],
        'state' => $row['name'],
        'root_id:' => $row['root_id'],
        'parent_id' => $row['parent_id'],
        'version' => $row['version'],
        'loop' => (int)$row['loop'],
        'retry' => (int)$row['retry'],
        'skip' => (bool)$row['skip'],
        'error_ignorable' => (bool)$row['error_ignored'],
        'error_ignored' => (bool)$row['error_ignored'],
        'elapsed_time' => elapsed($row['started_time'], $row['archived_time']),
        'start_time' => shown($row['started_time']) ?: null,
        'finish_time' => shown($row['archived_time']) ?: null,
        'children' => [],
    ];
    $states = [];
    foreach ($children[$row['node_id']] ?? [] as $child) {
        $shown = state_node($child, $children);
        $node['children'][$child['node_id']] = $shown;
        $states[$shown['state']] = true;
    }
    if ($node['state'] === 'RUNNING') {
        if (isset($states['FAILED'])) {
            $node['state'] = 'FAILED';
        } elseif (isset($states['SUSPENDED']) ||
                isset($states['NODE_SUSPENDED'])) {
            $node['state'] = 'NODE_SUSPENDED';
        }
    }
    return $node;
}

// The state of the task with this instance; `$rows` are its states by rising
// id.
function state_tree(array $task, array $rows): array
{
    if ($task['engine_ver'] != 2) {
        refuse("非法请求: 不支持的引擎版本[{$task['engine_ver']}], " .
            '请联系管理员升级 | _unsupported_engine_ver_result');
    }
    if ($task['is_expired']) {
        return ['state' => 'EXPIRED'];
    }
    $children = [];
    $root = null;
    foreach ($rows as $row) {
        if ($row['node_id'] === $task['instance_id']) {
            $root = $row;
        } else {
            $children[$row['parent_id']][] = $row;
        }
    }
    if (!$task['is_started'] || $root === null) {
        return CREATED + ['children' => []];
    }
    $root['parent_id'] = $root['root_id'];
    $root['error_ignored'] = end($rows)['error_ignored'];
    return state_node($root, $children);
}

// Names of nodes are those of the tree that is executed.
function add_names(array &$children, array $tree): void
{
    foreach ($children as $id => &$node) {
        $activity = $tree['activities'][$id] ?? [];
        $node['name'] = $activity['name'] ?? '';
        if ($node['children']) {
            add_names($node['children'], $activity['pipeline'] ?? []);
        }
    }
}

// An array that is empty is {} in JSON.
function children_as_objects(array &$node): void
{
    foreach ($node['children'] as &$child) {
        children_as_objects($child);
    }
    $node['children'] = (object)$node['children'];
}
