/* asset_store.h - the register confirmed, inside a change. */
#ifndef ASSET_ASSET_STORE_H
#define ASSET_ASSET_STORE_H
#include "core/who.h"
#include "store/store.h"

struct asset_confirmed { const char *id, *org_name, *note, *hash, *leaf; int64_t entries, rows, bytes; };
/* The register of who->org as it is now, confirmed by `who`: every line is kept, and
 * the hash over them goes on the record. ERR_CONFLICT when there is none. */
enum err asset_confirm(struct ctx *cx, struct db *db, const struct who *who,
		       struct asset_confirmed *c) MUST_USE;
#endif
