/* parts.h - PostgreSQL's indexes of a table of words, made after it was filled.
 *
 * An index kept while rows come in costs more than one made of them all, and one
 * backend makes it at the pace of one processor: so a table lies in parts by
 * number, and each part's index is made by a thread with a connection of its own. The
 * table is one nobody asks or writes meanwhile; what changes is caught up with after
 * (catalogue/reindex.c). */
#ifndef SEARCH_PARTS_H
#define SEARCH_PARTS_H
#include "search/search.h"
#include <stdatomic.h>

/* The indexes of the table that `builder` filled. *stop (may be NULL) ends it early
 * with ERR_BUSY; ERR_CONFLICT: somebody else began anew meanwhile. */
enum err search_parts_index(struct ctx *cx, struct store *store, int table, int64_t builder,
			    const _Atomic bool *stop) MUST_USE;
#endif
