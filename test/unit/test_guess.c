/* test_guess.c - items proposed from the first rows, from the table
 * test/data/guess.tsv: name, values with blanks between, then what is proposed
 * as code:type(length,precision)format+mask, with * for a key. */
#include "core/guess.h"
#include "base/ctx.h"
#include "test.h"

#define VALUES_MOST 40

static const char *describe(struct ctx *cx, const struct guess_item *g)
{
	const struct item *it = &g->item;
	AUTO_BUF b = buf_make(400);
	buf_print(&b, "%s:%s", it->code, item_type_word(it->type));
	if (it->type == ITEM_DECIMAL)
		buf_print(&b, "(%d,%d)", it->length, it->precision);
	else if (it->length)
		buf_print(&b, "(%d)", it->length);
	if (it->format)
		buf_print(&b, " %s", it->format);
	if (it->mask)
		buf_print(&b, " +%s", it->mask);
	if (it->key)
		buf_text(&b, " *");
	return ctx_text(cx, buf_cstr(&b));
}

static void check_line(char *line, int number)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 1795400000000 }, 16 << 20);
	char *values = strchr(line, '\t'), *want;
	CHECK_MSG(values != NULL, "line %d", number);
	*values++ = 0;
	want = strchr(values, '\t');
	*want++ = 0;
	struct guess *g = guess_begin(&cx, 1, cx.today);
	for (char *p = values; *p;) {
		size_t n = strcspn(p, " ");
		struct guess_text t = { p, p[0] == '_' ? 0 : n };
		guess_add(g, &t, 1);
		p += n + (p[n] == ' ');
	}
	struct guess_text name = { line, strlen(line) };
	struct guess_item *got = guess_end(&cx, g, *line ? &name : NULL);
	CHECK_MSG(strcmp(describe(&cx, got), want) == 0, "line %d: got %s, want %s", number,
		  describe(&cx, got), want);
}

static void R12_1_items_are_proposed_as_the_table_says(void)
{
	char line[1024];
	int number = 0;
	FILE *f = fopen(TEST_DATA "/guess.tsv", "r");
	CHECK(f != NULL);
	while (f && fgets(line, sizeof line, f)) {
		number++;
		line[strcspn(line, "\n")] = 0;
		if (line[0] != '#')
			check_line(line, number);
	}
	CHECK(number > 20);
	if (f)
		fclose(f);
}

static void R12_1_a_header_is_told_from_data(void)
{
	static const struct { const char *cells[3]; bool header; } rows[] = {
		{ { "编号", "名称", "金额" }, true }, { { "code", "name", "cityCode" }, true },
		{ { "1", "地铁1号线", "0101" }, false }, { { "a", "", "c" }, false },
		{ { "a", "b", "a" }, false }, { { "盐城", "2026-01-01", "x" }, false },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct guess_text t[3];
		for (int k = 0; k < 3; k++)
			t[k] = (struct guess_text){ rows[i].cells[k], strlen(rows[i].cells[k]) };
		CHECK(guess_is_header(t, 3) == rows[i].header);
	}
}

static void R12_1_codes_are_lawful_and_each_its_own(void)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 16 << 20);
	static const char *const names[] = { "名称", "单位名称", "名称", "limit", "奇怪的列" };
	static const char *const want[] = { "name", "org_name", "name_2", "item_4", "item_5" };
	struct guess_text t[5];
	for (int k = 0; k < 5; k++)
		t[k] = (struct guess_text){ names[k], strlen(names[k]) };
	struct guess_item *got = guess_end(&cx, guess_begin(&cx, 5, cx.today), t);
	for (int k = 0; k < 5; k++)
		CHECK_TEXT(got[k].item.code, want[k]);
}

int main(void)
{
	RUN(R12_1_items_are_proposed_as_the_table_says);
	RUN(R12_1_a_header_is_told_from_data);
	RUN(R12_1_codes_are_lawful_and_each_its_own);
	return TEST_END();
}
