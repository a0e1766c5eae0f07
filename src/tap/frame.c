/* frame.c - see frame.h. */
#include "tap/frame.h"
#include "base/err.h"
#include <string.h>

#define PIECE_MOST   (1u << 20)         /* bytes fed at a time */
#define NULL_LENGTH  0xffffffffu
#define DIGITS_MOST  18

size_t frame_begin(struct buf *out, char kind)
{
	size_t at = out->n;
	buf_byte(out, kind);
	buf_u32(out, 0);
	return at;
}

void frame_put(struct buf *out, const char *p, size_t n)
{
	if (p)
		buf_run(out, p, n);
	else
		buf_u32(out, NULL_LENGTH);
}

void frame_text(struct buf *out, const char *text)
{
	frame_put(out, text, text ? strlen(text) : 0);
}

void frame_int(struct buf *out, int64_t n)
{
	AUTO_BUF digits = buf_make(32);
	buf_int(&digits, n);
	frame_put(out, digits.p, digits.n);
}

void frame_end(struct buf *out, size_t at)
{
	if (!buf_ok(out))
		return;
	uint32_t n = (uint32_t)(out->n - at - FRAME_HEAD);
	for (int i = 0; i < 4; i++)
		out->p[at + 1 + (size_t)i] = (char)(n >> (24 - 8 * i));
}

struct frames frames_make(void)
{
	return (struct frames){ .in = buf_make(FRAME_MOST + FRAME_HEAD + PIECE_MOST) };
}

struct frames frames_make_secret(void)
{
	return (struct frames){ .in = buf_make_secret(FRAME_MOST + FRAME_HEAD + PIECE_MOST) };
}

void frames_forget(struct frames *f)
{
	if (f->at)
		explicit_bzero(f->in.p, f->at);
}

void frames_drop(struct frames *f)
{
	buf_end(&f->in);
}

void frames_feed(struct frames *f, const char *p, size_t n)
{
	PRE(n <= PIECE_MOST);
	if (f->at) {
		memmove(f->in.p, f->in.p + f->at, f->in.n - f->at);
		f->in.n -= f->at;
		if (f->in.secret)
			explicit_bzero(f->in.p + f->in.n, f->at);
		f->at = 0;
	}
	buf_bytes(&f->in, p, n);
	f->broken |= !buf_ok(&f->in);
}

static uint32_t number_at(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

/* The fields fill their frame exactly. */
static bool cut(const char *p, size_t n, struct frame *ret)
{
	ret->nfields = 0;
	for (size_t at = 0; at < n;) {
		if (n - at < 4 || ret->nfields == FRAME_FIELDS)
			return false;
		uint32_t length = number_at(p + at);
		at += 4;
		struct frame_field *f = &ret->fields[ret->nfields++];
		*f = (struct frame_field){ NULL, 0 };
		if (length == NULL_LENGTH)
			continue;
		if (length > n - at)
			return false;
		*f = (struct frame_field){ p + at, length };
		at += length;
	}
	return true;
}

bool frame_at(const char *p, size_t n, size_t *at, struct frame *ret)
{
	if (n - *at < FRAME_HEAD)
		return false;
	uint32_t length = number_at(p + *at + 1);
	if (length > FRAME_MOST || n - *at - FRAME_HEAD < length)
		return false;
	ret->kind = p[*at];
	ret->raw = p + *at;
	ret->nraw = FRAME_HEAD + length;
	*at += ret->nraw;
	return cut(ret->raw + FRAME_HEAD, length, ret);
}

enum frame_got frames_next(struct frames *f, struct frame *ret)
{
	size_t there = f->in.n - f->at;
	if (f->broken)
		return FRAME_BROKEN;
	if (there < FRAME_HEAD)
		return FRAME_MORE;
	const char *p = f->in.p + f->at;
	uint32_t length = number_at(p + 1);
	f->broken = length > FRAME_MOST;
	if (f->broken)
		return FRAME_BROKEN;
	if (there - FRAME_HEAD < length)
		return FRAME_MORE;
	f->broken = !frame_at(f->in.p, f->in.n, &f->at, ret);
	return f->broken ? FRAME_BROKEN : FRAME_GOT;
}

bool frames_empty(const struct frames *f)
{
	return !f->broken && f->at == f->in.n;
}

bool frame_number(const struct frame_field *f, int64_t *ret)
{
	int64_t n = 0;
	uint32_t i = f->n && *f->p == '-';
	if (!f->p || f->n <= i || f->n - i > DIGITS_MOST)
		return false;
	for (uint32_t k = i; k < f->n; k++) {
		if (f->p[k] < '0' || f->p[k] > '9')
			return false;
		n = n * 10 + (f->p[k] - '0');
	}
	*ret = i ? -n : n;
	return true;
}
