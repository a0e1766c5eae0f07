/* codes.c - a table of codes out of a file. Pure. */
#include "codeset/codeset.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "core/csv.h"
#include "core/encoding.h"
#include "core/facts.h"
#include <stdlib.h>
#include <string.h>

enum column { CODE, NAME, NAME_EN, PARENT, STATE, FROM, TO, NOTE, COLUMNS_ };
static const struct { const char *en, *zh; } columns[COLUMNS_] = {
	[CODE] = { "code", "代码" }, [NAME] = { "name", "名称" },
	[NAME_EN] = { "name_en", "英文名称" }, [PARENT] = { "parent", "上级代码" },
	[STATE] = { "state", "状态" }, [FROM] = { "valid_from", "启用日期" },
	[TO] = { "valid_to", "停用日期" }, [NOTE] = { "note", "说明" },
};

void code_fault_add(struct ctx *cx, struct code_file *f, int64_t line, const char *column,
		    struct said said)
{
	f->wrong++;
	if (f->nfaults == CODE_FAULTS)
		return;
	if (!f->faults)
		f->faults = ctx_array(cx, struct code_fault, CODE_FAULTS);
	f->faults[f->nfaults++] = (struct code_fault){ line, column, said };
}

static int by_code(const void *x, const void *y)
{
	const struct code *a = x, *b = y;
	int order = strcmp(a->code, b->code);
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

void codes_sort(struct codes *all)
{
	if (all->n)
		qsort(all->at, all->n, sizeof *all->at, by_code);
}

const struct code *code_find(const struct codes *all, const char *code)
{
	const struct code want = { .code = code };
	size_t low = 0, high = all->n;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(all->at[mid].code, want.code);
		if (!order)
			return &all->at[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* --- one row --------------------------------------------------------------- */
struct table { int which[COLUMNS_]; bool begun; struct code_file *out; size_t room; day_t today; };

static bool same(const struct csv_field *f, const char *word)
{
	return f->n == strlen(word) && memcmp(f->p, word, f->n) == 0;
}

static enum err header(struct ctx *cx, const struct csv *c, struct table *t)
{
	for (int k = 0; k < COLUMNS_; k++)
		t->which[k] = -1;
	for (size_t i = 0; i < c->nfields; i++) {
		int k = 0;
		while (k < COLUMNS_ && !same(&c->fields[i], columns[k].en) &&
		       !same(&c->fields[i], columns[k].zh))
			k++;
		const char *name = ctx_textn(cx, c->fields[i].p, c->fields[i].n);
		if (k == COLUMNS_ || t->which[k] >= 0)
			return fail_field(cx, fail(cx, ERR_INVALID, SAY_CODES_COLUMN(name)), name);
		t->which[k] = (int)i;
	}
	for (int k = CODE; k <= NAME; k++)
		if (t->which[k] < 0)
			return fail_field(cx, fail(cx, ERR_INVALID,
				SAY_CODES_NO_COLUMN(columns[k].en)), columns[k].en);
	t->begun = true;
	return OK;
}

/* Blanks around a cell are an accident of typing; none: NULL. */
static const char *cell(struct ctx *cx, const struct csv *c, const struct table *t,
			enum column k)
{
	if (t->which[k] < 0 || (size_t)t->which[k] >= c->nfields)
		return NULL;
	const char *p = c->fields[t->which[k]].p;
	size_t n = c->fields[t->which[k]].n;
	for (; n && (*p == ' ' || *p == '\t'); n--)
		p++;
	while (n && (p[n - 1] == ' ' || p[n - 1] == '\t'))
		n--;
	return n ? ctx_textn(cx, p, n) : NULL;
}

/* Printable and without blanks: what can stand in a cell, an address, a path. */
static bool code_good(const char *code)
{
	size_t n = strlen(code);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)code[i] <= ' ' || code[i] == 0x7F || code[i] == ',')
			return false;
	return n <= CODE_MOST && utf8_valid(code, n);
}

static bool text_good(const char *text)
{
	return !text || (strlen(text) <= NAME_MOST && utf8_valid(text, strlen(text)));
}

static bool state_read(const char *word, bool *ret_retired)
{
	bool current = !word || !strcmp(word, "current") || !strcmp(word, "现行");
	*ret_retired = word && (!strcmp(word, "retired") || !strcmp(word, "停用") ||
				!strcmp(word, "废止"));
	return current || *ret_retired;
}

static bool date_read(const char *text, day_t *ret)
{
	struct ymd date;
	*ret = (day_t){ 0 };
	if (!text)
		return true;
	if (!fact_date(text, strlen(text), &date))
		return false;
	*ret = day_of(date);
	return true;
}

/* The column at fault, or -1. */
static int wrong_in(struct ctx *cx, const struct csv *c, const struct table *t,
		    struct code *k, struct said *why)
{
	const char *state = cell(cx, c, t, STATE), *from = cell(cx, c, t, FROM),
		   *to = cell(cx, c, t, TO);
	if (!k->code)
		return *why = SAY_CODE_MISSING(), CODE;
	if (!code_good(k->code))
		return *why = SAY_CODE_BAD(), CODE;
	if (!k->name)
		return *why = SAY_CODE_NAMELESS(), NAME;
	if (!text_good(k->name))
		return *why = SAY_CODE_LONG(), NAME;
	if (!text_good(k->name_en))
		return *why = SAY_CODE_LONG(), NAME_EN;
	if (!text_good(k->note))
		return *why = SAY_CODE_LONG(), NOTE;
	if (k->parent && !code_good(k->parent))
		return *why = SAY_CODE_BAD(), PARENT;
	if (!state_read(state, &k->retired))
		return *why = SAY_CODE_STATE(state), STATE;
	if (!date_read(from, &k->from))
		return *why = SAY_CODE_DATE(from), FROM;
	if (!date_read(to, &k->to))
		return *why = SAY_CODE_DATE(to), TO;
	if (k->from.n && k->to.n && k->to.n < k->from.n)
		return *why = SAY_CODE_DATES(), TO;
	return -1;
}

static enum err row(struct ctx *cx, const struct csv *c, struct table *t)
{
	struct code_file *f = t->out;
	struct code k = { .code = cell(cx, c, t, CODE), .name = cell(cx, c, t, NAME),
			  .name_en = cell(cx, c, t, NAME_EN), .parent = cell(cx, c, t, PARENT),
			  .note = cell(cx, c, t, NOTE), .line = c->line };
	struct said why;
	int at = wrong_in(cx, c, t, &k, &why);
	if (at >= 0) {
		code_fault_add(cx, f, c->line, columns[at].en, why);
		return ctx_check(cx);
	}
	if (f->codes.n == CODES_FILE)
		return fail(cx, ERR_TOO_LARGE, SAY_CODES_TOO_MANY(CODES_FILE));
	if (f->codes.n == t->room) {
		size_t room = t->room ? 2 * t->room : 256;
		struct code *wider = ctx_array(cx, struct code, room);
		if (f->codes.n)
			memcpy(wider, f->codes.at, f->codes.n * sizeof *wider);
		f->codes.at = wider;
		t->room = room;
	}
	k.retired |= k.to.n && k.to.n < t->today.n;
	f->codes.at[f->codes.n++] = k;
	return ctx_check(cx);
}

static enum err rows(struct ctx *cx, struct csv *c, struct table *t)
{
	for (;;) {
		switch (csv_next(c)) {
		case CSV_RECORD:
			TRY(t->begun ? row(cx, c, t) : header(cx, c, t));
			break;
		case CSV_SPOILT:
			code_fault_add(cx, t->out, c->fault.line, NULL, SAY_CODES_ROW());
			break;
		case CSV_BROKEN:
			return fail(cx, ERR_INVALID, SAY_CODES_BROKEN(c->fault.line));
		case CSV_MORE:
		case CSV_END:
			return OK;
		}
	}
}

/* The first row with a code counts; the second one is wrong. */
static void drop_doubles(struct ctx *cx, struct code_file *f)
{
	size_t n = 0;
	codes_sort(&f->codes);
	for (size_t i = 0; i < f->codes.n; i++) {
		struct code *k = &f->codes.at[i];
		if (n && strcmp(f->codes.at[n - 1].code, k->code) == 0)
			code_fault_add(cx, f, k->line, "code",
				       SAY_CODE_TWICE(k->code, f->codes.at[n - 1].line));
		else
			f->codes.at[n++] = *k;
	}
	f->codes.n = n;
}

enum err codes_read(struct ctx *cx, const char *p, size_t n, day_t today,
		    struct code_file *ret)
{
	struct sniff look = { 0 };
	struct table t = { .out = ret, .today = today };
	AUTO_BUF text = buf_make(64u << 20);
	AUTO_CSV c = csv_make(cx, 0);
	*ret = (struct code_file){ 0 };
	sniff_feed(&look, p, n);
	AUTO_DECODER d = decoder_make(cx, sniff_verdict(&look));
	buf_reserve(&text, n * 3 + 16);
	if (decoder_feed(d, p, n, true, &text) != DECODED)
		return fail(cx, ERR_INVALID, SAY_CODES_ENCODING());
	for (size_t at = 0; at < text.n;) {
		size_t some = text.n - at < CSV_FEED_MOST ? text.n - at : CSV_FEED_MOST;
		csv_feed(&c, text.p + at, some);
		at += some;
		TRY(rows(cx, &c, &t));
	}
	csv_finish(&c);
	TRY(rows(cx, &c, &t));
	if (!t.begun)
		return fail(cx, ERR_INVALID, SAY_CODES_EMPTY());
	drop_doubles(cx, ret);
	return ctx_check(cx);
}

const char *code_set_key(struct ctx *cx, const char *text)
{
	char *key = ctx_alloc(cx, strlen(text) + 1), *to = key;
	const char *year = strrchr(text, '-');
	size_t n = year && strspn(year + 1, "0123456789") == 4 && !year[5] ? (size_t)(year - text)
									   : strlen(text);
	for (size_t i = 0; i < n; i++) {
		char ch = text[i];
		if (ch >= 'a' && ch <= 'z')
			*to++ = (char)(ch - 'a' + 'A');
		else if ((ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '.')
			*to++ = ch;
	}
	return to > key ? key : NULL;
}
