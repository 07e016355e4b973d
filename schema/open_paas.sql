-- SPDX-License-Identifier: MIT
-- The tables of the PaaS database (ESB and login, profile P1) that
-- authentication reads, as their own migrations make them; for tests and the
-- demo.  A production database has them already.  Profile P2 has the same but
-- for the unique key of esb_channel, which is (path, method), and without
-- bkaccount_bkuser.
--
-- Load into a database made with DEFAULT CHARACTER SET utf8.

CREATE TABLE `paas_apptags` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(20) NOT NULL,
  `code` varchar(30) NOT NULL,
  `index` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`),
  UNIQUE KEY `code` (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `paas_app` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(20) NOT NULL,
  `code` varchar(30) NOT NULL,
  `introduction` longtext NOT NULL,
  `creater` varchar(20) NOT NULL,
  `created_date` datetime DEFAULT NULL,
  `state` smallint(6) NOT NULL,
  `is_already_test` tinyint(1) NOT NULL,
  `is_already_online` tinyint(1) NOT NULL,
  `first_test_time` datetime DEFAULT NULL,
  `first_online_time` datetime DEFAULT NULL,
  `language` varchar(50) DEFAULT NULL,
  `auth_token` varchar(36) DEFAULT NULL,
  `tags_id` int(11) DEFAULT NULL,
  `deploy_token` longtext DEFAULT NULL,
  `is_use_celery` tinyint(1) NOT NULL,
  `is_use_celery_beat` tinyint(1) NOT NULL,
  `is_saas` tinyint(1) NOT NULL,
  `logo` varchar(100) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`),
  UNIQUE KEY `code` (`code`),
  KEY `paas_app_d5240003` (`created_date`),
  KEY `paas_app_3b388eec` (`first_test_time`),
  KEY `paas_app_8d005fb8` (`first_online_time`),
  KEY `paas_app_8f9ab750` (`tags_id`),
  CONSTRAINT `paas_app_tags_id_7b8a224dc349ebd0_fk_paas_apptags_id` FOREIGN KEY (`tags_id`) REFERENCES `paas_apptags` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_app_account` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app_code` varchar(30) NOT NULL,
  `app_token` varchar(128) NOT NULL,
  `introduction` longtext NOT NULL,
  `created_time` datetime NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `app_code` (`app_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `login_bktoken` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `token` varchar(255) NOT NULL,
  `is_logout` tinyint(1) NOT NULL,
  `inactive_expire_time` int(11) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `token` (`token`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `bkaccount_bkuser` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `password` varchar(128) NOT NULL,
  `last_login` datetime DEFAULT NULL,
  `is_superuser` tinyint(1) NOT NULL,
  `username` varchar(128) NOT NULL,
  `chname` varchar(254) NOT NULL,
  `qq` varchar(32) NOT NULL,
  `phone` varchar(64) NOT NULL,
  `email` varchar(254) NOT NULL,
  `date_joined` datetime NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_user_auth_token` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app_code` varchar(128) NOT NULL,
  `username` varchar(64) NOT NULL,
  `auth_token` varchar(255) NOT NULL,
  `expires` datetime NOT NULL,
  `last_accessed_time` datetime NOT NULL,
  `created_time` datetime NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_function_controller` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `func_code` varchar(64) NOT NULL,
  `func_name` varchar(64) NOT NULL,
  `switch_status` tinyint(1) NOT NULL,
  `wlist` longtext DEFAULT NULL,
  `func_desc` longtext DEFAULT NULL,
  `created_time` datetime NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `func_code` (`func_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_component_system` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(64) NOT NULL,
  `label` varchar(128) NOT NULL,
  `component_admin` varchar(128) NOT NULL,
  `interface_admin` varchar(128) NOT NULL,
  `system_link` varchar(1024) NOT NULL,
  `belong_to` varchar(128) NOT NULL,
  `remark` longtext NOT NULL,
  `execute_timeout` int(11) DEFAULT NULL,
  `query_timeout` int(11) DEFAULT NULL,
  `doc_category_id` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_channel` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(64) NOT NULL,
  `path` varchar(255) NOT NULL,
  `method` varchar(32) DEFAULT NULL,
  `component_codename` varchar(255) NOT NULL,
  `is_active` tinyint(1) NOT NULL,
  `last_modified_time` datetime NOT NULL,
  `created_time` datetime NOT NULL,
  `component_system_id` int(11) DEFAULT NULL,
  `timeout_time` int(11) DEFAULT NULL,
  `type` int(11) NOT NULL,
  `comp_conf` longtext DEFAULT NULL,
  `component_name` varchar(64) DEFAULT NULL,
  `is_hidden` tinyint(1) NOT NULL,
  `perm_level` int(11) NOT NULL,
  `rate_limit_conf` longtext DEFAULT NULL,
  `rate_limit_required` tinyint(1) NOT NULL,
  `extra_info` longtext NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `path` (`path`),
  KEY `component_system_id_75db1515b99d21dc_fk_esb_component_system_id` (`component_system_id`),
  CONSTRAINT `component_system_id_75db1515b99d21dc_fk_esb_component_system_id` FOREIGN KEY (`component_system_id`) REFERENCES `esb_component_system` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `esb_app_component_perm` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `app_code` varchar(64) NOT NULL,
  `component_id` int(11) NOT NULL,
  `expires` datetime NOT NULL,
  `created_time` datetime NOT NULL,
  `last_accessed_time` datetime NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `esb_app_component_perm_app_code_2eae5397b61d8c19_uniq` (`app_code`,`component_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
