/* test_tap_block.c - the statements that write a block of rows are whole or not made. What
 * block.c asks of a driver is answered here. */
#include "base/ctx.h"
#include "tap/block.h"
#include "test.h"
#include <string.h>

#define COLUMNS 40
#define NAME_CHARS 128                  /* as long as any database lets a name be */

static int prepared, executed;
static size_t longest;                  /* statement that was made */

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
	size_t chars = 0;
	(void)s;
	(void)n;
	while (text[chars])
		chars++;
	longest = chars > longest ? chars : longest;
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

static struct tap t;

static void begin(struct ctx *cx)
{
	ctx_init(cx, (ms_t){ 1 }, 0);
	t = (struct tap){ .cx = cx };
	ctx_init(&t.row, (ms_t){ 1 }, 64u << 20);
	prepared = executed = 0;
	longest = 0;
}

static void R20_3_a_table_of_long_names_is_written_in_blocks_as_long_as_a_statement_may_be(void)
{
	AUTO_CTX cx;
	char state[6] = "";
	const struct tap_ask ask = { .table = "permit" };
	begin(&cx);
	struct block b = block_make(&t, &ask, targets, COLUMNS, true);
	gather(&b, 16);
	CHECK(block_put(&b, state));
	CHECK_INT(executed, 2);
	CHECK_INT(prepared, 2);
	CHECK(b.most > 16);             /* taken quickly: more of them now */
	for (int i = 0; i < 8; i++) {
		gather(&b, b.most);
		CHECK(block_full(&b) && block_put(&b, state));
	}
	CHECK_TEXT(state, "");
	CHECK_INT(executed, 18);
	size_t a_row = longest / b.most;
	CHECK_MSG(longest <= TAP_ASK_MOST && longest + 2 * a_row > TAP_ASK_MOST, "%zu", longest);
	block_drop(&b);
	ctx_end(&t.row);
}

static void R20_3_a_statement_that_is_longer_than_its_maximum_is_not_made_of_a_part(void)
{
	static char name[TAP_ASK_MOST + 1];
	AUTO_CTX cx;
	char state[6] = "";
	const struct tap_ask ask = { .table = name };
	memset(name, 'n', sizeof name - 1);
	begin(&cx);
	struct block b = block_make(&t, &ask, targets, COLUMNS, true);
	CHECK_INT(b.most, 1);
	gather(&b, 1);
	CHECK(!block_put(&b, state));
	CHECK_TEXT(state, ODBC_TOO_LONG);
	CHECK_INT(prepared, 0);
	CHECK_INT(executed, 0);
	block_drop(&b);
	ctx_end(&t.row);
}

int main(void)
{
	fill();
	RUN(R20_3_a_table_of_long_names_is_written_in_blocks_as_long_as_a_statement_may_be);
	RUN(R20_3_a_statement_that_is_longer_than_its_maximum_is_not_made_of_a_part);
	return TEST_END();
}
