/* test_catalogue.c - entries, their versions, the lists and the search, on a real
 * store: SQLite, and PostgreSQL when GONGSHU_TEST_PG names one. */
#include "account/org.h"
#include "catalogue/check.h"
#include "catalogue/entry.h"
#include "catalogue/intern.h"
#include "catalogue/listing.h"
#include "catalogue/reindex.h"
#include "record/record.h"
#include "search/search.h"
#include "sys/clock.h"
#include "test.h"
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define T0 INT64_C(1764000000000)
#define CTX AUTO_CTX ctx; struct ctx *cx = &ctx; ctx_init(cx, (ms_t){ T0 }, 0)

static struct store *store;
static struct record *rec;
static struct listing *lists;
static struct db *db;
static struct ctx keep;                 /* outlives the tests of one store */
static struct who steward, other, operator_;

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
static struct item items[3];

static struct resource entry(const char *title)
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

struct act { struct resource *r; const char *state; };

static enum err add(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return resource_add(cx, to, &steward, a->r);
}

static enum err edit(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return resource_edit(cx, to, &steward, a->r);
}

static enum err review(struct ctx *cx, struct db *to, void *arg)
{
	struct act *a = arg;
	return catalogue_review_effect(cx, to, a->r->id, a->state, &operator_);
}

static struct resource added(struct ctx *cx, struct resource r)
{
	CHECK_INT(store_change(cx, store, add, &(struct act){ &r, NULL }), OK);
	return r;
}

static enum err moved(struct ctx *cx, struct resource *r, const char *state)
{
	return store_change(cx, store, review, &(struct act){ r, state });
}

static void publish(struct ctx *cx, struct resource *r)
{
	CHECK_INT(moved(cx, r, "city_review"), OK);
	CHECK_INT(moved(cx, r, "listed"), OK);
	CHECK_INT(resource_by_id(cx, db, r->id, r), OK);
}

static void test_R09_1_a_draft_becomes_a_published_entry_with_a_national_code(void)
{
	CTX;
	struct resource r = added(cx, entry("中小学名录")), got;
	CHECK(strchr(r.code, '-') && !r.national_code && r.version == 1);
	CHECK_INT(resource_by_code(cx, db, r.code, &got), OK);
	CHECK_INT(got.state, RESOURCE_DRAFT);
	CHECK(resource_seen_by(&got, &steward) && !resource_seen_by(&got, &other) &&
	      resource_seen_by(&got, &operator_));
	publish(cx, &r);
	CHECK_INT(r.state, RESOURCE_PUBLISHED);
	CHECK(r.national_code && strchr(r.national_code, '/'));
	CHECK(resource_seen_by(&r, &other));
	CHECK_INT(r.nitems, 3);
	CHECK_INT(r.items[2].open_type, ACCESS_NONE);
	CHECK_TEXT(r.items[1].name, "学校名称");
}

static void test_R09_1_editing_a_published_entry_makes_a_version_beside_it(void)
{
	CTX;
	struct resource r = added(cx, entry("旧名录")), work, head;
	publish(cx, &r);
	const char *code = r.national_code;
	CHECK_INT(resource_working(cx, db, r.id, &work), OK);
	work.title = "新名录";
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &work, NULL }), OK);
	CHECK_INT(work.version, 2);
	CHECK_INT(resource_by_id(cx, db, r.id, &head), OK);
	CHECK_TEXT(head.title, "旧名录");
	CHECK_INT(head.version, 1);
	CHECK_INT(head.draft, 2);
	publish(cx, &work);
	CHECK_TEXT(work.title, "新名录");
	CHECK_TEXT(work.national_code, code);
	CHECK_INT(work.version, 2);
	CHECK_INT(resource_version(cx, db, r.id, 1, &head), OK);
	CHECK_INT(head.version_state, RESOURCE_SUPERSEDED);
	CHECK_TEXT(head.title, "旧名录");
}

