/* deposit_store.c - targets and what is to be written there, kept. See inside.h. */
#include "deposit/inside.h"
#include "record/record.h"
#include <string.h>

struct who deposit_asker(const struct deposit *d)
{
	return d->by_id && d->by_org && strcmp(d->by_org, d->org) == 0
		? (struct who){ .kind = WHO_STAFF, .id = d->by_id, .name = d->by_name,
					.org = d->org }
			: (struct who){ .kind = WHO_SYSTEM, .id = "platform", .name = "平台",
					.org = d->org };
}

const char *deposit_place(struct ctx *cx, const struct deposit_target *t)
{
	return ctx_print(cx, "%s%s%s", t->schema ? t->schema : "", t->schema ? "." : "", t->table);
}

enum err deposit_target(struct ctx *cx, struct db *db, const char *case_id,
			struct deposit_target *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_TARGET);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret = (struct deposit_target){ .table = NULL };
	if (more)
		*ret = (struct deposit_target){ .system = col_text(cx, q, "system"),
			.system_name = col_text(cx, q, "system_name"),
			.system_org = col_text(cx, q, "system_org"),
			.system_state = col_text(cx, q, "system_state"),
			.schema = col_text(cx, q, "schema_name"),
			.table = col_text(cx, q, "table_name"),
			.by_name = col_text(cx, q, "by_name"), .at = col_ms(q, "at") };
	return OK;
}

enum err deposit_copy_there(struct ctx *cx, struct db *db, const char *case_id,
			    const char **ret_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_COPY_THERE);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	return OK;
}

enum err deposit_target_end(struct ctx *cx, struct db *db, const char *case_id)
{
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_TARGET_REMOVE);
	bind_text(q, ":case_id", case_id);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS u = db_run(db, SQL_DEPOSIT_DROP_ALL);
	bind_text(u, ":case_id", case_id);
	bind_ms(u, ":now", cx->now);
	return rows_done(cx, u, NULL);
}

enum err deposit_last(struct ctx *cx, struct db *db, const char *case_id, int64_t *ret_no)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_LAST_WRITTEN);
	bind_text(q, ":case_id", case_id);
	TRY(rows_next(cx, q, &more));
	*ret_no = more ? col_int(q, "batch") : 0;
	return OK;
}

enum err deposit_erased_since(struct ctx *cx, struct db *db, const struct deposit *d, bool *ret)
{
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_ERASED_SINCE);
	bind_text(q, ":case_id", d->case_id);
	bind_text(q, ":id", d->id);
	return rows_next(cx, q, ret);
}

enum err deposit_open(struct ctx *cx, struct db *db, const char *case_id, int64_t batch,
		      const char **ret_id)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_OPEN);
	bind_text(q, ":case_id", case_id);
	bind_int(q, ":batch", batch);
	TRY(rows_next(cx, q, &more));
	*ret_id = more ? col_text(cx, q, "id") : NULL;
	return OK;
}

/* --- inside a change -------------------------------------------------------------------- */
enum err deposit_add(struct ctx *cx, struct db *db, struct deposit *d)
{
	struct who who = deposit_asker(d);
	bool erase = d->kind == DEPOSIT_ERASE;
	d->id = id_new(cx);
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_ADD);
	bind_text(q, ":id", d->id);
	bind_text(q, ":case_id", d->case_id);
	bind_text(q, ":kind", erase ? "erase" : "batch");
	bind_int(q, ":batch", d->batch);
	bind_text(q, ":batch_id", d->batch_id);
	bind_text(q, ":org", d->org);
	bind_text(q, ":statement", d->statement);
	bind_text(q, ":by_id", d->by_id);
	bind_text(q, ":by", d->by_name);
	bind_text(q, ":by_org", d->by_org);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_EXPORT, .act = erase ? "copy-erase-asked" : "delivery-write-asked",
		.org = d->by_org ? d->by_org : who.org, .principal = d->by_id ? d->by_id : who.id,
		.case_id = d->case_id,
		.object = erase ? d->case_id : d->batch_id, .detail = d->statement });
}

enum err deposit_owed(struct ctx *cx, struct db *db, const char *case_id, int64_t batch,
		      const char *batch_id)
{
	struct deposit_target t;
	const char *erasure;
	TRY(deposit_target(cx, db, case_id, &t));
	TRY(deposit_open(cx, db, case_id, 0, &erasure));
	if (!t.table || !t.system_org || erasure)
		return OK;
	struct deposit d = { .case_id = case_id, .batch_id = batch_id, .org = t.system_org,
			     .batch = batch };
	return deposit_add(cx, db, &d);
}

enum err deposit_claim(struct ctx *cx, struct db *db, struct deposit *ret)
{
	bool more;
	*ret = (struct deposit){ .id = NULL };
	AUTO_ROWS q = db_run(db, SQL_DEPOSIT_NEXT);
	bind_ms(q, ":now", cx->now);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	struct deposit d = { .id = col_text(cx, q, "id"), .case_id = col_text(cx, q, "case_id"),
		.batch_id = col_text(cx, q, "batch_id"), .org = col_text(cx, q, "org"),
		.statement = col_text(cx, q, "statement"), .batch = col_int(q, "batch"),
		.attempts = col_int(q, "attempts"), .by_id = col_text(cx, q, "asked_id"),
		.by_name = col_text(cx, q, "asked_by"), .by_org = col_text(cx, q, "asked_org") };
	d.kind = strcmp(col_text(cx, q, "kind"), "erase") == 0 ? DEPOSIT_ERASE : DEPOSIT_BATCH;
	AUTO_ROWS u = db_run(db, SQL_DEPOSIT_CLAIM);
	bind_text(u, ":id", d.id);
	bind_int(u, ":was", d.attempts);
	bind_ms(u, ":lease", (ms_t){ cx->now.n + DEPOSIT_LEASE_MS });
	bind_ms(u, ":now", cx->now);
	TRY(rows_one(cx, u, ERR_CONFLICT, SAY_DEPOSIT_UNDER_WAY()));
	d.attempts++;
	*ret = d;
	return OK;
}
