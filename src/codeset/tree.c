/* tree.c - a classification in memory: from a value to what is above it. Pure. */
#include "codeset/tree.h"
#include <string.h>

void tree_make(struct ctx *cx, const struct codes *codes, enum tree_way way, struct tree *ret)
{
	*ret = (struct tree){ .codes = *codes, .way = way, .up = ctx_array(cx, int, codes->n) };
	for (size_t i = 0; i < codes->n; i++) {
		const char *parent = codes->at[i].parent;
		const struct code *k = parent ? code_find(codes, parent) : NULL;
		ret->up[i] = k ? (int)(k - codes->at) : -1;
	}
}

int tree_place(const struct tree *t, const char *value)
{
	char front[CODE_MOST + 1];
	const struct code *k = code_find(&t->codes, value);
	size_t n = strlen(value);
	if (t->way == TREE_BY_DIGITS && n > CODE_MOST)
		n = CODE_MOST;
	for (; !k && t->way == TREE_BY_DIGITS && n > 1; k = code_find(&t->codes, front)) {
		memcpy(front, value, --n);
		front[n] = 0;
	}
	return k ? (int)(k - t->codes.at) : -1;
}

bool tree_below(const struct tree *t, const char *value, const char *node)
{
	if (strcmp(value, node) == 0)
		return true;
	if (t->way == TREE_BY_DIGITS && *node && strncmp(value, node, strlen(node)) == 0)
		return true;
	for (int at = tree_place(t, value), deep = 0; at >= 0 && deep <= TREE_DEEP; deep++) {
		if (strcmp(t->codes.at[at].code, node) == 0)
			return true;
		at = t->up[at];
	}
	return false;
}

const char *category_digits(struct ctx *cx, const char *category)
{
	char *digits = ctx_alloc(cx, strlen(category) + 1), *to = digits;
	for (const char *p = category; *p; p++)
		if (*p >= '0' && *p <= '9')
			*to++ = *p;
	return digits;
}

const char *category_tree(const char *category)
{
	static const char *const trees[] = { "base", "theme", "department" };
	return *category >= '1' && *category <= '3' ? trees[*category - '1'] : NULL;
}

const char *national_front(struct ctx *cx, const char *category, const char *region)
{
	const char *digits = category ? category_digits(cx, category) : "";
	size_t n = strlen(digits);
	if (n >= 3 && n <= 40 && category_tree(digits))
		return n >= 6 ? digits : ctx_print(cx, "%s%.*s", digits, (int)(6 - n), "000");
	char place[5] = "00";
	if (region && strlen(region) >= 6 && strspn(region, "0123456789") >= 6) {
		memcpy(place, region + 2, 4);
		if (memcmp(place + 2, "00", 2) == 0)
			place[2] = 0;
	}
	return ctx_print(cx, "3070%s", place);
}
