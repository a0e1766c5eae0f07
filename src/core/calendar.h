/* calendar.h - counting days the way the law counts them.
 *
 * Pure: a calendar is data, published year by year, parsed from text. The day
 * of the event is day 0 and isn't counted; day 1 is the next working day; the
 * term ends at 24:00 of working day N. Saturdays and Sundays that are worked
 * instead of a holiday count.
 *
 * A year without a published calendar is no error: the festivals that the law
 * fixes are off, and the answer is marked provisional. It is computed again
 * when the year is imported. */
#ifndef CORE_CALENDAR_H
#define CORE_CALENDAR_H
#include "base/ctx.h"

struct day_rule {                      /* a day that differs from its weekday */
	day_t       day;
	bool        works;
	const char *name;              /* the festival */
};

struct calendar {
	const struct day_rule *rules;  /* ascending by day, published */
	size_t                 n;
	const struct day_rule *fixed;  /* by law itself; day.n is 0 for every year's */
	const struct ymd      *fixed_at;
	size_t                 nfixed;
};

enum day_why { DAY_EVENT, DAY_WORKS, DAY_MADE_UP, DAY_WEEKEND, DAY_HOLIDAY,
	       DAY_FESTIVAL };         /* DAY_FESTIVAL: by law, year not published */

struct day_said {                      /* why a day counts or doesn't */
	day_t        day;
	bool         counts;
	bool         provisional;      /* its year is not published */
	enum day_why why;
	const char  *name;             /* of the festival, or NULL */
};

/* Both texts are CSV: date,kind,name with kind off|work; `#` begins a comment.
 * In `fixed` a year may be `*`. Names are copied into `cx`; the calendar lives
 * as long as `cx`. ERR_INVALID names the line. */
enum err calendar_read(struct ctx *cx, const char *published, const char *fixed,
		       struct calendar *ret_calendar) MUST_USE;
/* One more text of published years over `base`: its years replace what stood
 * for them. ERR_INVALID when it is incomplete for a year it speaks of. */
enum err calendar_add(struct ctx *cx, const struct calendar *base, const char *more,
		      struct calendar *ret_calendar) MUST_USE;

/* Is there a published calendar for the year? Its National Day stands in it:
 * days around New Year may come from the next year's notice. */
bool calendar_knows(const struct calendar *c, int year);
bool calendar_works(const struct calendar *c, day_t d);
struct day_said calendar_day(const struct calendar *c, day_t d);

struct due { day_t day; bool provisional; };
/* The day on which `n` working days after `from` have run. */
struct due calendar_due(const struct calendar *c, day_t from, int n);
/* Working days in (from, to]; negative when `to` is earlier. */
int calendar_between(const struct calendar *c, day_t from, day_t to);
/* One element for each calendar day from `from` to `to`, both included. */
enum err calendar_explain(struct ctx *cx, const struct calendar *c, day_t from,
			  day_t to, struct day_said **ret_days, size_t *ret_n) MUST_USE;
/* The element's reason in words; in the arena when it names a festival. */
const char *day_words(struct ctx *cx, const struct day_said *d, enum said_lang lang);

#define CALENDAR_DAYS_MAX 1000         /* the longest term one may ask for */
#endif
