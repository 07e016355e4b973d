<?php
// SPDX-License-Identifier: MIT
require __DIR__ . '/../base.php';
require __DIR__ . '/checks.php';

const CATEGORIES = ['OpsTools' => '运维工具', 'MonitorAlarm' => '监控告警',
    'ConfManage' => '配置管理', 'DevTools' => '开发工具',
    'EnterpriseIT' => '企业IT', 'OfficeApp' => '办公应用', 'Other' => '其它',
    'Default' => '默认分类'];
const LIMIT_MAX = 200;

function iso(?string $utc): ?string
{
    if ($utc === null) {
        return null;
    }
    $time = new DateTimeImmutable($utc, new DateTimeZone('UTC'));
    $fraction = $time->format('u') === '000000' ? '' : '.v';
    return $time->format("Y-m-d\\TH:i:s$fraction\\Z");
}

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
    $data[] = [
        'id' => (int)$row['id'],
        'name' => $row['name'],
        'category' => CATEGORIES[$row['category']] ?? $row['category'],
        'create_method' => $row['create_method'],
        'creator' => $row['creator'],
        'executor' => $row['executor'],
        'start_time' => iso($row['start_time']),
        'finish_time' => iso($row['finish_time']),
        'is_started' => (bool)$row['is_started'],
        'is_finished' => (bool)$row['is_finished'],
        'template_source' => $row['template_source'],
        'template_id' => $row['template_id'],
        'is_child_taskflow' => false,
        'bk_biz_id' => (int)$business['cc_id'],
        'bk_biz_name' => $business['cc_name'],
    ];
}
succeed($data, ['count' => (int)$count['n'],
    'next_cursor' => $more ? $data[$limit - 1]['id'] : null]);
