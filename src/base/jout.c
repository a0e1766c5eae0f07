#include "base/jout.h"
#include "base/err.h"
#include "base/utf8.h"
#include <string.h>

struct jout jout_to(struct buf *b)
{
	return (struct jout){ .b = b };
}

/* A comma is owed when something already stands on this level. */
static void before(struct jout *j)
{
	uint64_t bit = UINT64_C(1) << j->depth;
	if (j->keyed) {
		j->keyed = false;
		return;
	}
	if (j->more & bit)
		buf_byte(j->b, ',');
	j->more |= bit;
}

static void down(struct jout *j, char c)
{
	before(j);
	buf_byte(j->b, c);
	j->depth++;
	PRE(j->depth < 64);
	j->more &= ~(UINT64_C(1) << j->depth);
}

static void up(struct jout *j, char c)
{
	PRE(j->depth > 0);
	j->depth--;
	buf_byte(j->b, c);
}

void jout_open(struct jout *j)     { down(j, '{'); }
void jout_close(struct jout *j)    { up(j, '}'); }
void jout_list(struct jout *j)     { down(j, '['); }
void jout_end_list(struct jout *j) { up(j, ']'); }

static void escaped(struct buf *b, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	switch (c) {
	case '"':  buf_bytes(b, "\\\"", 2); return;
	case '\\': buf_bytes(b, "\\\\", 2); return;
	case '\n': buf_bytes(b, "\\n", 2); return;
	case '\r': buf_bytes(b, "\\r", 2); return;
	case '\t': buf_bytes(b, "\\t", 2); return;
	default: {
		char u[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
		buf_bytes(b, u, 6);
	}
	}
}

static void quoted(struct buf *b, const char *s, size_t n)
{
	size_t from = 0;
	buf_byte(b, '"');
	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)s[i];
		if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
			i++;
			continue;
		}
		size_t len = c < 0x80 ? 0 : utf8_len(s + i, n - i);
		if (len) {
			i += len;
			continue;
		}
		buf_bytes(b, s + from, i - from);
		if (c < 0x80)
			escaped(b, c);
		else
			buf_text(b, "\xEF\xBF\xBD");
		from = ++i;
	}
	buf_bytes(b, s + from, n - from);
	buf_byte(b, '"');
}

void jout_key(struct jout *j, const char *key)
{
	before(j);
	quoted(j->b, key, strlen(key));
	buf_byte(j->b, ':');
	j->keyed = true;
}

void jout_textn(struct jout *j, const char *s, size_t n)
{
	before(j);
	quoted(j->b, s, n);
}

void jout_text(struct jout *j, const char *s)
{
	if (s)
		jout_textn(j, s, strlen(s));
	else
		jout_null(j);
}

void jout_int(struct jout *j, int64_t v)
{
	before(j);
	buf_int(j->b, v);
}

void jout_raw(struct jout *j, const char *json)
{
	before(j);
	buf_text(j->b, json ? json : "null");
}

void jout_bool(struct jout *j, bool v) { jout_raw(j, v ? "true" : "false"); }
void jout_null(struct jout *j)         { jout_raw(j, "null"); }

void jout_ms(struct jout *j, ms_t t)
{
	char text[MS_TEXT];
	jout_text(j, t.n ? ms_text(t, text) : NULL);
}

void jout_day(struct jout *j, day_t d)
{
	char text[DAY_TEXT];
	jout_text(j, d.n ? day_text(d, text) : NULL);
}

#define KEYED(suffix, type)                                                 \
	void jout_key_##suffix(struct jout *j, const char *key, type v)     \
	{                                                                   \
		jout_key(j, key);                                           \
		jout_##suffix(j, v);                                        \
	}
KEYED(text, const char *)
KEYED(int, int64_t)
KEYED(bool, bool)
KEYED(raw, const char *)
KEYED(ms, ms_t)
KEYED(day, day_t)
