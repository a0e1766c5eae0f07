/* report_store.c - see report.h. */
#include "app.h"
#include "cases/cases.h"
#include "cases/paper.h"
#include "catalogue/catalogue.h"
#include "correction/report.h"
#include "record/record.h"
#include "sys/random.h"
#include "web/req.h"
#include "web/seal.h"
#include <arpa/inet.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

/* --- who it may have been, for the limits ----------------------------------------------- */
/* A tag under our key of the day and the address, of IPv6 its network: after a day it
 * tells nothing any more and is dropped (report_step). A key of
 * idempotency that came along holds the address hashed as well (web/idem.c). */
static struct hash peer_tag(struct ctx *cx, const struct req *rq)
{
	uint8_t six[16];
	const char *peer = rq->peer ? rq->peer : "";
	if (strchr(peer, ':') && inet_pton(AF_INET6, peer, six) == 1 &&
	    memcmp(six, "\0\0\0\0\0\0\0\0\0\0\xff\xff", 12) != 0)
		peer = ctx_print(cx, "%02x%02x:%02x%02x:%02x%02x:%02x%02x", six[0], six[1], six[2],
				 six[3], six[4], six[5], six[6], six[7]);
	const char *text = ctx_print(cx, "report %d %s", cx->today.n, peer);
	return hash_keyed(rq->app->seal_key, 32, text, strlen(text));
}

/* --- made -------------------------------------------------------------------------- */
struct making {
	struct req *rq;
	const struct resource *r;
	const struct report_said *said;
	struct hash secret, peer;
	const char *id;
	day_t due;
};

static enum err within_limits(struct ctx *cx, struct db *db, const struct making *m)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REPORT_COUNTS);
	bind_blob(q, ":peer", m->peer.b, sizeof m->peer.b);
	bind_text(q, ":resource", m->r->id);
	bind_int(q, ":since", cx->now.n - DAY_MS);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	if (col_int(q, "from_peer") >= REPORT_DAY_PEER)
		return fail(cx, ERR_TOO_MANY, SAY_REPORT_SLOW_DOWN(REPORT_DAY_PEER));
	return col_int(q, "of_day") < REPORT_DAY_RESOURCE && col_int(q, "unanswered") < REPORT_OPEN
		? OK : fail(cx, ERR_TOO_MANY, SAY_REPORT_ENOUGH());
}

static const char *bound(struct ctx *cx, const char *case_id)
{
	return ctx_print(cx, "report %s", case_id);
}

static enum err add(struct ctx *cx, struct db *db, const struct making *m)
{
	const char *contact = m->said->contact;
	AUTO_ROWS q = db_run(db, SQL_REPORT_ADD);
	bind_text(q, ":case_id", m->id);
	bind_text(q, ":resource", m->r->id);
	bind_blob(q, ":secret", m->secret.b, sizeof m->secret.b);
	bind_text(q, ":contact", contact ? seal_text(cx, m->rq->app->seal_key, bound(cx, m->id),
						     contact) : NULL);
	bind_blob(q, ":peer", m->peer.b, sizeof m->peer.b);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	struct making *m = arg;
	struct case_file c;
	AUTO_JSON papers = json_pack("{s:s}", "what_is_wrong", m->said->what);
	PRE(papers != NULL);
	if (m->said->record_key)
		json_object_set_new(papers, "record_key", json_string(m->said->record_key));
	if (m->said->item)
		json_object_set_new(papers, "item", json_string(m->said->item));
	TRY(within_limits(cx, db, m));
	TRY(case_open(cx, db, &(struct case_ask){ .legal = m->rq->app->legal,
				.process = correction_process.name, .resource = m->r->id,
				.papers = papers }, &m->id));
	TRY(case_load(cx, db, m->id, &c));
	PRE(strcmp(c.state, "reported") == 0);
	m->due = c.due;
	TRY(add(cx, db, m));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CASE, .act = "public-report",
						   .resource = m->r->id, .case_id = m->id });
}

enum err report_make(struct ctx *cx, struct req *rq, const struct resource *r,
		     const struct report_said *said, struct report_made *ret)
{
	uint8_t bytes[REPORT_SECRET_CHARS];
	char *secret = ctx_alloc(cx, REPORT_SECRET_TEXT);
	random_bytes(bytes, sizeof bytes);
	report_secret(bytes, secret);
	struct making m = { .rq = rq, .r = r, .said = said, .secret = report_secret_hash(secret),
			    .peer = peer_tag(cx, rq) };
	TRY(store_change(cx, rq->store, make, &m));
	*ret = (struct report_made){ m.id, secret, m.due };
	return OK;
}

