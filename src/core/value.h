/* value.h - a cell of a table: its text, and how it is kept.
 *
 * What an item asks of its values is a `struct shape`. value_read() turns text
 * as people write it (a CSV cell, a query parameter, a filter's operand) into
 * the physical form the row tables keep, or says what is wrong with it;
 * value_print() turns it back into the one canonical text. Physical forms are
 * the same on both stores:
 *
 *     integer, boolean      int64 (0/1)
 *     decimal               int64 scaled by 10^precision; with more than 18
 *                           digits a text whose byte order is number order
 *     date                  days since 1970-01-01
 *     datetime              milliseconds since 1970-01-01T00:00Z
 *     string text geometry  UTF-8 without NUL, compared bytewise
 *
 * Empty is null and nothing else is: `-`, 无 and the like are values until a
 * steward says otherwise. */
#ifndef CORE_VALUE_H
#define CORE_VALUE_H
#include "base/buf.h"
#include "base/unit.h"

#define ITEM_TYPE_TABLE(X) /* word on the wire and in the store */            \
	X(STRING, "string") X(INTEGER, "integer") X(DECIMAL, "decimal")       \
	X(DATE, "date") X(DATETIME, "datetime") X(BOOLEAN, "boolean")         \
	X(TEXT, "text") X(GEOMETRY, "geometry")

enum item_type {                        /* 0 is unset */
	ITEM_UNSET_,
#define X(id, word) ITEM_##id,
	ITEM_TYPE_TABLE(X)
#undef X
	ITEM_MAX_
};
const char    *item_type_word(enum item_type t);
bool           item_type_read(const char *word, enum item_type *ret_type);

struct shape {                          /* what an item asks of its values */
	enum item_type type;
	int            length;          /* characters; digits of a number; 0: any */
	int            precision;       /* decimals of a decimal; with no length
					 * either: up to 6, printed as given */
	bool           nullable;
	const char    *format;          /* "resident_id" …; NULL: none */
	int            fact;            /* shape_ready() fills these two: which */
	day_t          today;           /* fact, and the bound of birth dates */
};

#define SHAPE_INT_DIGITS 18             /* more digits than an int64 holds: text */
#define SHAPE_MAX_DIGITS 60
enum physical { PHYS_INT, PHYS_TEXT };
enum physical shape_physical(const struct shape *s);
/* Looks the format up once, for whoever reads many values. */
void          shape_ready(struct shape *s, day_t today);
/* NULL, or the code of what is wrong with the shape itself. */
const char   *shape_check(const struct shape *s);

struct value {
	bool        null;
	int64_t     i;                  /* PHYS_INT */
	const char *p;                  /* PHYS_TEXT: in the input or the scratch */
	size_t      n;
};

#define VALUE_FAULT_TABLE(X) /* stable code, in problems[] and reject files */ \
	X(FINE,          "fine")                                              \
	X(MISSING,       "missing")                                           \
	X(NOT_INTEGER,   "not-integer")                                       \
	X(NOT_DECIMAL,   "not-decimal")                                       \
	X(NOT_DATE,      "not-date")                                          \
	X(NO_SUCH_DAY,   "no-such-day")                                       \
	X(NOT_DATETIME,  "not-datetime")                                      \
	X(NOT_BOOLEAN,   "not-boolean")                                       \
	X(NOT_GEOMETRY,  "not-geometry")                                      \
	X(TOO_LONG,      "too-long")                                          \
	X(TOO_PRECISE,   "too-many-decimals")                                 \
	X(OUT_OF_RANGE,  "out-of-range")                                      \
	X(NOT_TEXT,      "not-text")                                          \
	X(BAD_FORMAT,    "bad-format")                                        \
	X(BAD_CHECK,     "bad-check-digit")                                   \
	X(REPEATED_KEY,  "repeated-key")                                      \
	X(UNKNOWN_CODE,  "unknown-code")     /* not in the item's code set */ \
	X(OUTSIDE_SET,   "outside-set")      /* of an open set: told, taken */ \
	X(COLUMN_COUNT,  "column-count")     /* the rest spoil a whole record */ \
	X(UNKNOWN_COLUMN, "unknown-column")                                   \
	X(STRAY_QUOTE,   "stray-quote")                                       \
	X(NOT_JSON,      "not-json")

enum value_fault {
#define X(id, word) VALUE_##id,
	VALUE_FAULT_TABLE(X)
#undef X
	VALUE_FAULTS_
};
const char *value_fault_word(enum value_fault f);

#define VALUE_ROOM 128                  /* scratch for normalised forms */
/* The physical form of `text`; VALUE_FINE fills *ret_value, whose text may
 * point into `text` or `scratch` and lives as long as they do. */
enum value_fault value_read(const struct shape *s, const char *text, size_t n,
			    char scratch[VALUE_ROOM], struct value *ret_value);

/* The canonical text of a value: 2026-11-23, 2026-11-23T20:15:00+08:00, true,
 * 12.50. A null appends nothing. Never JSON-escaped. */
void value_print(struct buf *b, const struct shape *s, const struct value *v);
#endif
