/* import_sheet.c - the catalogue from a workbook (R09.4).
 *
 * A sheet whose first row names columns of ours holds entries (it has their title)
 * or items of entries (it names the entry by code or title); both may stand in one
 * sheet as they do in CSV. Other sheets explain and are passed over. The sheets are
 * gathered first, cell texts in one run of bytes: items may come before their
 * entries. */
#include "app.h"
#include "catalogue/import.h"
#include "sift/sift.h"
#include "sift/turn.h"
#include "sys/settings.h"
#include "web/req.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TEXT_MOST    (96u << 20)        /* bytes of all cells */
#define CELLS_MOST   8000000
#define ROWS_MOST    1000000
#define ENTRIES_MOST 100000
#define NONE UINT32_MAX

enum sheet_kind { SHEET_UNREAD, SHEET_OTHER, SHEET_ENTRIES, SHEET_ITEMS };

struct sheet {
	const char     *name;
	enum sheet_kind kind;
	int             at[FLAT_COLUMNS];       /* flat column: the sheet's, from 1 */
	int             columns[CSV_MAX_COLUMNS];       /* and back; -1: an empty head */
	size_t          ncolumns;
};

struct sheet_cell { uint32_t at, n; };
/* `next`: the next row of the same entry. */
struct sheet_row { const struct sheet *sheet; int64_t no; uint32_t cell, ncells, next; };
struct sheet_entry { uint32_t first, last; };   /* rows */

struct book_in {
	struct buf    text, cells, rows, entries, key;
	struct sheet *sheet;                    /* under way */
	bool          any;                      /* a sheet of entries was met */
	json_t       *named;                    /* name_key(): the entry's number */
	uint32_t      entry;                    /* the last row's, NONE */
};

static void book_in_end(struct book_in *b)
{
	buf_end(&b->text);
	buf_end(&b->cells);
	buf_end(&b->rows);
	buf_end(&b->entries);
	buf_end(&b->key);
	json_decref(b->named);
}
#define AUTO_BOOK_IN __attribute__((cleanup(book_in_end))) struct book_in

static struct sheet_row *row_at(const struct book_in *b, uint32_t i)
{
	return (struct sheet_row *)(void *)b->rows.p + i;
}

static struct sheet_entry *entry_at(const struct book_in *b, uint32_t i)
{
	return (struct sheet_entry *)(void *)b->entries.p + i;
}

static uint32_t nrows(const struct book_in *b)
{
	return (uint32_t)(b->rows.n / sizeof(struct sheet_row));
}

static uint32_t nentries(const struct book_in *b)
{
	return (uint32_t)(b->entries.n / sizeof(struct sheet_entry));
}

/* The text of a flat column in a row; n 0: empty or not there. */
static const char *cell_of(const struct book_in *b, const struct sheet_row *r, int column,
			   size_t *ret_n)
{
	int at = r->sheet->at[column];
	*ret_n = 0;
	if (!at || (uint32_t)at > r->ncells)
		return "";
	const struct sheet_cell *c = (const struct sheet_cell *)(const void *)b->cells.p +
				     r->cell + at - 1;
	*ret_n = c->n;
	return b->text.p + c->at;
}

/* --- the head of a sheet ---------------------------------------------------- */
static enum err unknown_column(struct ctx *cx, const struct sheet *s, size_t i,
			       const struct csv_field *f)
{
	const char *name = ctx_textn(cx, f->p, f->n), *letter = sift_letters(cx, (int64_t)i + 1);
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_IMPORT_SHEET_COLUMN(s->name, letter, name)),
			  name);
}

static enum err head(struct ctx *cx, struct sheet *s, const struct line *line)
{
	size_t known = 0, own = 0, strange = line->ncells;
	for (size_t i = 0; i < line->ncells; i++) {
		const struct csv_field *f = &line->cells[i];
		int column = f->n ? flat_find(f->p, f->n) : -1;
		s->columns[i] = column;
		if (column < 0 && f->n && strange == line->ncells)
			strange = i;
		if (column < 0)
			continue;
		known++;
		own += column > FLAT_TITLE && !flat_of_item((size_t)column);
		s->at[column] = (int)i + 1;
	}
	s->ncolumns = line->ncells;
	bool titled = s->at[FLAT_TITLE] != 0, coded = s->at[FLAT_CODE] != 0;
	bool items = s->at[FLAT_ITEM_CODE] != 0;
	s->kind = items && !own && (titled || coded) ? SHEET_ITEMS :
		  titled || (coded && own) ? SHEET_ENTRIES : SHEET_OTHER;
	if (s->kind == SHEET_OTHER || strange == line->ncells)
		return OK;
	return unknown_column(cx, s, strange, &line->cells[strange]);
}

