/* search_store.c - feeding and asking the index of words. */
#include "search/inside.h"
#include <string.h>

/* Bytes of a row's words from which PostgreSQL moves them out of line. */
#define OUT_OF_LINE 2100

static const char *filled_up(struct ctx *cx, const char *closed, size_t beside)
{
	size_t n = strlen(closed);
	if (n + beside >= OUT_OF_LINE)
		return closed;
	char *wide = ctx_alloc(cx, OUT_OF_LINE - beside + 1);
	memset(wide, ' ', OUT_OF_LINE - beside);
	memcpy(wide, closed, n);
	return wide;
}

struct search_words search_cut(struct ctx *cx, enum store_kind kind, int no,
			       const struct search_text *text)
{
	struct search_words w = {
		.no = no, .title = segment_words(cx, text->title, PART_TITLE),
		.body = segment_words(cx, text->body, PART_BODY),
		.closed = segment_words(cx, text->closed, PART_CLOSED) };
	if (kind == STORE_PG) {
		w.vector = segment_vector(cx, w.title, w.body, w.closed);
		w.closed = filled_up(cx, w.closed, strlen(w.title) + strlen(w.body));
	}
	return w;
}

enum err search_table_put(struct ctx *cx, struct db *db, int table,
			  const struct search_words *words)
{
	AUTO_ROWS q = db_run(db, table ? SQL_SEARCH_PUT_B : SQL_SEARCH_PUT_A);
	bind_int(q, ":no", words->no);
	bind_text(q, ":title", words->title);
	bind_text(q, ":body", words->body);
	bind_text(q, ":closed", words->closed);
	bind_text(q, ":words", words->vector);
	return rows_post(cx, &q, -1);
}

enum err search_table_drop(struct ctx *cx, struct db *db, int table, int no)
{
	AUTO_ROWS q = db_run(db, table ? SQL_SEARCH_DROP_B : SQL_SEARCH_DROP_A);
	bind_int(q, ":no", no);
	return rows_post(cx, &q, -1);
}

enum err search_put_as(struct ctx *cx, struct db *db, const struct search_state *s, int no,
		       const struct search_text *text)
{
	struct search_words w = search_cut(cx, db_kind(db), no, text);
	TRY(search_table_drop(cx, db, s->current, no));
	return search_table_put(cx, db, s->current, &w);
}

enum err search_put(struct ctx *cx, struct db *db, int no, const struct search_text *text)
{
	struct search_state s;
	TRY(search_state(cx, db, &s));
	return search_put_as(cx, db, &s, no, text);
}

static const char *asked(struct ctx *cx, struct db *db, const char *q, enum segment_where where,
			 const char **ret_beside)
{
	*ret_beside = NULL;
	return db_kind(db) == STORE_PG ? segment_tsquery(cx, q, where, ret_beside)
				       : segment_match(cx, q, where);
}

static enum err find_in(struct ctx *cx, struct db *db, int table, const char *text,
			enum segment_where where, struct found *f)
{
	const char *beside;
	const char *title = asked(cx, db, text, SEGMENT_TITLE, &beside);
	const char *all = asked(cx, db, text, where, &beside);  /* beside is the same */
	struct buf *const lists[] = { &f->title, &f->all };
	buf_clear(&f->title);
	buf_clear(&f->all);
	if (!all)                       /* nothing to look for: nothing found */
		return OK;
	AUTO_ROWS q = db_run(db, table ? SQL_SEARCH_FIND_B : SQL_SEARCH_FIND_A);
	bind_text(q, ":in_title", f->wants_title ? title : NULL);
	bind_text(q, ":q", all);
	bind_text(q, ":beside", beside);
	bind_int(q, ":places", (int)where + 1);
	TRY(rows_numbers(cx, q, lists, 2));
	return buf_ok(&f->title) && buf_ok(&f->all) ? OK : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

/* If it wasn't the table in use, or is no longer, once more. */
enum err search_find(struct ctx *cx, struct db *db, const char *q, enum segment_where where,
		     _Atomic int *guess, struct found *f)
{
	for (struct search_state s;; *guess = s.current) {
		if (*guess < 0) {
			TRY(search_state(cx, db, &s));
			*guess = s.current;
		}
		int table = *guess;
		TRY(find_in(cx, db, table, q, where, f));
		TRY(search_state(cx, db, &s));
		if (s.current == table)
			return OK;
	}
}
