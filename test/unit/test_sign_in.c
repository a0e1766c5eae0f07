/* test_sign_in.c - accounts and sessions: who signs in, what that gives, when it ends. */
#include "account_room.h"
#include "account/org.h"

/* --- signing in ------------------------------------------------------------------ */
static void test_R39_1_signing_in_gives_a_session_with_the_roles_rights(void)
{
	AUTO_CTX cx;
	const char *session, *other;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	CHECK_INT(sign_in_from(&cx, "li.steward", GOOD, NULL, &session), OK);
	CHECK_INT(strlen(session), 43);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK_TEXT(w->id, steward);
	CHECK_TEXT(w->org, agency);
	CHECK(who_is(w, ROLE_STEWARD) && who_can(w, CAP_CATALOGUE_WRITE) &&
	      !who_can(w, CAP_CATALOGUE_REVIEW));
	const char *csrf = account_csrf(&cx, acc, w);
	CHECK(account_csrf_ok(acc, w, csrf));
	CHECK(!account_csrf_ok(acc, w, NULL));
	CHECK(!account_csrf_ok(acc, w, ctx_print(&cx, "%sx", csrf)));
	CHECK_INT(sign_in_from(&cx, "li.steward", GOOD, NULL, &other), OK);
	CHECK(strcmp(session, other) != 0);
	CHECK_INT(session_end(&cx, acc, w, w->session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), ERR_UNSIGNED);
	CHECK_INT(who_is_it(&cx, other, &w), OK);
	CHECK_INT(who_is_it(&cx, "nonsense", &w), ERR_UNSIGNED);
}

static void test_sessions_end_when_idle_and_when_their_hours_are_over(void)
{
	AUTO_CTX cx;
	const char *session;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	CHECK_INT(sign_in_from(&cx, "li.steward", GOOD, NULL, &session), OK);
	session = ctx_text(&keep, session);
	for (int minute = 14; minute < 8 * 60; minute += 14) {
		ctx_reset(&cx, (ms_t){ T0 + minute * INT64_C(60000) });
		CHECK_INT(who_is_it(&cx, session, &w), OK);
	}
	ctx_reset(&cx, (ms_t){ T0 + 8 * INT64_C(3600000) });
	CHECK_INT(who_is_it(&cx, session, &w), ERR_UNSIGNED);
	CHECK_INT(sign_in_from(&cx, "li.steward", GOOD, NULL, &session), OK);
	session = ctx_text(&keep, session);
	ctx_reset(&cx, (ms_t){ cx.now.n + 16 * 60000 });
	CHECK_INT(who_is_it(&cx, session, &w), ERR_UNSIGNED);
	CHECK_TEXT(said_code(cx.fault.said.id), "session-idle");
}

static void test_R39_1_five_failures_lock_a_name_whether_anybody_has_it_or_not(void)
{
	static const char *const names[] = { "wang.steward", "nobody.at.all" };
	AUTO_CTX cx;
	const char *session;
	new_user("wang.steward", 1u << ROLE_STEWARD);
	for (int n = 0; n < 2; n++) {
		ctx_init(&cx, (ms_t){ T0 }, 0);
		for (int i = 0; i < 5; i++) {
			CHECK_INT(sign_in_from(&cx, names[n], "Wrong-Word-1", NULL, &session),
				  ERR_UNSIGNED);
			CHECK_TEXT(said_code(cx.fault.said.id), "sign-in-refused");
		}
		CHECK_INT(sign_in_from(&cx, names[n], GOOD, NULL, &session), ERR_TOO_MANY);
		CHECK_TEXT(said_code(cx.fault.said.id), "sign-in-locked");
		cx.now.n += 15 * 60000 + 1;
		CHECK_INT(sign_in_from(&cx, names[n], GOOD, NULL, &session),
			  n == 0 ? OK : ERR_UNSIGNED);
		ctx_end(&cx);
	}
	ctx_init(&cx, (ms_t){ T0 }, 0);
}

