/* test_mask.c - what a mask leaves: the table of cases, and what holds for any
 * value whatever. */
#include "core/mask.h"
#include "base/utf8.h"
#include "test.h"
#include <stdlib.h>

static const struct hash key = { { 1, 2, 3 } };

static bool masked(enum mask m, const char *value, struct buf *out)
{
	buf_clear(out);
	bool any = mask_put(out, m, &key, value, strlen(value));
	buf_cstr(out);
	return any;
}

/* expected, mask, value, why; separated by tabs. */
static void check_line(char *line, int number, struct buf *out)
{
	char *cell[4] = { line, 0 };
	enum mask m;
	for (int i = 1; i < 4; i++) {
		char *tab = cell[i - 1] ? strchr(cell[i - 1], '\t') : NULL;
		if (tab) {
			*tab = 0;
			cell[i] = tab + 1;
		}
	}
	if (!cell[2] || !mask_read(cell[1], &m)) {
		CHECK_MSG(0, "masking.tsv:%d: malformed", number);
		return;
	}
	masked(m, cell[2], out);
	CHECK_MSG(strcmp(out->p, cell[0]) == 0, "masking.tsv:%d: %s of \"%s\" is \"%s\", want \"%s\"",
		  number, cell[1], cell[2], out->p, cell[0]);
}

static void test_every_case_of_the_table_R20_1(void)
{
	char line[1024];
	AUTO_BUF out = buf_make(4096);
	FILE *f = fopen(TEST_DATA "/masking.tsv", "r");
	CHECK(f != NULL);
	for (int number = 1; f && fgets(line, sizeof line, f); number++) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] && line[0] != '#')
			check_line(line, number, &out);
	}
	if (f)
		fclose(f);
}

static uint32_t seed = 12345;
static uint32_t chance(uint32_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

/* A text of characters that masks know, and some they don't. */
static void any_text(struct buf *b)
{
	static const char *const bits[] = {
		"0", "1", "3", "9", "X", "x", "*", " ", "a", "Z", "张", "欧阳", "市", "区", "县",
		"镇", "街道", "路", "号", "省", "·", "３", "𠮷", "-", "320902190001010013",
		"13812345678", "盐城市", "é",
	};
	buf_clear(b);
	for (uint32_t n = chance(24); n; n--)
		buf_text(b, bits[chance(sizeof bits / sizeof bits[0])]);
	buf_cstr(b);
}

static size_t in_clear(const char *s)
{
	size_t n = 0;
	for (; *s; s++)
		n += *s != '*' && ((unsigned char)*s & 0xC0) != 0x80;
	return n;
}

static void test_no_mask_shows_more_than_it_says_of_any_text(void)
{
	static const size_t most[MASK_MAX_] = {
		[MASK_NAME] = 2, [MASK_ID_NUMBER] = 10, [MASK_MOBILE] = 7, [MASK_BANK_CARD] = 10,
	};
	AUTO_BUF in = buf_make(65536);
	AUTO_BUF out = buf_make(65536);
	for (int i = 0; i < 200000; i++) {
		any_text(&in);
		for (int m = MASK_NAME; m < MASK_MAX_; m++) {
			bool any = masked((enum mask)m, in.p, &out);
			CHECK_MSG(any == (m != MASK_SUPPRESS && m != MASK_VERIFY), "%s of %s",
				  mask_word((enum mask)m), in.p);
			CHECK_MSG(utf8_valid(out.p, out.n), "%s of %s", mask_word((enum mask)m), in.p);
			if (most[m])
				CHECK_MSG(in_clear(out.p) <= most[m], "%s of %s is %s",
					  mask_word((enum mask)m), in.p, out.p);
			if (most[m] && in_clear(in.p) > 1 && !strchr(in.p, '*'))
				CHECK_MSG(in_clear(out.p) < in_clear(in.p), "%s of %s is %s",
					  mask_word((enum mask)m), in.p, out.p);
		}
	}
}

static void test_masking_twice_changes_nothing(void)
{
	static const enum mask masks[] = { MASK_ID_NUMBER, MASK_MOBILE, MASK_BANK_CARD };
	AUTO_BUF in = buf_make(65536);
	AUTO_BUF once = buf_make(65536);
	AUTO_BUF twice = buf_make(65536);
	for (int i = 0; i < 50000; i++) {
		any_text(&in);
		for (int m = 0; m < 3; m++) {
			masked(masks[m], in.p, &once);
			masked(masks[m], once.p, &twice);
			CHECK_MSG(in_clear(twice.p) <= in_clear(once.p), "%s of %s",
				  mask_word(masks[m]), in.p);
		}
	}
}

static void test_a_hash_is_the_same_within_a_grant_and_not_between_two(void)
{
	uint8_t seal[32] = { 7 };
	struct hash a = mask_key(seal, "g1"), b = mask_key(seal, "g2");
	AUTO_BUF one = buf_make(100);
	AUTO_BUF two = buf_make(100);
	AUTO_BUF other = buf_make(100);
	mask_put(&one, MASK_HASH, &a, "320902190001010013", 18);
	mask_put(&two, MASK_HASH, &a, "320902190001010013", 18);
	mask_put(&other, MASK_HASH, &b, "320902190001010013", 18);
	CHECK(one.n == 32 && two.n == 32 && memcmp(one.p, two.p, 32) == 0);
	CHECK(other.n == 32 && memcmp(one.p, other.p, 32) != 0);
}

int main(void)
{
	RUN(test_every_case_of_the_table_R20_1);
	RUN(test_no_mask_shows_more_than_it_says_of_any_text);
	RUN(test_masking_twice_changes_nothing);
	RUN(test_a_hash_is_the_same_within_a_grant_and_not_between_two);
	return TEST_END();
}
