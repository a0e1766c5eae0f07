/* violation_law.c - what is done about use against the rules, Arts. 35 and 52, as a table.
 *
 * In plain words: who uses data otherwise than agreed is stopped. The authority, or the
 * data's provider for its own data, restricts the access, at once and for some days;
 * a second person (of the same side, or the authority) confirms that, for longer, or
 * closes what is restricted; else it lapses, and isn't restricted again by the same
 * person. The measure is published on the website with why and by which rule. Two
 * persons, signed in, are a house rule. Who imposed it, or the authority, lifts it;
 * where it names its end, that ends it. An agency's violation, or a crime, is handed
 * over by the authority (52). The measures give the operator no power of its own: it
 * may bring what it saw. Hearing the user, and the days, are house rules. Requirement
 * R35.1; days, articles and papers: law/<pack>/violation.txt. While a restriction is on, or
 * access is closed, a new request for the same would go round it and isn't taken; after it
 * was lifted or lapsed who decides on one sees it (grant/bar.h): house rules too.
 *
 * In these cases the applicant is who brings it, the provider is the user it is about. */
#include "violation/violation.h"

/* Short names of the facts, for the tables below. */
#define GIVER  VIOLATION_IS_GIVER
#define OFFICE VIOLATION_IS_OFFICE
#define CITY   VIOLATION_IS_CITY
#define COUNTY VIOLATION_IS_COUNTY
#define OWN    VIOLATION_IS_OWN
#define HELD   VIOLATION_IS_HELD
#define DATED  VIOLATION_IS_DATED
#define HEARD  VIOLATION_IS_HEARD

#define VIOLATION_STAYS STAY
#define ROW(who, while_, when_, may, leads_to, key_)                              \
	.by = BY_##who, .from = VIOLATION_##while_, .when = (when_),              \
	.act = VIOLATION_DO_##may, .to = VIOLATION_##leads_to, .key = key_
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ ROW(who, while_, when_, may, leads_to, key_) }
/* By the data's provider, by the city's authority, by the county's own. */
#define RESTRICTS(may, key_)                                                      \
	{ ROW(APPLICANT,        EXAMINING, GIVER,      may, URGENT, key_), .sets = OWN  }, \
	{ ROW(CITY_AUTHORITY,   EXAMINING, 0,          may, URGENT, key_), .sets = HELD }, \
	{ ROW(COUNTY_AUTHORITY, EXAMINING, COUNTY,     may, URGENT, key_), .sets = HELD }
#define IMPOSES(may, key_)                                                        \
	{ ROW(APPLICANT,        EXAMINING, GIVER,  may, IN_FORCE, key_), .sets = OWN,      \
	  .weighs = DATED },                                                      \
	{ ROW(CITY_AUTHORITY,   EXAMINING, 0,      may, IN_FORCE, key_), .sets = HELD,     \
	  .weighs = DATED },                                                      \
	{ ROW(COUNTY_AUTHORITY, EXAMINING, COUNTY, may, IN_FORCE, key_), .sets = HELD,     \
	  .weighs = DATED }
/* The second person; who closes is who imposed it. */
#define CONFIRMS(may, key_)                                                       \
	{ ROW(APPLICANT,        URGENT, OWN,    may, IN_FORCE, key_), .weighs = DATED },   \
	{ ROW(CITY_AUTHORITY,   URGENT, 0,      may, IN_FORCE, key_), .weighs = DATED },   \
	{ ROW(COUNTY_AUTHORITY, URGENT, COUNTY, may, IN_FORCE, key_), .weighs = DATED }
#define CLOSES(may, key_)                                                         \
	{ ROW(APPLICANT,        URGENT, OWN,    may, IN_FORCE, key_) },                    \
	{ ROW(CITY_AUTHORITY,   URGENT, 0,      may, IN_FORCE, key_), .sets = HELD,        \
	  .drops = OWN },                                                         \
	{ ROW(COUNTY_AUTHORITY, URGENT, COUNTY, may, IN_FORCE, key_), .sets = HELD,        \
	  .drops = OWN }

