/* test_usage.c - what was recorded is counted once, by day, agency, entry and grant,
 * whatever stops in between; and the record gives the same sums again. */
#include "record_room.h"
#include "usage/usage_step.h"
#include "warning/warning_step.h"

#define DAY_ONE 20600                   /* 2026-05-27 */
#define HOUR(day_, hour_) ((ms_t){ ((int64_t)(day_) * 24 + (hour_) - 8) * 3600000 })

/* --- noted at a given time --------------------------------------------------------- */
struct noting { struct note note; int times; };

static enum err do_note(struct ctx *cx, struct db *db, void *arg)
{
	const struct noting *n = arg;
	for (int i = 0; i < n->times; i++)
		TRY(record_note(cx, db, &n->note));
	return OK;
}

static void noted(ms_t at, int times, struct note note)
{
	AUTO_CTX cx;
	ctx_init(&cx, at, 0);
	struct noting n = { note, times };
	CHECK_INT(store_change(&cx, store, do_note, &n), OK);
}

static struct note call(const char *act, const char *org, const char *grant, int64_t rows)
{
	return (struct note){ .kind = NOTE_RELEASE, .act = act, .org = org, .grant = grant,
			      .resource = "res", .object = "key1", .rows = rows, .peer = "10.1.0.1" };
}

static int64_t counted(ms_t at)
{
	AUTO_CTX cx;
	int64_t n = 0, all = 0;
	ctx_init(&cx, at, 0);
	CHECK(settle());
	do {
		CHECK_INT(usage_pass(&cx, store, store_reader(store, 0), &n), OK);
		all += n;
	} while (n);
	return all;
}

struct line { int64_t calls, rows, claims, grouped, empty, refused, copies, persons, n; };

static struct line sum(int from, int to, const char *org)
{
	AUTO_CTX cx;
	bool more;
	struct line l = { 0 };
	ctx_init(&cx, HOUR(to, 12), 0);
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_USAGE_LIST);
	bind_day(q, ":from", (day_t){ from });
	bind_day(q, ":to", (day_t){ to });
	bind_text(q, ":org", org);
	bind_text(q, ":provider", NULL);
	bind_text(q, ":resource", NULL);
	bind_text(q, ":mine", NULL);
	bind_text(q, ":region", NULL);
	bind_int(q, ":personal", 0);
	bind_text(q, ":after", NULL);
	bind_int(q, ":limit", 1000);
	for (;; l.n++) {
		CHECK_INT(rows_next(&cx, q, &more), OK);
		if (!more)
			return l;
		l.calls += col_int(q, "calls");
		l.rows += col_int(q, "rows_out");
		l.claims += col_int(q, "claims");
		l.grouped += col_int(q, "grouped");
		l.empty += col_int(q, "empty");
		l.refused += col_int(q, "refused");
		l.copies += col_int(q, "copies");
		l.persons += col_int(q, "persons");
	}
}

static void a_day_of_use(void)
{
	noted(HOUR(DAY_ONE, 9), 3, call("release", "taker", "g1", 10));
	noted(HOUR(DAY_ONE, 10), 2, call("release-more", "taker", "g1", 1000));
	noted(HOUR(DAY_ONE, 10), 1, call("release", "taker", "g1", 0));
	noted(HOUR(DAY_ONE, 11), 4, call("verify", "taker", "g2", 0));
	noted(HOUR(DAY_ONE, 11), 2, call("list", "taker", "g1", 0));
	noted(HOUR(DAY_ONE, 11), 1, call("aggregate", "other", "g3", 0));
	noted(HOUR(DAY_ONE, 11), 2, (struct note){ .kind = NOTE_REFUSAL, .act = "FORBIDDEN",
		.outcome = "refused", .org = "taker", .grant = "g1", .resource = "res" });
	noted(HOUR(DAY_ONE, 11), 5, (struct note){ .kind = NOTE_REFUSAL, .act = "FORBIDDEN",
		.outcome = "refused", .org = "taker" });
	noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_RELEASE, .act = "delivery",
		.org = "taker", .grant = "g1", .resource = "res", .rows = 77 });
	static const char *const once[] = { "delivery-written", "copy-erased", "copy-erase" };
	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
		noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_EXPORT, .act = once[i],
			.org = "taker", .grant = "g1", .resource = "res", .rows = 77 });
	noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_EXPORT, .act = "record-export",
		.org = "other", .grant = "g3", .resource = "res", .rows = 5 });
	noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_CASE, .act = "agree", .org = "taker" });
}

