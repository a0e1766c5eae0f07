/* bulk.h - one change to many entries. Pure. */
#ifndef CATALOGUE_BULK_H
#define CATALOGUE_BULK_H
#include "bulk_schema.h"
#include "catalogue/catalogue.h"
#include "catalogue_schema.h"

#define BULK_MOST     1000
#define KEYWORDS_MOST 50

/* Does it change anything at all? */
bool bulk_says(const struct bulk_new_in *in);
/* What is set alike, as the fields of an entry: what isn't said stays. */
void bulk_fields(const struct bulk_set_in *set, struct resource_fields_in *ret);
/* Keywords taken off and put on, each once, in order. ERR_INVALID when they grow too
 * many. */
enum err bulk_keywords(struct ctx *cx, const struct bulk_new_in *in,
		       struct resource *r) MUST_USE;
/* The fields it is about, NULL-ended. */
const char *const *bulk_names(struct ctx *cx, const struct bulk_new_in *in);
#endif
