/* import.c - see import.h. Entries are checked as they come and kept a group at a
 * time: one transaction for many, and one by one only where a group was refused. */
#include "catalogue/import.h"
#include "app.h"
#include "catalogue/entry.h"
#include "catalogue/input.h"
#include "catalogue_schema.h"
#include "duplicate/finder.h"
#include "sift/sift.h"
#include "web/req.h"
#include "web/schema.h"
#include <stdlib.h>
#include <string.h>

#define GROUP       64                  /* entries in one transaction */
#define GROUP_ARENA (96u << 20)
#define GROUP_FULL  (48u << 20)         /* kept before the arena is short */
#define WRONG_MOST  50                  /* cells told of in one entry */

struct one {
	const struct who *who;
	struct resource   was, r;       /* as it stands, as it is to be */
	bool              found, change, same;
	json_t           *entry;
	struct origin     origin;
	struct place     *rows;         /* of the origin, in the group's arena */
};

struct group { struct one *list; size_t n; };

struct intake {
	struct req  *rq;
	struct jout *j;                 /* inside "rejected": [ */
	struct ctx   arena;             /* of the group under way */
	struct one   pending[GROUP];
	size_t       npending;
	json_t      *codes, *titles;    /* the agency's own: id, or null where it isn't one */
	json_t      *seen;              /* codes, titles and ids of this file: their rows */
	int64_t      accepted, unchanged;
};

struct intake *intake_begin(struct ctx *cx, struct req *rq, struct jout *j)
{
	struct intake *t = ctx_new(cx, struct intake);
	*t = (struct intake){ .rq = rq, .j = j, .seen = json_object() };
	ctx_init(&t->arena, cx->now, GROUP_ARENA);
	return t;
}

static void empty(struct intake *t)
{
	for (size_t i = 0; i < t->npending; i++)
		json_decref(t->pending[i].entry);
	t->npending = 0;
	ctx_reset(&t->arena, t->rq->cx->now);
}

void intake_drop(struct intake **pt)
{
	struct intake *t = *pt;
	if (!t)
		return;
	empty(t);
	ctx_end(&t->arena);
	json_decref(t->codes);
	json_decref(t->titles);
	json_decref(t->seen);
	*pt = NULL;
}

/* --- what was wrong ------------------------------------------------------------ */
static void reject(struct intake *t, const struct place *p, const char *column,
		   const int *letter, const char *head, struct said said)
{
	struct ctx *cx = &t->arena;
	jout_open(t->j);
	if (p->sheet)
		jout_key_text(t->j, "sheet", p->sheet);
	jout_key_int(t->j, "row", p->row);
	jout_key_text(t->j, "column", column);
	if (letter && *letter)
		jout_key_text(t->j, "letter", sift_letters(cx, *letter));
	if (head)
		jout_key_text(t->j, "head", head);
	jout_key_text(t->j, "code", said_code(said.id));
	jout_key_text(t->j, "detail", said_words(cx, said, SAID_ZH));
	jout_key_text(t->j, "detail_en", said_words(cx, said, SAID_EN));
	jout_close(t->j);
}

void intake_reject(struct intake *t, const struct place *p, int column, struct said said)
{
	size_t at = column < 0 ? 0 : (size_t)column;
	reject(t, p, column < 0 ? NULL : flat_name(at), column < 0 || !p->at ? NULL : &p->at[at],
	       column < 0 ? NULL : flat_head(at), said);
}

/* Who filled in a table chose among words: those are told, not the codes. */
static struct said in_words(struct ctx *cx, int column, struct said said)
{
	const struct flat_word *w = column < 0 ? NULL : flat_words(flat_name((size_t)column));
	const char *all = w && w->word ? w->zh : NULL;
	if (!all || strncmp(said_code(said.id), "field-", 6) != 0 ||
	    said.id == SAY_FIELD_MISSING("").id)
		return said;
	for (w++; w->word; w++)
		all = ctx_print(cx, "%s、%s", all, w->zh);
	return SAY_IMPORT_CHOICES(flat_head((size_t)column), all);
}

