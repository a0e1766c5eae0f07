/* source_inside.h - what source.c and source_header.c share. */
#ifndef INGEST_SOURCE_INSIDE_H
#define INGEST_SOURCE_INSIDE_H
#include "core/jsonl.h"
#include "ingest/source.h"
#include "sift/sift.h"

/* A record of a CSV or a row of a sheet; lives until the next. */
struct record { const struct csv_field *fields; size_t nfields; int64_t line;
		const char *raw; size_t nraw; };

struct source {
	struct source_setup setup;
	int                 fd;
	int64_t             done, total;        /* bytes */
	struct decoder     *decoder;
	enum encoding       encoding;
	char               *piece;              /* bytes as read */
	struct buf          decoded;
	struct csv          csv;
	struct jsonl        jsonl;
	struct sift        *sift;               /* a workbook; NULL: it is none */
	const char         *sheet;
	struct csv_field   *padded;             /* a sheet's row, to the width asked for */
	struct record       record;
	bool                is_json, begun, ended, header_done, replay;
	enum csv_got        first;              /* what the first record was */
	enum decoded        trouble;            /* met in the piece last fed */
	struct broken       broken;

	int                *order;              /* file column -> column, -1: left out */
	size_t              nfile;              /* columns a record must have */
	struct text        *cells;
	struct text        *names;
	size_t              nnames;
};

/* Decides from the first record of a CSV whether it is a header and which
 * column goes where. *ret_is_header: it is no data. */
enum err source_header(struct ctx *cx, struct source *s, bool *ret_is_header) MUST_USE;
/* A sheet's row ends with its last cell that holds anything; the rest, to the width
 * asked for, is empty. */
void source_pad(struct source *s);
/* The column a name means: mapped, or an item's code or name. -1: none, -2: to
 * be left out. */
int source_column(const struct source *s, const char *name, size_t n);
#endif
