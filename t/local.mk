# Unit tests: one program per module, TAP on standard output.
EXTRA_DIST += t/unit/unit.h
if CMOCKA
include t/unit/base.mk
endif
