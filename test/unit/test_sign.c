/* test_sign.c - signed requests: the RFC's own vector, and a message changed in
 * every way a thief or a careless proxy might change it. */
#include "base/buf.h"
#include "base/enc.h"
#include "base/hash.h"
#include "sign/respond.h"
#include "sign/sign.h"
#include "test.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>

#define NOW_S 1800000000

/* RFC 9421 B.1.4 and B.2.6. */
static const char rfc_key[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
	"-----END PUBLIC KEY-----\n";
static const char rfc_base[] =
	"\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
	"\"@method\": POST\n"
	"\"@path\": /foo\n"
	"\"@authority\": example.com\n"
	"\"content-type\": application/json\n"
	"\"content-length\": 18\n"
	"\"@signature-params\": (\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" "
	"\"content-length\");created=1618884473;keyid=\"test-key-ed25519\"";

static void test_the_vector_of_rfc_9421_b_2_6_byte_for_byte(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ INT64_C(1618884473000) }, 0);
	static const struct sign_header headers[] = {
		{ "Host", "example.com" },
		{ "Date", "Tue, 20 Apr 2021 02:07:55 GMT" },
		{ "Content-Type", "application/json" },
		{ "Content-Length", "18" },
		{ "Signature-Input", "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" "
		  "\"content-type\" \"content-length\");created=1618884473;"
		  "keyid=\"test-key-ed25519\"" },
		{ "Signature", "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9"
		  "EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:" },
	};
	struct sign_request rq = { "POST", "example.com", "/foo?param=Value&Pet=dog", headers, 6,
				   "{\"hello\": \"world\"}", 18 };
	struct signature s;
	CHECK(sign_parse(&cx, &rq, &s) == OK);
	CHECK_TEXT(s.base, rfc_base);
	CHECK(sign_verify(&cx, &s, SIGN_ED25519, rfc_key) == OK);
	CHECK(sign_verify(&cx, &s, SIGN_P256, rfc_key) == ERR_UNSIGNED);
	s.sig[5] ^= 1;
	CHECK(sign_verify(&cx, &s, SIGN_ED25519, rfc_key) == ERR_UNSIGNED);
	CHECK(sign_read(&cx, &rq, &s) == ERR_UNSIGNED);
}

static void bytes_of(const char *hex, uint8_t *out)
{
	for (; *hex; hex += 2) {
		char pair[3] = { hex[0], hex[1], 0 };
		*out++ = (uint8_t)strtoul(pair, NULL, 16);
	}
}

/* GB/T 32918.5-2017, A.2: the signature of "message digest" under the default name. */
static void test_the_vector_of_gbt_32918_5_verifies_and_no_other(void)
{
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	uint8_t der[91];
	char b64[B64_TEXT(sizeof der)];
	bytes_of("3059301306072A8648CE3D020106082A811CCF5501822D03420004"
		 "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
		 "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13", der);
	const char *pem = ctx_print(&cx, "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n",
				    b64_text(der, sizeof der, b64));
	struct signature s = { .base = "message digest", .nbase = 14, .nsig = 64 };
	bytes_of("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
		 "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA", s.sig);
	CHECK(sign_verify(&cx, &s, SIGN_SM2, pem) == OK);
	s.sig[63] ^= 1;
	CHECK(sign_verify(&cx, &s, SIGN_SM2, pem) == ERR_UNSIGNED);
	s.sig[63] ^= 1;
	s.base = "message digesT";
	CHECK(sign_verify(&cx, &s, SIGN_SM2, pem) == ERR_UNSIGNED);
}

static void test_answer_keys_are_the_same_for_the_same_secret_alone(void)
{
	AUTO_CTX cx;
	AUTO_BUF a = buf_make(4096);
	AUTO_BUF b = buf_make(4096);
	AUTO_BUF other = buf_make(4096);
	struct answer_keys *k;
	uint8_t secret[32] = { 1 };
	struct buf *into[] = { &a, &b, &other };
	ctx_init(&cx, (ms_t){ 0 }, 0);
	for (size_t i = 0; i < 3; i++) {
		secret[31] = i == 2;
		CHECK(answer_keys_open(&cx, secret, true, &k) == OK);
		answer_keys_print(k, into[i]);
		CHECK(answer_keyid(k, SIGN_ED25519) && answer_keyid(k, SIGN_SM2));
		CHECK(!answer_keyid(k, SIGN_P256));
		answer_keys_close(k);
	}
	CHECK_TEXT(buf_cstr(&a), buf_cstr(&b));
	CHECK(strcmp(buf_cstr(&a), buf_cstr(&other)) != 0);
}

