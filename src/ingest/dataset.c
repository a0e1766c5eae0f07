/* dataset.c - see dataset.h. Columns are kept as lines of tab-separated fields:
 * they are read for every call of the data interface, so reading them is cheap. */
#include "ingest/columns.h"
#include <stdlib.h>
#include <string.h>

const char *dataset_path(struct ctx *cx, const char *dir, int resource_no, int version)
{
	return ctx_print(cx, "%s/rows/r%d/v%d.db", dir, resource_no, version);
}

static void field(struct buf *b, const char *s)
{
	for (; s && *s; s++)
		buf_byte(b, *s == '\t' || *s == '\n' ? ' ' : *s);
	buf_byte(b, '\t');
}

void columns_write(struct buf *b, const struct column *c, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		buf_print(b, "%d\t", c[i].no);
		field(b, c[i].code);
		field(b, c[i].name);
		field(b, item_type_word(c[i].shape.type));
		buf_print(b, "%d\t%d\t%d\t", c[i].shape.length, c[i].shape.precision,
			  c[i].shape.nullable);
		field(b, c[i].shape.format);
		buf_print(b, "%d\t%d\t%lld\n", c[i].key, c[i].indexed, (long long)c[i].personal);
	}
}

/* The next field of the line, its end made a NUL; the cursor behind it. */
static char *take(char **at)
{
	char *from = *at, *end = from + strcspn(from, "\t\n");
	*at = end + (*end != 0);
	*end = 0;
	return from;
}

size_t columns_read(struct ctx *cx, const char *text, struct column **ret_columns)
{
	size_t n = 0, i = 0;
	for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
		n++;
	char *at = ctx_text(cx, text);
	struct column *c = ctx_array(cx, struct column, n + 1);
	for (; *at && i < n; i++) {
		c[i].no = (int)strtol(take(&at), NULL, 10);
		c[i].code = take(&at);
		c[i].name = take(&at);
		if (!item_type_read(take(&at), &c[i].shape.type))
			c[i].shape.type = ITEM_TEXT;
		c[i].shape.length = (int)strtol(take(&at), NULL, 10);
		c[i].shape.precision = (int)strtol(take(&at), NULL, 10);
		c[i].shape.nullable = *take(&at) == '1';
		const char *format = take(&at);
		c[i].shape.format = *format ? format : NULL;
		c[i].key = *take(&at) == '1';
		c[i].indexed = *take(&at) == '1';
		c[i].personal = strtoll(take(&at), NULL, 10);
	}
	*ret_columns = c;
	return i;
}

static void fill(struct ctx *cx, struct rows *q, int resource_no, struct dataset *d)
{
	*d = (struct dataset){
		.resource_no = resource_no, .version = (int)col_int(q, "version"),
		.rows = col_int(q, "row_count"), .bytes = col_int(q, "bytes"),
		.batch = col_text(cx, q, "batch"), .live_at = col_ms(q, "live_at"),
		.personal = col_int(q, "personal"),
	};
	d->ncolumns = columns_read(cx, col_text(cx, q, "column_list"), &d->columns);
}

enum err dataset_live(struct ctx *cx, struct db *db, int resource_no,
		      struct dataset *ret_dataset)
{
	struct dataset d = { .resource_no = resource_no };
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATASET_LIVE);
	bind_int(q, ":no", resource_no);
	TRY(rows_next(cx, q, &more));
	if (more)
		fill(cx, q, resource_no, &d);
	*ret_dataset = d;
	return OK;
}

enum err dataset_version(struct ctx *cx, struct db *db, int resource_no, int version,
			 struct dataset *ret_dataset)
{
	bool more;
	AUTO_ROWS q = db_run(db, SQL_DATASET_VERSION);
	bind_int(q, ":no", resource_no);
	bind_int(q, ":version", version);
	TRY(rows_next(cx, q, &more));
	if (!more)
		return fail(cx, ERR_GONE, SAY_VERSION_GONE());
	fill(cx, q, resource_no, ret_dataset);
	return OK;
}
