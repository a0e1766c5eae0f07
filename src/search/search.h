/* search.h - words to entries: SQLite's FTS5 or PostgreSQL's tsvector, both fed
 * and asked by core/segment.h, so both find the same.
 *
 * The index is derived: it changes in the same transaction as the entry and can
 * be made anew (`gongshu reindex`). Three parts of a text are kept apart: the
 * title, what the public may see, and the rest, which only staff search. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H
#include "core/segment.h"
#include "store/store.h"

struct search_text { const char *title, *body, *closed; };

/* Inside a change: the words of entry `no`, in place of what was there. */
enum err search_put(struct ctx *cx, struct db *db, int no,
		    const struct search_text *text) MUST_USE;

/* The entries that hold all of `q`, highest number first, in the arena. */
struct hits { uint32_t *no; size_t n; };
enum err search_find(struct ctx *cx, struct db *db, const char *q,
		     enum segment_where where, struct hits *ret) MUST_USE;
#endif
