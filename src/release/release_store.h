/* release_store.h - releases kept. */
#ifndef RELEASE_RELEASE_STORE_H
#define RELEASE_RELEASE_STORE_H
#include "base/hash.h"
#include "release/fact.h"
#include "store/store.h"

struct release {
	int64_t     no, entries, open_entries;
	ms_t        at;
	const char *title, *by, *period;        /* NULL: none; made out of its turn */
};
/* ERR_NOT_FOUND. Number 0 is before the first: empty. */
enum err release_get(struct ctx *cx, struct db *db, int64_t no, struct release *ret) MUST_USE;
/* The row at `q` of RELEASE_GET or RELEASE_LIST. */
void     release_row(struct ctx *cx, struct rows *q, struct release *ret);

struct release_file {
	enum face           face;
	enum release_format format;
	struct hash         hash;
	int64_t             bytes;
};
#define RELEASE_FILES_MOST (2 * RELEASE_FORMATS_)
/* {face, format, bytes, hash, leaf, url}, of one face or (NULL) of both. */
enum err release_files_json(struct ctx *cx, struct db *db, struct jout *j, int64_t no,
			    const char *face) MUST_USE;

/* The version of an entry that stood, as `face` sees it; `pack` says what an item's
 * grade lets be opened. */
struct standing_row { const char *resource, *org, *org_name; int version; };
enum err stood_get(struct ctx *cx, struct db *db, const struct pack *pack,
		   const struct standing_row *row, enum face face, struct stood *ret) MUST_USE;

/* --- inside a change --------------------------------------------------- */
/* Files made are part of the release from here on, each hash on the record. */
enum err release_filed(struct ctx *cx, struct db *db, int64_t no,
		       const struct release_file files[RELEASE_FILES_MOST]) MUST_USE;
#endif
