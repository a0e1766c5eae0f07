/* fact.h - what an entry of a release says, fact by fact: one table for its files
 * and for what changed between two. The public's face is the shorter column of it,
 * the same facts as the portal's pages show. Pure. */
#ifndef RELEASE_FACT_H
#define RELEASE_FACT_H
#include "base/jout.h"
#include "catalogue/catalogue.h"
#include "release/release.h"

/* An entry as it stood in a release: its version then, and whose it was. */
struct stood { struct resource r; const char *org_name; };

enum fact_kind { FACT_TEXT, FACT_NUMBER, FACT_TRUTH, FACT_LIST };
struct fact {
	const char    *name;
	enum face      from;            /* the least face that shows it */
	enum fact_kind kind;
	int            how;             /* fact.c's own */
	size_t         at;
};
extern const struct fact entry_facts[], item_facts[];   /* `name` NULL ends them */

/* Of a struct stood, or of a struct item; NULL: not said. Lists: "a;b". */
const char *fact_text(struct ctx *cx, const struct fact *f, const void *of);
/* {"code":…, …, "items":[…]}, the facts that `face` shows. */
void stood_json(struct ctx *cx, struct jout *j, const struct stood *s, enum face face);

/* What became different from `was` to `now`, in the order of the table; items are
 * the same when their codes are. At most `room`; the number there are. */
enum difference_kind { FIELD_CHANGED, ITEM_ADDED, ITEM_CHANGED, ITEM_GONE };
struct difference {
	enum difference_kind kind;
	const char *field;              /* NULL: the item as a whole */
	const char *item;               /* its code */
	const char *was, *now;          /* NULL: not said */
};
size_t differences(struct ctx *cx, const struct stood *was, const struct stood *now,
		   enum face face, struct difference *list, size_t room);
#endif
