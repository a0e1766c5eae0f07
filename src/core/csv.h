/* csv.h - records out of delimited text that comes in pieces.
 *
 * Bytes are fed in any split; whole records are taken out:
 *
 *     TRY(csv_feed(&c, bytes, n));            or csv_finish(&c) at the end
 *     while ((got = csv_next(&c)) == CSV_RECORD)
 *             … c.fields[0 .. c.nfields), c.line, c.raw …
 *     CSV_MORE: feed on;  CSV_END: all was taken;  CSV_SPOILT: this record is
 *     lost, go on;  CSV_BROKEN: nothing after this can be trusted. For the last
 *     two c.fault says what and where.
 *
 * RFC 4180 and what is met in practice: comma, tab, semicolon or bar, found out
 * from the first bytes when not named; CRLF, LF or CR; quotes with doubled
 * quotes inside; a byte order mark; blank lines, which are no records. Text is
 * UTF-8 (core/encoding.h makes it so). `line` is the line of the file on which
 * the record begins, the first being 1. Nothing is allocated per record, and a
 * hostile file meets limits, never memory. */
#ifndef CORE_CSV_H
#define CORE_CSV_H
#include "base/buf.h"
#include "base/err.h"

#define CSV_MAX_FIELD   (1u << 20)      /* bytes */
#define CSV_MAX_ROW     (4u << 20)
#define CSV_MAX_COLUMNS 2000
#define CSV_SNIFF       65536           /* bytes looked at for the delimiter */
#define CSV_FEED_MOST   (1u << 20)      /* at most so much in one csv_feed() */

#define CSV_FAULT_TABLE(X) /* stable code */                                  \
	X(NONE,             "none")                                           \
	X(STRAY_QUOTE,      "stray-quote")     /* spoils the record */        \
	X(UNCLOSED_QUOTE,   "unclosed-quote")                                 \
	X(NUL,              "nul-byte")                                       \
	X(FIELD_TOO_LONG,   "field-too-long")                                 \
	X(ROW_TOO_LONG,     "row-too-long")                                   \
	X(TOO_MANY_COLUMNS, "too-many-columns")                               \
	X(NOT_JSON,         "not-json")        /* core/jsonl.h; spoils one */
enum csv_fault_code {
#define X(id, word) CSV_##id,
	CSV_FAULT_TABLE(X)
#undef X
};
const char *csv_fault_word(enum csv_fault_code c);

struct csv_fault { enum csv_fault_code code; int64_t line, column; };
struct csv_field { const char *p; uint32_t n; bool quoted; };
enum csv_got { CSV_RECORD, CSV_MORE, CSV_END, CSV_SPOILT, CSV_BROKEN };

struct csv {
	struct csv_field *fields;       /* of the record just taken; they live */
	size_t            nfields;      /* until the next csv_next or csv_feed */
	int64_t           line;
	const char       *raw;          /* the record as it stands in the file, */
	size_t            nraw;         /* without its line end */
	struct csv_fault  fault;

	/* the rest is csv.c's */
	struct buf window, plain;       /* undecided bytes; unescaped fields */
	size_t     at;                  /* where the next record begins */
	int64_t    next_line;
	char       delimiter;
	bool       finished, begun, nul;
};

/* `delimiter` 0: find out. */
struct csv csv_make(struct ctx *cx, char delimiter);
void       csv_drop(struct csv *c);
#define AUTO_CSV __attribute__((cleanup(csv_drop))) struct csv
void         csv_feed(struct csv *c, const char *p, size_t n);
void         csv_finish(struct csv *c);
enum csv_got csv_next(struct csv *c);
/* The place of the last byte fed: where a broken character stands. */
void csv_where(const struct csv *c, int64_t *ret_line, int64_t *ret_column);
/* The delimiter that cuts these first bytes most evenly; ',' when none does. */
char csv_delimiter(const char *p, size_t n);
#endif
