/* element_import.c - a table of elements, as a standard prints them or as another
 * city's dictionary is exported. Wrong rows are told of, the others are taken. */
#include "element/element_http.h"
#include "base/utf8.h"
#include "app.h"
#include "element/element_store.h"
#include "web/req.h"
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 5000 };
enum column { CODE, NAME, NAME_EN, DEFINITION, TYPE, FORMAT, LENGTH, PRECISION, RANGE, CODE_SET,
	      GRADE, UNIT, SOURCE, STATE, COLUMNS_ };
static const struct sheet_column columns[COLUMNS_] = {
	[CODE] = { "code", "标识符", true }, [NAME] = { "name", "中文名称", true },
	[NAME_EN] = { "name_en", "英文名称", false }, [DEFINITION] = { "definition", "定义", false },
	[TYPE] = { "type", "数据类型", false }, [FORMAT] = { "format", "数据格式", false },
	[LENGTH] = { "length", "长度", false }, [PRECISION] = { "precision", "小数位数", false },
	[RANGE] = { "value_range", "值域", false }, [CODE_SET] = { "code_set", "代码集", false },
	[GRADE] = { "grade", "敏感级别", false }, [UNIT] = { "unit", "计量单位", false },
	[SOURCE] = { "source", "来源机构", false }, [STATE] = { "state", "状态", false },
};

struct row { struct element e; const char *source; int64_t line; };
struct intake {
	struct row          *rows;
	size_t               n, room;
	struct sheet_faults  faults;
	const struct who    *by;
	int64_t              done[3];           /* by enum element_done */
};

static bool number(const char *text, int *ret)
{
	char *end;
	*ret = 0;
	if (!text)
		return true;
	long v = strtol(text, &end, 10);
	*ret = (int)v;
	return !*end && v >= 0 && v <= 1000000;
}

static bool short_enough(const char *const cells[])
{
	for (int k = 0; k < COLUMNS_; k++) {
		size_t most = k == DEFINITION || k == RANGE ? 2000 : 256;
		if (cells[k] && utf8_count(cells[k], strlen(cells[k])) > most)
			return false;
	}
	return true;
}

static const char *row_fault(const char *const cells[], struct element *e, struct said *why)
{
	const char *state = cells[STATE];
	e->type = ITEM_STRING;
	e->retired = state && (!strcmp(state, "retired") || !strcmp(state, "停用"));
	if (!short_enough(cells))
		return *why = SAY_ELEMENT_LONG(), "";
	if (state && !e->retired && strcmp(state, "current") != 0 && strcmp(state, "现行") != 0)
		return *why = SAY_ELEMENT_STATE(state), "state";
	if (cells[TYPE] && !item_type_read(cells[TYPE], &e->type))
		return *why = SAY_ELEMENT_TYPE(cells[TYPE]), "type";
	if (!number(cells[LENGTH], &e->length))
		return *why = SAY_ELEMENT_NUMBER(cells[LENGTH]), "length";
	if (!number(cells[PRECISION], &e->precision))
		return *why = SAY_ELEMENT_NUMBER(cells[PRECISION]), "precision";
	if (!number(cells[GRADE], &e->grade))
		return *why = SAY_ELEMENT_NUMBER(cells[GRADE]), "grade";
	return element_fault(e, why);
}

static enum err take_row(struct ctx *cx, void *arg, int64_t line, const char *const cells[])
{
	struct intake *t = arg;
	struct said why;
	struct element e = {
		.code = cells[CODE], .name = cells[NAME], .name_en = cells[NAME_EN],
		.definition = cells[DEFINITION], .format = cells[FORMAT],
		.value_range = cells[RANGE], .code_set = cells[CODE_SET], .unit = cells[UNIT] };
	const char *member = row_fault(cells, &e, &why);
	for (size_t i = 0; !member && i < t->n; i++)
		if (strcmp(t->rows[i].e.code, e.code) == 0) {
			member = "code";
			why = SAY_ELEMENT_TWICE(t->rows[i].line);
		}
	if (member) {
		sheet_fault_add(cx, &t->faults, line, *member ? member : NULL, why);
		return OK;
	}
	if (t->n == ROWS_MOST)
		return fail(cx, ERR_TOO_LARGE, SAY_ELEMENTS_TOO_MANY(ROWS_MOST));
	if (!t->rows)
		t->rows = ctx_array(cx, struct row, ROWS_MOST);
	t->rows[t->n++] = (struct row){ e, cells[SOURCE], line };
	return OK;
}

static void spoilt(struct ctx *cx, void *arg, int64_t line)
{
	struct intake *t = arg;
	sheet_fault_add(cx, &t->faults, line, NULL, SAY_SHEET_ROW());
}

static enum err put_row(struct ctx *cx, struct db *db, struct intake *t, const struct row *r)
{
	struct element e = r->e, was;
	struct said why;
	bool there;
	const char *member = NULL, *name;
	enum element_done done;
	TRY(element_get(cx, db, e.code, &there, &was));
	if (r->source) {
		TRY(element_org(cx, db, r->source, &e.source, &name, &why));
		member = e.source ? NULL : "source";
	} else if (there) {
		e.source = was.source;
	}
	if (!member)
		TRY(element_may(cx, db, there ? &was : NULL, &e, &member, &why));
	if (member) {
		sheet_fault_add(cx, &t->faults, r->line, member, why);
		return OK;
	}
	TRY(element_put(cx, db, t->by, there ? &was : NULL, &e, NULL, &done));
	t->done[done]++;
	return OK;
}

static enum err put_rows(struct ctx *cx, struct db *db, void *arg)
{
	struct intake *all = arg, t = *all;     /* may run again */
	for (size_t i = 0; i < t.n; i++)
		TRY(put_row(cx, db, &t, &t.rows[i]));
	all->faults = t.faults;
	memcpy(all->done, t.done, sizeof t.done);
	return ctx_check(cx);
}

enum err element_import(struct ctx *cx, struct req *rq)
{
	struct intake t = { .by = rq->who };
	const struct sheet sheet = { columns, COLUMNS_, take_row, spoilt, &t };
	const char *type = req_header(rq, "Content-Type");
	if (!type || strncmp(type, "text/csv", 8) != 0)
		return fail(cx, ERR_MEDIA, SAY_SHEET_MEDIA());
	TRY(sheet_read(cx, &sheet, rq->raw, rq->nraw));
	TRY(store_change(cx, rq->store, put_rows, &t));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "accepted", t.done[ELEMENT_ADDED] + t.done[ELEMENT_CHANGED] +
				    t.done[ELEMENT_SAME]);
	jout_key_int(j, "added", t.done[ELEMENT_ADDED]);
	jout_key_int(j, "changed", t.done[ELEMENT_CHANGED]);
	jout_key_int(j, "wrong", t.faults.wrong);
	jout_key(j, "rejected");
	sheet_faults_json(cx, j, &t.faults);
	jout_close(j);
	return OK;
}
