/* names.c - see names.h. */
#include "duplicate/names.h"
#include "base/utf8.h"
#include "core/segment.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#define PAIRS_MOST 256                  /* of one title */

struct alias { const char *name, *means; };

struct names {
	struct alias *items, *titles;
	size_t        nitems, ntitles;
};

uint64_t name_hash(const void *p, size_t n)
{
	const unsigned char *at = p;
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < n; i++)
		h = (h ^ at[i]) * UINT64_C(0x100000001b3);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

size_t name_set(uint64_t *v, size_t n)
{
	size_t kept = 0;
	qsort(v, n, sizeof *v, by_value);
	for (size_t i = 0; i < n; i++)
		if (!kept || v[kept - 1] != v[i])
			v[kept++] = v[i];
	return kept;
}

/* --- one form ---------------------------------------------------------------- */
/* Letters, digits and ideographs of the folded text, nothing else. */
static char *bare(struct ctx *cx, const char *text)
{
	const char *plain = segment_plain(cx, text, 1024);
	char *out = ctx_alloc(cx, strlen(plain) + 1);
	size_t n = 0, k;
	for (const char *p = plain; *p; p += k) {
		uint32_t c = utf8_char(p, &k);
		if (!u_isalnum((UChar32)c) &&
		    !u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC))
			continue;
		memcpy(out + n, p, k);
		n += k;
	}
	out[n] = '\0';
	return out;
}

static bool drop_tail(char *name, const char *tail)
{
	size_t n = strlen(name), t = strlen(tail);
	if (n <= t || memcmp(name + n - t, tail, t) != 0)
		return false;
	name[n - t] = '\0';
	return true;
}

/* 登记信息表 -> 登记; one that is all tail stays what it is. */
static void drop_tails(char *name, const char *const *tails)
{
	for (size_t i = 0; tails[i];)
		i = drop_tail(name, tails[i]) ? 0 : i + 1;
}

/* 盐城市, 亭湖区 or 全市 in front says where, not what. */
static const char *without_place(const char *name)
{
	static const char *const places[] = { "省", "市", "区", "县", NULL };
	const char *p = name;
	size_t k;
	for (int i = 0; *p && i < 4; i++, p += k) {
		utf8_char(p, &k);
		for (size_t j = 0; i >= 1 && places[j]; j++)
			if (strncmp(p, places[j], k) == 0 && p[k])
				return without_place(p + k);
	}
	return name;
}

/* --- the table ----------------------------------------------------------------- */
static size_t words_of(struct ctx *cx, char *line, char **word, size_t room)
{
	size_t n = 0;
	char *save = NULL;
	(void)cx;
	for (char *w = strtok_r(line, " ", &save); w && n < room; w = strtok_r(NULL, " ", &save))
		word[n++] = w;
	return n;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct alias *)a)->name, ((const struct alias *)b)->name);
}

/* Longer parts first, so that 市场主体 is not read as 主体. */
static int by_length(const void *a, const void *b)
{
	size_t x = strlen(((const struct alias *)a)->name);
	size_t y = strlen(((const struct alias *)b)->name);
	return x != y ? (x < y) - (x > y) : by_name(a, b);
}

struct names *names_read(struct ctx *cx, const char *table)
{
	enum { WORDS = 40 };
	struct names *t = ctx_new(cx, struct names);
	size_t room = strlen(table) / 2 + 1;
	t->items = ctx_array(cx, struct alias, room);
	t->titles = ctx_array(cx, struct alias, room);
	for (const char *p = table; *p;) {
		size_t n = strcspn(p, "\n");
		char *word[WORDS], *line = ctx_textn(cx, p, n);
		size_t nwords = line[0] == '#' ? 0 : words_of(cx, line, word, WORDS);
		bool title = nwords && strcmp(word[0], "title") == 0;
		for (size_t i = title ? 2 : 1; i < nwords; i++) {
			struct alias a = { bare(cx, word[i]), bare(cx, word[1]) };
			if (title)
				t->titles[t->ntitles++] = a;
			else
				t->items[t->nitems++] = a;
		}
		p += n + (p[n] == '\n');
	}
	qsort(t->items, t->nitems, sizeof *t->items, by_name);
	qsort(t->titles, t->ntitles, sizeof *t->titles, by_length);
	return t;
}

static const char *meaning(const struct names *t, const char *name)
{
	const struct alias want = { name, NULL };
	const struct alias *a = bsearch(&want, t->items, t->nitems, sizeof want, by_name);
	return a ? a->means : NULL;
}

/* --- items -------------------------------------------------------------------------- */
uint64_t name_of_item(struct ctx *cx, const struct names *t, const char *name)
{
	static const char *const tails[] = { "信息", "数据", "情况", "内容", NULL };
	char *plain = bare(cx, name);
	const char *means = meaning(t, plain);
	if (!means) {
		drop_tails(plain, tails);
		means = meaning(t, plain);
	}
	means = means ? means : plain;
	return *means ? name_hash(means, strlen(means)) : 0;
}

/* --- titles -------------------------------------------------------------------------- */
/* Every synonym in it replaced by the word that stands for all. */
static char *same_words(struct ctx *cx, const struct names *t, const char *title)
{
	size_t room = strlen(title) * 4 + 1, n = 0;
	char *out = ctx_alloc(cx, room);
	for (const char *p = title; *p;) {
		const struct alias *hit = NULL;
		for (size_t i = 0; i < t->ntitles && !hit; i++)
			if (strncmp(p, t->titles[i].name, strlen(t->titles[i].name)) == 0)
				hit = &t->titles[i];
		size_t k;
		utf8_char(p, &k);
		const char *from = hit ? hit->means : p;
		size_t take = hit ? strlen(hit->means) : k;
		if (n + take + 1 > room)
			break;
		memcpy(out + n, from, take);
		n += take;
		p += hit ? strlen(hit->name) : k;
	}
	out[n] = '\0';
	return out;
}

size_t name_of_title(struct ctx *cx, const struct names *t, const char *title,
		     const uint64_t **ret_pairs)
{
	static const char *const tails[] = {
		"目录", "信息", "数据", "情况", "明细", "记录", "台账", "汇总", "清单", "名录",
		"名单", "一览", "统计", "基本", "登记", "库", "表", NULL };
	char *text = same_words(cx, t, without_place(bare(cx, title)));
	drop_tails(text, tails);
	uint64_t *v = ctx_array(cx, uint64_t, PAIRS_MOST);
	size_t n = 0, k, next;
	for (const char *p = text; *p && n < PAIRS_MOST; p += k) {
		utf8_char(p, &k);
		if (!p[k]) {
			if (p == text)
				v[n++] = name_hash(p, k);
			break;
		}
		utf8_char(p + k, &next);
		v[n++] = name_hash(p, k + next);
	}
	*ret_pairs = v;
	return name_set(v, n);
}
