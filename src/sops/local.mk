# SPDX-License-Identifier: MIT
libbksops_a_SOURCES += \
	src/sops/call.c src/sops/call.h \
	src/sops/date_text.c src/sops/date_text.h \
	src/sops/forwarded.c src/sops/forwarded.h \
	src/sops/moment.c src/sops/moment.h \
	src/sops/odd_dates.c src/sops/odd_dates.h \
	src/sops/param_text.c src/sops/param_text.h \
	src/sops/pickled.c src/sops/pickled.h \
	src/sops/plugins.c src/sops/plugins.h \
	src/sops/python_value.c src/sops/python_value.h \
	src/sops/sops.c src/sops/sops.h \
	src/sops/source.c src/sops/source.h
