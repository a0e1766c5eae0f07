/* embedded.h - files taken into the program when it was built. */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H
#include <stddef.h>
#include <string.h>

struct embedded { const char *path, *text; size_t n; };

extern const struct embedded law_files[];      /* law/…, ended by a NULL path */

/* The text of `path`, or NULL. */
static inline const char *embedded_text(const struct embedded *files, const char *path)
{
	for (; files->path; files++)
		if (strcmp(files->path, path) == 0)
			return files->text;
	return NULL;
}
#endif
