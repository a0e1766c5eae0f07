/* element_http.c - the dictionary looked through, an element registered or changed,
 * its source named anew. */
#include "element/element_http.h"
#include "account/account.h"
#include "app.h"
#include "element/element_store.h"
#include "element_schema.h"
#include "web/csvfile.h"
#include <string.h>

enum { USES_MOST = 100, FILE_MOST = 100000 };

/* --- reading ---------------------------------------------------------------- */
static void bind_asked(const struct req *rq, struct rows *q)
{
	bind_like(q, ":q", req_query(rq, "q"));
	bind_text(q, ":source", req_query(rq, "source"));
	bind_text(q, ":code_set", req_query(rq, "code_set"));
	bind_text(q, ":state", req_query(rq, "state"));
}

static enum err put(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	struct element e = element_of(cx, q);
	(void)rq;
	jout_open(j);
	element_json(j, &e, col_text(cx, q, "source_name"));
	jout_close(j);
	return OK;
}

static const char *number(struct ctx *cx, int n)
{
	return n ? ctx_print(cx, "%d", n) : NULL;
}

/* As a file that can be imported again. */
static enum err list_csv(struct ctx *cx, struct req *rq)
{
	static const char *const heads[] = { "code", "name", "name_en", "definition", "type",
		"format", "length", "precision", "value_range", "code_set", "grade", "unit",
		"source", "state" };
	struct buf *b = csvfile_whole(rq, "elements");
	csv_row(b, heads, sizeof heads / sizeof heads[0]);
	AUTO_ROWS q = db_run(rq->db, SQL_ELEMENT_LIST);
	bind_asked(rq, q);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", FILE_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		struct element e = element_of(cx, q);
		const char *cells[] = { e.code, e.name, e.name_en, e.definition,
			item_type_word(e.type), e.format, number(cx, e.length),
			number(cx, e.precision), e.value_range, e.code_set, number(cx, e.grade),
			e.unit, col_text(cx, q, "source_name"), e.retired ? "retired" : "current" };
		csv_row(b, cells, sizeof cells / sizeof cells[0]);
	}
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed elements = { SQL_ELEMENT_COUNT, SQL_ELEMENT_LIST, "code",
						bind_asked, put };
	const char *state = req_query(rq, "state");
	bool file;
	if (state && strcmp(state, "current") != 0 && strcmp(state, "retired") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("state")), "state");
	TRY(csvfile_asked(cx, rq, &file));
	return file ? list_csv(cx, rq) : answer_listed(cx, rq, &elements);
}

static enum err uses_json(struct ctx *cx, struct db *db, struct jout *j, const char *code)
{
	static const char *const texts[] = { "code", "title", "org", "org_name", "item",
					     "item_name" };
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_USES);
	bind_text(q, ":code", code);
	bind_int(q, ":limit", USES_MOST);
	jout_key(j, "entries");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "resource", col_text(cx, q, "id"));
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err known(struct ctx *cx, struct req *rq, struct element *ret)
{
	bool there;
	TRY(element_get(cx, rq->db, rq->seg[0], &there, ret));
	return there ? OK : fail(cx, ERR_NOT_FOUND, SAY_ELEMENT_UNKNOWN(rq->seg[0]));
}

static enum err answer_one(struct ctx *cx, struct req *rq, const struct element *e, int status)
{
	const struct org *org = NULL;
	if (e->source)
		TRY(account_org(cx, rq->db, e->source, &org));
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	element_json(j, e, org ? org->name : NULL);
	TRY(uses_json(cx, rq->db, j, e->code));
	jout_close(j);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct element e;
	TRY(known(cx, rq, &e));
	return answer_one(cx, rq, &e, 200);
}

static enum err put_version(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_key_raw(j, "element", col_text(cx, q, "body"));
	jout_close(j);
	return OK;
}

static enum err versions(struct ctx *cx, struct req *rq)
{
	struct element e;
	TRY(known(cx, rq, &e));
	AUTO_ROWS q = db_run(rq->db, SQL_ELEMENT_VERSION_LIST);
	bind_text(q, ":code", e.code);
	return answer_brief(cx, rq, q, put_version);
}

/* --- registering --------------------------------------------------------------- */
struct change {
	const struct who            *who;
	const struct element_new_in *in;
	struct element               e;         /* filled */
	enum element_done            done;
};

static void take(const char **to, const char *sent, bool has)
{
	if (has)
		*to = sent && *sent ? sent : NULL;
}

