/* fuzz_sift.c - a workbook's XML and the words of its reader, both hostile. Held:
 * what a part is read as does not depend on how its bytes were split; what the
 * reader's own words are read as doesn't either, and rows of a sheet ascend.
 *
 * Input: one byte chooses the part (or the words) and the split, the rest is it. */
#include "base/err.h"
#include "core/csvout.h"
#include "sift/book.h"
#include "sift/lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool take(void *arg, const struct book_row *row)
{
	struct buf *out = arg;
	buf_int(out, row->row);
	PRE(row->ncells && row->ncells <= BOOK_COLUMNS);
	for (size_t i = 0; i < row->ncells; i++)
		csv_celln(out, 1, row->text + row->cells[i].at, row->cells[i].n,
			  CSV_FOR_MACHINES);
	csv_end(out);
	return out->n < (1u << 20);
}

/* A few shared texts and styles for cells to point to. */
static void furnish(struct book *b)
{
	static const char strings[] = "<sst><si><t>a</t></si><si><r><t>b</t></r></si></sst>";
	static const char styles[] = "<s><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/>"
		"</numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"31\"/>"
		"<xf numFmtId=\"20\"/></cellXfs></s>";
	struct part *p = part_begin(b, PART_STRINGS, NULL, NULL);
	PRE(part_feed(p, strings, sizeof strings - 1, true));
	part_end(&p);
	p = part_begin(b, PART_STYLES, NULL, NULL);
	PRE(part_feed(p, styles, sizeof styles - 1, true));
	part_end(&p);
}

static void read_part(enum book_part kind, const char *bytes, size_t n, size_t step,
		      struct buf *out)
{
	static struct book b;
	b = (struct book){ .strings = buf_make(1u << 20), .string_ends = buf_make(1u << 20),
			   .forms = buf_make(1u << 16), .from_1904 = n % 2 };
	if (kind == PART_SHEET)
		furnish(&b);
	struct part *p = part_begin(&b, kind, take, out);
	for (size_t at = 0; at < n || !n; at += step) {
		size_t m = n - at < step ? n - at : step;
		if (!part_feed(p, bytes + at, m, at + m >= n) || !n)
			break;
	}
	part_end(&p);
	buf_print(out, "%s %zu", book_fault_word(b.fault), b.nsheets);
	buf_bytes(out, b.strings.p, b.strings.n);
	buf_bytes(out, b.forms.p, b.forms.n);
	buf_end(&b.strings);
	buf_end(&b.string_ends);
	buf_end(&b.forms);
}

static void hear(const char *bytes, size_t n, size_t step, struct buf *out)
{
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	struct lines l = lines_make(&cx);
	int64_t last = 0;
	for (size_t at = 0;;) {
		struct line line = lines_next(&cx, &l);
		if (line.kind == LINE_END)
			break;
		if (line.kind == LINE_SHEET)
			last = 0;
		if (line.kind == LINE_ROW) {
			PRE(line.row > last && line.ncells > 0);
			last = line.row;
			buf_print(out, "%lld %zu ", (long long)line.row, line.ncells);
			buf_bytes(out, line.raw, line.nraw);
		}
		if (line.kind != LINE_MORE)
			continue;
		size_t m = n - at < step ? n - at : step;
		if (m)
			lines_feed(&l, bytes + at, m);
		else
			lines_finish(&l);
		at += m;
	}
	buf_print(out, "%d %s", l.whole, l.fault ? l.fault : "-");
	PRE(l.whole == !l.fault);
	lines_drop(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1)
		return 0;
	const char *p = (const char *)data + 1;
	size_t step = 1 + (data[0] >> 3);
	AUTO_BUF whole = buf_make(8u << 20), parts = buf_make(8u << 20);
	if (data[0] % 8 > PART_SHEET) {
		hear(p, n - 1, n, &whole);
		hear(p, n - 1, step, &parts);
	} else {
		read_part((enum book_part)(data[0] % 8), p, n - 1, n, &whole);
		read_part((enum book_part)(data[0] % 8), p, n - 1, step, &parts);
	}
	PRE(whole.n == parts.n && (!whole.n || memcmp(whole.p, parts.p, whole.n) == 0));
	return 0;
}
