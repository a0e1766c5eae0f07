/* enc.h - bytes as text: hex, base64 (RFC 4648 §4), base64url without padding
 * (§5), and Crockford's base32 for ids. Readers are strict: other alphabets,
 * stray padding and non-zero spare bits are refused. */
#ifndef BASE_ENC_H
#define BASE_ENC_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEX_TEXT(n) (2 * (n) + 1)
#define B64_TEXT(n) (((n) + 2) / 3 * 4 + 1)

char *hex_text(const void *p, size_t n, char *out);      /* HEX_TEXT(n) bytes */
bool  hex_read(const char *s, size_t n, uint8_t *out);   /* exactly 2n digits */
char *b64_text(const void *p, size_t n, char *out);      /* B64_TEXT(n) bytes */
char *b64url_text(const void *p, size_t n, char *out);
/* At most `room` bytes to `out`; the length, or -1 when it is no base64. */
long  b64_read(const char *s, size_t len, uint8_t *out, size_t room);
long  b64url_read(const char *s, size_t len, uint8_t *out, size_t room);
/* 80 bits (10 bytes) as 16 characters, order kept. */
#define ID_TEXT 17
char *id_text(const uint8_t raw[10], char out[ID_TEXT]);
#endif
