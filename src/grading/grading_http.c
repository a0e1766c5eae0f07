/* grading_http.c - what is suggested for an entry, what was decided, and the lists of
 * what still waits. */
#include "grading/grading_http.h"
#include "account/account.h"
#include "catalogue/check.h"
#include "core/pack.h"
#include "core/sight.h"
#include "grading/scan.h"
#include "grading_schema.h"
#include "ingest/dataset.h"
#include <stdio.h>
#include <string.h>

/* --- who --------------------------------------------------------------------------- */
/* The version worked on, for the agency and those who look over its entries. */
static enum err entry_of(struct ctx *cx, struct req *rq, struct resource *ret)
{
	struct resource seen;
	const struct org *agency;
	struct sight s = sight_of(cx, rq->who);
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &seen));
	TRY(account_org(cx, rq->db, seen.org, &agency));
	if (!sight_takes(&s, agency->id, agency->region))
		return fail(cx, ERR_FORBIDDEN, SAY_GRADING_NOT_YOURS());
	return resource_working(cx, rq->db, seen.id, ret);
}

/* --- one entry ----------------------------------------------------------------------- */
static void null_or_int(struct jout *j, const char *key, int64_t v)
{
	jout_key(j, key);
	if (v)
		jout_int(j, v);
	else
		jout_null(j);
}

static enum err scan_json(struct ctx *cx, struct db *db, struct jout *j, const struct resource *r)
{
	struct dataset d;
	bool more;
	AUTO_ROWS q = db_run(db, SQL_GRADING_SCAN_GET);
	bind_text(q, ":resource", r->id);
	TRY(rows_next(cx, q, &more));
	TRY(dataset_live(cx, db, r->no, &d));
	jout_key(j, "scanned_at");
	if (!more) {
		jout_null(j);
		return OK;
	}
	jout_ms(j, col_ms(q, "at"));
	jout_key_text(j, "scanned_by", col_text(cx, q, "by_name"));
	jout_key_int(j, "rows", col_int(q, "rows_live"));
	jout_key_int(j, "sampled", col_int(q, "sampled"));
	jout_key_bool(j, "stale", col_int(q, "data_version") != d.version);
	null_or_int(j, "lifted", col_int(q, "lifted"));
	return OK;
}

static void suggestion_json(struct jout *j, const struct kept_suggestion *s)
{
	bool open = strcmp(s->state, "open") == 0;
	jout_open(j);
	jout_key_int(j, "grade", s->grade);
	jout_key_text(j, "sensitivity", s->sense);
	jout_key_int(j, "confidence", s->confidence);
	jout_key_text(j, "mask", s->mask);
	jout_key_raw(j, "evidence", s->evidence);
	jout_key_text(j, "state", s->state);
	null_or_int(j, "decided", open ? 0 : s->decided);
	jout_key_text(j, "reason", open ? NULL : s->reason);
	jout_key_text(j, "by", open ? NULL : s->by);
	jout_key_ms(j, "at", open ? (ms_t){ 0 } : s->at);
	jout_close(j);
}

static void item_json(struct jout *j, const struct resource *r, const struct item *it,
		      const struct kept_suggestion *list, size_t n)
{
	const struct kept_suggestion *s = NULL;
	for (size_t i = 0; i < n && !s; i++)
		if (strcmp(list[i].item, it->code) == 0 && list[i].grade)
			s = &list[i];
	jout_open(j);
	jout_key_text(j, "code", it->code);
	jout_key_text(j, "name", it->name);
	null_or_int(j, "grade", it->grade);
	jout_key_text(j, "mask", it->mask);
	jout_key_bool(j, "lower", s && s->grade > (it->grade ? it->grade : r->grade));
	jout_key(j, "suggestion");
	if (s)
		suggestion_json(j, s);
	else
		jout_null(j);
	jout_close(j);
}

static enum err sources_json(struct ctx *cx, struct db *db, struct jout *j,
			     const struct resource *r)
{
	AUTO_ROWS q = db_run(db, SQL_GRADING_RULES_FOR);
	bind_text(q, ":domain", r->theme);
	bind_text(q, ":org", r->org);
	jout_key(j, "rules");
	jout_list(j);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "id", col_text(cx, q, "rule"));
		jout_key_int(j, "version", col_int(q, "version"));
		jout_key_text(j, "name", col_text(cx, q, "name"));
		jout_key_text(j, "issuer", col_text(cx, q, "issuer"));
		jout_key_text(j, "number", col_text(cx, q, "number"));
		jout_key_day(j, "issued_on", col_day(q, "issued_on"));
		jout_key_text(j, "link", col_text(cx, q, "link"));
		jout_close(j);
	}
	jout_end_list(j);
	return OK;
}

