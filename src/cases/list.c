/* list.c - see list.h. */
#include "cases/list.h"
#include "catalogue/catalogue.h"
#include <stdlib.h>
#include <string.h>

static enum err collect(struct ctx *cx, struct rows *q, int64_t limit, const char *due,
			struct case_rows *ret)
{
	struct case_file *list = ctx_array(cx, struct case_file, (size_t)limit);
	size_t n = 0;
	bool more;
	for (;;) {
		TRY(rows_next(cx, q, &more));
		if (!more || n == (size_t)limit)
			break;
		case_row(cx, q, &list[n++]);
		ret->last_due = due ? col_int(q, due) : 0;
	}
	TRY(ctx_check(cx));
	ret->rows = list;
	ret->n = n;
	ret->more = more;
	return OK;
}

static enum err count(struct ctx *cx, struct rows *q, int64_t *ret)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	*ret = more ? col_int(q, "n") : 0;
	return OK;
}

static void bind_desks(struct rows *q, const struct who *who)
{
	static const char *const names[] = { ":d1", ":d2", ":d3" };
	char desks[DESKS_MAX][DESK_TEXT];
	int n = desks_of_who(who, desks);
	for (int i = 0; i < 3; i++)
		bind_text(q, names[i], i < n ? desks[i] : "");
}

static void bind_filters(struct rows *r, const struct case_query *q, day_t today)
{
	bind_text(r, ":process", q->process && *q->process ? q->process : NULL);
	bind_text(r, ":state", q->state && *q->state ? q->state : NULL);
	bind_text(r, ":resource", q->resource);
	bind_day(r, ":today", today);
	bind_int(r, ":late", q->late);
}

static void bind_mine(struct rows *r, const struct case_query *q)
{
	bind_like(r, ":q", q->words);
	bind_text(r, ":asked", q->who->org);
	bind_text(r, ":asked_by", q->who->id);
	bind_int(r, ":mine", q->mine);
	bind_desks(r, q->who);
}

/* Where a list by due day goes on: "<due> <id>". */
static void bind_due(struct rows *r, const char *after)
{
	char *id = NULL;
	bind_int(r, ":after_due", after ? strtol(after, &id, 10) : 0);
	bind_text(r, ":after_id", id && *id == ' ' ? id + 1 : "");
}

/* Through the resource's own index. */
static enum err of_resource(struct ctx *cx, struct db *db, const struct case_query *q,
			    const char *scope, struct case_rows *ret)
{
	AUTO_ROWS rows = db_run(db, SQL_CASE_LIST_RESOURCE);
	bind_text(rows, ":scope", scope);
	bind_text(rows, ":after", q->after);
	bind_filters(rows, q, cx->today);
	bind_int(rows, ":count", q->limit + 1);
	TRY(collect(cx, rows, q->limit, NULL, ret));
	AUTO_ROWS n = db_run(db, SQL_CASE_LIST_RESOURCE_COUNT);
	bind_text(n, ":scope", scope);
	bind_filters(n, q, cx->today);
	return count(cx, n, &ret->total);
}

enum err case_list(struct ctx *cx, struct db *db, const struct case_query *q,
		   struct case_rows *ret)
{
	char scope[SCOPE_TEXT];
	scope_widest(q->who, scope);
	if (q->resource && q->mine == MINE_ALL && !q->words && !q->by_due)
		return of_resource(cx, db, q, scope, ret);
	AUTO_ROWS rows = db_run(db, q->by_due ? SQL_CASE_LIST_DUE : SQL_CASE_LIST);
	bind_text(rows, ":scope", scope);
	if (q->by_due)
		bind_due(rows, q->after);
	else
		bind_text(rows, ":after", q->after);
	bind_filters(rows, q, cx->today);
	bind_mine(rows, q);
	bind_int(rows, ":count", q->limit + 1);
	TRY(collect(cx, rows, q->limit, q->by_due ? "due" : NULL, ret));
	AUTO_ROWS n = db_run(db, SQL_CASE_LIST_COUNT);
	bind_text(n, ":scope", scope);
	bind_filters(n, q, cx->today);
	bind_mine(n, q);
	return count(cx, n, &ret->total);
}

enum err case_work(struct ctx *cx, struct db *db, const struct who *who, const char *after,
		   int64_t limit, struct case_rows *ret)
{
	AUTO_ROWS rows = db_run(db, SQL_CASE_WORK);
	bind_desks(rows, who);
	bind_due(rows, after);
	bind_int(rows, ":count", limit + 1);
	TRY(collect(cx, rows, limit, "lies_due", ret));
	AUTO_ROWS n = db_run(db, SQL_CASE_WORK_COUNT);
	bind_desks(n, who);
	return count(cx, n, &ret->total);
}

enum err case_resource_id(struct ctx *cx, struct db *db, const char *name,
			  const char **ret_id)
{
	struct resource r;
	enum err e = resource_named(cx, db, name, &r);
	if (e == ERR_NOT_FOUND) {
		*ret_id = name;
		return OK;
	}
	TRY(e);
	*ret_id = r.id;
	return OK;
}
