/* outfile.h - a file written piece by piece that is there whole or not at all.
 *
 * It grows under a temporary name beside its place; outfile_done() syncs it and
 * gives it its name. Dropped before that, nothing is left. The SHA-256 of all
 * that was written is taken on the way. */
#ifndef SYS_OUTFILE_H
#define SYS_OUTFILE_H
#include "base/ctx.h"
#include "base/hash.h"

struct outfile { int fd; const char *path, *temp; struct hashing *hash; int64_t n; };

/* Folders are made. The names live in `cx`. */
enum err outfile_open(struct ctx *cx, const char *path, struct outfile *ret) MUST_USE;
enum err outfile_put(struct ctx *cx, struct outfile *f, const void *p, size_t n) MUST_USE;
enum err outfile_done(struct ctx *cx, struct outfile *f, struct hash *ret_hash) MUST_USE;
void     outfile_drop(struct outfile *f);       /* after done: nothing */
#define AUTO_OUTFILE __attribute__((cleanup(outfile_drop))) struct outfile
#endif
