/* portal_http.c - the portal's public interface: find, look, take. No key is
 * asked for what is open without conditions (Art. 27(1)). */
#include "app.h"
#include "catalogue/catalogue_json.h"
#include "catalogue/listing_answer.h"
#include "portal/describe.h"
#include "portal/file.h"
#include "portal/ready.h"
#include "portal/routes.h"
#include "portal/standing.h"
#include "portal/taking.h"
#include <stdlib.h>
#include <string.h>

#define LONG_BYTES (64 << 10)

/* Nothing may outlive a withdrawal in a browser or a proxy: ask each time. */
static enum err fresh(struct ctx *cx, struct req *rq, const struct opened *o)
{
	answer_header(rq, "Cache-Control", "no-cache");
	return answer_etag(cx, rq, o->etag);
}

/* --- finding ------------------------------------------------------------ */
/* `used`: downloads lately; negative: not told. */
static enum err list_item(struct ctx *cx, struct jout *j, struct db *db, int no, int64_t used)
{
	static const char *const texts[] = { "code", "national_code", "title", "abstract", "org",
		"org_name", "theme", "form", "region", "open_type", "update_cycle" };
	bool more;
	AUTO_ROWS q = db_run(db, SQL_LISTING_ITEM);
	bind_int(q, ":no", no);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	const char *standing = col_text(cx, q, "standing");
	bool live = standing && strcmp(standing, "live") == 0 && col_int(q, "data_version");
	ms_t at = { live ? col_int(q, "updated_at") : 0 };
	day_t due = portal_due(col_text(cx, q, "update_cycle"), at);
	jout_open(j);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_key_text(j, texts[i], col_text(cx, q, texts[i]));
	categories_json(cx, j, q);
	jout_key_int(j, "version", col_int(q, "data_version"));
	jout_key(j, "rows");
	if (live)
		jout_int(j, col_int(q, "rows"));
	else
		jout_null(j);
	jout_key_ms(j, "updated_at", col_ms(q, col_int(q, "updated_at") ? "updated_at"
										  : "changed_at"));
	jout_key_ms(j, "published_at", col_ms(q, "published_at"));
	formats_json(j, live);
	jout_key_day(j, "next_due", due);
	jout_key_bool(j, "late", due.n && due.n < cx->today.n);
	if (used >= 0)
		jout_key_int(j, "used", used);
	jout_close(j);
	return OK;
}

static enum err list(struct ctx *cx, struct req *rq)
{
	struct listing_ask ask;
	struct listing_page page;
	TRY(listing_asked(cx, rq, &ask));
	ask.portal = true;
	TRY(listing_find(cx, rq->app->listing, rq->db, &ask, &page));
	struct jout *j = answer_json(rq, 200);
	answer_header(rq, "Cache-Control", "no-cache");
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < page.n; i++)
		TRY(list_item(cx, j, rq->db, page.nos[i], -1));
	jout_end_list(j);
	TRY(listing_end_json(cx, rq, j, &page));
	jout_close(j);
	return OK;
}

static enum err summary(struct ctx *cx, struct req *rq)
{
	bool more;
	AUTO_ROWS q = db_run(rq->db, SQL_PORTAL_COUNTS);
	TRY(rows_next(cx, q, &more));
	struct jout *j = answer_json(rq, 200);
	answer_header(rq, "Cache-Control", "no-cache");
	jout_open(j);
	jout_key_int(j, "datasets", col_int(q, "datasets"));
	jout_key_int(j, "rows", col_int(q, "rows"));
	jout_key_int(j, "orgs", col_int(q, "orgs"));
	jout_key_int(j, "interfaces", col_int(q, "interfaces"));
	jout_key_int(j, "downloads", col_int(q, "downloads"));
	jout_close(j);
	return OK;
}

static enum err used(struct ctx *cx, struct req *rq)
{
	int nos[PORTAL_USED_MOST];
	int64_t n[PORTAL_USED_MOST];
	size_t count;
	TRY(portal_used(cx, rq->db, nos, n, &count));
	struct jout *j = answer_json(rq, 200);
	answer_header(rq, "Cache-Control", "no-cache");
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < count; i++)
		TRY(list_item(cx, j, rq->db, nos[i], n[i]));
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* --- looking ------------------------------------------------------------ */
enum err portal_get(struct ctx *cx, struct req *rq)
{
	struct opened o;
	TRY(portal_dataset(cx, rq, rq->seg[0], &o));
	struct jout *j = answer_json(rq, 200);
	TRY(dataset_json(cx, rq, j, &o));
	answer_header(rq, "Cache-Control", "no-cache");
	return OK;
}

