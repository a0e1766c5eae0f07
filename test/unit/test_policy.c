/* test_policy.c - who may see what: the engine held against an oracle that was
 * written from the rules alone, for every principal x item x clause over all
 * small policies. */
#include "base/embedded.h"
#include "core/grade.h"
#include "policy_room.h"

static struct ctx keep;
static struct pack pack;
static int worlds;

static void compare(const struct world *w)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	struct policy got = engine(&cx, &pack, w);
	worlds++;
	CHECK_MSG(got.why == oracle(w), "world %d: got %d, want %d", worlds, got.why, oracle(w));
	CHECK_MSG((got.field != NULL) == (got.why == POLICY_ITEM_SEEN ||
					  got.why == POLICY_ITEM_ASKED), "world %d", worlds);
}

static void test_every_item_and_clause_over_every_small_grant_R20_1(void)
{
	struct world w = { .exists = true, .same_org = true, .has_org = true,
			   .same_purpose = true, .uses = USES_ORDINARY };
	for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
		for (int i = 0, g = given; i < ITEMS; i++, g /= GIVEN)
			w.given[i] = g % GIVEN;
		for (w.shown = 0; w.shown < 8; w.shown++)
			for (w.clause = 0; w.clause < CLAUSES; w.clause++)
				for (w.clause_item = 0; w.clause_item < ITEMS; w.clause_item++)
					compare(&w);
	}
}

static void test_no_answer_is_of_a_kind_that_the_grant_does_not_allow_R20_1(void)
{
	struct world w = { .exists = true, .same_org = true, .has_org = true,
			   .same_purpose = true };
	for (w.uses = 0; w.uses < USE_BIT(GRANT_USE_MAX_); w.uses++)
		for (int use = 0; use < GRANT_USE_MAX_; use++)
			for (int given = 0; given < GIVEN * GIVEN; given++) {
				w.use = (enum grant_use)use;
				w.given[0] = given % GIVEN;
				w.given[1] = given / GIVEN;
				for (w.shown = 0; w.shown < 4; w.shown++)
					for (w.clause = 0; w.clause < CLAUSES; w.clause++)
						compare(&w);
			}
}

static void test_uses_are_written_and_read_back_whole_R20_1(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	for (unsigned uses = 0; uses < USE_BIT(GRANT_USE_MAX_); uses++) {
		unsigned got = ~uses;
		CHECK(grant_uses_read(grant_uses_text(&cx, uses), &got));
		CHECK_INT(got, uses);
	}
	unsigned got;
	CHECK_TEXT(grant_uses_text(&cx, USES_ORDINARY), "rows,verify");
	CHECK(!grant_uses_read("rows,copy", &got) && !grant_uses_read("row", &got));
}

static void test_the_grade_is_a_second_wall_whatever_the_grant_says_R38_1(void)
{
	struct world w = { .exists = true, .same_org = true, .has_org = true,
			   .same_purpose = true, .shown = 7,
			   .uses = USES_ORDINARY };
	for (int grade = 0; grade <= 4; grade++)
		for (int given = 0; given < GIVEN; given++)
			for (w.clause = 0; w.clause < CLAUSES; w.clause++) {
				w.given[0] = w.given[1] = IN_CLEAR;
				w.given[2] = given;
				w.grade[0] = (grade + 2) % 5;
				w.grade[2] = grade;
				for (w.clause_item = 0; w.clause_item < ITEMS; w.clause_item++)
					compare(&w);
			}
}

static void test_every_principal_purpose_and_state_R19_2(void)
{
	for (int bits = 0; bits < 512; bits++) {
		struct world w = {
			.exists = bits & 1, .ended = bits & 2, .suspended = bits & 4,
			.expired = bits & 8, .demands_matter = bits & 16, .same_org = bits & 32,
			.has_org = bits & 64, .same_purpose = bits & 128,
			.sends_matter = bits & 256, .uses = USES_ORDINARY,
		};
		for (int given = 0; given < GIVEN * GIVEN; given++) {
			w.given[0] = given % GIVEN;
			w.given[1] = given / GIVEN;
			for (w.shown = 0; w.shown < 4; w.shown++)
				for (w.clause = 0; w.clause < CLAUSES; w.clause++)
					compare(&w);
		}
	}
}

