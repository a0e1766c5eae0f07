/* decode.c - one reader for every schema: walks the table of fields and the
 * JSON side by side, keeping the path it is on for the complaint. */
#include "base/buf.h"
#include "base/utf8.h"
#include "web/schema.h"
#include <string.h>

/* Where we are, innermost first: printed only when something is wrong. */
struct spot { const struct spot *up; const char *name; size_t index; bool listed; };

static void print_spot(struct buf *b, const struct spot *at)
{
	if (at->up) {
		print_spot(b, at->up);
		if (at->name && b->n)
			buf_byte(b, '.');
	}
	if (at->name)
		buf_text(b, at->name);
	if (at->listed)
		buf_print(b, "[%zu]", at->index);
}

static enum err wrong(struct ctx *cx, const struct spot *at, struct said said)
{
	AUTO_BUF b = buf_make(1000);
	print_spot(&b, at);
	const char *path = ctx_text(cx, buf_cstr(&b));
	for (int i = 0; i < SAID_ARGS; i++)
		if (said.args[i].text && !*said.args[i].text)
			said.args[i].text = path;       /* the gap named "field" */
	return fail_field(cx, fail(cx, ERR_INVALID, said), path);
}

static enum err read_struct(struct ctx *cx, const struct schema *s, const json_t *json,
			    char *into, const struct spot *at) MUST_USE;

static bool known_word(const struct field *f, const char *s)
{
	for (const char *const *w = f->words; *w; w++)
		if (strcmp(*w, s) == 0)
			return true;
	return false;
}

static const char *all_words(struct ctx *cx, const struct field *f)
{
	AUTO_BUF b = buf_make(2000);
	for (const char *const *w = f->words; *w; w++)
		buf_print(&b, "%s%s", w == f->words ? "" : ", ", *w);
	return ctx_text(cx, buf_cstr(&b));
}

static enum err read_text(struct ctx *cx, const struct field *f, const json_t *json,
			  const char **into, const struct spot *at)
{
	if (!json_is_string(json))
		return wrong(cx, at, SAY_FIELD_NOT_TEXT(""));
	const char *s = json_string_value(json);
	int64_t n = (int64_t)utf8_count(s, json_string_length(json));
	const char *zh, *en;
	if (f->words) {
		if (!known_word(f, s))
			return wrong(cx, at, SAY_FIELD_NOT_LISTED("", all_words(cx, f)));
	} else if (n < f->least) {
		return wrong(cx, at, SAY_FIELD_TOO_SHORT("", f->least));
	} else if (n > f->most) {
		return wrong(cx, at, SAY_FIELD_TOO_LONG("", f->most));
	} else if (f->pattern && !pattern_match(f->pattern, s)) {
		pattern_words(cx, f->pattern, &zh, &en);
		return wrong(cx, at, SAY_FIELD_NO_MATCH("", zh, en));
	}
	*into = s;
	return OK;
}

static enum err read_time(struct ctx *cx, const struct field *f, const json_t *json,
			  void *into, const struct spot *at)
{
	const char *s = json_string_value(json);
	if (f->kind == FIELD_DAY) {
		if (!s || !day_read(s, into))
			return wrong(cx, at, SAY_FIELD_NO_DATE(""));
	} else if (!s || !ms_read(s, into)) {
		return wrong(cx, at, SAY_FIELD_NO_TIME(""));
	}
	return OK;
}

static enum err read_number(struct ctx *cx, const struct field *f, const json_t *json,
			    void *into, const struct spot *at)
{
	if (f->kind == FIELD_INT ? !json_is_integer(json) : !json_is_number(json))
		return wrong(cx, at, f->kind == FIELD_INT ? SAY_FIELD_NOT_INT("")
							  : SAY_FIELD_NOT_NUMBER(""));
	double v = json_number_value(json);
	bool in = f->kind == FIELD_INT
		? json_integer_value(json) >= f->least && json_integer_value(json) <= f->most
		: v >= (double)f->least && v <= (double)f->most;
	if (!in)
		return wrong(cx, at, SAY_FIELD_OUT_OF_RANGE("", f->least, f->most));
	if (f->kind == FIELD_INT)
		*(int64_t *)into = json_integer_value(json);
	else
		*(double *)into = v;
	return OK;
}

static enum err read_object(struct ctx *cx, const struct field *f, const json_t *json,
			    const void **into, const struct spot *at)
{
	char *sub = ctx_alloc(cx, f->sub->size);
	TRY(read_struct(cx, f->sub, json, sub, at));
	*into = sub;
	return OK;
}

static enum err read_json(struct ctx *cx, const struct field *f, json_t *json,
			  json_t **into, const struct spot *at)
{
	if (f->json_only && json_typeof(json) != f->json)
		return wrong(cx, at, f->json == JSON_OBJECT ? SAY_FIELD_NOT_OBJECT("")
							    : SAY_FIELD_NOT_LIST(""));
	*into = json;
	return OK;
}

