/* facts.h - is this text what it says it is: numbers with check digits, phones,
 * plates, dates and the like, as their standards define them.
 *
 * Everybody writes such values a little differently (blanks, full-width digits,
 * lower case, a country prefix), so a value is tidied first and judged then.
 * Pure and without allocation: the loader asks for every cell of a column.
 *
 *   resident_id  GB 11643-1999, 15-digit predecessors are expanded
 *   credit_code  GB 32100-2015      org_code   GB 11714
 *   bank_card    Luhn, 13-19 digits plate      GA 36
 *   division     GB/T 2260, town and village below it: 6, 9 or 12 digits */
#ifndef CORE_FACTS_H
#define CORE_FACTS_H
#include "base/unit.h"

#define FACT_KINDS(X) /* the word used in catalogue and on the command line */ \
	X(RESIDENT_ID, "resident_id") X(CREDIT_CODE, "credit_code")            \
	X(ORG_CODE, "org_code") X(BANK_CARD, "bank_card") X(MOBILE, "mobile")  \
	X(LANDLINE, "landline") X(PHONE, "phone") X(PLATE, "plate")            \
	X(POSTCODE, "postcode") X(PASSPORT, "passport")                        \
	X(TRAVEL_PERMIT, "travel_permit") X(FOREIGN_ID, "foreign_id")          \
	X(DATE, "date") X(DIVISION, "division")

enum fact_kind {
#define X(id, word) FACT_##id,
	FACT_KINDS(X)
#undef X
	FACT_KINDS_
};

#define FACT_VERDICTS(X) /* the reason as a word */                            \
	X(VALID, "valid")        /* written in a form its standard knows */    \
	X(TIDIED, "tidied")      /* valid once tidied */                       \
	X(BAD_EMPTY, "empty") X(BAD_LENGTH, "length") X(BAD_CHAR, "char")      \
	X(BAD_FORMAT, "format") X(BAD_REGION, "region") X(BAD_DATE, "date")    \
	X(BAD_CHECK, "check")

enum fact {
#define X(id, word) FACT_##id,
	FACT_VERDICTS(X)
#undef X
};

#define FACT_TEXT 64                   /* room for any tidied value, NUL included */

/* Judges `n` bytes of `text`. When valid (fact_ok), `tidied` holds the one form
 * to store and compare by. `today` bounds dates of birth. */
enum fact fact_check(enum fact_kind kind, const char *text, size_t n, day_t today,
		     char tidied[FACT_TEXT]);
static inline bool fact_ok(enum fact f) { return f <= FACT_TIDIED; }

const char *fact_word(enum fact f);
const char *fact_kind_word(enum fact_kind k);
/* Also knows the alias uscc; false for a word that is no kind. */
bool        fact_kind_read(const char *word, enum fact_kind *ret_kind);

/* A date as people and programs write it: 2026-02-28, 20260228, 2026/2/28,
 * 2026.2.28, 2026年2月28日, a spreadsheet's serial number (1900 system). */
bool fact_date(const char *text, size_t n, struct ymd *ret_date);
/* Blanks of every kind trimmed, full-width forms made half-width, upper case;
 * inner blanks go too. Bytes written, or -1: too long or no UTF-8. */
long fact_tidy(const char *text, size_t n, char out[FACT_TEXT]);
/* The last character a number should have: 17 digits, 17 characters. */
char resident_id_check(const char digits[17]);
char credit_code_check(const char chars[17]);      /* 0: a character is not allowed */
char org_code_check(const char chars[8]);
bool province_known(int first_two);
#endif
