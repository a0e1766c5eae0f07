/* first.c - an operator's office and its two administrators. */
#include "account/first.h"
#include "account/inside.h"
#include "account/org.h"
#include "account/user.h"

static const struct { const char *name, *title; enum role role; } people[FIRST_PEOPLE] = {
	{ "sysadmin", "系统管理员", ROLE_SYSADMIN },
	{ "secadmin", "安全管理员", ROLE_SECADMIN },
};

static enum err any_user(struct ctx *cx, struct db *db, bool *ret_any)
{
	AUTO_ROWS q = db_run(db, SQL_USER_COUNT);
	static const char *const filters[] = { ":org", ":kind", ":state", ":role", ":q" };
	for (size_t i = 0; i < sizeof filters / sizeof filters[0]; i++)
		bind_text(q, filters[i], NULL);
	TRY(rows_next(cx, q, ret_any));
	*ret_any = *ret_any && col_int(q, "n") > 0;
	return OK;
}

struct making { const char *stored[FIRST_PEOPLE]; };

static enum err make(struct ctx *cx, struct db *db, void *arg)
{
	const struct making *m = arg;
	bool any;
	TRY(any_user(cx, db, &any));
	if (any)
		return fail(cx, ERR_CONFLICT, SAY_NAME_TAKEN(people[0].name));
	struct org o = { .name = "公共数据运行管理机构", .short_name = "运行管理机构",
			 .level = LEVEL_CITY, .region = "320900", .kind = ORG_OPERATOR };
	TRY(org_create(cx, db, NULL, &o));
	for (int i = 0; i < FIRST_PEOPLE; i++) {
		struct user_new u = {
			.name = people[i].name, .title = people[i].title, .org = o.id,
			.password = m->stored[i], .must_change = true,
			.secret_until = { cx->now.n + SECRET_HOURS * INT64_C(3600000) },
			.roles = 1u << people[i].role };
		TRY(user_create(cx, db, NULL, &u));
	}
	return OK;
}

enum err account_first(struct ctx *cx, struct account *a, struct store *s, struct db *db,
		       struct first ret[FIRST_PEOPLE])
{
	struct making m;
	const char *secrets[FIRST_PEOPLE];
	bool any;
	ret[0] = (struct first){ NULL, NULL };
	TRY(any_user(cx, db, &any));
	if (any)
		return OK;
	for (int i = 0; i < FIRST_PEOPLE; i++)
		TRY(user_secret(cx, a, &secrets[i], &m.stored[i]));
	TRY(store_change(cx, s, make, &m));
	for (int i = 0; i < FIRST_PEOPLE; i++)
		ret[i] = (struct first){ people[i].name, secrets[i] };
	return OK;
}
