/* remark_store.c - see remark.h. */
#include "catalogue/remark.h"
#include "base/utf8.h"
#include "catalogue/entry.h"
#include "catalogue/flat.h"
#include "catalogue/wire.h"
#include <string.h>

enum { REMARK_LENGTH = 1000 };

static enum err wrong(struct ctx *cx, size_t i, struct said said)
{
	enum err e = fail(cx, ERR_INVALID, said);
	return fail_field(cx, e, ctx_print(cx, "papers.remarks[%zu]", i));
}

enum err remarks_check(struct ctx *cx, const json_t *remarks)
{
	size_t n = json_array_size(remarks);
	if (n > REMARKS_MOST)
		return fail_field(cx, fail(cx, ERR_INVALID, SAY_REMARKS_MANY(REMARKS_MOST)),
				  "papers.remarks");
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(remarks, i);
		const char *field = json_string_value(json_object_get(one, "field"));
		const json_t *text = json_object_get(one, "remark");
		const char *remark = json_string_value(text);
		if (!field || !remark || !*remark || json_object_size(one) != 2 ||
		    utf8_count(remark, json_string_length(text)) > REMARK_LENGTH)
			return wrong(cx, i, SAY_REMARK_FORM((int64_t)i + 1));
		if (!entry_field_known(field))
			return wrong(cx, i, SAY_REMARK_FIELD(field));
	}
	return OK;
}

