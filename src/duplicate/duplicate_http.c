/* duplicate_http.c - asking before a collection is planned, the pairs found, and a
 * run of the comparison. */
#include "duplicate/duplicate_http.h"
#include "duplicate/finder.h"
#include "duplicate_schema.h"
#include "web/req.h"
#include <stdio.h>
#include <string.h>

#define LIKES_MOST 20
#define RUN_MOST   2000                 /* entries of one run asked for by hand */

static void share_json(struct jout *j, const char *key, double share)
{
	jout_key(j, key);
	if (share < 0)
		jout_null(j);
	else
		jout_int(j, (int64_t)(share * 100));
}

/* --- before a collection ------------------------------------------------------------ */
static void like_json(struct jout *j, const struct like *l)
{
	jout_open(j);
	jout_key_text(j, "resource", l->id);
	jout_key_text(j, "code", l->code);
	jout_key_text(j, "title", l->title);
	jout_key_text(j, "org", l->org);
	jout_key_text(j, "org_name", l->org_name);
	share_json(j, "score", l->how.score);
	share_json(j, "items", l->how.items);
	share_json(j, "name", l->how.title);
	jout_key_bool(j, "source", l->source);
	jout_close(j);
}

static enum err similar(struct ctx *cx, struct req *rq)
{
	const struct similar_ask_in *in = rq->body;
	struct resource r = { .title = in->title, .org = rq->who->org };
	struct likes likes;
	r.items = ctx_array(cx, struct item, in->nitems + 1);
	for (; r.nitems < in->nitems; r.nitems++)
		r.items[r.nitems] = (struct item){ .name = in->items[r.nitems].name,
						   .element = in->items[r.nitems].element };
	TRY(finder_like(cx, rq->app->finder, rq->db, &r, LIKES_MOST, &likes));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < likes.n; i++)
		like_json(j, &likes.list[i]);
	answer_list_end(cx, rq, NULL, (int64_t)likes.n);
	return OK;
}

/* --- pairs ---------------------------------------------------------------------------- */
static void side_json(struct ctx *cx, struct jout *j, struct rows *q, const char *side)
{
	static const char *const members[] = { "code", "title", "org", "org_name" };
	jout_key(j, side);
	jout_open(j);
	jout_key_text(j, "resource", col_text(cx, q, side));
	for (size_t i = 0; i < 4; i++)
		jout_key_text(j, members[i],
			      col_text(cx, q, ctx_print(cx, "%s_%s", side, members[i])));
	jout_close(j);
}

static void thousandths(struct jout *j, struct rows *q, const char *column, const char *key)
{
	int64_t v = col_int(q, column);
	share_json(j, key, v < 0 ? -1.0 : (double)v / 1000);
}

static void pair_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	jout_open(j);
	side_json(cx, j, q, "a");
	side_json(cx, j, q, "b");
	thousandths(j, q, "score", "score");
	thousandths(j, q, "items", "items");
	thousandths(j, q, "title", "name");
	thousandths(j, q, "overlap", "values");
	jout_key_text(j, "state", col_text(cx, q, "state"));
	jout_key_text(j, "case", col_text(cx, q, "case_id"));
	jout_key_text(j, "source", col_text(cx, q, "keeps"));
	jout_key_ms(j, "found_at", col_ms(q, "found_at"));
	jout_close(j);
}

/* The cursor: when it was found, and both ids, which hold no blanks. */
static enum err ask_list(struct ctx *cx, struct rows *q, const struct page *page)
{
	long long at = INT64_MAX;
	char a[64] = "", b[64] = "";
	if (page->after && sscanf(page->after, "%lld %63s %63s", &at, a, b) != 3)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("cursor")), "cursor");
	bind_int(q, ":after", at);
	bind_text(q, ":after_a", a);
	bind_text(q, ":after_b", b);
	bind_int(q, ":count", page->limit + 1);
	return OK;
}

static void bind_filters(struct rows *q, const struct req *rq)
{
	static const char *const names[] = { "state", "org", "resource" };
	static const char *const places[] = { ":state", ":org", ":resource" };
	for (size_t i = 0; i < 3; i++) {
		const char *v = req_query(rq, names[i]);
		bind_text(q, places[i], v && *v ? v : NULL);
	}
}

static enum err list(struct ctx *cx, struct req *rq)
{
	const char *last = NULL;
	struct page page;
	int64_t n = 0;
	bool more;
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = db_run(rq->db, SQL_DUPLICATE_COUNT);
	bind_filters(c, rq);
	TRY(rows_next(cx, c, &more));
	int64_t total = col_int(c, "n");
	AUTO_ROWS q = db_run(rq->db, SQL_DUPLICATE_LIST);
	bind_filters(q, rq);
	TRY(ask_list(cx, q, &page));
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = ctx_print(cx, "%lld %s %s", (long long)col_int(q, "found_at"),
				 col_text(cx, q, "a"), col_text(cx, q, "b"));
		pair_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

static enum err run_now(struct ctx *cx, struct req *rq)
{
	struct finding f;
	TRY(finder_run(cx, rq->app, rq->db, RUN_MOST, &f));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "compared", f.compared);
	jout_key_int(j, "found", f.found);
	jout_key_bool(j, "more", f.more);
	jout_close(j);
	return OK;
}

static const char *const listed[] = { "state", "org", "resource", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "POST", "/api/v1/catalogue/similar", CAP_CATALOGUE_READ, AUDIT_READ, &schema_similar_ask,
  &schema_similar_list, similar,
  "Before a collection is planned: what the catalogue has already that is like it",
  0, 1u << 20, NULL },
{ "GET", "/api/v1/duplicates", CAP_CATALOGUE_READ, AUDIT_READ, NULL, &schema_duplicate_list,
  list, "Entries that collect the same thing, each pair with its case", 0, 0, listed },
{ "POST", "/api/v1/duplicates/runs", CAP_CATALOGUE_REVIEW, AUDIT_WRITE, NULL,
  &schema_duplicate_run, run_now,
  "Compare what has changed in the catalogue since the last run", 0, 0, NULL },
};
/* clang-format on */
const struct route_list duplicate_routes = { rows, sizeof rows / sizeof rows[0], "duplicates" };
