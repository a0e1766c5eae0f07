/* propose.c - which item holds what a database's column does. Types are ODBC's own
 * numbers (ISO/IEC 9075-3, annex; sqlext.h), so that no header of it is needed. Pure. */
#include "base/utf8.h"
#include "database/database.h"
#include <string.h>

#define STRING_MOST 2000                /* longer texts have no length of their own */
#define TITLE_MOST  64                  /* characters of a title */

struct kind { int64_t type; enum item_type item; };

static const struct kind kinds[] = {
	{ -7, ITEM_BOOLEAN }, { -6, ITEM_INTEGER }, { 5, ITEM_INTEGER }, { 4, ITEM_INTEGER },
	{ -5, ITEM_INTEGER }, { 2, ITEM_DECIMAL }, { 3, ITEM_DECIMAL }, { 6, ITEM_DECIMAL },
	{ 7, ITEM_DECIMAL }, { 8, ITEM_DECIMAL }, { 91, ITEM_DATE }, { 9, ITEM_DATE },
	{ 93, ITEM_DATETIME }, { 11, ITEM_DATETIME }, { 1, ITEM_STRING }, { 12, ITEM_STRING },
	{ -8, ITEM_STRING }, { -9, ITEM_STRING }, { -1, ITEM_TEXT }, { -10, ITEM_TEXT },
	{ 92, ITEM_STRING }, { 10, ITEM_STRING }, { -11, ITEM_STRING },
};

static bool bytes(int64_t type)
{
	return type <= -2 && type >= -4;
}

/* A number with digits of its own; floating ones (6 to 8) count in bits. */
static void digits(const struct database_column *c, struct item *it)
{
	bool exact = c->type == 2 || c->type == 3;
	bool sized = exact && c->size >= 1 && c->size <= 38 && c->digits <= 10 && c->digits < c->size;
	it->length = sized ? (int)c->size : 0;
	it->precision = sized ? (int)c->digits : 0;
	if (sized && !c->digits) {
		it->type = c->size <= SHAPE_INT_DIGITS ? ITEM_INTEGER : ITEM_DECIMAL;
		it->length = it->type == ITEM_INTEGER ? 0 : it->length;
	}
}

bool database_item(const struct database_column *c, struct item *it)
{
	if (bytes(c->type))
		return false;
	it->type = ITEM_TEXT;
	it->length = it->precision = 0;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].type == c->type)
			it->type = kinds[i].item;
	if (it->type == ITEM_DECIMAL)
		digits(c, it);
	if (it->type == ITEM_STRING) {
		bool fits = c->size >= 1 && c->size <= STRING_MOST;
		it->type = fits ? ITEM_STRING : ITEM_TEXT;
		it->length = fits ? (int)c->size : 0;
	}
	it->key = c->key > 0;
	it->nullable = c->nullable && !it->key;
	return true;
}

const char *database_title(struct ctx *cx, const struct database_column *c)
{
	const char *from = c->remark ? c->remark : "";
	from += strspn(from, " \t\r\n");
	size_t n = strcspn(from, "\r\n"), most = 0, chars = 0;
	while (most < n && chars < TITLE_MOST) {
		most += utf8_len(from + most, n - most);
		chars++;
	}
	while (most && strchr(" \t;；:：,，", from[most - 1]) && (unsigned char)from[most - 1] < 0x80)
		most--;
	return most ? ctx_textn(cx, from, most) : c->name;
}
