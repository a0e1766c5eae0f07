/* account_room.c - see account_room.h. */
#include "account_room.h"
#include "account/org.h"
#include "record/record.h"
#include <stdlib.h>

struct store *store;
struct account *acc;
struct db *db;
struct settings settings;
struct ctx keep;
const char *gov, *agency, *steward, *hash;
static struct record *rec;

enum err change(struct ctx *cx, store_fn *fn, void *arg)
{
	enum err e = store_change(cx, store, fn, arg);
	account_changed(acc);
	return e;
}

enum err make_org(struct ctx *cx, struct db *to, void *arg)
{
	return org_create(cx, to, NULL, arg);
}

enum err make_user(struct ctx *cx, struct db *to, void *arg)
{
	return user_create(cx, to, NULL, arg);
}

struct who who_of(const char *id, const char *org, uint32_t roles)
{
	return (struct who){ .kind = WHO_STAFF, .id = id, .org = org, .roles = roles,
			     .caps = role_caps(roles) };
}

enum err sign_in_from(struct ctx *cx, const char *name, const char *password,
			     const char *totp, const char **ret_secret)
{
	struct sign_in in = { .name = name, .password = password, .totp = totp,
			      .peer = "192.0.2.1" };
	return session_sign_in(cx, acc, db, &in, ret_secret);
}

enum err who_is_it(struct ctx *cx, const char *session, const struct who **w)
{
	return account_who(cx, acc, db, &(struct credentials){ .session = session }, w);
}

const char *new_user(const char *name, uint32_t roles)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct user_new u = { .name = name, .title = "测试", .org = agency, .password = hash,
			      .roles = roles };
	CHECK_INT(change(&cx, make_user, &u), OK);
	return ctx_text(&keep, u.id);
}

void settle_city(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ T0 }, 0);
	struct org o = { .name = "盐城市人民政府", .code = "", .region = "320900",
			 .kind = ORG_GOVERNMENT };
	CHECK_INT(change(&cx, make_org, &o), OK);
	gov = ctx_text(&keep, o.id);
	struct org a = { .name = "盐城市教育局", .code = "", .region = "320900", .parent = gov,
			 .kind = ORG_AGENCY };
	CHECK_INT(change(&cx, make_org, &a), OK);
	agency = ctx_text(&keep, a.id);
	steward = new_user("li.steward", 1u << ROLE_STEWARD);
}

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

static void on_one_store(const char *dsn, void (*all)(void))
{
	open_all(dsn);
	all();
	account_close(acc);
	record_close(rec);
	store_close(store);
	ctx_end(&keep);
}

int account_room(void (*all)(void))
{
	on_one_store("sqlite", all);
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		on_one_store(pg, all);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
