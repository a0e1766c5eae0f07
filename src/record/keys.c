/* keys.c - the node's name and keys, and the last word it signed.
 *
 * <data>/record/: signing.key (32 bytes, 0400), vkey (name and public key, as
 * others are given it), subject.key (32 bytes, 0400), checkpoint (the last
 * signed note). A node that has signed never makes new keys by itself. */
#include "record/inside.h"
#include "base/enc.h"
#include "sys/file.h"
#include "sys/random.h"
#include <string.h>

static const char *in_dir(struct ctx *cx, const char *dir, const char *name)
{
	return ctx_print(cx, "%s/%s", dir, name);
}

enum err vkey_of(struct ctx *cx, const char *dir, struct verify_key *ret)
{
	AUTO_BUF b = buf_make(1024);
	const char *path = in_dir(cx, dir, "vkey");
	TRY(file_get(cx, path, 1024, &b));
	while (b.n && b.p[b.n - 1] == '\n')
		b.n--;
	return vkey_read(buf_cstr(&b), ret) ? OK
					    : fail(cx, ERR_INTERNAL, SAY_RECORD_KEY_BAD(path));
}

static enum err key_of(struct ctx *cx, const char *dir, const char *name, uint8_t out[32])
{
	AUTO_BUF b = buf_make(1024);
	const char *path = in_dir(cx, dir, name);
	enum err e = file_get(cx, path, 32, &b);
	if (e == ERR_NOT_FOUND)
		return fail(cx, ERR_CONFLICT, SAY_RECORD_KEY_LOST(path));
	TRY(e);
	if (b.n != 32)
		return fail(cx, ERR_INTERNAL, SAY_RECORD_KEY_BAD(path));
	memcpy(out, b.p, 32);
	explicit_bzero(b.p, b.n);
	return OK;
}

static enum err write_keys(struct ctx *cx, const char *dir, const struct keys *k)
{
	AUTO_BUF b = buf_make(1024);
	vkey_text(&k->sign.pub, &b);
	buf_byte(&b, '\n');
	TRY(file_put(cx, in_dir(cx, dir, "subject.key"), k->subject, 32, 0400));
	TRY(file_put(cx, in_dir(cx, dir, "signing.key"), k->sign.seed, 32, 0400));
	return file_put(cx, in_dir(cx, dir, "vkey"), b.p, b.n, 0444);
}

/* Without a name of its own a node is called after its key. */
static enum err keys_make(struct ctx *cx, const char *dir, const char *origin,
			  struct keys *ret_keys)
{
	struct keys k;
	uint8_t seed[32];
	char hex[HEX_TEXT(6)];
	random_bytes(seed, sizeof seed);
	random_bytes(k.subject, sizeof k.subject);
	if (!origin[0]) {
		struct hash h = hash_two("gongshu name", 12, seed, sizeof seed);
		origin = ctx_print(cx, "gongshu-%s/record", hex_text(h.b, 6, hex));
	}
	if (!sign_key_make(origin, seed, &k.sign))
		return fail(cx, ERR_INVALID, SAY_RECORD_NAME_BAD(origin));
	TRY(write_keys(cx, dir, &k));
	*ret_keys = k;
	return OK;
}

enum err keys_read(struct ctx *cx, const char *dir, const char *origin, bool fresh,
		   struct keys *ret_keys)
{
	struct verify_key pub;
	struct keys k;
	uint8_t seed[32];
	enum err e = vkey_of(cx, dir, &pub);
	if (e == ERR_NOT_FOUND && fresh)
		return keys_make(cx, dir, origin, ret_keys);
	if (e == ERR_NOT_FOUND)
		return fail(cx, ERR_CONFLICT, SAY_RECORD_KEY_LOST(in_dir(cx, dir, "vkey")));
	TRY(e);
	TRY(key_of(cx, dir, "signing.key", seed));
	TRY(key_of(cx, dir, "subject.key", k.subject));
	if (origin[0] && strcmp(origin, pub.name) != 0)
		return fail(cx, ERR_CONFLICT, SAY_RECORD_NAME_FIXED(pub.name));
	if (!sign_key_make(pub.name, seed, &k.sign) ||
	    memcmp(k.sign.pub.public, pub.public, sizeof pub.public) != 0)
		return fail(cx, ERR_INTERNAL,
			    SAY_RECORD_KEY_BAD(in_dir(cx, dir, "signing.key")));
	*ret_keys = k;
	return OK;
}

enum err head_read(struct ctx *cx, const char *dir, const struct verify_key *k,
		   struct buf *note, struct checkpoint *ret)
{
	const char *path = in_dir(cx, dir, "checkpoint");
	enum err e = file_get(cx, path, 1 << 20, note);
	if (e == ERR_NOT_FOUND) {
		*ret = (struct checkpoint){ 0, hash_of(NULL, 0) };
		return OK;
	}
	TRY(e);
	return checkpoint_open(note->p, note->n, k, ret)
		       ? OK : fail(cx, ERR_INTERNAL, SAY_RECORD_KEY_BAD(path));
}
