/* link.c - see link.h. Pure. */
#include "core/link.h"
#include <stddef.h>
#include <string.h>
#include <strings.h>

bool link_sound(const char *link)
{
	size_t scheme = strncasecmp(link, "https://", 8) == 0 ? 8 :
			strncasecmp(link, "http://", 7) == 0 ? 7 : 0;
	if (!scheme || !link[scheme] || strchr("/?#:", link[scheme]))
		return false;
	for (const char *p = link; *p; p++)
		if ((unsigned char)*p <= ' ' || strchr("\"'<>\\`", *p))
			return false;
	return true;
}
