/* answer_key.c - see answer_key.h. */
#include "sign/answer_key.h"
#include "base/buf.h"
#include "base/enc.h"
#include "base/hash.h"
#include "base/keep.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <string.h>

#define SM2_ID "1234567812345678"       /* GB/T 35276 */

struct answer_keys {
	EVP_PKEY *ed, *sm2;
	uint8_t   ed_public[32], point[65];     /* of SM2 uncompressed */
	char      keyid[SIGN_SM2 + 1][ANSWER_KEYID];
};

static void put_b64url(struct buf *out, const uint8_t *p, size_t n)
{
	char text[64];
	buf_text(out, b64url_text(p, n, text));
}

/* The members of a JWK that its thumbprint is of, in their order (RFC 7638, 3.2). */
static void put_jwk(const struct answer_keys *k, enum sign_algorithm a, struct buf *out)
{
	buf_text(out, a == SIGN_SM2 ? "\"crv\":\"SM2\",\"kty\":\"EC\",\"x\":\""
				    : "\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"");
	put_b64url(out, a == SIGN_SM2 ? k->point + 1 : k->ed_public, 32);
	if (a == SIGN_SM2) {
		buf_text(out, "\",\"y\":\"");
		put_b64url(out, k->point + 33, 32);
	}
	buf_byte(out, '"');
}

static void name_key(struct answer_keys *k, enum sign_algorithm a)
{
	AUTO_BUF b = buf_make(1024);
	buf_byte(&b, '{');
	put_jwk(k, a, &b);
	buf_byte(&b, '}');
	struct hash h = hash_of(b.p, b.n);
	b64url_text(h.b, HASH_SIZE, k->keyid[a]);
}

static bool make_ed(struct answer_keys *k, const uint8_t secret[32])
{
	size_t n = sizeof k->ed_public;
	struct hash seed = hash_keyed(secret, 32, "gongshu answers, ed25519", 24);
	k->ed = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed.b, HASH_SIZE);
	explicit_bzero(&seed, sizeof seed);
	return k->ed && EVP_PKEY_get_raw_public_key(k->ed, k->ed_public, &n) == 1;
}

/* A number from 1 to n - 2 (GB/T 32918.1, 6.1), by as many tries as it takes. */
static bool sm2_number(const EC_GROUP *group, const uint8_t secret[32], BIGNUM *d)
{
	BIGNUM *most = BN_dup(EC_GROUP_get0_order(group));
	bool found = false;
	for (uint8_t try = 0; most && BN_sub_word(most, 2) && !found && try < 100; try++) {
		const char label[2] = { 's', (char)try };
		struct hash h = hash_keyed(secret, 32, label, sizeof label);
		found = BN_bin2bn(h.b, HASH_SIZE, d) && !BN_is_zero(d) && BN_cmp(d, most) <= 0;
		explicit_bzero(&h, sizeof h);
		BN_add_word(most, 2);
	}
	BN_free(most);
	return found;
}

static EVP_PKEY *sm2_key(const BIGNUM *d, uint8_t point[65])
{
	EVP_PKEY *key = NULL;
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "SM2", NULL);
	bool good = bld && ctx &&
		OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) &&
		OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, 65) &&
		OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, d);
	OSSL_PARAM *params = good ? OSSL_PARAM_BLD_to_param(bld) : NULL;
	if (params && EVP_PKEY_fromdata_init(ctx) == 1)
		(void)!EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	EVP_PKEY_CTX_free(ctx);
	return key;
}

static bool make_sm2(struct answer_keys *k, const uint8_t secret[32])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_sm2);
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	BIGNUM *d = BN_secure_new();
	if (point && d && sm2_number(group, secret, d) &&
	    EC_POINT_mul(group, point, d, NULL, NULL, NULL) == 1 &&
	    EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, k->point,
			       sizeof k->point, NULL) == sizeof k->point)
		k->sm2 = sm2_key(d, k->point);
	BN_clear_free(d);
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return k->sm2 != NULL;
}

enum err answer_keys_open(struct ctx *cx, const uint8_t secret[32], bool sm2,
			  struct answer_keys **ret_keys)
{
	struct answer_keys *k = keep_new(struct answer_keys);
	bool good = make_ed(k, secret) && (!sm2 || make_sm2(k, secret));
	ERR_clear_error();
	if (!good) {
		answer_keys_close(k);
		return fail(cx, ERR_INTERNAL, SAY_SIGN_NO_KEY());
	}
	name_key(k, SIGN_ED25519);
	if (sm2)
		name_key(k, SIGN_SM2);
	*ret_keys = k;
	return OK;
}

void answer_keys_close(struct answer_keys *k)
{
	if (!k)
		return;
	EVP_PKEY_free(k->ed);
	EVP_PKEY_free(k->sm2);
	keep_end(k);
}

const char *answer_keyid(const struct answer_keys *k, enum sign_algorithm algorithm)
{
	return k->keyid[algorithm][0] ? k->keyid[algorithm] : NULL;
}

/* The DER of two numbers as r ‖ s. */
static bool raw_of(const uint8_t *der, size_t n, uint8_t raw[64])
{
	const unsigned char *p = der;
	ECDSA_SIG *s = d2i_ECDSA_SIG(NULL, &p, (long)n);
	bool good = s && BN_bn2binpad(ECDSA_SIG_get0_r(s), raw, 32) == 32 &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(s), raw + 32, 32) == 32;
	ECDSA_SIG_free(s);
	return good;
}

static bool sign_sm2(const struct answer_keys *k, const void *base, size_t n, uint8_t raw[64])
{
	uint8_t der[80];
	size_t nder = sizeof der;
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->sm2, NULL);
	bool good = md && ctx && EVP_PKEY_CTX_set1_id(ctx, SM2_ID, sizeof SM2_ID - 1) == 1;
	if (good)
		EVP_MD_CTX_set_pkey_ctx(md, ctx);
	good = good && EVP_DigestSignInit(md, NULL, EVP_sm3(), NULL, k->sm2) == 1 &&
	       EVP_DigestSign(md, der, &nder, base, n) == 1 && raw_of(der, nder, raw);
	EVP_MD_CTX_free(md);
	EVP_PKEY_CTX_free(ctx);
	return good;
}

enum err answer_sign(struct ctx *cx, const struct answer_keys *k, enum sign_algorithm algorithm,
		     const void *base, size_t n, uint8_t ret_sig[64])
{
	size_t nsig = 64;
	bool good = false;
	if (algorithm == SIGN_SM2) {
		good = sign_sm2(k, base, n, ret_sig);
	} else {
		EVP_MD_CTX *md = EVP_MD_CTX_new();
		good = md && EVP_DigestSignInit(md, NULL, NULL, NULL, k->ed) == 1 &&
		       EVP_DigestSign(md, ret_sig, &nsig, base, n) == 1;
		EVP_MD_CTX_free(md);
	}
	ERR_clear_error();
	return good ? OK : fail(cx, ERR_INTERNAL, SAY_SIGN_NO_KEY());
}

void answer_keys_print(const struct answer_keys *k, struct buf *out)
{
	static const enum sign_algorithm all[] = { SIGN_ED25519, SIGN_SM2 };
	buf_text(out, "{\"keys\":[");
	for (size_t i = 0; i < 2; i++) {
		if (!answer_keyid(k, all[i]))
			continue;
		buf_text(out, i ? ",{" : "{");
		put_jwk(k, all[i], out);
		buf_print(out, ",\"kid\":\"%s\",\"use\":\"sig\"}", k->keyid[all[i]]);
	}
	buf_text(out, "]}");
}
