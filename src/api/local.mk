# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/api/answer.c src/api/answer.h \
	src/api/api.c src/api/api.h \
	src/api/apigw.c src/api/apigw.h \
	src/api/apigw_answer.c src/api/apigw_answer.h \
	src/api/call.c src/api/call.h \
	src/api/envelope.c src/api/envelope.h \
	src/api/date_text.c src/api/date_text.h \
	src/api/esb.c src/api/esb.h \
	src/api/etag.c src/api/etag.h \
	src/api/forward.c src/api/forward.h \
	src/api/language.c src/api/language.h \
	src/api/moment.c src/api/moment.h \
	src/api/periodic_info.c src/api/periodic_info.h \
	src/api/periodic_item.c src/api/periodic_item.h \
	src/api/periodic_list.c src/api/periodic_list.h \
	src/api/python_repr.c src/api/python_repr.h \
	src/api/param_text.c src/api/param_text.h \
	src/api/path.c src/api/path.h \
	src/api/routes.c src/api/routes.h \
	src/api/served.c src/api/served.h \
	src/api/status_tree.c src/api/status_tree.h \
	src/api/status_tree_show.c src/api/status_node.h \
	src/api/task_detail.c src/api/task_detail.h \
	src/api/task_ids.c src/api/task_ids.h \
	src/api/task_list.c src/api/task_list.h \
	src/api/task_list_field.c src/api/task_list_field.h \
	src/api/task_list_params.c src/api/task_list_params.h \
	src/api/task_status.c src/api/task_status.h \
	src/api/tasks_status.c src/api/tasks_status.h \
	src/api/template_id.c \
	src/api/template_info.c src/api/template_info.h \
	src/api/template_item.c src/api/template_item.h \
	src/api/template_list.c src/api/template_list.h \
	src/api/template_source.c \
	src/api/write_component.c src/api/write_component.h
