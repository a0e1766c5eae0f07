/* names.h - what a name means, as far as writing goes (Art. 9 ¶4, 11 ¶2).
 *
 * Two agencies call the same thing 身份证号 and 公民身份号码, and write it with
 * blanks, brackets or full-width letters. A name is brought to one form (NFKC,
 * case folded, nothing but letters, digits and ideographs), generic tails are
 * dropped, and names that a table says mean the same become one. Pure. */
#ifndef DUPLICATE_NAMES_H
#define DUPLICATE_NAMES_H
#include "base/ctx.h"

struct names;                           /* the table of synonyms; lives in `cx` */
struct names *names_read(struct ctx *cx, const char *table);

/* The name of an item as a number: equal for names that mean the same; 0 for one
 * that says nothing. */
uint64_t name_of_item(struct ctx *cx, const struct names *t, const char *name);

/* The pairs of characters of a title, as sorted, distinct numbers in the arena. A
 * leading place (…市, …区, …县) and generic tails don't count. */
size_t name_of_title(struct ctx *cx, const struct names *t, const char *title,
		     const uint64_t **ret_pairs);

/* FNV-1a finished by a mix: for tables of our own, never for secrets. */
uint64_t name_hash(const void *p, size_t n);
/* Sorts and drops repetitions; how many are left. */
size_t name_set(uint64_t *v, size_t n);
#endif
