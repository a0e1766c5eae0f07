/* release.c - see release.h. */
#include "dataapi/release.h"
#include "app.h"
#include "grant/grants.h"
#include "record/record.h"
#include "sys/settings.h"
#include "sign/respond.h"
#include "web/req.h"
#include <string.h>

struct charge_note {
	const struct guesses   *guesses;        /* of a verification, or NULL */
	struct charge           charge;
	struct leaf             leaf;
	struct quota            quota;
	const struct signature *signature;
};

enum err refused(struct ctx *cx, const struct policy *v)
{
	const char *item = v->field ? v->field->code : "";
	enum err e = ERR_FORBIDDEN;
	switch (v->why) {
	case POLICY_ALLOWED:        return OK;
	case POLICY_NO_GRANT:       e = fail(cx, e, SAY_DATA_NO_GRANT()); break;
	case POLICY_PURPOSE:        e = fail(cx, e, SAY_DATA_OTHER_PURPOSE()); break;
	case POLICY_ENDED:          e = fail(cx, e, SAY_DATA_ENDED()); break;
	case POLICY_SUSPENDED:      e = fail(cx, e, SAY_DATA_SUSPENDED()); break;
	case POLICY_EXPIRED:        e = fail(cx, e, SAY_DATA_EXPIRED()); break;
	case POLICY_MATTER:         e = fail(cx, ERR_INVALID, SAY_DATA_MATTER_MISSING()); break;
	case POLICY_USE:            e = fail(cx, e, SAY_DATA_USE()); break;
	case POLICY_ITEM_SEEN:      e = fail(cx, e, SAY_DATA_ITEM_NOT_GRANTED(item)); break;
	case POLICY_ITEM_ASKED:     e = fail(cx, e, SAY_DATA_ITEM_HIDDEN(item)); break;
	case POLICY_NOT_WHOLE:      e = fail(cx, e, SAY_CONTENT_NOT_WHOLE()); break;
	case POLICY_QUOTA_CALLS:    e = fail(cx, ERR_TOO_MANY, SAY_DATA_QUOTA_CALLS()); break;
	case POLICY_QUOTA_ROWS:
		e = fail(cx, ERR_TOO_MANY, SAY_DATA_QUOTA_ROWS(v->left));
		break;
	case POLICY_QUOTA_SUBJECTS:
		e = fail(cx, ERR_TOO_MANY, SAY_DATA_QUOTA_SUBJECTS(v->left));
		break;
	}
	if (e == ERR_TOO_MANY)
		fail_limit(cx, e, v->limit, v->left);
	if (v->renewed.n)
		fail_wait(cx, e, (v->renewed.n - cx->now.n) / 1000 + 1);
	if (v->field)
		fail_field(cx, e, v->field->code);
	return v->article ? fail_article(cx, e, v->article) : e;
}

/* Why the charge changed no row. What was decided on a grant that has moved is
 * decided again; a quota that others used up meanwhile is simply used up. */
static enum err why_not(struct ctx *cx, struct db *db, const void *share)
{
	const struct charge_note *n = share;
	struct grant_now now;
	struct usage more = { .calls = n->charge.calls, .rows = n->charge.rows };
	TRY(grant_used(cx, db, n->charge.grant, &now));
	if (now.revision != n->charge.revision)
		return fail(cx, ERR_CONFLICT, SAY_GRANT_MOVED());
	if (!now.open)
		return refused(cx, &(struct policy){ .why = POLICY_ENDED, .article = "19" });
	if (now.until.n && cx->now.n >= now.until.n)
		return refused(cx, &(struct policy){ .why = POLICY_EXPIRED, .article = "19" });
	struct policy v = policy_quota(&n->quota, &now.used, &more, cx->now);
	if (v.why == POLICY_ALLOWED) {
		v.why = POLICY_QUOTA_SUBJECTS;
		v.limit = n->quota.subjects;
		v.left = v.limit - now.used.subjects;
		v.renewed = quota_ends(n->quota.per, cx->now);
	}
	return refused(cx, &v);
}

