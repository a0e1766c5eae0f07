/* from.c - the addresses a token or key may be used from, as JSON says them and as
 * they are kept (base/address.h). */
#include "account/inside.h"
#include "base/address.h"
#include <string.h>

enum err from_read(struct ctx *cx, const char *const *blocks, size_t n, const char **ret_list)
{
	const char *list = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!address_block(blocks[i]))
			return fail_field(cx, fail(cx, ERR_INVALID,
						   SAY_ADDRESS_BLOCK_BAD(blocks[i])), "addresses");
		list = list ? ctx_print(cx, "%s %s", list, blocks[i]) : ctx_text(cx, blocks[i]);
	}
	*ret_list = list;
	return OK;
}

void from_put(struct ctx *cx, struct jout *j, const char *list)
{
	jout_key(j, "addresses");
	jout_list(j);
	for (const char *p = list ? list : ""; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		jout_text(j, ctx_textn(cx, p, n));
		p += n;
	}
	jout_end_list(j);
}
