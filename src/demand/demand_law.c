/* demand_law.c - data that isn't in the sharing catalogue, Art. 21, as a table.
 *
 * In plain words: an agency that needs data for its duties or services, and doesn't
 * find it in the sharing catalogue, asks who holds it, through the platform. The
 * holder answers within seven working days. If it agrees and the data can be shared
 * as it is, it is catalogued, brought together and shared within seven working days
 * of that answer; if it has to be worked on first, the answer names the date. A
 * refusal needs its reason and a law or regulation as basis. Where the holder isn't
 * known, the operator finds it; where the wrong one was named, that one says so, once.
 * On the operator's day, and on later dates, the measures are silent. Requirement
 * R21.1; days, articles and papers: law/<pack>/demand.txt. */
#include "demand/demand.h"

/* Short names of the facts, for the tables below. */
#define NAMED   DEMAND_IS_NAMED
#define UNNAMED DEMAND_IS_UNNAMED
#define CITY    DEMAND_IS_CITY
#define COUNTY  DEMAND_IS_COUNTY
#define PASSED  DEMAND_IS_PASSED
#define LISTED  DEMAND_IS_CATALOGUED
#define LIVE    DEMAND_IS_AGGREGATED
#define ENOUGH  DEMAND_IS_ENOUGH
#define ONCE    DEMAND_IS_ONCE

#define DEMAND_STAYS STAY
#define ROW(who, while_, when_, may, leads_to, key_)                              \
	.by = BY_##who, .from = DEMAND_##while_, .when = (when_),                 \
	.act = DEMAND_DO_##may, .to = DEMAND_##leads_to, .key = key_
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ ROW(who, while_, when_, may, leads_to, key_) }
#define ANSWER(may, leads_to, key_)                                               \
	{ ROW(PROVIDER, AT_HOLDER, 0, may, leads_to, key_), .flags = RULE_DECIDES }
#define MARK(while_, when_, may, sets_, drops_, key_)                             \
	{ ROW(PROVIDER, while_, when_, may, STAYS, key_), .sets = (sets_), .drops = (drops_) }
/* Shared by one person of the holder, or by two where a grade of what is given asks it. */
#define SHARES(while_)                                                            \
	{ ROW(PROVIDER, while_, LISTED | LIVE, SHARE, FULFILLED, "share"),        \
	  .unless = ONCE, .sets = ONCE, .all = ONCE | ENOUGH, .weighs = ENOUGH,   \
	  .flags = RULE_DECIDES },                                                \
	{ ROW(PROVIDER, while_, LISTED | LIVE | ONCE, SHARE, FULFILLED, "share"), \
	  .drops = ONCE, .flags = RULE_DECIDES }

/* clang-format off */
static const struct rule rules[] = {
/*    who              while       when     may           leads to     key */
RULE( APPLICANT,       DRAFT,      NAMED,   SUBMIT,       AT_HOLDER,   "submit" ),
RULE( APPLICANT,       DRAFT,      UNNAMED, SUBMIT,       ROUTING,     "submit_open" ),
RULE( CITY_OPERATOR,   ROUTING,    0,       ASSIGN,       AT_HOLDER,   "assign" ),
RULE( COUNTY_OPERATOR, ROUTING,    COUNTY,  ASSIGN,       AT_HOLDER,   "assign" ),
/* the holder answers */
ANSWER( AGREE_DIRECT, FULFILLING, "agree_direct" ),
ANSWER( AGREE_LATER,  PROCESSING, "agree_later" ),
ANSWER( REFUSE,       REFUSED,    "refuse" ),
{ ROW(PROVIDER, AT_HOLDER, 0, NOT_MINE, ROUTING, "not_mine"),
  .unless = PASSED, .sets = PASSED, .flags = RULE_DECIDES },
/* and does what it said; another entry is looked at, and agreed to, anew */
MARK( FULFILLING, 0,           CATALOGUE, LISTED, LIVE | ONCE, "catalogue" ),
MARK( FULFILLING, LISTED,      AGGREGATE, LIVE,   0,           "aggregate" ),
MARK( PROCESSING, 0,           CATALOGUE, LISTED, LIVE | ONCE, "catalogue" ),
MARK( PROCESSING, LISTED,      AGGREGATE, LIVE,   0,           "aggregate" ),
{ ROW(PROVIDER, PROCESSING, 0, POSTPONE, STAYS, "postpone"), .flags = RULE_TELLS },
SHARES( FULFILLING ),
SHARES( PROCESSING ),
/* who asked takes it back, before an answer */
RULE( APPLICANT,       DRAFT,      0,       CANCEL,       CANCELLED,   "cancel" ),
RULE( APPLICANT,       ROUTING,    0,       CANCEL,       CANCELLED,   "cancel" ),
RULE( APPLICANT,       AT_HOLDER,  0,       CANCEL,       CANCELLED,   "cancel" ),
};

#define TERM(who, while_, when_, key_)                                            \
	{ .owes = BY_##who, .state = DEMAND_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes         while       when     key */
TERM( CITY_OPERATOR,   ROUTING,    CITY,    "DEMAND_ASSIGN" ),
TERM( COUNTY_OPERATOR, ROUTING,    COUNTY,  "DEMAND_ASSIGN" ),
TERM( PROVIDER,        AT_HOLDER,  0,       "DEMAND_REPLY" ),
TERM( PROVIDER,        FULFILLING, 0,       "DEMAND_FULFIL" ),
TERM( PROVIDER,        PROCESSING, 0,       "DEMAND_PROMISED" ),
};
/* clang-format on */

PROCESS_WORDS(DEMAND);
static const uint32_t groups[] = { NAMED | UNNAMED, CITY | COUNTY };

const struct process demand_process = {
	.name = "demand",
	PROCESS_TABLES(DEMAND),
};
