/* pull_http.c - the counter for sources: set by the provider's steward, run by hand,
 * followed run by run. */
#include "pull/pull_http.h"
#include "app.h"
#include "itsystem/itsystem.h"
#include "job/crew.h"
#include "pull/inside.h"
#include "pull_schema.h"
#include "record/takeout.h"
#include <string.h>

#define SOURCES_MOST 20

static void source_json(struct jout *j, const struct pull_source *p, const char *full)
{
	char at[8];
	snprintf(at, sizeof at, "%02d:%02d", p->minute / 60 % 24, p->minute % 60);
	jout_open(j);
	jout_key_text(j, "id", p->id);
	jout_key_text(j, "kind", "odbc");
	jout_key_text(j, "resource", p->resource);
	jout_key_text(j, "system", p->system);
	jout_key_text(j, "system_name", p->system_name);
	jout_key_text(j, "schema", p->schema);
	jout_key_text(j, "table", p->table);
	jout_key_text(j, "mode", p->mode == LOAD_UPSERT ? "upsert" : "replace");
	jout_key_text(j, "since_item", p->since_item);
	jout_key_text(j, "every", pull_every_word(p->every));
	jout_key_text(j, "at", at);
	jout_key_ms(j, "next_at", p->next_at);
	jout_key_text(j, "full_next", full);
	jout_key_text(j, "by", p->by_name);
	jout_key_ms(j, "created_at", p->created_at);
	jout_close(j);
}

/* --- setting one ------------------------------------------------------------------------- */
static enum err wrong(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

static enum err check_items(struct ctx *cx, const struct resource *r, const struct pull_source *p)
{
	switch (pull_check(r->items, r->nitems, p->mode, p->since_item)) {
	case PULL_NO_SUCH_ITEM:
		return wrong(cx, "since_item", SAY_PULL_NO_SUCH_ITEM(p->since_item));
	case PULL_NOT_ORDERED:
		return wrong(cx, "since_item", SAY_PULL_NOT_ORDERED(p->since_item));
	case PULL_WANTS_UPSERT:
		return wrong(cx, "mode", SAY_PULL_WANTS_UPSERT());
	case PULL_NO_KEY:
		return wrong(cx, "mode", SAY_PULL_NO_KEY());
	case PULL_FINE:
		break;
	}
	return OK;
}

static enum err read_said(struct ctx *cx, struct req *rq, const struct resource *r,
			  struct pull_source *p)
{
	const struct source_said_in *in = rq->body;
	struct itsystem s;
	struct database d;
	if (strcmp(in->kind, "odbc") != 0)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_PULL_KIND(in->kind)), "kind");
	if (!in->system || !in->table)
		return wrong(cx, in->system ? "table" : "system", SAY_BAD_VALUE(in->system ? "table"
										  : "system"));
	if (!tap_value_good(in->table, 512) || (in->schema && !tap_value_good(in->schema, 512)))
		return wrong(cx, "table", SAY_BAD_VALUE("table"));
	TRY(itsystem_find(cx, rq->db, rq->who, in->system, &s));
	if (strcmp(s.org, r->org) != 0 || strcmp(s.state, "retired") == 0)
		return wrong(cx, "system", SAY_PULL_SYSTEM());
	TRY(database_find(cx, rq->db, s.id, &d));
	*p = (struct pull_source){ .resource = r->id, .system = s.id, .system_name = s.name,
		.schema = in->schema, .table = in->table, .since_item = in->since_item,
		.by_name = rq->who->name, .created_at = cx->now };
	p->mode = in->mode && strcmp(in->mode, "upsert") == 0 ? LOAD_UPSERT : LOAD_REPLACE;
	PRE(pull_every_read(in->every ? in->every : "never", &p->every));
	p->minute = in->at ? pull_minute(in->at) : 0;
	if (p->minute < 0)
		return wrong(cx, "at", SAY_PULL_TIME());
	p->next_at = pull_next(p->every, p->minute, cx->now);
	return check_items(cx, r, p);
}

