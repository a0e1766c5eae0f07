/* signed_calls.c - a caller of single rows for bench_signed.py: each call with a key of
 * its own choosing, by a token, or signed (RFC 9421) as it is sent.
 *
 *     signed_calls PORT token TOKEN          PURPOSE PATH ROWS SECONDS CONNECTIONS
 *     signed_calls PORT key   PEMFILE KEYID  PURPOSE PATH ROWS SECONDS CONNECTIONS
 *
 * A thread a connection. Prints "RESULT calls others": answers 200, and all else. */
#include "base/buf.h"
#include "base/enc.h"
#include "base/err.h"
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ecdsa.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MOST 64                         /* connections */
#define ROOM 4096

static const char *purpose, *path, *token, *keyid;
static EVP_PKEY *key;
static int port, rows;
static _Atomic bool over;
static _Atomic long good, other;

/* Ed25519 as it is; of the curves r and s, 32 bytes each. */
static void sign(const char *base, size_t n, uint8_t out[64])
{
	uint8_t der[80];
	size_t nder = sizeof der;
	bool curve = EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519, sm2 = EVP_PKEY_is_a(key, "SM2");
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *how = EVP_PKEY_CTX_new(key, NULL);
	PRE(md && how);
	if (sm2) {
		PRE(EVP_PKEY_CTX_set1_id(how, "1234567812345678", 16) == 1);
		EVP_MD_CTX_set_pkey_ctx(md, how);
	}
	PRE(EVP_DigestSignInit(md, NULL, sm2 ? EVP_sm3() : curve ? EVP_sha256() : NULL, NULL, key) == 1);
	PRE(EVP_DigestSign(md, curve ? der : out, curve ? &nder : &(size_t){ 64 },
			   (const uint8_t *)base, n) == 1);
	if (curve) {
		const uint8_t *p = der;
		ECDSA_SIG *pair = d2i_ECDSA_SIG(NULL, &p, (long)nder);
		PRE(pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair), out, 32) == 32 &&
		    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out + 32, 32) == 32);
		ECDSA_SIG_free(pair);
	}
	EVP_MD_CTX_free(md);
	EVP_PKEY_CTX_free(how);
}

static void put_signature(struct buf *b, const char *query, int thread, long no)
{
	char base[ROOM], params[512], text[128];
	uint8_t sig[64];
	long now = (long)time(NULL);
	snprintf(params, sizeof params, "(\"@method\" \"@authority\" \"@path\" \"@query\" "
		 "\"gongshu-purpose\");created=%ld;expires=%ld;nonce=\"%d-%d-%ld-%ld\";"
		 "keyid=\"%s\";tag=\"gongshu\"", now, now + 60, (int)getpid(), thread, now, no, keyid);
	int n = snprintf(base, sizeof base, "\"@method\": GET\n\"@authority\": 127.0.0.1:%d\n"
			 "\"@path\": %s\n\"@query\": ?%s\n\"gongshu-purpose\": %s\n"
			 "\"@signature-params\": %s", port, path, query, purpose, params);
	PRE(n > 0 && n < ROOM);
	sign(base, (size_t)n, sig);
	b64_text(sig, 64, text);
	buf_print(b, "Signature-Input: sig1=%s\r\nSignature: sig1=:%s:\r\n", params, text);
}

static void ask(struct buf *b, int thread, long no, unsigned *seed)
{
	char query[64];
	snprintf(query, sizeof query, "permit_no=P-%07d", rand_r(seed) % rows);
	buf_clear(b);
	buf_print(b, "GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nGongshu-Purpose: %s\r\n", path, query,
		  port, purpose);
	if (token)
		buf_print(b, "Authorization: Bearer %s\r\n", token);
	else
		put_signature(b, query, thread, no);
	buf_text(b, "\r\n");
	PRE(buf_ok(b));
}

/* One answer with a Content-Length; what it is. */
static bool answered(int fd)
{
	char got[ROOM + 1];
	size_t n = 0;
	for (;;) {
		ssize_t k = read(fd, got + n, ROOM - n);
		PRE(k > 0);
		n += (size_t)k;
		got[n] = '\0';
		const char *end = strstr(got, "\r\n\r\n"), *len = strcasestr(got, "content-length:");
		if (!end)
			continue;
		PRE(len && len < end);
		if (n >= (size_t)(end + 4 - got) + strtoul(len + 15, NULL, 10))
			return strncmp(got, "HTTP/1.1 200", 12) == 0;
	}
}

static void *caller(void *arg)
{
	int thread = (int)(intptr_t)arg, fd = socket(AF_INET, SOCK_STREAM, 0);
	unsigned seed = (unsigned)thread + 1;
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	PRE(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
	AUTO_BUF b = buf_make(ROOM * 2);
	for (long no = 0; !over; no++) {
		ask(&b, thread, no, &seed);
		PRE(write(fd, b.p, b.n) == (ssize_t)b.n);
		if (answered(fd))
			good++;
		else
			other++;
	}
	close(fd);
	return NULL;
}

int main(int argc, char *argv[])
{
	bool keyed = argc == 10 && strcmp(argv[2], "key") == 0;
	pthread_t threads[MOST];
	PRE(keyed || argc == 9);
	char **rest = argv + (keyed ? 5 : 4);
	port = (int)strtol(argv[1], NULL, 10);
	if (keyed) {
		FILE *f = fopen(argv[3], "r");
		key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
		PRE(key != NULL);
		fclose(f);
		keyid = argv[4];
	} else {
		token = argv[3];
	}
	purpose = rest[0];
	path = rest[1];
	rows = (int)strtol(rest[2], NULL, 10);
	unsigned seconds = (unsigned)strtoul(rest[3], NULL, 10);
	int n = (int)strtol(rest[4], NULL, 10);
	PRE(n > 0 && n <= MOST && rows > 0);
	for (int i = 0; i < n; i++)
		PRE(pthread_create(&threads[i], NULL, caller, (void *)(intptr_t)i) == 0);
	sleep(seconds);
	over = true;
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	printf("RESULT %ld %ld\n", (long)good, (long)other);
	return 0;
}
