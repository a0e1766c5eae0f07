/* reach.c - where an agency's database may lie: names of drivers and networks that the
 * site's settings hold. See tap.h. */
#include "sys/reach.h"
#include "sys/settings.h"
#include "tap/tap.h"
#include <string.h>

bool tap_driver_allowed(const struct settings *s, const char *driver)
{
	size_t want = strlen(driver);
	for (const char *p = s->database_drivers; *p;) {
		p += strspn(p, ", ");
		size_t n = strcspn(p, ","), len = n;
		while (len && p[len - 1] == ' ')
			len--;
		if (len && len == want && memcmp(p, driver, len) == 0)
			return true;
		p += n;
	}
	return false;
}

enum err tap_settings(struct ctx *cx, const struct settings *s)
{
	enum tap_tls tls;
	if (!tap_tls_read(s->database_tls, &tls))
		return fail(cx, ERR_INVALID, SAY_TAP_TLS_SETTING(s->database_tls));
	const char *block = reach_networks_wrong(cx, s->database_networks);
	return block ? fail(cx, ERR_INVALID, SAY_TAP_NETWORKS(block)) : OK;
}

enum err tap_driver(struct ctx *cx, const struct settings *s, const char *driver,
		    enum tap_tls *ret_tls)
{
	PRE(tap_tls_read(s->database_tls, ret_tls));
	if (!tap_driver_allowed(s, driver))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_DRIVER(driver)), "driver");
	if (!tap_tls_told(driver, *ret_tls))
		return fail_field(cx, fail(cx, ERR_INVALID,
				  SAY_TAP_TLS(driver, s->database_tls)), "driver");
	return OK;
}

enum err tap_reach(struct ctx *cx, const struct settings *s, const char *host,
		   const char **ret_address)
{
	switch (reach_find(cx, s->database_networks, host, ret_address)) {
	case REACH_FOUND:
		return OK;
	case REACH_BUSY:
		return fail(cx, ERR_BUSY, SAY_TAP_BUSY());
	case REACH_NOWHERE:
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NOWHERE()), "host");
	case REACH_NO_HOST:
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NO_HOST(host)), "host");
	case REACH_NOT_ALLOWED:
		break;
	}
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NOT_ALLOWED(host)), "host");
}
