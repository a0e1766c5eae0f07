/* span.c - see span.h. */
#include "release/span.h"
#include "app.h"
#include "cases/legal.h"
#include "web/csvfile.h"
#include <stdlib.h>
#include <string.h>

static bool numbers(const char *text, int64_t *ret_from, int64_t *ret_to)
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

enum err span_read(struct ctx *cx, struct req *rq, const char *text, enum face face,
		   struct span *ret)
{
	int64_t from, to;
	if (!numbers(text, &from, &to))
		return fail(cx, ERR_INVALID, SAY_RELEASE_SPAN());
	*ret = (struct span){ .face = face, .pack = legal_pack(rq->app->legal) };
	TRY(release_get(cx, rq->db, from, &ret->from));
	return release_get(cx, rq->db, to, &ret->to);
}

static void bind_span(struct rows *q, const struct span *s)
{
	bind_int(q, ":since", s->from.no);
	bind_int(q, ":until", s->to.no);
	bind_int(q, ":open", s->face == FACE_OPEN);
	bind_text(q, ":region", s->region);
}

enum err span_count(struct ctx *cx, struct db *db, const struct span *s, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RELEASE_CHANGE_COUNT);
	bind_span(q, s);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

/* --- entries ------------------------------------------------------------------- */
struct versions { struct standing_row was, now; };

static void entry_row(struct ctx *cx, struct rows *q, struct span_entry *e, struct versions *v)
{
	const char *resource = col_text(cx, q, "resource");
	v->was = (struct standing_row){ resource, col_text(cx, q, "was_org"),
					col_text(cx, q, "was_name"), (int)col_int(q, "was") };
	v->now = (struct standing_row){ resource, col_text(cx, q, "now_org"),
					col_text(cx, q, "now_name"), (int)col_int(q, "now") };
	bool gone = col_int(q, "gone") != 0;
	*e = (struct span_entry){
		.change = col_text(cx, q, "change"), .resource = resource,
		.code = col_text(cx, q, "code"),
		.national_code = col_text(cx, q, "national_code"),
		.gone = gone, .title = gone ? said_words(cx, SAY_RELEASE_STRUCK(), SAID_ZH)
					    : col_text(cx, q, "title"),
		.org_name = v->now.version ? v->now.org_name : v->was.org_name,
		.was = v->was.version, .now = v->now.version, .at = col_ms(q, "published_at") };
}

static enum err compare(struct ctx *cx, struct db *db, const struct span *s,
			const struct versions *v, struct span_entry *e)
{
	struct stood was, now;
	if (!e->was || !e->now || e->gone)
		return OK;
	TRY(stood_get(cx, db, s->pack, &v->was, s->face, &was));
	TRY(stood_get(cx, db, s->pack, &v->now, s->face, &now));
	e->list = ctx_array(cx, struct difference, SPAN_DIFFERENCES);
	size_t n = differences(cx, &was, &now, s->face, e->list, SPAN_DIFFERENCES);
	e->n = n < SPAN_DIFFERENCES ? n : SPAN_DIFFERENCES;
	e->more = n - e->n;
	return OK;
}

enum err span_page(struct ctx *cx, struct db *db, const struct span *s, const char *after,
		   int64_t limit, struct span_entry *list, size_t *ret_n, bool *ret_more)
{
	struct versions *v = ctx_array(cx, struct versions, (size_t)limit);
	AUTO_ROWS q = db_run(db, SQL_RELEASE_CHANGES);
	bind_span(q, s);
	bind_text(q, ":after", after);
	bind_int(q, ":limit", limit + 1);
	for (*ret_n = 0;; ++*ret_n) {
		TRY(rows_next(cx, q, ret_more));
		if (!*ret_more || *ret_n == (size_t)limit)
			break;
		entry_row(cx, q, &list[*ret_n], &v[*ret_n]);
	}
	rows_freep(&q);
	q = NULL;
	for (size_t i = 0; i < *ret_n; i++)
		TRY(compare(cx, db, s, &v[i], &list[i]));
	return OK;
}

