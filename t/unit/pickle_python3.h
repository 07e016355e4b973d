/* SPDX-License-Identifier: MIT */
/* Pickles as Python 3 reads them: those that it writes itself, of protocols 3
 * and 4 above all, those of Python 2, and hostile ones.  Odd bytes are octal.
 */
#ifndef PICKLE_PYTHON3_H
#define PICKLE_PYTHON3_H

#include "pickle_cases.h"

/* clang-format off */
/* Blobs as the engine of v1 stores them. */
static struct vector_row vector_rows3[] = {
    {"sops-current 6.1: None",
	"789c6b60f1d3030002da0101",
	"null"},
    {"sops-current 6.1: FancyDict of engine keys",
	"789c6b6099eac600013d52059905a9399979a97aa5259939c57ac9f93939"
	"a9c92599f979c5537a38dd12f3922b5d32934ba64c9ea2d93845a3873dbe"
	"28b5b834a7644a470f6b7c4e7e7ec1146fc6523d004dc71d21",
	"{\"_result\":true,\"_loop\":1}"},
    {"sops-current 6.1: FancyDict, protocol 3",
	"789c6b604e2ec82c48cdc9cc4bd52b2dc9cc29d64bcecfc9494d2ec9cccf"
	"2be6724bcc4bae74c94c2ee12a64d06c2c648c60646060482c648a6006d2"
	"4f76ac2d642ed6030009cf1565",
	"{\"a\":\"\344\270\255\"}"},
    {"sops-current 6.1: byte strings of Python 2",
	"789cd3480956cf56e70a568fa9483589a948b288a9484c51e72ad603005d"
	"940763",
	"{\"k\":\"\344\270\255\"}"},
};

