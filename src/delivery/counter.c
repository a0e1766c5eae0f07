/* counter.c - see counter.h. */
#include "delivery/counter.h"
#include "app.h"
#include "dataapi/release.h"
#include "delivery/delivery.h"
#include "delivery/delivery_store.h"
#include "grant/grants.h"
#include "web/req.h"
#include <string.h>

enum err delivery_known(struct ctx *cx, struct req *rq, struct case_file *ret)
{
	TRY(case_read(cx, rq->db, rq->seg[0], rq->who, ret));
	return strcmp(ret->process, delivery_process.name) == 0
		? OK : fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
}

bool delivery_receives(const struct who *who, const struct case_file *c)
{
	struct parties p = c->parties;
	p.offices = delivery_process.offices;
	return who->org && strcmp(who->org, p.applicant.org) == 0 &&
	       (who->token ? who_can(who, CAP_DATA_CALL)
			   : (actors_of(who, &p) & ACTOR_BIT(BY_APPLICANT)) != 0);
}

enum err delivery_keeps(struct ctx *cx, const struct req *rq, const struct case_file *c)
{
	return !rq->who->token && delivery_receives(rq->who, c) ? OK
		: fail(cx, ERR_FORBIDDEN, SAY_DELIVERY_NOT_RECIPIENT());
}

bool delivery_delivers(const struct who *who, const struct case_file *c)
{
	enum actor operator = c->facts & DELIVERY_IS_LOCAL ? BY_COUNTY_OPERATOR : BY_CITY_OPERATOR;
	return actors_of(who, &c->parties) & ACTOR_BIT(operator);
}

enum err delivery_grant(struct ctx *cx, struct db *db, const char *case_id, const char **ret_grant)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_GET);
	bind_text(q, ":case_id", case_id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
	TRY(grant_of_case(cx, db, col_text(cx, q, "request"), ret_grant));
	return *ret_grant ? OK : fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_OPEN());
}

enum err delivery_grant_stands(struct ctx *cx, struct db *db, const char *grant)
{
	struct grant g;
	TRY(grant_by_id(cx, db, grant, &g));
	if (g.state == GRANT_OPEN && (!g.until.n || cx->now.n < g.until.n))
		return OK;
	return refused(cx, &(struct policy){ .article = "19",
		.why = g.state == GRANT_SUSPENDED ? POLICY_SUSPENDED
		       : g.state == GRANT_ENDED ? POLICY_ENDED : POLICY_EXPIRED });
}

static enum err runs(struct ctx *cx, const struct case_file *c)
{
	bool filed = strcmp(c->state, "filed") == 0 || strcmp(c->state, "delivering") == 0;
	return filed ? OK : fail_article(cx, fail(cx, ERR_CONFLICT, SAY_DELIVERY_NOT_FILED()), "20");
}

enum err delivery_batch_ask(struct ctx *cx, struct db *db, const struct app *app,
			    const struct who *who, const char *case_id, struct delivery_batch *b)
{
	struct case_file c;
	int64_t making, ready;
	bool more;
	TRY(case_load(cx, db, case_id, &c));
	TRY(runs(cx, &c));
	AUTO_ROWS q = db_run(db, SQL_DELIVERY_GET);
	bind_text(q, ":case_id", case_id);
	bind_day(q, ":today", cx->today);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_DELIVERY());
	TRY(delivery_batch_last(cx, db, c.id, "making", &making));
	TRY(delivery_batch_last(cx, db, c.id, "ready", &ready));
	if (making)
		return fail(cx, ERR_CONFLICT, SAY_DELIVERY_ONE_AT_A_TIME(making));
	if (b->kind == DELIVERY_INCREMENTAL && !ready)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_DELIVERY_FULL_FIRST()), "kind");
	TRY(delivery_grant(cx, db, c.id, &b->grant));
	TRY(delivery_grant_stands(cx, db, b->grant));
	TRY(delivery_key(cx, db, app->seal_key, c.id, col_text(cx, q, "mark_key")));
	b->case_id = ctx_text(cx, case_id);
	b->base = b->kind == DELIVERY_INCREMENTAL ? ready : 0;
	return delivery_batch_add(cx, db, who, b, col_int(q, "batches"));
}
