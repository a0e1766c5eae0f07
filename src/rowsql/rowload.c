/* rowload.c - see rowload.h: chooses the store's implementation. */
#include "rowsql/rowload_backend.h"
#include <stdlib.h>

static const struct rowload_ops *ops_of(const struct store *s)
{
	return store_kind(s) == STORE_SQLITE ? &rowload_sqlite : &rowload_pg;
}

enum err rowload_begin(struct ctx *cx, struct rowload_setup setup,
		       struct rowload **ret_load)
{
	AUTO_ROWLOAD l = calloc(1, sizeof *l);
	PRE(l != NULL && setup.ncolumns > 0 && setup.ncolumns <= DATASET_COLUMNS);
	l->setup = setup;
	l->ops = ops_of(setup.store);
	for (size_t i = 0; i < setup.ncolumns; i++)
		if (setup.columns[i].key)
			l->keys[l->nkeys++] = i;
	TRY(l->ops->begin(cx, l));
	*ret_load = l;
	l = NULL;
	return OK;
}

enum err rowload_add(struct ctx *cx, struct rowload *l, const struct block *b)
{
	PRE(b->ncolumns == l->setup.ncolumns);
	return l->ops->add(cx, l, b);
}

enum err rowload_finish(struct ctx *cx, struct rowload **l, struct rowload_sum *ret_sum)
{
	enum err e = (*l)->ops->finish(cx, *l, ret_sum);
	rowload_drop(l);
	return e;
}

void rowload_drop(struct rowload **l)
{
	if (!*l)
		return;
	(*l)->ops->end(*l);
	buf_end(&(*l)->copy);
	free(*l);
	*l = NULL;
}

enum err rowload_delete(struct ctx *cx, struct store *s, int resource_no, int version)
{
	return ops_of(s)->remove(cx, s, resource_no, version);
}

enum err rowload_list(struct ctx *cx, struct store *s, rowload_each *each, void *arg)
{
	return ops_of(s)->list(cx, s, each, arg);
}

void rowload_key_list(const struct rowload *l, const char *before, const char *after,
		      struct buf *out)
{
	for (size_t i = 0; i < l->nkeys; i++)
		buf_print(out, "%s%sc%d%s", i ? ", " : "", before,
			  l->setup.columns[l->keys[i]].no, after);
}
