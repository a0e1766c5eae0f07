/* facts_form.c - phones, plates, papers, dates and divisions: format only. */
#include "core/facts_form.h"
#include "core/facts_text.h"
#include <string.h>

/* Keeps digits alone, in place; false when something else than - ( ) + . stood there. */
static bool only_digits(char *s, size_t *n)
{
	size_t w = 0;
	for (size_t i = 0; i < *n; i++) {
		if (s[i] >= '0' && s[i] <= '9')
			s[w++] = s[i];
		else if (!strchr("-()+.", s[i]))
			return false;
	}
	s[w] = '\0';
	*n = w;
	return true;
}

enum fact form_mobile(char *s, size_t n)
{
	size_t was = n;
	bool plus = s[0] == '+';

	if (!only_digits(s, &n))
		return FACT_BAD_CHAR;
	size_t prefix = 0;
	if (strncmp(s, "0086", 4) == 0)
		prefix = 4;
	else if (strncmp(s, "86", 2) == 0 && (plus || n == 13))
		prefix = 2;
	if (prefix) {
		memmove(s, s + prefix, n - prefix + 1);
		n -= prefix;
	}
	if (s[0] == '0')
		return FACT_BAD_FORMAT;
	if (n != 11)
		return FACT_BAD_LENGTH;
	if (s[0] != '1' || s[1] < '3')
		return FACT_BAD_FORMAT;
	return was == n ? FACT_VALID : FACT_TIDIED;
}

/* Digits of an area code at `s`: 010, 02x, 0xxx; 0 when there is none. */
static size_t area_digits(const char *s)
{
	if (s[0] != '0')
		return 0;
	if (s[1] == '1')
		return s[2] == '0' ? 3 : 0;
	if (s[1] == '2')
		return s[2] && strchr("01234578" "9", s[2]) ? 3 : 0;
	return s[1] >= '3' && s[1] <= '9' && s[2] && s[3] ? 4 : 0;
}

static bool service_number(const char *d, size_t n)
{
	if (n == 10)
		return (d[0] == '4' || d[0] == '8') && d[1] == '0' && d[2] == '0';
	return n == 5 && (strncmp(d, "110", 3) == 0 || strncmp(d, "119", 3) == 0 ||
			  strncmp(d, "12", 2) == 0);
}

enum fact form_landline(char *s, size_t n)
{
	char number[FACT_TEXT], ext[8] = "";
	char *dash = strrchr(s, '-');
	bool bracket = strpbrk(s, "()+.") != NULL;
	size_t len = n;

	memcpy(number, s, n + 1);
	/* A second hyphen, or one after a whole number, begins an extension. */
	if (dash && strlen(dash + 1) <= 6 && strlen(dash + 1) > 0 && dash - s >= 7 &&
	    fact_digits(dash + 1, strlen(dash + 1)) && !(n == 12 && dash - s == 7)) {
		memcpy(ext, dash + 1, strlen(dash + 1) + 1);
		number[dash - s] = '\0';
		len = (size_t)(dash - s);
	}
	if (!only_digits(number, &len))
		return FACT_BAD_CHAR;
	if (!ext[0] && service_number(number, len))
		return FACT_VALID;
	size_t area = area_digits(number);
	size_t local = len - area;
	if (local != 7 && local != 8)
		return FACT_BAD_LENGTH;
	if (number[area] < '2' || (len > 8 && area == 0))
		return FACT_BAD_FORMAT;
	size_t w = 0;
	memcpy(s, number, area);
	w = area;
	if (area)
		s[w++] = '-';
	memcpy(s + w, number + area, local);
	w += local;
	if (ext[0]) {
		s[w++] = '-';
		memcpy(s + w, ext, strlen(ext));
		w += strlen(ext);
	}
	s[w] = '\0';
	return bracket ? FACT_TIDIED : FACT_VALID;
}

enum fact form_phone(char *s, size_t n)
{
	char copy[FACT_TEXT];
	memcpy(copy, s, n + 1);
	enum fact f = form_mobile(copy, n);
	if (!fact_ok(f))
		return form_landline(s, n);
	memcpy(s, copy, FACT_TEXT);
	return f;
}

static const char provinces[] = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
static const char endings[] = "挂学警港澳";        /* trailer, learner, police, … */

/* One of the three-byte characters of `set` at `s`. */
static bool one_of(const char *set, const char *s)
{
	for (; *set; set += 3)
		if (strncmp(set, s, 3) == 0)
			return true;
	return false;
}

static bool plate_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z' && c != 'I' && c != 'O');
}

static bool green_letter(char c)       /* what a new-energy plate carries */
{
	return c && strchr("DABCEFGHJK", c);
}

/* Behind province and office letter: five characters, the last maybe a word;
 * or six of a new-energy vehicle. */
