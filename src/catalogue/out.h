/* out.h - entries that go out in a file, one after the other, as their taker may have
 * them. */
#ifndef CATALOGUE_OUT_H
#define CATALOGUE_OUT_H
#include "catalogue/catalogue.h"
#include "store/store.h"

struct req;

/* The numbers of at most `most` behind `after`; fewer: they are the last. */
enum err out_numbers(struct ctx *cx, struct db *db, int after, int most, int *list,
		     size_t *ret_n) MUST_USE;
/* The entry `no` as the caller may have it; *ret_there false: not at all, or not of the
 * agency `org` (NULL: any). */
enum err out_entry(struct ctx *cx, struct req *rq, int no, const char *org,
		   struct resource *ret, bool *ret_there) MUST_USE;
#endif
