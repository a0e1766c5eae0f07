/* catalogue_read.c - entries read: one, and many at once. */
#include "base/jout.h"
#include "catalogue/entry.h"
#include "catalogue/field.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- reading ----------------------------------------------------------- */
/* Keywords hold no line breaks, so a line each keeps them. */
static void keywords_read(struct ctx *cx, struct resource *r, const char *lines)
{
	size_t n = 0;
	for (const char *p = lines; *p; p += strcspn(p, "\n"), p += *p == '\n')
		n++;
	r->keywords = ctx_array(cx, const char *, n);
	r->nkeywords = n;
	n = 0;
	for (const char *p = lines; *p; p += *p == '\n') {
		size_t len = strcspn(p, "\n");
		r->keywords[n++] = ctx_textn(cx, p, len);
		p += len;
	}
}

static enum access access_of(struct ctx *cx, struct rows *q, const char *column)
{
	enum access a = ACCESS_UNSET;
	const char *word = col_text(cx, q, column);
	if (word)
		access_read(word, &a);
	return a;
}

/* The item at `q` behind those that `r` has; `*room`: how many fit. */
static void item_take(struct ctx *cx, struct rows *q, struct resource *r, size_t *room)
{
	if (r->nitems == *room) {
		size_t more = *room ? *room * 2 : 16;
		struct item *wider = ctx_array(cx, struct item, more);
		if (*room)
			memcpy(wider, r->items, *room * sizeof *wider);
		r->items = wider;
		*room = more;
	}
	struct item *it = &r->items[r->nitems++];
	it->no = (int)col_int(q, "no");
	it->code = col_text(cx, q, "code");
	it->name = col_text(cx, q, "name");
	item_type_read(col_text(cx, q, "type"), &it->type);
	it->length = (int)col_int(q, "length");
	it->precision = (int)col_int(q, "decimals");
	it->key = col_int(q, "is_key");
	it->nullable = col_int(q, "nullable");
	it->grade = (int)col_int(q, "grade");
	it->share_type = access_of(cx, q, "share_type");
	it->open_type = access_of(cx, q, "open_type");
	it->element = col_text(cx, q, "element");
	it->code_set = col_text(cx, q, "code_set");
	it->format = col_text(cx, q, "format");
	it->mask = col_text(cx, q, "mask");
	it->description = col_text(cx, q, "description");
}

static enum err items_get(struct ctx *cx, struct db *db, struct resource *r)
{
	size_t room = 16;
	r->items = ctx_array(cx, struct item, room);
	AUTO_ROWS q = db_run(db, SQL_ITEM_LIST);
	bind_text(q, ":resource", r->id);
	bind_int(q, ":version", r->version);
	for (bool more;;) {
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		item_take(cx, q, r, &room);
	}
}

static void version_take(struct ctx *cx, struct rows *q, struct resource *r)
{
	for (const struct field *f = resource_texts; f->param; f++)
		*field_of(r, f) = col_text(cx, q, f->column);
	keywords_read(cx, r, col_text(cx, q, "keywords"));
	r->grade = (int)col_int(q, "grade");
	r->share_type = access_of(cx, q, "share_type");
	r->open_type = access_of(cx, q, "open_type");
	r->published_at = col_ms(q, "published_at");
	resource_state_read(col_text(cx, q, "state"), &r->version_state);
}

static enum err version_get(struct ctx *cx, struct db *db, struct resource *r)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_VERSION_GET);
	bind_text(q, ":resource", r->id);
	bind_int(q, ":version", r->version);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_RESOURCE_UNKNOWN());
	version_take(cx, q, r);
	return OK;
}

static void head_take(struct ctx *cx, struct rows *q, struct resource *r)
{
	*r = (struct resource){
		.id = col_text(cx, q, "id"), .no = (int)col_int(q, "no"),
		.code = col_text(cx, q, "code"),
		.national_code = col_text(cx, q, "national_code"),
		.org = col_text(cx, q, "org"),
		.head = (int)col_int(q, "head"), .draft = (int)col_int(q, "draft"),
		.revision = col_int(q, "revision"),
		.created_at = col_ms(q, "created_at"), .changed_at = col_ms(q, "changed_at"),
	};
	resource_state_read(col_text(cx, q, "state"), &r->state);
}

