/* user_store.c - accounts and roles in the store. Whatever takes a right away
 * also moves the account epoch, so that cached principals are forgotten. */
#include "account/inside.h"
#include "account/user.h"
#include <string.h>

static const struct user_row *read_row(struct ctx *cx, struct rows *q)
{
	struct user_row *u = ctx_new(cx, struct user_row);
	u->id = col_text(cx, q, "id");
	u->name = col_text(cx, q, "name");
	u->title = col_text(cx, q, "title");
	u->kind = col_text(cx, q, "kind");
	u->org = col_text(cx, q, "org");
	u->state = col_text(cx, q, "state");
	u->password = col_text(cx, q, "password");
	u->password_at = col_int(q, "password_at");
	u->must_change = col_int(q, "must_change") != 0;
	u->secret_until = col_int(q, "secret_until");
	u->totp = col_blob(cx, q, "totp", &u->ntotp);
	u->totp_state = col_text(cx, q, "totp_state");
	u->totp_step = col_int(q, "totp_step");
	u->assurance = (int)col_int(q, "assurance");
	u->mobile = col_text(cx, q, "mobile");
	u->contract = col_text(cx, q, "contract");
	u->has_end = !col_null(q, "ends_on");
	u->ends_on = col_day(q, "ends_on");
	u->sessions_max = col_int(q, "sessions_max");
	u->seen_at = col_int(q, "seen_at");
	u->revision = col_int(q, "revision");
	u->made_at = col_int(q, "made_at");
	return u;
}

enum err user_by_id(struct ctx *cx, struct db *db, const char *id, const struct user_row **ret_u)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_USER_BY_ID);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_USER());
	*ret_u = read_row(cx, q);
	return OK;
}

enum err user_by_name(struct ctx *cx, struct db *db, const char *name,
		      const struct user_row **ret_u)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_USER_BY_NAME);
	bind_text(q, ":name", name);
	TRY(rows_next(cx, q, &more));
	*ret_u = more ? read_row(cx, q) : NULL;
	return OK;
}

enum err user_roles(struct ctx *cx, struct db *db, const char *user, uint32_t *ret_roles)
{
	uint32_t roles = 0;
	AUTO_ROWS q = db_run(db, SQL_USER_ROLES);
	bind_text(q, ":user", user);
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

enum err account_user(struct ctx *cx, struct db *db, const char *id, const struct user **ret_user)
{
	const struct user_row *row;
	struct user *u = ctx_new(cx, struct user);
	TRY(user_by_id(cx, db, id, &row));
	TRY(user_roles(cx, db, id, &u->roles));
	u->id = row->id;
	u->name = row->name;
	u->title = row->title;
	u->org = row->org;
	u->assurance = row->assurance;
	u->active = strcmp(row->state, "active") == 0;
	*ret_user = u;
	return OK;
}

static enum err add_role(struct ctx *cx, struct db *db, const char *by, const char *user,
			 enum role r)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, SQL_ROLE_ADD);
	bind_text(q, ":user", user);
	bind_text(q, ":role", role_word(r));
	bind_text(q, ":by", by);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, &changed);
}

static enum err active_org(struct ctx *cx, struct db *db, const char *org)
{
	const struct org *o;
	if (account_org(cx, db, org, &o) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_ROLE_NEEDS_ORG()), "org");
	if (o->state != ORG_ACTIVE)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_ORG_NOT_ACTIVE(o->name)), "org");
	return OK;
}

enum err user_create(struct ctx *cx, struct db *db, const struct who *by, struct user_new *u)
{
	int64_t changed;
	const struct user_row *same;
	TRY(user_by_name(cx, db, u->name, &same));
	if (same)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_NAME_TAKEN(u->name)), "name");
	if (u->org)
		TRY(active_org(cx, db, u->org));
	u->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_USER_ADD);
	bind_text(q, ":id", u->id);
	bind_text(q, ":name", u->name);
	bind_text(q, ":title", u->title);
	bind_text(q, ":kind", u->org ? "staff" : "person");
	bind_text(q, ":org", u->org);
	bind_text(q, ":password", u->password);
	bind_ms(q, ":now", cx->now);
	bind_ms(q, ":password_at", u->password_at.n ? u->password_at : cx->now);
	bind_int(q, ":must_change", u->must_change);
	if (u->secret_until.n)
		bind_ms(q, ":secret_until", u->secret_until);
	else
		bind_null(q, ":secret_until");
	bind_int(q, ":assurance", u->assurance);
	bind_text(q, ":mobile", u->mobile ? u->mobile : "");
	bind_text(q, ":contract", u->contract);
	if (u->has_end)
		bind_day(q, ":ends_on", u->ends_on);
	else
		bind_null(q, ":ends_on");
	bind_int(q, ":sessions_max", u->sessions_max);
	bind_text(q, ":by", by ? by->id : "");
	TRY(rows_done(cx, q, &changed));
	for (int r = 0; r < ROLE_MAX_; r++)
		if (u->roles >> r & 1)
			TRY(add_role(cx, db, by ? by->id : "", u->id, (enum role)r));
	return account_note(cx, db, by, NOTE_ADMIN, "user-made", u->id);
}

/* The two administrators without whom nobody could be let in again. */
static enum err not_last(struct ctx *cx, struct db *db, const char *user, enum role role)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_ROLE_COUNT);
	bind_text(q, ":role", role_word(role));
	bind_text(q, ":but", user);
	TRY(rows_next(cx, q, &more));
	if (more && col_int(q, "n") > 0)
		return OK;
	struct role_title r = role_title(role);
	return fail(cx, ERR_CONFLICT, SAY_ROLE_LAST(r.zh, r.en));
}

