/* page_words.c - figures, days and the catalogue's words, as a page's reader says them. */
#include "portal/page.h"
#include <string.h>

const char *page_say(struct page_out *p, struct said said)
{
	return said_words(p->cx, said, p->lang);
}

const char *page_number(struct ctx *cx, int64_t n)
{
	const char *digits = ctx_print(cx, "%lld", (long long)n);
	size_t len = strlen(digits);
	char *out = ctx_alloc(cx, len + len / 3 + 1), *at = out;
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			*at++ = ',';
		*at++ = digits[i];
	}
	return out;
}

const char *page_date(struct page_out *p, ms_t t)
{
	struct ymd d = day_split(day_at(t));
	return page_say(p, SAY_PAGE_DATE(d.year, d.month, d.day));
}

const char *page_cycle(struct page_out *p, const char *word)
{
	const struct { const char *word; struct said said; } words[] = {
		{ "realtime", SAY_CYCLE_REALTIME() }, { "daily", SAY_CYCLE_DAILY() },
		{ "weekly", SAY_CYCLE_WEEKLY() }, { "monthly", SAY_CYCLE_MONTHLY() },
		{ "quarterly", SAY_CYCLE_QUARTERLY() }, { "half_yearly", SAY_CYCLE_HALF_YEARLY() },
		{ "yearly", SAY_CYCLE_YEARLY() }, { "irregular", SAY_CYCLE_IRREGULAR() },
		{ "never", SAY_CYCLE_NEVER() },
	};
	for (size_t i = 0; word && i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].word, word) == 0)
			return page_say(p, words[i].said);
	return word;
}

const char *page_mode(struct page_out *p, const char *mode)
{
	const struct { const char *word; struct said said; } words[] = {
		{ "replace", SAY_LOAD_REPLACE() }, { "append", SAY_LOAD_APPEND() },
		{ "upsert", SAY_LOAD_UPSERT() },
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i].word, mode) == 0)
			return page_say(p, words[i].said);
	return mode;
}

const char *page_region(struct page_out *p, const char *code)
{
	const struct { const char *code; struct said said; } names[] = {
		{ "320900", SAY_REGION_320900() }, { "320902", SAY_REGION_320902() },
		{ "320903", SAY_REGION_320903() }, { "320904", SAY_REGION_320904() },
		{ "320921", SAY_REGION_320921() }, { "320922", SAY_REGION_320922() },
		{ "320923", SAY_REGION_320923() }, { "320924", SAY_REGION_320924() },
		{ "320925", SAY_REGION_320925() }, { "320971", SAY_REGION_320971() },
		{ "320981", SAY_REGION_320981() }, { "3209YN", SAY_REGION_3209YN() },
	};
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(names[i].code, code) == 0)
			return page_say(p, names[i].said);
	return code;
}

const char *page_type(struct page_out *p, enum item_type type)
{
	switch (type) {
	case ITEM_STRING: return page_say(p, SAY_ITEM_TYPE_STRING());
	case ITEM_INTEGER: return page_say(p, SAY_ITEM_TYPE_INTEGER());
	case ITEM_DECIMAL: return page_say(p, SAY_ITEM_TYPE_DECIMAL());
	case ITEM_DATE: return page_say(p, SAY_ITEM_TYPE_DATE());
	case ITEM_DATETIME: return page_say(p, SAY_ITEM_TYPE_DATETIME());
	case ITEM_BOOLEAN: return page_say(p, SAY_ITEM_TYPE_BOOLEAN());
	case ITEM_TEXT: return page_say(p, SAY_ITEM_TYPE_TEXT());
	case ITEM_GEOMETRY: return page_say(p, SAY_ITEM_TYPE_GEOMETRY());
	case ITEM_UNSET_: case ITEM_MAX_: break;
	}
	return item_type_word(type);
}

const char *page_bytes(struct page_out *p, int64_t n)
{
	static const char *const units[] = { "KB", "MB", "GB", "TB" };
	double size = (double)n / 1024;
	size_t at = 0;
	if (n < 1024)
		return ctx_print(p->cx, "%d B", (int)n);
	while (size >= 1024 && at + 1 < sizeof units / sizeof units[0])
		size /= 1024, at++;
	return ctx_print(p->cx, size < 10 ? "%.1f %s" : "%.0f %s", size, units[at]);
}

const char *page_open(struct page_out *p, const char *open_type)
{
	bool free = open_type && strcmp(open_type, "unconditional") == 0;
	return page_say(p, free ? SAY_PAGE_OPEN_UNCONDITIONAL() : SAY_PAGE_OPEN_CONDITIONAL());
}
