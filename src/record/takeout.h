/* takeout.h - content that somebody takes out by hand (R39.1): they say why, and a leaf
 * with their reason is durable before the first byte leaves. doc/adr/0043 says what
 * counts as content. */
#ifndef RECORD_TAKEOUT_H
#define RECORD_TAKEOUT_H
#include "web/req.h"

#define REASON_MOST 200                 /* characters: it stands on the record whole */

/* `reason` of the query. ERR_INCOMPLETE when a person gives none, by a token too; a
 * system's key goes by what it was let in for (*ret NULL). A delivery's batch doesn't ask
 * it of a token: there the filing stands for it (delivery/batch_http.c). */
enum err takeout_reason(struct ctx *cx, const struct req *rq, const char **ret) MUST_USE;

/* A leaf of kind export. Its words are the reason, then `about`, then what else the query
 * asked for. */
struct takeout {
	const char *act, *reason, *about, *resource, *object;
	int64_t     version, rows, bytes;
};
/* Before an answer that the handler has finished: nothing of it leaves until then. Nothing
 * is noted where no body leaves. */
void     takeout_answer(struct req *rq, const struct takeout *t);
/* Now, for an answer that goes out piece by piece. Nothing is noted of a HEAD. */
enum err takeout_now(struct ctx *cx, struct req *rq, const struct takeout *t) MUST_USE;
#endif
