/* dispute_law.c - disputes, Art. 50, as a table.
 *
 * In plain words: who is in dispute with another about sharing, opening, developing or
 * using public data may ask the authority to coordinate. The other side comments (it
 * may: nobody is late who doesn't), the authority proposes, and both sides, each in days of
 * its own, say whether they accept; it closes what isn't its
 * field and says where to turn. On level and days the measures are silent: the
 * authority of the level both belong to, or the higher common one, and one level up
 * where it is a party itself, for nobody decides in their own cause. Requirement R50.1;
 * days, articles and papers: law/<pack>/dispute.txt. */
#include "dispute/dispute.h"
#include <string.h>

/* Short names of the facts, for the tables below. */
#define CITY   DISPUTE_IS_CITY
#define COUNTY DISPUTE_IS_COUNTY
#define ONE    DISPUTE_IS_ONE
#define OTHER  DISPUTE_IS_OTHER
#define HEARD  DISPUTE_IS_HEARD

#define DISPUTE_STAYS STAY
#define ROW(who, while_, when_, may, leads_to, key_)                              \
	.by = BY_##who, .from = DISPUTE_##while_, .when = (when_),                \
	.act = DISPUTE_DO_##may, .to = DISPUTE_##leads_to, .key = key_
#define RULE(who, while_, may, leads_to, key_)                                    \
	{ ROW(who, while_, 0, may, leads_to, key_) }
#define COORDINATES(level, may, leads_to, key_)                                   \
	{ ROW(level##_AUTHORITY, COORDINATING, level, may, leads_to, key_),       \
	  .flags = RULE_DECIDES }
/* As often as either side likes; the other side's first one is what it was asked for. */
#define SAYS(who, mark)                                                           \
	{ ROW(who, COORDINATING, 0, COMMENT, STAYS, "comment"), .sets = (mark),   \
	  .flags = RULE_TELLS }
#define ACCEPTS(who, mark)                                                        \
	{ ROW(who, PROPOSED, 0, ACCEPT, SETTLED, "accept"), .sets = (mark),       \
	  .all = ONE | OTHER }

/* clang-format off */
static const struct rule rules[] = {
/*    who        while         may      leads to      key */
RULE( APPLICANT, DRAFT,        SUBMIT,  COORDINATING, "submit" ),
SAYS( APPLICANT, 0 ),
SAYS( PROVIDER,  HEARD ),
COORDINATES( CITY,   PROPOSE, PROPOSED, "propose" ),
COORDINATES( COUNTY, PROPOSE, PROPOSED, "propose" ),
COORDINATES( CITY,   CLOSE,   CLOSED,   "close" ),
COORDINATES( COUNTY, CLOSE,   CLOSED,   "close" ),
/* both accept, or it isn't settled */
ACCEPTS( APPLICANT, ONE ),
ACCEPTS( PROVIDER,  OTHER ),
RULE( APPLICANT, PROPOSED,     DECLINE, UNSETTLED,    "decline" ),
RULE( PROVIDER,  PROPOSED,     DECLINE, UNSETTLED,    "decline" ),
RULE( APPLICANT, DRAFT,        CANCEL,  CANCELLED,    "cancel" ),
RULE( APPLICANT, COORDINATING, CANCEL,  CANCELLED,    "cancel" ),
};

#define TERM(who, while_, when_, unless_, key_)                                   \
	{ .owes = BY_##who, .state = DISPUTE_##while_, .when = (when_),           \
	  .unless = (unless_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while         when    unless key */
TERM( CITY_AUTHORITY,   COORDINATING, CITY,   0,     "DISPUTE_PROPOSE" ),
TERM( COUNTY_AUTHORITY, COORDINATING, COUNTY, 0,     "DISPUTE_PROPOSE" ),
TERM( PROVIDER,         COORDINATING, 0,      HEARD, "DISPUTE_COMMENT" ),
TERM( APPLICANT,        PROPOSED,     0,      ONE,   "DISPUTE_ANSWER" ),
TERM( PROVIDER,         PROPOSED,     0,      OTHER, "DISPUTE_ANSWER" ),
};
/* clang-format on */

PROCESS_WORDS(DISPUTE);
static const uint32_t groups[] = { CITY | COUNTY };

const struct process dispute_process = {
	.name = "dispute",
	.offices = true,
	PROCESS_TABLES(DISPUTE),
};

uint32_t dispute_level(const struct parties *p, bool authority_brings, bool authority_answers)
{
	char one[COUNTY_TEXT], other[COUNTY_TEXT];
	case_county(&(struct parties){ .applicant = p->applicant }, one);
	case_county(&(struct parties){ .applicant = p->provider }, other);
	if ((authority_brings && !one[0]) || (authority_answers && !other[0]))
		return 0;
	/* A person has no county of their own: the other side's level is it. */
	bool common = other[0] && (!p->applicant.org || strcmp(one, other) == 0);
	return common && !authority_brings && !authority_answers ? COUNTY : CITY;
}
