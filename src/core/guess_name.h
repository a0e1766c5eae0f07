/* guess_name.h - what a column's name tells: a code for it, a format it may
 * have, a mask it may need. Used by guess.c. */
#ifndef CORE_GUESS_NAME_H
#define CORE_GUESS_NAME_H
#include "core/guess.h"

/* Gives every item a code that is lawful and its own: the name itself if it is
 * one, the code of a well-known name, else item_<n>. */
void        name_codes(struct ctx *cx, struct guess_item *items, size_t n, bool named);
/* Does the name speak of this format? */
bool        name_means(const char *name, const char *format);
/* Does the name speak of a code? Digits of a code are no quantity. */
bool        name_is_code(const char *name);
const char *name_mask(const char *name, const char *format);     /* NULL: none */
#endif
