-- SPDX-License-Identifier: MIT
-- What profile P2 has otherwise (esb 10.2), after open_paas.sql: rows of
-- esb_channel by path and method, its own list of apps that name their user,
-- keys for the backend's tokens, and users in another service's database.

SET NAMES utf8mb4;

ALTER TABLE esb_channel DROP INDEX path, ADD UNIQUE KEY esb_channel_path_method_uniq (path, method);

UPDATE esb_function_controller SET wlist = 'bk_cmdb,bk_fta_solutions,bk_gse,bk_iam,bk_job,bk_monitor,bk_nodeman,bk_paas,bk_paas_log_alert,bk_usermgr,bk_sops,bk_log_search,bk_bklog,bk_paas3,bk_lesscode,bk_apigateway'
WHERE func_code = 'user_auth::skip_user_auth';

INSERT INTO esb_function_controller VALUES
(2,'jwt::private_public_key','JWT',1,'{"private_key": ",bk_cdman,", "public_key": ";bk_cdman;"}','','2026-11-23 04:47:33');

DROP TABLE bkaccount_bkuser;
