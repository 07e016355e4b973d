/* SPDX-License-Identifier: MIT */
/*
 * MemorySanitizer takes what a library wrote for uninitialized, because
 * libraries are built without it.  In a build with --enable-msan these
 * functions stand before those of the same name and tell it what the library
 * has written.  There is one for each that a unit test or a fuzz target calls.
 */
#include <dlfcn.h>
#include <fcgiapp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sanitizer/msan_interface.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <yajl/yajl_gen.h>
#include <zlib.h>

/*
 * Calls the library's own function.  What it does inside with functions of libc
 * that MemorySanitizer knows is not looked at.
 */
#define REAL(name, ...)                                                   \
	({                                                                \
		static __typeof__(&(name)) real;                          \
		__typeof__(real(__VA_ARGS__)) result_;                    \
                                                                          \
		if (real == NULL)                                         \
			real = (__typeof__(real))dlsym(RTLD_NEXT, #name); \
		__msan_scoped_disable_interceptor_checks();               \
		result_ = real(__VA_ARGS__);                              \
		__msan_scoped_enable_interceptor_checks();                \
		result_;                                                  \
	})

/* libc: of those that the program calls, these are unknown to clang 14. */

#define STAT(name, type)                                  \
	int name(type of, struct stat *st)                \
	{                                                 \
		int result = REAL(name, of, st);          \
                                                          \
		if (result == 0)                          \
			__msan_unpoison(st, sizeof(*st)); \
		return result;                            \
	}
STAT(stat, const char *)
STAT(lstat, const char *)
STAT(fstat, int)

/* zlib */

/* After a call that wrote from `to` on. */
static void
has_coded(z_stream *z, const Bytef *to)
{
	__msan_unpoison(z, sizeof(*z));
	__msan_unpoison(to, (size_t)(z->next_out - to));
}

int
inflateInit_(z_stream *z, const char *version, int size)
{
	int result = REAL(inflateInit_, z, version, size);

	__msan_unpoison(z, sizeof(*z));
	return result;
}

int
inflate(z_stream *z, int flush)
{
	const Bytef *to = z->next_out;
	int result = REAL(inflate, z, flush);

	has_coded(z, to);
	return result;
}

int
deflateInit_(z_stream *z, int level, const char *version, int size)
{
	int result = REAL(deflateInit_, z, level, version, size);

	__msan_unpoison(z, sizeof(*z));
	return result;
}

int
deflate(z_stream *z, int flush)
{
	const Bytef *to = z->next_out;
	int result = REAL(deflate, z, flush);

	has_coded(z, to);
	return result;
}

int
compress2(Bytef *to, uLongf *len, const Bytef *from, uLong size, int level)
{
	int result = REAL(compress2, to, len, from, size, level);

	__msan_unpoison(len, sizeof(*len));
	__msan_unpoison(to, *len);
	return result;
}

/* yajl: its strings come to the one function that all generators print with. */

static yajl_print_t writer;

__attribute__((no_sanitize("memory"))) static void
print(void *context, const char *data, size_t len)
{
	__msan_scoped_enable_interceptor_checks();
	__msan_unpoison(data, len);
	writer(context, data, len);
	__msan_scoped_disable_interceptor_checks();
}

int
yajl_gen_config(yajl_gen gen, yajl_gen_option option, ...)
{
	va_list args;
	void *context;
	int result;

	if (option != yajl_gen_print_callback)
		return REAL(yajl_gen_config, gen, option);
	va_start(args, option);
	writer = va_arg(args, yajl_print_t);
	context = va_arg(args, void *);
	result = REAL(yajl_gen_config, gen, option, print, context);
	va_end(args);
	return result;
}

/* A function of yajl, all of which print. */
#define YAJL(name, parameters, ...)             \
	yajl_gen_status name parameters         \
	{                                       \
		return REAL(name, __VA_ARGS__); \
	}
YAJL(yajl_gen_string, (yajl_gen gen, const unsigned char *data, size_t len),
    gen, data, len)
YAJL(yajl_gen_number, (yajl_gen gen, const char *data, size_t len), gen, data,
    len)
YAJL(yajl_gen_integer, (yajl_gen gen, long long number), gen, number)
YAJL(yajl_gen_bool, (yajl_gen gen, int value), gen, value)
YAJL(yajl_gen_null, (yajl_gen gen), gen)
YAJL(yajl_gen_map_open, (yajl_gen gen), gen)
YAJL(yajl_gen_map_close, (yajl_gen gen), gen)
YAJL(yajl_gen_array_open, (yajl_gen gen), gen)
YAJL(yajl_gen_array_close, (yajl_gen gen), gen)

/* OpenSSL */

/* Its configuration file would be read with checked functions of libc. */
__attribute__((constructor)) static void
leave_configuration(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

int
EVP_Digest(const void *data, size_t count, unsigned char *md,
    unsigned int *size, const EVP_MD *type, ENGINE *engine)
{
	int result = REAL(EVP_Digest, data, count, md, size, type, engine);

	__msan_unpoison(md, (size_t)EVP_MD_get_size(type));
	if (size != NULL)
		__msan_unpoison(size, sizeof(*size));
	return result;
}

int
EVP_DigestFinal_ex(EVP_MD_CTX *context, unsigned char *md, unsigned int *size)
{
	int result = REAL(EVP_DigestFinal_ex, context, md, size);

	if (size != NULL)
		__msan_unpoison(size, sizeof(*size));
	__msan_unpoison(md, (size_t)EVP_MD_CTX_get_size(context));
	return result;
}

unsigned char *
HMAC(const EVP_MD *type, const void *key, int key_len,
    const unsigned char *data, size_t len, unsigned char *md,
    unsigned int *size)
{
	unsigned char *result =
	    REAL(HMAC, type, key, key_len, data, len, md, size);

	__msan_unpoison(md, (size_t)EVP_MD_get_size(type));
	if (size != NULL)
		__msan_unpoison(size, sizeof(*size));
	return result;
}

unsigned char *
SHA256(const unsigned char *data, size_t len, unsigned char *md)
{
	unsigned char *result = REAL(SHA256, data, len, md);

	__msan_unpoison(md, SHA256_DIGEST_LENGTH);
	return result;
}

static void
has_crypted(int result, const unsigned char *to, int *len)
{
	__msan_unpoison(len, sizeof(*len));
	if (result == 1)
		__msan_unpoison(to, (size_t)*len);
}

int
EVP_DecryptUpdate(EVP_CIPHER_CTX *context, unsigned char *to, int *len,
    const unsigned char *from, int size)
{
	int result = REAL(EVP_DecryptUpdate, context, to, len, from, size);

	has_crypted(result, to, len);
	return result;
}

int
EVP_EncryptUpdate(EVP_CIPHER_CTX *context, unsigned char *to, int *len,
    const unsigned char *from, int size)
{
	int result = REAL(EVP_EncryptUpdate, context, to, len, from, size);

	has_crypted(result, to, len);
	return result;
}

int
EVP_EncryptFinal_ex(EVP_CIPHER_CTX *context, unsigned char *to, int *len)
{
	int result = REAL(EVP_EncryptFinal_ex, context, to, len);

	has_crypted(result, to, len);
	return result;
}

int
EVP_EncodeBlock(unsigned char *to, const unsigned char *from, int len)
{
	int result = REAL(EVP_EncodeBlock, to, from, len);

	__msan_unpoison(to, (size_t)result + 1);
	return result;
}

void
OPENSSL_cleanse(void *data, size_t len)
{
	memset(data, 0, len);
}

/* libfcgi; what it reads is taken apart by the program itself. */

int
FCGX_Init(void)
{
	return REAL(FCGX_Init);
}

int
FCGX_InitRequest(FCGX_Request *request, int fd, int flags)
{
	int result = REAL(FCGX_InitRequest, request, fd, flags);

	__msan_unpoison(request, sizeof(*request));
	return result;
}

int
FCGX_FClose(FCGX_Stream *stream)
{
	return REAL(FCGX_FClose, stream);
}

int
FCGX_PutStr(const char *data, int len, FCGX_Stream *stream)
{
	return REAL(FCGX_PutStr, data, len, stream);
}
