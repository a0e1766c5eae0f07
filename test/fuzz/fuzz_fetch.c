/* fuzz_fetch.c - what a provider answers, what gongshu-fetch says and is asked, all hostile.
 * Held: no more rows than were asked for, each with every column, its values and the cursor
 * UTF-8 without NUL; a place and a question that are read are read the same again when they
 * are written.
 *
 * Input: one byte chooses which, the rest is it. */
#include "base/err.h"
#include "base/utf8.h"
#include "fetch/body.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct frame frame;

static void check(const struct frame_field *f)
{
	PRE(!f->p || (utf8_valid(f->p, f->n) && !(f->n && memchr(f->p, 0, f->n))));
}

static void row(void *arg, const struct frame_field *values, size_t n)
{
	int64_t *rows = arg;
	PRE(n == 3);
	for (size_t i = 0; i < n; i++)
		check(&values[i]);
	++*rows;
}

static void body(const char *p, size_t n)
{
	static const char *const columns[] = { "=a", "=name", "{place" };
	const struct fetch_ask ask = { .rows = 5, .columns = columns, .ncolumns = 3 };
	AUTO_BUF plain = buf_make(n + 16);
	struct frame_field cursor;
	int64_t seen = 0, rows;
	if (fetch_body_read(p, n, &ask, row, &seen, &plain, &cursor, &rows) != FETCH_NONE)
		return;
	PRE(rows == seen && rows <= 5 && cursor.n <= FETCH_CURSOR);
	check(&cursor);
}

static void said(const char *p, size_t n)
{
	struct fetch_said s;
	for (size_t at = 0; frame_at(p, n, &at, &frame);) {
		if (!fetch_said_read(&frame, &s))
			continue;
		for (size_t i = 0; s.kind == 'R' && i < s.nvalues; i++)
			check(&s.values[i]);
	}
}

static void asked(const char *p, size_t n)
{
	AUTO_CTX cx = { 0 };
	AUTO_BUF once = buf_make(8u << 20), twice = buf_make(8u << 20);
	struct fetch_place place;
	struct fetch_ask ask;
	size_t at = 0;
	ctx_init(&cx, (ms_t){ 0 }, 64u << 20);
	if (!frame_at(p, n, &at, &frame))
		return;
	if (fetch_place_read(&cx, &frame, &place)) {
		fetch_place_write(&once, &place);
		at = 0;
		PRE(frame_at(once.p, once.n, &at, &frame) && fetch_place_read(&cx, &frame, &place));
		fetch_place_write(&twice, &place);
	} else if (fetch_ask_read(&cx, &frame, &ask)) {
		fetch_ask_write(&once, &ask);
		at = 0;
		PRE(frame_at(once.p, once.n, &at, &frame) && fetch_ask_read(&cx, &frame, &ask));
		fetch_ask_write(&twice, &ask);
	}
	PRE(once.n == twice.n && (!once.n || memcmp(once.p, twice.p, once.n) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *p = (const char *)data + 1;
	if (n < 2)
		return 0;
	if (data[0] % 4 == 0)
		said(p, n - 1);
	else if (data[0] % 4 == 1)
		asked(p, n - 1);
	else
		body(p, n - 1);
	return 0;
}
