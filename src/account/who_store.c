/* who_store.c - from a secret to a principal. The store is read on a miss; see
 * account.h for when a cached one is good. */
#include "account/inside.h"
#include "account/key.h"
#include "account/scope.h"
#include "base/enc.h"
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>

enum { SEEN_EVERY_MS = 60000 };

static enum err no(struct ctx *cx)
{
	return fail(cx, ERR_UNSIGNED, SAY_CREDENTIALS_BAD());
}

static void keep(char *to, size_t room, const char *from)
{
	snprintf(to, room, "%s", from ? from : "");
}

enum err account_roles(struct ctx *cx, struct db *db, const char *user, uint32_t *ret_roles)
{
	uint32_t roles = 0;
	AUTO_ROWS q = db_run(db, SQL_WHO_ROLES);
	bind_text(q, ":user", user);
	bind_day(q, ":today", cx->today);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		enum role r;
		if (role_read(col_text(cx, q, "role"), &r))
			roles |= UINT32_C(1) << r;
	}
	*ret_roles = roles;
	return OK;
}

/* The columns that sessions and tokens share. False: this person or
 * organisation may not act any more. */
static bool fill_person(struct ctx *cx, struct rows *q, struct principal *p)
{
	const char *org = col_text(cx, q, "org"), *state = col_text(cx, q, "org_state");
	const char *level = col_text(cx, q, "level");
	if (strcmp(col_text(cx, q, "state"), "active") != 0)
		return false;
	if (org && (!state || strcmp(state, "active") != 0))
		return false;
	if (!col_null(q, "ends_on") && col_day(q, "ends_on").n < cx->today.n)
		return false;
	p->kind = strcmp(col_text(cx, q, "kind"), "staff") == 0 ? WHO_STAFF : WHO_PERSON;
	p->assurance = (int)col_int(q, "assurance");
	keep(p->id, sizeof p->id, col_text(cx, q, "id"));
	keep(p->name, sizeof p->name, col_text(cx, q, "name"));
	keep(p->org, sizeof p->org, org);
	keep(p->region, sizeof p->region, col_text(cx, q, "region"));
	return !level || org_level_read(level, &p->level);
}

/* The 等保 profile asks staff for a new password every so many days. */
bool account_must_change(const struct ctx *cx, const struct account *a, bool staff,
			 int64_t marked, ms_t password_at)
{
	const struct settings *s = a->setup.settings;
	bool ages = staff && strcmp(s->password_profile, "dengbao") == 0 && s->password_days > 0;
	return marked || (ages && day_at(password_at).n + s->password_days < cx->today.n);
}

static enum err load_session(struct ctx *cx, struct account *a, struct db *db,
			     struct principal *p)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_WHO_SESSION);
	bind_blob(q, ":hash", p->hash.b, sizeof p->hash.b);
	TRY(rows_next(cx, q, &more));
	if (!more || !fill_person(cx, q, p))
		return no(cx);
	p->seen_at = col_int(q, "seen_at");
	p->ends_at = col_int(q, "ends_at");
	keep(p->session, sizeof p->session, col_text(cx, q, "session"));
	bool change = account_must_change(cx, a, p->kind == WHO_STAFF, col_int(q, "must_change"),
					  col_ms(q, "password_at"));
	TRY(account_roles(cx, db, p->id, &p->roles));
	p->caps = change ? UINT64_C(1) << CAP_PUBLIC | UINT64_C(1) << CAP_SIGNED_IN :
			   role_caps(p->roles);
	return OK;
}

static enum err load_bearer(struct ctx *cx, struct db *db, struct principal *p)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_WHO_TOKEN);
	bind_blob(q, ":hash", p->hash.b, sizeof p->hash.b);
	TRY(rows_next(cx, q, &more));
	if (!more || !col_null(q, "revoked_at") || !fill_person(cx, q, p))
		return no(cx);
	p->ends_at = day_start((day_t){ col_day(q, "expires_on").n + 1 }).n;
	p->seen_at = INT64_MAX;
	keep(p->token, sizeof p->token, col_text(cx, q, "token"));
	keep(p->from, sizeof p->from, col_text(cx, q, "addresses"));
	TRY(account_roles(cx, db, p->id, &p->roles));
	p->caps = scope_caps(scopes_read(col_text(cx, q, "scopes")),
			     role_caps(p->roles), p->org[0] && p->kind == WHO_STAFF);
	return OK;
}

static enum err load_key(struct ctx *cx, struct db *db, const char *id, struct principal *p)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_WHO_KEY);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more || !key_algorithm_read(col_text(cx, q, "algorithm"), &p->algorithm) ||
	    !org_level_read(col_text(cx, q, "level"), &p->level))
		return no(cx);
	p->kind = WHO_SYSTEM;
	p->ends_at = p->seen_at = INT64_MAX;
	keep(p->id, sizeof p->id, id);
	keep(p->token, sizeof p->token, id);
	keep(p->name, sizeof p->name, col_text(cx, q, "name"));
	keep(p->org, sizeof p->org, col_text(cx, q, "org"));
	keep(p->region, sizeof p->region, col_text(cx, q, "region"));
	keep(p->pem, sizeof p->pem, col_text(cx, q, "public_key"));
	keep(p->from, sizeof p->from, col_text(cx, q, "addresses"));
	p->caps = scope_caps(1u << SCOPE_DATA | 1u << SCOPE_GRANTS,
			     UINT64_C(1) << CAP_CATALOGUE_READ | UINT64_C(1) << CAP_GRANT_READ,
			     true);
	return OK;
}

