/* token_store.c - bearer tokens (hashed) and the public keys of systems. */
#include "account/inside.h"
#include "account/key.h"
#include "account/token.h"
#include "base/enc.h"
#include "notice/notice.h"
#include <string.h>

enum err token_create(struct ctx *cx, struct db *db, const struct who *by, struct token_new *t)
{
	struct hash h = hash_of(t->secret, strlen(t->secret));
	t->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_TOKEN_ADD);
	bind_text(q, ":id", t->id);
	bind_blob(q, ":hash", h.b, sizeof h.b);
	bind_text(q, ":user", t->user);
	bind_text(q, ":org", t->org);
	bind_text(q, ":name", t->name);
	bind_text(q, ":scopes", t->scopes);
	bind_text(q, ":addresses", t->addresses);
	bind_ms(q, ":now", cx->now);
	bind_day(q, ":expires_on", t->expires_on);
	TRY(rows_done(cx, q, NULL));
	return account_note(cx, db, by, NOTE_KEY, "token-made", t->id);
}

enum err token_revoke(struct ctx *cx, struct db *db, const struct who *by, const char *id)
{
	AUTO_ROWS q = db_run(db, SQL_TOKEN_REVOKE);
	bind_text(q, ":id", id);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_NO_TOKEN()));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_KEY, "token-revoked", id);
}

/* --- keys -------------------------------------------------------------------- */
const struct key_row *key_read_row(struct ctx *cx, struct rows *q)
{
	struct key_row *k = ctx_new(cx, struct key_row);
	k->id = col_text(cx, q, "id");
	k->org = col_text(cx, q, "org");
	k->region = col_text(cx, q, "region");
	k->name = col_text(cx, q, "name");
	k->algorithm = col_text(cx, q, "algorithm");
	k->pem = col_text(cx, q, "public_key");
	k->addresses = col_text(cx, q, "addresses");
	k->fingerprint = col_text(cx, q, "fingerprint");
	PRE(key_state_read(col_text(cx, q, "state"), &k->state));
	k->replaces = col_text(cx, q, "replaces");
	k->made_at = col_int(q, "made_at");
	k->asked_by = col_text(cx, q, "asked_by");
	k->decided_at = col_int(q, "decided_at");
	k->decided_by = col_text(cx, q, "decided_by");
	k->reason = col_text(cx, q, "reason");
	k->basis = col_text(cx, q, "basis");
	k->revoked_at = col_int(q, "revoked_at");
	k->revoked_by = col_text(cx, q, "revoked_by");
	return k;
}

enum err key_by_id(struct ctx *cx, struct db *db, const char *id, const struct key_row **ret_key)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_KEY_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_KEY());
	*ret_key = key_read_row(cx, q);
	return OK;
}

static enum err print_free(struct ctx *cx, struct db *db, const char *fingerprint)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_KEY_BY_PRINT);
	bind_text(q, ":fingerprint", fingerprint);
	TRY(rows_next(cx, q, &more));
	return more ? fail_field(cx, fail(cx, ERR_CONFLICT, SAY_KEY_KNOWN()), "public_key") : OK;
}

/* A key that takes another's place is of the same agency, and that one works. */
static enum err may_replace(struct ctx *cx, struct db *db, const struct key_new *k)
{
	const struct key_row *was;
	if (!k->replaces)
		return OK;
	if (key_by_id(cx, db, k->replaces, &was) != OK || strcmp(was->org, k->org) != 0)
		return fail_field(cx, fail(cx, ERR_NOT_FOUND, SAY_NO_KEY()), "replaces");
	if (was->state != KEY_ACTIVE)
		return fail_field(cx, fail(cx, ERR_CONFLICT,
					   key_state_said(was->state)),
				  "replaces");
	return OK;
}

/* --- who is told -------------------------------------------------------------------- */
static const char *called(struct ctx *cx, const char *name, const char *id)
{
	return ctx_print(cx, "%s (%s)", name, id);
}

static enum err tell_keepers(struct ctx *cx, struct db *db, const struct who *by,
			     const struct key_new *k)
{
	char county[DESK_TEXT];
	desk_of(BY_COUNTY_OPERATOR, &(struct parties){ .applicant = { k->org, by->level, by->region } },
		county);
	const char *const desks[] = { "secadmin@city", "operator@city", county };
	for (size_t i = 0; i < sizeof desks / sizeof desks[0]; i++)
		if (*desks[i])
			TRY(notice_put_about(cx, db, &(struct notice_about){ .desk = desks[i],
				.kind = NOTICE_KEY_ASKED, .about = called(cx, k->name, k->id),
				.zh = "", .en = "" }));
	return OK;
}

static enum err asked_no_more(struct ctx *cx, struct db *db, const struct key_row *k)
{
	return notice_about_done(cx, db, NOTICE_KEY_ASKED, called(cx, k->name, k->id));
}

