/* calendar_store.h - years of working days imported after the program was built. */
#ifndef CASES_CALENDAR_STORE_H
#define CASES_CALENDAR_STORE_H
#include "cases/legal.h"

struct calendar_import {
	const char *years, *source, *body, *by_name;
	const char *by;                /* id of the person; NULL: the command line */
	ms_t        at;
};
enum err calendar_imports(struct ctx *cx, struct db *db, struct calendar_import **ret_list,
			  size_t *ret_n) MUST_USE;
/* Checks the text and keeps it, takes it into `legal`, then counts the open
 * provisional terms again (job/ does so too if this is cut short). How many
 * cases' days changed. */
enum err calendar_import(struct ctx *cx, struct store *store, struct db *db,
			 struct legal *legal, const struct calendar_import *in,
			 int64_t *ret_changed) MUST_USE;
#endif
