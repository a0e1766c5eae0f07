/* entries.h - a catalogue of any size to search in, the same every time. */
#ifndef BENCH_ENTRIES_H
#define BENCH_ENTRIES_H
#include "store/store.h"

/* Two-character words of 300 characters, some drawn far more often than others,
 * as in a real catalogue: the most frequent stand in 9 % of the entries. */
#define ENTRY_WORDS 3000
/* In every tenth entry. */
#define ENTRY_COMMON "信息"

const char *entries_word(struct ctx *cx, uint32_t k);
const char *entries_phrase(struct ctx *cx, uint32_t *seed, int n);
uint32_t    entries_chance(uint32_t *seed);

/* `n` published entries of one agency into an empty store, but for their words in
 * the search index: the caller makes that anew. */
enum err entries_make(struct ctx *cx, struct store *store, int n) MUST_USE;
#endif
