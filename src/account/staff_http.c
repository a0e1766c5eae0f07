/* staff_http.c - who is behind a login name: what lists and histories keep is the name an
 * account signs in with, and what a reader wants is a person and their agency.
 *
 * For staff alone, and of staff alone: how a person of the portal is called is not told
 * here. Several names at once, as a page has them. */
#include "account/account_http.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

#define NAMES_MOST 100

static enum err told(struct ctx *cx, struct req *rq, struct jout *j, const char *name,
		     int64_t *n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_STAFF_NAMED);
	bind_text(q, ":name", name);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	jout_open(j);
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_close(j);
	*n += 1;
	return OK;
}

static enum err list_staff(struct ctx *cx, struct req *rq)
{
	const char *at = req_query(rq, "names");
	int64_t n = 0, asked = 0;
	struct jout *j = answer_list(rq);

	for (; at && *at; at += strspn(at, ",")) {
		size_t len = strcspn(at, ",");
		if (len && ++asked > NAMES_MOST)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_STAFF_NAMES(NAMES_MOST)),
					  "names");
		if (len)
			TRY(told(cx, rq, j, ctx_textn(cx, at, len), &n));
		at += len;
	}
	answer_list_end(cx, rq, NULL, n);
	return OK;
}

static const char *const query[] = { "names", NULL };

/* clang-format off */
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/staff", .needs = CAP_ORG_READ, .audit = AUDIT_READ,
  .reply = &schema_staff_list, .handle = list_staff, .query = query,
  .about = "Staff by their login names (`names`, with commas, at most 100): who they are and "
  "where; an unknown one is left out." },
};
/* clang-format on */
const struct route_list staff_routes = { rows, sizeof rows / sizeof rows[0], "users" };
