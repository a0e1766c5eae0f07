/* sheet_out.c - the catalogue as a workbook, and the empty one to fill in (R09.4).
 *
 * Three sheets: entries, items, and what every column takes. The template is an
 * export without rows, so what was exported can be corrected and imported. Cells are
 * written as text, never as formulas; choices have a drop-down. libxlsxwriter keeps
 * one row in memory; the file grows in the data directory and has no name there. */
#include "app.h"
#include "base/utf8.h"
#include "catalogue/check.h"
#include "catalogue/entry.h"
#include "catalogue/flat.h"
#include "catalogue/form.h"
#include "catalogue/out.h"
#include "catalogue/routes.h"
#include "catalogue_schema.h"
#include "core/csvout.h"
#include "sift/turn.h"
#include "sys/log.h"
#include "web/req.h"
#include "web/schema.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define STEP        50                  /* entries read at once */
#define ROWS_MOST   1048575             /* below the head, as sheets have them */
#define DISK_LEFT   (8u << 20)          /* bytes below which a disk is full */
#define CHOICE_MOST 255                 /* characters of a drop-down's words */

struct leaf {                           /* one sheet of it */
	lxw_worksheet *sheet;
	lxw_row_t      row;             /* the next */
	int            at[FLAT_COLUMNS];        /* columns of it, from 0; -1: not on it */
};

struct sheets {
	lxw_workbook       *book;
	struct leaf         entries, items;
	lxw_format         *head, *must, *wrap;
	const struct form  *form;       /* of a template for one form; NULL: any */
	bool                lost;       /* something wasn't written; */
	bool                row_lost;   /* … because a sheet takes no more rows */
};

/* --- what a column takes ------------------------------------------------------- */
static const struct field *find_field(const struct schema *s, const char *name)
{
	for (size_t i = 0; s && i < s->n; i++)
		if (strcmp(s->fields[i].name, name) == 0)
			return &s->fields[i];
	return NULL;
}

static const struct field *field_of_column(size_t i)
{
	const char *in, *key = flat_field(i, &in);
	const struct field *outer = in ? find_field(&schema_resource_fields, in) : NULL;
	return find_field(in ? outer->sub : &schema_resource_fields, key);
}

/* Asked for before an entry can be submitted; the rest counts for completeness. */
static bool must(const struct form *f, size_t i)
{
	static const char *const always[] = { "title", "abstract", "form", "update_cycle", "grade",
		"share_type", "open_type", "item_code", "item_name", "item_type" };
	for (size_t k = 0; k < sizeof always / sizeof always[0]; k++)
		if (strcmp(always[k], flat_name(i)) == 0)
			return true;
	return form_owes(f, flat_name(i));
}

static const char *when_asked(struct ctx *cx, size_t i)
{
	const char *name = flat_name(i);
	bool reason = strstr(name, "_reason") || strstr(name, "_law") || strstr(name, "_level");
	bool bare = reason && name[0] == 's';
	struct said s = flat_of_item(i) && must(NULL, i) ? SAY_SHEET_ASKED_ITEM() :
			must(NULL, i) ? SAY_SHEET_ASKED() : bare ? SAY_SHEET_ASKED_SHARE() :
			reason ? SAY_SHEET_ASKED_OPEN() :
			strstr(name, "_conditions") ? SAY_SHEET_ASKED_CONDITIONAL() :
			strcmp(name, "format") == 0 ? SAY_SHEET_ASKED_FORM() : SAY_SHEET_NOT_ASKED();
	return said_words(cx, s, SAID_ZH);
}

static void add_word(struct buf *b, const char *word)
{
	if (b->n)
		buf_text(b, "、");
	buf_text(b, word);
}

