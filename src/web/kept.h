/* kept.h - answers made once and sent many times.
 *
 * A kept answer is whole: status, headers, body (or an open file), and the 304 of
 * its ETag. It may go to several clients at once, from any thread.
 *
 * A shelf keeps answers of one state of the world, told by a stamp of the caller's
 * (numbers that move with whatever the answers depend on). When the stamp moves,
 * all that stood on the shelf is dropped; so an answer is either of the world as it
 * is or not there. Whether it still is so need not be asked of the store each
 * time: shelf_get() answers without a look as long as this process changed nothing
 * since the last one (store_epoch) and, where others write too, that look was
 * recent. Bounded: what was asked for longest ago goes first. */
#ifndef WEB_KEPT_H
#define WEB_KEPT_H
#include "web/req.h"

struct kept;
enum keep_as { KEEP_PLAIN, KEEP_GZIP };
/* The answer made so far, without what answer_after() left. NULL: a stream, no
 * answer at all, or not 200; the answer is then as it was. Else it is taken out of `rq`, and
 * the caller holds it. Files stay as they are. */
struct kept *answer_keep(struct req *rq, enum keep_as as);
/* What the client would rather have. */
enum keep_as keep_wanted(const struct req *rq);
/* Answers with it; takes over the caller's hold. */
void         answer_kept(struct req *rq, struct kept *k);
struct kept *kept_hold(struct kept *k);
void         kept_drop(struct kept *k);                 /* NULL is fine */
/* A number of the caller's, for what the answer is about. */
void         kept_label(struct kept *k, uint64_t label);
uint64_t     kept_label_of(const struct kept *k);
bool         kept_is_file(const struct kept *k);        /* sent for some time, perhaps */
const char  *kept_etag(const struct kept *k);           /* NULL: none */

#define STAMP_PARTS 3
struct stamp { int64_t at[STAMP_PARTS]; };
/* When a look was made: before it, store_epoch() and the time; `tick`, when it
 * differs, makes a new look necessary however little has changed. */
struct looked { uint64_t epoch; int64_t us, tick; };

struct shelf;
struct shelf *shelf_open(size_t bytes_most);
void          shelf_close(struct shelf *s);             /* NULL is fine */
/* What a look found. */
void          shelf_looked(struct shelf *s, struct looked when, struct stamp stamp);
/* May answers be given without a look? `recent_us`: how old the last may be; 0:
 * any age. */
bool          shelf_sure(struct shelf *s, struct looked now, int64_t recent_us);
/* NULL: not there. Else the caller holds it. */
struct kept  *shelf_get(struct shelf *s, const char *key);
/* Made when the stamp was `stamp`; left out when it has moved since. Holds `k` itself. */
void          shelf_put(struct shelf *s, struct stamp stamp, const char *key, struct kept *k);
#endif
