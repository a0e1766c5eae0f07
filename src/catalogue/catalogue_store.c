/* catalogue_store.c - entries read and written. What may be written is decided
 * by catalogue_check.c; when a version moves on is catalogue_change.c's. */
#include "base/jout.h"
#include "catalogue/entry.h"
#include "catalogue/field.h"
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

static const char *keywords_text(struct ctx *cx, const struct resource *r)
{
	const char *all = "";
	for (size_t i = 0; i < r->nkeywords; i++)
		all = ctx_print(cx, "%s%s%s", all, i ? "\n" : "", r->keywords[i]);
	return all;
}

static enum access access_of(struct ctx *cx, struct rows *q, const char *column)
{
	enum access a = ACCESS_UNSET;
	const char *word = col_text(cx, q, column);
	if (word)
		access_read(word, &a);
	return a;
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
		if (r->nitems == room) {
			struct item *wider = ctx_array(cx, struct item, room * 2);
			memcpy(wider, r->items, room * sizeof *wider);
			r->items = wider;
			room *= 2;
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
	for (const struct field *f = resource_texts; f->param; f++)
		*field_of(r, f) = col_text(cx, q, f->column);
	keywords_read(cx, r, col_text(cx, q, "keywords"));
	r->grade = (int)col_int(q, "grade");
	r->share_type = access_of(cx, q, "share_type");
	r->open_type = access_of(cx, q, "open_type");
	r->published_at = col_ms(q, "published_at");
	resource_state_read(col_text(cx, q, "state"), &r->version_state);
	return OK;
}

/* The head of the entry from the row at `q`; false: there is none. */
static enum err head_get(struct ctx *cx, struct rows *q, struct resource *r, int *next_item)
{
	bool more;
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_NOT_FOUND, SAY_RESOURCE_UNKNOWN());
	*r = (struct resource){
		.id = col_text(cx, q, "id"), .no = (int)col_int(q, "no"),
		.code = col_text(cx, q, "code"),
		.national_code = col_text(cx, q, "national_code"),
		.org = col_text(cx, q, "org"),
		.head = (int)col_int(q, "head"), .draft = (int)col_int(q, "draft"),
		.revision = col_int(q, "revision"),
		.created_at = col_ms(q, "created_at"), .changed_at = col_ms(q, "changed_at"),
	};
	*next_item = (int)col_int(q, "next_item");
	resource_state_read(col_text(cx, q, "state"), &r->state);
	return OK;
}

enum which { HEAD, WORKING, EXACTLY };

static enum err load(struct ctx *cx, struct db *db, struct rows *q, enum which which,
		     int version, struct resource *ret)
{
	struct resource r;
	int next_item;
	TRY(head_get(cx, q, &r, &next_item));
	r.version = which == EXACTLY ? version : which == WORKING && r.draft ? r.draft : r.head;
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

/* --- writing ----------------------------------------------------------- */
enum err catalogue_next(struct ctx *cx, struct db *db, const char *name, int64_t *ret_no)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_NEXT);
	bind_text(q, ":name", name);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	*ret_no = col_int(q, "last");
	return OK;
}

static void bind_content(struct ctx *cx, struct rows *q, const struct resource *r)
{
	bind_text(q, ":resource", r->id);
	bind_int(q, ":version", r->version);
	for (const struct field *f = resource_texts; f->param; f++)
		bind_text(q, f->param, field_in(r, f));
	bind_text(q, ":keywords", keywords_text(cx, r));
	bind_int(q, ":grade", r->grade);
	bind_text(q, ":share_type", access_word(r->share_type));
	bind_text(q, ":open_type", access_word(r->open_type));
	bind_int(q, ":completeness", resource_completeness(r));
	bind_ms(q, ":now", cx->now);
}

static void item_print(struct jout *j, const struct item *it)
{
	const int numbers[] = { it->length, it->precision, it->key, it->nullable, it->grade };
	const char *const texts[] = { access_word(it->share_type), access_word(it->open_type),
				      it->element, it->code_set, it->format, it->mask,
				      it->description };
	jout_list(j);
	jout_int(j, it->no);
	jout_text(j, it->code);
	jout_text(j, it->name);
	jout_text(j, item_type_word(it->type));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		jout_int(j, numbers[i]);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		jout_text(j, texts[i]);
	jout_end_list(j);
}

