/* sign.c - one profile of RFC 9421; section numbers are of that RFC.
 *
 * The signature base is written while Signature-Input is read, so what is
 * verified is exactly what was understood. */
#include "sign/sign.h"
#include "base/buf.h"
#include "base/hash.h"
#include "sign/field.h"
#include <string.h>
#include <strings.h>

#define BASE_MAX   (64u << 10)
#define COVERED    32
#define NONCE_MIN  8
#define NONCE_MAX  128

struct reading {
	struct ctx                *cx;
	const struct sign_request *rq;
	struct signature           s;
	const char                *covered[COVERED];
	size_t                     ncovered;
	const char                *tag;
	struct buf                 base, params;
};

static enum err no(struct ctx *cx, struct said said)
{
	return fail(cx, ERR_UNSIGNED, said);
}

/* --- header fields --------------------------------------------------------- */

/* All lines of a field as one value (2.1): trimmed, joined; NULL: none. */
static const char *field_value(struct ctx *cx, const struct sign_request *rq,
			       const char *name)
{
	const char *all = NULL;
	for (size_t i = 0; i < rq->nheaders; i++) {
		if (strcasecmp(rq->headers[i].name, name) != 0)
			continue;
		const char *v = rq->headers[i].value;
		v += strspn(v, " \t");
		size_t n = strlen(v);
		while (n && (v[n - 1] == ' ' || v[n - 1] == '\t'))
			n--;
		const char *line = ctx_textn(cx, v, n);
		all = all ? ctx_print(cx, "%s, %s", all, line) : line;
	}
	return all;
}

/* --- components (2.2, 2.1) ------------------------------------------------- */

/* Lower case, without the port a scheme has by default. */
void sign_put_authority(struct buf *out, const char *host)
{
	size_t n = strlen(host);
	if (n > 3 && strcmp(host + n - 3, ":80") == 0)
		n -= 3;
	else if (n > 4 && strcmp(host + n - 4, ":443") == 0)
		n -= 4;
	for (size_t i = 0; i < n; i++)
		buf_byte(out, host[i] >= 'A' && host[i] <= 'Z' ? (char)(host[i] + 32) : host[i]);
}

static bool put_derived(struct reading *r, const char *name)
{
	const char *target = r->rq->target;
	size_t path = strcspn(target, "?");
	if (strcmp(name, "@method") == 0)
		buf_text(&r->base, r->rq->method);
	else if (strcmp(name, "@authority") == 0)
		sign_put_authority(&r->base, r->rq->authority);
	else if (strcmp(name, "@path") == 0)
		buf_bytes(&r->base, path ? target : "/", path ? path : 1);
	else if (strcmp(name, "@query") == 0)
		buf_text(&r->base, target[path] ? target + path : "?");
	else
		return false;
	return true;
}

static bool field_name(const char *name)
{
	for (const char *p = name; *p; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-' ||
		      *p == '_'))
			return false;
	return *name != 0;
}

static enum err put_component(struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->ncovered; i++)
		if (strcmp(r->covered[i], name) == 0)
			return no(r->cx, SAY_SIGN_MALFORMED("Signature-Input"));
	if (r->ncovered == COVERED)
		return no(r->cx, SAY_SIGN_MALFORMED("Signature-Input"));
	r->covered[r->ncovered++] = name;
	buf_byte(&r->base, '"');
	buf_text(&r->base, name);
	buf_text(&r->base, "\": ");
	if (*name == '@') {
		if (!put_derived(r, name))
			return no(r->cx, SAY_SIGN_COMPONENT(name));
	} else {
		const char *v = field_name(name) ? field_value(r->cx, r->rq, name) : NULL;
		if (!v || strcmp(name, "signature") == 0 ||
		    strcmp(name, "signature-input") == 0)
			return no(r->cx, SAY_SIGN_COMPONENT(name));
		buf_text(&r->base, v);
	}
	buf_byte(&r->base, '\n');
	return OK;
}

/* --- Signature-Input -------------------------------------------------------- */

static enum err malformed(struct reading *r)
{
	return no(r->cx, SAY_SIGN_MALFORMED("Signature-Input"));
}

