libbksops_a_SOURCES += src/store/db.h src/store/paas.h src/store/sops.h 
