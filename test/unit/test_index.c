/* test_index.c - the record's index against a plain list: whatever parts there
 * are, every look-up and every search says what the list says. */
#include "record/index_inside.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

enum { LEAVES = 6000, SEGMENT = 40, SEAL = 64, PERSONS = 50 };

struct told { struct hash hash; ms_t at; enum note_kind kind; const char *word[6]; int person[2]; };

static struct told all[LEAVES];
static int nall;
static char dir[64];
static struct index *x;
static uint64_t dice = 88172645463325252u;

static int roll(int sides)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return (int)(dice >> 33) % sides;
}

/* --- filling --------------------------------------------------------------- */

static const char *const words[6][5] = {
	{ "ok", "ok", "ok", "refused", "failed" }, { "org-one", "org-two", "org-three", NULL, "org-one" },
	{ "principal-a", "principal-b", "p", NULL, "principal-with-a-name-longer-than-what-is-kept-of-it" },
	{ "resource-1", "resource-2", "resource-3", "resource-4", NULL },
	{ "grant-1", "grant-2", NULL, NULL, NULL }, { "case-1", NULL, NULL, NULL, NULL },
};

static void tag_of(int person, uint8_t tag[SUBJECT_TAG])
{
	struct hash h = hash_of(&person, sizeof person);
	memcpy(tag, h.b, SUBJECT_TAG);
}

static struct span span_of(const char *s)
{
	return (struct span){ (const uint8_t *)s, s ? strlen(s) : 0 };
}

static void add(const struct told *t)
{
	uint8_t tags[2 * SUBJECT_TAG];
	struct leaf_facts f = { .kind = t->kind, .at = t->at, .outcome = span_of(t->word[0]),
		.org = span_of(t->word[1]), .principal = span_of(t->word[2]),
		.resource = span_of(t->word[3]), .grant = span_of(t->word[4]),
		.case_id = span_of(t->word[5]) };
	struct leaf_secret s = { .subjects = tags };
	for (int i = 0; i < 2; i++)
		if (t->person[i] >= 0)
			tag_of(t->person[i], tags + SUBJECT_TAG * s.nsubjects++);
	index_add(x, &t->hash, &f, t->person[0] == -2 ? NULL : &s);
}

static void invent(struct told *t, int i)
{
	t->hash = hash_of(&i, sizeof i);
	t->at = (ms_t){ 1700000000000 + i * 10 + roll(500) };
	t->kind = (enum note_kind)(1 + roll(4));
	for (int w = 0; w < 6; w++)
		t->word[w] = words[w][roll(5)];
	t->person[0] = roll(3) ? roll(PERSONS) : -2;
	t->person[1] = t->person[0] >= 0 && !roll(4) ? roll(PERSONS) : -1;
}

static void fill(struct ctx *cx, int to)
{
	for (int i = (int)index_size(x); i < to;) {
		int end = i + 1 + roll(SEGMENT);
		for (; i < end && i < to; i++) {
			if (i == nall)
				invent(&all[nall++], i);
			add(&all[i]);
		}
		index_commit(cx, x, &all[i - 1].hash);
		index_settle(x, (uint64_t)i);
		i = (int)index_size(x);         /* settling may take a bad end off */
	}
}

static void open_index(struct ctx *cx)
{
	CHECK_INT(index_open(cx, dir, true, &x), OK);
	index_tune(x, SEAL);
}

/* Until fewer parts are left than make one of the next level, on every level. */
static void until_merged(void)
{
	for (int i = 0; i < 3000 && index_parts(x) > 3 * PART_FAN; i++)
		usleep(10000);
	CHECK_MSG(index_parts(x) <= 3 * PART_FAN, "%d parts", index_parts(x));
}

/* --- asking ---------------------------------------------------------------- */

static bool word_fits(const char *want, const char *has)
{
	return !want || (has && strcmp(want, has) == 0);
}

