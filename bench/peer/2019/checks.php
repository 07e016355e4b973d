<?php
// SPDX-License-Identifier: MIT
// The checks of ESB and of bk-sops for a whitelisted bk_username, and how
// either answers.

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

function succeed(mixed $data, array $beside = []): never
{
    answer(['message' => '', 'code' => 0, 'data' => $data, 'result' => true,
        'request_id' => bin2hex(random_bytes(16))] + $beside);
}

// Seconds from one stored time to another, or to now.
function elapsed(?string $start, ?string $finish): int
{
    if ($start === null) {
        return 0;
    }
    return ($finish === null ? time() : strtotime($finish)) -
        strtotime($start);
}

// Whether ESB lets the call to one of its components through.
function check_esb(string $path, array $needed): void
{
    $params = $_GET;
    foreach (['bk_app_secret', 'bk_app_code', 'bk_username'] as $name) {
        if (($params[$name] ?? '') === '') {
            refuse("$name is required");
        }
    }
    $paas = database('open_paas');
    $channel = row($paas, 'SELECT c.*, s.name AS system FROM esb_channel c
        LEFT JOIN esb_component_system s ON s.id = c.component_system_id
        WHERE c.path = ?', [$path]);
    if (!$channel || !$channel['is_active']) {
        refuse('Not found, inactive channel', 1306405);
    }
    json_decode($channel['comp_conf'], true);
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
    $list = row($paas, 'SELECT switch_status, wlist
        FROM esb_function_controller WHERE func_code = ?',
        ['user_auth::skip_user_auth']);
    if (!$list || !$list['switch_status'] || !in_array($params['bk_app_code'],
            preg_split('/[,;]/', $list['wlist']), true)) {
        refuse('User authentication failed');
    }
    if ($channel['perm_level'] != 0 && !row($paas, 'SELECT 1 FROM
            esb_app_component_perm WHERE app_code = ? AND component_id = ?',
            [$params['bk_app_code'], $channel['id']])) {
        refuse('APP permission is insufficient', 1306403);
    }
    foreach ($needed as $name) {
        if (!ctype_digit($params[$name] ?? '')) {
            refuse("Parameters error, param $name is required", 1306406);
        }
    }
}

// The row of the business, when the user may see it.
function check_business(PDO $sops): array
{
    $user = row($sops, 'SELECT id, username, is_superuser, is_active
        FROM account_user WHERE username = ?', [$_GET['bk_username']]);
    if (!$user) {
        refuse('user does not exist');
    }
    $business = row($sops, 'SELECT id, cc_id, cc_name FROM core_business
        WHERE cc_id = ?', [$_GET['bk_biz_id']]);
    if (!$business) {
        refuse('business does not exist');
    }
    $allowed = $user['is_active'] && ($user['is_superuser'] || row($sops,
        "SELECT 1 FROM auth_permission p JOIN django_content_type c
          ON c.id = p.content_type_id AND c.app_label = 'core'
          AND c.model = 'business'
        WHERE p.codename IN ('view_business', 'manage_business') AND (
          EXISTS (SELECT 1 FROM guardian_userobjectpermission u
            WHERE u.permission_id = p.id AND u.object_pk = ?
            AND u.user_id = ?)
          OR EXISTS (SELECT 1 FROM guardian_groupobjectpermission g
            JOIN account_user_groups m ON m.group_id = g.group_id
            WHERE g.permission_id = p.id AND g.object_pk = ?
            AND m.user_id = ?))",
        [(string)$business['id'], $user['id'],
            (string)$business['id'], $user['id']]));
    if (!$allowed) {
        refuse('user does not have perm of business');
    }
    return $business;
}
