/* reform_store.c - reforms in the store, and their day. */
#include "app.h"
#include "record/record.h"
#include "reform/inside.h"
#include "store/store.h"
#include "sys/log.h"
#include "web/schema.h"
#include <string.h>

void reform_counts_json(struct jout *j, const struct reform_counts *c)
{
	jout_open(j);
	jout_key_int(j, "orgs", c->orgs);
	jout_key_int(j, "entries", c->entries);
	jout_key_int(j, "drafts", c->drafts);
	jout_key_int(j, "negative", c->negative);
	jout_key_int(j, "elements", c->elements);
	jout_key_int(j, "cases", c->cases);
	jout_key_int(j, "grants_given", c->grants_given);
	jout_key_int(j, "grants_taken", c->grants_taken);
	jout_key_int(j, "keys", c->keys);
	jout_key_int(j, "tokens", c->tokens);
	jout_key_int(j, "people", c->people);
	jout_key_int(j, "parts", c->parts);
	jout_close(j);
}

void reform_end(struct reform *r)
{
	json_decref(r->json);
}

enum err reform_load(struct ctx *cx, struct db *db, const char *id, struct reform *ret)
{
	bool more;
	const void *body;
	AUTO_ROWS q = db_run(db, SQL_REFORM_GET);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_REFORM());
	const char *text = col_text(cx, q, "plan");
	ret->id = col_text(cx, q, "id");
	ret->state = col_text(cx, q, "state");
	ret->by_id = col_text(cx, q, "by_id");
	ret->effective = col_day(q, "effective_on");
	TRY(json_read(cx, text, strlen(text), &ret->json));
	TRY(decode(cx, &schema_reform_new, ret->json, &body));
	ret->plan = body;
	return reform_check(cx, ret->plan, &ret->kind);
}

enum err reform_move(struct ctx *cx, struct db *db, const char *id, const char *was,
		     const char *state, const char *reason)
{
	AUTO_ROWS q = db_run(db, SQL_REFORM_MOVE);
	bind_text(q, ":id", id);
	bind_text(q, ":was", was);
	bind_text(q, ":state", state);
	bind_text(q, ":reason", reason);
	bind_ms(q, ":now", cx->now);
	return rows_one(cx, q, ERR_CONFLICT, SAY_REFORM_MOVED_ON());
}

enum err reform_note(struct ctx *cx, struct db *db, const struct who *by, const char *act,
		     const char *id, const char *detail)
{
	return record_note(cx, db, &(struct note){
		.kind = NOTE_ADMIN, .act = act, .org = by ? by->org : NULL,
		.principal = by ? by->id : NULL, .object = id, .detail = detail });
}

static enum err keep_moved(struct ctx *cx, struct db *db, const char *id,
			   const struct reform_counts *c)
{
	AUTO_BUF b = buf_make(4096);
	struct jout j = jout_to(&b);
	reform_counts_json(&j, c);
	AUTO_ROWS q = db_run(db, SQL_REFORM_MOVED);
	bind_text(q, ":id", id);
	bind_text(q, ":moved", buf_cstr(&b));
	return rows_done(cx, q, NULL);
}

enum err reform_take_effect(struct ctx *cx, struct db *db, const struct legal *legal,
			    const char *id, const struct who *by)
{
	AUTO_REFORM r = { 0 };
	struct reform_look look;
	TRY(reform_load(cx, db, id, &r));
	if (r.effective.n > cx->today.n)
		return OK;
	TRY(reform_move(cx, db, id, "confirmed", "done", NULL));
	TRY(reform_ready(cx, db, r.plan, r.kind, id, NULL, &look));
	TRY(reform_carry(cx, db, legal, &r, by));
	TRY(keep_moved(cx, db, id, &look.counts));
	return reform_note(cx, db, by, "reform-done", id, look.title);
}

/* --- the clock ------------------------------------------------------------------- */
struct failing { const char *id, *why; };

struct coming { const struct legal *legal; const char *id; };

static enum err effect(struct ctx *cx, struct db *db, void *arg)
{
	const struct coming *k = arg;
	return reform_take_effect(cx, db, k->legal, k->id, NULL);
}

