/* package.h - a zip file whose bytes depend on nothing but what is put in: no time
 * of day, no owner, the order given. */
#ifndef RELEASE_PACKAGE_H
#define RELEASE_PACKAGE_H
#include "base/ctx.h"
#include "base/hash.h"

struct package;
enum err package_begin(struct ctx *cx, const char *path, struct package **ret) MUST_USE;
enum err package_bytes(struct ctx *cx, struct package *p, const char *name,
		       const void *bytes, size_t n) MUST_USE;
/* The whole of the file `from`. */
enum err package_file(struct ctx *cx, struct package *p, const char *name,
		      const char *from) MUST_USE;
/* Durable under its name. */
enum err package_done(struct ctx *cx, struct package *p, struct hash *ret_hash,
		      int64_t *ret_bytes) MUST_USE;
void     package_freep(struct package **p);
#define AUTO_PACKAGE __attribute__((cleanup(package_freep))) struct package *
#endif
