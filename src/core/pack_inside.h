/* pack_inside.h - a pack being read, between pack_read.c and pack_rows.c. */
#ifndef CORE_PACK_INSIDE_H
#define CORE_PACK_INSIDE_H
#include "core/pack.h"

#define PACK_COLS 8
struct row { const char *col[PACK_COLS]; int n; };

struct reading {
	struct ctx  *cx;
	struct pack *pack;
	const char  *file;
	int          line;
	struct process_text *process;  /* of a process file, once named */
};

typedef enum err row_fn(struct reading *r, const struct row *row);
struct pack_reader { const char *name; row_fn *read; };
/* The tables of a pack in the order they are read, NULL-ended. */
extern const struct pack_reader pack_readers[];
/* A row of a file that describes one process. */
enum err pack_process_row(struct reading *r, const struct row *row) MUST_USE;
#endif
