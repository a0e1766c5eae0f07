/* match.h - which route a path means. The tables are laid out once at start;
 * a look-up compares lengths and first bytes before texts. */
#ifndef WEB_MATCH_H
#define WEB_MATCH_H
#include "web/route.h"
#include "web/target.h"

struct routes;
/* All lists of route_lists; `ret` lives as long as the program. A wrong table
 * is ERR_INTERNAL with a sentence naming the row. */
enum err routes_build(struct ctx *cx, const struct route_list *const *lists,
		      struct routes **ret) MUST_USE;
void     routes_free(struct routes *r);
size_t   routes_count(const struct routes *r);
const struct route *routes_at(const struct routes *r, size_t i);

struct match {
	const struct route *route;      /* NULL: no such path, or not this method */
	size_t              number;     /* of the route, for counters */
	uint32_t            methods;    /* bits METHOD_… that the path knows; 0: no such path */
	const char         *seg[4];
};
enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PUT, METHOD_PATCH, METHOD_DELETE,
	      METHOD_OPTIONS, METHOD_MAX_ };
bool        method_read(const char *text, enum method *ret);
const char *method_word(enum method m);
/* "GET, HEAD, OPTIONS" */
const char *methods_text(struct ctx *cx, uint32_t methods);

struct match routes_match(struct ctx *cx, const struct routes *r, enum method m,
			  const struct path *path);
#endif
