/* given.c - see given.h. */
#include "delivery/given.h"
#include "dataapi/release.h"
#include "grant/grants.h"
#include "sys/clock.h"

enum err given_find(struct ctx *cx, struct app *app, struct db *db, const char *grant,
		    struct given *ret)
{
	struct given *g = ret;
	struct resource res;
	size_t keys = 0, clear = 0;
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
	const struct view *v = &g->plan->view;
	g->seen = ctx_array(cx, size_t, v->n + 1);
	for (size_t i = 0; i < v->n; i++) {
		keys += v->at[i].key;
		if (!v->at[i].granted || v->at[i].mask == MASK_VERIFY)
			continue;
		clear += v->at[i].key && v->at[i].mask == MASK_KEEP;
		g->seen[g->nseen++] = i;
	}
	g->keyed = keys && clear == keys;
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
	struct policy_ask ask = { .org = g->grant.org, .purpose = g->grant.purpose_code,
				  .matter = case_id, .now = clock_now(), .seen = g->seen,
				  .nseen = g->nseen };
	struct policy p = policy_decide(&g->plan->terms, &ask);
	return refused(cx, &p);
}
