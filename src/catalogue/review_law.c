/* review_law.c - how an entry gets into the catalogue, as a table.
 *
 * In plain words: who manages the data compiles the entry (9 ¶1). A county's
 * operator summarises its agencies' entries, without judging them (9 ¶2); the
 * city's operator reviews all of them (9 ¶3). What is shared on conditions or not
 * at all is then looked at once more, reason and basis with it, before it stands
 * on the negative list (18 ¶1); the measures don't say by whom, so the authority
 * of the agency's own level does it. Retiring an entry is a house rule: the agency
 * asks, the city's operator confirms or refuses, and until then it stands as it stood,
 * so that the operator's days run from the asking. Requirements R09.1, R09.2, R17.1, R18.1;
 * articles, papers and days: law/<pack>/catalogue-review.txt. What an entry must
 * hold before it is submitted: catalogue_law.c. */
#include "catalogue/review.h"

#define W(fact) REVIEW_IS_##fact
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ .by = BY_##who, .from = REVIEW_##while_, .when = (when_),               \
	  .act = REVIEW_DO_##may, .to = REVIEW_##leads_to, .key = key_ }
#define DECIDES(who, while_, when_, may, leads_to, key_)                          \
	{ .by = BY_##who, .from = REVIEW_##while_, .when = (when_),               \
	  .act = REVIEW_DO_##may, .to = REVIEW_##leads_to,                        \
	  .flags = RULE_DECIDES, .key = key_ }

/* clang-format off */
static const struct rule rules[] = {
/*       who               while            when              may        leads to         key */
RULE   ( APPLICANT,        DRAFT,           W(CITY),          SUBMIT,    CITY_REVIEW,     "submit" ),
RULE   ( APPLICANT,        DRAFT,           W(COUNTY),        SUBMIT,    COUNTY_SUMMARY,  "submit" ),
DECIDES( COUNTY_OPERATOR,  COUNTY_SUMMARY,  0,                SUMMARISE, CITY_REVIEW,     "summarise" ),
DECIDES( COUNTY_OPERATOR,  COUNTY_SUMMARY,  0,                RETURN,    DRAFT,           "county_return" ),
DECIDES( CITY_OPERATOR,    CITY_REVIEW,     W(UNCONDITIONAL), APPROVE,   LISTED,          "approve" ),
DECIDES( CITY_OPERATOR,    CITY_REVIEW,     W(LIMITED),       APPROVE,   NEGATIVE_REVIEW, "approve" ),
DECIDES( CITY_OPERATOR,    CITY_REVIEW,     0,                RETURN,    DRAFT,           "return" ),
DECIDES( CITY_AUTHORITY,   NEGATIVE_REVIEW, W(CITY),          APPROVE,   LISTED,          "list_approve" ),
DECIDES( CITY_AUTHORITY,   NEGATIVE_REVIEW, W(CITY),          RETURN,    DRAFT,           "list_return" ),
DECIDES( COUNTY_AUTHORITY, NEGATIVE_REVIEW, W(COUNTY),        APPROVE,   LISTED,          "list_approve" ),
DECIDES( COUNTY_AUTHORITY, NEGATIVE_REVIEW, W(COUNTY),        RETURN,    DRAFT,           "list_return" ),
RULE   ( APPLICANT,        LISTED,          0,                RETIRE,    RETIRING,        "retire" ),
DECIDES( CITY_OPERATOR,    RETIRING,        0,                RETIRE,    RETIRED,         "confirm_retire" ),
DECIDES( CITY_OPERATOR,    RETIRING,        0,                REFUSE,    LISTED,          "refuse_retire" ),
RULE   ( APPLICANT,        RETIRING,        0,                CANCEL,    LISTED,          "cancel_retire" ),
RULE   ( APPLICANT,        DRAFT,           0,                CANCEL,    CANCELLED,       "cancel" ),
RULE   ( APPLICANT,        COUNTY_SUMMARY,  0,                CANCEL,    CANCELLED,       "cancel" ),
RULE   ( APPLICANT,        CITY_REVIEW,     0,                CANCEL,    CANCELLED,       "cancel" ),
RULE   ( APPLICANT,        NEGATIVE_REVIEW, 0,                CANCEL,    CANCELLED,       "cancel" ),
};

#define TERM(who, while_, when_, key_)                                            \
	{ .owes = BY_##who, .state = REVIEW_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while            when             key            */
TERM( COUNTY_OPERATOR,  COUNTY_SUMMARY,  0,               "CAT_SUMMARY" ),
TERM( CITY_OPERATOR,    CITY_REVIEW,     0,               "CAT_REVIEW" ),
TERM( CITY_AUTHORITY,   NEGATIVE_REVIEW, W(CITY),         "CAT_NEGATIVE" ),
TERM( COUNTY_AUTHORITY, NEGATIVE_REVIEW, W(COUNTY),       "CAT_NEGATIVE" ),
TERM( CITY_OPERATOR,    RETIRING,        0,               "CAT_RETIRE" ),
};
/* clang-format on */

PROCESS_WORDS(REVIEW);
static const uint32_t groups[] = { W(CITY) | W(COUNTY), W(UNCONDITIONAL) | W(LIMITED) };

const struct process review_process = {
	.name = "catalogue-review",
	PROCESS_TABLES(REVIEW),
};

uint32_t review_facts(const struct party *agency, enum access share)
{
	return (county_level(agency) ? W(COUNTY) : W(CITY)) |
	       (share == ACCESS_UNCONDITIONAL ? W(UNCONDITIONAL) : W(LIMITED));
}
