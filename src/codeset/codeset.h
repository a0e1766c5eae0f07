/* codeset.h - lists of codes as data: the code sets that items name (代码集), and
 * the classification trees that entries hang in (Art. 9).
 *
 * Both are the same thing: codes with names, a tree's with parents. A list comes
 * with the program (set/, each file names its source) or is imported by the
 * operator. Each import makes the next version of the list; what a version no
 * longer has is retired and stays known, because old data goes on holding it.
 *
 * codes.c reads a file, codes_plan.c decides what it changes, code_index.c answers
 * "is this a code?" for every cell of a load; those are pure. codeset_store.c
 * keeps the lists. */
#ifndef CODESET_CODESET_H
#define CODESET_CODESET_H
#include "core/sheet.h"

#define CODE_MOST  64                   /* bytes of a code */
#define NAME_MOST  256
#define CODES_FILE 20000                /* codes in one file */
#define CODES_MOST 100000               /* codes of one list, retired ones too */
#define TREE_MOST  20000                /* nodes of a tree: lists keep them in memory */
#define TREE_DEEP  16

struct code {
	const char *code, *name, *name_en, *parent, *note;      /* last three or NULL */
	bool        retired;
	day_t       from, to;           /* 0: not said */
	int64_t     line;               /* of the file it came from */
};
struct codes { struct code *at; size_t n; };    /* sorted by code */

/* --- reading a file ------------------------------------------------------ */
struct code_file { struct codes codes; struct sheet_faults faults; };
/* CSV with a header, columns by their English or Chinese names, in any order, in
 * any encoding agencies use. Rows that are wrong are told of, the others taken.
 * ERR_INVALID when it is no such file at all. */
enum err codes_read(struct ctx *cx, const char *p, size_t n, day_t today,
		    struct code_file *ret) MUST_USE;
void codes_sort(struct codes *all);
const struct code *code_find(const struct codes *all, const char *code);

/* --- what it changes ------------------------------------------------------ */
enum codes_mode { CODES_MERGE, CODES_REPLACE }; /* what isn't named: stays, retires */
enum code_what { CODE_ADDED, CODE_CHANGED, CODE_RETIRED };
struct code_step { enum code_what what; const struct code *code; };
struct codes_plan {
	struct code_step *steps;
	size_t            n;
	int64_t           added, changed, retired;      /* steps of each kind */
	int64_t           current, old;                 /* codes afterwards */
};
/* Codes whose parent isn't there, or that are above themselves, are wrong rows as
 * well. ERR_TOO_LARGE: more codes than a list may have. */
enum err codes_plan(struct ctx *cx, const struct codes *now, enum codes_mode mode,
		    struct code_file *in, struct codes_plan *ret) MUST_USE;

/* --- is this a code? ------------------------------------------------------- */
struct code_index { bool partial; const struct code *at; uint32_t *slots; size_t nslots; };
/* Keeps what `codes` points to. */
struct code_index *code_index_make(struct ctx *cx, const struct codes *codes, bool partial);
bool code_index_has(const struct code_index *x, const char *p, size_t n);

/* A standard's number as people write it, tidied: "GB/T 2261.1-2003" and
 * "gbt-2261.1" are GBT2261.1. NULL for what holds nothing. */
const char *code_set_key(struct ctx *cx, const char *text);

/* --- what the program brings ------------------------------------------------ */
struct shipped { const char *id, *kind, *name, *name_en, *standard, *source; bool partial;
		 const char *csv; };
/* From the text of set/<id>.csv: lines "# key: value", then the table. */
enum err shipped_read(struct ctx *cx, const char *path, const char *text,
		      struct shipped *ret) MUST_USE;

/* --- the store --------------------------------------------------------------- */
struct db;
struct store;
/* Brings the lists of the program into the store where they aren't yet, or are of
 * an older program and nobody has imported over them. */
enum err codeset_ship(struct ctx *cx, struct store *store) MUST_USE;
/* Inside a change: merges a table of the program's own, without a wrong row, in the
 * name of `by`. */
struct who;
enum err codeset_merge(struct ctx *cx, struct db *db, const struct who *by, const char *id,
		       const char *csv) MUST_USE;
/* The list an item means: by id, else by the number of its standard. NULL: none. */
enum err codeset_named(struct ctx *cx, struct db *db, const char *word,
		       const char **ret_id) MUST_USE;
/* The same, but NULL as well for a list that holds but a part of its standard's codes, so
 * that a code it lacks is none of a fault. */
enum err codeset_closed(struct ctx *cx, struct db *db, const char *word,
			const char **ret_id) MUST_USE;
/* The codes that stand, retired ones too, as an index in the arena. NULL: no such
 * list. */
enum err codeset_index(struct ctx *cx, struct db *db, const char *word,
		       struct code_index **ret) MUST_USE;
/* Does the list hold the code now, retired or not? */
enum err codeset_has(struct ctx *cx, struct db *db, const char *id, const char *code,
		     bool *ret_has) MUST_USE;
/* What a list is called, and one of its codes; names stay NULL where there are none. */
struct code_words { const char *name, *name_en; };
enum err codeset_words(struct ctx *cx, struct db *db, const char *id,
		       struct code_words *ret) MUST_USE;
enum err codeset_code_words(struct ctx *cx, struct db *db, const char *id, const char *code,
			    struct code_words *ret) MUST_USE;
/* The codes that stand. */
enum err codeset_codes(struct ctx *cx, struct db *db, const char *id,
		       struct codes *ret) MUST_USE;
#endif
