# SPDX-License-Identifier: MIT
dist_man_MANS = man/bksops-fcgi.8 man/bksops-fcgi.conf.5 \
	man/bksops-fcgi-api.7 man/bksops-fcgi-status.7
