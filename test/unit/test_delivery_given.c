/* test_delivery_given.c - what a delivery's batch may hold, items, cells and rows, held against
 * the oracle that rows, files and providers' answers are held against, over all small grants. */
#include "base/embedded.h"
#include "delivery/given.h"
#include "policy_room.h"

static struct ctx keep;
static struct pack pack;
static int worlds, rows_in, rows_out;

/* --- the oracle, from the rules alone ----------------------------------------------------- */
/* A column of the file is an item that the grant gives to be read: what is for verification
 * alone has none, what is masked has one. */
static bool held(const struct world *w, int item)
{
	return left(w, item) == IN_CLEAR || left(w, item) == MASKED;
}

static int oracle_columns(const struct world *w)
{
	int columns = 0;
	for (int i = 0; i < ITEMS; i++)
		columns |= held(w, i) << i;
	return columns;
}

/* Rows are known by their key only where the recipient gets all of it, readable. */
static bool oracle_keyed(const struct world *w)
{
	for (int i = 0; i < ITEMS; i++)
		if ((w->keys >> i & 1) && left(w, i) != IN_CLEAR)
			return false;
	return w->keys != 0;
}

/* A batch is rows, asked for by the grant's own agency for its own purpose; the delivery's
 * case is its file number. A file without a column is none. */
static enum policy_why oracle_of_batch(struct world w)
{
	w.use = USE_ROWS;
	w.clause = NO_CLAUSE;
	w.sends_matter = true;
	w.shown = oracle_columns(&w);
	enum policy_why why = oracle(&w);
	return why == POLICY_ALLOWED && !w.shown ? POLICY_USE : why;
}

/* --- the delivery's own code in the same world --------------------------------------------- */
static void check_cells(const struct world *w, const int cells[ITEMS], const struct given *g,
			const struct mark_cell *got)
{
	for (size_t k = 0; k < g->nseen; k++) {
		int i = (int)g->seen[k];
		bool empty = no_value(w, i, cells[i]);
		CHECK_MSG((got[k].n == 0) == empty, "world %d: item %d, cell %d", worlds, i, cells[i]);
		if (empty)
			continue;
		if (left(w, i) == MASKED)
			CHECK_INT(got[k].n, 32);
		else
			CHECK_MSG(got[k].n == 1 && got[k].p[0] == cell_texts[cells[i]][0],
				  "world %d: item %d is %.*s", worlds, i, (int)got[k].n, got[k].p);
	}
}

static void compare_row(const struct world *w, const struct room *r, const struct given *g, int which)
{
	AUTO_BUF text = buf_make(4096);
	AUTO_BUF scratch = buf_make(1024);
	AUTO_BUF plain = buf_make(1024);
	struct hash key = hash_of("key", 3);
	int cells[ITEMS];
	struct value whole[ITEMS], values[ITEMS];
	struct mark_cell got[ITEMS];
	cells_of(which, cells);
	for (int i = 0; i < ITEMS; i++) {
		const char *t = cells[i] == BAD ? NULL : cell_texts[cells[i]];
		cells[i] = t ? cells[i] : NOTHING;      /* what is held was checked as it came */
		whole[i] = (struct value){ .null = !t, .i = t ? *t - '0' : 0 };
	}
	bool given = filter_eval(g->rows, r->terms.fields, whole) == TRI_TRUE;
	CHECK_MSG(given == holds(w->rows, cells[w->rows_item]), "world %d row %d", worlds, which);
	rows_in += given;
	rows_out += !given;
	struct printer p = { .format = DATA_CSV, .view = r->terms.fields, .seen = g->seen,
		.nseen = g->nseen, .mask_key = &key, .scratch = &scratch, .plain = &plain };
	for (size_t k = 0; k < g->nseen; k++)
		values[k] = whole[g->seen[k]];
	given_line(&p, values, &text, got);
	check_cells(w, cells, g, got);
	size_t n = 0;
	for (size_t k = 0; k < g->nseen; k++)
		n += got[k].n;
	CHECK_INT(text.n, n);                   /* the row is its cells and nothing beside */
}

