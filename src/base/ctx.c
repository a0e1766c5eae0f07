/* ctx.c - the arena: chunks that double, poisoned until handed out.
 *
 * Built with -DNO_ARENA each allocation is a block of its own, so that the
 * address sanitizer sees every overrun. */
#include "base/ctx.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n)   ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#else
#define POISON(p, n)   ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#endif

#define CHUNK_FIRST 8192
struct chunk { struct chunk *older; size_t size; _Alignas(16) char mem[]; };

static const struct { const char *name; int http, retry; } info[ERR_MAX_] = {
	[OK] = { "ok", 200, 0 },
#define X(code, name_, http_, retry_) [code] = { name_, http_, retry_ },
	ERR_TABLE(X)
#undef X
};
const char *err_name(enum err e) { return info[e].name; }
int err_http(enum err e) { return info[e].http; }
int err_retry(enum err e) { return info[e].retry; }

void broken(const char *what, const char *file, int line)
{
	fprintf(stderr, "{\"level\":\"fatal\",\"broken\":\"%s\",\"at\":\"%s:%d\"}\n",
		what, file, line);
	abort();
}

void ctx_init(struct ctx *cx, ms_t now, size_t ceiling)
{
	*cx = (struct ctx){ .arena.ceiling = ceiling, .now = now,
			    .today = day_at(now) };
}

static void drop_chunks(struct arena *a, struct chunk *keep)
{
	for (struct chunk *c = a->chunk, *older; c; c = older) {
		older = c->older;
		if (c == keep)
			continue;
		UNPOISON(c->mem, c->size);
		free(c);
	}
}

void ctx_reset(struct ctx *cx, ms_t now)
{
	struct arena *a = &cx->arena;
	struct chunk *keep = a->chunk;
#ifdef NO_ARENA
	keep = NULL;
#endif
	if (keep && keep->size > 8 * CHUNK_FIRST)
		keep = NULL;
	drop_chunks(a, keep);
	size_t ceiling = a->ceiling;
	ctx_init(cx, now, ceiling);
	if (keep) {
		keep->older = NULL;
		a->chunk = keep;
		a->at = keep->mem;
		a->end = keep->mem + keep->size;
		POISON(keep->mem, keep->size);
	}
}

void ctx_end(struct ctx *cx)
{
	drop_chunks(&cx->arena, NULL);
	cx->arena = (struct arena){ 0 };
}

static void add_chunk(struct arena *a, size_t n)
{
	size_t size = a->chunk ? a->chunk->size * 2 : CHUNK_FIRST;
#ifdef NO_ARENA
	size = n;
#endif
	if (size > (1u << 20))
		size = 1u << 20;
	if (size < n)
		size = n;
	struct chunk *c = malloc(sizeof *c + size);
	PRE(c != NULL);
	c->older = a->chunk;
	c->size = size;
	a->chunk = c;
	a->at = c->mem;
	a->end = c->mem + size;
	POISON(c->mem, size);
}

void *ctx_alloc(struct ctx *cx, size_t n)
{
	struct arena *a = &cx->arena;
	size_t step = (n + 15) & ~(size_t)15;
	PRE(step >= n);
	if (!a->chunk || (size_t)(a->end - a->at) < step)
		add_chunk(a, step);
	char *p = a->at;
	a->at += step;
	a->used += step;
	UNPOISON(p, n);
	return memset(p, 0, n);
}

void *ctx_many(struct ctx *cx, size_t n, size_t size)
{
	size_t all;
	PRE(!__builtin_mul_overflow(n, size, &all));
	return ctx_alloc(cx, all);
}

char *ctx_textn(struct ctx *cx, const void *s, size_t n)
{
	char *p = ctx_alloc(cx, n + 1);
	if (n)
		memcpy(p, s, n);
	return p;
}

char *ctx_text(struct ctx *cx, const char *s)
{
	return s ? ctx_textn(cx, s, strlen(s)) : NULL;
}

/* Most are short: printed once, and copied. */
char *ctx_print(struct ctx *cx, const char *fmt, ...)
{
	char brief[200];
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(brief, sizeof brief, fmt, ap);
	va_end(ap);
	PRE(n >= 0);
	char *p = ctx_alloc(cx, (size_t)n + 1);
	if ((size_t)n < sizeof brief)
		memcpy(p, brief, (size_t)n);
	else
		vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

bool ctx_spent(const struct ctx *cx)
{
	return cx->arena.ceiling && cx->arena.used > cx->arena.ceiling;
}

enum err fail_at(struct ctx *cx, enum err code, const char *file, int line,
		 struct said said)
{
	cx->fault = (struct fault){ .said = said, .file = file, .line = line };
	for (int i = 0; i < SAID_ARGS; i++)
		cx->fault.said.args[i].text = ctx_text(cx, said.args[i].text);
	return code;
}

enum err fail_field(struct ctx *cx, enum err e, const char *field)
{
	cx->fault.field = ctx_text(cx, field);
	return e;
}

enum err fail_wait(struct ctx *cx, enum err e, int64_t seconds)
{
	cx->fault.wait = seconds > 1 ? seconds : 1;
	return e;
}

enum err fail_limit(struct ctx *cx, enum err e, int64_t limit, int64_t left)
{
	cx->fault.limited = true;
	cx->fault.limit = limit;
	cx->fault.left = left;
	return e;
}

enum err fail_article(struct ctx *cx, enum err e, const char *article)
{
	cx->fault.article = ctx_text(cx, article);
	return e;
}