/* The head of the entry from the row at `q`; false: there is none. */
static enum err head_get(struct ctx *cx, struct rows *q, struct resource *r, int *next_item)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_RESOURCE_UNKNOWN());
	head_take(cx, q, r);
	*next_item = (int)col_int(q, "next_item");
	return OK;
}

enum err resource_next_item(struct ctx *cx, struct db *db, const char *id, int *ret_next)
{
	struct resource r;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	return head_get(cx, q, &r, ret_next);
}

static int working(const struct resource *r)
{
	return r->draft ? r->draft : r->head;
}

enum which { HEAD, WORKING, EXACTLY };

static enum err load(struct ctx *cx, struct db *db, struct rows *q, enum which which,
		     int version, struct resource *ret)
{
	struct resource r;
	int next_item;
	TRY(head_get(cx, q, &r, &next_item));
	r.version = which == EXACTLY ? version : which == WORKING ? working(&r) : r.head;
	TRY(version_get(cx, db, &r));
	TRY(items_get(cx, db, &r));
	*ret = r;
	return OK;
}

enum err resource_by_id(struct ctx *cx, struct db *db, const char *id, struct resource *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	return load(cx, db, q, HEAD, 0, ret);
}

enum err resource_by_code(struct ctx *cx, struct db *db, const char *code,
			  struct resource *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_CODE);
	bind_text(q, ":code", code);
	return load(cx, db, q, HEAD, 0, ret);
}

enum err resource_by_no(struct ctx *cx, struct db *db, int no, struct resource *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_NO);
	bind_int(q, ":no", no);
	return load(cx, db, q, HEAD, 0, ret);
}

/* An id is never taken for a code: ids come first. */
enum err resource_named(struct ctx *cx, struct db *db, const char *name,
			struct resource *ret)
{
	enum err e = resource_by_id(cx, db, name, ret);
	return e == ERR_NOT_FOUND ? resource_by_code(cx, db, name, ret) : e;
}

enum err resource_working(struct ctx *cx, struct db *db, const char *id,
			  struct resource *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	return load(cx, db, q, WORKING, 0, ret);
}

enum err resource_version(struct ctx *cx, struct db *db, const char *id, int version,
			  struct resource *ret)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	return load(cx, db, q, EXACTLY, version, ret);
}

enum err resource_for_reading(struct ctx *cx, struct db *db, const char *name,
			      const struct who *who, struct resource *ret)
{
	struct resource r;
	TRY(resource_named(cx, db, name, &r));
	if (!resource_seen_by(&r, who))
		return fail(cx, ERR_NOT_FOUND, SAY_RESOURCE_UNKNOWN());
	*ret = r;
	return OK;
}

static bool insider(const struct resource *r, const struct who *who)
{
	return who_can(who, CAP_CATALOGUE_REVIEW) || (who->org && strcmp(who->org, r->org) == 0);
}

enum err version_for_reading(struct ctx *cx, struct db *db, const char *name, int version,
			     const struct who *who, struct resource *ret)
{
	struct resource r;
	TRY(resource_for_reading(cx, db, name, who, &r));
	TRY(resource_version(cx, db, r.id, version, &r));
	bool work = r.version_state == RESOURCE_DRAFT || r.version_state == RESOURCE_IN_REVIEW;
	if (work && !insider(&r, who))
		return fail(cx, ERR_NOT_FOUND, SAY_RESOURCE_UNKNOWN());
	*ret = r;
	return OK;
}

enum err resource_for_owner(struct ctx *cx, struct db *db, const char *name,
			    const struct who *who, struct resource *ret)
{
	TRY(resource_for_reading(cx, db, name, who, ret));
	if (!resource_owned_by(ret, who))
		return fail(cx, ERR_FORBIDDEN, SAY_RESOURCE_NOT_YOURS());
	return OK;
}