static void test_an_items_number_means_one_column_for_ever(void)
{
	CTX;
	struct resource r = added(cx, entry("编号不复用"));
	CHECK_INT(r.items[1].no, 2);
	struct item now[2] = { items[0], items[2] };
	now[1].type = ITEM_STRING;              /* stored in another way */
	r.items = now;
	r.nitems = 2;
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	CHECK_INT(r.items[0].no, 1);
	CHECK_INT(r.items[1].no, 4);
	struct item back[2] = { items[0], { .code = "name", .name = "名称", .type = ITEM_STRING } };
	r.items = back;
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	CHECK_INT(r.items[1].no, 5);
}

static void test_what_changed_meanwhile_is_not_written_over(void)
{
	CTX;
	struct resource r = added(cx, entry("两人同改")), late = r;
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &late, NULL }), ERR_STALE);
	CHECK_INT(moved(cx, &r, "city_review"), OK);
	CHECK_INT(resource_by_id(cx, db, r.id, &r), OK);
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), ERR_CONFLICT);
	CHECK_INT(moved(cx, &r, "draft"), OK);
	CHECK_INT(resource_by_id(cx, db, r.id, &r), OK);
	CHECK_INT(r.state, RESOURCE_DRAFT);
}

static int64_t negative(const char *id)
{
	CTX;
	bool more = false;
	int64_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_NEGATIVE_LIST);
	bind_text(q, ":after", NULL);
	bind_int(q, ":count", 1000);
	bind_text(q, ":org", NULL);
	bind_text(q, ":share_type", NULL);
	bind_text(q, ":q", NULL);
	while (rows_next(cx, q, &more) == OK && more)
		n += strcmp(col_text(cx, q, "resource"), id) == 0;
	return n;
}

static void test_R18_1_limits_need_reason_and_basis_and_go_on_the_negative_list(void)
{
	CTX;
	struct resource r = entry("有条件共享的名录");
	r.share_type = ACCESS_CONDITIONAL;
	r = added(cx, r);
	CHECK_INT(moved(cx, &r, "city_review"), ERR_INCOMPLETE);
	CHECK_TEXT(cx->fault.field, "share_reason");
	r.share_reason = "涉及未成年人";
	r.share_basis = (struct basis){ "某办法", "rule", "3" };
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	CHECK_INT(moved(cx, &r, "city_review"), ERR_INCOMPLETE);
	CHECK_TEXT(cx->fault.field, "share_basis.level");
	CHECK_TEXT(cx->fault.article, "18 ¶1");
	r.share_basis.level = "law";
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	publish(cx, &r);
	CHECK_INT(negative(r.id), 1);
	CHECK_INT(moved(cx, &r, "retired"), OK);
	CHECK_INT(negative(r.id), 0);
}

/* --- lists and search ------------------------------------------------------ */
static struct listing_page find(struct ctx *cx, struct listing_ask ask)
{
	struct listing_page page = { 0 };
	if (!ask.limit)
		ask.limit = 50;
	CHECK_INT(listing_find(cx, lists, db, &ask, &page), OK);
	return page;
}