static enum err rows_json(struct ctx *cx, struct jout *j, struct rowscan *s,
			  const struct opened *o, int64_t most, bool *ret_more)
{
	jout_key(j, "rows");
	jout_list(j);
	for (int64_t n = 0;; n++) {
		TRY(rowscan_next(cx, s, ret_more));
		if (!*ret_more || n == most)
			break;
		row_json(j, o, s);
	}
	jout_end_list(j);
	return OK;
}

static enum err preview(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct row_ask ask;
	bool more;
	TRY(portal_live(cx, rq, rq->seg[0], &o));
	AUTO_SCAN s = NULL;
	TRY(portal_scan(cx, rq, &o, NULL, 0, PREVIEW_ROWS, &ask, &s));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "dataset", o.r.code);
	jout_key_int(j, "version", o.data.version);
	jout_key_int(j, "total", o.data.rows);
	columns_json(j, &o);
	TRY(rows_json(cx, j, s, &o, PREVIEW_ROWS, &more));
	jout_close(j);
	return fresh(cx, rq, &o);
}

enum err portal_list(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, list);
}

enum err portal_summary(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, summary);
}

enum err portal_most_used(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, used);
}

enum err portal_preview(struct ctx *cx, struct req *rq)
{
	return portal_ready(cx, rq, preview);
}

/* --- the open data interface --------------------------------------------- */
static bool own_word(const char *name)
{
	return !strcmp(name, "fields") || !strcmp(name, "limit") || !strcmp(name, "cursor");
}

static enum err asked_filter(struct ctx *cx, const struct req *rq, const struct opened *o,
			     const struct filter **ret)
{
	const struct filter *all = NULL, *one;
	for (size_t i = 0; i < req_query_count(rq); i++) {
		const char *name, *value;
		req_query_at(rq, i, &name, &value);
		if (own_word(name))
			continue;
		TRY(filter_equal(cx, o->fields, name, value, &one));
		all = filter_both(cx, all, one);
	}
	*ret = all;
	return OK;
}

/* fields=a,b: those items, in that order. */
static enum err asked_fields(struct ctx *cx, const struct req *rq, struct opened *o)
{
	const char *list = req_query(rq, "fields");
	if (!list || !*list)
		return OK;
	size_t *seen = ctx_array(cx, size_t, ITEM_MAX), n = 0;
	for (const char *p = list; *p; p += *p == ',') {
		size_t len = strcspn(p, ",");
		const char *code = ctx_textn(cx, p, len);
		const struct viewed *f = view_find(o->fields, code);
		if (!f || n == ITEM_MAX)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_DATASET_ITEM_UNKNOWN(code)),
					  "fields");
		seen[n++] = (size_t)(f - o->fields.at);
		p += len;
	}
	o->seen = seen;
	o->nseen = n;
	return OK;
}

/* The cursor names the version it was begun on: one listing is of one version. */
static enum err begun_at(struct ctx *cx, const struct opened *o, const char *after,
			 int64_t *ret_after)
{
	char *end;
	*ret_after = 0;
	if (!after)
		return OK;
	if (strtol(after, &end, 10) != o->data.version)
		return fail(cx, ERR_GONE, SAY_DATASET_NEWER());
	*ret_after = strtoll(end + 1, NULL, 10);
	return OK;
}

static enum err rows_as(struct ctx *cx, struct req *rq, struct opened *o, struct rowscan *s,
			int64_t most)
{
	bool more;
	int64_t last = 0;
	const char *wants = req_header(rq, "Accept");
	bool csv = wants && strstr(wants, "text/csv"), lines = wants && strstr(wants, "ndjson");
	struct jout *j = NULL, line;
	struct buf *b = NULL;
	if (csv || lines) {
		b = answer_buf(rq, 200, csv ? "text/csv; charset=utf-8; header=present"
					    : "application/x-ndjson");
		if (csv)
			header_csv(b, o, CSV_FOR_MACHINES);
	} else {
		j = answer_json(rq, 200);
		jout_open(j);
		jout_key_text(j, "dataset", o->r.code);
		jout_key_int(j, "version", o->data.version);
		jout_key(j, "rows");
		jout_list(j);
	}
	for (int64_t n = 0;; n++) {
		TRY(rowscan_next(cx, s, &more));
		if (!more || n == most)
			break;
		last = rowscan_n(s);
		if (csv)
			row_csv(b, o, s, CSV_FOR_MACHINES);
		else if (lines)
			line = jout_to(b), row_json(&line, o, s), buf_byte(b, '\n');
		else
			row_json(j, o, s);
	}
	const char *next = more ? req_cursor(cx, rq, ctx_print(cx, "%d:%lld", o->data.version,
							       (long long)last)) : NULL;
	if (!j) {
		if (next)
			answer_header(rq, "Gongshu-Next-Cursor", next);
		return OK;
	}
	jout_end_list(j);
	jout_key_text(j, "next_cursor", next);
	jout_close(j);
	return OK;
}

