/* record_http.c - what is shown of the record, and to whom.
 *
 * Checkpoint, tiles and proofs hold hashes only and are public. The search is
 * the auditor's. A person of verified identity sees the leaves that carry their
 * tag, and of those who, when, what for - never who else was in the answer. */
#include "record/record_http.h"
#include "account/account.h"
#include "app.h"
#include "base/enc.h"
#include "base/utf8.h"
#include "catalogue/catalogue.h"
#include "grant/grant.h"
#include "record/found.h"
#include "record/show.h"
#include "record/takeout.h"
#include "record_schema.h"
#include "web/req.h"
#include <string.h>

enum { ASSURANCE_LEAST = 2, WAIT_MS = 1500, YEARS = TAGS_MOST };

/* --- hashes for everybody -------------------------------------------------- */

static enum err get_checkpoint(struct ctx *cx, struct req *rq)
{
	struct checkpoint c;
	const char *note = record_checkpoint(cx, rq->app->record, &c);
	if (!note)
		return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_CHECKPOINT());
	answer_header(rq, "Cache-Control", "no-cache");
	answer_bytes(rq, 200, "text/plain; charset=utf-8", note, strlen(note));
	return OK;
}

/* Who signs, as a verifier key of C2SP signed-note. Whoever wants to trust nobody
 * compares it with one they were given another way. */
static enum err get_key(struct ctx *cx, struct req *rq)
{
	AUTO_BUF b = buf_make(1024);
	(void)cx;
	vkey_text(&rq->app->record->keys.sign.pub, &b);
	buf_byte(&b, '\n');
	answer_header(rq, "Cache-Control", "no-cache");
	answer_bytes(rq, 200, "text/plain; charset=utf-8", b.p, b.n);
	return OK;
}

static enum err get_tile(struct ctx *cx, struct req *rq)
{
	struct checkpoint c = { 0 };
	int level, width;
	uint64_t n;
	if (!tile_path_read(rq->seg[0], &level, &n, &width))
		return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_TILE());
	record_checkpoint(cx, rq->app->record, &c);
	uint64_t all = level < TILE_LEVELS ? c.size >> (8 * level) : 0;
	struct hash *h = ctx_array(cx, struct hash, TILE_WIDTH);
	if (n >= all || all - n * TILE_WIDTH < (uint64_t)width || n > all / TILE_WIDTH ||
	    !tile_load(ctx_print(cx, "%s/tile", rq->app->record->dir), level, n, width, h))
		return fail(cx, ERR_NOT_FOUND, SAY_RECORD_NO_TILE());
	answer_header(rq, "Cache-Control", "public, max-age=31536000, immutable");
	answer_bytes(rq, 200, "application/octet-stream", h, (size_t)width * HASH_SIZE);
	return OK;
}

/* A known leaf that waits for its place, or one nobody has seen: ask again. */
static enum err pending(struct ctx *cx, struct req *rq)
{
	struct said said = SAY_RECORD_NO_LEAF();
	AUTO_BUF b = buf_make(4096);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key_text(&j, "type", "urn:gongshu:problem:not-found");
	jout_key_text(&j, "title", err_name(ERR_NOT_FOUND));
	jout_key_int(&j, "status", 404);
	jout_key_text(&j, "code", said_code(said.id));
	jout_key_text(&j, "detail", said_words(cx, said, SAID_ZH));
	jout_key_text(&j, "detail_en", said_words(cx, said, SAID_EN));
	jout_close(&j);
	answer_header(rq, "Retry-After", "1");
	answer_bytes(rq, 404, "application/problem+json", b.p, b.n);
	return OK;
}

/* Which of the candidates really is this leaf, under the given tree. */
static bool place_of(struct tile_reader *t, const struct hash *leaf, const uint64_t *at, int n,
		     uint64_t *ret)
{
	struct hash h;
	for (int i = 0; i < n; i++)
		if (at[i] < t->size && tile_hash(t, 0, at[i], &h) && hash_same(&h, leaf)) {
			*ret = at[i];
			return true;
		}
	return false;
}

static enum err get_proof(struct ctx *cx, struct req *rq)
{
	struct record *r = rq->app->record;
	struct hash leaf;
	struct checkpoint c;
	uint64_t at[8], index;
	int n = 0;
	if (b64url_read(rq->seg[0], strlen(rq->seg[0]), leaf.b, HASH_SIZE) != HASH_SIZE)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("hash")), "hash");
	TRY(index_of_hash(cx, r->index, &leaf, at, 8, &n));
	const char *note = record_checkpoint(cx, r, &c);
	struct tile_reader *t = ctx_new(cx, struct tile_reader);
	*t = (struct tile_reader){ .dir = ctx_print(cx, "%s/tile", r->dir), .size = c.size };
	if (!note || !place_of(t, &leaf, at, n, &index))
		return pending(cx, rq);
	struct proof *p = ctx_new(cx, struct proof);
	if (!merkle_inclusion(tile_hash, t, index, c.size, p))
		return fail(cx, ERR_INTERNAL, SAY_RECORD_TILES_BAD((int64_t)c.size));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "index", (int64_t)index);
	jout_key_int(j, "size", (int64_t)c.size);
	jout_key(j, "hashes");
	jout_list(j);
	for (int i = 0; i < p->n; i++) {
		char b64[B64_TEXT(HASH_SIZE)];
		jout_text(j, b64_text(p->h[i].b, HASH_SIZE, b64));
	}
	jout_end_list(j);
	jout_key_text(j, "checkpoint", note);
	jout_close(j);
	return OK;
}

