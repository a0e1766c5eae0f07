/* test_sign_in.c - accounts, sessions, tokens, keys and organisations on a real
 * store: SQLite, and PostgreSQL when GONGSHU_TEST_PG names one. */
#include "account/inside.h"
#include "account/key.h"
#include "account/org.h"
#include "account/session.h"
#include "account/token.h"
#include "account/user.h"
#include "record/record.h"
#include "sys/clock.h"
#include "sys/settings.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

#define T0 INT64_C(1764000000000)
#define GOOD "Lake-Blue-2027"

static struct store *store;
static struct record *rec;
static struct account *acc;
static struct db *db;
static struct settings settings;
static struct ctx keep;                 /* outlives the tests of one store */
static const char *gov, *agency, *steward, *hash;

static enum err change(struct ctx *cx, store_fn *fn, void *arg)
{
	enum err e = store_change(cx, store, fn, arg);
	account_changed(acc);
	return e;
}

static enum err make_org(struct ctx *cx, struct db *to, void *arg)
{
	return org_create(cx, to, NULL, arg);
}

static enum err make_user(struct ctx *cx, struct db *to, void *arg)
{
	return user_create(cx, to, NULL, arg);
}

static struct who who_of(const char *id, const char *org, uint32_t roles)
{
	return (struct who){ .kind = WHO_STAFF, .id = id, .org = org, .roles = roles,
			     .caps = role_caps(roles) };
}

static enum err sign_in_from(struct ctx *cx, const char *name, const char *password,
			     const char *totp, const char **ret_secret)
{
	struct sign_in in = { .name = name, .password = password, .totp = totp,
			      .peer = "192.0.2.1" };
	return session_sign_in(cx, acc, db, &in, ret_secret);
}

static enum err who_is_it(struct ctx *cx, const char *session, const struct who **w)
{
	return account_who(cx, acc, db, &(struct credentials){ .session = session }, w);
}

static const char *new_user(const char *name, uint32_t roles)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct user_new u = { .name = name, .title = "测试", .org = agency, .password = hash,
			      .roles = roles };
	CHECK_INT(change(&cx, make_user, &u), OK);
	return ctx_text(&keep, u.id);
}

/* --- organisations ------------------------------------------------------------- */
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

/* --- roles, disabling, handing over -------------------------------------------------- */
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

static enum err make_token(struct ctx *cx, struct db *to, void *arg)
{
	return token_create(cx, to, NULL, arg);
}

static enum err stop_token(struct ctx *cx, struct db *to, void *arg)
{
	return token_revoke(cx, to, NULL, arg);
}

struct leave { const char *from, *to; };
static enum err leave(struct ctx *cx, struct db *to, void *arg)
{
	const struct leave *l = arg;
	return user_hand_over(cx, to, NULL, l->from, l->to);
}

static void test_tokens_act_for_one_organisation_until_revoked_or_expired(void)
{
	AUTO_CTX cx;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = steward,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	struct credentials c = { .bearer = t.secret };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(account_who(&cx, acc, db, &c, &w), OK);
	CHECK_TEXT(w->org, agency);
	CHECK_TEXT(w->id, steward);
	CHECK_TEXT(w->token, t.id);
	CHECK(who_can(w, CAP_DATA_CALL) && !who_can(w, CAP_CASE_OPEN) && !w->session);
	/* A bearer secret is no cookie. */
	CHECK_INT(who_is_it(&cx, t.secret, &w), ERR_UNSIGNED);
	int64_t begun = clock_steady_us();
	enum { CALLS = 200000 };
	for (int i = 0; i < CALLS; i++)
		if (account_who(&cx, acc, db, &c, &w) != OK)
			break;
	printf("# a cached token costs %.2f us\n",
	       (double)(clock_steady_us() - begun) / CALLS);
	cx.now.n += INT64_C(2) * 86400000;
	CHECK_INT(account_who(&cx, acc, db, &c, &w), ERR_UNSIGNED);
	cx.now.n = T0;
	CHECK_INT(account_who(&cx, acc, db, &c, &w), OK);
	CHECK_INT(change(&cx, stop_token, ctx_text(&cx, t.id)), OK);
	CHECK_INT(account_who(&cx, acc, db, &c, &w), ERR_UNSIGNED);
}

/* Two processes on one store: each has a cache of its own. */
static void test_a_revocation_holds_in_another_process_within_a_second(void)
{
	static const uint8_t seal[32] = { 7 };
	AUTO_CTX cx;
	const struct who *w;
	struct account *other;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	CHECK_INT(account_open(&cx, (struct account_setup){ store, &settings, seal }, &other), OK);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = steward,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	struct credentials c = { .bearer = t.secret };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(account_who(&cx, other, db, &c, &w), OK);
	CHECK_INT(change(&cx, stop_token, ctx_text(&cx, t.id)), OK);
	int64_t begun = clock_steady_us();
	while (account_who(&cx, other, db, &c, &w) == OK && clock_steady_us() - begun < 1000000)
		usleep(5000);
	CHECK_INT(account_who(&cx, other, db, &c, &w), ERR_UNSIGNED);
	account_close(other);
}