static void test_what_answers_can_not_be_signed_with_is_refused_by_name(void)
{
	static const struct { const char *accept; enum err want; } rows[] = {
		{ "sig1=()", OK }, { "a=(\"@status\");created, b=(\"@path\";req \"@query\";req)", OK },
		{ "sig1=(\"content-digest\" \"gongshu-receipt\");nonce=\"n\";tag=\"t\";alg=\"ed25519\"", OK },
		{ "", ERR_INVALID }, { "sig1", ERR_INVALID }, { "sig1=", ERR_INVALID },
		{ "sig1=(", ERR_INVALID }, { "sig1=(\"date\")", ERR_INVALID },
		{ "sig1=(\"@method\")", ERR_INVALID }, { "sig1=(\"@status\";req)", ERR_INVALID },
		{ "sig1=(\"@status\"\"@status\")", ERR_INVALID }, { "sig1=();alg=\"rsa\"", ERR_INVALID },
		{ "sig1=();keyid=\"x\"", ERR_INVALID }, { "sig1=();expires=5", ERR_INVALID },
		{ "sig1=(), sig1=()", ERR_INVALID }, { "a=(), b=(), c=(), d=()", ERR_INVALID },
		{ "sig1=() x", ERR_INVALID }, { "sig1=();nonce", ERR_INVALID }, { "a=(),", ERR_INVALID },
		{ "sig1=(@status)", ERR_INVALID }, { "sig1=(\"@status\";key=\"x\")", ERR_INVALID },
	};
	AUTO_CTX cx;
	struct answer_keys *k;
	ctx_init(&cx, (ms_t){ 0 }, 0);
	CHECK(answer_keys_open(&cx, (const uint8_t[32]){ 7 }, false, &k) == OK);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_MSG(respond_check(&cx, k, rows[i].accept) == rows[i].want, "%s", rows[i].accept);
	answer_keys_close(k);
}

/* --- messages of our own profile ------------------------------------------- */

struct message {
	const char *method, *host, *target, *body, *purpose, *matter;
	const char *covered, *params;
	enum sign_algorithm algorithm;
	EVP_PKEY *key;
};
struct sealed {
	struct sign_header headers[8];
	size_t n;
	struct sign_request rq;
};

static EVP_PKEY *new_key(enum sign_algorithm a)
{
	return a == SIGN_ED25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") :
	       a == SIGN_P256 ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
			      : EVP_PKEY_Q_keygen(NULL, NULL, "SM2");
}

static const char *pem_of(struct ctx *cx, EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *p;
	PEM_write_bio_PUBKEY(bio, key);
	long n = BIO_get_mem_data(bio, &p);
	const char *text = ctx_textn(cx, p, (size_t)n);
	BIO_free(bio);
	return text;
}

/* DER to r ‖ s. */
static size_t raw_of(const uint8_t *der, size_t n, uint8_t out[64])
{
	const unsigned char *p = der;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)n);
	const BIGNUM *r, *s;
	ECDSA_SIG_get0(sig, &r, &s);
	BN_bn2binpad(r, out, 32);
	BN_bn2binpad(s, out + 32, 32);
	ECDSA_SIG_free(sig);
	return 64;
}

static size_t sign_with(const struct message *m, const char *base, uint8_t out[64])
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *pctx = EVP_PKEY_CTX_new(m->key, NULL);
	uint8_t der[128];
	size_t n = sizeof der;
	if (m->algorithm == SIGN_SM2) {
		EVP_PKEY_CTX_set1_id(pctx, "1234567812345678", 16);
		EVP_MD_CTX_set_pkey_ctx(md, pctx);
	}
	const EVP_MD *digest = m->algorithm == SIGN_ED25519 ? NULL :
			       m->algorithm == SIGN_P256 ? EVP_sha256() : EVP_sm3();
	EVP_DigestSignInit(md, NULL, digest, NULL, m->key);
	EVP_DigestSign(md, der, &n, (const uint8_t *)base, strlen(base));
	EVP_MD_CTX_free(md);
	EVP_PKEY_CTX_free(pctx);
	if (m->algorithm != SIGN_ED25519)
		return raw_of(der, n, out);
	memcpy(out, der, n);
	return n;
}

