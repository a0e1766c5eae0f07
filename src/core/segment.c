/* segment.c - the segmenter and the texts made from it. */
#include "core/segment.h"
#include "base/buf.h"
#include "base/utf8.h"
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#define TEXT_MAX (256 * 1024)           /* bytes of one text looked at */
#define QUERY_MAX 400                   /* bytes of a question looked at */
#define WORDS_ROOM (4 << 20)
#define QUERY_ROOM (64 * 1024)

enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff, CIRCLED_A = 0x24d0, INITIALS_LEAST = 3 };
extern const char pinyin_initials[];    /* generated */

/* A run of ideographs or a Latin word, in normalised UTF-8. */
struct run { const char *p; size_t n; bool ideographs; };

static bool ideograph(uint32_t c)
{
	return u_hasBinaryProperty((UChar32)c, UCHAR_IDEOGRAPHIC) ||
	       (c >= 0x3040 && c <= 0x30ff) || (c >= 0xac00 && c <= 0xd7a3);
}

static bool wordly(uint32_t c)
{
	return u_isalnum((UChar32)c) && !ideograph(c);
}

const char *segment_plain(struct ctx *cx, const char *text, size_t max)
{
	size_t n = text ? strlen(text) : 0;
	while (n > max || (n && text[n] && (text[n] & 0xc0) == 0x80))
		n = n > max ? max : n - 1;
	if (!n)
		return "";
	UErrorCode bad = U_ZERO_ERROR;
	int32_t room = (int32_t)n + 1, got = 0;
	UChar *wide = ctx_array(cx, UChar, (size_t)room);
	u_strFromUTF8(wide, room, &got, text, (int32_t)n, &bad);
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&bad);
	if (U_FAILURE(bad))
		return "";
	int32_t wider = got * 4 + 32;
	UChar *folded = ctx_array(cx, UChar, (size_t)wider);
	int32_t len = unorm2_normalize(nfkc, wide, got, folded, wider, &bad);
	if (U_FAILURE(bad))
		return "";
	char *out = ctx_alloc(cx, (size_t)len * 3 + 1);
	u_strToUTF8(out, len * 3 + 1, NULL, folded, len, &bad);
	return U_FAILURE(bad) ? "" : out;
}

static size_t first_char(const char *p)
{
	size_t k;
	utf8_char(p, &k);
	return k;
}

/* At most SEGMENT_WORD bytes of a word, cut between characters. */
static size_t capped(const char *p, size_t n)
{
	if (n <= SEGMENT_WORD)
		return n;
	n = SEGMENT_WORD;
	while ((p[n] & 0xc0) == 0x80)
		n--;
	return n;
}

/* The next run at *at; false at the end. */
static bool next_run(const char **at, struct run *ret)
{
	const char *p = *at;
	size_t k = 0;
	uint32_t c = 0;
	while (*p && !ideograph(c = utf8_char(p, &k)) && !wordly(c))
		p += k;
	if (!*p) {
		*at = p;
		return false;
	}
	*ret = (struct run){ .p = p, .ideographs = ideograph(c) };
	while (*p && (c = utf8_char(p, &k), ret->ideographs ? ideograph(c) : wordly(c)))
		p += k;
	ret->n = (size_t)(p - ret->p);
	*at = p;
	if (!ret->ideographs)
		ret->n = capped(ret->p, ret->n);
	return true;
}

/* --- what an index holds ------------------------------------------------ */
struct words { struct buf *b; int n, most; };

static void put_word(struct words *w, const char *p, size_t n)
{
	if (w->n++ >= w->most)
		return;
	if (!w->b->n)
		buf_byte(w->b, ' ');
	buf_bytes(w->b, p, n);
	buf_byte(w->b, ' ');
}

/* Pairs, then the last character. */
static void put_pairs(struct words *w, const char *p, const char *end)
{
	while (p < end) {
		size_t one = first_char(p);
		size_t two = p + one < end ? first_char(p + one) : 0;
		put_word(w, p, one + two);
		p += one;
	}
}

/* The circled letter of an ideograph's reading into `out`, 0: it has none. */
static size_t circled(uint32_t c, char out[4])
{
	char letter = c >= HAN_FIRST && c <= HAN_LAST ? pinyin_initials[c - HAN_FIRST] : ' ';
	return letter == ' ' ? 0 : utf8_put(CIRCLED_A + (uint32_t)(letter - 'a'), out);
}

static void put_initials(struct words *w, struct run r)
{
	AUTO_BUF b = buf_make(TEXT_MAX);
	const char *end = r.p + r.n;
	for (const char *p = r.p; p < end;) {
		size_t k;
		char letter[4];
		size_t n = circled(utf8_char(p, &k), letter);
		buf_bytes(&b, letter, n);
		p += k;
		if (n && p < end)
			continue;
		buf_byte(&b, 0);                /* cut in pairs up to what has none */
		put_pairs(w, b.p, b.p + b.n - 1);
		buf_clear(&b);
	}
}

