/* coordination_law.c - data across levels and regions, Art. 22, as a table.
 *
 * In plain words: an agency that needs data of another level or region, which its own
 * platform can't give, asks its own authority. That obtains it, or passes the matter up
 * to the next; the city's passes it on to the province and types in what comes of it.
 * Where what is wanted stands on this platform, its holder is asked and answers as in
 * any sharing; what comes from elsewhere is registered with its source. The operator
 * opens it. On days, and on how a matter ends without data, the measures are silent.
 * Requirement R22.1; days, articles and papers: law/<pack>/coordination.txt. */
#include "coordination/coordination.h"

/* Short names of the facts, for the tables below. */
#define CITY   COORDINATION_IS_CITY
#define COUNTY COORDINATION_IS_COUNTY
#define UP     COORDINATION_IS_UP
#define OUT    COORDINATION_IS_OUT
#define ENOUGH COORDINATION_IS_ENOUGH
#define ONCE   COORDINATION_IS_ONCE

#define ROW(who, while_, when_, may, leads_to, key_)                              \
	.by = BY_##who, .from = COORDINATION_##while_, .when = (when_),           \
	.act = COORDINATION_DO_##may, .to = COORDINATION_##leads_to, .key = key_
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ ROW(who, while_, when_, may, leads_to, key_) }
#define UNLESS(not_, who, while_, when_, may, leads_to, key_)                     \
	{ ROW(who, while_, when_, may, leads_to, key_), .unless = (not_) }
/* What an authority does with it in its hands. */
#define COORDINATES(who, while_, when_)                                           \
	{ ROW(who, while_, when_, ASK, AT_HOLDER, "ask"), .flags = RULE_DECIDES }, \
	{ ROW(who, while_, when_, OBTAIN, PROVIDED, "obtain"), .sets = OUT,       \
	  .flags = RULE_DECIDES },                                                \
	{ ROW(who, while_, when_, CLOSE, NOT_OBTAINED, "close"), .flags = RULE_DECIDES }
/* The holder answers; by two persons where a grade of what is given asks it. */
#define ANSWER(when_, unless_, may, leads_to, key_)                               \
	{ ROW(PROVIDER, AT_HOLDER, when_, may, leads_to, key_),                   \
	  .unless = (unless_), .flags = RULE_DECIDES }

/* clang-format off */
static const struct rule rules[] = {
/*    who               while      when    may      leads to   key */
RULE( APPLICANT,        DRAFT,     0,      SUBMIT,  OWN,       "submit" ),
COORDINATES( COUNTY_AUTHORITY, OWN,   COUNTY ),
COORDINATES( CITY_AUTHORITY,   OWN,   CITY ),
COORDINATES( CITY_AUTHORITY,   UPPER, 0 ),
{ ROW(COUNTY_AUTHORITY, OWN,       COUNTY, FORWARD, UPPER,     "forward"), .sets = UP },
RULE( CITY_AUTHORITY,   OWN,       CITY,   FORWARD, OUTSIDE,   "forward_outside" ),
RULE( CITY_AUTHORITY,   UPPER,     0,      FORWARD, OUTSIDE,   "forward_outside" ),
{ ROW(CITY_AUTHORITY,   OUTSIDE,   0,      OBTAIN,  PROVIDED,  "obtain"), .sets = OUT,
  .flags = RULE_DECIDES },
{ ROW(CITY_AUTHORITY,   OUTSIDE,   0,      CLOSE,   NOT_OBTAINED, "close"), .flags = RULE_DECIDES },
{ ROW(PROVIDER, AT_HOLDER, 0, AGREE, PROVIDED, "agree"),
  .unless = ONCE, .sets = ONCE, .all = ONCE | ENOUGH, .weighs = ENOUGH, .flags = RULE_DECIDES },
{ ROW(PROVIDER, AT_HOLDER, ONCE, AGREE, PROVIDED, "agree"),
  .drops = ONCE, .flags = RULE_DECIDES },
ANSWER( UP, 0,  REFUSE, UPPER, "refuse" ),
ANSWER( 0,  UP, REFUSE, OWN,   "refuse" ),
/* the operator of who asks */
UNLESS( OUT, COUNTY_OPERATOR, PROVIDED, COUNTY,       OPEN, CLOSED, "open" ),
UNLESS( OUT, CITY_OPERATOR,   PROVIDED, CITY,         OPEN, CLOSED, "open" ),
RULE( COUNTY_OPERATOR,  PROVIDED,  COUNTY | OUT, OPEN, CLOSED, "open_outside" ),
RULE( CITY_OPERATOR,    PROVIDED,  CITY | OUT,   OPEN, CLOSED, "open_outside" ),
/* who asked takes it back */
RULE( APPLICANT,        DRAFT,     0,      CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT,        OWN,       0,      CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT,        UPPER,     0,      CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT,        OUTSIDE,   0,      CANCEL,  CANCELLED, "cancel" ),
RULE( APPLICANT,        AT_HOLDER, 0,      CANCEL,  CANCELLED, "cancel" ),
};

#define TERM(who, while_, when_, key_)                                            \
	{ .owes = BY_##who, .state = COORDINATION_##while_, .when = (when_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while      when    key */
TERM( COUNTY_AUTHORITY, OWN,       COUNTY, "COORD_OWN" ),
TERM( CITY_AUTHORITY,   OWN,       CITY,   "COORD_OWN" ),
TERM( CITY_AUTHORITY,   UPPER,     0,      "COORD_UPPER" ),
TERM( CITY_AUTHORITY,   OUTSIDE,   0,      "COORD_UPPER" ),
TERM( PROVIDER,         AT_HOLDER, 0,      "COORD_HOLDER" ),
TERM( COUNTY_OPERATOR,  PROVIDED,  COUNTY, "COORD_OPEN" ),
TERM( CITY_OPERATOR,    PROVIDED,  CITY,   "COORD_OPEN" ),
};
/* clang-format on */

PROCESS_WORDS(COORDINATION);
static const uint32_t groups[] = { CITY | COUNTY };

const struct process coordination_process = {
	.name = "coordination",
	PROCESS_TABLES(COORDINATION),
};
