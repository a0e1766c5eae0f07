/* catalogue_store.c - entries written. What may be written is decided by check.c;
 * when a version moves on is catalogue_change.c's, reading is catalogue_read.c's.
 *
 * What nobody waits for is posted: on PostgreSQL an entry would else be as many ways
 * there and back as it has statements. */
#include "base/jout.h"
#include "catalogue/entry.h"
#include "catalogue/field.h"
#include <stdlib.h>
#include <string.h>

static const char *keywords_text(struct ctx *cx, const struct resource *r)
{
	const char *all = "";
	for (size_t i = 0; i < r->nkeywords; i++)
		all = ctx_print(cx, "%s%s%s", all, i ? "\n" : "", r->keywords[i]);
	return all;
}

/* --- writing ----------------------------------------------------------- */
static enum err next_of_many(struct ctx *cx, struct db *db, const char *name, size_t n,
			     int64_t *ret_first)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_CATALOGUE_NEXT);
	bind_text(q, ":name", name);
	bind_int(q, ":count", (int64_t)n);
	TRY(rows_next(cx, q, &more));
	PRE(more);
	*ret_first = col_int(q, "last") - (int64_t)n + 1;
	return OK;
}

enum err catalogue_next(struct ctx *cx, struct db *db, const char *name, int64_t *ret_no)
{
	return next_of_many(cx, db, name, 1, ret_no);
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
	return rows_post(cx, &q, -1);
}

enum err version_add(struct ctx *cx, struct db *db, const struct resource *r, const char *by)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_ADD);
	bind_content(cx, q, r);
	bind_text(q, ":by", by);
	TRY(rows_post(cx, &q, -1));
	return items_put(cx, db, r);
}

enum err version_set(struct ctx *cx, struct db *db, const struct resource *r)
{
	AUTO_ROWS q = db_run(db, SQL_VERSION_SET);
	bind_content(cx, q, r);
	TRY(rows_post(cx, &q, -1));
	AUTO_ROWS drop = db_run(db, SQL_ITEM_DROP);
	bind_text(drop, ":resource", r->id);
	bind_int(drop, ":version", r->version);
	TRY(rows_post(cx, &drop, -1));
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
	return entry_count(cx, db, r->id);
}

enum err entry_count(struct ctx *cx, struct db *db, const char *id)
{
	AUTO_ROWS q = db_run(db, SQL_ENTRY_COUNT);
	bind_text(q, ":id", id);
	return rows_post(cx, &q, -1);
}

enum err entry_count_some(struct ctx *cx, struct db *db, struct counting *w)
{
	bool more;
	AUTO_ROWS last = db_run(db, SQL_RESOURCE_LAST);
	TRY(rows_next(cx, last, &more));
	w->last = w->after + w->most;
	w->more = col_int(last, "no") > w->last;
	AUTO_ROWS q = db_run(db, SQL_ENTRY_COUNT_SOME);
	bind_int(q, ":no", w->after);
	bind_int(q, ":last", w->last);
	return rows_done(cx, q, NULL);
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

/* Those of `names` that are codes of entries already, one in a row. */
struct rows *codes_taken(struct db *db, const char *const *names, size_t n)
{
	struct rows *q = db_run(db, SQL_CODE_MANY);
	bind_texts(q, ":codes", names, n);
	return q;
}

static enum err codes_free(struct ctx *cx, struct db *db, struct resource *const *list, size_t n)
{
	const char **codes = ctx_array(cx, const char *, n);
	size_t ncodes = 0;
	bool more;
	for (size_t i = 0; i < n; i++)
		if (list[i]->code)
			codes[ncodes++] = list[i]->code;
	if (!ncodes)
		return OK;
	AUTO_ROWS q = codes_taken(db, codes, ncodes);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return OK;
	enum err e = fail(cx, ERR_CONFLICT, SAY_CODE_TAKEN(col_text(cx, q, "code")));
	return fail_field(cx, e, "code");
}

static enum err insert(struct ctx *cx, struct db *db, struct resource *r, const char *region,
		       int64_t no, int64_t seq)
{
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
	return rows_post(cx, &q, -1);
}

/* Unless the agency brings its own, a code is the division of the provider and a
 * running number: 320900-17. */
enum err resources_insert(struct ctx *cx, struct db *db, struct resource *const *list, size_t n,
			  const char *region)
{
	int64_t no, seq;
	TRY(codes_free(cx, db, list, n));
	TRY(next_of_many(cx, db, "resource", n, &no));
	TRY(next_of_many(cx, db, "change", n, &seq));
	for (size_t i = 0; i < n; i++)
		TRY(insert(cx, db, list[i], region, no + (int64_t)i, seq + (int64_t)i));
	return OK;
}