static void test_two_characters_find_an_entry_by_title_first(void)
{
	CTX;
	struct resource body = entry("市直单位一览");
	body.abstract = "含湿地管理中心";
	body = added(cx, body);
	struct resource title = added(cx, entry("湿地水鸟调查"));
	publish(cx, &body);
	publish(cx, &title);
	struct listing_page p = find(cx, (struct listing_ask){ .q = "湿地", .who = &other });
	CHECK_INT(p.total, 2);
	CHECK_INT(p.nos[0], title.no);
	CHECK_INT(p.nos[1], body.no);
	static const struct { const char *q; int n; } rows[] = {
		{ "湿地水鸟", 1 }, { "水鸟湿地", 0 }, { "鸟", 1 }, { "湿地 调查", 1 },
		{ "ＷＥＴ", 0 }, { "地水", 1 }, { "湿水", 0 }, { "\"' OR 1", 0 }, { "湿地*", 2 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		p = find(cx, (struct listing_ask){ .q = rows[i].q, .who = &other });
		CHECK_MSG(p.total == rows[i].n, "%s: %d", rows[i].q, (int)p.total);
	}
}

static void test_drafts_are_for_their_agency_and_the_reviewers(void)
{
	CTX;
	added(cx, entry("尚未公布的盐沼名录"));
	CHECK_INT(find(cx, (struct listing_ask){ .q = "盐沼", .who = &other }).total, 0);
	CHECK_INT(find(cx, (struct listing_ask){ .q = "盐沼", .who = &steward }).total, 1);
	CHECK_INT(find(cx, (struct listing_ask){ .q = "盐沼", .who = &operator_ }).total, 1);
	CHECK_INT(find(cx, (struct listing_ask){ .q = "盐沼", .portal = true }).total, 0);
}

static void test_pages_follow_each_other_without_gap_and_counts_are_exact(void)
{
	CTX;
	for (int i = 0; i < 7; i++) {
		struct resource r = entry(ctx_print(cx, "翻页测试%d", i));
		r.theme = i % 2 ? "气象" : "transport";
		r = added(cx, r);
		publish(cx, &r);
	}
	struct listing_ask ask = { .q = "翻页", .who = &other, .limit = 3 };
	int seen = 0, last = 1 << 30;
	do {
		struct listing_page p = find(cx, ask);
		CHECK_INT(p.total, 7);
		for (size_t i = 0; i < p.n; i++, seen++) {
			CHECK(p.nos[i] < last);
			last = p.nos[i];
		}
		ask.after = p.next;
	} while (ask.after);
	CHECK_INT(seen, 7);
	ask = (struct listing_ask){ .q = "翻页", .who = &other, .want[DIM_THEME] = "meteorology" };
	struct listing_page p = find(cx, ask);
	CHECK_INT(p.total, 3);
	CHECK_INT(p.ncounts[DIM_THEME], 2);     /* the choice leaves its own counts */
	CHECK_TEXT(p.counts[DIM_THEME][0].value, "transport");
	CHECK_INT(p.counts[DIM_THEME][0].n, 4);
	CHECK_INT(p.counts[DIM_GRADE][0].n, 3);
	ask = (struct listing_ask){ .q = "翻页", .who = &other, .limit = 4, .order = ORDER_TITLE };
	p = find(cx, ask);
	CHECK(p.n == 4 && p.nos[0] < p.nos[1] && p.nos[1] < p.nos[2] && p.next);
	ask.after = p.next;
	int fourth = p.nos[3];
	p = find(cx, ask);
	CHECK(p.n == 3 && p.nos[0] > fourth && !p.next);
	ask.want[DIM_THEME] = "nothing";
	CHECK_INT(find(cx, ask).total, 0);
}

static enum err touch(struct ctx *cx, struct db *to, void *arg)
{
	return catalogue_org_changed(cx, to, steward.org, arg, &operator_);
}

static void test_R06_1_entries_follow_an_organisation_that_was_merged(void)
{
	CTX;
	int64_t mine = find(cx, (struct listing_ask){ .who = &operator_,
						      .want[DIM_ORG] = steward.org }).total;
	int64_t theirs = find(cx, (struct listing_ask){ .who = &operator_,
							.want[DIM_ORG] = other.org }).total;
	CHECK(mine > 0);
	CHECK_INT(store_change(cx, store, touch, (void *)(uintptr_t)other.org), OK);
	CHECK_INT(find(cx, (struct listing_ask){ .who = &operator_,
						 .want[DIM_ORG] = steward.org }).total, 0);
	CHECK_INT(find(cx, (struct listing_ask){ .who = &operator_,
						 .want[DIM_ORG] = other.org }).total, mine + theirs);
}

/* --- the table in memory ----------------------------------------------------- */
static int64_t total(struct listing *l, struct listing_ask ask)
{
	CTX;
	struct listing_page page = { 0 };
	ask.limit = 50;
	CHECK_INT(listing_find(cx, l, db, &ask, &page), OK);
	return page.total;
}

static void test_a_change_is_one_row_read_on_in_every_process(void)
{
	CTX;
	struct listing *other_process;
	CHECK_INT(listing_open(&keep, &other_process), OK);
	struct resource r = added(cx, entry("逐条读入"));
	const struct listing_ask ask = { .q = "逐条", .who = &operator_ };
	CHECK_INT(total(lists, ask), 1);
	CHECK_INT(total(other_process, ask), 1);
	int64_t here = listing_taken(lists), there = listing_taken(other_process);
	CHECK(there > 10);
	CHECK_INT(total(lists, ask), 1);
	CHECK_INT(listing_taken(lists), here);          /* nothing changed, nothing read */
	r.grade = 3;
	CHECK_INT(store_change(cx, store, edit, &(struct act){ &r, NULL }), OK);
	struct listing_ask third = ask;
	third.want[DIM_GRADE] = "3";
	CHECK_INT(total(lists, third), 1);
	CHECK_INT(total(other_process, third), 1);
	CHECK_INT(listing_taken(lists), here + 1);
	CHECK_INT(listing_taken(other_process), there + 1);
	listing_close(other_process);
}

static void same_page(struct listing *a, struct listing *b, struct listing_ask ask)
{
	CTX;
	struct listing_page x, y;
	ask.limit = 7;
	CHECK_INT(listing_find(cx, a, db, &ask, &x), OK);
	CHECK_INT(listing_find(cx, b, db, &ask, &y), OK);
	CHECK_INT(x.total, y.total);
	CHECK(x.n == y.n && memcmp(x.nos, y.nos, x.n * sizeof *x.nos) == 0);
	for (int d = 0; d < DIM_MAX_; d++) {
		CHECK_INT(x.ncounts[d], y.ncounts[d]);
		for (size_t i = 0; i < x.ncounts[d] && i < y.ncounts[d]; i++)
			CHECK(!strcmp(x.counts[d][i].value, y.counts[d][i].value) &&
			      x.counts[d][i].n == y.counts[d][i].n);
	}
}

/* How many rows a table that begins from the file reads on. */
static int64_t read_on(struct listing **ret)
{
	CTX;
	struct listing *l;
	CHECK_INT(listing_open(&keep, &l), OK);
	CHECK_INT(listing_recall(cx, l, db), OK);
	CHECK_INT(listing_refresh(cx, l, db), OK);
	int64_t n = listing_taken(l);
	if (ret)
		*ret = l;
	else
		listing_close(l);
	return n;
}

static enum err forget(struct ctx *cx, struct db *to, void *arg)
{
	(void)arg;
	AUTO_ROWS q = db_run(to, SQL_LISTING_FORGET);
	bind_int(q, ":before", cx->now.n + 1);
	return rows_done(cx, q, NULL);
}

static void turn_a_bit(struct ctx *cx, long at)
{
	FILE *f = fopen(ctx_print(cx, "%s/.listing", store_dir(store)), "r+b");
	CHECK(f && fseek(f, at, SEEK_SET) == 0);
	int c = f ? fgetc(f) : 0;
	CHECK(f && fseek(f, at, SEEK_SET) == 0 && fputc(c ^ 1, f) >= 0);
	if (f)
		fclose(f);
}

static void test_the_table_kept_in_a_file_is_the_table_and_only_changes_are_read_on(void)
{
	CTX;
	struct listing *next;
	CHECK_INT(listing_refresh(cx, lists, db), OK);
	CHECK_INT(listing_keep(cx, lists, store, LISTING_KEEP_ALL), OK);
	CHECK_INT(read_on(&next), 0);
	same_page(lists, next, (struct listing_ask){ .who = &operator_ });
	same_page(lists, next, (struct listing_ask){ .who = &other, .order = ORDER_TITLE });
	same_page(lists, next, (struct listing_ask){ .q = "名录", .who = &steward });
	struct resource r = added(cx, entry("文件之后"));
	same_page(lists, next, (struct listing_ask){ .q = r.title, .who = &operator_ });
	CHECK_INT(listing_taken(next), 1);
	CHECK_INT(read_on(NULL), 1);
	listing_close(next);
}

static void test_a_file_that_is_damaged_or_unknown_to_the_store_is_not_taken(void)
{
	CTX;
	CHECK_INT(listing_refresh(cx, lists, db), OK);
	CHECK_INT(listing_keep(cx, lists, store, LISTING_KEEP_ALL), OK);
	CHECK_INT(read_on(NULL), 0);
	turn_a_bit(cx, 4096 + 100);
	CHECK(read_on(NULL) > 10);
	turn_a_bit(cx, 4096 + 100);
	CHECK_INT(read_on(NULL), 0);
	CHECK_INT(store_change(cx, store, forget, NULL), OK);   /* as a store of before has it */
	CHECK(read_on(NULL) > 10);
}

/* --- the index made anew -------------------------------------------------------- */
enum { ANEW = 40, ROUNDS = 4 };
static struct resource anew[ANEW];
static int anew_word[ANEW];

static const char *anew_title(struct ctx *cx, int i)
{
	return ctx_print(cx, "重建 e%dv%dz", i, anew_word[i]);
}

/* May run twice: what it was given stays as it was. */
static enum err retitle(struct ctx *cx, struct db *to, void *arg)
{
	int i = *(const int *)arg;
	struct resource r;
	TRY(resource_by_id(cx, to, anew[i].id, &r));
	r.title = anew_title(cx, i);
	return resource_edit(cx, to, &steward, &r);
}

static void *keep_changing(void *arg)
{
	(void)arg;
	for (int k = 0; k < ANEW * ROUNDS; k++) {
		CTX;
		int i = k * 7 % ANEW;
		anew_word[i]++;
		CHECK_INT(store_change(cx, store, retitle, &i), OK);
	}
	return NULL;
}

static enum err anew_begin(struct ctx *cx, struct db *to, void *arg)
{
	return search_anew_begin(cx, to, *(int64_t *)arg);
}

static enum err anew_end(struct ctx *cx, struct db *to, void *arg)
{
	return search_anew_end(cx, to, *(int64_t *)arg);
}

static void check_anew(const char *when)
{
	for (int i = 0; i < ANEW; i++) {
		CTX;
		int64_t now = total(lists, (struct listing_ask){ .q = anew_title(cx, i),
								 .who = &operator_ });
		int64_t before = total(lists, (struct listing_ask){
			.q = ctx_print(cx, "e%dv%dz", i, anew_word[i] - 1), .who = &operator_ });
		CHECK_MSG(now == 1 && before == 0, "%s: %d: %d, %d", when, i, (int)now, (int)before);
	}
}

static void test_the_index_is_made_anew_while_entries_change_and_misses_nothing(void)
{
	CTX;
	pthread_t changing;
	struct search_state s, after;
	int64_t n = 0;
	for (int i = 0; i < ANEW; i++) {
		anew_word[i] = 0;
		anew[i] = entry(anew_title(&keep, i));
		anew[i] = added(&keep, anew[i]);
	}
	CHECK_INT(search_state(cx, db, &s), OK);
	for (int round = 0; round < 2; round++) {
		CHECK(pthread_create(&changing, NULL, keep_changing, NULL) == 0);
		for (int i = 0; i < 3; i++)
			CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 3, &n), OK);
		CHECK(n >= ANEW);
		pthread_join(changing, NULL);
		check_anew("changed meanwhile");
		CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 1000, &n), OK);
		check_anew("made anew after");
	}
	CHECK_INT(search_state(cx, db, &after), OK);
	CHECK_INT(after.turn, s.turn + 8);
	CHECK(!search_stale(&after));
}

