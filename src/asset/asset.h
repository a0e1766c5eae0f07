/* asset.h - data as an asset: each agency's register, computed from its published
 * entries and their live volumes, which the agency confirms (Art. 45). */
#ifndef ASSET_ASSET_H
#define ASSET_ASSET_H
#include <stdbool.h>
#include <stdint.h>

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
#endif
