/* filing.h - the filing of a table delivery as a page to be printed and sealed: PDF,
 * set by Pango and Cairo. Its words are the case's; articles are named by number. They are
 * kept as they were submitted, so that each side confirms the same form: its hash, which
 * is printed on it, is the SHA-256 of the JSON of its rows. */
#ifndef DELIVERY_FILING_H
#define DELIVERY_FILING_H
#include "cases/cases.h"
#include "core/pack.h"

/* [["备案编号","…"],…] of a case, with its papers. */
enum err filing_rows(struct ctx *cx, struct db *db, const struct pack *pack,
		     const struct case_file *c, const char **ret_rows) MUST_USE;
/* The rows that are kept, or would be, and their hash in hex. */
struct filing_form { const char *rows, *hash; };
enum err filing_form(struct ctx *cx, struct db *db, const struct pack *pack,
		     const struct case_file *c, struct filing_form *ret) MUST_USE;
enum err filing_print(struct ctx *cx, struct db *db, const struct pack *pack,
		      const struct case_file *c, struct buf *out) MUST_USE;
#endif
