/* grading_store.h - rules registered, suggestions kept, decisions put beside them. */
#ifndef GRADING_GRADING_STORE_H
#define GRADING_GRADING_STORE_H
#include "catalogue/catalogue.h"
#include "core/who.h"
#include "grading/suggest.h"
#include "store/store.h"

struct grading_rule {
	const char *rule;               /* NULL: a new one; filled */
	int         version;            /* filled */
	const char *domain, *org;       /* both NULL: for everybody */
	const char *name, *issuer, *number, *link, *text;
	day_t       issued;
	const struct grading_pattern *lines;
	size_t      nlines;
};
/* Inside a change: the first version, or the one after what stands. An agency's rule is
 * its steward's to write, every other a city office's: ERR_FORBIDDEN. */
enum err grading_rule_put(struct ctx *cx, struct db *db, const struct who *who,
			  struct grading_rule *r) MUST_USE;
enum err grading_rule_withdraw(struct ctx *cx, struct db *db, const struct who *who,
			       const char *rule, const char *reason) MUST_USE;
/* The lines in force for an entry of that domain and agency, in the arena. */
enum err grading_lines(struct ctx *cx, struct db *db, const struct resource *r,
		       struct grading_pattern **ret, size_t *ret_n) MUST_USE;

struct grading_scan {
	const struct resource   *r;
	int                      data_version, lifted;
	int64_t                  rows, sampled;
	const struct suggestion *list;          /* one an item of r */
};
/* Inside a change. */
enum err grading_keep(struct ctx *cx, struct db *db, const struct who *who,
		      const struct grading_scan *s) MUST_USE;

struct kept_suggestion {
	const char *item, *sense, *mask, *evidence, *state, *reason, *by;
	int         grade, confidence, decided;
	ms_t        at;
};
enum err grading_kept(struct ctx *cx, struct db *db, const char *resource,
		      struct kept_suggestion **ret, size_t *ret_n) MUST_USE;

struct grading_decision { const char *item, *mask, *reason; int grade; bool says_mask; };
struct grading_decisions {
	const char                    *resource;
	const struct pack             *pack;
	const struct grading_decision *list;
	size_t                         n;
};
/* Inside a change: the grades become the draft's, and stand beside what was suggested.
 * ERR_INVALID, ERR_INCOMPLETE or ERR_CONFLICT names the field ("decisions[0].reason"). */
enum err grading_decide(struct ctx *cx, struct db *db, const struct who *who,
			const struct grading_decisions *d) MUST_USE;
#endif
