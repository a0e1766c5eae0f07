/* reform.h - organisations change (机构改革; R06.1, Art. 46): one is renamed, several
 * become one, one is split, duties go from one to another, one is closed.
 *
 * The operator registers a reform with its instrument and the day it takes effect;
 * a person of the authority confirms it. It takes effect with the confirmation, or
 * on its day by the clock, in one change of the store: nobody ever sees half of it,
 * and a server that dies in it has done nothing. Entries keep their codes, cases
 * their terms, grants and keys their names. reform.c says what a plan has to hold,
 * reform_ready.c what must stand so that it can be carried out, reform_carry.c
 * carries it out. */
#ifndef REFORM_REFORM_H
#define REFORM_REFORM_H
#include "base/ctx.h"
#include "base/jout.h"
#include "core/actor.h"
#include "reform_schema.h"

struct legal;

struct app;
struct db;

#define REFORM_KINDS(X) /* the words are stored and on the wire */            \
	X(RENAME, "rename") X(MERGE, "merge") X(SPLIT, "split")               \
	X(MOVE, "move") X(CLOSE, "close")
enum reform_kind {
#define X(id, word) REFORM_##id,
	REFORM_KINDS(X)
#undef X
	REFORM_KINDS_
};
const char *reform_kind_word(enum reform_kind k);

/* A plan as it was sent, checked: what its kind asks for is there, and nothing
 * else. ERR_INVALID names the field. Pure. */
enum err reform_check(struct ctx *cx, const struct reform_new_in *plan,
		      enum reform_kind *ret_kind) MUST_USE;
/* May this office deal with that organisation? Those it reaches (core/sight.h), but no
 * county with a body of the city. Pure. */
bool reform_within(struct ctx *cx, const struct who *office, const struct party *org);

/* What goes along. */
struct reform_counts {
	int64_t orgs, entries, drafts, negative, elements, cases, grants_given, grants_taken,
		keys, tokens, people, parts;
};
void reform_counts_json(struct jout *j, const struct reform_counts *c);

/* Inside a change: registers a plan (`json`: as it was sent), and a second person
 * confirms it, which carries it out if its day has come. */
enum err reform_register(struct ctx *cx, struct db *db, const struct who *by,
			 const struct reform_new_in *plan, const char *json,
			 const char **ret_id) MUST_USE;
enum err reform_confirm(struct ctx *cx, struct db *db, const struct legal *legal,
			const struct who *by, const char *id) MUST_USE;

/* The clock's part: what was confirmed takes effect on its day. */
enum err reform_step(struct ctx *cx, struct app *app, struct db *reader) MUST_USE;
#endif
