/* grading.h - what an item tells of persons, and the grade that suggests (Art. 38;
 * R38.1).
 *
 * grading_law.c is the table: kinds of sensitivity, the grade and the mask each
 * suggests, and the names items of it bear. look.h counts what the values of a column
 * are, suggest.h joins names, values and registered rules into suggestions. A
 * suggestion is never a fact: a person confirms it (decide.h) and it becomes part of
 * the entry's draft. What a grade permits is core/grade.h's. */
#ifndef GRADING_GRADING_H
#define GRADING_GRADING_H
#include <stdbool.h>
#include <stddef.h>

#define SENSE_TABLE(X) /* word stored and on the wire; grade; mask proposed; standard */  \
	X(NONE,         "none",         1, NULL,        NULL)                             \
	X(RESIDENT_ID,  "resident_id",  3, "id_number", "GB 11643-1999")                  \
	X(TRAVEL_PAPER, "travel_paper", 3, NULL,        NULL)                             \
	X(NAME,         "name",         2, "name",      NULL)                             \
	X(MOBILE,       "mobile",       3, "mobile",    NULL)                             \
	X(PHONE,        "phone",        2, NULL,        NULL)                             \
	X(EMAIL,        "email",        2, NULL,        NULL)                             \
	X(BANK_CARD,    "bank_card",    3, "bank_card", "Luhn")                           \
	X(ACCOUNT,      "account",      3, "bank_card", NULL)                             \
	X(ADDRESS,      "address",      3, "address",   NULL)                             \
	X(PLACE,        "place",        1, NULL,        NULL)   /* of no person */        \
	X(PLATE,        "plate",        2, NULL,        "GA 36")                          \
	X(BIRTH,        "birth",        2, NULL,        NULL)                             \
	X(PROFILE,      "profile",      2, NULL,        NULL)   /* sex, nation, schooling */ \
	X(CREDIT_CODE,  "credit_code",  1, NULL,        "GB 32100-2015")                  \
	X(FAMILY,       "family",       3, NULL,        NULL)                             \
	X(INCOME,       "income",       3, NULL,        NULL)                             \
	X(HEALTH,       "health",       4, NULL,        NULL)                             \
	X(BIOMETRIC,    "biometric",    4, NULL,        NULL)                             \
	X(BELIEF,       "belief",       4, NULL,        NULL)                             \
	X(TRACK,        "track",        4, NULL,        NULL)                             \
	X(TEXT,         "text",         3, NULL,        NULL)   /* numbers inside texts */ \
	X(RULE,         "rule",         1, NULL,        NULL)   /* by a rule alone */

enum sense {
#define X(id, word, grade, mask, standard) SENSE_##id,
	SENSE_TABLE(X)
#undef X
	SENSES_
};

struct sense_row { const char *word; int grade; const char *mask, *standard; };
extern const struct sense_row senses[SENSES_];
bool sense_read(const char *word, enum sense *ret_sense);

/* Names that tell of a kind: of `whole` a name or its synonyms, of `part` a piece. A
 * weak one counts only when the values agree. */
struct hint { enum sense sense; bool whole, weak; const char *word; };
extern const struct hint hints[];
extern const size_t      hints_n;
/* 人数, 数量, 比率: a figure about many, whatever it is a figure of. */
bool hint_is_figure(const char *name);
/* A serial or order number, whose digits may look like anything. */
bool hint_is_serial(const char *name);
#endif
