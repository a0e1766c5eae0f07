/* along.h - what goes along with a case beside the papers' words: the commitment that was
 * signed, the registered scenario, the files handed in. */
#ifndef CASES_ALONG_H
#define CASES_ALONG_H
#include "base/jout.h"
#include "cases/acting.h"

/* Before anything is decided: a submission names a scenario and a text of the commitment
 * that stand, the files are there. Keeps what it found in `a`. */
enum err along_look(struct ctx *cx, struct db *db, struct acting *a, bool submits) MUST_USE;
/* With a step of a person: signs, links, keeps. `leaf` is the step's. */
enum err along_keep(struct ctx *cx, struct db *db, struct acting *a, const char *act,
		    const char *leaf) MUST_USE;
/* `into` came of `from`: that is kept, and its commitment and scenario are the same. */
enum err along_carry(struct ctx *cx, struct db *db, const char *from, const char *into) MUST_USE;
/* For the page of a case, as `who` may know of it. */
enum err along_json(struct ctx *cx, struct jout *j, struct db *db, const struct case_file *c,
		    const struct who *who) MUST_USE;
#endif
