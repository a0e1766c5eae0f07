/* fit.c - does a recipient's table hold what is delivered? See deposit.h. Pure. */
#include "deposit/deposit.h"
#include "core/item.h"
#include "tap/ask.h"
#include <string.h>
#include <strings.h>

#define HOUR_MS INT64_C(3600000)
#define TINYINT (-6)

int64_t deposit_wait_ms(int64_t first, int64_t attempts)
{
	int64_t wait = first * 1000;
	for (int64_t i = 1; i < attempts && wait < HOUR_MS; i++)
		wait *= 2;
	return wait > HOUR_MS ? HOUR_MS : wait;
}

/* What stands in the file: a mask makes a text of anything. */
static enum item_type type_of(const struct viewed *f)
{
	return f->mask == MASK_KEEP ? f->shape.type : ITEM_TEXT;
}

static bool whole_number(const struct item *c)
{
	return c->type == ITEM_INTEGER || (c->type == ITEM_DECIMAL && !c->precision && c->length);
}

/* Floating numbers (6 to 8) would round without a word. */
static bool takes(const struct database_column *column, const struct item *c, enum item_type t)
{
	if (c->type == ITEM_STRING || c->type == ITEM_TEXT)
		return true;
	switch (t) {
	case ITEM_INTEGER:
		return whole_number(c);
	case ITEM_DECIMAL:
		return c->type == ITEM_DECIMAL && column->type < 6;
	case ITEM_DATE:
		return c->type == ITEM_DATE || c->type == ITEM_DATETIME;
	case ITEM_DATETIME:
		return c->type == t;
	case ITEM_BOOLEAN:              /* MySQL's are the smallest of whole numbers, 1 and 0 */
		return c->type == t || column->type == TINYINT;
	case ITEM_STRING: case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_MAX_: case ITEM_UNSET_:
		break;
	}
	return false;
}

static bool narrow(const struct item *c, const struct viewed *f)
{
	const struct shape *s = &f->shape;
	if (f->mask != MASK_KEEP)
		return false;
	if (s->type == ITEM_STRING && c->type == ITEM_STRING)
		return s->length && c->length < s->length;
	if (s->type == ITEM_DECIMAL && c->type == ITEM_DECIMAL && c->length)
		return c->precision < s->precision ||
		       (s->length && c->length - c->precision < s->length - s->precision);
	return false;
}

struct deposit_fit deposit_fit(const struct view *view, const size_t *seen, size_t nseen,
			       const struct database_column *columns, size_t ncolumns,
			       size_t *ret_at)
{
	for (size_t i = 0; i < nseen; i++) {
		const struct viewed *f = &view->at[seen[i]];
		struct item c = { 0 };
		size_t at = 0;
		while (at < ncolumns && strcasecmp(columns[at].name, f->code) != 0)
			at++;
		if (at == ncolumns)
			return (struct deposit_fit){ DEPOSIT_NO_COLUMN, f->code, NULL };
		ret_at[i] = at;
		if (!database_item(&columns[at], &c) || !takes(&columns[at], &c, type_of(f)))
			return (struct deposit_fit){ DEPOSIT_OTHER_TYPE, f->code, columns[at].name };
		if (narrow(&c, f))
			return (struct deposit_fit){ DEPOSIT_TOO_NARROW, f->code, columns[at].name };
	}
	return (struct deposit_fit){ .fault = DEPOSIT_FITS };
}

/* --- the statements ------------------------------------------------------------------------ */
struct dialect {
	char        quote;
	const char *integer, *datetime, *boolean, *text, *decimal;      /* decimal: of any size */
	int         varchar_most;       /* longer texts are `text`; 0: none are */
	const char *key;                /* a text of no length that is part of a key */
	const char *table_end;
};
/* MySQL has no key on a text without a length, rows of at most 64 KiB, a moment that would
 * move when others are written, and by itself letters that are one small or capital. */
