/* jlex.h - the words of RFC 8259, read strictly, for whoever knows what to expect.
 *
 * A reader is a place in a text that is UTF-8, and a buffer for what has to be unescaped:
 * with as much room as the text is long it never moves. Each call goes on behind what it
 * read; false: something else stands there. Pure. */
#ifndef CORE_JLEX_H
#define CORE_JLEX_H
#include "base/buf.h"

struct jlex { const char *p, *end; struct buf *plain; };

void jlex_blanks(struct jlex *a);
bool jlex_eat(struct jlex *a, char c);
bool jlex_word(struct jlex *a, const char *w);
/* A string from behind its quote. Its text is in the input, or in `plain`. */
bool jlex_text(struct jlex *a, const char **ret, uint32_t *ret_n);
/* Any value, over to its end; `depth` levels above it are open already. */
bool jlex_within(struct jlex *a, int depth);
#endif
