/* fuzz_leaf.c - leaves of the record and their private parts, as a copy or a
 * backup might bring them. Held: what reads as a leaf is the one way to write it
 * (written again it is the same bytes); what a feature notes reads back the same,
 * and each commitment opens to what was committed and to nothing else.
 *
 * Input: a leaf, or a private part; or texts, a line each, to make a leaf of. */
#include "core/leaf.h"
#include "base/buf.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void put_span(struct buf *b, struct span s)
{
	buf_run(b, s.p, s.n);
}

static void write_again(const struct leaf_facts *f, const uint8_t *data, size_t n)
{
	AUTO_BUF b = buf_make(1 << 20);
	buf_u8(&b, 1);
	buf_u8(&b, (uint8_t)f->kind);
	buf_u64(&b, (uint64_t)f->at.n);
	buf_bytes(&b, f->call, LEAF_CALL);
	put_span(&b, f->node);
	put_span(&b, f->act);
	put_span(&b, f->outcome);
	put_span(&b, f->org);
	put_span(&b, f->principal);
	put_span(&b, f->resource);
	buf_u64(&b, (uint64_t)f->resource_version);
	put_span(&b, f->grant);
	put_span(&b, f->case_id);
	put_span(&b, f->object);
	put_span(&b, f->purpose);
	buf_u64(&b, (uint64_t)f->rows);
	buf_u64(&b, (uint64_t)f->bytes);
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++)
		put_span(&b, f->commit[t]);
	buf_u32(&b, (uint32_t)f->nsubjects);
	if (f->nsubjects)
		buf_bytes(&b, f->subjects, f->nsubjects * HASH_SIZE);
	PRE(b.n == n && memcmp(b.p, data, n) == 0);
}

static void write_secret_again(const struct leaf_secret *s, const uint8_t *data, size_t n)
{
	AUTO_BUF b = buf_make(1 << 20);
	buf_u8(&b, s->seed ? 1 : 2);            /* 2: what was erased left its hash and tags */
	buf_bytes(&b, s->hash.b, HASH_SIZE);
	if (s->seed)
		buf_bytes(&b, s->seed, 32);
	for (int t = COMMIT_REQUEST; s->seed && t < COMMIT_SUBJECT; t++)
		put_span(&b, s->open[t]);
	buf_u32(&b, (uint32_t)s->nsubjects);
	if (s->nsubjects)
		buf_bytes(&b, s->subjects, s->nsubjects * SUBJECT_TAG);
	PRE(b.n == n && memcmp(b.p, data, n) == 0);
}

static bool is(struct span s, const char *text)
{
	return s.n == strlen(text) && (!s.n || memcmp(s.p, text, s.n) == 0);
}

static bool opens(const struct leaf_facts *f, const struct leaf_secret *s, enum commit_tag tag)
{
	if (!s->open[tag].n)
		return f->commit[tag].n == 0;
	struct hash h = commitment(s->seed, tag, 0, s->open[tag].p, s->open[tag].n);
	struct hash other = commitment(s->seed, tag, 1, s->open[tag].p, s->open[tag].n);
	return f->commit[tag].n == HASH_SIZE && memcmp(f->commit[tag].p, h.b, HASH_SIZE) == 0 &&
	       memcmp(h.b, other.b, HASH_SIZE) != 0;
}

static void make(struct ctx *cx, char *const *line, uint8_t first)
{
	const char *const subjects[] = { line[8], line[9] };
	struct hash request = hash_of(line[0], strlen(line[0]));
	struct note note = { .kind = (enum note_kind)(1 + first % (NOTE_MAX_ - 1)),
		.act = line[0], .outcome = line[1], .org = line[2], .principal = line[3],
		.resource = line[4], .object = line[5], .matter = line[6], .detail = line[7],
		.peer = line[1], .subjects = subjects, .nsubjects = first % 3,
		.request = first & 1 ? &request : NULL, .rows = first, .bytes = -1 };
	struct leaf_frame frame = { .node = line[9], .at = { 1700000000000 }, .seed = { first } };
	struct leaf l = leaf_make(cx, &note, &frame);
	struct leaf_facts f;
	struct leaf_secret s;
	PRE(leaf_read(l.bytes, l.nbytes, &f) && secret_read(l.secret, l.nsecret, &s));
	PRE(f.kind == note.kind && f.at.n == frame.at.n && f.rows == first && f.bytes == -1);
	PRE(is(f.node, line[9]) && is(f.act, line[0]) && is(f.outcome, line[1]) &&
	    is(f.org, line[2]) && is(f.principal, line[3]) && is(f.resource, line[4]) &&
	    is(f.object, line[5]) && f.grant.n == 0 && f.nsubjects == note.nsubjects);
	PRE(hash_same(&s.hash, &l.hash) && is(s.open[COMMIT_MATTER], line[6]) &&
	    is(s.open[COMMIT_DETAIL], line[7]));
	for (int t = COMMIT_REQUEST; t < COMMIT_SUBJECT; t++)
		PRE(opens(&f, &s, (enum commit_tag)t));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct leaf_facts f;
	struct leaf_secret s;
	char *line[10];
	if (leaf_read(data, n, &f))
		write_again(&f, data, n);
	if (secret_read(data, n, &s))
		write_secret_again(&s, data, n);
	if (!n)
		return 0;
	AUTO_CTX cx;
	ctx_init(&cx, (ms_t){ 0 }, 16 << 20);
	char *at = ctx_textn(&cx, data, strnlen((const char *)data, n));
	for (int i = 0; i < 10; i++) {
		size_t len = strcspn(at, "\n");
		line[i] = ctx_textn(&cx, at, len);
		at += len + (at[len] == '\n');
	}
	make(&cx, line, data[0]);
	return 0;
}