static bool fits(const struct index_query *q, const struct told *t, int person)
{
	return (!q->kind || q->kind == t->kind) && word_fits(q->outcome, t->word[0]) &&
	       word_fits(q->org, t->word[1]) && word_fits(q->principal, t->word[2]) &&
	       word_fits(q->resource, t->word[3]) && word_fits(q->grant, t->word[4]) &&
	       word_fits(q->case_id, t->word[5]) &&
	       (!q->ntags || (t->person[0] >= 0 && (t->person[0] == person ||
			      t->person[0] == person + 1 || t->person[1] == person ||
			      t->person[1] == person + 1))) &&
	       t->at.n >= q->from.n && (!q->to.n || t->at.n < q->to.n);
}

static void compare(struct ctx *cx, const struct index_query *q, int person, int n)
{
	int64_t *at, found = 0, total = 0, want = 0, shown = 0;
	CHECK_INT(index_search(cx, x, q, &at, &found, &total), OK);
	for (int i = n - 1; i >= 0; i--) {
		if (!fits(q, &all[i], person))
			continue;
		want++;
		if (i >= q->before || shown == q->limit)
			continue;
		CHECK_MSG(shown < found && at[shown] == i, "leaf %d is not shown", i);
		shown++;
	}
	CHECK_INT(total, want);
	CHECK_INT(found, shown);
}

static struct index_query any_query(int n, uint8_t *tags, int person)
{
	struct index_query q = { .before = roll(2) ? INT64_MAX : roll(n), .limit = 1 + roll(60) };
	const char **slot[6] = { &q.outcome, &q.org, &q.principal, &q.resource, &q.grant,
				 &q.case_id };
	for (int w = 0; w < 6; w++)
		if (!roll(4))
			*slot[w] = words[w][roll(5)];
	if (!roll(20))
		q.org = "unheard of";
	if (!roll(4))
		q.kind = (enum note_kind)(1 + roll(4));
	if (!roll(3))
		q.from = all[roll(n)].at;
	if (!roll(3))
		q.to = all[roll(n)].at;
	if (!roll(3)) {
		tag_of(person, tags);
		tag_of(person + 1, tags + SUBJECT_TAG);
		q.tags = tags;
		q.ntags = 2;
	}
	return q;
}

static void everything_is_found(struct ctx *cx, int n)
{
	uint8_t tags[2 * SUBJECT_TAG];
	uint64_t at[4];
	int found = 0;
	CHECK_INT(index_size(x), n);
	for (int i = 0; i < n; i++) {
		CHECK_INT(index_of_hash(cx, x, &all[i].hash, at, 4, &found), OK);
		CHECK_MSG(found == 1 && at[0] == (uint64_t)i, "leaf %d", i);
	}
	struct hash never = hash_of("never", 5);
	CHECK_INT(index_of_hash(cx, x, &never, at, 4, &found), OK);
	CHECK_INT(found, 0);
	for (int i = 0; i < 400; i++) {
		int person = roll(PERSONS);
		struct index_query q = any_query(n, tags, person);
		compare(cx, &q, person, n);
	}
}

/* --- tests ----------------------------------------------------------------- */

static void begin(struct ctx *cx)
{
	snprintf(dir, sizeof dir, "/tmp/gongshu-test-index.XXXXXX");
	CHECK(mkdtemp(dir) != NULL);
	nall = 0;
	open_index(cx);
}

static void end(void)
{
	char cmd[100];
	index_close(x);
	snprintf(cmd, sizeof cmd, "rm -rf '%s'", dir);
	CHECK(system(cmd) == 0);
}

static void test_R34_1_every_search_says_what_a_plain_list_says(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	begin(&cx);
	for (int n = 50; n <= LEAVES; n = n * 2 < LEAVES || n == LEAVES ? n * 2 : LEAVES) {
		fill(&cx, n);
		everything_is_found(&cx, n);
	}
	until_merged();
	everything_is_found(&cx, LEAVES);
	index_close(x);
	open_index(&cx);
	CHECK(index_size(x) > LEAVES - SEAL - SEGMENT);
	fill(&cx, LEAVES);
	everything_is_found(&cx, LEAVES);
	end();
}

static void test_what_is_not_settled_is_not_merged_and_can_be_taken_back(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	begin(&cx);
	fill(&cx, 2000);
	until_merged();
	for (int i = 2000; i < 4000; i++) {
		invent(&all[nall++], i);
		add(&all[i]);
		index_commit(&cx, x, &all[i].hash);
	}
	index_trim(x, 2000);
	CHECK(index_size(x) > 2000 - SEAL - SEGMENT && index_size(x) <= 2000);
	fill(&cx, 4000);
	until_merged();
	everything_is_found(&cx, 4000);
	end();
}

