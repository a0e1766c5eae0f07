/* intern.h - short texts as small numbers, given in order of appearance; 0 is
 * none. Lives as long as the process; not for more than 65,535 different ones. */
#ifndef CATALOGUE_INTERN_H
#define CATALOGUE_INTERN_H
#include "base/buf.h"

struct interned {
	struct buf text;                /* all of them, each with its NUL */
	struct buf at;                  /* uint32_t offsets, by number */
	struct buf slots;               /* uint16_t, open addressing */
	size_t     n;
};
struct interned intern_make(void);
void         intern_end(struct interned *w);
/* The number of `s`; with `add` a new one if need be, else 0 when unknown. */
enum intern_how { INTERN_ADD, INTERN_FIND };
uint16_t     intern_no(struct interned *w, const char *s, enum intern_how how);
const char  *intern_text(const struct interned *w, uint16_t no);
#endif
