/* block.h - rows of a batch gathered, and written into a table by one statement.
 *
 * INSERT … VALUES (…), (…) is understood by nearly every database, where arrays of
 * parameters are one way a row with some drivers and unknown to others. A block has few
 * rows at first and more as long as the database takes it quickly, so that who waits hears
 * of it each second. One that is refused is named by its state: whose row it was, only
 * rows one by one would tell (write.c). */
#ifndef TAP_BLOCK_H
#define TAP_BLOCK_H
#include "core/csv.h"
#include "tap/inside.h"

struct target { const struct column *column; bool key; };       /* a column that is written */
struct cell { SQLWCHAR *text; SQLLEN length; size_t bytes; };

struct block {
	struct tap          *t;
	const struct tap_ask *ask;
	const struct target *at;
	size_t               n, keys;   /* columns; those by which rows are replaced, if any are */
	struct cell         *cells;     /* of the rows gathered, in t->row */
	size_t               rows, bytes;
	size_t               most, limit;       /* rows of one statement, as of now; ever */
	SQLHSTMT             insert, remove;
	size_t               prepared;  /* for so many rows; 0: not yet */
	bool                 cut;       /* the text asked for last was too long, be it of one row */
};

/* Replaces: rows of equal key go before they come. */
struct block block_make(struct tap *t, const struct tap_ask *ask, const struct target *at, size_t n,
			bool replaces);
void block_add(struct block *b, const struct csv *row);         /* of n fields */
bool block_full(const struct block *b);
/* Writes what was gathered, and nothing is gathered any more. False: refused, with this
 * state; nothing is told yet. */
bool block_put(struct block *b, char ret_state[6]);
/* Forgets what was gathered and prepared: the transaction is begun anew. */
void block_drop(struct block *b);
#endif
