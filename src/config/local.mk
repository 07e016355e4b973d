libbksops_a_SOURCES += \
	src/config/check.c \
	src/config/config.c src/config/config.h \
	src/config/document.c \
	src/config/keys.c src/config/keys.h \
	src/config/nearest.c \
	src/config/parse.c \
	src/config/private.h \
	src/config/secrets.c \
	src/config/value.c

# Prints the documents that come from the table of keys.
noinst_PROGRAMS += confdoc
confdoc_SOURCES = src/config/confdoc.c
confdoc_LDADD = libbksops.a $(LIBRARIES_USED)
