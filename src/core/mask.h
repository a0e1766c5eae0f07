/* mask.h - what is left of a value when a grant hides part of it.
 *
 *     name        张*, 欧阳**          the surname; one star for each hidden character
 *     id_number   320902********0013  first 6 and last 4 (15 digits: 320902*****001x)
 *     mobile      138****0000         first 3 and last 4
 *     bank_card   622202******1234    first 6 and last 4
 *     address     盐城市…亭湖区…镇****   down to the town or street office
 *     suppress    nothing at all: null
 *     hash        32 hex digits, the same for the same value within one grant
 *     verify      nothing, but a question may name its exact value: is it there?
 *     keep        the value itself
 *
 * A mask never shows more than it says: a value that isn't of the expected
 * form (too short, other characters) is shown as stars alone, and one already
 * masked by its source comes out with at least those stars. Pure. */
#ifndef CORE_MASK_H
#define CORE_MASK_H
#include "base/buf.h"
#include "base/hash.h"

#define MASK_TABLE(X) X(KEEP, "keep") X(NAME, "name") X(ID_NUMBER, "id_number") \
	X(MOBILE, "mobile") X(ADDRESS, "address") X(BANK_CARD, "bank_card")     \
	X(SUPPRESS, "suppress") X(HASH, "hash") X(VERIFY, "verify")
enum mask { /* the words are stored, the numbers are not */
#define X(id, word) MASK_##id,
	MASK_TABLE(X)
#undef X
	MASK_MAX_
};

const char *mask_word(enum mask m);
const char *mask_words(void);           /* all of them, for a sentence */
bool        mask_read(const char *word, enum mask *ret_mask);

/* Appends what may be seen of the text (valid UTF-8) to `out`. False: nothing
 * may, the value is null. `key` is of this grant and used by MASK_HASH only. */
bool mask_put(struct buf *out, enum mask m, const struct hash *key, const char *s,
	      size_t n);
/* The key for one grant's hashes, so that two grants' answers can't be joined. */
struct hash mask_key(const uint8_t seal_key[32], const char *grant);
#endif
