/* verify.c - see verify.h.
 *
 * `key` names one record, or all of one person's; a claim holds when one of them has
 * exactly that value. A record that isn't there makes every claim wrong, and is told
 * apart only where the grant says so. */
#include "dataapi/verify.h"
#include "app.h"
#include "dataapi/piece.h"
#include "dataapi_schema.h"
#include "record/record.h"
#include "sys/settings.h"
#include <string.h>

#define CLAIMS_MOST  20
#define RECORDS_MOST 1000               /* of one key that are looked at */

static enum err bad(struct ctx *cx, const char *field, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

/* --- what is asked ------------------------------------------------------------- */

/* {item: value, …} as an `and` of exact values. */
static enum err read_pairs(struct ctx *cx, json_t *pairs, struct view view, const char *place,
			   const struct filter **ret)
{
	const char *code;
	json_t *v;
	struct filter *all = filter_leaf(cx, FILTER_AND, 0, 0);
	all->parts = ctx_array(cx, const struct filter *, json_object_size(pairs));
	json_object_foreach(pairs, code, v) {
		const char *at = ctx_print(cx, "%s.%s", place, code);
		const struct viewed *f = view_find(view, code);
		if (!f)
			return bad(cx, at, SAY_DATA_ITEM_UNKNOWN(code));
		struct filter *eq = filter_leaf(cx, FILTER_EQ, (size_t)(f - view.at), 1);
		TRY(filter_operand(cx, f, v, at, eq->values));
		all->parts[all->n++] = eq;
	}
	*ret = all;
	return OK;
}

/* Every key item, or one item by which a person is known. Anything else that could be
 * put beside it would be a guess that nobody counts. */
static bool names_one(const struct filter *key, struct view view)
{
	size_t keys = 0, named = 0;
	for (size_t i = 0; i < view.n; i++)
		keys += view.at[i].key;
	for (size_t i = 0; i < key->n; i++)
		named += view.at[key->parts[i]->field].key;
	bool person = key->n == 1 && view.at[key->parts[0]->field].subject;
	return person || (keys && named == keys && key->n == keys);
}

/* where = and(key, claims): what the policy looks at. */
static enum err verify_read(struct ctx *cx, const struct req *rq, struct view view,
			    struct data_ask *ret)
{
	const struct data_verify_in *in = rq->body;
	const struct filter *key, *claims;
	struct data_ask a = { .use = USE_VERIFY, .limit = RECORDS_MOST,
			      .matter = req_header(rq, "Gongshu-Matter"),
			      .seen = ctx_array(cx, size_t, view.n) };
	TRY(ask_purpose(cx, rq, &a.purpose));
	if (!json_is_object(in->key) || !json_object_size(in->key))
		return bad(cx, "key", SAY_VERIFY_KEY());
	if (!json_is_object(in->claims) || !json_object_size(in->claims) ||
	    json_object_size(in->claims) > CLAIMS_MOST)
		return bad(cx, "claims", SAY_VERIFY_CLAIMS(CLAIMS_MOST));
	TRY(read_pairs(cx, in->key, view, "key", &key));
	TRY(read_pairs(cx, in->claims, view, "claims", &claims));
	if (!names_one(key, view))
		return bad(cx, "key", SAY_VERIFY_KEY());
	for (size_t i = 0; i < claims->n; i++)
		a.seen[a.nseen++] = claims->parts[i]->field;
	a.where = filter_both(cx, key, claims);
	*ret = a;
	return OK;
}

/* --- what is so ------------------------------------------------------------------ */

struct checking { struct view view; const struct filter *claims; bool so[CLAIMS_MOST]; };

static void check_record(const struct call *c, void *arg)
{
	struct checking *k = arg;
	for (size_t i = 0; i < k->claims->n; i++) {
		const struct filter *eq = k->claims->parts[i];
		struct value v = piece_value(c, i);
		if (!v.null && !value_order(&k->view.at[eq->field].shape, &v, eq->values))
			k->so[i] = true;
	}
}

static int64_t wrong_of(const struct checking *k)
{
	int64_t wrong = 0;
	for (size_t i = 0; i < k->claims->n; i++)
		wrong += !k->so[i];
	return wrong;
}

/* What the answer rests on is under verification. Where nobody may learn whether a
 * record is there, a `no` is marked by what is doubted of any. */
static void verify_marks(struct ctx *cx, struct call *c, const struct checking *k)
{
	bool there = c->plan->grant.tell_missing || wrong_of(k) < (int64_t)k->claims->n;
	if (there)
		mark_join(cx, c->ask.seen, c->ask.nseen, &c->marked);
	else
		mark_any(cx, &c->plan->marks, c->ask.seen, c->ask.nseen, &c->marked);
	c->taken.marks = (int64_t)c->marked.n;
}

static void write_answer(struct ctx *cx, struct buf *out, const struct call *c,
			 const struct checking *k)
{
	struct jout j = jout_to(out);
	jout_open(&j);
	jout_key_text(&j, "resource", c->plan->resource);
	jout_key_text(&j, "code", c->plan->grant.code);
	jout_key_int(&j, "version", plan_version(c->plan));
	jout_key(&j, "claims");
	jout_open(&j);
	for (size_t i = 0; i < k->claims->n; i++)
		jout_key_bool(&j, k->view.at[k->claims->parts[i]->field].code, k->so[i]);
	jout_close(&j);
	if (c->plan->grant.tell_missing)
		jout_key_bool(&j, "found", c->taken.rows > 0);
	if (c->marked.n) {
		jout_key(&j, "marks");
		marks_json(cx, out, c->plan->view, &c->marked);
		j.keyed = false;        /* the value is there */
	}
	jout_close(&j);
}

static const struct guesses *guesses_of(struct ctx *cx, const struct req *rq,
					const struct call *c, int64_t wrong)
{
	const struct plan *p = c->plan;
	struct hash key = filter_hash(c->ask.where, p->view);
	struct guesses *g = ctx_new(cx, struct guesses);
	*g = (struct guesses){
		.grant = ctx_text(cx, p->grant.id), .day = cx->today, .wrong = wrong,
		.subject = hash_keyed(p->mask_key.b, HASH_SIZE, key.b, HASH_SIZE),
		.most_subject = rq->app->settings->verify_subject_wrong,
		.most_grant = rq->app->settings->verify_grant_wrong,
	};
	return g;
}

enum err verify_call(struct ctx *cx, struct req *rq)
{
	struct call c = { .taken = { .calls = 1 }, .most = RECORDS_MOST };
	bool away;
	TRY(piece_plan(cx, rq, 0, verify_read, &c));
	TRY(piece_may(cx, rq, &c));
	TRY(signed_check(cx, rq, false));
	TRY(record_ready(cx, rq->app->record));
	TRY(piece_quota(cx, rq, &c));
	struct checking k = { .view = c.plan->view, .claims = c.ask.where->parts[1] };
	c.ask.where = c.ask.where->parts[0];
	TRY(piece_forward(cx, rq, &c, &away));
	if (away)
		return OK;
	TRY(piece_rows(cx, rq, &c, check_record, &k));
	if (c.more)
		return bad(cx, "key", SAY_VERIFY_WIDE(RECORDS_MOST));
	struct buf *out = answer_buf(rq, 200, data_format_type(DATA_JSON));
	if (c.plan->marks.n)
		verify_marks(cx, &c, &k);
	write_answer(cx, out, &c, &k);
	c.taken.rows = 0;               /* none of them leaves */
	c.taken.guesses = guesses_of(cx, rq, &c, wrong_of(&k));
	c.taken.bytes = out->p;
	c.taken.nbytes = out->n;
	piece_headers(cx, rq, &c);
	return release_whole(cx, rq, c.plan, &c.ask, &c.taken);
}
