/* respond.c - see respond.h; section numbers are of RFC 9421. */
#include "sign/respond.h"
#include "base/buf.h"
#include "base/enc.h"
#include "base/hash.h"
#include "sign/field.h"
#include <string.h>

#define WISHES 3                        /* signatures of one answer */

struct wish {                           /* one member of Accept-Signature */
	char                label[SF_KEY];
	enum sign_algorithm algorithm;
	const char         *nonce, *tag;
};

static const struct { const char *name; bool req; } covered[] = {
	{ "@status", false }, { "content-digest", false }, { "content-type", false },
	{ "gongshu-receipt", false }, { "@method", true }, { "@authority", true },
	{ "@path", true }, { "@query", true }, { "content-digest", true },
};
#define COVERED (sizeof covered / sizeof covered[0])

static enum err no(struct ctx *cx, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), "Accept-Signature");
}

/* --- what is asked for (5.1) ------------------------------------------------------ */

static enum err component(struct ctx *cx, struct cursor *c)
{
	struct sf_item name;
	char key[SF_KEY];
	bool req = false;
	if (!sf_item(cx, c, &name) || name.type != SF_STRING)
		return no(cx, SAY_SIGN_ACCEPT());
	while (sf_char(c, ';')) {
		if (!sf_key(c, key) || strcmp(key, "req") != 0)
			return no(cx, SAY_SIGN_CANNOT(name.text));
		req = true;
	}
	for (size_t i = 0; i < COVERED; i++)
		if (covered[i].req == req && strcmp(covered[i].name, name.text) == 0)
			return OK;
	return no(cx, SAY_SIGN_CANNOT(name.text));
}

static enum err components(struct ctx *cx, struct cursor *c)
{
	if (!sf_char(c, '('))
		return no(cx, SAY_SIGN_ACCEPT());
	sf_spaces(c);
	while (!sf_char(c, ')')) {
		TRY(component(cx, c));
		const char *before = c->at;
		sf_spaces(c);
		if (c->at == before && (c->at == c->end || *c->at != ')'))
			return no(cx, SAY_SIGN_ACCEPT());
	}
	return OK;
}

static enum err by_key(struct ctx *cx, const struct answer_keys *k, const char *keyid,
		       struct wish *w)
{
	static const enum sign_algorithm all[] = { SIGN_ED25519, SIGN_SM2 };
	for (size_t i = 0; i < 2; i++) {
		const char *own = answer_keyid(k, all[i]);
		if (own && strcmp(own, keyid) == 0) {
			w->algorithm = all[i];
			return OK;
		}
	}
	return no(cx, SAY_SIGN_CANNOT("keyid"));
}

static enum err parameter(struct ctx *cx, const struct answer_keys *k, struct cursor *c,
			  struct wish *w)
{
	char key[SF_KEY];
	struct sf_item v = { .type = SF_TRUE };
	sf_spaces(c);
	if (!sf_key(c, key) || (sf_char(c, '=') && !sf_item(cx, c, &v)))
		return no(cx, SAY_SIGN_ACCEPT());
	bool text = v.type == SF_STRING && v.n <= 128;
	if (strcmp(key, "created") == 0 && v.type == SF_TRUE)
		return OK;
	if (strcmp(key, "nonce") == 0 && text)
		w->nonce = v.text;
	else if (strcmp(key, "tag") == 0 && text)
		w->tag = v.text;
	else if (strcmp(key, "keyid") == 0 && text)
		return by_key(cx, k, v.text, w);
	else if (strcmp(key, "alg") != 0 || !text || strcmp(v.text, "ed25519") != 0)
		return no(cx, SAY_SIGN_CANNOT(key));
	return OK;
}

static enum err read_wishes(struct ctx *cx, const struct answer_keys *k, const char *accept,
			    struct wish wishes[WISHES], size_t *ret_n)
{
	struct cursor c = { accept, accept + strlen(accept) };
	size_t n = 0;
	sf_spaces(&c);
	for (;;) {
		if (n == WISHES)
			return no(cx, SAY_SIGN_ACCEPT());
		struct wish *w = &wishes[n];
		*w = (struct wish){ .algorithm = SIGN_ED25519 };
		if (!sf_key(&c, w->label) || !sf_char(&c, '='))
			return no(cx, SAY_SIGN_ACCEPT());
		for (size_t i = 0; i < n; i++)
			if (strcmp(wishes[i].label, w->label) == 0)
				return no(cx, SAY_SIGN_ACCEPT());
		TRY(components(cx, &c));
		while (sf_char(&c, ';'))
			TRY(parameter(cx, k, &c, w));
		n++;
		const char *before = c.at;
		if (sf_comma(&c))
			continue;
		c.at = before;          /* a comma with nothing behind it stays unread */
		break;
	}
	sf_spaces(&c);
	if (c.at != c.end)
		return no(cx, SAY_SIGN_ACCEPT());
	*ret_n = n;
	return OK;
}

