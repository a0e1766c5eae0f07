/* jlex.c - see jlex.h. Only text with escapes is copied. */
#include "core/jlex.h"
#include "base/utf8.h"
#include <string.h>

#define MAX_DEPTH 32

void jlex_blanks(struct jlex *a)
{
	while (a->p < a->end && (*a->p == ' ' || *a->p == '\t' || *a->p == '\r' || *a->p == '\n'))
		a->p++;
}

bool jlex_eat(struct jlex *a, char c)
{
	if (a->p == a->end || *a->p != c)
		return false;
	a->p++;
	return true;
}

static bool hex4(struct jlex *a, uint32_t *ret)
{
	uint32_t v = 0;
	if (a->end - a->p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		char c = *a->p++;
		int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
			c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
		if (d < 0)
			return false;
		v = v << 4 | (uint32_t)d;
	}
	*ret = v;
	return true;
}

/* After the u of an escape; a high surrogate needs its low one. */
static bool unicode(struct jlex *a, struct buf *out)
{
	uint32_t c, low;
	char utf8[4];
	if (!hex4(a, &c) || (c >= 0xDC00 && c < 0xE000) || !c)
		return false;
	if (c >= 0xD800 && c < 0xDC00) {
		if (!jlex_eat(a, '\\') || !jlex_eat(a, 'u') || !hex4(a, &low) || low < 0xDC00 ||
		    low > 0xDFFF)
			return false;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
	}
	buf_bytes(out, utf8, utf8_put(c, utf8));
	return true;
}

static bool escape(struct jlex *a, struct buf *out)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	if (a->p == a->end)
		return false;
	char c = *a->p++;
	if (c == 'u')
		return unicode(a, out);
	const char *known = memchr(from, c, sizeof from - 1);
	if (known)
		buf_byte(out, to[known - from]);
	return known != NULL;
}

/* A string, from after its quote; unescaped into a->plain if it must be. */
bool jlex_text(struct jlex *a, const char **ret, uint32_t *ret_n)
{
	const char *from = a->p;
	size_t start = a->plain->n;
	bool copied = false;
	for (; a->p < a->end && *a->p != '"';) {
		if ((unsigned char)*a->p < 0x20)
			return false;
		if (*a->p != '\\') {
			if (copied)
				buf_byte(a->plain, *a->p);
			a->p++;
			continue;
		}
		if (!copied)
			buf_bytes(a->plain, from, (size_t)(a->p - from));
		copied = true;
		a->p++;
		if (!escape(a, a->plain))
			return false;
	}
	*ret = copied ? a->plain->p + start : from;
	*ret_n = (uint32_t)(copied ? a->plain->n - start : (size_t)(a->p - from));
	return jlex_eat(a, '"');
}

static bool is_digit(const struct jlex *a)
{
	return a->p < a->end && *a->p >= '0' && *a->p <= '9';
}

static bool digits(struct jlex *a)
{
	bool any = false;
	for (; is_digit(a); a->p++)
		any = true;
	return any;
}

static bool number(struct jlex *a)
{
	jlex_eat(a, '-');
	if (!jlex_eat(a, '0') && !digits(a))
		return false;
	if (is_digit(a) || (jlex_eat(a, '.') && !digits(a)))
		return false;
	if (jlex_eat(a, 'e') || jlex_eat(a, 'E')) {
		if (!jlex_eat(a, '+'))
			jlex_eat(a, '-');
		return digits(a);
	}
	return true;
}

bool jlex_word(struct jlex *a, const char *w)
{
	size_t n = strlen(w);
	if ((size_t)(a->end - a->p) < n || memcmp(a->p, w, n) != 0)
		return false;
	a->p += n;
	return true;
}

/* What stands between two brackets. */
static bool parts(struct jlex *a, char end, int depth)
{
	const char *p;
	uint32_t n;
	jlex_blanks(a);
	if (jlex_eat(a, end))
		return true;
	do {
		jlex_blanks(a);
		if (end == '}') {
			if (!jlex_eat(a, '"') || !jlex_text(a, &p, &n))
				return false;
			jlex_blanks(a);
			if (!jlex_eat(a, ':'))
				return false;
			jlex_blanks(a);
		}
		if (!jlex_within(a, depth))
			return false;
		jlex_blanks(a);
	} while (jlex_eat(a, ','));
	return jlex_eat(a, end);
}

/* A value inside another, over to its end. What it means is for whoever reads the
 * geometry. */
bool jlex_within(struct jlex *a, int depth)
{
	const char *p;
	uint32_t n;
	if (depth > MAX_DEPTH)
		return false;
	if (jlex_eat(a, '{'))
		return parts(a, '}', depth + 1);
	if (jlex_eat(a, '['))
		return parts(a, ']', depth + 1);
	if (jlex_eat(a, '"'))
		return jlex_text(a, &p, &n);
	return jlex_word(a, "null") || jlex_word(a, "true") || jlex_word(a, "false") || number(a);
}
