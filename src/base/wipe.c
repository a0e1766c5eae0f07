/* wipe.c - see wipe.h. */
#include "base/wipe.h"
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void wipe_free(void *p)
{
	if (p)
		explicit_bzero(p, malloc_usable_size(p));
	free(p);
}

void *wipe_realloc(void *p, size_t n)
{
	size_t was = p ? malloc_usable_size(p) : 0;
	char *other = malloc(n ? n : 1);
	if (!other)
		return NULL;
	if (was)
		memcpy(other, p, was < n ? was : n);
	wipe_free(p);
	return other;
}

void wipe_text(const char *text)
{
	explicit_bzero((void *)(uintptr_t)text, strlen(text));
}
