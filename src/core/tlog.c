/* tlog.c - strict on what it reads: one spelling of a path, one of a number,
 * base64 with its padding, at most NOTE_SIGNATURES signatures. */
#include "core/tlog.h"
#include "base/enc.h"
#include "base/utf8.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_SIGNATURES = 64, NOTE_LONGEST = 1 << 20, ED25519_TYPE = 1 };
static const char dash[] = "\xe2\x80\x94 ";     /* em dash, space */

/* --- tiles ----------------------------------------------------------------- */

char *tile_path(int level, uint64_t n, int width, char out[TILE_PATH])
{
	char text[64] = "";
	int at = sizeof text - 1, groups = 0;
	do {
		char part[8];
		snprintf(part, sizeof part, groups ? "x%03u/" : "%03u", (unsigned)(n % 1000));
		size_t len = strlen(part);
		at -= (int)len;
		memcpy(text + at, part, len);
		n /= 1000;
		groups++;
	} while (n);
	int len = snprintf(out, TILE_PATH, "%d/%s", level, text + at);
	if (width < TILE_WIDTH)
		snprintf(out + len, TILE_PATH - (size_t)len, ".p/%d", width);
	return out;
}

bool tile_path_read(const char *path, int *ret_level, uint64_t *ret_n, int *ret_width)
{
	char again[TILE_PATH];
	char *end;
	uint64_t n = 0;
	long width = TILE_WIDTH, level = strtol(path, &end, 10);
	const char *s = end;
	int groups = 0;

	if (level < 0 || level > 63 || *s++ != '/')
		return false;
	for (bool more = true; more; groups++) {
		more = *s == 'x';
		s += more;
		if (groups == 6 || strspn(s, "0123456789") != 3)
			return false;
		n = n * 1000 + strtoull(s, &end, 10);
		s = end;
		if (more && *s++ != '/')
			return false;
	}
	if (strncmp(s, ".p/", 3) == 0) {
		width = strtol(s + 3, &end, 10);
		s = end;
	}
	if (*s || width < 1 || strlen(path) >= TILE_PATH ||
	    strcmp(tile_path((int)level, n, (int)width, again), path) != 0)
		return false;
	*ret_level = (int)level;
	*ret_n = n;
	*ret_width = (int)width;
	return true;
}

struct hash tile_root(const struct hash *h, int n)
{
	if (n == 1)
		return h[0];
	struct hash l = tile_root(h, n / 2), r = tile_root(h + n / 2, n / 2);
	return merkle_node(&l, &r);
}

/* --- keys ------------------------------------------------------------------ */

bool key_name_ok(const char *name)
{
	size_t n = strlen(name);
	if (!n || n >= KEY_NAME || !utf8_valid(name, n))
		return false;
	for (size_t i = 0, len; i < n; i += len) {
		uint32_t c = utf8_char(name + i, &len);
		if (c <= ' ' || c == '+' || c == 0x7f || c == 0x85 || c == 0xa0 ||
		    c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
		    c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000)
			return false;
	}
	return true;
}

static void key_id(struct verify_key *k)
{
	uint8_t head[KEY_NAME + 2];
	size_t n = strlen(k->name);
	memcpy(head, k->name, n);
	head[n] = '\n';
	head[n + 1] = ED25519_TYPE;
	struct hash h = hash_two(head, n + 2, k->public, sizeof k->public);
	memcpy(k->id, h.b, sizeof k->id);
}

bool sign_key_make(const char *name, const uint8_t seed[32], struct sign_key *ret_key)
{
	struct sign_key k = { 0 };
	size_t n = sizeof k.pub.public;
	if (!key_name_ok(name))
		return false;
	snprintf(k.pub.name, sizeof k.pub.name, "%s", name);
	memcpy(k.seed, seed, sizeof k.seed);
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, 32);
	bool ok = key && EVP_PKEY_get_raw_public_key(key, k.pub.public, &n) == 1;
	EVP_PKEY_free(key);
	if (!ok)
		return false;
	key_id(&k.pub);
	*ret_key = k;
	return true;
}

void vkey_text(const struct verify_key *k, struct buf *out)
{
	uint8_t raw[33] = { ED25519_TYPE };
	char hex[HEX_TEXT(4)], b64[B64_TEXT(33)];
	memcpy(raw + 1, k->public, 32);
	buf_text(out, k->name);
	buf_byte(out, '+');
	buf_text(out, hex_text(k->id, 4, hex));
	buf_byte(out, '+');
	buf_text(out, b64_text(raw, sizeof raw, b64));
}

bool vkey_read(const char *text, struct verify_key *ret_key)
{
	struct verify_key k = { 0 };
	uint8_t raw[34], id[4];
	const char *plus = strchr(text, '+');
	const char *second = plus ? strchr(plus + 1, '+') : NULL;
	if (!second || second - plus != 9 || plus - text >= KEY_NAME)
		return false;
	memcpy(k.name, text, (size_t)(plus - text));
	char hex[9] = "";
	memcpy(hex, plus + 1, 8);
	if (!key_name_ok(k.name) || !hex_read(hex, 4, id) ||
	    b64_read(second + 1, strlen(second + 1), raw, sizeof raw) != 33 ||
	    raw[0] != ED25519_TYPE)
		return false;
	memcpy(k.public, raw + 1, 32);
	key_id(&k);
	if (memcmp(k.id, id, 4) != 0)
		return false;
	*ret_key = k;
	return true;
}

