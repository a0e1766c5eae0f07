/* upload.h - files on their way in, by the tus 1.0 protocol.
 *
 * An upload is a row and a file <data>/uploads/<id>. The row's `have` is what is
 * durable: the file is synced first, the row after it, so after a crash the file
 * may be longer than the row says and never shorter; the tail is cut off when
 * writing goes on. Its hash is made as the bytes come, and stands in the row with
 * them. It belongs to the organisation of whoever began it, or to the person alone.
 * Other features take a complete upload as a paper of theirs with upload_keep(); what
 * nobody keeps is swept. */
#ifndef INGEST_UPLOAD_H
#define INGEST_UPLOAD_H
#include "core/who.h"
#include "store/store.h"

struct upload {
	const char *id, *org, *owner, *metadata, *filename;
	int64_t     size, have;
	bool        complete;
	const char *hash_state;         /* of the bytes so far, or NULL */
	const char *sha256;             /* hex; NULL: not complete, or nobody made it */
	ms_t        created_at, expires_at;     /* 0: kept for good */
};

/* ERR_NOT_FOUND also when it is not `who`'s to know of. */
enum err upload_for(struct ctx *cx, struct db *db, const char *id, const struct who *who,
		    struct upload *ret) MUST_USE;
/* The same, complete: ERR_CONFLICT while it is not. */
enum err upload_complete(struct ctx *cx, struct db *db, const char *id, const struct who *who,
			 struct upload *ret) MUST_USE;
/* A complete one that this organisation brought; ERR_NOT_FOUND. For naming what stands
 * among the papers of a case: its bytes are nobody's by this. */
enum err upload_of_org(struct ctx *cx, struct db *db, const char *id, const char *org,
		       struct upload *ret) MUST_USE;
/* Inside a change: it is a paper of something now and is swept no more. An id
 * that is no upload of `who`'s changes nothing. */
enum err upload_keep(struct ctx *cx, struct db *db, const struct who *who,
		     const char *id) MUST_USE;
/* Inside a change: what was kept is needed no more, and is swept after `until`. */
enum err upload_let_go(struct ctx *cx, struct db *db, const char *id, ms_t until) MUST_USE;
/* Inside a change: an upload whose bytes were taken under another name is forgotten,
 * unless something else keeps or reads it; then its file may be unlinked as well. */
enum err upload_spent(struct ctx *cx, struct db *db, const struct upload *u,
		      bool *ret_forgotten) MUST_USE;
/* Inside a change: a new one, id given; `have` may be all of it. */
enum err upload_add(struct ctx *cx, struct db *db, const struct who *who,
		    struct upload *u) MUST_USE;
const char *upload_path(struct ctx *cx, const char *dir, const char *id);
#endif
