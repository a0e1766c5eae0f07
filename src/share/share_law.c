/* share_law.c - how agencies share data, Arts. 19 and 20, as a table.
 *
 * In plain words (the regulation's own stand with the city): sharing is free and
 * the rule. A city agency subscribes on the city platform; the operator takes the
 * request in, and opens access itself if the data is unconditional, or passes it
 * to the provider, who has five working days (20 ¶3). A county agency subscribes
 * on its county's platform; the county authority passes it to the city, and what
 * is agreed opens to the county platform (20 ¶4). A refusal needs its reason and a
 * law or regulation as basis. The operator of unconditional data can't refuse.
 *
 * Where both sides belong to one county, its own operator and authority take the
 * city's places (the measures are silent; processes 5f). Life and end of a grant
 * are house rules throughout (5e); what was granted by a demand or a coordination lives
 * and ends as any other grant, in a request that the platform opens for it. Table delivery
 * (20 ¶3(2), ¶4(2)) is a process of its own that runs beside an agreed request.
 * Requirements R17.1, R19.2, R20.2-R20.5; articles, papers and days:
 * law/<pack>/share-request.txt. */
#include "share/share.h"

/* Short names of the facts, for the tables below. */
#define CITY    SHARE_IS_CITY
#define COUNTY  SHARE_IS_COUNTY
#define LOCAL   SHARE_IS_LOCAL
#define FREELY  SHARE_IS_UNCONDITIONAL
#define LIMITED SHARE_IS_CONDITIONAL
#define WHOLE   SHARE_IS_AUTHORISED
#define HELD    SHARE_IS_BY_AUTHORITY
#define ENOUGH  SHARE_IS_ENOUGH
#define ONCE    SHARE_IS_ONCE
#define MEASURE SHARE_IS_SHUT
#define GONE    SHARE_IS_GONE
#define CLOSED  SHARE_IS_CLOSED
#define MET     SHARE_IS_MET
#define OBTAINED SHARE_IS_OBTAINED

#define ROW(who, while_, may, leads_to, key_)                                     \
	.by = BY_##who, .from = SHARE_##while_, .act = SHARE_DO_##may,           \
	.to = SHARE_##leads_to, .key = key_
/* RULE: anybody named may; DECIDES: not who submitted; _BUT: unless a fact holds;
 * MARKS: a fact is remembered or forgotten. */
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ ROW(who, while_, may, leads_to, key_), .when = (when_) }
#define DECIDES(who, while_, when_, may, leads_to, key_)                          \
	{ ROW(who, while_, may, leads_to, key_), .when = (when_), .flags = RULE_DECIDES }
#define RULE_BUT(who, while_, when_, unless_, may, leads_to, key_)                \
	{ ROW(who, while_, may, leads_to, key_), .when = (when_), .unless = (unless_) }
#define DECIDES_BUT(who, while_, when_, unless_, may, leads_to, key_)             \
	{ ROW(who, while_, may, leads_to, key_), .when = (when_), .unless = (unless_), \
	  .flags = RULE_DECIDES }
#define MARKS(who, while_, when_, unless_, may, leads_to, sets_, drops_, key_)    \
	{ ROW(who, while_, may, leads_to, key_), .when = (when_), .unless = (unless_), \
	  .sets = (sets_), .drops = (drops_), .flags = RULE_DECIDES }

/* The provider agrees: one person, or two where a grade of what is given asks for it. */
#define AGREES(while_, when_, unless_, key_)                                      \
	{ ROW(PROVIDER, while_, AGREE, AGREED, key_), .when = (when_),            \
	  .unless = (unless_), .sets = ONCE, .all = ONCE | ENOUGH, .weighs = ENOUGH, \
	  .flags = RULE_DECIDES }
#define SECOND(while_, when_, unless_, key_)                                      \
	{ ROW(PROVIDER, while_, AGREE, AGREED, key_), .when = (when_),            \
	  .unless = (unless_), .drops = ONCE, .flags = RULE_DECIDES }

