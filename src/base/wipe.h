/* wipe.h - memory of a library that is handed a secret: what it gives back is wiped first. */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H
#include <stddef.h>

/* As free() and realloc() are. */
void  wipe_free(void *p);
void *wipe_realloc(void *p, size_t n);
/* A text that isn't needed any more. */
void  wipe_text(const char *text);
#endif
