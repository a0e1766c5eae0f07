/* test_policy_doors.c - what leaves by the two doors beside rows held here, files and a
 * provider's own interface, held against the same oracle as rows are. */
#include "base/embedded.h"
#include "dataapi/print.h"
#include "forward/forward.h"
#include "policy_room.h"

static struct ctx keep;
static struct pack pack;
static int worlds, rows_through;

/* --- files ----------------------------------------------------------------------------- */
/* A file is all items and all rows in clear, of persons whom nobody counts. */
static enum policy_why oracle_of_files(struct world w)
{
	w.use = USE_ROWS;
	w.clause = NO_CLAUSE;
	w.shown = (1 << ITEMS) - 1;
	enum policy_why why = oracle(&w);
	if (why != POLICY_ALLOWED)
		return why;
	for (int i = 0; i < ITEMS; i++)
		if (left(&w, i) != IN_CLEAR)
			return POLICY_NOT_WHOLE;
	return w.rows != NO_CLAUSE || w.limits_persons ? POLICY_NOT_WHOLE : POLICY_ALLOWED;
}

static void compare_files(const struct world *w)
{
	AUTO_CTX cx;
	struct room r;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	room_make(&cx, &pack, w, &r);
	struct policy got = policy_files(w->exists ? &r.terms : NULL, &r.ask);
	enum policy_why want = oracle_of_files(*w);
	worlds++;
	CHECK_MSG(got.why == want, "world %d: got %d, want %d", worlds, got.why, want);
	if (want == POLICY_NOT_WHOLE || want == POLICY_ITEM_SEEN)
		CHECK_TEXT(got.article, "20");
}

static void test_files_go_out_under_a_grant_of_everything_in_clear_alone_R20_1_R38_1(void)
{
	struct world w = { .exists = true, .same_org = true, .has_org = true,
			   .same_purpose = true, .uses = USES_ORDINARY };
	for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
		set_given(&w, given);
		for (int grades = 0; grades < 125; grades++) {
			w.grade[0] = grades % 5;
			w.grade[1] = grades / 5 % 5;
			w.grade[2] = grades / 25;
			w.limits_persons = false;
			w.rows = NO_CLAUSE;
			compare_files(&w);
			w.limits_persons = true;
			compare_files(&w);
			w.limits_persons = false;
			w.rows = 1 + grades % (CLAUSES - 1);
			w.rows_item = given % ITEMS;
			compare_files(&w);
		}
	}
}

static void test_files_are_bound_to_principal_purpose_state_and_use_like_rows_R19_2_R20_1(void)
{
	for (int bits = 0; bits < 512; bits++) {
		struct world w = {
			.exists = bits & 1, .ended = bits & 2, .suspended = bits & 4,
			.expired = bits & 8, .demands_matter = bits & 16, .same_org = bits & 32,
			.has_org = bits & 64, .same_purpose = bits & 128,
			.sends_matter = bits & 256, .given = { IN_CLEAR, IN_CLEAR, IN_CLEAR },
		};
		for (w.uses = 0; w.uses < USE_BIT(GRANT_USE_MAX_); w.uses++)
			for (int use = 0; use < GRANT_USE_MAX_; use++)
				for (w.given[2] = 0; w.given[2] < GIVEN; w.given[2]++) {
					w.use = (enum grant_use)use;    /* of no weight to files */
					compare_files(&w);
				}
	}
}

/* --- a provider's interface: who answers --------------------------------------------------- */
static void test_who_answers_is_the_provider_what_is_held_here_or_nobody_R20_1(void)
{
	for (int bits = 0; bits < 16; bits++)
		for (int use = 0; use < GRANT_USE_MAX_; use++) {
			bool mounted = bits & 1, on = bits & 2, rightful = bits & 4, held = bits & 8;
			struct interface i = { .enabled = on, .rightful = rightful };
			enum forward_way got = forward_way(mounted ? &i : NULL, held,
							   (enum grant_use)use);
			bool asks = mounted && on && rightful && use != USE_AGGREGATE;
			bool here = !mounted || (!on && held);
			CHECK_MSG((got == FORWARD_ASKED) == asks, "%d %d", bits, use);
			CHECK_MSG((got == FORWARD_HERE) == here, "%d %d", bits, use);
			CHECK_MSG((got == FORWARD_OFF) == (mounted && !on && !held), "%d", bits);
			CHECK_MSG((got == FORWARD_NO_GROUPS) ==
				  (mounted && on && use == USE_AGGREGATE), "%d", bits);
		}
}

/* --- and what of its answer leaves ----------------------------------------------------------- */
/* Which items the provider is told of: those shown, and those that are compared. */
static int oracle_asked(const struct world *w)
{
	int asked = w->shown;
	if (w->rows != NO_CLAUSE)
		asked |= 1 << w->rows_item;
	if (w->clause != NO_CLAUSE)
		asked |= 1 << w->clause_item;
	return asked;
}

static enum fetch_fault oracle_row(const struct world *w, const int cells[ITEMS])
{
	int asked = oracle_asked(w);
	for (int i = 0; i < ITEMS; i++)
		if ((asked >> i & 1) && cells[i] == BAD)
			return FETCH_ROW;
	return holds(w->rows, cells[w->rows_item]) && holds(w->clause, cells[w->clause_item])
		? FETCH_NONE : FETCH_OUTSIDE;
}

