/* test_encoding.c - files of every encoding, found out and converted in every
 * split; a broken or cut character is told apart and nothing after it comes. */
#include "core/encoding.h"
#include "base/ctx.h"
#include "test.h"
#include <stdlib.h>
#include <unicode/ucnv.h>

static const char text[] = "编号,名称,金额\n0101,盐城市亭湖区,12.50\n0102,东台市𠮷,7\n";

static size_t encoded(const char *as, const char *utf8, char *out, size_t room)
{
	UErrorCode err = U_ZERO_ERROR;
	int32_t n = ucnv_convert(as, "UTF-8", out, (int32_t)room, utf8, -1, &err);
	CHECK(U_SUCCESS(err));
	return (size_t)n;
}

static enum decoded decode_in(enum encoding e, const char *p, size_t n, size_t step,
			      struct buf *out)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 1 << 20);
	AUTO_DECODER d = decoder_make(&cx, e);
	enum decoded got = DECODED;
	for (size_t at = 0; got == DECODED && at < n; at += step) {
		size_t m = n - at < step ? n - at : step;
		got = decoder_feed(d, p + at, m, at + m == n, out);
	}
	return got;
}

static void R12_1_every_encoding_is_converted_in_every_split(void)
{
	static const struct { const char *icu; enum encoding e; } rows[] = {
		{ "UTF-8", ENC_UTF8 }, { "GB18030", ENC_GB18030 },
		{ "UTF-16LE", ENC_UTF16LE }, { "UTF-16BE", ENC_UTF16BE },
	};
	for (size_t i = 0; i < 4; i++) {
		char raw[1024];
		size_t n = encoded(rows[i].icu, text, raw, sizeof raw);
		for (size_t step = 1; step <= n; step++) {
			AUTO_BUF out = buf_make(1 << 16);
			CHECK(decode_in(rows[i].e, raw, n, step, &out) == DECODED);
			CHECK_TEXT(buf_cstr(&out), text);
		}
	}
}

static void R12_1_the_encoding_is_found_out(void)
{
	static const struct { const char *icu; enum encoding e; } rows[] = {
		{ "UTF-8", ENC_UTF8 }, { "GB18030", ENC_GB18030 }, { "GBK", ENC_GB18030 },
		{ "UTF-16LE", ENC_UTF16LE }, { "UTF-16BE", ENC_UTF16BE },
		{ "UTF-16", ENC_UTF16LE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char raw[1024];
		size_t n = encoded(rows[i].icu, i == 2 ? "编号,名称\n1,盐城\n" : text, raw,
				   sizeof raw);
		for (size_t step = 2; step <= n; step += 5) {
			struct sniff s = { 0 };
			for (size_t at = 0; at < n; at += step)
				sniff_feed(&s, raw + at, n - at < step ? n - at : step);
			CHECK_MSG(sniff_verdict(&s) == rows[i].e, "%s taken for %s", rows[i].icu,
				  encoding_word(sniff_verdict(&s)));
		}
	}
	struct sniff ascii = { 0 };
	sniff_feed(&ascii, "a,b\n1,2\n", 8);
	CHECK(sniff_verdict(&ascii) == ENC_UTF8);
}

static void R12_1_a_broken_character_is_named_and_one_does_not_change_the_verdict(void)
{
	char raw[1024];
	size_t n = encoded("UTF-8", text, raw, sizeof raw);
	raw[30] = (char)0xFF;
	struct sniff s = { 0 };
	sniff_feed(&s, raw, n);
	CHECK(sniff_verdict(&s) == ENC_UTF8);
	for (size_t step = 1; step <= n; step++) {
		AUTO_BUF out = buf_make(1 << 16);
		CHECK(decode_in(ENC_UTF8, raw, n, step, &out) == DECODED_BROKEN);
		CHECK(out.n <= 30 && out.n > 26);
	}
}

static void R12_1_a_character_cut_at_the_end_is_told(void)
{
	static const struct { const char *icu; enum encoding e; size_t cut; } rows[] = {
		{ "UTF-8", ENC_UTF8, 1 }, { "UTF-8", ENC_UTF8, 2 },
		{ "GB18030", ENC_GB18030, 1 }, { "UTF-16LE", ENC_UTF16LE, 1 },
	};
	for (size_t i = 0; i < 4; i++) {
		char raw[256];
		size_t n = encoded(rows[i].icu, "名称\n盐城", raw, sizeof raw) - rows[i].cut;
		for (size_t step = 1; step <= n; step++) {
			AUTO_BUF out = buf_make(1 << 16);
			CHECK(decode_in(rows[i].e, raw, n, step, &out) == DECODED_CUT);
			CHECK_TEXT(buf_cstr(&out), "名称\n盐");
		}
	}
}

static void R12_1_the_mark_is_no_text(void)
{
	AUTO_BUF a = buf_make(1 << 16), b = buf_make(1 << 16);
	CHECK(decode_in(ENC_UTF8, "\xEF\xBB\xBF" "ab", 5, 1, &a) == DECODED);
	CHECK_TEXT(buf_cstr(&a), "ab");
	CHECK(decode_in(ENC_UTF16LE, "\xFF\xFE" "a\0b\0", 6, 3, &b) == DECODED);
	CHECK_TEXT(buf_cstr(&b), "ab");
}

int main(void)
{
	RUN(R12_1_every_encoding_is_converted_in_every_split);
	RUN(R12_1_the_encoding_is_found_out);
	RUN(R12_1_a_broken_character_is_named_and_one_does_not_change_the_verdict);
	RUN(R12_1_a_character_cut_at_the_end_is_told);
	RUN(R12_1_the_mark_is_no_text);
	return TEST_END();
}