/* --- the auditor's search -------------------------------------------------- */

/* An entry may be named by its id or its code. */
static const char *resource_asked(struct ctx *cx, struct req *rq)
{
	struct resource res;
	const char *text = req_given(rq, "resource");
	return text && resource_by_code(cx, rq->db, text, &res) == OK ? res.id : text;
}

static enum err read_query(struct ctx *cx, struct req *rq, struct index_query *q)
{
	struct page page;
	const char *kind = req_given(rq, "kind");
	TRY(req_page(cx, rq, &page));
	q->limit = page.limit;
	q->before = page.after ? strtoll(page.after, NULL, 10) : INT64_MAX;
	if (kind && !note_read(kind, &q->kind))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("kind")), "kind");
	q->org = req_given(rq, "org");
	q->principal = req_given(rq, "principal");
	q->resource = resource_asked(cx, rq);
	q->grant = req_given(rq, "grant");
	q->case_id = req_given(rq, "case");
	q->outcome = req_given(rq, "outcome");
	TRY(record_time(cx, rq, "from", false, &q->from));
	return record_time(cx, rq, "to", true, &q->to);
}

static const char *next_key(struct ctx *cx, const struct index_query *q, const int64_t *at,
			    int64_t n)
{
	return n == q->limit && at[n - 1] > 0 ? ctx_print(cx, "%lld", (long long)at[n - 1])
					      : NULL;
}

static enum err get_record(struct ctx *cx, struct req *rq)
{
	struct index_query q = { 0 };
	int64_t *at, n, total;
	TRY(read_query(cx, rq, &q));
	record_wait(rq->app->record, WAIT_MS);
	TRY(index_search(cx, rq->app->record->index, &q, &at, &n, &total));
	struct jout *j = answer_list(rq);
	for (int64_t i = 0; i < n; i++) {
		struct found_leaf f = { .at = -1 };
		TRY(shown_load(cx, rq, at[i], &f));
		shown_leaf(cx, rq, j, &f);
	}
	answer_list_end(cx, rq, next_key(cx, &q, at, n), total);
	return OK;
}

/* --- taking the record along ------------------------------------------------ */

enum { EXPORT_PAGE = 1000, EXPORT_MOST = 20000, EXPORT_BYTES = 64 << 20 };

/* Leaf by leaf in an arena of its own, which is emptied each time. */
static enum err export_leaf(struct ctx *cx, struct req *rq, int64_t at, struct buf *out)
{
	struct found_leaf f = { .at = -1 };
	AUTO_CTX one;
	ctx_init(&one, cx->now, 0);
	enum err e = shown_load(&one, rq, at, &f);
	if (e != OK) {
		cx->fault = (struct fault){ .said = one.fault.said };
		return e;
	}
	struct jout j = jout_to(out);
	shown_leaf(&one, rq, &j, &f);
	buf_byte(out, '\n');
	return buf_ok(out) ? OK : fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
}

/* Why it is taken along stands on its own leaf (R39.1). */
static enum err get_export(struct ctx *cx, struct req *rq)
{
	struct index_query q = { 0 };
	const char *reason;
	int64_t *at, n, total, rows = 0;
	AUTO_BUF out = buf_make(EXPORT_BYTES);
	TRY(takeout_reason(cx, rq, &reason));
	TRY(read_query(cx, rq, &q));
	q.limit = EXPORT_PAGE;
	record_wait(rq->app->record, WAIT_MS);
	do {
		TRY(index_search(cx, rq->app->record->index, &q, &at, &n, &total));
		for (int64_t i = 0; i < n; i++)
			TRY(export_leaf(cx, rq, at[i], &out));
		rows += n;
		q.before = n ? at[n - 1] : 0;
	} while (n == EXPORT_PAGE && rows < EXPORT_MOST);
	answer_header(rq, "Content-Disposition", "attachment; filename=\"record.ndjson\"");
	answer_header(rq, "Cache-Control", "no-store");
	answer_bytes(rq, 200, "application/x-ndjson", out.p, out.n);
	takeout_answer(rq, &(struct takeout){ .act = "record-export", .reason = reason, .rows = rows,
					      .bytes = (int64_t)out.n });
	return OK;
}

/* --- who looked me up ------------------------------------------------------ */

