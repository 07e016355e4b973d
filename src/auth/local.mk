libbksops_a_SOURCES += src/auth/esb.h src/auth/refusal.h 
