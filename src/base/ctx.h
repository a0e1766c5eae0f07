/* ctx.h - what one request may lean on: its memory, its time, its complaint.
 *
 * Everything a request allocates lives in its arena and dies with it; there is
 * no free(). The arena has a ceiling: when what a client sent would push it
 * past, ctx_alloc() still answers, but ctx_spent() turns true, and the doors
 * that loop over a client's input (store rows, decoders, readers) end with
 * ERR_TOO_LARGE. So nobody checks for NULL and nobody aborts on a client.
 *
 * A pointer into the arena is never kept in a longer life: copy it. */
#ifndef BASE_CTX_H
#define BASE_CTX_H
#include "base/err.h"
#include "base/said.h"
#include "base/unit.h"

struct chunk;
struct arena { struct chunk *chunk; char *at, *end; size_t used, ceiling; };

struct fault {                         /* the last complaint, see fail() */
	struct said said;
	const char *field, *article;   /* NULL when there is none */
	int64_t     wait;              /* seconds until asking again makes sense; 0: as
					* the code says (err_retry) */
	bool        limited;           /* something is used up: */
	int64_t     limit, left;
	const char *file;
	int         line;
};

struct ctx {
	struct arena arena;
	ms_t         now;              /* given, never asked of the system */
	day_t        today;            /* of `now`, in UTC+8 */
	struct fault fault;
};

void ctx_init(struct ctx *cx, ms_t now, size_t ceiling);
void ctx_reset(struct ctx *cx, ms_t now);    /* empties it, keeps a chunk */
void ctx_end(struct ctx *cx);
#define AUTO_CTX __attribute__((cleanup(ctx_end))) struct ctx

void *ctx_alloc(struct ctx *cx, size_t n);   /* zeroed; never NULL */
#define ctx_new(cx, type)      ((type *)ctx_alloc((cx), sizeof(type)))
#define ctx_array(cx, type, n) ((type *)ctx_many((cx), (n), sizeof(type)))
void *ctx_many(struct ctx *cx, size_t n, size_t size);
char *ctx_text(struct ctx *cx, const char *s);            /* NULL stays NULL */
char *ctx_textn(struct ctx *cx, const void *s, size_t n); /* NUL added */
char *ctx_print(struct ctx *cx, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
bool  ctx_spent(const struct ctx *cx);
#define ctx_check(cx) (ctx_spent(cx) ? fail((cx), ERR_TOO_LARGE, SAY_TOO_LARGE()) : OK)
#endif
