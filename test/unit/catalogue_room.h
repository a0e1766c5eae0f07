/* catalogue_room.h - a catalogue on a store of its own, with an agency, another one
 * and the operator, for the tests of its parts. Runs on SQLite, and on PostgreSQL
 * when GONGSHU_TEST_PG names one. */
#ifndef CATALOGUE_ROOM_H
#define CATALOGUE_ROOM_H
#include "catalogue/entry.h"
#include "catalogue/listing.h"
#include "test.h"

#define T0 INT64_C(1764000000000)
#define CTX AUTO_CTX ctx; struct ctx *cx = &ctx; ctx_init(cx, (ms_t){ T0 }, 0)

extern struct store *store;
extern struct listing *lists;
extern struct db *db;
extern struct ctx keep;                 /* outlives the tests of one store */
extern struct who steward, other, operator_;

int on_both_stores(void (*all)(void));  /* what main() returns */

/* A draft of the steward's agency with these three items; not yet in the store. */
extern struct item items[3];
struct resource entry(const char *title);
struct resource added(struct ctx *cx, struct resource r);
struct act { struct resource *r; const char *state; };
enum err edit(struct ctx *cx, struct db *to, void *act);       /* for store_change */
enum err moved(struct ctx *cx, struct resource *r, const char *state);
void publish(struct ctx *cx, struct resource *r);
int64_t total(struct listing *l, struct listing_ask ask);
#endif
