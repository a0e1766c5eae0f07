/* doubted.h - what an aggregate says of records that are under verification (Art. 23).
 *
 * The records in doubt are a group like any other, and often a small one: whoever knows one
 * of them could ask by `where` what it holds, if each answer said whether it was counted.
 * So their number is told only where they, and those of them that aren't counted, are nobody
 * or as many as the smallest group that is told; else only that some of what the grant gives
 * is in doubt, whatever was asked. An item that is doubted in all records is named. */
#ifndef DATAAPI_DOUBTED_H
#define DATAAPI_DOUBTED_H
#include "dataapi/piece.h"

struct doubted {
	const size_t *items;            /* that the numbers rest on: indexes into the view */
	size_t        nitems;
	int64_t       all;              /* records in doubt that the grant reaches … */
	int64_t       counted;          /* … and of these, in what was counted */
};
/* Reads them, and puts their marks into c->marked. */
enum err doubted_read(struct ctx *cx, const struct req *rq, struct call *c,
		     struct doubted *ret) MUST_USE;
/* ,"marks":[…] if there are any. */
void     doubted_json(struct ctx *cx, struct buf *out, const struct call *c,
		     const struct doubted *d, int64_t least);
#endif
