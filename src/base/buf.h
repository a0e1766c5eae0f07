/* buf.h - a growing run of bytes that was born with a maximum.
 *
 * Writing past the maximum sets `full` and drops the rest; whoever sends the
 * buffer on asks buf_ok() first. Lives outside arenas, ends with AUTO_BUF. */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buf { char *p; size_t n, room, max; bool full, secret; };

struct buf buf_make(size_t max);
/* For what may stay nowhere: wherever it lay is wiped, as it grows, is cleared, ends. */
struct buf buf_make_secret(size_t max);
void       buf_end(struct buf *b);
#define AUTO_BUF __attribute__((cleanup(buf_end))) struct buf
static inline bool buf_ok(const struct buf *b) { return !b->full; }

bool  buf_grow(struct buf *b, size_t more);          /* makes the room, or sets full */
void  buf_clear(struct buf *b);                      /* keeps the room */

/* One byte more than asked is kept for buf_cstr(). False: full is set. */
static inline bool buf_reserve(struct buf *b, size_t more)
{
	bool there = !b->full && more <= b->max - b->n && b->n + more < b->room;
	return there || buf_grow(b, more);
}

static inline void buf_bytes(struct buf *b, const void *p, size_t n)
{
	if (!n || !buf_reserve(b, n))
		return;
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void buf_text(struct buf *b, const char *s)
{
	buf_bytes(b, s, strlen(s));
}

static inline void buf_byte(struct buf *b, char c)
{
	if (buf_reserve(b, 1))
		b->p[b->n++] = c;
}

void  buf_int(struct buf *b, int64_t v);             /* decimal digits */
void  buf_print(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *buf_cstr(struct buf *b);                       /* adds a NUL after n */

/* Binary, for canonical encodings: big-endian numbers, length-prefixed runs. */
void  buf_u8(struct buf *b, uint8_t v);
void  buf_u32(struct buf *b, uint32_t v);
void  buf_u64(struct buf *b, uint64_t v);
void  buf_run(struct buf *b, const void *p, size_t n); /* u32 length, bytes */
#endif
