/* test_verify.c - verify passes what nobody touched and names what somebody did. */
#include "base/enc.h"
#include "record/verify.h"
#include "record_room.h"

/* Ten segments of ten leaves, signed; two leaves more that are not. */
static void hundred(void)
{
	static struct hash leaf[10];
	fresh();
	for (int i = 0; i < 10; i++)
		note_many(10, leaf);
	CHECK(settle());
	note_many(2, leaf);
}

#define NTH_SEGMENT(n) "(SELECT segment FROM record_place WHERE first = " #n "0)"

static void test_R34_1_verify_passes_what_nobody_touched(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	CHECK_TEXT(verdict(&cx), "good 100+0");
	CHECK(settle());
	CHECK_TEXT(verdict(&cx), "good 102+0");
	away();
}

/* Byte `at` of a segment's leaves, turned over. */
static void flip(const char *segment, int at)
{
	char sql[512];
	if (strcmp(dsn, "sqlite") == 0)
		snprintf(sql, sizeof sql, "UPDATE record_segment SET leaves = CAST(substr(leaves, 1,"
			 " %d) || x'2a' || substr(leaves, %d) AS BLOB) WHERE id = %s", at, at + 2,
			 segment);
	else
		snprintf(sql, sizeof sql, "UPDATE record_segment SET leaves = set_byte(leaves, %d, 42)"
			 " WHERE id = %s", at, segment);
	raw(sql);
}

static void test_R34_1_verify_names_an_altered_leaf(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	flip(NTH_SEGMENT(3), 20);
	CHECK_MSG(strncmp(verdict(&cx), "bad leaf 30 ", 12) == 0, "%s", verdict(&cx));
	CHECK(strstr(verdict(&cx), "bad leaf 30 altered\n"));
	CHECK(!strstr(verdict(&cx), "bad leaf 31"));
	away();
}

static void test_R34_1_verify_names_what_a_deleted_segment_held(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("DELETE FROM record_segment WHERE id = " NTH_SEGMENT(4));
	CHECK_TEXT(verdict(&cx), "bad leaf 40-49 missing\n");
	raw("DELETE FROM record_place WHERE first = 40");
	CHECK_TEXT(verdict(&cx), "bad leaf 40-49 missing\n");
	away();
}

static void test_R34_1_verify_names_a_tail_that_was_cut(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("DELETE FROM record_segment WHERE id >= " NTH_SEGMENT(8));
	raw("DELETE FROM record_place WHERE first >= 80");
	CHECK_TEXT(verdict(&cx), "bad leaf 80-99 missing\n");
	away();
}

static void test_R34_1_verify_names_segments_that_changed_places(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("UPDATE record_segment SET leaves = (SELECT s.leaves FROM record_segment s WHERE s.id = "
	    NTH_SEGMENT(6) ") WHERE id = " NTH_SEGMENT(5));
	const char *said = verdict(&cx);
	/* 60 to 69 stand twice and 50 to 59 nowhere. */
	CHECK_TEXT(said, "bad leaf 50 private\n" "bad leaf 51 private\n" "bad leaf 52 private\n"
		   "bad leaf 53 private\n" "bad leaf 54 private\n" "bad leaf 55 private\n"
		   "bad leaf 56 private\n" "bad leaf 57 private\n" "bad leaf 58 private\n"
		   "bad leaf 59 private\n" "bad leaf 50-59 missing\n" "bad leaf 60 inserted\n");
	away();
}

static void test_R34_1_verify_names_a_leaf_that_was_slipped_in(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw(strcmp(dsn, "sqlite") == 0
		? "UPDATE record_segment SET leaves = CAST(x'00000003616263' || leaves AS BLOB) WHERE "
		  "id = " NTH_SEGMENT(2)
		: "UPDATE record_segment SET leaves = '\\x00000003616263'::bytea || leaves WHERE id = "
		  NTH_SEGMENT(2));
	const char *said = verdict(&cx);
	CHECK_MSG(strncmp(said, "bad leaf 20 private\n", 20) == 0, "%s", said);
	CHECK(strstr(said, "bad leaf 20 inserted\n"));
	raw("INSERT INTO record_segment (id, at, n, leaves, digest) SELECT id + 1, at, n, leaves, "
	    "digest FROM record_segment WHERE id = " NTH_SEGMENT(1));
	CHECK(strstr(verdict(&cx), "stray\n"));
	away();
}

static void test_R34_1_verify_names_a_private_part_that_was_exchanged(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	raw("UPDATE record_private SET secrets = (SELECT x.secrets FROM record_private x WHERE "
	    "x.segment = " NTH_SEGMENT(1) ") WHERE segment = " NTH_SEGMENT(2));
	CHECK(strncmp(verdict(&cx), "bad leaf 20 private\n", 20) == 0);
	raw("DELETE FROM record_private");
	CHECK_TEXT(verdict(&cx), "good 100+0");
	away();
}

