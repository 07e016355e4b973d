libbksops_a_SOURCES += src/json/reader.h src/json/writer.h 
