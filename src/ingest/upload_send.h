/* upload_send.h - a file that was handed in, sent back to somebody who may have it: the
 * one door for sealed pages and attachments. Always as a download, of a type that was
 * chosen by us, under a name that no reader takes for a path; and on the record, as a
 * copy taken out, before its first byte. */
#ifndef INGEST_UPLOAD_SEND_H
#define INGEST_UPLOAD_SEND_H
#include "web/req.h"

struct upload_out {
	const char        *upload;      /* its id; who may have it was asked elsewhere */
	const char        *type;
	const char        *name;        /* as it was called, or as we call it */
	const char        *act;         /* of the leaf */
	const char        *case_id, *resource, *object;
	const struct hash *hash;        /* of its bytes, or NULL */
	int64_t            bytes;
};
/* ERR_GONE when the file isn't there. */
enum err upload_send(struct ctx *cx, struct req *rq, const struct upload_out *out) MUST_USE;
#endif
