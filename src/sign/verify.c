/* verify.c - the signature itself, by the algorithm of the key's record. */
#include "sign/sign.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#define SM2_ID "1234567812345678"       /* GB/T 35276: never left to a default */

static const struct { const char *alg; int curve_bytes; } known[] = {
	[SIGN_ED25519] = { "ed25519", 0 },
	[SIGN_P256]    = { "ecdsa-p256-sha256", 32 },
	[SIGN_SM2]     = { NULL, 32 },          /* unregistered: no alg on the wire */
};

static bool right_kind(EVP_PKEY *key, enum sign_algorithm algorithm)
{
	char group[32] = "";
	switch (algorithm) {
	case SIGN_ED25519:
		return EVP_PKEY_is_a(key, "ED25519");
	case SIGN_P256:
		return EVP_PKEY_is_a(key, "EC") &&
		       EVP_PKEY_get_group_name(key, group, sizeof group, NULL) == 1 &&
		       strcmp(group, "prime256v1") == 0;
	case SIGN_SM2:
		return EVP_PKEY_is_a(key, "SM2");
	}
	return false;
}

static EVP_PKEY *key_read(const char *pem, enum sign_algorithm algorithm)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *key = bio ? PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL) : NULL;
	BIO_free(bio);
	if (key && !right_kind(key, algorithm)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	ERR_clear_error();
	return key;
}

/* r ‖ s, as the wire has it, into the DER that libcrypto wants. */
static size_t der_of(const uint8_t *raw, size_t half, uint8_t *out)
{
	size_t at = 2;
	for (int i = 0; i < 2; i++) {
		const uint8_t *p = raw + (size_t)i * half;
		size_t n = half;
		while (n > 1 && !*p)
			p++, n--;
		bool pad = *p & 0x80;
		out[at++] = 0x02;
		out[at++] = (uint8_t)(n + pad);
		if (pad)
			out[at++] = 0;
		memcpy(out + at, p, n);
		at += n;
	}
	out[0] = 0x30;
	out[1] = (uint8_t)(at - 2);
	return at;
}

static bool verified(EVP_PKEY *key, enum sign_algorithm algorithm, const uint8_t *sig,
		     size_t nsig, const char *base, size_t nbase)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = NULL;
	const EVP_MD *digest = algorithm == SIGN_P256 ? EVP_sha256() :
			       algorithm == SIGN_SM2 ? EVP_sm3() : NULL;
	bool good = md != NULL;
	if (good && algorithm == SIGN_SM2) {
		pctx = EVP_PKEY_CTX_new(key, NULL);
		good = pctx && EVP_PKEY_CTX_set1_id(pctx, SM2_ID, sizeof SM2_ID - 1) == 1;
		if (good)
			EVP_MD_CTX_set_pkey_ctx(md, pctx);
	}
	good = good && EVP_DigestVerifyInit(md, NULL, digest, NULL, key) == 1 &&
	       EVP_DigestVerify(md, sig, nsig, (const uint8_t *)base, nbase) == 1;
	EVP_MD_CTX_free(md);
	EVP_PKEY_CTX_free(pctx);
	ERR_clear_error();
	return good;
}

enum err sign_verify(struct ctx *cx, const struct signature *s,
		     enum sign_algorithm algorithm, const char *pem)
{
	uint8_t der[2 * 35 + 2];
	size_t half = (size_t)known[algorithm].curve_bytes;
	const char *alg = known[algorithm].alg;

	if (s->alg && (!alg || strcmp(s->alg, alg) != 0))
		return fail(cx, ERR_UNSIGNED, SAY_SIGN_PARAMETER("alg"));
	if (s->nsig != 64)
		return fail(cx, ERR_UNSIGNED, SAY_SIGN_WRONG());
	EVP_PKEY *key = key_read(pem, algorithm);
	if (!key)
		return fail(cx, ERR_UNSIGNED, SAY_SIGN_WRONG());
	size_t nder = half ? der_of(s->sig, half, der) : 0;
	bool good = verified(key, algorithm, half ? der : s->sig, half ? nder : s->nsig,
			     s->base, s->nbase);
	EVP_PKEY_free(key);
	return good ? OK : fail(cx, ERR_UNSIGNED, SAY_SIGN_WRONG());
}
