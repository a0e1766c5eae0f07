/* tree.h - a classification in memory, and what follows from a place in it.
 *
 * Categories (类/项/目/细目, of the national guide to catalogues of government
 * information) are digits, each longer code below the shorter one it begins with;
 * of those the trees hold what is known, an entry may stand deeper. Other trees
 * say what is above a node. Pure. */
#ifndef CODESET_TREE_H
#define CODESET_TREE_H
#include "codeset/codeset.h"

enum tree_way { TREE_BY_PARENT, TREE_BY_DIGITS };
struct tree { struct codes codes; enum tree_way way; int *up; };   /* up: -1 at the top */

/* Keeps what `codes` points to; they are sorted. */
void tree_make(struct ctx *cx, const struct codes *codes, enum tree_way way,
	       struct tree *ret);
/* The node of a value, by digits the longest one it begins with; -1: none. */
int  tree_place(const struct tree *t, const char *value);
/* Is it the node or below it? */
bool tree_below(const struct tree *t, const char *value, const char *node);

/* 3-07-009 is 307009; base, theme or department by its first digit, or NULL. */
const char *category_digits(struct ctx *cx, const char *category);
const char *category_tree(const char *category);

/* The front part of a national code: class (1), category (2), sub-category (3) and
 * below as the entry says, zeros where the city has no sub-category; without a
 * category class 3, departments, 07, of localities, and the division's digits. */
const char *national_front(struct ctx *cx, const char *category, const char *region);
#endif