/* The JSON that leaves: the shown items alone, each as it is given. */
static void check_printed(const struct world *w, const int cells[ITEMS], const char *text)
{
	size_t members = 0;
	json_t *row = json_loads(text, 0, NULL);
	for (int i = 0; i < ITEMS; i++) {
		char code[] = { 'i', (char)('0' + i), 0 };
		const json_t *v = json_object_get(row, code);
		if (!(w->shown >> i & 1)) {
			CHECK_MSG(!v, "%s in %s", code, text);
			continue;
		}
		members++;
		bool null = no_value(w, i, cells[i]);
		CHECK_MSG(v && json_is_null(v) == null, "%s in %s", code, text);
		if (!null && left(w, i) == MASKED)
			CHECK_MSG(json_string_length(v) == 32, "%s in %s", code, text);
		else if (!null)
			CHECK_MSG(json_integer_value(v) == cell_texts[cells[i]][0] - '0', "%s in %s",
				  code, text);
	}
	CHECK_INT(json_object_size(row), members);
	json_decref(row);
}

static void print(const struct room *r, const struct question *q, struct value *values,
		  struct buf *out)
{
	AUTO_BUF scratch = buf_make(1024);
	AUTO_BUF plain = buf_make(1024);
	size_t place[ITEMS] = { 0 };
	struct hash key = hash_of("key", 3);
	for (size_t i = 0; i < q->n; i++)
		place[q->columns[i]] = i + 1;
	struct forwarded f = { .place = place, .ncolumns = q->n, .values = values, .rows = 1 };
	struct printer p = { .format = DATA_JSON, .view = r->terms.fields, .seen = r->ask.seen,
		.nseen = r->ask.nseen, .mask_key = &key, .out = out, .scratch = &scratch,
		.plain = &plain };
	print_row_begin(&p);
	for (size_t i = 0; i < p.nseen; i++) {
		struct value v = forwarded_value(&f, 0, r->ask.seen[i]);
		print_cell(&p, i, &v);
	}
	print_row_end(&p);
}

static void compare_row(struct ctx *cx, const struct world *w, const struct room *r,
			const struct question *q, int which)
{
	int cells[ITEMS];
	struct frame_field sent[ITEMS];
	struct value whole[ITEMS], values[ITEMS];
	AUTO_BUF out = buf_make(4096);
	size_t item = ITEMS;
	cells_of(which, cells);
	for (size_t i = 0; i < q->n; i++) {
		const char *text = cell_texts[cells[q->columns[i]]];
		sent[i] = (struct frame_field){ text, text ? (uint32_t)strlen(text) : 0 };
	}
	enum fetch_fault got = row_check(cx, q, sent, whole, values, &item);
	enum fetch_fault want = oracle_row(w, cells);
	CHECK_MSG(got == want, "world %d row %d: got %s, want %s", worlds, which,
		  fetch_fault_word(got), fetch_fault_word(want));
	if (got != FETCH_NONE)
		return;
	print(r, q, values, &out);
	check_printed(w, cells, buf_cstr(&out));
	rows_through++;
}

static void compare_forwarded(const struct world *w)
{
	AUTO_CTX cx;
	struct room r;
	ctx_init(&cx, (ms_t){ 1000 }, 0);
	room_make(&cx, &pack, w, &r);
	struct policy v = policy_decide(&r.terms, &r.ask);
	worlds++;
	CHECK_MSG(v.why == oracle(w), "world %d: got %d, want %d", worlds, v.why, oracle(w));
	if (v.why != POLICY_ALLOWED)
		return;
	struct question q = { .view = r.terms.fields, .code = "R1", .policy = r.terms.rows,
			      .where = r.ask.where, .limit = 10 };
	question_wants(&cx, &q, r.ask.seen, r.ask.nseen);
	int asked = 0;
	for (size_t i = 0; i < q.n; i++) {
		CHECK_MSG(!(asked >> q.columns[i] & 1), "world %d: twice", worlds);
		asked |= 1 << q.columns[i];
	}
	CHECK_MSG(asked == oracle_asked(w), "world %d: asks for %x", worlds, (unsigned)asked);
	for (int k = 0; k < 5; k++)
		compare_row(&cx, w, &r, &q, (worlds * 5 + k) % (CELLS * CELLS * CELLS));
}

static void test_what_a_provider_answers_leaves_as_the_grant_gives_it_and_no_more_R20_1(void)
{
	struct world w = { .exists = true, .same_org = true, .has_org = true,
			   .same_purpose = true, .uses = USES_ORDINARY };
	const int clauses = 1 + (CLAUSES - 1) * ITEMS;
	for (int given = 0; given < GIVEN * GIVEN * GIVEN; given++) {
		set_given(&w, given);
		for (w.shown = 0; w.shown < 8; w.shown++)
			for (int c = 0; c < clauses * clauses; c++) {
				int own = c % clauses, grants = c / clauses;
				w.clause = (own + ITEMS - 1) / ITEMS;
				w.clause_item = (own + ITEMS - 1) % ITEMS;
				w.rows = (grants + ITEMS - 1) / ITEMS;
				w.rows_item = (grants + ITEMS - 1) % ITEMS;
				w.grade[c % ITEMS] = c % 5;
				compare_forwarded(&w);
			}
	}
	CHECK(rows_through > 1000);
}

int main(void)
{
	ctx_init(&keep, (ms_t){ 0 }, 0);
	CHECK(pack_read(&keep, law_files, "yancheng-2022/", &pack) == OK);
	RUN(test_files_go_out_under_a_grant_of_everything_in_clear_alone_R20_1_R38_1);
	RUN(test_files_are_bound_to_principal_purpose_state_and_use_like_rows_R19_2_R20_1);
	RUN(test_who_answers_is_the_provider_what_is_held_here_or_nobody_R20_1);
	RUN(test_what_a_provider_answers_leaves_as_the_grant_gives_it_and_no_more_R20_1);
	printf("# %d worlds, %d rows went through\n", worlds, rows_through);
	ctx_end(&keep);
	return TEST_END();
}
