#include "base/enc.h"

static const char std64[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char url64[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *hex_text(const void *p, size_t n, char *out)
{
	static const char hex[] = "0123456789abcdef";
	const uint8_t *b = p;
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = hex[b[i] >> 4];
		out[2 * i + 1] = hex[b[i] & 15];
	}
	out[2 * n] = 0;
	return out;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool hex_read(const char *s, size_t n, uint8_t *out)
{
	for (size_t i = 0; i < n; i++) {
		int hi = nibble(s[2 * i]);
		int lo = hi < 0 ? -1 : nibble(s[2 * i + 1]);
		if (lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return s[2 * n] == 0;
}

static char *put64(const uint8_t *b, size_t n, const char *abc, bool pad, char *o)
{
	char *start = o;
	for (; n >= 3; n -= 3, b += 3) {
		*o++ = abc[b[0] >> 2];
		*o++ = abc[(b[0] & 3) << 4 | b[1] >> 4];
		*o++ = abc[(b[1] & 15) << 2 | b[2] >> 6];
		*o++ = abc[b[2] & 63];
	}
	if (n) {
		uint8_t second = n > 1 ? b[1] : 0;
		*o++ = abc[b[0] >> 2];
		*o++ = abc[(b[0] & 3) << 4 | second >> 4];
		if (n > 1)
			*o++ = abc[(second & 15) << 2];
		else if (pad)
			*o++ = '=';
		if (pad)
			*o++ = '=';
	}
	*o = 0;
	return start;
}

char *b64_text(const void *p, size_t n, char *out)
{
	return put64(p, n, std64, true, out);
}

char *b64url_text(const void *p, size_t n, char *out)
{
	return put64(p, n, url64, false, out);
}

static int sextet(char c, const char *abc)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == abc[62])
		return 62;
	return c == abc[63] ? 63 : -1;
}

static long get64(const char *s, size_t len, const char *abc, uint8_t *out,
		  size_t room)
{
	uint32_t acc = 0;
	int bits = 0;
	size_t n = 0;

	if (len % 4 == 1)
		return -1;
	for (size_t i = 0; i < len; i++) {
		int v = sextet(s[i], abc);
		if (v < 0)
			return -1;
		acc = acc << 6 | (uint32_t)v;
		bits += 6;
		if (bits < 8)
			continue;
		bits -= 8;
		if (n >= room)
			return -1;
		out[n++] = (uint8_t)(acc >> bits);
		acc &= (1u << bits) - 1;
	}
	return acc ? -1 : (long)n;
}

long b64_read(const char *s, size_t len, uint8_t *out, size_t room)
{
	if (len % 4)
		return -1;
	if (len && s[len - 1] == '=')
		len -= s[len - 2] == '=' ? 2 : 1;
	return get64(s, len, std64, out, room);
}

long b64url_read(const char *s, size_t len, uint8_t *out, size_t room)
{
	return get64(s, len, url64, out, room);
}

char *id_text(const uint8_t raw[10], char out[ID_TEXT])
{
	static const char abc[] = "0123456789abcdefghjkmnpqrstvwxyz";
	uint32_t acc = 0;
	int bits = 0, o = 0;
	for (int i = 0; i < 10; i++) {
		acc = acc << 8 | raw[i];
		for (bits += 8; bits >= 5; bits -= 5)
			out[o++] = abc[acc >> (bits - 5) & 31];
	}
	out[o] = 0;
	return out;
}
