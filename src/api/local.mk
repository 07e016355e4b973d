libbksops_a_SOURCES += src/api/api.h 
