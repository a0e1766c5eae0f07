/* token_http.c - bearer tokens of a person: made and revoked in a session. */
#include "account/account_http.h"
#include "account/inside.h"
#include "account/scope.h"
#include "account/token.h"
#include "account_schema.h"
#include "app.h"
#include "web/req.h"
#include <string.h>

enum { DAYS_IF_NOT_SAID = 90 };

static void put_scopes(struct jout *j, const char *words)
{
	uint32_t scopes = scopes_read(words);
	jout_key(j, "scopes");
	jout_list(j);
	for (unsigned s = 0; s < SCOPE_MAX_; s++)
		if (scopes >> s & 1)
			jout_text(j, scope_word((enum scope)s));
	jout_end_list(j);
}

static enum err put_token(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	(void)rq;
	jout_open(j);
	jout_key_text(j, "id", col_text(cx, q, "id"));
	jout_key_text(j, "name", col_text(cx, q, "name"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "user", col_text(cx, q, "user_id"));
	put_scopes(j, col_text(cx, q, "scopes"));
	from_put(cx, j, col_text(cx, q, "addresses"));
	jout_key_ms(j, "made_at", col_ms(q, "made_at"));
	jout_key_day(j, "expires_on", col_day(q, "expires_on"));
	jout_key_ms(j, "revoked_at", col_ms(q, "revoked_at"));
	jout_close(j);
	return OK;
}

static void bind_own(const struct req *rq, struct rows *q)
{
	bind_text(q, ":user", rq->who->id);
	bind_text(q, ":org", NULL);
}

static enum err list_tokens(struct ctx *cx, struct req *rq)
{
	static const struct listed own = { SQL_TOKEN_COUNT, SQL_TOKEN_LIST, "id", bind_own,
					   put_token };
	return answer_listed(cx, rq, &own);
}

/* One's own, or anybody's for the one who keeps the accounts. */
static enum err find_token(struct ctx *cx, struct req *rq, struct rows *q)
{
	bool more;
	bind_text(q, ":id", rq->seg[0]);
	TRY(rows_next(cx, q, &more));
	if (!more || (strcmp(col_text(cx, q, "user_id"), rq->who->id) != 0 &&
		      !who_can(rq->who, CAP_USER_WRITE)))
		return fail(cx, ERR_NOT_FOUND, SAY_NO_TOKEN());
	return OK;
}

static enum err get_token(struct ctx *cx, struct req *rq)
{
	AUTO_ROWS q = db_run(rq->db, SQL_TOKEN_BY_ID);
	TRY(find_token(cx, rq, q));
	return put_token(cx, rq, answer_json(rq, 200), q);
}

struct act { const struct who *by; const char *id; struct token_new made; };

static enum err do_create(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return token_create(cx, db, t->by, &t->made);
}

static enum err do_revoke(struct ctx *cx, struct db *db, void *arg)
{
	struct act *t = arg;
	return token_revoke(cx, db, t->by, t->id);
}

static enum err read_scopes(struct ctx *cx, const struct token_new_in *in,
			    const char **ret_words)
{
	uint32_t all = 0, bit;
	const char *words = "";
	for (size_t i = 0; i < in->nscopes; i++) {
		if (!scope_read(in->scopes[i], &bit))
			return fail_field(cx, fail(cx, ERR_INVALID,
						   SAY_SCOPE_UNKNOWN(in->scopes[i])), "scopes");
		if (!(all & bit))
			words = ctx_print(cx, "%s%s%s", words, *words ? " " : "", in->scopes[i]);
		all |= bit;
	}
	*ret_words = words;
	return OK;
}

static enum err post_token(struct ctx *cx, struct req *rq)
{
	const struct token_new_in *in = rq->body;
	struct act t = { .by = rq->who, .made = {
		.user = rq->who->id, .org = rq->who->org, .name = in->name,
		.expires_on = in->expires_on } };
	if (!rq->who->session)
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_BY_SESSION());
	if (!in->has_expires_on)
		t.made.expires_on.n = cx->today.n + DAYS_IF_NOT_SAID;
	if (t.made.expires_on.n < cx->today.n ||
	    t.made.expires_on.n > cx->today.n + TOKEN_DAYS_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TOKEN_DAYS(TOKEN_DAYS_MOST)),
				  "expires_on");
	TRY(read_scopes(cx, in, &t.made.scopes));
	TRY(from_read(cx, in->addresses, in->naddresses, &t.made.addresses));
	t.made.secret = secret_token(cx, TOKEN_PREFIX);
	TRY(store_change(cx, rq->store, do_create, &t));
	struct jout *j = answer_json(rq, 201);
	jout_open(j);
	jout_key_text(j, "id", t.made.id);
	jout_key_text(j, "token", t.made.secret);
	jout_key_day(j, "expires_on", t.made.expires_on);
	jout_close(j);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

static enum err delete_token(struct ctx *cx, struct req *rq)
{
	struct act t = { .by = rq->who, .id = rq->seg[0] };
	{
		AUTO_ROWS q = db_run(rq->db, SQL_TOKEN_BY_ID);
		TRY(find_token(cx, rq, q));
		if (!col_null(q, "revoked_at")) {
			answer_status(rq, 204);
			return OK;
		}
	}
	TRY(store_change(cx, rq->store, do_revoke, &t));
	account_changed(rq->app->account);
	answer_status(rq, 204);
	return OK;
}

/* clang-format off */
static const char *const list_query[] = { "limit", "cursor", NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/api/v1/tokens", .needs = CAP_TOKEN_WRITE, .audit = AUDIT_READ,
  .reply = &schema_tokens, .handle = list_tokens, .query = list_query,
  .about = "One's own tokens, newest first; never their secrets." },
{ .method = "POST", .path = "/api/v1/tokens", .needs = CAP_TOKEN_WRITE, .audit = AUDIT_WRITE,
  .body = &schema_token_new, .reply = &schema_token_made, .handle = post_token,
  .about = "Make a token for one's organisation, limited to scopes; it is shown once." },
{ .method = "GET", .path = "/api/v1/tokens/{id}", .needs = CAP_TOKEN_WRITE, .audit = AUDIT_READ,
  .reply = &schema_token, .handle = get_token, .about = "One token." },
{ .method = "DELETE", .path = "/api/v1/tokens/{id}", .needs = CAP_TOKEN_WRITE,
  .audit = AUDIT_WRITE, .handle = delete_token,
  .about = "Revoke a token; it stops within a second everywhere." },
};
/* clang-format on */
const struct route_list token_routes = { rows, sizeof rows / sizeof rows[0], "tokens" };
