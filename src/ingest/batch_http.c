/* batch_http.c - the counter for batches: asked for by the provider's steward,
 * followed by whoever may see the entry of their own agency. */
#include "app.h"
#include "core/csvout.h"
#include "ingest/batch.h"
#include "ingest/ingest.h"
#include "ingest/ingest_http.h"
#include "ingest/rows_file.h"
#include "ingest/upload.h"
#include "ingest_schema.h"
#include "record/takeout.h"
#include "sys/settings.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct ask { const struct who *who; struct batch b; struct upload rows; };

static enum err ask_change(struct ctx *cx, struct db *db, void *arg)
{
	struct ask *a = arg;
	if (a->rows.id)
		TRY(upload_add(cx, db, a->who, &a->rows));
	return batch_add(cx, db, a->who, &a->b);
}

static enum err unknown_word(struct ctx *cx, const char *field, const char *word)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_BATCH_WORD(word)), field);
}

static enum err read_ask(struct ctx *cx, struct req *rq, const struct resource *r,
			 struct batch *b)
{
	const struct batch_new_in *in = rq->body;
	struct column *columns;
	struct mapping *mapping;
	size_t n = batch_columns(cx, r, &columns), nmapping;
	const json_t *map = json_object_get(rq->json, "mapping");

	*b = (struct batch){ .resource = r->id, .resource_no = r->no, .org = rq->who->org,
			     .sheet = in->sheet };
	if (!load_mode_read(in->mode, &b->mode))
		return unknown_word(cx, "mode", in->mode);
	if (in->encoding && !encoding_read(in->encoding, &b->encoding))
		return unknown_word(cx, "encoding", in->encoding);
	if (in->header && !header_read(in->header, &b->header))
		return unknown_word(cx, "header", in->header);
	if (!n)
		return fail(cx, ERR_CONFLICT, SAY_BATCH_NO_ITEMS());
	if (r->state == RESOURCE_RETIRED)
		return fail(cx, ERR_CONFLICT, SAY_BATCH_RETIRED());
	if (json_is_object(map)) {
		char *text = json_dumps(map, JSON_COMPACT);
		b->mapping = ctx_text(cx, text);
		free(text);
	}
	return batch_mapping(cx, b->mapping, columns, n, &mapping, &nmapping);
}

enum err batch_post(struct ctx *cx, struct req *rq)
{
	const struct batch_new_in *in = rq->body;
	const json_t *rows = json_object_get(rq->json, "rows");
	struct ask a = { .who = rq->who };
	struct resource r;
	struct upload u;

	TRY(resource_for_owner(cx, rq->db, rq->seg[0], rq->who, &r));
	TRY(read_ask(cx, rq, &r, &a.b));
	if (!in->upload == !json_is_array(rows))
		return fail(cx, ERR_INVALID, SAY_BATCH_WANTS_ONE());
	if (in->upload) {
		TRY(upload_complete(cx, rq->db, in->upload, rq->who, &u));
		a.b.upload = u.id;
		a.b.filename = u.filename;
		a.b.bytes_total = u.size;
	} else {
		a.rows = (struct upload){ .id = id_new(cx), .filename = "rows.jsonl" };
		TRY(rows_write(cx, rows, upload_path(cx, store_dir(rq->store), a.rows.id),
			       &a.rows.size));
		a.rows.have = a.rows.size;
		a.rows.expires_at.n = cx->now.n + rq->app->settings->upload_hours * 3600000;
		a.b.upload = a.rows.id;
		a.b.encoding = ENC_UTF8;
		a.b.bytes_total = a.rows.size;
	}
	TRY(store_change(cx, rq->store, ask_change, &a));
	ingest_wake(rq->app->ingest);
	struct jout *j = answer_json(rq, 202);
	jout_open(j);
	jout_key_text(j, "id", a.b.id);
	jout_key_text(j, "state", batch_state_word(BATCH_QUEUED));
	jout_close(j);
	answer_header(rq, "Location", ctx_print(cx, "/api/v1/batches/%s", a.b.id));
	return OK;
}

