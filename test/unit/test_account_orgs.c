/* test_account_orgs.c - organisations founded, renamed, merged. */
#include "account/org.h"
#include "account_room.h"

static void test_R06_1_an_organisation_needs_a_true_credit_code_and_a_real_parent(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct org o = { .name = "盐城市人民政府", .code = "11320900D0000001", .region = "320900",
			 .kind = ORG_GOVERNMENT };
	CHECK_INT(change(&cx, make_org, &o), ERR_INVALID);
	CHECK_TEXT(cx.fault.field, "code");
	o.code = "";
	CHECK_INT(change(&cx, make_org, &o), OK);
	gov = ctx_text(&keep, o.id);
	struct org a = { .name = "盐城市教育局", .code = "91350100M000100Y43", .region = "320900",
			 .parent = gov, .kind = ORG_AGENCY };
	CHECK_INT(change(&cx, make_org, &a), OK);
	agency = ctx_text(&keep, a.id);
	struct org b = a;
	CHECK_INT(change(&cx, make_org, &b), ERR_CONFLICT);
	b.code = "";
	b.parent = "nowhere";
	CHECK_INT(change(&cx, make_org, &b), ERR_INVALID);
	CHECK_TEXT(cx.fault.field, "parent");
}

static enum err rename_org(struct ctx *cx, struct db *to, void *arg)
{
	const struct org *o;
	TRY(account_org(cx, to, arg, &o));
	struct org next = *o;
	next.name = "盐城市教育和体育局";
	return org_change(cx, to, NULL, &next);
}

static enum err put_below_itself(struct ctx *cx, struct db *to, void *arg)
{
	const struct org *o;
	TRY(account_org(cx, to, arg, &o));
	struct org next = *o;
	next.parent = agency;
	return org_change(cx, to, NULL, &next);
}

static void test_R06_1_a_renamed_organisation_keeps_its_former_name(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	CHECK_INT(change(&cx, rename_org, ctx_text(&cx, agency)), OK);
	AUTO_ROWS q = db_run(db, SQL_ORG_HISTORY);
	bind_text(q, ":org", agency);
	bool more = false;
	CHECK_INT(rows_next(&cx, q, &more), OK);
	CHECK(more);
	CHECK_TEXT(col_text(&cx, q, "act"), "renamed");
	CHECK_TEXT(col_text(&cx, q, "other"), "盐城市教育局");
	CHECK_INT(change(&cx, put_below_itself, ctx_text(&cx, gov)), ERR_CONFLICT);
}

struct merge { const char *gone, *into; };
static enum err merge_orgs(struct ctx *cx, struct db *to, void *arg)
{
	const struct merge *m = arg;
	return org_merge(cx, to, NULL, m->gone, m->into);
}

static void test_R06_1_a_merged_organisations_people_act_for_the_other_one_at_once(void)
{
	AUTO_CTX cx;
	const char *session;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct org o = { .name = "盐城市体育局", .code = "", .region = "320900", .parent = gov,
			 .kind = ORG_AGENCY };
	CHECK_INT(change(&cx, make_org, &o), OK);
	struct user_new u = { .name = "sport.steward", .title = "测试", .org = o.id,
			      .password = hash, .roles = 1u << ROLE_STEWARD };
	CHECK_INT(change(&cx, make_user, &u), OK);
	CHECK_INT(sign_in_from(&cx, "sport.steward", GOOD, NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK_TEXT(w->org, o.id);
	CHECK_INT(change(&cx, merge_orgs, &(struct merge){ o.id, agency }), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK_TEXT(w->org, agency);
	CHECK_INT(change(&cx, merge_orgs, &(struct merge){ o.id, agency }), ERR_CONFLICT);
}

static void all(void)
{
	RUN(test_R06_1_an_organisation_needs_a_true_credit_code_and_a_real_parent);
	RUN(test_R06_1_a_renamed_organisation_keeps_its_former_name);
	RUN(test_R06_1_a_merged_organisations_people_act_for_the_other_one_at_once);
}

int main(void)
{
	return account_room(all);
}
