/* element.c - what is wrong with an element, and where an item differs from it. */
#include "element/element.h"
#include "base/utf8.h"
#include "core/facts.h"
#include <string.h>

static bool is(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool code_good(const char *code)
{
	size_t n = 0;
	for (; code[n]; n++)
		if ((unsigned char)code[n] <= ' ' || code[n] == ',' || code[n] == 0x7F)
			return false;
	return n > 0 && utf8_count(code, n) <= 128;
}

const char *element_fault(const struct element *e, struct said *why)
{
	enum fact_kind kind;
	const struct item it = { .code = e->code, .type = e->type, .length = e->length,
				 .precision = e->precision, .format = e->format };
	const struct shape shape = item_shape(&it);
	const char *member;
	if (!e->code || !code_good(e->code))
		return *why = SAY_ELEMENT_CODE(), "code";
	if (!e->name || !*e->name || utf8_count(e->name, strlen(e->name)) > 256)
		return *why = SAY_ELEMENT_NAME(), "name";
	if (e->grade < 0 || e->grade > 4)
		return *why = SAY_ELEMENT_GRADE(), "grade";
	if (e->format && !fact_kind_read(e->format, &kind))
		return *why = SAY_ELEMENT_FORMAT(e->format), "format";
	if (e->format && e->type != ITEM_STRING && e->type != ITEM_TEXT)
		return *why = SAY_ELEMENT_FORMAT_TYPE(e->format), "format";
	if (e->code_set && !item_takes_codes(&it))
		return *why = SAY_ELEMENT_CODES_TYPE(item_type_word(e->type)), "code_set";
	member = shape_check(&shape);
	if (member)
		return *why = SAY_ELEMENT_SHAPE(member), member;
	return NULL;
}

bool element_same(const struct element *a, const struct element *b)
{
	return is(a->name, b->name) && is(a->name_en, b->name_en) &&
	       is(a->definition, b->definition) && a->type == b->type &&
	       is(a->format, b->format) && is(a->value_range, b->value_range) &&
	       is(a->code_set, b->code_set) && is(a->unit, b->unit) &&
	       a->length == b->length && a->precision == b->precision &&
	       a->grade == b->grade && is(a->source, b->source) && a->retired == b->retired;
}

const char *element_differs(const struct element *e, const struct item *it)
{
	if (e->type != it->type)
		return "type";
	if (e->format && !is(e->format, it->format))
		return "format";
	if (e->code_set && !is(e->code_set, it->code_set))
		return "code_set";
	if (e->length && it->length > e->length)
		return "length";
	return NULL;
}