static void test_what_was_abandoned_is_not_seen(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	begin(&cx);
	fill(&cx, 100);
	struct told wrong;
	invent(&wrong, 123456);
	add(&wrong);
	index_abandon(x);
	fill(&cx, 200);
	everything_is_found(&cx, 200);
	end();
}

static void test_a_second_process_reads_the_parts_and_keeps_what_is_fresh(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	begin(&cx);
	struct index *first = x, *second;
	CHECK_INT(index_open(&cx, dir, false, &second), OK);
	for (int n = 300; n <= 3000; n += 300) {
		x = first;
		fill(&cx, n);
		x = second;
		CHECK_INT(index_refresh(&cx, x), OK);
		fill(&cx, n);
		everything_is_found(&cx, n);
	}
	CHECK_INT(index_take(&cx, second), OK);
	index_close(first);
	everything_is_found(&cx, 3000);
	end();
}

/* Is that part there, and not as it was written? The merger may be at it. */
static bool damaged(size_t part)
{
	pthread_mutex_lock(&x->mu);
	bool is = part < (size_t)x->nparts && !part_sound(x->part[part]);
	pthread_mutex_unlock(&x->mu);
	return is;
}

/* A flipped bit in a file that is open: what a merge reads is summed up first. */
static void test_a_damaged_part_is_thrown_away_with_those_behind_it(void)
{
	AUTO_CTX cx;
	char path[INDEX_PATH];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	begin(&cx);
	fill(&cx, SEAL * 4);
	CHECK(x->nparts >= 2);
	part_path(x, x->part[1]->first, x->part[1]->n, path);
	FILE *f = fopen(path, "r+");
	CHECK(f != NULL && fseek(f, PART_HEAD + 8, SEEK_SET) == 0 && fputc('?', f) == '?');
	if (f)
		fclose(f);
	CHECK(part_sound(x->part[0]) && !part_sound(x->part[1]));
	/* The merger looks at a part before it takes it: give it parts, then time. */
	for (int i = 0; i < 3000 && damaged(1); i++) {
		int more = (int)index_size(x) + SEAL;
		fill(&cx, more < LEAVES ? more : LEAVES);
		index_settle(x, index_size(x));
		usleep(10000);
	}
	CHECK(!damaged(1));
	fill(&cx, nall);
	until_merged();
	everything_is_found(&cx, nall);
	end();
}

/* One leaf about more persons than a table has room for. */
static void test_a_leaf_may_be_about_many_persons(void)
{
	enum { MANY = 5000 };
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	static uint8_t tags[MANY * SUBJECT_TAG];
	begin(&cx);
	for (int i = 0; i < MANY; i++)
		tag_of(i, tags + (size_t)i * SUBJECT_TAG);
	for (int i = 0; i < 3; i++) {
		struct hash h = hash_of(&i, sizeof i);
		struct leaf_facts f = { .kind = NOTE_RELEASE };
		struct leaf_secret s = { .subjects = tags, .nsubjects = MANY };
		index_add(x, &h, &f, &s);
		index_commit(&cx, x, &h);
	}
	int64_t *at, n, total;
	struct index_query q = { .tags = tags + 4321 * SUBJECT_TAG, .ntags = 1, .before = INT64_MAX,
				 .limit = 10 };
	CHECK_INT(index_search(&cx, x, &q, &at, &n, &total), OK);
	CHECK(n == 3 && total == 3 && at[0] == 2 && at[2] == 0);
	end();
}

int main(void)
{
	RUN(test_R34_1_every_search_says_what_a_plain_list_says);
	RUN(test_what_is_not_settled_is_not_merged_and_can_be_taken_back);
	RUN(test_what_was_abandoned_is_not_seen);
	RUN(test_a_second_process_reads_the_parts_and_keeps_what_is_fresh);
	RUN(test_a_damaged_part_is_thrown_away_with_those_behind_it);
	RUN(test_a_leaf_may_be_about_many_persons);
	return TEST_END();
}
