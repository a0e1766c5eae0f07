/* pattern.c - the few patterns that schemas use: ^ items $, where an item is a
 * character or a class, with {m}, {m,n}, {m,}, *, + or ?. Greedy, steps back
 * one character at a time; texts are bounded by maxLength before they come here. */
#include "base/utf8.h"
#include "web/schema.h"
#include <stdlib.h>
#include <string.h>

struct item { const char *from, *to; size_t least, most; };

/* The end of the atom at `p`. */
static const char *atom_end(const char *p)
{
	if (*p == '\\')
		return p + 2;
	if (*p != '[')
		return p + 1;
	p++;
	if (*p == '^')
		p++;
	for (bool first = true; *p && (first || *p != ']'); first = false)
		p += *p == '\\' ? 2 : 1;
	return p + 1;
}

static const char *read_item(const char *p, struct item *it)
{
	*it = (struct item){ .from = p, .to = atom_end(p), .least = 1, .most = 1 };
	p = it->to;
	if (*p == '*' || *p == '+' || *p == '?') {
		it->least = *p == '+';
		it->most = *p == '?' ? 1 : SIZE_MAX;
		return p + 1;
	}
	if (*p != '{')
		return p;
	char *end;
	it->least = it->most = strtoul(p + 1, &end, 10);
	if (*end == ',') {
		it->most = end[1] == '}' ? SIZE_MAX : strtoul(end + 1, &end, 10);
		end = strchr(end, '}');
		PRE(end != NULL);
	}
	return end + 1;
}

static uint32_t class_char(const char **p)
{
	size_t len;
	if (**p == '\\')
		(*p)++;
	uint32_t c = utf8_char(*p, &len);
	*p += len;
	return c;
}

static bool in_class(const char *p, const char *end, uint32_t c)
{
	bool not = *p == '^', found = false;
	if (not)
		p++;
	while (p < end) {
		if (p[0] == '\\' && p[1] == 'd') {
			found |= c >= '0' && c <= '9';
			p += 2;
			continue;
		}
		uint32_t low = class_char(&p), high = low;
		if (p + 1 < end && *p == '-') {
			p++;
			high = class_char(&p);
		}
		found |= c >= low && c <= high;
	}
	return found != not;
}

static bool fits(const struct item *it, uint32_t c)
{
	if (*it->from == '[')
		return in_class(it->from + 1, it->to - 1, c);
	if (*it->from == '\\' && it->from[1] == 'd')
		return c >= '0' && c <= '9';
	return c == (uint32_t)(unsigned char)it->from[*it->from == '\\'];
}

static bool match_rest(const char *p, const char *s)
{
	struct item it;
	if (*p == '$')
		return !*s;
	p = read_item(p, &it);
	size_t n = 0;
	const char *at = s;
	for (size_t len; n < it.most && *at && fits(&it, utf8_char(at, &len)); at += len)
		n++;
	for (;; n--) {
		if (n < it.least)
			return false;
		if (match_rest(p, at))
			return true;
		if (!n)
			return false;
		for (at--; ((unsigned char)*at & 0xc0) == 0x80;)
			at--;
	}
}

bool pattern_match(const char *pattern, const char *s)
{
	PRE(*pattern == '^');
	return match_rest(pattern + 1, s);
}
