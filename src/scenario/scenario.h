/* scenario.h - the register of scenarios that shared data is used in (R31.1): one-stop
 * services, governance of the city as one network, work across agencies.
 *
 * A scenario is run by an organisation, which registers it, or its office does. A request
 * may name one by its code beside the free words of its papers; which data it uses, and
 * how much of it, is not said but counted, from the grants that such requests ended in.
 * scenario.c decides, scenario_store.c keeps them, scenario_http.c is the counter. */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H
#include "base/ctx.h"
#include "core/who.h"
#include <jansson.h>

#define SCENARIO_KINDS(X) /* the words are stored */                              \
	X(ONE_STOP, "one_stop")         /* a matter settled in one go */          \
	X(ONE_NETWORK, "one_network")   /* the city governed as one network */    \
	X(CROSS_AGENCY, "cross_agency") X(OTHER, "other")
#define SCENARIO_STATES(X)                                                        \
	X(PLANNED, "planned") X(RUNNING, "running") X(ENDED, "ended")
enum scenario_kind {
#define X(id, word) SCENARIO_##id,
	SCENARIO_KINDS(X)
#undef X
	SCENARIO_KINDS_
};
enum scenario_state {
#define X(id, word) SCENARIO_##id,
	SCENARIO_STATES(X)
#undef X
	SCENARIO_STATES_
};
const char *scenario_kind_word(enum scenario_kind k);
bool        scenario_kind_read(const char *word, enum scenario_kind *ret);
const char *scenario_state_word(enum scenario_state s);
bool        scenario_state_read(const char *word, enum scenario_state *ret);

struct scenario {
	const char         *id, *code, *name;
	enum scenario_kind  kind;
	const char         *org, *region;       /* who runs it, and its division */
	bool                city_wide;          /* other agencies may name it too */
	const char         *description, *duty, *basis;         /* basis or NULL */
	enum scenario_state state;
	day_t               since, until;       /* n 0: not said */
	int64_t             revision;
};

/* Letters, digits, - and _, at most 63. */
bool scenario_code_sound(const char *code);
/* NULL, or the field that doesn't fit the others. */
const char *scenario_wrong(const struct scenario *s, day_t today);

/* May an agency's request name it on that day? */
enum scenario_use { SCENARIO_MAY, SCENARIO_NOT_YOURS, SCENARIO_OVER };
enum scenario_use scenario_usable(const struct scenario *s, const char *org, day_t today);

struct db;
/* The registered scenario that a request of `org` names in its papers: `scenario_code`,
 * or the free words where they are a code that it may name; *ret NULL: none.
 * ERR_INCOMPLETE, with the field, for a code that isn't there or not for it. */
enum err scenario_named(struct ctx *cx, struct db *db, const char *org, const json_t *papers,
			const char **ret_code) MUST_USE;
/* Inside a change: the case names it, or (NULL) none any more. */
enum err scenario_link(struct ctx *cx, struct db *db, const char *case_id,
		       const char *code) MUST_USE;
/* Inside a change: registers it, id and, where none was chosen, code given.
 * ERR_CONFLICT: the code is taken. */
enum err scenario_add(struct ctx *cx, struct db *db, const struct who *who,
		      struct scenario *s) MUST_USE;
/* Inside a change: what came of it, on a day. */
enum err scenario_result_add(struct ctx *cx, struct db *db, const struct who *who,
			     const char *code, day_t on, const char *result) MUST_USE;
/* Inside a change: an organisation went up in another; what it ran goes along. */
enum err scenario_org_changed(struct ctx *cx, struct db *db, const char *org,
			      const char *into) MUST_USE;
#endif