static void test_three_sessions_at_once_and_the_oldest_gives_way(void)
{
	AUTO_CTX cx;
	const char *s[4];
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 + INT64_C(86400000) }, 0);
	for (int i = 0; i < 4; i++, cx.now.n++)
		CHECK_INT(sign_in_from(&cx, "li.steward", GOOD, NULL, &s[i]), OK);
	CHECK_INT(who_is_it(&cx, s[0], &w), ERR_UNSIGNED);
	for (int i = 1; i < 4; i++)
		CHECK_INT(who_is_it(&cx, s[i], &w), OK);
}

/* --- roles ------------------------------------------------------------------------------ */
struct roles { struct who by; const char *user; uint32_t roles; };
static enum err set_roles(struct ctx *cx, struct db *to, void *arg)
{
	struct roles *r = arg;
	return user_set_roles(cx, to, &r->by, r->user, r->roles);
}

static void test_R39_1_nobody_gives_themselves_a_role_and_clashes_are_refused(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	const char *sec = new_user("sec.one", 1u << ROLE_SECADMIN);
	const char *sys = new_user("sys.one", 1u << ROLE_SYSADMIN);
	struct roles r = { who_of(sec, agency, 1u << ROLE_SECADMIN), sec, 1u << ROLE_OPERATOR };
	CHECK_INT(change(&cx, set_roles, &r), ERR_FORBIDDEN);
	r.user = steward;
	r.roles = 1u << ROLE_STEWARD | 1u << ROLE_AUDITOR;
	CHECK_INT(change(&cx, set_roles, &r), ERR_CONFLICT);
	CHECK_TEXT(said_code(cx.fault.said.id), "role-clash");
	r.roles = 1u << ROLE_CITIZEN;
	CHECK_INT(change(&cx, set_roles, &r), ERR_CONFLICT);
	r.user = sys;
	r.roles = 1u << ROLE_STEWARD;
	CHECK_INT(change(&cx, set_roles, &r), ERR_CONFLICT);
	CHECK_TEXT(said_code(cx.fault.said.id), "role-last");
}

