/* url.c - the address of a provider's interface, and what a header may hold. Pure. */
#include "forward/forward.h"
#include <stdlib.h>
#include <string.h>

#define HOST_MOST 253

static bool letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool host(struct ctx *cx, const char *p, size_t n, const char **ret)
{
	char *own = ctx_textn(cx, p, n);
	if (!n || n > HOST_MOST || own[0] == '.' || own[0] == '-' || own[n - 1] == '-')
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!letter(own[i]) && !digit(own[i]) && own[i] != '.' && own[i] != '-')
			return false;
		if (letter(own[i]))
			own[i] |= 32;
	}
	*ret = own;
	return true;
}

static bool port(const char **p, int *ret)
{
	long n = 0;
	const char *from = ++*p;
	for (; digit(**p) && n <= 65535; ++*p)
		n = n * 10 + (**p - '0');
	*ret = (int)n;
	return *p > from && n >= 1 && n <= 65535;
}

static bool path(const char *p)
{
	for (; *p; p++)
		if (!letter(*p) && !digit(*p) && !strchr("-._~/%?&=+,:;@!$'()*", *p))
			return false;
	return true;
}

bool url_read(struct ctx *cx, const char *text, struct url *ret)
{
	struct url u = { .tls = strncmp(text, "https://", 8) == 0 };
	if (!u.tls && strncmp(text, "http://", 7) != 0)
		return false;
	const char *p = text + (u.tls ? 8 : 7);
	size_t n = strcspn(p, ":/?#@[");
	if (!host(cx, p, n, &u.host))
		return false;
	p += n;
	u.port = u.tls ? 443 : 80;
	if (*p == ':' && !port(&p, &u.port))
		return false;
	if ((*p && *p != '/') || !path(p))
		return false;
	*ret = u;
	return true;
}

bool header_name_good(const char *name)
{
	static const char *const kept[] = { "host", "content-length", "transfer-encoding",
		"content-type", "connection", "upgrade", "expect", "te", "trailer", "accept",
		"accept-encoding", "user-agent", "proxy-authorization", "keep-alive" };
	size_t n = strlen(name);
	for (size_t i = 0; i < n; i++)
		if (!letter(name[i]) && !digit(name[i]) && name[i] != '-' && name[i] != '_')
			return false;
	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++)
		if (strcasecmp(kept[i], name) == 0)
			return false;
	return n >= 1 && n <= 64;
}

bool header_value_good(const char *value)
{
	size_t n = strlen(value);
	for (size_t i = 0; i < n; i++)
		if (value[i] < 0x20 || value[i] > 0x7e)
			return false;
	return n >= 1 && n <= 1024 && value[0] != ' ' && value[n - 1] != ' ';
}
