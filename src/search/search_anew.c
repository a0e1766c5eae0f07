/* search_anew.c - the index made anew beside the one that is asked. Who reads the
 * entries and in which steps is catalogue/reindex.c's. */
#include "search/inside.h"

#define ALIVE_MS 60000                  /* who got on within it is still at it */

enum err search_state(struct ctx *cx, struct db *db, struct search_state *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_SEARCH_STATE);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	*ret = (struct search_state){
		.current = (int)col_int(q, "current"), .building = (int)col_int(q, "building"),
		.builder = col_int(q, "builder"), .moved_at = col_int(q, "moved_at"),
		.done = col_int(q, "done"), .turn = col_int(q, "turn"),
		.format = col_int(q, "format") };
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
	bind_int(q, ":done", s->done);
	bind_int(q, ":turn", s->turn);
	bind_int(q, ":format", s->format);
	return rows_done(cx, q, NULL);
}

static enum err empty(struct ctx *cx, struct db *db, int table)
{
	AUTO_ROWS gone = db_run(db, table ? SQL_SEARCH_EMPTY_B : SQL_SEARCH_EMPTY_A);
	TRY(rows_done(cx, gone, NULL));
	AUTO_ROWS made = db_run(db, table ? SQL_SEARCH_MAKE_B : SQL_SEARCH_MAKE_A);
	TRY(rows_done(cx, made, NULL));
	if (db_kind(db) == STORE_PG)
		return OK;
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
	s.done = 0;
	TRY(empty(cx, db, s.building));
	return set(cx, db, &s);
}

/* PostgreSQL alone: what follows in this change waits beside the index. */
static enum err kept_beside(struct ctx *cx, struct db *db)
{
	if (db_kind(db) != STORE_PG)
		return OK;
	bool told;
	AUTO_ROWS q = db_run(db, SQL_SEARCH_KEPT_BESIDE);
	return rows_next(cx, q, &told);
}

enum err search_anew_fill(struct ctx *cx, struct db *db, int64_t builder,
			  const struct search_words *list, size_t n, int64_t done)
{
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	TRY(kept_beside(cx, db));
	for (size_t i = 0; i < n; i++)
		TRY(search_table_put(cx, db, s.building, &list[i]));
	s.done = done;
	return set(cx, db, &s);
}

enum err search_anew_again(struct ctx *cx, struct db *db, const struct search_words *words)
{
	struct search_state s;
	TRY(search_state(cx, db, &s));
	TRY(search_table_drop(cx, db, s.building, words->no));
	return search_table_put(cx, db, s.building, words);
}

enum err search_anew_merge(struct ctx *cx, struct db *db, int table)
{
	bool told;
	PRE(db_kind(db) == STORE_PG);
	AUTO_ROWS how = db_run(db, SQL_SEARCH_MERGING);
	TRY(rows_next(cx, how, &told));
	AUTO_ROWS q = db_run(db, table ? SQL_SEARCH_MERGE_B : SQL_SEARCH_MERGE_A);
	return rows_next(cx, q, &told);
}

enum err search_anew_end(struct ctx *cx, struct db *db, int64_t builder)
{
	struct search_state s;
	TRY(mine(cx, db, builder, &s));
	s.current = s.building;
	s.building = -1;
	s.done = 0;
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
