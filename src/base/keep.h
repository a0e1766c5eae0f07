/* keep.h - memory that outlives requests: what a process keeps while it runs.
 *
 * For the few structures a feature owns from open to close (a cache, a table of
 * plans). Everything else belongs to a request's arena (ctx.h). */
#ifndef BASE_KEEP_H
#define BASE_KEEP_H
#include <stddef.h>

void *keep_bytes(size_t n);                     /* zeroed; never NULL */
#define keep_new(type) ((type *)keep_bytes(sizeof(type)))
void  keep_end(void *p);                        /* NULL is fine */
#endif
