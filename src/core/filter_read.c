/* filter_read.c - from JSON and query strings to a checked tree. */
#include "core/filter.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	struct ctx   *cx;
	struct view fields;
	size_t        nodes, values;
};

static const char *const words[FILTER_OPS_] = {
	"and", "or", "not",
#define X(id, word) [FILTER_##id] = word,
	FILTER_OP_TABLE(X)
#undef X
};

static enum err bad(struct ctx *cx, const char *place, struct said said)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), place);
}

static bool fits(enum filter_op op, enum item_type type)
{
	bool words_only = type == ITEM_STRING || type == ITEM_TEXT;
	switch (op) {
	case FILTER_IS_NULL:
		return true;
	case FILTER_EQ: case FILTER_NE: case FILTER_IN:
		return type != ITEM_GEOMETRY;
	case FILTER_PREFIX:
		return words_only;
	case FILTER_LT: case FILTER_LE: case FILTER_GT: case FILTER_GE: case FILTER_BETWEEN:
		return type != ITEM_GEOMETRY && type != ITEM_BOOLEAN;
	case FILTER_AND: case FILTER_OR: case FILTER_NOT: case FILTER_OPS_:
		break;
	}
	return false;
}

/* JSON scalars as the text that value_read() takes; NULL: not for this type. */
static const char *scalar(struct ctx *cx, const json_t *json, enum item_type type)
{
	if (json_is_string(json)) {
		const char *s = json_string_value(json);
		return strlen(s) == json_string_length(json) ? s : NULL;
	}
	if (json_is_integer(json) && (type == ITEM_INTEGER || type == ITEM_DECIMAL))
		return ctx_print(cx, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
	if (json_is_boolean(json) && type == ITEM_BOOLEAN)
		return json_is_true(json) ? "true" : "false";
	if (!json_is_real(json) || type != ITEM_DECIMAL)
		return NULL;
	double d = json_real_value(json);
	for (int digits = 1; digits < 16; digits++) {
		const char *text = ctx_print(cx, "%.*f", digits, d);
		if (strtod(text, NULL) == d)
			return text;
	}
	return NULL;
}

/* The operand in physical form. A value with a format is normalised when it is
 * good (a resident id's x becomes X) and compared as it stands when not. */
static enum err operand(struct ctx *cx, const struct viewed *field, const char *text,
			const char *place, struct value *ret)
{
	char scratch[VALUE_ROOM];
	struct value v;
	struct shape s = field->shape;
	size_t n = strlen(text);

	s.nullable = true;
	enum value_fault fault = value_read(&s, text, n, scratch, &v);
	if (fault != VALUE_FINE && s.format) {
		s.format = NULL;
		fault = value_read(&s, text, n, scratch, &v);
	}
	if (fault == VALUE_TOO_LONG && shape_physical(&s) == PHYS_TEXT &&
	    s.type != ITEM_DECIMAL) {
		s.length = 0;
		fault = value_read(&s, text, n, scratch, &v);
	}
	if (fault != VALUE_FINE)
		return bad(cx, place, SAY_FILTER_VALUE(field->code, value_fault_word(fault)));
	if (v.null)
		return bad(cx, place, SAY_FILTER_NULL(field->code));
	if (shape_physical(&s) == PHYS_TEXT)
		v.p = ctx_textn(cx, v.p, v.n);
	*ret = v;
	return OK;
}

enum err filter_operand(struct ctx *cx, const struct viewed *field, const json_t *json,
			const char *place, struct value *ret)
{
	if (!fits(FILTER_EQ, field->shape.type))
		return bad(cx, place, SAY_FILTER_OP_TYPE("eq", field->code));
	if (json_is_null(json))
		return bad(cx, place, SAY_FILTER_NULL(field->code));
	const char *text = scalar(cx, json, field->shape.type);
	if (!text)
		return bad(cx, place, SAY_FILTER_VALUE(field->code, "wrong-type"));
	return operand(cx, field, text, place, ret);
}

static enum err operand_json(struct reading *r, const struct viewed *field,
			     const json_t *json, const char *place, struct value *ret)
{
	if (++r->values > FILTER_VALUES)
		return bad(r->cx, place, SAY_FILTER_TOO_BIG(FILTER_VALUES));
	return filter_operand(r->cx, field, json, place, ret);
}

static int by_value(const void *a, const void *b, void *shape)
{
	return value_order(shape, a, b);
}

/* IN: ascending and each once, so that meaning is also form. */
void filter_sort(struct filter *f, const struct shape *shape)
{
	struct shape s = *shape;
	qsort_r(f->values, f->n, sizeof f->values[0], by_value, &s);
	size_t kept = f->n ? 1 : 0;
	for (size_t i = 1; i < f->n; i++)
		if (value_order(&s, &f->values[kept - 1], &f->values[i]))
			f->values[kept++] = f->values[i];
	f->n = kept;
}

static enum err operands(struct reading *r, struct filter *f, const json_t *value,
			 const char *place)
{
	const struct viewed *field = &r->fields.at[f->field];
	bool many = f->op == FILTER_IN || f->op == FILTER_BETWEEN;
	size_t n = many ? json_array_size(value) : 1;

	if (many && (!json_is_array(value) || !n || (f->op == FILTER_BETWEEN && n != 2)))
		return bad(r->cx, place, SAY_FILTER_SHAPE());
	if (n > FILTER_VALUES)
		return bad(r->cx, place, SAY_FILTER_TOO_BIG(FILTER_VALUES));
	f->n = n;
	f->values = ctx_array(r->cx, struct value, n);
	for (size_t i = 0; i < n; i++) {
		const char *at = many ? ctx_print(r->cx, "%s[%zu]", place, i) : place;
		TRY(operand_json(r, field, many ? json_array_get(value, i) : value, at,
				 &f->values[i]));
	}
	if (f->op == FILTER_IN)
		filter_sort(f, &field->shape);
	return OK;
}

static enum err read_op(struct reading *r, const json_t *op, const char *place,
			enum filter_op *ret)
{
	const char *word = json_string_value(op);
	for (int i = FILTER_EQ; word && i < FILTER_OPS_; i++) {
		if (strcmp(words[i], word) == 0) {
			*ret = (enum filter_op)i;
			return OK;
		}
	}
	return bad(r->cx, ctx_print(r->cx, "%s.op", place), SAY_FILTER_OP(word ? word : "?"));
}

static enum err find_field(struct ctx *cx, struct view fields, const char *code,
			   const char *place, size_t *ret)
{
	if (!code)
		return bad(cx, place, SAY_FILTER_SHAPE());
	const struct viewed *f = view_find(fields, code);
	if (!f)
		return bad(cx, place, SAY_FILTER_ITEM(code));
	*ret = (size_t)(f - fields.at);
	return OK;
}

static enum err read_leaf(struct reading *r, const json_t *json, const char *place,
			  struct filter *f)
{
	const json_t *value = json_object_get(json, "value");
	const char *code = json_string_value(json_object_get(json, "item"));

	if (!json_object_get(json, "item") || !json_object_get(json, "op") ||
	    json_object_size(json) != (value ? 3u : 2u))
		return bad(r->cx, place, SAY_FILTER_SHAPE());
	TRY(find_field(r->cx, r->fields, code, ctx_print(r->cx, "%s.item", place),
		       &f->field));
	TRY(read_op(r, json_object_get(json, "op"), place, &f->op));
	if (!fits(f->op, r->fields.at[f->field].shape.type))
		return bad(r->cx, ctx_print(r->cx, "%s.op", place),
			   SAY_FILTER_OP_TYPE(words[f->op], code));
	place = ctx_print(r->cx, "%s.value", place);
	if (f->op == FILTER_IS_NULL) {
		if (value && !json_is_boolean(value))
			return bad(r->cx, place, SAY_FILTER_SHAPE());
		f->null = !value || json_is_true(value);
		return OK;
	}
	if (!value)
		return bad(r->cx, place, SAY_FILTER_SHAPE());
	return operands(r, f, value, place);
}

static enum err read_node(struct reading *r, const json_t *json, const char *place,
			  int depth, const struct filter **ret);

static enum err read_parts(struct reading *r, const json_t *list, const char *place,
			   int depth, struct filter *f)
{
	bool one = f->op == FILTER_NOT;
	f->n = one ? 1 : json_array_size(list);
	if (!one && (!json_is_array(list) || !f->n))
		return bad(r->cx, place, SAY_FILTER_SHAPE());
	if (f->n > FILTER_NODES)
		return bad(r->cx, place, SAY_FILTER_TOO_BIG(FILTER_NODES));
	f->parts = ctx_array(r->cx, const struct filter *, f->n);
	for (size_t i = 0; i < f->n; i++) {
		const char *at = one ? place : ctx_print(r->cx, "%s[%zu]", place, i);
		TRY(read_node(r, one ? list : json_array_get(list, i), at, depth + 1,
			      &f->parts[i]));
	}
	return OK;
}

static enum err read_node(struct reading *r, const json_t *json, const char *place,
			  int depth, const struct filter **ret)
{
	if (!json_is_object(json))
		return bad(r->cx, place, SAY_FILTER_SHAPE());
	if (++r->nodes > FILTER_NODES)
		return bad(r->cx, place, SAY_FILTER_TOO_BIG(FILTER_NODES));
	if (depth > FILTER_DEPTH)
		return bad(r->cx, place, SAY_FILTER_TOO_BIG(FILTER_DEPTH));
	struct filter *f = ctx_new(r->cx, struct filter);
	for (int op = FILTER_AND; op <= FILTER_NOT; op++) {
		const json_t *inner = json_object_get(json, words[op]);
		if (!inner)
			continue;
		if (json_object_size(json) != 1)
			return bad(r->cx, place, SAY_FILTER_SHAPE());
		f->op = (enum filter_op)op;
		*ret = f;
		return read_parts(r, inner, ctx_print(r->cx, "%s.%s", place, words[op]),
				  depth, f);
	}
	*ret = f;
	return read_leaf(r, json, place, f);
}

enum err filter_read(struct ctx *cx, const json_t *json, struct view fields,
		     const char *place, const struct filter **ret_filter)
{
	struct reading r = { .cx = cx, .fields = fields };
	const struct filter *f = NULL;
	if (json && !json_is_null(json))
		TRY(read_node(&r, json, place, 1, &f));
	*ret_filter = f;
	return OK;
}

struct filter *filter_leaf(struct ctx *cx, enum filter_op op, size_t field, size_t n)
{
	struct filter *f = ctx_new(cx, struct filter);
	f->op = op;
	f->field = field;
	f->n = n;
	f->values = ctx_array(cx, struct value, n);
	return f;
}

enum err filter_equal(struct ctx *cx, struct view fields, const char *code,
		      const char *text, const struct filter **ret_filter)
{
	size_t at = 0;
	TRY(find_field(cx, fields, code, code, &at));
	if (!fits(FILTER_EQ, fields.at[at].shape.type))
		return bad(cx, code, SAY_FILTER_OP_TYPE("eq", code));
	struct filter *f = filter_leaf(cx, FILTER_EQ, at, 1);
	TRY(operand(cx, &fields.at[at], text, code, f->values));
	*ret_filter = f;
	return OK;
}
