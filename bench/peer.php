<?php
// SPDX-License-Identifier: MIT
// get_task_detail the way a PHP programmer would write it: persistent
// connections, prepared statements, json_decode and json_encode.  The same
// reads and the same checks as bksops-fcgi for a whitelisted bk_username; of
// pickles it reads only the text that the bench stores.

const ZONE = 'Asia/Shanghai';

function answer(array $body): never
{
    header('Content-Type: application/json; charset=utf-8');
    header('Vary: Accept-Language, Cookie');
    header('X-Frame-Options: SAMEORIGIN');
    echo json_encode($body, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    exit;
}

function refuse(string $message, int $code = 1306000): never
{
    answer(['message' => $message, 'code' => $code, 'data' => null,
        'result' => false, 'request_id' => bin2hex(random_bytes(16))]);
}

function database(string $name): PDO
{
    return new PDO('mysql:unix_socket=' . $_SERVER['BENCH_SOCKET'] .
        ";dbname=$name;charset=utf8mb4", 'root', '', [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_EMULATE_PREPARES => false,
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

function row(PDO $db, string $sql, array $values): array|false
{
    $statement = $db->prepare($sql);
    $statement->execute($values);
    return $statement->fetch();
}

function shown(?string $utc): string
{
    if ($utc === null) {
        return '';
    }
    return (new DateTimeImmutable($utc, new DateTimeZone('UTC')))
        ->setTimezone(new DateTimeZone(ZONE))->format('Y-m-d H:i:s O');
}

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

$params = $_GET;
foreach (['bk_app_secret', 'bk_app_code', 'bk_username'] as $name) {
    if (($params[$name] ?? '') === '') {
        refuse("$name is required");
    }
}
$paas = database('open_paas');
$path = '/v2/sops/get_task_detail/';
$channel = row($paas, 'SELECT c.*, s.name AS system FROM esb_channel c
    LEFT JOIN esb_component_system s ON s.id = c.component_system_id
    WHERE c.path = ?', [$path]);
if (!$channel || !$channel['is_active']) {
    refuse('Not found, inactive channel', 1306405);
}
$conf = json_decode($channel['comp_conf'], true);
$secrets = [
    row($paas, 'SELECT auth_token AS secret FROM paas_app WHERE code = ?',
        [$params['bk_app_code']]),
    row($paas, 'SELECT app_token AS secret FROM esb_app_account
        WHERE app_code = ?', [$params['bk_app_code']])];
$admitted = false;
foreach ($secrets as $secret) {
    if ($secret && hash_equals((string)$secret['secret'],
            $params['bk_app_secret'])) {
        $admitted = true;
    }
}
if (!$admitted) {
    refuse('APP Secret verification failed');
}
$list = row($paas, 'SELECT switch_status, wlist FROM esb_function_controller
    WHERE func_code = ?', ['user_auth::skip_user_auth']);
if (!$list || !$list['switch_status'] ||
        !in_array($params['bk_app_code'], preg_split('/[,;]/', $list['wlist']), true)) {
    refuse('User authentication failed');
}
if ($channel['perm_level'] != 0 && !row($paas, 'SELECT 1 FROM
        esb_app_component_perm WHERE app_code = ? AND component_id = ?',
        [$params['bk_app_code'], $channel['id']])) {
    refuse('APP permission is insufficient', 1306403);
}
foreach (['task_id', 'bk_biz_id'] as $name) {
    if (!ctype_digit($params[$name] ?? '')) {
        refuse("Parameters error, param $name is required", 1306406);
    }
}

$sops = database('bk_sops');
$user = row($sops, 'SELECT id, username, is_superuser, is_active
    FROM account_user WHERE username = ?', [$params['bk_username']]);
if (!$user) {
    refuse('user does not exist');
}
$business = row($sops, 'SELECT id, cc_id, cc_name FROM core_business
    WHERE cc_id = ?', [$params['bk_biz_id']]);
if (!$business) {
    refuse('business does not exist');
}
$allowed = $user['is_active'] && ($user['is_superuser'] || row($sops,
    "SELECT 1 FROM auth_permission p JOIN django_content_type c
      ON c.id = p.content_type_id AND c.app_label = 'core'
      AND c.model = 'business'
    WHERE p.codename IN ('view_business', 'manage_business') AND (
      EXISTS (SELECT 1 FROM guardian_userobjectpermission u
        WHERE u.permission_id = p.id AND u.object_pk = ? AND u.user_id = ?)
      OR EXISTS (SELECT 1 FROM guardian_groupobjectpermission g
        JOIN account_user_groups m ON m.group_id = g.group_id
        WHERE g.permission_id = p.id AND g.object_pk = ? AND m.user_id = ?))",
    [(string)$business['id'], $user['id'], (string)$business['id'], $user['id']]));
if (!$allowed) {
    refuse('user does not have perm of business');
}
$task = row($sops, 'SELECT id, create_method, template_id, pipeline_instance_id
    FROM taskflow3_taskflowinstance WHERE id = ? AND business_id = ?',
    [$params['task_id'], $business['id']]);
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
$elapsed = $instance['start_time'] === null ? 0 :
    ($instance['finish_time'] === null ? time()
        : strtotime($instance['finish_time'])) -
    strtotime($instance['start_time']);
answer(['message' => '', 'code' => 0, 'data' => [
    'id' => (int)$task['id'],
    'name' => $instance['name'],
    'business_id' => (int)$business['cc_id'],
    'business_name' => $business['cc_name'],
    'template_id' => (int)$task['template_id'],
    'create_time' => shown($instance['create_time']),
    'create_method' => $task['create_method'],
    'start_time' => shown($instance['start_time']),
    'finish_time' => shown($instance['finish_time']),
    'elapsed_time' => $elapsed,
    'creator' => $instance['creator'],
    'executor' => $instance['executor'],
    'task_url' => "http://bk_sops_host/taskflow/execute/{$business['cc_id']}/?instance_id={$task['id']}",
    'instance_name' => $instance['name'],
    'end_time' => shown($instance['finish_time']),
    'pipeline_tree' => $tree,
    'constants' => $tree->constants,
    'outputs' => $outputs,
    'ex_data' => $ex_data,
], 'result' => true, 'request_id' => bin2hex(random_bytes(16))]);
