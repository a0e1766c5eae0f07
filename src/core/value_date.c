/* value_date.c - see value_date.h. A cursor over the text; each reader takes
 * what it knows and leaves the rest. */
#include "core/value_date.h"
#include <stdio.h>
#include <string.h>

#define MS_DAY 86400000LL
#define SHEET_ZERO (-25569)             /* 1899-12-30 in days since 1970-01-01 */

struct cursor { const char *p, *end; };

static bool eat(struct cursor *c, const char *word)
{
	size_t n = strlen(word);
	if ((size_t)(c->end - c->p) < n || memcmp(c->p, word, n) != 0)
		return false;
	c->p += n;
	return true;
}

/* Between `least` and `most` digits; false and nothing eaten otherwise. */
static bool number(struct cursor *c, int least, int most, int *ret)
{
	int v = 0, n = 0;
	while (c->p + n < c->end && n < most && c->p[n] >= '0' && c->p[n] <= '9')
		v = v * 10 + (c->p[n++] - '0');
	if (n < least)
		return false;
	c->p += n;
	*ret = v;
	return true;
}

static size_t digits_ahead(const struct cursor *c)
{
	size_t n = 0;
	while (c->p + n < c->end && c->p[n] >= '0' && c->p[n] <= '9')
		n++;
	return n;
}

/* A date with its separators, or 8 digits. */
static enum value_fault date_part(struct cursor *c, int64_t *ret_days)
{
	struct ymd d;
	bool run = digits_ahead(c) >= 8;
	if (!number(c, 4, 4, &d.year))
		return VALUE_NOT_DATE;
	if (run) {
		if (!number(c, 2, 2, &d.month) || !number(c, 2, 2, &d.day))
			return VALUE_NOT_DATE;
	} else if (eat(c, "年")) {
		if (!number(c, 1, 2, &d.month) || !eat(c, "月") ||
		    !number(c, 1, 2, &d.day) || !eat(c, "日"))
			return VALUE_NOT_DATE;
	} else {
		char mark[2] = { c->p < c->end ? *c->p : 0, 0 };
		if (!strchr("-/.", mark[0]) || !eat(c, mark) || !number(c, 1, 2, &d.month) ||
		    !eat(c, mark) || !number(c, 1, 2, &d.day))
			return VALUE_NOT_DATE;
	}
	if (!ymd_real(d))
		return VALUE_NO_SUCH_DAY;
	*ret_days = day_of(d).n;
	return VALUE_FINE;
}

static bool fraction(struct cursor *c, int *ret_ms)
{
	int scale = 100, ms = 0, n = 0;
	for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++, n++, scale /= 10)
		ms += (*c->p - '0') * scale;
	*ret_ms = ms;
	return n > 0;
}

/* Z, +08:00, +0800; nothing is UTC+8. */
static bool zone_part(struct cursor *c, int *ret_minutes)
{
	int h, m = 0, sign;
	*ret_minutes = 8 * 60;
	eat(c, " ");
	if (c->p == c->end)
		return true;
	if (eat(c, "Z") || eat(c, "z")) {
		*ret_minutes = 0;
		return true;
	}
	sign = *c->p == '-' ? -1 : 1;
	if ((!eat(c, "+") && !eat(c, "-")) || !number(c, 2, 2, &h))
		return false;
	eat(c, ":");
	if (c->p < c->end && !number(c, 2, 2, &m))
		return false;
	if (h > 14 || m > 59)
		return false;
	*ret_minutes = sign * (h * 60 + m);
	return true;
}

/* hh:mm[:ss[.mmm]] or hhmmss; ms of the day. */
static bool time_part(struct cursor *c, int64_t *ret_ms)
{
	int h, m, s = 0, ms = 0;
	bool run = digits_ahead(c) == 6;
	if (!number(c, run ? 2 : 1, 2, &h) || (!run && !eat(c, ":")) ||
	    !number(c, 2, 2, &m))
		return false;
	if ((run || eat(c, ":")) && !number(c, 2, 2, &s))
		return false;
	if (eat(c, ".") && !fraction(c, &ms))
		return false;
	if (h > 23 || m > 59 || s > 59)
		return false;
	*ret_ms = ((h * 60LL + m) * 60 + s) * 1000 + ms;
	return true;
}

/* 13 digits of milliseconds, or a spreadsheet's number of days. */
static bool bare_number(const char *p, size_t n, int64_t *ret_ms)
{
	struct cursor c = { p, p + n };
	size_t digits = digits_ahead(&c);
	int64_t v = 0;
	for (size_t i = 0; i < digits && i < 13; i++)
		v = v * 10 + (p[i] - '0');
	if (digits == 13 && n == 13) {
		*ret_ms = v;
		return true;
	}
	if (digits != 5)
		return false;
	double part = 0, scale = 0.1;
	c.p += digits;
	if (c.p < c.end && !eat(&c, "."))
		return false;
	for (; c.p < c.end; c.p++, scale /= 10) {
		if (*c.p < '0' || *c.p > '9')
			return false;
		part += (*c.p - '0') * scale;
	}
	*ret_ms = (v + SHEET_ZERO) * MS_DAY - 8 * 3600000LL +
		  (int64_t)(part * 86400 + 0.5) * 1000;
	return true;
}

enum value_fault value_date(const char *p, size_t n, int64_t *ret_days)
{
	struct cursor c = { p, p + n };
	int64_t ms = 0, days = 0;
	int zone;

	if (bare_number(p, n, &ms)) {
		*ret_days = day_at((ms_t){ ms }).n;
		return VALUE_FINE;
	}
	enum value_fault f = date_part(&c, &days);
	if (f != VALUE_FINE)
		return f;
	if (c.p < c.end) {              /* a database's midnight is a date too */
		if ((!eat(&c, "T") && !eat(&c, " ")) || !time_part(&c, &ms) || ms ||
		    !zone_part(&c, &zone) || c.p < c.end)
			return VALUE_NOT_DATE;
	}
	*ret_days = days;
	return VALUE_FINE;
}

enum value_fault value_datetime(const char *p, size_t n, int64_t *ret_ms)
{
	struct cursor c = { p, p + n };
	int64_t days = 0, ms = 0;
	int zone = 8 * 60;

	if (bare_number(p, n, &ms)) {
		*ret_ms = ms;
		return VALUE_FINE;
	}
	bool run = digits_ahead(&c) == 14;
	enum value_fault f = date_part(&c, &days);
	if (f != VALUE_FINE)
		return f == VALUE_NOT_DATE ? VALUE_NOT_DATETIME : f;
	if (c.p < c.end) {
		if ((!run && !eat(&c, "T") && !eat(&c, "t") && !eat(&c, " ")) ||
		    !time_part(&c, &ms) || !zone_part(&c, &zone) || c.p < c.end)
			return VALUE_NOT_DATETIME;
	}
	*ret_ms = days * MS_DAY + ms - zone * 60000LL;
	return VALUE_FINE;
}

char *value_moment(int64_t ms, char buf[MS_TEXT])
{
	ms_text((ms_t){ ms }, buf);
	if (ms % 1000 == 0)             /* …:00.000+08:00 -> …:00+08:00 */
		memmove(buf + 19, buf + 23, strlen(buf + 23) + 1);
	return buf;
}