static void add(struct sealed *s, const char *name, const char *value)
{
	if (value)
		s->headers[s->n++] = (struct sign_header){ name, value };
}

/* An independent, naive writer of the base: one line for each word covered. */
static const char *base_of(struct ctx *cx, const struct message *m, const char *digest)
{
	char words[512];
	const char *base = "", *query = strchr(m->target, '?');
	snprintf(words, sizeof words, "%s", m->covered);
	for (char *w = words, *sp; w; w = sp ? sp + 1 : NULL) {
		sp = strchr(w, ' ');
		if (sp)
			*sp = 0;
		const char *v = strcmp(w, "\"@method\"") == 0 ? m->method :
				strcmp(w, "\"@authority\"") == 0 ? m->host :
				strcmp(w, "\"@path\"") == 0 ?
				ctx_textn(cx, m->target, strcspn(m->target, "?")) :
				strcmp(w, "\"@query\"") == 0 ? (query ? query : "?") :
				strcmp(w, "\"content-digest\"") == 0 ? digest :
				strcmp(w, "\"gongshu-purpose\"") == 0 ? m->purpose : m->matter;
		base = ctx_print(cx, "%s%s: %s\n", base, w, v);
	}
	return ctx_print(cx, "%s\"@signature-params\": (%s)%s", base, m->covered, m->params);
}

static void seal(struct ctx *cx, const struct message *m, struct sealed *s)
{
	char text[B64_TEXT(64)];
	uint8_t raw[64];
	const char *digest = NULL;
	*s = (struct sealed){ 0 };
	if (m->body) {
		struct hash h = hash_of(m->body, strlen(m->body));
		digest = ctx_print(cx, "sha-256=:%s:", b64_text(h.b, HASH_SIZE, text));
	}
	add(s, "Host", m->host);
	add(s, "Content-Digest", digest);
	add(s, "Gongshu-Purpose", m->purpose);
	add(s, "Gongshu-Matter", m->matter);
	add(s, "Signature-Input", ctx_print(cx, "sig1=(%s)%s", m->covered, m->params));
	size_t n = sign_with(m, base_of(cx, m, digest), raw);
	add(s, "Signature", ctx_print(cx, "sig1=:%s:", b64_text(raw, n, text)));
	s->rq = (struct sign_request){ m->method, m->host, m->target, s->headers, s->n,
				       m->body ? m->body : "", m->body ? strlen(m->body) : 0 };
}

static enum err checked(struct ctx *cx, const struct sealed *s, const struct message *m)
{
	struct signature sig;
	TRY(sign_read(cx, &s->rq, &sig));
	return sign_verify(cx, &sig, m->algorithm, pem_of(cx, m->key));
}

#define ALL "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" " \
	    "\"gongshu-purpose\" \"gongshu-matter\""
#define WHEN ";created=1800000000;expires=1800000060;nonce=\"0123456789abcdef\";" \
	     "keyid=\"k1\";tag=\"gongshu\""

static struct message good(enum sign_algorithm a)
{
	return (struct message){ "POST", "data.example:8080", "/data/v1/c1/query?x=%201",
				 "{\"limit\":1}", "p-1", "2026-7", ALL, WHEN, a, new_key(a) };
}

static void test_a_good_signature_verifies_with_each_algorithm_and_no_other_key(void)
{
	for (int a = SIGN_ED25519; a <= SIGN_SM2; a++) {
		AUTO_CTX cx;
		struct sealed s;
		struct signature sig;
		ctx_init(&cx, (ms_t){ INT64_C(1000) * NOW_S }, 0);
		struct message m = good((enum sign_algorithm)a);
		seal(&cx, &m, &s);
		CHECK_MSG(checked(&cx, &s, &m) == OK, "algorithm %d", a);
		for (int b = SIGN_ED25519; b <= SIGN_SM2; b++) {
			EVP_PKEY *other = new_key((enum sign_algorithm)b);
			CHECK(sign_read(&cx, &s.rq, &sig) == OK);
			CHECK(sign_verify(&cx, &sig, (enum sign_algorithm)b,
					  pem_of(&cx, other)) == ERR_UNSIGNED);
			CHECK(sign_verify(&cx, &sig, (enum sign_algorithm)a,
					  pem_of(&cx, other)) == ERR_UNSIGNED);
			CHECK(a == b || sign_verify(&cx, &sig, (enum sign_algorithm)b,
						    pem_of(&cx, m.key)) == ERR_UNSIGNED);
			EVP_PKEY_free(other);
		}
		EVP_PKEY_free(m.key);
	}
}

