/* odbc.h - a database asked through unixODBC; of gongshu-tap alone. */
#ifndef TAP_ODBC_H
#define TAP_ODBC_H
#include "tap/ask.h"

/* Where the driver of this name lies, by its registration; NULL: there is none. The
 * folder that holds it, and the one around that where libraries lie in a lib… */
const char *odbc_folder(struct ctx *cx, const char *driver);
/* Does what is asked; frames (heard.h) go to `out`, which flush() empties. The last is
 * an E or a Z. */
void odbc_answer(struct ctx *cx, const struct tap_ask *ask, struct buf *out, bool (*flush)(void));
#endif
