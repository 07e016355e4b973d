<?php
// SPDX-License-Identifier: MIT
// What the scripts of either generation share.  They do what bksops-fcgi does
// the way a PHP programmer would write it: persistent connections, prepared
// statements, json_decode and json_encode.

const ZONE = 'Asia/Shanghai';
const CATEGORIES = ['OpsTools' => '运维工具', 'MonitorAlarm' => '监控告警',
    'ConfManage' => '配置管理', 'DevTools' => '开发工具',
    'EnterpriseIT' => '企业IT', 'OfficeApp' => '办公应用', 'Other' => '其它',
    'Default' => '默认分类'];
const LIMIT_MAX = 200;

function database(string $name): PDO
{
    return new PDO('mysql:unix_socket=' . $_SERVER['BENCH_SOCKET'] .
        ";dbname=$name;charset=utf8mb4", 'root', '', [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_EMULATE_PREPARES => false,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

function rows(PDO $db, string $sql, array $values): array
{
    $statement = $db->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll();
}

function row(PDO $db, string $sql, array $values): array|false
{
    return rows($db, $sql, $values)[0] ?? false;
}

// A stored time as lists show it.
function iso(?string $utc): ?string
{
    if ($utc === null) {
        return null;
    }
    $time = new DateTimeImmutable($utc, new DateTimeZone('UTC'));
    $fraction = $time->format('u') === '000000' ? '' : '.v';
    return $time->format("Y-m-d\\TH:i:s$fraction\\Z");
}

// What both generations list of a task.
function listed_task(array $row): array
{
    return [
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
    ];
}

// A stored time as the API shows it.
function shown(?string $utc): string
{
    if ($utc === null) {
        return '';
    }
    return (new DateTimeImmutable($utc, new DateTimeZone('UTC')))
        ->setTimezone(new DateTimeZone(ZONE))->format('Y-m-d H:i:s O');
}