/* What stands in its way stands there tomorrow too: people look at it. */
static enum err give_up(struct ctx *cx, struct db *db, void *arg)
{
	const struct failing *f = arg;
	TRY(reform_move(cx, db, f->id, "confirmed", "failed", f->why));
	return reform_note(cx, db, NULL, "reform-failed", f->id, f->why);
}

static enum err step_one(struct ctx *cx, struct app *app, const char *id)
{
	AUTO_CTX own;
	ctx_init(&own, cx->now, 0);
	struct coming k = { app->legal, id };
	enum err e = store_change(&own, app->store, effect, &k);
	account_changed(app->account);
	if (e == OK)
		return OK;
	log_fault(&own, e, "carry out a reform");
	if (err_http(e) >= 500)
		return OK;              /* the next tick tries again */
	struct failing f = { id, said_words(&own, own.fault.said, SAID_ZH) };
	return store_change(cx, app->store, give_up, &f);
}

enum err reform_step(struct ctx *cx, struct app *app, struct db *reader)
{
	enum { MOST = 16 };
	const char *ids[MOST];
	size_t n = 0;
	bool more = true;
	{
		AUTO_ROWS q = db_run(reader, SQL_REFORM_DUE);
		bind_day(q, ":today", cx->today);
		bind_int(q, ":count", MOST);
		for (; n < MOST; n++) {
			TRY(rows_next(cx, q, &more));
			if (!more)
				break;
			ids[n] = col_text(cx, q, "id");
		}
	}
	for (size_t i = 0; i < n; i++)
		TRY(step_one(cx, app, ids[i]));
	return OK;
}

/* --- registered, and confirmed by another ----------------------------------------- */
static enum err add_orgs(struct ctx *cx, struct db *db, const struct reform_new_in *p,
			 const char *id)
{
	for (size_t i = 0; i < p->nfrom + p->nparts; i++) {
		bool from = i < p->nfrom;
		const char *org = from ? p->from[i] : p->parts[i - p->nfrom].into;
		if (!org)
			continue;
		AUTO_ROWS q = db_run(db, SQL_REFORM_ORG_ADD);
		bind_text(q, ":reform", id);
		bind_text(q, ":org", org);
		bind_text(q, ":side", from ? "from" : "into");
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

enum err reform_register(struct ctx *cx, struct db *db, const struct who *by,
			 const struct reform_new_in *plan, const char *json, const char **ret_id)
{
	enum reform_kind kind;
	struct reform_look seen;
	TRY(reform_check(cx, plan, &kind));
	TRY(reform_ready(cx, db, plan, kind, NULL, by, &seen));
	*ret_id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_REFORM_ADD);
	bind_text(q, ":id", *ret_id);
	bind_text(q, ":kind", reform_kind_word(kind));
	bind_text(q, ":instrument", plan->instrument);
	bind_day(q, ":effective_on", plan->effective_on);
	bind_text(q, ":title", seen.title);
	bind_text(q, ":plan", json);
	bind_text(q, ":by_id", by->id);
	bind_text(q, ":by_name", by->name);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	TRY(add_orgs(cx, db, plan, *ret_id));
	return reform_note(cx, db, by, "reform-registered", *ret_id, seen.title);
}

enum err reform_confirm(struct ctx *cx, struct db *db, const struct legal *legal,
			const struct who *by, const char *id)
{
	AUTO_REFORM r = { 0 };
	struct reform_look seen;
	TRY(reform_load(cx, db, id, &r));
	if (strcmp(r.by_id, by->id) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_REFORM_OWN());
	TRY(reform_move(cx, db, id, "registered", "confirmed", NULL));
	TRY(reform_ready(cx, db, r.plan, r.kind, id, by, &seen));
	AUTO_ROWS q = db_run(db, SQL_REFORM_CONFIRMED);
	bind_text(q, ":id", id);
	bind_text(q, ":by_id", by->id);
	bind_text(q, ":by_name", by->name);
	bind_ms(q, ":now", cx->now);
	TRY(rows_done(cx, q, NULL));
	TRY(reform_note(cx, db, by, "reform-confirmed", id, seen.title));
	return reform_take_effect(cx, db, legal, id, by);
}
