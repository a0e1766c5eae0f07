/* memory_room.c - see memory_room.h. The secret is never built for comparing: each byte is
 * worked out when it is looked at, or the look itself would be a copy. */
#include "memory_room.h"
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A sanitizer's shadow has no end to look for, and each of the compilers says it its way. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SHADOWED 1
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SHADOWED 1
#endif

enum { LENGTH = 40, SHOWN = 16 };       /* a piece of so many bytes is a copy */

static char letter(int seed, size_t i)
{
	uint32_t mixed = ((uint32_t)i + 1) * UINT32_C(2654435761) + (uint32_t)seed * UINT32_C(40503);
	return (char)('a' + (mixed ^ mixed >> 15) % 26);
}

char *secret_made(int seed)
{
	char *p = calloc(1, LENGTH + 1);
	for (size_t i = 0; p && i < LENGTH; i++)
		p[i] = letter(seed, i);
	return p;
}

bool secret_is(const char *p, size_t n, int seed)
{
	size_t i = 0;
	while (i < n && i < LENGTH && p[i] == letter(seed, i))
		i++;
	return n == LENGTH && i == LENGTH;
}

#ifndef SHADOWED
/* Its end: what lies in freed memory lost its beginning to the allocator. */
static int in_block(const char *from, const char *to, int seed)
{
	int found = 0;
	for (const char *p = from; p + SHOWN <= to; p++) {
		size_t i = 0;
		while (i < SHOWN && p[i] == letter(seed, LENGTH - SHOWN + i))
			i++;
		found += i == SHOWN;
	}
	return found;
}
#endif

int secret_copies(int seed)
{
#ifdef SHADOWED
	(void)seed;
	return -1;
#else
	char line[512];
	int found = 0;
	FILE *maps = fopen("/proc/self/maps", "re");
	if (!maps)
		return -1;
	while (fgets(line, sizeof line, maps)) {
		uint64_t from, to;
		char may[5];
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &from, &to, may) == 3 &&
		    strncmp(may, "rw", 2) == 0)
			found += in_block((const char *)(uintptr_t)from, (const char *)(uintptr_t)to,
					  seed);
	}
	fclose(maps);
	return found;
#endif
}
