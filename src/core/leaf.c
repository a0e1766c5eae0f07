/* leaf.c - the canonical bytes of a leaf and of its private part.
 *
 * Leaf, version 1, numbers big-endian, "run" = u32 length and that many bytes:
 *   u8 1, u8 kind, u64 at, 16 bytes call,
 *   run node, act, outcome, org, principal, resource, u64 resource_version,
 *   run grant, case, object, purpose, u64 rows, u64 bytes,
 *   run commitment to request, response, matter, detail, peer (0 or 32 bytes),
 *   u32 n, n x 32 bytes commitments to subjects.
 * Private part, version 1:
 *   u8 1, 32 bytes leaf hash, 32 bytes seed,
 *   run request, response, matter, detail, peer, u32 n, n x 16 bytes tags.
 * A private part a person was erased from: empty, or
 *   u8 2, 32 bytes leaf hash, u32 n, n x 16 bytes tags of the others.
 * There is one way to write a note and the readers take no other. */
#include "core/leaf.h"
#include "base/buf.h"
#include <endian.h>
#include <string.h>

static const struct { const char *word; enum note_kind kind; } kinds[] = {
#define X(id, n, word) { word, NOTE_##id },
	NOTE_TABLE(X)
#undef X
};
enum { KINDS = sizeof kinds / sizeof kinds[0], LEAF_MAX = 1 << 24, LEAF_USUAL = 500 };

const char *note_word(enum note_kind k)
{
	int i = (int)k - 1;             /* numbered from 1 on, without a gap */
	return i >= 0 && i < KINDS && kinds[i].kind == k ? kinds[i].word : NULL;
}

bool note_read(const char *word, enum note_kind *ret_kind)
{
	for (int i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].word, word) == 0) {
			*ret_kind = kinds[i].kind;
			return true;
		}
	return false;
}

/* --- derived values ---------------------------------------------------- */

/* salt = HMAC(seed, label ‖ tag ‖ i); commitment = SHA-256(0x10 ‖ tag ‖ salt ‖
 * value). One value can be opened by showing its salt without opening others. */
static struct hash commit(const struct hash_key *seed, enum commit_tag tag, uint32_t i,
			  const void *value, size_t n)
{
	uint8_t label[17] = "gongshu salt";
	label[12] = (uint8_t)tag;
	for (int b = 0; b < 4; b++)
		label[13 + b] = (uint8_t)(i >> (24 - 8 * b));
	struct hash salt = hash_under(seed, label, sizeof label);
	uint8_t head[2 + HASH_SIZE] = { 0x10, (uint8_t)tag };
	memcpy(head + 2, salt.b, HASH_SIZE);
	return hash_two(head, sizeof head, value, n);
}

struct hash commitment(const uint8_t seed[32], enum commit_tag tag, uint32_t i,
		       const void *value, size_t n)
{
	struct hash_key k;
	hash_key_make(&k, seed, 32);
	struct hash h = commit(&k, tag, i, value, n);
	explicit_bzero(&k, sizeof k);
	return h;
}

void subject_year_key(const uint8_t master[32], int year, uint8_t ret_key[32])
{
	uint8_t label[16] = "gongshu subject";
	uint8_t text[20];
	memcpy(text, label, 16);
	for (int b = 0; b < 4; b++)
		text[16 + b] = (uint8_t)((uint32_t)year >> (24 - 8 * b));
	struct hash k = hash_keyed(master, 32, text, sizeof text);
	memcpy(ret_key, k.b, 32);
}

void subject_tag(const uint8_t key[32], const char *id, uint8_t ret_tag[SUBJECT_TAG])
{
	struct hash h = hash_keyed(key, 32, id, strlen(id));
	memcpy(ret_tag, h.b, SUBJECT_TAG);
}

/* --- writing ------------------------------------------------------------- */

struct value { const void *p; size_t n; };

static struct value text_value(const char *s)
{
	return (struct value){ s, s ? strlen(s) : 0 };
}

static struct value hash_value(const struct hash *h)
{
	return (struct value){ h, h ? HASH_SIZE : 0 };
}

static void values_of(const struct note *n, struct value out[COMMIT_SUBJECT])
{
	out[COMMIT_REQUEST] = hash_value(n->request);
	out[COMMIT_RESPONSE] = hash_value(n->response);
	out[COMMIT_MATTER] = text_value(n->matter);
	out[COMMIT_DETAIL] = text_value(n->detail);
	out[COMMIT_PEER] = text_value(n->peer);
}