static enum err note(struct ctx *cx, struct db *db, void *arg)
{
	const struct charge_note *n = arg;
	(void)cx;
	db_quiet(db);
	record_put(db, &n->leaf);
	return OK;
}

static enum err charge_and_note(struct ctx *cx, struct db *db, void *arg)
{
	const struct charge_note *n = arg;
	int64_t changed;
	if (n->guesses)
		TRY(grant_guess(cx, db, n->guesses));
	TRY(grant_charge(cx, db, &n->charge, &changed));
	return changed == 1 ? note(cx, db, arg) : why_not(cx, db, n);
}

/* Calls under one grant that reach the store together are charged by one write. */
static bool together(const void *a, const void *b)
{
	const struct charge_note *one = a, *other = b;
	return charge_together(&one->charge, &other->charge);
}

static enum err charge_all(struct ctx *cx, struct db *db, const void *const *shares, int n,
			   int64_t *ret_changed)
{
	struct charge sum = ((const struct charge_note *)shares[0])->charge;
	for (int i = 1; i < n; i++)
		charge_add(&sum, &((const struct charge_note *)shares[i])->charge);
	return grant_charge(cx, db, &sum, ret_changed);
}

static const struct joint joint_charge = { together, charge_all, why_not };

/* A signed call first: its nonce is its own, but travels with its neighbours'. */
static bool apart(const void *a, const void *b)
{
	(void)a, (void)b;
	return false;
}

static enum err use_nonce(struct ctx *cx, struct db *db, const void *const *shares, int n,
			  int64_t *ret_changed)
{
	const struct signature *s = ((const struct charge_note *)shares[0])->signature;
	PRE(n == 1);
	return sign_use_nonce(cx, db, s->keyid, s->nonce, s->expires, ret_changed);
}

static enum err replayed(struct ctx *cx, struct db *db, const void *share)
{
	(void)db, (void)share;
	return sign_replayed(cx);
}

static const struct joint joint_nonce = { apart, use_nonce, replayed };

/* A quota of persons counts keyed hashes, so that none is kept in clear. */
static void count_subjects(struct ctx *cx, const struct plan *p, const struct taken *t,
			   struct charge *c)
{
	if (p->terms.quota.subjects == QUOTA_NONE)
		return;
	struct hash *at = ctx_array(cx, struct hash, t->nsubjects);
	for (size_t i = 0; i < t->nsubjects; i++)
		at[i] = hash_keyed(p->mask_key.b, HASH_SIZE, t->subjects[i],
				   strlen(t->subjects[i]));
	c->subjects = at;
	c->nsubjects = t->nsubjects;
}

static void count_guess(void *arg, const struct viewed *field, const struct value *v)
{
	(void)v;
	*(int64_t *)arg += field->mask == MASK_VERIFY;
}

/* A question for rows that names exact values of what is given for verification guesses
 * as a verification does: each value that found no row counts against the grant. */
static const struct guesses *guessed(struct ctx *cx, const struct req *rq, const struct plan *p,
				     const struct data_ask *ask, const struct taken *t)
{
	int64_t tried = 0;
	if (t->guesses || !p->verifies || !ask->where)
		return t->guesses;
	filter_values(ask->where, p->view, count_guess, &tried);
	if (!tried)
		return NULL;
	struct guesses *g = ctx_new(cx, struct guesses);
	*g = (struct guesses){
		.grant = ctx_text(cx, p->grant.id), .day = cx->today,
		.wrong = tried > t->rows ? tried - t->rows : 0,
		.most_subject = INT64_MAX,
		.most_grant = rq->app->settings->verify_grant_wrong,
	};
	g->subject.b[0] = 1;            /* no subject's */
	return g;
}