enum err remarks_keep(struct ctx *cx, struct db *db, const char *resource,
		      const char *case_id, const json_t *remarks, const struct who *by)
{
	struct resource r;
	size_t n = json_array_size(remarks);
	if (!n)
		return OK;
	TRY(resource_working(cx, db, resource, &r));
	for (size_t i = 0; i < n; i++) {
		const json_t *one = json_array_get(remarks, i);
		const char *field = json_string_value(json_object_get(one, "field"));
		AUTO_ROWS q = db_run(db, SQL_REMARK_ADD);
		bind_text(q, ":id", id_new(cx));
		bind_text(q, ":resource", r.id);
		bind_int(q, ":version", r.version);
		bind_text(q, ":case_id", case_id);
		bind_text(q, ":field", field);
		bind_text(q, ":remark", json_string_value(json_object_get(one, "remark")));
		bind_text(q, ":said", entry_field_value(cx, &r, field));
		bind_ms(q, ":now", cx->now);
		bind_text(q, ":by_id", by && by->id ? by->id : "");
		bind_text(q, ":by_name", by && by->name ? by->name : "");
		bind_text(q, ":by_org", by ? by->org : NULL);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}

/* --- what becomes of them ------------------------------------------------------ */
struct waiting { const char *id, *field, *said, *answer, *became; bool settled; };
struct round { struct waiting *list; size_t n; };

/* Those that wait for the agency. */
static enum err round_of(struct ctx *cx, struct db *db, const char *resource, struct round *ret)
{
	size_t room = 0;
	*ret = (struct round){ 0 };
	AUTO_ROWS q = db_run(db, SQL_REMARK_ROUND);
	bind_text(q, ":resource", resource);
	for (bool more;; ret->n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return ctx_check(cx);
		if (ret->n == room) {
			struct waiting *wider = ctx_array(cx, struct waiting, room ? room * 2 : 16);
			for (size_t i = 0; i < room; i++)
				wider[i] = ret->list[i];
			ret->list = wider;
			room = room ? room * 2 : 16;
		}
		ret->list[ret->n] = (struct waiting){
			col_text(cx, q, "id"), col_text(cx, q, "field"), col_text(cx, q, "said"),
			col_text(cx, q, "answer"), col_text(cx, q, "became"),
			col_ms(q, "settled_at").n != 0 };
	}
}

enum err remarks_answered(struct ctx *cx, struct db *db, const char *resource)
{
	struct round round;
	const char *zh = "", *en = "", *first = NULL;
	int64_t n = 0;
	TRY(round_of(cx, db, resource, &round));
	for (size_t i = 0; i < round.n; i++) {
		const char *field = round.list[i].field;
		if (round.list[i].settled)
			continue;
		zh = ctx_print(cx, "%s%s%s（%s）", zh, n ? "、" : "", flat_called(cx, field), field);
		en = ctx_print(cx, "%s%s%s", en, n ? ", " : "", field);
		first = first ? first : field;
		n++;
	}
	return n ? fail_field(cx, fail(cx, ERR_INCOMPLETE, SAY_REMARKS_UNTOUCHED(n, zh, en)), first)
		 : OK;
}

static enum err settle(struct ctx *cx, struct db *db, const struct waiting *w,
		       const char *became, const struct who *by)
{
	bool settled = became || w->answer;
	AUTO_ROWS q = db_run(db, SQL_REMARK_CHANGED);
	bind_text(q, ":id", w->id);
	bind_text(q, ":became", became);
	bind_ms(q, ":now", settled ? cx->now : (ms_t){ 0 });
	bind_text(q, ":by", settled && by ? by->name : NULL);
	return rows_done(cx, q, NULL);
}

enum err remarks_edited(struct ctx *cx, struct db *db, const struct resource *now,
			const struct who *by)
{
	struct round round;
	TRY(round_of(cx, db, now->id, &round));
	for (size_t i = 0; i < round.n; i++) {
		const struct waiting *w = &round.list[i];
		const char *says = entry_field_value(cx, now, w->field);
		const char *became = strcmp(says, w->said) == 0 ? NULL : says;
		bool same = became && w->became ? strcmp(became, w->became) == 0
						: !became == !w->became;
		if (!same)
			TRY(settle(cx, db, w, became, by));
	}
	return OK;
}

static bool blank(const char *s)
{
	static const char wide[] = "　";
	while (*s) {
		size_t n = strspn(s, " \t\r\n");
		if (!n && strncmp(s, wide, sizeof wide - 1) == 0)
			n = sizeof wide - 1;
		if (!n)
			return false;
		s += n;
	}
	return true;
}

enum err remark_answer(struct ctx *cx, struct db *db, const struct resource *r, const char *id,
		       const char *answer, const struct who *by)
{
	struct round round;
	const struct waiting *w = NULL;
	if (r->version_state != RESOURCE_DRAFT)
		return fail(cx, ERR_CONFLICT, SAY_REMARK_HANDED_IN());
	TRY(round_of(cx, db, r->id, &round));
	for (size_t i = 0; i < round.n; i++)
		if (strcmp(round.list[i].id, id) == 0)
			w = &round.list[i];
	if (!w)
		return fail(cx, ERR_NOT_FOUND, SAY_REMARK_UNKNOWN());
	bool said = !blank(answer), settled = said || w->became;
	AUTO_ROWS q = db_run(db, SQL_REMARK_ANSWER);
	bind_text(q, ":id", id);
	bind_text(q, ":resource", r->id);
	bind_text(q, ":answer", said ? answer : NULL);
	bind_ms(q, ":now", settled ? cx->now : (ms_t){ 0 });
	bind_text(q, ":by", settled ? by->name : NULL);
	TRY(rows_post(cx, &q, 1));
	return entry_event(cx, db, r, "answered", by, w->field);
}

enum err remarks_handed_in(struct ctx *cx, struct db *db, const struct resource *r,
			   const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_REMARK_HANDED_IN);
	bind_text(q, ":resource", r->id);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":case_id", case_id);
	return rows_done(cx, q, NULL);
}

enum err remarks_back(struct ctx *cx, struct db *db, const struct resource *r)
{
	AUTO_ROWS q = db_run(db, SQL_REMARK_BACK);
	bind_text(q, ":resource", r->id);
	return rows_done(cx, q, NULL);
}

enum err remarks_over(struct ctx *cx, struct db *db, const struct resource *r,
		      const struct who *by)
{
	AUTO_ROWS q = db_run(db, SQL_REMARK_OVER);
	bind_text(q, ":resource", r->id);
	bind_ms(q, ":now", cx->now);
	bind_text(q, ":by", by ? by->name : NULL);
	return rows_done(cx, q, NULL);
}
