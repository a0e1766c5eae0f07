/* import.c - see import.h. Entries are checked as they come and kept a group at a
 * time: one transaction for many, and one by one only where a group was refused. */
#include "catalogue/import.h"
#include "app.h"
#include "catalogue/entry.h"
#include "catalogue/import_inside.h"
#include "catalogue/input.h"
#include "catalogue_schema.h"
#include "duplicate/finder.h"
#include "sift/sift.h"
#include "web/req.h"
#include "web/schema.h"
#include <stdlib.h>
#include <string.h>

#define GROUP_ARENA (96u << 20)
#define GROUP_FULL  (48u << 20)         /* kept before the arena is short */
#define GROUP_ITEMS 8192                /* of the entries that wait */
#define WRONG_MOST  50                  /* cells told of in one entry */

struct group { struct one *const *list; size_t n; };

struct intake *intake_begin(struct ctx *cx, struct req *rq, struct jout *j)
{
	struct intake *t = ctx_new(cx, struct intake);
	*t = (struct intake){ .rq = rq, .j = j, .seen = json_object() };
	ctx_init(&t->arena, cx->now, GROUP_ARENA);
	ctx_init(&t->held, cx->now, 0);
	return t;
}

static void empty(struct intake *t)
{
	for (size_t i = 0; i < t->nwaiting; i++)
		json_decref(t->waiting[i].entry);
	t->nwaiting = t->nitems = 0;
	entries_forget(t);
	ctx_reset(&t->arena, t->rq->cx->now);
	ctx_reset(&t->held, t->rq->cx->now);
}

void intake_drop(struct intake **pt)
{
	struct intake *t = *pt;
	if (!t)
		return;
	empty(t);
	ctx_end(&t->arena);
	ctx_end(&t->held);
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
	if (strcmp(key, "category") == 0)       /* the cell was taken as both */
		json_object_del(at, "categories");
	bool item_type = at != entry && strcmp(key, "type") == 0;
	unmate(at, key);
	bool required = strcmp(column, "title") == 0 || strcmp(column, "item_name") == 0 ||
			strcmp(column, "item_code") == 0 || item_type;
	if (!required)
		return json_object_del(at, key) == 0;
	return json_object_set_new(at, key, json_string(item_type ? "string" :
		ctx_print(cx, "mended_%zu", item))) == 0;
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
		TRY(entry_find(cx, t, in, o->origin.rows[0].row, o));
		o->found = true;
		o->was = o->r;
	}
	o->r = o->was;
	TRY(resource_fill(cx, rq->app->pack, in, &o->r, &d));
	if (again)
		return OK;
	o->same = o->change && resource_same(&o->was, &o->r);
	return o->same ? OK : finder_check_next(cx, rq->app->finder, rq->db, &o->r, t->org);
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
static enum err keep(struct ctx *cx, struct db *db, void *arg)
{
	const struct group *g = arg;
	const struct who *who = g->list[0]->who;
	struct resource *copies = ctx_array(cx, struct resource, g->n);
	struct resource **fresh = ctx_array(cx, struct resource *, g->n);
	const struct resource **all = ctx_array(cx, const struct resource *, g->n);
	size_t nfresh = 0;
	for (size_t i = 0; i < g->n; i++) {
		copies[i] = g->list[i]->r;      /* this may run twice */
		all[i] = &copies[i];
		if (!g->list[i]->change)
			fresh[nfresh++] = &copies[i];
	}
	TRY(elements_check_many(cx, db, who->org, all, g->n));
	if (nfresh)
		TRY(resources_add(cx, db, who, fresh, nfresh));
	for (size_t i = 0; i < g->n; i++)
		if (g->list[i]->change)
			TRY(resource_edit(cx, db, who, &copies[i]));
	return OK;
}

static enum err keep_alone(struct intake *t, struct one *o)
{
	struct ctx *cx = &t->arena;
	struct group one = { &o, 1 };
	cx->fault = (struct fault){ 0 };
	enum err e = store_change(cx, t->rq->store, keep, &one);
	if (e == OK)
		t->accepted++;
	else if (err_http(e) >= 500)
		return fail(t->rq->cx, e, cx->fault.said);
	else
		reject_field(t, &o->origin, &cx->fault);
	return OK;
}

static enum err keep_group(struct intake *t, struct one *const *list, size_t n)
{
	struct ctx *cx = &t->arena;
	struct group all = { list, n };
	enum err e = n ? store_change(cx, t->rq->store, keep, &all) : OK;
	if (e == OK)
		t->accepted += (int64_t)n;
	if (e != OK && err_http(e) >= 500)
		return fail(t->rq->cx, e, cx->fault.said);
	for (size_t i = 0; e != OK && i < n; i++)
		TRY(keep_alone(t, list[i]));
	ctx_reset(cx, t->rq->cx->now);
	return OK;
}

/* What they all need is read first, for many at once. */
static enum err take_group(struct intake *t)
{
	struct one *right[GROUP];
	size_t nright = 0;
	enum err e = entries_know(t);
	if (e != OK)
		return fail(t->rq->cx, e, t->held.fault.said);
	for (size_t i = 0; i < t->nwaiting; i++) {
		bool ok;
		struct one *o = &t->waiting[i];
		TRY(look(&t->arena, t, o, &ok));
		t->accepted += ok && o->same;
		t->unchanged += ok && o->same;
		if (ok && !o->same)
			right[nright++] = o;
		if (t->arena.arena.used < GROUP_FULL)
			continue;
		TRY(keep_group(t, right, nright));
		nright = 0;
	}
	TRY(keep_group(t, right, nright));
	empty(t);
	return OK;
}

enum err intake_entry(struct intake *t, json_t *entry, const struct origin *from)
{
	struct one *o = &t->waiting[t->nwaiting++];
	*o = (struct one){ .who = t->rq->who, .entry = entry, .origin = *from };
	struct place *rows = ctx_array(&t->held, struct place, from->n);
	memcpy(rows, from->rows, from->n * sizeof *rows);
	o->origin.rows = rows;
	t->nitems += json_array_size(json_object_get(entry, "items"));
	return t->nwaiting == GROUP || t->nitems > GROUP_ITEMS ? take_group(t) : OK;
}

enum err intake_end(struct intake *t)
{
	TRY(take_group(t));
	jout_end_list(t->j);
	jout_key_int(t->j, "accepted", t->accepted);
	jout_key_int(t->j, "unchanged", t->unchanged);
	return OK;
}
