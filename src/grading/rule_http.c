/* rule_http.c - the counter where rules of classification and grading are registered:
 * a document, and what it says of items. */
#include "app.h"
#include "catalogue/check.h"
#include "core/link.h"
#include "core/pack.h"
#include "grading/grading_http.h"
#include "grading/grading_store.h"
#include "grading_schema.h"
#include <string.h>

/* --- registering ------------------------------------------------------------------ */
struct putting { const struct who *who; struct grading_rule r; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct putting *p = arg;
	struct grading_rule fresh = p->r;       /* may run again: leave the question be */
	TRY(grading_rule_put(cx, db, p->who, &fresh));
	p->r.rule = fresh.rule;
	return OK;
}

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

static enum err lines_of(struct ctx *cx, const struct pack *pack,
			 const struct grading_rule_new_in *in, struct grading_rule *r)
{
	struct grading_pattern *list = ctx_array(cx, struct grading_pattern, in->nlines + 1);
	for (size_t i = 0; i < in->nlines; i++) {
		const struct grading_line_in *l = &in->lines[i];
		list[i] = (struct grading_pattern){ .word = l->word, .grade = (int)l->grade,
			.element = l->by && strcmp(l->by, "element") == 0, .sense = SENSE_RULE };
		if (l->sensitivity)
			(void)sense_read(l->sensitivity, &list[i].sense);
		if (pack_grade(pack, list[i].grade))
			continue;
		enum err e = fail(cx, ERR_INVALID, SAY_GRADING_GRADE_UNKNOWN(list[i].grade));
		return fail_field(cx, e, ctx_print(cx, "lines[%zu].grade", i));
	}
	r->lines = list;
	r->nlines = in->nlines;
	return OK;
}

static enum err read_rule(struct ctx *cx, const struct req *rq, struct grading_rule *r)
{
	const struct grading_rule_new_in *in = rq->body;
	const struct theme *theme = or_null(in->domain) ? theme_find(in->domain) : NULL;
	*r = (struct grading_rule){
		.domain = theme ? theme->word : NULL, .org = or_null(in->org), .name = in->name,
		.issuer = in->issuer, .number = or_null(in->number), .link = or_null(in->link),
		.text = or_null(in->text), .issued = in->issued_on };
	if (or_null(in->domain) && !theme)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("domain")), "domain");
	if (r->domain && r->org)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GRADING_RULE_SCOPE()), "domain");
	if (!r->link && !r->text)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_GRADING_RULE_TEXT()), "link");
	if (r->link && !link_sound(r->link))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_GRADING_RULE_LINK(r->link)), "link");
	if (!in->nlines)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_GRADING_RULE_EMPTY()), "lines");
	return lines_of(cx, rq->app->pack, in, r);
}

