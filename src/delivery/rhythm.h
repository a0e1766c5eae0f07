/* rhythm.h - when a delivery's next batch is owed: a working day (TABLE_NEXT of the pack, a house
 * rule) after the entry's update cycle has run from the newest batch. Whoever delivers is
 * reminded two working days before: it lies on their desk from then on, and is late there as
 * any term (/api/v1/late), which the authority above is told too. An entry of an irregular
 * cycle owes nothing, nor does a grant that gives nothing now. */
#ifndef DELIVERY_RHYTHM_H
#define DELIVERY_RHYTHM_H
#include "cases/cases.h"
#include "store/store.h"

struct app;
/* Inside a change: a batch went out. */
enum err rhythm_owed(struct ctx *cx, struct db *db, const struct legal *legal,
		     const struct case_file *c) MUST_USE;
/* Inside a change: it was called back, or is over. */
enum err rhythm_off(struct ctx *cx, struct db *db, const char *case_id) MUST_USE;
/* Lays one on its desk, or takes it off again while its grant gives nothing; *ret_any false:
 * neither. */
enum err rhythm_tell_next(struct ctx *cx, struct app *app, struct db *reader,
			  bool *ret_any) MUST_USE;
#endif
