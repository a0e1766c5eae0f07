/* codes.c - a table of codes out of a file. Pure. */
#include "codeset/codeset.h"
#include "base/utf8.h"
#include "core/facts.h"
#include "core/sheet.h"
#include <stdlib.h>
#include <string.h>

enum column { CODE, NAME, NAME_EN, PARENT, STATE, FROM, TO, NOTE, COLUMNS_ };
static const struct sheet_column columns[COLUMNS_] = {
	[CODE] = { "code", "代码", true }, [NAME] = { "name", "名称", true },
	[NAME_EN] = { "name_en", "英文名称", false }, [PARENT] = { "parent", "上级代码", false },
	[STATE] = { "state", "状态", false }, [FROM] = { "valid_from", "启用日期", false },
	[TO] = { "valid_to", "停用日期", false }, [NOTE] = { "note", "说明", false },
};

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
struct table { struct code_file *out; size_t room; day_t today; };

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
static int wrong_in(const char *const cells[], struct code *k, struct said *why)
{
	const char *state = cells[STATE], *from = cells[FROM], *to = cells[TO];
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

static enum err row(struct ctx *cx, void *arg, int64_t line, const char *const cells[])
{
	struct table *t = arg;
	struct code_file *f = t->out;
	struct code k = { .code = cells[CODE], .name = cells[NAME], .name_en = cells[NAME_EN],
			  .parent = cells[PARENT], .note = cells[NOTE], .line = line };
	struct said why;
	int at = wrong_in(cells, &k, &why);
	if (at >= 0) {
		sheet_fault_add(cx, &f->faults, line, columns[at].en, why);
		return OK;
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
	return OK;
}

static void spoilt(struct ctx *cx, void *arg, int64_t line)
{
	struct table *t = arg;
	sheet_fault_add(cx, &t->out->faults, line, NULL, SAY_SHEET_ROW());
}

/* The first row with a code counts; the second one is wrong. */
static void drop_doubles(struct ctx *cx, struct code_file *f)
{
	size_t n = 0;
	codes_sort(&f->codes);
	for (size_t i = 0; i < f->codes.n; i++) {
		struct code *k = &f->codes.at[i];
		if (n && strcmp(f->codes.at[n - 1].code, k->code) == 0)
			sheet_fault_add(cx, &f->faults, k->line, "code",
				       SAY_CODE_TWICE(k->code, f->codes.at[n - 1].line));
		else
			f->codes.at[n++] = *k;
	}
	f->codes.n = n;
}

enum err codes_read(struct ctx *cx, const char *p, size_t n, day_t today,
		    struct code_file *ret)
{
	struct table t = { .out = ret, .today = today };
	const struct sheet sheet = { columns, COLUMNS_, row, spoilt, &t };
	*ret = (struct code_file){ 0 };
	TRY(sheet_read(cx, &sheet, p, n));
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
