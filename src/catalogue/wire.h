/* wire.h - the fields of an entry by the names they have on the wire, each with what
 * it says as one text: what a reviewer's remark is about, and what an edit of many
 * entries shows before and after. Pure. */
#ifndef CATALOGUE_WIRE_H
#define CATALOGUE_WIRE_H
#include "catalogue/catalogue.h"

/* "title", "collection.basis", "share_basis", "items", "items.<code>": the code of
 * an item needn't be there (its remark may say that it is missing). */
bool entry_field_known(const char *field);
/* "" when it says nothing; of an item its code and its parts, "fee<tab>name=…<tab>type=…",
 * of all items a line each; in the arena, or the entry's own. `field` is known. */
const char *entry_field_value(struct ctx *cx, const struct resource *r, const char *field);
#endif
