/* delivery_law.c - handing a table over, Art. 20 ¶2, ¶3(2), ¶4(2), as a table.
 *
 * In plain words: whoever wants a copy of a table, and not calls, files for it beside its
 * agreed share request: what it is used for, how it is kept, which tables, how often,
 * until when. A copy needs the consent of the provider and of the authority (20 ¶2);
 * whether a table delivery is such a copy the measures leave open, and we ask both. Then
 * both sides put their seals on the filing and hand in the sealed page, or sign the
 * filing's form with the key of a system of theirs (ours: the measures speak of seals, and
 * a reliable electronic signature is as good as one); only with both is it filed, and only
 * what is filed is delivered. In a county it is the county's authority that files and
 * seals, for its agencies, and the data goes to its platform (20 ¶4(2)); the city's
 * authority consents then. Where both sides belong to one county its own authority
 * consents (silent). That the first batch went out the platform sees itself. The provider,
 * or the authority, calls the copies back with a date; who filed ends it when no copy is
 * left; at an agreed end they are called back by themselves; the grant's end, in whatever
 * way, calls them back too. Terms are ours throughout. Requirements R20.1, R20.3; articles,
 * papers and days: law/<pack>/table-delivery.txt. */
#include "delivery/delivery.h"
#include <string.h>

/* Short names of the facts, for the tables below. */
#define CITY     DELIVERY_IS_CITY
#define COUNTY   DELIVERY_IS_COUNTY
#define LOCAL    DELIVERY_IS_LOCAL
#define P_AGREED DELIVERY_IS_P_AGREED
#define A_AGREED DELIVERY_IS_A_AGREED
#define P_SEALED DELIVERY_IS_P_SEALED
#define C_SEALED DELIVERY_IS_C_SEALED
#define OUT      DELIVERY_IS_DELIVERED
#define GONE     DELIVERY_IS_DESTROYED
#define OVER     DELIVERY_IS_OVER

#define ROW(who, while_, when_, may, leads_to, key_)                              \
	.by = BY_##who, .from = DELIVERY_##while_, .when = (when_),               \
	.act = DELIVERY_DO_##may, .to = DELIVERY_##leads_to, .key = key_
#define RULE(who, while_, when_, may, leads_to, key_)                             \
	{ ROW(who, while_, when_, may, leads_to, key_) }
#define DECIDES(who, while_, when_, may, leads_to, key_)                          \
	{ ROW(who, while_, when_, may, leads_to, key_), .flags = RULE_DECIDES }
/* One of two, in any order; the second of them moves it on. */
#define AGREES(who, when_, own_)                                                  \
	{ ROW(who, CONSENT, when_, AGREE, SEALING, "agree"), .unless = (own_),    \
	  .sets = (own_), .all = P_AGREED | A_AGREED, .flags = RULE_DECIDES }
#define SEALS(who, by_, own_, key_)                                               \
	{ ROW(who, SEALING, 0, by_, FILED, key_), .unless = (own_),               \
	  .sets = (own_), .all = P_SEALED | C_SEALED }
#define RECALLS(who, while_, when_, key_)                                         \
	{ ROW(who, while_, when_, RECALL, RECALLED, key_), .weighs = GONE }

