/* reissue.h - the public files of a release, once entries of it were stopped on the
 * portal (doc/adr/0026): served as they were first made while nothing of them is
 * stopped; else withheld until they are made anew without those entries' words, with
 * both hashes on the record. Lifted, the first ones are served again. */
#ifndef RELEASE_REISSUE_H
#define RELEASE_REISSUE_H
#include "release/release_store.h"

/* Which entries of a release that stood open are stopped now, by id, in order; `key`
 * names that set. */
struct struck { const char *const *ids; size_t n; const char *key; };
enum err release_struck(struct ctx *cx, struct db *db, int64_t no, struct struck *ret) MUST_USE;
bool     struck_has(const struct struck *s, const char *resource);
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

/* The first release whose files have to be made anew, behind `after`; 0: none. */
enum err release_to_reissue(struct ctx *cx, struct db *db, int64_t after, int64_t *ret_no,
			    struct struck *ret) MUST_USE;
/* Inside a change. Of `files` the open ones. */
enum err release_reissued(struct ctx *cx, struct db *db, int64_t no, const struct struck *s,
			  const struct release_file files[RELEASE_FORMATS_]) MUST_USE;
#endif