static enum err read_one(struct ctx *cx, const struct field *f, json_t *json, void *into,
			 const struct spot *at)
{
	switch (f->kind) {
	case FIELD_TEXT:
		return read_text(cx, f, json, into, at);
	case FIELD_DAY:
	case FIELD_MS:
		return read_time(cx, f, json, into, at);
	case FIELD_INT:
	case FIELD_NUMBER:
		return read_number(cx, f, json, into, at);
	case FIELD_BOOL:
		if (!json_is_boolean(json))
			return wrong(cx, at, SAY_FIELD_NOT_BOOL(""));
		*(bool *)into = json_is_true(json);
		return OK;
	case FIELD_OBJECT:
		return read_object(cx, f, json, into, at);
	case FIELD_JSON:
		return read_json(cx, f, json, into, at);
	}
	return OK;
}

static size_t width(const struct field *f)
{
	switch (f->kind) {
	case FIELD_DAY:    return sizeof(day_t);
	case FIELD_BOOL:   return sizeof(bool);
	case FIELD_INT:
	case FIELD_MS:
	case FIELD_NUMBER: return sizeof(int64_t);
	case FIELD_OBJECT: return f->sub->size;
	case FIELD_TEXT:
	case FIELD_JSON:   return sizeof(void *);
	}
	return 0;
}

/* A list of objects is an array of the structs, of others of the values. */
static enum err read_list(struct ctx *cx, const struct field *f, const json_t *json,
			  char *into, const struct spot *at)
{
	if (!json_is_array(json))
		return wrong(cx, at, SAY_FIELD_NOT_LIST(""));
	size_t n = json_array_size(json);
	if (n < f->list_least)
		return wrong(cx, at, SAY_FIELD_TOO_FEW("", (int64_t)f->list_least));
	if (n > f->list_most)
		return wrong(cx, at, SAY_FIELD_TOO_MANY("", (int64_t)f->list_most));
	char *all = ctx_many(cx, n ? n : 1, width(f));
	TRY(ctx_check(cx));
	for (size_t i = 0; i < n; i++) {
		struct spot here = { at->up, at->name, i, true };
		void *to = all + i * width(f);
		json_t *one = json_array_get(json, i);
		if (f->kind == FIELD_OBJECT)
			TRY(read_struct(cx, f->sub, one, to, &here));
		else
			TRY(read_one(cx, f, one, to, &here));
	}
	memcpy(into + f->at, &all, sizeof all);
	memcpy(into + f->at_n, &n, sizeof n);
	return OK;
}

static enum err read_field(struct ctx *cx, const struct field *f, json_t *json, char *into,
			   const struct spot *up)
{
	struct spot at = { .up = up, .name = f->name };
	if (!json)
		return f->required ? wrong(cx, &at, SAY_FIELD_MISSING("")) : OK;
	if (f->has)
		*(bool *)(into + f->at_has) = true;
	if (json_is_null(json) && f->kind != FIELD_JSON)
		return f->nullable ? OK : wrong(cx, &at, SAY_FIELD_NULL(""));
	if (f->list)
		return read_list(cx, f, json, into, &at);
	return read_one(cx, f, json, into + f->at, &at);
}

static bool known_field(const struct schema *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->fields[i].name, name) == 0)
			return true;
	return false;
}

static enum err unknown_field(struct ctx *cx, const struct schema *s, const json_t *json,
			      const struct spot *at)
{
	json_t *bare = (json_t *)(uintptr_t)json;       /* iterators take no const */
	for (void *it = json_object_iter(bare); it; it = json_object_iter_next(bare, it)) {
		struct spot here = { .up = at, .name = json_object_iter_key(it) };
		if (!known_field(s, here.name))
			return wrong(cx, &here, SAY_FIELD_UNKNOWN(""));
	}
	return OK;
}

static enum err read_struct(struct ctx *cx, const struct schema *s, const json_t *json,
			    char *into, const struct spot *at)
{
	size_t seen = 0;
	if (!json_is_object(json))
		return wrong(cx, at, SAY_FIELD_NOT_OBJECT(""));
	TRY(ctx_check(cx));
	for (size_t i = 0; i < s->n; i++) {
		json_t *value = json_object_get(json, s->fields[i].name);
		seen += value != NULL;
		TRY(read_field(cx, &s->fields[i], value, into, at));
	}
	if (seen < json_object_size(json) && !s->open)
		return unknown_field(cx, s, json, at);
	return OK;
}

enum err decode(struct ctx *cx, const struct schema *s, const json_t *json,
		const void **ret_struct)
{
	static const struct spot top;
	PRE(!s->reply);
	char *into = ctx_alloc(cx, s->size);
	TRY(read_struct(cx, s, json, into, &top));
	*ret_struct = into;
	return OK;
}

const char *schema_name(const struct schema *s)
{
	return s->name;
}
