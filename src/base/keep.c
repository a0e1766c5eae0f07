#include "base/keep.h"
#include "base/err.h"
#include <stdlib.h>

void *keep_bytes(size_t n)
{
	void *p = calloc(1, n);
	PRE(p != NULL);
	return p;
}

void keep_end(void *p)
{
	free(p);
}
