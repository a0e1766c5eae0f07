/* jsonl.h - records out of JSON Lines: one flat object a line.
 *
 * Used as core/csv.h is (feed, finish, next; the same answers and faults), but
 * each field has a name. Text is unescaped, a number keeps its digits as they
 * stand, true and false are words, null is empty, an object or array inside is
 * kept as its own JSON (a geometry). A line that is no such object, or names a
 * field twice, spoils itself alone. */
#ifndef CORE_JSONL_H
#define CORE_JSONL_H
#include "core/csv.h"

struct jsonl_field { const char *name, *p; uint32_t nname, n; };

struct jsonl {
	struct jsonl_field *fields;
	size_t              nfields;
	int64_t             line;
	const char         *raw;
	size_t              nraw;
	struct csv_fault    fault;

	/* the rest is jsonl.c's */
	struct buf window, plain;
	size_t     at;
	int64_t    next_line;
	bool       finished;
};

struct jsonl jsonl_make(struct ctx *cx);
void         jsonl_end(struct jsonl *j);
#define AUTO_JSONL __attribute__((cleanup(jsonl_end))) struct jsonl
void         jsonl_feed(struct jsonl *j, const char *p, size_t n);
void         jsonl_finish(struct jsonl *j);
enum csv_got jsonl_next(struct jsonl *j);
/* The line of the last byte fed, and its place in that line. */
void         jsonl_where(const struct jsonl *j, int64_t *ret_line, int64_t *ret_column);
#endif
