/* question.c - what a provider is asked, as JSON. A value is written as an answer of the
 * platform's would hold it: whole numbers and truth bare, everything else as text. Pure. */
#include "base/jout.h"
#include "forward/forward.h"
#include <string.h>

static void operand(struct jout *j, const struct viewed *at, const struct value *v)
{
	AUTO_BUF text = buf_make(1u << 20);
	value_print(&text, &at->shape, v);
	bool bare = at->shape.type == ITEM_INTEGER || at->shape.type == ITEM_BOOLEAN;
	if (bare)
		jout_raw(j, buf_cstr(&text));
	else
		jout_textn(j, text.p ? text.p : "", text.n);
}

static const char *const words[FILTER_OPS_] = {
	"and", "or", "not",
#define X(id, word) [FILTER_##id] = word,
	FILTER_OP_TABLE(X)
#undef X
};

static void leaf(struct jout *j, const struct filter *f, struct view view)
{
	const struct viewed *at = &view.at[f->field];
	jout_key_text(j, "item", at->code);
	jout_key_text(j, "op", words[f->op]);
	if (f->op == FILTER_IS_NULL) {
		jout_key_bool(j, "value", f->null);
		return;
	}
	bool many = f->op == FILTER_IN || f->op == FILTER_BETWEEN;
	jout_key(j, "value");
	if (!many) {
		operand(j, at, f->values);
		return;
	}
	jout_list(j);
	for (size_t i = 0; i < f->n; i++)
		operand(j, at, &f->values[i]);
	jout_end_list(j);
}

static void tree(struct jout *j, const struct filter *f, struct view view)
{
	jout_open(j);
	if (f->op > FILTER_NOT) {
		leaf(j, f, view);
	} else if (f->op == FILTER_NOT) {
		jout_key(j, words[f->op]);
		tree(j, f->parts[0], view);
	} else {
		jout_key(j, words[f->op]);
		jout_list(j);
		for (size_t i = 0; i < f->n; i++)
			tree(j, f->parts[i], view);
		jout_end_list(j);
	}
	jout_close(j);
}

static void both(struct jout *j, const struct question *q)
{
	const struct filter *parts[2] = { q->policy, q->where };
	struct filter all = { .op = FILTER_AND, .n = 2, .parts = parts };
	if (q->policy && q->where)
		tree(j, &all, q->view);
	else if (q->policy || q->where)
		tree(j, q->policy ? q->policy : q->where, q->view);
	else
		jout_null(j);
}

void question_json(struct buf *out, const struct question *q)
{
	struct jout j = jout_to(out);
	jout_open(&j);
	jout_key_text(&j, "resource", q->code);
	jout_key(&j, "fields");
	jout_list(&j);
	for (size_t i = 0; i < q->n; i++)
		jout_text(&j, q->view.at[q->columns[i]].code);
	jout_end_list(&j);
	jout_key(&j, "where");
	both(&j, q);
	jout_key_int(&j, "limit", q->limit);
	jout_key_text(&j, "cursor", q->cursor);
	jout_close(&j);
}

const char *const *question_columns(struct ctx *cx, const struct question *q)
{
	const char **names = ctx_array(cx, const char *, q->n);
	for (size_t i = 0; i < q->n; i++) {
		const struct viewed *at = &q->view.at[q->columns[i]];
		names[i] = ctx_print(cx, "%c%s", at->shape.type == ITEM_GEOMETRY ? '{' : '=', at->code);
	}
	return names;
}

static void adds(const struct filter *f, bool *there, size_t *columns, size_t *n)
{
	if (!f)
		return;
	for (size_t i = 0; f->op <= FILTER_NOT && i < f->n; i++)
		adds(f->parts[i], there, columns, n);
	if (f->op <= FILTER_NOT || there[f->field])
		return;
	there[f->field] = true;
	columns[(*n)++] = f->field;
}

void question_wants(struct ctx *cx, struct question *q, const size_t *wanted, size_t n)
{
	size_t *columns = ctx_array(cx, size_t, q->view.n);
	bool *there = ctx_array(cx, bool, q->view.n);
	q->n = 0;
	for (size_t i = 0; i < n; i++) {
		if (!there[wanted[i]])
			columns[q->n++] = wanted[i];
		there[wanted[i]] = true;
	}
	adds(q->policy, there, columns, &q->n);
	adds(q->where, there, columns, &q->n);
	q->columns = columns;
}
