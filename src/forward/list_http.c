/* list_http.c - all interfaces in somebody's sight, with how they fare: the page of who runs
 * some, or watches over them. How each fares is this server's knowledge (desk.h), so the
 * list is put together, narrowed and ordered here. */
#include "app.h"
#include "core/sight.h"
#include "forward/inside.h"
#include "forward/standing.h"
#include "web/csvfile.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

#define N(x) (sizeof(x) / sizeof(x)[0])

struct line {
	struct stands       by;
	struct interface    i;
	const char         *code, *title, *system_name;
	enum standing       standing;
	int64_t             wait_ms;
	struct desk_failure bad;        /* the last; `at` 0: none */
};
struct lines { struct line *at; size_t n, room; };

/* --- gathered --------------------------------------------------------------------------- */
static struct line line_of(struct ctx *cx, const struct req *rq, struct rows *q)
{
	struct desk_look l;
	struct line x = { .i = interface_row(cx, q), .code = col_text(cx, q, "code"),
			  .title = col_text(cx, q, "title"),
			  .system_name = col_text(cx, q, "system_name") };
	desk_look(cx, rq->app->forward->desk, x.i.resource, x.i.revision, &l);
	if (l.nfailures)
		x.bad = l.failures[0];
	x.wait_ms = l.wait_ms;
	x.standing = standing_of(col_int(q, "retired") != 0, x.i.enabled, x.i.rightful, l.state);
	x.by = (struct stands){ x.i.resource, x.i.changed_at, l.good_at, x.bad.at, l.calls_today,
				l.failed_today };
	return x;
}

static void keep(struct ctx *cx, struct lines *all, const struct line *x)
{
	if (all->n == all->room) {
		struct line *was = all->at;
		all->room = all->room ? all->room * 2 : 64;
		all->at = ctx_array(cx, struct line, all->room);
		if (all->n)
			memcpy(all->at, was, all->n * sizeof *was);
	}
	all->at[all->n++] = *x;
}

static int by_order(const void *a, const void *b, void *order)
{
	const struct line *x = a, *y = b;
	return standing_compare(*(const enum standing_order *)order, &x->by, &y->by);
}

static enum err bad(struct ctx *cx, const char *field)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE(field)), field);
}

static enum err gather(struct ctx *cx, const struct req *rq, struct lines *all)
{
	struct in_sight sight = req_in_sight(rq);
	const char *word = req_given(rq, "standing"), *sort = req_given(rq, "sort");
	enum standing only = STANDINGS_;
	enum standing_order order = STANDING_BY_NEWEST;
	if (word && !standing_read(word, &only))
		return bad(cx, "standing");
	if (sort && !standing_order_read(sort, &order))
		return bad(cx, "sort");
	AUTO_ROWS q = db_run(rq->db, SQL_INTERFACE_LIST);
	bind_text(q, ":org", sight.org);
	bind_text(q, ":region", sight.region);
	bind_like(q, ":q", req_given(rq, "q"));
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		struct line x = line_of(cx, rq, q);
		if (only == STANDINGS_ || x.standing == only)
			keep(cx, all, &x);
		TRY(ctx_check(cx));
	}
	if (all->n)
		qsort_r(all->at, all->n, sizeof *all->at, by_order, &order);
	return OK;
}

/* --- told ----------------------------------------------------------------------------------- */
static void failure_json(struct jout *j, const struct desk_failure *f)
{
	jout_key(j, "last_failure");
	f->at.n ? interface_failure_json(j, f) : jout_null(j);
}

static void line_json(struct jout *j, const struct line *x)
{
	jout_open(j);
	jout_key_text(j, "resource", x->i.resource);
	jout_key_text(j, "code", x->code);
	jout_key_text(j, "title", x->title);
	jout_key_text(j, "org", x->i.org);
	jout_key_text(j, "org_name", x->i.org_name);
	jout_key_text(j, "system", x->i.system);
	jout_key_text(j, "system_name", x->system_name);
	jout_key_text(j, "standing", standing_word(x->standing));
	jout_key_int(j, "retry_seconds", (x->wait_ms + 999) / 1000);
	jout_key_int(j, "calls_today", x->by.calls);
	jout_key_int(j, "failed_today", x->by.failed);
	jout_key_ms(j, "last_good_at", x->by.good_at);
	failure_json(j, &x->bad);
	jout_key_int(j, "timeout_ms", x->i.ms);
	jout_key_int(j, "max_rows", x->i.rows);
	jout_key_int(j, "max_bytes", x->i.bytes);
	jout_key_text(j, "changed_by", x->i.changed_by);
	jout_key_ms(j, "changed_at", x->i.changed_at);
	jout_close(j);
}

static const char *moment(struct ctx *cx, ms_t at)
{
	char text[MS_TEXT];
	return at.n ? ctx_text(cx, ms_text(at, text)) : NULL;
}

static void file_row(struct ctx *cx, struct buf *b, const struct line *x)
{
	const char *const texts[] = { x->code, x->title, x->i.org_name, x->system_name,
		standing_word(x->standing), moment(cx, x->by.good_at), moment(cx, x->bad.at),
		x->bad.at.n ? fetch_fault_word(x->bad.fault) : NULL, x->bad.item, x->i.changed_by,
		moment(cx, x->i.changed_at) };
	const int64_t numbers[] = { x->by.calls, x->by.failed, x->i.ms, x->i.rows, x->i.bytes };
	for (size_t i = 0; i < N(texts); i++)
		csv_cell(b, i, texts[i], CSV_FOR_PEOPLE);
	for (size_t i = 0; i < N(numbers); i++)
		csv_int(b, N(texts) + i, numbers[i]);
	csv_end(b);
}

static void as_file(struct ctx *cx, struct req *rq, const struct lines *all)
{
	static const char *const heads[] = { "code", "title", "org_name", "system_name", "standing",
		"last_good_at", "last_failure_at", "last_failure", "item", "changed_by", "changed_at",
		"calls_today", "failed_today", "timeout_ms", "max_rows", "max_bytes" };
	struct buf *b = csvfile_whole(rq, "interfaces");
	csv_row(b, heads, N(heads));
	for (size_t i = 0; i < all->n; i++)
		file_row(cx, b, &all->at[i]);
}

enum err interface_list(struct ctx *cx, struct req *rq)
{
	struct lines all = { .n = 0 };
	struct brief brief;
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	TRY(req_brief(cx, rq, &brief));
	TRY(gather(cx, rq, &all));
	if (file) {
		as_file(cx, rq, &all);
		return OK;
	}
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < all.n; i++)
		if (brief_takes(&brief))
			line_json(j, &all.at[i]);
	answer_brief_end(cx, rq, &brief);
	return OK;
}
