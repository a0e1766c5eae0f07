/* database_http.c - the counter for agencies' databases: set, tried, looked into. Every
 * use stands on the record before it happens. */
#include "database/database_http.h"
#include "app.h"
#include "core/guess_name.h"
#include "database/inside.h"
#include "database_schema.h"
#include "ingest/proposal.h"
#include "ingest_schema.h"
#include "itsystem/itsystem.h"
#include "sys/settings.h"
#include "web/req.h"
#include <string.h>
#include <strings.h>

#define TABLES_MOST 5000
#define SAMPLE_ROWS 500

/* Another agency's system is none that anybody but its stewards connects to. */
static enum err own_system(struct ctx *cx, struct req *rq, struct itsystem *s)
{
	const struct who *w = rq->who;
	TRY(itsystem_find(cx, rq->db, w, rq->seg[0], s));
	return w->org && strcmp(w->org, s->org) == 0 && who_is(w, ROLE_STEWARD) ? OK
		: fail(cx, ERR_FORBIDDEN, SAY_DATABASE_STEWARDS_ALONE());
}

/* --- the connection -------------------------------------------------------------------- */
static void drivers_json(struct ctx *cx, struct jout *j, const char *list)
{
	jout_key(j, "drivers");
	jout_list(j);
	for (const char *p = list; *p;) {
		p += strspn(p, ", ");
		size_t n = strcspn(p, ","), len = n;
		while (len && p[len - 1] == ' ')
			len--;
		if (len)
			jout_text(j, ctx_textn(cx, p, len));
		p += n;
	}
	jout_end_list(j);
}

static void answer_kept(struct ctx *cx, struct req *rq, const char *system,
			const struct database *d)
{
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_text(j, "system", system);
	jout_key_bool(j, "set", d != NULL);
	if (d) {
		jout_key_text(j, "driver", d->driver);
		jout_key_text(j, "host", d->host);
		jout_key_int(j, "port", d->port);
		jout_key_text(j, "database", d->name);
		jout_key_text(j, "user", d->login);
		jout_key_text(j, "changed_by", d->changed_by);
		jout_key_ms(j, "changed_at", d->changed_at);
	}
	drivers_json(cx, j, rq->app->settings->database_drivers);
	jout_close(j);
}

static enum err get(struct ctx *cx, struct req *rq)
{
	struct itsystem s;
	struct database d;
	TRY(own_system(cx, rq, &s));
	enum err e = database_find(cx, rq->db, s.id, &d);
	if (e != OK && e != ERR_CONFLICT)
		return e;
	answer_kept(cx, rq, s.id, e == OK ? &d : NULL);
	return OK;
}

static enum err wrong(struct ctx *cx, const char *field)
{
	return fail_field(cx, fail(cx, ERR_INVALID, SAY_DATABASE_VALUE(field)), field);
}

static bool host_good(const char *host)
{
	for (const char *p = host; *p; p++)
		if (!((*p >= '0' && *p <= '9') || ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
		      strchr(".-:_", *p)))
			return false;
	return true;
}

static enum err said(struct ctx *cx, struct req *rq, struct database *d)
{
	const struct database_said_in *in = rq->body;
	const char *address;
	enum tap_tls tls;
	if (!host_good(in->host))
		return wrong(cx, "host");
	if (!tap_value_good(in->database, 512))
		return wrong(cx, "database");
	if (!tap_value_good(in->user, 512))
		return wrong(cx, "user");
	if (!tap_value_good(in->password, 1024))
		return wrong(cx, "password");
	TRY(tap_driver(cx, rq->app->settings, in->driver, &tls));
	TRY(tap_reach(cx, rq->app->settings, in->host, &address));
	d->driver = in->driver;
	d->host = in->host;
	d->port = (int)in->port;
	d->name = in->database;
	d->login = in->user;
	d->changed_by = rq->who->name;
	d->changed_at = cx->now;
	database_seal(cx, rq->app, d, in->password);
	return OK;
}

struct change { const struct who *who; struct database d; };

static enum err put_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return database_put(cx, db, c->who, &c->d);
}

static enum err put(struct ctx *cx, struct req *rq)
{
	struct itsystem s;
	struct change c = { .who = rq->who };
	TRY(own_system(cx, rq, &s));
	c.d.system = s.id;
	TRY(said(cx, rq, &c.d));
	TRY(store_change(cx, rq->store, put_change, &c));
	answer_kept(cx, rq, s.id, &c.d);
	return OK;
}

static enum err remove_change(struct ctx *cx, struct db *db, void *arg)
{
	const struct change *c = arg;
	return database_remove(cx, db, c->who, c->d.system);
}

