/* SPDX-License-Identifier: MIT */
/*
 * access.format as a list: php-fpm's letters and our own.
 *
 *	%C  %{user}C %{system}C %{total}C   CPU in % of the time that it took
 *	%d  %{milliseconds}d ...            the time that it took
 *	%e  %{NAME}e                        a FastCGI parameter
 *	%f  the path as it was routed       %r  the path as it was sent
 *	%l  bytes of the request's body     %m  the method
 *	%M  %{kilobytes}M %{megabytes}M     the worker's memory
 *	%n  the pool                        %o  %{name}o: a header of the answer
 *	%p  the worker's process id         %P  the master's
 *	%q  the query, secrets masked       %Q  "?" when there is one
 *	%R  who asked: the address          %s  the status
 *	%t  when the request was complete   %T  when it was answered; with
 *	    %{strftime}t, in UTC                %{strftime}T
 *	%u  the user who was admitted       %%  a percent sign
 *	%x  %{app}x and so on: see access_words
 */
#ifndef CONFIG_ACCESS_FORMAT_H
#define CONFIG_ACCESS_FORMAT_H

#include "base/text.h"

#define ACCESS_ITEMS 64	 /* texts and letters of a format; longer is refused */
#define ACCESS_WHY   160 /* bytes of a message */
#define ACCESS_TIME  64	 /* bytes of a strftime(3) format */

/* The letter of ACCESS_TEXT is 0. */
struct access_item {
	char letter;
	int word;	      /* of the braces: its number in access_words */
	struct text argument; /* between the braces, or the text itself */
};

struct access_format {
	bool json; /* access.format = json: there are no items */
	bool cpu;  /* the times of the processor are needed */
	struct access_item items[ACCESS_ITEMS];
	size_t count;
};

/* What the braces of C, d, M and x may have. */
enum access_word {
	ACCESS_TOTAL,
	ACCESS_USER,
	ACCESS_SYSTEM,
	ACCESS_SECONDS,
	ACCESS_MILLISECONDS,
	ACCESS_MICROSECONDS,
	ACCESS_BYTES,
	ACCESS_KILOBYTES,
	ACCESS_MEGABYTES,
	ACCESS_ENDPOINT,
	ACCESS_OUTCOME,
	ACCESS_APP,
	ACCESS_REQUEST_ID,
	ACCESS_ANSWER_ID,
	ACCESS_SENT, /* bytes of the answer's body */
	ACCESS_QUEUE,
	ACCESS_READ,
	ACCESS_CONNECT,
	ACCESS_SQL,
	ACCESS_STATEMENTS,
	ACCESS_WORK,
	ACCESS_WRITE
};

/*
 * The list that a format means; its texts point into `format`.  0, or -1 and
 * a message in `why`: "%y: no such letter".
 */
int access_format_compile(
    const char *format, struct access_format *list, char why[ACCESS_WHY]);

#endif
