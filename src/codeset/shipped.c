/* shipped.c - the head of a file that the program brings: what the list is called,
 * and where its codes are from. Pure. */
#include "codeset/codeset.h"
#include <string.h>

static const char *value_of(struct ctx *cx, const char *text, const char *key)
{
	size_t n = strlen(key);
	for (const char *p = text; *p == '#'; p += strcspn(p, "\n"), p += *p == '\n') {
		if (strncmp(p, "# ", 2) != 0 || strncmp(p + 2, key, n) != 0 ||
		    strncmp(p + 2 + n, ": ", 2) != 0)
			continue;
		const char *v = p + 4 + n;
		return *v == '\n' ? NULL : ctx_textn(cx, v, strcspn(v, "\n"));
	}
	return NULL;
}

static const char *below_head(const char *text)
{
	while (*text == '#') {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

enum err shipped_read(struct ctx *cx, const char *path, const char *text, struct shipped *ret)
{
	const char *dot = strrchr(path, '.'), *open = value_of(cx, text, "open");
	struct shipped s = {
		.id = ctx_textn(cx, path, dot ? (size_t)(dot - path) : strlen(path)),
		.kind = value_of(cx, text, "kind"), .name = value_of(cx, text, "name"),
		.name_en = value_of(cx, text, "name_en"),
		.standard = value_of(cx, text, "standard"),
		.source = value_of(cx, text, "source"),
		.partial = open && strcmp(open, "yes") == 0, .csv = below_head(text),
	};
	if (!s.kind || !s.name || !s.source || !open)
		return fail(cx, ERR_INTERNAL, SAY_CODES_SHIPPED(path));
	*ret = s;
	return OK;
}
