/* test_catalogue.c - entries, their versions, the lists and the search, on a real
 * store: SQLite, and PostgreSQL when GONGSHU_TEST_PG names one. */
#include "catalogue_room.h"
#include "catalogue/check.h"
#include "catalogue/form.h"
#include "catalogue/wire.h"
#include "catalogue/intern.h"

/* --- one entry ------------------------------------------------------------ */
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

static void all(void)
{
	RUN(test_R09_1_a_draft_becomes_a_published_entry_with_a_national_code);
	RUN(test_R09_1_editing_a_published_entry_makes_a_version_beside_it);
	RUN(test_an_items_number_means_one_column_for_ever);
	RUN(test_what_changed_meanwhile_is_not_written_over);
	RUN(test_R18_1_limits_need_reason_and_basis_and_go_on_the_negative_list);
	RUN(test_two_characters_find_an_entry_by_title_first);
	RUN(test_drafts_are_for_their_agency_and_the_reviewers);
	RUN(test_pages_follow_each_other_without_gap_and_counts_are_exact);
	RUN(test_R06_1_entries_follow_an_organisation_that_was_merged);
}

static void test_R03_1_a_format_is_of_a_class_however_it_is_written(void)
{
	AUTO_CTX own;
	ctx_init(&own, (ms_t){ 0 }, 0);
	CHECK(format_class_of(".CSV ", 5) == CLASS_SHEET);
	CHECK(format_class_of("mp", 2) == CLASS_UNKNOWN);
	CHECK(format_class_of("pdf ofd", 7) == CLASS_UNKNOWN);
	CHECK(!format_stranger(&own, form_named("image"), "tif、JPG，.png"));
	CHECK(strcmp(format_stranger(&own, form_named("image"), "tif, mp3"), " mp3") == 0);
	CHECK(!format_stranger(&own, form_named("table"), "数据库表"));
	CHECK(!format_stranger(&own, NULL, "mp3") && !form_named("hologram"));
	CHECK(form_owes(form_named("spreadsheet"), "items"));
	CHECK(!form_owes(form_named("spreadsheet"), "item") && !form_owes(NULL, "items"));
}

static void test_R09_2_fields_are_known_by_the_names_they_have_on_the_wire(void)
{
	static const char *const known[] = { "title", "collection.basis", "share_basis", "items",
					     "items.fee", "keywords", "grade" };
	static const char *const unknown[] = { "collect_basis", "share_law", "items.", "items.A B",
					       "", "collection" };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		CHECK_MSG(entry_field_known(known[i]), "%s", known[i]);
	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
		CHECK_MSG(!entry_field_known(unknown[i]), "%s", unknown[i]);
}

int main(void)
{
	RUN(test_R03_1_a_format_is_of_a_class_however_it_is_written);
	RUN(test_R09_2_fields_are_known_by_the_names_they_have_on_the_wire);
	RUN(test_short_texts_become_numbers_and_back);
	RUN(test_R09_1_items_are_checked_and_one_word_implies_another);
	return on_both_stores(all);
}
