/* form.c - see form.h. */
#include "sift/form.h"
#include "base/unit.h"
#include "base/utf8.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define DAYS_MOST 2958465.0             /* 9999-12-31 */

enum form form_of_id(long id)
{
	static const struct { long from, to; enum form form; } known[] = {
		{ 14, 17, FORM_DATE }, { 18, 21, FORM_TIME }, { 22, 22, FORM_DATETIME },
		{ 27, 31, FORM_DATE }, { 32, 35, FORM_TIME }, { 36, 36, FORM_DATE },
		{ 45, 47, FORM_TIME }, { 50, 54, FORM_DATE }, { 55, 56, FORM_TIME },
		{ 57, 58, FORM_DATE },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (id >= known[i].from && id <= known[i].to)
			return known[i].form;
	return FORM_NUMBER;
}

/* Steps over what is shown as it stands: "text", \x, _x, *x, [colour]. [h], [m]
 * and [s] count hours past a day: they are letters like others. */
static const char *literal_end(const char *p)
{
	if (*p == '"') {
		const char *end = strchr(p + 1, '"');
		return end ? end + 1 : p + strlen(p);
	}
	if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
		return p + 1 + utf8_len(p + 1, strlen(p + 1));
	if (*p == '[' && p[1 + strspn(p + 1, "hHmMsS")] != ']') {
		const char *end = strchr(p, ']');
		return end ? end + 1 : p + strlen(p);
	}
	return p;
}

enum form form_of_code(const char *code)
{
	bool day = false, month = false, clock = false;
	if (strncasecmp(code, "general", 7) == 0 || strncmp(code, "G/", 2) == 0)
		return FORM_NUMBER;
	for (const char *p = code; *p && *p != ';';) {
		const char *past = literal_end(p);
		if (past != p) {
			p = past;
			continue;
		}
		if ((*p == 'E' || *p == 'e') && (p[1] == '+' || p[1] == '-')) {
			p += 2;                         /* 0.00E+00 */
			continue;
		}
		if (strncasecmp(p, "am/pm", 5) == 0 || strncasecmp(p, "a/p", 3) == 0) {
			clock = true;
			p += p[1] == '/' ? 3 : 5;
			continue;
		}
		day |= strchr("yYdDeEaAgGbB", *p) != NULL;
		month |= *p == 'm' || *p == 'M';
		clock |= strchr("hHsS", *p) != NULL;
		p++;
	}
	if (day)
		return clock ? FORM_DATETIME : FORM_DATE;
	if (clock)
		return FORM_TIME;
	return month ? FORM_DATE : FORM_NUMBER;
}

/* Digits, and nothing else but a sign: kept whatever their number. */
static bool whole(const char *p, size_t n)
{
	size_t i = n && *p == '-';
	if (i == n)
		return false;
	for (; i < n; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	return true;
}

/* "%.15g" without its exponent. */
static void plain_number(struct buf *out, double v)
{
	char text[32], digits[32];
	size_t n = 0;
	snprintf(text, sizeof text, "%.14e", v);
	const char *p = text, *e = strchr(text, 'e');
	long point = strtol(e + 1, NULL, 10) + 1;       /* digits before the point */
	if (*p == '-')
		p++, buf_byte(out, '-');
	for (; p < e; p++)
		if (*p != '.')
			digits[n++] = *p;
	while (n > 1 && digits[n - 1] == '0')
		n--;
	if (point <= 0) {
		buf_text(out, "0.");
		for (long i = point; i < 0; i++)
			buf_byte(out, '0');
		buf_bytes(out, digits, n);
		return;
	}
	for (long i = 0; i < point || i < (long)n; i++) {
		if (i == point)
			buf_byte(out, '.');
		buf_byte(out, i < (long)n ? digits[i] : '0');
	}
}

/* 1900 was no leap year, but spreadsheets count a 29 February in it: days before
 * that one are one less. */
static int32_t day_number(int64_t days, bool from_1904)
{
	static const int32_t d1904 = -24107, d1899 = -25569;    /* of 1970-01-01 */
	if (from_1904)
		return d1904 + (int32_t)days;
	return d1899 + (int32_t)days + (days < 60);
}

static void print_moment(struct buf *out, enum form form, double v, bool from_1904)
{
	int64_t days = (int64_t)floor(v);
	int64_t seconds = llround((v - floor(v)) * 86400);
	if (seconds == 86400 && form != FORM_DATE)
		days++, seconds = 0;
	if (form != FORM_TIME) {
		char text[DAY_TEXT];
		buf_text(out, day_text((day_t){ day_number(days, from_1904) }, text));
	}
	if (form == FORM_DATE)
		return;
	if (form == FORM_DATETIME)
		buf_byte(out, ' ');
	int h = (int)(seconds / 3600), m = (int)(seconds / 60 % 60), s = (int)(seconds % 60);
	buf_print(out, "%02d:%02d:%02d", h, m, s);
}

void form_print(struct buf *out, enum form form, const char *raw, size_t n, bool from_1904)
{
	char text[64], *end;
	bool exact = form == FORM_NUMBER && whole(raw, n);
	if (exact || !n || n >= sizeof text) {
		buf_bytes(out, raw, n);
		return;
	}
	memcpy(text, raw, n);
	text[n] = 0;
	double v = strtod(text, &end);
	if (end != text + n || !isfinite(v)) {
		buf_bytes(out, raw, n);
		return;
	}
	double most = from_1904 ? DAYS_MOST - 1462 : DAYS_MOST;
	if (form == FORM_NUMBER || v < 0 || v >= most + 1)
		plain_number(out, v == 0 ? 0 : v);
	else
		print_moment(out, form, v, from_1904);
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 :
	       c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The character that _xHHHH_ at `p` stands for; 0: none. */
static uint32_t escaped(const char *p, size_t n)
{
	uint32_t c = 0;
	if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return 0;
	for (int i = 2; i < 6; i++) {
		if (hex(p[i]) < 0)
			return 0;
		c = c * 16 + (uint32_t)hex(p[i]);
	}
	return c >= 0xd800 && c <= 0xdfff ? 0 : c;
}

void form_plain(struct buf *out, const char *p, size_t n)
{
	for (const char *end = p + n; p < end;) {
		const char *mark = memchr(p, '_', (size_t)(end - p));
		buf_bytes(out, p, (size_t)((mark ? mark : end) - p));
		if (!mark)
			return;
		char room[4];
		uint32_t c = escaped(mark, (size_t)(end - mark));
		if (c)
			buf_bytes(out, room, utf8_put(c, room));
		else
			buf_byte(out, '_');
		p = mark + (c ? 7 : 1);
	}
}