/* --- reading ------------------------------------------------------------------------ */
static enum err lines_json(struct ctx *cx, struct db *db, struct jout *j, const char *rule,
			   int64_t version)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_PATTERNS_OF);
	bind_text(q, ":rule", rule);
	bind_int(q, ":version", version);
	jout_key(j, "lines");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "by", col_int(q, "element") ? "element" : "name");
		jout_key_text(j, "word", col_text(cx, q, "word"));
		jout_key_int(j, "grade", col_int(q, "grade"));
		jout_key_text(j, "sensitivity", col_text(cx, q, "sense"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err rule_json(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	const char *rule = col_text(cx, q, "rule");
	int64_t version = col_int(q, "version");
	jout_open(j);
	jout_key_text(j, "id", rule);
	jout_key_int(j, "version", version);
	jout_key_text(j, "state", col_text(cx, q, "state"));
	jout_key_text(j, "domain", col_text(cx, q, "domain"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_key_text(j, "issuer", col_text(cx, q, "issuer"));
	jout_key_text(j, "number", col_text(cx, q, "number"));
	jout_key_day(j, "issued_on", col_day(q, "issued_on"));
	jout_key_text(j, "link", col_text(cx, q, "link"));
	jout_key_text(j, "text", col_text(cx, q, "body"));
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	TRY(lines_json(cx, rq->db, j, rule, version));
	jout_close(j);
	return OK;
}

static enum err answer_one(struct ctx *cx, struct req *rq, const char *rule, int status)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_GRADING_RULE_GET);
	bind_text(q, ":rule", rule);
	TRY(rows_next(cx, q, &more));
	return more ? rule_json(cx, rq, answer_json(rq, status), q)
		    : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_GRADING_RULE());
}

static enum err post(struct ctx *cx, struct req *rq)
{
	struct putting p = { .who = rq->who };
	TRY(read_rule(cx, rq, &p.r));
	TRY(store_change(cx, rq->store, put, &p));
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/grading/rules/%s", p.r.rule));
	return answer_one(cx, rq, p.r.rule, 201);
}

static enum err next_version(struct ctx *cx, struct req *rq)
{
	struct putting p = { .who = rq->who };
	TRY(read_rule(cx, rq, &p.r));
	p.r.rule = rq->seg[0];
	TRY(store_change(cx, rq->store, put, &p));
	return answer_one(cx, rq, rq->seg[0], 200);
}

struct withdrawing { const struct who *who; const char *rule, *reason; };

static enum err withdrawn(struct ctx *cx, struct db *db, void *arg)
{
	const struct withdrawing *w = arg;
	return grading_rule_withdraw(cx, db, w->who, w->rule, w->reason);
}

static enum err withdraw(struct ctx *cx, struct req *rq)
{
	const struct grading_withdraw_in *in = rq->body;
	struct withdrawing w = { rq->who, rq->seg[0], in->reason };
	TRY(store_change(cx, rq->store, withdrawn, &w));
	return answer_one(cx, rq, rq->seg[0], 200);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	return answer_one(cx, rq, rq->seg[0], 200);
}

/* The versions of one rule, newest first. */
static enum err versions(struct ctx *cx, struct req *rq)
{
	AUTO_ROWS q = db_run(rq->db, SQL_GRADING_RULE_GET);
	bind_text(q, ":rule", rq->seg[0]);
	return answer_brief(cx, rq, q, rule_json);
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	bind_text(q, ":org", or_null(req_query(rq, "org")));
	bind_text(q, ":domain", or_null(req_query(rq, "domain")));
	bind_text(q, ":state", or_null(req_query(rq, "state")));
}

static enum err list(struct ctx *cx, struct req *rq)
{
	static const struct listed rules = { SQL_GRADING_RULES_COUNT, SQL_GRADING_RULES, "rule",
					     bind_filters, rule_json };
	return answer_listed(cx, rq, &rules);
}

static const char *const filtered[] = { "org", "domain", "state", "limit", "cursor", NULL };
static const char *const paged[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/grading/rules", CAP_CATALOGUE_READ, AUDIT_WRITE, &schema_grading_rule_new,
  &schema_grading_rule, post,
  "Register a rule of classification and grading: the document, and what it says of items",
  0, 1u << 20, NULL },
{ "GET", "/api/v1/grading/rules", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_grading_rule_list, list, "Registered rules, newest first", 0, 0, filtered },
{ "GET", "/api/v1/grading/rules/{id}", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_grading_rule, get, "One rule, as it stands", 0, 0, NULL },
{ "PUT", "/api/v1/grading/rules/{id}", CAP_CATALOGUE_READ, AUDIT_WRITE,
  &schema_grading_rule_new, &schema_grading_rule, next_version,
  "The next version of a rule; the one before is kept", 0, 1u << 20, NULL },
{ "POST", "/api/v1/grading/rules/{id}/withdraw", CAP_CATALOGUE_READ, AUDIT_WRITE,
  &schema_grading_withdraw, &schema_grading_rule, withdraw, "Withdraw a rule", 0, 0, NULL },
{ "GET", "/api/v1/grading/rules/{id}/versions", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_grading_rule_list, versions, "The versions of a rule, newest first", 0, 0, paged },
};
/* clang-format on */
const struct route_list grading_rule_routes = { rows, sizeof rows / sizeof rows[0], "grading" };
