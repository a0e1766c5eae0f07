/* check.h - what is wrong with an entry, and what is merely doubtful. Pure.
 *
 * Wrong: it can't be kept like this. Doubtful: it is kept, and the steward is
 * told; a doubt never stops anything (Art. 9 leaves the judgement to people). */
#ifndef CATALOGUE_CHECK_H
#define CATALOGUE_CHECK_H
#include "catalogue/catalogue.h"

struct pack;
struct doubt { const char *field; struct said said; };
struct doubts { struct doubt *list; size_t n, room; };
void doubt_add(struct ctx *cx, struct doubts *d, const char *field, struct said said);

/* Codes, formats, masks and shapes of the items; fills in what one word implies
 * (mask id_number: format resident_id). ERR_INVALID names the field. */
enum err items_check(struct ctx *cx, struct item *items, size_t n) MUST_USE;

/* Names that sound like persons, grades above what a type suits, titles that
 * name a system, category codes of another structure. */
void entry_doubts(struct ctx *cx, const struct pack *p, const struct resource *r,
		  struct doubts *d);

enum dimension { DIMENSION_SHARE, DIMENSION_OPEN };
/* May it be converted to these types, as far as the items' own grades and their table say?
 * ERR_INCOMPLETE with Art. 38, the field, the grade and what it would permit. */
enum err grade_permits(struct ctx *cx, const struct pack *p, const struct resource *r,
		       enum dimension d) MUST_USE;
/* An entry is graded as its highest item: raises it and says so. One that has no
 * grade gets it once all its items are graded. */
void grade_derive(struct ctx *cx, struct resource *r, struct doubts *d);
/* The grade that so many rows about persons suggest together; 0: none above its own.
 * An entry that was graded above its items has been lifted already. */
int grade_of_crowd(const struct pack *p, const struct resource *r, int64_t rows);
void crowd_doubt(struct ctx *cx, const struct pack *p, const struct resource *r, int64_t rows,
		 struct doubts *d);

/* The priority domains of Art. 29: word, Chinese and English name; NULL-ended. */
struct theme { const char *word, *zh, *en; };
extern const struct theme themes[];
/* By word or Chinese name; NULL: none of them. */
const struct theme *theme_find(const char *text);
#endif
