/* release_http.c - numbered releases of the catalogue and what changed between two
 * (R10.1); supply beside demand (R19.1). */
#include "catalogue/entry.h"
#include "catalogue/routes.h"
#include "catalogue_schema.h"
#include "record/record.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

static enum err count_of(struct ctx *cx, struct rows *q, int64_t *ret_n)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

/* --- releases ---------------------------------------------------------------- */
struct release { const struct who *who; const char *title; int64_t no; };

static enum err add(struct ctx *cx, struct db *db, void *arg)
{
	struct release *r = arg;
	TRY(catalogue_next(cx, db, "release", &r->no));
	AUTO_ROWS q = db_run(db, SQL_RELEASE_ADD);
	bind_int(q, ":no", r->no);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":title", r->title);
	bind_text(q, ":by_name", r->who->name);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = "release", .org = r->who->org,
		.principal = r->who->id, .object = ctx_print(cx, "%lld", (long long)r->no) });
}

static void release_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	jout_open(j);
	jout_key_int(j, "no", col_int(q, "no"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_key_int(j, "entries", col_int(q, "entries"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "by", col_text(cx, q, "by_name"));
	jout_close(j);
}

enum err release_post(struct ctx *cx, struct req *rq)
{
	const struct release_new_in *in = rq->body;
	struct release r = { rq->who, in->title, 0 };
	bool more;
	TRY(store_change(cx, rq->store, add, &r));
	AUTO_ROWS q = db_run(rq->db, SQL_RELEASE_GET);
	bind_int(q, ":no", r.no);
	TRY(rows_next(cx, q, &more));
	release_json(cx, answer_json(rq, 201), q);
	return OK;
}

enum err release_list(struct ctx *cx, struct req *rq)
{
	struct page page;
	int64_t total, n = 0, last = 0;
	bool more;
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = db_run(rq->db, SQL_RELEASE_COUNT);
	TRY(count_of(cx, c, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_RELEASE_LIST);
	bind_int(q, ":before", page.after ? strtoll(page.after, NULL, 10) : INT64_MAX);
	bind_int(q, ":count", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_int(q, "no");
		release_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? ctx_print(cx, "%lld", (long long)last) : NULL, total);
	return OK;
}

/* When release `no` was made; 0 is before all of them. */
static enum err made_at(struct ctx *cx, struct db *db, int64_t no, int64_t *ret_at)
{
	bool more;
	*ret_at = 0;
	if (no == 0)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_GET);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_RELEASE_UNKNOWN(no));
	*ret_at = col_int(q, "at");
	return OK;
}

/* "3..5" */
static bool span_read(const char *text, int64_t *ret_from, int64_t *ret_to)
{
	char *dots, *end;
	if (text[0] < '0' || text[0] > '9' || strlen(text) > 20)
		return false;
	*ret_from = strtoll(text, &dots, 10);
	if (strncmp(dots, "..", 2) != 0 || dots[2] < '0' || dots[2] > '9')
		return false;
	*ret_to = strtoll(dots + 2, &end, 10);
	return !*end && *ret_from <= *ret_to;
}

static void change_json(struct ctx *cx, struct jout *j, struct rows *q)
{
	bool gone = strcmp(col_text(cx, q, "event"), "retired") == 0;
	jout_open(j);
	jout_key_text(j, "change", gone ? "retired" : col_int(q, "version") == 1 ? "added"
										 : "changed");
	jout_key_text(j, "resource", col_text(cx, q, "resource"));
	jout_key_text(j, "code", col_text(cx, q, "code"));
	jout_key_text(j, "national_code", col_text(cx, q, "national_code"));
	jout_key_text(j, "title", col_text(cx, q, "title"));
	jout_key_text(j, "org_name", col_text(cx, q, "org_name"));
	jout_key_int(j, "version", col_int(q, "version"));
	jout_key_ms(j, "at", col_ms(q, "at"));
	jout_close(j);
}

enum err release_changes(struct ctx *cx, struct req *rq)
{
	struct page page;
	int64_t from, to, since, until, total, n = 0;
	const char *last = NULL;
	bool more;
	if (!span_read(rq->seg[0], &from, &to))
		return fail(cx, ERR_INVALID, SAY_RELEASE_SPAN());
	TRY(made_at(cx, rq->db, from, &since));
	TRY(made_at(cx, rq->db, to, &until));
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = db_run(rq->db, SQL_RELEASE_CHANGE_COUNT);
	bind_int(c, ":since", since);
	bind_int(c, ":until", until);
	TRY(count_of(cx, c, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_RELEASE_CHANGES);
	bind_int(q, ":since", since);
	bind_int(q, ":until", until);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		change_json(cx, j, q);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}

/* --- supply and demand --------------------------------------------------------- */
enum err supply_demand(struct ctx *cx, struct req *rq)
{
	static const char *const texts[] = { "code", "title", "org", "org_name", "theme",
					     "share_type" };
	static const char *const counts[] = { "requests", "waiting", "grants" };
	struct page page;
	int64_t total, n = 0;
	const char *last = NULL;
	bool more;
	TRY(req_page(cx, rq, &page));
	AUTO_ROWS c = db_run(rq->db, SQL_SUPPLY_COUNT);
	bind_text(c, ":org", req_query(rq, "org"));
	TRY(count_of(cx, c, &total));
	AUTO_ROWS q = db_run(rq->db, SQL_SUPPLY_LIST);
	bind_text(q, ":after", page.after);
	bind_int(q, ":count", page.limit + 1);
	bind_text(q, ":org", req_query(rq, "org"));
	struct jout *j = answer_list(rq);
	for (;; n++) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == page.limit)
			break;
		last = col_text(cx, q, "id");
		jout_open(j);
		jout_key_text(j, "resource", last);
		for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
			jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
		for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
			jout_key_int(j, counts[i], col_int(q, counts[i]));
		jout_close(j);
	}
	answer_list_end(cx, rq, more ? last : NULL, total);
	return OK;
}
