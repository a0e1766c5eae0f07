/* register.c - the register of one procedure, as far as all of them are alike. */
#include "cases/register.h"
#include "app.h"
#include "cases/paper.h"

/* --- a row --------------------------------------------------------------------------- */
void register_texts(struct ctx *cx, struct jout *j, struct rows *q, const char *const *columns,
		    size_t n)
{
	for (size_t i = 0; i < n; i++)
		jout_key_text(j, columns[i], col_text(cx, q, columns[i]));
}

void register_org(struct ctx *cx, struct jout *j, struct rows *q, const char *column,
		  const char *word)
{
	const char *org = col_text(cx, q, column);
	jout_key_text(j, word, org);
	jout_key_text(j, ctx_print(cx, "%s_name", word),
		      org ? col_text(cx, q, ctx_print(cx, "%s_name", column)) : NULL);
}

void register_papers(struct ctx *cx, struct jout *j, struct rows *q,
		     const char *const (*said)[2], size_t n)
{
	json_error_t error;
	AUTO_JSON papers = json_loads(col_text(cx, q, "papers"), 0, &error);
	for (size_t i = 0; i < n; i++)
		jout_key_text(j, said[i][0],
			      json_string_value(json_object_get(papers, said[i][1])));
}

static void put_fields(struct ctx *cx, struct jout *j, struct rows *q,
		       const struct procedure_register *r)
{
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_text(j, "state", col_text(cx, q, "state"));
	r->row(cx, j, q);
	jout_key_day(j, "due_on", col_day(q, "due"));
	jout_key_bool(j, "late", col_int(q, "late") != 0);
	jout_key_bool(j, "ended", col_int(q, "ended") != 0);
	jout_key_ms(j, "at", col_ms(q, "at"));
}

/* --- the list ------------------------------------------------------------------------ */
static void bind_filters(const struct req *rq, struct rows *q)
{
	const struct procedure_register *r = rq->listed;
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	for (const char *const *f = r->filters; *f; f++)
		bind_text(q, ctx_print(rq->cx, ":%s", *f), req_given(rq, *f));
	bind_text(q, ":state", req_given(rq, "state"));
	bind_int(q, ":open", req_flagged(rq, "open"));
	bind_int(q, ":late", req_flagged(rq, "late"));
	bind_day(q, ":today", rq->cx->today);
	bind_like(q, ":q", req_query(rq, "q"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	jout_open(j);
	put_fields(cx, j, q, rq->listed);
	jout_close(j);
	return OK;
}

enum err register_list(struct ctx *cx, struct req *rq, const struct procedure_register *r)
{
	const struct listed_order orders[] = { { "due", r->by_due, true }, { NULL, 0, false } };
	const struct listed all = { r->count, r->list, "case_id", bind_filters, put_row };
	bool flag;
	TRY(req_query_flag(cx, rq, "open", &flag));
	TRY(req_query_flag(cx, rq, "late", &flag));
	rq->listed = r;
	return answer_ordered(cx, rq, &all, orders);
}

/* --- one ----------------------------------------------------------------------------- */
enum err register_one(struct ctx *cx, struct req *rq, const struct procedure_register *r,
		      const char *id, int status)
{
	struct case_file c;
	bool more;
	TRY(case_read(cx, rq->db, id, rq->who, &c));
	AUTO_ROWS q = db_run(rq->db, r->get);
	bind_text(q, ":case_id", c.id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_CASE());
	struct jout *j = answer_json(rq, status);
	jout_open(j);
	put_fields(cx, j, q, r);
	if (r->more)
		TRY(r->more(cx, rq->db, j, q));
	jout_close(j);
	return OK;
}

/* --- a new one ------------------------------------------------------------------------ */
struct opening { struct case_ask ask; const char *id; };

static enum err put(struct ctx *cx, struct db *db, void *arg)
{
	struct opening *o = arg;
	struct case_file c;
	TRY(case_open(cx, db, &o->ask, &o->id));
	TRY(case_load(cx, db, o->id, &c));
	/* Papers of blanks alone leave a draft, and a register has no drafts. */
	return c.first.n ? OK : fail(cx, ERR_INCOMPLETE, SAY_CASE_BLANK());
}

enum err register_open(struct ctx *cx, struct req *rq, const struct procedure_register *r,
		       const char *process, json_t *papers)
{
	struct opening o = { { .legal = rq->app->legal, .who = rq->who, .process = process,
			       .papers = papers }, NULL };
	TRY(store_change(cx, rq->store, put, &o));
	answer_header(rq, "Location", ctx_print(cx, "%s/%s", rq->route->path, o.id));
	return register_one(cx, rq, r, o.id, 201);
}