static enum err remove_it(struct ctx *cx, struct req *rq)
{
	struct itsystem s;
	struct change c = { .who = rq->who };
	TRY(own_system(cx, rq, &s));
	c.d.system = s.id;
	TRY(store_change(cx, rq->store, remove_change, &c));
	answer_status(rq, 204);
	return OK;
}

/* --- its use --------------------------------------------------------------------------- */
struct use { const struct who *who; const char *system, *act, *detail; };

static enum err note_use(struct ctx *cx, struct db *db, void *arg)
{
	const struct use *u = arg;
	return database_note(cx, db, u->who->org, u->who->id, u->system, u->act, u->detail);
}

/* A call's way to the database, once the record knows of it. */
static enum err begin(struct ctx *cx, struct req *rq, const char *act, const char *detail,
		      struct tap_setup *ret)
{
	struct itsystem s;
	struct database d;
	struct tap_place place;
	TRY(own_system(cx, rq, &s));
	TRY(database_find(cx, rq->db, s.id, &d));
	struct use use = { rq->who, s.id, act, detail };
	TRY(store_change(cx, rq->store, note_use, &use));
	TRY(database_place(cx, rq->app, &d, &place));
	*ret = database_call(cx, rq->app, s.org, &place);
	return OK;
}

/* Writes the tables to `j`, NULL: only counts them. */
static enum err each_table(struct ctx *cx, struct tap_setup setup, struct jout *j, int64_t *ret_n)
{
	int64_t n = 0;
	setup.ask.verb = TAP_TABLES;
	setup.ask.most = TABLES_MOST + 1;
	AUTO_TAP t = NULL;
	TRY(tap_open(cx, setup, &t));
	for (bool more;;) {
		struct heard h;
		TRY(tap_next(cx, t, &h, &more));
		if (!more)
			break;
		if (++n > TABLES_MOST || !j)
			continue;
		bool view = h.at[2].n == 4 && strncasecmp(h.at[2].p, "view", 4) == 0;
		jout_open(j);
		jout_key(j, "schema");
		if (h.at[0].p)
			jout_textn(j, h.at[0].p, h.at[0].n);
		else
			jout_null(j);
		jout_key(j, "name");
		jout_textn(j, h.at[1].p, h.at[1].n);
		jout_key_text(j, "kind", view ? "view" : "table");
		jout_close(j);
	}
	*ret_n = n;
	return OK;
}

static enum err test(struct ctx *cx, struct req *rq)
{
	struct tap_setup setup;
	int64_t n;
	TRY(begin(cx, rq, "database-tested", NULL, &setup));
	TRY(each_table(cx, setup, NULL, &n));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_int(j, "tables", n > TABLES_MOST ? TABLES_MOST : n);
	jout_close(j);
	return OK;
}

static enum err tables(struct ctx *cx, struct req *rq)
{
	struct tap_setup setup;
	int64_t n;
	TRY(begin(cx, rq, "database-listed", NULL, &setup));
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	TRY(each_table(cx, setup, j, &n));
	jout_end_list(j);
	jout_key_bool(j, "whole", n <= TABLES_MOST);
	jout_close(j);
	return OK;
}

/* --- items from a table ----------------------------------------------------------------- */
struct table { const char *schema, *name; struct database_column *columns; size_t n; };

/* Only columns that an item can hold stay. */
static enum err look_at(struct ctx *cx, struct tap_setup setup, struct table *t)
{
	struct item it;
	size_t n = 0;
	TRY(database_columns(cx, setup, t->schema, t->name, &t->columns, &t->n));
	if (t->n > ITEM_MAX)
		return fail(cx, ERR_INVALID, SAY_DATABASE_TOO_MANY(t->name, ITEM_MAX));
	for (size_t i = 0; i < t->n; i++)
		if (database_item(&t->columns[i], &it))
			t->columns[n++] = t->columns[i];
	t->n = n;
	return n ? OK : fail(cx, ERR_INVALID, SAY_DATABASE_NO_ITEMS(t->name));
}

/* The first rows: of what standard the values are, which may be told by them alone. */
static enum err sample(struct ctx *cx, struct tap_setup setup, const struct table *t,
		       struct guess *g)
{
	const char **names = ctx_array(cx, const char *, t->n);
	struct guess_text *cells = ctx_array(cx, struct guess_text, t->n);
	for (size_t i = 0; i < t->n; i++)
		names[i] = t->columns[i].name;
	setup.ask.verb = TAP_ROWS;
	setup.ask.schema = t->schema;
	setup.ask.table = t->name;
	setup.ask.columns = names;
	setup.ask.ncolumns = t->n;
	setup.ask.most = SAMPLE_ROWS;
	AUTO_TAP tap = NULL;
	TRY(tap_open(cx, setup, &tap));
	for (bool more;;) {
		struct heard h;
		TRY(tap_next(cx, tap, &h, &more));
		if (!more)
			return OK;
		for (size_t i = 0; i < t->n; i++)
			cells[i] = (struct guess_text){ h.at[i].p ? h.at[i].p : "", h.at[i].n };
		guess_add(g, cells, t->n);
	}
}