const char *segment_words(struct ctx *cx, const char *text, enum segment_part part)
{
	AUTO_BUF b = buf_make(WORDS_ROOM);
	struct words w = { &b, 0, part == PART_TITLE ? SEGMENT_TITLE_MAX : SEGMENT_MAX };
	const char *all = segment_plain(cx, text, TEXT_MAX), *at = all;
	for (struct run r; next_run(&at, &r);) {
		if (r.ideographs)
			put_pairs(&w, r.p, r.p + r.n);
		else
			put_word(&w, r.p, r.n);
	}
	at = all;
	for (struct run r; part == PART_TITLE && next_run(&at, &r);)
		if (r.ideographs)
			put_initials(&w, r);
	return b.n ? ctx_textn(cx, b.p, b.n) : "";
}

/* Is it of a title's initials? Only they are circled. */
static bool is_initials(const char *word)
{
	size_t k;
	uint32_t c = utf8_char(word, &k);
	return c >= CIRCLED_A && c < CIRCLED_A + 26;
}

/* In PostgreSQL's own order: by bytes, a beginning first. No word holds a NUL, so most
 * are told apart by their first eight bytes as a number. */
struct lexeme { uint64_t first; const char *p; size_t n; };
struct lexemes { struct lexeme *list; size_t n; };

static uint64_t first_bytes(const char *p, size_t n)
{
	uint64_t first = 0;
	for (size_t i = 0; i < 8; i++)
		first = first << 8 | (i < n ? (unsigned char)p[i] : 0);
	return first;
}

static int by_bytes(const void *a, const void *b)
{
	const struct lexeme *x = a, *y = b;
	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	int rest = memcmp(x->p, y->p, x->n < y->n ? x->n : y->n);
	return rest ? rest : (x->n > y->n) - (x->n < y->n);
}

static size_t count_words(const char *words)
{
	size_t n = 0;
	for (const char *p = words; *p; p++)
		n += *p == ' ';
	return n;
}

/* With a mark: it is put before each word, but for initials, that are left out. */
static void take_lexemes(struct ctx *cx, const char *words, char mark, struct lexemes *ret)
{
	for (const char *p = words; *p;) {
		size_t n = strcspn(p, " ");
		const char *next = p + n + (p[n] == ' ');
		if (n && mark && !is_initials(p)) {
			char *marked = ctx_alloc(cx, n + 1);
			marked[0] = mark;
			memcpy(marked + 1, p, n++);
			p = marked;
		} else if (mark) {
			n = 0;
		}
		if (n)
			ret->list[ret->n++] = (struct lexeme){ first_bytes(p, n), p, n };
		p = next;
	}
}

/* Words hold letters and digits only, so they need no quotes; sorted here, each once,
 * PostgreSQL has nothing to sort. */
const char *segment_vector(struct ctx *cx, const char *title, const char *body,
			   const char *closed)
{
	struct lexemes all = { ctx_array(cx, struct lexeme, 2 * count_words(title) +
					 count_words(body) + count_words(closed) + 1), 0 };
	take_lexemes(cx, title, 0, &all);
	take_lexemes(cx, title, '^', &all);
	take_lexemes(cx, body, 0, &all);
	take_lexemes(cx, closed, '~', &all);
	qsort(all.list, all.n, sizeof *all.list, by_bytes);
	AUTO_BUF b = buf_make(WORDS_ROOM);
	for (const struct lexeme *l = all.list; l < all.list + all.n; l++) {
		if (l > all.list && by_bytes(l - 1, l) == 0)
			continue;
		buf_bytes(&b, l->p, l->n);
		buf_byte(&b, ' ');
	}
	return b.n ? ctx_textn(cx, b.p, b.n) : "";
}

/* --- what is asked ------------------------------------------------------- */
/* A run that is asked pair by pair; one character is the beginning of a word. */
static bool by_pairs(struct run r)
{
	return r.ideographs && r.n > first_char(r.p);
}

/* The word in circled letters, if somebody may mean initials by it. */
static bool as_initials(struct run r, struct buf *out)
{
	for (size_t i = 0; i < r.n; i++)
		if (r.p[i] < 'a' || r.p[i] > 'z')
			return false;
	if (r.n < INITIALS_LEAST)
		return false;
	for (size_t i = 0; i < r.n; i++) {
		char letter[4];
		buf_bytes(out, letter, utf8_put(CIRCLED_A + (uint32_t)(r.p[i] - 'a'), letter));
	}
	return true;
}