static enum err answer_entry(struct ctx *cx, struct req *rq, const char *id)
{
	struct resource r;
	struct kept_suggestion *list;
	size_t n;
	TRY(resource_working(cx, rq->db, id, &r));
	TRY(grading_kept(cx, rq->db, r.id, &list, &n));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "resource", r.id);
	jout_key_int(j, "version", r.version);
	null_or_int(j, "grade", r.grade);
	jout_key_bool(j, "may_scan", city_or_own(rq->who, r.org));
	jout_key_bool(j, "may_decide", resource_owned_by(&r, rq->who) &&
				       r.version_state != RESOURCE_IN_REVIEW);
	TRY(scan_json(cx, rq->db, j, &r));
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < r.nitems; i++)
		item_json(j, &r, &r.items[i], list, n);
	jout_end_list(j);
	TRY(sources_json(cx, rq->db, j, &r));
	jout_close(j);
	return OK;
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	TRY(entry_of(cx, rq, &r));
	return answer_entry(cx, rq, r.id);
}

struct keeping { const struct who *who; struct grading_scan scan; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct keeping *k = arg;
	return grading_keep(cx, db, k->who, &k->scan);
}

static enum err scan(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct keeping k = { .who = rq->who };
	TRY(entry_of(cx, rq, &r));
	if (!city_or_own(rq->who, r.org))
		return fail(cx, ERR_FORBIDDEN, SAY_GRADING_NOT_YOURS());
	TRY(grading_scan(cx, rq->app, rq->db, &r, &k.scan));
	TRY(store_change(cx, rq->store, keep, &k));
	return answer_entry(cx, rq, r.id);
}

struct deciding { const struct who *who; struct grading_decisions d; };

static enum err decided(struct ctx *cx, struct db *db, void *arg)
{
	const struct deciding *d = arg;
	return grading_decide(cx, db, d->who, &d->d);
}

static enum err decide(struct ctx *cx, struct req *rq)
{
	const struct grading_decisions_in *in = rq->body;
	struct resource r;
	struct grading_decision *list = ctx_array(cx, struct grading_decision, in->ndecisions + 1);
	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	for (size_t i = 0; i < in->ndecisions; i++) {
		const struct grading_decision_in *one = &in->decisions[i];
		list[i] = (struct grading_decision){ .item = one->item, .mask = one->mask,
			.reason = one->reason, .grade = (int)one->grade,
			.says_mask = one->has_mask };
	}
	struct deciding d = { rq->who, { r.id, rq->app->pack, list, in->ndecisions } };
	TRY(store_change(cx, rq->store, decided, &d));
	return answer_entry(cx, rq, r.id);
}

/* --- lists ------------------------------------------------------------------------------ */
static void row_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	jout_open(j);
	jout_key_text(j, "resource", col_text(cx, q, "resource"));
	jout_key_text(j, "resource_code", col_text(cx, q, "resource_code"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_text(j, "item", col_text(cx, q, "code"));
	jout_key_text(j, "name", col_text(cx, q, "name"));
	null_or_int(j, "grade", col_int(q, "grade"));
	null_or_int(j, "entry_grade", col_int(q, "entry_grade"));
	int64_t suggested = col_int(q, "suggested");
	null_or_int(j, "suggested", suggested);
	jout_key_text(j, "sensitivity", suggested ? col_text(cx, q, "sense") : NULL);
	null_or_int(j, "confidence", suggested ? col_int(q, "confidence") : 0);
	jout_key_text(j, "state", suggested ? col_text(cx, q, "state") : NULL);
	jout_key_text(j, "reason", col_text(cx, q, "reason"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_close(j);
}

/* Which list: ungraded, lower or open. */
struct listing_of { enum sql list, count; bool by_suggestion, open; };

static enum err which(struct ctx *cx, const struct req *rq, struct listing_of *ret)
{
	static const struct { const char *word; struct listing_of of; } kinds[] = {
		{ "ungraded", { SQL_GRADING_UNGRADED, SQL_GRADING_UNGRADED_COUNT, false, false } },
		{ "lower", { SQL_GRADING_SUGGESTED, SQL_GRADING_SUGGESTED_COUNT, true, false } },
		{ "open", { SQL_GRADING_SUGGESTED, SQL_GRADING_SUGGESTED_COUNT, true, true } },
	};
	const char *kind = req_query(rq, "kind");
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].word, kind && *kind ? kind : "lower") != 0)
			continue;
		*ret = kinds[i].of;
		return OK;
	}
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("kind")), "kind");
}

