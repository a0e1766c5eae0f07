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
 * are house rules throughout (5e). Table delivery (20 ¶3(2), ¶4(2)) is a process
 * of its own that runs beside an agreed request. Requirements R17.1, R19.2,
 * R20.2-R20.5; articles, papers and days: law/<pack>/share-request.txt. */
#include "share/share.h"

#define W(fact) SHARE_IS_##fact
#define RULE(who, while_, when_, unless_, may, leads_to, key_)                   \
	{ .by = BY_##who, .from = SHARE_##while_, .when = (when_),               \
	  .unless = (unless_), .act = SHARE_DO_##may, .to = SHARE_##leads_to, .key = key_ }
#define DECIDES(who, while_, when_, unless_, may, leads_to, key_)                \
	{ .by = BY_##who, .from = SHARE_##while_, .when = (when_),               \
	  .unless = (unless_), .act = SHARE_DO_##may, .to = SHARE_##leads_to,     \
	  .flags = RULE_DECIDES, .key = key_ }
#define MARKS(who, while_, when_, unless_, may, leads_to, sets_, drops_, key_)   \
	{ .by = BY_##who, .from = SHARE_##while_, .when = (when_),               \
	  .unless = (unless_), .act = SHARE_DO_##may, .to = SHARE_##leads_to,     \
	  .sets = (sets_), .drops = (drops_), .flags = RULE_DECIDES, .key = key_ }

/* clang-format off */
static const struct rule rules[] = {
/*       who               while           when                              unless         may      leads to        key                  */
/* 5a, 5b: city agency, or both sides in one county */
RULE   ( APPLICANT,        DRAFT,          W(CITY)|W(UNCONDITIONAL),         0,             SUBMIT,  SUBMITTED,      "submit_uncond"        ),
RULE   ( APPLICANT,        DRAFT,          W(CITY)|W(CONDITIONAL),           0,             SUBMIT,  SUBMITTED,      "submit_cond"          ),
RULE   ( APPLICANT,        DRAFT,          W(LOCAL)|W(UNCONDITIONAL),        0,             SUBMIT,  SUBMITTED,      "submit_uncond"        ),
RULE   ( APPLICANT,        DRAFT,          W(LOCAL)|W(CONDITIONAL),          0,             SUBMIT,  SUBMITTED,      "submit_cond"          ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      W(CITY)|W(UNCONDITIONAL),         0,             ACCEPT,  OPEN,           "accept_uncond"        ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      W(CITY)|W(CONDITIONAL),           0,             ACCEPT,  AT_PROVIDER,    "accept_cond"          ),
DECIDES( CITY_OPERATOR,    SUBMITTED,      W(CITY),                          0,             RETURN,  DRAFT,          "return"               ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      W(LOCAL)|W(UNCONDITIONAL),        0,             ACCEPT,  OPEN,           "accept_uncond"        ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      W(LOCAL)|W(CONDITIONAL),          0,             ACCEPT,  AT_PROVIDER,    "accept_cond"          ),
DECIDES( COUNTY_OPERATOR,  SUBMITTED,      W(LOCAL),                         0,             RETURN,  DRAFT,          "return"               ),
/* 5c, 5d: county agency, city data */
RULE   ( APPLICANT,        DRAFT,          W(COUNTY)|W(UNCONDITIONAL),       0,             SUBMIT,  AT_COUNTY,      "submit_county_uncond" ),
RULE   ( APPLICANT,        DRAFT,          W(COUNTY)|W(CONDITIONAL),         W(AUTHORISED), SUBMIT,  AT_COUNTY,      "submit_county_cond"   ),
RULE   ( APPLICANT,        DRAFT,          W(COUNTY)|W(CONDITIONAL)|W(AUTHORISED), 0,       SUBMIT,  COUNTY_PENDING, "submit_authorised"    ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      W(UNCONDITIONAL),                 0,             FORWARD, AT_CITY,        "forward_uncond"       ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      W(CONDITIONAL),                   0,             FORWARD, AT_CITY,        "forward_cond"         ),
DECIDES( COUNTY_AUTHORITY, AT_COUNTY,      0,                                0,             RETURN,  DRAFT,          "county_return"        ),
DECIDES( CITY_OPERATOR,    AT_CITY,        W(UNCONDITIONAL),                 0,             ACCEPT,  NODE_OPEN,      "accept_county_uncond" ),
DECIDES( CITY_OPERATOR,    AT_CITY,        W(CONDITIONAL),                   0,             ACCEPT,  AT_PROVIDER,    "accept_county_cond"   ),
DECIDES( COUNTY_AUTHORITY, COUNTY_PENDING, 0,                                0,             AGREE,   OPEN,           "confirm_authorised"   ),
DECIDES( COUNTY_AUTHORITY, COUNTY_PENDING, 0,                                0,             REFUSE,  REFUSED,        "refuse_authorised"    ),
/* the provider answers */
DECIDES( PROVIDER,         AT_PROVIDER,    0,                                W(COUNTY),     AGREE,   AGREED,         "agree"                ),
DECIDES( PROVIDER,         AT_PROVIDER,    0,                                W(COUNTY),     REFUSE,  REFUSED,        "refuse"               ),
DECIDES( PROVIDER,         AT_PROVIDER,    W(COUNTY),                        0,             AGREE,   AGREED,         "agree_county"         ),
DECIDES( PROVIDER,         AT_PROVIDER,    W(COUNTY),                        0,             REFUSE,  REFUSED,        "refuse_county"        ),
/* what follows by itself, in the same transaction */
RULE   ( PLATFORM,         AGREED,         0,                                W(COUNTY),     OPEN,    OPEN,           "open"                 ),
RULE   ( PLATFORM,         AGREED,         W(COUNTY),                        0,             OPEN,    NODE_OPEN,      "open_node"            ),
RULE   ( PLATFORM,         NODE_OPEN,      0,                                0,             OPEN,    OPEN,           "open_agency"          ),
/* 5e: life and end of a grant */
RULE   ( APPLICANT,        OPEN,           0,                                0,             CLOSE,   ENDED,          "close"                ),
RULE   ( TIME,             OPEN,           0,                                0,             EXPIRE,  ENDED,          "expire"               ),
DECIDES( PROVIDER,         OPEN,           0,                                0,             SUSPEND, SUSPENDED,      "suspend"              ),
MARKS  ( CITY_AUTHORITY,   OPEN,           0,                                W(LOCAL),      SUSPEND, SUSPENDED, W(BY_AUTHORITY), 0, "suspend" ),
MARKS  ( COUNTY_AUTHORITY, OPEN,           W(LOCAL),                         0,             SUSPEND, SUSPENDED, W(BY_AUTHORITY), 0, "suspend" ),
DECIDES( PROVIDER,         OPEN,           0,                                0,             REVOKE,  ENDED,          "revoke"               ),
DECIDES( PROVIDER,         SUSPENDED,      0,                                W(BY_AUTHORITY), RESUME, OPEN,          "resume"               ),
DECIDES( PROVIDER,         SUSPENDED,      0,                                W(BY_AUTHORITY), REVOKE, ENDED,         "revoke"               ),
MARKS  ( CITY_AUTHORITY,   SUSPENDED,      W(BY_AUTHORITY),                  W(LOCAL),      RESUME,  OPEN,      0, W(BY_AUTHORITY), "resume"  ),
MARKS  ( CITY_AUTHORITY,   SUSPENDED,      W(BY_AUTHORITY),                  W(LOCAL),      REVOKE,  ENDED,     0, W(BY_AUTHORITY), "revoke"  ),
MARKS  ( COUNTY_AUTHORITY, SUSPENDED,      W(BY_AUTHORITY)|W(LOCAL),         0,             RESUME,  OPEN,      0, W(BY_AUTHORITY), "resume"  ),
MARKS  ( COUNTY_AUTHORITY, SUSPENDED,      W(BY_AUTHORITY)|W(LOCAL),         0,             REVOKE,  ENDED,     0, W(BY_AUTHORITY), "revoke"  ),
/* the applicant takes it back, before a decision */
RULE   ( APPLICANT,        DRAFT,          0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
RULE   ( APPLICANT,        SUBMITTED,      0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
RULE   ( APPLICANT,        AT_COUNTY,      0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
RULE   ( APPLICANT,        AT_CITY,        0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
RULE   ( APPLICANT,        AT_PROVIDER,    0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
RULE   ( APPLICANT,        COUNTY_PENDING, 0,                                0,             CANCEL,  CANCELLED,      "cancel"               ),
};

#define TERM(who, while_, when_, unless_, then_, key_)                           \
	{ .owes = BY_##who, .state = SHARE_##while_, .when = (when_),            \
	  .unless = (unless_), .then = (then_), .key = key_ }
static const struct term terms[] = {
/*    who owes          while           when                        unless           then              key                   */
TERM( CITY_OPERATOR,    SUBMITTED,      W(CITY)|W(UNCONDITIONAL),   0,               0,                "SHARE_UNCOND"        ),
TERM( CITY_OPERATOR,    SUBMITTED,      W(CITY)|W(CONDITIONAL),     0,               0,                "SHARE_FORWARD"       ),
TERM( COUNTY_OPERATOR,  SUBMITTED,      W(LOCAL)|W(UNCONDITIONAL),  0,               0,                "SHARE_UNCOND"        ),
TERM( COUNTY_OPERATOR,  SUBMITTED,      W(LOCAL)|W(CONDITIONAL),    0,               0,                "SHARE_FORWARD"       ),
TERM( COUNTY_AUTHORITY, AT_COUNTY,      0,                          0,               0,                "SHARE_COUNTY"        ),
TERM( CITY_OPERATOR,    AT_CITY,        W(UNCONDITIONAL),           0,               0,                "SHARE_UNCOND_COUNTY" ),
TERM( CITY_OPERATOR,    AT_CITY,        W(CONDITIONAL),             0,               0,                "SHARE_FORWARD"       ),
TERM( PROVIDER,         AT_PROVIDER,    0,                          W(COUNTY),       0,                "SHARE_COND_CITY"     ),
TERM( PROVIDER,         AT_PROVIDER,    W(COUNTY),                  0,               0,                "SHARE_COND_COUNTY"   ),
TERM( COUNTY_AUTHORITY, COUNTY_PENDING, 0,                          0,               0,                "SHARE_COUNTY_OWN"    ),
TERM( PLATFORM,         AGREED,         0,                          0,               0,                "SHARE_OPEN"          ),
TERM( PLATFORM,         NODE_OPEN,      0,                          0,               0,                "SHARE_OPEN"          ),
TERM( TIME,             OPEN,           0,                          0,               SHARE_DO_EXPIRE,  "SHARE_PERIOD"        ),
TERM( PROVIDER,         SUSPENDED,      0,                          W(BY_AUTHORITY), 0,                "SHARE_SUSPENDED"     ),
TERM( CITY_AUTHORITY,   SUSPENDED,      W(BY_AUTHORITY),            W(LOCAL),        0,                "SHARE_SUSPENDED"     ),
TERM( COUNTY_AUTHORITY, SUSPENDED,      W(BY_AUTHORITY)|W(LOCAL),   0,               0,                "SHARE_SUSPENDED"     ),
};
/* clang-format on */

#define X(id, word) word,
static const char *const states[] = { SHARE_STATES(X) };
static const char *const acts[] = { NULL, SHARE_ACTS(X) };
static const char *const facts[] = { SHARE_FACTS(X) };
#undef X
static const uint32_t groups[] = { W(CITY) | W(COUNTY) | W(LOCAL),
				   W(UNCONDITIONAL) | W(CONDITIONAL) };
#define N(array) (sizeof(array) / sizeof(array)[0])

const struct process share_process = {
	.name = "share-request",
	.rules = rules,    .nrules = N(rules),
	.terms = terms,    .nterms = N(terms),
	.states = states,  .nstates = N(states),
	.acts = acts,      .nacts = N(acts),
	.facts = facts,    .nfacts = N(facts),
	.groups = groups,  .ngroups = N(groups),
	.submit = SHARE_DO_SUBMIT,
	.cancel = SHARE_DO_CANCEL,
};