static const struct dialect dialects[] = {
	[DEPOSIT_STANDARD] = { '"', "bigint", "timestamp", "boolean", "text", "numeric", 0, "text",
			       ")" },
	[DEPOSIT_MYSQL] = { '`', "bigint", "datetime(3)", "tinyint(1)", "longtext", "varchar(64)", 255,
			    "varchar(255)",
			    ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin" },
};

static void quoted(struct buf *b, const struct dialect *d, const char *name)
{
	buf_byte(b, d->quote);
	for (; *name; name++) {
		if (*name == d->quote)
			buf_byte(b, d->quote);
		buf_byte(b, *name);
	}
	buf_byte(b, d->quote);
}

static void named(struct buf *b, const struct dialect *d, const char *schema, const char *table)
{
	buf_text(b, "CREATE TABLE ");
	if (schema) {
		quoted(b, d, schema);
		buf_byte(b, '.');
	}
	quoted(b, d, table);
	buf_text(b, " (\n");
}

static bool in_key(const struct viewed *f)
{
	return f->key && f->mask == MASK_KEEP;
}

static void string_type(struct buf *b, const struct dialect *d, const struct viewed *f)
{
	int n = f->shape.length + !f->key;      /* a mark may put a blank behind it */
	if (!f->shape.length || (d->varchar_most && n > d->varchar_most && !in_key(f)))
		buf_text(b, in_key(f) ? d->key : d->text);
	else
		buf_print(b, "varchar(%d)", n);
}

static void column_type(struct buf *b, const struct dialect *d, const struct viewed *f)
{
	const struct shape *s = &f->shape;
	switch (type_of(f)) {
	case ITEM_INTEGER:
		buf_text(b, d->integer);
		return;
	case ITEM_DECIMAL:
		if (s->length)
			buf_print(b, "numeric(%d, %d)", s->length, s->precision);
		else
			buf_text(b, d->decimal);
		return;
	case ITEM_DATE:
		buf_text(b, "date");
		return;
	case ITEM_DATETIME:
		buf_text(b, d->datetime);
		return;
	case ITEM_BOOLEAN:
		buf_text(b, d->boolean);
		return;
	case ITEM_STRING:
		string_type(b, d, f);
		return;
	case ITEM_TEXT: case ITEM_GEOMETRY: case ITEM_MAX_: case ITEM_UNSET_:
		buf_text(b, d->text);
	}
}

static void ledger(struct buf *b, const struct dialect *d, const char *schema)
{
	named(b, d, schema, TAP_LEDGER);
	buf_print(b, "  batch varchar(64) NOT NULL PRIMARY KEY,\n"
		  "  delivery varchar(64) NOT NULL,\n  table_name varchar(128) NOT NULL,\n"
		  "  rows_written bigint NOT NULL,\n  sha256 varchar(64) NOT NULL,\n"
		  "  written_at varchar(40) NOT NULL\n%s;\n", d->table_end);
}

const char *deposit_statements(struct ctx *cx, const struct view *view, const size_t *seen,
			       size_t nseen, const char *schema, const char *table,
			       enum deposit_dialect dialect)
{
	const struct dialect *d = &dialects[dialect];
	AUTO_BUF b = buf_make(1u << 20);
	size_t keys = 0;
	named(&b, d, schema, table);
	for (size_t i = 0; i < nseen; i++) {
		const struct viewed *f = &view->at[seen[i]];
		buf_text(&b, "  ");
		quoted(&b, d, f->code);
		buf_byte(&b, ' ');
		column_type(&b, d, f);
		keys += in_key(f);
		buf_text(&b, in_key(f) ? " NOT NULL" : "");
		buf_text(&b, i + 1 < nseen || keys ? ",\n" : "\n");
	}
	for (size_t i = 0, k = 0; keys && i < nseen; i++) {
		if (!in_key(&view->at[seen[i]]))
			continue;
		buf_text(&b, k++ ? ", " : "  PRIMARY KEY (");
		quoted(&b, d, view->at[seen[i]].code);
	}
	buf_print(&b, "%s%s;\n", keys ? ")\n" : "", d->table_end);
	ledger(&b, d, schema);
	return ctx_textn(cx, b.p, b.n);
}