/* clang-format off */
static const struct rule rules[] = {
/*    who               while      when          may      leads to   key */
RULE( APPLICANT,        DRAFT,     0,            SUBMIT,  EXAMINING, "submit" ),
RULE( APPLICANT,        DRAFT,     0,            CANCEL,  CANCELLED, "cancel" ),
/* heard as long as nothing is decided for good, and who decides is told */
{ ROW( PROVIDER,        EXAMINING, 0,            COMMENT, STAYS,     "comment" ),
  .sets = HEARD, .flags = RULE_TELLS },
{ ROW( PROVIDER,        URGENT,    0,            COMMENT, STAYS,     "comment" ),
  .sets = HEARD, .flags = RULE_TELLS },
RESTRICTS( RESTRICT,   "restrict" ),
IMPOSES( MEASURE,      "measure" ),
/* in force for a few days; a second person makes it last, or it lapses */
CONFIRMS( CONFIRM,     "confirm" ),
CLOSES( CLOSE_ACCESS,  "close_access" ),
RULE( APPLICANT,        URGENT,    OWN,          DISMISS, DISMISSED, "dismiss" ),
RULE( CITY_AUTHORITY,   URGENT,    0,            DISMISS, DISMISSED, "dismiss" ),
RULE( COUNTY_AUTHORITY, URGENT,    COUNTY,       DISMISS, DISMISSED, "dismiss" ),
{ ROW( TIME,            URGENT,    0,            EXPIRE,  EXAMINING, "lapse" ), .drops = OWN | HELD },
RULE( APPLICANT,        EXAMINING, GIVER,        DISMISS, DISMISSED, "dismiss" ),
RULE( CITY_AUTHORITY,   EXAMINING, 0,            DISMISS, DISMISSED, "dismiss" ),
RULE( COUNTY_AUTHORITY, EXAMINING, COUNTY,       DISMISS, DISMISSED, "dismiss" ),
RULE( CITY_AUTHORITY,   EXAMINING, 0,            REFER,   REFERRED,  "refer" ),
RULE( COUNTY_AUTHORITY, EXAMINING, COUNTY,       REFER,   REFERRED,  "refer" ),
/* who imposed it publishes it */
RULE( APPLICANT,        IN_FORCE,  OWN,          PUBLISH, PUBLISHED, "publish" ),
RULE( CITY_AUTHORITY,   IN_FORCE,  HELD,         PUBLISH, PUBLISHED, "publish" ),
RULE( COUNTY_AUTHORITY, IN_FORCE,  COUNTY|HELD,  PUBLISH, PUBLISHED, "publish" ),
/* and lifts it, or the authority does, or its end comes */
RULE( APPLICANT,        PUBLISHED, OWN,          LIFT,    LIFTED,    "lift" ),
RULE( CITY_AUTHORITY,   PUBLISHED, 0,            LIFT,    LIFTED,    "lift" ),
RULE( COUNTY_AUTHORITY, PUBLISHED, COUNTY,       LIFT,    LIFTED,    "lift" ),
RULE( TIME,             PUBLISHED, 0,            EXPIRE,  LIFTED,    "expire" ),
};

#define TERM(who, while_, when_, unless_, then_, key_)                            \
	{ .owes = BY_##who, .state = VIOLATION_##while_, .when = (when_),         \
	  .unless = (unless_), .then = (then_), .key = key_ }
#define MAY_SPEAK(while_)                                                         \
	{ .owes = BY_PROVIDER, .state = VIOLATION_##while_, .unless = HEARD,      \
	  .from = FROM_FIRST, .key = "VIOLATION_COMMENT" }
static const struct term terms[] = {
/*    who owes          while      when         unless  then                 key */
TERM( CITY_AUTHORITY,   EXAMINING, CITY,        0,      0,                   "VIOLATION_EXAMINE" ),
TERM( COUNTY_AUTHORITY, EXAMINING, COUNTY,      0,      0,                   "VIOLATION_EXAMINE" ),
TERM( APPLICANT,        IN_FORCE,  OWN,         0,      0,                   "VIOLATION_PUBLISH" ),
TERM( CITY_AUTHORITY,   IN_FORCE,  CITY|HELD,   OWN,    0,                   "VIOLATION_PUBLISH" ),
TERM( COUNTY_AUTHORITY, IN_FORCE,  COUNTY|HELD, OWN,    0,                   "VIOLATION_PUBLISH" ),
TERM( TIME,             URGENT,    0,           0,      VIOLATION_DO_EXPIRE, "MEASURE_URGENT" ),
TERM( TIME,             PUBLISHED, DATED,       0,      VIOLATION_DO_EXPIRE, "MEASURE_PERIOD" ),
/* the user may speak, from the day it was brought */
MAY_SPEAK( EXAMINING ),
MAY_SPEAK( URGENT ),
};
/* clang-format on */

PROCESS_WORDS(VIOLATION);
static const uint32_t groups[] = { GIVER | OFFICE, CITY | COUNTY };

const struct process violation_process = {
	.name = "violation", .offices = true,
	PROCESS_TABLES(VIOLATION),
};
