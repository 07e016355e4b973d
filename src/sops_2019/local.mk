# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/sops_2019/ask_count.c src/sops_2019/ask_count.h \
	src/sops_2019/ask_node_detail.c src/sops_2019/ask_node_detail.h \
	src/sops_2019/ask_periodic.c src/sops_2019/ask_periodic.h \
	src/sops_2019/ask_status_rows.c src/sops_2019/ask_status_rows.h \
	src/sops_2019/ask_task_detail.c \
	src/sops_2019/ask_task_list.c src/sops_2019/ask_task_list.h \
	src/sops_2019/ask_task_status.c src/sops_2019/ask_task_status.h \
	src/sops_2019/ask_tasks_status.c src/sops_2019/ask_tasks_status.h \
	src/sops_2019/ask_template_list.c \
	src/sops_2019/ask_templates.c src/sops_2019/ask_templates.h \
	src/sops_2019/caller.c src/sops_2019/caller.h \
	src/sops_2019/count_conditions.c src/sops_2019/count_conditions.h \
	src/sops_2019/count_key.c src/sops_2019/count_key.h \
	src/sops_2019/count_time.c src/sops_2019/count_time.h \
	src/sops_2019/count_value.c src/sops_2019/count_value.h \
	src/sops_2019/endpoints.h \
	src/sops_2019/gen2019.c src/sops_2019/gen2019.h \
	src/sops_2019/gen2019_count.c src/sops_2019/gen2019_count.h \
	src/sops_2019/gen2019_count_model.c \
	src/sops_2019/gen2019_node.c \
	src/sops_2019/gen2019_periodic.c \
	src/sops_2019/gen2019_status.c \
	src/sops_2019/gen2019_task_list.c \
	src/sops_2019/gen2019_tasks.c \
	src/sops_2019/gen2019_templates.c \
	src/sops_2019/node_detail.c \
	src/sops_2019/node_fields.c src/sops_2019/node_fields.h \
	src/sops_2019/node_histories.c src/sops_2019/node_histories.h \
	src/sops_2019/node_inputs.c src/sops_2019/node_inputs.h \
	src/sops_2019/node_outputs.c src/sops_2019/node_outputs.h \
	src/sops_2019/node_stack.c src/sops_2019/node_stack.h \
	src/sops_2019/periodic_info.c \
	src/sops_2019/periodic_item.c src/sops_2019/periodic_item.h \
	src/sops_2019/periodic_list.c \
	src/sops_2019/status_node.h \
	src/sops_2019/status_tree.c src/sops_2019/status_tree.h \
	src/sops_2019/status_tree_show.c \
	src/sops_2019/task_count.c \
	src/sops_2019/task_detail.c src/sops_2019/task_detail.h \
	src/sops_2019/task_ids.c src/sops_2019/task_ids.h \
	src/sops_2019/task_list.c \
	src/sops_2019/task_list_field.c src/sops_2019/task_list_field.h \
	src/sops_2019/task_list_params.c src/sops_2019/task_list_params.h \
	src/sops_2019/task_status.c \
	src/sops_2019/tasks_status.c \
	src/sops_2019/template_id.c \
	src/sops_2019/template_info.c \
	src/sops_2019/template_item.c src/sops_2019/template_item.h \
	src/sops_2019/template_list.c \
	src/sops_2019/template_source.c
