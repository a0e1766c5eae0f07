/* test_record_index.c - what the record's index finds, and how it comes back when
 * it is lost. */
#include "record_room.h"
#include <stdlib.h>
#include <unistd.h>

static void test_the_index_comes_back_when_it_is_lost_or_damaged(void)
{
	static const char *const harm[] = {
		"rm -r ../index", "rm $(ls | head -1)", "rm $(ls | tail -1)",
		"for f in *.part; do echo this is no part > $f; done",
		"for f in *.part; do truncate -s -8 $f; done",
		"for f in *.part; do printf x | dd of=$f bs=1 seek=5000 conv=notrunc status=none; done",
		"cp $(ls | head -1) $(ls | tail -1)", "echo half > new; echo half > merged",
		"mv $(ls | head -1) 000000000000-9.part",
	};
	static struct hash leaf[400];
	fresh();
	index_tune(rec->index, 100);
	for (int i = 0; i < 4; i++)
		note_many(100, leaf + 100 * i);
	CHECK(settle());
	CHECK_INT(index_parts(rec->index), 4);
	for (size_t i = 0; i < sizeof harm / sizeof harm[0]; i++) {
		stop();
		shell(harm[i]);
		restart();
		CHECK(settle());
		for (int k = 0; k < 400; k++)
			CHECK_MSG(proved(&leaf[k]), "%s: leaf %d", harm[i], k);
		CHECK_MSG(index_parts(rec->index) == 4, "%s", harm[i]);
		shell("test $(ls | wc -l) = 4");
	}
	away();
}

static void test_an_index_of_another_record_is_not_believed(void)
{
	static struct hash leaf[200];
	char cmd[256];
	for (int i = 0; i < 2; i++) {
		fresh();
		index_tune(rec->index, 100);
		note_many(100, leaf + 100 * i);
		CHECK(settle());
		stop();
		if (i == 0) {
			snprintf(cmd, sizeof cmd, "mv '%s/record/index' /tmp/other-index.%d", dir,
				 (int)getpid());
			CHECK(system(cmd) == 0);
			away();
		}
	}
	snprintf(cmd, sizeof cmd, "rm -r '%s/record/index'; mv /tmp/other-index.%d '%s/record/index'",
		 dir, (int)getpid(), dir);
	CHECK(system(cmd) == 0);
	restart();
	CHECK(settle());
	CHECK(proved(&leaf[100]) && proved(&leaf[199]) && !proved(&leaf[0]));
	away();
}

static void test_R34_1_an_auditor_finds_steps_by_every_filter(void)
{
	int64_t total = 0;
	static struct hash leaf[90];
	fresh();
	note_many(90, leaf);
	note_one((struct note){ .kind = NOTE_RELEASE, .org = "o1", .principal = "k9",
				.resource = "r1", .grant = "g1", .outcome = "refused" });
	note_one((struct note){ .kind = NOTE_CASE, .org = "o1", .case_id = "c1" });
	CHECK(settle());
	CHECK_INT(found(&(struct index_query){ 0 }, &total), 92);
	CHECK_INT(total, 92);
	CHECK_INT(found(&(struct index_query){ .before = 50 }, &total), 50);
	CHECK_INT(total, 92);
	CHECK_INT(found(&(struct index_query){ .org = "o1" }, &total), 32);
	CHECK_INT(found(&(struct index_query){ .org = "o1", .kind = NOTE_RELEASE }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .grant = "g1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .resource = "r1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .case_id = "c1" }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .principal = "k9", .outcome = "refused" },
			&total), 1);
	CHECK_INT(found(&(struct index_query){ .principal = "k9", .outcome = "ok" }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .org = "unheard of" }, &total), 0);
	CHECK_INT(total, 0);
	CHECK_INT(found(&(struct index_query){ .from = { 1700000000001 } }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .to = { 1700000000001 } }, &total), 92);
	away();
}

static void test_R42_2_a_person_is_found_by_tag_and_by_nothing_else(void)
{
	static const char *const me[] = { "320901190001011234" };
	uint8_t key[32], tag[2][SUBJECT_TAG];
	int64_t total = 0;
	fresh();
	note_one((struct note){ .kind = NOTE_RELEASE, .subjects = me, .nsubjects = 1 });
	note_one((struct note){ .kind = NOTE_RELEASE });
	CHECK(settle());
	subject_year_key(rec->keys.subject, 2023, key);
	subject_tag(key, me[0], tag[0]);
	subject_tag(key, "320901190001011235", tag[1]);
	CHECK_INT(found(&(struct index_query){ .tags = tag[0], .ntags = 1 }, &total), 1);
	CHECK_INT(found(&(struct index_query){ .tags = tag[1], .ntags = 1 }, &total), 0);
	CHECK_INT(found(&(struct index_query){ .tags = tag[0], .ntags = 2 }, &total), 1);
	char cmd[160];
	stop();
	snprintf(cmd, sizeof cmd, "grep -rq 320901190001011234 '%s'", dir);
	CHECK_MSG(system(cmd) != 0, "an identity stands in clear under %s", dir);
	away();
}

static void test_an_erased_private_part_leaves_the_proof_standing(void)
{
	static struct hash leaf[5];
	fresh();
	note_many(5, leaf);
	CHECK(settle());
	raw("DELETE FROM record_private");
	stop();
	shell("rm -rf ../index");
	start();
	CHECK(settle() && proved(&leaf[2]));
	away();
}

static void all(void)
{
	RUN(test_the_index_comes_back_when_it_is_lost_or_damaged);
	RUN(test_an_index_of_another_record_is_not_believed);
	RUN(test_R34_1_an_auditor_finds_steps_by_every_filter);
	RUN(test_R42_2_a_person_is_found_by_tag_and_by_nothing_else);
	RUN(test_an_erased_private_part_leaves_the_proof_standing);
}

int main(void)
{
	return on_both_stores(all);
}
