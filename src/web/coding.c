#include "web/coding.h"
#include <string.h>
#include <strings.h>

bool accepts_coding(const char *list, const char *coding)
{
	size_t n = strlen(coding);

	for (const char *at = list; at && *at; at = strchr(at, ',')) {
		at += strspn(at, ", \t");
		if (strncasecmp(at, coding, n) != 0 || !strchr(";, \t", at[n]))
			continue;
		const char *q = at + n + strspn(at + n, " \t;");
		if (strncasecmp(q, "q=0", 3) != 0)
			return true;
		return q[3] == '.' && strspn(q + 4, "0") < strspn(q + 4, "0123456789");
	}
	return false;
}
