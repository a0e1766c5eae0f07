/* reissue.h - the public files of a release, once entries of it were stopped on the
 * portal (doc/adr/0026): served as they were first made while nothing of them is
 * stopped; else withheld until they are made anew without those entries' words, with
 * both hashes on the record. An entry that is open again stays struck for a while (the
 * setting release_return_minutes): closing and opening one in turns withholds nothing.
 * Then the files without it struck are made, if there are none, before they are served. */
#ifndef RELEASE_REISSUE_H
#define RELEASE_REISSUE_H
#include "base/enc.h"
#include "release/release_store.h"

/* How many entries of a release that stood open are struck; `key` names which. */
struct struck { int64_t n; char key[HEX_TEXT(HASH_SIZE)]; };
/* Without those that came back to the portal before `due`; RELEASE_NOW: all that are
 * struck from what is served. */
#define RELEASE_NOW ((ms_t){ 0 })
enum err release_struck(struct ctx *cx, struct db *db, int64_t no, ms_t due,
			struct struck *ret) MUST_USE;
/* The same of ids given one by one in order. Ended it owns nothing. */
struct striking { struct hashing *h; int64_t n; };
struct striking striking_begin(void);
void     striking_add(struct striking *s, const char *resource, size_t n);
void     striking_end(struct striking *s, struct struck *ret);
/* What stands in the file for such an entry: its code, whose it was, that it is struck. */
void     strike(struct ctx *cx, struct stood *s);

/* The files as they are served, of one face or (NULL) of both. */
struct served {
	const char *face, *format, *hash, *leaf;
	const char *first_hash;         /* NULL: it is the first */
	int64_t     bytes, struck;
	bool        withheld;           /* not made anew yet: not to be given */
};
enum err release_served(struct ctx *cx, struct db *db, int64_t no, const char *face,
			struct served list[RELEASE_FILES_MOST], size_t *ret_n) MUST_USE;

/* The first release behind `after` that has no files with that struck; 0: none. */
enum err release_to_reissue(struct ctx *cx, struct db *db, ms_t due, int64_t after,
			    int64_t *ret_no) MUST_USE;
/* Inside a change. Of `files` the open ones; nothing struck: they are the first. */
enum err release_reissued(struct ctx *cx, struct db *db, int64_t no, const struct struck *s,
			  const struct release_file files[RELEASE_FORMATS_]) MUST_USE;
#endif
