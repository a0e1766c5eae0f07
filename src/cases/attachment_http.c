/* attachment_http.c - a file of a case handed out: to its parties and the offices above
 * that know of it. Who watches over them sees that it is there, and what was taken. */
#include "base/enc.h"
#include "cases/attachment.h"
#include "cases/routes.h"
#include "ingest/upload_send.h"
#include <string.h>

static bool is_org(const struct who *who, const struct party *p)
{
	return who->org && p->org && strcmp(who->org, p->org) == 0;
}

/* case_read() asked already whether they may know of it. */
static bool takes_part(const struct who *who, const struct case_file *c)
{
	return is_org(who, &c->parties.applicant) || is_org(who, &c->parties.provider) ||
	       who_is(who, ROLE_OPERATOR) || who_is(who, ROLE_AUTHORITY) ||
	       (c->parties.person && who->id && strcmp(c->parties.person, who->id) == 0);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct hash hash;
	bool more;
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, SQL_ATTACHMENT_GET);
	bind_text(q, ":case_id", c.id);
	bind_text(q, ":id", rq->seg[1]);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_ATTACHMENT());
	if (!takes_part(rq->who, &c))
		return fail(cx, ERR_FORBIDDEN, SAY_ATTACHMENT_PARTIES());
	const char *text = col_text(cx, q, "hash");
	PRE(b64url_read(text, strlen(text), hash.b, HASH_SIZE) == HASH_SIZE);
	return upload_send(cx, rq, &(struct upload_out){
		.upload = col_text(cx, q, "upload"), .type = col_text(cx, q, "type"),
		.name = col_text(cx, q, "name"), .act = "attachment-fetched", .case_id = c.id,
		.resource = c.resource, .object = col_text(cx, q, "id"), .hash = &hash,
		.bytes = col_int(q, "size") });
}

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/cases/{id}/attachments/{attachment}", CAP_CASE_READ, AUDIT_READ, NULL, NULL, get,
  "A file handed in with a case, for its parties and the offices above", .flags = 0 },
};
/* clang-format on */
const struct route_list attachment_routes = { rows, sizeof rows / sizeof rows[0], "cases" };
