/* deposit_http.c - the counter of what is written into recipients' databases: the target set
 * by the recipient, batches written there when somebody asks, and taken away again. */
#include "deposit/deposit_http.h"
#include "app.h"
#include "core/item.h"
#include "dataapi/plan.h"
#include "delivery/counter.h"
#include "delivery/given.h"
#include "deposit/inside.h"
#include "deposit_schema.h"
#include "itsystem/itsystem.h"
#include "job/crew.h"
#include "record/record.h"
#include "web/req.h"
#include <string.h>

/* --- the target ------------------------------------------------------------------------ */
/* What makes the tables, one of each dialect; none while there is nothing to deliver by. */
static void put_statements(struct ctx *cx, struct req *rq, const struct case_file *c,
			   const struct deposit_target *t, struct jout *j)
{
	AUTO_GIVEN g = { .plan = NULL };
	const char *grant, *standard = NULL, *mysql = NULL;
	if (delivery_grant(cx, rq->db, c->id, &grant) == OK &&
	    given_find(cx, rq->app, rq->db, grant, &g) == OK) {
		char *proposed = ctx_print(cx, "t_%s", g.grant.code);
		for (char *p = proposed; *p; p++)
			*p = *p == '-' ? '_' : *p;
		const char *table = t->table ? t->table : proposed;
		standard = deposit_statements(cx, &g.plan->view, g.seen, g.nseen, t->schema, table,
					      DEPOSIT_STANDARD);
		mysql = deposit_statements(cx, &g.plan->view, g.seen, g.nseen, t->schema, table,
					   DEPOSIT_MYSQL);
	}
	jout_key_text(j, "statements", standard);
	jout_key_text(j, "statements_mysql", mysql);
}

static enum err answer_target(struct ctx *cx, struct req *rq, const struct case_file *c)
{
	struct deposit_target t;
	const char *copy;
	int64_t last;
	TRY(deposit_target(cx, rq->db, c->id, &t));
	TRY(deposit_copy_there(cx, rq->db, c->id, &copy));
	TRY(deposit_last(cx, rq->db, c->id, &last));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_bool(j, "set", t.table != NULL);
	jout_key_text(j, "system", t.system);
	jout_key_text(j, "system_name", t.system_name);
	jout_key_text(j, "schema", t.schema);
	jout_key_text(j, "table", t.table);
	jout_key_text(j, "by", t.by_name);
	if (t.table)
		jout_key_ms(j, "at", t.at);
	jout_key_bool(j, "copy_there", copy != NULL);
	if (last)
		jout_key_int(j, "written", last);
	put_statements(cx, rq, c, &t, j);
	jout_close(j);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	TRY(delivery_known(cx, rq, &c));
	return answer_target(cx, rq, &c);
}

struct aiming {
	const struct who *who;
	const struct case_file *c;
	struct deposit_target t;
};

