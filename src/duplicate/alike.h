/* alike.h - which entries of the catalogue collect the same thing (Art. 9 ¶4).
 *
 * An entry is looked at by the names of its items (rare ones tell more than 姓名,
 * which everybody has), by its data elements, by the pairs of characters of its
 * title, and, once it has data, by how many persons or objects of its key columns
 * another has too. alike_put() keeps an entry, alike_find() compares one with all
 * that are kept: by way of the names they share, never with each of them, so a
 * changed entry costs milliseconds among 15,000. Pure; memory of its own. */
#ifndef DUPLICATE_ALIKE_H
#define DUPLICATE_ALIKE_H
#include "base/ctx.h"
#include "duplicate/kmv.h"

#define ALIKE_PLACE 7
#define ALIKE_SKETCHES 2
struct alike_entry {
	int64_t         id;             /* the caller's number, above 0 */
	int64_t         org;            /* of one organisation nothing is reported */
	char            place[ALIKE_PLACE];     /* county, six digits; "": the city */
	const uint64_t *items;          /* name_of_item() and elements, sorted, distinct */
	size_t          nitems;
	const uint64_t *title;          /* name_of_title() */
	size_t          ntitle;
	struct { uint64_t item; const struct kmv *values; } sketch[ALIKE_SKETCHES];
};

struct alike_pair {
	int64_t id;
	double  score;                  /* 0..1; reported from ALIKE_LEAST on */
	double  items, title;           /* shares in common, 0..1 */
	double  values;                 /* of the smaller column; below 0: not known */
};
#define ALIKE_LEAST 0.57

struct alike;
struct alike *alike_open(void);
void          alike_close(struct alike *a);
/* Keeps or replaces an entry (everything is copied); a NULL `items` with no title
 * takes it away. */
void          alike_put(struct alike *a, const struct alike_entry *e);
size_t        alike_count(const struct alike *a);
size_t        alike_names(const struct alike *a);      /* names that are kept */
/* The entries like `id`, best first, in the arena. */
size_t        alike_find(struct ctx *cx, struct alike *a, int64_t id,
			 const struct alike_pair **ret);
/* The same for an entry that isn't kept: its names leave nothing behind. One kept
 * under e->id is left out. */
size_t        alike_look(struct ctx *cx, struct alike *a, const struct alike_entry *e,
			 const struct alike_pair **ret);
/* How alike two kept entries are; false if one isn't kept. */
bool          alike_two(const struct alike *a, int64_t one, int64_t other,
			struct alike_pair *ret);
#endif
