/* text.h - the generated statements: one text per store, typed parameters. */
#ifndef STORE_TEXT_H
#define STORE_TEXT_H
#include "sql.h"

#define SQL_PARAMS 40
struct sql_param { const char *name; unsigned oid; };   /* 20 int, 25 text, 17 blob */
struct sql_text {
	const char       *name;
	int               writes, nparams;
	struct sql_param  params[SQL_PARAMS];
	const char       *sqlite, *postgres;
};
extern const struct sql_text sql_texts[];
extern const int sql_texts_n;

/* The migrations, taken in from migration/NNNN_name.sql (tool/embed.py). */
struct migration { int number; const char *name, *text, *sha256; };
extern const struct migration migrations[];
extern const int migrations_n;
#endif