static void check_the_day(void)
{
	struct line l = sum(DAY_ONE, DAY_ONE, "taker");
	CHECK_INT(l.calls, 10);
	CHECK_INT(l.rows, 2030);
	CHECK_INT(l.claims, 4);
	CHECK_INT(l.empty, 1);
	CHECK_INT(l.refused, 2);
	CHECK_INT(l.copies, 1);         /* written and erased, it is still one */
	CHECK_INT(l.n, 1);
	l = sum(DAY_ONE, DAY_ONE, "other");
	CHECK_INT(l.calls, 1);
	CHECK_INT(l.grouped, 1);
	CHECK_INT(l.copies, 1);
	CHECK_INT(sum(DAY_ONE + 1, DAY_ONE + 1, NULL).n, 0);
}

static void test_R34_1_each_leaf_counts_once_over_passes_and_restarts(void)
{
	fresh();
	a_day_of_use();
	CHECK(counted(HOUR(DAY_ONE, 12)) >= 20);
	check_the_day();
	CHECK_INT(counted(HOUR(DAY_ONE, 12)), 0);
	stop();
	start();
	CHECK_INT(counted(HOUR(DAY_ONE, 13)), 0);
	check_the_day();
	noted(HOUR(DAY_ONE + 1, 0), 1, call("release", "taker", "g1", 1));
	noted((ms_t){ HOUR(DAY_ONE + 1, 0).n - 1 }, 1, call("release", "taker", "g1", 1));
	CHECK_INT(counted(HOUR(DAY_ONE + 1, 1)), 2);
	CHECK_INT(sum(DAY_ONE, DAY_ONE, "taker").calls, 11);
	CHECK_INT(sum(DAY_ONE + 1, DAY_ONE + 1, "taker").calls, 1);
	away();
}

static enum err forget_old(struct ctx *cx, struct db *db, void *arg)
{
	return usage_forget_old(cx, db, arg);
}

static int64_t wrong_of(const char *grant)
{
	AUTO_CTX cx;
	bool more;
	int64_t wrong = 0;
	ctx_init(&cx, HOUR(DAY_ONE + 1, 9), 0);
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_WARNING_PAST);
	bind_text(q, ":grant_id", grant);
	bind_day(q, ":from", (day_t){ DAY_ONE });
	bind_day(q, ":before", (day_t){ DAY_ONE + 1 });
	for (;;) {
		CHECK_INT(rows_next(&cx, q, &more), OK);
		if (!more)
			return wrong;
		wrong += col_int(q, "wrong");
	}
}

static enum err forget(struct ctx *cx, struct db *db, void *arg)
{
	(void)arg;
	return usage_forget(cx, db);
}

static void test_R34_1_the_record_gives_the_same_sums_again(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, HOUR(DAY_ONE, 14), 0);
	fresh();
	a_day_of_use();
	int64_t n = counted(HOUR(DAY_ONE, 12));
	raw("UPDATE usage_day SET calls = calls + 5");
	raw("UPDATE usage_day SET wrong = 3 WHERE grant_id = 'g2'");
	CHECK_INT(store_change(&cx, store, forget, NULL), OK);
	CHECK_INT(counted(HOUR(DAY_ONE, 14)), n);
	check_the_day();
	CHECK_INT(wrong_of("g2"), 3);   /* it isn't in the record */
	away();
}

