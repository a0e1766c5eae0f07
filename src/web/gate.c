#include "web/gate.h"
#include <string.h>
#include <strings.h>

/* Sent twice, two readers could each believe another one. */
#define NAME(s) { s, sizeof s - 1 }
static const struct { const char *name; size_t n; } once[] = {
	NAME("authorization"), NAME("content-digest"), NAME("content-encoding"),
	NAME("content-length"), NAME("content-type"), NAME("cookie"), NAME("expect"),
	NAME("gongshu-matter"), NAME("gongshu-purpose"), NAME("host"), NAME("idempotency-key"),
	NAME("if-match"), NAME("if-none-match"), NAME("if-range"), NAME("origin"), NAME("range"),
	NAME("sec-fetch-site"), NAME("signature"), NAME("signature-input"), NAME("tus-resumable"),
	NAME("transfer-encoding"), NAME("upload-checksum"), NAME("upload-length"),
	NAME("upload-metadata"), NAME("upload-offset"), NAME("x-csrf-token"),
	NAME("x-http-method-override"),
};
#undef NAME

bool gate_token(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && (!c || !strchr("!#$%&'*+-.^_`|~", c)))
			return false;
	}
	return n > 0;
}

static bool plain_value(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return true;
}

static bool is(const struct head_field *f, const char *name)
{
	return f->nname == strlen(name) && strncasecmp(f->name, name, f->nname) == 0;
}

static enum err bad(struct ctx *cx, const char *what)
{
	return fail(cx, ERR_INVALID, SAY_HEAD_BAD(what));
}

static enum err check_target(struct ctx *cx, const struct head *h)
{
	size_t n = strlen(h->target);
	if (n > GATE_TARGET_MOST)
		return bad(cx, "request-target");
	if (h->target[0] != '/' && !(strcmp(h->target, "*") == 0 &&
				     strcmp(h->method, "OPTIONS") == 0))
		return bad(cx, "request-target");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)h->target[i];
		if (c <= 0x20 || c == 0x7f || c == '#' || c == '\\')
			return bad(cx, "request-target");
	}
	return OK;
}

/* reg-name, IPv4 or [IPv6], and an optional port. */
static bool host_plain(const char *s, size_t n)
{
	bool bracket = n && s[0] == '[';
	size_t i = bracket ? 1 : 0;
	for (; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
		bool digit = c >= '0' && c <= '9';
		if (!letter && !digit && !(c && strchr("-._~", c)) && !(bracket && c == ':'))
			break;
	}
	if (bracket && (i == n || s[i++] != ']'))
		return false;
	if (i < n && s[i] == ':')
		for (i++; i < n && s[i] >= '0' && s[i] <= '9';)
			i++;
	return n > 0 && i == n;
}

static bool read_length(const struct head_field *f, int64_t *ret_length)
{
	int64_t v = 0;
	if (f->nvalue < 1 || f->nvalue > 18)
		return false;
	for (size_t i = 0; i < f->nvalue; i++) {
		if (f->value[i] < '0' || f->value[i] > '9')
			return false;
		v = v * 10 + (f->value[i] - '0');
	}
	*ret_length = v;
	return true;
}

static enum err check_twice(struct ctx *cx, const struct head *h)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < h->n; i++) {
		const struct head_field *f = &h->fields[i];
		if (!gate_token(f->name, f->nname))
			return bad(cx, "header name");
		if (!plain_value(f->value, f->nvalue))
			return bad(cx, "header value");
		for (size_t k = 0; k < sizeof once / sizeof once[0]; k++) {
			if (f->nname != once[k].n || !is(f, once[k].name))
				continue;
			if (seen >> k & 1)
				return bad(cx, once[k].name);
			seen |= UINT64_C(1) << k;
			break;
		}
	}
	return OK;
}

static enum err read_facts(struct ctx *cx, const struct head *h, struct head_facts *facts)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct head_field *f = &h->fields[i];
		if (is(f, "host")) {
			if (!host_plain(f->value, f->nvalue))
				return bad(cx, "host");
			facts->host = f->value;
		} else if (is(f, "content-length")) {
			if (!read_length(f, &facts->length))
				return bad(cx, "content-length");
		} else if (is(f, "transfer-encoding")) {
			if (f->nvalue != 7 || strncasecmp(f->value, "chunked", 7) != 0)
				return bad(cx, "transfer-encoding");
			facts->chunked = true;
		} else if (is(f, "expect")) {
			if (f->nvalue != 12 || strncasecmp(f->value, "100-continue", 12) != 0)
				return bad(cx, "expect");
			facts->expects = true;
		} else if (is(f, "content-encoding")) {
			if (f->nvalue != 8 || strncasecmp(f->value, "identity", 8) != 0)
				return fail(cx, ERR_MEDIA, SAY_HEAD_BAD("content-encoding"));
		} else if (is(f, "x-http-method-override")) {
			return bad(cx, "x-http-method-override");
		}
	}
	return OK;
}

enum err gate_check(struct ctx *cx, const struct head *h, struct head_facts *ret)
{
	struct head_facts facts = { .length = -1 };
	bool old = strcmp(h->version, "HTTP/1.0") == 0;
	if (!old && strcmp(h->version, "HTTP/1.1") != 0)
		return bad(cx, "HTTP version");
	if (!gate_token(h->method, strlen(h->method)))
		return bad(cx, "method");
	if (h->n > GATE_FIELDS_MOST)
		return bad(cx, "number of headers");
	TRY(check_target(cx, h));
	TRY(check_twice(cx, h));
	TRY(read_facts(cx, h, &facts));
	if (facts.chunked && (facts.length >= 0 || old))
		return bad(cx, "transfer-encoding");
	if (!facts.host && !old)
		return bad(cx, "host");
	*ret = facts;
	return OK;
}
