/* marks.h - what the provider lets a mark alter in an entry's rows, and the plan that
 * follows from it for one delivery. Nothing is altered where nothing was said.
 *
 * Said of an entry: {"items": {"remark": "blank", "fee": "digit"}, "order": ["issued_on"]}.
 * A blank may stand behind a text; a digit is the last decimal of a decimal; rows whose
 * `order` items are equal (an empty list: all rows) may change places. "invented": [codes]
 * lets rows be added that were never there (decoy.h), where it lists all that is given. Pure. */
#ifndef DELIVERY_MARKS_H
#define DELIVERY_MARKS_H
#include "base/ctx.h"
#include "core/filter.h"
#include "delivery/watermark.h"

struct item;
/* ERR_INVALID names the field: an item that isn't there, is a key, or has no such place. */
enum err marks_check(struct ctx *cx, const struct item *items, size_t n, const json_t *allowed) MUST_USE;

/* For the columns `seen` of a view. `allowed` NULL: nothing may be altered. Anchors are
 * the key where all of it is given, else all that nothing alters. */
struct mark_plan marks_plan(struct ctx *cx, const json_t *allowed, const struct view *view,
			    const size_t *seen, size_t nseen);
/* The plan as the delivery's record keeps it, and back; false when it is none. */
const char *marks_text(struct ctx *cx, const struct mark_plan *p);
bool        marks_read(struct ctx *cx, const char *text, struct mark_plan *ret);
#endif
