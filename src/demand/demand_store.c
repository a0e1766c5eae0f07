/* demand_store.c - see demand_store.h. */
#include "demand/demand_store.h"
#include "base/jout.h"
#include "cases/paper.h"
#include "demand/demand_case.h"

enum err demand_put(struct ctx *cx, struct db *db, const char *case_id, const char *demand,
		    const char *duty)
{
	AUTO_ROWS q = db_run(db, SQL_DEMAND_PUT);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":demand", demand);
	bind_text(q, ":duty", duty);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

enum err demand_met(struct ctx *cx, struct db *db, const char *case_id, const char *resource,
		    const char *grant)
{
	AUTO_ROWS q = db_run(db, SQL_DEMAND_MET);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":resource", resource);
	bind_text(q, ":grant_id", grant);
	return rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_DEMAND());
}

day_t demand_first_promise(struct ctx *cx, struct rows *q)
{
	const char *answer = col_text(cx, q, "first_answer");
	AUTO_JSON papers = answer ? json_loads(answer, 0, NULL) : NULL;
	return papers_promised(papers);
}

enum err demand_show(struct ctx *cx, struct jout *j, struct db *db, const struct case_file *c)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEMAND_PROMISE);
	bind_text(q, ":case_id", c->id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	jout_key(j, "promise");
	jout_open(j);
	jout_key_day(j, "first_on", demand_first_promise(cx, q));
	jout_key_day(j, "last_on", c->promised);
	jout_key_int(j, "postponed", col_int(q, "postponed"));
	jout_close(j);
	return OK;
}
