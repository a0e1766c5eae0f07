/* national_http.c - published entries by the national core metadata, as a stream. */
#include "account/account.h"
#include "dcat/national.h"
#include "record/takeout.h"
#include <string.h>

#define STEP 20                         /* entries in one piece of the stream */

struct walk { int after; bool xml, begun, second; };

static enum err one_out(struct ctx *cx, struct req *rq, struct walk *w, struct buf *out)
{
	struct resource r;
	const struct org *org;
	TRY(resource_by_no(cx, rq->db, w->after, &r));
	if (r.state != RESOURCE_PUBLISHED)
		return OK;
	TRY(account_org(cx, rq->db, r.org, &org));
	struct national n = { &r, org->name, org->code };
	if (w->xml) {
		national_xml(cx, out, &n);
		return OK;
	}
	struct jout j = jout_to(out);
	buf_text(out, w->second ? ",\n" : "\n");
	w->second = true;
	national_json(cx, &j, &n);
	return OK;
}

static enum err more_out(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			 bool *ret_last)
{
	struct walk *w = state;
	int no[STEP] = { 0 };
	size_t n = 0;
	if (!w->begun)
		buf_text(out, w->xml ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<resources>\n"
				     : "{\"items\":[");
	w->begun = true;
	AUTO_ROWS q = db_run(rq->db, SQL_RESOURCE_AFTER);
	bind_int(q, ":no", w->after);
	bind_int(q, ":count", STEP);
	for (bool more = true; n < STEP;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		no[n++] = (int)col_int(q, "no");
	}
	for (size_t i = 0; i < n; i++) {
		w->after = no[i];
		TRY(one_out(cx, rq, w, out));
	}
	*ret_last = n < STEP;
	if (*ret_last)
		buf_text(out, w->xml ? "</resources>\n" : "\n]}\n");
	return OK;
}

static enum err count_out(struct ctx *cx, struct db *db, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_NATIONAL_COUNT);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

enum err national_catalogue(struct ctx *cx, struct req *rq)
{
	const char *format = req_query(rq, "format");
	bool xml = format && strcmp(format, "xml") == 0;
	if (format && !xml && strcmp(format, "json") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
	struct takeout t = { .act = "catalogue-export" };
	TRY(takeout_reason(cx, rq, &t.reason));
	TRY(count_out(cx, rq->db, &t.rows));
	TRY(takeout_now(cx, rq, &t));
	struct walk *w = ctx_new(rq->cx, struct walk);
	w->xml = xml;
	answer_stream(rq, 200, xml ? "application/xml; charset=utf-8" : "application/json", more_out,
		      NULL, w);
	answer_header(rq, "Content-Disposition",
		      xml ? "attachment; filename=\"core-metadata.xml\""
			  : "attachment; filename=\"core-metadata.json\"");
	return OK;
}