static void sketch_is_gone(void)
{
	AUTO_CTX cx;
	bool more;
	ctx_init(&cx, HOUR(DAY_ONE + 3, 9), 0);
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_USAGE_SKETCH);
	bind_day(q, ":day", (day_t){ DAY_ONE });
	bind_text(q, ":org", "taker");
	bind_text(q, ":resource", "res");
	bind_text(q, ":grant_id", "g1");
	CHECK_INT(rows_next(&cx, q, &more), OK);
	CHECK(more && col_null(q, "sketch"));
}

static void test_R37_1_different_persons_are_estimated_and_none_is_kept(void)
{
	enum { PERSONS = 900, EACH = 3 };
	static char ids[PERSONS][24];
	const char *one[1];
	fresh();
	for (int i = 0; i < PERSONS; i++)
		snprintf(ids[i], sizeof ids[i], "32090219000101%04d", i);
	for (int i = 0; i < PERSONS * EACH; i++) {
		struct note n = call("release", "taker", "g1", 1);
		one[0] = ids[i % PERSONS];
		n.subjects = one;
		n.nsubjects = 1;
		noted(HOUR(DAY_ONE, 9), 1, n);
		if (i == PERSONS)
			counted(HOUR(DAY_ONE, 12));
	}
	counted(HOUR(DAY_ONE, 12));
	struct line l = sum(DAY_ONE, DAY_ONE, "taker");
	CHECK_INT(l.calls, PERSONS * EACH);
	CHECK_MSG(l.persons > PERSONS * 80 / 100 && l.persons < PERSONS * 120 / 100, "%lld",
		  (long long)l.persons);
	noted(HOUR(DAY_ONE + 3, 9), 1, call("release", "taker", "g1", 1));
	counted(HOUR(DAY_ONE + 3, 9));
	AUTO_CTX cx;
	ctx_init(&cx, HOUR(DAY_ONE + 3, 9), 0);
	CHECK_INT(store_change(&cx, store, forget_old, NULL), OK);
	sketch_is_gone();
	away();
}

static void test_a_sketch_of_few_is_near_to_exact(void)
{
	uint8_t sketch[SKETCH_BYTES] = { 0 }, key[32] = { 7 }, tag[SUBJECT_TAG];
	char id[24];
	CHECK_INT(sketch_count(sketch), 0);
	for (int i = 0; i < 20; i++) {
		snprintf(id, sizeof id, "id%d", i);
		subject_tag(key, id, tag);
		sketch_add(sketch, tag);
		sketch_add(sketch, tag);
	}
	CHECK_MSG(sketch_count(sketch) >= 18 && sketch_count(sketch) <= 22, "%lld",
		  (long long)sketch_count(sketch));
}

/* --- use that isn't as usual ------------------------------------------------------------ */
static const struct warning_rules rules = { .weeks = 4, .days = 7, .times = 5, .least = 100,
					    .misses = 50, .copied = 10000 };
#define OFFICE_HOURS UINT32_C(0x03fe00) /* 09 to 18 */

static size_t judged(struct warning_day now, int days, struct warning_found *found)
{
	AUTO_CTX cx;
	struct warning_day past[28];
	ctx_init(&cx, HOUR(DAY_ONE, 12), 0);
	for (int i = 0; i < days; i++)
		past[i] = (struct warning_day){ .calls = 40 + i % 3, .rows = 400, .persons = 30,
						.misses = 2, .hours = OFFICE_HOURS };
	return warning_judge(&cx, &rules, &now, past, (size_t)days, found);
}

static bool warns(struct warning_day now, int days, enum warning_kind kind)
{
	struct warning_found found[WARNING_KINDS_];
	size_t n = judged(now, days, found);
	for (size_t i = 0; i < n; i++)
		if (found[i].kind == kind)
			return true;
	return false;
}