static void test_no_part_of_a_signed_message_can_be_changed(void)
{
	AUTO_CTX cx;
	struct sealed s, t;
	ctx_init(&cx, (ms_t){ INT64_C(1000) * NOW_S }, 0);
	struct message m = good(SIGN_ED25519);
	seal(&cx, &m, &s);
	t = s; t.rq.headers = t.headers; t.rq.method = "GET";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.authority = "data.example";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.target = "/data/v1/c2/query?x=%201";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.target = "/data/v1/c1/query?x=%202";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.target = "/data/v1/c1/query";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.body = "{\"limit\":9}";
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	t = s; t.rq.headers = t.headers; t.rq.body = ""; t.rq.nbody = 0;
	CHECK(checked(&cx, &t, &m) == ERR_UNSIGNED);
	for (size_t i = 1; i < s.n; i++) {
		for (size_t at = 0; at < strlen(s.headers[i].value); at++) {
			char *v = ctx_text(&cx, s.headers[i].value);
			v[at] ^= 1;
			t = s; t.rq.headers = t.headers;
			t.headers[i].value = v;
			CHECK_MSG(checked(&cx, &t, &m) == ERR_UNSIGNED, "%s: %s",
				  s.headers[i].name, v);
		}
		t = s; t.rq.headers = t.headers;
		t.headers[i] = (struct sign_header){ "X-Other", "1" };
		CHECK_MSG(checked(&cx, &t, &m) == ERR_UNSIGNED, "without %s", s.headers[i].name);
		t = s; t.rq.headers = t.headers;
		t.headers[t.n] = s.headers[i];
		t.rq.nheaders = t.n + 1;
		CHECK_MSG(checked(&cx, &t, &m) == ERR_UNSIGNED, "twice %s", s.headers[i].name);
	}
	EVP_PKEY_free(m.key);
}

/* Well signed, and refused for what was signed. */
static void test_what_is_not_covered_or_not_in_time_is_refused(void)
{
	static const struct { const char *covered, *params; enum err want; } rows[] = {
		{ ALL, WHEN, OK },
		{ "\"gongshu-matter\" \"content-digest\" \"@query\" \"@path\" \"@method\" "
		  "\"@authority\" \"gongshu-purpose\"", WHEN, OK },
		{ ALL, WHEN ";alg=\"ed25519\"", OK },
		{ ALL, WHEN ";alg=\"hmac-sha256\"", ERR_UNSIGNED },
		{ ALL, WHEN ";x=1", ERR_UNSIGNED },
		{ ALL, WHEN ";tag=\"gongshu\"", ERR_UNSIGNED },
		{ "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\" "
		  "\"gongshu-purpose\"", WHEN, ERR_UNSIGNED },
		{ "\"@method\" \"@authority\" \"@path\" \"@query\" \"gongshu-purpose\" "
		  "\"gongshu-matter\"", WHEN, ERR_UNSIGNED },
		{ "\"@method\" \"@authority\" \"@path\" \"content-digest\" \"gongshu-purpose\" "
		  "\"gongshu-matter\"", WHEN, ERR_UNSIGNED },
		{ "\"@authority\" \"@path\" \"@query\" \"content-digest\" \"gongshu-purpose\" "
		  "\"gongshu-matter\"", WHEN, ERR_UNSIGNED },
		{ ALL, ";created=1799999800;expires=1799999900;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\";tag=\"gongshu\"", ERR_UNSIGNED },
		{ ALL, ";created=1799999990;expires=1800000111;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\";tag=\"gongshu\"", ERR_UNSIGNED },
		{ ALL, ";created=1799999990;expires=1800000110;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\";tag=\"gongshu\"", OK },
		{ ALL, ";created=1800000121;expires=1800000140;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\";tag=\"gongshu\"", ERR_UNSIGNED },
		{ ALL, ";created=1800000000;expires=1800000060;nonce=\"0123456\";"
		  "keyid=\"k1\";tag=\"gongshu\"", ERR_UNSIGNED },
		{ ALL, ";created=1800000000;nonce=\"0123456789abcdef\";keyid=\"k1\";tag=\"gongshu\"",
		  ERR_UNSIGNED },
		{ ALL, ";created=1800000000;expires=1800000060;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\";tag=\"other\"", ERR_UNSIGNED },
		{ ALL, ";created=1800000000;expires=1800000060;nonce=\"0123456789abcdef\";"
		  "keyid=\"k1\"", ERR_UNSIGNED },
	};
	struct message m = good(SIGN_ED25519);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		AUTO_CTX cx;
		struct sealed s;
		ctx_init(&cx, (ms_t){ INT64_C(1000) * NOW_S }, 0);
		m.covered = rows[i].covered;
		m.params = rows[i].params;
		seal(&cx, &m, &s);
		CHECK_MSG(checked(&cx, &s, &m) == rows[i].want, "row %zu", i);
	}
	EVP_PKEY_free(m.key);
}

