# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/sops_2019/admit.c src/sops_2019/admit.h \
	src/sops_2019/endpoints.h \
	src/sops_2019/node_detail.c \
	src/sops_2019/node_inputs.c src/sops_2019/node_inputs.h \
	src/sops_2019/node_rows.c src/sops_2019/node_rows.h \
	src/sops_2019/periodic.c \
	src/sops_2019/status_tree.c src/sops_2019/status_tree.h \
	src/sops_2019/task_count.c \
	src/sops_2019/task_detail.c \
	src/sops_2019/task_list.c src/sops_2019/task_list.h \
	src/sops_2019/task_list_params.c \
	src/sops_2019/task_status.c \
	src/sops_2019/tasks_status.c \
	src/sops_2019/template_info.c \
	src/sops_2019/template_list.c \
	src/sops_2019/templates.c src/sops_2019/templates.h
