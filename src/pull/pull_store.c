/* pull_store.c - sources and runs, kept. See inside.h. */
#include "pull/inside.h"
#include "notice/notice.h"
#include "record/record.h"
#include <string.h>

struct pull_source pull_row(struct ctx *cx, struct rows *q)
{
	struct pull_source p = {
		.id = col_text(cx, q, "id"), .resource = col_text(cx, q, "resource"),
		.system = col_text(cx, q, "system"), .system_name = col_text(cx, q, "system_name"),
		.system_org = col_text(cx, q, "system_org"),
		.system_state = col_text(cx, q, "system_state"),
		.schema = col_text(cx, q, "schema_name"), .table = col_text(cx, q, "table_name"),
		.since_item = col_text(cx, q, "since_item"), .minute = (int)col_int(q, "minute"),
		.next_at = col_ms(q, "next_at"), .created_at = col_ms(q, "created_at"),
		.removed = col_int(q, "removed") != 0, .by_id = col_text(cx, q, "by_id"),
		.by_name = col_text(cx, q, "by_name") };
	p.mode = strcmp(col_text(cx, q, "mode"), "upsert") == 0 ? LOAD_UPSERT : LOAD_REPLACE;
	PRE(pull_every_read(col_text(cx, q, "every"), &p.every));
	return p;
}

enum err pull_find(struct ctx *cx, struct db *db, const char *id, const char *resource,
		   struct pull_source *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PULL_GET);
	bind_text(q, ":id", id);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SOURCE());
	struct pull_source p = pull_row(cx, q);
	if (resource && strcmp(resource, p.resource) != 0)
		return fail(cx, ERR_NOT_FOUND, SAY_NO_SUCH_SOURCE());
	*ret = p;
	return OK;
}

static enum err note(struct ctx *cx, struct db *db, const struct who *who,
		     const struct pull_source *p, const char *act, const char *object)
{
	return record_note(cx, db, &(struct note){ .kind = NOTE_IMPORT, .act = act,
		.org = who->org, .principal = who->id, .resource = p->resource, .object = object,
		.detail = ctx_print(cx, "%s %s%s%s", p->system, p->schema ? p->schema : "",
				    p->schema ? "." : "", p->table) });
}

enum err pull_add(struct ctx *cx, struct db *db, const struct who *who,
		  struct pull_source *p)
{
	p->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_PULL_ADD);
	bind_text(q, ":id", p->id);
	bind_text(q, ":resource", p->resource);
	bind_text(q, ":system", p->system);
	bind_text(q, ":schema", p->schema);
	bind_text(q, ":table", p->table);
	bind_text(q, ":mode", p->mode == LOAD_UPSERT ? "upsert" : "replace");
	bind_text(q, ":since", p->since_item);
	bind_text(q, ":every", pull_every_word(p->every));
	bind_int(q, ":minute", p->minute);
	bind_ms(q, ":next", p->next_at);
	bind_text(q, ":by_id", who->id);
	bind_text(q, ":by_name", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return note(cx, db, who, p, "source-set", p->id);
}

enum err pull_remove(struct ctx *cx, struct db *db, const struct who *who,
		     const struct pull_source *p)
{
	AUTO_ROWS q = db_run(db, SQL_PULL_REMOVE);
	bind_text(q, ":id", p->id);
	TRY(rows_one(cx, q, ERR_NOT_FOUND, SAY_NO_SUCH_SOURCE()));
	return note(cx, db, who, p, "source-removed", p->id);
}

/* --- runs -------------------------------------------------------------------------------- */
static enum err count_open(struct ctx *cx, struct db *db, const char *source, int64_t *ret_n)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PULL_OPEN);
	bind_text(q, ":source", source);
	TRY(rows_next(cx, q, &more));
	*ret_n = more ? col_int(q, "n") : 0;
	return OK;
}

/* What another load put in the place of the rows that were taken isn't gone on from. */
enum err pull_mark(struct ctx *cx, struct db *db, const struct pull_source *p,
		   const char **ret_mark, const char **ret_full)
{
	bool more;
	*ret_mark = *ret_full = NULL;
	if (!p->since_item)
		return OK;
	AUTO_ROWS q = db_run(db, SQL_PULL_MARK);
	bind_text(q, ":source", p->id);
	TRY(rows_next(cx, q, &more));
	bool replaced = more && col_int(q, "replaced");
	*ret_full = !more ? "first" : replaced ? "replaced" : NULL;
	*ret_mark = more && !replaced ? col_text(cx, q, "mark") : NULL;
	return OK;
}

