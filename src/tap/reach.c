/* reach.c - where an agency's database may lie: names of drivers and networks that the
 * site's settings hold. See tap.h. */
#include "base/address.h"
#include "sys/settings.h"
#include "tap/tap.h"
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#define AT_ONCE 4                       /* names looked up: a name server may hang */

/* The next of a list parted by commas or blanks (`blanks`); NULL at the end. */
static const char *next_of(struct ctx *cx, const char **at, const char *marks)
{
	*at += strspn(*at, marks);
	size_t n = strcspn(*at, marks);
	const char *found = n ? ctx_textn(cx, *at, n) : NULL;
	*at += n;
	return found;
}

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
	const char *at = s->database_networks, *block;
	while ((block = next_of(cx, &at, ", ")))
		if (!address_block(block))
			return fail(cx, ERR_INVALID, SAY_TAP_NETWORKS(block));
	return OK;
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

static bool allowed(struct ctx *cx, const struct settings *s, const char *address)
{
	const char *at = s->database_networks, *block;
	while ((block = next_of(cx, &at, ", ")))
		if (address_within(block, address))
			return true;
	return false;
}

static enum err look_up(struct ctx *cx, const char *host, struct addrinfo **ret)
{
	static atomic_int looking;
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	enum err e = OK;
	if (atomic_fetch_add(&looking, 1) >= AT_ONCE)
		e = fail(cx, ERR_BUSY, SAY_TAP_BUSY());
	else if (getaddrinfo(host, NULL, &hints, ret) != 0)
		e = fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NO_HOST(host)), "host");
	atomic_fetch_sub(&looking, 1);
	return e;
}

enum err tap_reach(struct ctx *cx, const struct settings *s, const char *host,
		   const char **ret_address)
{
	struct addrinfo *all = NULL;
	const char *found = NULL;
	char text[NI_MAXHOST];
	if (!s->database_networks[strspn(s->database_networks, ", ")])
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NOWHERE()), "host");
	TRY(look_up(cx, host, &all));
	for (struct addrinfo *a = all; a && !found; a = a->ai_next)
		if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0,
				NI_NUMERICHOST) == 0 && allowed(cx, s, text))
			found = ctx_text(cx, text);
	freeaddrinfo(all);
	if (!found)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_TAP_NOT_ALLOWED(host)), "host");
	*ret_address = found;
	return OK;
}
