/* import_known.c - which entry of the catalogue one of a file is.
 *
 * A way to PostgreSQL and back costs more than what is asked, so it is asked for a
 * group at once: the codes that others have, and the agency's own entries as they are. */
#include "account/account.h"
#include "account/org.h"
#include "app.h"
#include "catalogue/entry.h"
#include "catalogue/import_inside.h"
#include "catalogue_schema.h"
#include "duplicate/finder.h"
#include "web/req.h"
#include <string.h>

#define CODE_MOST 512                   /* bytes; the schema has fewer characters */

static enum err load_own(struct ctx *cx, struct intake *t)
{
	struct req *rq = t->rq;
	t->codes = json_object();
	t->titles = json_object();
	AUTO_ROWS q = db_run(rq->db, SQL_RESOURCE_TITLES);
	bind_text(q, ":org", rq->who->org);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		const char *title = col_text(cx, q, "title");
		json_object_set_new_nocheck(t->codes, col_text(cx, q, "code"),
					    json_string_nocheck(col_text(cx, q, "id")));
		bool twice = json_object_get(t->titles, title) != NULL;
		json_object_set_new_nocheck(t->titles, title,
			twice ? json_null() : json_string_nocheck(col_text(cx, q, "id")));
	}
}

/* The entry `o` says it is: by its code, else by its title; NULL: none of the agency's. */
static const char *own_id(const struct intake *t, const struct one *o)
{
	const char *code = json_string_value(json_object_get(o->entry, "code"));
	const char *title = json_string_value(json_object_get(o->entry, "title"));
	return json_string_value(code ? json_object_get(t->codes, code)
				      : title ? json_object_get(t->titles, title) : NULL);
}

static enum err know_others(struct ctx *cx, struct intake *t)
{
	const char *names[GROUP];
	size_t n = 0;
	for (size_t i = 0; i < t->nwaiting; i++) {
		const char *code = json_string_value(json_object_get(t->waiting[i].entry, "code"));
		bool could_be = code && strlen(code) <= CODE_MOST;      /* nobody read it yet */
		if (could_be && !json_object_get(t->codes, code))
			names[n++] = code;
	}
	t->others = json_object();
	if (!n)
		return OK;
	AUTO_ROWS q = codes_taken(t->rq->db, names, n);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		json_object_set_new_nocheck(t->others, col_text(cx, q, "code"), json_true());
	}
}

static enum err know_own(struct ctx *cx, struct intake *t)
{
	const char *ids[GROUP];
	size_t n = 0, found;
	for (size_t i = 0; i < t->nwaiting; i++)
		if ((ids[n] = own_id(t, &t->waiting[i])) != NULL)
			n++;
	TRY(resources_working(cx, t->rq->db, ids, n, &t->own, &found));
	t->own_at = json_object();
	for (size_t i = 0; i < found; i++)
		json_object_set_new_nocheck(t->own_at, t->own[i].id, json_integer((json_int_t)i));
	return OK;
}

enum err entries_know(struct intake *t)
{
	struct ctx *cx = &t->held;
	struct req *rq = t->rq;
	if (!rq->who->org || !t->nwaiting)
		return OK;
	if (!t->codes)
		TRY(load_own(cx, t));
	TRY(account_org(cx, rq->db, rq->who->org, &t->org));
	TRY(finder_follow(cx, rq->app->finder, rq->db));
	TRY(know_others(cx, t));
	return know_own(cx, t);
}

void entries_forget(struct intake *t)
{
	json_decref(t->others);
	json_decref(t->own_at);
	t->others = t->own_at = NULL;
	t->own = NULL;
	t->org = NULL;
}

static enum err own_entry(struct ctx *cx, struct intake *t, const char *id, struct one *o)
{
	const json_t *at = json_object_get(t->own_at, id);
	o->change = true;
	if (!at)                        /* named by what was mended, or it moved on */
		return resource_working(cx, t->rq->db, id, &o->r);
	o->r = t->own[json_integer_value(at)];
	return OK;
}

/* Twice in one file: the second can't be meant to undo the first. */
static enum err once(struct ctx *cx, struct intake *t, const char *kind, const char *name,
		     int64_t row, const char *field)
{
	const char *key = ctx_print(cx, "%s:%s", kind, name);
	const json_t *was = json_object_get(t->seen, key);
	if (was)
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_IMPORT_TWICE(json_integer_value(was))),
				  field);
	json_object_set_new_nocheck(t->seen, key, json_integer(row));
	return OK;
}

static enum err known_by_code(struct ctx *cx, struct intake *t, const char *code, struct one *o)
{
	struct resource known;
	struct req *rq = t->rq;
	const json_t *own = json_object_get(t->codes, code);
	if (own)
		return own_entry(cx, t, json_string_value(own), o);
	if (!json_object_get(t->others, code))
		return OK;
	enum err e = resource_by_code(cx, rq->db, code, &known);
	if (e == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	e = resource_for_owner(cx, rq->db, code, rq->who, &known);
	if (e != OK)
		return fail_field(cx, e, "code");
	o->change = true;
	return resource_working(cx, rq->db, known.id, &o->r);
}

static enum err known_by_title(struct ctx *cx, struct intake *t, const char *title, struct one *o)
{
	const json_t *id = json_object_get(t->titles, title);
	if (!id)
		return OK;
	if (!json_is_string(id))
		return fail_field(cx, fail(cx, ERR_CONFLICT, SAY_IMPORT_TITLE_OF_MANY()), "title");
	return own_entry(cx, t, json_string_value(id), o);
}

enum err entry_find(struct ctx *cx, struct intake *t, const struct resource_fields_in *in,
		    int64_t row, struct one *o)
{
	const struct who *who = t->rq->who;
	o->r = (struct resource){ .org = who->org, .code = in->code };
	if (!who->org || (in->org && strcmp(in->org, who->org) != 0))
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_ORG_NOT_YOURS()), "org");
	if (in->code)
		TRY(known_by_code(cx, t, in->code, o));
	else if (in->title)
		TRY(known_by_title(cx, t, in->title, o));
	if (in->code)
		TRY(once(cx, t, "code", in->code, row, "code"));
	else if (in->title)
		TRY(once(cx, t, "title", in->title, row, "title"));
	if (o->change)
		TRY(once(cx, t, "id", o->r.id, row, in->code ? "code" : "title"));
	return OK;
}
