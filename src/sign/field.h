/* field.h - the part of structured fields (RFC 8941) that signatures need.
 *
 * Strict: what the grammar doesn't allow, or this profile has no use for
 * (decimals, dates, nested lists), is not read at all. Pure. */
#ifndef SIGN_FIELD_H
#define SIGN_FIELD_H
#include "base/buf.h"
#include "base/ctx.h"

struct cursor { const char *at, *end; };        /* reading goes on here */

#define SF_KEY 64
enum sf_type { SF_INTEGER, SF_STRING, SF_TOKEN, SF_BYTES, SF_TRUE };
struct sf_item {
	enum sf_type type;
	int64_t      i;
	const char  *text;              /* in the arena, unescaped */
	uint8_t     *bytes;             /* in the arena */
	size_t       n;
};

bool sf_key(struct cursor *c, char key[SF_KEY]);
bool sf_item(struct ctx *cx, struct cursor *c, struct sf_item *ret);
bool sf_char(struct cursor *c, char want);      /* takes it, or takes nothing */
void sf_spaces(struct cursor *c);               /* SP only */
bool sf_comma(struct cursor *c);                /* OWS "," OWS, something after it */
/* The item as RFC 8941 writes it. */
void sf_write(struct buf *out, const struct sf_item *item);
#endif
