/* remark_store.c - see remark.h. */
#include "catalogue/remark.h"
#include "base/utf8.h"
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

struct open_remarks { const char **ids, **fields; size_t n; };

static enum err open_ones(struct ctx *cx, struct db *db, const char *resource,
			  struct open_remarks *o)
{
	size_t room = 0;
	AUTO_ROWS q = db_run(db, SQL_REMARK_OPEN);
	bind_text(q, ":resource", resource);
	for (bool more;; o->n++) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		if (o->n == room) {
			size_t wide = room ? room * 2 : 16;
			const char **ids = ctx_array(cx, const char *, wide);
			const char **fields = ctx_array(cx, const char *, wide);
			for (size_t i = 0; i < room; i++) {
				ids[i] = o->ids[i];
				fields[i] = o->fields[i];
			}
			o->ids = ids;
			o->fields = fields;
			room = wide;
		}
		o->ids[o->n] = col_text(cx, q, "id");
		o->fields[o->n] = col_text(cx, q, "field");
	}
}

enum err remarks_settle(struct ctx *cx, struct db *db, const struct resource *was,
			const struct resource *now, const struct who *by)
{
	struct open_remarks o = { 0 };
	TRY(open_ones(cx, db, now->id, &o));
	for (size_t i = 0; i < o.n; i++) {
		if (was && strcmp(entry_field_value(cx, was, o.fields[i]),
				  entry_field_value(cx, now, o.fields[i])) == 0)
			continue;
		AUTO_ROWS q = db_run(db, SQL_REMARK_SETTLE);
		bind_text(q, ":id", o.ids[i]);
		bind_ms(q, ":now", cx->now);
		bind_text(q, ":by", by ? by->name : NULL);
		TRY(rows_done(cx, q, NULL));
	}
	return OK;
}