enum err portal_rows(struct ctx *cx, struct req *rq)
{
	struct opened o;
	struct page page;
	struct row_ask ask;
	const struct filter *where;
	int64_t after;
	TRY(portal_live(cx, rq, rq->seg[0], &o));
	TRY(req_page(cx, rq, &page));
	TRY(begun_at(cx, &o, page.after, &after));
	TRY(asked_filter(cx, rq, &o, &where));
	TRY(asked_fields(cx, rq, &o));
	AUTO_SCAN s = NULL;
	TRY(portal_scan(cx, rq, &o, where, after, page.limit + 1, &ask, &s));
	TRY(rows_as(cx, rq, &o, s, page.limit));
	answer_header(rq, "Cache-Control", "no-cache");
	return OK;
}

/* --- taking ------------------------------------------------------------- */
/* A file by this label is of one version, in one form, in this process. */
static uint64_t label_of(const struct opened *o, enum portal_form form)
{
	return (uint64_t)o->r.no << 32 | ((uint64_t)o->data.version & 0xffffff) << 8 |
	       ((uint64_t)form + 1);
}

/* A file that is on its way for long is cut when it is taken off meanwhile. */
static void while_it_stands(struct ctx *cx, struct req *rq, uint64_t label)
{
	answer_tag(rq, ctx_print(cx, PORTAL_TAG "%llu", (unsigned long long)label >> 32));
}

/* Nothing of the file is in the answer: HEAD, or the client has it already. */
static bool nothing_leaves(const struct req *rq, const char *etag)
{
	return answer_is_head(rq) || answer_is_known(rq, etag);
}

static void taken(struct ctx *cx, struct req *rq, const struct take *what)
{
	struct taking *t = rq->app->portal->taking;
	if (taking_more(t, what->label, cx->now))
		return;
	struct take *one = ctx_new(cx, struct take);
	*one = *what;
	answer_after(rq, take_note, one);
	taking_seen(t, what, cx->now);
}

/* It lies ready, and a window is open for it: out it goes. */
static bool given(struct ctx *cx, struct req *rq, struct kept *k)
{
	bool leaves = !nothing_leaves(rq, kept_etag(k));
	if (leaves && !taking_more(rq->app->portal->taking, kept_label_of(k), cx->now)) {
		kept_drop(k);
		return false;
	}
	if (leaves && kept_is_file(k))
		while_it_stands(cx, rq, kept_label_of(k));
	answer_kept(rq, k);
	return true;
}

static void file_headers(struct ctx *cx, struct req *rq, const struct opened *o,
			 const struct portal_form_text *f, const struct portal_file *file)
{
	answer_header(rq, "Cache-Control", "no-cache");
	answer_header(rq, "Digest", ctx_print(cx, "sha-256=%s", file->digest));
	answer_header(rq, "Repr-Digest", ctx_print(cx, "sha-256=:%s:", file->digest));
	answer_header(rq, "Content-Disposition",
		      ctx_print(cx, "attachment; filename=\"%s.%s\"", o->r.code, f->suffix));
}

static enum err take_file(struct ctx *cx, struct req *rq, const struct ready *ready)
{
	struct opened o;
	struct portal_file file;
	enum portal_form form;
	const char *format = req_query(rq, "format") ? req_query(rq, "format") : "csv";
	TRY(portal_live(cx, rq, rq->seg[0], &o));
	if (!portal_form_read(format, req_query(rq, "for"), &form))
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_DOWNLOAD_FORMAT_UNKNOWN(format)),
				  "format");
	TRY(portal_file(cx, rq, &o, form, &file));
	const struct portal_form_text *f = &portal_forms[form];
	const char *etag = ctx_print(cx, "\"%s.%d.%d.%s\"", o.r.code, o.r.version,
				     o.data.version, f->suffix);
	answer_file(rq, f->type, file.fd, etag);
	file_headers(cx, rq, &o, f, &file);
	ready_keep(rq, ready, label_of(&o, form));
	if (nothing_leaves(rq, etag))
		return OK;
	if (file.bytes > LONG_BYTES)
		while_it_stands(cx, rq, label_of(&o, form));
	taken(cx, rq, &(struct take){ label_of(&o, form), o.r.no, o.data.version, o.r.id,
				      o.r.org, f->suffix, o.data.rows, file.bytes });
	return OK;
}

enum err portal_download(struct ctx *cx, struct req *rq)
{
	struct ready ready;
	TRY(ready_find(cx, rq, &ready));
	if (ready.kept && given(cx, rq, ready.kept))
		return OK;
	if (!rq->quick)
		return take_file(cx, rq, &ready);
	req_defer(rq);
	return OK;
}