static void test_a_request_without_body_needs_no_digest(void)
{
	AUTO_CTX cx;
	struct sealed s;
	ctx_init(&cx, (ms_t){ INT64_C(1000) * NOW_S }, 0);
	struct message m = good(SIGN_ED25519);
	m.method = "GET";
	m.body = m.matter = NULL;
	m.target = "/data/v1/c1";
	m.covered = "\"@method\" \"@authority\" \"@path\" \"@query\" \"gongshu-purpose\"";
	seal(&cx, &m, &s);
	CHECK(checked(&cx, &s, &m) == OK);
	EVP_PKEY_free(m.key);
}

static void test_malformed_fields_are_refused_not_guessed(void)
{
	static const char *const inputs[] = {
		"", "sig1", "sig1=", "sig1=()", "sig1=(", "sig1=(\"@method\"", "sig1=(\"@method)",
		"sig1=(\"@method\"\"@path\")", "sig1=(@method)", "=(\"@method\")",
		"Sig1=(\"@method\")", "sig1=(\"@method\";req)", "sig1=(\"@method\" \"@method\")",
		"sig1=(\"@status\")", "sig1=(\"@scheme\")", "sig1=(\"Host\")", "sig1=(\"signature\")",
		"sig1=(\"@method\");created=1.5", "sig1=(\"@method\");created=\"1\"",
		"sig1=(\"@method\");nonce=abc", "sig1=(\"@method\");created",
		"sig1=(\"@method\");=1", "sig1=(\"@method\") ;created=1", "sig1=(\"@method\"),",
		"sig1=(\"@method\"), sig2=(\"@path\")", "sig1=(\"@method\");created=1234567890123456",
		"sig1=(\"\x01\")", "sig1=(\"\xe4\xb8\xad\")", "sig1=(\"a\\b\")", "sig1=\"@method\"",
		"sig1=(\"@query-param\";name=\"x\")", "sig1=(\"x-missing\")",
	};
	for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		AUTO_CTX cx;
		struct signature sig;
		ctx_init(&cx, (ms_t){ INT64_C(1000) * NOW_S }, 0);
		struct sign_header h[] = { { "Host", "h" }, { "Signature-Input", inputs[i] },
					   { "Signature", "sig1=:AAAA:" } };
		struct sign_request rq = { "GET", "h", "/", h, 3, "", 0 };
		bool bare = strcmp(inputs[i], "sig1=()") == 0;
		CHECK_MSG((sign_parse(&cx, &rq, &sig) == OK) == bare, "%s", inputs[i]);
		CHECK_MSG(sign_read(&cx, &rq, &sig) == ERR_UNSIGNED, "%s", inputs[i]);
	}
}

int main(void)
{
	RUN(test_the_vector_of_rfc_9421_b_2_6_byte_for_byte);
	RUN(test_the_vector_of_gbt_32918_5_verifies_and_no_other);
	RUN(test_answer_keys_are_the_same_for_the_same_secret_alone);
	RUN(test_what_answers_can_not_be_signed_with_is_refused_by_name);
	RUN(test_a_good_signature_verifies_with_each_algorithm_and_no_other_key);
	RUN(test_no_part_of_a_signed_message_can_be_changed);
	RUN(test_what_is_not_covered_or_not_in_time_is_refused);
	RUN(test_a_request_without_body_needs_no_digest);
	RUN(test_malformed_fields_are_refused_not_guessed);
	return TEST_END();
}
