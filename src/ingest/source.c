/* source.c - see source.h. One pass over the file, in pieces: memory does not
 * grow with it. */
#include "ingest/source_inside.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE (256 << 10)

void source_close(struct source **ps)
{
	struct source *s = *ps;
	if (!s)
		return;
	sift_close(&s->sift);
	if (s->fd >= 0)
		close(s->fd);
	decoder_free(&s->decoder);
	buf_end(&s->decoded);
	csv_drop(&s->csv);
	jsonl_end(&s->jsonl);
	*ps = NULL;
}

/* The file's own mark decides between the two orders of UTF-16. */
static void find_encoding(struct source *s)
{
	struct sniff sniff = { 0 };
	int64_t at = 0;
	ssize_t n;
	while ((n = pread(s->fd, s->piece, PIECE, at)) > 0 &&
	       !sniff_feed(&sniff, s->piece, (size_t)n))
		at += n;
	enum encoding found = sniff_verdict(&sniff);
	s->encoding = s->setup.encoding;
	if (s->encoding == ENC_AUTO ||
	    (s->encoding == ENC_UTF16LE && sniff.mark == ENC_UTF16BE))
		s->encoding = found;
}

/* A workbook is read by another program, which says UTF-8. */
static enum err open_sheet(struct ctx *cx, struct source *s)
{
	const struct source_setup *u = &s->setup;
	s->encoding = ENC_UTF8;
	s->padded = ctx_array(cx, struct csv_field, CSV_MAX_COLUMNS);
	return sift_open(cx, (struct sift_setup){ .program = u->sift, .fd = s->fd,
		.sheet = u->sheet, .silence_ms = u->silence_ms, .in_all_ms = u->in_all_ms,
		.stop = u->stop }, &s->sift);
}

enum err source_open(struct ctx *cx, struct source_setup setup, struct source **ret_source)
{
	AUTO_SOURCE s = ctx_new(cx, struct source);
	struct stat st;
	*s = (struct source){ .setup = setup };
	s->fd = open(setup.path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0 || fstat(s->fd, &st) != 0)
		return fail(cx, ERR_GONE, SAY_LOAD_FILE_LOST());
	posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	s->total = st.st_size;
	s->piece = ctx_alloc(cx, PIECE);
	s->decoded = buf_make(4 * PIECE);
	ssize_t head = pread(s->fd, s->piece, 4, 0);
	if (setup.sift && head == 4 && sift_looks_like(s->piece, 4))
		TRY(open_sheet(cx, s));
	else
		find_encoding(s);
	s->decoder = decoder_make(cx, s->encoding);
	s->csv = csv_make(cx, 0);
	s->jsonl = jsonl_make(cx);
	s->cells = ctx_array(cx, struct text, CSV_MAX_COLUMNS);
	s->names = ctx_array(cx, struct text, CSV_MAX_COLUMNS);
	*ret_source = s;
	s = NULL;
	return OK;
}

/* JSON Lines begin with a brace; no table does. */
static bool looks_json(const struct buf *b)
{
	size_t i = 0;
	while (i < b->n && strchr(" \t\r\n", b->p[i]))
		i++;
	return i < b->n && b->p[i] == '{';
}

static void feed(struct source *s, bool last)
{
	const char *p = s->decoded.p ? s->decoded.p : "";
	if (!s->begun && s->decoded.n) {
		s->begun = true;
		s->is_json = looks_json(&s->decoded);
	}
	if (s->is_json)
		jsonl_feed(&s->jsonl, p, s->decoded.n);
	else
		csv_feed(&s->csv, p, s->decoded.n);
	if (last && s->trouble == DECODED) {
		s->ended = true;
		s->is_json ? jsonl_finish(&s->jsonl) : csv_finish(&s->csv);
	}
}

static enum err character_trouble(struct ctx *cx, struct source *s)
{
	int64_t line, column;
	const char *in = encoding_word(s->encoding);
	if (s->is_json)
		jsonl_where(&s->jsonl, &line, &column);
	else
		csv_where(&s->csv, &line, &column);
	bool cut = s->trouble == DECODED_CUT;
	s->broken = (struct broken){ cut ? "cut-character" : "bad-character", line, column };
	return cut ? fail(cx, ERR_INVALID, SAY_LOAD_CUT_CHARACTER(line, column, in))
		   : fail(cx, ERR_INVALID, SAY_LOAD_BAD_CHARACTER(line, column, in));
}

