/* assets.h - the built web pages, taken into the program by tool/assets.py.
 *
 * Every file of web/dist stands in one const table with its bytes as they are
 * and, where that is smaller, as brotli and gzip. Names carry a hash of their
 * content, so they may be kept for ever. The portal's page is a shell with two
 * places to fill: what search engines and people without script shall read. */
#ifndef WEB_ASSETS_H
#define WEB_ASSETS_H
#include "base/buf.h"

enum coding { CODING_NONE, CODING_BROTLI, CODING_GZIP, CODING_MAX_ };

struct asset {
	const char *path;               /* "/assets/portal-B1x2.js", "/portal.html" */
	const char *type;               /* for Content-Type */
	const char *etag;               /* with its quotes */
	struct { const unsigned char *p; size_t n; } form[CODING_MAX_];
};

extern const struct asset assets[];     /* sorted by path; .path NULL ends */
extern const size_t       n_assets;

/* NULL: there is none of that name. */
const struct asset *asset_find(const char *path);

/* The smallest form that an Accept-Encoding header (NULL: none) allows. */
enum coding asset_coding(const struct asset *a, const char *accept);

/* The portal's page in `lang` ("zh-CN", "en"), with `head` (title, description, JSON-LD …) and `body`
 * (what shows until the script takes over) in their places. Both are HTML,
 * already escaped. Works in a build without web pages too. */
void asset_portal_page(struct buf *out, const char *lang, const char *head, const char *body);
/* The same without script: the server alone writes the page. */
void asset_plain_page(struct buf *out, const char *lang, const char *head, const char *body);
#endif
