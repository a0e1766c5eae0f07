/* facts_text.c - a value's characters: tidied, and looked at as digits. */
#include "core/facts_text.h"
#include "base/utf8.h"
#include <string.h>

/* Blanks and marks that are never part of a value. */
static bool is_blank(uint32_t c)
{
	return c <= 0x20 || c == 0x7f || c == 0xa0 || c == 0x3000 || c == 0xfeff ||
	       (c >= 0x2000 && c <= 0x200f) || (c >= 0x2028 && c <= 0x202f) || c == 0x2060;
}

static uint32_t plain(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)            /* full-width forms */
		c -= 0xfee0;
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x2169 || c == 0x2179)            /* the Roman ten, seen as check digit */
		return 'X';
	return c >= 'a' && c <= 'z' ? c - 32 : c;
}

long fact_tidy(const char *text, size_t n, char out[FACT_TEXT])
{
	size_t w = 0;

	for (size_t i = 0; i < n;) {
		char as_is = text[i];           /* most are tidy already */
		if (((as_is >= '0' && as_is <= '9') || (as_is >= 'A' && as_is <= 'Z')) &&
		    w + 1 < FACT_TEXT) {
			out[w++] = as_is;
			i++;
			continue;
		}
		size_t len = utf8_len(text + i, n - i);
		if (len == 0)
			return -1;
		uint32_t c = utf8_char(text + i, &len);
		i += len;
		if (is_blank(c))
			continue;
		char put[4];
		size_t k = utf8_put(plain(c), put);
		if (w + k >= FACT_TEXT)
			return -1;
		memcpy(out + w, put, k);
		w += k;
	}
	out[w] = '\0';
	return (long)w;
}

bool fact_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}

int fact_number(const char *s, size_t n)
{
	int v = 0;
	for (size_t i = 0; i < n; i++)
		v = v * 10 + (s[i] - '0');
	return v;
}

bool province_known(int p)
{
	return (p >= 11 && p <= 15) || (p >= 21 && p <= 23) || (p >= 31 && p <= 37) ||
	       (p >= 41 && p <= 46) || (p >= 50 && p <= 54) || (p >= 61 && p <= 65) ||
	       p == 71 || (p >= 81 && p <= 83);
}
