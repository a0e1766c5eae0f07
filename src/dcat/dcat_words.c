/* dcat_words.c - names of things in the catalogue, and small parts of what is said of them. */
#include "dcat/inside.h"
#include <string.h>

const char *dcat_found(const char *const (*table)[2], size_t n, const char *word)
{
	for (size_t i = 0; word && i < n; i++)
		if (strcmp(table[i][0], word) == 0)
			return table[i][1];
	return NULL;
}

const char *dcat_rights(enum access open)
{
	switch (open) {
	case ACCESS_UNCONDITIONAL: return EU "access-right/PUBLIC";
	case ACCESS_CONDITIONAL: return EU "access-right/RESTRICTED";
	case ACCESS_NONE: return EU "access-right/NON_PUBLIC";
	case ACCESS_UNSET: case ACCESS_MAX_: break;
	}
	return NULL;
}

const char *dcat_named(struct ctx *cx, const char *site, const char *kind, const char *name)
{
	return ctx_print(cx, "%s/id/%s/%s", site, kind, name);
}

const char *dcat_part(struct ctx *cx, const char *site, const struct dcat_entry *e,
			const char *what)
{
	return ctx_print(cx, "%s/id/dataset/%s#%s", site, e->code, what);
}

void dcat_both(struct ctx *cx, struct graph *g, const char *property, struct said said)
{
	graph_text(g, property, said_words(cx, said, SAID_ZH), "zh");
	graph_text(g, property, said_words(cx, said, SAID_EN), "en");
}

void dcat_moment(struct graph *g, const char *property, ms_t t)
{
	char text[MS_TEXT];
	if (t.n)
		graph_typed(g, property, ms_text(t, text), "xsd:dateTime");
}
