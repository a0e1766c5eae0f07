/* attachment.c - what kind of file it is. Pure. */
#include "cases/attachment.h"
#include <string.h>
#include <strings.h>

#define OFFICE "application/vnd.openxmlformats-officedocument."

/* A name's end, what such a file begins with, what it is sent as. */
static const struct { const char *end, *head, *type; } kinds[] = {
	{ ".pdf",  "%PDF-",             "application/pdf" },
	{ ".png",  "\x89PNG\r\n\x1a\n", "image/png" },
	{ ".jpg",  "\xff\xd8\xff",      "image/jpeg" },
	{ ".jpeg", "\xff\xd8\xff",      "image/jpeg" },
	{ ".ofd",  "PK\x03\x04",        "application/octet-stream" },
	{ ".docx", "PK\x03\x04",        OFFICE "wordprocessingml.document" },
	{ ".xlsx", "PK\x03\x04",        OFFICE "spreadsheetml.sheet" },
};

const char *attachment_type(const char *name, const void *head, size_t n)
{
	const char *dot = name ? strrchr(name, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t want = strlen(kinds[i].head);
		if (strcasecmp(dot, kinds[i].end) == 0)
			return n >= want && memcmp(head, kinds[i].head, want) == 0
				? kinds[i].type : NULL;
	}
	return NULL;
}
