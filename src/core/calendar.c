/* calendar.c - see calendar.h. The list of exceptions is short (some forty a
 * year) and sorted, so a day is found by bisection. */
#include "core/calendar.h"
#include <stdlib.h>
#include <string.h>

struct line { const char *p; size_t n; };

/* The next line of `*text` without its end; false after the last. */
static bool next_line(const char **text, struct line *ret)
{
	const char *p = *text;
	if (!*p)
		return false;
	size_t n = strcspn(p, "\n");
	ret->p = p;
	ret->n = n && p[n - 1] == '\r' ? n - 1 : n;
	*text = p + n + (p[n] == '\n');
	return true;
}

static bool two_digits(const char *s, int *ret)
{
	if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
		return false;
	*ret = (s[0] - '0') * 10 + (s[1] - '0');
	return true;
}

/* date,kind,name: false when the line is none. `*-MM-DD` gives year 0. */
static bool read_line(struct ctx *cx, struct line l, struct ymd *at,
		      struct day_rule *rule)
{
	char date[11] = { 0 };
	size_t head = l.n && l.p[0] == '*' ? 7 : 10;
	day_t day = { 0 };

	if (l.n < head + 5)
		return false;
	memcpy(date, l.p, head);
	if (head == 7) {
		*at = (struct ymd){ 0 };
		if (date[1] != '-' || date[4] != '-' || !two_digits(date + 2, &at->month) ||
		    !two_digits(date + 5, &at->day) ||
		    !ymd_real((struct ymd){ 2000, at->month, at->day }))
			return false;
	} else if (day_read(date, &day)) {
		*at = day_split(day);
	} else {
		return false;
	}
	const char *p = l.p + head;
	size_t left = l.n - head, kind;
	if (left >= 5 && memcmp(p, ",off,", 5) == 0)
		kind = 5;
	else if (left >= 6 && memcmp(p, ",work,", 6) == 0)
		kind = 6;
	else
		return false;
	*rule = (struct day_rule){ day, kind == 6, ctx_textn(cx, p + kind, left - kind) };
	return true;
}

static int by_day(const void *a, const void *b)
{
	const struct day_rule *x = a, *y = b;
	return (x->day.n > y->day.n) - (x->day.n < y->day.n);
}

struct parsed { struct day_rule *rules; struct ymd *at; size_t n; };

static enum err parse(struct ctx *cx, const char *text, bool years, struct parsed *ret)
{
	struct parsed all = { 0 };
	struct line l;
	size_t most = 1;
	int64_t number = 0;

	for (const char *p = text; *p; p++)
		most += *p == '\n';
	all.rules = ctx_array(cx, struct day_rule, most);
	all.at = ctx_array(cx, struct ymd, most);
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	while (next_line(&text, &l)) {
		number++;
		if (l.n == 0 || l.p[0] == '#' || (l.n >= 5 && memcmp(l.p, "date,", 5) == 0))
			continue;
		if (!read_line(cx, l, &all.at[all.n], &all.rules[all.n]) ||
		    (years && all.at[all.n].year == 0))
			return fail(cx, ERR_INVALID, SAY_CALENDAR_LINE(number));
		all.n++;
	}
	*ret = all;
	return OK;
}

static enum err sorted(struct ctx *cx, struct day_rule *rules, size_t n)
{
	char text[DAY_TEXT];
	qsort(rules, n, sizeof *rules, by_day);
	for (size_t i = 1; i < n; i++)
		if (rules[i].day.n == rules[i - 1].day.n)
			return fail(cx, ERR_INVALID,
				    SAY_CALENDAR_TWICE(ctx_text(cx, day_text(rules[i].day, text))));
	return OK;
}

enum err calendar_read(struct ctx *cx, const char *published, const char *fixed,
		       struct calendar *ret_calendar)
{
	struct parsed days, feasts;
	TRY(parse(cx, published, true, &days));
	TRY(parse(cx, fixed, false, &feasts));
	TRY(sorted(cx, days.rules, days.n));
	*ret_calendar = (struct calendar){ days.rules, days.n, feasts.rules, feasts.at,
					   feasts.n };
	return OK;
}

enum err calendar_add(struct ctx *cx, const struct calendar *base, const char *more,
		      struct calendar *ret_calendar)
{
	struct parsed add;
	TRY(parse(cx, more, true, &add));
	if (add.n == 0)
		return fail(cx, ERR_INVALID, SAY_CALENDAR_EMPTY());
	struct day_rule *all = ctx_array(cx, struct day_rule, base->n + add.n);
	struct calendar c = *base, alone = { .rules = add.rules, .n = add.n };
	size_t n = 0;

