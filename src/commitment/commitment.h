/* commitment.h - what an agency promises when it asks for data (Art. 19; R19.2): true,
 * for this use alone, to no third party, safe.
 *
 * The words are the rule pack's (law/<pack>/commitment.txt). commitment_of() makes one
 * text of them, whose hash is the version that counts; what was signed is kept by it, so
 * that a case shows its own words after the pack's have changed. Who signed, and for
 * whom, stands beside the case and, as the hash, in the leaf of the submission. */
#ifndef COMMITMENT_COMMITMENT_H
#define COMMITMENT_COMMITMENT_H
#include "core/pack.h"

struct commitment { const char *hash, *version, *pack, *body; };   /* hash NULL: none */
/* The one a pack has. Pure. */
struct commitment commitment_of(struct ctx *cx, const struct pack *p);
/* Is that what somebody read, by hash or word of the version? Pure. */
bool commitment_is(const struct commitment *c, const char *read);

struct db;
struct who;
/* Inside a change: signed by `who` for their agency, with step `no` of a case, whose leaf
 * names the hash. */
struct signing { const char *case_id, *leaf; int64_t no; const struct who *who; };
enum err commitment_sign(struct ctx *cx, struct db *db, const struct commitment *c,
			 const struct signing *s) MUST_USE;
#endif
