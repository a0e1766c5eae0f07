/* coding.h - what Accept-Encoding says. Pure. */
#ifndef WEB_CODING_H
#define WEB_CODING_H
#include <stdbool.h>

/* Does the list "gzip, br;q=0.8" (NULL: none) name `coding` with a weight above zero? */
bool accepts_coding(const char *list, const char *coding);
#endif
