/* grade.c - see grade.h. */
#include "core/grade.h"
#include <string.h>

const struct grade_text *grade_of(const struct pack *p, int entry_grade, const struct item *it)
{
	int grade = it && it->grade ? it->grade : entry_grade;
	return p && grade ? pack_grade(p, grade) : NULL;
}

const struct grade_text *grade_own(const struct pack *p, const struct item *it)
{
	return grade_of(p, 0, it);
}

static bool no_wider(const char *most, enum access type)
{
	enum access widest = ACCESS_UNSET;
	return type == ACCESS_UNSET || !access_read(most, &widest) || type >= widest;
}

bool grade_may_share(const struct grade_text *g, enum access type)
{
	return !g || no_wider(g->share, type);
}

bool grade_may_open(const struct grade_text *g, enum access type)
{
	return !g || no_wider(g->open, type);
}

bool grade_bars_opening(const struct grade_text *g)
{
	return !grade_may_open(g, ACCESS_CONDITIONAL);
}

uint32_t grades_barring_opening(const struct pack *p)
{
	uint32_t bits = 0;
	for (size_t i = 0; i < p->ngrades; i++)
		if (p->grades[i].grade < 32 && grade_bars_opening(&p->grades[i]))
			bits |= 1u << p->grades[i].grade;
	return bits;
}

bool grade_may_give(const struct grade_text *g, enum mask m)
{
	if (!g || g->given == GIVEN_PLAIN)
		return true;
	if (g->given == GIVEN_MASKED)
		return m != MASK_KEEP;
	return m == MASK_VERIFY || m == MASK_SUPPRESS;
}

/* What an item is masked by when nobody said how. */
static enum mask own_mask(const struct item *it)
{
	static const struct { const char *format; enum mask mask; } by_format[] = {
		{ "resident_id", MASK_ID_NUMBER }, { "mobile", MASK_MOBILE },
		{ "bank_card", MASK_BANK_CARD },
	};
	enum mask m;
	if (it->mask && mask_read(it->mask, &m) && m != MASK_KEEP)
		return m;
	for (size_t i = 0; it->format && i < sizeof by_format / sizeof by_format[0]; i++)
		if (strcmp(by_format[i].format, it->format) == 0)
			return by_format[i].mask;
	return MASK_SUPPRESS;
}

enum mask grade_mask(const struct grade_text *g, const struct item *it, enum mask asked)
{
	if (grade_may_give(g, asked))
		return asked;
	return g->given == GIVEN_VERIFY ? MASK_VERIFY : own_mask(it);
}

int grade_highest(const struct item *items, size_t n)
{
	int highest = 0;
	for (size_t i = 0; i < n; i++)
		highest = items[i].grade > highest ? items[i].grade : highest;
	return highest;
}