static const char *takes(struct ctx *cx, size_t i)
{
	const struct flat_word *words = flat_words(flat_name(i));
	const struct field *f = field_of_column(i);
	AUTO_BUF b = buf_make(4096);
	for (; words && words->word; words++)
		add_word(&b, words->zh);
	for (const struct theme *t = themes; i == FLAT_THEME && t->word; t++)
		add_word(&b, t->zh);
	if (b.n)
		return ctx_text(cx, buf_cstr(&b));
	if (f && f->kind == FIELD_INT)
		return said_words(cx, SAY_SHEET_NUMBER(f->least, f->most), SAID_ZH);
	if (strcmp(flat_name(i), "keywords") == 0)
		return said_words(cx, SAY_SHEET_LIST(), SAID_ZH);
	if (i == FLAT_CATEGORY)
		return said_words(cx, SAY_SHEET_CATEGORIES(CATEGORIES_MOST), SAID_ZH);
	if (strcmp(flat_name(i), "item_code") == 0)
		return said_words(cx, SAY_SHEET_ITEM_CODE(), SAID_ZH);
	if (strcmp(flat_name(i), "code") == 0)
		return said_words(cx, SAY_SHEET_CODE(), SAID_ZH);
	return said_words(cx, SAY_SHEET_TEXT(f ? f->most : 0), SAID_ZH);
}

/* --- the sheets ------------------------------------------------------------------ */
static void put(struct sheets *w, struct leaf *p, lxw_col_t column, const char *text,
		lxw_format *format)
{
	if (text && *text && worksheet_write_string(p->sheet, p->row, column, text, format) !=
	    LXW_NO_ERROR)
		w->lost = true;
}

/* A drop-down of the words, or of those of the one form; none when they are too long. */
static void choices(struct ctx *cx, const struct sheets *w, struct leaf *p, size_t i,
		    lxw_col_t column)
{
	char *words[64];
	size_t n = 0, long_all = 0;
	const struct flat_word *f = flat_words(flat_name(i));
	for (; f && f->word && n < 63; f++)
		if (!w->form || strcmp(flat_name(i), "form") != 0 || !strcmp(f->word, w->form->word))
			words[n++] = ctx_text(cx, f->zh);
	for (const struct theme *t = themes; i == FLAT_THEME && t->word; t++)
		words[n++] = ctx_text(cx, t->zh);
	for (size_t k = 0; k < n; k++)
		long_all += utf8_count(words[k], strlen(words[k])) + 1;
	words[n] = NULL;
	if (!n || long_all > CHOICE_MOST)
		return;
	lxw_data_validation v = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = words };
	worksheet_data_validation_range(p->sheet, 1, column, ROWS_MOST, column, &v);
}

static void begin_leaf(struct ctx *cx, struct sheets *w, struct leaf *p, struct said name,
		       bool items)
{
	lxw_col_t n = 0;
	p->sheet = workbook_add_worksheet(w->book, said_words(cx, name, SAID_ZH));
	p->row = 0;
	for (size_t i = 0; i < FLAT_COLUMNS; i++) {
		bool owner = i == FLAT_CODE || i == FLAT_TITLE;
		p->at[i] = -1;
		if (items != flat_of_item(i) && !(items && owner))
			continue;
		bool star = must(w->form, i);
		const char *head = star ? ctx_print(cx, "%s*", flat_head(i)) : flat_head(i);
		p->at[i] = n;
		worksheet_set_column(p->sheet, n, n, i == FLAT_TITLE ? 30 : 16, NULL);
		put(w, p, n, head, star ? w->must : w->head);
		choices(cx, w, p, i, n);
		n++;
	}
	worksheet_freeze_panes(p->sheet, 1, 2);
	p->row = 1;
}

