/* element_store.c - see element_store.h. */
#include "element/element_store.h"
#include "account/account.h"
#include "codeset/codeset.h"
#include "record/record.h"
#include <string.h>

struct element element_of(struct ctx *cx, struct rows *q)
{
	struct element e = {
		.id = col_text(cx, q, "id"), .code = col_text(cx, q, "code"),
		.name = col_text(cx, q, "name"), .name_en = col_text(cx, q, "name_en"),
		.definition = col_text(cx, q, "definition"), .type = ITEM_STRING,
		.format = col_text(cx, q, "format"),
		.value_range = col_text(cx, q, "value_range"),
		.code_set = col_text(cx, q, "code_set"), .unit = col_text(cx, q, "unit"),
		.length = (int)col_int(q, "length"), .precision = (int)col_int(q, "decimals"),
		.grade = (int)col_int(q, "grade"), .source = col_text(cx, q, "source"),
		.retired = col_int(q, "retired"), .version = col_int(q, "version"),
		.changed_at = col_ms(q, "changed_at"),
	};
	item_type_read(col_text(cx, q, "type"), &e.type);
	return e;
}

static void positive(struct jout *j, const char *key, int n)
{
	jout_key(j, key);
	if (n)
		jout_int(j, n);
	else
		jout_null(j);
}

void element_json(struct jout *j, const struct element *e, const char *source_name)
{
	jout_key_text(j, "id", e->id);
	jout_key_text(j, "code", e->code);
	jout_key_text(j, "name", e->name);
	jout_key_text(j, "name_en", e->name_en);
	jout_key_text(j, "definition", e->definition);
	jout_key_text(j, "type", item_type_word(e->type));
	jout_key_text(j, "format", e->format);
	positive(j, "length", e->length);
	positive(j, "precision", e->precision);
	jout_key_text(j, "value_range", e->value_range);
	jout_key_text(j, "code_set", e->code_set);
	positive(j, "grade", e->grade);
	jout_key_text(j, "unit", e->unit);
	jout_key_text(j, "source", e->source);
	jout_key_text(j, "source_name", source_name);
	jout_key_text(j, "state", e->retired ? "retired" : "current");
	jout_key_int(j, "version", e->version);
	jout_key_ms(j, "changed_at", e->changed_at);
}

enum err element_get(struct ctx *cx, struct db *db, const char *code, bool *ret_there,
		     struct element *ret)
{
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_GET);
	bind_text(q, ":code", code);
	TRY(rows_next(cx, q, ret_there));
	if (*ret_there)
		*ret = element_of(cx, q);
	return OK;
}

enum err element_elsewhere(struct ctx *cx, struct db *db, const char *org,
			   const char *const *codes, size_t n, bool *ret_any)
{
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_ELSEWHERE);
	bind_texts(q, ":codes", codes, n);
	bind_text(q, ":org", org);
	return rows_next(cx, q, ret_any);
}

enum err element_sources_move(struct ctx *cx, struct db *db, const char *was, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_SOURCE_MOVE);
	bind_text(q, ":was", was);
	bind_text(q, ":now_org", into);
	return rows_done(cx, q, NULL);
}

enum err element_sources_follow(struct ctx *cx, struct db *db, const char *resource,
				const char *was, const char *into)
{
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_SOURCE_FOLLOW);
	bind_text(q, ":was", was);
	bind_text(q, ":now_org", into);
	bind_text(q, ":resource", resource);
	return rows_done(cx, q, NULL);
}

enum err element_org(struct ctx *cx, struct db *db, const char *word, const char **ret_id,
		     const char **ret_name, struct said *why)
{
	bool more, second = false;
	*ret_id = *ret_name = NULL;
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_ORG);
	bind_text(q, ":word", word);
	TRY(rows_next(cx, q, &more));
	if (!more) {
		*why = SAY_ELEMENT_ORG(word);
		return OK;
	}
	const char *id = col_text(cx, q, "id"), *name = col_text(cx, q, "name");
	TRY(rows_next(cx, q, &second));
	if (second && strcmp(id, word) != 0) {
		*why = SAY_ELEMENT_ORG_MANY(word);
		return OK;
	}
	*ret_id = id;
	*ret_name = name;
	return OK;
}

