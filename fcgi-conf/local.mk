# SPDX-License-Identifier: MIT
# Samples for the web servers, and for the program itself.
examplesdir = $(docdir)/examples
dist_examples_DATA = \
	fcgi-conf/apache-fcgid-apigw.conf \
	fcgi-conf/apache-fcgid.conf \
	fcgi-conf/apache-proxy_fcgi-apigw.conf \
	fcgi-conf/apache-proxy_fcgi-status.conf \
	fcgi-conf/apache-proxy_fcgi.conf \
	fcgi-conf/apache-userdir.fcgi \
	fcgi-conf/apache-userdir.htaccess \
	fcgi-conf/bksops-fcgi.conf \
	fcgi-conf/bksops-fcgi.logrotate \
	fcgi-conf/bksops-fcgi.service \
	fcgi-conf/bksops-fcgi.socket \
	fcgi-conf/bksops-fcgi@.service \
	fcgi-conf/bksops-fcgi@.socket \
	fcgi-conf/lighttpd-apigw.conf \
	fcgi-conf/lighttpd-status.conf \
	fcgi-conf/lighttpd.conf \
	fcgi-conf/nginx-apigw.conf \
	fcgi-conf/nginx-status.conf \
	fcgi-conf/nginx.conf

# The samples have the paths of --prefix=/usr --sysconfdir=/etc; the installed
# ones have those of this build.
install-data-hook:
	cd "$(DESTDIR)$(examplesdir)" && sed -i \
		-e 's|/usr/sbin/bksops-fcgi|$(sbindir)/bksops-fcgi|g' \
		-e 's|\([ "]\)/etc/bksops-fcgi|\1$(sysconfdir)/bksops-fcgi|g' \
		$(notdir $(dist_examples_DATA))
