/* duplicate_law.c - coordinating what is collected twice, Art. 9 ¶4, as a table.
 *
 * In plain words: where several agencies collect the same thing the authority
 * settles who collects it (9 ¶4); the others get it by sharing and collect it no
 * more (11 ¶2). Who finds it the measures don't say: the platform, an office or
 * any agency concerned. Which authority, where two levels or counties are
 * concerned, they don't say either: the lowest above both. The platform sees by
 * itself that the other entry points to the source or was retired; and with one of
 * the two retired before, or the source, nothing is collected twice. Requirements
 * R09.3, R11.3; days, articles and papers: law/<pack>/duplicate-collection.txt. */
#include "duplicate/duplicate.h"
#include <string.h>

/* Short names of the facts, for the tables below. */
#define CITY   DUPLICATE_IS_CITY
#define LOCAL  DUPLICATE_IS_LOCAL
#define FOUND  DUPLICATE_IS_FOUND
#define FIRST  DUPLICATE_IS_FIRST
#define SECOND DUPLICATE_IS_SECOND
#define DONE   DUPLICATE_IS_DONE
#define GONE   DUPLICATE_IS_GONE

#define RULE(who, while_, when_, may, leads_to, weighs_, key_)                            \
	{ .by = BY_##who, .from = DUPLICATE_##while_, .when = (when_),                    \
	  .act = DUPLICATE_DO_##may, .to = DUPLICATE_##leads_to, .weighs = (weighs_),     \
	  .key = key_ }
#define DUPLICATE_STAYS STAY

/* clang-format off */
static const struct rule rules[] = {
/*    who               while         when   may      leads to      weighs        key */
RULE( PLATFORM,         DRAFT,        FOUND, SUBMIT,  COORDINATING, 0,            "found" ),
RULE( APPLICANT,        DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( PROVIDER,         DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( CITY_OPERATOR,    DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( CITY_AUTHORITY,   DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( COUNTY_OPERATOR,  DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( COUNTY_AUTHORITY, DRAFT,        0,     SUBMIT,  COORDINATING, 0,            "submit" ),
RULE( APPLICANT,        COORDINATING, 0,     COMMENT, STAYS,        0,            "comment" ),
RULE( PROVIDER,         COORDINATING, 0,     COMMENT, STAYS,        0,            "comment" ),
RULE( CITY_AUTHORITY,   COORDINATING, CITY,  NAME,    NAMED,        FIRST|SECOND, "name_collector" ),
RULE( COUNTY_AUTHORITY, COORDINATING, LOCAL, NAME,    NAMED,        FIRST|SECOND, "name_collector" ),
RULE( CITY_AUTHORITY,   COORDINATING, CITY,  CLOSE,   CLOSED_NONE,  0,            "close" ),
RULE( COUNTY_AUTHORITY, COORDINATING, LOCAL, CLOSE,   CLOSED_NONE,  0,            "close" ),
RULE( PLATFORM,         NAMED,        DONE,  CORRECT, SWITCHED,     0,            "switched" ),
RULE( PLATFORM,         COORDINATING, GONE,  CLOSE,   CLOSED_NONE,  0,            "gone" ),
RULE( PLATFORM,         NAMED,        GONE,  CLOSE,   CLOSED_NONE,  0,            "gone" ),
RULE( APPLICANT,        DRAFT,        0,     CANCEL,  CANCELLED,    0,            "cancel" ),
};

#define TERM(who, while_, when_, key_)                                             \
	{ .owes = BY_##who, .state = DUPLICATE_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while         when    key               */
TERM( CITY_AUTHORITY,   COORDINATING, CITY,   "DUP_SETTLE" ),
TERM( COUNTY_AUTHORITY, COORDINATING, LOCAL,  "DUP_SETTLE" ),
TERM( APPLICANT,        NAMED,        FIRST,  "DUP_SWITCH" ),
TERM( PROVIDER,         NAMED,        SECOND, "DUP_SWITCH" ),
};
/* clang-format on */

PROCESS_WORDS(DUPLICATE);
static const uint32_t groups[] = { CITY | LOCAL, FIRST | SECOND };

const struct process duplicate_process = {
	.name = "duplicate-collection",
	PROCESS_TABLES(DUPLICATE),
};

uint32_t duplicate_level_fact(const struct parties *p)
{
	char one[COUNTY_TEXT], other[COUNTY_TEXT];
	case_county(&(struct parties){ .applicant = p->applicant }, one);
	case_county(&(struct parties){ .applicant = p->provider }, other);
	return one[0] && strcmp(one, other) == 0 ? LOCAL : CITY;
}
