/* release.c - cycles, periods and forms. Pure. */
#include "release/release.h"
#include <stdio.h>
#include <string.h>

static const char *const cycles[] = {
#define X(id, word) word,
	RELEASE_CYCLE_TABLE(X)
#undef X
};

const char *release_cycle_word(enum release_cycle c)
{
	return cycles[c];
}

bool release_cycle_read(const char *word, enum release_cycle *ret_cycle)
{
	for (int i = 0; i < RELEASE_CYCLE_MAX_; i++) {
		if (strcmp(cycles[i], word) == 0) {
			*ret_cycle = (enum release_cycle)i;
			return true;
		}
	}
	return false;
}

static int months_of(enum release_cycle c)
{
	switch (c) {
	case RELEASE_MONTHLY: return 1;
	case RELEASE_QUARTERLY: return 3;
	case RELEASE_HALF_YEARLY: return 6;
	case RELEASE_YEARLY: return 12;
	case RELEASE_NEVER: case RELEASE_CYCLE_MAX_: break;
	}
	return 0;
}

static void name_period(struct period *p, enum release_cycle c, int year, int nth)
{
	PRE(year >= 0 && year <= 9999 && nth >= 1 && nth <= 12);
	switch (c) {
	case RELEASE_MONTHLY: snprintf(p->text, PERIOD_TEXT, "%04d-%02d", year, nth); break;
	case RELEASE_QUARTERLY: snprintf(p->text, PERIOD_TEXT, "%04d-Q%d", year, nth); break;
	case RELEASE_HALF_YEARLY: snprintf(p->text, PERIOD_TEXT, "%04d-H%d", year, nth); break;
	case RELEASE_YEARLY: snprintf(p->text, PERIOD_TEXT, "%04d", year); break;
	case RELEASE_NEVER: case RELEASE_CYCLE_MAX_: break;
	}
}

struct period release_period(enum release_cycle c, day_t today)
{
	struct period p = { .text = "", .cycle = c };
	struct ymd d = day_split(today);
	int months = months_of(c);
	if (!months)
		return p;
	int nth = (d.month - 1) / months;
	int first = nth * months + 1, next = first + months;
	p.first = day_of((struct ymd){ d.year, first, 1 });
	p.next = day_of(next > 12 ? (struct ymd){ d.year + 1, 1, 1 }
				  : (struct ymd){ d.year, next, 1 });
	name_period(&p, c, d.year, nth + 1);
	return p;
}

const char *face_word(enum face f)
{
	return f == FACE_OPEN ? "open" : "full";
}

static const struct form { const char *word, *suffix, *type; } forms[RELEASE_FORMATS_] = {
	[RELEASE_CSV] = { "csv", "csv", "text/csv; charset=utf-8; header=present" },
	[RELEASE_JSON] = { "json", "json", "application/json" },
	[RELEASE_PACKAGE] = { "datapackage", "zip", "application/zip" },
};

const char *release_format_word(enum release_format f)
{
	return forms[f].word;
}

const char *release_format_suffix(enum release_format f)
{
	return forms[f].suffix;
}

const char *release_format_type(enum release_format f)
{
	return forms[f].type;
}

bool release_format_read(const char *word, enum release_format *ret_format)
{
	for (int i = 0; i < RELEASE_FORMATS_; i++) {
		if (strcmp(forms[i].word, word) == 0) {
			*ret_format = (enum release_format)i;
			return true;
		}
	}
	return false;
}
