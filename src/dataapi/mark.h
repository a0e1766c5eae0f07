/* mark.h - what an answer says of records whose correction is under way (Art. 23).
 *
 * A plan carries what is doubted of its resource; hardly ever is that anything. A row
 * is held against it by its key, whether or not the caller sees that, and a mark names
 * the items the caller gets and no others. Pure. */
#ifndef DATAAPI_MARK_H
#define DATAAPI_MARK_H
#include "base/jout.h"
#include "correction/correction.h"

struct printer;

struct mark_rule {                      /* of one record, or of all */
	const char *key;                /* NULL: all */
	size_t      n;                  /* its bytes */
	size_t      field;              /* index into the view, or MARK_WHOLE */
};
#define MARK_WHOLE SIZE_MAX
struct marks {
	struct mark_rule *at;           /* those of all records first, then by key */
	size_t            n, nall;
	size_t            keys[8], nkeys;       /* the key's fields in the view */
};
/* The doubts as rules over a view. One of an item or a key that this data lacks says
 * nothing of it. */
struct marks marks_of(struct ctx *cx, struct view view, const struct in_doubt *list, size_t n);

struct marked {                         /* one mark of an answer */
	int64_t       row;              /* of the answer, from 0; or one of these */
	const size_t *items;            /* indexes into the view */
	size_t        nitems;
};
#define MARK_EVERY (-1)                 /* every row */
#define MARK_SOME  (-2)                 /* some of those counted, or none */
struct marked_list { struct marked *at; size_t n, room; };

/* Of every row, if any of it is given. */
void mark_all(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	      struct marked_list *out);
/* Of the row with this key: one value a key field. */
void mark_row(struct ctx *cx, const struct marks *m, struct view view, const size_t *seen,
	      size_t nseen, const struct value *key, int64_t row, struct marked_list *out);
/* All of a list as one mark of no row: where rows aren't given. */
void mark_join(struct ctx *cx, const size_t *seen, size_t nseen, struct marked_list *l);
/* Whatever is doubted of these items in any record, told of none. */
void mark_any(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	      struct marked_list *out);
/* Whatever single records are doubted in, of these items, told of none. */
void mark_some(struct ctx *cx, const struct marks *m, const size_t *seen, size_t nseen,
	       struct marked_list *out);
/* The keys of records that are doubted in one of these items, each once, `most` at a time
 * from rule *at on, which moves behind them (begin at m->nall). False: there are no more. */
bool mark_keys(struct ctx *cx, const struct marks *m, struct view view, const size_t *seen,
	       size_t nseen, size_t most, size_t *at, struct key_list *ret);
/* Might rows given with these items be marked? */
bool marks_touch(const struct marks *m, const size_t *seen, size_t nseen);

/* [{"row":0,"items":["a"],"mark":"under_verification","note":"…"}] */
void marks_json(struct ctx *cx, struct buf *out, struct view view,
		const struct marked_list *l);
/* "items", "mark" and "note" of one. */
void mark_rest_json(struct ctx *cx, struct jout *j, struct view view, const struct marked *m);
/* For the header: under_verification; rows=0,3, of up to MARK_ROWS rows; all; some. */
#define MARK_ROWS 100
const char *marks_line(struct ctx *cx, const struct marked_list *l);
#endif