static void test_R34_1_verify_names_an_altered_file(void)
{
	AUTO_CTX cx;
	char path[128];
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	snprintf(path, sizeof path, "%s/record/tile/0/000.p/100", dir);
	FILE *f = fopen(path, "r+");
	CHECK(f != NULL);
	if (f) {
		fseek(f, 32 * 7 + 3, SEEK_SET);
		int was = fgetc(f);
		fseek(f, 32 * 7 + 3, SEEK_SET);
		fputc(was ^ 0x55, f);
		fclose(f);
	}
	const char *said = verdict(&cx);
	CHECK_MSG(strstr(said, "bad checkpoint 100 root") && strstr(said, "bad leaf 7 altered"),
		  "%s", said);
	away();
}

static const char *receipt_verdict(struct ctx *cx, const char *receipt)
{
	struct verify_found found;
	AUTO_BUF out = buf_make(1 << 16);
	enum err e = verify_receipt(cx, &(struct verify_ask){ .dir = dir,
			.db = store_reader(store, 0) }, receipt, &out, &found);
	return e == OK ? ctx_text(cx, buf_cstr(&out)) : said_code(cx->fault.said.id);
}

static void test_R34_1_a_receipt_is_verified_or_refused(void)
{
	AUTO_CTX cx;
	AUTO_CTX own;
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	ctx_init(&own, (ms_t){ 0 }, 0);
	hundred();
	struct hash h = note_one((struct note){ .kind = NOTE_RELEASE });
	const char *receipt = record_receipt(&own, rec, &h);
	CHECK_TEXT(receipt_verdict(&cx, receipt), "bad receipt -1 not in the record\n");
	CHECK(settle());
	CHECK_TEXT(receipt_verdict(&cx, receipt), "ok leaf 102 of 103\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "test/record;102;%s",
						  strrchr(receipt, ';') + 1)),
		   "ok leaf 102 of 103\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "test/record;101;%s",
						  strrchr(receipt, ';') + 1)),
		   "bad receipt 101 not in the record\n");
	CHECK_TEXT(receipt_verdict(&cx, ctx_print(&own, "other/record;102;%s",
						  strrchr(receipt, ';') + 1)),
		   "bad receipt 0 of another record\n");
	CHECK_TEXT(receipt_verdict(&cx, "nonsense"), "bad-value");
	flip(NTH_SEGMENT(0), 20);
	away();
}

static void test_R34_1_two_heads_of_one_record_agree(void)
{
	AUTO_CTX cx;
	struct checkpoint c, forged;
	struct verify_found found = { 0 };
	AUTO_BUF a = buf_make(4096);
	AUTO_BUF b = buf_make(4096);
	AUTO_BUF out = buf_make(4096);
	ctx_init(&cx, (ms_t){ 1700000000000 }, 0);
	hundred();
	buf_text(&a, record_checkpoint(&cx, rec, &forged));
	CHECK(settle());
	buf_text(&b, record_checkpoint(&cx, rec, &c));
	const struct verify_ask ask = { .dir = dir };
	CHECK_INT(verify_heads(&cx, &ask, &b, &a, &out, &found), OK);
	CHECK_TEXT(buf_cstr(&out), "ok checkpoint 102 extends 100\n");
	AUTO_BUF text = buf_make(4096);
	buf_clear(&a);
	buf_clear(&out);
	forged.root.b[0] ^= 1;
	checkpoint_text(&text, "test/record", &forged);
	CHECK(note_sign(&a, text.p, text.n, &rec->keys.sign));
	CHECK_INT(verify_heads(&cx, &ask, &a, &b, &out, &found), OK);
	CHECK_INT(found.faults, 1);
	away();
}

static void all(void)
{
	RUN(test_R34_1_verify_passes_what_nobody_touched);
	RUN(test_R34_1_verify_names_an_altered_leaf);
	RUN(test_R34_1_verify_names_what_a_deleted_segment_held);
	RUN(test_R34_1_verify_names_a_tail_that_was_cut);
	RUN(test_R34_1_verify_names_segments_that_changed_places);
	RUN(test_R34_1_verify_names_a_leaf_that_was_slipped_in);
	RUN(test_R34_1_verify_names_a_private_part_that_was_exchanged);
	RUN(test_R34_1_verify_names_an_altered_file);
	RUN(test_R34_1_a_receipt_is_verified_or_refused);
	RUN(test_R34_1_two_heads_of_one_record_agree);
}

int main(void)
{
	return on_both_stores(all);
}
