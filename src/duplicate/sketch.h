/* sketch.h - what an entry's key columns hold, as sketches (kmv.h), made when its
 * data has changed and kept in the store. */
#ifndef DUPLICATE_SKETCH_H
#define DUPLICATE_SKETCH_H
#include "app.h"
#include "duplicate/alike.h"

/* Columns of persons and bodies by their format, else text keys; two at most. An
 * entry's sketches as they are kept, in the arena; none: .values NULL. */
struct sketches { struct { uint64_t item; const struct kmv *values; } at[ALIKE_SKETCHES]; };
enum err sketch_read(struct ctx *cx, struct db *db, int resource_no,
		     struct sketches *ret) MUST_USE;

/* Makes them anew if the live data is another version than was sketched. `db` is
 * a read connection of the calling thread. */
enum err sketch_refresh(struct ctx *cx, struct app *app, struct db *db,
			int resource_no) MUST_USE;
#endif