/* What the agency said it was for; the leaf itself holds the grant's short code. */
static const char *purpose_of(struct ctx *cx, struct req *rq, const struct found_leaf *f)
{
	const char *id = shown_word(cx, f->facts.grant);
	struct grant g;
	if (id && *id && grant_by_id(cx, rq->db, id, &g) == OK && g.purpose)
		return g.purpose;
	return shown_word(cx, f->facts.purpose);
}

static void put_access(struct ctx *cx, struct req *rq, struct jout *j, const struct found_leaf *f)
{
	const char *org = shown_word(cx, f->facts.org), *entry = shown_word(cx, f->facts.resource);
	struct resource res;
	bool known = shown_entry(cx, rq, entry, &res);
	jout_open(j);
	jout_key_ms(j, "at", f->facts.at);
	jout_key_text(j, "org", org);
	jout_key_text(j, "org_name", shown_org(cx, rq, org));
	jout_key_text(j, "resource", entry);
	jout_key_text(j, "resource_code", known ? res.code : NULL);
	jout_key_text(j, "resource_title", known ? res.title : NULL);
	jout_key_text(j, "purpose", purpose_of(cx, rq, f));
	jout_key_text(j, "receipt", f->receipt);
	jout_close(j);
}

static enum err get_my_accesses(struct ctx *cx, struct req *rq)
{
	struct record *r = rq->app->record;
	const char *me = NULL;
	uint8_t tags[YEARS * SUBJECT_TAG], key[32];
	struct page page;
	int64_t *at, n, total;
	TRY(req_page(cx, rq, &page));
	if (rq->who->assurance >= ASSURANCE_LEAST)
		TRY(account_subject(cx, rq->app->account, rq->db, rq->who->id, &me));
	if (!me)
		return fail(cx, ERR_FORBIDDEN, SAY_RECORD_NO_IDENTITY());
	int year = day_split(cx->today).year;
	for (int i = 0; i < YEARS; i++) {
		subject_year_key(r->keys.subject, year - i, key);
		subject_tag(key, me, tags + (size_t)i * SUBJECT_TAG);
	}
	explicit_bzero(key, sizeof key);
	struct index_query q = { .tags = tags, .ntags = YEARS, .limit = page.limit,
		.before = page.after ? strtoll(page.after, NULL, 10) : INT64_MAX };
	record_wait(r, WAIT_MS);
	TRY(index_search(cx, r->index, &q, &at, &n, &total));
	struct jout *j = answer_list(rq);
	for (int64_t i = 0; i < n; i++) {
		struct found_leaf f = { .at = -1 };
		TRY(shown_load(cx, rq, at[i], &f));
		put_access(cx, rq, j, &f);
	}
	answer_list_end(cx, rq, next_key(cx, &q, at, n), total);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

/* clang-format off */
static const char *const search_query[] = { "kind", "org", "principal", "resource", "grant", "case",
	"outcome", "from", "to", "limit", "cursor", NULL };
static const char *const export_query[] = { "kind", "org", "principal", "resource", "grant", "case",
	"outcome", "from", "to", "reason", NULL };
static const char *const list_query[] = { "limit", "cursor", NULL };
static const struct route rows[] = {
{ .method = "GET", .path = "/record/v1/checkpoint", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .handle = get_checkpoint, .flags = ROUTE_ANY_ORIGIN,
  .about = "The newest signed head of the record (C2SP tlog-checkpoint)." },
{ .method = "GET", .path = "/record/v1/key", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .handle = get_key, .flags = ROUTE_ANY_ORIGIN,
  .about = "The key that signs the record's heads (C2SP signed-note: name, id, Ed25519)." },
{ .method = "GET", .path = "/record/v1/tile/{rest*}", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .handle = get_tile, .flags = ROUTE_ANY_ORIGIN,
  .about = "Hashes of the record's tree (C2SP tlog-tiles, without the entries)." },
{ .method = "GET", .path = "/record/v1/proof/{hash}", .needs = CAP_PUBLIC, .audit = AUDIT_NONE,
  .reply = &schema_record_proof, .handle = get_proof, .flags = ROUTE_ANY_ORIGIN,
  .about = "Proof that a leaf, named by its hash in base64url, stands in the record." },
{ .method = "GET", .path = "/api/v1/record", .needs = CAP_RECORD_READ, .audit = AUDIT_READ,
  .reply = &schema_record_leaves, .handle = get_record, .query = search_query,
  .about = "Search the record, newest first: who did what, when, why." },
{ .method = "GET", .path = "/api/v1/record/export", .needs = CAP_RECORD_READ,
  .audit = AUDIT_RELEASE, .handle = get_export, .query = export_query,
  .about = "The newest 20,000 matching leaves, one JSON object a line; itself put on record." },
{ .method = "GET", .path = "/open/v1/my-accesses", .needs = CAP_MY_ACCESSES, .audit = AUDIT_READ,
  .reply = &schema_my_accesses, .handle = get_my_accesses, .query = list_query,
  .about = "Which organisations looked up the signed-in person, when and what for." },
};
/* clang-format on */
const struct route_list record_routes = { rows, sizeof rows / sizeof rows[0], "record" };
