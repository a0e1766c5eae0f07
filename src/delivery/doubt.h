/* doubt.h - what is under verification of rows that were handed over (Art. 23; R23.1).
 *
 * A copy goes on as the answers do: with the mark. Beside each batch stands what was doubted
 * of its rows as it was made. Of what is doubted later the recipient learns by a notice, and
 * again when that ends, if what it holds may have the record; who reported it isn't told. A
 * delivery's ledger knows the record by its key; where the key isn't given, or no ledger can be
 * read, any may be it. Which record it is is said only where a ledger has it. */
#ifndef DELIVERY_DOUBT_H
#define DELIVERY_DOUBT_H
#include "base/jout.h"
#include "correction/correction.h"
#include "delivery/ledger.h"
#include "store/store.h"

/* Of a batch's columns, as its row has them: is an item among them, is the whole key? Pure. */
bool doubt_item_given(const char *columns, const char *item);
bool doubt_key_given(const char *columns);
/* The ledger's name of the record with this key, in correction_key()'s form. Pure. */
struct hash doubt_row(const char *key);
/* {"permit_no":"7"}: the key by the starred columns. Pure. */
void doubt_key_json(struct jout *j, const char *columns, const char *key);

/* What a batch says of its rows. */
struct doubt_mark {
	int64_t       row;              /* of the file, from 0; or one of these */
	const char  **key;              /* a text a key item; NULL: not given */
	const size_t *items;            /* indexes into the view */
	size_t        nitems;
};
#define DOUBT_ALL     (-1)              /* of all rows */
#define DOUBT_NOT_NEW (-2)              /* the row came with an earlier batch */

/* Inside a change: a batch more lies ready. What of it is doubted already is to be told as it
 * ends, too. */
enum err doubt_batch_ready(struct ctx *cx, struct db *db, const char *case_id,
			   const char *resource) MUST_USE;

struct app;
/* Looks at what was opened or ended since and tells whom it concerns; *ret_any false:
 * nothing was due. */
enum err doubt_tell_next(struct ctx *cx, struct app *app, struct db *reader,
			 bool *ret_any) MUST_USE;
#endif
