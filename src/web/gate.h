/* gate.h - which request heads are let in at all.
 *
 * libmicrohttpd lets pass what a proxy in front may read differently: two
 * lengths, a length and chunks, two hosts, names with blanks. Where two readers
 * can disagree, a second request can hide: so what is not plain is refused with
 * 400 and the connection closed, before a route is looked up. Pure. */
#ifndef WEB_GATE_H
#define WEB_GATE_H
#include "base/ctx.h"

struct head_field { const char *name, *value; size_t nname, nvalue; };
struct head {
	const char *method, *version;   /* "GET", "HTTP/1.1" */
	const char *target;             /* as sent */
	struct head_field *fields;
	size_t      n;
};

#define GATE_TARGET_MOST 8192
#define GATE_FIELDS_MOST 100

/* What the gate found on its way; texts point into the head. */
struct head_facts {
	const char *host;
	int64_t     length;             /* of the body; -1: none said */
	bool        chunked, expects;   /* Expect: 100-continue */
};

/* OK, or ERR_INVALID with a sentence that names the header. */
enum err gate_check(struct ctx *cx, const struct head *h, struct head_facts *ret) MUST_USE;
bool     gate_token(const char *s, size_t n);      /* RFC 9110 token */
#endif
