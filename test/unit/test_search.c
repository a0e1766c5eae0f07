/* test_search.c - the index of words finds the same on both stores: generated texts
 * and questions against what "contains" and "begins with" mean, told without the
 * segmenter. On PostgreSQL too when GONGSHU_TEST_PG names one. */
#include "base/utf8.h"
#include "search/search.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

#define T0 INT64_C(1764000000000)
#define CTX AUTO_CTX ctx; struct ctx *cx = &ctx; ctx_init(cx, (ms_t){ T0 }, 0)

enum { ENTRIES = 300, QUESTIONS = 1500, PIECES = 4, PARTS = 3, LONG_ONE = ENTRIES + 1 };

static struct store *store;
static struct db *db;

/* --- texts made of pieces -------------------------------------------------- */
static uint32_t seed;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* Ideographs with the first letters of their readings. */
static const char *const han[] = { "盐", "城", "市", "教", "育", "局", "不", "动", "产", "登" };
static const char han_initials[] = "ycsjyjbdcd";
static const char *const latin[] = { "gps", "id", "bdc", "pm25", "x", "320900", "ycs", "gpsx" };
#define COUNT(a) (uint32_t)(sizeof(a) / sizeof((a)[0]))

struct piece { bool ideographs; char text[32], initials[8]; };
struct part { struct piece piece[PIECES]; int n; };
struct entry { struct part part[PARTS]; };
static struct entry entries[ENTRIES];

static struct piece piece_make(uint32_t most)
{
	struct piece p = { .ideographs = chance(3) > 0 };
	if (!p.ideographs) {
		snprintf(p.text, sizeof p.text, "%s", latin[chance(COUNT(latin))]);
		return p;
	}
	for (uint32_t i = 0, n = 1 + chance(most); i < n; i++) {
		uint32_t k = chance(COUNT(han));
		strcat(p.text, han[k]);
		p.initials[i] = han_initials[k];
	}
	return p;
}

/* As people write it: between signs, in capitals or full width now and then. */
static const char *written(struct ctx *cx, const struct piece *list, int n)
{
	static const char *const signs[] = { " ", "，", "/", "\n", "（", "·" };
	AUTO_BUF b = buf_make(4096);
	for (int i = 0; i < n; i++) {
		uint32_t how = chance(3);
		for (const char *c = list[i].text; *c; c++) {
			char wide[4];
			if ((*c & 0x80) || how == 0)
				buf_byte(&b, *c);
			else if (how == 1)
				buf_byte(&b, *c >= 'a' ? (char)(*c - 32) : *c);
			else
				buf_bytes(&b, wide, utf8_put(0xff00u + (uint32_t)*c - 32, wide));
		}
		buf_text(&b, signs[chance(COUNT(signs))]);
	}
	return ctx_text(cx, buf_cstr(&b));
}

/* --- what a question means ------------------------------------------------------ */
static bool piece_has(const struct piece *p, const struct piece *q, bool title)
{
	if (q->ideographs)
		return p->ideographs && strstr(p->text, q->text);
	if (!p->ideographs)
		return strncmp(p->text, q->text, strlen(q->text)) == 0;
	size_t letters = strspn(q->text, "abcdefghijklmnopqrstuvwxyz");
	return title && letters >= 3 && !q->text[letters] && strstr(p->initials, q->text);
}

static bool entry_has(const struct entry *e, const struct piece *q, enum segment_where where)
{
	for (int k = 0; k <= (int)where; k++)
		for (int i = 0; i < e->part[k].n; i++)
			if (piece_has(&e->part[k].piece[i], q, k == 0))
				return true;
	return false;
}

static bool meant(const struct entry *e, const struct piece *q, int n, enum segment_where where)
{
	for (int i = 0; i < n; i++)
		if (!entry_has(e, &q[i], where))
			return false;
	return true;
}

/* --- the store ---------------------------------------------------------------------- */
struct putting { int no; struct search_text text; };

static enum err put(struct ctx *cx, struct db *to, void *arg)
{
	const struct putting *p = arg;
	return search_put(cx, to, p->no, &p->text);
}

static void put_entry(int i)
{
	CTX;
	struct part *part = entries[i].part;
	struct putting p = { i + 1, { written(cx, part[0].piece, part[0].n),
				      written(cx, part[1].piece, part[1].n),
				      written(cx, part[2].piece, part[2].n) } };
	CHECK_INT(store_change(cx, store, put, &p), OK);
}

static void fill_all(void)
{
	seed = 20261128;
	for (int i = 0; i < ENTRIES; i++) {
		for (int k = 0; k < PARTS; k++) {
			struct part *p = &entries[i].part[k];
			p->n = (int)chance(PIECES);
			for (int j = 0; j < p->n; j++)
				p->piece[j] = piece_make(6);
		}
		put_entry(i);
	}
}

