/* evaluation_law.c - looking again at limits on sharing and opening, Arts. 18 and
 * 25, as a table.
 *
 * In plain words: what is shared or opened on conditions is evaluated regularly,
 * and becomes unconditional promptly when it can (18 ¶2, 25 ¶1). What isn't shared
 * or opened may be converted: shared after lawful treatment such as
 * de-identification (18 ¶3); opened after treatment or with the consent of those
 * concerned (25 ¶2). How often, and who looks at a conversion, the measures don't
 * say: once a year, and who reviews an entry. Towards the stricter there is no
 * conversion: that is a new review with reason and basis, and what was looked at
 * is no longer the matter. Requirements R18.2,
 * R25.1; days, articles and papers: law/<pack>/evaluation.txt. */
#include "evaluation/evaluation.h"

/* Short names of the facts, for the tables below. */
#define SHARE   EVALUATION_IS_SHARE
#define OPEN    EVALUATION_IS_OPEN
#define CITY    EVALUATION_IS_CITY
#define COUNTY  EVALUATION_IS_COUNTY
#define LIMITED EVALUATION_IS_LIMITED
#define CLOSED  EVALUATION_IS_CLOSED
#define FOUND   EVALUATION_IS_FOUND
#define TO_FREE EVALUATION_IS_TO_FREE
#define TO_LTD  EVALUATION_IS_TO_LIMITED
#define EITHER  (TO_FREE | TO_LTD)
#define NO_MAT  EVALUATION_IS_NO_MATTER

#define RULE(who, while_, when_, may, leads_to, weighs_, flags_, key_)                    \
	{ .by = BY_##who, .from = EVALUATION_##while_, .when = (when_),                   \
	  .act = EVALUATION_DO_##may, .to = EVALUATION_##leads_to, .weighs = (weighs_),   \
	  .flags = (flags_), .key = key_ }
#define C RULE_CLAIMS
#define D RULE_DECIDES

/* clang-format off */
static const struct rule rules[] = {
/*    who               while         when          may      leads to      weighs  by whom key */
RULE( PLATFORM,         DRAFT,        FOUND,        SUBMIT,  DUE,          0,      0, "found" ),
RULE( APPLICANT,        DRAFT,        0,            SUBMIT,  DUE,          0,      0, "submit" ),
RULE( APPLICANT,        DUE,          0,            KEEP,    KEPT,         0,      0, "keep" ),
RULE( APPLICANT,        DUE,          LIMITED,      CONVERT, IN_REVIEW,    EITHER, C, "convert" ),
RULE( APPLICANT,        DUE,          SHARE|CLOSED, CONVERT, IN_REVIEW,    EITHER, C, "convert_unshared" ),
RULE( APPLICANT,        DUE,          OPEN|CLOSED,  CONVERT, IN_REVIEW,    EITHER, C, "convert_closed" ),
RULE( CITY_OPERATOR,    IN_REVIEW,    TO_FREE,      APPROVE, CONVERTED,    0,      D, "approve" ),
RULE( CITY_OPERATOR,    IN_REVIEW,    OPEN|TO_LTD,  APPROVE, CONVERTED,    0,      D, "approve" ),
RULE( CITY_OPERATOR,    IN_REVIEW,    SHARE|TO_LTD, APPROVE, AT_AUTHORITY, 0,      D, "approve" ),
RULE( CITY_OPERATOR,    IN_REVIEW,    0,            RETURN,  DUE,          0,      D, "return" ),
RULE( CITY_AUTHORITY,   AT_AUTHORITY, CITY,         APPROVE, CONVERTED,    0,      D, "list_approve" ),
RULE( CITY_AUTHORITY,   AT_AUTHORITY, CITY,         RETURN,  DUE,          0,      D, "return" ),
RULE( COUNTY_AUTHORITY, AT_AUTHORITY, COUNTY,       APPROVE, CONVERTED,    0,      D, "list_approve" ),
RULE( COUNTY_AUTHORITY, AT_AUTHORITY, COUNTY,       RETURN,  DUE,          0,      D, "return" ),
RULE( APPLICANT,        DRAFT,        0,            CANCEL,  CANCELLED,    0,      0, "cancel" ),
/* what the platform sees: a review retired the entry or gave it another type */
RULE( PLATFORM,         DUE,          NO_MAT,       END,     MOOT,         0,      0, "moot" ),
RULE( PLATFORM,         IN_REVIEW,    NO_MAT,       END,     MOOT,         0,      0, "moot" ),
RULE( PLATFORM,         AT_AUTHORITY, NO_MAT,       END,     MOOT,         0,      0, "moot" ),
};

#define TERM(who, while_, when_, key_)                                              \
	{ .owes = BY_##who, .state = EVALUATION_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while         when    key           */
TERM( APPLICANT,        DUE,          0,      "EVAL_REPLY" ),
TERM( CITY_OPERATOR,    IN_REVIEW,    0,      "EVAL_REVIEW" ),
TERM( CITY_AUTHORITY,   AT_AUTHORITY, CITY,   "EVAL_REVIEW" ),
TERM( COUNTY_AUTHORITY, AT_AUTHORITY, COUNTY, "EVAL_REVIEW" ),
};
/* clang-format on */

PROCESS_WORDS(EVALUATION);
static const uint32_t groups[] = { SHARE | OPEN, CITY | COUNTY, LIMITED | CLOSED, EITHER };

const struct process evaluation_process = {
	.name = "evaluation",
	PROCESS_TABLES(EVALUATION),
};
