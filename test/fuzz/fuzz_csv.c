/* fuzz_csv.c - the way of a hostile file: bytes in one encoding, cut into
 * records, cells read as every type. Two things are held: the records do not
 * depend on how the bytes were split, and what a cell is printed as reads back
 * as the same value.
 *
 * Input: one byte chooses the encoding and the split, the rest is the file. */
#include "core/encoding.h"
#include "core/item.h"
#include "core/jsonl.h"
#include "base/ctx.h"
#include "base/utf8.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_back(const struct shape *s, const char *p, size_t n)
{
	char room[VALUE_ROOM], again[VALUE_ROOM];
	struct value v, w;
	if (value_read(s, p, n, room, &v) != VALUE_FINE || v.null)
		return;
	AUTO_BUF text = buf_make(CSV_MAX_ROW);
	value_print(&text, s, &v);
	PRE(value_read(s, text.p ? text.p : "", text.n, again, &w) == VALUE_FINE);
	PRE(v.i == w.i && v.n == w.n && (!v.n || memcmp(v.p, w.p, v.n) == 0));
}

static void cell(const char *p, size_t n)
{
	static const struct shape shapes[] = {
		{ .type = ITEM_INTEGER, .nullable = true },
		{ .type = ITEM_DECIMAL, .length = 12, .precision = 2, .nullable = true },
		{ .type = ITEM_DECIMAL, .length = 30, .precision = 5, .nullable = true },
		{ .type = ITEM_DECIMAL, .nullable = true },
		{ .type = ITEM_DATE, .nullable = true },
		{ .type = ITEM_DATETIME, .nullable = true },
		{ .type = ITEM_BOOLEAN, .nullable = true },
		{ .type = ITEM_STRING, .format = "resident_id", .nullable = true },
		{ .type = ITEM_STRING, .format = "mobile", .length = 11, .nullable = true },
		{ .type = ITEM_GEOMETRY, .nullable = true },
	};
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		read_back(&shapes[i], p, n);
}

static void print(struct buf *out, int64_t line, const char *code)
{
	buf_print(out, "\n%lld %s", (long long)line, code ? code : "");
}

static void cut_csv(struct ctx *cx, const struct buf *text, size_t step, bool cells,
		    struct buf *out)
{
	AUTO_CSV c = csv_make(cx, 0);
	enum csv_got got = CSV_MORE;
	for (size_t at = 0; got == CSV_MORE; at += step) {
		if (at < text->n)
			csv_feed(&c, text->p + at, text->n - at < step ? text->n - at : step);
		else
			csv_finish(&c);
		while ((got = csv_next(&c)) == CSV_RECORD || got == CSV_SPOILT) {
			print(out, c.line, csv_fault_word(c.fault.code));
			for (size_t i = 0; got == CSV_RECORD && i < c.nfields; i++) {
				buf_byte(out, '|');
				buf_bytes(out, c.fields[i].p, c.fields[i].n);
				if (cells)
					cell(c.fields[i].p, c.fields[i].n);
			}
			buf_bytes(out, c.raw, c.nraw);
		}
	}
	if (got == CSV_BROKEN)
		print(out, c.fault.line, csv_fault_word(c.fault.code));
}

static void cut_json(struct ctx *cx, const struct buf *text, size_t step, struct buf *out)
{
	AUTO_JSONL j = jsonl_make(cx);
	enum csv_got got = CSV_MORE;
	for (size_t at = 0; got == CSV_MORE; at += step) {
		if (at < text->n)
			jsonl_feed(&j, text->p + at, text->n - at < step ? text->n - at : step);
		else
			jsonl_finish(&j);
		while ((got = jsonl_next(&j)) == CSV_RECORD || got == CSV_SPOILT) {
			print(out, j.line, csv_fault_word(j.fault.code));
			for (size_t i = 0; got == CSV_RECORD && i < j.nfields; i++) {
				buf_bytes(out, j.fields[i].name, j.fields[i].nname);
				buf_bytes(out, j.fields[i].p, j.fields[i].n);
			}
		}
	}
	if (got == CSV_BROKEN)
		print(out, j.fault.line, csv_fault_word(j.fault.code));
}

static void decode_in(struct ctx *cx, enum encoding e, const char *p, size_t n, size_t step,
		      struct buf *out)
{
	AUTO_DECODER d = decoder_make(cx, e);
	enum decoded got = DECODED;
	for (size_t at = 0; got == DECODED && at <= n; at += step) {
		size_t m = n - at < step ? n - at : step;
		got = decoder_feed(d, p + at, m, at + m == n, out);
	}
	PRE(utf8_valid(out->p ? out->p : "", out->n));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n < 1)
		return 0;
	AUTO_CTX cx = { 0 };
	ctx_init(&cx, (ms_t){ 0 }, 64 << 20);
	enum encoding e = (enum encoding)(1 + data[0] % 4);
	size_t step = 1 + (data[0] >> 2);
	const char *p = (const char *)data + 1;
	AUTO_BUF text = buf_make(16 << 20), split = buf_make(16 << 20);
	decode_in(&cx, e, p, n - 1, n, &text);
	decode_in(&cx, e, p, n - 1, step, &split);
	PRE(text.n == split.n && (!text.n || memcmp(text.p, split.p, text.n) == 0));
	AUTO_BUF whole = buf_make(64 << 20), parts = buf_make(64 << 20);
	cut_csv(&cx, &text, 1 << 20, true, &whole);
	cut_csv(&cx, &text, step, false, &parts);
	PRE(whole.n == parts.n && (!whole.n || memcmp(whole.p, parts.p, whole.n) == 0));
	buf_clear(&whole);
	buf_clear(&parts);
	cut_json(&cx, &text, 1 << 20, &whole);
	cut_json(&cx, &text, step, &parts);
	PRE(whole.n == parts.n && (!whole.n || memcmp(whole.p, parts.p, whole.n) == 0));
	return 0;
}
