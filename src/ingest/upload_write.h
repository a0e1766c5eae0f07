/* upload_write.h - writing one PATCH into its file.
 *
 * The bytes go to disk as they come. Without a checksum they count from the
 * moment they are synced, every UPLOAD_STEP bytes and at the end, so a cut
 * connection or a crash costs at most that much; with one, all or nothing
 * counts. fsync per step and not per piece: a 1 GB file costs 64 of them, which
 * the disk hides behind the network, and every acknowledged offset is true. */
#ifndef INGEST_UPLOAD_WRITE_H
#define INGEST_UPLOAD_WRITE_H
#include "ingest/upload_inside.h"

#define UPLOAD_STEP (16 << 20)

struct upload_write;
/* `checksum`: the Upload-Checksum header or NULL. `offset` is where the client
 * goes on; ERR_CONFLICT when the server holds another number of bytes or
 * another request is writing. `hours`: kept so long after the last byte. */
struct upload_target { struct store *store; struct db *db; const struct who *who;
		       const char *id, *checksum; int64_t offset, hours; };
enum err upload_write_begin(struct ctx *cx, const struct upload_target *t,
			    struct upload_write **ret) MUST_USE;
enum err upload_write_add(struct ctx *cx, struct upload_write *w, const void *p,
			  size_t n) MUST_USE;
/* All came: checksum, sync, the row. *ret_have is the offset now. */
enum err upload_write_end(struct ctx *cx, struct upload_write *w, int64_t *ret_have,
			  ms_t *ret_expires) MUST_USE;
/* Ends it in any case; what came before a cut is kept, where no checksum asks
 * for the whole. */
void upload_write_free(void *w);
#endif
