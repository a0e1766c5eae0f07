/* codeset_store.h - lists of codes in the store, for the feature's own files. */
#ifndef CODESET_CODESET_STORE_H
#define CODESET_CODESET_STORE_H
#include "codeset/codeset.h"
#include "core/who.h"
#include "store/store.h"

struct code_set {
	const char *id, *kind, *name, *name_en, *standard, *source, *keeper, *shipped;
	bool        partial;
	int64_t     version, current, retired;
	ms_t        changed_at;
};
/* From the row at `q`. */
struct code_set code_set_of(struct ctx *cx, struct rows *q);
/* ERR_NOT_FOUND. */
enum err code_set_get(struct ctx *cx, struct db *db, const char *id,
		      struct code_set *ret) MUST_USE;

/* Inside a change. ERR_CONFLICT when the id or the standard is another list's. */
enum err code_set_add(struct ctx *cx, struct db *db, const struct who *by,
		      const struct code_set *s) MUST_USE;

struct codes_import {
	const char       *id;
	enum codes_mode   mode;
	struct code_file *file;         /* its faults grow by what the list says */
	const char       *source;       /* where the file is from; NULL: as before */
	const char       *shipped;      /* the program's file, or NULL: the operator's */
	const struct who *by;           /* NULL: the program */
	struct codes_plan plan;         /* filled */
	int64_t           version;      /* filled: the one that stands afterwards */
	bool              applied;      /* filled: false, a replacement had wrong rows */
};
/* Inside a change: makes the next version, unless nothing changes. */
enum err codes_import(struct ctx *cx, struct db *db, struct codes_import *i) MUST_USE;
#endif