static void test_a_role_taken_away_is_gone_from_running_sessions(void)
{
	AUTO_CTX cx;
	const char *session;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	const char *id = new_user("zhao.op", 1u << ROLE_OPERATOR);
	const char *sec = new_user("sec.two", 1u << ROLE_SECADMIN);
	CHECK_INT(sign_in_from(&cx, "zhao.op", GOOD, NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(who_can(w, CAP_CATALOGUE_REVIEW));
	struct roles r = { who_of(sec, agency, 1u << ROLE_SECADMIN), id, 1u << ROLE_STEWARD };
	CHECK_INT(change(&cx, set_roles, &r), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(!who_can(w, CAP_CATALOGUE_REVIEW));
}

/* --- identity ------------------------------------------------------------------------------ */
struct check { struct who by; struct identity_check c; };
static enum err verify(struct ctx *cx, struct db *to, void *arg)
{
	struct check *k = arg;
	return user_verify(cx, acc, to, &k->by, &k->c);
}

static void test_R42_2_a_verified_identifier_is_kept_sealed_and_belongs_to_one_account(void)
{
	AUTO_CTX cx;
	const char *subject, *session;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct user_new one = { .name = "citizen.one", .title = "甲", .password = hash,
				.roles = 1u << ROLE_CITIZEN };
	struct user_new two = one;
	two.name = "citizen.two";
	CHECK_INT(change(&cx, make_user, &one), OK);
	CHECK_INT(change(&cx, make_user, &two), OK);
	CHECK_INT(account_subject(&cx, acc, db, one.id, &subject), OK);
	CHECK(subject == NULL);
	struct check k = { who_of("operator", gov, 1u << ROLE_OPERATOR),
			   { one.id, "resident_id", "32090219000101001", "身份证", 3 } };
	CHECK_INT(change(&cx, verify, &k), ERR_INVALID);
	k.c.identifier = " 320902190001010013 ";
	CHECK_INT(change(&cx, verify, &k), OK);
	CHECK_INT(account_subject(&cx, acc, db, one.id, &subject), OK);
	CHECK_TEXT(subject, "320902190001010013");
	k.c.user = two.id;
	CHECK_INT(change(&cx, verify, &k), ERR_CONFLICT);
	CHECK_INT(sign_in_from(&cx, "citizen.one", GOOD, NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(w->kind == WHO_PERSON && w->assurance == 3 && who_can(w, CAP_MY_ACCESSES));
	AUTO_ROWS q = db_run(db, SQL_IDENTITY_BY_USER);
	bind_text(q, ":user", one.id);
	bool more = false;
	size_t n = 0;
	CHECK_INT(rows_next(&cx, q, &more), OK);
	const void *sealed = col_blob(&cx, q, "sealed", &n);
	CHECK(sealed && n > 18 && !memmem(sealed, n, "19000101", 8));
}

/* --- one-time secrets and the second factor --------------------------------------------------- */
struct reset { const char *user, *stored; };
static enum err reset(struct ctx *cx, struct db *to, void *arg)
{
	const struct reset *r = arg;
	return user_reset(cx, to, NULL, r->user, r->stored, true);
}

static enum err set_password(struct ctx *cx, struct db *to, void *arg)
{
	const struct reset *r = arg;
	const struct user_row *u;
	TRY(user_by_id(cx, to, r->user, &u));
	return user_password_set(cx, to, NULL, u, r->stored);
}

static void test_a_one_time_secret_lets_in_to_change_the_password_and_nothing_else(void)
{
	AUTO_CTX cx;
	const char *secret, *session;
	const struct who *w;
	const struct user_row *u;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	const char *id = new_user("forgetful", 1u << ROLE_STEWARD);
	struct reset r = { .user = id };
	CHECK_INT(user_secret(&cx, acc, &secret, &r.stored), OK);
	CHECK_INT(change(&cx, reset, &r), OK);
	CHECK_INT(sign_in_from(&cx, "forgetful", GOOD, NULL, &session), ERR_UNSIGNED);
	CHECK_INT(sign_in_from(&cx, "forgetful", secret, NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(who_can(w, CAP_SIGNED_IN) && !who_can(w, CAP_CATALOGUE_WRITE));
	CHECK_INT(user_by_id(&cx, db, id, &u), OK);
	CHECK_INT(user_password_ready(&cx, acc, db, u, secret, &r.stored), ERR_CONFLICT);
	CHECK_INT(user_password_ready(&cx, acc, db, u, "weak", &r.stored), ERR_INVALID);
	CHECK_INT(user_password_ready(&cx, acc, db, u, "Another-Word-5", &r.stored), OK);
	CHECK_INT(change(&cx, set_password, &r), OK);
	CHECK_INT(sign_in_from(&cx, "forgetful", "Another-Word-5", NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(who_can(w, CAP_CATALOGUE_WRITE));
	cx.now.n += INT64_C(91) * 86400000;
	cx.today = day_at(cx.now);
	CHECK_INT(sign_in_from(&cx, "forgetful", "Another-Word-5", NULL, &session), OK);
	CHECK_INT(who_is_it(&cx, session, &w), OK);
	CHECK(!who_can(w, CAP_CATALOGUE_WRITE));
}

static void all(void)
{
	settle_city();
	RUN(test_R39_1_signing_in_gives_a_session_with_the_roles_rights);
	RUN(test_sessions_end_when_idle_and_when_their_hours_are_over);
	RUN(test_R39_1_five_failures_lock_a_name_whether_anybody_has_it_or_not);
	RUN(test_three_sessions_at_once_and_the_oldest_gives_way);
	RUN(test_R39_1_nobody_gives_themselves_a_role_and_clashes_are_refused);
	RUN(test_a_role_taken_away_is_gone_from_running_sessions);
	RUN(test_R42_2_a_verified_identifier_is_kept_sealed_and_belongs_to_one_account);
	RUN(test_a_one_time_secret_lets_in_to_change_the_password_and_nothing_else);
}

int main(void)
{
	return account_room(all);
}
