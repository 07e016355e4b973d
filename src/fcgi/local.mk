libbksops_a_SOURCES += src/fcgi/params.h src/fcgi/reply.h src/fcgi/request.h src/fcgi/server.h 
