/* test_leaf.c - leaves say what happened and nothing about whom. */
#include "core/leaf.h"
#include "base/enc.h"
#include "test.h"

static const char *const people[] = { "320901190001011234", "32090219000101123X" };

static struct note sample(void)
{
	static const struct hash asked = { { 1, 2, 3 } };
	return (struct note){ .kind = NOTE_RELEASE, .act = "call", .org = "o1",
		.principal = "k1", .resource = "r1", .resource_version = 3, .grant = "g1",
		.purpose = "P-1", .rows = 2, .bytes = 100, .subjects = people,
		.nsubjects = 2, .request = &asked, .matter = "2026-77",
		.peer = "10.0.0.1" };
}

static struct leaf_frame frame(uint8_t seed)
{
	struct leaf_frame f = { .node = "node/record", .at = { 1700000000123 } };
	memset(f.seed, seed, sizeof f.seed);
	memset(f.subject_key, 7, sizeof f.subject_key);
	return f;
}

static bool holds(const void *hay, size_t n, const char *needle)
{
	return memmem(hay, n, needle, strlen(needle)) != NULL;
}

static void test_R34_1_a_leaf_reads_back_as_it_was_written(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct note n = sample();
	struct leaf_frame f = frame(1);
	struct leaf l = leaf_make(&cx, &n, &f);
	struct leaf_facts x;
	CHECK(leaf_read(l.bytes, l.nbytes, &x));
	CHECK_INT(x.kind, NOTE_RELEASE);
	CHECK_INT(x.at.n, 1700000000123);
	CHECK(x.org.n == 2 && memcmp(x.org.p, "o1", 2) == 0);
	CHECK(x.outcome.n == 2 && memcmp(x.outcome.p, "ok", 2) == 0);
	CHECK_INT(x.rows, 2);
	CHECK_INT(x.nsubjects, 2);
	struct leaf_secret s;
	CHECK(secret_read(l.secret, l.nsecret, &s));
	CHECK(hash_same(&s.hash, &l.hash));
	CHECK(s.open[COMMIT_MATTER].n == 7);
	CHECK_INT(s.nsubjects, 2);
	uint8_t tag[SUBJECT_TAG];
	subject_tag(f.subject_key, people[1], tag);
	CHECK(memcmp(s.subjects + SUBJECT_TAG, tag, SUBJECT_TAG) == 0);
}

static void test_R42_2_neither_part_holds_an_identity_in_clear(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct note n = sample();
	struct leaf_frame f = frame(1);
	struct leaf l = leaf_make(&cx, &n, &f);
	for (size_t i = 0; i < 2; i++) {
		CHECK(!holds(l.bytes, l.nbytes, people[i]));
		CHECK(!holds(l.secret, l.nsecret, people[i]));
	}
	CHECK(!holds(l.bytes, l.nbytes, "2026-77"));
	CHECK(!holds(l.bytes, l.nbytes, "10.0.0.1"));
}

static void test_R42_2_the_seed_opens_a_commitment_and_another_seed_does_not(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct note n = sample();
	struct leaf_frame f = frame(1), g = frame(2);
	struct leaf l = leaf_make(&cx, &n, &f), m = leaf_make(&cx, &n, &g);
	struct leaf_facts x;
	CHECK(leaf_read(l.bytes, l.nbytes, &x));
	struct hash c = commitment(f.seed, COMMIT_SUBJECT, 1, people[1], 18);
	CHECK(memcmp(x.subjects + 32, c.b, 32) == 0);
	c = commitment(g.seed, COMMIT_SUBJECT, 1, people[1], 18);
	CHECK(memcmp(x.subjects + 32, c.b, 32) != 0);
	c = commitment(f.seed, COMMIT_SUBJECT, 0, people[1], 18);
	CHECK(memcmp(x.subjects + 32, c.b, 32) != 0);
	CHECK(!hash_same(&l.hash, &m.hash));
}

static void test_equal_calls_make_different_leaves(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct note n = { .kind = NOTE_SIGN_IN };
	struct leaf_frame f = frame(1), g = frame(2);
	struct leaf a = leaf_make(&cx, &n, &f), b = leaf_make(&cx, &n, &g);
	CHECK(!hash_same(&a.hash, &b.hash));
}

static void test_a_cut_or_longer_leaf_is_no_leaf(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	struct note n = sample();
	struct leaf_frame f = frame(1);
	struct leaf l = leaf_make(&cx, &n, &f);
	struct leaf_facts x;
	struct leaf_secret s;
	uint8_t longer[2048] = { 0 };
	for (size_t i = 0; i < l.nbytes; i++)
		CHECK(!leaf_read(l.bytes, i, &x));
	for (size_t i = 0; i < l.nsecret; i++)
		CHECK(!secret_read(l.secret, i, &s));
	memcpy(longer, l.bytes, l.nbytes);
	CHECK(!leaf_read(longer, l.nbytes + 1, &x));
}

static void test_a_year_has_its_own_subject_key(void)
{
	uint8_t master[32] = { 9 }, a[32], b[32];
	subject_year_key(master, 2026, a);
	subject_year_key(master, 2027, b);
	CHECK(memcmp(a, b, 32) != 0);
}

static void test_every_kind_has_a_word_that_reads_back(void)
{
	for (int k = 1; k < NOTE_MAX_; k++) {
		enum note_kind back = 0;
		CHECK(note_word((enum note_kind)k) != NULL);
		CHECK(note_read(note_word((enum note_kind)k), &back) && (int)back == k);
	}
	CHECK(note_word(NOTE_MAX_) == NULL);
}

int main(void)
{
	RUN(test_R34_1_a_leaf_reads_back_as_it_was_written);
	RUN(test_R42_2_neither_part_holds_an_identity_in_clear);
	RUN(test_R42_2_the_seed_opens_a_commitment_and_another_seed_does_not);
	RUN(test_equal_calls_make_different_leaves);
	RUN(test_a_cut_or_longer_leaf_is_no_leaf);
	RUN(test_a_year_has_its_own_subject_key);
	RUN(test_every_kind_has_a_word_that_reads_back);
	return TEST_END();
}