static struct value_row value_rows3[] = {
    {"sops-current 6.1: None",
	P("\200\004N."),
	"null"},
    {"sops-current 6.1: None, protocol 3",
	P("\200\003N."),
	"null"},
    {"sops-current 6.1: empty FancyDict",
	P("\200\004\225/\000\000\000\000\000\000\000\214\032pipeline.ut"
	"ils.collections\224\214\tFancyDict\224\223\224)\201\224."),
	"{}"},
    {"sops-current 6.1: FancyDict of engine keys",
	P("\200\004\225V\000\000\000\000\000\000\000\214\032pipeline.ut"
	"ils.collections\224\214\tFancyDict\224\223\224)\201\224(\214"
	"\007_result\224\210\214\005_loop\224K\001\214\013_inner_loop"
	"\224K\001u."),
	"{\"_result\":true,\"_loop\":1,\"_inner_loop\":1}"},
    {"sops-current 6.1: FancyDict, protocol 3",
	P("\200\003cpipeline.utils.collections\nFancyDict\nq\000)\201q"
	"\001(X\001\000\000\000aq\002K\001X\001\000\000\000bq\003X"
	"\001\000\000\000xq\004u."),
	"{\"a\":1,\"b\":\"x\"}"},
    {"sops-current 6.1: FancyDict, protocol 2",
	P("\200\002cpipeline.utils.collections\nFancyDict\nq\000)\201q"
	"\001X\001\000\000\000aq\002X\003\000\000\000\344\270\255q"
	"\003s."),
	"{\"a\":\"\344\270\255\"}"},
    {"sops-current 6.1: FancyDict, protocol 0",
	P("ccopy_reg\n_reconstructor\np0\n(cpipeline.utils.collections"
	"\nFancyDict\np1\nc__builtin__\ndict\np2\n(dp3\nVa\np4\nI1\ns"
	"tp5\nRp6\n."),
	"{\"a\":1}"},
    {"sops-current 6.1: a FancyDict in a FancyDict",
	P("\200\004\225I\000\000\000\000\000\000\000\214\032pipeline.ut"
	"ils.collections\224\214\tFancyDict\224\223\224)\201\224\214"
	"\004data\224h\002)\201\224\214\001x\224]\224h\002)\201\224as"
	"s."),
	"{\"data\":{\"x\":[{}]}}"},
    {"sops-current 6.1: stored order",
	P("\200\004\225U\000\000\000\000\000\000\000\214\032pipeline.ut"
	"ils.collections\224\214\tFancyDict\224\223\224)\201\224(\214"
	"\001z\224K\001\214\001a\224K\002\214\001m\224K\003\214\001b"
	"\224K\004\214\001y\224K\005\214\001c\224K\006u."),
	"{\"z\":1,\"a\":2,\"m\":3,\"b\":4,\"y\":5,\"c\":6}"},
    {"sops-current 6.1: sleep_timer's outputs",
	P("\200\004\225\246\000\000\000\000\000\000\000\214\032pipeline"
	".utils.collections\224\214\tFancyDict\224\223\224)\201\224("
	"\214\013business_tz\224\214\004pytz\224\214\002_p\224\223"
	"\224(\214\015Asia/Shanghai\224M\200pK\000\214\003CST\224t"
	"\224R\224\214\013timing_time\224\214\010datetime\224\214\010"
	"datetime\224\223\224C\n\007\352\010\001\001)\004\006Ew\224h"
	"\013\206\224R\224u."),
	"{\"business_tz\":\"Asia/Shanghai\",\"timing_time\":\"2026-08"
	"-01T01:41:04.410+08:00\"}"},
    {"sops-current 6.1: sleep_timer's outputs, protocol 2",
	P("\200\002cpipeline.utils.collections\nFancyDict\nq\000)\201q"
	"\001(X\013\000\000\000business_tzq\002cpytz\n_p\nq\003(X\015"
	"\000\000\000Asia/Shanghaiq\004M\200pK\000X\003\000\000\000CS"
	"Tq\005tq\006Rq\007X\013\000\000\000timing_timeq\010cdatetime"
	"\ndatetime\nq\tc_codecs\nencode\nq\nX\013\000\000\000\007"
	"\303\252\010\001\001)\004\006Ewq\013X\006\000\000\000latin1q"
	"\014\206q\015Rq\016h\007\206q\017Rq\020u."),
	"{\"business_tz\":\"Asia/Shanghai\",\"timing_time\":\"2026-08"
	"-01T01:41:04.410+08:00\"}"},
    {"sops-current 6.1: a table variable is its class",
	P("\200\004\225\231\000\000\000\000\000\000\000\214\032pipeline"
	".utils.collections\224\214\tFancyDict\224\223\224)\201\224"
	"\214\001t\224\2140pipeline_plugins.variables.collections.dat"
	"atable\224\214\016DataTableValue\224\223\224)\201\224}\224"
	"\214\007columns\224]\224(\214\002c1\224\214\002c2\224esbs."),
	"{\"t\":\"<pipeline_plugins.variables.collections.datatable.D"
	"ataTableValue>\"}"},
    {"sops-current 6.1: an instance of a package that is not known",
	P("\200\004\225<\000\000\000\000\000\000\000]\224\214\023my_plu"
	"gins.anything\224\214\005Thing\224\223\224)\201\224}\224\214"
	"\005token\224\214\006S3CRET\224sba."),
	"[\"<my_plugins.anything.Thing>\"]"},
    {"sops-current 6.1: an instance, protocol 2",
	P("\200\002]q\000cmy_plugins.anything\nThing\nq\001)\201q\002}q"
	"\003X\005\000\000\000tokenq\004X\006\000\000\000S3CRETq\005s"
	"ba."),
	"[\"<my_plugins.anything.Thing>\"]"},
    {"sops-current 6.1: a set is an array",
	P("\200\004\225\007\000\000\000\000\000\000\000\217\224(K\001"
	"\220."),
	"[1]"},
    {"sops-current 6.1: a set, protocol 3",
	P("\200\003cbuiltins\nset\nq\000]q\001K\001a\205q\002Rq\003."),
	"[1]"},
    {"sops-current 6.1: a frozenset is an array",
	P("\200\004\225\010\000\000\000\000\000\000\000(\214\001a\224"
	"\221\224."),
	"[\"a\"]"},
    {"sops-current 6.1: a frozenset, protocol 3",
	P("\200\003cbuiltins\nfrozenset\nq\000]q\001X\001\000\000\000aq"
	"\002a\205q\003Rq\004."),
	"[\"a\"]"},
    {"sops-current 6.1: timedelta",
	P("\200\004\225$\000\000\000\000\000\000\000\214\010datetime"
	"\224\214\ttimedelta\224\223\224K\001K\002K\003\207\224R\224."),
	"\"1 day, 0:00:02.000003\""},
    {"sops-current 6.1: timedelta below zero",
	P("\200\004\225'\000\000\000\000\000\000\000\214\010datetime"
	"\224\214\ttimedelta\224\223\224J\377\377\377\377K\001K\000"
	"\207\224R\224."),
	"\"-1 day, 0:00:01\""},
    {"sops-current 6.1: naive datetime",
	P("\200\004\225*\000\000\000\000\000\000\000\214\010datetime"
	"\224\214\010datetime\224\223\224C\n\007\352\007\001\002\003"
	"\004\010\252R\224\205\224R\224."),
	"\"2026-07-01T02:03:04.567\""},
    {"sops-current 6.1: naive datetime, protocol 2",
	P("\200\002cdatetime\ndatetime\nq\000c_codecs\nencode\nq\001X"
	"\014\000\000\000\007\303\252\007\001\002\003\004\010\302\252"
	"Rq\002X\006\000\000\000latin1q\003\206q\004Rq\005\205q\006Rq"
	"\007."),
	"\"2026-07-01T02:03:04.567\""},
    {"sops-current 6.1: naive datetime, protocol 0",
	P("cdatetime\ndatetime\np0\n(c_codecs\nencode\np1\n(V\007\352"
	"\007\001\002\003\004\010\252R\np2\nVlatin1\np3\ntp4\nRp5\ntp"
	"6\nRp7\n."),
	"\"2026-07-01T02:03:04.567\""},
    {"sops-current 6.1: Decimal",
	P("\200\004\225\"\000\000\000\000\000\000\000\214\007decimal"
	"\224\214\007Decimal\224\223\224\214\0041.50\224\205\224R\224"
	"."),
	"\"1.50\""},
    {"sops-current 6.1: UUID",
	P("\200\004\2250\000\000\000\000\000\000\000\214\004uuid\224"
	"\214\004UUID\224\223\224)\201\224}\224\214\003int\224\212"
	"\020\001\000\000\000\374\002\346\243\361\021\264\354\362\200"
	"Bjsb."),
	"\"6a4280f2-ecb4-11f1-a3e6-02fc00000001\""},
    {"sops-current 6.1: UUID, protocol 2",
	P("\200\002cuuid\nUUID\nq\000)\201q\001}q\002X\003\000\000\000i"
	"ntq\003\212\020\001\000\000\000\374\002\346\243\361\021\264"
	"\354\362\200Bjsb."),
	"\"6a4280f2-ecb4-11f1-a3e6-02fc00000001\""},
    {"sops-current 6.1: complex",
	P("\200\004\225z\000\000\000\000\000\000\000]\224(\214\010built"
	"ins\224\214\007complex\224\223\224G?\360\000\000\000\000\000"
	"\000G@\000\000\000\000\000\000\000\206\224R\224h\003G\000"
	"\000\000\000\000\000\000\000G?\360\000\000\000\000\000\000"
	"\206\224R\224h\003G\200\000\000\000\000\000\000\000G?\360"
	"\000\000\000\000\000\000\206\224R\224h\003G?\271\231\231\231"
	"\231\231\232G\300\010\000\000\000\000\000\000\206\224R\224e."),
	"[\"(1+2j)\",\"1j\",\"(-0+1j)\",\"(0.1-3j)\"]"},
    {"sops-current 6.1: complex of large parts",
	P("\200\003]q\000(cbuiltins\ncomplex\nq\001GCA\303y7\340\200"
	"\000G>z\327\362\232\274\257H\206q\002Rq\003h\001G\177\370"
	"\000\000\000\000\000\000G\177\360\000\000\000\000\000\000"
	"\206q\004Rq\005e."),
	"[\"(1e+16+1e-07j)\",\"(nan+infj)\"]"},
    {"sops-current 6.1: bytes",
	P("\200\004\225\024\000\000\000\000\000\000\000]\224(C\000\224C"
	"\003abc\224C\003\344\270\255\224e."),
	"[\"\",\"abc\",\"\344\270\255\"]"},
    {"sops-current 6.1: bytes, protocol 2",
	P("\200\002]q\000(c__builtin__\nbytes\nq\001)Rq\002c_codecs\nen"
	"code\nq\003X\003\000\000\000abcq\004X\006\000\000\000latin1q"
	"\005\206q\006Rq\007h\003X\006\000\000\000\303\244\302\270"
	"\302\255q\010h\005\206q\tRq\ne."),
	"[\"\",\"abc\",\"\344\270\255\"]"},
    {"sops-current 6.1: bytearray",
	P("\200\004\225&\000\000\000\000\000\000\000\214\010builtins"
	"\224\214\tbytearray\224\223\224C\005a\\\n\377\000\224\205"
	"\224R\224."),
	"\"bytearray(b'a\\\\\\\\\\\\n\\\\xff\\\\x00')\""},
    {"sops-current 6.1: bytearray with a quote",
	P("\200\003]q\000(cbuiltins\nbytearray\nq\001C\004it'sq\002\205"
	"q\003Rq\004h\001C\002'\"q\005\205q\006Rq\007e."),
	"[\"bytearray(b\\\"it\\\\'s\\\")\",\"bytearray(b'\\\\'\\\"')"
	"\"]"},
    {"sops-current 6.1: bytearray, protocol 5",
	P("\200\005\225\015\000\000\000\000\000\000\000\226\002\000\000"
	"\000\000\000\000\000x\200\224."),
	"\"bytearray(b'x\\\\x80')\""},
    {"sops-current 6.1: bytearray, protocol 2",
	P("\200\002c__builtin__\nbytearray\nq\000c_codecs\nencode\nq"
	"\001X\003\000\000\000x\302\200q\002X\006\000\000\000latin1q"
	"\003\206q\004Rq\005\205q\006Rq\007."),
	"\"bytearray(b'x\\\\x80')\""},
    {"sops-current 6.1: tuples",
	P("\200\004\225\"\000\000\000\000\000\000\000()K\001\205\224K"
	"\001K\002\206\224K\001K\002K\003\207\224(K\001K\002K\003K"
	"\004t\224t\224."),
	"[[],[1],[1,2],[1,2,3],[1,2,3,4]]"},
    {"sops-current 6.1: byte strings of Python 2, ASCII",
	P("(dS'a'\nS'b'\ns."),
	"{\"a\":\"b\"}"},
    {"sops-current 6.1: byte strings of Python 2, UTF-8",
	P("(dS'k'\nS'\\xe4\\xb8\\xad'\nsS'\\xe6\\x96\\x87'\nI1\ns."),
	"{\"k\":\"\344\270\255\",\"\346\226\207\":1}"},
    {"sops-current 6.1: byte strings of Python 2, binary",
	P("\200\002}U\001aT\003\000\000\000\344\270\255s."),
	"{\"a\":\"\344\270\255\"}"},
    {"sops-current 6.1: FancyDict of Python 2",
	P("ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections"
	"\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS'_result'\np"
	"5\nI01\nstRp6\n."),
	"{\"_result\":true}"},
    {"sops-current 6.1: datetime of Python 2, ASCII",
	P("cdatetime\ndatetime\n(S'\\x07\\x7f\\x01\\x02\\x03\\x04\\x05"
	"\\x00\\x00\\x00'\ntR."),
	"\"1919-01-02T03:04:05\""},
    {"sops-current 6.1: datetime of Python 2",
	P("cdatetime\ndatetime\n(S'\\x07\\xea\\x01\\x02\\x03\\x04\\x05"
	"\\x00\\x00\\x00'\ntR."),
	"\"2026-01-02T03:04:05\""},
    {"sops-current 6.1: unicode and long of Python 2",
	P("c__builtin__\nunicode\n(Vx\ntR."),
	"\"x\""},
    {"sops-current 6.1: long of Python 2",
	P("(lL5L\na."),
	"[5]"},
    {"sops-current 6.1: set of Python 2",
	P("c__builtin__\nset\n((lI1\natR."),
	"[1]"},
    {"sops-current 6.1: an exception of Python 2",
	P("cexceptions\nValueError\n(Vx\nI1\ntR."),
	"\"('x', 1)\""},
    {"sops-current 6.1: int",
	P("\200\004\2256\000\000\000\000\000\000\000]\224(K\000J\377"
	"\377\377\377K\377M\000\001J\000\000\001\000J\000\000\000\200"
	"\212\005\000\000\000\200\000\212\010\377\377\377\377\377\377"
	"\377\177\212\010\000\000\000\000\000\000\000\200e."),
	"[0,-1,255,256,65536,-2147483648,2147483648,92233720368547758"
	"07,-9223372036854775808]"},
    {"sops-current 6.1: int beyond 64 bits",
	P("\200\004\225*\000\000\000\000\000\000\000]\224(\212\t\000"
	"\000\000\000\000\000\000\200\000\212\t\000\000\000\000\000"
	"\000\000\000\377\212\015\000\000\000@\352\355tF\320\234,\237"
	"\014e."),
	"[9223372036854775808,-18446744073709551616,10000000000000000"
	"00000000000000]"},
    {"sops-current 1.5: float as repr()",
	P("\200\004\225D\000\000\000\000\000\000\000]\224(G?\271\231"
	"\231\231\231\231\232GCA\303y7\340\200\000GC\014k\365&4\000"
	"\000G\200\000\000\000\000\000\000\000G>\344\370\265\210\343h"
	"\361GD\200\360\317\006M\325\222G\000\000\000\000\000\000\000"
	"\001e."),
	"[0.1,1e+16,1000000000000000.0,-0.0,1e-05,1e+22,5e-324]"},
    {"sops-current 1.5: NaN and infinite numbers are null",
	P("\200\004\225 \000\000\000\000\000\000\000]\224(G\177\370\000"
	"\000\000\000\000\000G\177\360\000\000\000\000\000\000G\377"
	"\360\000\000\000\000\000\000e."),
	"[null,null,null]"},
    {"sops-current 1.5: text",
	P("\200\004\225-\000\000\000\000\000\000\000]\224(\214\000\224"
	"\214\006\344\270\255\346\226\207\224\214\004\360\237\230\200"
	"\224\214\010a\"b\\c\n\037\177\224\214\007\342\200\250</>&"
	"\224e."),
	"[\"\",\"\344\270\255\346\226\207\",\"\360\237\230\200\",\"a"
	"\\\"b\\\\c\\n\\u001F\177\",\"\342\200\250</>&\"]"},
    {"sops-current 1.5: text of 300 characters",
	P("\200\004\2253\001\000\000\000\000\000\000X,\001\000\000xxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\224."),
	"\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xx\""},
    {"sops-current 1.5: text, protocol 0",
	P("Va\\u005cu0041\\u000d\\u000a\\u001a\\u4e2d\\U0001f600\np0\n."),
	"\"a\\\\u0041\\r\\n\\u001A\344\270\255\360\237\230\200\""},
    {"sops-current 1.5: half a character",
	P("\200\004\225\014\000\000\000\000\000\000\000\214\010a\355"
	"\277\277\"b\\\n\224."),
	"\"a\\udfff\\u0022b\\u005c\\u000a\""},
    {"sops-current 1.5: half a character, protocol 0",
	P("V\\ud800\np0\n."),
	"\"\\ud800\""},
    {"sops-current 1.5: two halves",
	P("\200\004\225\n\000\000\000\000\000\000\000\214\006\355\240"
	"\275\355\270\200\224."),
	"\"\360\237\230\200\""},
    {"sops-current 1.5: keys of dicts",
	P("\200\004\225-\000\000\000\000\000\000\000}\224(K\001K\001NK"
	"\002\211K\003G@\004\000\000\000\000\000\000K\004\212\t\000"
	"\000\020c-^\307k\005K\005\214\001x\224K\006u."),
	"{\"1\":1,\"null\":2,\"false\":3,\"2.5\":4,\"1000000000000000"
	"00000\":5,\"x\":6}"},
    {"sops-current 1.5: True as key",
	P("\200\004\225\007\000\000\000\000\000\000\000}\224\210K\001s."),
	"{\"true\":1}"},
    {"sops-current 1.5: not-a-number as key",
	P("\200\004\225\017\000\000\000\000\000\000\000}\224G\177\370"
	"\000\000\000\000\000\000K\001s."),
	"{\"NaN\":1}"},
    {"sops-current 1.5: datetimes",
	P("\200\004\225g\000\000\000\000\000\000\000]\224(\214\010datet"
	"ime\224\214\010datetime\224\223\224C\n\007\352\007\001\002"
	"\003\004\000\000\000\224\205\224R\224h\003C\n\007\352\007"
	"\001\002\003\004\000\000\005\224\205\224R\224h\003C\n\000"
	"\001\001\001\000\000\000\000\000\000\224\205\224R\224h\003C"
	"\n\007\352\212\031\002\036\000\000\000\000\224\205\224R\224e"
	"."),
	"[\"2026-07-01T02:03:04\",\"2026-07-01T02:03:04.000\",\"0001-"
	"01-01T00:00:00\",\"2026-10-25T02:30:00\"]"},
    {"sops-current 1.5: datetimes with an offset",
	P("\200\004\225\254\000\000\000\000\000\000\000]\224(\214\010da"
	"tetime\224\214\010datetime\224\223\224C\n\007\352\007\001"
	"\002\003\004\000\000\000\224h\001\214\010timezone\224\223"
	"\224h\001\214\ttimedelta\224\223\224K\000K\000K\000\207\224R"
	"\224\205\224R\224\206\224R\224h\003C\n\007\352\007\001\000"
	"\000\000\000\000\000\224h\006h\010J\377\377\377\377JH \001"
	"\000K\000\207\224R\224\205\224R\224\206\224R\224h\003C\n\007"
	"\352\007\001\000\000\000\000\000\000\224h\006h\010K\000M\327"
	"qK\000\207\224R\224\205\224R\224\206\224R\224e."),
	"[\"2026-07-01T02:03:04Z\",\"2026-07-01T00:00:00-03:30\",\"20"
	"26-07-01T00:00:00+08:05:43\"]"},
    {"sops-current 1.5: time zones",
	P("\200\004\225\223\000\000\000\000\000\000\000]\224(\214\010da"
	"tetime\224\214\010timezone\224\223\224h\001\214\ttimedelta"
	"\224\223\224K\000K\000K\000\207\224R\224\205\224R\224h\003h"
	"\005K\000M\200pK\000\207\224R\224\205\224R\224h\003h\005K"
	"\000M\200pK\000\207\224R\224\214\001X\224\206\224R\224\214"
	"\004pytz\224\214\002_p\224\223\224(\214\015Asia/Shanghai\224"
	"M\200pK\000\214\003CST\224t\224R\224e."),
	"[\"UTC\",\"UTC+08:00\",\"X\",\"Asia/Shanghai\"]"},
    {"sops-current 1.5: date and time",
	P("\200\004\225K\000\000\000\000\000\000\000]\224(\214\010datet"
	"ime\224\214\004date\224\223\224C\004\007\352\001\002\224\205"
	"\224R\224h\001\214\004time\224\223\224C\006\001\002\003\000"
	"\000\000\224\205\224R\224h\010C\006\001\002\003\006\034t\224"
	"\205\224R\224e."),
	"[\"2026-01-02\",\"01:02:03\",\"01:02:03.400\"]"},
    {"sops-current 1.5: a lazy text",
	P("\200\004\214\027django.utils.functional\214\024_lazy_proxy_u"
	"npickle\223(\214\030django.utils.translation\214\007gettext"
	"\223\214\t\350\277\224\345\233\236\347\240\201\205}\214\010b"
	"uiltins\214\003str\223tR."),
	"\"\350\277\224\345\233\236\347\240\201\""},
    {"sops-current 1.5: a safe text",
	P("\200\004\2254\000\000\000\000\000\000\000\214\027django.util"
	"s.safestring\224\214\nSafeString\224\223\224\214\003<b>\224"
	"\205\224\201\224."),
	"\"<b>\""},
    {"sops-current 1.5: classes",
	P("\200\004\225v\000\000\000\000\000\000\000]\224(\214\010built"
	"ins\224\214\003int\224\223\224h\001\214\003str\224\223\224h"
	"\001\214\nValueError\224\223\224\214\010datetime\224\214\010"
	"datetime\224\223\224\214\032pipeline.utils.collections\224"
	"\214\tFancyDict\224\223\224e."),
	"[\"<class 'int'>\",\"<class 'str'>\",\"<class 'ValueError'>"
	"\",\"<class 'datetime.datetime'>\",\"<class 'pipeline.utils."
	"collections.FancyDict'>\"]"},
    {"sops-current 1.5: exceptions",
	P("\200\004\225[\000\000\000\000\000\000\000]\224(\214\010built"
	"ins\224\214\nValueError\224\223\224)R\224h\003\214\003\351"
	"\224\231\224\205\224R\224h\001\214\010KeyError\224\223\224"
	"\214\001a\224\205\224R\224h\001\214\tTypeError\224\223\224K"
	"\001\205\224R\224e."),
	"[\"\",\"\351\224\231\",\"'a'\",\"1\"]"},
    {"sops-current 1.5: an exception of many",
	P("\200\004\225O\000\000\000\000\000\000\000\214\010builtins"
	"\224\214\nValueError\224\223\224(\214\003\351\224\231\224C"
	"\001x\224G@\004\000\000\000\000\000\000N\210\214\001a\224"
	"\205\224]\224K\001a\212\015\000\000\000@\352\355tF\320\234,"
	"\237\014t\224R\224."),
	"\"('\351\224\231', b'x', 2.5, None, True, ('a',), [1], 10000"
	"00000000000000000000000000)\""},
    {"sops-current 1.5: an exception, repr() of texts",
	P("\200\004\225>\000\000\000\000\000\000\000\214\010builtins"
	"\224\214\tException\224\223\224\214\004it's\224\214\005a\"b'"
	"c\224\214\016\343\200\200\302\255\356\200\200\360\237\230"
	"\200\n\177\224\207\224R\224."),
	"\"(\\\"it's\\\", 'a\\\"b\\\\'c', '\\\\u3000\\\\xad\\\\ue000"
	"\360\237\230\200\\\\n\\\\x7f')\""},
    {"sops-current 1.5: OSError",
	P("\200\004\225\211\000\000\000\000\000\000\000]\224(\214\010bu"
	"iltins\224\214\021FileNotFoundError\224\223\224K\002\214\007"
	"No such\224\206\224R\224h\003K\002h\004\214\003f'n\224\207"
	"\224R\224h\001\214\017PermissionError\224\223\224(K\001\214"
	"\001a\224\214\001f\224N\214\001g\224t\224R\224h\001\214\007O"
	"SError\224\223\224\214\004only\224\205\224R\224e."),
	"[\"[Errno 2] No such\",\"[Errno 2] No such: \\\"f'n\\\"\",\""
	"[Errno 1] a: 'f' -> 'g'\",\"only\"]"},
    {"sops-current 1.5: OSErrors of Python 3",
	P("\200\003]q\000(cbuiltins\nFileNotFoundError\nq\001K\002X\001"
	"\000\000\000xq\002X\001\000\000\000yq\003\207q\004Rq\005cbui"
	"ltins\nTimeoutError\nq\006X\001\000\000\000tq\007\205q\010Rq"
	"\tcbuiltins\nConnectionResetError\nq\nKhX\005\000\000\000res"
	"etq\013\206q\014Rq\015e."),
	"[\"[Errno 2] x: 'y'\",\"t\",\"[Errno 104] reset\"]"},
    {"sops-current 1.5: exceptions of Python 3",
	P("\200\004\225P\000\000\000\000\000\000\000]\224(\214\010built"
	"ins\224\214\016RecursionError\224\223\224\214\004deep\224"
	"\205\224R\224h\001\214\023ModuleNotFoundError\224\223\224"
	"\214\001m\224\205\224R\224e."),
	"[\"deep\",\"m\"]"},
    {"sops-current 1.5: an exception whose text is not known",
	P("\200\004\225(\000\000\000\000\000\000\000\214\010builtins"
	"\224\214\nValueError\224\223\224}\224\214\001a\224K\001s\205"
	"\224R\224."),
	"\"<builtins.ValueError>\""},
    {"sops-current 7.4/72: OrderedDict, defaultdict, Counter",
	P("\200\004\225\210\000\000\000\000\000\000\000]\224(\214\013co"
	"llections\224\214\013OrderedDict\224\223\224)R\224(\214\001z"
	"\224K\001\214\001a\224K\002uh\001\214\013defaultdict\224\223"
	"\224\214\010builtins\224\214\004list\224\223\224\205\224R"
	"\224h\006]\224K\001ash\001\214\007Counter\224\223\224}\224("
	"\214\001a\224K\002\214\001b\224K\001u\205\224R\224e."),
	"[{\"z\":1,\"a\":2},{\"a\":[1]},{\"a\":2,\"b\":1}]"},
    {"sops-current 7.4/72: OrderedDict, defaultdict, Counter, prot"
	"ocol 3",
	P("\200\003]q\000(ccollections\nOrderedDict\nq\001)Rq\002(X\001"
	"\000\000\000zq\003K\001X\001\000\000\000aq\004K\002uccollect"
	"ions\ndefaultdict\nq\005cbuiltins\nlist\nq\006\205q\007Rq"
	"\010h\004]q\tK\001asccollections\nCounter\nq\n}q\013(X\001"
	"\000\000\000aq\014K\002X\001\000\000\000bq\015K\001u\205q"
	"\016Rq\017e."),
	"[{\"z\":1,\"a\":2},{\"a\":[1]},{\"a\":2,\"b\":1}]"},
    {"sops-current 7.4/72: one value, referred to twice",
	P("\200\004\225\032\000\000\000\000\000\000\000]\224(]\224(\214"
	"\001a\224K\001eh\001}\224\214\001k\224h\001se."),
	"[[\"a\",1],[\"a\",1],{\"k\":[\"a\",1]}]"},
    {"sops-current 7.4/72: one value, referred to twice, protocol "
	"3",
	P("\200\003]q\000(]q\001(X\001\000\000\000aq\002K\001eh\001}q"
	"\003X\001\000\000\000kq\004h\001se."),
	"[[\"a\",1],[\"a\",1],{\"k\":[\"a\",1]}]"},
    {"sops-current 7.4/72: nested tuples",
	P("\200\004\225\021\000\000\000\000\000\000\000K\001K\002K\003K"
	"\004\205\224\206\224\206\224\206\224."),
	"[1,[2,[3,[4]]]]"},
    {"sops-current 7.4/72: dict with int keys",
	P("\200\004\225\021\000\000\000\000\000\000\000}\224(K\001\214"
	"\001a\224K\002\214\001b\224u."),
	"{\"1\":\"a\",\"2\":\"b\"}"},
    {"sops-current 7.4/72: two frames",
	P("\200\004\225\002\000\000\000\000\000\000\000]\224\225\002"
	"\000\000\000\000\000\000\000Na."),
	"[null]"},
    {"sops-current 7.4/72: a set without memo",
	P("\200\004\217(K\001K\002\220."),
	"[1,2]"},
    {"sops-current 7.4/72: a frozenset without memo",
	P("\200\004(K\001\221."),
	"[1]"},
    {"sops-current 7.4/72: NEWOBJ_EX",
	P("\200\004\214\032pipeline.utils.collections\214\tFancyDict"
	"\223)}\222."),
	"{}"},
    {"sops-current 7.4/72: BINUNICODE8 and BINBYTES8",
	P("\200\004\215\001\000\000\000\000\000\000\000a\216\001\000"
	"\000\000\000\000\000\000b\206."),
	"[\"a\",\"b\"]"},
    {"sops-current 7.4/72: a key set twice",
	P("\200\003}X\001\000\000\000aK\001sX\001\000\000\000aK\002s."),
	"{\"a\":2}"},
    {"sops-current 7.4/72: UTF-8 bytes of Python 2 and the same te"
	"xt are one key",
	P("(dS'\\xe4\\xb8\\xad'\nI1\nsS'b'\nI3\nsV\\u4e2d\nI2\ns."),
	"{\"\344\270\255\":2,\"b\":3}"},
    {"sops-current 6.1: an API client",
	P("\200\004\214\031blueking.component.client\214\017ComponentCl"
	"ient\223)\201}\214\napp_secret\214\006S3CRETsb."),
	"\"<blueking.component.client.ComponentClient>\""},
    {"sops-current 6.1: an API client based on dict",
	P("\200\002ccopy_reg\n_reconstructor\n(cbkapi.bk_job.client\nCo"
	"nf\nc__builtin__\ndict\n(dS'app_secret'\nS'S3CRET'\nstR."),
	"\"<bkapi.bk_job.client.Conf>\""},
};

