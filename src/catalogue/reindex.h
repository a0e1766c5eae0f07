/* reindex.h - what is derived from the entries, made anew: the search index beside
 * the one that is asked, each entry's place on the portal, and what its items count to.
 *
 * `gongshu reindex` does it on a directory nobody serves, and on PostgreSQL beside
 * the servers. A server on SQLite is the only one who may write: the command leaves
 * it a wish (a file) and waits. A server also begins by itself when it starts and
 * the index is of another format, or was left half made; the same thread reads the
 * lists' table on (catalogue/listing.h) and keeps it for the next start. */
#ifndef CATALOGUE_REINDEX_H
#define CATALOGUE_REINDEX_H
#include "app.h"
#include "base/ctx.h"

int reindex_command(int argc, char *argv[]);

/* The search index of all entries, `batch` of them a change; how many. `reader` is
 * used by a thread of its own meanwhile; *stop (may be NULL) ends it early with
 * ERR_BUSY. */
#define REINDEX_BATCH 1000
enum err reindex_words(struct ctx *cx, struct store *store, struct db *reader,
		       const _Atomic bool *stop, int batch, int64_t *ret_n) MUST_USE;

struct reindex;                         /* a server's: idle until asked */
/* Lives in `cx`. */
struct reindex *reindex_start(struct ctx *cx, struct app *app, struct db *reader);
void            reindex_stop(struct reindex *r);
#endif
