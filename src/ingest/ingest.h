/* ingest.h - data on its way in: uploads, batches, versions.
 *
 * Read batch.h for what a batch goes through, load.h for how a file becomes a
 * version, dataset.h for what readers see. Uploads come by the tus protocol
 * (upload_http.c). One thread loads, one batch after another; a second tells how
 * far it is, and sweeps what nobody needs any more. */
#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H
#include "base/ctx.h"

struct app;
struct ingest;
struct route_list;

/* Starts the loader's thread; interrupted loads begin again. */
enum err ingest_start(struct ctx *cx, struct app *app, struct ingest **ret) MUST_USE;
/* A batch was queued: don't wait for the next look round. */
void     ingest_wake(struct ingest *i);
/* Ends the thread; a load under way is given back and begins again later. */
void     ingest_stop(struct ingest **i);
/* For commands: load everything queued, now, on this thread. */
enum err ingest_run_all(struct ctx *cx, struct app *app) MUST_USE;
/* Deletes what nobody needs: expired uploads, versions that ended a while ago,
 * and, with `orphans`, versions that no change ever named. */
enum err ingest_sweep(struct ctx *cx, struct app *app, bool orphans) MUST_USE;

/* Deletes this version unless a change named it or a batch under way is at it. */
enum err ingest_drop(struct ctx *cx, struct app *app, int resource_no, int version) MUST_USE;

extern const struct route_list ingest_routes;
#endif
