# SPDX-License-Identifier: MIT
# Samples for the web servers, and for the program itself.
examplesdir = $(docdir)/examples
dist_examples_DATA = \
	fcgi-conf/apache-fcgid-apigw.conf \
	fcgi-conf/apache-fcgid-current.conf \
	fcgi-conf/apache-fcgid.conf \
	fcgi-conf/apache-proxy_fcgi-apigw.conf \
	fcgi-conf/apache-proxy_fcgi-current.conf \
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
	fcgi-conf/lighttpd-current.conf \
	fcgi-conf/lighttpd-status.conf \
	fcgi-conf/lighttpd.conf \
	fcgi-conf/nginx-apigw.conf \
	fcgi-conf/nginx-current.conf \
	fcgi-conf/nginx-status.conf \
	fcgi-conf/nginx.conf

# The samples have the paths of Debian and of --prefix=/usr --sysconfdir=/etc, the
# installed ones those of this build.  What systemd makes for a unit is below /run
# and /var/log: elsewhere the unit must be let write, and somebody else makes it.
install-data-hook:
	escape() { printf '%s\n' "$$1" | sed 's/[\\&|]/\\&/g'; } && \
	run=$$(escape '$(runstatedir)/bksops-fcgi') && \
	log=$$(escape '$(localstatedir)/log/bksops-fcgi') && \
	cd "$(DESTDIR)$(examplesdir)" && sed -i \
		-e "s|/run/bksops-fcgi|$$run|g" \
		-e "s|/var/log/bksops-fcgi|$$log|g" \
		-e "s|/usr/sbin/bksops-fcgi|$$(escape '$(sbindir)/bksops-fcgi')|g" \
		-e "s|\([ \"]\)/etc/bksops-fcgi|\1$$(escape '$(sysconfdir)/bksops-fcgi')|g" \
		$(notdir $(dist_examples_DATA)) && \
	if [ '$(runstatedir)' != /run ]; then \
		sed -i "s|^RuntimeDirectory=|ReadWritePaths=-$$run\n&|" \
			bksops-fcgi.service; \
	fi && \
	if [ '$(localstatedir)' != /var ]; then \
		sed -i "s|^LogsDirectory=|ReadWritePaths=-$$log\n&|" \
			bksops-fcgi.service bksops-fcgi@.service; \
	fi
