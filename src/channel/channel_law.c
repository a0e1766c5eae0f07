/* channel_law.c - merging exchange channels into the platform, Art. 7 ¶3, as a table.
 *
 * In plain words: the platform is the one channel. What an agency had built before the
 * measures came into force is merged into it step by step; nothing new may be built
 * beside it. So a channel is registered with the day it was built: an old one gets a
 * plan whose date is its term, and is merged once an entry and its grants take its
 * place and the operator of the agency's level has seen that the old route is off; a
 * new one is a violation, which the authority of that level orders closed (7 ¶3, 52).
 * On days, and on who checks, the measures are silent. A violation isn't taken back by
 * whom it concerns: if it was registered wrongly, the authority returns it.
 * Requirement R07.2; days, articles and papers: law/<pack>/channel.txt. */
#include "channel/channel.h"

/* Short names of the facts, for the tables below. */
#define OLD    CHANNEL_IS_OLD
#define NEW    CHANNEL_IS_NEW
#define CITY   CHANNEL_IS_CITY
#define COUNTY CHANNEL_IS_COUNTY

#define RULE(who, while_, when_, may, leads_to, key_)                                \
	FLAG(who, while_, when_, may, leads_to, 0, key_)
#define FLAG(who, while_, when_, may, leads_to, flags_, key_)                        \
	{ .by = BY_##who, .from = CHANNEL_##while_, .when = (when_),                 \
	  .act = CHANNEL_DO_##may, .to = CHANNEL_##leads_to, .flags = (flags_), .key = key_ }
#define C RULE_CLAIMS
#define D RULE_DECIDES
#define CHANNEL_STAYS STAY

/* clang-format off */
static const struct rule rules[] = {
/*    who               while      when    may      leads to   key */
RULE( APPLICANT,        DRAFT,     OLD,    SUBMIT,  EXISTING,  "submit" ),
RULE( APPLICANT,        DRAFT,     NEW,    SUBMIT,  FORBIDDEN, "submit_forbidden" ),
RULE( PROVIDER,         EXISTING,  0,      PLAN,    PLANNED,   "plan" ),
RULE( PROVIDER,         PLANNED,   0,      PLAN,    STAYS,     "plan_anew" ),
FLAG( PROVIDER,         PLANNED,   0,      MERGE,   CHECKING,  C, "merge" ),
FLAG( CITY_OPERATOR,    CHECKING,  CITY,   APPROVE, MERGED,    D, "approve" ),
FLAG( CITY_OPERATOR,    CHECKING,  CITY,   RETURN,  PLANNED,   D, "return" ),
FLAG( COUNTY_OPERATOR,  CHECKING,  COUNTY, APPROVE, MERGED,    D, "approve" ),
FLAG( COUNTY_OPERATOR,  CHECKING,  COUNTY, RETURN,  PLANNED,   D, "return" ),
/* built since: a violation */
FLAG( CITY_AUTHORITY,   FORBIDDEN, CITY,   ORDER,   CLOSING,   D, "order" ),
FLAG( COUNTY_AUTHORITY, FORBIDDEN, COUNTY, ORDER,   CLOSING,   D, "order" ),
FLAG( CITY_AUTHORITY,   FORBIDDEN, CITY,   RETURN,  DRAFT,     D, "misdated" ),
FLAG( COUNTY_AUTHORITY, FORBIDDEN, COUNTY, RETURN,  DRAFT,     D, "misdated" ),
RULE( PROVIDER,         CLOSING,   0,      CLOSE,   CLOSED,    "close" ),
/* who registered it takes it back */
RULE( APPLICANT,        DRAFT,     0,      CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT,        EXISTING,  0,      CANCEL,  CANCELLED, "take_back" ),
};

#define TERM(who, while_, when_, key_)                                               \
	{ .owes = BY_##who, .state = CHANNEL_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while      when    key                */
TERM( PROVIDER,         EXISTING,  0,      "CHANNEL_PLAN" ),
TERM( PROVIDER,         PLANNED,   0,      "CHANNEL_PLAN_DATE" ),
TERM( CITY_OPERATOR,    CHECKING,  CITY,   "CHANNEL_CHECK" ),
TERM( COUNTY_OPERATOR,  CHECKING,  COUNTY, "CHANNEL_CHECK" ),
TERM( CITY_AUTHORITY,   FORBIDDEN, CITY,   "CHANNEL_ORDER" ),
TERM( COUNTY_AUTHORITY, FORBIDDEN, COUNTY, "CHANNEL_ORDER" ),
TERM( PROVIDER,         CLOSING,   0,      "CHANNEL_CLOSE" ),
};
/* clang-format on */

PROCESS_WORDS(CHANNEL);
static const uint32_t groups[] = { OLD | NEW, CITY | COUNTY };

const struct process channel_process = {
	.name = "channel", .offices = true,
	PROCESS_TABLES(CHANNEL),
};

uint32_t channel_age_fact(day_t built, day_t in_force)
{
	return built.n < in_force.n ? OLD : NEW;
}