/* The complaint in cx->fault, at the cell it is about. */
static void reject_field(struct intake *t, const struct origin *o, const struct fault *f)
{
	size_t item;
	const char *name = flat_column(&t->arena, f->field, &item);
	int column = name ? flat_find(name, strlen(name)) : -1;
	bool of_item = column >= 0 && flat_of_item((size_t)column) && item + 1 < o->n;
	const struct place *p = &o->rows[of_item ? item + 1 : 0];
	if (!o->table)
		reject(t, p, f->field, NULL, NULL, f->said);
	else
		intake_reject(t, p, column, in_words(&t->arena, column, f->said));
}

/* What was right only beside the value that was wrong; wrong itself, it is told of. */
static void drop_right(json_t *at, const char *key)
{
	const json_t *v = json_object_get(at, key);
	if (json_is_integer(v) || strcmp(key, "format") == 0 || strcmp(key, "mask") == 0)
		json_object_del(at, key);
}

static void unmate(json_t *at, const char *key)
{
	static const char *const mates[][3] = { { "type", "length", "precision" },
						{ "format", "mask", "type" } };
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 3; k++)
			if (strcmp(mates[i][k], key) == 0) {
				drop_right(at, mates[i][1]);
				drop_right(at, mates[i][i ? 0 : 2]);
			}
}

/* Takes the wrong value out, or puts in what is missing, so that the rest of the
 * entry can be looked at; it isn't kept. False: it can't be done. */
static bool mend(struct ctx *cx, json_t *entry, const char *field)
{
	size_t item;
	const char *in, *column = field ? flat_column(cx, field, &item) : NULL;
	if (!column)
		return false;
	const char *key = flat_field((size_t)flat_find(column, strlen(column)), &in);
	json_t *at = in ? json_object_get(entry, in) : entry;
	if (in && strcmp(in, "items") == 0)
		at = json_array_get(at, item);
	if (!json_is_object(at))
		return false;
	bool item_type = at != entry && strcmp(key, "type") == 0;
	unmate(at, key);
	bool required = strcmp(column, "title") == 0 || strcmp(column, "item_name") == 0 ||
			strcmp(column, "item_code") == 0 || item_type;
	if (!required)
		return json_object_del(at, key) == 0;
	return json_object_set_new(at, key, json_string(item_type ? "string" :
		ctx_print(cx, "mended_%zu", item))) == 0;
}

/* --- which entry it is ----------------------------------------------------------- */
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
	if (own) {
		o->change = true;
		return resource_working(cx, rq->db, json_string_value(own), &o->r);
	}
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
	o->change = true;
	return resource_working(cx, t->rq->db, json_string_value(id), &o->r);
}

