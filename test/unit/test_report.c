/* test_report.c - what a report of the public may say, its secret code, and what carries a
 * correction. */
#include "correction/mended.h"
#include "correction/report.h"
#include "base/ctx.h"
#include "test.h"
#include <string.h>

static const struct item items[] = { { .code = "permit_no" }, { .code = "holder" } };

static void R23_1_a_report_says_what_is_wrong_and_where_in_plain_text(void)
{
	AUTO_CTX cx = { 0 };
	char longest[REPORT_CONTACT * 3 + 4];
	for (size_t i = 0; i < REPORT_CONTACT; i++)
		memcpy(longest + i * 3, "\xe4\xb8\x80", 3);
	memcpy(longest + REPORT_CONTACT * 3, "\xe4\xb8\x80", 4);
	const struct { struct report_said said; size_t n; enum err e; const char *field; } cases[] = {
		{ { "the fee is wrong", NULL, "holder", NULL }, 2, OK, NULL },
		{ { "第二行\n姓名错误", "P-002", NULL, "longest" }, 2, OK, NULL },
		{ { "姓名错", NULL, "holder", NULL }, 2, ERR_INCOMPLETE, "what" },
		{ { NULL, NULL, "holder", NULL }, 2, ERR_INCOMPLETE, "what" },
		{ { "a\x1b[2Jb wrong", NULL, "holder", NULL }, 2, ERR_INVALID, "what" },
		{ { "姓名错误", NULL, "mobile", NULL }, 2, ERR_INVALID, "item" },
		{ { "姓名错误", NULL, NULL, NULL }, 2, ERR_INCOMPLETE, "record_key" },
		{ { "文件打不开", NULL, NULL, NULL }, 0, OK, NULL },
		{ { "姓名错误", "P-\x01", NULL, NULL }, 2, ERR_INVALID, "record_key" },
		{ { "姓名错误", "P-1", NULL, longest }, 2, ERR_INVALID, "contact" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ctx_init(&cx, (ms_t){ 0 }, 0);
		CHECK_INT(report_check(&cx, items, cases[i].n, &cases[i].said), cases[i].e);
		if (cases[i].field)
			CHECK_TEXT(cx.fault.field, cases[i].field);
		ctx_end(&cx);
	}
}

static void R23_1_a_code_is_read_however_it_is_typed_and_no_other_is_it(void)
{
	uint8_t bytes[REPORT_SECRET_CHARS];
	char code[REPORT_SECRET_TEXT], other[REPORT_SECRET_TEXT];
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 37);
	report_secret(bytes, code);
	CHECK_INT((int)strlen(code), REPORT_SECRET_CHARS + 2);
	struct hash is = report_secret_hash(code), typed;
	memcpy(other, code, sizeof other);
	for (char *s = other; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 32);
	typed = report_secret_hash(other);
	CHECK(hash_same(&is, &typed));
	struct hash zero = report_secret_hash("00000-11111-VVVVV");
	struct hash o = report_secret_hash("ooooo iLilL uUvVu");
	CHECK(hash_same(&zero, &o));
	for (size_t i = 0; i < strlen(code); i++) {
		memcpy(other, code, sizeof other);
		if (other[i] == '-')
			continue;
		other[i] = other[i] == '7' ? '8' : '7';
		typed = report_secret_hash(other);
		CHECK(!hash_same(&is, &typed) || code[i] == '7');
	}
	char longer[64];
	snprintf(longer, sizeof longer, "%s0", code);
	typed = report_secret_hash(longer);
	CHECK(!hash_same(&is, &typed));
	typed = report_secret_hash("");
	CHECK(!hash_same(&is, &typed));
}

/* --- what carries a correction --------------------------------------------------------- */
static ms_t at(const char *text)
{
	ms_t t = { 0 };
	CHECK(ms_read(text, &t));
	return t;
}

static void R23_1_only_what_came_after_the_receipt_carries_a_correction(void)
{
	const ms_t typed = at("2026-11-23T10:00:00+08:00");
	const struct stood today = { 3, 0, 2, typed, day_at(typed) };
	CHECK(!mended_since(&today, today.data, 3, at("2026-11-23T12:00:00+08:00")));
	CHECK(!mended_since(&today, today.data, 2, at("2026-11-23T12:00:00+08:00")));
	CHECK(mended_since(&today, today.data, 4, at("2026-11-23T09:59:59+08:00")));   /* clocks differ */
	CHECK(mended_since(&today, today.files, 1, at("2026-11-24T00:00:00+08:00")));
	CHECK(!mended_since(&today, today.entry, 2, at("2026-11-24T00:00:00+08:00")));
	const struct stood older = { 3, -1, -1, typed, day_at(typed) };         /* not kept then */
	CHECK(!mended_since(&older, older.entry, 7, typed));
	CHECK(mended_since(&older, older.entry, 7, (ms_t){ typed.n + 1 }));
	struct stood told = { 3, 0, 2, typed, { day_at(typed).n - 4 } };        /* by telephone */
	CHECK(mended_since(&told, told.data, 3, at("2026-11-20T08:00:00+08:00")));
	CHECK(mended_since(&told, told.data, 3, at("2026-11-19T00:00:00+08:00")));
	CHECK(!mended_since(&told, told.data, 3, at("2026-11-18T23:59:59+08:00")));
}

static void R23_1_the_providers_word_counts_only_for_what_the_platform_doesnt_hold(void)
{
	CHECK(mended_elsewhere(false, false, false) && mended_elsewhere(false, false, true));
	CHECK(!mended_elsewhere(true, false, false) && !mended_elsewhere(true, false, true));
	CHECK(mended_elsewhere(true, true, false));     /* an interface answers in its place */
	CHECK(!mended_elsewhere(true, true, true));     /* the public gets the rows held here */
	CHECK(mended_word(MENDED_NOT) == NULL);
	CHECK_TEXT(mended_word(MENDED_SOURCE), "source");
}

int main(void)
{
	RUN(R23_1_a_report_says_what_is_wrong_and_where_in_plain_text);
	RUN(R23_1_a_code_is_read_however_it_is_typed_and_no_other_is_it);
	RUN(R23_1_only_what_came_after_the_receipt_carries_a_correction);
	RUN(R23_1_the_providers_word_counts_only_for_what_the_platform_doesnt_hold);
	return TEST_END();
}
