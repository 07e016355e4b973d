# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/sops/call.c src/sops/call.h \
	src/sops/count.h \
	src/sops/count_conditions.c \
	src/sops/count_values.c \
	src/sops/datetime.c src/sops/datetime.h \
	src/sops/param_value.c src/sops/param_value.h \
	src/sops/plugins.c src/sops/plugins.h \
	src/sops/query.c src/sops/query.h \
	src/sops/sops.c src/sops/sops.h \
	src/sops/state_rows.c src/sops/state_rows.h \
	src/sops/state_tree.c src/sops/state_tree.h \
	src/sops/task_ids.c src/sops/task_ids.h \
	src/sops/task_node.c src/sops/task_node.h \
	src/sops/task_page.c src/sops/task_page.h \
	src/sops/template_ids.c src/sops/template_ids.h
