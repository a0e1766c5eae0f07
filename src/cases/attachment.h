/* attachment.h - files handed in with an act of a case (papers of kind `files`).
 *
 * attachments_look() is asked at the counter, before the change: it reads what was
 * uploaded (is it whole, of a kind and size we take, which bytes are they), so that the
 * one writer of the store doesn't. Inside the change attachments_keep() makes them the
 * case's. They are handed out to the case's parties and the offices above alone. */
#ifndef CASES_ATTACHMENT_H
#define CASES_ATTACHMENT_H
#include "base/hash.h"
#include "cases/cases.h"

#define ATTACHMENT_BYTES (20 << 20)    /* of one */
#define ATTACHMENTS_MOST 50            /* of a case */

struct attached {
	const char *upload, *name, *type;
	int64_t     size;
	struct hash hash;
};

/* The type it is sent as, by its name and first bytes; NULL: not one we take. Pure. */
const char *attachment_type(const char *name, const void *head, size_t n);

struct req;
/* Fills ask->files from ask->papers; what isn't there is left to the change. ERR_INVALID
 * with the field of the one that can't be taken. */
enum err attachments_look(struct ctx *cx, struct req *rq, struct case_ask *ask) MUST_USE;

struct acting;
/* Inside a change: the files of these papers are among those that were looked at, or the
 * case's already. */
enum err attachments_known(struct ctx *cx, struct db *db, const struct acting *a,
			   const json_t *papers) MUST_USE;
/* Inside a change: they are the case's from now on, by this act. */
enum err attachments_keep(struct ctx *cx, struct db *db, const struct acting *a,
			  const json_t *papers, const char *act) MUST_USE;
#endif