struct change { const struct who *who; struct pull_source p; const char *run, *full_why, *why; bool full; };

static enum err add_change(struct ctx *cx, struct db *db, void *arg)
{
	struct change *c = arg;
	bool more = true;
	int n = 0;
	AUTO_ROWS q = db_run(db, SQL_PULL_LIST);
	bind_text(q, ":resource", c->p.resource);
	bind_int(q, ":limit", SOURCES_MOST);
	for (; more; n += more)
		TRY(rows_next(cx, q, &more));
	if (n >= SOURCES_MOST)
		return fail(cx, ERR_CONFLICT, SAY_PULL_MOST(SOURCES_MOST));
	return pull_add(cx, db, c->who, &c->p);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct change c = { .who = rq->who };
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(read_said(cx, rq, &r, &c.p));
	TRY(store_change(cx, rq->store, add_change, &c));
	source_json(answer_json(rq, 201), &c.p, c.p.since_item ? "first" : NULL);
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/resources/%s/sources/%s", r.id, c.p.id));
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct resource r;
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	AUTO_ROWS q = db_run(rq->db, SQL_PULL_LIST);
	bind_text(q, ":resource", r.id);
	bind_int(q, ":limit", SOURCES_MOST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		struct pull_source p = pull_row(cx, q);
		const char *mark, *full;
		TRY(pull_mark(cx, rq->db, &p, &mark, &full));
		source_json(j, &p, full);
	}
	jout_end_list(j);
	jout_close(j);
	return OK;
}

static enum err own_source(struct ctx *cx, struct req *rq, struct pull_source *p)
{
	struct resource r;
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	return pull_find(cx, rq->db, rq->seg[1], r.id, p);
}

static enum err remove_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return pull_remove(cx, db, c->who, &c->p);
}

static enum err remove_it(struct ctx *cx, struct req *rq)
{
	struct change c = { .who = rq->who };
	TRY(own_source(cx, rq, &c.p));
	TRY(store_change(cx, rq->store, remove_change, &c));
	answer_status(rq, 204);
	return OK;
}

/* --- runs ---------------------------------------------------------------------------------- */
static enum err ask_change(struct ctx *cx, struct db *db, void *arg)
{
	struct change *c = arg;
	TRY(pull_find(cx, db, c->p.id, NULL, &c->p));
	if (c->p.removed)
		return fail(cx, ERR_CONFLICT, SAY_PULL_REMOVED());
	const char *mark;
	TRY(pull_mark(cx, db, &c->p, &mark, &c->full_why));
	if (c->full && c->p.since_item)
		c->full_why = "asked";
	return pull_ask(cx, db, &c->p, c->who, c->why, c->full && c->p.since_item, &c->run);
}

static enum err run_now(struct ctx *cx, struct req *rq)
{
	struct change c = { .who = rq->who };
	TRY(own_source(cx, rq, &c.p));
	TRY(req_query_flag(cx, rq, "full", &c.full));
	TRY(takeout_reason(cx, rq, &c.why));
	TRY(store_change(cx, rq->store, ask_change, &c));
	crew_wake(rq->app->pull);
	struct jout *j = answer_json(rq, 202);
	jout_open(j);
	jout_key_text(j, "id", c.run);
	jout_key_text(j, "state", "queued");
	jout_key_text(j, "full", c.full_why);
	jout_close(j);
	return OK;
}

/* As people see it: once the rows are handed over it is as its batch is. */
static const char *state_of(const char *own, const char *batch)
{
	if (strcmp(own, "done") == 0)
		return "nothing_new";
	if (strcmp(own, "loading") != 0 || !batch)
		return own;
	return strcmp(batch, "live") == 0 || strcmp(batch, "failed") == 0 ? batch : "loading";
}