static void help_leaf(struct ctx *cx, struct sheets *w)
{
	const struct said heads[] = { SAY_SHEET_HELP_COLUMN(), SAY_SHEET_HELP_SHEET(),
				      SAY_SHEET_HELP_ASKED(), SAY_SHEET_HELP_TAKES() };
	const double widths[] = { 20, 14, 34, 90 };
	struct leaf p = { .sheet = workbook_add_worksheet(w->book,
					said_words(cx, SAY_SHEET_HELP(), SAID_ZH)) };
	for (lxw_col_t k = 0; k < 4; k++) {
		worksheet_set_column(p.sheet, k, k, widths[k], NULL);
		put(w, &p, k, said_words(cx, heads[k], SAID_ZH), w->head);
	}
	worksheet_freeze_panes(p.sheet, 1, 0);
	for (size_t i = 0; i < FLAT_COLUMNS; i++) {
		p.row++;
		struct said on = flat_of_item(i) ? SAY_SHEET_ITEMS() : SAY_SHEET_ENTRIES();
		put(w, &p, 0, flat_head(i), NULL);
		put(w, &p, 1, said_words(cx, on, SAID_ZH), NULL);
		put(w, &p, 2, when_asked(cx, i), w->wrap);
		put(w, &p, 3, takes(cx, i), w->wrap);
	}
}

static void begin_book(struct ctx *cx, struct sheets *w)
{
	w->head = workbook_add_format(w->book);
	format_set_bold(w->head);
	format_set_bg_color(w->head, 0xE8EDF3);
	format_set_border(w->head, LXW_BORDER_THIN);
	w->must = workbook_add_format(w->book);
	format_set_bold(w->must);
	format_set_bg_color(w->must, 0xFBE3D6);
	format_set_border(w->must, LXW_BORDER_THIN);
	w->wrap = workbook_add_format(w->book);
	format_set_text_wrap(w->wrap);
	format_set_align(w->wrap, LXW_ALIGN_VERTICAL_TOP);
	begin_leaf(cx, w, &w->entries, SAY_SHEET_ENTRIES(), false);
	begin_leaf(cx, w, &w->items, SAY_SHEET_ITEMS(), true);
}

/* --- the rows -------------------------------------------------------------------- */
static void put_row(struct sheets *w, struct leaf *p, const char *const cells[FLAT_COLUMNS])
{
	w->row_lost |= p->row > ROWS_MOST;
	w->lost |= w->row_lost;
	for (size_t i = 0; i < FLAT_COLUMNS && !w->lost; i++) {
		if (p->at[i] < 0 || !cells[i])
			continue;
		const struct theme *t = i == FLAT_THEME ? theme_find(cells[i]) : NULL;
		put(w, p, (lxw_col_t)p->at[i],
		    t ? t->zh : flat_label(flat_words(flat_name(i)), cells[i]), NULL);
	}
	p->row++;
}

static void put_entry(struct ctx *cx, struct sheets *w, const struct resource *r)
{
	const char *cells[FLAT_COLUMNS];
	for (size_t i = 0; i == 0 || i < r->nitems; i++) {
		flat_cells(cx, r, i, cells);
		if (i == 0)
			put_row(w, &w->entries, cells);
		cells[FLAT_CODE] = r->code;
		cells[FLAT_TITLE] = r->title;
		if (i < r->nitems)
			put_row(w, &w->items, cells);
	}
}

static enum err put_all(struct req *rq, struct sheets *w)
{
	const char *org = req_query(rq, "org");
	int after = 0;
	for (size_t n = STEP; n == STEP && !w->lost;) {
		AUTO_CTX cx = { 0 };
		int no[STEP];
		ctx_init(&cx, rq->cx->now, 64u << 20);
		TRY(out_numbers(&cx, rq->db, after, STEP, no, &n));
		for (size_t i = 0; i < n; i++) {
			struct resource r;
			bool there;
			TRY(out_entry(&cx, rq, after = no[i], org, &r, &there));
			if (there)
				put_entry(&cx, w, &r);
		}
	}
	return OK;
}

