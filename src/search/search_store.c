/* search_store.c - feeding and asking the index of words. */
#include "search/search.h"
#include <string.h>

enum err search_put(struct ctx *cx, struct db *db, int no, const struct search_text *text)
{
	AUTO_ROWS drop = db_run(db, SQL_SEARCH_DROP);
	bind_int(drop, ":no", no);
	TRY(rows_done(cx, drop, NULL));
	bool pg = db_kind(db) == STORE_PG;
	int pos = 0;
	const char *title = pg ? segment_vector(cx, text->title, 'A', &pos)
			       : segment_words(cx, text->title);
	const char *body = pg ? segment_vector(cx, text->body, 'B', &pos)
			      : segment_words(cx, text->body);
	const char *closed = pg ? segment_vector(cx, text->closed, 'C', &pos)
				: segment_words(cx, text->closed);
	AUTO_ROWS q = db_run(db, SQL_SEARCH_PUT);
	bind_int(q, ":no", no);
	bind_text(q, ":title", title);
	bind_text(q, ":body", body);
	bind_text(q, ":closed", closed);
	return rows_done(cx, q, NULL);
}

enum err search_find(struct ctx *cx, struct db *db, const char *text,
		     enum segment_where where, struct hits *ret)
{
	const char *ask = db_kind(db) == STORE_PG ? segment_tsquery(cx, text, where)
						  : segment_match(cx, text, where);
	struct hits h = { ctx_array(cx, uint32_t, 64), 0 };
	size_t room = 64;
	if (!ask) {                     /* nothing to look for: nothing found */
		*ret = h;
		return OK;
	}
	AUTO_ROWS q = db_run(db, SQL_SEARCH_FIND);
	bind_text(q, ":q", ask);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (h.n == room) {
			uint32_t *wider = ctx_array(cx, uint32_t, room * 2);
			memcpy(wider, h.no, h.n * sizeof *wider);
			h.no = wider;
			room *= 2;
		}
		h.no[h.n++] = (uint32_t)col_int(q, "no");
	}
	*ret = h;
	return OK;
}