/* What the values tell (a format, a mask, an example) under what the table says. */
static struct guess_item *join(struct ctx *cx, const struct table *t, struct guess *g)
{
	struct guess_text *titles = ctx_array(cx, struct guess_text, t->n);
	for (size_t i = 0; i < t->n; i++) {
		const char *title = database_title(cx, &t->columns[i]);
		titles[i] = (struct guess_text){ title, strlen(title) };
	}
	struct guess_item *items = guess_end(cx, g, titles);
	for (size_t i = 0; i < t->n; i++) {
		struct item *it = &items[i].item;
		bool told = it->type == ITEM_STRING;
		(void)database_item(&t->columns[i], it);
		if (!told || it->type != ITEM_STRING)
			it->format = NULL;      /* what only digits without a text could mean */
		it->name = t->columns[i].name;
	}
	name_codes(cx, items, t->n, true);
	for (size_t i = 0; i < t->n; i++)
		items[i].item.name = titles[i].p;
	return items;
}

static enum err propose(struct ctx *cx, struct req *rq)
{
	const struct database_table_ask_in *in = rq->body;
	struct table t = { .schema = in->schema, .name = in->table };
	struct tap_setup setup;
	if (!tap_value_good(in->table, 512) || (in->schema && !tap_value_good(in->schema, 512)))
		return wrong(cx, "table");
	const char *whole = ctx_print(cx, "%s%s%s", t.schema ? t.schema : "", t.schema ? "." : "",
				      t.name);
	TRY(begin(cx, rq, "database-described", whole, &setup));
	TRY(look_at(cx, setup, &t));
	struct guess *g = guess_begin(cx, t.n, cx->today);
	TRY(sample(cx, setup, &t, g));
	const struct guess_item *items = join(cx, &t, g);
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key_bool(j, "header", true);
	jout_key_int(j, "rows_looked_at", guess_rows(g));
	jout_key(j, "items");
	jout_list(j);
	for (size_t i = 0; i < t.n; i++)
		proposed_item_json(j, &items[i]);
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* --- whose there are ---------------------------------------------------------------------- */
static enum err systems(struct ctx *cx, struct req *rq)
{
	struct jout *j = answer_json(rq, 200);
	jout_open(j);
	jout_key(j, "items");
	jout_list(j);
	AUTO_ROWS q = db_run(rq->db, SQL_DATABASE_OF_ORG);
	bind_text(q, ":org", rq->who->org && who_is(rq->who, ROLE_STEWARD) ? rq->who->org : "");
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			break;
		jout_open(j);
		jout_key_text(j, "id", col_text(cx, q, "id"));
		jout_key_text(j, "name", col_text(cx, q, "name"));
		jout_close(j);
	}
	jout_end_list(j);
	jout_close(j);
	return OK;
}

/* clang-format off */
static const struct route rows[] = {
{ "GET", "/api/v1/databases", CAP_CATALOGUE_WRITE, AUDIT_READ, NULL, &schema_database_systems,
  systems, "Systems of your agency whose database can be asked", .flags = ROUTE_AGENCY },
{ "GET", "/api/v1/systems/{id}/database", CAP_CATALOGUE_WRITE, AUDIT_READ, NULL,
  &schema_database_kept, get, "How a system's database is reached, without the password",
  .flags = ROUTE_AGENCY },
{ "PUT", "/api/v1/systems/{id}/database", CAP_CATALOGUE_WRITE, AUDIT_WRITE, &schema_database_said,
  &schema_database_kept, put, "Say how a system's database is reached", .flags = ROUTE_AGENCY },
{ "DELETE", "/api/v1/systems/{id}/database", CAP_CATALOGUE_WRITE, AUDIT_WRITE, NULL, NULL,
  remove_it, "Forget a system's database and its password", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/systems/{id}/database/test", CAP_CATALOGUE_WRITE, AUDIT_WRITE, NULL,
  &schema_database_tested, test, "Try the connection: what the user sees, or why not",
  .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/systems/{id}/database/tables", CAP_CATALOGUE_WRITE, AUDIT_WRITE, NULL,
  &schema_database_tables, tables, "Tables and views of a system's database", .flags = ROUTE_AGENCY },
{ "POST", "/api/v1/systems/{id}/database/proposal", CAP_CATALOGUE_WRITE, AUDIT_WRITE,
  &schema_database_table_ask, &schema_proposal, propose,
  "Items that a table of the database might be; nothing is stored", .flags = ROUTE_AGENCY },
};
/* clang-format on */
const struct route_list database_routes = { rows, sizeof rows / sizeof rows[0], "systems" };