static enum err items_put(struct ctx *cx, struct db *db, const struct resource *r)
{
	AUTO_BUF all = buf_make(8u << 20);
	struct jout j = jout_to(&all);
	if (!r->nitems)
		return OK;
	jout_list(&j);
	for (size_t i = 0; i < r->nitems; i++)
		item_print(&j, &r->items[i]);
	jout_end_list(&j);
	if (!buf_ok(&all))
		return fail(cx, ERR_TOO_LARGE, SAY_TOO_LARGE());
	AUTO_ROWS q = db_run(db, SQL_ITEMS_ADD);
	bind_text(q, ":resource", r->id);
	bind_int(q, ":version", r->version);
	bind_text(q, ":items", buf_cstr(&all));
	return rows_done(cx, q, NULL);
}

enum err version_add(struct ctx *cx, struct db *db, const struct resource *r, const char *by)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_ADD);
	bind_content(cx, q, r);
	bind_text(q, ":by", by);
	TRY(rows_done(cx, q, NULL));
	return items_put(cx, db, r);
}

enum err version_set(struct ctx *cx, struct db *db, const struct resource *r)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_SET);
	bind_content(cx, q, r);
	TRY(rows_done(cx, q, NULL));
	AUTO_ROWS drop = db_run(db, SQL_ITEM_DROP);
	bind_text(drop, ":resource", r->id);
	bind_int(drop, ":version", r->version);
	TRY(rows_done(cx, drop, NULL));
	return items_put(cx, db, r);
}

enum err version_state(struct ctx *cx, struct db *db, const char *id, int version,
		       const char *state, ms_t published_at)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_STATE);
	bind_text(q, ":resource", id);
	bind_int(q, ":version", version);
	bind_text(q, ":state", state);
	bind_ms(q, ":published_at", published_at);
	return rows_done(cx, q, NULL);
}

enum err resource_next_item(struct ctx *cx, struct db *db, const char *id, int *ret_next)
{
	struct resource r;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_ID);
	bind_text(q, ":id", id);
	return head_get(cx, q, &r, ret_next);
}

enum err resource_set(struct ctx *cx, struct db *db, struct resource *r, int next_item)
{
	int64_t seq;
	TRY(catalogue_next(cx, db, "change", &seq));
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_SET);
	bind_text(q, ":id", r->id);
	bind_int(q, ":was", r->revision);
	bind_text(q, ":national_code", r->national_code);
	bind_text(q, ":org", r->org);
	bind_text(q, ":state", resource_state_word(r->state));
	bind_int(q, ":head", r->head);
	bind_int(q, ":draft", r->draft);
	bind_int(q, ":next_item", next_item);
	bind_int(q, ":seq", seq);
	bind_ms(q, ":now", cx->now);
	TRY(rows_one(cx, q, ERR_STALE, SAY_RESOURCE_MOVED()));
	r->revision++;
	r->changed_at = cx->now;
	return OK;
}

enum err resource_touch(struct ctx *cx, struct db *db, int no)
{
	int64_t seq;
	TRY(catalogue_next(cx, db, "change", &seq));
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_TOUCH);
	bind_int(q, ":no", no);
	bind_int(q, ":seq", seq);
	return rows_done(cx, q, NULL);
}

static enum err code_free(struct ctx *cx, struct db *db, const char *code)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_BY_CODE);
	bind_text(q, ":code", code);
	TRY(rows_next(cx, q, &more));
	return more ? fail_field(cx, fail(cx, ERR_CONFLICT, SAY_CODE_TAKEN(code)), "code") : OK;
}

/* Unless the agency brings its own, a code is the division of the provider and a
 * running number: 320900-17. */
enum err resource_insert(struct ctx *cx, struct db *db, struct resource *r,
			 const char *region)
{
	int64_t no, seq;
	if (r->code)
		TRY(code_free(cx, db, r->code));
	TRY(catalogue_next(cx, db, "resource", &no));
	TRY(catalogue_next(cx, db, "change", &seq));
	r->id = id_new(cx);
	r->no = (int)no;
	if (!r->code)
		r->code = ctx_print(cx, "%s-%lld", region, (long long)no);
	r->national_code = NULL;
	r->state = r->version_state = RESOURCE_DRAFT;
	r->version = r->head = r->draft = 1;
	r->revision = 1;
	r->created_at = r->changed_at = cx->now;
	for (size_t i = 0; i < r->nitems; i++)
		r->items[i].no = (int)i + 1;
	AUTO_ROWS q = db_run(db, SQL_RESOURCE_ADD);
	bind_text(q, ":id", r->id);
	bind_int(q, ":no", no);
	bind_text(q, ":code", r->code);
	bind_text(q, ":org", r->org);
	bind_int(q, ":next_item", (int64_t)r->nitems + 1);
	bind_int(q, ":seq", seq);
	bind_ms(q, ":now", cx->now);
	return rows_done(cx, q, NULL);
}