/* --- the rows ------------------------------------------------------------------ */
static bool keep_row(struct book_in *b, const struct line *line)
{
	struct sheet_row r = { .sheet = b->sheet, .no = line->row, .next = NONE,
			       .cell = (uint32_t)(b->cells.n / sizeof(struct sheet_cell)),
			       .ncells = (uint32_t)line->ncells };
	for (size_t i = 0; i < line->ncells; i++) {
		struct sheet_cell c = { (uint32_t)b->text.n, line->cells[i].n };
		buf_bytes(&b->text, line->cells[i].p, line->cells[i].n);
		buf_bytes(&b->cells, &c, sizeof c);
	}
	buf_bytes(&b->rows, &r, sizeof r);
	return buf_ok(&b->text) && buf_ok(&b->cells) && buf_ok(&b->rows);
}

/* What an entry is named by in a column: "0:code", "1:title". */
static const char *name_key(struct book_in *b, int column, const char *p, size_t n)
{
	buf_clear(&b->key);
	buf_byte(&b->key, (char)('0' + column));
	buf_byte(&b->key, ':');
	buf_bytes(&b->key, p, n);
	return buf_cstr(&b->key);
}

static void name_entry(struct book_in *b, const struct sheet_row *r, int column, uint32_t entry)
{
	size_t n;
	const char *p = cell_of(b, r, column, &n), *key = name_key(b, column, p, n);
	if (n && !json_object_get(b->named, key))
		json_object_set_new_nocheck(b->named, key, json_integer(entry));
}

static void cells_of(const struct book_in *b, const struct sheet_row *r, struct flat_cells *ret)
{
	for (int i = 0; i < FLAT_COLUMNS; i++)
		ret->at[i].p = cell_of(b, r, i, &ret->at[i].n);
}

static bool begins_entry(const struct book_in *b, const struct sheet_row *r,
			 const struct sheet_row *first)
{
	struct flat_cells said, before;
	cells_of(b, r, &said);
	cells_of(b, first, &before);
	return flat_begins(&before, &said, !r->sheet->at[FLAT_ITEM_CODE]);
}

static void entry_row(struct book_in *b)
{
	uint32_t no = nrows(b) - 1;
	const struct sheet_row *r = row_at(b, no);
	struct sheet_entry *e = b->entry == NONE ? NULL : entry_at(b, b->entry);
	if (e && !begins_entry(b, r, row_at(b, e->first))) {
		row_at(b, e->last)->next = no;
		e->last = no;
		return;
	}
	struct sheet_entry begun = { no, no };
	b->entry = nentries(b);
	buf_bytes(&b->entries, &begun, sizeof begun);
	name_entry(b, r, FLAT_CODE, b->entry);
	name_entry(b, r, FLAT_TITLE, b->entry);
}

static enum err too_many(struct ctx *cx)
{
	return fail(cx, ERR_TOO_LARGE, SAY_IMPORT_TOO_MANY());
}

static enum err take_line(struct ctx *cx, struct book_in *b, const struct line *line)
{
	if (line->kind == LINE_SHEET) {
		b->sheet = ctx_new(cx, struct sheet);
		b->sheet->name = line->sheet;
		b->entry = NONE;
		return ctx_check(cx);
	}
	if (b->sheet->kind == SHEET_UNREAD) {
		TRY(head(cx, b->sheet, line));
		b->any |= b->sheet->kind == SHEET_ENTRIES;
		return OK;
	}
	if (b->sheet->kind == SHEET_OTHER)
		return OK;
	if (!keep_row(b, line))
		return too_many(cx);
	if (b->sheet->kind == SHEET_ENTRIES)
		entry_row(b);
	return buf_ok(&b->entries) ? ctx_check(cx) : too_many(cx);
}

/* --- whose items they are ---------------------------------------------------------- */
static uint32_t owner(struct book_in *b, const struct sheet_row *r, uint32_t before,
		      int *ret_column)
{
	*ret_column = -1;
	for (int column = FLAT_CODE; column <= FLAT_TITLE; column++) {
		size_t n;
		const char *p = cell_of(b, r, column, &n);
		if (!n)
			continue;
		*ret_column = column;
		const json_t *no = json_object_get(b->named, name_key(b, column, p, n));
		if (no)
			return (uint32_t)json_integer_value(no);
	}
	return *ret_column < 0 ? before : NONE; /* as merged cells are: the first alone says it */
}

