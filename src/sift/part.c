/* part.c - the XML parts of a workbook, see book.h. One reader for all of them:
 * what an element means depends on the part it stands in. */
#include "base/err.h"
#include "base/keep.h"
#include "sift/book.h"
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

enum value_kind { VALUE_PLAIN, VALUE_SHARED, VALUE_TEXT, VALUE_TRUTH };

struct part {
	struct book    *book;
	enum book_part  kind;
	XML_Parser      xml;
	int             depth;
	book_take_fn   *take;
	void           *arg;
	bool            over;           /* `take` wants no more */
	bool            in_text;        /* of <t>, <v>: gathered */
	int             phonetic;       /* depth of <rPh>: how a text is spoken */
	struct buf      text, row_text; /* of this element; of this row's cells */
	/* a sheet */
	int64_t         row, column;    /* of the cell under way, from 1 */
	enum value_kind value;
	uint8_t         form;
	bool            filled;         /* this row holds something */
	size_t          ncells;
	struct span     cells[BOOK_COLUMNS];
	/* styles */
	bool            in_cell_styles;
	struct buf      formats;        /* numbers and forms of the formats written out */
};

struct written { long id; enum form form; };

bool book_fail(struct book *b, enum book_fault f)
{
	if (b->fault == BOOK_NONE)
		b->fault = f;
	return false;
}

static void stop(struct part *p, enum book_fault f)
{
	if (p->kind == PART_SHEET && p->book->fault == BOOK_NONE) {
		p->book->row = p->row;
		p->book->column = p->column;
	}
	book_fail(p->book, f);
	XML_StopParser(p->xml, XML_FALSE);
}

static bool stopped(const struct part *p)
{
	return p->book->fault != BOOK_NONE || p->over;
}

/* Without the prefix that some writers give every element. */
static const char *local(const char *name)
{
	const char *colon = strrchr(name, ':');
	return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *word)
{
	return strcmp(local(name), word) == 0;
}

static const char *attribute(const char **a, const char *name)
{
	for (; *a; a += 2)
		if (is(a[0], name))
			return a[1];
	return NULL;
}

/* A count from an attribute; -1: none, or no number. */
static long number_of(const char *text)
{
	char *end;
	if (!text || *text < '0' || *text > '9')
		return -1;
	long n = strtol(text, &end, 10);
	return *end || n > INT32_MAX ? -1 : n;
}

static bool copy(char *to, const char *from)
{
	int n = from ? snprintf(to, BOOK_NAME, "%s", from) : BOOK_NAME;
	return n < BOOK_NAME;
}

/* --- workbook and relations ------------------------------------------------- */
static void book_begin(struct part *p, const char *name, const char **a)
{
	struct book *b = p->book;
	if (is(name, "workbookPr")) {
		const char *v = attribute(a, "date1904");
		b->from_1904 = v && (strcmp(v, "1") == 0 || strcmp(v, "true") == 0);
	}
	if (!is(name, "sheet"))
		return;
	if (b->nsheets == BOOK_SHEETS) {
		stop(p, BOOK_TOO_BIG);
		return;
	}
	struct book_sheet *s = &b->sheets[b->nsheets++];
	if (!copy(s->name, attribute(a, "name")) || !copy(s->relation, attribute(a, "id")))
		stop(p, BOOK_DAMAGED);
}

/* Where a target leads: relative to xl/, or from the root. */
static bool target(char to[BOOK_NAME], const char *from)
{
	if (from && *from == '/')
		return copy(to, from + 1);
	int n = from ? snprintf(to, BOOK_NAME, "xl/%s", from) : BOOK_NAME;
	return n < BOOK_NAME;
}

static void relation_begin(struct part *p, const char *name, const char **a)
{
	struct book *b = p->book;
	char part[BOOK_NAME];
	const char *id = attribute(a, "Id"), *type = attribute(a, "Type");
	if (!is(name, "Relationship") || !id || !type || !target(part, attribute(a, "Target")))
		return;
	const char *what = strrchr(type, '/');
	what = what ? what + 1 : type;
	if (strcmp(what, "sharedStrings") == 0)
		memcpy(b->strings_part, part, BOOK_NAME);
	else if (strcmp(what, "styles") == 0)
		memcpy(b->styles_part, part, BOOK_NAME);
	for (size_t i = 0; i < b->nsheets && strcmp(what, "worksheet") == 0; i++)
		if (strcmp(b->sheets[i].relation, id) == 0)
			memcpy(b->sheets[i].part, part, BOOK_NAME);
}

