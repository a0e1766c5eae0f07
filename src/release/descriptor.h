/* descriptor.h - what stands in a release's data package, as Frictionless names it
 * (datapackage.json). Pure. */
#ifndef RELEASE_DESCRIPTOR_H
#define RELEASE_DESCRIPTOR_H
#include "base/buf.h"
#include "base/hash.h"
#include "release/release.h"

struct packed { struct hash hash; int64_t bytes; };     /* a table of it, as a file */
struct described {
	int64_t       no;
	const char   *title;            /* NULL: it has none */
	ms_t          at;
	enum face     face;
	struct packed entries, items;
};
void descriptor_json(struct ctx *cx, const struct described *r, struct buf *b);
#endif
