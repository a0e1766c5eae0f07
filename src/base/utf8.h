/* utf8.h - UTF-8 as RFC 3629 has it: shortest form, no surrogates. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed character at `s`, or 0 when it is malformed. */
size_t utf8_len(const char *s, size_t n);
bool   utf8_valid(const char *s, size_t n);
/* The character at `s` (well-formed) and its length. */
uint32_t utf8_char(const char *s, size_t *ret_len);
/* Writes `c` (a scalar value) to `out`; bytes written, 1..4. */
size_t utf8_put(uint32_t c, char out[4]);
/* The most bytes of `s`, at most `most`, that end with a whole character. */
size_t utf8_cut(const char *s, size_t n, size_t most);
size_t utf8_count(const char *s, size_t n);    /* characters, not bytes */
#endif
