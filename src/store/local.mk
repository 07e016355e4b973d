# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/store/client.c src/store/client.h \
	src/store/connect.c src/store/connect.h \
	src/store/session.c src/store/session.h \
	src/store/db.c src/store/db.h \
	src/store/error.c src/store/error.h \
	src/store/gen2019.c src/store/gen2019.h src/store/generation.h \
	src/store/gen2019_count.c src/store/gen2019_count.h \
	src/store/gen2019_count_model.c \
	src/store/gen2019_node.c \
	src/store/gen2019_periodic.c \
	src/store/gen2019_status.c \
	src/store/gen2019_task_list.c \
	src/store/gen2019_tasks.c \
	src/store/gen2019_templates.c \
	src/store/grants.c src/store/grants.h \
	src/store/inspect.c src/store/inspect.h \
	src/store/inspect_account.c \
	src/store/inspect_names.c \
	src/store/inspect_parts.h \
	src/store/inspect_schema.c \
	src/store/inspect_server.c \
	src/store/outage.c src/store/outage.h \
	src/store/paas.c src/store/paas.h \
	src/store/paas_channel.c \
	src/store/paas_parts.c src/store/paas_parts.h \
	src/store/question.c src/store/question.h \
	src/store/redis.c src/store/redis.h \
	src/store/sops.c src/store/sops.h \
	src/store/sops_asking.c src/store/sops_asking.h \
	src/store/sops_count.c src/store/sops_count.h \
	src/store/sops_node_detail.c src/store/sops_node_detail.h \
	src/store/sops_periodic.c src/store/sops_periodic.h \
	src/store/sops_source.c src/store/sops_source.h \
	src/store/sops_status_rows.c src/store/sops_status_rows.h \
	src/store/sops_task_detail.c \
	src/store/sops_task_status.c src/store/sops_task_status.h \
	src/store/sops_task_list.c src/store/sops_task_list.h \
	src/store/sops_tasks_status.c src/store/sops_tasks_status.h \
	src/store/sops_template_list.c \
	src/store/sops_templates.c src/store/sops_templates.h \
	src/store/version.c src/store/version.h \
	src/store/wait.h
if MARIADB_CLIENT
libbksops_a_SOURCES += src/store/client_mariadb.c
else
libbksops_a_SOURCES += src/store/client_oracle.c
endif
