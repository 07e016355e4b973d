-- SPDX-License-Identifier: MIT
-- What the case tests of the current generation stand on, for the tables of
-- schema/current/bk_sops.sql: projects of every kind and a trusted application.
-- Tests add tasks themselves (Bk::CurrentTask).

SET NAMES utf8mb4;

-- Of business 7 there are two projects; 3 and 4 are of no business.
INSERT INTO core_project (id, name, time_zone, creator, `desc`, create_at,
  from_cmdb, bk_biz_id, is_disable) VALUES
(1, '蓝鲸', 'Asia/Shanghai', 'admin', '', '2026-07-01 03:00:00', 1, 2, 0),
(2, 'games', 'America/New_York', 'admin', '', '2026-07-01 03:00:00', 1, 3, 0),
(3, 'without a business', 'Asia/Shanghai', 'bob', '', '2026-07-01 03:00:00',
 0, -1, 0),
(4, 'another one', '', 'bob', '', '2026-07-01 03:00:00', 0, -1, 0),
(5, 'disabled', 'Asia/Shanghai', 'admin', '', '2026-07-01 03:00:00', 1, 5, 1),
(6, 'twice', 'Asia/Shanghai', 'admin', '', '2026-07-01 03:00:00', 1, 7, 0),
(7, 'twice more', 'Asia/Shanghai', 'admin', '', '2026-07-01 03:00:00', 1, 7, 0);

-- "spaced_app" is not trusted: nothing is trimmed.
INSERT INTO core_environmentvariables (id, `key`, name, value) VALUES
(1, 'APP_WHITELIST', '', 'my_app,other_app, spaced_app');
