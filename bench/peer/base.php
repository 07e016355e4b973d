<?php
// SPDX-License-Identifier: MIT
// What the scripts of either generation share.  They do what bksops-fcgi does
// the way a PHP programmer would write it: persistent connections, prepared
// statements, json_decode and json_encode.

const ZONE = 'Asia/Shanghai';

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
