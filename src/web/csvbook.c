/* csvbook.c - the file that a list has made, as a workbook: one door for all lists that
 * leave by csvfile.h. Cells are written as text, so nothing runs in them; the mark by
 * which CSV keeps a spreadsheet from running one (core/csvout.h) is taken off again. A
 * list that would be streamed is asked for piece by piece: one piece and one row are in
 * memory, the sheet grows on the disk (`workbooks` such at once; one of strangers, and of a
 * tenth of the rows, for it keeps a worker that long). For HEAD none is made. */
#include "web/csvfile.h"
#include "app.h"
#include "core/csv.h"
#include "sift/turn.h"
#include "store/store.h"
#include "sys/log.h"
#include "sys/settings.h"
#include "web/job.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define BOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define SHEET_ROWS 1048575              /* below the head */
#define PIECE_MOST (64u << 20)          /* bytes of a piece of a stream */
#define STRANGERS 10                    /* part of the rows that somebody unknown may ask for */
#define CELL_MOST 32767                 /* characters of a cell; bytes are no fewer */

struct book { lxw_workbook *book; lxw_worksheet *sheet; lxw_format *head; lxw_row_t row;
	      int64_t most;             /* rows below the head */
	      bool lost, full; };

/* A cell that is too long for any sheet is cut at a whole character. */
static const char *cell_text(struct ctx *cx, const struct csv_field *f)
{
	size_t n = f->n, from = f->n > 1 && f->p[0] == '\'' && strchr("=+-@\t\r", f->p[1]) ? 1 : 0;
	if (n - from > CELL_MOST)
		for (n = from + CELL_MOST; n > from && (f->p[n] & 0xc0) == 0x80;)
			n--;
	return ctx_textn(cx, f->p + from, n - from);
}

static void put_row(struct ctx *cx, struct book *w, const struct csv *c)
{
	if (w->row > w->most) {
		w->full = true;
		return;
	}
	for (size_t i = 0; i < c->nfields; i++) {
		const char *text = cell_text(cx, &c->fields[i]);
		if (*text && worksheet_write_string(w->sheet, w->row, (lxw_col_t)i, text,
						    w->row ? NULL : w->head) != LXW_NO_ERROR)
			w->lost = true;
	}
	w->row++;
}

/* Ours, so it is sound; what the cells need is in a memory of each bite. */
static void put_bytes(struct ctx *cx, struct book *w, struct csv *c, const struct buf *b, bool last)
{
	struct ctx mine;
	for (size_t at = 0; at < b->n || (last && at == b->n); at += CSV_SNIFF) {
		size_t n = b->n - at < CSV_SNIFF ? b->n - at : CSV_SNIFF;
		ctx_init(&mine, cx->now, 64u << 20);
		csv_feed(c, b->p + at, n);
		if (last && at + n == b->n)
			csv_finish(c);
		while (!w->full && csv_next(c) == CSV_RECORD)
			put_row(&mine, w, c);
		ctx_end(&mine);
		if (w->full || at + n == b->n)
			return;
	}
}

/* The pieces that the door would send, one after another. */
static enum err put_pieces(struct ctx *cx, struct req *rq, struct book *w, struct csv *c)
{
	struct answer *a = rq->out;
	AUTO_BUF piece = buf_make(PIECE_MOST);
	enum err e = OK;
	for (bool last = false; e == OK && !last && !w->full;) {
		struct ctx mine;
		ctx_init(&mine, cx->now, 64u << 20);
		buf_clear(&piece);
		e = a->more(&mine, rq, a->state, &piece, &last);
		if (e != OK)
			e = fail(cx, e, mine.fault.said);
		else if (a->after || !buf_ok(&piece))   /* nobody would make that durable */
			e = fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
		else
			put_bytes(cx, w, c, &piece, last);
		ctx_end(&mine);
	}
	return e;
}