static void put_text(struct buf *b, const char *s)
{
	buf_run(b, s, s ? strlen(s) : 0);
}

static void put_leaf(struct buf *b, const struct note *n, const struct leaf_frame *f,
		     const struct value *values)
{
	struct hash call = hash_two("gongshu call", 12, f->seed, sizeof f->seed);
	struct hash_key seed;

	hash_key_make(&seed, f->seed, sizeof f->seed);
	buf_u8(b, 1);
	buf_u8(b, (uint8_t)n->kind);
	buf_u64(b, (uint64_t)f->at.n);
	buf_bytes(b, call.b, LEAF_CALL);
	put_text(b, f->node);
	put_text(b, n->act);
	put_text(b, n->outcome ? n->outcome : "ok");
	put_text(b, n->org);
	put_text(b, n->principal);
	put_text(b, n->resource);
	buf_u64(b, (uint64_t)n->resource_version);
	put_text(b, n->grant);
	put_text(b, n->case_id);
	put_text(b, n->object);
	put_text(b, n->purpose);
	buf_u64(b, (uint64_t)n->rows);
	buf_u64(b, (uint64_t)n->bytes);
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++) {
		struct hash c = { 0 };
		if (values[t].n)
			c = commit(&seed, (enum commit_tag)t, 0, values[t].p, values[t].n);
		buf_run(b, c.b, values[t].n ? HASH_SIZE : 0);
	}
	buf_u32(b, (uint32_t)n->nsubjects);
	for (size_t i = 0; i < n->nsubjects; i++) {
		struct hash c = commit(&seed, COMMIT_SUBJECT, (uint32_t)i, n->subjects[i],
				       strlen(n->subjects[i]));
		buf_bytes(b, c.b, HASH_SIZE);
	}
	explicit_bzero(&seed, sizeof seed);
}

static void put_secret(struct buf *b, const struct note *n, const struct leaf_frame *f,
		       const struct hash *hash, const struct value *values)
{
	buf_u8(b, 1);
	buf_bytes(b, hash->b, HASH_SIZE);
	buf_bytes(b, f->seed, sizeof f->seed);
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++)
		buf_run(b, values[t].p, values[t].n);
	buf_u32(b, (uint32_t)n->nsubjects);
	struct hash_key key;
	hash_key_make(&key, f->subject_key, sizeof f->subject_key);
	for (size_t i = 0; i < n->nsubjects; i++) {
		struct hash tag = hash_under(&key, n->subjects[i], strlen(n->subjects[i]));
		buf_bytes(b, tag.b, SUBJECT_TAG);
	}
	explicit_bzero(&key, sizeof key);
}

static const void *keep(struct ctx *cx, const struct buf *b)
{
	void *p = ctx_alloc(cx, b->n ? b->n : 1);
	memcpy(p, b->p, b->n);
	return p;
}

struct leaf leaf_make(struct ctx *cx, const struct note *n, const struct leaf_frame *f)
{
	struct value values[COMMIT_SUBJECT] = { { 0 } };
	AUTO_BUF b = buf_make(LEAF_MAX);
	AUTO_BUF s = buf_make(LEAF_MAX);
	struct leaf l = { 0 };

	PRE(note_word(n->kind) != NULL);
	(void)buf_reserve(&b, LEAF_USUAL);
	(void)buf_reserve(&s, LEAF_USUAL);
	values_of(n, values);
	put_leaf(&b, n, f, values);
	PRE(buf_ok(&b));
	l.hash = hash_two("\0", 1, b.p, b.n);
	put_secret(&s, n, f, &l.hash, values);
	PRE(buf_ok(&s));
	l.bytes = keep(cx, &b);
	l.nbytes = b.n;
	l.secret = keep(cx, &s);
	l.nsecret = s.n;
	return l;
}

/* --- reading ------------------------------------------------------------- */

struct reader { const uint8_t *p; size_t n; bool bad; };

static inline const uint8_t *take(struct reader *r, size_t n)
{
	if (r->bad || n > r->n) {
		r->bad = true;
		return NULL;
	}
	const uint8_t *p = r->p;
	r->p += n;
	r->n -= n;
	return p;
}