struct who pull_asker(const struct pull_run *r, const char *org)
{
	return r->by_id ? (struct who){ .kind = WHO_STAFF, .id = r->by_id, .name = r->by_name,
					.org = org }
			: (struct who){ .kind = WHO_SYSTEM, .id = "platform", .name = "平台",
					.org = org };
}

enum err pull_ask(struct ctx *cx, struct db *db, const struct pull_source *p,
		  const struct who *who, const char *why, bool full, const char **ret_run)
{
	int64_t open;
	struct pull_run r = { .id = id_new(cx), .by_id = who ? who->id : NULL,
			      .by_name = who ? who->name : NULL };
	struct who asker = pull_asker(&r, p->system_org);
	TRY(count_open(cx, db, p->id, &open));
	if (open)
		return fail(cx, ERR_CONFLICT, SAY_PULL_UNDER_WAY());
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_ADD);
	bind_text(q, ":id", r.id);
	bind_text(q, ":source", p->id);
	bind_text(q, ":org", p->system_org ? p->system_org : "");
	bind_text(q, ":by_id", r.by_id);
	bind_text(q, ":by", r.by_name);
	bind_text(q, ":full", full ? "asked" : NULL);
	bind_text(q, ":why", why);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	*ret_run = r.id;
	return note(cx, db, &asker, p, "pull-asked", r.id);
}

/* One at a time: what else is due comes with the next look round. */
enum err pull_due(struct ctx *cx, struct db *db)
{
	struct pull_source p;
	const char *id, *run;
	int64_t open;
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PULL_DUE);
	bind_ms(q, ":now", cx->now);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	id = col_text(cx, q, "id");
	TRY(pull_find(cx, db, id, NULL, &p));
	AUTO_ROWS u = db_run(db, SQL_PULL_NEXT);
	bind_text(u, ":id", id);
	bind_ms(u, ":was", p.next_at);
	bind_ms(u, ":next", pull_next(p.every, p.minute, cx->now));
	TRY(rows_done(cx, u, NULL));
	TRY(count_open(cx, db, id, &open));
	return open ? OK : pull_ask(cx, db, &p, NULL, NULL, false, &run);
}

enum err pull_claim(struct ctx *cx, struct db *db, struct pull_run *ret, struct pull_source *ret_of,
		    const char **ret_mark)
{
	bool more;
	*ret = (struct pull_run){ .id = NULL };
	AUTO_ROWS q = db_run(db, SQL_PULL_RUN_NEXT);
	bind_ms(q, ":now", cx->now);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	struct pull_run r = { .id = col_text(cx, q, "id"), .source = col_text(cx, q, "source"),
		.attempts = col_int(q, "attempts"), .waits = col_int(q, "waits"),
		.by_id = col_text(cx, q, "asked_id"), .by_name = col_text(cx, q, "asked_by"),
		.why = col_text(cx, q, "why") };
	bool asked = col_text(cx, q, "full_why") && strcmp(col_text(cx, q, "full_why"), "asked") == 0;
	TRY(pull_find(cx, db, r.source, NULL, ret_of));
	TRY(pull_mark(cx, db, ret_of, ret_mark, &r.full));
	if (asked) {
		*ret_mark = NULL;
		r.full = "asked";
	}
	AUTO_ROWS u = db_run(db, SQL_PULL_RUN_CLAIM);
	bind_text(u, ":id", r.id);
	bind_int(u, ":was", r.attempts);
	bind_text(u, ":from", *ret_mark);
	bind_text(u, ":full", r.full);
	bind_ms(u, ":lease", (ms_t){ cx->now.n + PULL_LEASE_MS });
	bind_ms(u, ":now", cx->now);
	TRY(rows_one(cx, u, ERR_CONFLICT, SAY_PULL_UNDER_WAY()));
	r.attempts++;
	*ret = r;
	return OK;
}

enum err pull_not_loaded(struct ctx *cx, struct db *db, const char *batch)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_PULL_OF_BATCH);
	bind_text(q, ":batch", batch);
	TRY(rows_next(cx, q, &more));
	if (!more || !*col_text(cx, q, "org"))
		return OK;
	return notice_put_about(cx, db, &(struct notice_about){
		.desk = ctx_print(cx, "steward@%s", col_text(cx, q, "org")),
		.kind = NOTICE_PULL_NOT_LOADED, .zh = col_text(cx, q, "detail"),
		.en = col_text(cx, q, "detail_en"),
		.about = ctx_print(cx, "%s #%s", col_text(cx, q, "table_name"), col_text(cx, q, "id")) });
}