static enum err orphan(struct ctx *cx, const struct book_in *b, struct intake *t,
		       const struct sheet_row *r, int column)
{
	size_t n = 0;
	const char *p = column < 0 ? "" : cell_of(b, r, column, &n);
	int at = column >= 0 ? column : r->sheet->at[FLAT_CODE] ? FLAT_CODE : FLAT_TITLE;
	intake_reject(t, &(struct place){ r->sheet->name, r->no, r->sheet->at }, at,
		      SAY_IMPORT_NO_ENTRY(ctx_textn(cx, p, n)));
	return ctx_check(cx);
}

static enum err share_items(struct ctx *cx, struct book_in *b, struct intake *t)
{
	const struct sheet *sheet = NULL;
	uint32_t before = NONE;
	for (uint32_t i = 0; i < nrows(b); i++) {
		const struct sheet_row *r = row_at(b, i);
		int column;
		if (r->sheet->kind != SHEET_ITEMS)
			continue;
		before = owner(b, r, r->sheet == sheet ? before : NONE, &column);
		sheet = r->sheet;
		if (before == NONE) {
			TRY(orphan(cx, b, t, r, column));
			continue;
		}
		struct sheet_entry *e = entry_at(b, before);
		row_at(b, e->last)->next = i;
		e->last = i;
	}
	return OK;
}

/* --- entry by entry ------------------------------------------------------------------- */
static enum err one_entry(struct book_in *b, struct intake *t, const struct sheet_entry *e,
			  struct place *rows)
{
	json_t *entry = json_object();
	size_t n = 0;
	for (uint32_t at = e->first; at != NONE; at = row_at(b, at)->next) {
		const struct sheet_row *r = row_at(b, at);
		bool first = at == e->first, items_only = r->sheet->kind == SHEET_ITEMS;
		struct place here = { r->sheet->name, r->no, r->sheet->at };
		if (first)
			rows[n++] = here;
		flat_item(entry);
		for (uint32_t i = 0; i < r->ncells && i < r->sheet->ncolumns; i++) {
			int column = r->sheet->columns[i];
			const struct sheet_cell *c = (const struct sheet_cell *)
				(const void *)b->cells.p + r->cell + i;
			if (column >= 0 && (!items_only || flat_of_item((size_t)column)))
				flat_take(entry, column, b->text.p + c->at, c->n);
		}
		if (flat_item_done(entry) && n < ORIGIN_ROWS)
			rows[n++] = here;
	}
	return intake_entry(t, entry, &(struct origin){ rows, n, true });
}

/* The body as a file that another program can be given: it is never on a disk. */
static enum err body_file(struct ctx *cx, const struct req *rq, int *ret_fd)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	for (size_t at = 0; fd >= 0 && at < rq->nraw;) {
		ssize_t n = write(fd, rq->raw + at, rq->nraw - at);
		if (n <= 0) {
			close(fd);
			fd = -1;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	*ret_fd = fd;
	return fd >= 0 ? OK : fail(cx, ERR_BUSY, SAY_SIFT_BUSY());
}

static enum err gather(struct ctx *cx, struct req *rq, int fd, struct book_in *b)
{
	int64_t silence = rq->app->settings->sift_seconds * 1000;
	AUTO_SIFT s = NULL;
	TRY(sift_open(cx, (struct sift_setup){ .program = sift_program(cx, rq->app->settings),
		.fd = fd, .all = true, .silence_ms = silence, .in_all_ms = 2 * silence,
		.bytes_most = 2 * (int64_t)TEXT_MOST }, &s));
	for (bool more = true; more;) {
		struct line line;
		TRY(sift_next(cx, s, &line, &more));
		if (more)
			TRY(take_line(cx, b, &line));
	}
	return b->any ? OK : fail(cx, ERR_INVALID, SAY_IMPORT_NO_SHEET());
}

enum err sheets_in(struct ctx *cx, struct req *rq, struct intake *t)
{
	int fd;
	AUTO_BOOK_IN b = {
		.text = buf_make(TEXT_MOST), .key = buf_make(2u << 20), .named = json_object(), .entry = NONE,
		.cells = buf_make(CELLS_MOST * sizeof(struct sheet_cell)),
		.rows = buf_make(ROWS_MOST * sizeof(struct sheet_row)),
		.entries = buf_make(ENTRIES_MOST * sizeof(struct sheet_entry)) };
	AUTO_TURN turn = { 0 };
	TRY(turn_take(cx, rq->app->settings, &turn));
	TRY(body_file(cx, rq, &fd));
	enum err e = gather(cx, rq, fd, &b);
	close(fd);
	TRY(e);
	TRY(share_items(cx, &b, t));
	struct place *rows = ctx_array(cx, struct place, ORIGIN_ROWS);
	for (uint32_t i = 0; i < nentries(&b); i++)
		TRY(one_entry(&b, t, entry_at(&b, i), rows));
	return OK;
}