/* The next piece of the file, decoded and fed. */
static enum err refill(struct ctx *cx, struct source *s)
{
	if (s->trouble != DECODED)
		return character_trouble(cx, s);
	ssize_t n = read(s->fd, s->piece, PIECE);
	if (n < 0)
		return fail(cx, ERR_INTERNAL, SAY_LOAD_FILE_LOST());
	s->done += n;
	buf_clear(&s->decoded);
	bool last = n == 0;
	s->trouble = decoder_feed(s->decoder, s->piece, (size_t)n, last, &s->decoded);
	feed(s, last);
	return OK;
}

static enum err parser_trouble(struct ctx *cx, struct source *s, const struct csv_fault *f)
{
	int64_t row = f->line, column = f->column;
	s->broken = (struct broken){ csv_fault_word(f->code), row, column };
	switch (f->code) {
	case CSV_UNCLOSED_QUOTE:
		return fail(cx, ERR_INVALID, SAY_LOAD_UNCLOSED_QUOTE(row, column));
	case CSV_NUL:
		return fail(cx, ERR_INVALID, SAY_LOAD_NUL(row, column));
	case CSV_FIELD_TOO_LONG:
		return fail(cx, ERR_INVALID, SAY_LOAD_FIELD_TOO_LONG(row, column));
	case CSV_TOO_MANY_COLUMNS:
		return fail(cx, ERR_INVALID, SAY_LOAD_TOO_MANY_COLUMNS(row, column));
	case CSV_STRAY_QUOTE:
		return fail(cx, ERR_INVALID, SAY_LOAD_STRAY_QUOTE(row, column));
	case CSV_ROW_TOO_LONG: case CSV_NONE: case CSV_NOT_JSON:
		break;
	}
	return fail(cx, ERR_INVALID, SAY_LOAD_ROW_TOO_LONG(row, column));
}

/* The next row of the sheet; a sheet that ends has none. */
static enum err next_sheet_row(struct ctx *cx, struct source *s, enum csv_got *ret_got)
{
	struct line line = { .kind = LINE_MORE };
	bool more = true;
	while (more && line.kind != LINE_ROW) {
		enum err e = sift_next(cx, s->sift, &line, &more);
		if (e != OK) {
			int64_t row, column;
			const char *code = sift_fault(s->sift, &row, &column);
			s->broken = (struct broken){ *code ? code : "stopped", row, column };
			return e;
		}
		if (line.kind == LINE_SHEET)
			s->sheet = line.sheet;
	}
	s->done = more ? sift_done(s->sift) : s->total;
	s->record = (struct record){ line.cells, line.ncells, line.row, line.raw, line.nraw };
	*ret_got = more ? CSV_RECORD : CSV_END;
	return OK;
}

static void keep_record(struct source *s)
{
	const struct csv *c = &s->csv;
	if (!s->is_json)
		s->record = (struct record){ c->fields, c->nfields, c->line, c->raw, c->nraw };
}

/* Records come out as they stand; *ret_got is RECORD, SPOILT or END. */
static enum err next_record(struct ctx *cx, struct source *s, enum csv_got *ret_got)
{
	for (;;) {
		if (s->replay) {
			s->replay = false;
			*ret_got = s->first;
			return OK;
		}
		if (s->setup.stop && *s->setup.stop)
			return fail(cx, ERR_BUSY, SAY_LOAD_STOPPED());
		if (s->sift)
			return next_sheet_row(cx, s, ret_got);
		enum csv_got got = s->is_json ? jsonl_next(&s->jsonl) : csv_next(&s->csv);
		if (got == CSV_BROKEN)
			return parser_trouble(cx, s, s->is_json ? &s->jsonl.fault : &s->csv.fault);
		if (got != CSV_MORE) {
			keep_record(s);
			*ret_got = got;
			return OK;
		}
		TRY(refill(cx, s));
	}
}

static void names_of_header(struct ctx *cx, struct source *s)
{
	const struct record *r = &s->record;
	s->nnames = r->nfields;
	for (size_t i = 0; i < s->nnames; i++)
		s->names[i] = (struct text){ ctx_textn(cx, r->fields[i].p, r->fields[i].n),
					     r->fields[i].n };
}

/* The first record of a CSV: a header is taken in, anything else is a row. */
static enum err first_record(struct ctx *cx, struct source *s)
{
	bool header = false;
	TRY(next_record(cx, s, &s->first));
	s->header_done = s->replay = true;
	if (s->is_json || s->first == CSV_END)
		return OK;
	if (s->first == CSV_SPOILT)
		return parser_trouble(cx, s, &s->csv.fault);
	names_of_header(cx, s);
	if (s->setup.columns)
		TRY(source_header(cx, s, &header));
	s->replay = !header;
	return OK;
}

