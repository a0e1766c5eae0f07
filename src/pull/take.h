/* take.h - the rows of a table, into a file as CSV. */
#ifndef PULL_TAKE_H
#define PULL_TAKE_H
#include "pull/pull.h"

struct take {
	const struct app         *app;
	const struct pull_source *of;
	const struct resource    *resource;
	const struct tap_place   *place;
	const char               *from;         /* NULL: all rows */
	const char               *path;         /* of the file, not there yet */
	const _Atomic int       *stop;
	/* Asked every second, rows or none; an error ends it. */
	enum err                (*progress)(struct ctx *cx, void *arg, const struct take *t);
	void                     *arg;

	int64_t                   rows, bytes;  /* what came */
	const char               *mark;         /* the greatest value of since_item; NULL: none */
};
/* ERR_INVALID or ERR_TOO_LARGE with a sentence when the table isn't to be taken. Without
 * rows there is no file. */
enum err take_rows(struct ctx *cx, struct take *t) MUST_USE;
#endif
