/* suggest.h - a grade for each item of an entry, and why. Pure.
 *
 * Joined are: the name (synonyms brought together), what the values are (look.h), the
 * data element, and the rules registered for the entry's sector and agency. A rule
 * goes before what a name tells; what the values show is never graded below it. The
 * reasons are words and numbers, never values. */
#ifndef GRADING_SUGGEST_H
#define GRADING_SUGGEST_H
#include "base/ctx.h"
#include "core/item.h"
#include "duplicate/names.h"
#include "grading/look.h"

struct grading_pattern {                /* one line of a rule in force */
	bool        element;            /* `word` is a data element's code, else of a name */
	const char *word;
	int         grade;
	enum sense  sense;
	const char *rule;               /* the version it stands in */
};

enum reason_by { BY_VALUES, BY_NEAR, BY_TEXT, BY_NAME, BY_ELEMENT, BY_RULE };
const char *reason_word(enum reason_by by);
struct reason {
	enum reason_by by;
	enum sense     sense;
	int64_t        fits, of;        /* of values, near and text */
	const char    *word;            /* of name and element: what matched */
	const char    *rule;            /* of rule */
};

#define REASONS_MOST 8
struct suggestion {
	const struct item *item;
	int           grade;            /* 0: nothing can be said */
	enum sense    sense;
	int           confidence;       /* per cent */
	const char   *mask;             /* proposed; NULL: none */
	struct reason reasons[REASONS_MOST];
	size_t        nreasons;
};

struct suggest_ask {
	const struct item *items;
	size_t             nitems;
	const struct look *looks;       /* one an item; NULL: there is no data */
	const struct names *names;
	const struct grading_pattern *patterns;
	size_t             npatterns;
};
/* One an item, in their order; in the arena. */
struct suggestion *suggest(struct ctx *cx, const struct suggest_ask *ask);
#endif
