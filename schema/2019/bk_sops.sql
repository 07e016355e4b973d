-- SPDX-License-Identifier: MIT
-- The tables of bk-sops, 2019 generation (V3.3.8 to V3.3.30), that the read
-- API needs.  Types, keys and names as bk-sops' own migrations make them; for
-- tests and the demo.  A production database has them already.
--
-- Load into a database made with DEFAULT CHARACTER SET utf8.

CREATE TABLE `django_content_type` (
  `id`        INT(11)        NOT NULL AUTO_INCREMENT,
  `app_label` VARCHAR(100)   NOT NULL,
  `model`     VARCHAR(100)   NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `django_content_type_app_label_model_76bd3d3b_uniq` (`app_label`,`model`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `auth_permission` (
  `id`              INT(11)        NOT NULL AUTO_INCREMENT,
  `name`            VARCHAR(255)   NOT NULL,
  `content_type_id` INT(11)        NOT NULL,
  `codename`        VARCHAR(100)   NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `auth_permission_content_type_id_codename_01ab375a_uniq` (`content_type_id`,`codename`),
  CONSTRAINT `auth_permission_content_type_id_2f476e4b_fk_django_co`
    FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `auth_group` (
  `id`   INT(11)        NOT NULL AUTO_INCREMENT,
  `name` VARCHAR(80)    NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `account_user` (
  `id`           INT(11)        NOT NULL AUTO_INCREMENT,
  `password`     VARCHAR(128)   NOT NULL,
  `last_login`   DATETIME(6)    NULL,
  `is_superuser` TINYINT(1)     NOT NULL,
  `username`     VARCHAR(64)    NOT NULL,
  `nickname`     VARCHAR(64)    NOT NULL,
  `is_staff`     TINYINT(1)     NOT NULL,
  `is_active`    TINYINT(1)     NOT NULL,
  `date_joined`  DATETIME(6)    NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `username` (`username`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `account_user_groups` (
  `id`       INT(11)        NOT NULL AUTO_INCREMENT,
  `user_id`  INT(11)        NOT NULL,
  `group_id` INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `account_user_groups_user_id_group_id_4d09af3e_uniq` (`user_id`,`group_id`),
  KEY `account_user_groups_group_id_6c71f749_fk_auth_group_id` (`group_id`),
  CONSTRAINT `account_user_groups_group_id_6c71f749_fk_auth_group_id`
    FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`),
  CONSTRAINT `account_user_groups_user_id_14345e7b_fk_account_user_id`
    FOREIGN KEY (`user_id`) REFERENCES `account_user` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `core_business` (
  `id`                  INT(11)        NOT NULL AUTO_INCREMENT,
  `cc_id`               INT(11)        NOT NULL,
  `cc_name`             VARCHAR(256)   NOT NULL,
  `cc_owner`            VARCHAR(100)   NOT NULL,
  `cc_company`          VARCHAR(100)   NOT NULL,
  `time_zone`           VARCHAR(100)   NOT NULL,
  `executor`            VARCHAR(100)   NOT NULL,
  `life_cycle`          VARCHAR(100)   NOT NULL,
  `always_use_executor` TINYINT(1)     NOT NULL,
  `status`              VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `cc_id` (`cc_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `core_businessgroupmembership` (
  `id`           INT(11)        NOT NULL AUTO_INCREMENT,
  `date_created` DATETIME(6)    NOT NULL,
  `business_id`  INT(11)        NOT NULL,
  `group_id`     INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `core_businessgroupmembership_business_id_group_id_734aa76b_uniq` (`business_id`,`group_id`),
  KEY `core_businessgroupmembership_group_id_71cbc212_fk_auth_group_id` (`group_id`),
  CONSTRAINT `core_businessgroupme_business_id_33a124b9_fk_core_busi`
    FOREIGN KEY (`business_id`) REFERENCES `core_business` (`id`),
  CONSTRAINT `core_businessgroupmembership_group_id_71cbc212_fk_auth_group_id`
    FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `guardian_userobjectpermission` (
  `id`              INT(11)        NOT NULL AUTO_INCREMENT,
  `object_pk`       VARCHAR(255)   NOT NULL,
  `content_type_id` INT(11)        NOT NULL,
  `permission_id`   INT(11)        NOT NULL,
  `user_id`         INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `guardian_userobjectpermi_user_id_permission_id_ob_b0b3d2fc_uniq` (`user_id`,`permission_id`,`object_pk`),
  KEY `guardian_userobjectp_content_type_id_2e892405_fk_django_co` (`content_type_id`),
  KEY `guardian_userobjectp_permission_id_71807bfc_fk_auth_perm` (`permission_id`),
  CONSTRAINT `guardian_userobjectp_content_type_id_2e892405_fk_django_co`
    FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`),
  CONSTRAINT `guardian_userobjectp_permission_id_71807bfc_fk_auth_perm`
    FOREIGN KEY (`permission_id`) REFERENCES `auth_permission` (`id`),
  CONSTRAINT `guardian_userobjectp_user_id_d5c1e964_fk_account_u`
    FOREIGN KEY (`user_id`) REFERENCES `account_user` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `guardian_groupobjectpermission` (
  `id`              INT(11)        NOT NULL AUTO_INCREMENT,
  `object_pk`       VARCHAR(255)   NOT NULL,
  `content_type_id` INT(11)        NOT NULL,
  `group_id`        INT(11)        NOT NULL,
  `permission_id`   INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `guardian_groupobjectperm_group_id_permission_id_o_3f189f7c_uniq` (`group_id`,`permission_id`,`object_pk`),
  KEY `guardian_groupobject_content_type_id_7ade36b8_fk_django_co` (`content_type_id`),
  KEY `guardian_groupobject_permission_id_36572738_fk_auth_perm` (`permission_id`),
  CONSTRAINT `guardian_groupobject_content_type_id_7ade36b8_fk_django_co`
    FOREIGN KEY (`content_type_id`) REFERENCES `django_content_type` (`id`),
  CONSTRAINT `guardian_groupobject_group_id_4bbbfb62_fk_auth_grou`
    FOREIGN KEY (`group_id`) REFERENCES `auth_group` (`id`),
  CONSTRAINT `guardian_groupobject_permission_id_36572738_fk_auth_perm`
    FOREIGN KEY (`permission_id`) REFERENCES `auth_permission` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `pipeline_snapshot` (
  `id`          INT(11)        NOT NULL AUTO_INCREMENT,
  `md5sum`      VARCHAR(32)    NOT NULL,
  `create_time` DATETIME(6)    NOT NULL,
  `data`        LONGBLOB       NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `md5sum` (`md5sum`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `pipeline_treeinfo` (
  `id`   INT(11)        NOT NULL AUTO_INCREMENT,
  `data` LONGBLOB       NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `pipeline_pipelinetemplate` (
  `id`             INT(11)        NOT NULL AUTO_INCREMENT,
  `template_id`    VARCHAR(32)    NOT NULL,
  `name`           VARCHAR(128)   NOT NULL,
  `create_time`    DATETIME(6)    NOT NULL,
  `creator`        VARCHAR(32)    NOT NULL,
  `description`    LONGTEXT       NULL,
  `editor`         VARCHAR(32)    NULL,
  `edit_time`      DATETIME(6)    NOT NULL,
  `is_deleted`     TINYINT(1)     NOT NULL,
  `snapshot_id`    INT(11)        NOT NULL,
  `has_subprocess` TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `template_id` (`template_id`),
  KEY `pipeline_pipelinetem_snapshot_id_b951a2e9_fk_pipeline_` (`snapshot_id`),
  CONSTRAINT `pipeline_pipelinetem_snapshot_id_b951a2e9_fk_pipeline_`
    FOREIGN KEY (`snapshot_id`) REFERENCES `pipeline_snapshot` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `pipeline_pipelineinstance` (
  `id`                    INT(11)        NOT NULL AUTO_INCREMENT,
  `instance_id`           VARCHAR(32)    NOT NULL,
  `name`                  VARCHAR(128)   NOT NULL,
  `creator`               VARCHAR(32)    NOT NULL,
  `create_time`           DATETIME(6)    NOT NULL,
  `executor`              VARCHAR(32)    NOT NULL,
  `start_time`            DATETIME(6)    NULL,
  `finish_time`           DATETIME(6)    NULL,
  `description`           LONGTEXT       NOT NULL,
  `is_started`            TINYINT(1)     NOT NULL,
  `is_finished`           TINYINT(1)     NOT NULL,
  `is_deleted`            TINYINT(1)     NOT NULL,
  `execution_snapshot_id` INT(11)        NULL,
  `snapshot_id`           INT(11)        NOT NULL,
  `template_id`           INT(11)        NOT NULL,
  `tree_info_id`          INT(11)        NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `instance_id` (`instance_id`),
  KEY `pipeline_pipelineins_execution_snapshot_i_2ac08ec7_fk_pipeline_` (`execution_snapshot_id`),
  KEY `pipeline_pipelineins_snapshot_id_f8c3289b_fk_pipeline_` (`snapshot_id`),
  KEY `pipeline_pipelineins_template_id_cc4fedf1_fk_pipeline_` (`template_id`),
  KEY `pipeline_pipelineins_tree_info_id_9fadc892_fk_pipeline_` (`tree_info_id`),
  CONSTRAINT `pipeline_pipelineins_execution_snapshot_i_2ac08ec7_fk_pipeline_`
    FOREIGN KEY (`execution_snapshot_id`) REFERENCES `pipeline_snapshot` (`id`),
  CONSTRAINT `pipeline_pipelineins_snapshot_id_f8c3289b_fk_pipeline_`
    FOREIGN KEY (`snapshot_id`) REFERENCES `pipeline_snapshot` (`id`),
  CONSTRAINT `pipeline_pipelineins_template_id_cc4fedf1_fk_pipeline_`
    FOREIGN KEY (`template_id`) REFERENCES `pipeline_pipelinetemplate` (`id`),
  CONSTRAINT `pipeline_pipelineins_tree_info_id_9fadc892_fk_pipeline_`
    FOREIGN KEY (`tree_info_id`) REFERENCES `pipeline_treeinfo` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `tasktmpl3_tasktemplate` (
  `id`                   INT(11)        NOT NULL AUTO_INCREMENT,
  `category`             VARCHAR(255)   NOT NULL,
  `notify_type`          VARCHAR(128)   NOT NULL,
  `notify_receivers`     LONGTEXT       NOT NULL,
  `time_out`             INT(11)        NOT NULL,
  `is_deleted`           TINYINT(1)     NOT NULL,
  `business_id`          INT(11)        NULL,
  `pipeline_template_id` VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  KEY `tasktmpl3_tasktempla_pipeline_template_id_8798033b_fk_pipeline_` (`pipeline_template_id`),
  KEY `tasktmpl3_tasktemplate_business_id_fb46a151_fk_core_business_id` (`business_id`),
  CONSTRAINT `tasktmpl3_tasktemplate_business_id_fb46a151_fk_core_business_id`
    FOREIGN KEY (`business_id`) REFERENCES `core_business` (`id`),
  CONSTRAINT `tasktmpl3_tasktempla_pipeline_template_id_8798033b_fk_pipeline_`
    FOREIGN KEY (`pipeline_template_id`) REFERENCES `pipeline_pipelinetemplate` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `template_commontemplate` (
  `id`                   INT(11)        NOT NULL AUTO_INCREMENT,
  `category`             VARCHAR(255)   NOT NULL,
  `notify_type`          VARCHAR(128)   NOT NULL,
  `notify_receivers`     LONGTEXT       NOT NULL,
  `time_out`             INT(11)        NOT NULL,
  `is_deleted`           TINYINT(1)     NOT NULL,
  `pipeline_template_id` VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  KEY `template_commontempl_pipeline_template_id_30df1bae_fk_pipeline_` (`pipeline_template_id`),
  CONSTRAINT `template_commontempl_pipeline_template_id_30df1bae_fk_pipeline_`
    FOREIGN KEY (`pipeline_template_id`) REFERENCES `pipeline_pipelinetemplate` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `template_commontmplperm` (
  `id`                 INT(11)        NOT NULL AUTO_INCREMENT,
  `common_template_id` VARCHAR(255)   NOT NULL,
  `biz_cc_id`          VARCHAR(255)   NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `template_commontmplperm_common_template_id_biz_c_56d2bba8_uniq` (`common_template_id`,`biz_cc_id`),
  KEY `template_commontmplperm_common_template_id_biz_cc_56d2bba8_idx` (`common_template_id`,`biz_cc_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `taskflow3_taskflowinstance` (
  `id`                   INT(11)        NOT NULL AUTO_INCREMENT,
  `category`             VARCHAR(255)   NOT NULL,
  `template_id`          VARCHAR(255)   NOT NULL,
  `create_method`        VARCHAR(30)    NOT NULL,
  `create_info`          VARCHAR(255)   NOT NULL,
  `flow_type`            VARCHAR(255)   NOT NULL,
  `current_flow`         VARCHAR(255)   NOT NULL,
  `is_deleted`           TINYINT(1)     NOT NULL,
  `business_id`          INT(11)        NULL,
  `pipeline_instance_id` INT(11)        NULL,
  `template_source`      VARCHAR(32)    NOT NULL,
  PRIMARY KEY (`id`),
  KEY `taskflow3_taskflowin_business_id_2bf122ec_fk_core_busi` (`business_id`),
  KEY `taskflow3_taskflowin_pipeline_instance_id_5322afd2_fk_pipeline_` (`pipeline_instance_id`),
  CONSTRAINT `taskflow3_taskflowin_business_id_2bf122ec_fk_core_busi`
    FOREIGN KEY (`business_id`) REFERENCES `core_business` (`id`),
  CONSTRAINT `taskflow3_taskflowin_pipeline_instance_id_5322afd2_fk_pipeline_`
    FOREIGN KEY (`pipeline_instance_id`) REFERENCES `pipeline_pipelineinstance` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `engine_status` (
  `id`              VARCHAR(32)    NOT NULL,
  `state`           VARCHAR(10)    NOT NULL,
  `name`            VARCHAR(64)    NOT NULL,
  `retry`           INT(11)        NOT NULL,
  `loop`            INT(11)        NOT NULL,
  `skip`            TINYINT(1)     NOT NULL,
  `created_time`    DATETIME(6)    NOT NULL,
  `started_time`    DATETIME(6)    NULL,
  `archived_time`   DATETIME(6)    NULL,
  `version`         VARCHAR(32)    NOT NULL,
  `error_ignorable` TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `engine_data` (
  `id`      VARCHAR(32)    NOT NULL,
  `inputs`  LONGBLOB       NOT NULL,
  `outputs` LONGBLOB       NOT NULL,
  `ex_data` LONGBLOB       NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `engine_noderelationship` (
  `id`            INT(11)        NOT NULL AUTO_INCREMENT,
  `ancestor_id`   VARCHAR(32)    NOT NULL,
  `descendant_id` VARCHAR(32)    NOT NULL,
  `distance`      INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  KEY `engine_noderelationship_ancestor_id_47d3352e` (`ancestor_id`),
  KEY `engine_noderelationship_descendant_id_259c88cb` (`descendant_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `engine_historydata` (
  `id`      INT(11)        NOT NULL AUTO_INCREMENT,
  `inputs`  LONGBLOB       NOT NULL,
  `outputs` LONGBLOB       NOT NULL,
  `ex_data` LONGBLOB       NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `engine_history` (
  `id`            INT(11)        NOT NULL AUTO_INCREMENT,
  `identifier`    VARCHAR(32)    NOT NULL,
  `started_time`  DATETIME(6)    NOT NULL,
  `archived_time` DATETIME(6)    NOT NULL,
  `data_id`       INT(11)        NOT NULL,
  `loop`          INT(11)        NOT NULL,
  `skip`          TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  KEY `engine_history_data_id_6ab72823_fk_engine_historydata_id` (`data_id`),
  KEY `engine_history_identifier_ae4002b4` (`identifier`),
  CONSTRAINT `engine_history_data_id_6ab72823_fk_engine_historydata_id`
    FOREIGN KEY (`data_id`) REFERENCES `engine_historydata` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodic_task_intervalschedule` (
  `id`     INT(11)        NOT NULL AUTO_INCREMENT,
  `every`  INT(11)        NOT NULL,
  `period` VARCHAR(24)    NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodic_task_crontabschedule` (
  `id`            INT(11)        NOT NULL AUTO_INCREMENT,
  `minute`        VARCHAR(64)    NOT NULL,
  `hour`          VARCHAR(64)    NOT NULL,
  `day_of_week`   VARCHAR(64)    NOT NULL,
  `day_of_month`  VARCHAR(64)    NOT NULL,
  `month_of_year` VARCHAR(64)    NOT NULL,
  `timezone`      VARCHAR(63)    NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodic_task_djceleryperiodictask` (
  `id`              INT(11)        NOT NULL AUTO_INCREMENT,
  `name`            VARCHAR(200)   NOT NULL,
  `task`            VARCHAR(200)   NOT NULL,
  `args`            LONGTEXT       NOT NULL,
  `kwargs`          LONGTEXT       NOT NULL,
  `queue`           VARCHAR(200)   NULL,
  `exchange`        VARCHAR(200)   NULL,
  `routing_key`     VARCHAR(200)   NULL,
  `expires`         DATETIME(6)    NULL,
  `enabled`         TINYINT(1)     NOT NULL,
  `last_run_at`     DATETIME(6)    NULL,
  `total_run_count` INT(10) UNSIGNED NOT NULL,
  `date_changed`    DATETIME(6)    NOT NULL,
  `description`     LONGTEXT       NOT NULL,
  `crontab_id`      INT(11)        NULL,
  `interval_id`     INT(11)        NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`),
  KEY `periodic_task_djcele_crontab_id_5b2cf80e_fk_periodic_` (`crontab_id`),
  KEY `periodic_task_djcele_interval_id_8732f06b_fk_periodic_` (`interval_id`),
  CONSTRAINT `periodic_task_djcele_crontab_id_5b2cf80e_fk_periodic_`
    FOREIGN KEY (`crontab_id`) REFERENCES `periodic_task_crontabschedule` (`id`),
  CONSTRAINT `periodic_task_djcele_interval_id_8732f06b_fk_periodic_`
    FOREIGN KEY (`interval_id`) REFERENCES `periodic_task_intervalschedule` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodic_task_periodictask` (
  `id`              INT(11)        NOT NULL AUTO_INCREMENT,
  `name`            VARCHAR(64)    NOT NULL,
  `cron`            VARCHAR(128)   NOT NULL,
  `total_run_count` INT(10) UNSIGNED NOT NULL,
  `last_run_at`     DATETIME(6)    NULL,
  `creator`         VARCHAR(32)    NOT NULL,
  `extra_info`      LONGBLOB       NULL,
  `celery_task_id`  INT(11)        NULL,
  `snapshot_id`     INT(11)        NOT NULL,
  `template_id`     VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  KEY `periodic_task_period_celery_task_id_83366d9f_fk_periodic_` (`celery_task_id`),
  KEY `periodic_task_period_snapshot_id_785df0fb_fk_pipeline_` (`snapshot_id`),
  KEY `periodic_task_period_template_id_b829e08b_fk_pipeline_` (`template_id`),
  CONSTRAINT `periodic_task_period_celery_task_id_83366d9f_fk_periodic_`
    FOREIGN KEY (`celery_task_id`) REFERENCES `periodic_task_djceleryperiodictask` (`id`),
  CONSTRAINT `periodic_task_period_snapshot_id_785df0fb_fk_pipeline_`
    FOREIGN KEY (`snapshot_id`) REFERENCES `pipeline_snapshot` (`id`),
  CONSTRAINT `periodic_task_period_template_id_b829e08b_fk_pipeline_`
    FOREIGN KEY (`template_id`) REFERENCES `pipeline_pipelinetemplate` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodic_task_periodictaskhistory` (
  `id`                   INT(11)        NOT NULL AUTO_INCREMENT,
  `ex_data`              LONGTEXT       NOT NULL,
  `start_at`             DATETIME(6)    NOT NULL,
  `start_success`        TINYINT(1)     NOT NULL,
  `periodic_task_id`     INT(11)        NULL,
  `pipeline_instance_id` VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  KEY `periodic_task_period_periodic_task_id_3f5c51d8_fk_periodic_` (`periodic_task_id`),
  KEY `periodic_task_period_pipeline_instance_id_e229764c_fk_pipeline_` (`pipeline_instance_id`),
  CONSTRAINT `periodic_task_period_periodic_task_id_3f5c51d8_fk_periodic_`
    FOREIGN KEY (`periodic_task_id`) REFERENCES `periodic_task_periodictask` (`id`),
  CONSTRAINT `periodic_task_period_pipeline_instance_id_e229764c_fk_pipeline_`
    FOREIGN KEY (`pipeline_instance_id`) REFERENCES `pipeline_pipelineinstance` (`instance_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodictask_periodictask` (
  `id`          INT(11)        NOT NULL AUTO_INCREMENT,
  `template_id` VARCHAR(255)   NOT NULL,
  `business_id` INT(11)        NULL,
  `task_id`     INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  KEY `periodictask_periodi_business_id_f46bde34_fk_core_busi` (`business_id`),
  KEY `periodictask_periodi_task_id_baf1b245_fk_periodic_` (`task_id`),
  CONSTRAINT `periodictask_periodi_business_id_f46bde34_fk_core_busi`
    FOREIGN KEY (`business_id`) REFERENCES `core_business` (`id`),
  CONSTRAINT `periodictask_periodi_task_id_baf1b245_fk_periodic_`
    FOREIGN KEY (`task_id`) REFERENCES `periodic_task_periodictask` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `periodictask_periodictaskhistory` (
  `id`               INT(11)        NOT NULL AUTO_INCREMENT,
  `ex_data`          LONGTEXT       NOT NULL,
  `start_at`         DATETIME(6)    NOT NULL,
  `start_success`    TINYINT(1)     NOT NULL,
  `flow_instance_id` INT(11)        NULL,
  `history_id`       INT(11)        NOT NULL,
  `task_id`          INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  KEY `periodictask_periodi_flow_instance_id_9be92389_fk_taskflow3` (`flow_instance_id`),
  KEY `periodictask_periodi_history_id_0f4454f1_fk_periodic_` (`history_id`),
  KEY `periodictask_periodi_task_id_56c2a1c4_fk_periodict` (`task_id`),
  CONSTRAINT `periodictask_periodi_flow_instance_id_9be92389_fk_taskflow3`
    FOREIGN KEY (`flow_instance_id`) REFERENCES `taskflow3_taskflowinstance` (`id`),
  CONSTRAINT `periodictask_periodi_history_id_0f4454f1_fk_periodic_`
    FOREIGN KEY (`history_id`) REFERENCES `periodic_task_periodictaskhistory` (`id`),
  CONSTRAINT `periodictask_periodi_task_id_56c2a1c4_fk_periodict`
    FOREIGN KEY (`task_id`) REFERENCES `periodictask_periodictask` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `function_functiontask` (
  `id`            INT(11)        NOT NULL AUTO_INCREMENT,
  `creator`       VARCHAR(32)    NOT NULL,
  `create_time`   DATETIME(6)    NOT NULL,
  `claimant`      VARCHAR(32)    NOT NULL,
  `claim_time`    DATETIME(6)    NULL,
  `rejecter`      VARCHAR(32)    NOT NULL,
  `reject_time`   DATETIME(6)    NULL,
  `predecessor`   VARCHAR(32)    NOT NULL,
  `transfer_time` DATETIME(6)    NULL,
  `status`        VARCHAR(32)    NOT NULL,
  `task_id`       INT(11)        NOT NULL,
  PRIMARY KEY (`id`),
  KEY `function_functiontas_task_id_671ce105_fk_taskflow3` (`task_id`),
  CONSTRAINT `function_functiontas_task_id_671ce105_fk_taskflow3`
    FOREIGN KEY (`task_id`) REFERENCES `taskflow3_taskflowinstance` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;

CREATE TABLE `django_session` (
  `session_key`  VARCHAR(40)    NOT NULL,
  `session_data` LONGTEXT       NOT NULL,
  `expire_date`  DATETIME(6)    NOT NULL,
  PRIMARY KEY (`session_key`),
  KEY `django_session_expire_date_a5c62663` (`expire_date`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8;
