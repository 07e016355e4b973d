#!/bin/sh
# SPDX-License-Identifier: MIT
# What suEXEC starts, as ~/public_html/bksops.fcgi: httpd passes no arguments, and
# suEXEC no HOME.  File and directory belong to the user, with mode 0755; suEXEC
# starts nothing that others can write.
home=/home/shop
exec "$home/sbin/bksops-fcgi" -F -c "$home/etc/bksops-fcgi/bksops-fcgi.conf"