static void compare(const struct world *w, int row, int nrows)
{
	AUTO_CTX cx;
	struct room r;
	struct given g = { .grant = { .org = "org-a", .purpose_code = "p-1" } };
	int columns = 0;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	room_make(&cx, &pack, w, &r);
	worlds++;
	given_choose(&cx, &r.terms, &g);
	for (size_t k = 0; k < g.nseen; k++) {
		CHECK_MSG(!k || g.seen[k] > g.seen[k - 1], "world %d: not in the entry's order", worlds);
		columns |= 1 << g.seen[k];
	}
	CHECK_MSG(columns == oracle_columns(w), "world %d: holds %x", worlds, (unsigned)columns);
	CHECK_MSG(g.keyed == oracle_keyed(w), "world %d: keyed %d", worlds, g.keyed);
	struct policy got = given_policy(&g, &r.terms, "case-1", (ms_t){ 1000 });
	enum policy_why want = oracle_of_batch(*w);
	CHECK_MSG(got.why == want, "world %d: got %d, want %d", worlds, got.why, want);
	if (want == POLICY_USE)
		CHECK_TEXT(got.article, "20");
	for (int i = 0; i < nrows; i++)
		compare_row(w, &r, &g, (row + i) % (CELLS * CELLS * CELLS));
}

static struct world ordinary(void)
{
	return (struct world){ .exists = true, .same_org = true, .has_org = true,
			       .same_purpose = true, .uses = USES_ORDINARY };
}

/* --- all small grants ------------------------------------------------------------------------ */
static void test_a_batch_holds_the_items_its_grant_shows_as_their_grades_permit_R20_1_R38_1(void)
{
	struct world w = ordinary();
	for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
		set_given(&w, given);
		for (int grades = 0; grades < 125; grades++)
			for (w.keys = 0; w.keys < 8; w.keys++) {
				w.grade[0] = grades % 5;
				w.grade[1] = grades / 5 % 5;
				w.grade[2] = grades / 25;
				compare(&w, worlds * 3, 3);
			}
	}
}

static void test_a_batch_holds_the_rows_its_grant_gives_whether_or_not_their_items_are_shown_R20_1(void)
{
	struct world w = ordinary();
	rows_in = rows_out = 0;
	for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
		set_given(&w, given);
		for (w.rows = 0; w.rows < CLAUSES; w.rows++)
			for (w.rows_item = 0; w.rows_item < ITEMS; w.rows_item++)
				compare(&w, 0, CELLS * CELLS * CELLS);
	}
	CHECK(rows_in > 1000 && rows_out > 1000);
}

static void test_a_batch_is_bound_to_state_period_and_use_like_rows_and_counts_as_filed_R19_2_R20_1(void)
{
	struct world w = ordinary();
	for (int bits = 0; bits < 32; bits++) {
		w.ended = bits & 1;
		w.suspended = bits & 2;
		w.expired = bits & 4;
		w.demands_matter = bits & 8;
		w.limits_persons = bits & 16;   /* persons are counted, and hinder nothing */
		for (w.uses = 0; w.uses < USE_BIT(GRANT_USE_MAX_); w.uses++)
			for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
				set_given(&w, given);
				compare(&w, 0, 0);
			}
	}
}

static void test_a_batch_is_made_under_the_agencys_own_grant_of_that_purpose_alone_R19_2(void)
{
	static const struct { const char *org, *purpose; enum policy_why why; } rows[] = {
		{ "org-a", "p-1", POLICY_ALLOWED }, { "org-b", "p-1", POLICY_NO_GRANT },
		{ "org-a", "p-2", POLICY_PURPOSE },
	};
	struct world w = ordinary();
	set_given(&w, 1 + GIVEN);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		struct room r;
		struct given g = { .grant = { .org = rows[i].org, .purpose_code = rows[i].purpose } };
		ctx_init(&cx, (ms_t){ 1000 }, 0);
		room_make(&cx, &pack, &w, &r);
		given_choose(&cx, &r.terms, &g);
		CHECK_INT(given_policy(&g, &r.terms, "case-1", (ms_t){ 1000 }).why, rows[i].why);
		CHECK_INT(given_policy(&g, NULL, "case-1", (ms_t){ 1000 }).why, POLICY_NO_GRANT);
	}
}

int main(void)
{
	ctx_init(&keep, (ms_t){ 0 }, 0);
	CHECK(pack_read(&keep, law_files, "yancheng-2022/", &pack) == OK);
	RUN(test_a_batch_holds_the_items_its_grant_shows_as_their_grades_permit_R20_1_R38_1);
	RUN(test_a_batch_holds_the_rows_its_grant_gives_whether_or_not_their_items_are_shown_R20_1);
	RUN(test_a_batch_is_bound_to_state_period_and_use_like_rows_and_counts_as_filed_R19_2_R20_1);
	RUN(test_a_batch_is_made_under_the_agencys_own_grant_of_that_purpose_alone_R19_2);
	printf("# %d worlds, %d rows in, %d rows out\n", worlds, rows_in, rows_out);
	ctx_end(&keep);
	return TEST_END();
}