/* What kind of answer it was; of a stream the first piece is the call. */
static const char *act_of(const struct data_ask *ask, const struct taken *t)
{
	if (ask->use == USE_VERIFY)
		return "verify";
	if (ask->use == USE_AGGREGATE)
		return "aggregate";
	if (t->list)
		return "list";
	return t->calls ? "release" : "release-more";
}

static const char *detail(struct ctx *cx, const struct taken *t)
{
	const char *marks = !t->marks ? NULL : ctx_print(cx, "under verification: %lld",
							 (long long)t->marks);
	return marks && t->detail ? ctx_print(cx, "%s; %s", t->detail, marks)
				  : marks ? marks : t->detail;
}

const char *release(struct ctx *cx, struct req *rq, const struct plan *p,
		    const struct data_ask *ask, const struct taken *t, bool receipt)
{
	const char *told = NULL;
	struct charge_note *n = ctx_new(cx, struct charge_note);
	struct hash request = hash_two(rq->target, strlen(rq->target), rq->raw, rq->nraw);
	struct hash response = t->digest ? *t->digest : hash_of(t->bytes, t->nbytes);
	struct note said = {
		.kind = NOTE_RELEASE, .act = act_of(ask, t), .org = rq->who->org,
		.principal = rq->who->id, .resource = p->resource,
		.resource_version = plan_version(p), .grant = p->grant.id,
		.case_id = p->grant.case_id, .object = rq->who->token,
		.purpose = p->grant.purpose_code, .rows = t->rows,
		.bytes = (int64_t)t->nbytes, .subjects = t->subjects,
		.nsubjects = t->nsubjects, .request = &request, .response = &response,
		.matter = ask->matter, .peer = rq->peer,
		.detail = detail(cx, t),
	};
	n->charge = (struct charge){
		.grant = ctx_text(cx, p->grant.id), .revision = p->grant.revision, .now = cx->now,
		.period = quota_period(p->terms.quota.per, cx->now),
		.calls = t->calls, .rows = t->rows,
	};
	n->quota = p->terms.quota;
	n->guesses = guessed(cx, rq, p, ask, t);
	n->signature = t->calls ? rq->signature : NULL;
	count_subjects(cx, p, t, &n->charge);
	n->leaf = record_prepare(cx, rq->app->record, &said);
	if (receipt) {
		told = record_receipt(cx, rq->app->record, &n->leaf.hash);
		answer_header(rq, "Gongshu-Receipt", told);
	}
	if (n->signature)
		answer_after_joint(rq, &joint_nonce, charge_and_note, n);
	else if (n->charge.nsubjects || n->guesses)
		answer_after(rq, charge_and_note, n);
	else
		answer_after_joint(rq, &joint_charge, note, n);
	return told;
}

/* --- signed answers --------------------------------------------------------------- */

enum err signed_check(struct ctx *cx, const struct req *rq, bool stream)
{
	const char *accept = req_header(rq, "Accept-Signature");
	if (!accept)
		return OK;
	if (stream)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_SIGN_NO_STREAM()),
				  "Accept-Signature");
	return respond_check(cx, rq->app->answer_keys, accept);
}

enum err release_whole(struct ctx *cx, struct req *rq, const struct plan *p,
		       const struct data_ask *ask, const struct taken *t)
{
	struct responded r;
	const char *receipt = release(cx, rq, p, ask, t, true);
	const char *accept = req_header(rq, "Accept-Signature");
	if (!accept)
		return OK;
	const struct respond_to to = {
		.method = rq->method, .authority = req_header(rq, "Host"),
		.target = rq->target, .digest = req_header(rq, "Content-Digest"),
	};
	const struct respond_with with = {
		.status = 200, .type = data_format_type(ask->format), .receipt = receipt,
		.body = t->bytes, .nbody = t->nbytes,
	};
	TRY(respond_sign(cx, rq->app->answer_keys, accept, &to, &with, &r));
	answer_header(rq, "Content-Digest", r.digest);
	answer_header(rq, "Signature-Input", r.input);
	answer_header(rq, "Signature", r.signature);
	return OK;
}
