/* named.h - what the ids among a case's papers stand for, in words: the request that a
 * delivery rests on, grants, entries, a batch, a file.
 *
 * A name is told to who may know of the thing by itself: a case, a grant, an entry or a
 * batch that isn't `who`'s to see is left without one. Of a file, whoever may know of the
 * case knows how it is called; a file that its bringer's organisation didn't upload has
 * no name here. */
#ifndef CASES_NAMED_H
#define CASES_NAMED_H
#include "base/jout.h"
#include "cases/legal.h"
#include "cases/store.h"

/* The list `named`, absent when there is nothing to name; for the page of a case. */
enum err named_json(struct ctx *cx, struct jout *j, struct db *db, const struct law *l,
		    const struct case_file *c, const struct who *who) MUST_USE;
#endif
