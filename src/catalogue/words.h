/* words.h - short texts as small numbers, given in order of appearance; 0 is
 * none. Lives as long as the process; not for more than 65,535 different ones. */
#ifndef CATALOGUE_WORDS_H
#define CATALOGUE_WORDS_H
#include "base/buf.h"

struct words {
	struct buf text;                /* all of them, each with its NUL */
	struct buf at;                  /* uint32_t offsets, by number */
	struct buf slots;               /* uint16_t, open addressing */
	size_t     n;
};
struct words words_make(void);
void         words_end(struct words *w);
/* The number of `s`; with `add` a new one if need be, else 0 when unknown. */
enum words_how { WORDS_ADD, WORDS_FIND };
uint16_t     words_no(struct words *w, const char *s, enum words_how how);
const char  *words_text(const struct words *w, uint16_t no);
#endif