static void test_two_never_make_the_index_anew_at_once_and_one_that_died_is_followed(void)
{
	CTX;
	int64_t one = 1, two = 2, n;
	struct search_state s;
	cx->now = clock_now();
	CHECK_INT(store_change(cx, store, anew_begin, &one), OK);
	CHECK_INT(store_change(cx, store, anew_begin, &two), ERR_CONFLICT);
	CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 10, &n), ERR_CONFLICT);
	check_anew("half made");
	CHECK_INT(search_state(cx, db, &s), OK);
	CHECK(search_stale(&s));
	cx->now.n -= 120000;                    /* the first has not got on for two minutes */
	CHECK_INT(store_change(cx, store, anew_begin, &one), OK);
	CHECK_INT(reindex_words(cx, store, store_reader(store, 2), NULL, 10, &n), OK);
	CHECK_INT(store_change(cx, store, anew_end, &one), ERR_CONFLICT);
	check_anew("by the second");
}

/* --- the pure part ---------------------------------------------------------- */
static void test_short_texts_become_numbers_and_back(void)
{
	CTX;
	struct interned w = intern_make();
	CHECK_INT(intern_no(&w, "x", INTERN_FIND), 0);
	for (int i = 0; i < 1000; i++)
		CHECK_INT(intern_no(&w, ctx_print(cx, "w%d", i), INTERN_ADD), i + 1);
	for (int i = 0; i < 1000; i++)
		CHECK_INT(intern_no(&w, ctx_print(cx, "w%d", i), INTERN_FIND), i + 1);
	CHECK_TEXT(intern_text(&w, 1000), "w999");
	CHECK_INT(intern_no(&w, "", INTERN_ADD), 0);
	intern_end(&w);
}

