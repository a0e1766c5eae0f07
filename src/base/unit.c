/* unit.c - civil dates by the era method: 400 years are 146,097 days. */
#include "base/unit.h"
#include <stdio.h>
#include <string.h>

#define MS_DAY   86400000
#define MS_EAST8 28800000                      /* UTC+8, the whole country */

day_t day_of(struct ymd date)
{
	int y = date.year - (date.month <= 2);
	int era = (y >= 0 ? y : y - 399) / 400;
	int yoe = y - era * 400;
	int doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 +
		  date.day - 1;
	int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return (day_t){ era * 146097 + doe - 719468 };
}

struct ymd day_split(day_t d)
{
	int z = d.n + 719468;
	int era = (z >= 0 ? z : z - 146096) / 146097;
	int doe = z - era * 146097;
	int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int mp = (5 * doy + 2) / 153;
	struct ymd r = {
		.year = yoe + era * 400, .day = doy - (153 * mp + 2) / 5 + 1,
		.month = mp < 10 ? mp + 3 : mp - 9,
	};
	r.year += r.month <= 2;
	return r;
}

bool ymd_real(struct ymd date)
{
	static const int8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (date.year < 1 || date.year > 9999 || date.month < 1 || date.month > 12)
		return false;
	bool leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
	return date.day >= 1 && date.day <= days[date.month - 1] + (date.month == 2 && leap);
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

day_t day_at(ms_t t)
{
	return (day_t){ (int32_t)floor_div(t.n + MS_EAST8, MS_DAY) };
}

ms_t day_start(day_t d)
{
	return (ms_t){ (int64_t)d.n * MS_DAY - MS_EAST8 };
}

int day_weekday(day_t d)
{
	int w = (int)((d.n + 3) % 7);          /* 1970-01-01 was a Thursday */
	return (w < 0 ? w + 7 : w) + 1;
}

static char *put_digits(char *to, int v, int n)
{
	for (int i = n; i--; v /= 10)
		to[i] = (char)('0' + v % 10);
	return to + n;
}

/* Runs once a cell: by hand, for printf takes ten times as long. */
char *day_text(day_t d, char buf[DAY_TEXT])
{
	struct ymd x = day_split(d);
	char *to = put_digits(buf, x.year < 0 ? 0 : x.year % 10000, 4);
	*to++ = '-';
	to = put_digits(to, x.month, 2);
	*to++ = '-';
	*put_digits(to, x.day, 2) = 0;
	return buf;
}

char *ms_text(ms_t t, char buf[MS_TEXT])
{
	char day[DAY_TEXT];
	int64_t in_day = t.n - day_start(day_at(t)).n;
	snprintf(buf, MS_TEXT, "%sT%02d:%02d:%02d.%03d+08:00",
		 day_text(day_at(t), day), (int)(in_day / 3600000) % 24,
		 (int)(in_day / 60000 % 60), (int)(in_day / 1000 % 60),
		 (int)(in_day % 1000));
	return buf;
}

/* `n` digits as a number; false at the first that is none. */
static bool digits(const char *s, int n, int *ret)
{
	int v = 0;
	for (int i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (s[i] - '0');
	}
	*ret = v;
	return true;
}

static bool date_read(const char *s, struct ymd *ret)
{
	struct ymd d;
	if (!digits(s, 4, &d.year) || s[4] != '-' || !digits(s + 5, 2, &d.month) ||
	    s[7] != '-' || !digits(s + 8, 2, &d.day) || !ymd_real(d))
		return false;
	*ret = d;
	return true;
}

bool day_read(const char *text, day_t *ret_day)
{
	struct ymd d;
	if (strlen(text) != 10 || !date_read(text, &d))
		return false;
	*ret_day = day_of(d);
	return true;
}

bool ms_read(const char *s, ms_t *ret_ms)
{
	struct ymd d;
	int h, m, sec, frac = 0, oh = 0, om = 0, sign = 1;

	if (strlen(s) < 20 || !date_read(s, &d) || (s[10] != 'T' && s[10] != 't') ||
	    !digits(s + 11, 2, &h) || s[13] != ':' || !digits(s + 14, 2, &m) ||
	    s[16] != ':' || !digits(s + 17, 2, &sec) || h > 23 || m > 59 || sec > 59)
		return false;
	s += 19;
	if (*s == '.') {
		int scale = 100;
		for (s++; *s >= '0' && *s <= '9'; s++, scale /= 10)
			frac += (*s - '0') * scale;
	}
	if (*s == 'Z' || *s == 'z') {
		s++;
	} else {
		if (*s != '+' && *s != '-')
			return false;
		sign = *s == '-' ? -1 : 1;
		if (!digits(s + 1, 2, &oh) || s[3] != ':' || !digits(s + 4, 2, &om) ||
		    oh > 23 || om > 59)
			return false;
		s += 6;
	}
	if (*s)
		return false;
	int64_t utc = (int64_t)day_of(d).n * MS_DAY + h * 3600000LL + m * 60000LL +
		      sec * 1000LL + frac;
	*ret_ms = (ms_t){ utc - sign * (oh * 3600000LL + om * 60000LL) };
	return true;
}
