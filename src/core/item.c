/* item.c - tables of words for items, and what a good item code is. */
#include "core/item.h"
#include "core/mask.h"
#include <string.h>

static const char *const accesses[ACCESS_MAX_] = {
#define X(id, word) [ACCESS_##id] = word,
	ACCESS_TABLE(X)
#undef X
};
/* Parameters of /data/v1 and /open/v1/…/rows: an item of that name could not
 * be asked for. */
static const char *const reserved[] = { "fields", "limit", "cursor", "where", "keys", NULL };

static bool one_of(const char *const *words, const char *word)
{
	for (; *words; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

const char *access_word(enum access a)
{
	return accesses[a];
}

bool access_read(const char *word, enum access *ret_access)
{
	for (int i = ACCESS_UNCONDITIONAL; i < ACCESS_MAX_; i++) {
		if (strcmp(accesses[i], word) == 0) {
			*ret_access = (enum access)i;
			return true;
		}
	}
	return false;
}

bool item_mask_known(const char *word)
{
	enum mask m;
	return mask_read(word, &m);
}

bool item_code_good(const char *code)
{
	size_t n = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789_");
	return n >= 1 && n <= 63 && !code[n] && code[0] >= 'a' && code[0] <= 'z' &&
	       !one_of(reserved, code);
}

struct shape item_shape(const struct item *it)
{
	return (struct shape){ .type = it->type, .length = it->length,
			       .precision = it->precision, .nullable = it->nullable,
			       .format = it->format };
}

bool item_same_column(const struct item *a, const struct item *b)
{
	if (a->type != b->type)
		return false;
	return a->type != ITEM_DECIMAL ||
	       (a->precision == b->precision && a->length == b->length);
}

const struct item *item_by_code(const struct item *items, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(items[i].code, code) == 0)
			return &items[i];
	return NULL;
}

const struct item *item_by_no(const struct item *items, size_t n, int no)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].no == no)
			return &items[i];
	return NULL;
}

bool item_takes_codes(const struct item *it)
{
	return it->type == ITEM_STRING || it->type == ITEM_TEXT || it->type == ITEM_INTEGER;
}