static enum err read_list(struct reading *r, struct cursor *c)
{
	if (!sf_char(c, '('))
		return malformed(r);
	buf_byte(&r->params, '(');
	for (bool first = true;; first = false) {
		struct sf_item item;
		const char *before = c->at;
		sf_spaces(c);
		if (sf_char(c, ')'))
			break;
		if ((!first && c->at == before) || !sf_item(r->cx, c, &item) ||
		    item.type != SF_STRING)
			return malformed(r);
		if (c->at < c->end && *c->at == ';')    /* no component parameters */
			return no(r->cx, SAY_SIGN_COMPONENT(item.text));
		if (!first)
			buf_byte(&r->params, ' ');
		sf_write(&r->params, &item);
		TRY(put_component(r, item.text));
	}
	buf_byte(&r->params, ')');
	return OK;
}

/* Takes one parameter; an unknown, repeated or mistyped one is refused. */
static enum err take(struct reading *r, const char *key, const struct sf_item *v)
{
	struct signature *s = &r->s;
	const struct { const char *key; const char **text; int64_t *i; } known[] = {
		{ "created", NULL, &s->created }, { "expires", NULL, &s->expires },
		{ "nonce", &s->nonce, NULL },     { "keyid", &s->keyid, NULL },
		{ "alg", &s->alg, NULL },         { "tag", &r->tag, NULL },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].key, key) != 0)
			continue;
		if (known[i].text ? *known[i].text != NULL : *known[i].i != 0)
			break;
		if (v->type != (known[i].text ? SF_STRING : SF_INTEGER))
			break;
		if (known[i].text)
			*known[i].text = v->text;
		else
			*known[i].i = v->i;
		return OK;
	}
	return no(r->cx, SAY_SIGN_PARAMETER(key));
}

static enum err read_params(struct reading *r, struct cursor *c)
{
	char key[SF_KEY];
	while (sf_char(c, ';')) {
		struct sf_item item;
		sf_spaces(c);
		if (!sf_key(c, key) || !sf_char(c, '=') || !sf_item(r->cx, c, &item))
			return malformed(r);
		TRY(take(r, key, &item));
		buf_byte(&r->params, ';');
		buf_text(&r->params, key);
		buf_byte(&r->params, '=');
		sf_write(&r->params, &item);
	}
	return OK;
}

/* One member, and no more: a second signature is another profile's. */
static enum err read_input(struct reading *r)
{
	char label[SF_KEY];
	const char *v = field_value(r->cx, r->rq, "signature-input");
	if (!v)
		return malformed(r);
	struct cursor c = { v, v + strlen(v) };
	if (!sf_key(&c, label) || !sf_char(&c, '='))
		return malformed(r);
	TRY(read_list(r, &c));
	TRY(read_params(r, &c));
	if (c.at != c.end)
		return sf_comma(&c) ? no(r->cx, SAY_SIGN_ONE()) : malformed(r);
	r->s.label = ctx_text(r->cx, label);
	buf_text(&r->base, "\"@signature-params\": ");
	buf_bytes(&r->base, r->params.p, r->params.n);
	if (!buf_ok(&r->base) || !buf_ok(&r->params))
		return malformed(r);
	r->s.base = ctx_textn(r->cx, r->base.p, r->base.n);
	r->s.nbase = r->base.n;
	return OK;
}

/* --- Signature and Content-Digest -------------------------------------------- */

static enum err read_signature(struct reading *r)
{
	char label[SF_KEY];
	struct sf_item item;
	const char *v = field_value(r->cx, r->rq, "signature");
	struct cursor c = { v, v ? v + strlen(v) : v };
	if (!v || !sf_key(&c, label) || strcmp(label, r->s.label) != 0 ||
	    !sf_char(&c, '=') || !sf_item(r->cx, &c, &item) || item.type != SF_BYTES ||
	    c.at != c.end || !item.n || item.n > sizeof r->s.sig)
		return no(r->cx, SAY_SIGN_MALFORMED("Signature"));
	memcpy(r->s.sig, item.bytes, item.n);
	r->s.nsig = item.n;
	return OK;
}

