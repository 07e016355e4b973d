-- SPDX-License-Identifier: MIT
-- The tables of bk-sops, current generation (3.32 and 3.34), that the read API
-- needs.  Types, keys and names as bk-sops' own migrations make them, but
-- without the foreign key of an instance to its template, which its task may do
-- without; for tests and the demo.  A production database has them already,
-- and more than a hundred others.  Columns for tenants are in a later line of
-- bk-sops only.
--
-- Load into a database made with DEFAULT CHARACTER SET utf8mb4; bk-sops runs on
-- utf8, too.

-- Who may ask: the keys of API gateways, the applications that are trusted.

CREATE TABLE `apigw_manager_context` (
  `id`         INT            NOT NULL AUTO_INCREMENT,
  `created_at` DATETIME(6)    NOT NULL,
  `updated_at` DATETIME(6)    NOT NULL,
  `scope`      VARCHAR(128)   NOT NULL,
  `key`        VARCHAR(255)   NOT NULL,
  `value`      LONGTEXT       NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `apigw_manager_context_scope_key_c6f733b5_uniq` (`scope`,`key`),
  KEY `apigw_manager_context_scope_key_c6f733b5_idx` (`scope`,`key`),
  KEY `apigw_manager_context_scope_4ea19816` (`scope`),
  KEY `apigw_manager_context_key_d5d8a59f` (`key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `core_environmentvariables` (
  `id`    INT            NOT NULL AUTO_INCREMENT,
  `key`   VARCHAR(255)   NOT NULL,
  `name`  VARCHAR(255)   NOT NULL,
  `value` VARCHAR(1000)  NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `key` (`key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Projects.

CREATE TABLE `core_project` (
  `id`         INT            NOT NULL AUTO_INCREMENT,
  `name`       VARCHAR(192)   NOT NULL,
  `time_zone`  VARCHAR(100)   NOT NULL,
  `creator`    VARCHAR(256)   NOT NULL,
  `desc`       VARCHAR(512)   NOT NULL,
  `create_at`  DATETIME(6)    NOT NULL,
  `from_cmdb`  TINYINT(1)     NOT NULL,
  `bk_biz_id`  INT            NOT NULL,
  `is_disable` TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `core_project_bk_biz_id_name_02388f70_uniq` (`bk_biz_id`,`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Trees of tasks, and the lists of their nodes.

CREATE TABLE `pipeline_snapshot` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `md5sum`      VARCHAR(32)    NOT NULL,
  `create_time` DATETIME(6)    NOT NULL,
  `data`        LONGBLOB       NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_snapshot_md5sum_1cd6fde5` (`md5sum`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_treeinfo` (
  `id`   INT            NOT NULL AUTO_INCREMENT,
  `data` LONGBLOB       NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Tasks, and the labels of their nodes.

CREATE TABLE `pipeline_pipelineinstance` (
  `id`                    INT            NOT NULL AUTO_INCREMENT,
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
  `execution_snapshot_id` INT            NULL,
  `snapshot_id`           INT            NULL,
  `template_id`           INT            NULL,
  `tree_info_id`          INT            NULL,
  `is_revoked`            TINYINT(1)     NOT NULL,
  `is_expired`            TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `instance_id` (`instance_id`),
  KEY `pipeline_pipelineins_execution_snapshot_i_2ac08ec7_fk_pipeline_` (`execution_snapshot_id`),
  KEY `pipeline_pipelineins_tree_info_id_9fadc892_fk_pipeline_` (`tree_info_id`),
  KEY `pipeline_pipelineins_template_id_cc4fedf1_fk_pipeline_` (`template_id`),
  KEY `pipeline_pipelineins_snapshot_id_f8c3289b_fk_pipeline_` (`snapshot_id`),
  KEY `pipeline_pipelineinstance_create_time_8e23a1b1` (`create_time`),
  CONSTRAINT `pipeline_pipelineins_execution_snapshot_i_2ac08ec7_fk_pipeline_`
    FOREIGN KEY (`execution_snapshot_id`) REFERENCES `pipeline_snapshot` (`id`),
  CONSTRAINT `pipeline_pipelineins_snapshot_id_f8c3289b_fk_pipeline_`
    FOREIGN KEY (`snapshot_id`) REFERENCES `pipeline_snapshot` (`id`),
  CONSTRAINT `pipeline_pipelineins_tree_info_id_9fadc892_fk_pipeline_`
    FOREIGN KEY (`tree_info_id`) REFERENCES `pipeline_treeinfo` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `taskflow3_taskflowinstance` (
  `id`                      INT            NOT NULL AUTO_INCREMENT,
  `category`                VARCHAR(255)   NOT NULL,
  `template_id`             VARCHAR(255)   NOT NULL,
  `create_method`           VARCHAR(30)    NOT NULL,
  `create_info`             VARCHAR(255)   NOT NULL,
  `flow_type`               VARCHAR(255)   NOT NULL,
  `current_flow`            VARCHAR(255)   NOT NULL,
  `is_deleted`              TINYINT(1)     NOT NULL,
  `pipeline_instance_id`    INT            NULL,
  `template_source`         VARCHAR(32)    NOT NULL,
  `project_id`              INT            NULL,
  `engine_ver`              INT            NOT NULL,
  `recorded_executor_proxy` VARCHAR(255)   NULL,
  `is_child_taskflow`       TINYINT(1)     NOT NULL,
  `extra_info`              LONGTEXT       NULL,
  PRIMARY KEY (`id`),
  KEY `taskflow3_taskflowin_pipeline_instance_id_5322afd2_fk_pipeline_` (`pipeline_instance_id`),
  KEY `taskflow3_taskflowin_project_id_3c18b071_fk_core_proj` (`project_id`),
  CONSTRAINT `taskflow3_taskflowin_pipeline_instance_id_5322afd2_fk_pipeline_`
    FOREIGN KEY (`pipeline_instance_id`) REFERENCES `pipeline_pipelineinstance` (`id`),
  CONSTRAINT `taskflow3_taskflowin_project_id_3c18b071_fk_core_proj`
    FOREIGN KEY (`project_id`) REFERENCES `core_project` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `taskflow3_autoretrynodestrategy` (
  `taskflow_id`      BIGINT         NOT NULL,
  `root_pipeline_id` VARCHAR(64)    NOT NULL,
  `node_id`          VARCHAR(64)    NOT NULL,
  `retry_times`      INT            NOT NULL,
  `max_retry_times`  INT            NOT NULL,
  `interval`         INT            NOT NULL,
  PRIMARY KEY (`node_id`),
  KEY `taskflow3_autoretrynodest_root_pipeline_id_node_id_947c842f_idx` (`root_pipeline_id`,`node_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_core_nodeininstance` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `node_id`     VARCHAR(32)    NOT NULL,
  `node_type`   VARCHAR(100)   NOT NULL,
  `create_time` DATETIME(6)    NOT NULL,
  `edit_time`   DATETIME(6)    NOT NULL,
  `instance_id` VARCHAR(32)    NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `pipeline_web_core_nodein_node_id_instance_id_7d27cdf6_uniq` (`node_id`,`instance_id`),
  KEY `pipeline_web_core_nodeininstance_instance_id_aa48e655` (`instance_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_labelgroup` (
  `id`   INT            NOT NULL AUTO_INCREMENT,
  `code` VARCHAR(255)   NOT NULL,
  `name` VARCHAR(255)   NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_web_label_labelgroup_code_8576228e` (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_label` (
  `id`       INT            NOT NULL AUTO_INCREMENT,
  `code`     VARCHAR(255)   NOT NULL,
  `name`     VARCHAR(255)   NOT NULL,
  `group_id` INT            NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_web_label_l_group_id_caef14a7_fk_pipeline_` (`group_id`),
  KEY `pipeline_web_label_label_code_861b4e10` (`code`),
  CONSTRAINT `pipeline_web_label_l_group_id_caef14a7_fk_pipeline_`
    FOREIGN KEY (`group_id`) REFERENCES `pipeline_web_label_labelgroup` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_nodeininstanceattrlabel` (
  `id`      INT            NOT NULL AUTO_INCREMENT,
  `node_id` INT            NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_web_label_n_node_id_519453bb_fk_pipeline_` (`node_id`),
  CONSTRAINT `pipeline_web_label_n_node_id_519453bb_fk_pipeline_`
    FOREIGN KEY (`node_id`) REFERENCES `pipeline_web_core_nodeininstance` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_nodeininstanceattrlabel_labels` (
  `id`                         INT            NOT NULL AUTO_INCREMENT,
  `nodeininstanceattrlabel_id` INT            NOT NULL,
  `label_id`                   INT            NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `pipeline_web_label_nodei_nodeininstanceattrlabel__49eb7554_uniq` (`nodeininstanceattrlabel_id`,`label_id`),
  KEY `pipeline_web_label_n_label_id_dbb276f0_fk_pipeline_` (`label_id`),
  CONSTRAINT `pipeline_web_label_n_label_id_dbb276f0_fk_pipeline_`
    FOREIGN KEY (`label_id`) REFERENCES `pipeline_web_label_label` (`id`),
  CONSTRAINT `pipeline_web_label_n_nodeininstanceattrla_2f6bde62_fk_pipeline_`
    FOREIGN KEY (`nodeininstanceattrlabel_id`) REFERENCES `pipeline_web_label_nodeininstanceattrlabel` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- The plugins that bk-sops has; is_default_version is there with newer engines.

CREATE TABLE `component_framework_componentmodel` (
  `id`                 INT            NOT NULL AUTO_INCREMENT,
  `code`               VARCHAR(255)   NOT NULL,
  `name`               VARCHAR(255)   NOT NULL,
  `status`             TINYINT(1)     NOT NULL,
  `version`            VARCHAR(64)    NOT NULL,
  `is_default_version` TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `component_framework_componentmodel_code_version_1b8e366c_uniq`
    (`code`, `version`),
  KEY `component_framework_componentmodel_code_338ba51f` (`code`),
  KEY `component_framework_componentmodel_version_318ba856` (`version`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- What the engine of engine_ver 2 (bamboo-engine) keeps of nodes.

CREATE TABLE `eri_state` (
  `id`            BIGINT         NOT NULL AUTO_INCREMENT,
  `node_id`       VARCHAR(33)    NOT NULL,
  `root_id`       VARCHAR(33)    NOT NULL,
  `parent_id`     VARCHAR(33)    NOT NULL,
  `name`          VARCHAR(64)    NOT NULL,
  `version`       VARCHAR(33)    NOT NULL,
  `loop`          INT            NOT NULL,
  `retry`         INT            NOT NULL,
  `skip`          TINYINT(1)     NOT NULL,
  `error_ignored` TINYINT(1)     NOT NULL,
  `created_time`  DATETIME(6)    NOT NULL,
  `started_time`  DATETIME(6)    NULL,
  `archived_time` DATETIME(6)    NULL,
  `inner_loop`    INT            NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `node_id` (`node_id`),
  KEY `eri_state_root_id_c6d71c6f` (`root_id`),
  KEY `eri_state_parent_id_f14186bc` (`parent_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `eri_executiondata` (
  `id`                 BIGINT         NOT NULL AUTO_INCREMENT,
  `node_id`            VARCHAR(33)    NOT NULL,
  `inputs_serializer`  VARCHAR(32)    NOT NULL,
  `outputs_serializer` VARCHAR(32)    NOT NULL,
  `inputs`             LONGTEXT       NOT NULL,
  `outputs`            LONGTEXT       NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `node_id` (`node_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `eri_executionhistory` (
  `id`                 BIGINT         NOT NULL AUTO_INCREMENT,
  `node_id`            VARCHAR(33)    NOT NULL,
  `loop`               INT            NOT NULL,
  `retry`              INT            NOT NULL,
  `skip`               TINYINT(1)     NOT NULL,
  `version`            VARCHAR(33)    NOT NULL,
  `started_time`       DATETIME(6)    NOT NULL,
  `archived_time`      DATETIME(6)    NOT NULL,
  `inputs_serializer`  VARCHAR(32)    NOT NULL,
  `outputs_serializer` VARCHAR(32)    NOT NULL,
  `inputs`             LONGTEXT       NOT NULL,
  `outputs`            LONGTEXT       NOT NULL,
  PRIMARY KEY (`id`),
  KEY `eri_executionhistory_node_id_loop_fd43c24c_idx` (`node_id`,`loop`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `eri_logentry` (
  `id`          BIGINT         NOT NULL AUTO_INCREMENT,
  `node_id`     VARCHAR(33)    NOT NULL,
  `version`     VARCHAR(33)    NOT NULL,
  `loop`        INT            NOT NULL,
  `logger_name` VARCHAR(128)   NOT NULL,
  `level_name`  VARCHAR(32)    NOT NULL,
  `message`     LONGTEXT       NULL,
  `logged_at`   DATETIME(6)    NOT NULL,
  PRIMARY KEY (`id`),
  KEY `eri_logentry_logged_at_8516079f` (`logged_at`),
  KEY `eri_logentry_node_id_loop_686ee330_idx` (`node_id`,`loop`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- What the engine of engine_ver 1 keeps of them.

CREATE TABLE `engine_status` (
  `id`               VARCHAR(32)    NOT NULL,
  `state`            VARCHAR(10)    NOT NULL,
  `name`             VARCHAR(64)    NOT NULL,
  `retry`            INT            NOT NULL,
  `loop`             INT            NOT NULL,
  `skip`             TINYINT(1)     NOT NULL,
  `created_time`     DATETIME(6)    NOT NULL,
  `started_time`     DATETIME(6)    NULL,
  `archived_time`    DATETIME(6)    NULL,
  `version`          VARCHAR(32)    NOT NULL,
  `error_ignorable`  TINYINT(1)     NOT NULL,
  `state_refresh_at` DATETIME(6)    NULL,
  PRIMARY KEY (`id`),
  KEY `engine_status_created_time_777eadc5` (`created_time`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `engine_noderelationship` (
  `id`            BIGINT         NOT NULL AUTO_INCREMENT,
  `ancestor_id`   VARCHAR(32)    NOT NULL,
  `descendant_id` VARCHAR(32)    NOT NULL,
  `distance`      INT            NOT NULL,
  PRIMARY KEY (`id`),
  KEY `engine_noderelationship_ancestor_id_47d3352e` (`ancestor_id`),
  KEY `engine_noderelationship_descendant_id_259c88cb` (`descendant_id`),
  KEY `engine_noderelationship_distance_6ddef031` (`distance`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `engine_data` (
  `id`      VARCHAR(32)    NOT NULL,
  `inputs`  LONGBLOB       NOT NULL,
  `outputs` LONGBLOB       NOT NULL,
  `ex_data` LONGBLOB       NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `engine_historydata` (
  `id`      BIGINT         NOT NULL AUTO_INCREMENT,
  `inputs`  LONGBLOB       NOT NULL,
  `outputs` LONGBLOB       NOT NULL,
  `ex_data` LONGBLOB       NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `engine_history` (
  `id`            BIGINT         NOT NULL AUTO_INCREMENT,
  `identifier`    VARCHAR(32)    NOT NULL,
  `started_time`  DATETIME(6)    NOT NULL,
  `archived_time` DATETIME(6)    NOT NULL,
  `data_id`       BIGINT         NULL,
  `loop`          INT            NOT NULL,
  `skip`          TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  KEY `engine_history_identifier_ae4002b4` (`identifier`),
  KEY `engine_history_data_id_6ab72823_fk_engine_historydata_id` (`data_id`),
  CONSTRAINT `engine_history_data_id_6ab72823_fk_engine_historydata_id`
    FOREIGN KEY (`data_id`) REFERENCES `engine_historydata` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Templates: of projects, and common ones.

CREATE TABLE `pipeline_pipelinetemplate` (
  `id`             INT            NOT NULL AUTO_INCREMENT,
  `template_id`    VARCHAR(32)    NOT NULL,
  `name`           VARCHAR(128)   NOT NULL,
  `create_time`    DATETIME(6)    NOT NULL,
  `creator`        VARCHAR(32)    NOT NULL,
  `description`    LONGTEXT       NULL,
  `editor`         VARCHAR(32)    NULL,
  `edit_time`      DATETIME(6)    NOT NULL,
  `is_deleted`     TINYINT(1)     NOT NULL,
  `snapshot_id`    INT            NOT NULL,
  `has_subprocess` TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `template_id` (`template_id`),
  KEY `pipeline_pipelinetem_snapshot_id_b951a2e9_fk_pipeline_` (`snapshot_id`),
  KEY `pipeline_pipelinetemplate_name_2665c288` (`name`),
  KEY `pipeline_pipelinetemplate_create_time_98d402cd` (`create_time`),
  KEY `pipeline_pipelinetemplate_edit_time_0eff9dbd` (`edit_time`),
  CONSTRAINT `pipeline_pipelinetem_snapshot_id_b951a2e9_fk_pipeline_`
    FOREIGN KEY (`snapshot_id`) REFERENCES `pipeline_snapshot` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `tasktmpl3_tasktemplate` (
  `id`                   INT            NOT NULL AUTO_INCREMENT,
  `category`             VARCHAR(255)   NOT NULL,
  `notify_type`          VARCHAR(128)   NOT NULL,
  `notify_receivers`     LONGTEXT       NOT NULL,
  `time_out`             INT            NOT NULL,
  `is_deleted`           TINYINT(1)     NOT NULL,
  `pipeline_template_id` VARCHAR(32)    NULL,
  `project_id`           INT            NULL,
  `executor_proxy`       VARCHAR(255)   NOT NULL,
  `default_flow_type`    VARCHAR(255)   NOT NULL,
  `ai_notify_group`      LONGTEXT       NOT NULL CHECK (json_valid(`ai_notify_group`)),
  `ai_notify_type`       LONGTEXT       NOT NULL CHECK (json_valid(`ai_notify_type`)),
  PRIMARY KEY (`id`),
  KEY `tasktmpl3_tasktempla_pipeline_template_id_8798033b_fk_pipeline_` (`pipeline_template_id`),
  KEY `tasktmpl3_tasktemplate_project_id_6846b518_fk_core_project_id` (`project_id`),
  CONSTRAINT `tasktmpl3_tasktempla_pipeline_template_id_8798033b_fk_pipeline_`
    FOREIGN KEY (`pipeline_template_id`) REFERENCES `pipeline_pipelinetemplate` (`template_id`),
  CONSTRAINT `tasktmpl3_tasktemplate_project_id_6846b518_fk_core_project_id`
    FOREIGN KEY (`project_id`) REFERENCES `core_project` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `template_commontemplate` (
  `id`                   INT            NOT NULL AUTO_INCREMENT,
  `category`             VARCHAR(255)   NOT NULL,
  `notify_type`          VARCHAR(128)   NOT NULL,
  `notify_receivers`     LONGTEXT       NOT NULL,
  `time_out`             INT            NOT NULL,
  `is_deleted`           TINYINT(1)     NOT NULL,
  `pipeline_template_id` VARCHAR(32)    NULL,
  `extra_info`           LONGTEXT       NOT NULL CHECK (json_valid(`extra_info`)),
  `ai_notify_group`      LONGTEXT       NOT NULL CHECK (json_valid(`ai_notify_group`)),
  `ai_notify_type`       LONGTEXT       NOT NULL CHECK (json_valid(`ai_notify_type`)),
  PRIMARY KEY (`id`),
  KEY `template_commontempl_pipeline_template_id_30df1bae_fk_pipeline_` (`pipeline_template_id`),
  CONSTRAINT `template_commontempl_pipeline_template_id_30df1bae_fk_pipeline_`
    FOREIGN KEY (`pipeline_template_id`) REFERENCES `pipeline_pipelinetemplate` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_templaterelationship` (
  `id`                     INT            NOT NULL AUTO_INCREMENT,
  `ancestor_template_id`   VARCHAR(32)    NOT NULL,
  `descendant_template_id` VARCHAR(32)    NOT NULL,
  `subprocess_node_id`     VARCHAR(32)    NOT NULL,
  `version`                VARCHAR(32)    NOT NULL,
  `always_use_latest`      TINYINT(1)     NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_templaterelationship_ancestor_template_id_d87c2cc2` (`ancestor_template_id`),
  KEY `pipeline_templaterelationship_descendant_template_id_e424cb5f` (`descendant_template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_templatecurrentversion` (
  `id`              INT            NOT NULL AUTO_INCREMENT,
  `template_id`     VARCHAR(32)    NOT NULL,
  `current_version` VARCHAR(32)    NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_templatecurrentversion_template_id_11b7fc58` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_templatescheme` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `unique_id`   VARCHAR(97)    NOT NULL,
  `name`        VARCHAR(64)    NOT NULL,
  `edit_time`   DATETIME(6)    NOT NULL,
  `data`        LONGBLOB       NOT NULL,
  `template_id` INT            NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `unique_id` (`unique_id`),
  KEY `pipeline_templatesch_template_id_106274eb_fk_pipeline_` (`template_id`),
  CONSTRAINT `pipeline_templatesch_template_id_106274eb_fk_pipeline_`
    FOREIGN KEY (`template_id`) REFERENCES `pipeline_pipelinetemplate` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- The labels of their nodes, and those of projects' templates.

CREATE TABLE `pipeline_web_core_nodeintemplate` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `node_id`     VARCHAR(32)    NOT NULL,
  `node_type`   VARCHAR(100)   NOT NULL,
  `create_time` DATETIME(6)    NOT NULL,
  `edit_time`   DATETIME(6)    NOT NULL,
  `template_id` VARCHAR(32)    NOT NULL,
  `version`     VARCHAR(32)    NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `pipeline_web_core_nodein_node_id_template_id_vers_ab8e735b_uniq` (`node_id`,`template_id`,`version`),
  KEY `pipeline_web_core_nodeint_template_id_version_1ef0150a_idx` (`template_id`,`version`),
  KEY `pipeline_web_core_nodeintemplate_template_id_8642caee` (`template_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_nodeintemplateattrlabel` (
  `id`      INT            NOT NULL AUTO_INCREMENT,
  `node_id` INT            NOT NULL,
  PRIMARY KEY (`id`),
  KEY `pipeline_web_label_n_node_id_a2cd977a_fk_pipeline_` (`node_id`),
  CONSTRAINT `pipeline_web_label_n_node_id_a2cd977a_fk_pipeline_`
    FOREIGN KEY (`node_id`) REFERENCES `pipeline_web_core_nodeintemplate` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `pipeline_web_label_nodeintemplateattrlabel_labels` (
  `id`                         INT            NOT NULL AUTO_INCREMENT,
  `nodeintemplateattrlabel_id` INT            NOT NULL,
  `label_id`                   INT            NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `pipeline_web_label_nodei_nodeintemplateattrlabel__38e66bfe_uniq` (`nodeintemplateattrlabel_id`,`label_id`),
  KEY `pipeline_web_label_n_label_id_355c40d9_fk_pipeline_` (`label_id`),
  CONSTRAINT `pipeline_web_label_n_label_id_355c40d9_fk_pipeline_`
    FOREIGN KEY (`label_id`) REFERENCES `pipeline_web_label_label` (`id`),
  CONSTRAINT `pipeline_web_label_n_nodeintemplateattrla_4b82ed53_fk_pipeline_`
    FOREIGN KEY (`nodeintemplateattrlabel_id`) REFERENCES `pipeline_web_label_nodeintemplateattrlabel` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `label_label` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `name`        VARCHAR(255)   NOT NULL,
  `creator`     VARCHAR(255)   NOT NULL,
  `project_id`  INT            NOT NULL,
  `is_default`  TINYINT(1)     NOT NULL,
  `color`       VARCHAR(7)     NOT NULL,
  `description` VARCHAR(255)   NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `label_label_project_id_name_475768a3_uniq` (`project_id`,`name`),
  KEY `label_label_name_19b8650e` (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `label_templatelabelrelation` (
  `id`          INT            NOT NULL AUTO_INCREMENT,
  `template_id` INT            NOT NULL,
  `label_id`    INT            NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `label_templatelabelrelation_template_id_label_id_bd5bd6bf_uniq` (`template_id`,`label_id`),
  KEY `label_templatelabelrelation_template_id_5028d531` (`template_id`),
  KEY `label_templatelabelrelation_label_id_d2b82a46` (`label_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Who did what to a task, and the plugins that applications run through bk-sops.

CREATE TABLE `operate_record_taskoperaterecord` (
  `id`             INT            NOT NULL AUTO_INCREMENT,
  `operator`       VARCHAR(128)   NOT NULL,
  `operate_type`   VARCHAR(64)    NOT NULL,
  `operate_source` VARCHAR(64)    NOT NULL,
  `instance_id`    INT            NOT NULL,
  `project_id`     INT            NOT NULL,
  `operate_date`   DATETIME(6)    NOT NULL,
  `node_id`        VARCHAR(255)   NOT NULL,
  `extra_info`     LONGTEXT       NOT NULL,
  PRIMARY KEY (`id`),
  KEY `operate_rec_instanc_d0dfad_idx` (`instance_id`,`node_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `plugin_gateway_plugingatewayrun` (
  `id`                    INT            NOT NULL AUTO_INCREMENT,
  `source_key`            VARCHAR(64)    NOT NULL,
  `plugin_id`             VARCHAR(128)   NOT NULL,
  `plugin_version`        VARCHAR(64)    NOT NULL,
  `client_request_id`     VARCHAR(128)   NOT NULL,
  `open_plugin_run_id`    VARCHAR(64)    NOT NULL,
  `callback_url`          VARCHAR(512)   NOT NULL,
  `callback_token`        LONGTEXT       NOT NULL,
  `callback_delivered_at` DATETIME(6)    NULL,
  `run_status`            VARCHAR(32)    NOT NULL,
  `caller_app_code`       VARCHAR(64)    NOT NULL,
  `trigger_payload`       JSON           NOT NULL,
  `outputs`               JSON           NOT NULL,
  `runtime_outputs`       JSON           NOT NULL,
  `schedule_times`        INT            NOT NULL,
  `execution_expire_at`   DATETIME(6)    NULL,
  `error_message`         LONGTEXT       NOT NULL,
  `create_time`           DATETIME(6)    NOT NULL,
  `update_time`           DATETIME(6)    NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `open_plugin_run_id` (`open_plugin_run_id`),
  UNIQUE KEY `uniq_plugin_gateway_app_request` (`caller_app_code`,`client_request_id`),
  KEY `plugin_gateway_plugingatewayrun_source_key_3c325c1c` (`source_key`),
  KEY `plugin_gateway_plugingatewayrun_plugin_id_85e4bdf6` (`plugin_id`),
  KEY `plugin_gateway_plugingatewayrun_run_status_a67c9b1d` (`run_status`),
  KEY `plugin_gateway_plugingatewayrun_caller_app_code_ffa289a3` (`caller_app_code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Statistics of tasks and of their nodes.

CREATE TABLE `analysis_statistics_taskflowstatistics` (
  `id`               BIGINT         NOT NULL AUTO_INCREMENT,
  `instance_id`      BIGINT         NOT NULL,
  `task_instance_id` BIGINT         NOT NULL,
  `atom_total`       INT            NOT NULL,
  `subprocess_total` INT            NOT NULL,
  `gateways_total`   INT            NOT NULL,
  `project_id`       INT            NOT NULL,
  `category`         VARCHAR(255)   NOT NULL,
  `template_id`      VARCHAR(255)   NOT NULL,
  `task_template_id` VARCHAR(255)   NOT NULL,
  `creator`          VARCHAR(32)    NOT NULL,
  `create_time`      DATETIME(6)    NOT NULL,
  `start_time`       DATETIME(6)    NULL,
  `finish_time`      DATETIME(6)    NULL,
  `elapsed_time`     INT            NULL,
  `create_method`    VARCHAR(30)    NOT NULL,
  PRIMARY KEY (`id`),
  KEY `analysis_statistics_taskflowstatistics_instance_id_5783e41b` (`instance_id`),
  KEY `analysis_statistics_taskflowstatistics_task_instance_id_41a68b5f` (`task_instance_id`),
  KEY `analysis_statistics_taskflowstatistics_template_id_32462435` (`template_id`),
  KEY `analysis_statistics_taskflowstatistics_task_template_id_0aa053fd` (`task_template_id`),
  KEY `analysis_statistics_taskflowstatistics_create_time_1aabd4f5` (`create_time`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `analysis_statistics_taskflowexecutednodestatistics` (
  `id`                   BIGINT         NOT NULL AUTO_INCREMENT,
  `component_code`       VARCHAR(255)   NOT NULL,
  `instance_id`          BIGINT         NOT NULL,
  `task_instance_id`     BIGINT         NOT NULL,
  `node_id`              VARCHAR(32)    NOT NULL,
  `is_sub`               TINYINT(1)     NOT NULL,
  `subprocess_stack`     LONGTEXT       NOT NULL,
  `started_time`         DATETIME(6)    NOT NULL,
  `archived_time`        DATETIME(6)    NULL,
  `elapsed_time`         INT            NULL,
  `status`               TINYINT(1)     NOT NULL,
  `is_skip`              TINYINT(1)     NOT NULL,
  `is_retry`             TINYINT(1)     NOT NULL,
  `version`              VARCHAR(255)   NOT NULL,
  `template_id`          VARCHAR(32)    NOT NULL,
  `task_template_id`     VARCHAR(32)    NOT NULL,
  `project_id`           INT            NOT NULL,
  `instance_create_time` DATETIME(6)    NOT NULL,
  `instance_start_time`  DATETIME(6)    NULL,
  `instance_finish_time` DATETIME(6)    NULL,
  `is_remote`            TINYINT(1)     NOT NULL,
  `template_node_id`     VARCHAR(32)    NULL,
  `trigger_template_id`  VARCHAR(32)    NULL,
  PRIMARY KEY (`id`),
  KEY `analysis_statistics_taskflo_component_code_dea381e7` (`component_code`),
  KEY `analysis_statistics_taskflo_instance_id_266d8cc7` (`instance_id`),
  KEY `analysis_statistics_taskflo_task_instance_id_6b15980b` (`task_instance_id`),
  KEY `analysis_statistics_taskflo_project_id_6122320d` (`project_id`),
  KEY `analysis_statistics_taskflo_instance_create_time_1d8325d0` (`instance_create_time`),
  KEY `analysis_statistics_taskflo_template_node_id_1e49b36b` (`template_node_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Periodic tasks: the engine's, its scheduler's and bk-sops' own.

CREATE TABLE `periodic_task_periodictask` (
  `id`              INT            NOT NULL AUTO_INCREMENT,
  `name`            VARCHAR(64)    NOT NULL,
  `cron`            VARCHAR(128)   NOT NULL,
  `total_run_count` INT UNSIGNED   NOT NULL,
  `last_run_at`     DATETIME(6)    NULL,
  `creator`         VARCHAR(32)    NOT NULL,
  `extra_info`      LONGBLOB       NULL,
  `celery_task_id`  INT            NULL,
  `snapshot_id`     INT            NOT NULL,
  `template_id`     VARCHAR(32)    NULL,
  `priority`        INT            NOT NULL,
  `queue`           VARCHAR(512)   NOT NULL,
  PRIMARY KEY (`id`),
  KEY `periodic_task_period_snapshot_id_785df0fb_fk_pipeline_` (`snapshot_id`),
  KEY `periodic_task_period_template_id_b829e08b_fk_pipeline_` (`template_id`),
  KEY `periodic_task_period_celery_task_id_83366d9f_fk_django_ce` (`celery_task_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `django_celery_beat_periodictask` (
  `id`              INT            NOT NULL AUTO_INCREMENT,
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
  `total_run_count` INT UNSIGNED   NOT NULL,
  `date_changed`    DATETIME(6)    NOT NULL,
  `description`     LONGTEXT       NOT NULL,
  `crontab_id`      INT            NULL,
  `interval_id`     INT            NULL,
  `solar_id`        INT            NULL,
  `one_off`         TINYINT(1)     NOT NULL,
  `start_time`      DATETIME(6)    NULL,
  `priority`        INT UNSIGNED   NULL,
  `headers`         LONGTEXT       NOT NULL,
  `clocked_id`      INT            NULL,
  `expire_seconds`  INT UNSIGNED   NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `name` (`name`),
  KEY `django_celery_beat_p_crontab_id_d3cba168_fk_django_ce` (`crontab_id`),
  KEY `django_celery_beat_p_interval_id_a8ca27da_fk_django_ce` (`interval_id`),
  KEY `django_celery_beat_p_solar_id_a87ce72c_fk_django_ce` (`solar_id`),
  KEY `django_celery_beat_p_clocked_id_47a69f82_fk_django_ce` (`clocked_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `periodictask_periodictask` (
  `id`                  INT            NOT NULL AUTO_INCREMENT,
  `template_id`         VARCHAR(255)   NOT NULL,
  `task_id`             INT            NOT NULL,
  `project_id`          INT            NULL,
  `template_source`     VARCHAR(32)    NOT NULL,
  `create_time`         DATETIME(6)    NULL,
  `creator`             VARCHAR(32)    NOT NULL,
  `edit_time`           DATETIME(6)    NULL,
  `editor`              VARCHAR(32)    NOT NULL,
  `template_version`    VARCHAR(255)   NULL,
  `template_scheme_ids` LONGTEXT       NULL,
  PRIMARY KEY (`id`),
  KEY `periodictask_periodi_task_id_baf1b245_fk_periodic_` (`task_id`),
  KEY `periodictask_periodictask_project_id_d32a8f57_fk_core_project_id` (`project_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

-- Tasks that wait for a time, that another team claims, and mini apps; who
-- acts in a project for its users.

CREATE TABLE `clocked_task_clockedtask` (
  `id`               INT            NOT NULL AUTO_INCREMENT,
  `project_id`       INT            NOT NULL,
  `task_id`          INT            NULL,
  `task_name`        VARCHAR(128)   NOT NULL,
  `template_id`      INT            NOT NULL,
  `template_name`    VARCHAR(128)   NOT NULL,
  `template_source`  VARCHAR(32)    NOT NULL,
  `clocked_task_id`  INT            NULL,
  `creator`          VARCHAR(32)    NOT NULL,
  `plan_start_time`  DATETIME(6)    NOT NULL,
  `task_params`      LONGTEXT       NULL,
  `notify_receivers` LONGTEXT       NOT NULL,
  `notify_type`      VARCHAR(128)   NOT NULL,
  `create_time`      DATETIME(6)    NULL,
  `edit_time`        DATETIME(6)    NULL,
  `editor`           VARCHAR(32)    NOT NULL,
  `state`            VARCHAR(64)    NOT NULL,
  PRIMARY KEY (`id`),
  KEY `clocked_task_clockedtask_plan_start_time_073f7f02` (`plan_start_time`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `function_functiontask` (
  `id`            INT            NOT NULL AUTO_INCREMENT,
  `creator`       VARCHAR(32)    NOT NULL,
  `create_time`   DATETIME(6)    NOT NULL,
  `claimant`      VARCHAR(32)    NOT NULL,
  `claim_time`    DATETIME(6)    NULL,
  `rejecter`      VARCHAR(32)    NOT NULL,
  `reject_time`   DATETIME(6)    NULL,
  `predecessor`   VARCHAR(32)    NOT NULL,
  `transfer_time` DATETIME(6)    NULL,
  `status`        VARCHAR(32)    NOT NULL,
  `task_id`       INT            NOT NULL,
  PRIMARY KEY (`id`),
  KEY `function_functiontas_task_id_671ce105_fk_taskflow3` (`task_id`),
  KEY `function_functiontask_claimant_051da620` (`claimant`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `appmaker_appmaker` (
  `id`                 INT            NOT NULL AUTO_INCREMENT,
  `name`               VARCHAR(255)   NOT NULL,
  `code`               VARCHAR(255)   NOT NULL,
  `info`               VARCHAR(255)   NULL,
  `desc`               VARCHAR(255)   NULL,
  `logo_url`           LONGTEXT       NOT NULL,
  `link`               VARCHAR(255)   NOT NULL,
  `creator`            VARCHAR(100)   NOT NULL,
  `create_time`        DATETIME(6)    NOT NULL,
  `editor`             VARCHAR(100)   NULL,
  `is_deleted`         TINYINT(1)     NOT NULL,
  `edit_time`          DATETIME(6)    NULL,
  `task_template_id`   INT            NOT NULL,
  `template_scheme_id` VARCHAR(100)   NOT NULL,
  `project_id`         INT            NULL,
  `category`           VARCHAR(255)   NOT NULL,
  PRIMARY KEY (`id`),
  KEY `appmaker_appmaker_task_template_id_291f068a_fk_tasktmpl3` (`task_template_id`),
  KEY `appmaker_appmaker_project_id_b8846ac9_fk_core_project_id` (`project_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE `core_projectconfig` (
  `id`                     INT            NOT NULL AUTO_INCREMENT,
  `project_id`             INT            NOT NULL,
  `executor_proxy`         VARCHAR(255)   NOT NULL,
  `executor_proxy_exempts` LONGTEXT       NOT NULL,
  `max_periodic_task_num`  INT            NOT NULL,
  `task_clean_configs`     JSON           NOT NULL,
  `custom_display_configs` JSON           NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
