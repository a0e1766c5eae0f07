/* verify.c - the signature itself, by the algorithm of the key's record. */
#include "sign/sign.h"
#include "base/enc.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
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

/* How a SubjectPublicKeyInfo of each kind begins (RFC 8410, RFC 5480, GB/T 33560);
 * behind it lie the bare key, or the point uncompressed. */
static const struct { uint8_t head[26]; size_t nhead, nkey; const char *type, *group; } spki[] = {
	[SIGN_ED25519] = { { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21,
			     0x00 }, 12, 32, NULL, NULL },
	[SIGN_P256] = { { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
			  0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03,
			  0x42, 0x00 }, 26, 65, "EC", "prime256v1" },
	[SIGN_SM2] = { { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
			 0x01, 0x06, 0x08, 0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03,
			 0x42, 0x00 }, 26, 65, "SM2", "SM2" },
};

/* The bytes between the two lines of a PEM; -1 when they are more, or none. */
static long pem_bytes(const char *pem, uint8_t *out, size_t room)
{
	char text[160];
	size_t n = 0;
	const char *p = strchr(pem, '\n');
	if (!p || strncmp(pem, "-----BEGIN PUBLIC KEY-----", 26) != 0)
		return -1;
	for (; *p && *p != '-' && n < sizeof text; p++)
		if (*p != '\n' && *p != '\r')
			text[n++] = *p;
	return *p == '-' ? b64_read(text, n, out, room) : -1;
}

static EVP_PKEY *point_read(const char *type, const char *group, uint8_t *point, size_t n)
{
	char name[16];
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	snprintf(name, sizeof name, "%s", group);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
		OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, n),
		OSSL_PARAM_construct_end(),
	};
	if (ctx && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)!EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

/* The library's own reader tries every decoder it has, which costs more than the
 * signature. NULL: not in the form in which keys are kept. */
static EVP_PKEY *key_at_once(const char *pem, enum sign_algorithm algorithm)
{
	uint8_t der[128];
	size_t head = spki[algorithm].nhead, n = spki[algorithm].nkey;
	if (pem_bytes(pem, der, sizeof der) != (long)(head + n) ||
	    memcmp(der, spki[algorithm].head, head) != 0)
		return NULL;
	if (algorithm == SIGN_ED25519)
		return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, der + head, n);
	return point_read(spki[algorithm].type, spki[algorithm].group, der + head, n);
}

static EVP_PKEY *key_read(const char *pem, enum sign_algorithm algorithm)
{
	EVP_PKEY *bare = key_at_once(pem, algorithm);
	if (bare)
		return bare;
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
