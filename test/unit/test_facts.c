/* test_facts.c - every vector of id_vectors.csv, and what the standards say. */
#include "core/facts.h"
#include "data.h"
#include "test.h"

static const day_t today = { 20780 };          /* 2026-11-23 */

static enum fact check(const char *kind, const char *value, char out[FACT_TEXT])
{
	enum fact_kind k = FACT_DATE;
	CHECK_MSG(fact_kind_read(kind, &k), "%s is a kind", kind);
	return fact_check(k, value, strlen(value), today, out);
}

/* What a vector expects, in our words. */
static int as_expected(enum fact f, const char *want)
{
	static const struct { const char *want; enum fact is; } words[] = {
		{ "valid", FACT_VALID }, { "valid_after_normalise", FACT_TIDIED },
		{ "legacy15", FACT_TIDIED }, { "service_number", FACT_VALID },
		{ "valid_without_area_code", FACT_VALID }, { "non_iso_normalisable", FACT_TIDIED },
		{ "excel_serial (=2022-07-18)", FACT_TIDIED }, { "null_sentinel", FACT_BAD_EMPTY },
		{ "open_ended sentinel", FACT_VALID }, { "leap second: reject or clamp", FACT_BAD_DATE },
		{ "not_mobile", FACT_BAD_FORMAT }, { "invalid_date", FACT_BAD_DATE },
		{ "invalid_region", FACT_BAD_REGION }, { "invalid_check", FACT_BAD_CHECK },
		{ "invalid_length", FACT_BAD_LENGTH }, { "invalid_char", FACT_BAD_CHAR },
	};
	if (strcmp(want, "invalid") == 0)
		return !fact_ok(f);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].want, want) == 0)
			return words[i].is == f;
	return 0;
}

static void every_vector_is_judged_as_expected(void)
{
	struct data t = data_open("id_vectors.csv", ',');
	char out[FACT_TEXT];
	int rows = 0;
	while (data_next(&t)) {
		if (t.number == 1)
			continue;
		enum fact f = check(t.col[0], t.col[1], out);
		CHECK_MSG(as_expected(f, t.col[2]), "%s %s: got %s, want %s", t.col[0], t.col[1],
			  fact_word(f), t.col[2]);
		rows++;
	}
	CHECK_INT(rows, 67);
}

static void values_come_out_in_one_form(void)
{
	static const struct { const char *kind, *in, *out; } rows[] = {
		{ "resident_id", " 11010519491231002x\n", "11010519491231002X" },
		{ "resident_id", "１１０１０５ 19491231 002Ⅹ", "11010519491231002X" },
		{ "resident_id", "320902000101001", "320902190001010013" },
		{ "org_code", "71526726-x", "71526726X" },
		{ "mobile", "+86 138-0000-0000", "13800000000" },
		{ "mobile", "008613800000000", "13800000000" },
		{ "landline", "(0515)88190000", "0515-88190000" },
		{ "landline", "051588190000", "0515-88190000" },
		{ "landline", "0515-88190000-8012", "0515-88190000-8012" },
		{ "landline", "010-62345678", "010-62345678" },
		{ "plate", "苏J·12345", "苏J12345" },
		{ "plate", "苏jd12345", "苏JD12345" },
		{ "bank_card", "6222 0210 0111 4456 202", "6222021001114456202" },
		{ "date", "2026年2月8日", "2026-02-08" },
		{ "date", "44760", "2022-07-18" },
		{ "date", "2022.8.1", "2022-08-01" },
	};
	char out[FACT_TEXT];
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum fact f = check(rows[i].kind, rows[i].in, out);
		CHECK_MSG(fact_ok(f) && strcmp(out, rows[i].out) == 0, "%s: got %s %s, want %s",
			  rows[i].in, fact_word(f), out, rows[i].out);
	}
}

static void one_changed_digit_never_passes_a_check(void)
{
	static const char *const good[][2] = {
		{ "resident_id", "320902190001010013" }, { "credit_code", "91350100M000100Y43" },
		{ "bank_card", "6222021001114456202" }, { "org_code", "71526726X" },
	};
	char out[FACT_TEXT], text[32];
	for (size_t g = 0; g < 4; g++)
		for (size_t i = 0; good[g][1][i]; i++)
			for (char c = '0'; c <= '9'; c++) {
				snprintf(text, sizeof text, "%s", good[g][1]);
				if (text[i] == c)
					continue;
				text[i] = c;
				CHECK_MSG(!fact_ok(check(good[g][0], text, out)), "%s", text);
			}
}

static void hostile_text_is_only_invalid(void)
{
	char out[FACT_TEXT];
	char longest[5000];
	memset(longest, '9', sizeof longest);
	for (int k = 0; k < FACT_KINDS_; k++) {
		enum fact_kind kind = (enum fact_kind)k;
		CHECK(!fact_ok(fact_check(kind, longest, sizeof longest, today, out)));
		CHECK(fact_check(kind, "", 0, today, out) == FACT_BAD_EMPTY);
		CHECK(fact_check(kind, " \xe3\x80\x80", 4, today, out) == FACT_BAD_EMPTY);
		CHECK(fact_check(kind, "\xff\xfe", 2, today, out) == FACT_BAD_CHAR);
		CHECK(!fact_ok(fact_check(kind, "\0\0\0", 3, today, out)));
		for (size_t n = 1; n < 40; n++) {
			char text[40];
			memset(text, "0A苏-(1"[n % 7], n);
			fact_check(kind, text, n, today, out);
		}
	}
}

static void papers_and_divisions_have_their_forms(void)
{
	char out[FACT_TEXT];
	CHECK(check("passport", "E12345678", out) == FACT_VALID);
	CHECK(check("passport", "E1", out) == FACT_BAD_LENGTH);
	CHECK(check("travel_permit", "C12345678", out) == FACT_VALID);
	CHECK(check("travel_permit", "H1234567890", out) == FACT_VALID);
	CHECK(check("division", "320902", out) == FACT_VALID);
	CHECK(check("division", "320902001", out) == FACT_VALID);
	CHECK(check("division", "992902", out) == FACT_BAD_REGION);
	CHECK(check("division", "3209", out) == FACT_BAD_LENGTH);
	CHECK(check("phone", "0515-88190000", out) == FACT_VALID);
	CHECK(check("phone", "13800000000", out) == FACT_VALID);
	CHECK(check("postcode", "224000", out) == FACT_VALID);
}

int main(void)
{
	RUN(every_vector_is_judged_as_expected);
	RUN(values_come_out_in_one_form);
	RUN(one_changed_digit_never_passes_a_check);
	RUN(hostile_text_is_only_invalid);
	RUN(papers_and_divisions_have_their_forms);
	return TEST_END();
}
