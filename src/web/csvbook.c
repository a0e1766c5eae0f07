/* csvbook.c - the file that a list has made, as a workbook: one door for all lists that
 * leave by csvfile_whole(). Cells are written as text, so nothing runs in them; the mark
 * by which CSV keeps a spreadsheet from running one (core/csvout.h) is taken off again. */
#include "web/csvfile.h"
#include "core/csv.h"
#include "store/store.h"
#include "sys/log.h"
#include "web/job.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define BOOK_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#define BOOK_ROWS 1048576
#define CELL_MOST 32767                 /* characters of a cell; bytes are no fewer */

struct book { lxw_workbook *book; lxw_worksheet *sheet; lxw_format *head; lxw_row_t row;
	      bool lost; };

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
	if (w->row == BOOK_ROWS) {
		w->lost = true;
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

/* Ours, so it is sound; each piece in a memory of its own. */
static void put_rows(struct ctx *cx, struct book *w, const struct buf *csv)
{
	struct ctx mine;
	AUTO_CSV c = csv_make(cx, ',');
	for (size_t at = 0; at < csv->n; at += CSV_SNIFF) {
		ctx_init(&mine, cx->now, 64u << 20);
		csv_feed(&c, csv->p + at, csv->n - at < CSV_SNIFF ? csv->n - at : CSV_SNIFF);
		if (at + CSV_SNIFF >= csv->n)
			csv_finish(&c);
		while (csv_next(&c) == CSV_RECORD)
			put_row(&mine, w, &c);
		ctx_end(&mine);
	}
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

static enum err make(struct ctx *cx, struct req *rq, int fd)
{
	char folder[4096];
	snprintf(folder, sizeof folder, "%s", store_dir(rq->store));
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
	struct book w = { .book = workbook_new_opt(ctx_print(cx, "/proc/self/fd/%d", fd),
						   &options) };
	w.sheet = workbook_add_worksheet(w.book, NULL);
	w.head = workbook_add_format(w.book);
	format_set_bold(w.head);
	worksheet_freeze_panes(w.sheet, 1, 0);
	errno = 0;
	put_rows(cx, &w, &rq->out->buf);
	lxw_error bad = workbook_close(w.book);
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

enum err csvfile_turn(struct ctx *cx, struct req *rq)
{
	struct answer *a = rq->out;
	const char *format = a->type == csvfile_type ? req_given(rq, "format") : NULL;
	if (!format || strcmp(format, "xlsx") != 0)
		return OK;
	if (a->kind != ANSWER_BUF) {    /* a stream has no end that would be waited for */
		answer_clear(a);
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
	}
	int fd = nameless(cx, rq);
	if (fd < 0)
		return unwritten(cx, errno, strerror(errno));
	enum err e = make(cx, rq, fd);
	if (e != OK) {
		close(fd);
		return e;
	}
	answer_file(rq, BOOK_TYPE, fd, NULL);
	rename_file(cx, a);
	return OK;
}