static void batch_json(struct jout *j, const struct batch *b)
{
	jout_open(j);
	jout_key_text(j, "id", b->id);
	jout_key_text(j, "resource", b->resource);
	jout_key_text(j, "upload", b->upload);
	jout_key_text(j, "filename", b->filename);
	jout_key_text(j, "mode", load_mode_word(b->mode));
	jout_key_text(j, "encoding", encoding_word(b->encoding));
	jout_key_text(j, "header", header_word(b->header));
	jout_key_text(j, "sheet", b->sheet);
	jout_key_text(j, "state", batch_state_word(b->state));
	jout_key_int(j, "rows_read", b->rows_read);
	jout_key_int(j, "rows_live", b->rows_live);
	jout_key_int(j, "rows_rejected", b->rows_rejected);
	jout_key_int(j, "bytes_total", b->bytes_total);
	jout_key_int(j, "bytes_done", b->bytes_done);
	jout_key(j, "version");
	if (b->state == BATCH_LIVE)
		jout_int(j, b->version);
	else
		jout_null(j);
	jout_key_raw(j, "problems", b->problems ? b->problems : "[]");
	jout_key_text(j, "code", b->fault);
	jout_key_text(j, "detail", b->detail);
	jout_key_text(j, "detail_en", b->detail_en);
	jout_key_text(j, "by", b->by_name);
	jout_key_ms(j, "created_at", b->created_at);
	jout_key_ms(j, "started_at", b->started_at);
	jout_key_ms(j, "ended_at", b->ended_at);
	jout_close(j);
}

static enum err batch_seen(struct ctx *cx, struct req *rq, struct batch *b)
{
	TRY(batch_by_id(cx, rq->db, rq->seg[0], b));
	return batch_seen_by(b, rq->who) ? OK : fail(cx, ERR_NOT_FOUND, SAY_BATCH_UNKNOWN());
}