static enum err on_field(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

static enum err read_said(struct ctx *cx, struct req *rq, struct aiming *a, struct database *ret)
{
	const struct deposit_target_said_in *in = rq->body;
	struct itsystem s;
	if (!tap_value_good(in->table, 512) || strcmp(in->table, TAP_LEDGER) == 0)
		return on_field(cx, "table", SAY_BAD_VALUE("table"));
	if (in->schema && !tap_value_good(in->schema, 512))
		return on_field(cx, "schema", SAY_BAD_VALUE("schema"));
	enum err e = itsystem_find(cx, rq->db, rq->who, in->system, &s);
	if (e == ERR_NOT_FOUND || (e == OK && (strcmp(s.org, a->c->parties.applicant.org) != 0 ||
					       strcmp(s.state, "retired") == 0)))
		return on_field(cx, "system", SAY_DEPOSIT_SYSTEM());
	TRY(e);
	a->t = (struct deposit_target){ .system = s.id, .system_name = s.name, .system_org = s.org,
					.schema = in->schema, .table = in->table };
	return database_find(cx, rq->db, s.id, ret);
}

static enum err note_looked(struct ctx *cx, struct db *db, void *arg)
{
	const struct aiming *a = arg;
	return database_note(cx, db, a->t.system_org, a->who->id, a->t.system, "database-described",
			     deposit_place(cx, &a->t));
}

static enum err fits(struct ctx *cx, const struct given *g, const struct database_column *all,
		     size_t n, const char *table)
{
	size_t *at = ctx_array(cx, size_t, g->nseen + 1);
	struct deposit_fit f = deposit_fit(&g->plan->view, g->seen, g->nseen, all, n, at);
	switch (f.fault) {
	case DEPOSIT_NO_COLUMN:
		return on_field(cx, "table", SAY_DEPOSIT_NO_COLUMN(f.item, table));
	case DEPOSIT_OTHER_TYPE:
		return on_field(cx, "table", SAY_DEPOSIT_OTHER_TYPE(f.item, f.column));
	case DEPOSIT_TOO_NARROW:
		return on_field(cx, "table", SAY_DEPOSIT_TOO_NARROW(f.item, f.column));
	case DEPOSIT_FITS:
		break;
	}
	return OK;
}

/* The tables are there, and hold what is given. The record knows of the look before. */
static enum err look(struct ctx *cx, struct req *rq, struct aiming *a, const struct database *d)
{
	AUTO_GIVEN g = { .plan = NULL };
	struct tap_place place;
	struct database_column *all;
	const char *grant;
	size_t n;
	TRY(delivery_grant(cx, rq->db, a->c->id, &grant));
	TRY(given_find(cx, rq->app, rq->db, grant, &g));
	TRY(store_change(cx, rq->store, note_looked, a));
	TRY(database_place(cx, rq->app, d, &place));
	struct tap_setup setup = database_call(cx, rq->app, a->t.system_org, &place);
	TRY(database_columns(cx, setup, a->t.schema, a->t.table, &all, &n));
	TRY(fits(cx, &g, all, n, a->t.table));
	enum err e = database_columns(cx, setup, a->t.schema, TAP_LEDGER, &all, &n);
	if (e == ERR_INVALID && strcmp(said_code(cx->fault.said.id), "tap-no-table") == 0)
		return on_field(cx, "table", SAY_TAP_NO_LEDGER(TAP_LEDGER));
	return e;
}

static enum err none_there(struct ctx *cx, struct db *db, const char *case_id)
{
	const char *copy;
	TRY(deposit_copy_there(cx, db, case_id, &copy));
	return copy ? fail(cx, ERR_CONFLICT, SAY_DEPOSIT_COPY_THERE()) : OK;
}

static enum err note_aim(struct ctx *cx, struct db *db, const struct aiming *a, const char *act)
{
	return record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = act,
		.org = a->who->org, .principal = a->who->id, .case_id = a->c->id,
		.object = a->t.system, .detail = a->t.table ? deposit_place(cx, &a->t) : NULL });
}

/* Each would empty away what the other wrote. */
static enum err not_anothers(struct ctx *cx, struct db *db, const struct aiming *a)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_TARGET_OTHER);
	bind_text(q, ":case_id", a->c->id);
	bind_text(q, ":system", a->t.system);
	bind_text(q, ":schema", a->t.schema);
	bind_text(q, ":table", a->t.table);
	TRY(rows_next(cx, q, &more));
	return more ? on_field(cx, "table", SAY_DEPOSIT_ANOTHERS(a->t.table)) : OK;
}

static enum err put_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct aiming *a = arg;
	TRY(none_there(cx, db, a->c->id));
	TRY(not_anothers(cx, db, a));
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_TARGET_PUT);
	bind_text(q, ":case_id", a->c->id);
	bind_text(q, ":system", a->t.system);
	bind_text(q, ":schema", a->t.schema);
	bind_text(q, ":table", a->t.table);
	bind_text(q, ":by_id", a->who->id);
	bind_text(q, ":by_name", a->who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return note_aim(cx, db, a, "target-set");
}

static enum err put(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct aiming a = { .who = rq->who, .c = &c };
	struct database d;
	TRY(delivery_known(cx, rq, &c));
	TRY(delivery_keeps(cx, rq, &c));
	if (c.ended)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_FILED());
	TRY(none_there(cx, rq->db, c.id));
	TRY(read_said(cx, rq, &a, &d));
	TRY(look(cx, rq, &a, &d));
	TRY(store_change(cx, rq->store, put_change, &a));
	return answer_target(cx, rq, &c);
}

