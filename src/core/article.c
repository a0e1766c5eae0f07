/* article.c - see article.h. */
#include "core/article.h"
#include "base/ctx.h"
#include <string.h>

#define DI   "\xe7\xac\xac"            /* 第 */
#define TIAO "\xe6\x9d\xa1"            /* 条 */
enum { DIGITS_MOST = 5 };

static const char *const spoken[] = { "\xe4\xb8\x80", "\xe4\xba\x8c", "\xe4\xb8\x89",
	"\xe5\x9b\x9b", "\xe4\xba\x94", "\xe5\x85\xad", "\xe4\xb8\x83", "\xe5\x85\xab",
	"\xe4\xb9\x9d", "\xe5\x8d\x81", "\xe7\x99\xbe", "\xe5\x8d\x83", "\xe4\xb8\xa4" };
static const char *const naught[] = { "\xe9\x9b\xb6", "\xe3\x80\x87" };   /* 零 〇 */

static const char *after(const char *s, const char *word)
{
	size_t n = strlen(word);
	return strncmp(s, word, n) == 0 ? s + n : NULL;
}

static const char *blanks(const char *s)
{
	while (*s == ' ')
		s++;
	return s;
}

/* 0-9, also as wide as a Chinese character; -1: neither. */
static int digit(const char *s, const char **ret_next)
{
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] >= '0' && u[0] <= '9') {
		*ret_next = s + 1;
		return u[0] - '0';
	}
	if (u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99) {
		*ret_next = s + 3;
		return u[2] - 0x90;
	}
	return -1;
}

/* Behind a number of figures; NULL: there is none, or it is nothing. */
static const char *figures(const char *s)
{
	int n = 0, sum = 0;
	for (int d; (d = digit(s, &s)) >= 0; n++)
		sum += d;
	return n && n <= DIGITS_MOST && sum ? s : NULL;
}

static const char *one_of(const char *s, const char *const *words, size_t n)
{
	const char *to = NULL;
	for (size_t i = 0; !to && i < n; i++)
		to = after(s, words[i]);
	return to;
}

/* Behind a number in words: at least one that is something. */
static const char *numerals(const char *s)
{
	bool any = false;
	for (const char *to;; s = to) {
		to = one_of(s, spoken, sizeof spoken / sizeof spoken[0]);
		any |= to != NULL;
		if (!to)
			to = one_of(s, naught, sizeof naught / sizeof naught[0]);
		if (!to)
			return any ? s : NULL;
	}
}

static const char *number(const char *s)
{
	const char *to = figures(s);
	return to ? to : numerals(s);
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool article_said(const char *text)
{
	static const char *const words[] = { "Articles", "Article", "articles", "article", "Arts.",
		"Art.", "art.", "Section", "section", "Sec.", "\xc2\xa7" };
	if (!text)
		return false;
	const char *s = blanks(text), *to;
	for (const char *at = s; (at = strstr(at, DI)); at++)
		if ((to = number(blanks(at + strlen(DI)))) && after(blanks(to), TIAO))
			return true;
	if ((to = numerals(s)))
		return after(blanks(to), TIAO) != NULL;
	if ((to = one_of(s, words, sizeof words / sizeof words[0])))
		s = blanks(to);
	to = figures(s);
	return to && !letter(*to);
}

/* --- one way of writing it ---------------------------------------------------------------- */
#define KUAN "\xe6\xac\xbe"            /* 款 */
#define XIANG "\xe9\xa1\xb9"           /* 项 */
struct place { int article, paragraph, item; };        /* 0: not told */

/* 1-9 for 一 to 九 and 两, 10, 100, 1000; 0: a nought. -1: another character. */
static int spoken_value(const char *s, const char **ret_next)
{
	static const int values[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100, 1000, 2 };
	for (size_t i = 0; i < sizeof spoken / sizeof spoken[0]; i++)
		if ((*ret_next = after(s, spoken[i])))
			return values[i];
	*ret_next = one_of(s, naught, sizeof naught / sizeof naught[0]);
	return *ret_next ? 0 : -1;
}

/* Its value, and *s behind it; 0: there is no number, or one of a form of its own. */
static int take_number(const char **s)
{
	const char *at = *s, *to = figures(at);
	int sum = 0, ones = 0, v;
	for (const char *next; to && at < to; at = next)
		sum = sum * 10 + digit(at, &next);
	for (const char *next; !to && (v = spoken_value(at, &next)) >= 0; at = next) {
		if (v < 10 && ones)
			return 0;       /* 二四 */
		sum += v < 10 ? 0 : (ones ? ones : 1) * v;
		ones = v < 10 ? v : 0;
	}
	*s = at;
	return sum + ones;
}

/* "第" and a number and the unit, of which either may be missing where `bare` says so. */
static int take_part(const char **s, const char *unit, bool bare)
{
	const char *at = blanks(*s), *to = after(at, DI);
	if (!to && !bare)
		return 0;
	at = blanks(to ? to : at);
	int n = take_number(&at);
	const char *end = n ? after(blanks(at), unit) : NULL;
	if (!n || (!end && !(bare && !to)))
		return 0;
	*s = end ? end : at;
	return n;
}

/* The whole of a text as one place; false: it says something else, or more. */
static bool whole_place(const char *text, struct place *ret)
{
	static const char *const words[] = { "Article", "article", "Art.", "art." };
	const char *s = blanks(text), *to = one_of(s, words, sizeof words / sizeof words[0]);
	s = to ? to : s;
	*ret = (struct place){ .article = take_part(&s, TIAO, true) };
	if ((to = after(blanks(s), "\xc2\xb6"))) {       /* ¶ */
		to = blanks(to);
		ret->paragraph = take_number(&to);
		s = to;
	} else {
		ret->paragraph = take_part(&s, KUAN, false);
	}
	if ((to = after(blanks(s), "(")) && (ret->item = take_number(&to)) && *to == ')')
		s = to + 1;
	else
		ret->item = take_part(&s, XIANG, false);
	return ret->article && !*blanks(s);
}

const char *article_written(struct ctx *cx, const char *text)
{
	struct place at;
	if (!text || !whole_place(text, &at))
		return text;
	const char *paragraph = at.paragraph ? ctx_print(cx, " \xc2\xb6%d", at.paragraph) : "";
	return at.item ? ctx_print(cx, "%d%s(%d)", at.article, paragraph, at.item)
		       : ctx_print(cx, "%d%s", at.article, paragraph);
}
