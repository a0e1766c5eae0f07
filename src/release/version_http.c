/* version_http.c - one version of an entry beside another, fact by fact: for who
 * writes the next one, and for who reviews it. */
#include "release/release_http.h"
#include "release/span.h"
#include "release_schema.h"

static enum err version_asked(struct ctx *cx, struct req *rq, const char *name, struct stood *ret)
{
	int64_t no = 0;
	if (!req_query(rq, name))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_FIELD_MISSING(name)), name);
	TRY(req_query_int(cx, rq, name, 1, INT32_MAX, &no));
	*ret = (struct stood){ 0 };
	return version_for_reading(cx, rq->db, rq->seg[0], (int)no, rq->who, &ret->r);
}

static enum err compared(struct ctx *cx, struct req *rq)
{
	struct stood was, now;
	struct difference *list = ctx_array(cx, struct difference, SPAN_DIFFERENCES);
	TRY(version_asked(cx, rq, "from", &was));
	TRY(version_asked(cx, rq, "to", &now));
	size_t n = differences(cx, &was, &now, FACE_FULL, list, SPAN_DIFFERENCES);
	size_t told = n < SPAN_DIFFERENCES ? n : SPAN_DIFFERENCES;
	span_entry_json(answer_json(rq, 200), &(struct span_entry){
		.change = "changed", .resource = now.r.id, .code = now.r.code,
		.national_code = now.r.national_code, .title = now.r.title,
		.was = was.r.version, .now = now.r.version, .at = now.r.published_at,
		.list = list, .n = told, .more = n - told });
	return OK;
}

static const char *const asked[] = { "from", "to", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/resources/{id}/differences", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_release_change, compared,
  "What is different between two versions of an entry, field by field", 0, 0, asked },
};
/* clang-format on */
const struct route_list version_routes = { rows, sizeof rows / sizeof rows[0], "catalogue" };
