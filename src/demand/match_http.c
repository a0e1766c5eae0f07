/* match_http.c - demand beside supply (R19.1): what is still wanted, each with the entries
 * for sharing that are called alike. What fits is proposed by the words alone; a person
 * looks at it. */
#include "app.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "demand/demand_http.h"
#include "demand_schema.h"
#include "duplicate/finder.h"
#include "web/csvfile.h"
#include "web/req.h"
#include <string.h>

#define N(list) (sizeof(list) / sizeof(list)[0])
enum { FITS_MOST = 3, LIKES_MOST = 12, STEP = 50, PAGE_MOST = 100,
       TITLE_BYTES = 384 };

static const char *const wanted_texts[] = { "demand", "duty", "applicant", "applicant_name",
					    "holder", "holder_name", "state" };

struct wanted { const char *id, *texts[N(wanted_texts)]; };
struct fit { const struct like *like; enum access share; };

/* --- what is wanted ----------------------------------------------------------------------- */
static void bind_open(const struct req *rq, struct rows *q)
{
	char scope[SCOPE_TEXT];
	scope_widest(rq->who, scope);
	bind_text(q, ":scope", scope);
	bind_text(q, ":applicant", req_given(rq, "applicant"));
	bind_like(q, ":q", req_query(rq, "q"));
}

/* At most `most` after the cursor, newest first; *ret_more: there are others behind. */
static enum err wanted(struct ctx *cx, struct req *rq, const char *after, int64_t most,
		       struct wanted **ret, size_t *ret_n, bool *ret_more)
{
	struct wanted *list = ctx_array(cx, struct wanted, (size_t)most);
	AUTO_ROWS q = db_run(rq->db, SQL_DEMAND_OPEN_LIST);
	bind_open(rq, q);
	bind_text(q, ":after", after);
	bind_int(q, ":limit", most + 1);
	*ret_n = 0;
	for (;;) {
		TRY(rows_next(cx, q, ret_more));
		if (!*ret_more || *ret_n == (size_t)most)
			break;
		struct wanted *w = &list[(*ret_n)++];
		w->id = col_text(cx, q, "case_id");
		for (size_t i = 0; i < N(wanted_texts); i++)
			w->texts[i] = col_text(cx, q, wanted_texts[i]);
	}
	*ret = list;
	return OK;
}

/* --- what fits ---------------------------------------------------------------------------- */
/* The first line of a demand, as an entry would be called. */
static const char *called(struct ctx *cx, const char *demand)
{
	size_t n = strcspn(demand, "\r\n");
	if (n > TITLE_BYTES)
		for (n = TITLE_BYTES; n && ((unsigned char)demand[n] & 0xc0) == 0x80;)
			n--;
	return ctx_textn(cx, demand, n);
}

/* Entries of others that may be shared and are called alike, the likest first. */
static enum err fits(struct ctx *cx, struct req *rq, const struct wanted *w, struct fit *ret,
		     size_t *ret_n)
{
	struct resource like = { .title = called(cx, w->texts[0]), .org = w->texts[2] }, r;
	struct likes likes;
	*ret_n = 0;
	TRY(finder_like(cx, rq->app->finder, rq->db, &like, LIKES_MOST, &likes));
	for (size_t i = 0; i < likes.n && *ret_n < FITS_MOST; i++) {
		enum err e = resource_by_id(cx, rq->db, likes.list[i].id, &r);
		if (e == ERR_NOT_FOUND)
			continue;
		TRY(e);
		if (r.state == RESOURCE_PUBLISHED && (r.share_type == ACCESS_UNCONDITIONAL ||
						      r.share_type == ACCESS_CONDITIONAL))
			ret[(*ret_n)++] = (struct fit){ &likes.list[i], r.share_type };
	}
	return OK;
}

static int64_t hundredths(double share) { return (int64_t)(share * 100); }

