/* test_erase.c - a person is taken out of the record: nobody can tell any more
 * whom a leaf was about, every proof stands, and others lose nothing. */
#include "record/erase.h"
#include "record_room.h"
#include <stdlib.h>

static const char *const me = "320901190001011234", *const other = "320901190001011235";

static void tag_of(const char *id, int year, uint8_t tag[SUBJECT_TAG])
{
	uint8_t key[32];
	subject_year_key(rec->keys.subject, year, key);
	subject_tag(key, id, tag);
}

static int64_t accesses(const char *id)
{
	uint8_t tag[SUBJECT_TAG];
	int64_t total = -1;
	tag_of(id, 2023, tag);
	(void)found(&(struct index_query){ .tags = tag, .ntags = 1 }, &total);
	return total;
}

static struct hash look_up(const char *const *who, size_t n, const char *matter)
{
	return note_one((struct note){ .kind = NOTE_RELEASE, .act = "release", .org = "o1",
				       .subjects = who, .nsubjects = n, .matter = matter });
}

static int64_t erase(const char *id)
{
	AUTO_CTX cx;
	int64_t n = -1;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	enum err e = record_erase(&cx, rec, id, "asked for on paper", &n);
	CHECK_MSG(e == OK, "%s", e ? said_words(&cx, cx.fault.said, SAID_EN) : "");
	return n;
}

/* The private part of a leaf, read as the server does. */
static bool private_of(struct ctx *cx, const struct hash *leaf, struct leaf_secret *ret)
{
	uint64_t at[2];
	int n = 0;
	struct span bytes, secret = { 0 };
	CHECK_INT(index_of_hash(cx, rec->index, leaf, at, 2, &n), OK);
	CHECK(n == 1 && record_leaf(cx, store_reader(store, 0), (int64_t)at[0], &bytes,
				    &secret) == OK);
	return secret.n && secret_read(secret.p, secret.n, ret);
}

static void test_R42_2_an_erased_person_is_found_no_more_and_every_proof_stands(void)
{
	AUTO_CTX cx;
	struct leaf_secret s;
	const char *const both[] = { me, other };
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	struct hash mine = look_up(&me, 1, "2026-0001"), ours = look_up(both, 2, "2026-0002"),
		    theirs = look_up(&other, 1, "2026-0003");
	CHECK(settle());
	CHECK(accesses(me) == 2 && accesses(other) == 2);
	CHECK_INT(erase(me), 2);
	CHECK(accesses(me) == 0 && accesses(other) == 2);
	CHECK(proved(&mine) && proved(&ours) && proved(&theirs));
	CHECK(!private_of(&cx, &mine, &s));
	CHECK(private_of(&cx, &ours, &s) && !s.seed && s.nsubjects == 1 && !s.open[COMMIT_MATTER].n);
	CHECK(private_of(&cx, &theirs, &s) && s.seed && s.open[COMMIT_MATTER].n);
	CHECK_TEXT(verdict(&cx), "good 4+0");
	away();
}

static void test_R34_1_an_erasure_is_on_the_record_and_says_nothing_of_whom(void)
{
	int64_t total = 0;
	fresh();
	(void)look_up(&me, 1, "2026-0001");
	CHECK_INT(erase(me), 1);
	CHECK_INT(found(&(struct index_query){ .kind = NOTE_ERASURE }, &total), 1);
	CHECK_INT(erase(me), 0);
	CHECK_INT(erase("320901190001019999"), 0);
	CHECK_INT(found(&(struct index_query){ .kind = NOTE_ERASURE }, &total), 1);
	away();
}

/* Over several parts, after a restart, and from an index made anew. */
static void test_R42_2_what_was_erased_does_not_come_back(void)
{
	AUTO_CTX cx;
	static struct hash leaf[250], mine[4];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	index_tune(rec->index, 100);
	for (int i = 0; i < 4; i++) {
		note_many(80, leaf);
		mine[i] = look_up(&me, 1, NULL);
		(void)look_up(&other, 1, NULL);
	}
	CHECK(settle());
	CHECK(index_parts(rec->index) > 1);
	CHECK_INT(erase(me), 4);
	CHECK_INT(accesses(me), 0);
	for (int i = 0; i < 2; i++) {
		stop();
		if (i)
			shell("rm -rf ../index");
		restart();
		CHECK(settle());
		CHECK(accesses(me) == 0 && accesses(other) == 4);
		for (int k = 0; k < 4; k++)
			CHECK(proved(&mine[k]));
	}
	CHECK(strncmp(verdict(&cx), "good ", 5) == 0);
	away();
}

/* Killed after the store was changed and before the index forgot. */
static void test_an_erasure_that_was_broken_off_is_ended_by_the_next(void)
{
	uint8_t tag[SUBJECT_TAG];
	fresh();
	index_tune(rec->index, 100);
	static struct hash leaf[120];
	(void)look_up(&me, 1, NULL);
	note_many(120, leaf);
	CHECK(settle());
	raw(strcmp(dsn, "sqlite") == 0
		    ? "UPDATE record_private SET secrets = CAST(x'00000000' AS BLOB) WHERE segment ="
		      " (SELECT segment FROM record_place WHERE first = 0)"
		    : "UPDATE record_private SET secrets = '\\x00000000'::bytea WHERE segment ="
		      " (SELECT segment FROM record_place WHERE first = 0)");
	CHECK_INT(accesses(me), 1);
	CHECK_INT(erase(me), 0);
	CHECK_INT(accesses(me), 0);
	tag_of(me, 2023, tag);
	stop();
	restart();
	CHECK(settle());
	CHECK_INT(accesses(me), 0);
	away();
}

static void test_a_process_that_does_not_keep_the_files_erases_nothing(void)
{
	AUTO_CTX cx;
	int64_t n = -1;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	fresh();
	int lock = rec->dir_lock;
	rec->dir_lock = -1;
	CHECK_INT(record_erase(&cx, rec, me, "asked for", &n), ERR_BUSY);
	CHECK_INT(n, -1);
	rec->dir_lock = lock;
	away();
}

static void all(void)
{
	RUN(test_R42_2_an_erased_person_is_found_no_more_and_every_proof_stands);
	RUN(test_R34_1_an_erasure_is_on_the_record_and_says_nothing_of_whom);
	RUN(test_R42_2_what_was_erased_does_not_come_back);
	RUN(test_an_erasure_that_was_broken_off_is_ended_by_the_next);
	RUN(test_a_process_that_does_not_keep_the_files_erases_nothing);
}

int main(void)
{
	return on_both_stores(all);
}