static enum err find(struct ctx *cx, struct intake *t, const struct resource_fields_in *in,
		     int64_t row, struct one *o)
{
	const struct who *who = t->rq->who;
	o->r = (struct resource){ .org = who->org, .code = in->code };
	if (!who->org || (in->org && strcmp(in->org, who->org) != 0))
		return fail_field(cx, fail(cx, ERR_FORBIDDEN, SAY_ORG_NOT_YOURS()), "org");
	if (!t->codes)
		TRY(load_own(cx, t));
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

/* --- one entry -------------------------------------------------------------------- */
/* `again`: something was wrong before, so only its own values are looked at. */
static enum err checked(struct ctx *cx, struct intake *t, bool again, struct one *o)
{
	const void *body;
	struct doubts d = { 0 };
	struct req *rq = t->rq;
	TRY(decode(cx, &schema_resource_fields, o->entry, &body));
	const struct resource_fields_in *in = body;
	if (!o->found) {
		TRY(find(cx, t, in, o->origin.rows[0].row, o));
		o->found = true;
		o->was = o->r;
	}
	o->r = o->was;
	TRY(resource_fill(cx, rq->app->pack, in, &o->r, &d));
	if (again)
		return OK;
	o->same = o->change && resource_same(&o->was, &o->r);
	return o->same ? OK : finder_check(cx, rq->app->finder, rq->db, &o->r);
}

/* Every wrong cell of it is told of. *ret_right: it may be kept. */
static enum err look(struct ctx *cx, struct intake *t, struct one *o, bool *ret_right)
{
	const char *last = "";
	*ret_right = false;
	for (int wrong = 0; wrong < WRONG_MOST; wrong++) {
		cx->fault = (struct fault){ 0 };
		enum err e = checked(cx, t, wrong > 0, o);
		if (e == OK) {
			*ret_right = wrong == 0;
			return OK;
		}
		if (err_http(e) >= 500)
			return fail(t->rq->cx, e, cx->fault.said);
		const char *field = cx->fault.field;
		if (wrong && (!field || strcmp(field, last) == 0))
			return OK;      /* what was put in is no better */
		reject_field(t, &o->origin, &cx->fault);
		if (e != ERR_INVALID || !mend(cx, o->entry, field))
			return OK;
		last = field;
	}
	return OK;
}

/* --- kept in groups ------------------------------------------------------------------ */
static enum err keep_one(struct ctx *cx, struct db *db, const struct one *o)
{
	struct resource r = o->r;
	TRY(elements_check(cx, db, &r, NULL));
	return o->change ? resource_edit(cx, db, o->who, &r) : resource_add(cx, db, o->who, &r);
}

static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct group *g = arg;
	for (size_t i = 0; i < g->n; i++)
		TRY(keep_one(cx, db, &g->list[i]));
	return OK;
}

static enum err keep_group(struct intake *t)
{
	struct ctx *cx = &t->arena;
	struct group all = { t->pending, t->npending };
	enum err e = t->npending ? store_change(cx, t->rq->store, keep, &all) : OK;
	if (e == OK)
		t->accepted += (int64_t)t->npending;
	if (e != OK && err_http(e) >= 500)
		return fail(t->rq->cx, e, cx->fault.said);
	for (size_t i = 0; e != OK && i < t->npending; i++) {
		struct group one = { &t->pending[i], 1 };
		cx->fault = (struct fault){ 0 };
		enum err mine = store_change(cx, t->rq->store, keep, &one);
		if (mine == OK)
			t->accepted++;
		else if (err_http(mine) >= 500)
			return fail(t->rq->cx, mine, cx->fault.said);
		else
			reject_field(t, &t->pending[i].origin, &cx->fault);
	}
	empty(t);
	return OK;
}

enum err intake_entry(struct intake *t, json_t *entry, const struct origin *from)
{
	struct ctx *cx = &t->arena;
	bool right;
	struct one *o = &t->pending[t->npending];
	*o = (struct one){ .who = t->rq->who, .entry = entry, .origin = *from };
	o->rows = ctx_array(cx, struct place, from->n);
	memcpy(o->rows, from->rows, from->n * sizeof *o->rows);
	o->origin.rows = o->rows;
	enum err e = look(cx, t, o, &right);
	if (e != OK || !right || o->same) {
		bool same = e == OK && right;
		t->accepted += same;
		t->unchanged += same;
		json_decref(entry);
		if (!t->npending)
			ctx_reset(cx, t->rq->cx->now);
		return e;
	}
	t->npending++;
	return t->npending == GROUP || cx->arena.used > GROUP_FULL ? keep_group(t) : OK;
}

enum err intake_end(struct intake *t)
{
	TRY(keep_group(t));
	jout_end_list(t->j);
	jout_key_int(t->j, "accepted", t->accepted);
	jout_key_int(t->j, "unchanged", t->unchanged);
	return OK;
}
