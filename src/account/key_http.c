/* key_http.c - keys of agencies' systems. An agency's steward asks, another
 * person agrees (key_law.h): so a key reads like a case, with its state, the acts
 * that the caller may do now, and its history. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/key.h"
#include "account/key_case.h"
#include "account/key_law.h"
#include "account/token.h"
#include "account_schema.h"
#include "app.h"
#include "core/pack.h"
#include "core/sight.h"
#include "web/req.h"
#include <string.h>

static bool owns(const struct who *w, const struct key_row *k)
{
	return w->org && strcmp(w->org, k->org) == 0;
}

struct showing {
	struct ctx *cx;
	struct req *rq;
	struct jout *j;
	const struct key_row *k;
	int64_t steps;                  /* of the history, put so far */
};

static void put_words(const struct showing *s, struct said words)
{
	jout_key_text(s->j, "label", said_words(s->cx, words, SAID_ZH));
	jout_key_text(s->j, "label_en", said_words(s->cx, words, SAID_EN));
}

static struct said act_words(enum key_act act)
{
	switch (act) {
	case KEY_DO_AGREE:  return SAY_KEY_ACT_AGREE();
	case KEY_DO_REFUSE: return SAY_KEY_ACT_REFUSE();
	case KEY_DO_REVOKE:
	case KEY_ACTS_:     break;
	}
	return SAY_KEY_ACT_REVOKE();
}

