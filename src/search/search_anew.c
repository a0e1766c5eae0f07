/* search_anew.c - the index made anew beside the one that is asked. Who reads the
 * entries and in which steps is catalogue/reindex.c's. */
#include "search/inside.h"

#define ALIVE_MS 60000                  /* who got on within it is still at it */
enum { LINES = 100 };                   /* rows of a statement */

enum err search_state(struct ctx *cx, struct db *db, struct search_state *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_SEARCH_STATE);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	*ret = (struct search_state){
		.current = (int)col_int(q, "current"), .building = (int)col_int(q, "building"),
		.builder = col_int(q, "builder"), .moved_at = col_int(q, "moved_at"),
		.turn = col_int(q, "turn"), .format = col_int(q, "format") };
	return OK;
}

bool search_stale(const struct search_state *s)
{
	return s->format != SEGMENT_FORMAT || s->building >= 0;
}

static enum err set(struct ctx *cx, struct db *db, const struct search_state *s)
{
	AUTO_ROWS q = db_run(db, SQL_SEARCH_STATE_SET);
	bind_int(q, ":current", s->current);
	bind_int(q, ":building", s->building);
	bind_int(q, ":builder", s->builder);
	bind_ms(q, ":now", cx->now);
	bind_int(q, ":turn", s->turn);
	bind_int(q, ":format", s->format);
	return rows_done(cx, q, NULL);
}

static enum err empty(struct ctx *cx, struct db *db, int table)
{
	AUTO_ROWS gone = db_run(db, table ? SQL_SEARCH_EMPTY_B : SQL_SEARCH_EMPTY_A);
	TRY(rows_done(cx, gone, NULL));
	if (db_kind(db) == STORE_PG) {
		AUTO_ROWS bare = db_run(db, table ? SQL_SEARCH_BARE_B : SQL_SEARCH_BARE_A);
		return rows_done(cx, bare, NULL);
	}
	AUTO_ROWS made = db_run(db, table ? SQL_SEARCH_MAKE_B : SQL_SEARCH_MAKE_A);
	TRY(rows_done(cx, made, NULL));
	/* Merged later and more at once: a third less work for a table filled in one go. */
	AUTO_ROWS tuned = db_run(db, table ? SQL_SEARCH_TUNE_B : SQL_SEARCH_TUNE_A);
	return rows_done(cx, tuned, NULL);
}

static enum err mine(struct ctx *cx, struct db *db, int64_t builder, struct search_state *ret)
{
	TRY(search_state(cx, db, ret));
	if (ret->building < 0 || ret->builder != builder)
		return fail(cx, ERR_CONFLICT, SAY_SEARCH_BEING_MADE());
	return OK;
}

enum err search_anew_begin(struct ctx *cx, struct db *db, int64_t builder, int *ret_table)
{
	struct search_state s;
	TRY(search_state(cx, db, &s));
	if (s.building >= 0 && s.builder != builder && cx->now.n - s.moved_at < ALIVE_MS)
		return fail(cx, ERR_CONFLICT, SAY_SEARCH_BEING_MADE());
	s.building = *ret_table = 1 - s.current;
	s.builder = builder;
	TRY(empty(cx, db, s.building));
	return set(cx, db, &s);
}

static void line(struct buf *b, const char *text)
{
	buf_text(b, text);
	buf_byte(b, '\n');
}

/* PostgreSQL alone: as many rows as a statement takes. */
static enum err put_lines(struct ctx *cx, struct db *db, int table,
			  const struct search_words *list, size_t n)
{
	enum { NOS, TITLE, BODY, CLOSED, WORDS, COLUMNS };
	static const char *const names[] = { ":nos", ":title", ":body", ":closed", ":words" };
	struct buf column[COLUMNS];
	enum err e = OK;
	for (int i = 0; i < COLUMNS; i++)
		column[i] = buf_make(64 << 20);
	for (const struct search_words *w = list; w < list + n; w++) {
		buf_print(&column[NOS], "%d\n", w->no);
		line(&column[TITLE], w->title);
		line(&column[BODY], w->body);
		line(&column[CLOSED], w->closed);
		line(&column[WORDS], w->vector);
	}
	AUTO_ROWS q = db_run(db, table ? SQL_SEARCH_PUT_MANY_B : SQL_SEARCH_PUT_MANY_A);
	for (int i = 0; i < COLUMNS; i++) {
		bind_text(q, names[i], buf_cstr(&column[i]));
		e = buf_ok(&column[i]) ? e : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	}
	e = e == OK ? rows_post(cx, &q, -1) : e;
	for (int i = 0; i < COLUMNS; i++)
		buf_end(&column[i]);
	return e;
}

static enum err put_all(struct ctx *cx, struct db *db, int table,
			const struct search_words *list, size_t n)
{
	if (db_kind(db) == STORE_PG) {
		for (size_t at = 0; at < n; at += LINES)
			TRY(put_lines(cx, db, table, list + at, n - at < LINES ? n - at : LINES));
		return OK;
	}
	for (size_t i = 0; i < n; i++)
		TRY(search_table_put(cx, db, table, &list[i]));
	return OK;
}

enum err search_anew_fill(struct ctx *cx, struct db *db, int64_t builder,
			  const struct search_words *list, size_t n)
{
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	TRY(put_all(cx, db, s.building, list, n));
	return set(cx, db, &s);
}

enum err search_anew_alive(struct ctx *cx, struct db *db, int64_t builder)
{
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	return set(cx, db, &s);
}

enum err search_part_begin(struct ctx *cx, struct db *db, int64_t builder, int *ret_backend)
{
	bool told;
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	AUTO_ROWS q = db_run(db, SQL_SEARCH_PART_BEGIN);
	TRY(rows_next(cx, q, &told));
	*ret_backend = told ? (int)col_int(q, "backend") : 0;
	return OK;
}

enum err search_part_index(struct ctx *cx, struct db *db, int table, int part)
{
	static const enum sql made[2][SEARCH_PARTS] = {
		{ SQL_SEARCH_INDEX_A0, SQL_SEARCH_INDEX_A1 },
		{ SQL_SEARCH_INDEX_B0, SQL_SEARCH_INDEX_B1 } };
	PRE(db_kind(db) == STORE_PG);
	AUTO_ROWS q = db_run(db, made[table][part]);
	return rows_done(cx, q, NULL);
}

enum err search_part_cancel(struct ctx *cx, struct db *db, int backend)
{
	bool told;
	AUTO_ROWS q = db_run(db, SQL_SEARCH_PART_CANCEL);
	bind_int(q, ":backend", backend);
	return rows_next(cx, q, &told);
}

enum err search_anew_end(struct ctx *cx, struct db *db, int64_t builder)
{
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	s.current = s.building;
	s.building = -1;
	s.turn++;
	s.format = SEGMENT_FORMAT;
	return set(cx, db, &s);
}

enum err search_anew_tidy(struct ctx *cx, struct db *db)
{
	struct search_state s;
	TRY(search_state(cx, db, &s));
	return s.building >= 0 ? OK : empty(cx, db, 1 - s.current);
}