void source_pad(struct source *s)
{
	struct record *r = &s->record;
	size_t want = s->setup.columns ? s->nfile : s->nnames;
	if (!s->sift || r->nfields >= want)
		return;
	memcpy(s->padded, r->fields, r->nfields * sizeof *s->padded);
	for (size_t i = r->nfields; i < want; i++)
		s->padded[i] = (struct csv_field){ .p = "" };
	r->fields = s->padded;
	r->nfields = want;
}

static void csv_row(struct source *s, struct source_row *row)
{
	const struct record *c = &s->record;
	source_pad(s);
	row->line = c->line;
	row->raw = (struct text){ c->raw, c->nraw };
	row->found = (int64_t)c->nfields;
	row->cells = s->cells;
	row->ncells = s->setup.columns ? s->setup.ncolumns : c->nfields;
	if (s->setup.columns && c->nfields != s->nfile) {
		row->fault = VALUE_COLUMN_COUNT;
		return;
	}
	for (size_t i = 0; i < c->nfields; i++) {
		int at = s->setup.columns ? s->order[i] : (int)i;
		if (at >= 0)
			s->cells[at] = (struct text){ c->fields[i].p, c->fields[i].n };
	}
}

/* The column of field `i`; the fields of one file mostly stand in one order. */
static int json_column(struct source *s, size_t i)
{
	const struct jsonl_field *f = &s->jsonl.fields[i];
	size_t n = s->setup.columns ? s->setup.ncolumns : s->nnames;
	if (i < n) {
		const char *code = s->setup.columns ? s->setup.columns[i].code : s->names[i].p;
		if (!s->setup.nmapping && strlen(code) == f->nname &&
		    memcmp(code, f->name, f->nname) == 0)
			return (int)i;
	}
	if (s->setup.columns)
		return source_column(s, f->name, f->nname);
	for (size_t k = 0; k < n; k++)
		if (s->names[k].n == f->nname && memcmp(s->names[k].p, f->name, f->nname) == 0)
			return (int)k;
	return -1;
}

static void json_row(struct ctx *cx, struct source *s, struct source_row *row)
{
	const struct jsonl *j = &s->jsonl;
	if (!s->setup.columns && !s->nnames)
		for (size_t i = 0; i < j->nfields; i++)
			s->names[s->nnames++] = (struct text){
				ctx_textn(cx, j->fields[i].name, j->fields[i].nname),
				j->fields[i].nname };
	row->line = j->line;
	row->raw = (struct text){ j->raw, j->nraw };
	row->found = (int64_t)j->nfields;
	row->cells = s->cells;
	row->ncells = s->setup.columns ? s->setup.ncolumns : s->nnames;
	memset(s->cells, 0, row->ncells * sizeof *s->cells);
	for (size_t i = 0; i < j->nfields; i++) {
		int at = json_column(s, i);
		if (at == -1 && s->setup.columns)
			row->fault = VALUE_UNKNOWN_COLUMN;
		if (at >= 0)
			s->cells[at] = (struct text){ j->fields[i].p, j->fields[i].n };
	}
}

enum err source_next(struct ctx *cx, struct source *s, struct source_row *row,
		     bool *ret_more)
{
	enum csv_got got = CSV_END;
	if (!s->header_done)
		TRY(first_record(cx, s));
	TRY(next_record(cx, s, &got));
	*ret_more = got != CSV_END;
	*row = (struct source_row){ .fault = VALUE_FINE };
	if (got == CSV_RECORD) {
		s->is_json ? json_row(cx, s, row) : csv_row(s, row);
	} else if (got == CSV_SPOILT) {
		row->fault = s->is_json ? VALUE_NOT_JSON : VALUE_STRAY_QUOTE;
		row->line = s->is_json ? s->jsonl.line : s->record.line;
		row->found = s->is_json ? s->jsonl.fault.column : s->csv.fault.column;
		row->raw = s->is_json ? (struct text){ s->jsonl.raw, s->jsonl.nraw }
				      : (struct text){ s->csv.raw, s->csv.nraw };
	}
	return OK;
}

struct broken source_broken(const struct source *s)
{
	return s->broken;
}

int64_t source_bytes(const struct source *s, int64_t *ret_total)
{
	*ret_total = s->total;
	return s->done;
}

const struct text *source_names(const struct source *s, size_t *ret_n)
{
	*ret_n = s->nnames;
	return s->names;
}

enum encoding source_encoding(const struct source *s)
{
	return s->encoding;
}

char source_delimiter(const struct source *s)
{
	return s->is_json ? 0 : s->sift ? ',' : s->csv.delimiter;
}

const char *const *source_sheets(const struct source *s, size_t *ret_n, const char **ret_sheet)
{
	*ret_n = 0;
	*ret_sheet = s->sheet;
	return s->sift ? sift_sheets(s->sift, ret_n) : NULL;
}
