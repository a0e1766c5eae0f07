/* cell.c - see cell.h. */
#include "core/cell.h"

static bool is_text(const struct shape *s)
{
	return s->type == ITEM_STRING || s->type == ITEM_TEXT || s->type == ITEM_GEOMETRY;
}

void cell_json(struct jout *j, const struct shape *s, const struct value *v)
{
	if (v->null) {
		jout_null(j);
	} else if (s->type == ITEM_INTEGER && shape_physical(s) == PHYS_INT) {
		jout_int(j, v->i);
	} else if (s->type == ITEM_BOOLEAN) {
		jout_bool(j, v->i);
	} else if (is_text(s)) {
		jout_textn(j, v->p, v->n);
	} else {
		AUTO_BUF text = buf_make(256);
		value_print(&text, s, v);
		jout_textn(j, text.p ? text.p : "", text.n);
	}
}

void cell_csv(struct buf *b, size_t i, const struct shape *s, const struct value *v,
	      enum csv_for whom)
{
	if (v->null) {
		csv_celln(b, i, "", 0, whom);
	} else if (is_text(s)) {
		csv_celln(b, i, v->p, v->n, whom);
	} else {
		AUTO_BUF text = buf_make(256);
		value_print(&text, s, v);
		csv_celln(b, i, text.p ? text.p : "", text.n, CSV_FOR_MACHINES);
	}
}
