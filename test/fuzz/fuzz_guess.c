/* fuzz_guess.c - items proposed from the first rows of a file. Held: each has a
 * lawful code of its own; a proposed type takes every value that was seen; no more
 * fit than were there.
 *
 * Input: rows, a line each, cells with commas between; the first may be names. */
#include "core/guess.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { COLUMNS = 4, ROWS = 60 };

static size_t cut(char *text, struct guess_text cell[ROWS][COLUMNS])
{
	size_t rows = 0;
	for (char *line = text; *line && rows < ROWS; rows++) {
		size_t n = strcspn(line, "\n");
		char *next = line + n + (line[n] == '\n');
		for (int c = 0; c < COLUMNS; c++) {
			size_t left = n;
			size_t here = c == COLUMNS - 1 ? left : strcspn(line, ",\n");
			cell[rows][c] = (struct guess_text){ line, here };
			here += here < n;
			line += here;
			n -= here;
		}
		line = next;
	}
	return rows;
}

static void check_item(struct guess_item *g, size_t i, struct guess_text cell[ROWS][COLUMNS],
		       size_t from, size_t rows)
{
	char room[VALUE_ROOM];
	struct value v;
	PRE(item_code_good(g[i].item.code) && g[i].fitting <= g[i].filled &&
	    g[i].filled <= (int64_t)(rows - from));
	for (size_t k = 0; k < i; k++)
		PRE(strcmp(g[i].item.code, g[k].item.code) != 0);
	struct shape s = item_shape(&g[i].item);
	s.format = NULL;                /* nine of ten fit it: the tenth is a reject */
	s.nullable = true;
	PRE(shape_check(&s) == NULL);
	shape_ready(&s, (day_t){ 20000 });
	for (size_t r = from; r < rows; r++)
		PRE(value_read(&s, cell[r][i].p, cell[r][i].n, room, &v) == VALUE_FINE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct guess_text cell[ROWS][COLUMNS];
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ INT64_C(1795400000000) }, 64 << 20);
	if (!n || memchr(data, 0, n) || !utf8_valid((const char *)data, n))
		return 0;
	size_t rows = cut(ctx_textn(&cx, data, n), cell);
	size_t from = rows && guess_is_header(cell[0], COLUMNS);
	struct guess *g = guess_begin(&cx, COLUMNS, cx.today);
	for (size_t r = from; r < rows; r++)
		PRE(guess_add(g, cell[r], COLUMNS));
	struct guess_item *items = guess_end(&cx, g, from ? cell[0] : NULL);
	PRE(guess_rows(g) == (int64_t)(rows - from));
	for (size_t i = 0; i < COLUMNS; i++)
		check_item(items, i, cell, from, rows);
	return 0;
}
