/* watermark.h - marks in a table's rows that tell whose copy they are.
 *
 * A row is known by its anchors: cells that no mark alters. Under a delivery's own key
 * the HMAC of that identity draws, for each column that may carry, whether this row
 * carries in it (one in four) and which bit: a trailing blank or none, an even or an odd
 * last decimal. Two neighbours that sort equal stand in the order their pair draws. So a
 * few hundred rows from anywhere in a copy are enough, in any order, with columns cut
 * away, as long as anchors and a carrier are among them; doc/adr/0040 says what isn't.
 *
 * Looking reads what was marked back without the original: each row draws again, and
 * its bits hold or don't. Whoever didn't make a copy under that key holds half of them
 * by chance, whatever the file is, so the evidence is a wager that is fair when the file
 * isn't that copy: to win 10^x by it happens at most once in 10^x. Pure. */
#ifndef DELIVERY_WATERMARK_H
#define DELIVERY_WATERMARK_H
#include "base/buf.h"
#include "base/hash.h"

enum carry { CARRY_NOTHING, CARRY_BLANK, CARRY_DIGIT };
#define MARK_CARRIERS 31                /* columns that carry; more don't */
#define MARK_PROOF    6                 /* a name is said by odds of 10^6 over all asked */

struct mark_column {
	const char *code;
	enum carry  carry;
	int         precision;          /* decimals, of a digit's carrier */
	bool        anchor, sorts;      /* sorts: rows are equal if these cells are */
};
struct mark_plan {
	const struct mark_column *columns;
	size_t                    n;
	bool                      order;        /* rows that sort equal may change places */
	bool                      invents;      /* rows that were never there may stand between (decoy.h) */
};
/* Does it mark anything? Without an anchor nothing can be. */
bool mark_plan_works(const struct mark_plan *p);

struct mark_cell { const char *p; size_t n; };

struct mark_pen {                       /* a plan under a key */
	const struct mark_plan *plan;
	struct hash_key         key;
	struct buf              room;
};
struct mark_pen mark_pen_make(const struct mark_plan *plan, const uint8_t key[32]);
void            mark_pen_end(struct mark_pen *p);       /* wipes the key */

/* A short name of the key, for the delivery's record: it tells nothing of the key. */
#define MARK_NAME 17
void mark_name(const uint8_t key[32], char out[MARK_NAME]);

struct mark_draw { struct hash id, drawn, sort; };
/* What this row draws; cells by column, of n 0 when empty. */
struct mark_draw mark_draw_row(struct mark_pen *p, const struct mark_cell *cells);
/* The i-th cell as its recipient gets it, behind what `out` holds. */
void mark_put(const struct mark_pen *p, const struct mark_draw *d, size_t i, struct mark_cell in,
	      struct buf *out);
/* Of two rows that follow each other: does the second go first? */
bool mark_turns(const struct mark_pen *p, const struct mark_draw *a, const struct mark_draw *b);

struct decoys;
/* --- whose is it? --------------------------------------------------------------------- */
struct mark_tally {
	int64_t rows, bits, held, pairs, pairs_held;
	int64_t apart, invented;        /* rows of one identity each; of them those that were invented */
	double  chance;                 /* of a row's being one of those; 0: none were */
};
/* The rows of a copy in their order; equal identities count once, so that a table of
 * few identities accuses nobody. `seen` is the caller's set (a power of two of slots, all
 * zero, more than twice the rows). */
struct mark_eye {
	struct mark_pen  *pen;
	const struct decoys *decoys;    /* or NULL */
	uint64_t         *seen;
	size_t            slots;
	struct mark_draw  last;
	bool              any;
	struct mark_tally tally;
};
/* `has`: which columns the file has. */
void   mark_look(struct mark_eye *e, const struct mark_cell *cells, const bool *has);
/* The odds by which a file of this tally is the copy and not chance, as a power of ten. */
double mark_evidence(const struct mark_tally *t);
/* Is that enough to name one of `asked`? */
bool   mark_proves(double evidence, size_t asked);
#endif