/* What isn't sent is left; a source once named is left by null as well. */
static void fill(struct element *e, const struct element_new_in *in)
{
	e->code = in->code;
	e->name = in->name;
	take(&e->name_en, in->name_en, in->has_name_en);
	take(&e->definition, in->definition, in->has_definition);
	take(&e->format, in->format, in->has_format);
	take(&e->value_range, in->value_range, in->has_value_range);
	take(&e->code_set, in->code_set, in->has_code_set);
	take(&e->unit, in->unit, in->has_unit);
	if (in->source && *in->source)
		e->source = in->source;
	if (in->has_type && in->type)
		item_type_read(in->type, &e->type);
	if (in->has_length)
		e->length = (int)in->length;
	if (in->has_precision)
		e->precision = (int)in->precision;
	if (in->has_grade)
		e->grade = (int)in->grade;
	if (in->has_state && in->state)
		e->retired = strcmp(in->state, "retired") == 0;
}

static enum err refused(struct ctx *cx, const char *member, struct said why)
{
	bool source = why.id == SAY_ELEMENT_SOURCE_TAKEN("", "").id;
	enum err e = fail(cx, source ? ERR_CONFLICT : ERR_INVALID, why);
	if (source)
		fail_article(cx, e, "11");
	return fail_field(cx, e, member);
}

static enum err write(struct ctx *cx, struct db *db, void *arg)
{
	struct change *c = arg;
	struct element was, e = { .type = ITEM_STRING };
	struct said why;
	bool there;
	const char *member;
	TRY(element_get(cx, db, c->in->code, &there, &was));
	if (there)
		e = was;
	fill(&e, c->in);
	TRY(element_may(cx, db, there ? &was : NULL, &e, &member, &why));
	if (member)
		return refused(cx, member, why);
	TRY(element_put(cx, db, c->who, there ? &was : NULL, &e, NULL, &c->done));
	c->e = e;
	return OK;
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct element_new_in *in = rq->body;
	struct change c = { .who = rq->who, .in = in };
	const struct org *org;
	if (in->source && *in->source && account_org(cx, rq->db, in->source, &org) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_UNKNOWN(in->source)), "source");
	TRY(store_change(cx, rq->store, write, &c));
	return answer_one(cx, rq, &c.e, 201);
}

/* --- another source: a decision with its reason ------------------------------------ */
struct naming { const struct who *who; const char *code, *source, *reason; struct element e; };

static enum err name_source(struct ctx *cx, struct db *db, void *arg)
{
	struct naming *n = arg;
	struct element was, e;
	enum element_done done;
	bool there;
	TRY(element_get(cx, db, n->code, &there, &was));
	if (!there)
		return fail(cx, ERR_NOT_FOUND, SAY_ELEMENT_UNKNOWN(n->code));
	e = was;
	e.source = n->source;
	TRY(element_put(cx, db, n->who, &was, &e, n->reason, &done));
	n->e = e;
	return OK;
}

static enum err source_post(struct ctx *cx, struct req *rq)
{
	const struct element_source_in *in = rq->body;
	struct naming n = { .who = rq->who, .code = rq->seg[0], .source = in->source,
			    .reason = in->reason };
	struct element was;
	const struct org *org;
	TRY(known(cx, rq, &was));
	if (in->source && account_org(cx, rq->db, in->source, &org) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ORG_UNKNOWN(in->source)), "source");
	if (in->source && was.source && strcmp(in->source, was.source) == 0)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ELEMENT_SOURCE_SAME(org->name)),
				  "source");
	TRY(store_change(cx, rq->store, name_source, &n));
	return answer_one(cx, rq, &n.e, 200);
}

static const char *const paged[] = { "limit", "cursor", NULL };
static const char *const asked[] = { "q", "source", "code_set", "state", "format", "limit",
				     "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/elements", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_element_list, list,
  "Data elements, each with its one authoritative source; format=csv: a file", 0, 0, asked },
{ "POST", "/api/v1/elements", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, &schema_element_new,
  &schema_element_one, post,
  "Register a data element or make its next version; a second source is refused",
  ROUTE_CITY_BY(11), 0, NULL },
{ "POST", "/api/v1/elements/import", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, NULL,
  &schema_element_import, element_import,
  "Elements from text/csv; wrong rows and second sources are told of, the rest goes on",
  ROUTE_RAW_BODY | ROUTE_CITY_BY(11), 8u << 20, NULL },
{ "GET", "/api/v1/elements/{code}", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_element_one,
  get, "One data element, and the entries that carry it", 0, 0, NULL },
{ "GET", "/api/v1/elements/{code}/versions", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_element_version_list, versions, "What it said, newest first", 0, 0, paged },
{ "POST", "/api/v1/elements/{code}/source", CAP_CATALOGUE_REVIEW, AUDIT_WRITE,
  &schema_element_source, &schema_element_one, source_post,
  "Name its authoritative source anew, with the reason: what coordination decided",
  ROUTE_CITY_BY(11), 0, NULL },
};
/* clang-format on */
const struct route_list element_routes = { rows, sizeof rows / sizeof rows[0], "reference data" };