/* --- styles ------------------------------------------------------------------- */
static enum form form_of(const struct part *p, long id)
{
	for (size_t at = 0; at + sizeof(struct written) <= p->formats.n;
	     at += sizeof(struct written)) {
		struct written w;
		memcpy(&w, p->formats.p + at, sizeof w);
		if (w.id == id)
			return w.form;
	}
	return form_of_id(id);
}

static void style_begin(struct part *p, const char *name, const char **a)
{
	if (is(name, "cellXfs"))
		p->in_cell_styles = true;
	if (is(name, "numFmt")) {
		const char *code = attribute(a, "formatCode");
		struct written w = { number_of(attribute(a, "numFmtId")),
				     code ? form_of_code(code) : FORM_NUMBER };
		if (w.id >= 0)
			buf_bytes(&p->formats, &w, sizeof w);
	}
	if (p->in_cell_styles && is(name, "xf"))
		buf_u8(&p->book->forms,
		       (uint8_t)form_of(p, number_of(attribute(a, "numFmtId"))));
	if (!buf_ok(&p->book->forms) || !buf_ok(&p->formats))
		stop(p, BOOK_TOO_BIG);
}

/* --- shared texts --------------------------------------------------------------- */
static void string_end(struct part *p)
{
	struct book *b = p->book;
	form_plain(&b->strings, p->text.p, p->text.n);
	buf_u32(&b->string_ends, (uint32_t)b->strings.n);
	buf_clear(&p->text);
	if (!buf_ok(&b->strings) || !buf_ok(&b->string_ends))
		stop(p, BOOK_TOO_BIG);
}

