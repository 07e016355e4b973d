# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/store/gen2019.c src/store/gen2019.h \
	src/store/gen2019_count.c src/store/gen2019_count.h \
	src/store/gen2019_count_model.c \
	src/store/gen2019_node.c \
	src/store/gen2019_periodic.c \
	src/store/gen2019_status.c \
	src/store/gen2019_task_list.c \
	src/store/gen2019_tasks.c \
	src/store/gen2019_templates.c \
	src/store/generation.h \
	src/store/sops.c src/store/sops.h \
	src/store/sops_asking.c src/store/sops_asking.h \
	src/store/sops_count.c src/store/sops_count.h \
	src/store/sops_node_detail.c src/store/sops_node_detail.h \
	src/store/sops_periodic.c src/store/sops_periodic.h \
	src/store/sops_source.c src/store/sops_source.h \
	src/store/sops_status_rows.c src/store/sops_status_rows.h \
	src/store/sops_task_detail.c \
	src/store/sops_task_list.c src/store/sops_task_list.h \
	src/store/sops_task_status.c src/store/sops_task_status.h \
	src/store/sops_tasks_status.c src/store/sops_tasks_status.h \
	src/store/sops_template_list.c \
	src/store/sops_templates.c src/store/sops_templates.h
