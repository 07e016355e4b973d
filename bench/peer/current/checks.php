<?php
// SPDX-License-Identifier: MIT
// The checks of bk-sops behind an API gateway, for a pool with iam = skip, and
// how it answers.

const ALGORITHMS = ['RS256' => OPENSSL_ALGO_SHA256,
    'RS384' => OPENSSL_ALGO_SHA384, 'RS512' => OPENSSL_ALGO_SHA512];
const GATEWAY = 'bk-sops';
const TRUSTED = ['bk_fta', 'bk_bcs', 'bk_datainstaller', 'bk_dataadmin',
    'bk_sops', 'bk_paas', 'bk_monitorv3'];
const INVALID = 3540000;
const FORBIDDEN = 3540100;
const NOT_FOUND = 3540400;
const OPERATION = 3545000;
const UNKNOWN = 3599999;

function trace_id(): string
{
    static $id;
    return $id ??= $_SERVER['HTTP_TRACEPARENT'] ?? bin2hex(random_bytes(16));
}

function answer(array $body, int $status = 200): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    header('Sops-Trace-Id: ' . trace_id());
    echo json_encode($body, JSON_UNESCAPED_SLASHES);
    exit;
}

// Refused in front of the view that adds the trace_id.
function refuse_outside(string $message, int $code, int $status = 200): never
{
    answer(['result' => false, 'message' => $message, 'code' => $code],
        $status);
}

function refuse(string $message, int $code = UNKNOWN): never
{
    answer(['result' => false, 'message' => $message, 'code' => $code,
        'trace_id' => trace_id()]);
}

function succeed(mixed $data, array $beside = []): never
{
    answer(['result' => true, 'data' => $data] + $beside +
        ['code' => 0, 'trace_id' => trace_id()]);
}

// Seconds from one stored time to another, or to now; halves go to even.
function elapsed(?string $start, ?string $finish): int
{
    if ($start === null) {
        return 0;
    }
    $utc = new DateTimeZone('UTC');
    $from = new DateTimeImmutable($start, $utc);
    $to = new DateTimeImmutable($finish ?? 'now', $utc);
    $seconds = (float)$to->format('U.u') - (float)$from->format('U.u');
    return (int)round($seconds, 0, PHP_ROUND_HALF_EVEN);
}

function base64url(string $text): string
{
    return (string)base64_decode(strtr($text, '-_', '+/'), true);
}

function refuse_token(string $why): never
{
    refuse_outside($why, FORBIDDEN, 403);
}

// The claims of the token, when it is good.
function check_token(PDO $sops): array
{
    $parts = explode('.', trim($_SERVER['HTTP_X_BKAPI_JWT'] ?? ''));
    if (count($parts) !== 3) {
        refuse_token('This API can only be accessed through API gateway');
    }
    $header = json_decode(base64url($parts[0]), true);
    $claims = json_decode(base64url($parts[1]), true);
    $algorithm = ALGORITHMS[$header['alg'] ?? 'RS512'] ?? null;
    if ($algorithm === null || !is_array($claims)) {
        refuse_token('The token is not signed by the API gateway');
    }
    $kid = ($header['kid'] ?? '') ?: GATEWAY;
    $iss = $header['iss'] ?? $claims['iss'] ?? '';
    $keys = array_column(rows($sops, "SELECT `key`, value
        FROM apigw_manager_context
        WHERE scope = 'public_key' AND `key` IN (?, ?)",
        ["$iss:$kid", $kid]), 'value', 'key');
    $pem = $keys["$iss:$kid"] ?? $keys[$kid] ?? null;
    if ($pem === null) {
        refuse_token('The key that signed the token is not known');
    }
    if (openssl_verify("$parts[0].$parts[1]", base64url($parts[2]), $pem,
            $algorithm) !== 1) {
        refuse_token('The signature of the token is wrong');
    }
    $now = time();
    if (($claims['exp'] ?? $now + 1) <= $now || ($claims['nbf'] ?? 0) > $now ||
            ($claims['iat'] ?? 0) > $now || isset($claims['aud'])) {
        refuse_token('The token is not valid now');
    }
    return $claims;
}

function check_user(array $claims): void
{
    $user = $claims['user'] ?? [];
    $name = $user['bk_username'] ?? $user['username'] ?? null;
    if (!($user['verified'] ?? false) && ($name ?? '') === '') {
        refuse_outside('username cannot be empty, make sure api gateway has ' .
            'sent correct params: ' . ($name ?? 'None'), INVALID);
    }
}

function is_trusted(PDO $sops, array $claims): bool
{
    $app = $claims['app'] ?? [];
    $code = $app['bk_app_code'] ?? $app['app_code'] ?? '';
    if (in_array($code, TRUSTED, true)) {
        return true;
    }
    $row = row($sops, "SELECT value FROM core_environmentvariables
        WHERE `key` = 'APP_WHITELIST'", []);
    return $row && in_array($code, explode(',', $row['value']), true);
}

// Whether the caller may ask; the row of the project.  The task is that whose
// permission would be asked of IAM.
function check_caller(PDO $sops, string $scope, ?string $task = null): array
{
    $claims = check_token($sops);
    check_user($claims);
    $trusted = is_trusted($sops, $claims);
    $number = $_GET['project_id'];
    $found = rows($sops, 'SELECT id, name, from_cmdb, bk_biz_id
        FROM core_project WHERE ' . ($scope === 'cmdb_biz' ?
            'from_cmdb = 1 AND bk_biz_id = ?' : 'id = ?'), [$number]);
    if (count($found) > 1) {
        answer(['result' => false, 'code' => '50000', 'data' => null,
            'message' => '系统异常,请联系管理员处理'], 500);
    }
    if (!$found) {
        refuse_outside("project($number) with scope($scope) does not exist.",
            NOT_FOUND);
    }
    if (!$trusted && $task !== null && !row($sops, 'SELECT id
            FROM taskflow3_taskflowinstance WHERE id = ?', [$task])) {
        answer(['result' => false, 'data' => null, 'code' => NOT_FOUND,
            'message' => '数据不存在错误: 数据不存在错误, 错误内容 ' .
                "TaskFlowInstance(id=$task) does not exist. | " .
                'process_exception']);
    }
    return $found[0];
}

// What is shown of the project in each item of a list.
function project_block(array $project): array
{
    return [
        'project_id' => (int)$project['id'],
        'project_name' => $project['name'],
        'bk_biz_id' => (int)$project['bk_biz_id'],
        'bk_biz_name' => $project['from_cmdb'] ? $project['name'] : null,
    ];
}

function task_url(array $project, int $task): string
{
    return 'http://sops.example.com/' .
        "taskflow/execute/{$project['id']}/?instance_id=$task";
}