enum err respond_check(struct ctx *cx, const struct answer_keys *k, const char *accept)
{
	struct wish wishes[WISHES];
	size_t n;
	return read_wishes(cx, k, accept, wishes, &n);
}

/* --- what is signed (2.5) ------------------------------------------------------------ */

static void put_value(struct buf *out, size_t i, const struct respond_to *rq,
		      const struct respond_with *with, const char *digest)
{
	size_t path = strcspn(rq->target, "?");
	switch (i) {
	case 0: buf_int(out, with->status); break;
	case 1: buf_text(out, digest); break;
	case 2: buf_text(out, with->type); break;
	case 3: buf_text(out, with->receipt); break;
	case 4: buf_text(out, rq->method); break;
	case 5: sign_put_authority(out, rq->authority); break;
	case 6: buf_bytes(out, rq->target, path); break;
	case 7: buf_text(out, rq->target[path] ? rq->target + path : "?"); break;
	default: buf_text(out, rq->digest); break;
	}
}

static void put_params(struct ctx *cx, struct buf *out, const struct answer_keys *k,
		       const struct wish *w, bool digest)
{
	size_t n = COVERED - !digest;
	for (size_t i = 0; i < n; i++)
		buf_print(out, "%s\"%s\"%s", i ? " " : "(", covered[i].name,
			  covered[i].req ? ";req" : "");
	buf_print(out, ");created=%lld;keyid=\"%s\"", (long long)(cx->now.n / 1000),
		  answer_keyid(k, w->algorithm));
	if (w->algorithm == SIGN_ED25519)
		buf_text(out, ";alg=\"ed25519\"");
	const struct { const char *key, *text; } more[] = { { ";nonce=", w->nonce },
							     { ";tag=", w->tag } };
	for (size_t i = 0; i < 2; i++) {
		if (!more[i].text)
			continue;
		buf_text(out, more[i].key);
		sf_write(out, &(struct sf_item){ .type = SF_STRING, .text = more[i].text,
						 .n = strlen(more[i].text) });
	}
}

static enum err sign_one(struct ctx *cx, const struct answer_keys *k, const struct wish *w,
			 const struct respond_to *rq, const struct respond_with *with,
			 struct responded *ret)
{
	uint8_t sig[64];
	char text[B64_TEXT(64)];
	AUTO_BUF base = buf_make(64u << 10);
	AUTO_BUF params = buf_make(4096);
	put_params(cx, &params, k, w, rq->digest != NULL);
	for (size_t i = 0; i < COVERED - !rq->digest; i++) {
		buf_print(&base, "\"%s\"%s: ", covered[i].name, covered[i].req ? ";req" : "");
		put_value(&base, i, rq, with, ret->digest);
		buf_byte(&base, '\n');
	}
	buf_print(&base, "\"@signature-params\": %s", buf_cstr(&params));
	if (!buf_ok(&base) || !buf_ok(&params))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	TRY(answer_sign(cx, k, w->algorithm, base.p, base.n, sig));
	const char *comma = ret->input ? ", " : "";
	ret->input = ctx_print(cx, "%s%s%s=%s", ret->input ? ret->input : "", comma, w->label,
			       buf_cstr(&params));
	ret->signature = ctx_print(cx, "%s%s%s=:%s:", ret->signature ? ret->signature : "",
				   comma, w->label, b64_text(sig, sizeof sig, text));
	return OK;
}

enum err respond_sign(struct ctx *cx, const struct answer_keys *k, const char *accept,
		      const struct respond_to *rq, const struct respond_with *with,
		      struct responded *ret)
{
	struct wish wishes[WISHES];
	struct responded r = { NULL, NULL, NULL };
	char text[B64_TEXT(HASH_SIZE)];
	size_t n;
	TRY(read_wishes(cx, k, accept, wishes, &n));
	struct hash body = hash_of(with->body, with->nbody);
	r.digest = ctx_print(cx, "sha-256=:%s:", b64_text(body.b, HASH_SIZE, text));
	for (size_t i = 0; i < n; i++)
		TRY(sign_one(cx, k, &wishes[i], rq, with, &r));
	*ret = r;
	return OK;
}
