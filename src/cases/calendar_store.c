/* calendar_store.c - see calendar_store.h. */
#include "cases/calendar_store.h"
#include "cases/cases.h"
#include "record/record.h"
#include <string.h>

enum err calendar_imports(struct ctx *cx, struct db *db, struct calendar_import **ret_list,
			  size_t *ret_n)
{
	enum { MOST = 200 };
	struct calendar_import *list = ctx_array(cx, struct calendar_import, MOST);
	size_t n = 0;
	AUTO_ROWS q = db_run(db, SQL_CALENDAR_IMPORTS);
	bind_int(q, ":after", 0);
	for (bool more; n < MOST;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		list[n++] = (struct calendar_import){
			.years = col_text(cx, q, "years"), .source = col_text(cx, q, "source"),
			.by_name = col_text(cx, q, "by_name"), .at = col_ms(q, "at") };
	}
	*ret_list = list;
	*ret_n = n;
	return OK;
}

static enum err last_no(struct ctx *cx, struct db *db, int64_t *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CALENDAR_LAST);
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "no") : 0;
	return OK;
}

struct importing { const struct calendar_import *in; const char *years; };

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct importing *im = arg;
	int64_t no, n;
	TRY(last_no(cx, db, &no));
	AUTO_ROWS q = db_run(db, SQL_CALENDAR_IMPORT_ADD);
	bind_int(q, ":no", no + 1);
	bind_text(q, ":years", im->years);
	bind_text(q, ":source", im->in->source);
	bind_text(q, ":body", im->in->body);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":by_name", im->in->by_name);
	TRY(rows_done(cx, q, &n));
	return record_note(cx, db, &(struct note){ .kind = NOTE_CALENDAR, .act = "import",
		.principal = im->in->by, .detail = ctx_print(cx, "%s %s", im->years,
							     im->in->source) });
}

struct recounting { const struct legal *legal; int64_t changed; };

static enum err recount(struct ctx *cx, struct db *db, void *arg)
{
	struct recounting *r = arg;
	return case_recount(cx, db, r->legal, &r->changed);
}

/* "2027 2028": the years a text speaks for. */
static const char *years_of(struct ctx *cx, const struct calendar *had,
			    const struct calendar *has, const char *body)
{
	const char *text = "";
	for (int y = 1990; y <= 2199; y++) {
		bool named = strstr(body, ctx_print(cx, "%d-10-01", y)) != NULL;
		if (calendar_knows(has, y) && (named || !calendar_knows(had, y)))
			text = ctx_print(cx, "%s%s%d", text, *text ? " " : "", y);
	}
	return text;
}

enum err calendar_import(struct ctx *cx, struct store *store, struct db *db,
			 struct legal *legal, const struct calendar_import *in,
			 int64_t *ret_changed)
{
	struct calendar next;
	struct recounting r = { .legal = legal };
	bool any;

	TRY(calendar_add(cx, legal_calendar(legal), in->body, &next));
	struct importing im = { in, years_of(cx, legal_calendar(legal), &next, in->body) };
	TRY(store_change(cx, store, keep, &im));
	TRY(legal_refresh(cx, legal, db, &any));
	TRY(store_change(cx, store, recount, &r));
	*ret_changed = r.changed;
	return OK;
}