/* The agency whose key it is hears what others did with it. */
static enum err tell_owner(struct ctx *cx, struct db *db, const struct key_row *k,
			   enum notice_kind kind, struct said why, const char *reason)
{
	return notice_put_about(cx, db, &(struct notice_about){
		.desk = ctx_print(cx, "steward@%s", k->org), .kind = kind,
		.about = called(cx, k->name, k->id), .why = why, .zh = reason, .en = reason });
}

static enum err tell_agreed(struct ctx *cx, struct db *db, const struct key_row *k)
{
	const struct key_row *old;
	if (!k->replaces)
		return tell_owner(cx, db, k, NOTICE_KEY_AGREED, SAY_KEY_TOLD_ALONE(), NULL);
	TRY(key_by_id(cx, db, k->replaces, &old));
	return tell_owner(cx, db, k, NOTICE_KEY_AGREED,
			  SAY_KEY_TOLD_INSTEAD(called(cx, old->name, old->id)), NULL);
}

static enum err tell_stopped(struct ctx *cx, struct db *db, const struct who *by,
			     const struct key_row *k, const char *reason)
{
	if (by && by->org && strcmp(by->org, k->org) == 0)
		return OK;
	bool said = reason && strcmp(reason, KEY_DELETED) != 0;
	return tell_owner(cx, db, k, NOTICE_KEY_REVOKED, SAY_KEY_TOLD_NO_REASON(),
			  said ? reason : NULL);
}

/* --- the ways of a key --------------------------------------------------------------- */
enum err key_ask(struct ctx *cx, struct db *db, const struct who *by, struct key_new *k)
{
	const char *pem;
	struct hash print;
	char hex[HEX_TEXT(HASH_SIZE)];
	TRY(key_read(cx, k->pem, k->algorithm, &pem, &print));
	hex_text(print.b, sizeof print.b, hex);
	TRY(print_free(cx, db, hex));
	TRY(may_replace(cx, db, k));
	k->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_KEY_ADD);
	bind_text(q, ":id", k->id);
	bind_text(q, ":org", k->org);
	bind_text(q, ":name", k->name);
	bind_text(q, ":algorithm", key_algorithm_word(k->algorithm));
	bind_text(q, ":public_key", pem);
	bind_text(q, ":fingerprint", hex);
	bind_text(q, ":replaces", k->replaces);
	bind_text(q, ":addresses", k->addresses);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", by ? by->id : "");
	TRY(rows_done(cx, q, NULL));
	TRY(tell_keepers(cx, db, by, k));
	return account_note(cx, db, by, NOTE_KEY, "key-asked", k->id);
}

static enum err revoke_row(struct ctx *cx, struct db *db, const struct who *by, const char *id,
			   const char *reason)
{
	AUTO_ROWS q = db_run(db, SQL_KEY_REVOKE);
	bind_text(q, ":id", id);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", by ? by->id : "");
	bind_text(q, ":reason", reason);
	TRY(rows_one(cx, q, ERR_CONFLICT, key_state_said(KEY_REVOKED)));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_KEY, "key-revoked", id);
}

/* A change that is under way elsewhere may have moved it since: the row says. */
static enum err decide_row(struct ctx *cx, struct db *db, const struct who *by,
			   const struct key_move *m, enum key_state to)
{
	AUTO_ROWS q = db_run(db, SQL_KEY_DECIDE);
	bind_text(q, ":id", m->id);
	bind_text(q, ":state", key_state_word(to));
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", by ? by->id : "");
	bind_text(q, ":reason", m->reason);
	bind_text(q, ":basis", m->basis);
	return rows_one(cx, q, ERR_CONFLICT, key_state_said(to));
}

enum err key_move(struct ctx *cx, struct db *db, const struct who *by, const struct key_move *m)
{
	const struct key_row *k;
	TRY(key_by_id(cx, db, m->id, &k));
	struct key_verdict v = key_law_decide(k->state, key_parts(by, k->org, k->asked_by), m->act);
	if (v.why == KEY_NO_STEP)
		return fail_field(cx, fail(cx, ERR_CONFLICT,
					   key_state_said(k->state)), "act");
	if (v.why == KEY_NOT_YOURS)
		return fail(cx, ERR_FORBIDDEN, SAY_OWN_CAUSE());
	if (v.rule->needs == KEY_REASON && !m->reason)
		return fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_KEY_REASON()),
				  "papers.reason");
	TRY(asked_no_more(cx, db, k));
	if (m->act == KEY_DO_REVOKE) {
		TRY(tell_stopped(cx, db, by, k, m->reason));
		return revoke_row(cx, db, by, m->id, m->reason);
	}
	TRY(decide_row(cx, db, by, m, v.rule->to));
	if (m->act == KEY_DO_AGREE && k->replaces)
		TRY(revoke_row(cx, db, by, k->replaces, "replaced"));
	TRY(m->act == KEY_DO_AGREE ? tell_agreed(cx, db, k)
	    : tell_owner(cx, db, k, NOTICE_KEY_REFUSED, SAY_KEY_TOLD_NO_REASON(), m->reason));
	return account_note(cx, db, by, NOTE_KEY,
			    m->act == KEY_DO_AGREE ? "key-agreed" : "key-refused", m->id);
}
