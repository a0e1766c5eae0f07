/* container.h - a backup file: a tar of the pax form, zstd, sealed if wished. */
#ifndef OPS_CONTAINER_H
#define OPS_CONTAINER_H
#include "base/buf.h"
#include "base/ctx.h"

struct box;
enum err box_begin(struct ctx *cx, const char *path, const struct buf *pass,
		    struct box **ret) MUST_USE;
enum err box_bytes(struct ctx *cx, struct box *p, const char *name, const void *bytes,
		    size_t n, int mode) MUST_USE;
/* A file as long as it is when it is opened; one that is gone is left out. */
enum err box_file(struct ctx *cx, struct box *p, const char *name,
		   const char *from) MUST_USE;
enum err box_finish(struct ctx *cx, struct box *p) MUST_USE;  /* durable */
void     box_end(struct box *p);

/* Every entry in order: regular files only, names checked (relative, no "..").
 * `taken` is asked where the bytes go: a path, or NULL to have them in memory
 * with `bytes` (at most 1 MiB). */
struct unbox {
	const char *(*where)(struct ctx *cx, void *arg, const char *name);
	enum err    (*bytes)(struct ctx *cx, void *arg, const char *name, const void *p,
			     size_t n);
	void         *arg;
};
enum err unbox_all(struct ctx *cx, const char *path, const struct buf *pass,
		    const struct unbox *u) MUST_USE;
#endif