/* For a change: the version under work, the one that stands, the next item's number. */
enum err resource_both(struct ctx *cx, struct db *db, const char *id, struct resource *ret_was,
		       struct resource *ret_head, int *ret_next)
{
	struct resource r;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	TRY(head_get(cx, q, &r, ret_next));
	*ret_was = *ret_head = r;
	ret_was->version = working(&r);
	TRY(version_get(cx, db, ret_was));
	TRY(items_get(cx, db, ret_was));
	if (ret_was->version == r.head) {
		*ret_head = *ret_was;
		return OK;
	}
	ret_head->version = r.head;
	TRY(version_get(cx, db, ret_head));
	return items_get(cx, db, ret_head);
}

/* --- many at once -------------------------------------------------------- */
struct ids { const char *const *list; size_t n; };
struct many { struct resource *list; size_t n, *rooms; json_t *at; };

/* The one a row is of, if the row is of the version that was found first. */
static struct resource *of_row(struct ctx *cx, const struct many *m, struct rows *q, size_t *ret_i)
{
	const json_t *i = json_object_get(m->at, col_text(cx, q, "resource"));
	*ret_i = (size_t)json_integer_value(i);
	struct resource *r = i ? &m->list[*ret_i] : NULL;
	return r && r->version == (int)col_int(q, "version") ? r : NULL;
}

static enum err heads_many(struct ctx *cx, struct db *db, const struct ids *ids,
			 struct many *m)
{
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_MANY);
	bind_texts(q, ":ids", ids->list, ids->n);
	for (bool more;;) {
		struct resource r;
		TRY(rows_next(cx, q, &more));
		if (!more)
			return OK;
		head_take(cx, q, &r);
		r.version = working(&r);
		json_object_set_new_nocheck(m->at, r.id, json_integer((json_int_t)m->n));
		m->list[m->n++] = r;
	}
}

static enum err versions_many(struct ctx *cx, struct db *db, const struct ids *ids,
			 struct many *m)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_MANY);
	bind_texts(q, ":ids", ids->list, ids->n);
	for (bool more;;) {
		size_t i;
		TRY(rows_next(cx, q, &more));
		struct resource *r = more ? of_row(cx, m, q, &i) : NULL;
		if (!more)
			return OK;
		if (r)
			version_take(cx, q, r);
	}
}

static enum err items_many(struct ctx *cx, struct db *db, const struct ids *ids,
			 struct many *m)
{
	AUTO_ROWS q = db_run(db, SQL_ITEM_MANY);
	bind_texts(q, ":ids", ids->list, ids->n);
	for (bool more;;) {
		size_t i;
		TRY(rows_next(cx, q, &more));
		struct resource *r = more ? of_row(cx, m, q, &i) : NULL;
		if (!more)
			return OK;
		if (r)
			item_take(cx, q, r, &m->rooms[i]);
	}
}

/* One that moved on between the three looks is left out. */
static void drop_torn(struct many *m)
{
	size_t kept = 0;
	for (size_t i = 0; i < m->n; i++)
		if (m->list[i].title)
			m->list[kept++] = m->list[i];
	m->n = kept;
}

enum err resources_working(struct ctx *cx, struct db *db, const char *const *ids, size_t n,
			   struct resource **ret, size_t *ret_n)
{
	struct many m = { ctx_array(cx, struct resource, n + 1), 0, ctx_array(cx, size_t, n + 1),
			  json_object() };
	const struct ids all = { ids, n };
	enum err e = n ? heads_many(cx, db, &all, &m) : OK;
	if (e == OK && m.n)
		e = versions_many(cx, db, &all, &m);
	if (e == OK && m.n)
		e = items_many(cx, db, &all, &m);
	json_decref(m.at);
	drop_torn(&m);
	*ret = m.list;
	*ret_n = m.n;
	return e;
}
