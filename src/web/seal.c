#include "web/seal.h"
#include "base/enc.h"
#include "base/wipe.h"
#include "sys/random.h"
#include <openssl/evp.h>
#include <string.h>

enum { NONCE = 12, TAG = 16 };

static EVP_CIPHER_CTX *cipher(const uint8_t key[32], const uint8_t *nonce, int seal,
			      const char *bound)
{
	int n;
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	PRE(c && EVP_CipherInit_ex(c, EVP_aes_256_gcm(), NULL, key, nonce, seal) == 1);
	PRE(EVP_CipherUpdate(c, NULL, &n, (const uint8_t *)bound, (int)strlen(bound)) == 1);
	return c;
}

const char *seal_text(struct ctx *cx, const uint8_t key[32], const char *bound,
		      const char *text)
{
	int n, rest;
	size_t len = strlen(text);
	uint8_t *raw = ctx_alloc(cx, NONCE + len + TAG);
	char *out = ctx_alloc(cx, B64_TEXT(NONCE + len + TAG));
	random_bytes(raw, NONCE);
	EVP_CIPHER_CTX *c = cipher(key, raw, 1, bound);
	PRE(EVP_CipherUpdate(c, raw + NONCE, &n, (const uint8_t *)text, (int)len) == 1);
	PRE(EVP_CipherFinal_ex(c, raw + NONCE + n, &rest) == 1);
	PRE(EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_GET_TAG, TAG, raw + NONCE + len) == 1);
	EVP_CIPHER_CTX_free(c);
	return b64url_text(raw, NONCE + len + TAG, out);
}

void seal_forget(const char *text)
{
	wipe_text(text);
}

static enum err refuse(struct ctx *cx)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_CURSOR_BAD()), "cursor");
}

enum err seal_open(struct ctx *cx, const uint8_t key[32], const char *bound,
		   const char *sealed, const char **ret_text)
{
	int n = 0, rest;
	size_t len = strlen(sealed);
	if (len > 2u << 20)
		return refuse(cx);
	uint8_t *raw = ctx_alloc(cx, len + 1);
	long all = b64url_read(sealed, len, raw, len);
	if (all < NONCE + TAG)
		return refuse(cx);
	int body = (int)all - NONCE - TAG;
	char *text = ctx_alloc(cx, (size_t)body + 1);
	EVP_CIPHER_CTX *c = cipher(key, raw, 0, bound);
	bool ok = EVP_CipherUpdate(c, (uint8_t *)text, &n, raw + NONCE, body) == 1 &&
		  EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, raw + NONCE + body) == 1 &&
		  EVP_CipherFinal_ex(c, (uint8_t *)text + n, &rest) == 1;
	EVP_CIPHER_CTX_free(c);
	if (!ok) {
		explicit_bzero(text, (size_t)body);
		return refuse(cx);
	}
	*ret_text = text;
	return OK;
}
