/* field.c - see field.h; section numbers are of RFC 8941. */
#include "sign/field.h"
#include "base/enc.h"
#include <string.h>

#define DIGITS_MAX 15                   /* 3.3.1 */

bool sf_char(struct cursor *c, char want)
{
	if (c->at == c->end || *c->at != want)
		return false;
	c->at++;
	return true;
}

void sf_spaces(struct cursor *c)
{
	while (sf_char(c, ' '))
		;
}

static void ows(struct cursor *c)
{
	while (sf_char(c, ' ') || sf_char(c, '\t'))
		;
}

bool sf_comma(struct cursor *c)
{
	ows(c);
	if (!sf_char(c, ','))
		return false;
	ows(c);
	return c->at < c->end;
}

static bool lower(char ch)
{
	return ch >= 'a' && ch <= 'z';
}

static bool digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

bool sf_key(struct cursor *c, char key[SF_KEY])
{
	size_t n = 0;
	if (c->at == c->end || !(lower(*c->at) || *c->at == '*'))
		return false;
	while (c->at < c->end && (lower(*c->at) || digit(*c->at) || strchr("_-.*", *c->at))) {
		if (!*c->at || n == SF_KEY - 1)
			return false;
		key[n++] = *c->at++;
	}
	key[n] = 0;
	return true;
}

/* 4.2.4; a decimal point is no part of what we read. */
static bool integer(struct cursor *c, struct sf_item *ret)
{
	bool minus = sf_char(c, '-');
	int n = 0;
	int64_t v = 0;
	for (; c->at < c->end && digit(*c->at); c->at++) {
		if (++n > DIGITS_MAX)
			return false;
		v = v * 10 + (*c->at - '0');
	}
	if (!n || (c->at < c->end && *c->at == '.'))
		return false;
	ret->type = SF_INTEGER;
	ret->i = minus ? -v : v;
	return true;
}

static bool string(struct ctx *cx, struct cursor *c, struct sf_item *ret)
{
	char *out = ctx_alloc(cx, (size_t)(c->end - c->at) + 1);
	size_t n = 0;
	c->at++;
	while (c->at < c->end) {
		char ch = *c->at++;
		if (ch == '"') {
			ret->type = SF_STRING;
			ret->text = out;
			ret->n = n;
			return true;
		}
		if (ch == '\\') {
			if (c->at == c->end || (*c->at != '"' && *c->at != '\\'))
				return false;
			ch = *c->at++;
		} else if (ch < 0x20 || ch > 0x7e) {
			return false;
		}
		out[n++] = ch;
	}
	return false;
}

static bool bytes(struct ctx *cx, struct cursor *c, struct sf_item *ret)
{
	c->at++;
	const char *end = memchr(c->at, ':', (size_t)(c->end - c->at));
	if (!end)
		return false;
	size_t len = (size_t)(end - c->at);
	ret->bytes = ctx_alloc(cx, len + 1);
	long n = b64_read(c->at, len, ret->bytes, len + 1);
	if (n < 0)
		return false;
	ret->type = SF_BYTES;
	ret->n = (size_t)n;
	c->at = end + 1;
	return true;
}

static bool token_char(char ch)
{
	return lower(ch) || digit(ch) || (ch >= 'A' && ch <= 'Z') ||
	       (ch && strchr("!#$%&'*+-.^_`|~:/", ch));
}

static bool token(struct ctx *cx, struct cursor *c, struct sf_item *ret)
{
	const char *from = c->at;
	while (c->at < c->end && token_char(*c->at))
		c->at++;
	ret->type = SF_TOKEN;
	ret->n = (size_t)(c->at - from);
	ret->text = ctx_textn(cx, from, ret->n);
	return ret->n > 0;
}

bool sf_item(struct ctx *cx, struct cursor *c, struct sf_item *ret)
{
	*ret = (struct sf_item){ 0 };
	if (c->at == c->end)
		return false;
	char ch = *c->at;
	if (ch == '"')
		return string(cx, c, ret);
	if (ch == ':')
		return bytes(cx, c, ret);
	if (ch == '-' || digit(ch))
		return integer(c, ret);
	if (lower(ch) || (ch >= 'A' && ch <= 'Z') || ch == '*')
		return token(cx, c, ret);
	return false;
}

void sf_write(struct buf *out, const struct sf_item *item)
{
	switch (item->type) {
	case SF_INTEGER:
		buf_int(out, item->i);
		return;
	case SF_STRING:
		buf_byte(out, '"');
		for (size_t i = 0; i < item->n; i++) {
			if (item->text[i] == '"' || item->text[i] == '\\')
				buf_byte(out, '\\');
			buf_byte(out, item->text[i]);
		}
		buf_byte(out, '"');
		return;
	case SF_TOKEN:
		buf_bytes(out, item->text, item->n);
		return;
	case SF_BYTES: case SF_TRUE:
		return;
	}
}