static void test_R37_1_much_is_held_against_the_grants_own_median(void)
{
	struct warning_found found[WARNING_KINDS_];
	struct warning_day day = { .calls = 204, .rows = 1999, .persons = 149,
				   .hours = OFFICE_HOURS };
	CHECK_INT((int64_t)judged(day, 20, found), 0);
	day.calls = 205;
	CHECK_INT((int64_t)judged(day, 20, found), 1);
	CHECK(found[0].kind == WARNING_CALLS && found[0].figure == 205);
	CHECK_INT(found[0].usual, 41);
	CHECK_INT(found[0].least, 205);
	CHECK(warns((struct warning_day){ .rows = 2000 }, 20, WARNING_ROWS));
	CHECK(warns((struct warning_day){ .persons = 150 }, 20, WARNING_PERSONS));
	CHECK(!warns((struct warning_day){ .calls = 100000 }, 6, WARNING_CALLS));
	CHECK(warns((struct warning_day){ .copied = 10000 }, 0, WARNING_COPY));
	CHECK(!warns((struct warning_day){ .copied = 9999 }, 20, WARNING_COPY));
}

static void test_R37_1_guessing_is_told_of_a_new_grant_too(void)
{
	CHECK(warns((struct warning_day){ .misses = 50 }, 0, WARNING_MISSES));
	CHECK(!warns((struct warning_day){ .misses = 49 }, 0, WARNING_MISSES));
	CHECK(warns((struct warning_day){ .wrong = 50 }, 20, WARNING_WRONG));
	CHECK(!warns((struct warning_day){ .wrong = 49 }, 20, WARNING_WRONG));
}

static void test_R37_1_an_hour_is_unusual_beside_the_grants_own(void)
{
	struct warning_found found[WARNING_KINDS_];
	CHECK(!warns((struct warning_day){ .hours = UINT32_C(1) << 8 }, 20, WARNING_HOUR));
	CHECK(!warns((struct warning_day){ .hours = UINT32_C(1) << 18 }, 20, WARNING_HOUR));
	CHECK(warns((struct warning_day){ .hours = UINT32_C(1) << 20 }, 20, WARNING_HOUR));
	CHECK(!warns((struct warning_day){ .hours = UINT32_C(1) << 20 }, 6, WARNING_HOUR));
	CHECK_INT((int64_t)judged((struct warning_day){ .hours = UINT32_C(1) << 2 }, 20, found), 1);
	CHECK(found[0].kind == WARNING_HOUR && found[0].figure == 2);
	CHECK(warning_new_address(&rules, HOUR(DAY_ONE + 7, 1), HOUR(DAY_ONE, 1)));
	CHECK(!warning_new_address(&rules, HOUR(DAY_ONE + 7, 0), HOUR(DAY_ONE, 1)));
}

static int64_t warned(int day, const char *kind, int64_t *ret_figure)
{
	AUTO_CTX cx;
	bool more;
	int64_t n = 0;
	ctx_init(&cx, HOUR(day, 20), 0);
	AUTO_ROWS q = db_run(store_reader(store, 0), SQL_WARNING_LIST);
	static const char *const none[] = { ":mine", ":region", ":state", ":org", ":provider",
					    ":resource", ":after" };
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		bind_text(q, none[i], NULL);
	bind_text(q, ":kind", kind);
	bind_int(q, ":limit", 100);
	for (;;) {
		CHECK_INT(rows_next(&cx, q, &more), OK);
		if (!more)
			return n;
		n += col_day(q, "day").n == day;
		if (ret_figure)
			*ret_figure = col_int(q, "figure");
	}
}

static void looked(int day, int hour)
{
	AUTO_CTX cx;
	counted(HOUR(day, hour));
	ctx_init(&cx, HOUR(day, hour), 0);
	CHECK_INT(warning_pass(&cx, store, store_reader(store, 0), &rules), OK);
}