static uint8_t take_byte(struct reader *r)
{
	const uint8_t *p = take(r, 1);
	return p ? *p : 0;
}

static uint32_t take_u32(struct reader *r)
{
	uint32_t v = 0;
	const uint8_t *p = take(r, 4);
	if (p)
		memcpy(&v, p, 4);
	return be32toh(v);
}

static uint64_t take_u64(struct reader *r)
{
	uint64_t v = 0;
	const uint8_t *p = take(r, 8);
	if (p)
		memcpy(&v, p, 8);
	return be64toh(v);
}

static struct span take_run(struct reader *r)
{
	size_t n = (size_t)take_u32(r);
	return (struct span){ take(r, n), n };
}

static struct span take_commit(struct reader *r)
{
	struct span s = take_run(r);
	if (s.n && s.n != HASH_SIZE)
		r->bad = true;
	return s;
}

bool leaf_read(const void *bytes, size_t n, struct leaf_facts *ret_facts)
{
	struct reader r = { bytes, n, false };
	struct leaf_facts f = { 0 };

	if (take_byte(&r) != 1)
		return false;
	f.kind = (enum note_kind)take_byte(&r);
	f.at.n = (int64_t)take_u64(&r);
	const uint8_t *call = take(&r, LEAF_CALL);
	if (!call || !note_word(f.kind))
		return false;
	memcpy(f.call, call, LEAF_CALL);
	f.node = take_run(&r);
	f.act = take_run(&r);
	f.outcome = take_run(&r);
	f.org = take_run(&r);
	f.principal = take_run(&r);
	f.resource = take_run(&r);
	f.resource_version = (int64_t)take_u64(&r);
	f.grant = take_run(&r);
	f.case_id = take_run(&r);
	f.object = take_run(&r);
	f.purpose = take_run(&r);
	f.rows = (int64_t)take_u64(&r);
	f.bytes = (int64_t)take_u64(&r);
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++)
		f.commit[t] = take_commit(&r);
	f.nsubjects = (size_t)take_u32(&r);
	f.subjects = take(&r, f.nsubjects * HASH_SIZE);
	if (r.bad || r.n)
		return false;
	*ret_facts = f;
	return true;
}

static void take_values(struct reader *r, struct leaf_secret *s)
{
	s->seed = take(r, 32);
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++)
		s->open[t] = take_run(r);
}

bool secret_read(const void *bytes, size_t n, struct leaf_secret *ret_secret)
{
	struct reader r = { bytes, n, false };
	struct leaf_secret s = { 0 };
	uint8_t version = take_byte(&r);

	if (version != 1 && version != 2)
		return false;
	const uint8_t *hash = take(&r, HASH_SIZE);
	if (!hash)
		return false;
	memcpy(s.hash.b, hash, HASH_SIZE);
	if (version == 1)
		take_values(&r, &s);
	s.nsubjects = take_u32(&r);
	s.subjects = take(&r, s.nsubjects * SUBJECT_TAG);
	if (r.bad || r.n)
		return false;
	*ret_secret = s;
	return true;
}

/* --- erasing --------------------------------------------------------------- */

static bool is_one_of(const uint8_t *tag, const uint8_t *tags, int ntags)
{
	for (int i = 0; i < ntags; i++)
		if (memcmp(tag, tags + (size_t)i * SUBJECT_TAG, SUBJECT_TAG) == 0)
			return true;
	return false;
}

bool secret_about(const struct leaf_secret *s, const uint8_t *tags, int ntags)
{
	for (size_t i = 0; i < s->nsubjects; i++)
		if (is_one_of(s->subjects + i * SUBJECT_TAG, tags, ntags))
			return true;
	return false;
}

void secret_erase(const struct leaf_secret *s, const uint8_t *tags, int ntags, struct buf *out)
{
	uint32_t others = 0;
	for (size_t i = 0; i < s->nsubjects; i++)
		others += !is_one_of(s->subjects + i * SUBJECT_TAG, tags, ntags);
	if (!others)
		return;
	buf_u8(out, 2);
	buf_bytes(out, s->hash.b, HASH_SIZE);
	buf_u32(out, others);
	for (size_t i = 0; i < s->nsubjects; i++)
		if (!is_one_of(s->subjects + i * SUBJECT_TAG, tags, ntags))
			buf_bytes(out, s->subjects + i * SUBJECT_TAG, SUBJECT_TAG);
}
