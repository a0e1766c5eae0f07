/* inside.h - one entry into one of the two tables; the inside of search/. */
#ifndef SEARCH_INSIDE_H
#define SEARCH_INSIDE_H
#include "search/search.h"

enum err search_table_put(struct ctx *cx, struct db *db, int table,
			  const struct search_words *words) MUST_USE;
enum err search_table_drop(struct ctx *cx, struct db *db, int table, int no) MUST_USE;
#endif