static void key_int_or_null(struct jout *j, const char *key, int64_t n, bool there)
{
	jout_key(j, key);
	there ? jout_int(j, n) : jout_null(j);
}

static enum err put_run(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	const char *batch = col_text(cx, q, "batch"), *its = col_text(cx, q, "batch_state");
	const char *state = state_of(col_text(cx, q, "state"), its);
	bool live = strcmp(state, "live") == 0, told = col_text(cx, q, "fault") != NULL;
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "source", col_text(cx, q, "source"));
	jout_key_text(j, "state", state);
	jout_key_int(j, "rows", col_int(q, "row_count"));
	jout_key_int(j, "bytes", col_int(q, "bytes"));
	jout_key_text(j, "batch", batch);
	key_int_or_null(j, "rows_live", live ? col_int(q, "rows_live") : 0, live);
	key_int_or_null(j, "rows_rejected", its ? col_int(q, "rows_rejected") : 0, its != NULL);
	jout_key_text(j, "full", col_text(cx, q, "full_why"));
	jout_key_text(j, "from", col_text(cx, q, "mark_from"));
	jout_key_text(j, "to", col_text(cx, q, "mark"));
	jout_key_text(j, "code", col_text(cx, q, told ? "fault" : "batch_fault"));
	jout_key_text(j, "detail", col_text(cx, q, told ? "detail" : "batch_detail"));
	jout_key_text(j, "detail_en", col_text(cx, q, told ? "detail_en" : "batch_detail_en"));
	jout_key_text(j, "by", col_text(cx, q, "asked_by"));
	jout_key_text(j, "why", col_text(cx, q, "why"));
	jout_key_ms(j, "asked_at", col_ms(q, "asked_at"));
	jout_key_ms(j, "started_at", col_ms(q, "started_at"));
	jout_key_ms(j, "ended_at", its ? col_ms(q, "batch_ended") : col_ms(q, "ended_at"));
	jout_close(j);
	return OK;
}

static void bind_source(const struct req *rq, struct rows *q)
{
	bind_text(q, ":source", rq->seg[1]);
}

static enum err runs(struct ctx *cx, struct req *rq)
{
	static const struct listed listed = { SQL_PULL_RUN_COUNT, SQL_PULL_RUN_LIST, "id",
					      bind_source, put_run };
	struct pull_source p;
	TRY(own_source(cx, rq, &p));
	return answer_listed(cx, rq, &listed);
}

static const char *const asked[] = { "full", "reason", NULL };
static const char *const paged[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/resources/{id}/sources", CAP_DATA_LOAD, AUDIT_WRITE, &schema_source_said,
  &schema_source, post, "Take the resource's rows from a table of your agency's database",
  .flags = ROUTE_AGENCY },
{ "GET", "/api/v1/resources/{id}/sources", CAP_DATA_LOAD, AUDIT_READ, NULL, &schema_source_list,
  list, "From where the resource's rows are taken", .flags = ROUTE_AGENCY },
{ "DELETE", "/api/v1/resources/{id}/sources/{source}", CAP_DATA_LOAD, AUDIT_WRITE, NULL, NULL,
  remove_it, "Take rows from there no more; what is live stays", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/resources/{id}/sources/{source}/runs", CAP_DATA_LOAD, AUDIT_WRITE, NULL,
  &schema_source_run_asked, run_now,
  "Take rows now, for a reason; full: all of them, though the source takes newer ones",
  .flags = ROUTE_AGENCY, .query = asked },
{ "GET", "/api/v1/resources/{id}/sources/{source}/runs", CAP_DATA_LOAD, AUDIT_READ, NULL,
  &schema_source_run_list, runs, "How each run went; a failed one leaves the data as it was",
  .flags = ROUTE_AGENCY, .query = paged },
};
/* clang-format on */
const struct route_list pull_routes = { rows, sizeof rows / sizeof rows[0], "data loading" };
