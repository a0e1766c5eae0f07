/* article.c - see article.h. */
#include "core/article.h"
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
