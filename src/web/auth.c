/* auth.c - the credentials of a request. One kind at most: a session cookie, a
 * bearer token or a signature. What a browser sends by itself (a cookie) needs a
 * second sign that our own page asked: the session's token, and no foreign origin. */
#include "web/auth.h"
#include "account/account.h"
#include "app.h"
#include "base/address.h"
#include "core/sight.h"
#include "sys/log.h"
#include "web/limit.h"
#include <string.h>
#include <strings.h>

static const struct who nobody = { .kind = WHO_NOBODY, .caps = UINT64_C(1) << CAP_PUBLIC };

/* The value of cookie `name`, or NULL. */
static const char *cookie(struct ctx *cx, const char *header, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = header; *p;) {
		p += strspn(p, " \t;");
		size_t len = strcspn(p, ";");
		if (len > n && strncmp(p, name, n) == 0 && p[n] == '=') {
			size_t end = len;
			while (end > n + 1 && (p[end - 1] == ' ' || p[end - 1] == '\t'))
				end--;
			return ctx_textn(cx, p + n + 1, end - n - 1);
		}
		p += len;
	}
	return NULL;
}

static enum err read_credentials(struct job *j, struct credentials *c)
{
	struct ctx *cx = &j->cx;
	const char *cookies = req_header(&j->rq, "Cookie");
	const char *authorization = req_header(&j->rq, "Authorization");
	const char *name = j->web->set.secure_cookie ? ACCOUNT_COOKIE_HOST : ACCOUNT_COOKIE;
	bool sealed = req_header(&j->rq, "Signature-Input") != NULL;
	*c = (struct credentials){ 0 };
	if (cookies)
		c->session = cookie(cx, cookies, name);
	if (authorization) {
		size_t skip = strncasecmp(authorization, "Bearer ", 7) == 0 ? 7 : 0;
		c->bearer = authorization + skip + strspn(authorization + skip, " ");
		if (!skip || !*c->bearer)
			return fail(cx, ERR_UNSIGNED, SAY_AUTHORIZATION_BAD());
	}
	if ((c->session != NULL) + (c->bearer != NULL) + sealed > 1)
		return fail(cx, ERR_INVALID, SAY_TWO_CREDENTIALS());
	if (sealed) {
		if (!j->web->set.hooks.signature)
			return fail(cx, ERR_UNSIGNED, SAY_UNSIGNED());
		return j->web->set.hooks.signature(cx, &j->rq, &c->key_id);
	}
	return OK;
}

/* The address that asks: behind a named proxy, the last one it saw. */
static const char *peer_of(struct job *j)
{
	const char *peer = live_address(j->live);
	const char *via = j->web->set.trusted_proxies;
	size_t n = strlen(peer);
	for (const char *p = via ? via : ""; *p; p += strspn(p, " ,")) {
		size_t len = strcspn(p, " ,");
		if (len == n && memcmp(p, peer, n) == 0) {
			const char *seen = req_header(&j->rq, "X-Forwarded-For");
			const char *comma = seen ? strrchr(seen, ',') : NULL;
			const char *last = comma ? comma + 1 : seen;
			if (!last)
				return peer;
			last += strspn(last, " ");
			size_t m = strspn(last, "0123456789abcdefABCDEF.:");
			return m && m < 46 ? ctx_textn(&j->cx, last, m) : peer;
		}
		p += len;
	}
	return peer;
}

bool auth_nobody(struct job *j)
{
	if (req_header(&j->rq, "Authorization") || req_header(&j->rq, "Signature-Input"))
		return false;
	j->rq.who = &nobody;
	j->session = NULL;
	j->rq.peer = peer_of(j);
	return true;
}

enum err auth_who(struct job *j)
{
	struct credentials c;
	struct ctx *cx = &j->cx;
	const struct web_hooks *hooks = &j->web->set.hooks;
	j->rq.who = &nobody;
	j->session = NULL;
	j->rq.peer = peer_of(j);
	TRY(read_credentials(j, &c));
	bool none = !c.session && !c.bearer && !c.key_id;
	if (!none && hooks->who) {
		const struct who *who = NULL;
		enum err e = hooks->who(cx, j->rq.app, j->rq.db, &c, &who);
		bool stale = e == ERR_UNSIGNED && c.session && j->rq.route->needs == CAP_PUBLIC;
		if (e != OK && !stale)
			return e;
		if (e == OK) {
			j->rq.who = who;
			j->session = c.session;
		}
	}
	if (j->rq.who->kind == WHO_NOBODY && j->rq.route->needs != CAP_PUBLIC)
		return fail(cx, ERR_UNSIGNED, SAY_UNSIGNED());
	return OK;
}