static enum err remove_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct aiming *a = arg;
	TRY(none_there(cx, db, a->c->id));
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_TARGET_REMOVE);
	bind_text(q, ":case_id", a->c->id);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_DEPOSIT_NO_TARGET()));
	AUTO_ROWS u = db_run(db, SQL_DEPOSIT_DROP_ALL);
	bind_text(u, ":case_id", a->c->id);
	bind_ms(u, ":now", cx->now);
	TRY(rows_done(cx, u, NULL));
	return note_aim(cx, db, a, "target-removed");
}

static enum err remove_it(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	struct aiming a = { .who = rq->who, .c = &c };
	TRY(delivery_known(cx, rq, &c));
	TRY(delivery_keeps(cx, rq, &c));
	TRY(store_change(cx, rq->store, remove_change, &a));
	answer_status(rq, 204);
	return OK;
}

/* --- asked for ------------------------------------------------------------------------- */
struct asking { const struct who *who; const struct case_file *c; struct deposit d; };

static enum err target_of(struct ctx *cx, struct db *db, struct asking *a)
{
	struct deposit_target t;
	TRY(deposit_target(cx, db, a->c->id, &t));
	if (!t.table || !t.system_org)
		return fail(cx, ERR_CONFLICT, SAY_DEPOSIT_NO_TARGET());
	a->d.case_id = a->c->id;
	a->d.org = t.system_org;
	a->d.by_id = a->who->id;
	a->d.by_name = a->who->name;
	a->d.by_org = a->who->org;
	return OK;
}

/* Older than what stands there, it would turn the table back. */
static enum err write_change(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	const char *waiting;
	int64_t last;
	TRY(target_of(cx, db, a));
	TRY(deposit_open(cx, db, a->c->id, 0, &waiting));
	if (waiting)
		return fail(cx, ERR_CONFLICT, SAY_DEPOSIT_ERASING());
	TRY(deposit_last(cx, db, a->c->id, &last));
	if (a->d.batch <= last)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_DEPOSIT_WRITTEN(last)), "batch");
	TRY(deposit_open(cx, db, a->c->id, a->d.batch, &waiting));
	if (!waiting)
		return deposit_add(cx, db, &a->d);
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_AT_ONCE);
	bind_text(q, ":id", waiting);
	return rows_one(cx, q, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY());
}

static void bind_case(const struct req *rq, struct rows *q)
{
	bind_text(q, ":case_id", rq->seg[0]);
}

static enum err put_deposit(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	int64_t batch = col_int(q, "batch");
	ms_t again = col_ms(q, "not_before"), ended = col_ms(q, "ended_at");
	bool queued = strcmp(col_text(cx, q, "state"), "queued") == 0;
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "kind", col_text(cx, q, "kind"));
	if (batch)
		jout_key_int(j, "batch", batch);
	jout_key_text(j, "state", col_text(cx, q, "state"));
	jout_key_int(j, "attempts", col_int(q, "attempts"));
	jout_key_int(j, "rows", col_int(q, "row_count"));
	if (queued && again.n)
		jout_key_ms(j, "again_at", again);
	jout_key_text(j, "code", col_text(cx, q, "fault"));
	jout_key_text(j, "detail", col_text(cx, q, "detail"));
	jout_key_text(j, "detail_en", col_text(cx, q, "detail_en"));
	jout_key_text(j, "leaf", col_text(cx, q, "leaf"));
	jout_key_text(j, "by", col_text(cx, q, "asked_by"));
	jout_key_ms(j, "asked_at", col_ms(q, "asked_at"));
	if (ended.n)
		jout_key_ms(j, "ended_at", ended);
	jout_close(j);
	return OK;
}

static enum err answer_writes(struct ctx *cx, struct req *rq)
{
	static const struct listed writes = { SQL_DEPOSIT_COUNT, SQL_DEPOSIT_LIST, "id", bind_case,
					      put_deposit };
	return answer_listed(cx, rq, &writes);
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct case_file c;
	TRY(delivery_known(cx, rq, &c));
	return answer_writes(cx, rq);
}