/* RFC 9530: sha-256 must be among the digests, and it must be this body's. */
static enum err check_digest(struct reading *r, const char *v)
{
	struct cursor c = { v, v + strlen(v) };
	struct hash body = hash_of(r->rq->body, r->rq->nbody);
	bool found = false;
	do {
		char key[SF_KEY];
		struct sf_item item;
		if (!sf_key(&c, key) || !sf_char(&c, '=') || !sf_item(r->cx, &c, &item) ||
		    item.type != SF_BYTES)
			return no(r->cx, SAY_SIGN_MALFORMED("Content-Digest"));
		if (strcmp(key, "sha-256") != 0)
			continue;
		if (found || item.n != HASH_SIZE || memcmp(item.bytes, body.b, HASH_SIZE) != 0)
			return no(r->cx, SAY_SIGN_DIGEST());
		found = true;
	} while (sf_comma(&c));
	if (c.at != c.end)
		return no(r->cx, SAY_SIGN_MALFORMED("Content-Digest"));
	return found ? OK : no(r->cx, SAY_SIGN_DIGEST());
}

/* --- the profile --------------------------------------------------------------- */

static bool covers(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->ncovered; i++)
		if (strcmp(r->covered[i], name) == 0)
			return true;
	return false;
}

static enum err check_covered(struct reading *r)
{
	static const char *const always[] = { "@method", "@authority", "@path", "@query" };
	static const char *const if_sent[] = { "content-digest", "gongshu-purpose",
					       "gongshu-matter" };
	for (int i = 0; i < 4; i++)
		if (!covers(r, always[i]))
			return no(r->cx, SAY_SIGN_COVERS(always[i]));
	for (int i = 0; i < 3; i++) {
		const char *v = field_value(r->cx, r->rq, if_sent[i]);
		if ((v || (i == 0 && r->rq->nbody)) && !covers(r, if_sent[i]))
			return no(r->cx, SAY_SIGN_COVERS(if_sent[i]));
		if (i == 0 && v)
			TRY(check_digest(r, v));
	}
	return OK;
}

static enum err check_params(struct reading *r)
{
	const struct signature *s = &r->s;
	int64_t now = r->cx->now.n / 1000;
	size_t nonce = s->nonce ? strlen(s->nonce) : 0;
	if (nonce < NONCE_MIN || nonce > NONCE_MAX)
		return no(r->cx, SAY_SIGN_PARAMETER("nonce"));
	if (!s->keyid || !*s->keyid)
		return no(r->cx, SAY_SIGN_PARAMETER("keyid"));
	if (s->created <= 0)
		return no(r->cx, SAY_SIGN_PARAMETER("created"));
	if (s->expires <= s->created || s->expires - s->created > SIGN_WINDOW_S)
		return no(r->cx, SAY_SIGN_PARAMETER("expires"));
	if (now >= s->expires || s->created - now > SIGN_WINDOW_S)
		return no(r->cx, SAY_SIGN_EXPIRED());
	return OK;
}

static enum err check_profile(struct reading *r)
{
	if (!r->tag || strcmp(r->tag, "gongshu") != 0)
		return no(r->cx, SAY_SIGN_ONE());
	TRY(check_covered(r));
	return check_params(r);
}

static enum err parse(struct reading *r)
{
	TRY(read_input(r));
	return read_signature(r);
}

static enum err read_with(struct ctx *cx, const struct sign_request *rq, bool profile,
			  struct signature *ret)
{
	struct reading r = { .cx = cx, .rq = rq, .base = buf_make(BASE_MAX),
			     .params = buf_make(BASE_MAX) };
	enum err e = parse(&r);
	if (e == OK && profile)
		e = check_profile(&r);
	buf_end(&r.base);
	buf_end(&r.params);
	if (e == OK)
		*ret = r.s;
	return e;
}

enum err sign_parse(struct ctx *cx, const struct sign_request *rq, struct signature *ret)
{
	return read_with(cx, rq, false, ret);
}

enum err sign_read(struct ctx *cx, const struct sign_request *rq, struct signature *ret)
{
	return read_with(cx, rq, true, ret);
}
