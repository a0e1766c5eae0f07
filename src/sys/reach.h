/* reach.h - where an agency's machine may lie: networks that the site's settings hold. A
 * name is looked up here, once, and it is the address found that is gone to. */
#ifndef SYS_REACH_H
#define SYS_REACH_H
#include "base/ctx.h"

enum reach { REACH_FOUND, REACH_NOWHERE, REACH_NO_HOST, REACH_NOT_ALLOWED, REACH_BUSY };
/* The address of `host` in digits, one that `networks` holds. May wait for a name server;
 * REACH_BUSY: others do already. */
enum reach  reach_find(struct ctx *cx, const char *networks, const char *host,
		       const char **ret_address);
bool        reach_allowed(struct ctx *cx, const char *networks, const char *address);
/* NULL, or the block of the list that is no network. */
const char *reach_networks_wrong(struct ctx *cx, const char *networks);
#endif
