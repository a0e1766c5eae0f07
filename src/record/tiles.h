/* tiles.h - the tree on disk, under <data>/record/tile: C2SP tlog-tiles, the full
 * ones 256 to a file ("0/000.pack"), for a file each would cost more than hashing
 * what is in it.
 *
 * The tree is derived from the placed segments and can be made again from them
 * at any time; what makes it count is the checkpoint signed over it. So order
 * is: tiles durable, then the signature. A full tile never changes. A partial
 * one ("000.p/7") stays until its tile is full, for those who hold a checkpoint
 * of that size. */
#ifndef RECORD_TILES_H
#define RECORD_TILES_H
#include "base/buf.h"
#include "core/tlog.h"
#include "store/store.h"

#define TILE_LEVELS 8
#define TILE_PACK   256
#define TILE_BYTES  (TILE_WIDTH * HASH_SIZE)

struct tiles {                          /* the growing right edge; one thread */
	const char  *dir;
	struct range range;
	struct { int n; struct hash h[TILE_WIDTH]; } edge[TILE_LEVELS];
	uint64_t     full[TILE_LEVELS]; /* full tiles of the level */
	uint64_t     wrote[TILE_LEVELS];/* hashes of the level on disk, edge included */
	struct buf   pending;           /* full tiles not yet on disk */
};

/* The edge of the tree of `size`, read from disk; `dir` must outlive it. */
enum err tiles_open(struct ctx *cx, struct tiles *t, const char *dir, uint64_t size) MUST_USE;
void     tiles_end(struct tiles *t);
void     tiles_add(struct tiles *t, const struct hash *leaf);
size_t   tiles_waiting(const struct tiles *t);  /* bytes not yet written */
/* Full tiles, and with `partial` the edge as well: durable when OK comes back. */
enum err tiles_write(struct ctx *cx, struct tiles *t, bool partial) MUST_USE;

/* Reads hashes of a tree of `size` from the files: a hash_reader's `arg`. */
#define TILE_CACHE 12
struct tile_reader {
	const char *dir;
	uint64_t    size;
	int         next;
	struct { int level, n; uint64_t tile; struct hash h[TILE_WIDTH]; } held[TILE_CACHE];
};
bool tile_hash(void *reader, int level, uint64_t index, struct hash *ret);
/* `width` hashes of a tile into `h`; false when the files do not hold them. */
bool tile_load(const char *dir, int level, uint64_t n, int width, struct hash *h);
#endif
