/* account_http.h - the doors to sessions, people, organisations, tokens, keys. */
#ifndef ACCOUNT_ACCOUNT_HTTP_H
#define ACCOUNT_ACCOUNT_HTTP_H
#include "web/route.h"

struct jout;
extern const struct route_list session_routes, user_routes, duty_routes, org_routes,
	token_routes, key_routes, person_routes, staff_routes;

/* Words of a set of roles, scopes: a JSON list under `key`. */
void put_roles(struct jout *j, const char *key, uint32_t roles);
#endif