static enum err put_rows(struct ctx *cx, struct req *rq, struct book *w)
{
	AUTO_CSV c = csv_make(cx, ',');
	if (rq->out->kind == ANSWER_STREAM)
		return put_pieces(cx, rq, w, &c);
	put_bytes(cx, w, &c, &rq->out->buf, true);
	return OK;
}

static int nameless(struct ctx *cx, const struct req *rq)
{
	char *path = ctx_print(cx, "%s/workbook-XXXXXX", store_dir(rq->store));
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static enum err unwritten(struct ctx *cx, int no, const char *why)
{
	log_line(LOG_WARN, "workbook-not-written", "why", why, NULL);
	return no == ENOSPC || no == EDQUOT ? fail(cx, ERR_FULL, SAY_DISK_FULL())
					    : fail(cx, ERR_BUSY, SAY_OVERLOADED());
}

static bool stranger(const struct req *rq)
{
	return !rq->who || rq->who->kind == WHO_NOBODY;
}

static int64_t rows_for(const struct req *rq)
{
	int64_t most = rq->app->settings->workbook_rows;
	if (most <= 0 || most > SHEET_ROWS)
		most = SHEET_ROWS;
	bool part = stranger(rq) && rq->out->kind == ANSWER_STREAM && most > STRANGERS;
	return part ? most / STRANGERS : most;
}

static enum err make(struct ctx *cx, struct req *rq, int fd)
{
	char folder[4096];
	snprintf(folder, sizeof folder, "%s", store_dir(rq->store));
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
	struct book w = { .most = rows_for(rq),
			  .book = workbook_new_opt(ctx_print(cx, "/proc/self/fd/%d", fd),
						   &options) };
	w.sheet = workbook_add_worksheet(w.book, NULL);
	w.head = workbook_add_format(w.book);
	format_set_bold(w.head);
	worksheet_freeze_panes(w.sheet, 1, 0);
	enum err e = put_rows(cx, rq, &w);
	if (e == OK && w.full)
		e = fail(cx, ERR_TOO_LARGE, SAY_BOOK_ROWS(w.most));
	errno = 0;
	lxw_error bad = workbook_close(w.book); /* gives its files back, whatever happened */
	TRY(e);
	if (bad != LXW_NO_ERROR)
		return unwritten(cx, errno, lxw_strerror(bad));
	return w.lost ? fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE()) : OK;
}

static void rename_file(struct ctx *cx, struct answer *a)
{
	for (size_t i = 0; i < a->nhead; i++) {
		const char *v = a->head[i].value, *end = strstr(v, ".csv\"");
		if (strcmp(a->head[i].name, "Content-Disposition") == 0 && end)
			a->head[i].value = ctx_print(cx, "%.*s.xlsx\"", (int)(end - v), v);
	}
}

static enum err made(struct ctx *cx, struct req *rq, int *ret_fd)
{
	AUTO_TURN turn = { 0 };
	if (rq->out->kind == ANSWER_STREAM)
		TRY(stranger(rq) ? turn_take_stranger(cx, &turn)
				 : turn_take(cx, rq->app->settings, &turn));
	int fd = nameless(cx, rq);
	if (fd < 0)
		return unwritten(cx, errno, strerror(errno));
	enum err e = make(cx, rq, fd);
	if (e == OK)
		*ret_fd = fd;
	else
		close(fd);
	return e;
}

enum err csvfile_turn(struct ctx *cx, struct req *rq)
{
	struct answer *a = rq->out;
	const char *format = a->type == csvfile_type ? req_given(rq, "format") : NULL;
	if (!format || strcmp(format, "xlsx") != 0)
		return OK;
	if (a->kind == ANSWER_STREAM && answer_is_head(rq)) {   /* nothing of it will be asked */
		a->type = BOOK_TYPE;
		rename_file(cx, a);
		return OK;
	}
	int fd = -1;
	enum err e = made(cx, rq, &fd);
	if (e != OK) {
		answer_clear(a);
		return e;
	}
	answer_file(rq, BOOK_TYPE, fd, NULL);
	rename_file(cx, a);
	return OK;
}
