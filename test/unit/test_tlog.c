/* test_tlog.c - tiles' names, signed notes and checkpoints, as C2SP has them. */
#include "core/tlog.h"
#include "base/enc.h"
#include "test.h"

static void test_tile_names_of_the_specification(void)
{
	static const struct { int level; uint64_t n; int width; const char *path; } rows[] = {
		{ 0, 0, 256, "0/000" }, { 0, 0, 1, "0/000.p/1" }, { 1, 7, 255, "1/007.p/255" },
		{ 0, 1234067, 256, "0/x001/x234/067" }, { 63, 999, 256, "63/999" },
		{ 2, 1000, 17, "2/x001/000.p/17" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char out[TILE_PATH];
		int level = -1, width = -1;
		uint64_t n = 0;
		CHECK_TEXT(tile_path(rows[i].level, rows[i].n, rows[i].width, out), rows[i].path);
		CHECK(tile_path_read(rows[i].path, &level, &n, &width));
		CHECK(level == rows[i].level && n == rows[i].n && width == rows[i].width);
	}
}

static void test_other_spellings_of_a_tile_are_refused(void)
{
	static const char *const bad[] = { "", "0", "0/", "00/000", "64/000", "-1/000", "0/0",
		"0/0000", "0/x000/001", "0/001/", "0/x001/x234", "0/000.p/0", "0/000.p/256",
		"0/000.p/01", "0/000.p/", "0/000.p", "0/../000", "0/x01/234", " 0/000", "0/+00",
		"0/000.p/5/", "0/x001/234.p/ 5", "x/000", "entries/000",
		"0/x999/x999/x999/x999/x999/x999/999" };
	int level, width;
	uint64_t n;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_MSG(!tile_path_read(bad[i], &level, &n, &width), "%s", bad[i]);
}

/* The worked example of the signed note's first implementation. */
static const char neumann[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char problem[] =
	"If you think cryptography is the answer to your problem,\n"
	"then you don't know what your problem is.\n\n"
	"\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
	"qdngotpRZb6KE6RyyBwJnAM=\n";

static void test_a_published_note_verifies_and_signs_the_same(void)
{
	struct verify_key k;
	struct sign_key s;
	uint8_t seed[33];
	AUTO_BUF out = buf_make(4096);
	CHECK(vkey_read(neumann, &k));
	CHECK_INT(note_open(problem, strlen(problem), &k), 99);
	CHECK_INT(b64_read("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", 44, seed, 33), 33);
	CHECK(sign_key_make("PeterNeumann", seed + 1, &s));
	vkey_text(&s.pub, &out);
	CHECK_TEXT(buf_cstr(&out), neumann);
	buf_clear(&out);
	CHECK(note_sign(&out, problem, 99, &s));
	CHECK_TEXT(buf_cstr(&out), problem);
}

static void test_R34_1_an_altered_note_is_refused_at_every_byte(void)
{
	struct verify_key k;
	char copy[sizeof problem];
	size_t n = strlen(problem);
	CHECK(vkey_read(neumann, &k));
	for (size_t i = 0; i < n; i++)
		for (int bit = 0; bit < 8; bit++) {
			memcpy(copy, problem, sizeof problem);
			copy[i] ^= (char)(1 << bit);
			CHECK_MSG(note_open(copy, n, &k) == 0, "byte %d bit %d", (int)i, bit);
		}
	for (size_t i = 0; i < n; i++)
		CHECK(note_open(problem, i, &k) == 0);
}

static void test_a_strangers_signature_beside_ours_does_no_harm(void)
{
	struct verify_key k;
	char both[1024];
	CHECK(vkey_read(neumann, &k));
	snprintf(both, sizeof both, "%s\xe2\x80\x94 witness.example/w AAAAAAAAAAA=\n", problem);
	CHECK_INT(note_open(both, strlen(both), &k), 99);
	snprintf(both, sizeof both, "a text\n\n\xe2\x80\x94 witness.example/w AAAAAAAAAAA=\n");
	CHECK_INT(note_open(both, strlen(both), &k), 0);
}

static void test_checkpoints_read_back_and_only_in_one_spelling(void)
{
	struct sign_key s, other;
	uint8_t seed[32] = { 1 };
	struct checkpoint c = { .size = 70000 }, back = { 0 };
	AUTO_BUF text = buf_make(4096);
	AUTO_BUF note = buf_make(4096);
	memset(c.root.b, 0xab, 32);
	CHECK(sign_key_make("city.example/record", seed, &s));
	seed[0] = 2;
	CHECK(sign_key_make("city.example/record", seed, &other));
	checkpoint_text(&text, s.pub.name, &c);
	CHECK(note_sign(&note, text.p, text.n, &s));
	CHECK(checkpoint_open(note.p, note.n, &s.pub, &back));
	CHECK(back.size == c.size && hash_same(&back.root, &c.root));
	CHECK(!checkpoint_open(note.p, note.n, &other.pub, &back));
	static const char *const bad[] = {
		"city.example/record\n070000\n", "city.example/record\n+70000\n",
		"other.example/record\n70000\n", "city.example/record\n-1\n",
		"city.example/record\n\n" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char b64[B64_TEXT(32)];
		buf_clear(&text);
		buf_clear(&note);
		buf_print(&text, "%s%s\n", bad[i], b64_text(c.root.b, 32, b64));
		CHECK(note_sign(&note, text.p, text.n, &s));
		CHECK_MSG(!checkpoint_open(note.p, note.n, &s.pub, &back), "%s", bad[i]);
	}
}

static void test_key_names_without_spaces_or_plus(void)
{
	CHECK(key_name_ok("yancheng.example/record"));
	CHECK(key_name_ok("盐城/record"));
	CHECK(!key_name_ok(""));
	CHECK(!key_name_ok("a b"));
	CHECK(!key_name_ok("a+b"));
	CHECK(!key_name_ok("a\xe3\x80\x80""b"));
	struct verify_key k;
	CHECK(!vkey_read("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", &k));
	CHECK(!vkey_read("PeterNeumann", &k));
}

static void test_a_full_tile_is_the_root_of_its_hashes(void)
{
	struct hash h[256];
	struct range r = { 0 };
	for (int i = 0; i < 256; i++) {
		h[i] = merkle_leaf(&i, sizeof i);
		range_add(&r, &h[i]);
	}
	struct hash a = tile_root(h, 256), b = range_root(&r);
	CHECK(hash_same(&a, &b));
}

int main(void)
{
	RUN(test_tile_names_of_the_specification);
	RUN(test_other_spellings_of_a_tile_are_refused);
	RUN(test_a_published_note_verifies_and_signs_the_same);
	RUN(test_R34_1_an_altered_note_is_refused_at_every_byte);
	RUN(test_a_strangers_signature_beside_ours_does_no_harm);
	RUN(test_checkpoints_read_back_and_only_in_one_spelling);
	RUN(test_key_names_without_spaces_or_plus);
	RUN(test_a_full_tile_is_the_root_of_its_hashes);
	return TEST_END();
}