static void test_R09_1_items_are_checked_and_one_word_implies_another(void)
{
	CTX;
	struct item two[2] = {
		{ .code = "id_no", .name = "身份证号", .type = ITEM_STRING, .mask = "id_number" },
		{ .code = "id_no", .name = "重复", .type = ITEM_STRING },
	};
	CHECK_INT(items_check(cx, two, 1), OK);
	CHECK_TEXT(two[0].format, "resident_id");
	CHECK_INT(items_check(cx, two, 2), ERR_INVALID);
	CHECK_TEXT(cx->fault.field, "items[1].code");
	two[0].format = "mobile";
	CHECK_INT(items_check(cx, two, 1), ERR_INVALID);
	CHECK_TEXT(cx->fault.field, "items[0].format");
	two[0] = (struct item){ .code = "x", .name = "x", .type = ITEM_INTEGER, .format = "plate" };
	CHECK_INT(items_check(cx, two, 1), ERR_INVALID);
	two[0] = (struct item){ .code = "x", .name = "x", .type = ITEM_DECIMAL, .length = 3,
				.precision = 5 };
	CHECK_INT(items_check(cx, two, 1), ERR_INVALID);
	struct item *many = ctx_array(cx, struct item, 401);
	CHECK_INT(items_check(cx, many, 401), ERR_INVALID);
	CHECK_TEXT(cx->fault.field, "items");
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

static void run_all(const char *dsn)
{
	open_all(dsn);
	RUN(test_R09_1_a_draft_becomes_a_published_entry_with_a_national_code);
	RUN(test_R09_1_editing_a_published_entry_makes_a_version_beside_it);
	RUN(test_an_items_number_means_one_column_for_ever);
	RUN(test_what_changed_meanwhile_is_not_written_over);
	RUN(test_R18_1_limits_need_reason_and_basis_and_go_on_the_negative_list);
	RUN(test_two_characters_find_an_entry_by_title_first);
	RUN(test_drafts_are_for_their_agency_and_the_reviewers);
	RUN(test_pages_follow_each_other_without_gap_and_counts_are_exact);
	RUN(test_a_change_is_one_row_read_on_in_every_process);
	RUN(test_the_table_kept_in_a_file_is_the_table_and_only_changes_are_read_on);
	RUN(test_a_file_that_is_damaged_or_unknown_to_the_store_is_not_taken);
	RUN(test_the_index_is_made_anew_while_entries_change_and_misses_nothing);
	RUN(test_two_never_make_the_index_anew_at_once_and_one_that_died_is_followed);
	RUN(test_R06_1_entries_follow_an_organisation_that_was_merged);
	listing_close(lists);
	record_close(rec);
	store_close(store);
	ctx_end(&keep);
}

int main(void)
{
	RUN(test_short_texts_become_numbers_and_back);
	RUN(test_R09_1_items_are_checked_and_one_word_implies_another);
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		run_all(pg);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
