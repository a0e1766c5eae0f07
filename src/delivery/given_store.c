/* given_store.c - see given.h: the grant found, and its plan held. */
#include "dataapi/plan.h"
#include "dataapi/release.h"
#include "delivery/given.h"
#include "grant/grants.h"
#include "sys/clock.h"

enum err given_find(struct ctx *cx, struct app *app, struct db *db, const char *grant,
		    struct given *ret)
{
	struct given *g = ret;
	struct resource res;
	*g = (struct given){ .plan = NULL };
	TRY(grant_by_id(cx, db, grant, &g->grant));
	struct plan_key key = { .code = g->grant.code, .org = g->grant.org,
				.purpose = g->grant.purpose_code };
	TRY(plan_get(cx, app, db, key, &g->plan, &res));
	if (!g->plan)
		return refused(cx, &(struct policy){ .why = POLICY_NO_GRANT, .article = "20" });
	plan_hold(g->plan);
	if (!g->plan->version)
		return fail(cx, ERR_INVALID, SAY_DELIVERY_NO_DATA());
	given_choose(cx, &g->plan->terms, g);
	return OK;
}

void given_end(struct given *g)
{
	if (g->plan)
		plan_let_go(g->plan);
	g->plan = NULL;
}

enum err given_may(struct ctx *cx, const struct given *g, const char *case_id)
{
	struct policy p = given_policy(g, &g->plan->terms, case_id, clock_now());
	return refused(cx, &p);
}
