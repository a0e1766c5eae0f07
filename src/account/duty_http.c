/* duty_http.c - who stands in for whom, and who takes over from a leaver. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/user.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

enum { DEPUTY_DAYS_MOST = 366 };

/* One's own deputyships, or anybody's for the one who keeps the accounts. */
static enum err theirs(struct ctx *cx, struct req *rq, const struct user_row **ret_u)
{
	if (strcmp(rq->seg[0], rq->who->id) != 0 && !who_can(rq->who, CAP_USER_WRITE))
		return fail(cx, ERR_NOT_FOUND, SAY_NO_USER());
	return user_by_id(cx, rq->db, rq->seg[0], ret_u);
}

static enum err list_deputies(struct ctx *cx, struct req *rq)
{
	const struct user_row *u;
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	TRY(theirs(cx, rq, &u));
	struct jout *j = answer_list(rq);
	AUTO_ROWS q = db_run(rq->db, SQL_DEPUTY_LIST);
	bind_text(q, ":user", u->id);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		if (!brief_takes(&brief))
			continue;
		jout_open(j);
		jout_key_text(j, "id", col_text(cx, q, "id"));
		jout_key_text(j, "user", u->id);
		jout_key_text(j, "deputy", col_text(cx, q, "deputy"));
		jout_key_day(j, "from", col_day(q, "from_day"));
		jout_key_day(j, "to", col_day(q, "to_day"));
		jout_key_ms(j, "ended_at", col_ms(q, "ended_at"));
		jout_close(j);
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}

struct deputising {
	const struct who           *by;
	const struct user_row      *u;
	const struct deputy_new_in *in;
	const char                 *id;
};

/* The deputy will hold both people's roles for a while: they must go together. */
static enum err may_stand_in(struct ctx *cx, struct db *db, const struct deputising *d)
{
	const struct user_row *other;
	uint32_t roles, theirs_too;
	if (user_by_id(cx, db, d->in->deputy, &other) != OK || !d->u->org || !other->org ||
	    strcmp(other->org, d->u->org) != 0 || strcmp(other->id, d->u->id) == 0 ||
	    strcmp(other->state, "active") != 0)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_SAME_PERSON()), "deputy");
	TRY(user_roles(cx, db, d->u->id, &roles));
	TRY(user_roles(cx, db, other->id, &theirs_too));
	return roles_together(cx, roles | theirs_too);
}

static enum err add_deputy(struct ctx *cx, struct db *db, void *arg)
{
	struct deputising *d = arg;
	TRY(may_stand_in(cx, db, d));
	d->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_DEPUTY_ADD);
	bind_text(q, ":id", d->id);
	bind_text(q, ":user", d->u->id);
	bind_text(q, ":deputy", d->in->deputy);
	bind_day(q, ":from_day", d->in->from);
	bind_day(q, ":to_day", d->in->to);
	bind_text(q, ":by", d->by->id);
	TRY(rows_done(cx, q, NULL));
	TRY(account_touch(cx, db));
	return account_note(cx, db, d->by, NOTE_ADMIN, "deputy-set", d->u->id);
}

static enum err post_deputy(struct ctx *cx, struct req *rq)
{
	struct deputising d = { .by = rq->who, .in = rq->body };
	TRY(theirs(cx, rq, &d.u));
	if (d.in->from.n < cx->today.n || d.in->to.n < d.in->from.n ||
	    d.in->to.n - d.in->from.n > DEPUTY_DAYS_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DEPUTY_DAYS()), "from");
	TRY(store_change(cx, rq->store, add_deputy, &d));
	account_changed(rq->app->account);
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "id", d.id);
	jout_key_text(j, "user", d.u->id);
	jout_key_text(j, "deputy", d.in->deputy);
	jout_key_day(j, "from", d.in->from);
	jout_key_day(j, "to", d.in->to);
	jout_key_ms(j, "ended_at", (ms_t){ 0 });
	jout_close(j);
	return OK;
}

struct ending { const struct who *by; const char *user, *id; };

static enum err end_deputy(struct ctx *cx, struct db *db, void *arg)
{
	const struct ending *e = arg;
	AUTO_ROWS q = db_run(db, SQL_DEPUTY_END);
	bind_text(q, ":id", e->id);
	bind_text(q, ":user", e->user);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_DEPUTY()));
	TRY(account_touch(cx, db));
	return account_note(cx, db, e->by, NOTE_ADMIN, "deputy-ended", e->user);
}

static enum err delete_deputy(struct ctx *cx, struct req *rq)
{
	const struct user_row *u;
	struct ending e = { rq->who, rq->seg[0], rq->seg[1] };
	TRY(theirs(cx, rq, &u));
	TRY(store_change(cx, rq->store, end_deputy, &e));
	account_changed(rq->app->account);
	answer_status(rq, 204);
	return OK;
}

/* --- leavers ------------------------------------------------------------------- */
struct handing { const struct who *by; const char *from, *to; };

static enum err hand_over(struct ctx *cx, struct db *db, void *arg)
{
	const struct handing *h = arg;
	return user_hand_over(cx, db, h->by, h->from, h->to);
}

static enum err post_hand_over(struct ctx *cx, struct req *rq)
{
	const struct user_hand_over_in *in = rq->body;
	struct handing h = { rq->who, rq->seg[0], in->to };
	TRY(store_change(cx, rq->store, hand_over, &h));
	account_changed(rq->app->account);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "to", in->to);
	jout_close(j);
	return OK;
}

/* clang-format off */
static const char *const paged[] = { "limit", "cursor", NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/users/{id}/deputies", .needs = CAP_SIGNED_IN,
  .audit = AUDIT_READ, .reply = &schema_deputies, .handle = list_deputies, .query = paged,
  .about = "Who stood, stands or will stand in for somebody." },
{ .method = "POST", .path = "/api/v1/users/{id}/deputies", .needs = CAP_SIGNED_IN,
  .audit = AUDIT_WRITE, .body = &schema_deputy_new, .reply = &schema_deputy,
  .handle = post_deputy,
  .about = "Let a colleague stand in for some days: they hold both people's roles." },
{ .method = "DELETE", .path = "/api/v1/users/{id}/deputies/{deputy}", .needs = CAP_SIGNED_IN,
  .audit = AUDIT_WRITE, .handle = delete_deputy, .about = "End a deputyship." },
{ .method = "POST", .path = "/api/v1/users/{id}/hand-over", .needs = CAP_USER_WRITE,
  .audit = AUDIT_WRITE, .body = &schema_user_hand_over, .reply = &schema_handed_over,
  .handle = post_hand_over,
  .about = "Give a leaver's work to a colleague and disable the leaver's account." },
};
/* clang-format on */
const struct route_list duty_routes = { rows, sizeof rows / sizeof rows[0], "users" };