static enum err match_json(struct ctx *cx, struct req *rq, struct jout *j, const struct wanted *w)
{
	struct fit list[FITS_MOST];
	size_t n;
	TRY(fits(cx, rq, w, list, &n));
	jout_open(j);
	jout_key_text(j, "case", w->id);
	for (size_t i = 0; i < N(wanted_texts); i++)
		jout_key_text(j, wanted_texts[i], w->texts[i]);
	jout_key(j, "fits");
	jout_list(j);
	for (size_t i = 0; i < n; i++) {
		jout_open(j);
		jout_key_text(j, "resource", list[i].like->id);
		jout_key_text(j, "code", list[i].like->code);
		jout_key_text(j, "title", list[i].like->title);
		jout_key_text(j, "org_name", list[i].like->org_name);
		jout_key_text(j, "share_type", access_word(list[i].share));
		jout_key_int(j, "score", hundredths(list[i].like->how.score));
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* --- as a file: a line for each pair, and one for a demand that nothing fits --------------- */
static void match_line(struct buf *b, const struct wanted *w, const struct fit *f)
{
	size_t at = 0;
	csv_cell(b, at++, w->id, CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(wanted_texts); i++)
		csv_cell(b, at++, w->texts[i], CSV_FOR_PEOPLE);
	const char *const said[] = { f ? f->like->code : NULL, f ? f->like->title : NULL,
				     f ? f->like->org_name : NULL,
				     f ? access_word(f->share) : NULL };
	for (size_t i = 0; i < N(said); i++)
		csv_cell(b, at++, said[i], CSV_FOR_PEOPLE);
	if (f)
		csv_int(b, at, hundredths(f->like->how.score));
	else
		csv_cell(b, at, NULL, CSV_FOR_PEOPLE);
	csv_end(b);
}

static void heads(struct buf *b)
{
	static const char *const more[] = { "code", "title", "org_name", "share_type", "score" };
	size_t at = 0;
	csv_mark(b);
	csv_cell(b, at++, "case", CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(wanted_texts); i++)
		csv_cell(b, at++, wanted_texts[i], CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(more); i++)
		csv_cell(b, at++, more[i], CSV_FOR_PEOPLE);
	csv_end(b);
}

struct taking { const char *after; };

static enum err more_csv(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			 bool *ret_last)
{
	struct taking *t = state;
	struct fit list[FITS_MOST];
	struct wanted *w;
	size_t n, nfits;
	bool more;
	if (!t->after)
		heads(out);
	TRY(wanted(cx, rq, t->after, STEP, &w, &n, &more));
	for (size_t i = 0; i < n; i++) {
		TRY(fits(cx, rq, &w[i], list, &nfits));
		for (size_t k = 0; k < nfits; k++)
			match_line(out, &w[i], &list[k]);
		if (!nfits)
			match_line(out, &w[i], NULL);
	}
	t->after = n ? ctx_text(rq->cx, w[n - 1].id) : "";
	*ret_last = !more;
	return OK;
}

/* --- the list ----------------------------------------------------------------------------- */
static enum err matches(struct ctx *cx, struct req *rq)
{
	struct page page;
	struct wanted *list;
	size_t n;
	bool more, file;
	TRY(csvfile_asked(cx, rq, &file));
	if (file) {
		csvfile_stream(rq, "demand-matches", more_csv, ctx_new(rq->cx, struct taking));
		return OK;
	}
	TRY(req_page(cx, rq, &page));
	if (page.limit > PAGE_MOST)            /* each is compared with the catalogue */
		page.limit = PAGE_MOST;
	AUTO_ROWS c = db_run(rq->db, SQL_DEMAND_OPEN_COUNT);
	bind_open(rq, c);
	TRY(rows_next(cx, c, &more));
	int64_t total = more ? col_int(c, "n") : 0;
	TRY(wanted(cx, rq, page.after, page.limit, &list, &n, &more));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < n; i++)
		TRY(match_json(cx, rq, j, &list[i]));
	answer_list_end(cx, rq, more ? list[n - 1].id : NULL, total);
	return OK;
}

static const char *const asked[] = { "applicant", "q", "format", "limit", "cursor", NULL };

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/supply-demand/matches", CAP_CATALOGUE_READ, AUDIT_READ, NULL,
  &schema_demand_match_list, matches,
  "Demands that are still open, each with the entries for sharing that are called alike; "
  "format=csv is the file", .query = asked },
};
/* clang-format on */
const struct route_list demand_match_routes = { rows, N(rows), "cases" };
