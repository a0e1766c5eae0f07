/* migrate.c - numbered, hashed, forward only; one transaction each.
 *
 * In a migration, lines after `-- :only sqlite` or `-- :only postgres` belong
 * to that store alone, until `-- :both`. A migration that was applied and now
 * reads differently stops the server: history is not rewritten. One whose number is
 * below the newest applied is applied all the same: numbers may come in late. */
#include "store/backend.h"
#include <stdio.h>
#include <string.h>

static const char *const first[] = {
	[STORE_SQLITE] =
		"CREATE TABLE IF NOT EXISTS migration (no BIGINT PRIMARY KEY,"
		" name TEXT NOT NULL, sha256 TEXT NOT NULL, applied BIGINT NOT NULL)",
	[STORE_PG] =
		"SELECT pg_advisory_lock(7163427);"
		"DO $$ BEGIN CREATE DOMAIN blob AS bytea;"
		" EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
		"CREATE TABLE IF NOT EXISTS migration (no BIGINT PRIMARY KEY,"
		" name TEXT NOT NULL, sha256 TEXT NOT NULL, applied BIGINT NOT NULL)",
};

/* The lines of `text` that are meant for this store. */
static void for_dialect(const char *text, const char *dialect, struct buf *out)
{
	bool mine = true;
	for (const char *line = text, *end; *line; line = end) {
		const char *nl = strchr(line, '\n');
		end = nl ? nl + 1 : line + strlen(line);
		if (strncmp(line, "-- :both", 8) == 0)
			mine = true;
		else if (strncmp(line, "-- :only ", 9) == 0)
			mine = strncmp(line + 9, dialect, strlen(dialect)) == 0;
		else if (mine && strncmp(line, "--", 2) != 0)
			buf_bytes(out, line, (size_t)(end - line));
	}
}

static enum err apply(struct ctx *cx, struct db *db, void *arg)
{
	const struct migration *m = arg;
	AUTO_BUF sql = buf_make(4u << 20);
	for_dialect(m->text, db->ops->dialect, &sql);
	TRY(db->ops->script(cx, db, buf_cstr(&sql)));
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_ADD);
	bind_int(q, ":no", m->number);
	bind_text(q, ":name", m->name);
	bind_text(q, ":sha256", m->sha256);
	bind_ms(q, ":applied", cx->now);
	return rows_done(cx, q, NULL);
}

/* Which have been applied, by their place in the list, and whether they still read
 * the same. */
static enum err applied(struct ctx *cx, struct db *db, bool *ret_done)
{
	AUTO_ROWS q = db_run(db, SQL_MIGRATION_LIST);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		int no = (int)col_int(q, "no");
		const char *sha = col_text(cx, q, "sha256");
		const struct migration *m = NULL;
		for (int i = 0; i < migrations_n; i++)
			if (migrations[i].number == no)
				m = &migrations[i];
		if (!m)
			return fail(cx, ERR_CONFLICT, SAY_MIGRATION_NEWER(no));
		if (strcmp(m->sha256, sha) != 0)
			return fail(cx, ERR_CONFLICT, SAY_MIGRATION_CHANGED(no));
		ret_done[m - migrations] = true;
	}
}

enum err migrate(struct ctx *cx, struct db *db)
{
	bool *done = ctx_array(cx, bool, migrations_n);
	TRY(db->ops->script(cx, db, first[db->store->kind]));
	TRY(applied(cx, db, done));
	for (int i = 0; i < migrations_n; i++) {
		struct migration m = migrations[i];
		if (!done[i])
			TRY(change_alone(cx, db, apply, &m));
	}
	if (db->store->kind == STORE_PG)
		TRY(db->ops->script(cx, db, "SELECT pg_advisory_unlock(7163427)"));
	return OK;
}