static int by_number(const void *a, const void *b)
{
	return (int)*(const uint32_t *)a - (int)*(const uint32_t *)b;
}

static const uint32_t *found(struct ctx *cx, const char *q, enum segment_where where, size_t *n)
{
	static _Atomic int table;
	struct found f = { buf_make(1 << 20), buf_make(1 << 20), true };
	CHECK_INT(search_find(cx, db, q, where, &table, &f), OK);
	const struct buf *out = where == SEGMENT_TITLE ? &f.title : &f.all;
	*n = out->n / sizeof(uint32_t);
	uint32_t *list = (uint32_t *)(void *)ctx_textn(cx, out->p ? out->p : "", out->n);
	qsort(list, *n, sizeof *list, by_number);
	buf_end(&f.title);
	buf_end(&f.all);
	return list;
}

static void ask_one(struct ctx *cx, enum segment_where where)
{
	struct piece q[PIECES];
	int n = 1 + (int)chance(2);
	size_t got, want = 0;
	for (int i = 0; i < n; i++)
		q[i] = piece_make(4);
	const char *text = written(cx, q, n);
	const uint32_t *no = found(cx, text, where, &got);
	bool same = true;
	for (uint32_t i = 0; i < ENTRIES; i++) {
		if (!meant(&entries[i], q, n, where))
			continue;
		same &= want < got && no[want] == i + 1;
		want++;
	}
	CHECK_MSG(same && want == got, "%s: meant %zu, found %zu", text, want, got);
}

static void test_what_is_found_is_what_contains_and_begins_with_mean(void)
{
	fill_all();
	int64_t hits = 0;
	for (int i = 0; i < QUESTIONS; i++) {
		CTX;
		size_t n;
		ask_one(cx, (enum segment_where)(i % 3));
		found(cx, han[i % 10], SEGMENT_ALL, &n);
		hits += (int64_t)n;
	}
	CHECK(hits > QUESTIONS);                /* the questions do meet the texts */
}

static void test_an_entry_put_again_is_found_by_its_new_words_alone(void)
{
	seed = 7;
	for (int i = 0; i < ENTRIES; i += 5) {
		struct part *p = &entries[i].part[chance(PARTS)];
		p->n = 1;
		p->piece[0] = piece_make(6);
		put_entry(i);
	}
	for (int i = 0; i < QUESTIONS / 3; i++) {
		CTX;
		ask_one(cx, (enum segment_where)(i % 3));
	}
}

/* PostgreSQL keeps 256 places of a word, words below 2 KB, vectors below 1 MB. */
static void test_the_last_of_four_hundred_items_is_found_and_long_words_do_no_harm(void)
{
	CTX;
	size_t n;
	AUTO_BUF b = buf_make(1 << 20);
	for (int i = 0; i < 400; i++)
		buf_print(&b, "信息项目%s\n", i == 399 ? "湿地名称" : "编号");
	for (int i = 0; i < 5000; i++)
		buf_byte(&b, 'q');
	for (int i = 0; i < 20000; i++)
		buf_print(&b, " %d%040d", i, i);
	struct putting p = { LONG_ONE, { "长", buf_cstr(&b), buf_cstr(&b) } };
	CHECK_INT(store_change(cx, store, put, &p), OK);
	const char *const yes[] = { "项目湿地名称", "信息项目编号", "qqqqqqqqqqqqqqq", "湿地" };
	for (size_t i = 0; i < 4; i++) {
		const uint32_t *no = found(cx, yes[i], SEGMENT_PUBLIC, &n);
		CHECK_MSG(n == 1 && no[0] == LONG_ONE, "%s: %zu", yes[i], n);
	}
	found(cx, "湿地编号", SEGMENT_ALL, &n);
	CHECK_INT(n, 0);
}

static void run_all(const char *dsn)
{
	CTX;
	char dir[] = "/tmp/gongshu-search.XXXXXX";
	CHECK(mkdtemp(dir) != NULL);
	enum err e = store_open(cx, (struct store_setup){ .dir = ctx_text(cx, dir), .dsn = dsn,
				.readers = 1, .fsync_off = true }, &store);
	CHECK_MSG(e == OK, "%s", said_words(cx, cx->fault.said, SAID_EN));
	if (e != OK)
		exit(1);
	db = store_reader(store, 0);
	RUN(test_what_is_found_is_what_contains_and_begins_with_mean);
	RUN(test_an_entry_put_again_is_found_by_its_new_words_alone);
	RUN(test_the_last_of_four_hundred_items_is_found_and_long_words_do_no_harm);
	store_close(store);
}

int main(void)
{
	run_all("sqlite");
	const char *pg = getenv("GONGSHU_TEST_PG");
	if (pg)
		run_all(pg);
	else
		printf("# PostgreSQL was not run: GONGSHU_TEST_PG is not set\n");
	return TEST_END();
}