static void put_act(const struct showing *s, const struct key_rule *r)
{
	struct jout *j = s->j;
	jout_open(j);
	jout_key_text(j, "act", key_act_word(r->act));
	put_words(s, act_words(r->act));
	jout_key(j, "papers");
	jout_list(j);
	if (r->needs == KEY_REASON) {
		jout_open(j);
		jout_key_text(j, "name", "reason");
		jout_key_text(j, "kind", "text");
		jout_key_bool(j, "required", true);
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
}

static void put_acts(const struct showing *s)
{
	const struct key_row *k = s->k;
	unsigned parts = key_parts(s->rq->who, k->org, k->asked_by);
	jout_key(s->j, "acts");
	jout_list(s->j);
	for (int a = 0; a < KEY_ACTS_; a++) {
		struct key_verdict v = key_law_decide(k->state, parts, (enum key_act)a);
		if (v.why == KEY_MAY)
			put_act(s, v.rule);
	}
	jout_end_list(s->j);
}

static enum err put_step(struct showing *s, int64_t at, const char *by, const char *act,
			 const char *from, const char *to)
{
	struct jout *j = s->j;
	const struct user *u;
	if (!at)
		return OK;
	TRY(account_user(s->cx, s->rq->db, by, &u));
	jout_open(j);
	jout_key_int(j, "no", ++s->steps);
	jout_key_ms(j, "at", (ms_t){ at });
	jout_key_ms(j, "event_at", (ms_t){ at });
	jout_key_text(j, "by", u->title);
	jout_key_text(j, "by_id", by);
	jout_key_text(j, "by_org", u->org);
	jout_key_text(j, "act", act);
	jout_key_text(j, "from", from);
	jout_key_text(j, "to", to);
	jout_key_text(j, "article", NULL);
	jout_key_raw(j, "papers", "{}");
	jout_close(j);
	return OK;
}

static enum err put_history(struct showing *s)
{
	const struct key_row *k = s->k;
	bool refused = k->state == KEY_REFUSED;
	const char *decided = refused ? "refused" : "active";
	jout_key(s->j, "history");
	jout_list(s->j);
	TRY(put_step(s, k->made_at, k->asked_by, "submit", "draft", "asked"));
	TRY(put_step(s, k->decided_at, k->decided_by, refused ? "refuse" : "agree", "asked",
		     decided));
	TRY(put_step(s, k->revoked_at, k->revoked_by, "revoke",
		     k->decided_at ? decided : "asked", "revoked"));
	jout_end_list(s->j);
	return OK;
}

static enum err put_key(struct ctx *cx, struct req *rq, struct jout *j, const struct key_row *k)
{
	struct showing s = { .cx = cx, .rq = rq, .j = j, .k = k };
	jout_open(j);
	jout_key_text(j, "id", k->id);
	jout_key_text(j, "process", "system-key");
	jout_key_text(j, "state", key_state_word(k->state));
	jout_key_bool(j, "ended", k->state != KEY_ASKED);
	jout_key_ms(j, "opened_at", (ms_t){ k->made_at });
	jout_key_bool(j, "own", rq->who->id && strcmp(rq->who->id, k->asked_by) == 0);
	jout_key(j, "subject");
	jout_open(j);
	jout_key_text(j, "resource", NULL);
	jout_key_text(j, "title", k->name);
	jout_key_text(j, "org", k->org);
	jout_close(j);
	jout_key_text(j, "pack", rq->app->pack ? rq->app->pack->name : "");
	jout_key_text(j, "key_id", k->id);      /* `keyid` of signatures */
	jout_key_text(j, "org", k->org);
	jout_key_text(j, "name", k->name);
	jout_key_text(j, "algorithm", k->algorithm);
	jout_key_text(j, "public_key", k->pem);
	jout_key_text(j, "fingerprint", k->fingerprint);
	from_put(cx, j, k->addresses);
	jout_key_text(j, "replaces", k->replaces);
	jout_key_text(j, "reason", k->reason);
	put_acts(&s);
	TRY(put_history(&s));
	jout_close(j);
	return OK;
}

/* An agency sees its own keys; those who approve those of the agencies they see, in a
 * county its own. */
static bool sees(struct ctx *cx, const struct who *w, const struct key_row *k)
{
	struct sight s = sight_of(cx, w);
	return owns(w, k) || (who_can(w, CAP_KEY_APPROVE) && sight_takes(&s, k->org, k->region));
}

static enum err find_key(struct ctx *cx, struct req *rq, const struct key_row **ret_key)
{
	TRY(key_by_id(cx, rq->db, rq->seg[0], ret_key));
	if (!sees(cx, rq->who, *ret_key))
		return fail(cx, ERR_NOT_FOUND, SAY_NO_KEY());
	return OK;
}

static enum err write_key(struct ctx *cx, struct req *rq, int status, const char *id)
{
	const struct key_row *k;
	TRY(key_by_id(cx, rq->db, id, &k));
	return put_key(cx, rq, answer_json(rq, status), k);
}

static enum err get_key(struct ctx *cx, struct req *rq)
{
	const struct key_row *k;
	TRY(find_key(cx, rq, &k));
	return put_key(cx, rq, answer_json(rq, 200), k);
}

static void bind_filters(const struct req *rq, struct rows *q)
{
	const char *own = rq->who->org ? rq->who->org : "";
	bool approves = who_can(rq->who, CAP_KEY_APPROVE);
	bind_text(q, ":org", approves ? req_query(rq, "org") : own);
	bind_text(q, ":county", approves ? sight_of(rq->cx, rq->who).county : NULL);
	bind_text(q, ":state", req_query(rq, "state"));
}

static enum err put_row(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	return put_key(cx, rq, j, key_read_row(cx, q));
}

static enum err list_keys(struct ctx *cx, struct req *rq)
{
	static const struct listed keys = { SQL_KEY_COUNT, SQL_KEY_LIST, "id", bind_filters,
					    put_row };
	return answer_listed(cx, rq, &keys);
}

/* --- acts ------------------------------------------------------------------------- */
struct act { const struct who *by; struct key_move move; struct key_new made; };

static enum err do_ask(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return key_ask(cx, db, t->by, &t->made);
}

static enum err do_move(struct ctx *cx, struct db *db, void *arg)
{
	const struct act *t = arg;
	return key_move(cx, db, t->by, &t->move);
}

static enum err run(struct ctx *cx, struct req *rq, store_fn *fn, struct act *t)
{
	t->by = rq->who;
	TRY(store_change(cx, rq->store, fn, t));
	account_changed(rq->app->account);
	return OK;
}

static enum err post_key(struct ctx *cx, struct req *rq)
{
	const struct key_new_in *in = rq->body;
	struct act t = { .made = { .org = in->org ? in->org : rq->who->org, .name = in->name,
				   .pem = in->public_key, .replaces = in->replaces } };
	if (!rq->who->org || strcmp(t.made.org, rq->who->org) != 0)
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_FOR_OWN_ORG()), "org");
	if (!key_algorithm_read(in->algorithm, &t.made.algorithm))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_KEY_NOT_READ(in->algorithm)),
				  "algorithm");
	TRY(from_read(cx, in->addresses, in->naddresses, &t.made.addresses));
	TRY(run(cx, rq, do_ask, &t));
	return write_key(cx, rq, 201, t.made.id);
}