/* clang-format off */
static const struct rule rules[] = {
/*       who               while           when             may      leads to        key */
/* 5a, 5b: city agency, or both sides in one county */
RULE   ( APPLICANT,        DRAFT,          CITY|FREELY,     SUBMIT,  SUBMITTED,      "submit_open" ),
RULE   ( APPLICANT,        DRAFT,          CITY|LIMITED,    SUBMIT,  SUBMITTED,      "submit_cond" ),
RULE   ( APPLICANT,        DRAFT,          LOCAL|FREELY,    SUBMIT,  SUBMITTED,      "submit_open" ),
RULE   ( APPLICANT,        DRAFT,          LOCAL|LIMITED,   SUBMIT,  SUBMITTED,      "submit_cond" ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      CITY|FREELY,     ACCEPT,  OPEN,           "accept_open" ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      CITY|LIMITED,    ACCEPT,  AT_PROVIDER,    "accept_cond" ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      CITY,            RETURN,  DRAFT,          "return" ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      LOCAL|FREELY,    ACCEPT,  OPEN,           "accept_open" ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      LOCAL|LIMITED,   ACCEPT,  AT_PROVIDER,    "accept_cond" ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      LOCAL,           RETURN,  DRAFT,          "return" ),
/* 5c, 5d: county agency, city data */
RULE   ( APPLICANT,        DRAFT,          COUNTY|FREELY,   SUBMIT,  AT_COUNTY,      "submit_county_open" ),
RULE_BUT   ( APPLICANT, DRAFT,       COUNTY|LIMITED, WHOLE,  SUBMIT, AT_COUNTY, "submit_county_cond" ),
RULE   ( APPLICANT,        DRAFT,  COUNTY|LIMITED|WHOLE,    SUBMIT,  COUNTY_PENDING, "submit_authorised" ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      FREELY,          FORWARD, AT_CITY,        "forward_open" ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      LIMITED,         FORWARD, AT_CITY,        "forward_cond" ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      0,               RETURN,  DRAFT,          "county_return" ),
DECIDES( CITY_OPERATOR,    AT_CITY,        FREELY,          ACCEPT,  NODE_OPEN,      "accept_county_open" ),
DECIDES( CITY_OPERATOR,    AT_CITY,        LIMITED,         ACCEPT,  AT_PROVIDER,    "accept_county_cond" ),
DECIDES( COUNTY_AUTHORITY, COUNTY_PENDING, 0,               AGREE,   OPEN,           "confirm_authorised" ),
DECIDES( COUNTY_AUTHORITY, COUNTY_PENDING, 0,               REFUSE,  REFUSED,        "refuse_authorised" ),
/* the provider answers */
AGREES ( AT_PROVIDER,      0,              COUNTY|ONCE,                              "agree" ),
SECOND ( AT_PROVIDER,      ONCE,           COUNTY,                                   "agree" ),
DECIDES_BUT( PROVIDER,  AT_PROVIDER, 0,             COUNTY, REFUSE, REFUSED,   "refuse" ),
AGREES ( AT_PROVIDER,      COUNTY,         ONCE,                                     "agree_county" ),
SECOND ( AT_PROVIDER,      COUNTY|ONCE,    0,                                        "agree_county" ),
DECIDES( PROVIDER,         AT_PROVIDER,    COUNTY,          REFUSE,  REFUSED,        "refuse_county" ),
/* what follows by itself, in the same transaction */
RULE_BUT   ( PLATFORM,  AGREED,      0,             COUNTY, OPEN,   OPEN,      "open" ),
RULE   ( PLATFORM,         AGREED,         COUNTY,          OPEN,    NODE_OPEN,      "open_node" ),
RULE   ( PLATFORM,         NODE_OPEN,      0,               OPEN,    OPEN,           "open_agency" ),
/* what a demand (Art. 21) or a coordination (Art. 22) came to stands open from the beginning */
RULE_BUT   ( PLATFORM,  DRAFT,       MET,      OBTAINED,    OPEN,   OPEN,      "open_demand" ),
RULE_BUT   ( PLATFORM,  DRAFT,       OBTAINED, MET,         OPEN,   OPEN,      "open_coordination" ),
/* 5e: life and end of a grant */
RULE   ( APPLICANT,        OPEN,           0,               CLOSE,   ENDED,          "close" ),
RULE   ( TIME,             OPEN,           0,               EXPIRE,  ENDED,          "expire" ),
DECIDES( PROVIDER,         OPEN,           0,               SUSPEND, SUSPENDED,      "suspend" ),
MARKS( CITY_AUTHORITY,   OPEN,      0,          LOCAL, SUSPEND, SUSPENDED, HELD, 0,    "suspend" ),
MARKS( COUNTY_AUTHORITY, OPEN,      LOCAL,      0,     SUSPEND, SUSPENDED, HELD, 0,    "suspend" ),
DECIDES( PROVIDER,         OPEN,           0,               REVOKE,  ENDED,          "revoke" ),
DECIDES_BUT( PROVIDER,  SUSPENDED,   0,             HELD,   RESUME, OPEN,      "resume" ),
DECIDES_BUT( PROVIDER,  SUSPENDED,   0,             HELD,   REVOKE, ENDED,     "revoke" ),
MARKS( CITY_AUTHORITY,   SUSPENDED, HELD,       LOCAL, RESUME,  OPEN,      0,    HELD, "resume" ),
MARKS( CITY_AUTHORITY,   SUSPENDED, HELD,       LOCAL, REVOKE,  ENDED,     0,    HELD, "revoke" ),
MARKS( COUNTY_AUTHORITY, SUSPENDED, HELD|LOCAL, 0,     RESUME,  OPEN,      0,    HELD, "resume" ),
MARKS( COUNTY_AUTHORITY, SUSPENDED, HELD|LOCAL, 0,     REVOKE,  ENDED,     0,    HELD, "revoke" ),
/* a measure closes it, or the entry goes, or who uses it (Art. 35; silent) */
RULE   ( PLATFORM,         OPEN,           MEASURE,         SHUT,    ENDED,          "shut" ),
RULE   ( PLATFORM,         SUSPENDED,      MEASURE,         SHUT,    ENDED,          "shut" ),
RULE   ( PLATFORM,         OPEN,           GONE,            END,     ENDED,          "end" ),
RULE   ( PLATFORM,         SUSPENDED,      GONE,            END,     ENDED,          "end" ),
RULE_BUT   ( PLATFORM,  OPEN,        CLOSED,        GONE,   END,    ENDED,     "end" ),
RULE_BUT   ( PLATFORM,  SUSPENDED,   CLOSED,        GONE,   END,    ENDED,     "end" ),
/* the applicant takes it back, before a decision */
RULE   ( APPLICANT,        DRAFT,          0,               CANCEL,  CANCELLED,      "cancel" ),
RULE   ( APPLICANT,        SUBMITTED,      0,               CANCEL,  CANCELLED,      "cancel" ),
RULE   ( APPLICANT,        AT_COUNTY,      0,               CANCEL,  CANCELLED,      "cancel" ),
RULE   ( APPLICANT,        AT_CITY,        0,               CANCEL,  CANCELLED,      "cancel" ),
RULE   ( APPLICANT,        AT_PROVIDER,    0,               CANCEL,  CANCELLED,      "cancel" ),
RULE   ( APPLICANT,        COUNTY_PENDING, 0,               CANCEL,  CANCELLED,      "cancel" ),
};

