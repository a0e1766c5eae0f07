/* moved.h - an organisation went up in another: the rules of the one are the other's. */
#ifndef GRADING_MOVED_H
#define GRADING_MOVED_H
#include "store/store.h"

/* Inside a change. */
enum err grading_org_changed(struct ctx *cx, struct db *db, const char *org,
			     const char *into) MUST_USE;
#endif
