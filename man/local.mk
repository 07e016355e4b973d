# SPDX-License-Identifier: MIT
dist_man_MANS = man/bksops-fcgi.8 man/bksops-fcgi.conf.5 \
	man/bksops-fcgi-api.7 man/bksops-fcgi-status.7
# What confdoc fills the keys in to.
EXTRA_DIST += man/bksops-fcgi.conf.5.in
