/* file.h - files that are there whole or not at all. */
#ifndef SYS_FILE_H
#define SYS_FILE_H
#include "base/buf.h"
#include "base/ctx.h"

/* Temporary name, fsync, rename, fsync of the folder. Folders are made. */
enum err file_put(struct ctx *cx, const char *path, const void *p, size_t n,
		  int mode) MUST_USE;
/* The whole of it, at most `max` bytes; ERR_NOT_FOUND when there is none. */
enum err file_get(struct ctx *cx, const char *path, size_t max, struct buf *out) MUST_USE;
enum err file_folder(struct ctx *cx, const char *path) MUST_USE;   /* mkdir -p, 0700 */
enum err file_sync_folder(struct ctx *cx, const char *path) MUST_USE;
/* `n` secret bytes kept in `path` (0400), made on first use. */
enum err file_secret(struct ctx *cx, const char *path, uint8_t *out, size_t n) MUST_USE;
#endif
