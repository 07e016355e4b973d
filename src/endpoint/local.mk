# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/endpoint/call.c src/endpoint/call.h \
	src/endpoint/count_conditions.c src/endpoint/count_conditions.h \
	src/endpoint/count_key.c src/endpoint/count_key.h \
	src/endpoint/count_time.c src/endpoint/count_time.h \
	src/endpoint/count_value.c src/endpoint/count_value.h \
	src/endpoint/date_text.c src/endpoint/date_text.h \
	src/endpoint/forwarded.c src/endpoint/forwarded.h \
	src/endpoint/moment.c src/endpoint/moment.h \
	src/endpoint/node_detail.c src/endpoint/node_detail.h \
	src/endpoint/node_fields.c src/endpoint/node_fields.h \
	src/endpoint/node_histories.c src/endpoint/node_histories.h \
	src/endpoint/node_inputs.c src/endpoint/node_inputs.h \
	src/endpoint/node_outputs.c src/endpoint/node_outputs.h \
	src/endpoint/node_stack.c src/endpoint/node_stack.h \
	src/endpoint/odd_dates.c src/endpoint/odd_dates.h \
	src/endpoint/param_text.c src/endpoint/param_text.h \
	src/endpoint/periodic_info.c src/endpoint/periodic_info.h \
	src/endpoint/periodic_item.c src/endpoint/periodic_item.h \
	src/endpoint/periodic_list.c src/endpoint/periodic_list.h \
	src/endpoint/pickled.c src/endpoint/pickled.h \
	src/endpoint/plugins.c src/endpoint/plugins.h \
	src/endpoint/python_value.c src/endpoint/python_value.h \
	src/endpoint/status_node.h \
	src/endpoint/status_tree.c src/endpoint/status_tree.h \
	src/endpoint/status_tree_show.c \
	src/endpoint/task_count.c src/endpoint/task_count.h \
	src/endpoint/task_detail.c src/endpoint/task_detail.h \
	src/endpoint/task_ids.c src/endpoint/task_ids.h \
	src/endpoint/task_list.c src/endpoint/task_list.h \
	src/endpoint/task_list_field.c src/endpoint/task_list_field.h \
	src/endpoint/task_list_params.c src/endpoint/task_list_params.h \
	src/endpoint/task_status.c src/endpoint/task_status.h \
	src/endpoint/tasks_status.c src/endpoint/tasks_status.h \
	src/endpoint/template_id.c \
	src/endpoint/template_info.c src/endpoint/template_info.h \
	src/endpoint/template_item.c src/endpoint/template_item.h \
	src/endpoint/template_list.c src/endpoint/template_list.h \
	src/endpoint/template_source.c
