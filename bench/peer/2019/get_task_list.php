<?php
// SPDX-License-Identifier: MIT
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

// As there is no component of this name, ESB's row of another one counts.
check_esb('/v2/sops/get_task_detail/', ['bk_biz_id']);
$sops = database('bk_sops');
$business = check_business($sops);
$limit = min(max((int)($_GET['limit'] ?? 100), 1), LIMIT_MAX);
$count = row($sops, 'SELECT COUNT(*) AS n FROM taskflow3_taskflowinstance
    WHERE business_id = ? AND is_deleted = 0', [$business['id']]);
$rows = rows($sops, 'SELECT t.id, t.category, t.create_method,
    t.template_source, t.template_id, i.name, i.creator, i.executor,
    i.start_time, i.finish_time, i.is_started, i.is_finished
    FROM taskflow3_taskflowinstance t
    LEFT JOIN pipeline_pipelineinstance i ON i.id = t.pipeline_instance_id
    WHERE t.business_id = ? AND t.is_deleted = 0
    ORDER BY t.id DESC LIMIT ' . ($limit + 1), [$business['id']]);
$more = count($rows) > $limit;
$rows = array_slice($rows, 0, $limit);
$data = [];
foreach ($rows as $row) {
    $data[] = listed_task($row) + [
        'is_child_taskflow' => false,
        'bk_biz_id' => (int)$business['cc_id'],
        'bk_biz_name' => $business['cc_name'],
    ];
}
succeed($data, ['count' => (int)$count['n'],
    'next_cursor' => $more ? $data[$limit - 1]['id'] : null]);
