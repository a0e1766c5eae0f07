/* ingest_http.h - the handlers behind ingest/routes.c. */
#ifndef INGEST_INGEST_HTTP_H
#define INGEST_INGEST_HTTP_H
#include "base/err.h"

struct ctx;
struct req;
enum err upload_post(struct ctx *cx, struct req *rq);
enum err upload_get(struct ctx *cx, struct req *rq);
enum err upload_patch(struct ctx *cx, struct req *rq);
enum err upload_delete(struct ctx *cx, struct req *rq);
enum err upload_proposal(struct ctx *cx, struct req *rq);
enum err batch_post(struct ctx *cx, struct req *rq);
enum err batch_get(struct ctx *cx, struct req *rq);
enum err batch_rejects(struct ctx *cx, struct req *rq);
enum err batches_get(struct ctx *cx, struct req *rq);
#endif
