/* SPDX-License-Identifier: MIT */
/* Pickles of sops 6.2, hostile ones and a JOB node's.  Odd bytes are
 * octal. */
#ifndef PICKLE_CASES_H
#define PICKLE_CASES_H

#include "decode/pickle.h"
#include "pickle_rows.h"

struct failure_row {
	const char *name;
	struct text pickle;
	enum pickle_result result;
};

/* JSON of what stands for a pickle whose module is missing. */
#define MISSING(module)                             \
	"\"the pickle names the module \\\"" module \
	"\\\", which bk-sops does not have\""

/* clang-format off */
/* The cases of sops 6.2. */
static struct value_row case_rows[] = {
    {"sops 6.2/42: empty FancyDict",
	P("\200\002cpipeline.utils.collections\nFancyDict\n)\201}b."),
	"{}"},
    {"sops 6.2/47: plain dict",
	P("(dp1\n."),
	"{}"},
    {"sops 6.2/49: bytes and unicode spelling of one key",
	P("(dS'${IP}'\nI1\nsS'b'\nI2\nsV${IP}\nI3\ns."),
	"{\"${IP}\":3,\"b\":2}"},
    {"sops 6.2/50: set",
	P("c__builtin__\nset\n((lS'a'\naI1\natR."),
	"[\"a\",1]"},
    {"sops 6.2/51: tuple",
	P("(I1\nI2\nt."),
	"[1,2]"},
    {"sops 6.2/52: numbers",
	P("(Fnan\nF-inf\nF1e22\nF-0\nF0.30000000000000004\nL10000000000"
	"00000000000000000000L\nl."),
	"[null,null,1e+22,-0.0,0.30000000000000004,100000000000000000"
	"0000000000000]"},
    {"sops 2.4: floats as repr()",
	P("(F1e-7\nF1e-5\nF0.0001\nF1e15\nF1e16\nF1\nF100000\nF1.234567"
	"8901234568e20\nF1.7976931348623157e308\nl."),
	"[1e-07,1e-05,0.0001,1000000000000000.0,1e+16,1.0,100000.0,1."
	"2345678901234568e+20,1.7976931348623157e+308]"},
    {"sops 6.2/56: keys of dicts",
	P("(dI1\nI1\nsNI2\nsF1.5\nI3\nsL100000000000000000000L\nI4\ns."),
	"{\"1\":1,\"null\":2,\"1.5\":3,\"100000000000000000000\":4}"},
    {"sops 6.2/56: True and 1 and 1.0 are one key",
	P("(dI01\nI1\nsI1\nI2\nsF1\nI3\ns."),
	"{\"True\":3}"},
    {"sops 6.2/56: 10^20 and 1e20 are one key",
	P("(dL100000000000000000000L\nI1\nsF1e20\nI2\ns."),
	"{\"100000000000000000000\":2}"},
    {"sops 6.2/58: bytes and unicode of a key that is not ASCII",
	P("(dS'\\xe4\\xb8\\xad'\nI1\nsV\\u4e2d\nI2\ns."),
	"{\"\344\270\255\":1,\"\344\270\255\":2}"},
    {"sops 6.2/60: UTF-8 bytes",
	P("S'Traceback \\xe4\\xb8\\xad\\xe6\\x96\\x87'\n."),
	"\"Traceback \344\270\255\346\226\207\""},
    {"sops 6.2/62: ex_data of a JOB node",
	P("(dS'exception_msg'\nVx\nsS'show_ip_log'\nI01\nsS'task_inst_i"
	"d'\nL5L\ns."),
	"{\"exception_msg\":\"x\",\"show_ip_log\":true,\"task_inst_id"
	"\":5}"},
    {"sops 6.2/63: bytes with NUL and 0x7f",
	P("S'abc\\x00\\x7f'\n."),
	"\"abc\\u0000\177\""},
    {"sops 2.4: bytes with an encoded surrogate",
	P("S'\\xed\\xa0\\xbd'\n."),
	"\"\357\277\275\""},
    {"sops 6.2/64: a missing module",
	P("cno_such_mod\nX\n."),
	MISSING("no_such_mod")},
    {"sops 6.2/65: a missing module inside",
	P("(dS'v'\ncno.such.mod\nX\n(tRs."),
	MISSING("no.such.mod")},
    {"sops 2.3.1: a missing module of a package",
	P("cgcloud.removed.module\nThing\n."),
	MISSING("gcloud.removed.module")},
    {"sops 2.3.1: a missing module, STACK_GLOBAL",
	P("\200\004\214\006no_mod\214\001X\223."),
	MISSING("no_mod")},
    {"sops 2.3.2: the client's old module",
	P("(iblueking.component.client\nComponentClient\n."),
	MISSING("blueking.component.client")},
    {"a missing module in front of a refused call",
	P("cno_mod\nX\ncposix\nsystem\n(S'id'\ntR."),
	MISSING("no_mod")},
    {"a missing module's name is escaped",
	P("cno\033mod\377\nX\n."),
	MISSING("no\\\\x1Bmod\\\\xFF")},
    {"one value, referred to twice",
	P("(lp1\n(lp2\nI1\naag2\na."),
	"[[1],[1]]"},
};