/* The pairs of a run, each between `open` and `close`, `between` them. */
static void list_pairs(struct buf *b, const char *p, const char *end, const char *open,
		       const char *close, const char *between)
{
	for (const char *first = p; p + first_char(p) < end; p += first_char(p)) {
		size_t n = first_char(p);
		n += first_char(p + n);
		buf_print(b, "%s%s%.*s%s", p > first ? between : "", open, (int)n, p, close);
	}
}

static void ask_fts(struct buf *b, struct run r)
{
	AUTO_BUF letters = buf_make(QUERY_MAX * 4);
	if (by_pairs(r)) {
		buf_byte(b, '"');
		list_pairs(b, r.p, r.p + r.n, "", "", " ");
		buf_byte(b, '"');
		return;
	}
	bool two = as_initials(r, &letters);
	buf_print(b, "%s\"%.*s\" *", two ? "(" : "", (int)r.n, r.p);
	if (!two)
		return;
	buf_text(b, " OR \"");
	list_pairs(b, buf_cstr(&letters), letters.p + letters.n, "", "", " ");
	buf_text(b, "\")");
}

const char *segment_match(struct ctx *cx, const char *text, enum segment_where where)
{
	static const char *const columns[] = {
		[SEGMENT_TITLE] = "title : (", [SEGMENT_PUBLIC] = "{title body} : (",
		[SEGMENT_ALL] = "(",
	};
	AUTO_BUF b = buf_make(QUERY_ROOM);
	const char *at = segment_plain(cx, text, QUERY_MAX);
	for (struct run r; next_run(&at, &r);) {
		buf_text(&b, b.n ? " AND " : columns[where]);
		ask_fts(&b, r);
	}
	if (!b.n)
		return NULL;
	buf_byte(&b, ')');
	return ctx_textn(cx, b.p, b.n);
}

/* One lexeme wherever it may stand. */
static void ask_lexeme(struct buf *b, const char *p, size_t n, bool beginning,
		       enum segment_where where)
{
	const char *how = beginning ? ":*" : "";
	if (where == SEGMENT_TITLE)
		buf_print(b, "'^%.*s'%s", (int)n, p, how);
	else if (where == SEGMENT_PUBLIC)
		buf_print(b, "'%.*s'%s", (int)n, p, how);
	else
		buf_print(b, "('%.*s'%s | '~%.*s'%s)", (int)n, p, how, (int)n, p, how);
}

static void ask_pairs(struct buf *b, const char *p, const char *end, enum segment_where where)
{
	buf_byte(b, '(');
	for (const char *first = p; p + first_char(p) < end; p += first_char(p)) {
		size_t n = first_char(p);
		n += first_char(p + n);
		buf_text(b, p > first ? " & " : "");
		ask_lexeme(b, p, n, false, where);
	}
	buf_byte(b, ')');
}

/* What the vector can't tell of a run: that its pairs stand side by side. */
static void ask_ts(struct buf *b, struct buf *beside, struct run r, enum segment_where where)
{
	AUTO_BUF letters = buf_make(QUERY_MAX * 4);
	if (by_pairs(r)) {
		const char *second = r.p + first_char(r.p);
		ask_pairs(b, r.p, r.p + r.n, where);
		if (second + first_char(second) == r.p + r.n)
			return;                 /* one pair stands beside nothing */
		buf_text(beside, beside->n ? ", " : " ");
		list_pairs(beside, r.p, r.p + r.n, "", "", " ");
		buf_byte(beside, ' ');
		return;
	}
	bool two = as_initials(r, &letters);
	buf_text(b, two ? "(" : "");
	ask_lexeme(b, r.p, r.n, true, where);
	if (!two)
		return;
	buf_text(b, " | ");
	ask_pairs(b, buf_cstr(&letters), letters.p + letters.n, SEGMENT_PUBLIC);
	buf_byte(b, ')');
	buf_print(beside, "%s%.*s| ", beside->n ? ", " : " ", (int)r.n, r.p);
	list_pairs(beside, letters.p, letters.p + letters.n, "", "", " ");
	buf_byte(beside, ' ');
}

const char *segment_tsquery(struct ctx *cx, const char *text, enum segment_where where,
			    const char **ret_beside)
{
	AUTO_BUF b = buf_make(QUERY_ROOM);
	AUTO_BUF beside = buf_make(QUERY_ROOM);
	const char *at = segment_plain(cx, text, QUERY_MAX);
	for (struct run r; next_run(&at, &r);) {
		buf_text(&b, b.n ? " & " : "");
		ask_ts(&b, &beside, r, where);
	}
	*ret_beside = beside.n ? ctx_textn(cx, beside.p, beside.n) : NULL;
	return b.n ? ctx_textn(cx, b.p, b.n) : NULL;
}
