/* show.c - see show.h and found.h. */
#include "record/show.h"
#include "account/account.h"
#include "app.h"
#include "base/enc.h"
#include "catalogue/catalogue.h"
#include "record/found.h"
#include "web/req.h"
#include <string.h>

const char *shown_word(struct ctx *cx, struct span s)
{
	return s.n ? ctx_textn(cx, s.p, s.n) : NULL;
}

enum err shown_load(struct ctx *cx, struct req *rq, int64_t at, struct found_leaf *ret)
{
	struct span leaf, secret;
	char b64[B64_TEXT(HASH_SIZE)];
	struct found_leaf f = { .at = at };
	TRY(record_leaf(cx, rq->db, at, &leaf, &secret));
	struct hash h = merkle_leaf(leaf.p, leaf.n);
	if (!leaf_read(leaf.p, leaf.n, &f.facts))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_LEAF_BAD(at));
	f.erased = !secret.n || !secret_read(secret.p, secret.n, &f.secret) || !f.secret.seed;
	f.receipt = ctx_print(cx, "%s;%lld;%s", record_origin(rq->app->record), (long long)at,
			      b64url_text(h.b, HASH_SIZE, b64));
	*ret = f;
	return ctx_check(cx);
}

const char *shown_org(struct ctx *cx, struct req *rq, const char *id)
{
	const struct org *org;
	return id && account_org(cx, rq->db, id, &org) == OK ? org->name : NULL;
}

static const char *person_name(struct ctx *cx, struct req *rq, const char *id)
{
	const struct user *u;
	return id && account_user(cx, rq->db, id, &u) == OK ? u->name : NULL;
}

bool shown_entry(struct ctx *cx, struct req *rq, const char *id, struct resource *ret)
{
	return id && resource_by_id(cx, rq->db, id, ret) == OK;
}

static void put_private(struct ctx *cx, struct jout *j, const struct found_leaf *f)
{
	jout_key_text(j, "matter", shown_word(cx, f->secret.open[COMMIT_MATTER]));
	jout_key_text(j, "detail", shown_word(cx, f->secret.open[COMMIT_DETAIL]));
	jout_key_text(j, "peer", shown_word(cx, f->secret.open[COMMIT_PEER]));
	jout_key_bool(j, "erased", f->erased);
}

/* A token or key asked, so a system did: not who once made the token. */
static bool by_system(const struct leaf_facts *x)
{
	static const char *const calls[] = { "release", "release-more", "verify", "aggregate",
					     "list" };
	if (!x->object.n)
		return false;
	for (size_t i = 0; x->kind == NOTE_RELEASE && i < sizeof calls / sizeof calls[0]; i++)
		if (strlen(calls[i]) == x->act.n && memcmp(calls[i], x->act.p, x->act.n) == 0)
			return true;
	return x->kind == NOTE_REFUSAL;
}

void shown_leaf(struct ctx *cx, struct req *rq, struct jout *j, const struct found_leaf *f)
{
	const struct leaf_facts *x = &f->facts;
	const char *org = shown_word(cx, x->org), *who = shown_word(cx, x->principal);
	const char *entry = shown_word(cx, x->resource);
	struct resource res;
	jout_open(j);
	jout_key_int(j, "index", f->at);
	jout_key_ms(j, "at", x->at);
	jout_key_text(j, "kind", note_word(x->kind));
	jout_key_text(j, "act", shown_word(cx, x->act));
	jout_key_text(j, "outcome", shown_word(cx, x->outcome));
	jout_key_text(j, "org", org);
	jout_key_text(j, "org_name", shown_org(cx, rq, org));
	jout_key_text(j, "principal", who);
	jout_key_text(j, "principal_name", by_system(x) ? NULL : person_name(cx, rq, who));
	jout_key_bool(j, "system", by_system(x));
	jout_key_text(j, "resource", entry);
	jout_key_text(j, "resource_title", shown_entry(cx, rq, entry, &res) ? res.title : NULL);
	jout_key_int(j, "resource_version", x->resource_version);
	jout_key_text(j, "grant", shown_word(cx, x->grant));
	jout_key_text(j, "case", shown_word(cx, x->case_id));
	jout_key_text(j, "object", shown_word(cx, x->object));
	jout_key_text(j, "purpose", shown_word(cx, x->purpose));
	jout_key_int(j, "rows", x->rows);
	jout_key_int(j, "bytes", x->bytes);
	jout_key_int(j, "subjects", (int64_t)x->nsubjects);
	put_private(cx, j, f);
	jout_key_text(j, "receipt", f->receipt);
	jout_close(j);
}

enum err record_leaf_json(struct ctx *cx, struct req *rq, struct jout *j, int64_t index,
			  struct shown *ret)
{
	struct found_leaf f = { .at = -1 };
	TRY(shown_load(cx, rq, index, &f));
	shown_leaf(cx, rq, j, &f);
	*ret = (struct shown){ shown_word(cx, f.facts.act), shown_word(cx, f.secret.open[COMMIT_DETAIL]) };
	return OK;
}

enum err record_time(struct ctx *cx, struct req *rq, const char *name, bool end, ms_t *ret)
{
	const char *text = req_query(rq, name);
	day_t d;
	if (!text || !*text || ms_read(text, ret))
		return OK;
	if (!day_read(text, &d))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE(name)), name);
	*ret = day_start((day_t){ d.n + end });
	return OK;
}
