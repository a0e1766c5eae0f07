/* test_usage.c - what was recorded is counted once, by day, agency, entry and grant,
 * whatever stops in between; and the record gives the same sums again. */
#include "record_room.h"
#include "usage/usage_step.h"

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
	noted(HOUR(DAY_ONE, 11), 1, call("aggregate", "other", "g3", 0));
	noted(HOUR(DAY_ONE, 11), 2, (struct note){ .kind = NOTE_REFUSAL, .act = "FORBIDDEN",
		.outcome = "refused", .org = "taker", .grant = "g1", .resource = "res" });
	noted(HOUR(DAY_ONE, 11), 5, (struct note){ .kind = NOTE_REFUSAL, .act = "FORBIDDEN",
		.outcome = "refused", .org = "taker" });
	noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_RELEASE, .act = "delivery",
		.org = "taker", .grant = "g1", .resource = "res", .rows = 77 });
	noted(HOUR(DAY_ONE, 11), 1, (struct note){ .kind = NOTE_CASE, .act = "agree", .org = "taker" });
}

static void check_the_day(void)
{
	struct line l = sum(DAY_ONE, DAY_ONE, "taker");
	CHECK_INT(l.calls, 8);
	CHECK_INT(l.rows, 2030);
	CHECK_INT(l.claims, 4);
	CHECK_INT(l.empty, 1);
	CHECK_INT(l.refused, 2);
	CHECK_INT(l.copies, 1);
	CHECK_INT(l.n, 1);
	l = sum(DAY_ONE, DAY_ONE, "other");
	CHECK_INT(l.calls, 1);
	CHECK_INT(l.grouped, 1);
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
	CHECK_INT(sum(DAY_ONE, DAY_ONE, "taker").calls, 9);
	CHECK_INT(sum(DAY_ONE + 1, DAY_ONE + 1, "taker").calls, 1);
	away();
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
	CHECK_INT(store_change(&cx, store, forget, NULL), OK);
	CHECK_INT(counted(HOUR(DAY_ONE, 14)), n);
	check_the_day();
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

static void all(void)
{
	RUN(test_R34_1_each_leaf_counts_once_over_passes_and_restarts);
	RUN(test_R34_1_the_record_gives_the_same_sums_again);
	RUN(test_R37_1_different_persons_are_estimated_and_none_is_kept);
	RUN(test_a_sketch_of_few_is_near_to_exact);
}

int main(void)
{
	return on_both_stores(all);
}
