/* key.c - which public keys are taken: Ed25519, P-256 and SM2, by their OIDs. */
#include "account/key.h"
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

static const char *const words[] = {
	[KEY_ED25519] = "ed25519", [KEY_ECDSA_P256] = "ecdsa-p256-sha256",
	[KEY_SM2] = "sm2-sm3",
};

const char *key_algorithm_word(enum key_algorithm a)
{
	return words[a];
}

bool key_algorithm_read(const char *word, enum key_algorithm *ret_algorithm)
{
	for (int i = 0; i <= KEY_SM2; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret_algorithm = (enum key_algorithm)i;
			return true;
		}
	}
	return false;
}

static bool fits(EVP_PKEY *k, enum key_algorithm algorithm)
{
	char group[64] = "";
	if (algorithm == KEY_ED25519)
		return EVP_PKEY_is_a(k, "ED25519");
	if (!EVP_PKEY_is_a(k, "EC") && !EVP_PKEY_is_a(k, "SM2"))
		return false;
	if (!EVP_PKEY_get_group_name(k, group, sizeof group, NULL))
		return false;
	return strcmp(group, algorithm == KEY_SM2 ? "SM2" : "prime256v1") == 0;
}

static enum err refuse(struct ctx *cx, const char *pem, enum key_algorithm algorithm)
{
	enum err e = strstr(pem, "PRIVATE KEY-----") ? fail(cx, ERR_INVALID, SAY_KEY_PRIVATE()) :
		     fail(cx, ERR_INVALID, SAY_KEY_NOT_READ(key_algorithm_word(algorithm)));
	return fail_field(cx, e, "public_key");
}

enum err key_read(struct ctx *cx, const char *pem, enum key_algorithm algorithm,
		  const char **ret_pem, struct hash *ret_print)
{
	BIO *in = BIO_new_mem_buf(pem, -1), *out = BIO_new(BIO_s_mem());
	PRE(in && out);
	EVP_PKEY *k = PEM_read_bio_PUBKEY(in, NULL, NULL, NULL);
	uint8_t *der = NULL;
	char *text = NULL;
	long n = 0;
	int nder = 0;
	bool good = k && fits(k, algorithm) && PEM_write_bio_PUBKEY(out, k) &&
		    (nder = i2d_PUBKEY(k, &der)) > 0 && (n = BIO_get_mem_data(out, &text)) > 0;
	if (good) {
		*ret_print = hash_of(der, (size_t)nder);
		*ret_pem = ctx_textn(cx, text, (size_t)n);
	}
	OPENSSL_free(der);
	EVP_PKEY_free(k);
	BIO_free(in);
	BIO_free(out);
	return good ? OK : refuse(cx, pem, algorithm);
}
