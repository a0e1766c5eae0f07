/* out.c - see out.h. */
#include "catalogue/out.h"
#include "catalogue/entry.h"
#include "web/req.h"
#include <string.h>

enum err out_numbers(struct ctx *cx, struct db *db, int after, int most, int *list,
		     size_t *ret_n)
{
	bool more = true;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", after);
	bind_int(q, ":count", most);
	for (*ret_n = 0; *ret_n < (size_t)most; ++*ret_n) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[*ret_n] = (int)col_int(q, "no");
	}
	return OK;
}

/* One's own entries go out as they are being worked on, so that what is corrected
 * comes back onto what it was taken from. */
enum err out_entry(struct ctx *cx, struct req *rq, int no, const char *org,
		   struct resource *ret, bool *ret_there)
{
	TRY(resource_by_no(cx, rq->db, no, ret));
	*ret_there = ret->state != RESOURCE_RETIRED && resource_seen_by(ret, rq->who) &&
		     (!org || strcmp(ret->org, org) == 0);
	if (!*ret_there || !ret->draft || !resource_owned_by(ret, rq->who))
		return OK;
	return resource_working(cx, rq->db, ret->id, ret);
}
