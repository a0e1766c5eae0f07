/* dump.h - a consistent copy of the main store in one file, and back. */
#ifndef OPS_DUMP_H
#define OPS_DUMP_H
#include "store/store.h"

/* SQLite: the online backup of main.db. PostgreSQL: pg_dump, one snapshot. */
enum err dump_make(struct ctx *cx, struct store *s, const char *dsn,
		   const char *path) MUST_USE;
/* PostgreSQL: pg_restore into the empty database of `dsn`, all or nothing. */
enum err dump_load_pg(struct ctx *cx, const char *dsn, const char *path) MUST_USE;
#endif