enum err batch_get(struct ctx *cx, struct req *rq)
{
	struct batch b;
	TRY(batch_seen(cx, rq, &b));
	batch_json(answer_json(rq, 200), &b);
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

/* --- rejects, to be corrected and sent again -------------------------------- */
struct lines {
	int        fd;                  /* the reject file */
	struct csv csv;                 /* its records; the fourth field is the line */
	struct buf head;                /* the header; empty: lines of JSON */
	char       delimiter;           /* of the file the lines came from */
	bool       begun;
};

static void lines_end(void *state)
{
	struct lines *l = state;
	close(l->fd);
	csv_drop(&l->csv);
	buf_end(&l->head);
}

/* A line cell by cell: what a spreadsheet would run is disarmed. */
static void put_line(struct ctx *cx, const struct lines *l, const char *p, size_t n,
		     struct buf *out)
{
	AUTO_CSV c = csv_make(cx, l->delimiter ? l->delimiter : ',');
	csv_feed(&c, p, n);
	csv_finish(&c);
	if (!l->delimiter) {
		buf_bytes(out, p, n);
		buf_byte(out, '\n');
		return;
	}
	if (csv_next(&c) == CSV_RECORD)
		for (size_t i = 0; i < c.nfields; i++)
			csv_celln(out, i, c.fields[i].p, c.fields[i].n, CSV_FOR_PEOPLE);
	else
		csv_celln(out, 0, p, n, CSV_FOR_PEOPLE);
	csv_end(out);
}

static enum err lines_more(struct ctx *cx, struct req *rq, void *state, struct buf *out,
			   bool *ret_last)
{
	enum { PIECE = 64 << 10 };
	struct lines *l = state;
	char *piece = ctx_alloc(cx, PIECE);
	(void)rq;
	buf_bytes(out, l->head.p, l->head.n);
	buf_clear(&l->head);
	ssize_t n = read(l->fd, piece, PIECE);
	if (n < 0)
		return fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	if (n)
		csv_feed(&l->csv, piece, (size_t)n);
	else
		csv_finish(&l->csv);
	for (; csv_next(&l->csv) == CSV_RECORD; l->begun = true)
		if (l->begun && l->csv.nfields > 3)     /* not the reject file's header */
			put_line(cx, l, l->csv.fields[3].p, l->csv.fields[3].n, out);
	*ret_last = n == 0;
	return OK;
}

static enum err read_head(struct ctx *cx, const char *path, struct lines *l)
{
	char piece[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? OK : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
	ssize_t n = read(fd, &l->delimiter, 1);
	while (n > 0 && (n = read(fd, piece, sizeof piece)) > 0)
		buf_bytes(&l->head, piece, (size_t)n);
	close(fd);
	return n < 0 ? fail(cx, ERR_INTERNAL, SAY_INTERNAL()) : OK;
}

static enum err rejected_lines(struct ctx *cx, struct req *rq, const struct batch *b, int fd,
			       const struct takeout *t)
{
	const char *path = batch_reject_path(cx, store_dir(rq->store), b->id);
	struct lines *l = ctx_new(rq->cx, struct lines);
	*l = (struct lines){ .fd = fd, .csv = csv_make(rq->cx, ','),
			     .head = buf_make(16u << 20) };
	enum err e = read_head(cx, ctx_print(cx, "%s.head", path), l);
	if (e == OK)
		e = takeout_now(cx, rq, t);
	if (e != OK) {
		lines_end(l);
		return e;
	}
	answer_header(rq, "Content-Disposition", ctx_print(cx,
		      "attachment; filename=\"corrections-%s.%s\"", b->id,
		      l->delimiter ? "csv" : "jsonl"));
	answer_header(rq, "Cache-Control", "no-store");
	answer_stream(rq, 200, l->delimiter ? "text/csv; charset=utf-8; header=present"
					    : "application/x-ndjson", lines_more, lines_end, l);
	return OK;
}

/* The rows themselves are for the agency whose they are. */
enum err batch_rejects(struct ctx *cx, struct req *rq)
{
	struct batch b;
	const char *form = req_query(rq, "form");
	bool lines = form && strcmp(form, "lines") == 0;
	if (form && *form && !lines)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("form")), "form");
	TRY(batch_seen(cx, rq, &b));
	if (!rq->who->org || strcmp(rq->who->org, b.org) != 0)
		return fail(cx, ERR_FORBIDDEN, SAY_BATCH_ROWS_NOT_YOURS());
	struct takeout t = { .act = "rejects-fetched", .resource = b.resource, .object = b.id,
			     .rows = b.rows_rejected };
	TRY(takeout_reason(cx, rq, &t.reason));
	int fd = open(batch_reject_path(cx, store_dir(rq->store), b.id), O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && lines)
		return rejected_lines(cx, rq, &b, fd, &t);
	if (fd < 0)
		answer_bytes(rq, 200, "text/csv; charset=utf-8; header=present",
			     "row,item,reason,line\n", 21);
	else
		answer_file(rq, "text/csv; charset=utf-8; header=present", fd,
			    ctx_print(cx, "\"%s.%lld\"", b.id, (long long)b.rows_rejected));
	if (fd >= 0)
		takeout_answer(rq, &t);
	answer_header(rq, "Content-Disposition",
		      ctx_print(cx, "attachment; filename=\"rejects-%s.csv\"", b.id));
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

enum err batches_get(struct ctx *cx, struct req *rq)
{
	struct resource r;
	struct page page;
	struct batch_list list;
	TRY(resource_for_reading(cx, rq->db, rq->seg[0], rq->who, &r));
	if (!resource_owned_by(&r, rq->who) && !who_can(rq->who, CAP_CATALOGUE_REVIEW))
		return fail(cx, ERR_FORBIDDEN, SAY_BATCH_ROWS_NOT_YOURS());
	TRY(req_page(cx, rq, &page));
	TRY(batch_list(cx, rq->db, r.id, page.after, page.limit, &list));
	struct jout *j = answer_list(rq);
	for (size_t i = 0; i < list.n; i++)
		batch_json(j, &list.items[i]);
	answer_list_end(cx, rq, (int64_t)list.n == page.limit ? list.items[list.n - 1].id : NULL,
			list.total);
	return OK;
}
