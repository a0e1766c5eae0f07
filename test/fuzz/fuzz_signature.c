/* fuzz_signature.c - the three headers of a signed request. Held: whatever is
 * accepted covers what the profile demands, and its base ends with the very
 * parameters that were sent, in their canonical form.
 *
 * Input: lines Signature-Input, Signature, Content-Digest, body. */
#include "sign/sign.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *line(struct ctx *cx, const uint8_t **at, const uint8_t *end)
{
	const uint8_t *from = *at, *stop = memchr(from, '\n', (size_t)(end - from));
	if (!stop)
		stop = end;
	*at = stop < end ? stop + 1 : end;
	return ctx_textn(cx, from, strnlen((const char *)from, (size_t)(stop - from)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char key[] = "-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=\n"
		"-----END PUBLIC KEY-----\n";
	AUTO_CTX cx;
	struct signature s;
	const uint8_t *at = data, *end = data + n;
	ctx_init(&cx, (ms_t){ INT64_C(1800000000000) }, 16 << 20);
	struct sign_header h[] = {
		{ "Signature-Input", line(&cx, &at, end) }, { "Signature", line(&cx, &at, end) },
		{ "Content-Digest", line(&cx, &at, end) }, { "Gongshu-Purpose", "p-1" },
	};
	const char *body = line(&cx, &at, end);
	struct sign_request rq = { "POST", "Data.Example:80", "/data/v1/x?y=1", h, 4, body,
				   strlen(body) };
	if (sign_parse(&cx, &rq, &s) == OK) {
		PRE(strlen(s.base) == s.nbase && strstr(s.base, "\"@signature-params\": ("));
		(void)!sign_verify(&cx, &s, SIGN_ED25519, key);
	}
	if (sign_read(&cx, &rq, &s) == OK) {
		PRE(strstr(s.base, "\"@method\": POST\n") && strstr(s.base, "\"@query\": ?y=1\n") &&
		    strstr(s.base, "\"@authority\": data.example\n") &&
		    strstr(s.base, "\"@path\": /data/v1/x\n") &&
		    strstr(s.base, "\"gongshu-purpose\": p-1\n"));
		PRE(!*body || strstr(s.base, "\"content-digest\": "));
		PRE(s.expires > s.created && s.expires - s.created <= SIGN_WINDOW_S);
		PRE(s.keyid && s.nonce && strlen(s.nonce) >= 8);
	}
	return 0;
}
