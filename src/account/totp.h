/* totp.h - six digits from a shared secret and the time (RFC 6238, SHA-1, 30 s:
 * what every authenticator app speaks). Pure. */
#ifndef ACCOUNT_TOTP_H
#define ACCOUNT_TOTP_H
#include "base/unit.h"

enum { TOTP_SECRET = 20 };

/* The code of a step as a number of `digits` digits. */
uint32_t totp_code(const uint8_t *secret, size_t n, int64_t step, int digits);
/* The step (time / 30 s) that `typed` fits: now, one before or one after, later
 * than `used` so that a code works once. -1: none. Compares in constant time. */
int64_t  totp_fits(const uint8_t *secret, size_t n, const char *typed, ms_t now,
		   int64_t used);
/* RFC 4648 base32 without padding; `out` has room for (n * 8 + 4) / 5 + 1. */
char    *totp_base32(const uint8_t *p, size_t n, char *out);
#endif