/* Sec-Fetch-Site and Origin, when a browser sends them, must be our own. */
static bool same_origin(const struct job *j)
{
	const char *site = req_header(&j->rq, "Sec-Fetch-Site");
	const char *origin = req_header(&j->rq, "Origin");
	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return false;
	if (!origin)
		return true;
	const char *host = strstr(origin, "://");
	return host && j->facts.host && strcasecmp(host + 3, j->facts.host) == 0;
}

static bool is_safe(enum method m)
{
	return m == METHOD_GET || m == METHOD_HEAD || m == METHOD_OPTIONS;
}

/* What the row asks of its caller beside the capability. */
static enum err route_asks(struct job *j)
{
	struct ctx *cx = &j->cx;
	const struct route *r = j->rq.route;
	uint32_t article = route_city_by(r->flags);
	if (article)
		TRY(city_office_alone(cx, j->rq.who, ctx_print(cx, "%u", article)));
	if ((r->flags & ROUTE_AGENCY) && !j->rq.who->org)
		return fail(cx, ERR_FORBIDDEN, SAY_SIGHT_NO_AGENCY());
	if (!(r->flags & ROUTE_SIGHT))
		return OK;
	struct sight s = sight_of(cx, j->rq.who);
	return sight_allows(&s, req_given(&j->rq, "org")) ? OK
	     : fail(cx, ERR_FORBIDDEN, SAY_SIGHT_NOT_YOURS());
}

enum err auth_may(struct job *j)
{
	struct ctx *cx = &j->cx;
	const struct route *r = j->rq.route;
	const struct web_hooks *hooks = &j->web->set.hooks;
	bool by_machine = j->rq.who->kind != WHO_NOBODY && !j->session;
	if (!is_safe(j->method) && !by_machine && !same_origin(j))
		return fail(cx, ERR_FORBIDDEN, SAY_CROSS_SITE());
	if (j->rq.who->from && !address_within(j->rq.who->from, j->rq.peer)) {
		log_line(LOG_WARN, "used-elsewhere", "token", j->rq.who->token, "peer",
			 j->rq.peer, NULL);
		return fail(cx, ERR_FORBIDDEN, SAY_ADDRESS_OTHER());
	}
	if (j->session && (r->flags & ROUTE_TOKEN_ONLY))
		return fail(cx, ERR_FORBIDDEN, SAY_TOKEN_ONLY());
	if (j->session && !is_safe(j->method) && !(r->flags & ROUTE_NO_CSRF) &&
	    !(hooks->csrf_ok && hooks->csrf_ok(j->rq.app, j->rq.who,
					       req_header(&j->rq, "X-CSRF-Token"))))
		return fail(cx, ERR_FORBIDDEN, SAY_CSRF_MISSING());
	if (!who_can(j->rq.who, r->needs))
		return fail(cx, ERR_FORBIDDEN, SAY_NOT_ALLOWED(cap_word(r->needs)));
	TRY(route_asks(j));
	if (!j->admitted && !limit_allows(j->web->limits, j->rq.peer, cx->now))
		return fail(cx, ERR_TOO_MANY, SAY_RATE_LIMITED());
	j->admitted = true;
	return OK;
}

void auth_refused(struct job *j, enum err e)
{
	bool told = e == ERR_UNSIGNED || e == ERR_FORBIDDEN || e == ERR_TOO_MANY;
	if (told && j->web->set.hooks.refused && j->rq.route &&
	    j->rq.route->audit != AUDIT_NONE && j->rq.who)
		j->web->set.hooks.refused(&j->cx, &j->rq, e);
}

enum err req_who_again(struct req *rq, bool *ret_other)
{
	const char *was = rq->who->org;
	account_changed(rq->app->account);
	TRY(auth_who(rq->job));
	*ret_other = was && rq->who->org && strcmp(was, rq->who->org) != 0;
	return *ret_other ? auth_may(rq->job) : OK;
}