static void test_a_leavers_tokens_go_to_a_colleague_and_the_account_stops(void)
{
	AUTO_CTX cx;
	const struct who *w;
	const char *session;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	const char *from = new_user("leaver", 1u << ROLE_STEWARD);
	struct token_new t = { .secret = secret_token(&cx, TOKEN_PREFIX), .user = from,
			       .org = agency, .name = "系统", .scopes = "data",
			       .expires_on = { cx.today.n + 1 } };
	CHECK_INT(change(&cx, make_token, &t), OK);
	CHECK_INT(sign_in_from(&cx, "leaver", GOOD, NULL, &session), OK);
	CHECK_INT(change(&cx, leave, &(struct leave){ from, from }), ERR_CONFLICT);
	CHECK_INT(change(&cx, leave, &(struct leave){ from, steward }), OK);
	CHECK_INT(account_who(&cx, acc, db, &(struct credentials){ .bearer = t.secret }, &w), OK);
	CHECK_TEXT(w->id, steward);
	CHECK_INT(who_is_it(&cx, session, &w), ERR_UNSIGNED);
	CHECK_INT(sign_in_from(&cx, "leaver", GOOD, NULL, &session), ERR_UNSIGNED);
}

/* --- keys -------------------------------------------------------------------------------- */
struct keying { struct who by; struct key_new k; const char *id; };
static enum err ask_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_ask(cx, to, &k->by, &k->k);
}

static enum err agree_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_move(cx, to, &k->by, &(struct key_move){ .id = k->id, .act = KEY_DO_AGREE });
}

static enum err stop_key(struct ctx *cx, struct db *to, void *arg)
{
	struct keying *k = arg;
	return key_move(cx, to, &k->by,
			&(struct key_move){ .id = k->id, .act = KEY_DO_REVOKE, .reason = "试" });
}

static void test_a_system_key_works_only_after_a_second_person_agreed(void)
{
	static const char pem[] = "-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
		"-----END PUBLIC KEY-----\n";
	AUTO_CTX cx;
	const struct system_key *key;
	const struct who *w;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct keying k = { .by = who_of(steward, agency, 1u << ROLE_STEWARD), .k = {
		.org = agency, .name = "前置机", .pem = pem, .algorithm = KEY_ED25519 } };
	CHECK_INT(change(&cx, ask_key, &k), OK);
	k.id = k.k.id;
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), ERR_UNSIGNED);
	CHECK_INT(change(&cx, agree_key, &k), ERR_FORBIDDEN);
	CHECK_TEXT(said_code(cx.fault.said.id), "own-cause");
	struct keying again = k;
	CHECK_INT(change(&cx, ask_key, &again), ERR_CONFLICT);
	k.by = who_of("somebody-else", gov, 1u << ROLE_OPERATOR);
	CHECK_INT(change(&cx, agree_key, &k), OK);
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), OK);
	CHECK_INT(key->algorithm, KEY_ED25519);
	CHECK_TEXT(key->pem, pem);
	CHECK_INT(account_who(&cx, acc, db, &(struct credentials){ .key_id = k.id }, &w), OK);
	CHECK(w->kind == WHO_SYSTEM && who_can(w, CAP_DATA_CALL));
	CHECK_TEXT(w->org, agency);
	CHECK_INT(change(&cx, stop_key, &k), OK);
	CHECK_INT(account_key(&cx, acc, db, k.id, &key), ERR_UNSIGNED);
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


/* --- running ------------------------------------------------------------------------------------ */
static void open_all(const char *dsn)
{
	static const uint8_t seal[32] = { 7 };
	char dir[] = "/tmp/gongshu-account.XXXXXX";
	ctx_init(&keep, (ms_t){ T0 }, 0);
	CHECK(mkdtemp(dir) != NULL);
	char *none[] = { NULL };
	CHECK_INT(settings_read(&keep, 0, none, &settings), OK);
	enum err e = store_open(&keep, (struct store_setup){ .dir = ctx_text(&keep, dir),
				.dsn = dsn, .readers = 2, .fsync_off = true }, &store);
	if (e == OK)
		e = record_open(&keep, (struct record_setup){ .store = store,
				.reader = store_reader(store, 1), .origin = "test/account",
				.no_thread = true }, &rec);
	if (e == OK)
		e = account_open(&keep, (struct account_setup){ store, &settings, seal }, &acc);
	CHECK_MSG(e == OK, "%s", e ? said_words(&keep, keep.fault.said, SAID_EN) : "");
	if (e != OK)
		exit(1);
	db = store_reader(store, 0);
	CHECK_INT(secret_hash(&keep, acc, GOOD, &hash), OK);
}

static void run_all(const char *dsn)
{
	open_all(dsn);
	RUN(test_R06_1_an_organisation_needs_a_true_credit_code_and_a_real_parent);
	RUN(test_R06_1_a_renamed_organisation_keeps_its_former_name);
	RUN(test_R06_1_a_merged_organisations_people_act_for_the_other_one_at_once);
	steward = new_user("li.steward", 1u << ROLE_STEWARD);
	RUN(test_R39_1_signing_in_gives_a_session_with_the_roles_rights);
	RUN(test_sessions_end_when_idle_and_when_their_hours_are_over);
	RUN(test_R39_1_five_failures_lock_a_name_whether_anybody_has_it_or_not);
	RUN(test_three_sessions_at_once_and_the_oldest_gives_way);
	RUN(test_R39_1_nobody_gives_themselves_a_role_and_clashes_are_refused);
	RUN(test_a_role_taken_away_is_gone_from_running_sessions);
	RUN(test_tokens_act_for_one_organisation_until_revoked_or_expired);
	RUN(test_a_revocation_holds_in_another_process_within_a_second);
	RUN(test_a_leavers_tokens_go_to_a_colleague_and_the_account_stops);
	RUN(test_a_system_key_works_only_after_a_second_person_agreed);
	RUN(test_R42_2_a_verified_identifier_is_kept_sealed_and_belongs_to_one_account);
	RUN(test_a_one_time_secret_lets_in_to_change_the_password_and_nothing_else);
	account_close(acc);
	record_close(rec);
	store_close(store);
	ctx_end(&keep);
}

int main(void)
{
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		run_all(pg);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
