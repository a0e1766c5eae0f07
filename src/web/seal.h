/* seal.h - text that goes out and must come back as it was: cursors, hidden
 * state. AES-256-GCM under the server's key, bound to what it was made for. */
#ifndef WEB_SEAL_H
#define WEB_SEAL_H
#include "base/ctx.h"

/* base64url. `bound` is not inside, but opening needs the same. */
const char *seal_text(struct ctx *cx, const uint8_t key[32], const char *bound,
		      const char *text);
/* ERR_INVALID (field cursor) when it isn't ours or was bound to something else. */
enum err    seal_open(struct ctx *cx, const uint8_t key[32], const char *bound,
		      const char *sealed, const char **ret_text) MUST_USE;
/* What was opened is needed no more: nothing of it stays in memory. */
void        seal_forget(const char *text);
#endif