#define TERM(who, while_, when_, unless_, then_, key_)                           \
	{ .owes = BY_##who, .state = SHARE_##while_, .when = (when_),            \
	  .unless = (unless_), .then = (then_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while           when             unless  then             key */
TERM( CITY_OPERATOR,    SUBMITTED,      CITY|FREELY,     0,      0,               "SHARE_UNCOND" ),
TERM( CITY_OPERATOR,    SUBMITTED,      CITY|LIMITED,    0,      0,               "SHARE_FORWARD" ),
TERM( COUNTY_OPERATOR,  SUBMITTED,      LOCAL|FREELY,    0,      0,               "SHARE_UNCOND" ),
TERM( COUNTY_OPERATOR,  SUBMITTED,      LOCAL|LIMITED,   0,      0,               "SHARE_FORWARD" ),
TERM( COUNTY_AUTHORITY, AT_COUNTY,      0,               0,      0,               "SHARE_COUNTY" ),
TERM( CITY_OPERATOR,    AT_CITY,        FREELY,          0,      0,               "SHARE_UNCOND_COUNTY" ),
TERM( CITY_OPERATOR,    AT_CITY,        LIMITED,         0,      0,               "SHARE_FORWARD" ),
TERM( PROVIDER,         AT_PROVIDER,    0,               COUNTY, 0,               "SHARE_COND_CITY" ),
TERM( PROVIDER,         AT_PROVIDER,    COUNTY,          0,      0,               "SHARE_COND_COUNTY" ),
TERM( COUNTY_AUTHORITY, COUNTY_PENDING, 0,               0,      0,               "SHARE_COUNTY_OWN" ),
TERM( PLATFORM,         AGREED,         0,               0,      0,               "SHARE_OPEN" ),
TERM( PLATFORM,         NODE_OPEN,      0,               0,      0,               "SHARE_OPEN" ),
TERM( TIME,             OPEN,           0,               0,      SHARE_DO_EXPIRE, "SHARE_PERIOD" ),
TERM( PROVIDER,         SUSPENDED,      0,               HELD,   0,               "SHARE_SUSPENDED" ),
TERM( CITY_AUTHORITY,   SUSPENDED,      HELD,            LOCAL,  0,               "SHARE_SUSPENDED" ),
TERM( COUNTY_AUTHORITY, SUSPENDED,      HELD|LOCAL,      0,      0,               "SHARE_SUSPENDED" ),
};
/* clang-format on */

/* What agreeing to less than was asked is held against (share_case.c). */
static const struct process_read reads[] = {
	{ "agree", "reason" }, { "agree", "basis" },
	{ "agree_county", "reason" }, { "agree_county", "basis" },
};

PROCESS_WORDS(SHARE);
static const uint32_t groups[] = { CITY | COUNTY | LOCAL, FREELY | LIMITED };

const struct process share_process = {
	.name = "share-request",
	PROCESS_TABLES(SHARE),
	.reads = reads,
	.nreads = sizeof reads / sizeof reads[0],
};
