/* filing.h - the filing of a table delivery as a page to be printed and sealed: PDF,
 * set by Pango and Cairo. Its words are the case's; articles are named by number. The
 * same case gives the same words, but for the seals' places that are empty on it. */
#ifndef DELIVERY_FILING_H
#define DELIVERY_FILING_H
#include "cases/cases.h"
#include "core/pack.h"

enum err filing_print(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct case_file *c, struct buf *out) MUST_USE;
#endif