	TRY(sorted(cx, add.rules, add.n));
	for (size_t i = 0; i < base->n; i++)       /* its own years replace the old */
		if (!calendar_knows(&alone, day_split(base->rules[i].day).year))
			all[n++] = base->rules[i];
	for (size_t i = 0; i < add.n; i++) {
		struct ymd at = day_split(add.rules[i].day);
		/* The notice of a year also moves the last days of the year before. */
		if (!calendar_knows(&alone, at.year) &&
		    !(at.month == 12 && calendar_knows(&alone, at.year + 1)))
			return fail(cx, ERR_INVALID, SAY_CALENDAR_PART(at.year));
		size_t same = 0;
		while (same < n && all[same].day.n != add.rules[i].day.n)
			same++;
		all[same] = add.rules[i];
		n += same == n;
	}
	TRY(sorted(cx, all, n));
	c.rules = all;
	c.n = n;
	*ret_calendar = c;
	return OK;
}

static const struct day_rule *find(const struct calendar *c, day_t d)
{
	struct day_rule key = { .day = d };
	if (c->n == 0)
		return NULL;
	return bsearch(&key, c->rules, c->n, sizeof key, by_day);
}

bool calendar_knows(const struct calendar *c, int year)
{
	const struct day_rule *r = find(c, day_of((struct ymd){ year, 10, 1 }));
	return r && !r->works;
}

static const struct day_rule *festival(const struct calendar *c, day_t d)
{
	struct ymd at = day_split(d);
	for (size_t i = 0; i < c->nfixed; i++)
		if (c->fixed_at[i].month == at.month && c->fixed_at[i].day == at.day &&
		    (c->fixed_at[i].year == 0 || c->fixed_at[i].year == at.year))
			return &c->fixed[i];
	return NULL;
}

struct day_said calendar_day(const struct calendar *c, day_t d)
{
	const struct day_rule *r = find(c, d);
	struct day_said said = { .day = d, .provisional = !calendar_knows(c, day_split(d).year) };

	if (!r && said.provisional && (r = festival(c, d)) != NULL)
		return (struct day_said){ d, false, true, DAY_FESTIVAL, r->name };
	if (r) {
		said.name = r->name;
		said.counts = r->works;
		said.why = r->works ? DAY_MADE_UP : DAY_HOLIDAY;
	} else {
		said.counts = day_weekday(d) <= 5;
		said.why = said.counts ? DAY_WORKS : DAY_WEEKEND;
	}
	return said;
}

bool calendar_works(const struct calendar *c, day_t d)
{
	return calendar_day(c, d).counts;
}

struct due calendar_due(const struct calendar *c, day_t from, int n)
{
	struct due due = { .day = from };
	while (n > 0) {
		due.day.n++;
		struct day_said d = calendar_day(c, due.day);
		due.provisional |= d.provisional;
		n -= d.counts;
	}
	return due;
}

int calendar_between(const struct calendar *c, day_t from, day_t to)
{
	int n = 0;
	for (day_t d = from; d.n < to.n;) {
		d.n++;
		n += calendar_works(c, d);
	}
	for (day_t d = to; d.n < from.n;) {
		d.n++;
		n -= calendar_works(c, d);
	}
	return n;
}

enum err calendar_explain(struct ctx *cx, const struct calendar *c, day_t from,
			  day_t to, struct day_said **ret_days, size_t *ret_n)
{
	PRE(to.n >= from.n);
	size_t n = (size_t)(to.n - from.n) + 1;
	struct day_said *days = ctx_array(cx, struct day_said, n);
	TRY(ctx_check(cx));
	for (size_t i = 0; i < n; i++) {
		days[i] = calendar_day(c, (day_t){ from.n + (int32_t)i });
		if (i == 0) {
			days[i].counts = false;
			days[i].why = DAY_EVENT;
		}
	}
	*ret_days = days;
	*ret_n = n;
	return OK;
}

const char *day_words(struct ctx *cx, const struct day_said *d, enum said_lang lang)
{
	switch (d->why) {
	case DAY_EVENT:
		return said_words(cx, SAY_DAY_EVENT(), lang);
	case DAY_WORKS:
		return said_words(cx, SAY_DAY_WORKS(), lang);
	case DAY_MADE_UP:
		return said_words(cx, SAY_DAY_MADE_UP(d->name), lang);
	case DAY_WEEKEND:
		return said_words(cx, SAY_DAY_WEEKEND(), lang);
	case DAY_HOLIDAY:
		return said_words(cx, SAY_DAY_HOLIDAY(d->name), lang);
	case DAY_FESTIVAL:
		return said_words(cx, SAY_DAY_FESTIVAL(d->name), lang);
	}
	return "";
}