static uint32_t end_of(const struct book *b, long i)
{
	const uint8_t *p = (const uint8_t *)b->string_ends.p + 4 * i;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* --- a sheet ---------------------------------------------------------------------- */
/* "BC12": its column; 0: no such thing. */
static int64_t column_of(const char *ref)
{
	int64_t c = 0;
	for (; *ref >= 'A' && *ref <= 'Z' && c < 100000; ref++)
		c = c * 26 + (*ref - 'A' + 1);
	return *ref >= '1' && *ref <= '9' ? c : 0;
}

static void row_begin(struct part *p, const char **a)
{
	const char *r = attribute(a, "r");
	int64_t row = r ? number_of(r) : p->row + 1;
	p->column = 0;
	if (row <= p->row || row > BOOK_ROWS) {
		stop(p, BOOK_ROW_ORDER);
		return;
	}
	p->row = row;
	memset(p->cells, 0, p->ncells * sizeof p->cells[0]);
	p->ncells = 0;
	p->filled = false;
	buf_clear(&p->row_text);
}

static void cell_begin(struct part *p, const char **a)
{
	const char *ref = attribute(a, "r"), *type = attribute(a, "t");
	long style = number_of(attribute(a, "s"));
	p->column = ref ? column_of(ref) : p->column + 1;
	p->form = style >= 0 && (size_t)style < p->book->forms.n
		? (uint8_t)p->book->forms.p[style] : FORM_NUMBER;
	p->value = !type || strcmp(type, "n") == 0 ? VALUE_PLAIN :
		   strcmp(type, "s") == 0 ? VALUE_SHARED :
		   strcmp(type, "b") == 0 ? VALUE_TRUTH : VALUE_TEXT;
	buf_clear(&p->text);
	if (p->column < 1)
		stop(p, BOOK_BAD_REFERENCE);
}

static void shared_text(struct part *p)
{
	const struct book *b = p->book;
	char text[16];
	long i = p->text.n < sizeof text
		? (memcpy(text, p->text.p, p->text.n), text[p->text.n] = 0, number_of(text)) : -1;
	if (i < 0 || (size_t)i >= b->string_ends.n / 4) {
		stop(p, BOOK_BAD_REFERENCE);
		return;
	}
	uint32_t from = i ? end_of(b, i - 1) : 0;
	buf_bytes(&p->row_text, b->strings.p + from, end_of(b, i) - from);
}

static void cell_text(struct part *p)
{
	const struct buf *t = &p->text;
	switch (p->value) {
	case VALUE_PLAIN:
		form_print(&p->row_text, p->form, t->p, t->n, p->book->from_1904);
		return;
	case VALUE_SHARED:
		shared_text(p);
		return;
	case VALUE_TRUTH:
		buf_text(&p->row_text, t->n == 1 && t->p[0] == '1' ? "true" : "false");
		return;
	case VALUE_TEXT:
		form_plain(&p->row_text, t->p, t->n);
		return;
	}
}

static void cell_end(struct part *p)
{
	size_t at = p->row_text.n;
	if (!p->text.n)
		return;
	cell_text(p);
	size_t n = p->row_text.n - at;
	if (!buf_ok(&p->row_text))
		stop(p, BOOK_ROW_TOO_LONG);
	else if (n > BOOK_CELL)
		stop(p, BOOK_CELL_TOO_LONG);
	else if (n && p->column > BOOK_COLUMNS)
		stop(p, BOOK_TOO_MANY_COLUMNS);
	if (!n || stopped(p))
		return;
	p->cells[p->column - 1] = (struct span){ at, (uint32_t)n };
	if ((size_t)p->column > p->ncells)
		p->ncells = (size_t)p->column;
	p->filled = true;
}

static void row_end(struct part *p)
{
	struct book_row row = { p->row, p->cells, p->ncells, p->row_text.p };
	if (p->filled && !p->take(p->arg, &row)) {
		p->over = true;
		XML_StopParser(p->xml, XML_FALSE);
	}
}

/* --- the elements -------------------------------------------------------------------- */
static void begin(void *arg, const char *name, const char **a)
{
	struct part *p = arg;
	if (stopped(p))
		return;
	if (++p->depth > BOOK_DEPTH) {
		stop(p, BOOK_DAMAGED);
		return;
	}
	if (p->kind == PART_BOOK)
		book_begin(p, name, a);
	else if (p->kind == PART_RELATIONS)
		relation_begin(p, name, a);
	else if (p->kind == PART_STYLES)
		style_begin(p, name, a);
	else if (is(name, "rPh"))
		p->phonetic = p->phonetic ? p->phonetic : p->depth;
	else if (is(name, "t") || (p->kind == PART_SHEET && is(name, "v")))
		p->in_text = !p->phonetic;
	else if (p->kind == PART_SHEET && is(name, "row"))
		row_begin(p, a);
	else if (p->kind == PART_SHEET && is(name, "c"))
		cell_begin(p, a);
}

static void end(void *arg, const char *name)
{
	struct part *p = arg;
	if (stopped(p))
		return;
	if (p->phonetic == p->depth)
		p->phonetic = 0;
	p->depth--;
	p->in_text = false;
	if (p->kind == PART_STYLES && is(name, "cellXfs"))
		p->in_cell_styles = false;
	else if (p->kind == PART_STRINGS && is(name, "si"))
		string_end(p);
	else if (p->kind == PART_SHEET && is(name, "c"))
		cell_end(p);
	else if (p->kind == PART_SHEET && is(name, "row"))
		row_end(p);
}

static void characters(void *arg, const char *text, int n)
{
	struct part *p = arg;
	if (!p->in_text || stopped(p))
		return;
	buf_bytes(&p->text, text, (size_t)n);
	if (!buf_ok(&p->text))
		stop(p, BOOK_CELL_TOO_LONG);
}

static void doctype(void *arg, const char *name, const char *system, const char *public, int own)
{
	(void)name, (void)system, (void)public, (void)own;
	stop(arg, BOOK_DOCTYPE);
}

struct part *part_begin(struct book *b, enum book_part kind, book_take_fn *take, void *arg)
{
	struct part *p = keep_new(struct part);
	*p = (struct part){ .book = b, .kind = kind, .take = take, .arg = arg,
			    .text = buf_make(BOOK_CELL), .row_text = buf_make(BOOK_ROW),
			    .formats = buf_make(1u << 20), .xml = XML_ParserCreate(NULL) };
	PRE(p->xml != NULL);
	XML_SetUserData(p->xml, p);
	XML_SetElementHandler(p->xml, begin, end);
	XML_SetCharacterDataHandler(p->xml, characters);
	XML_SetStartDoctypeDeclHandler(p->xml, doctype);
	return p;
}

bool part_feed(struct part *p, const char *bytes, size_t n, bool last)
{
	if (stopped(p))
		return false;
	if (XML_Parse(p->xml, bytes, (int)n, last) != XML_STATUS_OK && !stopped(p))
		stop(p, BOOK_DAMAGED);
	return !stopped(p);
}

void part_end(struct part **pp)
{
	struct part *p = *pp;
	if (!p)
		return;
	XML_ParserFree(p->xml);
	buf_end(&p->text);
	buf_end(&p->row_text);
	buf_end(&p->formats);
	keep_end(p);
	*pp = NULL;
}
