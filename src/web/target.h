/* target.h - the request target, taken apart: path segments and parameters.
 *
 * Segments are split first and decoded after, so that %2F stays inside its
 * segment. Refused: bad %XX, bytes that are not UTF-8, NUL and control
 * characters, segments "." and "..". A parameter must be known to the route and
 * stand once. Pure. */
#ifndef WEB_TARGET_H
#define WEB_TARGET_H
#include "base/ctx.h"

#define PATH_SEGMENTS 16
struct path {
	size_t      n;
	const char *seg[PATH_SEGMENTS];
	const char *text;               /* decoded, for messages */
	const char *query;              /* after the '?', as sent; NULL: none */
};
/* ERR_INVALID when it can't be read; ERR_NOT_FOUND when it is too long to be
 * one of ours. One slash at the end makes no difference. */
enum err path_read(struct ctx *cx, const char *target, struct path *ret) MUST_USE;

#define QUERY_MOST 64
struct query {
	size_t n;
	struct { const char *name, *value; } at[QUERY_MOST];
};
/* `known`: names, NULL-ended, "*" allows any; NULL: none are known. ERR_INVALID
 * with the parameter as field. */
enum err query_read(struct ctx *cx, const char *text, const char *const *known,
		    struct query *ret) MUST_USE;
#endif
