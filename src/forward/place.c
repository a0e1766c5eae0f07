/* place.c - where a provider's interface lies and by which key it is asked; see inside.h. */
#include "app.h"
#include "base/hash.h"
#include "forward/inside.h"
#include "sys/reach.h"
#include "sys/settings.h"
#include "web/seal.h"
#include <string.h>

/* A key of its own, and bound to where it is for: a store that somebody changed gives no
 * provider's key to another host. */
static struct hash seal_key(const struct app *app)
{
	static const char use[] = "keys of providers' interfaces";
	return hash_keyed(app->seal_key, 32, use, sizeof use - 1);
}

static const char *bound(struct ctx *cx, const struct interface *i)
{
	return ctx_print(cx, "%s\n%s\n%s\n%s", i->resource, i->system, i->url, i->header);
}

void interface_seal(struct ctx *cx, const struct app *app, struct interface *i, const char *key)
{
	struct hash own = seal_key(app);
	i->sealed = key ? seal_text(cx, own.b, bound(cx, i), key) : NULL;
}

static bool plain(const struct settings *s)
{
	return strcmp(s->forward_tls, "plain") == 0;
}

enum err forward_settings(struct ctx *cx, const struct settings *s)
{
	const char *block = reach_networks_wrong(cx, s->forward_networks);
	if (!plain(s) && strcmp(s->forward_tls, "verify") != 0)
		return fail(cx, ERR_INVALID, SAY_FORWARD_TLS_SETTING(s->forward_tls));
	return block ? fail(cx, ERR_INVALID, SAY_FORWARD_NETWORKS(block)) : OK;
}

static enum err wrong(struct ctx *cx, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), "url");
}

static enum err read_url(struct ctx *cx, const struct app *app, const char *text, struct url *ret)
{
	if (!url_read(cx, text, ret))
		return wrong(cx, SAY_FORWARD_URL());
	return ret->tls || plain(app->settings) ? OK : wrong(cx, SAY_FORWARD_TLS());
}

enum err interface_reach(struct ctx *cx, const struct app *app, const char *text,
			 const char **ret_address)
{
	struct url u;
	TRY(read_url(cx, app, text, &u));
	switch (reach_find(cx, app->settings->forward_networks, u.host, ret_address)) {
	case REACH_FOUND:
		return OK;
	case REACH_BUSY:
		return fail(cx, ERR_BUSY, SAY_FORWARD_LOOKING());
	case REACH_NOWHERE:
		return wrong(cx, SAY_FORWARD_NOWHERE());
	case REACH_NO_HOST:
		return wrong(cx, SAY_FORWARD_NO_HOST(u.host));
	case REACH_NOT_ALLOWED:
		break;
	}
	return wrong(cx, SAY_FORWARD_NOT_ALLOWED(u.host));
}

enum err interface_place(struct ctx *cx, const struct app *app, const struct interface *i,
			 struct fetch_place *ret)
{
	struct hash own = seal_key(app);
	struct url u;
	TRY(read_url(cx, app, i->url, &u));
	if (!reach_allowed(cx, app->settings->forward_networks, i->address))
		return wrong(cx, SAY_FORWARD_NOT_ALLOWED(u.host));
	struct fetch_place p = { .url = i->url, .host = u.host, .port = u.port,
		.address = i->address, .roots = app->settings->forward_roots,
		.header = i->sealed ? i->header : "", .secret = "" };
	if (i->sealed && seal_open(cx, own.b, bound(cx, i), i->sealed, &p.secret) != OK)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_FORWARD_KEY_LOST()), "key");
	*ret = p;
	return OK;
}
