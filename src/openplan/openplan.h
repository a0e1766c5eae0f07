/* openplan.h - the plan of what is to be opened (Art. 29): a dataset, the agency that
 * opens it, its domain, in which way, until when. Whether it was opened the portal
 * shows: nobody ticks it off. */
#ifndef OPENPLAN_OPENPLAN_H
#define OPENPLAN_OPENPLAN_H
#include "core/sight.h"
#include "store/store.h"

struct plan_line {
	const char *id, *org, *theme, *title, *resource, *way, *note, *made_by;
	const char *state;              /* planned, late, opened, dropped; as the list says */
	day_t       due;
	int64_t     revision;
};
/* ERR_NOT_FOUND. */
enum err openplan_get(struct ctx *cx, struct db *db, const char *id, struct plan_line *ret) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* Lines are written by the agency's own steward and by an office of its level. Both look
 * at what the line says: a known domain, an entry of that very agency, which still is. */
enum err openplan_add(struct ctx *cx, struct db *db, const struct who *who,
		  struct plan_line *l) MUST_USE;
/* ERR_STALE when the line moved since l->revision. */
enum err openplan_change(struct ctx *cx, struct db *db, const struct who *who,
		     struct plan_line *l) MUST_USE;
/* Also of an agency that was closed: else the line would stand as late for ever. */
enum err openplan_drop(struct ctx *cx, struct db *db, const struct who *who, const char *id,
		   const char *reason) MUST_USE;
/* An organisation went up in another, its plan with it. */
enum err openplan_org_changed(struct ctx *cx, struct db *db, const char *org,
			      const char *into) MUST_USE;
/* An entry goes from one agency to another; what was planned of it goes along. */
enum err openplan_resource_moved(struct ctx *cx, struct db *db, const char *resource,
				 const char *org, const char *into) MUST_USE;
#endif
