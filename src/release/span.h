/* span.h - what changed between two releases, as one face sees it: for the answer,
 * the file, and the portal's page. */
#ifndef RELEASE_SPAN_H
#define RELEASE_SPAN_H
#include "release/release_store.h"
#include "web/req.h"

struct span {
	struct release from, to;        /* from.no 0: before the first */
	enum face      face;
	const struct pack *pack;        /* what a grade lets be opened */
	const char    *region;          /* only of its agencies; NULL: of all */
};
/* "3..5"; ERR_INVALID, or ERR_NOT_FOUND for a release that isn't. */
enum err span_read(struct ctx *cx, struct req *rq, const char *text, enum face face,
		   struct span *ret) MUST_USE;
enum err span_count(struct ctx *cx, struct db *db, const struct span *s,
		    int64_t *ret_n) MUST_USE;

#define SPAN_DIFFERENCES 100            /* told of one entry; the rest is counted */
struct span_entry {
	const char *change;             /* added, changed, retired */
	const char *resource, *code, *national_code, *title, *org_name;
	int         was, now;           /* versions; 0: didn't stand */
	ms_t        at;                 /* when that version was published */
	struct difference *list;
	size_t      n, more;
	bool        gone;               /* from the portal: no word of it is told */
};
void span_entry_json(struct jout *j, const struct span_entry *e);
/* At most `limit` entries after `after` (NULL: from the first), newest first. */
enum err span_page(struct ctx *cx, struct db *db, const struct span *s, const char *after,
		   int64_t limit, struct span_entry *list, size_t *ret_n, bool *ret_more) MUST_USE;

/* The answer {items, next_cursor, total}, or the file with format=csv. */
enum err span_answer(struct ctx *cx, struct req *rq, const struct span *s) MUST_USE;
#endif
