/* database_store.c - databases of systems, kept. See database.h. */
#include "database/inside.h"
#include "record/record.h"

enum err database_find(struct ctx *cx, struct db *db, const char *system, struct database *ret)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATABASE_GET);
	bind_text(q, ":system", system);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_CONFLICT, SAY_DATABASE_NONE());
	*ret = (struct database){ .system = col_text(cx, q, "system"),
		.driver = col_text(cx, q, "driver"), .host = col_text(cx, q, "host"),
		.port = (int)col_int(q, "port"), .name = col_text(cx, q, "name"),
		.login = col_text(cx, q, "login"), .sealed = col_text(cx, q, "sealed"),
		.changed_by = col_text(cx, q, "changed_by"), .changed_at = col_ms(q, "changed_at") };
	return OK;
}

enum err database_note(struct ctx *cx, struct db *db, const char *org, const char *by,
		       const char *system, const char *act, const char *detail)
{
	return record_note(cx, db, &(struct note){ .kind = NOTE_CATALOGUE, .act = act, .org = org,
						   .principal = by, .object = system,
						   .detail = detail });
}

enum err database_put(struct ctx *cx, struct db *db, const struct who *who,
		      const struct database *d)
{
	AUTO_ROWS q = db_run(db, SQL_DATABASE_PUT);
	bind_text(q, ":system", d->system);
	bind_text(q, ":driver", d->driver);
	bind_text(q, ":host", d->host);
	bind_int(q, ":port", d->port);
	bind_text(q, ":name", d->name);
	bind_text(q, ":login", d->login);
	bind_text(q, ":sealed", d->sealed);
	bind_text(q, ":by", who->name);
	bind_ms(q, ":at", cx->now);
	TRY(rows_done(cx, q, NULL));
	return database_note(cx, db, who->org, who->id, d->system, "database-set",
			     ctx_print(cx, "%s %s:%d/%s as %s", d->driver, d->host, d->port, d->name,
				       d->login));
}

enum err database_remove(struct ctx *cx, struct db *db, const struct who *who,
			 const char *system)
{
	AUTO_ROWS q = db_run(db, SQL_DATABASE_REMOVE);
	bind_text(q, ":system", system);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_DATABASE_NONE()));
	return database_note(cx, db, who->org, who->id, system, "database-removed", NULL);
}