/* --- the file -------------------------------------------------------------------- */
static int nameless(struct ctx *cx, const struct req *rq)
{
	char *path = ctx_print(cx, "%s/workbook-XXXXXX", store_dir(rq->store));
	int fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

/* The writer says that it could not write, seldom why: whether the disk is full is asked
 * of the disk as well. Too many open files pass by themselves; the rest is our fault. */
static enum err unwritten(struct ctx *cx, const struct req *rq, int no, const char *why)
{
	struct statvfs disk;
	bool full = no == ENOSPC || no == EDQUOT ||
		    (statvfs(store_dir(rq->store), &disk) == 0 &&
		     (uint64_t)disk.f_bavail * disk.f_frsize < DISK_LEFT);
	log_line(full ? LOG_WARN : LOG_ERROR, "workbook-not-written", "why", why, NULL);
	if (full)
		return fail(cx, ERR_FULL, SAY_DISK_FULL());
	return no == EMFILE || no == ENFILE || no == ENOMEM ? fail(cx, ERR_BUSY, SAY_SIFT_BUSY())
							    : fail(cx, ERR_INTERNAL, SAY_INTERNAL());
}

static enum err send(struct ctx *cx, struct req *rq, struct sheets *w, bool rows, const char *name)
{
	char folder[4096];
	AUTO_TURN turn = { 0 };
	TRY(turn_take(cx, rq->app->settings, &turn));
	int fd = nameless(cx, rq);
	if (fd < 0)
		return unwritten(cx, rq, errno, strerror(errno));
	errno = 0;
	snprintf(folder, sizeof folder, "%s", store_dir(rq->store));
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = folder };
	w->book = workbook_new_opt(ctx_print(cx, "/proc/self/fd/%d", fd), &options);
	begin_book(cx, w);
	enum err e = rows ? put_all(rq, w) : OK;
	help_leaf(cx, w);
	lxw_error bad = workbook_close(w->book);
	if (e == OK && w->row_lost)
		e = fail(cx, ERR_TOO_LARGE, SAY_SHEET_TOO_MANY_ROWS(ROWS_MOST));
	else if (e == OK && (bad != LXW_NO_ERROR || w->lost))
		e = unwritten(cx, rq, errno, lxw_strerror(bad));
	if (e != OK) {
		close(fd);
		return e;
	}
	answer_file(rq, SHEET_TYPE, fd, NULL);
	answer_header(rq, "Content-Disposition", ctx_print(cx, "attachment; filename=\"%s.xlsx\"",
							   name));
	answer_header(rq, "Cache-Control", "no-store");
	return OK;
}

enum err catalogue_sheets(struct ctx *cx, struct req *rq)
{
	struct sheets w = { 0 };
	return send(cx, rq, &w, true, "catalogue");
}

/* The head, and a line that explains it; lines that begin with # aren't imported. */
static void template_csv(struct ctx *cx, struct req *rq)
{
	struct buf *b = answer_buf(rq, 200, "text/csv; charset=utf-8; header=present");
	buf_text(b, "\xEF\xBB\xBF");
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		csv_cell(b, i, flat_head(i), CSV_FOR_PEOPLE);
	csv_end(b);
	for (size_t i = 0; i < FLAT_COLUMNS; i++)
		csv_cell(b, i, ctx_print(cx, "%s%s。%s", i ? "" : "# ", when_asked(cx, i),
					 takes(cx, i)), CSV_FOR_PEOPLE);
	csv_end(b);
	answer_header(rq, "Content-Disposition", "attachment; filename=\"catalogue-template.csv\"");
}

enum err catalogue_template(struct ctx *cx, struct req *rq)
{
	const char *format = req_query(rq, "format"), *form = req_query(rq, "form");
	struct sheets w = { .form = form_named(form) };
	if (form && !w.form)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("form")), "form");
	if (format && strcmp(format, "csv") == 0) {
		template_csv(cx, rq);
		return OK;
	}
	if (format && strcmp(format, "xlsx") != 0)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_BAD_VALUE("format")), "format");
	return send(cx, rq, &w, false, "catalogue-template");
}
