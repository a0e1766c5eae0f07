#include "account/totp.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

uint32_t totp_code(const uint8_t *secret, size_t n, int64_t step, int digits)
{
	uint8_t count[8], mac[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	for (int i = 0; i < 8; i++)
		count[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	HMAC(EVP_sha1(), secret, (int)n, count, sizeof count, mac, &len);
	unsigned at = mac[len - 1] & 15;
	uint32_t code = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 |
			(uint32_t)mac[at + 2] << 8 | mac[at + 3];
	uint32_t modulus = 1;
	while (digits-- > 0)
		modulus *= 10;
	return code % modulus;
}

int64_t totp_fits(const uint8_t *secret, size_t n, const char *typed, ms_t now, int64_t used)
{
	int64_t step = now.n / 30000, found = -1;
	if (strlen(typed) != 6)
		return -1;
	for (int64_t s = step - 1; s <= step + 1; s++) {
		char want[16];
		snprintf(want, sizeof want, "%06u", totp_code(secret, n, s, 6));
		if (CRYPTO_memcmp(want, typed, 6) == 0 && s > used)
			found = s;
	}
	return found;
}

char *totp_base32(const uint8_t *p, size_t n, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	int have = 0;
	char *o = out;
	for (size_t i = 0; i < n; i++) {
		bits = bits << 8 | p[i];
		for (have += 8; have >= 5; have -= 5)
			*o++ = digits[bits >> (have - 5) & 31];
	}
	if (have)
		*o++ = digits[bits << (5 - have) & 31];
	*o = 0;
	return out;
}
