#include "base/buf.h"
#include "base/err.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buf buf_make(size_t max)
{
	return (struct buf){ .max = max };
}

struct buf buf_make_secret(size_t max)
{
	return (struct buf){ .max = max, .secret = true };
}

static void wipe(const struct buf *b)
{
	if (b->secret && b->p)
		explicit_bzero(b->p, b->room);
}

void buf_end(struct buf *b)
{
	wipe(b);
	free(b->p);
	*b = (struct buf){ 0 };
}

void buf_clear(struct buf *b)
{
	if (b->secret && b->n)
		explicit_bzero(b->p, b->n);
	b->n = 0;
	b->full = false;
}

/* realloc() would leave what it moves where it was. */
static char *moved(struct buf *b, size_t room)
{
	char *p = b->secret ? malloc(room) : realloc(b->p, room);
	PRE(p != NULL);
	if (!b->secret)
		return p;
	if (b->n)
		memcpy(p, b->p, b->n);
	wipe(b);
	free(b->p);
	return p;
}

bool buf_grow(struct buf *b, size_t more)
{
	if (b->full || more > b->max - b->n) {
		b->full = true;
		return false;
	}
	if (b->n + more < b->room)
		return true;
	size_t room = b->room ? b->room : 256;
	while (room <= b->n + more)
		room *= 2;
	b->p = moved(b, room);
	b->room = room;
	return true;
}

void buf_int(struct buf *b, int64_t v)
{
	char tmp[24];
	char *end = tmp + sizeof tmp, *p = end;
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	do {
		*--p = (char)('0' + u % 10);
		u /= 10;
	} while (u);
	if (v < 0)
		*--p = '-';
	buf_bytes(b, p, (size_t)(end - p));
}

void buf_print(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n >= 0 && buf_reserve(b, (size_t)n + 1)) {
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
}

char *buf_cstr(struct buf *b)
{
	if (!b->p) {
		b->p = calloc(1, 16);
		PRE(b->p != NULL);
		b->room = 16;
	}
	b->p[b->n] = 0;
	return b->p;
}

void buf_u8(struct buf *b, uint8_t v)
{
	buf_byte(b, (char)v);
}

void buf_u32(struct buf *b, uint32_t v)
{
	uint8_t x[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16),
			 (uint8_t)(v >> 8), (uint8_t)v };
	buf_bytes(b, x, 4);
}

void buf_u64(struct buf *b, uint64_t v)
{
	buf_u32(b, (uint32_t)(v >> 32));
	buf_u32(b, (uint32_t)v);
}

void buf_run(struct buf *b, const void *p, size_t n)
{
	PRE(n <= UINT32_MAX);
	buf_u32(b, (uint32_t)n);
	buf_bytes(b, p, n);
}