static enum err move(struct ctx *cx, struct req *rq, enum key_act act, const char *reason,
		     const char *basis)
{
	const struct key_row *k;
	struct act t = { .move = { .id = rq->seg[0], .act = act, .reason = reason,
				   .basis = basis } };
	TRY(find_key(cx, rq, &k));
	return run(cx, rq, do_move, &t);
}

static enum err post_agree(struct ctx *cx, struct req *rq)
{
	TRY(move(cx, rq, KEY_DO_AGREE, NULL, NULL));
	return write_key(cx, rq, 200, rq->seg[0]);
}

static enum err post_refuse(struct ctx *cx, struct req *rq)
{
	const struct key_refuse_in *in = rq->body;
	TRY(move(cx, rq, KEY_DO_REFUSE, in->reason, in->basis));
	return write_key(cx, rq, 200, rq->seg[0]);
}

static enum err post_revoke(struct ctx *cx, struct req *rq)
{
	const struct key_revoke_in *in = rq->body;
	TRY(move(cx, rq, KEY_DO_REVOKE, in->reason, NULL));
	return write_key(cx, rq, 200, rq->seg[0]);
}

static enum err delete_key(struct ctx *cx, struct req *rq)
{
	TRY(move(cx, rq, KEY_DO_REVOKE, KEY_DELETED, NULL));
	answer_status(rq, 204);
	return OK;
}

/* --- at the cases' counter ---------------------------------------------------- */
enum err key_case_show(struct ctx *cx, struct req *rq)
{
	return get_key(cx, rq);
}

static const char *paper(const json_t *papers, const char *name)
{
	return json_string_value(json_object_get(papers, name));
}

enum err key_case_do(struct ctx *cx, struct req *rq, const char *word, const json_t *papers)
{
	const struct key_row *k;
	enum key_act act;
	TRY(find_key(cx, rq, &k));
	if (!key_act_read(word, &act))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("act")), "act");
	TRY(move(cx, rq, act, paper(papers, "reason"), NULL));
	return write_key(cx, rq, 200, rq->seg[0]);
}

/* clang-format off */
static const char *const list_query[] = { "limit", "cursor", "org", "state", NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/keys", .needs = CAP_ORG_READ, .audit = AUDIT_READ,
  .reply = &schema_keys, .handle = list_keys, .query = list_query,
  .about = "Keys of one's own agency's systems, newest first; for those who approve, of all they see." },
{ .method = "POST", .path = "/api/v1/keys", .needs = CAP_KEY_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_key_new, .reply = &schema_key, .handle = post_key,
  .about = "Ask for a system's public key to be taken; another person agrees." },
{ .method = "GET", .path = "/api/v1/keys/{id}", .needs = CAP_ORG_READ, .audit = AUDIT_READ,
  .reply = &schema_key, .handle = get_key, .about = "One key, and what may be done with it." },
{ .method = "POST", .path = "/api/v1/keys/{id}/approve", .needs = CAP_KEY_APPROVE,
  .audit = AUDIT_WRITE, .reply = &schema_key, .handle = post_agree,
  .about = "Agree to a key as the second person; it works at once." },
{ .method = "POST", .path = "/api/v1/keys/{id}/refuse", .needs = CAP_KEY_APPROVE,
  .audit = AUDIT_WRITE, .body = &schema_key_refuse, .reply = &schema_key,
  .handle = post_refuse, .about = "Refuse a key, with a reason." },
{ .method = "POST", .path = "/api/v1/keys/{id}/revoke", .needs = CAP_ORG_READ,
  .audit = AUDIT_WRITE, .body = &schema_key_revoke, .reply = &schema_key,
  .handle = post_revoke, .about = "Stop a key within a second, everywhere." },
{ .method = "DELETE", .path = "/api/v1/keys/{id}", .needs = CAP_ORG_READ, .audit = AUDIT_WRITE,
  .handle = delete_key, .about = "Stop a key within a second, everywhere." },
};
/* clang-format on */
const struct route_list key_routes = { rows, sizeof rows / sizeof rows[0], "system keys" };
