/* reach.c - see reach.h. */
#include "sys/reach.h"
#include "base/address.h"
#include <netdb.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#define AT_ONCE 4                       /* names looked up: a name server may hang */

/* The next of a list parted by commas or blanks; NULL at the end. */
static const char *next_of(struct ctx *cx, const char **at)
{
	*at += strspn(*at, ", ");
	size_t n = strcspn(*at, ", ");
	const char *found = n ? ctx_textn(cx, *at, n) : NULL;
	*at += n;
	return found;
}

const char *reach_networks_wrong(struct ctx *cx, const char *networks)
{
	const char *block;
	while ((block = next_of(cx, &networks)) && address_block(block))
		;
	return block;
}

bool reach_allowed(struct ctx *cx, const char *networks, const char *address)
{
	const char *block;
	while ((block = next_of(cx, &networks)))
		if (address_within(block, address))
			return true;
	return false;
}

enum reach reach_find(struct ctx *cx, const char *networks, const char *host,
		      const char **ret_address)
{
	static atomic_int looking;
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	enum reach r = REACH_BUSY;
	char text[NI_MAXHOST];
	if (!networks[strspn(networks, ", ")])
		return REACH_NOWHERE;
	if (atomic_fetch_add(&looking, 1) < AT_ONCE)
		r = getaddrinfo(host, NULL, &hints, &all) == 0 ? REACH_NOT_ALLOWED : REACH_NO_HOST;
	atomic_fetch_sub(&looking, 1);
	if (r != REACH_NOT_ALLOWED)
		return r;
	for (struct addrinfo *a = all; a && r != REACH_FOUND; a = a->ai_next) {
		if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof text, NULL, 0,
				NI_NUMERICHOST) == 0 && reach_allowed(cx, networks, text)) {
			*ret_address = ctx_text(cx, text);
			r = REACH_FOUND;
		}
	}
	freeaddrinfo(all);
	return r;
}