/* --- notes ----------------------------------------------------------------- */

bool note_sign(struct buf *out, const char *text, size_t n, const struct sign_key *k)
{
	uint8_t raw[4 + 64];
	size_t len = 64;
	char b64[B64_TEXT(68)];
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, k->seed, 32);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	memcpy(raw, k->pub.id, 4);
	bool ok = key && md && EVP_DigestSignInit(md, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestSign(md, raw + 4, &len, (const uint8_t *)text, n) == 1 && len == 64;
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	if (!ok)
		return false;
	buf_bytes(out, text, n);
	buf_byte(out, '\n');
	buf_text(out, dash);
	buf_text(out, k->pub.name);
	buf_byte(out, ' ');
	buf_text(out, b64_text(raw, sizeof raw, b64));
	buf_byte(out, '\n');
	return buf_ok(out);
}

bool ed25519_check(const uint8_t public[32], const uint8_t sig[64], const void *p, size_t n)
{
	EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public, 32);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	bool ok = key && md && EVP_DigestVerifyInit(md, NULL, NULL, NULL, key) == 1 &&
		  EVP_DigestVerify(md, sig, 64, p, n) == 1;
	EVP_MD_CTX_free(md);
	EVP_PKEY_free(key);
	return ok;
}

/* One line "— name base64": 1 signed by k, 0 by somebody else, -1 no such line. */
static int signature_line(const char *line, size_t n, const char *text, size_t ntext,
			  const struct verify_key *k)
{
	uint8_t raw[8192];
	size_t head = strlen(dash), name = strlen(k->name);
	if (n < head || memcmp(line, dash, head) != 0)
		return -1;
	line += head;
	n -= head;
	const char *space = memchr(line, ' ', n);
	if (!space || space == line)
		return -1;
	const char *sig = space + 1;
	long len = b64_read(sig, n - (size_t)(sig - line), raw, sizeof raw);
	if (len < 5)
		return -1;
	if ((size_t)(space - line) != name || memcmp(line, k->name, name) != 0 ||
	    memcmp(raw, k->id, 4) != 0)
		return 0;
	return len == 68 && ed25519_check(k->public, raw + 4, text, ntext) ? 1 : -1;
}

static bool plain(const char *note, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)note[i] < ' ' && note[i] != '\n')
			return false;
	return utf8_valid(note, n);
}

/* Where the text ends: the last blank line parts it from the signatures. */
static size_t text_length(const char *note, size_t n)
{
	for (size_t i = n; i-- > 1;)
		if (note[i] == '\n' && note[i - 1] == '\n')
			return i;
	return 0;
}

size_t note_open(const char *note, size_t n, const struct verify_key *k)
{
	if (n < 4 || n > NOTE_LONGEST || note[n - 1] != '\n' || !plain(note, n))
		return 0;
	size_t text = text_length(note, n);
	const char *at = note + text + 1, *end = note + n;
	bool signed_by_k = false;
	if (!text || at == end)
		return 0;
	for (int lines = 0; at < end; lines++) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		int s = nl ? signature_line(at, (size_t)(nl - at), note, text, k) : -1;
		if (s < 0 || lines == NOTE_SIGNATURES)
			return 0;
		signed_by_k |= s == 1;
		at = nl + 1;
	}
	return signed_by_k ? text : 0;
}

/* --- checkpoints ----------------------------------------------------------- */

void checkpoint_text(struct buf *out, const char *origin, const struct checkpoint *c)
{
	char b64[B64_TEXT(HASH_SIZE)];
	buf_text(out, origin);
	buf_byte(out, '\n');
	buf_int(out, (int64_t)c->size);
	buf_byte(out, '\n');
	buf_text(out, b64_text(c->root.b, HASH_SIZE, b64));
	buf_byte(out, '\n');
}

/* Only what checkpoint_text() would write is taken, so there is one spelling. */
bool checkpoint_open(const char *note, size_t n, const struct verify_key *k,
		     struct checkpoint *ret)
{
	struct checkpoint c = { 0 };
	char b64[B64_TEXT(HASH_SIZE)];
	size_t text = note_open(note, n, k), name = strlen(k->name);
	if (!text || text < name + 2 || memcmp(note, k->name, name) != 0 || note[name] != '\n')
		return false;
	const char *number = note + name + 1;
	char *end;
	c.size = strtoull(number, &end, 10);
	if (c.size > INT64_MAX || *end != '\n' ||
	    note + text - (end + 1) != B64_TEXT(HASH_SIZE))
		return false;
	memcpy(b64, end + 1, sizeof b64 - 1);
	b64[sizeof b64 - 1] = 0;
	if (b64_read(b64, strlen(b64), c.root.b, HASH_SIZE) != HASH_SIZE)
		return false;
	AUTO_BUF again = buf_make(4096);
	checkpoint_text(&again, k->name, &c);
	if (again.n != text || memcmp(again.p, note, text) != 0)
		return false;
	*ret = c;
	return true;
}
