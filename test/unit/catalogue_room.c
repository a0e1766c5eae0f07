/* catalogue_room.c - see catalogue_room.h. */
#include "catalogue_room.h"
#include "account/org.h"
#include "record/record.h"
#include <stdlib.h>
#include <unistd.h>

struct store *store;
struct listing *lists;
struct db *db;
struct ctx keep;
struct who steward, other, operator_;
static struct record *rec;

static enum err make_org(struct ctx *cx, struct db *to, void *arg)
{
	return org_create(cx, to, NULL, arg);
}

static const char *new_org(const char *name, enum org_kind kind)
{
	CTX;
	struct org o = { .name = name, .code = "", .region = "320900", .kind = kind };
	CHECK_INT(store_change(cx, store, make_org, &o), OK);
	return ctx_text(&keep, o.id);
}

static struct who who_of(const char *id, const char *org, enum role role)
{
	return (struct who){ .kind = WHO_STAFF, .id = id, .name = id, .org = org,
			     .roles = 1u << role, .caps = role_caps(1u << role) };
}

/* --- one entry ------------------------------------------------------------ */
struct item items[3];

struct resource entry(const char *title)
{
	items[0] = (struct item){ .code = "no", .name = "编号", .type = ITEM_STRING, .key = true };
	items[1] = (struct item){ .code = "name", .name = "学校名称", .type = ITEM_STRING };
	items[2] = (struct item){ .code = "pupils", .name = "在校生数", .type = ITEM_INTEGER,
				  .open_type = ACCESS_NONE };
	return (struct resource){
		.title = title, .abstract = "各级各类学校的名单", .form = "table",
		.update_cycle = "yearly", .theme = "教育", .grade = 1, .org = steward.org,
		.share_type = ACCESS_UNCONDITIONAL, .open_type = ACCESS_UNCONDITIONAL,
		.items = items, .nitems = 3 };
}

static enum err add(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return resource_add(cx, to, &steward, a->r);
}

enum err edit(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return resource_edit(cx, to, &steward, a->r);
}

static enum err review(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return catalogue_review_effect(cx, to, a->r->id, "case", a->state, &operator_);
}

struct resource added(struct ctx *cx, struct resource r)
{
	CHECK_INT(store_change(cx, store, add, &(struct act){ &r, NULL }), OK);
	return r;
}

enum err moved(struct ctx *cx, struct resource *r, const char *state)
{
	return store_change(cx, store, review, &(struct act){ r, state });
}

void publish(struct ctx *cx, struct resource *r)
{
	CHECK_INT(moved(cx, r, "city_review"), OK);
	CHECK_INT(moved(cx, r, "listed"), OK);
	CHECK_INT(resource_by_id(cx, db, r->id, r), OK);
}

int64_t total(struct listing *l, struct listing_ask ask)
{
	CTX;
	struct listing_page page = { 0 };
	ask.limit = 50;
	CHECK_INT(listing_find(cx, l, db, &ask, &page), OK);
	return page.total;
}

/* --- both stores ------------------------------------------------------------- */
static void open_all(const char *dsn)
{
	char dir[] = "/tmp/gongshu-catalogue.XXXXXX";
	CHECK(mkdtemp(dir) != NULL);
	ctx_init(&keep, (ms_t){ T0 }, 0);
	enum err e = store_open(&keep, (struct store_setup){ .dir = ctx_text(&keep, dir), .dsn = dsn,
				.readers = 3, .fsync_off = true }, &store);
	if (e == OK)
		e = record_open(&keep, (struct record_setup){ .store = store,
				.reader = store_reader(store, 1), .origin = "test.example",
				.no_thread = true }, &rec);
	CHECK_MSG(e == OK, "%s", said_words(&keep, keep.fault.said, SAID_EN));
	if (e != OK)
		exit(1);
	db = store_reader(store, 0);
	CHECK_INT(listing_open(&keep, &lists), OK);
	steward = who_of("li", new_org("盐城市教育局", ORG_AGENCY), ROLE_STEWARD);
	other = who_of("wang", new_org("盐城市交通运输局", ORG_AGENCY), ROLE_STEWARD);
	operator_ = who_of("zhao", new_org("盐城市大数据中心", ORG_OPERATOR), ROLE_OPERATOR);
}

static void on_one_store(const char *dsn, void (*all)(void))
{
	open_all(dsn);
	all();
	listing_close(lists);
	record_close(rec);
	store_close(store);
	ctx_end(&keep);
}

int on_both_stores(void (*all)(void))
{
	on_one_store("sqlite", all);
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		on_one_store(pg, all);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