static enum err post(struct ctx *cx, struct req *rq)
{
	const struct deposit_asked_in *in = rq->body;
	struct case_file c;
	struct delivery_batch b;
	struct asking a = { .who = rq->who, .c = &c };
	TRY(delivery_known(cx, rq, &c));
	if (!delivery_delivers(rq->who, &c))
		TRY(delivery_keeps(cx, rq, &c));
	if (strcmp(c.state, "delivering") != 0)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_NO_FETCH());
	enum err e = delivery_batch_get(cx, rq->db, c.id, in->batch, &b);
	if (e == ERR_NOT_FOUND || (e == OK && strcmp(b.state, "ready") != 0))
		return on_field(cx, "batch", SAY_DELIVERY_NO_BATCH());
	TRY(e);
	a.d = (struct deposit){ .batch = b.no, .batch_id = b.id };
	TRY(store_change(cx, rq->store, write_change, &a));
	crew_wake(rq->app->deposits);
	return answer_writes(cx, rq);
}

/* --- taken away again ------------------------------------------------------------------- */
static enum err erase_change(struct ctx *cx, struct db *db, void *arg)
{
	struct asking *a = arg;
	const char *waiting, *copy;
	TRY(target_of(cx, db, a));
	TRY(deposit_copy_there(cx, db, a->c->id, &copy));
	if (!copy)
		return fail(cx, ERR_CONFLICT, SAY_DEPOSIT_NOTHING_THERE());
	TRY(deposit_open(cx, db, a->c->id, 0, &waiting));
	if (waiting)
		return fail(cx, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY());
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_DROP_ALL);
	bind_text(q, ":case_id", a->c->id);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	return deposit_add(cx, db, &a->d);
}

static enum err erase(struct ctx *cx, struct req *rq)
{
	const struct deposit_erase_in *in = rq->body;
	struct case_file c;
	struct asking a = { .who = rq->who, .c = &c };
	TRY(delivery_known(cx, rq, &c));
	TRY(delivery_keeps(cx, rq, &c));
	if (c.ended)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_FILED());
	a.d = (struct deposit){ .kind = DEPOSIT_ERASE, .statement = in->statement };
	TRY(store_change(cx, rq->store, erase_change, &a));
	crew_wake(rq->app->deposits);
	return answer_writes(cx, rq);
}

static const char *const pages[] = { "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/deliveries/{id}/target", CAP_CASE_READ, AUDIT_READ, NULL, &schema_deposit_target,
  get, "The recipient's table that batches are written into, and how such a one is made", .flags = 0 },
{ "PUT", "/api/v1/deliveries/{id}/target", CAP_CASE_READ, AUDIT_WRITE, &schema_deposit_target_said,
  &schema_deposit_target, put,
  "Have batches written into a table of your agency's database; it is looked at first", .flags = 0 },
{ "DELETE", "/api/v1/deliveries/{id}/target", CAP_CASE_READ, AUDIT_WRITE, NULL, NULL, remove_it,
  "Have no batch written any more; only once nothing is left there", .flags = 0 },
{ "GET", "/api/v1/deliveries/{id}/writes", CAP_CASE_READ, AUDIT_READ, NULL, &schema_deposit_list,
  list, "What was, or is to be, written into the recipient's table, newest first", .query = pages },
{ "POST", "/api/v1/deliveries/{id}/writes", CAP_CASE_READ, AUDIT_WRITE, &schema_deposit_asked,
  &schema_deposit_list, post, "Have a batch written now; once, however often it is asked for",
  .flags = 0 },
{ "POST", "/api/v1/deliveries/{id}/target/erase", CAP_CASE_READ, AUDIT_WRITE, &schema_deposit_erase,
  &schema_deposit_list, erase,
  "Consent to the platform's deleting all rows of your table; that is their destruction", .flags = 0 },
};
/* clang-format on */
const struct route_list deposit_routes = { rows, sizeof rows / sizeof rows[0], "deliveries" };
