/* about.h - what each route does, in Chinese: one text for all of them (about.zh.txt),
 * beside the English sentence that the route's own row carries. The text also says
 * what each tag is called and in which order the tags are shown.
 *
 *     [catalogue] 目录                     a tag
 *     GET /api/v1/resources | 查找目录      a route of that tag
 *
 * Empty lines and lines that begin with # are passed over. */
#ifndef WEB_ABOUT_H
#define WEB_ABOUT_H
#include <stdbool.h>
#include <stddef.h>

enum about_kind { ABOUT_TAG, ABOUT_ROUTE, ABOUT_WRONG };        /* neither of the forms */

struct about_line {                     /* points into the text */
	enum about_kind kind;
	const char *name;               /* the tag, or "GET /path" */
	size_t      nname;
	const char *said;
	size_t      nsaid;
};

/* The whole text. */
const char *about_text(void);
/* The next line that says something; moves *at behind it. */
bool about_next(const char **at, struct about_line *ret);
/* The line of a route; false: the text has none. */
bool about_route(const char *method, const char *path, struct about_line *ret);
#endif