enum fact form_plate(char *s, size_t n)
{
	size_t w = 0;
	for (size_t i = 0; i < n; i++)         /* 苏J·12345 as it is printed */
		if (s[i] != '-' && s[i] != '.')
			s[w++] = s[i];
	s[w] = '\0';
	char *dot = strstr(s, "·");
	if (dot) {
		memmove(dot, dot + 2, strlen(dot + 2) + 1);
		w -= 2;
	}
	enum fact ok = w == n ? FACT_VALID : FACT_TIDIED;
	if (w < 4 || !one_of(provinces, s))
		return FACT_BAD_FORMAT;
	const char *p = s + 3;
	size_t left = w - 3;
	bool word = left >= 3 && one_of(endings, s + w - 3);
	size_t chars = word ? left - 2 : left;
	if (chars != 6 && chars != 7)
		return FACT_BAD_LENGTH;
	if (p[0] < 'A' || p[0] > 'Z' || p[0] == 'I' || p[0] == 'O')
		return FACT_BAD_CHAR;
	for (size_t i = 1; i < chars - (word ? 1 : 0); i++)
		if (!plate_char(p[i]))
			return FACT_BAD_CHAR;
	if (chars == 6)
		return ok;
	if (word)
		return FACT_BAD_FORMAT;
	bool small = green_letter(p[1]) && fact_digits(p + 3, 4);
	bool large = fact_digits(p + 1, 5) && green_letter(p[6]);
	return small || large ? ok : FACT_BAD_FORMAT;
}

enum fact form_postcode(char *s, size_t n)
{
	if (!fact_digits(s, n))
		return FACT_BAD_CHAR;
	if (n != 6)
		return FACT_BAD_LENGTH;
	return s[0] <= '8' ? FACT_VALID : FACT_BAD_REGION;
}

/* Every country numbers its passports its own way: 5-17 letters and digits is
 * all that can be said without knowing which. */
enum fact form_passport(char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!fact_digits(s + i, 1) && (s[i] < 'A' || s[i] > 'Z'))
			return FACT_BAD_CHAR;
	if (n < 5 || n > 17)
		return FACT_BAD_LENGTH;
	return FACT_VALID;
}

static bool letter_in(const char *set, char c)
{
	return c && strchr(set, c);
}

/* To and from Hong Kong, Macau and Taiwan. */
enum fact form_travel_permit(char *s, size_t n)
{
	if (n < 8 || n > 11)
		return FACT_BAD_LENGTH;
	if (n == 9 && letter_in("CWTLHM", s[0])) {
		bool second = fact_digits(s + 1, 1) ||
			      (s[0] == 'C' && s[1] >= 'A' && s[1] <= 'Z' && s[1] != 'I' &&
			       s[1] != 'O');
		return second && fact_digits(s + 2, 7) ? FACT_VALID : FACT_BAD_CHAR;
	}
	if (n == 11 && letter_in("HM", s[0]))
		return fact_digits(s + 1, 10) ? FACT_VALID : FACT_BAD_CHAR;
	if (n == 8 || n == 10)
		return fact_digits(s, n) ? FACT_VALID : FACT_BAD_CHAR;
	if (n == 11)
		return fact_digits(s, 10) && s[10] >= 'A' && s[10] <= 'Z' ? FACT_VALID
									 : FACT_BAD_CHAR;
	return FACT_BAD_FORMAT;
}

enum fact form_division(char *s, size_t n)
{
	if (!fact_digits(s, n))
		return FACT_BAD_CHAR;
	if (n != 6 && n != 9 && n != 12)
		return FACT_BAD_LENGTH;
	return province_known(fact_number(s, 2)) ? FACT_VALID : FACT_BAD_REGION;
}

/* A number of one or two digits at `*p`, moved past. */
static bool small_number(const char **p, int *ret)
{
	size_t n = strspn(*p, "0123456789");
	if (n < 1 || n > 2)
		return false;
	*ret = fact_number(*p, n);
	*p += n;
	return true;
}

static bool past(const char **p, const char *mark)
{
	size_t n = strlen(mark);
	if (strncmp(*p, mark, n) != 0)
		return false;
	*p += n;
	return true;
}

/* YYYY, a mark, M, the same mark, D; or with the three characters. */
static bool marked_date(const char *s, struct ymd *d)
{
	static const char *const marks[][3] = {
		{ "-", "-", "" }, { "/", "/", "" }, { ".", ".", "" }, { "年", "月", "日" },
		{ "年", "月", "" },
	};
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
		const char *p = s + 4;
		if (past(&p, marks[i][0]) && small_number(&p, &d->month) &&
		    past(&p, marks[i][1]) && small_number(&p, &d->day) &&
		    past(&p, marks[i][2]) && *p == '\0')
			return true;
	}
	return false;
}

bool fact_date(const char *text, size_t n, struct ymd *ret_date)
{
	char s[FACT_TEXT];
	struct ymd d = { 0 };
	long len = fact_tidy(text, n, s);

	if (len < 4 || !fact_digits(s, 4))
		return false;
	if (len == 5 && fact_digits(s, 5)) {    /* a spreadsheet's day number */
		*ret_date = day_split((day_t){ day_of((struct ymd){ 1899, 12, 30 }).n +
					       fact_number(s, 5) });
		return true;
	}
	d.year = fact_number(s, 4);
	if (len == 8 && fact_digits(s, 8)) {
		d.month = fact_number(s + 4, 2);
		d.day = fact_number(s + 6, 2);
	} else if (!marked_date(s, &d)) {
		return false;
	}
	if (d.year < 1 || !ymd_real(d))
		return false;
	*ret_date = d;
	return true;
}

enum fact form_date(char *s, size_t n)
{
	struct ymd d;
	char was[FACT_TEXT];

	if (strncmp(s, "0000", 4) == 0)        /* how some databases write "none" */
		return FACT_BAD_EMPTY;
	if (!fact_date(s, n, &d))
		return FACT_BAD_DATE;
	memcpy(was, s, n + 1);
	day_text(day_of(d), s);
	bool basic = n == 8 && fact_digits(was, 8);     /* ISO 8601's own short form */
	return basic || strcmp(was, s) == 0 ? FACT_VALID : FACT_TIDIED;
}