static enum err guard_last(struct ctx *cx, struct db *db, const char *user, uint32_t lost)
{
	static const enum role kept[] = { ROLE_SYSADMIN, ROLE_SECADMIN };
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (lost >> kept[i] & 1)
			TRY(not_last(cx, db, user, kept[i]));
	return OK;
}

enum err roles_together(struct ctx *cx, uint32_t roles)
{
	const struct role_pair *p = role_clash(roles);
	if (!p)
		return OK;
	struct role_title a = role_title(p->a), b = role_title(p->b);
	return fail(cx, ERR_CONFLICT, SAY_ROLE_CLASH(a.zh, b.zh, a.en, b.en));
}

enum err user_set_roles(struct ctx *cx, struct db *db, const struct who *by, const char *user,
			uint32_t roles)
{
	static const uint32_t portal = 1u << ROLE_CITIZEN | 1u << ROLE_ENTERPRISE;
	const struct user_row *u;
	uint32_t had;
	int64_t changed;
	TRY(user_by_id(cx, db, user, &u));
	if (by && strcmp(by->id, user) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_OWN_ACCOUNT());
	if (roles_together(cx, roles) != OK)
		return fail_field(cx, ERR_CONFLICT, "roles");
	bool person = strcmp(u->kind, "person") == 0;
	for (int r = 0; r < ROLE_MAX_; r++) {
		struct role_title t = role_title((enum role)r);
		if ((roles >> r & 1) && (portal >> r & 1) != person)
			return fail_field(cx, fail(cx, ERR_CONFLICT,
						   SAY_ROLE_OF_PORTAL(t.zh, t.en)), "roles");
	}
	TRY(user_roles(cx, db, user, &had));
	TRY(guard_last(cx, db, user, had & ~roles));
	AUTO_ROWS q = db_run(db, SQL_ROLE_END_ALL);
	bind_text(q, ":user", user);
	TRY(rows_done(cx, q, &changed));
	for (int r = 0; r < ROLE_MAX_; r++)
		if (roles >> r & 1)
			TRY(add_role(cx, db, by ? by->id : "", user, (enum role)r));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_ADMIN, "roles-set", user);
}

static enum err change_one(struct ctx *cx, struct db *db, enum sql id, const char *user)
{
	int64_t changed;
	AUTO_ROWS q = db_run(db, id);
	bind_text(q, ":user", user);
	if (id == SQL_SESSION_END_ALL)
		bind_text(q, ":but", NULL);
	else
		bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, &changed);
}

enum err user_change(struct ctx *cx, struct db *db, const struct who *by,
		     const struct user_change *c)
{
	const struct user_row *u;
	uint32_t roles;
	TRY(user_by_id(cx, db, c->id, &u));
	bool off = c->has_active && !c->active && strcmp(u->state, "active") == 0;
	if (off && by && strcmp(by->id, c->id) == 0)
		return fail(cx, ERR_FORBIDDEN, SAY_OWN_ACCOUNT());
	if (c->has_org) {
		if (!c->org || !u->org)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_ROLE_NEEDS_ORG()), "org");
		TRY(active_org(cx, db, c->org));
	}
	TRY(user_roles(cx, db, c->id, &roles));
	if (off) {
		TRY(guard_last(cx, db, c->id, roles));
		TRY(change_one(cx, db, SQL_SESSION_END_ALL, c->id));
		TRY(change_one(cx, db, SQL_TOKEN_REVOKE_ALL, c->id));
	}
	const char *state = c->has_active ? c->active ? "active" : "disabled" : u->state;
	AUTO_ROWS q = db_run(db, SQL_USER_CHANGE);
	bind_text(q, ":id", c->id);
	bind_text(q, ":title", c->has_title && c->title ? c->title : u->title);
	bind_text(q, ":org", c->has_org ? c->org : u->org);
	bind_text(q, ":mobile", c->has_mobile ? c->mobile ? c->mobile : "" : u->mobile);
	bind_text(q, ":contract", c->has_contract ? c->contract : u->contract);
	if (c->has_ends_on ? c->ends : u->has_end)
		bind_day(q, ":ends_on", c->has_ends_on ? c->ends_on : u->ends_on);
	else
		bind_null(q, ":ends_on");
	bind_text(q, ":state", state);
	bind_int(q, ":revision", u->revision);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_ACCOUNT_MOVED(c->id)));
	TRY(account_touch(cx, db));
	return account_note(cx, db, by, NOTE_ADMIN, off ? "user-disabled" : "user-changed", c->id);
}

enum err user_hand_over(struct ctx *cx, struct db *db, const struct who *by, const char *from,
			const char *to)
{
	const struct user_row *was, *now;
	int64_t changed;
	TRY(user_by_id(cx, db, from, &was));
	if (user_by_id(cx, db, to, &now) != OK || strcmp(from, to) == 0 || !was->org ||
	    !now->org || strcmp(was->org, now->org) != 0 || strcmp(now->state, "active") != 0)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_SAME_PERSON()), "to");
	AUTO_ROWS q = db_run(db, SQL_TOKEN_HAND_OVER);
	bind_text(q, ":was", from);
	bind_text(q, ":now_user", to);
	TRY(rows_done(cx, q, &changed));
	TRY(account_note(cx, db, by, NOTE_ADMIN, "handed-over", from));
	struct user_change c = { .id = from, .has_active = true, .active = false };
	return user_change(cx, db, by, &c);
}