/* --- forgotten ------------------------------------------------------------------------ */
static enum err forget_peers(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(db, SQL_REPORT_FORGET_PEERS);
	bind_int(q, ":before", cx->now.n - DAY_MS);
	return rows_done(cx, q, NULL);
}

enum err report_step(struct ctx *cx, struct app *app, struct db *reader)
{
	bool any;
	AUTO_ROWS q = db_run(reader, SQL_REPORT_OLD_PEER);
	bind_int(q, ":before", cx->now.n - DAY_MS);
	TRY(rows_next(cx, q, &any));
	rows_freep(&q);
	q = NULL;
	return any ? store_change(cx, app->store, forget_peers, NULL) : OK;
}

/* --- looked up ----------------------------------------------------------------------- */
static struct said state_said(const char *state)
{
	if (strcmp(state, "reported") == 0)
		return SAY_REPORT_REPORTED();
	if (strcmp(state, "verifying") == 0)
		return SAY_REPORT_VERIFYING();
	return strcmp(state, "corrected") == 0 ? SAY_REPORT_CORRECTED() : SAY_REPORT_UPHELD();
}

static void papers_seen(struct ctx *cx, const char *papers, struct report_seen *s)
{
	AUTO_JSON all = json_loads(papers ? papers : "{}", 0, NULL);
	s->what = ctx_text(cx, json_string_value(json_object_get(all, "what_is_wrong")));
	s->record_key = ctx_text(cx, json_string_value(json_object_get(all, "record_key")));
	s->item = ctx_text(cx, json_string_value(json_object_get(all, "item")));
	if (strcmp(s->state, "corrected") == 0)
		s->correction = ctx_text(cx, json_string_value(json_object_get(all, "correction")));
}

enum err report_look(struct ctx *cx, struct req *rq, const char *receipt, const char *secret,
		     struct report_seen *ret)
{
	bool more;
	struct hash is = { 0 }, typed = report_secret_hash(secret);
	AUTO_ROWS q = db_run(rq->db, SQL_REPORT_GET);
	bind_text(q, ":case_id", receipt);
	TRY(rows_next(cx, q, &more));
	size_t n = 0;
	const void *kept = more ? col_blob(cx, q, "secret", &n) : NULL;
	if (n == sizeof is.b)
		memcpy(is.b, kept, n);
	if (!hash_same(&is, &typed))
		return fail(cx, ERR_NOT_FOUND, SAY_REPORT_UNKNOWN());
	const char *outcome = col_text(cx, q, "outcome"), *state = col_text(cx, q, "state");
	*ret = (struct report_seen){
		.receipt = col_text(cx, q, "case_id"), .code = col_text(cx, q, "code"),
		.title = col_text(cx, q, "title"), .state = outcome ? outcome : state,
		.provider_name = col_text(cx, q, "provider_name"),
		.answer = col_text(cx, q, "answer"), .at = col_ms(q, "at"),
		.answered_at = { col_int(q, "answered_at") } };
	if (!outcome)
		ret->due = col_day(q, "due");
	ret->state_said = state_said(ret->state);
	ret->mended = col_text(cx, q, "mended");
	ret->mended_version = col_int(q, "mended_version");
	ret->mended_at = col_ms(q, "mended_at");
	papers_seen(cx, col_text(cx, q, "papers"), ret);
	return OK;
}

enum err report_contact(struct ctx *cx, struct db *db, const uint8_t seal_key[32],
			const char *case_id, const char **ret_text)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_REPORT_GET);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	const char *sealed = more ? col_text(cx, q, "contact") : NULL;
	*ret_text = NULL;
	return sealed ? seal_open(cx, seal_key, bound(cx, case_id), sealed, ret_text) : OK;
}

enum err report_answered(struct ctx *cx, struct db *db, const char *case_id,
			 const char *outcome, const char *answer)
{
	AUTO_ROWS q = db_run(db, SQL_REPORT_ANSWERED);
	bind_text(q, ":case_id", case_id);
	bind_text(q, ":outcome", outcome);
	bind_text(q, ":answer", answer);
	bind_ms(q, ":at", cx->now);
	return rows_done(cx, q, NULL);
}
