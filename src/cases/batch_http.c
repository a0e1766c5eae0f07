/* batch_http.c - one answer to many acts: each case is decided on its own, in a change
 * of its own, as if it had been the only one (R09.2). */
#include "app.h"
#include "cases/attachment.h"
#include "cases/routes.h"
#include "cases_schema.h"
#include "web/req.h"

static enum err do_it(struct ctx *cx, struct db *db, void *arg)
{
	return case_do(cx, db, arg);
}

/* In an arena of its own: two hundred acts need no more of them than one. */
static enum err try_one(struct ctx *cx, struct req *rq, const struct case_act_on_in *one)
{
	struct case_ask ask = { .legal = rq->app->legal, .who = rq->who, .id = one->case_,
				.act = one->act, .papers = one->papers };
	TRY(case_gate_act(cx, rq, ask.id, ask.act));
	TRY(attachments_look(cx, rq, &ask));
	return store_change(cx, rq->store, do_it, &ask);
}

static void fault_json(struct ctx *cx, struct jout *j, const struct fault *f)
{
	jout_key_text(j, "code", said_code(f->said.id));
	jout_key_text(j, "detail", said_words(cx, f->said, SAID_ZH));
	jout_key_text(j, "detail_en", said_words(cx, f->said, SAID_EN));
	jout_key_text(j, "field", f->field);
	jout_key_text(j, "article", f->article);
}

/* A broken store is no refusal: the request ends there, and no answer to it is kept. */
static enum err one_json(struct ctx *cx, struct req *rq, struct jout *j,
		     const struct case_act_on_in *one, enum err how)
{
	struct case_file c;
	struct fault why = cx->fault;
	if (how != OK && err_http(how) >= 500)
		return fail(rq->cx, how, why.said);
	enum err seen = case_read(cx, rq->db, one->case_, rq->who, &c);
	if (seen != OK && err_http(seen) >= 500)
		return fail(rq->cx, seen, cx->fault.said);
	bool known = seen == OK;
	jout_open(j);
	jout_key_text(j, "case", one->case_);
	jout_key_text(j, "act", one->act);
	jout_key_text(j, "title", known ? c.title : NULL);
	jout_key_bool(j, "done", how == OK);
	jout_key_text(j, "state", known ? c.state : NULL);
	jout_key_int(j, "status", how == OK ? 200 : err_http(how));
	if (how != OK)
		fault_json(cx, j, &why);
	jout_close(j);
	return OK;
}

enum err case_acts_post(struct ctx *cx, struct req *rq)
{
	const struct case_acts_in *in = rq->body;
	int64_t done = 0;
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < in->nacts; i++) {
		AUTO_CTX mine;
		ctx_init(&mine, cx->now, 8u << 20);
		enum err how = try_one(&mine, rq, &in->acts[i]);
		done += how == OK;
		TRY(one_json(&mine, rq, j, &in->acts[i], how));
	}
	jout_end_list(j);
	jout_key_text(j, "next_cursor", NULL);
	jout_key_int(j, "total", (int64_t)in->nacts);
	jout_key_int(j, "done", done);
	jout_key_int(j, "refused", (int64_t)in->nacts - done);
	jout_close(j);
	return OK;
}