enum err element_may(struct ctx *cx, struct db *db, const struct element *was,
		     const struct element *e, const char **ret_member, struct said *why)
{
	const char *set;
	*ret_member = element_fault(e, why);
	if (*ret_member)
		return OK;
	if (e->code_set) {
		TRY(codeset_named(cx, db, e->code_set, &set));
		if (!set) {
			*why = SAY_ELEMENT_CODE_SET(e->code_set);
			*ret_member = "code_set";
			return OK;
		}
	}
	if (was && was->source && e->source && strcmp(was->source, e->source) != 0) {
		const struct org *org;
		TRY(account_org(cx, db, was->source, &org));
		*why = SAY_ELEMENT_SOURCE_TAKEN(e->code, org->name);
		*ret_member = "source";
	}
	return OK;
}

static void bind_element(struct rows *q, const struct ctx *cx, const struct element *e)
{
	bind_text(q, ":code", e->code);
	bind_text(q, ":name", e->name);
	bind_text(q, ":name_en", e->name_en);
	bind_text(q, ":type", item_type_word(e->type));
	bind_text(q, ":definition", e->definition);
	bind_text(q, ":format", e->format);
	bind_int(q, ":length", e->length);
	bind_int(q, ":decimals", e->precision);
	bind_text(q, ":value_range", e->value_range);
	bind_text(q, ":code_set", e->code_set);
	bind_int(q, ":grade", e->grade);
	bind_text(q, ":unit", e->unit);
	bind_text(q, ":source", e->source);
	bind_int(q, ":retired", e->retired);
	bind_ms(q, ":now", cx->now);
}

static enum err keep_version(struct ctx *cx, struct db *db, const struct who *by,
			     const struct element *e, const char *reason)
{
	AUTO_BUF body = buf_make(64 << 10);
	struct jout j = jout_to(&body);
	jout_open(&j);
	element_json(&j, e, NULL);
	jout_close(&j);
	AUTO_ROWS q = db_run(db, SQL_ELEMENT_VERSION_ADD);
	bind_text(q, ":code", e->code);
	bind_int(q, ":version", e->version);
	bind_ms(q, ":at", cx->now);
	bind_text(q, ":by_name", by->name);
	bind_text(q, ":reason", reason);
	bind_text(q, ":body", buf_cstr(&body));
	TRY(rows_done(cx, q, NULL));
	return record_note(cx, db, &(struct note){
		.kind = NOTE_CATALOGUE, .act = reason ? "element-source" : "element",
		.org = by->org, .principal = by->id, .object = e->id,
		.detail = ctx_print(cx, "%s %lld", e->code, (long long)e->version) });
}

enum err element_put(struct ctx *cx, struct db *db, const struct who *by,
		     const struct element *was, struct element *e, const char *reason,
		     enum element_done *ret_done)
{
	e->changed_at = cx->now;
	*ret_done = !was ? ELEMENT_ADDED : element_same(was, e) ? ELEMENT_SAME : ELEMENT_CHANGED;
	if (*ret_done == ELEMENT_SAME) {
		*e = *was;
		return OK;
	}
	e->id = was ? was->id : id_new(cx);
	e->version = was ? was->version + 1 : 1;
	AUTO_ROWS q = db_run(db, was ? SQL_ELEMENT_SET : SQL_ELEMENT_ADD);
	bind_element(q, cx, e);
	if (was)
		bind_int(q, ":was", was->version);
	else
		bind_text(q, ":id", e->id);
	TRY(rows_one(cx, q, ERR_CONFLICT, SAY_ELEMENT_UNKNOWN(e->code)));
	return keep_version(cx, db, by, e, reason);
}

enum err element_register(struct ctx *cx, struct db *db, const struct who *by, struct element *e)
{
	enum element_done done;
	return element_put(cx, db, by, NULL, e, NULL, &done);
}