static enum err find(struct ctx *cx, struct account *a, struct db *db, enum who_by by,
		     const char *secret, struct principal *p)
{
	int64_t epoch;
	size_t n = strlen(secret);
	if (!n || n > 128)
		return no(cx);
	struct hash h = hash_of(secret, n);
	TRY(account_epoch(cx, a, db, &epoch));
	/* Deputies and contracts begin and end with the day. */
	epoch = epoch << 16 | (cx->today.n & 0xffff);
	if (!cache_get(a, by, &h, epoch, p)) {
		*p = (struct principal){ .hash = h, .by = by, .epoch = epoch };
		switch (by) {
		case BY_SESSION:
			TRY(load_session(cx, a, db, p));
			break;
		case BY_BEARER:
			TRY(load_bearer(cx, db, p));
			break;
		case BY_KEY:
			TRY(load_key(cx, db, secret, p));
			break;
		}
		cache_put(a, p);
	}
	if (p->ends_at <= cx->now.n)
		return no(cx);
	return OK;
}

static enum err note_seen(struct ctx *cx, struct db *db, void *arg)
{
	int64_t changed;
	const struct principal *p = arg;
	AUTO_ROWS q = db_run(db, SQL_SESSION_SEEN);
	bind_text(q, ":id", p->session);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, &changed);
}

/* Idle sessions end. Another process may have seen this one later than our
 * cache says: look once more before saying no. */
static enum err still_awake(struct ctx *cx, struct account *a, struct db *db,
			    struct principal *p)
{
	const struct settings *s = a->setup.settings;
	int64_t minutes = p->kind == WHO_STAFF ? s->session_idle_minutes : s->person_idle_minutes;
	int64_t idle = minutes * 60000;
	if (cx->now.n - p->seen_at > idle) {
		struct hash h = p->hash;
		int64_t epoch = p->epoch;
		*p = (struct principal){ .hash = h, .by = BY_SESSION, .epoch = epoch };
		TRY(load_session(cx, a, db, p));
		if (cx->now.n - p->seen_at > idle)
			return fail(cx, ERR_UNSIGNED, SAY_SESSION_IDLE(minutes));
		cache_put(a, p);
	}
	if (cx->now.n - p->seen_at > SEEN_EVERY_MS) {
		/* A full disk must not stop people from reading: what isn't noted
		 * now is noted with the next request a minute on. */
		struct fault fault = cx->fault;
		cache_seen(a, &p->hash, cx->now.n);
		if (store_change(cx, a->setup.store, note_seen, p) != OK)
			cx->fault = fault;
	}
	return OK;
}

static const char *some(struct ctx *cx, const char *s)
{
	return s[0] ? ctx_text(cx, s) : NULL;
}

static const struct who *who_of(struct ctx *cx, const struct principal *p)
{
	struct who *w = ctx_new(cx, struct who);
	w->kind = p->kind;
	w->id = some(cx, p->id);
	w->name = some(cx, p->name);
	w->org = some(cx, p->org);
	w->level = p->level;
	w->region = some(cx, p->region);
	w->roles = p->roles;
	w->caps = p->caps;
	w->assurance = p->assurance;
	w->session = some(cx, p->session);
	w->token = some(cx, p->token);
	w->from = some(cx, p->from);
	return w;
}

enum err account_who(struct ctx *cx, struct account *a, struct db *db,
		     const struct credentials *c, const struct who **ret_who)
{
	static const struct who nobody = { .kind = WHO_NOBODY,
					   .caps = UINT64_C(1) << CAP_PUBLIC };
	struct principal p;
	if (c->session) {
		TRY(find(cx, a, db, BY_SESSION, c->session, &p));
		TRY(still_awake(cx, a, db, &p));
	} else if (c->bearer) {
		TRY(find(cx, a, db, BY_BEARER, c->bearer, &p));
	} else if (c->key_id) {
		TRY(find(cx, a, db, BY_KEY, c->key_id, &p));
	} else {
		*ret_who = &nobody;
		return OK;
	}
	*ret_who = who_of(cx, &p);
	return OK;
}

enum err account_key(struct ctx *cx, struct account *a, struct db *db, const char *key_id,
		     const struct system_key **ret_key)
{
	struct principal p;
	TRY(find(cx, a, db, BY_KEY, key_id, &p));
	struct system_key *k = ctx_new(cx, struct system_key);
	k->id = ctx_text(cx, p.id);
	k->org = ctx_text(cx, p.org);
	k->name = ctx_text(cx, p.name);
	k->algorithm = p.algorithm;
	k->pem = ctx_text(cx, p.pem);
	k->epoch = p.epoch;
	*ret_key = k;
	return OK;
}

static const char *csrf_text(const struct account *a, const struct who *w,
			     char text[B64_TEXT(HASH_SIZE)])
{
	struct hash h = hash_keyed(a->csrf, sizeof a->csrf, w->session, strlen(w->session));
	return b64url_text(h.b, sizeof h.b, text);
}

const char *account_csrf(struct ctx *cx, const struct account *a, const struct who *w)
{
	char text[B64_TEXT(HASH_SIZE)];
	return w->session ? ctx_text(cx, csrf_text(a, w, text)) : NULL;
}

bool account_csrf_ok(const struct account *a, const struct who *w, const char *sent)
{
	char text[B64_TEXT(HASH_SIZE)];
	if (!w->session || !sent)
		return false;
	csrf_text(a, w, text);
	return strlen(sent) == strlen(text) && CRYPTO_memcmp(sent, text, strlen(text)) == 0;
}
