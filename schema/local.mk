# SPDX-License-Identifier: MIT
# DDL per generation, sample data, recommended indexes, the API.
schemadir = $(pkgdatadir)/schema
dist_schema_DATA = schema/open_paas.sql schema/sample-paas.sql \
	schema/indexes.sql schema/indexes-paas.sql \
	schema/openapi.yaml schema/openapi-current.yaml
schema2019dir = $(schemadir)/2019
dist_schema2019_DATA = schema/2019/bk_sops.sql schema/2019/sample.sql
schemacurrentdir = $(schemadir)/current
dist_schemacurrent_DATA = schema/current/bk_sops.sql \
	schema/current/sample.sql schema/current/indexes.sql