/* What is never decoded. */
static struct failure_row failure_rows[] = {
    {"sops 6.2/68: posix.system",
	P("cposix\nsystem\n(S'id'\ntR."),
	PICKLE_REFUSED},
    {"os.system, STACK_GLOBAL",
	P("\200\004\214\002os\214\006system\223\214\002id\205R."),
	PICKLE_REFUSED},
    {"os.popen, INST",
	P("(S'id'\nios\npopen\n."),
	PICKLE_REFUSED},
    {"subprocess.Popen, OBJ",
	P("(csubprocess\nPopen\nS'id'\no."),
	PICKLE_REFUSED},
    {"subprocess.Popen, NEWOBJ",
	P("\200\002csubprocess\nPopen\nU\002id\205\201."),
	PICKLE_REFUSED},
    {"subprocess.Popen, NEWOBJ_EX",
	P("\200\004\214\nsubprocess\214\005Popen\223\214\002id\205}\222"
	"."),
	PICKLE_REFUSED},
    {"a dict by NEWOBJ_EX with keywords",
	P("\200\004\214\010builtins\214\004dict\223)}\214\001aK\001s"
	"\222."),
	PICKLE_REFUSED},
    {"__builtin__.eval",
	P("c__builtin__\neval\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.getattr",
	P("c__builtin__\ngetattr\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.__import__",
	P("c__builtin__\n__import__\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.apply",
	P("c__builtin__\napply\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.open",
	P("c__builtin__\nopen\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.file",
	P("c__builtin__\nfile\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.execfile",
	P("c__builtin__\nexecfile\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.map",
	P("c__builtin__\nmap\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.compile",
	P("c__builtin__\ncompile\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"__builtin__.exec",
	P("c__builtin__\nexec\n(S'x'\ntR."),
	PICKLE_REFUSED},
    {"os.system as a value",
	P("cos\nsystem\n."),
	PICKLE_REFUSED},
    {"a call of a class without meaning",
	P("cgcloud.core.models\nBusiness\n(I1\ntR."),
	PICKLE_REFUSED},
    {"a call of an API client",
	P("cpackages.blueking.component.client\nBaseComponentClient\n(t"
	"R."),
	PICKLE_REFUSED},
    {"a class that is changed by BUILD",
	P("cdjango.http\nHttpResponse\n(dS'x'\nI1\nsb."),
	PICKLE_REFUSED},
    {"ugettext, called",
	P("cdjango.utils.translation\nugettext\n(Vx\ntR."),
	PICKLE_REFUSED},
    {"a lazy text of another function",
	P("cdjango.utils.functional\n_lazy_proxy_unpickle\n(cgcloud.cor"
	"e.models\nf\n(Vx\nt(dtR."),
	PICKLE_REFUSED},
    {"_codecs.encode with another codec",
	P("c_codecs\nencode\n(Vx\nS'zip'\ntR."),
	PICKLE_REFUSED},
    {"_codecs.decode",
	P("c_codecs\ndecode\n(S'x'\nS'hex'\ntR."),
	PICKLE_REFUSED},
    {"functools.partial",
	P("cfunctools\npartial\n(N(tNNtb."),
	PICKLE_REFUSED},
    {"pickle.loads",
	P("cpickle\nloads\n(S'N.'\ntR."),
	PICKLE_REFUSED},
    {"sops 2.3.3: PERSID",
	P("Pabc\n."),
	PICKLE_REFUSED},
    {"sops 2.3.3: BINPERSID",
	P("NQ."),
	PICKLE_REFUSED},
    {"sops 2.3.3: EXT1",
	P("\200\002\202\001."),
	PICKLE_REFUSED},
    {"sops 2.3.3: EXT2",
	P("\200\002\203\001\000."),
	PICKLE_REFUSED},
    {"sops 2.3.3: EXT4",
	P("\200\002\204\001\000\000\000."),
	PICKLE_REFUSED},
    {"sops 2.3.3: NEXT_BUFFER",
	P("\200\005\227."),
	PICKLE_REFUSED},
    {"sops 2.3.3: READONLY_BUFFER",
	P("\200\005N\230."),
	PICKLE_REFUSED},
    {"sops 2.3.3: protocol 6",
	P("\200\006N."),
	PICKLE_BROKEN},
    {"sops 2.3.3: an unknown byte",
	P("\376."),
	PICKLE_BROKEN},
    {"sops 6.2/67: a missing class",
	P("cpipeline.utils.collections\nNoSuch\n."),
	PICKLE_BROKEN},
    {"sops 6.2/67: a missing class of datetime",
	P("cdatetime\nnosuch\n."),
	PICKLE_BROKEN},
    {"what comes first counts: broken",
	P("cdecimal\nnosuch\ncposix\nsystem\n(S'id'\ntR."),
	PICKLE_BROKEN},
    {"what comes first counts: refused",
	P("cposix\nsystem\ncdecimal\nnosuch\n."),
	PICKLE_REFUSED},
    {"a name that cannot be one",
	P("cgcloud.core.models\na b\n."),
	PICKLE_BROKEN},
    {"an empty module",
	P("c\nx\n."),
	PICKLE_BROKEN},
    {"an empty stack",
	P("."),
	PICKLE_BROKEN},
    {"an empty pickle",
	P(""),
	PICKLE_BROKEN},
    {"SETITEM without value",
	P("(dS'v'\ns."),
	PICKLE_BROKEN},
    {"SETITEMS without value",
	P("}(K\001u."),
	PICKLE_BROKEN},
    {"APPEND to a dict",
	P("}K\001a."),
	PICKLE_BROKEN},
    {"SETITEM of a list",
	P("]K\001K\002s."),
	PICKLE_BROKEN},
    {"ADDITEMS to a list",
	P("](K\001\220."),
	PICKLE_BROKEN},
    {"an unhashable key",
	P("}]K\001s."),
	PICKLE_BROKEN},
    {"no mark",
	P("I1\nt."),
	PICKLE_BROKEN},
    {"a stack that ends below a mark",
	P("]](at."),
	PICKLE_BROKEN},
    {"GET of nothing",
	P("g5\n."),
	PICKLE_BROKEN},
    {"PUT of nothing",
	P("p5\n."),
	PICKLE_BROKEN},
    {"GET without number",
	P("gx\n."),
	PICKLE_BROKEN},
    {"INT of letters",
	P("Iabc\n."),
	PICKLE_BROKEN},
    {"FLOAT of letters",
	P("Fx\n."),
	PICKLE_BROKEN},
    {"FLOAT beyond the range",
	P("F1e400\n."),
	PICKLE_BROKEN},
    {"FLOAT in hexadecimal",
	P("F0x1p3\n."),
	PICKLE_BROKEN},
    {"STRING without quotes",
	P("Sabc\n."),
	PICKLE_BROKEN},
    {"STRING, half an escape",
	P("S'\\x1'\n."),
	PICKLE_BROKEN},
    {"STRING, a backslash at the end",
	P("S'a\\'\n."),
	PICKLE_BROKEN},
    {"UNICODE, half an escape",
	P("V\\u12\n."),
	PICKLE_BROKEN},
    {"UNICODE beyond the range",
	P("V\\U00110000\n."),
	PICKLE_BROKEN},
    {"BINUNICODE that is not UTF-8",
	P("X\002\000\000\000\377\376."),
	PICKLE_BROKEN},
    {"BINSTRING longer than the pickle",
	P("T\377\377\377\177x."),
	PICKLE_BROKEN},
    {"BINSTRING of a negative length",
	P("T\377\377\377\377x."),
	PICKLE_BROKEN},
    {"BINUNICODE8 of 2^64-1",
	P("\200\004\215\377\377\377\377\377\377\377\377x."),
	PICKLE_BROKEN},
    {"BINBYTES8 of 2^63",
	P("\200\004\216\000\000\000\000\000\000\000\200x."),
	PICKLE_BROKEN},
    {"LONG4 longer than the pickle",
	P("\200\002\213\377\377\377\177."),
	PICKLE_BROKEN},
    {"REDUCE of a list",
	P("c__builtin__\nset\n(lR."),
	PICKLE_BROKEN},
    {"REDUCE of a text",
	P("Vx\n(tR."),
	PICKLE_BROKEN},
    {"a datetime of nine bytes",
	P("cdatetime\ndatetime\n(S'123456789'\ntR."),
	PICKLE_BROKEN},
    {"a datetime in month 13",
	P("cdatetime\ndatetime\n(S'\\x07\\xe3\\x0d\\x02\\x03\\x04\\x05"
	"\\x00\\x00\\x00'\ntR."),
	PICKLE_BROKEN},
    {"a datetime of numbers",
	P("cdatetime\ndatetime\n(I2019\ntR."),
	PICKLE_REFUSED},
    {"a timedelta of too many days",
	P("cdatetime\ntimedelta\n(I1000000000\ntR."),
	PICKLE_BROKEN},
    {"a Decimal of letters",
	P("cdecimal\nDecimal\n(S'rm -rf'\ntR."),
	PICKLE_BROKEN},
    {"a UUID of 2^128",
	P("\200\002cuuid\nUUID\n)\201}U\003int\212\021\000\000\000\000"
	"\000\000\000\000\000\000\000\000\000\000\000\000\001sb."),
	PICKLE_BROKEN},
    {"a UUID of -1",
	P("\200\002cuuid\nUUID\n)\201}U\003intJ\377\377\377\377sb."),
	PICKLE_BROKEN},
};

/* Values that Python reads but JSON cannot express. */
static struct value_row no_form_rows[] = {
    {"sops 6.2/57: a tuple as key",
	P("(d(I1\nI2\ntI1\ns."),
	NULL},
    {"sops 6.2/59: a list that contains itself",
	P("(lp1\ng1\na."),
	NULL},
    {"sops 6.2/59: a dict that contains itself",
	P("(dp1\nVx\ng1\ns."),
	NULL},
    {"sops 6.2/61: bytes FF FE",
	P("S'\\xff\\xfe'\n."),
	NULL},
    {"sops 6.2/61: such bytes as key",
	P("(dS'\\xff\\xfe'\nI1\ns."),
	NULL},
    {"sops 2.4: a time with a zone",
	P("cdatetime\ntime\n(S'\\x01\\x02\\x03\\x00\\x00\\x00'\ncpytz\n"
	"_UTC\n(tRtR."),
	NULL},
    {"a datetime of a zone without offset",
	P("cdatetime\ndatetime\n(S'\\x07\\xe3\\x01\\x02\\x03\\x04\\x05"
	"\\x00\\x00\\x00'\ncpytz\n_p\n(S'Asia/Shanghai'\ntRtR."),
	NULL},
    {"a UUID without state",
	P("\200\002cuuid\nUUID\n)\201."),
	NULL},
    {"a date as key",
	P("(dcdatetime\ndate\n(S'\\x07\\xe3\\x01\\x02'\ntRI1\ns."),
	NULL},
};

/* Outputs of a JOB node with its API client (sops 2.3.2). */
static struct value_row job_rows[] = {
    {"sops 2.3.2: a JOB node, protocol 0",
	P("ccopy_reg\n_reconstructor\np1\n(cpipeline.utils.collections"
	"\nFancyDict\np2\nc__builtin__\ndict\np3\n(dp4\nS'_result'\np"
	"5\nI01\nsVname\np6\nV\\u4f5c\\u4e1a\np7\nsS'job_inst_id'\np8"
	"\nI1001\nsS'client'\np9\ng1\n(cpackages.blueking.component.c"
	"lient\nBaseComponentClient\np10\nc__builtin__\nobject\np11\n"
	"NtRp12\n(dp13\nS'_cached_collections'\np14\n(dp15\nS'job'\np"
	"16\ng1\n(cpackages.blueking.component.apis.job\nCollectionsJ"
	"OB\np17\ng11\nNtRp18\n(dp19\nS'execute_job'\np20\ng1\n(cpack"
	"ages.blueking.component.base\nComponentAPI\np21\ng11\nNtRp22"
	"\n(dp23\nS'path'\np24\nS'/api/c/compapi{bk_api_ver}/job/exec"
	"ute_job/'\np25\nsg9\ng12\nsbsg9\ng12\nsS'get_job_list'\np26"
	"\ng1\n(g21\ng11\nNtRp27\n(dp28\ng24\nS'/api/c/compapi{bk_api"
	"_ver}/job/get_job_list/'\np29\nsg9\ng12\nsbsbssS'app_secret'"
	"\np30\nS'S3CRET-APP'\np31\nsS'app_code'\np32\nS'bk_sops'\np3"
	"3\nsS'common_args'\np34\n(dp35\nVbk_username\np36\nVadmin\np"
	"37\nssS'_headers'\np38\n(dp39\nS's'\ng31\nssbstRp40\n."),
	NULL},
    {"sops 2.3.2: a JOB node, protocol 1",
	P("ccopy_reg\n_reconstructor\nq\001(cpipeline.utils.collections"
	"\nFancyDict\nq\002c__builtin__\ndict\nq\003}q\004(U\007_resu"
	"ltq\005I01\nX\004\000\000\000nameq\006X\006\000\000\000\344"
	"\275\234\344\270\232q\007U\013job_inst_idq\010M\351\003U\006"
	"clientq\011h\001(cpackages.blueking.component.client\nBaseCo"
	"mponentClient\nq\nc__builtin__\nobject\nq\013NtRq\014}q\015("
	"U\023_cached_collectionsq\016}q\017U\003jobq\020h\001(cpacka"
	"ges.blueking.component.apis.job\nCollectionsJOB\nq\021h\013N"
	"tRq\022}q\023(U\013execute_jobq\024h\001(cpackages.blueking."
	"component.base\nComponentAPI\nq\025h\013NtRq\026}q\027(U\004"
	"pathq\030U+/api/c/compapi{bk_api_ver}/job/execute_job/h\011h"
	"\014ubh\011h\014U\014get_job_listq\031h\001(h\025h\013NtRq"
	"\032}q\033(h\030U,/api/c/compapi{bk_api_ver}/job/get_job_lis"
	"t/h\011h\014ububsU\napp_secretq\034U\nS3CRET-APPq\035U\010ap"
	"p_codeq\036U\007bk_sopsq\037U\013common_argsq }q!X\013\000"
	"\000\000bk_usernameq\"X\005\000\000\000adminq#sU\010_headers"
	"q$}q%U\001sh\035subutRq&."),
	NULL},
    {"sops 2.3.2: a JOB node, protocol 2",
	P("\200\002cpipeline.utils.collections\nFancyDict\nq\001)\201q"
	"\002(U\007_resultq\003\210U\006clientq\004cpackages.blueking"
	".component.client\nBaseComponentClient\nq\005)\201q\006}q"
	"\007(U\023_cached_collectionsq\010}q\011U\003jobq\ncpackages"
	".blueking.component.apis.job\nCollectionsJOB\nq\013)\201q"
	"\014}q\015(U\013execute_jobq\016cpackages.blueking.component"
	".base\nComponentAPI\nq\017)\201q\020}q\021(U\004pathq\022U+/"
	"api/c/compapi{bk_api_ver}/job/execute_job/h\004h\006ubh\004h"
	"\006U\014get_job_listq\023h\017)\201q\024}q\025(h\022U,/api/"
	"c/compapi{bk_api_ver}/job/get_job_list/h\004h\006ububsU\napp"
	"_secretq\026U\nS3CRET-APPq\027U\010app_codeq\030U\007bk_sops"
	"q\031U\013common_argsq\032}q\033X\013\000\000\000bk_username"
	"q\034X\005\000\000\000adminq\035sU\010_headersq\036}q\037U"
	"\001sh\027subX\004\000\000\000nameq X\006\000\000\000\344"
	"\275\234\344\270\232q!U\013job_inst_idq\"M\351\003u}q#b."),
	NULL},
};
/* clang-format on */

#endif
