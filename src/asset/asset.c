/* asset.c - see asset.h. Pure. */
#include "asset/asset.h"
#include <stddef.h>

const char *asset_change_word(enum asset_change c)
{
	static const char *const words[] = { "unconfirmed", "new", "changed", "gone", "same" };
	return words[c];
}

enum asset_change asset_change(bool confirmed, const struct asset_size *was,
			       const struct asset_size *now)
{
	if (!now)
		return ASSET_GONE;
	if (!was)
		return confirmed ? ASSET_NEW : ASSET_UNCONFIRMED;
	bool same = was->version == now->version && was->rows == now->rows &&
		    was->bytes == now->bytes;
	return same ? ASSET_SAME : ASSET_CHANGED;
}