/* What is never decoded. */
static struct failure_row failure_rows3[] = {
    {"sops-current 6.1: posix.system",
	P("\200\004\214\005posix\214\006system\223\214\002id\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: posix.system, protocol 3",
	P("\200\003cposix\nsystem\nX\002\000\000\000id\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: os.system, NEWOBJ",
	P("\200\004\214\002os\214\006system\223\214\002id\205\201."),
	PICKLE_REFUSED},
    {"sops-current 6.1: subprocess.Popen, NEWOBJ_EX",
	P("\200\004\214\nsubprocess\214\005Popen\223\214\002id\205}\222"
	"."),
	PICKLE_REFUSED},
    {"sops-current 6.1: builtins.eval",
	P("\200\004\214\010builtins\214\004eval\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: builtins.exec",
	P("\200\004\214\010builtins\214\004exec\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: builtins.getattr",
	P("\200\004\214\010builtins\214\007getattr\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: builtins.__import__",
	P("\200\004\214\010builtins\214\n__import__\223\214\002os\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: __builtin__.eval of Python 2",
	P("c__builtin__\neval\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"sops-current 6.1: a method of a class that is data",
	P("\200\004\214\010builtins\214\nstr.format\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: a method of a class by its dots",
	P("\200\004\214\010datetime\214\014datetime.now\223)R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: os by the dots of another module",
	P("\200\004\214\004json\214\024codecs.builtins.exec\223\214\001"
	"x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: a function of a package that is not known",
	P("\200\004\214\023my_plugins.anything\214\003run\223)R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: an API client that is called",
	P("\200\004\214\023bkapi.bk_job.client\214\006Client\223)R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: operator.attrgetter",
	P("\200\004\214\010operator\214\nattrgetter\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: functools.partial",
	P("\200\004\214\tfunctools\214\007partial\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: codecs.decode",
	P("\200\004\214\007_codecs\214\006decode\223\214\001x\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: _codecs.encode with another codec",
	P("\200\004\214\007_codecs\214\006encode\223\214\001x\214\003zi"
	"p\206R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: importlib",
	P("\200\004\214\timportlib\214\015import_module\223\214\002os"
	"\205R."),
	PICKLE_REFUSED},
    {"sops-current 6.1: a class that does not exist",
	P("\200\004\214\010datetime\214\007nothing\223)R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: an empty module",
	P("\200\004\214\000\214\001x\223."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a module with an empty part",
	P("\200\004\214\004a..b\214\001X\223)\201."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a name that cannot be one",
	P("\200\004\214\nmy_plugins\214\003a b\223)\201."),
	PICKLE_BROKEN},
    {"sops-current 6.1: STACK_GLOBAL of bytes",
	P("\200\004C\002osC\006system\223."),
	PICKLE_BROKEN},
    {"sops-current 6.1: STACK_GLOBAL of a number",
	P("\200\004\214\002osK\001\223."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a persistent id",
	P("\200\004\214\001xQ."),
	PICKLE_BROKEN},
    {"sops-current 6.1: an extension",
	P("\200\002\202\001."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a buffer from outside",
	P("\200\005\227."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a frame longer than the pickle",
	P("\200\004\225\003\000\000\000\000\000\000\000N."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a frame of 2^64 - 1 bytes",
	P("\200\004\225\377\377\377\377\377\377\377\377N."),
	PICKLE_BROKEN},
    {"sops-current 6.1: protocol 6",
	P("\200\006N."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a text longer than the pickle",
	P("\200\004\214\005abc."),
	PICKLE_BROKEN},
    {"sops-current 6.1: BINUNICODE8 of 2^63",
	P("\200\004\215\000\000\000\000\000\000\000\200a."),
	PICKLE_BROKEN},
    {"sops-current 6.1: BYTEARRAY8 of 2^64 - 1",
	P("\200\005\226\377\377\377\377\377\377\377\377a."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a text that is not UTF-8",
	P("\200\004\214\001\377."),
	PICKLE_BROKEN},
    {"sops-current 6.1: MEMOIZE of nothing",
	P("\200\004\224N."),
	PICKLE_BROKEN},
    {"sops-current 6.1: BINGET of nothing",
	P("\200\004h\000."),
	PICKLE_BROKEN},
    {"sops-current 6.1: ADDITEMS to a list",
	P("\200\004](K\001\220."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a list as key",
	P("\200\004}]K\001s."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a STRING with a Windows line end",
	P("S'v'\015\n."),
	PICKLE_BROKEN},
    {"sops-current 6.1: INT of letters",
	P("Ix\n."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a call of what is no name",
	P("\200\004K\001)R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: arguments that are no tuple",
	P("\200\004\214\010datetime\214\004date\223]R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a datetime of nine bytes",
	P("\200\004\214\010datetime\214\010datetime\223C\t\007\352\001"
	"\001\000\000\000\000\000\205R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a datetime in month 13",
	P("\200\004\214\010datetime\214\010datetime\223C\n\007\352\015"
	"\001\000\000\000\000\000\000\205R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a time zone of 24 hours",
	P("\200\004\214\010datetime\214\010timezone\223\214\010datetime"
	"\214\ttimedelta\223K\001\205R\205R."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a UUID of 2^128",
	P("\200\004\214\004uuid\214\004UUID\223)\201}\214\003int\212"
	"\021\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
	"\000\000\001sb."),
	PICKLE_BROKEN},
    {"sops-current 6.1: a LONG4 longer than the pickle",
	P("\200\004\213\000\020\000\000\001\001\001\001\001\001\001\001"
	"\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"
	"\001\001\001\001\001\001\001\001\001\001\001\001\001\001\001"
	"\001\001."),
	PICKLE_BROKEN},
};

/* What is decoded, but has no JSON form. */
static struct value_row no_form_rows3[] = {
    {"sops-current 1.5: a tuple as key",
	P("\200\004\225\014\000\000\000\000\000\000\000}\224K\001K\002"
	"\206\224K\001s."),
	NULL},
    {"sops-current 1.5: bytes as key",
	P("\200\004\225\n\000\000\000\000\000\000\000}\224C\001a\224K"
	"\001s."),
	NULL},
    {"sops-current 1.5: bytes as key, protocol 2",
	P("\200\002}q\000c_codecs\nencode\nq\001X\001\000\000\000aq\002"
	"X\006\000\000\000latin1q\003\206q\004Rq\005K\001s."),
	NULL},
    {"sops-current 1.5: a datetime as key",
	P("\200\004\225/\000\000\000\000\000\000\000}\224\214\010dateti"
	"me\224\214\010datetime\224\223\224C\n\007\352\001\001\000"
	"\000\000\000\000\000\224\205\224R\224K\001s."),
	NULL},
    {"sops-current 7.4/75: bytes that are not UTF-8",
	P("\200\004\225\010\000\000\000\000\000\000\000]\224C\001\377"
	"\224a."),
	NULL},
    {"sops-current 7.4/75: bytes of half a character",
	P("\200\004\225\007\000\000\000\000\000\000\000C\003\355\240"
	"\275\224."),
	NULL},
    {"sops-current 7.4/75: byte strings of Python 2 that are not U"
	"TF-8",
	P("(dS'k'\nS'\\xff'\ns."),
	NULL},
    {"sops-current 7.4/75: byte strings of Python 2 with half a ch"
	"aracter",
	P("S'\\xed\\xa0\\xbd'\n."),
	NULL},
    {"sops-current 1.5: a list that contains itself",
	P("\200\004\225\006\000\000\000\000\000\000\000]\224h\000a."),
	NULL},
    {"sops-current 1.5: a time with a zone",
	P("\200\004\225O\000\000\000\000\000\000\000\214\010datetime"
	"\224\214\004time\224\223\224C\006\001\002\000\000\000\000"
	"\224h\000\214\010timezone\224\223\224h\000\214\ttimedelta"
	"\224\223\224K\000K\000K\000\207\224R\224\205\224R\224\206"
	"\224R\224."),
	NULL},
    {"sops-current 1.5: a datetime of zoneinfo",
	P("\200\004\214\010datetime\214\010datetime\223C\n\007\352\001"
	"\001\000\000\000\000\000\000\214\010zoneinfo\214\022ZoneInfo"
	"._unpickle\223\214\015Asia/ShanghaiK\001\206R\206R."),
	NULL},
    {"sops-current 1.5: a UUID without its state",
	P("\200\004\214\004uuid\214\004UUID\223)\201."),
	NULL},
};
/* clang-format on */

#endif
