/* test_tap_block.c - the statements that write a block of rows are whole or not made. What
 * block.c asks of a driver is answered here. */
#include "base/ctx.h"
#include "tap/block.h"
#include "test.h"
#include <string.h>

#define COLUMNS 40
#define NAME_CHARS 128                  /* as long as any database lets a name be */

static int prepared, executed;

/* --- instead of odbc.c and a driver ------------------------------------------------------- */
bool odbc_good(SQLRETURN r)
{
	return SQL_SUCCEEDED(r);
}

bool odbc_begin(struct tap *t)
{
	static char any;
	t->stmt = &any;
	return true;
}

SQLWCHAR *odbc_wide(struct ctx *cx, const char *text)
{
	SQLWCHAR *out = ctx_array(cx, SQLWCHAR, strlen(text) + 1);
	for (size_t i = 0; text[i]; i++)
		out[i] = (unsigned char)text[i];
	return out;
}

void odbc_name(const struct tap *t, struct buf *out, const char *text)
{
	(void)t;
	buf_byte(out, '"');
	buf_text(out, text);
	buf_byte(out, '"');
}

void odbc_table_name(const struct tap *t, struct buf *out, const char *schema, const char *table)
{
	(void)schema;
	odbc_name(t, out, table);
}

void odbc_state(SQLHSTMT s, char ret[6])
{
	(void)s;
	memcpy(ret, "HY000", 6);
}

SQLRETURN SQLPrepareW(SQLHSTMT s, SQLWCHAR *text, SQLINTEGER n)
{
	(void)s;
	(void)text;
	(void)n;
	prepared++;
	return SQL_SUCCESS;
}

SQLRETURN SQLBindParameter(SQLHSTMT s, SQLUSMALLINT nth, SQLSMALLINT way, SQLSMALLINT from,
			   SQLSMALLINT to, SQLULEN size, SQLSMALLINT digits, SQLPOINTER p, SQLLEN room,
			   SQLLEN *n)
{
	(void)s, (void)nth, (void)way, (void)from, (void)to, (void)size, (void)digits, (void)p;
	(void)room, (void)n;
	return SQL_SUCCESS;
}

SQLRETURN SQLExecute(SQLHSTMT s)
{
	(void)s;
	executed++;
	return SQL_SUCCESS;
}

SQLRETURN SQLFreeHandle(SQLSMALLINT kind, SQLHANDLE h)
{
	(void)kind;
	(void)h;
	return SQL_SUCCESS;
}

/* --- blocks ------------------------------------------------------------------------------- */
static char names[COLUMNS][NAME_CHARS * 3 + 1];
static struct column columns[COLUMNS];
static struct target targets[COLUMNS];
static struct csv_field fields[COLUMNS];

static void fill(void)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		for (size_t c = 0; c < NAME_CHARS; c++)
			memcpy(names[i] + c * 3, "\xe5\x88\x97", 3);
		columns[i] = (struct column){ .name = names[i], .type = SQL_VARCHAR, .size = 20 };
		targets[i] = (struct target){ &columns[i], .key = true };
		fields[i] = (struct csv_field){ .p = "1", .n = 1 };
	}
}

static void gather(struct block *b, size_t rows)
{
	const struct csv row = { .fields = fields, .nfields = COLUMNS };
	for (size_t i = 0; i < rows; i++)
		block_add(b, &row);
}

static void R20_3_a_statement_that_is_longer_than_its_maximum_is_not_made_of_a_part(void)
{
	static struct tap t;
	AUTO_CTX cx;
	char state[6] = "";
	const struct tap_ask ask = { .table = "permit" };
	ctx_init(&cx, (ms_t){ 1 }, 0);
	t = (struct tap){ .cx = &cx };
	ctx_init(&t.row, (ms_t){ 1 }, 64u << 20);
	struct block b = block_make(&t, &ask, targets, COLUMNS, true);
	gather(&b, 16);
	CHECK(block_put(&b, state));
	CHECK_INT(executed, 2);
	CHECK_INT(prepared, 2);
	CHECK(b.most > 16);             /* taken quickly: more of them now */
	gather(&b, b.most);
	CHECK(!block_put(&b, state));
	CHECK_TEXT(state, "54000");
	CHECK_INT(executed, 2);
	CHECK_INT(prepared, 2);
	block_drop(&b);
	gather(&b, 1);                  /* as write.c does then */
	CHECK(block_put(&b, state));
	CHECK_INT(executed, 4);
	ctx_end(&t.row);
}

int main(void)
{
	fill();
	RUN(R20_3_a_statement_that_is_longer_than_its_maximum_is_not_made_of_a_part);
	return TEST_END();
}
