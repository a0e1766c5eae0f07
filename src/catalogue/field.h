/* field.h - the texts of an entry as a table: column, wire name, place in the
 * struct, longest length. One list for binding, reading and printing. */
#ifndef CATALOGUE_FIELD_H
#define CATALOGUE_FIELD_H
#include "catalogue/catalogue.h"

struct field { const char *param, *column; size_t at; };
extern const struct field resource_texts[];     /* .param NULL ends */

static inline const char **field_of(struct resource *r, const struct field *f)
{
	return (const char **)(void *)((char *)r + f->at);
}
static inline const char *field_in(const struct resource *r, const struct field *f)
{
	return *(const char *const *)(const void *)((const char *)r + f->at);
}
#endif
