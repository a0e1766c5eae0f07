/* input.h - what a client sent, as an entry. */
#ifndef CATALOGUE_INPUT_H
#define CATALOGUE_INPUT_H
#include "catalogue/check.h"

struct resource_fields_in;
struct pack;
/* What was sent, over what `r` holds; unsent fields stay, null clears. Checks
 * what one entry can tell by itself: secrets and items; a basis named in the
 * pack has the level the pack says. */
enum err resource_fill(struct ctx *cx, const struct pack *pack,
		       const struct resource_fields_in *in, struct resource *r,
		       struct doubts *d) MUST_USE;

/* Doubts about places in trees that the trees don't have. */
enum err places_doubts(struct ctx *cx, struct db *db, const struct resource *r,
		       struct doubts *d) MUST_USE;
/* Doubts about code sets: unknown ones, and items whose values can't be codes. */
enum err code_sets_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			  struct doubts *d) MUST_USE;
/* Inside a change or before: elements that another agency is the source of are
 * refused (Art. 11 ¶1); unknown ones are doubted. */
enum err elements_check(struct ctx *cx, struct db *db, const struct resource *r,
			struct doubts *d) MUST_USE;
/* The same of many entries of one organisation, by one question if all is well. */
enum err elements_check_many(struct ctx *cx, struct db *db, const char *org,
			     const struct resource *const *list, size_t n) MUST_USE;
/* Entries of the same title: doubts. */
enum err similar_doubts(struct ctx *cx, struct db *db, const struct resource *r,
			struct doubts *d) MUST_USE;
#endif
