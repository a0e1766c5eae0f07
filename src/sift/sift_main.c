/* sift_main.c - gongshu-sift: the rows of a workbook, for a server that trusts
 * neither the file nor this program.
 *
 *     gongshu-sift first            the first sheet that holds anything
 *     gongshu-sift named SHEET      the sheet of this name
 *     gongshu-sift all              all sheets, one after another
 *
 * The file is standard input (it must be seekable); the rows go to standard output
 * as CSV records in UTF-8 whose first field says what the record is:
 *
 *     n,NAME,NAME,…      the sheets there are
 *     s,NAME             a sheet begins
 *     12,CELL,CELL,…     row 12 of it, to its last cell that holds anything
 *     p,BYTES            about so much of the file is done
 *     e,FAULT,ROW,COLUMN,PART    it goes no further (book.h), and why
 *     z                  that was all
 *
 * An output without e or z was cut short. */
#include "base/err.h"
#include "core/csvout.h"
#include "sift/book.h"
#include "sift/jail.h"
#include <errno.h>
#include <unistd.h>

#define FLUSH  (64u << 10)
#define BYTES_EACH 4096                 /* rows between two words of progress */

struct out { struct buf text; const struct book *book; int64_t rows; bool lost; };

/* False: nobody listens. */
static bool flush(struct out *o)
{
	for (size_t at = 0; at < o->text.n && !o->lost;) {
		ssize_t n = write(1, o->text.p + at, o->text.n - at);
		if (n < 0 && errno != EINTR)
			o->lost = true;
		at += n > 0 ? (size_t)n : 0;
	}
	buf_clear(&o->text);
	return !o->lost;
}

static void cell(struct out *o, size_t i, const char *text)
{
	csv_cell(&o->text, i, text, CSV_FOR_MACHINES);
}

static void number(struct out *o, size_t i, int64_t n)
{
	if (i)
		buf_byte(&o->text, ',');
	buf_int(&o->text, n);
}

static bool take(void *arg, const struct book_row *row)
{
	struct out *o = arg;
	number(o, 0, row->row);
	for (size_t i = 0; i < row->ncells; i++)
		csv_celln(&o->text, i + 1, row->text + row->cells[i].at, row->cells[i].n,
			  CSV_FOR_MACHINES);
	csv_end(&o->text);
	if (++o->rows % BYTES_EACH == 0) {
		cell(o, 0, "p");
		number(o, 1, o->book->packed);
		csv_end(&o->text);
	}
	return o->text.n < FLUSH || flush(o);
}

static void begin_sheet(struct out *o, const struct book_sheet *s)
{
	cell(o, 0, "s");
	cell(o, 1, s->name);
	csv_end(&o->text);
}

static bool sift(struct book *b, struct out *o, const char *mode, const char *name)
{
	bool first = strcmp(mode, "first") == 0, named = strcmp(mode, "named") == 0, any = false;
	cell(o, 0, "n");
	for (size_t i = 0; i < b->nsheets; i++)
		cell(o, i + 1, b->sheets[i].name);
	csv_end(&o->text);
	for (size_t i = 0; i < b->nsheets && !(first && o->rows); i++) {
		if (named && strcmp(b->sheets[i].name, name) != 0)
			continue;
		any = true;
		begin_sheet(o, &b->sheets[i]);
		if (!book_rows(b, &b->sheets[i], take, o))
			return false;
	}
	return any || book_fail(b, BOOK_NO_SHEET);
}

static void end(struct out *o, const struct book *b)
{
	if (b->fault == BOOK_NONE) {
		cell(o, 0, "z");
	} else {
		cell(o, 0, "e");
		cell(o, 1, book_fault_word(b->fault));
		number(o, 2, b->row);
		number(o, 3, b->column);
		cell(o, 4, b->part);
	}
	csv_end(&o->text);
}

int main(int argc, char *argv[])
{
	static struct book b;
	if (argc < 2 || argc > 3 || (strcmp(argv[1], "named") == 0) != (argc == 3))
		return 2;
	if (!jail_enter())
		return 3;
	struct out o = { .text = buf_make(8u << 20), .book = &b };
	if (book_open(&b, 0))
		sift(&b, &o, argv[1], argc == 3 ? argv[2] : NULL);
	end(&o, &b);
	bool told = flush(&o);
	book_close(&b);
	buf_end(&o.text);
	return told ? 0 : 1;
}
