/* scan.h - a look at an entry's items and at a sample of its live data. */
#ifndef GRADING_SCAN_H
#define GRADING_SCAN_H
#include "app.h"
#include "grading/grading_store.h"

/* Reads at most LOOK_ROWS rows, spread over the data, on the calling thread's read
 * connection, and fills what is then kept by grading_keep(). */
enum err grading_scan(struct ctx *cx, struct app *app, struct db *db, const struct resource *r,
		      struct grading_scan *ret) MUST_USE;
#endif
