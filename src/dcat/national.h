/* national.h - entries by the core metadata of the national guide for catalogues of
 * government information resources (发改高技术〔2017〕1272号), for platforms above.
 *
 * Codes of the guide's enumerations differ between platforms, so a word goes with
 * each. What the guide has no word for is left out. */
#ifndef DCAT_NATIONAL_H
#define DCAT_NATIONAL_H
#include "base/jout.h"
#include "catalogue/catalogue.h"

struct national { const struct resource *r; const char *provider, *provider_code; };
/* Pure. XML and JSON hold the same fields. */
void national_json(struct ctx *cx, struct jout *j, const struct national *n);
void national_xml(struct ctx *cx, struct buf *b, const struct national *n);

struct req;
enum err national_catalogue(struct ctx *cx, struct req *rq);
#endif
