# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/sops_current/admit.c src/sops_current/admit.h \
	src/sops_current/clocked_list.c \
	src/sops_current/effective_time.c \
	src/sops_current/effective_walk.c \
	src/sops_current/effective_walk.h \
	src/sops_current/endpoints.h \
	src/sops_current/engine.c src/sops_current/engine.h \
	src/sops_current/flags.c src/sops_current/flags.h \
	src/sops_current/form.c src/sops_current/form.h \
	src/sops_current/forwarded.c \
	src/sops_current/function_list.c \
	src/sops_current/id_list.c src/sops_current/id_list.h \
	src/sops_current/listing.c src/sops_current/listing.h \
	src/sops_current/mini_app_list.c \
	src/sops_current/node.c src/sops_current/node.h \
	src/sops_current/node_data.c \
	src/sops_current/node_detail.c \
	src/sops_current/node_inputs.c \
	src/sops_current/node_log.c \
	src/sops_current/node_outputs.c \
	src/sops_current/node_rows.c \
	src/sops_current/operate_record.c \
	src/sops_current/periodic.c \
	src/sops_current/plugin_run.c \
	src/sops_current/project_list.c \
	src/sops_current/query_task_count.c \
	src/sops_current/shield.c \
	src/sops_current/shown_tree.c src/sops_current/shown_tree.h \
	src/sops_current/states.c src/sops_current/states.h \
	src/sops_current/task_count.c \
	src/sops_current/task_detail.c \
	src/sops_current/task_form.c src/sops_current/task_form.h \
	src/sops_current/task_item.c src/sops_current/task_item.h \
	src/sops_current/task_list.c \
	src/sops_current/task_status.c \
	src/sops_current/tasks_intervention.c \
	src/sops_current/tasks_status.c \
	src/sops_current/template_info.c \
	src/sops_current/template_list.c \
	src/sops_current/template_schemes.c \
	src/sops_current/templates.c src/sops_current/templates.h \
	src/sops_current/value.c src/sops_current/value.h
