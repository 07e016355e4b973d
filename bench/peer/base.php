<?php
// SPDX-License-Identifier: MIT
// What the scripts of this folder share.  They do what bksops-fcgi does the
// way a PHP programmer would write it: persistent connections, prepared
// statements, json_decode and json_encode.

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

function succeed(mixed $data, array $beside = []): never
{
    answer(['message' => '', 'code' => 0, 'data' => $data, 'result' => true,
        'request_id' => bin2hex(random_bytes(16))] + $beside);
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

// A stored time as the API shows it.
function shown(?string $utc): string
{
    if ($utc === null) {
        return '';
    }
    return (new DateTimeImmutable($utc, new DateTimeZone('UTC')))
        ->setTimezone(new DateTimeZone(ZONE))->format('Y-m-d H:i:s O');
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
