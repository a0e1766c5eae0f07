/* actor.h - who takes part in a case, and as what.
 *
 * The law names bodies by their part in a procedure; a person has a role in an
 * organisation. actors_of() joins the two, and nothing else does. Pure. */
#ifndef CORE_ACTOR_H
#define CORE_ACTOR_H
#include "core/who.h"

#define ACTOR_TABLE(X) /* word on the wire; names in people's words: the pack */ \
	X(APPLICANT,        "applicant")        /* who brought the case */       \
	X(PROVIDER,         "provider")         /* whose data it is */           \
	X(COUNTY_OPERATOR,  "county_operator")                                   \
	X(COUNTY_AUTHORITY, "county_authority")                                  \
	X(CITY_OPERATOR,    "city_operator")                                     \
	X(CITY_AUTHORITY,   "city_authority")                                    \
	X(TIME,             "time")             /* an agreed end is reached */   \
	X(PLATFORM,         "platform")         /* follows in the same breath */

enum actor { /* the words are stored, the numbers are not */
#define X(id, word) BY_##id,
	ACTOR_TABLE(X)
#undef X
	ACTOR_MAX_
};
#define ACTOR_BIT(a) (UINT32_C(1) << (a))

struct party {                         /* an organisation's place; org NULL: none */
	const char    *org;
	enum org_level level;
	const char    *region;         /* GB/T 2260; its first six say the county */
};
struct parties {
	struct party applicant, provider;
	const char  *person;           /* of the public, if no organisation applied */
	bool         offices;          /* the procedure is one that offices bring too */
};

#define COUNTY_TEXT 7
/* The county a case runs through: the applicant's, else the provider's; "" when
 * both belong to the city. */
void case_county(const struct parties *p, char out[COUNTY_TEXT]);
bool county_level(const struct party *p);

/* What `who` is in a case of these parties, as ACTOR_BITs. TIME and PLATFORM are
 * nobody's. */
uint32_t actors_of(const struct who *who, const struct parties *p);

/* A desk is where a duty waits: "steward@<org>", "operator@city",
 * "authority@320902", "person@<id>", "secadmin@city". Empty for TIME and PLATFORM. */
#define DESK_TEXT 64
void desk_of(enum actor a, const struct parties *p, char out[DESK_TEXT]);
/* The desks `who` sits at; how many, at most DESKS_MAX. */
#define DESKS_MAX 4
int  desks_of_who(const struct who *who, char out[DESKS_MAX][DESK_TEXT]);

const char *actor_word(enum actor a);
bool        actor_read(const char *word, enum actor *ret_actor);
#endif
