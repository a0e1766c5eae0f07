/* taking.h - downloads of open data on the record, many of them in one leaf.
 *
 * A download alone has a leaf of its own, durable before its first byte. A file
 * that many take at once has a window instead: a leaf "downloads" says, durable
 * before it is used, that from now on and for a second and a half it is given out
 * without asking the record each time; the next such leaf says how many took it
 * meanwhile, and opens the next window. So nothing leaves that no leaf covers;
 * when leaves can't be written no window is opened, and every download is refused
 * until they can. A crash may lose how many there were in the last window, never
 * that there was one. Open data alone goes this way. doc/adr/0016. */
#ifndef PORTAL_TAKING_H
#define PORTAL_TAKING_H
#include "store/store.h"

struct take {
	uint64_t    label;              /* of this file, in this process */
	int         no, version;
	const char *resource, *org, *form;
	int64_t     rows, bytes;
};

struct taking;
struct taking *taking_open(struct store *store);
void           taking_close(struct taking *t);   /* counts what is left, then stops */

/* A download with its own leaf; a second one within a second asks for a window. */
void    taking_seen(struct taking *t, const struct take *what, ms_t now);
/* One more through the window; false: there is none. */
bool    taking_more(struct taking *t, uint64_t label, ms_t now);
/* The same of what->bytes of it, which may be a piece. */
bool    taking_piece(struct taking *t, const struct take *what, ms_t now);
/* Downloads of entry `no` that no leaf has counted yet. */
int64_t taking_uncounted(struct taking *t, int no);

/* store_fn: the leaf and the count of one download; `arg` is a struct take. */
enum err take_note(struct ctx *cx, struct db *db, void *arg) MUST_USE;
#endif
