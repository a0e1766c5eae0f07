/* marks.c - see marks.h. */
#include "delivery/marks.h"
#include "base/jout.h"
#include "core/item.h"
#include <string.h>

static const char *const words[] = { [CARRY_NOTHING] = "none", [CARRY_BLANK] = "blank",
				     [CARRY_DIGIT] = "digit" };

static enum carry carry_of(const char *word)
{
	for (int c = CARRY_BLANK; c <= CARRY_DIGIT; c++)
		if (word && strcmp(word, words[c]) == 0)
			return (enum carry)c;
	return CARRY_NOTHING;
}

static bool has_place(enum item_type type, int precision, enum carry c)
{
	return c == CARRY_BLANK ? type == ITEM_STRING || type == ITEM_TEXT
				: type == ITEM_DECIMAL && precision > 0;
}

/* --- what may be altered -------------------------------------------------------------- */
static enum err bad(struct ctx *cx, struct said said, const char *field)
{
	return fail_field(cx, fail(cx, ERR_INVALID, said), field);
}

static enum err item_check(struct ctx *cx, const struct item *items, size_t n, const char *code,
			   const json_t *v)
{
	const struct item *it = item_by_code(items, n, code);
	enum carry c = carry_of(json_string_value(v));
	const char *field = ctx_print(cx, "items.%s", code);
	if (!it)
		return bad(cx, SAY_DELIVERY_NO_ITEM(code), field);
	if (c == CARRY_NOTHING)
		return bad(cx, SAY_DELIVERY_CARRY(), field);
	if (it->key)
		return bad(cx, SAY_DELIVERY_CARRY_KEY(code), field);
	return has_place(it->type, it->precision, c) ? OK
		: bad(cx, SAY_DELIVERY_CARRY_TYPE(code), field);
}

enum err marks_check(struct ctx *cx, const struct item *items, size_t n, const json_t *allowed)
{
	const json_t *order = json_object_get(allowed, "order");
	json_t *carries = json_object_get(allowed, "items"), *v;
	const char *code;
	json_object_foreach(carries, code, v)
		TRY(item_check(cx, items, n, code, v));
	const json_t *invented = json_object_get(allowed, "invented");
	for (size_t i = 0; i < json_array_size(invented); i++) {
		const char *name = json_string_value(json_array_get(invented, i));
		if (!name || !item_by_code(items, n, name))
			return bad(cx, SAY_DELIVERY_NO_ITEM(name ? name : ""),
				   ctx_print(cx, "invented[%zu]", i));
	}
	for (size_t i = 0; i < json_array_size(order); i++) {
		const char *name = json_string_value(json_array_get(order, i));
		const char *field = ctx_print(cx, "order[%zu]", i);
		if (!name || !item_by_code(items, n, name))
			return bad(cx, SAY_DELIVERY_NO_ITEM(name ? name : ""), field);
		if (json_object_get(carries, name))
			return bad(cx, SAY_DELIVERY_ORDER_CARRIES(name), field);
	}
	return OK;
}

/* --- the plan ------------------------------------------------------------------------- */
static bool named(const json_t *list, const char *code)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *s = json_string_value(json_array_get(list, i));
		if (s && strcmp(s, code) == 0)
			return true;
	}
	return false;
}

/* Is all of the key among the columns given, as it is? */
static bool keyed(const struct view *view, const size_t *seen, size_t nseen)
{
	size_t keys = 0, given = 0;
	for (size_t i = 0; i < view->n; i++)
		keys += view->at[i].key;
	for (size_t i = 0; i < nseen; i++)
		given += view->at[seen[i]].key && view->at[seen[i]].mask == MASK_KEEP;
	return keys && given == keys;
}

/* Every item given may be invented, and no row is a person's. */
static bool invents(const json_t *list, const struct view *view, const size_t *seen, size_t nseen)
{
	for (size_t i = 0; i < view->n; i++)
		if (view->at[i].subject)
			return false;
	for (size_t i = 0; i < nseen; i++)
		if (!named(list, view->at[seen[i]].code))
			return false;
	return nseen > 0;
}

struct mark_plan marks_plan(struct ctx *cx, const json_t *allowed, const struct view *view,
			    const size_t *seen, size_t nseen)
{
	struct mark_column *columns = ctx_array(cx, struct mark_column, nseen);
	const json_t *order = json_object_get(allowed, "order");
	const json_t *carries = json_object_get(allowed, "items");
	bool by_key = keyed(view, seen, nseen);
	size_t sorts = 0;
	for (size_t i = 0; i < nseen; i++) {
		const struct viewed *f = &view->at[seen[i]];
		enum carry c = carry_of(json_string_value(json_object_get(carries, f->code)));
		if (f->mask != MASK_KEEP || f->key || !has_place(f->shape.type, f->shape.precision, c))
			c = CARRY_NOTHING;
		columns[i] = (struct mark_column){
			.code = f->code, .carry = c, .precision = f->shape.precision,
			.sorts = c == CARRY_NOTHING && named(order, f->code),
			.anchor = by_key ? f->key : c == CARRY_NOTHING };
		sorts += columns[i].sorts;
	}
	/* Rows may change places only where all that they sort by is given. */
	return (struct mark_plan){ .columns = columns, .n = nseen,
		.order = json_is_array(order) && sorts == json_array_size(order),
		.invents = by_key && invents(json_object_get(allowed, "invented"), view, seen, nseen) };
}

const char *marks_text(struct ctx *cx, const struct mark_plan *p)
{
	AUTO_BUF b = buf_make(1 << 20);
	struct jout j = jout_to(&b);
	jout_open(&j);
	jout_key_bool(&j, "order", p->order);
	jout_key_bool(&j, "invents", p->invents);
	jout_key(&j, "columns");
	jout_list(&j);
	for (size_t i = 0; i < p->n; i++) {
		const struct mark_column *c = &p->columns[i];
		jout_open(&j);
		jout_key_text(&j, "code", c->code);
		jout_key_text(&j, "carry", words[c->carry]);
		jout_key_int(&j, "precision", c->precision);
		jout_key_bool(&j, "anchor", c->anchor);
		jout_key_bool(&j, "sorts", c->sorts);
		jout_close(&j);
	}
	jout_end_list(&j);
	jout_close(&j);
	return ctx_textn(cx, b.p, b.n);
}

bool marks_read(struct ctx *cx, const char *text, struct mark_plan *ret)
{
	json_t *all = json_loads(text, 0, NULL);
	const json_t *list = json_object_get(all, "columns");
	size_t n = json_array_size(list);
	struct mark_column *columns = ctx_array(cx, struct mark_column, n);
	bool good = all != NULL;
	for (size_t i = 0; i < n && good; i++) {
		const json_t *c = json_array_get(list, i);
		const char *code = json_string_value(json_object_get(c, "code"));
		good = code != NULL;
		columns[i] = (struct mark_column){
			.code = ctx_text(cx, code),
			.carry = carry_of(json_string_value(json_object_get(c, "carry"))),
			.precision = (int)json_integer_value(json_object_get(c, "precision")),
			.anchor = json_is_true(json_object_get(c, "anchor")),
			.sorts = json_is_true(json_object_get(c, "sorts")) };
	}
	*ret = (struct mark_plan){ columns, n, json_is_true(json_object_get(all, "order")),
				   json_is_true(json_object_get(all, "invents")) };
	json_decref(all);
	return good;
}
