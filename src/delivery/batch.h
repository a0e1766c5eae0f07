/* batch.h - the batches of a table delivery: files that are there whole or not at all.
 *
 * A batch is asked for by the operator (delivery_http.c), made by a thread of its own
 * (maker.c) and then lies under <data>/deliveries/<id>.csv. Until it is whole, charged to
 * the grant and on the record, in one change, nobody can fetch it; a server that was
 * killed half-way begins it anew. Full: all rows the grant gives. Incremental: those that
 * are new or changed since the batch it builds on; rows that went can't be told to a
 * file of rows, so then a full one is due (ledger.h). */
#ifndef DELIVERY_BATCH_H
#define DELIVERY_BATCH_H
#include "base/hash.h"
#include "core/who.h"
#include "store/store.h"

#define DELIVERY_ROWS_MOST 5000000      /* of a batch: its ledger stands in memory */

enum delivery_kind { DELIVERY_FULL, DELIVERY_INCREMENTAL };
const char *delivery_kind_word(enum delivery_kind k);

struct delivery_batch {
	const char *id, *case_id, *state, *grant, *hash, *mark, *carriers, *leaf;
	const char *invented;           /* decoys_text() */
	const char *columns;            /* of the file: codes, a star behind the key's */
	const char *doubts;             /* doubts_text(); read by none but its own statement */
	const char *fault, *detail, *detail_en, *field;         /* of one that failed */
	const char *by_id, *by_name, *by_org;
	int64_t     no, base, rows, whole, bytes, told, doubted;
	int         version;
	enum delivery_kind kind;
	ms_t        at, ready_at;
};
void delivery_batch_row(struct ctx *cx, struct rows *q, struct delivery_batch *ret);
enum err delivery_batch_get(struct ctx *cx, struct db *db, const char *case_id, int64_t no,
			    struct delivery_batch *ret) MUST_USE;
/* The first one that is being made behind `after`; id NULL: there is none. */
enum err delivery_batch_making(struct ctx *cx, struct db *db, const char *after,
			       struct delivery_batch *ret) MUST_USE;
/* The number of the case's last batch in that state; 0: none. */
enum err delivery_batch_last(struct ctx *cx, struct db *db, const char *case_id,
			     const char *state, int64_t *ret_no) MUST_USE;
/* Of a path; ERR_NOT_FOUND: no number. */
enum err delivery_batch_no(struct ctx *cx, const char *text, int64_t *ret) MUST_USE;
const char *delivery_batch_path(struct ctx *cx, const struct store *s, const char *id);
const char *delivery_ledger_path(struct ctx *cx, const struct store *s, const char *id);

/* Inside a change. A new one, `b` filled but for id and no; ERR_CONFLICT when somebody
 * was there first. */
enum err delivery_batch_add(struct ctx *cx, struct db *db, const struct who *by,
			    struct delivery_batch *b, int64_t seen) MUST_USE;
enum err delivery_batch_told(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			     int version, int64_t was, int64_t told) MUST_USE;
/* Puts the leaf; hash, mark, carriers, rows … of `b` stand then. */
enum err delivery_batch_ready(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			      const char *recipient) MUST_USE;
enum err delivery_batch_failed(struct ctx *cx, struct db *db, const struct delivery_batch *b,
			       struct said why, const char *field) MUST_USE;
#endif
