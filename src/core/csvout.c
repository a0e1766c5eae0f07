/* csvout.c - quoting where needed, disarming where asked. */
#include "core/csvout.h"
#include <stdio.h>
#include <string.h>

static bool armed(const char *p, size_t n)
{
	static const char *const wide[] = { "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
					    "\xEF\xBC\xA0" };     /* ＝＋－＠ */
	if (n && memchr("=+-@\t\r", *p, 6))
		return true;
	for (size_t i = 0; i < 4; i++)
		if (n >= 3 && memcmp(p, wide[i], 3) == 0)
			return true;
	return false;
}

void csv_celln(struct buf *b, size_t i, const char *p, size_t n, enum csv_for whom)
{
	bool disarm = whom == CSV_FOR_PEOPLE && armed(p, n);
	bool quote = disarm;
	for (size_t k = 0; k < n && !quote; k++)
		quote = p[k] == ',' || p[k] == '"' || p[k] == '\n' || p[k] == '\r';
	if (i)
		buf_byte(b, ',');
	if (!quote) {
		buf_bytes(b, p, n);
		return;
	}
	buf_text(b, disarm ? "\"'" : "\"");
	for (size_t k = 0; k < n; k++) {
		if (p[k] == '"')
			buf_byte(b, '"');
		buf_byte(b, p[k]);
	}
	buf_byte(b, '"');
}

void csv_cell(struct buf *b, size_t i, const char *text, enum csv_for whom)
{
	csv_celln(b, i, text ? text : "", text ? strlen(text) : 0, whom);
}

void csv_end(struct buf *b)
{
	buf_text(b, "\r\n");
}

/* --- a table for people ------------------------------------------------------- */
void csv_mark(struct buf *b)
{
	buf_text(b, "\xEF\xBB\xBF");
}

void csv_row(struct buf *b, const char *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++)
		csv_cell(b, i, cells[i], CSV_FOR_PEOPLE);
	csv_end(b);
}

void csv_int(struct buf *b, size_t i, int64_t v)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)v);
	csv_cell(b, i, text, CSV_FOR_PEOPLE);
}

void csv_day(struct buf *b, size_t i, day_t day)
{
	char text[DAY_TEXT];
	csv_cell(b, i, day.n ? day_text(day, text) : NULL, CSV_FOR_PEOPLE);
}
