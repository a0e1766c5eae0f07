/* list_http.c - lists: entries, negative list, domains. */
#include "catalogue/listing_answer.h"
#include "account/account.h"
#include "app.h"
#include "catalogue/catalogue_json.h"
#include "catalogue/routes.h"
#include "catalogue_schema.h"
#include "web/csvfile.h"
#include "cases/legal.h"
#include "evaluation/evaluate.h"
#include "record/record.h"
#include <string.h>

/* --- entries ------------------------------------------------------------ */
enum err resource_list(struct ctx *cx, struct req *rq)
{
	struct listing_ask ask;
	struct listing_page page;
	TRY(listing_asked(cx, rq, &ask));
	ask.who = rq->who;
	TRY(listing_find(cx, rq->app->listing, rq->db, &ask, &page));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < page.n; i++)
		TRY(listing_item_json(cx, j, rq->db, page.nos[i]));
	jout_end_list(j);
	TRY(listing_end_json(cx, rq, j, &page));
	jout_close(j);
	return OK;
}

/* --- the negative list --------------------------------------------------- */
static const char *const negative_columns[] = {
	"code", "national_code", "title", "org", "org_name", "share_type", "share_conditions",
	"share_reason", "share_law", "share_level", "share_article",
};
#define NEGATIVE_COLUMNS (sizeof negative_columns / sizeof negative_columns[0])

static struct rows *negative_rows(struct req *rq, const char *after, int64_t count)
{
	struct rows *q = db_run(rq->db, SQL_NEGATIVE_LIST);
	bind_text(q, ":after", after);
	bind_int(q, ":count", count);
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":share_type", req_query(rq, "share_type"));
	bind_like(q, ":q", req_query(rq, "q"));
	return q;
}

/* The whole list as a file, for people: cells that a spreadsheet would take for
 * formulas are made plain text. */
static enum err negative_csv(struct ctx *cx, struct req *rq)
{
	struct buf *b = csvfile_whole(rq, "negative-list");
	csv_row(b, negative_columns, NEGATIVE_COLUMNS);
	AUTO_ROWS q = negative_rows(rq, NULL, 1 << 20);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < NEGATIVE_COLUMNS; i++)
			csv_cell(b, i, col_text(cx, q, negative_columns[i]), CSV_FOR_PEOPLE);
		csv_end(b);
	}
}

static enum err negative_count(struct ctx *cx, struct req *rq, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_NEGATIVE_COUNT);
	bind_text(q, ":org", req_query(rq, "org"));
	bind_text(q, ":share_type", req_query(rq, "share_type"));
	bind_like(q, ":q", req_query(rq, "q"));
	TRY(rows_next(cx, q, &more));
	*ret_n = col_int(q, "n");
	return OK;
}

/* When the limit is looked at again: the interval after the last look, or after the
 * entry was listed. */
static day_t review_day(const struct app *app, struct rows *q)
{
	day_t looked = col_day(q, "looked_on"), listed = day_at(col_ms(q, "listed_at"));
	return evaluation_day(legal_pack(app->legal), legal_calendar(app->legal),
			      looked.n > listed.n ? looked : listed);
}

static void negative_json(struct ctx *cx, const struct app *app, struct jout *j,
			  struct rows *q, const char *id)
{
	jout_open(j);
	jout_key_text(j, "resource", id);
	for (size_t i = 0; i < NEGATIVE_COLUMNS - 3; i++)
		jout_key_text(j, negative_columns[i], col_text(cx, q, negative_columns[i]));
	jout_key(j, "share_basis");
	jout_open(j);
	jout_key_text(j, "law", col_text(cx, q, "share_law"));
	jout_key_text(j, "level", col_text(cx, q, "share_level"));
	jout_key_text(j, "article", col_text(cx, q, "share_article"));
	jout_close(j);
	jout_key_ms(j, "listed_at", col_ms(q, "listed_at"));
	jout_key_day(j, "review_on", review_day(app, q));
	jout_key_text(j, "evaluation", col_text(cx, q, "evaluation"));
	jout_close(j);
}

enum err negative_list_get(struct ctx *cx, struct req *rq)
{
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	bool more, file;
	TRY(csvfile_asked(cx, rq, &file));
	if (file)
		return negative_csv(cx, rq);
	TRY(req_page(cx, rq, &page));
	TRY(negative_count(cx, rq, &total));
	AUTO_ROWS q = negative_rows(rq, page.after, page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "resource");
		negative_json(cx, rq->app, j, q, last);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

enum err theme_list(struct ctx *cx, struct req *rq)
{
	struct brief brief;
	TRY(req_brief(cx, rq, &brief));
	struct jout *j = answer_list(rq);
	for (const struct theme *t = themes; t->word; t++) {
		if (!brief_takes(&brief))
			continue;
		jout_open(j);
		jout_key_text(j, "value", t->word);
		jout_key_text(j, "name", t->zh);
		jout_key_text(j, "name_en", t->en);
		jout_close(j);
	}
	answer_brief_end(cx, rq, &brief);
	return OK;
}
