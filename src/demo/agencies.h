/* agencies.h - which bodies the demo city has. Kinds of agencies that any
 * Chinese city has, the real divisions of Yancheng, no real person. Pure. */
#ifndef DEMO_AGENCIES_H
#define DEMO_AGENCIES_H
#include "account/account.h"

enum agency_place { IN_CITY = 1, IN_COUNTY = 2, IN_BOTH = 3 };
struct agency {
	const char        *key;         /* part of sign-in names */
	const char        *name;        /* follows the place's name */
	const char        *theme;       /* of what it mostly publishes (Art. 29) */
	enum agency_place  place;
	enum org_kind      kind;
};
extern const struct agency agencies[];
extern const int agencies_n;

struct district { const char *code, *name, *key; };
extern const struct district districts[];       /* the eleven below the city */
extern const int districts_n;
#endif
