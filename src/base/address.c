/* address.c - see address.h. All are compared as IPv6; IPv4 is ::ffff:0:0/96. */
#include "base/address.h"
#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

enum { BITS = 128, BITS_V4 = 32, OCTETS_V4_FROM = 12 };

struct block { uint8_t first[16]; int bits; };

static bool read_address(const char *text, size_t n, uint8_t out[16], bool *ret_v4)
{
	static const uint8_t mapped[OCTETS_V4_FROM] = { [10] = 0xff, [11] = 0xff };
	char own[INET6_ADDRSTRLEN];
	if (!n || n >= sizeof own)
		return false;
	memcpy(own, text, n);
	own[n] = 0;
	*ret_v4 = inet_pton(AF_INET, own, out + OCTETS_V4_FROM) == 1;
	if (!*ret_v4)
		return inet_pton(AF_INET6, own, out) == 1;
	memcpy(out, mapped, sizeof mapped);
	return true;
}

static bool read_bits(const char *text, size_t n, int most, int *ret_bits)
{
	int bits = 0;
	if (n < 1 || n > 3 || (n > 1 && text[0] == '0'))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		bits = bits * 10 + (text[i] - '0');
	}
	*ret_bits = bits;
	return bits <= most;
}

static bool bit(const uint8_t *of, int i)
{
	return of[i / 8] >> (7 - i % 8) & 1;
}

static bool read_block(const char *text, size_t n, struct block *ret)
{
	const char *slash = memchr(text, '/', n);
	size_t nfirst = slash ? (size_t)(slash - text) : n;
	bool v4;
	if (!read_address(text, nfirst, ret->first, &v4))
		return false;
	int most = v4 ? BITS_V4 : BITS, bits = most;
	if (slash && !read_bits(slash + 1, n - nfirst - 1, most, &bits))
		return false;
	ret->bits = bits + BITS - most;
	for (int i = ret->bits; i < BITS; i++)
		if (bit(ret->first, i))
			return false;
	return true;
}

bool address_block(const char *text)
{
	struct block b;
	return read_block(text, strlen(text), &b);
}

static bool holds(const struct block *b, const uint8_t peer[16])
{
	for (int i = 0; i < b->bits; i++)
		if (bit(b->first, i) != bit(peer, i))
			return false;
	return true;
}

bool address_within(const char *list, const char *peer)
{
	uint8_t own[16];
	bool v4;
	if (!peer || !read_address(peer, strlen(peer), own, &v4))
		return false;
	for (const char *p = list; *p;) {
		struct block b;
		size_t n = strcspn(p, " ");
		if (read_block(p, n, &b) && holds(&b, own))
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}