static void test_a_refusal_names_its_article_R19_2(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	struct world w = { .exists = true, .same_org = true, .has_org = true };
	CHECK_TEXT(engine(&cx, &pack, &w).article, "19");
	w.exists = false;
	CHECK_TEXT(engine(&cx, &pack, &w).article, "20");
}

static void test_a_quota_ends_exactly_where_it_says_R20_1(void)
{
	ms_t now;
	CHECK(ms_read("2026-11-23T23:59:59+08:00", &now));
	struct quota q = { 10, 100, QUOTA_NONE, PER_DAY };
	struct usage used = { quota_period(PER_DAY, now), 9, 90, 5 };
	struct { struct usage more; enum policy_why want; } rows[] = {
		{ { 0, 1, 10, 1000 }, POLICY_ALLOWED }, { { 0, 2, 0, 0 }, POLICY_QUOTA_CALLS },
		{ { 0, 1, 11, 0 }, POLICY_QUOTA_ROWS }, { { 0, 0, 0, 0 }, POLICY_ALLOWED },
		{ { 0, INT64_MAX, 0, 0 }, POLICY_QUOTA_CALLS },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_INT(policy_quota(&q, &used, &rows[i].more, now).why, rows[i].want);
	now.n += 1000;                          /* the next day begins anew */
	CHECK_INT(policy_quota(&q, &used, &(struct usage){ .calls = 10, .rows = 100 }, now).why,
		  POLICY_ALLOWED);
	struct policy over = policy_quota(&q, &used, &(struct usage){ .calls = 11 }, now);
	CHECK_INT(over.why, POLICY_QUOTA_CALLS);
	CHECK_INT(over.renewed.n, quota_ends(PER_DAY, now).n);
	q.per = PER_TOTAL;
	CHECK_INT(policy_quota(&q, &used, &(struct usage){ .calls = 11 }, now).renewed.n, 0);
}

static void test_periods_are_days_and_months_of_yancheng(void)
{
	ms_t a, b;
	char text[MS_TEXT];
	CHECK(ms_read("2026-12-31T23:59:59+08:00", &a) && ms_read("2027-01-01T00:00:00+08:00", &b));
	CHECK(quota_period(PER_MONTH, a) + 1 == quota_period(PER_MONTH, b));
	CHECK(quota_period(PER_DAY, a) + 1 == quota_period(PER_DAY, b));
	CHECK(quota_period(PER_TOTAL, a) == 0 && quota_ends(PER_TOTAL, a).n == 0);
	CHECK_TEXT(ms_text(quota_ends(PER_MONTH, a), text), ms_text(b, (char[MS_TEXT]){ 0 }));
	CHECK(quota_ends(PER_DAY, a).n == b.n);
}

/* --- from an agreement to a grant --------------------------------------------------- */

static struct item things[] = {
	{ .no = 1, .code = "id", .type = ITEM_STRING, .length = 18, .key = true, .grade = 2,
	  .format = "resident_id" },
	{ .no = 2, .code = "name", .type = ITEM_STRING, .grade = 2 },
	{ .no = 3, .code = "income", .type = ITEM_DECIMAL, .precision = 2,
	  .share_type = ACCESS_CONDITIONAL },
	{ .no = 4, .code = "health", .type = ITEM_TEXT, .share_type = ACCESS_NONE },
	{ .no = 5, .code = "phone", .type = ITEM_STRING, .format = "mobile", .grade = 3 },
};

static const struct grant_left why_less = { "not needed", "PIPL", "law", "6" };

static enum err plan_asked(struct ctx *cx, enum access share, const char *conditions,
			   const char *asked, struct grant *g)
{
	struct resource res = { .id = "r", .code = "c", .org = "giver", .share_type = share,
				.items = things, .nitems = 5 };
	json_t *json = conditions ? json_loads(conditions, 0, NULL) : NULL;
	json_t *items = asked ? json_loads(asked, 0, NULL) : NULL;
	struct grant_wish wish = { "case", "r", "taker", "why", "where", json, items,
				   &why_less };
	enum err e = grant_plan(cx, &pack, &res, &wish, g);
	json_decref(json);
	json_decref(items);
	return e;
}

static enum err plan(struct ctx *cx, enum access share, const char *conditions,
		     struct grant *g)
{
	return plan_asked(cx, share, conditions, NULL, g);
}

static void test_unconditional_gives_what_is_unconditional_and_masks_by_grade_R20_2(void)
{
	AUTO_CTX cx;
	struct grant g;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	CHECK(plan(&cx, ACCESS_UNCONDITIONAL, NULL, &g) == OK);
	CHECK_INT(g.nitems, 3);
	CHECK_TEXT(g.items[0], "id");
	CHECK_TEXT(g.items[2], "phone");
	CHECK_INT(g.nmasks, 1);
	CHECK_TEXT(g.masks[0].item, "phone");
	CHECK_INT(g.masks[0].mask, MASK_MOBILE);
	CHECK(g.quota.calls == QUOTA_NONE && !g.where && !g.until.n);
}

static const char *left_out(struct ctx *cx, const char *conditions, const char *asked)
{
	struct resource res = { .id = "r", .code = "c", .org = "giver",
				.share_type = ACCESS_CONDITIONAL, .items = things, .nitems = 5 };
	struct grant g;
	CHECK(plan_asked(cx, ACCESS_CONDITIONAL, conditions, asked, &g) == OK);
	const char *said = grant_left_out(cx, &pack, &res, &g).en;
	CHECK_MSG((g.left != NULL) == (*said != 0), "%s", conditions);
	return said;
}

static void test_fewer_items_or_no_rows_leave_something_out_and_conditions_do_not_R20_3(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	for (int i = 0; i < 5; i++)
		things[i].name = things[i].code;
	CHECK_TEXT(left_out(&cx, "{\"items\":[\"id\"],\"masks\":{}}", "[\"id\",\"name\"]"), "name");
	CHECK_TEXT(left_out(&cx, "{\"items\":[\"id\",\"name\",\"income\"]}", NULL), "phone");
	CHECK_TEXT(left_out(&cx, "{\"verify_only\":true}", NULL), "rows");
	CHECK_TEXT(left_out(&cx, "{\"aggregate\":\"only\"}", "[\"name\"]"), "rows");
	CHECK_TEXT(left_out(&cx, "{\"masks\":{\"name\":\"suppress\"}}", NULL), "name");
	CHECK_TEXT(left_out(&cx, "{\"items\":[\"id\",\"name\"],"
			    "\"masks\":{\"name\":\"suppress\"}}", "[\"id\"]"), "");
	CHECK_TEXT(left_out(&cx, "{\"masks\":{\"name\":\"name\"},\"quota\":{\"rows\":1},"
			    "\"valid_until\":\"2027-01-01\",\"aggregate\":true}", NULL), "");
	CHECK_TEXT(left_out(&cx, "{\"items\":[\"id\",\"name\",\"income\",\"phone\"]}",
			    "[\"id\"]"), "");
}

static void test_conditions_narrow_and_mask_exactly_what_they_name_R20_3(void)
{
	AUTO_CTX cx;
	struct grant g;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	CHECK(plan(&cx, ACCESS_CONDITIONAL, NULL, &g) == OK);
	CHECK_INT(g.nitems, 4);
	CHECK_INT(g.nmasks, 1);         /* the phone, by its grade */
	CHECK(plan(&cx, ACCESS_CONDITIONAL, "{\"items\":[\"name\",\"id\"],\"masks\":"
		   "{\"id\":\"id_number\"},\"where\":{\"item\":\"health\",\"op\":\"is_null\"},"
		   "\"quota\":{\"rows\":5,\"per\":\"day\"},\"valid_until\":\"2027-01-01\"}", &g) == OK);
	CHECK_INT(g.nitems, 2);
	CHECK_TEXT(g.items[0], "id");
	CHECK_INT(g.nmasks, 1);
	CHECK_INT(g.quota.rows, 5);
	CHECK_INT(g.quota.per, PER_DAY);
	CHECK(g.where != NULL);
	char text[MS_TEXT];
	CHECK_TEXT(ms_text(g.until, text), "2027-01-02T00:00:00.000+08:00");
}

static void test_a_grant_gives_the_items_that_were_asked_for_R20_2_R20_3(void)
{
	static const struct { enum access share; const char *conditions, *asked, *first; size_t n, nasked; }
	rows[] = {
		{ ACCESS_UNCONDITIONAL, NULL, "[\"phone\",\"id\"]", "id", 2, 2 },
		{ ACCESS_CONDITIONAL, NULL, "[\"name\"]", "name", 1, 1 },
		/* an agreement that names no items gives what was asked, one that does, its own */
		{ ACCESS_CONDITIONAL, "{\"quota\":{\"rows\":5}}", "[\"name\"]", "name", 1, 1 },
		{ ACCESS_CONDITIONAL, "{\"items\":[\"id\",\"name\"]}", "[\"name\"]", "id", 2, 1 },
		/* what has gone from the entry since isn't given */
		{ ACCESS_UNCONDITIONAL, NULL, "[\"id\",\"gone\"]", "id", 1, 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX own;
		struct grant g = { 0 };
		ctx_init(&own, (ms_t){ 1000 }, 0);
		CHECK(plan_asked(&own, rows[i].share, rows[i].conditions, rows[i].asked, &g) == OK);
		CHECK_INT(g.nitems, rows[i].n);
		CHECK_TEXT(g.items[0], rows[i].first);
		CHECK_INT(g.nasked, rows[i].nasked);
	}
	AUTO_CTX cx;
	struct grant g;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	CHECK(plan_asked(&cx, ACCESS_CONDITIONAL, NULL, "[\"health\"]", &g) == ERR_INVALID);
	CHECK(plan_asked(&cx, ACCESS_CONDITIONAL, "{\"masks\":{\"id\":\"id_number\"}}",
			 "[\"name\"]", &g) == ERR_INVALID);
}

static void test_what_is_for_verification_alone_gives_no_item_in_clear_R20_1(void)
{
	static const struct { const char *json; unsigned uses; bool tells; size_t nmasks; } rows[] = {
		{ NULL, USES_ORDINARY, false, 1 },
		{ "{\"verify_only\":true}", USE_BIT(USE_VERIFY), false, 4 },
		{ "{\"verify_only\":true,\"tell_missing\":true,\"masks\":{\"name\":\"keep\"}}",
		  USE_BIT(USE_VERIFY), true, 4 },
		{ "{\"aggregate\":true}", USES_ORDINARY | USE_BIT(USE_AGGREGATE), false, 1 },
		{ "{\"aggregate\":\"only\"}", USE_BIT(USE_AGGREGATE), false, 1 },
		{ "{\"aggregate\":true,\"verify_only\":true}",
		  USE_BIT(USE_VERIFY) | USE_BIT(USE_AGGREGATE), false, 4 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX own;
		struct grant g = { 0 };
		ctx_init(&own, (ms_t){ 1000 }, 0);
		CHECK(plan(&own, ACCESS_CONDITIONAL, rows[i].json, &g) == OK);
		CHECK_INT(g.uses, rows[i].uses);
		CHECK_INT(g.tell_missing, rows[i].tells);
		CHECK_INT(g.nmasks, rows[i].nmasks);
	}
}

static void test_conditions_give_no_more_than_the_grade_permits_R38_1(void)
{
	static const struct { int grade; const char *mask; bool fine; int persons; } rows[] = {
		{ 1, "keep", true, 1 }, { 2, "keep", true, 1 }, { 3, "keep", false, 1 },
		{ 3, "mobile", true, 1 }, { 3, "verify", true, 1 }, { 3, "hash", true, 1 },
		{ 4, "mobile", false, 1 }, { 4, "hash", false, 1 }, { 4, "verify", true, 2 },
		{ 4, "suppress", true, 2 },
	};
	const int was = things[4].grade;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX own;
		struct grant g = { 0 };
		ctx_init(&own, (ms_t){ 1000 }, 0);
		things[4].grade = rows[i].grade;
		const char *json = ctx_print(&own, "{\"masks\":{\"phone\":\"%s\"}}", rows[i].mask);
		CHECK_INT(plan(&own, ACCESS_CONDITIONAL, json, &g), rows[i].fine ? OK : ERR_INCOMPLETE);
		if (!rows[i].fine) {
			CHECK_TEXT(own.fault.field, "conditions.masks.phone");
			CHECK_TEXT(own.fault.article, "38");
			continue;
		}
		const struct resource res = { .items = things, .nitems = 5 };
		CHECK_INT(grant_persons(&pack, &res, &g), rows[i].persons);
	}
	things[4].grade = was;
}

static void test_conditions_that_make_no_sense_are_named_R20_3(void)
{
	static const struct { const char *json, *field; } rows[] = {
		{ "[]", "conditions" },
		{ "{\"items\":[]}", "conditions.items" },
		{ "{\"items\":[\"zz\"]}", "conditions.items[0]" },
		{ "{\"items\":[\"health\"]}", "conditions.items[0]" },
		{ "{\"items\":\"id\"}", "conditions.items" },
		{ "{\"masks\":{\"id\":\"blur\"}}", "conditions.masks.id" },
		{ "{\"items\":[\"name\"],\"masks\":{\"id\":\"hash\"}}", "conditions.masks.id" },
		{ "{\"where\":{\"item\":\"zz\",\"op\":\"is_null\"}}", "conditions.where.item" },
		{ "{\"quota\":{\"calls\":-1}}", "conditions.quota.calls" },
		{ "{\"quota\":{\"calls\":\"5\"}}", "conditions.quota.calls" },
		{ "{\"quota\":{\"per\":\"week\"}}", "conditions.quota.per" },
		{ "{\"quota\":{\"bytes\":1}}", "conditions.quota.bytes" },
		{ "{\"valid_until\":\"1970-01-01T00:00:00Z\"}", "conditions.valid_until" },
		{ "{\"valid_until\":\"soon\"}", "conditions.valid_until" },
		{ "{\"verify_only\":1}", "conditions.verify_only" },
		{ "{\"aggregate\":\"also\"}", "conditions.aggregate" },
		{ "{\"tell_missing\":\"yes\"}", "conditions.tell_missing" },
		{ "{\"fee\":1}", "conditions.fee" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		struct grant g;
		ctx_init(&cx, (ms_t){ 1000 }, 0);
		CHECK_MSG(plan(&cx, ACCESS_CONDITIONAL, rows[i].json, &g) == ERR_INVALID, "%s",
			  rows[i].json);
		CHECK_MSG(cx.fault.field && strcmp(cx.fault.field, rows[i].field) == 0,
			  "%s: %s", rows[i].json, cx.fault.field);
	}
}

int main(void)
{
	ctx_init(&keep, (ms_t){ 0 }, 0);
	CHECK(pack_read(&keep, law_files, "yancheng-2022/", &pack) == OK);
	RUN(test_every_item_and_clause_over_every_small_grant_R20_1);
	RUN(test_no_answer_is_of_a_kind_that_the_grant_does_not_allow_R20_1);
	RUN(test_uses_are_written_and_read_back_whole_R20_1);
	RUN(test_the_grade_is_a_second_wall_whatever_the_grant_says_R38_1);
	RUN(test_every_principal_purpose_and_state_R19_2);
	RUN(test_a_refusal_names_its_article_R19_2);
	RUN(test_a_quota_ends_exactly_where_it_says_R20_1);
	RUN(test_periods_are_days_and_months_of_yancheng);
	RUN(test_unconditional_gives_what_is_unconditional_and_masks_by_grade_R20_2);
	RUN(test_a_grant_gives_the_items_that_were_asked_for_R20_2_R20_3);
	RUN(test_fewer_items_or_no_rows_leave_something_out_and_conditions_do_not_R20_3);
	RUN(test_conditions_narrow_and_mask_exactly_what_they_name_R20_3);
	RUN(test_what_is_for_verification_alone_gives_no_item_in_clear_R20_1);
	RUN(test_conditions_give_no_more_than_the_grade_permits_R38_1);
	RUN(test_conditions_that_make_no_sense_are_named_R20_3);
	printf("# %d worlds\n", worlds);
	ctx_end(&keep);
	return TEST_END();
}
