/* verify.h - does the record still say what it said? `gongshu verify`.
 *
 * Reads the store through a read-only connection and the files of
 * <data>/record, beside a live server or without one. It shares the hash
 * functions and the readers of notes and leaves with the writer, nothing else:
 * the tree is built again here in another way. */
#ifndef RECORD_VERIFY_H
#define RECORD_VERIFY_H
#include "store/store.h"

struct verify_ask {
	const char *dir;                /* the data directory */
	struct db  *db;                 /* NULL: files only */
};
struct verify_found {
	int64_t leaves;                 /* checked under the checkpoint */
	int64_t unsigned_leaves;        /* in the store, not yet signed */
	int64_t faults;
};
/* The whole record. Each fault is one line in `out`:
 *   bad leaf 17 altered | missing | inserted | private
 *   bad tile 0/x001/234 …, bad checkpoint …, bad segment 5 stray */
enum err verify_all(struct ctx *cx, const struct verify_ask *ask, struct buf *out,
		    struct verify_found *ret) MUST_USE;
/* One receipt, "<origin>;<index or pending>;<leaf hash>". */
enum err verify_receipt(struct ctx *cx, const struct verify_ask *ask, const char *receipt,
			struct buf *out, struct verify_found *ret) MUST_USE;
/* Two checkpoints (the text of signed notes): one tree that only grew? */
enum err verify_heads(struct ctx *cx, const struct verify_ask *ask, const struct buf *a,
		      const struct buf *b, struct buf *out, struct verify_found *ret) MUST_USE;
#endif