/* --- as an answer ----------------------------------------------------------------- */
static const char *kind_word(enum difference_kind k)
{
	static const char *const words[] = { "field", "item_added", "item_changed", "item_gone" };
	return words[k];
}

void span_entry_json(struct jout *j, const struct span_entry *e)
{
	jout_open(j);
	jout_key_text(j, "change", e->change);
	jout_key_text(j, "resource", e->resource);
	jout_key_text(j, "code", e->code);
	jout_key_text(j, "national_code", e->national_code);
	jout_key_text(j, "title", e->title);
	jout_key_text(j, "org_name", e->org_name);
	jout_key_int(j, "version", e->now ? e->now : e->was);
	jout_key(j, "was_version");
	if (e->was && e->now)
		jout_int(j, e->was);
	else
		jout_null(j);
	jout_key_ms(j, "at", e->at);
	jout_key(j, "differences");
	jout_list(j);
	for (size_t i = 0; i < e->n; i++) {
		const struct difference *d = &e->list[i];
		jout_open(j);
		jout_key_text(j, "kind", kind_word(d->kind));
		jout_key_text(j, "field", d->field);
		jout_key_text(j, "item", d->item);
		jout_key_text(j, "was", d->was);
		jout_key_text(j, "now", d->now);
		jout_close(j);
	}
	jout_end_list(j);
	jout_key_int(j, "more", (int64_t)e->more);
	jout_close(j);
}

static enum err list(struct ctx *cx, struct req *rq, const struct span *s)
{
	struct page page;
	int64_t total;
	size_t n;
	bool more;
	TRY(req_page(cx, rq, &page));
	TRY(span_count(cx, rq->db, s, &total));
	struct span_entry *entries = ctx_array(cx, struct span_entry, (size_t)page.limit);
	TRY(span_page(cx, rq->db, s, page.after, page.limit, entries, &n, &more));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < n; i++)
		span_entry_json(j, &entries[i]);
	answer_list_end(cx, rq, more ? entries[n - 1].resource : NULL, total);
	return OK;
}

/* --- as a file ---------------------------------------------------------------------- */
#define STEP 200                        /* entries in one piece of the stream: each looks for all */

struct taking { struct span span; const char *after; bool begun; };

static void entry_csv(struct buf *b, const struct span_entry *e)
{
	static const struct difference whole;
	for (size_t i = 0; i == 0 || i < e->n; i++) {
		const struct difference *d = e->n ? &e->list[i] : &whole;
		csv_row(b, (const char *const[]){ e->change, e->code, e->national_code, e->title,
			e->org_name, e->n ? kind_word(d->kind) : NULL, d->item, d->field, d->was,
			d->now }, 10);
	}
}

static enum err more_csv(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			 bool *ret_last)
{
	struct taking *t = state;
	struct span_entry *list = ctx_array(cx, struct span_entry, STEP);
	size_t n;
	bool more;
	if (!t->begun) {
		csv_mark(out);
		csv_row(out, (const char *const[]){ "change", "code", "national_code", "title",
			"org_name", "kind", "item", "field", "was", "now" }, 10);
	}
	t->begun = true;
	TRY(span_page(cx, rq->db, &t->span, t->after, STEP, list, &n, &more));
	for (size_t i = 0; i < n; i++)
		entry_csv(out, &list[i]);
	if (n)
		t->after = ctx_text(rq->cx, list[n - 1].resource);
	*ret_last = !more;
	return OK;
}

static void take(struct req *rq, const struct span *s)
{
	struct taking *t = ctx_new(rq->cx, struct taking);
	*t = (struct taking){ .span = *s };
	csvfile_stream(rq, ctx_print(rq->cx, "catalogue-%lld-%lld", (long long)s->from.no,
				     (long long)s->to.no), more_csv, t);
}

enum err span_answer(struct ctx *cx, struct req *rq, const struct span *s)
{
	bool file;
	TRY(csvfile_asked(cx, rq, &file));
	if (!file)
		return list(cx, rq, s);
	take(rq, s);
	return OK;
}
