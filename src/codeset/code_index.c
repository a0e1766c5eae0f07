/* code_index.c - a table of places, asked once for each cell of a column. Pure. */
#include "codeset/codeset.h"
#include <string.h>

static uint32_t hash(const char *p, size_t n)   /* FNV-1a */
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)p[i]) * 16777619u;
	return h;
}

struct code_index *code_index_make(struct ctx *cx, const struct codes *codes, bool partial)
{
	struct code_index *x = ctx_new(cx, struct code_index);
	size_t n = 16;
	while (n < 2 * codes->n)
		n *= 2;
	*x = (struct code_index){ .partial = partial, .at = codes->at, .nslots = n,
				  .slots = ctx_array(cx, uint32_t, n) };
	for (size_t k = 0; k < codes->n; k++) {
		const char *code = codes->at[k].code;
		size_t i = hash(code, strlen(code)) & (n - 1);
		while (x->slots[i])
			i = (i + 1) & (n - 1);
		x->slots[i] = (uint32_t)k + 1;
	}
	return x;
}

bool code_index_has(const struct code_index *x, const char *p, size_t n)
{
	for (size_t i = hash(p, n) & (x->nslots - 1); x->slots[i]; i = (i + 1) & (x->nslots - 1)) {
		const char *code = x->at[x->slots[i] - 1].code;
		if (strncmp(code, p, n) == 0 && !code[n])
			return true;
	}
	return false;
}
