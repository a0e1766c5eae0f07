/* asset.h - data as an asset: each agency's register, computed from its published
 * entries and their live volumes, which the agency confirms (Art. 45). */
#ifndef ASSET_ASSET_H
#define ASSET_ASSET_H
#include "base/ctx.h"

struct db;
struct who;

/* A line of the register, as it is or as it was confirmed. */
struct asset_size { int64_t version, rows, bytes; };

enum asset_change {
	ASSET_UNCONFIRMED,              /* its agency never confirmed anything */
	ASSET_NEW, ASSET_CHANGED, ASSET_GONE, ASSET_SAME,
};
const char *asset_change_word(enum asset_change c);
/* `was` NULL: not among what was confirmed; `now` NULL: it stands no longer.
 * `confirmed`: the agency has confirmed its register at least once. Pure. */
enum asset_change asset_change(bool confirmed, const struct asset_size *was,
			       const struct asset_size *now);

/* --- inside a change --------------------------------------------------- */
struct asset_confirmed { const char *id, *org_name, *note, *hash, *leaf; int64_t entries, rows, bytes; };
/* The register of who->org as it is now, confirmed by `who`: every line is kept, and
 * the hash over them goes on the record. ERR_CONFLICT when there is none. */
enum err asset_confirm(struct ctx *cx, struct db *db, const struct who *who,
		       struct asset_confirmed *c) MUST_USE;
#endif