static void bind_whose(const struct req *rq, struct rows *q)
{
	struct in_sight seen = req_in_sight(rq);
	bind_text(q, ":org", seen.org);
	bind_text(q, ":region", seen.region);
}

static struct rows *run(const struct req *rq, enum sql which_one, const struct listing_of *l)
{
	struct rows *q = db_run(rq->db, which_one);
	bind_whose(rq, q);
	if (l->by_suggestion)
		bind_int(q, ":open", l->open);
	return q;
}

/* The cursor: the entry and the item's place in it. */
static enum err begin(struct ctx *cx, struct rows *q, const struct page *page)
{
	char after[64] = "";
	long long pos = -1;
	if (page->after && sscanf(page->after, "%63s %lld", after, &pos) != 2)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("cursor")), "cursor");
	bind_text(q, ":after", after);
	bind_int(q, ":after_pos", pos);
	bind_int(q, ":count", page->limit + 1);
	return OK;
}

static enum err items(struct ctx *cx, struct req *rq)
{
	struct listing_of l;
	struct page page;
	const char *last = NULL;
	int64_t n = 0;
	bool more;
	TRY(which(cx, rq, &l));
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = run(rq, l.count, &l);
	TRY(rows_next(cx, c, &more));
	int64_t total = more ? col_int(c, "n") : 0;
	AUTO_ROWS q = run(rq, l.list, &l);
	TRY(begin(cx, q, &page));
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = ctx_print(cx, "%s %lld", col_text(cx, q, "resource"),
				 (long long)col_int(q, "pos"));
		row_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

static enum err put_counts(struct ctx *cx, struct req *rq, struct jout *j, struct rows *q)
{
	static const char *const counts[] = { "entries", "items", "ungraded", "grade_1", "grade_2",
					      "grade_3", "grade_4", "lower", "undecided",
					      "decided" };
	(void)rq;
	jout_open(j);
	jout_key_text(j, "org", col_text(cx, q, "org"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		jout_key_int(j, counts[i], col_int(q, counts[i]));
	jout_close(j);
	return OK;
}

static enum err statistics(struct ctx *cx, struct req *rq)
{
	AUTO_ROWS q = db_run(rq->db, SQL_GRADING_STATISTICS);
	bind_whose(rq, q);
	return answer_brief(cx, rq, q, put_counts);
}

static const char *const listed[] = { "kind", "org", "region", "limit", "cursor", NULL };
static const char *const counted[] = { "org", "region", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/resources/{id}/grading/scan", CAP_CATALOGUE_READ, AUDIT_WRITE, NULL,
  &schema_grading, scan,
  "Suggest a grade for each item, by names, rules and a sample of the live data", 0, 0, NULL },
{ "GET", "/api/v1/resources/{id}/grading", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_grading, get, "What is suggested for the items of an entry, and was decided",
  0, 0, NULL },
{ "POST", "/api/v1/resources/{id}/grading", CAP_CATALOGUE_WRITE, AUDIT_WRITE,
  &schema_grading_decisions, &schema_grading, decide,
  "Grade items, as suggested or otherwise with a reason: they become part of the draft",
  0, 1u << 20, NULL },
{ "GET", "/api/v1/grading/items", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_graded_item_list, items,
  "Items that are graded lower than suggested (kind lower), not at all (ungraded), or whose "
  "suggestion nobody has decided on (open)", ROUTE_SIGHT, 0, listed },
{ "GET", "/api/v1/grading/statistics", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_grading_count_list, statistics, "How far each agency is with grading its items",
  ROUTE_SIGHT, 0, counted },
};
/* clang-format on */
const struct route_list grading_routes = { rows, sizeof rows / sizeof rows[0], "grading" };
