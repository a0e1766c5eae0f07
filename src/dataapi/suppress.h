/* suppress.h - which groups of an aggregate are told, and which are too small. Pure.
 *
 * A group of fewer than `least` rows is hidden. So that it can't be had by taking what
 * is told from a total, another one is hidden with it - the smallest that is left - in
 * every line of the table and in every total that could be asked for beside it, until
 * what is hidden there is at least two groups with `least` rows between them, or nothing
 * is told there at all. What this doesn't protect stands in doc/adr/0031. */
#ifndef DATAAPI_SUPPRESS_H
#define DATAAPI_SUPPRESS_H
#include "base/ctx.h"

#define SUPPRESS_DIMS 3
struct cell { int at[SUPPRESS_DIMS]; int64_t size; bool hidden; };

void suppress(struct ctx *cx, struct cell *cells, size_t n, size_t dims, int64_t least);
/* May it be told how many of a known set were counted? These and the others of it are each
 * nobody or a group. */
bool suppress_part(int64_t counted, int64_t set, int64_t least);
#endif
