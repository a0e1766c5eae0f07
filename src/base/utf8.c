#include "base/utf8.h"

static bool tail(const char *s, size_t k)
{
	for (size_t i = 1; i <= k; i++)
		if (((unsigned char)s[i] & 0xC0) != 0x80)
			return false;
	return true;
}

size_t utf8_len(const char *s, size_t n)
{
	if (!n)
		return 0;
	unsigned char a = (unsigned char)s[0];
	if (a < 0x80)
		return 1;
	unsigned char b = n > 1 ? (unsigned char)s[1] : 0;
	if (a >= 0xC2 && a <= 0xDF)
		return n >= 2 && tail(s, 1) ? 2 : 0;
	if ((a & 0xF0) == 0xE0)
		return n >= 3 && tail(s, 2) && !(a == 0xE0 && b < 0xA0) &&
		       !(a == 0xED && b > 0x9F) ? 3 : 0;
	if (a >= 0xF0 && a <= 0xF4)
		return n >= 4 && tail(s, 3) && !(a == 0xF0 && b < 0x90) &&
		       !(a == 0xF4 && b > 0x8F) ? 4 : 0;
	return 0;
}

bool utf8_valid(const char *s, size_t n)
{
	for (size_t i = 0, len; i < n; i += len) {
		len = utf8_len(s + i, n - i);
		if (!len)
			return false;
	}
	return true;
}

uint32_t utf8_char(const char *s, size_t *ret_len)
{
	const unsigned char *u = (const unsigned char *)s;
	if (u[0] < 0x80) {
		*ret_len = 1;
		return u[0];
	}
	if (u[0] < 0xE0) {
		*ret_len = 2;
		return (uint32_t)(u[0] & 0x1F) << 6 | (u[1] & 0x3Fu);
	}
	if (u[0] < 0xF0) {
		*ret_len = 3;
		return (uint32_t)(u[0] & 0x0F) << 12 | (u[1] & 0x3Fu) << 6 | (u[2] & 0x3Fu);
	}
	*ret_len = 4;
	return (uint32_t)(u[0] & 0x07) << 18 | (u[1] & 0x3Fu) << 12 |
	       (u[2] & 0x3Fu) << 6 | (u[3] & 0x3Fu);
}

size_t utf8_put(uint32_t c, char out[4])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

size_t utf8_cut(const char *s, size_t n, size_t most)
{
	if (n <= most)
		return n;
	while (most && ((unsigned char)s[most] & 0xC0) == 0x80)
		most--;
	return most;
}

size_t utf8_count(const char *s, size_t n)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += ((unsigned char)s[i] & 0xC0) != 0x80;
	return count;
}