/* clang-format off */
static const struct rule rules[] = {
/*       who               while       when    may      leads to    key */
RULE   ( APPLICANT,        DRAFT,      CITY,   SUBMIT,  CONSENT,    "submit" ),
RULE   ( APPLICANT,        DRAFT,      LOCAL,  SUBMIT,  CONSENT,    "submit_local" ),
RULE   ( APPLICANT,        DRAFT,      COUNTY, SUBMIT,  CONSENT,    "submit_county" ),
/* both consent to a copy */
AGREES ( PROVIDER,         0,      P_AGREED ),
AGREES ( CITY_AUTHORITY,   CITY,   A_AGREED ),
AGREES ( CITY_AUTHORITY,   COUNTY, A_AGREED ),
AGREES ( COUNTY_AUTHORITY, LOCAL,  A_AGREED ),
DECIDES( PROVIDER,         CONSENT,    0,      REFUSE,  REFUSED,    "refuse" ),
DECIDES( CITY_AUTHORITY,   CONSENT,    CITY,   REFUSE,  REFUSED,    "refuse" ),
DECIDES( CITY_AUTHORITY,   CONSENT,    COUNTY, REFUSE,  REFUSED,    "refuse" ),
DECIDES( COUNTY_AUTHORITY, CONSENT,    LOCAL,  REFUSE,  REFUSED,    "refuse" ),
/* both put their seals, or sign with a registered key */
SEALS  ( PROVIDER,         SEAL, P_SEALED, "seal_provider" ),
SEALS  ( APPLICANT,        SEAL, C_SEALED, "seal_consumer" ),
SEALS  ( PROVIDER,         SIGN, P_SEALED, "sign" ),
SEALS  ( APPLICANT,        SIGN, C_SEALED, "sign" ),
/* the platform sees that the first batch went out */
RULE   ( PLATFORM,         FILED,      OUT,    DELIVER, DELIVERING, "deliver" ),
/* called back, and ended */
RECALLS( PROVIDER,         FILED,      0,      "recall" ),
RECALLS( PROVIDER,         DELIVERING, 0,      "recall" ),
RECALLS( CITY_AUTHORITY,   DELIVERING, CITY,   "recall" ),
RECALLS( CITY_AUTHORITY,   DELIVERING, COUNTY, "recall" ),
RECALLS( COUNTY_AUTHORITY, DELIVERING, LOCAL,  "recall" ),
{ ROW  ( TIME,             DELIVERING, 0,      EXPIRE,  RECALLED,   "expire" ), .weighs = GONE },
/* the grant has ended: what isn't filed yet goes, the copies come back */
RULE   ( PLATFORM,         CONSENT,    OVER,   LAPSE,   CANCELLED,  "lapse" ),
RULE   ( PLATFORM,         SEALING,    OVER,   LAPSE,   CANCELLED,  "lapse" ),
{ ROW  ( PLATFORM,         FILED,      OVER,   LAPSE,   RECALLED,   "lapse" ), .weighs = GONE },
{ ROW  ( PLATFORM,         DELIVERING, OVER,   LAPSE,   RECALLED,   "lapse" ), .weighs = GONE },
RULE   ( PLATFORM,         RECALLED,   GONE,   END,     ENDED,      "end" ),
RULE   ( APPLICANT,        FILED,      0,      CLOSE,   ENDED,      "close" ),
RULE   ( APPLICANT,        DELIVERING, 0,      CLOSE,   ENDED,      "close" ),
/* who filed takes it back, before it is filed */
RULE   ( APPLICANT,        DRAFT,      0,      CANCEL,  CANCELLED,  "cancel" ),
RULE   ( APPLICANT,        CONSENT,    0,      CANCEL,  CANCELLED,  "cancel" ),
RULE   ( APPLICANT,        SEALING,    0,      CANCEL,  CANCELLED,  "cancel" ),
};

#define TERM(who, while_, when_, unless_, key_)                                   \
	{ .owes = BY_##who, .state = DELIVERY_##while_, .when = (when_),          \
	  .unless = (unless_), .key = key_ }
/* Two who owe side by side: each until their own mark is set. */
static const struct term terms[] = {
/*    who owes          while       when                unless    key */
TERM( PROVIDER,         CONSENT,    0,                  P_AGREED, "TABLE_CONSENT" ),
TERM( CITY_AUTHORITY,   CONSENT,    CITY,               A_AGREED, "TABLE_CONSENT" ),
TERM( CITY_AUTHORITY,   CONSENT,    COUNTY,             A_AGREED, "TABLE_CONSENT" ),
TERM( COUNTY_AUTHORITY, CONSENT,    LOCAL,              A_AGREED, "TABLE_CONSENT" ),
TERM( PROVIDER,         SEALING,    0,                  P_SEALED, "TABLE_SEAL" ),
TERM( APPLICANT,        SEALING,    0,                  C_SEALED, "TABLE_SEAL" ),
TERM( CITY_OPERATOR,    FILED,      CITY,               0,        "TABLE_DELIVER" ),
TERM( CITY_OPERATOR,    FILED,      COUNTY,             0,        "TABLE_DELIVER" ),
TERM( COUNTY_OPERATOR,  FILED,      LOCAL,              0,        "TABLE_DELIVER" ),
{ .owes = BY_TIME, .state = DELIVERY_DELIVERING, .then = DELIVERY_DO_EXPIRE, .key = "TABLE_PERIOD" },
TERM( APPLICANT,        RECALLED,   0,                  OVER,     "TABLE_RECALL" ),
TERM( APPLICANT,        RECALLED,   OVER,               0,        "TABLE_DESTROY" ),
};
/* clang-format on */

PROCESS_WORDS(DELIVERY);
static const uint32_t groups[] = { CITY | COUNTY | LOCAL };

const struct process delivery_process = {
	.name = "table-delivery", .offices = true,
	PROCESS_TABLES(DELIVERY),
};

uint32_t delivery_level(const struct party *asker, const struct party *provider)
{
	if (!county_level(asker))
		return CITY;
	return county_level(provider) && asker->region && provider->region &&
	       strncmp(asker->region, provider->region, 6) == 0 ? LOCAL : COUNTY;
}
