/* search.h - words to entries: SQLite's FTS5 or PostgreSQL's tsvector, both fed
 * and asked by core/segment.h, so both find the same.
 *
 * The index is derived: it changes in the same transaction as the entry, and is
 * made anew beside itself: two tables, of which one is asked; the other is empty,
 * or is being filled from the entries and read on until it may take its place. Three parts of a
 * text are kept apart: the title, what the public may see, and the rest, which
 * only staff search. */
#ifndef SEARCH_SEARCH_H
#define SEARCH_SEARCH_H
#include "core/segment.h"
#include "store/store.h"

struct search_text { const char *title, *body, *closed; };
/* The same, cut: what a table takes. */
struct search_words { int no; const char *title, *body, *closed, *vector; };
struct search_words search_cut(struct ctx *cx, enum store_kind kind, int no,
			       const struct search_text *text);

/* Inside a change: the words of entry `no`, in place of what was there. */
enum err search_put(struct ctx *cx, struct db *db, int no,
		    const struct search_text *text) MUST_USE;

/* The same where the state (below) was read in this change already. */
struct search_state;
enum err search_put_as(struct ctx *cx, struct db *db, const struct search_state *s, int no,
		       const struct search_text *text) MUST_USE;

/* The entries that hold all of `q`, each once, in any order: uint32_t. */
struct found {
	struct buf title, all;          /* title: those that hold it there; if asked for */
	bool       wants_title;
};
/* `guess` is the table that was asked last, kept by the caller: it saves a look. -1 at
 * first: the table that is being filled has no index to ask. */
enum err search_find(struct ctx *cx, struct db *db, const char *q, enum segment_where where,
		     _Atomic int *guess, struct found *f) MUST_USE;

/* --- making it anew: search_anew.c --------------------------------------- */
struct search_state {
	int     current;                /* the table asked */
	int     building;               /* the one being filled; -1: none is */
	int64_t builder, moved_at, turn, format;
};
enum err search_state(struct ctx *cx, struct db *db, struct search_state *ret) MUST_USE;
/* Is it cut as this program cuts, and did whoever made it anew come to an end? */
bool     search_stale(const struct search_state *s);

/* Inside changes. Begin: the other table (*ret_table), emptied and without an index on
 * PostgreSQL; ERR_CONFLICT while somebody else got on with it within the last minute.
 * Fill: the words of entries, none of which stand there yet. Alive: it got on. End: what was filled is
 * asked from here on. Each but the first is ERR_CONFLICT when `builder` isn't the one
 * who fills. What changes meanwhile goes to the table that is asked alone: whoever
 * fills reads it on before the end (search_put_as() with a state whose current is the
 * new table). */
enum err search_anew_begin(struct ctx *cx, struct db *db, int64_t builder,
			   int *ret_table) MUST_USE;
enum err search_anew_fill(struct ctx *cx, struct db *db, int64_t builder,
			  const struct search_words *list, size_t n) MUST_USE;
enum err search_anew_alive(struct ctx *cx, struct db *db, int64_t builder) MUST_USE;
enum err search_anew_end(struct ctx *cx, struct db *db, int64_t builder) MUST_USE;
/* The table nobody asks gives its room back; a change of its own. */
enum err search_anew_tidy(struct ctx *cx, struct db *db) MUST_USE;
#endif
