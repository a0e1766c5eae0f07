/* secret.c - passwords (argon2id, m=64 MiB t=3 p=1, keyed with a pepper that is
 * not in the store), sealed bytes (AES-256-GCM), and fresh secrets.
 *
 * A stored password is "argon2id$<salt>$<tag>", both base64url. */
#include "account/inside.h"
#include "base/enc.h"
#include "sys/random.h"
#include <argon2.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum { SALT = 16, TAG = 32, MEMORY_KIB = 65536, PASSES = 3, NONCE = 12, GCM_TAG = 16 };

static enum err hash_turn(struct ctx *cx, struct account *a)
{
	enum err e = OK;
	pthread_mutex_lock(&a->hash_lock);
	if (a->hashing >= HASHES_AT_ONCE && a->waiting >= HASHES_WAITING) {
		e = fail(cx, ERR_TOO_MANY, SAY_SIGN_IN_BUSY());
	} else {
		a->waiting++;
		while (a->hashing >= HASHES_AT_ONCE)
			pthread_cond_wait(&a->hash_free, &a->hash_lock);
		a->waiting--;
		a->hashing++;
	}
	pthread_mutex_unlock(&a->hash_lock);
	return e;
}

static void hash_over(struct account *a)
{
	pthread_mutex_lock(&a->hash_lock);
	a->hashing--;
	pthread_cond_signal(&a->hash_free);
	pthread_mutex_unlock(&a->hash_lock);
}

static enum err derive(struct ctx *cx, struct account *a, const char *password,
		       uint8_t salt[SALT], uint8_t tag[TAG])
{
	size_t n = strlen(password);
	char *copy = ctx_textn(cx, password, n);
	argon2_context c = {
		.out = tag, .outlen = TAG, .pwd = (uint8_t *)copy, .pwdlen = (uint32_t)n,
		.salt = salt, .saltlen = SALT, .secret = a->pepper, .secretlen = 32,
		.t_cost = PASSES, .m_cost = MEMORY_KIB, .lanes = 1, .threads = 1,
		.version = ARGON2_VERSION_13,
	};
	TRY(hash_turn(cx, a));
	int bad = argon2id_ctx(&c);
	hash_over(a);
	explicit_bzero(copy, n);
	return bad == ARGON2_OK ? OK : fail(cx, ERR_BUSY, SAY_SIGN_IN_BUSY());
}

enum err secret_hash(struct ctx *cx, struct account *a, const char *password,
		     const char **ret_stored)
{
	uint8_t salt[SALT], tag[TAG];
	char salt_text[B64_TEXT(SALT)], tag_text[B64_TEXT(TAG)];
	random_bytes(salt, sizeof salt);
	TRY(derive(cx, a, password, salt, tag));
	*ret_stored = ctx_print(cx, "argon2id$%s$%s", b64url_text(salt, SALT, salt_text),
				b64url_text(tag, TAG, tag_text));
	return OK;
}

enum err secret_fits(struct ctx *cx, struct account *a, const char *password,
		     const char *stored, bool *ret_fits)
{
	uint8_t salt[SALT] = { 0 }, want[TAG] = { 0 }, got[TAG];
	bool known = false;
	if (stored && strncmp(stored, "argon2id$", 9) == 0) {
		const char *at = stored + 9, *mid = strchr(at, '$');
		known = mid && b64url_read(at, (size_t)(mid - at), salt, SALT) == SALT &&
			b64url_read(mid + 1, strlen(mid + 1), want, TAG) == TAG;
	}
	TRY(derive(cx, a, password, salt, got));
	*ret_fits = (CRYPTO_memcmp(want, got, TAG) == 0) & known;
	return OK;
}

void *secret_seal(struct ctx *cx, struct account *a, const char *what, const void *p,
		  size_t n, size_t *ret_n)
{
	uint8_t *out = ctx_alloc(cx, NONCE + n + GCM_TAG);
	int len = 0;
	random_bytes(out, NONCE);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	PRE(c != NULL);
	int good = EVP_EncryptInit_ex(c, EVP_aes_256_gcm(), NULL, a->seal, out) &&
		   EVP_EncryptUpdate(c, NULL, &len, (const uint8_t *)what, (int)strlen(what)) &&
		   EVP_EncryptUpdate(c, out + NONCE, &len, p, (int)n) &&
		   EVP_EncryptFinal_ex(c, out + NONCE + len, &len) &&
		   EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, GCM_TAG, out + NONCE + n);
	EVP_CIPHER_CTX_free(c);
	PRE(good);
	*ret_n = NONCE + n + GCM_TAG;
	return out;
}

bool secret_open(struct ctx *cx, struct account *a, const char *what, const void *sealed,
		 size_t n, const uint8_t **ret_p, size_t *ret_n)
{
	const uint8_t *in = sealed;
	if (n < NONCE + GCM_TAG)
		return false;
	size_t clear = n - NONCE - GCM_TAG;
	uint8_t *out = ctx_alloc(cx, clear + 1), tag[GCM_TAG];
	int len = 0;
	memcpy(tag, in + n - GCM_TAG, GCM_TAG);
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	PRE(c != NULL);
	int good = EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, a->seal, in) &&
		   EVP_DecryptUpdate(c, NULL, &len, (const uint8_t *)what, (int)strlen(what)) &&
		   EVP_DecryptUpdate(c, out, &len, in + NONCE, (int)clear) &&
		   EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, GCM_TAG, tag) &&
		   EVP_DecryptFinal_ex(c, out + len, &len);
	EVP_CIPHER_CTX_free(c);
	if (!good)
		return false;
	*ret_p = out;
	*ret_n = clear;
	return true;
}

const char *secret_token(struct ctx *cx, const char *prefix)
{
	uint8_t raw[32];
	char text[B64_TEXT(32)];
	random_bytes(raw, sizeof raw);
	const char *out = ctx_print(cx, "%s%s", prefix, b64url_text(raw, sizeof raw, text));
	explicit_bzero(raw, sizeof raw);
	explicit_bzero(text, sizeof text);
	return out;
}

/* No 0, O, 1, l, I: it is read from paper. Ends in one of each class. */
const char *secret_words(struct ctx *cx)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	uint8_t raw[64];
	char out[32];
	size_t n = 0;
	random_bytes(raw, sizeof raw);
	for (size_t i = 0; n < 23 && i < sizeof raw; i++) {
		if (n % 6 == 5)
			out[n++] = '-';
		else if (raw[i] < 224)          /* a multiple of 56: no letter favoured */
			out[n++] = letters[raw[i] % 56];
	}
	explicit_bzero(raw, sizeof raw);
	return ctx_print(cx, "%.*s-k7R", (int)n, out);
}
