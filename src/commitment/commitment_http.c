/* commitment_http.c - the text that is signed now, and those that were. */
#include "commitment/commitment_http.h"
#include "app.h"
#include "cases/legal.h"
#include "commitment/commitment.h"
#include "commitment_schema.h"
#include "web/req.h"
#include <string.h>

static enum err answer_text(struct req *rq, const struct commitment *c, bool in_force)
{
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "hash", c->hash);
	jout_key_text(j, "version", c->version);
	jout_key_text(j, "pack", c->pack);
	jout_key_bool(j, "in_force", in_force);
	jout_key_raw(j, "text", c->body);
	jout_close(j);
	return OK;
}

static enum err current(struct ctx *cx, struct req *rq)
{
	struct commitment c = commitment_of(cx, legal_pack(rq->app->legal));
	return c.hash ? answer_text(rq, &c, true) : fail(cx, ERR_NOT_FOUND, SAY_COMMITMENT_NONE());
}

static enum err one(struct ctx *cx, struct req *rq)
{
	bool more;
	struct commitment now = commitment_of(cx, legal_pack(rq->app->legal));
	if (now.hash && strcmp(rq->seg[0], now.hash) == 0)
		return answer_text(rq, &now, true);
	AUTO_ROWS q = db_run(rq->db, SQL_COMMITMENT_TEXT);
	bind_text(q, ":hash", rq->seg[0]);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_COMMITMENT_NONE());
	struct commitment c = { col_text(cx, q, "hash"), col_text(cx, q, "version"),
				col_text(cx, q, "pack"), col_text(cx, q, "body") };
	return answer_text(rq, &c, false);
}

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/commitments/current", CAP_CASE_READ, AUDIT_READ, NULL, &schema_commitment, current,
  "The commitment that goes with a request for data, as it is signed now", .flags = 0 },
{ "GET", "/api/v1/commitments/{hash}", CAP_CASE_READ, AUDIT_READ, NULL, &schema_commitment, one,
  "A text of the commitment that was signed, by its hash", .flags = 0 },
};
/* clang-format on */
const struct route_list commitment_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