static void test_R37_1_a_warning_is_said_once_a_day_and_grows_until_somebody_looks(void)
{
	enum { DAYS = 10, DAY = DAY_ONE + DAYS };
	int64_t figure = 0;
	fresh();
	for (int d = 0; d < DAYS; d++) {
		noted(HOUR(DAY_ONE + d, 10), 20, call("release", "taker", "g1", 1));
		looked(DAY_ONE + d, 11);
	}
	CHECK_INT(warned(DAY - 1, NULL, NULL), 0);
	noted(HOUR(DAY, 10), 99, call("release", "taker", "g1", 1));
	looked(DAY, 11);
	CHECK_INT(warned(DAY, NULL, NULL), 0);
	noted(HOUR(DAY, 11), 1, call("release", "taker", "g1", 1));
	looked(DAY, 12);
	looked(DAY, 12);
	CHECK_INT(warned(DAY, "calls", &figure), 1);
	CHECK_INT(figure, 100);
	stop();
	start();
	noted(HOUR(DAY, 11), 10, call("release", "taker", "g1", 1));
	looked(DAY, 15);
	CHECK_INT(warned(DAY, "calls", &figure), 1);
	CHECK_INT(figure, 110);
	struct note n = call("release", "taker", "g1", 1);
	n.peer = "10.9.9.9";
	noted(HOUR(DAY, 3), 1, n);
	looked(DAY, 16);
	CHECK_INT(warned(DAY, "hour", &figure), 1);
	CHECK_INT(figure, 3);
	CHECK_INT(warned(DAY, "address", NULL), 1);
	looked(DAY, 17);
	noted(HOUR(DAY, 17), 1, n);
	looked(DAY, 18);
	CHECK_INT(warned(DAY, "address", NULL), 1);
	away();
}

/* More than one pass takes: each is looked at, and a hundred are as unusual as one. */
static void test_R37_1_many_grants_are_looked_at_some_at_a_time(void)
{
	enum { MANY = 2600, WARN_EACH = 26 };
	char sql[600];
	fresh();
	noted(HOUR(DAY_ONE, 9), 1, call("release", "taker", "g1", 1));
	counted(HOUR(DAY_ONE, 10));
	snprintf(sql, sizeof sql, "INSERT INTO usage_day (day, org, resource, grant_id, calls, rows_out,"
		 " bytes_out, claims, grouped, empty, refused, copies, copied, hours, persons, seen)"
		 " WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
		 " SELECT %d, 'taker', 'res', 'm' || i, 60, 0, 0, 0, 0,"
		 " CASE WHEN i %% %d = 0 THEN 55 ELSE 1 END, 0, 0, 0, 1, 0, 1 + i / %d FROM n",
		 MANY - 1, DAY_ONE, WARN_EACH, MANY / 2);
	raw(sql);
	raw("UPDATE usage_mark SET at = 1000000");
	for (int pass = 0; pass < 2; pass++) {
		AUTO_CTX cx;
		ctx_init(&cx, HOUR(DAY_ONE, 11), 8u << 20);
		CHECK_INT(warning_pass(&cx, store, store_reader(store, 0), &rules), OK);
		CHECK_INT(warned(DAY_ONE, "misses", NULL), MANY / WARN_EACH / 2 * (pass + 1));
	}
	away();
}

static void all(void)
{
	RUN(test_R37_1_much_is_held_against_the_grants_own_median);
	RUN(test_R37_1_guessing_is_told_of_a_new_grant_too);
	RUN(test_R37_1_an_hour_is_unusual_beside_the_grants_own);
	RUN(test_R37_1_a_warning_is_said_once_a_day_and_grows_until_somebody_looks);
	RUN(test_R37_1_many_grants_are_looked_at_some_at_a_time);
	RUN(test_R34_1_each_leaf_counts_once_over_passes_and_restarts);
	RUN(test_R34_1_the_record_gives_the_same_sums_again);
	RUN(test_R37_1_different_persons_are_estimated_and_none_is_kept);
	RUN(test_a_sketch_of_few_is_near_to_exact);
}

int main(void)
{
	return on_both_stores(all);
}
